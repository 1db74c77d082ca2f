"""Who presses twice, forges, edits or repeats what moves money moves nothing by it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.app import App
from bot.settings import Settings
from handlers.callbacks import GiftRefund, GiftUnnamed
from sandbox import Sandbox
from storage import Donation, Gift, Ledger, Profile, Purchase, Records, Signer, money
from tests.conftest import TOKEN
from tests.control import Json
from tests.people import Person, Town

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
SECRET = "a-secret-of-some-length"


@pytest.fixture(scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    """The real bot, told of everything by its webhook."""
    box = Sandbox(token=TOKEN)
    url = await box.start()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=url,
        data_dir=tmp_path_factory.mktemp("bot"),
        webhook_url=f"http://127.0.0.1:{port}/hook",
        webhook_secret=SECRET,
        webhook_port=port,
    )
    async with App(settings) as app:
        yield app
    await box.stop()


@pytest.fixture(scope="module")
async def town(app: App) -> AsyncIterator[Town]:
    async with Town(app.settings.bot_api_url, app.worker.idle) as town:
        yield town


@pytest.fixture
async def anna(app: App, town: Town) -> Person:
    """An artist."""
    anna = await town.newcomer("Anna", language="en")
    await anna.starts()
    await Records(app.redis).add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    return anna


@pytest.fixture
async def fan(town: Town, anna: Person) -> Person:
    """Somebody who looks at Anna's page."""
    fan = await town.newcomer("Boris", language="en", stars=1000)
    await fan.starts(f"a_{anna.id}")
    return fan


@pytest.fixture
async def told(anna: Person, fan: Person) -> Json:
    """What Anna was told of the fan's 50 Stars."""
    await fan.pays("⭐ 50")
    return await anna.receives("gave you 50 ⭐")


@pytest.fixture
def signer(app: App) -> Signer:
    return Signer(app.settings.signing_keys)


async def settled(app: App, town: Town) -> None:
    await town.settled()
    await app.courier.idle()


@asynccontextmanager
async def no_money_moves(app: App, town: Town) -> AsyncIterator[None]:
    """Hold that nothing is posted meanwhile."""
    ledger = Ledger(app.redis)
    before = await ledger.audit()
    yield
    await settled(app, town)
    audit = await ledger.audit()
    assert audit.postings == before.postings
    assert audit.violations == ()


