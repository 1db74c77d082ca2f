"""What is known again of somebody who left and comes back.

Otherwise deleting everything would undo a block and the takedowns that lead to one, and whoever
deletes and comes back would be given the coins of a newcomer each time.

Nobody is named for that: what is kept stands under a seal of an id, which only the keys of this bot
can make. Without them not even trying all ids tells whose it is.
"""

from datetime import datetime
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.orders import Signer
from storage.standing import STRIKES_LAST, Standing


class Left(NamedTuple):
    """How somebody stood when they left."""

    blocked: str
    """Why they were blocked; empty: they were not."""
    strikes: tuple[int, ...]
    """When something was taken from them (milliseconds)."""


class Returning:
    """Those who left and may come back. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis, signer: Signer) -> None:
        self._redis = redis
        self._signer = signer
        self._standing = Standing(redis)

    async def leaves(self, person: str, *, now: datetime) -> None:
        """Keep how somebody stands who leaves; called again, some of that may be gone already."""
        block = await self._standing.blocked(person)
        since = moments.ms(now - STRIKES_LAST)
        struck: Any = await self._redis.zrange(
            keys.strikes(person), since, "+inf", byscore=True, withscores=True
        )
        if block is None and not struck:
            return
        kept = {"why": block.reason if block else "", "strikes": [int(at) for _, at in struck]}
        await self._redis.hsetnx(keys.LEFT, self._signer.seals(person)[0], wire.dumps(kept))

    async def back(self, person: str) -> Left | None:
        """Return how somebody stood when they left; None: there is nothing to know again."""
        found: Any = await self._redis.hmget(keys.LEFT, self._signer.seals(person))
        kept = next((wire.loads(text) for text in found if text), None)
        return Left(kept["why"], tuple(kept["strikes"])) if kept else None

    async def settled(self, person: str, left: Left) -> None:
        """Forget it, once it is so again; what was taken counts against them as before."""
        async with self._redis.pipeline(transaction=True) as pipe:
            if left.strikes:
                struck = {f"left:{n}": at for n, at in enumerate(left.strikes)}
                pipe.zadd(keys.strikes(person), struck)
            pipe.hdel(keys.LEFT, *self._signer.seals(person))
            await pipe.execute()

    # What is given once ------------------------------------------------------------------------

    async def given(self, rewards: list[str]) -> None:
        """Keep that these rewards, by the ids of their postings, were given to or for somebody."""
        if rewards:
            await self._redis.sadd(
                keys.LEFT_GIVEN, *(self._signer.seals(one)[0] for one in rewards)
            )

    async def was_given(self, reward: str) -> bool:
        """Tell whether a reward was given before one of its people left."""
        found: Any = await self._redis.smismember(keys.LEFT_GIVEN, self._signer.seals(reward))
        return any(found)
