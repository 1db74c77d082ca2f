"""What people do."""

import asyncio
import dataclasses

from aiohttp import web

from sandbox import buttons, chats, payments, people
from sandbox.control.body import ID, Body, answer, id_of
from sandbox.control.look import shown_topic
from sandbox.errors import Json, conflict, missing, wrong
from sandbox.inline import Inline
from sandbox.methods.chats import may_react
from sandbox.world import Chat, Kept, Person, World

_WAIT_S = 10.0  # for the bot's answer to a press or an inline query
_FACTS = {
    "duration": int,
    "width": int,
    "height": int,
    "length": int,
    "performer": str,
    "title": str,
    "emoji": str,
}
_PERSON = {
    "first_name": str,
    "last_name": str,
    "username": str,
    "language_code": str,
    "stars": int,
    "is_premium": bool,
    "deactivated": bool,
    "bio": str,
}


class Do:
    """The section “Do” of docs/sandbox.md."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.inline = Inline(world)
        self._payments: set[asyncio.Future[Json]] = set()

    def routes(self) -> list[web.RouteDef]:
        post, patch = web.post, web.patch
        chat = f"/sandbox/chats/{ID}"
        person = f"/sandbox/people/{ID}"
        return [
            post("/sandbox/people", self.add_person),
            patch(person, self.change_person),
            post(f"{person}/photos", self.add_photo),
            post(f"{person}/audios", self.add_audio),
            post("/sandbox/chats", self.add_chat),
            post(f"{chat}/members", self.change_member),
            post(f"{chat}/topics", self.add_topic),
            patch(f"{chat}/topics/{{thread:[0-9]+}}", self.change_topic),
            web.delete(f"{chat}/topics/{{thread:[0-9]+}}", self.delete_topic),
            post(f"{chat}/migrate", self.migrate),
            patch(chat, self.settle_chat),
            web.delete(chat, self.delete_chat),
            post("/sandbox/add", self.add_bot),
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
            post("/sandbox/transactions", self.write_transaction),
            post("/sandbox/subscriptions/renew", self.renew),
            post("/sandbox/subscriptions/cancel", self.cancel),
            post("/sandbox/subscriptions/resume", self.resume),
        ]

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
        fields = {k: v for k, v in body.among(_PERSON).items() if v is not None}
        fields["first_name"] = body.text("first_name")
        if body.get("unseen", bool, False):
            fields |= {"unseen": True, "started": True}
        return answer(self.world.add_person(person_id, fields).shown())

    async def change_person(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person = people.person(self.world, id_of(request))
        changes = body.among(_PERSON)
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
        person = people.person(self.world, id_of(request))
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

    async def settle_chat(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        chat = chats.settle(
            self.world,
            people.chat(self.world, id_of(request)),
            is_forum=body.get("is_forum", bool, None),
            permissions=body.get("permissions", Json, {}),
        )
        return answer(self.world.chat(chat))

    async def change_member(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        chat = people.chat(self.world, id_of(request))
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
        chat = people.chat(self.world, id_of(request))
        if not chat.is_forum:
            raise conflict("the chat has no topics")
        by = body.maybe_number("by") or chats.owner(chat)
        return answer(shown_topic(chats.create_topic(self.world, chat, body.text("name"), by)))

    async def change_topic(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        chat = people.chat(self.world, id_of(request))
        topic = chats.topic_of(chat, int(request.match_info["thread"]))
        by = body.maybe_number("by") or chats.owner(chat)
        closed = body.get("closed", bool)
        return answer(shown_topic(chats.change_topic(self.world, chat, topic, by, closed=closed)))

    async def migrate(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, id_of(request))
        return answer(self.world.chat(chats.migrate(self.world, chat)))

    async def delete_topic(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, id_of(request))
        topic = chats.topic_of(chat, int(request.match_info["thread"]))
        chats.delete_topic(self.world, chat, topic)
        return answer({})

    async def delete_chat(self, request: web.Request) -> web.Response:
        chats.delete(self.world, people.chat(self.world, id_of(request)))
        return answer({})

    async def add_bot(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        person, chat = self._who_and_where(body)
        buttons.add_bot(self.world, person, chat, body.text("url"))
        return answer(self.world.member(self.world.chats[chat.id], self.world.bot_id))

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

    def _tapped(self, body: Body) -> tuple[Chat, Kept | Json | int]:
        """The message, or the id of one that is gone."""
        if body.has("whisper"):
            whisper = self.world.whispers.get(body.number("whisper"), body.number("person"))
            if whisper is None:
                raise missing("message")
            return people.chat(self.world, whisper["chat"]["id"]), whisper
        if body.has("inline_message_id"):
            kept = self.world.messages.by_inline_id(body.text("inline_message_id"))
            if kept is None:
                raise missing("message")
            return people.chat(self.world, kept.chat_id), kept
        chat = people.chat(self.world, body.number("chat"))
        number = body.number("message")
        return chat, self.world.messages.get(chat.id, number) or number

    def _button(self, body: Body, kept: Kept | Json | int) -> Json:
        if isinstance(kept, int):
            raise missing("message")
        message = kept if isinstance(kept, dict) else kept.message
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
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

    async def write_transaction(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        sides = [side for side in ("source", "receiver") if body.has(side)]
        if len(sides) != 1:
            raise wrong('a transaction has a "source" or a "receiver"')
        money = self.world.money
        transaction: Json = {
            "id": body.text("id") if body.has("id") else money.new_charge(),
            "amount": body.number("amount"),
            "date": body.maybe_number("date") or self.world.clock.now(),
            sides[0]: body.get(sides[0], Json),
        }
        if body.has("nanostar_amount"):
            transaction["nanostar_amount"] = body.number("nanostar_amount")
        money.write(transaction)
        return answer(transaction)

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

    def _who_and_where(self, body: Body) -> tuple[Person, Chat]:
        return (
            people.person(self.world, body.number("person")),
            people.chat(self.world, body.number("chat")),
        )


def _button(rows: list[list[Json]], body: Body) -> Json:
    text = body.text("text") if body.has("text") else None
    row, col = (0, 0) if text is not None else (body.number("row"), body.number("col"))
    return buttons.find(rows, text=text, row=row, col=col)
