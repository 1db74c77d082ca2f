from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import Audience, Concert, Discovery, Records, Track
from storage.discovery import fairly


@pytest.fixture
def discovery(redis: Redis) -> Discovery:
    return Discovery(redis)


@pytest.fixture
def records(redis: Redis) -> Records:
    return Records(redis)


def test_pages_are_dealt_fairly_and_lose_nothing() -> None:
    things = [*(f"flood{n}" for n in range(9)), "a1", "b1", "a2", "c1", "a3"]
    pages = fairly(things, size=4, each=2, whose=lambda thing: thing.rstrip("0123456789"))
    assert pages[0] == ["flood0", "flood1", "a1", "b1"]
    assert pages[1] == ["flood2", "flood3", "a2", "c1"]
    assert sorted(thing for page in pages for thing in page) == sorted(things)
    for page in pages:
        assert max(Counter(thing.rstrip("0123456789") for thing in page).values()) <= 2
    assert fairly([], size=4, each=2, whose=str) == []


async def test_what_is_new_comes_first_and_leaves_with_its_record(
    discovery: Discovery, records: Records, redis: Redis, now: datetime
) -> None:
    for n in range(6):
        made = now + timedelta(minutes=n)
        await records.add(Track.new(str(n // 3), now=made, id=f"t{n}", title=f"Song {n}"))
    await records.delete(Track, "1", "t5", now=now)
    later = now + timedelta(hours=1)
    found, pages = await discovery.new_tracks(now=later, page=0, size=4)
    assert [at.id for at in found] == ["t4", "t3", "t2", "t1"]
    assert pages == 2
    assert (await discovery.new_tracks(now=later, page=9, size=4)) == ([], 2)
    until = now + timedelta(minutes=1)  # what says that it is of tomorrow, waits for it
    assert [at.id for at in (await discovery.new_tracks(now=until, page=0, size=4))[0]] == [
        *("t1", "t0")
    ]
    assert await discovery.new_artists(now=later, offset=0, limit=5) == (["1", "0"], 2)
    await records.delete(Track, "1", "t3", now=now)
    await records.delete(Track, "1", "t4", now=now)
    assert (await discovery.new_artists(now=later, offset=0, limit=5)).records == ["0"]


async def test_only_so_much_that_is_new_is_kept(
    discovery: Discovery, records: Records, redis: Redis, now: datetime
) -> None:
    old = {f"track:9:{n}": n for n in range(1000)}
    await redis.zadd("bot:find:new:track", old)
    await records.add(Track.new("1", now=now, title="Song"))
    assert await redis.zcard("bot:find:new:track") == 1000
    assert await redis.zscore("bot:find:new:track", "track:9:0") is None


async def test_genres_are_counted_however_they_are_written(
    discovery: Discovery, records: Records, now: datetime
) -> None:
    for n, genre in enumerate(("Rock", "рок", "Hip-Hop", "ROCK", None)):
        made = now + timedelta(minutes=n)
        await records.add(Track.new(str(n % 2), now=made, id=f"t{n}", title="Song", genre=genre))
    (rock, hop), total = await discovery.genres(offset=0, limit=10)
    assert total == 2
    assert (rock.name, rock.tracks, hop.name, hop.tracks) == ("Rock", 3, "Hip-Hop", 1)
    tracks = await discovery.tracks_of(rock.code, offset=0, limit=2)
    assert ([at.id for at in tracks.records], tracks.total) == (["t3", "t1"], 3)
    assert (await discovery.artists_of(rock.code, offset=0, limit=9)).records == ["1", "0"]
    song = await records.get(Track, "0", "t0")
    await records.replace(song.changed(genre="Hip-Hop"))
    assert (await discovery.artists_of(rock.code, offset=0, limit=9)).records == ["1"]
    assert [shelf.tracks for shelf in (await discovery.genres(offset=0, limit=10)).records] == [
        2,
        2,
    ]


async def gain(redis: Redis, artist: str, fans: range, now: datetime) -> None:
    audience = Audience(redis)
    for fan in fans:
        await audience.follow(str(fan), artist, now=now)


async def test_who_grows_for_their_size_rises(
    discovery: Discovery, redis: Redis, now: datetime
) -> None:
    before = now - timedelta(days=30)
    await gain(redis, "large", range(1, 400), before)
    await gain(redis, "large", range(400, 420), now)
    await gain(redis, "small", range(1, 21), now)
    await gain(redis, "newborn", range(1, 5), now)
    await discovery.rise(now=now)
    assert (await discovery.rising(offset=0, limit=10)).records == ["small", "large"]


async def test_nobody_rises_by_coming_and_going_nor_for_ever(
    discovery: Discovery, redis: Redis, now: datetime
) -> None:
    audience = Audience(redis)
    for day in range(6):
        at = now + timedelta(days=day)
        await audience.follow("fan", "one", now=at)
        await audience.unfollow("fan", "one", now=at)
    await gain(redis, "two", range(1, 6), now)
    for later, rising in ((5, ["two"]), (13, ["two"]), (14, [])):
        await discovery.rise(now=now + timedelta(days=later))
        assert (await discovery.rising(offset=0, limit=10)).records == rising
    await audience.unfollow("3", "two", now=now)
    await discovery.rise(now=now)
    assert (await discovery.rising(offset=0, limit=10)).total == 0


async def test_concerts_to_come_are_listed_by_town(
    discovery: Discovery, records: Records, redis: Redis
) -> None:
    # By the server's clock, by which concerts leave their town.
    seconds, _ = await redis.time()
    now = datetime.fromtimestamp(int(seconds), UTC)

    def show(id: str, days: int, city: str = "Казань") -> Concert:
        day = (now + timedelta(days=days)).date()
        return Concert.new(
            "1", now=now, id=id, title="Live", venue="Club", city=city, date=day,
            time="20:00", zone="Europe/Moscow",
        )  # fmt: skip

    for concert in (show("b", 9), show("a", 3), show("past", -3), show("far", 5, "Тверь")):
        await records.add(concert)
    towns = await discovery.towns(["Europe/Moscow", "Europe/Paris"])
    assert {town.name for town in towns} == {"Казань", "Тверь"}
    codes = [town.code for town in towns]
    coming = await discovery.coming(codes, now=now, offset=0, limit=2)
    assert ([at.id for at in coming.records], coming.total) == (["a", "far"], 3)
    await records.replace((await records.get(Concert, "1", "far")).changed(cancelled=True))
    assert [town.name for town in await discovery.towns(["Europe/Moscow"])] == ["Казань"]
    coming = await discovery.coming(codes, now=now, offset=0, limit=9)
    assert [at.id for at in coming.records] == ["a", "b"]
    assert (await discovery.coming([], now=now, offset=0, limit=9)).total == 0
