"""Whether everything that the store says of money follows from the journal.

The journal is read once, in pages, while postings go on. What is kept of it is one number an
account, and two for what a donor gave an artist. Balances are then read in batches, each in one
step with the journal's last entry, and the journal is followed up to that entry before they are
compared: so each batch is compared with exactly what it should be, and the server never works
longer than for a page.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from storage import keys, moments, money, wire
from storage.errors import BadId
from storage.posting import COINS, STARS, Account, Posted, owed, wallet

_PAGE = 100  # 5 ms of work: nobody who taps waits longer
_SCANNED = 1000  # keys that are looked at in one step; few of them match
_LISTED = 100  # violations; what they have in common shows in fewer
_LISTING = 7  # upgrades; a store that has seen fewer may not list what is in suspense

KINDS = frozenset(
    {
        *("balance", "negative", "sum", "maturing", "state", "payout", "suspense"),
        *("posting", "postings", "donation", "tally", "type"),
    }
)
"""What can be violated."""


class Violation(NamedTuple):
    """Something that is not as it follows from the journal."""

    what: str
    """What kind of thing: one of `KINDS`."""
    about: str
    expected: str
    found: str


class Audit(NamedTuple):
    """What an audit found."""

    entry: str
    """The last entry of the journal that it saw."""
    postings: int
    house: dict[str, int]
    """The balances of the accounts that are no user's."""
    users: dict[str, int]
    """What all users have together, by currency."""
    conflicts: int
    """Postings that were refused as conflicts, ever; a person looks at them, payouts go on."""
    violations: tuple[Violation, ...]
    """The first hundred."""
    violated: int

    @property
    def ok(self) -> bool:
        return not self.violated


_TYPES = {
    keys.LEDGER_JOURNAL: "stream",
    keys.LEDGER_POSTINGS: "hash",
    keys.LEDGER_STATES: "hash",
    keys.LEDGER_CONFLICTS: "hash",
    keys.LEDGER_PAYOUTS: "zset",
    keys.LEDGER_SUSPENSE: "zset",
}
"""What the books are kept in."""


async def pages(redis: Redis, *, after: str = "0") -> AsyncIterator[list[Posted]]:
    """Yield the journal after an entry."""
    async for page in _pages(redis, after, "+"):
        yield [Posted.read(entry, fields) for entry, fields in page]


async def _pages(
    redis: Redis, after: str, upto: str
) -> AsyncIterator[list[tuple[str, dict[str, str]]]]:
    """Yield the entries of the journal after one, up to and with another."""
    while True:
        found: Any = await redis.xrange(keys.LEDGER_JOURNAL, f"({after}", upto, count=_PAGE)
        if not found:
            return
        after = found[-1][0]
        yield found


