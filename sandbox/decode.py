"""Any Bot API request, however it was packed, as one of aiogram's method models.

Clients differ: multipart, urlencoded, JSON or a query string; numbers and flags as themselves or
as text; objects as themselves or as JSON text; files under their own parameter or under
`attach://`. All of it becomes the same model here. What the model does not know is refused: a
misspelt parameter, which Telegram would silently ignore, should not pass a test.
"""

import inspect
import json
import re
import types
import typing
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiohttp import BodyPartReader, web
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sandbox.errors import ApiError, bad, strict, unmodelled

UPLOAD_LIMIT = 50 * 1024 * 1024
_REQUEST_LIMIT = UPLOAD_LIMIT + 1024 * 1024  # the other fields of the form

CLASSES: dict[str, type[TelegramMethod[Any]]] = {
    cls.__api_method__.lower(): cls
    for cls in vars(aiogram.methods).values()
    if inspect.isclass(cls) and issubclass(cls, TelegramMethod) and cls is not TelegramMethod
}

# What a request may ask for and the sandbox cannot do, whatever the method.
_UNMODELLED = frozenset(
    {
        "allow_paid_broadcast",
        "business_connection_id",
        "direct_messages_topic_id",
        "ephemeral_message_parameters",
        "receiver_user_id",
        "suggested_post_parameters",
    }
)
_MODELLED = frozenset({("sendMessage", "ephemeral_message_parameters")})
_IS_EMPTY = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "file_id not specified",
}
_MEDIA = frozenset(
    {"animation", "audio", "document", "photo", "sticker", "video", "video_note", "voice"}
)
_NOT_JSON = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "entities": "can't parse entities JSON object",
    "caption_entities": "can't parse entities JSON object",
    "prices": "can't parse prices JSON object",
    "results": "can't parse results JSON object",
    "commands": "can't parse commands JSON object",
    "allowed_updates": "can't parse allowed_updates JSON object",
    "media": "can't parse media JSON object",
    "message_ids": "can't parse message identifiers JSON object",
}
_MARKUP_KEYS = {"keyboard", "inline_keyboard", "remove_keyboard", "force_reply"}


class Upload(InputFile):
    """A file that came with the request."""

    def __init__(self, filename: str, data: bytes, content_type: str) -> None:
        super().__init__(filename)
        self.name = filename
        self.data = data
        self.content_type = content_type

    async def read(self, bot: Any) -> AsyncGenerator[bytes, None]:  # noqa: ARG002 - InputFile's signature
        yield self.data


@dataclass(frozen=True, slots=True)
class Form:
    """A request taken apart: parameters (text or JSON values) and files."""

    fields: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """The parameters as the journal keeps them: JSON opened, files by name and size."""
        shown = {name: _opened(value) for name, value in self.fields.items()}
        for name, upload in self.files.items():
            shown[name] = {"file": upload.name, "size": len(upload.data)}
        return shown

    @classmethod
    def of_body(cls, body: bytes, content_type: str) -> "Form | None":
        """The request that a webhook's answer makes; None when it is none."""
        if content_type == "application/json":
            try:
                return cls(_json_object(body))
            except ApiError:
                return None
        if content_type == "application/x-www-form-urlencoded":
            return cls(dict(parse_qsl(body.decode("utf-8", "replace"))))
        return None


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


async def read_form(request: web.Request) -> Form:
    """Take a request apart.

    Raises:
        ApiError: it is malformed, or too large.
    """
    form = Form(dict(request.query))
    try:
        if request.content_type.startswith("multipart/"):
            await _read_multipart(request, form)
        elif request.content_type == "application/json":
            body = await request.read()
            form.fields.update(_json_object(body) if body.strip() else {})
        elif request.can_read_body:
            form.fields.update({k: str(v) for k, v in (await request.post()).items()})
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except (ValueError, AssertionError):  # aiohttp asserts that a multipart has a boundary
        raise bad("can't parse the request") from None
    return form


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        fields = _loaded(body.decode())
    except ValueError:
        raise bad("can't parse request JSON object") from None
    if not isinstance(fields, dict):
        raise bad("expected JSON object")
    return fields


