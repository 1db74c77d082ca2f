"""What Telegram's own list of Stars says, and the ledger after it was read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import LabeledPrice
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as StoreDown

import handlers
from bot import api
from bot.api import create_bot
from bot.app import App, open_house
from bot.backoff import Backoff
from bot.reconcile import reconcile
from bot.settings import Settings
from handlers.fields import short_day
from handlers.texts import Library
from sandbox import Sandbox
from storage import (
    Account,
    Bookmark,
    Cashier,
    Donation,
    Drift,
    Gift,
    Giving,
    Ledger,
    Order,
    Outbox,
    Payment,
    Profile,
    Purchase,
    Records,
    Signer,
    Transactions,
    keys,
    money,
    owed,
    pace,
    wallet,
)
from tests.bot.test_app import changed
from tests.conftest import TOKEN
from tests.control import Control, Json
from tests.patience import until
from tests.people import Person, Town

ADMIN, ANNA, BORIS = 1000, 1001, 1002
LATER = timedelta(hours=1)
MONTH_S = 2_592_000


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # payments of the sandbox are made just now


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "Backoff", lambda **_: Backoff(first_s=0.001, longest_s=0.02))
    monkeypatch.setattr(pace, "CHAT", pace.Rate(20))  # here nobody minds


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return changed(settings, admin_ids=str(ADMIN))


class Books:
    """The ledger beside Telegram, whether the bot runs or not."""

    def __init__(self, bot: Bot, redis: Redis, settings: Settings, control: Control) -> None:
        self.redis = redis
        self.ledger = Ledger(redis)
        self.transactions = Transactions(redis)
        house = open_house(redis, settings, Library())
        self.cashier: Cashier = house.cashier
        self.signer: Signer = house.signer
        self._bot = bot
        self._control = control
        self._answered: set[str] = set()

    async def sweep(self, *, at: datetime | None = None) -> None:
        await reconcile(
            self._bot, self.cashier, self.ledger, self.transactions, now=at or now() + LATER
        )

    async def invoice(self, order: Order, *, monthly: bool = False) -> str:
        """Return the link of an invoice as the bot makes them."""
        return await self._bot.create_invoice_link(
            title="x",
            description="x",
            payload=self.signer.sign(order),
            currency="XTR",
            prices=[LabeledPrice(label="x", amount=order.stars)],
            subscription_period=MONTH_S if monthly else None,
        )

    async def pays(self, order: Order, *, by: int = BORIS) -> str:
        """Let somebody pay while the bot is down, as if it had agreed; return the charge."""
        link = await self.invoice(order)
        paying = asyncio.create_task(
            self._control.post("/pay", person=by, slug=link.rpartition("$")[2])
        )
        while not paying.done():
            updates = await self._bot.get_updates(allowed_updates=handlers.ALLOWED_UPDATES)
            for query in filter(None, (update.pre_checkout_query for update in updates)):
                if query.id not in self._answered:
                    self._answered.add(query.id)
                    await self._bot.answer_pre_checkout_query(query.id, ok=True)
            await asyncio.sleep(0)
        return str((await paying)["charge"])

    async def loses_updates(self) -> None:
        """Let Telegram forget what waits for the bot."""
        await self._bot.get_updates(offset=-1)
        updates = await self._bot.get_updates(offset=-1)
        if updates:
            await self._bot.get_updates(offset=updates[-1].update_id + 1)

    async def balance(self, account: Account) -> int:
        return await self.ledger.balance(account)

    async def at_telegram(self) -> int:
        return -await self.ledger.balance(money.TELEGRAM)

    async def sound(self) -> None:
        """Hold that the ledger adds up, and to what Telegram has."""
        assert (await self.ledger.audit()).violations == ()
        assert await self.at_telegram() == (await self._bot.get_my_star_balance()).amount

    async def notices(self) -> list[str]:
        """Return the ids of what waits to be told."""
        found: Any = await self.redis.xrange(keys.outbox("money"))
        return [fields["id"] for _, fields in found]


@pytest.fixture
async def books(settings: Settings, redis: Redis, control: Control) -> AsyncIterator[Books]:
    for id, name in ((ADMIN, "Olga"), (ANNA, "Anna"), (BORIS, "Boris")):
        await control.post(
            "/people", id=id, first_name=name, last_name="K", language_code="en", stars=10_000
        )
        await control.post("/start", person=id)
    await Records(redis).add(Profile.new(str(ANNA), now=now(), name="Anna Sings"))
    bot = create_bot(settings)
    yield Books(bot, redis, settings, control)
    await bot.session.close()


async def told(control: Control, person: int, part: str) -> list[str]:
    """Return what the bot has said to somebody with these words in it."""
    sent = [call["params"] for call in await control.calls("sendMessage")]
    return [
        call["text"]
        for call in sent
        if str(call["chat_id"]) == str(person) and part in call["text"]
    ]


async def quiet(app: App, control: Control, *, sweeps: int = 1) -> None:
    """Wait until the bot has done all it was going to."""

    async def swept() -> bool:
        return len(await control.calls("getMyStarBalance")) >= sweeps

    await until(swept)
    await control.taken()
    await app.worker.idle()

    async def delivered() -> bool:
        depth = await Outbox(app.redis).depth()
        return depth.queued == depth.due == 0

    await until(delivered)


async def given(redis: Redis) -> list[Donation]:
    return (await Records(redis).page(Donation, str(ANNA))).records


# Payments


async def test_a_payment_whose_update_was_lost_is_booked_and_told(
    books: Books, settings: Settings, control: Control
) -> None:
    await books.pays(Gift(str(ANNA), 50, "page"))
    await books.loses_updates()
    async with App(settings) as app:
        await quiet(app, control)
    [donation] = await given(books.redis)
    assert (donation.amount, donation.status, donation.source) == (50, "completed", "page")
    assert (donation.donor_name, donation.donor_id) == ("Boris K", str(BORIS))
    assert len(await told(control, ANNA, "50 ⭐")) == 1
    assert len(await told(control, BORIS, "50 ⭐ for Anna Sings")) == 1
    await books.sound()


async def test_a_payment_whose_update_was_lost_days_ago_is_told_once_with_its_day(
    books: Books, settings: Settings, control: Control
) -> None:
    await books.sweep()
    then = now() - timedelta(days=3)
    partner = {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": {"id": BORIS, "first_name": "Boris"},
        "invoice_payload": books.signer.sign(Gift(str(ANNA), 50)),
    }
    date = int(then.timestamp())
    await control.post("/transactions", id="c1", amount=50, date=date, source=partner)
    for _ in range(2):
        await books.sweep()
    assert len(await books.notices()) == 2
    async with App(settings) as app:
        await quiet(app, control, sweeps=4)
    [alert] = await told(control, ANNA, "50 ⭐")
    assert short_day(Library()["en"], then.date()) in alert
    assert len(await told(control, BORIS, "50 ⭐ for Anna Sings")) == 1
    await books.sound()


async def test_a_rebuilding_that_was_cut_short_goes_on_without_a_word(
    books: Books, control: Control
) -> None:
    for _ in range(100):
        await control.post("/transactions", amount=1, receiver={"type": "telegram_ads"})
    await books.pays(Gift(str(ANNA), 50))

    class Dying(Transactions):
        async def keep(self, mark: Bookmark) -> None:
            await super().keep(mark)
            raise StoreDown

    transactions, books.transactions = books.transactions, Dying(books.redis)
    with pytest.raises(StoreDown):
        await books.sweep()
    books.transactions = transactions
    mark = await transactions.mark()
    assert mark is not None
    assert mark.seen == 100, "it has come that far"
    await books.sweep()
    assert await books.balance(owed(str(ANNA))) == 50
    assert await books.notices() == []
    await books.pays(Gift(str(ANNA), 25))
    await books.sweep()
    assert len(await books.notices()) == 2, "now it is in use"


async def test_an_update_that_waited_while_the_store_was_rebuilt_alerts_once(
    books: Books, settings: Settings, control: Control
) -> None:
    await books.pays(Gift(str(ANNA), 50))
    await books.sweep(at=now() + LATER)
    assert await books.balance(owed(str(ANNA))) == 50
    assert await books.notices() == [], "booked without a word"
    async with App(settings) as app:
        await quiet(app, control)
    await books.sweep(at=now() + 2 * LATER)
    async with App(settings) as app:
        await quiet(app, control, sweeps=3)
    assert len(await told(control, ANNA, "50 ⭐")) == 1
    assert len(await told(control, BORIS, "50 ⭐ for Anna Sings")) == 1
    assert len(await given(books.redis)) == 1
    await books.sound()


async def test_a_young_payment_is_told_once_though_its_update_comes_too(
    books: Books, settings: Settings, control: Control
) -> None:
    await books.pays(Gift(str(ANNA), 50))
    await books.pays(Purchase(str(ADMIN), 50, 100), by=ADMIN)
    await books.sweep(at=now())
    assert len(await books.notices()) == 3
    async with App(settings) as app:
        await quiet(app, control)
    assert len(await told(control, ANNA, "50 ⭐")) == 1
    assert len(await told(control, BORIS, "50 ⭐ for Anna Sings")) == 1
    assert len(await told(control, ADMIN, "100 coins")) == 1
    await books.sound()


async def test_the_list_and_the_update_are_one_posting_even_at_midnight(
    books: Books, control: Control
) -> None:
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    payload = books.signer.sign(Gift(str(ANNA), 50))
    user = {"id": BORIS, "is_bot": False, "first_name": "Boris"}
    partner = {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": user,
        "invoice_payload": payload,
    }
    listed = int((midnight + timedelta(seconds=1)).timestamp())
    await control.post("/transactions", id="c1", amount=50, date=listed, source=partner)
    said = Payment("c1", str(BORIS), "Boris K", 50, payload, midnight - timedelta(seconds=1))
    booking = (books.cashier.book(said) for _ in range(4))
    await asyncio.gather(*booking, *(books.sweep(at=midnight) for _ in range(4)))
    assert await books.ledger.conflicts() == []
    assert len(await given(books.redis)) == 1
    assert await books.balance(owed(str(ANNA))) == 50
    assert len(await books.notices()) == 2


async def test_a_payment_that_nobody_can_read_waits_in_suspense(
    books: Books, control: Control
) -> None:
    partner = {"type": "user", "user": {"id": BORIS}, "invoice_payload": "forged"}
    await control.post("/transactions", id="c1", amount=7, source=partner)
    await books.sweep(at=now())
    assert await books.balance(money.SUSPENSE) == 7
    assert [one.id for one in (await books.ledger.suspended())[0]] == ["pay:c1"]
    assert await books.notices() == ["pay:c1/payer", f"pay:c1/admin-{ADMIN}"]
    await books.sound()


async def test_a_death_between_booking_and_counting_leaves_nothing_uncounted(
    books: Books, control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a payment and of its return; the updates of both are lost, too."""
    await books.sweep()
    giving = Giving(books.redis)
    order = Gift(str(ANNA), 10, monthly=True)
    date = int(now().timestamp())
    user = {"type": "user", "transaction_type": "invoice_payment", "user": {"id": BORIS}}
    payload = {"invoice_payload": books.signer.sign(order)}
    for side, months in ({"source": user | payload}, 1), ({"receiver": user}, 0):
        await control.post("/transactions", id="c1", amount=10, date=date, **side)
        with monkeypatch.context() as patch:
            patch.setattr(Giving, "change_monthly", dies)
            with pytest.raises(StoreDown):
                await books.sweep()
        for _ in range(2):
            await books.sweep()
            monthly = await giving.monthly(str(ANNA), str(BORIS))
            assert monthly is not None
            assert monthly.months == months
    assert "monthly-stop:c1:refunded:" in await giving.ordered_stops()
    assert await books.notices() == [
        *("pay:c1/artist", "pay:c1/donor", "chargeback:c1/payer", "chargeback:c1/artist"),
        f"chargeback:c1/admin-{ADMIN}",
    ]


