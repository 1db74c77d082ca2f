"""Updates out of the journal, through the dispatcher, and only then forgotten.

Updates of one chat are handled one after another, chats side by side. An update that fails is
tried again, its chat waiting; after five times it goes to the dead letters and its chat goes on.
"""

import asyncio
import json
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import nullcontext, suppress
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError
from redis.exceptions import RedisError

from bot.backoff import Backoff, is_store_away
from bot.role import Role
from bot.session import NotSent
from bot.tasks import end, is_ending
from handlers.callbacks import Pushed, Whose
from storage.journal import Entry, Journal

logger = logging.getLogger(__name__)

TRIES = 5

_PAUSES_S = (0.2, 0.5, 1.0, 2.0)  # after a failure of ours: somebody waits for an answer
_LONG_PAUSES_S = (1.0, 5.0, 15.0, 40.0)  # after one of the network or of Telegram
_EXCUSES = 20  # times "later" from Telegram or a store out of reach is not the update's fault
_PATIENCE_S = 120.0  # for one try: a handler that hangs must not hold its chat for ever
_BATCH = 100

Lane = int | str


class _Stopped(Exception):
    """The worker stops; this update stays in the journal."""


async def _nothing(update: Update) -> None:
    """Do nothing first."""


class Worker:
    """Feeds the dispatcher from the journal."""

    def __init__(
        self,
        journal: Journal,
        dispatcher: Dispatcher,
        bot: Bot,
        *,
        first: Callable[[Update], Awaitable[None]] = _nothing,
        at_once: int = 64,
        in_hand: int = 5000,
        role: Role | None = None,
    ) -> None:
        """`first`: what is done with an update before the dispatcher sees it.

        `at_once`: chats whose updates are handled side by side.

        `in_hand`: updates taken from the journal and not done; beyond it no more are taken.

        `role`: without it there is no other process.
        """
        self._journal = journal
        self._dispatcher = dispatcher
        self._bot = bot
        self._first = first
        self._slots = asyncio.Semaphore(at_once)
        self._quarantine = asyncio.Semaphore(1)
        self._limit = in_hand
        self._role = role
        self._in_hand: set[str] = set()
        self._sure = False  # that we hold all that was given to us, in order
        self._settled: set[str] | None = None  # while the reader asks what is left
        self._taken = 0
        self._lanes: dict[Lane, deque[Entry]] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self._reader: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._changed = asyncio.Condition()

    def start(self) -> None:
        self._stopping.clear()
        self._reader = asyncio.create_task(self._read(), name="journal reader")

    async def stop(self, *, within_s: float = 10) -> None:
        """Begin nothing more and let what runs finish; the rest stays in the journal."""
        self._stopping.set()
        if self._reader is not None:
            await end(self._reader)
            self._reader = None
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        late = list(self._tasks)
        if late:
            logger.warning("%d updates did not finish in time; they will be tried again", len(late))
        await end(*late)
        self._in_hand.clear()
        self._lanes.clear()

    async def idle(self) -> None:
        """Wait until everything in the journal has been handled or buried."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: not self._in_hand)
            taken = self._taken
            if await self._journal.empty():
                return
            async with self._changed:  # the reader is about to take more
                await self._changed.wait_for(lambda: self._taken != taken)  # noqa: B023

    # Reading -----------------------------------------------------------------------------------

    async def _read(self) -> None:
        backoff = Backoff(first_s=0.1, longest_s=5)
        self._sure = False
        while True:
            try:
                if self._role is not None and not self._role.held:
                    self._sure = False
                    await self._role.wait()
                if not self._sure:
                    self._sure = True
                    await self._journal.open()
                    self._settled = set()
                    left = await self._journal.left()
                    await self._take([entry for entry in left if entry.id not in self._settled])
                    self._settled = None
                async with self._changed:
                    await self._changed.wait_for(lambda: len(self._in_hand) < self._limit)
                room = min(_BATCH, self._limit - len(self._in_hand))
                await self._take(await self._journal.read(limit=room))
            except Exception as error:
                self._sure = False
                pause_s = backoff.pause()
                if backoff.failures == 1:
                    ours = None if isinstance(error, RedisError) else error
                    logger.warning("cannot read the journal (%s); trying on", error, exc_info=ours)
                await asyncio.sleep(pause_s)
            else:
                if backoff.failures:
                    logger.info("reading the journal again")
                backoff.reset()

    async def _take(self, entries: list[Entry]) -> None:
        if not self._sure:  # something older was let go: these come again with it, behind it
            return
        for entry in entries:
            if entry.id in self._in_hand:
                continue
            self._in_hand.add(entry.id)
            self._taken += 1
            lane = lane_of(entry.raw)
            if lane is None:
                self._spawn(self._settle(entry, None))
            elif lane in self._lanes:
                self._lanes[lane].append(entry)
            else:
                self._lanes[lane] = deque([entry])
                self._spawn(self._walk(lane))
        async with self._changed:
            self._changed.notify_all()

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _walk(self, lane: Lane) -> None:
        """Handle the updates of one chat, in order, until none is left or may begin."""
        waiting = self._lanes[lane]
        try:
            while waiting and await self._settle(waiting.popleft(), self._slots):
                pass
        finally:
            del self._lanes[lane]
            await self._let_go(*waiting)

    # Handling ----------------------------------------------------------------------------------

    async def _settle(self, entry: Entry, slots: asyncio.Semaphore | None) -> bool:
        """See one update to its end: done, or among the dead letters; False: it may not begin."""
        try:
            wrong = await self._handle(entry, slots)
            if wrong is None:
                await self._insist(self._journal.done, entry.id)
            else:
                logger.error("update %d goes to the dead letters: %s", entry.update_id, wrong)
                await self._insist(self._journal.bury, entry.id, wrong)
        except _Stopped:
            self._sure = False  # that the role was lost for a moment need not be seen elsewhere
            return False
        except Exception:
            logger.exception("update %d is left for the next start", entry.update_id)
        finally:
            await self._let_go(entry)
        return True

    async def _let_go(self, *entries: Entry) -> None:
        ids = {entry.id for entry in entries}
        self._in_hand -= ids
        if self._settled is not None:
            self._settled |= ids
        async with self._changed:
            self._changed.notify_all()

    async def _handle(self, entry: Entry, slots: asyncio.Semaphore | None) -> str | None:
        """Return None when the update is handled, else why it cannot be."""
        try:
            update = parsed(entry.raw, self._bot)
            _ = update.event_type
        except ValidationError as error:
            return f"cannot be parsed: {_places(error)}"
        except (ValueError, RecursionError):
            return "cannot be parsed: it is no JSON"
        except UpdateTypeLookupError:
            return "is of a kind unknown to this release"
        return await self._try(entry, update, slots)

    async def _try(
        self, entry: Entry, update: Update, slots: asyncio.Semaphore | None
    ) -> str | None:
        wrong = "the bot died of it, time and again"
        tries, failures, excuses = entry.tries, entry.tries, 0
        while tries < TRIES:
            try:
                await self._once(entry, update, slots, tries)
            except _Stopped:
                raise
            except (Exception, asyncio.CancelledError) as error:
                if isinstance(error, asyncio.CancelledError) and is_ending():
                    raise
                if _is_spent(error, update):
                    logger.warning("update %d: %s", entry.update_id, type(error).__name__)
                    return None
                if excuses < _EXCUSES and _is_excused(error):
                    excuses += 1
                    if entry.again:  # nobody died of it
                        await self._insist(self._journal.tried, entry.id, tries)
                    await self._pause(_pause_s(error, excuses))
                    continue
                tries = max(tries + 1, _spared(error))
                failures += 1
                wrong = f"failed {failures} times, with {type(error).__name__}"
                await self._failed(entry, error, tries, _pause_s(error, failures), wrong)
            else:
                return None
        if (
            update.pre_checkout_query is not None
        ):  # long since declined by Telegram: nothing is left
            logger.warning("update %d is given up: %s", entry.update_id, wrong)
            return None
        return wrong

    async def _once(
        self, entry: Entry, update: Update, slots: asyncio.Semaphore | None, tries: int
    ) -> None:
        # The bot may have died of this update. So its try counts before it begins, and from
        # the second death on it runs alone, lest the innocent beside it be counted too.
        alone = self._quarantine if entry.again and tries else nullcontext()
        async with alone, slots or nullcontext(), asyncio.timeout(_PATIENCE_S):
            if not self._may_begin():  # any more: this has waited for its turn
                raise _Stopped
            if entry.again:
                await self._insist(self._journal.tried, entry.id, tries + 1)
            await self._feed(update, attempt=tries + 1)

    def _may_begin(self) -> bool:
        return not self._stopping.is_set() and (self._role is None or self._role.held)

    async def _failed(
        self, entry: Entry, error: BaseException, tries: int, pause_s: float, wrong: str
    ) -> None:
        """Tell and remember it, and wait before the next try."""
        told = tries not in (1, TRIES)
        logger.warning("update %d %s", entry.update_id, wrong, exc_info=None if told else error)
        if not entry.again:
            await self._insist(self._journal.tried, entry.id, tries)
        if tries < TRIES:
            await self._pause(pause_s)

    async def _feed(self, update: Update, *, attempt: int) -> None:
        await self._first(update)
        answer = await self._dispatcher.feed_update(
            self._bot, update, attempt=attempt, last=attempt >= TRIES
        )
        if isinstance(answer, TelegramMethod):
            await self._bot(answer)

    async def _insist(self, write: Callable[..., Awaitable[None]], *args: object) -> None:
        """Write to the journal, waiting for a store that is out of reach."""
        backoff = Backoff(first_s=0.1, longest_s=5)
        while True:
            try:
                return await write(*args)
            except RedisError as error:
                pause_s = backoff.pause()
                if backoff.failures == 1:
                    logger.warning("cannot write the journal (%s); trying on", error)
            await self._pause(pause_s)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
            raise _Stopped


_MARKED = re.compile(rf'"callback_data": ?"(?:{Pushed.__prefix__}|{Whose.__prefix__}):')


def parsed(raw: str, bot: Bot) -> Update:
    """Return the update as a model, without the keyboard that a pressed button is part of.

    Half of the time would go into that keyboard, and a button says all by its own data. Only that
    with a mark is kept: it says to which campaign a press belongs, or which artist's page it is
    about when their manager presses.

    Raises:
        ValueError: it is no JSON, no update (a ValidationError), or holds half of an emoji.
    """
    update = json.loads(raw)
    if "\\ud" in raw:  # an escape that stands for half of one; nothing can store it alone
        json.dumps(update, ensure_ascii=False).encode()
    if not _MARKED.search(raw):
        with suppress(AttributeError, KeyError, TypeError):  # no button, or one that will not parse
            update["callback_query"]["message"].pop("reply_markup", None)
    return Update.model_validate(update, context={"bot": bot})


def lane_of(raw: str) -> Lane | None:
    """Return what an update must wait behind: its chat, else its person, else its kind.

    None: it must wait for nothing. A payment is off if it is not confirmed within ten seconds.
    """
    try:
        update = json.loads(raw)
        [(kind, event)] = [(name, event) for name, event in update.items() if name != "update_id"]
        if kind == "pre_checkout_query":
            return None
        if kind == "inline_query":
            return f"inline {event['from']['id']}"
        chat = event.get("chat") or (event.get("message") or {}).get("chat")
        whose = chat or event.get("from") or event.get("user") or event.get("voter_chat")
        return int(whose["id"]) if whose else str(kind)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return "unknown"  # it will not parse


def _is_spent(error: BaseException, update: Update) -> bool:
    """Tell whether trying again would do harm or no good.

    An answer that cannot be read came after the deed: again would be twice. What is typed into
    inline mode is stale in a moment, and typed on.
    """
    return isinstance(error, ClientDecodeError) or (
        update.inline_query is not None and not _is_excused(error)
    )


def _spared(error: BaseException) -> int:
    """Return how many tries an error makes pointless, so that one is left.

    What Telegram refuses, it refuses again. What may have reached it is done twice at the most.
    """
    refused = isinstance(error, TelegramBadRequest | TelegramNetworkError | TelegramServerError)
    return TRIES - 1 if refused else 0


def _is_excused(error: BaseException) -> bool:
    """Tell whether trying again later will do, whatever the update."""
    return isinstance(error, TelegramRetryAfter | NotSent) or is_store_away(error)


def _pause_s(error: BaseException, time: int) -> float:
    """Return how long to wait after the first, second, … time."""
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    far = isinstance(error, (TelegramNetworkError, TelegramServerError))
    pauses = _LONG_PAUSES_S if far else _PAUSES_S
    return pauses[min(time, len(pauses)) - 1]


def _places(error: ValidationError) -> str:
    """Say what did not fit where, and nothing of what was written there."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))} {one['type']}" for one in found[:3])
