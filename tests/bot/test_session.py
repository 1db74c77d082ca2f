from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.api import create_bot
from bot.session import NotSent
from bot.settings import Settings
from tests.control import Control

ANNA = 1001
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Слушать", callback_data="l:1")]]
)


@pytest.fixture
async def bot(settings: Settings, control: Control) -> AsyncIterator[Bot]:
    await control.person(ANNA)
    await control.post("/start", person=ANNA)
    async with create_bot(settings) as bot:
        yield bot


async def test_a_message_arrives_as_it_was_meant(bot: Bot, control: Control) -> None:
    sent = await bot.send_message(ANNA, "<b>Ночь</b> & день 🎵", reply_markup=KEYBOARD)
    [*_, seen] = await control.get(f"/chats/{ANNA}/messages")
    assert seen["text"] == sent.text == "Ночь & день 🎵"
    assert seen["entities"][0]["type"] == "bold"
    assert seen["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "l:1"
    assert sent.bot is bot


async def test_a_file_arrives(bot: Bot) -> None:
    sent = await bot.send_document(
        ANNA, BufferedInputFile(b"BEGIN:VCALENDAR", "show.ics"), caption="<i>19:30</i>"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("show.ics", "19:30")


async def test_moments_and_switches_arrive(bot: Bot, control: Control) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251
    with suppress(TelegramServerError):  # the sandbox does not close polls
        await bot.send_poll(ANNA, "Where?", ["A", "B"], is_anonymous=False, close_date=later)
    [call] = await control.calls("sendPoll")
    assert int(call["params"]["close_date"]) == round(later.timestamp())
    assert call["params"]["is_anonymous"] is False


async def test_an_edit_is_answered_with_true(bot: Bot, control: Control) -> None:
    sent = await bot.send_message(ANNA, "before")
    assert await bot.edit_message_text("after", chat_id=ANNA, message_id=sent.message_id) is True
    [*_, seen] = await control.get(f"/chats/{ANNA}/messages")
    assert seen["text"] == "after"


async def test_a_refused_edit_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(ANNA, "same")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("same", chat_id=ANNA, message_id=sent.message_id)


async def test_trouble_keeps_its_kind(bot: Bot, control: Control) -> None:
    await control.post("/faults", method="sendMessage", kind="error", retry_after=7, times=1)
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(ANNA, "hello")
    assert flood.value.retry_after == 7
    await control.post("/faults", method="sendMessage", kind="disconnect", times=1)
    with pytest.raises(TelegramNetworkError) as lost:
        await bot.send_message(ANNA, "hello")
    assert not isinstance(lost.value, NotSent), "it may have arrived"


async def test_what_never_left_is_told_apart(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"bot_api_url": "http://127.0.0.1:9"})
    async with create_bot(nowhere) as bot:
        with pytest.raises(NotSent):
            await bot.send_message(ANNA, "hello")


@pytest.mark.parametrize(
    ("status", "error"), [(502, TelegramServerError), (200, ClientDecodeError)]
)
async def test_a_page_instead_of_an_answer_is_not_quoted(
    settings: Settings, status: int, error: type[Exception]
) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(status=status, text="<html>my secret diary</html>")

    app = web.Application()
    app.router.add_post("/{path:.*}", page)
    async with TestServer(app) as proxy:
        behind = settings.model_copy(update={"bot_api_url": str(proxy.make_url(""))})
        async with create_bot(behind) as bot:
            with pytest.raises(error) as raised:
                await bot.send_message(ANNA, "hello")
            assert "diary" not in str(raised.value)
            with pytest.raises(error):
                await bot.edit_message_text("hello", chat_id=ANNA, message_id=1)


async def test_a_server_that_says_little_of_us_will_do(settings: Settings) -> None:
    async def me(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"id": 42, "first_name": "promo"}})

    app = web.Application()
    app.router.add_post("/bot{token}/getMe", me)
    async with TestServer(app) as emulator:
        there = settings.model_copy(update={"bot_api_url": str(emulator.make_url(""))})
        async with create_bot(there) as bot:
            assert (await bot.me()).is_bot
