"""The composition root: the one place that knows every part and joins them."""

import asyncio
import gc
import logging
import os
import secrets
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Self

from aiogram import Bot, Dispatcher
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, ResponseError
from redis.exceptions import ConnectionError as StoreDown
from redis.exceptions import TimeoutError as StoreSlow

import handlers
from bot import backup, health, jobs
from bot.api import count_refusals, create_bot, insist
from bot.backoff import Backoff
from bot.courier import Courier
from bot.errors import CannotRun
from bot.intake import Intake, Polling, Webhook
from bot.reconcile import reconcile
from bot.role import Role
from bot.schedule import Schedule
from bot.settings import Settings
from bot.tasks import end
from bot.till import Till
from bot.worker import Worker
from handlers import payments
from handlers.cities import town_of
from handlers.house import House, Workings
from handlers.notices import Post
from handlers.person import Introduce
from handlers.texts import Library
from storage import (
    FRIDAY,
    MONDAY,
    Agenda,
    Albums,
    Attendance,
    Audience,
    Audit,
    Baggage,
    Campaigns,
    Cases,
    Cashier,
    Chats,
    Choices,
    Comments,
    Counters,
    Deeds,
    Digests,
    Discovery,
    Drafts,
    Encores,
    Fans,
    Forms,
    Gate,
    Giving,
    Holdings,
    Intents,
    Leaving,
    Ledger,
    Managers,
    Outbox,
    People,
    Posts,
    Records,
    Releases,
    Removals,
    Reports,
    Returning,
    Search,
    Segments,
    Signer,
    Sounds,
    Sources,
    Standing,
    Statistics,
    Teasers,
    Towns,
    Transactions,
)
from storage.journal import Journal
from storage.leases import Jobs, Lease
from storage.pace import Pace
from storage.server import EmbeddedServer, connect, problems
from storage.upgrades import upgrade

logger = logging.getLogger(__name__)

_FOLD_EVERY_S = 30  # another reader of the store may be a minute behind
_FOLD_AT_ONCE = 200
_FEED_EVERY_S = 1
_BACKUP_AT = time(3)  # of the day in UTC
_AWAY_EVERY_S = 60
_AWAY_AT_ONCE = 100
_PLACE_EVERY_S = 2
_PLACE_AT_ONCE = 500
_DIGESTS_EVERY_S = 20
_REPORT_EVERY_S = 2
_LOOK_EVERY_S = 2
_OLD_STARS_EVERY_S = 3600  # a day would do; a bot that is started daily would never come to it
_RECONCILE_EVERY_S = 300
_AUDIT_EVERY_S = 3600
_ROLE_LASTS = timedelta(seconds=5)  # what a killed process did stands still for that long
_JOB_LASTS = timedelta(seconds=30)
_FINISH_S = 8  # for handlers that run
_APART_S = 5  # between two clocks of which neither is wrong
_REACH_S = 10  # for Telegram to answer when nothing is asked of it
_CHECK_CHATS_EVERY_S = 600
_RISE_EVERY_S = 600
_LET_GO_EVERY_S = 60
_UPGRADE_EVERY_S = 600  # there is something to do only after the first start of a release


def utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the one clock; everything else takes `now`


def warm() -> None:
    """Load what somebody would wait for.

    What is loaded stays: to look through it for garbage again and again would halt everybody.
    """
    handlers.warm()
    gc.freeze()


def open_house(redis: Redis, settings: Settings, library: Library) -> House:
    """Return the operator's side: who signs and books, and at which prices."""
    signer = Signer(settings.signing_keys)
    admins = frozenset(map(str, settings.admin_ids))
    nobody = library[settings.default_language].plain("somebody")
    return House(
        signer=signer,
        cashier=Cashier(redis, signer, admins=admins, nobody=nobody),
        admins=admins,
        packs=settings.coin_packs,
        rewards=settings.coin_rewards,
        promotion_coins=settings.promotion_coins,
        payout_stars=settings.payout_min_stars,
        takedowns=settings.takedowns_to_block,
        workings=Workings(
            journal=Journal(redis),
            pace=Pace(redis),
            jobs=Jobs(redis, lasts=_JOB_LASTS),
            transactions=Transactions(redis),
        ),
    )


