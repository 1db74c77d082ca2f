"""The dashboard as a picture: what each day, week or month brought, to be read on a phone.

It is a card with a ground of its own, dark or light as its reader likes, and laid out in pixels by
hand: matplotlib only fills shapes and sets type. A drawing takes a tenth of a second, the first of
a process a second: call `draw` in a thread, and `warm` before.
"""

import io
import math
import os
import stat
import tempfile
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal, NamedTuple, Protocol

Locale = Literal["ru", "en"]
Look = Literal["dark", "light"]
Color = Literal["plays", "listeners", "likes", "gained", "lost", "downloads"]

LOOKS: Final = ("dark", "light")

_WIDTH, _HEIGHT, _MARGIN = 1080, 1160, 60  # pixels; a phone shows them at about a third
_DPI = 100
_TITLE, _SUM, _LABEL, _SMALL = 46, 44, 32, 30  # pixels of type
_TITLE_Y, _SPAN_Y, _DATES_Y = 1066, 1008, 58  # of the lines they stand on
_PLACES = ((630, 240, 3), (384, 110, 2), (108, 150, 2))  # of the panels: base, height, lines
_ABOVE = 34  # pixels from the bars of a panel to its words
_GAP = 20  # pixels between what stands side by side
_LONGEST = 200  # characters of a title; far more than fit
_WIDEST, _LEAST, _CORNER = 64, 6, 14  # pixels of a bar
_FAINTER = 0.55  # of a day, week or month that is not over, or not all there


class _Paint(NamedTuple):
    ground: str
    ink: str
    faint: str
    rule: str
    none: str
    of: dict[Color, str]


_PAINTS: dict[Look, _Paint] = {
    "dark": _Paint(
        *("#17202c", "#f4f7fb", "#9aaabd", "#2b394a", "#3b4b5f"),
        of={
            "plays": "#2f86cf",
            "listeners": "#8ed0ff",
            "likes": "#ff7a94",
            "gained": "#5ccf8b",
            "lost": "#f2a65a",
            "downloads": "#b99cff",
        },
    ),
    "light": _Paint(
        *("#ffffff", "#17202c", "#5d6b7e", "#e1e7ee", "#c6d0db"),
        of={
            "plays": "#5aa8ee",
            "listeners": "#1568b3",
            "likes": "#e23d63",
            "gained": "#178f4f",
            "lost": "#cc6f12",
            "downloads": "#7650d8",
        },
    ),
}

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

_Box = tuple[float, float, float, float]  # left, right, base, end

_lock = Lock()  # matplotlib promises threads nothing, and the GIL lets but one draw at a time


class Bar(Protocol):
    """Some days in a row: a day, a week, a month."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def whole(self) -> bool: ...


class Line(NamedTuple):
    """What is counted: a number for each bar, and for all of them."""

    label: str
    total: int
    values: Sequence[int]
    color: Color


class Panel(NamedTuple):
    """Bars on one scale: some part of each may be shown `inside`, and others hang `down`."""

    up: Line
    inside: Line | None = None
    down: Line | None = None


def draw(
    bars: Sequence[Bar], panels: Sequence[Panel], *, title: str, locale: Locale, look: Look
) -> bytes:
    """Return a PNG with up to three panels of at least one bar; first comes the largest.

    Blocks for a tenth of a second: call it in a thread.
    """
    with _lock:
        return _card(bars, panels, title, locale, look).png()


def warm() -> None:
    """Import matplotlib and draw once, so that nobody waits for it; blocks for a second."""
    nothing = Panel(Line("", 0, [0], "plays"))
    draw([_Nothing(date(2024, 1, 1))], [nothing], title="", locale="en", look="dark")


class _Nothing(NamedTuple):
    first: date

    @property
    def last(self) -> date:
        return self.first

    @property
    def whole(self) -> bool:
        return True


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
    bars: Sequence[Bar], panels: Sequence[Panel], title: str, locale: Locale, look: Look
) -> "_Card":
    card = _Card(locale, _PAINTS[look])
    places = list(zip(panels, _PLACES, strict=False))
    card.leave_room([n for panel, (*_, lines) in places for n in _ruled(panel, lines)])
    card.text(_MARGIN, _TITLE_Y, title, _TITLE, bold=True)
    span = _span(bars[0].first, bars[-1].last, locale)
    card.text(_MARGIN, _SPAN_Y, span, _SMALL, card.paint.faint)
    for panel, (base, height, lines) in places:
        card.panel(panel, [bar.whole for bar in bars], base=base, height=height, lines=lines)
    card.dates(bars)
    return card


def _ruled(panel: Panel, lines: int) -> range:
    """Return the numbers of a panel's scale, from below zero if something hangs down."""
    most = max(panel.up.values)
    down = max(panel.down.values) if panel.down else 0
    step = _scale(max(most, down), lines=lines).step
    if most <= 0 and down <= 0:
        return range(0, step + 1, step)
    above, below = (math.ceil(max(count, 0) / step) for count in (most, down))
    return range(-below * step, above * step + 1, step)


