"""What an artist's groups and channels are told: new records, donations, how far the goal is.

Before each of these Telegram is asked whether whoever connected the chat may still have it told
there, and whether we can. If not, the chat goes off, and the artist hears of it once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat
from aiogram.types import InlineKeyboardButton, Message

from handlers import ahead, gifts, invoices, origins, rights, rooms
from handlers.desk import Desk
from handlers.posted import CARD, GOAL, LOOKS, chat_card, renew
from handlers.screen import REFUSALS, Screen, say, send
from handlers.visit import name_of, public, readable
from storage import (
    COINS,
    INTERACTIVE,
    Connected,
    Donation,
    Entity,
    Off,
    Post,
    Told,
    moments,
    money,
    showtime,
)

T = TypeVar("T")

GATHERED = timedelta(seconds=30)
"""For so long donations gather before a chat is told of them; meanwhile whoever gave can add words,
or take their name away."""

GIFTS = "gifts"
"""The look of donations."""

_LATE = timedelta(days=1)  # what is told so much later is no news


# Records ---------------------------------------------------------------------------------------


async def announce(desk: Desk, record: Entity, *, what: str = "new") -> list[str]:
    """Have a record told in its artist's chats that want its kind; return what they are called.

    `what` says why: told twice for the same reason, it is told once. If there is a text
    `chat-note-{what}`, it stands above the card.
    """
    if not showtime.is_news(record, now=desk.now):
        return []
    chats = await desk.chats.taking(record.owner, record.family)
    for chat in chats:
        about: dict[str, Any] = {"family": record.family, "id": record.id, "what": what}
        id = f"post:{record.family}:{record.owner}:{record.id}:{what}:{chat.chat}"
        await _put(desk, id, "chat-post", record.owner, chat.chat, **about)
    return [chat.title for chat in chats]


async def _put(
    desk: Desk,
    named: str,
    kind: str,
    artist: str,
    chat: int,
    *,
    wait: timedelta | None = None,
    **about: Any,
) -> bool:
    """Put a notice about an artist's chat that is told, or done, there."""
    body = {
        "kind": kind,
        "to": str(chat),
        "behalf": artist,
        "expires": moments.ms(desk.now + _LATE),
        **about,
    }
    due = None if wait is None else desk.now + wait
    return await desk.outbox.put(named, INTERACTIVE, body, not_before=due)


async def post(desk: Desk, body: Any) -> Told | None:
    """Tell a chat of a record."""
    family, id, what = body["family"], body["id"], body["what"]
    chat = await _chat(desk, body, family)
    record = await readable(desk.records.find(public(family), desk.me, id))
    if chat is None:
        return None
    if record is None:
        source = await origins.of_chat(desk, desk.me, chat.chat)
        screen = await ahead.chat_card(desk, family, desk.me, id, source=source)
    else:
        screen = await chat_card(desk, record, chat.chat, note=what)
    message = None if screen is None else await _tell(desk, chat, family, screen)
    if message is None:
        return None
    await desk.posts.add(family, desk.me, id, _post(message, desk, f"{CARD}:{what}"), now=desk.now)
    return Told(message.chat.id, message.message_id)


async def _chat(desk: Desk, body: Any, kind: str) -> Connected | None:
    """Return the chat that a notice is for, if it takes that kind."""
    chat = await desk.chats.get(desk.me, int(body["to"]))
    return chat if chat is not None and chat.takes(kind) else None


def _post(message: Message, desk: Desk, look: str) -> Post:
    return Post(message.chat.id, str(message.message_id), desk.me, look)