async def test_what_waits_in_suspense_is_no_month_of_support_though_it_can_be_read_again(
    books: Books, control: Control
) -> None:
    """Its key was missing when it came, say."""
    payload = books.signer.sign(Gift(str(ANNA), 10, monthly=True))
    await books.ledger.post(money.suspend("c1", user=str(BORIS), stars=10, now=now(), note=payload))
    user = {"type": "user", "transaction_type": "invoice_payment", "user": {"id": BORIS}}
    source = user | {"invoice_payload": payload}
    await control.post("/transactions", id="c1", amount=10, source=source)
    await books.sweep()
    assert await Giving(books.redis).monthly(str(ANNA), str(BORIS)) is None
    assert await books.ledger.conflicts() == []


async def test_of_what_nobody_can_read_an_affiliate_has_a_part_too(
    books: Books, control: Control
) -> None:
    """The update says the whole price, and must not be at odds with what the list said."""
    user = {"type": "user", "transaction_type": "invoice_payment", "user": {"id": BORIS}}
    for id, theirs in ("c1", 3), ("c2", 10**15):
        source = user | {"invoice_payload": "junk", "affiliate": {"amount": theirs}}
        await control.post("/transactions", id=id, amount=47, source=source)
    await books.sweep()
    await books.cashier.book(Payment("c1", str(BORIS), "Boris", 50, "junk", now()))
    assert await books.ledger.conflicts() == []
    assert await books.balance(money.SUSPENSE) == 50 + 47
    assert await books.transactions.drift() == (0, 0)


