"""Somebody who leaves, step by step: broken off anywhere, it ends as if it had not been."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as StoreDown

from storage import (
    REMINDERS,
    Audience,
    Comments,
    Concert,
    Counters,
    Giving,
    Leaving,
    Ledger,
    News,
    NotEnough,
    Outbox,
    People,
    Profile,
    Records,
    Returning,
    Signer,
    Standing,
    Track,
    keys,
    moments,
    money,
    thread_of,
    wire,
)
from storage.attendance import Attendance
from storage.auditor import Auditor
from storage.kv import KV
from storage.returning import Left
from storage.traces import Person, Traces

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)
ZOE, ANNA, BORIS = "700100200", "700100201", "700100202"


class Dying:
    """Lets so many commands through to the store, and then none until it is let live."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        execute: Any = Redis.execute_command

        async def counted(redis: Redis, *args: Any, **options: Any) -> Any:
            if self.left is not None:
                if self.left == 0:
                    raise StoreDown("killed")
                self.left -= 1
            return await execute(redis, *args, **options)

        monkeypatch.setattr(Redis, "execute_command", counted)


async def live(redis: Redis) -> tuple[Track, Concert]:
    """Let Zoe give, like, follow, say and go, and be given and followed herself."""
    people, records, ledger = People(redis), Records(redis), Ledger(redis)
    for id, name in ((ZOE, "Zoe"), (ANNA, "Anna"), (BORIS, "Boris")):
        await people.seen(id, name=name, username=None, language_code="en", now=NOW)
        await ledger.post(money.welcome(id, coins=50, now=NOW))
    song = Track.new(ANNA, now=NOW, title="Song")
    own = Track.new(ZOE, now=NOW, title="Own")
    show = Concert.new(
        *(ANNA,), now=NOW, title="Show", venue="V", city="Riga", date="2030-01-01", time="20:00",
        zone="Europe/Riga",
    )  # fmt: skip
    profile = Profile.new(ZOE, now=NOW, name="Zoe Sings")
    for record in (song, own, show, profile, Profile.new(ANNA, now=NOW, name="Anna")):
        await records.add(record)
    counters, audience = Counters(redis), Audience(redis)
    await counters.like("track", ANNA, song.id, ZOE, tap="1", now=NOW)
    await counters.like("track", ANNA, song.id, BORIS, tap="2", now=NOW)
    await counters.listen(ANNA, song.id, ZOE, now=NOW)
    await audience.follow(ZOE, ANNA, now=NOW)
    await audience.follow(BORIS, ZOE, now=NOW)
    await ledger.post(money.reward_follower(ZOE, BORIS, coins=2, a_day=9, now=NOW))
    await Comments(redis).write(thread_of(song), ZOE, "Hi", tap="1", now=NOW)
    await Attendance(redis).answer(ZOE, show, "going", now=NOW)
    unnamed = money.donate_stars(
        "c1", donor=ZOE, artist=ANNA, stars=5, donor_name="Someone", anonymous=True, now=NOW
    )
    await Giving(redis).hide(ANNA, ZOE, unnamed.record_id)
    await ledger.post(unnamed)
    await ledger.post(
        money.donate_stars("c2", donor=BORIS, artist=ZOE, stars=7, donor_name="Boris", now=NOW)
    )
    await ledger.post(
        money.donate_coins("i1", donor=ZOE, artist=ANNA, coins=3, donor_name="Zoe", now=NOW)
    )
    await ledger.post(money.suspend("c3", user=ZOE, stars=2, now=NOW))
    outbox = Outbox(redis)
    await outbox.open()
    for id in ("waits", "is dead"):
        await outbox.put(f"{id}:{ZOE}", REMINDERS, {"kind": "x", "to": ZOE})
    waits, dead = await outbox.take(2, wait_ms=1)
    await outbox.later(waits, timedelta(days=30))
    await outbox.bury(dead, "no")
    raw = wire.dumps({"update_id": 7, "message": {"chat": {"id": int(ZOE)}}})
    await redis.xadd(keys.JOURNAL_DEAD, {"id": "7", "raw": raw, "reason": "no"})
    await redis.zadd(keys.LEAVING, {ZOE: moments.ms(NOW)})
    return song, show


