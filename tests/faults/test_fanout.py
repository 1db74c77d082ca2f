"""A campaign takes each of many followers once, whatever is killed; and holds up nobody.

The followers are a million in the long tests, and some thousands in those that always run.
"""

import asyncio
import logging
import os
import random
import signal
import time
from array import array
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.app import App
from bot.settings import Settings
from sandbox import Sandbox
from storage import (
    NEVER,
    NEWS,
    Campaigns,
    News,
    Outbox,
    Profile,
    Records,
    campaigns,
    keys,
)
from storage.moments import ms
from storage.server import EmbeddedServer
from tests.conftest import TOKEN
from tests.control import Json
from tests.faults.bots import Killable, end_store, feeder, store_pid
from tests.people import Town

logger = logging.getLogger(__name__)

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
ARTIST = "900000001"
A_MILLION = 1_000_000
FIRST = 1000
"""The number of the first follower; the bot has one below."""

_AT_ONCE = 10_000  # followers in one command
_TAKEN = 1000  # notices in one look
_AHEAD = 2500  # so many may have been put before they are taken
_GROWS_KB = 20 * 1024


async def gather_followers(redis: Redis, artist: str, many: int) -> None:
    """Let so many follow an artist, as far as one who tells them looks: see `follow.lua`."""
    end, since = FIRST + many, ms(NOW)
    for first in range(FIRST, end, _AT_ONCE):
        ids = range(first, min(first + _AT_ONCE, end))
        await redis.zadd(keys.followers(artist), {str(id): id for id in ids})
        await redis.zadd(keys.followers_since(artist), dict.fromkeys(map(str, ids), since))
    await redis.hset(keys.totals(artist), "subscribers", str(many))


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # campaigns of these tests start now


# Each once -------------------------------------------------------------------------------------


class Fanout:
    """A bot that feeds a campaign, and a test that takes what it puts."""

    def __init__(self, url: str, home: Path, many: int) -> None:
        self.many = many
        self.data_dir = home / "bot"
        self.env = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "DATA_DIR": str(self.data_dir)}
        self.bot = feeder(self.env)
        self.taken = 0
        self.again: list[int] = []
        """People of whom there were two notices."""
        self._of = array("Q", bytes(8 * many))  # the entry of each person's notice
        self._redis = EmbeddedServer(self.data_dir).client(blocking=True)  # re-sends nothing

    async def store(self) -> Redis:
        """Return a client of the store, once it is there."""
        while True:
            try:
                await self._redis.ping()
            except (RedisError, OSError):
                await asyncio.sleep(0.05)
            else:
                return self._redis

    async def take_all(self) -> None:
        """Take and acknowledge notices until each follower has been taken."""
        after = "0"  # what was handed out and perhaps not acknowledged comes first
        while self.taken < self.many:
            try:
                after = await self._take(after)
            except (RedisError, OSError):
                await self.store()
                after = "0"

    async def _take(self, after: str) -> str:
        stream = keys.outbox(NEWS)
        given: Any = await self._redis.xreadgroup(
            "bot", "courier", {stream: after}, count=_TAKEN, block=200
        )
        entries = given[0][1] if given else []
        if not entries:
            return ">"
        for entry, fields in entries:
            self._see(entry, int(fields["id"].rpartition(":")[2]) - FIRST)
        ids = [entry for entry, _ in entries]
        campaign = entries[0][1]["id"].rpartition(":")[0]
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xack(stream, "bot", *ids)
            pipe.xdel(stream, *ids)
            pipe.hincrby(keys.campaign(campaign), "sent", len(ids))  # or it would wait for them
            await pipe.execute()
        return after

    def _see(self, entry: str, person: int) -> None:
        ms, _, n = entry.partition("-")
        number = int(ms) << 16 | int(n)
        if not self._of[person]:
            self._of[person] = number
            self.taken += 1
        elif self._of[person] != number:
            self.again.append(person)

    async def reaches(self, taken: int) -> None:
        while self.taken < taken:  # noqa: ASYNC110  # it says nothing
            await asyncio.sleep(0.002)

    async def strike(self, *, bot_kills: int, store_kills: int) -> None:
        """Kill the bot, and the store below it, while they work."""
        blows = [self._kill_bot] * bot_kills + [self._kill_store] * store_kills
        random.shuffle(blows)
        moments = sorted(random.sample(range(1, self.many - _AHEAD), len(blows)))
        for moment, blow in zip(moments, blows, strict=True):
            await self.reaches(moment)
            await blow()

    async def _kill_bot(self) -> None:
        await self.bot.kill()
        self.bot = feeder(self.env)

    async def _kill_store(self) -> None:
        while (pid := store_pid(self.data_dir)) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        os.kill(pid, signal.SIGKILL)

    async def most_kb(self) -> int:
        """Watch how much memory the bots take, until cancelled; return the most."""
        most = 0
        try:
            while True:
                most = max(most, resident_kb(self.bot))
                await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            return most

    async def ends(self) -> None:
        await self._redis.aclose()
        await self.bot.kill()
        await end_store(self.data_dir)


def resident_kb(bot: Killable) -> int:
    try:
        status = Path(f"/proc/{bot.pid}/status").read_text()
    except OSError:  # it has just been killed
        return 0
    found = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(found[0].split()[1]) if found else 0


