from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import BadId, Intents


@pytest.fixture
def intents(redis: Redis) -> Intents:
    return Intents(redis)


async def test_what_was_asked_is_known_to_whoever_was_asked(
    intents: Intents, me: str, fan: str
) -> None:
    id = await intents.draw(me, {"coins": 50, "artist": fan})
    assert await intents.get(me, id) == {"coins": 50, "artist": fan}
    assert await intents.get(me, id) is not None, "it can be pressed again"
    assert await intents.get(fan, id) is None
    assert await intents.get(me, "0" * 16) is None


async def test_the_same_question_again_is_another(intents: Intents, me: str) -> None:
    assert await intents.draw(me, {"coins": 50}) != await intents.draw(me, {"coins": 50})


async def test_a_question_is_forgotten_after_a_week(
    intents: Intents, redis: Redis, me: str
) -> None:
    id = await intents.draw(me, {})
    [key] = [key async for key in redis.scan_iter(f"*{id}*")]
    assert 0 < await redis.ttl(key) <= 7 * 86400


async def test_of_what_is_large_only_the_latest_questions_are_kept(
    intents: Intents, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    small = await intents.draw(me, {"n": -1})
    ids = [await intents.draw_large(me, {"n": n}, now=now + timedelta(seconds=n)) for n in range(7)]
    assert [bool(await intents.get(me, id)) for id in ids] == [False] * 2 + [True] * 5
    assert await intents.get(me, small) is not None
    assert [key async for key in redis.scan_iter(f"*{me}*") if await redis.ttl(key) < 0] == []


@pytest.mark.parametrize("forged", ["", "a:b", "*", "x" * 65])
async def test_a_forged_id_is_no_key(intents: Intents, me: str, forged: str) -> None:
    with pytest.raises(BadId):
        await intents.get(me, forged)
