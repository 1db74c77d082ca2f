"""``python -m bot import | export | export-sql | verify``: what is stored, in and out."""

import hashlib
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TextIO

from redis.exceptions import RedisError
from tqdm import tqdm

from bot.settings import Settings
from bot.store import opened
from exchange import exporting, files, postgres, sql
from exchange.importing import BAD, NEW, OTHER, PARTLY, SAME, Import, Outcome
from exchange.rows import Bad, Broken, Ids, Row, is_telegrams, sources_of
from storage import FAMILIES
from storage.server import ServerError

_DONE, _SOME_BAD, _FAILED = 0, 1, 2
_LONGEST_ID = 128  # bytes; the coins of a user come under it

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
        with _opened(wanted, format) as source, _bar() as bar:
            async with opened(settings) as store:

                def passed(count: int) -> None:
                    if share := source.share(bar.n + count):
                        bar.total = round((bar.n + count) / share)
                    bar.update(count)

                run = Import(
                    store.redis,
                    ids=ids,
                    report=wanted.report,
                    now=now,
                    dry=not wanted.write,
                    id=_identity(wanted, format, ids, source),
                    passed=passed,
                )
                outcome = await run.run(source.rows)
    except (Broken, OSError, ServerError, RedisError) as error:
        return _failed(error)
    _tell(outcome, wanted, _merged(ids))
    return _SOME_BAD if outcome.counts[BAD] else _DONE


async def give(
    settings: Settings, target: str, format: str | None, table: str, *, now: datetime
) -> int:
    """Export; return 0, or 1 if some rows could not be written there, 2 if none."""
    try:
        format = _format(target, format)
        async with opened(settings) as store:
            with _bar() as bar:
                outcome = await exporting.export(
                    store.redis, target, format, table=table, now=now, passed=bar.update
                )
    except (Broken, OSError, ServerError, RedisError) as error:
        return _failed(error)
    about = sys.stderr if target == "-" else sys.stdout
    _say(f"{sum(outcome.counts.values()):,} rows", about)
    _kinds(outcome.counts, about)
    for bad in outcome.left:
        _say(f"left out, {bad.reason}: {bad.key}", about)
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


def _format(place: str, format: str | None) -> str:
    if postgres.is_dsn(place):
        return postgres.FORMAT
    if format is None and (place.endswith("/") or Path(place).is_dir()):
        return files.FOLDER
    return format or files.format_of(place)


class _Source(NamedTuple):
    """What is imported."""

    rows: Iterator[Row | Bad]
    state: str | None
    """The same as long as it is; None: it comes once."""
    share: Callable[[int], float | None] = lambda _: None
    """Tells from how many rows were read how much of it that is, up to 1, if anybody knows."""


@contextmanager
def _opened(wanted: Wanted, format: str) -> Iterator[_Source]:
    source, table = wanted.source, wanted.table
    if format == postgres.FORMAT:
        count, sum_ = postgres.state(source, table=table)
        rows = postgres.read(source, table=table)
        yield _Source(rows, f"{count} {sum_}", lambda read: read / count)
        return
    paths = []
    if format == files.FOLDER:
        paths = files.in_folder(Path(source))
        if not paths:
            raise Broken(f"{source} has no files of NDJSON")
    elif source != "-":
        paths = [Path(source)]
    if wanted.report.is_file() and any(wanted.report.samefile(path) for path in paths):
        raise Broken(f"{wanted.report} is what is imported; --report names another")
    if format == files.FOLDER:
        yield _Source(files.read_all(paths), _state(paths))
        return
    with files.opened(source) as stream:
        rows = files.read(stream, format, table=table)
        yield _Source(rows, _state(paths), lambda _: files.share(stream))


