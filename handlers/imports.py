"""Concerts out of a file: sent, looked through, added. Nothing is added, or told, unasked."""

import asyncio
import csv
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import Any, Final

from aiogram.types import BufferedInputFile, CallbackQuery, Document, Message

from handlers import deeds, imported, posted, profiles
from handlers.callbacks import Import, ImportAdd, ImportMove, ImportTemplate
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.incoming import LARGEST, compare, concerts_in
from handlers.screen import send, show
from handlers.sheet import Unusable
from handlers.table import Routes
from handlers.visit import shows_ahead
from storage import AlreadyThere, Concert, NotFound

_SUFFIXES = {".csv", ".tsv", ".ics"}
_SHEETS = {".xls", ".xlsx", ".ods", ".numbers"}
_KINDS = {"text/csv", "text/calendar", "text/tab-separated-values"}
_KIND = "concerts"  # of what is to be confirmed
_WHEN = {"date", "time", "zone"}  # what of a show is moved
_AT_ONCE = 20  # records that are stored side by side
_AHEAD: Final = timedelta(days=60)  # of today is the show in the template
_MARK = "\ufeff"  # by which Excel knows UTF-8


async def how(query: CallbackQuery, desk: Desk) -> None:
    await show(desk.bot, query, imported.how(desk.t))


