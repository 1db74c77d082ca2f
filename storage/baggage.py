"""An artist's whole page as rows, to take along and to bring to a page again.

The rows are those of the specification's table: the profile, tracks, concerts, videos, news and
analytics; and drafts, under keys of which the table knows nothing.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.entity import Entity
from storage.facts import made_at
from storage.fields import Kind, kind_of
from storage.folding import Folding
from storage.models import ENTITIES, FAMILIES, Analytics, Profile

_AT_ONCE: Final = 200  # rows
_LARGE_AT_ONCE: Final = 20  # analytics, which grow by every day

LONGEST: Final = 64_000
"""Bytes of the value of one row that is brought: several times what a record needs."""

Row = tuple[str, str]
"""A key and its value."""


class Unfit(StrEnum):
    """Why a row is not brought."""

    UNKNOWN = "unknown"
    """It is nothing of a page."""
    FOREIGN = "foreign"
    """It is of another page than the first row."""
    MONEY = "money"
    LONG = "long"
    JSON = "json"
    """It is no JSON object."""
    OWNER = "owner"
    """It says to be somebody else's, or something else, than its key says."""
    FIELD = "field"
    """A field that it needs is missing, or does not fit."""
    TWICE = "twice"
    TAKEN = "taken"
    """It was taken from the artist, or its file."""


