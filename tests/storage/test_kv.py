import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import KV, Concert, Counters, Records, Search, Track
from storage.server import EmbeddedServer
from tests.storage.relay import Relay
from tests.storage.samples import ALL


@pytest.fixture
def kv(redis: Redis) -> KV:
    return KV(redis)


@pytest.fixture
def records(redis: Redis) -> Records:
    return Records(redis)


def track(me: str, id: str, **values: Any) -> tuple[str, str]:
    return f"track:{me}:{id}", json.dumps({"id": id, "title": "A", "userId": me} | values)


async def test_a_value_is_text_under_a_key_and_a_missing_one_is_none(kv: KV) -> None:
    for key, text in ALL.items():
        assert await kv.get(key) is None
        await kv.set(key, text)
        assert await kv.get(key) == text
        await kv.delete(key)
        await kv.delete(key)
        assert await kv.get(key) is None


async def test_many_values_are_read_written_and_deleted_at_once(kv: KV) -> None:
    await kv.mset(list(ALL.items()))
    assert await kv.mget([*ALL, "track:nobody:1"]) == [*ALL.values(), None]
    await kv.mset({"a": "1", "b": "2"})
    await kv.mset([("a", "3"), ("a", "4")])
    assert await kv.mget(["b", "a", "b"]) == ["2", "4", "2"]
    await kv.mdelete([*ALL, "a", "never"])
    assert await kv.mget([*ALL, "a", "b"]) == [None] * len(ALL) + [None, "2"]
    await kv.mset([])
    await kv.mdelete([])
    assert await kv.mget([]) == []


@pytest.mark.parametrize("value", [7, None, b"x", {"a": 1}, ["x"], True])
async def test_a_value_that_is_no_text_is_refused_before_anything_is_stored(
    kv: KV, value: Any
) -> None:
    with pytest.raises(TypeError, match="text"):
        await kv.set("track:42:1", value)
    with pytest.raises(TypeError, match="text"):
        await kv.mset([("track:42:1", "good"), ("track:42:2", value)])
    with pytest.raises(TypeError, match="text"):
        await kv.set(value, "x")
    assert await kv.get("track:42:1") is None


@pytest.mark.parametrize(
    "text", ["", "not JSON", "[]", "{", '"x"', "\x00", "🎵", "[" * 100_000, "9" * 10_000, "NaN"]
)
async def test_any_text_is_stored_and_listed(kv: KV, me: str, text: str) -> None:
    await kv.set(f"track:{me}:1", text)
    assert await kv.get(f"track:{me}:1") == text
    assert await kv.get_by_prefix(f"track:{me}:") == [text]


async def test_a_user_s_family_is_listed_newest_first(kv: KV, me: str, somebody: Any) -> None:
    other = somebody()
    dates = ["2024-01-02T00:00:00.000Z", "2024-01-03T00:00:00.000Z", "2024-01-01T00:00:00.000Z"]
    await kv.mset(track(me, f"t{i}", createdAt=date) for i, date in enumerate(dates))
    await kv.mset([track(other, "t9"), (f"concert:{me}:1", "{}"), (f"track:{me}0:1", "{}")])
    listed = [json.loads(text)["id"] for text in await kv.get_by_prefix(f"track:{me}:")]
    assert listed == ["t1", "t0", "t2"]


async def test_a_rewritten_date_moves_a_record_in_its_list(kv: KV, me: str) -> None:
    await kv.mset(
        [
            track(me, "a", createdAt="2024-01-01T00:00:00.000Z"),
            track(me, "b", createdAt="2024-01-02T00:00:00.000Z"),
        ]
    )
    await kv.set(*track(me, "a", createdAt="2024-01-03T00:00:00.000Z"))
    assert [json.loads(t)["id"] for t in await kv.get_by_prefix(f"track:{me}:")] == ["a", "b"]


@pytest.mark.parametrize(
    "made", ["yesterday", None, 7, "", [], "2024-99-99T00:00:00.000Z", "9999999-01-01"]
)
async def test_without_a_date_a_record_is_listed_by_the_time_in_its_id(
    kv: KV, me: str, made: Any
) -> None:
    await kv.mset(
        [
            track(me, "1706184123456-old", createdAt=made),
            track(me, "between", createdAt="2024-02-01T00:00:00.000Z"),
            track(me, "1709000000000-new", createdAt=made),
        ]
    )
    listed = [json.loads(text)["id"] for text in await kv.get_by_prefix(f"track:{me}:")]
    assert listed == ["1709000000000-new", "between", "1706184123456-old"]


