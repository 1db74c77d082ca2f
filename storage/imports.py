"""How far imports have come, so that one that was broken off goes on."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys

_KEPT = timedelta(days=30)


class Mark(NamedTuple):
    """So many rows of a source are dealt with."""

    rows: int = 0
    counts: Mapping[str, int] = MappingProxyType({})
    """By what became of them."""
    reported: int = 0
    """The length of the report by then, in bytes."""


class Imports:
    """Marks of imports, by an id of the source and of how it is read."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def mark(self, id: str) -> Mark:
        """Return how far an import came that was not ended; nothing is dealt with, if none was."""
        kept: Any = await self._redis.hgetall(keys.imported(id))
        numbers = {name: int(value) for name, value in kept.items()}
        return Mark(numbers.pop("rows", 0), reported=numbers.pop("reported", 0), counts=numbers)

    async def note(self, id: str, mark: Mark) -> None:
        fields: dict[Any, Any] = {**mark.counts, "rows": mark.rows, "reported": mark.reported}
        async with self._redis.pipeline(transaction=True) as both:
            both.hset(keys.imported(id), mapping=fields)
            both.expire(keys.imported(id), _KEPT)
            await both.execute()

    async def end(self, id: str) -> None:
        """Let the next import of this source begin at its beginning."""
        await self._redis.delete(keys.imported(id))
