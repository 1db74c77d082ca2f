"""Ending what runs beside us."""

import asyncio
from typing import Any


async def end(*tasks: asyncio.Future[Any]) -> None:
    """Cancel tasks and wait until they are over.

    Once is not enough on Python 3.11: its `asyncio.wait_for`, through which redis-py sends, drops
    a cancellation that comes as the sending ends.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.1)
    await asyncio.gather(*tasks, return_exceptions=True)


def is_ending() -> bool:
    """Tell whether the task that asks was told to end, rather than let down by what it awaits."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
