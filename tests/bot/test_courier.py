"""What becomes of a notice, whatever Telegram says; the sandbox says it."""

import asyncio
import json
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramServerError
from aiogram.methods import SendMessage
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, ReadOnlyError, ResponseError

from bot.api import create_bot
from bot.courier import Courier, Deliver, outcome
from bot.role import Role
from bot.settings import Settings
from handlers.errors import NotYet
from storage import NotFound, money, pace
from storage.gate import OPEN, Gate, Verdict
from storage.leases import Lease
from storage.outbox import DUTY, INTERACTIVE, MONEY, NEWS, REMINDERS, Entry, Outbox, Told
from storage.pace import Pace
from storage.server import EmbeddedServer
from tests.control import Control
from tests.patience import until, within

ANNA, BORIS, STRANGER = 1001, 1002, 404
FAR = datetime(2100, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)


class Round:
    """An outbox, and couriers who deliver by sending what a notice says."""

    def __init__(self, redis: Redis, waiting: Redis, bot: Bot, control: Control) -> None:
        self.redis = redis
        self.outbox = Outbox(redis, waiting)
        self.pace = Pace(redis)
        self.bot = bot
        self.control = control
        self.on_their_way: dict[Any, Any] = {}

    @asynccontextmanager
    async def courier(self, deliver: Deliver | None = None, **how: Any) -> AsyncIterator[Courier]:
        how = {"judge": everybody_wants, "clock": lambda: NOW, "reach": self.bot.get_me} | how
        courier = Courier(self.outbox, self.pace, deliver or self.send, **how)
        courier.start()
        try:
            yield courier
        finally:
            await courier.stop()

    async def send(self, id: str, body: dict[str, Any]) -> Told:
        sent = await self.bot.send_message(
            int(body["to"]), body.get("text", id), message_thread_id=body.get("topic")
        )
        return Told(sent.chat.id, sent.message_id)

    async def put(self, id: str, to: int = ANNA, urgency: str = MONEY, **body: Any) -> None:
        assert await self.outbox.put(id, urgency, {"to": str(to)} | body)

    async def seen(self, chat: int) -> list[str]:
        messages = await self.control.get(f"/chats/{chat}/messages")
        return [one["text"] for one in messages if one["from"]["is_bot"] and "text" in one]

    async def waits(self, id: str) -> tuple[int, float] | None:
        """Return how often a notice has failed and how many seconds it waits, if it does."""
        waiting = str(await self.redis.hget("bot:outbox:waiting", id) or "")
        if not waiting:
            return None
        due = await self.redis.zscore("bot:outbox:due", id)
        assert due is not None
        seconds, micros = await self.redis.time()
        return int(waiting.split(" ")[1]), due / 1000 - seconds - micros / 1e6

    async def time_passes(self) -> None:
        """Let everything that waits be due, and all chats be quiet."""
        if found := await self.redis.keys("bot:pace:*"):
            await self.redis.delete(*found)
        await self.outbox.pump(upto=FAR)


async def everybody_wants(body: dict[str, Any]) -> Verdict:
    return OPEN


@pytest.fixture
async def round(
    redis: Redis, server: EmbeddedServer, settings: Settings, control: Control
) -> AsyncIterator[Round]:
    for person in (ANNA, BORIS):
        await control.person(person)
        await control.post("/start", person=person)
    async with server.client(blocking=True) as waiting, create_bot(settings) as bot:
        round = Round(redis, waiting, bot, control)
        await round.outbox.open()
        yield round


# What Telegram says ------------------------------------------------------------------------------


SOME_S = 1000.0
"""What a pause between tries is here, so that a slow machine sees no end of it."""


@pytest.fixture
def long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.courier._pause_s", lambda tries: SOME_S)


class Row(NamedTuple):
    """What Telegram says, and what follows."""

    fault: dict[str, Any]
    fate: str
    """`told`, `dropped`, `dead` or `waits`."""
    pause_s: float = 0
    tries: int = 0
    at_last: int = 1
    """How many messages there are when Telegram has recovered."""


def refused(description: str, code: int = 400) -> dict[str, Any]:
    return {"kind": "error", "code": code, "description": description}


