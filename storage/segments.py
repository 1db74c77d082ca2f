"""Whom an artist can choose among the followers: by city, those who gave, those gone quiet.

Each choice is a sorted set by people's numbers, which a campaign walks as it walks all followers,
so counting one is a look, and no walk shifts. What happens to a fan (they follow, move, give, close
the bot) is only noted in the step that stores it; a moment later the fan is put where they belong,
by what is so by then. So nothing has to be undone, and doing it twice, or late, is doing it once.

Those gone quiet are found by when they were last seen, and a campaign walks them up to a moment
that does not move: whoever comes back meanwhile is past it, and is left in peace.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.audience import number
from storage.lua import script
from storage.posting import COINS, STARS

DONORS, LAPSED, ELSEWHERE, GOING = "donors", "lapsed", "elsewhere", "going"
"""Segments of an artist's followers; `""` is all of them, `town:{code}` those in one city, and
`going` those who come to a concert, followers or not."""

TOWN = "town:"
"""What the segment of a city begins with."""

LAPSED_AFTER = timedelta(days=60)
"""Whoever has followed that long and was not seen that long has gone quiet."""

ENOUGH = 5
"""So many fans make a city to choose; with fewer, an artist would choose persons."""

UNKNOWN = "?"
"""The town of somebody whose city is on no map of ours."""

_MOST_TOWNS = 12
_AT_ONCE = 100
_BACKLOG = 2000  # fans to be placed, while no more of old are added
_SEEN_PAUSE = timedelta(
    hours=1
)  # a write for every tap would be too many; of sixty days it is little

TownOf = Callable[[str, str | None], str]
"""What gives the town that a city's name means, in that time zone; `UNKNOWN` if none."""


class Town(NamedTuple):
    """A city in which several of an artist's followers live."""

    code: str
    name: str
    """As a `TownOf` gave it."""
    fans: int

    @property
    def segment(self) -> str:
        return TOWN + self.code


class Parts(NamedTuple):
    """How many followers can be told something, by what an artist can choose."""

    all: int
    donors: int
    lapsed: int
    elsewhere: int
    """In cities of a few; of other followers no city is known."""
    towns: list[Town]
    """Those with most fans first."""


