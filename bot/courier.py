"""Notices out of the outbox, to Telegram, and only then forgotten.

At most five are on their way at once, four of them news and reminders. What has to wait (for a
chat's pace, for Telegram to recover) goes back and waits in the store, so a slow chat holds up
nobody; only what nobody may do anyway, as when Telegram asks for a pause, is waited for here.
`outcome` is the one place that knows what each failure means. Of several processes one delivers.
"""

import asyncio
import logging
import random
import re
from collections.abc import Awaitable, Callable
from contextlib import nullcontext, suppress
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
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from redis.exceptions import RedisError

from bot.backoff import Backoff, is_store_away
from bot.role import Role
from bot.session import NoAnswer, NotSent
from bot.tasks import end, is_ending
from handlers.errors import NotYet, Unclear
from storage import NotFound, moments
from storage.gate import OPEN, Verdict
from storage.outbox import BULK, NEWS, Entry, Outbox, Promo, Told
from storage.pace import BRIEF_S, Pace

logger = logging.getLogger(__name__)

_AT_ONCE = 5
_BULK_AT_ONCE = 4  # however slow Telegram is with news, money finds a way
_TAKE_MS = 500  # how long one look into the outbox lasts; what falls due waits no longer than that
_LOOK_S = 0.5  # while Telegram wants a pause, whether an admin has stopped all
_STALE_S = 10.0  # after a pause so long, what somebody wants may be another thing
_AFTER_ANOTHER = timedelta(seconds=1)
_GLANCE_S = 0.05  # the same beside a broadcast, of which no more may be taken
_LONGEST_S = 300.0  # between two tries
_FAR_TRIES = 40  # when Telegram or the way to it is at fault: three hours
_OTHER_TRIES = 20  # when another notice has to go first: an hour
_OUR_TRIES = 6  # when we are
_DEATHS = 5  # of the bot, with a notice on its way each time
_DOUBT = "doubt"  # in a body: it was sent, and no answer came

_NEVER = 2**63
_CHAT = re.compile(r"-?[1-9][0-9]{0,18}", re.ASCII)  # others are the web product's, or nobody's

Deliver = Callable[[str, dict[str, Any]], Awaitable[Told | None]]
"""Delivers the notice of an id; returns where it is, None if there was nothing to tell."""

Judge = Callable[[dict[str, Any]], Awaitable[Verdict]]
"""Tells whether whoever a notice is for wants it, and when."""

Reach = Callable[[], Awaitable[object]]
"""Asks Telegram for something that changes nothing."""


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
    doubtful: bool = False
    """It may have been told by this."""


def outcome(error: BaseException, tries: int, urgency: str) -> Outcome:
    """Return what a failure means for a notice that failed so often before."""
    match error:
        case ClientDecodeError():  # after a 200 that cannot be read
            return Outcome(Fate.DELIVERED)
        case NotFound():
            return Outcome(Fate.UNWANTED)
        case NotYet():
            return Outcome(Fate.LATER if tries < _OTHER_TRIES else Fate.UNWANTED, _pause_s(tries))
        case Unclear():
            return Outcome(Fate.LATER if tries + 1 < _FAR_TRIES else Fate.DEAD, _pause_s(tries))
        case NotSent():
            return Outcome(Fate.LATER, _pause_s(tries), counts=False)
        case TelegramAPIError():
            return _of_telegram(error, tries, urgency)
    if is_store_away(error):
        return Outcome(Fate.LATER, _pause_s(tries), counts=False)
    return Outcome(Fate.LATER if tries + 1 < _OUR_TRIES else Fate.DEAD, _pause_s(tries))


