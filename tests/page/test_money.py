"""Invoices, paid from a play balance."""

import pytest
from playwright.async_api import Page, expect

from tests.control import Control, Json
from tests.page.conftest import ANNA, BORIS, NARROW, Bot, Opens

pytestmark = [pytest.mark.page, pytest.mark.usefixtures("people")]

INVOICE: Json = {
    "title": "Support Mila",
    "description": "For the next record",
    "payload": "support",
    "currency": "XTR",
    "prices": [{"label": "Support", "amount": 50}],
}


async def confirm(page: Page, bot: Bot, **answer: object) -> None:
    """Press the last button of the payment; the bot answers the pre-checkout."""
    await page.get_by_test_id("pay-confirm").click()
    query = await bot.next("pre_checkout_query")
    assert (query["total_amount"], query["invoice_payload"]) == (50, "support")
    await bot.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], **answer)


async def test_an_invoice_is_paid_from_the_balance(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA, NARROW, chat=ANNA)
    await bot.call("sendInvoice", chat_id=ANNA, **INVOICE)
    await expect(page.get_by_test_id("invoice")).to_contain_text("For the next record")
    await page.get_by_test_id("pay").click()
    sheet = page.get_by_test_id("pay-sheet")
    await expect(sheet).to_contain_text("⭐ 100")
    await confirm(page, bot, ok=True)
    await expect(sheet).to_have_count(0)
    payment = (await bot.next("message"))["successful_payment"]
    assert payment["total_amount"] == 50
    await expect(page.get_by_test_id("service").last).to_contain_text("You paid ⭐ 50")
    await page.get_by_test_id("back").click()
    await expect(page.get_by_test_id("stars")).to_have_text("⭐ 50")
    charge = payment["telegram_payment_charge_id"]
    await bot.call("refundStarPayment", user_id=ANNA, telegram_payment_charge_id=charge)
    await expect(page.get_by_test_id("stars")).to_have_text("⭐ 100")


async def test_a_refusal_is_said_where_one_pays(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await bot.call("sendInvoice", chat_id=ANNA, **INVOICE)
    await page.get_by_test_id("pay").click()
    await confirm(page, bot, ok=False, error_message="The artist is away")
    await expect(page.get_by_role("alert")).to_contain_text("The artist is away")
    await expect(page.get_by_test_id("pay-confirm")).to_be_enabled()
    await expect(page.get_by_test_id("stars")).to_have_text("⭐ 100")


async def test_who_lacks_stars_can_top_up_on_the_spot(
    bot: Bot, control: Control, tab: Opens
) -> None:
    page = await tab(BORIS)
    link = await bot.call("createInvoiceLink", **INVOICE)
    key = {"text": "Support", "url": link}
    await bot.says(BORIS, "Like it?", reply_markup={"inline_keyboard": [[key]]})
    await page.get_by_test_id("key").click()
    await expect(page.get_by_role("alert")).to_have_text("Not enough stars")
    await expect(page.get_by_test_id("pay-confirm")).to_be_disabled()
    await page.get_by_test_id("top-up-50").click()
    await confirm(page, bot, ok=True)
    await expect(page.get_by_test_id("stars")).to_have_text("⭐ 10")
    people = (await control.get())["people"]
    assert next(person for person in people if person["id"] == BORIS)["stars"] == 10
