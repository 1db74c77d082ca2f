"""Half-filled forms: one for each person, forgotten after a week."""

from datetime import timedelta
from typing import Any, cast

from redis.asyncio import Redis

from storage import keys, wire

_KEPT = timedelta(days=7)


class Forms:
    """What a person has begun to fill in, as JSON: keys of objects come back as text."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def get(self, person: str) -> dict[str, Any] | None:
        text = cast("str | None", await self._redis.get(keys.form(person)))
        return None if text is None else cast("dict[str, Any]", wire.loads(text))

    async def put(self, person: str, form: dict[str, Any]) -> None:
        await self._redis.set(keys.form(person), wire.dumps(form), ex=_KEPT)

    async def drop(self, person: str) -> None:
        await self._redis.delete(keys.form(person))
