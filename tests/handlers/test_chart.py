"""The dashboard as a picture."""

import io
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from handlers import chart
from handlers.chart import Line, Locale, Look, Panel

TODAY = date(2026, 7, 8)
PAINT = chart._PAINTS["dark"]
BASES = {PAINT.of["plays"]: 630, PAINT.of["likes"]: 384}  # where the bars stand, from below
TALL = {PAINT.of["plays"]: 240, PAINT.of["likes"]: 110}
LOCALES: tuple[Locale, ...] = ("ru", "en")


class Bar(NamedTuple):
    first: date
    last: date
    whole: bool = True


def days(count: int, *, whole: bool = True) -> list[Bar]:
    first = TODAY - timedelta(count - 1)
    return [Bar(first + timedelta(n), first + timedelta(n), whole) for n in range(count)]


def months(count: int) -> list[Bar]:
    starts = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(count + 1)]
    return [Bar(start, end - timedelta(1)) for start, end in pairwise(starts)]


def panels(
    plays: Sequence[int],
    likes: Sequence[int] | None = None,
    *,
    listeners: Sequence[int] | None = None,
    gained: Sequence[int] | None = None,
    lost: Sequence[int] | None = None,
) -> list[Panel]:
    nothing = [0] * len(plays)
    heard, given = listeners or nothing, likes or nothing
    came, left = gained or nothing, lost or nothing
    return [
        Panel(
            Line("прослушивания", sum(plays), plays, "plays"),
            inside=Line("слушатели", sum(heard), heard, "listeners"),
        ),
        Panel(Line("лайки", sum(given), given, "likes")),
        Panel(
            Line("подписались", sum(came), came, "gained"),
            down=Line("отписались", sum(left), left, "lost"),
        ),
    ]


def png(
    plays: Sequence[int],
    likes: Sequence[int] | None = None,
    *,
    bars: Sequence[Bar] | None = None,
    title: str = "Ёжик",
    locale: Locale = "ru",
    look: Look = "dark",
    **more: Sequence[int],
) -> bytes:
    shown = bars or days(len(plays))
    drawn = panels(plays, likes, **more)
    return chart.draw(shown, drawn, title=title, locale=locale, look=look)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def words(
    plays: Sequence[int],
    *,
    bars: Sequence[Bar] | None = None,
    title: str = "",
    locale: Locale = "ru",
    **more: Sequence[int],
) -> list[Any]:
    """Return the pieces of type on the card: their words, and where they are."""
    shown = bars or days(len(plays))
    return list(chart._card(shown, panels(plays, **more), title, locale, "dark").figure.texts)


def runs(image: Image.Image, color: str, up: float) -> list[tuple[int, int]]:
    """Return where a row of pixels, so high above the base of its bars, is of their color."""
    return row(image, color, BASES[color] + up)