async def _tell(
    desk: Desk, chat: Connected, kind: str, screen: Screen, *, silent: bool = False
) -> Message | None:
    """Send something of a kind to a chat; None: that cannot be, and the chat or topic is off."""
    topic = chat.place(kind)
    sent = await _in(
        desk, chat, lambda: send(desk.bot, chat.chat, screen, topic=topic, silent=silent)
    )
    if not isinstance(sent, Off):
        return sent
    if sent is not Off.TOPIC:
        await turn_off(desk, desk.me, chat, sent)
        return None
    if topic is not None:
        now = await _learn(desk, chat)
        if now is not None and not now.is_forum:
            return await _tell(desk, now, kind, screen, silent=silent)
        await desk.chats.close_topic(chat.chat, topic)  # of one deleted nobody tells us
    await shut(desk, desk.me, chat, topic)
    return None


async def _in(desk: Desk, chat: Connected, deed: Callable[[], Awaitable[T]]) -> T | Off:
    """Do something with a chat if we may; return what comes of it, or why it cannot be."""
    try:
        why = await rights.examine(desk.bot, chat.chat, chat.type, chat.by)
        return await deed() if why is None else why
    except TelegramMigrateToChat as error:
        await move(desk, chat.chat, error.migrate_to_chat_id)
        raise
    except TelegramAPIError as error:
        why = rights.trouble(error)
        if why is None:
            raise
        return why


# Off and on ------------------------------------------------------------------------------------


async def turn_off(desk: Desk, artist: str, chat: Connected, why: Off) -> None:
    """Tell nothing in a chat any more, and its artist why, once."""
    if chat.off == why:
        return
    if chat.off is None:
        body = {"kind": "chat-off", "to": artist, "chat": chat.chat, "why": why}
        await desk.outbox.put(f"chat-off:{_turn(artist, chat)}", INTERACTIVE, body)
    await desk.chats.change(artist, chat.chat, lambda now: now and now.went_off(why))


async def turn_on(desk: Desk, artist: str, chat: Connected) -> None:
    """Tell again what is wanted in a chat that we had turned off, and its artist that we do."""
    if chat.off is None:
        return
    await desk.chats.change(
        artist, chat.chat, lambda now: now and now.model_copy(update={"off": None})
    )  # first: of a chat that is off by the time it is delivered, the notice says nothing
    await _tell_on(desk, artist, chat)


async def _tell_on(desk: Desk, artist: str, chat: Connected, **about: Any) -> None:
    body = {"kind": "chat-on", "to": artist, "chat": chat.chat, **about}
    id = ":".join(map(str, ("chat-on", _turn(artist, chat), *about.values())))
    await desk.outbox.put(id, INTERACTIVE, body)


def _turn(artist: str, chat: Connected) -> str:
    """Return what names a turn of a chat off or on; connected anew, it counts from nothing."""
    return f"{artist}:{chat.chat}:{moments.ms(chat.since)}:{chat.turns}"


async def shut(desk: Desk, artist: str, chat: Connected, topic: int | None) -> None:
    """Tell nothing in a topic any more, and the artist what is missing there, once."""
    if topic in chat.shut:
        return
    if chat.off is None:
        body = {"kind": "chat-off", "to": artist, "chat": chat.chat, "why": Off.TOPIC}
        id = f"chat-off:{_turn(artist, chat)}:{topic or 0}"
        await desk.outbox.put(id, INTERACTIVE, {**body, "thread": topic})
    await desk.chats.change(
        artist, chat.chat, lambda now: now and now.shutting(topic, shut=topic in now.places)
    )


async def reopen(desk: Desk, artist: str, chat: Connected, topic: int | None) -> None:
    """Tell again what goes to a topic, and the artist that we do."""
    if topic not in chat.shut:
        return
    await desk.chats.change(artist, chat.chat, lambda now: now and now.shutting(topic, shut=False))
    await _tell_on(desk, artist, chat, thread=topic)


