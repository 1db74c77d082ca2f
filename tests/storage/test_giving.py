from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import WINDOW, Giving, Support
from storage.giving import ALONE


@pytest.fixture
def giving(redis: Redis) -> Giving:
    return Giving(redis)


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
