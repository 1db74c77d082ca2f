"""The screen of the songs on somebody's Telegram profile: data in, markup out."""

from collections.abc import Sequence
from typing import NamedTuple

from aiogram.types import Audio, InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    Listing,
    ProfileAll,
    ProfileDrafts,
    ProfilePublish,
    ProfileSong,
    ProfileSongs,
)
from handlers.fields import line
from handlers.screen import Screen
from handlers.texts import Texts, paragraphs
from storage import Track

_NAME = 40  # characters of a song


class Song(NamedTuple):
    """A song on a profile."""

    audio: Audio
    code: str
    is_there: bool
    """It is a track or a draft already."""
    is_wanted: bool


def songs(t: Texts, found: Sequence[Song], *, page: int) -> Screen:
    """Return the songs of a profile, each but those that are there with a switch."""
    page = min(max(page, 0), (len(found) - 1) // keys.PAGE)
    first = keys.offset(page)
    there = sum(song.is_there for song in found)
    left = len(found) - there
    chosen = sum(song.is_wanted and not song.is_there for song in found)
    rows: list[keys.Row] = [[_key(t, song, page)] for song in found[first : first + keys.PAGE]]
    rows.append(keys.pager(t, page, len(found), lambda n: ProfileSongs(page=n)))
    if left > 1:
        every = chosen < left
        word = t.plain("shelf-all" if every else "shelf-none-of-them")
        rows.append([keys.button(word, ProfileAll(on=every, page=page))])
    if chosen:
        word = t.plain("publish-all", n=chosen)
        rows.append([keys.button(word, ProfilePublish(), style="success")])
        rows.append([keys.button(t.plain("shelf-drafts"), ProfileDrafts())])
    tracks = t.plain("back-to", what=t.plain("track.all"))
    rows.append([keys.button(tracks, Listing(family=Track.family, page=0))])
    text = paragraphs(
        t("shelf", n=len(found)),
        t("shelf-there", n=there) if there else None,
        t("shelf-rights") if left else t("shelf-done"),
    )
    return Screen(text, keys.markup(*rows))


def _key(t: Texts, song: Song, page: int) -> InlineKeyboardButton:
    name = keys.clip(_named(t, song.audio), _NAME)
    if song.is_there:
        return keys.button(t.plain("shelf-known", what=name), ProfileSongs(page=page))
    other = ProfileSong(code=song.code, on=not song.is_wanted, page=page)
    return keys.toggle(t, name, other, on=song.is_wanted)


def _named(t: Texts, audio: Audio) -> str:
    title = line(audio.title or "") or line(audio.file_name or "") or t.plain("untitled")
    by = line(audio.performer or "")
    return t.plain("shelf-song", title=title, artist=by) if by else title
