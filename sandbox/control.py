"""The control API: what the chat page and the tests ask for, over HTTP and JSON."""

import asyncio
import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web
from pydantic import TypeAdapter, ValidationError
from tinytag import TinyTag

from sandbox import buttons, chats, payments, people
from sandbox.decode import Upload
from sandbox.errors import Json, conflict, missing, wrong
from sandbox.faults import KINDS as FAULTS
from sandbox.faults import Faults, Flood
from sandbox.inline import Inline
from sandbox.journal import Journal
from sandbox.methods.chats import may_react
from sandbox.methods.settings import commands_for, get_me
from sandbox.world import Chat, Kept, Person, Topic, World

_PING_S = 15.0
_SAMPLES = Path(__file__).parent / "samples"
_WAIT_S = 10.0
_ID = "{id:-?[0-9]+}"
_FACTS = {
    "duration": int,
    "width": int,
    "height": int,
    "length": int,
    "performer": str,
    "title": str,
    "emoji": str,
}


def answer(what: Any) -> web.Response:
    return web.json_response(what, dumps=_dumps)


def _dumps(what: Any) -> str:
    return json.dumps(what, ensure_ascii=False)


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

    def get(self, name: str, type: type[Any], default: Any = ...) -> Any:
        """A field of that type; `...` as default: it must be there."""
        value = self.fields.get(name)
        if value is None or (value == "" and type is not str):
            if default is ...:
                raise wrong(f'"{name}" is missing')
            return default
        try:
            return TypeAdapter(type).validate_python(value)
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


