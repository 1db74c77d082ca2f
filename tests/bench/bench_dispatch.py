"""What an update costs from its JSON to its handler and back, ours against aiogram as it comes.

The same sixty handlers: in ten routers, tried one after another; and in our table. CPU time of the
thread that runs the bot, so neither the server of the answers nor the network counts.
"""

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)

from bot.session import Session
from bot.worker import lane_of, parsed
from handlers.links import Links
from handlers.table import Routes, Table
from tests.bench.figures import say

ROUTERS, EACH = 10, 3  # of each: three commands and three buttons, sixty handlers in all
TIMES = 1500
ROUNDS = 3
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=f"Button {n}", callback_data=f"b{n}:1")]
                     for n in range(6)]
)  # fmt: skip

Feed = Callable[[str], Awaitable[object]]


async def main() -> None:
    with Answers() as url:
        api = TelegramAPIServer.from_base(url)
        async with (
            Bot("42:TEST", session=AiohttpSession(api=api)) as stock_bot,
            Bot("42:TEST", session=Session(api=api)) as our_bot,
        ):
            for answering in (False, True):
                handled = "with an answer over HTTP" if answering else "to a handler"
                stock = stock_feed(stock_bot, answering=answering)
                ours = our_feed(our_bot, answering=answering)
                for what, updates in (("command", COMMANDS), ("tap", TAPS)):
                    theirs_us, ours_us = await compared(stock, ours, updates)
                    told(f"a {what}, {handled}", theirs_us, ours_us)
            theirs_us, ours_us = await compared(sends(stock_bot), sends(our_bot), COMMANDS)
            told("one send over HTTP", theirs_us, ours_us)


def told(what: str, theirs_us: float, ours_us: float) -> None:
    say(f"{what}: aiogram {theirs_us:.0f} µs, ours {ours_us:.0f} µs, × {theirs_us / ours_us:.1f}")


async def compared(stock: Feed, ours: Feed, updates: list[str]) -> tuple[float, float]:
    """Return the best of a few rounds of each, taken in turn."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS + 1):
        for n, feed in enumerate((stock, ours)):
            began = time.thread_time()
            for update in updates:
                await feed(update)
            best[n] = min(best[n], (time.thread_time() - began) / len(updates) * 1e6)
    return best[0], best[1]


# Sixty handlers ----------------------------------------------------------------------------------


def button(n: int) -> type[CallbackData]:
    return type(f"Button{n}", (CallbackData,), {"__annotations__": {"id": str}}, prefix=f"b{n}")


BUTTONS = [button(n) for n in range(ROUTERS * EACH)]
COMMAND_NAMES = [f"command{n}" for n in range(ROUTERS * EACH)]


def stock_feed(bot: Bot, *, answering: bool) -> Feed:
    dispatcher = Dispatcher()
    for r in range(ROUTERS):
        router = Router()
        for n in range(r * EACH, (r + 1) * EACH):
            router.message.register(heard(answering), Command(COMMAND_NAMES[n]))
            router.callback_query.register(pressed(answering), BUTTONS[n].filter())
        dispatcher.include_router(router)

    async def feed(raw: str) -> None:
        update = Update.model_validate(json.loads(raw), context={"bot": bot})
        await dispatcher.feed_update(bot, update)

    return feed


def our_feed(bot: Bot, *, answering: bool) -> Feed:
    async def no_form(message: Message) -> bool:
        return False

    routes = Routes(
        menus={model: pressed(answering) for model in BUTTONS},
        commands={name: heard(answering) for name in COMMAND_NAMES},
    )
    table = Table([routes], answer=no_form)
    router = Router()
    router.message.register(table.message)
    router.callback_query.register(table.button)
    desk = SimpleNamespace(links=Links("bench_bot"), me="7", forms=SimpleNamespace(drop=nothing))
    dispatcher = Dispatcher(disable_fsm=True, desk=desk)
    dispatcher.include_router(router)

    async def feed(raw: str) -> None:
        lane_of(raw)
        await dispatcher.feed_update(bot, parsed(raw, bot))

    return feed


async def nothing(*_: object) -> None:
    pass


def heard(answering: bool) -> Callable[..., Awaitable[None]]:
    async def hear(message: Message) -> None:
        if answering:
            await message.answer("Here you are", reply_markup=KEYBOARD)

    return hear


def pressed(answering: bool) -> Callable[..., Awaitable[None]]:
    async def press(query: CallbackQuery, callback_data: CallbackData) -> None:
        if answering:
            assert isinstance(query.message, Message)
            await query.message.edit_text("Here you are", reply_markup=KEYBOARD)
            await query.answer()

    return press


def sends(bot: Bot) -> Feed:
    async def send(_: str) -> None:
        await bot.send_message(7, "Here you are", reply_markup=KEYBOARD)

    return send


# What comes in, and what answers -----------------------------------------------------------------

ANNA = {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Anna"}
SHOWN = {
    "message_id": 5,
    "date": 1_700_000_000,
    "chat": CHAT,
    "from": {"id": 42, "is_bot": True, "first_name": "promo.music"},
    "text": "Choose",
    "reply_markup": KEYBOARD.model_dump(exclude_none=True),
}
COMMANDS = [
    json.dumps({
        "update_id": n,
        "message": {
            "message_id": n, "date": 1_700_000_000, "chat": CHAT, "from": ANNA,
            "text": f"/{COMMAND_NAMES[n % len(COMMAND_NAMES)]}",
        },
    })
    for n in range(TIMES)
]  # fmt: skip
TAPS = [
    json.dumps({
        "update_id": n,
        "callback_query": {
            "id": str(n), "from": ANNA, "chat_instance": "1", "message": SHOWN,
            "data": f"b{n % len(BUTTONS)}:1",
        },
    })
    for n in range(TIMES)
]  # fmt: skip


class Answers:
    """A Bot API that answers everything with a message, in a thread of its own."""

    def __enter__(self) -> str:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._ready.wait()
        return f"http://127.0.0.1:{self._port}"

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._answer, "127.0.0.1", 0))
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
            self._loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        self._loop.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:  # it hung up
                break
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            if length:
                await reader.readexactly(int(length))
            else:
                await self._chunks(reader)
            is_press = b"/answerCallbackQuery " in head
            body = json.dumps({"ok": True, "result": True if is_press else SHOWN}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % len(body)
                + body
            )

    async def _chunks(self, reader: asyncio.StreamReader) -> None:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
