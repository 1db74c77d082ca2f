"""Measuring and printing; ratios travel between machines, figures do not."""

import os
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles


def large() -> bool:
    """Tell whether minutes and gigabytes may be spent."""
    return os.environ.get("BENCH_LARGE") == "1"


def heading(text: str) -> None:
    say(f"\n{text}\n{'-' * len(text)}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def typical(*calls: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """Return how many seconds each call takes, in turns, after as many unmeasured ones.

    The first quartile: what else the machine does, makes calls slower and none faster.
    """
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(2 * times):
        for call, times_taken in zip(calls, taken, strict=True):
            start = time.perf_counter()
            await call()
            times_taken.append(time.perf_counter() - start)
    return [quantiles(times_taken[times:], n=4)[0] for times_taken in taken]
