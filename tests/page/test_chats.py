"""Connecting a channel and publishing into it, in a browser, with the real bot."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.app import App
from bot.settings import Settings
from sandbox import Sandbox
from storage import Profile, Records
from tests.control import Control
from tests.page.conftest import ANNA, BORIS, NARROW, WIDE, Opens

pytestmark = pytest.mark.page

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def app(box: Sandbox, control: Control, tmp_path: Path) -> AsyncIterator[App]:
    """The real bot, and an artist with a page."""
    await control.post("/people", id=ANNA, first_name="Anna", language_code="en", stars=100)
    settings = Settings(_env_file=None, bot_token=box.token, bot_api_url=box.url, data_dir=tmp_path)
    async with App(settings) as app:
        await Records(app.redis).add(Profile.new(str(ANNA), now=NOW, name="Anna Sings"))
        await control.post("/start", person=ANNA)
        yield app


def last(page: Page) -> Locator:
    return page.get_by_test_id("message").last


def key(page: Page, text: str) -> Locator:
    return last(page).get_by_test_id("key").filter(has_text=text)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_three_taps_connect_a_channel_and_what_is_published_is_there(
    tab: Opens, control: Control, size: tuple[int, int]
) -> None:
    channel = await control.post("/chats", type="channel", title="Anna news", owner=ANNA)
    anna = await tab(ANNA, size, chat=ANNA)
    await key(anna, "Chats").click()
    await expect(last(anna)).to_contain_text("Which one?")

    await anna.get_by_test_id("reply-key").filter(has_text="A channel").click()  # 1
    await anna.get_by_test_id(f"pick-{channel['id']}").click()  # 2
    await anna.get_by_test_id("yes").click()  # 3
    await expect(last(anna)).to_contain_text("What should I post there?")
    await expect(anna.get_by_test_id("reply-keyboard")).to_be_hidden()

    watching = await tab(ANNA, size, chat=channel["id"])
    await control.says(ANNA, "/news")
    await key(anna, "Add news").click()
    for said in ("We are on tour", "Thirty towns."):
        await expect(last(anna).get_by_test_id("key").filter(has_text="Cancel")).to_be_visible()
        await control.says(ANNA, said)
    await expect(last(anna)).to_contain_text("Also goes to: “Anna news”")
    await key(anna, "Publish").first.click()
    await expect(last(watching)).to_contain_text("We are on tour")
    await key(watching, "♡ 0").click()
    await expect(key(watching, "♡ 1")).to_be_visible()


async def test_an_answer_in_a_group_is_seen_by_whoever_asked(tab: Opens, control: Control) -> None:
    await control.post("/people", id=BORIS, first_name="Boris", language_code="en", stars=100)
    group = (await control.post("/chats", type="supergroup", title="Fans", owner=ANNA))["id"]
    members = f"/chats/{group}/members"
    bot = (await control.get())["bot"]["id"]
    await control.post(members, user=bot, status="administrator", by=ANNA)
    await control.post(members, user=BORIS, status="member", by=ANNA)
    await control.says(ANNA, "/start@promo_music_bot connect", chat=group)
    anna, boris = await tab(ANNA, chat=group), await tab(BORIS, chat=group)
    await control.says(BORIS, "/donate@promo_music_bot", chat=group)
    await expect(boris.get_by_test_id("whisper")).to_have_text("Only you see this")
    await key(boris, "⭐ 25").click()
    await boris.get_by_test_id("pay-confirm").click()
    await expect(boris.get_by_test_id("toast").first).to_be_visible()
    await expect(last(anna)).to_contain_text("/donate@promo_music_bot")
    await expect(anna.get_by_test_id("whisper")).to_have_count(0)
