import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import (
    KV,
    AlreadyThere,
    Analytics,
    Audience,
    Balance,
    CoinTx,
    Concert,
    Counters,
    Donation,
    Entity,
    Malformed,
    News,
    NotFound,
    Profile,
    Records,
    Search,
    Track,
    UnknownEntity,
    Video,
)
from storage.records import TRASH_S

MINUTE = timedelta(minutes=1)


@pytest.fixture
def records(redis: Redis) -> Records:
    return Records(redis)


def track(me: str, now: datetime, **values: Any) -> Track:
    return Track.new(me, now=now, **{"title": "Night"} | values)


async def test_a_record_is_kept_as_it_was_added(records: Records, me: str, now: datetime) -> None:
    for record in (
        Profile.new(me, now=now, name="Anna"),
        track(me, now),
        Concert.new(
            me, now=now, title="Tour", venue="Club", city="Kazan", date="2024-02-29", time="19:30"
        ),
        Video.new(me, now=now, title="Clip"),
        News.new(me, now=now, title="Soon", content="A new album"),
        Donation.new(me, now=now, donor_name="Ivan", amount=5, status="completed"),
        CoinTx.new(me, now=now, amount=-5, type="spend"),
        Balance(owner=me, coins=5),
        Analytics(id="1", owner=me, daily_stats=[{"date": "2024-01-25", "plays": 1, "likes": 0}]),
    ):
        await records.add(record)
        assert await records.get(type(record), me, record.id) == record
        assert await records.find(type(record), me, record.id) == record


async def test_what_is_not_there_is_not_found(records: Records, me: str) -> None:
    assert await records.find(Track, me, "1") is None
    assert await records.profile(me) is None
    for model in (Track, Profile, Balance):
        with pytest.raises(NotFound, match=me):
            await records.get(model, me, "1")


async def test_those_that_are_there_are_told_from_the_rest(
    records: Records, me: str, now: datetime
) -> None:
    kept = track(me, now, title="Kept")
    await records.add(kept)
    assert await records.there(Track, me, [kept.id, "1706184123456-nobody000"]) == {kept.id}
    assert await records.there(Track, "another", [kept.id]) == set()
    assert await records.there(Track, me, []) == set()


async def test_a_key_is_taken_once(records: Records, me: str, now: datetime) -> None:
    record = track(me, now)
    await records.add(record)
    with pytest.raises(AlreadyThere, match=record.key):
        await records.add(record.changed(title="Other"))
    assert (await records.get(Track, me, record.id)).title == "Night"
    assert await records.count(Track, me) == 1


async def test_only_what_is_there_is_replaced(records: Records, me: str, now: datetime) -> None:
    record = track(me, now)
    with pytest.raises(NotFound, match=record.key):
        await records.replace(record)
    assert await records.count(Track, me) == 0
    await records.add(record)
    await records.replace(record.changed(title="Day", updated_at=now + MINUTE))
    stored = await records.get(Track, me, record.id)
    assert (stored.title, stored.updated_at) == ("Day", now + MINUTE)


async def test_a_page_is_newest_first_and_knows_how_many_there_are(
    records: Records, me: str, now: datetime
) -> None:
    made = [track(me, now + n * MINUTE, title=str(n)) for n in range(25)]
    for record in reversed(made):
        await records.add(record)
    first, total = await records.page(Track, me)
    assert [record.title for record in first] == [str(n) for n in range(24, 14, -1)]
    assert total == await records.count(Track, me) == 25
    assert len((await records.page(Track, me, offset=20)).records) == 5
    assert await records.page(Track, me, offset=25) == ([], 25)
    assert await records.page(Track, me, limit=0) == ([], 25)
    assert (await records.page(Track, me, offset=-3, limit=1)).records == [made[24]]
    assert await records.page(Concert, me) == ([], 0)


