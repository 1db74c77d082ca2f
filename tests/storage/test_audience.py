import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import Audience, Counters, Growth, NotFound, People, Profile, Records

DAY = timedelta(days=1)


@pytest.fixture
def audience(redis: Redis) -> Audience:
    return Audience(redis)


@pytest.fixture
def people(redis: Redis) -> People:
    return People(redis)


async def walked(audience: Audience, artist: str, limit: int) -> list[str]:
    found, cursor = await audience.walk(artist, limit=limit)
    while cursor:
        some, cursor = await audience.walk(artist, after=cursor, limit=limit)
        found += some
    return found


async def test_a_fan_follows_until_unfollowing(
    audience: Audience, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    assert not await audience.follows(fan, me)
    assert await audience.follow(fan, me, now=now)
    assert not await audience.follow(fan, me, now=now + DAY)
    assert await audience.follows(fan, me)
    assert not await audience.follows(me, fan)
    assert await audience.since(fan, me) == now
    assert await audience.followers_count(me) == 1
    assert await audience.unfollow(fan, me, now=now)
    assert not await audience.unfollow(fan, me, now=now)
    assert not await audience.follows(fan, me)
    assert await audience.since(fan, me) is None
    assert await audience.followers(me) == ([], 0)
    assert await audience.following(fan) == ([], 0)
    assert await walked(audience, me, 10) == []


async def test_lists_are_latest_first(audience: Audience, me: str, now: datetime) -> None:
    for n in range(5):
        await audience.follow(f"{900 - n}", me, now=now + n * DAY)
        await audience.follow(me, f"{900 - n}", now=now + n * DAY)
    await audience.follow("900", me, now=now + 9 * DAY)  # following already
    assert await audience.followers(me, limit=3) == (["896", "897", "898"], 5)
    assert await audience.followers(me, offset=3, limit=3) == (["899", "900"], 5)
    assert await audience.following(me, limit=2) == (["896", "897"], 5)
    assert await audience.following(me, limit=0) == ([], 5)


async def test_subscribers_and_days_follow(
    audience: Audience, redis: Redis, me: str, somebody: Callable[[], str], now: datetime
) -> None:
    records = Records(redis)
    await records.add(Profile.new(me, now=now, name="Anna", subscribers=100))
    fans = [somebody() for _ in range(3)]
    for fan in fans:
        await audience.follow(fan, me, now=now)
        await audience.follow(fan, me, now=now)
    await audience.unfollow(fans[0], me, now=now + DAY)
    await audience.unfollow(fans[0], me, now=now + DAY)
    profile = await records.profile(me)
    assert profile is not None
    assert profile.subscribers == 102
    assert (await Counters(redis).totals(me)).followers == 2
    assert await audience.growth(me, days=3, now=now + DAY) == [
        Growth(date(2024, 1, 24), 0, 0),
        Growth(date(2024, 1, 25), 3, 0),
        Growth(date(2024, 1, 26), 0, 1),
    ]
    assert await audience.growth(me, days=0, now=now) == []


@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
async def test_a_walk_passes_everybody_once(
    audience: Audience, me: str, now: datetime, limit: int
) -> None:
    fans = [str(n) for n in random.Random(1).sample(range(10**10), 50)]
    fans += [f"demo-{n}" for n in range(20)] + ["0", "007", "9" * 20]
    for fan in fans:
        await audience.follow(fan, me, now=now)
    found = await walked(audience, me, limit)
    assert len(found) == len(set(found))
    assert set(found) == set(fans)


async def test_a_walk_skips_and_repeats_nobody_who_was_there_all_along(
    audience: Audience, me: str, now: datetime
) -> None:
    chance = random.Random(2)
    stays = {str(n) for n in chance.sample(range(10**6), 200)}
    comes_and_goes = [str(n) for n in chance.sample(range(10**6, 2 * 10**6), 200)]
    comes_and_goes += [str(n) for n in range(200)]
    comes_and_goes = [fan for fan in comes_and_goes if fan not in stays]
    for fan in [*stays, *comes_and_goes[::2]]:
        await audience.follow(fan, me, now=now)
    found, cursor = await audience.walk(me, limit=10)
    while cursor:
        for fan in chance.sample(comes_and_goes, 20):
            if chance.random() < 0.5:
                await audience.unfollow(fan, me, now=now)
            else:
                await audience.follow(fan, me, now=now)
        await audience.unfollow(found[-1], me, now=now)  # the cursor's own follower leaves
        stays.discard(found[-1])
        some, cursor = await audience.walk(me, after=cursor, limit=10)
        found += some
    assert len(found) == len(set(found))
    assert stays <= set(found)


async def test_equals_are_never_parted(audience: Audience, redis: Redis, me: str) -> None:
    await redis.zadd(f"bot:followers:{me}", {"a": -7, "b": -7, "c": -7, "d": -5, "e": 3})
    assert await audience.walk(me, limit=1) == (["a", "b", "c"], "-7")
    assert await audience.walk(me, limit=2) == (["a", "b", "c"], "-7")
    assert await audience.walk(me, limit=4) == (["a", "b", "c", "d"], "-5")
    assert await audience.walk(me, after="-5", limit=2) == (["e"], "")


@pytest.mark.parametrize("odd", ["a:b", "", "*", "42 "])
async def test_an_id_that_nobody_has_follows_nobody(
    audience: Audience, me: str, now: datetime, odd: str
) -> None:
    for call in (
        audience.follow(odd, me, now=now),
        audience.follow(me, odd, now=now),
        audience.follows(odd, me),
        audience.followers(odd),
        audience.following(odd),
        audience.walk(odd),
    ):
        with pytest.raises(NotFound):
            await call


async def test_whoever_closed_the_bot_stays_a_follower_and_is_not_walked(
    audience: Audience, people: People, me: str, somebody: Callable[[], str], now: datetime
) -> None:
    gone, stays, elsewhere = somebody(), somebody(), somebody()
    for fan in (gone, stays):
        await people.seen(fan, name="Fan", username=None, language_code=None, now=now)
        for artist in (me, elsewhere):
            await audience.follow(fan, artist, now=now)
    await people.settle(gone, blocked=True)
    assert await audience.note_turned() == 1
    assert await audience.note_turned() == 0
    for artist in (me, elsewhere):
        assert await audience.followers_count(artist) == 2
        assert await audience.reachable_count(artist) == 1
        assert await audience.walk(artist) == ([stays], "")
    assert await audience.follows(gone, me)
    assert not await audience.follow(gone, me, now=now + timedelta(days=1))
    assert (await audience.followers(me)).total == 2

    assert await audience.unfollow(gone, elsewhere, now=now)
    assert not await audience.follows(gone, elsewhere)
    await people.settle(gone, blocked=False)
    await people.settle(stays, blocked=False)  # as any update may say
    assert await audience.note_turned() == 1
    assert sorted((await audience.walk(me))[0]) == sorted([gone, stays])
    assert await audience.walk(elsewhere) == ([stays], "")


async def test_who_opens_the_bot_again_while_it_is_noted_is_noted_once_more(
    audience: Audience, people: People, me: str, fan: str, now: datetime, redis: Redis
) -> None:
    await people.seen(fan, name="Fan", username=None, language_code=None, now=now)
    await audience.follow(fan, me, now=now)
    await people.settle(fan, blocked=True)
    await redis.zadd("bot:turned", {fan: 5})
    noted = audience._noted

    async def opened_meanwhile(**how: Any) -> None:
        await people.settle(fan, blocked=False)
        await noted(**how)

    vars(audience)["_noted"] = opened_meanwhile
    await audience.note_turned()
    vars(audience)["_noted"] = noted
    assert await audience.reachable_count(me) == 0
    await audience.note_turned()
    assert await audience.reachable_count(me) == 1