ROWS = {
    "a 200": Row({"kind": "delay", "delay_s": 0}, "told"),
    "a 200 that cannot be read": Row({"kind": "garbage", "after": True}, "told"),
    "a 429": Row({"kind": "error", "retry_after": 700}, "waits", 700),
    "a wire cut before it": Row({"kind": "disconnect"}, "waits", SOME_S, tries=1),
    "a wire cut after it": Row(
        {"kind": "disconnect", "after": True}, "waits", SOME_S, tries=1, at_last=2
    ),
    "silence": Row({"kind": "timeout"}, "waits", SOME_S, tries=1),
    "silence after it": Row(
        {"kind": "timeout", "after": True}, "waits", SOME_S, tries=1, at_last=2
    ),
    "a 500": Row(refused("Internal Server Error", 500), "waits", SOME_S, tries=1),
    "a 502": Row(refused("Bad Gateway", 502), "waits", SOME_S, tries=1),
    "a 401": Row(refused("Unauthorized", 401), "waits", 60),
    "a 404": Row(refused("Not Found", 404), "waits", 60),
    "blocked": Row(refused("Forbidden: bot was blocked by the user", 403), "dropped"),
    "kicked": Row(refused("Forbidden: bot was kicked from the supergroup chat", 403), "dropped"),
    "chat not found": Row(refused("Bad Request: chat not found"), "dropped"),
    "deactivated": Row(refused("Bad Request: user is deactivated"), "dropped"),
    "no rights": Row(
        refused("Bad Request: not enough rights to send text messages to the chat"), "dropped"
    ),
    "not an admin": Row(
        refused("Bad Request: need administrator rights in the channel chat"), "dropped"
    ),
    "no writing": Row(refused("Bad Request: CHAT_WRITE_FORBIDDEN"), "dropped"),
    "topic closed": Row(refused("Bad Request: TOPIC_CLOSED"), "dropped"),
    "topic deleted": Row(refused("Bad Request: message thread not found"), "dropped"),
    "poison": Row(refused("Bad Request: can't parse entities: Unclosed start tag"), "dead"),
    "too long": Row(refused("Bad Request: message is too long"), "dead"),
    "a 413": Row(refused("Request Entity Too Large", 413), "dead"),
}


@pytest.mark.parametrize("said", ROWS)
async def test_what_telegram_says_decides(
    round: Round, control: Control, long_pauses: None, said: str
) -> None:
    row = ROWS[said]
    fault = {"method": "sendMessage", "times": 1, "after": False} | row.fault
    await control.post("/faults", **fault)
    if row.fault["kind"] == "timeout":
        round.bot.session.timeout = 1.0
    async with round.courier() as courier:
        await round.put("news of it")
        await within(courier.idle())

        waits = await round.waits("news of it")
        assert (waits is not None) is (row.fate == "waits")
        if waits is not None:
            tries, pause_s = waits
            assert tries == row.tries
            assert row.pause_s - 50 < pause_s <= row.pause_s
        dead = [letter.reason for letter in await round.outbox.dead()]
        assert len(dead) == (row.fate == "dead")
        assert all(reason in row.fault["description"] for reason in dead)
        assert (await round.outbox.depth()).queued == 0

        await control.delete("/faults")
        round.bot.session.timeout = 60
        await round.time_passes()
        await within(courier.idle())
    told = row.at_last if row.fate in ("told", "waits") else 0
    assert await round.seen(ANNA) == ["news of it"] * told
    assert (await round.outbox.depth())[:2] == (0, 0)


async def test_a_telegram_out_of_reach_is_nobodys_fault(
    round: Round, settings: Settings, long_pauses: None
) -> None:
    nowhere = settings.model_copy(update={"bot_api_url": "http://127.0.0.1:9"})
    async with create_bot(nowhere) as bot:
        round.bot, there = bot, round.bot
        async with round.courier() as courier:
            await round.put("a")
            await within(courier.idle())
            waits = await round.waits("a")
            assert waits is not None
            assert waits[0] == 0, "it is not counted"
            round.bot = there
            await round.time_passes()
            await within(courier.idle())
    assert await round.seen(ANNA) == ["a"]


async def test_news_are_rather_told_never_than_twice(round: Round, control: Control) -> None:
    await control.post("/faults", method="sendMessage", kind="disconnect", after=True, times=1)
    async with round.courier() as courier:
        await round.put("a", urgency=NEWS)
        await within(courier.idle())
    assert await round.waits("a") is None
    assert await round.seen(ANNA) == ["a"]


