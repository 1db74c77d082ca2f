"""What is to come out, and when."""

from datetime import datetime, timedelta

from redis.asyncio import Redis

from storage import Release, Releases


async def test_what_is_to_come_out_is_listed_by_when(redis: Redis, me: str, now: datetime) -> None:
    releases, hour = Releases(redis), timedelta(hours=1)
    later = Release("news", me, "b", now + 2 * hour, tell=True, loud=False, post=True)
    sooner = Release("track", me, "a", now + hour, tell=False, loud=False, post=False)
    for one in (later, later, sooner):
        await releases.put(one)
    assert await releases.of(me) == [sooner, later]
    moved = later._replace(at=now)
    await releases.put(moved)
    assert await releases.of(me) == [moved, sooner]
    assert moved.notice != later.notice
    assert await releases.drop("news", me, "b")
    assert not await releases.drop("news", me, "b")
    assert await releases.get("news", me, "b") is None
    assert await releases.get("track", me, "a") == sooner
    assert await releases.of(f"{me}0") == []
