"""Who is talking, in which language, and when: what handlers ask for by name."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.types import Message, TelegramObject, Update

from handlers.desk import Desk
from handlers.links import Links
from handlers.texts import Library, Texts
from storage import People, Person


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (the one clock of the conversation)


def texts_of(person: Person, library: Library) -> Texts:
    """Return the texts in the language a person chose, or Telegram's, or the default."""
    return library[person.language or person.language_code]


class Introduce:
    """Outer middleware of updates: gives ``desk``, its personal parts, and ``library``.

    People are remembered when they speak to the bot, not when they speak in a group it is in: such
    updates pass without being looked at.
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
        if user is None or user.is_bot or not _is_for_us(event, username):
            return None
        now = self._now()
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
            "person": person,
            "t": texts_of(person, self._library),
            "now": now,
            "library": self._library,
            "links": Links(username),
        }
        data["desk"] = Desk(**{part.name: data[part.name] for part in fields(Desk)})
        return await handler(event, data)


def _is_for_us(update: Update, username: str) -> bool:
    if (member := update.my_chat_member) is not None:
        return member.chat.type == ChatType.PRIVATE
    if (message := update.message) is not None:
        return _is_private(message) or _names(message.text or "", username)
    return True


def _is_private(message: Message | None) -> bool:
    return message is not None and message.chat.type == ChatType.PRIVATE


def _names(text: str, username: str) -> bool:
    """Tell whether a text is a command to the bot of that name."""
    command, _, bot = next(iter(text.split(maxsplit=1)), "").partition("@")
    return command.startswith("/") and bot.lower() == username.lower()
