"""Invoices, payments in Stars, refunds, subscriptions."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.client import Client

Json = dict[str, Any]
INVOICE: Json = {
    "title": "Coins",
    "description": "A hundred coins",
    "payload": "coins:100",
    "currency": "XTR",
    "prices": [{"label": "Coins", "amount": 50}],
}
MONTH_S = 2_592_000


async def invoice(tg: Client, anna: int, **more: Any) -> int:
    message = await tg.bot("sendInvoice", chat_id=anna, **{**INVOICE, **more})
    return int(message["message_id"])


async def paid(tg: Client, anna: int, **what: Any) -> Json:
    """Pay, the bot agreeing."""
    paying = asyncio.ensure_future(tg.people("/pay", person=anna, **what))
    query = await tg.update("pre_checkout_query")
    await tg.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    answer: Json = await paying
    assert answer["paid"] is True, answer
    return answer


async def stars(tg: Client, anna: int) -> int:
    [person] = [p for p in (await tg.get())["people"] if p["id"] == anna]
    return int(person["stars"])


async def test_an_invoice_shows_its_price_on_a_button(tg: Client, anna: int) -> None:
    message = await tg.bot("sendInvoice", chat_id=anna, **INVOICE)
    assert message["invoice"] == {
        "title": "Coins",
        "description": "A hundred coins",
        "start_parameter": "",
        "currency": "XTR",
        "total_amount": 50,
    }
    [[button]] = message["reply_markup"]["inline_keyboard"]
    assert button == {"text": "Pay ⭐️50", "pay": True}
    opened = await tg.people(
        "/tap", person=anna, chat=anna, message=message["message_id"], row=0, col=0
    )
    assert opened["kind"] == "pay"
    assert opened["invoice"]["amount"] == 50


async def test_a_payment_can_be_lost_on_its_way_to_the_bot(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna)
    await tg.people("/lose", what="successful_payment", times=1)
    charge = (await paid(tg, anna, chat=anna, message=message))["charge"]
    assert await tg.updates() == []
    assert await stars(tg, anna) == 50
    [transaction] = (await tg.bot("getStarTransactions"))["transactions"]
    assert transaction["id"] == charge


async def test_stars_move_when_the_bot_agrees(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna)
    paying = asyncio.ensure_future(tg.people("/pay", person=anna, chat=anna, message=message))
    query = await tg.update("pre_checkout_query")
    assert (query["currency"], query["total_amount"]) == ("XTR", 50)
    assert (query["invoice_payload"], query["from"]["id"]) == ("coins:100", anna)
    await tg.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    charge = (await paying)["charge"]
    payment = (await tg.update("message"))["successful_payment"]
    assert payment["telegram_payment_charge_id"] == charge
    assert (payment["total_amount"], payment["invoice_payload"]) == (50, "coins:100")
    assert "subscription_expiration_date" not in payment
    assert await stars(tg, anna) == 50
    assert await tg.bot("getMyStarBalance") == {"amount": 50}
    [transaction] = (await tg.bot("getStarTransactions"))["transactions"]
    assert (transaction["id"], transaction["amount"]) == (charge, 50)
    assert transaction["source"]["transaction_type"] == "invoice_payment"
    assert transaction["source"]["user"]["id"] == anna
    status, answer = await tg.control("/pay", person=anna, chat=anna, message=message)
    assert (status, answer["error"]) == (409, "this invoice has been paid")


async def test_nothing_moves_when_the_bot_declines(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna)
    paying = asyncio.ensure_future(tg.people("/pay", person=anna, chat=anna, message=message))
    query = await tg.update("pre_checkout_query")
    about = {"pre_checkout_query_id": query["id"], "ok": False}
    words = await tg.refused("answerPreCheckoutQuery", **about)
    assert words == '400 Bad Request: parameter "error_message" is required'
    await tg.bot("answerPreCheckoutQuery", **about, error_message="Sold out")
    assert await paying == {"paid": False, "error": "Sold out"}
    assert await stars(tg, anna) == 100
    assert await tg.updates() == []


async def test_the_bot_has_ten_seconds(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna)
    paying = asyncio.ensure_future(tg.people("/pay", person=anna, chat=anna, message=message))
    query = await tg.update("pre_checkout_query")
    await tg.people("/clock", advance_s=10)
    assert await paying == {"paid": False, "error": "the bot did not answer in time"}
    words = await tg.refused("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert "query is too old" in words
    assert await stars(tg, anna) == 100


async def test_a_pre_checkout_is_answered_once(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna)
    paying = asyncio.ensure_future(tg.people("/pay", person=anna, chat=anna, message=message))
    query = await tg.update("pre_checkout_query")
    about = {"pre_checkout_query_id": query["id"], "ok": True}
    await tg.bot("answerPreCheckoutQuery", **about)
    assert "query is too old" in await tg.refused("answerPreCheckoutQuery", **about)
    await paying


async def test_nobody_pays_more_than_they_have(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna, prices=[{"label": "x", "amount": 101}])
    answer = await tg.people("/pay", person=anna, chat=anna, message=message)
    assert answer == {"paid": False, "error": "not enough Stars"}
    assert await tg.updates() == []


async def test_two_payments_at_once_do_not_spend_a_star_twice(tg: Client, anna: int) -> None:
    messages = [await invoice(tg, anna, prices=[{"label": "x", "amount": 60}]) for _ in range(2)]
    paying = [
        asyncio.ensure_future(tg.people("/pay", person=anna, chat=anna, message=message))
        for message in messages
    ]
    for _ in paying:
        query = await tg.update("pre_checkout_query")
        await tg.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    answers = await asyncio.gather(*paying)
    assert sorted(answer["paid"] for answer in answers) == [False, True]
    assert await stars(tg, anna) == 40


async def test_an_invoice_is_paid_once_even_when_pressed_twice(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna)
    paying = [
        asyncio.ensure_future(tg.people("/pay", person=anna, chat=anna, message=message))
        for _ in range(2)
    ]
    for _ in paying:
        query = await tg.update("pre_checkout_query")
        await tg.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    answers = await asyncio.gather(*paying)
    assert sorted(answer["paid"] for answer in answers) == [False, True]
    assert await stars(tg, anna) == 50


async def test_a_payment_goes_on_when_its_page_is_closed(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna)
    paying = asyncio.ensure_future(tg.people("/pay", person=anna, chat=anna, message=message))
    query = await tg.update("pre_checkout_query")
    paying.cancel()
    await asyncio.wait([paying])
    await tg.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert "successful_payment" in await tg.update("message")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, 'parameter "title" is required'),
        ({"prices": []}, "there must be at least one price"),
        ({"payload": ""}, "INVOICE_PAYLOAD_INVALID"),
        ({"payload": "ж" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"prices": [{"label": "x", "amount": 0}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"prices": [{"label": "x", "amount": 100_001}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"prices": [{"label": "x", "amount": 1}] * 2}, "STARS_INVOICE_INVALID"),
        ({"provider_token": "1:TEST"}, "STARS_INVOICE_INVALID"),
        ({"max_tip_amount": 5}, "STARS_INVOICE_INVALID"),
        ({"currency": "stars"}, "CURRENCY_INVALID"),
        ({"currency": "EUR"}, "PAYMENT_PROVIDER_INVALID"),
    ],
)
async def test_a_bad_invoice_is_refused(tg: Client, anna: int, changes: Json, words: str) -> None:
    for method, about in (("sendInvoice", {"chat_id": anna}), ("createInvoiceLink", {})):
        refusal = await tg.refused(method, **about, **{**INVOICE, **changes})
        assert refusal == f"400 Bad Request: {words}"


async def test_titles_and_descriptions_are_short(tg: Client, anna: int) -> None:
    for name, longest in (("title", 32), ("description", 255)):
        await invoice(tg, anna, **{name: "ж" * longest})
        words = await tg.refused(
            "sendInvoice", chat_id=anna, **{**INVOICE, name: "ж" * (longest + 1)}
        )
        assert words.startswith("400 ")


async def test_an_own_keyboard_of_an_invoice_begins_with_pay(tg: Client, anna: int) -> None:
    other = [{"text": "Back", "callback_data": "back"}]
    good = {"inline_keyboard": [[{"text": "Buy", "pay": True}], other]}
    message = await tg.bot("sendInvoice", chat_id=anna, **INVOICE, reply_markup=good)
    assert message["reply_markup"] == good
    bad = {"inline_keyboard": [other]}
    words = await tg.refused("sendInvoice", chat_id=anna, **INVOICE, reply_markup=bad)
    assert words == "400 Bad Request: BUTTON_TYPE_INVALID"


async def test_a_link_can_be_paid_by_many(tg: Client, anna: int) -> None:
    link = await tg.bot("createInvoiceLink", **INVOICE)
    assert link.startswith("https://t.me/$")
    slug = link.rpartition("/")[2]
    assert (await tg.get(f"/invoices/{slug}"))["title"] == "Coins"
    boris = await tg.person(1002, "Boris", stars=60)
    for person in (anna, boris):
        await paid(tg, person, slug=link)
        message = await tg.update("message")
        assert message["chat"]["id"] == person
        assert message["successful_payment"]["total_amount"] == 50
    assert await tg.bot("getMyStarBalance") == {"amount": 100}


async def test_other_money_moves_no_stars(tg: Client, anna: int) -> None:
    message = await invoice(tg, anna, currency="EUR", provider_token="1:TEST")
    await paid(tg, anna, chat=anna, message=message)
    payment = (await tg.update("message"))["successful_payment"]
    assert payment["currency"] == "EUR"
    assert await stars(tg, anna) == 100
    assert await tg.bot("getMyStarBalance") == {"amount": 0}


async def test_a_payment_is_refunded_once(tg: Client, anna: int) -> None:
    charge = (await paid(tg, anna, chat=anna, message=await invoice(tg, anna)))["charge"]
    await tg.updates()
    about = {"user_id": anna, "telegram_payment_charge_id": charge}
    assert await tg.bot("refundStarPayment", **about) is True
    refund = (await tg.update("message"))["refunded_payment"]
    assert refund["telegram_payment_charge_id"] == charge
    assert (refund["total_amount"], refund["invoice_payload"]) == (50, "coins:100")
    assert await stars(tg, anna) == 100
    assert await tg.bot("getMyStarBalance") == {"amount": 0}
    words = await tg.refused("refundStarPayment", **about)
    assert words == "400 Bad Request: CHARGE_ALREADY_REFUNDED"
    words = await tg.refused("refundStarPayment", user_id=anna, telegram_payment_charge_id="stx")
    assert words == "400 Bad Request: CHARGE_NOT_FOUND"
    out = (await tg.bot("getStarTransactions", offset=1, limit=1))["transactions"]
    assert [(t["id"], t["receiver"]["user"]["id"]) for t in out] == [(charge, anna)]


async def test_transactions_are_paged_and_the_limit_is_clamped(tg: Client, anna: int) -> None:
    charges = []
    for _ in range(3):
        message = await invoice(tg, anna, prices=[{"label": "x", "amount": 1}])
        charges.append((await paid(tg, anna, chat=anna, message=message))["charge"])
        await tg.updates()
    for about, found in (
        ({}, charges),
        ({"limit": 0}, charges[:1]),
        ({"offset": 2}, charges[2:]),
        ({"offset": 1, "limit": 1000}, charges[1:]),
    ):
        page = await tg.bot("getStarTransactions", **about)
        assert [t["id"] for t in page["transactions"]] == found


async def test_any_transaction_can_be_written_into_the_history(tg: Client, anna: int) -> None:
    charge = (await paid(tg, anna, chat=anna, message=await invoice(tg, anna)))["charge"]
    await tg.updates()
    pending = {"type": "fragment", "withdrawal_state": {"type": "pending"}}
    out = await tg.people("/transactions", amount=20, receiver=pending, date=1_700_000_000)
    new = {"type": "of tomorrow"}
    await tg.people("/transactions", id="x", amount=3, nanostar_amount=5, source=new)
    listed = (await tg.bot("getStarTransactions"))["transactions"]
    assert [(t["id"], t["amount"]) for t in listed] == [(charge, 50), (out["id"], 20), ("x", 3)]
    assert listed[1]["receiver"] == pending
    assert listed[1]["date"] == 1_700_000_000
    assert (listed[2]["source"], listed[2]["nanostar_amount"]) == (new, 5)
    assert await tg.bot("getMyStarBalance") == {"amount": 33, "nanostar_amount": 5}
    failed = {"type": "fragment", "withdrawal_state": {"type": "failed"}}
    await tg.people("/transactions", id=out["id"], amount=20, receiver=failed)
    await tg.people("/transactions", id=out["id"], amount=20, source={"type": "fragment"})
    listed = (await tg.bot("getStarTransactions"))["transactions"]
    assert [t.get("receiver") for t in listed] == [None, failed, None, None]
    assert await tg.bot("getMyStarBalance") == {"amount": 53, "nanostar_amount": 5}
    await tg.people("/transactions", id="y", amount=55, receiver=new)
    assert await tg.bot("getMyStarBalance") == {"amount": -1, "nanostar_amount": -999_999_995}
    assert await tg.updates() == [], "nobody is told"
    both: Json = {"source": new, "receiver": new}
    for sides in ({}, both):
        status, said = await tg.control("/transactions", amount=1, **sides)
        assert (status, said["error"]) == (400, 'a transaction has a "source" or a "receiver"')


# Subscriptions


async def subscribed(tg: Client, anna: int) -> tuple[str, Json]:
    link = await tg.bot("createInvoiceLink", **INVOICE, subscription_period=MONTH_S)
    charge = (await paid(tg, anna, slug=link))["charge"]
    return charge, (await tg.update("message"))["successful_payment"]


async def test_a_subscription_is_of_thirty_days(tg: Client, anna: int) -> None:
    words = await tg.refused("createInvoiceLink", **INVOICE, subscription_period=3600)
    assert words == "400 Bad Request: SUBSCRIPTION_PERIOD_INVALID"
    costly = {**INVOICE, "prices": [{"label": "x", "amount": 10_001}]}
    words = await tg.refused("createInvoiceLink", **costly, subscription_period=MONTH_S)
    assert words == "400 Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID"
    now = (await tg.get())["time"]
    _, payment = await subscribed(tg, anna)
    assert payment["is_recurring"] is payment["is_first_recurring"] is True
    assert payment["subscription_expiration_date"] - now in range(MONTH_S, MONTH_S + 5)


async def test_a_subscription_renews_when_its_time_comes(tg: Client, anna: int) -> None:
    charge, first = await subscribed(tg, anna)
    await tg.people("/clock", advance_s=MONTH_S)
    second = (await tg.update("message"))["successful_payment"]
    assert second["is_recurring"] is True
    assert "is_first_recurring" not in second
    assert second["telegram_payment_charge_id"] != charge
    expires = second["subscription_expiration_date"]
    assert expires == first["subscription_expiration_date"] + MONTH_S
    assert await stars(tg, anna) == 0
    await tg.people("/clock", advance_s=MONTH_S)
    assert (await tg.update("subscription"))["state"] == "failed"


async def test_a_person_cancels_and_resumes(tg: Client, anna: int) -> None:
    charge, _ = await subscribed(tg, anna)
    await tg.people("/subscriptions/cancel", charge=charge)
    told = await tg.update("subscription")
    assert (told["state"], told["invoice_payload"]) == ("canceled", "coins:100")
    assert told["user"]["id"] == anna
    status, _ = await tg.control("/subscriptions/renew", charge=charge)
    assert status == 409
    await tg.people("/subscriptions/resume", charge=charge)
    assert (await tg.update("subscription"))["state"] == "active"
    assert (await tg.people("/subscriptions/renew", charge=charge))["paid"] is True


async def test_the_bot_stops_a_subscription(tg: Client, anna: int) -> None:
    charge, _ = await subscribed(tg, anna)
    about = {"user_id": anna, "telegram_payment_charge_id": charge}
    assert await tg.bot("editUserStarSubscription", **about, is_canceled=True) is True
    await tg.people("/clock", advance_s=MONTH_S)
    assert await tg.updates() == []
    assert await stars(tg, anna) == 50
    status, _ = await tg.control("/subscriptions/resume", charge=charge)
    assert status == 409


async def test_the_bot_lets_a_person_take_a_subscription_up_again(tg: Client, anna: int) -> None:
    charge, _ = await subscribed(tg, anna)
    about = {"user_id": anna, "telegram_payment_charge_id": charge}
    await tg.bot("editUserStarSubscription", **about, is_canceled=True)
    await tg.bot("editUserStarSubscription", **about, is_canceled=False)
    status, _ = await tg.control("/subscriptions/renew", charge=charge)
    assert status == 409
    await tg.people("/subscriptions/resume", charge=charge)
    assert (await tg.update("subscription"))["state"] == "active"
    assert (await tg.people("/subscriptions/renew", charge=charge))["paid"] is True


async def test_a_subscription_is_known_by_its_first_payment(tg: Client, anna: int) -> None:
    charge, _ = await subscribed(tg, anna)
    renewed = (await tg.people("/subscriptions/renew", charge=charge))["charge"]
    for wrong in ("x", renewed):
        about = {"user_id": anna, "telegram_payment_charge_id": wrong, "is_canceled": True}
        words = await tg.refused("editUserStarSubscription", **about)
        assert words == "400 Bad Request: CHARGE_ID_INVALID"
