"""Concerts near somebody: the cities they go to concerts in, and whether one is near these."""

import hashlib
from functools import lru_cache
from typing import NamedTuple

from aiogram.types import CallbackQuery, Message

from handlers import cities, forms, shows
from handlers.callbacks import NearAdd, NearDrop, NearMe, NearOnly
from handlers.cities import apart_km, fold
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.screen import Screen, show
from handlers.table import Routes
from storage import MOST_TOWNS, City, Concert, Nearby, Town, Zone

NEAR_KM = 100


class _Spot(NamedTuple):
    """What a name of a city may mean."""

    names: frozenset[str]
    cities: tuple[cities.City, ...]


def near(towns: tuple[Town, ...], concert: Concert) -> bool:
    """Tell whether a concert is in one of these cities, or not far away.

    A name that may mean several cities is taken for each of them: it is better to hear of a show
    too many than to miss one.
    """
    return near_to(towns, concert.city, concert.zone or "")


def near_to(towns: tuple[Town, ...], city: str, zone: str) -> bool:
    """Tell whether a city, as somebody wrote it, is one of these, or not far away."""
    there = _spot(city, zone)
    return any(_close(_spot(town.name, town.zone), there) for town in towns)


@lru_cache(4096)  # an announcement asks for each follower
def _spot(name: str, zone: str) -> _Spot:
    found = cities.namesakes(name, zone)
    names = {fold(name), *(fold(other) for city in found for other in (city.name_en, city.name_ru))}
    return _Spot(frozenset(names - {""}), tuple(found))


def _close(one: _Spot, other: _Spot) -> bool:
    if one.cities and other.cities:
        return any(apart_km(a, b) <= NEAR_KM for a in one.cities for b in other.cities)
    return bool(one.names & other.names)  # one of them is on no map of ours


async def towns(desk: Desk) -> tuple[Town, ...]:
    """Return the cities that somebody goes to concerts in, or the one they live in."""
    here, person = await desk.towns.get(desk.me), desk.person
    if here.towns or person.city is None:
        return here.towns
    return (Town(person.city, person.zone or ""),)


async def wanted(desk: Desk, concert: Concert) -> bool:
    """Tell whether whoever is told wants to hear of a concert there."""
    here = await desk.towns.get(desk.me)
    return not here.only or not here.towns or near(here.towns, concert)


# Settings --------------------------------------------------------------------------------------


def _screen(desk: Desk, here: Nearby) -> Screen:
    return shows.nearby(desk.t, here, {town: _code(town) for town in here.towns})


def _code(town: Town) -> str:
    return hashlib.blake2b("\n".join(town).encode(), digest_size=4).hexdigest()


async def settings(event: CallbackQuery | Message, desk: Desk) -> None:
    await show(desk.bot, event, _screen(desk, await desk.towns.get(desk.me)))


async def only(query: CallbackQuery, callback_data: NearOnly, desk: Desk) -> None:
    here = await desk.towns.get(desk.me)
    if callback_data.on and not here.towns:
        raise Refused("near-first")
    await desk.towns.only(desk.me, on=callback_data.on)
    await show(desk.bot, query, _screen(desk, here._replace(only=callback_data.on)))


class NearTown(Aside, family="near-town"):
    """A city somebody goes to concerts in; the first one also means that no other is wanted."""

    city: City
    zone: Zone | None = None

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        here = await desk.towns.get(desk.me)
        town = Town(values["city"], values.get("zone") or "")
        if town not in here.towns:
            await desk.towns.put(desk.me, [*here.towns, town])
            if not here.towns:
                await desk.towns.only(desk.me, on=True)
        return _screen(desk, await desk.towns.get(desk.me))

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return _screen(desk, await desk.towns.get(desk.me))


async def add(query: CallbackQuery, callback_data: NearAdd, desk: Desk) -> None:
    here = await desk.towns.get(desk.me)
    if len(here.towns) >= MOST_TOWNS:
        raise Refused("near-enough")
    await forms.ask(query, desk, NearTown)


async def drop(query: CallbackQuery, callback_data: NearDrop, desk: Desk) -> None:
    here = await desk.towns.get(desk.me)
    left = [town for town in here.towns if _code(town) != callback_data.code]
    await desk.towns.put(desk.me, left)
    await show(desk.bot, query, _screen(desk, await desk.towns.get(desk.me)))


ROUTES = Routes(menus={NearMe: settings, NearOnly: only, NearAdd: add, NearDrop: drop})
