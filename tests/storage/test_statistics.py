"""Dashboards and days, counted from what happens and read in one command."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis.asyncio import Redis

from storage import (
    KV,
    PERIODS,
    Audience,
    Comments,
    Counters,
    Dashboard,
    Ledger,
    News,
    NotFound,
    People,
    Profile,
    Records,
    Statistics,
    Sums,
    Thread,
    Track,
    money,
)
from storage.server import EmbeddedServer
from tests.storage.relay import Relay

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def counters(redis: Redis) -> Counters:
    return Counters(redis)


@pytest.fixture
def statistics(redis: Redis) -> Statistics:
    return Statistics(redis)


@pytest.fixture
async def track(redis: Redis, me: str, now: datetime) -> str:
    """The id of a track of mine."""
    records = Records(redis)
    await records.add(Profile.new(me, now=now, name="Anna"))
    await records.add(Track.new(me, now=now, id="t", title="Night"))
    return "t"


async def of(statistics: Statistics, me: str, now: datetime, days: int = 30) -> Dashboard:
    board = await statistics.of_artist(me, days=days, now=now)
    assert board is not None
    return board


async def test_everything_is_counted_on_its_day(
    counters: Counters,
    statistics: Statistics,
    redis: Redis,
    me: str,
    somebody: Callable[[], str],
    track: str,
    now: datetime,
) -> None:
    one, other = somebody(), somebody()
    await Records(redis).add(News.new(me, now=now, id="n", title="Soon", content="Album"))
    audience, yesterday = Audience(redis), now - DAY
    for when, who in ((yesterday, one), (now, one), (now, other)):
        await counters.listen(me, track, who, now=when)
        await counters.listen(me, track, who, now=when + MINUTE)
        await audience.follow(who, me, now=when)
    await audience.unfollow(one, me, now=now)
    await counters.like("track", me, track, one, tap="1", now=now)
    await counters.like("news", me, "n", one, tap="1", now=now)
    await counters.view("news", me, "n", one, tap="1", now=now)
    for family, id in (("track", track), ("news", "n")):
        await counters.share(family, me, id, one, tap="1", now=now)
        await Comments(redis).write(Thread(family, me, id), one, "Well", tap="1", now=now)
    await counters.download(me, track, one, tap="1", now=yesterday)

    board = await of(statistics, me, now, days=7)
    assert board.title == "Anna"
    assert board.period == Sums(
        plays=3, likes=1, downloads=1, shares=1, comments=1, again=3, gained=2, lost=1,
        other_views=1, other_likes=1, other_shares=1, other_comments=1, listeners=2,
    )  # fmt: skip
    assert board.ever == Sums(plays=3, likes=1, downloads=1, shares=1, comments=1, again=3)
    assert (board.followers, board.tracks, board.since) == (1, 1, None)
    assert [(bin.sums.plays, bin.sums.listeners) for bin in board.bins[-2:]] == [(1, 1), (2, 2)]
    assert [bin.whole for bin in board.bins] == [True] * 6 + [False]  # today is not over

    of_track = await statistics.of_track(me, track, days=7, now=now)
    assert of_track.title == "Night"
    assert of_track.period == Sums(
        plays=3, likes=1, downloads=1, shares=1, comments=1, again=3, listeners=2
    )
    await counters.fold(now=now)  # into the JSON: the numbers stay
    assert await statistics.of_track(me, track, days=7, now=now) == of_track

    days = await statistics.days(me, now=now)
    assert [(day, sums.plays, sums.listeners) for day, sums in days] == [
        (yesterday.date(), 1, 1),
        (now.date(), 2, 2),
    ]
    [[row]] = [page async for page in statistics.each_track(me, now=now)]
    assert (row.id, row.title, row.ever) == (track, "Night", board.ever)
    assert [(day, sums.plays, sums.downloads) for day, sums in row.days] == [
        (yesterday.date(), 1, 1),
        (now.date(), 2, 0),
    ]


async def test_what_was_counted_before_is_of_no_day(
    counters: Counters, statistics: Statistics, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    records = Records(redis)
    await records.add(Profile.new(me, now=now, name="Anna"))
    await records.add(Track.new(me, now=now, id="t", title="Old", plays=100, downloads=7))
    assert (await of(statistics, me, now)).since is None  # nobody knows yet
    await counters.download(me, "t", fan, tap="1", now=now)
    later = now + 3 * DAY
    await counters.download(me, "t", fan, tap="2", now=later)
    board = await of(statistics, me, later)
    assert (board.period.downloads, board.ever.downloads) == (2, 9)
    assert board.since == now.date()
    assert (await of(statistics, me, later + 40 * DAY)).since is None  # all days are known
    assert (await statistics.of_track(me, "t", days=30, now=later)).since == now.date()


async def test_listeners_are_counted_once_each(
    counters: Counters,
    statistics: Statistics,
    redis: Redis,
    me: str,
    fan: str,
    somebody: Any,
    track: str,
    now: datetime,
) -> None:
    await Records(redis).add(Track.new(me, now=now, id="u", title="Day"))
    other, later = somebody(), now + DAY
    for id, who, moment in (("t", fan, now), ("u", fan, now), ("u", other, now), ("t", fan, later)):
        await counters.listen(me, id, who, now=moment)
    board = await of(statistics, me, later)
    assert [bin.sums.listeners for bin in board.bins[-2:]] == [2, 1]
    assert board.period.listeners == 2
    for id, listeners in (("t", 1), ("u", 2)):
        of_track = await statistics.of_track(me, id, days=30, now=later)
        assert of_track.period.listeners == listeners


@pytest.mark.parametrize(("days", "bins"), [(7, 7), (30, 30), (90, 14), (365, 13)])
async def test_a_long_period_is_in_weeks_or_months_and_loses_nothing(
    counters: Counters,
    statistics: Statistics,
    me: str,
    fan: str,
    track: str,
    days: int,
    bins: int,
) -> None:
    now = datetime(2024, 1, 25, 10, tzinfo=UTC)  # a Thursday
    for ago in range(400, -1, -1):
        await counters.listen(me, track, fan, now=now - ago * DAY)
    for board in (
        await of(statistics, me, now, days=days),
        await statistics.of_track(me, track, days=days, now=now),
    ):
        assert len(board.bins) == bins
        assert sum(bin.sums.plays for bin in board.bins) == board.period.plays == days
        assert board.period.listeners == 1
        assert {bin.sums.listeners for bin in board.bins} == {1}
        ends = [(bin.first, bin.last) for bin in board.bins]
        assert ends[0][0] == now.date() - timedelta(days - 1)
        assert ends[-1][1] == now.date()
        assert all(two[0] - one[1] == DAY for one, two in pairwise(ends))
        if days == 90:
            assert {first.weekday() for first, _ in ends[1:]} == {0}
        if days == 365:
            assert {first.day for first, _ in ends[1:]} == {1}
            assert [bin.whole for bin in board.bins] == [False, *[True] * 11, False]


async def test_analytics_of_another_program_are_read(
    counters: Counters, statistics: Statistics, redis: Redis, me: str, track: str, now: datetime
) -> None:
    history = [
        {"date": "2019-03-01", "plays": 5, "likes": 1},
        {"date": "2024-01-24", "plays": 7, "likes": 3},
        {"date": "yesterday", "plays": 9},
    ]
    await KV(redis).set(
        f"analytics:{me}:track:t", json.dumps({"trackId": "t", "dailyStats": history})
    )
    board = await statistics.of_track(me, track, days=7, now=now)
    assert (board.period.plays, board.period.likes, board.period.listeners) == (7, 3, 0)
    [[row]] = [page async for page in statistics.each_track(me, now=now)]
    assert [(str(day), sums.plays, sums.listeners) for day, sums in row.days] == [
        ("2019-03-01", 5, None),  # nobody remembers who
        ("2024-01-24", 7, 0),
    ]


async def test_stars_are_of_the_day_they_were_given_and_leave_it_when_given_back(
    statistics: Statistics, redis: Redis, me: str, fan: str, track: str, now: datetime
) -> None:
    ledger, yesterday = Ledger(redis), now - DAY
    for charge, stars, when in (("a", 50, yesterday), ("b", 20, now)):
        gift = money.donate_stars(
            charge, artist=me, donor=fan, donor_name="B", stars=stars, now=when
        )
        await ledger.post(gift)
    assert [bin.sums.stars for bin in (await of(statistics, me, now, days=7)).bins[-2:]] == [50, 20]
    await ledger.post(money.chargeback(await ledger.charge("a"), now=now))
    board = await of(statistics, me, now, days=7)
    assert [bin.sums.stars for bin in board.bins[-2:]] == [0, 20]
    # of a gift that came before days were counted, nothing is left but its return
    await redis.hdel(f"bot:days:artist:{me}", f"{now.date()}:stars")
    await ledger.post(money.chargeback(await ledger.charge("b"), now=now))
    assert (await of(statistics, me, now, days=7)).period.stars == 0


@pytest.mark.parametrize(
    ("zone", "best"),
    [
        ("UTC", [(6, 1, 6), (6, 0, 5)]),
        # clocks in Berlin go from 2:00 to 3:00 in between
        ("Europe/Berlin", [(6, 3, 6), (6, 1, 5)]),
        ("America/New_York", [(5, 21, 6), (5, 20, 5)]),
        ("Asia/Kolkata", [(6, 7, 6), (6, 6, 5)]),
    ],
)
async def test_best_times_are_by_the_clock_of_their_day(
    counters: Counters,
    statistics: Statistics,
    somebody: Callable[[], str],
    me: str,
    track: str,
    zone: str,
    best: list[tuple[int, int, int]],
) -> None:
    change = datetime(2024, 3, 31, tzinfo=UTC)
    for hour, plays in ((0, 5), (1, 6)):
        for _ in range(plays):
            await counters.listen(me, track, somebody(), now=change + timedelta(hours=hour))
    board = await of(statistics, me, change + DAY)
    assert board.best_times(ZoneInfo(zone)) == best


async def test_a_few_plays_make_no_best_time(
    counters: Counters, statistics: Statistics, me: str, fan: str, track: str, now: datetime
) -> None:
    await counters.listen(me, track, fan, now=now)
    assert (await of(statistics, me, now)).best_times(ZoneInfo("UTC")) == []


async def test_nobody_has_no_dashboard(statistics: Statistics, me: str, now: datetime) -> None:
    assert await statistics.of_artist(me, days=30, now=now) is None
    with pytest.raises(NotFound):
        await statistics.of_track(me, "t", days=30, now=now)
    assert await statistics.days(me, now=now) == []
    assert [page async for page in statistics.each_track(me, now=now)] == []


async def test_whoever_closes_the_bot_still_follows(
    statistics: Statistics, redis: Redis, me: str, fan: str, track: str, now: datetime
) -> None:
    audience, people = Audience(redis), People(redis)
    await people.seen(fan, name="B", username=None, language_code=None, now=now)
    await audience.follow(fan, me, now=now)
    await people.settle(fan, blocked=True)
    await audience.note_turned()
    board = await of(statistics, me, now)
    assert (board.followers, board.away, board.period.lost) == (1, 1, 0)


@pytest.fixture
async def wire(server: EmbeddedServer, tmp_path: Path) -> AsyncIterator[tuple[Relay, Redis]]:
    relay = Relay(server, tmp_path / "wire")
    async with relay.open() as client:
        yield relay, client


@pytest.mark.parametrize("days", PERIODS)
async def test_a_dashboard_is_one_command_however_much_there_is(
    wire: tuple[Relay, Redis], redis: Redis, me: str, now: datetime, days: int
) -> None:
    records, (relay, client) = Records(redis), wire
    await records.add(Profile.new(me, now=now, name="Anna"))
    values = ((f"track:{me}:t{n}", json.dumps({"id": f"t{n}", "title": "A"})) for n in range(200))
    await KV(redis).mset(list(values))
    await redis.zadd(f"bot:followers-since:{me}", {str(n): n for n in range(5_000)})
    statistics = Statistics(client)
    calls: list[Callable[[], Any]] = [
        lambda: statistics.of_artist(me, days=days, now=now),
        lambda: statistics.of_track(me, "t7", days=days, now=now),
    ]
    for call in calls:
        await call()  # the server knows the script now
        relay.sent.clear()
        await call()
        assert relay.sent == ["EVALSHA"]
