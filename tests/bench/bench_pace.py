"""How well four processes together keep to the pace that Telegram allows, and how long money waits.

The real script in a time of its own, so that what else the machine does counts for nothing. Each
process sends news without end, four at once, and hears of Telegram after a while; whoever waits
wakes a little late, and at times a lot. Donations come now and then, at times five at once.
"""

import heapq
import random
import tempfile
from datetime import UTC, datetime, timedelta
from statistics import mean, quantiles
from typing import NamedTuple

from storage import moments, pace
from storage.outbox import MONEY, NEWS
from storage.pace import Pace
from storage.server import EmbeddedServer
from tests.bench.figures import large, say

PROCESSES, AT_ONCE = 4, 4
_START = datetime(2026, 1, 25, 10, tzinfo=UTC)
_WARM_S = 2


class Sender(NamedTuple):
    """Somebody who asks for leave; they sort by when."""

    at: float
    n: int
    urgency: str
    since: float
    """When it began to wait."""


class Measured(NamedTuple):
    times: list[float]
    waits: list[float]
    """How long donations waited."""


async def main() -> None:
    lasts_s = 600 if large() else 60
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedServer(folder) as server, server.client() as redis:
            found = await run(Pace(redis), lasts_s=lasts_s, chance=random.Random(1))
    limit = int(pace.ALL.per_second)
    used = len(found.times) / (lasts_s - _WARM_S)
    say(
        f"{PROCESSES} processes, {len(found.times):,} messages: {used:.2f} a second,"
        f" {used / limit:.1%} of {limit}; the busiest sliding second sees {busiest(found.times)}"
    )
    say(
        f"{len(found.waits)} donations behind that broadcast waited {mean(found.waits) * 1e3:.0f}"
        f" ms, {quantiles(found.waits, n=100)[98] * 1e3:.0f} ms at the 99th percentile,"
        f" {max(found.waits) * 1e3:.0f} ms at most"
    )


async def run(leaves: Pace, *, lasts_s: float, chance: random.Random) -> Measured:
    """Let all ask for leave, each when it is told to; return when messages went out."""
    late = Late(chance)
    waiting = [Sender(late(), n, NEWS, 0) for n in range(PROCESSES * AT_ONCE)]
    for n, second in enumerate(range(_WARM_S, int(lasts_s), 2)):
        at = second + chance.random()
        waiting += [Sender(at, 1000 + n * 10 + m, MONEY, at) for m in range((1, 1, 5)[n % 3])]
    heapq.heapify(waiting)
    times, waits, chat = [], [], 1
    while waiting and waiting[0].at < lasts_s:
        sender = heapq.heappop(waiting)
        chat += 1
        now = _START + timedelta(seconds=sender.at)
        leave = await leaves.leave(chat, sender.urgency, now=now)
        if leave.wait_s:
            again = sender._replace(at=sender.at + leave.wait_s + late())
            heapq.heappush(waiting, again)
            continue
        if sender.at >= _WARM_S:
            times.append((moments.ms(now) - moments.ms(_START)) / 1000)  # as the script is told
        if sender.urgency == MONEY:
            waits.append(sender.at - sender.since)
        else:  # Telegram answers, and the next one is taken
            answered = sender.at + chance.uniform(0.04, 0.15)
            heapq.heappush(waiting, sender._replace(at=answered))
    return Measured(times, waits)


class Late:
    """By how much somebody who sleeps wakes too late: 2 ms, and one in fifty times 30 ms."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def __call__(self) -> float:
        mean_s = 0.03 if self._chance.random() < 0.02 else 0.002
        return 0.001 + self._chance.expovariate(1 / mean_s)


def busiest(times: list[float]) -> int:
    """Return how many are in the busiest second of them, wherever it begins."""
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] > 0.9995:  # the clock has milliseconds
            first += 1
        most = max(most, last - first + 1)
    return most
