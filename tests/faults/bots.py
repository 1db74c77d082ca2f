"""Bots to kill: the real program, the same with a recorder in it, and a stock aiogram one.

The last two write down what they handle, and take a moment over it. Each is a process of its own,
forked from one that has imported aiogram already, which takes seconds. So is a sandbox.
"""

import asyncio
import multiprocessing
import os
import random
import runpy
import signal
import sys
from collections.abc import Mapping
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

import bot.api
import bot.app  # imported once, for all forks
import handlers.notices
import storage
import storage.giving
import storage.pace
from bot.__main__ import main
from bot.courier import Courier
from bot.session import Session

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


class Hurry(NamedTuple):
    """How fast and how patient a bot is."""

    times: float
    """How many times faster than usual it tells people things."""
    patience_s: float
    """For an answer of Telegram's."""


class Killable:
    """A bot in a process of its own."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        process.start()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    async def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._process.kill()
        await self.ended()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def asked_to_stop(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    async def ended(self) -> int | None:
        """Wait until it has ended; return its exit code."""
        await asyncio.to_thread(self._process.join)
        return self._process.exitcode


def store_pid(data_dir: Path) -> int | None:
    """Return the process of the store that a bot keeps there, if it runs."""
    try:
        pid = int((data_dir / "server.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


async def end_store(data_dir: Path) -> None:
    """End the store that a killed bot left behind."""
    if (pid := store_pid(data_dir)) is not None:
        os.kill(pid, signal.SIGKILL)


def whole(env: Mapping[str, str], *, hurry: Hurry) -> Killable:
    """Start ``python -m bot run`` as people run it, but in a hurry."""
    return Killable(_FORKS.Process(target=_run_whole, args=(dict(env), hurry)))


def ours(env: Mapping[str, str], record: Path, *, slow_s: float = 0.01) -> Killable:
    """Start ``python -m bot run`` with these settings, all messages going to the record."""
    return Killable(_FORKS.Process(target=_run_ours, args=(dict(env), record, slow_s)))


def stock(env: Mapping[str, str], record: Path, *, slow_s: float = 0.01) -> Killable:
    """Start a bot as aiogram's documentation writes it."""
    return Killable(_FORKS.Process(target=_run_stock, args=(dict(env), record, slow_s)))


def sandbox(said: Path, *arguments: str) -> Killable:
    """Start ``python -m sandbox`` with these arguments; what it says goes into a file."""
    return Killable(_FORKS.Process(target=_run_sandbox, args=(said, arguments)))


def feeder(env: Mapping[str, str]) -> Killable:
    """Start ``python -m bot run`` as people run it, but somebody else delivers its notices."""
    return Killable(_FORKS.Process(target=_run_feeder, args=(dict(env),)))


def _router(record: Path, slow_s: float) -> Router:
    router = Router()

    @router.message()
    async def hear(message: Message) -> None:
        await asyncio.sleep(slow_s * random.random() * 2)
        with record.open("a") as lines:  # what is written survives the writer
            lines.write(f"{message.chat.id} {message.text}\n")

    return router


def _run_whole(env: dict[str, str], hurry: Hurry) -> None:
    _apart(env)
    for name in ("ALL", "CHAT"):
        rate = vars(storage.pace)[name]
        vars(storage.pace)[name] = rate._replace(per_second=rate.per_second * hurry.times)
    for module in (storage.giving, handlers.notices):
        vars(module)["WINDOW"] = storage.WINDOW / hurry.times
    vars(bot.app)["_LET_GO_EVERY_S"] /= hurry.times
    vars(handlers)["warm"] = tuple  # nobody asks for cities or charts
    vars(bot.api)["Session"] = partial(Session, timeout=hurry.patience_s)
    raise SystemExit(main(["run"]))


def _run_feeder(env: dict[str, str]) -> None:
    _apart(env)
    vars(bot.app)["_FEED_EVERY_S"] = 0.05
    vars(handlers)["warm"] = tuple
    setattr(Courier, "start", lambda _: None)  # noqa: B010  # a method, to mypy
    raise SystemExit(main(["run"]))


def _run_sandbox(said: Path, arguments: tuple[str, ...]) -> None:
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.argv[1:] = arguments
    runpy.run_module("sandbox", run_name="__main__")


def _run_ours(env: dict[str, str], record: Path, slow_s: float) -> None:
    _apart(env)
    handlers.setup = partial(_router, record, slow_s)
    raise SystemExit(main(["run"]))


def _run_stock(env: dict[str, str], record: Path, slow_s: float) -> None:
    _apart(env)
    dispatcher = Dispatcher()
    dispatcher.include_router(_router(record, slow_s))
    api = TelegramAPIServer.from_base(env["BOT_API_URL"])
    client = Bot(env["BOT_TOKEN"], session=AiohttpSession(api=api))
    asyncio.run(dispatcher.start_polling(client))


def _apart(env: dict[str, str]) -> None:
    """Live in the data directory: its settings, its log."""
    home = Path(env["DATA_DIR"])
    home.mkdir(exist_ok=True)
    os.environ.update(env)
    os.chdir(home)
    log = os.open(home / "bot.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
