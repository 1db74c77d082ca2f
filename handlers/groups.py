"""Chats of many: a command that names this bot is answered in a line, and nothing else is.

Menus stay in private, where nobody is disturbed by them.
"""

from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import InlineKeyboardButton, Message

from handlers import keyboards as keys
from handlers.desk import Desk
from handlers.links import unpack
from handlers.screen import Screen, send
from handlers.table import Routes


async def here(message: Message, desk: Desk, args: str) -> None:
    """Point to the private chat, or to what the link that brought the bot here is about."""
    place = unpack(args.strip())
    link = desk.links.home if place is None else desk.links.to(*place[:3])
    await _answer(message, desk, keys.link(desk.t.plain("open"), link))


async def find(message: Message, desk: Desk, args: str) -> None:
    """Let inline mode search, right here."""
    words = args.strip()[:_QUERY]
    await _answer(
        message,
        desk,
        InlineKeyboardButton(text=desk.t.plain("find"), switch_inline_query_current_chat=words),
    )


async def _answer(message: Message, desk: Desk, key: InlineKeyboardButton) -> None:
    screen = Screen(desk.t("group"), keys.markup([key]))
    with suppress(TelegramBadRequest, TelegramForbiddenError):  # not allowed to write here
        await send(desk.bot, message.chat.id, screen, reply_to=message.message_id)


_QUERY = 100  # characters of a search that anybody types

ROUTES = Routes(groups={"start": here, "help": here, "find": find})
