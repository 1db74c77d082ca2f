"""The bot's queue of updates, and getUpdates over it."""

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from aiogram.types import Update
from pydantic import TypeAdapter

from sandbox.clock import Clock
from sandbox.errors import ApiError, Json
from sandbox.store import Counters, Store, Table

# Telegram sends these only to bots that ask for them.
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset(Update.model_fields) - {"update_id"}
# How long the server keeps an update that nobody takes.
_KEPT_S = 24 * 3600
_QUERIES_KEPT_S = 150
_QUERIES = frozenset({"callback_query", "inline_query", "pre_checkout_query", "shipping_query"})
_DELIVERED_KEPT = 10_000  # for redelivery
_PRESENT_S = 10.0  # a poller that has been away for longer is gone
_EPOCH_2025 = 1_735_689_600


def _first_id() -> int:
    """Where a run begins to count.

    Later runs begin higher than earlier ones ended, unless those made ten updates a second all
    their life, and ids fit 32 bits until 2031.
    """
    return (int(time.time()) - _EPOCH_2025) * 10


@dataclass(frozen=True, slots=True)
class _Pending:
    at: float
    update: Json


class Updates:
    """Updates not yet confirmed, in the order of their ids."""

    _highest: ClassVar[int] = 0  # ids of sandboxes that follow each other in a process grow too

    def __init__(
        self, store: Store, counters: Counters, clock: Clock, on_presence: Callable[[], None]
    ) -> None:
        self._pending: Table[int, _Pending] = Table(store, "update", int, TypeAdapter(_Pending))
        self._allowed: Table[str, list[str]] = Table(
            store, "allowed_updates", str, TypeAdapter(list[str])
        )
        self._counters = counters
        self._clock = clock
        self._delivered: OrderedDict[int, Json] = OrderedDict()
        self._again: list[Json] = []
        self._losses: dict[str, int] = {}
        self._first_id = max(_first_id(), Updates._highest + 1)
        self._poll = 0
        self._poll_error = ""
        self._news = asyncio.Event()
        self._emptied = asyncio.Event()
        self._on_presence = on_presence
        self._polling = False
        self._last_poll = float("-inf")
        self.on_add: Callable[[Json], None] | None = None  # the webhook, when one is set

    # What happens

    @property
    def allowed(self) -> list[str]:
        """What the bot asked for; empty: everything but what must be asked for."""
        return self._allowed.get("", [])

    def allow(self, kinds: list[str] | None) -> None:
        """Remember what the bot asks for; None leaves the earlier wish."""
        if kinds is not None:
            self._allowed[""] = [kind for kind in kinds if kind in KINDS]

    def add(self, kind: str, what: Json) -> None:
        wanted = kind in self.allowed if self.allowed else kind not in _ONLY_WHEN_ASKED
        if wanted and not self._loses(kind, what):
            self._insert({"update_id": self._next_id(), kind: what})

    def add_raw(self, update: Json) -> Json:
        """Take an update as it is; one with an id from the past is delivered all the same."""
        number = update.get("update_id")
        if number is None:
            number = self._next_id()
        elif number <= self._counters.get("update", 0):
            self._repeat(update)
            return update
        self._counters["update"] = number
        update = {"update_id": number, **update}
        self._insert(update)
        return update

    def lose(self, what: str, times: int) -> None:
        """Never deliver the next so many updates of a kind, or with such a thing in them."""
        self._losses[what] = times

    def losing(self, what: str) -> int:
        """How many are still to be lost."""
        return self._losses.get(what, 0)

    def _loses(self, kind: str, what: Json) -> bool:
        for name in (kind, *what):
            if self.losing(name) > 0:
                self._losses[name] -= 1
                return True
        return False

    def redeliver(self, *, last: int = 0, update_id: int | None = None) -> list[int]:
        """Send delivered updates again under their old ids; return the ids."""
        if update_id is None:
            updates = list(self._delivered.values())[-last:] if last > 0 else []
        else:
            updates = [u for u in [self._delivered.get(update_id)] if u is not None]
        for update in updates:
            self._repeat(update)
        return [update["update_id"] for update in updates]

    def _next_id(self) -> int:
        Updates._highest = number = self._counters.next("update", self._first_id)
        return number

    def _insert(self, update: Json) -> None:
        self._pending[update["update_id"]] = _Pending(self._clock.time(), update)
        self._announce(update)

    def _repeat(self, update: Json) -> None:
        if self.on_add is None:
            self._again.append(update)
        self._announce(update)

    def _announce(self, update: Json) -> None:
        if self.on_add is not None:
            self.on_add(update)
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    # What the bot has seen

    def __len__(self) -> int:
        self._forget_late()
        return len(self._pending) + len(self._again)

    def pending(self) -> list[Json]:
        self._forget_late()
        return [*self._again, *(pending.update for pending in self._pending.values())]

    def is_late(self, update: Json) -> bool:
        """Whether nobody took the update for so long that it is dropped."""
        pending = self._pending.get(update["update_id"])
        if pending is None:
            return False
        lasts_s = _KEPT_S if _QUERIES.isdisjoint(update) else _QUERIES_KEPT_S
        return self._clock.time() - pending.at >= lasts_s

    def _forget_late(self) -> None:
        for pending in list(self._pending.values()):
            if self._clock.time() - pending.at < _QUERIES_KEPT_S:
                return  # nor is any that came after it
            if self.is_late(pending.update):
                del self._pending[pending.update["update_id"]]

    def confirm(self, update_id: int) -> None:
        """The bot has the update and will not ask for it again."""
        pending = self._pending.pop(update_id, None)
        if pending is not None:
            self._delivered[update_id] = pending.update
            self._delivered.move_to_end(update_id)
            if len(self._delivered) > _DELIVERED_KEPT:
                self._delivered.popitem(last=False)

        self._tell_empty()

    def drop(self) -> None:
        for update_id in list(self._pending):
            del self._pending[update_id]
        self._again.clear()
        self._tell_empty()

    def _tell_empty(self) -> None:
        if not len(self):
            self._emptied.set()
            self._emptied = asyncio.Event()

    async def emptied(self, timeout_s: float) -> None:
        """Return when the bot has everything, or in any case after `timeout_s`."""
        if len(self):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._emptied.wait(), timeout_s)

    # getUpdates

    @property
    def polled(self) -> bool:
        """Whether somebody polls, or did a moment ago."""
        return self._polling or time.monotonic() - self._last_poll < _PRESENT_S

    def interrupt(self, by: str) -> None:
        """End a getUpdates that is waiting, with 409."""
        self._poll += 1
        self._poll_error = f"Conflict: terminated by {by}"
        self._wake()

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[Json]:
        """Confirm everything before `offset` and return what follows, waiting for it if need be.

        Raises:
            ApiError: 409, somebody else has begun to poll meanwhile.
        """
        self.interrupt("other getUpdates request; make sure that only one bot instance is running")
        poll = self._poll
        self._confirm_before(offset)
        self._polling = True
        self._on_presence()
        try:
            await self._wait(poll, timeout_s)
        finally:
            if self._poll == poll:
                self._polling = False
                self._last_poll = time.monotonic()
                asyncio.get_running_loop().call_later(_PRESENT_S + 0.1, self._on_presence)
        again, self._again = self._again[:limit], self._again[limit:]
        self._tell_empty()
        return [*again, *self.pending()[len(self._again) :][: limit - len(again)]]

    async def _wait(self, poll: int, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while not len(self) and (left := deadline - time.monotonic()) > 0:
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                return
            if self._poll != poll:
                raise ApiError(409, self._poll_error)

    def _confirm_before(self, offset: int) -> None:
        ids = list(self._pending)
        if offset < 0:
            offset = ids[offset] if len(ids) >= -offset else 0
        for update_id in ids:
            if update_id >= offset:
                break
            self.confirm(update_id)
