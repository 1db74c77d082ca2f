"""What admins do: answer cases, give payments back, settle what nobody can read, close the till.

The table lets nobody else in here. Questions are checked once more, since a form outlives a role.
"""

import asyncio
import re
from typing import Annotated

from aiogram.types import CallbackQuery, Message
from pydantic import AfterValidator, Field

from handlers import forms, letters, received
from handlers.callbacks import (
    AdminCase,
    AdminCases,
    Assign,
    CaseAnswer,
    CaseClose,
    RefundLook,
    RefundNow,
    Suspended,
    SuspenseFor,
)
from handlers.cases import admin_screen, described, names_of, paid_at, tell_person
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values
from handlers.forms import Aside
from handlers.keyboards import PAGE, offset, only_home
from handlers.letters import WORDS, Holder
from handlers.links import unpack
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.visit import readable
from storage import (
    Case,
    Gift,
    Line,
    NotEnough,
    OutOfStep,
    Overtaken,
    Posted,
    Prose,
    Purchase,
    cases,
    money,
    new_id,
)

MOST_COINS = 10**6
"""Coins that a suspended payment can be for; a slip of the finger is more."""


# Cases -----------------------------------------------------------------------------------------


async def open_cases(event: Message | CallbackQuery, desk: Desk, page: int = 0) -> None:
    found, total = await desk.cases.page(offset=offset(page), limit=PAGE)
    names = await names_of(desk, [case.person for case in found])
    await show(desk.bot, event, letters.case_list(desk.t, found, names, page=page, total=total))


async def turn(query: CallbackQuery, callback_data: AdminCases, desk: Desk) -> None:
    await open_cases(query, desk, callback_data.page)


async def card(query: CallbackQuery, callback_data: AdminCase, desk: Desk) -> None:
    case = await desk.cases.get(callback_data.id)
    await show(desk.bot, query, await admin_screen(desk, case))


async def _unless_news(query: CallbackQuery, desk: Desk, id: str, seen: int) -> Case:
    """Return a case if whoever presses has seen all of it.

    Raises:
        Refused: something has been added since; it is shown.

    """
    case = await desk.cases.get(id)
    if case.n != seen:
        await show(desk.bot, query, await admin_screen(desk, case))
        raise Refused("case-news")
    return case


