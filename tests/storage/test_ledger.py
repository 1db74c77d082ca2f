"""Money, on a real server."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import OutOfMemoryError

from storage import keys, moments, money, wire
from storage.errors import (
    BadId,
    Capped,
    Conflict,
    Malformed,
    NotEnough,
    NotFound,
    OutOfStep,
    Stopped,
    TooMuch,
)
from storage.ledger import Ledger
from storage.models import CoinTx, Donation
from storage.posting import (
    COINS,
    STARS,
    Account,
    Leg,
    Notice,
    Posting,
    Row,
    owed,
    wallet,
)
from storage.records import Records
from storage.search import Search
from storage.server import EmbeddedServer, connect
from storage.upgrades import UPGRADES, upgrade
from tests.storage.relay import Relay

NOW = datetime(2024, 1, 25, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=22)
FAN, ARTIST = "42", "7"


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedServer]:
    async with EmbeddedServer(tmp_path_factory.mktemp("ledger")) as server:
        yield server


@pytest.fixture(scope="module")
async def client(server: EmbeddedServer) -> AsyncIterator[Redis]:
    async with server.client() as redis:
        yield redis


@pytest.fixture
async def redis(client: Redis) -> Redis:
    await client.flushall()
    return client


@pytest.fixture
async def ledger(redis: Redis) -> AsyncIterator[Ledger]:
    """A ledger that must be sound when the test is over."""
    ledger = Ledger(redis)
    yield ledger
    assert (await ledger.audit()).violations == ()


@pytest.fixture
async def broken(redis: Redis) -> Ledger:
    """A ledger that the test breaks."""
    return Ledger(redis)


def bought(charge: str = "c1", *, coins: int = 1000, user: str = FAN, **more: Any) -> Posting:
    return money.buy_coins(charge, user=user, stars=50, coins=coins, now=NOW, **more)


def given(charge: str = "c1", *, stars: int = 100, artist: str = ARTIST, **more: Any) -> Posting:
    values: dict[str, Any] = {"donor": FAN, "donor_name": "Иван Петров", "now": NOW} | more
    return money.donate_stars(charge, artist=artist, stars=stars, **values)


def passed(intent: str = "i1", *, coins: int = 300, donor: str = FAN, **more: Any) -> Posting:
    values: dict[str, Any] = {"donor_name": "Иван Петров", "now": NOW} | more
    return money.donate_coins(intent, donor=donor, artist=ARTIST, coins=coins, **values)


async def everything(redis: Redis) -> dict[str, Any]:
    return {str(key): await redis.dump(key) for key in await redis.keys()}


async def entries(redis: Redis, stream: str) -> list[tuple[str, dict[Any, Any]]]:
    found: Any = await redis.xrange(stream)
    return list(found)


async def record(redis: Redis, key: str) -> dict[str, Any]:
    return dict(wire.loads(str(await redis.get(key))))


# What the product does


async def test_coins_are_bought_for_stars(ledger: Ledger, redis: Redis) -> None:
    posted = await ledger.post(bought(description="Купил 1000 коинов"))
    assert posted.new
    assert posted.balance(wallet(FAN)) == 1000
    assert posted.balance(money.TELEGRAM) == -50
    assert await redis.get("coins:balance:42") == "1000"
    (row,), _ = await Records(redis).page(CoinTx, FAN)
    assert wire.loads(row.wire()) == {
        "id": row.id,
        "amount": 1000,
        "type": "purchase",
        "description": "Купил 1000 коинов",
        "posting": "pay:c1",
        "createdAt": "2024-01-25T10:00:00.000Z",
        "userId": "42",
    }
    assert row.id.startswith(f"{moments.ms(NOW)}-")
    assert len(row.id.partition("-")[2]) == 9


async def test_a_donation_in_stars_is_written_with_its_money(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(given(message="Спасибо за музыку!", source="t_1", anonymous=True))
    (donation,), total = await Records(redis).page(Donation, ARTIST)
    assert total == 1
    assert wire.loads(donation.wire()) == {
        "id": donation.id,
        "donorName": "Иван Петров",
        "amount": 100,
        "message": "Спасибо за музыку!",
        "status": "completed",
        "currency": "XTR",
        "donorId": "42",
        "chargeId": "c1",
        "anonymous": True,
        "source": "t_1",
        "nth": 1,
        "posting": "pay:c1",
        "createdAt": "2024-01-25T10:00:00.000Z",
        "artistId": "7",
    }


async def test_coins_go_from_fan_to_artist(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(bought())
    await ledger.post(passed())
    assert await ledger.coins(FAN) == 700
    assert await ledger.coins(ARTIST) == 300
    records = Records(redis)
    spent, paid = (await records.page(CoinTx, FAN)).records
    assert (spent.type, spent.amount, paid.type, paid.amount) == ("spend", -300, "purchase", 1000)
    (got,) = (await records.page(CoinTx, ARTIST)).records
    assert (got.type, got.amount) == ("reward", 300)
    (donation,) = (await records.page(Donation, ARTIST)).records
    assert (donation.amount, donation.currency, donation.status) == (300, "coins", "completed")
    assert donation.id == spent.id == got.id


async def test_coins_are_spent_on_promotion(ledger: Ledger) -> None:
    await ledger.post(bought())
    await ledger.post(money.promote("p1", user=FAN, coins=250, now=NOW))
    assert await ledger.coins(FAN) == 750
    assert await ledger.balance(money.PROMOTION) == 250


async def test_a_promoted_place_lasts_a_day_for_each_that_was_paid(
    ledger: Ledger, redis: Redis
) -> None:
    def place(intent: str, now: datetime, user: str = FAN) -> Posting:
        return money.promote(intent, user=user, coins=100, now=now)

    search, day = Search(redis), timedelta(days=1)
    await ledger.post(bought())
    await ledger.post(bought("c2", user=ARTIST))
    await ledger.post(place("p1", NOW))
    await ledger.post(place("p1", NOW + day / 2))  # pressed twice
    assert await search.promoted_until(FAN, now=NOW) == NOW + day
    await ledger.post(place("p2", NOW + day / 2))
    assert await search.promoted_until(FAN, now=NOW) == NOW + 2 * day
    await ledger.post(place("p3", NOW + day, ARTIST))
    last = NOW + 2 * day - timedelta(milliseconds=1)
    assert await search.promoted(now=NOW + day) == [FAN, ARTIST]
    assert await search.promoted_until(FAN, now=last) == NOW + 2 * day
    assert await search.promoted_until(FAN, now=NOW + 2 * day) is None
    assert await search.promoted(now=NOW + 2 * day) == []
    await ledger.post(place("p4", NOW + 3 * day))
    assert await search.promoted_until(FAN, now=NOW) == NOW + 4 * day
    assert await redis.zcard(keys.PROMOTED) == 1


async def test_no_place_without_the_coins(ledger: Ledger, redis: Redis) -> None:
    with pytest.raises(NotEnough):
        await ledger.post(money.promote("p1", user=FAN, coins=1, now=NOW))
    assert await Search(redis).promoted(now=NOW) == []


async def test_coins_that_are_not_there_cannot_be_spent(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(bought(coins=299))
    before = await everything(redis)
    with pytest.raises(NotEnough) as refusal:
        await ledger.post(passed(coins=300))
    assert (refusal.value.key, refusal.value.free) == ("coins:42", 299)
    assert await everything(redis) == before


async def test_one_is_welcome_once_whatever_it_is_worth_by_then(ledger: Ledger) -> None:
    await ledger.post(money.welcome(FAN, coins=100, now=NOW))
    again = await ledger.post(money.welcome(FAN, coins=150, now=LATER))
    assert not again.new
    assert await ledger.coins(FAN) == 100
    assert await ledger.conflicts() == []


async def test_followers_are_rewarded_once_each_and_so_many_a_day(ledger: Ledger) -> None:
    def stayed(fan: int, now: datetime = NOW) -> Posting:
        return money.reward_follower(ARTIST, str(fan), coins=5, a_day=10, now=now)

    came = await asyncio.gather(
        *(ledger.post(stayed(fan)) for fan in range(30)), return_exceptions=True
    )
    assert sum(isinstance(one, Capped) for one in came) == 20
    assert await ledger.coins(ARTIST) == 50
    rewarded = next(fan for fan, one in enumerate(came) if not isinstance(one, Capped))
    refused = next(fan for fan, one in enumerate(came) if isinstance(one, Capped))
    tomorrow = NOW + timedelta(days=1)
    assert not (await ledger.post(stayed(rewarded, tomorrow))).new
    assert (await ledger.post(stayed(refused, tomorrow))).new
    assert await ledger.coins(ARTIST) == 55


async def test_notices_go_out_with_the_money_and_once(ledger: Ledger, redis: Redis) -> None:
    posting = given().telling(
        Notice("artist", "money", '{"kind":"donation"}'), Notice("group", "news", "{}")
    )
    await ledger.post(posting)
    await ledger.post(posting)
    with pytest.raises(NotEnough):
        await ledger.post(passed().telling(Notice("artist", "money", "{}")))
    ((_, urgent),) = await entries(redis, "bot:outbox:money")
    assert urgent == {"id": "pay:c1/artist", "text": '{"kind":"donation"}'}
    ((_, other),) = await entries(redis, "bot:outbox:news")
    assert other == {"id": "pay:c1/group", "text": "{}"}


async def test_words_that_do_not_fit_do_not_stop_money(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(given(donor_name="\u3164", message="x" * 4001, source=""))
    await ledger.post(bought("c2", description="half of a character: \ud83d", note="\ud83d"))
    (donation,) = (await Records(redis).page(Donation, ARTIST)).records
    assert (donation.donor_name, donation.message, donation.source) == ("♪", None, None)
    (row,) = (await Records(redis).page(CoinTx, FAN)).records
    assert row.description is None


async def test_a_pending_donation_is_completed_by_the_first_payment(
    ledger: Ledger, redis: Redis
) -> None:
    pledge = Donation.new(ARTIST, now=NOW, donor_name="Anna", amount=100, status="pending")
    await Records(redis).add(pledge)
    await ledger.post(given("c1", pledge=pledge.id, donor_name="Anna"))
    await ledger.post(given("c2", pledge=pledge.id, donor_name="Boris"))
    donations = (await Records(redis).page(Donation, ARTIST)).records
    assert {(one.donor_name, one.status, one.posting) for one in donations} == {
        ("Anna", "completed", "pay:c1"),
        ("Boris", "completed", "pay:c2"),
    }
    assert pledge.id in {one.id for one in donations}
    assert not await ledger.fail(ARTIST, pledge.id)


async def test_a_pending_donation_that_failed_is_not_completed(
    ledger: Ledger, redis: Redis
) -> None:
    pledge = Donation.new(ARTIST, now=NOW, donor_name="Anna", amount=100, status="pending")
    await Records(redis).add(pledge)
    assert await ledger.fail(ARTIST, pledge.id)
    await ledger.post(given("c1", pledge=pledge.id))
    donations = (await Records(redis).page(Donation, ARTIST)).records
    assert sorted(one.status for one in donations) == ["completed", "failed"]


async def test_a_message_may_come_after_the_payment(ledger: Ledger, redis: Redis) -> None:
    place = (await ledger.post(given())).donation
    assert place is not None
    assert place.member is not None
    await ledger.amend(ARTIST, place.member, message="Ещё!")
    await ledger.amend(ARTIST, place.member, anonymous=True, donor_name="Кто-то")
    donation = await Records(redis).get(Donation, ARTIST, place.member)
    assert (donation.message, donation.donor_name, donation.anonymous) == ("Ещё!", "Кто-то", True)
    with pytest.raises(NotFound):
        await ledger.amend(ARTIST, "elsewhere", message="?")


async def test_words_and_a_refund_at_once_are_both_kept(ledger: Ledger, redis: Redis) -> None:
    for number in range(8):
        charge = f"c{number}"
        place = (await ledger.post(given(charge))).donation
        assert place is not None
        refund = asyncio.create_task(ledger.refunded(charge, now=NOW))
        words = 0
        while not refund.done():
            words += 1
            await ledger.amend(ARTIST, str(place.member), message=f"{words}")
            donation = await Records(redis).get(Donation, ARTIST, str(place.member))
            assert donation.message == f"{words}"
        await refund
        donation = await Records(redis).get(Donation, ARTIST, str(place.member))
        assert (donation.status, donation.message) == ("refunded", f"{words}")


# Stars of an artist


async def test_stars_are_pending_for_21_full_days(ledger: Ledger) -> None:
    await ledger.post(given("c1", stars=100))
    await ledger.post(given("c2", stars=30, now=NOW + timedelta(days=1)))
    stars = await ledger.stars(ARTIST, now=NOW)
    assert (stars.total, stars.available) == (130, 0)
    assert stars.maturing == {date(2024, 2, 16): 100, date(2024, 2, 17): 30}
    day = timedelta(days=1)
    assert (await ledger.stars(ARTIST, now=NOW + 21 * day)).available == 0
    assert (await ledger.stars(ARTIST, now=NOW + 22 * day)).available == 100
    assert (await ledger.stars(ARTIST, now=NOW + 23 * day)).available == 130


async def test_only_available_stars_are_paid_out(ledger: Ledger) -> None:
    await ledger.post(given("c1", stars=100))
    await ledger.post(given("c2", stars=30, now=LATER))

    def asked(id: str, stars: int) -> Posting:
        return money.request_payout(id, artist=ARTIST, stars=stars, now=LATER)

    with pytest.raises(NotEnough) as refusal:
        await ledger.post(asked("too-much", 101))
    assert refusal.value.free == 100
    request = await ledger.post(asked("p1", 100))
    assert await ledger.unfinished() == {"payout:p1": "requested"}
    assert (await ledger.stars(ARTIST, now=LATER)).available == 0
    await ledger.post(money.pay_out(request, now=LATER, note="TON 0xabc"))
    assert await ledger.state("payout:p1") == "paid"
    with pytest.raises(OutOfStep):
        await ledger.post(money.reject_payout(request, now=LATER))
    assert (await ledger.stars(ARTIST, now=LATER)).total == 30
    assert await ledger.unfinished() == {}


async def test_days_that_have_passed_are_forgotten(ledger: Ledger, redis: Redis) -> None:
    for day in range(5):
        await ledger.post(given(f"c{day}", now=NOW + timedelta(days=day)))
    assert await redis.hlen("bot:ledger:maturing:7") == 5
    now = LATER + timedelta(days=3)
    await ledger.post(money.request_payout("p1", artist=ARTIST, stars=400, now=now))
    assert await redis.hgetall("bot:ledger:maturing:7") == {"2024-02-20": "100"}


async def test_a_rejected_payout_can_be_asked_for_again(ledger: Ledger) -> None:
    await ledger.post(given())
    request = await ledger.post(money.request_payout("p1", artist=ARTIST, stars=60, now=LATER))
    await ledger.post(money.reject_payout(request, now=LATER, note="no wallet"))
    assert (await ledger.stars(ARTIST, now=LATER)).available == 100
    await ledger.post(money.request_payout("p2", artist=ARTIST, stars=100, now=LATER))


async def test_payouts_are_listed_as_long_as_they_are_open_and_for_the_artist_always(
    ledger: Ledger,
) -> None:
    for number, artist in enumerate((ARTIST, ARTIST, "8")):
        await ledger.post(given(f"c{number}", artist=artist))
    later = [LATER + timedelta(hours=hour) for hour in range(3)]
    first, second, theirs = [
        await ledger.post(
            money.request_payout(f"p{n}", artist=artist, stars=90 + n, now=at, note=f"wallet {n}")
        )
        for n, (artist, at) in enumerate(zip((ARTIST, ARTIST, "8"), later, strict=True))
    ]
    assert [payout.id for payout in (await ledger.open_payouts())[0]] == ["p0", "p1", "p2"]
    paid = await ledger.post(money.pay_out(first, now=later[2], admin="1", note="TON 0xabc"))
    await ledger.post(money.reject_payout(theirs, now=later[2], admin="2", note="no wallet"))
    assert await ledger.open_payouts() == ([money.Payout(second._replace(new=False))], 1)
    payouts, total = await ledger.payouts(ARTIST)
    assert total == 2
    assert [(one.id, one.stars, one.to) for one in payouts] == [
        ("p1", 91, "wallet 1"),
        ("p0", 90, "wallet 0"),
    ]
    assert payouts[1].is_paid
    assert payouts[1].settled == paid._replace(new=False)
    assert (paid.admin, paid.note) == ("1", "TON 0xabc")
    assert (await ledger.payouts(ARTIST, offset=1, limit=5))[0] == payouts[1:]
    rejected = await ledger.payout("p2")
    assert not rejected.is_paid
    assert rejected.settled is not None
    assert rejected.settled.admin == "2"
    with pytest.raises(NotFound):
        await ledger.payout("p3")


async def test_an_admin_settles_a_payout_that_another_has_settled(ledger: Ledger) -> None:
    await ledger.post(given())
    asked = await ledger.post(money.request_payout("p1", artist=ARTIST, stars=60, now=LATER))
    await ledger.post(money.pay_out(asked, now=LATER, admin="1", note="first"))
    again = await ledger.post(money.pay_out(asked, now=LATER, admin="2", note="second"))
    assert (again.new, again.admin, again.note) == (False, "1", "first")


async def test_artists_are_found_by_when_their_first_stars_came(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.ledger._PAGE", 2)
    for day in (5, 3, 1, 4, 2):
        await ledger.post(given(f"a{day}", artist=f"1{day}", now=NOW + timedelta(days=day)))
        await ledger.post(given(f"b{day}", artist=f"1{day}", now=NOW + timedelta(days=9)))
    await ledger.post(given("late", artist="15", now=NOW))  # Telegram told of it only now
    found = [artist async for artist in ledger.given_before(NOW + timedelta(days=4))]
    assert found == ["15", "11", "12", "13"]


async def test_a_payout_that_nobody_sees_is_found(broken: Ledger, redis: Redis) -> None:
    await broken.post(given())
    await broken.post(money.request_payout("p1", artist=ARTIST, stars=60, now=LATER))
    await redis.zrem("bot:ledger:payouts", "p1")
    await redis.zadd("bot:ledger:payouts", {"p9": 1})
    violations = (await broken.audit()).violations
    assert {(v.what, v.about) for v in violations} == {
        ("payout", "payout:p1"),
        ("payout", "payout:p9"),
    }


async def test_what_waits_in_suspense_is_listed_until_somebody_knows(
    broken: Ledger, redis: Redis
) -> None:
    """Also by an older release, which listed nothing; and the audit sees what is not."""
    for place, charge in enumerate(("held", "assigned", "refunded", "taken", "released")):
        at = NOW + timedelta(seconds=place)
        await broken.post(money.suspend(charge, user=FAN, stars=100, now=at))
    await broken.post(money.assign(await broken.charge("assigned"), given("assigned")))
    for charge in ("held", "refunded", "released"):
        await broken.post(money.hold(await broken.charge(charge), now=LATER))
    await broken.refunded("refunded", now=LATER)
    await broken.refunded("taken", now=LATER)
    await broken.post(money.release(await broken.charge("released"), now=LATER))

    async def listed(**some: int) -> tuple[list[str], int]:
        found, total = await broken.suspended(**some)
        return [posted.id for posted in found], total

    assert await listed() == (["pay:held", "pay:released"], 2)
    assert await listed(offset=1, limit=1) == (["pay:released"], 2)
    assert (await broken.audit()).ok

    await redis.delete(keys.LEDGER_SUSPENSE)
    assert (await broken.audit()).ok, "an older store lists nothing yet"
    await redis.set(keys.SCHEMA, len(UPGRADES))
    seen = {(one.what, one.about, one.expected) for one in (await broken.audit()).violations}
    assert seen == {("suspense", "held", "True"), ("suspense", "released", "True")}
    await redis.set(keys.SCHEMA, 6)
    assert (await broken.audit()).ok
    await upgrade(redis, "test", now=LATER)
    for _ in range(2):
        await broken.list_suspended()
        assert await listed() == (["pay:held", "pay:released"], 2)
        assert (await broken.audit()).ok
    await redis.zadd(keys.LEDGER_SUSPENSE, {"taken": 1})
    [one] = (await broken.audit()).violations
    assert (one.what, one.about, one.found) == ("suspense", "taken", "True")


async def test_a_posting_with_a_mark_where_something_else_is_moves_nothing(
    broken: Ledger, redis: Redis
) -> None:
    await broken.post(given())
    await redis.set("bot:ledger:payouts", "nonsense")
    before = await everything(redis)
    with pytest.raises(Malformed):
        await broken.post(money.request_payout("p1", artist=ARTIST, stars=60, now=LATER))
    assert await everything(redis) == before


async def test_stopped_payouts_are_refused_and_nothing_else_is(ledger: Ledger) -> None:
    await ledger.post(given())
    await ledger.stop_payouts("the audit of 10:00")
    with pytest.raises(Stopped) as refusal:
        await ledger.post(money.request_payout("p1", artist=ARTIST, stars=10, now=LATER))
    assert refusal.value.key == await ledger.why_stopped() == "the audit of 10:00"
    await ledger.post(given("c2"))
    await ledger.allow_payouts(now=NOW)
    await ledger.post(money.request_payout("p1", artist=ARTIST, stars=10, now=LATER))


async def test_what_the_operator_withdraws_leaves_the_balance_at_telegram(ledger: Ledger) -> None:
    await ledger.post(given(stars=100))
    await ledger.post(bought("c2"))
    assert await ledger.balance(money.TELEGRAM) == -150
    await ledger.post(money.withdraw("w1", operator="1", stars=120, now=NOW))
    assert await ledger.balance(money.TELEGRAM) == -30
    assert await ledger.balance(money.OPERATOR) == -120


# Refunds


async def test_a_refund_takes_the_coins_first(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(bought())
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW, description="Возврат"))
    assert await ledger.coins(FAN) == 0
    assert await ledger.unfinished() == {"charge:c1": "held 1"}
    posted = await ledger.post(money.refund(await ledger.charge("c1"), now=NOW))
    assert posted.balance(money.TELEGRAM) == 0
    assert await ledger.balance(money.MINT) == 0
    assert (await ledger.charge("c1")).is_refunded
    rows = (await Records(redis).page(CoinTx, FAN)).records
    assert [(row.type, row.amount) for row in rows if row.amount < 0] == [("purchase", -1000)]


async def test_a_refund_of_spent_coins_is_refused_or_covered(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(bought())
    await ledger.post(passed(coins=300))
    charge = await ledger.charge("c1")
    with pytest.raises(NotEnough):
        await ledger.post(money.hold(charge, now=NOW))
    tricky = 'Refund of "amount":1000'
    await ledger.post(money.hold(charge, now=NOW, cover=True, description=tricky))
    assert await ledger.coins(FAN) == 0
    assert await ledger.balance(money.LOST[COINS]) == -300
    rows = (await Records(redis).page(CoinTx, FAN)).records
    assert {(row.amount, row.description) for row in rows} == {
        (1000, None),
        (-300, None),
        (-700, tricky),
    }


async def test_nothing_is_written_of_a_refund_that_takes_nothing(
    ledger: Ledger, redis: Redis
) -> None:
    await ledger.post(bought())
    await ledger.post(passed(coins=1000))
    posted = await ledger.post(money.hold(await ledger.charge("c1"), now=NOW, cover=True))
    assert posted.records == ()
    assert wallet(FAN) not in [line.account for line in posted.lines]
    assert (await Records(redis).page(CoinTx, FAN)).total == 2
    await ledger.post(money.release(await ledger.charge("c1"), now=NOW))


async def test_a_released_charge_is_as_before_and_can_be_held_again(ledger: Ledger) -> None:
    await ledger.post(given())
    for number in (1, 2, 3):
        await ledger.post(money.hold(await ledger.charge("c1"), now=NOW))
        assert (await ledger.stars(ARTIST, now=NOW)).total == 0
        await ledger.post(money.release(await ledger.charge("c1"), now=NOW, note="too low"))
        stars = await ledger.stars(ARTIST, now=NOW)
        assert (stars.total, stars.pending) == (100, 100)
        assert await ledger.state("charge:c1") == f"released {number}"
    assert await ledger.find("refund:c1")
    assert await ledger.find("refund-3:c1")


async def test_a_covered_hold_is_released_to_whoever_gave(ledger: Ledger) -> None:
    await ledger.post(bought())
    await ledger.post(passed(coins=300))
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW, cover=True))
    await ledger.post(money.release(await ledger.charge("c1"), now=NOW))
    assert await ledger.coins(FAN) == 700
    assert await ledger.balance(money.LOST[COINS]) == 0


async def test_a_charge_ends_only_one_way(ledger: Ledger) -> None:
    for number in range(20):
        id = f"c{number}"
        await ledger.post(given(id))
        await ledger.post(money.hold(await ledger.charge(id), now=NOW))
        charge = await ledger.charge(id)
        ends = await asyncio.gather(
            ledger.post(money.refund(charge, now=NOW)),
            ledger.post(money.release(charge, now=NOW)),
            return_exceptions=True,
        )
        assert sorted(isinstance(end, OutOfStep) for end in ends) == [False, True]
    assert await ledger.balance(money.HELD[STARS]) == 0


async def test_what_is_not_held_is_neither_refunded_nor_released(ledger: Ledger) -> None:
    await ledger.post(given())
    charge = await ledger.charge("c1")
    for end in (money.refund, money.release):
        with pytest.raises(OutOfStep):
            end(charge, now=NOW)
    await ledger.post(money.hold(charge, now=NOW))
    held = await ledger.charge("c1")
    for start in (money.hold, money.chargeback):
        with pytest.raises(OutOfStep):
            start(held, now=NOW)


async def test_a_refund_that_we_asked_for_ends_the_hold(ledger: Ledger, redis: Redis) -> None:
    place = (await ledger.post(given())).donation
    assert place is not None
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW))
    both = await asyncio.gather(*(ledger.refunded("c1", now=NOW) for _ in range(5)))
    assert {posted.id for posted in both} == {"refunded:c1"}
    assert sum(posted.new for posted in both) == 1
    donation = await Records(redis).get(Donation, ARTIST, str(place.member))
    assert donation.status == "refunded"


async def test_a_refund_that_nobody_asked_for_is_a_chargeback(ledger: Ledger) -> None:
    await ledger.post(given())
    both = await asyncio.gather(*(ledger.refunded("c1", now=NOW) for _ in range(5)))
    assert {posted.id for posted in both} == {"chargeback:c1"}
    assert (await ledger.stars(ARTIST, now=NOW)).total == 0
    with pytest.raises(NotFound):
        await ledger.refunded("never", now=NOW)


async def test_a_chargeback_leaves_nobody_below_zero(ledger: Ledger) -> None:
    await ledger.post(given("c1", stars=100))
    await ledger.post(money.request_payout("p1", artist=ARTIST, stars=70, now=LATER))
    await ledger.post(given("c2", stars=40, now=LATER))
    await ledger.refunded("c1", now=LATER)
    stars = await ledger.stars(ARTIST, now=LATER)
    assert (stars.total, stars.pending) == (40, 40), "what others gave is left alone"
    assert await ledger.balance(money.LOST[STARS]) == -70
    await ledger.refunded("c2", now=LATER)
    assert (await ledger.stars(ARTIST, now=LATER)).total == 0


@pytest.mark.parametrize("paid_out", [100, 70])
async def test_a_chargeback_heard_of_late_leaves_nobody_below_zero(
    ledger: Ledger, paid_out: int
) -> None:
    """Telegram took the Stars back before they matured; we hear of it when they are paid out."""
    matures = datetime.combine(money.matures_on(NOW), time(), UTC)
    await ledger.post(given("c1", stars=100))
    await ledger.post(money.request_payout("p1", artist=ARTIST, stars=paid_out, now=matures))
    await ledger.post(given("c2", stars=40, now=matures))
    await ledger.refunded("c1", now=matures - timedelta(seconds=1))
    stars = await ledger.stars(ARTIST, now=matures)
    assert (stars.total, stars.pending) == (40, 40)
    assert await ledger.balance(money.LOST[STARS]) == -paid_out


async def test_coins_spent_while_they_are_charged_back_are_covered(ledger: Ledger) -> None:
    for number in range(20):
        fan = f"fan-{number}"
        await ledger.post(bought(f"c{number}", user=fan))
        refund = asyncio.create_task(ledger.refunded(f"c{number}", now=NOW))
        spent = 0
        with suppress(NotEnough):
            while True:
                await ledger.post(passed(f"{fan}-{spent}", donor=fan, coins=1))
                spent += 1
        taken = {line.account: -line.delta for line in (await refund).lines}
        assert (taken[wallet(fan)], taken[money.LOST[COINS]]) == (1000 - spent, spent)


async def test_telegram_is_right_whatever_we_are_doing_meanwhile(ledger: Ledger) -> None:
    for number in range(3):
        id = f"c{number}"
        await ledger.post(given(id))
        refund = asyncio.create_task(ledger.refunded(id, now=NOW))
        with suppress(OutOfStep):
            while not refund.done():
                await ledger.post(money.hold(await ledger.charge(id), now=NOW))
                await ledger.post(money.release(await ledger.charge(id), now=NOW))
        assert (await refund).new
        assert (await ledger.charge(id)).is_refunded


async def test_nothing_is_given_to_who_is_below_zero_already(broken: Ledger, redis: Redis) -> None:
    await broken.post(bought())
    await redis.set("coins:balance:42", "-5")
    await broken.refunded("c1", now=NOW)
    assert await broken.coins(FAN) == -5


@pytest.mark.parametrize("instead", [None, "{", "[]", []])
async def test_a_refund_moves_money_even_if_the_donation_is_gone(
    broken: Ledger, redis: Redis, instead: str | list[str] | None
) -> None:
    (key,) = (await broken.post(given())).records
    await redis.delete(key)
    if isinstance(instead, str):
        await redis.set(key, instead)
    elif instead is not None:
        await redis.rpush(key, "1")
    await broken.refunded("c1", now=NOW)
    assert await broken.balance(money.TELEGRAM) == 0
    (violation,) = (await broken.audit()).violations
    assert (violation.what, violation.about) == ("donation", key)


# Suspense, opening


async def test_a_payment_for_nobody_knows_what_waits_for_a_person(
    ledger: Ledger, redis: Redis
) -> None:
    await ledger.post(money.suspend("c1", user=FAN, stars=100, now=NOW, note="don:7:?"))
    charge = await ledger.charge("c1")
    assert charge.credit.note == "don:7:?"
    with pytest.raises(ValueError, match="so many Stars"):
        money.assign(charge, given(stars=99))
    await ledger.post(money.assign(charge, given()))
    with pytest.raises(OutOfStep):
        await ledger.post(money.hold(charge, now=NOW))
    with pytest.raises(OutOfStep):
        money.assign(await ledger.charge("c1"), given())
    assert await ledger.balance(money.SUSPENSE) == 0
    assert (await ledger.stars(ARTIST, now=NOW)).total == 100
    await ledger.refunded("c1", now=NOW)
    (donation,) = (await Records(redis).page(Donation, ARTIST)).records
    assert donation.status == "refunded"


async def test_what_is_left_of_a_gift_is_what_a_refund_can_take(ledger: Ledger) -> None:
    """Stars of others that have yet to mature are there, and cannot be taken."""
    long_ago = NOW - money.MATURING * 2
    (paid,) = [
        line
        for line in (await ledger.post(given("old", stars=100, now=long_ago))).lines
        if line.account == owed(ARTIST)
    ]
    assert await ledger.left_of(paid, now=NOW) == 100
    await ledger.post(money.request_payout("p", artist=ARTIST, stars=70, now=NOW))
    (fresh,) = [
        line
        for line in (await ledger.post(given("new", stars=50))).lines
        if line.account == owed(ARTIST)
    ]
    assert await ledger.left_of(paid, now=NOW) == 30
    assert await ledger.left_of(fresh, now=NOW) == 50
    with pytest.raises(NotEnough) as refusal:
        await ledger.post(money.hold(await ledger.charge("old"), now=NOW))
    assert refusal.value.free == 30


async def test_of_two_who_say_what_a_payment_was_for_one_is_out_of_step(ledger: Ledger) -> None:
    await ledger.post(money.suspend("c1", user=FAN, stars=100, now=NOW))
    charge = await ledger.charge("c1")
    coins = money.buy_coins("c1", user=FAN, stars=100, coins=200, now=NOW)
    await ledger.post(money.assign(charge, coins, admin="7"))
    with pytest.raises(OutOfStep):
        await ledger.post(money.assign(charge, given(), admin="8"))
    assert await ledger.conflicts() == []
    posted = await ledger.find("assign:c1")
    assert posted is not None
    assert (posted.admin, posted.new) == ("7", False)
    assert (await ledger.post(money.assign(charge, coins, admin="8"))).admin == "7"


async def test_a_suspended_payment_can_be_refunded(ledger: Ledger) -> None:
    await ledger.post(money.suspend("c1", user=FAN, stars=100, now=NOW))
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW))
    await ledger.post(money.refund(await ledger.charge("c1"), now=NOW))
    assert await ledger.balance(money.SUSPENSE) == await ledger.balance(money.TELEGRAM) == 0


async def test_what_telegram_would_not_return_can_be_assigned_and_returned_after_all(
    ledger: Ledger,
) -> None:
    await ledger.post(money.suspend("c1", user=FAN, stars=100, now=NOW))
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW))
    with pytest.raises(OutOfStep):
        money.assign(await ledger.charge("c1"), given())
    await ledger.post(money.release(await ledger.charge("c1"), now=NOW))
    await ledger.post(money.assign(await ledger.charge("c1"), given()))
    assert await ledger.suspended() == ([], 0)
    assert (await ledger.stars(ARTIST, now=NOW)).total == 100
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW))
    assert (await ledger.stars(ARTIST, now=NOW)).total == 0
    await ledger.post(money.release(await ledger.charge("c1"), now=NOW))
    with pytest.raises(OutOfStep):
        money.assign(await ledger.charge("c1"), given())
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW))
    await ledger.refunded("c1", now=NOW)
    assert await ledger.balance(money.TELEGRAM) == await ledger.balance(owed(ARTIST)) == 0


async def test_imported_coins_become_part_of_the_ledger_once(ledger: Ledger, redis: Redis) -> None:
    await redis.mset({"coins:balance:demo-user": "5000", "coins:balance:42": "300"})
    await redis.set("coins:balance:nothing", "0")
    found = (await ledger.audit()).violations
    assert {(one.what, one.about, one.found) for one in found} == {
        ("balance", "coins:demo-user", "5000"),
        ("balance", "coins:42", "300"),
    }
    assert await ledger.adopt(now=NOW) == 2
    assert await ledger.adopt(now=NOW) == 0
    assert await ledger.coins("demo-user") == 5000
    assert await ledger.balance(money.OPENING) == -5300
    await ledger.post(passed(donor="demo-user", coins=5000))


async def test_imported_coins_can_be_spent_before_they_are_adopted(
    ledger: Ledger, redis: Redis
) -> None:
    await redis.set("coins:balance:42", "300")
    await ledger.post(passed(coins=120))
    await ledger.post(money.opening(FAN, coins=300, now=NOW))
    assert await ledger.coins(FAN) == 180


# Idempotence


async def test_a_posting_is_applied_once_and_answered_alike(ledger: Ledger, redis: Redis) -> None:
    first = await ledger.post(bought())
    await ledger.post(passed())
    before = await everything(redis)
    again = await ledger.post(bought(description="other words"))
    assert again == first._replace(new=False)
    assert again.balance(wallet(FAN)) == 1000, "as it was then"
    assert await everything(redis) == before


async def test_a_donation_may_come_again_another_day(ledger: Ledger) -> None:
    await ledger.post(given())
    assert not (await ledger.post(given(now=LATER, donor_name="renamed"))).new


@pytest.mark.parametrize(
    "other",
    [
        bought(coins=1001),
        bought(user="43"),
        given(stars=50),
        money.suspend("c1", user=FAN, stars=50, now=NOW),
    ],
)
async def test_another_posting_of_the_same_id_is_a_conflict(ledger: Ledger, other: Posting) -> None:
    await ledger.post(bought())
    for _ in range(2):
        with pytest.raises(Conflict) as refusal:
            await ledger.post(other)
    assert refusal.value.key == "pay:c1"
    (clash,) = await ledger.conflicts()
    assert clash.id == "pay:c1"
    assert wire.loads(clash.plan)["by"] == other.by
    assert await ledger.coins(FAN) == 1000
    assert (await ledger.audit()).conflicts == 1


async def test_conflicts_cannot_fill_the_store(broken: Ledger, redis: Redis) -> None:
    await broken.post(bought())
    await redis.hset("bot:ledger:conflicts", mapping={f"pay:{n} x": "{}" for n in range(1000)})
    with pytest.raises(Conflict):
        await broken.post(bought(coins=1))
    assert await redis.hlen("bot:ledger:conflicts") == 1000


async def test_nothing_of_the_ledger_ever_expires(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(bought())
    await ledger.post(passed())
    await ledger.post(given("c2").telling(Notice("artist", "money", "{}")))
    await ledger.refunded("c2", now=NOW)
    with pytest.raises(Conflict):
        await ledger.post(bought(coins=1))
    kept = [key for key in await redis.keys() if not str(key).startswith("bot:outbox:seen:")]
    assert {await redis.ttl(key) for key in kept} == {-1}


# What is refused


@pytest.mark.parametrize("amount", [0, -1, 1.0, 0.5, True, 10**12 + 1, "5", None])
@pytest.mark.parametrize(
    "post",
    [
        lambda amount: bought(coins=amount),
        lambda amount: given(stars=amount),
        lambda amount: passed(coins=amount),
        lambda amount: money.promote("p", user=FAN, coins=amount, now=NOW),
        lambda amount: money.welcome(FAN, coins=amount, now=NOW),
        lambda amount: money.suspend("c", user=FAN, stars=amount, now=NOW),
        lambda amount: money.request_payout("p", artist=ARTIST, stars=amount, now=NOW),
        lambda amount: money.withdraw("w", operator="1", stars=amount, now=NOW),
        lambda amount: money.opening(FAN, coins=amount, now=NOW),
    ],
)
def test_no_posting_of_what_is_no_amount(post: Callable[[Any], Posting], amount: object) -> None:
    with pytest.raises(ValueError, match="no amount"):
        post(amount)


_ROW = Row("reward")


@pytest.mark.parametrize(
    "legs",
    [
        (),
        (Leg(money.MINT, -5), Leg(wallet(FAN), 4, row=_ROW)),
        (Leg(money.TELEGRAM, -5), Leg(wallet(FAN), 5, row=_ROW)),
        (Leg(money.MINT, -5), Leg(wallet(FAN), 5)),
        (Leg(money.MINT, -5), Leg(money.PROMOTION, 5, row=_ROW)),
        (Leg(money.MINT, -5), Leg(money.PROMOTION, 5, matures=NOW.date())),
        (Leg(money.MINT, -5), Leg(money.PROMOTION, 5, cover=money.MINT)),
        (Leg(money.MINT, -5), Leg(money.MINT, -5), Leg(wallet(FAN), 10, row=_ROW)),
    ],
)
def test_no_posting_whose_legs_do_not_fit_together(legs: tuple[Leg, ...]) -> None:
    with pytest.raises(ValueError, match="x: "):
        Posting(id="x", kind="x", by=FAN, at=NOW, legs=legs)


@pytest.mark.parametrize("bad", ["a b", "a\n", "x" * 600, "й"])
def test_no_posting_of_an_id_that_cannot_be_one(bad: str) -> None:
    with pytest.raises(BadId):
        bought(bad)


@pytest.mark.parametrize("bad", ["", "a:b", "@mint", "a b", "x" * 65])
def test_no_account_of_nobody(bad: str) -> None:
    for post in (bought, passed):
        with pytest.raises(BadId):
            post(user=bad) if post is bought else post(donor=bad)
    with pytest.raises(BadId):
        given(artist=bad)


def _key_types() -> list[tuple[str, str]]:
    id = passed().record_id
    strings = [
        "coins:balance:42",
        "coins:balance:7",
        f"coins:tx:42:{id}",
        f"coins:tx:7:{id}",
        f"donation:7:{id}",
    ]
    indices = ["bot:index:coins:tx:42", "bot:index:coins:tx:7", "bot:index:donation:7"]
    hashes = ["bot:ledger:postings", "bot:ledger:states", "bot:ledger:conflicts"]
    streams = ["bot:ledger:journal", "bot:outbox:money"]
    return [(key, "list") for key in strings] + [
        (key, "string") for key in indices + hashes + streams
    ]


@pytest.mark.parametrize(("key", "type"), _key_types())
async def test_a_key_of_another_type_is_refused_before_the_first_write(
    broken: Ledger, redis: Redis, key: str, type: str
) -> None:
    await (redis.rpush(key, "1") if type == "list" else redis.set(key, "1"))
    if "balance:42" not in key:
        await redis.set("coins:balance:42", "1000")
    before = await everything(redis)
    with pytest.raises(Malformed) as refusal:
        await broken.post(passed().telling(Notice("artist", "money", "{}")))
    assert refusal.value.key == key
    assert await everything(redis) == before


@pytest.mark.parametrize(
    "value", ["", "12.5", "abc", "1e3", " 5", "9007199254740993", "99999999999999999999"]
)
async def test_a_balance_that_is_no_number_is_refused(
    broken: Ledger, redis: Redis, value: str
) -> None:
    await redis.set("coins:balance:42", value)
    before = await everything(redis)
    with pytest.raises(Malformed):
        await broken.post(bought())
    assert await everything(redis) == before


async def test_days_that_are_no_numbers_are_refused(broken: Ledger, redis: Redis) -> None:
    await redis.hset("bot:ledger:maturing:7", "2024-02-16", "many")
    before = await everything(redis)
    with pytest.raises(Malformed):
        await broken.post(given())
    assert await everything(redis) == before


async def test_large_balances_are_exact_and_bounded(broken: Ledger, redis: Redis) -> None:
    await redis.set("coins:balance:42", str(9 * 10**15 - 10**12 - 1))
    posted = await broken.post(bought(coins=10**12))
    assert posted.balance(wallet(FAN)) == 9 * 10**15 - 1
    assert await redis.get("coins:balance:42") == "8999999999999999"
    await broken.post(bought("c2", coins=1))
    with pytest.raises(TooMuch):
        await broken.post(bought("c3", coins=1))
    assert await broken.coins(FAN) == 9 * 10**15


# Many at once, and what breaks


async def test_of_two_postings_for_the_last_coins_one_wins(ledger: Ledger) -> None:
    for number in range(20):
        fan = f"fan-{number}"
        await ledger.post(bought(f"c{number}", user=fan, coins=100))
        ends = await asyncio.gather(
            ledger.post(passed(f"a{number}", donor=fan, coins=100)),
            ledger.post(passed(f"b{number}", donor=fan, coins=100)),
            return_exceptions=True,
        )
        assert sorted(isinstance(end, NotEnough) for end in ends) == [False, True]
        assert await ledger.coins(fan) == 0


async def test_two_presses_are_one_donation(ledger: Ledger) -> None:
    await ledger.post(bought())
    ends = await asyncio.gather(*(ledger.post(passed()) for _ in range(10)))
    assert sum(end.new for end in ends) == 1
    assert await ledger.coins(FAN) == 700


async def test_two_hundred_clients_lose_nothing(
    ledger: Ledger, server: EmbeddedServer, redis: Redis
) -> None:
    await ledger.post(bought(coins=500))

    async def one(number: int) -> int:
        async with server.client(max_connections=1) as own:
            mine = Ledger(own)
            await mine.post(given(f"s{number}", stars=3))
            await mine.post(money.welcome(f"fan-{number}", coins=2, now=NOW))
            with suppress(NotEnough):
                return (await mine.post(passed(f"i{number}", coins=5))).new
            return 0

    won = await asyncio.gather(*(one(number) for number in range(200)))
    assert sum(won) == 100
    assert await ledger.coins(FAN) == 0
    assert await ledger.coins(ARTIST) == 500
    assert (await ledger.stars(ARTIST, now=NOW)).total == 600
    gifts, _ = await Records(redis).page(Donation, ARTIST, limit=300)
    for currency, n in ((STARS, 200), (COINS, 100)):
        ranks = sorted(one.nth or 0 for one in gifts if one.currency == currency)
        assert ranks == list(range(1, n + 1)), "however many at once, each is another"


async def test_a_lost_reply_is_asked_for_again_and_moves_nothing_twice(
    ledger: Ledger, server: EmbeddedServer, tmp_path: Path
) -> None:
    relay = Relay(server, tmp_path / "relay.sock")
    async with relay.open() as redis:
        relay.lose_reply_to("EVALSHA")
        posted = await Ledger(redis).post(bought())
    assert relay.lost == 1
    assert not posted.new, "the answer of the first time was lost"
    assert posted.balance(wallet(FAN)) == 1000
    assert await ledger.coins(FAN) == 1000


async def test_a_posting_is_one_round_trip(
    ledger: Ledger, server: EmbeddedServer, tmp_path: Path
) -> None:
    await ledger.post(bought())
    relay = Relay(server, tmp_path / "relay.sock")
    async with relay.open() as redis:
        await Ledger(redis).post(passed())
    assert relay.sent.count("EVALSHA") == 1
    assert relay.sent[-1] == "EVALSHA"
    assert not {"GET", "MGET", "HGET"} & set(relay.sent)


async def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path / "store") as server, server.client() as redis:
        ledger = Ledger(redis)
        await ledger.post(bought(coins=10**6))
        acknowledged: list[str] = []
        enough = asyncio.Event()

        async def fan(number: int) -> None:
            for step in range(1000):
                if enough.is_set():
                    return
                donated = await ledger.post(passed(f"{number}-{step}", coins=1))
                acknowledged.append(donated.id)
                acknowledged.append((await ledger.post(given(f"{number}-{step}"))).id)

        fans = [asyncio.create_task(fan(number)) for number in range(20)]
        for _ in range(3):
            reached = len(acknowledged) + 100
            while len(acknowledged) < reached:
                await asyncio.wait(fans, timeout=0.01)
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
        enough.set()
        await asyncio.gather(*fans)

        audit = await ledger.audit()
        assert audit.violations == ()
        assert len(set(acknowledged)) == len(acknowledged)
        in_journal = {posted.id async for posted in ledger.journal()}
        assert set(acknowledged) <= in_journal
        assert await ledger.coins(ARTIST) == sum(id.startswith("don:") for id in in_journal)


async def test_a_full_server_refuses_a_posting_whole(ledger: Ledger, redis: Redis) -> None:
    await ledger.post(bought())
    before = await everything(redis)
    await redis.config_set("maxmemory", 1)
    with pytest.raises(OutOfMemoryError):
        await ledger.post(passed())
    await redis.config_set("maxmemory", 0)
    assert await everything(redis) == before
    assert (await ledger.post(passed())).new


async def test_a_server_that_is_gone_is_an_error_and_not_a_refusal(tmp_path: Path) -> None:
    redis = connect(f"unix://{tmp_path}/nowhere", retry=None)
    with pytest.raises(NoConnection):
        await Ledger(redis).post(bought())
    await redis.aclose()


# The audit


async def test_the_audit_counts_what_there_is(ledger: Ledger) -> None:
    await ledger.post(bought())
    await ledger.post(given("c2"))
    await ledger.post(passed())
    audit = await ledger.audit()
    assert audit.ok
    assert audit.postings == 3
    assert audit.users == {"coins": 1000, "XTR": 100}
    assert audit.house == {"XTR:@house": 50, "XTR:@telegram": -150, "coins:@mint": -1000}


async def test_the_audit_of_nothing_is_clean(ledger: Ledger) -> None:
    audit = await ledger.audit()
    assert audit.ok
    assert audit.postings == 0


async def _donation_of(redis: Redis) -> str:
    (key,) = await redis.keys("donation:7:*")
    return str(key)


async def _rewrite(redis: Redis, **values: object) -> None:
    key = await _donation_of(redis)
    await redis.set(key, wire.dumps(await record(redis, key) | values))


async def _forge(redis: Redis) -> None:
    copy = await record(redis, await _donation_of(redis))
    await redis.set("donation:7:forged", wire.dumps(copy | {"posting": "pay:never"}))


async def _lose(redis: Redis) -> None:
    await redis.delete(await _donation_of(redis))


async def _cut(redis: Redis) -> None:
    entry, _ = (await entries(redis, keys.LEDGER_JOURNAL))[0]
    await redis.xdel(keys.LEDGER_JOURNAL, entry)


async def _copy(redis: Redis, **values: str) -> str:
    _, fields = (await entries(redis, keys.LEDGER_JOURNAL))[0]
    return str(await redis.xadd(keys.LEDGER_JOURNAL, fields | values))


async def _misplace(redis: Redis, key: str) -> None:
    await redis.delete(key)
    await redis.rpush(key, "something else")


async def _misplace_donation(redis: Redis) -> None:
    await _misplace(redis, await _donation_of(redis))


async def _lean(redis: Redis) -> None:
    entry = await _copy(redis, id="x", kind="x", lines="coins:@mint 1 1")
    await redis.hset(keys.LEDGER_POSTINGS, "x", entry)


@pytest.mark.parametrize(
    ("what", "break_it"),
    [
        ("balance", lambda redis: redis.incr("coins:balance:42")),
        ("balance", lambda redis: redis.delete("bot:ledger:stars:7")),
        ("balance", lambda redis: redis.set("coins:balance:42", "many")),
        ("balance", lambda redis: redis.set("coins:balance:43", "5")),
        ("balance", lambda redis: redis.set("bot:ledger:stars:8", "5")),
        ("balance", lambda redis: redis.set("bot:ledger:house:XTR:lost", "-5")),
        ("balance", lambda redis: redis.delete("bot:ledger:house:coins:mint")),
        ("tally", lambda redis: redis.hincrby("bot:given:7", "XTR", 1)),
        ("tally", lambda redis: redis.hincrby("bot:given:7", "XTR:2024-01:n", 1)),
        ("tally", lambda redis: redis.hset("bot:given:7", "XTR:2023-12", "5")),
        ("tally", lambda redis: redis.delete("bot:given:7")),
        ("tally", lambda redis: redis.hincrby("bot:givers:XTR:7", "42", -1)),
        ("tally", lambda redis: redis.hset("bot:givers:XTR:7", "43", "5")),
        ("maturing", lambda redis: redis.hincrby("bot:ledger:maturing:7", "2024-02-16", -1)),
        ("maturing", lambda redis: redis.hset("bot:ledger:maturing:7", "2024-02-17", "5")),
        ("state", lambda redis: redis.hset(keys.LEDGER_STATES, "charge:c1", "refunded")),
        ("donation", lambda redis: _rewrite(redis, amount=10**6)),
        ("donation", lambda redis: _rewrite(redis, status="refunded")),
        ("donation", lambda redis: _rewrite(redis, posting=None)),
        ("donation", _forge),
        ("donation", _lose),
        ("posting", _copy),
        ("posting", lambda redis: redis.xadd(keys.LEDGER_JOURNAL, {"note": "hello"})),
        ("posting", lambda redis: _copy(redis, lines="coins:42 many 1")),
        ("posting", lambda redis: _copy(redis, lines="coins:4 2 1 1")),
        ("posting", lambda redis: _copy(redis, lines="dollars:42 1 1")),
        ("posting", lambda redis: _copy(redis, lines="coins:Анна 1 1")),
        ("posting", lambda redis: _copy(redis, at="9" * 18)),
        ("posting", lambda redis: _copy(redis, kind="donation", lines="")),
        ("tally", lambda redis: _misplace(redis, "bot:given:7")),
        ("tally", lambda redis: _misplace(redis, "bot:givers:XTR:7")),
        ("maturing", lambda redis: _misplace(redis, "bot:ledger:maturing:7")),
        ("balance", lambda redis: _misplace(redis, "bot:ledger:stars:7")),
        ("donation", _misplace_donation),
        ("type", lambda redis: _misplace(redis, keys.LEDGER_JOURNAL)),
        ("type", lambda redis: _misplace(redis, keys.LEDGER_POSTINGS)),
        ("type", lambda redis: _misplace(redis, keys.LEDGER_STATES)),
        ("type", lambda redis: _misplace(redis, keys.LEDGER_CONFLICTS)),
        ("type", lambda redis: _misplace(redis, keys.LEDGER_PAYOUTS)),
        ("type", lambda redis: _misplace(redis, keys.LEDGER_SUSPENSE)),
        ("postings", _cut),
        ("postings", lambda redis: redis.hset(keys.LEDGER_POSTINGS, "pay:c9", "1-1")),
        ("sum", _lean),
    ],
)
async def test_the_audit_sees_what_does_not_follow_from_the_journal(
    broken: Ledger,
    redis: Redis,
    what: str,
    break_it: Callable[[Redis], Awaitable[object]],
) -> None:
    await broken.post(bought())
    await broken.post(given("c2"))
    assert (await broken.audit()).ok
    await break_it(redis)
    audit = await broken.audit()
    assert not audit.ok
    assert what in {violation.what for violation in audit.violations}


@pytest.mark.parametrize("asked", [True, False])
async def test_the_audit_knows_which_gifts_were_taken_back(
    broken: Ledger, redis: Redis, asked: bool
) -> None:
    await broken.post(given("c1", now=NOW - timedelta(days=40)))
    await broken.post(money.suspend("c2", user=FAN, stars=100, now=NOW))
    await broken.post(money.assign(await broken.charge("c2"), given("c2")))
    for charge in ("c1", "c2"):
        if asked:
            await broken.post(money.hold(await broken.charge(charge), now=LATER))
            assert (await broken.audit()).ok, "what is held is still given"
        await broken.refunded(charge, now=LATER)
    assert (await broken.audit()).ok
    assert set((await redis.hgetall("bot:given:7")).values()) == {"0"}
    await redis.hincrby("bot:given:7", "XTR:2023-12:n", 1)
    (violation,) = (await broken.audit()).violations
    assert violation == ("tally", "bot:given:7 XTR:2023-12:n", "0", "1")
    await redis.hincrby("bot:given:7", "XTR:2023-12:n", -1)

    back: Any = await redis.hgetall("bot:given-back:7")
    stars = {name: n for name, n in back.items() if not name.endswith(":n")}
    assert stars == {"XTR": "200", "XTR:2023-12": "100", "XTR:2024-01": "100"}
    for name, value in (("XTR", 201), ("XTR:2024-01:n", 2), ("XTR:2023-11", 1), ("XTR", -1)):
        await redis.hset("bot:given-back:7", name, value)
        assert {one.what for one in (await broken.audit()).violations} == {"tally"}, name
        await redis.delete("bot:given-back:7")
        await redis.hset("bot:given-back:7", mapping=back)
    await redis.hincrby("bot:given-back:7", "XTR", -100)
    await redis.hdel("bot:given-back:7", "XTR:2023-12", "XTR:2023-12:n")
    assert (await broken.audit()).ok, "an earlier release counted nothing of what went back"
    await _misplace(redis, "bot:given-back:7")
    assert {one.what for one in (await broken.audit()).violations} == {"tally"}


async def test_the_audit_sees_a_negative_balance(broken: Ledger) -> None:
    posting = Posting(
        id="x",
        kind="x",
        by=FAN,
        at=NOW,
        legs=(Leg(wallet(FAN), -5, row=Row("spend")), Leg(money.PROMOTION, 5)),
    )
    await broken.post(posting)
    (violation,) = (await broken.audit()).violations
    assert (violation.what, violation.about, violation.found) == ("negative", "coins:42", "-5")


async def test_the_audit_is_right_while_postings_go_on(
    ledger: Ledger, server: EmbeddedServer
) -> None:
    await ledger.post(bought(coins=10**6))
    done = asyncio.Event()

    async def work(number: int) -> None:
        step = 0
        while not done.is_set():
            step += 1
            id = f"{number}-{step}"
            await ledger.post(passed(id, coins=1))
            await ledger.post(given(id, artist=f"artist-{step % 5}"))
            if step % 3 == 0:
                await ledger.refunded(id, now=NOW)

    workers = [asyncio.create_task(work(number)) for number in range(8)]
    async with server.client() as other:
        seen = []
        for _ in range(4):
            audit = await Ledger(other).audit()
            assert audit.violations == ()
            seen.append(audit.postings)
    done.set()
    await asyncio.gather(*workers)
    assert len(set(seen)) > 1, "postings went on"


async def test_the_journal_can_be_read_from_anywhere(ledger: Ledger) -> None:
    first = await ledger.post(bought())
    second = await ledger.post(passed())
    assert [posted.id async for posted in ledger.journal()] == ["pay:c1", "don:i1"]
    (rest,) = [posted async for posted in ledger.journal(after=first.entry)]
    assert rest == second._replace(new=False)


def test_accounts_have_names_that_cannot_be_confused() -> None:
    accounts = [wallet("mint"), money.MINT, owed("mint"), money.TELEGRAM, wallet("telegram")]
    assert len({str(account) for account in accounts}) == len(accounts)
    assert len({account.key for account in accounts}) == len(accounts)
    assert [Account.named(str(account)) for account in accounts] == accounts