async def template(query: CallbackQuery, desk: Desk) -> None:
    """Send a table to fill in, in the presser's language, with one show in it."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=desk.t.plain("statement-delimiter"))
    writer.writerows(imported.template(desk.t, day=desk.now.date() + _AHEAD))
    file = BufferedInputFile(
        (_MARK + text.getvalue()).encode(), f"{desk.t.plain('import-file')}.csv"
    )
    await desk.bot.send_document(desk.actor, file, caption=desk.t("import-template-how"))


def takes(document: Document) -> bool:
    """Tell whether a file may bring concerts, or is a table that could."""
    suffix = PurePath(document.file_name or "").suffix.lower()
    return suffix in _SUFFIXES | _SHEETS or document.mime_type in _KINDS


async def take(message: Message, document: Document, desk: Desk) -> None:
    """Show what a file would bring."""
    try:
        data = await _content(document, desk)
        found = await asyncio.to_thread(concerts_in, data, desk.t, artist=desk.me, now=desk.now)
    except Unusable as error:
        await send(desk.bot, desk.actor, imported.unusable(desk.t, error))
        return
    there, ahead = await asyncio.gather(
        desk.records.there(Concert, desk.me, [c.id for c in found.concerts]),
        shows_ahead(desk.me, desk),
    )
    same, moved = await asyncio.to_thread(compare, found, ahead)
    there |= same
    addable = [concert for concert in found.concerts if concert.id not in there]
    moves = [(moved[one.id], one) for one in found.concerts if one.id in moved]
    asked = {
        "kind": _KIND,
        "records": {concert.id: concert.wire() for concert in addable},
        "moves": {to.id: (was.id, to.wire()) for was, to in moves},
    }
    is_asked = addable or moves
    intent = await desk.intents.draw_large(desk.me, asked, now=desk.now) if is_asked else None
    problems = await asyncio.to_thread(imported.said, desk.t, found.problems)
    if len(problems) > imported.PROBLEMS:
        all_ = "\n".join(problems).encode()
        await desk.bot.send_document(
            desk.actor, BufferedInputFile(all_, f"{desk.t.plain('import-problems-file')}.txt")
        )
    screen = imported.preview(
        desk.t,
        [concert for concert in addable if concert.id not in moved],
        moves=moves,
        addable=len(addable),
        there=len(there - moved.keys()),
        problems=problems,
        day_first=found.day_first,
        intent=intent,
        now=desk.now,
    )
    await send(desk.bot, desk.actor, screen, reply_to=message.message_id)


async def _content(document: Document, desk: Desk) -> bytes:
    if PurePath(document.file_name or "").suffix.lower() in _SHEETS:
        raise Unusable("import-sheet")
    return await downloaded(document, desk, most=LARGEST, large="import-large")


async def downloaded(file: Document | str, desk: Desk, *, most: int, large: str) -> bytes:
    """Return what is in a file, or under its id, of so many bytes at most.

    Raises:
        Unusable: it has more; `large` says so.
    """
    if isinstance(file, Document) and (file.file_size or 0) > most:
        raise Unusable(large)
    into = _Bounded(most, large)
    await desk.bot.download(file, into)
    return into.getvalue()


class _Bounded(BytesIO):
    """Takes as much of a file as is read, whatever size was said of it."""

    def __init__(self, most: int, large: str) -> None:
        super().__init__()
        self._most, self._large = most, large

    def write(self, data: bytes) -> int:  # type: ignore[override]  # aiogram gives bytes
        if self.tell() + len(data) > self._most:
            raise Unusable(self._large)
        return super().write(data)


async def add(query: CallbackQuery, callback_data: ImportAdd, desk: Desk) -> None:
    """Make the concerts public that the presser has looked through; twice is once."""
    asked = await _asked(desk, callback_data.intent)
    added, there = await _add(desk, asked["records"])
    await show(desk.bot, query, imported.added(desk.t, added, there=there))


async def move(query: CallbackQuery, callback_data: ImportMove, desk: Desk) -> None:
    """Move the shows that are on the page, and add the others; who is going hears of it as ever."""
    asked = await _asked(desk, callback_data.intent)
    new, moved, as_they_are = {**asked["records"]}, 0, 0
    for id, (kept, text) in asked.get("moves", {}).items():
        to = Concert.from_wire(text, owner=desk.me, id=id)
        try:
            is_moved = await _moved(desk, kept, to, once=query.id)
        except NotFound:  # it was deleted meanwhile
            new[id] = text
        else:
            new.pop(id, None)
            moved += is_moved
            as_they_are += not is_moved
    added, there = await _add(desk, new)
    there += as_they_are
    await show(desk.bot, query, imported.added(desk.t, added, there=there, moved=moved))


async def _asked(desk: Desk, intent: str) -> dict[str, Any]:
    asked = await desk.intents.get(desk.me, intent)
    if asked is None or asked["kind"] != _KIND:
        raise Refused("outdated")
    return asked


async def _add(desk: Desk, kept: Mapping[str, str]) -> tuple[int, int]:
    """Add concerts; return how many, and how many there were already."""
    concerts = [Concert.from_wire(text, owner=desk.me, id=id) for id, text in kept.items()]
    await profiles.ensure(desk)
    added = 0
    for start in range(0, len(concerts), _AT_ONCE):
        # the list shows the newest first, and of these that is the soonest
        some = [
            concert.changed(
                created_at=desk.now - timedelta(milliseconds=start + number), updated_at=desk.now
            )
            for number, concert in enumerate(concerts[start : start + _AT_ONCE])
        ]
        added += sum(await asyncio.gather(*(_added(concert, desk) for concert in some)))
    return added, len(concerts) - added


async def _moved(desk: Desk, id: str, to: Concert, *, once: str) -> bool:
    """Move a show to when a file says; False: it is then already.

    Raises:
        NotFound: it is not there any more.

    """
    was = await desk.records.get(Concert, desk.me, id)
    when = to.model_dump(mode="json", include=_WHEN)
    is_moved = was.model_dump(mode="json", include=_WHEN) != when
    if is_moved:
        now = was.changed(**when, updated_at=desk.now)
        await desk.records.replace(now)
        await deeds.note_edit(desk, was, now, once=f"{once}:{id}")
    await posted.renew(desk, was.family, was.owner, was.id)  # whoever moved it may have died
    return is_moved


async def _added(concert: Concert, desk: Desk) -> bool:
    try:
        await desk.records.add(concert)
    except AlreadyThere:
        return False
    return True


ROUTES = Routes(menus={Import: how, ImportTemplate: template, ImportAdd: add, ImportMove: move})
