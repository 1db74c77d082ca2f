"""Messages as people see them: formatting, pictures, quotes, edits, long histories."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.control import Control
from tests.page.conftest import ANNA, Bot, Opens
from tests.page.things import picture

pytestmark = [pytest.mark.page, pytest.mark.usefixtures("people")]

HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> & <b>no</b>'


def last(page: Page) -> Locator:
    return page.get_by_test_id("message").last


async def height(node: Locator) -> float:
    box = await node.bounding_box()
    assert box is not None
    return box["height"]


async def test_formatting_is_shown_and_emoji_do_not_shift_it(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(
        ANNA,
        "😀 <b>bold</b> <i>it <u>both</u></i> <s>gone</s> <code>x = 1</code>\n"
        '<a href="https://example.com/a">link</a> <blockquote>said</blockquote>',
        parse_mode="HTML",
    )
    text = last(page).locator(".text")
    await expect(text.locator("strong")).to_have_text("bold")
    await expect(text.locator("em")).to_have_text("it both")
    await expect(text.locator("em u")).to_have_text("both")
    await expect(text.locator("s")).to_have_text("gone")
    await expect(text.locator("code")).to_have_text("x = 1")
    await expect(text.locator("blockquote")).to_have_text("said")
    link = text.get_by_role("link", name="link")
    await expect(link).to_have_attribute("href", "https://example.com/a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_markup_in_a_text_stays_text(bot: Bot, control: Control, tab: Opens) -> None:
    page = await tab(ANNA)
    await control.post("/people", id=1003, first_name=HOSTILE)
    await bot.says(ANNA, HOSTILE)
    await expect(last(page).locator(".text")).to_contain_text(HOSTILE)
    await expect(page.get_by_test_id(f"chat-{ANNA}")).to_contain_text("<img src=x")
    await expect(page.get_by_test_id("person-1003")).to_have_attribute("title", HOSTILE)
    assert await last(page).locator(".text img, .text script").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_a_link_that_is_no_address_is_only_text(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    found = await page.evaluate(
        """async () => {
          const { rich } = await import("/page/entities.js");
          const box = document.createElement("div");
          const bad = { type: "text_link", offset: 0, length: 4, url: "javascript:alert(1)" };
          box.append(rich("here and there", [bad], { now: 0 }));
          return [box.textContent, box.querySelectorAll("a").length];
        }"""
    )
    assert found == ["here and there", 0]


async def test_a_spoiler_shows_when_pressed(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "The winner is <tg-spoiler>Mila</tg-spoiler>", parse_mode="HTML")
    spoiler = last(page).locator(".spoiler")
    await expect(spoiler.locator(".spoiler-text")).to_have_css("visibility", "hidden")
    await spoiler.click()
    await expect(spoiler.locator(".spoiler-text")).to_have_css("visibility", "visible")


async def test_a_long_quote_unfolds(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    lines = "\n".join(f"line {n}" for n in range(9))
    await bot.says(ANNA, f"<blockquote expandable>{lines}</blockquote>", parse_mode="HTML")
    quote = last(page).locator(".expandable .folded")
    folded = await height(quote)
    await last(page).get_by_role("button", name="Show more").click()
    assert await height(quote) > folded * 2


async def test_a_time_is_shown_in_the_zone_of_the_reader(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    nine_utc = 1_700_038_800  # 2023-11-15 09:00 UTC; the reader is in Moscow
    await bot.says(ANNA, f'At <tg-time unix="{nine_utc}" format="t">9</tg-time>', parse_mode="HTML")
    await expect(last(page).locator(".text > time")).to_have_text("12:00")


async def test_an_edit_is_marked_and_a_deletion_is_seen_at_once(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    message = await bot.says(ANNA, "Tomorow")
    await expect(last(page)).to_contain_text("Tomorow")
    id = message["message_id"]
    await bot.call("editMessageText", chat_id=ANNA, message_id=id, text="Tomorrow")
    await expect(last(page)).to_contain_text("Tomorrow")
    await expect(last(page).locator(".edited")).to_have_text("edited")
    await bot.call("deleteMessage", chat_id=ANNA, message_id=id)
    await expect(page.get_by_text("Tomorrow")).to_have_count(0)


async def test_one_edits_and_deletes_what_one_wrote(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    composer = page.get_by_test_id("composer")
    await composer.fill("Helo\nthere")
    await composer.press("Enter")
    await expect(last(page)).to_contain_text("Helo")
    await last(page).get_by_text("Helo").click(button="right")
    await page.get_by_test_id("edit").click()
    await expect(composer).to_have_value("Helo\nthere")
    await composer.fill("Hello")
    await page.get_by_test_id("send").click()
    await expect(last(page)).to_contain_text("Hello")
    assert (await bot.next("edited_message"))["text"] == "Hello"
    await last(page).hover()
    await last(page).get_by_test_id("message-menu").click()
    await page.get_by_test_id("delete").click()
    await expect(page.get_by_text("Hello")).to_have_count(0)


async def test_a_reply_quotes_and_leads_to_what_it_answers(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "First of all")
    for n in range(30):
        await bot.says(ANNA, f"Word {n}")
    first = page.get_by_test_id("message").filter(has_text="First of all").first
    await first.get_by_text("First of all").click(button="right")
    await page.get_by_test_id("reply").click()
    await expect(page.get_by_test_id("context")).to_contain_text("First of all")
    await page.keyboard.type("Yes")
    await page.keyboard.press("Enter")
    message = await bot.next("message")
    assert (message["text"], message["reply_to_message"]["text"]) == ("Yes", "First of all")
    await expect(first).not_to_be_in_viewport()
    await last(page).get_by_test_id("quote").click()
    await expect(first).to_be_in_viewport()


async def test_protected_content_can_be_neither_forwarded_nor_copied(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "Keep it", protect_content=True)
    await last(page).get_by_text("Keep it").click(button="right")
    menu = page.get_by_test_id("menu")
    await expect(menu.get_by_test_id("reply")).to_be_visible()
    await expect(menu.get_by_test_id("forward")).to_have_count(0)
    await expect(menu.get_by_text("Copy text")).to_have_count(0)


async def test_a_long_chat_is_loaded_in_parts_and_keeps_its_place(bot: Bot, tab: Opens) -> None:
    for n in range(180):
        await bot.says(ANNA, f"Message {n}")
    page = await tab(ANNA)
    messages = page.get_by_test_id("message")
    await expect(last(page)).to_contain_text("Message 179")
    await expect(last(page)).to_be_in_viewport()
    assert await messages.count() == 50
    everything = 1 + 180  # /start came first
    while (shown := await messages.count()) < everything:
        oldest = await messages.first.element_handle()
        place = await oldest.evaluate(
            """node => {
              document.getElementById("log").scrollTop = 300;
              return node.getBoundingClientRect().top;
            }"""
        )
        await expect(messages).not_to_have_count(shown)
        assert await oldest.evaluate("node => node.getBoundingClientRect().top") == (
            pytest.approx(place, abs=1)
        )
    seen = messages.filter(has_text=re.compile(r"Message 101\d\d:\d\d"))  # its time follows
    await seen.scroll_into_view_if_needed()
    before = await seen.bounding_box()
    await bot.says(ANNA, "A new one below")
    await expect(page.get_by_test_id("to-end")).to_contain_text("1")
    assert await seen.bounding_box() == before
    await page.get_by_test_id("to-end").click()
    await expect(last(page)).to_be_in_viewport()


async def test_a_photo_opens_large(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.call("sendPhoto", chat_id=ANNA, photo=picture(), caption="On tour")
    photo = last(page).get_by_test_id("photo")
    await expect(photo.locator("img")).to_be_visible()
    await photo.click()
    large = page.get_by_test_id("lightbox").locator("img")
    await expect(large).to_be_visible()
    assert await large.evaluate("image => image.naturalWidth") > 0
    await page.keyboard.press("Escape")
    await expect(large).to_have_count(0)


async def test_a_picture_stays_in_place_when_its_keys_change(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    sent = await bot.call("sendPhoto", chat_id=ANNA, photo=picture())
    image = last(page).locator("img")
    await image.evaluate("image => { image.same = true; }")
    keys = {"inline_keyboard": [[{"text": "Like", "callback_data": "like"}]]}
    await bot.call(
        "editMessageReplyMarkup", chat_id=ANNA, message_id=sent["message_id"], reply_markup=keys
    )
    await expect(last(page).get_by_test_id("key")).to_have_text("Like")
    assert await image.evaluate("image => image.same")
