"""Who did what on a page."""

from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import Deed, Deeds
from storage import deeds as module


async def test_a_log_is_read_backwards_page_by_page_and_by_person(
    redis: Redis, me: str, fan: str, now: datetime
) -> None:
    log = Deeds(redis)
    done = [
        Deed(now + timedelta(seconds=n), fan if n % 3 == 0 else me, "edited", new=str(n))
        for n in range(7)
    ]
    for n, deed in enumerate(done):
        await log.add(me, deed, once=str(n))
        await log.add(me, deed, once=str(n))  # the update comes again
    first, older = await log.page(me, limit=4)
    assert older is not None
    second, end = await log.page(me, before=older, limit=4)
    assert [*first, *second] == done[::-1]
    assert end is None
    assert await log.page(me, by=fan, limit=3) == ([done[6], done[3], done[0]], None)
    assert [deed async for deed in log.walk(me)] == done[::-1]
    assert await log.people(me) == [fan, me]
    assert await log.page(fan) == ([], None)


async def test_the_same_button_pressed_twice_is_one_deed(
    redis: Redis, me: str, now: datetime
) -> None:
    log = Deeds(redis)
    deed = Deed(now, me, "published", family="track", id="a", title="Kino")
    await log.add(me, deed, once="1")
    await log.add(me, deed._replace(at=now + timedelta(seconds=1)), once="2")
    await log.add(me, deed._replace(code="deleted"), once="3")
    later = deed._replace(at=now + timedelta(hours=1))
    await log.add(me, later, once="4")
    await log.add(me, later._replace(at=now + timedelta(hours=2)), once="5")
    assert [one.code async for one in log.walk(me)] == [
        *("published", "published", "deleted", "published"),
    ]


async def test_the_oldest_deeds_make_room_and_long_values_are_cut(
    redis: Redis, me: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_DEEDS", 3)
    monkeypatch.setattr(module, "_CHUNK", 2)
    log = Deeds(redis)
    for n in range(5):
        await log.add(me, Deed(now, me, "edited", old="x" * 500, new=str(n)), once=str(n))
    kept = [deed async for deed in log.walk(me)]
    assert [deed.new for deed in kept] == ["4", "3", "2"]
    assert kept[0].old == "x" * 79 + "…"
