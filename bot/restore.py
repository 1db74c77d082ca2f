"""``python -m bot backup`` and ``restore``: a copy of the store now, and back to one."""

import asyncio
import shutil
import sys
from datetime import datetime
from pathlib import Path

from redis.exceptions import RedisError

from bot import backup
from bot.backup import LOG
from bot.key import Unusable
from bot.settings import Settings
from bot.store import opened
from storage import Audit, Ledger
from storage.server import RESTORING, EmbeddedServer, ServerError

_DONE, _WRONG, _FAILED = 0, 1, 2

_ELSEWHERE = "the store at REDIS_URL is backed up where it runs; see README.md"


async def back_up(settings: Settings, *, now: datetime) -> int:
    """Make a backup, be the bot running or not; return 0, or 2 if it cannot be made."""
    if settings.redis_url:
        return _failed(_ELSEWHERE)
    try:
        async with opened(settings) as store:
            made = await backup.make(
                store.redis,
                settings.data_dir,
                now=now,
                key=settings.backup_age_key,
                days=settings.backup_days,
            )
    except (Unusable, OSError, ServerError, RedisError) as error:
        return _failed(str(error))
    _say(f"made {made.path}")
    if settings.backup_age_key is None:
        _say("it is not encrypted: BACKUP_KEY is not set")
    return _judged(made.audit)


async def restore(settings: Settings, name: str | None, *, now: datetime, only_try: bool) -> int:
    """Go back to a backup, the latest if none is named; what was there is put aside.

    Returns 0, 1 if the ledger in it does not add up, or 2 if nothing was changed.
    """
    if settings.redis_url:
        return _failed(_ELSEWHERE)
    data_dir = settings.data_dir
    restoring = data_dir / RESTORING
    try:
        chosen = _chosen(data_dir, name)
        async with EmbeddedServer(data_dir).at_rest():
            await backup.clear(restoring)
            try:
                await backup.unpack(chosen, restoring, settings.backup_age_key)
                async with backup.opened(restoring) as redis:
                    audit = await Ledger(redis).audit()
                if only_try:
                    _say(f"{chosen} can be restored")
                    return _judged(audit)
                aside = data_dir / f"replaced-{now:%Y-%m-%d-%H%M%S}"
                if (data_dir / LOG).exists():
                    (data_dir / LOG).rename(aside)
                (restoring / LOG).rename(data_dir / LOG)
            finally:
                await asyncio.to_thread(shutil.rmtree, restoring, ignore_errors=True)
    except (Unusable, OSError, ServerError, RedisError) as error:
        return _failed(str(error))
    _say(f"restored {chosen}")
    if aside.exists():
        _say(f"what was there is in {aside}")
    return _judged(audit)


def _chosen(data_dir: Path, name: str | None) -> Path:
    """Return the backup of a name or path, or the latest.

    Raises:
        Unusable: there is none.
    """
    if name is None:
        there = backup.found(data_dir)
        if not there:
            raise Unusable(f"no backup in {backup.folder(data_dir)}")
        return there[-1]
    for path in (Path(name), backup.folder(data_dir) / name):
        if path.is_file():
            return path
    raise Unusable(f"no backup {name}")


def _judged(audit: Audit | None) -> int:
    if audit is None:
        _say("it was not tried: BACKUP_KEY is public, and only its secret key can read it")
        return _DONE
    if audit.ok:
        _say(f"{audit.postings:,} postings in it, and everything follows from them")
        return _DONE
    _say(f"{audit.postings:,} postings in it; WRONG in {audit.violated:,} places: see `audit`")
    return _WRONG


def _say(line: str) -> None:
    print(line)  # noqa: T201


def _failed(why: str) -> int:
    print(why, file=sys.stderr)  # noqa: T201
    return _FAILED
