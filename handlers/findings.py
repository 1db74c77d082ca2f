"""The screens of `/find`: pure functions from records to text and buttons."""

from collections.abc import Mapping, Sequence

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    Artist,
    Find,
    GenreArtists,
    Genres,
    GenreTracks,
    Home,
    Listen,
    NearAsk,
    NearHere,
    NewArtists,
    NewTracks,
    Rising,
    Work,
)
from handlers.cards import entry
from handlers.fields import GENRES
from handlers.pages import playable
from handlers.screen import Screen
from handlers.texts import Html, Texts
from storage import Concert, Entity, Profile, Shelf, Town, catalog

GENRES_PAGE = 16

_PROMOTED_NAME = 30  # characters; the label of an advertisement stands behind it
_QUERY = 100  # characters of a question that are said again, or asked again in inline mode

_KNOWN = {catalog.code(stored): word for word, stored in GENRES.items()}
"""The genres that have a name in the reader's language."""


def hub(t: Texts, promoted: Sequence[Profile]) -> Screen:
    """Return the ways to find something."""
    rows = [*_promoted(t, promoted), *_ways(t), [keys.button(t.plain("home"), Home())]]
    return Screen(_with_note(t, t("find-how"), promoted), keys.markup(*rows))


def _ways(t: Texts) -> list[keys.Row]:
    return [
        [
            keys.button(t.plain("find-new"), NewTracks(page=0)),
            keys.button(t.plain("find-rising"), Rising(page=0)),
        ],
        [
            keys.button(t.plain("find-genres"), Genres(page=0)),
            keys.button(t.plain("near-me"), NearHere(page=0)),
        ],
    ]


def _promoted(t: Texts, profiles: Sequence[Profile]) -> list[keys.Row]:
    """Return the artists who have bought a place; a long name must not push that out of sight."""
    return [
        [
            keys.button(
                t.plain("found-promoted", name=keys.clip(profile.label, _PROMOTED_NAME)),
                Artist(artist=profile.owner),
            )
        ]
        for profile in profiles
    ]


def _with_note(t: Texts, text: Html, promoted: Sequence[Profile]) -> Html:
    return Html(f"{text}\n\n{t('promoted-note')}") if promoted else text


def found(
    t: Texts,
    text: str,
    records: Sequence[Entity],
    names: Mapping[str, str],
    promoted: Sequence[Profile] = (),
    *,
    more: bool = False,
) -> Screen:
    """Return what was found for a text: artists and tracks, after those who have bought a place."""
    asked = keys.clip(text, _QUERY)
    home = [keys.button(t.plain("home"), Home())]
    if not records:
        return Screen(t("found-nothing", text=asked), keys.markup(*_ways(t), home))
    rows = [*_promoted(t, promoted), *([_thing(t, record, names)] for record in records)]
    if more:
        key = InlineKeyboardButton(
            text=t.plain("found-more"), switch_inline_query_current_chat=asked
        )
        rows.append([key])
    rows.append([keys.button(t.plain("find"), Find()), *home])
    return Screen(_with_note(t, t("found", text=asked), promoted), keys.markup(*rows))


def _thing(t: Texts, record: Entity, names: Mapping[str, str]) -> InlineKeyboardButton:
    """Return the button of a record in a list of many artists; a track plays when it is pressed."""
    if isinstance(record, Profile):
        return keys.button(t.plain("found-artist", name=record.label), Artist(artist=record.owner))
    by = names[record.owner]
    if isinstance(record, Concert):
        label = t.plain("found-show", show=entry(t, record, with_city=False), artist=by)
    else:
        by = getattr(record, "artist", None) or by
        word = "found-track" if playable(record) else "found-work"
        label = t.plain(word, title=record.label, artist=by)
    if playable(record):
        return keys.button(label, Listen(artist=record.owner, id=record.id))
    return keys.button(label, Work(artist=record.owner, family=record.family, id=record.id))


def _list(
    t: Texts,
    text: Html,
    things: Sequence[Entity],
    names: Mapping[str, str],
    *rows: keys.Row,
) -> Screen:
    """Return a page of a list; `rows` turn it to something else."""
    ways = [keys.button(t.plain("find"), Find()), keys.button(t.plain("home"), Home())]
    return Screen(text, keys.markup(*([_thing(t, thing, names)] for thing in things), *rows, ways))


# New and rising --------------------------------------------------------------------------------


