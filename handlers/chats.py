"""Groups and channels of an artist: connecting one, and what is told there.

Whoever connects a chat must have a say there, and Telegram is asked for it at that very press: an
admin of a group, or one of a channel who may post. A group's anonymous admins write without their
name, but press buttons as themselves.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat
from aiogram.types import (
    CallbackQuery,
    ChatFullInfo,
    ChatMemberUpdated,
    Message,
    ReplyKeyboardRemove,
)

from handlers import deeds, posted, posting, rights, rooms
from handlers.callbacks import (
    ChatCard,
    ChatConnect,
    ChatConnectHere,
    ChatDrop,
    ChatGoal,
    ChatLeast,
    ChatMend,
    ChatPause,
    ChatPick,
    ChatPlace,
    ChatPlaces,
    ChatPut,
    Chats,
    ChatTest,
    ChatTestEnd,
    ChatTopic,
    ChatTopics,
    ChatWants,
)
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.screen import Screen, retract, say, send, show
from handlers.table import Routes
from handlers.visit import name_of, readable
from storage import CHAT_KINDS, INTERACTIVE, Connected, NotFound, Off, Told, Topic, moments

MOST = 20
"""Chats of one artist."""

SETTINGS = "chats"
"""What a start link carries that opens the connected chats."""

_PLACED = (*CHAT_KINDS, posted.GOAL)  # what can have a topic of its own
_GENERAL = 1  # what Telegram calls the topic where everybody writes, if anything

_OFFERED = timedelta(seconds=3)
"""After so long whoever let us into a chat is asked whether to connect it: a link that brought us
there may do that by itself."""


# Which there are -------------------------------------------------------------------------------


async def chats(event: CallbackQuery | Message, desk: Desk) -> None:
    """Show the chats that are connected; if none is, with the keys to pick one."""
    there = await desk.chats.of(desk.me)
    await show(desk.bot, event, rooms.connected(desk.t, there, desk.links))
    if not there:
        await _offer_keys(desk)


async def pick(query: CallbackQuery, desk: Desk) -> None:
    await _offer_keys(desk)


async def _offer_keys(desk: Desk) -> None:
    await desk.bot.send_message(desk.actor, desk.t("chats-pick"), reply_markup=rooms.picker(desk.t))


async def mine(desk: Desk, chat: int) -> Connected:
    """Return a chat of whoever acts.

    Raises:
        NotFound: it is not connected, or somebody else's.

    """
    found = await desk.chats.get(desk.me, chat)
    if found is None:
        raise NotFound(str(chat))
    return found


# Connecting ------------------------------------------------------------------------------------


async def connect(desk: Desk, chat: int) -> Connected:
    """Connect a chat to the page of whoever acts.

    Raises:
        Refused: they have no page, or no say there; or we cannot write there.

    """
    if await readable(desk.records.profile(desk.me)) is None:
        raise Refused("no-page")
    room, why = await _room(desk, chat)
    if room is None or why is not None:
        raise Refused(f"chat-refused-{why or Off.GONE}")
    there = await desk.chats.of(desk.me)
    if len(there) >= MOST and room.id not in {one.chat for one in there}:
        raise Refused("chats-many")
    now: dict[str, Any] = {
        "title": room.title or "",
        "type": room.type,
        "is_forum": bool(room.is_forum),
        "by": desk.actor,
        "off": None,
        "shut": (),
        **({} if room.is_forum else {"topic": None, "topics": {}}),
    }

    def kept(was: Connected | None) -> Connected:
        if was is not None:
            return was.model_copy(update=now)
        return Connected(chat=room.id, since=desk.now, **now)

    connected = await desk.chats.change(desk.me, room.id, kept)
    assert connected is not None
    await desk.chats.checked(desk.me, room.id, now=desk.now)
    await deeds.note(
        desk, "chat-connected", once=f"{room.id}:{moments.ms(desk.now)}", title=connected.title
    )
    return connected


async def _room(desk: Desk, chat: int) -> tuple[ChatFullInfo | None, Off | None]:
    """Return a chat as Telegram has it, and why it cannot be connected."""
    try:
        room = await desk.bot.get_chat(chat)
        if room.type == ChatType.PRIVATE:
            return None, Off.GONE
        return room, await rights.examine(desk.bot, room.id, room.type, desk.actor)
    except TelegramMigrateToChat as error:
        return await _room(desk, error.migrate_to_chat_id)
    except TelegramAPIError as error:
        why = rights.trouble(error)
        if why is None:
            raise
        return None, why


async def shared(message: Message, desk: Desk) -> None:
    """Connect the chat that was picked, and put the keys away."""
    assert message.chat_shared is not None
    chat = await connect(desk, message.chat_shared.chat_id)
    done = desk.t("chat-connected", title=chat.title)
    await desk.bot.send_message(desk.actor, done, reply_markup=ReplyKeyboardRemove())
    await send(desk.bot, desk.actor, await _settings(desk, chat))


async def connect_offered(query: CallbackQuery, callback_data: ChatConnect, desk: Desk) -> None:
    chat = await connect(desk, callback_data.chat)
    note = desk.t("chat-connected", title=chat.title)
    await show(desk.bot, query, await _settings(desk, chat, note=note))


async def connect_here(query: CallbackQuery, desk: Desk) -> None:
    """Connect the group where the button is; whoever presses is known, whoever wrote is not."""
    if query.message is None:
        raise Refused("outdated")
    await connect(desk, query.message.chat.id)
    await show(desk.bot, query, await _done_here(desk))


async def arrived(message: Message, desk: Desk) -> None:
    """Connect the group into which a link of ours has brought us; a topic, if it was there.

    Where each kind has a topic, that one is known from now on, but nothing moves.
    """
    if message.sender_chat is not None:
        await _answer(message, desk, rooms.connect_here(desk.t))
        return
    chat = await connect(desk, message.chat.id)
    if message.is_topic_message and message.message_thread_id:
        topic = message.message_thread_id
        await _hear_of(message, topic, desk)
        if not chat.topics:
            await _change(desk, chat.chat, lambda was: was.placed(topic))
    await _answer(message, desk, await _done_here(desk))


async def _hear_of(message: Message, topic: int, desk: Desk) -> None:
    """Remember a topic in which somebody writes, by the name that it had when it was made."""
    began = message.reply_to_message and message.reply_to_message.forum_topic_created
    known = {one.id: one.name for one in await desk.chats.topics(message.chat.id)}
    name = known.get(topic) or (began.name if began else "")
    await desk.chats.keep_topic(message.chat.id, Topic(id=topic, name=name))


async def _done_here(desk: Desk) -> Screen:
    settings = desk.links.starting(SETTINGS)
    return rooms.connected_here(desk.t, await name_of(desk.me, desk), settings)


async def _answer(message: Message, desk: Desk, screen: Screen) -> None:
    topic = message.message_thread_id if message.is_topic_message else None
    await send(desk.bot, message.chat.id, screen, reply_to=message.message_id, topic=topic)


# What is told there ----------------------------------------------------------------------------


async def _settings(desk: Desk, chat: Connected, **more: Any) -> Screen:
    topics, kinds = await asyncio.gather(desk.chats.topics(chat.chat), posting.placed(desk, chat))
    by_reader = chat.by == desk.actor
    return rooms.settings(desk.t, chat, topics, kinds, by_reader=by_reader, **more)


async def card(query: CallbackQuery, callback_data: ChatCard, desk: Desk) -> None:
    chat = await mine(desk, callback_data.chat)
    await show(desk.bot, query, await _settings(desk, chat))


async def _settle(desk: Desk, chat: int, **now: Any) -> Connected:
    """Change what is told in a chat of whoever acts."""
    return await _change(desk, chat, lambda was: was.model_copy(update=now))


async def _change(desk: Desk, chat: int, change: Callable[[Connected], Connected]) -> Connected:
    changed = await desk.chats.change(desk.me, chat, lambda was: was and change(was))
    if changed is None:
        raise NotFound(str(chat))
    return changed


async def wants(query: CallbackQuery, callback_data: ChatWants, desk: Desk) -> None:
    kind, on = callback_data.kind, callback_data.on
    if kind not in CHAT_KINDS:
        raise Refused("outdated")
    chat = await _change(desk, callback_data.chat, lambda was: was.wanting(kind, on=on))
    await show(desk.bot, query, await _settings(desk, chat))


async def least(query: CallbackQuery, callback_data: ChatLeast, desk: Desk) -> None:
    if callback_data.stars not in rooms.LEAST:
        raise Refused("outdated")
    chat = await _settle(desk, callback_data.chat, min_stars=callback_data.stars)
    await show(desk.bot, query, await _settings(desk, chat))


async def topics(query: CallbackQuery, callback_data: ChatTopics, desk: Desk) -> None:
    chat = await mine(desk, callback_data.chat)
    if chat.topics:
        await _show_places(query, desk, chat)
    else:
        await _show_topics(query, desk, chat)


async def _show_topics(
    query: CallbackQuery, desk: Desk, chat: Connected, kind: str | None = None
) -> None:
    there = await desk.chats.topics(chat.chat)
    await show(desk.bot, query, rooms.topics(desk.t, chat, there, desk.links.username, kind))


async def _show_places(query: CallbackQuery, desk: Desk, chat: Connected) -> None:
    there = await desk.chats.topics(chat.chat)
    kinds = await posting.placed(desk, chat)
    await show(desk.bot, query, rooms.places(desk.t, chat, there, kinds))


async def topic(query: CallbackQuery, callback_data: ChatTopic, desk: Desk) -> None:
    chat = await mine(desk, callback_data.chat)
    chosen = await _chosen(desk, chat, callback_data.thread)
    chat = await _change(desk, chat.chat, lambda was: was.placed(chosen))
    await show(desk.bot, query, await _settings(desk, chat))


async def _chosen(desk: Desk, chat: Connected, thread: int) -> int | None:
    if thread and thread not in {one.id for one in await desk.chats.topics(chat.chat)}:
        raise Refused("outdated")
    return thread or None


async def places(query: CallbackQuery, callback_data: ChatPlaces, desk: Desk) -> None:
    await _show_places(query, desk, await mine(desk, callback_data.chat))


async def place(query: CallbackQuery, callback_data: ChatPlace, desk: Desk) -> None:
    chat, kind = await mine(desk, callback_data.chat), callback_data.kind
    if kind not in (*_PLACED, rooms.ALL):
        raise Refused("outdated")
    await _show_topics(query, desk, chat, None if kind == rooms.ALL else kind)


async def put(query: CallbackQuery, callback_data: ChatPut, desk: Desk) -> None:
    chat, kind = await mine(desk, callback_data.chat), callback_data.kind
    if kind not in _PLACED:
        raise Refused("outdated")
    chosen = await _chosen(desk, chat, callback_data.thread)
    chat = await _change(desk, chat.chat, lambda was: was.placing(kind, chosen))
    await _show_places(query, desk, chat)


async def pause(query: CallbackQuery, callback_data: ChatPause, desk: Desk) -> None:
    chat = await _settle(desk, callback_data.chat, paused=callback_data.on)
    await show(desk.bot, query, await _settings(desk, chat))


async def mend(query: CallbackQuery, callback_data: ChatMend, desk: Desk) -> Toast:
    """Look whether a chat can be told things again, in the name of whoever presses if need be."""
    chat = await mine(desk, callback_data.chat)
    why = await posting.look(desk, chat)
    if why is Off.PERSON and desk.actor != chat.by:
        await connect(desk, chat.chat)
    elif why is not None:
        raise Refused(f"chat-refused-{why}")
    await show(desk.bot, query, await _settings(desk, await mine(desk, chat.chat)))
    return Toast(desk.t.plain("chat-mended"))


async def drop(query: CallbackQuery, callback_data: ChatDrop, desk: Desk) -> None:
    if not callback_data.sure:
        chat = await mine(desk, callback_data.chat)
        await show(desk.bot, query, rooms.drop(desk.t, chat))
        return
    gone = await desk.chats.drop(desk.me, callback_data.chat)
    if gone is None:
        await chats(query, desk)  # dropped by a press that nothing was shown for
        return
    await show(desk.bot, query, rooms.dropped(desk.t, gone.title))


async def goal(query: CallbackQuery, callback_data: ChatGoal, desk: Desk) -> Toast | None:
    """Put a card of the goal into a chat; where that cannot be, its settings say why."""
    chat = await mine(desk, callback_data.chat)
    if not chat.reaches(posted.GOAL):
        await show(desk.bot, query, await _settings(desk, chat))
        return None
    if not await posting.have_goal_posted(desk, chat, when=f"{desk.now:%Y%m%d%H%M}"):
        raise Refused("chat-no-goal")
    return Toast(desk.t.plain("chat-goal-posted"))


async def test(query: CallbackQuery, callback_data: ChatTest, desk: Desk) -> None:
    """Put a first line into a chat, and ask whether it stays."""
    chat = await mine(desk, callback_data.chat)
    tap = query.id[-20:]
    await posting.have_tested(desk, chat, tap)
    await show(desk.bot, query, rooms.testing(desk.t, chat, tap))


async def test_end(query: CallbackQuery, callback_data: ChatTestEnd, desk: Desk) -> Toast:
    chat = await mine(desk, callback_data.chat)
    told: Told | None = await posting.tested(desk, chat.chat, callback_data.tap)
    if told is None:
        raise Refused("chat-test-none")
    if not callback_data.keep:
        await retract(desk.bot, told.chat, told.message)
    await show(desk.bot, query, await _settings(desk, chat))
    return Toast(desk.t.plain("chat-test-kept" if callback_data.keep else "chat-test-deleted"))


# What happens there ----------------------------------------------------------------------------


async def membership(event: ChatMemberUpdated, desk: Desk) -> None:
    """Take notice of what we may, and where: a chat of many goes on or off with that."""
    chat, now = event.chat, event.new_chat_member
    why = rights.of_bot(chat.type, now)
    artists = await desk.chats.artists(chat.id)
    if why is not None:
        for artist in artists:
            connected = await desk.chats.get(artist, chat.id)
            if connected is not None:
                await posting.turn_off(desk, artist, connected, why)
    else:
        for artist in artists:
            when = f"{moments.ms(event.date)}-{now.status}"
            await posting.have_checked(desk, artist, chat.id, when=when)
    if desk.me not in artists and not event.from_user.is_bot and _came(event, why):
        body = {"kind": "chat-offer", "to": desk.me, "chat": chat.id}
        id = f"chat-offer:{desk.me}:{chat.id}:{moments.ms(event.date)}{why or ''}"
        await desk.outbox.put(id, INTERACTIVE, body, not_before=desk.now + _OFFERED)


def _came(event: ChatMemberUpdated, why: Off | None) -> bool:
    """Tell whether we can write there only now, or could if we were allowed to."""
    before = rights.of_bot(event.chat.type, event.old_chat_member)
    if why is None:
        return before is not None
    return why is Off.RIGHTS and before is Off.REMOVED


async def offer(desk: Desk, body: Any) -> Told | None:
    """Ask an artist who has let us into a chat whether to connect it; or to let us write there."""
    if await readable(desk.records.profile(desk.me)) is None:
        return None
    room, why = await _room(desk, int(body["chat"]))
    if room is None or why not in (None, Off.RIGHTS):
        return None
    if await desk.chats.get(desk.me, room.id) is not None:
        return None
    return await say(desk, rooms.offer(desk.t, room.id, room.title or "", mute=why is not None))


async def moved(message: Message, desk: Desk) -> None:
    """Follow a group that became a supergroup; both of them say so."""
    here = message.chat.id
    old, new = message.migrate_from_chat_id or here, message.migrate_to_chat_id or here
    await posting.move(desk, old, new)


async def topic_named(message: Message, desk: Desk) -> None:
    """Remember a topic by its name."""
    told = message.forum_topic_created or message.forum_topic_edited
    if message.message_thread_id and told is not None and told.name:
        id, chat = message.message_thread_id, message.chat.id
        closed = any(one.closed for one in await desk.chats.topics(chat) if one.id == id)
        await desk.chats.keep_topic(chat, Topic(id=id, name=told.name, closed=closed))


async def topic_turned(message: Message, desk: Desk) -> None:
    """Turn off what is told in a topic that was closed, and on again when it is open."""
    id, chat = message.message_thread_id, message.chat.id
    id = None if id == _GENERAL else id
    closed = message.forum_topic_closed is not None
    if id is not None:
        await desk.chats.close_topic(chat, id, closed=closed)
    for artist in await desk.chats.artists(chat):
        connected = await desk.chats.get(artist, chat)
        if connected is None or id not in connected.places:
            continue
        turn = posting.shut if closed else posting.reopen
        await turn(desk, artist, connected, id)


ROUTES = Routes(
    commands={"chats": chats},
    contents={"chat_shared": shared},
    menus={
        Chats: chats,
        ChatPick: pick,
        ChatConnect: connect_offered,
        ChatCard: card,
        ChatWants: wants,
        ChatLeast: least,
        ChatTopics: topics,
        ChatTopic: topic,
        ChatPlaces: places,
        ChatPlace: place,
        ChatPut: put,
        ChatPause: pause,
        ChatMend: mend,
        ChatDrop: drop,
        ChatGoal: goal,
        ChatTest: test,
        ChatTestEnd: test_end,
    },
    public={ChatConnectHere: connect_here},
    events={
        "migrate_to_chat_id": moved,
        "migrate_from_chat_id": moved,
        "forum_topic_created": topic_named,
        "forum_topic_edited": topic_named,
        "forum_topic_closed": topic_turned,
        "forum_topic_reopened": topic_turned,
    },
)