def storage_parts(redis: Redis, house: House) -> dict[str, Any]:
    """Return the parts of a `Desk` that live as long as the program, by name."""
    returning = Returning(redis, house.signer)
    return {
        "records": Records(redis),
        "drafts": Drafts(redis),
        "counters": Counters(redis),
        "audience": Audience(redis),
        "people": People(redis),
        "forms": Forms(redis),
        "search": Search(redis),
        "ledger": Ledger(redis),
        "giving": Giving(redis),
        "outbox": Outbox(redis),
        "intents": Intents(redis),
        "house": house,
        "cases": Cases(redis),
        "campaigns": Campaigns(redis),
        "gate": Gate(redis),
        "choices": Choices(redis),
        "digests": Digests(redis),
        "releases": Releases(redis),
        "attendance": Attendance(redis),
        "agenda": Agenda(redis),
        "encores": Encores(redis),
        "towns": Towns(redis),
        "chats": Chats(redis),
        "posts": Posts(redis),
        "managers": Managers(redis),
        "deeds": Deeds(redis),
        "sources": Sources(redis),
        "discovery": Discovery(redis),
        "segments": Segments(redis),
        "fans": Fans(redis),
        "comments": Comments(redis),
        "reports": Reports(redis),
        "removals": Removals(redis),
        "standing": Standing(redis),
        "statistics": Statistics(redis),
        "albums": Albums(redis),
        "sounds": Sounds(redis),
        "baggage": Baggage(redis),
        "teasers": Teasers(redis),
        "holdings": Holdings(redis),
        "leaving": Leaving(redis, returning),
        "returning": returning,
    }


def create_dispatcher(parts: Mapping[str, Any], library: Library) -> Dispatcher:
    """Return the dispatcher with everything handlers may ask for by name.

    What is here lives as long as the program; `Introduce` makes what belongs to one update.
    tests/bot/test_wiring.py checks that no handler asks for more.
    """
    dispatcher = Dispatcher(disable_fsm=True, **parts)
    dispatcher.update.outer_middleware(payments.InTime(library))
    dispatcher.update.outer_middleware(Introduce(library, now=utc_now))
    dispatcher.include_router(handlers.setup())
    return dispatcher


