"""Help with a payment: somebody asks, admins answer, and both see how far it is.

Every step is written into the case first and told afterwards, under an id of its own; so what
is done twice is written once and told once.
"""

import asyncio
from collections.abc import Iterable
from typing import Annotated

from aiogram.types import CallbackQuery, Message
from pydantic import Field

from handlers import forms, letters
from handlers.callbacks import CaseAbout, CaseWrite, OwnCase, PaySupport
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.keyboards import PAGE, clip, offset
from handlers.letters import WORDS, Paid
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.visit import name_of
from storage import INTERACTIVE, Case, NotFound, Posted, Prose, cases, money, new_id

MOST = 5
"""Cases that one person can have open."""


# What was paid ---------------------------------------------------------------------------------


async def paid_at(desk: Desk, entry: str) -> Posted:
    """Return the payment that is an entry of the journal.

    Raises:
        NotFound: there is none.

    """
    posted = await desk.ledger.at(entry)
    if money.paid_charge(posted.id) is None:
        raise NotFound(entry)
    return posted


async def described(desk: Desk, posted: Posted) -> Paid:
    """Return a payment as people are told of it, with what has become of it."""
    charge = await desk.ledger.charge(money.paid_charge(posted.id) or "")
    if charge.is_refunded:
        state = "returned"
    elif charge.is_held:
        state = "held"
    else:
        state = "refused" if charge.is_refused else "given"
    return Paid(
        posted.entry,
        charge.id,
        charge.stars,
        await _what(desk, charge.credit),
        clock_of(desk).date_of(posted.at),
        state,
        charge.is_suspended,
    )


async def _what(desk: Desk, credit: Posted) -> str:
    """Return what a payment was for."""
    if credit.donation is not None:
        return clip(await name_of(credit.donation.owner, desk), 40)
    coins = sum(line.delta for line in credit.lines if line.account.is_wallet)
    return desk.t.plain("paid-coins", n=coins) if coins else desk.t.plain("paid-for-nothing")


async def payment_of(desk: Desk, case: Case) -> Paid | None:
    """Return the payment that a case is about."""
    posted = await desk.ledger.find(money.payment_id(case.charge)) if case.charge else None
    return await described(desk, posted) if posted else None


# Asking ----------------------------------------------------------------------------------------


async def pay_support(event: Message | CallbackQuery, desk: Desk, page: int = 0) -> None:
    mine, (payments, total) = await asyncio.gather(
        desk.cases.of(desk.me),
        desk.ledger.payments(desk.me, offset=offset(page), limit=PAGE),
    )
    paid = await asyncio.gather(*(described(desk, posted) for posted in payments))
    screen = letters.pay_support(desk.t, mine, paid, page=page, total=total)
    await show(desk.bot, event, screen)


async def turn(query: CallbackQuery, callback_data: PaySupport, desk: Desk) -> None:
    await pay_support(query, desk, callback_data.page)


class Complaint(Aside, family="complaint"):
    """What is wrong with a payment."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        id, _, charge = about.partition(" ")
        case = await desk.cases.open(
            id, person=desk.me, charge=charge, text=values["words"], now=desk.now
        )
        await _tell_admins(desk, case, 1)
        return await own_screen(desk, case, new=True)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return Screen(desk.t("cancelled"))


async def about(query: CallbackQuery, callback_data: CaseAbout, desk: Desk) -> None:
    """Ask what is wrong; a payment that is asked about already has its case shown."""
    charge = ""
    if callback_data.entry:
        posted = await paid_at(desk, callback_data.entry)
        if posted.by != desk.me:
            raise NotFound(callback_data.entry)
        charge = money.paid_charge(posted.id) or ""
    mine = [case for case in await desk.cases.of(desk.me) if case.is_open]
    same = next((case for case in mine if charge and case.charge == charge), None)
    if same is not None:
        await show(desk.bot, query, await own_screen(desk, same))
        return
    if len(mine) >= MOST:
        raise Refused("case-enough")
    id = await desk.cases.free_id()
    await forms.ask(query, desk, Complaint, about=f"{id} {charge}")


async def own_screen(desk: Desk, case: Case, *, new: bool = False) -> Screen:
    paid = await payment_of(desk, case)
    return letters.own_case(desk.t, case, paid, clock_of(desk), new=new)


async def _own(desk: Desk, id: str) -> Case:
    """Return a case of whoever acts.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    case = await desk.cases.get(id)
    if case.person != desk.me:
        raise NotFound(id)
    return case


async def own(query: CallbackQuery, callback_data: OwnCase, desk: Desk) -> None:
    await show(desk.bot, query, await own_screen(desk, await _own(desk, callback_data.id)))


class Addition(Aside, family="addition"):
    """What somebody adds to a case of theirs."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        id, _, token = about.partition(" ")
        case = await _own(desk, id)
        n = await desk.cases.write(case, step=f"write:{token}", text=values["words"], now=desk.now)
        await _tell_admins(desk, case, n)
        return await own_screen(desk, await desk.cases.get(id))

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await own_screen(desk, await _own(desk, about.partition(" ")[0]))


async def write(query: CallbackQuery, callback_data: CaseWrite, desk: Desk) -> None:
    case = await _own(desk, callback_data.id)
    await forms.ask(query, desk, Addition, about=f"{case.id} {new_id(desk.now)}")


async def _tell_admins(desk: Desk, case: Case, n: int) -> None:
    for admin in sorted(desk.house.admins):
        body = {"kind": "case", "to": admin, "case": case.id}
        await desk.outbox.put(f"case:{case.id}:{n}/{admin}", INTERACTIVE, body)


async def tell_person(desk: Desk, case: Case, n: int) -> None:
    """Tell somebody of step `n` of their case."""
    body = {"kind": "case-answer", "to": case.person, "case": case.id, "n": n}
    await desk.outbox.put(f"case:{case.id}:{n}/person", INTERACTIVE, body)


# What becomes of it ----------------------------------------------------------------------------


async def admin_screen(desk: Desk, case: Case) -> Screen:
    """Return a case as an admin sees it."""
    paid, names, person = await asyncio.gather(
        payment_of(desk, case),
        names_of(desk, [case.person, *(step.by for step in case.steps)]),
        desk.people.get(case.person),
    )
    username = person.username if person else None
    return letters.admin_case(desk.t, case, paid, names, username, clock_of(desk))


async def names_of(desk: Desk, ids: Iterable[str]) -> dict[str, str]:
    """Return what people are called, those that we know."""
    wanted = [id for id in dict.fromkeys(ids) if id]
    found = await asyncio.gather(*(desk.people.get(id) for id in wanted))
    return {person.id: person.name for person in found if person}


async def returned(desk: Desk, charge: money.Charge) -> None:
    """Write into the cases about a payment that Telegram has returned it."""
    await desk.cases.note(
        charge.id, charge.credit.by, what=cases.RETURNED, step="returned", now=desk.now
    )


async def kept(desk: Desk, charge: money.Charge) -> None:
    """Write into the cases about a payment that Telegram will not return it."""
    step = f"kept:{charge.holds}"
    await desk.cases.note(charge.id, charge.credit.by, what=cases.KEPT, step=step, now=desk.now)


ROUTES = Routes(
    commands={"paysupport": pay_support},
    menus={PaySupport: turn, CaseAbout: about, OwnCase: own, CaseWrite: write},
)
