import asyncio
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from storage.outbox import DUTY, MONEY, NEWS, Outbox
from storage.pace import ANSWERS, BRIEF_S, GROUP, Leave, Pace, Refusals
from storage.server import EmbeddedServer
from tests.bench.bench_pace import busiest as most
from tests.bench.bench_pace import run

START = datetime(2026, 1, 25, 10, tzinfo=UTC)
ANNA, BORIS, BAND = 1, 2, -100


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def pace(redis: Redis) -> Pace:
    return Pace(redis)


async def sent(pace: Pace, *chats: int, at: float) -> list[int]:
    """Return to which chats a message may go at that time."""
    return [chat for chat in chats if not (await pace.leave(chat, now=after(at))).wait_s]


def busiest(times: list[float], window_s: float) -> int:
    """Return how many there are in the busiest sliding window."""
    return max(
        (sum(begin <= time < begin + window_s for time in times) for begin in times), default=0
    )


CHATS = [ANNA, BORIS, BAND, -200, *range(10, 60)]
ASKED = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 0.01, 0.04, 0.3, 1, 4, 30]), st.sampled_from(CHATS)),
    max_size=150,
)


@settings(max_examples=40)
@given(asked=ASKED, waits=st.booleans())
async def test_no_sliding_window_sees_more_than_telegram_takes(
    redis: Redis, asked: list[tuple[float, int]], waits: bool
) -> None:
    await redis.flushall()
    pace, now = Pace(redis), 0.0
    times: dict[int, list[float]] = defaultdict(list)
    for gap, chat in asked:
        now += gap
        leave = await pace.leave(chat, now=after(now))
        if leave.wait_s and waits:
            now += leave.wait_s + 0.001
            leave = await pace.leave(chat, now=after(now))
        if not leave.wait_s:
            times[chat].append(now)
    assert busiest(sorted(time for some in times.values() for time in some), 0.999) <= 25
    for chat, some in times.items():
        if chat > 0:
            assert busiest(some, 0.999) <= 1  # the clock has milliseconds
        else:
            assert busiest(some, 60) <= 20


async def test_whoever_comes_when_told_uses_nearly_all_there_is(pace: Pace) -> None:
    now, n = 0.0, 0
    while now < 20:
        leave = await pace.leave(1000 + n, now=after(now))
        now, n = (now + leave.wait_s + 0.001, n) if leave.wait_s else (now, n + 1)
    assert 0.95 * 25 * 20 < n <= 25 * 20


async def test_four_processes_use_all_there_is_and_money_hardly_waits_behind_them(
    pace: Pace,
) -> None:
    found = await run(pace, lasts_s=8, chance=random.Random(1))
    assert most(found.times) <= 25
    assert len(found.times) > 0.95 * 25 * 6
    assert len(found.waits) == 7
    assert max(found.waits) < 0.5


async def test_whoever_is_stopped_gets_no_leave_but_what_is_owed(pace: Pace, redis: Redis) -> None:
    outbox = Outbox(redis)
    await outbox.stop("1", now=START)
    assert (await pace.leave(ANNA, MONEY, now=START)).stopped
    assert await pace.leave(ANNA, DUTY, now=START) == Leave(0)
    await outbox.resume()
    assert not (await pace.leave(BORIS, NEWS, now=START)).stopped


async def test_refusals_are_counted_once_for_a_day(pace: Pace) -> None:
    for id, hours in (("a", 0), ("a", 0), ("b", 23.5), ("c", 24.2), ("c", 24.3)):
        await pace.refused(id, now=after(hours * 3600))
    assert await pace.refusals(now=after(24.4 * 3600)) == Refusals(last_hour=2, last_day=2)


async def test_a_group_takes_twenty_a_minute_with_the_answers_it_is_given(pace: Pace) -> None:
    halves = [half / 2 for half in range(240)]
    times = [time for time in halves for _ in range(6) if await sent(pace, BAND, at=time)]
    assert 19 <= len([time for time in times if time < 60]) + ANSWERS <= 20
    assert busiest(times, 60) + ANSWERS <= 20


async def test_two_processes_have_one_measure(redis: Redis, server: EmbeddedServer) -> None:
    async with server.client() as another:
        clients = [Pace(redis), Pace(another)]
        leaves = await asyncio.gather(
            *(clients[n % 2].leave(1000 + n, now=START) for n in range(100))
        )
    assert sum(leave.wait_s == 0 for leave in leaves) == 4
    assert all(leave.for_all for leave in leaves if leave.wait_s)


async def test_by_the_servers_own_clock_the_same(pace: Pace) -> None:
    leaves = await asyncio.gather(*(pace.leave(1000 + n) for n in range(100)))
    assert 4 <= sum(leave.wait_s == 0 for leave in leaves) <= 15  # and one each 40 ms that it took


