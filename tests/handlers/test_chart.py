"""The dashboard as a picture."""

import io
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from handlers import chart
from handlers.chart import Locale

TODAY = date(2026, 7, 8)
BASES = {chart._PLAYS: 364, chart._LIKES: 112}  # where the bars stand, from below
TALL = {chart._PLAYS: 246, chart._LIKES: 120}


class Day(NamedTuple):
    date: date
    plays: int
    likes: int


def days(plays: Sequence[int], likes: Sequence[int] | None = None) -> list[Day]:
    first = TODAY - timedelta(len(plays) - 1)
    return [
        Day(first + timedelta(n), plays[n], (likes or [0] * len(plays))[n])
        for n in range(len(plays))
    ]


def png(data: Sequence[Day], *, title: str = "Ёжик", locale: Locale = "ru") -> bytes:
    return chart.draw(
        data, title=title, plays_label="прослушиваний", likes_label="лайков", locale=locale
    )


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def words(data: Sequence[Day], *, title: str = "", locale: Locale = "ru") -> list[Any]:
    """Return the pieces of type on the card: their words, and where they are."""
    return list(chart._card(data, title, "plays", "likes", locale).figure.texts)


def runs(image: Image.Image, color: str, up: float) -> list[tuple[int, int]]:
    """Return where a row of pixels, so high above the base of its bars, is of their color."""
    y = image.height - 1 - round(BASES[color] + up)
    wanted = tuple(bytes.fromhex(color[1:]))
    row = [image.getpixel((x, y)) == wanted for x in range(image.width)]
    edges = [x for x in range(1, len(row)) if row[x] != row[x - 1]]
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


@pytest.mark.parametrize("count", [1, 2, 7, 30, 90])
def test_each_day_has_a_bar_of_plays_and_one_of_likes(count: int) -> None:
    image = picture(png(days([5] * count, [2] * count)))
    assert len(runs(image, chart._PLAYS, 3)) == count
    assert len(runs(image, chart._LIKES, 3)) == count


def test_days_without_plays_have_none() -> None:
    image = picture(png(days([9, 0, 9, 0, 0, 9], [0, 0, 3, 0, 0, 0])))
    assert len(runs(image, chart._PLAYS, 3)) == 3
    assert len(runs(image, chart._LIKES, 3)) == 1


def test_days_left_out_are_empty_and_order_does_not_matter() -> None:
    given = days([4, 0, 0, 7, 0, 1])
    assert png([given[5], given[3], given[0]]) == png(given)


def test_bars_are_as_tall_as_their_numbers() -> None:
    numbers = [600, 300, 150, 450, 1]
    image = picture(png(days(numbers, [20, 10, 5, 15, 1])))
    for color, full in ((chart._PLAYS, 246), (chart._LIKES, 120)):
        tall = [height(image, color, bar) for bar in runs(image, color, 3)]
        assert tall[:4] == pytest.approx([full, full / 2, full / 4, full * 3 / 4], abs=3)
        assert tall[4] == pytest.approx(chart._LEAST, abs=2)  # one play of many is seen


def test_a_year_is_a_bar_a_day_without_gaps() -> None:
    image = picture(png(days([6] * 365)))
    [(left, right)] = runs(image, chart._PLAYS, 100)
    assert left == pytest.approx(chart._MARGIN, abs=1)
    assert right - left > 800
    assert runs(image, chart._PLAYS, 244) == [(left, right)]  # to the very top


