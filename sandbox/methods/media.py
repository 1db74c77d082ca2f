"""Messages with files, albums, and the files themselves."""

import secrets
from typing import Any

from aiogram.methods import GetFile, SendMediaGroup
from aiogram.types import InputFile

from sandbox.errors import Json, bad, unmodelled
from sandbox.files import DOWNLOAD_LIMIT, File
from sandbox.markup import dumped
from sandbox.methods.envelope import Envelope
from sandbox.text import MAX_CAPTION, formatted
from sandbox.world import World, compact

# kind → what a group may forbid
PERMISSIONS = {
    "photo": "can_send_photos",
    "audio": "can_send_audios",
    "video": "can_send_videos",
    "document": "can_send_documents",
    "voice": "can_send_voice_notes",
    "animation": "can_send_other_messages",
    "video_note": "can_send_video_notes",
    "sticker": "can_send_other_messages",
}
_FACTS = ("duration", "performer", "title", "width", "height", "length", "emoji")
_UNMODELLED = ("live_photo", "cover", "start_timestamp")


async def send_media(world: World, call: Any) -> Json:
    """sendPhoto, sendAudio and their like: the parameter is called as the kind is."""
    kind = type(call).__name__.removeprefix("Send").lower().replace("videonote", "video_note")
    envelope = Envelope.of(world, call, what=PERMISSIONS[kind])
    content = await media(world, kind, getattr(call, kind), call)
    return envelope.post(content).message


async def media(world: World, kind: str, given: str | InputFile, more: Any) -> Json:
    """What a message with a file says; `more` is the method or the InputMedia that has the rest."""
    for name in _UNMODELLED:
        if getattr(more, name, None) is not None:
            raise unmodelled(f'the parameter "{name}"')
    caption = captioned(world, more)
    facts = {name: getattr(more, name, None) for name in _FACTS}
    if given == "":
        raise bad(f"there is no {kind.replace('_', ' ')} in the request")
    file = await world.files.take(kind, given, facts, getattr(more, "thumbnail", None))
    flags = {
        name: getattr(more, name, None) or None
        for name in ("show_caption_above_media", "has_media_spoiler", "has_spoiler")
    }
    if flags.pop("has_spoiler"):
        flags["has_media_spoiler"] = True
    return {**shown(world, file), **caption, **compact(flags)}


def shown(world: World, file: File) -> Json:
    content: Json = {file.kind: world.files.shown(file)}
    if file.kind == "animation":  # for clients that know only documents
        content["document"] = {
            k: v
            for k, v in content["animation"].items()
            if k not in ("width", "height", "duration")
        }
    return content


def captioned(world: World, more: Any) -> Json:
    caption = getattr(more, "caption", None)
    if not caption:
        return {}
    given = [dumped(entity) for entity in more.caption_entities or ()]
    text, entities = formatted(
        caption, more.parse_mode, given, limit=MAX_CAPTION, user=world.find_user
    )
    return compact({"caption": text or None, "caption_entities": entities or None})


async def send_media_group(world: World, call: SendMediaGroup) -> list[Json]:
    if not 2 <= len(call.media) <= 10:
        words = "too few" if len(call.media) < 2 else "too many"
        raise bad(f"{words} media to send as an album" if call.media else "media must be non-empty")
    kinds = {item.type for item in call.media}
    for alone in ("audio", "document"):
        if alone in kinds and len(kinds) > 1:
            raise bad("can't use the media of the specified type in the album")
    if not kinds <= {"audio", "document", "photo", "video"}:
        raise bad("can't use the media of the specified type in the album")
    envelopes = [Envelope.of(world, call, what=PERMISSIONS[item.type]) for item in call.media]
    contents = [await media(world, item.type, item.media, item) for item in call.media]
    album = str(secrets.randbits(53))
    return [
        envelope.post({"media_group_id": album, **content}).message
        for envelope, content in zip(envelopes, contents, strict=True)
    ]


async def get_file(world: World, call: GetFile) -> Json:
    file = world.files.get(call.file_id)
    if file is None:
        raise bad("invalid file_id")
    if file.size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }
