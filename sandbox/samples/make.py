"""Compose the sample songs: `python sandbox/samples/make.py` (needs numpy, pillow and lameenc).

The music and the covers are made here from nothing, so they are ours to give away.
"""

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import lameenc
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

HERE = Path(__file__).parent
RATE = 32_000  # samples a second
KBPS = 64
BARS = 8

Wave = np.ndarray
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Song:
    """One sample: what it is called and how it sounds."""

    file: str
    title: str
    artist: str
    album: str
    genre: str
    bpm: int
    chords: tuple[tuple[int, ...], ...]
    """MIDI notes of each bar's chord, repeated until the song ends."""
    drums: bool
    sky: tuple[Colour, Colour]


SONGS = (
    Song("northern-window", "Северное окно", "Мила Орлова", "Тихий свет", "Indie", 92,
         ((57, 60, 64, 69), (53, 57, 60, 65), (48, 55, 60, 64), (55, 59, 62, 67)),
         drums=True, sky=((24, 30, 66), (214, 124, 110))),
    Song("paper-boats", "Бумажные корабли", "Мила Орлова", "Тихий свет", "Ambient", 72,
         ((50, 57, 62, 66), (47, 54, 59, 62), (55, 59, 62, 66), (45, 52, 57, 61)),
         drums=False, sky=((12, 74, 84), (240, 214, 160))),
    Song("last-tram", "Последний трамвай", "Мила Орлова", "Тихий свет", "Electronic", 118,
         ((52, 59, 64, 67), (48, 55, 60, 64), (43, 50, 55, 59), (50, 57, 62, 66)),
         drums=True, sky=((52, 18, 70), (250, 150, 60))),
    Song("salt-and-honey", "Salt and Honey", "Anna Field", "First Light", "Folk", 100,
         ((55, 59, 62, 67), (52, 55, 59, 64), (48, 52, 55, 60), (50, 54, 57, 62)),
         drums=True, sky=((120, 60, 30), (250, 224, 150))),
)  # fmt: skip


def tone(note: int, seconds: float, *, decay: float, harmonics: tuple[float, ...]) -> Wave:
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = 440 * 2 ** ((note - 69) / 12)
    wave = sum(
        gain * np.sin(2 * np.pi * pitch * (n + 1) * time) for n, gain in enumerate(harmonics)
    )
    attack = np.minimum(time / 0.01, 1)
    return np.asarray(wave * attack * np.exp(-time * decay))


def kick() -> Wave:
    time = np.arange(int(0.28 * RATE)) / RATE
    return np.asarray(
        np.sin(2 * np.pi * (48 * time + 6 * (1 - np.exp(-time * 28)))) * np.exp(-time * 13)
    )


def hat(noise: np.random.Generator) -> Wave:
    time = np.arange(int(0.06 * RATE)) / RATE
    return np.asarray(np.diff(noise.standard_normal(time.size + 1)) * np.exp(-time * 70) * 0.25)


def compose(song: Song) -> Wave:
    noise = np.random.default_rng(len(song.title))
    beat = 60 / song.bpm
    wave = np.zeros(int((BARS * 4 * beat + 2.5) * RATE))

    def put(sound: Wave, at: float, gain: float) -> None:
        start = int(at * RATE)
        wave[start : start + sound.size] += gain * sound[: wave.size - start]

    for bar in range(BARS):
        chord = song.chords[bar % len(song.chords)]
        start = bar * 4 * beat
        for note in chord:
            put(tone(note, 4 * beat + 0.6, decay=0.55, harmonics=(1, 0.3, 0.12)), start, 0.09)
        put(tone(chord[0] - 12, 2 * beat, decay=1.4, harmonics=(1, 0.5, 0.2)), start, 0.22)
        for step in range(8):
            note = chord[(step * 3 + bar) % len(chord)] + (12 if step % 3 else 24)
            put(
                tone(note, 0.9, decay=5, harmonics=(1, 0.45, 0.25, 0.1)),
                start + step * beat / 2,
                0.16,
            )
        for step in range(4 if song.drums and bar else 0):
            put(kick(), start + step * beat, 0.5 if step % 2 == 0 else 0.25)
            put(hat(noise), start + (step + 0.5) * beat, 0.5)
    fade = np.minimum(1, np.arange(wave.size)[::-1] / (2 * RATE))
    return np.asarray(wave * fade / np.abs(wave).max() * 0.85)


def cover(song: Song) -> bytes:
    size = 320
    low, high = (np.array(colour, float) for colour in song.sky)
    ramp = np.linspace(0, 1, size)[:, None, None]
    picture = Image.fromarray(
        np.broadcast_to(low + (high - low) * ramp, (size, size, 3)).astype("uint8")
    )
    draw = ImageDraw.Draw(picture)
    draw.ellipse((96, 120, 224, 248), fill=tuple(int(c) for c in (high + 255) / 2))
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    draw = ImageDraw.Draw(picture)
    hills = np.random.default_rng(len(song.file)).integers(200, 262, 9)
    points = [(int(x), int(y)) for x, y in zip(np.linspace(0, size, 9), hills, strict=True)]
    draw.polygon([(0, size), *points, (size, size)], fill=tuple(int(c) for c in low * 0.7))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def tags(song: Song, picture: bytes) -> bytes:
    """Return an ID3v2.3 tag (id3.org/id3v2.3.0)."""

    def frame(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">IH", len(body), 0) + body

    def text(name: bytes, value: str) -> bytes:
        return frame(name, b"\x01" + value.encode("utf-16"))

    body = b"".join([
        text(b"TIT2", song.title), text(b"TPE1", song.artist), text(b"TALB", song.album),
        text(b"TCON", song.genre), frame(b"APIC", b"\x00image/jpeg\x00\x03\x00" + picture),
    ])  # fmt: skip
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def main() -> None:
    for song in SONGS:
        encoder = lameenc.Encoder()
        encoder.set_bit_rate(KBPS)
        encoder.set_in_sample_rate(RATE)
        encoder.set_channels(1)
        encoder.set_quality(2)
        samples = (compose(song) * 32767).astype("<i2").tobytes()
        sound = bytes(encoder.encode(samples)) + bytes(encoder.flush())
        (HERE / f"{song.file}.mp3").write_bytes(tags(song, cover(song)) + sound)


if __name__ == "__main__":
    main()
