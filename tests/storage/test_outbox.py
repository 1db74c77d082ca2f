import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from storage import outbox as outbox_module
from storage.leases import Lease
from storage.outbox import (
    DUTY,
    INTERACTIVE,
    MONEY,
    NEWS,
    REMINDERS,
    URGENCIES,
    Entry,
    Outbox,
    Stop,
    Told,
)
from storage.server import EmbeddedServer
from tests.patience import within
from tests.storage.relay import Relay

SOON = timedelta(minutes=1)
NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
async def waiting(server: EmbeddedServer) -> AsyncIterator[Redis]:
    async with server.client(blocking=True) as waiting:
        yield waiting


@pytest.fixture
async def outbox(redis: Redis, waiting: Redis) -> Outbox:
    outbox = Outbox(redis, waiting)
    await outbox.open()
    return outbox


async def put(outbox: Outbox, *ids: str, urgency: str = MONEY) -> None:
    for id in ids:
        assert await outbox.put(id, urgency, {"to": id})


async def take(outbox: Outbox, limit: int = 100) -> list[Entry]:
    return await outbox.take(limit, wait_ms=1)


async def taken(outbox: Outbox, limit: int = 100) -> list[str]:
    return [entry.id for entry in await take(outbox, limit)]


async def test_a_notice_is_put_once_for_a_month(outbox: Outbox, redis: Redis) -> None:
    assert await outbox.put("a", MONEY, {"to": "1"})
    assert not await outbox.put("a", NEWS, {"to": "2"})
    assert await taken(outbox) == ["a"]
    assert 29 * 86400 < await redis.ttl("bot:outbox:seen:a") <= 30 * 86400


async def test_what_is_put_is_what_is_taken(outbox: Outbox, redis: Redis) -> None:
    body = {"to": "1", "kind": "x", "words": "Ночь\n🎵 1 2", "n": 2**60, "none": None}
    await outbox.put("a", REMINDERS, body)
    [entry] = await take(outbox)
    assert (entry.id, entry.urgency, entry.body, entry.tries) == ("a", REMINDERS, body, 0)
    await outbox.later(entry._replace(begun=2), SOON, tries=3)
    waiting = str(await redis.hget("bot:outbox:waiting", "a"))
    urgency, tries, text = waiting.split(" ", 2)
    assert (urgency, tries, json.loads(text)) == (REMINDERS, "3", body), "to an earlier release"
    await outbox.pump(upto=FAR)
    [again] = await take(outbox)
    assert (again.id, again.urgency, again.body, again[-2:]) == ("a", REMINDERS, body, (3, 2))


async def test_the_most_urgent_comes_first_and_others_fill_the_room(outbox: Outbox) -> None:
    for urgency in (NEWS, REMINDERS, INTERACTIVE, MONEY):
        await put(outbox, f"{urgency} 1", f"{urgency} 2", urgency=urgency)
    assert await taken(outbox, 3) == ["money 1", "money 2", "interactive 1"]
    await put(outbox, "money 3")
    assert await taken(outbox, 4) == ["money 3", "interactive 2", "reminders 1", "reminders 2"]


async def test_news_and_reminders_leave_room_for_others(outbox: Outbox) -> None:
    for urgency in (NEWS, REMINDERS):
        await put(outbox, f"{urgency} 1", f"{urgency} 2", urgency=urgency)
    three = await outbox.take(5, bulk=3, wait_ms=1)
    assert [entry.id for entry in three] == ["reminders 1", "reminders 2", "news 1"]
    assert await outbox.take(2, bulk=0, wait_ms=1) == []
    await put(outbox, "money 1")
    [money] = await outbox.take(2, bulk=0, wait_ms=600_000)
    assert money.id == "money 1"


async def test_what_is_stopped_waits_and_what_is_owed_goes_on(
    outbox: Outbox, redis: Redis, waiting: Redis
) -> None:
    await outbox.stop("900001", now=NOW)
    await outbox.stop("900002", now=NOW + SOON)
    assert await Outbox(redis).stopped() == Stop(NOW, "900001")
    for urgency in URGENCIES:
        await put(outbox, urgency, urgency=urgency)
    assert await taken(Outbox(redis, waiting)) == [DUTY]
    assert await taken(outbox) == []
    assert await outbox.queues() == dict.fromkeys(URGENCIES, 1)
    await outbox.resume()
    assert await outbox.stopped() is None
    assert await taken(outbox) == [MONEY, INTERACTIVE, REMINDERS, NEWS]


