"""A copy is made while the store works, and the bot starts from it."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import backup
from storage.server import EmbeddedServer

NOW = datetime(2026, 1, 25, 3, tzinfo=UTC)


async def test_a_copy_of_a_store_that_works_can_be_started_from(tmp_path: Path) -> None:
    writing, written = True, 0
    async with EmbeddedServer(tmp_path / "bot") as server, server.client() as redis:

        async def write() -> None:
            nonlocal written
            while writing:
                async with redis.pipeline() as both:  # both, or neither
                    both.set(f"a{written}", "x" * 1000)
                    both.set(f"b{written}", "x")
                    await both.execute()
                written += 1

        writer = asyncio.create_task(write())
        while written < 50:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await redis.bgrewriteaof()
        before = written
        copied = await backup.copy(redis, server.dir, now=NOW, keep=3)
        after, writing = written, False
        await writer
        assert (await redis.config_get("auto-aof-rewrite-percentage")) == {
            "auto-aof-rewrite-percentage": "100"
        }
    restored = tmp_path / "restored"
    restored.mkdir(mode=0o700)
    shutil.copytree(copied / backup.LOG, restored / backup.LOG)
    async with EmbeddedServer(restored) as server, server.client() as redis:
        there = len(await redis.keys("b*"))
        assert before <= there <= after + 1
        for n in range(there):
            assert await redis.exists(f"a{n}", f"b{n}") == 2
        assert len(await redis.keys("a*")) == there


async def test_the_latest_copies_are_kept_and_nothing_half_done(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        half = tmp_path / "backups" / "2026-01-01-030000.part"
        half.mkdir(parents=True)
        for days in range(5):
            await backup.copy(redis, server.dir, now=NOW + timedelta(days=days), keep=3)
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [
        *("2026-01-27-030000", "2026-01-28-030000", "2026-01-29-030000"),
    ]
