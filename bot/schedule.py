"""Ticks. APScheduler only says when; what is due is in the store, so nothing here is kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.tasks import end

logger = logging.getLogger(__name__)


class Schedule:
    """Runs jobs again and again in this event loop; one that throws is logged and runs again."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(
        self,
        seconds: float,
        job: Callable[[], Awaitable[object]],
        *,
        name: str,
        at_once: bool = False,
    ) -> None:
        """Run `job` each `seconds`; a run that takes longer is not joined by a second one.

        `at_once`: for the first time as soon as the schedule runs, else after so many seconds.
        """

        async def run() -> None:
            task = asyncio.current_task()
            assert task is not None
            self._running.add(task)
            try:
                await job()
            except Exception:
                logger.exception("job %s failed; it runs again in %g s", name, seconds)
            finally:
                self._running.discard(task)

        more: dict[str, Any] = {}
        if at_once:
            more["next_run_time"] = datetime.now(UTC)  # noqa: TID251  # APScheduler's clock
        self._scheduler.add_job(run, IntervalTrigger(seconds=seconds), id=name, name=name, **more)

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop ticking; what runs is ended, and is due again at the next start."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await end(*self._running)
