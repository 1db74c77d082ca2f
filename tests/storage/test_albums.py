"""Albums follow from the tracks, and keep their order."""

from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import KV, Albums, Records, Sounds, Track, album_id

START = datetime(2026, 1, 25, 10, tzinfo=UTC)
HARBOUR = album_id("Harbour")


@pytest.fixture
def albums(redis: Redis) -> Albums:
    return Albums(redis)


@pytest.fixture
def records(redis: Redis) -> Records:
    return Records(redis)


async def add(records: Records, title: str, album: str | None, *, day: int = 0) -> Track:
    track = Track.new("42", now=START + timedelta(days=day), title=title, album=album)
    await records.add(track)
    return track


async def titles(albums: Albums, id: str = HARBOUR) -> list[str]:
    album = await albums.get("42", id)
    return [track.title for track in album.tracks] if album else []


async def test_an_album_is_the_tracks_that_name_it_however_it_is_written(
    records: Records, albums: Albums
) -> None:
    await add(records, "One", "Harbour")
    await add(records, "Two", " HARBOUR ")
    await add(records, "Other", "Hills")
    assert await titles(albums) == ["One", "Two"]
    [album], total = await albums.page("42")
    assert (album.id, album.title, album.total, total) == (HARBOUR, "Harbour", 2, 1)


async def test_a_track_that_changes_its_album_leaves_the_other(
    records: Records, albums: Albums
) -> None:
    one, _ = await add(records, "One", "Harbour"), await add(records, "Two", "Harbour")
    await records.replace(one.changed(album="Hills"))
    assert await titles(albums) == ["Two"]
    assert await titles(albums, album_id("Hills")) == ["One"]
    assert await albums.count("42") == 0  # of one song each


async def test_a_deleted_track_comes_back_to_its_place(records: Records, albums: Albums) -> None:
    for title in ("One", "Two", "Three"):
        await add(records, title, "Harbour")
    album = await albums.get("42", HARBOUR)
    assert album
    second = album.tracks[1]
    await records.delete(Track, "42", second.id, now=START)
    assert await titles(albums) == ["One", "Three"]
    await records.restore(Track, "42", second.id)
    assert await titles(albums) == ["One", "Two", "Three"]


async def test_what_the_web_product_writes_is_on_albums_too(
    redis: Redis, records: Records, albums: Albums
) -> None:
    one, two = await add(records, "One", "Harbour"), await add(records, "Two", "Harbour")
    await KV(redis).delete(one.key)
    assert await titles(albums) == ["Two"]
    await KV(redis).set(one.key, one.wire())
    assert await titles(albums) == ["Two", "One"]
    await KV(redis).mdelete([one.key, two.key])
    assert not [key async for key in redis.scan_iter("bot:album*")]


async def test_a_track_is_moved_to_a_place_and_twice_is_as_once(
    records: Records, albums: Albums
) -> None:
    tracks = [await add(records, title, "Harbour") for title in ("One", "Two", "Three")]
    for _ in range(2):
        assert await albums.move("42", HARBOUR, tracks[2].id, 0)
        assert await titles(albums) == ["Three", "One", "Two"]
    assert await albums.move("42", HARBOUR, tracks[2].id, 10**6)
    assert await titles(albums) == ["One", "Two", "Three"]
    assert not await albums.move("42", HARBOUR, "stranger", 0)


async def test_everything_is_played_once_whichever_track_is_the_first(
    records: Records, albums: Albums
) -> None:
    """In the list an album may be scattered: its songs came out one by one."""
    for day, (title, album) in enumerate(
        [
            ("Old", None),
            ("Harbour 1", "Harbour"),
            ("Alone", None),
            ("Harbour 2", "Harbour"),
            ("Hills 1", "Hills"),
            ("Hills 2", "Hills"),
            ("New", None),
        ]
    ):
        track = await add(records, title, album, day=day)
    order = []
    for _ in range(7):
        order.append(track.title)
        following = await albums.after("42", track.id)
        assert following
        track = following.track
    assert order == ["New", "Hills 1", "Hills 2", "Harbour 1", "Harbour 2", "Alone", "Old"]
    assert track.title == "New"


async def test_after_the_only_album_there_is_nothing(records: Records, albums: Albums) -> None:
    one, two = await add(records, "One", "Harbour"), await add(records, "Two", "Harbour")
    following = await albums.after("42", one.id)
    assert following
    assert (following.track.id, following.inside) == (two.id, True)
    assert await albums.after("42", two.id) is None


async def test_a_file_becomes_one_track_however_often_it_is_claimed(
    redis: Redis, records: Records
) -> None:
    sounds, track = Sounds(redis), await add(records, "One", None)
    assert await sounds.claim("42", {"u1": track.id}) == {"u1": track.id}
    assert await sounds.claim("42", {"u1": "other", "u2": "two"}) == {"u1": track.id, "u2": "two"}
    assert await sounds.known("42", ["u1", "u2", "u3"]) == {"u1": track.id}


async def test_albums_of_an_older_store_are_in_the_order_in_which_their_tracks_came(
    redis: Redis, records: Records, albums: Albums
) -> None:
    came = [f"Song {n}" for n in range(20)]
    for n, title in enumerate(came):
        await add(records, title, "Harbour", day=n)
    await redis.delete(*[key async for key in redis.scan_iter("bot:album*")])
    await redis.zadd("bot:index:track:demo user", {"1-a": 1})  # an id that no page has
    for _ in range(2):
        await albums.list_old()
        assert await titles(albums) == came
    assert await albums.count("42") == 1
