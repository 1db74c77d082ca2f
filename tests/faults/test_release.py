"""The bot is killed around the moment at which something comes out; who waits for it is told."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from sandbox import Sandbox
from storage import (
    INTERACTIVE,
    NEVER,
    Audience,
    Campaign,
    Campaigns,
    Drafts,
    Outbox,
    Records,
    Release,
    Releases,
    Teasers,
    Track,
    announcement,
    keys,
    moments,
)
from storage.server import EmbeddedServer
from tests.conftest import TOKEN
from tests.faults.benefit import IN_HAND
from tests.faults.bots import Hurry, end_store, whole
from tests.people import Person, Town

WAITING = range(2001, 2061)
FOLLOWING = range(2041, 2081)
"""Some of them wait as well."""

_HURRY = Hurry(times=20, patience_s=5)


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # it comes out in a moment


async def store(data_dir: Path) -> Redis:
    """Return a client of the bot's store, once it is there."""
    redis = EmbeddedServer(data_dir).client()
    while True:
        try:
            await redis.ping()
        except (RedisError, OSError):
            await asyncio.sleep(0.05)
        else:
            return redis


async def gather(box: Sandbox, town: Town, redis: Redis, anna: Person, song: str) -> None:
    """Let everybody be there, some waiting for a song, some following its artist."""
    artist, teasers, audience = str(anna.id), Teasers(redis), Audience(redis)
    await teasers.announce("track", artist, song, now=now())
    for id in sorted({*WAITING, *FOLLOWING}):
        await town.person(id, f"Fan{id}")
        box.world.put_person(replace(box.world.people[id], started=True))
        await redis.hset(keys.person(str(id)), mapping={"quiet": str(NEVER), "since": "0"})
        if id in WAITING:
            await teasers.wait(str(id), "track", artist, song, True, tap="1", now=now())
        if id in FOLLOWING:
            await audience.follow(str(id), artist, now=now())


async def plan(redis: Redis, artist: str, song: str, at: datetime) -> None:
    release = Release("track", artist, song, at, tell=True, loud=False, post=False)
    await Releases(redis).put(release)
    body = {"kind": "release", "to": artist, "family": "track", "id": song, "at": moments.ms(at)}
    await Outbox(redis).put(release.notice, INTERACTIVE, body, not_before=at)


async def settled(redis: Redis, id: str) -> Campaign:
    """Return a campaign once it is known what became of everybody."""
    while True:
        campaign = await Campaigns(redis).get(id)
        if campaign and not campaign.runs and not campaign.waiting:
            return campaign
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("kills", [1, pytest.param(5, marks=pytest.mark.long)])
async def test_everybody_is_told_once_though_the_bot_is_killed_when_it_comes_out(
    box: Sandbox, tmp_path: Path, kills: int
) -> None:
    data_dir = tmp_path / "bot"
    env = {"BOT_TOKEN": TOKEN, "BOT_API_URL": box.url, "DATA_DIR": str(data_dir)}
    bot = whole(env, hurry=_HURRY)
    try:
        async with Town(box.url) as town:
            anna = await town.newcomer("Anna", language="en")
            await anna.sends_song()
            await anna.receives("A draft")
            redis, artist = await store(data_dir), str(anna.id)
            [draft], _ = await Drafts(redis).page(Track, artist)
            await gather(box, town, redis, anna, draft.id)
            at = now() + timedelta(seconds=1)
            await plan(redis, artist, draft.id, at)
            await redis.aclose()
            await asyncio.sleep(random.uniform(0.8, 1.2))
            for _ in range(kills):
                await bot.kill()
                bot = whole(env, hurry=_HURRY)
                await asyncio.sleep(random.uniform(0.1, 1.5))
            told: Counter[int] = Counter()
            everybody = {*WAITING, *FOLLOWING}
            async with asyncio.timeout(120):
                while told.keys() != everybody:
                    await asyncio.sleep(0.1)
                    sent = await town.calls("sendAudio")
                    told = Counter(int(c["params"]["chat_id"]) for c in sent) & Counter(
                        dict.fromkeys(everybody, 99)
                    )
            await anna.receives("It's out")
            redis = await store(data_dir)
            waiters = await settled(redis, announcement("track.out", artist, draft.id, 1))
            assert (waiters.taken, waiters.became) == (len(WAITING), {"sent": len(WAITING)})
            followers = await settled(redis, announcement("track", artist, draft.id, 1))
            both = len({*WAITING} & {*FOLLOWING})
            assert followers.became == {"sent": len(FOLLOWING) - both, "moot": both}
            assert (await Records(redis).page(Track, artist)).total == 1
            assert await Teasers(redis).of(artist, limit=9) == []
            await redis.aclose()
            again = sum(told.values()) - len(everybody)
            assert again <= IN_HAND * kills, "what was on its way"
    finally:
        await bot.kill()
        await end_store(data_dir)
