"""Buttons under messages, links, commands and the keyboard in place of letters."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.control import Control, Json
from tests.page.conftest import ANNA, BORIS, NARROW, Bot, Opens

pytestmark = [pytest.mark.page, pytest.mark.usefixtures("people")]

USERNAME = "promo_music_bot"


def keys(*rows: list[Json]) -> Json:
    return {"inline_keyboard": list(rows)}


def key(page: Page, text: str) -> Locator:
    return page.get_by_test_id("key").filter(has_text=text)


async def test_a_tap_turns_until_the_bot_answers_and_then_says_its_words(
    bot: Bot, tab: Opens
) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "Well?", reply_markup=keys([{"text": "Yes", "callback_data": "yes"}]))
    await key(page, "Yes").click()
    query = await bot.next("callback_query")
    assert (query["data"], query["from"]["id"]) == ("yes", ANNA)
    await expect(key(page, "Yes")).to_have_attribute("aria-busy", "true")
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Noted <b>you</b>")
    await expect(page.get_by_test_id("toast")).to_have_text("Noted <b>you</b>")
    await expect(key(page, "Yes")).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_waits_until_it_is_read(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA, NARROW, chat=ANNA)
    await bot.says(ANNA, "Well?", reply_markup=keys([{"text": "Rules", "callback_data": "rules"}]))
    await key(page, "Rules").click()
    query = await bot.next("callback_query")
    words = "Be kind.\nBe loud."
    await bot.call(
        "answerCallbackQuery", callback_query_id=query["id"], text=words, show_alert=True
    )
    alert = page.get_by_test_id("alert")
    await expect(alert).to_contain_text("Be kind.")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_have_count(0)


async def test_focus_stays_on_a_button_whose_message_changes(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    message = await bot.says(
        ANNA, "Song", reply_markup=keys([{"text": "♥ 0", "callback_data": "l"}])
    )
    await key(page, "♥ 0").press("Enter")
    query = await bot.next("callback_query")
    await bot.call(
        "editMessageReplyMarkup",
        chat_id=ANNA,
        message_id=message["message_id"],
        reply_markup=keys([{"text": "♥ 1", "callback_data": "l"}]),
    )
    await bot.call("answerCallbackQuery", callback_query_id=query["id"])
    await expect(key(page, "♥ 1")).to_be_focused()


async def test_a_link_to_the_bot_waits_behind_start_with_its_payload(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, f"My page: https://t.me/{USERNAME}?start=a_42")
    await page.get_by_role("link", name="start=a_42").click()
    await expect(page.get_by_test_id("composer")).to_be_hidden()
    await page.get_by_test_id("start").click()
    assert (await bot.next("message"))["text"] == "/start a_42"
    await expect(page.get_by_test_id("composer")).to_be_focused()
    button = {"text": "Song", "url": f"https://t.me/{USERNAME}?start=t_42"}
    await bot.says(ANNA, "Listen", reply_markup=keys([button]))
    await key(page, "Song").click()
    await page.get_by_test_id("start").click()
    assert (await bot.next("message"))["text"] == "/start t_42"


async def test_a_link_can_be_pasted_or_come_with_the_address(bot: Bot, tab: Opens) -> None:
    page = await tab(BORIS)
    await page.get_by_test_id("search").fill(f"t.me/{USERNAME}?start=t_7")
    await page.get_by_test_id("open-link").click()
    await page.get_by_test_id("start").click()
    message = await bot.next("message")
    assert (message["from"]["id"], message["text"]) == (BORIS, "/start t_7")
    other = await tab(ANNA, NARROW, start="t_8")
    await other.get_by_test_id("start").click()
    message = await bot.next("message")
    assert (message["from"]["id"], message["text"]) == (ANNA, "/start t_8")


async def test_a_link_of_a_message_can_be_opened_as_somebody_else(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    link = f"https://t.me/{USERNAME}?start=c_1"
    await bot.says(ANNA, "Share it", reply_markup=keys([{"text": "Page", "url": link}]))
    await page.get_by_test_id("message").get_by_text("Share it").click(button="right")
    async with page.context.expect_page() as opening:
        await page.get_by_role("menuitem", name="Open link as Boris").click()
    await (await opening.value).get_by_test_id("start").click()
    message = await bot.next("message")
    assert (message["from"]["id"], message["text"]) == (BORIS, "/start c_1")


async def test_other_links_open_in_a_tab_of_their_own(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await page.context.route(
        "https://tickets.example/**", lambda route: route.fulfill(body="Tickets")
    )
    link = "https://tickets.example/7"
    await bot.says(ANNA, "Tickets", reply_markup=keys([{"text": "Buy", "url": link}]))
    async with page.context.expect_page() as opening:
        await key(page, "Buy").click()
    opened = await opening.value
    await opened.wait_for_url(link)
    assert await opened.evaluate("window.opener") is None


async def test_a_key_copies_its_text(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    code = {"text": "Code", "copy_text": {"text": "PROMO-7"}}
    await bot.says(ANNA, "Take it", reply_markup=keys([code]))
    await key(page, "Code").click()
    await expect(page.get_by_test_id("toast")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "PROMO-7"


async def test_styles_of_keys_are_seen(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    styles = ("primary", "success", "danger")
    row = [{"text": style, "callback_data": style, "style": style} for style in styles]
    await bot.says(ANNA, "Colours", reply_markup=keys(row))
    colours = {
        await key(page, style).evaluate("key => getComputedStyle(key).backgroundColor")
        for style in styles
    }
    assert len(colours) == len(styles)


async def test_commands_are_offered_and_sent(bot: Bot, tab: Opens) -> None:
    commands = [
        {"command": "tracks", "description": "Your songs"},
        {"command": "concerts", "description": "Your shows"},
    ]
    await bot.call("setMyCommands", commands=commands)
    page = await tab(ANNA)
    await page.get_by_test_id("commands").click()
    await expect(page.get_by_test_id("suggestion")).to_have_count(2)
    await page.keyboard.type("/co")
    await expect(page.get_by_test_id("suggestion")).to_have_text("/concertsYour shows")
    await page.keyboard.press("Enter")
    assert (await bot.next("message"))["text"] == "/concerts"
    await bot.says(ANNA, "See /tracks")
    await page.get_by_test_id("message").last.get_by_role("button", name="/tracks").click()
    assert (await bot.next("message"))["text"] == "/tracks"


async def test_a_reply_keyboard_is_shown_used_and_taken_away(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA, NARROW, chat=ANNA)
    keyboard = {
        "keyboard": [[{"text": "Yes"}, {"text": "No"}]],
        "input_field_placeholder": "Yes or no?",
    }
    await bot.says(ANNA, "Sure?", reply_markup=keyboard)
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "Yes or no?")
    await page.get_by_test_id("keyboard-toggle").click()
    await expect(page.get_by_test_id("reply-keyboard")).to_be_hidden()
    await page.get_by_test_id("keyboard-toggle").click()
    await page.get_by_test_id("reply-key").filter(has_text="No").click()
    assert (await bot.next("message"))["text"] == "No"
    await bot.says(ANNA, "Fine", reply_markup={"remove_keyboard": True})
    await expect(page.get_by_test_id("reply-keyboard")).to_be_hidden()
    await expect(page.get_by_test_id("keyboard-toggle")).to_have_count(0)
    for _ in range(2):
        await bot.says(ANNA, "Sure?", reply_markup={**keyboard, "one_time_keyboard": True})
        await page.get_by_test_id("reply-key").filter(has_text="Yes").click()
        await expect(page.get_by_test_id("reply-keyboard")).to_be_hidden()
        await bot.says(ANNA, "Fine", reply_markup={"remove_keyboard": True})
        await expect(page.get_by_test_id("keyboard-toggle")).to_have_count(0)


async def test_keys_share_a_phone_number_a_place_and_a_channel(
    bot: Bot, control: Control, tab: Opens
) -> None:
    channel = await control.post("/chats", type="channel", title="Anna live", owner=ANNA)
    page = await tab(ANNA)
    asked = {"request_id": 5, "chat_is_channel": True}
    keyboard = {
        "keyboard": [
            [{"text": "Phone", "request_contact": True}],
            [{"text": "Place", "request_location": True}],
            [{"text": "Channel", "request_chat": asked}],
        ]
    }
    await bot.says(ANNA, "Share", reply_markup=keyboard)
    reply_key = page.get_by_test_id("reply-key")
    await reply_key.filter(has_text="Phone").click()
    await page.get_by_test_id("yes").click()
    assert (await bot.next("message"))["contact"]["user_id"] == ANNA
    await reply_key.filter(has_text="Place").click()
    await page.get_by_test_id("yes").click()
    assert "latitude" in (await bot.next("message"))["location"]
    await reply_key.filter(has_text="Channel").click()
    await page.get_by_test_id(f"pick-{channel['id']}").click()
    shared = (await bot.next("message"))["chat_shared"]
    assert (shared["request_id"], shared["chat_id"]) == (5, channel["id"])


async def test_a_forced_reply_answers_the_question(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "Name of the song?", reply_markup={"force_reply": True})
    await expect(page.get_by_test_id("context")).to_contain_text("Name of the song?")
    await page.get_by_test_id("composer").fill("Northern window")
    await page.keyboard.press("Enter")
    assert (await bot.next("message"))["reply_to_message"]["text"] == "Name of the song?"


async def test_a_person_blocks_and_unblocks_the_bot(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await page.get_by_test_id("chat-menu").click()
    await page.get_by_test_id("block").click()
    await expect(page.get_by_test_id("unblock")).to_be_visible()
    assert (await bot.next("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await page.get_by_test_id("unblock").click()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    assert (await bot.next("my_chat_member"))["new_chat_member"]["status"] == "member"
