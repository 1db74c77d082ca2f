"""What is to be told, or done at Telegram, though nobody waits for it.

A notice has an id, and is put once by it; a posting of the ledger puts its notices in its own step.
Each class has a stream, read in the order of `URGENCIES`. What cannot be delivered now leaves its
stream and waits in the due set, so that nothing in hand ever waits; what never can goes to the dead
letters. What was in hand when the bot died is handed out again: a notice is told at least once, and
twice only if it was on its way at that very moment.

An admin can stop it all, for every process at once, and nothing is lost meanwhile. Only what
people's money waits for goes on: it tells nobody anything, and waiting would cost them.
"""

import asyncio
import logging
import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from storage import keys, moments, wire
from storage.leases import Lease
from storage.lua import each, script

logger = logging.getLogger(__name__)

DUTY = "duty"
"""Deeds at Telegram that people's money waits for: a refund, an end to monthly payments."""

MONEY, INTERACTIVE, REMINDERS, NEWS = "money", "interactive", "reminders", "news"
URGENCIES = (DUTY, MONEY, INTERACTIVE, REMINDERS, NEWS)

BULK = frozenset({REMINDERS, NEWS})
"""What may be for very many, and so never takes the last room there is."""

_GROUP = "bot"
_CONSUMER = "courier"
SEEN_S = 30 * 86400  # after that, a notice may be put again
_PROMO_S = 8 * 86400  # a week, and what zones differ by
TOLD = timedelta(days=60)
"""How long a notice can be edited: so long is it remembered where it is."""

_DEAD_KEPT = 10_000
_PUMPED = 200
_ENTRY = re.compile(r"[0-9]{1,16}-[0-9]{1,10}", re.ASCII)
_GO_ON = 1  # of the classes, when an admin has stopped the others
_PAGE = 500
_DEATH = " "  # one before the text for each time; an earlier release reads the same JSON

_Found = list[tuple[str, dict[str, str]]]


class Entry(NamedTuple):
    """A notice that was taken to be delivered."""

    entry: str
    id: str
    urgency: str
    text: str
    tries: int = 0
    """How often delivering it has failed."""
    begun: int = 0
    """How often it was on its way when the bot died, since a try last ended otherwise."""

    @property
    def name(self) -> str:
        """What it is called among those on their way."""
        return f"{self.urgency} {self.entry}"

    @property
    def body(self) -> dict[str, Any]:
        """What `put` was given.

        Raises:
            ValueError: another hand wrote it, and it is no JSON object.
        """
        body = wire.loads(self.text)
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return body

    @property
    def campaign(self) -> str:
        """The campaign that it is of, or nothing."""
        return _campaign(self.text)

    @property
    def place(self) -> tuple[str, str]:
        """Its stream and its entry there: entries of two streams may be called the same."""
        return self.urgency, self.entry

    def saying(self, **more: Any) -> "Entry":
        """Return the same notice with something else in its body."""
        return self._replace(text=wire.dumps(self.body | more))


class Promo(NamedTuple):
    """Somebody to whom an artist writes unasked, of which there is a most."""

    key: str
    """Where those of the day are kept."""
    person: str


NOWHERE = 0
"""The message of a notice that was delivered, though Telegram's answer did not say where."""


class Told(NamedTuple):
    """Where a notice was told."""

    chat: int
    message: int
    batch: str = ""
    """Told together with others, by this name."""


class Dead(NamedTuple):
    """A notice that could not be delivered."""

    entry: str
    id: str
    urgency: str
    text: str
    reason: str
    at: datetime


class Stop(NamedTuple):
    """An end to all that nobody asked for."""

    at: datetime
    by: str
    """The id of the admin."""


class Depth(NamedTuple):
    """How much the outbox holds."""

    queued: int
    """To deliver now, or on their way."""
    due: int
    """Waiting for their time."""
    dead: int
    oldest: datetime | None
    """Since when the oldest of the queued is there."""


