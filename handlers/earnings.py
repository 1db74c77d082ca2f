"""What an artist is owed: asking to be paid, and the operator's answer to it.

Stars that are asked for leave the artist's account at once and wait in one of the house, so they
are asked for once. What an admin says of it is final: whoever comes second is told who was first.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from aiogram.types import CallbackQuery, Message
from pydantic import Field

from handlers import forms, payouts
from handlers import keyboards as keys
from handlers.callbacks import (
    Payout,
    PayoutAsk,
    PayoutCard,
    PayoutHistory,
    PayoutOther,
    PayoutPaid,
    PayoutReject,
    Payouts,
    PayoutSure,
    PayoutWay,
)
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.visit import name_of
from storage import (
    MONEY,
    Amount,
    NotEnough,
    Notice,
    OutOfStep,
    Posting,
    Prose,
    Stopped,
    money,
    wire,
)

_INTENT = re.compile(r"[A-Za-z0-9_-]{8}")
_MOST = 10**9  # Stars that anybody can be owed

# Asking ----------------------------------------------------------------------------------------


async def owed(event: CallbackQuery | Message, desk: Desk) -> None:
    await show(desk.bot, event, await owed_screen(desk))


async def owed_screen(desk: Desk) -> Screen:
    stars, support, (recent, total), stopped = await asyncio.gather(
        desk.ledger.stars(desk.me, now=desk.now),
        desk.giving.support(desk.me),
        desk.ledger.payouts(desk.me, limit=payouts.RECENT),
        desk.ledger.why_stopped(),
    )
    return payouts.owed(
        desk.t,
        stars,
        recent,
        least=desk.house.payout_stars,
        pay_to=support.pay_to,
        total=total,
        stopped=stopped is not None,
    )


async def history(query: CallbackQuery, callback_data: PayoutHistory, desk: Desk) -> None:
    page = callback_data.page
    found, total = await desk.ledger.payouts(desk.me, offset=keys.offset(page), limit=keys.PAGE)
    await show(desk.bot, query, payouts.history(desk.t, found, page=page, total=total))


class PayTo(Aside, family="way-to-pay"):
    """How an artist wants to be paid; `about` says how many Stars they are about to ask for."""

    way: Annotated[Prose, Field(min_length=1, max_length=500)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        await desk.giving.settle(desk.me, pay_to=values["way"])
        with suppress(Refused):  # what they were about to ask for is not to be had any more
            if about:
                return await _sure(desk, int(about), values["way"])
        return await owed_screen(desk)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await owed_screen(desk)


class OwnSum(Aside, family="own-sum"):
    """How many Stars an artist wants to be paid."""

    stars: Annotated[Amount, Field(ge=1, le=_MOST)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        pay_to = (await desk.giving.support(desk.me)).pay_to
        return await _sure(desk, values["stars"], pay_to) if pay_to else await owed_screen(desk)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await owed_screen(desk)


async def _sure(desk: Desk, stars: int, pay_to: str) -> Screen:
    """Return the question whether to ask for so many Stars.

    Raises:
        Refused: they cannot be had.

    """
    found, stopped = await asyncio.gather(
        desk.ledger.stars(desk.me, now=desk.now), desk.ledger.why_stopped()
    )
    _check_least(desk, stars)
    if stopped is not None:
        raise Refused("payout-stopped")
    if stars > found.available:
        raise Refused("payout-not-enough", n=max(found.available, 0))
    return payouts.sure(desk.t, stars, pay_to, secrets.token_urlsafe(6))


def _check_least(desk: Desk, stars: int) -> None:
    if stars < desk.house.payout_stars:
        raise Refused("payout-few", n=desk.house.payout_stars)


async def ask(query: CallbackQuery, callback_data: PayoutAsk, desk: Desk) -> None:
    """Ask whether the presser wants so many Stars, and before the first time, how to pay them."""
    pay_to = (await desk.giving.support(desk.me)).pay_to
    if pay_to is None:
        await forms.ask(query, desk, PayTo, about=str(callback_data.stars))
        return
    await show(desk.bot, query, await _sure(desk, callback_data.stars, pay_to))


async def other(query: CallbackQuery, desk: Desk) -> None:
    pay_to = (await desk.giving.support(desk.me)).pay_to
    await forms.ask(query, desk, PayTo if pay_to is None else OwnSum)


async def way(query: CallbackQuery, desk: Desk) -> None:
    await forms.ask(query, desk, PayTo)


async def request(query: CallbackQuery, callback_data: PayoutSure, desk: Desk) -> None:
    """Ask the operator for Stars; pressed twice, once."""
    intent, stars = callback_data.intent, callback_data.stars
    pay_to = (await desk.giving.support(desk.me)).pay_to
    if pay_to is None or not _INTENT.fullmatch(intent) or stars > _MOST:
        raise Refused("outdated")
    _check_least(desk, stars)
    id = f"{desk.me}-{intent}"  # so that nobody can take the id of another's
    posting = money.request_payout(id, artist=desk.me, stars=stars, now=desk.now, note=pay_to)
    try:
        await desk.ledger.post(posting.telling(*_to_admins(desk, id, "payout-asked")))
    except NotEnough as error:
        raise Refused("payout-not-enough", n=max(error.free, 0)) from error
    except Stopped as error:
        raise Refused("payout-stopped") from error
    except OutOfStep as error:
        raise Refused("outdated") from error
    await show(desk.bot, query, payouts.answered(desk.t, await desk.ledger.payout(id)))


def _to_admins(desk: Desk, id: str, kind: str) -> list[Notice]:
    return [
        Notice(f"admin-{admin}", MONEY, wire.dumps({"kind": kind, "to": admin, "payout": id}))
        for admin in sorted(desk.house.admins)
    ]


# Answering -------------------------------------------------------------------------------------


def _check_admin(desk: Desk) -> None:
    """See that whoever acts is an admin.

    Raises:
        Refused: they are not, or not any more.

    """
    if desk.actor not in desk.house.admins:
        raise Refused("outdated")


async def waiting(message: Message, desk: Desk, args: str) -> None:
    """Show an admin the payouts that wait; whoever else types this means their own."""
    if desk.actor not in desk.house.admins:
        await owed(message, desk)
        return
    allow = args.strip().lower() == "allow"
    if allow:
        await desk.ledger.allow_payouts(now=desk.now)
    await show(desk.bot, message, await _waiting(desk, allowed=allow))


async def turn_waiting(query: CallbackQuery, callback_data: Payouts, desk: Desk) -> None:
    _check_admin(desk)
    await show(desk.bot, query, await _waiting(desk, callback_data.page))


async def _waiting(desk: Desk, page: int = 0, *, allowed: bool = False) -> Screen:
    (found, total), stopped = await asyncio.gather(
        desk.ledger.open_payouts(offset=keys.offset(page), limit=keys.PAGE),
        desk.ledger.why_stopped(),
    )
    artists = {payout.artist for payout in found}
    names = await asyncio.gather(*(name_of(artist, desk) for artist in artists))
    return payouts.waiting(
        desk.t,
        found,
        dict(zip(artists, names, strict=True)),
        page=page,
        total=total,
        stopped=stopped,
        allowed=allowed,
    )


async def card_screen(desk: Desk, id: str, *, tried: bool = False) -> Screen:
    """Return a payout as an admin sees it, who may just have `tried` to settle it."""
    payout, stopped = await asyncio.gather(desk.ledger.payout(id), desk.ledger.why_stopped())
    admin = payout.settled.admin if payout.settled else None
    return payouts.card(
        desk.t,
        payout,
        name=await name_of(payout.artist, desk),
        admin=await _called(desk, admin) if admin else None,
        late=tried and admin != desk.me,
        stopped=stopped,
    )


async def _called(desk: Desk, admin: str) -> str:
    person = await desk.people.get(admin)
    return person.name if person else admin


async def card(query: CallbackQuery, callback_data: PayoutCard, desk: Desk) -> None:
    _check_admin(desk)
    await show(desk.bot, query, await card_screen(desk, callback_data.id))


async def _settle(desk: Desk, id: str, answer: Callable[..., Posting], note: str) -> Screen:
    """Settle a payout, if nobody has yet; say how it was settled."""
    _check_admin(desk)
    payout = await desk.ledger.payout(id)
    to_artist = {"kind": "payout-settled", "to": payout.artist, "payout": id}
    posting = answer(payout.request, now=desk.now, admin=desk.me, note=note).telling(
        Notice("artist", MONEY, wire.dumps(to_artist)), *_to_admins(desk, id, "payout-renewed")
    )
    with suppress(OutOfStep):  # another admin said the opposite a moment ago
        await desk.ledger.post(posting)
    return await card_screen(desk, id, tried=True)


class Paid(Aside, family="payment"):
    """How an admin has paid a payout."""

    reference: Annotated[Prose, Field(min_length=1, max_length=300)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        return await _settle(desk, about, money.pay_out, values["reference"])

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await _left(desk, about)


class Rejected(Aside, family="refusal"):
    """Why an admin declines a payout."""

    reason: Annotated[Prose, Field(min_length=1, max_length=300)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        return await _settle(desk, about, money.reject_payout, values["reason"])

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await _left(desk, about)


async def _left(desk: Desk, id: str) -> Screen:
    _check_admin(desk)
    return await card_screen(desk, id)


async def paid(query: CallbackQuery, callback_data: PayoutPaid, desk: Desk) -> None:
    await _begin(query, desk, callback_data.id, Paid)


async def reject(query: CallbackQuery, callback_data: PayoutReject, desk: Desk) -> None:
    await _begin(query, desk, callback_data.id, Rejected)


async def _begin(query: CallbackQuery, desk: Desk, id: str, aside: type[Aside]) -> None:
    """Ask an admin what goes with an answer, unless another has answered already."""
    _check_admin(desk)
    payout = await desk.ledger.payout(id)
    if payout.settled is None:
        await forms.ask(query, desk, aside, about=id)
        return
    await show(desk.bot, query, await card_screen(desk, id))
    raise Refused("payout-settled", name=await _called(desk, payout.settled.admin))


ROUTES = Routes(
    menus={
        Payout: owed,
        PayoutAsk: ask,
        PayoutSure: request,
        PayoutOther: other,
        PayoutWay: way,
        PayoutHistory: history,
        Payouts: turn_waiting,
        PayoutCard: card,
        PayoutPaid: paid,
        PayoutReject: reject,
    },
    commands={"payout": owed, "payouts": waiting},
)