async def dies(*_: object) -> None:
    raise StoreDown


# What went back


async def test_a_chargeback_is_booked_and_told_however_late(
    books: Books, settings: Settings, control: Control
) -> None:
    charge = await books.pays(Gift(str(ANNA), 50))
    async with App(settings) as app:
        await quiet(app, control)
    user = {"type": "user", "transaction_type": "invoice_payment", "user": {"id": BORIS}}
    await control.post("/transactions", id=charge, amount=50, receiver=user)
    await books.sweep(at=now() + LATER)
    [donation] = await given(books.redis)
    assert donation.status == "refunded"
    assert await books.balance(owed(str(ANNA))) == 0
    async with App(settings) as app:
        await quiet(app, control, sweeps=3)
    assert len(await told(control, ADMIN, charge)) == 1
    assert len(await told(control, ANNA, "went back")) == 1
    assert len(await told(control, BORIS, "back with you")) == 1
    await books.sound()


async def test_a_refund_of_a_payment_that_we_never_saw_is_both(
    books: Books, control: Control
) -> None:
    partner = {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": {"id": BORIS, "first_name": "Boris"},
        "invoice_payload": books.signer.sign(Gift(str(ANNA), 50)),
    }
    await control.post("/transactions", id="c1", amount=50, receiver=partner)
    await books.sweep()
    [donation] = await given(books.redis)
    assert donation.status == "refunded"
    assert await books.at_telegram() == 0


