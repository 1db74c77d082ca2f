"""Trouble on request: faults that a test asked for, and Telegram's flood limits."""

import math
import random
from collections import defaultdict, deque
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.errors import ApiError

KINDS = ("error", "timeout", "disconnect", "garbage", "delay")


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong with requests, and with how many of them."""

    id: int
    kind: str
    method: str = "*"
    chat: str | None = None
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    after: bool = False  # the effect takes place; only the answer is lost
    delay_s: float | None = None
    times: int | None = None
    probability: float = 1.0

    def strikes(self, method: str, chat: str) -> bool:
        if self.method not in ("*", method) or self.chat not in (None, chat):
            return False
        return self.probability >= 1 or random.random() < self.probability

    @property
    def status(self) -> int:
        """What the client sees: 0 for nothing."""
        if self.kind == "error":
            return self.error().code
        return 200 if self.kind == "garbage" else 0

    def error(self) -> ApiError:
        if self.retry_after is not None:
            return too_many(self.retry_after)
        return ApiError(self.code, self.description)


def too_many(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Faults:
    """The faults that are waiting for a request."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._last_id = 0

    def add(self, **what: object) -> int:
        self._last_id += 1
        self._faults[self._last_id] = Fault(id=self._last_id, **what)  # type: ignore[arg-type]  # the control API has checked them
        return self._last_id

    def remove(self, fault_id: int | None = None) -> bool:
        """Take one back, or all of them; False when there is no such fault."""
        if fault_id is None:
            self._faults.clear()
            return True
        return self._faults.pop(fault_id, None) is not None

    def strike(self, method: str, chat: str) -> Fault | None:
        """The first fault that this request meets; it is used up by one."""
        for fault in self._faults.values():
            if fault.strikes(method, chat):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        del self._faults[fault.id]
                return fault
        return None


@dataclass(slots=True)
class Flood:
    """Telegram's unwritten limits on sending, as the Bots FAQ has them."""

    clock: Clock
    enabled: bool = False
    per_second: int = 30
    per_chat_second: int = 1
    per_group_minute: int = 20
    _all: deque[float] = field(default_factory=deque)
    _chats: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, method: str, chat: str) -> None:
        """Let a message through and count it.

        Raises:
            ApiError: 429, with the seconds after which there is room.
        """
        if not self.enabled or not _sends(method):
            return
        now = self.clock.time()
        sent = self._chats[chat]
        wait_s = max(
            _room(self._all, self.per_second, 1, now),
            _room(sent, self.per_chat_second, 1, now),
            _room(sent, self.per_group_minute, 60, now) if chat.startswith(("-", "@")) else 0,
        )
        if wait_s > 0:
            raise too_many(math.ceil(wait_s))
        self._all.append(now)
        sent.append(now)
        for times in (self._all, sent):
            while now - times[0] > 60:
                times.popleft()


def _sends(method: str) -> bool:
    name = method.lower()
    return name.startswith(("send", "copy", "forward")) and name != "sendchataction"


def _room(times: deque[float], limit: int, window_s: float, now: float) -> float:
    """Seconds until one more fits into the window."""
    if len(times) < limit:
        return 0
    return times[-limit] + window_s - now
