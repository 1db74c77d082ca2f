"""The list of an artist's followers, as files: what each of them agreed to tell, and no more."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from typing import Final

from handlers.statement import LARGEST, MARK, written
from handlers.texts import Texts
from storage import Listed, wire

_COLUMNS: Final = ("since", "name", "city")

Pages = AsyncIterable[Sequence[Listed]]


async def csv(t: Texts, pages: Pages, *, largest: int = LARGEST) -> AsyncIterator[bytes]:
    """Yield the list as tables: one, unless there are very many."""
    head = MARK + written(t, [[t.plain(f"fan-list-{name}") for name in _COLUMNS]])

    def rows(fans: Sequence[Listed]) -> bytes:
        return written(t, [[f"{fan.since}", fan.name, fan.city] for fan in fans])

    async for file in _files(pages, rows, head, b"", b"", largest):
        yield file


async def json(pages: Pages, *, largest: int = LARGEST) -> AsyncIterator[bytes]:
    """Yield the list as arrays: one, unless there are very many."""

    def rows(fans: Sequence[Listed]) -> bytes:
        return ",\n".join(wire.dumps(_told(fan)) for fan in fans).encode()

    async for file in _files(pages, rows, b"[\n", b",\n", b"\n]\n", largest):
        yield file


def _told(fan: Listed) -> dict[str, str]:
    told = {"since": f"{fan.since}", "name": fan.name, "city": fan.city}
    return {name: text for name, text in told.items() if text}


async def _files(
    pages: Pages,
    rows: Callable[[Sequence[Listed]], bytes],
    head: bytes,
    between: bytes,
    tail: bytes,
    largest: int,
) -> AsyncIterator[bytes]:
    """Yield files of some pages each, no larger than that by more than one page."""
    parts: list[bytes] = []
    size = 0
    async for fans in pages:
        if not fans:
            continue
        text = await asyncio.to_thread(rows, fans)
        if parts and size + len(text) > largest:
            yield head + between.join(parts) + tail
            parts, size = [], 0
        parts.append(text)
        size += len(text)
    yield head + between.join(parts) + tail
