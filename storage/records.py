"""Reading and writing records."""

import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from secrets import token_hex
from typing import Any, Generic, NamedTuple, TypeVar, cast

from redis.asyncio import Redis

from storage import keys
from storage.entity import Entity
from storage.errors import (
    AlreadyThere,
    BadId,
    Blocked,
    Malformed,
    NotFound,
    TakenAway,
    UnknownEntity,
)
from storage.facts import facts, keys_of
from storage.lua import script
from storage.models import Profile, Track

logger = logging.getLogger(__name__)

E = TypeVar("E", bound=Entity)
T = TypeVar("T")

TRASH_S = 60
"""How long a deleted record can be brought back."""


class Page(NamedTuple, Generic[T]):
    """Some of a user's records, newest first, and how many there are in all."""

    records: list[T]
    total: int


class Records:
    """Records of all users; every call is one script and one round trip.

    Whoever names an owner gets that owner's records and nobody else's. Counters are as of
    this moment, whatever the stored JSON says.
    """

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._find = script(redis, "find")
        self._profile = script(redis, "profile")
        self._page = script(redis, "page")
        self._after = script(redis, "after")
        self._put = script(redis, "put")
        self._delete = script(redis, "delete")
        self._restore = script(redis, "restore")

    async def get(self, model: type[E], owner: str, id: str) -> E:
        """Return one record.

        Raises:
            NotFound: it was deleted, or never was.
            Malformed: what is stored is no such record.
        """
        record = await self.find(model, owner, id)
        if record is None:
            raise NotFound(keys.record(model.family, owner, id))
        return record

    async def find(self, model: type[E], owner: str, id: str) -> E | None:
        """Return one record, or None; a malformed one raises as in `get`."""
        try:
            key = keys.record(model.family, owner, id)
        except BadId:
            return None
        if issubclass(model, Profile):
            return cast("E | None", await self.profile(owner))
        answer = await self._find(keys=[key, _stats(model, owner, id)], args=counter_names(model))
        return read_record(model, owner, id, *answer) if answer else None

    async def profile(self, owner: str) -> Profile | None:
        """Return an artist's profile with the numbers of this moment.

        `subscribers` are those that the profile came with, if it was imported, and everybody
        who followed since. `total_plays` are the plays of all tracks there are, or those the
        profile came with and all since, whichever is more. `total_tracks` are the tracks.
        """
        answer = await self._profile(keys=_profile_keys(owner), args=[owner])
        return _profile(owner, answer) if answer else None

    async def find_all(self, places: Iterable[tuple[type[Entity], str, str]]) -> list[Entity]:
        """Return the records at places (model, owner, id) that there are and that can be read."""
        wanted = list(places)
        async with self._redis.pipeline(transaction=False) as asked:
            for model, owner, id in wanted:
                key = keys.record(model.family, owner, id)
                if issubclass(model, Profile):
                    await self._profile(keys=_profile_keys(owner), args=[owner], client=asked)
                else:
                    stats = _stats(model, owner, id)
                    await self._find(keys=[key, stats], args=counter_names(model), client=asked)
            answers = await asked.execute()
        found: list[Entity] = []
        for (model, owner, id), answer in zip(wanted, answers, strict=True):
            with suppress(Malformed):
                if answer and issubclass(model, Profile):
                    found.append(_profile(owner, answer))
                elif answer:
                    found.append(read_record(model, owner, id, *answer))
        return found

    async def page(
        self, model: type[E], owner: str, *, offset: int = 0, limit: int = 10
    ) -> Page[E]:
        """Return up to `limit` records, newest first, and how many there are in all.

        A stored value that is no such record is counted but left out, with a line in the log:
        one bad import must not lock an artist out of all the rest.
        """
        total, *rows = await self._page(
            keys=[keys.index(model.family, owner)],
            args=[max(offset, 0), limit, *_listed(model, owner)],
        )
        return Page(read_rows(model, owner, rows), total)

    async def walk(self, model: type[E], owner: str, *, limit: int = 200) -> AsyncIterator[list[E]]:
        """Yield all that there is when it begins, newest first, `limit` at a time.

        It is for what is never deleted. What is added meanwhile shifts the pages; a page that was
        shifted is read again.
        """
        there = await self.count(model, owner)
        read = added = 0
        while read < there:
            page = await self.page(model, owner, offset=read + added, limit=limit)
            if page.total - there > added:
                added = page.total - there
                continue
            yield page.records
            read += limit

    async def after(self, model: type[E], owner: str, id: str) -> E:
        """Return the record that follows another in the list; after the oldest, the newest.

        Raises:
            NotFound: there are none.
        """
        index, member = keys.index(model.family, owner), keys.member(model.family, id)
        _, *rows = await self._after(keys=[index], args=[member, 1, *_listed(model, owner)])
        if not (records := read_rows(model, owner, rows)):
            raise NotFound(index)
        return records[0]

    async def count(self, model: type[Entity], owner: str) -> int:
        return int(await self._redis.zcard(keys.index(model.family, keys.checked(owner))))

    async def there(self, model: type[Entity], owner: str, ids: Sequence[str]) -> set[str]:
        """Return which of these ids have a record."""
        async with self._redis.pipeline(transaction=False) as asked:
            for id in ids:
                asked.exists(keys.record(model.family, owner, id))
            found = await asked.execute()
        return {id for id, is_there in zip(ids, found, strict=True) if is_there}

    async def add(self, entity: Entity) -> None:
        """Store a new record; its counters start from the numbers it comes with.

        Raises:
            AlreadyThere: its key is taken.
            Blocked: its artist publishes nothing.
            TakenAway: it was taken from them, or its file before.
        """
        if not await self._write("add", entity):
            raise AlreadyThere(entity.key)

    async def replace(self, entity: Entity) -> None:
        """Store a changed record over its old self; counters stay what they are.

        Raises:
            NotFound: there is no old self; somebody deleted it meanwhile.
            Blocked, TakenAway: as for `add`.
        """
        if not await self._write("replace", entity):
            raise NotFound(entity.key)

    async def delete(
        self,
        model: type[E],
        owner: str,
        id: str,
        *,
        now: datetime,  # noqa: ARG002  (the minute passes by the server's clock)
    ) -> E | None:
        """Move a record into a trash and return it; None: it is not there.

        Its counters, likes, comments and analytics go with it and come back with it; meanwhile
        the artist's totals are without them, for totals add up the tracks there are. Deleted
        twice within the minute, it is returned twice.
        """
        keys_, args = _trash(model, owner, id)
        answer = await self._delete(keys=keys_, args=args)
        return read_record(model, owner, id, *answer) if answer else None

    async def restore(self, model: type[E], owner: str, id: str) -> E:
        """Take a record out of the trash, or find that it was taken out already.

        Raises:
            NotFound: its minute has passed, or it never was.
            AlreadyThere: another record has been stored under its key meanwhile.
            Blocked: its artist publishes nothing.
        """
        keys_, args = _trash(model, owner, id)
        return read_back(model, owner, id, await self._restore(keys=keys_, args=args))

    async def _write(self, mode: str, entity: Entity) -> bool:
        key, value = entity.key, entity.wire()
        place = keys.address(key)
        assert place is not None
        answer = await self._put(
            keys=[
                keys.CATALOG,
                keys.CHANGED,
                *keys_of(key, place),
                keys.block(entity.owner),
                keys.taken_files(entity.owner),
                keys.moved(keys.TAKEN, key),
                keys.sent(token_hex(8)),
            ],
            args=[mode, value, facts(place, value)],
        )
        refuse(key, answer)
        return bool(answer)


