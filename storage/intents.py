"""What somebody was asked to confirm, kept while the question stands.

Its id is on the button and nothing else is: so a press can do what was shown, and only whoever was
asked can press. The id is also that of what follows from it, so two presses are one.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from redis.asyncio import Redis

from storage import keys, moments, wire

_KEPT = timedelta(days=7)
_WANTED_KEPT = timedelta(hours=1)
_WANTED = "wanted"  # the place of an id, which none has
_LARGE = 5  # of a megabyte and more, kept of one person


class Intents:
    """Questions to be confirmed. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def draw(self, person: str, what: Mapping[str, Any]) -> str:
        """Keep what a person is asked to confirm; return its id, which no other question has."""
        id = secrets.token_hex(8)
        await self._redis.set(keys.intent(person, id), wire.dumps(what), ex=_KEPT)
        return id

    async def draw_large(self, person: str, what: Mapping[str, Any], *, now: datetime) -> str:
        """Keep something large that a person is asked to confirm: the latest few of theirs only."""
        id = await self.draw(person, what)
        all_of_them = keys.intents(person)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zadd(all_of_them, {id: moments.ms(now)})
            pipe.expire(all_of_them, _KEPT)
            pipe.zrange(all_of_them, 0, -_LARGE - 1)
            *_, old = await pipe.execute()
        if old:
            await self._redis.delete(*(keys.intent(person, one) for one in old))
            await self._redis.zrem(all_of_them, *old)
        return id

    async def get(self, person: str, id: str) -> dict[str, Any] | None:
        """Return what a person was asked to confirm; None: something else, or long ago."""
        text = cast("str | None", await self._redis.get(keys.intent(person, id)))
        return wire.object_in(text)

    async def want(self, person: str, what: Mapping[str, Any]) -> None:
        """Keep for a while what a person wanted to confirm and had not the coins for."""
        key = keys.intent(person, _WANTED)
        await self._redis.set(key, wire.dumps(what), ex=_WANTED_KEPT)

    async def wanted(self, person: str) -> dict[str, Any] | None:
        """Return what they wanted last; None: nothing, or it is too long ago."""
        return await self.get(person, _WANTED)