def _loaded(text: str) -> Any:
    """JSON opened; half a surrogate pair is no text."""
    opened = json.loads(text)
    if "\\ud" in text.lower():
        try:
            json.dumps(opened, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise bad("strings must be encoded in UTF-8") from None
    return opened


async def _read_multipart(request: web.Request, form: Form) -> None:
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytearray()
        while chunk := await part.read_chunk():
            size += len(chunk)
            if size <= _REQUEST_LIMIT:  # past it the rest is read and dropped: answering early
                data += chunk  # would break the connection under a client that still writes
        value = bytes(part.decode(bytes(data)))
        if part.filename is None:
            form.fields[part.name] = value.decode("utf-8", "replace")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            form.files[part.name] = Upload(part.filename, value, kind)
    if size > _REQUEST_LIMIT or any(len(f.data) > UPLOAD_LIMIT for f in form.files.values()):
        raise ApiError(413, "Request Entity Too Large")


def decode(method: str, form: Form) -> TelegramMethod[Any]:
    """The model of a request.

    Raises:
        ApiError: 404 for a method nobody knows, 400 for what is missing, malformed or unknown,
            501 for a parameter that the sandbox does not model.
    """
    cls = CLASSES.get(method.lower())
    if cls is None:
        raise ApiError(404, "Not Found: method not found")
    data = dict(_values(cls, form))
    try:
        call = cls.model_validate(data, extra="forbid")
    except ValidationError as error:
        raise _explained(cls, error) from None
    for name in _UNMODELLED & call.model_fields_set:
        if getattr(call, name) and (cls.__api_method__, name) not in _MODELLED:
            raise unmodelled(f'the parameter "{name}"')
    _settle(call)
    return call


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a parameter may be."""

    text: bool
    number: bool
    fraction: bool
    flag: bool
    json: bool
    file: bool


def _members(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _members(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for member in typing.get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


@cache
def _shapes(cls: type[TelegramMethod[Any]]) -> dict[str, _Shape]:
    shapes = {}
    for name, info in cls.model_fields.items():
        members = list(_members(info.annotation))
        shapes[name] = _Shape(
            text=str in members,
            number=bool({int, datetime, timedelta} & {m for m in members if inspect.isclass(m)}),
            fraction=float in members,
            flag=bool in members,
            json=any(
                typing.get_origin(m) is list or (inspect.isclass(m) and issubclass(m, BaseModel))
                for m in members
            ),
            file=InputFile in members,
        )
    return shapes


def _values(cls: type[TelegramMethod[Any]], form: Form) -> Iterator[tuple[str, Any]]:
    shapes = _shapes(cls)
    used: set[str] = set()
    for name, value in form.fields.items():
        shape = shapes.get(name)
        if shape is None:
            raise strict(f'{cls.__api_method__} has no parameter "{name}"')
        value = _value(name, shape, value)
        if shape.file or shape.json:
            value = _attached(value, form.files, used)
        if value is None or (shape.file and not shape.text and not isinstance(value, Upload)):
            continue  # Telegram ignores a thumbnail that is not uploaded
        yield name, value
    for name, upload in form.files.items():
        if name in used:
            continue
        if name not in shapes or not shapes[name].file:
            raise strict(f'no parameter refers to the uploaded file "{name}"')
        yield name, upload


def _value(name: str, shape: _Shape, value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str):
        if shape.text and not shape.json and not (shape.number and isinstance(value, int)):
            return json.dumps(value)  # Telegram takes the JSON text of what should be a string
        return _markup(value) if name == "reply_markup" else value
    if shape.text:
        return int(value) if shape.number and re.fullmatch(r"-?[0-9]{1,19}", value) else value
    if shape.file or not value:
        return value or None
    if shape.json:
        return _json(name, value)
    return _scalar(name, shape, value)


def _json(name: str, value: str) -> Any:
    try:
        opened = _loaded(value)
    except ValueError:
        raise bad(_NOT_JSON.get(name, f'can\'t parse "{name}" JSON object')) from None
    return _markup(opened) if name == "reply_markup" else opened


def _markup(value: Any) -> Any:
    """A keyboard, or None for an object that is none."""
    if not isinstance(value, dict):
        raise bad("object expected as reply markup")
    return value if value.keys() & _MARKUP_KEYS else None


def _scalar(name: str, shape: _Shape, value: str) -> Any:
    if shape.flag:
        word = value.lower()
        if word not in ("true", "yes", "1", "false", "no", "0"):
            raise strict(f'parameter "{name}" is neither true nor false: {value!r}')
        return word in ("true", "yes", "1")
    try:
        return float(value) if shape.fraction else int(value)
    except ValueError:
        raise strict(f'parameter "{name}" is not a number: {value!r}') from None


def _attached(value: Any, files: dict[str, Upload], used: set[str]) -> Any:
    """The value with every `attach://name` replaced by the uploaded file."""
    if isinstance(value, str) and value.startswith("attach://"):
        name = value.removeprefix("attach://")
        if name not in files:
            raise bad("wrong file identifier/HTTP URL specified")
        used.add(name)
        return files[name]
    if isinstance(value, dict):
        return {key: _attached(item, files, used) for key, item in value.items()}
    if isinstance(value, list):
        return [_attached(item, files, used) for item in value]
    return value


def _explained(cls: type[TelegramMethod[Any]], error: ValidationError) -> ApiError:
    """Telegram's words where it has some, otherwise the path and pydantic's words."""
    first = _nearest(error.errors(include_url=False, include_context=False))
    name = str(first["loc"][0])
    path = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}"
        for step in first["loc"]
        if isinstance(step, int) or step[:1].islower()
    ).lstrip(".")
    if first["type"] == "extra_forbidden":
        return strict(f'{cls.__api_method__} has no field "{path}"')
    if first["type"] == "missing" and len(first["loc"]) == 1:
        if name in _MEDIA:
            return bad(f"there is no {name.replace('_', ' ')} in the request")
        return bad(_IS_EMPTY.get(name, f'parameter "{name}" is required'))
    words = _NOT_JSON.get(name)
    return bad(f"{words}: {path}: {first['msg']}") if words else strict(f"{path}: {first['msg']}")


def _nearest(errors: list[ErrorDetails]) -> ErrorDetails:
    """The error that the client most likely made.

    A union reports the complaints of every member; the member meant is the one that agrees with
    the object's `type` and complains least.
    """
    by_member: dict[str, list[ErrorDetails]] = {}
    for error in errors:
        member = "/".join(str(step) for step in error["loc"] if str(step)[:1].isupper())
        by_member.setdefault(member, []).append(error)
    return min(by_member.values(), key=lambda group: (_wrong_kind(group), len(group)))[0]


def _wrong_kind(errors: list[ErrorDetails]) -> bool:
    return any(error["type"] == "literal_error" or error["type"] == "missing" for error in errors)


def _settle(value: Any) -> None:
    """Put None where aiogram means "what the Bot object has as default"; miss a missing type.

    aiogram's models know their own `type`, so it may be left out of what they read; Telegram then
    cannot tell what is meant.
    """
    if isinstance(value, BaseModel):
        field = type(value).model_fields.get("type")
        if field is not None and field.default is not None and "type" not in value.model_fields_set:
            raise bad(f"can't parse {type(value).__name__}: Can't find field \"type\"")
        for name, item in value.__dict__.items():
            if isinstance(item, Default):
                value.__dict__[name] = None
            elif isinstance(item, (BaseModel, list)):
                _settle(item)
    elif isinstance(value, list):
        for item in value:
            _settle(item)
