import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, InlineQuery, Message, PreCheckoutQuery
from redis.asyncio import Redis

from bot import worker as worker_module
from bot.role import Role
from bot.session import NotSent
from bot.tasks import end
from bot.worker import TRIES, Worker, lane_of
from storage import keys
from storage.journal import Journal
from storage.leases import Lease
from storage.server import EmbeddedServer
from tests.patience import until, within

Handler = Callable[..., Awaitable[Any]]
ANNA, BORIS = 42, 43


class Bench:
    """A journal, and workers on it that call the test's own handlers."""

    def __init__(self, redis: Redis, waiting: Redis) -> None:
        self.redis = redis
        self.journal = Journal(redis, waiting)
        self.bot = Bot("42:TEST")
        self._last = 0

    @asynccontextmanager
    async def worker(
        self, *, role: Role | None = None, **handlers: Handler
    ) -> AsyncIterator[Worker]:
        limits = {name: handlers.pop(name) for name in ("at_once", "in_hand") if name in handlers}
        router = Router()
        for kind, handler in handlers.items():
            router.observers[kind].register(handler)
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.include_router(router)
        worker = Worker(self.journal, dispatcher, self.bot, role=role, **limits)  # type: ignore[arg-type]  # of the test
        worker.start()
        try:
            yield worker
        finally:
            await worker.stop(within_s=5)

    async def comes(self, **event: Any) -> int:
        """Put an update into the journal."""
        self._last += 1
        await self.journal.append([(self._last, json.dumps({"update_id": self._last} | event))])
        return self._last

    async def says(self, person: int, text: str) -> int:
        return await self.comes(message=message(person, text))


def message(person: int, text: str) -> dict[str, Any]:
    return {
        "message_id": 1,
        "date": 0,
        "chat": {"id": person, "type": "private"},
        "from": {"id": person, "is_bot": False, "first_name": "Anna"},
        "text": text,
    }


def user(id: int) -> dict[str, Any]:
    return {"id": id, "is_bot": False, "first_name": "Anna"}


@pytest.fixture
async def bench(redis: Redis, server: EmbeddedServer) -> AsyncIterator[Bench]:
    async with server.client(blocking=True) as waiting:
        yield Bench(redis, waiting)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "_PAUSES_S", (0.001,))
    monkeypatch.setattr(worker_module, "_LONG_PAUSES_S", (0.001,))


async def test_an_update_is_handled_once_and_forgotten(bench: Bench) -> None:
    heard = []

    async def hear(message: Message, attempt: int, last: bool) -> None:
        heard.append((message.text, attempt, last, message.bot))

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "hello")
        await within(worker.idle())
    assert heard == [("hello", 1, False, bench.bot)]
    assert await bench.journal.empty()


async def test_idle_returns_at_once_when_there_is_nothing(bench: Bench) -> None:
    async with bench.worker() as worker:
        await within(worker.idle())


async def test_updates_of_one_chat_are_handled_in_order(bench: Bench) -> None:
    heard: dict[int, list[int]] = {}

    async def hear(message: Message) -> None:
        await asyncio.sleep(0.001 * (int(message.text or 0) % 3))  # later ones are quicker
        heard.setdefault(message.chat.id, []).append(int(message.text or 0))

    async with bench.worker(message=hear) as worker:
        for n in range(20):
            for chat in range(1, 6):
                await bench.says(chat, str(n))
        await within(worker.idle())
    assert heard == {chat: list(range(20)) for chat in range(1, 6)}


async def test_a_slow_handler_in_one_chat_stops_no_other(bench: Bench) -> None:
    release = asyncio.Event()
    heard = []

    async def hear(message: Message) -> None:
        if message.chat.id == ANNA:
            await release.wait()
        heard.append(message.text)

    async with bench.worker(message=hear) as worker:
        for n in range(200):
            await bench.says(ANNA, f"anna {n}")
        boris = [f"boris {n}" for n in range(20)]
        for text in boris:
            await bench.says(BORIS, text)
        while len(heard) < len(boris):  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert heard == boris
        release.set()
        await within(worker.idle())
    assert len(heard) == 220


