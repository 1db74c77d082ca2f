"""Rows of files, read and written as they come, however large the file.

A line that cannot be read is handed on as bad, and reading goes on after it. In JSON there are no
lines: whatever is wrong there ends the reading with a `Broken`.
"""

import csv
import gzip
import io
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

import ijson

from exchange import dump
from exchange.rows import LONGEST, Bad, Broken, Row, lines
from storage import keys, wire

Rows = Iterator[Row | Bad]
Put = Callable[[Iterable[Row]], None]
"""Writes some more rows."""

_STARTS, _ENDS = ("start_map", "start_array"), ("end_map", "end_array")  # of brackets
_DEEPEST = 200  # of brackets in one another: no more can be kept
_TOO_DEEP = float("nan")  # which cannot be kept either

FOLDER = "folder"
"""A file of NDJSON for each kind."""


def format_of(path: str) -> str:
    """Return the name of the format that a file's name says.

    Raises:
        Broken: it says none of `FORMATS`.
    """
    suffixes = [suffix.lower().removeprefix(".") for suffix in Path(path).suffixes]
    found = [_NAMES[suffix] for suffix in suffixes if suffix in _NAMES]
    if not found:
        known = ", ".join(FORMATS)
        raise Broken(f"{path}: what format is it? --format takes one of {known}")
    return found[-1]


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file to read; `-` is standard input, and what ends in `.gz` is unpacked.

    Raises:
        Broken: it ends before it should, or is not packed as its name says.
        OSError: there is no such file, or it cannot be read.
    """
    if path == "-":
        yield sys.stdin.buffer
        return
    packed = path.lower().endswith(".gz")
    with gzip.open(path) if packed else Path(path).open("rb") as stream:
        try:
            yield cast("BinaryIO", stream)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Broken(f"{path}: {error}") from None


def share(stream: BinaryIO) -> float | None:
    """Return how much of an opened file was read, up to 1; None: nobody knows its length."""
    size = os.fstat(stream.fileno()).st_size
    return getattr(stream, "fileobj", stream).tell() / size if size else None


def read(stream: BinaryIO, format: str, *, table: str | None = None) -> Rows:
    """Yield the rows of a file; in a dump, of one table.

    Raises:
        Broken: it ends before it should, or is not of this format.
    """
    return dump.read(stream, table) if format == "sql" else _READERS[format](stream)


def in_folder(path: Path) -> list[Path]:
    """Return the files of a folder that was exported."""
    return sorted(path.glob("*.ndjson"))


def read_all(paths: Iterable[Path]) -> Rows:
    """Yield the rows of files of NDJSON, one after the other."""
    for path in paths:
        with opened(str(path)) as stream:
            for row in read(stream, "ndjson"):
                yield row._replace(at=f"{path.name}, {row.at}")


@contextmanager
def writing(path: Path, format: str, *, table: str) -> Iterator[Put]:
    """Write a file of rows, a dump as those of a table; it is there when all of them are.

    `-` is standard output, and what ends in `.gz` is packed.
    """
    with _made(path) as stream:
        write = dump.write(stream, table) if format == "sql" else _WRITERS[format](stream)
        with write as put:
            yield put


@contextmanager
def _made(path: Path) -> Iterator[TextIO]:
    """Open something to write; a file is replaced when all is in it, and not by what fails."""
    if str(path) == "-":
        with _text(sys.stdout.fileno()) as stream:
            yield stream
    elif path.exists() and not path.is_file():  # a device, a pipe
        with _text(path) as stream:
            yield stream
    else:
        part = path.with_name(f"{path.name}.part")
        try:
            with _text(part, packed=path.suffix == ".gz") as stream:
                yield stream
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _text(target: Path | int, *, packed: bool = False) -> TextIO:
    if packed:
        return cast("TextIO", gzip.open(cast("Path", target), "wt", encoding="utf-8", newline=""))
    closes = not isinstance(target, int)
    return open(target, "w", encoding="utf-8", newline="", closefd=closes)


# NDJSON: {"key": …, "value": …} or [key, value] on each line ------------------------------------


def _read_ndjson(stream: BinaryIO) -> Rows:
    for number, line in lines(stream):
        at = f"line {number}"
        if not line.strip():
            continue
        try:
            said = wire.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            row = _row(said, at)
        except UnicodeDecodeError:
            yield Bad(None, line, at, "not UTF-8")
        except ValueError as error:
            yield Bad(None, line, at, f"no JSON: {error}")
        else:
            yield row or Bad(None, line, at, "no row: neither key and value nor a pair")


def _row(said: Any, at: str) -> Row | None:
    """Return what a pair, or an object with `key` and `value`, says."""
    match said:
        case {"key": str(key), "value": value} if value is not None:
            return _valued(key, value, at)
        case [str(key), value] if value is not None:
            return _valued(key, value, at)
    return None


def _valued(key: str, value: Any, at: str) -> Row:
    """A text is the value itself; anything else is what the value says in JSON."""
    return Row(key, value if isinstance(value, str) else wire.dumps(value), at)


@contextmanager
def _write_ndjson(stream: TextIO) -> Iterator[Put]:
    def put(rows: Iterable[Row]) -> None:
        stream.writelines(f"{wire.dumps({'key': row.key, 'value': row.value})}\n" for row in rows)

    yield put


# JSON: {key: value, …}, or a list of pairs or of objects -----------------------------------------


def _read_json(stream: BinaryIO) -> Rows:
    peeked = io.BufferedReader(cast("Any", stream)) if not hasattr(stream, "peek") else stream
    if _first(peeked) not in (b"{", b"["):
        raise Broken("neither an object nor a list of pairs")
    digits = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)  # yajl does not look whether Python takes a number, and crashes
    try:
        for number, said in enumerate(_pairs(ijson.basic_parse(peeked)), 1):
            at = f"row {number}"
            try:
                yield _row(_plain(said), at) or Bad(None, _shown(said), at, "no row")
            except (ValueError, RecursionError):
                yield Bad(None, _shown(said), at, "no JSON that can be kept")
    except ijson.JSONError as error:
        said = error.args[0]
        text = said.decode("utf-8", "backslashreplace") if isinstance(said, bytes) else str(said)
        raise Broken(f"the JSON ends or breaks here: {' '.join(text.split())}") from None
    except UnicodeDecodeError as error:
        raise Broken(f"the JSON breaks here: {error}") from None
    finally:
        sys.set_int_max_str_digits(digits)


def _pairs(events: Iterator[Any]) -> Iterator[Any]:
    """Yield what is in the outermost brackets: the values of a list, the pairs of an object.

    `ijson.items` does the same, and keeps a path to each bracket: the square of how deep they are.
    """
    next(events)
    name = None
    for event, said in events:
        if event == "map_key":
            name = said
        elif event not in _ENDS:
            value = _value(event, said, events, 1)
            yield value if name is None else (name, value)


def _value(event: str, said: Any, events: Iterator[Any], depth: int) -> Any:
    """Return a value that begins with an event; brackets that are too deep are passed over."""
    if event not in _STARTS:
        return said
    if depth > _DEEPEST:
        left = 1
        while left:
            event, _ = next(events)
            left += (event in _STARTS) - (event in _ENDS)
        return _TOO_DEEP
    names: list[str] = []
    values: list[Any] = []
    for inner, its in events:
        if inner in _ENDS:
            break
        if inner == "map_key":
            names.append(its)
        else:
            values.append(_value(inner, its, events, depth + 1))
    return dict(zip(names, values, strict=True)) if event == "start_map" else values


def _first(stream: Any) -> bytes:
    """Return the first byte that says something, and leave it unread."""
    while byte := stream.peek(1)[:1]:
        if byte not in b" \t\r\n\xef\xbb\xbf":
            return cast("bytes", byte)
        stream.read(1)
    return b""


def _plain(said: Any) -> Any:
    """Return what was read with numbers as JSON has them."""
    match said:
        case Decimal():
            return float(said)
        case dict():
            return {name: _plain(value) for name, value in said.items()}
        case list() | tuple():
            return [_plain(value) for value in said]
    return said


def _shown(said: Any) -> str:
    try:
        return json.dumps(said, default=str)
    except (ValueError, RecursionError):
        return "…"


@contextmanager
def _write_json(stream: TextIO) -> Iterator[Put]:
    between = "{\n"

    def put(rows: Iterable[Row]) -> None:
        nonlocal between
        for row in rows:
            stream.write(f"{between}{wire.dumps(row.key)}: {wire.dumps(row.value)}")
            between = ",\n"

    yield put
    stream.write("{}\n" if between == "{\n" else "\n}\n")


# CSV: key and value, in the order that a line of names says ------------------------------------


def _read_csv(stream: BinaryIO) -> Rows:
    csv.field_size_limit(LONGEST)
    raw: list[bytes] = []  # since the last row

    def text() -> Iterator[str]:
        for _, line in lines(stream):
            raw.append(line)
            yield line.decode("utf-8", "surrogateescape")

    rows = csv.reader(text(), strict=True)
    heads, first = _heads(rows)
    if first:
        yield first
    key, value = heads.index("key"), heads.index("value")
    while True:
        raw.clear()
        at = f"line {rows.line_num + 1}"
        try:
            fields = next(rows, None)
        except csv.Error as error:
            yield Bad(None, b"".join(raw), at, f"no CSV: {error}")
            continue
        if fields is None:
            return
        if len(fields) == len(heads):
            yield _sound(Row(fields[key], fields[value], at))
        elif fields:
            yield Bad(None, b"".join(raw), at, f"{len(fields)} columns, not {len(heads)}")


def _heads(rows: Iterator[list[str]]) -> tuple[list[str], Row | Bad | None]:
    """Return the names of the columns, and the first row if it stands in their place.

    Raises:
        Broken: there is no column of keys, or of values.
    """
    try:
        first = [name.lstrip("\ufeff") for name in next(rows, [])]
    except csv.Error:
        first = []
    if len(first) == 2 and keys.address(first[0]):
        return ["key", "value"], _sound(Row(first[0], first[1], "line 1"))
    heads = [name.strip(' "').lower() for name in first]
    if not {"key", "value"} <= set(heads):
        raise Broken("the first line of a CSV names its columns, key and value among them")
    return heads, None


def _sound(row: Row) -> Row | Bad:
    try:
        row.key.encode()
        row.value.encode()
    except UnicodeEncodeError:
        raw = row.value.encode("utf-8", "surrogateescape")
        return Bad(_lossy(row.key), raw, row.at, "not UTF-8")
    return row


def _lossy(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@contextmanager
def _write_csv(stream: TextIO) -> Iterator[Put]:
    lines = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    lines.writerow(("key", "value"))
    yield lambda rows: lines.writerows((row.key, row.value) for row in rows)


_READERS: dict[str, Callable[[BinaryIO], Rows]] = {
    "json": _read_json,
    "ndjson": _read_ndjson,
    "csv": _read_csv,
    "copy": dump.read_copied,
}
_WRITERS: dict[str, Callable[[TextIO], AbstractContextManager[Put]]] = {
    "json": _write_json,
    "ndjson": _write_ndjson,
    "csv": _write_csv,
    "copy": dump.write_copied,
}
FORMATS = (*_READERS, "sql")
_NAMES = {name: name for name in FORMATS} | {"jsonl": "ndjson", "tsv": "copy", "dump": "sql"}