class Segments:
    """Followers by segment. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._place = script(redis, "place")
        self._settled = script(redis, "settled")
        self._seen = script(redis, "fan_seen")
        self._old = script(redis, "fans_old")

    async def parts(self, artist: str, *, now: datetime) -> Parts:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zcard(keys.followers(artist))
            pipe.zcard(keys.donors(artist))
            pipe.zcount(keys.fans_active(artist), "-inf", last_seen(now))
            pipe.zcard(keys.fans_elsewhere(artist))
            pipe.zrange(
                keys.fan_towns(artist),
                *("+inf", ENOUGH),
                desc=True,
                byscore=True,
                offset=0,
                num=_MOST_TOWNS,
                withscores=True,
            )
            followers, donors, lapsed, elsewhere, found = await pipe.execute()
        codes = [code for code, _ in found]
        names: Any = await self._redis.hmget(keys.fan_town_names(artist), codes) if codes else []
        towns = [
            Town(code, name, int(fans))
            for (code, fans), name in zip(found, names, strict=True)
            if name
        ]
        return Parts(followers, donors, lapsed, elsewhere, towns)

    async def count(self, artist: str, segment: str, *, now: datetime, concert: str = "") -> int:
        """Return how many a segment has; 0 too for a city or cities of too few."""
        if segment == LAPSED:
            return int(await self._redis.zcount(keys.fans_active(artist), "-inf", last_seen(now)))
        if segment == GOING:
            going: Any = await self._redis.scard(keys.concert_going(artist, concert))
            return int(going)
        n = int(await self._redis.zcard(walked(artist, segment)))
        is_place = segment == ELSEWHERE or segment.startswith(TOWN)
        return 0 if is_place and n < ENOUGH else n

    async def town(self, artist: str, segment: str) -> str | None:
        """Return the town that a segment is of, as a `TownOf` gave it."""
        code = segment.removeprefix(TOWN)
        name: Any = await self._redis.hget(keys.fan_town_names(artist), code)
        return name and str(name)

    async def seen(self, fan: str, artist: str, *, now: datetime) -> None:
        """Remember that somebody was at an artist's things; of a follower, to the hour."""
        if not keys.fits(artist):
            return
        await self._seen(
            keys=[keys.fans_active(artist)],
            args=[keys.checked(fan), moments.ms(now), _SEEN_PAUSE // timedelta(milliseconds=1)],
        )

    # Placing ------------------------------------------------------------------------------------

    async def place(self, town_of: TownOf, *, now: datetime, limit: int = 500) -> int:
        """Put some fans, of whom something has changed, where they belong; return of how many."""
        touched: Any = await self._redis.zrange(keys.FANS_TOUCHED, 0, limit - 1, withscores=True)
        for start in range(0, len(touched), _AT_ONCE):
            await self._some(touched[start : start + _AT_ONCE], town_of, now)
        return len(touched)

    async def _some(self, touched: list[tuple[str, float]], town_of: TownOf, now: datetime) -> None:
        pairs = [member.split(":") for member, _ in touched]
        async with self._redis.pipeline(transaction=False) as pipe:
            for _, fan in pairs:
                pipe.hmget(keys.person(fan), ["city", "zone"])
            homes = await pipe.execute()
        async with self._redis.pipeline(transaction=False) as pipe:
            for (artist, fan), (city, zone), one in zip(pairs, homes, touched, strict=True):
                town = town_of(city, zone) if city else ""
                where = (town, _code(town), keys.fans_in(artist), ENOUGH)
                await self._place(
                    keys=_places(artist),
                    args=[fan, number(fan), moments.ms(now), *where],
                    client=pipe,
                )
                await self._settled(
                    keys=[keys.FANS_TOUCHED], args=[one[0], int(one[1])], client=pipe
                )
            await pipe.execute()

    async def list_old(self) -> None:
        """List the artists whose followers a release before this one stored."""
        prefix, first = keys.followers("x").removesuffix("x"), float("-inf")
        async for key in self._redis.scan_iter(match=f"{prefix}*", count=1000):
            await self._redis.zadd(keys.FANS_OLD, {key.removeprefix(prefix): first}, nx=True)

    async def take_old(self, *, limit: int = 500) -> int:
        """Have some of their followers placed; return of how many.

        Of whom nothing is known but that they follow, are taken for seen just now.
        """
        old: Any = await self._redis.zrange(keys.FANS_OLD, 0, 0, withscores=True)
        if not old or await self._redis.zcard(keys.FANS_TOUCHED) > _BACKLOG:
            return 0
        [(artist, cursor)] = old
        added = await self._old(
            keys=[keys.FANS_OLD, keys.followers(artist), keys.FANS_TOUCHED],
            args=[artist, f"{cursor:.0f}", limit],
        )
        return int(added)


def _places(artist: str) -> list[str]:
    return [
        keys.followers(artist),
        keys.donors(artist),
        keys.fans_active(artist),
        keys.fans_elsewhere(artist),
        keys.fan_homes(artist),
        keys.fan_towns(artist),
        keys.fan_town_names(artist),
        keys.givers(artist, STARS),
        keys.givers(artist, COINS),
    ]


def walked(artist: str, segment: str, concert: str | None = None) -> str:
    """Return the sorted set that a campaign to a segment walks."""
    if segment.startswith(TOWN):
        return keys.fans_in(artist, segment.removeprefix(TOWN))
    if segment == DONORS:
        return keys.donors(artist)
    if segment == LAPSED:
        return keys.fans_active(artist)
    if segment == ELSEWHERE:
        return keys.fans_elsewhere(artist)
    return keys.attending(artist, concert) if concert else keys.followers(artist)


def last_seen(now: datetime) -> int:
    """Return up to when whoever has gone quiet was last seen (milliseconds)."""
    return moments.ms(now - LAPSED_AFTER)


def _code(town: str) -> str:
    if not town or town == UNKNOWN:
        return "-"
    return hashlib.blake2b(town.encode(), digest_size=4).hexdigest()
