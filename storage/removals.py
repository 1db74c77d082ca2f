"""Records that nobody sees since an admin took them away, or blocked their artist.

They leave the public store with all that is counted of them, so whatever shows or finds records is
without them by itself, and come back as they went: the same value, the same counters and likes.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.entity import Entity
from storage.errors import NotFound
from storage.lua import script
from storage.models import ENTITIES, Profile
from storage.records import (
    LABEL,
    MOVED,
    Page,
    counter_names,
    read_back,
    read_record,
    way_to,
)

E = TypeVar("E", bound=Entity)


class Why(NamedTuple):
    """Why something was taken away."""

    reason: str
    words: str = ""


class Removal(NamedTuple, Generic[E]):
    """A record that was taken away."""

    record: E
    at: datetime
    why: Why


class Removals:
    """What was taken away. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = script(redis, "take")
        self._give_back = script(redis, "give_back")
        self._hide = script(redis, "hide")
        self._unhide = script(redis, "unhide")

    async def take(
        self,
        model: type[E],
        owner: str,
        id: str,
        *,
        why: Why,
        now: datetime,
        file: str | None = None,
    ) -> E:
        """Take a record away and return it; taken already, it is as it was taken.

        Its artist cannot publish the same `file` again, by what Telegram calls it.

        Raises:
            NotFound: it is not there.
        """
        facts, at = way_to(keys.TAKEN, model, owner, id)
        answer = await self._take(
            keys=[*_lists(model, owner), *at],
            args=[
                *(facts, id, moments.ms(now), wire.dumps(why._asdict()), file or ""),
                *counter_names(model),
            ],
        )
        if not answer:
            raise NotFound(keys.record(model.family, owner, id))
        return read_record(model, owner, id, *answer)

    async def give_back(self, model: type[E], owner: str, id: str, *, now: datetime) -> E:
        """Let everybody see a record again, or find that they do already.

        While its artist is blocked it is hidden, and comes back with whatever else is theirs.

        Raises:
            NotFound: it is not there.
            AlreadyThere: another record has been stored under its key meanwhile.
        """
        facts, at = way_to(keys.TAKEN, model, owner, id)
        _, hidden = way_to(keys.HIDDEN, model, owner, id)
        answer = await self._give_back(
            keys=[
                *_lists(model, owner),
                keys.moved_index(keys.HIDDEN, model.family, owner),
                *at,
                hidden[LABEL],
                *hidden[MOVED::2],
            ],
            args=[facts, id, moments.ms(now), *counter_names(model)],
        )
        return read_back(model, owner, id, answer)

    async def get(self, model: type[E], owner: str, id: str) -> Removal[E]:
        """Return a record that was taken away.

        Raises:
            NotFound: it was not.
            Malformed: what is stored is no such record.
        """
        [found] = await self._read(model, owner, [keys.checked(id)])
        if found is None:
            raise NotFound(keys.moved(keys.TAKEN, keys.record(model.family, owner, id)))
        return found

    async def page(
        self, model: type[E], owner: str, *, offset: int = 0, limit: int = 8
    ) -> Page[Removal[E]]:
        """Return records of an artist that were taken away, the latest first, and how many."""
        index = keys.moved_index(keys.TAKEN, model.family, owner)
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(index, offset, offset + limit - 1, desc=True)
            both.zcard(index)
            ids, total = await both.execute()
        found = await self._read(model, owner, ids)
        return Page([one for one in found if one is not None], int(total))

    async def count(self, model: type[Entity], owner: str) -> int:
        """Return how many records of an artist were taken away."""
        return int(await self._redis.zcard(keys.moved_index(keys.TAKEN, model.family, owner)))

    async def public(self, owner: str, *, limit: int) -> list[tuple[str, str]]:
        """Return up to so many records of an artist that everybody sees: family and id."""
        return await self._some(owner, keys.index, limit)

    async def hidden(self, owner: str, *, limit: int) -> list[tuple[str, str]]:
        """Return up to so many records of an artist that were hidden with them."""
        return await self._some(owner, partial(keys.moved_index, keys.HIDDEN), limit)

    async def hide(
        self, model: type[Entity], owner: str, id: str, *, since: datetime, now: datetime
    ) -> bool:
        """Hide a record of an artist who is blocked since then; return whether they still are."""
        facts, at = way_to(keys.HIDDEN, model, owner, id)
        hidden = keys.moved_index(keys.HIDDEN, model.family, owner)
        is_blocked = await self._hide(
            keys=[hidden, *at], args=[facts, id, moments.ms(now), moments.ms(since)]
        )
        return bool(is_blocked)

    async def unhide(self, model: type[Entity], owner: str, id: str) -> bool:
        """Show a hidden record again; return whether its artist is free to have it seen."""
        facts, at = way_to(keys.HIDDEN, model, owner, id)
        hidden = keys.moved_index(keys.HIDDEN, model.family, owner)
        return bool(await self._unhide(keys=[hidden, *at], args=[facts, id]))

    async def hidden_profile(self, owner: str) -> Profile | None:
        """Return the profile of an artist who is blocked, without its numbers."""
        return await self.hidden_record(Profile, owner, owner)

    async def hidden_record(self, model: type[E], owner: str, id: str) -> E | None:
        """Return a record that was hidden with its artist, without its numbers."""
        key = keys.record(model.family, owner, id)
        value: Any = await self._redis.get(keys.moved(keys.HIDDEN, key))
        return read_record(model, owner, id, value, []) if value else None

    async def _some(
        self, owner: str, index: Callable[[str, str], str], limit: int
    ) -> list[tuple[str, str]]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for model in ENTITIES:
                pipe.zrange(index(model.family, keys.checked(owner)), 0, limit - 1)
            found = await pipe.execute()
        return [
            (model.family, id) for model, ids in zip(ENTITIES, found, strict=True) for id in ids
        ][:limit]

    async def _read(self, model: type[E], owner: str, ids: list[str]) -> list[Removal[E] | None]:
        names = counter_names(model)
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids:
                key = keys.record(model.family, owner, id)
                pipe.get(keys.moved(keys.TAKEN, key))
                pipe.hmget(keys.moved_label(keys.TAKEN, key), ["at", "why"])
                stats = keys.moved(keys.TAKEN, keys.stats(model.family, owner, id))
                pipe.hmget(stats, names or ["-"])
            found = await pipe.execute()
        answers = zip(ids, found[::3], found[1::3], found[2::3], strict=True)
        return [_removal(model, owner, *answer) for answer in answers]


def _lists(model: type[Entity], owner: str) -> list[str]:
    return [
        keys.moved_index(keys.TAKEN, model.family, owner),
        keys.taken_files(owner),
        keys.strikes(owner),
    ]


def _removal(
    model: type[E], owner: str, id: str, value: str | None, label: list[Any], counts: list[Any]
) -> Removal[E] | None:
    if value is None:
        return None
    at, why = label
    said = wire.object_in(why) or {}
    return Removal(
        read_record(model, owner, id, value, counts),
        moments.from_ms(int(at)),
        Why(str(said.get("reason", "")), str(said.get("words", ""))),
    )
