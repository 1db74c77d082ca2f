"""The ledger compared with Telegram's own list of the bot's Stars.

An update may be lost, and of much no update tells: chargebacks, withdrawals, advertising. So every
few minutes the list is read on from where it ended, and what the ledger lacks is booked. Booking is
idempotent, so it is no matter who comes first, this or the update; a store that was emptied gets
all of it again, from the beginning of the list.

What is booked is told as well, however old it is: the bot may have been away for days, and Telegram
keeps an update for one. Only a store that has yet to come to the end of the list for the first time
says nothing of what is older than ten minutes: it was emptied, and people have heard all that.

A withdrawal is booked as it is listed, since its Stars have left the balance by then. One that
failed is booked, too, and then put back: the balance comes out right whether Telegram lists what it
put back as an income of the same id or only says of the withdrawal that it failed.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self

from aiogram import Bot
from aiogram.methods import GetMyStarBalance, GetStarTransactions, TelegramMethod

from bot.api import insist
from storage import (
    Bookmark,
    Cashier,
    Conflict,
    Drift,
    Ledger,
    Payment,
    Posting,
    StorageError,
    Transactions,
    moments,
    money,
)
from storage.posting import AMOUNT_LIMIT

logger = logging.getLogger(__name__)

_PAGE = 100  # the most that Telegram gives
_OVERLAP = 50  # read again: the list is in order by the second, and a second may have several
_NEWS = timedelta(minutes=10)  # what is younger is told even while a store is rebuilt
_A_DAY = 288  # sweeps, more or less
_LOOKS = 3  # at balances while money moves
_NANO = 10**9


class _GetStarTransactions(TelegramMethod[dict[str, Any]]):
    """getStarTransactions, without making models: there will be partners we do not know."""

    __returning__ = dict[str, Any]
    __api_method__ = GetStarTransactions.__api_method__

    offset: int
    limit: int = _PAGE


class _GetMyStarBalance(TelegramMethod[dict[str, Any]]):
    """getMyStarBalance as it comes."""

    __returning__ = dict[str, Any]
    __api_method__ = GetMyStarBalance.__api_method__


class Transaction(NamedTuple):
    """Stars that came to the bot's balance, or left it."""

    id: str
    """Of a refund: that of the payment. Of a payment: its charge."""
    stars: int
    nanostars: int
    at: datetime
    incoming: bool
    partner: Mapping[str, Any]

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Return a transaction of Telegram's list.

        Raises:
            ValueError: it says not what came or went.
        """
        try:
            incoming = "source" in raw
            return cls(
                id=str(raw["id"]),
                stars=_amount(raw["amount"]),
                nanostars=_amount(raw.get("nanostar_amount") or 0),
                at=datetime.fromtimestamp(raw["date"], UTC),
                incoming=incoming,
                partner=dict(raw["source" if incoming else "receiver"]),
            )
        except (KeyError, TypeError, OverflowError, OSError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error

    @property
    def what(self) -> str:
        """What it is, in Telegram's words."""
        words = (self.partner.get("type"), self.partner.get("transaction_type"))
        return " ".join(str(word) for word in words if word) or "?"

    @property
    def is_invoice(self) -> bool:
        """A payment of an invoice, or its refund."""
        kind = self.partner.get("transaction_type")
        return kind == "invoice_payment" or "invoice_payload" in self.partner

    @property
    def has_failed(self) -> bool:
        """A withdrawal of which nothing came."""
        state = self.partner.get("withdrawal_state")
        return isinstance(state, dict) and state.get("type") == "failed"

    @property
    def is_shared(self) -> bool:
        """An affiliate has a part of it, which never was on our balance."""
        return isinstance(self.partner.get("affiliate"), dict)

    @property
    def price(self) -> int:
        """What was paid, the part of an affiliate included; what came, if that is no whole Star."""
        share = self.partner["affiliate"] if self.is_shared else {}
        parts = [(share.get("amount"), _NANO), (share.get("nanostar_amount"), 1)]
        theirs = abs(sum(n * unit for n, unit in parts if type(n) is int))  # below 0 of a refund
        price, rest = divmod(self.stars * _NANO + self.nanostars + theirs, _NANO)
        return self.stars if rest or price > AMOUNT_LIMIT else price

    @property
    def payment(self) -> Payment:
        user = self.partner.get("user")
        if not isinstance(user, dict):
            user = {}
        names = (user.get("first_name"), user.get("last_name"))
        return Payment(
            charge=self.id,
            user=str(user.get("id") or money.NOBODY),
            name=" ".join(str(name) for name in names if name),
            stars=self.stars,
            payload=str(self.partner.get("invoice_payload") or ""),
            at=self.at,
        )


