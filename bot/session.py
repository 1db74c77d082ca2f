"""Requests to the Bot API, leaner than aiogram's own session.

A form with one text field a parameter costs more than JSON at both ends; `tests/bench` has the
figures. Requests with files go the usual way.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import Any, cast, get_args

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError, ClientError

# pydantic keeps generic classes weakly, so aiogram builds each of them anew every few requests.
_ANSWERS: dict[Any, type[Response[Any]]] = {}


class NotSent(TelegramNetworkError):
    """There was no connection: whatever it was, it has not happened."""


class NoAnswer(TelegramServerError):
    """Something before Telegram answered: whether it has happened, nobody knows."""


class Session(AiohttpSession):
    """Sends JSON, and says no more of a broken answer than that it was broken."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  # aiogram's signature
    ) -> TelegramType:
        files: dict[str, Any] = {}
        values = method.model_dump(warnings=False)
        fields = {
            name: ready
            for name, value in values.items()
            if (ready := self.prepare_value(value, bot=bot, files=files, _dumps_json=False))
            not in (None, "")
        }
        if files:
            return await super().make_request(bot, method, timeout)
        session = await self.create_session()
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=method.__api_method__),
                json=fields,
                timeout=self.timeout if timeout is None else timeout,  # type: ignore[arg-type]  # aiohttp takes seconds too
            ) as answer:
                content = await answer.text()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except (ClientError, OSError) as error:
            kind = NotSent if isinstance(error, ClientConnectorError) else TelegramNetworkError
            raise kind(method=method, message=f"{type(error).__name__}: {error}") from error
        response = self.check_response(bot, method, answer.status, content)
        return cast("TelegramType", response.result)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        returning: Any = method.__returning__
        if returning not in _ANSWERS:
            _ANSWERS[returning] = Response[returning]
        if bool in (returning, *get_args(returning)) and self._went_well(status_code, content):
            # An edit is answered with the message, or with True where nobody may see it: True
            # will do, since making the message costs as much as the rest.
            return _ANSWERS[returning].model_construct(ok=True, result=True)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:  # a proxy's page
                raise NoAnswer(method=method, message=f"HTTP {status_code}") from None
            # Its text quotes the answer, and so people's words.
            hidden = f"{len(content)} characters"
            raise ClientDecodeError(error.message, error.original, hidden) from None

    def _went_well(self, status_code: int, content: str) -> bool:
        with suppress(ValueError, TypeError, KeyError):
            return status_code == HTTPStatus.OK and self.json_loads(content)["ok"] is True
        return False

    async def close(self) -> None:
        """Close without the quarter of a second that aiogram waits for TLS to say goodbye."""
        if self._session is not None and not self._session.closed:
            await self._session.close()
            await asyncio.sleep(0)
