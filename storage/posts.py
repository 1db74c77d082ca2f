"""Where things were told, so that what was told can be told as it is now."""

import logging
from datetime import datetime
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError

from storage import keys, moments

logger = logging.getLogger(__name__)

KEPT = 1000
"""Posts of one thing that are remembered, the newest; nobody scrolls back to the others.

Those in groups and channels, which many see, stay before those that one person was sent.
"""

_FIRST = 10**14  # milliseconds that put a post in a chat of many before all others
_KEPT_S = 365 * 86400

INLINE = 0
"""The chat of what somebody sent through inline mode: nobody tells where that is."""


class Post(NamedTuple):
    """A message that shows something."""

    chat: int
    message: str
    """Its id in the chat, or its inline id."""
    whose: str
    """In whose words it speaks: the reader of a private chat, who posted it to a chat of many."""
    look: str = "card"
    """How it shows the thing; one word without spaces."""


class Posts:
    """Posts of records, and of what else changes where it was shown."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def add(self, family: str, artist: str, id: str, post: Post, *, now: datetime) -> None:
        """Remember that something was posted; remembered twice, it is there once."""
        key = keys.posts(family, artist, id)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(key, {_member(post): moments.ms(now) + _FIRST * (post.chat < 0)})
            pipe.zremrangebyrank(key, 0, -KEPT - 1)
            pipe.expire(key, _KEPT_S)
            await pipe.execute()

    async def add_told(
        self, family: str, artist: str, id: str, post: Post, *, now: datetime
    ) -> None:
        """Do so if the store can: of news that would be told again, nobody is to hear twice."""
        try:
            await self.add(family, artist, id, post, now=now)
        except RedisError as error:
            logger.warning("where %s was told is not kept (%s)", id, type(error).__name__)

    async def of(self, family: str, artist: str, id: str) -> list[Post]:
        """Return where something was posted, in chats of many first, the newest of each first."""
        found: Any = await self._redis.zrange(
            keys.posts(family, artist, id), 0, KEPT - 1, desc=True
        )
        return [_post(member) for member in found]

    async def count(self, family: str, artist: str, id: str) -> int:
        return int(await self._redis.zcard(keys.posts(family, artist, id)))

    async def forget(self, family: str, artist: str, id: str, post: Post) -> None:
        """Forget a post that is no more."""
        await self._redis.zrem(keys.posts(family, artist, id), _member(post))


def _member(post: Post) -> str:
    return " ".join(map(str, post))


def _post(member: str) -> Post:
    chat, message, whose, look = member.split(" ")
    return Post(int(chat), message, whose, look)