async def went_off(desk: Desk, body: Any) -> Told | None:
    chat = await desk.chats.get(desk.me, int(body["chat"]))
    if chat is None:
        return None
    why, by_reader = Off(body["why"]), chat.by == desk.actor
    if why is Off.TOPIC and chat.topics:
        topic = body.get("thread", chat.topic)
        kinds = await _kinds(desk, chat, topic)
        if not kinds:
            return None
        there = await desk.chats.topics(chat.chat)
        return await say(desk, rooms.topic_off(desk.t, chat, topic, kinds, there))
    screen = rooms.went_off(desk.t, chat, why, desk.links, by_reader=by_reader)
    return await say(desk, screen)


async def came_on(desk: Desk, body: Any) -> Told | None:
    chat = await desk.chats.get(desk.me, int(body["chat"]))
    if chat is None or chat.off is not None:
        return None
    if "thread" in body and body["thread"] in chat.shut:
        return None
    if "thread" not in body and chat.lost:  # it can be told things, but not where they go
        return await went_off(desk, {**body, "why": Off.TOPIC, "thread": chat.place(chat.lost[0])})
    if "thread" not in body or not chat.topics:
        return await say(desk, rooms.came_on(desk.t, chat), silent=True)
    topic = body["thread"]
    kinds = await _kinds(desk, chat, topic)
    if not kinds:
        return None
    there = await desk.chats.topics(chat.chat)
    return await say(desk, rooms.topic_on(desk.t, chat, topic, kinds, there), silent=True)


async def _kinds(desk: Desk, chat: Connected, topic: int | None) -> list[str]:
    """Return what is told in a topic at the wish of whoever acts."""
    return [kind for kind in await placed(desk, chat) if chat.place(kind) == topic]


async def placed(desk: Desk, chat: Connected) -> list[str]:
    """Return which kinds have a place in a forum: what is wanted, and the goal's card."""
    goal = (await desk.giving.support(desk.me)).goal_id
    return [*chat.wants, GOAL] if goal else list(chat.wants)


async def have_checked(desk: Desk, artist: str, chat: int, *, when: str) -> bool:
    """Have Telegram asked whether a chat can still be told of an artist; once `when`."""
    return await _put(desk, f"chat-check:{artist}:{chat}:{when}", "chat-check", artist, chat)


async def check(desk: Desk, body: Any) -> Told | None:
    """Look whether an artist's chat can be told things, and what it is called now."""
    chat = await desk.chats.get(desk.me, int(body["to"]))
    if chat is not None:
        await look(desk, chat)
    return None


async def look(desk: Desk, chat: Connected) -> Off | None:
    """Look whether a chat of whoever acts can be told things; return why not."""
    now = await _in(desk, chat, lambda: _learn(desk, chat))
    await desk.chats.checked(desk.me, chat.chat, now=desk.now)
    if isinstance(now, Off):
        await turn_off(desk, desk.me, chat, now)
        return now
    await turn_on(desk, desk.me, chat)
    if now is not None and now.lost:
        return Off.TOPIC  # that it is there again is heard of, or another is chosen
    if chat.lost:
        await _tell_on(desk, desk.me, chat)
    return None


async def move(desk: Desk, old: int, new: int) -> None:
    """Follow a group that became a supergroup; there a goal's card is a new one.

    What was posted before cannot be edited by either id.
    """
    await desk.chats.move(old, new)
    for artist in await desk.chats.artists(new):
        goal = (await desk.giving.support(artist)).goal_id
        for post in await desk.posts.of(GOAL, artist, goal) if goal else []:
            if goal and post.chat == old:
                id = f"chat-goal:{artist}:{new}:{goal}:moved"
                await _put(desk, id, "chat-goal", artist, new, goal=goal)
                await desk.posts.forget(GOAL, artist, goal, post)


async def _learn(desk: Desk, chat: Connected) -> Connected | None:
    """Remember what a chat is called now, and whether it is a forum; else it has no topics."""
    room = await desk.bot.get_chat(chat.chat)
    now: dict[str, Any] = {"title": room.title or chat.title, "is_forum": bool(room.is_forum)}
    if not room.is_forum:
        now |= {"topic": None, "topics": {}, "shut": ()}
        await desk.chats.forget_topics(chat.chat)
    return await desk.chats.change(
        desk.me, chat.chat, lambda old: old and old.model_copy(update=now)
    )


