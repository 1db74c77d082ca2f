"""How fast messages may go out: one measure for all processes, by the server's clock."""

import math
from typing import NamedTuple

from redis.asyncio import Redis

from storage import keys
from storage.lua import script


class Rate(NamedTuple):
    """So many a second, of which a burst may come at once.

    No sliding second sees more than both together.
    """

    per_second: float
    burst: int = 1

    @property
    def interval_us(self) -> int:
        return math.ceil(1_000_000 / self.per_second)

    @property
    def ahead_us(self) -> int:
        return (self.burst - 1) * self.interval_us


ALL = Rate(24, burst=5)
"""Telegram takes about 30 a second from a bot; answers to presses need the rest."""

CHAT = Rate(1)
GROUP = Rate(0.25, burst=5)
"""20 in any minute: 5 at once and 15 more."""


class Pace:
    """Leave to send, one message at a time."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._script = script(redis, "pace")

    async def wait_s(self, chat: int) -> float:
        """Take leave to send to a chat and return 0; or return how long to wait first."""
        rate = CHAT if chat > 0 else GROUP
        wait_ms = await self._script(
            keys=[keys.PACE, keys.pace(str(chat)), keys.PACE_PAUSE],
            args=[ALL.interval_us, ALL.ahead_us, rate.interval_us, rate.ahead_us],
        )
        return int(wait_ms) / 1000

    async def pause(self, seconds: float) -> None:
        """Let nobody send for so long: Telegram asked for it."""
        await self._redis.set(keys.PACE_PAUSE, "1", px=max(int(seconds * 1000), 1))
