"""What must be done once to a store that an earlier release wrote.

A store knows how many of these steps it has seen. Whoever opens it takes those that are missing, in
order, alone; one that was broken off is taken from its beginning, which harms nothing. Append new
ones; never take one away or change their order.

Those at the end that may be taken while the bot answers do not keep anybody waiting: until a large
store is through with them, less is found, say, and what is new is right at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from redis.asyncio import Redis

from storage import keys
from storage.agenda import Agenda
from storage.albums import Albums
from storage.campaigns import Campaigns
from storage.leases import Lease
from storage.ledger import Ledger
from storage.search import Search
from storage.segments import Segments
from storage.server import ServerError

logger = logging.getLogger(__name__)

_LASTS = timedelta(seconds=30)
_KEPT_EVERY_S = 5.0
_ASKED_EVERY_S = 0.5


class Upgrade(NamedTuple):
    """A step to a later shape of the store; taking it twice does no more than once."""

    name: str
    take: Callable[[Redis, datetime], Awaitable[None]]
    meanwhile: bool = False
    """It may be taken while the bot answers."""


async def _plan_for_concerts(redis: Redis, now: datetime) -> None:
    await Agenda(redis).find_old(now=now)


async def _fill_catalogue(redis: Redis, now: datetime) -> None:  # noqa: ARG001  (as every step)
    await Search(redis).renew()


async def _place_followers(redis: Redis, now: datetime) -> None:  # noqa: ARG001
    await Segments(redis).list_old()  # a job takes them from there


async def _list_albums(redis: Redis, now: datetime) -> None:  # noqa: ARG001
    await Albums(redis).list_old()


async def _superseded(redis: Redis, now: datetime) -> None:
    """Do nothing: a step below does what this one did, and more."""


async def _forget_campaigns(redis: Redis, now: datetime) -> None:  # noqa: ARG001
    await Campaigns(redis).forget_some_day()


async def _list_suspended(redis: Redis, now: datetime) -> None:  # noqa: ARG001
    await Ledger(redis).list_suspended()


UPGRADES: tuple[Upgrade, ...] = (
    Upgrade("plan for the concerts there are", _plan_for_concerts, meanwhile=True),
    Upgrade("put the records there are into the catalogue", _superseded, meanwhile=True),
    Upgrade("place the followers there are", _place_followers, meanwhile=True),
    Upgrade("list the tracks there are by their albums", _list_albums, meanwhile=True),
    Upgrade("let songs be found by their albums", _fill_catalogue, meanwhile=True),
    Upgrade("forget the campaigns there are in time", _forget_campaigns, meanwhile=True),
    Upgrade("list the payments for nobody knows what", _list_suspended, meanwhile=True),
)


async def upgrade(
    redis: Redis,
    owner: str,
    *,
    now: datetime,
    steps: Sequence[Upgrade] = UPGRADES,
    wholly: bool = True,
) -> list[str]:
    """Bring a store to the shape of this release; return the names of the steps it took.

    `owner` names the process. Of several that start together one takes the steps, and the others
    wait for it. Not `wholly`: only as far as nobody is answered before.

    Raises:
        ServerError: a later release has written to this store.
    """
    wanted = len(steps)
    while not wholly and wanted and steps[wanted - 1].meanwhile:
        wanted -= 1
    lease = Lease(redis, "upgrade", owner, lasts=_LASTS)
    while await _seen(redis) < wanted:
        if await lease.take():
            break
        await asyncio.sleep(_ASKED_EVERY_S)
    keeping = asyncio.create_task(_keep(lease))
    try:
        seen = await _seen(redis)
        if seen > len(steps):
            raise ServerError(
                f"a later release has written to this store (shape {seen},"
                f" this one knows {len(steps)})"
            )
        for number, step in enumerate(steps[seen:wanted], seen + 1):
            logger.info("upgrading the store: %s", step.name)
            await step.take(redis, now)
            await redis.set(keys.SCHEMA, number)
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        with suppress(Exception):
            await lease.drop()
    return [step.name for step in steps[seen:wanted]]


async def _seen(redis: Redis) -> int:
    """Return how many steps a store has seen."""
    return int(await redis.get(keys.SCHEMA) or 0)


async def _keep(lease: Lease) -> None:
    while True:
        await asyncio.sleep(_KEPT_EVERY_S)
        await lease.take()