class _Card:
    """A ground to draw on, in pixels from the lower left corner."""

    def __init__(self, locale: Locale, paint: _Paint) -> None:
        self.locale = locale
        self.paint = paint
        self.fonts = _fonts()
        self.right = _WIDTH - _MARGIN  # of the bars
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(_WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI)

    def png(self) -> bytes:
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=_DPI, facecolor=self.paint.ground)
        return file.getvalue()

    def leave_room(self, numbers: list[int]) -> None:
        """Keep the bars clear of the scale, which stands right of them."""
        names = (_short(number, self.locale) for number in numbers)
        self.right -= _GAP + math.ceil(max(self.width(name, _SMALL) for name in names))

    def panel(
        self, panel: Panel, whole: Sequence[bool], *, base: int, height: int, lines: int
    ) -> None:
        """Draw bars upon the base, their scale, and above all that what they are."""
        scale = _ruled(panel, lines)
        unit = height / (scale[-1] - scale[0])
        zero = base - scale[0] * unit
        for number in scale:
            y = zero + number * unit
            self.boxes([(_MARGIN, self.right, y - 1, y + 1)], self.paint.rule)
            name = _short(number, self.locale)
            self.text(self.right + _GAP, y - _SMALL / 3, name, _SMALL, self.paint.faint)

        self._words(panel, base + height + _ABOVE)
        down = panel.down.values if panel.down else [0] * len(whole)
        self._none(panel.up.values, down, zero)
        for line, sign in ((panel.up, 1), (panel.inside, 1), (panel.down, -1)):
            if line:
                self._bars(line, whole, zero, sign * unit)

    def _words(self, panel: Panel, y: float) -> None:
        """Write what the bars of a panel are, in smaller type if it does not fit."""
        lines = list(filter(None, (panel.up, panel.inside, panel.down)))
        sums = [_number(line.total, self.locale) for line in lines]
        wide = sum(self.width(number, _SUM, bold=True) for number in sums)
        wide += sum(self.width(line.label, _LABEL) for line in lines)
        wide += _GAP * (2 * len(lines) - 1)
        size = min(1, (_WIDTH - 2 * _MARGIN - 2) / wide)
        x: float = _MARGIN
        for line, number in zip(lines, sums, strict=True):
            color = self.paint.of[line.color]
            x = self.text(x, y, number, int(_SUM * size), color, bold=True) + 0.6 * _GAP
            x = self.text(x, y, line.label, int(_LABEL * size), self.paint.faint) + 1.4 * _GAP

    def _none(self, up: Sequence[int], down: Sequence[int], zero: float) -> None:
        """Mark where nothing happened; below zero: more likes were taken back than given."""
        slot, wide = self._slot(len(up))
        if slot < _LEAST:
            return
        empty = [n for n, counts in enumerate(zip(up, down, strict=True)) if max(counts) <= 0]
        lefts = [_MARGIN + slot * (n + 0.5) - wide / 2 for n in empty]
        boxes = [(left, left + wide, zero, zero + _LEAST) for left in lefts]
        self.boxes(boxes, self.paint.none, corner=_LEAST / 2)

    def _bars(self, line: Line, whole: Sequence[bool], zero: float, unit: float) -> None:
        slot, wide = self._slot(len(whole))
        corner = 0 if slot < _LEAST else min(wide / 2, _CORNER)
        for strong in (True, False):
            boxes: list[_Box] = []
            for n, value in enumerate(line.values):
                if value <= 0 or whole[n] is not strong:
                    continue
                left = _MARGIN + slot * (n + 0.5) - wide / 2
                tall = max(abs(value * unit), _LEAST)
                boxes.append((left, left + wide, zero, zero + math.copysign(tall, unit)))
            color = self.paint.of[line.color]
            self.boxes(boxes, color if strong else self._fainter(color), corner=corner)

    def _slot(self, count: int) -> tuple[float, float]:
        """Return how much room a bar has, and how wide it is."""
        slot = (self.right - _MARGIN) / count
        return slot, slot if slot < _LEAST else min(slot * 0.7, _WIDEST)

    def _fainter(self, color: str) -> str:
        mixed = (
            round(_FAINTER * int(color[n : n + 2], 16))
            + round((1 - _FAINTER) * int(self.paint.ground[n : n + 2], 16))
            for n in (1, 3, 5)
        )
        return "#" + "".join(f"{min(part, 255):02x}" for part in mixed)

    def dates(self, bars: Sequence[Bar]) -> None:
        """Write a few dates under the bars: those of months are their names."""
        months = any((bar.last - bar.first).days >= 7 for bar in bars)
        count = len(bars)
        every = (count + 6) // 7 if months else (count + 4) // 5
        alone = _MONTHS[self.locale][1]
        for n in range(count - 1, -1, -every):
            first = bars[n].first
            name = alone[first.month - 1] if months else _day(first, self.locale)
            wide = self.width(name, _SMALL)
            x = _MARGIN + (self.right - _MARGIN) * (n + 0.5) / count - wide / 2
            x = min(max(x, _MARGIN), self.right - wide)
            self.text(x, _DATES_Y, name, _SMALL, self.paint.faint)

    def text(
        self, x: float, y: float, words: str, size: int, color: str = "", *, bold: bool = False
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
            color=color or self.paint.ink,
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
        """Fill boxes, rounded at the end that is not the base, as one shape."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Outline
        from matplotlib.transforms import IdentityTransform

        points = []
        for left, right, bottom, top in boxes:
            low = top - math.copysign(min(corner, abs(top - bottom)), top - bottom)
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
