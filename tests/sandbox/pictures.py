"""Small real files."""

import io
from pathlib import Path

from PIL import Image

from tests.sandbox.client import File

SONG = Path(__file__).parents[2] / "sandbox" / "samples" / "paper-boats.mp3"


def photo(width: int = 400, height: int = 300, name: str = "photo.png") -> File:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return File(out.getvalue(), name, "image/png")


def song() -> File:
    return File(SONG.read_bytes(), "paper-boats.mp3", "audio/mpeg")
