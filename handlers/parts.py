"""Files made of pieces as they are read: as many as it takes, so that none has to fit in memory."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence
from contextlib import aclosing
from typing import Final, NamedTuple, TypeVar

from aiogram.types import BufferedInputFile

from handlers.desk import Desk

LARGEST: Final = 20_000_000
"""Bytes of one file; Telegram takes 50 MB, and people open them on phones."""

T = TypeVar("T")


class File(NamedTuple):
    """One file, or a part of what did not fit into one."""

    name: str
    data: bytes
    part: int
    last: bool


class Parts:
    """Gathers pieces into files; the parts after the first begin with `then` instead of `head`."""

    def __init__(
        self,
        name: str,
        largest: int,
        *,
        head: bytes,
        then: bytes | None = None,
        joint: bytes = b"",
        tail: bytes = b"",
    ) -> None:
        self._name, self._largest = name, largest
        self._head, self._then = head, head if then is None else then
        self._joint, self._tail = joint, tail
        self._pieces: list[bytes] = []
        self._size = 0
        self._part = 1

    def add(self, piece: bytes) -> File | None:
        """Add a piece; return the file that is full before it."""
        full = None
        if self._pieces and self._size + len(piece) > self._largest:
            full = self._file(last=False)
            self._pieces, self._size, self._part = [], 0, self._part + 1
        self._pieces.append(piece)
        self._size += len(piece)
        return full

    def end(self) -> File:
        return self._file(last=True)

    def _file(self, *, last: bool) -> File:
        stem, dot, kind = self._name.rpartition(".")
        part = "" if last and self._part == 1 else f"-{self._part}"
        head = self._head if self._part == 1 else self._then
        data = b"".join((head, self._joint.join(self._pieces), self._tail))
        return File(f"{stem}{part}{dot}{kind}", data, self._part, last)


async def in_parts(
    pages: AsyncIterable[Sequence[T]], written: Callable[[Sequence[T]], bytes], parts: Parts
) -> AsyncGenerator[File]:
    """Yield all pages, each of them written as one piece; an empty one is none."""
    async for page in pages:
        if page and (full := parts.add(await asyncio.to_thread(written, page))):
            yield full
    yield parts.end()


async def send_parts(desk: Desk, files: AsyncGenerator[File], caption: str | None = None) -> None:
    """Send all files to whoever acts; a `caption` is for a single one, parts say which they are."""
    t = desk.t
    async with aclosing(files):
        async for file in files:
            said = caption
            if file.part > 1 or not file.last:
                said = t("file-part-last" if file.last else "file-part", n=file.part)
            document = BufferedInputFile(file.data, file.name)
            await desk.bot.send_document(desk.actor, document, caption=said)
