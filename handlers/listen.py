"""Songs played in the chat.

Nobody tells a bot what a player does. So a play is a tap on “listen” that was answered with the
song, counted once it has arrived. What is played cannot be saved; a download is a tap of its own
that gives a copy to keep. So each number means what it says.
"""

import asyncio

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers import origins, pages
from handlers.callbacks import Download, Listen, Next
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.screen import Screen, send, with_links
from handlers.table import Routes
from storage import Entity, Track


async def listen(query: CallbackQuery, callback_data: Listen, desk: Desk) -> Toast | None:
    track = await desk.records.get(Track, callback_data.artist, callback_data.id)
    try:
        await play(track, desk)
    except TelegramForbiddenError:  # pressed elsewhere by somebody who has not pressed START
        source = await origins.of_press(query, track.owner, desk)
        return Toast(url=desk.links.to(track.owner, track.family, track.id, source=source))
    return None


async def follow_on(query: CallbackQuery, callback_data: Next, desk: Desk) -> None:
    """Play the next track of the album, or else of the list, whose oldest the newest follows."""
    artist, id = callback_data.artist, callback_data.id
    found = await desk.albums.after(artist, id)
    if found is None:
        raise Refused("album-over" if await desk.albums.of(artist, id) else "gone")
    if found.track.id == id:
        raise Refused("only-track")
    await play(found.track, desk)


async def following(track: Entity, desk: Desk) -> str | None:
    """Return what comes after a track on its album; None: it is the last, or on none."""
    found = await desk.albums.after(track.owner, track.id)
    return found.track.title if found and found.inside else None


async def download(query: CallbackQuery, callback_data: Download, desk: Desk) -> None:
    track = await desk.records.get(Track, callback_data.artist, callback_data.id)
    if await _send(track, desk, None, sealed=False):
        await desk.counters.download(track.owner, track.id, desk.me, tap=query.id, now=desk.now)


async def play(track: Track, desk: Desk) -> None:
    """Send a song to whoever acts, and count the play."""
    [liked], support, after, said = await asyncio.gather(
        desk.counters.liked(desk.me, [(track.family, track.owner, track.id)]),
        desk.giving.support(track.owner),
        following(track, desk),
        desk.comments.shown(track),
    )
    buttons = pages.work_buttons(
        desk.t,
        track,
        desk.links,
        pages.PLAYER,
        liked=liked,
        mine=track.owner == desk.me,
        welcome=not support.paused,
        following=after,
        comments=said,
    )
    if await _send(track, desk, buttons, sealed=True):
        await desk.counters.listen(track.owner, track.id, desk.me, now=desk.now)


async def _send(
    track: Track, desk: Desk, buttons: InlineKeyboardMarkup | None, *, sealed: bool
) -> bool:
    """Send a song; if only its site plays it, send the way there and return False."""
    sound = track.audio_file or track.audio_url
    if sound is None:
        raise Refused("no-sound")
    own = track.audio_file is None  # a file from the web takes its name from us
    try:
        await with_links(
            lambda buttons: desk.bot.send_audio(
                desk.actor,
                sound,
                caption=pages.player(desk.t, track),
                title=track.title if own else None,
                performer=track.artist if own else None,
                reply_markup=buttons,
                protect_content=sealed or None,
            ),
            buttons,
        )
    except TelegramBadRequest:
        if track.audio_url is None or not keys.opens(track.audio_url):
            raise Refused("no-sound") from None
        elsewhere = keys.markup([keys.link(desk.t.plain("listen"), track.audio_url)])
        await send(desk.bot, desk.actor, Screen(desk.t("no-sound-here"), elsewhere))
        return False
    return True


ROUTES = Routes(public={Listen: listen, Next: follow_on, Download: download})
