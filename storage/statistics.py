"""An artist's numbers, read: the dashboard of a period, and every day there ever was.

A dashboard is one script, whatever the artist has: it looks at counters, at the days of the period
and at the sketches (HyperLogLog) of who listened, never at tracks or followers one by one. What is
counted, and when, is in `counters.py`, `audience.py` and `money.py`.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from redis.asyncio import Redis

from storage import daystats, keys, moments, wire
from storage.counters import LISTENERS_KEPT
from storage.errors import NotFound
from storage.lua import script
from storage.models import Profile, Track

PERIODS: Final = (7, 30, 90, 365)
"""Days that a dashboard can tell of."""

_WEEKS_FROM, _MONTHS_FROM = 60, 200  # days of a period
_BEST = 3
_ENOUGH = 10  # plays; fewer say nothing of when people listen
_TRACKS_AT_ONCE = 20
_SKETCHES_AT_ONCE = 500
_ARTISTS_OWN = ("gained", "lost", "stars")
_OTHER = ("views", "likes", "shares", "comments")
_OF_ARTIST = (*daystats.COUNTED, *_ARTISTS_OWN, *(f"other.{name}" for name in _OTHER))
_TOTAL = (*("plays", "likes", "downloads", "shares", "comments"), *("again", "often"))
_TOTALS = tuple(f"discarded.{name}" if name in {"again", "often"} else name for name in _TOTAL)


class Sums(NamedTuple):
    """What happened on some days; `other_…` to videos, news and concerts, the rest to tracks."""

    plays: int = 0
    likes: int = 0
    """Given on these days; one taken back on the day it was given was not given."""
    downloads: int = 0
    shares: int = 0
    comments: int = 0
    again: int = 0
    """Listens that do not count: within `counters.PAUSE` of the last."""
    often: int = 0
    """Listens that do not count: beyond `counters.OFTEN` of the day."""
    gained: int = 0
    lost: int = 0
    """Followers who stopped following. Whoever closes the bot is none: they still follow."""
    stars: int = 0
    """Given on these days, without what was given back since."""
    other_views: int = 0
    other_likes: int = 0
    other_shares: int = 0
    other_comments: int = 0
    listeners: int | None = 0
    """People, each once; about 1 % off. None: it is too long ago."""

    @property
    def discarded(self) -> int:
        return self.again + self.often


class Bin(NamedTuple):
    """Some days in a row, and what happened on them."""

    first: date
    last: date
    whole: bool
    """It is a full day, week or month, and over."""
    sums: Sums


class Best(NamedTuple):
    """An hour of the week by somebody's clock."""

    weekday: int
    """0 is Monday."""
    hour: int
    plays: int


class Dashboard(NamedTuple):
    """The numbers of an artist, or of one track, as of one moment."""

    title: str
    bins: tuple[Bin, ...]
    """All days of the period, in order."""
    period: Sums
    ever: Sums
    """What is counted now, by whatever: likes that were taken back are not in it."""
    since: date | None = None
    """All but plays, likes and followers is counted by day from this day on; None: always was."""
    followers: int = 0
    away: int = 0
    """Followers who have closed the bot."""
    tracks: int = 0
    coins: int = 0
    hours: Mapping[date, Sequence[int]] = {}
    """Plays by hour of the day, in UTC."""

    def best_times(self, zone: ZoneInfo) -> list[Best]:
        """Return the hours of the week with most plays; none while there are too few plays.

        Each hour is told by the clock of its own day, so winter and summer time do not mix.
        """
        by_clock: Counter[tuple[int, int]] = Counter()
        for day, counts in self.hours.items():
            for hour, plays in enumerate(counts):
                middle = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
                here = middle.astimezone(zone)
                by_clock[here.weekday(), here.hour] += plays
        if by_clock.total() < _ENOUGH:
            return []
        best = sorted(by_clock.items(), key=lambda one: (-one[1], one[0]))[:_BEST]
        return [Best(*when, plays) for when, plays in best if plays]


class TrackDays(NamedTuple):
    """A track with every day on which something happened, in order."""

    id: str
    title: str
    ever: Sums
    days: list[tuple[date, Sums]]


