"""The ledger: the only thing that moves money.

A posting (`posting.py`; `money.py` makes them) is applied by one script: balances, records,
notices and the entry in the journal, or nothing of it. Its id makes it idempotent for ever, so
whatever is not sure that it was applied posts it again. The journal is never trimmed; all the
rest can be computed from it, which `audit` does.

Notices go to the stream `bot:outbox:{urgency}` with the fields `id` and `text`, in the same step,
for whoever delivers them.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments, money
from storage.auditor import Audit, Auditor, pages
from storage.errors import (
    Capped,
    Conflict,
    Malformed,
    NotEnough,
    NotFound,
    OutOfStep,
    Stopped,
    StorageError,
    TooMuch,
)
from storage.lua import script
from storage.models import CoinTx, Donation
from storage.plan import Plan, Write
from storage.posting import Account, Line, Notice, Posted, Posting, Revision, owed, wallet
from storage.records import read_record

_PAGE = 500
_ENTRY = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")
_ATTEMPTS = 20  # at a donation that changes between reading and writing it


class Owed(NamedTuple):
    """Stars of an artist."""

    total: int
    maturing: dict[date, int]
    """What of them cannot be paid out before which day, in order."""

    @property
    def pending(self) -> int:
        return sum(self.maturing.values())

    @property
    def available(self) -> int:
        return self.total - self.pending


class Clash(NamedTuple):
    """A posting that was refused because its id is that of another."""

    id: str
    plan: str
    """What it would have done, as JSON."""


class Ledger:
    """All money. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._script = script(redis, "post")
        self._swap = script(redis, "swap")

    async def post(self, posting: Posting) -> Posted:
        """Apply a posting, or find that it has been; the answer is that of the first time.

        Raises:
            Conflict: another posting has this id; a person must look (`conflicts`).
            NotEnough: an account has not so much to give.
            OutOfStep: the charge or the payout is not where this step begins.
            Capped: there were as many of these today as there may be.
            Stopped: it is a payout, and payouts are stopped.
            TooMuch: a balance would leave ±9·10¹⁵.
            Malformed: something else than money or a record is where they should be.
        """
        for _ in range(_ATTEMPTS):
            plan = Plan(posting, await self._writes(posting))
            word, *about = await self._script(keys=plan.keys, args=plan.args)
            if word in ("posted", "known"):
                entry, fields = about
                return Posted.read(entry, _pairs(fields), new=word == "posted")
            if word != "changed":
                break
        raise _refusal(posting, word, about)

    async def find(self, id: str) -> Posted | None:
        """Return the posting that has this id, if any has."""
        (found,) = await self.find_all(id)
        return found

    async def find_all(self, *ids: str) -> list[Posted | None]:
        """Return the postings that have these ids, in their order; None: none has."""
        entries = await self._redis.hmget(keys.LEDGER_POSTINGS, list(ids))
        async with self._redis.pipeline(transaction=False) as pipe:
            for entry in entries:
                pipe.xrange(keys.LEDGER_JOURNAL, entry or "0-1", entry or "0-1")
            found = await pipe.execute()
        return [Posted.read(*entry[0]) if entry else None for entry in found]

    async def at(self, entry: str) -> Posted:
        """Return the posting of an entry of the journal, `1706184123456-0`.

        Raises:
            NotFound: there is none.
        """
        if _ENTRY.fullmatch(entry):
            found: Any = await self._redis.xrange(keys.LEDGER_JOURNAL, entry, entry)
            if found:
                return Posted.read(*found[0])
        raise NotFound(entry)

    async def payments(
        self, user: str, *, offset: int = 0, limit: int = 8
    ) -> tuple[list[Posted], int]:
        """Return what a user paid, newest first, and how many payments there are in all."""
        key = keys.payments(user)
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(key, offset, offset + limit - 1, desc=True)
            both.zcard(key)
            entries, total = await both.execute()
        async with self._redis.pipeline(transaction=False) as pipe:
            for entry in entries:
                pipe.xrange(keys.LEDGER_JOURNAL, entry, entry)
            found = await pipe.execute()
        return [Posted.read(*entry[0]) for entry in found if entry], int(total)

    async def known(self, *ids: str) -> set[str]:
        """Return those of some ids that a posting has."""
        entries = await self._redis.hmget(keys.LEDGER_POSTINGS, list(ids))
        return {id for id, entry in zip(ids, entries, strict=True) if entry}

    async def state(self, thing: str) -> str:
        """Return how far a charge (`charge:{id}`) or payout (`payout:{id}`) has come; or ''."""
        return cast("str | None", await self._redis.hget(keys.LEDGER_STATES, thing)) or ""

    async def balance(self, account: Account) -> int:
        return _whole(account.key, await self._redis.get(account.key))

    async def coins(self, user: str) -> int:
        """Return how many coins a user can spend."""
        return await self.balance(wallet(user))

    async def stars(self, artist: str, *, now: datetime) -> Owed:
        """Return the Stars that an artist is owed, and from when which can be paid out."""
        async with self._redis.pipeline(transaction=True) as both:
            both.get(owed(artist).key)
            both.hgetall(keys.maturing(artist))
            total, days = await both.execute()
        today = moments.day(now)
        maturing = {
            date.fromisoformat(day): _whole(keys.maturing(artist), stars)
            for day, stars in sorted(days.items())
        }
        return Owed(
            _whole(owed(artist).key, total),
            {day: stars for day, stars in maturing.items() if day > today and stars},
        )

    async def left_of(self, line: Line, *, now: datetime) -> int:
        """Return how much of what a user got by a posting can be taken back, as `post.lua` has it.

        Stars that have yet to mature are those of other postings, but for what matures with these.
        """
        if not line.account.is_owed:
            return min(line.delta, await self.balance(line.account))
        has = await self.stars(line.account.holder, now=now)
        own = has.maturing.get(line.matures, 0) if line.matures else 0
        return min(line.delta, max(has.available + min(own, line.delta), 0))

    async def charge(self, id: str) -> money.Charge:
        """Return what became of a payment.

        Raises:
            NotFound: it was never posted.
        """
        state = await self.state(money.charge_thing(id))
        paid, assigned, hold = await self.find_all(
            money.payment_id(id),
            money.assignment_id(id),
            money.hold_id(id, max(money.holds_in(state), 1)),
        )
        if paid is None:
            raise NotFound(money.payment_id(id))
        return money.Charge(id, assigned or paid, state, hold)

    async def forgotten(self, charge: str) -> Posted | None:
        """Return how a payment was booked, if since then one of its people has left."""
        [paid] = await self.find_all(money.payment_id(charge))
        return paid if paid is not None and not paid.fingerprint else None

    async def refunded(
        self,
        id: str,
        *,
        now: datetime,
        description: str | None = None,
        notices: tuple[Notice, ...] = (),
    ) -> Posted:
        """Post that Telegram has returned the Stars of a charge, whether we asked or not.

        Raises:
            NotFound: the payment itself was never posted; post it first.
        """
        while True:
            charge = await self.charge(id)
            if charge.is_refunded:
                asked, unasked = await self.find_all(*money.reversal_ids(id))
                return cast("Posted", asked or unasked)
            if charge.is_held:
                posting = money.refund(charge, now=now)
            else:
                posting = money.chargeback(charge, now=now, description=description)
            try:
                return await self.post(posting.telling(*notices))
            except OutOfStep:  # somebody else took it further: look again
                continue

    async def payout(self, id: str) -> money.Payout:
        """Return a payout and what came of it.

        Raises:
            NotFound: nobody asked for it.
        """
        for payout in await self._payouts([id]):
            return payout
        raise NotFound(id)

    async def payouts(
        self, artist: str, *, offset: int = 0, limit: int = 8
    ) -> tuple[list[money.Payout], int]:
        """Return up to `limit` payouts of an artist, newest first, and how many there are."""
        return await self._listed(keys.payouts(artist), offset, limit, newest_first=True)

    async def is_asking(self, artist: str) -> bool:
        """Tell whether an artist waits for a payout."""
        latest, _ = await self.payouts(artist, limit=_PAGE)
        return any(payout.settled is None for payout in latest)

    async def open_payouts(
        self, *, offset: int = 0, limit: int = 8
    ) -> tuple[list[money.Payout], int]:
        """Return up to `limit` payouts that wait for the operator, oldest first, and how many."""
        return await self._listed(keys.LEDGER_PAYOUTS, offset, limit, newest_first=False)

    async def _listed(
        self, key: str, offset: int, limit: int, *, newest_first: bool
    ) -> tuple[list[money.Payout], int]:
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(key, offset, offset + limit - 1, desc=newest_first)
            both.zcard(key)
            ids, total = await both.execute()
        return await self._payouts(ids), total

    async def suspended(self, *, offset: int = 0, limit: int = 8) -> tuple[list[Posted], int]:
        """Return up to `limit` payments that are for nobody knows what, oldest first, and how many.

        Those that Telegram is asked to return are among them until it has.
        """
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(keys.LEDGER_SUSPENSE, offset, offset + limit - 1)
            both.zcard(keys.LEDGER_SUSPENSE)
            charges, total = await both.execute()
        if not charges:
            return [], total
        found = await self.find_all(*map(money.payment_id, charges))
        return [posted for posted in found if posted is not None], total

    async def list_suspended(self) -> None:
        """List the payments in suspense that an earlier release posted.

        What is settled meanwhile stays off the list: it is looked at after a payment was put there.
        """
        async for page in pages(self._redis):
            came = {charge: one.at for one in page if (charge := money.suspended_in(one))}
            if not came:
                continue
            times = {charge: moments.ms(at) for charge, at in came.items()}
            await self._redis.zadd(keys.LEDGER_SUSPENSE, times)
            ids = {id: charge for charge in came for id in money.settlement_ids(charge)}
            if settled := {ids[id] for id in await self.known(*ids)}:
                await self._redis.zrem(keys.LEDGER_SUSPENSE, *settled)

    async def _payouts(self, ids: list[str]) -> list[money.Payout]:
        if not ids:
            return []
        found = await self.find_all(*(posting for id in ids for posting in money.payout_ids(id)))
        asked, paid, rejected = found[::3], found[1::3], found[2::3]
        return [
            money.Payout(request, yes or no)
            for request, yes, no in zip(asked, paid, rejected, strict=True)
            if request is not None
        ]

    async def given_before(self, moment: datetime) -> AsyncIterator[str]:
        """Yield the artists to whom the first Stars came before a moment, the earliest first."""
        offset = 0
        while True:
            found = cast(
                "list[str]",
                await self._redis.zrange(
                    keys.LEDGER_ARTISTS,
                    cast("int", "-inf"),
                    cast("int", f"({moments.ms(moment)}"),
                    byscore=True,
                    offset=offset,
                    num=_PAGE,
                ),
            )
            if not found:
                return
            offset += len(found)
            for artist in found:
                yield artist

    async def unfinished(self) -> dict[str, str]:
        """Return the charges that are held and the payouts that are asked for, with their state.

        Their keys are `charge:{id}` and `payout:{id}`. Reads every state there is: for jobs.
        """
        states: AsyncIterator[tuple[str, str]] = self._redis.hscan_iter(
            keys.LEDGER_STATES, count=500
        )
        return {thing: state async for thing, state in states if money.is_unfinished(state)}

    async def amend(
        self,
        artist: str,
        id: str,
        *,
        message: str | None = None,
        donor_name: str | None = None,
        anonymous: bool | None = None,
        hidden: bool | None = None,
        thanked: bool | None = None,
    ) -> Donation:
        """Change what a donation says; None leaves it. What it is worth never changes.

        Raises:
            NotFound: there is no such donation.
            pydantic.ValidationError: a text does not fit.
        """
        values = {
            "message": message,
            "donor_name": donor_name,
            "anonymous": anonymous,
            "hidden": hidden,
            "thanked": thanked,
        }
        return await self._amend(
            artist, id, {name: value for name, value in values.items() if value is not None}
        )

    async def fail(self, artist: str, id: str) -> bool:
        """Give up a pending donation; False: it is not pending any more.

        Raises:
            NotFound: there is no such donation.
        """
        failed = await self._amend(artist, id, {"status": money.FAILED}, only=money.PENDING)
        return failed.status == money.FAILED

    async def donation(self, artist: str, id: str) -> Donation:
        """Return one donation.

        Raises:
            NotFound, Malformed: there is none.
        """
        donation, _ = await self._donation(artist, id)
        return donation

    async def close(self, why: str) -> None:
        """Take no more payments: for maintenance."""
        await self._redis.set(keys.LEDGER_CLOSED, why)

    async def open(self) -> None:
        await self._redis.delete(keys.LEDGER_CLOSED)

    async def why_closed(self) -> str | None:
        """Return why no payments are taken; None: they are."""
        return cast("str | None", await self._redis.get(keys.LEDGER_CLOSED))

    async def stop_payouts(self, why: str) -> None:
        await self._redis.set(keys.LEDGER_STOPPED, why)

    async def allow_payouts(self, *, now: datetime) -> None:
        async with self._redis.pipeline(transaction=True) as both:
            both.delete(keys.LEDGER_STOPPED)
            both.set(keys.LEDGER_ALLOWED, moments.ms(now))
            await both.execute()

    async def allowed_at(self) -> datetime | None:
        """Return when a person last allowed payouts; None: nobody ever had to."""
        stored = cast("str | None", await self._redis.get(keys.LEDGER_ALLOWED))
        return moments.from_ms(int(stored)) if stored else None

    async def why_stopped(self) -> str | None:
        """Return why payouts are stopped; None: they are not."""
        return cast("str | None", await self._redis.get(keys.LEDGER_STOPPED))

    async def conflicts(self) -> list[Clash]:
        """Return the postings that were refused as conflicts, up to 1,000."""
        stored: Any = await self._redis.hgetall(keys.LEDGER_CONFLICTS)
        return [Clash(name.partition(" ")[0], plan) for name, plan in sorted(stored.items())]

    async def journal(self, *, after: str = "0") -> AsyncIterator[Posted]:
        """Yield everything posted after an entry, oldest first, up to what there is by then."""
        async for page in pages(self._redis, after=after):
            for posted in page:
                yield posted

    async def audit(self) -> Audit:
        """Compare the journal with everything that should follow from it, while work goes on."""
        while True:
            edition = await self._edition()
            audit = await Auditor(self._redis).audit()
            if await self._edition() == edition:  # else somebody who left is called otherwise
                return audit

    async def _edition(self) -> str | None:
        return cast("str | None", await self._redis.get(keys.LEDGER_EDITION))

    async def adopt(self, *, now: datetime) -> int:
        """Make coins that an import stored part of the ledger; return of how many users.

        It is for wallets of which the journal has never heard, and may be repeated. One that was
        used since is for a person to look at: `audit` names it, `money.opening` settles it.
        """
        adopted = 0
        async for account, coins in Auditor(self._redis).strangers():
            assert account.user is not None
            adopted += (await self.post(money.opening(account.user, coins=coins, now=now))).new
        return adopted

    async def _writes(self, posting: Posting) -> list[Write]:
        """Return the records of a posting, each change of a wallet having one."""
        writes = [
            Write(
                posting.record(
                    CoinTx,
                    leg.account.holder,
                    {"description": leg.row.description},
                    amount=leg.delta,
                    type=leg.row.type,
                ),
                leg=number,
            )
            for number, leg in enumerate(posting.legs, 1)
            if leg.row is not None
        ]
        if isinstance(posting.donation, Revision):
            writes += await self._revised(posting.donation)
        elif posting.donation is not None:
            given = await self._given(posting.donation, posting.pledge)
            writes.append(given._replace(tally=_tally_of(posting)))
        return writes

    async def _revised(self, revision: Revision) -> list[Write]:
        """Return a donation with its changes, if it is there.

        Somebody may have deleted or broken it: money moves all the same, and the audit tells.
        """
        try:
            stored, text = await self._donation(revision.artist, revision.id)
        except (NotFound, Malformed):
            return []
        return [Write(stored.changed(**revision.values), text)]

    async def _given(self, given: Donation, pledge: str | None) -> Write:
        """Return a donation as new, or as the completion of a pending one."""
        if pledge is not None:
            with suppress(NotFound, Malformed):
                stored, text = await self._donation(given.owner, pledge)
                if stored.status == money.PENDING:
                    return Write(stored.changed(**_said(given)), text)
        return Write(given)

    async def _amend(
        self, artist: str, id: str, values: Mapping[str, Any], *, only: str | None = None
    ) -> Donation:
        key = keys.record(Donation.family, artist, id)
        for _ in range(_ATTEMPTS):
            stored, text = await self._donation(artist, id)
            if only is not None and stored.status != only:
                return stored
            changed = stored.changed(**values)
            if await self._swap(keys=[key], args=[text, changed.wire()]):
                return changed
        raise Conflict(key)

    async def _donation(self, artist: str, id: str) -> tuple[Donation, str]:
        """Return a donation, and the text it was read from.

        Raises:
            NotFound, Malformed: there is none.
        """
        key = keys.record(Donation.family, artist, id)
        text: Any
        (text,) = await self._redis.mget(key)  # no error where something else than text is
        if text is None:
            raise NotFound(key)
        return read_record(Donation, artist, id, text, []), text