def _amount(number: object) -> int:
    if type(number) is not int or not 0 <= number <= AMOUNT_LIMIT:
        raise ValueError(f"{number!r} is no amount")
    return number


async def reconcile(
    bot: Bot, cashier: Cashier, ledger: Ledger, transactions: Transactions, *, now: datetime
) -> None:
    """Book what Telegram lists and the ledger lacks; tell the admins if the balances differ."""
    await _Sweep(bot, cashier, ledger, transactions, now).run()


class _Sweep:
    """One look at the list; the next one is another object."""

    def __init__(
        self, bot: Bot, cashier: Cashier, ledger: Ledger, transactions: Transactions, now: datetime
    ) -> None:
        self._bot = bot
        self._cashier = cashier
        self._ledger = ledger
        self._transactions = transactions
        self._now = now
        self._end = 0  # of what was read
        self._seen = 0  # before: up to there all was done to its end
        self._mark = Bookmark(0, "")  # up to where all is booked
        self._is_whole = True  # nothing that the store refused is behind the mark
        self._is_afresh = True  # what is unknown need not be new

    async def run(self) -> None:
        drift = await self._transactions.drift()
        await self._begin(from_the_start=drift.times % _A_DAY == 1)
        while await self._read_on() == _PAGE:
            pass
        if self._is_afresh:
            await self._transactions.end_afresh()
            self._is_afresh = False
        stars = await self._difference()
        if stars is not None:
            await self._settle(drift, stars)

    async def _begin(self, *, from_the_start: bool) -> None:
        """Find the place from which to read.

        If the balances differ, something was listed late, or changed since: all is read again,
        and once a day as long as they do.
        """
        mark = await self._transactions.mark()
        self._is_afresh = mark is None or await self._transactions.is_afresh()
        if mark is None:
            await self._transactions.begin_afresh()
        if mark is None:
            return
        self._seen = mark.seen
        if from_the_start:
            return
        begin = max(mark.seen - _OVERLAP, 0)
        page = await self._page(begin)
        if mark.last and mark.last not in [_id(raw) for raw in page]:
            logger.warning("Telegram lists other transactions than before: reading all of them")
            await self._transactions.begin_afresh()
            self._is_afresh, self._seen = True, 0
            return
        self._end, self._mark = begin, Bookmark(begin, "")

    async def _read_on(self) -> int:
        """Book the next transactions of the list; return how many there were."""
        page = await self._page(self._end)
        for raw in page:
            self._is_whole = await self._take(raw) and self._is_whole
            self._end += 1
            if self._is_whole:
                self._mark = Bookmark(self._end, _id(raw))
        await self._transactions.keep(self._mark)
        return len(page)

    async def _page(self, offset: int) -> list[dict[str, Any]]:
        answer = await insist(
            lambda: self._bot(_GetStarTransactions(offset=offset)),
            to="read Telegram's list of transactions",
        )
        page: list[dict[str, Any]] = answer.get("transactions") or []
        return page

    # Booking -----------------------------------------------------------------------------------

    async def _take(self, raw: dict[str, Any]) -> bool:
        """Book one transaction, if it is not; False: it must be tried again."""
        try:
            transaction = Transaction.read(raw)
        except ValueError as error:
            logger.error("a transaction of Telegram makes no sense: %s", error)
            await self._cashier.alarm("transaction", _id(raw), charge=_id(raw), why=str(error))
            return True
        try:
            await self._book(transaction)
        except Conflict:
            logger.error("transaction %s is booked as something else", transaction.id)
            await self._cashier.alarm("conflict", transaction.id, charge=transaction.id)
        except StorageError as error:
            why = f"{type(error).__name__}: {error}"
            logger.error("transaction %s cannot be booked: %s", transaction.id, why)
            about = {"charge": transaction.id, "why": why}
            await self._cashier.alarm("transaction", transaction.id, **about)
            return False
        return True

    async def _book(self, one: Transaction) -> None:
        if one.nanostars:
            side, sign = ("in", 1) if one.incoming else ("out", -1)
            await self._transactions.keep_fraction(f"{one.id} {side}", sign * one.nanostars)
        if not one.stars:
            return
        paid, reversals = money.payment_id(one.id), money.reversal_ids(one.id)
        taken, failed = money.withdrawal_ids(one.id)
        known = await self._ledger.known(paid, *reversals, taken, failed)
        if one.incoming and taken in known:
            await self._put_back(one, known)
        elif one.incoming:
            await self._book_payment(one, is_known=paid in known)
        elif paid in known or one.is_invoice:
            await self._book_return(one, is_known=not known.isdisjoint(reversals))
        else:
            if taken not in known:
                await self._ledger.post(self._withdrawal(one))
            if one.has_failed:
                await self._put_back(one, known)
        if one.is_shared and one.is_invoice:
            await self._share(one)

    async def _book_payment(self, one: Transaction, *, is_known: bool) -> None:
        if not is_known:
            await self._came(one)
        elif self._is_unread:
            await self._cashier.count(self._paid(one), tell=self._is_news(one))

    async def _book_return(self, one: Transaction, *, is_known: bool) -> None:
        if not is_known:
            await self._cashier.give_back(self._paid(one), tell=self._is_news(one))
        elif self._is_unread:
            charge = await self._ledger.charge(one.id)
            await self._cashier.uncount(charge, now=one.at, tell=self._is_news(one))

    def _paid(self, one: Transaction) -> Payment:
        """Return what was paid, an affiliate's part included unless our price says otherwise."""
        paid = one.payment
        price = self._cashier.price(paid.payload)
        return paid._replace(stars=one.price) if price in (None, one.price) else paid

    async def _share(self, one: Transaction) -> None:
        """Book what an affiliate has of a payment, or has given back: the operator spent it."""
        share = (await self._ledger.charge(one.id)).stars - one.stars
        if share > 0:
            spend = money.withdraw if one.incoming else money.withdrawal_failed
            id, about = f"{one.id}/affiliate", {"operator": money.NOBODY, "note": "affiliate"}
            await self._ledger.post(spend(id, stars=share, now=one.at, **about))

    async def _came(self, one: Transaction) -> None:
        if one.is_invoice:
            await self._cashier.book(self._paid(one), tell=self._is_news(one))
            return
        paid = one.payment
        await self._ledger.post(
            money.suspend(one.id, user=paid.user, stars=one.stars, now=one.at, note=one.what)
        )
        if self._is_news(one):
            about = {"charge": one.id, "stars": one.stars, "source": one.what}
            await self._cashier.alarm("income", one.id, **about)

    def _withdrawal(self, one: Transaction) -> Posting:
        return money.withdraw(
            one.id, operator=money.NOBODY, stars=one.stars, now=one.at, note=one.what
        )

    async def _put_back(self, one: Transaction, known: set[str]) -> None:
        if money.withdrawal_ids(one.id)[1] not in known:
            await self._ledger.post(
                money.withdrawal_failed(
                    one.id, operator=money.NOBODY, stars=one.stars, now=one.at, note=one.what
                )
            )

    @property
    def _is_unread(self) -> bool:
        """Tell whether this one is looked at for the first time.

        Then whoever booked it may have died before they had counted it, too.
        """
        return self._end >= self._seen

    def _is_news(self, one: Transaction) -> bool:
        """Tell whether nobody can have heard of it."""
        return not self._is_afresh or self._now - one.at < _NEWS

    # The balance -------------------------------------------------------------------------------

    async def _difference(self) -> int | None:
        """Return how many Stars more Telegram has than we; None: they move too fast to tell."""
        for _ in range(_LOOKS):
            ours = await self._ours()
            theirs = await self._theirs()
            if not await self._read_on() and ours == await self._ours():
                return round((theirs - await self._transactions.fractions()) / _NANO) - ours
        return None

    async def _ours(self) -> int:
        return -await self._ledger.balance(money.TELEGRAM)

    async def _theirs(self) -> int:
        """Return what Telegram says we have, in billionths of a Star."""
        balance = await insist(
            lambda: self._bot(_GetMyStarBalance()), to="ask Telegram for our balance"
        )
        return int(balance["amount"]) * _NANO + int(balance.get("nanostar_amount") or 0)

    async def _settle(self, before: Drift, stars: int) -> None:
        """Remember a difference; one that is the same after all was read again, stands."""
        if not stars:
            if before.stars:
                logger.info("Telegram's balance and the ledger agree again")
                await self._transactions.keep_drift(Drift())
            return
        times = before.times + 1 if stars == before.stars else 1
        await self._transactions.keep_drift(Drift(stars, times))
        if times == 1:
            logger.warning("Telegram has %+d Stars against the ledger; looking again", stars)
            return
        if times == 2:
            logger.error("Telegram has %+d Stars against the ledger, and it stays so", stars)
        ours = await self._ours()
        await self._cashier.alarm(
            "drift",
            f"{moments.day(self._now)}:{stars}",
            difference=f"{stars:+d}",
            telegram=ours + stars,
            ledger=ours,
        )


def _id(raw: object) -> str:
    return str(raw.get("id", "")) if isinstance(raw, dict) else ""
