"""The store's records into SQL tables, and whether all of them are there.

Each table is filled in one transaction: its rows come into a temporary one first, those that
violate a constraint are set aside and told of, and what differs from the last time is written.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from redis.asyncio import Redis

from exchange import exporting
from exchange.postgres import connected
from exchange.rows import Bad, Row, unread
from exchange.tables import TABLES, Table, schema
from storage import Entity, keys

_LOCK = 0x70726F6D6F  # of PostgreSQL's advisory locks: one export at a time

_PUT: LiteralString = """
INSERT INTO {table} AS old ({columns}) SELECT {columns} FROM staged
ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({coming})
RETURNING (xmax = 0) AS new
"""
_COUNTED: LiteralString = (
    "SELECT COUNT(*) FILTER (WHERE new), COUNT(*) FILTER (WHERE NOT new) FROM put"
)
_ONE_BY_ONE: LiteralString = """
DO $do$
DECLARE
  one staged%ROWTYPE;
  is_new BOOLEAN;
BEGIN
  FOR one IN SELECT * FROM staged LOOP
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
        Broken: PostgreSQL does not answer, or not any more; tables before the last stay filled.
    """
    await exporting.settle(redis, now=now)
    filled = []
    with connected(dsn) as connection, report.open("wb") as told:
        _upgrade(connection, now)
        for table in TABLES:
            with connection.transaction():
                filling = _Filling(connection, table, told)
                async for some in _records(redis, table, filling.refuse):
                    filling.stage(some)
                    passed(len(some))
                filled.append(filling.settle())
    return filled


async def verify(redis: Redis, dsn: str) -> list[Compared]:
    """Count the rows and add up the figures of each table on both sides."""
    compared = []
    with connected(dsn) as connection:
        for table in TABLES:
            stored: Counter[str] = Counter()
            async for some in _records(redis, table, lambda _: None):
                stored["rows"] += len(some)
                for column in table.sums:
                    place = table.columns.index(column)
                    stored[column] += sum(values[place] for values in some)
            sums = sql.SQL(", ").join(
                sql.SQL("COALESCE(SUM({}), 0)").format(sql.Identifier(c)) for c in table.sums
            )
            asked = sql.SQL("SELECT COUNT(*), {} FROM {}").format(sums, sql.Identifier(table.name))
            found = connection.execute(asked).fetchone() or ()
            compared += [
                Compared(table.name, figure, Decimal(stored[figure]), Decimal(there))
                for figure, there in zip(("rows", *table.sums), found, strict=True)
            ]
    return compared


def _upgrade(connection: psycopg.Connection[Any], now: datetime) -> None:
    """Apply the versions of the schema that this database has not seen."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS promo_music_schema"
            " (version INTEGER PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL)"
        )
        found = connection.execute("SELECT COALESCE(MAX(version), 0) FROM promo_music_schema")
        seen = (found.fetchone() or (0,))[0]
        for version, text in enumerate(schema(), 1):
            if version > seen:
                connection.execute(text.encode())
                connection.execute("INSERT INTO promo_music_schema VALUES (%s, %s)", (version, now))


async def _records(
    redis: Redis, table: Table, refuse: Callable[[Bad], None]
) -> AsyncIterator[list[Values]]:
    """Yield the rows that a table should have, in batches."""
    async for some in exporting.rows(redis, table.model.family):
        made: list[Values] = []
        for row in some:
            try:
                record, extra = _read(row, table.model)
            except ValueError as error:
                refuse(Bad(row.key, row.value, row.key, f"{table.name}: {error}"))
            else:
                made += table.rows(record, extra)
        yield made


def _read(row: Row, model: type[Entity]) -> tuple[Entity, dict[str, Any]]:
    """Return a record, and what of it has no column.

    Raises:
        ValueError: it is none.
    """
    place = keys.address(row.key)
    if place is None or place.family != model.family:
        raise ValueError("no key of this kind")
    id = place.owner if place.member is None else keys.id_of(place.family, place.member)
    record = model.from_wire(row.value, owner=place.owner, id=id)
    return record, {**(record.model_extra or {}), **unread(record, row.value)}


class _Filling:
    """A table that is being filled."""

    def __init__(self, connection: psycopg.Connection[Any], table: Table, report: BinaryIO) -> None:
        self._connection, self._table, self._report = connection, table, report
        self._refused = 0
        self._columns = _names(table.columns)
        self._run("CREATE TEMP TABLE staged (LIKE {table}) ON COMMIT DROP")
        self._run("CREATE TEMP TABLE refused (row JSONB, reason TEXT) ON COMMIT DROP")

    def refuse(self, bad: Bad) -> None:
        self._refused += 1
        self._report.write(f"{bad.line()}\n".encode())

    def stage(self, rows: Sequence[Values]) -> None:
        """Bring rows over; of those that PostgreSQL cannot take each is told of."""
        if not rows:
            return
        into = self._formed("COPY staged ({columns}) FROM STDIN")
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
            self.stage(rows[:half])
            self.stage(rows[half:])

    def settle(self) -> Filled:
        """Let the table have what was brought over, and nothing else."""
        self._run("CREATE INDEX ON staged ({key})")
        self._run("ANALYZE staged")
        self._set_aside(
            "DELETE FROM staged AS row USING staged AS other"
            " WHERE row.ctid > other.ctid AND ({row_key}) = ({other_key})",
            "the same key twice",
        )
        if self._table.parent:
            self._set_aside(
                "DELETE FROM staged AS row WHERE NOT EXISTS (SELECT FROM {parent} AS other"
                " WHERE ({row_child}) = ({other_parent}))",
                f"none of {self._table.parent.name} is there for it",
            )
        new, changed = self._put()
        gone = self._run(
            "DELETE FROM {table} AS row WHERE NOT EXISTS"
            " (SELECT FROM staged AS other WHERE ({row_key}) = ({other_key}))"
        ).rowcount
        self._tell()
        [rows] = self._run("SELECT COUNT(*) FROM {table}").fetchone() or (0,)
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
            columns=self._columns,
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
