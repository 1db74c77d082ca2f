"""People in the sandbox, so that a test reads like a chat.

They know nothing of the bot: they see what it sent them, press what they see, and type. `Town` is
told how to wait until the bot has done all it was going to; a bot of another process is waited for
by what it sends (`Person.receives`).
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, FormData
from PIL import Image

from tests.control import Control, Json
from tests.patience import PATIENCE_S

_SONGS = Path(__file__).parents[1] / "sandbox" / "samples"


def picture(color: str = "navy") -> bytes:
    """Return a small PNG."""
    out = BytesIO()
    Image.new("RGB", (320, 240), color).save(out, "PNG")
    return out.getvalue()


async def _at_once() -> None:
    """Wait for nothing."""


def song_file(name: str) -> bytes:
    return (_SONGS / f"{name}.mp3").read_bytes()


class Town(Control):
    """A sandbox full of people."""

    def __init__(self, url: str, idle: Callable[[], Awaitable[None]] = _at_once) -> None:
        """`idle` waits until the bot has handled every update that it has taken."""
        super().__init__(url)
        self._files = ClientSession(url)
        self._idle = idle
        self._ids = itertools.count(1_000_001)

    async def __aexit__(self, *error: Any) -> None:
        await self._files.close()
        await super().__aexit__(*error)

    async def newcomer(
        self, name: str = "Anna", *, language: str | None = "ru", **more: Any
    ) -> "Person":
        """Return somebody whom the bot has never met."""
        shown = await self.post(
            "/people",
            **({"id": next(self._ids), "first_name": name, "language_code": language} | more),
        )
        return Person(self, shown)

    async def group(self, owner: "Person", title: str = "Band", **more: Any) -> int:
        """Return a group with its owner and the bot in it."""
        chat = await self.chat(owner, title, **more)
        await self.let(chat, await self.bot_id(), by=owner)
        return chat

    async def chat(
        self, owner: "Person", title: str = "Band", *, type: str = "supergroup", **more: Any
    ) -> int:
        """Return a group or channel in which there is nobody but its owner."""
        made = await self.post("/chats", type=type, title=title, owner=owner.id, **more)
        return int(made["id"])

    async def let(
        self, chat: int, user: int, status: str = "member", *, by: "Person", **rights: bool
    ) -> None:
        """Let somebody be something in a chat."""
        what: Json = {"user": user, "status": status, "by": by.id}
        await self.post(f"/chats/{chat}/members", **what, **({"rights": rights} if rights else {}))
        await self.settled()

    async def bot_id(self) -> int:
        return int((await self.get())["bot"]["id"])

    async def upload(self, path: str, file: bytes, name: str, **fields: Any) -> Json:
        form = FormData()
        form.add_field("file", BytesIO(file), filename=name)
        for field, value in fields.items():
            form.add_field(field, str(value))
        async with self._files.post(f"/sandbox{path}", data=form) as reply:
            answer: Json = await reply.json()
            assert reply.ok, answer
            return answer

    async def settled(self) -> None:
        """Wait until the bot has taken every update and done what it does about them."""
        async with asyncio.timeout(PATIENCE_S):
            await self.taken()
            await self._idle()

    async def raw(self, **update: Any) -> None:
        """Let any JSON come from Telegram."""
        await self.post("/raw", update=update)
        await self.settled()

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Json]]:
        """Let one wait for what happens from now on."""
        async with self._files.get("/sandbox/events") as reply:
            assert reply.ok

            async def each() -> AsyncIterator[Json]:
                async for line in reply.content:
                    if line.startswith(b"data: "):
                        yield json.loads(line.removeprefix(b"data: "))

            yield each()

    async def hears(self, chat: int, part: str) -> Json:
        """Wait until the last message of the bot in a chat says `part`; return it."""
        async with asyncio.timeout(PATIENCE_S), self.events() as events:
            while True:
                said = await self.heard(chat)
                if said and part in words(said[-1]):
                    return said[-1]
                await anext(events)

    async def heard(self, chat: int) -> list[Json]:
        """Return what the bot has said in a chat, or people through it, oldest first."""
        return [m for m in await self.messages(chat) if words(m) and _is_of_bot(m)]

    async def messages(self, chat: int) -> list[Json]:
        answer: list[Json] = await self.get(f"/chats/{chat}/messages", limit=1000)
        return answer


class Person:
    """Somebody with a private chat with the bot; `screen` is the last message from it."""

    def __init__(self, town: Town, user: Json) -> None:
        self.town = town
        self.user = user
        self.id: int = user["id"]
        self.chat: list[Json] = []
        """The private chat, oldest first."""
        self.alert: str | None = None
        """What the last press was answered with."""

    # Doing -------------------------------------------------------------------------------------

    async def starts(self, payload: str = "") -> None:
        """Press START, perhaps after opening a link."""
        await self.town.post("/start", person=self.id, payload=payload)
        await self._look()

    async def opens(self, link: str) -> None:
        """Open a `t.me` link of the bot and press START."""
        await self.starts(link.partition("?start=")[2])

    async def says(self, text: str, *, chat: int | None = None) -> Json:
        return await self.sends("text", text=text, chat=chat)

    async def sends(self, kind: str, *, chat: int | None = None, **content: Any) -> Json:
        message: Json = await self.town.post(
            "/send", person=self.id, chat=chat or self.id, kind=kind, **content
        )
        await self._look()
        return message

    async def sends_file(
        self,
        kind: str,
        file: bytes,
        name: str,
        *,
        chat: int | None = None,
        look: bool = True,
        **fields: Any,
    ) -> Json:
        message = await self.town.upload(
            "/send", file, name, person=self.id, chat=chat or self.id, kind=kind, **fields
        )
        if look:
            await self._look()
        return message

    async def sends_song(self, name: str = "paper-boats", **fields: Any) -> Json:
        """Send one of the sample songs."""
        return await self.sends_file("audio", song_file(name), f"{name}.mp3", **fields)

    async def sends_photo(self, caption: str = "", **fields: Any) -> Json:
        return await self.sends_file("photo", picture(), "photo.png", caption=caption, **fields)

    async def sends_video(self, caption: str = "", **fields: Any) -> Json:
        return await self.sends_file("video", b"film" * 99, "clip.mp4", caption=caption, **fields)

    async def presses(self, label: str, *, on: Json | None = None) -> Json:
        """Press the button that says `label`, wholly or else in part, on the screen or `on`."""
        message = on or self._screen_with(label)
        row, col = _find(message, label)
        return await self._tap(message=message["message_id"], row=row, col=col)

    async def presses_data(self, data: str, *, on: Json | None = None) -> Json:
        """Press a button by what it carries, such as a forged one, or one of an old release."""
        message = on or self.screen
        return await self._tap(message=message["message_id"], data=data)

    async def presses_shared(self, label: str, shared: Json) -> Json:
        """Press a button of a card that was sent through inline mode."""
        row, col = _find(shared, label)
        return await self._tap(
            chat=shared["chat"]["id"], message=shared["message_id"], row=row, col=col
        )

    async def presses_shared_data(self, data: str, shared: Json) -> Json:
        """Press a forged button of a message in another chat."""
        return await self._tap(chat=shared["chat"]["id"], message=shared["message_id"], data=data)

    async def _tap(self, *, chat: int | None = None, **what: Any) -> Json:
        answer: Json = await self.town.post(
            "/tap", person=self.id, chat=chat or self.id, wait_s=PATIENCE_S, **what
        )
        self.alert = answer.get("text")
        await self._look()
        return answer

    async def picks(self, label: str, chat: int) -> None:
        """Use a key in place of letters that asks for a chat, and choose that one."""
        await self.town.post("/keyboard", person=self.id, chat=self.id, text=label, share=chat)
        await self._look()

    async def adds(self, link: str, chat: int) -> None:
        """Follow a link that brings the bot into a chat."""
        await self.town.post("/add", person=self.id, chat=chat, url=link)
        await self._look()

    async def whispered(self, chat: int) -> list[Json]:
        """Return what the bot has shown to this person alone in a chat."""
        answer: list[Json] = await self.town.get(f"/people/{self.id}/whispers", chat=chat)
        return answer

    async def pays(self, label: str, *, on: Json | None = None) -> Json:
        """Press a button that opens a payment, and agree to it; return how that ended."""
        message = on or self._screen_with(label)
        row, col = _find(message, label)
        url = buttons_of(message)[row][col]["url"]
        return await self.pays_link(url)

    async def pays_link(self, url: str) -> Json:
        """Open an invoice by its link and agree to pay."""
        paid: Json = await self.town.post("/pay", person=self.id, slug=url.rpartition("$")[2])
        await self._look()
        return paid

    async def asks(self, query: str = "", *, offset: str = "") -> Json:
        """Type `@bot query` somewhere; return the cards offered."""
        answer: Json = await self.town.post(
            "/inline", person=self.id, query=query, offset=offset, wait_s=PATIENCE_S
        )
        return answer

    async def shares(self, query: str, *, chat: int, card: int = 0) -> Json:
        """Send a card to a chat through inline mode."""
        offered = await self.asks(query)
        message: Json = await self.town.post(
            "/inline/choose",
            person=self.id,
            chat=chat,
            query_id=offered["query_id"],
            result_id=offered["results"][card]["id"],
        )
        await self._look()
        return message

    async def blocks(self, *, blocked: bool = True) -> None:
        await self.town.patch(f"/people/{self.id}", blocked=blocked)
        await self.town.settled()

    # Seeing ------------------------------------------------------------------------------------

    async def sees(self) -> str:
        """Look into the chat again; return what the screen says."""
        await self._look()
        return self.text

    def seen(self, message: Json) -> Json:
        """Return a message as it is now."""
        return next(m for m in self.chat if m["message_id"] == message["message_id"])

    async def _look(self) -> None:
        await self.town.settled()
        self.chat = await self.town.messages(self.id)

    @property
    def received(self) -> list[Json]:
        """What the bot has sent, oldest first."""
        return [message for message in self.chat if message["from"]["is_bot"]]

    @property
    def screen(self) -> Json:
        """The last message from the bot."""
        assert self.received, "the bot has said nothing"
        return self.received[-1]

    def _screen_with(self, label: str) -> Json:
        """Return the screen; if notices have come below it by now, what is above them."""
        last = reversed(self.received[-3:])
        return next((m for m in last if any(label in name for name in labels(m))), self.screen)

    @property
    def text(self) -> str:
        """What the screen says."""
        return words(self.screen)

    @property
    def labels(self) -> list[str]:
        """What the buttons of the screen say."""
        return labels(self.screen)

    async def receives(self, part: str) -> Json:
        """Wait for a message from the bot that says `part`; return it."""
        async with asyncio.timeout(PATIENCE_S), self.town.events() as events:
            while True:
                await self._look()
                for message in reversed(self.received):
                    if part in words(message):
                        return message
                await anext(events)

    async def notices(self, message: Json, part: str) -> Json:
        """Wait until a message says `part`; return it as it is then."""
        async with asyncio.timeout(PATIENCE_S), self.town.events() as events:
            while True:
                await self._look()
                if part in words(now := self.seen(message)):
                    return now
                await anext(events)


def _is_of_bot(message: Json) -> bool:
    return "via_bot" in message or bool(message.get("from", {"is_bot": True})["is_bot"])


def buttons_of(message: Json) -> list[list[Json]]:
    """Return the rows of buttons under a message."""
    rows: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def words(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Json) -> list[Json]:
    return [button for row in buttons_of(message) for button in row]


def labels(message: Json) -> list[str]:
    return [button["text"] for button in buttons(message)]


def _find(message: Json, label: str) -> tuple[int, int]:
    rows = enumerate(buttons_of(message))
    places = [(r, c, b["text"]) for r, row in rows for c, b in enumerate(row)]
    found = [p for p in places if p[2] == label] or [p for p in places if label in p[2]]
    assert len(found) == 1, f"{label!r} among {[p[2] for p in places]} of {words(message)!r}"
    return found[0][:2]
