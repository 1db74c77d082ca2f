"""The ledger does what a few dictionaries would do, whatever comes in whatever order."""

import asyncio
import copy
import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from storage import keys, money
from storage.errors import (
    Capped,
    Conflict,
    NotEnough,
    OutOfStep,
    Stopped,
    StorageError,
)
from storage.giving import Giving
from storage.ledger import Ledger
from storage.models import CoinTx, Donation
from storage.posting import Account, Leg, Posting, owed, wallet
from storage.records import Records
from storage.server import EmbeddedServer
from storage.upgrades import UPGRADES

_MONTH = re.compile("[0-9]{4}-[0-9]{2}")
_STEPS = 50
_EXAMPLES = 40  # of so many steps each: 2,000
_CLIENTS = 8
_START = datetime(2024, 1, 25, 10, tzinfo=UTC)

Outcome = type[StorageError] | list[tuple[Account, int]]
"""A refusal, or the accounts that were changed and their balances."""
Move = Callable[[datetime], Posting]
T = TypeVar("T")


class Known(NamedTuple):
    """A posting that was applied: what its id stands for, and what the answer was."""

    kind: str
    by: str
    legs: list[tuple[Account, int]]
    answer: Outcome


class Model:
    """What the ledger should be, without a server and with one thing at a time."""

    def __init__(self) -> None:
        self.balances: defaultdict[Account, int] = defaultdict(int)
        self.maturing: defaultdict[tuple[Account, date], int] = defaultdict(int)
        self.known: dict[str, Known] = {}
        self.states: dict[str, str] = {}
        self.rewards: defaultdict[tuple[str, date], int] = defaultdict(int)
        self.stopped = False

    def pending(self, account: Account, today: date) -> int:
        return sum(
            stars
            for (whose, day), stars in self.maturing.items()
            if whose == account and day > today
        )

    def free(self, leg: Leg, today: date) -> int:
        """What can be taken by a leg: what has matured, or what it brought itself."""
        if leg.matures and leg.matures > today:
            return self.maturing[leg.account, leg.matures]
        return self.balances[leg.account] - self.pending(leg.account, today)

    def parts(self, leg: Leg, today: date) -> list[Leg]:
        if leg.cover is None:
            return [leg]
        taken = min(-leg.delta, max(0, self.free(leg, today)))
        parts = [leg._replace(delta=-taken), Leg(leg.cover, leg.delta + taken)]
        return [part for part in parts if part.delta]

    def post(self, posting: Posting) -> Outcome:
        today = posting.at.date()
        legs = [] if posting.once else [(leg.account, leg.delta) for leg in posting.legs]
        if (known := self.known.get(posting.id)) is not None:
            same = known[:3] == (posting.kind, posting.by, legs)
            return known.answer if same else OutOfStep if posting.is_choice else Conflict
        if posting.step and self.states.get(posting.step.thing, "") != posting.step.before:
            return OutOfStep
        if posting.is_payout and self.stopped:
            return Stopped
        if posting.quota and self.rewards[posting.quota.name, today] >= posting.quota.limit:
            return Capped
        parts = [part for leg in posting.legs for part in self.parts(leg, today)]
        if any(leg.floor == 0 and self.free(leg, today) < -leg.delta for leg in parts):
            return NotEnough
        answer = self._apply(posting, parts, today)
        self.known[posting.id] = Known(posting.kind, posting.by, legs, answer)
        return answer

    def _apply(self, posting: Posting, parts: list[Leg], today: date) -> Outcome:
        for leg in parts:
            self.balances[leg.account] += leg.delta
            if leg.matures and leg.matures > today:
                self.maturing[leg.account, leg.matures] += leg.delta
        if posting.step:
            self.states[posting.step.thing] = posting.step.after
        if posting.quota:
            self.rewards[posting.quota.name, today] += 1
        return [(leg.account, self.balances[leg.account]) for leg in parts]


_users = st.sampled_from(["42", "43", "telegram"])
_artists = st.sampled_from(["7", "8", "42"])
_amounts = st.sampled_from([1, 2, 30, 100])
_charges = st.integers(0, 99).map(lambda number: f"c{number}")
_which = st.integers(0, 999)


def one(things: list[T], which: int) -> list[T]:
    """Return one of what there is, or none where there is nothing."""
    return [things[which % len(things)]] if things else []


_intents = st.integers(0, 99).map(str)


def _move(make: Callable[..., Posting], *args: Any, **values: Any) -> Move:
    return lambda now: make(*args, **values, now=now)


