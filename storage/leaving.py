"""Who leaves, and what becomes of all that is kept about them.

Somebody who wants everything deleted has a day to think better of it. After that, what others see
goes first (`handlers/leaving.py`), then, here, what they did is undone where it is counted, the
books get a pseudonym (`books.py`), and whatever still names them is dropped, until nothing does.

Each step finds what is left to do in the store itself, so one that was broken off is taken again.
The pseudonym is made at random when a person goes, and remembered until they are gone.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.attendance import Attendance
from storage.audience import Audience
from storage.books import Books, Names
from storage.campaigns import Campaigns
from storage.chats import Chats
from storage.comments import Comments, Thread
from storage.counters import Counters
from storage.errors import NotFound, StorageError
from storage.kv import KV
from storage.lua import script
from storage.managers import Managers
from storage.models import FAMILIES, PUBLISHED, Concert, Donation
from storage.names import NAMELESS
from storage.outbox import INTERACTIVE, Outbox
from storage.records import Records
from storage.returning import Returning
from storage.traces import Fate, Person, Trace, Traces, fate

THINKS = timedelta(days=1)
"""How long somebody has to think better of it."""

SETTLES = timedelta(minutes=2)
"""How long messages that show their things have, to say that these are gone."""

GONE = "gone-"
"""What a pseudonym begins with; no id of Telegram does."""

_LATE = timedelta(hours=1)
_PASSES = 12  # through the store; the second finds what the first renamed, the last nothing
_DROPPED = 500  # in one step
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS = 14  # 72 bits
_MOMENT = timedelta(milliseconds=1)


def is_gone(id: str) -> bool:
    """Tell whether an id is a pseudonym."""
    return id.startswith(GONE)


class Work(NamedTuple):
    """A public record of somebody who leaves."""

    family: str
    id: str


class Leaving:
    """Those who leave. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis, returning: Returning) -> None:
        self._redis = redis
        self._leave = script(redis, "leave")
        self._dropping = script(redis, "drop")
        self._outbox = Outbox(redis)
        self._kv = KV(redis)
        self._returning = returning
        self._books = Books(redis, returning)
        self._traces = Traces(redis)
        self._counters = Counters(redis)

    # The day before ----------------------------------------------------------------------------

    async def ask(self, id: str, *, now: datetime) -> datetime:
        """Let somebody leave in a day; asked again, it stays that day. Return when."""
        at = now + THINKS
        await self._redis.zadd(keys.LEAVING, {keys.checked(id): moments.ms(at)}, nx=True)
        due = await self.due(id) or at
        await self._call(id, due)
        return due

    async def call_again(self, *, now: datetime) -> None:
        """Let those go, once an hour, whose day is long over: what was to do it was given up."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(keys.LEAVING, "-inf", moments.ms(hour - _LATE), byscore=True)
            both.zrange(keys.LEAVING_READY, 0, -1)
            late, ready = await both.execute()
        for id in set(late) - set(ready):
            await self._call(id, hour)

    async def _call(self, id: str, at: datetime) -> None:
        about = {"kind": "leave", "to": id}
        await self._outbox.put(f"leave:{id}:{moments.ms(at)}", INTERACTIVE, about, not_before=at)

    async def due(self, id: str) -> datetime | None:
        """Return when somebody leaves; None: they do not."""
        at = await self._redis.zscore(keys.LEAVING, id)
        return None if at is None else moments.from_ms(int(at))

    async def stay(self, id: str) -> bool:
        """Let somebody stay after all; False: it is too late."""
        stays = await self._leave(keys=[keys.LEAVING, keys.LEAVING_NOW], args=[id, "", 0])
        return stays in (None, 1)

    async def begin(self, id: str, *, now: datetime) -> bool:
        """Let somebody go whose day is over, which nothing undoes; False: it is not."""
        gone = GONE + "".join(secrets.choice(_BASE36) for _ in range(_LETTERS))
        going = await self._leave(
            keys=[keys.LEAVING, keys.LEAVING_NOW], args=[id, gone, moments.ms(now)]
        )
        return going is not None

    async def is_going(self, id: str) -> bool:
        return bool(await self._redis.hexists(keys.LEAVING_NOW, id))

    # What everybody sees -----------------------------------------------------------------------

    async def public(self, id: str, *, limit: int) -> list[Work]:
        """Return up to so many records of somebody, the profile first."""
        profile, *others = PUBLISHED
        if await self._redis.exists(keys.record(profile, id, id)):
            return [Work(profile, id)]
        works: list[Work] = []
        for family in others:
            found: Any = await self._redis.zrange(keys.index(family, id), 0, limit - 1)
            works += [Work(family, keys.id_of(family, member)) for member in found]
        return works[:limit]

    async def delete(self, id: str, works: list[Work]) -> None:
        """Forget records for good, with all that is derived from them."""
        await self._kv.mdelete([keys.record(work.family, id, work.id) for work in works])

    async def ready(self, id: str, *, now: datetime) -> None:
        """Have the rest deleted, a moment from now."""
        at = moments.ms(now + SETTLES)
        await self._redis.zadd(keys.LEAVING_READY, {id: at}, nx=True)

    async def waiting(self, *, now: datetime) -> list[str]:
        """Return those of whom the rest is to be deleted, whoever waits longest first."""
        found: Any = await self._redis.zrange(
            keys.LEAVING_READY, "-inf", moments.ms(now), byscore=True
        )
        return [str(id) for id in found]

    # The rest ----------------------------------------------------------------------------------

    async def finish(self, id: str, *, now: datetime) -> bool:
        """Delete all that is kept about somebody; return whether nothing names them any more.

        If it does not, they are doing something just now, and it is to be called again.
        """
        gone = cast("str | None", await self._redis.hget(keys.LEAVING_NOW, id))
        if gone is None:
            await self._redis.zrem(keys.LEAVING_READY, id)
            return True
        person = Person(id)
        await self._returning.leaves(id, now=now)
        await self._undo(id, now)
        for _ in range(_PASSES):
            await self._books.forget(person, gone)  # again: they may have paid meanwhile
            if not await self._sweep(person, gone, now):
                break
        else:
            return False
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.zrem(keys.LEAVING, id)
            pipe.zrem(keys.LEAVING_READY, id)
            pipe.hdel(keys.LEAVING_NOW, id)
            await pipe.execute()
        return True

    async def _undo(self, id: str, now: datetime) -> None:
        """Take back what somebody did, wherever it is counted."""
        redis = self._redis
        audience, managers, chats = Audience(redis), Managers(redis), Chats(redis)
        for artist in cast("list[str]", await redis.zrange(keys.following(id), 0, -1)):
            await audience.unfollow(id, artist, now=now)
        await self._undo_comments(id)
        await self._undo_outings(id, now)
        for artist in await managers.pages(id):
            await managers.remove(artist, id)
        for manager in await managers.of(id):
            await managers.remove(id, manager.id)
        for chat in await chats.of(id):
            await chats.drop(id, chat.chat)
        campaigns = Campaigns(redis)
        for campaign in cast("list[str]", await redis.zrange(keys.campaigns(id), 0, -1)):
            await campaigns.stop(campaign)
            await campaigns.reported(campaign)
            await redis.unlink(keys.campaign(campaign), keys.campaign_taps(campaign))

    async def _undo_comments(self, id: str) -> None:
        comments = Comments(self._redis)
        for named in cast("list[str]", await self._redis.zrange(keys.commented(id), 0, -1)):
            *thread, comment = named.split(":")
            try:
                await comments.delete(Thread(*thread), comment, by=id, keep=_MOMENT)
            except (NotFound, TypeError):  # it went with its record
                continue

    async def _undo_outings(self, id: str, now: datetime) -> None:
        attendance, records = Attendance(self._redis), Records(self._redis)
        for outing in await attendance.outings(id):
            try:
                concert = await records.get(Concert, outing.artist, outing.concert)
                await attendance.answer(id, concert, None, now=now)
            except StorageError:  # it is gone, or hidden
                continue

    # Whatever still names them -----------------------------------------------------------------

    async def _sweep(self, person: Person, gone: str, now: datetime) -> int:
        """Go through the store once; return how much named somebody."""
        n = 0
        async for some in self._traces.walk(person):
            plain: list[Trace] = []
            for trace in some:
                match fate(trace.key, named=trace.named):
                    case Fate.FOREIGN:
                        continue
                    case Fate.KEPT:
                        await self._rename(trace, person, gone)
                    case Fate.DROPPED:
                        if not await self._take_apart(trace, person, now):
                            plain.append(trace)
                n += 1
            await self._drop(plain)
        return n

    async def _rename(self, trace: Trace, person: Person, gone: str) -> None:
        """Put a pseudonym where somebody is named."""
        key = trace.key
        names = [[key, name, person.replaced(name, gone)] for name, _ in trace.parts]
        if trace.named:
            await self._books.rename(keys=[[key, person.replaced(key, gone)]])
            return
        match trace.kind:
            case "stream":
                await self._books.rewrite(key, Names(person, gone))
            case "string":
                await self._rewrite(key, person, gone)
            case "hash":
                for name, value in trace.parts:
                    if person.is_value(key, name, value):
                        await self._redis.hset(key, name, person.replaced(value, gone))
                await self._books.rename(fields=[one for one in names if one[1] != one[2]])
            case "zset":
                await self._books.rename(members=[one for one in names if one[1] != one[2]])
            case "set":
                await self._redis.sadd(key, *(new for *_, new in names))
                await self._redis.srem(key, *(name for _, name, _ in names))

    async def _rewrite(self, key: str, person: Person, gone: str) -> None:
        def change(value: dict[str, Any]) -> None:
            if value.get("donorId") == person.id and key.startswith(f"{Donation.family}:"):
                value["donorName"] = NAMELESS
                value.pop("message", None)
            value.update(
                cast("dict[str, Any]", wire.loads(person.replaced(wire.dumps(value), gone)))
            )

        text: Any = await self._redis.get(key)
        if wire.object_in(text) is not None:
            await self._books.change(key, change)
        elif text is not None:
            await self._redis.set(key, person.replaced(text, gone), keepttl=True)

    async def _drop(self, traces: list[Trace]) -> None:
        """Drop keys and parts of them, some of it at a time."""
        dropped: list[tuple[str, list[str]]] = []
        for trace in traces:
            names = [name for name, _ in trace.parts] if trace.kind != "string" else []
            firsts = range(0, max(len(names), 1), _DROPPED)
            dropped += [(trace.key, names[first : first + _DROPPED]) for first in firsts]
        for first in range(0, len(dropped), _DROPPED):
            some = dropped[first : first + _DROPPED]
            await self._dropping(
                keys=[key for key, _ in some], args=[wire.dumps(names) for _, names in some]
            )

    async def _take_apart(self, trace: Trace, person: Person, now: datetime) -> bool:
        """Drop what has more to it; return whether this was such a thing."""
        key, names = trace.key, [name for name, _ in trace.parts]
        if trace.named or trace.kind not in ("hash", "stream"):
            return False
        if trace.kind == "stream":
            await self._drop_entries(key, names)
        elif key.startswith(keys.WHOLE):
            await self._drop_whole(trace, person)
        elif key.startswith((keys.COMMENTS, *(f"{where}{keys.COMMENTS}" for where in keys.MOVED))):
            await self._drop_comments(key, names)
        elif ":likes:" in key and key.startswith((keys.LIKES, *keys.MOVED)):
            await self._unlike(key, person.id, now)
        elif key.startswith(keys.CONNECTED):  # who connected it is gone; whose it is stays
            owner = key.rpartition(":")[2]
            for name, value in trace.parts:
                await self._redis.hset(key, name, person.replaced(value, owner))
        else:
            if key == keys.OUTBOX_WAITING:
                for waits in (keys.OUTBOX_DUE, keys.OUTBOX_PAUSED):
                    await self._redis.zrem(waits, *names)
            return False
        return True

    async def _drop_entries(self, stream: str, entries: list[str]) -> None:
        groups: Any = await self._redis.xinfo_groups(stream)
        async with self._redis.pipeline(transaction=True) as pipe:
            for group in groups:
                pipe.xack(stream, group["name"], *entries)
            pipe.xdel(stream, *entries)
            await pipe.execute()

    async def _drop_whole(self, trace: Trace, person: Person) -> None:
        """Drop what is theirs altogether; a walk that stopped at them goes on from before them."""
        for name, value in trace.parts:
            if name == "cursor" and value == person.id:
                await self._redis.hset(trace.key, name, str(int(value) - 1))
            else:
                await self._redis.unlink(trace.key)

    async def _drop_comments(self, key: str, fields: list[str]) -> None:
        thread = key.replace(keys.COMMENTS, keys.THREADS)
        for comment in {field.partition(":")[0] for field in fields}:
            whole = [field async for field, _ in self._redis.hscan_iter(key, f"{comment}:*")]
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hdel(key, *whole)
                pipe.zrem(thread, comment)
                await pipe.execute()

    async def _unlike(self, key: str, fan: str, now: datetime) -> None:
        """Take a like back, also of a record that nobody sees at present."""
        where, _, place = key.partition(keys.LIKES)
        family, owner, id = place.split(":", 2)
        if not where and family in FAMILIES:
            try:
                await self._counters.like(family, owner, id, fan, tap=GONE, now=now)
            except NotFound:
                await self._redis.hdel(key, fan)
            return
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hdel(key, fan)
            pipe.hincrby(f"{where}{keys.COUNTED}{place}", "likes", -1)
            await pipe.execute()
