"""The whole page of an artist: taken along as a file, and brought to a page again."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import PurePath
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, CallbackQuery, Document, Message

from handlers import drafting, moved, pagefile, profiles
from handlers.callbacks import PageAdd, PageFile
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.imports import downloaded
from handlers.moved import Looked
from handlers.screen import send, show
from handlers.sheet import Unusable
from handlers.table import Routes
from storage import AlreadyThere, Brought, Profile, TakenAway, moments

_KIND = "page"  # of what is to be confirmed
_AT_ONCE = 20  # records that are stored side by side


async def take_along(query: CallbackQuery, desk: Desk) -> Toast | None:
    """Send the presser their whole page, as files."""
    name = desk.t.plain("page-file", day=f"{moments.day(desk.now)}")
    sent = False
    async with aclosing(pagefile.files(desk.baggage.pack(desk.me, now=desk.now))) as made:
        async for part in made:
            sent = True
            whole = part.last and part.number == 1
            document = BufferedInputFile(
                part.data, f"{name}.json" if whole else f"{name}-{part.number}.json"
            )
            caption = moved.caption(desk.t, part)
            await desk.bot.send_document(desk.actor, document, caption=caption)
    return None if sent else Toast(desk.t.plain("page-empty"))


def takes(document: Document) -> bool:
    """Tell whether a file may be a page."""
    suffix = PurePath(document.file_name or "").suffix.lower()
    return suffix == ".json" or document.mime_type == "application/json"


async def take(message: Message, document: Document, desk: Desk) -> None:
    """Show what a file would bring.

    The file itself is all that is kept: what it brings is found out again when it is to be added.

    Raises:
        Blocked: the artist publishes nothing.
    """
    await desk.standing.check(desk.me)
    try:
        looked = await _look(document, desk)
    except Unusable as error:
        await send(desk.bot, desk.actor, moved.unusable(desk.t, error))
        return
    intent = None
    if looked.adds:
        asked = {"kind": _KIND, "file": document.file_id}
        intent = await desk.intents.draw(desk.me, asked)
    problems = await asyncio.to_thread(moved.said, desk.t, looked.problems)
    if len(problems) > moved.PROBLEMS:
        name = f"{desk.t.plain('import-problems-file')}.txt"
        await desk.bot.send_document(
            desk.actor, BufferedInputFile("\n".join(problems).encode(), name)
        )
    screen = moved.preview(desk.t, looked, problems=problems, intent=intent)
    await send(desk.bot, desk.actor, screen, reply_to=message.message_id)


async def _look(file: Document | str, desk: Desk) -> Looked:
    """Return what a file would bring, and what would become of it.

    Raises:
        Unusable: it is no page.
    """
    data = await downloaded(file, desk, most=pagefile.LARGEST, large="page-large")
    found = await asyncio.to_thread(pagefile.read, data, artist=desk.me, now=desk.now)
    profile = next((one.record for one in found.brought if isinstance(one.record, Profile)), None)
    others = [one for one in found.brought if not isinstance(one.record, Profile)]
    own, sorted_ = await asyncio.gather(
        desk.records.profile(desk.me), desk.baggage.sort(desk.me, others)
    )
    return moved.looked(found, sorted_, profile, own)


async def add(query: CallbackQuery, callback_data: PageAdd, desk: Desk) -> None:
    """Add what the presser has looked through; twice is once, and what was broken off goes on."""
    asked = await desk.intents.get(desk.me, callback_data.intent)
    if asked is None or asked["kind"] != _KIND:
        raise Refused("outdated")
    try:
        looked = await _look(asked["file"], desk)
    except (Unusable, TelegramBadRequest) as error:  # the file is gone
        raise Refused("outdated") from error
    await drafting.confirm(desk)
    is_set = await _set(looked, desk)
    if any(not one.is_draft for one in looked.new):
        await profiles.ensure(desk)
    added: list[Brought] = []
    for start in range(0, len(looked.new), _AT_ONCE):
        added += await _added(looked.new[start : start + _AT_ONCE], desk)
    await show(desk.bot, query, moved.added(desk.t, looked, added, is_set=is_set))


async def _set(looked: Looked, desk: Desk) -> bool:
    """Make a profile, or fill in what its artist has left open; return whether that was done."""
    if looked.profile is None:
        return False
    if looked.fills is None:
        try:
            await desk.records.add(looked.profile)
        except AlreadyThere:
            return False
        return True
    if looked.fills:
        profile = await desk.records.get(Profile, desk.me, desk.me)
        values = {name: getattr(looked.profile, name) for name in looked.fills}
        await desk.records.replace(profile.changed(**values, updated_at=desk.now))
    return bool(looked.fills)


async def _added(some: Sequence[Brought], desk: Desk) -> list[Brought]:
    told: list[Any] = await asyncio.gather(*(_add(one, desk) for one in some))
    return [one for one, is_new in zip(some, told, strict=True) if is_new]


async def _add(one: Brought, desk: Desk) -> bool:
    """Store one record, if nobody did meanwhile.

    Raises:
        Blocked: the artist publishes nothing.
    """
    try:
        await (desk.drafts if one.is_draft else desk.records).add(one.record)
    except (AlreadyThere, TakenAway):
        return False
    return True


ROUTES = Routes(menus={PageFile: take_along, PageAdd: add})