async def test_money_is_rather_told_twice_than_never(round: Round, control: Control) -> None:
    await control.post("/faults", method="sendMessage", kind="disconnect", after=True, times=1)
    await control.post("/faults", method="sendMessage", kind="disconnect", times=3)
    async with round.courier() as courier:
        await round.put("a")
        for _ in range(5):
            await within(courier.idle())
            await round.time_passes()
    assert await round.seen(ANNA) == ["a"] * 2
    assert await round.outbox.dead() == []


async def test_what_may_have_been_told_waits_until_telegram_answers(
    round: Round, control: Control
) -> None:
    await control.post("/faults", method="sendMessage", kind="disconnect", after=True, times=1)
    await control.post("/faults", method="getMe", kind="disconnect")
    async with round.courier() as courier:
        await round.put("a")
        for _ in range(3):
            await within(courier.idle())
            await round.time_passes()
        assert await round.seen(ANNA) == ["a"]
        await control.delete("/faults")
        await within(courier.idle())
        await round.time_passes()
        await within(courier.idle())
    assert await round.seen(ANNA) == ["a"] * 2


async def test_a_group_that_moved_is_told_where_it_is_now(round: Round, control: Control) -> None:
    group = (await control.post("/chats", type="group", title="Band", owner=ANNA))["id"]
    bot = (await control.get())["bot"]["id"]
    await control.post(f"/chats/{group}/members", user=bot, status="member", by=ANNA)
    moved = (await control.post(f"/chats/{group}/migrate"))["id"]
    async with round.courier() as courier:
        await round.put("a", to=group)
        await within(courier.idle())
        waits = await round.waits("a")
        assert waits is not None
        assert waits[0] == 0, "it is not counted"
        await round.time_passes()
        await within(courier.idle())
    assert await round.seen(moved) == ["a"]


async def test_a_closed_topic_a_blocked_bot_and_nobody_are_dropped(
    round: Round, control: Control
) -> None:
    """As the sandbox says it, without a fault."""
    forum = (
        await control.post("/chats", type="supergroup", title="Fans", owner=ANNA, is_forum=True)
    )["id"]
    bot = (await control.get())["bot"]["id"]
    await control.post(f"/chats/{forum}/members", user=bot, status="member", by=ANNA)
    topic = await control.post(f"/chats/{forum}/topics", name="News", by=ANNA)
    thread = topic["message_thread_id"]
    await control.patch(f"/chats/{forum}/topics/{thread}", closed=True, by=ANNA)
    await control.patch(f"/people/{BORIS}", blocked=True)
    async with round.courier() as courier:
        await round.put("closed", to=forum, topic=thread)
        await round.put("blocked", to=BORIS)
        await round.put("nobody", to=STRANGER)
        await within(courier.idle())
    assert await round.outbox.depth() == (0, 0, 0, None)


async def test_what_is_done_in_nobodys_chat_makes_nobody_wait(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "CHAT", pace.Rate(0.01))
    done = []

    async def do(id: str, body: dict[str, Any]) -> None:
        done.append(id)

    for n in range(3):
        await round.put(f"edit{n}", urgency=NEWS, paces=7001 + n)
    await round.put("alert")
    async with round.courier(do) as courier:
        await within(courier.idle())
    assert sorted(done) == ["alert", "edit0", "edit1", "edit2"]


async def test_a_429_stops_everybody_and_in_a_group_that_group(
    round: Round, control: Control
) -> None:
    group = (await control.post("/chats", type="supergroup", title="Band", owner=ANNA))["id"]
    bot = (await control.get())["bot"]["id"]
    await control.post(f"/chats/{group}/members", user=bot, status="member", by=ANNA)
    fault = {"method": "sendMessage", "kind": "error", "retry_after": 60, "times": 1}
    await control.post("/faults", chat=str(group), **fault)
    async with round.courier() as courier:
        await round.put("to a group", to=group)
        await within(courier.idle())
        await round.put("to a person")
        await within(courier.idle())
        assert await round.seen(ANNA) == ["to a person"]
        assert (await round.pace.leave(group)).wait_s > 50

        await control.post("/faults", **fault)
        await round.put("to another", to=BORIS)
        await until(lambda: round.waits("to another"))
    leave = await round.pace.leave(77)
    assert leave.for_all
    assert 50 < leave.wait_s <= 60


