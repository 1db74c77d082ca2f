"""The first time: nobody is there yet, not even a bot that runs."""

import pytest
from playwright.async_api import expect

from tests.control import Control
from tests.page.conftest import Bot, Opens

pytestmark = pytest.mark.page


async def test_an_empty_sandbox_asks_for_a_person_and_says_that_the_bot_is_away(
    control: Control, bot: Bot, tab: Opens
) -> None:
    page = await tab(None)
    await expect(page.get_by_text("Nobody is here yet")).to_be_visible()
    await expect(page.get_by_test_id("banner")).to_contain_text("The bot is not running")
    await page.get_by_test_id("new-person").click()
    await page.get_by_label("First name").fill("Vera")
    await page.get_by_test_id("submit").click()
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("message")).to_contain_text("/start")
    assert (await bot.next("message"))["from"]["first_name"] == "Vera"
    await expect(page.get_by_test_id("banner")).to_be_hidden()


async def test_people_made_elsewhere_appear_at_once(control: Control, tab: Opens) -> None:
    page = await tab(None)
    await control.person(1001, "Anna")
    await expect(page.get_by_role("heading", name="Anna")).to_be_visible()
    await expect(page.get_by_test_id("start")).to_be_visible()
