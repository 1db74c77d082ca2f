"""What people in the sandbox do, through its control API."""

import asyncio
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession

Json = dict[str, Any]


class Control:
    """The sandbox's control API: see docs/sandbox.md."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = ClientSession(url)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._http.close()

    async def get(self, path: str = "", **query: str | int) -> Any:
        async with self._http.get(f"/sandbox{path}", params=query) as reply:
            answer = await reply.json()
            assert reply.ok, answer
            return answer

    async def post(self, path: str, **body: Any) -> Any:
        async with self._http.post(f"/sandbox{path}", json=body) as reply:
            answer = await reply.json()
            assert reply.ok, answer
            return answer

    async def patch(self, path: str, **body: Any) -> Any:
        async with self._http.patch(f"/sandbox{path}", json=body) as reply:
            answer = await reply.json()
            assert reply.ok, answer
            return answer

    async def delete(self, path: str) -> None:
        async with self._http.delete(f"/sandbox{path}") as reply:
            assert reply.ok, await reply.text()

    async def person(self, id: int, name: str = "Anna") -> int:
        await self.post("/people", id=id, first_name=name, language_code="en")
        return id

    async def says(self, person: int, text: str, chat: int | None = None) -> Json:
        answer: Json = await self.post("/send", person=person, chat=chat or person, text=text)
        return answer

    async def taken(self) -> None:
        """Wait until the bot has taken every update."""
        while (await self.get("/pending"))["updates"]:  # noqa: ASYNC110  # of another program
            await asyncio.sleep(0.005)

    async def calls(self, method: str = "", since: int = 0) -> list[Json]:
        """Return the requests of the bot, oldest first."""
        query: dict[str, str | int] = {"since": since}
        if method:
            query["method"] = method
        answer: list[Json] = await self.get("/journal", **query)
        return answer
