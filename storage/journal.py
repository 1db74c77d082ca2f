"""Updates as they came, on disk before Telegram may forget them, until they are handled.

A stream with one consumer group. What the worker has been given stays pending until it is done,
so after a crash it is given again: every update is handled at least once.
"""

import logging
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from storage import keys, moments
from storage.lua import each, script

logger = logging.getLogger(__name__)

_GROUP = "bot"
_CONSUMER = "worker"  # always the same name, so that a restarted bot finds what it left
_REMEMBERED_S = 48 * 3600  # Telegram keeps updates for 24 hours
_BLOCK = 8192  # update ids, which are consecutive, in one bitmap of at most 1 KiB
_DEAD_KEPT = 1000
_PAGE = 500
_ENTRY = re.compile(r"[0-9]{1,16}-[0-9]{1,10}", re.ASCII)

_Entries = list[tuple[str, dict[str, str]]]


class Entry(NamedTuple):
    """An update in the journal."""

    id: str
    update_id: int
    raw: str
    tries: int = 0
    """How often handling it ended badly: in an error, or with the bot dying meanwhile."""
    again: bool = False
    """Was given to a worker before, which may have died of it."""


class Dead(NamedTuple):
    """An update that could not be handled."""

    id: str
    update_id: int
    raw: str
    reason: str
    at: datetime


class Depth(NamedTuple):
    """How much the journal holds."""

    waiting: int
    taken: int
    dead: int
    oldest: datetime | None
    """When the oldest update that is not done yet was stored."""


class Journal:
    """The stream of updates. One worker at a time reads it."""

    def __init__(self, redis: Redis, waiting: Redis | None = None) -> None:
        """`waiting` is for `read`: a client without a read timeout, which re-sends nothing."""
        self._redis = redis
        self._waiting = waiting or redis
        self._append = script(redis, "journal_append")
        self._done = script(redis, "journal_done")
        self._bury = script(redis, "journal_bury")
        self._requeue = script(redis, "journal_requeue")

    async def append(self, updates: Iterable[tuple[int, str]]) -> int:
        """Store updates (id, JSON) that are not known from the last 48 hours; return how many."""
        names, args = [keys.JOURNAL], [str(_REMEMBERED_S)]
        for id, raw in updates:
            block, bit = divmod(id, _BLOCK)
            names.append(keys.journal_seen(block))
            args += [str(bit), str(id), raw]
        if len(names) == 1:
            return 0
        return int(await self._append(keys=names, args=args))

    async def open(self) -> None:
        """Make the journal readable; needed once, and after the store was emptied."""
        try:
            await self._redis.xgroup_create(keys.JOURNAL, _GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):  # it is readable
                raise

    async def left(self) -> list[Entry]:
        """Return what was given to a worker and is not done, oldest first.

        A worker asks when it starts, and when a reply of `read` may have been lost.
        """
        entries: list[Entry] = []
        after = "0"
        while found := await self._given(self._redis, after, limit=_PAGE):
            after = found[-1][0]
            await self._drop_foreign(found)
            tries = await self._redis.hmget(keys.JOURNAL_TRIES, [id for id, _ in found])
            entries += [
                Entry(id, int(fields["id"]), fields["raw"], int(tried or 0), again=True)
                for (id, fields), tried in zip(found, tries, strict=True)
                if _ours(fields)
            ]
        return entries

    async def read(self, *, limit: int = 100, wait_ms: int = 3000) -> list[Entry]:
        """Return updates that no worker was given, oldest first; wait for one if there is none.

        It does not wait until another process may have taken over: that would not know of what is
        given to this one then.

        If this raises, some may have been given all the same: ask `left`.
        """
        found = await self._given(self._waiting, ">", limit=limit, wait_ms=wait_ms)
        await self._drop_foreign(found)
        return [
            Entry(id, int(fields["id"]), fields["raw"]) for id, fields in found if _ours(fields)
        ]

    async def _given(
        self, redis: Redis, after: str, *, limit: int, wait_ms: int | None = None
    ) -> _Entries:
        given: Any = await redis.xreadgroup(
            _GROUP, _CONSUMER, {keys.JOURNAL: after}, count=limit, block=wait_ms
        )
        return given[0][1] if given else []

    async def _drop_foreign(self, found: _Entries) -> None:
        """Forget what another hand wrote into the stream, or cut out of it."""
        if foreign := [id for id, fields in found if not _ours(fields)]:
            logger.error("%d entries of the journal are no updates: dropped", len(foreign))
            await self.done(*foreign)

    async def done(self, *ids: str) -> None:
        """Forget handled updates."""
        await self._done(keys=[keys.JOURNAL, keys.JOURNAL_TRIES], args=[_GROUP, *ids])

    async def tried(self, id: str, tries: int) -> None:
        """Remember how often handling an update ended badly.

        Where the try that is to come may kill the bot, count it before.
        """
        await self._redis.hset(keys.JOURNAL_TRIES, id, str(tries))

    async def bury(self, id: str, reason: str) -> None:
        """Move an update to the dead letters; the oldest of more than 1,000 is dropped."""
        await self._bury(
            keys=[keys.JOURNAL, keys.JOURNAL_TRIES, keys.JOURNAL_DEAD],
            args=[_GROUP, id, reason, str(_DEAD_KEPT)],
        )

    async def dead(self, *, limit: int = 100) -> list[Dead]:
        """Return dead letters, newest first."""
        found: Any = await self._redis.xrevrange(keys.JOURNAL_DEAD, count=limit)
        return [_letter(id, fields) for id, fields in found]

    async def letter(self, id: str) -> Dead | None:
        """Return one dead letter, if it is still there."""
        if not _ENTRY.fullmatch(id):
            return None
        found: Any = await self._redis.xrange(keys.JOURNAL_DEAD, id, id)
        return _letter(*found[0]) if found else None

    async def drop(self, id: str) -> bool:
        """Throw a dead letter away; False: somebody has."""
        return bool(await self._redis.xdel(keys.JOURNAL_DEAD, id))

    async def requeue(self, *ids: str) -> int:
        """Put dead letters back at the end of the journal; return how many were there."""
        names = [keys.JOURNAL, keys.JOURNAL_DEAD]
        return sum(await each(self._redis, self._requeue, [(names, [id]) for id in ids]))

    async def depth(self) -> Depth:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.xlen(keys.JOURNAL)
            pipe.xpending(keys.JOURNAL, _GROUP)
            pipe.xlen(keys.JOURNAL_DEAD)
            pipe.xrange(keys.JOURNAL, count=1)
            total, pending, dead, first = await pipe.execute(raise_on_error=False)
        for answer in (total, dead, first):
            if isinstance(answer, Exception):
                raise answer
        taken = 0 if isinstance(pending, Exception) else pending["pending"]  # not opened yet
        return Depth(total - taken, taken, dead, _at(first[0][0]) if first else None)

    async def empty(self) -> bool:
        """Tell whether every update has been handled or buried."""
        return await self._redis.xlen(keys.JOURNAL) == 0


def _letter(id: str, fields: dict[str, str]) -> Dead:
    return Dead(id, int(fields["id"]), fields["raw"], fields["reason"], _at(id))


def _ours(fields: dict[str, str] | None) -> bool:
    return fields is not None and "raw" in fields and fields.get("id", "").isdecimal()


def _at(id: str) -> datetime:
    """When an entry was stored: stream ids begin with the server's time."""
    return moments.from_ms(int(id.partition("-")[0]))