def row(image: Image.Image, color: str, y: float) -> list[tuple[int, int]]:
    """Return where a row of pixels, so high above the bottom, is of a color."""
    line = image.height - 1 - round(y)
    wanted = tuple(bytes.fromhex(color[1:]))
    found = [image.getpixel((x, line)) == wanted for x in range(image.width)]
    edges = [x for x in range(1, len(found)) if found[x] != found[x - 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def height(image: Image.Image, color: str, bar: tuple[int, int]) -> int:
    """Return how tall a bar is."""
    x = sum(bar) // 2
    wanted = tuple(bytes.fromhex(color[1:]))
    base = image.height - 1 - BASES[color]
    tall = 1
    while image.getpixel((x, base - tall)) == wanted:
        tall += 1
    return tall


@pytest.mark.parametrize("count", [1, 2, 7, 14, 30])
def test_each_day_has_a_bar_of_plays_and_one_of_likes(count: int) -> None:
    image = picture(png([5] * count, [2] * count))
    for color in BASES:
        assert len(runs(image, color, 3)) == count


def test_days_without_plays_have_none() -> None:
    image = picture(png([9, 0, 9, 0, 0, 9], [0, 0, 3, 0, 0, 0]))
    assert [len(runs(image, color, 3)) for color in BASES] == [3, 1]


def test_bars_are_as_tall_as_their_numbers() -> None:
    image = picture(png([600, 300, 150, 450, 1], [20, 10, 5, 15, 1]))
    for color, full in TALL.items():
        tall = [height(image, color, bar) for bar in runs(image, color, 3)]
        assert tall[:4] == pytest.approx([full, full / 2, full / 4, full * 3 / 4], abs=3)
        assert tall[4] == pytest.approx(chart._LEAST, abs=2)  # one play of many is seen


def test_listeners_are_a_part_of_the_plays() -> None:
    image = picture(png([4, 4, 4], listeners=[4, 2, 1]))
    inside, outside = PAINT.of["listeners"], PAINT.of["plays"]
    tops = [
        sum(len(row(image, color, 630 + up)) for up in (30, 90, 200)) for color in (inside, outside)
    ]
    assert tops == [3 + 2 + 1, 0 + 1 + 2]


def test_who_left_hangs_below_who_came() -> None:
    image = picture(png([0] * 3, gained=[2, 0, 1], lost=[0, 1, 2]))
    middle = 108 + 75
    assert [len(row(image, PAINT.of["gained"], middle + up)) for up in (5, 60, -5)] == [2, 1, 0]
    assert [len(row(image, PAINT.of["lost"], middle + up)) for up in (-5, -60, 5)] == [2, 1, 0]
    alone = words([0], gained=[0], lost=[3])
    assert "-4" in [piece.get_text() for piece in alone]


def test_what_is_not_over_is_fainter() -> None:
    image = picture(png([5, 5], bars=[*days(2)[:1], days(1, whole=False)[0]]))
    assert len(runs(image, PAINT.of["plays"], 100)) == 1


def test_more_likes_taken_back_than_given_is_no_bar_and_breaks_nothing() -> None:
    image = picture(png([1, 1], [-3, 0]))
    assert runs(image, PAINT.of["likes"], 3) == []
    assert "-3" in [piece.get_text() for piece in words([1, 1], likes=[-3, 0])]


@pytest.mark.parametrize("look", chart.LOOKS)
@pytest.mark.parametrize("numbers", [[0], [0] * 30, [10**9, 1], [999_999, 0] * 15, [2**53] * 4])
def test_every_picture_fits_telegram_and_nothing_leaves_the_card(
    numbers: list[int], look: Look
) -> None:
    data = png(
        *(numbers, numbers),
        title="Ж" * 300,
        look=look,
        listeners=numbers,
        gained=numbers,
        lost=numbers,
    )
    assert len(data) <= 200_000
    image = Image.open(io.BytesIO(data))
    wide, high = image.size
    assert (wide, high) == (1080, 1160)
    assert image.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    ground = tuple(bytes.fromhex(chart._PAINTS[look].ground[1:]))
    edge = chart._MARGIN - 6  # a letter may lean out of its place by a hair
    for box in (
        (0, 0, edge, high),
        (wide - edge, 0, wide, high),
        (0, 0, wide, 30),
        (0, high - 30, wide, high),
    ):
        assert image.convert("RGB").crop(box).getcolors() == [
            ((box[2] - box[0]) * (box[3] - box[1]), ground)
        ]


@given(
    st.integers(1, 31),
    st.integers(0, 10**12),
    st.integers(0, 10**12),
    st.sampled_from(LOCALES),
    st.booleans(),
)
@settings(max_examples=25)
def test_dates_and_numbers_never_overlap(
    count: int, most: int, left: int, locale: Locale, is_year: bool
) -> None:
    bars = months(min(count, 13)) if is_year else days(count)
    plays, losses = [most] * len(bars), [left] * len(bars)
    pieces = words(
        plays,
        bars=bars,
        locale=locale,
        likes=[most // 3] * len(bars),
        listeners=plays,
        gained=[most // 7] * len(bars),
        lost=losses,
    )
    canvas = FigureCanvasAgg(pieces[0].figure)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]  # matplotlib left it bare
    boxes = [piece.get_window_extent(renderer) for piece in pieces if piece.get_text()]
    for n, one in enumerate(boxes):
        assert one.x0 >= chart._MARGIN - 6
        assert one.x1 <= chart._WIDTH - chart._MARGIN + 6
        assert not any(one.overlaps(other) for other in boxes[:n])
    assert not any(piece.get_text().endswith("…") for piece in pieces)


@pytest.mark.parametrize("look", chart.LOOKS)
def test_everything_can_be_told_from_its_ground(look: Look) -> None:
    paint = chart._PAINTS[look]
    for color in (paint.ink, paint.faint, *paint.of.values()):
        light, dark = sorted((luminance(color), luminance(paint.ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= (4.5 if color in paint[:3] else 2.5), color


def luminance(color: str) -> float:
    """Return how bright a color is, as WCAG 2 has it."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("Полночные мечты", "Полночные мечты"),
        ("Ёлка — «хит» №1", "Ёлка — «хит» №1"),
        ("Хит 🎵🔥", "Хит"),
        ("👩‍🎤", ""),
        ("夜の歌 Night", "Night"),
        ("$ix $feet_under^2 \\alpha", "$ix $feet_under^2 \\alpha"),
        ("$\\frac{$", "$\\frac{$"),
        ("two\nlines\tand\x00nul\ud800", "two lines andnul"),
        ("  spaces\u00a0\u2003everywhere ", "spaces everywhere"),
        ("Zoë Ångström", "Zoë Ångström"),
        ("Zoe\u0308", "Zoë"),
        ("a\u202eb\u200dc\ufe0f", "abc"),
        ("", ""),
    ],
)
def test_a_title_keeps_what_can_be_drawn_and_loses_the_rest_in_silence(
    title: str, drawn: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="matplotlib"):
        assert picture(png([1], title=title))
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert words([1], title=title)[0].get_text() == drawn


def test_a_title_that_is_too_long_is_cut() -> None:
    text = words([1], title="Очень длинное название песни " * 20)[0].get_text()
    assert text.startswith("Очень длинное название")
    assert text.endswith("…")


@given(st.text(max_size=300))
@settings(max_examples=15)
def test_no_title_breaks_the_picture(title: str) -> None:
    assert png([1], title=title).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("bars", "locale", "expected"),
    [
        (days(1), "ru", ["8 июл"]),
        (days(3), "en", ["Jul 6", "Jul 7", "Jul 8"]),
        (days(7), "ru", ["2 июл", "4 июл", "6 июл", "8 июл"]),
        (days(30), "ru", ["14 июн", "20 июн", "26 июн", "2 июл", "8 июл"]),
        (months(13), "en", ["Jan", "Mar", "May", "Jul", "Sep", "Nov", "Jan"]),
    ],
)
def test_a_few_dates_are_named(bars: list[Bar], locale: Locale, expected: list[str]) -> None:
    pieces = words([1] * len(bars), bars=bars, locale=locale)
    row = sorted(
        (piece for piece in pieces if piece.get_position()[1] == chart._DATES_Y),
        key=lambda p: p.get_position(),
    )
    assert [piece.get_text() for piece in row] == expected


@pytest.mark.parametrize(
    ("first", "last", "locale", "expected"),
    [
        (date(2026, 6, 9), TODAY, "ru", "9 июн – 8 июл 2026"),
        (date(2026, 6, 9), TODAY, "en", "Jun 9 – Jul 8, 2026"),
        (date(2025, 12, 9), date(2026, 1, 7), "ru", "9 дек 2025 – 7 янв 2026"),
        (date(2025, 12, 9), date(2026, 1, 7), "en", "Dec 9, 2025 – Jan 7, 2026"),
        (date(2026, 5, 3), date(2026, 5, 3), "ru", "3 мая 2026"),
        (date(2026, 5, 3), date(2026, 5, 3), "en", "May 3, 2026"),
    ],
)
def test_the_span_is_named(first: date, last: date, locale: Locale, expected: str) -> None:
    bars = [Bar(first, first), Bar(last, last)]
    assert words([1, 1], bars=bars, locale=locale)[1].get_text() == expected


@pytest.mark.parametrize(
    ("number", "ru", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_000, "1\xa0тыс", "1k"),
        (12_500, "12,5\xa0тыс", "12.5k"),
        (999_949, "999,9\xa0тыс", "999.9k"),
        (999_950, "1\xa0млн", "1M"),
        (1_250_000, "1,2\xa0млн", "1.2M"),
        (3 * 10**9, "3\xa0млрд", "3B"),
        (-1_500, "-1,5\xa0тыс", "-1.5k"),
    ],
)
def test_great_numbers_are_short(number: int, ru: str, en: str) -> None:
    assert chart._short(number, "ru") == ru
    assert chart._short(number, "en") == en


def test_a_sum_is_in_full_until_a_million() -> None:
    assert chart._number(123_456, "ru") == "123\xa0456"
    assert chart._number(123_456, "en") == "123,456"
    assert chart._number(1_000_000, "en") == "1M"


@given(st.integers(-5, 10**15), st.integers(1, 5))
def test_a_scale_is_round_just_enough_and_has_few_lines(most: int, lines: int) -> None:
    scale = chart._scale(most, lines=lines)
    assert scale[0] == 0
    assert 1 <= len(scale) - 1 <= lines
    assert scale[-1] >= max(most, 1) > scale[-2] - (most < 1)
    assert str(scale.step).rstrip("0") in {"1", "2", "5"}


def test_threads_do_not_disturb_each_other() -> None:
    data = [[n + 1, 5, 3 * n] for n in range(6)]
    expected = [png(one, title=f"№ {n}") for n, one in enumerate(data)]
    with ThreadPoolExecutor(6) as pool:
        drawn = [pool.submit(png, one, title=f"№ {n}") for n, one in enumerate(data * 3)]
    assert [future.result() for future in drawn[:6]] == expected
    assert [picture(future.result()).size for future in drawn[6:]] == [(1080, 1160)] * 12


FRESH = f"""
import importlib.util, logging, os, sys
logging.basicConfig(level=logging.INFO)
spec = importlib.util.spec_from_file_location("chart", {chart.__file__!r})
chart = importlib.util.module_from_spec(spec)
spec.loader.exec_module(chart)
assert "matplotlib" not in sys.modules
chart.warm()
assert "matplotlib.pyplot" not in sys.modules
print(os.environ["MPLCONFIGDIR"])
"""


def fresh(temp: Path, **more: str) -> tuple[str, str]:
    """Draw in a process of its own that has no home; return what it prints and what it logs."""
    environment = {k: v for k, v in os.environ.items() if k not in {"MPLCONFIGDIR", "HOME"}}
    environment |= {"TMPDIR": str(temp), "HOME": "/nonexistent", **more}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FRESH],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip(), done.stderr


def test_without_a_home_the_list_of_fonts_is_kept_and_nothing_is_complained_of(
    tmp_path: Path,
) -> None:
    folder, log = fresh(tmp_path)
    assert Path(folder).parent == tmp_path
    assert "WARNING" not in log
    [fonts] = Path(folder).glob("fontlist*.json")
    made = fonts.stat().st_mtime_ns
    again, log = fresh(tmp_path)
    assert (again, log) == (folder, "")
    assert fonts.stat().st_mtime_ns == made


def test_a_folder_of_someone_else_is_not_trusted(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o700)
    (tmp_path / f"promo-music-matplotlib-{os.getuid()}").symlink_to(theirs)
    fresh(tmp_path, MPLCONFIGDIR=str(tmp_path / "set"))
    assert list(theirs.iterdir()) == []
    assert chart_folder(tmp_path) == "None"
    (tmp_path / f"promo-music-matplotlib-{os.getuid()}").unlink()
    assert chart_folder(tmp_path) == str(tmp_path / f"promo-music-matplotlib-{os.getuid()}")


def chart_folder(temp: Path) -> str:
    program = FRESH.split("assert")[0] + "print(chart._folder())"
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(temp)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_a_folder_set_by_the_operator_is_used(tmp_path: Path) -> None:
    assert fresh(tmp_path, MPLCONFIGDIR=str(tmp_path / "set"))[0] == str(tmp_path / "set")
