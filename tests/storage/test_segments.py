"""Segments and top fans, against what a count of all that happened says."""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from redis.asyncio import Redis

from storage import (
    Attendance,
    Audience,
    Campaigns,
    Concert,
    Counters,
    Fans,
    Ledger,
    People,
    Records,
    Segments,
    Track,
    fans,
    keys,
    money,
    segments,
)
from storage.outbox import Outbox
from storage.posting import COINS
from tests.storage.test_campaigns import empty, sent

DAY = timedelta(days=1)
NOW = datetime(2035, 1, 1, 12, tzinfo=UTC)  # what is over is forgotten by the real clock
ARTIST = "900"
PLACES = ("Kazan", "Omsk", "Perm", "Nowhere")


def town_of(city: str, zone: str | None) -> str:
    return segments.UNKNOWN if city == "Nowhere" else f"{city}, RU"


async def placed(redis: Redis, now: datetime) -> Segments:
    """Note all that is to be noted, as the bot's jobs do."""
    parts = Segments(redis)
    while await Audience(redis).note_turned():
        pass
    while await parts.take_old() or await parts.place(town_of, now=now):
        pass
    return parts


async def known(redis: Redis, fan: str) -> None:
    await People(redis).seen(
        fan, name=f"Fan {fan}", username=None, language_code="en", now=NOW - DAY
    )


