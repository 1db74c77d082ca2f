"""Every Bot API request and what it got."""

from collections import deque
from dataclasses import dataclass

from sandbox.errors import Json

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: float
    method: str
    params: Json
    status: int
    reply: Json | None

    def shown(self) -> Json:
        return {
            "seq": self.seq,
            "at": self.at,
            "method": self.method,
            "params": self.params,
            "status": self.status,
            "reply": self.reply,
        }


class Journal:
    def __init__(self) -> None:
        self._seq = 0
        self._entries: deque[Entry] = deque(maxlen=_KEPT)

    def add(self, *, at: float, method: str, params: Json, status: int, reply: Json | None) -> None:
        """Note a request; `reply` is None when the connection was cut instead."""
        self._seq += 1
        self._entries.append(Entry(self._seq, at, method, params, status, reply))

    def entries(self, *, since: int = 0, method: str = "", chat: str = "") -> list[Json]:
        return [
            entry.shown()
            for entry in self._entries
            if entry.seq > since
            and (not method or entry.method.lower() == method.lower())
            and (not chat or str(entry.params.get("chat_id")) == chat)
        ]
