"""The key-value table in PostgreSQL."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from exchange.dump import COLUMNS, copied, parts_of
from exchange.rows import Bad, Broken, Row

TABLE = "kv_store_84730125"
"""What the web product calls it."""

FORMAT = "postgres"
"""The name of this format."""

_CONTEXT = 200  # characters of what a server says of the place of an error
_SCHEME = re.compile(r"postgres(ql)?://")


def is_dsn(source: str) -> bool:
    return _SCHEME.match(source) is not None


@contextmanager
def connected(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a connection.

    Raises:
        Broken: there is no server, or it refuses us, or breaks off.
    """
    try:
        parts = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:  # it says the whole of it, with the password
        raise Broken("no address of PostgreSQL: postgresql://user:password@host/database") from None
    try:
        with psycopg.connect(dsn, application_name="promo.music") as connection:
            yield connection
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error).strip()
        where = f" ({error.diag.context})" if error.diag.context else ""
        place = f"{parts.get('host') or ''}/{parts.get('dbname') or ''}"
        raise Broken(f"{place}: {said}{where[:_CONTEXT]}") from None


def name_of(table: str) -> sql.Identifier:
    """Return a table's name, perhaps with its schema before it, quoted."""
    return sql.Identifier(*parts_of(table))


def state(dsn: str, *, table: str) -> tuple[int, str]:
    """Return how many rows a table has, and what is the same only while all of them are."""
    asked = sql.SQL(
        "SELECT COUNT(*), COALESCE(SUM(hashtextextended(key::text || value::text, 0)), 0)::text"
        " FROM {}"
    ).format(name_of(table))
    with connected(dsn) as connection:
        return connection.execute(asked).fetchone() or (0, "")


def read(dsn: str, *, table: str) -> Iterator[Row | Bad]:
    """Yield the rows of a table in the order of their keys, all of one moment."""
    wanted = sql.SQL(
        'COPY (SELECT key::text, value::text FROM {} ORDER BY key::text COLLATE "C") TO STDOUT'
    ).format(name_of(table))
    with connected(dsn) as connection, connection.cursor().copy(wanted) as rows:
        yield from copied(((n, bytes(row)) for n, row in enumerate(rows, 1)), COLUMNS, "row")


@contextmanager
def writing(dsn: str, *, table: str) -> Iterator[Callable[[Iterable[Row]], None]]:
    """Put rows into a table, which is made if it is not there; what has a key there is replaced.

    All of it happens, or nothing.
    """
    name = name_of(table)
    with connected(dsn) as connection, connection.cursor() as cursor:
        make = sql.SQL("CREATE TABLE IF NOT EXISTS {} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        cursor.execute(make.format(name))
        like = sql.SQL(
            "CREATE TEMP TABLE coming ON COMMIT DROP AS SELECT key, value FROM {} WITH NO DATA"
        )  # of its types: value may be JSONB
        cursor.execute(like.format(name))
        with cursor.copy("COPY coming (key, value) FROM STDIN") as copy:

            def put(rows: Iterable[Row]) -> None:
                for row in rows:
                    copy.write_row((row.key, row.value))

            yield put
        fill = sql.SQL(
            "INSERT INTO {} (key, value) SELECT key, value FROM coming"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
        )
        cursor.execute(fill.format(name))