def _refusal(posting: Posting, word: str, about: list[str]) -> StorageError:
    match word:
        case "conflict":
            return Conflict(posting.id)
        case "short":
            return NotEnough(about[0], int(about[1]))
        case "step":
            return OutOfStep(posting.step.thing if posting.step else posting.id, about[0])
        case "capped":
            return Capped(about[0])
        case "stopped":
            return Stopped(about[0])
        case "much":
            return TooMuch(about[0])
        case "changed":
            return Conflict(about[0])
        case _:
            return Malformed(about[0])


def _tally_of(posting: Posting) -> int | None:
    """Return the number of the tally that counts what a donor gives an artist, if one does."""
    names = [(tally.key, tally.field) for tally in posting.tallies]
    given = posting.donation
    if not isinstance(given, Donation) or given.currency is None or given.donor_id is None:
        return None
    name = keys.givers(given.owner, given.currency), f"{given.donor_id}:n"
    return names.index(name) + 1 if name in names else None


def _whole(key: str, stored: Any) -> int:
    try:
        return int(stored or 0)
    except ValueError:
        raise Malformed(key) from None


def _said(donation: Donation) -> dict[str, Any]:
    """Return what a donation says, apart from which it is."""
    which = {"id", "owner", "created_at", "updated_at"}
    return {
        name: value
        for name, value in donation
        if name not in which and value is not None and name in Donation.model_fields
    }


def _pairs(fields: list[str]) -> dict[str, str]:
    return dict(zip(fields[::2], fields[1::2], strict=True))
