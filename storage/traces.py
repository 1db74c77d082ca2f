"""Where the store names a person: one classification, for who asks what is kept and who leaves.

A person is named by their id, as a whole word: of a key, of a field or a member, or of a value.
Everything there is is looked at, a little at a time, so nothing has to be listed here to be found;
what is listed is what else to do than the usual.

Numbers that stand alone may be anything, and are taken for an id only where the field says so.
What an artist publishes is text of their own: what others say there is not about the store.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from enum import Enum, auto
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from storage import keys, wire
from storage.lua import script
from storage.models import PUBLISHED

_LOOKED_AT = 2000  # elements in one step, some milliseconds in all
_LARGEST = 400  # elements of a value that is looked through in that step
_PIECE = 500  # elements of a larger one


class Fate(Enum):
    """What becomes of what names a person who leaves."""

    DROPPED = auto()
    KEPT = auto()
    """With a pseudonym in place of the id: books, and what admins have to answer for."""
    FOREIGN = auto()
    """Somebody else's own words: neither shown to whoever they name, nor changed."""


_FOREIGN: Final = (
    *(f"{family}:" for family in PUBLISHED),
    *(beginning for family in PUBLISHED for beginning in keys.moved_of(family)),
    *keys.WORDS_OF_OTHERS,
)

_WHO: Final = frozenset(
    {"artist", "by", "deleted-by", "person", "taken", "acting", "who", "owner", "to", "cursor"}
)
"""Fields, or words of fields, under which a number that stands alone is a person."""

_WORDS: Final = frozenset({keys.CATALOG, keys.GENRE_NAMES, keys.TOWN_NAMES})
"""Where there are words of whoever published something, and none of them is an id."""

CHARGES: Final = (
    *("charge:", "pay:", "assign:", "refund", "released", "chargeback:", "withdrawal"),
)
"""What is called by the charge that it is of: Telegram's own word, which is never another."""

_OWN: Final = frozenset({keys.LEAVING, keys.LEAVING_NOW, keys.LEAVING_READY})
"""What says that somebody leaves, and is forgotten last."""


class Trace(NamedTuple):
    """Something in the store that names a person."""

    key: str
    kind: str
    """The type of its value, as the server calls it."""
    named: bool
    """The key names them; so all that is there is about them."""
    parts: tuple[tuple[str, Any], ...]
    """Else what of it does: fields and their values, members and their scores, entries and theirs;
    a text stands under ''."""


class Person:
    """Somebody as they are named in the store."""

    def __init__(self, id: str) -> None:
        self.id = keys.checked(id)
        word = re.escape(id)
        if id.isdecimal():  # `-42` is a chat, `1706184123456-42` an entry
            around = "(?:(?<![0-9A-Za-z_-])|(?<=admin-))", "(?![0-9A-Za-z_])"
        else:
            around = "(?<![0-9A-Za-z_-])", "(?![0-9A-Za-z_-])"
        self._word = re.compile(word.join(around))
        self._part = re.compile(f"(?<![0-9A-Za-z]){word}(?![0-9A-Za-z])")

    def is_in(self, text: str) -> bool:
        return self.id in text and self._word.search(text) is not None

    def replaced(self, text: str, by: str) -> str:
        """Return a text with another id in place of theirs; of JSON, its texts."""
        value = wire.object_in(text)
        if value is None:
            return self._word.sub(by, text)
        return wire.dumps(self._replaced(value, by))

    def _replaced(self, value: Any, by: str) -> Any:
        match value:
            case str():
                return self._word.sub(by, value)
            case list():
                return [self._replaced(one, by) for one in value]
            case dict():
                return {self._word.sub(by, k): self._replaced(v, by) for k, v in value.items()}
        return value

    def is_at(self, key: str) -> bool:
        """Tell whether a key names them."""
        if key.startswith(keys.MARKS_OF_NOTICES):  # whose ids are put together in many ways
            return self._part.search(key) is not None
        return not key.startswith(keys.NUMBERED) and self.is_in(key)

    def is_value(self, key: str, name: str, value: str) -> bool:
        """Tell whether a value under a key, and a name there, names them."""
        if not self.is_in(value):
            return False
        if value.lstrip("-").isdecimal():
            return not _WHO.isdisjoint(name.split(":"))
        if key.startswith(keys.KEPT) and (read := wire.object_in(value)) is not None:
            return bool(self._replaced(read, "") != read)  # its numbers are amounts
        return True


