"""Chats of many: a line when the bot is called by its name, and silence else."""

import pytest

from tests.control import Json
from tests.people import Person, Town, buttons, words


async def said(town: Town, group: int) -> list[Json]:
    return [m for m in await town.messages(group) if m["from"]["is_bot"] and "new_chat" not in m]


@pytest.mark.parametrize("command", ["/start", "/help"])
async def test_a_command_to_this_bot_is_answered_in_a_line_with_a_way_in(
    town: Town, anna: Person, command: str
) -> None:
    group = await town.group(anna)
    await anna.says(f"{command}@promo_music_bot", chat=group)
    [answer] = await said(town, group)
    assert len(words(answer)) < 60
    [button] = buttons(answer)
    assert button["url"] == "https://t.me/promo_music_bot?start"
    assert answer["reply_to_message"]["from"]["id"] == anna.id


async def test_find_searches_right_here_through_inline_mode(town: Town, anna: Person) -> None:
    group = await town.group(anna)
    await anna.says("/find@promo_music_bot Кино", chat=group)
    [answer] = await said(town, group)
    [button] = buttons(answer)
    assert button["switch_inline_query_current_chat"] == "Кино"


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "/help",
        "/tracks@promo_music_bot",
        "/start@other_bot",
        "hello",
        "/",
        "@promo_music_bot",
    ],
)
async def test_everything_else_is_met_with_silence(town: Town, anna: Person, text: str) -> None:
    group = await town.group(anna)
    await anna.says(text, chat=group)
    assert await said(town, group) == []


async def test_songs_and_photos_in_a_group_are_not_ours(town: Town, anna: Person) -> None:
    group = await town.group(anna)
    await anna.sends_file("audio", b"ID3" * 99, "x.mp3", chat=group)
    assert await said(town, group) == []


async def test_a_menu_button_in_a_group_points_to_private(
    town: Town, anna: Person, boris: Person
) -> None:
    group = await town.group(anna)
    await anna.says("/help@promo_music_bot", chat=group)
    [answer] = await said(town, group)
    for data in ("h", "l:track:0", "s", "k:title"):
        await anna.presses_shared_data(data, answer)
        assert anna.alert == "Давай в личке: открой чат со мной."
    assert await said(town, group) == [answer]


async def test_a_command_of_an_anonymous_admin_is_met_with_silence(
    town: Town, anna: Person
) -> None:
    group = await town.group(anna)
    await town.raw(
        message={
            "message_id": 5000,
            "date": 1_790_000_000,
            "chat": {"id": group, "type": "supergroup", "title": "Band"},
            "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
            "sender_chat": {"id": group, "type": "supergroup", "title": "Band"},
            "text": "/start@promo_music_bot",
        }
    )
    assert await said(town, group) == []
