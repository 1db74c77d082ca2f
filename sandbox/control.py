"""The control API: what the chat page and the tests ask for, over HTTP and JSON."""

import dataclasses
import json
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox import people
from sandbox.decode import Upload
from sandbox.errors import Json, conflict, missing, wrong
from sandbox.journal import Journal
from sandbox.methods.settings import commands_for, get_me
from sandbox.world import Kept, World

_PING_S = 15.0
_SEND_FACTS = ("duration", "performer", "title", "width", "height", "length", "emoji")


def answer(what: Any, status: int = 200) -> web.Response:
    return web.json_response(what, status=status, dumps=_dumps)


def _dumps(what: Any) -> str:
    return json.dumps(what, ensure_ascii=False)


class Body:
    """The JSON object of a request, or a form with a file; asked for one field at a time."""

    def __init__(self, fields: Json, file: Upload | None = None) -> None:
        self._fields = fields
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

    def number(self, name: str) -> int:
        value = self.maybe_number(name)
        if value is None:
            raise wrong(f'"{name}" is missing')
        return value

    def maybe_number(self, name: str) -> int | None:
        value = self._fields.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise wrong(f'"{name}" is not a number') from None

    def real(self, name: str, default: float) -> float:
        try:
            return float(self._fields.get(name, default))
        except (TypeError, ValueError):
            raise wrong(f'"{name}" is not a number') from None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._fields.get(name, default)
        if not isinstance(value, str):
            raise wrong(f'"{name}" is missing or not text')
        return value

    def get(self, name: str) -> Any:
        return self._fields.get(name)

    def has(self, name: str) -> bool:
        return self._fields.get(name) is not None

    def among(self, names: tuple[str, ...]) -> Json:
        return {name: self._fields[name] for name in names if name in self._fields}


