"""All that the store keeps about somebody, for them to see.

It is found as it would be deleted (`traces.py`), so nothing is kept that they are not shown. What
others did at their things is theirs: it is counted, and not told.
"""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, Final

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.models import Donation
from storage.money import TELEGRAM
from storage.posting import Posted, owed, wallet
from storage.traces import Person, Trace, Traces

Entry = dict[str, Any]


_OF_SOMEBODY: Final = frozenset({"donorId", "donorName", "by", "admin", "taken"})


class Holdings:
    """What is kept about people. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._traces = Traces(redis)

    async def of(self, id: str) -> AsyncIterator[Entry]:
        """Yield everything that is kept about somebody, a key or a part of one at a time."""
        person, elsewhere, seen = Person(id), Counter[str](), set[str]()
        async for some in self._traces.walk(person):
            for trace in some:
                if trace.key in seen:
                    continue
                seen.add(trace.key)
                entry = await self._entry(trace, person)
                if entry is None:
                    elsewhere[trace.key.removeprefix(keys.OURS).partition(":")[0]] += 1
                else:
                    yield entry
        async for entry in self._paid(id):
            yield entry
        yield {"elsewhere": dict(sorted(elsewhere.items()))}

    async def _entry(self, trace: Trace, person: Person) -> Entry | None:
        """Return what somebody sees of a trace; None: that it is there."""
        key = trace.key
        if key.startswith(keys.WORKINGS):
            return None
        if key.startswith(keys.HEARD) and not key.endswith(f":{person.id}"):
            return None
        if key.startswith(keys.COMMENTS):
            return await self._comments(trace, person)
        if key.startswith(keys.DONE_BY_OTHERS):
            return await self._part(trace, person)
        if trace.named:
            elements = [part async for part in self._traces.elements(key, trace.kind)]
            return {"key": key, "value": _shown(trace.kind, elements, person)}
        if not key.startswith(keys.ABOUT_PEOPLE):
            return None
        if key.startswith(Donation.family):
            given = wire.object_in(trace.parts[0][1]) or {}
            return {"key": key, "value": given} if given.get("donorId") == person.id else None
        if key.startswith(keys.TOLD_OF):
            elements = [part async for part in self._traces.elements(key, trace.kind)]
            return {"key": key, "value": _shown(trace.kind, elements, person)}
        return {"key": key, "yours": _shown(trace.kind, list(trace.parts), person)}

    async def _part(self, trace: Trace, person: Person) -> Entry:
        """Return somebody's own part of what many have a part in."""
        n, own = 0, list(trace.parts)
        if trace.named:
            async for name, value in self._traces.elements(trace.key, trace.kind):
                n += 1
                if name.partition(":")[0] == person.id:
                    own.append((name, value))
        entry: Entry = {"key": trace.key}
        if own:
            entry["yours"] = _shown(trace.kind, own, person)
        return {**entry, "count": n} if trace.named else entry

    async def _comments(self, trace: Trace, person: Person) -> Entry:
        """Return what somebody said, and how much others did where it is about their own."""
        said: dict[str, dict[str, str]] = {}
        async for field, value in self._traces.elements(trace.key, trace.kind):
            comment, _, what = field.partition(":")
            if what:
                said.setdefault(comment, {})[what] = value
        own = {id: values for id, values in said.items() if values.get("by") == person.id}
        entry: Entry = {"key": trace.key, "yours": own}
        return {**entry, "count": len(said)} if trace.named else entry

    async def _paid(self, id: str) -> AsyncIterator[Entry]:
        """Yield what somebody paid, from the ledger's own list."""
        async for entry, _ in self._traces.elements(keys.payments(id), "zset"):
            found: Any = await self._redis.xrange(keys.LEDGER_JOURNAL, entry, entry)
            if found:
                yield {"key": keys.LEDGER_JOURNAL, "value": _posting(Posted.read(*found[0]), id)}


def _posting(posted: Posted, id: str) -> Entry:
    """Return a posting without what others have."""
    own = (wallet(id), owed(id), TELEGRAM)
    lines = {str(line.account): line.delta for line in posted.lines if line.account in own}
    return {"id": posted.id, "kind": posted.kind, "at": moments.iso(posted.at), "moved": lines}


def _shown(kind: str, elements: list[tuple[str, Any]], person: Person) -> Any:
    """Return what is under a key, without who others are."""
    match kind:
        case "string":
            return _read(elements[0][1], person) if elements else None
        case "hash":
            return {
                name: _read(value, person)
                for name, value in elements
                if _is_own(name.partition(":")[0], value, person)
            }
        case "zset":
            return {name: int(score) for name, score in elements}
        case "stream":
            return len(elements)
    return [name for name, _ in elements]


def _read(text: str, person: Person) -> Any:
    try:
        return _without_others(wire.loads(text), person)
    except ValueError:
        return text


def _without_others(value: Any, person: Person) -> Any:
    match value:
        case dict():
            return {
                name: _without_others(one, person)
                for name, one in value.items()
                if _is_own(name, one, person) and not (name == "donorName" and "donorId" in value)
            }
        case list():
            return [_without_others(one, person) for one in value]
    return value


def _is_own(name: str, value: Any, person: Person) -> bool:
    return name not in _OF_SOMEBODY or value == person.id
