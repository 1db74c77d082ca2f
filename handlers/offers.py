"""What comes unasked: a song becomes a draft; a photo, a video or a text says what it can become.

An offer answers the message that it is about, and its buttons find it there. So nothing is kept,
and an offer works for as long as Telegram shows both.
"""

from collections.abc import Sequence

from aiogram.types import CallbackQuery, Message

from handlers import (
    behalf,
    discover,
    drafting,
    forms,
    imports,
    moving,
    needs,
    profiles,
    together,
    views,
)
from handlers.callbacks import MakeAvatar
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import fields_of, gathered, kind, largest, lead, link_in, required
from handlers.keyboards import only_home
from handlers.screen import Screen, send, show
from handlers.table import Routes
from storage import ENTITIES, Action, Entity, Kind

_PLAYED = frozenset(
    {"audio/mpeg", "audio/mp3", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac"}
)
"""What the player of Telegram plays everywhere."""

_SEARCHED = 64
"""Characters that may be a name to look for; a longer text is a story."""

_SENT_BY_PEOPLE = frozenset(
    {
        *("text", "audio", "photo", "video", "document", "voice", "video_note", "animation"),
        *("sticker", "live_photo", "story", "paid_media", "contact", "location", "venue"),
        *("poll", "dice", "game", "checklist", "giveaway", "unknown"),
    }
)
"""What people send; everything else are notices of Telegram, such as a pinned message."""


def _about(*leads: Kind) -> list[type[Entity]]:
    """Return the kinds of record that are about such a recording."""
    return [
        model
        for model in ENTITIES
        if (first := lead(model)) and kind(model, first) in leads and Action.CREATE in model.actions
    ]


def _pictured() -> list[type[Entity]]:
    """Return the kinds that are about no recording and have a picture."""
    return [
        model
        for model in ENTITIES
        if lead(model) is None
        and next(fields_of(model, Kind.PICTURE), None)
        and Action.CREATE in model.actions
    ]


def _told() -> list[type[Entity]]:
    """Return the kinds that are nothing without a story."""
    return [
        model
        for model in ENTITIES
        if set(fields_of(model, Kind.PROSE)) & set(required(model))
        and Action.CREATE in model.actions
    ]


async def song(message: Message, desk: Desk) -> None:
    """Make a draft of a song; if several were sent together, answer them together."""
    [model, *_] = _about(Kind.AUDIO)
    values = await forms.with_artist(desk, model, gathered(model, message))
    title = next(iter(model.own_fields()))
    values.setdefault(title, desk.t.plain("untitled"))
    if any(name not in values for name in required(model)):
        await forms.start(message, desk, model, values, id=forms.id_from(message))
        return
    draft = model.new(desk.me, now=desk.now, id=forms.id_from(message), **values)
    await desk.drafts.put(draft)
    if message.audio:
        await desk.sounds.keep(desk.me, message.audio.file_unique_id, draft.id)
    if message.media_group_id:
        await together.gather(message, draft, desk)
        return
    strange = _unplayed(message.audio.mime_type if message.audio else None)
    note = desk.t("song-format", kind=strange) if strange else None
    await send(desk.bot, desk.actor, await drafting.screen(desk, draft, note=note))


def _unplayed(mime_type: str | None) -> str | None:
    """Return what to call a format that the player of Telegram does not play."""
    if not mime_type or mime_type in _PLAYED:
        return None
    return mime_type.rpartition("/")[2].removeprefix("x-").upper()


async def photo(message: Message, desk: Desk) -> None:
    await _offer(message, desk, _pictured(), avatar=True)


async def video(message: Message, desk: Desk) -> None:
    await _offer(message, desk, _about(Kind.VIDEO))


async def document(message: Message, desk: Desk) -> None:
    """Look for concerts or a page in a file, or say how else to send what is in it."""
    if message.document and imports.takes(message.document):
        await imports.take(message, message.document, desk)
        return
    if message.document and moving.takes(message.document):
        await moving.take(message, message.document, desk)
        return
    mime_type = (message.document and message.document.mime_type) or ""
    sort = mime_type.partition("/")[0]
    key = f"file-{sort}" if sort in ("audio", "image", "video") else "useless"
    await send(desk.bot, desk.actor, Screen(desk.t(key), only_home(desk.t)))


async def text(message: Message, desk: Desk) -> None:
    """Offer what a link or a story can become; look for anything shorter."""
    words = (message.text or "").strip()
    models = _about(Kind.VIDEO, Kind.AUDIO) if link_in(words) else []
    if len(words) > _SEARCHED or "\n" in words:
        models = _told() + models
    if models:
        desk = await behalf.at_work(desk, needs.CONTENT)
        await _offer(message, desk, models)
    else:
        await discover.search(message, words, desk)


async def _offer(
    message: Message, desk: Desk, models: Sequence[type[Entity]], *, avatar: bool = False
) -> None:
    if await together.is_answered(message, desk):
        return
    screen = views.offer(desk.t, models, avatar=avatar)
    await send(desk.bot, desk.actor, screen, reply_to=message.message_id)
    await together.answered(message, desk)


async def make_avatar(query: CallbackQuery, callback_data: MakeAvatar, desk: Desk) -> None:
    photo = forms.source(query).photo
    if not photo:
        raise Refused("outdated")
    profile = await profiles.ensure(desk)
    profile = profile.changed(avatar=None, avatar_file=largest(photo).file_id, updated_at=desk.now)
    await desk.records.replace(profile)
    await show(desk.bot, query, views.own_profile(desk.t, profile, desk.links, note="saved"))


async def useless(message: Message, desk: Desk) -> None:
    if message.content_type in _SENT_BY_PEOPLE:
        await send(desk.bot, desk.actor, Screen(desk.t("useless"), only_home(desk.t)))


ROUTES = Routes(
    contents={
        "audio": song,
        "photo": photo,
        "video": video,
        "document": document,
        "text": text,
        "*": useless,
    },
    menus={MakeAvatar: make_avatar},
)