class Control:
    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox", self.overview),
            web.get("/sandbox/people/{id:-?[0-9]+}/chats", self.chats),
            web.get("/sandbox/chats/{id:-?[0-9]+}/messages", self.messages),
            web.get("/sandbox/files/{file_id}", self.file),
            web.get("/sandbox/pending", self.pending),
            web.get("/sandbox/journal", self.requests),
            web.get("/sandbox/events", self.events),
            web.post("/sandbox/people", self.add_person),
            web.patch("/sandbox/people/{id:-?[0-9]+}", self.change_person),
            web.post("/sandbox/start", self.start),
            web.post("/sandbox/send", self.send),
            web.post("/sandbox/tap", self.tap),
        ]

    # Look

    async def overview(self, _request: web.Request) -> web.Response:
        world = self.world
        return answer(
            {
                "bot": await get_me(world, None),
                "people": [person.shown() for person in world.people.values()],
                "chats": [world.chat(c) for c in world.chats.values() if not c.is_private],
                "seq": world.events.seq,
                "time": world.clock.now(),
                "online": world.online,
            }
        )

    async def chats(self, request: web.Request) -> web.Response:
        world = self.world
        person = people.person(world, _id(request))
        shown = []
        for chat in world.chats_of(person.id):
            last = world.messages.last(chat.id)
            shown.append(
                {
                    "chat": world.chat(chat),
                    "last": last.message if last else None,
                    "keyboard": chat.keyboard,
                    "commands": commands_for(world, chat, person.id, person.language_code),
                    "can_post": people.can_post(world, chat, person.id),
                }
            )
        return answer(shown)

    async def messages(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, _id(request))
        before = _number(request, "before", 0)
        limit = _number(request, "limit", 50)
        topic = _number(request, "topic", 0)
        found = [
            kept.message
            for kept in self.world.messages.of(chat.id).values()
            if (not before or kept.id < before)
            and (not topic or kept.message.get("message_thread_id", 1) == topic)
        ]
        return answer(found[-limit:] if limit > 0 else [])

    async def file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["file_id"])
        if file is None:
            raise missing("file")
        return ranged(request, self.world.files.read(file), file.mime)

    async def pending(self, _request: web.Request) -> web.Response:
        return answer({"updates": len(self.world.updates)})

    async def requests(self, request: web.Request) -> web.Response:
        return answer(
            self.journal.entries(
                since=_number(request, "since", 0),
                method=request.query.get("method", ""),
                chat=request.query.get("chat", ""),
            )
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        events = self.world.events
        last = request.headers.get("Last-Event-ID", "")
        seq = (
            int(last)
            if last.isascii() and last.isdigit()
            else _number(request, "since", events.seq)
        )
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await response.prepare(request)
        while True:
            for event in events.since(seq):
                seq = event["seq"]
                await response.write(f"id: {seq}\ndata: {_dumps(event)}\n\n".encode())
            if events.seq == seq and not await events.wait(_PING_S):
                await response.write(b": still here\n\n")

    # Do

    async def add_person(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        names = ("last_name", "username", "language_code", "stars", "is_premium")
        person_id = body.maybe_number("id")
        if person_id is not None and person_id in self.world.people:
            raise conflict("there is somebody with this id")
        fields = {"first_name": body.text("first_name"), **body.among(names)}
        return answer(self.world.add_person(person_id, fields).shown())

    async def change_person(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, _id(request))
        names = ("first_name", "last_name", "username", "language_code", "stars", "deactivated")
        person = dataclasses.replace(person, **body.among(names))
        self.world.put_person(person)
        if body.has("blocked"):
            person = people.block(self.world, person, blocked=bool(body.get("blocked")))
        return answer(person.shown())

    async def start(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, body.number("person"))
        return answer(people.start(self.world, person, body.text("payload", "")))

    async def send(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, body.number("person"))
        chat = people.chat(self.world, body.number("chat"))
        if body.file is None:
            content = people.written(body.text("text"))
        else:
            facts = body.among(_SEND_FACTS)
            for name in ("duration", "width", "height", "length"):
                if name in facts:
                    facts[name] = body.number(name)
            caption = body.text("caption", "")
            content = await people.sent_file(
                self.world, body.text("kind", "document"), body.file, caption, facts
            )
        if body.has("media_group_id"):
            content["media_group_id"] = body.text("media_group_id")
        message = people.send(
            self.world,
            person,
            chat,
            content,
            reply_to=body.maybe_number("reply_to"),
            topic=body.maybe_number("topic"),
        )
        return answer(message)

    async def tap(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        world = self.world
        person = people.person(world, body.number("person"))
        if body.has("inline_message_id"):
            found = world.messages.by_inline_id(body.text("inline_message_id"))
            if found is None:
                raise missing("message")
            kept: Kept | None = found
            chat, message_id = people.chat(world, found.chat_id), found.id
        else:
            chat, message_id = people.chat(world, body.number("chat")), body.number("message")
            kept = world.messages.get(chat.id, message_id)
        if body.has("data"):
            data = body.text("data")
        else:
            if kept is None:
                raise missing("message")
            if body.has("text"):
                button = people.named_button(kept, body.text("text"))
            else:
                button = people.press_data(kept, body.number("row"), body.number("col"))
            opens = people.opened(world, person, kept, button)
            if opens is not None:
                return answer(opens)
            data = button["callback_data"]
        query = people.press(world, person, chat, kept, data, message_id)
        world.store.commit()
        answered = await world.open_queries.wait(query, body.real("wait_s", 10))
        reply = query.reply or {"text": None, "show_alert": False, "url": None}
        return answer({"kind": "callback", "query": query.id, "answered": answered, **reply})


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise wrong(f'"{name}" is not a number') from None


def ranged(request: web.Request, data: bytes, mime: str) -> web.Response:
    """The bytes, or the part that a player asks for."""
    headers = {"Accept-Ranges": "bytes", "Content-Type": mime, "X-Content-Type-Options": "nosniff"}
    try:
        wanted = request.http_range
    except ValueError:
        wanted = slice(None)
    begin, end, _ = wanted.indices(len(data))
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=data, headers=headers)
    if begin >= end:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(data)}"
    return web.Response(status=206, body=data[begin:end], headers=headers)
