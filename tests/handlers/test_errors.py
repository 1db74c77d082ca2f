"""What the person hears when something is not as it should be."""

from typing import Any

import pytest
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.app import App
from handlers import errors
from handlers.texts import Library
from storage import KV, Track
from tests.people import Person, Town


async def test_a_damaged_record_locks_out_nothing_else(
    app: App, anna: Person, song: Track, library: Library
) -> None:
    await KV(app.redis).set(f"track:{anna.id}:{song.id}", "{not json")
    await anna.starts()
    await anna.presses_data(f"c:track:{song.id}")
    assert anna.alert == library["ru"].plain("broken")
    await anna.says("/tracks")
    assert "1 трек" in anna.text


async def test_somebody_who_never_pressed_start_is_not_written_to(town: Town) -> None:
    stranger = await town.newcomer("Stranger")
    await town.raw(
        message={
            "message_id": 1,
            "date": 1_790_000_000,
            "chat": {"id": stranger.id, "type": "private", "first_name": "S"},
            "from": {"id": stranger.id, "is_bot": False, "first_name": "S"},
            "text": "/start t_404_404",
        }
    )
    assert await town.messages(stranger.id) == []


async def test_a_flood_wait_of_telegram_is_waited_for(town: Town, anna: Person) -> None:
    await town.post(
        "/faults",
        method="sendMessage",
        chat=str(anna.id),
        kind="error",
        code=429,
        description="Too Many Requests: retry after 1",
        retry_after=1,
        times=1,
    )
    await anna.starts()
    assert "Пришли песню" in anna.text
    assert len(anna.received) == 1


async def test_a_press_answered_too_late_is_no_failure(town: Town, anna: Person) -> None:
    await anna.starts()
    query = {
        "id": "999999999",
        "from": {"id": anna.id, "is_bot": False, "first_name": "A", "language_code": "ru"},
        "chat_instance": "1",
        "data": "s",
        "message": anna.screen,
    }
    await town.raw(callback_query=query)
    await anna.sees()
    assert "Настройки" in anna.text


@pytest.mark.parametrize("last", [False, True])
async def test_a_failure_of_ours_is_told_on_the_last_try_alone(
    app: App, anna: Person, library: Library, *, last: bool
) -> None:
    async def fails(event: TelegramObject, data: dict[str, Any]) -> None:
        raise ZeroDivisionError

    said = Message.model_validate(await anna.says("/start"), context={"bot": app.bot})
    with pytest.raises(ZeroDivisionError):
        await errors.words(fails, said, {"t": library["ru"], "last": last})
    await anna.sees()
    assert ("У нас что-то сломалось" in anna.text) is last


@pytest.mark.parametrize("last", [False, True])
async def test_a_press_that_failed_keeps_spinning_until_the_last_try(
    app: App, town: Town, anna: Person, library: Library, *, last: bool
) -> None:
    async def fails(event: TelegramObject, data: dict[str, Any]) -> None:
        raise ZeroDivisionError

    await anna.starts()
    query = CallbackQuery.model_validate(
        {"id": f"{anna.id}", "from": anna.user, "chat_instance": "1", "data": "h"},
        context={"bot": app.bot},
    )
    with pytest.raises(ZeroDivisionError):
        await errors.press(fails, query, {"t": library["ru"], "last": last})
    answered = [
        call["params"]["callback_query_id"] for call in await town.calls("answerCallbackQuery")
    ]
    assert (str(anna.id) in answered) is last
