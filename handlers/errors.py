"""Refusals in words. The only place that answers a pressed button, and it answers once."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.keyboards import only_home
from handlers.texts import Texts, Value
from storage import AlreadyThere, Conflict, Malformed, NotFound, UnknownEntity

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Refused(Exception):
    """A handler declines; `key` is the text that says why, with its arguments."""

    def __init__(self, key: str, **args: Value) -> None:
        super().__init__(key)
        self.key = key
        self.args_of_text = args


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

    Telegram shows only the first answer to a press, so nothing else may answer one. A failure of
    ours is told on the last try alone: before that the worker tries again, and may succeed.
    """
    assert isinstance(event, CallbackQuery)
    t: Texts = data["t"]
    try:
        said = await handler(event, data)
    except (TelegramForbiddenError, TelegramRetryAfter) as error:
        if isinstance(error, TelegramForbiddenError):  # blocked us; nobody to answer
            return None
        raise
    except Exception as error:
        text = excuse(error, t)
        if text is None and not data.get("last", True):
            raise
        await _answer(event, text or t.plain("trouble"), alert=True)
        if text is None:
            raise
        return None
    toast = said if isinstance(said, Toast) else Toast()
    await _answer(event, toast.text, url=toast.url)
    return None


async def _answer(
    query: CallbackQuery, text: str | None, *, alert: bool = False, url: str | None = None
) -> None:
    try:
        await query.answer(text, show_alert=alert or None, url=url)
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:  # pressed while we were away
            raise


async def words(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Inner middleware of messages: the same, said as a message."""
    assert isinstance(event, Message)
    try:
        return await handler(event, data)
    except TelegramForbiddenError:
        return None
    except TelegramRetryAfter:
        raise
    except Exception as error:
        t: Texts = data["t"]
        text = excuse(error, t)
        if text is None and not data.get("last", True):
            raise
        if event.chat.type == "private":
            home = only_home(t)
            await event.answer(text or t.plain("trouble"), parse_mode=None, reply_markup=home)
        if text is None:
            raise
        return None