def _of_telegram(error: TelegramAPIError, tries: int, urgency: str) -> Outcome:
    match error:
        case TelegramRetryAfter():
            return Outcome(Fate.LATER, float(error.retry_after), counts=False)
        case TelegramMigrateToChat():
            return Outcome(Fate.LATER, 0, counts=False, to=error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Outcome(Fate.UNWANTED)
        case TelegramUnauthorizedError() | TelegramNotFound():  # of the token, or of the server
            return Outcome(Fate.LATER, 60, counts=False)
        case TelegramEntityTooLarge():  # a network error by its class
            return Outcome(Fate.DEAD)
        case TelegramServerError() | TelegramNetworkError():  # it may have arrived
            if urgency == NEWS:  # rather never than twice
                return Outcome(Fate.DELIVERED)
            fate = Fate.LATER if tries + 1 < _FAR_TRIES else Fate.DEAD  # rather twice than never
            return Outcome(fate, _pause_s(tries), doubtful=_may_have_told(error))
    gone = any(words in error.message.lower() for words in _NOBODY)
    return Outcome(Fate.UNWANTED if gone else Fate.DEAD)


def _may_have_told(error: TelegramAPIError) -> bool:
    """Tell whether somebody may have got a message of which no answer came.

    What else there is, an edit or a refund, may be done again and again.
    """
    lost = isinstance(error, NoAnswer | TelegramNetworkError)
    return lost and error.method.__api_method__.startswith(("send", "copy", "forward"))


_NOBODY = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "group chat was deactivated",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)
"""What Telegram says where nobody is, or nobody may be told by us any more."""


def _pause_s(tries: int) -> float:
    return min(2.0 ** min(tries, 20), _LONGEST_S) * random.uniform(0.5, 1)


