"""``python -m bot check``: what is wrong, in words, before the bot is started or while it runs."""

from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMyDefaultAdministratorRights, TelegramMethod
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot import backup
from bot.api import create_bot, token_refused
from bot.log import Redactor
from bot.settings import Settings
from bot.store import opened
from storage import Ledger, Outbox, Transactions
from storage.journal import Journal
from storage.server import ServerError, problems


class _AdministratorRights(TelegramMethod[dict[str, Any]]):
    """getMyDefaultAdministratorRights as it comes: a model would refuse an older server's."""

    __returning__ = dict[str, Any]
    __api_method__ = GetMyDefaultAdministratorRights.__api_method__


class Report:
    """Lines for the operator: good, doubtful, wrong."""

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact
        self.wrong = 0

    def good(self, line: str) -> None:
        print("  ok   ", self._redact(line))  # noqa: T201

    def doubtful(self, line: str) -> None:
        print("  note ", self._redact(line))  # noqa: T201

    def bad(self, line: str) -> None:
        self.wrong += 1
        print("  WRONG", self._redact(line))  # noqa: T201


async def main(settings: Settings) -> int:
    """Print what is found; return 0 if the bot can run, 1 if not."""
    report = Report(Redactor(settings.secrets))
    bot = create_bot(settings)
    try:
        await _telegram(bot, settings, report)
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        report.bad(token_refused(error).lines[0])
    except TelegramAPIError as error:
        report.bad(f"{settings.bot_api_url} does not answer: {error}")
    except ClientDecodeError:
        report.bad(f"{settings.bot_api_url} answers, but not as a Bot API server does")
    finally:
        await bot.session.close()
    await _store(settings, report)
    if settings.redis_url is None:
        _backups(settings, report)
    return int(report.wrong > 0)


async def _telegram(bot: Bot, settings: Settings, report: Report) -> None:
    me = await bot.me()
    report.good(f"the token is that of @{me.username}")
    await _version(bot, settings, report)
    if not me.supports_inline_queries:
        report.doubtful("inline mode is off: switch it on with /setinline at @BotFather")
    await _webhook(bot, settings, report)


async def _version(bot: Bot, settings: Settings, report: Report) -> None:
    """A Bot API server does not tell its version.

    10.3 added the right `can_send_welcome_messages`, which it always names and without which
    aiogram 3.31 cannot read an administrator. Asking for our default rights changes nothing.
    """
    rights = await bot(_AdministratorRights())
    if "can_send_welcome_messages" in rights:
        report.good(f"{settings.bot_api_url} speaks Bot API 10.3 or newer")
    else:
        report.bad(f"{settings.bot_api_url} is older than Bot API 10.3: update that server")


async def _webhook(bot: Bot, settings: Settings, report: Report) -> None:
    hook = await bot.get_webhook_info()
    if settings.webhook_url is None:
        if hook.url:
            report.doubtful(f"Telegram now calls {hook.url}; `run` takes that back and polls")
        else:
            report.good("Telegram waits to be polled")
    elif hook.url != settings.webhook_url:
        report.doubtful(f"Telegram does not yet call {settings.webhook_url}; `run` asks it to")
    else:
        report.good(f"Telegram calls {hook.url}")
        if hook.last_error_message:
            report.doubtful(f"its last call failed: {hook.last_error_message}")
    if hook.pending_update_count:
        report.doubtful(f"{hook.pending_update_count} updates wait at Telegram")


async def _store(settings: Settings, report: Report) -> None:
    complain = report.doubtful if settings.redis_url else report.bad
    try:
        async with opened(settings) as store:
            if store.running:
                report.good(f"a bot is running: {store.running}")
            await _keeps(store.redis, store.name, report, complain)
            await _waits(store.redis, report)
            await _trades(store.redis, report)
    except (ServerError, RedisError, ValueError) as error:
        report.bad(f"the store: {error}")


async def _keeps(redis: Redis, store: str, report: Report, complain: Callable[[str], None]) -> None:
    wrong = await problems(redis)
    for line in wrong:
        complain(f"{store}: {line}")
    if not wrong:
        report.good(f"{store} keeps what it acknowledges")


async def _waits(redis: Redis, report: Report) -> None:
    """Say what is on its way in or out, and what could not go on."""
    journal = Journal(redis)
    depth = await journal.depth()
    if waiting := depth.waiting + depth.taken:
        report.doubtful(f"{waiting} updates wait to be handled, the oldest since {depth.oldest}")
    if depth.dead:
        [last] = await journal.dead(limit=1)
        report.doubtful(
            f"{depth.dead} updates could not be handled; the last, {last.update_id},"
            f" {last.reason} at {last.at}"
        )
    outbox = Outbox(redis)
    out = await outbox.depth()
    if out.queued:
        report.doubtful(f"{out.queued} notices wait to be told, the oldest since {out.oldest}")
    if out.due:
        report.good(f"{out.due} notices wait for their time")
    if out.dead:
        [lost] = await outbox.dead(limit=1)
        report.doubtful(
            f"{out.dead} notices could not be told; the last, {lost.id}, {lost.reason} at {lost.at}"
        )


def _backups(settings: Settings, report: Report) -> None:
    if made := backup.found(settings.data_dir):
        report.good(f"the last backup is {made[-1]}")
    else:
        report.doubtful("there is no backup yet; `python -m bot backup` makes one")
    if settings.backup_age_key is None:
        report.doubtful("backups are not encrypted: `python -m bot new-key` makes a BACKUP_KEY")


async def _trades(redis: Redis, report: Report) -> None:
    """Say what of the trade in Stars is held up."""
    ledger = Ledger(redis)
    if (why := await ledger.why_closed()) is not None:
        report.doubtful(f"no payments are taken: {why}")
    if (why := await ledger.why_stopped()) is not None:
        report.doubtful(f"payouts are stopped: {why}; `python -m bot audit` says more")
    if stars := (await Transactions(redis).drift()).stars:
        report.doubtful(f"Telegram has {stars:+d} Stars against the ledger")
