"""Drafts whose coming out is announced, and who wants to be told when they are out.

Of an announced draft people see what it is called and when it comes out; the rest stays a draft's.
Those who wait are kept by their number, so that a campaign can walk them.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.audience import number
from storage.lua import script

_TAPS_KEPT = timedelta(days=2)
_KEPT = timedelta(days=30)  # that somebody was told; longer than it takes to tell them all


class Teaser(NamedTuple):
    """What somebody sees of an announced draft."""

    waiting: int
    """How many want to be told."""
    waits: bool
    """Who looks is one of them."""


class Teasers:
    """What is announced of all artists; every call is one command, one script or one pipeline."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._await = script(redis, "await")

    async def announce(self, family: str, artist: str, id: str, *, now: datetime) -> bool:
        """Let a draft be seen coming; return whether that is new."""
        key, field = keys.teasers(artist), _field(family, id)
        return bool(await self._redis.hsetnx(key, field, str(moments.ms(now))))

    async def look(self, fan: str, family: str, artist: str, id: str) -> Teaser | None:
        """Return an announced draft as somebody sees it; None: it is not announced, or out.

        Nothing of an artist who is blocked is announced.
        """
        waiting = keys.waiting(family, artist, id)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hexists(keys.teasers(artist), _field(family, id))
            pipe.zcard(waiting)
            pipe.zscore(waiting, fan)
            pipe.exists(keys.block(artist))
            there, n, score, blocked = await pipe.execute()
        return Teaser(int(n), score is not None) if there and not blocked else None

    async def of(self, artist: str, *, limit: int) -> list[tuple[str, str]]:
        """Return the family and the id of some of an artist's announced drafts, the last first.

        Be the artist blocked or not.
        """
        found: Any = await self._redis.hgetall(keys.teasers(artist))
        latest = sorted(found, key=lambda field: int(found[field]), reverse=True)[:limit]
        return [(family, id) for family, _, id in (field.partition(":") for field in latest)]

    async def wait(
        self,
        fan: str,
        family: str,
        artist: str,
        id: str,
        wants: bool | None,
        *,
        tap: str,
        now: datetime,
    ) -> Teaser | None:
        """Keep whether somebody wants to be told; None: the other than they do now.

        The same tap twice is one. Returns None where `look` does.
        """
        answer = await self._await(
            keys=[
                keys.teasers(artist),
                keys.waiting(family, artist, id),
                keys.taps(fan),
                keys.block(artist),
            ],
            args=[
                _field(family, id),
                fan,
                number(fan),
                "" if wants is None else int(wants),
                f"await:{family}:{artist}:{id}:{tap}",
                moments.ms(now),
                _TAPS_KEPT // timedelta(milliseconds=1),
            ],
        )
        return Teaser(int(answer[1]), bool(answer[0])) if answer else None

    async def waits(self, fan: str, family: str, artist: str, id: str) -> bool:
        """Tell whether somebody wants to be told, or wanted and is."""
        return await self._redis.zscore(keys.waiting(family, artist, id), fan) is not None

    async def out(self, family: str, artist: str, id: str) -> None:
        """Announce a draft no more, since it is out; who waits for it is kept until all know."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hdel(keys.teasers(artist), _field(family, id))
            pipe.expire(keys.waiting(family, artist, id), _KEPT)
            await pipe.execute()

    async def drop(self, family: str, artist: str, id: str) -> bool:
        """Forget that a draft was announced, and who waits; return whether it was."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hdel(keys.teasers(artist), _field(family, id))
            pipe.delete(keys.waiting(family, artist, id))
            dropped, _ = await pipe.execute()
        return bool(dropped)


def _field(family: str, id: str) -> str:
    return f"{family}:{keys.checked(id)}"
