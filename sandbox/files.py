"""Files: their ids, what Telegram finds out about them, and the bytes."""

import asyncio
import dataclasses
import io
import mimetypes
import secrets
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiogram.types import InputFile
from PIL import Image, ImageOps
from pydantic import TypeAdapter
from tinytag import TinyTag
from tinytag.tinytag import TinyTagException

from sandbox.decode import UPLOAD_LIMIT, Upload
from sandbox.errors import Json, bad
from sandbox.loopback import is_loopback
from sandbox.store import Counters, Store, Table

PHOTO_LIMIT = 10 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
_FETCH_S = 10.0
_PHOTO_SIDES = (90, 320, 800, 1280)  # of Telegram's sizes s, m, x, y
_COVER_SIDE = 320
_MAX_PIXELS = 100_000_000  # width + height <= 10000 allows a quarter of it

# kind → the beginning of its file ids, the folder of its paths, Telegram's name for it, the type
# and extension of a file that tells neither
_KINDS = {
    "photo": ("AgACAgIAAxk", "photos", "Photo", "image/jpeg", ".jpg"),
    "audio": ("CQACAgIAAxk", "music", "Audio", "audio/mpeg", ".mp3"),
    "video": ("BAACAgIAAxk", "videos", "Video", "video/mp4", ".mp4"),
    "document": ("BQACAgIAAxk", "documents", "Document", "application/octet-stream", ""),
    "voice": ("AwACAgIAAxk", "voice", "VoiceNote", "audio/ogg", ".oga"),
    "animation": ("CgACAgIAAxk", "animations", "Animation", "video/mp4", ".mp4"),
    "video_note": ("DQACAgIAAxk", "video_notes", "VideoNote", "video/mp4", ".mp4"),
    "sticker": ("CAACAgIAAxk", "stickers", "Sticker", "image/webp", ".webp"),
    "thumbnail": ("AAMCAgADGQ", "thumbnails", "Thumbnail", "image/jpeg", ".jpg"),
}
KINDS = tuple(kind for kind in _KINDS if kind != "thumbnail")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file as Telegram knows it; `facts` are its kind's own fields (duration, width, …)."""

    kind: str
    file_id: str
    unique_id: str
    blob: str
    size: int
    path: str
    name: str | None
    mime: str
    facts: Json = field(default_factory=dict)
    thumbnail: str | None = None
    sizes: tuple[str, ...] = ()  # of a photo: the ids of all its sizes, the smallest first


class Files:
    """All files; those of people and those of the bot are the same."""

    def __init__(self, store: Store, counters: Counters) -> None:
        self._store = store
        self._counters = counters
        self._files: Table[str, File] = Table(store, "file", str, TypeAdapter(File))
        self._by_path = {file.path: file for file in self._files.values()}

    def get(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def by_path(self, path: str) -> File | None:
        return self._by_path.get(path)

    def read(self, file: File) -> bytes:
        return self._store.read_file(file.blob)

    async def take(
        self,
        kind: str,
        given: str | InputFile,
        facts: Json | None = None,
        thumbnail: Upload | None = None,
    ) -> File:
        """The file that a request means: uploaded with it, known by its id, or at a URL.

        A file that the kind does not fit becomes a document, as it does on the server.
        """
        if isinstance(given, str):
            if not given.startswith(("http://", "https://")):
                return self._known(kind, given)
            given = await _fetched(given)
        if not isinstance(given, Upload) or not given.data:
            raise bad("file must be non-empty")
        if kind == "photo":
            return await self._take_photo(given)
        found, cover = await asyncio.to_thread(_examined, kind, given)
        if kind == "audio" and not found.pop("is_audio"):
            kind = "document"
        if thumbnail is not None:
            cover = await asyncio.to_thread(_small, thumbnail.data)
        fields = _only(kind, {**found, **_given(facts or {})})
        return self._add(kind, given, facts=fields, thumbnail=self._add_thumbnail(cover))

    def _known(self, kind: str, file_id: str) -> File:
        file = self._files.get(file_id)
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            names = _KINDS[file.kind][2], _KINDS[kind][2]
            raise bad(f"can't use file of type {names[0]} as {names[1]}")
        return file

    async def _take_photo(self, given: Upload) -> File:
        if len(given.data) > PHOTO_LIMIT:
            raise bad(
                f"file of size {len(given.data)} bytes is too big for a photo;"
                f" the maximum size is {PHOTO_LIMIT} bytes"
            )
        sizes = await asyncio.to_thread(_photo_sizes, given.data)
        made = [
            self._add("photo", Upload("", data, "image/jpeg"), facts={"width": w, "height": h})
            for data, w, h in sizes
        ]
        ids = tuple(file.file_id for file in made)
        for file in made:
            self._put(dataclasses.replace(file, sizes=ids))
        return self._files[ids[-1]]

    def _add_thumbnail(self, cover: tuple[bytes, int, int] | None) -> str | None:
        if cover is None:
            return None
        data, width, height = cover
        upload = Upload("", data, "image/jpeg")
        file = self._add("thumbnail", upload, facts={"width": width, "height": height})
        return file.file_id

    def _add(self, kind: str, given: Upload, *, facts: Json, thumbnail: str | None = None) -> File:
        prefix, folder, _, mime, extension = _KINDS[kind]
        name = PurePath(given.name).name or None
        extension = PurePath(name).suffix if name else extension
        number = self._counters.next("file", 0)
        file = File(
            kind=kind,
            file_id=prefix + secrets.token_urlsafe(36),
            unique_id=prefix[:4] + secrets.token_urlsafe(9),
            blob=self._store.write_file(given.data),
            size=len(given.data),
            path=f"{folder}/file_{number}{extension}",
            name=name,
            mime=_mime(given, mime),
            facts=facts,
            thumbnail=thumbnail,
        )
        self._put(file)
        return file

    def _put(self, file: File) -> None:
        self._files[file.file_id] = file
        self._by_path[file.path] = file

    # As the bot sees them

    def shown(self, file: File) -> Any:
        """The object of a message: Audio, Document, …; for a photo the list of its sizes."""
        if file.kind == "photo":
            return [self._shown(self._files[id]) for id in file.sizes]
        return self._shown(file)

    def shown_by_id(self, file_id: str) -> Any:
        return self.shown(self._files[file_id])

    def _shown(self, file: File) -> Json:
        shown: Json = {"file_id": file.file_id, "file_unique_id": file.unique_id, **file.facts}
        if file.kind in ("audio", "document", "video", "animation") and file.name:
            shown["file_name"] = file.name
        if file.kind in ("audio", "document", "video", "animation", "voice"):
            shown["mime_type"] = file.mime
        if file.thumbnail is not None:
            shown["thumbnail"] = self._shown(self._files[file.thumbnail])
        return {**shown, "file_size": file.size}


def _given(facts: Json) -> Json:
    return {name: value for name, value in facts.items() if value is not None}


_FACTS: dict[str, Json] = {
    "audio": {"duration": 0, "performer": None, "title": None},
    "voice": {"duration": 0},
    "video": {"width": 0, "height": 0, "duration": 0},
    "animation": {"width": 0, "height": 0, "duration": 0},
    "video_note": {"length": 240, "duration": 0},
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": None,
    },
}