class Plainly:
    """What happened to fans, kept the plain way."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self.follows: set[str] = set()
        self.seen: dict[str, datetime] = {}
        self.city: dict[str, str] = {}
        self.away: set[str] = set()
        self.gave: set[str] = set()

    @property
    def reached(self) -> set[str]:
        return self.follows - self.away

    async def follow(self, fan: str, now: datetime) -> None:
        if fan in self.away:  # who follows has just pressed something
            await self.come_back(fan, now)
        await Audience(self._redis).follow(fan, ARTIST, now=now)
        if fan not in self.follows:
            self.follows.add(fan)
            self.seen[fan] = now

    async def unfollow(self, fan: str, now: datetime) -> None:
        await Audience(self._redis).unfollow(fan, ARTIST, now=now)
        self.follows.discard(fan)

    async def move(self, fan: str, where: str) -> None:
        await People(self._redis).settle(fan, city=where or None)
        self.city[fan] = where

    async def leave(self, fan: str) -> None:
        await People(self._redis).settle(fan, blocked=True)
        self.away.add(fan)

    async def come_back(self, fan: str, now: datetime) -> None:
        await People(self._redis).settle(fan, blocked=False)
        if fan in self.away:
            self.away.remove(fan)
            self.seen[fan] = now

    async def give(self, fan: str) -> None:
        await self._redis.hincrby(keys.givers(ARTIST, COINS), fan, 5)
        await self._redis.zadd(keys.FANS_TOUCHED, {f"{ARTIST}:{fan}": 1})
        self.gave.add(fan)

    async def look(self, fan: str, now: datetime) -> None:
        await Segments(self._redis).seen(fan, ARTIST, now=now)
        self.seen[fan] = now


@pytest.mark.parametrize("seed", [1, 2])
async def test_segments_are_what_a_count_says(redis: Redis, seed: int) -> None:
    """Whatever happens in whatever order, each fan is where they belong, and nowhere else."""
    await empty(redis)
    chance, now, model = random.Random(seed), NOW, Plainly(redis)
    fans = [str(n) for n in range(1, 41)]
    for fan in fans:
        await known(redis, fan)
    for _ in range(400):
        now += timedelta(hours=chance.choice((1, 2, 24, 60)))
        fan = chance.choice(fans)
        deeds: list[Callable[[], Awaitable[None]]] = [
            *[partial(model.follow, fan, now)] * 3,
            partial(model.unfollow, fan, now),
            *[partial(model.move, fan, chance.choice((*PLACES, "")))] * 3,
            partial(model.leave, fan),
            partial(model.come_back, fan, now),
            partial(model.give, fan),
            *[partial(model.look, fan, now)] * 3,
        ]
        await chance.choice(deeds)()
        if chance.random() < 0.7 or fan in model.away:  # else the job comes late
            await placed(redis, now)
    await placed(redis, now)
    await is_as_counted(redis, model, now)


async def is_as_counted(redis: Redis, model: Plainly, now: datetime) -> None:
    living = {place: {f for f in model.reached if model.city.get(f) == place} for place in PLACES}
    towns = {
        f"{place}, RU": some
        for place, some in living.items()
        if len(some) >= segments.ENOUGH and place != "Nowhere"
    }
    elsewhere = {fan for some in living.values() for fan in some}.difference(*towns.values())
    found = await Segments(redis).parts(ARTIST, now=now)
    assert found.all == len(model.reached)
    assert found.donors == len(model.gave & model.reached)
    assert found.elsewhere == len(elsewhere)
    assert {town.name: town.fans for town in found.towns} == {
        place: len(some) for place, some in towns.items()
    }
    quiet = {f for f in model.reached if now - model.seen[f] >= segments.LAPSED_AFTER}
    assert found.lapsed == len(quiet)
    for town in found.towns:
        members = await redis.zrange(segments.walked(ARTIST, town.segment), 0, -1)
        assert set(members) == towns[town.name]
    members = await redis.zrange(segments.walked(ARTIST, segments.ELSEWHERE), 0, -1)
    assert set(members) == elsewhere


async def told(redis: Redis, segment: str, *, at: datetime, concert: str | None = None) -> set[int]:
    """Return whom a campaign to a segment tells, each once."""
    outbox, campaigns = Outbox(redis), Campaigns(redis)
    await outbox.open()
    id = f"c-{segment.replace(':', '-')}"
    assert await campaigns.plan(id, ARTIST, {"kind": "x"}, at=at, segment=segment, concert=concert)
    people: list[int] = []
    while await Campaigns(redis).feed(now=at):  # anew each time, as after a crash
        people += map(int, await sent(outbox))
    found = await campaigns.get(id)
    assert found is not None
    assert len(people) == len(set(people)) == found.taken
    assert found.segment == segment
    return set(people)


async def test_a_campaign_tells_its_segment_and_nobody_else(redis: Redis) -> None:
    await empty(redis)
    audience, people = Audience(redis), People(redis)
    for n in range(1, 601):
        await known(redis, str(n))
        await audience.follow(str(n), ARTIST, now=NOW)
    for n in range(1, 301):
        await people.settle(str(n), city="Kazan")
    for n in range(301, 304):
        await people.settle(str(n), city="Perm")
    for n in range(10, 20):
        await redis.hset(keys.givers(ARTIST, COINS), str(n), "5")
    await placed(redis, NOW)
    late, parts = NOW + 61 * DAY, Segments(redis)
    for n in range(1, 601, 2):
        await parts.seen(str(n), ARTIST, now=NOW + 30 * DAY)
    await audience.unfollow("2", ARTIST, now=late)
    await placed(redis, late)

    [kazan] = (await parts.parts(ARTIST, now=late)).towns
    assert await told(redis, kazan.segment, at=late) == set(range(1, 301)) - {2}
    assert await told(redis, segments.DONORS, at=late) == set(range(10, 20))
    assert await told(redis, segments.LAPSED, at=late) == set(range(4, 601, 2))
    assert await told(redis, segments.ELSEWHERE, at=late) == {301, 302, 303}
    assert await parts.count(ARTIST, segments.ELSEWHERE, now=late) == 0, "too few to choose"
    assert await parts.count(ARTIST, kazan.segment, now=late) == 299

    concert = Concert.new(
        ARTIST, now=NOW, title="x", venue="x", city="Omsk", date=late.date(), time="20:00"
    )
    await Records(redis).add(concert)
    for n, answer in ((1, "going"), (2, "interested"), (3, "going"), (4, "going"), (4, None)):
        await Attendance(redis).answer(str(n), concert, answer, now=late)
    assert await parts.count(ARTIST, segments.GOING, now=late, concert=concert.id) == 2
    assert await told(redis, segments.GOING, at=late, concert=concert.id) == {1, 3}


async def test_whoever_comes_back_while_the_quiet_are_told_is_left_in_peace(redis: Redis) -> None:
    outbox, campaigns, parts = await empty(redis), Campaigns(redis), Segments(redis)
    for n in range(1, 401):
        await known(redis, str(n))
        await Audience(redis).follow(str(n), ARTIST, now=NOW)
        if n % 50 == 0:
            await placed(redis, NOW + n * timedelta(milliseconds=1))
    late = NOW + 70 * DAY
    await campaigns.plan("c", ARTIST, {"kind": "x"}, at=late, segment=segments.LAPSED)
    assert await campaigns.feed(now=late)
    people = await sent(outbox)
    back = next(str(n) for n in range(1, 401) if str(n) not in people)
    await parts.seen(back, ARTIST, now=late)
    while await campaigns.feed(now=late):
        people += await sent(outbox)
    assert sorted(map(int, people)) == [n for n in range(1, 401) if str(n) != back]


async def test_a_donation_and_its_refund_move_a_fan(redis: Redis) -> None:
    await empty(redis)
    await known(redis, "7")
    await Audience(redis).follow("7", ARTIST, now=NOW)
    await placed(redis, NOW)
    ledger = Ledger(redis)
    await ledger.post(
        money.donate_stars("ch1", donor="7", artist=ARTIST, stars=50, donor_name="x", now=NOW)
    )
    parts = await placed(redis, NOW)
    assert (await parts.parts(ARTIST, now=NOW)).donors == 1
    await ledger.post(money.hold(await ledger.charge("ch1"), now=NOW))
    await ledger.post(money.refund(await ledger.charge("ch1"), now=NOW))
    await placed(redis, NOW)
    assert (await parts.parts(ARTIST, now=NOW)).donors == 0


async def test_followers_of_an_earlier_release_get_their_places_once(redis: Redis) -> None:
    await empty(redis)
    for n in range(1, 8):
        await known(redis, str(n))
        await People(redis).settle(str(n), city="Kazan")
        await Audience(redis).follow(str(n), ARTIST, now=NOW - n * DAY)
    await redis.delete(keys.FANS_TOUCHED, keys.TURNED)  # as if nobody had noted it
    parts = Segments(redis)
    await parts.list_old()
    assert await parts.take_old(limit=3) == 3  # and then it is killed
    await placed(redis, NOW)
    found = await parts.parts(ARTIST, now=NOW + 30 * DAY)
    assert (found.lapsed, [town.fans for town in found.towns]) == (0, [7])
    assert (await parts.parts(ARTIST, now=NOW + 60 * DAY)).lapsed == 7
    assert await parts.take_old() == 0


# Top fans --------------------------------------------------------------------------------------


async def test_points_are_of_days_and_concerts_whatever_the_plays(  # noqa: C901
    redis: Redis,
) -> None:
    """Points in all and of thirty days, against a count of what happened."""
    await empty(redis)
    chance, top, counters = random.Random(3), Fans(redis), Counters(redis)
    track = Track.new(ARTIST, now=NOW, title="Song")
    await Records(redis).add(track)
    concerts = [
        Concert.new(ARTIST, now=NOW, title="x", venue="x", city="x", date=(NOW + n * DAY).date(),
                    time="20:00", id=f"c{n}")
        for n in range(40, 45)
    ]  # fmt: skip
    for concert in concerts:
        await Records(redis).add(concert)
    days: set[tuple[str, datetime]] = set()
    going: dict[tuple[str, str], datetime] = {}
    shown: set[str] = set()
    now, people = NOW, [str(n) for n in range(1, 9)]
    for _ in range(300):
        now += timedelta(hours=chance.choice((1, 2, 7)))
        fan = chance.choice([*people, ARTIST])
        today = now.replace(hour=0)
        match chance.choice("llllgxs"):
            case "l":
                if (await counters.listen(ARTIST, track.id, fan, now=now)).counted:
                    days.add((fan, today))
            case "g":
                concert = chance.choice(concerts)
                await Attendance(redis).answer(fan, concert, "going", now=now)
                going.setdefault((fan, concert.id), today)
            case "x":
                concert = chance.choice(concerts)
                answer = chance.choice(("interested", None))
                await Attendance(redis).answer(fan, concert, answer, now=now)
                going.pop((fan, concert.id), None)
            case "s":
                on = chance.random() < 0.7
                await top.show(ARTIST, fan, on=on)
                (shown.add if on else shown.discard)(fan)
        while await top.fade(now=now):
            pass
    first = now.replace(hour=0) - (fans.RECENT_DAYS - 1) * DAY
    for period, since in ((fans.ALL, NOW - DAY), (fans.RECENT, first)):
        points = {
            fan: sum(fan == one and day >= since for one, day in days)
            + 3 * sum(fan == one and day >= since for (one, _), day in going.items())
            for fan in people
        }
        points = {fan: n for fan, n in points.items() if n}
        for fan in people:
            found = await top.top(ARTIST, period, fan)
            assert found.points == points.get(fan, 0)
            place = 1 + sum(n > found.points for n in points.values()) if found.points else 0
            assert (found.place, found.total) == (place, len(points))
            assert dict(found.fans) == {f: n for f, n in points.items() if f in shown}
            assert found.shown == len(found.fans)
            assert [n for _, n in found.fans] == sorted(dict(found.fans).values(), reverse=True)


async def test_the_list_that_an_artist_takes_along_tells_what_fans_agreed_to(redis: Redis) -> None:
    await empty(redis)
    people, audience, top = People(redis), Audience(redis), Fans(redis)
    for n in range(1, 1203):
        await audience.follow(str(n), ARTIST, now=NOW + n * timedelta(seconds=1))
    for fan in ("1", "2"):
        await known(redis, fan)
        await people.settle(fan, city="Kazan")
    await people.settle("2", shows_city=True)
    await top.show(ARTIST, "1", on=True)
    rows = [row async for some in top.listed(ARTIST) for row in some]
    assert len(rows) == 1202
    assert [tuple(row) for row in rows[:3]] == [
        (NOW.date(), "Fan 1", ""),
        (NOW.date(), "", "Kazan"),
        (NOW.date(), "", ""),
    ]
