"""How the page looks and reads: on phones and desks, in both languages, for keyboards and ears."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.control import Control
from tests.page.conftest import ANNA, NARROW, WIDE, Bot, Opens, Theme
from tests.page.things import picture, tone

pytestmark = [pytest.mark.page, pytest.mark.usefixtures("people")]

LONG = "Verylongwordwithoutanyspaces" * 8
KEYS = [
    [{"text": f"Key {n}", "callback_data": str(n)} for n in range(5)],
    [{"text": LONG, "callback_data": "long"}],
]


async def every_kind(bot: Bot) -> None:
    """A message of every kind that a bot sends."""
    await bot.says(ANNA, f"{LONG}\n<pre>{LONG}</pre>", parse_mode="HTML")
    await bot.says(ANNA, "Keys", reply_markup={"inline_keyboard": KEYS})
    await bot.call("sendPhoto", chat_id=ANNA, photo=picture(size=900), caption=LONG)
    await bot.call("sendAudio", chat_id=ANNA, audio=tone(), title=LONG, performer=LONG)
    await bot.call("sendVoice", chat_id=ANNA, voice=tone())
    await bot.call("sendDocument", chat_id=ANNA, document=picture(f"{LONG}.png"))
    await bot.call("sendLocation", chat_id=ANNA, latitude=59.93, longitude=30.33)
    await bot.call(
        "sendVenue", chat_id=ANNA, latitude=59.93, longitude=30.33, title="Club", address="1 Road"
    )
    await bot.call("sendContact", chat_id=ANNA, phone_number="+1555", first_name=LONG)
    await bot.call("sendPoll", chat_id=ANNA, question="?", options=[{"text": "a"}, {"text": "b"}])
    await bot.call("sendDice", chat_id=ANNA)


async def overflow(page: Page) -> list[str]:
    """What sticks out of the page to the right."""
    found: list[str] = await page.evaluate(
        """() => {
          const inside = (node) => node.closest("pre, #rail, #topics");
          return [...document.querySelectorAll("body *")]
            .filter((node) => !inside(node) && node.getBoundingClientRect().right > innerWidth + 1)
            .map((node) => `${node.tagName}.${node.className}`);
        }"""
    )
    return found


@pytest.mark.parametrize("size", [WIDE, NARROW, (320, 568), (820, 1180)])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_nothing_sticks_out(
    bot: Bot, tab: Opens, size: tuple[int, int], theme: Theme
) -> None:
    await every_kind(bot)
    page = await tab(ANNA, size, theme=theme, locale="ru-RU", chat=ANNA)
    await expect(page.get_by_test_id("message").last).to_be_in_viewport()
    assert await overflow(page) == []
    await page.get_by_test_id("chat-menu").click()
    assert await overflow(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_test_id("attach").click()
    await expect(page.get_by_test_id("menu")).to_be_in_viewport(ratio=1)


async def test_a_phone_shows_the_list_or_the_chat_and_a_desk_both(tab: Opens) -> None:
    phone = await tab(ANNA, NARROW)
    await expect(phone.get_by_test_id("chats")).to_be_visible()
    await expect(phone.get_by_test_id("composer")).to_be_hidden()
    await phone.get_by_test_id(f"chat-{ANNA}").click()
    await expect(phone.get_by_test_id("chats")).to_be_hidden()
    await expect(phone.get_by_test_id("composer")).to_be_visible()
    await phone.go_back()
    await expect(phone.get_by_test_id("chats")).to_be_visible()
    desk = await tab(ANNA, WIDE)
    await expect(desk.get_by_test_id("chats")).to_be_visible()
    await expect(desk.get_by_test_id("composer")).to_be_visible()


async def test_both_languages_have_the_same_words(tab: Opens) -> None:
    page = await tab(ANNA)
    words = await page.evaluate("import('/page/words.js').then(({ WORDS }) => WORDS)")
    assert words["en"].keys() == words["ru"].keys()
    for key, english in words["en"].items():
        russian = words["ru"][key]
        assert isinstance(english, str) == isinstance(russian, str), key
        if isinstance(english, str):
            english, russian = {"other": english}, {"other": russian}
        else:
            assert english.keys() == {"one", "other"}, key
            assert russian.keys() == {"one", "few", "many", "other"}, key
        arguments = {
            frozenset(re.findall(r"\{(\w+)\}", text))
            for text in [*english.values(), *russian.values()]
        }
        assert len(arguments) == 1, key


async def test_every_word_is_used_and_every_used_word_exists(tab: Opens) -> None:
    page = await tab(ANNA)
    words = await page.evaluate("import('/page/words.js').then(({ WORDS }) => WORDS.en)")
    modules = await page.evaluate(
        """async () => {
          const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
          const scripts = loaded.filter((name) => /js$/.test(name) && !/words.js$/.test(name));
          const reads = scripts.map((name) => fetch(name).then((reply) => reply.text()));
          return (await Promise.all(reads)).join("\\n");
        }"""
    )
    used = set(re.findall(r'\bt\("(\w+)"', modules))
    assert used <= words.keys()
    composed = {"groupHint", "supergroupHint", "channelHint", "restricted"}
    assert words.keys() - composed <= set(re.findall(r'"(\w+)"', modules))


async def test_the_page_speaks_the_language_of_the_browser_until_told_otherwise(
    tab: Opens,
) -> None:
    page = await tab(ANNA, locale="ru-RU")
    await expect(page.get_by_test_id("new-chat")).to_have_text("Новый чат")
    await page.get_by_test_id("language-en").click()
    await expect(page.get_by_test_id("new-chat")).to_have_text("New chat")
    await page.reload()
    await expect(page.get_by_test_id("new-chat")).to_have_text("New chat")
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_everything_that_can_be_pressed_has_a_name(bot: Bot, tab: Opens) -> None:
    await every_kind(bot)
    page = await tab(ANNA)
    await expect(page.get_by_test_id("message").last).to_be_visible()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, textarea, select")]
          .filter((node) => node.checkVisibility())
          .filter((node) => !(node.textContent.trim() || node.getAttribute("aria-label")))
          .map((node) => node.outerHTML)"""
    )
    assert nameless == []


async def test_a_chat_can_be_used_without_a_mouse(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.says(ANNA, "Well?", reply_markup={"inline_keyboard": [KEYS[0][:1]]})
    await expect(page.get_by_test_id("message").last).to_contain_text("Well?")
    await page.get_by_test_id("composer").focus()
    for _ in range(20):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.dataset.testid") == "key":
            break
    await page.keyboard.press("Enter")
    assert (await bot.next("callback_query"))["data"] == "0"
    await page.get_by_test_id("attach").press("Enter")
    await expect(page.get_by_test_id("menu").get_by_role("button").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("attach")).to_be_focused()


async def test_nothing_comes_from_elsewhere_and_no_script_is_inline(
    control: Control, tab: Opens
) -> None:
    page = await tab(None)
    asked = await page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    origin = await page.evaluate("location.origin")
    assert all(name.startswith(origin) for name in asked)
    html = await page.evaluate("fetch('/').then(reply => reply.text())")
    assert not re.search(r"<style|style=|<script(?![^>]*\bsrc=)|\son\w+=", html)
