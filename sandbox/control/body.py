"""What a control request holds, asked for one field at a time; and how it is answered."""

import json
from functools import cache
from typing import Any

from aiohttp import BodyPartReader, web
from pydantic import TypeAdapter, ValidationError

from sandbox.decode import Upload
from sandbox.errors import Json, wrong

ID = "{id:-?[0-9]+}"


def answer(what: Any) -> web.Response:
    return web.json_response(what)


def id_of(request: web.Request) -> int:
    return int(request.match_info["id"])


def number_in_query(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise wrong(f'"{name}" is not a number') from None


@cache
def _adapter(type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type)


class Body:
    """The JSON object of a request, or a form with a file; asked for one field at a time."""

    def __init__(self, fields: Json, file: Upload | None = None) -> None:
        self.fields = fields
        self.file = file

    @classmethod
    async def of(cls, request: web.Request) -> "Body":
        if request.content_type.startswith("multipart/"):
            return await cls._of_form(request)
        text = await request.text()
        try:
            fields = json.loads(text) if text.strip() else {}
        except ValueError:
            raise wrong("the body is not JSON") from None
        if not isinstance(fields, dict):
            raise wrong("the body is not a JSON object")
        return cls(fields)

    @classmethod
    async def _of_form(cls, request: web.Request) -> "Body":
        fields: Json = {}
        file = None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            if part.filename is None:
                fields[part.name] = await part.text()
            else:
                kind = part.headers.get("Content-Type", "application/octet-stream")
                file = Upload(part.filename, bytes(await part.read(decode=True)), kind)
        return cls(fields, file)

    def has(self, name: str) -> bool:
        return self.fields.get(name) is not None

    def get(self, name: str, type: Any, default: Any = ...) -> Any:
        """A field of that type; `...` as default: it must be there."""
        value = self.fields.get(name)
        if value is None or (value == "" and type is not str):
            if default is ...:
                raise wrong(f'"{name}" is missing')
            return default
        return self.exactly(name, type)

    def exactly(self, name: str, type: Any) -> Any:
        """A field that is there, null or not, of that type."""
        try:
            return _adapter(type).validate_python(self.fields[name])
        except ValidationError as error:
            raise wrong(f'"{name}": {error.errors()[0]["msg"]}') from None

    def number(self, name: str) -> int:
        return int(self.get(name, int))

    def maybe_number(self, name: str) -> int | None:
        value: int | None = self.get(name, int, None)
        return value

    def text(self, name: str, default: Any = ...) -> str:
        return str(self.get(name, str, default))

    def numbers(self, name: str) -> list[int]:
        return list(self.get(name, list[int]))

    def among(self, types: dict[str, Any]) -> Json:
        """Those of the named fields that are there; null takes a field away."""
        return {name: self.get(name, type, None) for name, type in types.items()
                if name in self.fields}  # fmt: skip


def ranged(request: web.Request, data: bytes, mime: str) -> web.Response:
    """The bytes, or the part that a player asks for."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable",  # ids are never used again
        "Content-Security-Policy": "sandbox",  # an uploaded page must not act as the chat page
        "Content-Type": mime,
        "X-Content-Type-Options": "nosniff",
    }
    try:
        wanted = request.http_range
    except ValueError:
        wanted = slice(None)
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=data, headers=headers)
    begin, end, _ = wanted.indices(len(data))
    if begin >= end:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(data)}"
    return web.Response(status=206, body=data[begin:end], headers=headers)
