import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime, time, timedelta, tzinfo
from typing import Self

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest
from redis.asyncio import Redis

import bot.schedule
from bot.schedule import Schedule, next_time
from storage.leases import Jobs, Run
from tests.patience import within


def jobs_of(redis: Redis, owner: str, *, lasts_s: float = 0.5) -> Jobs:
    return Jobs(redis, owner, lasts=timedelta(seconds=lasts_s))


@pytest.fixture
async def schedule(redis: Redis) -> AsyncIterator[Schedule]:
    schedule = Schedule(jobs_of(redis, "here"))
    yield schedule
    await schedule.stop()


@pytest.fixture
async def another(redis: Redis) -> AsyncIterator[Schedule]:
    """The schedule of another process on the same store."""
    another = Schedule(jobs_of(redis, "there"))
    yield another
    await another.stop()


async def run_of(redis: Redis, name: str) -> Run:
    [run] = [run for run in await jobs_of(redis, "").known() if run.name == name]
    return run


async def test_a_job_that_throws_is_logged_and_runs_again(
    schedule: Schedule, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    third = asyncio.Event()
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            third.set()
        raise ValueError("no")

    schedule.every(0.01, job, name="the job")
    with caplog.at_level(logging.ERROR):
        schedule.start()
        await within(third.wait())
    assert "job the job failed" in caplog.text
    run = await run_of(redis, "the job")
    assert run.is_ill
    assert run.why == "ValueError"


async def test_a_job_may_run_at_once(schedule: Schedule) -> None:
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    schedule.every(1000, job, name="at once", at_once=True)
    schedule.start()
    await within(ran.wait())


async def test_a_slow_job_is_not_joined_by_a_second_run(schedule: Schedule) -> None:
    ticks = asyncio.Semaphore(0)
    running = most = 0
    finish = asyncio.Event()

    async def slow() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await finish.wait()
        running -= 1

    async def tick() -> None:
        ticks.release()

    schedule.every(0.01, slow, name="slow")
    schedule.each(0.02, tick, name="tick")
    schedule.start()
    for _ in range(5):
        await within(ticks.acquire())
    finish.set()
    assert most == 1


async def test_two_processes_do_not_run_one_job_at_once_nor_twice(
    schedule: Schedule, another: Schedule, redis: Redis
) -> None:
    began: list[str] = []
    ticks = asyncio.Semaphore(0)

    def job_in(process: str) -> Callable[[], Awaitable[str]]:
        async def job() -> str:
            began.append(process)
            await asyncio.sleep(0)
            return "all well"

        return job

    async def tick() -> None:
        ticks.release()

    for process, of in (("here", schedule), ("there", another)):
        of.every(1000, job_in(process), name="rare")
        of.start()
    await redis.hset("bot:jobs", "rare/due", "1")
    for process, of in (("here", schedule), ("there", another)):
        of.every(0.01, job_in(process), name="rare too", at_once=True)
        of.each(0.02, tick, name="tick")
    for _ in range(20):
        await within(ticks.acquire())
    assert len(began) > 2
    run = await run_of(redis, "rare too")
    assert run.said == "all well"


async def test_a_job_that_another_process_has_taken_over_is_ended(
    schedule: Schedule, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    schedule.every(1000, slow, name="slow", at_once=True)
    schedule.start()
    await within(begun.wait())
    await redis.set("bot:lease:job:slow", "there")
    await within(ended.wait())
    await schedule.stop()
    assert await redis.get("bot:lease:job:slow") == "there"
    assert (await run_of(redis, "slow")).ended is None


async def test_stopping_lets_another_process_run_what_was_ended(redis: Redis) -> None:
    schedule, another = (Schedule(jobs_of(redis, name, lasts_s=3600)) for name in ("a", "b"))
    begun, again = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    async def job() -> None:
        again.set()

    schedule.every(1000, hang, name="job", at_once=True)
    schedule.start()
    await within(begun.wait())
    await within(schedule.stop())
    another.every(1000, job, name="job", at_once=True)
    another.start()
    await within(again.wait())  # the lease would have lasted for an hour
    await another.stop()


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-01-25T09:59", "2026-01-25T10:00"),
        ("2026-01-25T10:00", "2026-01-26T10:00"),
        ("2026-01-31T10:01", "2026-02-01T10:00"),
    ],
)
def test_what_is_daily_is_due_at_its_time(after: str, due: str) -> None:
    begin, end = (datetime.fromisoformat(f"{text}+00:00") for text in (after, due))
    assert next_time(begin, time(10)) == end


async def test_stopping_waits_until_what_runs_has_ended(
    schedule: Schedule, caplog: pytest.LogCaptureFixture
) -> None:
    begun = asyncio.Event()
    ended = False

    async def stubborn() -> None:
        """Drop a cancellation, as redis-py may on Python 3.11."""
        nonlocal ended
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        try:
            await asyncio.Event().wait()
        finally:
            ended = True

    schedule.every(0.01, stubborn, name="stubborn")
    schedule.start()
    await within(begun.wait())
    await within(schedule.stop())
    assert ended
    assert not caplog.records, "to stop is no failure"


class _Clock(datetime):
    """The machine's, which somebody sets."""

    set_by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + cls.set_by


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_stops_no_job(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    monkeypatch.setattr(_Clock, "set_by", timedelta())
    monkeypatch.setattr(bot.schedule, "_WATCH_S", 0.02)
    for module in (bot.schedule, apscheduler.schedulers.base, apscheduler.triggers.interval):
        monkeypatch.setattr(module, "datetime", _Clock)
    schedule, ticks = Schedule(jobs_of(redis, "here")), asyncio.Semaphore(0)

    async def tick() -> None:
        ticks.release()

    schedule.each(0.05, tick, name="tick")
    schedule.start()
    await within(ticks.acquire())
    _Clock.set_by = timedelta(hours=hours)
    for _ in range(5):
        await within(ticks.acquire(), 10)
    await schedule.stop()
