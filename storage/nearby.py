"""Where people go to concerts."""

from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, wire

MOST_TOWNS = 10
"""Cities of one person."""


class Town(NamedTuple):
    """A city somebody goes to concerts in, as they call it."""

    name: str
    zone: str


class Nearby(NamedTuple):
    """Where somebody goes to concerts."""

    only: bool
    """They want to hear of no other concerts."""
    towns: tuple[Town, ...]


class Towns:
    """The cities of people; every call is one command."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def get(self, fan: str) -> Nearby:
        found: Any = await self._redis.hmget(keys.nearby(fan), ["only", "cities"])
        only, cities = found
        rows: Any = wire.loads(cities) if cities else []
        return Nearby(only == "1", tuple(Town(*row) for row in rows))

    async def only(self, fan: str, *, on: bool) -> None:
        await self._redis.hset(keys.nearby(fan), "only", "1" if on else "0")

    async def put(self, fan: str, towns: list[Town]) -> None:
        await self._redis.hset(keys.nearby(fan), "cities", wire.dumps(towns[:MOST_TOWNS]))
