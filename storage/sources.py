"""Where an artist's listeners came from.

A *source* is the word in a link that says where it is shown (`poster`), or what stands for a card
in a chat. Whoever opens a link with a source, or presses a card, is *touched* by it. Of each fan
and artist the first touch is kept for good, and the last; what the fan does then (a play that
counts, following, giving Stars) counts for the last one, if that is at most `LASTS` old, else for
`DIRECT`. A link without a source counts as opened, and touches nobody.

Words in links come from anybody. So only those count by name that are `WELL_KNOWN`, or the artist's
own (`keep`, at most `MOST`); the rest is `OTHER`.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script

DIRECT, OTHER = "direct", "other"
POSTER, BIO, CHAT, FRIEND, CARD = "poster", "bio", "chat", "friend", "card"
WELL_KNOWN = frozenset({POSTER, BIO, CHAT, FRIEND, CARD})
"""What every artist has. `CARD` is a card that somebody sent, `CHAT` a chat without a name."""

MOST = 50
"""Names of an artist's own."""

LASTS = timedelta(days=30)
"""For so long what a fan does counts for the last touch."""

KEPT = timedelta(days=400)
"""For so long the numbers of a day are kept."""

LASTS_MS = LASTS // timedelta(milliseconds=1)
KEPT_S = KEPT // timedelta(seconds=1)
_SECOND = timedelta(seconds=1)  # what a payment says of when it was is so much rounded
_TAPS_KEPT = timedelta(days=2)  # as long as an update may be delivered again
_IN_CHAT, _IN_LINK = "chat", "link"


class Source(NamedTuple):
    """What came from one source in some days."""

    name: str
    """The word in the link, or `DIRECT`, `OTHER`."""
    taps: int = 0
    """Links opened and cards pressed."""
    people: int = 0
    """By so many fans, each once; about 1 % off."""
    plays: int = 0
    """Plays that count, `Counters.listen`."""
    follows: int = 0
    stars: int = 0
    """Stars given, without those that went back."""
    label: str | None = None
    """What the artist calls it, if it is one of their own."""


class Touch(NamedTuple):
    """Of a fan and an artist: where from they came first and last."""

    first: str
    first_at: datetime
    last: str
    last_at: datetime


class Sources:
    """Sources of every artist; every call is one command or one script."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._keep = script(redis, "source_keep")
        self._touch = script(redis, "source_touch")
        self._gave = script(redis, "source_gave")
        self._back = script(redis, "source_back")
        self._of = script(redis, "sources")

    async def keep(self, artist: str, name: str, label: str, *, now: datetime) -> bool:
        """Remember a source of an artist's own, and what they call it; False: there are enough."""
        kept = await self._keep(
            keys=[keys.source_names(keys.checked(artist))],
            args=[keys.checked(name), f"{moments.ms(now)} {label}", MOST],
        )
        return bool(kept)

    async def names(self, artist: str) -> dict[str, str]:
        """Return the sources of an artist's own and their labels, the last used first."""
        found: Any = await self._redis.hgetall(keys.source_names(keys.checked(artist)))
        parted = {name: text.partition(" ") for name, text in found.items()}
        latest = sorted(parted, key=lambda name: (-int(parted[name][0]), name))
        return {name: parted[name][2] for name in latest}

    async def touch(
        self, artist: str, fan: str, source: str | None, *, tap: str, now: datetime
    ) -> None:
        """Note that a fan came by a source, or by a link without one.

        `tap` is the id of what was pressed. Of somebody who is no artist nothing is noted.
        """
        keys.checked(artist)
        name, day = source or DIRECT, moments.day(now)
        await self._touch(
            keys=[
                keys.record("profile", artist, artist),
                keys.source_names(artist),
                keys.touches(fan),
                keys.taps(fan),
                keys.source_day(artist, day),
                keys.source_people(artist, day, keys.checked(name)),
                keys.source_people(artist, day, OTHER),
            ],
            args=[
                *_said(artist, name),
                fan,
                f"source:{artist}:{tap}",
                moments.ms(now),
                _TAPS_KEPT // timedelta(milliseconds=1),
                KEPT_S,
            ],
        )

    async def touched(self, artist: str, fan: str) -> Touch | None:
        """Return where from a fan came to an artist; None: nobody knows."""
        found: Any = await self._redis.hget(keys.touches(fan), keys.checked(artist))
        if not found:
            return None
        first, first_at, last, last_at = found.split(" ")
        return Touch(first, moments.from_ms(int(first_at)), last, moments.from_ms(int(last_at)))

    async def gave(
        self, artist: str, fan: str, donation: str, source: str | None, stars: int, *, at: datetime
    ) -> None:
        """Count Stars that a fan gave, once; `source` is that of the donation."""
        name = tag_of(source)
        await self._gave(
            keys=[
                keys.source_gift(artist, donation),
                keys.source_names(artist),
                keys.touches(fan),
                keys.source_day(artist, moments.day(at)),
            ],
            args=[*_said(artist, name or DIRECT), moments.ms(at), LASTS_MS, stars, KEPT_S],
        )

    async def of_gift(self, artist: str, fan: str, donation: str, *, at: datetime) -> str | None:
        """Return the source that a donation counts for, or will in a moment; None: nobody knows."""
        mark = cast("str | None", await self._redis.get(keys.source_gift(artist, donation)))
        if mark is not None:
            return mark.partition(" ")[0] if " " in mark else None
        touch = await self.touched(artist, fan)
        fresh = touch is not None and -_SECOND < at - touch.last_at <= LASTS
        return touch.last if touch is not None and fresh else None

    async def took_back(self, artist: str, donation: str, *, at: datetime) -> None:
        """Count Stars no more that were given at that time and went back; once."""
        await self._back(
            keys=[
                keys.source_gift(artist, donation),
                keys.source_day(artist, moments.day(at)),
            ],
            args=[KEPT_S],
        )

    async def of(self, artist: str, *, days: int, now: datetime) -> list[Source]:
        """Return what came from each source in the last days, that with the most plays first."""
        keys.checked(artist)
        dates = moments.last_days(now, days)
        rows: Any = await self._of(
            keys=[keys.source_names(artist), *(keys.source_day(artist, day) for day in dates)],
            args=[keys.source_people(artist, day, "") for day in dates],
        )
        found = [_source(row) for row in rows]
        return sorted(found, key=lambda s: (-s.plays, -s.taps, -s.follows, -s.stars, s.name))


def tag_of(source: str | None) -> str | None:
    """Return the source that a donation itself names; None: where the donor was says nothing.

    `link:poster` is a link with a source, `chat:our-group` a card in a chat, `card` one that
    somebody sent, of the artist or (`card-track:{id}`) of a record.
    """
    place, colon, word = (source or "").rpartition(":")
    if place in (_IN_CHAT, _IN_LINK):
        return word or None
    if (place.partition("-")[0] if colon else word) == CARD:
        return CARD
    return None


def _said(artist: str, name: str) -> list[str | int]:
    """Return what the scripts are told of a source; the first word says whether all have it."""
    return [int(name in WELL_KNOWN or name == DIRECT), name, artist]


def _source(row: Any) -> Source:
    name, label, *counts = row
    taps, people, plays, follows, stars = map(int, counts)
    return Source(
        name, taps, people, plays, follows, max(stars, 0), label.partition(" ")[2] or None
    )
