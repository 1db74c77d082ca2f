"""Whose page somebody works on: their own, or that of an artist whose manager they are.

A command, or a plain message, is for whoever they chose to work for. A button is for whoever its
message is of, which bears a `Whose` button if that is not the presser: so no button of one page
does anything to another, whatever is chosen by then. Whether they may is looked up every time.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from handlers import keyboards as keys
from handlers import needs
from handlers.callbacks import Whose
from handlers.desk import Behalf, Desk
from handlers.errors import Refused
from handlers.needs import Need, Route
from handlers.screen import Stamp, stamp
from storage import Profile, StorageError


async def pressed(desk: Desk, button: type[CallbackData], query: CallbackQuery) -> Desk:
    """Return the desk at which a button is answered.

    Raises:
        Refused: it is about the page of an artist for whom the presser may not do that.

    """
    need = needs.BY_ROUTE.get(button)
    if need is None:
        return desk
    if button in needs.LEADS_TO_WORK:
        return await at_work(desk, need)
    if not isinstance(query.message, Message) and await desk.managers.pages(desk.actor):
        raise Refused("outdated")  # so old that Telegram does not say any more of whose page it is
    return await _on_page(desk, whose(query.message), need)


async def said(desk: Desk, route: Route) -> Desk:
    """Return the desk at which a command or a plain message is answered.

    Raises:
        Refused: it is about the page of an artist for whom whoever says it may not do that.

    """
    need = needs.BY_ROUTE.get(route)
    return desk if need is None else await at_work(desk, need)


async def at_work(desk: Desk, need: Need) -> Desk:
    """Return the desk for the page that whoever acts chose to work on.

    Who is no manager there any more finds the way to their own page by what leads anywhere.
    """
    try:
        return await _on_page(desk, desk.person.acting or "", need)
    except Refused:
        if need != needs.ANY:
            raise
        return desk


async def resumed(desk: Desk, artist: str, need: Collection[str]) -> Desk:
    """Return the desk for the page for which something was begun."""
    return await _on_page(desk, artist, frozenset(need))


async def _on_page(desk: Desk, artist: str, need: Need) -> Desk:
    if artist in ("", desk.actor):
        return desk
    manager = await desk.managers.get(artist, desk.actor)
    profile = await _profile(desk, artist)
    if manager is None or profile is None:
        if desk.person.acting == artist:
            await desk.people.settle(desk.actor, acting=None)
        raise Refused("acting-over")
    if need == needs.OWNER:
        raise Refused("acting-owner", name=profile.name)
    if not need <= manager.rights:
        raise Refused("acting-not-allowed", name=profile.name)
    key = keys.button(desk.t.plain("acting-for", name=profile.name), Whose(artist=artist))
    stamp(Stamp(desk.actor, desk.t("acting-head", name=profile.name), key))
    behalf = Behalf(artist, profile.name, frozenset(manager.rights), need)
    return replace(desk, me=artist, behalf=behalf)


async def _profile(desk: Desk, artist: str) -> Profile | None:
    with suppress(StorageError):
        return await desk.records.profile(artist)
    return None


def whose(message: MaybeInaccessibleMessageUnion | None) -> str:
    """Return the artist whose page a message is of, or nothing: then it is the reader's own."""
    if not isinstance(message, Message) or message.reply_markup is None:
        return ""
    said = [key.callback_data or "" for row in message.reply_markup.inline_keyboard for key in row]
    mark = next((data for data in said if data.startswith(f"{Whose.__prefix__}:")), None)
    return "" if mark is None else Whose.unpack(mark).artist
