import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from bot import api, health, worker
from bot import app as app_module
from bot.app import App
from bot.backoff import Backoff
from bot.errors import CannotRun
from bot.settings import Settings
from sandbox import Sandbox
from storage import keys
from storage.leases import Lease
from storage.pace import Pace, Refusals
from storage.server import DirectoryInUse, EmbeddedServer
from storage.upgrades import UPGRADES
from tests.conftest import TOKEN
from tests.control import Control
from tests.patience import within

ANNA = 1001


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (api, app_module):
        monkeypatch.setattr(module, "Backoff", lambda **_: Backoff(first_s=0.001, longest_s=0.02))
    monkeypatch.setattr(worker, "_LONG_PAUSES_S", (0.001,))


def changed(settings: Settings, **values: Any) -> Settings:
    said = settings.model_dump(exclude_none=True) | values
    return Settings(_env_file=None, **{name: v for name, v in said.items() if v is not None})


async def said(caplog: pytest.LogCaptureFixture, words: str) -> None:
    while words not in caplog.text:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def hears(control: Control, app: App) -> list[str]:
    """Say something; return what the bot sends."""
    await control.person(ANNA)
    await control.says(ANNA, "/start")
    await within(control.taken())
    await within(app.worker.idle())
    return [call["params"]["text"] for call in await control.calls("sendMessage")]


async def test_a_bot_that_runs_answers(settings: Settings, control: Control) -> None:
    async with App(settings) as app:
        [answer] = await hears(control, app)
        assert "Send me a song" in answer


