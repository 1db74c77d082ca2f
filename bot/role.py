"""What one process does while the others stand by: delivering, handling.

The process that holds the lease says every second that it lives. When it dies, another takes over
within the seconds that a lease lasts; when it stops, at once.
"""

import asyncio
import logging
import time
from contextlib import suppress

from redis.exceptions import RedisError

from bot.tasks import end
from storage.leases import Lease

logger = logging.getLogger(__name__)

_KEEPS = 5  # times while it lasts


class Role:
    """A lease that is taken as soon as it can be, and kept."""

    def __init__(self, lease: Lease, *, level: int = logging.INFO) -> None:
        """`level`: of the line in the log that it is ours."""
        self.lease = lease
        self._level = level
        self._until = 0.0  # by our own clock, counted from before we asked
        self._changed = asyncio.Condition()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def held(self) -> bool:
        """Whether it is ours, and will be for a moment."""
        return time.monotonic() < self._until

    async def wait(self) -> None:
        """Wait until it is ours."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.held)

    async def lost(self) -> None:
        """Wait until it is not ours any more."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self.held)

    async def start(self) -> None:
        """Take it if nobody has it; from now on it is kept, or taken when it falls free."""
        await self._ask()
        self._keeper = asyncio.create_task(self._keep(), name=f"keeper of {self.lease.key}")

    async def stop(self) -> None:
        """Let another process have it at once."""
        held, self._until = self.held, 0.0
        keeper, self._keeper = self._keeper, None  # which ends at once, be this cancelled or not
        if keeper is not None:
            await end(keeper)
        if held:
            with suppress(RedisError):  # then it ends by itself
                await self.lease.drop()

    async def _keep(self) -> None:
        keeper = asyncio.current_task()
        while True:
            await asyncio.sleep(self.lease.lasts.total_seconds() / _KEEPS)
            if self._keeper is not keeper:
                return
            await self._ask()

    async def _ask(self) -> None:
        asked, held = time.monotonic(), self.held
        try:
            if not await self.lease.take():
                self._until = 0.0
            else:
                self._until = asked + self.lease.lasts.total_seconds()
        except RedisError as error:  # what we had is ours for as long as it lasts
            logger.debug("cannot keep %s (%s)", self.lease.key, error)
        if self.held and not held:
            logger.log(self._level, "%s is ours", self.lease.key)
        elif held and not self.held:
            logger.warning("%s is another process's now", self.lease.key)
        async with self._changed:
            self._changed.notify_all()
