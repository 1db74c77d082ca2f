"""Notices out of the outbox, to Telegram, and only then forgotten.

At most five are on their way at once. What has to wait (for a chat's pace, for Telegram to recover)
goes back and waits in the store, so a slow chat holds up nobody. `outcome` is the one place that
knows what each failure means.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, NamedTuple

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from redis.exceptions import RedisError

from bot.backoff import Backoff
from bot.session import NotSent
from bot.tasks import end
from handlers.notices import NotYet
from storage import NotFound, moments
from storage.outbox import Entry, Outbox, Told
from storage.pace import Pace

logger = logging.getLogger(__name__)

_AT_ONCE = 5
_TAKE_MS = 500  # how long one look into the outbox lasts; what falls due waits no longer than that
_BRIEF_S = 0.25  # a wait for pace that is not worth a trip back
_LONGEST_S = 300.0  # between two tries
_FAR_TRIES = 40  # when Telegram or the way to it is at fault: three hours
_OTHER_TRIES = 20  # when another notice has to go first: an hour
_OUR_TRIES = 6  # when we are

Deliver = Callable[[str, dict[str, Any]], Awaitable[Told | None]]
"""Delivers the notice of an id; returns where it is, None if there was nothing to tell."""


class Fate(Enum):
    """What becomes of a notice that could not be delivered."""

    DELIVERED = auto()
    """It was, all the same."""
    UNWANTED = auto()
    """There is nobody to tell, or nothing any more."""
    LATER = auto()
    DEAD = auto()
    """It never can be: a person has to look."""


class Outcome(NamedTuple):
    """What follows from a failure."""

    fate: Fate
    pause_s: float = 0
    counts: bool = True
    """This was a try; it is the notice's fault, or may be."""
    to: int | None = None
    """The chat has moved there."""


def outcome(error: BaseException, tries: int) -> Outcome:
    """Return what a failure means for a notice that failed so often before."""
    match error:
        case ClientDecodeError():  # after a 200 that cannot be read
            return Outcome(Fate.DELIVERED)
        case NotFound():
            return Outcome(Fate.UNWANTED)
        case NotYet():
            return Outcome(Fate.LATER if tries < _OTHER_TRIES else Fate.UNWANTED, _pause_s(tries))
        case NotSent() | RedisError():
            return Outcome(Fate.LATER, _pause_s(tries), counts=False)
        case TelegramAPIError():
            return _of_telegram(error, tries)
    return Outcome(Fate.LATER if tries + 1 < _OUR_TRIES else Fate.DEAD, _pause_s(tries))


