"""Invoices, pre-checkouts and Stars."""

import dataclasses
import re
from typing import Any

from aiogram.methods import (
    AnswerPreCheckoutQuery,
    CreateInvoiceLink,
    EditUserStarSubscription,
    GetStarTransactions,
    RefundStarPayment,
    SendInvoice,
)

from sandbox import payments
from sandbox.errors import QUERY_TOO_OLD, Json, bad, strict, unmodelled
from sandbox.methods.envelope import Envelope
from sandbox.money import Invoice
from sandbox.payments import STARS
from sandbox.world import World

_MONTH_S = 2_592_000  # the only period that Telegram knows
_MOST_STARS = 100_000
_MOST_MONTHLY_STARS = 10_000
_UNMODELLED = (
    "need_name",
    "need_phone_number",
    "need_email",
    "need_shipping_address",
    "is_flexible",
    "send_phone_number_to_provider",
    "send_email_to_provider",
)


async def send_invoice(world: World, call: SendInvoice) -> Json:
    envelope = Envelope.of(world, call, pays=True)
    invoice = checked(world, call, start_parameter=call.start_parameter or "")
    if envelope.inline is None:
        price = f"⭐️{invoice.amount}" if invoice.currency == STARS else invoice.currency
        button = {"text": f"Pay {price}", "pay": True}
        envelope.inline = {"inline_keyboard": [[button]]}
    elif not envelope.inline["inline_keyboard"][0][0].get("pay"):
        raise bad("BUTTON_TYPE_INVALID")
    return envelope.post({"invoice": invoice.shown()}, invoice=invoice.slug).message


async def create_invoice_link(world: World, call: CreateInvoiceLink) -> str:
    return f"https://t.me/${checked(world, call).slug}"


def checked(world: World, call: Any, *, start_parameter: str = "") -> Invoice:
    """The invoice that a method or an InputInvoiceMessageContent describes."""
    for name in _UNMODELLED:
        if getattr(call, name, None):
            raise unmodelled(f'the parameter "{name}"')
    _check_words(call)
    amount = sum(price.amount for price in call.prices)
    period = getattr(call, "subscription_period", None)
    if call.currency == STARS:
        _check_stars(call, amount, period)
    elif not re.fullmatch(r"[A-Z]{3}", call.currency):
        raise bad("CURRENCY_INVALID")
    elif not call.provider_token:
        raise bad("PAYMENT_PROVIDER_INVALID")
    elif amount <= 0:
        raise bad("CURRENCY_TOTAL_AMOUNT_INVALID")
    elif period:
        raise bad("SUBSCRIPTION_PERIOD_INVALID")
    return world.money.offer(
        title=call.title,
        description=call.description,
        payload=call.payload,
        currency=call.currency,
        amount=amount,
        subscription_period=period or None,
        start_parameter=start_parameter,
    )


def _check_words(call: Any) -> None:
    for name, longest in (("title", 32), ("description", 255)):
        value = getattr(call, name).strip()
        if not value:
            raise bad(f'parameter "{name}" is required')
        if len(value) > longest:
            raise strict(f"the invoice's {name} is longer than {longest} characters")
    if not 1 <= len(call.payload.encode()) <= 128:
        raise bad("INVOICE_PAYLOAD_INVALID")
    if not call.prices:
        raise bad("there must be at least one price")


def _check_stars(call: Any, amount: int, period: int | None) -> None:
    if call.provider_token or len(call.prices) != 1:
        raise bad("STARS_INVOICE_INVALID")
    if call.max_tip_amount or call.suggested_tip_amounts:
        raise bad("STARS_INVOICE_INVALID")
    if period and period != _MONTH_S:
        raise bad("SUBSCRIPTION_PERIOD_INVALID")
    if not 0 < amount <= (_MOST_MONTHLY_STARS if period else _MOST_STARS):
        raise bad("CURRENCY_TOTAL_AMOUNT_INVALID")


async def answer_pre_checkout_query(world: World, call: AnswerPreCheckoutQuery) -> bool:
    if not call.ok and not call.error_message:
        raise bad('parameter "error_message" is required')
    query = world.open_queries.take(call.pre_checkout_query_id, "pre_checkout")
    if query is None:
        raise bad(QUERY_TOO_OLD)
    query.answer(None if call.ok else call.error_message)
    return True


async def refund_star_payment(world: World, call: RefundStarPayment) -> bool:
    payment = world.money.payments.get(call.telegram_payment_charge_id)
    if call.user_id not in world.people:
        raise bad("USER_ID_INVALID")
    if payment is None or payment.person != call.user_id or payment.invoice.currency != STARS:
        raise bad("CHARGE_NOT_FOUND")
    if payment.refunded:
        raise bad("CHARGE_ALREADY_REFUNDED")
    payments.refund(world, payment)
    return True


async def get_star_transactions(world: World, call: GetStarTransactions) -> Json:
    limit = min(max(100 if call.limit is None else call.limit, 1), 100)
    offset = max(call.offset or 0, 0)
    return {"transactions": world.money.transactions()[offset : offset + limit]}


async def get_my_star_balance(world: World, _call: object) -> Json:
    return world.money.balance


async def edit_user_star_subscription(world: World, call: EditUserStarSubscription) -> bool:
    """Stop a subscription, known by its first payment; or let the person take it up again.

    The latter is no renewal yet: what the bot has stopped, the person starts.
    """
    subscription = world.money.subscriptions.get(call.telegram_payment_charge_id)
    if call.user_id not in world.people:
        raise bad("USER_ID_INVALID")
    if subscription is None or subscription.person != call.user_id:
        raise bad("CHARGE_ID_INVALID")
    world.money.subscriptions[subscription.charge] = dataclasses.replace(
        subscription,
        stopped=call.is_canceled,
        canceled=subscription.canceled or call.is_canceled,
    )
    return True
