"""`/find`: artists and songs by words, and what is new, rising, of a genre or on nearby."""

import asyncio
import random
from collections.abc import Iterable, Sequence

from aiogram.types import CallbackQuery, Message

from handlers import findings, forms, nearby
from handlers.callbacks import (
    Find,
    GenreArtists,
    Genres,
    GenreTracks,
    NearAsk,
    NearHere,
    NewArtists,
    NewTracks,
    Rising,
)
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.findings import GENRES_PAGE
from handlers.forms import Aside
from handlers.keyboards import PAGE, offset
from handlers.screen import Screen, show
from handlers.table import Routes
from storage import MOST_TOWNS, City, Concert, Entity, Found, Profile, Town, Zone, model_of

FOUND = 10
"""Results of one search that are shown."""

PROMOTED = 3
"""Artists before them who paid for it."""

_LOTS = 4 * PROMOTED

_FURTHEST = 10**6  # page; a forged button may name any


async def find(message: Message, desk: Desk, args: str) -> None:
    if args.strip():
        await search(message, args.strip(), desk)
    else:
        await hub(message, desk)


async def hub(event: Message | CallbackQuery, desk: Desk) -> None:
    await show(desk.bot, event, findings.hub(desk.t, await _promoted(desk)))


async def search(message: Message, text: str, desk: Desk) -> None:
    (records, more), promoted = await asyncio.gather(
        found(text, desk, limit=FOUND), _promoted(desk)
    )
    names = await names_of(records, desk)
    await show(desk.bot, message, findings.found(desk.t, text, records, names, promoted, more=more))


async def _promoted(desk: Desk) -> list[Profile]:
    """Return a few of the artists who have bought a place, each as likely as any other."""
    artists = await desk.search.promoted(now=desk.now)
    some = random.sample(artists, min(_LOTS, len(artists)))  # of some the page is gone meanwhile
    return (await _profiles(some, desk))[:PROMOTED]


async def found(text: str, desk: Desk, *, limit: int, offset: int = 0) -> tuple[list[Entity], bool]:
    """Return artists and records that a text finds, the nearest first, and whether more follow."""
    places = await desk.search.find(text, limit=limit + 1, offset=offset)
    return await _records(places[:limit], desk), len(places) > limit


async def _records(places: Sequence[Found], desk: Desk) -> list[Entity]:
    """Return what stands at places, without what is gone by now or cannot be read."""
    return await desk.records.find_all((model_of(p.family), p.artist, p.id) for p in places)


async def _profiles(artists: Iterable[str], desk: Desk) -> list[Profile]:
    found = await desk.records.find_all((Profile, artist, artist) for artist in artists)
    return [profile for profile in found if isinstance(profile, Profile)]


async def names_of(records: Iterable[Entity], desk: Desk) -> dict[str, str]:
    """Return what the artists of records are called."""
    artists = {record.owner: desk.t.plain("nameless") for record in records}
    profiles = await _profiles(artists, desk)
    return artists | {profile.owner: profile.label for profile in profiles}


# New and rising --------------------------------------------------------------------------------


async def new_tracks(query: CallbackQuery, callback_data: NewTracks, desk: Desk) -> None:
    page = min(max(callback_data.page, 0), _FURTHEST)
    places, pages = await desk.discovery.new_tracks(now=desk.now, page=page, size=PAGE)
    records = await _records(places, desk)
    names = await names_of(records, desk)
    screen = findings.new_tracks(desk.t, records, names, page=page, total=pages * PAGE)
    await show(desk.bot, query, screen)


async def new_artists(query: CallbackQuery, callback_data: NewArtists, desk: Desk) -> None:
    page = callback_data.page
    artists, total = await desk.discovery.new_artists(now=desk.now, offset=offset(page), limit=PAGE)
    profiles = await _profiles(artists, desk)
    await show(desk.bot, query, findings.new_artists(desk.t, profiles, page=page, total=total))