def fate(key: str, *, named: bool) -> Fate:
    """Return what becomes of what names a person at a key, or under it."""
    if key.startswith(keys.KEPT) or (not named and key.startswith(keys.KEPT_OF_OTHERS)):
        return Fate.KEPT
    if not named and key.startswith(_FOREIGN):
        return Fate.FOREIGN
    return Fate.DROPPED


class Traces:
    """All that names somebody. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._look = script(redis, "traces")

    async def walk(self, person: Person) -> AsyncIterator[list[Trace]]:
        """Yield what names a person, some of it at a time, and some perhaps twice.

        What is there all along is found; what comes meanwhile, perhaps.
        """
        cursor = "0"
        while True:
            cursor, found = await self._look(args=[cursor, person.id, _LOOKED_AT, _LARGEST])
            looked = [await self._trace(person, *one) for one in found]
            if traces := [trace for trace in looked if trace is not None]:
                yield traces
            if cursor == "0":
                return

    async def _trace(
        self, person: Person, key: str, kind: str, seen: list[str] | None = None
    ) -> Trace | None:
        """Return how a key names somebody; `seen` is what may do there, as traces.lua has it."""
        if key in _WORDS or key in _OWN or key.startswith(keys.WORDLESS):
            return None
        if key.startswith(keys.LEDGER_JOURNAL):  # books.py sees to it
            return None
        if person.is_at(key):
            return Trace(key, kind, True, ())
        if seen is None:
            there = self.elements(key, kind)
            parts = [part async for part in there if _is_part(person, key, kind, *part)]
        else:
            parts = [part for part in _pairs(kind, seen) if _is_part(person, key, kind, *part)]
        return Trace(key, kind, False, tuple(parts)) if parts else None

    def elements(self, key: str, kind: str) -> AsyncIterator[tuple[str, Any]]:
        """Yield what is under a key: a text under '', or names and what is under them."""
        redis = self._redis
        match kind:
            case "hash":
                return redis.hscan_iter(key, count=_PIECE)
            case "zset":
                return redis.zscan_iter(key, count=_PIECE)
            case "set":
                return _named(redis.sscan_iter(key, count=_PIECE))
            case "stream":
                return entries(redis, key)
        return self._text(key) if kind == "string" else _nothing()

    async def _text(self, key: str) -> AsyncIterator[tuple[str, Any]]:
        with suppress(UnicodeDecodeError):  # what only counts people names nobody
            if (text := await self._redis.get(key)) is not None:
                yield "", text


async def _named(members: AsyncIterator[str]) -> AsyncIterator[tuple[str, Any]]:
    async for member in members:
        yield member, None


async def _nothing() -> AsyncIterator[tuple[str, Any]]:
    """Yield nothing: in lists there are times and no people."""
    none: tuple[tuple[str, Any], ...] = ()
    for nothing in none:
        yield nothing


def _pairs(kind: str, flat: list[str]) -> list[tuple[str, Any]]:
    match kind:
        case "hash":
            return list(zip(flat[::2], flat[1::2], strict=True))
        case "zset":
            return list(zip(flat[::2], map(float, flat[1::2]), strict=True))
        case "set":
            return [(member, None) for member in flat]
    return [("", text) for text in flat] if kind == "string" else []


def _is_part(person: Person, key: str, kind: str, name: str, value: Any) -> bool:
    """Tell whether a part of what is under a key names somebody."""
    if _says(key, kind, name) and person.is_in(name):
        return True
    return any(person.is_value(key, *pair) for pair in _texts(kind, name, value))


def _says(key: str, kind: str, name: str) -> bool:
    """Tell whether what a part is called can name a person."""
    is_charge = key.startswith(keys.LEDGER) and name.startswith(CHARGES)
    return kind not in ("string", "stream") and not is_charge


async def entries(redis: Redis, stream: str) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """Yield the entries of a stream, in order."""
    after = "-"
    while True:
        found: Any = await redis.xrange(stream, min=after, count=_PIECE)
        for entry, values in found:
            yield entry, values
        if not found:
            return
        after = f"({found[-1][0]}"


def _texts(kind: str, name: str, value: Any) -> list[tuple[str, str]]:
    """Return the texts of what is under a name, and what they are called."""
    if isinstance(value, Mapping):
        return list(value.items())
    return [(name, value)] if kind in ("string", "hash") else []
