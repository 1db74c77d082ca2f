"""Invoices, payments, subscriptions and the bot's Stars."""

import dataclasses
import secrets
from dataclasses import dataclass

from pydantic import TypeAdapter

from sandbox.errors import Json
from sandbox.store import Counters, Store, Table

_NANO = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What can be bought; by its link, or in the message that shows it."""

    slug: str
    title: str
    description: str
    payload: str
    currency: str
    amount: int
    subscription_period: int | None = None
    start_parameter: str = ""

    def shown(self) -> Json:
        """As in a message."""
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": self.currency,
            "total_amount": self.amount,
        }

    def offered(self) -> Json:
        """As people see it before they pay."""
        return {
            "slug": self.slug,
            "title": self.title,
            "description": self.description,
            "amount": self.amount,
            "currency": self.currency,
            "payload": self.payload,
            "subscription_period": self.subscription_period,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Something bought; `charge` is Telegram's id of it."""

    charge: str
    person: int
    invoice: Invoice
    at: int
    refunded: bool = False
    subscription: str | None = None  # the first charge of the subscription it belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A payment that repeats."""

    charge: str
    person: int
    invoice: Invoice
    expires: int
    canceled: bool = False
    stopped: bool = False  # by the bot, which alone can let the person take it up again


class Money:
    """What was offered and bought, and the bot's Stars."""

    def __init__(self, store: Store, counters: Counters) -> None:
        self.invoices: Table[str, Invoice] = Table(store, "invoice", str, TypeAdapter(Invoice))
        self.payments: Table[str, Payment] = Table(store, "payment", str, TypeAdapter(Payment))
        self.subscriptions: Table[str, Subscription] = Table(
            store, "subscription", str, TypeAdapter(Subscription)
        )
        self._transactions: Table[int, Json] = Table(store, "transaction", int, TypeAdapter(Json))
        self._counters = counters

    def offer(self, **fields: object) -> Invoice:
        invoice = Invoice(slug=secrets.token_urlsafe(12), **fields)  # type: ignore[arg-type]  # checked by the caller
        self.invoices[invoice.slug] = invoice
        return invoice

    @property
    def balance(self) -> Json:
        """The bot's Stars, as a `StarAmount`: whole ones towards zero, and billionths."""
        nanos = sum(
            (1 if "source" in one else -1) * (one["amount"] * _NANO + one.get("nanostar_amount", 0))
            for one in self.transactions()
        )
        sign = 1 if nanos >= 0 else -1
        whole, rest = divmod(abs(nanos), _NANO)
        return {"amount": sign * whole} | ({"nanostar_amount": sign * rest} if rest else {})

    def transactions(self) -> list[Json]:
        """Movements of the bot's Stars, the oldest first."""
        return list(self._transactions.values())

    def note(self, payment: Payment, partner: Json, *, at: int, incoming: bool) -> None:
        """Write a movement of Stars into the bot's history."""
        transaction = {
            "id": payment.charge,
            "amount": payment.invoice.amount,
            "date": at,
            "source" if incoming else "receiver": partner,
        }
        self._transactions[self._counters.next("transaction")] = transaction

    def write(self, transaction: Json) -> None:
        """Put a movement of Stars at the end of the bot's history, or in place of its former self.

        A payment and its refund have one id; they differ by the side that has the partner.
        """
        side = "source" if "source" in transaction else "receiver"
        places = [
            place
            for place, known in self._transactions.items()
            if known["id"] == transaction["id"] and side in known
        ]
        place = places[0] if places else self._counters.next("transaction")
        self._transactions[place] = transaction

    def new_charge(self) -> str:
        return f"stx{secrets.token_urlsafe(30)}"

    def refund(self, payment: Payment) -> None:
        self.payments[payment.charge] = dataclasses.replace(payment, refunded=True)
