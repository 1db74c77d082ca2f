"""Backups of the bot's own store: made while it works, encrypted, and tried before they count.

The server only adds to the end of its log, and begins new files when it rewrites that. So while no
rewrite runs, a copy of the files is the store as it was at some moment of the copying: what was cut
off at the end was still being written, and is left out when the copy is loaded.

A backup is `{when}.tar.gz`, or `{when}.tar.gz.age` if there is a key. Before it has this name, it
was unpacked, a server was started on what was in it, and the ledger was audited there.
"""

import asyncio
import errno
import os
import re
import shutil
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from io import BufferedReader, BufferedWriter, FileIO
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, NamedTuple

import pyrage
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.key import Key, Unusable
from storage import Audit, Ledger
from storage.server import EmbeddedServer, ServerError, locked

LOG = "appendonlydir"

_REWRITE = "auto-aof-rewrite-percentage"
_CHUNK = 8 << 20  # what stopping waits for
_LOOK_S = 0.1
_STAMP = "%Y-%m-%d-%H%M%S"
_PACKED, _ENCRYPTED = ".tar.gz", ".tar.gz.age"
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}\.tar\.gz(\.age)?")
_TAKES = 3  # times the log, at most: packed, encrypted, and copied before or unpacked after that


class Made(NamedTuple):
    """A backup, and what was found in it; None: it could only be made, for want of the secret."""

    path: Path
    audit: Audit | None


async def make(redis: Redis, data_dir: Path, *, now: datetime, key: Key | None, days: int) -> Made:
    """Back the store in `data_dir` up to its folder `backups`; let go what is older than `days`.

    While another is made there, be it by another program, it waits. One that does not add up is
    kept, and all before it: who looks into it may need the last that did.

    Raises:
        Unusable: what was made cannot be restored; it is not kept.
        OSError: there is no room for it, say.
    """
    folder(data_dir).mkdir(mode=0o700, exist_ok=True)
    while (lock := locked(data_dir / "backup.lock")) is None:  # noqa: ASYNC110  # of any program
        await asyncio.sleep(_LOOK_S)
    try:
        return await _make(redis, data_dir, now=now, key=key, days=days)
    finally:
        os.close(lock)


async def _make(redis: Redis, data_dir: Path, *, now: datetime, key: Key | None, days: int) -> Made:
    backups = folder(data_dir)
    for left in backups.glob("*.part"):
        await clear(left)
    copied = backups / f"{now:{_STAMP}}.part"
    made = backups / f"{now:{_STAMP}}{_ENCRYPTED if key else _PACKED}"
    unfinished = made.with_name(f"{made.name}.part")
    _check_room(data_dir)
    try:
        await copy(redis, data_dir, copied)
        await _aside(_pack, copied, unfinished, key)
        audit = None
        if key is None or key.secret:
            audit = await _tried(unfinished, key, backups / f"{now:{_STAMP}}-tried.part")
        unfinished.rename(made)
    finally:
        await asyncio.to_thread(_remove, copied, unfinished)
    if audit is None or audit.ok:
        for old in found(data_dir):
            if _made_at(old) < _made_at(made) - timedelta(days=days):
                await asyncio.to_thread(_remove, old)
    return Made(made, audit)


def _check_room(data_dir: Path) -> None:
    """Look whether a backup fits onto the disk: the store stops writing when that is full.

    Raises:
        OSError: it does not.
    """
    takes = _TAKES * sum(file.stat().st_size for file in (data_dir / LOG).iterdir())
    free = shutil.disk_usage(data_dir).free
    if takes > free:
        says = f"a backup may take {takes >> 20:,} MB for a while, and {free >> 20:,} MB are free"
        raise OSError(errno.ENOSPC, says, str(folder(data_dir)))


def folder(data_dir: Path) -> Path:
    return data_dir / "backups"


def found(data_dir: Path) -> list[Path]:
    """Return the backups there are, the oldest first."""
    return sorted(path for path in folder(data_dir).glob("*") if _NAME.fullmatch(path.name))


def _made_at(backup: Path) -> datetime:
    return datetime.strptime(f"{backup.name[:17]}+0000", f"{_STAMP}%z")


