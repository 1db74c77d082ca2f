"""The screens of albums: data in, markup out."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    Album,
    AlbumMove,
    Albums,
    AlbumSongs,
    Artist,
    Card,
    Listen,
    Listing,
    OwnAlbum,
    OwnAlbums,
)
from handlers.cards import above
from handlers.fields import duration, genre
from handlers.gifts import give_key
from handlers.links import Links, pack_album
from handlers.pages import playable
from handlers.screen import Media, Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import Album as Record
from storage import Track, sources

PAGE = 20
"""Songs on one page of an album: with a cover above, Telegram takes 1024 characters."""

_ORDERED = 8  # songs on one page of an album to be put in order: each is a row of buttons
_IN_A_ROW = 5
_NAME = 60  # characters of the title of an album
_TITLE = 32  # and of a song in its list


def listing(
    t: Texts, albums: Sequence[Record], *, artist: str, name: str, page: int, total: int
) -> Screen:
    """Return one page of an artist's albums."""
    rows: list[keys.Row] = [
        [keys.button(_entry(t, album), Album(artist=artist, id=album.id, page=0))]
        for album in albums
    ]
    rows.append(keys.pager(t, page, total, lambda n: Albums(artist=artist, page=n)))
    rows.append([keys.button(t.plain("artist-page"), Artist(artist=artist))])
    return Screen(t("albums-head", name=name, n=total), keys.markup(*rows))


def _entry(t: Texts, album: Record) -> str:
    return t.plain("album-entry", title=keys.clip(album.title, _TITLE), n=album.total)


def album(t: Texts, record: Record, *, name: str, page: int, mine: bool, welcome: bool) -> Screen:
    """Return one page of an album, each song of which plays when its number is pressed."""
    artist, id, first = record.artist, record.id, page * PAGE
    here = record.tracks[first : first + PAGE]
    numbers = [
        keys.button(str(n), Listen(artist=artist, id=track.id))
        for n, track in enumerate(here, first + 1)
        if playable(track)
    ]
    start = next((track for track in record.tracks if playable(track)), None)
    ways: list[InlineKeyboardButton] = []
    if start:
        play = Listen(artist=artist, id=start.id)
        ways.append(keys.button(t.plain("album-play"), play, style="primary"))
    if n := len(sendable(record)):
        ways.append(keys.button(t.plain("album-send", n=n), AlbumSongs(artist=artist, id=id)))
    share = pack_album(artist, id)
    last = [keys.button(t.plain("artist-page"), Artist(artist=artist))]
    if mine:
        last.append(keys.button(t.plain("album-order"), OwnAlbum(id=id, page=0)))

    def turn(n: int) -> Album:
        return Album(artist=artist, id=id, page=n)

    return _framed(
        record,
        paragraphs(about(t, record, name), _titles(t, here, first)),
        ways,
        *keys.grid(numbers, _IN_A_ROW),
        keys.pager(t, page, len(record.tracks), turn, size=PAGE),
        [
            *([keys.share(t, share)] if share else []),
            *([give_key(t, artist)] if welcome and not mine else []),
        ],
        last,
    )


def shared(
    t: Texts,
    record: Record,
    links: Links,
    name: str,
    gifts: Sequence[InlineKeyboardButton] = (),
    *,
    source: str = sources.CARD,
) -> Screen:
    """Return an album's card for somebody's chat; `gifts` pay the artist, who is called `name`.

    Its links say the `source`.
    """
    return _framed(
        record,
        paragraphs(about(t, record, name), _titles(t, record.tracks[:PAGE], 0)),
        [keys.link(t.plain("listen"), links.to_album(record.artist, record.id, source=source))],
        gifts,
        [keys.link(t.plain("artist-page"), links.to(record.artist, source=source))],
    )


def sendable(record: Record) -> list[Track]:
    """Return the songs that can be sent together: those of which Telegram has the file."""
    return [track for track in record.tracks if track.audio_file]


