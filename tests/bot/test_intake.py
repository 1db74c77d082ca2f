import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot import intake as intake_module
from bot.api import create_bot
from bot.backoff import Backoff
from bot.errors import CannotRun
from bot.intake import Intake, Polling, Webhook, _json
from bot.settings import Settings
from bot.tasks import end
from sandbox import Sandbox
from storage.journal import Journal
from storage.server import EmbeddedServer
from tests.conftest import TOKEN
from tests.control import Control
from tests.patience import within

ANNA = 1001
KINDS = ["message", "callback_query"]
SECRET = "a-secret-of-some-length"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "Backoff", partial(Backoff, first_s=0.001, longest_s=0.02))


@pytest.fixture
def journal(redis: Redis) -> Journal:
    return Journal(redis)


@pytest.fixture
def settings(box: Sandbox, tmp_path: Path) -> Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=box.url,
        data_dir=tmp_path,
        webhook_url=f"http://127.0.0.1:{port}/hook",
        webhook_secret=SECRET,
        webhook_port=port,
    )


@pytest.fixture
async def bot(settings: Settings) -> AsyncIterator[Bot]:
    async with create_bot(settings) as bot:
        yield bot


@asynccontextmanager
async def running(intake: Intake) -> AsyncIterator[asyncio.Task[None]]:
    await intake.start()
    task = asyncio.create_task(intake.run())
    try:
        yield task
    finally:
        await end(task)
        await intake.stop()


async def stored(journal: Journal) -> list[Any]:
    await journal.open()
    return [json.loads(entry.raw) for entry in await journal.read(limit=1000, wait_ms=10)]


async def texts(journal: Journal) -> list[str]:
    return [update["message"]["text"] for update in await stored(journal)]