async def test_one_slow_chat_is_waited_for_by_nobody_else(pace: Pace) -> None:
    assert await sent(pace, ANNA, BORIS, ANNA, BORIS, BAND, at=0) == [ANNA, BORIS, BAND]
    assert await sent(pace, ANNA, BORIS, at=0.9) == []
    assert await sent(pace, ANNA, BORIS, at=1) == [ANNA, BORIS]


async def test_whoever_is_refused_takes_nothing(pace: Pace) -> None:
    assert await sent(pace, *[ANNA] * 50, at=0) == [ANNA]
    assert len(await sent(pace, *range(10, 30), at=0)) == 3


async def test_a_pause_is_obeyed_by_everybody(pace: Pace) -> None:
    await pace.pause(timedelta(seconds=30), now=START)
    leave = await pace.leave(BORIS, now=after(10))
    assert (leave.wait_s, leave.for_all) == (20, True)
    assert await sent(pace, ANNA, BORIS, BAND, at=29.9) == []
    assert await sent(pace, ANNA, BORIS, BAND, at=30) == [ANNA, BORIS, BAND]


async def test_a_pause_in_a_group_is_of_that_group(pace: Pace) -> None:
    await pace.pause(timedelta(seconds=30), chat=BAND, now=START)
    assert await sent(pace, BAND, ANNA, -200, at=10) == [ANNA, -200]
    assert await sent(pace, BAND, at=30) == [BAND]


async def test_a_shorter_pause_ends_no_longer_one(pace: Pace) -> None:
    await pace.pause(timedelta(seconds=30), now=START)
    await pace.pause(timedelta(seconds=1), now=START)
    assert await sent(pace, ANNA, at=29) == []


async def test_those_who_wait_for_a_chat_get_a_turn_each(pace: Pace) -> None:
    await sent(pace, ANNA, at=0)
    turns = [await pace.leave(ANNA, now=START) for _ in range(5)]
    assert [round(turn.wait_s) for turn in turns] == [1, 2, 3, 4, 5]
    assert not any(turn.for_all for turn in turns)
    times = [second for second in range(1, 6) if await sent(pace, ANNA, at=second)]
    assert times == [1, 2, 3, 4, 5]


async def test_whoever_comes_a_little_early_for_a_turn_does_not_lose_it(pace: Pace) -> None:
    await sent(pace, ANNA, at=0)
    for _ in range(5):
        await pace.leave(ANNA, now=START)
    leave = await pace.leave(ANNA, now=after(1 - BRIEF_S))
    assert leave.wait_s == BRIEF_S


async def test_a_clock_that_was_set_back_stops_nobody(pace: Pace) -> None:
    assert await sent(pace, ANNA, BAND, at=3600) == [ANNA, BAND]
    assert await sent(pace, ANNA, BAND, at=0) == [BAND]
    assert await sent(pace, ANNA, at=1) == [ANNA]


async def test_a_clock_that_was_set_back_makes_no_pause_longer(pace: Pace) -> None:
    await pace.pause(timedelta(seconds=30), now=after(3600))
    await pace.pause(timedelta(seconds=90), chat=BAND, now=after(3600))
    assert (await pace.leave(ANNA, now=START)).wait_s == 30
    await pace.pause(timedelta(seconds=20), now=START)
    assert (await pace.leave(ANNA, now=after(10))).wait_s == 20
    assert await sent(pace, ANNA, BAND, at=30) == [ANNA]
    assert await sent(pace, BAND, at=120) == [BAND], "90 s after it was seen"


async def test_a_clock_that_was_set_back_makes_no_turn_later(pace: Pace) -> None:
    for _ in range(3):
        await pace.leave(ANNA, now=after(3600))
    turns = [(await pace.leave(ANNA, now=START)).wait_s for _ in range(2)]
    assert turns == [3, 4]


async def test_a_clock_that_was_set_back_lets_no_news_wait_for_money(pace: Pace) -> None:
    people = count(1000)
    while not (await pace.leave(next(people), MONEY, now=after(3600))).wait_s:
        pass
    assert (await pace.leave(next(people), NEWS, now=START)).wait_s < 2 * BRIEF_S


async def test_nothing_is_kept_of_chats_that_are_quiet(pace: Pace, redis: Redis) -> None:
    for _ in range(3):
        await pace.leave(ANNA)
        await pace.leave(BAND)
    await pace.pause(timedelta(seconds=5))
    longest_s = 4 * GROUP.burst / GROUP.per_second
    for key in await redis.keys("bot:pace:*"):
        assert 0 < await redis.ttl(key) < longest_s
