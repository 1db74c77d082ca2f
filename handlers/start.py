"""The way in: /start with and without a link, home, help, and what is no command of ours."""

import asyncio

from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers import (
    ahead,
    behalf,
    chats,
    comments,
    discography,
    managers,
    needs,
    objections,
    origins,
    profile_songs,
    support,
    views,
    visit,
)
from handlers import keyboards as keys
from handlers.callbacks import Home, Studio, StudioMore, TooLong
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.links import ALBUM, Place, unpack
from handlers.screen import Screen, send, show
from handlers.table import Routes
from storage import Balance, NotFound

_NOWHERE = ("", "inline")
"""What START brings along that leads to no place."""


async def start(message: Message, desk: Desk, args: str) -> None:
    payload = args.strip()
    await support.tell_late(desk)
    if payload in _NOWHERE:
        await home(message, await behalf.at_work(desk, needs.ANY))
    elif payload == chats.SETTINGS:
        await chats.chats(message, desk)
    elif payload.startswith(managers.INVITED):
        await managers.open_invitation(message, payload.removeprefix(managers.INVITED), desk)
    elif place := unpack(payload):
        await _open(message, place, desk)
    else:
        await show(desk.bot, message, views.broken_link(desk.t))


async def _open(message: Message, place: Place, desk: Desk) -> None:
    """Open what a link leads to, or say what is left of it; and note where it was seen."""
    await origins.arrived(message, place, desk)
    try:
        if place.support:
            await support.open_support(message, place, desk)
        elif place.comments:
            await comments.open_thread(message, place, desk)
        elif place.family == ALBUM and place.id:
            await show(desk.bot, message, await discography.screen(desk, place.artist, place.id))
        else:
            await visit.open_place(message, place, desk)
    except NotFound:
        await _open_what_is_left(message, place, desk)


async def _open_what_is_left(message: Message, place: Place, desk: Desk) -> None:
    """Say that something is not there: it may be announced and not out yet, or be gone."""
    if place.family not in (None, ALBUM) and place.id:
        soon = await ahead.screen(desk, place.family, place.artist, place.id)
        if soon is not None:
            await show(desk.bot, message, soon)
            return
    if await visit.readable(desk.records.profile(place.artist)) is None:
        raise Refused("no-artist")
    name = await visit.name_of(place.artist, desk)
    await show(desk.bot, message, views.vanished(desk.t, place.artist, name))


async def home(event: Message | CallbackQuery, desk: Desk) -> None:
    """Show an artist the studio, and everybody else the way in."""
    if desk.behalf is not None:
        await managers.studio(event, desk)
    elif await visit.readable(desk.records.profile(desk.me)) is None:
        blocked = await objections.blocked_screen(desk)
        newcomer = views.newcomer(desk.t, works=await _works(desk))
        await show(desk.bot, event, blocked or newcomer)
    else:
        await studio(event, desk)


async def _works(desk: Desk) -> bool:
    """Tell whether somebody is a manager of artists."""
    return bool(await desk.managers.pages(desk.actor))


async def studio(event: Message | CallbackQuery, desk: Desk) -> None:
    if desk.behalf is not None:
        await managers.studio(event, desk)
        return
    profile, totals, balance, works = await asyncio.gather(
        visit.readable(desk.records.profile(desk.me)),
        desk.counters.totals(desk.me),
        desk.records.find(Balance, desk.me, desk.me),
        _works(desk),
    )
    coins = balance.coins if balance else 0
    if profile is None and (blocked := await objections.blocked_screen(desk)):
        await show(desk.bot, event, blocked)
        return
    songs = await profile_songs.count(desk) if profile is None else 0
    screen = views.studio(desk.t, profile, totals, coins=coins, songs=songs, works=works)
    await show(desk.bot, event, screen)


async def more(query: CallbackQuery, desk: Desk) -> None:
    await show(desk.bot, query, views.studio_more(desk.t))


async def help(message: Message, desk: Desk) -> None:
    await send(
        desk.bot,
        desk.actor,
        Screen(desk.t("help", bot=desk.links.username), keys.only_home(desk.t)),
    )


async def cancel(message: Message, desk: Desk) -> None:
    """Say that whatever was begun is left; the table has left it already, as for any command."""
    await send(desk.bot, desk.actor, Screen(desk.t("cancelled"), keys.only_home(desk.t)))


async def unknown(message: Message, desk: Desk) -> None:
    await send(desk.bot, desk.actor, Screen(desk.t("unknown-command"), keys.only_home(desk.t)))


async def too_long(query: CallbackQuery) -> None:
    raise Refused("too-long")


async def membership(event: ChatMemberUpdated, desk: Desk) -> None:
    """Remember who has closed the bot, so that nobody writes to them, and who opened it again."""
    blocked = event.new_chat_member.status == "kicked"
    await desk.people.settle(desk.me, blocked=blocked)


ROUTES = Routes(
    commands={
        "start": start,
        "help": help,
        "me": studio,
        "cancel": cancel,
        "*": unknown,
    },
    menus={Home: home, Studio: studio, StudioMore: more},
    public={TooLong: too_long},
)
