"""What people write, share and take back. The control API calls it for the page and the tests."""

import dataclasses
import random
from typing import Any

from sandbox.errors import ApiError, Json, conflict, missing, wrong
from sandbox.files import KINDS, File
from sandbox.methods.messages import forwarded
from sandbox.queries import new_id
from sandbox.text import MAX_CAPTION, formatted
from sandbox.world import CONTENT, Chat, Kept, Person, World, compact


def person(world: World, person_id: int) -> Person:
    if person_id not in world.people:
        raise missing("person")
    return world.people[person_id]


def chat(world: World, chat_id: int) -> Chat:
    if chat_id not in world.chats:
        raise missing("chat")
    return world.chats[chat_id]


def message(world: World, chat_id: int, message_id: int) -> Kept:
    kept = world.messages.get(chat_id, message_id)
    if kept is None:
        raise missing("message")
    return kept


def phone(who: Person) -> str:
    return f"+1555{who.id % 10_000_000:07}"


# Coming and going


def start(world: World, who: Person, payload: str = "") -> Json:
    """Open `t.me/{bot}?start=payload` and press START."""
    if len(payload) > 64 or not all(c.isascii() and (c.isalnum() or c in "_-") for c in payload):
        raise wrong("a start payload has up to 64 characters of A-Z, a-z, 0-9, _ and -")
    if who.blocked:
        who = block(world, who, blocked=False)
    return send(world, who, chat(world, who.id), written(f"/start {payload}".rstrip()))


def block(world: World, who: Person, *, blocked: bool) -> Person:
    """Block the bot or let it write again; it is told."""
    if who.blocked == blocked:
        return who
    who = dataclasses.replace(who, blocked=blocked)
    world.put_person(who)
    member = {"status": "member", "user": world.bot}
    kicked = {"status": "kicked", "user": world.bot, "until_date": 0}
    world.updates.add(
        "my_chat_member",
        {
            "chat": world.chat(world.chats[who.id]),
            "from": who.user(),
            "date": world.clock.now(),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        },
    )
    return who


# Writing


def can_post(where: Chat, person_id: int) -> bool:
    if where.is_private:
        return where.id == person_id
    if where.is_channel:
        return where.allows(person_id, "can_post_messages")
    member = where.member(person_id)
    if member["status"] == "restricted":
        return bool(member["is_member"] and member.get("can_send_messages"))
    return where.has(person_id)


def send(
    world: World,
    who: Person,
    where: Chat,
    content: Json,
    *,
    reply_to: int | None = None,
    topic: int | None = None,
    invoice: str | None = None,
) -> Json:
    if not can_post(where, who.id):
        raise wrong(f"{who.first_name} cannot post in this chat")
    if where.is_private and who.blocked:
        raise conflict(f"{who.first_name} has blocked the bot")
    if where.is_private and not who.started:
        world.put_person(dataclasses.replace(who, started=True))
    replied = message(world, where.id, reply_to) if reply_to else None
    if replied is not None and topic is None:
        topic = replied.message.get("message_thread_id")
    if topic and topic != 1:
        if topic not in where.topics:
            raise missing("topic")
        if where.topics[topic].closed and not where.allows(who.id, "can_manage_topics"):
            raise conflict("the topic is closed")
    kept = world.post(where, who.id, content, thread=topic, reply_to=replied, invoice=invoice)
    return kept.message


def written(text: str) -> Json:
    """The content of a text that a person typed."""
    try:
        plain, entities = formatted(text, None)
    except ApiError as error:
        raise wrong(error.description) from None
    if not plain:
        raise wrong("a message says something")
    return compact({"text": plain, "entities": entities or None})


async def sent_file(world: World, kind: str, given: Any, caption: str, facts: Json) -> Json:
    """The content of a message with a file; `given` is the file, or the id of one."""
    if kind not in KINDS:
        raise wrong(f"a file is sent as one of {', '.join(KINDS)}")
    try:
        file = await world.files.take(kind, given, facts)
        text, entities = formatted(caption, None, limit=MAX_CAPTION)
    except ApiError as error:
        raise wrong(error.description) from None
    content = {"caption": text or None, "caption_entities": entities or None}
    return {file.kind: world.files.shown(file), **compact(content)}


