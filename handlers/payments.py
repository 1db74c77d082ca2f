"""Whether somebody may pay: Telegram asks before it takes their Stars, and waits ten seconds.

What is paid is booked before any handler hears of it, and told by notices; so here is nothing else.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import PreCheckoutQuery, TelegramObject, Update

from handlers import monthly
from handlers.desk import Desk
from handlers.errors import Refused, excuse
from handlers.house import EDITION
from handlers.screen import REFUSALS
from handlers.texts import Library
from handlers.visit import readable
from storage import STARS, Forged, Gift, Pack, Purchase

logger = logging.getLogger(__name__)

_PATIENCE_S = 4.0  # for the store; then we decline, lest Telegram does without a word


async def confirm(query: PreCheckoutQuery, desk: Desk) -> None:
    """Let somebody pay for what is still to be had."""
    await _judge(query, desk)
    with suppress(TelegramBadRequest):  # too late: Telegram has declined by itself
        await query.answer(ok=True)


class InTime:
    """Outer middleware of updates: whatever goes wrong before a payment, it is declined in time."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        assert isinstance(event, Update)
        query = event.pre_checkout_query
        if query is None:
            return await handler(event, data)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await handler(event, data)
        except REFUSALS:  # of the answer itself: the worker tries again
            raise
        except Exception as error:
            t = data.get("t") or self._library[query.from_user.language_code]
            refusal = excuse(error, t)
            if refusal is None:
                logger.exception("a payment was declined")
                refusal = t.plain("trouble")
        with suppress(TelegramBadRequest):
            await query.answer(ok=False, error_message=refusal)
        return None


async def decline(bot: Bot, library: Library, update: Mapping[str, Any]) -> None:
    """Decline the payment that a raw update asks about, if it does: it cannot be looked at."""
    try:
        query = update["pre_checkout_query"]
        id, language = str(query["id"]), query["from"].get("language_code")
    except (KeyError, TypeError, AttributeError):
        return
    logger.warning("a payment was declined: the store takes no updates")
    with suppress(*REFUSALS):
        await bot.answer_pre_checkout_query(
            id, ok=False, error_message=library[language].plain("trouble")
        )


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
            if Pack(order.coins, order.stars) not in desk.house.packs:
                raise Refused("pay-prices")


async def _judge_gift(gift: Gift, desk: Desk) -> None:
    if gift.artist == desk.me:
        raise Refused("pay-self")
    profile, support = await asyncio.gather(
        readable(desk.records.profile(gift.artist)), desk.giving.support(gift.artist)
    )
    if profile is None:
        raise Refused("pay-no-artist")
    if support.paused:
        raise Refused("pay-paused", name=profile.label)
    if gift.monthly:
        await monthly.judge(desk, gift, profile.label)
    if desk.person.terms != EDITION:  # the invoice says that paying is agreeing
        await desk.people.settle(desk.me, terms=EDITION)
