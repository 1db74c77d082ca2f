"""What people do: write, press, share, pay. The control API calls it for the page and the tests."""

import dataclasses
import secrets

from sandbox.decode import Upload
from sandbox.entities import MAX_CAPTION, formatted
from sandbox.errors import ApiError, Json, conflict, missing, wrong
from sandbox.files import KINDS
from sandbox.queries import Query
from sandbox.world import Chat, Kept, Person, World, compact


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


# Writing


def can_post(world: World, where: Chat, person_id: int) -> bool:
    if where.is_private:
        return where.id == person_id
    member = where.member(person_id)
    if where.is_channel:
        return where.allows(person_id, "can_post_messages")
    if member["status"] == "restricted":
        return bool(member["is_member"] and member.get("can_send_messages"))
    return where.has(person_id)


def _may_post(world: World, who: Person, where: Chat) -> None:
    if not can_post(world, where, who.id):
        raise wrong(f"{who.first_name} cannot post in this chat")
    if where.is_private and who.blocked:
        raise conflict(f"{who.first_name} has blocked the bot")


def start(world: World, who: Person, payload: str = "") -> Json:
    """Open `t.me/{bot}?start=payload` and press START."""
    if len(payload) > 64 or not all(c.isascii() and (c.isalnum() or c in "_-") for c in payload):
        raise wrong("a start payload has up to 64 characters of A-Z, a-z, 0-9, _ and -")
    if who.blocked:
        who = block(world, who, blocked=False)
    text = f"/start {payload}" if payload else "/start"
    return send(world, who, chat(world, who.id), written(text))


def block(world: World, who: Person, *, blocked: bool) -> Person:
    """Block the bot or let it write again; it is told."""
    if who.blocked == blocked:
        return who
    states = ("kicked", "member") if blocked else ("member", "kicked")
    new, old = ({"status": status, **({"until_date": 0} if status == "kicked" else {})}
                for status in states)  # fmt: skip
    who = dataclasses.replace(who, blocked=blocked)
    world.put_person(who)
    world.updates.add(
        "my_chat_member",
        {
            "chat": world.chat(world.chats[who.id]),
            "from": who.user(),
            "date": world.clock.now(),
            "old_chat_member": {**old, "user": world.bot},
            "new_chat_member": {**new, "user": world.bot},
        },
    )
    return who


def written(text: str) -> Json:
    """The content of a text that a person typed."""
    try:
        plain, entities = formatted(text, None)
    except ApiError as error:
        raise wrong(error.description) from None
    if not plain:
        raise wrong("a message says something")
    return compact({"text": plain, "entities": entities or None})


async def sent_file(world: World, kind: str, upload: Upload, caption: str, facts: Json) -> Json:
    """The content of a message with a file that a person sends."""
    if kind not in KINDS:
        raise wrong(f"a file is sent as one of {', '.join(KINDS)}")
    try:
        file = await world.files.take(kind, upload, facts)
        text, entities = formatted(caption, None, limit=MAX_CAPTION)
    except ApiError as error:
        raise wrong(error.description) from None
    content = {
        file.kind: world.files.shown(file),
        "caption": text or None,
        "caption_entities": entities or None,
    }
    return compact(content)


def send(
    world: World,
    who: Person,
    where: Chat,
    content: Json,
    *,
    reply_to: int | None = None,
    topic: int | None = None,
) -> Json:
    _may_post(world, who, where)
    if where.is_private and not who.started:
        world.put_person(dataclasses.replace(who, started=True))
    replied = message(world, where.id, reply_to) if reply_to else None
    if topic and topic not in where.topics and topic != 1:
        raise missing("topic")
    return world.post(where, who.id, content, thread=topic, reply_to=replied).message


# Pressing


def press_data(kept: Kept, row: int, col: int) -> Json:
    rows = kept.message.get("reply_markup", {}).get("inline_keyboard", [])
    try:
        button: Json = rows[row][col]
    except IndexError:
        raise missing("button") from None
    return button


def named_button(kept: Kept, text: str) -> Json:
    rows = kept.message.get("reply_markup", {}).get("inline_keyboard", [])
    for row in rows:
        for button in row:
            if button["text"] == text:
                found: Json = button
                return found
    raise missing(f"button «{text}»")


def press(world: World, who: Person, where: Chat, kept: Kept | None, data: str, id: int) -> Query:
    """Press a button that carries data; the bot gets a callback query."""
    query = world.open_queries.ask("callback", who.id, lasts_s=world.settings.query_timeout_s)
    update: Json = {"id": query.id, "from": who.user()}
    if kept is not None and kept.inline_id:
        update["inline_message_id"] = kept.inline_id
    elif kept is not None:
        update["message"] = kept.message
    else:
        update["message"] = {"chat": world.chat(where), "message_id": id, "date": 0}
    update |= {"chat_instance": str(where.id * 7919), "data": data}
    world.updates.add("callback_query", update)
    return query


def opened(world: World, who: Person, kept: Kept, button: Json) -> Json | None:
    """What a button opens in the app; None when it asks the bot."""
    if "url" in button:
        return {"kind": "url", "url": button["url"]}
    if "copy_text" in button:
        return {"kind": "copy_text", "text": button["copy_text"]["text"]}
    if "switch_inline_query_current_chat" in button:
        query = button["switch_inline_query_current_chat"]
        return {"kind": "switch_inline_query", "query": query, "where": "here"}
    if "switch_inline_query" in button:
        query = button["switch_inline_query"]
        return {"kind": "switch_inline_query", "query": query, "where": "other"}
    if "switch_inline_query_chosen_chat" in button:
        query = button["switch_inline_query_chosen_chat"].get("query", "")
        return {"kind": "switch_inline_query", "query": query, "where": "other"}
    if button.get("pay"):
        return {"kind": "pay", "invoice": kept.message.get("invoice")}
    return None


def album_id() -> str:
    return str(secrets.randbits(53))