async def test_no_more_chats_than_allowed_are_handled_at_once(bench: Bench) -> None:
    running = most = 0
    release = asyncio.Event()

    async def hear(message: Message) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await release.wait()
        running -= 1

    async with bench.worker(message=hear, at_once=3) as worker:  # type: ignore[arg-type]  # a limit
        for chat in range(1, 31):
            await bench.says(chat, "hello")
        await until(lambda: asyncio.sleep(0, running == 3))
        await until(lambda: asyncio.sleep(0, len(worker._in_hand) == 30))
        release.set()
        await within(worker.idle())
    assert most == 3


async def test_a_payment_is_confirmed_whatever_else_waits(bench: Bench) -> None:
    confirmed = asyncio.Event()

    async def hear(message: Message) -> None:
        await confirmed.wait()

    async def confirm(query: PreCheckoutQuery) -> None:
        confirmed.set()

    async with bench.worker(message=hear, pre_checkout_query=confirm, at_once=1) as worker:  # type: ignore[arg-type]  # a limit
        await bench.says(ANNA, "hello")
        await bench.says(BORIS, "hello")
        await bench.comes(
            pre_checkout_query={
                "id": "1",
                "from": user(ANNA),
                "currency": "XTR",
                "total_amount": 50,
                "invoice_payload": "x",
            }
        )
        await within(worker.idle())
    assert confirmed.is_set()


async def test_no_more_is_taken_than_can_be_held(bench: Bench) -> None:
    release = asyncio.Event()

    async def hear(message: Message) -> None:
        await release.wait()

    async with bench.worker(message=hear, in_hand=7) as worker:  # type: ignore[arg-type]  # a limit
        for n in range(30):
            await bench.says(ANNA, str(n))
        while (await bench.journal.depth()).taken < 7:
            pass
        await bench.says(BORIS, "behind them")
        depth = await bench.journal.depth()
        assert (depth.taken, depth.waiting) == (7, 24)
        release.set()
        await within(worker.idle())


async def test_an_update_that_fails_is_tried_again_and_its_chat_waits(bench: Bench) -> None:
    heard = []

    async def hear(message: Message, attempt: int, last: bool) -> None:
        if message.text == "hard" and attempt < 3:
            raise ValueError("no")
        heard.append((message.text, attempt, last))

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "hard")
        await bench.says(ANNA, "easy")
        await within(worker.idle())
    assert heard == [("hard", 3, False), ("easy", 1, False)]
    assert await bench.journal.dead() == []
    assert not await bench.redis.exists("bot:journal:tries")


async def test_an_update_that_fails_five_times_is_a_dead_letter_and_its_chat_goes_on(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    async def hear(message: Message, attempt: int, last: bool) -> None:
        if message.text == "my secret diary":
            tries.append((attempt, last))
            raise ValueError("no")

    async with bench.worker(message=hear) as worker:
        poison = await bench.says(ANNA, "my secret diary")
        await bench.says(ANNA, "easy")
        with caplog.at_level(logging.INFO):
            await within(worker.idle())
    assert tries == [(1, False), (2, False), (3, False), (4, False), (5, True)]
    [dead] = await bench.journal.dead()
    assert dead.update_id == poison
    assert dead.reason == "failed 5 times, with ValueError"
    assert f"update {poison} goes to the dead letters" in caplog.text
    assert "diary" not in caplog.text


@pytest.mark.parametrize(
    "raw",
    [
        '{"update_id": 1, "message": {"text": "my secret diary", "date": "yesterday"}}',
        '{"update_id": 1, "message": "my secret diary"}',
        '{"update_id": 1, "message": null}',
        '{"update_id": 1}',
        '{"update_id": 1, "message": {"chat": {"id": "me"}}, "poll": {}}',
        '{"update_id": 1, "of_next_year": {"text": "my secret diary"}}',
        '["my secret diary"]',
        "my secret diary",
        '{"update_id": 1, "message": ' + "[" * 100_000,
        '{"update_id": 1, "message": {"message_id": 1, "date": 0, "text": "\\ud83d",'
        ' "chat": {"id": 42, "type": "private"}}}',
    ],
)
async def test_what_cannot_be_parsed_is_a_dead_letter_and_blocks_nobody(
    bench: Bench, raw: str, caplog: pytest.LogCaptureFixture
) -> None:
    heard = []

    async def hear(message: Message) -> None:
        heard.append(message.text)

    await bench.journal.append([(900, raw)])
    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "hello")
        with caplog.at_level(logging.INFO):
            await within(worker.idle())
    assert heard == ["hello"]
    [dead] = await bench.journal.dead()
    assert (dead.update_id, dead.raw) == (900, raw)
    assert "update 900 goes to the dead letters" in caplog.text
    assert "diary" not in caplog.text + dead.reason


