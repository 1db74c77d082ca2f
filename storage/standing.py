"""How people stand with those who run the bot: who is blocked, and whose name is verified.

Whoever is blocked publishes nothing, and what they have made public is not there: not by a check in
every place that shows something, but because it has left the public store (`removals.py`). What
they are owed stays theirs.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.errors import Blocked
from storage.lua import script
from storage.models import Profile
from storage.outbox import INTERACTIVE, SEEN_S
from storage.records import Page, way_to

STRIKES_LAST = timedelta(days=365)
"""How long a takedown counts against an artist."""

STRIKES = "strikes"
"""The reason of a block that followed from too many of them."""


class Block(NamedTuple):
    """That somebody publishes nothing."""

    at: datetime
    by: str
    """Which admin; empty: it followed from too many takedowns."""
    reason: str
    words: str


class Standing:
    """Who is blocked or verified. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._block = script(redis, "block")
        self._lift = script(redis, "lift")

    async def block(
        self,
        person: str,
        *,
        by: str,
        reason: str,
        then: Mapping[str, Any],
        now: datetime,
        words: str = "",
    ) -> Block:
        """Block somebody and hide their profile; blocked already, they stay so by the first.

        The notice `then` is put in the same step, to have the rest hidden.
        """
        facts, at = way_to(keys.HIDDEN, Profile, person, person)
        since = moments.ms(now)
        id = f"block:{person}:{since}"
        await self._block(
            keys=[*self._lists(person, id), *at],
            args=[facts, person, since, by, reason, words, id, wire.dumps(then), SEEN_S],
        )
        return await self.blocked(person) or Block(now, by, reason, words)

    async def lift(self, person: str, *, then: Mapping[str, Any], now: datetime) -> bool:
        """Let somebody publish again, and show their profile; return whether they were blocked.

        The notice `then` is put in the same step, to have the rest shown.
        """
        facts, at = way_to(keys.HIDDEN, Profile, person, person)
        id = f"lift:{person}:{moments.ms(now)}"
        was = await self._lift(
            keys=[*self._lists(person, id), *at],
            args=[facts, person, id, wire.dumps(then), SEEN_S],
        )
        return bool(was)

    @staticmethod
    def _lists(person: str, notice: str) -> list[str]:
        return [
            keys.BLOCKED,
            keys.giving(person),
            keys.outbox_seen(notice),
            keys.outbox(INTERACTIVE),
        ]

    async def blocked(self, person: str) -> Block | None:
        """Return how somebody is blocked; None: they are not."""
        stored: Any = await self._redis.hgetall(keys.block(person))
        if not stored:
            return None
        at = moments.from_ms(int(stored["at"]))
        return Block(at, stored["by"], stored["why"], stored["words"])

    async def check(self, person: str) -> None:
        """Let somebody say something that others will see.

        Raises:
            Blocked: they are blocked.
        """
        if await self._redis.exists(keys.block(person)):
            raise Blocked(keys.block(person))

    async def all_blocked(self, *, offset: int = 0, limit: int = 8) -> Page[str]:
        """Return who is blocked, the latest first, and how many are."""
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(keys.BLOCKED, offset, offset + limit - 1, desc=True)
            both.zcard(keys.BLOCKED)
            ids, total = await both.execute()
        return Page(ids, int(total))

    async def strikes(self, artist: str, *, now: datetime) -> int:
        """Return how many things were taken from an artist of late, and not given back."""
        since = moments.ms(now - STRIKES_LAST)
        return int(await self._redis.zcount(keys.strikes(artist), f"({since}", "+inf"))

    async def verify(self, artist: str, *, now: datetime) -> None:
        """Say that an admin knows an artist's name to be theirs."""
        await self._redis.zadd(keys.VERIFIED, {keys.checked(artist): moments.ms(now)}, nx=True)

    async def revoke(self, artist: str) -> None:
        await self._redis.zrem(keys.VERIFIED, keys.checked(artist))

    async def verified(self, artists: Iterable[str]) -> set[str]:
        """Return which of some artists have a verified name."""
        asked = list(artists)
        found: Any = await self._redis.zmscore(keys.VERIFIED, asked) if asked else []
        return {artist for artist, at in zip(asked, found, strict=True) if at is not None}
