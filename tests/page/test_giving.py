"""Giving, in a browser, with the real bot: an amount is paid, and the artist sees it at once."""

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
    """The real bot, an artist with a page, and somebody with Stars who has not met it."""
    await control.post("/people", id=ANNA, first_name="Anna", language_code="ru")
    await control.post("/people", id=BORIS, first_name="Boris", language_code="en", stars=100)
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
async def test_four_taps_from_a_link_and_the_artist_sees_it_at_once(
    tab: Opens, size: tuple[int, int]
) -> None:
    anna = await tab(ANNA, size, chat=ANNA)
    boris = await tab(BORIS, size, beside=None)
    await boris.get_by_test_id("search").fill(f"https://t.me/promo_music_bot?start=a_{ANNA}")
    await boris.get_by_test_id("open-link").click()
    await boris.get_by_test_id("start").click()
    await key(boris, "⭐ 50").click()
    await boris.get_by_test_id("pay-confirm").click()
    await expect(last(boris)).to_contain_text("50 ⭐ for Anna Sings")
    await expect(last(anna)).to_contain_text("Boris дарит тебе 50 ⭐")

    await key(boris, "Add a message").click()
    await key(boris, "Thank you for the music!").click()
    await expect(last(boris)).to_contain_text("Thank you for the music!")
    await expect(last(anna)).to_contain_text("Thank you for the music!")

    await key(anna, "Сказать спасибо").click()
    await expect(last(boris)).to_contain_text("Anna Sings thanks you")