async def test_telegram_saying_later_is_obeyed_and_is_not_a_failure(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts, pauses = [], []
    method = SendMessage(chat_id=1, text="x")

    async def pause(self: Worker, seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(Worker, "_pause", pause)

    async def hear(message: Message, attempt: int) -> None:
        attempts.append(attempt)
        if len(attempts) < 8:
            raise TelegramRetryAfter(method, "Too Many Requests", retry_after=17)

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "hello")
        await within(worker.idle())
    assert attempts == [1] * 8
    assert pauses == [17.0] * 7
    assert await bench.journal.dead() == []


async def test_failures_are_counted_across_restarts(bench: Bench) -> None:
    attempts = []
    third = asyncio.Event()

    async def hear(message: Message, attempt: int) -> None:
        attempts.append(attempt)
        if attempt == 3 and not third.is_set():
            third.set()
            await asyncio.Event().wait()
        raise ValueError("no")

    await bench.says(ANNA, "hello")
    async with bench.worker(message=hear) as worker:
        await within(third.wait())
        await worker.stop(within_s=0)
    async with bench.worker(message=hear) as worker:
        await within(worker.idle())
    assert attempts == [1, 2, 3, 3, 4, 5]
    assert len(await bench.journal.dead()) == 1


async def test_an_update_that_kills_the_bot_is_buried_after_five_deaths(bench: Bench) -> None:
    """Stopping without a moment to drain is what the journal sees of a death."""
    deaths = 0
    dying = asyncio.Event()
    heard = []

    async def hear(message: Message) -> None:
        if message.text != "poison":
            heard.append(message.text)
            return
        dying.set()
        await asyncio.Event().wait()

    await bench.says(ANNA, "poison")
    while not await bench.journal.dead():
        dying.clear()
        await bench.says(BORIS, f"before death {deaths + 1}")
        async with bench.worker(message=hear) as worker:
            ends = {asyncio.ensure_future(worker.idle()), asyncio.ensure_future(dying.wait())}
            await asyncio.wait(ends, timeout=10, return_when="FIRST_COMPLETED")
            await end(*ends)
            deaths += dying.is_set()
            await worker.stop(within_s=0)
        assert deaths < 10
    [dead] = await bench.journal.dead()
    assert dead.reason == "the bot died of it, time and again"
    assert deaths == 6  # one unseen, five counted


async def test_the_innocent_beside_an_update_that_kills_the_bot_are_not_buried(
    bench: Bench,
) -> None:
    """They run beside it, and the bot dies at once: only the first two deaths count for them."""
    begun = asyncio.Event()
    heard: list[str | None] = []
    poison = "poison"

    async def hear(message: Message) -> None:
        if message.text == poison:
            begun.set()
        if begun.is_set():  # dead from here on
            await asyncio.Event().wait()
        await asyncio.sleep(0.005)
        if begun.is_set():
            await asyncio.Event().wait()
        heard.append(message.text)

    for chat in range(1, 11):
        await bench.says(chat, poison if chat == 5 else "innocent")
    for _ in range(30):
        begun.clear()
        async with bench.worker(message=hear) as worker:
            ends = {asyncio.ensure_future(worker.idle()), asyncio.ensure_future(begun.wait())}
            await asyncio.wait(ends, timeout=10, return_when="FIRST_COMPLETED")
            await end(*ends)
            await asyncio.sleep(0)
            await worker.stop(within_s=0)
        tries = sorted(int(n) for n in await bench.redis.hvals("bot:journal:tries"))
        assert all(n <= 1 for n in tries[:-1]), "only one at a time is counted more than once"
        if await bench.journal.empty():
            break
    assert [dead.update_id for dead in await bench.journal.dead()] == [5]
    assert heard == ["innocent"] * 9


async def test_what_a_killed_bot_left_is_handled_first_and_in_order(bench: Bench) -> None:
    heard = []

    async def stuck(message: Message) -> None:
        await asyncio.Event().wait()

    async def hear(message: Message) -> None:
        heard.append(message.text)

    for n in range(5):
        await bench.says(ANNA, str(n))
    async with bench.worker(message=stuck) as worker:
        while (await bench.journal.depth()).taken < 5:
            pass
        await worker.stop(within_s=0)
    await bench.says(ANNA, "5")
    async with bench.worker(message=hear) as worker:
        await within(worker.idle())
    assert heard == ["0", "1", "2", "3", "4", "5"]


async def test_stopping_finishes_what_runs_and_leaves_the_rest(bench: Bench) -> None:
    begun, release = asyncio.Event(), asyncio.Event()
    heard = []

    async def hear(message: Message) -> None:
        begun.set()
        await release.wait()
        heard.append(message.text)

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "running")
        await bench.says(ANNA, "waiting")
        await within(begun.wait())
        stopping = asyncio.create_task(worker.stop(within_s=5))
        await asyncio.sleep(0)
        release.set()
        await within(stopping)
    assert heard == ["running"]
    assert (await bench.journal.depth()).taken == 1


