"""The nine kinds as SQL tables: `schema/` makes them, and here is what goes into which column."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic.alias_generators import to_snake

from storage import (
    Analytics,
    Balance,
    CoinTx,
    Concert,
    Donation,
    Entity,
    News,
    Profile,
    Track,
    Video,
    keys,
    wire,
)

_FOLDER = Path(__file__).parent / "schema"


@dataclass(frozen=True)
class Table:
    """Where the records of a model go, and as what."""

    name: str
    model: type[Entity]
    key: tuple[str, ...]
    """The columns of the primary key."""
    columns: tuple[str, ...]
    rows: Callable[[Entity, dict[str, Any]], Iterator[Sequence[Any]]]
    """Makes rows of a record and of the fields that have no column."""
    sums: tuple[str, ...]
    """The columns that are added up to see whether all has come over."""
    parent: "Table | None" = None
    """The table that a row needs one in, of the same user and track."""


def schema() -> list[str]:
    """Return what makes the tables, by version: the first is the first."""
    return [path.read_text("utf-8") for path in sorted(_FOLDER.glob("*.sql"))]


def columns_of(model: type[Entity]) -> dict[str, str]:
    """Return the columns of a model's own table, and the fields that go into them."""
    names = dict.fromkeys(model.model_fields)
    if keys.single(model.family):
        names.pop("id")
    unstored = {"created_at", "updated_at"} - model.system
    fields = [name for name in names if name not in unstored and name != "daily_stats"]
    return {to_snake(model.wire_name(name)) if name in _NAMED else name: name for name in fields}


_NAMED = ("id", "owner")  # as the JSON calls them: track_id, artist_id


def _of(name: str, model: type[Entity], *sums: str, parent: Table | None = None) -> Table:
    columns = columns_of(model)
    fields = tuple(columns.values())
    key = tuple(column for column, field in columns.items() if field in _NAMED)
    has_extra = model is not Balance

    def rows(record: Entity, extra: dict[str, Any]) -> Iterator[Sequence[Any]]:
        values = [_value(getattr(record, field)) for field in fields]
        yield (*values, _json(extra)) if has_extra else values

    extra = ("extra",) if has_extra else ()
    return Table(name, model, key, (*columns, *extra), rows, sums, parent)


def _days(record: Entity, _extra: dict[str, Any]) -> Iterator[Sequence[Any]]:
    assert isinstance(record, Analytics)
    for day in record.daily_stats:
        more = _json(day.model_extra or {})
        yield (record.id, record.owner, day.date, day.plays, day.likes, more)


def _value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _json(extra: dict[str, Any]) -> str | None:
    return wire.dumps(extra) if extra else None


_TRACKS = _of("tracks", Track, "duration", "plays", "likes", "downloads")
_ANALYTICS = _of(
    "track_analytics",
    Analytics,
    *("plays", "likes", "downloads", "shares", "comments"),
    parent=_TRACKS,
)
_DAYS = Table(
    "track_daily_stats",
    Analytics,
    ("track_id", "user_id", "date"),
    ("track_id", "user_id", "date", "plays", "likes", "extra"),
    _days,
    ("plays", "likes"),
    _ANALYTICS,
)

TABLES = (
    _of("profiles", Profile, "subscribers", "total_plays"),
    _TRACKS,
    _ANALYTICS,
    _DAYS,
    _of("concerts", Concert, "ticket_price", "going", "interested"),
    _of("videos", Video, "duration", "views", "likes"),
    _of("news", News, "likes", "comments"),
    _of("donations", Donation, "amount"),
    _of("coin_balances", Balance, "coins"),
    _of("coin_transactions", CoinTx, "amount"),
)
"""In the order in which they are filled: a row comes after the one it needs."""
