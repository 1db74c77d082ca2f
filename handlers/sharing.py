"""An artist's links: where each is shown, a poster of it, and who came by them."""

import asyncio
from contextlib import suppress
from io import BytesIO
from typing import Annotated

from aiogram.types import BufferedInputFile, CallbackQuery
from pydantic import AfterValidator, Field

from handlers import forms, link_screens, periods, poster
from handlers.callbacks import LinkFrom, LinkPoster, LinkTo, LinkWord, Origins
from handlers.cards import entry
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.link_screens import PAGE, SUPPORT
from handlers.links import LONGEST_SOURCE, pack, pack_support, slug
from handlers.origins import UNSAID
from handlers.screen import REFUSALS, Screen, show
from handlers.table import Routes
from handlers.visit import public
from storage import Entity, Line, Profile, Right, sources

_FACE = 5_000_000  # bytes of a picture that are worth fetching


async def _shown(desk: Desk, family: str, id: str) -> Entity:
    """Return what a link of whoever acts leads to; their profile, if that is no record.

    Raises:
        Refused: they have no page.
        NotFound: there is no such record of theirs.

    """
    if family not in (PAGE, SUPPORT):
        return await desk.records.get(public(family), desk.me, id)
    profile = await desk.records.profile(desk.me)
    if profile is None:
        raise Refused("link-no-page")
    return profile


def _address(desk: Desk, family: str, id: str, source: str) -> str:
    if family == SUPPORT:
        return desk.links.to_support(desk.me, source=source or None)
    place = () if family == PAGE else (family, id)
    return desk.links.to(desk.me, *place, source=source or None)


def _query(desk: Desk, family: str, id: str) -> str | None:
    if family == SUPPORT:
        return pack_support(desk.me)
    return pack(desk.me) if family == PAGE else pack(desk.me, family, id)


async def _own(desk: Desk) -> dict[str, str]:
    """Return the sources of whoever acts, the last used first, then their chats; with labels."""
    own, chats = await asyncio.gather(desk.sources.names(desk.me), desk.chats.of(desk.me))
    known = {"", *own, *sources.WELL_KNOWN, *UNSAID}
    return own | {name: c.title for c in chats if (name := slug(c.title)) not in known}


async def _source(desk: Desk, said: str) -> str:
    """Return the source that a button says, and remember that it was used.

    Raises:
        Refused: it is none of the artist's, for a forged button says anything; or one too many.

    """
    if said in ("", *sources.WELL_KNOWN):
        return said
    label = (await _own(desk)).get(said)
    if label is None:
        raise Refused("outdated")
    await _keep(desk, said, label)
    return said


async def _keep(desk: Desk, source: str, label: str) -> None:
    if not await desk.sources.keep(desk.me, source, label, now=desk.now):
        raise Refused("link-words-enough", n=sources.MOST)


async def link_screen(desk: Desk, family: str, id: str = "", source: str = "") -> Screen:
    """Return a link of whoever acts, with its sources to choose from.

    Raises:
        Refused, NotFound: there is nothing that it could lead to.

    """
    record, own = await asyncio.gather(_shown(desk, family, id), _own(desk))
    return link_screens.link(
        desk.t,
        family,
        id,
        _address(desk, family, id, source),
        title=entry(desk.t, record),
        query=_query(desk, family, id),
        source=source,
        own=own,
    )


async def link(query: CallbackQuery, callback_data: LinkTo, desk: Desk) -> None:
    screen = await link_screen(desk, callback_data.family, callback_data.id)
    await show(desk.bot, query, screen)


async def link_from(query: CallbackQuery, callback_data: LinkFrom, desk: Desk) -> None:
    family, id = callback_data.family, callback_data.id
    source = await _source(desk, callback_data.source)
    await show(desk.bot, query, await link_screen(desk, family, id, source))


def _sayable(words: str) -> str:
    if slug(words) in ("", *UNSAID):
        raise ValueError("a link cannot say that")
    return words


class OwnSource(Aside, family="own-source"):
    """Where an artist shows a link, in a word or two of their own."""

    word: Annotated[Line, Field(max_length=40), AfterValidator(_sayable)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        family, _, id = about.partition(" ")
        source = slug(values["word"], LONGEST_SOURCE)
        if source not in sources.WELL_KNOWN:
            await _keep(desk, source, values["word"])
        return await link_screen(desk, family, id, source)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        family, _, id = about.partition(" ")
        return await link_screen(desk, family, id)


async def word(query: CallbackQuery, callback_data: LinkWord, desk: Desk) -> None:
    await _shown(desk, callback_data.family, callback_data.id)
    about = f"{callback_data.family} {callback_data.id}"
    await forms.ask(query, desk, OwnSource, about=about)


# The poster ------------------------------------------------------------------------------------


async def send_poster(query: CallbackQuery, callback_data: LinkPoster, desk: Desk) -> None:
    """Send a poster to look at, and as a file to print."""
    family, id, t = callback_data.family, callback_data.id, desk.t
    record, source = await asyncio.gather(
        _shown(desk, family, id), _source(desk, callback_data.source)
    )
    profile = record if isinstance(record, Profile) else await desk.records.profile(desk.me)
    picture = await asyncio.to_thread(
        poster.draw,
        _address(desk, family, id, source),
        poster.Words(
            name=profile.name if profile else desk.t.plain("nameless"),
            title="" if isinstance(record, Profile) else entry(t, record),
            call=t.plain(f"poster-{family}"),
        ),
        await _face(desk, profile),
    )
    name = f"{t.plain('poster-file')}.png"
    await desk.bot.send_photo(
        desk.actor, BufferedInputFile(picture, name), caption=t("poster-look")
    )
    await desk.bot.send_document(
        desk.actor, BufferedInputFile(picture, name), caption=t("poster-print")
    )


async def _face(desk: Desk, profile: Profile | None) -> bytes | None:
    """Return the picture of an artist, if Telegram has one of them that is not too large."""
    if profile is None or profile.avatar_file is None:
        return None
    with suppress(*REFUSALS):  # of another bot, say
        file = await desk.bot.get_file(profile.avatar_file)
        if file.file_path and (file.file_size or 0) <= _FACE:
            into = BytesIO()
            await desk.bot.download_file(file.file_path, into)
            return into.getvalue()
    return None


# Who came --------------------------------------------------------------------------------------


async def origins(query: CallbackQuery, callback_data: Origins, desk: Desk) -> None:
    days = periods.known(callback_data.days)
    came = await desk.sources.of(desk.me, days=days, now=desk.now)
    if not desk.may(Right.MONEY):
        some = [one._replace(stars=0) for one in came]
        came = [one for one in some if one.taps or one.plays or one.follows]
    await show(desk.bot, query, link_screens.origins(desk.t, came, days=days))


ROUTES = Routes(
    menus={
        LinkTo: link,
        LinkFrom: link_from,
        LinkWord: word,
        LinkPoster: send_poster,
        Origins: origins,
    }
)
