import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import (
    KV,
    Audience,
    Comments,
    Concert,
    Counters,
    Day,
    Listened,
    News,
    NotFound,
    Records,
    Thread,
    Track,
    Video,
)
from storage.counters import OFTEN, PAUSE

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def counters(redis: Redis) -> Counters:
    return Counters(redis)


@pytest.fixture
async def track(redis: Redis, me: str, now: datetime) -> str:
    """The id of a track of mine."""
    await Records(redis).add(Track.new(me, now=now, id="t", title="Night"))
    return "t"


async def test_a_fan_s_listen_counts_once_in_half_an_hour(
    counters: Counters, me: str, fan: str, track: str, now: datetime
) -> None:
    assert await counters.listen(me, track, fan, now=now) == Listened(True, 1)
    again = now + PAUSE - timedelta(milliseconds=1)
    assert await counters.listen(me, track, fan, now=again) == Listened(False, 1, "again")
    assert await counters.listen(me, track, fan, now=now + PAUSE) == Listened(True, 2)
    earlier = now + PAUSE - MINUTE  # delivered late
    assert await counters.listen(me, track, fan, now=earlier) == Listened(False, 2, "again")


async def test_the_pause_is_of_one_fan_and_one_track(
    counters: Counters, redis: Redis, me: str, fan: str, somebody: Any, track: str, now: datetime
) -> None:
    await Records(redis).add(Track.new(me, now=now, id="u", title="Day"))
    other = somebody()
    await Records(redis).add(Track.new(other, now=now, id="t", title="Namesake"))
    for artist, id, who in (
        (me, "t", fan),
        (me, "u", fan),
        (me, "t", somebody()),
        (other, "t", fan),
    ):
        assert (await counters.listen(artist, id, who, now=now)).counted


async def test_fifty_listens_a_day_to_one_artist_count(
    counters: Counters, redis: Redis, me: str, fan: str, somebody: Any, now: datetime
) -> None:
    records = Records(redis)
    for n in range(OFTEN + 3):
        await records.add(Track.new(me, now=now, id=f"t{n}", title="A"))
    counted = [(await counters.listen(me, f"t{n}", fan, now=now)).counted for n in range(OFTEN)]
    assert counted == [True] * OFTEN
    refused = await counters.listen(me, f"t{OFTEN}", fan, now=now)
    assert refused == Listened(False, 0, "often")
    assert (await counters.listen(me, f"t{OFTEN}", somebody(), now=now)).counted
    night = datetime(2024, 1, 25, 23, 59, 59, tzinfo=UTC)
    assert not (await counters.listen(me, f"t{OFTEN + 1}", fan, now=night)).counted
    midnight = datetime(2024, 1, 26, tzinfo=UTC)
    counted = [
        (await counters.listen(me, f"t{n}", fan, now=midnight)).counted for n in range(OFTEN)
    ]
    assert counted == [True] * OFTEN
    late = await counters.listen(me, f"t{OFTEN + 2}", fan, now=night)  # belongs to the new day
    assert late.reason == "often"


async def test_what_is_discarded_is_counted_with_its_reason(
    counters: Counters, redis: Redis, me: str, fan: str, track: str, now: datetime
) -> None:
    await counters.listen(me, track, fan, now=now)
    for n in range(1, 4):
        await counters.listen(me, track, fan, now=now + n * MINUTE)
    for n in range(OFTEN):
        await Records(redis).add(Track.new(me, now=now, id=f"t{n}", title="A"))
        await counters.listen(me, f"t{n}", fan, now=now)
    numbers = await counters.numbers("track", me, track)
    assert (numbers.plays, numbers.discarded, numbers.again, numbers.often) == (1, 3, 3, 0)
    totals = await counters.totals(me)
    assert (totals.plays, totals.discarded, totals.again, totals.often) == (OFTEN, 4, 3, 1)


async def test_the_same_listen_again_changes_nothing(
    counters: Counters, me: str, fan: str, track: str, now: datetime
) -> None:
    for moment, counted in ((now, True), (now + MINUTE, False)):
        for _ in range(3):
            assert (await counters.listen(me, track, fan, now=moment)).counted is counted
    numbers = await counters.numbers("track", me, track)
    assert (numbers.plays, numbers.discarded) == (1, 1)