# Withdrawals, advertising, and what nobody expects


def fragment(state: str) -> Json:
    return {"type": "fragment", "withdrawal_state": {"type": state}}


@pytest.mark.parametrize(
    "partner",
    [
        fragment("pending"),
        fragment("succeeded"),
        fragment("of tomorrow"),
        {"type": "telegram_ads"},
        {"type": "telegram_api", "request_count": 100},
        {"type": "user", "transaction_type": "gift_purchase", "user": {"id": BORIS}},
        {"type": "chat", "chat": {"id": -100, "type": "channel"}},
        {"type": "of tomorrow", "withdrawal_state": "?", "user": []},
    ],
    ids=str,
)
async def test_what_the_operator_took_out_or_spent_leaves_the_balance(
    books: Books, control: Control, partner: Json
) -> None:
    await books.pays(Purchase(str(BORIS), 230, 500))
    await control.post("/transactions", amount=100, receiver=partner)
    for _ in range(2):
        await books.sweep()
        assert await books.at_telegram() == 130
        assert await books.balance(money.OPERATOR) == -100
        await books.sound()
    assert await books.notices() == []


async def test_a_withdrawal_that_failed_comes_back(books: Books, control: Control) -> None:
    await books.pays(Purchase(str(BORIS), 230, 500))
    await control.post("/transactions", id="w1", amount=100, receiver=fragment("pending"))
    await books.sweep()
    assert await books.at_telegram() == 130
    await control.post("/transactions", id="w1", amount=100, receiver=fragment("failed"))
    await control.post("/transactions", id="w1", amount=100, source={"type": "fragment"})
    for _ in range(2):
        await books.sweep()
        assert await books.at_telegram() == 230
        assert await books.balance(money.OPERATOR) == 0
        await books.sound()


async def test_a_withdrawal_may_come_back_without_its_state(books: Books, control: Control) -> None:
    await books.pays(Purchase(str(BORIS), 230, 500))
    await control.post("/transactions", id="w1", amount=100, receiver=fragment("pending"))
    await control.post("/transactions", id="w1", amount=100, source={"type": "fragment"})
    await books.sweep()
    assert await books.balance(money.OPERATOR) == 0
    await books.sound()


