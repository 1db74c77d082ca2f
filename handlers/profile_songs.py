"""Songs on somebody's Telegram profile, taken into their page: all of them, or some.

Telegram is asked anew for every screen, so nothing of a profile is kept but which songs its owner
does not want. Only whoever presses has their own profile looked at.
"""

import asyncio
import hashlib
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Audio, CallbackQuery, Chat, Message
from pydantic import BaseModel

from handlers import forms, profile_songs_screen, profiles, together, views
from handlers.callbacks import (
    ProfileAll,
    ProfileDrafts,
    ProfilePublish,
    ProfileSong,
    ProfileSongs,
)
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import gathered
from handlers.profile_songs_screen import Song
from handlers.screen import REFUSALS, show
from handlers.table import Routes
from storage import AlreadyThere, Track, new_id

_AT_ONCE = 100  # songs that Telegram gives
_MOST = 1000  # that are looked at


class Wanted(BaseModel):
    """Which songs of their profile somebody wants: all or none, but for some."""

    everything: bool = True
    but: list[str] = []


async def count(desk: Desk) -> int:
    """Return how many songs are on the profile of whoever acts; 0 if nobody can tell."""
    if desk.me != desk.actor:
        return 0
    try:
        found = await desk.bot.get_user_profile_audios(int(desk.actor), limit=1)
    except REFUSALS:
        return 0
    return found.total_count


async def _audios(desk: Desk) -> list[Audio]:
    """Return what is on the profile of whoever acts, as it is ordered there.

    Raises:
        Refused: it is somebody else's page that they look after, or there is nothing.

    """
    if desk.me != desk.actor:
        raise Refused("shelf-own")

    async def some(offset: int) -> Any:
        return await desk.bot.get_user_profile_audios(
            int(desk.actor), offset=offset, limit=_AT_ONCE
        )

    try:
        first = await some(0)
    except TelegramBadRequest:
        raise Refused("shelf-none") from None
    rest = range(_AT_ONCE, min(first.total_count, _MOST), _AT_ONCE)
    found = [first, *await asyncio.gather(*map(some, rest))]
    once = {audio.file_unique_id: audio for page in found for audio in page.audios}
    if not once:
        raise Refused("shelf-none")
    return list(once.values())


async def _wanted(desk: Desk) -> Wanted:
    return Wanted.model_validate(await desk.forms.get(_kept(desk)) or {})


async def _want(desk: Desk, wanted: Wanted) -> None:
    await desk.forms.put(_kept(desk), wanted.model_dump(mode="json"))


def _kept(desk: Desk) -> str:
    return f"{desk.actor}-shelf"


async def _songs(desk: Desk) -> list[Song]:
    audios, wanted = await asyncio.gather(_audios(desk), _wanted(desk))
    known = await desk.sounds.known(desk.me, [audio.file_unique_id for audio in audios])
    return [
        Song(
            audio,
            _code(audio),
            is_there=audio.file_unique_id in known,
            is_wanted=wanted.everything is not (_code(audio) in wanted.but),
        )
        for audio in audios
    ]


def _code(audio: Audio) -> str:
    """Return what buttons call a song: its place on the profile may shift."""
    return hashlib.blake2b(audio.file_unique_id.encode(), digest_size=6).hexdigest()


async def look(query: CallbackQuery, callback_data: ProfileSongs, desk: Desk) -> None:
    await _show(query, desk, callback_data.page)


async def _show(query: CallbackQuery, desk: Desk, page: int) -> None:
    await show(desk.bot, query, profile_songs_screen.songs(desk.t, await _songs(desk), page=page))


async def turn(query: CallbackQuery, callback_data: ProfileSong, desk: Desk) -> None:
    wanted, code = await _wanted(desk), callback_data.code
    but = [one for one in wanted.but if one != code]
    if callback_data.on is not wanted.everything:
        but = [*but, code][-_MOST:]
    await _want(desk, wanted.model_copy(update={"but": but}))
    await _show(query, desk, callback_data.page)


async def turn_all(query: CallbackQuery, callback_data: ProfileAll, desk: Desk) -> None:
    await _want(desk, Wanted(everything=callback_data.on))
    await _show(query, desk, callback_data.page)


async def publish(query: CallbackQuery, desk: Desk) -> None:
    """Make the songs public that are wanted; the first of the profile is the first in the list."""
    drafts = await _drafts(desk)
    await together.publish_together(desk, Track, [draft.id for draft in drafts])
    await profiles.ensure(desk)
    await desk.forms.drop(_kept(desk))
    screen = views.album_published(desk.t, Track, len(drafts), desk.me, desk.links)
    await show(desk.bot, query, screen)


async def draft(query: CallbackQuery, desk: Desk) -> None:
    """Make drafts of the songs that are wanted, and show them together."""
    drafts = await _drafts(desk)
    await desk.forms.drop(_kept(desk))
    await show(desk.bot, query, await together.together(desk, query.id, drafts))


async def _drafts(desk: Desk) -> list[Track]:
    """Return drafts of the songs that are wanted and not there yet.

    Done again it makes no others: each file is claimed by the first draft of it.

    Raises:
        Refused: there are none.

    """
    audios = [song.audio for song in await _songs(desk) if song.is_wanted and not song.is_there]
    if not audios:
        raise Refused("shelf-nothing")
    new = {audio.file_unique_id: new_id(desk.now) for audio in audios}
    ids = await desk.sounds.claim(desk.me, new)
    drafts = [await _draft(desk, audio, ids[audio.file_unique_id]) for audio in audios]
    for one in drafts:
        try:
            await desk.drafts.put(one)
        except AlreadyThere:  # pressed twice
            continue
    return drafts


async def _draft(desk: Desk, audio: Audio, id: str) -> Track:
    chat = Chat(id=int(desk.actor), type="private")
    message = Message(message_id=0, date=desk.now, chat=chat, audio=audio)
    values = await forms.with_artist(desk, Track, gathered(Track, message))
    values.setdefault("title", desk.t.plain("untitled"))
    return Track.new(desk.me, now=desk.now, id=id, **values)


ROUTES = Routes(
    menus={
        ProfileSongs: look,
        ProfileSong: turn,
        ProfileAll: turn_all,
        ProfilePublish: publish,
        ProfileDrafts: draft,
    }
)
