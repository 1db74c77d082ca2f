"""The key-value table in PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from exchange.rows import Bad, Broken, Row

TABLE = "kv_store_84730125"
"""What the web product calls it."""


DSN = "postgres"
"""The name of this format."""


def is_dsn(source: str) -> bool:
    return urlsplit(source).scheme in ("postgresql", "postgres")


def shown(dsn: str) -> str:
    """Return where a DSN leads, without its password."""
    parts = urlsplit(dsn)
    return f"{parts.hostname or ''}{parts.path}"


@contextmanager
def connected(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a connection.

    Raises:
        Broken: there is no server, or it refuses us, or breaks off.
    """
    try:
        with psycopg.connect(dsn, application_name="promo.music") as connection:
            yield connection
    except psycopg.Error as error:
        raise Broken(f"{shown(dsn)}: {str(error).strip()}") from None


def name_of(table: str) -> sql.Identifier:
    """Return a table's name, perhaps with its schema before it, quoted."""
    return sql.Identifier(*table.split("."))


def read(dsn: str, *, table: str) -> Iterator[Row | Bad]:
    """Yield the rows of a table in the order of their keys, all of one moment."""
    wanted = sql.SQL(
        'COPY (SELECT key::text, value::text FROM {} ORDER BY key::text COLLATE "C") TO STDOUT'
    ).format(name_of(table))
    with connected(dsn) as connection, connection.cursor().copy(wanted) as rows:
        rows.set_types(["text", "text"])
        for number, (key, value) in enumerate(rows.rows(), 1):
            at = f"row {number}"
            if key is None or value is None:
                yield Bad(key, "", at, "no value")
            else:
                yield Row(key, value, at)


@contextmanager
def writing(dsn: str, *, table: str) -> Iterator[Callable[[Iterable[Row]], None]]:
    """Put rows into a table, which is made if it is not there; what has a key there is replaced.

    All of it happens, or nothing.
    """
    name = name_of(table)
    with connected(dsn) as connection, connection.cursor() as cursor:
        make = sql.SQL("CREATE TABLE IF NOT EXISTS {} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        cursor.execute(make.format(name))
        cursor.execute("CREATE TEMP TABLE coming (key TEXT, value TEXT) ON COMMIT DROP")
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
