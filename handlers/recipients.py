"""Whom of the followers an artist may choose to tell, and how many those are."""

import asyncio
import hashlib

from handlers import cities
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.keyboards import clip
from handlers.tellings import ALL, People
from handlers.texts import Texts
from storage import Campaign, Concert, Parts, showtime
from storage import segments as kinds

_DONORS, _LAPSED, _ELSEWHERE, _TOWN, _GOING = "d", "l", "e", "t", "g"

_SHOWS = 5  # concerts to choose by
_LOOKED_AT = 30
_TITLE = 16  # characters of a concert's title


async def choices(desk: Desk) -> list[People]:
    """Return all that can be chosen now; nobody is in none of them."""
    parts, shows = await asyncio.gather(desk.segments.parts(desk.me, now=desk.now), _shows(desk))
    return [_all(desk, parts.all), *_of(desk.t, parts), *shows]


def _all(desk: Desk, n: int) -> People:
    return People(ALL, desk.t.plain("whom-all"), n)


def _of(t: Texts, parts: Parts) -> list[People]:
    found = [
        People(_TOWN + town.code, _town(t, town.name), town.fans, town.segment)
        for town in parts.towns
    ]
    if parts.elsewhere >= kinds.ENOUGH:
        found.append(
            People(_ELSEWHERE, t.plain("whom-elsewhere"), parts.elsewhere, kinds.ELSEWHERE)
        )
    found.append(People(_DONORS, t.plain("whom-donors"), parts.donors, kinds.DONORS))
    found.append(People(_LAPSED, t.plain("whom-lapsed"), parts.lapsed, kinds.LAPSED))
    return [people for people in found if people.n]


async def _shows(desk: Desk) -> list[People]:
    """Return those who come to one of the next concerts."""
    shows, _ = await desk.records.page(Concert, desk.me, limit=_LOOKED_AT)
    coming = [
        (starts, show)
        for show in shows
        if (starts := showtime.starts(show)) and starts > desk.now and not show.cancelled
    ]
    found = []
    for _, show in sorted(coming, key=lambda one: one[0])[:_SHOWS]:
        n = await desk.segments.count(desk.me, kinds.GOING, now=desk.now, concert=show.id)
        if n:
            found.append(_comes_to(desk.t, show, n))
    return found


def _comes_to(t: Texts, show: Concert, n: int) -> People:
    label = t.plain("whom-going", title=clip(show.label, _TITLE))
    return People(_GOING + _code(show.id), label, n, kinds.GOING, show.id)


async def choose(desk: Desk, to: str) -> People:
    """Return whom a button means, and how many those are now: perhaps nobody any more.

    Raises:
        Refused: it means nobody ever.

    """
    if to == ALL:
        return _all(desk, await desk.audience.reachable_count(desk.me))
    if to[:1] == _GOING:
        shows = await _shows(desk)
        return next((one for one in shows if one.to == to), People(to, "", 0, kinds.GOING))
    segment = {_DONORS: kinds.DONORS, _LAPSED: kinds.LAPSED, _ELSEWHERE: kinds.ELSEWHERE}.get(to)
    if segment is None:
        if to[:1] != _TOWN or not to[1:]:
            raise Refused("outdated")
        segment = kinds.TOWN + to[1:]
    n = await desk.segments.count(desk.me, segment, now=desk.now)
    return People(to, await _label(desk, segment), n, segment)


async def named(desk: Desk, one: Campaign) -> str | None:
    """Return in words whom a campaign tells; None: all followers."""
    if not one.segment:
        return None
    if one.segment != kinds.GOING:
        return await _label(desk, one.segment)
    show = await desk.records.find(Concert, desk.me, one.concert or "-")
    title = show.label if show else desk.t.plain("untitled")
    return desk.t.plain("whom-going", title=clip(title, _TITLE))


async def _label(desk: Desk, segment: str) -> str:
    if not segment.startswith(kinds.TOWN):
        return desk.t.plain(f"whom-{segment}")
    town = await desk.segments.town(desk.me, segment)
    return _town(desk.t, town) if town else desk.t.plain("whom-town-gone")


def _town(t: Texts, town: str) -> str:
    return t.plain("whom-town", city=town_name(t, town))


def town_name(t: Texts, town: str) -> str:
    """Return the name of a town as the store knows it, in the reader's language."""
    city = cities.town(town)
    if city is None:
        return town.partition(",")[0]
    return city.name_ru if t.locale == "ru" else city.name_en


def _code(concert: str) -> str:
    return hashlib.blake2b(concert.encode(), digest_size=4).hexdigest()
