"""What just happened, for the chat page and for tests that wait instead of sleeping."""

import asyncio
import time
from collections import deque
from typing import Any

from sandbox.errors import Json

_KEPT = 10_000


class Events:
    """A ring of numbered events.

    Numbers grow across restarts: a page that comes back with an old one is told to load anew.
    """

    def __init__(self) -> None:
        self.seq = int(time.time() * 1000)
        self.closed = False
        self._ring: deque[Json] = deque(maxlen=_KEPT)
        self._news = asyncio.Event()

    def publish(self, type: str, **what: Any) -> None:
        self.seq += 1
        self._ring.append({"seq": self.seq, "type": type, **what})
        self._wake()

    def close(self) -> None:
        """Let everybody who listens go."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def since(self, seq: int) -> list[Json]:
        """The events after `seq`; a lone `reset` when some of them are no longer known."""
        if seq == self.seq:
            return []
        if seq > self.seq or seq < self.seq - len(self._ring):
            return [{"seq": self.seq, "type": "reset"}]
        return list(self._ring)[seq - self.seq :]

    async def wait(self, timeout_s: float) -> bool:
        """Whether something happened within `timeout_s`."""
        try:
            await asyncio.wait_for(self._news.wait(), timeout_s)
        except TimeoutError:
            return False
        return True