async def test_only_the_process_whose_turn_it_is_is_given_anything(
    redis: Redis, waiting: Redis, outbox: Outbox
) -> None:
    here, there = (Lease(redis, "courier", name, lasts=SOON) for name in ("here", "there"))
    first, second = (Outbox(redis, waiting, lease=lease) for lease in (here, there))
    await put(outbox, "a", "b")
    assert await taken(first) == [], "nobody has taken it"
    await there.take()
    assert (await taken(first), await taken(second, 1)) == ([], ["a"])
    await there.drop()
    await here.take()
    assert [entry.id for entry in await first.left()] == ["a"]
    assert (await taken(second), await taken(first)) == ([], ["b"])


async def test_a_reader_that_waits_gets_what_is_put(outbox: Outbox) -> None:
    reading = asyncio.create_task(outbox.take(5, wait_ms=600_000))
    await put(outbox, "a", urgency=NEWS)
    assert [entry.id for entry in await within(reading)] == ["a"]


async def test_what_is_due_is_handed_out_and_nothing_before(outbox: Outbox) -> None:
    for day in (1, 2, 3):
        due = datetime(2090, 1, day, tzinfo=UTC)
        await outbox.put(f"day {day}", NEWS, {"to": "1"}, not_before=due)
    await outbox.put("past", NEWS, {"to": "1"}, not_before=datetime(2000, 1, 1, tzinfo=UTC))
    assert await outbox.pump() == 1
    assert await taken(outbox) == ["past"]
    assert await outbox.pump(upto=datetime(2090, 1, 2, tzinfo=UTC)) == 2
    assert await taken(outbox) == ["day 1", "day 2"]
    assert (await outbox.depth()).due == 1


async def test_what_a_killed_courier_had_is_left_and_the_rest_is_not(
    outbox: Outbox, redis: Redis, waiting: Redis
) -> None:
    await put(outbox, "a", "b", "c", "d")
    first, *_ = await take(outbox, 3)
    await outbox.done(first)
    restarted = Outbox(redis, waiting)
    await restarted.open()
    assert [entry.id for entry in await restarted.left()] == ["b", "c"]
    assert await taken(restarted) == ["d"]