def on_another_day(posting: Posting, now: datetime) -> Posting:
    """Return the posting as it would have been made by then: a gift counts for its month."""
    tallies = posting.tallies
    if posting.kind == "donation":
        month = f"{now:%Y-%m}"
        tallies = tuple(t._replace(field=_MONTH.sub(month, t.field)) for t in tallies)
    return dataclasses.replace(posting, at=now, tallies=tallies)


def _coin_move(intent: str, donor: str, artist: str, coins: int) -> Move:
    if donor == artist:
        return _move(money.promote, intent, user=donor, coins=coins)
    return _move(
        money.donate_coins, intent, donor=donor, artist=artist, coins=coins, donor_name="Anna"
    )


def _star_move(charge: str, donor: str, artist: str, stars: int) -> Move:
    return _move(
        money.donate_stars, charge, donor=donor, artist=artist, stars=stars, donor_name="Anna"
    )


_moves = st.one_of(
    st.builds(
        lambda charge, user, stars, coins: _move(
            money.buy_coins, charge, user=user, stars=stars, coins=coins
        ),
        _charges,
        _users,
        _amounts,
        _amounts,
    ),
    st.builds(_star_move, _charges, _users, _artists, _amounts),
    st.builds(_coin_move, _intents, _users, _artists, _amounts),
    st.builds(lambda user, coins: _move(money.welcome, user, coins=coins), _users, _amounts),
    st.builds(
        lambda artist, fan: _move(money.reward_follower, artist, str(fan), coins=1, a_day=2),
        _artists,
        st.integers(0, 9),
    ),
    st.builds(
        lambda charge, user, stars: _move(money.suspend, charge, user=user, stars=stars),
        _charges,
        _users,
        _amounts,
    ),
    st.builds(
        lambda payout, artist, stars: _move(
            money.request_payout, payout, artist=artist, stars=stars
        ),
        st.integers(0, 99).map(str),
        _artists,
        _amounts,
    ),
)