class Statistics:
    """Reads numbers. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._dashboard = script(redis, "dashboard")
        self._dashboard_track = script(redis, "dashboard_track")
        self._listeners = script(redis, "listeners")

    async def of_artist(self, artist: str, *, days: int, now: datetime) -> Dashboard | None:
        """Return the numbers of the last days up to today; None: there is no such artist."""
        bins = _bins(now, days)
        answer = await self._dashboard(
            keys=[
                keys.record(Profile.family, artist, artist),
                keys.totals(artist),
                keys.artist_days(artist),
                keys.followers_since(artist),
                keys.away(artist),
                keys.index(Track.family, artist),
                keys.coins(artist),
            ],
            args=[_ask(bins, keys.artist_listeners_prefix(artist), _OF_ARTIST)],
        )
        value, totals, followers, away, tracks, coins, since, listeners, found, hours = answer
        if value is None:
            return None
        sums = [Sums._make([*counts, heard]) for counts, heard in found]
        return Dashboard(
            title=_stated(value, "name"),
            bins=_filled(bins, sums, now),
            period=_added(sums, listeners),
            ever=_ever(totals),
            since=_since(since, bins),
            followers=followers,
            away=away,
            tracks=tracks,
            coins=int(coins) if str(coins or "").isdecimal() else 0,
            hours={
                date.fromisoformat(day): [int(count) for count in counts.split()]
                for day, counts in zip(hours[::2], hours[1::2], strict=True)
            },
        )

    async def of_track(self, artist: str, id: str, *, days: int, now: datetime) -> Dashboard:
        """Return the numbers of the last days of one track.

        Raises:
            NotFound: there is no such track.
        """
        bins, track = _bins(now, days), keys.record(Track.family, artist, id)
        answer = await self._dashboard_track(
            keys=[
                track,
                keys.stats(Track.family, artist, id),
                keys.record("analytics", artist, id),
                keys.track_days(artist, id),
                keys.artist_days(artist),
            ],
            args=[_ask(bins, keys.track_listeners_prefix(artist, id), ())],
        )
        if not answer:
            raise NotFound(track)
        value, counters, analytics, unfolded, since, listeners, found = answer
        counts = daystats.days_of(analytics, daystats.pairs(unfolded))
        sums = [
            _added([_of_day(counts, day) for day in bin], heard)
            for bin, (_, heard) in zip(bins, found, strict=True)
        ]
        return Dashboard(
            title=_stated(value, "title"),
            bins=_filled(bins, sums, now),
            period=_added(sums, listeners),
            ever=_ever(counters),
            since=_since(since, bins),
        )

    # Every day there ever was ------------------------------------------------------------------

    async def days(self, artist: str, *, now: datetime) -> list[tuple[date, Sums]]:
        """Return every day on which anything happened, of all of an artist's things, in order."""
        stored: Any = await self._redis.hgetall(keys.artist_days(keys.checked(artist)))
        counts = {
            field: int(count)
            for field, count in stored.items()
            if field != "since" and not field.endswith(":hours")
        }
        sketches = keys.artist_listeners_prefix(artist)
        [days] = await self._with_listeners([(sketches, counts, _OF_ARTIST)], now)
        return days

    async def each_track(self, artist: str, *, now: datetime) -> AsyncIterator[list[TrackDays]]:
        """Yield all tracks there are, newest first, some at a time."""
        index = keys.index(Track.family, keys.checked(artist))
        ids: Any = await self._redis.zrange(index, 0, -1, desc=True)
        for start in range(0, len(ids), _TRACKS_AT_ONCE):
            yield await self._tracks(artist, ids[start : start + _TRACKS_AT_ONCE], now)

    async def _tracks(self, artist: str, ids: Sequence[str], now: datetime) -> list[TrackDays]:
        ids = [id for id in ids if keys.fits(id)]
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids:
                pipe.get(keys.record(Track.family, artist, id))
                pipe.hmget(keys.stats(Track.family, artist, id), _TOTALS)
                pipe.get(keys.record("analytics", artist, id))
                pipe.hgetall(keys.track_days(artist, id))
            found: list[Any] = await pipe.execute()
        there = [
            (id, *found[4 * n : 4 * n + 4]) for n, id in enumerate(ids) if found[4 * n] is not None
        ]
        counted = [
            (
                keys.track_listeners_prefix(artist, id),
                daystats.days_of(analytics, {day: int(n) for day, n in unfolded.items()}),
                daystats.COUNTED,
            )
            for id, _, _, analytics, unfolded in there
        ]
        days = await self._with_listeners(counted, now)
        return [
            TrackDays(id, _stated(value, "title"), _ever(counters), of_track)
            for (id, value, counters, *_), of_track in zip(there, days, strict=True)
        ]

    async def _with_listeners(
        self,
        counted: Sequence[tuple[str, Mapping[str, int], Sequence[str]]],
        now: datetime,
    ) -> list[list[tuple[date, Sums]]]:
        """Return the days of several hashes, each with what the keys of its sketches begin with."""
        kept = moments.day(now) - LISTENERS_KEPT
        rows = [
            (n, day, sums)
            for n, (_, counts, names) in enumerate(counted)
            for day in _days_in(counts)
            if any(sums := _of_day(counts, day, names))
        ]
        asked = [f"{counted[n][0]}{day}" for n, day, sums in rows if sums.plays > 0 and day > kept]
        people: list[int] = []
        for start in range(0, len(asked), _SKETCHES_AT_ONCE):
            some = asked[start : start + _SKETCHES_AT_ONCE]
            people += await self._listeners(keys=some)
        heard = iter(people)
        days: list[list[tuple[date, Sums]]] = [[] for _ in counted]
        for n, day, sums in rows:
            if sums.plays > 0:
                sums = sums._replace(listeners=next(heard) if day > kept else None)
            days[n].append((day, sums))
        return days