async def test_stopping_begins_nothing_that_waited_for_its_turn(bench: Bench) -> None:
    begun, release = asyncio.Event(), asyncio.Event()
    heard = []

    async def hear(message: Message) -> None:
        heard.append(message.text)
        begun.set()
        await release.wait()

    async with bench.worker(message=hear, at_once=1) as worker:  # type: ignore[arg-type]  # a limit
        await bench.says(ANNA, "running")
        await bench.says(BORIS, "waiting for a slot")
        await within(begun.wait())
        while (await bench.journal.depth()).taken < 2:
            pass
        stopping = asyncio.create_task(worker.stop(within_s=5))
        await asyncio.sleep(0)
        release.set()
        await within(stopping)
    assert heard == ["running"]
    assert (await bench.journal.depth()).taken == 1


async def test_a_handler_that_does_not_finish_is_left_for_the_next_start(bench: Bench) -> None:
    begun = asyncio.Event()

    async def hear(message: Message) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "endless")
        await within(begun.wait())
        await within(worker.stop(within_s=0.05))
    assert (await bench.journal.depth()).taken == 1


async def test_a_handler_that_hangs_does_not_hold_its_chat_for_ever(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "_PATIENCE_S", 0.05)
    heard = []

    async def hear(message: Message) -> None:
        if message.text == "hang":
            await asyncio.Event().wait()
        heard.append(message.text)

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "hang")
        await bench.says(ANNA, "hello")
        await within(worker.idle())
    assert heard == ["hello"]
    assert [dead.reason for dead in await bench.journal.dead()] == [
        "failed 5 times, with TimeoutError"
    ]


async def test_what_is_in_hand_is_not_handled_twice_when_the_reader_lost_its_connection(
    bench: Bench,
) -> None:
    begun, release = asyncio.Event(), asyncio.Event()
    heard = []

    async def hear(message: Message) -> None:
        heard.append(message.text)
        begun.set()
        if message.chat.id == ANNA:
            await release.wait()

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "slow")
        await within(begun.wait())
        for client in await bench.redis.client_list():
            if client["cmd"] == "xreadgroup":
                await bench.redis.client_kill_filter(_id=client["id"])
        begun.clear()
        await bench.says(BORIS, "after the loss")
        await within(begun.wait())
        release.set()
        await within(worker.idle())
    assert heard == ["slow", "after the loss"]


async def test_an_emptied_store_is_survived(bench: Bench) -> None:
    heard = []

    async def hear(message: Message) -> None:
        heard.append(message.text)

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "before")
        await within(worker.idle())
        await bench.redis.flushall()
        await bench.says(ANNA, "after")
        await within(worker.idle())
    assert heard == ["before", "after"]


