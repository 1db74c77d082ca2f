"""Several processes on one store; the store's clock is the real one."""

from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from storage.leases import Jobs, Lease

LONG, SHORT, DAY = timedelta(minutes=1), timedelta(milliseconds=1), timedelta(days=1)
PAST = datetime(2001, 1, 1, tzinfo=UTC)


def jobs_of(redis: Redis, owner: str, *, lasts: timedelta = LONG) -> Jobs:
    return Jobs(redis, owner, lasts=lasts)


def next_day(after: datetime) -> datetime:
    return after + DAY


async def passes(redis: Redis, name: str) -> None:
    """Let a lease end, as after the death of its owner."""
    await redis.pexpire(f"bot:lease:{name}", 0)


async def is_due(redis: Redis, name: str) -> None:
    await redis.hset("bot:jobs", f"{name}/due", "1")


async def test_a_lease_is_one_process_s_until_it_ends_or_is_given_back(redis: Redis) -> None:
    here, there = (Lease(redis, "x", owner, lasts=LONG) for owner in ("here", "there"))
    assert [await here.take(), await there.take(), await here.take()] == [True, False, True]
    await there.drop()
    assert not await there.take(), "it was not there's to give back"
    await here.drop()
    assert [await there.take(), await here.take()] == [True, False]
    await passes(redis, "x")
    assert await here.take()


async def test_a_lease_that_is_not_kept_passes_over(redis: Redis) -> None:
    here, there = Lease(redis, "x", "here", lasts=SHORT), Lease(redis, "x", "there", lasts=LONG)
    await here.take()
    while not await there.take():
        pass
    assert not await here.take()


async def test_a_lease_lasts_no_longer_though_the_clock_was_set_back(redis: Redis) -> None:
    here, there = Lease(redis, "x", "here", lasts=DAY), Lease(redis, "x", "there", lasts=LONG)
    jobs = jobs_of(redis, "there")
    await here.take()
    assert not await there.take()
    assert await redis.pttl("bot:lease:x") <= LONG.total_seconds() * 1000
    await jobs_of(redis, "here", lasts=DAY).begin("audit", next_day, now=True)
    assert await jobs.begin("audit", next_day, now=True) is None
    assert await redis.pttl("bot:lease:job:audit") <= LONG.total_seconds() * 1000


async def test_a_job_of_which_nothing_is_known_waits_for_its_time(redis: Redis) -> None:
    jobs = jobs_of(redis, "here")
    assert await jobs.begin("audit", next_day) is None
    [run] = await jobs.known()
    seconds, _ = await redis.time()
    assert run.due is not None
    assert abs(run.due.timestamp() - seconds - DAY.total_seconds()) < 60
    assert await jobs.begin("audit", lambda _: PAST) is None, "what is known stays"


async def test_a_job_waits_no_longer_than_its_time_though_the_clock_was_ahead(redis: Redis) -> None:
    jobs = jobs_of(redis, "here")
    seconds, _ = await redis.time()
    await redis.hset("bot:jobs", "audit/due", str((seconds + 10**9) * 1000))
    assert await jobs.begin("audit", next_day) is None
    [run] = await jobs.known()
    assert run.due is not None
    assert abs(run.due.timestamp() - seconds - DAY.total_seconds()) < 60


async def test_a_job_that_is_due_is_begun_by_one(redis: Redis) -> None:
    here, there = jobs_of(redis, "here"), jobs_of(redis, "there")
    await is_due(redis, "audit")
    began = await here.begin("audit", next_day)
    assert began is not None
    assert await there.begin("audit", next_day) is None
    assert await there.begin("audit", next_day, now=True) is None
    await here.went_well("audit", "0", due=next_day(began))
    assert await there.begin("audit", next_day) is None, "it is done"
    assert await there.begin("audit", next_day, now=True), "but can be asked for"


async def test_a_killed_process_s_job_is_begun_again(redis: Redis) -> None:
    here, there = jobs_of(redis, "here"), jobs_of(redis, "there")
    await is_due(redis, "audit")
    began = await here.begin("audit", next_day)
    assert began is not None
    await passes(redis, "job:audit")
    assert await there.begin("audit", next_day)
    await here.went_well("audit", "late", due=next_day(began))
    [run] = await there.known()
    assert (run.ended, run.said) == (None, ""), "it was taken from it meanwhile"


async def test_what_came_of_a_job_is_known(redis: Redis) -> None:
    jobs = jobs_of(redis, "here")
    await is_due(redis, "fold / counters")
    began = await jobs.begin("fold / counters", next_day)
    assert began is not None
    await jobs.failed("fold / counters", "ValueError", due=PAST)
    [ill] = await jobs.known()
    assert (ill.name, ill.why, ill.due, ill.is_ill) == (
        *("fold / counters", "ValueError"),
        *(PAST, True),
    )
    assert await jobs.begin("fold / counters", next_day)
    await jobs.went_well("fold / counters", "7", due=next_day(began))
    [well] = await jobs.known()
    assert well.said == "7"
    assert well.ended is not None
    assert well.failed == ill.failed
    assert not well.is_ill
