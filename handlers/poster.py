"""A poster for the merch table: an artist's face, a name, and a QR code that opens a link.

It is an A6 card at 300 dots an inch, light, so that a home printer manages it. The code bears that
a third of it is stained. Drawing takes some tenths of a second: call `draw` in a thread.
"""

import colorsys
import hashlib
import io
from collections.abc import Sequence
from typing import NamedTuple

import segno
from PIL import Image, ImageDraw, ImageFont, ImageOps

from handlers import chart

WIDTH, HEIGHT, DPI = 1240, 1748, 300
"""Pixels of an A6 card, and how many make an inch."""

_MARGIN = 90
_ROOM = WIDTH - 2 * _MARGIN
_BAND = 300  # pixels of color at the top
_FACE = 340  # pixels across
_RING = 16
_CODE = 880  # pixels that the code may be wide, with the quiet around it
_CALL = 90  # pixels for what to do
_QUIET = 4  # modules; the least that readers want
_PAPER, _INK, _FAINT = "#ffffff", "#14202b", "#5b6b7a"
_LARGEST = 40_000_000  # pixels of a picture that are worth reading
_SMALLEST = 16  # pixels of type


class Words(NamedTuple):
    """What a poster says."""

    name: str
    """Whose it is."""
    title: str
    """What it is for; empty: the artist."""
    call: str
    """What to do."""


def draw(link: str, words: Words, face: bytes | None = None) -> bytes:
    """Return a PNG; `face` is a picture of the artist, without one there are initials.

    Blocks for some tenths of a second: call it in a thread.
    """
    words = Words(*map(chart.drawable, words))
    card = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    dark, light = _colors(words.name)
    card.paste(_fading(dark, light), (0, 0))
    _put_face(card, face, words.name, dark)
    y = _BAND + _FACE // 2 + 36
    y = _write(card, y, words.name, sizes=(92, 76, 64), bold=True, lines=2)
    if words.title:
        y = _write(card, y + 8, words.title, sizes=(54, 46), color=_FAINT, lines=2)
    foot = _foot(card, link)
    code = _code(link, min(_CODE, foot - y - _CALL))
    top = y + (foot - y - _CALL - code.height) // 2
    card.paste(code, ((WIDTH - code.width) // 2, top))
    _write(card, top + code.height, words.call, sizes=(46, 38), bold=True)
    out = io.BytesIO()
    card.save(out, "PNG", dpi=(DPI, DPI), optimize=True)
    return out.getvalue()


def _code(link: str, side: int) -> Image.Image:
    """Return the QR code, quiet around it, not wider than `side`; each module the same size."""
    matrix = segno.make(link, error="h", micro=False, boost_error=False).matrix
    count = len(matrix) + 2 * _QUIET
    code = Image.new("1", (count, count), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                code.putpixel((x + _QUIET, y + _QUIET), 0)
    each = max(side // count, 1)
    return code.resize((count * each, count * each), Image.Resampling.NEAREST).convert("RGB")


def _colors(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a dark color and a lighter one beside it, always the same for a name."""
    hue = 0.5 + hashlib.blake2b(name.encode(), digest_size=1).digest()[0] / 512  # blue to red
    shades = colorsys.hls_to_rgb(hue, 0.34, 0.55), colorsys.hls_to_rgb((hue + 0.09) % 1, 0.52, 0.6)
    dark, light = (tuple(round(255 * part) for part in shade) for shade in shades)
    return dark, light


def _fading(dark: tuple[int, ...], light: tuple[int, ...]) -> Image.Image:
    ramp = Image.linear_gradient("L").rotate(90).resize((WIDTH, _BAND))
    size = (WIDTH, _BAND)
    return Image.composite(Image.new("RGB", size, light), Image.new("RGB", size, dark), ramp)


def _put_face(card: Image.Image, picture: bytes | None, name: str, color: tuple[int, ...]) -> None:
    """Put a round face on the edge of the band."""
    face = (picture and _read(picture)) or _initials(name, color)
    scale = 4  # drawn large and made small, its edge is smooth
    mask = Image.new("L", (_FACE * scale, _FACE * scale), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, _FACE * scale - 1, _FACE * scale - 1), fill=255)
    left, top = (WIDTH - _FACE) // 2, _BAND - _FACE // 2
    wide = _FACE + 2 * _RING
    ring = mask.resize((wide, wide), Image.Resampling.LANCZOS)
    card.paste(Image.new("RGB", (wide, wide), _PAPER), (left - _RING, top - _RING), ring)
    card.paste(face, (left, top), mask.resize((_FACE, _FACE), Image.Resampling.LANCZOS))


def _read(picture: bytes) -> Image.Image | None:
    """Return a picture cut to the size of a face; None if it is none, or far too large."""
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as found:
            if found.width * found.height > _LARGEST:
                return None
            found.draft("RGB", (_FACE * 2, _FACE * 2))  # a JPEG need not be read wholly
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return ImageOps.fit(upright, (_FACE, _FACE), Image.Resampling.LANCZOS)


def _initials(name: str, color: tuple[int, ...]) -> Image.Image:
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    face = Image.new("RGB", (_FACE, _FACE), color)
    said, font = "".join(letters[:2]).upper() or "♪", _font(140, bold=True)
    middle = (_FACE // 2, _FACE // 2)
    ImageDraw.Draw(face).text(middle, said, font=font, fill=_PAPER, anchor="mm")
    return face


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(chart.fonts()[bold], size)


def _write(
    card: Image.Image,
    y: int,
    words: str,
    *,
    sizes: Sequence[int],
    color: str = _INK,
    bold: bool = False,
    lines: int = 1,
) -> int:
    """Write words in the middle, below `y`, in the first size in which they fit; return the end.

    What does not fit in the last one either is cut short.
    """
    size, font, rows = sizes[-1], _font(sizes[-1], bold=bold), []
    for size in sizes:
        font = _font(size, bold=bold)
        rows = _rows(words, font)
        if len(rows) <= lines and all(font.getlength(row) <= _ROOM for row in rows):
            break
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    rows = [_cut(row, font) for row in rows]
    pen = ImageDraw.Draw(card)
    for row in rows:
        pen.text((WIDTH // 2, y + size * 0.62), row, font=font, fill=color, anchor="mm")
        y += round(size * 1.24)
    return y


def _rows(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return words in rows that fit; a word that does not is a row of its own."""
    rows: list[str] = []
    for word in words.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and font.getlength(longer) <= _ROOM:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def _cut(words: str, font: ImageFont.FreeTypeFont) -> str:
    words = whole = words.strip()
    while whole and font.getlength(words) > _ROOM:
        whole = whole[:-1].rstrip()
        words = f"{whole}…"
    return words


def _foot(card: Image.Image, link: str) -> int:
    """Write the link to type at the bottom; return where that begins."""
    address, mark, rest = link.removeprefix("https://").partition("?")
    rows = [address, mark + rest]
    y = HEIGHT - 60 - len(rows) * 42
    for n, row in enumerate(rows):
        sizes = range(34, _SMALLEST, -2)
        size = next((s for s in sizes if _font(s).getlength(row) <= _ROOM), _SMALLEST)
        ImageDraw.Draw(card).text(
            (WIDTH // 2, y + 21 + n * 42), row, font=_font(size), fill=_FAINT, anchor="mm"
        )
    return y
