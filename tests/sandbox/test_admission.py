"""How the bot comes into chats of many, and goes; and what only one person sees there."""

import pytest

from tests.sandbox.client import Client
from tests.sandbox.test_chats import chat, join


@pytest.fixture
async def link(tg: Client) -> str:
    return f"https://t.me/{(await tg.bot('getMe'))['username']}"


async def test_a_link_brings_the_bot_into_a_group_and_says_why(
    tg: Client, anna: int, link: str
) -> None:
    group = await chat(tg, anna, "supergroup", bot=None)
    member = await tg.people("/add", person=anna, chat=group, url=f"{link}?startgroup=why")
    assert member["status"] == "member"
    assert (await tg.update("message"))["new_chat_members"][0]["is_bot"] is True
    assert (await tg.update("my_chat_member"))["from"]["id"] == anna
    said = await tg.update("message")
    assert said["text"].endswith(" why")
    assert said["entities"][0]["type"] == "bot_command"


async def test_a_link_gives_the_rights_it_names_and_takes_none(
    tg: Client, anna: int, link: str
) -> None:
    channel = await chat(tg, anna, "channel", bot=None)
    for names in ("post_messages+edit_messages", "delete_messages"):
        url = f"{link}?startchannel&admin={names}"
        member = await tg.people("/add", person=anna, chat=channel, url=url)
    rights = ("can_post_messages", "can_edit_messages", "can_delete_messages", "can_invite_users")
    assert [member[name] for name in rights] == [True, True, True, False]


@pytest.mark.parametrize(
    ("query", "type", "status"),
    [
        ("startchannel&admin=fly", "channel", 400),
        ("startchannel", "channel", 400),
        ("startgroup=x", "channel", 409),
        ("startchannel&admin=post_messages", "supergroup", 409),
        ("start=x", "supergroup", 400),
    ],
)
async def test_a_link_that_does_not_fit_adds_nobody(
    tg: Client, anna: int, link: str, query: str, type: str, status: int
) -> None:
    where = await chat(tg, anna, type, bot=None)
    url = f"{link}?{query}"
    assert (await tg.control("/add", person=anna, chat=where, url=url))[0] == status
    assert len(await tg.get(f"/chats/{where}/members")) == 1


async def test_who_may_promote_nobody_gives_no_rights(tg: Client, anna: int, link: str) -> None:
    boris = await tg.person(1002, "Boris")
    group = await chat(tg, anna, "supergroup", bot=None)
    await join(tg, group, boris)
    url = f"{link}?startgroup&admin=pin_messages"
    assert (await tg.control("/add", person=boris, chat=group, url=url))[0] == 409
    await tg.people("/add", person=boris, chat=group, url=f"{link}?startgroup")


async def test_what_is_deleted_is_not_there(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", is_forum=True)
    topic = (await tg.people(f"/chats/{group}/topics", name="News"))["message_thread_id"]
    hi = {"chat_id": group, "text": "Hi"}
    await tg.bot("sendMessage", message_thread_id=topic, **hi)
    await tg.people(f"/chats/{group}/topics/{topic}", "DELETE")
    words = await tg.refused("sendMessage", message_thread_id=topic, **hi)
    assert words == "400 Bad Request: message thread not found"
    await tg.bot("sendMessage", **hi)
    await tg.people(f"/chats/{group}", "DELETE")
    assert await tg.refused("sendMessage", **hi) == "400 Bad Request: chat not found"
    assert group not in [row["chat"]["id"] for row in await tg.get(f"/people/{anna}/chats")]


# Ephemeral messages


async def test_a_whisper_is_seen_by_one_person(tg: Client, anna: int) -> None:
    boris = await tg.person(1002, "Boris")
    group = await chat(tg, anna, "supergroup", "administrator")
    await join(tg, group, boris)
    to = {"receiver_user_id": boris}
    whisper = await tg.bot(
        "sendMessage", chat_id=group, text="<b>Psst</b>", parse_mode="HTML",
        ephemeral_message_parameters=to,
    )  # fmt: skip
    assert (whisper["message_id"], whisper["receiver_user"]["id"]) == (0, boris)
    assert await tg.get(f"/people/{boris}/whispers", chat=group) == [whisper]
    assert await tg.get(f"/people/{anna}/whispers", chat=group) == []
    assert all(message.get("text") != "Psst" for message in await tg.messages(group))


async def test_who_is_no_admin_whispers_only_after_a_press(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    keys = {"inline_keyboard": [[{"text": "?", "callback_data": "x"}]]}
    hi = {"chat_id": group, "text": "Hi", "reply_markup": keys}
    to = {"receiver_user_id": anna}
    assert "not enough rights" in await tg.refused(
        "sendMessage", ephemeral_message_parameters=to, **hi
    )
    await tg.bot("sendMessage", **hi)
    last = (await tg.messages(group))[-1]["message_id"]
    await tg.people("/tap", person=anna, chat=group, message=last, text="?", wait_s=0)
    to["callback_query_id"] = (await tg.update("callback_query"))["id"]
    whisper = await tg.bot("sendMessage", ephemeral_message_parameters=to, **hi)
    number = whisper["ephemeral_message_id"]
    await tg.people("/tap", person=anna, whisper=number, text="?", wait_s=0)
    pressed = await tg.update("callback_query")
    assert pressed["message"]["ephemeral_message_id"] == number
    await tg.people("/clock", advance_s=16)
    assert "not enough rights" in await tg.refused(
        "sendMessage", ephemeral_message_parameters=to, **hi
    )


async def test_nobody_else_can_be_whispered_to(tg: Client, anna: int) -> None:
    boris = await tg.person(1002, "Boris")
    group = await chat(tg, anna, "supergroup", "administrator")
    to = {"receiver_user_id": boris}
    hi = {"text": "Hi", "ephemeral_message_parameters": to}
    words = await tg.refused("sendMessage", chat_id=group, **hi)
    assert words == "400 Bad Request: PARTICIPANT_ID_INVALID"
    assert "groups" in await tg.refused("sendMessage", chat_id=boris, **hi)
    assert "501" in await tg.refused(
        "sendLocation", chat_id=group, latitude=1, longitude=1, ephemeral_message_parameters=to
    )
