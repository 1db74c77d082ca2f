"""The top fans of an artist, for the last days and of all time.

A fan gets a point for every day on which a play of theirs counts, however many they are, and some
for every concert they come to. Money gives none. The points are kept in the steps that count the
plays and keep the answers, so a place is never late; those of a day leave the last days when it is
over that long.

Everybody knows their own place. Others see whoever wants to be seen, and how many more there are.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script

POINTS_DAY, POINTS_SHOW = 1, 3

RECENT_DAYS = 30
RECENT, ALL = "recent", "all"
"""The periods: the last 30 days, and all time."""

SEEN_FROM = 3
"""So many must want to be seen for others than the artist to see them."""

_FADE_AT_ONCE = 500
_EXPORT_AT_ONCE = 500


class Top(NamedTuple):
    """The top fans of an artist, as one fan sees them."""

    points: int
    """The reader's own."""
    place: int
    """The reader's own, from 1; 0: no points."""
    total: int
    """How many have points."""
    shown: int
    """How many of them want to be seen."""
    fans: list[tuple[str, int]]
    """Some of those, with their points."""


class Listed(NamedTuple):
    """A follower on the list that an artist takes along: nothing but what they agreed to tell."""

    since: date
    name: str
    """Empty: they do not want to be seen."""
    city: str
    """Empty: none, or they do not want it to be seen."""


class Fans:
    """Fans of artists. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._show = script(redis, "top_show")
        self._top = script(redis, "top")
        self._fade = script(redis, "fade")
        self._walk = script(redis, "walk")

    async def top(
        self, artist: str, period: str, fan: str, *, offset: int = 0, limit: int = 10
    ) -> Top:
        points, above, total, shown, *rows = await self._top(
            keys=[keys.top_fans(artist, period), keys.top_fans_shown(artist, period)],
            args=[keys.checked(fan), offset, limit],
        )
        fans = [(id, int(score)) for id, score in zip(rows[::2], rows[1::2], strict=True)]
        has = points is not None
        return Top(int(points or 0), int(above) + 1 if has else 0, total, shown, fans)

    async def can_see(self, artist: str, fan: str) -> bool:
        """Tell whether the top fans of an artist are anything to somebody: to see, or to be in."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zcount(keys.top_fans_shown(artist, ALL), 1, "+inf")
            pipe.zscore(keys.top_fans(artist, ALL), keys.checked(fan))
            shown, points = await pipe.execute()
        return int(shown) >= SEEN_FROM or points is not None

    async def is_shown(self, artist: str, fan: str) -> bool:
        key = keys.top_fans_shown(artist, ALL)
        return await self._redis.zscore(key, keys.checked(fan)) is not None

    async def show(self, artist: str, fan: str, *, on: bool) -> None:
        """Show a fan by name among the top fans of an artist, or show them no more."""
        await self._show(
            keys=[
                *(keys.top_fans(artist, period) for period in (ALL, RECENT)),
                *(keys.top_fans_shown(artist, period) for period in (ALL, RECENT)),
            ],
            args=[keys.checked(fan), int(on)],
        )

    async def fade(self, *, now: datetime) -> int:
        """Let points leave the last days whose day is over that long; return of how many days."""
        due: Any = await self._redis.zrangebyscore(
            keys.FAN_POINTS_DUE, "-inf", moments.ms(now), start=0, num=_FADE_AT_ONCE
        )
        for member in due:
            artist, _, day = member.partition(":")
            await self._fade(
                keys=[
                    keys.fan_points(artist) + day,
                    keys.top_fans(artist, RECENT),
                    keys.top_fans_shown(artist, RECENT),
                    keys.FAN_POINTS_DUE,
                ],
                args=[member, _FADE_AT_ONCE],
            )
        return len(due)

    async def listed(self, artist: str) -> AsyncIterator[list[Listed]]:
        """Yield all followers, some at a time, whoever came first before the others."""
        cursor = "-inf"
        while cursor:
            cursor, fans = await self._walk(
                keys=[keys.followers_since(artist)], args=[cursor, _EXPORT_AT_ONCE]
            )
            yield await self._list(artist, fans) if fans else []

    async def _list(self, artist: str, fans: list[str]) -> list[Listed]:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zmscore(keys.followers_since(artist), fans)
            pipe.zmscore(keys.top_fans_shown(artist, ALL), fans)
            for fan in fans:
                pipe.hmget(keys.person(fan), ["name", "city", "shows_city"])
            since, seen, *told = await pipe.execute()
        return [
            Listed(
                moments.day(moments.from_ms(int(came))),
                (name or "") if shown is not None else "",
                (city or "") if shows_city == "1" else "",
            )
            for came, shown, (name, city, shows_city) in zip(since, seen, told, strict=True)
            if came is not None  # has stopped following meanwhile
        ]


def award_keys(artist: str) -> list[str]:
    """Return the keys that `award.lua` takes."""
    return [
        keys.top_fans(artist, ALL),
        keys.top_fans(artist, RECENT),
        keys.top_fans_shown(artist, ALL),
        keys.top_fans_shown(artist, RECENT),
        keys.FAN_POINTS_DUE,
    ]


def leaves(artist: str, now: datetime) -> tuple[str, int]:
    """Return what today is called among the days whose points leave the last days, and when."""
    day = moments.day(now)
    end = datetime.combine(day + timedelta(days=RECENT_DAYS), time(), UTC)
    return keys.fan_of(artist, str(day)), moments.ms(end)
