"""Who comes to which concert.

All who come or may are in one set by their number, which campaigns walk; a second one says which of
them come. How many those are is counted anew with every answer, so it is never wrong for long. Two
weeks after the concert all of it is forgotten.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.audience import number
from storage.errors import NotFound
from storage.fans import POINTS_SHOW, award_keys, leaves
from storage.ladder import ANSWERS, GOING, INTERESTED
from storage.lua import script
from storage.models import Concert
from storage.show import Show
from storage.showtime import starts

_KEPT = timedelta(days=14)
_LONGEST = 500  # concerts on one fan's list
_TOGETHER_S = 60


class Turnout(NamedTuple):
    """How many come to a concert, and how many may."""

    going: int
    interested: int


class Outing(NamedTuple):
    """A concert that somebody comes to, or may."""

    artist: str
    concert: str
    answer: str


class Attendance:
    """What people answered to concerts; every call is one command, one script or one pipeline."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._rsvp = script(redis, "rsvp")
        self._heard = script(redis, "heard")

    async def answer(
        self, fan: str, concert: Concert, answer: str | None, *, now: datetime
    ) -> Turnout:
        """Keep what a fan answers; None: they do not come any more.

        Raises:
            NotFound: the concert was deleted meanwhile.
        """
        assert answer is None or answer in ANSWERS
        artist, id = concert.owner, concert.id
        counted = await self._rsvp(
            keys=[
                concert.key,
                keys.attending(artist, id),
                keys.concert_going(artist, id),
                keys.outings(fan),
                keys.stats(concert.family, artist, id),
                keys.CHANGED,
                keys.concert_seen(artist, id),
                keys.fan_shows(artist, id),
                *award_keys(artist),
            ],
            args=[
                fan,
                number(fan),
                answer or "",
                f"{artist}:{id}",
                moments.ms(now),
                moments.ms(kept_until(concert, now)),
                _LONGEST,
                Show.of(concert).mark,
                *(0 if fan == artist else POINTS_SHOW, keys.fan_points(artist)),
                *(str(moments.day(now)), *leaves(artist, now)),
            ],
        )
        if not counted:
            raise NotFound(concert.key)
        return Turnout(*map(int, counted))

    async def answered(self, fan: str, artist: str, id: str) -> str | None:
        """Return what a fan answered to a concert; None: nothing, or not to come."""
        [answer] = await self.all_answered(fan, [(artist, id)])
        return answer

    async def all_answered(self, fan: str, shows: list[tuple[str, str]]) -> list[str | None]:
        """Return what a fan answered to each of several concerts."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for artist, id in shows:
                pipe.zscore(keys.attending(artist, id), keys.checked(fan))
                pipe.sismember(keys.concert_going(artist, id), fan)
            found = await pipe.execute()
        return [
            None if score is None else GOING if comes else INTERESTED
            for score, comes in zip(found[::2], found[1::2], strict=True)
        ]

    async def since(self, fan: str, artist: str, id: str) -> datetime | None:
        """Return since when a fan means to come; None: they do not, or it is long ago."""
        score = await self._redis.zscore(keys.outings(fan), f"{artist}:{id}")
        return None if score is None else moments.from_ms(int(score))

    async def saw(self, fan: str, artist: str, id: str) -> str | None:
        """Return the mark of what a concert is as far as a fan knows."""
        found: Any = await self._redis.hget(keys.concert_seen(artist, id), fan)
        return found and str(found).partition(" ")[0]

    async def heard(self, fan: str, artist: str, id: str) -> datetime | None:
        """Return when a fan who comes last heard of a change; None: they have not."""
        found: Any = await self._redis.hget(keys.concert_seen(artist, id), fan)
        _, _, at = str(found or "").partition(" ")
        return moments.from_ms(int(at)) if at else None

    async def hears(self, fan: str, concert: Concert, *, now: datetime) -> None:
        """Remember that a fan was told what has become of a concert, if they still come."""
        await self._heard(
            keys=[keys.concert_seen(concert.owner, concert.id)],
            args=[fan, f"{Show.of(concert).mark} {moments.ms(now)}"],
        )

    async def outings(self, fan: str) -> list[Outing]:
        """Return what a fan answered to; what is long over leaves the list with this."""
        listed: Any = await self._redis.zrange(keys.outings(fan), 0, -1)
        places = [(artist, id) for artist, id in (member.split(":") for member in listed)]
        answers = await self.all_answered(fan, places)
        rows = list(zip(places, answers, strict=True))
        if over := [f"{artist}:{id}" for (artist, id), answer in rows if answer is None]:
            await self._redis.zrem(keys.outings(fan), *over)
        return [Outing(artist, id, answer) for (artist, id), answer in rows if answer]

    async def anybody(self, artist: str, id: str) -> bool:
        """Tell whether anybody comes, or may."""
        return bool(await self._redis.exists(keys.attending(artist, id)))

    async def keep(self, artist: str, id: str, *, until: datetime) -> None:
        """Remember who comes until then: the concert may have moved."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for key in (keys.attending, keys.concert_going, keys.concert_seen, keys.fan_shows):
                pipe.pexpireat(key(artist, id), moments.ms(until))
            await pipe.execute()

    async def leads(self, fan: str, what: str, notice: str) -> bool:
        """Tell whether a notice is the one of several that tells of them all.

        The first that asks is, and stays it for a minute: long enough to be sent, and short enough
        for the next one if it never is.
        """
        key = keys.together(fan, what)
        first = await self._redis.set(key, notice, nx=True, ex=_TOGETHER_S, get=True)
        return first is None or first == notice


def kept_until(concert: Concert, now: datetime) -> datetime:
    """Return until when to remember who comes to a concert: never less than two weeks from now."""
    try:
        return max(starts(concert) or now, now) + _KEPT
    except OverflowError:  # at the end of the calendar
        return now + _KEPT
