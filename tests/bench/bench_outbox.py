"""What a notice costs on its way through the outbox, against the one send that it ends in.

Put, handed out, given leave, forgotten; whoever delivers does nothing. The pace is taken off, which
would let 24 through a second. CPU time of the thread that runs the bot, as in `dispatch`.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.courier import Courier
from bot.session import Session
from storage import pace
from storage.gate import OPEN, Verdict
from storage.outbox import MONEY, NEWS, Outbox
from storage.pace import Pace, Rate
from storage.server import EmbeddedServer
from tests.bench.bench_dispatch import Answers, sends
from tests.bench.figures import say

NOTICES = 2000
_AT = datetime(2026, 1, 25, 10, tzinfo=UTC)


async def main() -> None:
    pace.ALL = Rate(1e6, burst=10**6)
    with tempfile.TemporaryDirectory() as folder, Answers() as url:
        async with (
            EmbeddedServer(folder) as server,
            server.client() as redis,
            server.client(blocking=True) as waiting,
            Bot("42:TEST", session=Session(api=TelegramAPIServer.from_base(url))) as bot,
        ):
            outbox = Outbox(redis, waiting)
            putting_us = await _putting(outbox, MONEY)
            carried_us, money_s = await _carrying(outbox, Pace(redis))
            await _putting(outbox, NEWS)
            _, news_s = await _carrying(outbox, Pace(redis))
            sending_us = await _sending(bot)
    say(f"put: {putting_us:.0f} µs a notice; carried: {carried_us:.0f} µs, {1 / money_s:.0f}/s")
    say(f"a broadcast: {1 / news_s:.0f}/s, × {money_s / news_s:.2f} of that")
    ratio = (putting_us + carried_us) / sending_us
    say(f"one send over HTTP: {sending_us:.0f} µs; the notice adds × {ratio:.1f} of it")


async def _carrying(outbox: Outbox, pace: Pace) -> tuple[float, float]:
    """Return what a notice takes: microseconds of CPU, and seconds."""
    courier = Courier(outbox, pace, _nothing, judge=_all, clock=lambda: _AT, reach=outbox.empty)
    cpu, wall = time.thread_time(), time.perf_counter()
    courier.start()
    await courier.idle()
    cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
    await courier.stop()
    return cpu / NOTICES * 1e6, wall / NOTICES


async def _putting(outbox: Outbox, urgency: str) -> float:
    began = time.thread_time()
    for n in range(NOTICES):
        await outbox.put(f"{urgency} {n}", urgency, {"kind": "x", "to": str(n + 1)})
    return (time.thread_time() - began) / NOTICES * 1e6


async def _sending(bot: Bot) -> float:
    send = sends(bot)
    await send("")
    began = time.thread_time()
    for _ in range(NOTICES):
        await send("")
    return (time.thread_time() - began) / NOTICES * 1e6


async def _nothing(id: str, body: dict[str, Any]) -> None:
    await asyncio.sleep(0)


async def _all(body: dict[str, Any]) -> Verdict:
    return OPEN