class UnfitError(ValueError):
    """A row is not brought; `field` is the wire name of what does not fit."""

    def __init__(self, why: Unfit, field: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.field = field


class Brought(NamedTuple):
    """A record out of a row, as it would be stored: its numbers start at nothing."""

    record: Entity
    is_draft: bool


class Sorted(NamedTuple):
    """Records by what would become of them."""

    new: list[Brought]
    there: list[Brought]
    taken: list[Brought]
    without_files: bool
    """The artist was caught with a file, so theirs are not brought: they must be sent again."""


class Baggage:
    """What an artist takes along. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._folding = Folding(redis)

    async def pack(self, artist: str, *, now: datetime) -> AsyncIterator[list[Row]]:
        """Yield all rows of a page, some at a time, with the numbers of this moment."""
        yield await self._rows([keys.record(Profile.family, artist, artist)], now)
        for model in ENTITIES:
            prefix = keys.prefix(model.family, artist)
            ids: Any = await self._redis.zrange(keys.index(model.family, artist), 0, -1, desc=True)
            for some in _parts(ids, _AT_ONCE):
                yield await self._rows([prefix + id for id in some], now)
        for model in ENTITIES:
            prefix = keys.prefix(model.family, artist)
            ids = await self._redis.zrange(keys.drafts(model.family, artist), 0, -1, desc=True)
            for some in _parts(ids, _AT_ONCE):
                at = [keys.draft(model.family, artist, id) for id in some]
                kept: Any = await self._redis.mget(at)
                found = zip(some, kept, strict=True)
                yield [
                    (keys.draft_row(prefix + id), text) for id, text in found if text is not None
                ]
        prefix = keys.prefix(Analytics.family, artist)
        of = await self._redis.zrange(keys.index(Analytics.family, artist), 0, -1, desc=True)
        for some in _parts(of, _LARGE_AT_ONCE):
            yield await self._rows([prefix + member for member in some], now)

    async def _rows(self, wanted: Sequence[str], now: datetime) -> list[Row]:
        await self._folding.fold_these(wanted, now=now)
        found: Any = await self._redis.mget(wanted)
        return [(key, text) for key, text in zip(wanted, found, strict=True) if text is not None]

    async def sort(self, artist: str, brought: Iterable[Brought]) -> Sorted:
        """Find out what would become of records that are brought to a page."""
        found = Sorted([], [], [], await self._is_caught(artist))
        for some in _parts(list(brought), _AT_ONCE):
            async with self._redis.pipeline(transaction=False) as asked:
                for record, is_draft in some:
                    own = [record.key]
                    if is_draft:
                        own.append(keys.draft(record.family, artist, record.id))
                    asked.exists(*own)
                    asked.exists(keys.moved(keys.TAKEN, record.key))
                    asked.hexists(keys.taken_files(artist), record.recording or "")
                told = iter(await asked.execute())
            for one, is_there, is_taken, is_caught in zip(some, told, told, told, strict=True):
                if is_taken or is_caught:
                    found.taken.append(one)
                elif is_there:
                    found.there.append(one)
                else:
                    found.new.append(_without_files(one) if found.without_files else one)
        return found

    async def _is_caught(self, artist: str) -> bool:
        return bool(await self._redis.exists(keys.taken_files(artist)))


def _parts(all_: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (all_[start : start + size] for start in range(0, len(all_), size))


def _without_files(one: Brought) -> Brought:
    """Leave out what a file is called here: a record can say anything of that."""
    files = dict.fromkeys(files_of(one.record))
    return one._replace(record=one.record.changed(**files)) if files else one


def files_of(record: Entity) -> list[str]:
    """Return the fields of a record that name a file at Telegram."""
    return [
        name
        for name, field in type(record).model_fields.items()
        if kind_of(field) is Kind.FILE and getattr(record, name) is not None
    ]


# Out of a row ------------------------------------------------------------------------------------


def owner_of(key: str) -> str | None:
    """Return whose page a row is of; None: it is of none."""
    place = keys.address(keys.drafted(key) or key)
    return place.owner if place is not None and place.family in FAMILIES else None


def is_numbers(key: str) -> bool:
    """Tell whether a row is nothing but numbers, which nobody brings."""
    return key.startswith(f"{Analytics.family}:")


def unpack(key: str, value: bytes, *, was: str, artist: str, now: datetime) -> Brought:
    """Return the record that a row would be on the page of `artist`; `was` had it before.

    It keeps its id and whatever the bot does not know of it, but not its numbers: those are what
    fans did, and they did it elsewhere. Nor does it come from the future.

    Raises:
        UnfitError: it is not brought.
    """
    record_key = keys.drafted(key)
    is_draft, record_key = record_key is not None, record_key or key
    place = keys.address(record_key)
    model = FAMILIES.get(place.family) if place else None
    if place is None or model is None:
        raise UnfitError(Unfit.UNKNOWN)
    if model not in ENTITIES and (model is not Profile or is_draft):
        raise UnfitError(Unfit.MONEY)
    if place.owner != was:
        raise UnfitError(Unfit.FOREIGN)
    id = artist if place.member is None else place.member
    if not keys.fits(id) or keys.single(model.family) is not (place.member is None):
        raise UnfitError(Unfit.UNKNOWN)
    if len(value) > LONGEST:
        raise UnfitError(Unfit.LONG)
    text = _settled(model, id, _object(value), was=was, artist=artist, now=now)
    try:
        return Brought(model.from_wire(text, owner=artist, id=id), is_draft)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        field = str(where[0]) if where else ""
        name = model.wire_name(field) if field in model.model_fields else field
        raise UnfitError(Unfit.FIELD, name) from None
    except ValueError:
        raise UnfitError(Unfit.OWNER) from None


def _object(value: bytes) -> dict[str, Any]:
    try:
        found = wire.loads(value.decode())
        if isinstance(found, str):  # some clients encode twice
            found = wire.loads(found)
    except (ValueError, RecursionError):
        raise UnfitError(Unfit.JSON) from None
    if not isinstance(found, dict):
        raise UnfitError(Unfit.JSON)
    return found


def _settled(
    model: type[Entity], id: str, values: dict[str, Any], *, was: str, artist: str, now: datetime
) -> str:
    mine = [model.wire_name("owner"), *(["id"] if keys.single(model.family) else [])]
    values |= {name: artist for name in mine if values.get(name) == was}
    values |= {name: 0 for name in map(model.wire_name, model.counters()) if name in values}
    if (made_at(id, values) or 0) > moments.ms(now):
        values["createdAt"] = moments.iso(now)
    try:
        return wire.dumps(values)
    except (ValueError, RecursionError):
        raise UnfitError(Unfit.JSON) from None
