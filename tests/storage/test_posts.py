"""Posts: where a thing was told, the newest thousand places, each once."""

from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import INLINE, BadId, Post, Posts
from storage.posts import KEPT


async def test_a_post_is_remembered_once_and_forgotten(
    redis: Redis, me: str, now: datetime
) -> None:
    shown = Posts(redis)
    here, inline = Post(-1001, "7", me), Post(INLINE, "AQAD_x-9", "42", "card:new")
    for second, post in enumerate((here, inline)):
        await shown.add("track", me, "1-a", post, now=now + timedelta(seconds=second))
    assert await shown.of("track", me, "1-a") == [here, inline]
    assert await shown.of("track", me, "2-b") == []
    await shown.forget("track", me, "1-a", here)
    assert await shown.of("track", me, "1-a") == [inline]
    with pytest.raises(BadId):
        await shown.of("track", me, "a:b")


async def test_the_newest_thousand_are_remembered(redis: Redis, me: str, now: datetime) -> None:
    shown = Posts(redis)
    group = Post(-1001, "7", me)
    for _ in range(2):
        await shown.add("goal", me, "g", group, now=now)
    for n in range(KEPT + 5):
        at = now + timedelta(seconds=n)
        await shown.add("goal", me, "g", Post(5, str(n), "5", "push"), now=at)
    first, *found = await shown.of("goal", me, "g")
    assert first == group, "the card in a group, which goes on being true for all who see it"
    assert [found[0].message, found[-1].message] == [str(KEPT + 4), "6"]
    assert await shown.count("goal", me, "g") == KEPT