@pytest.mark.parametrize(
    "partner",
    [
        {"type": "affiliate_program", "commission_per_mille": 10},
        {"type": "fragment"},
        {"type": "user", "transaction_type": "business_account_transfer", "user": {"id": BORIS}},
        {"type": "of tomorrow", "user": {"first_name": 5}, "affiliate": {"amount": "?"}},
    ],
    ids=str,
)
async def test_what_comes_from_elsewhere_waits_in_suspense_and_the_admins_know(
    books: Books, control: Control, settings: Settings, partner: Json
) -> None:
    await books.sweep()
    await control.post("/transactions", id="i1", amount=9, source=partner)
    await books.sweep(at=now() + LATER)
    assert await books.balance(money.SUSPENSE) == 9
    await books.sound()
    await books.sweep(at=now() + LATER)
    async with App(settings) as app:
        await quiet(app, control, sweeps=4)
    [alarm] = await told(control, ADMIN, "not by an invoice")
    assert "9 ⭐" in alarm
    [call] = [
        c["params"] for c in await control.calls("sendMessage") if c["params"]["text"] == alarm
    ]
    assert "It was for…" in str(call["reply_markup"])
    assert partner["type"] in alarm


async def test_a_transaction_that_makes_no_sense_stops_no_other(
    books: Books, control: Control, box: Sandbox
) -> None:
    await books.pays(Purchase(str(BORIS), 50, 100))
    await control.post("/transactions", id="n1", amount=-5, source={"type": "other"})
    box.world.money._transactions[99] = {"id": "n2", "amount": 0, "date": "yesterday"}
    box.world.money._transactions[100] = {"id": "n3", "amount": 0, "date": 1, "receiver": {}}
    await books.pays(Purchase(str(BORIS), 50, 100))
    await books.sweep()
    assert await books.balance(wallet(str(BORIS))) == 200
    assert await books.notices() == [
        f"alarm:transaction:n1/{ADMIN}",
        f"alarm:transaction:n2/{ADMIN}",
    ]


async def test_what_the_store_refused_is_tried_again_and_stops_no_other(
    books: Books, control: Control
) -> None:
    await books.redis.set(keys.given(str(ANNA)), "no hash")
    await books.pays(Gift(str(ANNA), 50))
    for _ in range(60):
        await control.post("/transactions", amount=1, receiver={"type": "telegram_ads"})
    for _ in range(3):
        await books.sweep()
        assert await books.balance(money.OPERATOR) == -60
        assert await books.balance(owed(str(ANNA))) == 0
    said = [id for id in await books.notices() if "drift" not in id]
    assert len(said) == 1
    assert said[0].startswith("alarm:transaction:")
    await books.redis.delete(keys.given(str(ANNA)))
    await books.sweep()
    assert await books.balance(owed(str(ANNA))) == 50
    await books.sound()


# Where reading goes on


async def offsets(control: Control, since: int) -> list[int]:
    calls = await control.calls("getStarTransactions", since=since)
    return [int(call["params"]["offset"]) for call in calls]


async def seq(control: Control) -> int:
    return max((call["seq"] for call in await control.calls()), default=0)


async def test_a_long_list_is_read_once_and_then_only_its_end(
    books: Books, control: Control
) -> None:
    ads = {"type": "telegram_ads"}
    for _ in range(230):
        await control.post("/transactions", amount=1, receiver=ads)
    before = await seq(control)
    await books.sweep()
    assert max(await offsets(control, before)) == 230
    assert await books.at_telegram() == -230
    await control.post("/transactions", amount=1, receiver=ads)
    before = await seq(control)
    await books.sweep()
    assert set(await offsets(control, before)) == {180, 231}
    assert await books.at_telegram() == -231
    await books.sound()


async def test_a_list_of_another_telegram_is_read_from_its_beginning(
    books: Books, control: Control, settings: Settings
) -> None:
    for _ in range(60):
        await control.post("/transactions", amount=1, receiver={"type": "telegram_ads"})
    await books.sweep()
    another = Sandbox(token=TOKEN)
    url = await another.start()
    async with Control(url) as there:
        elsewhere = create_bot(changed(settings, bot_api_url=url))
        await there.post("/transactions", id="i1", amount=3, source={"type": "other"})
        await reconcile(
            elsewhere, books.cashier, books.ledger, books.transactions, now=now() + LATER
        )
        assert await books.balance(money.SUSPENSE) == 3
        mark = await books.transactions.mark()
        assert mark is not None
        assert (mark.seen, mark.last) == (1, "i1")
        assert await books.notices() == [], "it is old, and not of today"
        await elsewhere.session.close()
    await another.stop()


