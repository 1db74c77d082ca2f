"""How fast messages may go out: one measure for all processes, by the server's clock."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script
from storage.outbox import BULK, DUTY, MONEY

_HOUR_US = 3600 * 10**6
_DAY_US = 24 * _HOUR_US
_REFUSALS_KEPT = 100_000

BRIEF_S = 0.5
"""A wait that is not worth a trip back to where notices wait."""


class Rate(NamedTuple):
    """So many a second, of which a burst may come at once."""

    per_second: float
    burst: int = 1

    @property
    def interval_us(self) -> int:
        return math.ceil(1_000_000 / self.per_second)

    @property
    def ahead_us(self) -> int:
        return (self.burst - 1) * self.interval_us


ALL = Rate(25, burst=4)
"""Telegram takes about 30 a second from a bot; answers to presses need the rest.

No sliding second sees more than that, burst or not.
"""

_LEFT_OF_BURST = 2  # messages, by what can wait

CHAT = Rate(1)
ANSWERS = 6
"""So many a minute a group is answered; all else leaves them room."""
GROUP = Rate(0.15, burst=5)
"""With the answers 20 in any minute, which is what Telegram takes: 5 at once and 9 more."""


class Leave(NamedTuple):
    """Whether a message may be sent."""

    wait_s: float
    """Before asking again; 0: it may be sent now, and that counts."""
    for_all: bool = False
    """Nobody may send before that, to any chat."""
    stopped: bool = False
    """Nobody may send at all, until an admin says so."""


class Refusals(NamedTuple):
    """How often Telegram answered that we ask too much (429)."""

    last_hour: int
    last_day: int


class Pace:
    """Leave to send, one message at a time."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._leave = script(redis, "pace")
        self._pause = script(redis, "pause")
        self._refused = script(redis, "refused")

    async def leave(self, chat: int, urgency: str = MONEY, *, now: datetime | None = None) -> Leave:
        """Take leave to send to a chat, or hear how long to wait.

        Whoever has to wait long for a chat is told a turn of its own. News never take what money
        waits for: when that is refused, the next message is its. `now` is the server's.
        """
        rate, name = CHAT if chat > 0 else GROUP, str(chat)
        yields = urgency in BULK
        wait_us, for_all = await self._leave(
            keys=[
                keys.PACE,
                keys.pace(name),
                keys.PACE_PAUSE,
                keys.pace_pause(name),
                keys.pace_turns(name),
                keys.PACE_LATEST,
                keys.OUTBOX_STOPPED,
                keys.PACE_MONEY,
            ],
            args=[
                ALL.interval_us,
                ALL.ahead_us,
                rate.interval_us,
                rate.ahead_us,
                int(BRIEF_S * 1_000_000),
                _us(now),
                int(ALL.per_second),
                int(yields),
                yields * _LEFT_OF_BURST * ALL.interval_us,
                int(urgency == DUTY),
            ],
        )
        if wait_us < 0:
            return Leave(0, stopped=True)
        return Leave(int(wait_us) / 1_000_000, bool(for_all))

    async def pause(
        self, pause: timedelta, *, chat: int | None = None, now: datetime | None = None
    ) -> None:
        """Let nobody send for so long, or nobody to one chat: Telegram asked for it."""
        key = keys.PACE_PAUSE if chat is None else keys.pace_pause(str(chat))
        await self._pause(keys=[key], args=[pause // timedelta(microseconds=1), _us(now)])

    async def refused(self, id: str, *, now: datetime | None = None) -> None:
        """Count an answer of Telegram's that we ask too much, once by an id of its own."""
        await self._refused(keys=[keys.PACE_REFUSED], args=[id, _us(now), _DAY_US, _REFUSALS_KEPT])

    async def refusals(self, *, now: datetime) -> Refusals:
        at = moments.ms(now) * 1000
        async with self._redis.pipeline(transaction=False) as pipe:
            for before_us in (_HOUR_US, _DAY_US):
                pipe.zcount(keys.PACE_REFUSED, at - before_us, "+inf")
            return Refusals(*await pipe.execute())


def _us(now: datetime | None) -> str | int:
    return "" if now is None else moments.ms(now) * 1000
