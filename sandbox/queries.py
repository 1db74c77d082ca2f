"""Questions to the bot that wait for an answer: presses, inline queries, pre-checkouts."""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import Clock

_LATE_KEPT = 1000


@dataclass(slots=True, eq=False)
class Query:
    """One question; it is answered once."""

    id: str
    kind: str
    person: int
    expires: float
    about: Any = None
    asked: float = 0.0
    reply: Any = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, reply: Any) -> None:
        self.reply = reply
        self.answered.set()


class Queries:
    """The open questions. They are forgotten with the process, as a page's wait for them is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Query] = {}
        self._late: dict[str, Query] = {}

    def ask(self, kind: str, person: int, *, lasts_s: float, about: Any = None) -> Query:
        now = self._clock.time()
        query = Query(new_id(), kind, person, now + lasts_s, about, now)
        self._open[query.id] = query
        self._late[query.id] = query
        while len(self._late) > _LATE_KEPT:
            del self._late[next(iter(self._late))]
        self._forget_old()
        return query

    def take(self, query_id: str, kind: str) -> Query | None:
        """The question to be answered; None when it is unknown, answered before, or too old."""
        query = self._open.get(query_id)
        if query is None or query.kind != kind:
            return None
        del self._open[query_id]
        return query if query.expires > self._clock.time() else None

    def asked_of_late(self, query_id: str, person: int, *, within_s: float) -> bool:
        """Whether a person asked this so shortly ago, answered or not."""
        query = self._late.get(query_id)
        if query is None or query.person != person:
            return False
        return self._clock.time() - query.asked <= within_s

    def _forget_old(self) -> None:
        now = self._clock.time()
        while self._open:
            oldest = next(iter(self._open.values()))
            if oldest.expires > now:
                return
            del self._open[oldest.id]

    async def wait(self, query: Query, wait_s: float) -> bool:
        """Whether the answer came within `wait_s` and before the question expired."""
        expiry = asyncio.ensure_future(self._clock.sleep_until(query.expires))
        answer = asyncio.ensure_future(query.answered.wait())
        try:
            await asyncio.wait(
                {expiry, answer}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            expiry.cancel()
            answer.cancel()
        return query.answered.is_set()


def new_id() -> str:
    """An id of a query, as Telegram makes them: a big number as text."""
    return str(secrets.randbits(61) | 1 << 61)
