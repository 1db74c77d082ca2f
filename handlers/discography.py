"""Albums: looked at, played, sent as a whole, and put in order by their artist.

A play is a press that was answered with the song. So an album that is sent as a whole counts a play
of each of its songs that has arrived, by the rule for any play: once in half an hour.
"""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InputMediaAudio

from handlers import album_screens, invoices, posted, visit
from handlers.callbacks import Album, AlbumMove, Albums, AlbumSongs, OwnAlbum, OwnAlbums
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.keyboards import PAGE, offset
from handlers.links import ALBUM
from handlers.screen import Screen, say, show
from handlers.table import Routes
from storage import INTERACTIVE, NOWHERE, NotFound, Post, Told, Track, sources
from storage import Album as Record

_TOGETHER = 10  # songs that Telegram takes as one group; it takes none alone
_LAST = 10**4  # place; a forged button may name any


async def get(desk: Desk, artist: str, id: str) -> Record:
    """Return an album.

    Raises:
        NotFound: there is none, or no more.

    """
    album = await desk.albums.get(artist, id)
    if album is None:
        raise NotFound(id)
    return album


# What everybody sees ---------------------------------------------------------------------------


async def listing(query: CallbackQuery, callback_data: Albums, desk: Desk) -> None:
    artist, page = callback_data.artist, callback_data.page
    name, (albums, total) = await asyncio.gather(
        visit.name_of(artist, desk),
        desk.albums.page(artist, offset=offset(page), limit=PAGE),
    )
    screen = album_screens.listing(desk.t, albums, artist=artist, name=name, page=page, total=total)
    await show(desk.bot, query, screen)


async def card(query: CallbackQuery, callback_data: Album, desk: Desk) -> None:
    artist, id = callback_data.artist, callback_data.id
    await show(desk.bot, query, await screen(desk, artist, id, callback_data.page))


async def screen(desk: Desk, artist: str, id: str, page: int = 0) -> Screen:
    """Return an album for whoever acts."""
    album, name, support = await asyncio.gather(
        get(desk, artist, id), visit.name_of(artist, desk), desk.giving.support(artist)
    )
    last = (len(album.tracks) - 1) // album_screens.PAGE
    return album_screens.album(
        desk.t,
        album,
        name=name,
        page=min(max(page, 0), last),
        mine=artist == desk.me,
        welcome=not support.paused,
    )


async def send_all(query: CallbackQuery, callback_data: AlbumSongs, desk: Desk) -> Toast:
    """Have the songs sent, one group after another, at the pace that a chat can take."""
    artist, id = callback_data.artist, callback_data.id
    songs = album_screens.sendable(await get(desk, artist, id))
    if not songs:
        raise Refused("no-sound")
    await _put(desk, artist, id, 0, tap=query.id)
    return Toast(desk.t.plain("album-coming", n=len(songs)))


async def _put(desk: Desk, artist: str, id: str, n: int, *, tap: str) -> None:
    about = {"artist": artist, "album": id, "n": n, "tap": tap}
    body = {"kind": "album-songs", "to": desk.actor, **about}
    await desk.outbox.put(f"album:{tap}:{n}", INTERACTIVE, body)


async def songs(desk: Desk, body: Any) -> Told | None:
    """Send one group of an album's songs, and have the next one sent; then say what it was."""
    artist, id, n = str(body["artist"]), str(body["album"]), int(body["n"])
    album = await get(desk, artist, id)
    groups = grouped(album_screens.sendable(album))
    if n >= len(groups):  # it was longer a moment ago
        return None
    for track in await _send(desk, groups[n]):
        await desk.counters.listen(artist, track.id, desk.me, now=desk.now)
    if n + 1 < len(groups):
        await _put(desk, artist, id, n + 1, tap=str(body["tap"]))
        return Told(int(desk.actor), NOWHERE)
    name, support = await asyncio.gather(visit.name_of(artist, desk), desk.giving.support(artist))
    welcome = artist != desk.me and not support.paused
    total = sum(map(len, groups))
    return await say(desk, album_screens.sent(desk.t, album, name, n=total, welcome=welcome))


def grouped(tracks: Sequence[Track]) -> list[Sequence[Track]]:
    """Return tracks in groups that Telegram takes, all of about one size: none is left alone."""
    groups = -(-len(tracks) // _TOGETHER)
    edges = [len(tracks) * n // groups for n in range(groups + 1)] if groups else []
    return [tracks[start:end] for start, end in pairwise(edges)]


async def _send(desk: Desk, tracks: Sequence[Track]) -> list[Track]:
    """Send songs as one group; return those that have arrived.

    One file that Telegram no longer has spoils them all: then each is sent alone.
    """
    chat = int(desk.actor)
    if len(tracks) > 1:
        group = [InputMediaAudio(media=str(track.audio_file)) for track in tracks]
        try:
            await desk.bot.send_media_group(chat, [*group], protect_content=True)
        except TelegramBadRequest:
            pass
        else:
            return list(tracks)
    arrived = []
    for track in tracks:
        try:
            await desk.bot.send_audio(chat, str(track.audio_file), protect_content=True)
        except TelegramBadRequest:
            continue
        arrived.append(track)
    return arrived


# Cards in chats --------------------------------------------------------------------------------


async def chat_card(
    desk: Desk, artist: str, id: str, *, source: str = sources.CARD
) -> Screen | None:
    """Return an album's card as chats show it; None: there is none, or no more."""
    album = await desk.albums.get(artist, id)
    if album is None:
        return None
    name = await visit.name_of(artist, desk)
    pays = await invoices.page_keys(desk, artist, name)
    return album_screens.shared(desk.t, album, desk.links, name, pays, source=source)


async def _look(desk: Desk, family: str, artist: str, id: str, post: Post) -> Screen | None:
    source = await posted.source_of(desk, artist, post.chat)
    return await chat_card(desk, artist, id, source=source)


posted.LOOKS[ALBUM] = _look


# One's own -------------------------------------------------------------------------------------


async def own_listing(query: CallbackQuery, callback_data: OwnAlbums, desk: Desk) -> None:
    page = callback_data.page
    albums, total = await desk.albums.page(desk.me, offset=offset(page), limit=PAGE)
    await show(desk.bot, query, album_screens.own_listing(desk.t, albums, page=page, total=total))


async def own(query: CallbackQuery, callback_data: OwnAlbum, desk: Desk) -> None:
    await _show_own(query, desk, callback_data.id, callback_data.page)


async def _show_own(query: CallbackQuery, desk: Desk, id: str, page: int) -> None:
    album, name = await asyncio.gather(get(desk, desk.me, id), visit.name_of(desk.me, desk))
    page = min(max(page, 0), album_screens.page_of(len(album.tracks) - 1))
    await show(desk.bot, query, album_screens.own(desk.t, album, desk.links, name, page=page))


async def move(query: CallbackQuery, callback_data: AlbumMove, desk: Desk) -> None:
    """Put a track at a place; the button says which, so a second press changes nothing."""
    album, place = callback_data.album, min(max(callback_data.n, 0), _LAST)
    if not await desk.albums.move(desk.me, album, callback_data.id, place):
        raise Refused("outdated")
    await posted.renew(desk, ALBUM, desk.me, album)
    await _show_own(query, desk, album, album_screens.page_of(place))


ROUTES = Routes(
    menus={OwnAlbums: own_listing, OwnAlbum: own, AlbumMove: move},
    public={Albums: listing, Album: card, AlbumSongs: send_all},
)
