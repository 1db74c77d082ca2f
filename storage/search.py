"""Finding artists and tracks by words; and who has bought a place before them."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from typing import NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.facts import facts, keys_of
from storage.kv import KV
from storage.lua import script
from storage.words import Word, apart, asked, other_layout, shortened

_WORDS_LOOKED_AT = 200  # of the catalogue
_RECORDS_LOOKED_AT = 200  # each takes some microseconds of the server, and nobody else is served
_ALIKE_LOOKED_AT = 400  # for all words of a question together
_FEW = 3  # so few are found, that there may have been an error
_AT_ONCE = 5  # others wait for so many at most
_LISTED = ("profile:", "track:", "concert:")


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
        self._similar = script(redis, "similar")
        self._relist = script(redis, "relist")

    async def find(self, text: str, *, limit: int = 10, offset: int = 0) -> list[Found]:
        """Return records that have, for each word of a text, that word or one beginning with it.

        The same words come first, as they are written before other spellings; then words that
        begin so. If next to nothing is found, the keyboard may have been in the other language,
        or there are errors in the words: `words.edits` says how many may be. Of equals an artist
        comes first, then the shorter name, then who has more followers or likes.

        Of thousands with a word only those with most followers or likes are looked at, and of
        thousands of words with a beginning only the first of the alphabet.
        """
        words, offset = asked(text), max(offset, 0)
        if not words or limit < 1:
            return []
        total, found = await self._answers(words, [{} for _ in words], offset, limit)
        if not total and (others := asked(other_layout(text))):
            total, found = await self._answers(others, [{} for _ in others], offset, limit)
            if total:
                return found
        if total < _FEW and any(alike := await self._alike(words)):
            _, found = await self._answers(words, alike, offset, limit)
        return found

    async def _answers(
        self, words: list[Word], typos: list[dict[str, int]], offset: int, limit: int
    ) -> tuple[int, list[Found]]:
        questions = [
            {"written": word.written, "readings": word.readings, "typos": errors}
            for word, errors in zip(words, typos, strict=True)
        ]
        total, *found = await self._search(
            keys=[keys.CATALOG],
            args=[
                *(offset, limit, _WORDS_LOOKED_AT, _RECORDS_LOOKED_AT),
                *(keys.CARDS, wire.dumps(questions)),
            ],
        )
        places = [place for key in found if (place := keys.address(key)) is not None]
        return total, [Found(at.family, at.owner, at.member or at.owner) for at in places]

    async def _alike(self, words: list[Word]) -> list[dict[str, int]]:
        """Return for each word those of the catalogue that it may be, with how many errors."""
        most = _ALIKE_LOOKED_AT // len(words)
        return await asyncio.gather(*(self._alike_to(word, most) for word in words))

    async def _alike_to(self, word: Word, most: int) -> dict[str, int]:
        left = sorted(set().union(*map(shortened, word.readings)))
        if not left:
            return {}
        found = await self._similar(keys=[keys.CATALOG], args=[most, *left])
        return {other: errors for other in found if (errors := _apart(word, other))}

    async def renew(self) -> int:
        """Put the records there are into the catalogue; return how many.

        For a store that was written before there was one. Cut off, it begins anew and finds most of
        it done; meanwhile people write and search.
        """
        await self._redis.unlink(*keys.CATALOG_OLD)
        renewed, some = 0, list[Awaitable[int]]()
        for family in _LISTED:
            async for found in KV(self._redis).walk(family):  # some twice, which does no harm
                for key, value in found:
                    some.append(self._put(key, value))
                    if len(some) == _AT_ONCE:
                        renewed += sum(await asyncio.gather(*some))
                        some.clear()
        return renewed + sum(await asyncio.gather(*some))

    async def _put(self, key: str, value: str) -> int:
        place = keys.address(key)
        if place is None:
            return 0
        _, _, cards, stats, *_ = keys_of(key, place)
        touched = [keys.CATALOG, key, cards, stats]
        return int(await self._relist(keys=touched, args=[value, facts(place, value)]))

    async def promoted(self, *, now: datetime) -> list[str]:
        """Return the artists who have a promoted place, in no order that means anything."""
        found = await self._redis.zrange(keys.PROMOTED, f"({moments.ms(now)}", "+inf", byscore=True)
        return cast("list[str]", found)

    async def promoted_until(self, artist: str, *, now: datetime) -> datetime | None:
        """Return how long an artist has a promoted place; None: there is none."""
        score = await self._redis.zscore(keys.PROMOTED, keys.checked(artist))
        until = None if score is None else moments.from_ms(int(score))
        return until if until is not None and until > now else None


def _apart(word: Word, other: str) -> int | None:
    """Return how many errors make one of the readings of a word another; None: too many."""
    found = (apart(reading, other) for reading in word.readings)
    return min((errors for errors in found if errors is not None), default=None)