async def test_a_store_that_dies_costs_no_update_and_no_try(tmp_path: Path) -> None:
    attempts: dict[int, list[int]] = {}

    async with (
        EmbeddedServer(tmp_path) as server,
        server.client() as redis,
        server.client(blocking=True) as waiting,
    ):
        bench = Bench(redis, waiting)

        async def hear(message: Message, attempt: int) -> None:
            number = int(message.text or 0)
            attempts.setdefault(number, []).append(attempt)
            if number % 10 == 5 and len(attempts[number]) == 1:
                server._process.kill()  # type: ignore[union-attr]  # it runs
                await server._process.wait()  # type: ignore[union-attr]  # it ran
            await redis.set(f"seen:{number}", "1")

        async with bench.worker(message=hear) as worker:
            for number in range(40):
                await bench.says(number % 4 + 1, str(number))
            await within(worker.idle())
        assert sorted(attempts) == list(range(40))
        assert {attempt for tries in attempts.values() for attempt in tries} == {1}
        assert await bench.journal.dead() == []


async def test_a_method_that_a_handler_returns_is_called(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = []

    async def call(self: Bot, method: Any, request_timeout: int | None = None) -> None:
        called.append(method)

    monkeypatch.setattr(Bot, "__call__", call)

    async def hear(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text="hello yourself")

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "hello")
        await within(worker.idle())
    assert [method.text for method in called] == ["hello yourself"]


async def test_every_kind_reaches_its_handler(bench: Bench) -> None:
    heard = []

    async def press(query: CallbackQuery) -> None:
        heard.append(query.data)

    async def ask(query: InlineQuery) -> None:
        heard.append(query.query)

    async with bench.worker(callback_query=press, inline_query=ask) as worker:
        await bench.comes(
            callback_query={
                "id": "1",
                "from": user(ANNA),
                "chat_instance": "1",
                "data": "pressed",
                "message": {"chat": {"id": ANNA, "type": "private"}, "message_id": 1, "date": 0},
            }
        )
        await bench.comes(
            inline_query={"id": "1", "from": user(ANNA), "query": "asked", "offset": ""}
        )
        await within(worker.idle())
    assert heard == ["pressed", "asked"]


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": {"chat": {"id": -100}, "from": {"id": 42}}}, -100),
        ({"callback_query": {"from": {"id": 42}, "message": {"chat": {"id": -100}}}}, -100),
        ({"callback_query": {"from": {"id": 42}, "inline_message_id": "x"}}, 42),
        ({"inline_query": {"from": {"id": 42}}}, "inline 42"),
        ({"chosen_inline_result": {"from": {"id": 42}}}, 42),
        ({"my_chat_member": {"chat": {"id": -100}, "from": {"id": 42}}}, -100),
        ({"message_reaction": {"chat": {"id": -100}, "user": {"id": 42}}}, -100),
        ({"subscription": {"user": {"id": 42}}}, 42),
        ({"poll": {"id": "7"}}, "poll"),
        ({"pre_checkout_query": {"from": {"id": 42}}}, None),
    ],
)
def test_updates_wait_behind_their_chat_or_person(update: dict[str, Any], lane: object) -> None:
    assert lane_of(json.dumps({"update_id": 1} | update)) == lane


def test_five_tries_are_promised() -> None:
    assert TRIES == 5


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        (ClientDecodeError("no answer", ValueError("?"), "{}"), 1),  # it was done
        (TelegramBadRequest(SendMessage(chat_id=1, text="x"), "chat not found"), 2),
        (TelegramNetworkError(SendMessage(chat_id=1, text="x"), "Request timeout error"), 2),
        (NotSent(SendMessage(chat_id=1, text="x"), "no connection"), 22),
        (ValueError("a fault of ours"), TRIES),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_what_may_have_been_done_is_not_done_again_and_again(
    bench: Bench, error: Exception, calls: int
) -> None:
    heard = 0

    async def hear(message: Message) -> None:
        nonlocal heard
        heard += 1
        raise error

    async with bench.worker(message=hear) as worker:
        await bench.says(ANNA, "hello")
        await within(worker.idle())
    assert heard == calls


