"""Finding artists and tracks by the beginnings of words; and who has bought a place before them."""

from datetime import datetime
from typing import NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script
from storage.words import fold

_WORDS_LOOKED_AT = 2000  # a millisecond of the server's time


class Found(NamedTuple):
    """A public record; of a profile the id is the artist's."""

    family: str
    artist: str
    id: str


class Search:
    """Names of artists and titles of tracks, kept by whatever writes these records."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._search = script(redis, "search")

    async def find(self, text: str, *, limit: int = 10, offset: int = 0) -> list[Found]:
        """Return records that have, for each word of a text, a word beginning with it.

        Whole words come before longer ones, artists before tracks of the same word. Among
        thousands of matches of a beginning only the first of the alphabet are looked at.
        """
        words = fold(text)
        if not words or limit < 1:
            return []
        found = await self._search(
            keys=[keys.SEARCH],
            args=[max(offset, 0), limit, _WORDS_LOOKED_AT, keys.WORDS, *words],
        )
        places = [place for key in found if (place := keys.address(key)) is not None]
        return [Found(at.family, at.owner, at.member or at.owner) for at in places]

    async def promoted(self, *, now: datetime) -> list[str]:
        """Return the artists who have a promoted place, in no order that means anything."""
        found = await self._redis.zrange(keys.PROMOTED, f"({moments.ms(now)}", "+inf", byscore=True)
        return cast("list[str]", found)

    async def promoted_until(self, artist: str, *, now: datetime) -> datetime | None:
        """Return how long an artist has a promoted place; None: there is none."""
        score = await self._redis.zscore(keys.PROMOTED, keys.checked(artist))
        until = None if score is None else moments.from_ms(int(score))
        return until if until is not None and until > now else None
