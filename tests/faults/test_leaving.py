"""The bot is killed while it deletes all about somebody; of others nothing is lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from sandbox import Sandbox
from storage import (
    INTERACTIVE,
    Audience,
    Comments,
    Counters,
    Giving,
    Ledger,
    Outbox,
    Profile,
    Records,
    Track,
    keys,
    moments,
    money,
    thread_of,
)
from tests import scan
from tests.conftest import TOKEN
from tests.faults.bots import Hurry, end_store, whole
from tests.faults.test_release import store
from tests.people import Town

NAME = "Zephyrine"
ANNA = "700100201"
MARKS = (
    *("bot:pace:", "bot:form:", "bot:outbox", "bot:journal", "bot:told:"),
    *("bot:fans:touched", "bot:fans:old", "bot:fan-points:due", "bot:changed"),
)
"""What comes and goes."""

_HURRY = Hurry(times=200, patience_s=5)


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # their day is over in a moment


async def live(redis: Redis, zoe: str, much: int) -> Track:
    """Let somebody do a lot, and others with them; return a song of another's."""
    records, ledger, audience = Records(redis), Ledger(redis), Audience(redis)
    counters, at = Counters(redis), now() - timedelta(days=30)
    song = Track.new(ANNA, now=at, title="Song")
    profiles = Profile.new(zoe, now=at, name=NAME), Profile.new(ANNA, now=at, name="Anna")
    for record in (song, *profiles):
        await records.add(record)
    own = [Track.new(zoe, now=at, title=f"{NAME} {n}", genre="Rock") for n in range(much)]
    for n, track in enumerate(own):
        fan = str(800100000 + n)
        await records.add(track)
        await audience.follow(fan, zoe, now=at)
        await audience.follow(zoe, fan, now=at)
        await counters.like("track", zoe, track.id, fan, tap="1", now=at)
        for charge, donor, artist, name in ((f"c{n}", zoe, ANNA, NAME), (f"f{n}", fan, zoe, "Fan")):
            gift = money.donate_stars(
                charge, donor=donor, artist=artist, stars=2, donor_name=name, now=at
            )
            await ledger.post(gift)
    for liker in (zoe, "800100000"):
        await counters.like("track", ANNA, song.id, liker, tap="1", now=at)
    await Comments(redis).write(thread_of(song), zoe, f"Hi, says {NAME}", tap="1", now=at)
    return song


async def others(redis: Redis, song: Track) -> list[Any]:
    """Return what others have, as far as it is not of whoever leaves."""
    numbers = await Counters(redis).numbers("track", ANNA, song.id)
    owed = await Ledger(redis).stars(ANNA, now=now())
    given = await Giving(redis).given(ANNA)
    return [numbers.likes, numbers.comments, owed.total, *given]


async def said_of(redis: Redis, zoe: str) -> set[str]:
    """Return the keys that name somebody, or something under which does."""
    return {key.decode() for key, _ in await scan.said_of(redis, zoe, NAME)}


async def ends(redis: Redis, zoe: str) -> None:
    """Wait until somebody who leaves has left, or stays; nothing waits for its minutes."""
    async with asyncio.timeout(60):
        while await redis.exists(keys.LEAVING, keys.LEAVING_NOW, keys.LEAVING_READY):
            await redis.zadd(keys.LEAVING_READY, {zoe: 1}, xx=True)
            await redis.hset(keys.JOBS, "let people go/due", "1")
            await asyncio.sleep(0.02)


async def day_is_over(redis: Redis, zoe: str, in_s: float) -> None:
    due = now() + timedelta(seconds=in_s)
    await redis.zadd(keys.LEAVING, {zoe: moments.ms(due)}, xx=True)
    await Outbox(redis).put(
        f"day-of:{zoe}:{moments.ms(due)}", INTERACTIVE, {"kind": "leave", "to": zoe}, not_before=due
    )


class Home:
    """A bot that may be killed, and its store."""

    def __init__(self, box: Sandbox, data_dir: Path) -> None:
        self.dir = data_dir
        self.env = {"BOT_TOKEN": TOKEN, "BOT_API_URL": box.url, "DATA_DIR": str(data_dir)}
        self.bot = whole(self.env, hurry=_HURRY)

    async def kill(self) -> None:
        """Kill it, and start it again."""
        await self.bot.kill()
        self.bot = whole(self.env, hurry=_HURRY)


@pytest.fixture
async def home(box: Sandbox, tmp_path: Path) -> AsyncIterator[Home]:
    home = Home(box, tmp_path / "bot")
    yield home
    await home.bot.kill()
    await end_store(home.dir)


@pytest.fixture
async def redis(home: Home) -> AsyncIterator[Redis]:
    redis = await store(home.dir)
    yield redis
    await redis.aclose()


@pytest.mark.parametrize(
    ("kills", "much"), [(2, 20), pytest.param(25, 400, marks=pytest.mark.long)]
)
async def test_all_about_somebody_goes_though_the_bot_is_killed_meanwhile(
    box: Sandbox, home: Home, redis: Redis, kills: int, much: int
) -> None:
    async with Town(box.url) as town:
        zoe = await town.newcomer(NAME, language="en")
        await zoe.starts()
        id = str(zoe.id)
        song = await live(redis, id, much)
        await zoe.says("/deletemydata")
        await zoe.receives("Delete everything about you")
        await zoe.presses("Yes, delete everything")
        await zoe.receives("will be deleted")
        await day_is_over(redis, id, 0.1)
        ending = asyncio.create_task(ends(redis, id))
        for _ in range(kills):
            await asyncio.sleep(random.uniform(0.1, 1.2))
            await home.kill()
        await ending
        assert await said_of(redis, id) == set()
        assert (await Ledger(redis).audit()).violations == ()
        assert await others(redis, song) == [1, 0, 2 * much, 2 * much, much]
        left = [key async for key in redis.scan_iter(f"{keys.LEDGER_JOURNAL}:*")]
        assert left == [], "halves of copies"


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
async def test_somebody_stays_or_goes_and_nothing_between(
    box: Sandbox, home: Home, redis: Redis, rounds: int
) -> None:
    async with Town(box.url) as town:
        for n in range(rounds):
            zoe = await town.newcomer(NAME, language="en")
            await zoe.starts()
            id = str(zoe.id)
            await live(redis, id, 5)
            await zoe.says("/deletemydata")
            await zoe.receives("Delete everything about you")
            await zoe.presses("Yes, delete everything")
            await zoe.receives("will be deleted")
            had = {key for key in await said_of(redis, id) if not key.startswith(MARKS)}
            await day_is_over(redis, id, random.uniform(0.1, 0.3))
            await asyncio.sleep(random.uniform(0.0, 0.4))
            pressing = asyncio.create_task(zoe.presses("Keep everything"))
            await asyncio.sleep(random.uniform(0.0, 0.1))
            await home.kill()
            await pressing
            await ends(redis, id)
            has = await said_of(redis, id)
            assert had - has - {keys.LEAVING} == set() or not has, n
            assert (await Ledger(redis).audit()).violations == ()
            await redis.flushall()