class App:
    """The bot, running.

    `start` and `stop` for a program that has more to do, a test for one; `run` for ours.
    """

    bot: Bot
    journal: Journal
    redis: Redis
    courier: Courier
    worker: Worker
    intake: Intake

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._parts = AsyncExitStack()
        self._taking: asyncio.Task[None] | None = None
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        """Of this process among those on the store."""

    async def start(self) -> None:
        """Start everything; return when updates are being taken.

        Raises:
            CannotRun: the settings, the token or the store will not do.
            ServerError: our own store does not start.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> None:
        settings, parts = self.settings, self._parts
        waiting = await self._open_store()
        await upgrade(self.redis, self.name, now=utc_now(), wholly=False)
        self.journal = Journal(self.redis, waiting)
        await self.journal.open()

        self.bot = create_bot(settings)
        count_refusals(self.bot, Pace(self.redis))
        parts.push_async_callback(self.bot.session.close)
        me = await insist(self.bot.me, to="reach Telegram")
        library = Library(settings.default_language)
        await self._introduce_commands(library)

        schedule = self._schedule = Schedule(Jobs(self.redis, self.name, lasts=_JOB_LASTS))
        schedule.each(health.BEAT_EVERY_S, self._beat, name="heartbeat")
        schedule.every(_FOLD_EVERY_S, self._fold, name="fold counters")
        schedule.each(_FEED_EVERY_S, self._feed, name="feed campaigns")
        schedule.each(_REPORT_EVERY_S, self._report, name="report on campaigns")
        schedule.every(_AWAY_EVERY_S, self._note_away, name="note who is away")
        schedule.every(_PLACE_EVERY_S, self._place_fans, name="place fans", at_once=True)
        schedule.every(_DIGESTS_EVERY_S, self._send_digests, name="send digests")
        schedule.every(_LOOK_EVERY_S, self._look, name="look at concerts", at_once=True)
        schedule.every(_OLD_STARS_EVERY_S, self._warn_of_old_stars, name="warn of old Stars")
        if settings.redis_url is None:
            schedule.daily(_BACKUP_AT, self._back_up, name="copy the store")
        schedule.every(_CHECK_CHATS_EVERY_S, self._check_chats, name="check chats")
        schedule.every(_LET_GO_EVERY_S, self._let_go, name="let people go")
        schedule.every(_UPGRADE_EVERY_S, self._upgrade, name="bring the store up", at_once=True)
        schedule.every(_RISE_EVERY_S, self._rise, name="see who rises", at_once=True)
        schedule.start()
        parts.push_async_callback(schedule.stop)
        parts.callback(health.rest, settings.data_dir)
        await self._beat()

        house = open_house(self.redis, settings, library)
        desk_parts = storage_parts(self.redis, house)
        self._cashier = house.cashier
        self._leaving = desk_parts["leaving"]
        schedule.every(_RECONCILE_EVERY_S, self.reconcile, name="reconcile", at_once=True)
        schedule.every(_AUDIT_EVERY_S, self._audit, name="audit")
        schedule.every(_AUDIT_EVERY_S, self._ask_again, name="ask again")
        post = Post(self.bot, library, desk_parts, username=me.username or "", now=utc_now)
        courier, worker = await self._role("courier"), await self._role("worker")
        self.courier = Courier(
            Outbox(self.redis, waiting, lease=courier.lease),
            Pace(self.redis),
            post.deliver,
            judge=post.judge,
            clock=utc_now,
            reach=partial(self.bot.get_me, request_timeout=_REACH_S),
            role=courier,
        )
        self.worker = Worker(
            self.journal,
            create_dispatcher(desk_parts, library),
            self.bot,
            first=Till(house.cashier).book,
            role=worker,
        )
        self.courier.start()
        self.worker.start()
        parts.push_async_callback(self._finish)

        late = partial(payments.decline, self.bot, library)
        allowed = handlers.ALLOWED_UPDATES
        if settings.webhook_url:
            self.intake = Webhook(self.bot, self.journal, allowed, settings, late=late)
        else:
            self.intake = Polling(self.bot, self.journal, allowed, late=late)
        parts.push_async_callback(self.intake.stop)
        await self.intake.start()
        self._taking = asyncio.create_task(self.intake.run(), name="intake")
        parts.push_async_callback(self._take_no_more)
        logger.info("@%s is running", me.username)

    async def stop(self) -> None:
        """Take no more updates, finish what runs within ten seconds, leave the rest on disk."""
        await self._parts.aclose()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def run(self) -> None:
        """Run until SIGTERM or Ctrl-C.

        Raises:
            CannotRun: Telegram does not accept the token any more.
        """
        assert self._taking is not None
        told = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, told.set)
        gc.collect()
        gc.freeze()  # what was loaded to start
        warming = asyncio.create_task(asyncio.to_thread(warm))
        stopping = asyncio.create_task(told.wait())
        try:
            await asyncio.wait({stopping, self._taking}, return_when=asyncio.FIRST_COMPLETED)
            if not told.is_set():
                await self._taking
        finally:
            await end(warming, stopping)
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)  # a second Ctrl-C does not wait
        logger.info("stopping")

    async def _open_store(self) -> Redis:
        """Open the store; return the client for reads that wait in it."""
        settings = self.settings
        if settings.redis_url is None:
            self.name = "own"  # nobody else is on it, so a killed one need not be waited for
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise CannotRun(
                f"DATA_DIR {settings.data_dir} is no folder to keep things in: {error.strerror}"
            ) from error
        if settings.redis_url:
            url = settings.redis_url.get_secret_value()
        else:
            server = await self._parts.enter_async_context(EmbeddedServer(settings.data_dir))
            url = server.url
        self.redis = await self._parts.enter_async_context(connect(url))
        waiting = await self._parts.enter_async_context(connect(url, blocking=True))
        wrong = await self._examine()
        if wrong and settings.redis_url is None:
            raise CannotRun(*wrong)
        seconds, _ = await self.redis.time()
        if abs(apart_s := utc_now().timestamp() - seconds) > _APART_S:
            # what expires does by our clock, what is due by the store's
            wrong.append(f"its clock and ours are {abs(apart_s):.0f} s apart: set both by NTP")
        for line in wrong:
            logger.warning("the store at REDIS_URL: %s", line)
        return waiting

    async def _examine(self) -> list[str]:
        """Return what is wrong with the store, once it can be reached."""
        backoff = Backoff(longest_s=5)
        while True:
            try:
                return await problems(self.redis)
            except ResponseError as error:
                raise CannotRun(f"the store at REDIS_URL refuses us: {error}") from error
            except (StoreDown, StoreSlow) as error:
                if isinstance(error, AuthenticationError) or "DB index" in str(error):
                    raise CannotRun(f"the store at REDIS_URL refuses us: {error}") from error
                pause_s = backoff.pause()
                if backoff.failures == 1:
                    logger.warning("cannot reach the store (%s); trying on", error)
                await asyncio.sleep(pause_s)

    async def _introduce_commands(self, library: Library) -> None:
        """Tell Telegram the menu of commands; the bot runs without it too."""
        try:
            for menu in handlers.commands(library):
                await self.bot(menu)
        except (TelegramAPIError, ClientDecodeError) as error:
            logger.warning("the menu of commands stays as it was: %s", error)

    async def _role(self, name: str) -> Role:
        role = Role(Lease(self.redis, name, self.name, lasts=_ROLE_LASTS))
        await role.start()
        self._parts.push_async_callback(role.stop)
        return role

    async def _finish(self) -> None:
        await asyncio.gather(
            self.worker.stop(within_s=_FINISH_S), self.courier.stop(), self._schedule.stop()
        )

    async def _take_no_more(self) -> None:
        if self._taking is not None:
            await end(self._taking)

    async def _beat(self) -> None:
        await self.redis.ping()
        health.beat(self.settings.data_dir)

    async def _warn_of_old_stars(self) -> None:
        parts = Ledger(self.redis), Giving(self.redis), Outbox(self.redis)
        await jobs.warn_of_old_stars(*parts, now=utc_now())

    async def _check_chats(self) -> None:
        await jobs.check_chats(Chats(self.redis), Outbox(self.redis), now=utc_now())

    async def _fold(self) -> None:
        counters = Counters(self.redis)
        while await counters.fold(now=utc_now(), limit=_FOLD_AT_ONCE) == _FOLD_AT_ONCE:
            pass

    async def _back_up(self) -> str:
        settings = self.settings
        key, days = settings.backup_age_key, settings.backup_days
        made = await backup.make(self.redis, settings.data_dir, now=utc_now(), key=key, days=days)
        if key is None:
            logger.warning("%s is not encrypted: BACKUP_KEY is not set", made.path.name)
        if made.audit is not None and not made.audit.ok:
            logger.error("the ledger in %s does not add up", made.path.name)
        return made.path.name

    async def _note_away(self) -> None:
        audience = Audience(self.redis)
        while await audience.note_turned(limit=_AWAY_AT_ONCE) == _AWAY_AT_ONCE:
            pass

    async def _place_fans(self) -> None:
        segments, fans = Segments(self.redis), Fans(self.redis)
        await segments.take_old(limit=_PLACE_AT_ONCE)  # some with each tick: taps must not wait
        while await segments.place(town_of, now=utc_now(), limit=_PLACE_AT_ONCE) == _PLACE_AT_ONCE:
            pass
        while await fans.fade(now=utc_now()):
            pass

    async def _feed(self) -> None:
        campaigns = Campaigns(self.redis)
        while await campaigns.feed(now=utc_now()):
            pass

    async def _send_digests(self) -> None:
        digests, outbox = Digests(self.redis), Outbox(self.redis)
        for digest in (MONDAY, FRIDAY):
            await jobs.send_digests(digests, outbox, digest, now=utc_now())

    async def _report(self) -> None:
        await jobs.report(Campaigns(self.redis), Outbox(self.redis), now=utc_now())

    async def _look(self) -> None:
        agenda = Agenda(self.redis)
        while await agenda.look(now=utc_now()):
            pass

    async def _upgrade(self) -> None:
        await upgrade(self.redis, self.name, now=utc_now())

    async def _rise(self) -> None:
        await Discovery(self.redis).rise(now=utc_now())

    async def _let_go(self) -> None:
        await jobs.let_go(self._leaving, Giving(self.redis), now=utc_now())

    async def reconcile(self) -> None:
        ledger, transactions = Ledger(self.redis), Transactions(self.redis)
        await reconcile(self.bot, self._cashier, ledger, transactions, now=utc_now())

    async def _ask_again(self) -> None:
        await jobs.ask_again(Ledger(self.redis), self._cashier, now=utc_now())
        await jobs.stop_again(self._cashier, now=utc_now())

    async def audit(self) -> Audit:
        return await jobs.audit(Ledger(self.redis), self._cashier)

    async def _audit(self) -> str:
        """Return in how many places the ledger does not add up."""
        return str((await self.audit()).violated)