class Auditor:
    """One audit; the next one is another object."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._today = date.min  # of the latest posting; what had matured by then is forgotten
        self._entry = "0"
        self._postings = 0
        self._balances: Counter[Account] = Counter()
        self._maturing: defaultdict[str, Counter[date]] = defaultdict(Counter)
        self._states: dict[str, str] = {}
        self._suspended: set[str] = set()
        self._tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._may_lack: set[str] = set()  # what an earlier release did not count yet
        self._violations: list[Violation] = []
        self._violated = 0

    async def audit(self) -> Audit:
        if not await self._are_books():
            return self._report(0)
        await self._follow(await self._last())
        await self._count()
        await self._compare(list(self._balances))
        await self._compare_maturing()
        await self._compare_states()
        await self._compare_tallies()
        for pattern in (keys.COIN_BALANCES, keys.ACCOUNTS):
            async for account, stored in self._unheard_of(pattern):
                self._violate("balance", account, 0, stored)
        await self._check_given()
        conflicts = await self._redis.hlen(keys.LEDGER_CONFLICTS)
        return self._report(conflicts)

    async def strangers(self) -> AsyncIterator[tuple[Account, int]]:
        """Yield the wallets that have coins and of which the journal has never heard."""
        await self._follow(await self._last())
        async for account, stored in self._unheard_of(keys.COIN_BALANCES):
            try:
                coins = int(stored)
            except ValueError:
                continue
            if coins > 0:
                yield account, coins

    async def _are_books(self) -> bool:
        """Tell whether there is something to read; else nothing more can be said."""
        async with self._redis.pipeline(transaction=True) as pipe:
            for key in _TYPES:
                pipe.type(key)
            found = await pipe.execute()
        for (key, expected), type in zip(_TYPES.items(), found, strict=True):
            if type not in (expected, "none"):
                self._violate("type", key, expected, type)
        return not self._violated

    async def _last(self) -> str:
        last: Any = await self._redis.xrevrange(keys.LEDGER_JOURNAL, count=1)
        return str(last[0][0]) if last else "0"

    async def _follow(self, upto: str) -> None:
        """Read the journal up to an entry."""
        if _order(upto) <= _order(self._entry):
            return
        async for entries in _pages(self._redis, self._entry, upto):
            page = [posted for one in entries if (posted := self._read(*one))]
            credits = await self._credits(page)
            for posted in page:
                self._apply(posted)
                self._count_gift(posted, credits)
            await self._check(page)
            self._entry = entries[-1][0]

    def _read(self, entry: str, fields: dict[str, str]) -> Posted | None:
        """Return an entry of the journal; None: it is none of the ledger's."""
        self._postings += 1
        try:
            posted = Posted.read(entry, fields)
            keys.checked(posted.by)
            accounts = {line.account for line in posted.lines}
            new = [account for account in accounts if account not in self._balances]
            if not posted.lines or not all(account.key for account in new):
                raise ValueError("no lines")
            if any(account.currency not in (COINS, STARS) for account in new):
                raise ValueError("no such currency")
        except (KeyError, ValueError, OverflowError, OSError, BadId) as error:
            self._violate("posting", entry, "a posting", f"{type(error).__name__}: {error}")
            return None
        return posted

    def _apply(self, posted: Posted) -> None:
        sums: Counter[str] = Counter()
        self._today = max(self._today, moments.day(posted.at))
        for line in posted.lines:
            sums[line.account.currency] += line.delta
            self._balances[line.account] += line.delta
            if line.matures is not None:
                self._mature(line.account.holder, line.matures, line.delta)
        for currency, sum in sums.items():
            if sum:
                self._violate("sum", f"{posted.id} {currency}", 0, sum)
        if posted.step:
            thing, _, state = posted.step.partition(" ")
            self._states[thing] = state
        if charge := money.suspended_in(posted):
            self._suspended.add(charge)
        elif charge := money.settled_in(posted.id):
            self._suspended.discard(charge)

    async def _credits(self, page: list[Posted]) -> dict[str, Posted]:
        """Return what the reversals of a page took back, by charge."""
        charges = [charge for posted in page if (charge := money.reversed_in(posted.id))]
        if not charges:
            return {}
        ids = [id for charge in charges for id in _credits(charge)]
        entries: Any = await self._redis.hmget(keys.LEDGER_POSTINGS, ids)
        async with self._redis.pipeline(transaction=False) as pipe:
            for entry in filter(None, entries):
                pipe.xrange(keys.LEDGER_JOURNAL, entry, entry)
            found = await pipe.execute()
        given = [Posted.read(*entries[0]) for entries in found if entries]
        return {money.charge_in(posted.id) or "": posted for posted in given}

    def _count_gift(self, posted: Posted, credits: Mapping[str, Posted]) -> None:
        """Count a gift, or uncount one that was taken back, as the posting did."""
        gift, sign = posted, 1
        if charge := money.reversed_in(posted.id):
            gift, sign = credits.get(charge, posted), -1
        place = gift.donation
        if gift.kind != "donation" or place is None:
            return
        line = max(gift.lines, key=attrgetter("delta"))
        currency, at = line.account.currency, gift.at
        tallies = money.gift_tallies(place.owner, gift.by, currency, line.delta, at, sign)
        if sign < 0:
            back = money.back_tallies(place.owner, line.delta, at)
            self._may_lack.add(back[0].key)
            tallies += back
        for key, field, delta in tallies:
            self._tallies[key][field] += delta

    def _mature(self, artist: str, day: date, stars: int) -> None:
        days = self._maturing[artist]
        days[day] += stars
        if len(days) > 2 * money.MATURING.days:
            for past in [day for day in days if day <= self._today]:
                del days[past]

    async def _check(self, page: list[Posted]) -> None:
        """Look for each posting under its id, and for each donation where it was written."""
        donations = [posted for posted in page if posted.kind == "donation"]
        places = [keys.at(posted.donation) if posted.donation else "" for posted in donations]
        things = [_thing(posted) for posted in donations]
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hmget(keys.LEDGER_POSTINGS, [posted.id for posted in page])
            pipe.mget(places or [""])
            pipe.hmget(keys.LEDGER_STATES, things or [""])
            entries, texts, states = await pipe.execute()
        for posted, entry in zip(page, entries, strict=True):
            if entry != posted.entry:  # there is one entry for each id, so each charge came once
                self._violate("posting", posted.id, posted.entry, entry)
        for posted, place, text, state in zip(donations, places, texts, states, strict=False):
            self._check_donation(posted, place, text, state)

    def _check_donation(
        self, posted: Posted, place: str, text: str | None, state: str | None
    ) -> None:
        status = money.REFUNDED if state == money.REFUNDED else money.COMPLETED
        amount = max(line.delta for line in posted.lines)
        found = wire.object_in(text) or {}
        expected = {"amount": amount, "status": status, "posting": posted.id}
        told = {name: found.get(name) for name in expected}
        if told != expected:
            self._violate("donation", place, expected, told if found else text)

    async def _count(self) -> None:
        """See that no entry was cut out of the journal: each posting has one, and it alone."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xlen(keys.LEDGER_JOURNAL)
            pipe.hlen(keys.LEDGER_POSTINGS)
            entries, postings = await pipe.execute()
        if entries != postings:
            self._violate("postings", keys.LEDGER_JOURNAL, postings, entries)

    async def _compare(self, accounts: list[Account]) -> None:
        for batch in _batches(accounts):
            for account, stored in zip(batch, await self._stored(batch), strict=True):
                posted = self._balances[account]
                if stored != str(posted) and (stored is not None or posted):
                    self._violate("balance", account, posted, stored)
                if account.user is not None and posted < 0:
                    self._violate("negative", account, 0, posted)

    async def _stored(self, batch: list[Account]) -> list[str | None]:
        """Return balances, and read the journal up to the moment they are of."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.mget([account.key for account in batch])
            pipe.xrevrange(keys.LEDGER_JOURNAL, count=1)
            balances, last = await pipe.execute()
        if last:
            await self._follow(last[0][0])
        return cast("list[str | None]", balances)

    async def _compare_maturing(self) -> None:
        for batch in _batches(list(self._maturing)):
            async with self._redis.pipeline(transaction=True) as pipe:
                for artist in batch:
                    pipe.hgetall(keys.maturing(artist))
                pipe.xrevrange(keys.LEDGER_JOURNAL, count=1)
                *stored, last = await pipe.execute(raise_on_error=False)
            await self._follow(_sound(last)[0][0])
            for artist, found in zip(batch, stored, strict=True):
                days: dict[str, str] = _sound(found, {})
                expected = {day.isoformat(): n for day, n in self._maturing[artist].items()}
                if self._still(days) != self._still(expected):
                    self._violate("maturing", artist, expected, days)

    def _still(self, days: Mapping[str, object]) -> dict[str, str]:
        """Return what has not matured by the latest posting."""
        today = self._today.isoformat()
        return {day: str(n) for day, n in days.items() if day > today and str(n) != "0"}

    async def _compare_states(self) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.LEDGER_STATES)
            pipe.zrange(keys.LEDGER_PAYOUTS, 0, -1)
            pipe.zrange(keys.LEDGER_SUSPENSE, 0, -1)
            pipe.get(keys.SCHEMA)
            pipe.xrevrange(keys.LEDGER_JOURNAL, count=1)
            stored, listed, suspended, shape, last = await pipe.execute()
        if last:
            await self._follow(last[0][0])
        for thing in stored.keys() | self._states.keys():
            expected, found = self._states.get(thing), stored.get(thing)
            if expected != found:
                self._violate("state", thing, expected, found)
        waiting = {thing for thing, state in self._states.items() if money.is_asked_for(state)}
        for thing in waiting ^ {money.payout_ids(id)[0] for id in listed}:
            self._violate("payout", thing, thing in waiting, thing not in waiting)
        if int(shape or 0) < _LISTING:
            return
        for charge in self._suspended ^ set(suspended):
            was = charge in self._suspended
            self._violate("suspense", charge, was, not was)

    async def _compare_tallies(self) -> None:
        """Compare what is counted of gifts; no key has a field that no gift has counted."""
        every = [(key, field) for key, fields in self._tallies.items() for field in fields]
        for batch in _batches(every):
            asked = {
                key: [field for _, field in pairs] for key, pairs in groupby(batch, itemgetter(0))
            }
            async with self._redis.pipeline(transaction=True) as pipe:
                for key, fields in asked.items():
                    pipe.hmget(key, fields)
                    pipe.hlen(key)
                pipe.xrevrange(keys.LEDGER_JOURNAL, count=1)
                *found, last = await pipe.execute(raise_on_error=False)
            await self._follow(_sound(last)[0][0])
            for (key, fields), values, length in zip(
                asked.items(), found[::2], found[1::2], strict=True
            ):
                stored = _sound(values, ["another type"] * len(fields))
                counted = dict(zip(fields, stored, strict=True))
                self._compare_tally(key, counted, _sound(length, 0))

    def _compare_tally(self, key: str, stored: Mapping[str, str | None], length: int) -> None:
        counted, may_lack = self._tallies[key], key in self._may_lack
        for field, found in stored.items():
            if found != str(counted[field]) and not (may_lack and _is_less(found, counted[field])):
                self._violate("tally", f"{key} {field}", counted[field], found)
        if length > len(counted) or (length < len(counted) and not may_lack):
            self._violate("tally", key, f"{len(counted)} fields", f"{length} fields")

    async def _unheard_of(self, pattern: str) -> AsyncIterator[tuple[Account, str]]:
        """Yield the accounts that somebody filled without a posting, and with what."""
        async for batch in self._scanned(pattern):
            accounts = [account for key in batch if (account := _account_at(key))]
            new = [account for account in accounts if account not in self._balances]
            for account, stored in zip(new, await self._stored(new) if new else [], strict=True):
                if account not in self._balances and stored not in (None, "0"):
                    yield account, stored

    async def _check_given(self) -> None:
        """See that every donation that says which posting it came with, did."""
        async for batch in self._scanned(keys.DONATIONS):
            texts: Any = await self._redis.mget(batch)
            values = [wire.object_in(text) or {} for text in texts]
            said = [str(value.get("posting") or "") for value in values]
            entries = await self._redis.hmget(keys.LEDGER_POSTINGS, said)
            for key, posting, entry in zip(batch, said, entries, strict=True):
                if posting and entry is None:
                    self._violate("donation", key, posting, None)

    async def _scanned(self, pattern: str) -> AsyncIterator[list[str]]:
        """Yield keys in batches, some perhaps twice: it remembers none."""
        cursor = -1
        while cursor != 0:
            cursor, found = await self._redis.scan(max(cursor, 0), match=pattern, count=_SCANNED)
            for batch in _batches(dict.fromkeys(found)):
                yield cast("list[str]", batch)

    def _violate(self, what: str, about: object, expected: object, found: object) -> None:
        self._violated += 1
        if len(self._violations) < _LISTED:
            self._violations.append(Violation(what, str(about), str(expected), str(found)))

    def _report(self, conflicts: int) -> Audit:
        users = {COINS: 0, STARS: 0}
        house = {}
        for account, balance in self._balances.items():
            if account.user is None:
                house[str(account)] = balance
            else:
                users[account.currency] += balance
        return Audit(
            entry=self._entry,
            postings=self._postings,
            house=dict(sorted(house.items())),
            users=users,
            conflicts=conflicts,
            violations=tuple(self._violations),
            violated=self._violated,
        )


