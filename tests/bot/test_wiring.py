"""aiogram passes arguments to handlers by name; here a wrong name fails before a user sees it."""

import inspect
import time
from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.types import Update, User
from redis.asyncio import Redis

import handlers
from bot.app import create_dispatcher, open_house, storage_parts
from bot.settings import Settings
from handlers.texts import Library

# What the table adds: the event itself, the button's fields, what follows a command.
OF_THE_TABLE = {"event", "callback_data", "args"}


async def given(redis: Redis) -> set[str]:
    """Return the names that the running bot has for handlers."""
    names: set[str] = set()

    async def look(handler: Any, event: Any, data: dict[str, Any]) -> None:
        names.update(data)

    library = Library()
    settings = Settings(_env_file=None, bot_token="42:TEST")
    house = open_house(redis, settings, library)
    dispatcher = create_dispatcher(storage_parts(redis, house), library)
    dispatcher.message.outer_middleware(look)
    bot = Bot("42:TEST")
    bot._me = User(id=42, is_bot=True, first_name="promo.music", username="promo_music_bot")
    message = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "Anna"},
        "text": "hello",
    }
    update = Update.model_validate({"update_id": 1, "message": message}, context={"bot": bot})
    await dispatcher.feed_update(bot, update, attempt=1, last=False)
    return names


def needs(callback: Callable[..., Any]) -> set[str]:
    """Return the names a handler must be given, besides the event."""
    _, *rest = inspect.signature(callback).parameters.values()
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {p.name for p in rest if p.kind in named and p.default is p.empty}


async def test_no_handler_asks_for_what_nobody_gives(redis: Redis) -> None:
    names = await given(redis)
    assert {"desk", "attempt", "last"} <= names
    callbacks = [handler.callback for handler in handlers.table().handlers]
    for observer in handlers.setup().observers.values():
        callbacks += [handler.callback for handler in observer.handlers]
    assert len(callbacks) > 50
    strangers = {
        f"{callback.__module__}.{callback.__qualname__}": unknown
        for callback in callbacks
        if (unknown := needs(callback) - names - OF_THE_TABLE)
    }
    assert strangers == {}


def test_telegram_is_asked_for_every_kind_that_has_a_handler() -> None:
    handled = {
        kind for kind, observer in handlers.setup().observers.items() if observer.handlers
    } - {"update", "error"}
    assert set(handlers.ALLOWED_UPDATES) == handled