async def copy(redis: Redis, data_dir: Path, to: Path) -> None:
    """Copy the files of a store that works to a new folder."""
    (to / LOG).mkdir(mode=0o700, parents=True)
    usual = (await redis.config_get(_REWRITE))[_REWRITE]
    await redis.config_set(_REWRITE, "0")
    try:
        while await _rewrites(redis):  # noqa: ASYNC110  # of another program
            await asyncio.sleep(0.1)
        for file in sorted((data_dir / LOG).iterdir()):
            await _copy(file, to / LOG / file.name)
    finally:
        with suppress(RedisError):  # then it has died, and starts with what is usual
            await redis.config_set(_REWRITE, "100" if not usual or usual == "0" else usual)
    _check(to / LOG)


async def unpack(backup: Path, to: Path, key: Key | None) -> None:
    """Unpack a backup into a new folder.

    Raises:
        Unusable: it was encrypted with another key, damaged, or is something else.
    """
    await _aside(_unpack, backup, to, key)


@asynccontextmanager
async def opened(store: Path) -> AsyncIterator[Redis]:
    """Start a server on an unpacked backup, for as long as it is looked at.

    Raises:
        Unusable: it does not start.
    """
    try:
        async with EmbeddedServer(store) as server, server.client() as redis:
            yield redis
    except ServerError as error:
        raise Unusable(f"no server starts with this backup: {error}") from None


async def _tried(backup: Path, key: Key | None, at: Path) -> Audit:
    """Restore a backup aside, and return what an audit of it finds.

    Raises:
        Unusable: it cannot be restored.
    """
    try:
        await unpack(backup, at, key)
        async with opened(at) as redis:
            return await Ledger(redis).audit()
    finally:
        await asyncio.to_thread(_remove, at)


async def _aside(work: Callable[..., None], *args: object) -> None:
    """Do something long in a thread; whoever stops waits for a piece of it, not for all."""
    told = Event()
    working = asyncio.create_task(asyncio.to_thread(work, *args, told))
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        told.set()
        await asyncio.wait({working})
        with suppress(Exception):
            await working
        raise


class _Told(Exception):
    """Somebody stops."""


class _Heeding(FileIO):
    """A file of which nothing is read or written any more once somebody stops."""

    def __init__(self, path: Path, mode: str, told: Event) -> None:
        super().__init__(path, mode)
        self._told = told

    def readinto(self, some: Any, /) -> int | None:
        self._heed()
        return super().readinto(some)

    def write(self, some: Any, /) -> int:
        self._heed()
        return super().write(some)

    def _heed(self) -> None:
        if self._told.is_set():
            raise _Told


def _pack(copied: Path, to: Path, key: Key | None, told: Event) -> None:
    plain = copied / "log.tar.gz"
    with (
        BufferedWriter(_Heeding(plain, "xb", told)) as packed,
        tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as tar,
    ):
        tar.add(copied / LOG, arcname=LOG)
    _remove(copied / LOG)
    with BufferedReader(_Heeding(plain, "rb", told)) as source, to.open("xb") as target:
        if key is None:
            shutil.copyfileobj(source, target)
        else:
            try:  # to a file of ours: its own is silently cut off if the disk is full at the end
                pyrage.encrypt_io(source, target, [key.public])
            except pyrage.EncryptError as error:
                raise Unusable(f"{to.name} cannot be encrypted: {error}") from None
        target.flush()
        os.fsync(target.fileno())
    plain.unlink()
    to.chmod(0o600)


def _unpack(backup: Path, to: Path, key: Key | None, told: Event) -> None:
    to.mkdir(mode=0o700, parents=True)
    plain = backup
    if ".age" in backup.suffixes:
        if key is None or key.secret is None:
            raise Unusable(f"{backup.name} is encrypted: BACKUP_KEY is to be its secret key")
        plain = to / "log.tar.gz"
        try:
            pyrage.decrypt_file(str(backup), str(plain), [key.secret])
        except (pyrage.DecryptError, OSError) as error:
            raise Unusable(f"{backup.name} cannot be decrypted: {error}") from None
    try:
        with (
            BufferedReader(_Heeding(plain, "rb", told)) as packed,
            tarfile.open(fileobj=packed, mode="r:gz") as tar,
        ):
            tar.extractall(to, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unusable(f"{backup.name} is damaged: {error}") from None
    if plain != backup:
        plain.unlink()
    try:
        _check(to / LOG)
    except (OSError, ValueError, IndexError):
        raise Unusable(f"{backup.name} is no backup: there is no store in it") from None


async def clear(left: Path) -> None:
    """Remove what somebody who was killed had begun, and end the server that was tried on it."""
    if (left / LOG).exists():
        async with EmbeddedServer(left).at_rest():
            pass
    await asyncio.to_thread(_remove, left)


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


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
