"""Who is talking, in which language, and when: what handlers ask for by name."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.types import Message, TelegramObject, Update

from handlers import blocking
from handlers.desk import Desk
from handlers.links import Links
from handlers.rights import ANONYMOUS
from handlers.screen import unstamped
from handlers.table import event
from handlers.texts import Library, Texts
from storage import Chats, People, Person

_NEW = timedelta(days=1)  # an update that was broken off is handled again before that


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (the one clock of the conversation)


def stranger(id: str, now: datetime) -> Person:
    """Return somebody whom we know by id only."""
    return Person(id, "", None, None, None, None, None, blocked=False, since=now)


def texts_of(person: Person, library: Library) -> Texts:
    """Return the texts in the language a person chose, or Telegram's, or the default."""
    return library[person.language or person.language_code]


class Introduce:
    """Outer middleware of updates: gives ``desk``, its personal parts, and ``library``.

    People are remembered when they speak to the bot, not when they speak in a group it is in: such
    updates pass without being looked at. Nor is anybody remembered for what a group says of itself.
    """

    def __init__(self, library: Library, *, now: Callable[[], datetime] = clock) -> None:
        self._library = library
        self._now = now

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        assert isinstance(event, Update)
        user = data.get("event_from_user")
        people: People = data["people"]
        bot: Bot = data["bot"]
        username = (await bot.me()).username or ""
        if user is None or not _is_for_us(event, username):
            return None
        nameless = _is_nameless(event)
        if user.is_bot and not nameless:
            return None
        now = self._now()
        host = await _host(event, data["chats"], people) if nameless else None
        is_remembered = not nameless and not _is_of_chat(event)
        if not is_remembered:
            person = await people.get(str(user.id)) or stranger(str(user.id), now)
        else:
            person = await people.seen(
                str(user.id),
                name=user.full_name,
                username=user.username,
                language_code=user.language_code,
                now=now,
            )
        if person.blocked and _is_private(event.message):  # who writes here, can be written to
            person = await people.settle(person.id, blocked=False)
        data |= {
            "me": person.id,
            "actor": person.id,
            "behalf": None,
            "person": person,
            "t": texts_of(host or person, self._library),
            "now": now,
            "library": self._library,
            "links": Links(username),
        }
        data["desk"] = Desk(**{part.name: data[part.name] for part in fields(Desk)})
        if is_remembered and now - person.since < _NEW:
            await blocking.know_again(data["desk"])
        with unstamped():
            return await handler(event, data)


def _is_for_us(update: Update, username: str) -> bool:
    if (message := update.message) is not None and not _is_of_chat(update):
        return _is_private(message) or _names(message.text or "", username)
    return True


def _is_of_chat(update: Update) -> bool:
    """Tell whether a chat of many says something of itself, or of what we may there."""
    if (member := update.my_chat_member) is not None:
        return member.chat.type != ChatType.PRIVATE
    message = update.message
    return message is not None and not _is_private(message) and event(message) is not None


def _is_nameless(update: Update) -> bool:
    """Tell whether somebody acts in a group without their name: as the group, or as a channel."""
    message, member = update.message, update.my_chat_member
    if member is not None:
        return member.from_user.id == ANONYMOUS
    return message is not None and message.sender_chat is not None and not _is_private(message)


async def _host(update: Update, chats: Chats, people: People) -> Person | None:
    """Return whose language a chat is answered in where nobody's name says another, if known."""
    place = update.message or update.my_chat_member
    artists = await chats.artists(place.chat.id) if place else []
    return await people.get(artists[0]) if artists else None


def _is_private(message: Message | None) -> bool:
    return message is not None and message.chat.type == ChatType.PRIVATE


def _names(text: str, username: str) -> bool:
    """Tell whether a text is a command to the bot of that name."""
    command, _, bot = next(iter(text.split(maxsplit=1)), "").partition("@")
    return command.startswith("/") and bot.lower() == username.lower()
