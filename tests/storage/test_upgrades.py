"""A store of an earlier release comes to the shape of this one: once, whoever is killed."""

import asyncio
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from storage import keys
from storage.server import ServerError
from storage.upgrades import UPGRADES, Upgrade, upgrade

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def counting(*names: str) -> list[Upgrade]:
    """Return steps that count in the store how often they are taken."""

    def step(name: str) -> Upgrade:
        async def take(redis: Redis, now: datetime) -> None:
            await redis.rpush("taken", name)

        return Upgrade(name, take)

    return [step(name) for name in names]


async def taken(redis: Redis) -> list[str]:
    return [str(name) for name in await redis.lrange("taken", 0, -1)]


async def test_each_step_is_taken_once_and_in_order(redis: Redis) -> None:
    assert await upgrade(redis, "a", now=NOW, steps=counting("one")) == ["one"]
    steps = counting("one", "two", "three")
    assert await upgrade(redis, "a", now=NOW, steps=steps) == ["two", "three"]
    assert await upgrade(redis, "a", now=NOW, steps=steps) == []
    assert await taken(redis) == ["one", "two", "three"]


async def test_of_several_processes_one_takes_them(redis: Redis) -> None:
    steps = counting("one", "two")
    found = await asyncio.gather(*(upgrade(redis, f"{n}", now=NOW, steps=steps) for n in range(5)))
    assert await taken(redis) == ["one", "two"]
    assert sorted(map(len, found)) == [0, 0, 0, 0, 2]
    assert not await redis.exists(keys.lease("upgrade"))


async def test_one_that_fails_is_taken_again_and_those_before_it_are_not(redis: Redis) -> None:
    broken = True

    async def fail(redis: Redis, now: datetime) -> None:
        if broken:
            raise RuntimeError("killed")

    steps = [*counting("one"), Upgrade("two", fail), *counting("three")]
    with pytest.raises(RuntimeError):
        await upgrade(redis, "a", now=NOW, steps=steps)
    assert await taken(redis) == ["one"]
    broken = False
    assert await upgrade(redis, "b", now=NOW, steps=steps) == ["two", "three"]
    assert await taken(redis) == ["one", "three"]


async def test_what_may_wait_keeps_nobody_waiting(redis: Redis) -> None:
    one, two, three, four = counting("one", "two", "three", "four")
    two, four = two._replace(meanwhile=True), four._replace(meanwhile=True)
    steps = [one, two, three, four]
    assert await upgrade(redis, "a", now=NOW, steps=steps, wholly=False) == ["one", "two", "three"]
    assert await upgrade(redis, "a", now=NOW, steps=steps, wholly=False) == []
    assert await upgrade(redis, "a", now=NOW, steps=steps) == ["four"]
    assert await upgrade(redis, "a", now=NOW, steps=steps) == []
    assert await taken(redis) == ["one", "two", "three", "four"]


async def test_a_store_of_a_later_release_is_refused(redis: Redis) -> None:
    await redis.set(keys.SCHEMA, len(UPGRADES) + 1)
    with pytest.raises(ServerError, match="later release"):
        await upgrade(redis, "a", now=NOW)
