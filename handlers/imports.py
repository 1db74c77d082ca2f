"""Concerts out of a file: sent, looked through, added. Nothing is added, or told, unasked."""

import asyncio
import csv
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import Final

from aiogram.types import BufferedInputFile, CallbackQuery, Document, Message

from handlers import imported, profiles
from handlers.callbacks import Import, ImportAdd, ImportTemplate
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.incoming import LARGEST, concerts_in
from handlers.screen import send, show
from handlers.sheet import Unusable
from handlers.table import Routes
from storage import AlreadyThere, Concert

_SUFFIXES = {".csv", ".tsv", ".ics"}
_SHEETS = {".xls", ".xlsx", ".ods", ".numbers"}
_KINDS = {"text/csv", "text/calendar", "text/tab-separated-values"}
_KIND = "concerts"  # of what is to be confirmed
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
    there = await desk.records.there(Concert, desk.me, [c.id for c in found.concerts])
    new = [concert for concert in found.concerts if concert.id not in there]
    asked = {"kind": _KIND, "records": {concert.id: concert.wire() for concert in new}}
    intent = await desk.intents.draw_large(desk.me, asked, now=desk.now) if new else None
    problems = await asyncio.to_thread(imported.said, desk.t, found.problems)
    if len(problems) > imported.PROBLEMS:
        all_ = "\n".join(problems).encode()
        await desk.bot.send_document(
            desk.actor, BufferedInputFile(all_, f"{desk.t.plain('import-problems-file')}.txt")
        )
    screen = imported.preview(
        desk.t,
        new,
        there=len(there),
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
    asked = await desk.intents.get(desk.me, callback_data.intent)
    if asked is None or asked["kind"] != _KIND:
        raise Refused("outdated")
    kept: dict[str, str] = asked["records"]
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
    await show(desk.bot, query, imported.added(desk.t, added, there=len(concerts) - added))


async def _added(concert: Concert, desk: Desk) -> bool:
    try:
        await desk.records.add(concert)
    except AlreadyThere:
        return False
    return True


ROUTES = Routes(menus={Import: how, ImportTemplate: template, ImportAdd: add})
