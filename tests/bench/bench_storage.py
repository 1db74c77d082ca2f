"""Lists, counters, followers: what a tap costs, and that it does not grow with the store."""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import WatchError

from storage import KV, Audience, Counters, Records, Track
from storage.server import EmbeddedServer
from tests.bench.figures import large, say, typical

NOW = datetime(2024, 1, 25, 10, tzinfo=UTC)
TRACKS = 50  # of each user
CLIENTS = 200
_USERS_AT_ONCE = 10
SECONDS = 1.5  # for each way to count


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        async with EmbeddedServer(directory) as server:
            redis = server.client()
            try:
                await lists(redis, [1_000, 100_000, *([1_000_000] if large() else [])])
                await pages(redis)
                await folding(redis)
                await walk(redis, 1_000_000 if large() else 100_000)
                await hot_key(server, redis)
            finally:
                await redis.aclose()


def track(user: str, n: int) -> tuple[str, str]:
    made = NOW + timedelta(seconds=n)
    return f"track:{user}:t{n}", json.dumps(
        {
            "id": f"t{n}",
            "title": f"Song {n} of {user}",
            "duration": 245,
            "audioUrl": f"https://example.com/{user}/{n}.mp3",
            "plays": n,
            "createdAt": made.isoformat(),
            "userId": user,
        }
    )


async def fill(redis: Redis, users: range) -> None:
    kv = KV(redis)
    for start in users[::_USERS_AT_ONCE]:
        some = range(start, min(start + _USERS_AT_ONCE, users.stop))
        await kv.mset(track(str(user), n) for user in some for n in range(TRACKS))
    # A rewrite of the server's file would be measured as well; it tells nobody when it is done.
    while (await redis.info("persistence"))["aof_rewrite_in_progress"]:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def by_scan(redis: Redis, prefix: str) -> list[str]:
    """What everybody does first: walk through the keys."""
    found = [key async for key in redis.scan_iter(match=f"{prefix}*", count=1000)]
    return cast("list[str]", await redis.mget(found))