def leaving_of(redis: Redis) -> Leaving:
    return Leaving(redis, Returning(redis, Signer([b"k" * 32])))


async def goes(redis: Redis) -> None:
    """Let Zoe go, from wherever that was broken off."""
    leaving = leaving_of(redis)
    if await leaving.due(ZOE) is None:
        return
    assert await leaving.begin(ZOE, now=NOW)
    while works := await leaving.public(ZOE, limit=1):
        await leaving.delete(ZOE, works)
    await leaving.ready(ZOE, now=NOW)
    assert await leaving.finish(ZOE, now=NOW)


async def check(redis: Redis, song: Track, show: Concert) -> None:
    """Hold that Zoe is gone, and that what others have is right."""
    traces = [some async for some in Traces(redis).walk(Person(ZOE))]
    assert traces == []
    assert not [key async for key in redis.scan_iter(f"*{ZOE}*")]
    journal: Any = await redis.xrange(keys.LEDGER_JOURNAL)
    assert not any(ZOE in text for _, values in journal for text in values.values())
    assert (await redis.exists(keys.LEAVING, keys.LEAVING_NOW, keys.LEAVING_READY)) == 0
    assert (await Outbox(redis).depth())[1:3] == (0, 0)
    assert await redis.exists(keys.OUTBOX_WAITING, keys.OUTBOX_PAUSED) == 0
    audit = await Ledger(redis).audit()
    assert audit.violations == ()
    assert audit.postings == 8
    numbers = await Counters(redis).numbers("track", ANNA, song.id)
    assert (numbers.likes, numbers.plays, numbers.comments) == (1, 1, 0)
    assert await Audience(redis).followers_count(ANNA) == 0
    kept = await Records(redis).get(Concert, ANNA, show.id)
    assert kept.going == 0
    giving, ledger = Giving(redis), Ledger(redis)
    assert await giving.given(ANNA) == (5, 1)
    [gone] = [member async for member in redis.sscan_iter(keys.unnamed(ANNA))]
    [hidden] = await giving.without_name(ANNA, gone) or []
    assert (hidden.donor_id, hidden.amount) == (gone, 5)
    [unclear], _ = await ledger.suspended()
    assert (unclear.id, unclear.by) == ("pay:c3", gone)
    assert (await ledger.stars(ANNA, now=NOW)).total == 5
    assert await ledger.coins(ANNA) == 53
    assert await ledger.coins(ZOE) == 0