async def test_telegram_out_of_reach_is_waited_for(books: Books, control: Control) -> None:
    await books.pays(Purchase(str(BORIS), 50, 100))
    for fault in (
        {"kind": "error", "code": 502},
        {"kind": "disconnect"},
        {"kind": "garbage"},
        {"kind": "error", "retry_after": 1},
    ):
        await control.post("/faults", method="getStarTransactions", times=1, **fault)
    await books.sweep()
    assert await books.balance(wallet(str(BORIS))) == 100


# The balance


async def test_a_balance_that_differs_twice_alike_is_an_alarm_once_a_day(
    books: Books, control: Control, settings: Settings
) -> None:
    await books.pays(Purchase(str(BORIS), 50, 100))
    ghost = money.withdraw("ghost", operator=money.NOBODY, stars=8, now=now())
    day = now() + LATER
    await books.ledger.post(ghost)
    await books.sweep(at=day)
    assert await books.notices() == [], "Telegram may be late"
    await books.sweep(at=day)
    assert len(await books.notices()) == 1
    await books.sweep(at=day)
    assert len(await books.notices()) == 1
    await books.sweep(at=day + timedelta(days=1))
    assert len(await books.notices()) == 2
    await control.post("/transactions", id="ghost", amount=8, receiver={"type": "telegram_ads"})
    await books.sweep(at=day + timedelta(days=2))
    assert await books.transactions.drift() == (0, 0)
    await books.sweep(at=day + timedelta(days=2))
    assert len(await books.notices()) == 2
    await books.sound()
    async with App(settings) as app:
        await quiet(app, control, sweeps=7)
    alarms = await told(control, ADMIN, "differ by +8 ⭐")
    assert "Telegram says 50 ⭐, the ledger 42 ⭐" in alarms[0]


async def test_a_difference_that_changes_is_no_alarm(books: Books, control: Control) -> None:
    await books.pays(Purchase(str(BORIS), 50, 100))
    for number in range(3):
        ghost = money.withdraw(f"g{number}", operator=money.NOBODY, stars=8, now=now())
        await books.ledger.post(ghost)
        await books.sweep()
    assert await books.notices() == []


async def test_a_difference_has_the_whole_list_read_again(books: Books, control: Control) -> None:
    """The withdrawal that failed is too far back to be seen otherwise."""
    await books.pays(Purchase(str(BORIS), 230, 500))
    await control.post("/transactions", id="w1", amount=100, receiver=fragment("pending"))
    for _ in range(60):
        await control.post("/transactions", amount=1, receiver={"type": "telegram_ads"})
    await books.sweep()
    await control.post("/transactions", id="w1", amount=100, receiver=fragment("failed"))
    await books.ledger.post(  # what Telegram does to the balance, from the other side
        money.withdraw("w1-balance", operator=money.NOBODY, stars=100, now=now())
    )
    await books.sweep()
    assert (await books.transactions.drift()).times == 1
    await books.sweep()
    assert await books.balance(money.OPERATOR) == -160
    assert await books.transactions.drift() == (0, 0)
    assert await books.notices() == []


@pytest.mark.parametrize(("times", "begin"), [(1, 0), (2, 10), (288, 10), (289, 0), (577, 0)])
async def test_a_difference_that_stays_has_the_list_read_again_each_day(
    books: Books, control: Control, times: int, begin: int
) -> None:
    for _ in range(60):
        await control.post("/transactions", amount=1, receiver={"type": "telegram_ads"})
    await books.sweep()
    await books.transactions.keep_drift(Drift(8, times))
    before = await seq(control)
    await books.sweep()
    assert min(await offsets(control, before)) == begin


async def test_fractions_of_a_star_make_no_difference(books: Books, control: Control) -> None:
    source = {"type": "affiliate_program", "commission_per_mille": 10}
    await books.sweep()
    for _ in range(3):
        await control.post("/transactions", amount=0, nanostar_amount=6 * 10**8, source=source)
    await control.post("/transactions", amount=1, nanostar_amount=10**8, receiver=source)
    for _ in range(2):
        await books.sweep()
        assert await books.at_telegram() == -1
        assert await books.transactions.fractions() == 17 * 10**8
        assert await books.transactions.drift() == (0, 0)


