r"""What `pg_dump` writes as plain SQL: rows between COPY and `\.`, or in INSERT statements.

A file of rows alone, as `\copy … TO` writes it, is the same without the statements around.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from exchange.rows import Bad, Broken, Row, lines

_COPY = re.compile(rb"COPY (?P<table>[^(]+?) *\((?P<columns>[^)]*)\) FROM stdin;")
_INSERT = re.compile(
    r"INSERT INTO (?P<table>[^(]+?) *(?:\((?P<columns>[^)]*)\) *)?(?:OVERRIDING \w+ VALUE )?VALUES",
)
_LITERAL = re.compile(r"(?P<escaped>E)?'(?P<text>(?:[^']|'')*)'|(?P<bare>[^\s,()';]+)|(?P<row>\))")
_ESCAPE = re.compile(rb"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_WRITTEN = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
_COLUMNS = ("key", "value")


def read(stream: BinaryIO, table: str | None) -> Iterator[Row | Bad]:
    """Yield the rows of a table of a dump: of the one named, or of each with a key and a value."""
    numbered = lines(stream)
    found = False
    for number, line in numbered:
        if line.startswith(b"COPY ") and (copy := _COPY.match(line)):
            columns = _columns(copy["columns"].decode("utf-8", "replace"))
            if _is_wanted(copy["table"].decode("utf-8", "replace"), columns, table):
                found = True
                yield from _copied(numbered, columns)
            else:
                _pass(numbered)
        elif line.startswith(b"INSERT INTO "):
            text = _statement(line, numbered)
            insert = _INSERT.match(text)
            columns = _columns(insert["columns"] or ",".join(_COLUMNS)) if insert else []
            if insert and _is_wanted(insert["table"], columns, table):
                found = True
                yield from _inserted(text[insert.end() :], columns, f"line {number}")
    if not found:
        what = f"table {table}" if table else "table with a key and a value"
        raise Broken(f"no {what} in this dump")


def read_copied(stream: BinaryIO) -> Iterator[Row | Bad]:
    """Yield the rows of a file that has nothing else: key, tab, value."""
    yield from _copied(lines(stream), list(_COLUMNS))


def _columns(text: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in text.split(",")]


def _is_wanted(name: str, columns: list[str], table: str | None) -> bool:
    if not set(_COLUMNS) <= set(columns):
        return False
    plain = name.replace('"', "")
    return table is None or table in (plain, plain.rpartition(".")[2])


def _pass(numbered: Iterator[tuple[int, bytes]]) -> None:
    for _, line in numbered:
        if line.rstrip(b"\r\n") == b"\\.":
            return


def _copied(numbered: Iterator[tuple[int, bytes]], columns: list[str]) -> Iterator[Row | Bad]:
    key, value = columns.index("key"), columns.index("value")
    for number, line in numbered:
        line, at = line.rstrip(b"\r\n"), f"line {number}"
        if line == b"\\.":
            return
        fields = line.split(b"\t")
        if len(fields) != len(columns):
            yield Bad(None, line, at, f"{len(fields)} columns, not {len(columns)}")
        elif fields[value] == rb"\N" or fields[key] == rb"\N":
            yield Bad(None, line, at, "no value")
        else:
            yield _decoded(_unescaped(fields[key]), _unescaped(fields[value]), at)


def _unescaped(field: bytes) -> bytes:
    return _ESCAPE.sub(_character, field) if b"\\" in field else field


def _character(match: re.Match[bytes]) -> bytes:
    said = match[1]
    if said[:1] == b"x" and len(said) > 1:
        return bytes([int(said[1:], 16)])
    if said[:1].isdigit() and said[:1] < b"8":
        return bytes([int(said, 8) & 0xFF])
    return _PLAIN.get(said, said)


def _decoded(key: bytes, value: bytes, at: str) -> Row | Bad:
    try:
        return Row(key.decode(), value.decode(), at)
    except UnicodeDecodeError:
        return Bad(key.decode("utf-8", "backslashreplace"), value, at, "not UTF-8")


def _statement(first: bytes, numbered: Iterator[tuple[int, bytes]]) -> str:
    """Return a statement of one or more lines, with surrogates for what is no UTF-8.

    It ends with the first semicolon at the end of a line that no quotes are open at.
    """
    parts, quotes = [first], first.count(b"'")
    while quotes % 2 or not parts[-1].rstrip().endswith(b";"):
        _, line = next(numbered, (0, b""))
        if not line:
            break
        parts.append(line)
        quotes += line.count(b"'")
    return b"".join(parts).decode("utf-8", "surrogateescape")


def _inserted(text: str, columns: list[str], at: str) -> Iterator[Row | Bad]:
    key, value = columns.index("key"), columns.index("value")
    fields: list[str | None] = []
    for literal in _LITERAL.finditer(text):
        if literal["row"] is None:
            fields.append(_literal(literal))
            continue
        if len(fields) != len(columns):
            yield Bad(None, text, at, f"{len(fields)} columns, not {len(columns)}")
        elif fields[key] is None or fields[value] is None:
            yield Bad(fields[key], "", at, "no value")
        else:
            raw = [str(fields[place]).encode("utf-8", "surrogateescape") for place in (key, value)]
            yield _decoded(raw[0], raw[1], at)
        fields = []


def _literal(found: re.Match[str]) -> str | None:
    if found["bare"] is not None:
        return None if found["bare"].upper() == "NULL" else found["bare"]
    text = found["text"].replace("''", "'")
    if found["escaped"] is None:
        return text
    raw = text.encode("utf-8", "surrogateescape")
    return _unescaped(raw).decode("utf-8", "surrogateescape")


@contextmanager
def write(stream: TextIO, table: str) -> Iterator[Callable[[Iterable[Row]], None]]:
    """Write SQL that makes a table, if it is not there, and fills it."""
    stream.write(
        "SET client_encoding = 'UTF8';\n"
        "SET standard_conforming_strings = on;\n\n"
        f"CREATE TABLE IF NOT EXISTS {table} (key TEXT PRIMARY KEY, value TEXT NOT NULL);\n\n"
        f"COPY {table} (key, value) FROM stdin;\n"
    )
    with write_copied(stream) as put:
        yield put
    stream.write("\\.\n")


@contextmanager
def write_copied(stream: TextIO) -> Iterator[Callable[[Iterable[Row]], None]]:
    yield lambda rows: stream.writelines(
        f"{row.key.translate(_WRITTEN)}\t{row.value.translate(_WRITTEN)}\n" for row in rows
    )
