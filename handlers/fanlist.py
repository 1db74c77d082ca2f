"""The list of an artist's followers, as files: what each of them agreed to tell, and no more."""

from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from typing import Final

from handlers import cells
from handlers.parts import LARGEST, File, Parts, in_parts
from handlers.texts import Texts
from storage import Listed, wire

_COLUMNS: Final = ("since", "name", "city")

Pages = AsyncIterable[Sequence[Listed]]


def csv(t: Texts, name: str, pages: Pages, *, largest: int = LARGEST) -> AsyncGenerator[File]:
    """Yield the list as tables: one, unless there are very many."""
    head = cells.MARK + cells.written(t, [[t.plain(f"fan-list-{column}") for column in _COLUMNS]])

    def rows(fans: Sequence[Listed]) -> bytes:
        return cells.written(t, [[f"{fan.since}", fan.name, fan.city] for fan in fans])

    return in_parts(pages, rows, Parts(f"{name}.csv", largest, head=head))


def json(name: str, pages: Pages, *, largest: int = LARGEST) -> AsyncGenerator[File]:
    """Yield the list as arrays: one, unless there are very many."""

    def rows(fans: Sequence[Listed]) -> bytes:
        return ",\n".join(wire.dumps(_told(fan)) for fan in fans).encode()

    parts = Parts(f"{name}.json", largest, head=b"[\n", joint=b",\n", tail=b"\n]\n")
    return in_parts(pages, rows, parts)


def _told(fan: Listed) -> dict[str, str]:
    told = {"since": f"{fan.since}", "name": fan.name, "city": fan.city}
    return {name: text for name, text in told.items() if text}
