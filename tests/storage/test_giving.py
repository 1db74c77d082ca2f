"""What is counted of support, and how alerts gather, on the real store."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import (
    COINS,
    MONEY,
    STARS,
    WINDOW,
    Donation,
    Given,
    Giving,
    Ledger,
    Support,
    keys,
    money,
    under_name,
)
from storage import giving as kept
from storage.giving import ALONE


@pytest.fixture
def giving(redis: Redis) -> Giving:
    return Giving(redis)


@pytest.fixture
def ledger(redis: Redis) -> Ledger:
    return Ledger(redis)


async def alone(giving: Giving, artist: str, ids: range, now: datetime) -> list[str | None]:
    return [await giving.alone(artist, f"d{n}", now=now) for n in ids]


async def test_five_a_minute_are_told_alone_and_the_rest_gathers(
    giving: Giving, me: str, now: datetime
) -> None:
    assert await alone(giving, me, range(ALONE), now) == [None] * ALONE
    batches = await alone(giving, me, range(ALONE, 8), now + timedelta(seconds=1))
    assert len(set(batches)) == 1
    assert batches[0] is not None
    assert await giving.batch(me, batches[0]) == ["d5", "d6", "d7"]


async def test_milestones_passed_at_once_are_told_once_and_none_after_a_later_one(
    giving: Giving, redis: Redis, me: str
) -> None:
    goal = await giving.settle(me, goal="Album", goal_stars=500, goal_id="g")
    await asyncio.gather(*(giving.pass_milestone(me, goal, 50) for _ in range(5)))
    await asyncio.gather(*(giving.pass_milestone(me, goal, one) for one in (90, 50, 90, 50)))
    other = await giving.settle(me, goal="Video", goal_stars=300, goal_id="h", goal_told=None)
    await giving.pass_milestone(me, goal, 100)
    assert await giving.support(me) == other, "what came for the former is not told of this one"
    put: Any = await redis.xrange(keys.outbox(MONEY))
    assert [fields["id"] for _, fields in put] == [f"goal:{me}:g:500:{n}" for n in (50, 90)]


async def test_asked_again_the_answer_is_the_same(giving: Giving, me: str, now: datetime) -> None:
    first = await alone(giving, me, range(8), now)
    assert await alone(giving, me, range(8), now) == first


async def test_while_some_gather_nobody_overtakes_them(
    giving: Giving, me: str, now: datetime
) -> None:
    batch = (await alone(giving, me, range(6), now))[-1]
    assert await giving.alone(me, "late", now=now + WINDOW * 2) == batch


async def test_a_batch_that_was_taken_gathers_no_more_and_is_the_same_ever_after(
    giving: Giving, me: str, now: datetime
) -> None:
    batch = (await alone(giving, me, range(6), now))[-1]
    assert batch is not None
    assert await giving.batch(me, batch) == ["d5"]
    later = now + WINDOW + timedelta(seconds=1)
    assert await giving.alone(me, "later", now=later) is None
    assert await giving.batch(me, batch) == ["d5"]


async def test_after_a_quiet_minute_donations_are_told_alone_again(
    giving: Giving, me: str, now: datetime
) -> None:
    await alone(giving, me, range(ALONE), now)
    later = now + WINDOW
    assert await alone(giving, me, range(10, 10 + ALONE), later) == [None] * ALONE


async def test_an_unknown_batch_is_empty(giving: Giving, me: str, now: datetime) -> None:
    assert await giving.batch(me, "1") == []
    batch = (await alone(giving, me, range(6), now))[-1]
    assert await giving.batch(me, "1") == []
    assert await giving.batch(me, batch or "") == ["d5"]


async def test_bursts_of_two_artists_do_not_meet(
    giving: Giving, somebody: Callable[[], str], now: datetime
) -> None:
    anna, boris = somebody(), somebody()
    await alone(giving, anna, range(6), now)
    assert await giving.alone(boris, "d0", now=now) is None


async def test_what_an_artist_settled_can_be_taken_back(giving: Giving, me: str) -> None:
    await giving.settle(me, thanks="Спасибо!", goal="Tour", goal_stars=1000, paused=True)
    support = await giving.settle(me, thanks=None, paused=False)
    assert support == Support(goal="Tour", goal_stars=1000)
    with pytest.raises(TypeError):
        await giving.settle(me, colour="red")  # type: ignore[call-arg]  # of another hand


async def test_the_wall_shows_whoever_gave_and_wants_to_be_seen(giving: Giving, me: str) -> None:
    await giving.hang(me, "7", "Boris")
    assert await giving.wall(me) == [], "whoever gave nothing, or had it back, is not there"
    assert await giving.hangs(me, "7")
    await giving.hang(me, "7", None)
    assert not await giving.hangs(me, "7")


async def test_after_a_batch_was_told_the_next_one_is_another(
    giving: Giving, me: str, now: datetime
) -> None:
    *_, first = await alone(giving, me, range(7), now)
    assert first is not None
    assert await giving.batch(me, first) == ["d5", "d6"]
    soon = now + timedelta(seconds=30)
    second = await giving.alone(me, "next", now=soon)
    assert second is not None
    assert second != first
    assert await giving.batch(me, first) == ["d5", "d6"]
    assert await giving.batch(me, second) == ["next"]
    assert await giving.alone(me, "calm", now=soon + WINDOW) is None


async def give(ledger: Ledger, charge: str, donor: str, artist: str, *, at: datetime) -> Donation:
    posted = await ledger.post(
        money.donate_stars(charge, donor=donor, artist=artist, stars=50, donor_name="Boris", now=at)
    )
    assert posted.donation is not None
    assert posted.donation.member is not None
    return await ledger.donation(artist, posted.donation.member)


async def test_months_and_totals_are_exact_and_apart(
    giving: Giving, ledger: Ledger, me: str, fan: str, now: datetime
) -> None:
    await give(ledger, "a", fan, me, at=now)
    await give(ledger, "b", fan, me, at=now + timedelta(days=31))
    back = await give(ledger, "c", fan, me, at=now)
    await ledger.post(money.welcome(fan, coins=30, now=now))
    await ledger.post(
        money.donate_coins("i", donor=fan, artist=me, coins=20, donor_name="Boris", now=now)
    )
    assert back.charge_id is not None
    await ledger.refunded(back.charge_id, now=now)
    assert await giving.months(me) == {"2024-02": Given(50, 1), "2024-01": Given(50, 1)}
    assert await giving.months(me, COINS) == {"2024-01": Given(20, 1)}
    assert await giving.given(me) == Given(100, 2)
    assert await giving.given(me, COINS) == Given(20, 1)
    assert await giving.giver(me, fan, STARS) == Given(100, 2)


async def test_a_wall_shows_who_gave_and_what(
    giving: Giving, ledger: Ledger, me: str, somebody: Callable[[], str], now: datetime
) -> None:
    stars, coins, nothing = somebody(), somebody(), somebody()
    await give(ledger, "a", stars, me, at=now)
    await ledger.post(money.welcome(coins, coins=30, now=now))
    await ledger.post(
        money.donate_coins("i", donor=coins, artist=me, coins=20, donor_name="C", now=now)
    )
    for donor in (coins, stars, nothing):
        await giving.hang(me, donor, f"D{donor}")
    assert await giving.wall(me) == [(f"D{stars}", 50, 0), (f"D{coins}", 0, 20)]
    assert await giving.on_wall(me) == 3
    for _ in range(2):
        await giving.hang(me, nothing, None)
    assert await giving.on_wall(me) == 2


async def test_what_was_given_without_a_name_is_taken_from_what_stands_beside_it(
    giving: Giving,
    ledger: Ledger,
    redis: Redis,
    me: str,
    somebody: Callable[[], str],
    now: datetime,
) -> None:
    boris, of_old = somebody(), somebody()
    hidden = await give(ledger, "a", boris, me, at=now)
    await give(ledger, "b", boris, me, at=now)
    await give(ledger, "c", of_old, me, at=now)
    await redis.sadd(keys.unnamed(me), of_old)  # an earlier release kept no more than that
    for donor in (boris, of_old):
        await giving.hang(me, donor, f"D{donor}")
        for _ in range(2):
            await giving.hide(me, donor, hidden.id)
    assert await giving.without_name(me, boris) == [], "it has the name, as long as it says so"
    hidden = await ledger.amend(me, hidden.id, anonymous=True)
    assert await giving.without_name(me, boris) == [hidden]
    assert under_name(await giving.giver(me, boris), [hidden], STARS) == Given(50, 1)
    assert await giving.without_name(me, of_old) is None
    assert await giving.wall(me) == [(f"D{boris}", 50, 0), (f"D{of_old}", 0, 0)]
    await ledger.refunded("a", now=now)
    hidden = await ledger.donation(me, hidden.id)
    assert under_name(await giving.giver(me, boris), [hidden], STARS) == Given(50, 1)
    await ledger.refunded("b", now=now)
    assert await giving.wall(me) == [(f"D{of_old}", 0, 0)]


async def test_what_an_artist_settles_is_kept_and_taken_back(giving: Giving, me: str) -> None:
    settled = await giving.settle(
        me, goal="Album", goal_stars=500, goal_from=7, goal_id="g", goal_told=50, paused=True
    )
    assert settled == Support(
        goal="Album", goal_stars=500, goal_from=7, goal_id="g", goal_told=50, paused=True
    )
    assert await giving.support(me) == settled
    await giving.settle(me, goal=None, goal_stars=None, goal_from=None, goal_id=None)
    left = await giving.settle(me, goal_told=None, paused=False, thanks="Thanks!")
    assert left == Support(thanks="Thanks!")


async def test_cards_of_a_donation_are_remembered_with_their_words(giving: Giving, me: str) -> None:
    for _ in range(2):
        await giving.keep_card(me, "1-a", "card", "Play it again!")
    await giving.keep_card(me, "1-a", "other", "")
    assert await giving.cards(me, "1-a") == {"card": "Play it again!", "other": ""}
    assert await giving.cards(me, "1-b") == {}


async def test_donations_are_read_some_at_a_time_and_those_that_are_gone_left_out(
    giving: Giving,
    ledger: Ledger,
    redis: Redis,
    me: str,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "_PAGE", 2)
    ids = [(await give(ledger, f"c{n}", "7", me, at=now)).id for n in range(5)]
    await redis.set(keys.record("donation", me, ids[1]), "[]")
    await redis.delete(keys.record("donation", me, ids[2]))
    found = await giving.gifts(me, ids)
    assert [(id, one.id) for id, one in found.items()] == [(ids[n], ids[n]) for n in (0, 3, 4)]


async def test_links_are_kept_of_one_edition_and_not_without_end(
    giving: Giving, me: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_MOST_LINKS", 3)
    for n in range(2):
        await giving.keep_links("gifts", me, "a", {f"f{n}": f"https://t.me/${n}"})
    assert len(await giving.links("gifts", me, "a", ["f0", "f1"])) == 2
    assert await giving.links("gifts", me, "b", ["f0", "f1"]) == {}
    await giving.keep_links("gifts", me, "a", {"f2": "https://t.me/$2"})
    assert await giving.links("gifts", me, "a", ["f0", "f2"]) == {"f2": "https://t.me/$2"}
    await giving.keep_links("gifts", me, "b", {"f3": "https://t.me/$3"})
    assert await giving.links("gifts", me, "b", ["f2", "f3"]) == {"f3": "https://t.me/$3"}