class Machine(RuleBasedStateMachine):
    """People, the operator and Telegram, doing things to the ledger and the model at once."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    clients: ClassVar[list[Redis]]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.now = _START
        self.ledgers = [Ledger(client) for client in self.clients]
        self.ledger = self.ledgers[0]
        self.posted: list[Posting] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    async def outcome(self, posting: Posting, ledger: Ledger) -> Outcome:
        try:
            posted = await ledger.post(posting)
        except StorageError as refusal:
            return type(refusal)
        return [(line.account, line.balance) for line in posted.lines]

    def post(self, posting: Posting) -> None:
        expected = self.model.post(posting)
        assert self.run(self.outcome(posting, self.ledger)) == expected
        self.posted.append(posting)

    @initialize()
    def nothing(self) -> None:
        self.run(self._empty())

    async def _empty(self) -> None:
        await self.clients[0].flushall()
        # Of an older store no list of suspense is expected.
        await self.clients[0].set(keys.SCHEMA, len(UPGRADES))

    @rule(move=_moves)
    def somebody_does(self, move: Move) -> None:
        self.post(move(self.now))

    @rule(which=_which)
    def something_comes_again(self, which: int) -> None:
        for again in one(self.posted, which):
            self.post(on_another_day(again, self.now))

    @rule(moves=st.lists(_moves, min_size=2, max_size=_CLIENTS), twice=st.booleans())
    def many_do_at_once(self, moves: list[Move], twice: bool) -> None:
        """Whatever the order turns out to be, all must be as if done in that order."""
        postings = [move(self.now) for move in moves]
        if twice:
            postings[-1] = postings[0]
        before = copy.deepcopy(self.model)
        outcomes = self.run(self._all_at_once(postings))
        order = self.run(self._order(before))
        models = [before]
        for id in order:
            for posting, outcome in zip(postings, outcomes, strict=True):
                after = copy.deepcopy(models[-1])
                if posting.id == id and after.post(posting) == outcome:
                    break  # of two welcomes of one person, either may have been the first
            models.append(after)
        for posting, outcome in zip(postings, outcomes, strict=True):
            possible = [copy.deepcopy(model).post(posting) for model in models]
            assert outcome in possible
        self.model = models[-1]
        self.posted += postings

    async def _all_at_once(self, postings: list[Posting]) -> list[Outcome]:
        pairs = zip(postings, self.ledgers, strict=False)
        return await asyncio.gather(*(self.outcome(*pair) for pair in pairs))

    async def _order(self, before: Model) -> list[str]:
        return [one.id async for one in self.ledger.journal() if one.id not in before.known]

    def _paid(self, *, suspended: bool = False, held: bool = False) -> list[str]:
        return [
            charge
            for id, known in self.model.known.items()
            if (charge := id.removeprefix("pay:")) != id
            and (not suspended or known.kind == "suspense")
            and (not held or self.model.states.get(f"charge:{charge}", "").startswith("held"))
        ]

    @rule(which=_which, cover=st.booleans())
    def somebody_wants_it_back(self, which: int, cover: bool) -> None:
        for charge in one(self._paid(), which):
            self._take_further(charge, lambda found: money.hold(found, now=self.now, cover=cover))

    @rule(which=_which, done=st.booleans())
    def telegram_answers_a_refund(self, which: int, done: bool) -> None:
        end = money.refund if done else money.release
        for charge in one(self._paid(held=True) or self._paid(), which):
            self._take_further(charge, lambda found: end(found, now=self.now))

    @rule(which=_which)
    def telegram_charges_back(self, which: int) -> None:
        for charge in one(self._paid(), which):
            self._take_further(charge, lambda found: money.chargeback(found, now=self.now))

    def _take_further(self, charge: str, make: Callable[[money.Charge], Posting]) -> None:
        found = self.run(self.ledger.charge(charge))
        assert found.state == self.model.states.get(f"charge:{charge}", "")
        try:
            posting = make(found)
        except OutOfStep:
            return
        self.post(posting)

    @rule(which=_which)
    def telegram_says_refunded(self, which: int) -> None:
        for charge in one(self._paid(), which):
            found = self.run(self.ledger.charge(charge))
            self.run(self.ledger.refunded(charge, now=self.now))
            if not found.is_refunded:
                make = money.refund if found.is_held else money.chargeback
                self.model.post(make(found, now=self.now))

    @rule(which=_which, artist=_artists)
    def a_suspended_charge_is_assigned(self, which: int, artist: str) -> None:
        def assign(found: money.Charge) -> Posting:
            stars = found.credit.lines[-1].delta
            meant = _star_move(found.id, found.credit.by, artist, stars)
            return money.assign(found, meant(self.now))

        for charge in one(self._paid(suspended=True), which):
            self._take_further(charge, assign)

    @rule(which=_which, paid=st.booleans())
    def the_operator_answers_a_request(self, which: int, paid: bool) -> None:
        asked = [thing for thing in self.model.states if thing.startswith("payout:")]
        for id in one(asked, which):
            request = self.run(self.ledger.find(id))
            assert request is not None
            self.post((money.pay_out if paid else money.reject_payout)(request, now=self.now))

    @rule(days=st.integers(1, 25))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(stopped=st.sampled_from([False, False, True]))
    def payouts_are_stopped_or_allowed(self, stopped: bool) -> None:
        self.model.stopped = stopped
        if stopped:
            self.run(self.ledger.stop_payouts("to see"))
        else:
            self.run(self.ledger.allow_payouts(now=self.now))

    @invariant()
    def all_balances_are_the_same(self) -> None:
        assert self.run(self._stored()) == self.model.balances

    async def _stored(self) -> dict[Account, int]:
        accounts = list(self.model.balances)
        keys = [account.key for account in accounts]
        texts: Any = await self.clients[0].mget(keys) if keys else []
        return {account: int(text or 0) for account, text in zip(accounts, texts, strict=True)}

    def teardown(self) -> None:
        if hasattr(self, "model"):
            self.run(self._look_at_all())

    async def _look_at_all(self) -> None:
        audit = await self.ledger.audit()
        assert audit.violations == ()
        assert audit.postings == len(self.model.known)
        assert await self.clients[0].hgetall("bot:ledger:states") == self.model.states
        records, giving = Records(self.clients[0]), Giving(self.clients[0])
        for artist in ("7", "8", "42"):
            gifts = (await records.page(Donation, artist, limit=10_000)).records
            back = [one.amount for one in gifts if one.status == money.REFUNDED]
            assert (await giving.went_back(artist))[0] == (sum(back), len(back))
        for user in ("42", "43", "telegram", "7", "8"):
            rows = (await records.page(CoinTx, user, limit=10_000)).records
            assert sum(row.amount for row in rows) == self.model.balances[wallet(user)]
            stars = await self.ledger.stars(user, now=self.now)
            assert stars.total == self.model.balances[owed(user)]
            assert stars.pending == self.model.pending(owed(user), self.now.date())
            assert min(stars.total, stars.available) >= 0


async def test_the_ledger_does_what_the_model_does(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server:
        Machine.loop = asyncio.get_running_loop()
        Machine.clients = [server.client() for _ in range(_CLIENTS)]
        await asyncio.to_thread(
            run_state_machine_as_test,
            Machine,
            settings=settings(
                max_examples=_EXAMPLES,
                stateful_step_count=_STEPS,
                database=None,
                print_blob=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
        for client in Machine.clients:
            await client.aclose()
