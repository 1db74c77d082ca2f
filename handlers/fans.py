"""An artist's fans: how many of what kinds, the top of them, and the list to take along."""

import asyncio

from aiogram.types import CallbackQuery

from handlers import fan_screens, fanlist, recipients, views
from handlers.callbacks import CityShown, FanList, OwnFans, TopFans, TopShown
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import line
from handlers.keyboards import PAGE, offset
from handlers.parts import send_parts
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.visit import name_of
from storage import fans, moments


async def own(query: CallbackQuery, desk: Desk) -> None:
    parts = await desk.segments.parts(desk.me, now=desk.now)
    towns = [(recipients.town_name(desk.t, town.name), town.fans) for town in parts.towns]
    await show(desk.bot, query, fan_screens.own(desk.t, parts, towns, desk.me))


async def take_along(query: CallbackQuery, callback_data: FanList, desk: Desk) -> None:
    """Send the presser the list of their followers, as files."""
    name = desk.t.plain("fan-list-file", day=f"{moments.day(desk.now)}")
    rows = desk.fans.listed(desk.me)
    match callback_data.format:
        case "csv":
            files = fanlist.csv(desk.t, name, rows)
        case "json":
            files = fanlist.json(name, rows)
        case _:
            raise Refused("outdated")
    await send_parts(desk, files)


# The top ---------------------------------------------------------------------------------------


async def top(query: CallbackQuery, callback_data: TopFans, desk: Desk) -> None:
    page = max(callback_data.page, 0)
    screen = await _top(desk, callback_data.artist, callback_data.period, page)
    await show(desk.bot, query, screen)


async def _top(desk: Desk, artist: str, period: str, page: int = 0) -> Screen:
    if period not in fan_screens.PERIODS:
        raise Refused("outdated")
    found, is_shown, name = await asyncio.gather(
        desk.fans.top(artist, period, desk.me, offset=offset(page), limit=PAGE),
        desk.fans.is_shown(artist, desk.me),
        name_of(artist, desk),
    )
    ids = [fan for fan, _ in found.fans]
    names, supporters = await asyncio.gather(desk.people.names(ids), desk.giving.hung(artist, ids))
    known = [
        fan_screens.Known(
            fan_screens.clipped(line(names.get(fan, "")) or desk.t.plain("nameless")),
            points,
            fan in supporters,
        )
        for fan, points in found.fans
    ]
    return fan_screens.top(
        desk.t,
        artist,
        name,
        period,
        found,
        known,
        page=page,
        mine=artist == desk.me,
        is_shown=is_shown,
    )


async def be_shown(query: CallbackQuery, callback_data: TopShown, desk: Desk) -> Toast:
    artist, on = callback_data.artist, callback_data.on
    found = await desk.fans.top(artist, fans.ALL, desk.me, limit=0)
    if artist == desk.me or (on and not found.place):
        raise Refused("outdated")
    await desk.fans.show(artist, desk.me, on=on)
    await show(desk.bot, query, await _top(desk, artist, callback_data.period))
    return Toast(desk.t.plain("top-shown" if on else "top-hidden"))


async def show_city(query: CallbackQuery, callback_data: CityShown, desk: Desk) -> None:
    person = await desk.people.settle(desk.me, shows_city=callback_data.on)
    await show(desk.bot, query, views.settings(desk.t, person))


ROUTES = Routes(
    menus={
        OwnFans: own,
        FanList: take_along,
        TopFans: top,  # it tells the reader's own place, which is nobody else's business
        TopShown: be_shown,
        CityShown: show_city,
    },
)