async def test_without_any_time_a_record_is_listed_by_when_it_was_written(
    kv: KV, me: str, redis: Redis
) -> None:
    await kv.set(*track(me, "track-1"))
    written = await redis.zscore(f"bot:index:track:{me}", "track-1")
    seconds, microseconds = await redis.time()
    assert written is not None
    assert 0 <= seconds * 1000 + microseconds // 1000 - written < 10_000
    await kv.set(*track(me, "track-1", title="B"))
    assert await redis.zscore(f"bot:index:track:{me}", "track-1") == written


async def test_dates_of_any_offset_are_understood(kv: KV, me: str) -> None:
    await kv.mset(
        [
            track(me, "a", createdAt="2024-01-01T12:00:00Z"),
            track(me, "b", createdAt="2024-01-01T14:00:00+03:00"),
            track(me, "c", createdAt="2024-01-01T13:00:00"),
        ]
    )
    listed = [json.loads(text)["id"] for text in await kv.get_by_prefix(f"track:{me}:")]
    assert listed == ["c", "a", "b"]


async def test_a_prefix_may_be_narrower_than_a_user(kv: KV, me: str) -> None:
    for id in ("17061-a", "17062-b", "1706", "27061"):
        await kv.set(f"track:{me}:{id}", id)
    await kv.set(f"analytics:{me}:track:17061-a", "of a")
    await kv.set(f"analytics:{me}:album:1", "of an album")
    assert sorted(await kv.get_by_prefix(f"track:{me}:1706")) == ["1706", "17061-a", "17062-b"]
    assert await kv.get_by_prefix(f"track:{me}:17061-a") == ["17061-a"]
    assert await kv.get_by_prefix(f"track:{me}:x") == []
    assert await kv.get_by_prefix(f"analytics:{me}:track:") == ["of a"]
    assert len(await kv.get_by_prefix(f"analytics:{me}:")) == 2


async def test_every_family_is_listed_by_its_user(kv: KV) -> None:
    await kv.mset(ALL)
    for prefix in (
        "track:demo-user:",
        "analytics:demo-user:",
        "concert:demo-user:",
        "video:demo-user:",
        "news:demo-user:",
        "donation:demo-user:",
        "coins:tx:demo-user:",
        "coins:balance:demo-user",
        "profile:demo-user",
    ):
        assert await kv.get_by_prefix(prefix) == [
            text for key, text in ALL.items() if key.startswith(prefix)
        ], prefix


async def test_a_family_nobody_declared_is_listed_as_well(kv: KV, me: str) -> None:
    await kv.set(f"playlist:{me}:1", "of the web")
    await kv.set(f"coins:bonus:{me}:1", "of the web too")
    await kv.set("setting", "one word")
    assert await kv.get_by_prefix(f"playlist:{me}:") == ["of the web"]
    assert await kv.get_by_prefix(f"coins:bonus:{me}:") == ["of the web too"]
    assert await kv.get_by_prefix("setting") == ["one word"]


async def test_a_wide_prefix_walks_through_all_users(kv: KV) -> None:
    stored = {f"track:{user}:{n}": f"{user}/{n}" for user in range(30) for n in range(50)}
    await kv.mset(stored)
    await kv.mset({"profile:1": "p1", "profile:11": "p11", "trackless:1:1": "no"})
    assert sorted(await kv.get_by_prefix("track:")) == sorted(stored.values())
    assert sorted(await kv.get_by_prefix("track:2")) == sorted(
        text for key, text in stored.items() if key.startswith("track:2")
    )
    assert sorted(await kv.get_by_prefix("profile:1")) == ["p1", "p11"]
    assert {key: text async for key, text in kv.scan_prefix("track:")} == stored
    assert len(await kv.get_by_prefix("")) == len(stored) + 3


@pytest.mark.parametrize("odd", ["*", "?", "[a]", "\\", "a*", "[^a]", "\\*", "a-b", "^", "{a}"])
async def test_signs_of_patterns_in_a_key_or_prefix_mean_themselves(kv: KV, odd: str) -> None:
    await kv.mset({f"track:{odd}:1": "odd", "track:a:1": "plain", "track:ab:1": "plain"})
    await kv.mset({f"{odd}x": "odd key", "yx": "plain key", "ax": "plain key"})
    assert await kv.get(f"track:{odd}:1") == "odd"
    assert await kv.get_by_prefix(f"track:{odd}:") == ["odd"]
    assert "plain" not in await kv.get_by_prefix(f"track:{odd}")
    assert await kv.get_by_prefix(f"{odd}x") == ["odd key"]
    await kv.delete(f"track:{odd}:1")
    assert await kv.get_by_prefix(f"track:{odd}:") == []


async def test_what_is_deleted_is_listed_no_more(kv: KV, me: str) -> None:
    await kv.mset(dict([track(me, "1"), track(me, "2")]))
    await kv.delete(f"track:{me}:1")
    assert [json.loads(t)["id"] for t in await kv.get_by_prefix(f"track:{me}:")] == ["2"]


