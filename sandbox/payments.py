"""How people pay: the pre-checkout, the payment, refunds and subscriptions."""

import dataclasses

from sandbox.errors import Json, conflict, missing
from sandbox.money import Invoice, Payment, Subscription
from sandbox.world import Chat, Kept, Person, World, compact

STARS = "XTR"


async def pay(world: World, who: Person, invoice: Invoice, kept: Kept | None) -> Json:
    """Buy what an invoice offers, if the bot agrees in time."""
    if _is_paid(world, kept):
        raise conflict("this invoice has been paid")
    if who.blocked:
        raise conflict(f"{who.first_name} has blocked the bot")
    if invoice.currency == STARS and who.stars < invoice.amount:
        return {"paid": False, "error": "not enough Stars"}
    lasts_s = world.settings.pre_checkout_timeout_s
    query = world.open_queries.ask("pre_checkout", who.id, lasts_s=lasts_s)
    world.updates.add(
        "pre_checkout_query",
        {
            "id": query.id,
            "from": who.user(),
            "currency": invoice.currency,
            "total_amount": invoice.amount,
            "invoice_payload": invoice.payload,
        },
    )
    world.store.commit()
    if not await world.open_queries.wait(query, lasts_s):
        return {"paid": False, "error": "the bot did not answer in time"}
    if query.reply is not None:
        return {"paid": False, "error": query.reply}
    who = world.people[who.id]  # meanwhile the Stars may be spent, or the invoice paid
    if _is_paid(world, kept):
        return {"paid": False, "error": "this invoice has been paid"}
    if invoice.currency == STARS and who.stars < invoice.amount:
        return {"paid": False, "error": "not enough Stars"}
    return {"paid": True, "charge": _bought(world, who, invoice, kept)}


def _is_paid(world: World, kept: Kept | None) -> bool:
    """Whether this is the invoice of one person, and has a receipt; a group's takes many."""
    if kept is None or not world.chats[kept.chat_id].is_private:
        return False
    now = world.messages.get(kept.chat_id, kept.id)
    return now is not None and now.receipt is not None


def _bought(world: World, who: Person, invoice: Invoice, kept: Kept | None) -> str:
    charge = world.money.new_charge()
    period = invoice.subscription_period
    where = world.chats[kept.chat_id] if kept is not None else world.chats[who.id]
    if period:
        world.money.subscriptions[charge] = Subscription(
            charge=charge, person=who.id, invoice=invoice, expires=world.clock.now() + period
        )
    message = _settle(world, who, invoice, charge, where, subscription=charge if period else None)
    invoiced = world.messages.get(kept.chat_id, kept.id) if kept is not None else None
    if invoiced is not None:
        world.messages.put(dataclasses.replace(invoiced, receipt=message.id))
    return charge


def _settle(
    world: World,
    who: Person,
    invoice: Invoice,
    charge: str,
    where: Chat,
    *,
    subscription: str | None,
) -> Kept:
    """Move the Stars and tell the bot."""
    payment = Payment(
        charge=charge,
        person=who.id,
        invoice=invoice,
        at=world.clock.now(),
        subscription=subscription,
    )
    world.money.payments[charge] = payment
    if invoice.currency == STARS:
        partner = _partner(who, invoice)
        world.money.note(payment, partner, at=payment.at, incoming=True)
        who = dataclasses.replace(who, stars=who.stars - invoice.amount)
    world.put_person(dataclasses.replace(who, started=True))
    expires = world.money.subscriptions[subscription].expires if subscription else None
    paid = {
        "currency": invoice.currency,
        "total_amount": invoice.amount,
        "invoice_payload": invoice.payload,
        "subscription_expiration_date": expires,
        "is_recurring": True if subscription else None,
        "is_first_recurring": True if subscription == charge else None,
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": f"{who.id}_{len(world.money.payments)}",
    }
    return world.post(where, who.id, {"successful_payment": compact(paid)})


def _partner(who: Person, invoice: Invoice) -> Json:
    return compact(
        {
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": who.user(),
            "invoice_payload": invoice.payload,
            "subscription_period": invoice.subscription_period,
        }
    )


def refund(world: World, payment: Payment) -> None:
    """Give the Stars back and show it in the chat."""
    who = world.people[payment.person]
    world.money.refund(payment)
    partner = _partner(who, payment.invoice)
    world.money.note(payment, partner, at=world.clock.now(), incoming=False)
    world.put_person(dataclasses.replace(who, stars=who.stars + payment.invoice.amount))
    world.post(
        world.chats[who.id],
        who.id,
        {
            "refunded_payment": {
                "currency": STARS,
                "total_amount": payment.invoice.amount,
                "invoice_payload": payment.invoice.payload,
                "telegram_payment_charge_id": payment.charge,
            }
        },
    )


# Subscriptions


def find_subscription(world: World, charge: str) -> Subscription:
    """By any charge of it."""
    payment = world.money.payments.get(charge)
    if payment is None or payment.subscription is None:
        raise missing("subscription")
    return world.money.subscriptions[payment.subscription]


def renew(world: World, subscription: Subscription) -> Json:
    """Charge for the next period, as happens when one ends."""
    if subscription.canceled:
        raise conflict("the subscription is canceled")
    who = world.people[subscription.person]
    if who.stars < subscription.invoice.amount:
        _tell(world, subscription, "failed")
        world.money.subscriptions[subscription.charge] = dataclasses.replace(
            subscription, canceled=True
        )
        return {"paid": False, "error": "not enough Stars"}
    period = subscription.invoice.subscription_period or 0
    start = max(subscription.expires, world.clock.now() - period)
    world.money.subscriptions[subscription.charge] = dataclasses.replace(
        subscription, expires=start + period
    )
    charge = world.money.new_charge()
    chat = world.chats[who.id]
    _settle(world, who, subscription.invoice, charge, chat, subscription=subscription.charge)
    return {"paid": True, "charge": charge}


def cancel(world: World, subscription: Subscription, *, canceled: bool) -> None:
    """The person gives the subscription up, or takes it up again."""
    if subscription.canceled == canceled:
        raise conflict("the subscription is so already")
    if subscription.stopped and not canceled:
        raise conflict("the bot has stopped the subscription")
    changed = dataclasses.replace(subscription, canceled=canceled)
    world.money.subscriptions[subscription.charge] = changed
    _tell(world, changed, "canceled" if canceled else "active")


def renew_due(world: World) -> None:
    """After the clock has moved: charge for every period that has ended."""
    for charge in list(world.money.subscriptions):
        while True:
            subscription = world.money.subscriptions[charge]
            over = subscription.expires <= world.clock.now()
            if not over or subscription.canceled:
                break
            renew(world, subscription)


def _tell(world: World, subscription: Subscription, state: str) -> None:
    world.updates.add(
        "subscription",
        {
            "user": world.people[subscription.person].user(),
            "invoice_payload": subscription.invoice.payload,
            "state": state,
        },
    )