def _ask(bins: Sequence[Sequence[date]], listeners: str, names: Sequence[str]) -> str:
    return wire.dumps(
        {
            "counters": _TOTALS,
            "names": names,
            "bins": [[str(day) for day in bin] for bin in bins],
            "listeners": listeners,
        }
    )


def _bins(now: datetime, days: int) -> list[list[date]]:
    """Return the last days up to today, those of a long period by week or by month."""
    bins: list[list[date]] = []
    for day in moments.last_days(now, days):
        if bins and _together(bins[-1][-1], day, days):
            bins[-1].append(day)
        else:
            bins.append([day])
    return bins


def _together(one: date, other: date, days: int) -> bool:
    if days < _WEEKS_FROM:
        return False
    if days < _MONTHS_FROM:
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    return (one.year, one.month) == (other.year, other.month)


def _filled(bins: list[list[date]], sums: list[Sums], now: datetime) -> tuple[Bin, ...]:
    today, days = moments.day(now), sum(map(len, bins))
    day = timedelta(days=1)
    return tuple(
        Bin(
            bin[0],
            bin[-1],
            whole=bin[-1] < today and not _together(bin[0] - day, bin[0], days),
            sums=counted,
        )
        for bin, counted in zip(bins, sums, strict=True)
    )


def _of_day(counts: Mapping[str, int], day: date, names: Sequence[str] = daystats.COUNTED) -> Sums:
    """Return what is counted of a day: never less than nothing.

    A gift may be taken back that came before gifts were counted by day.
    """
    found = (max(0, counts.get(f"{day}:{name}", 0)) for name in names)
    return Sums(**dict(zip(map(_field, names), found, strict=True)))


def _field(name: str) -> str:
    return name.replace(".", "_")


def _days_in(counts: Mapping[str, int]) -> Iterator[date]:
    for text in sorted({field.partition(":")[0] for field in counts}):
        try:
            yield date.fromisoformat(text)
        except ValueError:  # analytics of another program
            continue


def _added(sums: Sequence[Sums], listeners: int) -> Sums:
    """Return the sums of all; of people, who may be in several, there is no sum."""
    counts: Any = zip(*(one[:-1] for one in sums), strict=True)
    return Sums._make([*map(sum, counts), listeners])


def _ever(counters: Sequence[str | None]) -> Sums:
    return Sums(**{name: int(n or 0) for name, n in zip(_TOTAL, counters, strict=True)})


def _since(stored: str | None, bins: Sequence[Sequence[date]]) -> date | None:
    """Return since when all is counted by day, if that began after the period did."""
    since = date.fromisoformat(stored) if stored else None
    return since if since and bins and since > bins[0][0] else None


def _stated(value: str, name: str) -> str:
    stated = (wire.object_in(value) or {}).get(name)
    return stated if isinstance(stated, str) else ""