class AdminAnswer(Aside, family="answer"):
    """What an admin answers."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        _admins_only(desk)
        id, seen, token = about.split(" ")
        case = await desk.cases.get(id)
        try:
            n = await desk.cases.act(
                case,
                step=f"answer:{token}",
                admin=desk.me,
                what=cases.ANSWERED,
                text=values["words"],
                seen=int(seen),
                now=desk.now,
            )
        except Overtaken:
            raise Refused("case-overtaken", id=id) from None
        await tell_person(desk, case, n)
        return await admin_screen(desk, await desk.cases.get(id))

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        _admins_only(desk)
        return await admin_screen(desk, await desk.cases.get(about.partition(" ")[0]))


async def answer(query: CallbackQuery, callback_data: CaseAnswer, desk: Desk) -> None:
    case = await _unless_news(query, desk, callback_data.id, callback_data.n)
    about = f"{case.id} {case.n} {new_id(desk.now)}"
    await forms.ask(query, desk, AdminAnswer, about=about)


async def close(query: CallbackQuery, callback_data: CaseClose, desk: Desk) -> None:
    """Close a case; whoever has not been answered is told."""
    case = await desk.cases.get(callback_data.id)
    if case.is_open:
        case = await _unless_news(query, desk, callback_data.id, callback_data.n)
        try:
            n = await desk.cases.act(
                case,
                step=f"close:{case.n}",
                admin=desk.me,
                what=cases.CLOSED,
                seen=case.n,
                now=desk.now,
            )
        except Overtaken:
            raise Refused("case-news") from None
        if case.waits:
            await tell_person(desk, case, n)
    await show(desk.bot, query, await admin_screen(desk, await desk.cases.get(case.id)))


def _admins_only(desk: Desk) -> None:
    if desk.actor not in desk.house.admins:
        raise Refused("outdated")


# Giving back -----------------------------------------------------------------------------------


async def refund(message: Message, desk: Desk, args: str) -> None:
    """Ask whether to give back the payment of a charge."""
    charge = args.strip()
    posted = await desk.ledger.find(money.payment_id(charge)) if charge else None
    if posted is None:
        text = desk.t("refund-how") if not charge else desk.t("refund-unknown", charge=charge[:200])
        await show(desk.bot, message, Screen(text, only_home(desk.t)))
        return
    await show(desk.bot, message, await _refund_screen(desk, posted, ""))


async def look(query: CallbackQuery, callback_data: RefundLook, desk: Desk) -> None:
    posted = await paid_at(desk, callback_data.entry)
    await show(desk.bot, query, await _refund_screen(desk, posted, callback_data.case))


async def refund_now(query: CallbackQuery, callback_data: RefundNow, desk: Desk) -> Toast:
    """Give a payment back; two admins at once give it back once."""
    posted = await paid_at(desk, callback_data.entry)
    id = money.paid_charge(posted.id) or ""
    try:
        before = await received.give_back(desk, id, cover=callback_data.cover)
    except NotEnough as error:
        await show(desk.bot, query, await _refund_screen(desk, posted, callback_data.case))
        raise Refused("refund-short", n=error.free) from None
    after = await desk.ledger.charge(id)
    if callback_data.case:
        case = await desk.cases.get(callback_data.case)
        if case.charge == id and after.holds:
            await desk.cases.act(
                case,
                step=f"refund:{after.holds}",
                admin=desk.me,
                what=cases.REFUND,
                now=desk.now,
            )
        await show(desk.bot, query, await admin_screen(desk, await desk.cases.get(case.id)))
    else:
        await show(desk.bot, query, await _refund_screen(desk, posted, ""))
    return Toast(desk.t.plain("already" if before.is_refunded else "refund-asked"))


async def _refund_screen(desk: Desk, posted: Posted, case: str) -> Screen:
    paid = await described(desk, posted)
    charge = await desk.ledger.charge(paid.charge)
    names = await names_of(desk, [posted.by])
    payer = names.get(posted.by, posted.by)
    holder = await _holder(desk, charge)
    return letters.refund(desk.t, paid, payer, posted.by, holder, case=case)


async def _holder(desk: Desk, charge: money.Charge) -> Holder | None:
    """Return whom a refund would take from; None: the house."""
    for line in charge.credit.lines:
        account = line.account
        if line.delta > 0 and account.user is not None:
            place = charge.credit.donation
            profile = await readable(desk.records.profile(account.user)) if place else None
            names = await names_of(desk, [account.user])
            name = profile.name if profile else names.get(account.user, account.user)
            left = await desk.ledger.balance(account)
            free = line.delta if charge.is_held else await desk.ledger.left_of(line, now=desk.now)
            return Holder(name, line.delta, left, line.delta - free, coins=account.is_wallet)
    return None


# What nobody can read --------------------------------------------------------------------------

_COINS = re.compile(r"(?:coins?|коин(?:ы|ов|а)?)\s*([1-9][0-9]{0,6})", re.IGNORECASE)
_LINK = re.compile(r"\S*[?&]start=([A-Za-z0-9_-]+)")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _meant(text: str) -> tuple[str, int]:
    """Return the artist whom a text names, or how many coins.

    Raises:
        ValueError: neither.

    """
    if (match := _COINS.fullmatch(text)) and int(match[1]) <= MOST_COINS:
        return "", int(match[1])
    if match := _LINK.fullmatch(text):
        place = unpack(match[1])
        if place is not None:
            return place.artist, 0
    elif _ID.fullmatch(text):
        return text, 0
    raise ValueError("neither an artist nor coins")


def _meaningful(text: str) -> str:
    _meant(text)
    return text


class Meaning(Aside, family="meaning"):
    """What a suspended payment was for."""

    order: Annotated[Line, AfterValidator(_meaningful)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        _admins_only(desk)
        posted = await paid_at(desk, about)
        paid = await described(desk, posted)
        artist, coins = _meant(values["order"])
        if coins:
            _check_payer(posted)
            return letters.assign(desk.t, paid, coins=coins)
        profile = await readable(desk.records.profile(artist))
        if profile is None:
            return letters.assign_unknown(desk.t, about)
        return letters.assign(desk.t, paid, artist=artist, name=profile.name)


async def suspended(query: CallbackQuery, callback_data: Suspended, desk: Desk) -> None:
    """Show the payments that wait for somebody to say what they are for."""
    page = callback_data.page
    found, total = await desk.ledger.suspended(offset=offset(page), limit=PAGE)
    names = await names_of(desk, [posted.by for posted in found])
    paid = await asyncio.gather(*(described(desk, posted) for posted in found))
    payers = [
        "" if letters.is_nobody(posted.by) else names.get(posted.by, posted.by) for posted in found
    ]
    screen = letters.suspended(desk.t, paid, payers, page=page, total=total)
    await show(desk.bot, query, screen)


async def suspense_for(query: CallbackQuery, callback_data: SuspenseFor, desk: Desk) -> None:
    await _suspended(desk, callback_data.entry)
    await forms.ask(query, desk, Meaning, about=callback_data.entry)


async def assign(query: CallbackQuery, callback_data: Assign, desk: Desk) -> None:
    """Do with a suspended payment what it was for; both sides hear of it as usual."""
    charge = await _suspended(desk, callback_data.entry)
    coins, artist = callback_data.coins, callback_data.artist
    if coins:
        _check_payer(charge.credit)
        order: Gift | Purchase = Purchase(charge.credit.by, charge.stars, coins)
    else:
        order = Gift(artist, charge.stars)
        if await readable(desk.records.profile(artist)) is None:
            raise Refused("no-artist")
    try:
        await desk.house.cashier.assign(charge.id, order, admin=desk.me)
    except OutOfStep:
        raise Refused("already") from None
    paid = await described(desk, await paid_at(desk, callback_data.entry))
    await show(desk.bot, query, letters.assigned(desk.t, paid))


def _check_payer(posted: Posted) -> None:
    """See that there is somebody to have the coins.

    Raises:
        Refused: whoever paid has left, or Telegram did not say who it was.

    """
    if letters.is_nobody(posted.by):
        raise Refused("assign-nobody")


async def _suspended(desk: Desk, entry: str) -> money.Charge:
    """Return a charge of which nobody knows what it is for.

    Raises:
        Refused: somebody knows by now, or it was given back.

    """
    posted = await paid_at(desk, entry)
    charge = await desk.ledger.charge(money.paid_charge(posted.id) or "")
    if not charge.is_suspended or charge.is_held:
        raise Refused("already")
    return charge


# The till --------------------------------------------------------------------------------------

_SWITCH = re.compile(r"on(?:\s+(.{1,500}))?|off", re.DOTALL | re.IGNORECASE)


async def maintenance(message: Message, desk: Desk, args: str) -> None:
    """Take no payments, or take them again; without a word say which it is."""
    match = _SWITCH.fullmatch(args.strip())
    if match is not None and match[0].lower() == "off":
        await desk.ledger.open()
    elif match is not None:
        await desk.ledger.close((match[1] or "").strip() or desk.me)
    why = await desk.ledger.why_closed()
    text = desk.t("till-open") if why is None else desk.t("till-closed", why=why)
    await show(desk.bot, message, Screen(text, only_home(desk.t)))


ROUTES = Routes(
    admin_commands={"cases": open_cases, "refund": refund, "maintenance": maintenance},
    admin_menus={
        AdminCases: turn,
        AdminCase: card,
        CaseAnswer: answer,
        CaseClose: close,
        RefundLook: look,
        RefundNow: refund_now,
        Suspended: suspended,
        SuspenseFor: suspense_for,
        Assign: assign,
    },
)
