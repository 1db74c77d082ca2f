"""Albums: the tracks of an artist on which the same album stands, in order.

They follow from the tracks: the script that writes a track lists it by its album as well. A new one
comes last; then the order is the artist's.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys
from storage.errors import Malformed
from storage.facts import album_facts, album_id
from storage.lua import script
from storage.models import Track
from storage.records import Page, read_record, read_rows

LONGEST = 200
"""Tracks of one album that are looked at."""

_FAR = 1000  # tracks that are looked through for what comes after an album
_AT_ONCE = 500  # old tracks


class Album(NamedTuple):
    """Some tracks of one album, in order, and how many there are in all."""

    artist: str
    id: str
    tracks: list[Track]
    total: int

    @property
    def title(self) -> str:
        """What it is called, as its first track has it."""
        return next((track.album for track in self.tracks if track.album), "")


class Following(NamedTuple):
    """What is played after a track."""

    track: Track
    inside: bool
    """It is the next one of the same album."""


class Albums:
    """Albums of all artists; every call is one script or one command."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._songs = script(redis, "album_songs")
        self._page = script(redis, "albums")
        self._next = script(redis, "album_next")
        self._move = script(redis, "album_move")
        self._old = script(redis, "old_album")

    async def get(self, artist: str, id: str, *, limit: int = LONGEST) -> Album | None:
        """Return an album; None: there is none, or no more."""
        total, *rows = await self._songs(
            keys=[keys.album(artist, id)], args=[limit, *_values(artist), *_counters()]
        )
        tracks = read_rows(Track, artist, rows)
        return Album(artist, id, tracks, int(total)) if tracks else None

    async def page(self, artist: str, *, offset: int = 0, limit: int = 8) -> Page[Album]:
        """Return some of an artist's albums, each with its first track alone, the latest first."""
        values, _ = _values(artist)
        total, *rows = await self._page(
            keys=[keys.albums(keys.checked(artist))],
            args=[max(offset, 0), limit, keys.albums_prefix(artist), values],
        )
        found = [
            Album(artist, id, read_rows(Track, artist, [(first, value, [])]), int(n))
            for id, n, first, value in rows
        ]
        return Page([album for album in found if album.tracks], int(total))

    async def count(self, artist: str) -> int:
        return int(await self._redis.zcard(keys.albums(keys.checked(artist))))

    async def of(self, artist: str, track: str) -> str | None:
        """Return the id of the album that a track is on."""
        found: Any = await self._redis.hget(keys.album_of(keys.checked(artist)), track)
        return None if found is None else str(found)

    async def last_of(self, artist: str, track: str) -> str | None:
        """Return the same, also of a track that is deleted, taken away or hidden."""
        key = keys.record(Track.family, artist, track)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hget(keys.album_of(artist), track)
            for where in (keys.TRASH, keys.TAKEN, keys.HIDDEN):
                pipe.hget(keys.moved_label(where, key), "album")
            found = await pipe.execute()
        return next((str(album) for album in found if album), None)

    async def after(self, artist: str, track: str) -> Following | None:
        """Return what is played after a track; None: there is nothing else.

        After an album comes what follows it in the artist's list; after the oldest, the newest.
        """
        found = await self._next(
            keys=[keys.index(Track.family, keys.checked(artist)), keys.album_of(artist)],
            args=[track, keys.albums_prefix(artist), *_values(artist), _FAR, *_counters()],
        )
        if not found:
            return None
        inside, id, value, counts = found
        try:
            return Following(read_record(Track, artist, id, value, counts), bool(inside))
        except Malformed:
            return None

    async def move(self, artist: str, id: str, track: str, to: int) -> bool:
        """Put a track at a place of its album, from 0; False: it is not on it."""
        return bool(await self._move(keys=[keys.album(artist, id)], args=[track, to]))

    async def list_old(self) -> None:
        """List by their albums the tracks that a release before this one stored, as they came."""
        prefix = keys.index(Track.family, "")
        async for index in self._redis.scan_iter(match=f"{prefix}*", count=1000):
            artist = str(index).removeprefix(prefix)
            if keys.fits(artist):
                await self._list_all(artist)

    async def _list_all(self, artist: str) -> None:
        index, start = keys.index(Track.family, artist), 0
        values, _ = _values(artist)
        while True:
            ids: Any = await self._redis.zrange(index, start, start + _AT_ONCE - 1)
            if not ids:
                return
            await self._list(index, [f"{values}{id}" for id in ids])
            start += _AT_ONCE

    async def _list(self, index: str, tracks: list[str]) -> None:
        values: Any = await self._redis.mget(tracks)
        async with self._redis.pipeline(transaction=False) as pipe:
            for key, value in zip(tracks, values, strict=True):
                place = keys.address(key)
                if value is not None and place is not None:
                    await self._old(
                        keys=[key, index], args=[value, album_facts(place, value)], client=pipe
                    )
            await pipe.execute()


class Sounds:
    """Which files of an artist are tracks or drafts by now; every call is one command."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def claim(self, artist: str, sounds: Mapping[str, str]) -> dict[str, str]:
        """Keep for each file the id of what it becomes; return the ids, older ones where known."""
        key = keys.sounds(artist)
        async with self._redis.pipeline(transaction=False) as pipe:
            for file, id in sounds.items():
                pipe.hsetnx(key, file, keys.checked(id))
            pipe.hmget(key, list(sounds))
            *_, found = await pipe.execute()
        return dict(zip(sounds, map(str, found), strict=True))

    async def keep(self, artist: str, file: str, id: str) -> None:
        """Keep what a file has become last."""
        await self._redis.hset(keys.sounds(artist), file, keys.checked(id))

    async def known(self, artist: str, files: Sequence[str]) -> dict[str, str]:
        """Return which of some files are there as a track or a draft, and as which."""
        if not files:
            return {}
        found: Any = await self._redis.hmget(keys.sounds(artist), list(files))
        ids = {file: id for file, id in zip(files, found, strict=True) if id is not None}
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids.values():
                pipe.exists(
                    keys.record(Track.family, artist, id), keys.draft(Track.family, artist, id)
                )
            there = await pipe.execute()
        return {
            file: id for (file, id), is_there in zip(ids.items(), there, strict=True) if is_there
        }


def _values(artist: str) -> tuple[str, str]:
    """Return what the keys of tracks and of their counters begin with."""
    return keys.prefix(Track.family, artist), keys.stats(Track.family, artist, "")


def _counters() -> list[str]:
    return [Track.wire_name(name) for name in Track.counters()]


__all__ = ["LONGEST", "Album", "Albums", "Following", "Sounds", "album_id"]
