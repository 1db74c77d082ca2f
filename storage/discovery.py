"""What there is to discover: new, rising, of a genre, near. Kept by whatever writes records."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar, cast

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script
from storage.records import Page
from storage.search import Found

T = TypeVar("T")

_OF_ONE = 2  # things of one artist on a page of what is new
_NEWEST = 1000  # as many as are kept

_DAYS = (7, 14)  # of growth that are compared; of more, if hardly anybody has grown in fewer
_GAINED = 5  # followers who make somebody rise at all
_HEAD_START = 50  # followers that everybody is taken to have had: 0 to 10 is not endless growth
_RISING = 200
_GAINERS = 1000  # of each day that are looked at
_ENOUGH = 8

_TOWNS = 300  # of a time zone, those with most concerts


class Shelf(NamedTuple):
    """A genre that there are tracks of; its code stands for it in buttons."""

    code: str
    name: str
    tracks: int


class Locality(NamedTuple):
    """A town with concerts to come, as an artist wrote it."""

    code: str
    name: str
    zone: str


class Discovery:
    """Lists for whoever looks for nothing in particular; each is kept short or read in pages."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._newest = script(redis, "newest")
        self._coming = script(redis, "coming")

    async def new_tracks(self, *, now: datetime, page: int, size: int) -> tuple[list[Found], int]:
        """Return a page of the newest tracks, no more than two of an artist, and how many pages.

        Of those who have published more at once the rest is on the pages after.
        """
        found = _places(await self._new("track", now))
        pages = fairly(found, size=size, each=_OF_ONE, whose=lambda place: place.artist)
        return (pages[page] if page < len(pages) else []), len(pages)

    async def new_artists(self, *, now: datetime, offset: int, limit: int) -> Page[str]:
        """Return some of the artists whose first track is the newest."""
        found = await self._new("artist", now)
        return Page(found[offset : offset + limit], len(found))

    async def _new(self, what: str, now: datetime) -> list[str]:
        found = await self._redis.zrange(
            keys.newest(what),
            moments.ms(now),
            "-inf",
            byscore=True,
            desc=True,
            offset=0,
            num=_NEWEST,
        )
        return cast("list[str]", found)

    async def genres(self, *, offset: int, limit: int) -> Page[Shelf]:
        """Return some of the genres, those with most tracks first."""
        async with self._redis.pipeline(transaction=False) as asked:
            asked.zcard(keys.GENRES)
            asked.zrange(keys.GENRES, offset, offset + limit - 1, desc=True, withscores=True)
            total, rows = await asked.execute()
        names = await self.genre_names([code for code, _ in rows])
        found = [Shelf(code, names[code], int(count)) for code, count in rows if code in names]
        return Page(found, total)

    async def genre_names(self, codes: Sequence[str]) -> dict[str, str]:
        """Return what genres are called, without those of which there is nothing any more."""
        if not codes:
            return {}
        names = await self._redis.hmget(keys.GENRE_NAMES, list(codes))
        return {code: str(name) for code, name in zip(codes, names, strict=True) if name}

    async def tracks_of(self, genre: str, *, offset: int, limit: int) -> Page[Found]:
        """Return some tracks of a genre, the newest first."""
        total, *found = await self._newest(keys=[keys.genre(genre)], args=[offset, limit])
        return Page(_places(found), total)

    async def artists_of(self, genre: str, *, offset: int, limit: int) -> Page[str]:
        """Return some artists with tracks of a genre, whoever had the newest first."""
        total, *found = await self._newest(keys=[keys.genre_artists(genre)], args=[offset, limit])
        return Page(found, total)

    async def rising(self, *, offset: int, limit: int) -> Page[str]:
        """Return some of the artists who rise, the fastest first, as `rise` has last seen them."""
        total, *found = await self._newest(keys=[keys.RISING], args=[offset, limit])
        return Page(found, total)

    async def rise(self, *, now: datetime) -> int:
        """Look who rises: who gained many followers in some days, for how many they had."""
        for days in _DAYS:
            rising = await self._growth(now, days)
            if len(rising) >= _ENOUGH:
                break
        async with self._redis.pipeline(transaction=True) as both:
            both.delete(keys.RISING)
            if rising:
                both.zadd(keys.RISING, dict(rising))
            await both.execute()
        return len(rising)

    async def _growth(self, now: datetime, days: int) -> list[tuple[str, float]]:
        async with self._redis.pipeline(transaction=False) as asked:
            for day in moments.last_days(now, days):
                asked.zrange(keys.gained(day), 0, _GAINERS - 1, desc=True, withscores=True)
            answers: list[Any] = await asked.execute()
        gained: Counter[str] = Counter()
        for rows in answers:
            gained.update({artist: int(count) for artist, count in rows})
        many = [(artist, count) for artist, count in gained.items() if count >= _GAINED]
        async with self._redis.pipeline(transaction=False) as asked:
            for artist, _ in many:
                asked.hget(keys.totals(artist), "subscribers")
            sizes = await asked.execute()
        grown = [
            (artist, count / (max(int(size or 0) - count, 0) + _HEAD_START))
            for (artist, count), size in zip(many, sizes, strict=True)
        ]
        return sorted(grown, key=lambda row: (-row[1], row[0]))[:_RISING]

    async def towns(self, zones: Iterable[str]) -> list[Locality]:
        """Return the towns of some time zones with concerts to come, those with most first."""
        wanted = list(dict.fromkeys(zones))
        async with self._redis.pipeline(transaction=False) as asked:
            for zone in wanted:
                asked.zrange(keys.towns(zone), 0, _TOWNS - 1, desc=True)
            found = await asked.execute()
        rows = [(code, zone) for zone, codes in zip(wanted, found, strict=True) for code in codes]
        if not rows:
            return []
        names = await self._redis.hmget(keys.TOWN_NAMES, [code for code, _ in rows])
        return [
            Locality(code, str(name), zone)
            for (code, zone), name in zip(rows, names, strict=True)
            if name
        ]

    async def coming(
        self, towns: Sequence[str], *, now: datetime, offset: int, limit: int
    ) -> Page[Found]:
        """Return some of the concerts to come in some towns, the next first."""
        if not towns:
            return Page([], 0)
        total, *found = await self._coming(
            keys=[keys.town(code) for code in towns], args=[moments.ms(now), offset, limit]
        )
        return Page(_places(found), total)


def fairly(
    things: Sequence[T], *, size: int, each: int, whose: Callable[[T], str]
) -> list[list[T]]:
    """Deal things out to pages of a size, in order, no more than `each` of one owner to a page."""
    pages: list[list[T]] = []
    had: list[Counter[str]] = []
    first_open = 0
    begin: dict[str, int] = defaultdict(int)
    for thing in things:
        owner = whose(thing)
        at = max(first_open, begin[owner])
        while at < len(pages) and (len(pages[at]) == size or had[at][owner] == each):
            at += 1
        if at == len(pages):
            pages.append([])
            had.append(Counter())
        pages[at].append(thing)
        had[at][owner] += 1
        begin[owner] = at
        while first_open < len(pages) and len(pages[first_open]) == size:
            first_open += 1
    return pages


def _places(found: Iterable[str]) -> list[Found]:
    places = [place for key in found if (place := keys.address(key)) is not None]
    return [Found(at.family, at.owner, at.member or at.owner) for at in places]