async def rising(query: CallbackQuery, callback_data: Rising, desk: Desk) -> None:
    page = callback_data.page
    artists, total = await desk.discovery.rising(offset=offset(page), limit=PAGE)
    profiles = await _profiles(artists, desk)
    await show(desk.bot, query, findings.rising(desk.t, profiles, page=page, total=total))


# Genres ----------------------------------------------------------------------------------------


async def genres(query: CallbackQuery, callback_data: Genres, desk: Desk) -> None:
    page = min(max(callback_data.page, 0), _FURTHEST)
    found, total = await desk.discovery.genres(offset=page * GENRES_PAGE, limit=GENRES_PAGE)
    await show(desk.bot, query, findings.genres(desk.t, found, page=page, total=total))


async def genre_tracks(query: CallbackQuery, callback_data: GenreTracks, desk: Desk) -> None:
    code, page = callback_data.genre, callback_data.page
    name = await _genre(code, desk)
    places, total = await desk.discovery.tracks_of(code, offset=offset(page), limit=PAGE)
    records = await _records(places, desk)
    names = await names_of(records, desk)
    screen = findings.genre_tracks(desk.t, (code, name), records, names, page=page, total=total)
    await show(desk.bot, query, screen)


async def genre_artists(query: CallbackQuery, callback_data: GenreArtists, desk: Desk) -> None:
    code, page = callback_data.genre, callback_data.page
    name = await _genre(code, desk)
    artists, total = await desk.discovery.artists_of(code, offset=offset(page), limit=PAGE)
    profiles = await _profiles(artists, desk)
    screen = findings.genre_artists(desk.t, (code, name), profiles, page=page, total=total)
    await show(desk.bot, query, screen)


async def _genre(code: str, desk: Desk) -> str:
    """Return what a genre is called.

    Raises:
        Refused: there is nothing of it any more.

    """
    names = await desk.discovery.genre_names([code])
    if code not in names:
        raise Refused("gone")
    return names[code]


# Near me ---------------------------------------------------------------------------------------


async def near(query: CallbackQuery, callback_data: NearHere, desk: Desk) -> None:
    await show(desk.bot, query, await _near(desk, callback_data.page))


async def _near(desk: Desk, page: int = 0) -> Screen:
    towns = await nearby.towns(desk)
    if not towns:
        return findings.near_unknown(desk.t)
    there = await desk.discovery.towns([*(town.zone for town in towns), ""])
    # A name that was never asked for takes a millisecond to find on the map.
    close = await asyncio.to_thread(
        lambda: [one.code for one in there if nearby.near_to(towns, one.name, one.zone)]
    )
    places, total = await desk.discovery.coming(
        close, now=desk.now, offset=offset(page), limit=PAGE
    )
    shows = [record for record in await _records(places, desk) if isinstance(record, Concert)]
    names = await names_of(shows, desk)
    return findings.near(desk.t, towns, shows, names, page=page, total=total)


class FindTown(Aside, family="find-town"):
    """A city in which somebody looks for concerts."""

    city: City
    zone: Zone | None = None

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        here = await desk.towns.get(desk.me)
        town = Town(values["city"], values.get("zone") or "")
        if town not in here.towns:
            await desk.towns.put(desk.me, [town, *here.towns][:MOST_TOWNS])
        return await _near(desk)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return findings.hub(desk.t, await _promoted(desk))


async def near_ask(query: CallbackQuery, callback_data: NearAsk, desk: Desk) -> None:
    if len((await desk.towns.get(desk.me)).towns) >= MOST_TOWNS:
        raise Refused("near-enough")
    await forms.ask(query, desk, FindTown)


ROUTES = Routes(
    commands={"find": find, "donate": find, "artist": find},  # known from groups
    menus={
        Find: hub,
        NewTracks: new_tracks,
        NewArtists: new_artists,
        Rising: rising,
        Genres: genres,
        GenreTracks: genre_tracks,
        GenreArtists: genre_artists,
        NearHere: near,
        NearAsk: near_ask,
    },
)