async def hook(app: App, update: Json, *, secret: str = SECRET) -> int:
    """Call the webhook as Telegram does; return the status of the answer."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with (
        ClientSession() as http,
        http.post(app.settings.webhook_url or "", json=update, headers=headers) as answer,
    ):
        await app.worker.idle()
        return answer.status


async def donation(app: App, artist: Person) -> Donation:
    [donation] = (await Records(app.redis).page(Donation, str(artist.id))).records
    return donation


def payment(fan: Person) -> Json:
    """Return the message that says what a fan paid."""
    [message] = [message for message in fan.chat if "successful_payment" in message]
    return message


def edited(message: Json, **changes: Any) -> Json:
    return message | {"successful_payment": message["successful_payment"] | changes}


async def stars(town: Town, person: Person) -> int:
    [now] = [one for one in (await town.get())["people"] if one["id"] == person.id]
    return int(now["stars"])


async def asks_to_pay(town: Town, fan: Person, payload: str, amount: int = 50) -> Json:
    """Have Telegram ask whether somebody may pay; return what the bot answers."""
    await town.raw(
        pre_checkout_query={
            "id": "1",
            "from": fan.user,
            "currency": "XTR",
            "total_amount": amount,
            "invoice_payload": payload,
        }
    )
    answer: Json = (await town.calls("answerPreCheckoutQuery"))[-1]["params"]
    return answer


# Pressed twice ---------------------------------------------------------------------------------


async def test_two_presses_at_once_refund_once(
    app: App, town: Town, anna: Person, fan: Person, told: Json
) -> None:
    await anna.presses("↩ Refund", on=told)
    sure = {"person": anna.id, "chat": anna.id, "message": told["message_id"], "row": 0, "col": 0}
    await asyncio.gather(*(town.post("/tap", **sure) for _ in range(2)))
    await fan.receives("50 ⭐ are back with you")
    await settled(app, town)
    assert await stars(town, fan) == 1000
    assert [posted.kind async for posted in Ledger(app.redis).journal()][-3:] == [
        "donation",
        "hold",
        "refund",
    ]
    assert (await donation(app, anna)).status == money.REFUNDED


async def test_two_payments_at_once_are_two_donations(
    app: App, town: Town, anna: Person, fan: Person
) -> None:
    await asyncio.gather(fan.pays("⭐ 25"), fan.pays("⭐ 25"))
    await settled(app, town)
    found = (await Records(app.redis).page(Donation, str(anna.id))).records
    assert [one.amount for one in found] == [25, 25]
    assert len({one.charge_id for one in found}) == 2


# Forged ----------------------------------------------------------------------------------------


async def test_nobody_else_refunds_what_an_artist_was_given(
    app: App, town: Town, anna: Person, fan: Person, told: Json
) -> None:
    forged = GiftRefund(id=(await donation(app, anna)).id, sure=True).pack()
    stranger = await town.newcomer("Clara", language="en")
    await stranger.starts()
    async with no_money_moves(app, town):
        for person in (fan, stranger):
            await person.presses_data(forged)
    assert (await donation(app, anna)).status == money.COMPLETED


async def test_no_forged_press_moves_money(
    app: App, town: Town, anna: Person, fan: Person, told: Json
) -> None:
    id = (await donation(app, anna)).id
    async with no_money_moves(app, town):
        for data in (
            GiftRefund(id=id[:-1], sure=True).pack(),
            GiftRefund(id=f"{id}*", sure=True).pack(),
            GiftRefund(id="", sure=True).pack(),
            GiftRefund(id=id, sure=True).pack().upper(),
            GiftUnnamed(artist=str(anna.id), id=id, on=True).pack(),  # is the donor's to press
        ):
            await anna.presses_data(data, on=told)
    assert not (await donation(app, anna)).anonymous


# Edited and foreign ----------------------------------------------------------------------------


async def test_nobody_may_pay_an_edited_or_foreign_invoice(
    app: App, town: Town, anna: Person, fan: Person, signer: Signer
) -> None:
    artist, me, other = str(anna.id), str(fan.id), "4242"
    good = signer.sign(Gift(artist, 50, "page"))
    foreign = Signer([b"somebody else's secret of some length"]).sign(Gift(artist, 50, "page"))
    async with no_money_moves(app, town):
        for payload, amount in (
            (good.replace(f".{artist}.", f".{me}."), 50),
            (good.replace(".50.", ".5."), 5),
            (good, 5),
            (good[:-1], 50),
            (good.swapcase(), 50),
            (foreign, 50),
            ("", 50),
            ("coins:100", 50),
            (good.replace("d.", "m.", 1), 50),
            (signer.sign(Purchase(other, 50, 100)), 50),
            (signer.sign(Gift(me, 50)), 50),
            (signer.sign(Gift(other, 50)), 50),
        ):
            answer = await asks_to_pay(town, fan, payload, amount)
            assert str(answer["ok"]).lower() == "false", payload
            assert answer["error_message"], payload
    answer = await asks_to_pay(town, fan, good)
    assert str(answer["ok"]).lower() == "true", "else the above would prove nothing"


async def test_what_was_paid_for_an_edited_order_waits_for_a_person(
    app: App, town: Town, anna: Person, fan: Person, told: Json
) -> None:
    ledger, paid = Ledger(app.redis), payment(fan)
    before, suspended = await ledger.audit(), await ledger.balance(money.SUSPENSE)
    payload = paid["successful_payment"]["invoice_payload"]
    for n, changes in enumerate(
        (
            {"invoice_payload": payload.replace(str(anna.id), str(fan.id))},
            {"invoice_payload": payload.replace(".50.", ".5000.")},
            {"invoice_payload": ""},
            {"total_amount": 5000},
        )
    ):
        message = edited(paid, telegram_payment_charge_id=f"edited-{fan.id}-{n}", **changes)
        await town.raw(message=message)
    await settled(app, town)
    audit = await ledger.audit()
    assert audit.users == before.users
    assert await ledger.balance(money.SUSPENSE) == suspended + 3 * 50 + 5000
    assert audit.violations == ()


# Repeated --------------------------------------------------------------------------------------


async def test_a_payment_is_booked_once_however_often_the_webhook_is_told(
    app: App, town: Town, anna: Person, fan: Person, told: Json
) -> None:
    heard = len(anna.chat)
    update = await town.post("/raw", update={"message": payment(fan)})
    async with no_money_moves(app, town):
        for _ in range(3):
            assert await hook(app, update) == 200
        for later in range(1, 4):  # and under ids that were never seen
            assert (
                await hook(app, update | {"update_id": update["update_id"] + later * 10**6}) == 200
            )
    await anna.sees()
    assert len(anna.chat) == heard


async def test_a_charge_that_comes_again_as_something_else_moves_nothing(
    app: App, town: Town, anna: Person, fan: Person, told: Json, signer: Signer
) -> None:
    more = {"invoice_payload": signer.sign(Gift(str(anna.id), 500, "page")), "total_amount": 500}
    other = {"invoice_payload": signer.sign(Purchase(str(fan.id), 50, 10_000))}
    stranger = await town.newcomer("Clara", language="en")
    async with no_money_moves(app, town):
        for changes in (more, other, {"invoice_payload": "?"}):
            await town.raw(message=edited(payment(fan), **changes))
        await town.raw(message=payment(fan) | {"from": stranger.user})
    assert (await Ledger(app.redis).conflicts())[-1].id.startswith("pay:")


async def test_nobody_else_can_call_the_webhook(
    app: App, town: Town, anna: Person, fan: Person, told: Json
) -> None:
    message = edited(payment(fan), telegram_payment_charge_id="never-paid")
    async with no_money_moves(app, town):
        for secret in ("", SECRET[:-1], SECRET.upper()):
            assert (
                await hook(app, {"update_id": 2_000_000_000, "message": message}, secret=secret)
                == 401
            )


async def test_a_refund_that_comes_again_is_booked_once(
    app: App, town: Town, anna: Person, fan: Person, told: Json
) -> None:
    await anna.presses("↩ Refund", on=told)
    await anna.presses("Yes", on=anna.seen(told))
    await fan.receives("50 ⭐ are back with you")
    await anna.receives("50 ⭐ from Boris went back")
    await fan.sees()
    [refunded] = [message for message in fan.chat if "refunded_payment" in message]
    async with no_money_moves(app, town):
        for message in (refunded, refunded, payment(fan)):
            await town.raw(message=message)
        await anna.presses_data(GiftRefund(id=(await donation(app, anna)).id, sure=True).pack())
    assert await stars(town, fan) == 1000
