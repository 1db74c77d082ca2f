"""The whole way, in a browser, with the real bot: songs, and concerts out of a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.app import App
from bot.settings import Settings
from sandbox import Sandbox
from tests.control import Control
from tests.page.conftest import ANNA, BORIS, NARROW, WIDE, Opens
from tests.page.things import File

pytestmark = pytest.mark.page


@pytest.fixture(autouse=True)
async def app(box: Sandbox, control: Control, tmp_path: Path) -> AsyncIterator[App]:
    """The real bot, and two people who have not met it."""
    await control.post("/people", id=ANNA, first_name="Anna", language_code="en")
    await control.post("/people", id=BORIS, first_name="Boris", language_code="ru")
    settings = Settings(_env_file=None, bot_token=box.token, bot_api_url=box.url, data_dir=tmp_path)
    async with App(settings) as app:
        yield app


def last(page: Page) -> Locator:
    return page.get_by_test_id("message").last


async def press(page: Page, text: str) -> None:
    await last(page).get_by_test_id("key").filter(has_text=text).first.click()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_song_is_published_then_another_person_listens_and_likes_and_the_first_sees_it(
    tab: Opens, size: tuple[int, int]
) -> None:
    anna = await tab(ANNA, size, chat=ANNA)
    await anna.get_by_test_id("start").click()
    await expect(last(anna)).to_contain_text("Send me a song")
    await anna.get_by_test_id("attach").click()
    await anna.get_by_test_id("sample-northern-window.mp3").click()
    await expect(last(anna)).to_contain_text("A draft")
    await press(anna, "Publish")
    await expect(last(anna)).to_contain_text("you have a page of your own")
    await press(anna, "Copy link")
    await expect(anna.get_by_test_id("toast")).to_have_text("Copied")
    link = await anna.evaluate("navigator.clipboard.readText()")

    boris = await tab(BORIS, size, locale="ru-RU", beside=None)
    await boris.get_by_test_id("search").fill(link)
    await boris.get_by_test_id("open-link").click()
    await boris.get_by_test_id("start").click()
    song = last(boris).get_by_test_id("track")
    await song.get_by_test_id("play").click()
    await boris.wait_for_function("() => document.getElementById('sound').currentTime > 0.2")
    assert await boris.evaluate("Math.round(document.getElementById('sound').duration)") == 23
    await press(boris, "♡ 0")
    await expect(last(boris).get_by_test_id("key").filter(has_text="♥ 1")).to_be_visible()
    assert not await boris.evaluate("document.getElementById('sound').paused")

    await press(anna, "Tracks")
    await press(anna, "Северное окно")
    await expect(last(anna)).to_contain_text("1 play · 1 like")


TOUR = """title,venue,city,date,time
Spring,The Garage,Kazan,2030-12-05,20:00
Spring,Club,Birmingham,2030-12-06,20:00
"""


async def test_concerts_are_imported_and_another_person_takes_one_along(
    tab: Opens,
) -> None:
    anna = await tab(ANNA, NARROW, chat=ANNA)
    await anna.get_by_test_id("start").click()
    await expect(last(anna)).to_contain_text("Send me a song")
    file = File("tour.csv", "text/csv", TOUR.encode())
    await anna.get_by_test_id("file-input").set_input_files([file.payload()])
    await anna.get_by_test_id("send").click()
    await expect(last(anna)).to_contain_text("Line 3, City: There are several.")
    await press(anna, "Add 1 concert")
    await expect(last(anna)).to_contain_text("1 concert is on your page now!")

    boris = await tab(BORIS, WIDE, locale="ru-RU", beside=None)
    await boris.get_by_test_id("search").fill(f"https://t.me/promo_music_bot?start=a_{ANNA}")
    await boris.get_by_test_id("open-link").click()
    await boris.get_by_test_id("start").click()
    await press(boris, "Концерты")
    await press(boris, "Spring")
    await expect(last(boris)).to_contain_text("четверг, 5 декабря 2030, 20:00 · Kazan")
    await press(boris, "На карте")
    await expect(last(boris)).to_contain_text("Kazan · знаю только город")