@pytest.mark.parametrize("said", [True, False], ids=["said", "unsaid"])
async def test_what_an_affiliate_has_of_a_payment_makes_no_difference(
    books: Books, control: Control, said: bool
) -> None:
    """The update says what was paid, the list what came of it."""
    payload = books.signer.sign(Gift(str(ANNA), 50))
    user = {"type": "user", "transaction_type": "invoice_payment", "user": {"id": BORIS}}
    share = {"commission_per_mille": 50, "amount": 2, "nanostar_amount": 5 * 10**8}
    came = {"id": "c1", "amount": 47, "nanostar_amount": 5 * 10**8}
    if said:
        await books.cashier.book(Payment("c1", str(BORIS), "Boris", 50, payload, now()))
    source = user | {"invoice_payload": payload, "affiliate": share}
    await control.post("/transactions", **came, source=source)
    for _ in range(2):
        await books.sweep()
        assert await books.balance(owed(str(ANNA))) == 50, "whoever gives 50 has given 50"
        assert await books.balance(money.OPERATOR) == -3
        assert await books.transactions.drift() == (0, 0)
        await books.sound()
    back = {name: -number for name, number in share.items()}
    await control.post("/transactions", **came, receiver=user | {"affiliate": back})
    for _ in range(2):
        await books.sweep()
        assert await books.balance(owed(str(ANNA))) == 0
        assert await books.balance(money.OPERATOR) == 0
        assert await books.transactions.drift() == (0, 0)
        await books.sound()
    assert await books.ledger.conflicts() == []


# An empty store


async def state(books: Books) -> dict[str, object]:
    """Return what a rebuilt store must have as it was."""
    accounts = [money.TELEGRAM, money.HOUSE, money.SUSPENSE, *money.HELD.values(), owed(str(ANNA))]
    giving = Giving(books.redis)
    monthly = await giving.monthly(str(ANNA), str(BORIS))
    assert monthly is not None
    return {
        **{str(account): await books.balance(account) for account in accounts},
        "given": await giving.given(str(ANNA)),
        "giver": await giving.giver(str(ANNA), str(BORIS)),
        "monthly": (monthly.charge, monthly.paid, monthly.months, monthly.stars),
        "donations": {
            one.charge_id: (one.amount, one.status, one.nth, one.source)
            for one in await given(books.redis)
            if one.charge_id  # of coins, Telegram knows nothing
        },
    }


async def test_an_empty_store_is_rebuilt_without_a_word(
    books: Books, settings: Settings, control: Control
) -> None:
    async with App(settings) as app, Town(settings.bot_api_url, app.worker.idle) as town:
        people = {p["id"]: p for p in (await control.get())["people"]}
        anna, fan = (Person(town, people[id]) for id in (ANNA, BORIS))
        await fan.starts(f"a_{ANNA}")
        page = fan.screen
        await fan.pays("⭐ 50", on=page)
        await fan.pays("⭐ 25", on=page)
        alert = await anna.receives("25 ⭐")
        await anna.presses("↩ Refund", on=alert)
        await anna.presses("Yes, give 25 ⭐ back", on=anna.seen(alert))
        await fan.receives("back with you")
        await fan.pays_link(await books.invoice(Purchase(str(BORIS), 230, 500)))
        spent = money.donate_coins("i1", donor=str(BORIS), artist=str(ANNA), coins=300,
                                   donor_name="Boris", now=now())  # fmt: skip
        await books.ledger.post(spent)
        paid = await fan.pays_link(
            await books.invoice(Gift(str(ANNA), 10, monthly=True), monthly=True)
        )
        await control.post("/clock", advance_s=2)  # a renewal is later than what it renews
        await control.post("/subscriptions/renew", charge=paid["charge"])
        await control.post("/transactions", amount=30, receiver=fragment("succeeded"))
        await control.post("/transactions", amount=3, source={"type": "other"})
        await quiet(app, control)
        await books.sweep(at=now())
        await app.courier.idle()
    before = await state(books)
    assert await books.balance(wallet(str(BORIS))) == 200
    said = len(await control.calls("sendMessage"))

    await books.redis.flushall()
    assert await books.balance(money.TELEGRAM) == 0
    await books.sweep()
    assert await books.notices() == []
    async with App(settings) as app:
        await quiet(app, control, sweeps=4)
    assert await state(books) == before
    assert {one.donor for one in await given(books.redis)} == {None}, "who wanted to be named?"
    assert await books.balance(wallet(str(BORIS))) == 500, "as bought"
    assert len(await control.calls("sendMessage")) == said
    await books.sound()
