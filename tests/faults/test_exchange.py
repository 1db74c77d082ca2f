"""Rows come in and go on to SQL without one lost or doubled, whatever is killed, at any size."""

import asyncio
import hashlib
import json
import logging
import os
import random
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from exchange import files
from exchange.rows import Row
from storage import Ledger
from storage.server import EmbeddedServer
from tests.exchange import web
from tests.exchange.conftest import dsn, postgres

logger = logging.getLogger(__name__)

__all__ = ["dsn", "postgres"]

_GROWS_KB = 40 * 1024
"""What a million rows may take more than some thousand."""


class Ended(NamedTuple):
    said: str
    peak_kb: int
    took_s: float


class Machine:
    """A place where commands run on a store, and can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._env = {**os.environ, "BOT_TOKEN": "42:TEST", "DATA_DIR": str(folder / "data")}

    async def start(self, *command: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *command),
            env=self._env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *command: str, returns: int = 0) -> Ended:
        """Run a command to its end."""
        begun = time.monotonic()
        process = await self.start(*command)
        peak = asyncio.create_task(_peak(process.pid))
        said, complained = await process.communicate()
        assert process.returncode == returns, complained.decode()
        return Ended(said.decode(), await peak, time.monotonic() - begun)


async def _peak(pid: int) -> int:
    """Return the most memory that a process ever had, as far as one looked."""
    peak = 0
    status = Path(f"/proc/{pid}/status")
    while True:
        try:
            lines = status.read_text().splitlines()  # noqa: ASYNC240  # no disk is behind it
        except OSError:
            return peak
        found = next((line for line in lines if line.startswith("VmHWM")), None)
        if found is None:  # a zombie
            return peak
        peak = max(peak, int(found.split()[1]))
        await asyncio.sleep(0.05)


def digest(rows: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Return how many rows there are, and what they come to in any order."""
    count = total = 0
    for key, value in rows:
        hashed = hashlib.blake2b(f"{key}\0{value}".encode(), digest_size=16).digest()
        total ^= int.from_bytes(hashed)
        count += 1
    return count, total


def written(path: Path, artists: int) -> tuple[int, int]:
    """Write the rows of artists to a file, and return their digest."""
    with files.writing(path, "ndjson", table="") as put:
        put(Row(key, value, "") for key, value in web.rows(artists))
    return digest(web.rows(artists))


def digest_of(folder: Path) -> tuple[int, int]:
    def pairs() -> Iterable[tuple[str, str]]:
        for path in sorted(folder.iterdir()):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    yield row["key"], row["value"]

    return digest(pairs())


@pytest.mark.parametrize(
    ("artists", "kills"), [(100, 1), pytest.param(45_500, 3, marks=pytest.mark.long)]
)
async def test_rows_come_in_and_go_on_whatever_is_killed(
    artists: int, kills: int, tmp_path: Path, dsn: str
) -> None:
    chance = random.Random(artists)
    machine, source = Machine(tmp_path), tmp_path / "rows.ndjson"
    expected = await asyncio.to_thread(written, source, artists)
    importing = ("import", str(source), "--write", "--report", str(tmp_path / "report"))
    async with EmbeddedServer(tmp_path / "data") as server, server.client() as redis:
        small = tmp_path / "small.ndjson"
        await asyncio.to_thread(written, small, 50)
        little = await machine.run("import", str(small), "--report", str(tmp_path / "r"))
        for _ in range(kills):
            process = await machine.start(*importing)
            stop_at = await redis.dbsize() + chance.randrange(5 * artists)
            while await redis.dbsize() < stop_at and process.returncode is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            if process.returncode is None:
                process.kill()
            await process.communicate()
        done = await machine.run(*importing)
        assert f"{expected[0]:,} rows" in done.said
        assert (tmp_path / "report").read_bytes() == b""
        assert (await Ledger(redis).audit()).ok

        await machine.run("export", f"{tmp_path / 'out'}/")
        assert await asyncio.to_thread(digest_of, tmp_path / "out") == expected

        exporting = ("export-sql", dsn, "--report", str(tmp_path / "refused"))
        for _ in range(kills):
            process = await machine.start(*exporting)
            with suppress(TimeoutError):  # it takes less long than an import
                await asyncio.wait_for(process.wait(), chance.random() * done.took_s / 3)
            if process.returncode is None:
                process.kill()
            await process.communicate()
        filled = await machine.run(*exporting)
        assert (tmp_path / "refused").read_bytes() == b""
        verified = await machine.run("verify", dsn)
        assert "WRONG" not in verified.said
    with psycopg.connect(dsn) as connection:
        recounted = connection.execute(
            "SELECT (SELECT COUNT(*) FROM profiles), (SELECT COUNT(*) FROM track_daily_stats),"
            " (SELECT COUNT(*) FROM donations), (SELECT SUM(coins) FROM coin_balances),"
            " (SELECT SUM(amount) FROM coin_transactions), (SELECT SUM(plays) FROM tracks)"
        ).fetchone()
    profiles, days, donations, coins, moved, plays = recounted or (0,) * 6
    assert (profiles, days, donations, coins) == (artists, 12 * artists, 5 * artists, moved)
    values = (json.loads(value) for key, value in web.rows(artists) if key.startswith("track:"))
    assert plays == sum(value["plays"] for value in values)
    grew = {name: end.peak_kb - little.peak_kb for name, end in (("in", done), ("out", filled))}
    logger.info(
        "%d rows: in %.0f s, to SQL %.0f s; memory %s KB over %d",
        *(expected[0], done.took_s, filled.took_s, grew, little.peak_kb),
    )
    assert max(grew.values()) < _GROWS_KB
