"""Several people at once: live news, what is unread, chats of many, and lost connections."""

import json

import pytest
from playwright.async_api import expect

from sandbox import Sandbox
from tests.conftest import TOKEN
from tests.control import Control
from tests.page.conftest import ANNA, BORIS, NARROW, Bot, Opens
from tests.page.wire import Wire

pytestmark = [pytest.mark.page, pytest.mark.usefixtures("people")]


async def test_two_tabs_are_two_people_in_one_chat(control: Control, tab: Opens) -> None:
    group = await control.post("/chats", type="group", title="Band", owner=ANNA)
    await control.post(f"/chats/{group['id']}/members", user=BORIS, status="member")
    anna = await tab(ANNA, chat=group["id"])
    boris = await tab(BORIS, chat=group["id"], beside=anna)
    for me, other, text in ((anna, boris, "Hi, Boris"), (boris, anna, "Hi, Anna")):
        await me.get_by_test_id("composer").fill(text)
        await me.get_by_test_id("send").click()
        await expect(other.get_by_test_id("message").last).to_contain_text(text)
    await expect(anna.get_by_test_id("message").last).to_contain_text("Boris")
    await expect(anna.get_by_test_id("message").last).to_have_class("row in first last")
    await expect(boris.get_by_test_id("message").last).to_have_class("row out first last")


async def test_tabs_share_one_stream_and_another_takes_over(
    box: Sandbox, bot: Bot, tab: Opens
) -> None:
    first = await tab(ANNA)
    second = await tab(BORIS, beside=first)
    streams = (
        "performance.getEntriesByType('resource').filter(e => e.name.includes('/events')).length"
    )
    await bot.says(BORIS, "Through the first")
    await expect(second.get_by_test_id("message").last).to_contain_text("Through the first")
    assert await second.evaluate("navigator.locks.query().then(locks => locks.pending.length)") == 1
    assert await second.evaluate(streams) == 0
    await first.close()
    await second.wait_for_function(
        "() => navigator.locks.query().then(locks => !locks.pending.length)"
    )
    await bot.says(BORIS, "By itself")
    await expect(second.get_by_test_id("message").last).to_contain_text("By itself")


async def test_what_is_unread_is_counted_and_announced(
    bot: Bot, control: Control, tab: Opens
) -> None:
    group = await control.post("/chats", type="group", title="Band", owner=ANNA)
    await control.post(f"/chats/{group['id']}/members", user=BORIS, status="member")
    page = await tab(ANNA, chat=group["id"])
    for text in ("One", "Two"):
        await bot.says(ANNA, text)
    await bot.says(BORIS, "For Boris")
    unread = page.get_by_test_id(f"chat-{ANNA}").get_by_test_id("unread")
    await expect(unread).to_have_text("2")
    await expect(page.get_by_test_id(f"person-{BORIS}").get_by_test_id("unread")).to_have_text("1")
    await expect(page).to_have_title("(2) Anna · Sandbox")
    await bot.says(BORIS, "Again")  # a notice stays for five seconds
    await expect(page.get_by_test_id("toast").filter(has_text="Again")).to_contain_text("To Boris")
    await bot.says(ANNA, "Three")
    await page.get_by_test_id("toast").filter(has_text="Three").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Three")
    await expect(unread).to_have_count(0)
    await expect(page).to_have_title("Anna · Sandbox")


async def test_what_another_tab_shows_is_not_announced(bot: Bot, tab: Opens) -> None:
    anna = await tab(ANNA)
    boris = await tab(BORIS, beside=anna)
    await bot.says(BORIS, "Seen by Boris")
    await expect(boris.get_by_test_id("message").last).to_contain_text("Seen by Boris")
    await bot.says(ANNA, "Seen by Anna")
    await expect(anna.get_by_test_id("message").last).to_contain_text("Seen by Anna")
    for page in (anna, boris):
        # The pages wait a moment before they announce: this timer ends after theirs.
        await page.evaluate("new Promise(done => setTimeout(done, 400))")
        assert await page.get_by_test_id("toast").count() == 0
        await expect(page.get_by_test_id("unread")).to_have_count(0)


async def test_what_is_in_sight_stays_read_when_another_tab_counts_late(tab: Opens) -> None:
    anna = await tab(ANNA)
    boris = await tab(BORIS, beside=anna)
    late = {f"{BORIS}/{BORIS}": {"n": 1, "upto": 1}, f"{ANNA}/{ANNA}": {"n": 2, "upto": 1}}
    await anna.evaluate("kept => localStorage.setItem('sandbox.unread', kept)", json.dumps(late))
    for page in (anna, boris):
        await expect(page.get_by_test_id("unread")).to_have_count(0)
    kept = await boris.evaluate("JSON.parse(localStorage.getItem('sandbox.unread'))")
    assert [entry["n"] for entry in kept.values()] == [0, 0]


async def test_one_becomes_another_person_with_one_press(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "For Anna")
    await bot.says(BORIS, "For Boris")
    await page.get_by_test_id(f"person-{BORIS}").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("For Boris")
    await page.go_back()
    await expect(page.get_by_test_id("message").last).to_contain_text("For Anna")


async def test_a_new_person_starts_the_bot(control: Control, bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA, NARROW)
    await page.get_by_test_id("new-person").click()
    await page.get_by_label("First name").fill("Vera")
    await page.get_by_test_id("submit").click()
    await expect(page.get_by_role("heading", name="Vera")).to_be_visible()
    await page.get_by_test_id("chats").get_by_role("button").first.click()
    await page.get_by_test_id("start").click()
    assert (await bot.next("message"))["from"]["first_name"] == "Vera"
    await page.get_by_test_id("back").click()
    await expect(page.get_by_test_id("chats")).to_be_visible()


