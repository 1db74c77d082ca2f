"""Rows out of the store, as they are there; what is written meanwhile is in it or not."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from redis.asyncio import Redis

from exchange import files, postgres
from exchange.rows import Bad, Row
from storage import FAMILIES, KV, Counters, keys

_FOLDED = 1000  # records whose counters are brought up to date in one step

_STRANGE = "others"  # rows of no kind that we know

KINDS = (*(model.plural for model in FAMILIES.values()), _STRANGE)


class Outcome(NamedTuple):
    """How many rows of each kind were written, and what could not be."""

    counts: Mapping[str, int]
    left: list[Bad]


async def export(
    redis: Redis,
    target: str,
    format: str,
    *,
    table: str,
    now: datetime,
    passed: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Write every row of the store to a file, a folder or a table of PostgreSQL.

    PostgreSQL keeps no zero bytes: values with one are left out there, and told of.
    """
    counts: Counter[str] = Counter()
    left: list[Bad] = []
    holds_zeros = format not in (postgres.FORMAT, "sql", "copy")
    with _put(target, format, table) as put:
        await settle(redis, now=now)
        async for some in rows(redis):
            good: list[Row] = []
            for row in some:
                if holds_zeros or ("\0" not in row.key and "\0" not in row.value):
                    good.append(row)
                else:
                    left.append(Bad(row.key, row.value, "", "a zero byte"))
            put(good)
            counts.update(kind_of(row) for row in good)
            passed(len(some))
    return Outcome(counts, left)


async def settle(redis: Redis, *, now: datetime) -> None:
    """Bring the counters in the JSON of every record up to date."""
    while await Counters(redis).fold(now=now, limit=_FOLDED) == _FOLDED:
        pass


async def rows(redis: Redis) -> AsyncIterator[list[Row]]:
    """Yield every row of the table once, in batches."""
    with closing(sqlite3.connect("")) as seen:  # on disk if there are many
        seen.execute("CREATE TABLE keys (key TEXT PRIMARY KEY) WITHOUT ROWID")
        async for found in KV(redis).walk():
            yield [
                Row(key, value, "")
                for key, value in found
                if seen.execute("INSERT OR IGNORE INTO keys VALUES (?)", (key,)).rowcount
            ]


def kind_of(row: Row) -> str:
    """Return the plural of what a row is, `others` if it is of no kind."""
    place = keys.address(row.key)
    model = FAMILIES.get(place.family) if place else None
    return model.plural if model else _STRANGE


def _put(target: str, format: str, table: str) -> AbstractContextManager[files.Put]:
    if format == postgres.FORMAT:
        return postgres.writing(target, table=table)
    if format == files.FOLDER:
        return _folder(Path(target))
    return files.writing(Path(target), format, table=table)


@contextmanager
def _folder(path: Path) -> Iterator[files.Put]:
    path.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        puts = {
            kind: opened.enter_context(files.writing(path / f"{kind}.ndjson", "ndjson", table=""))
            for kind in KINDS  # all of them, so that none of another time stays
        }

        def put(rows: Iterable[Row]) -> None:
            for row in rows:
                puts[kind_of(row)]([row])

        yield put
