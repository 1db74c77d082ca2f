"""Ticks. APScheduler only says when; what is due is in the store, so nothing here is kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from redis.exceptions import RedisError

from bot.role import Role
from bot.tasks import end
from storage.leases import Jobs

logger = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]
"""What it returns, if that is a text, is what admins see of it."""

Next = Callable[[datetime], datetime]
"""Says when a job is due again after a time."""

_LOOKS = 5  # into the store in the time between two runs; at least once a minute
_LONGEST_LOOK_S = 60.0
_AGAIN = timedelta(minutes=5)  # after a failure, if it would not be due before
_WATCH_S = 1.0  # how often the clock is looked at
_SET_BACK_S = 0.5  # what is no slip of it


class Schedule:
    """Runs jobs again and again in this event loop; one that throws is logged and runs again.

    `each` is for what every process does for itself. The others are done by one of all processes
    on the store, which remembers when they are due: a restart neither skips nor repeats one.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._running: set[asyncio.Future[Any]] = set()
        self._stopping = False
        self._watching: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            # One instance runs; the second only sees that.
            job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None},
        )

    def each(self, seconds: float, job: Job, *, name: str) -> None:
        """Run `job` each `seconds` in this process; a run that takes longer is not joined."""

        async def run() -> None:
            try:
                await job()
            except Exception:
                logger.exception("job %s failed; it runs again in %g s", name, seconds)

        self._tick(seconds, run, name)

    def every(self, seconds: float, job: Job, *, name: str, at_once: bool = False) -> None:
        """Run `job` each `seconds`, in one process.

        `at_once`: for the first time as soon as the schedule runs, whenever it ran before.
        """
        again = timedelta(seconds=seconds)
        look_s = min(seconds / _LOOKS, _LONGEST_LOOK_S)
        self._alone(job, name, lambda after: after + again, look_s=look_s, at_once=at_once)

    def daily(self, at: time, job: Job, *, name: str) -> None:
        """Run `job` once a day, in one process; late rather than not at all."""
        self._alone(job, name, lambda after: next_time(after, at))

    def _alone(
        self,
        job: Job,
        name: str,
        next: Next,
        *,
        look_s: float = _LONGEST_LOOK_S,
        at_once: bool = False,
    ) -> None:
        now = at_once

        async def run() -> None:
            nonlocal now
            try:
                began = await self._jobs.begin(name, next, now=now)
                now = False
                if began is not None:
                    await self._run(job, name, began, next)
            except RedisError as error:
                logger.warning("job %s has to wait for the store (%s)", name, error)

        self._tick(look_s, run, name, at_once=at_once)

    async def _run(self, job: Job, name: str, began: datetime, next: Next) -> None:
        """Run a job while its lease is ours, and remember what came of it."""
        role = Role(self._jobs.lease(name), level=logging.DEBUG)
        await role.start()
        working, losing = self._owned(job()), self._owned(role.lost())
        try:
            await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                logger.error("job %s is ended here: another process does it", name)
                return
            said = working.result()
            text = said if isinstance(said, str) else ""
            await self._jobs.went_well(name, text, due=next(began))
        except Exception as error:
            due = min(next(began), began + _AGAIN)
            logger.exception("job %s failed; it runs again at %s", name, f"{due:%H:%M:%S}")
            await self._jobs.failed(name, type(error).__name__, due=due)
        finally:
            try:
                await end(working, losing)
            finally:
                await role.stop()

    def _owned(self, work: Awaitable[Any]) -> asyncio.Future[Any]:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def _tick(
        self,
        seconds: float,
        run: Callable[[], Awaitable[None]],
        name: str,
        *,
        at_once: bool = False,
    ) -> None:
        is_running = False

        async def tick() -> None:
            nonlocal is_running
            task = asyncio.current_task()
            if is_running or task is None:
                return
            is_running = True
            self._running.add(task)
            try:
                await run()
            except asyncio.CancelledError:
                if not self._stopping:  # or APScheduler tells of it as of a failure
                    raise
            finally:
                is_running = False
                self._running.discard(task)

        more: dict[str, Any] = {}
        if at_once:
            more["next_run_time"] = _clock()
        self._scheduler.add_job(tick, IntervalTrigger(seconds=seconds), id=name, name=name, **more)

    def start(self) -> None:
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch(), name="watch on the clock")

    async def _watch(self) -> None:
        """Tick on when the machine's clock is set back: APScheduler would wait for it to return."""
        ahead = _ahead_s()
        while True:
            await asyncio.sleep(_WATCH_S)
            before, ahead = ahead, _ahead_s()
            if before - ahead > _SET_BACK_S:
                logger.warning("the clock was set back by %.0f s", before - ahead)
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=_clock())

    async def stop(self, *, within_s: float = 5) -> None:
        """Stop ticking; what runs is ended, and is due again at the next start."""
        self._stopping = True
        if self._watching is not None:
            await end(self._watching)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        ending = asyncio.create_task(end(*self._running))
        _, late = await asyncio.wait({ending}, timeout=within_s)
        if late:
            ending.cancel()
            logger.warning("%d jobs do not end; left behind", len(self._running))


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # APScheduler's clock


def _ahead_s() -> float:
    """Return how far the machine's clock is ahead of one that nobody sets."""
    return _clock().timestamp() - monotonic()


def next_time(after: datetime, at: time) -> datetime:
    """Return the first such time after another, in UTC."""
    found = datetime.combine(after.date(), at, UTC)
    return found if found > after else found + timedelta(days=1)