def _sound(answer: Any, otherwise: Any = None) -> Any:
    """Return an answer of the store; where another type of value is, what nothing would be."""
    if not isinstance(answer, Exception):
        return answer
    if otherwise is None or not isinstance(answer, ResponseError):
        raise answer
    if not str(answer).startswith("WRONGTYPE"):
        raise answer
    return otherwise


def _is_less(found: str | None, counted: int) -> bool:
    return found is None or (found.isdecimal() and int(found) < counted)


def _order(entry: str) -> tuple[int, ...]:
    return tuple(int(part) for part in entry.split("-"))


def _thing(donation: Posted) -> str:
    """Return under what its state is kept; one in coins has none."""
    charge = money.charge_in(donation.id)
    return "" if charge is None else money.charge_thing(charge)


def _account_at(key: str) -> Account | None:
    """Return the account whose balance is at a key of those that are scanned for."""
    try:
        if (name := keys.house_at(key)) is not None:
            return Account(name[0], f"@{name[1]}")
        if (artist := keys.stars_at(key)) is not None:
            return owed(artist)
        place = keys.address(key)
        return wallet(place.owner) if place is not None else None
    except BadId:
        return None


def _credits(charge: str) -> tuple[str, str]:
    """Return what may have put the Stars of a charge where they are; the latter counts."""
    return money.payment_id(charge), money.assignment_id(charge)


def _batches(things: Iterable[Any]) -> Iterable[list[Any]]:
    rest = iter(things)
    while batch := list(islice(rest, _PAGE)):
        yield batch
