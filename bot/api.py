"""The way to the Bot API: the client, and calls without which the bot cannot start."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import User
from redis.exceptions import RedisError

from bot.backoff import Backoff
from bot.errors import CannotRun
from bot.session import Session
from bot.settings import Settings
from storage.pace import Pace

logger = logging.getLogger(__name__)

T = TypeVar("T")

PASSING = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter, ClientDecodeError)
"""What Telegram or the way to it recovers from by itself."""


class _GetMe(TelegramMethod[dict[str, Any]]):
    """getMe as it comes."""

    __returning__ = dict[str, Any]
    __api_method__ = GetMe.__api_method__


class _Bot(Bot):
    async def get_me(self, request_timeout: int | None = None) -> User:
        """Return who we are; a Bot API server that leaves out the obvious will do."""
        told = await self(_GetMe(), request_timeout=request_timeout)
        return User.model_validate({"is_bot": True} | told, context={"bot": self})


def create_bot(settings: Settings) -> Bot:
    return _Bot(
        settings.bot_token.get_secret_value(),
        Session(api=TelegramAPIServer.from_base(settings.bot_api_url)),
        default=DefaultBotProperties(parse_mode=ParseMode.HTML),
    )


class _CountRefusals(BaseRequestMiddleware):
    """Counts every answer that we ask too much, whatever was asked and whoever asked it."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter:
            with suppress(RedisError):
                await self._pace.refused(secrets.token_hex(8))
            raise


def count_refusals(bot: Bot, pace: Pace) -> None:
    """Have it remembered how often Telegram says that we ask too much."""
    bot.session.middleware(_CountRefusals(pace))


def token_refused(error: TelegramAPIError) -> CannotRun:
    return CannotRun(
        f"BOT_TOKEN is not accepted ({error.message}):"
        " copy it again from @BotFather, and check BOT_API_URL if you set it"
    )


async def insist(call: Callable[[], Awaitable[T]], *, to: str) -> T:
    """Call until Telegram answers, however long it is out of reach; `to` says what for.

    Raises:
        CannotRun: it does not know our token, or refuses the call.
    """
    backoff = Backoff()
    while True:
        try:
            answer = await call()
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            raise token_refused(error) from error
        except PASSING as error:
            pause_s = backoff.pause()
            if isinstance(error, TelegramRetryAfter):
                pause_s = float(error.retry_after)
            if backoff.failures == 1:
                logger.warning("cannot %s yet (%s); trying on", to, error)
            await asyncio.sleep(pause_s)
        except TelegramAPIError as error:
            raise CannotRun(f"Telegram refuses to let us {to}: {error.message}") from error
        else:
            if backoff.failures:
                logger.info("managed to %s", to)
            return answer
