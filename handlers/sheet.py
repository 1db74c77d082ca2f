"""A table of concerts from any program: text in any of its encodings, columns in any order.

What is read here is a `Show`: what a line says, not yet believed. What cannot be a table at all is
refused as a whole; nothing is guessed.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO

from handlers.texts import Value

MOST = 1000
"""Shows in one file."""

_ENOUGH_ZEROS = 0.3  # of all bytes at even or at odd places: Latin letters in UTF-16
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DELIMITERS = ",;\t"

_ROWS = """
    title: title name show concert event название концерт событие шоу
    venue: venue club hall площадка клуб зал
    city: city town город
    country: country страна
    location: location place where address место где местопроведения адрес
    date: date day дата день
    time: time starttime showtime время времяначала
    when: when start starts datetime dateandtime когда начало датаивремя
    zone: zone timezone часовойпояс
    price: price ticketprice цена ценабилета стоимость
    currency: currency валюта
    tickets: tickets ticket ticketurl ticketlink url link билеты билет ссылка ссылканабилеты
    image: image imageurl picture poster афиша постер картинка
    description: description about details описание подробности
    uid: uid
"""
_HEADS = {
    head: column
    for column, _, heads in (row.partition(":") for row in _ROWS.split("\n"))
    for head in heads.split()
}
_HEADS = {head: column.strip() for head, column in _HEADS.items()}
"""What stands in a column, by what is at its head, in small letters alone."""

COLUMNS = tuple(dict.fromkeys(_HEADS.values()))
"""Every column that is read."""

_NEEDED = (("title",), ("venue", "location"), ("city", "location"), ("date", "when"))


class Unusable(Exception):
    """A file is nothing to import; `key` is the text that says why, with its arguments."""

    def __init__(self, key: str, **args: Value) -> None:
        super().__init__(key)
        self.key = key
        self.args_of_text = args


@dataclass(frozen=True, slots=True)
class Show:
    """What a file says of one show, by column."""

    line: int
    cells: Mapping[str, str]
    starts: datetime | None = None
    """As a calendar says it: a moment, or a wall time without its zone."""
    spot: tuple[float, float] | None = None
    refused: str | None = None
    """The text that says why it is none."""
    args: Mapping[str, Value] = field(default_factory=dict)


def decoded(data: bytes) -> str:
    """Return a file as text: UTF-8, UTF-16 or the encoding of Russian Windows.

    Raises:
        Unusable: it is no text.

    """
    text = _decoded(data)
    if _CONTROL.search(text):
        raise Unusable("import-no-text")
    return text


def _decoded(data: bytes) -> str:
    encodings = ["utf-8-sig", "cp1251"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1::2].count(0) > len(data) * _ENOUGH_ZEROS:
        encodings = ["utf-16-le"]
    elif data[::2].count(0) > len(data) * _ENOUGH_ZEROS:
        encodings = ["utf-16-be"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable("import-no-text")


def shows(text: str) -> list[Show]:
    """Return what each line of a table says.

    Raises:
        Unusable: it has no heads of columns, too few of them, too many lines or a quote that is
            never closed.

    """
    lines = _lines(text)
    _, head = next(lines, (1, []))
    names = [column(cell) for cell in head]
    if not any(names):
        raise Unusable("import-no-head")
    if missing := [either[0] for either in _NEEDED if not {*either} & {*names}]:
        raise Unusable("import-lacks", columns=" ".join(missing))
    found: list[Show] = []
    for line, row in lines:
        if len(found) == MOST:
            raise Unusable("import-many", most=MOST)
        cells: dict[str, str] = {}
        for name, cell in zip(names, row, strict=False):
            if name and cell.strip():
                cells.setdefault(name, cell.strip())
        found.append(Show(line, cells))
    return found


def _lines(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines that are not blank, each with its number, from 1."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unusable("import-quote", line=str(line)) from None
        if any(cell.strip() for cell in row) and not (line == 1 and row[0].startswith("sep=")):
            yield line, row


def _delimiter(text: str) -> str:
    """Return what parts the columns: with it, the first line names most of them."""
    head = next((line for line in text.splitlines()[:9] if _heads(line)), "")
    return max(_DELIMITERS, key=lambda sign: _heads(head, sign))


def _heads(line: str, signs: str = _DELIMITERS) -> int:
    return max(sum(column(cell) is not None for cell in line.split(sign)) for sign in signs)


def column(head: str) -> str | None:
    """Return what stands in a column by what is at its head; None: nothing that we read."""
    return _HEADS.get(re.sub(r"[\W_]+", "", head.casefold()))
