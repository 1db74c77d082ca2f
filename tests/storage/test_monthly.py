"""What the payments of monthly support come to, however and whenever they are heard of."""

import asyncio
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import (
    ACTIVE,
    CANCELED,
    FAILED,
    KV,
    STOPPED,
    Cashier,
    Donation,
    Gift,
    Giving,
    Ledger,
    Monthly,
    Outbox,
    Payment,
    People,
    Profile,
    Records,
    Signer,
)

DAY = timedelta(days=1)
MONTH = 30 * DAY


class Fan:
    """Somebody who pays an artist each month."""

    def __init__(self, redis: Redis, artist: str, fan: str, now: datetime) -> None:
        self.artist, self.id, self.now = artist, fan, now
        self.signer = Signer([b"key"])
        self.cashier = Cashier(redis, self.signer, admins=frozenset(), nobody="Somebody")
        self.giving = Giving(redis)
        self.ledger = Ledger(redis)
        self.records = Records(redis)
        self.outbox = Outbox(redis)
        self.people = People(redis)
        self.payload = self.order()

    def order(self, stars: int = 100) -> str:
        return self.signer.sign(Gift(self.artist, stars, "page", monthly=True))

    def payment(self, month: int, *, payload: str = "", stars: int = 100) -> Payment:
        """Return what an update says of a payment."""
        at = self.now + (month - 1) * MONTH
        return Payment(
            charge=f"stx{month}",
            user=self.id,
            name="Boris",
            stars=stars,
            payload=payload or self.payload,
            at=at,
            first=month == 1,
            until=at + MONTH,
        )

    def listed(self, month: int) -> Payment:
        """Return what Telegram's list says of the same payment."""
        return self.payment(month)._replace(first=True, until=None)

    async def pays(self, *payments: Payment) -> Monthly:
        for payment in payments:
            await self.cashier.book(payment)
        kept = await self.giving.monthly(self.artist, self.id)
        assert kept is not None
        return kept

    async def months(self) -> list[int | None]:
        """Return the number of each donation's month, the latest first."""
        found = await self.records.page(Donation, self.artist)
        return [donation.month for donation in found.records]

    async def stops(self) -> list[str]:
        """Return which subscriptions Telegram is to be asked to stop, and why."""
        await self.outbox.open()
        bodies = [entry.body for entry in await self.outbox.take(50, wait_ms=1)]
        return [f"{b['charge']} {b['why']}" for b in bodies if b["kind"] == "monthly-stop"]


@pytest.fixture
async def boris(redis: Redis, me: str, fan: str, now: datetime) -> Fan:
    await Records(redis).add(Profile.new(me, now=now, name="Anna"))
    return Fan(redis, me, fan, now)


async def test_each_payment_is_a_month(boris: Fan) -> None:
    kept = await boris.pays(boris.payment(1), boris.payment(2), boris.payment(3))
    assert (kept.charge, kept.paid, kept.months) == ("stx1", "stx3", 3)
    assert (kept.since, kept.until) == (boris.now, boris.now + 3 * MONTH)
    assert kept.renews(boris.now + 80 * DAY)
    assert not kept.renews(boris.now + 90 * DAY)
    assert await boris.months() == [3, 2, 1]
    assert await boris.stops() == []
    assert (await boris.ledger.audit()).violations == ()


async def test_a_payment_that_comes_twice_is_one_month(boris: Fan) -> None:
    second = boris.payment(2)
    kept = await boris.pays(boris.payment(1), second, second, boris.payment(1), boris.listed(2))
    assert (kept.charge, kept.months, kept.until) == ("stx1", 2, boris.now + 2 * MONTH)
    assert await boris.months() == [2, 1]


async def test_a_payment_that_comes_again_takes_no_cancellation_back(boris: Fan) -> None:
    await boris.pays(boris.payment(1))
    await boris.giving.change_monthly(
        boris.artist, boris.id, lambda kept: kept and kept.turned(CANCELED)
    )
    assert (await boris.pays(boris.payment(1), boris.listed(1))).state == CANCELED
    assert (await boris.pays(boris.payment(2))).state == ACTIVE


async def test_payments_out_of_order_come_to_the_same(boris: Fan) -> None:
    kept = await boris.pays(boris.payment(3), boris.payment(1), boris.payment(2))
    assert (kept.charge, kept.paid, kept.months) == ("stx1", "stx3", 3)
    assert kept.until == boris.now + 3 * MONTH
    assert await boris.stops() == []
    assert sorted(month or 0 for month in await boris.months()) == [1, 2, 3]


async def test_telegrams_list_alone_comes_to_the_same(boris: Fan) -> None:
    kept = await boris.pays(boris.listed(1), boris.listed(2), boris.listed(3))
    assert (kept.charge, kept.paid, kept.months) == ("stx1", "stx3", 3)
    assert kept.until == boris.now + 3 * MONTH
    assert await boris.months() == [3, 2, 1]


async def test_a_renewal_found_in_the_list_lasts_a_month_from_the_last(boris: Fan) -> None:
    late = boris.listed(2)._replace(at=boris.now + MONTH + 2 * DAY)
    early = boris.listed(3)._replace(at=boris.now + 2 * MONTH + DAY)
    kept = await boris.pays(boris.payment(1), late)
    assert kept.until == boris.now + 2 * MONTH + 2 * DAY
    kept = await boris.pays(early)
    assert kept.until == boris.now + 3 * MONTH + 2 * DAY
    assert kept.charge == "stx1"


