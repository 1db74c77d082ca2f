"""redis-py sends a command again when its reply was lost: nothing may happen twice.

And every call is one round trip, which the same wire shows.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from storage import (
    KV,
    Audience,
    Counters,
    Drafts,
    Entity,
    People,
    Person,
    Profile,
    Records,
    Search,
    Track,
)
from storage.server import EmbeddedServer
from tests.storage.relay import Relay


class Bot:
    """All of the store through one wire."""

    def __init__(self, redis: Redis, now: datetime) -> None:
        self.now = now
        self.kv = KV(redis)
        self.records = Records(redis)
        self.counters = Counters(redis)
        self.audience = Audience(redis)
        self.drafts = Drafts(redis)
        self.people = People(redis)
        self.search = Search(redis)

    def track(self, id: str) -> Track:
        return Track.new("42", now=self.now, id=id, title="Night", plays=10)

    async def prepare(self, redis: Redis) -> None:
        """A track `t`, a draft `d`, a deleted track `x`, a profile, a fan who follows."""
        await redis.flushall()
        await self.records.add(Profile.new("42", now=self.now, name="Anna"))
        for id in "tx":
            await self.records.add(self.track(id))
        await self.records.delete(Track, "42", "x", now=self.now)
        await self.drafts.put(self.track("d"))
        await self.people.seen("7", name="Boris", username=None, language_code=None, now=self.now)
        await self.audience.follow("8", "42", now=self.now)


@pytest.fixture
def relay(server: EmbeddedServer, tmp_path: Path) -> Relay:
    return Relay(server, tmp_path / "relay")


@pytest.fixture
async def bot(relay: Relay, redis: Redis, now: datetime) -> AsyncIterator[Bot]:
    async with relay.open() as client:
        bot = Bot(client, now)
        await bot.prepare(redis)
        yield bot


Call = Callable[[Bot], Awaitable[object]]

WRITES: dict[str, tuple[Call, object]] = {
    "add": (lambda bot: bot.records.add(bot.track("n")), None),
    "replace": (lambda bot: bot.records.replace(bot.track("t").changed(title="Day")), None),
    "restore": (lambda bot: bot.records.restore(Track, "42", "x"), "x"),
    "delete": (lambda bot: bot.records.delete(Track, "42", "t", now=bot.now), "t"),
    "set": (lambda bot: bot.kv.set("track:42:t", '{"id":"t","title":"A","plays":17}'), None),
    "del": (lambda bot: bot.kv.delete("track:42:t"), None),
    "draft": (lambda bot: bot.drafts.put(bot.track("e")), None),
    "publish": (lambda bot: bot.drafts.publish(Track, "42", "d", now=bot.now), "d"),
    "listen": (lambda bot: bot.counters.listen("42", "t", "7", now=bot.now), (True, 11, None)),
    "like": (
        lambda bot: bot.counters.like("track", "42", "t", "7", tap="1", now=bot.now),
        (True, 1),
    ),
    "download": (lambda bot: bot.counters.download("42", "t", "7", tap="1", now=bot.now), 1),
    "share": (lambda bot: bot.counters.share("track", "42", "t", "7", tap="1", now=bot.now), 1),
    "follow": (lambda bot: bot.audience.follow("7", "42", now=bot.now), True),
    "settle": (lambda bot: bot.people.settle("7", language="ru"), "7"),
}


def brief(answer: object) -> object:
    return answer.id if isinstance(answer, Entity | Person) else answer


async def everything(redis: Redis) -> dict[str, object]:
    """All that is stored, but marks of commands that pass, and when something was counted."""
    found: dict[str, object] = {}
    for key in sorted(map(str, await redis.keys("*"))):
        if key.startswith(("bot:sent:", "bot:listeners:")):
            continue
        kind = await redis.type(key)
        if kind == "string":
            found[key] = await redis.get(key)
        elif kind == "hash":
            found[key] = await redis.hgetall(key)
        elif key == "bot:changed":
            found[key] = sorted(map(str, await redis.zrange(key, 0, -1)))
        else:
            found[key] = await redis.zrange(key, 0, -1, withscores=True)
    return found


@pytest.mark.parametrize("write", WRITES)
async def test_a_write_whose_reply_is_lost_happens_once(
    relay: Relay, bot: Bot, redis: Redis, write: str
) -> None:
    call, expected = WRITES[write]
    assert brief(await call(bot)) == expected
    once = await everything(redis)

    await bot.prepare(redis)
    relay.lose_reply_to("EVALSHA")
    assert brief(await call(bot)) == expected
    assert relay.lost == 1
    assert await everything(redis) == once


async def test_an_unfollow_whose_reply_is_lost_happens_once(
    relay: Relay, bot: Bot, redis: Redis
) -> None:
    await bot.audience.unfollow("7", "42", now=bot.now)  # the script is known now
    relay.lose_reply_to("EVALSHA")
    await bot.audience.unfollow("8", "42", now=bot.now)
    assert relay.lost == 1
    growth = await bot.audience.growth("42", days=1, now=bot.now)
    assert (growth[0].gained, growth[0].lost) == (1, 1)


@pytest.mark.parametrize("lost", ["the read", "the write"])
async def test_a_fold_whose_reply_is_lost_happens_once(
    relay: Relay, bot: Bot, redis: Redis, lost: str
) -> None:
    await bot.counters.listen("42", "t", "7", now=bot.now)
    await bot.counters.fold(now=bot.now)
    await bot.counters.listen("42", "t", "8", now=bot.now)
    if lost == "the write":
        relay.skip = 1
    relay.lose_reply_to("EVALSHA")
    await bot.counters.fold(now=bot.now)
    assert relay.lost == 1
    while await bot.counters.fold(now=bot.now):
        pass
    assert [day.plays for day in await bot.counters.daily("42", "t", days=1, now=bot.now)] == [2]
    told = json.loads(await bot.kv.get("analytics:42:track:t") or "")
    assert (told["plays"], told["dailyStats"][0]["plays"]) == (12, 2)


CALLS: dict[str, Call] = {name: call for name, (call, _) in WRITES.items() if name != "publish"} | {
    "unfollow": lambda bot: bot.audience.unfollow("8", "42", now=bot.now),
    "get": lambda bot: bot.records.get(Track, "42", "t"),
    "find": lambda bot: bot.records.find(Track, "42", "nothing"),
    "page": lambda bot: bot.records.page(Track, "42", limit=10),
    "count": lambda bot: bot.records.count(Track, "42"),
    "profile": lambda bot: bot.records.profile("42"),
    "drafts": lambda bot: bot.drafts.page(Track, "42"),
    "kv get": lambda bot: bot.kv.get("track:42:t"),
    "kv mget": lambda bot: bot.kv.mget(["track:42:t", "track:42:x"]),
    "kv mset": lambda bot: bot.kv.mset([(f"track:42:{n}", "{}") for n in range(50)]),
    "prefix": lambda bot: bot.kv.get_by_prefix("track:42:"),
    "liked": lambda bot: bot.counters.liked("7", [("track", "42", "t"), ("track", "42", "d")]),
    "totals": lambda bot: bot.counters.totals("42"),
    "numbers": lambda bot: bot.counters.numbers("track", "42", "t"),
    "daily": lambda bot: bot.counters.daily("42", "t", days=30, now=bot.now),
    "artist's days": lambda bot: bot.counters.daily("42", None, days=30, now=bot.now),
    "listeners": lambda bot: bot.counters.listeners("42", "t", days=30, now=bot.now),
    "followers": lambda bot: bot.audience.followers("42"),
    "following": lambda bot: bot.audience.following("8"),
    "follows": lambda bot: bot.audience.follows("8", "42"),
    "walk": lambda bot: bot.audience.walk("42"),
    "growth": lambda bot: bot.audience.growth("42", days=30, now=bot.now),
    "search": lambda bot: bot.search.find("night"),
    "person": lambda bot: bot.people.get("7"),
    "seen": lambda bot: bot.people.seen(
        "7", name="B", username=None, language_code=None, now=bot.now
    ),
}


@pytest.mark.parametrize("call", CALLS)
async def test_every_call_is_one_command(relay: Relay, bot: Bot, redis: Redis, call: str) -> None:
    await CALLS[call](bot)  # the server knows the script now
    await bot.prepare(redis)
    relay.sent.clear()
    await CALLS[call](bot)
    assert len(relay.sent) == 1, relay.sent


async def test_scripts_that_the_server_forgot_are_told_again(bot: Bot, redis: Redis) -> None:
    for call in CALLS.values():
        await bot.prepare(redis)
        await redis.script_flush()
        await call(bot)
    await redis.script_flush()
    await bot.drafts.publish(Track, "42", "d", now=bot.now)
