"""How long tests wait for what has to happen.

Far longer than it takes, for the machine may be slow or busy: only a test that fails waits so long.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

PATIENCE_S = 60.0


async def within(work: Awaitable[Any], seconds: float = PATIENCE_S) -> Any:
    return await asyncio.wait_for(work, seconds)


async def until(fact: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await fact():  # noqa: ASYNC110  # of another program
            await asyncio.sleep(0.005)
