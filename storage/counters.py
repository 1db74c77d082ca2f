"""What changes by itself: plays, likes, downloads, shares, comments, views.

Counters change far more often than an artist edits, and an edit must not overwrite them. They
are counted beside the records, laid over them at every read, and folded into their JSON every
minute for other readers of the store (`storage/folding.py`).

A play is a tap on “listen” that the bot answered with the audio; what a player does with it,
nobody tells a bot. A fan's play of a track counts once in half an hour, and fifty times a day
for one artist; the rest is discarded, and counted as such with the reason.

Every count is idempotent: a listen by fan, track and moment, the rest by `tap`, a unique id of
the press. The same command, or the same press, again within two days changes nothing.
Comments are counted where they are kept, in `storage/comments.py`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, cast

from redis.asyncio import Redis

from storage import daystats, keys, moments, sources
from storage.errors import NotFound
from storage.facts import counted
from storage.fans import POINTS_DAY, award_keys, leaves
from storage.folding import Folding
from storage.lua import script
from storage.models import Profile, Track

PAUSE = timedelta(minutes=30)
"""Between two plays of one track by one fan that both count."""

OFTEN = 50
"""Plays of one artist by one fan in a UTC day that count."""

_TAPS_KEPT = timedelta(days=2)  # as long as an update may be delivered again
_HEARD_KEPT = timedelta(days=2)

LISTENERS_KEPT = timedelta(days=400)
"""How long it is known how many people listened on a day."""

_SUMMED = ("plays", "likes", "downloads", "shares", "comments")
_COUNTED = (*_SUMMED, "views")
_DISCARDED = ("discarded", "discarded.again", "discarded.often")

Reason = Literal["again", "often"]
"""Why a listen does not count: within `PAUSE` of the last, or beyond `OFTEN` that day."""


class Listened(NamedTuple):
    """The fate of a listen and the track's plays."""

    counted: bool
    plays: int
    reason: Reason | None = None


class Liked(NamedTuple):
    """Whether the fan likes it now, and how many do."""

    on: bool
    likes: int


class Numbers(NamedTuple):
    """Counters of one record; `again` and `often` are the reasons of what was `discarded`."""

    plays: int
    likes: int
    downloads: int
    shares: int
    comments: int
    views: int
    discarded: int
    again: int
    often: int


class Totals(NamedTuple):
    """Sums over all tracks an artist has now, those deleted left out, and the followers."""

    plays: int
    likes: int
    downloads: int
    shares: int
    comments: int
    followers: int
    tracks: int
    discarded: int
    again: int
    often: int


class Day(NamedTuple):
    """One UTC day; a like taken back the same day was not given."""

    date: date
    plays: int
    likes: int


