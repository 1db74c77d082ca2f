"""A wire between a client and the server, on which commands are counted and replies get lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from hiredis import Reader
from redis.asyncio import Redis

from storage.server import EmbeddedServer, connect


class Relay:
    """Passes bytes on between `socket` and the server behind it."""

    def __init__(self, server: EmbeddedServer, socket: Path) -> None:
        self.sent: list[str] = []
        """Names of the commands that came, in order."""
        self.lost = 0
        """Replies that never came back."""
        self.skip = 0
        """Commands of the name to spare before one loses its reply."""
        self._upstream = str(server.socket)
        self._socket = str(socket)
        self._lose: str | None = None
        self._wires: set[asyncio.Task[None]] = set()

    def lose_reply_to(self, command: str) -> None:
        """Carry out the next such command, but cut the connection instead of its reply."""
        self._lose = command

    @asynccontextmanager
    async def open(self, *, blocking: bool = False) -> AsyncIterator[Redis]:
        """A client on this side of the wire, as the bot makes them."""
        listening = await asyncio.start_unix_server(self._accept, self._socket)
        client = connect(f"unix://{quote(self._socket)}", blocking=blocking)
        try:
            yield client
        finally:
            await client.aclose()
            listening.close()
            for wire in self._wires:
                wire.cancel()
            await asyncio.gather(*self._wires, return_exceptions=True)

    async def _accept(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        wire = asyncio.current_task()
        assert wire is not None
        self._wires.add(wire)
        there, on = await asyncio.open_unix_connection(self._upstream)
        commands, replies = Reader(encoding="utf-8", errors="replace"), Reader()
        try:
            while data := await here.read(1 << 16):
                commands.feed(data)
                losing = [self._loses(name) for name in _names(commands)]
                on.write(data)
                answer = await _answer(there, replies, len(losing))
                if any(losing):
                    self.lost += 1
                    return
                back.write(answer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            for writer in (on, back):
                writer.close()
                with suppress(OSError, asyncio.CancelledError):
                    await writer.wait_closed()

    def _loses(self, name: str) -> bool:
        self.sent.append(name)
        if name != self._lose:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self._lose = None
        return True


def _names(commands: Reader) -> Iterator[str]:
    """Yield the names of the commands that have come in whole."""
    while (command := commands.gets()) is not False:
        assert isinstance(command, list)
        yield str(command[0]).upper()


async def _answer(there: asyncio.StreamReader, replies: Reader, count: int) -> bytes:
    """Return the bytes of so many replies."""
    answer = b""
    while count:
        data = await there.read(1 << 16)
        if not data:
            break
        answer += data
        replies.feed(data)
        while count and replies.gets() is not False:
            count -= 1
    return answer
