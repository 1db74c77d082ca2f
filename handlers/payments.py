"""Whether somebody may pay: Telegram asks before it takes their Stars, and waits ten seconds.

What is paid is booked before any handler hears of it, and told by notices; so here is nothing else.
"""

import asyncio
import logging
from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import PreCheckoutQuery

from handlers import monthly
from handlers.desk import Desk
from handlers.errors import Refused, excuse
from handlers.house import EDITION
from handlers.visit import readable
from storage import STARS, Forged, Gift, Purchase

logger = logging.getLogger(__name__)

_PATIENCE_S = 4.0  # for the store; then we decline, lest Telegram does without a word


async def confirm(query: PreCheckoutQuery, desk: Desk) -> None:
    """Let somebody pay, or decline with a sentence; whatever goes wrong, decline."""
    refusal: str | None = None
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await _judge(query, desk)
    except Exception as error:
        refusal = excuse(error, desk.t)
        if refusal is None:
            logger.exception("a payment was declined")
            refusal = desk.t.plain("trouble")
    with suppress(TelegramBadRequest):  # too late: Telegram has declined by itself
        await query.answer(ok=refusal is None, error_message=refusal)


async def _judge(query: PreCheckoutQuery, desk: Desk) -> None:
    """Look whether a payment would be for something that is still to be had.

    Raises:
        Refused: it would not.

    """
    try:
        order = desk.house.signer.read(query.invoice_payload)
    except Forged:
        raise Refused("pay-outdated") from None
    if query.currency != STARS or query.total_amount != order.stars:
        raise Refused("pay-changed")
    if await desk.ledger.why_closed() is not None:
        raise Refused("pay-closed")
    match order:
        case Gift():
            await _judge_gift(order, desk)
        case Purchase():
            if order.user != desk.me:
                raise Refused("pay-anothers")
            if desk.person.terms != EDITION:
                raise Refused("pay-terms")


async def _judge_gift(gift: Gift, desk: Desk) -> None:
    if gift.artist == desk.me:
        raise Refused("pay-self")
    profile, support = await asyncio.gather(
        readable(desk.records.profile(gift.artist)), desk.giving.support(gift.artist)
    )
    if profile is None:
        raise Refused("pay-no-artist")
    if support.paused:
        raise Refused("pay-paused", name=profile.name)
    if gift.monthly:
        await monthly.judge(desk, gift, profile.name)
    if desk.person.terms != EDITION:  # the invoice says that paying is agreeing
        await desk.people.settle(desk.me, terms=EDITION)
