"""What is told once a week: to artists how their week was, to fans what they did not want at once.

Everybody who gets one is in a sorted set by when their next is due, so that a look costs what is
due and nothing more. Each has the date of its week in its notice's id and is told once.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from redis.asyncio import Redis

from storage import keys, moments
from storage.choices import FRIDAY, MONDAY, is_wanted
from storage.lua import script
from storage.money import matures_on

_WEEK = timedelta(days=7)
_NEWS = timedelta(days=15)  # somebody may have missed a digest
_TAKEN_S = 30 * 86400
_NUMBERS = ("plays", "likes", "gained", "lost")


class Weekly(NamedTuple):
    """A time of the week by somebody's clock."""

    weekday: int
    """0 is Monday."""
    hour: int

    def last(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Return when it was last, in UTC; now, if it is."""
        here = now.astimezone(zone)
        day = here.date() - timedelta(days=(here.weekday() - self.weekday) % 7)
        at = self.at(day, zone)
        return at if at <= now else self.at(day - _WEEK, zone)

    def next(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Return when it is next, in UTC."""
        return self.at(self.last(now, zone).astimezone(zone).date() + _WEEK, zone)

    def at(self, day: date, zone: ZoneInfo) -> datetime:
        """Return when it is on its weekday, in UTC."""
        return datetime.combine(day, time(self.hour), zone).astimezone(UTC)


TIMES = {MONDAY: Weekly(0, 10), FRIDAY: Weekly(4, 18)}


def counted_until(monday: date, zone: ZoneInfo) -> date:
    """Return the day before which an artist's week ends: days are counted by UTC.

    In the far east Monday morning comes before Sunday is over.
    """
    return min(monday, TIMES[MONDAY].at(monday, zone).date())


class Reader(NamedTuple):
    """Somebody whose digest is due."""

    id: str
    zone: ZoneInfo
    """Theirs; until it is known, that of the artist they have followed last."""
    wants: bool
    """Wants it, and has not closed the bot."""


class Week(NamedTuple):
    """What seven days brought an artist."""

    plays: int = 0
    likes: int = 0
    gained: int = 0
    """Followers who came."""
    lost: int = 0
    listeners: int = 0
    stars: int = 0
    """Given, without what was given back."""


class Digests:
    """Who gets digests, and what of. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = script(redis, "digest_take")

    async def join(self, digest: str, person: str, *, now: datetime, zone: str | None) -> None:
        """Send somebody a digest from the next time on."""
        due = TIMES[digest].next(now, moments.zone(zone))
        await self._redis.zadd(
            keys.digests(digest), {keys.checked(person): moments.ms(due)}, nx=True
        )

    async def leave(self, digest: str, person: str) -> None:
        await self._redis.zrem(keys.digests(digest), keys.checked(person))

    async def due(self, digest: str, *, now: datetime, limit: int) -> list[Reader]:
        """Return some of those to whom it is time to look; they stay due until `again`."""
        ids: Any = await self._redis.zrangebyscore(
            keys.digests(digest), "-inf", moments.ms(now), start=0, num=limit
        )
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids:
                pipe.hmget(keys.person(id), ["zone", "blocked"])
                pipe.zrange(keys.following(id), 0, 0, desc=True)
                pipe.hget(keys.choices(id), digest)
            found = await pipe.execute()
        people, followed, chosen = found[::3], found[1::3], found[2::3]
        async with self._redis.pipeline(transaction=False) as pipe:
            for latest in followed:
                pipe.hget(keys.person(latest[0] if latest else "nobody"), "zone")
            theirs = await pipe.execute()
        return [
            Reader(
                id,
                moments.zone(zone, other if digest == FRIDAY else None),
                blocked != "1" and is_wanted(digest, choice),
            )
            for id, (zone, blocked), other, choice in zip(ids, people, theirs, chosen, strict=True)
        ]

    async def again(self, digest: str, when: Mapping[str, datetime]) -> None:
        """Look to these people again at such times, unless they have left."""
        scores = {id: moments.ms(at) for id, at in when.items()}
        if scores:
            await self._redis.zadd(keys.digests(digest), cast("Any", scores), xx=True)

    async def take(self, fan: str, week: date) -> list[str]:
        """Return what was kept for a fan's digest of that week, oldest first; the same again.

        Each is what its notice was about, `news:{artist}:{id}`. What was kept long ago, before they
        wanted no digest for a while, is left out.
        """
        since = moments.ms(datetime.combine(week, time(), UTC) - _NEWS)
        taken = await self._take(
            keys=[keys.digest(fan), keys.digest(fan, week)], args=[_TAKEN_S, since]
        )
        return [str(about) for about in taken]

    async def anything(self, artist: str, monday: date, zone: ZoneInfo) -> bool:
        """Tell whether anything happened in the week that an artist is told of on a Monday."""
        week, _ = await self.weeks(artist, counted_until(monday, zone))
        return any(week)

    async def weeks(self, artist: str, until: date) -> tuple[Week, Week]:
        """Return the seven days before a day, and those before these, by UTC."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for start in (until - _WEEK, until - 2 * _WEEK):
                days = [start + timedelta(days=n) for n in range(7)]
                counted = [f"{day}:{name}" for name in _NUMBERS for day in days]
                pipe.hmget(keys.artist_days(keys.checked(artist)), counted)
                pipe.pfcount(*(keys.artist_listeners(artist, day) for day in days))
                pipe.hmget(keys.maturing(artist), [str(matures_on(_noon(day))) for day in days])
            found = await pipe.execute()
        this, before = (_week(*found[n : n + 3]) for n in (0, 3))
        return this, before


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _week(counts: list[str | None], listeners: int, stars: list[str | None]) -> Week:
    plays, likes, gained, lost = (_sum(counts[n : n + 7]) for n in range(0, len(counts), 7))
    return Week(plays, likes, gained, lost, listeners, _sum(stars))


def _sum(counts: list[str | None]) -> int:
    return sum(int(count or 0) for count in counts)