def _of_telegram(error: TelegramAPIError, tries: int) -> Outcome:
    match error:
        case TelegramRetryAfter():
            return Outcome(Fate.LATER, float(error.retry_after), counts=False)
        case TelegramMigrateToChat():
            return Outcome(Fate.LATER, 0, counts=False, to=error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Outcome(Fate.UNWANTED)
        case TelegramUnauthorizedError():
            return Outcome(Fate.LATER, 60, counts=False)
        case TelegramEntityTooLarge():  # a network error by its class
            return Outcome(Fate.DEAD)
        case TelegramServerError() | TelegramNetworkError():
            return Outcome(Fate.LATER if tries + 1 < _FAR_TRIES else Fate.DEAD, _pause_s(tries))
    gone = any(words in error.message.lower() for words in _NOBODY)
    return Outcome(Fate.UNWANTED if gone else Fate.DEAD)


_NOBODY = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")


def _pause_s(tries: int) -> float:
    return min(2.0 ** min(tries, 20), _LONGEST_S) * random.uniform(0.5, 1)


class Courier:
    """Delivers what is in the outbox."""

    def __init__(
        self, outbox: Outbox, pace: Pace, deliver: Deliver, *, clock: Callable[[], datetime]
    ) -> None:
        self._outbox = outbox
        self._pace = pace
        self._deliver = deliver
        self._clock = clock
        self._in_hand: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._reader: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()

    def start(self) -> None:
        self._reader = asyncio.create_task(self._read(), name="outbox reader")

    async def stop(self, *, within_s: float = 5) -> None:
        """Take no more and let what is on its way arrive; the rest is handed out again."""
        if self._reader is not None:
            await end(self._reader)
            self._reader = None
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        await end(*self._tasks)
        self._in_hand.clear()

    async def idle(self) -> None:
        """Wait until nothing is to be delivered now."""
        while not await self._outbox.empty():
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1), self._changed:
                    await self._changed.wait()

    async def _read(self) -> None:
        backoff = Backoff(first_s=0.1, longest_s=5)
        sure = False  # that we hold all that was handed out
        while True:
            try:
                if not sure:
                    await self._outbox.open()
                    self._take(await self._outbox.left())
                    sure = True
                async with self._changed:
                    await self._changed.wait_for(lambda: len(self._in_hand) < _AT_ONCE)
                await self._outbox.pump()
                room = _AT_ONCE - len(self._in_hand)
                self._take(await self._outbox.take(room, wait_ms=_TAKE_MS))
            except Exception as error:
                sure = False
                pause_s = backoff.pause()
                if backoff.failures == 1:
                    ours = None if isinstance(error, RedisError) else error
                    logger.warning("cannot read the outbox (%s); trying on", error, exc_info=ours)
                await asyncio.sleep(pause_s)
            else:
                backoff.reset()

    def _take(self, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.entry not in self._in_hand:
                self._in_hand.add(entry.entry)
                task = asyncio.create_task(self._settle(entry))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _settle(self, entry: Entry) -> None:
        """See one notice to its end, or back to where it waits."""
        try:
            await self._send(entry)
        except Exception:
            logger.exception("notice %s is left for the next start", entry.id)
        finally:
            self._in_hand.discard(entry.entry)
            async with self._changed:
                self._changed.notify_all()

    async def _send(self, entry: Entry) -> None:
        try:
            body = entry.body
            chat = int(body["to"])
            expires = body.get("expires")
        except (ValueError, KeyError, TypeError):
            await self._insist(self._outbox.bury, entry, "is no notice")
            return
        if expires is not None and moments.ms(self._clock()) > expires:
            logger.info("notice %s has expired", entry.id)
            await self._insist(self._outbox.done, entry)
            return
        try:
            if (wait_s := await self._may_send_in(chat)) > 0:
                await self._outbox.later(entry, timedelta(seconds=wait_s))
                return
            told = await self._deliver(entry.id, body)
        except Exception as error:
            await self._failed(entry, error)
        else:
            await self._insist(self._outbox.done, entry, told)

    async def _may_send_in(self, chat: int) -> float:
        """Take leave to send to a chat, or return how long that has to wait."""
        wait_s = await self._pace.wait_s(chat)
        while 0 < wait_s <= _BRIEF_S:
            await asyncio.sleep(wait_s)
            wait_s = await self._pace.wait_s(chat)
        return wait_s

    async def _failed(self, entry: Entry, error: Exception) -> None:
        fate, pause_s, counts, to = outcome(error, entry.tries)
        if isinstance(error, TelegramRetryAfter):
            await self._pace.pause(pause_s)
        match fate:
            case Fate.DELIVERED | Fate.UNWANTED:
                logger.info("notice %s: %s", entry.id, type(error).__name__)
                await self._insist(self._outbox.done, entry)
            case Fate.LATER:
                if to is not None:
                    entry = entry.addressed(to)
                known = isinstance(error, TelegramAPIError | RedisError)
                logger.warning(
                    "notice %s waits %.1f s: %s",
                    *(entry.id, pause_s, type(error).__name__),
                    exc_info=None if known else error,
                )
                pause, tries = timedelta(seconds=pause_s), entry.tries + counts
                await self._insist(lambda: self._outbox.later(entry, pause, tries=tries))
            case Fate.DEAD:
                why = getattr(error, "message", None) or type(error).__name__
                logger.error("notice %s goes to the dead letters: %s", entry.id, why)
                await self._insist(self._outbox.bury, entry, why)

    async def _insist(self, write: Callable[..., Awaitable[None]], *args: object) -> None:
        """Write to the outbox, waiting for a store that is out of reach."""
        backoff = Backoff(first_s=0.1, longest_s=5)
        while True:
            try:
                return await write(*args)
            except RedisError as error:
                pause_s = backoff.pause()
                if backoff.failures == 1:
                    logger.warning("cannot write the outbox (%s); trying on", error)
            await asyncio.sleep(pause_s)
