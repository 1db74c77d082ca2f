"""`python -m bot demo` as a newcomer has it, in processes of its own."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.people import Person, Town

_ANNA, _BORIS, _MILA = 1001, 1002, 1003
_START_S = 60.0  # two imports of aiogram on a busy machine


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The demo and its address."""
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser"),
        env=os.environ | {"DATA_DIR": str(tmp_path), "LANG": "en_US.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield demo, await _said(demo, r"http://\S+")
    finally:
        with suppress(ProcessLookupError):
            demo.terminate()
        await demo.communicate()


async def _said(demo: asyncio.subprocess.Process, pattern: str) -> str:
    assert demo.stdout is not None
    said = ""
    async with asyncio.timeout(_START_S):
        async for line in demo.stdout:
            said += line.decode()
            if match := re.search(pattern, line.decode()):
                return match[0]
    raise AssertionError(said)


def _kill(file: Path) -> None:
    os.kill(int(file.read_text()), signal.SIGKILL)


async def test_demo_outlives_its_bot_and_its_store_and_loses_nothing(
    demo: tuple[asyncio.subprocess.Process, str], tmp_path: Path
) -> None:
    process, url = demo
    await _said(process, "is running")
    async with Town(url) as town:
        people = {p["id"]: Person(town, p) for p in (await town.get())["people"]}
        anna, boris = people[_ANNA], people[_BORIS]
        await boris.starts(f"a_{_MILA}")
        await boris.receives("Мила Орлова")
        assert "24" in boris.text, "who follows her"
        await boris.pays("⭐ 50")
        await people[_MILA].receives("50 ⭐")

        await anna.starts()
        await anna.receives("Send me a song")
        await anna.sends_song("salt-and-honey")
        draft = await anna.receives("Salt and Honey")
        _kill(tmp_path / "demo" / "bot" / "owner.lock")
        tap = asyncio.create_task(
            town.post(
                "/tap", person=_ANNA, chat=_ANNA, message=draft["message_id"], text="Publish",
                wait_s=_START_S,
            )
        )  # fmt: skip
        await _said(process, "comes back by itself")
        assert (await tap)["answered"]

        _kill(tmp_path / "demo" / "bot" / "server.pid")
        await boris.starts(f"a_{_ANNA}")
        await boris.receives("Anna")

    process.terminate()
    assert await asyncio.wait_for(process.wait(), _START_S) == 0
