"""What was paid goes back once, whole, from whoever has it; both sides hear of it."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.app import App, utc_now
from storage import (
    Donation,
    Gift,
    Giving,
    Ledger,
    Outbox,
    Purchase,
    Records,
    Signer,
    Track,
    money,
)
from storage import owed as owed_to
from tests.conftest import TOKEN
from tests.people import Person, Town, labels, words

MONTH_S = 2_592_000

_charges = itertools.count(1)


@pytest.fixture
async def fan(town: Town) -> Person:
    """Somebody with Stars who reads English."""
    return await town.newcomer("Boris", language="en", stars=1000)


@pytest.fixture
async def ledger(app: App) -> AsyncIterator[Ledger]:
    """The ledger, which a test must leave as sound as it was."""
    ledger = Ledger(app.redis)
    before = (await ledger.audit()).violations
    yield ledger
    assert set((await ledger.audit()).violations) <= set(before)


@pytest.fixture(autouse=True)
async def _no_faults_are_left(town: Town) -> AsyncIterator[None]:
    yield
    await town.delete("/faults")


async def telegram(app: App, method: str, **params: Any) -> Any:
    """Do something with the bot's token that the bot knows nothing of."""
    url = f"{app.settings.bot_api_url}/bot{TOKEN}/{method}"
    async with ClientSession() as http, http.post(url, json=params) as reply:
        answer = await reply.json()
        assert answer["ok"], answer
        return answer["result"]


async def gives(fan: Person, artist: Person, stars: int = 50) -> tuple[str, dict[str, Any]]:
    """Let a fan give Stars; return the charge, and the artist's notice of it."""
    await fan.starts(f"a_{artist.id}")
    paid = await fan.pays(f"⭐ {stars}")
    return paid["charge"], await artist.receives(f"дарит тебе {stars} ⭐")


async def gives_back(artist: Person, notice: dict[str, Any]) -> None:
    await artist.presses("↩ Вернуть", on=notice)
    await artist.presses("Да, вернуть", on=artist.seen(notice))


async def buys(app: App, town: Town, fan: Person, coins: int = 100) -> str:
    """Let an update come that a fan bought coins for 50 Stars; return the charge."""
    charge = f"bought-{next(_charges)}"
    order = Purchase(str(fan.id), 50, coins)
    await pays_raw(town, fan, charge, Signer(app.settings.signing_keys).sign(order))
    await fan.receives(f"+{coins} coins")
    return charge


async def pays_raw(town: Town, fan: Person, charge: str, payload: str, **more: Any) -> None:
    """Let an update of a payment come that nobody confirmed beforehand."""
    await _service(
        town,
        fan,
        successful_payment={
            "currency": "XTR",
            "total_amount": 50,
            "invoice_payload": payload,
            "telegram_payment_charge_id": charge,
            "provider_payment_charge_id": "p",
            **more,
        },
    )


async def is_refunded_raw(town: Town, fan: Person, charge: str, payload: str) -> None:
    """Let an update of a refund come; it is from the bot, in the payer's chat."""
    await _service(
        town,
        fan,
        refunded_payment={
            "currency": "XTR",
            "total_amount": 50,
            "invoice_payload": payload,
            "telegram_payment_charge_id": charge,
        },
    )


async def _service(town: Town, fan: Person, **content: Any) -> None:
    user = {key: fan.user[key] for key in ("id", "is_bot", "first_name", "language_code")}
    if "refunded_payment" in content:
        user = (await town.get())["bot"]
    await town.raw(
        message={
            "message_id": 900_000 + next(_charges),
            "date": int(time.time()),
            "chat": {"id": fan.id, "type": "private", "first_name": fan.user["first_name"]},
            "from": user,
            **content,
        }
    )


async def stars(town: Town, fan: Person) -> int:
    [person] = [p for p in (await town.get())["people"] if p["id"] == fan.id]
    return int(person["stars"])


async def donation(app: App, artist: Person) -> Donation:
    [donation] = (await Records(app.redis).page(Donation, str(artist.id))).records
    return donation


async def owed(ledger: Ledger, artist: Person) -> int:
    return await ledger.balance(owed_to(str(artist.id)))


async def asked(town: Town, charge: str) -> int:
    """Return how often Telegram was asked to return a charge."""
    calls = await town.calls("refundStarPayment")
    return sum(call["params"]["telegram_payment_charge_id"] == charge for call in calls)


# By the artist


