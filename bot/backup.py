"""Dated copies of the bot's own store, each of which it can start from.

The server only adds to the end of its log, and begins new files when it rewrites that. So while no
rewrite runs, a copy of the files is the store as it was at some moment of the copying: what was cut
off at the end was still being written, and is left out when the copy is loaded.
"""

import asyncio
import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from redis.asyncio import Redis
from redis.exceptions import RedisError

LOG = "appendonlydir"

_REWRITE = "auto-aof-rewrite-percentage"
_CHUNK = 8 << 20  # what stopping waits for


async def copy(redis: Redis, data_dir: Path, *, now: datetime, keep: int) -> Path:
    """Copy the store in `data_dir` to a folder of its `backups`; keep so many of the latest.

    To restore one, stop the bot and put its `appendonlydir` in place of that in `data_dir`.
    """
    backups = data_dir / "backups"
    backups.mkdir(mode=0o700, exist_ok=True)
    for left in backups.glob("*.part"):
        shutil.rmtree(left)
    part = backups / f"{now:%Y-%m-%d-%H%M%S}.part"
    (part / LOG).mkdir(mode=0o700, parents=True)
    usual = (await redis.config_get(_REWRITE))[_REWRITE]
    await redis.config_set(_REWRITE, "0")
    try:
        while await _rewrites(redis):  # noqa: ASYNC110  # of another program
            await asyncio.sleep(0.1)
        for file in sorted((data_dir / LOG).iterdir()):
            await _copy(file, part / LOG / file.name)
    finally:
        with suppress(RedisError):  # then it has died, and starts with what is usual
            await redis.config_set(_REWRITE, usual or "100")
    _check(part / LOG)
    done = part.rename(part.with_suffix(""))
    for old in sorted(path for path in backups.iterdir() if path.is_dir())[:-keep]:
        await asyncio.to_thread(shutil.rmtree, old)
    return done


async def _rewrites(redis: Redis) -> bool:
    about = await redis.info("persistence")
    return bool(about["aof_rewrite_in_progress"] or about["aof_rewrite_scheduled"])


def _check(log: Path) -> None:
    """Look whether all is there that the manifest names.

    Raises:
        OSError: the server was started again meanwhile, and has rewritten its log.
    """
    for line in (log / "appendonly.aof.manifest").read_text().splitlines():
        (log / line.split()[1]).stat()


async def _copy(file: Path, to: Path) -> None:
    """Copy a file bit by bit, and onto the disk: whoever stops does not wait for all of it."""
    with file.open("rb") as source, to.open("xb") as target:
        while await asyncio.to_thread(_chunk, source, target):
            pass
        await asyncio.to_thread(os.fsync, target.fileno())


def _chunk(source: BinaryIO, target: BinaryIO) -> int:
    written = target.write(source.read(_CHUNK))
    target.flush()
    return written
