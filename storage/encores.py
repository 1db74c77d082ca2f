"""What artists say after a concert to those who were there; nothing, unless they want to."""

from datetime import timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys

_KEPT = timedelta(days=500)  # concerts are announced a year ahead


class Encore(NamedTuple):
    """What an artist settled about the thanks after one concert."""

    on: bool
    words: str | None
    always: bool
    """After every concert, if nothing else is settled for it."""


class Encores:
    """The thanks of artists; every call is one command or one pipeline."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def get(self, artist: str, concert: str) -> Encore:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(keys.encore(artist, concert), ["on", "words"])
            pipe.hget(keys.encore(artist), "on")
            (on, words), always = await pipe.execute()
        return Encore(on == "1" if on else always == "1", words or None, always == "1")

    async def wanted(self, artist: str, concert: str) -> bool:
        return (await self.get(artist, concert)).on

    async def switch(self, artist: str, concert: str, *, on: bool) -> None:
        """Say thanks after one concert, or do not; without a concert, after all."""
        await self._set(artist, concert, "on", "1" if on else "0")

    async def say(self, artist: str, concert: str, words: str) -> None:
        await self._set(artist, concert, "words", words)

    async def _set(self, artist: str, concert: str, name: str, value: str) -> None:
        key = keys.encore(artist, concert)
        fields: dict[Any, Any] = {name: value}
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(key, mapping=fields)
            if concert:
                pipe.expire(key, _KEPT)
            await pipe.execute()