def _new_tabs(t: Texts, *, artists: bool) -> keys.Row:
    return [
        keys.choice(t, t.plain("track.all"), NewTracks(page=0), chosen=not artists),
        keys.choice(t, t.plain("find-artists"), NewArtists(page=0), chosen=artists),
    ]


def new_tracks(
    t: Texts, tracks: Sequence[Entity], names: Mapping[str, str], *, page: int, total: int
) -> Screen:
    turn = keys.pager(t, page, total, lambda n: NewTracks(page=n))
    text = t("new-tracks") if total else t("new-none")
    return _list(t, text, tracks, names, turn, _new_tabs(t, artists=False))


def new_artists(t: Texts, profiles: Sequence[Profile], *, page: int, total: int) -> Screen:
    turn = keys.pager(t, page, total, lambda n: NewArtists(page=n))
    text = t("new-artists") if total else t("new-none")
    return _list(t, text, profiles, {}, turn, _new_tabs(t, artists=True))


def rising(t: Texts, profiles: Sequence[Profile], *, page: int, total: int) -> Screen:
    turn = keys.pager(t, page, total, lambda n: Rising(page=n))
    return _list(t, t("rising") if total else t("rising-none"), profiles, {}, turn)


# Genres ----------------------------------------------------------------------------------------


def genre_name(t: Texts, code: str, name: str) -> str:
    """Return a genre in the reader's language if it is one that buttons offer."""
    return t.plain(f"genre-{_KNOWN[code]}") if code in _KNOWN else name


def genres(t: Texts, shelves: Sequence[Shelf], *, page: int, total: int) -> Screen:
    kinds = [
        keys.button(
            t.plain("kind-total", kind=genre_name(t, code, name), n=tracks),
            GenreTracks(genre=code, page=0),
        )
        for code, name, tracks in shelves
    ]
    turn = keys.pager(t, page, total, lambda n: Genres(page=n), size=GENRES_PAGE)
    text = t("genres") if total else t("genres-none")
    return _list(t, text, [], {}, *keys.grid(kinds, 2), turn)


def _genre_ways(t: Texts, code: str, *, artists: bool) -> list[keys.Row]:
    tracks_of, artists_of = GenreTracks(genre=code, page=0), GenreArtists(genre=code, page=0)
    return [
        [
            keys.choice(t, t.plain("track.all"), tracks_of, chosen=not artists),
            keys.choice(t, t.plain("find-artists"), artists_of, chosen=artists),
        ],
        [keys.button(t.plain("back-to", what=t.plain("find-genres")), Genres(page=0))],
    ]


def genre_tracks(
    t: Texts,
    genre: tuple[str, str],
    tracks: Sequence[Entity],
    names: Mapping[str, str],
    *,
    page: int,
    total: int,
) -> Screen:
    """Return a page of the tracks of a genre: its code, and what it is called."""
    code, name = genre
    turn = keys.pager(t, page, total, lambda n: GenreTracks(genre=code, page=n))
    text = t("genre-of", genre=genre_name(t, code, name), count=t("track.count", n=total))
    return _list(t, text, tracks, names, turn, *_genre_ways(t, code, artists=False))


def genre_artists(
    t: Texts, genre: tuple[str, str], profiles: Sequence[Profile], *, page: int, total: int
) -> Screen:
    code, name = genre
    turn = keys.pager(t, page, total, lambda n: GenreArtists(genre=code, page=n))
    text = t("genre-of", genre=genre_name(t, code, name), count=t("artist-count", n=total))
    return _list(t, text, profiles, {}, turn, *_genre_ways(t, code, artists=True))


# Near me ---------------------------------------------------------------------------------------


def near_unknown(t: Texts) -> Screen:
    return Screen(
        t("near-where"),
        keys.markup(
            [keys.button(t.plain("near-ask"), NearAsk(), style="primary")],
            [keys.button(t.plain("find"), Find()), keys.button(t.plain("home"), Home())],
        ),
    )


def near(
    t: Texts,
    towns: Sequence[Town],
    shows: Sequence[Concert],
    names: Mapping[str, str],
    *,
    page: int,
    total: int,
) -> Screen:
    """Return the concerts to come in somebody's towns."""
    where = keys.clip(", ".join(town.name for town in towns), _QUERY)
    turn = keys.pager(t, page, total, lambda n: NearHere(page=n))
    text = t("near-here", towns=where) if total else t("near-nothing", towns=where)
    return _list(t, text, shows, names, turn, [keys.button(t.plain("near-add"), NearAsk())])