class Control:
    """The handlers, in the order of docs/sandbox.md."""

    def __init__(self, world: World, journal: Journal, faults: Faults, flood: Flood) -> None:
        self.world = world
        self.journal = journal
        self.faults = faults
        self.flood = flood
        self.inline = Inline(world)
        self._payments: set[asyncio.Future[Json]] = set()

    def routes(self) -> list[web.RouteDef]:
        get, post, patch, delete = web.get, web.post, web.patch, web.delete
        chat = f"/sandbox/chats/{_ID}"
        person = f"/sandbox/people/{_ID}"
        return [
            # look
            get("/sandbox", self.overview),
            get(f"{person}/chats", self.chats_of),
            get(f"{chat}/messages", self.messages),
            get(f"{chat}/members", self.members),
            get(f"{chat}/topics", self.topics),
            get("/sandbox/files/{file_id}", self.file),
            get("/sandbox/invoices/{slug}", self.invoice),
            get("/sandbox/samples", self.samples),
            get("/sandbox/samples/{name}", self.sample),
            get("/sandbox/pending", self.pending),
            get("/sandbox/journal", self.requests),
            get("/sandbox/events", self.events),
            # do
            post("/sandbox/people", self.add_person),
            patch(person, self.change_person),
            post(f"{person}/photos", self.add_photo),
            post(f"{person}/audios", self.add_audio),
            post("/sandbox/chats", self.add_chat),
            post(f"{chat}/members", self.change_member),
            post(f"{chat}/topics", self.add_topic),
            patch(f"{chat}/topics/{{thread:[0-9]+}}", self.change_topic),
            post(f"{chat}/migrate", self.migrate),
            post("/sandbox/start", self.start),
            post("/sandbox/send", self.send),
            post("/sandbox/edit", self.edit),
            post("/sandbox/delete", self.delete),
            post("/sandbox/forward", self.forward),
            post("/sandbox/react", self.react),
            post("/sandbox/vote", self.vote),
            post("/sandbox/tap", self.tap),
            post("/sandbox/keyboard", self.keyboard),
            post("/sandbox/inline", self.ask_inline),
            post("/sandbox/inline/choose", self.choose_inline),
            post("/sandbox/pay", self.pay),
            post("/sandbox/subscriptions/renew", self.renew),
            post("/sandbox/subscriptions/cancel", self.cancel),
            post("/sandbox/subscriptions/resume", self.resume),
            # make trouble
            post("/sandbox/faults", self.add_fault),
            delete("/sandbox/faults", self.remove_faults),
            delete(f"/sandbox/faults/{_ID}", self.remove_fault),
            post("/sandbox/flood", self.set_flood),
            post("/sandbox/redeliver", self.redeliver),
            post("/sandbox/raw", self.raw),
            post("/sandbox/clock", self.move_clock),
            patch("/sandbox", self.change_settings),
        ]

    # Look

    async def overview(self, _request: web.Request) -> web.Response:
        world = self.world
        return answer(
            {
                "bot": await get_me(world, None),
                "people": [person.shown() for person in world.people.values()],
                "chats": [
                    world.chat(chat)
                    for chat in world.chats.values()
                    if not chat.is_private and not chat.migrated_to
                ],
                "seq": world.events.seq,
                "time": world.clock.now(),
                "online": world.online,
                "settings": dataclasses.asdict(world.settings),
            }
        )

    async def chats_of(self, request: web.Request) -> web.Response:
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
                    "can_post": people.can_post(chat, person.id),
                }
            )
        return answer(shown)

    async def messages(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, _id(request))
        before, topic = _query(request, "before", 0), _query(request, "topic", 0)
        limit = max(_query(request, "limit", 50), 0)
        found = [
            kept.message
            for kept in self.world.messages.of(chat.id).values()
            if (not before or kept.id < before)
            and (not topic or kept.message.get("message_thread_id", 1) == topic)
        ]
        return answer(found[len(found) - limit :] if limit < len(found) else found)

    async def members(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, _id(request))
        return answer([self.world.member(chat, user_id) for user_id in chat.members])

    async def topics(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, _id(request))
        return answer([_shown_topic(topic) for topic in chat.topics.values()])

    async def file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["file_id"])
        if file is None:
            raise missing("file")
        return ranged(request, self.world.files.read(file), file.mime)

    async def invoice(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"].removeprefix("$")
        if slug not in self.world.money.invoices:
            raise missing("invoice")
        return answer(self.world.money.invoices[slug].offered())

    async def samples(self, _request: web.Request) -> web.Response:
        return answer(await asyncio.to_thread(_samples))

    async def sample(self, request: web.Request) -> web.StreamResponse:
        path = _SAMPLES / request.match_info["name"]
        if path.parent != _SAMPLES or path.suffix != ".mp3" or not path.is_file():
            raise missing("sample")
        return web.FileResponse(path)

    async def pending(self, request: web.Request) -> web.Response:
        await self.world.updates.emptied(_query(request, "wait_s", 0))
        return answer({"updates": len(self.world.updates)})

    async def requests(self, request: web.Request) -> web.Response:
        found = self.journal.entries(
            since=_query(request, "since", 0),
            method=request.query.get("method", ""),
            chat=request.query.get("chat", ""),
        )
        return answer(found)

    async def events(self, request: web.Request) -> web.StreamResponse:
        events = self.world.events
        last = request.headers.get("Last-Event-ID", "")
        seq = int(last) if last.isascii() and last.isdigit() else None
        if seq is None:
            seq = _query(request, "since", events.seq)
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

    # People

    async def add_person(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person_id = body.maybe_number("id")
        if person_id is not None and (
            person_id in self.world.people or person_id == self.world.bot_id
        ):
            raise conflict("there is somebody with this id")
        if person_id is not None and person_id <= 0:
            raise wrong("the id of a person is positive")
        more = {"last_name": str, "username": str, "language_code": str, "stars": int,
                "is_premium": bool}  # fmt: skip
        fields = {k: v for k, v in body.among(more).items() if v is not None}
        fields["first_name"] = body.text("first_name")
        return answer(self.world.add_person(person_id, fields).shown())

    async def change_person(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, _id(request))
        fields = {"first_name": str, "last_name": str, "username": str, "language_code": str,
                  "stars": int, "is_premium": bool, "deactivated": bool}  # fmt: skip
        changes = body.among(fields)
        for name in ("first_name", "stars", "is_premium", "deactivated"):
            if name in changes and changes[name] is None:
                raise wrong(f'"{name}" cannot be taken away')
        if changes:
            person = dataclasses.replace(person, **changes)
            self.world.put_person(person)
        if body.has("blocked"):
            person = people.block(self.world, person, blocked=body.get("blocked", bool))
        return answer(person.shown())

    async def add_photo(self, request: web.Request) -> web.Response:
        return await self._add_to_profile(request, "photo")

    async def add_audio(self, request: web.Request) -> web.Response:
        return await self._add_to_profile(request, "audio")

    async def _add_to_profile(self, request: web.Request, kind: str) -> web.Response:
        person = people.person(self.world, _id(request))
        body = await Body.of(request)
        if body.file is None:
            raise wrong('"file" is missing')
        file = await people.add_to_profile(self.world, person, kind, body.file)
        return answer(self.world.files.shown(file))

    # Chats

    async def add_chat(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        owner = people.person(self.world, body.number("owner"))
        more = {"username": str, "is_forum": bool, "description": str}
        fields = {k: v for k, v in body.among(more).items() if v is not None}
        kind, title = body.text("type"), body.text("title")
        return answer(self.world.chat(chats.create(self.world, kind, title, owner.id, **fields)))

    async def change_member(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        chat = people.chat(self.world, _id(request))
        if chat.is_private:
            raise wrong("a private chat has no members")
        member = chats.change_member(
            self.world,
            chat,
            body.number("user"),
            body.text("status"),
            body.get("rights", Json, {}),
            body.maybe_number("by"),
        )
        return answer(member)

    async def add_topic(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        chat = people.chat(self.world, _id(request))
        if not chat.is_forum:
            raise conflict("the chat has no topics")
        by = body.maybe_number("by") or chats.owner(chat)
        return answer(_shown_topic(chats.create_topic(self.world, chat, body.text("name"), by)))

    async def change_topic(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        chat = people.chat(self.world, _id(request))
        topic = chats.topic_of(chat, int(request.match_info["thread"]))
        by = body.maybe_number("by") or chats.owner(chat)
        closed = body.get("closed", bool)
        return answer(_shown_topic(chats.change_topic(self.world, chat, topic, by, closed=closed)))

    async def migrate(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, _id(request))
        return answer(self.world.chat(chats.migrate(self.world, chat)))

    # Messages

    async def start(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, body.number("person"))
        return answer(people.start(self.world, person, body.text("payload", "")))

    async def send(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        content = await self._content(body)
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

    async def _content(self, body: Body) -> Json:
        given = body.file or body.get("file_id", str, None)
        kind = body.text("kind", "document" if given else "text")
        if given is not None:
            facts = body.among(_FACTS)
            caption = body.text("caption", "")
            return await people.sent_file(self.world, kind, given, caption, facts)
        if kind in people.MADE:
            return people.made(kind, body.fields)
        if kind != "text":
            raise wrong(f'a {kind} needs a "file" or a "file_id"')
        return people.written(body.text("text"))

    async def edit(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        kept = people.message(self.world, chat.id, body.number("message"))
        return answer(people.edit(self.world, person, kept, body.text("text")))

    async def delete(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        people.delete(self.world, person, chat, body.numbers("messages"))
        return answer({})

    async def forward(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, body.number("person"))
        kept = people.message(self.world, body.number("from_chat"), body.number("message"))
        chat = people.chat(self.world, body.number("to_chat"))
        topic = body.maybe_number("topic")
        return answer(people.forward(self.world, person, kept, chat, topic))

    async def react(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        kept = people.message(self.world, chat.id, body.number("message"))
        emoji = body.text("emoji", "")
        if emoji and not may_react(emoji):
            raise wrong("people do not react with that")
        self.world.react(kept, person.id, [{"type": "emoji", "emoji": emoji}] if emoji else [])
        return answer({})

    async def vote(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        kept = people.message(self.world, chat.id, body.number("message"))
        return answer(buttons.vote(self.world, person, kept, body.numbers("options")))

    # Buttons

    async def tap(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        world = self.world
        person = people.person(world, body.number("person"))
        chat, kept = self._tapped(body)
        if body.has("data"):
            data = body.text("data")
        else:
            button = self._button(body, kept)
            opens = buttons.opens(world, kept, button) if not isinstance(kept, int) else None
            if opens is not None:
                return answer(opens)
            data = button["callback_data"]
        query = buttons.press(world, person, chat, kept, data)
        world.store.commit()  # the bot may answer before this request ends
        answered = await world.open_queries.wait(query, body.get("wait_s", float, _WAIT_S))
        reply = query.reply or {"text": None, "show_alert": False, "url": None}
        return answer({"kind": "callback", "query": query.id, "answered": answered, **reply})

    def _tapped(self, body: Body) -> tuple[Chat, Kept | int]:
        """The message, or the id of one that is gone."""
        if body.has("inline_message_id"):
            kept = self.world.messages.by_inline_id(body.text("inline_message_id"))
            if kept is None:
                raise missing("message")
            return people.chat(self.world, kept.chat_id), kept
        chat = people.chat(self.world, body.number("chat"))
        number = body.number("message")
        return chat, self.world.messages.get(chat.id, number) or number

    def _button(self, body: Body, kept: Kept | int) -> Json:
        if isinstance(kept, int):
            raise missing("message")
        rows = kept.message.get("reply_markup", {}).get("inline_keyboard", [])
        return _button(rows, body)

    async def keyboard(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        rows = (chat.keyboard or {}).get("keyboard", [])
        button = _button(rows, body)
        return answer(buttons.use(self.world, person, chat, button, body.fields.get("share")))

    # Inline mode

    async def ask_inline(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, body.number("person"))
        chat = people.chat(self.world, body.number("chat")) if body.has("chat") else None
        query = self.inline.ask(person, chat, body.text("query", ""), body.text("offset", ""))
        self.world.store.commit()
        if not await self.world.open_queries.wait(query, body.get("wait_s", float, _WAIT_S)):
            return answer({"query_id": query.id, "results": [], "next_offset": "", "button": None})
        return answer(self.inline.answered(query))

    async def choose_inline(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        message = await self.inline.choose(
            person, chat, body.text("query_id"), body.text("result_id")
        )
        return answer(message)

    # Money

    async def pay(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, body.number("person"))
        kept = None
        if body.has("slug"):
            slug = body.text("slug").rpartition("/")[2].removeprefix("$")
        else:
            kept = people.message(self.world, body.number("chat"), body.number("message"))
            slug = kept.invoice or ""
        if slug not in self.world.money.invoices:
            raise missing("invoice")
        invoice = self.world.money.invoices[slug]
        # A payment goes on when the page that began it is closed.
        paying = asyncio.ensure_future(payments.pay(self.world, person, invoice, kept))
        self._payments.add(paying)
        paying.add_done_callback(self._payments.discard)
        return answer(await asyncio.shield(paying))

    async def renew(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        subscription = payments.find_subscription(self.world, body.text("charge"))
        return answer(payments.renew(self.world, subscription))

    async def cancel(self, request: web.Request) -> web.Response:
        return await self._cancel(request, canceled=True)

    async def resume(self, request: web.Request) -> web.Response:
        return await self._cancel(request, canceled=False)

    async def _cancel(self, request: web.Request, *, canceled: bool) -> web.Response:
        body = await Body.of(request)
        subscription = payments.find_subscription(self.world, body.text("charge"))
        payments.cancel(self.world, subscription, canceled=canceled)
        return answer({})

    # Trouble

    async def add_fault(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        types = {"method": str, "chat": str, "kind": str, "code": int, "description": str,
                 "retry_after": int, "after": bool, "delay_s": float, "times": int,
                 "probability": float}  # fmt: skip
        unknown = body.fields.keys() - types.keys()
        if unknown:
            raise wrong(f"a fault has no {', '.join(sorted(unknown))}")
        if body.text("kind") not in FAULTS:
            raise wrong(f"a fault is one of {', '.join(FAULTS)}")
        if isinstance(body.fields.get("chat"), int):
            body.fields["chat"] = str(body.fields["chat"])
        what = {k: v for k, v in body.among(types).items() if v is not None}
        return answer({"id": self.faults.add(**what)})

    async def remove_faults(self, _request: web.Request) -> web.Response:
        self.faults.remove()
        return answer({})

    async def remove_fault(self, request: web.Request) -> web.Response:
        if not self.faults.remove(_id(request)):
            raise missing("fault")
        return answer({})

    async def set_flood(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        types = {"enabled": bool, "per_second": int, "per_chat_second": int,
                 "per_group_minute": int}  # fmt: skip
        for name, value in body.among(types).items():
            setattr(self.flood, name, value)
        return answer({name: getattr(self.flood, name) for name in types})

    async def redeliver(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        last = body.get("last", int, 0)
        return answer(
            {
                "updates": self.world.updates.redeliver(
                    last=last, update_id=body.maybe_number("update_id")
                )
            }
        )

    async def raw(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        return answer(self.world.updates.add_raw(body.get("update", Json)))

    async def move_clock(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        self.world.clock.advance(body.get("advance_s", float))
        payments.renew_due(self.world)
        return answer({"time": self.world.clock.now()})

    async def change_settings(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        settings = self.world.settings
        types = {field.name: field.type for field in dataclasses.fields(settings)}
        unknown = body.fields.keys() - types.keys()
        if unknown:
            raise wrong(f"there is no setting {', '.join(sorted(unknown))}")
        for name in body.fields:
            setattr(settings, name, body.get(name, types[name], None))  # type: ignore[arg-type]  # types, not their names
        return answer(dataclasses.asdict(settings))

    def _who_and_where(self, body: Body) -> tuple[Person, Chat]:
        return (
            people.person(self.world, body.number("person")),
            people.chat(self.world, body.number("chat")),
        )


@cache
def _samples() -> list[Json]:
    """The songs that come with the sandbox."""
    songs = []
    for path in sorted(_SAMPLES.glob("*.mp3")):
        tag = TinyTag.get(path)
        length = round(tag.duration or 0)
        songs.append(
            {"file": path.name, "title": tag.title, "performer": tag.artist, "duration": length}
        )
    return songs


def _button(rows: list[list[Json]], body: Body) -> Json:
    text = body.text("text") if body.has("text") else None
    row, col = (0, 0) if text is not None else (body.number("row"), body.number("col"))
    return buttons.find(rows, text=text, row=row, col=col)


def _shown_topic(topic: Topic) -> Json:
    return {
        "message_thread_id": topic.message_thread_id,
        "name": topic.name,
        "closed": topic.closed,
    }


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _query(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise wrong(f'"{name}" is not a number') from None


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
