"""The key-value API of the specification, on Redis.

Values are text; a missing one is None. What is written here is listed, found and counted at
once like a record of the bot's own, so an import or the web product needs nothing else.

Counters. A record's JSON states numbers (`plays`), the bot counts beside it and folds its
counts into the JSON every minute; `get` shows what is stored, up to a minute old. A write
changes a counter by as much as it changes the number in the JSON:

- the first write of a record gives its counters their start;
- an unchanged number (somebody edited the title) changes nothing;
- 100 → 101 counts one more, however many the bot counted meanwhile, and also if the JSON was
  folded between reading and writing;
- a number smaller than both was read long ago and changes nothing, but likes and subscribers
  fall with it. To start over, delete the record and write it anew.

Plays, likes and downloads are stated by the track, shares and comments by its analytics.
"""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Literal, cast

from redis.asyncio import Redis

from storage import keys
from storage.facts import facts, keys_of
from storage.lua import script
from storage.models import PUBLISHED

_STORED = 5  # of `keys_of` are what a new value takes; the others are for erase.lua
_BATCH = 500  # keys that SCAN looks at, and values fetched, in one step

Added = Literal["new", "same", "other", "blocked", "taken"]
"""What became of a value: it is stored, or it was there already, or another is and stays; or its
artist is blocked, or it was taken from them before."""


class KV:
    """Values by key; `redis` must be made with `decode_responses=True`.

    Keys that begin with `bot:` are not part of it: a ValueError.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._put = script(redis, "put")
        self._add = script(redis, "add")
        self._erase = script(redis, "erase")
        self._prefix = script(redis, "prefix")

    async def get(self, key: str) -> str | None:
        return cast("str | None", await self._redis.get(_key(key)))

    async def set(self, key: str, value: str) -> None:
        """Store a text, whatever it says; a value of another type is a TypeError."""
        await self.mset([(key, value)])

    async def delete(self, key: str) -> None:
        """Forget a value with its place in lists and its counters; twice is no error."""
        await self.mdelete([key])

    async def mget(self, wanted: Iterable[str]) -> list[str | None]:
        """Return values in the order of their keys."""
        names = [_key(key) for key in wanted]
        return cast("list[str | None]", await self._redis.mget(names)) if names else []

    async def mset(self, entries: Mapping[str, str] | Iterable[tuple[str, str]]) -> None:
        """Store all of the values in one step; none, if a key or a value is refused."""
        pairs = list(entries.items() if isinstance(entries, Mapping) else entries)
        for key, value in pairs:
            if not isinstance(value, str):
                raise TypeError(f"{key}: a value is text, not {type(value).__name__}")
        touched, args = [keys.CATALOG, keys.CHANGED], ["set"]
        for key, value in pairs:
            place = _place(key)
            touched += keys_of(key, place)
            args += [value, facts(place, value)]
        if pairs:
            await self._put(keys=touched, args=args)

    async def madd(self, pairs: Sequence[tuple[str, str]], *, dry: bool = False) -> list[Added]:
        """Store values where nothing is yet, all in one step, and tell what became of each.

        `dry`: store nothing, but tell.
        """
        touched, args = [keys.CATALOG, keys.CHANGED], ["" if dry else "1"]
        for key, value in pairs:
            place = _place(key)
            touched += [*keys_of(key, place)[:_STORED], *_forbidding(key, place)]
            args += [value, facts(place, value)]
        return cast("list[Added]", await self._add(keys=touched, args=args)) if pairs else []

    async def mdelete(self, wanted: Iterable[str]) -> None:
        """Forget all of the values in one step."""
        touched, spoken, args = [keys.CATALOG, keys.CHANGED], list[str](), list[str]()
        for key in wanted:
            place = _place(key)
            family, owner, id = place.family, place.owner, place.member or ""
            touched += keys_of(key, place)
            spoken += [keys.thread(family, owner, id), keys.comments(family, owner, id)]
            args.append(facts(place, None))
        if args:
            await self._erase(keys=touched + spoken, args=args)

    async def adopt(self) -> int:
        """List, find and count what others wrote into the server past this API; return how much.

        For a store that was filled before the bot came, or restored from elsewhere. It harms
        nothing to do it again, or while the bot runs.
        """
        adopted = 0
        async for key, value in self.scan_prefix(""):
            place = _place(key)
            adopted += await self._put(
                keys=[keys.CATALOG, keys.CHANGED, *keys_of(key, place)],
                args=["adopt", value, facts(place, value)],
            )
        return adopted

    async def get_by_prefix(self, prefix: str) -> list[str]:
        """Return the values whose keys begin with a text.

        `{family}:{user}:…` costs one look at an index and comes newest first. A wider prefix
        walks through all keys of the store and comes in any order: for migrations only.
        """
        place = keys.address(_key(prefix))
        if place is None or place.member is None:
            return [value async for _, value in self.scan_prefix(prefix)]
        beginning = prefix.removesuffix(place.member) if place.member else prefix
        values = await self._prefix(
            keys=[keys.index(place.family, place.owner)], args=[beginning, place.member]
        )
        return cast("list[str]", values)

    async def scan_prefix(self, prefix: str) -> AsyncIterator[tuple[str, str]]:
        """Walk through all keys of the store; yield those that begin with a text, and values.

        What is there all along is yielded once; what comes or goes meanwhile, perhaps.
        """
        seen: set[str] = set()
        async for found in self.walk(prefix):
            for key, value in found:
                if key not in seen:
                    seen.add(key)
                    yield key, value

    async def walk(self, prefix: str = "") -> AsyncIterator[list[tuple[str, str]]]:
        """Yield what `scan_prefix` does in batches, and some perhaps twice.

        It remembers none, so it takes no more memory if there are millions.
        """
        pattern = _PATTERN.sub(r"\\\g<0>", _key(prefix)) + "*"
        cursor = -1
        while cursor != 0:
            cursor, found = await self._redis.scan(max(cursor, 0), match=pattern, count=_BATCH)
            every = cast("list[str]", found)
            names = dict.fromkeys(key for key in every if not key.startswith(keys.OURS))
            values = await self.mget(names)
            yield [
                (key, value) for key, value in zip(names, values, strict=True) if value is not None
            ]


_PATTERN = re.compile(r"[*?\[\]\\^-]")


def _key(key: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key is text, not {type(key).__name__}")
    if key.startswith(keys.OURS):
        raise ValueError(f"{key}: what begins with {keys.OURS} is the bot's own")
    return key


def _forbidding(key: str, place: keys.Address) -> list[str]:
    """Return what add.lua takes to tell whether something may not be published."""
    owner = place.owner
    if place.family not in PUBLISHED or not keys.fits(owner):
        return ["", "", "", ""]
    gone = (keys.moved(where, key) for where in (keys.TAKEN, keys.HIDDEN))
    return [keys.block(owner), keys.taken_files(owner), *gone]


def _place(key: str) -> keys.Address:
    """Return where a key points; one of another form is nowhere: not listed, not counted."""
    return keys.address(_key(key)) or keys.Address("", key, None)
