"""Where listeners came from: touches, and what counts for which source, on the real store."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from redis.asyncio import Redis

from storage import (
    Audience,
    Cashier,
    Counters,
    Gift,
    Payment,
    Profile,
    Records,
    Signer,
    Source,
    Sources,
    Touch,
    Track,
)
from storage.sources import LASTS, MOST, tag_of

DAY = timedelta(days=1)
SIGNER = Signer([b"k" * 32])


class Page(NamedTuple):
    """An artist's page, and what is counted of it."""

    me: str
    song: str
    now: datetime
    sources: Sources
    counters: Counters
    audience: Audience
    cashier: Cashier

    async def opens(self, fan: str, source: str | None, *, later: timedelta = DAY * 0) -> None:
        now = self.now + later
        await self.sources.touch(self.me, fan, source, tap=f"{source}{later}", now=now)

    async def listens(self, fan: str, *, later: timedelta = DAY * 0) -> None:
        await self.counters.listen(self.me, self.song, fan, now=self.now + later)

    async def pays(
        self, fan: str, charge: str, stars: int, source: str = "page", *, later: timedelta = DAY * 0
    ) -> Payment:
        payload = SIGNER.sign(Gift(self.me, stars, source))
        payment = Payment(charge, fan, "Boris", stars, payload, self.now + later)
        await self.cashier.book(payment)
        return payment

    async def found(self, *, days: int = 400, later: timedelta = DAY * 0) -> dict[str, Source]:
        of = await self.sources.of(self.me, days=days, now=self.now + later)
        return {source.name: source for source in of}


@pytest.fixture
async def page(redis: Redis, me: str, now: datetime) -> Page:
    records = Records(redis)
    track = Track.new(me, now=now, title="Night")
    await records.add(track)
    await records.add(Profile.new(me, now=now, name="Anna"))
    cashier = Cashier(redis, SIGNER, admins=frozenset(), nobody="Somebody")
    parts = Sources(redis), Counters(redis), Audience(redis), cashier
    return Page(me, track.id, now, *parts)


async def test_the_first_touch_stays_and_the_last_changes(page: Page, fan: str) -> None:
    assert await page.sources.touched(page.me, fan) is None
    for n, source in enumerate(["poster", "bio", None, "poster"]):
        await page.opens(fan, source, later=n * DAY)
    await page.opens(fan, "friend", later=-DAY)  # an update that comes late
    expected = Touch("poster", page.now, "poster", page.now + 3 * DAY)
    assert await page.sources.touched(page.me, fan) == expected


async def test_what_a_fan_does_counts_for_the_last_touch_while_that_is_fresh(
    page: Page, fan: str
) -> None:
    await page.listens(fan)
    await page.opens(fan, "poster")
    await page.opens(fan, "bio", later=DAY)
    await page.listens(fan, later=DAY)
    await page.listens(fan, later=DAY + timedelta(minutes=1))  # too soon to count
    await page.audience.follow(fan, page.me, now=page.now + DAY)
    await page.pays(fan, f"c1-{page.me}", 50, later=DAY)
    await page.listens(fan, later=DAY + LASTS)
    await page.listens(fan, later=2 * DAY + LASTS)
    assert await page.found(later=2 * DAY + LASTS) == {
        "poster": Source("poster", taps=1, people=1),
        "bio": Source("bio", taps=1, people=1, plays=2, follows=1, stars=50),
        "direct": Source("direct", plays=2),
    }
    assert (await page.found(days=1, later=DAY)).keys() == {"bio"}


async def test_nothing_counts_twice_however_often_it_comes(page: Page, fan: str) -> None:
    payment = await page.pays(fan, f"c2-{page.me}", 25, "link:poster")
    for _ in range(2):
        await asyncio.gather(
            *(page.opens(fan, "poster") for _ in range(5)),
            *(page.listens(fan) for _ in range(5)),
            *(page.audience.follow(fan, page.me, now=page.now) for _ in range(5)),
            *(page.cashier.book(payment) for _ in range(5)),
        )
    assert await page.found() == {
        "poster": Source("poster", taps=1, people=1, plays=1, follows=1, stars=25)
    }


async def test_many_at_once_are_all_counted_and_the_sums_are_those_of_the_artist(
    page: Page, somebody: Callable[[], str]
) -> None:
    fans = [somebody() for _ in range(60)]
    names = ["poster", "bio", "chat", None]

    async def comes(n: int) -> None:
        await page.opens(fans[n], names[n % 4])
        await page.listens(fans[n])
        await page.audience.follow(fans[n], page.me, now=page.now)

    await asyncio.gather(*map(comes, range(60)))
    found = await page.found()
    assert {name: source.plays for name, source in found.items()} == dict.fromkeys(
        ("poster", "bio", "chat", "direct"), 15
    )
    assert all(source.people == source.taps == 15 for source in found.values())
    [day] = await page.counters.daily(page.me, None, days=1, now=page.now)
    [grown] = await page.audience.growth(page.me, days=1, now=page.now)
    assert sum(source.plays for source in found.values()) == day.plays == 60
    assert sum(source.follows for source in found.values()) == grown.gained == 60