# Donations -------------------------------------------------------------------------------------


async def gave(desk: Desk, given: Donation) -> None:
    """Have an artist's chats told of a donation, if it has a name; and how far the goal is."""
    artist = given.owner
    for chat in await desk.chats.taking(artist, Donation.family):
        if _is_told(desk, given, chat):
            batch = await desk.chats.gather(artist, chat.chat, given.id, now=desk.now)
            id = f"chat-gifts:{artist}:{chat.chat}:{batch}"
            about = {"batch": batch, "gathered": chat.chat}
            await _put(desk, id, "chat-gifts", artist, chat.chat, wait=GATHERED, **about)
    await goal_moved(desk, artist)


def _is_told(desk: Desk, given: Donation, chat: Connected) -> bool:
    """Tell whether a chat is told of a donation: not of one without a name, nor of a small one."""
    if given.status != money.COMPLETED or given.anonymous:
        return False
    return _worth(desk, given) >= chat.min_stars


def _worth(desk: Desk, given: Donation) -> float:
    """Return how many Stars a donation is worth; coins, what they cost."""
    packs = desk.house.packs
    if given.currency != COINS or not packs:
        return given.amount
    return given.amount * packs[0].stars / packs[0].coins


async def told_gifts(desk: Desk, body: Any) -> Told | None:
    """Tell a chat of the donations of some moments, in one message."""
    artist, batch = desk.me, str(body["batch"])
    chat = await _chat(desk, body, Donation.family)
    ids = await desk.chats.gathered(artist, int(body.get("gathered", body["to"])), batch)
    if chat is None:
        return None
    given = [one for one in await _donations(desk, artist, ids) if _is_told(desk, one, chat)]
    if not given:
        return None
    words = {one.id: "" if one.hidden else one.message or "" for one in given}
    await desk.chats.keep_words(artist, chat.chat, batch, words)
    message = await _tell(
        desk, chat, Donation.family, await _gifts_screen(desk, artist, chat.chat, batch)
    )
    if message is None:
        return None
    for one in given:
        shown = _post(message, desk, f"{GIFTS}:{batch}")
        await desk.posts.add(Donation.family, artist, one.id, shown, now=desk.now)
    return Told(message.chat.id, message.message_id)


async def _donations(desk: Desk, artist: str, ids: list[str]) -> list[Donation]:
    found = await asyncio.gather(*(readable(desk.records.find(Donation, artist, id)) for id in ids))
    return [one for one in found if one]


async def _gifts_screen(desk: Desk, artist: str, chat: int, batch: str) -> Screen:
    """Return the donations that a chat was told of together, as they are now.

    They say no more than when they were told: what donors write later the artist sees first.
    """
    words = await desk.chats.words(artist, chat, batch)
    given, name, (ways, page) = await asyncio.gather(
        _donations(desk, artist, list(words)), name_of(artist, desk), _ways(desk, artist, chat)
    )
    return rooms.gifts(desk.t, given, words, name, ways, page)


async def _ways(desk: Desk, artist: str, chat: int) -> tuple[list[InlineKeyboardButton], str]:
    """Return the buttons that pay an artist from a chat, and the link to their page."""
    source = await origins.of_chat(desk, artist, chat)
    page = desk.links.to(artist, source=source)
    if not await desk.giving.takes(artist):
        return [], page
    name, given_in = await name_of(artist, desk), f"{invoices.CHAT}:{source}"
    return await invoices.gift_keys(desk, artist, name, given_in, invoices.ON_CARD), page


async def _gifts_look(desk: Desk, family: str, artist: str, id: str, post: Post) -> Screen | None:
    return await _gifts_screen(desk, artist, post.chat, post.look.partition(":")[2])


