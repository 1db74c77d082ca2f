"""What somebody was asked to confirm, kept while the question stands.

Its id is on the button and nothing else is: so a press can do what was shown, and only whoever was
asked can press. The id is also that of what follows from it, so two presses are one.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from redis.asyncio import Redis

from storage import keys, wire

_KEPT = timedelta(days=7)


class Intents:
    """Questions to be confirmed. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def draw(self, person: str, what: Mapping[str, Any]) -> str:
        """Keep what a person is asked to confirm; return its id, which no other question has."""
        id = secrets.token_hex(8)
        await self._redis.set(keys.intent(person, id), wire.dumps(what), ex=_KEPT)
        return id

    async def get(self, person: str, id: str) -> dict[str, Any] | None:
        """Return what a person was asked to confirm; None: something else, or long ago."""
        text = cast("str | None", await self._redis.get(keys.intent(person, id)))
        return wire.object_in(text)
