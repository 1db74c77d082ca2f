"""``python -m bot import | export | export-sql | verify``: what is stored, in and out."""

import hashlib
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from redis.exceptions import RedisError
from tqdm import tqdm

from bot.settings import Settings
from bot.store import opened
from exchange import exporting, files, postgres, sql
from exchange.importing import BAD, NEW, OTHER, SAME, Import
from exchange.rows import Bad, Broken, Row
from storage import FAMILIES, keys
from storage.server import ServerError

_DONE, _SOME_BAD, _FAILED = 0, 1, 2

_MEANING = {
    NEW: "new",
    SAME: "there already",
    OTHER: "there already with another value, which stays",
    BAD: "not taken",
}


class Wanted(NamedTuple):
    """What an import is asked for."""

    source: str
    """A file, `-` or a DSN."""
    format: str | None
    table: str
    ids: tuple[str, ...]
    """`was=is` pairs of user ids, or files with one on each line."""
    report: Path
    write: bool
    """Import; otherwise only try."""


async def take(settings: Settings, wanted: Wanted, *, now: datetime) -> int:
    """Import; return 0, or 1 if some rows were not taken, 2 if it could not be ended."""
    logging.disable()  # each oddity is in the report
    try:
        ids = _ids(wanted.ids)
        format = _format(wanted.source, wanted.format)
        async with opened(settings) as store:
            with _rows(wanted, format) as rows, _bar() as bar:
                run = Import(
                    store.redis,
                    ids=ids,
                    report=wanted.report,
                    now=now,
                    dry=not wanted.write,
                    id=_identity(wanted, ids),
                    passed=bar.update,
                )
                outcome = await run.run(rows)
    except (Broken, OSError, ServerError, RedisError) as error:
        return _failed(error)
    _say(f"{sum(outcome.counts[word] for word in _MEANING):,} rows")
    for word, meaning in _MEANING.items():
        if count := outcome.counts[word]:
            _say(f"{count:>12,}  {meaning}")
    if outcome.counts[NEW]:
        _say("new:")
        _kinds({model.plural: outcome.counts[family] for family, model in FAMILIES.items()})
    for is_, were in _merged(ids).items():
        _say(f"{', '.join(were)} became one: {is_}")
    if outcome.disagreeing:
        _say(f"{outcome.disagreeing:,} balances are not the sum of their transactions")
    if wanted.report.stat().st_size:
        _say(f"each of these is in {wanted.report}")
    if not wanted.write:
        _say("This was a trial: nothing was stored. Add --write to import.")
    return _SOME_BAD if outcome.counts[BAD] else _DONE


async def give(
    settings: Settings, target: str, format: str | None, table: str, *, now: datetime
) -> int:
    """Export; return 0, or 1 if some rows could not be written there, 2 if none."""
    try:
        format = _target_format(target, format)
        async with opened(settings) as store:
            with _bar() as bar:
                outcome = await exporting.export(
                    store.redis, target, format, table=table, now=now, passed=bar.update
                )
    except (Broken, OSError, ServerError, RedisError) as error:
        return _failed(error)
    _say(f"{sum(outcome.counts.values()):,} rows")
    _kinds(outcome.counts)
    for bad in outcome.left:
        _say(f"left out, {bad.reason}: {bad.key}")
    return _SOME_BAD if outcome.left else _DONE


async def give_tables(settings: Settings, dsn: str, report: Path, *, now: datetime) -> int:
    """Fill SQL tables; return 0, or 1 if some rows were refused, 2 if it could not be ended."""
    logging.disable()  # each oddity is in the report
    try:
        async with opened(settings) as store:
            with _bar() as bar:
                filled = await sql.fill(store.redis, dsn, report=report, now=now, passed=bar.update)
    except (Broken, OSError, ServerError, RedisError) as error:
        return _failed(error)
    for done in filled:
        _say(
            f"{done.rows:>12,}  {done.table}: {done.new:,} new, {done.changed:,} changed,"
            f" {done.gone:,} gone, {done.refused:,} refused"
        )
    if refused := sum(done.refused for done in filled):
        _say(f"{refused:,} rows were refused; each is in {report}")
        return _SOME_BAD
    return _DONE


async def verify(settings: Settings, dsn: str) -> int:
    """Compare the tables with the store; return 0 if all agrees, 1 if not, 2 if nobody knows."""
    logging.disable()
    try:
        async with opened(settings) as store:
            compared = await sql.verify(store.redis, dsn)
    except (Broken, ServerError, RedisError) as error:
        return _failed(error)
    differ = 0
    for one in compared:
        same = one.stored == one.there
        differ += not same
        mark = "ok   " if same else "WRONG"
        there = "" if same else f", {one.there:,} in SQL"
        _say(f"  {mark} {one.table} {one.figure}: {one.stored:,}{there}")
    return _SOME_BAD if differ else _DONE


def _format(source: str, format: str | None) -> str:
    if postgres.is_dsn(source):
        return postgres.DSN
    return format or files.format_of(source)


def _target_format(target: str, format: str | None) -> str:
    if format is None and (target.endswith("/") or Path(target).is_dir()):
        return exporting.FOLDER
    return _format(target, format)


@contextmanager
def _rows(wanted: Wanted, format: str) -> Iterator[Iterator[Row | Bad]]:
    if format == postgres.DSN:
        yield postgres.read(wanted.source, table=wanted.table)
        return
    with files.opened(wanted.source) as stream:
        yield files.read(stream, format, table=wanted.table)


def _bar() -> "tqdm[None]":
    return tqdm(unit=" rows", unit_scale=True, file=sys.stderr, disable=None)


def _identity(wanted: Wanted, ids: Mapping[str, str]) -> str | None:
    """Return what an import is known by if it is broken off; None: of `-`, which comes once."""
    if wanted.source == "-":
        return None
    about = [wanted.source, wanted.table, *(f"{was}={is_}" for was, is_ in sorted(ids.items()))]
    if not postgres.is_dsn(wanted.source):
        path = Path(wanted.source).resolve()
        about += [str(path), str(path.stat().st_size), str(path.stat().st_mtime_ns)]
    return hashlib.sha256("\0".join(about).encode()).hexdigest()[:32]


def _ids(given: tuple[str, ...]) -> dict[str, str]:
    """Return the ids of users that are to change.

    Raises:
        Broken: a pair is none, or says of an id that it becomes two, or is no id.
    """
    ids: dict[str, str] = {}
    for text in given:
        pairs = [text] if "=" in text else Path(text).read_text("utf-8").splitlines()
        for pair in pairs:
            if not pair.strip() or pair.startswith("#"):
                continue
            was, equals, becomes = (part.strip() for part in pair.partition("="))
            if not was or not equals or not keys.fits(becomes):
                raise Broken(f"{pair!r} is not was=is, two ids of a user")
            if ids.setdefault(was, becomes) != becomes:
                raise Broken(f"{was} cannot become both {ids[was]} and {becomes}")
    return ids


def _merged(ids: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the users that several become, and which."""
    became: dict[str, list[str]] = {}
    for was, is_ in ids.items():
        became.setdefault(is_, []).append(was)
    return {is_: were for is_, were in became.items() if len(were) > 1}


def _kinds(counts: Mapping[str, int]) -> None:
    for kind, count in counts.items():
        if count:
            _say(f"{count:>12,}  {kind}")


def _say(line: str) -> None:
    print(line)  # noqa: T201


def _failed(error: Exception) -> int:
    print(error, file=sys.stderr)  # noqa: T201
    return _FAILED
