"""`python -m bot check`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from bot import check
from bot.api import create_bot
from bot.settings import Settings
from storage import MONEY, Drift, Ledger, Outbox, Transactions
from storage.journal import Journal
from storage.server import EmbeddedServer
from tests.bot.test_app import changed
from tests.control import Control


async def test_a_good_setup_is_good(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert await check.main(settings) == 0
    said = capsys.readouterr().out
    assert "the token is that of @promo_music_bot" in said
    assert "speaks Bot API 10.3 or newer" in said
    assert "Telegram waits to be polled" in said
    assert "the store at REDIS_URL keeps what it acknowledges" in said
    assert "WRONG" not in said


async def test_checking_changes_nothing(settings: Settings, control: Control) -> None:
    await check.main(settings)
    assert {call["method"] for call in await control.calls()} == {
        "getMe",
        "getMyDefaultAdministratorRights",
        "getWebhookInfo",
    }


async def test_a_store_of_our_own_is_started_and_stopped(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    own = changed(settings, redis_url=None)
    assert await check.main(own) == 0
    said = capsys.readouterr().out
    assert f"the store in {settings.data_dir} keeps" in said
    assert "note  there is no backup yet" in said
    assert "note  backups are not encrypted" in said
    made = settings.data_dir / "backups" / "2026-01-25-030000.tar.gz"
    made.parent.mkdir()
    made.touch()
    async with EmbeddedServer(settings.data_dir):  # it is free again
        assert await check.main(own) == 0
    said = capsys.readouterr().out
    assert "a bot is running" in said
    assert f"the last backup is {made}" in said
    assert f"the store in {settings.data_dir} keeps" in said


async def test_updates_that_wait_or_could_not_be_handled_are_noted(
    settings: Settings, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = Journal(redis)
    await journal.open()
    await journal.append([(7, "{}"), (8, "{}"), (9, "{}")])
    [entry] = await journal.read(limit=1)
    await journal.bury(entry.id, "failed 5 times, with KeyError")
    assert await check.main(settings) == 0
    said = capsys.readouterr().out
    assert "note  2 updates wait to be handled, the oldest since 20" in said
    assert "note  1 updates could not be handled; the last, 7, failed 5 times" in said


async def test_what_of_money_is_held_up_is_noted(
    settings: Settings, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime(2100, 1, 1, tzinfo=UTC)
    outbox, ledger = Outbox(redis), Ledger(redis)
    await outbox.open()
    for id in ("one", "two", "three"):
        await outbox.put(id, MONEY, {"to": "42"})
    await outbox.put("four", MONEY, {"to": "42"}, not_before=now)
    [entry] = await outbox.take(1, wait_ms=1)
    await outbox.bury(entry, "Bad Request: too long")
    await ledger.close("we move")
    await ledger.stop_payouts("the audit found 1 violations")
    await Transactions(redis).keep_drift(Drift(-7, 3))
    assert await check.main(settings) == 0
    said = capsys.readouterr().out
    assert "note  2 notices wait to be told, the oldest since 20" in said
    assert "ok    1 notices wait for their time" in said
    assert "note  1 notices could not be told; the last, one, Bad Request: too long at 20" in said
    assert "note  no payments are taken: we move" in said
    assert "note  payouts are stopped: the audit found 1 violations; `python -m bot audit`" in said
    assert "note  Telegram has -7 Stars against the ledger" in said


async def test_what_is_no_bot_api_server_is_wrong(
    settings: Settings, control: Control, capsys: pytest.CaptureFixture[str]
) -> None:
    await control.post("/faults", method="getMe", kind="garbage")
    assert await check.main(settings) == 1
    assert "answers, but not as a Bot API server does" in capsys.readouterr().out


async def test_a_wrong_token_is_wrong(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await check.main(changed(settings, bot_token="42:another")) == 1
    said = capsys.readouterr().out
    assert "WRONG BOT_TOKEN is not accepted" in said
    assert "the store at REDIS_URL keeps" in said, "the rest is checked all the same"
    assert "another" not in said


async def test_a_server_that_does_not_answer_is_wrong(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await check.main(changed(settings, bot_api_url="http://127.0.0.1:9")) == 1
    assert "WRONG http://127.0.0.1:9 does not answer" in capsys.readouterr().out


async def test_a_server_older_than_bot_api_10_3_is_wrong(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server of an older version answers just like this one, but for one field."""

    async def answer(request: web.Request) -> web.Response:
        results: dict[str, object] = {
            "getMe": {"id": 42, "is_bot": True, "first_name": "x", "username": "old_bot"},
            "getMyDefaultAdministratorRights": {"is_anonymous": False, "can_edit_stories": False},
            "getWebhookInfo": {"url": "", "has_custom_certificate": False,
                               "pending_update_count": 0},
        }  # fmt: skip
        return web.json_response({"ok": True, "result": results[request.match_info["method"]]})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    async with TestServer(app) as old:
        assert await check.main(changed(settings, bot_api_url=str(old.make_url("")))) == 1
    said = capsys.readouterr().out
    assert "is older than Bot API 10.3: update that server" in said
    assert "inline mode is off" in said


async def test_a_webhook_that_does_not_work_is_noted(
    settings: Settings, control: Control, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "http://127.0.0.1:9/hook"
    hooked = changed(settings, webhook_url=url, webhook_secret="a-secret-of-some-length")
    assert await check.main(hooked) == 0
    assert "Telegram does not yet call" in capsys.readouterr().out
    await control.person(1001)
    await control.says(1001, "hello")
    async with create_bot(settings) as bot:
        await bot.set_webhook(url)
        while (await bot.get_webhook_info()).last_error_message is None:
            pass
    assert await check.main(hooked) == 0
    said = capsys.readouterr().out
    assert "its last call failed: Connection refused" in said
    assert "1 updates wait at Telegram" in said
    assert await check.main(settings) == 0
    assert f"Telegram now calls {url}" in capsys.readouterr().out


async def test_a_store_that_may_lose_money_is_noted(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with EmbeddedServer(tmp_path / "store") as server, server.client() as redis:
        await redis.config_set("appendonly", "no")
        assert await check.main(changed(settings, redis_url=server.url)) == 0
    assert "note  the store at REDIS_URL: appendonly is off" in capsys.readouterr().out


async def test_a_store_that_does_not_answer_is_wrong(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await check.main(changed(settings, redis_url="redis://127.0.0.1:9")) == 1
    assert "WRONG the store: " in capsys.readouterr().out