def made(kind: str, fields: Json) -> Json:
    """The content of a message that is neither text nor file, from the fields of its kind."""
    try:
        return _MAKERS[kind](fields)
    except KeyError as error:
        raise wrong(f'"{error.args[0]}" is missing, or nobody sends that') from None
    except (TypeError, ValueError) as error:
        raise wrong(f"{kind}: {error}") from None


def _location(fields: Json) -> Json:
    return {name: float(fields[name]) for name in ("latitude", "longitude")}


def _venue(fields: Json) -> Json:
    place = _location(fields)
    names = {name: str(fields[name]) for name in ("title", "address")}
    return {"venue": {"location": place, **names}, "location": place}


def _contact(fields: Json) -> Json:
    names = ("phone_number", "first_name", "last_name", "user_id")
    shared = {name: fields[name] for name in names if name in fields}
    return {
        "contact": {"phone_number": "+15550000000", "first_name": fields["first_name"], **shared}
    }


def _poll(fields: Json) -> Json:
    options = [
        {"persistent_id": new_id(), "text": str(text), "voter_count": 0}
        for text in fields["options"]
    ]
    return {
        "poll": {
            "id": new_id(),
            "question": str(fields["question"]),
            "options": options,
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": bool(fields.get("is_anonymous", True)),
            "type": "regular",
            "allows_multiple_answers": bool(fields.get("allows_multiple_answers", False)),
            "allows_revoting": True,
            "members_only": False,
        }
    }


def _dice(fields: Json) -> Json:
    value = int(fields.get("value") or random.randint(1, 6))
    return {"dice": {"emoji": str(fields.get("emoji", "🎲")), "value": value}}


_MAKERS = {
    "location": lambda fields: {"location": _location(fields)},
    "venue": _venue,
    "contact": _contact,
    "poll": _poll,
    "dice": _dice,
}
MADE = tuple(_MAKERS)


# Changing one's mind


def edit(world: World, who: Person, kept: Kept, text: str) -> Json:
    if kept.author != who.id or "forward_origin" in kept.message:
        raise conflict("only one's own message can be edited")
    if "text" in kept.message:
        said = written(text)
        gone = {"text", "entities"}
    elif kept.message.keys() & set(KINDS):
        said = {f"caption{'' if k == 'text' else '_entities'}": v for k, v in written(text).items()}
        gone = {"caption", "caption_entities"}
    else:
        raise conflict("there is no text in this message")
    rest = {k: v for k, v in kept.message.items() if k not in gone}
    changed = {**rest, **said, "edit_date": world.clock.now()}
    return world.change(kept, changed, by=who.id).message


def delete(world: World, who: Person, where: Chat, ids: list[int]) -> None:
    """Delete for everybody; the bot is not told, as it never is."""
    messages = [message(world, where.id, id) for id in ids]
    may = where.is_private or where.allows(who.id, "can_delete_messages")
    if not may and any(kept.author != who.id for kept in messages):
        raise conflict("only one's own messages can be deleted")
    world.delete(where, messages)


def forward(world: World, who: Person, kept: Kept, where: Chat, topic: int | None) -> Json:
    if not world.chats[kept.chat_id].has(who.id) or CONTENT.isdisjoint(kept.message):
        raise conflict("this message cannot be forwarded")
    if kept.message.get("has_protected_content"):
        raise conflict("the message has protected content")
    content = forwarded(world, kept)
    return send(world, who, where, content, topic=topic, invoice=kept.invoice)


async def add_to_profile(world: World, who: Person, kind: str, given: Any) -> File:
    """Put a picture or a song on the profile."""
    try:
        file = await world.files.take(kind, given)
    except ApiError as error:
        raise wrong(error.description) from None
    if file.kind != kind:
        raise wrong(f"this file is no {kind}")
    who = world.people[who.id]
    if kind == "photo":
        world.put_person(dataclasses.replace(who, photos=(*who.photos, file.file_id)))
    else:
        world.put_person(dataclasses.replace(who, audios=(*who.audios, file.file_id)))
    return file
