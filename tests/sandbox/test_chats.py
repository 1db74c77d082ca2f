"""Groups, supergroups, channels, topics: who may do what, and what the bot is told."""

from typing import Any

import pytest

from tests.sandbox.client import Client
from tests.sandbox.pictures import photo, song

Json = dict[str, Any]


async def chat(tg: Client, owner: int, type: str, bot: str | None = "member", **more: Any) -> int:
    """A chat with the bot in it; what that sent is taken already."""
    made = await tg.people("/chats", type=type, title="Band", owner=owner, **more)
    if bot:
        await join(tg, made["id"], await bot_id(tg), bot)
    await tg.updates()
    return int(made["id"])


async def bot_id(tg: Client) -> int:
    return int((await tg.bot("getMe"))["id"])


async def join(tg: Client, chat: int, user: int, status: str = "member", **more: Any) -> Json:
    member: Json = await tg.people(f"/chats/{chat}/members", user=user, status=status, **more)
    return member


async def says(tg: Client, person: int, chat: int, text: str, **more: Any) -> Json:
    message: Json = await tg.people("/send", person=person, chat=chat, text=text, **more)
    return message


# Members


async def test_the_bot_learns_that_it_was_added(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", bot=None)
    await join(tg, group, await bot_id(tg))
    message = await tg.update("message")
    assert message["new_chat_members"][0]["is_bot"] is True
    change = await tg.update("my_chat_member")
    assert change["chat"] == {"id": group, "type": "supergroup", "title": "Band"}
    assert change["from"]["id"] == anna
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["status"] == "member"


async def test_the_bot_learns_that_it_was_thrown_out(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    await join(tg, group, await bot_id(tg), "kicked")
    assert (await tg.update("message"))["left_chat_member"]["is_bot"] is True
    change = await tg.update("my_chat_member")
    assert change["new_chat_member"]["status"] == "kicked"
    words = await tg.refused("sendMessage", chat_id=group, text="Hi")
    assert words == "403 Forbidden: bot was kicked from the supergroup chat"


@pytest.mark.parametrize("type", ["group", "supergroup", "channel"])
async def test_a_bot_that_is_not_there_cannot_write(tg: Client, anna: int, type: str) -> None:
    where = await chat(tg, anna, type, bot=None)
    words = await tg.refused("sendMessage", chat_id=where, text="Hi")
    assert words == f"403 Forbidden: bot is not a member of the {type} chat"


async def test_an_admin_has_every_field_that_telegram_says(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", "administrator")
    member = await tg.bot("getChatMember", chat_id=group, user_id=await bot_id(tg))
    assert member["status"] == "administrator"
    assert member["can_pin_messages"] is True
    assert member["can_send_welcome_messages"] is True
    assert "can_post_messages" not in member
    channel = await chat(tg, anna, "channel", bot=None)
    rights = {"can_post_messages": True}
    member = await join(tg, channel, await bot_id(tg), "administrator", rights=rights)
    assert member["can_post_messages"] is True
    assert member["can_edit_messages"] is False
    assert "can_pin_messages" not in member


async def test_others_are_announced_to_an_admin_that_asked(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", "administrator")
    await tg.people("/people", id=7, first_name="Boris")
    await join(tg, group, 7)
    assert "new_chat_members" in await tg.update("message")
    assert await tg.updates(allowed_updates=["chat_member"]) == []
    await join(tg, group, 7, "left")
    change = await tg.update("chat_member")
    assert change["from"]["id"] == 7
    assert change["new_chat_member"] == {"status": "left", "user": change["from"]}


async def test_members_can_be_asked_for(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", "administrator")
    await tg.people("/people", id=7, first_name="Boris")
    await join(tg, group, 7)
    assert await tg.bot("getChatMemberCount", chat_id=group) == 3
    admins = await tg.bot("getChatAdministrators", chat_id=group)
    assert [admin["user"]["id"] for admin in admins] == [anna]
    member = await tg.bot("getChatMember", chat_id=group, user_id=7)
    assert (member["status"], member["user"]["first_name"]) == ("member", "Boris")
    words = await tg.refused("getChatMember", chat_id=group, user_id=99)
    assert words == "400 Bad Request: PARTICIPANT_ID_INVALID"
    assert await tg.bot("getChatMemberCount", chat_id=anna) == 2
    words = await tg.refused("getChatAdministrators", chat_id=anna)
    assert words == "400 Bad Request: there are no administrators in the private chat"


async def test_a_chat_tells_about_itself(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", username="band", description="We play")
    full = await tg.bot("getChat", chat_id="@Band")
    assert (full["id"], full["description"]) == (group, "We play")
    assert full["active_usernames"] == ["band"]
    assert full["permissions"]["can_send_messages"] is True
    hers = await tg.bot("getChat", chat_id=anna)
    assert (hers["first_name"], hers["type"]) == ("Anna", "private")
    await tg.people(f"/people/{anna}/photos", file=photo())
    await tg.people(f"/people/{anna}/audios", file=song())
    await tg.people(f"/people/{anna}", "PATCH", bio="I sing")
    hers = await tg.bot("getChat", chat_id=anna)
    assert hers["photo"]["big_file_id"]
    assert hers["bio"] == "I sing"
    assert hers["first_profile_audio"]["title"]


async def test_profiles_have_pictures_and_songs(tg: Client, anna: int) -> None:
    for width in (100, 200):
        await tg.people(f"/people/{anna}/photos", file=photo(width))
    await tg.people(f"/people/{anna}/audios", file=song())
    found = await tg.bot("getUserProfilePhotos", user_id=anna)
    assert found["total_count"] == 2
    assert [sizes[-1]["width"] for sizes in found["photos"]] == [200, 100]
    found = await tg.bot("getUserProfilePhotos", user_id=anna, offset=1, limit=1)
    assert (found["total_count"], len(found["photos"])) == (2, 1)
    found = await tg.bot("getUserProfileAudios", user_id=anna)
    assert found["audios"][0]["performer"]


async def test_the_bot_leaves(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    assert await tg.bot("leaveChat", chat_id=group) is True
    words = await tg.refused("leaveChat", chat_id=group)
    assert words == "403 Forbidden: bot is not a member of the supergroup chat"
    assert (await tg.refused("leaveChat", chat_id=anna)).startswith("400 ")


async def test_a_group_becomes_a_supergroup(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "group")
    assert group > -1_000_000_000_000
    new = (await tg.people(f"/chats/{group}/migrate"))["id"]
    assert (await tg.update("message"))["migrate_to_chat_id"] == new
    message = await tg.update("message")
    assert (message["migrate_from_chat_id"], message["chat"]["type"]) == (group, "supergroup")
    status, reply = await _raw(tg, "sendMessage", chat_id=group, text="Hi")
    assert status == 400
    assert reply["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert reply["parameters"] == {"migrate_to_chat_id": new}
    await tg.bot("sendMessage", chat_id=new, text="Hi")


async def _raw(tg: Client, method: str, **params: Any) -> tuple[int, Json]:
    async with tg.http.post(f"{tg.root}/{method}", json=params) as answer:
        return answer.status, await answer.json()


# What is said in groups


async def test_privacy_hides_what_is_not_meant_for_the_bot(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    sent = await tg.bot("sendMessage", chat_id=group, text="Hello")
    name = (await tg.bot("getMe"))["username"]
    for text in ("hello", "@somebody hello", "/go@other_bot", "say /"):
        await says(tg, anna, group, text)
    await tg.people("/send", person=anna, chat=group, kind="dice")
    assert await tg.updates() == []
    for text in ("/go", f"/go@{name}", f"hey @{name.upper()}"):
        await says(tg, anna, group, text)
        assert (await tg.update("message"))["text"] == text
    await says(tg, anna, group, "answer", reply_to=sent["message_id"])
    assert (await tg.update("message"))["reply_to_message"]["text"] == "Hello"


async def test_an_admin_or_a_bot_without_privacy_hears_everything(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    await tg.people("", "PATCH", privacy_mode=False)
    await says(tg, anna, group, "one")
    assert (await tg.update("message"))["text"] == "one"
    assert (await tg.bot("getMe"))["can_read_all_group_messages"] is True
    await tg.people("", "PATCH", privacy_mode=True)
    await join(tg, group, await bot_id(tg), "administrator")
    await tg.updates()
    await says(tg, anna, group, "two")
    assert (await tg.update("message"))["text"] == "two"


async def test_an_anonymous_admin_writes_as_the_group(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", "administrator")
    await tg.people("/people", id=7, first_name="Boris")
    rights = {"is_anonymous": True}
    await join(tg, group, 7, "administrator", rights=rights)
    await tg.updates()
    await says(tg, 7, group, "psst")
    message = await tg.update("message")
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == group


async def test_a_restricted_bot_may_not_send_everything(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    rights = {"can_send_messages": True}
    await join(tg, group, await bot_id(tg), "restricted", rights=rights)
    await tg.bot("sendMessage", chat_id=group, text="Hi")
    words = await tg.refused("sendPhoto", chat_id=group, photo=photo())
    assert words == "400 Bad Request: not enough rights to send photos to the chat"


async def test_where_members_may_not_write_an_admin_may(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    await tg.people(f"/chats/{group}", "PATCH", permissions={"can_send_messages": False})
    assert (await tg.bot("getChat", chat_id=group))["permissions"]["can_send_messages"] is False
    words = await tg.refused("sendMessage", chat_id=group, text="Hi")
    assert words == "400 Bad Request: not enough rights to send text messages to the chat"
    await join(tg, group, await bot_id(tg), "administrator")
    await tg.bot("sendMessage", chat_id=group, text="Hi")


async def test_only_an_admin_deletes_what_others_say(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup")
    hers = await says(tg, anna, group, "/go")
    about = {"chat_id": group, "message_id": hers["message_id"]}
    assert await tg.refused("deleteMessage", **about) == (
        "400 Bad Request: message can't be deleted"
    )
    words = await tg.refused("pinChatMessage", **about)
    assert words == "400 Bad Request: not enough rights to manage pinned messages in the chat"
    await join(tg, group, await bot_id(tg), "administrator")
    assert await tg.bot("pinChatMessage", **about) is True
    assert await tg.bot("deleteMessage", **about) is True


async def test_message_ids_are_a_supergroups_own(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", bot=None)
    [created] = await tg.messages(group)
    assert created["message_id"] == 1
    assert created["supergroup_chat_created"] is True


# Channels


async def test_only_an_admin_with_the_right_posts_in_a_channel(tg: Client, anna: int) -> None:
    channel = await chat(tg, anna, "channel", username="band_news")
    words = await tg.refused("sendMessage", chat_id="@band_news", text="Hi")
    assert words == "400 Bad Request: need administrator rights in the channel chat"
    await join(tg, channel, await bot_id(tg), "administrator")
    post = await tg.bot("sendMessage", chat_id="@band_news", text="Hi")
    assert "from" not in post
    assert post["sender_chat"]["id"] == post["chat"]["id"] == channel


async def test_posts_reach_the_bot_as_posts(tg: Client, anna: int) -> None:
    channel = await chat(tg, anna, "channel", "administrator")
    post = await says(tg, anna, channel, "News")
    assert await tg.update("channel_post") == post
    about = {"person": anna, "chat": channel, "message": post["message_id"]}
    await tg.people("/edit", **about, text="Old news")
    assert (await tg.update("edited_channel_post"))["text"] == "Old news"
    status, _ = await tg.control("/send", person=anna, chat=channel, text="x", topic=5)
    assert status == 404
    await tg.people("/people", id=7, first_name="Boris")
    await join(tg, channel, 7)
    status, answer = await tg.control("/send", person=7, chat=channel, text="Hi")
    assert (status, answer["error"]) == (400, "Boris cannot post in this chat")


async def test_a_forward_from_a_channel_names_the_post(tg: Client, anna: int) -> None:
    channel = await chat(tg, anna, "channel", "administrator")
    post = await says(tg, anna, channel, "News")
    await tg.updates()
    await tg.people(
        "/forward", person=anna, from_chat=channel, message=post["message_id"], to_chat=anna
    )
    origin = (await tg.update("message"))["forward_origin"]
    assert (origin["type"], origin["chat"]["id"]) == ("channel", channel)
    assert origin["message_id"] == post["message_id"]


# Reactions


async def test_reactions_reach_an_admin_that_asked(tg: Client, anna: int) -> None:
    kinds = ["message", "channel_post", "message_reaction", "message_reaction_count"]
    await tg.updates(allowed_updates=kinds)
    group = await chat(tg, anna, "supergroup", "administrator")
    channel = await chat(tg, anna, "channel", "administrator")
    about: Json = {"person": anna, "emoji": "🔥"}
    fire = {"type": "emoji", "emoji": "🔥"}
    hers = await says(tg, anna, group, "x")
    await tg.people("/react", **about, chat=group, message=hers["message_id"])
    await tg.update("message")
    change = await tg.update("message_reaction")
    assert (change["old_reaction"], change["new_reaction"]) == ([], [fire])
    assert change["user"]["id"] == anna
    await tg.people("/react", person=anna, emoji="", chat=group, message=hers["message_id"])
    assert (await tg.update("message_reaction"))["new_reaction"] == []
    post = await says(tg, anna, channel, "x")
    await tg.people("/react", **about, chat=channel, message=post["message_id"])
    await tg.update("channel_post")
    counted = await tg.update("message_reaction_count")
    assert counted["reactions"] == [{"type": fire, "total_count": 1}]


# Topics


async def test_topics_are_made_closed_and_written_to(tg: Client, anna: int) -> None:
    forum = await chat(tg, anna, "supergroup", "administrator", is_forum=True)
    topic = await tg.bot("createForumTopic", chat_id=forum, name="Gigs")
    thread = topic["message_thread_id"]
    assert (await tg.update("message"))["forum_topic_created"]["name"] == "Gigs"
    about = {"chat_id": forum, "message_thread_id": thread}
    message = await tg.bot("sendMessage", **about, text="Hi")
    assert (message["message_thread_id"], message["is_topic_message"]) == (thread, True)
    answer = await tg.bot(
        "sendMessage", chat_id=forum, text="So?", reply_to_message_id=message["message_id"]
    )
    assert answer["message_thread_id"] == thread
    await tg.people("/send", person=anna, chat=forum, text="Yes", topic=thread)
    assert (await tg.update("message"))["message_thread_id"] == thread
    shown = await tg.get(f"/chats/{forum}/messages", topic=thread)
    assert [m.get("text") for m in shown] == [None, "Hi", "So?", "Yes"]
    assert await tg.bot("closeForumTopic", **about) is True
    assert "forum_topic_closed" in await tg.update("message")
    words = await tg.refused("closeForumTopic", **about)
    assert words == "400 Bad Request: TOPIC_NOT_MODIFIED"
    assert await tg.bot("reopenForumTopic", **about) is True
    assert await tg.bot("editForumTopic", **about, name="Shows") is True
    assert await tg.get(f"/chats/{forum}/topics") == [
        {"message_thread_id": thread, "name": "Shows", "closed": False}
    ]
    assert await tg.bot("deleteForumTopic", **about) is True
    words = await tg.refused("sendMessage", **about, text="Hi")
    assert words == "400 Bad Request: message thread not found"


async def test_a_closed_topic_takes_only_those_who_manage_topics(tg: Client, anna: int) -> None:
    forum = await chat(tg, anna, "supergroup", is_forum=True)
    topic = await tg.people(f"/chats/{forum}/topics", name="Gigs")
    thread = topic["message_thread_id"]
    await tg.people(f"/chats/{forum}/topics/{thread}", "PATCH", closed=True)
    about = {"chat_id": forum, "message_thread_id": thread, "text": "Hi"}
    assert await tg.refused("sendMessage", **about) == "400 Bad Request: TOPIC_CLOSED"
    await join(tg, forum, await bot_id(tg), "administrator")
    await tg.bot("sendMessage", **about)
    await tg.people("/send", person=anna, chat=forum, text="I own it", topic=thread)


async def test_topics_need_a_forum_and_the_right(tg: Client, anna: int) -> None:
    group = await chat(tg, anna, "supergroup", "administrator")
    words = await tg.refused("createForumTopic", chat_id=group, name="x")
    assert words == "400 Bad Request: the chat is not a forum"
    forum = await chat(tg, anna, "supergroup", is_forum=True)
    words = await tg.refused("createForumTopic", chat_id=forum, name="x")
    assert words == "400 Bad Request: not enough rights to manage topics in the chat"


# Shared chats


async def test_sharing_a_chat_lets_the_bot_in_with_its_rights(tg: Client, anna: int) -> None:
    channel = await chat(tg, anna, "channel", bot=None, username="band_news")
    me = await bot_id(tg)
    needed = {"is_anonymous": False, "can_manage_chat": True, "can_delete_messages": False,
              "can_manage_video_chats": False, "can_restrict_members": False,
              "can_promote_members": False, "can_change_info": False, "can_invite_users": False,
              "can_post_stories": False, "can_edit_stories": False, "can_delete_stories": False,
              "can_send_welcome_messages": False, "can_post_messages": True}  # fmt: skip
    request = {
        "request_id": 5,
        "chat_is_channel": True,
        "bot_administrator_rights": needed,
        "user_administrator_rights": {**needed, "can_promote_members": True},
        "request_title": True,
        "request_username": True,
    }
    markup = {"keyboard": [[{"text": "Channel", "request_chat": request}]]}
    await tg.bot("sendMessage", chat_id=anna, text="Which?", reply_markup=markup)
    press: Json = {"person": anna, "chat": anna, "text": "Channel"}
    await tg.people("/keyboard", **press, share=channel)
    change = await tg.update("my_chat_member")
    assert change["new_chat_member"]["can_post_messages"] is True
    assert change["new_chat_member"]["can_delete_messages"] is False
    shared = (await tg.update("message"))["chat_shared"]
    assert shared == {
        "request_id": 5,
        "chat_id": channel,
        "title": "Band",
        "username": "band_news",
    }
    await tg.bot("sendMessage", chat_id=channel, text="Hi")
    group = await chat(tg, anna, "supergroup", bot=None)
    for wrong in (group, anna):
        status, answer = await tg.control("/keyboard", **press, share=wrong)
        assert status == 409
        assert "not of the kind" in answer["error"]
    assert (await tg.bot("getChatMember", chat_id=channel, user_id=me))["status"] == (
        "administrator"
    )
