"""The store's records into SQL tables, and whether all of them are there.

The store is walked through once, and its rows come into temporary tables. Then each table gets its
own in one transaction: those that violate a constraint are set aside and told of, and what differs
from the last time is written.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from redis.asyncio import Redis

from exchange import exporting
from exchange.postgres import connected
from exchange.rows import Bad, Broken, Row
from exchange.tables import TABLES, Table, schema
from storage import FAMILIES, Entity, keys

LOCK = 0x70726F6D6F  # of PostgreSQL's advisory locks: one export at a time

PATIENCE_S = 10  # for one that was killed to end

_PUT: LiteralString = """
INSERT INTO {table} AS old ({columns}) SELECT {columns} FROM {staged}
ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({coming})
RETURNING (xmax = 0) AS new
"""
_COUNTED: LiteralString = (
    "SELECT COUNT(*) FILTER (WHERE new), COUNT(*) FILTER (WHERE NOT new) FROM put"
)
_ONE_BY_ONE: LiteralString = """
DO $do$
DECLARE
  one {staged}%ROWTYPE;
  is_new BOOLEAN;
BEGIN
  FOR one IN SELECT * FROM {staged} LOOP
    BEGIN
      INSERT INTO {table} AS old SELECT one.*
      ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({coming})
      RETURNING (xmax = 0) INTO is_new;
      IF FOUND THEN
        INSERT INTO put VALUES (is_new);
      END IF;
    EXCEPTION WHEN integrity_constraint_violation THEN
      INSERT INTO refused VALUES (to_jsonb(one), SQLERRM);
    END;
  END LOOP;
