"""What only one process does at a time, though several share the store.

A lease is its owner's until it has not been kept for a while, by the server's clock: that of a
killed process passes to another.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script


class Lease:
    """The right to do something alone."""

    def __init__(self, redis: Redis, name: str, owner: str, *, lasts: timedelta) -> None:
        """`owner` names the process, and no other one."""
        self.key = keys.lease(name)
        self.owner = owner
        self.lasts = lasts
        self._take = script(redis, "lease")
        self._drop = script(redis, "lease_drop")

    async def take(self) -> bool:
        """Take it, or keep it; return whether it is ours for as long as it lasts."""
        lasts_ms = self.lasts // timedelta(milliseconds=1)
        return bool(await self._take(keys=[self.key], args=[self.owner, lasts_ms]))

    async def drop(self) -> None:
        """Let another have it at once."""
        await self._drop(keys=[self.key], args=[self.owner])


class Run(NamedTuple):
    """What is known of a job."""

    name: str
    began: datetime | None = None
    ended: datetime | None = None
    """When it last went well."""
    said: str = ""
    """What it found then."""
    failed: datetime | None = None
    why: str = ""
    due: datetime | None = None

    @property
    def is_ill(self) -> bool:
        """It has not gone well since it failed."""
        return self.failed is not None and (self.ended is None or self.ended < self.failed)


class Jobs:
    """When each job is due, whoever ran it last; a restart neither skips nor repeats one."""

    def __init__(self, redis: Redis, owner: str = "", *, lasts: timedelta) -> None:
        self._redis = redis
        self._owner = owner
        self._lasts = lasts
        self._begin = script(redis, "job_begin")
        self._end = script(redis, "job_end")

    def lease(self, name: str) -> Lease:
        return Lease(self._redis, f"job:{name}", self._owner, lasts=self._lasts)

    async def begin(
        self, name: str, next: Callable[[datetime], datetime], *, now: bool = False
    ) -> datetime | None:
        """Take the lease of a job that is due; return the server's time, None: it is not for us.

        `next` says when it is due after a time; a job of which nothing is known waits for that.
        With `now` it is due.
        """
        lease = self.lease(name)
        lasts_ms = lease.lasts // timedelta(milliseconds=1)
        at_ms, begins, due_ms = await self._begin(
            keys=[lease.key, keys.JOBS], args=[self._owner, lasts_ms, name, int(now)]
        )
        at = moments.from_ms(at_ms)
        if begins < 0:
            await self._redis.hsetnx(keys.JOBS, f"{name}/due", str(moments.ms(next(at))))
        elif not begins and due_ms > (latest_ms := moments.ms(next(at))):  # the clock was set back
            await self._redis.hset(keys.JOBS, f"{name}/due", str(latest_ms))
        return at if begins > 0 else None

    async def went_well(self, name: str, said: str, *, due: datetime) -> None:
        await self._finish(name, due, ended="now", said=said)

    async def failed(self, name: str, why: str, *, due: datetime) -> None:
        await self._finish(name, due, failed="now", why=why)

    async def _finish(self, name: str, due: datetime, **what: str) -> None:
        flat = [text for pair in what.items() for text in pair]
        await self._end(
            keys=[keys.lease(f"job:{name}"), keys.JOBS],
            args=[self._owner, name, moments.ms(due), *flat],
        )

    async def known(self) -> list[Run]:
        """Return what is known of every job, by name."""
        found: dict[Any, Any] = await self._redis.hgetall(keys.JOBS)
        jobs: dict[str, dict[str, Any]] = {}
        for field, text in found.items():
            name, _, what = field.rpartition("/")
            is_text = what in ("said", "why")
            jobs.setdefault(name, {})[what] = text if is_text else moments.from_ms(int(text))
        return [Run(name, **jobs[name]) for name in sorted(jobs)]