async def lists(redis: Redis, sizes: list[int]) -> None:
    say(f"listing {TRACKS} tracks of one user, by how many keys there are in the store")
    kv, records = KV(redis), Records(redis)
    await kv.mset(track("me", n) for n in range(TRACKS))
    first, filled = 0.0, 1
    for size in sizes:
        await fill(redis, range(filled, size // TRACKS))
        filled = size // TRACKS
        indexed, page = await typical(
            lambda: kv.get_by_prefix("track:me:"),
            lambda: records.page(Track, "me", limit=TRACKS),
            times=200,
        )
        (scanned,) = await typical(lambda: by_scan(redis, "track:me:"), times=2)
        assert sorted(await by_scan(redis, "track:me:")) == sorted(
            await kv.get_by_prefix("track:me:")
        )
        served = await in_server(redis, lambda: kv.get_by_prefix("track:me:"), times=1000)
        first = first or served
        say(
            f"  {size:>9,} keys: index {indexed * 1e6:5.0f} µs, of which the server's"
            f" {served:5.1f} (×{served / first:.2f} of the first), as records {page * 1e6:5.0f} µs,"
            f" SCAN {scanned * 1e3:7.1f} ms: {scanned / indexed:,.0f} times slower"
        )


async def in_server(redis: Redis, call: Callable[[], Awaitable[object]], *, times: int) -> float:
    """Return how many microseconds of the server a script takes."""
    averages = []
    for _ in range(10):  # the best of ten: the server shares its processor
        await redis.config_resetstat()
        for _ in range(times // 10):
            await call()
        statistics = await redis.info("commandstats")
        averages.append(float(statistics["cmdstat_evalsha"]["usec_per_call"]))
    return min(averages)


async def pages(redis: Redis) -> None:
    records, counters = Records(redis), Counters(redis)
    for n in range(10):
        await counters.listen("me", f"t{TRACKS - 1 - n}", "fan", now=NOW)

    async def one_by_one() -> None:
        for n in range(10):
            await records.get(Track, "me", f"t{n}")

    page, single = await typical(lambda: records.page(Track, "me", limit=10), one_by_one, times=100)
    say(
        f"a page of 10 with its counters: {page * 1e6:.0f} µs;"
        f" one by one {single * 1e6:.0f} µs: {single / page:.1f} times slower"
    )


async def folding(redis: Redis) -> None:
    counters = Counters(redis)
    while await counters.fold(now=NOW):
        pass
    for n in range(500):
        await counters.listen(str(1 + n // TRACKS), f"t{n % TRACKS}", "fan", now=NOW)
    start = time.perf_counter()
    folded = await counters.fold(now=NOW)
    taken = time.perf_counter() - start
    start = time.perf_counter()
    await counters.fold(now=NOW)
    idle = time.perf_counter() - start
    say(
        f"folding {folded} changed records: {taken * 1e3:.0f} ms, {taken / folded * 1e6:.0f} µs"
        f" each; with nothing changed: {idle * 1e6:.0f} µs"
    )


async def walk(redis: Redis, count: int) -> None:
    key = "bot:followers:me"
    for start in range(0, count, 10_000):
        await redis.zadd(key, {str(7 * n): 7 * n for n in range(start, start + 10_000)})
    audience = Audience(redis)
    calls, seen, cursor, slowest = 0, 0, "", 0.0
    start_s = time.perf_counter()
    while True:
        call_s = time.perf_counter()
        found, cursor = await audience.walk("me", after=cursor, limit=1000)
        slowest = max(slowest, time.perf_counter() - call_s)
        calls, seen = calls + 1, seen + len(found)
        if not cursor:
            break
    taken = time.perf_counter() - start_s
    assert seen == count
    start_s = time.perf_counter()
    await redis.zrange(key, 0, -1)
    at_once = time.perf_counter() - start_s
    say(
        f"walking {count:,} followers, 1,000 a call: {count / taken:,.0f} a second,"
        f" {taken / calls * 1e3:.2f} ms a call, {slowest * 1e3:.1f} ms at most;"
        f" all at once {at_once * 1e3:.0f} ms in one call"
    )


Press = Callable[[Redis, int, int], Awaitable[None]]


async def hot_key(server: EmbeddedServer, redis: Redis) -> None:
    say(f"{CLIENTS} clients count plays of one track for {SECONDS} s")
    clients = [server.client(max_connections=1) for _ in range(CLIENTS)]
    await asyncio.gather(*(client.ping() for client in clients))
    try:
        rate, lost = await pressed(clients, get_and_set, lambda: plain(redis))
        say(f"  get, then set:    {rate:9,.0f} a second, {lost:6.1%} lost")
        rate, lost = await pressed(clients, watch, lambda: plain(redis))
        watched = rate
        say(f"  WATCH, retried:   {rate:9,.0f} a second, {lost:6.1%} lost")
        counters = [Counters(client) for client in clients]
        await KV(redis).set(*track("me", 0))
        start = (await Counters(redis).numbers("track", "me", "t0")).plays

        async def listen(_: Redis, client: int, n: int) -> None:
            await counters[client].listen("me", "t0", f"fan{client}-{n}", now=NOW)

        async def plays() -> int:
            return (await Counters(redis).numbers("track", "me", "t0")).plays - start

        rate, lost = await pressed(clients, listen, plays)
        say(
            f"  Counters.listen:  {rate:9,.0f} a second, {lost:6.1%} lost:"
            f" {rate / watched:,.0f} times WATCH, with dedupe, totals, days and listeners"
        )
    finally:
        await asyncio.gather(*(client.aclose() for client in clients))


async def plain(redis: Redis) -> int:
    return int(await redis.getdel("plain") or 0)


async def get_and_set(redis: Redis, _: int, __: int) -> None:
    plays = int(await redis.get("plain") or 0)
    await redis.set("plain", plays + 1)


async def watch(redis: Redis, _: int, __: int) -> None:
    async with redis.pipeline() as pipe:
        while True:
            try:
                await pipe.watch("plain")
                plays = int(await pipe.get("plain") or 0)
                pipe.multi()  # type: ignore[no-untyped-call]  # redis-py does not say
                pipe.set("plain", plays + 1)
                await pipe.execute()
            except WatchError:
                continue
            return


async def pressed(
    clients: list[Redis], press: Press, counted: Callable[[], Awaitable[int]]
) -> tuple[float, float]:
    """Return how many presses a second there were, and which part of them is not counted."""
    presses = 0
    start = time.perf_counter()

    async def client(number: int, redis: Redis) -> None:
        nonlocal presses
        n = 0
        while time.perf_counter() - start < SECONDS:
            await press(redis, number, n)
            presses += 1
            n += 1

    await asyncio.gather(*(client(number, redis) for number, redis in enumerate(clients)))
    taken = time.perf_counter() - start
    return presses / taken, 1 - await counted() / presses