async def test_a_store_of_an_earlier_release_keeps_nobody_waiting(
    settings: Settings, control: Control, redis: Redis
) -> None:
    other = Lease(redis, "upgrade", "other", lasts=timedelta(minutes=1))  # it is at it still
    await other.take()
    async with App(settings) as app:
        assert len(await hears(control, app)) == 1
        assert await redis.get(keys.SCHEMA) is None
        await other.drop()
        async with asyncio.timeout(10):
            while await redis.get(keys.SCHEMA) != str(len(UPGRADES)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_a_bot_with_a_webhook_answers(settings: Settings, control: Control) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hook = {
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_secret": "a-secret-of-some-length",
        "webhook_port": port,
    }
    async with App(changed(settings, **hook)) as app:
        assert len(await hears(control, app)) == 1
        assert await control.calls("getUpdates") == []


async def test_a_bot_brings_its_own_store(settings: Settings, control: Control) -> None:
    async with App(changed(settings, redis_url=None)) as app:
        assert len(await hears(control, app)) == 1
        assert (settings.data_dir / "appendonlydir").is_dir()


async def test_a_second_bot_on_the_same_data_is_refused(settings: Settings) -> None:
    own = changed(settings, redis_url=None)
    async with EmbeddedServer(settings.data_dir):
        with pytest.raises(DirectoryInUse):
            await App(own).start()


async def test_what_came_while_the_bot_was_away_is_answered(
    settings: Settings, control: Control
) -> None:
    async with App(settings):
        pass
    await control.person(ANNA)
    await control.says(ANNA, "/start")
    async with App(settings) as app:
        await within(control.taken())
        await within(app.worker.idle())
    assert len(await control.calls("sendMessage")) == 1


async def test_starting_drops_no_update(settings: Settings, control: Control) -> None:
    async with App(settings):
        pass
    [call] = await control.calls("deleteWebhook")
    assert "drop_pending_updates" not in call["params"]


async def test_the_menu_of_commands_is_set_in_both_languages(
    settings: Settings, control: Control
) -> None:
    async with App(settings):
        pass
    calls = await control.calls("setMyCommands")
    assert {call["params"].get("language_code") for call in calls} == {None, "ru"}
    assert all(call["status"] == 200 for call in calls)


async def test_a_menu_that_cannot_be_set_keeps_no_bot_from_running(
    settings: Settings, control: Control
) -> None:
    await control.post("/faults", method="setMyCommands", kind="error", retry_after=3600)
    async with App(settings) as app:
        assert len(await hears(control, app)) == 1


async def test_a_wrong_token_is_said_in_one_line(settings: Settings) -> None:
    with pytest.raises(CannotRun, match="BOT_TOKEN is not accepted") as error:
        await App(changed(settings, bot_token="42:another")).start()
    assert len(error.value.lines) == 1
    assert "another" not in str(error.value)


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_telegram_out_of_reach_is_waited_for(
    settings: Settings, control: Control, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    await control.post("/faults", method=method, kind="disconnect", times=3)
    async with App(settings) as app:
        assert len(await hears(control, app)) == 1
    assert caplog.text.count("; trying on") == 1


async def test_a_store_out_of_reach_is_waited_for(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    late = EmbeddedServer(tmp_path / "late")
    url = f"{late.url}?socket_connect_timeout=0.1"
    app = App(changed(settings, redis_url=url))
    starting = asyncio.create_task(app.start())
    await within(said(caplog, "cannot reach the store"))
    assert not starting.done()
    async with late:
        await within(starting)
        await app.stop()


async def test_a_store_of_others_that_may_lose_money_or_has_another_time_is_warned_about(
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = app_module.utc_now
    async with EmbeddedServer(tmp_path / "store") as server, server.client() as redis:
        async with App(changed(settings, redis_url=server.url)):
            pass
        assert "the store at REDIS_URL" not in caplog.text
        await redis.config_set("appendfsync", "everysec")
        monkeypatch.setattr(app_module, "utc_now", lambda: now() + timedelta(hours=1))
        async with App(changed(settings, redis_url=server.url)):
            pass
    assert "the store at REDIS_URL: appendfsync is everysec" in caplog.text
    assert "the store at REDIS_URL: its clock and ours are" in caplog.text


async def test_a_store_of_our_own_that_may_lose_money_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = EmbeddedServer._options

    def unsafe(self: EmbeddedServer) -> list[str]:
        return ["everysec" if value == "always" else value for value in options(self)]

    monkeypatch.setattr(EmbeddedServer, "_options", unsafe)
    with pytest.raises(CannotRun, match="appendfsync is everysec"):
        await App(changed(settings, redis_url=None)).start()


async def test_a_bot_that_could_not_start_leaves_nothing_behind(
    settings: Settings, control: Control
) -> None:
    own = changed(settings, redis_url=None)
    with pytest.raises(CannotRun):
        await App(changed(own, bot_token="42:another")).start()
    async with App(own) as app:  # the directory, the store, Telegram: all free again
        assert len(await hears(control, app)) == 1


async def test_the_heart_beats_while_the_bot_runs(settings: Settings) -> None:
    file = health.heartbeat(settings.data_dir)
    async with App(settings):
        assert file.exists()
    assert not file.exists()


async def test_counted_listens_reach_the_records(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import Counters, Records, Track

    monkeypatch.setattr(app_module, "_FOLD_EVERY_S", 0.02)
    now = app_module.utc_now()
    async with App(settings) as app:
        track = Track.new("42", now=now, title="Night", artist="Anna", audio_file="x")
        await Records(app.redis).add(track)
        await Counters(app.redis).listen("42", track.id, "43", now=now)

        async def folded() -> None:
            while '"plays":1' not in (await app.redis.get(track.key) or ""):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

        await within(folded())


async def test_a_refused_token_ends_the_run(settings: Settings, control: Control) -> None:
    async with App(settings) as app:
        await control.post(
            "/faults", method="getUpdates", kind="error", code=401, description="Unauthorized"
        )
        running = asyncio.create_task(app.run())
        await hears_nothing(control)
        with pytest.raises(CannotRun, match="BOT_TOKEN"):
            await within(running)


async def hears_nothing(control: Control) -> None:
    await control.person(ANNA)
    await control.says(ANNA, "wake it")


async def test_no_token_is_logged(
    settings: Settings, control: Control, caplog: pytest.LogCaptureFixture
) -> None:
    await control.post("/faults", method="getUpdates", kind="garbage", times=2)
    await control.post("/faults", method="sendMessage", kind="disconnect", times=1)
    with caplog.at_level(logging.DEBUG):
        async with App(settings) as app:
            await hears(control, app)
    assert caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text


async def test_an_address_with_a_slash_will_do(
    settings: Settings, box: Sandbox, control: Control
) -> None:
    async with App(changed(settings, bot_api_url=f"{box.url}/")) as app:
        assert len(await hears(control, app)) == 1


async def test_what_telegram_refuses_to_be_asked_is_counted(
    settings: Settings, control: Control
) -> None:
    async with App(settings) as app:
        await control.post("/faults", method="sendMessage", kind="error", retry_after=1, times=2)
        await hears(control, app)
        refusals = await Pace(app.redis).refusals(now=app_module.utc_now())
    assert refusals == Refusals(last_hour=2, last_day=2)


async def test_stopping_does_not_wait_for_a_job_that_hangs(
    settings: Settings, control: Control
) -> None:
    await control.post("/faults", method="getStarTransactions", kind="timeout")
    app = App(settings)
    await app.start()
    await within(asked_for(control, "getStarTransactions"))
    await within(app.stop(), 30)


async def asked_for(control: Control, method: str) -> None:
    while not await control.calls(method):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