async def fan_out(box: Sandbox, home: Path, many: int, *, bot_kills: int, store_kills: int) -> None:
    """Tell so many followers while everything is killed, and see that each is told once."""
    fanout = Fanout(box.url, home, many)
    try:
        began = time.monotonic()
        redis = await fanout.store()
        await gather_followers(redis, ARTIST, many)
        await Outbox(redis).open()
        log = fanout.data_dir / "bot.log"
        while "is running" not in log.read_text():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        idle_kb, store_before = resident_kb(fanout.bot), await redis.info("memory")
        gathered = time.monotonic()
        body = {"kind": "announce", "topic": "news", "about": f"news:{ARTIST}:1", "silent": True}
        await Campaigns(redis).plan("c", ARTIST, body, at=now())
        watch = asyncio.create_task(fanout.most_kb())
        async with asyncio.timeout(900):
            await asyncio.gather(
                fanout.take_all(), fanout.strike(bot_kills=bot_kills, store_kills=store_kills)
            )
        told = time.monotonic()
        redis = await fanout.store()
        store_after = await redis.info("memory")
        watch.cancel()
        most_kb = await watch
        assert fanout.again == []
        assert await redis.xlen(keys.outbox(NEWS)) == 0
        assert await redis.exists(keys.OUTBOX_DUE) == 0
        done = await Campaigns(redis).get("c")
        while done is not None and done.runs:  # it takes one more look to see that all are taken
            await asyncio.sleep(0.05)
            done = await Campaigns(redis).get("c")
        assert done is not None
        assert (done.state, done.taken, done.people) == (campaigns.FINISHED, many, many)
        logger.info(
            "%d followers gathered in %.1f s, taken in %.1f s over %d kills of the bot and %d of"
            " the store; the bot took %d KB idle, %d KB at most; the store %d KB with all"
            " followers, %d KB after, %d KB at most since it last started",
            *(many, gathered - began, told - gathered, bot_kills, store_kills, idle_kb, most_kb),
            *(store_before["used_memory"] // 1024, store_after["used_memory"] // 1024),
            store_after["used_memory_peak"] // 1024,
        )
        assert most_kb - idle_kb < _GROWS_KB
    finally:
        await fanout.ends()


async def test_each_of_some_thousands_is_taken_once_though_everything_is_killed(
    box: Sandbox, tmp_path: Path
) -> None:
    await fan_out(box, tmp_path, 6000, bot_kills=1, store_kills=1)


@pytest.mark.long
async def test_each_of_a_million_is_taken_once_though_everything_is_killed(
    box: Sandbox, tmp_path: Path
) -> None:
    random.seed(1)
    await fan_out(box, tmp_path, A_MILLION, bot_kills=6, store_kills=3)


# Nobody waits ----------------------------------------------------------------------------------


@pytest.fixture
async def app(box: Sandbox, tmp_path: Path) -> AsyncIterator[App]:
    """A bot at the pace at which Telegram takes messages."""
    settings = Settings(
        _env_file=None, bot_token=TOKEN, bot_api_url=box.url, data_dir=tmp_path / "bot"
    )
    async with App(settings) as app:
        yield app


@pytest.mark.parametrize("many", [600, pytest.param(A_MILLION, marks=pytest.mark.long)])
async def test_a_donation_waits_for_no_broadcast_which_can_be_stopped_midway(
    app: App, box: Sandbox, many: int
) -> None:
    async with Town(box.url, app.worker.idle) as town:
        anna = await town.newcomer("Anna", language="en")
        boris = await town.newcomer("Boris", language="en", stars=100)
        await anna.starts()
        news = News.new(str(anna.id), now=NOW, title="On tour", content="Soon.")
        await Records(app.redis).add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
        await Records(app.redis).add(news)
        await gather_followers(app.redis, str(anna.id), many)
        await bring(app, town, box, range(FIRST, FIRST + 300))
        await boris.opens(f"https://t.me/x?start=a_{anna.id}")

        await anna.presses_data(f"an:news:{news.id}")
        await anna.presses("Send now")
        card = anna.screen
        while len(await announced(town)) < 30:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await boris.pays("⭐ 50")
        paid, since = time.monotonic(), len(await announced(town))
        await anna.receives("Boris gave you 50 ⭐")
        waited, between = time.monotonic() - paid, len(await announced(town)) - since
        logger.info("the alert came %.2f s and %d messages of the broadcast later", waited, between)
        assert between < 24, "so many go out in a second"

        await anna.presses("Refresh", on=card)
        await anna.presses("Stop", on=anna.seen(card))
        stopped = len(await announced(town))
        await app.courier.idle()
        assert len(await announced(town)) - stopped <= 5, "what was on its way"
        report = await anna.receives("Your followers have been told.")
        assert "Stopped." in report["text"]
        assert f"of {many:,}" in report["text"]


async def bring(app: App, town: Town, box: Sandbox, ids: range) -> None:
    """Let some of those who follow be there, awake at any hour."""
    for id in ids:
        await town.person(id, f"Fan{id}")
        box.world.put_person(replace(box.world.people[id], started=True))
    async with app.redis.pipeline(transaction=False) as pipe:
        for id in ids:
            pipe.hset(keys.person(str(id)), mapping={"quiet": str(NEVER), "since": "0"})
        await pipe.execute()


async def announced(town: Town) -> list[Json]:
    """Return what was sent of the announcement so far."""
    calls = await town.calls("sendMessage")
    return [call for call in calls if "On tour" in str(call["params"].get("text"))]
