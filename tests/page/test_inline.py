"""Inline mode: `@bot words` in any chat."""

import pytest
from playwright.async_api import expect

from tests.control import Control, Json
from tests.page.conftest import ANNA, BORIS, Bot, Opens
from tests.page.things import tone

pytestmark = [pytest.mark.page, pytest.mark.usefixtures("people")]

QUERY = "@promo_music_bot boats"


def article(id: str, title: str) -> Json:
    said = {"message_text": f"<b>{title}</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": id, "title": title, "input_message_content": said}


async def test_results_are_shown_while_typing_and_sent_via_the_bot(
    bot: Bot, control: Control, tab: Opens
) -> None:
    group = await control.post("/chats", type="group", title="Fans", owner=ANNA)
    page = await tab(ANNA, chat=group["id"])
    await page.get_by_test_id("composer").fill(QUERY)
    query = await bot.next("inline_query")
    assert (query["query"], query["chat_type"]) == ("boats", "group")
    results = [article("1", "Paper boats"), article("2", "<i>Boats</i> of tin")]
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=results)
    await expect(page.get_by_test_id("inline-result")).to_have_text(
        ["Paper boats", "<i>Boats</i> of tin"]
    )
    await page.keyboard.press("Enter")
    assert (await bot.next("chosen_inline_result"))["result_id"] == "1"
    message = page.get_by_test_id("message")
    await expect(message.locator("strong")).to_have_text("Paper boats")
    await expect(message).to_contain_text("via @promo_music_bot")
    await expect(page.get_by_test_id("composer")).to_have_value("")


async def test_songs_on_the_server_are_offered_by_name(bot: Bot, tab: Opens) -> None:
    sent = await bot.call(
        "sendAudio", chat_id=ANNA, audio=tone(), title="Salt and honey", performer="Anna"
    )
    page = await tab(ANNA)
    await page.get_by_test_id("composer").fill(QUERY)
    query = await bot.next("inline_query")
    song = {"type": "audio", "id": "s", "audio_file_id": sent["audio"]["file_id"]}
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[song])
    await expect(page.get_by_test_id("inline-result")).to_contain_text("Salt and honey")
    await page.get_by_test_id("inline-result").click()
    await expect(page.get_by_test_id("track")).to_have_count(2)


async def test_more_results_come_with_scrolling(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await page.get_by_test_id("composer").fill(QUERY)
    query = await bot.next("inline_query")
    first = [article(str(n), f"Boat {n}") for n in range(20)]
    await bot.call(
        "answerInlineQuery", inline_query_id=query["id"], results=first, next_offset="20"
    )
    await page.get_by_test_id("inline-result").last.scroll_into_view_if_needed()
    query = await bot.next("inline_query")
    assert query["offset"] == "20"
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[article("x", "Last")])
    await expect(page.get_by_test_id("inline-result")).to_have_count(21)


async def test_the_button_above_results_leads_to_the_bot(bot: Bot, tab: Opens) -> None:
    page = await tab(BORIS)
    await page.get_by_test_id("composer").fill(QUERY)
    query = await bot.next("inline_query")
    button = {"text": "Make a page", "start_parameter": "new"}
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[], button=button)
    await page.get_by_test_id("inline-button").click()
    await page.get_by_test_id("start").click()
    assert (await bot.next("message"))["text"] == "/start new"


async def test_keys_begin_inline_queries_here_and_elsewhere(
    bot: Bot, control: Control, tab: Opens
) -> None:
    group = await control.post("/chats", type="group", title="Fans", owner=ANNA)
    page = await tab(ANNA)
    row = [
        {"text": "Here", "switch_inline_query_current_chat": "boats"},
        {"text": "There", "switch_inline_query": "boats"},
    ]
    await bot.says(ANNA, "Share", reply_markup={"inline_keyboard": [row]})
    await page.get_by_role("button", name="Here", exact=True).click()
    await expect(page.get_by_test_id("composer")).to_have_value(QUERY)
    await page.get_by_test_id("composer").fill("")
    await page.get_by_role("button", name="There").click()
    await page.get_by_test_id(f"pick-{group['id']}").click()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Fans")
    await expect(page.get_by_test_id("composer")).to_have_value(QUERY)