async def test_an_artist_gives_a_donation_back_with_two_taps(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    charge, told = await gives(fan, anna)
    await anna.presses("↩ Вернуть", on=told)
    assert await stars(town, fan) == 950  # the first tap only asks
    await anna.presses("Да, вернуть 50 ⭐", on=anna.seen(told))
    assert anna.alert == "Просим Telegram вернуть. Это займёт мгновение."
    await fan.receives("50 ⭐ are back with you")
    await anna.receives("Boris · 50 ⭐: донат возвращён.")
    after = await anna.notices(told, "Возвращено")
    assert labels(after) == ["🧾 Чек"]
    assert await stars(town, fan) == 1000
    assert (await donation(app, anna)).status == "refunded"
    assert await owed(ledger, anna) == 0
    assert (await Giving(app.redis).given(str(anna.id))).n == 0
    assert await asked(town, charge) == 1


async def test_pressed_twice_at_once_it_goes_back_once(
    anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    charge, told = await gives(fan, anna)
    await anna.presses("↩ Вернуть", on=told)
    sure = anna.seen(told)
    await asyncio.gather(*(anna.presses("Да, вернуть", on=sure) for _ in range(3)))
    await fan.receives("are back with you")
    await anna.receives("донат возвращён.")
    assert await stars(town, fan) == 1000
    assert len([m for m in fan.received if "are back with you" in words(m)]) == 1
    assert await asked(town, charge) == 1


async def test_nobody_gives_back_what_is_paid_out(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    charge, told = await gives(fan, anna)
    donor = await donation(app, anna)
    assert donor.created_at is not None
    later = donor.created_at + money.MATURING * 2
    await ledger.post(money.request_payout(f"p{charge}", artist=str(anna.id), stars=20, now=later))
    await gives_back(anna, told)
    assert anna.alert == "Эти звёзды уже выплачены или скоро будут. Напиши нам: /paysupport"
    assert await stars(town, fan) == 950
    assert await owed(ledger, anna) == 30
    assert await asked(town, charge) == 0


async def test_what_telegram_will_not_return_stays_and_the_artist_is_told(
    anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town, olga: Person
) -> None:
    charge, told = await gives(fan, anna)
    for word in ("CHARGE_NOT_FOUND", "BALANCE_TOO_LOW"):  # each time it is told
        fault = {"method": "refundStarPayment", "kind": "error", "times": 1, "code": 400}
        await town.post("/faults", **fault, description=f"Bad Request: {word}")
        await gives_back(anna, told)
        await olga.receives(f"will not return charge {charge}: Bad Request: {word}")
        await anna.receives("Telegram не вернул 50 ⭐")
    assert (await ledger.charge(charge)).state == "released 2"
    assert await owed(ledger, anna) == 50
    assert await stars(town, fan) == 950
    await gives_back(anna, told)  # the third time it works
    await fan.receives("50 ⭐ are back with you")
    assert await owed(ledger, anna) == 0


# Telegram in trouble


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 429, "retry_after": 1},
        {"kind": "error", "code": 500},
        {"kind": "disconnect"},
        {"kind": "error", "code": 500, "after": True},
        {"kind": "disconnect", "after": True},
        {"kind": "garbage", "after": True},
    ],
    ids=["429", "500", "broken", "500-after", "broken-after", "garbage-after"],
)
async def test_a_refund_outlives_trouble_on_the_way(
    app: App,
    anna: Person,
    fan: Person,
    song: Track,
    ledger: Ledger,
    town: Town,
    fault: dict[str, Any],
) -> None:
    charge, told = await gives(fan, anna)
    await town.post("/faults", method="refundStarPayment", times=1, **fault)
    await gives_back(anna, told)
    await fan.receives("50 ⭐ are back with you")
    await anna.receives("Boris · 50 ⭐: донат возвращён.")
    assert await stars(town, fan) == 1000
    assert (await ledger.charge(charge)).is_refunded
    assert await ledger.find(f"chargeback:{charge}") is None
    assert await owed(ledger, anna) == 0
    assert len([m for m in fan.received if "are back with you" in words(m)]) == 1


