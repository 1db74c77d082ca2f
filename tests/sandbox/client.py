"""A Bot API client and the people of the sandbox, both over raw HTTP."""

import json
from io import BytesIO
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, FormData

Json = dict[str, Any]


class File:
    """Bytes to upload."""

    def __init__(self, data: bytes, name: str, kind: str = "application/octet-stream") -> None:
        self.data = data
        self.name = name
        self.kind = kind

    def into(self, form: FormData, name: str) -> None:
        form.add_field(name, BytesIO(self.data), filename=self.name, content_type=self.kind)


class Refusal(Exception):
    """What the Bot API said instead of a result."""

    def __init__(self, reply: Json) -> None:
        super().__init__(reply["description"])
        self.code: int = reply["error_code"]
        self.words: str = reply["description"]
        self.parameters: Json = reply.get("parameters", {})


class Client:
    """The bot's side (`bot`) and the people's side (`people`) of a sandbox."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.root = f"{url}/bot{token}"
        self.files = f"{url}/file/bot{token}"
        self.http = ClientSession()
        self._offset = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.http.close()

    async def bot(self, method: str, **params: Any) -> Any:
        """Call a method with a JSON body, or with a form if there is a file."""
        if any(isinstance(value, File) for value in params.values()):
            form = FormData()
            for name, value in params.items():
                if isinstance(value, File):
                    value.into(form, name)
                else:
                    form.add_field(name, value if isinstance(value, str) else json.dumps(value))
            return await self.raw(method, data=form)
        return await self.raw(method, json=params)

    async def raw(self, method: str, verb: str = "POST", **how: Any) -> Any:
        """Send a request as it is; return the result."""
        async with self.http.request(verb, f"{self.root}/{method}", **how) as answer:
            reply = await answer.json()
            assert answer.status == reply.get("error_code", 200), (answer.status, reply)
            if not reply["ok"]:
                raise Refusal(reply)
            return reply["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """Call a method that must fail; return `code description`."""
        try:
            result = await self.bot(method, **params)
        except Refusal as refusal:
            return f"{refusal.code} {refusal.words}"
        raise AssertionError(f"{method} was not refused: {result}")

    async def updates(self, wait_s: int = 0, **params: Any) -> list[Json]:
        """Updates since the last call, confirming them."""
        params.setdefault("offset", self._offset)
        found: list[Json] = await self.bot("getUpdates", timeout=wait_s, **params)
        if found:
            self._offset = found[-1]["update_id"] + 1
        return found

    async def update(self, kind: str) -> Any:
        """The next update, which must be of that kind."""
        found = await self.updates(wait_s=50, limit=1)
        assert found, f"no {kind} came"
        assert kind in found[0], found[0]
        return found[0][kind]

    async def people(self, path: str, verb: str = "POST", **body: Any) -> Any:
        """Ask the control API; it must agree."""
        status, answer = await self.control(path, verb, **body)
        assert status == 200, answer
        return answer

    async def control(self, path: str, verb: str = "POST", **body: Any) -> tuple[int, Any]:
        how: Json = {"params": body} if verb == "GET" else {"json": body}
        if any(isinstance(value, File) for value in body.values()):
            form = FormData()
            for name, value in body.items():
                if isinstance(value, File):
                    value.into(form, name)
                else:
                    form.add_field(name, str(value))
            how = {"data": form}
        async with self.http.request(verb, f"{self.url}/sandbox{path}", **how) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str = "", **query: Any) -> Any:
        return await self.people(path, "GET", **query)

    async def person(self, id: int, name: str = "Anna", *, start: bool = True, **more: Any) -> int:
        """Somebody, who by default has started the bot; what that sent is taken already."""
        await self.people("/people", id=id, first_name=name, **more)
        if start:
            await self.people("/start", person=id)
            await self.updates()
            await self.updates()
        return id

    async def messages(self, chat: int) -> list[Json]:
        found: list[Json] = await self.get(f"/chats/{chat}/messages")
        return found