class Outbox:
    """Notices on their way out. One courier at a time delivers them."""

    def __init__(
        self, redis: Redis, waiting: Redis | None = None, *, lease: Lease | None = None
    ) -> None:
        """`waiting` is for `take`: a client without a read timeout, which re-sends nothing.

        `lease`: nothing is handed out while it is somebody else's.
        """
        self._redis = redis
        self._waiting = waiting or redis
        self._lease = lease
        self._put = script(redis, "outbox_put")
        self._again = script(redis, "outbox_again")
        self._later = script(redis, "outbox_later")
        self._pump = script(redis, "outbox_pump")
        self._take = script(redis, "outbox_take")
        self._begin = script(redis, "outbox_begin")
        self._done = script(redis, "outbox_done")
        self._bury = script(redis, "outbox_bury")
        self._requeue = script(redis, "outbox_requeue")

    async def put(
        self, id: str, urgency: str, body: Mapping[str, Any], *, not_before: datetime | None = None
    ) -> bool:
        """Put a notice; False: it was put before, within a month."""
        put = await self._put(
            keys=[
                keys.outbox_seen(id),
                keys.outbox(urgency),
                keys.OUTBOX_DUE,
                keys.OUTBOX_WAITING,
            ],
            args=[
                id,
                wire.dumps(body),
                SEEN_S,
                "" if not_before is None else moments.ms(not_before),
                urgency,
            ],
        )
        return bool(put)

    async def put_again(
        self, id: str, urgency: str, body: Mapping[str, Any], *, turn: datetime, span: timedelta
    ) -> bool:
        """Put a notice that tells what is at its delivery, each time that changes.

        Of those that wait for a time there is one; False: it will tell of this change, too. Of each
        `span` the first goes at once, the others with the next `turn`, which is when this one ends.
        """
        marks = [f"{id}:{moments.ms(end)}" for end in (turn, turn + span)]
        put = await self._again(
            keys=[
                *map(keys.outbox_seen, marks),
                keys.outbox(urgency),
                keys.OUTBOX_DUE,
                keys.OUTBOX_WAITING,
                keys.OUTBOX_PAUSED,
            ],
            args=[
                id,
                wire.dumps(body),
                math.ceil(2 * span.total_seconds()),
                moments.ms(turn),
                urgency,
            ],
        )
        return bool(put)

    async def open(self) -> None:
        """Make the streams readable; needed once, and after the store was emptied."""
        for stream in _STREAMS:
            try:
                await self._redis.xgroup_create(stream, _GROUP, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):  # it is readable
                    raise

    async def left(self) -> list[Entry]:
        """Return what was handed out and is not done, the most urgent first."""
        left: list[Entry] = []
        for stream in _STREAMS:
            after = "0"
            while found := await self._given(stream, after):
                after = found[-1][0]
                some = await self._entries(stream, found)
                if some:
                    begun = await self._redis.hmget(keys.OUTBOX_BEGUN, [one.name for one in some])
                    left += [
                        one._replace(begun=int(n)) if n else one
                        for one, n in zip(some, begun, strict=True)
                    ]
        return left

    async def _given(self, stream: str, after: str) -> _Found:
        given: Any = await self._redis.xreadgroup(_GROUP, _CONSUMER, {stream: after}, count=_PAGE)
        return given[0][1] if given else []

    async def take(self, limit: int, *, bulk: int | None = None, wait_ms: int) -> list[Entry]:
        """Return up to `limit` notices, the most urgent first; wait for one if there is none.

        `wait_ms`: at most so long; 0 is not at all. At most `bulk` of them are of those that can
        wait. If this raises, some may have been handed out all the same: ask `left`.
        """
        most = limit if bulk is None else bulk
        entries, after = await self._handed_out(limit, most)
        if entries or not wait_ms:
            return entries
        if not after:  # another process delivers
            await asyncio.sleep(wait_ms / 1000)
        elif await self._waiting.xread(after, count=1, block=wait_ms):
            entries, _ = await self._handed_out(limit, most)
        return entries

    async def _handed_out(self, limit: int, bulk: int) -> tuple[list[Entry], dict[Any, Any]]:
        """Return notices; or, if there are none, after what in which streams there may be some."""
        lease = self._lease
        given, after = await self._take(
            keys=[keys.OUTBOX_STOPPED, lease.key if lease else "", *_STREAMS],
            args=[
                *(_GROUP, _CONSUMER, lease.owner if lease else "", limit, bulk),
                *(_GO_ON, len(URGENCIES) - len(BULK)),
            ],
            client=self._waiting,
        )
        entries = [
            entry
            for stream, found in given
            for entry in await self._entries(stream, [(id, _pairs(flat)) for id, flat in found])
        ]
        return entries, dict(after)

    async def _entries(self, stream: str, found: _Found) -> list[Entry]:
        """Read what was handed out; forget what another hand wrote, or cut out of the stream."""
        urgency = URGENCIES[_STREAMS.index(stream)]
        entries: list[Entry] = []
        for entry, fields in found:
            if fields and "id" in fields and "text" in fields:
                tries, text = fields.get("tries", ""), fields["text"].lstrip(_DEATH)
                failed = int(tries) if tries.isdecimal() else 0
                begun = len(fields["text"]) - len(text)
                entries.append(Entry(entry, fields["id"], urgency, text, failed, begun))
            else:
                logger.error("entry %s of the outbox is no notice: dropped", entry)
                await self._redis.xack(stream, _GROUP, entry)
                await self._redis.xdel(stream, entry)
        return entries

    async def begin(self, entry: Entry) -> bool:
        """Note that a notice is on its way, for whoever asks what is `left`; False: it is gone."""
        return await self._on_its_way(entry, entry.begun + 1)

    async def spare(self, entry: Entry) -> None:
        """Note that a notice was cut off by whoever stopped the bot, which did not die of it.

        The first time stays noted: the notice may have been told all the same.
        """
        if entry.begun:
            await self._on_its_way(entry, entry.begun)

    async def _on_its_way(self, entry: Entry, begun: int) -> bool:
        noted = await self._begin(
            keys=[keys.outbox(entry.urgency), keys.OUTBOX_BEGUN],
            args=[entry.entry, entry.name, begun],
        )
        return bool(noted)

    async def done(
        self,
        entry: Entry,
        told: Told | None = None,
        *,
        became: str = "",
        counts: Promo | None = None,
    ) -> None:
        """Forget a notice that was delivered, or that nobody needs; remember where it is.

        `became`: what a campaign counts it as; `counts`: to whom it was one message more.
        """
        campaign = entry.campaign
        if campaign and entry.urgency == NEWS:
            told = None  # of a million followers that would be the most of what is kept
        await self._done(
            keys=[
                keys.outbox(entry.urgency),
                keys.OUTBOX_BEGUN,
                keys.told(entry.id),
                keys.campaign(campaign or "none"),
                *([counts.key] if counts else []),
            ],
            args=[
                _GROUP,
                entry.entry,
                "" if told is None else _where(told),
                int(TOLD.total_seconds()),
                became if campaign else "",
                counts.person if counts else "",
                _PROMO_S,
                entry.name,
            ],
        )

    async def later(self, entry: Entry, pause: timedelta, *, tries: int | None = None) -> None:
        """Hand a notice out again after a pause; it leaves its stream for that time."""
        await self._later(
            keys=[
                keys.outbox(entry.urgency),
                keys.OUTBOX_DUE,
                keys.OUTBOX_WAITING,
                keys.OUTBOX_PAUSED,
                keys.OUTBOX_BEGUN,
            ],
            args=[
                _GROUP,
                entry.entry,
                entry.id,
                entry.urgency,
                entry.tries if tries is None else tries,
                _DEATH * entry.begun + entry.text,
                int(pause.total_seconds() * 1000),
                entry.name,
            ],
        )

    async def bury(self, entry: Entry, reason: str) -> None:
        """Move a notice to the dead letters, of which the oldest of too many is dropped."""
        campaign = entry.campaign
        await self._bury(
            keys=[
                keys.outbox(entry.urgency),
                keys.OUTBOX_DEAD,
                keys.campaign(campaign or "none"),
                keys.OUTBOX_BEGUN,
            ],
            args=[
                _GROUP,
                entry.entry,
                entry.id,
                entry.urgency,
                entry.text,
                reason,
                _DEAD_KEPT,
                entry.name,
            ],
        )

    async def pump(self, *, upto: datetime | None = None) -> int:
        """Hand out what is due by the server's clock, or up to another time; return how many."""
        return int(
            await self._pump(
                keys=[keys.OUTBOX_DUE, keys.OUTBOX_WAITING, keys.OUTBOX_PAUSED, *_STREAMS],
                args=[_PUMPED, "" if upto is None else moments.ms(upto), *URGENCIES],
            )
        )

    async def told(self, id: str) -> Told | None:
        """Return where a notice was told; None: it was not, or long ago."""
        where = cast("str | None", await self._redis.get(keys.told(id)))
        if not where:
            return None
        chat, message, *batch = where.split(" ")
        return Told(int(chat), int(message), *batch)

    async def tell_of(self, ids: Iterable[str], told: Told) -> None:
        """Remember that notices were told as part of another."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids:
                pipe.set(keys.told(id), _where(told), ex=int(TOLD.total_seconds()))
            await pipe.execute()

    async def stop(self, by: str, *, now: datetime) -> None:
        """Let nobody be told anything, in any process, until `resume`; what is owed goes on."""
        await self._redis.set(keys.OUTBOX_STOPPED, f"{moments.ms(now)} {by}", nx=True)

    async def resume(self) -> None:
        await self._redis.delete(keys.OUTBOX_STOPPED)

    async def stopped(self) -> Stop | None:
        """Return since when nobody is told anything, and who wants that; None: people are told."""
        mark = cast("str | None", await self._redis.get(keys.OUTBOX_STOPPED))
        if mark is None:
            return None
        at, _, by = mark.partition(" ")
        return Stop(moments.from_ms(int(at)), by)

    async def dead(self, *, limit: int = 100) -> list[Dead]:
        """Return dead letters, newest first."""
        found: Any = await self._redis.xrevrange(keys.OUTBOX_DEAD, count=limit)
        return [_letter(entry, fields) for entry, fields in found]

    async def letter(self, entry: str) -> Dead | None:
        """Return one dead letter, if it is still there."""
        if not _ENTRY.fullmatch(entry):
            return None
        found: Any = await self._redis.xrange(keys.OUTBOX_DEAD, entry, entry)
        return _letter(*found[0]) if found else None

    async def drop(self, dead: Dead) -> bool:
        """Throw a dead letter away; False: somebody has."""
        return bool(await self._redis.xdel(keys.OUTBOX_DEAD, dead.entry))

    async def requeue(self, *letters: Dead) -> int:
        """Give dead letters another chance; return how many: some may have been given it."""
        calls = [
            (
                [keys.OUTBOX_DEAD, keys.campaign(_campaign(dead.text) or "none"), *_STREAMS],
                [dead.entry, *URGENCIES],
            )
            for dead in letters
        ]
        return sum(await each(self._redis, self._requeue, calls))

    async def depth(self) -> Depth:
        async with self._redis.pipeline(transaction=False) as pipe:
            for stream in _STREAMS:
                pipe.xlen(stream)
                pipe.xrange(stream, count=1)
            pipe.zcard(keys.OUTBOX_DUE)
            pipe.xlen(keys.OUTBOX_DEAD)
            *streams, due, dead = await pipe.execute()
        firsts = [first[0][0] for first in streams[1::2] if first]
        oldest = min((int(entry.partition("-")[0]) for entry in firsts), default=None)
        return Depth(
            sum(streams[::2]), due, dead, None if oldest is None else moments.from_ms(oldest)
        )

    async def queues(self) -> dict[str, int]:
        """Return how many of each class are to be delivered now, the most urgent class first."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for stream in _STREAMS:
                pipe.xlen(stream)
            return dict(zip(URGENCIES, await pipe.execute(), strict=True))

    async def passed(self, urgency: str, moment: datetime) -> bool:
        """Tell whether all that was queued until then, in one class, has been seen to.

        What was put back meanwhile, to wait for its time, is queued anew when that comes.
        """
        first: Any = await self._redis.xrange(keys.outbox(urgency), count=1)
        return not first or int(first[0][0].partition("-")[0]) > moments.ms(moment)

    async def empty(self) -> bool:
        """Tell whether there is nothing to deliver now, or on its way."""
        return (await self.depth()).queued == 0


def _pairs(flat: list[str]) -> dict[str, str]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _letter(entry: str, fields: dict[str, str]) -> Dead:
    at = moments.from_ms(int(entry.partition("-")[0]))
    return Dead(entry, fields["id"], fields["class"], fields["text"], fields["reason"], at)


def _campaign(text: str) -> str:
    """Return the campaign that a notice is of, or nothing."""
    id = (wire.object_in(text) or {}).get("campaign")
    return id if isinstance(id, str) and keys.fits(id) else ""


def _where(told: Told) -> str:
    return " ".join(map(str, told)).rstrip()


_STREAMS = tuple(keys.outbox(urgency) for urgency in URGENCIES)