def test_more_likes_taken_back_than_given_is_no_bar_and_breaks_nothing() -> None:
    image = picture(png(days([1, 1], [-3, 0])))
    assert runs(image, chart._LIKES, 3) == []
    assert "-3" in [piece.get_text() for piece in words(days([1, 1], [-3, 0]))]


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize(
    "numbers",
    [[0], [0] * 30, [1], [12_500] * 30, [10**9, 1], [3] * 365, [999_999, 0] * 100, [2**53] * 4],
)
def test_every_picture_fits_telegram_and_nothing_leaves_the_card(
    numbers: list[int], locale: Locale
) -> None:
    data = png(days(numbers, numbers), title="Ж" * 300, locale=locale)
    assert len(data) <= 200_000
    image = Image.open(io.BytesIO(data))
    assert image.size == (1080, 900)
    assert image.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    ground = tuple(bytes.fromhex(chart._GROUND[1:]))
    edge = chart._MARGIN - 6  # a letter may lean out of its place by a hair
    for box in (
        (0, 0, edge, 900),
        (1080 - edge, 0, 1080, 900),
        (0, 0, 1080, 30),
        (0, 870, 1080, 900),
    ):
        assert image.convert("RGB").crop(box).getcolors() == [
            ((box[2] - box[0]) * (box[3] - box[1]), ground)
        ]


@given(st.integers(1, 400), st.integers(0, 10**12), st.sampled_from(["ru", "en"]))
@settings(max_examples=15, deadline=None)
def test_dates_and_numbers_never_overlap(count: int, most: int, locale: Locale) -> None:
    pieces = words(days([most] * count, [most // 3] * count), locale=locale)
    canvas = FigureCanvasAgg(pieces[0].figure)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]  # matplotlib left it bare
    boxes = [piece.get_window_extent(renderer) for piece in pieces if piece.get_text()]
    for n, one in enumerate(boxes):
        assert one.x0 >= chart._MARGIN - 6
        assert one.x1 <= chart._WIDTH - chart._MARGIN + 6
        assert not any(one.overlaps(other) for other in boxes[:n])


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
        assert picture(png(days([1]), title=title))
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert words(days([1]), title=title)[0].get_text() == drawn


def test_a_title_that_is_too_long_is_cut() -> None:
    text = words(days([1]), title="Очень длинное название песни " * 20)[0].get_text()
    assert text.startswith("Очень длинное название")
    assert text.endswith("…")


@given(st.text(max_size=300))
@settings(max_examples=15, deadline=None)
def test_no_title_breaks_the_picture(title: str) -> None:
    assert png(days([1]), title=title).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("count", "locale", "expected"),
    [
        (1, "ru", ["8 июл"]),
        (3, "en", ["Jul 6", "Jul 7", "Jul 8"]),
        (7, "ru", ["2 июл", "4 июл", "6 июл", "8 июл"]),
        (30, "ru", ["14 июн", "20 июн", "26 июн", "2 июл", "8 июл"]),
        (62, "en", ["May 17", "May 30", "Jun 12", "Jun 25", "Jul 8"]),
        (90, "ru", ["май", "июн", "июл"]),
        (365, "en", ["Aug", "Oct", "Dec", "Feb", "Apr", "Jun"]),
    ],
)
def test_a_few_dates_are_named(count: int, locale: Locale, expected: list[str]) -> None:
    pieces = words(days([1] * count), locale=locale)
    row = sorted(
        (piece for piece in pieces if piece.get_position()[1] == 58), key=lambda p: p.get_position()
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
    assert words([Day(first, 1, 0), Day(last, 1, 0)], locale=locale)[1].get_text() == expected


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
@settings(deadline=None)
def test_a_scale_is_round_just_enough_and_has_few_lines(most: int, lines: int) -> None:
    scale = chart._scale(most, lines=lines)
    assert scale[0] == 0
    assert 1 <= len(scale) - 1 <= lines
    assert scale[-1] >= max(most, 1) > scale[-2] - (most < 1)
    assert str(scale.step).rstrip("0") in {"1", "2", "5"}


def test_threads_do_not_disturb_each_other() -> None:
    data = [days([n + 1, 5, 3 * n], [n, 1, 1]) for n in range(6)]
    expected = [png(one, title=f"№ {n}") for n, one in enumerate(data)]
    with ThreadPoolExecutor(6) as pool:
        drawn = [pool.submit(png, one, title=f"№ {n}") for n, one in enumerate(data * 3)]
    assert [future.result() for future in drawn[:6]] == expected
    assert [picture(future.result()).size for future in drawn[6:]] == [(1080, 900)] * 12


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
