"""Who did what on an artist's page: a log that is only added to."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script

MOST_DEEDS = 10_000
"""Of one page, the newest."""

_MARK_KEPT = timedelta(days=2)  # Telegram repeats no update after a day
_AGAIN = timedelta(minutes=1)  # a second press of the same button says nothing new
_MILLISECOND = timedelta(milliseconds=1)
_CHUNK = 500
_LONGEST = 80  # characters of a value, before and after


class Deed(NamedTuple):
    """What somebody did; what it was done to is named as it was called then."""

    at: datetime
    by: str
    code: str
    family: str = ""
    id: str = ""
    title: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    who: str = ""
    """Whom it was done to: the id of a manager."""


class Deeds:
    """The logs of all pages."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._add = script(redis, "deed")

    async def add(self, artist: str, deed: Deed, *, once: str) -> None:
        """Note a deed, once by `once`."""
        _, *values = deed
        told = {
            name: _short(value)
            for name, value in zip(Deed._fields[1:], values, strict=True)
            if value
        }
        flat = [text for pair in told.items() for text in pair]
        await self._add(
            keys=[keys.deeds(artist), keys.deed_mark(artist, once)],
            args=[
                MOST_DEEDS,
                _MARK_KEPT // _MILLISECOND,
                _AGAIN // _MILLISECOND,
                moments.ms(deed.at),
                *flat,
            ],
        )

    async def page(
        self, artist: str, *, by: str = "", before: str = "", limit: int = 10
    ) -> tuple[list[Deed], str | None]:
        """Return up to `limit` deeds, newest first, and what to ask for those before them.

        With `by`, those of one person alone.
        """
        found: list[tuple[str, Deed]] = []
        async for entry, deed in self._backwards(artist, before):
            if by in ("", deed.by):
                found.append((entry, deed))
            if len(found) > limit:
                break
        deeds = [deed for _, deed in found[:limit]]
        return deeds, found[limit - 1][0] if len(found) > limit else None

    async def walk(self, artist: str) -> AsyncIterator[Deed]:
        """Yield every deed, newest first."""
        async for _, deed in self._backwards(artist):
            yield deed

    async def people(self, artist: str) -> list[str]:
        """Return everybody who did something, whoever did last before the others."""
        return list(dict.fromkeys([deed.by async for deed in self.walk(artist)]))

    async def _backwards(self, artist: str, before: str = "") -> AsyncIterator[tuple[str, Deed]]:
        end = f"({before}" if before else "+"
        while True:
            entries: Any = await self._redis.xrevrange(
                keys.deeds(artist), max=end, min="-", count=_CHUNK
            )
            for entry, kept in entries:
                yield entry, _deed(kept)
            if len(entries) < _CHUNK:
                return
            end = f"({entries[-1][0]}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _deed(kept: dict[str, str]) -> Deed:
    known = {name: value for name, value in kept.items() if name in Deed._fields}
    return Deed(**known | {"at": moments.from_ms(int(kept["at"]))})  # type: ignore[arg-type]
