"""All numbers there are, as files: every day and every track.

Tracks are read some at a time, so that ten thousand take no more memory than one file does.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import date, datetime
from typing import Any, Final

from handlers import cells
from handlers.parts import LARGEST, File, Parts
from handlers.texts import Texts
from storage import Statistics, Sums, TrackDays, moments, wire

FORMATS: Final = ("csv", "json")

_OF_TRACKS: Final = ("plays", "likes", "downloads", "shares", "comments", "again", "often")
_ALL: Final = tuple(name for name in Sums._fields if name != "listeners")
_ON_THE_WIRE: Final = {
    "again": "discardedAgain",
    "often": "discardedOften",
    "gained": "followersGained",
    "lost": "followersLost",
    "other_views": "otherViews",
    "other_likes": "otherLikes",
    "other_shares": "otherShares",
    "other_comments": "otherComments",
}


async def files(
    t: Texts,
    statistics: Statistics,
    artist: str,
    format: str,
    *,
    now: datetime,
    stars: bool = True,
    largest: int = LARGEST,
) -> AsyncGenerator[File]:
    """Yield all numbers of an artist in a format, those of `stars` only for who may see them."""
    names = [name for name in _ALL if stars or name != "stars"]
    make = _csv if format == "csv" else _json
    async for file in make(t, statistics, artist, now, names, largest):
        yield file


# CSV: one table of days, one of tracks ---------------------------------------------------------


async def _csv(
    t: Texts,
    statistics: Statistics,
    artist: str,
    now: datetime,
    names: Sequence[str],
    largest: int,
) -> AsyncGenerator[File]:
    today = f"{moments.day(now)}"

    def table(name: str, columns: Sequence[str]) -> Parts:
        named = cells.written(t, [[t.plain(f"stats-column-{one}") for one in columns]])
        head, file = cells.MARK + named, t.plain(f"stats-file-{name}", day=today)
        return Parts(f"{file}.csv", largest, head=head)

    days = table("days", ("date", "track", "id", "listeners", *map(_dashed, names)))
    tracks = table("tracks", ("track", "id", *_OF_TRACKS))
    of_all = await statistics.days(artist, now=now)
    rows = [_day_row(t.plain("stats-all-tracks"), "", day, sums, names) for day, sums in of_all]
    if full := days.add(await asyncio.to_thread(cells.written, t, rows)):
        yield full
    async for some in statistics.each_track(artist, now=now):
        written = await asyncio.to_thread(_written, t, some, names)
        for parts, piece in zip((days, tracks), written, strict=True):
            if full := parts.add(piece):
                yield full
    yield days.end()
    yield tracks.end()


def _written(t: Texts, tracks: Sequence[TrackDays], names: Sequence[str]) -> tuple[bytes, bytes]:
    days = [
        _day_row(track.title, track.id, day, sums, names)
        for track in tracks
        for day, sums in track.days
    ]
    ever = [
        [track.title, track.id, *(str(getattr(track.ever, name)) for name in _OF_TRACKS)]
        for track in tracks
    ]
    return cells.written(t, days), cells.written(t, ever)


def _day_row(title: str, id: str, day: date, sums: Sums, names: Sequence[str]) -> list[str]:
    """Return a row; of a track there is nothing to say of followers and Stars."""
    people = "" if sums.listeners is None else str(sums.listeners)
    numbers = [str(getattr(sums, name)) if not id or name in _OF_TRACKS else "" for name in names]
    return [f"{day}", title, id, people, *numbers]


def _dashed(name: str) -> str:
    return name.replace("_", "-")


# JSON: one object ------------------------------------------------------------------------------


async def _json(
    t: Texts,
    statistics: Statistics,
    artist: str,
    now: datetime,
    names: Sequence[str],
    largest: int,
) -> AsyncGenerator[File]:
    days = await statistics.days(artist, now=now)
    about = {
        "artist": artist,
        "madeAt": moments.iso(now),
        "daysAreIn": "UTC",
        "meaning": t.plain("stats-meaning-file"),
    }
    of_all = {"days": [_day_object(day, sums, names) for day, sums in days]}
    head, then = (
        wire.dumps(one).removesuffix("}").encode() + b',"tracks":['
        for one in (about | of_all, about)
    )
    name = t.plain("stats-file-days", day=f"{moments.day(now)}")
    parts = Parts(f"{name}.json", largest, head=head, then=then, joint=b",\n", tail=b"]}\n")
    async for some in statistics.each_track(artist, now=now):
        if full := parts.add(await asyncio.to_thread(_objects, some)):
            yield full
    yield parts.end()


def _objects(tracks: Sequence[TrackDays]) -> bytes:
    return ",\n".join(
        wire.dumps(
            {
                "id": track.id,
                "title": track.title,
                "total": _object(track.ever, _OF_TRACKS),
                "days": [_day_object(day, sums, _OF_TRACKS) for day, sums in track.days],
            }
        )
        for track in tracks
    ).encode()


def _day_object(day: date, sums: Sums, names: Sequence[str]) -> dict[str, Any]:
    return {"date": f"{day}", "listeners": sums.listeners, **_object(sums, names)}


def _object(sums: Sums, names: Sequence[str]) -> dict[str, int]:
    return {_ON_THE_WIRE.get(name, name): getattr(sums, name) for name in names}
