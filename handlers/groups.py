"""Chats of many: a command that names this bot is answered shortly, and nothing else is.

Menus stay in private, where nobody is disturbed by them. An answer is for whoever asked: where
Telegram can show it to them alone, nobody else sees it. And a chat gets only so many of them.
"""

import asyncio
from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    CallbackQuery,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    MaybeInaccessibleMessageUnion,
    Message,
)

from handlers import chats, invoices, origins, posted, rooms
from handlers import keyboards as keys
from handlers.callbacks import InChat
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.gifts import goal
from handlers.links import CONNECT, unpack
from handlers.screen import Screen, preview, send
from handlers.table import Routes
from handlers.visit import name_of, readable, shows_ahead

_QUERY = 100  # characters of a search that anybody types
_SHOWS = 5  # that an answer lists
_ARTISTS = 8  # of one chat to choose from


async def here(message: Message, desk: Desk, args: str) -> None:
    """Point to the private chat, or to what the link that brought the bot here is about."""
    if args.strip() == CONNECT:
        await chats.arrived(message, desk)
        return
    place = unpack(args.strip())
    if place is None:
        link = desk.links.home
    elif place.support:
        link = desk.links.to_support(place.artist, source=place.source)
    else:
        link = desk.links.to(*place[:3], source=place.source)
    await _point(message, desk, keys.link(desk.t.plain("open"), link))


async def find(message: Message, desk: Desk, args: str) -> None:
    """Let inline mode search, right here."""
    words = args.strip()[:_QUERY]
    await _point(
        message,
        desk,
        InlineKeyboardButton(text=desk.t.plain("find"), switch_inline_query_current_chat=words),
    )


async def connect(message: Message, desk: Desk, args: str) -> None:
    """Connect this group; from now on what is told here is told in this topic."""
    await chats.arrived(message, desk)


async def _point(message: Message, desk: Desk, key: InlineKeyboardButton) -> None:
    if message.sender_chat is None:  # a nameless admin is nobody to talk with in private
        await answer(message, desk, Screen(desk.t("group"), keys.markup([key])))


# What a chat's artists do ------------------------------------------------------------------------


async def concerts(message: Message, desk: Desk, args: str) -> None:
    await _tell(message, desk, "concerts")


async def donate(message: Message, desk: Desk, args: str) -> None:
    await _tell(message, desk, "donate")


async def artist(message: Message, desk: Desk, args: str) -> None:
    await _tell(message, desk, "artist")


async def _tell(message: Message, desk: Desk, what: str) -> None:
    """Answer about the artist of a chat, or ask about which of them."""
    artists = (await desk.chats.artists(message.chat.id))[:_ARTISTS]
    if not artists:
        screen = rooms.nobody(desk.t, desk.links.home)
    elif len(artists) == 1:
        screen = await _about(desk, what, artists[0], message.chat.id)
    else:
        names = await asyncio.gather(*(name_of(one, desk) for one in artists))
        screen = rooms.which(desk.t, what, dict(zip(artists, names, strict=True)))
    await answer(message, desk, screen)


async def chosen(query: CallbackQuery, callback_data: InChat, desk: Desk) -> None:
    what, whose = callback_data.what, callback_data.artist
    if query.message is None or what not in _SCREENS:
        raise Refused("outdated")
    if whose not in await desk.chats.artists(query.message.chat.id):
        raise Refused("gone")
    screen = await _about(desk, what, whose, query.message.chat.id)
    await answer(query.message, desk, screen, pressed=query)


async def _about(desk: Desk, what: str, whose: str, chat: int) -> Screen:
    return await _SCREENS[what](desk, whose, await origins.of_chat(desk, whose, chat))


async def _concerts(desk: Desk, whose: str, source: str) -> Screen:
    name, coming = await asyncio.gather(name_of(whose, desk), shows_ahead(whose, desk))
    return rooms.concerts(desk.t, name, coming[:_SHOWS], desk.links, whose, source)


async def _donate(desk: Desk, whose: str, source: str) -> Screen:
    name, takes, support, given = await asyncio.gather(
        name_of(whose, desk),
        desk.giving.takes(whose),
        desk.giving.support(whose),
        desk.giving.given(whose),
    )
    if not takes:
        return rooms.paused(desk.t, name, desk.links.to(whose, source=source))
    given_in = f"{invoices.CHAT}:{source}"
    ways = await invoices.gift_keys(desk, whose, name, given_in, invoices.ON_CARD)
    more = desk.links.to_support(whose, source=source)
    return rooms.donate(desk.t, name, goal(desk.t, support, given), ways, more)


async def _artist(desk: Desk, whose: str, source: str) -> Screen:
    profile = await readable(desk.records.profile(whose))
    if profile is None:
        return rooms.nobody(desk.t, desk.links.home)
    pays = await invoices.card_keys(desk, profile, profile.label, source)
    return posted.shared(desk.t, profile, desk.links, profile.label, pays, source=source, bare=True)


_SCREENS = {"concerts": _concerts, "donate": _donate, "artist": _artist}


# Answering ---------------------------------------------------------------------------------------


async def answer(
    to: MaybeInaccessibleMessageUnion,
    desk: Desk,
    screen: Screen,
    *,
    pressed: CallbackQuery | None = None,
) -> None:
    """Answer a command, or a press of a button under an answer; to one person, if that can be.

    Nobody floods a chat with us: of too many commands some get no answer.
    """
    id = pressed.id if pressed else str(to.message_id)
    sender = to.sender_chat if isinstance(to, Message) and pressed is None else None
    who = str(sender.id) if sender else desk.actor
    if not await desk.chats.may_answer(to.chat.id, who, id, now=desk.now):
        if pressed:
            raise Refused("chat-busy")
        return
    if sender is None and await _whisper(to, desk, screen, pressed):
        return
    with suppress(TelegramBadRequest, TelegramForbiddenError):  # not allowed to write here
        await send(desk.bot, to.chat.id, screen, reply_to=to.message_id, topic=_topic(to))


def _topic(message: MaybeInaccessibleMessageUnion) -> int | None:
    if not isinstance(message, Message) or not message.is_topic_message:
        return None
    return message.message_thread_id


async def _whisper(
    to: MaybeInaccessibleMessageUnion, desk: Desk, screen: Screen, pressed: CallbackQuery | None
) -> bool:
    """Answer so that nobody else sees it; False: Telegram does not do that here."""
    try:
        await desk.bot.send_message(
            to.chat.id,
            screen.text,
            message_thread_id=_topic(to),
            reply_markup=screen.buttons,
            link_preview_options=preview(screen),
            ephemeral_message_parameters=EphemeralMessageParameters(
                receiver_user_id=int(desk.actor), callback_query_id=pressed.id if pressed else None
            ),
        )
    except TelegramForbiddenError:
        return False
    except TelegramBadRequest:
        return False
    return True


ROUTES = Routes(
    groups={
        "start": here,
        "help": here,
        "find": find,
        "chats": connect,
        "concerts": concerts,
        "donate": donate,
        "artist": artist,
    },
    public={InChat: chosen},
)
