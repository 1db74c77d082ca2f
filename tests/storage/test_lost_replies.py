"""redis-py sends a command again when its reply was lost: nothing may happen twice.

And every call is one round trip, which the same wire shows.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from storage import (
    FRIDAY,
    KV,
    Audience,
    Campaigns,
    Chats,
    Choices,
    Connected,
    Counters,
    Digests,
    Drafts,
    Entity,
    Gate,
    Giving,
    Month,
    Monthly,
    Outbox,
    People,
    Person,
    Profile,
    Records,
    Search,
    Sources,
    Told,
    Track,
    moments,
)
from storage.outbox import MONEY, Entry
from storage.pace import Pace
from storage.server import EmbeddedServer
from tests.storage.relay import Relay

FAR = datetime(2100, 1, 1, tzinfo=UTC)


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
        self.giving = Giving(redis)
        self.outbox = Outbox(redis)
        self.pace = Pace(redis)
        self.campaigns = Campaigns(redis)
        self.gate = Gate(redis)
        self.choices = Choices(redis)
        self.digests = Digests(redis)
        self.chats = Chats(redis)
        self.sources = Sources(redis)
        self.entry: Entry

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

    async def prepare_notices(self, redis: Redis) -> None:
        """One notice in hand, one that waits, one that is queued, a dead letter, a burst of one."""
        await self.prepare(redis)
        await self.outbox.open()
        for id in ("buried", "hand", "queued"):
            await self.outbox.put(id, MONEY, {"to": "7"})
        await self.outbox.put("waits", MONEY, {"to": "7"}, not_before=FAR)
        buried, self.entry = await self.outbox.take(2, wait_ms=1)
        await self.outbox.bury(buried, "no")
        await self.campaigns.plan("c", "42", {"kind": "x"}, at=self.now)
        await self.choices.choose("7", "*", "video", "off")
        await self.choices.choose("7", "42", "video", "digest")
        await self.choices.choose("7", "42", "track", "digest")
        await self.choices.want("7", FRIDAY, on=True)
        about = {"to": "7", "artist": "42", "topic": "track", "about": "news:42:n"}
        await self.gate.ask(about, now=self.now)
        await self.chats.change("42", -1, lambda _: self.chat(-1))
        await self.chats.gather("42", -1, "d0", now=self.now)
        for n in range(6):
            await self.giving.alone("42", f"d{n}", now=self.now)

    def chat(self, id: int) -> Connected:
        return Connected(chat=id, title="Band", type="group", by="42", since=self.now)

    def monthly(self) -> Monthly:
        until = self.now + timedelta(days=30)
        month = Month(charge="1", at=self.now, until=until, first=True)
        return Monthly(stars=50, payload="m", payments=(month,))


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
    "touch": (lambda bot: bot.sources.touch("42", "7", "bio", tap="1", now=bot.now), None),
    "keep a source": (lambda bot: bot.sources.keep("42", "mira", "Мира", now=bot.now), True),
    "Stars by a source": (
        lambda bot: bot.sources.gave("42", "7", "d", "link:bio", 50, at=bot.now),
        None,
    ),
}


def brief(answer: object) -> object:
    return answer.id if isinstance(answer, Entity | Person) else answer


async def everything(redis: Redis) -> dict[str, object]:
    """All that is stored, but marks of commands that pass, and when something was counted."""
    found: dict[str, object] = {}
    for key in sorted(map(str, await redis.keys("*"))):
        if key.startswith(("bot:sent:", "bot:listeners:", "bot:source-people:")):
            continue
        kind = await redis.type(key)
        if kind == "string":
            found[key] = await redis.get(key)
        elif kind == "hash":
            found[key] = await redis.hgetall(key)
        elif key in ("bot:changed", "bot:fans:touched"):
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


BATCH = "1706176800000"  # when the first that gathered came

NOTICES: dict[str, tuple[Call, object]] = {
    "put": (lambda bot: bot.outbox.put("new", MONEY, {"to": "7"}), None),
    "put for later": (
        lambda bot: bot.outbox.put("new", MONEY, {"to": "7"}, not_before=FAR),
        None,
    ),
    "done": (lambda bot: bot.outbox.done(bot.entry, Told(7, 40)), None),
    "later": (lambda bot: bot.outbox.later(bot.entry, timedelta(hours=1)), None),
    "bury": (lambda bot: bot.outbox.bury(bot.entry, "no"), None),
    "pump": (lambda bot: bot.outbox.pump(upto=FAR), None),
    "plan": (lambda bot: bot.campaigns.plan("new", "42", {"kind": "x"}, at=bot.now), None),
    "feed": (lambda bot: bot.campaigns.feed(now=bot.now), None),
    "stop": (lambda bot: bot.campaigns.stop("c"), None),
    "choose": (lambda bot: bot.choices.choose("7", "42", "news", "off"), None),
    "choose as for all": (lambda bot: bot.choices.choose("7", "42", "video", "off"), None),
    "take a digest": (lambda bot: bot.digests.take("7", bot.now.date()), ["news:42:n"]),
    "told alone": (lambda bot: bot.giving.alone("43", "d1", now=bot.now), None),
    "gathers": (lambda bot: bot.giving.alone("42", "d9", now=bot.now), BATCH),
    "batch": (lambda bot: bot.giving.batch("42", BATCH), ["d5"]),
    "monthly": (lambda bot: bot.giving.change_monthly("42", "7", lambda _: bot.monthly()), None),
    "order stop": (lambda bot: bot.giving.order_stop("stop", {"to": "7"}), None),
    "keep links": (lambda bot: bot.giving.keep_links("gifts", "42", "1", {"a": "x"}), None),
    "pause": (lambda bot: bot.pace.pause(timedelta(seconds=9), now=bot.now), None),
    "connect": (lambda bot: bot.chats.change("42", -2, lambda _: bot.chat(-2)), None),
    "disconnect": (lambda bot: bot.chats.drop("42", -1), None),
    "gather": (lambda bot: bot.chats.gather("42", -1, "d1", now=bot.now), None),
    "gathered": (lambda bot: bot.chats.gathered("42", -1, str(moments.ms(bot.now))), ["d0"]),
    "answer": (lambda bot: bot.chats.may_answer(-1, "5", "7", now=bot.now), True),
}


async def places(redis: Redis) -> dict[str, object]:
    """Where all notices are, whenever they came there, and what is known of giving."""
    found: dict[str, object] = {}
    for key in sorted(map(str, await redis.keys("bot:*"))):
        kind = await redis.type(key)
        if key.startswith("bot:sent:"):
            continue
        if kind == "stream":
            found[key] = [fields for _, fields in await redis.xrange(key) or ()]
        elif kind == "zset":
            found[key] = await redis.zrange(key, 0, -1)
        elif kind == "hash":
            found[key] = await redis.hgetall(key)
        elif kind == "set":
            found[key] = await redis.smembers(key)
        else:
            found[key] = await redis.get(key)
    return found


@pytest.mark.parametrize("write", NOTICES)
async def test_a_notice_of_which_a_reply_is_lost_is_in_one_place(
    relay: Relay, bot: Bot, redis: Redis, write: str
) -> None:
    call, expected = NOTICES[write]
    await bot.prepare_notices(redis)
    answer = await call(bot)
    once = await places(redis)

    await bot.prepare_notices(redis)
    relay.lose_reply_to("EVALSHA")
    again = await call(bot)
    assert relay.lost == 1
    assert await places(redis) == once
    if expected is not None:
        assert again == answer == expected


async def test_a_leave_of_which_the_reply_is_lost_is_not_taken_for_one(
    relay: Relay, bot: Bot
) -> None:
    await bot.pace.leave(8, now=bot.now)
    relay.lose_reply_to("EVALSHA")
    assert (await bot.pace.leave(7, now=bot.now)).wait_s == 1


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
    "followers": lambda bot: bot.audience.followers("42"),
    "following": lambda bot: bot.audience.following("8"),
    "follows": lambda bot: bot.audience.follows("8", "42"),
    "walk": lambda bot: bot.audience.walk("42"),
    "growth": lambda bot: bot.audience.growth("42", days=30, now=bot.now),
    "sources": lambda bot: bot.sources.of("42", days=365, now=bot.now),
    "search": lambda bot: bot.search.find("nig"),
    "person": lambda bot: bot.people.get("7"),
    "support": lambda bot: bot.giving.support("42"),
    "given": lambda bot: bot.giving.given("42"),
    "months": lambda bot: bot.giving.months("42"),
    "giver": lambda bot: bot.giving.giver("42", "7"),
    "alone": lambda bot: bot.giving.alone("42", "d", now=bot.now),
    "batch": lambda bot: bot.giving.batch("42", BATCH),
    "links": lambda bot: bot.giving.links("gifts", "42", "1", ["a", "b"]),
    "keep links": lambda bot: bot.giving.keep_links("gifts", "42", "1", {"a": "x", "b": "y"}),
    "brief links": lambda bot: bot.giving.brief_links("42", "1", ["a", "b"]),
    "keep brief links": lambda bot: bot.giving.keep_brief_links("42", "1", {"a": "x"}),
    "monthly": lambda bot: bot.giving.monthly("42", "7"),
    "put a notice": lambda bot: bot.outbox.put("a", MONEY, {"to": "7"}),
    "told": lambda bot: bot.outbox.told("a"),
    "pump": lambda bot: bot.outbox.pump(),
    "a dead letter": lambda bot: bot.outbox.letter("1-1"),
    "leave": lambda bot: bot.pace.leave(7),
    "wishes": lambda bot: bot.choices.of("7", "42"),
    "choose": lambda bot: bot.choices.choose("7", "42", "news", "off"),
    "stop": lambda bot: bot.choices.stop("7", "42"),
    "wants a digest": lambda bot: bot.choices.wants("7", FRIDAY),
    "join": lambda bot: bot.digests.join(FRIDAY, "7", now=bot.now, zone=None),
    "take a digest": lambda bot: bot.digests.take("7", bot.now.date()),
    "pause": lambda bot: bot.pace.pause(timedelta(seconds=1)),
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