class Counters:
    """Counters of records; every call is one script, exact however many call at once."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._listen = script(redis, "listen")
        self._like = script(redis, "like")
        self._liked = script(redis, "liked")
        self._count = script(redis, "count")
        self._totals = script(redis, "totals")
        self._daily = script(redis, "daily")
        self._folding = Folding(redis)

    async def listen(self, artist: str, id: str, fan: str, *, now: datetime) -> Listened:
        """Count that a fan listened to a track.

        Raises:
            NotFound: there is no such track.
        """
        track, day = keys.record(Track.family, artist, id), moments.day(now)
        answer = await self._listen(
            keys=[
                *counted_at(Track.family, artist, id),
                keys.heard(fan, artist),
                keys.artist_days(artist),
                keys.track_days(artist, id),
                keys.track_listeners(artist, id, day),
                keys.artist_listeners(artist, day),
                keys.touches(fan),
                keys.source_day(artist, day),
                *award_keys(artist),
            ],
            args=[
                fan,
                id,
                moments.ms(now),
                str(day),
                PAUSE // timedelta(milliseconds=1),
                OFTEN,
                keys.record(Profile.family, artist, artist),
                _HEARD_KEPT // timedelta(seconds=1),
                LISTENERS_KEPT // timedelta(seconds=1),
                artist,
                sources.LASTS_MS,
                sources.KEPT_S,
                0 if fan == artist else POINTS_DAY,
                keys.fan_points(artist),
                *leaves(artist, now),
            ],
        )
        if not answer:
            raise NotFound(track)
        return Listened(answer[0] == 1, answer[1], cast("Reason", answer[2]) if answer[2] else None)

    async def like(
        self, family: str, artist: str, id: str, fan: str, *, tap: str, now: datetime
    ) -> Liked:
        """Like a record, or take the like back.

        Raises:
            NotFound: there is no such record.
        """
        record = keys.record(family, artist, id)
        answer = await self._like(
            keys=[
                *counted_at(family, artist, id),
                keys.likes(family, artist, id),
                keys.taps(fan),
                keys.artist_days(artist),
                keys.track_days(artist, id),
            ],
            args=[
                fan,
                f"likes:{record}:{tap}",
                moments.ms(now),
                _TAPS_KEPT // timedelta(milliseconds=1),
                str(moments.day(now)),
                int(family == Track.family),
                int(folded(family, "likes")),
                keys.record(Profile.family, artist, artist),
            ],
        )
        if not answer:
            raise NotFound(record)
        return Liked(answer[0] == 1, answer[1])

    async def liked(self, fan: str, records: Sequence[tuple[str, str, str]]) -> list[bool]:
        """Tell for each `(family, artist, id)` whether a fan likes it."""
        places = [
            keys.likes(family, keys.checked(artist), keys.checked(id))
            for family, artist, id in records
        ]
        answer = await self._liked(keys=places, args=[keys.checked(fan)]) if places else []
        return [likes == 1 for likes in answer]

    async def download(self, artist: str, id: str, fan: str, *, tap: str, now: datetime) -> int:
        """Count a download of a track; return how many there are. `NotFound` as in `like`."""
        return await self._one_more("downloads", Track.family, artist, id, fan, tap, now)

    async def share(
        self, family: str, artist: str, id: str, fan: str, *, tap: str, now: datetime
    ) -> int:
        """Count that a fan passed a record on. `NotFound` as in `like`."""
        return await self._one_more("shares", family, artist, id, fan, tap, now)

    async def view(
        self, family: str, artist: str, id: str, fan: str, *, tap: str, now: datetime
    ) -> int:
        """Count that a fan was shown a record. `NotFound` as in `like`."""
        return await self._one_more("views", family, artist, id, fan, tap, now)

    async def numbers(self, family: str, artist: str, id: str) -> Numbers:
        """Return all counters of one record; zeros, if there is none."""
        key = keys.stats(family, keys.checked(artist), keys.checked(id))
        found = await self._redis.hmget(key, [*_COUNTED, *_DISCARDED])
        return Numbers(*(int(count or 0) for count in found))

    async def totals(self, artist: str) -> Totals:
        counts = await self._totals(
            keys=[
                keys.totals(artist),
                keys.followers_since(artist),
                keys.index(Track.family, artist),
            ],
            args=[*_SUMMED, *_DISCARDED],
        )
        plays, likes, downloads, shares, comments, discarded, again, often, followers, tracks = (
            int(count or 0) for count in counts
        )
        return Totals(
            plays, likes, downloads, shares, comments, followers, tracks, discarded, again, often
        )

    async def daily(self, artist: str, id: str | None, *, days: int, now: datetime) -> list[Day]:
        """Return the last days up to today, in order, of one track or (None) of all.

        A track's days before it came here are those its analytics came with. The artist's are
        all counted here, and stay when a track is deleted.
        """
        dates = moments.last_days(now, days)
        if not dates:
            return []
        if id is None:
            fields = [f"{day}:{name}" for day in dates for name in ("plays", "likes")]
            found = await self._redis.hmget(keys.artist_days(keys.checked(artist)), fields)
            counts = dict(zip(fields, (int(count or 0) for count in found), strict=True))
        else:
            value, unfolded = await self._daily(
                keys=[keys.record("analytics", artist, id), keys.track_days(artist, id)]
            )
            counts = daystats.days_of(value, daystats.pairs(unfolded))
        return [
            Day(day, counts.get(f"{day}:plays", 0), counts.get(f"{day}:likes", 0)) for day in dates
        ]

    async def fold(self, *, now: datetime, limit: int = 1000) -> int:
        """Write fresh numbers into the JSON of records whose counters moved, oldest first.

        Returns how many of them were looked at: `limit`, if there may be more.
        """
        return await self._folding.fold(now=now, limit=limit)

    async def _one_more(
        self, name: str, family: str, artist: str, id: str, fan: str, tap: str, now: datetime
    ) -> int:
        record = keys.record(family, artist, id)
        answer = await self._count(
            keys=[
                *counted_at(family, artist, id),
                keys.taps(fan),
                keys.artist_days(artist),
                keys.track_days(artist, id),
            ],
            args=[
                name,
                f"{name}:{record}:{tap}",
                moments.ms(now),
                _TAPS_KEPT // timedelta(milliseconds=1),
                int(family == Track.family),
                int(folded(family, name)),
                str(moments.day(now)),
            ],
        )
        if answer is None:
            raise NotFound(record)
        return int(answer)


def counted_at(family: str, artist: str, id: str) -> list[str]:
    """Return the keys with which the scripts that count begin."""
    return [
        keys.record(family, artist, id),
        keys.stats(family, artist, id),
        keys.totals(artist),
        keys.CHANGED,
    ]


def folded(family: str, name: str) -> bool:
    """Tell whether the JSON of a family, or the analytics of a track, state a counter."""
    stated = counted(family) + (counted("analytics") if family == Track.family else [])
    return name in stated