def sent(t: Texts, record: Record, name: str, *, n: int, welcome: bool) -> Screen:
    """Return what stands below the songs of an album that were sent."""
    artist = record.artist
    page = keys.button(t.plain("artist-page"), Artist(artist=artist))
    back = keys.button(t.plain("album-open"), Album(artist=artist, id=record.id, page=0))
    return Screen(
        t("album-sent", title=record.title, name=name, n=n),
        keys.markup([give_key(t, artist)] if welcome else [], [back, page]),
    )


def _framed(record: Record, text: Html, *rows: keys.Row) -> Screen:
    media, picture = _cover(record)
    return Screen(text, keys.markup(*rows), media, picture)


def _cover(record: Record) -> tuple[Media | None, str | None]:
    """Return the picture of an album: the first that one of its songs has."""
    for track in record.tracks:
        media, picture = above(track)
        if picture or (media and media.kind == "photo"):
            return media, picture
    return None, None


def about(t: Texts, record: Record, name: str) -> Html:
    """Return what an album is: its title, whose, what, how much."""
    tracks = record.tracks
    genres = {track.genre and genre(t, track.genre) for track in tracks}
    facts = [t("album-songs", n=record.total)]
    if len(genres) == 1 and (only := genres.pop()):
        facts.insert(0, t("album-fact", fact=only))
    lengths = [track.duration for track in tracks if track.duration]
    if len(lengths) == record.total:
        facts.append(t("album-fact", fact=duration(sum(lengths))))
    title = t("album-title", title=keys.clip(record.title, _NAME))
    return lines(title, t("card-by", name=name), Html(" · ".join(facts)))


def _titles(t: Texts, tracks: Sequence[Track], before: int) -> Html:
    return lines(*(_numbered(t, n, track) for n, track in enumerate(tracks, before + 1)))


def _numbered(t: Texts, n: int, track: Track) -> Html:
    said = {"number": str(n), "title": keys.clip(track.title, _TITLE)}
    if track.duration:
        return t("album-song", **said, length=duration(track.duration))
    return t("album-song-bare", **said)


# One's own -------------------------------------------------------------------------------------


def own_listing(t: Texts, albums: Sequence[Record], *, page: int, total: int) -> Screen:
    rows: list[keys.Row] = [
        [keys.button(_entry(t, album), OwnAlbum(id=album.id, page=0))] for album in albums
    ]
    rows.append(keys.pager(t, page, total, lambda n: OwnAlbums(page=n)))
    tracks = t.plain("back-to", what=t.plain("track.all"))
    rows.append([keys.button(tracks, Listing(family=Track.family, page=0))])
    text = t("albums-own", n=total) if total else t("albums-none")
    return Screen(text, keys.markup(*rows))


def own(t: Texts, record: Record, links: Links, name: str, *, page: int) -> Screen:
    """Return one page of an album of the reader's, each song with buttons that move it."""
    artist, id, first = record.artist, record.id, page * _ORDERED
    rows: list[keys.Row] = []
    for place, track in enumerate(record.tracks[first : first + _ORDERED], first):
        title = t.plain("album-song-key", number=str(place + 1), title=track.title)
        row = [keys.button(title, Card(family=track.family, id=track.id))]
        if place > 0:
            up = AlbumMove(album=id, id=track.id, n=place - 1)
            row.append(keys.button(t.plain("album-up"), up))
        if place < len(record.tracks) - 1:
            down = AlbumMove(album=id, id=track.id, n=place + 1)
            row.append(keys.button(t.plain("album-down"), down))
        rows.append(row)

    def turn(n: int) -> OwnAlbum:
        return OwnAlbum(id=id, page=n)

    rows.append(keys.pager(t, page, len(record.tracks), turn, size=_ORDERED))
    share = pack_album(artist, id)
    copy = keys.copy(t, links.to_album(artist, id))
    rows.append([keys.share(t, share), copy] if share else [copy])
    seen = keys.button(t.plain("as-seen"), Album(artist=artist, id=id, page=0))
    back = keys.button(t.plain("back-to", what=t.plain("albums")), OwnAlbums(page=0))
    text = paragraphs(about(t, record, name), t("album-how"))
    return Screen(text, keys.markup(*rows, [seen], [back]))


def page_of(place: int) -> int:
    """Return which page of an album to be put in order has a place."""
    return place // _ORDERED
