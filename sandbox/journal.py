"""Every Bot API request and what it got."""

import dataclasses
from collections import deque
from dataclasses import dataclass

from sandbox.errors import Json

_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request.

    `fault` says what was done to it; `reply` is what the method said all the same, or None when it
    was not run.
    """

    seq: int
    at: float
    method: str
    params: Json
    status: int
    reply: Json | None
    fault: str | None = None


class Journal:
    """The last requests, the oldest first."""

    def __init__(self) -> None:
        self._seq = 0
        self._entries: deque[Entry] = deque(maxlen=_KEPT)

    def add(
        self,
        *,
        at: float,
        method: str,
        params: Json,
        status: int,
        reply: Json | None,
        fault: str | None,
    ) -> None:
        self._seq += 1
        self._entries.append(
            Entry(
                seq=self._seq,
                at=at,
                method=method,
                params=params,
                status=status,
                reply=reply,
                fault=fault,
            )
        )

    def entries(self, *, since: int = 0, method: str = "", chat: str = "") -> list[Json]:
        return [
            dataclasses.asdict(entry)
            for entry in self._entries
            if entry.seq > since
            and (not method or entry.method.lower() == method.lower())
            and (not chat or str(entry.params.get("chat_id")) == chat)
        ]
