"""The sandbox's time: the real one plus whatever a test has added."""

import asyncio
import time


class Clock:
    """What time it is, and waiting for it."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self.ahead_s = ahead_s
        self._moved = asyncio.Event()

    def time(self) -> float:
        return time.time() + self.ahead_s

    def now(self) -> int:
        """Unix seconds, as dates are on the wire."""
        return int(self.time())

    def advance(self, seconds: float) -> None:
        self.ahead_s += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep_until(self, moment: float) -> None:
        """Sleep until the sandbox's time has come, whether by waiting or by `advance`."""
        while (left := moment - self.time()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return
