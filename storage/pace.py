"""How fast messages may go out: one measure for all processes, by the server's clock."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script

BRIEF_S = 0.5
"""A wait that is not worth a trip back to where notices wait."""


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


class Leave(NamedTuple):
    """Whether a message may be sent."""

    wait_s: float
    """Before asking again; 0: it may be sent now, and that counts."""
    for_all: bool = False
    """Nobody may send before that, to any chat."""


class Pace:
    """Leave to send, one message at a time."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._leave = script(redis, "pace")
        self._pause = script(redis, "pause")

    async def leave(self, chat: int, *, now: datetime | None = None) -> Leave:
        """Take leave to send to a chat, or hear how long to wait.

        Whoever has to wait long for a chat is told a turn of its own. `now` is the server's.
        """
        rate, name = CHAT if chat > 0 else GROUP, str(chat)
        wait_us, for_all = await self._leave(
            keys=[
                keys.PACE,
                keys.pace(name),
                keys.PACE_PAUSE,
                keys.pace_pause(name),
                keys.pace_turns(name),
            ],
            args=[
                ALL.interval_us,
                ALL.ahead_us,
                rate.interval_us,
                rate.ahead_us,
                int(BRIEF_S * 1_000_000),
                _us(now),
            ],
        )
        return Leave(int(wait_us) / 1_000_000, bool(for_all))

    async def pause(
        self, pause: timedelta, *, chat: int | None = None, now: datetime | None = None
    ) -> None:
        """Let nobody send for so long, or nobody to one chat: Telegram asked for it."""
        key = keys.PACE_PAUSE if chat is None else keys.pace_pause(str(chat))
        await self._pause(keys=[key], args=[pause // timedelta(microseconds=1), _us(now)])


def _us(now: datetime | None) -> str | int:
    return "" if now is None else moments.ms(now) * 1000
