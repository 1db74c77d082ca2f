"""The face of an artist's page: its links, what Telegram knows for it, and how fans see it."""

import hashlib
from typing import Any

from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery

from handlers import deeds, forms, posted, profiles, views, visit
from handlers.callbacks import (
    FromTelegram,
    LinkAdd,
    LinkDrop,
    LinkUp,
    OwnLinks,
    ProfileLook,
    TakeFrom,
)
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.screen import Screen, lower, send, show
from handlers.table import Routes
from handlers.texts import Html
from storage import Links, Profile

MOST_LINKS = 8
"""On one page: more nobody looks through."""


async def _change(desk: Desk, once: str, **values: Any) -> Profile:
    was = await profiles.ensure(desk)
    profile = was.changed(**values, updated_at=desk.now)
    await desk.records.replace(profile)
    await deeds.note_edit(desk, was, profile, once=once)
    await posted.renew(desk, profile.family, profile.owner, profile.id)
    return profile


# Links -----------------------------------------------------------------------------------------


def _code(link: str) -> str:
    return hashlib.blake2b(link.encode(), digest_size=4).hexdigest()


async def _links(desk: Desk) -> list[str]:
    profile = await desk.records.profile(desk.me)
    return list(profile.links or ()) if profile else []


def _links_screen(desk: Desk, links: list[str], note: Html | None = None) -> Screen:
    return views.page_links(desk.t, [(_code(link), link) for link in links], MOST_LINKS, note=note)


async def own_links(query: CallbackQuery, desk: Desk) -> None:
    await show(desk.bot, query, _links_screen(desk, await _links(desk)))


class PageLinks(Aside, family="page-links"):
    """Links to add to a page."""

    links: Links

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        there = await _links(desk)
        told = [link for link in dict.fromkeys(values["links"]) if link not in there]
        safe = [link for link in told if link.startswith("https://")]
        links = [*there, *safe][: max(MOST_LINKS, len(there))]
        if links != there:
            await _change(desk, _code(" ".join(links)), links=links)
        note = None
        if len(safe) < len(told):
            note = desk.t("links-unsafe")
        elif len(there) + len(safe) > len(links):
            note = desk.t("links-over", n=MOST_LINKS)
        return _links_screen(desk, links, note)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return _links_screen(desk, await _links(desk))


async def add(query: CallbackQuery, desk: Desk) -> None:
    if len(await _links(desk)) >= MOST_LINKS:
        raise Refused("links-enough")
    await forms.ask(query, desk, PageLinks)


async def _place(desk: Desk, code: str) -> tuple[list[str], int]:
    """Return the links there are, and the place of one of them.

    Raises:
        Refused: it is there no more.

    """
    links = await _links(desk)
    at = next((n for n, link in enumerate(links) if _code(link) == code), None)
    if at is None:
        raise Refused("outdated")
    return links, at


async def move_up(query: CallbackQuery, callback_data: LinkUp, desk: Desk) -> None:
    links, at = await _place(desk, callback_data.code)
    if at == 0:
        raise Refused("outdated")
    links[at - 1], links[at] = links[at], links[at - 1]
    await _change(desk, query.id, links=links)
    await show(desk.bot, query, _links_screen(desk, links))


async def drop(query: CallbackQuery, callback_data: LinkDrop, desk: Desk) -> None:
    links, at = await _place(desk, callback_data.code)
    del links[at]
    await _change(desk, query.id, links=links or None)
    await show(desk.bot, query, _links_screen(desk, links))


# From Telegram ---------------------------------------------------------------------------------


async def _bio(desk: Desk) -> str | None:
    if not desk.me.isdecimal():
        return None
    try:
        return (await desk.bot.get_chat(int(desk.me))).bio
    except TelegramAPIError:
        return None


async def from_telegram(query: CallbackQuery, desk: Desk) -> None:
    photo, bio = await profiles.photo(desk), await _bio(desk)
    if photo is None and not bio:
        raise Refused("telegram-nothing")
    await show(desk.bot, query, views.from_telegram(desk.t, photo, bio))


async def take(query: CallbackQuery, callback_data: TakeFrom, desk: Desk) -> None:
    """Take what is there by now."""
    match callback_data.what:
        case "photo":
            found = await profiles.photo(desk)
            values: dict[str, Any] = {"avatar": None, "avatar_file": found}
        case "bio":
            found = await _bio(desk)
            values = {"bio": found}
        case _:
            raise Refused("outdated")
    if not found:
        raise Refused("telegram-nothing")
    profile = await _change(desk, query.id, **values)
    await show(desk.bot, query, views.own_profile(desk.t, profile, desk.links, note="saved"))


# As fans see it --------------------------------------------------------------------------------


async def look(query: CallbackQuery, desk: Desk) -> None:
    """Send the presser their page as fans see it, and the profile below it again."""
    page = await visit.artist_screen(desk.me, desk, as_fan=True)
    await send(desk.bot, desk.actor, page)
    await lower(desk.bot, query, await profiles.screen(desk, note="profile-looked"))


ROUTES = Routes(
    menus={
        OwnLinks: own_links,
        LinkAdd: add,
        LinkUp: move_up,
        LinkDrop: drop,
        FromTelegram: from_telegram,
        TakeFrom: take,
        ProfileLook: look,
    },
)