async def test_a_like_is_taken_back_by_the_next_tap(
    counters: Counters, me: str, fan: str, track: str, now: datetime
) -> None:
    liked = [await counters.like("track", me, track, fan, tap=str(n), now=now) for n in range(3)]
    assert liked == [(True, 1), (False, 0), (True, 1)]
    assert await counters.liked(fan, [("track", me, track), ("news", me, track)]) == [True, False]
    assert await counters.liked(fan, []) == []


async def test_a_tap_delivered_again_changes_nothing(
    counters: Counters, me: str, fan: str, track: str, now: datetime
) -> None:
    for moment in (now, now, now + DAY):
        assert await counters.like("track", me, track, fan, tap="1", now=moment) == (True, 1)
        assert await counters.download(me, track, fan, tap="1", now=moment) == 1
        assert await counters.share("track", me, track, fan, tap="1", now=moment) == 1
        assert await counters.view("track", me, track, fan, tap="1", now=moment) == 1
    numbers = await counters.numbers("track", me, track)
    assert numbers[:6] == (0, 1, 1, 1, 0, 1)


async def test_one_tap_may_do_several_things(
    counters: Counters, redis: Redis, me: str, fan: str, track: str, now: datetime
) -> None:
    await Records(redis).add(Track.new(me, now=now, id="u", title="Day"))
    for id in ("t", "u"):
        assert await counters.view("track", me, id, fan, tap="1", now=now) == 1
        assert await counters.download(me, id, fan, tap="1", now=now) == 1


async def test_taps_are_remembered_for_two_days(
    counters: Counters, redis: Redis, me: str, fan: str, track: str, now: datetime
) -> None:
    for n in range(10):
        await counters.download(me, track, fan, tap=str(n), now=now)
    await counters.download(me, track, fan, tap="later", now=now + 2 * DAY)
    assert await redis.zcard(f"bot:taps:{fan}") == 1
    assert 0 < await redis.ttl(f"bot:taps:{fan}") <= 2 * 86400


