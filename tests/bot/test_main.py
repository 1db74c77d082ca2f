"""The command line: what it says and with which code it ends."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.__main__ import main
from bot.settings import Settings
from sandbox import Sandbox
from storage import wallet
from storage.server import EmbeddedServer
from tests.conftest import TOKEN


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook
    yield
    root.handlers[:], sys.excepthook = before[0], before[2]
    root.setLevel(before[1])
    logging.captureWarnings(False)


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what went to stderr, without the log."""
    return [line for line in capsys.readouterr().err.splitlines() if "[info" not in line]


@pytest.mark.parametrize("command", ["run", "check", "audit"])
def test_a_missing_token_ends_with_one_line(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 2
    [line] = told(capsys)
    assert line.startswith("BOT_TOKEN is not set")


def test_the_program_itself_ends_so_too() -> None:
    env = {name: value for name, value in os.environ.items() if name != "BOT_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env=env | {"LOG_LEVEL": "LOUD", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["BOT_TOKEN", "LOG_LEVEL"]
    assert done.stdout == ""


async def test_a_second_bot_ends_with_one_line_that_names_the_first(
    box: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", box.url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    async with EmbeddedServer(tmp_path / "data"):
        assert await asyncio.to_thread(main, ["run"]) == 2
    [line] = told(capsys)
    assert line.startswith(f"{tmp_path / 'data'} is in use by process {os.getpid()}")


async def test_a_wrong_token_ends_with_one_line(
    box: Sandbox,
    server: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:another")
    monkeypatch.setenv("BOT_API_URL", box.url)
    monkeypatch.setenv("REDIS_URL", server.url)
    assert await asyncio.to_thread(main, ["run"]) == 2
    [line] = told(capsys)
    assert line.startswith("BOT_TOKEN is not accepted")


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("DATA_DIR", "{file}", "DATA_DIR {file} is no folder"),
        ("REDIS_URL", "{store}?db=99", "the store at REDIS_URL refuses us"),
        ("WEBHOOK_URL", "{box}/hook", "WEBHOOK_HOST and WEBHOOK_PORT: cannot listen on"),
    ],
)
async def test_a_set_up_that_cannot_work_ends_with_one_line(
    name: str,
    value: str,
    line: str,
    box: Sandbox,
    server: EmbeddedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").touch()
    places = {"file": tmp_path / "file", "store": server.url, "box": box.url}
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", box.url)
    monkeypatch.setenv("REDIS_URL", server.url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("WEBHOOK_SECRET", "a-secret-of-some-length")
    monkeypatch.setenv("WEBHOOK_PORT", box.url.rpartition(":")[2])  # is taken
    monkeypatch.setenv(name, value.format(**places))
    assert await asyncio.to_thread(main, ["run"]) == 2
    *_, said = told(capsys)
    assert said.startswith(line.format(**places))


async def test_an_audit_ends_with_what_it_found(
    server: EmbeddedServer, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("REDIS_URL", server.url)
    assert await asyncio.to_thread(main, ["audit"]) == 0
    await redis.set(wallet("42").key, "5")
    assert await asyncio.to_thread(main, ["audit"]) == 1
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    assert await asyncio.to_thread(main, ["audit"]) == 2


def test_no_command_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 2
    assert "run,demo,check,audit,health" in capsys.readouterr().err