def _only(kind: str, facts: Json) -> Json:
    """The kind's own fields, with what Telegram says when it does not know."""
    wanted = _FACTS.get(kind, {})
    return _given({name: facts.get(name, value) for name, value in wanted.items()})


def _mime(given: Upload, usual: str) -> str:
    guessed = mimetypes.guess_type(given.name)[0]
    stated = given.content_type.partition(";")[0]
    return guessed or (stated if stated != "application/octet-stream" else usual)


def _examined(kind: str, given: Upload) -> tuple[Json, tuple[bytes, int, int] | None]:
    """What a file says of itself, and its cover."""
    if kind == "sticker":
        return _image_size(given.data), None
    if kind == "document":
        return {}, _small(given.data) if _mime(given, "").startswith("image/") else None
    if kind not in ("audio", "voice"):
        return {}, None
    try:
        tag = TinyTag.get(filename=given.name, file_obj=io.BytesIO(given.data), image=True)
    except (TinyTagException, ValueError, IndexError, OSError):
        return {"is_audio": _mime(given, "").startswith("audio/")}, None
    found = {"duration": round(tag.duration or 0), "performer": tag.artist, "title": tag.title}
    picture = tag.images.any if kind == "audio" else None
    return {**found, "is_audio": True}, _small(picture.data) if picture else None


def _image_size(data: bytes) -> Json:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return {"width": image.width, "height": image.height}
    except (OSError, ValueError):
        return {}


def _photo_sizes(data: bytes) -> list[tuple[bytes, int, int]]:
    """JPEGs of a picture, the smallest first, as Telegram makes them.

    Raises:
        ApiError: it is no picture, or one of a shape that Telegram does not take.
    """
    try:
        image: Image.Image = Image.open(io.BytesIO(data))
        width, height = image.size
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        image = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    longest = max(image.size)
    sides = [side for side in _PHOTO_SIDES if side < longest]
    sides.append(min(longest, _PHOTO_SIDES[-1]))
    return [_jpeg(image, side) for side in sorted(set(sides))]


def _jpeg(image: Image.Image, side: int) -> tuple[bytes, int, int]:
    small = image.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85)
    return out.getvalue(), small.width, small.height


def _small(data: bytes) -> tuple[bytes, int, int] | None:
    """A cover of the size Telegram keeps; None when it is no picture."""
    try:
        return _jpeg(Image.open(io.BytesIO(data)).convert("RGB"), _COVER_SIDE)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


async def _fetched(url: str) -> Upload:
    """What is at a URL. The sandbox never leaves the machine: only loopback has anything."""
    failed = bad("failed to get HTTP URL content")
    timeout = aiohttp.ClientTimeout(total=_FETCH_S)
    data = bytearray()
    try:
        parts = urlsplit(url)
        if not is_loopback(parts.hostname):
            raise failed
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise failed
            async for chunk in answer.content.iter_chunked(1 << 16):
                data += chunk
                if len(data) > UPLOAD_LIMIT:
                    raise bad("file is too big")
            kind = answer.content_type
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise failed from None
    return Upload(PurePath(parts.path).name, bytes(data), kind)
