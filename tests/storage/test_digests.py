"""Once a week, by everybody's own clock, and at the cost of what is due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from storage import (
    FRIDAY,
    MONDAY,
    TIMES,
    Audience,
    Choices,
    Counters,
    Digests,
    Ledger,
    People,
    Profile,
    Records,
    Track,
    Week,
    counted_until,
    money,
)

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
ZONES = ("UTC", "Europe/Berlin", "Asia/Vladivostok", "America/New_York", "Pacific/Apia")


@pytest.fixture
async def digests(redis: Redis) -> Digests:
    await redis.delete("bot:digests:friday", "bot:digests:monday")
    return Digests(redis)


async def met(redis: Redis, id: str, zone: str | None) -> None:
    await People(redis).seen(id, name="B", username=None, language_code=None, now=NOON)
    await People(redis).settle(id, zone=zone)


@given(st.integers(0, 4 * 365 * 24 * 4), st.sampled_from(ZONES), st.sampled_from((MONDAY, FRIDAY)))
def test_it_is_once_a_week_by_everybodys_clock(quarters: int, name: str, digest: str) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + quarters * timedelta(minutes=15)
    zone, weekly = ZoneInfo(name), TIMES[digest]
    last, coming = weekly.last(now, zone), weekly.next(now, zone)
    assert last <= now < coming
    for at in (last, coming):
        here = at.astimezone(zone)
        assert (here.weekday(), here.hour, here.minute) == (*weekly, 0)
    assert coming.astimezone(zone).date() - last.astimezone(zone).date() == WEEK
    if digest == MONDAY:
        until = counted_until(last.astimezone(zone).date(), zone)
        assert timedelta() <= last - datetime.combine(until, time(), UTC) <= timedelta(days=1)


async def test_who_joins_is_due_at_the_next_time_and_no_more_once_they_left(
    redis: Redis, digests: Digests, me: str, fan: str
) -> None:
    for person, zone in ((me, "Europe/Moscow"), (fan, "Europe/Berlin")):
        await met(redis, person, zone)
        await digests.join(FRIDAY, person, now=NOON, zone=zone)
    friday = datetime(2026, 6, 5, 15, tzinfo=UTC)
    assert await digests.due(FRIDAY, now=friday - timedelta(seconds=1), limit=9) == []
    [one] = await digests.due(FRIDAY, now=friday, limit=9)
    assert (one.id, one.zone.key, one.wants) == (me, "Europe/Moscow", False)
    await digests.again(FRIDAY, {me: friday + WEEK})
    await digests.leave(FRIDAY, fan)
    await digests.again(FRIDAY, {fan: friday})
    assert await digests.due(FRIDAY, now=friday + timedelta(days=1), limit=9) == []


@pytest.mark.parametrize(("digest", "by_itself"), [(FRIDAY, False), (MONDAY, True)])
async def test_fans_ask_for_theirs_and_artists_need_not(
    redis: Redis, digests: Digests, fan: str, digest: str, by_itself: bool
) -> None:
    await met(redis, fan, None)
    await digests.join(digest, fan, now=NOON, zone=None)

    async def wants() -> bool:
        [one] = await digests.due(digest, now=NOON + WEEK, limit=9)
        return one.wants

    assert await wants() is by_itself
    for on in (not by_itself, True):
        await Choices(redis).want(fan, digest, on=on)
        assert await wants() is on
    await People(redis).settle(fan, blocked=True)
    assert await wants() is False


async def test_who_has_no_clock_goes_by_that_of_whom_they_followed_last(
    redis: Redis, digests: Digests, me: str, fan: str
) -> None:
    await met(redis, me, "Asia/Vladivostok")
    await met(redis, fan, None)
    await Audience(redis).follow(fan, me, now=NOON)
    await digests.join(FRIDAY, fan, now=NOON, zone=None)
    [one] = await digests.due(FRIDAY, now=NOON + WEEK, limit=9)
    assert one.zone.key == "Asia/Vladivostok"
    await People(redis).settle(fan, zone="Mars/Base")  # of a list of zones that is not this one's
    [one] = await digests.due(FRIDAY, now=NOON + WEEK, limit=9)
    assert one.zone.key == "Asia/Vladivostok"


async def test_an_artist_to_whom_something_happens_is_looked_at_from_then_on(
    redis: Redis, digests: Digests, me: str
) -> None:
    await Records(redis).add(Profile.new(me, now=NOON, name="Anna"))
    while await Counters(redis).fold(now=NOON):
        pass
    assert me in [one.id for one in await digests.due(MONDAY, now=NOON, limit=1000)]


async def test_a_week_is_compared_with_the_one_before(
    redis: Redis, digests: Digests, me: str, fan: str
) -> None:
    monday = date(2026, 6, 8)
    records, counters = Records(redis), Counters(redis)
    await records.add(Profile.new(me, now=NOON, name="Anna"))
    track = Track.new(me, now=NOON, title="Night")
    await records.add(track)
    await counters.listen(me, track.id, fan, now=NOON - WEEK)
    await counters.listen(me, track.id, fan, now=NOON)
    await counters.listen(me, track.id, fan, now=NOON + timedelta(hours=1))
    await counters.listen(me, track.id, "5", now=datetime(2026, 6, 7, 23, 59, tzinfo=UTC))
    await counters.listen(me, track.id, "6", now=datetime(2026, 6, 8, tzinfo=UTC))
    await counters.like("track", me, track.id, fan, tap="1", now=NOON)
    await Audience(redis).follow(fan, me, now=NOON - WEEK)
    await Audience(redis).unfollow(fan, me, now=NOON)
    gift = money.donate_stars(f"d{me}", donor=fan, artist=me, stars=50, donor_name="B", now=NOON)
    await Ledger(redis).post(gift)
    this, before = await digests.weeks(me, monday)
    assert this == Week(plays=3, likes=1, gained=0, lost=1, listeners=2, stars=50)
    assert before == Week(plays=1, gained=1, listeners=1)
    assert await digests.weeks(me, monday + 2 * WEEK) == (Week(), Week(plays=1, listeners=1))
