"""What was decided about one's own things: seeing it, objecting, and asking to be verified."""

from typing import Annotated

from aiogram.types import CallbackQuery
from pydantic import Field

from handlers import forms, report_screens
from handlers.callbacks import AskVerified, ObjectTo, TakenCard, TakenList
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.keyboards import PAGE, offset
from handlers.moderation import whose
from handlers.reporting import WORDS, tell_admins
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.visit import public
from storage import Matter, NotFound, Prose, new_id, reports


async def taken_list(query: CallbackQuery, callback_data: TakenList, desk: Desk) -> None:
    model, page = public(callback_data.family), callback_data.page
    found = await desk.removals.page(model, desk.me, offset=offset(page), limit=PAGE)
    await show(desk.bot, query, report_screens.taken_list(desk.t, model, found, page=page))


async def taken_card(query: CallbackQuery, callback_data: TakenCard, desk: Desk) -> None:
    model, id = public(callback_data.family), callback_data.id
    removal = await desk.removals.get(model, desk.me, id)
    matter = await desk.reports.find(reports.subject(model.family, desk.me, id))
    await show(desk.bot, query, report_screens.taken_card(desk.t, removal, matter, clock_of(desk)))


async def blocked_screen(desk: Desk) -> Screen | None:
    """Return the home of whoever acts if they are blocked."""
    block = await desk.standing.blocked(desk.me)
    if block is None:
        return None
    matter = await desk.reports.find(reports.page(desk.me))
    return report_screens.blocked(desk.t, block, matter, clock_of(desk))


# Objecting -------------------------------------------------------------------------------------


async def _own(desk: Desk, id: str) -> Matter:
    """Return a matter of something of whoever acts, if they may object to what was decided.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Refused: they have objected, or there is nothing to object to.

    """
    matter = await desk.reports.get(id)
    if await whose(desk, matter) != desk.me:
        raise NotFound(id)
    if not report_screens.may_object(matter):
        raise Refused("object-not")
    return matter


class Objection(Aside, family="objection"):
    """Why somebody objects to what was decided."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        id, _, token = about.partition(" ")
        matter = await desk.reports.get(id)
        if await whose(desk, matter) != desk.me:
            raise NotFound(id)
        n = await desk.reports.answer(
            matter.subject,
            reports.OBJECTED,
            step=f"object:{token}",
            by=desk.me,
            words=values["words"],
            now=desk.now,
        )
        await tell_admins(desk, matter, str(n))
        return report_screens.objected(desk.t)


async def object_to(query: CallbackQuery, callback_data: ObjectTo, desk: Desk) -> None:
    matter = await _own(desk, callback_data.id)
    await forms.ask(query, desk, Objection, about=f"{matter.id} {new_id(desk.now)}")


# Being verified --------------------------------------------------------------------------------


class Proof(Aside, family="proof"):
    """What shows that a name is somebody's."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        subject = reports.request(desk.me)
        n = await desk.reports.answer(
            subject,
            reports.ASKED,
            step=f"ask:{about}",
            by=desk.me,
            words=values["words"],
            now=desk.now,
        )
        matter = await desk.reports.get(reports.matter_of(subject))
        await tell_admins(desk, matter, str(n))
        return report_screens.verify_asked(desk.t)


async def ask_verified(query: CallbackQuery, desk: Desk) -> None:
    profile = await desk.records.profile(desk.me)
    if profile is None:
        raise Refused("no-page")
    if profile.is_verified:
        raise Refused("already")
    matter = await desk.reports.find(reports.request(desk.me))
    if matter is not None and matter.is_open:
        raise Refused("verify-waits")
    await forms.ask(query, desk, Proof, about=new_id(desk.now))


ROUTES = Routes(
    menus={
        TakenList: taken_list,
        TakenCard: taken_card,
        ObjectTo: object_to,
        AskVerified: ask_verified,
    }
)
