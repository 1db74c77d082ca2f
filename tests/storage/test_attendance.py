"""Who comes is counted to the head, and each is reminded of what the concert is by then."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import (
    GOING,
    INTERESTED,
    KV,
    Agenda,
    Attendance,
    Campaigns,
    Concert,
    NotFound,
    Outbox,
    Records,
    keys,
    new_id,
)
from storage.ladder import choice, chosen, ladder, wants

NOW = datetime(2031, 7, 1, 9, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def concert_of(redis: Redis, artist: str, **more: Any) -> Concert:
    fields = {"date": "2031-07-15", "time": "20:00", "zone": "Europe/Moscow"} | more
    concert = Concert.new(
        artist, now=NOW, id=new_id(NOW), title="Summer", venue="Hall", city="Kazan", **fields
    )
    await Records(redis).add(concert)
    return concert


async def counted(redis: Redis, concert: Concert) -> tuple[int, int]:
    found = await Records(redis).get(Concert, concert.owner, concert.id)
    return found.going, found.interested


async def test_each_counts_once_whatever_they_said_before(redis: Redis, me: str) -> None:
    concert, attendance = await concert_of(redis, me), Attendance(redis)
    for answer in (GOING, GOING, INTERESTED, None, None, GOING):
        await attendance.answer("5", concert, answer, now=NOW)
    turnout = await attendance.answer("6", concert, INTERESTED, now=NOW)
    assert turnout == (1, 1) == await counted(redis, concert)
    assert await attendance.answered("5", me, concert.id) == GOING
    assert await attendance.outings("6") == [(me, concert.id, INTERESTED)]
    assert await redis.zrange(keys.attending(me, concert.id), 0, -1) == ["5", "6"]


async def test_an_edit_and_a_deletion_that_is_undone_lose_nobody(redis: Redis, me: str) -> None:
    concert, records = await concert_of(redis, me), Records(redis)
    await Attendance(redis).answer("5", concert, GOING, now=NOW)
    await records.replace(concert.changed(venue="Roof"))
    await records.delete(Concert, me, concert.id, now=NOW)
    with pytest.raises(NotFound):
        await Attendance(redis).answer("6", concert, GOING, now=NOW)
    await records.restore(Concert, me, concert.id)
    assert await counted(redis, concert) == (1, 0)


async def test_two_weeks_after_it_nobody_knows_who_came(redis: Redis, me: str) -> None:
    concert = await concert_of(redis, me)
    await Attendance(redis).answer("5", concert, GOING, now=NOW)
    await redis.zadd(keys.outings("5"), {"7:long-ago": 0})
    assert [one.concert for one in await Attendance(redis).outings("5")] == [concert.id]
    assert await redis.zcard(keys.outings("5")) == 1
    ends = datetime(2031, 7, 29, 17, tzinfo=UTC).timestamp()
    for key in (keys.attending, keys.concert_going, keys.concert_seen):
        assert await redis.expiretime(key(me, concert.id)) == ends
    await Records(redis).replace(concert.changed(date="2031-08-15"))
    await Agenda(redis).look(now=NOW)
    assert await redis.expiretime(keys.attending(me, concert.id)) == ends + 31 * 86400


async def test_reminders_follow_a_concert_whoever_writes_it(redis: Redis, me: str) -> None:
    concert, campaigns, agenda = await concert_of(redis, me), Campaigns(redis), Agenda(redis)

    async def planned() -> list[datetime]:
        await agenda.look(now=NOW)
        return [one.at for one in (await campaigns.running(limit=1000)).records if one.artist == me]

    grace = timedelta(seconds=5)
    want = [step.at + grace for step in ladder(concert, now=NOW)]
    assert await planned() == want
    later = concert.changed(date="2031-09-15")
    await KV(redis).set(concert.key, later.wire())  # the web product
    assert await planned() == [step.at + grace for step in ladder(later, now=NOW)]
    await Records(redis).replace(later.changed(cancelled=True))
    assert await planned() == []
    await Records(redis).replace(concert)
    assert await planned() == want
    await KV(redis).delete(concert.key)
    assert await planned() == []


async def test_concerts_of_an_earlier_release_are_found_once(redis: Redis, me: str) -> None:
    await redis.flushall()
    concert = await concert_of(redis, me)
    await redis.delete(keys.CONCERTS_TOUCHED)
    for _ in range(2):
        await Agenda(redis).find_old(now=NOW)
    assert await redis.zrange(keys.CONCERTS_TOUCHED, 0, -1) == [concert.key]


async def test_what_is_no_concert_stops_nothing(redis: Redis, me: str) -> None:
    await redis.flushall()
    await KV(redis).set(f"concert:{me}:bad", '{"title":5}')
    await KV(redis).set("concert:x y:z", "{}")
    concert = await concert_of(redis, me)
    await Agenda(redis).look(now=NOW)
    assert await Campaigns(redis).how_many() == 3
    assert await redis.zrange(keys.CONCERTS_DUE, 0, -1) == [concert.key]
    assert await redis.zcard(keys.CONCERTS_TOUCHED) == 0


@pytest.mark.parametrize(
    ("kept", "going", "interested"),
    [
        (None, {"1d", "3h"}, {"7d", "1d"}),
        ("7d,1d,3h", {"7d", "1d", "3h"}, {"7d", "1d"}),
        ("3h", {"3h"}, set()),
        (chosen([]), set(), set()),
    ],
)
def test_a_choice_of_steps(kept: str | None, going: set[str], interested: set[str]) -> None:
    for answer, wanted in ((GOING, going), (INTERESTED, interested), (None, set())):
        assert {step for step in ("7d", "1d", "3h") if wants(kept, step, answer)} == wanted
    assert kept is None or chosen(choice(kept)) == kept


def test_noon_of_a_day_that_never_was_is_not_after_the_show() -> None:
    morning = Concert.new(
        "7",
        now=NOW,
        title="x",
        venue="y",
        city="Apia",
        date=date(2011, 12, 31),
        time=time(9),
        zone="Pacific/Apia",
    )
    steps = ladder(morning, now=datetime(2011, 12, 1, tzinfo=UTC))
    assert [step.name for step in steps] == ["7d", "3h"]


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-30", "9999-12-31"])
@pytest.mark.parametrize("zone", [None, "Pacific/Kiritimati"])
async def test_a_concert_at_an_end_of_the_calendar_stops_nothing(
    redis: Redis, me: str, day: str, zone: str | None
) -> None:
    concert = await concert_of(redis, me, date=day, zone=zone)
    await Agenda(redis).look(now=NOW)
    await Attendance(redis).answer("5", concert, GOING, now=NOW)
    await Records(redis).replace(concert.changed(venue="Roof"))
    for minutes in (0, 3):
        await Agenda(redis).look(now=NOW + minutes * MINUTE)
    assert [
        one for one in (await Campaigns(redis).running(limit=1000)).records if one.artist == me
    ] == []


@pytest.mark.parametrize("seed", range(2))
async def test_the_store_agrees_with_a_plain_list_of_people(
    redis: Redis, me: str, seed: int
) -> None:
    """Fans come and go, the artist edits, the bot looks and feeds, in any order."""
    await redis.flushall()
    chance, outbox = random.Random(seed), Outbox(redis)
    await outbox.open()
    concert, records = await concert_of(redis, me), Records(redis)
    attendance, agenda, campaigns = Attendance(redis), Agenda(redis), Campaigns(redis)
    said: dict[str, str] = {}
    told: list[str] = []
    now = NOW

    async def works() -> None:
        await agenda.look(now=now)
        while await campaigns.feed(now=now):
            pass
        for entry in await outbox.take(1000, wait_ms=1):
            assert entry.body["to"] in said
            told.append(entry.id)
            await outbox.done(entry)

    for _ in range(40):
        now += chance.choice([MINUTE, HOUR, 12 * HOUR])
        fan, answer = str(chance.randrange(1, 8)), chance.choice([GOING, INTERESTED, None])
        match chance.randrange(6):
            case 0:
                concert = concert.changed(date=concert.date + timedelta(days=chance.randrange(3)))
                await records.replace(concert)
            case 1:
                await records.delete(Concert, me, concert.id, now=now)
                await records.restore(Concert, me, concert.id)
            case 2 | 3 | 4:
                turnout = await attendance.answer(fan, concert, answer, now=now)
                said.pop(fan, None)
                said |= {fan: answer} if answer else {}
                answers = list(said.values())
                assert turnout == (answers.count(GOING), answers.count(INTERESTED))
        await works()
    assert told
    assert len(set(told)) == len(told), "told twice"
    assert await counted(redis, concert) == (
        list(said.values()).count(GOING),
        list(said.values()).count(INTERESTED),
    )
    assert await redis.zrange(keys.attending(me, concert.id), 0, -1) == sorted(said)
