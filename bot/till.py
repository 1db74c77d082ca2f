"""Money first: payments and refunds are booked before anybody is talked to about them."""

import logging
from datetime import UTC, datetime

from aiogram.types import Update

from storage import Cashier, Payment
from storage.posting import STARS

logger = logging.getLogger(__name__)


class Till:
    """Books what updates say of money. Booked twice is booked once."""

    def __init__(self, cashier: Cashier) -> None:
        self._cashier = cashier

    async def book(self, update: Update) -> None:
        """Book the payment or the refund that an update brings, if it brings one."""
        message = update.message
        if message is None:
            return
        paid, returned = message.successful_payment, message.refunded_payment
        event = paid or returned
        if event is None:
            return
        if event.currency != STARS:
            logger.error(
                "update %d is about %s: we take Stars only", update.update_id, event.currency
            )
            await self._cashier.alarm("currency", str(update.update_id), currency=event.currency)
            return
        # A refund is shown in the payer's chat, and need not be from the payer.
        payer = message.from_user if paid and message.from_user else message.chat
        payment = Payment(
            charge=event.telegram_payment_charge_id,
            user=str(payer.id),
            name=payer.full_name,
            stars=event.total_amount,
            payload=event.invoice_payload,
            at=message.date,
        )
        if paid is None:
            await self._cashier.give_back(payment)
            return
        until = paid.subscription_expiration_date
        await self._cashier.book(
            payment._replace(
                first=bool(paid.is_first_recurring),
                until=datetime.fromtimestamp(until, UTC) if until else None,
            )
        )
