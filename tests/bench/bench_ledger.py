"""What a posting costs, against as many bare commands as it writes values, in the same run.

The bare commands do what a posting must not: no id, no floor, no journal, no look before the
leap. They are the least that changing two balances and storing two records can cost.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count

from redis.asyncio import Redis

from storage import money
from storage.ledger import Ledger
from storage.posting import Posting
from storage.server import EmbeddedServer
from tests.bench.figures import say

_SECONDS = 2.0
_AT = datetime(2024, 1, 25, 10, tzinfo=UTC)
_CLIENTS = (1, 50)
_ids = count()


def _donation() -> Posting:
    number = next(_ids)
    return money.donate_coins(
        f"{number}", donor="1", artist="2", coins=1, donor_name="Anna", now=_AT
    )


async def _rate(clients: int, once: Callable[[], Awaitable[object]]) -> float:
    done = 0
    end = time.perf_counter() + _SECONDS

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < end:
            await once()
            done += 1

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return done / (time.perf_counter() - start)


async def _bare(redis: Redis) -> None:
    """Two balances, a donation, two transactions, all unprotected."""
    number = next(_ids)
    async with redis.pipeline(transaction=False) as pipe:
        pipe.incrby("bare:1", -1)
        pipe.incrby("bare:2", 1)
        for kind in ("donation", "tx:1", "tx:2"):
            pipe.set(f"bare:{kind}:{number}", '{"amount":1,"posting":"don:1"}')
        await pipe.execute()


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        async with EmbeddedServer(directory) as server, server.client() as redis:
            await _measure(redis)


async def _measure(redis: Redis) -> None:
    ledger = Ledger(redis)
    await ledger.post(money.buy_coins("0", user="1", stars=1, coins=10**9, now=_AT))
    again = _donation()
    say("donations in coins: 2 balances, 3 records with their places in lists, the journal")
    for clients in _CLIENTS:
        bare = await _rate(clients, lambda: _bare(redis))
        posted = await _rate(clients, lambda: ledger.post(_donation()))
        repeated = await _rate(clients, lambda: ledger.post(again))
        say(
            f"{clients:3} at once: {posted:6.0f} postings/s, {repeated:6.0f} repeated,"
            f" bare SET/INCR {bare:6.0f}/s: x{bare / posted:.1f}"
        )
    began = time.perf_counter()
    audit = await ledger.audit()
    took = time.perf_counter() - began
    assert audit.ok
    say(f"audit: {audit.postings} postings in {took:.2f} s, {audit.postings / took:.0f}/s")
