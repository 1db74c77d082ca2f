"""The dashboard as a picture: plays and likes of each day, to be read on a phone.

It is a card with a ground of its own, so that it looks the same in a light chat and in a dark one,
and laid out in pixels by hand: matplotlib only fills shapes and sets type. A drawing takes a tenth
of a second, the first of a process a second: call `draw` in a thread, and `warm` before.
"""

import io
import math
import os
import stat
import tempfile
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple, Protocol

Locale = Literal["ru", "en"]

_WIDTH, _HEIGHT, _MARGIN = 1080, 900, 60  # pixels; a phone shows them at about a third
_DPI = 100
_GROUND, _INK, _FAINT, _RULE = "#17202c", "#f4f7fb", "#9aaabd", "#2b394a"
_PLAYS, _LIKES, _NONE = "#4cb2ff", "#ff7a94", "#3b4b5f"
_TITLE, _SUM, _LABEL, _SMALL = 46, 46, 36, 30  # pixels of type
_GAP = 20  # pixels between what stands side by side
_LONGEST = 200  # characters of a title; far more than fit
_WIDEST, _LEAST, _CORNER = 64, 6, 14  # pixels of a bar

_MONTHS = {  # after a day, and alone
    "ru": (
        ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
        ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    ),
    "en": (("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),)
    * 2,
}
_UNITS = {
    "ru": ((10**9, "\xa0млрд"), (10**6, "\xa0млн"), (10**3, "\xa0тыс")),
    "en": ((10**9, "B"), (10**6, "M"), (10**3, "k")),
}
_POINTS = {"ru": (",", "\xa0"), "en": (".", ",")}  # decimal, thousands

_Box = tuple[float, float, float, float]  # left, right, bottom, top

_lock = Lock()  # matplotlib promises threads nothing, and the GIL lets but one draw at a time


class Day(Protocol):
    """What happened on one day."""

    @property
    def date(self) -> date: ...
    @property
    def plays(self) -> int: ...
    @property
    def likes(self) -> int: ...


def draw(
    days: Sequence[Day], *, title: str, plays_label: str, likes_label: str, locale: Locale
) -> bytes:
    """Return a PNG with the bars of each day, at least one; a day left out has none.

    Blocks for a tenth of a second: call it in a thread.
    """
    with _lock:
        return _card(days, title, plays_label, likes_label, locale).png()


def warm() -> None:
    """Import matplotlib and draw once, so that nobody waits for it; blocks for a second."""
    draw([_Nothing(date(2024, 1, 1))], title="", plays_label="", likes_label="", locale="en")


class _Nothing(NamedTuple):
    date: date
    plays: int = 0
    likes: int = 0


class _Fonts(NamedTuple):
    plain: str  # paths
    bold: str
    letters: frozenset[int]  # code points that both can draw


@cache
def _fonts() -> _Fonts:
    """Make matplotlib ready to be imported, and return the fonts it brings."""
    if folder := _folder():
        os.environ.setdefault("MPLCONFIGDIR", folder)
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    plain, bold = (
        str(Path(get_data_path(), "fonts", "ttf", name))
        for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
    )
    letters = FT2Font(plain).get_charmap().keys() & FT2Font(bold).get_charmap().keys()
    return _Fonts(plain, bold, frozenset(letters))


def _folder() -> str | None:
    """Return a folder where matplotlib's list of fonts outlives us, and only we can write.

    In a container the home may be read-only; matplotlib would warn and list the fonts each time.
    """
    folder = Path(tempfile.gettempdir(), f"promo-music-matplotlib-{os.getuid()}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return str(folder) if ours and not found.st_mode & 0o077 else None


def _card(
    days: Sequence[Day], title: str, plays_label: str, likes_label: str, locale: Locale
) -> "_Card":
    first, last = min(day.date for day in days), max(day.date for day in days)
    plays = [0] * ((last - first).days + 1)
    likes = plays.copy()
    for day in days:
        plays[(day.date - first).days] = day.plays
        likes[(day.date - first).days] = day.likes
    card = _Card(locale)
    card.leave_room([*_scale(max(plays), lines=3), *_scale(max(likes), lines=2)])
    card.text(_MARGIN, 804, title, _TITLE, bold=True)
    card.text(_MARGIN, 750, _span(first, last, locale), _SMALL, _FAINT)
    card.series(plays, plays_label, lines=3, base=364, height=246, color=_PLAYS)
    card.series(likes, likes_label, lines=2, base=112, height=120, color=_LIKES)
    card.dates(first, len(plays), y=58)
    return card


class _Card:
    """A ground to draw on, in pixels from the lower left corner."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self.fonts = _fonts()
        self.right = _WIDTH - _MARGIN  # of the bars
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(_WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI)

    def png(self) -> bytes:
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=_DPI, facecolor=_GROUND)
        return file.getvalue()

    def leave_room(self, numbers: list[int]) -> None:
        """Keep the bars clear of the scale, which stands right of them."""
        names = (_short(number, self.locale) for number in numbers)
        self.right -= _GAP + math.ceil(max(self.width(name, _SMALL) for name in names))

    def series(
        self, values: list[int], label: str, *, lines: int, base: int, height: int, color: str
    ) -> None:
        """Draw one series: its bars upon the base, their scale, and above all that its sum."""
        scale = _scale(max(values), lines=lines)
        above = base + height + 36
        x = self.text(_MARGIN, above, _number(sum(values), self.locale), _SUM, color, bold=True)
        self.text(x + _GAP, above, label, _LABEL, _FAINT)
        for number in scale:
            y = base + height * number / scale[-1]
            self.boxes([(_MARGIN, self.right, y - 1, y + 1)], _RULE)
            name = _short(number, self.locale)
            self.text(self.right + _GAP, y - _SMALL / 3, name, _SMALL, _FAINT)
        slot = (self.right - _MARGIN) / len(values)
        narrow = slot < _LEAST
        wide = slot if narrow else min(slot * 0.7, _WIDEST)
        some: list[_Box] = []
        none: list[_Box] = []
        for n, value in enumerate(values):
            left = _MARGIN + slot * (n + 0.5) - wide / 2
            tall = max(height * value / scale[-1], _LEAST)
            # below zero: more likes were taken back than given
            (some if value > 0 else none).append((left, left + wide, base, base + tall))
        self.boxes([] if narrow else none, _NONE, corner=_LEAST / 2)
        self.boxes(some, color, corner=0 if narrow else min(wide / 2, _CORNER))

    def dates(self, first: date, count: int, *, y: int) -> None:
        """Write a few dates under the bars: days of a month or two, else months."""
        days = [first + timedelta(n) for n in range(count)]
        if count <= 62:
            every = (count + 4) // 5
            names = {n: _day(days[n], self.locale) for n in range(count - 1, -1, -every)}
        else:
            starts = [n for n, day in enumerate(days) if day.day == 1]
            alone = _MONTHS[self.locale][1]
            names = {n: alone[days[n].month - 1] for n in starts[:: (len(starts) + 5) // 6]}
        for n, name in names.items():
            wide = self.width(name, _SMALL)
            x = _MARGIN + (self.right - _MARGIN) * (n + 0.5) / count - wide / 2
            self.text(min(max(x, _MARGIN), self.right - wide), y, name, _SMALL, _FAINT)

    def text(
        self, x: float, y: float, words: str, size: int, color: str = _INK, *, bold: bool = False
    ) -> float:
        """Write a line, cut short at the right margin; return where it ends."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.transforms import IdentityTransform

        words = whole = _drawable(words, self.fonts.letters)
        while whole and x + self.width(words, size, bold=bold) > _WIDTH - _MARGIN:
            whole = whole[:-1].rstrip()
            words = f"{whole}…"
        path = self.fonts.bold if bold else self.fonts.plain
        self.figure.text(
            x,
            y,
            words,
            color=color,
            fontproperties=FontProperties(fname=path, size=size * 72 / _DPI),
            transform=IdentityTransform(),
            parse_math=False,  # dollars in a title are dollars
        )
        return x + self.width(words, size, bold=bold)

    def width(self, words: str, size: int, *, bold: bool = False) -> float:
        from matplotlib.font_manager import get_font

        font = get_font(self.fonts.bold if bold else self.fonts.plain)  # each thread has its own
        font.set_size(size * 72 / _DPI, _DPI)
        font.set_text(words)
        return font.get_width_height()[0] / 64

    def boxes(self, boxes: list[_Box], color: str, *, corner: float = 0) -> None:
        """Fill boxes, rounded at the top, as one shape."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Outline
        from matplotlib.transforms import IdentityTransform

        points = []
        for left, right, bottom, top in boxes:
            low = top - min(corner, top - bottom)
            inside = min(corner, (right - left) / 2)
            points += [(left, bottom), (left, low), (left, top), (left + inside, top)]
            points += [(right - inside, top), (right, top), (right, low), (right, bottom)]
            points += [(left, bottom)]
        line, curve = Outline.LINETO, Outline.CURVE3
        codes = [Outline.MOVETO, line, curve, curve, line, curve, curve, line, Outline.CLOSEPOLY]
        if boxes:
            shape = Outline(points, codes * len(boxes))
            patch = PathPatch(shape, facecolor=color, linewidth=0, transform=IdentityTransform())
            self.figure.add_artist(patch)


def _drawable(words: str, letters: frozenset[int]) -> str:
    """Leave out what the fonts lack, as most emoji, and what has no width of its own."""
    words = "".join(
        c if ord(c) in letters and unicodedata.category(c)[0] not in "CMZ" else " " * c.isspace()
        for c in unicodedata.normalize("NFC", words[:_LONGEST])
    )
    return " ".join(words.split())


def _scale(most: int, *, lines: int) -> range:
    """Return round numbers from 0 to at least `most`, at most so many above 0."""
    steps = (digit * 10**zeros for zeros in range(30) for digit in (1, 2, 5))
    step = next(step for step in steps if step * lines >= most)
    return range(0, max(-(-most // step), 1) * step + 1, step)


def _number(number: int, locale: Locale) -> str:
    """Write a sum in full while it is short."""
    if abs(number) >= 10**6:
        return _short(number, locale)
    return f"{number:,}".replace(",", _POINTS[locale][1])


def _short(number: int, locale: Locale) -> str:
    """Write 12500 as 12.5k."""
    for unit, name in _UNITS[locale]:
        if abs(number) / unit >= 0.99995:  # that would be rounded to 1000 of the unit below
            digits = f"{number / unit:.1f}".removesuffix(".0")
            return digits.replace(".", _POINTS[locale][0]) + name
    return str(number)


def _day(day: date, locale: Locale) -> str:
    month = _MONTHS[locale][0][day.month - 1]
    return f"{day.day} {month}" if locale == "ru" else f"{month} {day.day}"


def _span(first: date, last: date, locale: Locale) -> str:
    comma = "" if locale == "ru" else ","
    until = f"{_day(last, locale)}{comma} {last.year}"
    if first == last:
        return until
    year = f"{comma} {first.year}" if first.year != last.year else ""
    return f"{_day(first, locale)}{year} – {until}"


def fonts() -> tuple[str, str]:
    """Return the files of the plain and of the bold font, for whoever draws something else."""
    return _fonts().plain, _fonts().bold


def drawable(words: str) -> str:
    """Leave out of a line what these fonts cannot draw."""
    return _drawable(words, _fonts().letters)