async def test_the_bot_s_own_keys_are_out_of_reach(kv: KV, redis: Redis) -> None:
    await redis.set("bot:draft:track:42:1", "secret")
    for call in (
        kv.get("bot:form:42"),
        kv.set("bot:form:42", "x"),
        kv.delete("bot:form:42"),
        kv.mget(["a", "bot:form:42"]),
        kv.mset([("a", "x"), ("bot:form:42", "x")]),
        kv.mdelete(["bot:form:42"]),
        kv.get_by_prefix("bot:"),
    ):
        with pytest.raises(ValueError, match="bot's own"):
            await call
    assert await kv.get("a") is None
    for prefix in ("", "b", "bot"):
        assert await kv.get_by_prefix(prefix) == []


async def test_a_listing_is_one_command(
    server: EmbeddedServer, redis: Redis, tmp_path: Path, me: str
) -> None:
    relay = Relay(server, tmp_path / "relay")
    async with relay.open() as client:
        kv = KV(client)
        await kv.mset(dict(track(me, str(n)) for n in range(100)))
        await kv.get_by_prefix(f"track:{me}:")
        relay.sent.clear()
        assert len(await kv.get_by_prefix(f"track:{me}:")) == 100
        await kv.mset(dict(track(me, str(n), title="B") for n in range(100)))
        assert relay.sent == ["EVALSHA", "EVALSHA"]


async def test_what_is_written_by_key_is_a_record_at_once(
    kv: KV, records: Records, redis: Redis
) -> None:
    await kv.mset(ALL)
    page = await records.page(Track, "demo-user")
    assert [record.wire() for record in page.records] == [
        json.dumps(json.loads(ALL[page.records[0].key]), ensure_ascii=False, separators=(",", ":"))
    ]
    profile = await records.profile("demo-user")
    assert profile is not None
    assert (profile.subscribers, profile.total_plays) == (12500, 450000)
    found = await Search(redis).find("midnight иванов")
    assert [at.id for at in found] == ["1706184123456-abc123"]


async def test_a_rewritten_title_is_found_by_its_new_words_only(
    kv: KV, redis: Redis, me: str
) -> None:
    await kv.set(*track(me, "1", title="Red Moon"))
    await kv.set(*track(me, "1", title="Blue Moon"))
    search = Search(redis)
    assert await search.find("red") == []
    assert len(await search.find("blue moon")) == 1
    await kv.set(f"track:{me}:1", "not JSON any more")
    assert await search.find("moon") == []
    await kv.set(*track(me, "1", title="Blue Moon"))
    await kv.delete(f"track:{me}:1")
    assert await search.find("moon") == []
    assert await redis.exists(f"bot:words:track:{me}", "bot:find") == 0


async def plays(redis: Redis, me: str) -> tuple[int, int]:
    """Of track 1 and in all."""
    record = await Records(redis).get(Track, me, "1")
    return record.plays, (await Counters(redis).totals(me)).plays


async def listen(redis: Redis, me: str, times: int, now: datetime) -> None:
    counters = Counters(redis)
    for fan in range(times):
        assert (await counters.listen(me, "1", f"{now:%H}-{fan}", now=now)).counted


async def test_an_imported_track_keeps_its_plays(
    kv: KV, redis: Redis, me: str, now: datetime
) -> None:
    await kv.set(*track(me, "1", plays=12500))
    await listen(redis, me, 2, now)
    assert await plays(redis, me) == (12502, 12502)


async def test_an_edit_by_key_takes_no_counted_play_away(
    kv: KV, redis: Redis, me: str, now: datetime
) -> None:
    await kv.set(*track(me, "1", plays=100))
    await listen(redis, me, 5, now)
    await kv.set(*track(me, "1", plays=100, title="B"))
    assert await plays(redis, me) == (105, 105)
    await Counters(redis).fold(now=now)
    for _ in range(2):  # an hour later somebody saves what they had opened before
        await kv.set(*track(me, "1", plays=40, title="C"))
        assert await plays(redis, me) == (105, 105)
    await Counters(redis).fold(now=now)
    assert json.loads(await kv.get(f"track:{me}:1") or "")["plays"] == 105


async def test_a_play_counted_by_key_is_added_to_those_counted_here(
    kv: KV, redis: Redis, me: str, now: datetime
) -> None:
    await kv.set(*track(me, "1", plays=100))
    await listen(redis, me, 5, now)
    await kv.set(*track(me, "1", plays=101))
    await kv.set(*track(me, "1", plays=101))
    assert await plays(redis, me) == (106, 106)