async def test_a_donation_counts_for_the_link_or_card_it_names(page: Page, fan: str) -> None:
    await page.opens(fan, "poster")
    sources = ("page", "link:bio", "card-track:1-x", "link", "link:made-up")
    for n, source in enumerate(sources):
        await page.pays(fan, f"d{n}-{page.me}", 10**n, source, later=timedelta(hours=n))
    stars = {name: source.stars for name, source in (await page.found()).items()}
    assert stars == {"poster": 1, "bio": 10, "card": 1100, "other": 10_000}
    touch = await page.sources.touched(page.me, fan)
    assert touch is not None
    assert (touch.first, touch.last) == ("poster", "other")


async def test_what_a_donation_counts_for_is_known_before_it_is_counted_and_after(
    page: Page, fan: str, redis: Redis
) -> None:
    await page.opens(fan, "poster")
    at = page.now + DAY
    for donation in ("early", "counted"):
        assert await page.sources.of_gift(page.me, fan, donation, at=at) == "poster"
    await page.sources.gave(page.me, fan, "counted", "page", 50, at=at)
    await page.opens(fan, "bio", later=2 * DAY)
    assert await page.sources.of_gift(page.me, fan, "counted", at=at) == "poster"
    assert await page.sources.of_gift(page.me, fan, "early", at=at) is None, "nobody knows by now"
    await page.sources.took_back(page.me, "counted", at=at)
    assert await page.sources.of_gift(page.me, fan, "counted", at=at) is None


async def test_stars_that_went_back_count_no_more(page: Page, fan: str) -> None:
    payment = await page.pays(fan, f"r1-{page.me}", 50, "link:poster")
    await page.pays(fan, f"r2-{page.me}", 25, "link:poster")
    for _ in range(2):
        await page.cashier.give_back(payment._replace(at=page.now + 3 * DAY))
        await page.cashier.book(payment)
    assert (await page.found(later=3 * DAY))["poster"].stars == 25


async def test_a_renewal_is_no_touch(page: Page, fan: str) -> None:
    payload = SIGNER.sign(Gift(page.me, 50, "link:poster", monthly=True))
    for n in range(3):
        at = page.now + n * LASTS
        until, first = at + LASTS, n == 0
        payment = Payment(f"m{n}-{page.me}", fan, "Boris", 50, payload, at, first, until)
        await page.cashier.book(payment)
    touch = await page.sources.touched(page.me, fan)
    assert touch == Touch("poster", page.now, "poster", page.now)
    stars = {name: one.stars for name, one in (await page.found(later=3 * LASTS)).items()}
    assert stars == {"poster": 100, "direct": 50}


async def test_words_that_strangers_make_up_are_all_one_source(page: Page, fan: str) -> None:
    assert await page.sources.keep(page.me, "afisha", "Афиша на Мира", now=page.now)
    await page.opens(fan, "afisha")
    for n in range(60):
        await page.opens(fan, f"junk-{n}")
    found = await page.found()
    assert found.keys() == {"afisha", "other"}
    assert found["afisha"].label == "Афиша на Мира"
    assert (found["other"].taps, found["other"].people) == (60, 1)


async def test_an_artist_has_so_many_names_and_no_more(page: Page) -> None:
    kept = [
        await page.sources.keep(page.me, f"n-{n}", f"№ {n}", now=page.now + n * DAY)
        for n in range(MOST + 2)
    ]
    assert kept == [True] * MOST + [False] * 2
    assert await page.sources.keep(page.me, "n-0", "Again", now=page.now + 99 * DAY)
    names = await page.sources.names(page.me)
    assert len(names) == MOST
    assert list(names.items())[:2] == [("n-0", "Again"), (f"n-{MOST - 1}", f"№ {MOST - 1}")]


async def test_nothing_is_kept_of_an_artist_who_is_none(
    page: Page, redis: Redis, fan: str, somebody: Callable[[], str]
) -> None:
    nobody = somebody()
    await page.sources.touch(nobody, fan, "poster", tap="1", now=page.now)
    assert await page.sources.touched(nobody, fan) is None
    assert await redis.keys(f"bot:source*:{nobody}:*") == []


@pytest.mark.parametrize(
    ("source", "tag"),
    [
        (None, None),
        *(("page", None), ("track:1-x", None), ("link", None), ("link:", None)),
        *(("link:poster", "poster"), ("chat:our-group", "our-group")),
        *(("card", "card"), ("card-track:1-x", "card"), ("cards:1-x", None)),
    ],
)
def test_what_a_donation_says_of_its_source(source: str | None, tag: str | None) -> None:
    assert tag_of(source) == tag
