"""What there is to see: people, chats, messages, files, requests, events."""

import asyncio
import dataclasses
import json
from contextlib import suppress
from functools import cache
from pathlib import Path

from aiohttp import web
from tinytag import TinyTag

from sandbox import people
from sandbox.control.body import ID, answer, id_of, number_in_query, ranged
from sandbox.errors import Json, missing
from sandbox.journal import Journal
from sandbox.methods.settings import commands_for, get_me
from sandbox.world import Topic, World

_PING_S = 15.0
_SAMPLES = Path(__file__).parents[1] / "samples"


class Look:
    """The section “Look” of docs/sandbox.md."""

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox", self.overview),
            web.get(f"/sandbox/people/{ID}/chats", self.chats_of),
            web.get(f"/sandbox/people/{ID}/whispers", self.whispers),
            web.get(f"/sandbox/chats/{ID}/messages", self.messages),
            web.get(f"/sandbox/chats/{ID}/members", self.members),
            web.get(f"/sandbox/chats/{ID}/topics", self.topics),
            web.get("/sandbox/files/{file_id}", self.file),
            web.get("/sandbox/samples", self.samples),
            web.get("/sandbox/samples/{name}", self.sample),
            web.get("/sandbox/invoices/{slug}", self.invoice),
            web.get("/sandbox/pending", self.pending),
            web.get("/sandbox/journal", self.requests),
            web.get("/sandbox/events", self.events),
        ]

    async def overview(self, _request: web.Request) -> web.Response:
        world = self.world
        return answer(
            {
                "bot": await get_me(world, None),
                "people": [person.shown() for person in world.people.values() if not person.unseen],
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
        person = people.person(world, id_of(request))
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
        chat = people.chat(self.world, id_of(request))
        before, topic = number_in_query(request, "before", 0), number_in_query(request, "topic", 0)
        limit = max(number_in_query(request, "limit", 50), 0)
        found = [
            kept.message
            for kept in self.world.messages.of(chat.id).values()
            if (not before or kept.id < before)
            and (not topic or kept.message.get("message_thread_id", 1) == topic)
        ]
        return answer(found[len(found) - limit :] if limit < len(found) else found)

    async def whispers(self, request: web.Request) -> web.Response:
        person = people.person(self.world, id_of(request))
        chat = number_in_query(request, "chat", 0)
        return answer(self.world.whispers.of(person.id, chat))

    async def members(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, id_of(request))
        return answer([self.world.member(chat, user_id) for user_id in chat.members])

    async def topics(self, request: web.Request) -> web.Response:
        chat = people.chat(self.world, id_of(request))
        return answer([shown_topic(topic) for topic in chat.topics.values()])

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
        await self.world.updates.emptied(number_in_query(request, "wait_s", 0))
        return answer({"updates": len(self.world.updates)})

    async def requests(self, request: web.Request) -> web.Response:
        found = self.journal.entries(
            since=number_in_query(request, "since", 0),
            method=request.query.get("method", ""),
            chat=request.query.get("chat", ""),
        )
        return answer(found)

    async def events(self, request: web.Request) -> web.StreamResponse:
        events = self.world.events
        last = request.headers.get("Last-Event-ID", "")
        seq = int(last) if last.isascii() and last.isdigit() else None
        if seq is None:
            seq = number_in_query(request, "since", events.seq)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await response.prepare(request)
        with suppress(ConnectionResetError):  # whoever listened has left
            while not events.closed:
                for event in events.since(seq):
                    seq = event["seq"]
                    await response.write(f"id: {seq}\ndata: {json.dumps(event)}\n\n".encode())
                if events.seq == seq and not await events.wait(_PING_S):
                    await response.write(b": still here\n\n")
        return response


def shown_topic(topic: Topic) -> Json:
    return {
        "message_thread_id": topic.message_thread_id,
        "name": topic.name,
        "closed": topic.closed,
    }


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