async def test_a_play_counted_by_key_across_a_fold_is_not_lost(
    kv: KV, redis: Redis, me: str, now: datetime
) -> None:
    await kv.set(*track(me, "1", plays=100))
    await listen(redis, me, 5, now)
    await Counters(redis).fold(now=now)  # the JSON says 105
    await kv.set(*track(me, "1", plays=101))  # by one who read 100
    assert await plays(redis, me) == (106, 106)
    await kv.set(*track(me, "1", plays=102))  # by one who read 101
    assert await plays(redis, me) == (107, 107)
    await kv.set(*track(me, "1", plays=106))  # by one who read 105
    assert await plays(redis, me) == (108, 108)


async def test_a_number_left_out_of_the_json_comes_back_with_a_fold(
    kv: KV, redis: Redis, me: str, now: datetime
) -> None:
    await kv.set(*track(me, "1", plays=100))
    await Counters(redis).fold(now=now)
    await kv.set(*track(me, "1"))
    await Counters(redis).fold(now=now)
    assert json.loads(await kv.get(f"track:{me}:1") or "")["plays"] == 100


async def test_likes_fall_with_a_number_that_falls(kv: KV, redis: Redis, me: str) -> None:
    await kv.set(*track(me, "1", likes=340))
    for _ in range(2):
        await kv.set(*track(me, "1", likes=339))
        assert (await Records(redis).get(Track, me, "1")).likes == 339
        assert (await Counters(redis).totals(me)).likes == 339


async def test_a_record_deleted_and_written_anew_starts_over(
    kv: KV, redis: Redis, me: str, now: datetime
) -> None:
    await kv.set(*track(me, "1", plays=100))
    await listen(redis, me, 5, now)
    await kv.delete(f"track:{me}:1")
    assert (await Counters(redis).totals(me)).plays == 0
    await kv.set(*track(me, "1", plays=3))
    assert await plays(redis, me) == (3, 3)


@pytest.mark.parametrize("odd", ["12", True, -1, 1.5, None, 10**13, [], float("1e300")])
async def test_a_number_that_is_none_is_not_counted_from(
    kv: KV, redis: Redis, me: str, odd: Any
) -> None:
    await kv.set(*track(me, "1", plays=odd))
    assert (await Counters(redis).totals(me)).plays == 0


async def test_shares_and_comments_are_stated_by_the_analytics(
    kv: KV, redis: Redis, me: str
) -> None:
    await kv.set(*track(me, "1", plays=10))
    await kv.set(f"analytics:{me}:track:1", '{"trackId":"1","plays":7,"shares":45,"comments":23}')
    numbers = await Counters(redis).numbers("track", me, "1")
    assert (numbers.plays, numbers.shares, numbers.comments) == (10, 45, 23)
    await kv.delete(f"analytics:{me}:track:1")
    await kv.set(f"analytics:{me}:track:1", '{"trackId":"1","shares":46}')
    assert (await Counters(redis).totals(me)).shares == 46


@pytest.mark.parametrize("profile_first", [True, False])
async def test_an_imported_profile_s_plays_and_its_tracks_are_not_added_up(
    kv: KV, redis: Redis, me: str, now: datetime, profile_first: bool
) -> None:
    face = (f"profile:{me}", json.dumps({"name": "A", "userId": me, "totalPlays": 1000}))
    await kv.mset(
        [face, track(me, "1", plays=400)] if profile_first else [track(me, "1", plays=400), face]
    )
    await listen(redis, me, 5, now)
    profile = await Records(redis).profile(me)
    assert profile is not None
    assert (profile.total_plays, profile.total_tracks) == (1005, 1)


async def test_a_store_filled_by_others_is_adopted(
    kv: KV, records: Records, redis: Redis, now: datetime
) -> None:
    await redis.mset(ALL)
    assert (await records.page(Track, "demo-user")).total == 0
    for _ in range(2):
        assert await kv.adopt() == len(ALL)
        assert (await records.page(Track, "demo-user")).records[0].plays == 12500
        assert (await records.page(Concert, "demo-user")).total == 1
        assert (await Counters(redis).totals("demo-user")).plays == 12500
    assert await kv.mget(ALL) == list(ALL.values())


async def test_a_malformed_record_is_left_out_of_a_page_and_named_in_the_log(
    kv: KV, records: Records, me: str, caplog: pytest.LogCaptureFixture
) -> None:
    await kv.mset(
        [track(me, "1"), track(me, "2", title=""), (f"track:{me}:3", "["), track(me, "4")]
    )
    await kv.set(f"track:{me}:x:y", '{"title":"an odd id"}')
    with caplog.at_level(logging.WARNING):
        page = await records.page(Track, me)
    assert sorted(record.id for record in page.records) == ["1", "4"]
    assert page.total == 5
    assert sorted(line.split()[0] for line in caplog.messages) == [
        f"track:{me}:2",
        f"track:{me}:3",
        f"track:{me}:x:y",
    ]