async def test_counters_are_laid_over_whatever_the_json_says(
    records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    counters = Counters(redis)
    for n in range(3):
        await records.add(track(me, now + n * MINUTE, id=f"t{n}", plays=100 * n))
    await counters.listen(me, "t1", fan, now=now)
    await counters.like("track", me, "t1", fan, tap="1", now=now)
    page, _ = await records.page(Track, me)
    assert [(record.plays, record.likes) for record in page] == [(200, 0), (101, 1), (0, 0)]
    assert (await records.get(Track, me, "t1")).plays == 101


async def test_an_edit_overwrites_no_counter(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    counters = Counters(redis)
    await records.add(track(me, now, id="t", plays=100))
    for n in range(5):
        stale = await records.get(Track, me, "t")
        await counters.listen(me, "t", str(n), now=now)
        if n % 2:
            await counters.fold(now=now)
        await records.replace(stale.changed(title=f"Edit {n}"))
        forged = stale.changed(plays=7)
        await records.replace(forged)
        assert (await records.get(Track, me, "t")).plays == 101 + n
        assert (await counters.totals(me)).plays == 101 + n
    await counters.fold(now=now)
    assert json.loads(await redis.get(f"track:{me}:t") or "")["plays"] == 105


async def test_a_play_counted_by_key_survives_an_edit_here(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    kv = KV(redis)
    await records.add(track(me, now, id="t", plays=100))
    for fan in "ab":
        await Counters(redis).listen(me, "t", fan, now=now)
    theirs = json.loads(await kv.get(f"track:{me}:t") or "")  # 100
    await records.replace((await records.get(Track, me, "t")).changed(title="B"))  # 102
    await kv.set(f"track:{me}:t", json.dumps(theirs | {"plays": 101}))
    assert (await records.get(Track, me, "t")).plays == 103


async def test_unknown_fields_survive_an_edit(records: Records, redis: Redis, me: str) -> None:
    text = '{"id":"1","title":"A","mood":[],"isrc":{"n":12345678901234567890},"userId":"me"}'
    text = text.replace('"me"', f'"{me}"')
    await KV(redis).set(f"track:{me}:1", text)
    await records.replace((await records.get(Track, me, "1")).changed(title="B"))
    stored = await KV(redis).get(f"track:{me}:1")
    assert stored == text.replace('"A"', '"B"')


async def test_a_malformed_record_is_no_record(records: Records, redis: Redis, me: str) -> None:
    await KV(redis).set(f"track:{me}:1", "[")
    with pytest.raises(Malformed, match=f"track:{me}:1"):
        await records.get(Track, me, "1")


async def test_a_record_of_somebody_else_under_my_key_is_no_record(
    records: Records, redis: Redis, me: str, somebody: Callable[[], str]
) -> None:
    await KV(redis).set(
        f"track:{me}:1", json.dumps({"id": "1", "title": "A", "userId": somebody()})
    )
    with pytest.raises(Malformed):
        await records.get(Track, me, "1")
    assert await records.page(Track, me) == ([], 1)


async def everything(redis: Redis) -> dict[str, Any]:
    """All that is stored, but the queue of what to fold and marks that pass by themselves."""
    stored: dict[str, Any] = {}
    for key in sorted(map(str, await redis.keys("*"))):
        if key == "bot:changed" or key.startswith(("bot:sent:", "bot:listeners:")):
            continue
        kind = await redis.type(key)
        if kind == "string":
            stored[key] = await redis.get(key)
        elif kind == "hash":
            hash_ = await redis.hgetall(key)
            stored[key] = {name: text for name, text in hash_.items() if text != "0"}
        else:
            stored[key] = await redis.zrange(key, 0, -1, withscores=True)
    return stored


async def test_a_deleted_record_comes_back_with_all_that_was_its(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    counters = Counters(redis)
    await records.add(Profile.new(me, now=now, name="Anna"))
    for id in ("kept", "deleted"):
        await records.add(track(me, now, id=id, plays=10))
        for fan in "abc":
            await counters.listen(me, id, fan, now=now)
            await counters.like("track", me, id, fan, tap=id, now=now)
        await counters.fold(now=now)
        await counters.listen(me, id, "d", now=now)
        await counters.listen(me, id, "d", now=now + MINUTE)
        await counters.share("track", me, id, "d", tap="x", now=now)
    before = await everything(redis)
    record = await records.get(Track, me, "deleted")

    assert await records.delete(Track, me, "deleted", now=now) == record
    assert await records.find(Track, me, "deleted") is None
    assert [left.id for left in (await records.page(Track, me)).records] == ["kept"]
    assert await KV(redis).get_by_prefix(f"track:{me}:d") == []
    assert await KV(redis).get_by_prefix(f"analytics:{me}:track:d") == []
    assert await records.count(Analytics, me) == 1
    assert [at.id for at in await Search(redis).find("night")] == ["kept"]
    assert await counters.liked("a", [("track", me, "kept"), ("track", me, "deleted")]) == [
        True,
        False,
    ]
    totals = await counters.totals(me)
    assert totals[:6] == (14, 3, 0, 1, 0, 0)
    assert (totals.tracks, totals.discarded) == (1, 1)
    profile = await records.profile(me)
    assert profile is not None
    assert (profile.total_plays, profile.total_tracks) == (14, 1)

    assert await records.restore(Track, me, "deleted") == record
    assert await everything(redis) == before


async def test_the_trash_is_kept_for_one_minute(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    await records.add(track(me, now, id="t", plays=1))
    await Counters(redis).like("track", me, "t", "fan", tap="1", now=now)
    await Counters(redis).fold(now=now)
    await records.delete(Track, me, "t", now=now)
    trash = [str(key) for key in await redis.keys("bot:trash*")]
    assert len(trash) == 5  # record, label, counters, likes, analytics
    for key in trash:
        assert TRASH_S * 1000 - 5000 < await redis.pttl(key) <= TRASH_S * 1000
        await redis.pexpire(key, 0)  # the minute passes
    with pytest.raises(NotFound):
        await records.restore(Track, me, "t")
    assert await records.delete(Track, me, "t", now=now) is None


async def test_a_restored_record_never_expires(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    await records.add(track(me, now, id="t", plays=1))
    await records.delete(Track, me, "t", now=now)
    await records.restore(Track, me, "t")
    for key in await redis.keys("*"):
        if not str(key).startswith("bot:sent:"):
            assert await redis.ttl(key) == -1, key


async def test_deleting_and_restoring_twice_is_once(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    await records.add(track(me, now, id="t", plays=5))
    record = await records.get(Track, me, "t")
    for _ in range(2):
        assert await records.delete(Track, me, "t", now=now) == record
        assert (await Counters(redis).totals(me)).plays == 0
    for _ in range(2):
        assert await records.restore(Track, me, "t") == record
        assert (await Counters(redis).totals(me)).plays == 5


async def test_what_took_the_place_of_a_deleted_record_is_not_overwritten(
    records: Records, me: str, now: datetime
) -> None:
    await records.add(track(me, now, id="t", title="Old"))
    await records.delete(Track, me, "t", now=now)
    await records.add(track(me, now, id="t", title="New"))
    with pytest.raises(AlreadyThere):
        await records.restore(Track, me, "t")
    assert (await records.get(Track, me, "t")).title == "New"
    deleted = await records.delete(Track, me, "t", now=now)
    assert deleted is not None
    assert deleted.title == "New"


async def test_likes_of_an_earlier_deletion_do_not_come_back_with_a_later_one(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    await records.add(track(me, now, id="t"))
    await Counters(redis).like("track", me, "t", "fan", tap="1", now=now)
    await records.delete(Track, me, "t", now=now)
    await records.add(track(me, now, id="t"))
    await records.delete(Track, me, "t", now=now)
    assert (await records.restore(Track, me, "t")).likes == 0
    assert await Counters(redis).liked("fan", [("track", me, "t")]) == [False]


async def test_a_concert_s_deletion_leaves_a_track_of_the_same_id_alone(
    records: Records, redis: Redis, me: str, now: datetime
) -> None:
    await records.add(track(me, now, id="1", plays=5))
    await KV(redis).set(f"analytics:{me}:track:1", '{"trackId":"1"}')
    shows = {"title": "Tour", "venue": "Club", "city": "Kazan", "date": "2024-02-29"}
    await records.add(Concert.new(me, now=now, id="1", time="19:30", **shows))
    await records.delete(Concert, me, "1", now=now)
    assert await records.count(Track, me) == 1
    assert len(await KV(redis).get_by_prefix(f"analytics:{me}:")) == 1
    assert (await Counters(redis).totals(me)).plays == 5
    assert (await records.restore(Concert, me, "1")).title == "Tour"


async def test_a_user_s_only_record_has_no_trash(records: Records, me: str, now: datetime) -> None:
    await records.add(Profile.new(me, now=now, name="Anna"))
    with pytest.raises(UnknownEntity):
        await records.delete(Profile, me, me, now=now)
    assert await records.profile(me)


async def test_a_profile_shows_live_numbers(
    records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    await Audience(redis).follow(fan, me, now=now)
    await records.add(Profile.new(me, now=now, name="Anna"))
    await records.add(track(me, now, id="t", plays=3))
    await Counters(redis).listen(me, "t", fan, now=now)
    profile = await records.profile(me)
    assert profile is not None
    assert (profile.subscribers, profile.total_plays, profile.total_tracks) == (1, 4, 1)
    await records.replace(profile.changed(name="Anna K"))
    assert await records.profile(me) == profile.changed(name="Anna K")


async def test_analytics_show_live_numbers(
    records: Records, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    counters = Counters(redis)
    await records.add(track(me, now, id="t", plays=3))
    await KV(redis).set(f"analytics:{me}:track:t", '{"trackId":"t","plays":3,"shares":2}')
    await counters.listen(me, "t", fan, now=now)
    await counters.share("track", me, "t", fan, tap="1", now=now)
    of_track = await records.get(Analytics, me, "t")
    assert (of_track.plays, of_track.shares) == (4, 3)
    assert (await records.page(Analytics, me)).records == [of_track]


async def test_a_tenth_kind_is_kept_without_being_known_anywhere(
    records: Records, me: str, now: datetime
) -> None:
    class Poster(Entity, family="poster"):
        title: str

    poster = Poster.new(me, now=now, title="Tour")
    await records.add(poster)
    assert await records.page(Poster, me) == ([poster], 1)
    await records.replace(poster.changed(title="Other"))
    assert await records.delete(Poster, me, poster.id, now=now)
    assert (await records.restore(Poster, me, poster.id)).title == "Other"


@pytest.mark.parametrize("id", ["1:2", "", "*", "a b", "x" * 65, "track:1", "ё", "1\n"])
async def test_an_id_that_nobody_has_is_not_found(
    records: Records, me: str, now: datetime, id: str
) -> None:
    assert await records.find(Track, me, id) is None
    for call in (
        records.get(Track, me, id),
        records.get(Track, id, "1"),
        records.page(Track, id),
        records.count(Track, id),
        records.delete(Track, me, id, now=now),
        records.restore(Track, me, id),
    ):
        with pytest.raises(NotFound):
            await call


async def test_a_walk_yields_each_once_whatever_is_added_meanwhile(
    records: Records, me: str, now: datetime
) -> None:
    async def add(n: int) -> None:
        moment = now + n * MINUTE
        await records.add(
            Donation(
                id=f"d{n}",
                owner=me,
                donor_name="Boris",
                amount=n + 1,
                status="completed",
                created_at=moment,
            )
        )

    for n in range(7):
        await add(n)
    seen = []
    async for page in records.walk(Donation, me, limit=3):
        seen += [record.id for record in page]
        await add(len(seen) + 100)
    assert seen == [f"d{n}" for n in reversed(range(7))]
