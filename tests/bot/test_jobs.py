"""What happens unasked."""

from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from bot import jobs
from bot.app import App, open_house
from bot.settings import Settings
from handlers.texts import Library
from storage import (
    FRIDAY,
    MONDAY,
    Audience,
    Cashier,
    Choices,
    Digests,
    Giving,
    Leaving,
    Ledger,
    Outbox,
    People,
    Returning,
    Signer,
    Stopped,
    keys,
    money,
    wallet,
)
from tests.bot.test_app import changed
from tests.control import Control

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADMINS = (1000, 1003)
FAN = "1002"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return changed(settings, admin_ids=" ".join(map(str, ADMINS)))


@pytest.fixture
async def ledger(redis: Redis) -> Ledger:
    ledger = Ledger(redis)
    await ledger.post(money.buy_coins("c1", user=FAN, stars=50, coins=100, now=NOW))
    return ledger


@pytest.fixture
def cashier(redis: Redis, settings: Settings) -> Cashier:
    return open_house(redis, settings, Library()).cashier


async def waiting(redis: Redis) -> int:
    return (await Outbox(redis).depth()).queued


async def test_a_sound_ledger_stops_nothing(ledger: Ledger, cashier: Cashier, redis: Redis) -> None:
    assert (await jobs.audit(ledger, cashier)).ok
    assert await ledger.why_stopped() is None
    assert await waiting(redis) == 0


async def test_a_violation_stops_payouts_and_is_told_once(
    ledger: Ledger, cashier: Cashier, redis: Redis
) -> None:
    await redis.incr(wallet(FAN).key)
    await jobs.audit(ledger, cashier)
    why = await ledger.why_stopped()
    assert why is not None
    assert "balance coins:1002: 100 follows from the journal, 101 is there" in why
    with pytest.raises(Stopped):
        await ledger.post(money.request_payout("p", artist="7", stars=1, now=NOW))
    await redis.incr(wallet(FAN).key)
    await jobs.audit(ledger, cashier)
    assert await waiting(redis) == len(ADMINS), "the same place, whatever is there by now"
    await redis.set(money.LOST["XTR"].key, "5")
    await jobs.audit(ledger, cashier)
    assert await waiting(redis) == 2 * len(ADMINS), "another place"


async def test_payouts_stay_stopped_until_a_person_allows_them(
    ledger: Ledger, cashier: Cashier, redis: Redis
) -> None:
    await redis.incr(wallet(FAN).key)
    await jobs.audit(ledger, cashier)
    await redis.decr(wallet(FAN).key)
    assert (await jobs.audit(ledger, cashier)).ok
    assert await ledger.why_stopped() is not None
    await ledger.allow_payouts(now=NOW)
    await jobs.audit(ledger, cashier)
    assert await ledger.why_stopped() is None
    assert await waiting(redis) == len(ADMINS)
    await redis.incr(wallet(FAN).key)
    for _ in range(2):
        await jobs.audit(ledger, cashier)
    assert await ledger.why_stopped() is not None
    assert await waiting(redis) == 2 * len(ADMINS), "the same place, but somebody said it was well"


async def test_a_reason_that_is_there_stays(ledger: Ledger, cashier: Cashier, redis: Redis) -> None:
    await ledger.stop_payouts("holidays")
    await redis.incr(wallet(FAN).key)
    await jobs.audit(ledger, cashier)
    assert await ledger.why_stopped() == "holidays"


async def test_every_admin_hears_of_a_violation(
    ledger: Ledger, redis: Redis, settings: Settings, control: Control
) -> None:
    for admin in ADMINS:
        await control.person(admin)
        await control.post("/start", person=admin)
    await redis.set(wallet(FAN).key, "&" * 10_000)
    async with App(settings) as app:
        await control.taken()
        await app.worker.idle()
        await app.audit()
        await app.courier.idle()
    said = [call["params"] for call in await control.calls("sendMessage")]
    told = {one["chat_id"]: one["text"] for one in said if "python -m bot audit" in one["text"]}
    assert set(map(int, told)) == set(ADMINS)
    for text in told.values():
        assert "Payouts are stopped" in text
        assert "coins:1002: 100 follows" in text


