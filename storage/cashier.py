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

from storage import moments, money, monthly, wire
from storage.errors import Conflict, Malformed, NotFound
from storage.giving import Giving
from storage.ledger import Ledger
from storage.models import Donation
from storage.monthly import Monthly
from storage.names import NAMELESS
from storage.orders import Forged, Gift, Order, Purchase, Signer
from storage.outbox import DUTY, MONEY, Outbox
from storage.people import People
from storage.posting import Notice, Posted, Posting
from storage.sources import Sources

logger = logging.getLogger(__name__)


_ASKED_FOR = timedelta(hours=4)
"""The courier asks Telegram for a refund, or to stop a subscription, at least so long."""


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
    """Of monthly support: the first payment. Nobody knows unless `until` is known."""
    until: datetime | None = None
    """Of monthly support: to when it is paid."""


class Cashier:
    """Books payments and what Telegram gives back."""

    def __init__(
        self, redis: Redis, signer: Signer, *, admins: frozenset[str], nobody: str
    ) -> None:
        """Make a cashier for the orders of a signer.

        `admins` are told what only a person can settle; `nobody` is what a donor who does not
        want to be named is called in the store.
        """
        self._ledger = Ledger(redis)
        self._giving = Giving(redis)
        self._people = People(redis)
        self._outbox = Outbox(redis)
        self._sources = Sources(redis)
        self._signer = signer
        self._admins = admins
        self.nobody = nobody

    async def book(self, payment: Payment, *, tell: bool = True) -> Posted | None:
        """Book a payment, or find that it has been; None: a conflict, of which the admins hear.

        Raises:
            Malformed, TooMuch: the store is not what it should be.
        """
        if (of_old := await self._ledger.forgotten(payment.charge)) is not None:
            return of_old  # the payer or the artist has left, and nobody is to be told
        order = self._order(payment)
        posting = await self._posting(payment, order, is_old=not tell)
        notices = self._notices(posting)
        try:
            posted = await self._ledger.post(posting.telling(*notices) if tell else posting)
        except Conflict:
            logger.error("charge %s is booked as something else", payment.charge)
            await self.alarm("conflict", payment.charge, charge=payment.charge)
            return None
        await self._count(payment, order, posted, tell=tell)
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
        notices = self.reversal(charge, asked=charge.is_held) if tell else ()
        posted = await self._ledger.refunded(payment.charge, now=payment.at, notices=notices)
        await self.uncount(charge, now=payment.at, tell=tell)
        if tell and not posted.new:  # perhaps by somebody who told nobody
            asked = posted.kind == "refund"
            await self._tell_after_all(posted, self.reversal(charge, asked=asked))
        return posted

    async def returned(self, charge: money.Charge, *, now: datetime) -> None:
        """Book that Telegram has returned a payment when we asked it to."""
        notices = self.reversal(charge, asked=True)
        await self._ledger.refunded(charge.id, now=now, notices=notices)
        await self.uncount(charge, now=now)

    async def uncount(self, charge: money.Charge, *, now: datetime, tell: bool = True) -> None:
        """Count no more what went back: after that is booked, however often."""
        place = charge.credit.donation
        if place is not None and place.member is not None:
            await self._sources.took_back(place.owner, place.member, at=charge.credit.at)
        order = self._read(charge.credit.note)
        if isinstance(order, Gift) and order.monthly:
            await self._take_back_monthly(charge, order, now=now, tell=tell)

    async def count(self, payment: Payment, *, tell: bool = True) -> None:
        """Count a payment that is booked: whoever booked it may have died before they did."""
        posted = await self._ledger.find(money.payment_id(payment.charge))
        if posted is not None and posted.fingerprint:
            await self._count(payment, self._order(payment), posted, tell=tell)

    async def assign(self, id: str, order: Order, *, admin: str = "") -> Posted:
        """Do with a suspended payment what would have been done, had it been for this order.

        Raises:
            NotFound: there is no such charge.
            OutOfStep: it has been assigned or given back.
            ValueError: it was never suspended, or is of other Stars.
        """
        charge = await self._ledger.charge(id)
        payer = await self._people.get(charge.credit.by)
        payment = Payment(
            charge=id,
            user=charge.credit.by,
            name=payer.name if payer else NAMELESS,
            stars=order.stars,
            payload=charge.credit.note,
            at=charge.credit.at,
        )
        posting = money.assign(charge, await self._posting(payment, order), admin=admin)
        posted = await self._ledger.post(posting.telling(*self._notices(posting)))
        await self._count_source(payment, order, posted)
        return posted

    async def ask_again(self, charge: money.Charge, *, by: str, now: datetime) -> bool:
        """Have Telegram asked again to return what is held, if nobody asks any more.

        So it is when Telegram was out of reach until the courier gave up. Return whether.
        """
        if not charge.is_held or charge.hold is None or now - charge.hold.at < _ASKED_FOR:
            return False
        body = {"kind": "refund", "to": charge.credit.by, "charge": charge.id, "by": by}
        id = f"{money.hold_id(charge.id, charge.holds)}/{now:%Y-%m-%dT%H}"
        return await self._outbox.put(id, DUTY, body)

    def reversal(self, charge: money.Charge, *, asked: bool) -> tuple[Notice, ...]:
        """Return what tells both sides that Stars went back, and the admins if nobody `asked`."""
        credit, place = charge.credit, charge.credit.donation
        about = {"charge": charge.id, "asked": asked}
        notices = [_notice("payer", "returned", credit.by, **about)]
        if place is not None:
            gone = {"artist": place.owner, "id": place.member}
            notices.append(_notice("artist", "taken-back", place.owner, **about, **gone))
        if not asked:
            notices += [
                _notice(f"admin-{id}", "chargeback", id, **about) for id in sorted(self._admins)
            ]
        return tuple(notices)

    def refusal(self, charge: money.Charge, *, by: str, why: str) -> tuple[Notice, ...]:
        """Return what tells whoever asked, and the admins, that Telegram returns nothing."""
        about = {"charge": charge.id}
        notices = [
            _notice(f"admin-{id}", "alarm", id, what="refund-refused", **about, why=why)
            for id in sorted(self._admins)
        ]
        if by and by not in self._admins:
            notices.append(_notice("asker", "refund-refused", by, **about))
        return tuple(notices)

    async def alarm(self, what: str, about: str, **args: Any) -> None:
        """Tell the admins of something, once about the same thing within a month."""
        for admin in sorted(self._admins):
            body = {"kind": "alarm", "to": admin, "what": what, **args}
            await self._outbox.put(f"alarm:{what}:{about}/{admin}", MONEY, body)

    def price(self, payload: str) -> int | None:
        """Return how many Stars an invoice was for; None if it is none of ours."""
        order = self._read(payload)
        return order and order.stars

    def _order(self, payment: Payment) -> Order | None:
        """Return what was paid for; None if nobody knows."""
        order = self._read(payment.payload)
        return order if order is not None and order.stars == payment.stars else None

    def _read(self, payload: str) -> Order | None:
        try:
            return self._signer.read(payload)
        except Forged:
            return None

    async def _posting(
        self, payment: Payment, order: Order | None, *, is_old: bool = False
    ) -> Posting:
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
                return await self._gift(payment, order, is_old=is_old)
        return money.suspend(
            payment.charge,
            user=payment.user,
            stars=payment.stars,
            now=payment.at,
            note=payment.payload,
        )

    async def _gift(self, payment: Payment, order: Gift, *, is_old: bool) -> Posting:
        person = await self._people.get(payment.user)
        kept = await self._giving.monthly(order.artist, payment.user) if order.monthly else None
        anonymous = is_old if person is None else person.anonymous  # else nobody knows any more
        if kept is not None and not (payment.until and payment.first):
            was = await self._was_anonymous(kept, otherwise=anonymous)
            may_be_first = payment.until is None
            anonymous = was or (may_be_first and anonymous)
        posting = money.donate_stars(
            payment.charge,
            donor=payment.user,
            artist=order.artist,
            stars=order.stars,
            donor_name=self.nobody if anonymous else payment.name,
            now=payment.at,
            anonymous=anonymous,
            source=order.source or None,
            month=(kept.months if kept else 0) + 1 if order.monthly else None,
            note=payment.payload,
        )
        if anonymous:  # before it is posted, lest a number tells of it meanwhile
            await self._giving.hide(order.artist, payment.user, posting.record_id)
        return posting

    async def _count(
        self, payment: Payment, order: Order | None, posted: Posted, *, tell: bool
    ) -> None:
        """Count what was paid, beside the ledger: after it is booked, however often."""
        await self._count_source(payment, order, posted)
        is_gift = posted.donation is not None  # else it waits in suspense: nobody could read it
        if isinstance(order, Gift) and order.monthly and is_gift:
            await self._keep_monthly(payment, order, tell=tell)

    async def _count_source(self, payment: Payment, order: Order | None, posted: Posted) -> None:
        """Count where from the Stars of a donation came."""
        given = posted.donation
        if isinstance(order, Gift) and given is not None and given.member is not None:
            source = order.source if payment.first else None  # a renewal is no press of anything
            await self._sources.gave(
                given.owner, payment.user, given.member, source, order.stars, at=payment.at
            )

    async def _was_anonymous(self, kept: Monthly, *, otherwise: bool) -> bool:
        """Tell whether the month before was given without a name.

        A renewal is given as it was: nobody asks again each month. What begins anew is not.
        """
        try:
            place = (await self._ledger.charge(kept.paid)).credit.donation
            if place is None or place.member is None:
                return otherwise
            return bool((await self._ledger.donation(place.owner, place.member)).anonymous)
        except (NotFound, Malformed):
            return otherwise

    async def _keep_monthly(self, payment: Payment, order: Gift, *, tell: bool) -> None:
        """Count a payment of monthly support; have stopped what must not be paid again.

        That is what ran, or could not be paid and may yet be, when somebody began anew; and support
        of an artist who takes none: a renewal does not ask before.
        """
        had_failed = False

        def paid(kept: Monthly | None) -> Monthly:
            nonlocal had_failed
            had_failed = kept is not None and kept.state == monthly.FAILED
            return monthly.paid(
                kept,
                payment.charge,
                at=payment.at,
                stars=order.stars,
                payload=payment.payload,
                first=payment.first if payment.until else None,
                until=payment.until,
            )

        kept = await self._giving.change_monthly(order.artist, payment.user, paid)
        if kept is None or not tell or kept.paid != payment.charge:
            return
        former = kept.former if kept.charge == payment.charge else None
        if former is not None and (had_failed or former.until > payment.at):
            why = "replaced" if had_failed else "twice"
            await self.stop_monthly(
                order.artist, payment.user, former.charge, why=why, now=payment.at
            )
        if not await self._giving.takes(order.artist):
            await self.stop_monthly(
                order.artist,
                payment.user,
                kept.charge,
                why="closed",
                now=payment.at,
                when=payment.charge,
            )

    async def _take_back_monthly(
        self, charge: money.Charge, order: Gift, *, now: datetime, tell: bool
    ) -> None:
        """Uncount a payment; whoever has their Stars back does not want to pay them again."""
        donor = charge.credit.by
        kept = await self._giving.change_monthly(
            order.artist, donor, lambda kept: kept and kept.refunded(charge.id)
        )
        if kept is not None and tell and kept.paid == charge.id:
            await self.stop_monthly(order.artist, donor, kept.charge, why="refunded", now=now)

    async def stop_monthly(
        self, artist: str, donor: str, charge: str, *, why: str, now: datetime, when: str = ""
    ) -> None:
        """Have Telegram asked to renew a subscription no more, and its donor told.

        `charge` is its first payment. `why` is `closed`: the artist takes no support; `twice`:
        there is another; `replaced`: there is, since this one failed, and nobody need be told;
        `left`: the donor leaves altogether; or `refunded`. It is asked once for the same reason,
        `when` being part of it.
        """
        id = f"monthly-stop:{charge}:{why}:{when}"
        body = {"kind": "monthly-stop", "to": donor, "artist": artist, "charge": charge, "why": why}
        await self._giving.order_stop(id, {**body, "original": id, "since": moments.ms(now)})

    async def stop_again(self, *, now: datetime) -> list[str]:
        """Have Telegram asked again to stop what nobody asks about any more; return the charges."""
        asked = []
        for id, body in (await self._giving.ordered_stops()).items():
            is_late = now - moments.from_ms(body["since"]) >= _ASKED_FOR
            if is_late and await self._outbox.put(f"{id}/{now:%Y-%m-%dT%H}", DUTY, body):
                asked.append(str(body["charge"]))
        return asked

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