def _quietly(body: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    return body | {"silent": True} if verdict.silent else body


def _became(fate: Fate, error: Exception) -> str:
    """Return what a campaign counts a notice as that will not be tried again."""
    if fate is Fate.DELIVERED:
        return "sent" if isinstance(error, ClientDecodeError) else "unclear"
    return "blocked" if isinstance(error, TelegramAPIError) else "moot"


class _Stopped(Exception):
    """The courier stops; this notice is handed out again at the next start."""


class Courier:
    """Delivers what is in the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        pace: Pace,
        deliver: Deliver,
        *,
        judge: Judge,
        clock: Callable[[], datetime],
        reach: Reach,
        role: Role | None = None,
    ) -> None:
        """`role`: without it there is no other process."""
        self._outbox = outbox
        self._pace = pace
        self._deliver = deliver
        self._judge = judge
        self._clock = clock
        self._reach = reach
        self._role = role
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._quarantine = asyncio.Semaphore(1)
        self._is_away = False  # Telegram, or the way to it
        self._in_hand: set[tuple[str, str]] = set()
        self._promos: set[Promo] = set()  # on their way: nothing says yet that they were sent
        self._sure = False  # that we hold all that was handed out
        self._settled: set[tuple[str, str]] | None = None  # while the reader asks what is left
        self._tasks: set[asyncio.Task[None]] = set()
        self._reader: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._changed = asyncio.Condition()

    def start(self) -> None:
        self._stopping.clear()
        self._reader = asyncio.create_task(self._read(), name="outbox reader")

    async def stop(self, *, within_s: float = 5) -> None:
        """Begin nothing more and let what is on its way arrive; the rest is handed out again."""
        self._stopping.set()
        if self._reader is not None:
            await end(self._reader)
            self._reader = None
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        await end(*self._tasks)
        self._in_hand.clear()

    async def idle(self) -> None:
        """Wait until nothing is to be delivered now, by whichever process."""
        while not await self._outbox.empty():
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1), self._changed:
                    await self._changed.wait()

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
                    await self._outbox.open()
                    self._settled = set()
                    left = await self._outbox.left()
                    self._take([entry for entry in left if entry.place not in self._settled])
                    self._settled = None
                async with self._changed:
                    await self._changed.wait_for(lambda: len(self._in_hand) < _AT_ONCE)
                await self._outbox.pump()
                await self._fetch()
            except Exception as error:
                self._sure = False
                pause_s = backoff.pause()
                if backoff.failures == 1:
                    ours = None if isinstance(error, RedisError) else error
                    logger.warning("cannot read the outbox (%s); trying on", error, exc_info=ours)
                await asyncio.sleep(pause_s)
            else:
                if backoff.failures:
                    logger.info("reading the outbox again")
                backoff.reset()

    async def _fetch(self) -> None:
        """Take what there is room for; if there is nothing, wait a while for something."""
        room, bulk = _AT_ONCE - len(self._in_hand), self._room_for_bulk()
        entries = await self._outbox.take(room, bulk=bulk, wait_ms=_TAKE_MS if bulk else 0)
        self._take(entries)
        if not entries and not bulk:  # more of a broadcast may go on as soon as one of it has
            with suppress(TimeoutError):
                async with asyncio.timeout(_GLANCE_S), self._changed:
                    await self._changed.wait_for(self._room_for_bulk)

    def _room_for_bulk(self) -> int:
        bulk = sum(urgency in BULK for urgency, _ in self._in_hand)
        return max(_BULK_AT_ONCE - bulk, 0)

    def _take(self, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.place not in self._in_hand:
                self._in_hand.add(entry.place)
                task = asyncio.create_task(self._settle(entry))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    # Delivering --------------------------------------------------------------------------------

    async def _settle(self, entry: Entry) -> None:
        """See one notice to its end, or back to where it waits."""
        # The bot may have died of it: alone, it takes no innocent with it.
        alone = self._quarantine if entry.begun else nullcontext()
        try:
            async with self._slots, alone:  # what was left may be more than can go out at once
                await self._send(entry)
        except _Stopped:
            self._sure = False  # that the role was lost for a moment need not be seen elsewhere
        except asyncio.CancelledError:
            if not is_ending():  # what it waited for was cut off: as if the bot had died of it
                self._sure = False
                return
            with suppress(RedisError):
                await self._outbox.spare(entry)
            raise
        except Exception:
            logger.exception("notice %s is left for the next start", entry.id)
        finally:
            self._in_hand.discard(entry.place)
            if self._settled is not None:
                self._settled.add(entry.place)
            async with self._changed:
                self._changed.notify_all()

    def _may_send(self) -> bool:
        return not self._stopping.is_set() and (self._role is None or self._role.held)

    async def _send(self, entry: Entry) -> None:
        if not self._may_send():
            raise _Stopped
        try:
            body = entry.body
            to, expires = str(body["to"]), int(body.get("expires") or _NEVER)
            paces = int(body.get("paces") or 0)  # where there is no chat to wait for
            doubt = bool(body.pop(_DOUBT, False))
        except (ValueError, KeyError, TypeError):
            await self._insist(self._outbox.bury, entry, "is no notice")
            return
        if entry.begun >= _DEATHS:
            logger.error("notice %s goes to the dead letters: the bot died of it", entry.id)
            await self._insist(self._outbox.bury, entry, "the bot died of it, time and again")
            return
        if not _CHAT.fullmatch(to):
            logger.info("notice %s is for %s, who is not at Telegram", entry.id, to)
            await self._insist(self._finish, entry, None, "moot")
            return
        now = self._clock()
        if moments.ms(now) > expires:
            logger.info("notice %s has expired", entry.id)
            await self._insist(self._finish, entry, None, "expired")
            return
        try:
            verdict = await self._judge(body)
        except Exception as error:
            await self._failed(entry, int(to), error, OPEN)
            return
        promo = verdict.counts
        if promo in self._promos:  # the one before may be all that may be sent: ask again after it
            await self._insist(self._outbox.later, entry, _AFTER_ANOTHER)
            return
        if promo is not None:
            self._promos.add(promo)
        try:
            await self._send_judged(entry, body, verdict, paces or int(to), now, doubt=doubt)
        finally:
            if promo is not None:
                self._promos.discard(promo)

    async def _send_judged(
        self,
        entry: Entry,
        body: dict[str, Any],
        verdict: Verdict,
        paces: int,
        now: datetime,
        *,
        doubt: bool,
    ) -> None:
        try:
            if entry.begun and entry.campaign and entry.urgency == NEWS and not verdict.drop:
                logger.info("notice %s may have been told by a bot that died", entry.id)
                await self._insist(self._finish, entry, None, "unclear", verdict.counts)
                return
            pause = await self._pause_before(verdict, entry, paces, now)
            if pause is not None:
                await self._outbox.later(entry, pause)
                return
            told = None
            if not verdict.drop:
                if doubt:  # while Telegram does not answer, it would be lost like the first time
                    await self._reach()
                if not await self._outbox.begin(entry):  # another courier has settled it
                    return
                entry = entry._replace(begun=0)  # if this try ends, the bot does not die of it
                told = await self._deliver(entry.id, _quietly(body, verdict))
        except _Stopped:
            raise
        except Exception as error:
            await self._failed(entry, int(body["to"]), error, verdict)
        else:
            if self._is_away:
                self._is_away = False
                logger.info("Telegram is there again")
            became = verdict.drop or ("moot" if told is None else "sent")
            await self._insist(self._finish, entry, told, became, verdict.counts)

    async def _pause_before(
        self, verdict: Verdict, entry: Entry, chat: int, now: datetime
    ) -> timedelta | None:
        """Return how long a notice has to wait where it holds up nobody; None: it has its turn."""
        if verdict.until is not None:
            return max(verdict.until - now, timedelta())
        if verdict.drop:
            return None
        wait_s = await self._leave(chat, entry.urgency)
        return None if wait_s is None else timedelta(seconds=wait_s)

    async def _finish(
        self, entry: Entry, told: Told | None, became: str, counts: Promo | None = None
    ) -> None:
        was_told = told is not None or became in ("sent", "unclear")
        await self._outbox.done(entry, told, became=became, counts=counts if was_told else None)

    async def _leave(self, chat: int, urgency: str) -> float | None:
        """Wait for leave to send to a chat: None is leave.

        Or return how long to put the notice back for, lest it hold up the others. What an admin has
        stopped goes back, too: from its stream nobody will take it until they are done. And so does
        what has waited long, to be judged anew.
        """
        loop = asyncio.get_running_loop()
        asked = loop.time()
        while True:
            leave = await self._pace.leave(chat, urgency)
            if leave.stopped:
                return 0
            if leave.wait_s > BRIEF_S and not leave.for_all:
                return leave.wait_s
            if not leave.wait_s:
                break
            await self._pause(min(leave.wait_s, _LOOK_S))
        if not self._may_send():  # another process does, by now
            raise _Stopped
        return 0 if loop.time() - asked > _STALE_S else None

    async def _failed(self, entry: Entry, chat: int, error: Exception, verdict: Verdict) -> None:
        what = outcome(error, entry.tries, entry.urgency)
        pause = timedelta(seconds=what.pause_s)
        if isinstance(error, TelegramRetryAfter):
            whole = None if chat > 0 else chat  # a group has a limit of its own
            await self._insist(lambda: self._pace.pause(pause, chat=whole))
        if what.to is not None:
            entry = entry.saying(to=str(what.to))
        if what.doubtful:
            entry = entry.saying(**{_DOUBT: True})
        match what.fate:
            case Fate.DELIVERED | Fate.UNWANTED:
                logger.info("notice %s: %s", entry.id, type(error).__name__)
                became = _became(what.fate, error)
                await self._insist(self._finish, entry, None, became, verdict.counts)
            case Fate.LATER:
                self._tell_of(error, entry, what.pause_s)
                tries = entry.tries + what.counts
                await self._insist(lambda: self._outbox.later(entry, pause, tries=tries))
            case Fate.DEAD:
                why = getattr(error, "message", None) or type(error).__name__
                if what.doubtful:
                    why = f"may have been told: no answer came ({why})"
                logger.error("notice %s goes to the dead letters: %s", entry.id, why)
                await self._insist(self._outbox.bury, entry, why)

    def _tell_of(self, error: Exception, entry: Entry, pause_s: float) -> None:
        """Log why a notice waits; that nobody can be reached, once for all of them."""
        is_known = isinstance(error, TelegramAPIError | NotYet | Unclear) or is_store_away(error)
        is_quiet = isinstance(error, NotYet) or (isinstance(error, NotSent) and self._is_away)
        self._is_away = self._is_away or isinstance(error, NotSent)
        logger.log(
            logging.DEBUG if is_quiet else logging.WARNING,
            "notice %s waits %.1f s: %s",
            *(entry.id, pause_s, type(error).__name__),
            exc_info=None if is_known else error,
        )

    async def _insist(self, write: Callable[..., Awaitable[None]], *args: object) -> None:
        """Write to the outbox, waiting for a store that is out of reach.

        It holds its place meanwhile: what was delivered and not forgotten would go out again.
        """
        backoff = Backoff(first_s=0.1, longest_s=5)
        while True:
            try:
                return await write(*args)
            except RedisError as error:
                pause_s = backoff.pause()
                if backoff.failures == 1:
                    logger.warning("cannot write the outbox (%s); trying on", error)
            await asyncio.sleep(pause_s)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
            raise _Stopped
