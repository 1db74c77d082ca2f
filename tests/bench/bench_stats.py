"""The dashboard: that of an artist with everything costs what that of a beginner does."""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis

from handlers import exports
from handlers.texts import Library
from storage import KV, Audience, Balance, Counters, Profile, Records, Statistics, keys, moments
from storage.server import EmbeddedServer
from tests.bench.figures import say, typical

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
GREAT, SMALL = "1", "2"
TRACKS, FOLLOWERS = 10_000, 1_000_000
LISTENERS = 5_000  # a day, so that the sketches are as large as they get
DAYS = 400
_AT_ONCE = 10_000


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        async with EmbeddedServer(directory) as server:
            redis = server.client()
            try:
                await fill(redis, GREAT, tracks=TRACKS, followers=FOLLOWERS, listeners=LISTENERS)
                await fill(redis, SMALL, tracks=3, followers=10, listeners=5)
                await dashboards(redis)
                await files(redis)
            finally:
                await redis.aclose()


async def fill(redis: Redis, artist: str, *, tracks: int, followers: int, listeners: int) -> None:
    await Records(redis).add(Profile.new(artist, now=NOW, name="Anna"))
    kv = KV(redis)
    for start in range(0, tracks, 500):
        some = range(start, min(start + 500, tracks))
        days = json.dumps(
            {
                "dailyStats": [
                    {"date": f"2026-11-{n:02}", "plays": n, "likes": 1} for n in range(1, 26)
                ]
            }
        )
        await kv.mset(
            pair
            for n in some
            for pair in (
                (f"track:{artist}:t{n}", json.dumps({"id": f"t{n}", "title": f"Song {n}"})),
                (f"analytics:{artist}:track:t{n}", days),
            )
        )
    for start in range(0, followers, _AT_ONCE):
        some = range(start, min(start + _AT_ONCE, followers))
        for key in (f"bot:followers:{artist}", f"bot:followers-since:{artist}"):
            await redis.zadd(key, {str(n): n for n in some})
    names = ("plays", "likes", "gained", "lost", "downloads", "shares", "again", "stars")
    for day in moments.last_days(NOW, DAYS):
        counts: Any = dict.fromkeys((f"{day}:{name}" for name in names), 7)
        counts[f"{day}:hours"] = "7 " * 24
        await redis.hset(f"bot:days:artist:{artist}", mapping=counts)
        people = [f"{day.toordinal() % 7}-{n}" for n in range(listeners)]
        for key in (f"artist:{artist}", f"track:{artist}:t0"):
            await redis.pfadd(f"bot:listeners:{key}:{day}", *people)


async def dashboards(redis: Redis) -> None:
    say(f"{TRACKS:,} tracks, {FOLLOWERS:,} followers, {LISTENERS:,} listeners a day")
    statistics = Statistics(redis)
    for days in (30, 365):

        def of(artist: str, days: int = days) -> Callable[[], Awaitable[object]]:
            return lambda: statistics.of_artist(artist, days=days, now=NOW)

        def track(days: int = days) -> Awaitable[object]:
            return statistics.of_track(GREAT, "t0", days=days, now=NOW)

        def before(days: int = days) -> Awaitable[object]:
            return separately(redis, days)

        great, small, one, apart = await typical(of(GREAT), of(SMALL), track, before, times=30)
        served, few = [await in_server(redis, of(artist)) for artist in (GREAT, SMALL)]
        say(
            f"  {days:3} days: {great * 1e3:5.2f} ms, {great / small:.2f} times a beginner's, of"
            f" which the server's {served / 1e3:.2f}, {served / few:.2f} times; one track"
            f" {one * 1e3:.2f} ms; fewer numbers by {CALLS} calls {apart * 1e3:.2f} ms"
        )


CALLS = 6


async def separately(redis: Redis, days: int) -> None:
    """What a dashboard was before: one call for each part, and no bins, hours, or downloads."""
    records, counters, audience = Records(redis), Counters(redis), Audience(redis)
    await asyncio.gather(
        records.profile(GREAT),
        counters.totals(GREAT),
        records.find(Balance, GREAT, GREAT),
        counters.daily(GREAT, None, days=days, now=NOW),
        redis.pfcount(*(keys.artist_listeners(GREAT, day) for day in moments.last_days(NOW, days))),
        audience.growth(GREAT, days=days, now=NOW),
    )


async def in_server(redis: Redis, call: Callable[[], Awaitable[object]], times: int = 10) -> float:
    """Return how many microseconds of the server one look takes, which is one command."""
    taken = []
    for _ in range(times):
        await redis.config_resetstat()
        await call()
        statistics = (await redis.info("commandstats"))["cmdstat_evalsha"]
        assert statistics["calls"] == 1
        taken.append(float(statistics["usec"]))
    return min(taken)


async def files(redis: Redis) -> None:
    t = Library()["en"]
    for format in exports.FORMATS:
        start, size, largest, number = time.perf_counter(), 0, 0, 0
        async for file in exports.files(t, Statistics(redis), GREAT, format, now=NOW):
            size, number = size + len(file.data), number + 1
            largest = max(largest, len(file.data))
        taken = time.perf_counter() - start
        say(
            f"  {format.upper():4} of {TRACKS:,} tracks: {size / 1e6:.0f} MB in {number} files,"
            f" the largest {largest / 1e6:.0f} MB, {taken:.1f} s"
        )
