"""A page as a file: one JSON object, or several if it is large, with a row under each key.

What is sent to us may be anything. So it is never read as a whole: it is cut into rows first, and
of each row only as much is read as a record can be.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from handlers.sheet import Unusable
from storage import Brought, Unfit, UnfitError, baggage, wire

MOST: Final = 5_000
"""Rows of one file."""

FULL: Final = 19_000_000
"""Bytes at which a file is full; a row more still fits into what can be sent back."""

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a file; Telegram gives bots no larger ones."""

_DEEPEST: Final = 500  # brackets in brackets
_MARKS: Final = 1_500_000  # of these in all; each costs a moment, and a file of ours has fewer
_STEP: Final = rb"{0,10000}+"
_LONGEST_KEY: Final = 300  # bytes: of a family, two ids and what is between them

_SPACE: Final = re.compile(rb"[ \t\r\n]*+")
_STRING: Final = rb'"(?:[^"\\]++|\\.){0,1000000}+"'
_KEY: Final = re.compile(rb"[ \t\r\n]*+(" + _STRING + rb")[ \t\r\n]*+:", re.DOTALL)
_TO_MARK: Final = re.compile(
    rb'(?:[^]["{}]++|' + _STRING + rb")" + _STEP + rb"([][{}])?+", re.DOTALL
)
_TO_OUTER_MARK: Final = re.compile(
    rb'(?:[^]["{},]++|' + _STRING + rb")" + _STEP + rb"([][{},])?+", re.DOTALL
)
"""Up to what begins or ends something, if that is not far: nobody else runs meanwhile."""

_COMMA, _END = b",}"
_OPEN, _CLOSE = frozenset(b"[{"), frozenset(b"]}")
_BOM: Final = b"\xef\xbb\xbf"


class Problem(NamedTuple):
    """A row that is not brought."""

    key: str
    why: Unfit
    field: str = ""


class Found(NamedTuple):
    """What a file brings."""

    brought: list[Brought]
    problems: list[Problem]


class Part(NamedTuple):
    """One file, or a part of what did not fit into one."""

    data: bytes
    number: int
    last: bool


# Out --------------------------------------------------------------------------------------------


async def files(
    rows: AsyncIterable[Sequence[baggage.Row]], *, full: int = FULL, most: int = MOST
) -> AsyncGenerator[Part]:
    """Yield rows as files, each of which can be brought; none, if there are no rows."""
    parts: list[bytes] = []
    size, number = 0, 1
    async for some in rows:
        for key, text in some:
            if parts and (size >= full or len(parts) >= most):
                yield Part(_file(parts), number, last=False)
                parts, size, number = [], 0, number + 1
            parts.append(_row(key, text))
            size += len(parts[-1])
    if parts:
        yield Part(_file(parts), number, last=True)


def _row(key: str, text: str) -> bytes:
    """Return a row; a value that is no JSON object stays the text that it is."""
    values = wire.object_in(text)
    try:
        said = wire.dumps(text if values is None else values)
    except ValueError:  # 1e999, say
        said = wire.dumps(text)
    return f"{wire.dumps(key)}:{said}".encode()


def _file(parts: Sequence[bytes]) -> bytes:
    return b"{\n" + b",\n".join(parts) + b"\n}\n"


# In ---------------------------------------------------------------------------------------------


def read(data: bytes, *, artist: str, now: datetime) -> Found:
    """Return what a file would bring to the page of an artist.

    Raises:
        Unusable: it is no page, or too much of one.
    """
    found = Found([], [])
    was: str | None = None
    seen: set[str] = set()
    for rows, (raw, value) in enumerate(_pairs(data)):
        if rows == MOST:
            raise Unusable("page-many", most=MOST)
        key = _key(raw)
        was = was or baggage.owner_of(key)
        try:
            if key in seen:
                raise UnfitError(Unfit.TWICE)
            seen.add(key)
            if baggage.is_numbers(key):
                continue
            one = baggage.unpack(key, value, was=was or "", artist=artist, now=now)
        except UnfitError as error:
            found.problems.append(Problem(key, error.why, error.field))
        else:
            found.brought.append(one)
    if was is None:
        raise Unusable("page-none")
    return found


def _key(raw: bytes) -> str:
    """Return what a key says, or something to call it by if that cannot be read."""
    try:
        said = wire.loads(raw[:_LONGEST_KEY].decode())
    except ValueError:
        said = None
    return said if isinstance(said, str) else raw[:_LONGEST_KEY].decode("utf-8", "replace")


def _pairs(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Cut an object into its keys and values, unread.

    Raises:
        Unusable: it is no object, or ends before it should.
    """
    data = data.removeprefix(_BOM)
    at = _after_space(data, 0)
    if data[at : at + 1] != b"{":
        raise Unusable("page-no-object")
    at = _after_space(data, at + 1)
    ended = data[at : at + 1] == b"}"
    end, marks = at + 1, 0
    while not ended:
        head = _KEY.match(data, at)
        if head is None:
            raise _broken(data, at)
        end, marks, ended = _value_end(data, head.end(), marks)
        yield head[1], data[head.end() : end - 1]
        at = end
    if (end := _after_space(data, end)) != len(data):
        raise _broken(data, end)


def _value_end(data: bytes, at: int, marks: int) -> tuple[int, int, bool]:
    """Return what is after the sign that ends a value, the marks so far, and if it ends all."""
    depth = 0
    while at < len(data):
        mark = (_TO_MARK if depth else _TO_OUTER_MARK).match(data, at)
        assert mark is not None
        if mark.end() == at:  # a quote that is never closed
            break
        at, marks = mark.end(), marks + 1
        if marks > _MARKS or depth > _DEEPEST:
            raise Unusable("page-tangled")
        sign = data[at - 1] if mark[1] else None
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            if depth == 0:
                if sign != _END:
                    break
                return at, marks, True
            depth -= 1
        elif sign == _COMMA:
            return at, marks, False
    raise _broken(data, at)


def _after_space(data: bytes, at: int) -> int:
    found = _SPACE.match(data, at)
    assert found is not None
    return found.end()


def _broken(data: bytes, at: int) -> Unusable:
    return Unusable("page-broken", line=str(data.count(b"\n", 0, at) + 1))