async def test_everything_left_is_found_however_much(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_PAGE", 10)
    many = [f"{n:03}" for n in range(105)]
    await put(outbox, *many, urgency=NEWS)
    await put(outbox, "first")
    await take(outbox, 1000)
    assert [entry.id for entry in await outbox.left()] == ["first", *many]


async def test_a_notice_that_waits_is_not_left_to_anybody(outbox: Outbox) -> None:
    await put(outbox, "a")
    [entry] = await take(outbox)
    await outbox.later(entry, SOON)
    await outbox.later(entry, SOON)  # sent again after a lost reply
    assert await outbox.left() == []
    assert await taken(outbox) == []
    assert (await outbox.depth())[:2] == (0, 1)
    assert await outbox.pump() == 0
    assert await outbox.pump(upto=FAR) == 1
    assert await outbox.pump(upto=FAR) == 0
    assert await taken(outbox) == ["a"]


async def test_a_clock_that_was_set_back_lets_nothing_wait_longer_than_its_while(
    outbox: Outbox, redis: Redis
) -> None:
    at = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  # by the server's clock
    await outbox.put("at one", MONEY, {"to": "1"}, not_before=at)
    await put(outbox, "a", "b", "long ago")
    for entry in await take(outbox):
        await outbox.later(entry, SOON)
    turn = at - timedelta(minutes=59.9)
    for _ in range(2):
        await outbox.put_again("card", MONEY, {"to": "1"}, turn=turn, span=SOON)
    assert await taken(outbox) == ["card"]
    aside = (("a", 60.5), ("b", 61), ("long ago", -1), ("card", 60))
    for id, minutes in aside:  # so they were put, it seems
        for key in ("bot:outbox:due", "bot:outbox:paused"):
            await redis.zincrby(key, minutes * 60_000, id)
    assert await outbox.pump() == 1
    assert await outbox.pump(upto=at - timedelta(minutes=58)) == 3
    assert set(await taken(outbox)) == {"a", "b", "long ago", "card"}
    assert await redis.zcard("bot:outbox:due") == 1
    assert await redis.exists("bot:outbox:paused") == 0


async def test_what_another_courier_settled_neither_waits_nor_is_buried(outbox: Outbox) -> None:
    await put(outbox, "a")
    [entry] = await take(outbox)
    await outbox.done(entry)
    await outbox.later(entry, SOON)
    await outbox.bury(entry, "no")
    assert await outbox.depth() == (0, 0, 0, None)


async def test_an_entry_cut_out_by_hand_blocks_nobody(outbox: Outbox, redis: Redis) -> None:
    await put(outbox, "a", "b")
    cut, _ = await take(outbox)
    await redis.xdel("bot:outbox:money", cut.entry)
    assert [entry.id for entry in await outbox.left()] == ["b"]
    assert (await redis.xpending("bot:outbox:money", "bot"))["pending"] == 1


async def test_what_another_hand_wrote_is_dropped(outbox: Outbox, redis: Redis) -> None:
    await redis.xadd("bot:outbox:money", {"hello": "world"})
    await redis.xadd("bot:outbox:money", {"id": "a", "text": "{}", "tries": "many"})
    [entry] = await take(outbox)
    assert (entry.id, entry.tries) == ("a", 0)
    assert (await outbox.depth()).queued == 1


async def test_a_notice_of_another_release_goes_last(outbox: Outbox, redis: Redis) -> None:
    await redis.hset("bot:outbox:waiting", "a", 'sms 2 {"to":"1"}')
    await redis.zadd("bot:outbox:due", {"a": 1, "lost": 1})
    assert await outbox.pump() == 2
    [entry] = await take(outbox)
    assert (entry.id, entry.urgency, entry.tries) == ("a", NEWS, 2)
    assert (await outbox.depth())[:2] == (1, 0)


async def test_a_dead_letter_keeps_the_notice_and_the_reason(outbox: Outbox) -> None:
    await put(outbox, "a", urgency=REMINDERS)
    [entry] = await take(outbox)
    await outbox.bury(entry, "message is too long")
    await outbox.bury(entry, "message is too long")  # sent again after a lost reply
    [dead] = await outbox.dead()
    assert (dead.id, dead.urgency, dead.text) == ("a", REMINDERS, '{"to":"a"}')
    assert dead.reason == "message is too long"
    assert (await outbox.depth())[:3] == (0, 0, 1)
    assert await outbox.left() == []


async def test_a_dead_letter_gets_another_chance_once(outbox: Outbox) -> None:
    await put(outbox, "a", urgency=REMINDERS)
    [entry] = await take(outbox)
    await outbox.bury(entry._replace(tries=6), "no")
    [dead] = await outbox.dead()
    assert await outbox.requeue(dead)
    assert not await outbox.requeue(dead)
    [again] = await take(outbox)
    assert (again.id, again.urgency, again.tries) == ("a", REMINDERS, 0)
    assert await outbox.dead() == []


async def test_of_what_is_put_again_and_again_one_waits(outbox: Outbox) -> None:
    span, end = timedelta(minutes=1), FAR + timedelta(minutes=1)

    async def again(turn: datetime) -> bool:
        return await outbox.put_again("card", MONEY, {"to": "1"}, turn=turn, span=span)

    assert await again(end)
    [first] = await take(outbox)
    assert [await again(end), await again(end), await again(end + span)] == [True, False, False]
    await outbox.later(first, timedelta(days=1), tries=0)
    assert (await outbox.depth()).due == 1, "what waits for its chat waits together with that"
    assert await taken(outbox) == []
    await outbox.pump(upto=end)
    [second] = await take(outbox)
    assert await again(end + span), "in this span it has been told"
    assert await taken(outbox) == []
    await outbox.done(second)
    await outbox.pump(upto=end + span)
    assert await taken(outbox) == ["card"], "the last change is told"


async def test_dead_letters_get_another_chance_together_and_in_order(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.lua._PAGE", 4)
    await put(outbox, *"abcdefghij")
    for entry in await take(outbox):
        await outbox.bury(entry, "no")
    letters = (await outbox.dead())[::-1]
    assert await outbox.requeue(letters[0])
    assert await outbox.requeue(*letters) == 9
    assert await outbox.requeue(*letters) == 0
    assert await taken(outbox) == list("abcdefghij")


async def test_a_dead_letter_can_be_looked_at_and_dropped(outbox: Outbox) -> None:
    await put(outbox, "a", "b")
    for notice in await take(outbox):
        await outbox.bury(notice, "no")
    second, first = await outbox.dead()
    assert await outbox.letter(first.entry) == first
    assert await outbox.drop(first)
    assert not await outbox.drop(first)
    assert not await outbox.requeue(first)
    for entry in (first.entry, "-", "?", "+"):
        assert await outbox.letter(entry) is None
    assert await outbox.dead() == [second]


async def test_dead_letters_are_bounded_and_the_newest_come_first(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_DEAD_KEPT", 3)
    await put(outbox, *"abcde")
    for entry in await take(outbox):
        await outbox.bury(entry, "no")
    assert [dead.id for dead in await outbox.dead()] == ["e", "d", "c"]
    assert [dead.id for dead in await outbox.dead(limit=1)] == ["e"]


async def test_where_a_notice_was_told_is_remembered_for_sixty_days(
    outbox: Outbox, redis: Redis
) -> None:
    await put(outbox, "a", "b")
    first, second = await take(outbox)
    await outbox.done(first, Told(7, 40))
    await outbox.done(second)
    assert await outbox.told("a") == Told(7, 40)
    assert await outbox.told("b") is None
    await outbox.tell_of(["c", "d"], Told(7, 41, "1769335200000"))
    assert await outbox.told("d") == Told(7, 41, "1769335200000")
    for id in "acd":
        assert 59 * 86400 < await redis.ttl(f"bot:told:{id}") <= 60 * 86400


async def test_depth_says_since_when_the_oldest_waits(outbox: Outbox, redis: Redis) -> None:
    await redis.xadd("bot:outbox:news", {"id": "a", "text": "{}"}, id="86400000-0")
    await put(outbox, "b")
    assert await outbox.depth() == (2, 0, 0, datetime(1970, 1, 2, tzinfo=UTC))
    assert not await outbox.empty()


async def test_what_was_handed_out_survives_the_death_of_the_store(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        outbox = Outbox(redis)
        await outbox.open()
        await put(outbox, "handed out", "waits", "queued")
        _, waits = await take(outbox, 2)
        await outbox.later(waits, SOON)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        assert [entry.id for entry in await outbox.left()] == ["handed out"]
        assert await taken(outbox) == ["queued"]
        assert await outbox.pump(upto=FAR) == 1
        assert await taken(outbox) == ["waits"]


@pytest.mark.parametrize("command", ["EVALSHA", "XREAD"])
async def test_what_a_lost_reply_handed_out_is_left(
    outbox: Outbox, server: EmbeddedServer, redis: Redis, tmp_path: Path, command: str
) -> None:
    """It is not asked for again: then it would be handed out to nobody until the next start."""
    relay = Relay(server, tmp_path / "relay")
    async with relay.open(blocking=True) as wire:
        behind = Outbox(redis, wire)
        await behind.take(5, wait_ms=1)  # the server knows the script now
        if command == "EVALSHA":
            await put(outbox, "a", "b")
        relay.sent.clear()
        relay.lose_reply_to(command)
        reading = asyncio.create_task(behind.take(5, wait_ms=600_000))
        if command == "XREAD":
            while command not in relay.sent:  # noqa: ASYNC110
                await asyncio.sleep(0)
            await put(outbox, "a")
        with pytest.raises(RedisError):
            await within(reading)
        assert relay.lost == 1
        ids = ["a", "b"] if command == "EVALSHA" else []  # to be told of one is not to be given it
        assert [entry.id for entry in await behind.left()] == ids
        assert await taken(outbox) == (["a"] if command == "XREAD" else [])


async def test_a_store_that_was_emptied_can_be_opened_again(outbox: Outbox, redis: Redis) -> None:
    await redis.flushall()
    await outbox.put("a", MONEY, {"to": "1"})
    with pytest.raises(RedisError, match="NOGROUP"):
        await take(outbox)
    await outbox.open()
    await outbox.open()
    assert await taken(outbox) == ["a"]