def read_rows(model: type[E], owner: str, rows: list[Any]) -> list[E]:
    """Return the records in what page.lua returned, without the malformed ones."""
    records = []
    for member, value, counts in rows:
        id = keys.id_of(model.family, member)
        try:
            records.append(read_record(model, owner, id, value, counts))
        except Malformed as error:
            logger.warning("%s is no %s: left out of a list", error.key, model.family)
    return records


def _profile_keys(owner: str) -> list[str]:
    return [
        keys.record(Profile.family, owner, owner),
        keys.totals(owner),
        keys.index(Track.family, owner),
        keys.VERIFIED,
    ]


def _profile(owner: str, answer: list[Any]) -> Profile:
    """Return the profile that profile.lua returned."""
    value, tracks, subscribers, plays, running, *_, verified = answer
    total_plays = max(int(plays or 0), int(running or 0))
    counts = [subscribers or 0, total_plays, tracks]
    profile = read_record(Profile, owner, owner, value, counts)
    return profile.verified() if verified else profile


def counter_names(model: type[Entity]) -> list[str]:
    return [model.wire_name(name) for name in model.counters()]


def _stats(model: type[Entity], owner: str, id: str) -> str:
    """Analytics are another view of the track's counters."""
    family = Track.family if model.family == "analytics" else model.family
    return keys.stats(family, owner, id)


