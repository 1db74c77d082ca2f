import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from bot.schedule import Schedule


@pytest.fixture
async def schedule() -> AsyncIterator[Schedule]:
    schedule = Schedule()
    yield schedule
    await schedule.stop()


async def test_a_job_that_throws_is_logged_and_runs_again(
    schedule: Schedule, caplog: pytest.LogCaptureFixture
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
        await asyncio.wait_for(third.wait(), 5)
    assert "job the job failed" in caplog.text


async def test_a_job_may_run_at_once(schedule: Schedule) -> None:
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    schedule.every(1000, job, name="at once", at_once=True)
    schedule.start()
    await asyncio.wait_for(ran.wait(), 5)


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
    schedule.every(0.02, tick, name="tick")
    schedule.start()
    for _ in range(5):
        await asyncio.wait_for(ticks.acquire(), 5)
    finish.set()
    assert most == 1


async def test_stopping_waits_until_what_runs_has_ended(schedule: Schedule) -> None:
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
    await asyncio.wait_for(begun.wait(), 5)
    await asyncio.wait_for(schedule.stop(), 5)
    assert ended
