"""Reporting what should not be there, from any screen: why, and thanks.

What can be reported has a key: that of a public record, `profile:{artist}`, or one that another
module makes up in the same way, `{family}:{artist}:…`; such a module says in `SUBJECTS` what its
things are called, how they look, and how they are taken away. Who reported is told to nobody but
admins.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple

from aiogram.types import CallbackQuery
from pydantic import Field

from handlers import forms
from handlers import keyboards as keys
from handlers.callbacks import Report, ReportFor
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.screen import Screen, send, show
from handlers.table import Routes
from handlers.texts import Texts
from handlers.visit import public, readable
from storage import INTERACTIVE, Matter, Profile, Prose, TooOften, Why, moments, reports

WORDS = 500
"""Characters of what somebody adds in words."""


class Subject(NamedTuple):
    """What there is to know of a kind of thing that can be reported; each takes its key."""

    title: Callable[[Desk, str], Awaitable[str]]
    """What it is called, even if it was taken away; raises `NotFound` if it is gone."""
    look: Callable[[Desk, str], Awaitable[Screen]]
    """How people see it, for an admin, even if it was taken away; `NotFound` if it is gone."""
    whose: Callable[[Desk, str], Awaitable[str]]
    """Who made it: they are told what was decided, and may object."""
    take: Callable[[Desk, str, Why], Awaitable[None]]
    """Take it away from everybody; twice is as once. `NotFound` if it is gone."""
    bring_back: Callable[[Desk, str], Awaitable[None]]
    """Let everybody see it again as it was; twice is as once."""


SUBJECTS: dict[str, Subject] = {}
"""What can be reported, by the first word of its key; modules add their own."""


def subject_of(key: str) -> Subject:
    """Return what there is to know of the kind of a thing.

    Raises:
        Refused: such things are not reported.

    """
    family = key.partition(":")[0]
    if family not in SUBJECTS:
        raise Refused("outdated")
    return SUBJECTS[family]


async def start(desk: Desk, subject: str) -> None:
    """Ask whoever acts what is wrong with a thing, below what they look at.

    Raises:
        NotFound: it is gone.
        Refused: such things are not reported.

    """
    title = await subject_of(subject).title(desk, subject)
    intent = await desk.intents.draw(desk.me, {"report": subject})
    await send(desk.bot, desk.actor, _reasons(desk.t, title, intent))


async def report(query: CallbackQuery, callback_data: Report, desk: Desk) -> None:
    """Report a public record or an artist's page, if everybody sees it."""
    family, artist = callback_data.family, callback_data.artist
    if artist == desk.me:
        raise Refused("report-self")
    if family == Profile.family:
        if await readable(desk.records.profile(artist)) is None:
            raise Refused("no-artist")
        await start(desk, reports.page(artist))
    else:
        record = await desk.records.get(public(family), artist, callback_data.id)
        await start(desk, reports.subject(record.family, record.owner, record.id))


def _reasons(t: Texts, title: str, intent: str) -> Screen:
    rows = [
        [keys.button(t.plain(f"report-{reason}"), ReportFor(intent=intent, reason=reason))]
        for reason in reports.REASONS
    ]
    return Screen(t("report-ask", title=keys.clip(title)), keys.markup(*rows))


async def choose(query: CallbackQuery, callback_data: ReportFor, desk: Desk) -> None:
    """Take the report, or ask first what else it is."""
    asked = await desk.intents.get(desk.me, callback_data.intent) or {}
    subject, reason = str(asked.get("report", "")), callback_data.reason
    if not subject or reason not in reports.REASONS:
        raise Refused("outdated")
    if reason == reports.OTHER:
        await forms.ask(query, desk, Wrong, about=subject)
        return
    await show(desk.bot, query, await _filed(desk, subject, reason))


class Wrong(Aside, family="wrong"):
    """What is wrong with a thing, in words."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        return await _filed(desk, about, reports.OTHER, values["words"])


async def _filed(desk: Desk, subject: str, reason: str, words: str = "") -> Screen:
    await subject_of(subject).title(desk, subject)
    try:
        matter, _ = await desk.reports.file(
            subject, by=desk.me, reason=reason, words=words, now=desk.now
        )
    except TooOften:
        raise Refused("report-often", n=reports.A_DAY) from None
    await tell_admins(desk, matter, f"reported:{moments.ms(matter.opened)}")
    return Screen(desk.t("report-thanks"), keys.only_home(desk.t))


async def tell_admins(desk: Desk, matter: Matter, of: str) -> None:
    """Tell the admins once that something is to be decided, whoever else says so meanwhile."""
    for admin in sorted(desk.house.admins):
        body = {"kind": "matter", "to": admin, "matter": matter.id}
        await desk.outbox.put(f"matter:{matter.id}:{of}/{admin}", INTERACTIVE, body)


ROUTES = Routes(public={Report: report, ReportFor: choose})
