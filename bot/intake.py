"""Updates in: from Telegram to the journal, unread.

Telegram forgets an update when it is asked for the next ones, or when we answer 200. So an update
is on disk before either. It is not parsed here: one that we cannot parse must not stop the others.
"""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiohttp import web
from redis.exceptions import RedisError

from bot.api import PASSING, insist, token_refused
from bot.backoff import Backoff
from bot.errors import CannotRun
from bot.settings import Settings
from bot.tasks import end
from storage.journal import Journal

logger = logging.getLogger(__name__)

_HOLD_S = 30  # how long Telegram keeps a request open when there is nothing new
_SLACK_S = 15  # beyond which a held request is lost
_UNHELD_PAUSE_S = 0.5  # between questions to a server that answers at once when there is nothing
_BODY_BYTES = 1 << 20
_DRAIN_S = 5  # for requests under way when we stop
_PATIENCE_S = 3.0  # for the store; who pays waits ten seconds, and their update has more to go
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

Late = Callable[[dict[str, Any]], Awaitable[None]]
"""What is done about an update that the store does not take in time."""


async def _nothing(update: dict[str, Any]) -> None:
    """Let it wait."""


class Intake(Protocol):
    """A way for updates to come in."""

    async def start(self) -> None:
        """Begin; return when updates can come."""

    async def run(self) -> None:
        """Take updates until cancelled.

        Raises:
            CannotRun: Telegram does not accept the token any more.
        """

    async def stop(self) -> None:
        """Take no more."""


class _GetUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates, without making models of what comes."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None
    timeout: int
    allowed_updates: list[str]


class Polling:
    """Asks Telegram for updates."""

    def __init__(
        self, bot: Bot, journal: Journal, allowed_updates: Sequence[str], *, late: Late = _nothing
    ) -> None:
        self._late = late
        self._bot = bot
        self._journal = journal
        self._allowed = list(allowed_updates)
        self._offset: int | None = None

    async def start(self) -> None:
        # A webhook keeps updates from us; those that wait for it come to us next.
        await insist(self._bot.delete_webhook, to="take the webhook back")

    async def run(self) -> None:
        backoff = Backoff()
        while True:
            try:
                await self._fetch()
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                raise token_refused(error) from error
            except (TelegramAPIError, RedisError, *PASSING) as error:
                pause_s = backoff.pause()
                if isinstance(error, TelegramRetryAfter):
                    pause_s = float(error.retry_after)
                if backoff.failures == 1:
                    logger.warning("no updates: %s; trying on", _advice(error))
                await asyncio.sleep(pause_s)
                if isinstance(error, TelegramConflictError):
                    with suppress(TelegramAPIError, ClientDecodeError):
                        await self._bot.delete_webhook()
            else:
                if backoff.failures:
                    logger.info("updates come again")
                backoff.reset()

    async def stop(self) -> None:
        """Nothing to release: what was fetched and not stored, Telegram still has."""

    async def _fetch(self) -> None:
        asked = time.monotonic()
        updates = await self._bot(
            _GetUpdates(offset=self._offset, timeout=_HOLD_S, allowed_updates=self._allowed),
            request_timeout=_HOLD_S + _SLACK_S,
        )
        if updates:
            entries = [(update["update_id"], _json(update)) for update in updates]
            await _keep(self._journal, entries, updates, self._late)
            self._offset = updates[-1]["update_id"] + 1
        elif time.monotonic() - asked < _HOLD_S / 2:  # this server does not hold a question
            await asyncio.sleep(_UNHELD_PAUSE_S)


class Webhook:
    """Is called by Telegram with updates."""

    def __init__(
        self,
        bot: Bot,
        journal: Journal,
        allowed_updates: Sequence[str],
        settings: Settings,
        *,
        late: Late = _nothing,
    ) -> None:
        assert settings.webhook_url is not None
        assert settings.webhook_secret is not None
        self._late = late
        self._bot = bot
        self._journal = journal
        self._allowed = list(allowed_updates)
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value()
        self._host, self._port = settings.webhook_host, settings.webhook_port
        self._runner: web.AppRunner | None = None
        self._store_is_down = False

    @property
    def port(self) -> int:
        """Where it listens; another than in the settings if that is 0."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        app = web.Application(client_max_size=_BODY_BYTES)
        app.router.add_post(urlsplit(self._url).path or "/", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_DRAIN_S)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            place = f"{self._host}:{self._port}"
            raise CannotRun(
                f"WEBHOOK_HOST and WEBHOOK_PORT: cannot listen on {place}: {error.strerror}"
            ) from error
        logger.info("listening for %s on %s:%d", self._url, self._host, self.port)
        await insist(
            lambda: self._bot.set_webhook(
                self._url, secret_token=self._secret, allowed_updates=self._allowed
            ),
            to="set the webhook",
        )

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Stop listening once open requests are answered; Telegram keeps what comes meanwhile."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=401)
        try:
            raw = (await request.read()).decode()
            update = json.loads(raw)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        id = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(id, int) or isinstance(id, bool) or id < 0:
            return web.Response(status=400)
        try:
            await _keep(self._journal, [(id, raw)], [update], self._late)
        except RedisError as error:
            if not self._store_is_down:
                self._store_is_down = True
                logger.warning("the store does not take updates (%s); Telegram keeps them", error)
            return web.Response(status=503)
        self._store_is_down = False
        return web.Response()


async def _keep(
    journal: Journal,
    entries: Sequence[tuple[int, str]],
    updates: Sequence[dict[str, Any]],
    late: Late,
) -> None:
    """Store updates; where the store does not take them at once, see to those that cannot wait."""
    storing = asyncio.create_task(journal.append(entries))
    try:
        await asyncio.wait({storing}, timeout=_PATIENCE_S)
        if not storing.done() or storing.exception() is not None:
            await asyncio.gather(*(late(update) for update in updates))
        await storing
    finally:
        await end(storing)


def _json(update: dict[str, Any]) -> str:
    text = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of an emoji: only escapes can hold it
        return json.dumps(update)
    return text


def _advice(error: BaseException) -> str:
    if isinstance(error, TelegramConflictError):
        return (
            f"{error.message}. Stop the other program that runs with this token,"
            " or give this one a token of its own"
        )
    if isinstance(error, RedisError):
        return f"the store does not take them ({error})"
    return str(error)