def _listed(model: type[Entity], owner: str) -> list[str | int]:
    """Return what page.lua takes after offset and limit."""
    return [keys.prefix(model.family, owner), *_stats_prefix(model, owner), *counter_names(model)]


def _stats_prefix(model: type[Entity], owner: str) -> tuple[str, int]:
    skipped = len("track:") if model.family == "analytics" else 0
    return _stats(model, owner, ""), skipped


def _trash(model: type[Entity], owner: str, id: str) -> tuple[list[str], list[str | int]]:
    """Return what delete.lua and restore.lua take."""
    if keys.single(model.family):
        raise UnknownEntity(model.family)  # a user's only record of a family has no trash
    facts_, at = way_to(keys.TRASH, model, owner, id)
    return at, [facts_, TRASH_S * 1000, *counter_names(model)]


LABEL, MOVED = 7, 11
"""Where in what `way_to` returns the label is, and the first of what is moved to; each second."""


def way_to(where: str, model: type[Entity], owner: str, id: str) -> tuple[str, list[str]]:
    """Return the facts of a record and the keys that away.lua takes, to bring it to a place."""
    key = keys.record(model.family, owner, id)
    place = keys.address(key)
    assert place is not None
    _, index, cards, stats, totals, likes, days = keys_of(key, place)
    moved = [key]
    if place.member is not None:
        family = model.family
        moved += [stats, likes, keys.thread(family, owner, id), keys.comments(family, owner, id)]
    if model.family == Track.family:
        moved += [keys.record("analytics", owner, id), days]
    at = [
        keys.CATALOG,
        keys.CHANGED,
        key,
        index,
        cards,
        stats,
        totals,
        keys.moved_label(where, key),
        keys.index("analytics", owner),
        keys.block(owner),
        *(name for old in moved for name in (old, keys.moved(where, old))),
    ]
    return facts(place, None, analytics=keys.member("analytics", id)), at


def read_back(model: type[E], owner: str, id: str, answer: Any) -> E:
    """Return the record that a script has put back, or raise what `Records.restore` raises."""
    key = keys.record(model.family, owner, id)
    if answer == "taken":
        raise AlreadyThere(key)
    refuse(key, answer)
    if not answer:
        raise NotFound(key)
    return read_record(model, owner, id, *answer)


def refuse(key: str, answer: Any) -> None:
    """Raise what allowed.lua refuses a record of that key for, if it does."""
    if answer == "blocked":
        raise Blocked(key)
    if answer == "taken":
        raise TakenAway(key)


def read_record(model: type[E], owner: str, id: str, value: str | None, counts: list[Any]) -> E:
    """Return the record that a value is, with counters (none for a draft) laid over.

    Raises:
        Malformed: it is none.
    """
    counters = {
        name: int(count)
        for name, count in zip(counter_names(model), counts, strict=False)
        if count is not None
    }
    try:
        if value is None:
            raise ValueError("nothing there")
        return model.from_wire(value, owner=owner, id=id, counters=counters)
    except ValueError as error:
        raise Malformed(f"{keys.prefix(model.family, owner)}{id}") from error
