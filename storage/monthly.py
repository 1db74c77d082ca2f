"""Monthly support: what the payments of a Star subscription come to.

Telegram renews a subscription by itself and tells of each payment once; the comparison with its
list may be earlier or later than that, and knows neither of renewals nor of when they end. So all
the payments are kept, and everything else follows from them, in whatever order they were heard of.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

PERIOD = timedelta(days=30)
"""What is paid at once; Telegram knows no other."""

_LATE = timedelta(days=3)  # a renewal may be, if at first there were no Stars for it

ACTIVE, CANCELED, FAILED = "active", "canceled", "failed"
"""As Telegram has it: renews, runs out by the donor's wish, could not be paid."""

STOPPED, ALLOWED = "stopped", "allowed"
"""Runs out because we said so; the donor, who alone can, may have it renewed all the same."""


class Month(BaseModel):
    """One payment."""

    model_config = ConfigDict(frozen=True)

    charge: str
    at: datetime
    until: datetime
    first: bool
    """Of its subscription."""
    refunded: bool = False


class Former(NamedTuple):
    """A subscription that another has followed."""

    charge: str
    """Its first payment."""
    until: datetime


class Monthly(BaseModel):
    """Somebody's monthly support of an artist: one subscription, or one after another."""

    model_config = ConfigDict(frozen=True)

    stars: int
    payload: str
    """Of the invoice; by it Telegram names the subscription when it has changed."""
    payments: tuple[Month, ...]
    """In the order of their time; there is one at least."""
    state: str = ACTIVE

    @property
    def charge(self) -> str:
        """The first payment of the latest subscription, by which Telegram knows it."""
        firsts = [one.charge for one in self.payments if one.first]
        return firsts[-1] if firsts else self.payments[0].charge

    @property
    def paid(self) -> str:
        """The latest payment."""
        return self.payments[-1].charge

    @property
    def months(self) -> int:
        """How many were paid and not given back, pauses between them or not."""
        return sum(not one.refunded for one in self.payments)

    @property
    def since(self) -> datetime:
        return self.payments[0].at

    @property
    def until(self) -> datetime:
        """To when it is paid."""
        paid = (one.until for one in self.payments if not one.refunded)
        return max(paid, default=self.since)

    @property
    def former(self) -> Former | None:
        """The subscription before the latest, if there was one."""
        firsts = [n for n, one in enumerate(self.payments) if one.first and n > 0]
        if not firsts:
            return None
        before = self.payments[: firsts[-1]]
        charge = next((one.charge for one in reversed(before) if one.first), before[0].charge)
        return Former(charge, before[-1].until)

    def is_running(self, now: datetime) -> bool:
        return self.until > now and self.state != FAILED

    def renews(self, now: datetime) -> bool:
        """Tell whether it will be paid for again."""
        return self.is_running(now) and self.state == ACTIVE

    @property
    def may_renew(self) -> bool:
        """Tell whether Telegram may ask for it again, for all we know."""
        return self.state in (ACTIVE, ALLOWED, FAILED)

    def turned(self, state: str) -> "Monthly":
        """Return it in another state; what we have stopped is not the donor's to cancel."""
        if self.state == STOPPED and state == CANCELED:
            return self
        return self.model_copy(update={"state": state})

    def refunded(self, charge: str) -> "Monthly":
        """Return it without what a payment counted for."""
        payments = tuple(
            one.model_copy(update={"refunded": True}) if one.charge == charge else one
            for one in self.payments
        )
        return self.model_copy(update={"payments": payments})


def paid(
    kept: Monthly | None,
    charge: str,
    *,
    at: datetime,
    stars: int,
    payload: str,
    first: bool | None,
    until: datetime | None,
) -> Monthly:
    """Return monthly support with a payment; None: whoever tells of it does not know."""
    payments = {one.charge: one for one in kept.payments} if kept else {}
    known = payments.get(charge)
    if known is not None:
        at = known.at
    earlier = (one for one in payments.values() if one.charge != charge and one.at <= at)
    before = max(earlier, key=lambda one: one.at, default=None)
    if first is None:
        first = known.first if known else _begins(kept, before, at, payload)
    if until is None:
        begin = at if first or before is None else max(at, before.until)
        until = known.until if known else begin + PERIOD
    month = Month(
        charge=charge, at=at, until=until, first=first, refunded=bool(known and known.refunded)
    )
    payments[charge] = month
    ordered = tuple(sorted(payments.values(), key=lambda one: one.at))
    if kept is not None and (known is not None or ordered[-1] is not month):
        return kept.model_copy(update={"payments": ordered})
    return Monthly(stars=stars, payload=payload, payments=ordered)


def _begins(kept: Monthly | None, before: Month | None, at: datetime, payload: str) -> bool:
    """Tell whether a payment must be the first of a subscription."""
    if kept is None or before is None:
        return True
    return payload != kept.payload or at > before.until + _LATE
