r"""What `pg_dump` writes as plain SQL: rows between COPY and `\.`, or in INSERT statements.

A file of rows alone, as `\copy … TO` writes it, is the same without the statements around.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from exchange.rows import Bad, Broken, Row, lines

_TABLE = r'(?P<table>(?:"(?:[^"]|"")*"|[^"(\s])+)'
_COPY = re.compile(rf"COPY {_TABLE} *\((?P<columns>[^)]*)\) FROM stdin;".encode())
_INSERT = re.compile(
    rf"INSERT INTO {_TABLE} *(?:\((?P<columns>[^)]*)\) *)?(?:OVERRIDING \w+ VALUE )?VALUES",
)
_PART = re.compile(r'"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^".]+)')
_LITERAL = re.compile(r"(?P<escaped>E)?'(?P<text>(?:[^']|'')*)'|(?P<bare>[^\s,()';]+)|(?P<row>\))")
_ESCAPE = re.compile(rb"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_WRITTEN = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
COLUMNS = ("key", "value")
_NULL, _NONE = rb"\N", "no value"
_CUT = "the dump ends within a table"
_ARCHIVE = b"PGDMP"  # what an archive of pg_dump begins with


def parts_of(table: str) -> tuple[str, ...]:
    """Return a table's name, and before it that of its schema if it is said; `"` may be around."""
    parts = _PART.finditer(table)
    return tuple(part["plain"] or part["quoted"].replace('""', '"') for part in parts)


def read(stream: BinaryIO, table: str | None) -> Iterator[Row | Bad]:
    """Yield the rows of a table of a dump: of the one named, or of each with a key and a value.

    Raises:
        Broken: there is no such table, or the dump ends before it does.
    """
    wanted = parts_of(table) if table else ()
    found, others = False, set[str]()
    for name, columns, rows in _tables(lines(stream)):
        if not set(COLUMNS) <= set(columns):
            continue
        parts = parts_of(name)
        if parts[len(parts) - len(wanted) :] == wanted:
            found = True
            yield from rows
        else:
            others.add(name)
    if not found:
        what = f"table {table}" if table else "table with a key and a value"
        hint = f"; --table could be {' or '.join(sorted(others))}" if others else ""
        raise Broken(f"no {what} in this dump{hint}")


def read_copied(stream: BinaryIO) -> Iterator[Row | Bad]:
    """Yield the rows of a file that has nothing else: key, tab, value."""
    return copied(lines(stream), COLUMNS)


def copied(
    numbered: Iterable[tuple[int, bytes]], columns: Sequence[str], unit: str = "line"
) -> Iterator[Row | Bad]:
    """Yield the rows of what COPY wrote as text, a `unit` each."""
    key, value = columns.index("key"), columns.index("value")
    for number, line in numbered:
        line, at = line.rstrip(b"\r\n"), f"{unit} {number}"
        fields = line.split(b"\t")
        if len(fields) != len(columns):
            yield Bad(None, line, at, f"{len(fields)} columns, not {len(columns)}")
        elif fields[key] == _NULL:
            yield Bad(None, line, at, "no key")
        elif fields[value] == _NULL:
            yield Bad(_unescaped(fields[key]).decode("utf-8", "backslashreplace"), "", at, _NONE)
        else:
            yield _decoded(_unescaped(fields[key]), _unescaped(fields[value]), at)


def _tables(
    numbered: Iterator[tuple[int, bytes]],
) -> Iterator[tuple[str, list[str], Iterator[Row | Bad]]]:
    """Yield the name, the columns and the rows of all that a dump fills; rows may be left."""
    for number, line in numbered:
        if number == 1 and line.startswith(_ARCHIVE):
            raise Broken("an archive of pg_dump, not SQL; pg_restore -f FILE.sql makes that of it")
        if line.startswith(b"COPY ") and (copy := _COPY.match(line)):
            columns, rows = _columns(copy["columns"].decode("utf-8", "replace")), _within(numbered)
            yield copy["table"].decode("utf-8", "replace"), columns, copied(rows, columns)
            for _ in rows:
                pass
        elif line.startswith(b"INSERT INTO "):
            text = _statement(line, numbered)
            if insert := _INSERT.match(text):
                columns = _columns(insert["columns"] or ",".join(COLUMNS))
                rows_ = _inserted(text[insert.end() :], columns, f"line {number}")
                yield insert["table"], columns, rows_


def _columns(text: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in text.split(",")]


def _within(numbered: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    r"""Yield the lines up to `\.`."""
    for number, line in numbered:
        if line.rstrip(b"\r\n") == b"\\.":
            return
        yield number, line
    raise Broken(_CUT)


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
            raise Broken(_CUT)
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
            yield Bad(fields[key], "", at, _NONE)
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


def _quoted(table: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts_of(table))


@contextmanager
def write(stream: TextIO, table: str) -> Iterator[Callable[[Iterable[Row]], None]]:
    """Write SQL that makes a table, if it is not there, and fills it."""
    name = _quoted(table)
    stream.write(
        "SET client_encoding = 'UTF8';\n"
        "SET standard_conforming_strings = on;\n\n"
        f"CREATE TABLE IF NOT EXISTS {name} (key TEXT PRIMARY KEY, value TEXT NOT NULL);\n\n"
        f"COPY {name} (key, value) FROM stdin;\n"
    )
    with write_copied(stream) as put:
        yield put
    stream.write("\\.\n")


@contextmanager
def write_copied(stream: TextIO) -> Iterator[Callable[[Iterable[Row]], None]]:
    yield lambda rows: stream.writelines(
        f"{row.key.translate(_WRITTEN)}\t{row.value.translate(_WRITTEN)}\n" for row in rows
    )