async def said(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait until the log says so."""
    while words not in caplog.text:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


# Polling -----------------------------------------------------------------------------------------


async def test_polling_stores_what_people_say(bot: Bot, journal: Journal, control: Control) -> None:
    await control.person(ANNA)
    await control.says(ANNA, "before it polls")
    async with running(Polling(bot, journal, KINDS)):
        await control.says(ANNA, "Ночь 🎵")
        await within(control.taken())
    assert await texts(journal) == ["before it polls", "Ночь 🎵"]


async def test_polling_takes_the_webhook_back_and_drops_nothing(
    bot: Bot, journal: Journal, control: Control
) -> None:
    await control.person(ANNA)
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    await control.says(ANNA, "sent to nobody")
    async with running(Polling(bot, journal, KINDS)):
        await within(control.taken())
    assert await texts(journal) == ["sent to nobody"]


async def test_polling_asks_for_the_kinds_that_we_handle(
    bot: Bot, journal: Journal, control: Control
) -> None:
    async with running(Polling(bot, journal, KINDS)):
        await control.person(ANNA)
        await control.says(ANNA, "hello")
        await within(control.taken())
    [first, *_] = await control.calls("getUpdates")
    assert first["params"]["allowed_updates"] in (KINDS, json.dumps(KINDS))


async def test_an_update_that_no_model_fits_is_stored_and_stops_nobody(
    bot: Bot, journal: Journal, control: Control
) -> None:
    await control.person(ANNA)
    await control.post("/raw", update={"message": {"text": 7, "of_next_year": [None]}})
    async with running(Polling(bot, journal, KINDS)):
        await control.says(ANNA, "hello")
        await within(control.taken())
    odd, plain = await stored(journal)
    assert odd["message"] == {"text": 7, "of_next_year": [None]}
    assert plain["message"]["text"] == "hello"


async def test_an_update_that_is_sent_again_is_stored_once(
    bot: Bot, journal: Journal, control: Control
) -> None:
    await control.person(ANNA)
    async with running(Polling(bot, journal, KINDS)):
        await control.says(ANNA, "hello")
        await within(control.taken())
        await control.post("/redeliver", last=1)
        await within(control.taken())
    assert await texts(journal) == ["hello"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 500},
        {"kind": "error", "code": 502, "description": "Bad Gateway"},
        {"kind": "disconnect"},
        {"kind": "garbage"},
        {"kind": "error", "code": 403, "description": "Forbidden: who knows why"},
    ],
)
async def test_polling_goes_on_after_trouble(
    bot: Bot,
    journal: Journal,
    control: Control,
    fault: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    await control.person(ANNA)
    await control.post("/faults", method="getUpdates", times=3, **fault)
    await control.says(ANNA, "hello")
    with caplog.at_level(logging.INFO):
        async with running(Polling(bot, journal, KINDS)):
            await within(control.taken())
            await within(said(caplog, "updates come again"))
    assert await texts(journal) == ["hello"]
    assert caplog.text.count("no updates:") == 1, "once an outage, not once a try"
    assert TOKEN.partition(":")[2] not in caplog.text


async def test_polling_waits_as_long_as_telegram_asks(
    bot: Bot, journal: Journal, control: Control
) -> None:
    await control.person(ANNA)
    await control.post("/faults", method="getUpdates", kind="error", retry_after=1, times=1)
    await control.says(ANNA, "hello")
    began = asyncio.get_running_loop().time()
    async with running(Polling(bot, journal, KINDS)):
        await within(control.taken())
    assert asyncio.get_running_loop().time() - began >= 1
    assert await texts(journal) == ["hello"]


async def test_polling_says_what_to_do_about_a_second_program(
    bot: Bot, journal: Journal, control: Control, caplog: pytest.LogCaptureFixture
) -> None:
    await control.person(ANNA)
    async with running(Polling(bot, journal, KINDS)), ClientSession() as other:
        while "terminated by other getUpdates request" not in caplog.text:
            await other.post(f"{control.url}/bot{TOKEN}/getUpdates", data={"timeout": "0"})
        await control.says(ANNA, "hello")
        await within(control.taken())
    assert "Stop the other program that runs with this token" in caplog.text
    assert await texts(journal) == ["hello"]


async def test_polling_takes_back_a_webhook_that_somebody_set_meanwhile(
    bot: Bot, journal: Journal, control: Control
) -> None:
    await control.person(ANNA)
    async with running(Polling(bot, journal, KINDS)):
        await bot.set_webhook("http://127.0.0.1:9/nobody")
        await control.says(ANNA, "hello")
        await within(control.taken())
    assert await texts(journal) == ["hello"]


async def test_polling_stops_when_the_token_is_refused(
    bot: Bot, journal: Journal, control: Control
) -> None:
    async with running(Polling(bot, journal, KINDS)) as task:
        await control.post(
            "/faults", method="getUpdates", kind="error", code=401, description="Unauthorized"
        )
        await control.person(ANNA)
        await control.says(ANNA, "wake it")
        with pytest.raises(CannotRun, match="BOT_TOKEN is not accepted") as error:
            await within(asyncio.shield(task))
    assert TOKEN.partition(":")[2] not in str(error.value)


async def test_telegram_keeps_what_the_store_does_not_take(
    bot: Bot, control: Control, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await control.person(ANNA)
    server = await EmbeddedServer(tmp_path).start()
    async with server.client(retry=Retry(NoBackoff(), 0)) as redis:
        journal = Journal(redis)
        async with running(Polling(bot, journal, KINDS)):
            await control.says(ANNA, "first")
            await within(control.taken())
            await server.stop()
            await control.says(ANNA, "second")
            await within(said(caplog, "the store does not take them"))
            assert (await control.get("/pending"))["updates"] == 1
            async with EmbeddedServer(tmp_path):
                await within(control.taken())
                assert await texts(journal) == ["first", "second"]


def test_half_of_an_emoji_can_be_stored() -> None:
    text = _json({"update_id": 1, "message": {"text": "Ночь \ud83d"}})
    assert json.loads(text.encode())["message"]["text"] == "Ночь \ud83d"
    assert "Ночь" in _json({"update_id": 1, "message": {"text": "Ночь"}})


# Webhook -----------------------------------------------------------------------------------------


@pytest.fixture
async def webhook(
    bot: Bot, journal: Journal, settings: Settings, control: Control
) -> AsyncIterator[Webhook]:
    await control.person(ANNA)
    webhook = Webhook(bot, journal, KINDS, settings)
    async with running(webhook):
        yield webhook


@pytest.fixture
async def caller(webhook: Webhook) -> AsyncIterator[ClientSession]:
    """Somebody who found the address."""
    async with ClientSession(f"http://127.0.0.1:{webhook.port}") as caller:
        yield caller


KNOWS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


async def test_webhook_stores_what_people_say(
    webhook: Webhook, journal: Journal, control: Control
) -> None:
    await control.says(ANNA, "Ночь 🎵")
    await within(control.taken())
    assert await texts(journal) == ["Ночь 🎵"]


async def test_webhook_is_set_with_secret_and_kinds_and_drops_nothing(
    webhook: Webhook, control: Control
) -> None:
    [call] = await control.calls("setWebhook")
    assert call["params"]["secret_token"] == SECRET
    assert call["params"]["allowed_updates"] in (KINDS, json.dumps(KINDS))
    assert "drop_pending_updates" not in call["params"]


async def test_webhook_listens_on_this_machine_only(webhook: Webhook) -> None:
    assert webhook._runner is not None
    assert [address[0] for address in webhook._runner.addresses] == ["127.0.0.1"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "пароль"])
async def test_who_does_not_know_the_secret_is_refused(
    caller: ClientSession, journal: Journal, secret: str | None
) -> None:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    answer = await caller.post("/hook", headers=headers, json={"update_id": 1})
    assert answer.status == 401
    assert await journal.empty()


async def test_a_secret_of_odd_bytes_is_refused_like_any_other(
    webhook: Webhook, journal: Journal
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", webhook.port)
    writer.write(
        b"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: \xff\xfe\x80\r\n"
        b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
    )
    assert (await within(reader.readline())).split()[1] in (b"400", b"401")
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"7",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 1.5}',
        b"\xff\xfe",
        b'{"update_id": 1, "message": ' + b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(
    caller: ClientSession, journal: Journal, body: bytes
) -> None:
    answer = await caller.post("/hook", headers=KNOWS, data=body)
    assert answer.status == 400
    assert await journal.empty()


async def test_a_body_without_end_is_refused(caller: ClientSession) -> None:
    answer = await caller.post("/hook", headers=KNOWS, data=BytesIO(b"x" * (2 << 20)))
    assert answer.status == 413


@pytest.mark.parametrize(("method", "path"), [("GET", "/hook"), ("POST", "/")])
async def test_there_is_nothing_else_to_find(caller: ClientSession, method: str, path: str) -> None:
    answer = await caller.request(method, path, headers=KNOWS)
    assert answer.status in (404, 405)


async def test_webhook_keeps_the_update_byte_for_byte(
    caller: ClientSession, journal: Journal
) -> None:
    raw = '{ "update_id": 7, "message": {"text": "\\u041dочь \\ud83d", "n": 1.10} }'
    answer = await caller.post("/hook", headers=KNOWS, data=raw.encode())
    assert answer.status == 200
    await journal.open()
    [entry] = await journal.read()
    assert (entry.update_id, entry.raw) == (7, raw)


async def test_telegram_sends_again_what_came_while_the_store_was_down(
    bot: Bot, control: Control, settings: Settings, tmp_path: Path
) -> None:
    await control.person(ANNA)
    server = await EmbeddedServer(tmp_path).start()
    async with server.client(retry=Retry(NoBackoff(), 0)) as redis:
        journal = Journal(redis)
        webhook = Webhook(bot, journal, KINDS, settings)
        async with running(webhook), ClientSession(f"http://127.0.0.1:{webhook.port}") as caller:
            await server.stop()
            answer = await caller.post("/hook", headers=KNOWS, json={"update_id": 1})
            assert answer.status == 503
            await control.says(ANNA, "hello")
            async with EmbeddedServer(tmp_path):
                await within(control.taken())
                assert await texts(journal) == ["hello"]


async def test_a_server_that_does_not_hold_a_question_is_not_asked_without_rest(
    settings: Settings, journal: Journal
) -> None:
    asked: list[float] = []
    twice = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        if request.match_info["method"] == "getUpdates":
            asked.append(asyncio.get_running_loop().time())
            if len(asked) > 1:
                twice.set()
        return web.json_response({"ok": True, "result": []})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    async with TestServer(app) as emulator:
        there = settings.model_copy(update={"bot_api_url": str(emulator.make_url(""))})
        async with create_bot(there) as bot, running(Polling(bot, journal, KINDS)):
            await within(twice.wait())
    assert asked[1] - asked[0] > 0.4
