"""Drafts that come out at a time that their artist has chosen.

What is chosen is kept here. That the time has come is for a notice of the outbox to say, which
waits for it in the store: so it is said once, and late if nobody was there to hear it.
"""

from datetime import datetime
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments, wire


class Release(NamedTuple):
    """When a draft comes out, and whom that is told."""

    family: str
    artist: str
    id: str
    at: datetime
    tell: bool
    """Followers are told."""
    loud: bool
    """With a sound."""
    post: bool
    """It is posted to the chats of its artist."""
    others: tuple[str, ...] = ()
    """Drafts of the same family that come out with it, after it: of an album, say."""

    @property
    def notice(self) -> str:
        """The id of the notice that says that the time has come."""
        return f"release:{self.family}:{self.artist}:{self.id}:{moments.ms(self.at)}"


class Releases:
    """What is to come out; every call is one command."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def put(self, release: Release) -> None:
        """Let a draft come out at a time, or at another than was chosen before."""
        family, artist, id, at, *how, others = release
        kept = wire.dumps({"at": moments.ms(at), "how": how, "with": others})
        await self._redis.hset(keys.releases(artist), _field(family, id), kept)

    async def get(self, family: str, artist: str, id: str) -> Release | None:
        kept: Any = await self._redis.hget(keys.releases(artist), _field(family, id))
        return _release(_field(family, id), artist, kept)

    async def of(self, artist: str) -> list[Release]:
        """Return all that is to come out of an artist's, the next first."""
        kept: Any = await self._redis.hgetall(keys.releases(artist))
        found = [_release(field, artist, text) for field, text in kept.items()]
        return sorted((one for one in found if one), key=lambda one: one.at)

    async def drop(self, family: str, artist: str, id: str) -> bool:
        """Let a draft wait for its artist again; False: it did."""
        dropped = await self._redis.hdel(keys.releases(artist), _field(family, id))
        return bool(dropped)


def _field(family: str, id: str) -> str:
    return f"{family}:{keys.checked(id)}"


def _release(field: str, artist: str, kept: str | None) -> Release | None:
    family, _, id = field.partition(":")
    found = wire.object_in(kept)
    if found is None:
        return None
    tell, loud, post = map(bool, found["how"])
    others = tuple(found.get("with", ()))
    return Release(family, artist, id, moments.from_ms(found["at"]), tell, loud, post, others)