async def test_it_ends_the_same_wherever_it_is_broken_off(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = Dying(monkeypatch)
    song, show = await live(redis)
    await goes(redis)
    await check(redis, song, show)
    after, died = 0, True
    while died:
        await redis.flushall()
        song, show = await live(redis)
        dying.left, died = after, False
        try:
            await goes(redis)
        except StoreDown:
            died = True
        dying.left = None
        await goes(redis)
        await check(redis, song, show)
        after += 2
    assert after > 60


async def test_an_audit_that_somebody_leaves_in_the_middle_of_finds_nothing(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live(redis)
    ledger, times = Ledger(redis), iter(range(2))
    count = Auditor._count

    async def busy(auditor: Auditor) -> None:
        if next(times, None) == 0:
            await goes(redis)
        await count(auditor)

    monkeypatch.setattr(Auditor, "_count", busy)
    audit = await ledger.audit()
    assert audit.violations == ()
    assert next(times, None) is None, "it was begun anew"


@pytest.mark.parametrize("when", ["before the copy takes its place", "after that"])
async def test_what_is_posted_while_somebody_goes_is_in_the_books(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    await live(redis)
    ledger, late = Ledger(redis), iter(range(3))
    execute: Any = Redis.execute_command

    def is_time(command: str, *args: Any) -> bool:
        if command != "EVALSHA":
            return False
        if when == "after that":
            return bool(args[1] == 0)  # the store is walked through
        return bool(args[2] == keys.LEDGER_JOURNAL and args[1] == 3 and "fields" in str(args[5]))

    async def busy(client: Redis, *args: Any, **options: Any) -> Any:
        if is_time(*args):
            for n in late:
                for posting in (
                    money.donate_stars(
                        f"late-{n}", donor=ZOE, artist=ANNA, stars=1, donor_name="Zoe", now=NOW
                    ),
                    money.donate_stars(
                        f"to-{n}", donor=BORIS, artist=ZOE, stars=1, donor_name="B", now=NOW
                    ),
                    money.donate_coins(
                        f"coin-{n}", donor=ZOE, artist=ANNA, coins=1, donor_name="Zoe", now=NOW
                    ),
                ):
                    with suppress(NotEnough):  # their coins lie in the books already
                        await ledger.post(posting)
                break
        return await execute(client, *args, **options)

    monkeypatch.setattr(Redis, "execute_command", busy)
    await goes(redis)
    audit = await ledger.audit()
    assert audit.violations == ()
    assert next(late, None) is None
    assert await Giving(redis).given(ANNA) == (8, 4)
    assert [some async for some in Traces(redis).walk(Person(ZOE))] == []


@pytest.mark.parametrize("number", [5, 7])
async def test_a_number_that_is_no_person_stays(redis: Redis, number: int) -> None:
    """Let an id be the number of Stars that somebody gave, and see that these stay."""
    song, _ = await live(redis)
    id = str(number)
    await People(redis).seen(id, name="Short", username=None, language_code="en", now=NOW)
    await KV(redis).set(f"news:{ANNA}:1", News.new(ANNA, now=NOW, title=id, content=id).wire())
    leaving = leaving_of(redis)
    await redis.zadd(keys.LEAVING, {id: 1})
    assert await leaving.begin(id, now=NOW)
    assert await leaving.finish(id, now=NOW)
    assert await People(redis).get(id) is None
    assert (await Ledger(redis).audit()).violations == ()
    assert await Giving(redis).given(ANNA) == (5, 1)
    assert await KV(redis).get(f"news:{ANNA}:1") is not None
    numbers = await Counters(redis).numbers("track", ANNA, song.id)
    assert numbers.likes == 2


async def test_how_somebody_stood_is_kept_though_it_is_broken_off(redis: Redis) -> None:
    returning, standing = Returning(redis, Signer([b"k" * 32])), Standing(redis)
    await redis.zadd(keys.strikes(ZOE), {"track:1:2": moments.ms(NOW), "old": 1})
    await standing.block(ZOE, by="1", reason="rights", then={"kind": "hide-page"}, now=NOW)
    await returning.leaves(ZOE, now=NOW)
    await redis.unlink(keys.block(ZOE))  # and then it is killed
    await returning.leaves(ZOE, now=NOW)
    rotated = Returning(redis, Signer([b"n" * 32, b"k" * 32]))
    left = await rotated.back(ZOE)
    assert left == Left("rights", (moments.ms(NOW),))
    assert await rotated.back(ANNA) is None
    await rotated.settled(ZOE, left)
    assert await returning.back(ZOE) is None


async def test_only_a_day_that_is_over_is_the_last(redis: Redis) -> None:
    leaving = leaving_of(redis)
    due = await leaving.ask(ZOE, now=NOW)
    assert due == NOW + timedelta(days=1)
    assert await leaving.ask(ZOE, now=NOW + timedelta(hours=1)) == due
    assert not await leaving.begin(ZOE, now=due - timedelta(seconds=1))
    assert await leaving.stay(ZOE)
    assert not await leaving.begin(ZOE, now=due)
    await leaving.ask(ZOE, now=NOW)
    assert await leaving.begin(ZOE, now=due)
    assert not await leaving.stay(ZOE)
    assert await leaving.due(ZOE) == due