async def test_a_person_is_renamed(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await page.get_by_test_id("person-menu").click()
    await page.get_by_test_id("edit-person").click()
    await page.get_by_label("Last name").fill("Field")
    await page.locator("[name=language_code]").select_option("ru")
    await page.get_by_test_id("submit").click()
    await expect(page.get_by_role("heading", name="Anna Field")).to_be_visible()
    await page.get_by_test_id("composer").fill("Hello")
    await page.keyboard.press("Enter")
    sender = (await bot.next("message"))["from"]
    assert (sender["last_name"], sender["language_code"]) == ("Field", "ru")


async def test_a_channel_is_made_with_the_bot_and_only_its_owner_writes(
    control: Control, bot: Bot, tab: Opens
) -> None:
    page = await tab(ANNA)
    await page.get_by_test_id("new-chat").click()
    await page.get_by_label("Title").fill("Anna live")
    await page.get_by_label("Kind").select_option("channel")
    await page.get_by_test_id("submit").click()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Anna live")
    change = await bot.next("my_chat_member")
    assert change["new_chat_member"]["status"] == "administrator"
    channel = change["chat"]["id"]
    await page.get_by_test_id("composer").fill("First post")
    await page.keyboard.press("Enter")
    assert (await bot.next("channel_post"))["text"] == "First post"
    await page.get_by_test_id("chat-menu").click()
    await page.get_by_test_id("add-people").click()
    await page.get_by_test_id(f"pick-{BORIS}").click()
    await page.get_by_role("button", name="Done").click()
    await expect(page.get_by_test_id("chat-note")).to_have_text("3 subscribers")
    reader = await tab(BORIS, chat=channel)
    await expect(reader.get_by_test_id("message").last).to_contain_text("First post")
    await expect(reader.get_by_text("Only administrators can post here")).to_be_visible()


async def test_a_forum_has_topics(control: Control, bot: Bot, tab: Opens) -> None:
    forum = await control.post("/chats", type="supergroup", title="Club", owner=ANNA, is_forum=True)
    await control.post(f"/chats/{forum['id']}/members", user=42, status="administrator", by=ANNA)
    page = await tab(ANNA, chat=forum["id"])
    await page.get_by_role("button", name="New topic").click()
    await page.get_by_label("Name of the topic").fill("Tour")
    await page.get_by_test_id("submit").click()
    chip = page.get_by_role("button", name="Tour", exact=True)
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await page.get_by_test_id("composer").fill("On the road")
    await page.keyboard.press("Enter")
    topic = (await control.get(f"/chats/{forum['id']}/topics"))[0]["message_thread_id"]
    await expect(page.get_by_test_id("message").last).to_contain_text("On the road")
    await control.post("/send", person=ANNA, chat=forum["id"], text="In general")
    sent = await control.post("/send", person=ANNA, chat=forum["id"], text="Day 2", topic=topic)
    assert sent["message_thread_id"] == topic
    await expect(page.get_by_test_id("message").last).to_contain_text("Day 2")
    await expect(page.get_by_text("In general")).to_have_count(0)


async def test_reactions_and_votes_are_counted(control: Control, bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    options = [{"text": "Loud"}, {"text": "Quiet"}]
    await bot.call("sendPoll", chat_id=ANNA, question="How?", options=options)
    await page.get_by_test_id("option").filter(has_text="Loud").click()
    await expect(page.get_by_test_id("option").filter(has_text="Loud")).to_contain_text("100%")
    await bot.says(ANNA, "Like this")
    message = page.get_by_test_id("message").last
    await message.get_by_text("Like this").click(button="right")
    await page.get_by_role("button", name="React with 🔥").click()
    await expect(message.get_by_test_id("reaction")).to_have_text("🔥 1")
    await message.get_by_test_id("reaction").click()
    await expect(message.get_by_test_id("reaction")).to_have_count(0)


async def test_the_page_says_that_the_bot_types(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.call("sendChatAction", chat_id=ANNA, action="typing")
    await expect(page.get_by_test_id("chat-note")).to_have_text("typing…")
    await bot.says(ANNA, "Done")
    await expect(page.get_by_test_id("chat-note")).to_contain_text("bot")


async def test_after_a_lost_connection_nothing_is_missing(
    box: Sandbox, bot: Bot, tab: Opens
) -> None:
    async with Wire(box.url) as wire:
        page = await tab(ANNA, at=wire.url)
        await wire.cut()
        await expect(page.get_by_test_id("banner")).to_contain_text("Reconnecting")
        await bot.says(ANNA, "While you were away")
        await wire.mend()
        await expect(page.get_by_test_id("message").last).to_contain_text("While you were away")
        await expect(page.get_by_text("Reconnecting")).to_have_count(0)
        await page.close()


async def test_a_new_sandbox_is_shown_anew(box: Sandbox, bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "Before")
    await expect(page.get_by_test_id("message").last).to_contain_text("Before")
    port = int(box.url.rpartition(":")[2])
    await box.stop()
    other = Sandbox(token=TOKEN)
    await other.start(port=port)
    try:
        async with Control(other.url) as control:
            await control.person(ANNA, "Anna the second")
            await expect(page.get_by_role("heading", name="Anna the second")).to_be_visible()
            await expect(page.get_by_text("Before")).to_have_count(0)
    finally:
        await other.stop()