async def test_what_an_update_says_corrects_what_the_list_let_guess(boris: Fan) -> None:
    known = boris.payment(2)._replace(until=boris.now + 2 * MONTH + DAY)
    kept = await boris.pays(boris.listed(2), known, boris.payment(1))
    assert (kept.charge, kept.months, kept.until) == ("stx1", 2, known.until)


async def test_after_a_pause_it_is_another_subscription_and_the_months_go_on(boris: Fan) -> None:
    again = boris.listed(5)
    kept = await boris.pays(boris.payment(1), boris.payment(2), again)
    assert (kept.charge, kept.months, kept.since) == ("stx5", 3, boris.now)
    assert await boris.months() == [3, 2, 1]
    assert await boris.stops() == []


async def test_another_invoice_is_another_subscription(boris: Fan) -> None:
    await boris.pays(boris.payment(1))
    other = boris.payment(2, payload=boris.order(250), stars=250)._replace(until=None)
    kept = await boris.pays(other)
    assert (kept.charge, kept.stars, kept.payload) == ("stx2", 250, other.payload)


async def test_nobody_pays_twice_a_month(boris: Fan) -> None:
    twice = boris.payment(1, payload=boris.order(250), stars=250)
    twice = twice._replace(charge="other", at=boris.now + DAY, until=boris.now + MONTH + DAY)
    kept = await boris.pays(boris.payment(1), twice, twice)
    assert (kept.charge, kept.stars) == ("other", 250)
    assert await boris.stops() == ["stx1 twice"]


async def test_what_could_not_be_paid_is_not_paid_beside_what_follows_it(boris: Fan) -> None:
    await boris.pays(boris.payment(1))
    await boris.giving.change_monthly(
        boris.artist, boris.id, lambda kept: kept and kept.turned(FAILED)
    )
    kept = await boris.pays(boris.payment(3)._replace(first=True))
    assert (kept.charge, kept.state) == ("stx3", ACTIVE)
    assert await boris.stops() == ["stx1 replaced"]


async def test_a_month_given_back_does_not_count(boris: Fan) -> None:
    await boris.pays(boris.payment(1), boris.payment(2))
    await boris.cashier.give_back(boris.payment(1))
    await boris.cashier.give_back(boris.payment(1))
    kept = await boris.pays(boris.payment(1))
    assert (kept.months, kept.charge, kept.until) == (1, "stx1", boris.now + 2 * MONTH)
    assert await boris.stops() == []
    assert (await boris.ledger.audit()).violations == ()


async def test_whoever_has_the_last_month_back_pays_no_more(boris: Fan) -> None:
    await boris.pays(boris.payment(1), boris.payment(2))
    await boris.cashier.give_back(boris.payment(2))
    kept = await boris.giving.monthly(boris.artist, boris.id)
    assert kept is not None
    assert kept.until == boris.now + MONTH
    assert not kept.is_running(boris.now + MONTH)
    assert await boris.stops() == ["stx1 refunded"]


async def test_a_renewal_of_support_that_is_paused_is_the_last(boris: Fan) -> None:
    await boris.pays(boris.payment(1))
    await boris.giving.settle(boris.artist, paused=True)
    kept = await boris.pays(boris.payment(2))
    assert kept.months == 2
    assert await boris.stops() == ["stx1 closed"]


async def test_a_renewal_for_an_artist_who_is_gone_is_the_last(boris: Fan, redis: Redis) -> None:
    await boris.pays(boris.payment(1))
    await KV(redis).delete(f"profile:{boris.artist}")
    await boris.pays(boris.payment(2))
    assert await boris.stops() == ["stx1 closed"]


async def test_old_payments_stop_nothing(boris: Fan) -> None:
    await boris.giving.settle(boris.artist, paused=True)
    await boris.cashier.book(boris.payment(1), tell=False)
    await boris.cashier.give_back(boris.payment(1), tell=False)
    assert await boris.stops() == []


async def test_a_month_is_without_a_name_if_the_one_before_was(boris: Fan) -> None:
    await boris.people.seen(
        boris.id, name="Boris", username=None, language_code=None, now=boris.now
    )
    await boris.people.settle(boris.id, anonymous=True)
    await boris.pays(boris.payment(1))
    await boris.people.settle(boris.id, anonymous=False)  # to another artist
    await boris.pays(boris.payment(2))
    [second, first] = (await boris.records.page(Donation, boris.artist)).records
    assert (first.anonymous, second.anonymous) == (True, True)
    assert second.donor_name == "Somebody"


async def test_what_has_failed_does_not_run(boris: Fan) -> None:
    kept = await boris.pays(boris.payment(1))
    assert not kept.turned(FAILED).is_running(boris.now)
    assert kept.turned(CANCELED).is_running(boris.now)
    assert not kept.turned(CANCELED).renews(boris.now)
    assert kept.turned(STOPPED).turned(CANCELED).state == STOPPED


async def test_payments_booked_at_once_all_count(boris: Fan) -> None:
    months = range(1, 13)
    await asyncio.gather(*(boris.cashier.book(boris.payment(month)) for month in months))
    kept = await boris.giving.monthly(boris.artist, boris.id)
    assert kept is not None
    assert [one.charge for one in kept.payments] == [f"stx{month}" for month in months]
    assert kept.charge == "stx1"


async def test_everybody_is_found_by_artist_and_by_fan(boris: Fan) -> None:
    kept = await boris.pays(boris.payment(1))
    assert await boris.giving.monthlies(boris.artist) == [(boris.id, kept)]
    assert await boris.giving.supporting(boris.id) == [(boris.artist, kept)]
