"""Which Stars of an artist are the oldest, of those that are not paid."""

from datetime import UTC, datetime
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import money
from storage.giving import Giving
from storage.ledger import Ledger


def given(artist: str, charge: str, stars: int, year: int, month: int) -> Any:
    at = datetime(year, month, 15, tzinfo=UTC)
    return money.donate_stars(
        f"{artist}-{charge}", donor="5", artist=artist, stars=stars, donor_name="F", now=at
    )


@pytest.fixture
async def earned(redis: Redis, me: str) -> str:
    ledger = Ledger(redis)
    await ledger.post(given(me, "a", 100, 2023, 11))
    await ledger.post(given(me, "b", 50, 2024, 1))
    await ledger.post(given(me, "c", 50, 2024, 1))
    await ledger.post(given(me, "d", 7, 2024, 12))
    return me


@pytest.mark.parametrize(
    ("owed", "month"),
    [
        (207, "2023-11"),
        (108, "2023-11"),
        (107, "2024-01"),
        (8, "2024-01"),
        (7, "2024-12"),
        (1, "2024-12"),
        (0, None),
        (999, "2023-11"),
    ],
)
async def test_the_first_that_came_are_the_first_to_be_paid(
    redis: Redis, earned: str, owed: int, month: str | None
) -> None:
    assert await Giving(redis).oldest(earned, owed) == month


async def test_what_was_given_back_is_not_old(redis: Redis, earned: str) -> None:
    ledger, now = Ledger(redis), datetime(2024, 12, 20, tzinfo=UTC)
    await ledger.refunded(f"{earned}-a", now=now)
    owed = await ledger.stars(earned, now=now)
    assert await Giving(redis).oldest(earned, owed.total) == "2024-01"