async def test_a_question_before_a_payment_is_given_up_and_leaves_no_dead_letter(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    async def confirm(query: PreCheckoutQuery) -> None:
        tries.append(query.id)
        raise TelegramServerError(method=SendMessage(chat_id=1, text=""), message="Bad Gateway")

    async with bench.worker(pre_checkout_query=confirm) as worker:
        id = await bench.comes(
            pre_checkout_query={
                "id": "1",
                "from": user(ANNA),
                "currency": "XTR",
                "total_amount": 50,
                "invoice_payload": "x",
            }
        )
        await within(worker.idle())
    assert tries == ["1", "1"]
    assert await bench.journal.dead() == []
    assert f"update {id} is given up: failed 2 times" in caplog.text


async def test_a_failing_answer_to_inline_mode_is_given_up_and_holds_nobody(bench: Bench) -> None:
    asked, heard = 0, asyncio.Event()
    answering = asyncio.Event()

    async def answer(query: InlineQuery) -> None:
        nonlocal asked
        asked += 1
        await answering.wait()
        raise TelegramServerError(SendMessage(chat_id=1, text="x"), "Bad Gateway")

    async def hear(message: Message) -> None:
        heard.set()

    async with bench.worker(inline_query=answer, message=hear) as worker:
        await bench.comes(inline_query={"id": "1", "from": user(ANNA), "query": "", "offset": ""})
        await bench.says(ANNA, "hello")
        await within(heard.wait())
        answering.set()
        await within(worker.idle())
    assert asked == 1
    assert await bench.journal.dead() == []


async def test_a_handler_that_cancels_itself_does_not_stop_its_chat(bench: Bench) -> None:
    heard = []

    async def hear(message: Message) -> None:
        heard.append(message.text)
        if message.text == "one":
            raise asyncio.CancelledError

    async with bench.worker(message=hear) as worker:
        for text in ("one", "two"):
            await bench.says(ANNA, text)
        await within(worker.idle())
    assert heard == ["one"] * TRIES + ["two"]


async def test_waiting_for_telegram_does_not_count_as_dying(bench: Bench) -> None:
    later = asyncio.Event()

    async def hear(message: Message) -> None:
        later.set()
        raise TelegramRetryAfter(SendMessage(chat_id=1, text="x"), "later", retry_after=60)

    await bench.says(ANNA, "hello")
    for _ in range(TRIES + 1):  # starts, each stopped politely while Telegram is waited for
        later.clear()
        async with bench.worker(message=hear):
            await within(later.wait())
    heard = asyncio.Event()

    async def answer(message: Message) -> None:
        heard.set()

    async with bench.worker(message=answer) as worker:
        await within(worker.idle())
    assert heard.is_set()
    assert await bench.journal.dead() == []


async def test_what_another_hand_wrote_into_the_journal_is_dropped(bench: Bench) -> None:
    heard = []

    async def hear(message: Message) -> None:
        heard.append(message.text)

    async with bench.worker(message=hear) as worker:
        await bench.redis.xadd(keys.JOURNAL, {"x": "y"})
        await bench.says(ANNA, "hello")
        await within(worker.idle())
    assert heard == ["hello"]


async def test_who_has_lost_the_role_begins_nothing_and_goes_on_in_order_when_it_is_back(
    bench: Bench,
) -> None:
    begun, hold, handled = asyncio.Event(), asyncio.Event(), []

    async def handler(message: Message) -> None:
        begun.set()
        await hold.wait()
        handled.append(message.text)

    role = Role(Lease(bench.redis, "worker", "here", lasts=timedelta(seconds=0.2)))
    await role.start()
    try:
        async with bench.worker(message=handler, role=role) as worker:
            await bench.says(ANNA, "one")
            await begun.wait()
            for text in ("two", "three"):
                await bench.says(ANNA, text)
            while (await bench.journal.depth()).waiting:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            await bench.redis.set(role.lease.key, "there")
            await role.lost()
            hold.set()
            while worker._in_hand:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            assert handled == ["one"], "another process has the others"
            await bench.redis.delete(role.lease.key)
            await role.wait()
            await bench.says(ANNA, "four")  # which the worker has waited for all the time
            await within(worker.idle())
    finally:
        await role.stop()
    assert handled == ["one", "two", "three", "four"]