def _state(paths: list[Path]) -> str | None:
    """Return what changes when one of some files does; None: there are none."""
    if not paths:
        return None
    stats = [(path, path.stat()) for path in paths]
    return " ".join(f"{path.resolve()} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats)


def _bar() -> "tqdm[None]":
    return tqdm(unit=" rows", unit_scale=True, file=sys.stderr, disable=None)


def _identity(wanted: Wanted, format: str, ids: Ids, source: _Source) -> str | None:
    """Return what an import is known by if it is broken off; None: nobody can go on with it."""
    if source.state is None:
        return None
    pairs = (f"{was}={is_}" for was, is_ in sorted(ids.items()))
    read = [wanted.source, format, wanted.table, source.state]
    about = [*read, str(wanted.report.resolve()), *pairs]
    return hashlib.sha256("\0".join(about).encode()).hexdigest()[:32]


def _ids(given: tuple[str, ...]) -> dict[str, str]:
    """Return the ids of users that are to change.

    Raises:
        Broken: a pair is none, or says of an id that it becomes two, or one that nobody has.
    """
    ids: dict[str, str] = {}
    for text in given:
        for pair in [text] if "=" in text else _lines(Path(text)):
            if not pair.strip() or pair.startswith("#"):
                continue
            was, _, becomes = (part.strip() for part in pair.partition("="))
            if not was or not becomes:
                raise Broken(f"{pair!r} is not was=is, two ids of a user")
            if len(was.encode()) > _LONGEST_ID:
                raise Broken(f"{was[:_LONGEST_ID]}… is too long for an id")
            if not is_telegrams(becomes):
                raise Broken(f"{pair!r}: {becomes} is no id of Telegram, which is a number")
            if ids.setdefault(was, becomes) != becomes:
                raise Broken(f"{was} cannot become both {ids[was]} and {becomes}")
    return ids


def _lines(path: Path) -> list[str]:
    """Return the lines of a file of pairs.

    Raises:
        Broken: there is none, or it is no text.
    """
    try:
        return path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        raise Broken(f"{path} is neither was=is nor a file") from None
    except UnicodeDecodeError:
        raise Broken(f"{path} is not UTF-8") from None


def _tell(outcome: Outcome, wanted: Wanted, merged: Mapping[str, list[str]]) -> None:
    """Say what became of an import."""
    _say(f"{sum(outcome.counts[word] for word in _MEANING):,} rows")
    for word, meaning in _MEANING.items():
        if count := outcome.counts[word]:
            _say(f"{count:>12,}  {meaning}")
    if outcome.counts[NEW]:
        _say("new:")
        _kinds({model.plural: outcome.counts[family] for family, model in FAMILIES.items()})
    if partly := outcome.counts[PARTLY]:
        _say(f"{partly:,} are read without some of their fields")
    for is_, were in merged.items():
        _say(f"{', '.join(were)} became one: {is_}")
    if outcome.stranger:
        who = outcome.stranger
        _say(f"users such as {who} are not of Telegram; --map {who}=… says who they are there")
    if outcome.disagreeing:
        _say(f"{outcome.disagreeing:,} balances are not the sum of their transactions")
    if wanted.report.stat().st_size:
        _say(f"{wanted.report} tells more")
    if not wanted.write:
        _say("This was a trial: nothing was stored. Add --write to import.")


def _merged(ids: Ids) -> dict[str, list[str]]:
    """Return the users that several become, and which."""
    return {is_: were for is_, were in sources_of(ids).items() if len(were) > 1}


def _kinds(counts: Mapping[str, int], to: TextIO | None = None) -> None:
    for kind in exporting.KINDS:
        if count := counts.get(kind):
            _say(f"{count:>12,}  {kind}", to)


def _say(line: str, to: TextIO | None = None) -> None:
    print(line, file=to)


def _failed(error: Exception) -> int:
    match error:
        case OSError(strerror=str(said)):
            _say(": ".join(filter(None, (error.filename, said))), sys.stderr)
        case _:
            _say(str(error), sys.stderr)
    return _FAILED
