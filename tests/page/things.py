"""Files that people send, made here."""

import io
import math
import struct
import wave
import zlib
from typing import NamedTuple

from playwright.async_api import FilePayload


class File(NamedTuple):
    name: str
    mime: str
    content: bytes

    def payload(self) -> FilePayload:
        """As the browser's file input takes it."""
        return {"name": self.name, "mimeType": self.mime, "buffer": self.content}


def picture(name: str = "cover.png", size: int = 64) -> File:
    """A square of one colour."""
    rows = b"".join(b"\0" + b"\x5b\x53\xc6" * size for _ in range(size))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0))
    content = (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )
    return File(name, "image/png", content)


def tone(name: str = "tone.wav", seconds: float = 4) -> File:
    """A quiet note."""
    rate = 8000
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        samples = (
            int(3000 * math.sin(n * math.tau * 440 / rate)) for n in range(int(rate * seconds))
        )
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return File(name, "audio/wav", file.getvalue())