# The goal --------------------------------------------------------------------------------------


async def goal_moved(desk: Desk, artist: str, goal: str | None = None) -> None:
    """Have the cards of an artist's goal, or of one there was, show how far it is."""
    if goal is None:
        goal = (await desk.giving.support(artist)).goal_id
    if goal:
        await renew(desk, GOAL, artist, goal, urgency=INTERACTIVE)


async def have_goal_posted(desk: Desk, chat: Connected, *, when: str) -> bool:
    """Have a card of the goal put into a chat of whoever acts; False: there is no goal."""
    goal = (await desk.giving.support(desk.me)).goal_id
    if not goal:
        return False
    id = f"chat-goal:{desk.me}:{chat.chat}:{goal}:{when}"
    await _put(desk, id, "chat-goal", desk.me, chat.chat, goal=goal)
    return True


async def goal_card(desk: Desk, body: Any) -> Told | None:
    """Put a card into a chat that shows how far the goal is, from now on; pin it, if we may."""
    chat, goal = await desk.chats.get(desk.me, int(body["to"])), str(body["goal"])
    if chat is None or not chat.reaches(GOAL):
        return None
    screen = await _goal_screen(desk, desk.me, goal, chat.chat)
    message = None if screen is None else await _tell(desk, chat, GOAL, screen, silent=True)
    if message is None:
        return None
    await desk.posts.add(GOAL, desk.me, goal, _post(message, desk, GOAL), now=desk.now)
    with suppress(*REFUSALS):
        await desk.bot.pin_chat_message(
            message.chat.id, message.message_id, disable_notification=True
        )
    return Told(message.chat.id, message.message_id)


async def _goal_screen(desk: Desk, artist: str, goal: str, chat: int) -> Screen | None:
    """Return how far a goal is, for a chat; None: it is another by now."""
    support, given, name, (ways, page) = await asyncio.gather(
        desk.giving.support(artist),
        desk.giving.given(artist),
        name_of(artist, desk),
        _ways(desk, artist, chat),
    )
    line = gifts.goal(desk.t, support, given)
    if line is None or support.goal_id != goal:
        return None
    return rooms.goal(desk.t, name, line, ways, page)


async def _goal_look(desk: Desk, family: str, artist: str, id: str, post: Post) -> Screen | None:
    screen = await _goal_screen(desk, artist, id, post.chat)
    if screen is not None:
        return screen
    name, (ways, page) = await asyncio.gather(name_of(artist, desk), _ways(desk, artist, post.chat))
    return rooms.thanks_to_all(desk.t, name, ways, page)


# A test ----------------------------------------------------------------------------------------


def _test_id(artist: str, chat: int, tap: str) -> str:
    return f"chat-test:{artist}:{chat}:{tap}"


async def have_tested(desk: Desk, chat: Connected, tap: str) -> None:
    """Have a first line put into a chat of whoever acts, to see how that looks."""
    await _put(desk, _test_id(desk.me, chat.chat, tap), "chat-test", desk.me, chat.chat)


async def test(desk: Desk, body: Any) -> Told | None:
    chat = await desk.chats.get(desk.me, int(body["to"]))
    if chat is None or not chat.is_on:
        return None
    kind = next(filter(chat.takes, chat.wants), "")
    source = await origins.of_chat(desk, desk.me, chat.chat)
    page = desk.links.to(desk.me, source=source)
    screen = rooms.test(desk.t, await name_of(desk.me, desk), page)
    message = await _tell(desk, chat, kind, screen, silent=True)
    return None if message is None else Told(message.chat.id, message.message_id)


async def tested(desk: Desk, chat: int, tap: str) -> Told | None:
    """Return where the test of whoever acts is."""
    return await desk.outbox.told(_test_id(desk.me, chat, tap))


LOOKS.update({GOAL: _goal_look, GIFTS: _gifts_look})
