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


async def typical(call: Callable[[], Awaitable[object]], *, times: int) -> float:
    """Return how many seconds a call takes, after as many unmeasured ones.

    The first quartile: what else the machine does, makes calls slower and none faster.
    """
    for _ in range(times):
        await call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        await call()
        taken.append(time.perf_counter() - start)
    return quantiles(taken, n=4)[0]