async def test_what_was_switched_off_during_a_pause_is_not_told_after_it(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier._STALE_S", 0.0)
    verdicts = [OPEN, Verdict(drop="off")]

    async def judge(body: dict[str, Any]) -> Verdict:
        return verdicts.pop(0)

    await round.pace.pause(timedelta(seconds=0.3))
    async with round.courier(judge=judge) as courier:
        await round.put("a", urgency=NEWS)
        await until(lambda: asyncio.sleep(0, not verdicts))
        await within(courier.idle())
    assert await round.seen(ANNA) == []


async def test_what_was_left_while_the_role_was_lost_for_a_moment_goes_out(round: Round) -> None:
    role = Role(Lease(round.redis, "courier", "here", lasts=timedelta(seconds=0.5)))
    doubts: list[dict[str, Any]] = []

    async def judge(body: dict[str, Any]) -> Verdict:
        if not doubts:  # the store was slow
            role._until = 0.0
            doubts.append(body)
        return OPEN

    await role.start()
    try:
        async with round.courier(judge=judge, role=role) as courier:
            await round.put("a")
            await within(courier.idle())
    finally:
        await role.stop()
    assert await round.seen(ANNA) == ["a"]


async def test_an_artist_writes_once_a_day_however_long_a_message_is_on_its_way(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "CHAT", pace.Rate(1000))
    gate, on_its_way, arrive, told = Gate(round.redis), asyncio.Event(), asyncio.Event(), []

    async def send(id: str, body: dict[str, Any]) -> Told:
        on_its_way.set()
        await arrive.wait()
        told.append(id)
        return Told(ANNA, len(told))

    async def judge(body: dict[str, Any]) -> Verdict:
        return await gate.ask(body, now=NOW)

    async with round.courier(send, judge=judge) as courier:
        await round.put("first", urgency=NEWS, artist="7", topic="news")
        await within(on_its_way.wait())
        await round.put("second", urgency=NEWS, artist="7", topic="news")
        await until(lambda: round.waits("second"))
        arrive.set()
        await within(courier.idle())
        await round.outbox.pump(upto=FAR)
        await until(lambda: round.waits("second"))
        await within(courier.idle())
    assert told == ["first"]


# What we say -------------------------------------------------------------------------------------


async def fail_with(error: Exception, round: Round, *, tries: int = 0, again: int = 0) -> None:
    """Have a notice that failed so often be tried, and tried again."""

    async def deliver(id: str, body: dict[str, Any]) -> None:
        raise error

    text = json.dumps({"to": str(ANNA)})
    await round.redis.xadd("bot:outbox:money", {"id": "a", "text": text, "tries": tries})
    async with round.courier(deliver) as courier:
        for _ in range(again):
            await within(courier.idle())
            await round.time_passes()
        await within(courier.idle())


async def test_what_fails_by_our_fault_is_tried_six_times(
    round: Round, caplog: pytest.LogCaptureFixture
) -> None:
    await fail_with(ValueError("my secret diary"), round, again=5)
    [dead] = await round.outbox.dead()
    assert (dead.id, dead.reason) == ("a", "ValueError")
    assert caplog.text.count("waits") == 5


@pytest.mark.parametrize(
    ("error", "is_its_fault"),
    [
        (ResponseError("WRONGTYPE Operation against a key"), True),
        (ResponseError("MISCONF Errors writing to the AOF file"), False),
        (OutOfMemoryError("command not allowed"), False),
        (ReadOnlyError("You can't write against a read only replica."), False),
    ],
)
async def test_a_store_that_is_away_is_nobodys_fault_and_one_that_refuses_one_thing_is(
    round: Round, error: Exception, is_its_fault: bool
) -> None:
    await fail_with(error, round, tries=5)
    assert (await round.outbox.depth())[1:3] == (not is_its_fault, is_its_fault)


async def test_what_is_about_something_gone_is_dropped(round: Round) -> None:
    await fail_with(NotFound("donation:42:x"), round)
    assert await round.outbox.depth() == (0, 0, 0, None)


async def test_what_has_to_wait_for_another_waits_and_is_given_up_in_the_end(
    round: Round,
) -> None:
    await fail_with(NotYet("pay:1/artist"), round, tries=19)
    assert (await round.outbox.depth())[:3] == (0, 1, 0)
    await round.redis.flushall()
    await fail_with(NotYet("pay:1/artist"), round, tries=20)
    assert await round.outbox.depth() == (0, 0, 0, None)


@pytest.mark.parametrize(("tries", "least_s"), [(0, 0.5), (3, 4), (20, 150), (38, 150)])
def test_pauses_grow_to_five_minutes(tries: int, least_s: float) -> None:
    error = TelegramServerError(SendMessage(chat_id=1, text="x"), "Internal Server Error")
    assert least_s <= outcome(error, tries, MONEY).pause_s <= 2 * least_s


async def test_what_fails_by_telegrams_fault_is_tried_forty_times(
    round: Round, control: Control
) -> None:
    await control.post("/faults", method="sendMessage", kind="error", code=500)
    text = json.dumps({"to": str(ANNA)})
    async with round.courier() as courier:
        await round.redis.xadd("bot:outbox:money", {"id": "a", "text": text, "tries": 38})
        await within(courier.idle())
        waits = await round.waits("a")
        assert waits is not None
        assert waits[0] == 39
        await round.time_passes()
        await within(courier.idle())
    assert [dead.id for dead in await round.outbox.dead()] == ["a"]


@pytest.mark.parametrize(
    "text",
    ["no JSON", "[]", "{}", '{"to": null, "expires": "tomorrow"}', '{"to": "1", "expires": [1]}'],
)
async def test_what_is_no_notice_is_a_dead_letter(round: Round, text: str) -> None:
    await round.redis.xadd("bot:outbox:money", {"id": "a", "text": text})
    async with round.courier() as courier:
        await within(courier.idle())
    [dead] = await round.outbox.dead()
    assert dead.reason == "is no notice"


@pytest.mark.parametrize("to", ["demo-user", money.NOBODY])
async def test_who_is_not_at_telegram_is_told_nothing(round: Round, to: str) -> None:
    await round.outbox.put("a", MONEY, {"to": to})
    async with round.courier() as courier:
        await within(courier.idle())
    assert await round.outbox.depth() == (0, 0, 0, None)


async def test_what_has_expired_is_dropped(round: Round) -> None:
    await round.put("late", expires=int(NOW.timestamp() * 1000) - 1)
    await round.put("in time", to=BORIS, expires=int(NOW.timestamp() * 1000) + 1)
    async with round.courier() as courier:
        await within(courier.idle())
    assert (await round.seen(ANNA), await round.seen(BORIS)) == ([], ["in time"])


async def test_where_it_was_told_is_remembered(round: Round) -> None:
    await round.put("a")
    async with round.courier() as courier:
        await within(courier.idle())
    told = await round.outbox.told("a")
    assert told is not None
    assert told.chat == ANNA


async def test_what_gathers_is_not_told_and_takes_no_leave(round: Round) -> None:
    async def judge(body: dict[str, Any]) -> Verdict:
        return Verdict(drop="gathered") if "donation" in body else OPEN

    async with round.courier(judge=judge) as courier:
        for n in range(20):
            await round.put(str(n), donation=n)
        await within(courier.idle())
        assert (await round.outbox.depth()).due == 0
        await round.put("told")
        await within(courier.idle())
    assert await round.seen(ANNA) == ["told"]


# At once and in turn -----------------------------------------------------------------------------


async def test_at_most_five_are_on_their_way(round: Round) -> None:
    running = most = 0
    release = asyncio.Event()

    async def deliver(id: str, body: dict[str, Any]) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await release.wait()
        running -= 1

    for n in range(12):  # as after a death
        await round.put(str(n), to=2000 + n)
    assert len(await round.outbox.take(12, wait_ms=1)) == 12
    for n in range(12, 15):
        await round.put(str(n), to=2000 + n)
    async with round.courier(deliver) as courier:
        await until(lambda: asyncio.sleep(0, running == 5))
        await asyncio.sleep(0.25)  # by pace alone there would be more
        release.set()
        await within(courier.idle())
    assert most == 5


async def test_money_put_last_behind_a_broadcast_is_told_next(round: Round) -> None:
    order: list[str] = []

    async def deliver(id: str, body: dict[str, Any]) -> None:
        order.append(id)

    for n in range(200):
        await round.put(f"news {n}", to=3000 + n, urgency=NEWS)
    for n in range(20):
        await round.put(f"reminder {n}", to=4000 + n, urgency=REMINDERS)
    async with round.courier(deliver):
        await until(lambda: asyncio.sleep(0, len(order) >= 10))
        await round.put("money")
        told = len(order)
        await until(lambda: asyncio.sleep(0, "money" in order))
    assert order.index("money") < told + 20, "a few were on their way, and two hundred wait"


async def test_news_that_never_arrive_hold_up_no_money(round: Round) -> None:
    told = asyncio.Event()

    async def deliver(id: str, body: dict[str, Any]) -> None:
        if id == "money":
            told.set()
        else:
            await asyncio.Event().wait()

    for n in range(20):
        await round.put(f"news {n}", to=3000 + n, urgency=NEWS)
    async with round.courier(deliver) as courier:
        await until(lambda: asyncio.sleep(0, len(courier._in_hand) == 4))
        await round.put("money")
        await within(told.wait())
        await courier.stop(within_s=0)


async def test_what_an_admin_stops_is_told_by_nobody_within_a_second_and_later_by_all(
    round: Round,
) -> None:
    told: list[str] = []

    async def deliver(id: str, body: dict[str, Any]) -> None:
        told.append(id)

    for n in range(40):
        await round.put(f"news {n}", to=3000 + n, urgency=NEWS)
    async with round.courier(deliver) as courier:
        await until(lambda: asyncio.sleep(0, len(told) >= 10))
        await round.outbox.stop("1", now=NOW)
        await until(lambda: asyncio.sleep(0, not courier._in_hand))  # those on their way arrive
        before = len(told)
        await round.put("money")
        await round.put("refund", urgency=DUTY)
        await until(lambda: asyncio.sleep(0, "refund" in told))
        await asyncio.sleep(1)  # of which nothing is heard
        assert [id for id in told[before:] if id != "refund"] == []
        depth = await round.outbox.depth()
        assert depth.queued + depth.due == 41 - before
        await round.time_passes()
        await round.outbox.resume()
        await until(lambda: asyncio.sleep(0, "money" in told))
        await until(lambda: asyncio.sleep(0, len(told) == 42))
        await within(courier.idle())
    assert len(set(told)) == 42


async def test_a_stop_ends_a_wait_for_telegram_too(round: Round) -> None:
    await round.pace.pause(timedelta(hours=1))
    for n in range(5):
        await round.put(str(n), to=2000 + n)
    async with round.courier():
        await until(lambda: handed_out(round, 5))
        await round.outbox.stop("1", now=NOW)
        await until(lambda: handed_out(round, 0))
        assert await round.outbox.left() == []


async def test_a_slow_chat_holds_up_nobody(round: Round) -> None:
    for n in range(30):
        await round.put(f"{n}", urgency=MONEY)
    await round.put("to Boris", to=BORIS, urgency=NEWS)
    async with round.courier() as courier:
        await within(courier.idle())
    assert await round.seen(BORIS) == ["to Boris"]
    assert len(await round.seen(ANNA)) == 1
    waits = [await round.waits(str(n)) for n in range(30)]
    turns = sorted(wait[1] for wait in waits if wait)
    assert len(turns) == 29
    assert turns[-1] > 25, "each comes back in its own turn"


async def test_what_falls_due_is_told_soon(round: Round) -> None:
    async with round.courier() as courier:
        await within(courier.idle())
        await round.outbox.put("a", MONEY, {"to": str(ANNA)}, not_before=NOW)
        await until(lambda: round.seen(ANNA))


async def test_notices_of_all_classes_that_fall_due_at_once_are_told(round: Round) -> None:
    """Each stream numbers its own entries, so those of one moment are called the same."""
    told: set[str] = set()

    async def hear(id: str, body: dict[str, Any]) -> None:
        told.add(id)

    async with round.courier(hear) as courier:
        for n, urgency in enumerate((MONEY, INTERACTIVE, REMINDERS, NEWS)):
            await round.outbox.put(urgency, urgency, {"to": str(ANNA + n)}, not_before=FAR)
        await round.time_passes()
        await within(courier.idle())
    assert told == {MONEY, INTERACTIVE, REMINDERS, NEWS}


# Death and stopping ------------------------------------------------------------------------------


async def test_what_a_dead_courier_had_is_told_by_the_next(round: Round) -> None:
    begun = asyncio.Event()

    async def hang(id: str, body: dict[str, Any]) -> None:
        begun.set()
        await asyncio.Event().wait()

    await round.put("in hand")
    await round.put("waits", to=BORIS)
    async with round.courier(hang) as courier:
        await within(begun.wait())
        await courier.stop(within_s=0)
    await round.time_passes()
    async with round.courier() as courier:
        await within(courier.idle())
    assert (await round.seen(ANNA), await round.seen(BORIS)) == (["in hand"], ["waits"])


async def is_stopped(round: Round) -> None:
    """Let a bot be stopped as a notice is on its way, longer than anybody waits for that."""
    begun = asyncio.Event()

    async def hang(id: str, body: dict[str, Any]) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with round.courier(hang) as courier:
        await within(begun.wait())
        round.on_their_way = await round.redis.hgetall("bot:outbox:begun")
        await courier.stop(within_s=0)
    await round.redis.delete(*await round.redis.keys("bot:pace:*"))


async def dies(round: Round) -> None:
    """Let a bot be killed as a notice is on its way: then it notes nothing at its end."""
    await is_stopped(round)
    await round.redis.hset("bot:outbox:begun", mapping=round.on_their_way)


async def test_news_that_may_have_been_told_by_one_who_died_are_not_told_again(
    round: Round,
) -> None:
    await round.redis.hset("bot:campaign:c", "state", "running")
    await round.put("on its way", urgency=NEWS, campaign="c")
    await dies(round)
    await round.put("waits", urgency=NEWS, campaign="c")
    async with round.courier() as courier:
        await within(courier.idle())
    assert await round.seen(ANNA) == ["waits"]
    assert await round.redis.hmget("bot:campaign:c", "unclear", "sent") == ["1", "1"]


async def test_a_notice_of_which_the_bot_dies_holds_up_the_others_for_a_while_only(
    round: Round,
) -> None:
    async def not_now(body: dict[str, Any]) -> Verdict:
        return Verdict(until=NOW + timedelta(hours=1))

    await round.put("poison")
    for _ in range(3):
        await dies(round)
    async with round.courier(judge=not_now) as courier:
        await within(courier.idle())
    await round.time_passes()
    for _ in range(2):
        await dies(round)
    await round.put("to Boris", to=BORIS)
    async with round.courier() as courier:
        await within(courier.idle())
    assert (await round.seen(ANNA), await round.seen(BORIS)) == ([], ["to Boris"])
    [dead] = await round.outbox.dead()
    assert dead.reason.startswith("the bot died of it")
    assert await round.redis.exists("bot:outbox:begun") == 0


async def test_a_notice_that_is_on_its_way_whenever_somebody_stops_the_bot_is_told(
    round: Round, long_pauses: None
) -> None:
    async def nobody_answers(id: str, body: dict[str, Any]) -> None:
        raise TimeoutError

    await round.put("patience")
    for _ in range(6):
        await is_stopped(round)
    for _ in range(2):
        for _ in range(3):
            await dies(round)
        async with round.courier(nobody_answers) as courier:  # of which the bot does not die
            await within(courier.idle())
        await round.time_passes()
    async with round.courier() as courier:
        await within(courier.idle())
    assert await round.seen(ANNA) == ["patience"]


async def test_a_delivery_that_is_cut_off_from_within_is_tried_again(round: Round) -> None:
    tries = 0

    async def deliver(id: str, body: dict[str, Any]) -> Told | None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise asyncio.CancelledError
        return await round.send(id, body)

    await round.put("to Anna")
    async with round.courier(deliver) as courier:
        await within(courier.idle())
    assert (tries, await round.seen(ANNA)) == (2, ["to Anna"])


async def test_a_store_that_is_full_doubles_nothing(round: Round) -> None:
    async def deliver(id: str, body: dict[str, Any]) -> Told:
        told = await round.send(id, body)
        await round.redis.config_set("maxmemory", 1)
        return told

    try:
        async with round.courier(deliver) as courier:
            await round.put("a")
            await until(lambda: round.seen(ANNA))
            await asyncio.sleep(0.3)  # in which it cannot be noted
            await round.redis.config_set("maxmemory", 0)
            await within(courier.idle())
    finally:
        await round.redis.config_set("maxmemory", 0)
    assert await round.seen(ANNA) == ["a"]
    assert await round.outbox.told("a")


async def test_stopping_lets_what_is_on_its_way_arrive(round: Round) -> None:
    begun, release = asyncio.Event(), asyncio.Event()

    async def deliver(id: str, body: dict[str, Any]) -> Told:
        begun.set()
        await release.wait()
        return await round.send(id, body)

    await round.put("a")
    async with round.courier(deliver) as courier:
        await within(begun.wait())
        stopping = asyncio.create_task(courier.stop())
        await asyncio.sleep(0)
        release.set()
        await within(stopping)
    assert await round.seen(ANNA) == ["a"]
    assert await round.outbox.empty()


async def test_stopping_does_not_wait_for_what_telegram_wants_to_wait(round: Round) -> None:
    await round.pace.pause(timedelta(hours=1))
    for n in range(10):
        await round.put(str(n), to=2000 + n)
    async with round.courier() as courier:
        await until(lambda: handed_out(round, 5))
        await within(courier.stop(within_s=1800))
    assert (await round.outbox.depth())[:2] == (10, 0), "a pause sends nothing back and forth"
    assert len(await round.outbox.left()) == 5


async def handed_out(round: Round, n: int) -> bool:
    pending = await round.redis.xpending("bot:outbox:money", "bot")
    return bool(pending["pending"] == n)


async def test_a_store_that_dies_meanwhile_doubles_nothing(
    settings: Settings, control: Control, tmp_path: Path
) -> None:
    await control.person(ANNA)
    await control.post("/start", person=ANNA)
    async with (
        EmbeddedServer(tmp_path) as server,
        server.client() as redis,
        server.client(blocking=True) as waiting,
        create_bot(settings) as bot,
    ):
        round = Round(redis, waiting, bot, control)

        async def deliver(id: str, body: dict[str, Any]) -> Told:
            told = await round.send(id, body)
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            return told

        async with round.courier(deliver) as courier:
            await round.put("a")
            await until(lambda: round.outbox.told("a"))
            await within(courier.idle())
    assert await round.seen(ANNA) == ["a"]


async def test_what_is_done_while_it_is_asked_for_is_not_told_again(
    redis: Redis, server: EmbeddedServer, settings: Settings, control: Control
) -> None:
    asked, answer, release = asyncio.Event(), asyncio.Event(), asyncio.Event()
    told: list[str] = []

    class Slow(Outbox):
        async def left(self) -> list[Entry]:
            left = await super().left()
            if left:
                asked.set()
                await answer.wait()
            return left

    async def deliver(id: str, body: dict[str, Any]) -> None:
        await release.wait()
        told.append(id)

    async with server.client(blocking=True, client_name="waiting") as waiting:
        outbox = Slow(redis, waiting)
        courier = Courier(
            outbox,
            Pace(redis),
            deliver,
            judge=everybody_wants,
            clock=lambda: NOW,
            reach=outbox.empty,
        )
        courier.start()
        await outbox.put("a", MONEY, {"to": str(ANNA)})
        await outbox.put("b", INTERACTIVE, {"to": str(BORIS)})
        await until(lambda: asyncio.sleep(0, len(courier._in_hand) == 2))

        async def asks() -> bool:
            for client in await redis.client_list():
                if client["name"] == "waiting":  # or about to: then again
                    await redis.client_kill_filter(_id=client["id"])
            return asked.is_set()

        await until(asks)
        release.set()
        await until(outbox.empty)
        await redis.delete(*await redis.keys("bot:pace:*"))
        answer.set()
        await outbox.put("c", MONEY, {"to": "7"})
        await until(lambda: asyncio.sleep(0, "c" in told))
        await within(courier.idle())
        await courier.stop()
    assert sorted(told) == ["a", "b", "c"]


async def test_a_store_that_was_emptied_is_read_again(
    round: Round, caplog: pytest.LogCaptureFixture
) -> None:
    async with round.courier() as courier:
        await within(courier.idle())
        await round.redis.flushall()
        with caplog.at_level(logging.INFO):
            await round.put("a")
            await until(lambda: round.seen(ANNA))
            await within(courier.idle())
    assert "cannot read the outbox" in caplog.text