async def test_a_refund_that_nobody_asks_for_any_more_is_asked_for_again_and_told(
    ledger: Ledger, cashier: Cashier, redis: Redis
) -> None:
    await ledger.post(money.hold(await ledger.charge("c1"), now=NOW))
    assert await jobs.ask_again(ledger, cashier, now=NOW + timedelta(hours=3)) == 0
    assert await waiting(redis) == 0, "the courier still asks"
    for _ in range(2):
        await jobs.ask_again(ledger, cashier, now=NOW + timedelta(hours=5))
    assert await waiting(redis) == 1 + len(ADMINS)


async def due_fans(redis: Redis, n: int) -> Digests:
    digests = Digests(redis)
    for fan in range(n):
        await Choices(redis).want(str(5000 + fan), FRIDAY, on=True)
        await digests.join(FRIDAY, str(5000 + fan), now=NOW, zone=None)
    return digests


FRIDAY_18 = datetime(2026, 1, 30, 18, tzinfo=UTC)


async def test_digests_are_put_once_whatever_is_killed_in_the_middle(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests, outbox = await due_fans(redis, 250), Outbox(redis)
    assert await jobs.send_digests(digests, outbox, FRIDAY, now=FRIDAY_18 - HOUR) == 0

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digests, "again", dies)
        with pytest.raises(KeyboardInterrupt):
            await jobs.send_digests(digests, outbox, FRIDAY, now=FRIDAY_18)
    assert await waiting(redis) == 100
    assert await jobs.send_digests(digests, outbox, FRIDAY, now=FRIDAY_18 + HOUR) == 150
    assert await jobs.send_digests(digests, outbox, FRIDAY, now=FRIDAY_18 + HOUR) == 0
    assert await waiting(redis) == 250


async def test_digests_wait_while_many_wait_to_be_sent(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_HIGH_WATER", 150)
    digests, outbox = await due_fans(redis, 250), Outbox(redis)
    assert await jobs.send_digests(digests, outbox, FRIDAY, now=FRIDAY_18) == 200
    assert await jobs.send_digests(digests, outbox, FRIDAY, now=FRIDAY_18) == 0
    await redis.delete("bot:outbox:news")
    assert await jobs.send_digests(digests, outbox, FRIDAY, now=FRIDAY_18) == 50


async def test_of_a_week_without_anything_no_notice_is_made(redis: Redis) -> None:
    digests, outbox = Digests(redis), Outbox(redis)
    for artist in ("5000", "5001"):
        await digests.join(MONDAY, artist, now=NOW, zone=None)
    await Audience(redis).follow("7", "5001", now=NOW)
    monday = datetime(2026, 1, 26, 10, tzinfo=UTC)
    assert await jobs.send_digests(digests, outbox, MONDAY, now=monday) == 1


async def test_whoever_was_to_go_long_ago_is_seen_to_again(
    redis: Redis, settings: Settings
) -> None:
    leaving = Leaving(redis, Returning(redis, Signer(settings.signing_keys)))
    await leaving.ask("71001", now=NOW - DAY - 3 * HOUR)
    await leaving.ask("71002", now=NOW)
    await redis.delete(keys.OUTBOX_DUE, keys.OUTBOX_WAITING)  # given up
    for minutes in (0, 1, 60):
        await jobs.let_go(leaving, Giving(redis), now=NOW + timedelta(minutes=minutes))
        assert await Outbox(redis).pump(upto=NOW + 9 * DAY) == (minutes != 1)


async def test_nobody_waits_for_somebody_who_cannot_be_deleted(
    redis: Redis, settings: Settings
) -> None:
    signer = Signer(settings.signing_keys)
    leaving, people = Leaving(redis, Returning(redis, signer)), People(redis)
    for n, id in enumerate(("71001", "71002")):
        await people.seen(id, name="Zoe", username=None, language_code="en", now=NOW)
        await leaving.ask(id, now=NOW - 2 * DAY)
        assert await leaving.begin(id, now=NOW)
        await leaving.ready(id, now=NOW - HOUR + timedelta(seconds=n))
    await redis.set(keys.following("71001"), "no list")
    with pytest.raises(ExceptionGroup, match="some people"):
        await jobs.let_go(leaving, Giving(redis), now=NOW)
    assert await leaving.waiting(now=NOW) == ["71001"]
    assert await people.get("71002") is None
    await redis.delete(keys.following("71001"))
    assert await jobs.let_go(leaving, Giving(redis), now=NOW) == 1
    assert await people.get("71001") is None
