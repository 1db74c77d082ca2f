"""Chats of many: a line when the bot is called by its name, and silence else."""

import pytest

from bot.app import App
from storage import Chats, Concert, Connected, Giving, Profile, Records, Track
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, labels, words


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


@pytest.mark.parametrize("user", [1087968824, 136817688, 777000])
async def test_who_writes_without_a_name_is_answered_about_the_chat_and_not_remembered(
    app: App, town: Town, anna: Person, song: Track, records: Records, user: int
) -> None:
    """As the group, as a channel, or as the channel whose comments the group is."""
    group = await town.group(anna)
    shown = {"id": group, "type": "supergroup", "title": "Band"}
    for n, command in enumerate(("/start", "/concerts", "/concerts")):
        if n == 2:
            await connects(records, anna, group)
        await town.raw(
            message={
                "message_id": 5000 + n,
                "date": 1_790_000_000,
                "chat": shown,
                "from": {"id": user, "is_bot": user != 777000, "first_name": "Group"},
                "sender_chat": shown
                if user == 1087968824
                else {"id": -1005, "type": "channel", "title": "Loud"},
                "text": f"{command}@promo_music_bot",
            }
        )
    assert [words(one) for one in await said(town, group)] == [
        "No artist is connected to this chat yet.",
        "Anna Sings: концертов пока нет.",
    ]
    assert not await app.redis.exists(f"bot:person:{user}")


# What a chat's artists do ------------------------------------------------------------------------


async def connects(records: Records, artist: Person, chat: int) -> None:
    """Let an artist's chat be connected."""

    def made(_: Connected | None) -> Connected:
        me = str(artist.id)
        return Connected(chat=chat, title="Band", type="supergroup", by=me, since=NOW)

    await Chats(records._redis).change(str(artist.id), chat, made)


async def test_commands_answer_about_the_artist_of_the_chat(
    town: Town, anna: Person, boris: Person, song: Track, concert: Concert, records: Records
) -> None:
    group = await town.group(anna)
    await town.let(group, boris.id, by=anna)
    await boris.says("/concerts@promo_music_bot", chat=group)
    assert words((await said(town, group))[-1]) == "No artist is connected to this chat yet."
    await connects(records, anna, group)
    past = concert.changed(date="2026-01-01").model_copy(update={"id": "1-past"})
    await records.add(past)
    off = concert.changed(cancelled=True).model_copy(update={"id": "1-off"})
    await records.add(off)

    await boris.says("/concerts@promo_music_bot", chat=group)
    answer = (await said(town, group))[-1]
    assert words(answer) == "📅 Anna Sings: the next concerts"
    [show] = buttons(answer)
    await boris.opens(show["url"])
    assert "Cosmonaut" in boris.text

    await boris.says("/artist@promo_music_bot", chat=group)
    answer = (await said(town, group))[-1]
    await boris.presses_shared("Follow", answer)
    assert str(boris.alert).startswith("You follow Anna Sings")
    assert (await said(town, group))[-1] == answer, "nobody's page opens in the group"

    await boris.says("/donate@promo_music_bot", chat=group)
    answer = (await said(town, group))[-1]
    assert {"⭐ 25", "⭐ 50", "⭐ 100"} <= set(labels(answer))
    await Giving(records._redis).settle(str(anna.id), paused=True)
    await anna.says("/donate@promo_music_bot", chat=group)
    assert "не принимает донаты" in words((await said(town, group))[-1])


async def test_of_several_artists_one_is_chosen(
    town: Town, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    group = await town.group(anna)
    await town.let(group, boris.id, by=anna)
    clara = await town.newcomer("Clara", language="en")
    await records.add(Profile.new(str(clara.id), now=NOW, name="Clara Plays"))
    for artist in (anna, clara):
        await connects(records, artist, group)
    await boris.says("/concerts@promo_music_bot", chat=group)
    [asked] = await said(town, group)
    assert set(labels(asked)) == {"Anna Sings", "Clara Plays"}
    await boris.presses_shared("Clara Plays", asked)
    [whispered] = await boris.whispered(group)
    assert words(whispered) == "Clara Plays has no concerts coming up."
    assert await said(town, group) == [asked]
    for forged in (f"cha:concerts:{boris.id}", "cha:secrets:1"):
        await boris.presses_shared_data(forged, asked)
    assert len(await boris.whispered(group)) == 1


async def test_where_the_bot_is_an_admin_only_who_asked_sees_the_answer(
    town: Town, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    group = await town.group(anna)
    await town.let(group, boris.id, by=anna)
    await town.let(group, await town.bot_id(), "administrator", by=anna)
    await connects(records, anna, group)
    await boris.says("/donate@promo_music_bot", chat=group)
    [answer] = await boris.whispered(group)
    assert "⭐ 50" in labels(answer)
    assert await anna.whispered(group) == []
    assert await said(town, group) == []


async def test_nobody_floods_a_group_with_the_bot(
    town: Town, anna: Person, boris: Person, records: Records
) -> None:
    group = await town.group(anna)
    await town.let(group, boris.id, by=anna)
    for person in (anna, boris):
        for _ in range(5):
            await person.says("/concerts@promo_music_bot", chat=group)
    assert len(await said(town, group)) == 6
    await connects(records, anna, group)
    [*_, answer] = await said(town, group)
    await anna.presses_shared_data(f"cha:concerts:{anna.id}", answer)
    assert anna.alert == "Слишком часто. Попробуй через минуту."