async def test_nothing_is_counted_for_what_is_not_there(
    counters: Counters, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    for call in (
        counters.listen(me, "t", fan, now=now),
        counters.like("track", me, "t", fan, tap="1", now=now),
        counters.download(me, "t", fan, tap="1", now=now),
        counters.share("news", me, "t", fan, tap="1", now=now),
    ):
        with pytest.raises(NotFound, match=f"{me}:t"):
            await call
    assert await redis.keys("*") == []


async def test_every_kind_of_record_has_counters(
    counters: Counters, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    records = Records(redis)
    await records.add(Video.new(me, now=now, id="v", title="Clip", views=15000))
    await records.add(News.new(me, now=now, id="n", title="Soon", content="Album", comments=56))
    shows = {"title": "Tour", "venue": "Club", "city": "Kazan", "date": "2024-02-29"}
    await records.add(Concert.new(me, now=now, id="c", time="19:30", **shows))
    assert await counters.view("video", me, "v", fan, tap="1", now=now) == 15001
    await Comments(redis).write(Thread("news", me, "n"), fan, "Yes", tap="1", now=now)
    assert await counters.share("concert", me, "c", fan, tap="1", now=now) == 1
    assert (await records.get(Video, me, "v")).views == 15001
    assert (await records.get(News, me, "n")).comments == 57
    assert (await counters.totals(me))[:6] == (0, 0, 0, 0, 0, 0)  # totals are of tracks


async def test_totals_add_up_all_tracks(
    counters: Counters, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    records = Records(redis)
    for n in range(3):
        await records.add(Track.new(me, now=now, id=f"t{n}", title="A", plays=10, likes=n))
        await counters.listen(me, f"t{n}", fan, now=now)
        await counters.like("track", me, f"t{n}", fan, tap="1", now=now)
        await counters.download(me, f"t{n}", fan, tap="1", now=now)
        await Comments(redis).write(Thread("track", me, f"t{n}"), fan, "Yes", tap="1", now=now)
    await Audience(redis).follow(fan, me, now=now)
    totals = await counters.totals(me)
    assert totals == (33, 6, 3, 0, 3, 1, 3, 0, 0, 0)
    assert (totals.followers, totals.tracks) == (1, 3)


async def test_days_are_utc(
    counters: Counters, redis: Redis, me: str, somebody: Callable[[], str], track: str
) -> None:
    night = datetime(2024, 1, 25, 23, 59, tzinfo=UTC)
    moscow = timedelta(hours=3)
    for n in range(3):
        await counters.listen(me, track, somebody(), now=night + n * MINUTE)
    await counters.like("track", me, track, somebody(), tap="1", now=night)
    expected = [
        Day(date(2024, 1, 24), 0, 0),
        Day(date(2024, 1, 25), 1, 1),
        Day(date(2024, 1, 26), 2, 0),
    ]
    today = datetime.fromisoformat("2024-01-27T02:59:00+03:00")
    assert today.utcoffset() == moscow
    for id in (track, None):
        assert await counters.daily(me, id, days=3, now=today) == expected
        assert await counters.daily(me, id, days=0, now=today) == []


async def test_a_like_taken_back_the_same_day_was_not_given(
    counters: Counters, me: str, fan: str, somebody: Any, track: str, now: datetime
) -> None:
    other = somebody()
    for tap, who, moment in (
        ("1", fan, now),
        ("2", fan, now),
        ("3", other, now),
        ("4", other, now + DAY),
    ):
        await counters.like("track", me, track, who, tap=tap, now=moment)
    for id in (track, None):
        days = await counters.daily(me, id, days=2, now=now + DAY)
        assert [day.likes for day in days] == [1, 0]


async def test_days_before_the_import_are_shown(
    counters: Counters, redis: Redis, me: str, fan: str, track: str, now: datetime
) -> None:
    history = [
        {"date": "2024-01-24", "plays": 7, "likes": 3},
        {"date": "2024-01-25", "plays": 1},
    ]
    told = json.dumps({"trackId": "t", "dailyStats": history})
    await KV(redis).set(f"analytics:{me}:track:t", told)
    await counters.listen(me, track, fan, now=now)
    days = await counters.daily(me, track, days=2, now=now)
    assert [(day.plays, day.likes) for day in days] == [(7, 3), (2, 0)]


@pytest.mark.parametrize(
    "odd", ["[", "7", '{"dailyStats":7}', '{"dailyStats":[7,{"date":[]},{"plays":1}]}']
)
async def test_odd_analytics_spoil_no_day(
    counters: Counters, redis: Redis, me: str, fan: str, track: str, now: datetime, odd: str
) -> None:
    await KV(redis).set(f"analytics:{me}:track:t", odd)
    await counters.listen(me, track, fan, now=now)
    assert [day.plays for day in await counters.daily(me, track, days=2, now=now)] == [0, 1]


async def test_two_hundred_clients_on_one_track_are_counted_exactly(
    server: Any, redis: Redis, me: str, track: str, now: datetime
) -> None:
    clients = [server.client(max_connections=1) for _ in range(200)]
    try:

        async def press(n: int, client: Redis) -> None:
            counters = Counters(client)
            for round_ in range(5):
                moment = now + round_ * PAUSE
                await counters.listen(me, track, f"fan{n}", now=moment)
                await counters.listen(me, track, f"fan{n}", now=moment + MINUTE)
                await counters.like("track", me, track, f"fan{n}", tap=str(round_), now=moment)
                await counters.download(me, track, f"fan{n}", tap=str(round_), now=moment)
                if n % 20 == 0:
                    await counters.fold(now=moment)

        await asyncio.gather(*(press(n, client) for n, client in enumerate(clients)))
    finally:
        for client in clients:
            await client.aclose()
    counters = Counters(redis)
    numbers = await counters.numbers("track", me, track)
    assert (numbers.plays, numbers.likes, numbers.downloads) == (1000, 200, 1000)
    assert numbers.discarded == numbers.again == 1000
    while await counters.fold(now=now):
        pass
    stored = await Records(redis).get(Track, me, track)
    assert (stored.plays, stored.likes, stored.downloads) == (1000, 200, 1000)
    days = await counters.daily(me, track, days=1, now=now)
    assert days == [Day(now.date(), 1000, 200)]
    assert days == await counters.daily(me, None, days=1, now=now)
    assert (await counters.totals(me)).plays == 1000
