import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import KV, Audience, Concert, Counters, News, Profile, Records, Track, Video
from storage.lua import source

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def counters(redis: Redis) -> Counters:
    return Counters(redis)


@pytest.fixture
def kv(redis: Redis) -> KV:
    return KV(redis)


@pytest.fixture
def records(redis: Redis) -> Records:
    return Records(redis)


async def stored(redis: Redis, key: str) -> dict[str, Any]:
    """What another reader of the store sees."""
    value: dict[str, Any] = json.loads(str(await redis.get(key)))
    return value


async def test_another_reader_sees_the_numbers_after_a_fold(
    counters: Counters, records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await records.add(Profile.new(me, now=now, name="Anna"))
    await records.add(Track.new(me, now=now, id="t", title="Night", plays=100))
    await records.add(Video.new(me, now=now, id="v", title="Clip"))
    await records.add(News.new(me, now=now, id="n", title="Soon", content="Album"))
    await Audience(redis).follow(fan, me, now=now)
    await counters.listen(me, "t", fan, now=now)
    await counters.like("track", me, "t", fan, tap="1", now=now)
    await counters.share("track", me, "t", fan, tap="1", now=now)
    await counters.view("video", me, "v", fan, tap="1", now=now)
    await counters.like("news", me, "n", fan, tap="1", now=now)

    assert await counters.fold(now=now + MINUTE) == 4
    assert await counters.fold(now=now + MINUTE) == 0

    track = await stored(redis, f"track:{me}:t")
    assert (track["plays"], track["likes"], track["downloads"]) == (101, 1, 0)
    assert track["updatedAt"] == "2024-01-25T10:01:00.000Z"
    assert track["createdAt"] == "2024-01-25T10:00:00.000Z"
    assert (await stored(redis, f"video:{me}:v"))["views"] == 1
    assert (await stored(redis, f"news:{me}:n"))["likes"] == 1
    assert await stored(redis, f"analytics:{me}:track:t") == {
        "trackId": "t",
        "plays": 101,
        "likes": 1,
        "downloads": 0,
        "shares": 1,
        "comments": 0,
        "dailyStats": [{"date": "2024-01-25", "plays": 1, "likes": 1, "shares": 1}],
    }
    profile = await stored(redis, f"profile:{me}")
    assert (profile["subscribers"], profile["totalPlays"], profile["totalTracks"]) == (1, 101, 1)
    assert await KV(redis).get_by_prefix(f"analytics:{me}:") == [
        await redis.get(f"analytics:{me}:track:t")
    ]


async def test_days_are_added_to_those_already_told(
    counters: Counters, records: Records, kv: KV, redis: Redis, me: str, now: datetime
) -> None:
    history = {
        "trackId": "t",
        "shares": 45,
        "source": ["web"],
        "dailyStats": [
            {"date": "2023-12-31", "plays": 9, "likes": 9, "mood": "x"},
            {"date": "2024-01-25", "plays": 1250, "likes": 34},
        ],
    }
    await records.add(Track.new(me, now=now, id="t", title="Night", plays=1259))
    await kv.set(f"analytics:{me}:track:t", json.dumps(history))
    for day in range(3):
        for fan in range(day + 1):
            await counters.listen(me, "t", str(fan), now=now + day * DAY)
        before = await counters.daily(me, "t", days=40, now=now + 3 * DAY)
        await counters.fold(now=now + day * DAY)
        assert await counters.daily(me, "t", days=40, now=now + 3 * DAY) == before
    told = await stored(redis, f"analytics:{me}:track:t")
    assert (told["plays"], told["shares"], told["source"]) == (1265, 45, ["web"])
    assert told["dailyStats"] == [
        {"date": "2023-12-31", "plays": 9, "likes": 9, "mood": "x"},
        {"date": "2024-01-25", "plays": 1251, "likes": 34},
        {"date": "2024-01-26", "plays": 2, "likes": 0},
        {"date": "2024-01-27", "plays": 3, "likes": 0},
    ]
    assert await redis.exists(f"bot:days:track:{me}:t") == 0


async def test_a_like_taken_back_after_a_fold_leaves_the_day_as_well(
    counters: Counters, records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await records.add(Track.new(me, now=now, id="t", title="Night"))
    for tap in range(2):
        await counters.like("track", me, "t", fan, tap=str(tap), now=now)
        await counters.fold(now=now)
    told = await stored(redis, f"analytics:{me}:track:t")
    assert told["dailyStats"] == [{"date": "2024-01-25", "plays": 0, "likes": 0}]
    assert told["likes"] == (await stored(redis, f"track:{me}:t"))["likes"] == 0


async def test_a_like_given_and_taken_back_between_folds_leaves_nothing_to_fold(
    counters: Counters, records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await records.add(Track.new(me, now=now, id="t", title="Night"))
    for tap in range(2):
        await counters.like("track", me, "t", fan, tap=str(tap), now=now)
    assert await counters.fold(now=now) > 0
    assert await counters.fold(now=now) == 0
    assert await redis.exists(f"bot:days:track:{me}:t") == 0


async def test_folding_changes_numbers_only(
    counters: Counters, kv: KV, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    text = (
        '{"z":[],"big":123456789012345678901,"price":2500.0,"title":"Ночь \\"x\\"",'
        '"id":"t","plays":1,"nested":{"b":{},"a":null}}'
    )
    await kv.set(f"track:{me}:t", text)
    await counters.listen(me, "t", fan, now=now)
    await counters.fold(now=now)
    assert await kv.get(f"track:{me}:t") == text.replace('"plays":1', '"plays":2')


async def test_a_number_the_record_never_had_comes_when_it_is_counted(
    counters: Counters, kv: KV, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await kv.set(f"track:{me}:t", '{"id":"t","title":"A"}')
    await counters.listen(me, "t", fan, now=now)
    await counters.fold(now=now)
    track = await stored(redis, f"track:{me}:t")
    assert track["plays"] == 1
    assert not {"likes", "downloads", "updatedAt"} & track.keys()


class Interrupted(Redis):
    """A client that lets somebody act right before the first call of one script."""

    act: Callable[[], Awaitable[None]] | None = None
    script = "fold"

    async def evalsha(self, sha: str, numkeys: int, *keys_and_args: Any) -> Any:
        if self.act is not None and sha == sha1(source(self.script).encode()).hexdigest():
            act, self.act = self.act, None
            await act()
        return await super().evalsha(sha, numkeys, *keys_and_args)


async def test_an_edit_meanwhile_is_not_overwritten(
    server: Any, redis: Redis, records: Records, me: str, fan: str, now: datetime
) -> None:
    await records.add(Track.new(me, now=now, id="t", title="Old"))
    await Counters(redis).listen(me, "t", fan, now=now)
    client = Interrupted(connection_pool=redis.connection_pool)

    async def edit() -> None:
        await records.replace((await records.get(Track, me, "t")).changed(title="New"))

    client.act = edit
    await Counters(client).fold(now=now)
    assert client.act is None
    track = await stored(redis, f"track:{me}:t")
    assert (track["title"], track["plays"]) == ("New", 1)


async def test_an_edit_of_a_profile_meanwhile_is_not_overwritten(
    redis: Redis, records: Records, me: str, fan: str, now: datetime
) -> None:
    await records.add(Profile.new(me, now=now, name="Old"))
    await Audience(redis).follow(fan, me, now=now)
    client = Interrupted(connection_pool=redis.connection_pool)

    async def edit() -> None:
        profile = await records.profile(me)
        assert profile is not None
        await records.replace(profile.changed(name="New", subscribers=0))

    client.script, client.act = "fold_profile", edit
    await Counters(client).fold(now=now)
    assert client.act is None
    profile = await stored(redis, f"profile:{me}")
    assert (profile["name"], profile["subscribers"]) == ("New", 1)


async def test_a_profile_states_from_then_on_what_it_was_told(
    counters: Counters, kv: KV, records: Records, redis: Redis, me: str, now: datetime
) -> None:
    await records.add(Track.new(me, now=now, id="t", title="Night", plays=400))
    await kv.set(f"profile:{me}", json.dumps({"name": "A", "userId": me}))
    await counters.fold(now=now)
    face = await stored(redis, f"profile:{me}")
    assert face["totalPlays"] == 400
    await kv.set(f"profile:{me}", json.dumps(face | {"totalPlays": 1000}))
    profile = await records.profile(me)
    assert profile is not None
    assert profile.total_plays == 1000


async def test_what_is_counted_meanwhile_is_folded_next_time(
    redis: Redis, counters: Counters, records: Records, me: str, now: datetime
) -> None:
    await records.add(Track.new(me, now=now, id="t", title="Night"))
    await counters.listen(me, "t", "1", now=now)
    client = Interrupted(connection_pool=redis.connection_pool)

    async def count() -> None:
        await counters.listen(me, "t", "2", now=now)

    client.act = count
    await Counters(client).fold(now=now)
    assert (await stored(redis, f"track:{me}:t"))["plays"] == 1
    await counters.fold(now=now)
    assert (await stored(redis, f"track:{me}:t"))["plays"] == 2
    told = await stored(redis, f"analytics:{me}:track:t")
    assert told["dailyStats"][0]["plays"] == 2
    assert await counters.fold(now=now) == 0


async def test_a_record_deleted_meanwhile_stays_deleted(
    redis: Redis, counters: Counters, records: Records, me: str, fan: str, now: datetime
) -> None:
    await records.add(Track.new(me, now=now, id="t", title="Night"))
    await counters.listen(me, "t", fan, now=now)
    client = Interrupted(connection_pool=redis.connection_pool)

    async def delete() -> None:
        await records.delete(Track, me, "t", now=now)

    client.act = delete
    await Counters(client).fold(now=now)
    assert await redis.exists(f"track:{me}:t", f"analytics:{me}:track:t") == 0
    assert (await records.restore(Track, me, "t")).plays == 1
    await counters.fold(now=now)
    assert (await stored(redis, f"track:{me}:t"))["plays"] == 1


async def test_the_cost_is_by_what_changed_and_oldest_first(
    counters: Counters, records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    for n in range(20):
        await records.add(Track.new(me, now=now, id=f"t{n}", title="A"))
    while await counters.fold(now=now):
        pass
    for n in (7, 3, 11):
        await counters.share("track", me, f"t{n}", fan, tap="1", now=now)
    assert await counters.fold(now=now, limit=2) == 2
    assert await redis.zrange("bot:changed", 0, -1) == [f"track:{me}:t11"]
    assert await counters.fold(now=now, limit=2) == 1


async def test_a_record_without_numbers_in_its_json_is_not_folded(
    counters: Counters, records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    shows = {"title": "Tour", "venue": "Club", "city": "Kazan", "date": "2024-02-29"}
    await records.add(Concert.new(me, now=now, id="c", time="19:30", **shows))
    await counters.share("concert", me, "c", fan, tap="1", now=now)
    await counters.like("concert", me, "c", fan, tap="1", now=now)
    assert await counters.fold(now=now) == 0


@pytest.mark.parametrize("text", ["[", "7", '{"title":"half \\ud83d"}', '{"x":1e999}'])
async def test_what_cannot_take_numbers_blocks_nobody(
    counters: Counters, records: Records, kv: KV, redis: Redis, me: str, now: datetime,
    text: str, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    await kv.set(f"track:{me}:odd", text)
    await records.add(Track.new(me, now=now, id="t", title="Night"))
    for id in ("odd", "t"):
        await counters.listen(me, id, "fan", now=now)
    with caplog.at_level(logging.WARNING):
        await counters.fold(now=now)
    assert [line.split()[0] for line in caplog.messages] == [f"track:{me}:odd"]
    assert await kv.get(f"track:{me}:odd") == text
    assert (await stored(redis, f"track:{me}:t"))["plays"] == 1
    assert await counters.fold(now=now) == 0
    assert (await counters.numbers("track", me, "odd")).plays == 1


async def test_odd_analytics_are_written_anew(
    counters: Counters, records: Records, kv: KV, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await records.add(Track.new(me, now=now, id="t", title="Night"))
    await kv.set(f"analytics:{me}:track:t", "[")
    await counters.listen(me, "t", fan, now=now)
    await counters.fold(now=now)
    assert (await stored(redis, f"analytics:{me}:track:t"))["plays"] == 1


async def test_an_artist_without_a_profile_is_no_obstacle(
    counters: Counters, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await Audience(redis).follow(fan, me, now=now)
    assert await counters.fold(now=now) == 1
    assert await counters.fold(now=now) == 0
    assert await redis.exists(f"profile:{me}") == 0


async def test_numbers_written_past_the_api_are_taken_up(
    counters: Counters, kv: KV, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await kv.mset(
        {
            f"track:{me}:t": '{"id":"t","title":"A","plays":1}',
            f"profile:{me}": '{"name":"A","subscribers":1}',
        }
    )
    await counters.fold(now=now)
    await redis.set(f"track:{me}:t", '{"id":"t","title":"A","plays":500}')
    await redis.set(f"profile:{me}", '{"name":"A","subscribers":70}')
    await counters.listen(me, "t", fan, now=now)
    await Audience(redis).follow(fan, me, now=now)
    await counters.fold(now=now)
    assert (await stored(redis, f"track:{me}:t"))["plays"] == 501
    assert (await stored(redis, f"profile:{me}"))["subscribers"] == 71


async def test_a_record_that_cannot_be_folded_holds_up_no_other(
    counters: Counters, records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    for id in ("poisoned", "sound"):
        await records.add(Track.new(me, now=now, id=id, title="Night"))
        await counters.listen(me, id, fan, now=now)
    await redis.hset(f"analytics:{me}:track:poisoned", "not", "text")

    for _ in range(3):  # the profile, the poisoned one, the sound one
        await counters.fold(now=now + MINUTE, limit=1)

    assert (await stored(redis, f"track:{me}:sound"))["plays"] == 1