async def test_a_wrong_server_is_no_refusal(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    charge, told = await gives(fan, anna)
    await town.post("/faults", method="refundStarPayment", kind="error", code=404, times=1,
                    description="Not Found")  # fmt: skip
    await gives_back(anna, told)
    await app.courier.idle()
    assert (await ledger.charge(charge)).is_held
    await Outbox(app.redis).pump(upto=utc_now() + timedelta(minutes=2))
    await fan.receives("50 ⭐ are back with you")
    assert (await ledger.charge(charge)).is_refunded


async def test_what_was_returned_before_the_answer_was_written_is_returned(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    """The bot died after Telegram had returned it, and the update has not come yet."""
    charge, told = await gives(fan, anna)
    await town.post(
        "/faults",
        method="refundStarPayment",
        kind="error",
        code=400,
        description="Bad Request: CHARGE_ALREADY_REFUNDED",
        times=1,
    )
    await gives_back(anna, told)
    await fan.receives("50 ⭐ are back with you")
    assert (await ledger.charge(charge)).is_refunded
    assert await owed(ledger, anna) == 0


async def test_one_that_nobody_asks_for_any_more_is_asked_for_again(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    """Telegram was out of reach for so long that the order went to the dead letters."""
    charge, told = await gives(fan, anna)
    long_ago = await _now(ledger, charge) - timedelta(hours=5)
    held = money.hold(await ledger.charge(charge), now=long_ago)
    await ledger.post(held)  # without its order
    await gives_back(anna, told)
    await fan.receives("50 ⭐ are back with you")
    assert (await ledger.charge(charge)).is_refunded


async def _now(ledger: Ledger, charge: str) -> Any:
    return (await ledger.charge(charge)).credit.at


# Without us


async def test_a_chargeback_is_booked_and_told(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, olga: Person, town: Town
) -> None:
    charge, told = await gives(fan, anna)
    about = {"user_id": fan.id, "telegram_payment_charge_id": charge}
    assert await telegram(app, "refundStarPayment", **about)
    await anna.receives("Boris · 50 ⭐: Telegram отменил этот платёж.")
    await anna.notices(told, "Возвращено")
    await fan.receives("50 ⭐ are back with you")
    alarm = await olga.receives(charge)
    assert "a chargeback" in words(alarm)
    assert await ledger.find(f"chargeback:{charge}") is not None
    assert await owed(ledger, anna) == 0
    assert (await donation(app, anna)).status == "refunded"
    await anna.presses_data(f"dr:{(await donation(app, anna)).id}:1", on=told)
    assert anna.alert == "Это уже сделано."


async def test_a_chargeback_of_what_is_paid_out_is_the_loss_of_the_house(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    charge, _ = await gives(fan, anna)
    later = (await _now(ledger, charge)) + money.MATURING * 2
    await ledger.post(money.request_payout(f"p{charge}", artist=str(anna.id), stars=50, now=later))
    before = await ledger.balance(money.LOST["XTR"])
    about = {"user_id": fan.id, "telegram_payment_charge_id": charge}
    await telegram(app, "refundStarPayment", **about)
    await fan.receives("50 ⭐ are back with you")
    assert await owed(ledger, anna) == 0
    assert await ledger.balance(money.LOST["XTR"]) == before - 50


async def test_a_refund_of_a_payment_that_never_came_is_booked_with_it(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    await fan.starts()
    charge = f"unheard-{next(_charges)}"
    payload = Signer(app.settings.signing_keys).sign(Gift(str(anna.id), 50))
    await is_refunded_raw(town, fan, charge, payload)
    await fan.receives("50 ⭐ are back with you")
    given = await donation(app, anna)
    assert (given.status, given.donor_name, given.donor_id) == ("refunded", "Boris", str(fan.id))
    assert await owed(ledger, anna) == 0


async def test_an_update_tells_of_a_refund_that_was_found_in_silence(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    """Whoever compares the books with Telegram's may be faster, and tells nobody."""
    charge, _ = await gives(fan, anna)
    payload = (await ledger.charge(charge)).credit.note
    await ledger.refunded(charge, now=await _now(ledger, charge))
    for _ in range(2):
        await is_refunded_raw(town, fan, charge, payload)
    await fan.receives("50 ⭐ are back with you")
    await anna.receives("Telegram отменил этот платёж")
    assert len([m for m in fan.received if "are back with you" in words(m)]) == 1


# Coins


async def test_coins_go_back_with_their_purchase(
    app: App, fan: Person, ledger: Ledger, town: Town
) -> None:
    await fan.starts()
    charge = await buys(app, town, fan)
    payload = (await ledger.charge(charge)).credit.note
    await is_refunded_raw(town, fan, charge, payload)
    await fan.receives("50 ⭐ are back with you")
    assert await ledger.coins(str(fan.id)) == 0


async def test_coins_that_are_spent_are_the_loss_of_the_house(
    app: App, anna: Person, fan: Person, ledger: Ledger, town: Town
) -> None:
    await fan.starts()
    charge = await buys(app, town, fan)
    await ledger.post(
        money.donate_coins(
            f"spent-{charge}",
            donor=str(fan.id),
            artist=str(anna.id),
            coins=70,
            donor_name="Boris",
            now=await _now(ledger, charge),
        )
    )
    before = await ledger.balance(money.LOST["coins"])
    payload = (await ledger.charge(charge)).credit.note
    await is_refunded_raw(town, fan, charge, payload)
    await fan.receives("50 ⭐ are back with you")
    assert await ledger.coins(str(fan.id)) == 0
    assert await ledger.coins(str(anna.id)) == 70
    assert await ledger.balance(money.LOST["coins"]) == before - 70


# Every month


async def test_a_month_of_support_goes_back_alone(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    await fan.starts(f"a_{anna.id}")
    await fan.presses_data(f"gm:{anna.id}")
    first = await fan.pays("⭐ 50 a month")
    told = await anna.receives("1-й месяц")
    await town.post("/subscriptions/renew", charge=first["charge"])
    await anna.receives("2-й месяц")
    await gives_back(anna, told)
    await fan.receives("50 ⭐ are back with you")
    assert (await ledger.charge(first["charge"])).is_refunded
    assert await owed(ledger, anna) == 50
    given = (await Records(app.redis).page(Donation, str(anna.id))).records
    assert {(one.month, one.status) for one in given} == {(1, "refunded"), (2, "completed")}
    assert (await Giving(app.redis).given(str(anna.id))).amount == 50