END
$do$
"""

Values = Sequence[Any]

_STAGED = 1000  # rows that are brought over in one step

_TABLES_OF: dict[str, list[Table]] = {}
for _table in TABLES:
    _TABLES_OF.setdefault(_table.model.family, []).append(_table)


class Filled(NamedTuple):
    """What became of a table."""

    table: str
    rows: int
    """In the table, now."""
    new: int
    changed: int
    gone: int
    refused: int
    """Rows that violate a constraint, or that are no record; they are in the report."""


class Compared(NamedTuple):
    """A figure of a table, in the store and in SQL."""

    table: str
    figure: str
    """`rows`, or the column that is added up."""
    stored: Decimal
    there: Decimal


async def fill(
    redis: Redis,
    dsn: str,
    *,
    report: Path,
    now: datetime,
    passed: Callable[[int], None] = lambda _: None,
) -> list[Filled]:
    """Make the tables, if they are not there, and let them have what the store has.

    Raises:
        Broken: PostgreSQL does not answer, or not any more, and tables before the last stay
            filled; or the tables are of a later release, or another export fills them.
    """
    await exporting.settle(redis, now=now)
    with connected(dsn) as connection, _opened(connection, report, now=now) as told:
        fillings = {table.name: _Filling(connection, table, told) for table in TABLES}
        async for row_count, found in _records(redis, lambda name, bad: fillings[name].refuse(bad)):
            for name, rows in found.items():
                fillings[name].take(rows)
            passed(row_count)
        return [filling.settle() for filling in fillings.values()]


async def verify(redis: Redis, dsn: str) -> list[Compared]:
    """Count the rows and add up the figures of each table on both sides."""
    stored = {table.name: Counter[str]() for table in TABLES}
    async for _, found in _records(redis, lambda *_: None):
        for table in TABLES:
            sums, rows = stored[table.name], found[table.name]
            sums["rows"] += len(rows)
            for column in table.sums:
                place = table.columns.index(column)
                sums[column] += sum(_exact(row[place]) for row in rows)
    compared = []
    with connected(dsn) as connection:
        for table in TABLES:
            sums_ = sql.SQL(", ").join(
                sql.SQL("COALESCE(SUM({}), 0)").format(sql.Identifier(c)) for c in table.sums
            )
            asked = sql.SQL("SELECT COUNT(*), {} FROM {}").format(sums_, sql.Identifier(table.name))
            there = connection.execute(asked).fetchone() or ()
            compared += [
                Compared(table.name, figure, Decimal(stored[table.name][figure]), Decimal(found))
                for figure, found in zip(("rows", *table.sums), there, strict=True)
            ]
    return compared


def _exact(figure: float | None) -> Any:
    """Return a figure as it is written: the sum of cents is one of cents."""
    return Decimal(str(figure)) if isinstance(figure, float) else figure or 0


@contextmanager
def _opened(
    connection: psycopg.Connection[Any], report: Path, *, now: datetime
) -> Iterator[BinaryIO]:
    """Open the report once nobody else fills these tables, whose report it may be."""
    _upgrade(connection, now)
    with report.open("wb") as told:
        yield told


def alone(connection: psycopg.Connection[Any]) -> None:
    """Let nobody else fill the tables as long as this connection is open.

    One that was killed may still be at work at the server: that is told to look for its end each
    second, and waited for.

    Raises:
        Broken: another export fills them.
    """
    with suppress(psycopg.Error), connection.transaction():  # before 14 there is no such setting
        connection.execute("SET client_connection_check_interval = '1s'")
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", (f"{PATIENCE_S}s",))
            connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    except psycopg.errors.LockNotAvailable:
        raise Broken("another export fills these tables just now") from None


def _upgrade(connection: psycopg.Connection[Any], now: datetime) -> None:
    """Apply the versions of the schema that this database has not seen; nobody else fills it then.

    Raises:
        Broken: it has seen more of them than there are, or another export fills it.
    """
    with connection.transaction():
        alone(connection)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS promo_music_schema"
            " (version INTEGER PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL)"
        )
        found = connection.execute("SELECT COALESCE(MAX(version), 0) FROM promo_music_schema")
        seen = (found.fetchone() or (0,))[0]
        versions = schema()
        if seen > len(versions):
            raise Broken("these tables are of a later release than this one")
        for version, text in enumerate(versions[seen:], seen + 1):
            connection.execute(text.encode())
            connection.execute("INSERT INTO promo_music_schema VALUES (%s, %s)", (version, now))


async def _records(
    redis: Redis, refuse: Callable[[str, Bad], None]
) -> AsyncIterator[tuple[int, dict[str, list[Values]]]]:
    """Yield how many rows of the store were read, and those they make in each table, in batches."""
    async for some in exporting.rows(redis):
        made: dict[str, list[Values]] = {table.name: [] for table in TABLES}
        for row in some:
            place = keys.address(row.key)
            tables = _TABLES_OF.get(place.family) if place else None
            if place is None or tables is None:
                continue
            try:
                record = _record(row, place)
            except ValueError as error:
                name = tables[0].name
                refuse(name, Bad(row.key, row.value, row.key, f"{name}: {error}"))
            else:
                extra = {**(record.model_extra or {}), **record.unfit}
                for table in tables:
                    made[table.name] += table.rows(record, extra)
        yield len(some), made


def _record(row: Row, place: keys.Address) -> Entity:
    """Return the record that a row is.

    Raises:
        ValueError: it is none.
    """
    id = place.owner if place.member is None else keys.id_of(place.family, place.member)
    return FAMILIES[place.family].from_wire(row.value, owner=place.owner, id=id)


class _Filling:
    """A table that is being filled."""

    def __init__(self, connection: psycopg.Connection[Any], table: Table, report: BinaryIO) -> None:
        self._connection, self._table, self._report = connection, table, report
        self._refused = 0
        self._waiting: list[Values] = []
        with connection.transaction():
            self._run("CREATE TEMP TABLE {staged} (LIKE {table})")

    def refuse(self, bad: Bad) -> None:
        self._refused += 1
        self._report.write(f"{bad.line()}\n".encode())

    def take(self, rows: Sequence[Values]) -> None:
        self._waiting += rows
        if len(self._waiting) >= _STAGED:
            self._stage(self._waiting)
            self._waiting = []

    def _stage(self, rows: Sequence[Values]) -> None:
        """Bring rows over; of those that PostgreSQL cannot take each is told of."""
        if not rows:
            return
        into = self._formed("COPY {staged} ({columns}) FROM STDIN")
        try:
            with (
                self._connection.transaction(),
                self._connection.cursor() as cursor,
                cursor.copy(into) as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            if len(rows) == 1:
                self.refuse(self._bad(rows[0], str(error).splitlines()[0]))
                return
            half = len(rows) // 2
            self._stage(rows[:half])
            self._stage(rows[half:])

    def settle(self) -> Filled:
        """Let the table have what was brought over, and nothing else."""
        self._stage(self._waiting)
        with self._connection.transaction():
            self._run("CREATE TEMP TABLE refused (row JSONB, reason TEXT) ON COMMIT DROP")
            self._run("CREATE INDEX ON {staged} ({key})")
            self._run("ANALYZE {staged}")
            self._set_aside(
                "DELETE FROM {staged} AS row USING {staged} AS other"
                " WHERE row.ctid > other.ctid AND ({row_key}) = ({other_key})",
                "the same key twice",
            )
            if self._table.parent:
                self._set_aside(
                    "DELETE FROM {staged} AS row WHERE NOT EXISTS (SELECT FROM {parent} AS other"
                    " WHERE ({row_child}) = ({other_parent}))",
                    f"none of {self._table.parent.name} is there for it",
                )
            new, changed = self._put()
            gone = self._run(
                "DELETE FROM {table} AS row WHERE NOT EXISTS"
                " (SELECT FROM {staged} AS other WHERE ({row_key}) = ({other_key}))"
            ).rowcount
            self._tell()
            [rows] = self._run("SELECT COUNT(*) FROM {table}").fetchone() or (0,)
            self._run("DROP TABLE {staged}")
        return Filled(self._table.name, rows, new, changed, gone, self._refused)

    def _put(self) -> tuple[int, int]:
        """Write what is new or differs; return how many of each.

        All at once; if one row violates a constraint, then one by one, and that one is set aside.
        """
        try:
            with self._connection.transaction():
                found = self._run(f"WITH put AS ({_PUT}) {_COUNTED}").fetchone()
        except psycopg.IntegrityError:
            self._run("CREATE TEMP TABLE put (new BOOLEAN) ON COMMIT DROP")
            self._run(_ONE_BY_ONE)
            found = self._run(_COUNTED).fetchone()
        return found or (0, 0)

    def _set_aside(self, deletion: LiteralString, reason: str) -> None:
        self._run(
            f"WITH gone AS ({deletion} RETURNING to_jsonb(row) AS row)"
            " INSERT INTO refused SELECT row, {reason} FROM gone",
            reason=sql.Literal(reason),
        )

    def _tell(self) -> None:
        with self._connection.cursor("refused") as cursor:
            cursor.execute("SELECT row::text, reason FROM refused")
            for row, reason in cursor:
                self.refuse(Bad(self._table.name, row, self._table.name, reason))

    def _bad(self, row: Values, reason: str) -> Bad:
        values = dict(zip(self._table.columns, map(str, row), strict=True))
        return Bad(self._table.name, str(values), self._table.name, reason)

    def _run(self, text: LiteralString, **more: sql.Composable) -> psycopg.Cursor[Any]:
        return self._connection.execute(self._formed(text, **more))

    def _formed(self, text: LiteralString, **more: sql.Composable) -> sql.Composed:
        table = self._table
        changes = sql.SQL(", ").join(
            sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(c)) for c in table.columns
        )
        parent = table.parent or table
        return sql.SQL(text).format(
            table=sql.Identifier(table.name),
            staged=sql.Identifier(f"staged_{table.name}"),
            columns=_names(table.columns),
            key=_names(table.key),
            row_key=_names(table.key, "row"),
            other_key=_names(table.key, "other"),
            old=_names(table.columns, "old"),
            coming=_names(table.columns, "excluded"),
            changes=changes,
            parent=sql.Identifier(parent.name),
            row_child=_names(table.key[:2], "row"),
            other_parent=_names(parent.key, "other"),
            **more,
        )


def _names(columns: Sequence[str], of: str | None = None) -> sql.Composed:
    names = ([column] if of is None else [of, column] for column in columns)
    return sql.SQL(", ").join(sql.Identifier(*name) for name in names)
