"""Refusals in words. The only place that answers a pressed button, and it answers once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.keyboards import only_home
from handlers.screen import REFUSALS
from handlers.texts import Texts, Value
from storage import (
    AlreadyThere,
    Blocked,
    Conflict,
    Malformed,
    NotFound,
    TakenAway,
    UnknownEntity,
)

_ANSWER = 200  # characters of an answer to a press

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Refused(Exception):
    """A handler declines; `key` is the text that says why, with its arguments."""

    def __init__(self, key: str, **args: Value) -> None:
        super().__init__(key)
        self.key = key
        self.args_of_text = args


class NotYet(Exception):
    """Another notice has to be delivered first."""


class Unclear(Exception):
    """Nobody knows whether something was done; to do it again does no harm."""


class Toast(NamedTuple):
    """What a handler of a button returns to answer the press with.

    `url` opens a link instead, which must be a start link of this bot.
    """

    text: str | None = None
    url: str | None = None


def excuse(error: Exception, t: Texts) -> str | None:
    """Return what to say about an expected refusal; None for a failure of ours."""
    match error:
        case Refused():
            return t.plain(error.key, **error.args_of_text)
        case Blocked():
            return t.plain("blocked")
        case TakenAway():
            return t.plain("taken-file")
        case NotFound():
            return t.plain("gone")
        case UnknownEntity():
            return t.plain("outdated")
        case AlreadyThere() | Conflict():
            return t.plain("already")
        case Malformed():
            return t.plain("broken")
    return None


async def press(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Inner middleware of buttons: stop the spinner when all is done, saying why if it failed.

    Telegram shows only the first answer to a press, so nothing else may answer one.
    """
    assert isinstance(event, CallbackQuery)
    query = event

    async def say(text: str) -> None:
        await _answer(query, text, alert=True)

    said = await _in_words(handler, event, data, say)
    if said is not _TOLD:
        toast = said if isinstance(said, Toast) else Toast()
        await _answer(query, toast.text, url=toast.url)


async def words(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Inner middleware of messages: the same, said as a message. Groups are not disturbed."""
    assert isinstance(event, Message)
    message = event

    async def say(text: str) -> None:
        if message.chat.type == ChatType.PRIVATE:
            await message.answer(text, parse_mode=None, reply_markup=only_home(data["t"]))

    await _in_words(handler, event, data, say)


_TOLD = object()


async def _in_words(
    handler: Handler,
    event: TelegramObject,
    data: dict[str, Any],
    say: Callable[[str], Awaitable[None]],
) -> Any:
    """Return what the handler returns, or `_TOLD` if an error of it was told to the person.

    A failure of ours is told on the last try alone: before that the worker tries again, and may
    succeed. Whoever has blocked the bot is told nothing.
    """
    try:
        try:
            return await handler(event, data)
        except (TelegramForbiddenError, TelegramRetryAfter):
            raise
        except Exception as error:
            text = excuse(error, data["t"])
            if text is not None:
                await say(text)
                return _TOLD
            if data.get("last", True):
                await say(data["t"].plain("trouble"))
            raise
    except TelegramForbiddenError:
        return _TOLD


async def _answer(
    query: CallbackQuery, text: str | None, *, alert: bool = False, url: str | None = None
) -> None:
    with suppress(*REFUSALS):  # what was pressed for is done, and must not be done again
        await query.answer(text and text[:_ANSWER], show_alert=alert or None, url=url)
