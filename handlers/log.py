"""Who did what on an artist's page: a screen, and all of it as a file."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence

from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton

from handlers import cells, manager_screens, managers
from handlers import keyboards as keys
from handlers.callbacks import Log, LogFile, LogPeople, Managers
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.keyboards import PAGE
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.texts import Html, Texts, paragraphs, quoted
from handlers.visit import public, readable
from storage import Deed, StorageError, moments

_ABOUT_RIGHTS = frozenset({"invited", "accepted", "rights"})
_COLUMNS = ("at", "by", "by-id", "what", "title", "field", "old", "new")
_ENTRY = re.compile(r"[1-9][0-9]{0,14}-[0-9]{1,9}")
_MOST_PEOPLE = 40  # to choose from


async def log(query: CallbackQuery, callback_data: Log, desk: Desk) -> None:
    person, before = callback_data.person, callback_data.before
    if before and _ENTRY.fullmatch(before) is None:
        raise Refused("outdated")
    deeds, older = await desk.deeds.page(desk.me, by=person, before=before, limit=PAGE)
    called = await managers.names(desk, {*_involved(deeds), *([person] if person else [])})
    titles = {(deed.family, deed.id): await _title(desk, deed) for deed in deeds}
    entries = [
        desk.t(
            "log-entry",
            by=called[deed.by],
            at=clock_of(desk).says(desk.t, deed.at),
            what=quoted(said(desk.t, deed, titles[deed.family, deed.id], called)),
        )
        for deed in deeds
    ]
    head = desk.t("log-head-of", name=called[person]) if person else desk.t("log-head")
    await show(desk.bot, query, _screen(desk.t, head, entries, person, older, is_first=not before))


def _involved(deeds: Iterable[Deed]) -> set[str]:
    return {id for deed in deeds for id in (deed.by, deed.who) if id}


async def _title(desk: Desk, deed: Deed) -> str:
    """Return what a thing is called now; if it is no more, what it was called then."""
    if not deed.family:
        return deed.title
    try:
        record = await readable(desk.records.find(public(deed.family), desk.me, deed.id))
    except (Refused, StorageError):
        return deed.title
    return record.label if record else deed.title


def said(t: Texts, deed: Deed, title: str, called: Mapping[str, str]) -> str:
    """Return what was done, in words without markup."""
    key = f"log-{deed.code}"
    if key not in t:
        return t.plain("log-something")
    rights = deed.code in _ABOUT_RIGHTS
    return t.plain(
        key,
        title=title or t.plain("untitled"),
        field=_field(t, deed),
        old=deed.old or t.plain("log-nothing"),
        new=manager_screens.allowed(t, deed.new.split())
        if rights
        else deed.new or t.plain("log-nothing"),
        who=called.get(deed.who, ""),
    )


def _field(t: Texts, deed: Deed) -> str:
    key = f"{deed.family}.{deed.field}"
    return t.plain(key) if key in t else deed.field


def _screen(
    t: Texts, head: Html, entries: list[Html], person: str, older: str | None, *, is_first: bool
) -> Screen:
    turn: list[InlineKeyboardButton] = []
    if not is_first:
        turn.append(keys.button(t.plain("log-newest"), Log(person=person, before="")))
    if older:
        turn.append(keys.button(t.plain("log-older"), Log(person=person, before=older)))
    return Screen(
        paragraphs(head, *(entries or [t("log-empty")])),
        keys.markup(
            turn,
            [keys.button(t.plain("log-people"), LogPeople())],
            [keys.button(t.plain("file-csv"), LogFile())],
            [keys.button(t.plain("back"), Managers())],
        ),
    )


async def people(query: CallbackQuery, desk: Desk) -> None:
    there = (await desk.deeds.people(desk.me))[:_MOST_PEOPLE]
    called = await managers.names(desk, there)
    rows = [[keys.button(called[id], Log(person=id, before=""))] for id in there]
    everybody = keys.button(desk.t.plain("log-everybody"), Log(person="", before=""))
    await show(desk.bot, query, Screen(desk.t("log-whose"), keys.markup([everybody], *rows)))


async def file(query: CallbackQuery, desk: Desk) -> None:
    """Send the whole log as a table."""
    deeds = [deed async for deed in desk.deeds.walk(desk.me)]
    called = await managers.names(desk, _involved(deeds))
    table = await asyncio.to_thread(_table, desk.t, deeds, called)
    name = desk.t.plain("log-file-name", day=f"{moments.day(desk.now)}")
    await desk.bot.send_document(desk.actor, BufferedInputFile(table, f"{name}.csv"))


def _table(t: Texts, deeds: Sequence[Deed], called: Mapping[str, str]) -> bytes:
    head = [t.plain(f"log-column-{column}") for column in _COLUMNS]
    return cells.MARK + cells.written(t, [head, *(_row(t, deed, called) for deed in deeds)])


def _row(t: Texts, deed: Deed, called: Mapping[str, str]) -> list[str]:
    return [
        f"{deed.at:%Y-%m-%d %H:%M:%S}",
        called[deed.by],
        deed.by,
        said(t, deed, deed.title, called),
        deed.title,
        _field(t, deed) if deed.field else "",
        deed.old,
        deed.new,
    ]


ROUTES = Routes(menus={Log: log, LogPeople: people, LogFile: file})
