"""What becomes of a payment: from what Telegram says to what the ledger holds.

Whoever hears of a charge books it: the update that brings it, and the comparison with Telegram's
own list. It is booked once, whoever comes first. Nothing that was paid is dropped: what nobody can
read waits in suspense for a person. Notices are part of the booking; whoever books an old charge
(`tell=False`) leaves them out, and a later update brings them after all.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import money, wire
from storage.errors import Conflict, NotFound
from storage.giving import Giving, Monthly
from storage.ledger import Ledger
from storage.models import Donation
from storage.orders import Forged, Gift, Order, Purchase, Signer
from storage.outbox import MONEY, Outbox
from storage.people import People
from storage.posting import Notice, Posted, Posting

logger = logging.getLogger(__name__)

PERIOD = timedelta(days=30)
"""Of monthly support; Telegram knows no other."""


class Payment(NamedTuple):
    """Stars that somebody paid."""

    charge: str
    user: str
    name: str
    """What the payer is called, for whoever is told."""
    stars: int
    payload: str
    at: datetime
    first: bool = True
    """Of monthly support: the first payment."""
    until: datetime | None = None
    """Of monthly support: to when it is paid."""


class Cashier:
    """Books payments and what Telegram gives back."""

    def __init__(
        self, redis: Redis, signer: Signer, *, admins: frozenset[str], nobody: str
    ) -> None:
        """Make a cashier for the orders of a signer.

        `admins` are told what only a person can settle; `nobody` is what an unnamed donor is
        called in the store.
        """
        self._ledger = Ledger(redis)
        self._giving = Giving(redis)
        self._people = People(redis)
        self._outbox = Outbox(redis)
        self._signer = signer
        self._admins = admins
        self.nobody = nobody

    async def book(self, payment: Payment, *, tell: bool = True) -> Posted | None:
        """Book a payment, or find that it has been; None: a conflict, of which the admins hear.

        Raises:
            Malformed, TooMuch: the store is not what it should be.
        """
        order = self._order(payment)
        posting = await self._posting(payment, order)
        notices = self._notices(posting)
        try:
            posted = await self._ledger.post(posting.telling(*notices) if tell else posting)
        except Conflict:
            logger.error("charge %s is booked as something else", payment.charge)
            await self.alarm("conflict", payment.charge, charge=payment.charge)
            return None
        if isinstance(order, Gift) and order.monthly:
            await self._keep_monthly(payment, order)
        if tell and not posted.new:
            await self._tell_after_all(posted, notices)
        return posted

    async def give_back(self, payment: Payment, *, tell: bool = True) -> Posted | None:
        """Book that Telegram has returned a payment, be it we who asked, or a chargeback."""
        try:
            charge = await self._ledger.charge(payment.charge)
        except NotFound:
            if await self.book(payment, tell=False) is None:
                return None
            charge = await self._ledger.charge(payment.charge)
        notices = self.reversal(charge) if tell else ()
        return await self._ledger.refunded(payment.charge, now=payment.at, notices=notices)

    def reversal(self, charge: money.Charge) -> tuple[Notice, ...]:
        """Return what tells both sides, and of a chargeback the admins, that Stars went back."""
        credit, place = charge.credit, charge.credit.donation
        about = {"charge": charge.id, "asked": charge.is_held}
        notices = [_notice("payer", "returned", credit.by, **about)]
        if place is not None:
            gone = {"artist": place.owner, "id": place.member}
            notices.append(_notice("artist", "taken-back", place.owner, **about, **gone))
        if not charge.is_held:
            notices += [
                _notice(f"admin-{id}", "chargeback", id, **about) for id in sorted(self._admins)
            ]
        return tuple(notices)

    async def alarm(self, what: str, about: str, **args: Any) -> None:
        """Tell the admins of something, once about the same thing within a month."""
        for admin in sorted(self._admins):
            body = {"kind": "alarm", "to": admin, "what": what, **args}
            await self._outbox.put(f"alarm:{what}:{about}/{admin}", MONEY, body)

    def _order(self, payment: Payment) -> Order | None:
        """Return what was paid for; None if nobody knows."""
        try:
            order = self._signer.read(payment.payload)
        except Forged:
            return None
        return order if order.stars == payment.stars else None

    async def _posting(self, payment: Payment, order: Order | None) -> Posting:
        match order:
            case Purchase():
                return money.buy_coins(
                    payment.charge,
                    user=payment.user,
                    stars=order.stars,
                    coins=order.coins,
                    now=payment.at,
                    note=payment.payload,
                )
            case Gift():
                return await self._gift(payment, order)
        return money.suspend(
            payment.charge,
            user=payment.user,
            stars=payment.stars,
            now=payment.at,
            note=payment.payload,
        )

    async def _gift(self, payment: Payment, order: Gift) -> Posting:
        person = await self._people.get(payment.user)
        before = await self._giving.giver(order.artist, payment.user)
        anonymous = person is not None and person.anonymous
        return money.donate_stars(
            payment.charge,
            donor=payment.user,
            artist=order.artist,
            stars=order.stars,
            donor_name=self.nobody if anonymous else payment.name,
            now=payment.at,
            anonymous=anonymous,
            source=order.source or None,
            nth=before.n + 1,
            month=await self._month(payment, order) if order.monthly else None,
            note=payment.payload,
        )

    async def _month(self, payment: Payment, order: Gift) -> int:
        """Return the how manieth payment of monthly support this is."""
        kept = await self._giving.monthly(order.artist, payment.user)
        if kept is None:
            return 1
        if kept.paid == payment.charge:
            return kept.months
        return 1 if payment.until and payment.first else kept.months + 1

    async def _keep_monthly(self, payment: Payment, order: Gift) -> None:
        kept = await self._giving.monthly(order.artist, payment.user)
        if kept is not None and kept.paid == payment.charge:
            return
        is_new = kept is None or (payment.until is not None and payment.first)
        await self._giving.keep_monthly(
            order.artist,
            payment.user,
            Monthly(
                charge=payment.charge if is_new or kept is None else kept.charge,
                stars=order.stars,
                months=await self._month(payment, order),
                paid=payment.charge,
                since=payment.at if is_new or kept is None else kept.since,
                until=payment.until or payment.at + PERIOD,
            ),
        )

    def _notices(self, posting: Posting) -> tuple[Notice, ...]:
        """Return what tells of a booking: the payer, and who was given something."""
        match posting.kind:
            case "donation":
                assert isinstance(posting.donation, Donation)
                artist, donor = posting.donation.owner, posting.by
                gift = {"artist": artist, "id": posting.donation.id}
                return (
                    _notice("artist", "donation", artist, **gift),
                    _notice("donor", "thanks", donor, **gift),
                )
            case "purchase":
                return (_notice("payer", "coins-bought", posting.by, posting=posting.id),)
            case _:
                about = {"posting": posting.id}
                return (
                    _notice("payer", "unclear-payment", posting.by, **about),
                    *(
                        _notice(f"admin-{id}", "suspense", id, **about)
                        for id in sorted(self._admins)
                    ),
                )

    async def _tell_after_all(self, posted: Posted, notices: tuple[Notice, ...]) -> None:
        """Put the notices of a charge that was booked without them; those there were, stay."""
        place = posted.donation
        for notice in notices:
            body = wire.loads(notice.text)
            if place is not None and "id" in body:
                body["id"] = place.member
            await self._outbox.put(f"{posted.id}/{notice.name}", notice.urgency, body)


def _notice(name: str, kind: str, to: str, **about: Any) -> Notice:
    return Notice(name, MONEY, wire.dumps({"kind": kind, "to": to, **about}))
