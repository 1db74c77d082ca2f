"""Chats: who is there, pins, reactions, topics."""

import dataclasses

from aiogram.methods import (
    CloseForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    GetChat,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    GetUserProfileAudios,
    GetUserProfilePhotos,
    LeaveChat,
    PinChatMessage,
    ReopenForumTopic,
    SetMessageReaction,
    UnpinAllChatMessages,
    UnpinChatMessage,
)

from sandbox import chats
from sandbox.errors import Json, bad
from sandbox.markup import dumped
from sandbox.methods.envelope import find_chat, reachable
from sandbox.world import Chat, Person, Topic, World, compact

_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
# What everybody may set; a chat can narrow it.
_EMOJI = frozenset(
    """
    ❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
    🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
    🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
    """.split()  # noqa: SIM905 - a list of seventy lines reads worse
)


async def get_chat(world: World, call: GetChat) -> Json:
    chat = find_chat(world, call.chat_id)
    if chat.is_private and not world.people[chat.id].started:
        raise bad("chat not found")
    if not chat.is_private and not chat.username and not chat.has(world.bot_id):
        raise bad("chat not found")
    pinned = world.messages.get(chat.id, chat.pinned[-1]) if chat.pinned else None
    full = {
        **world.chat(chat),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": _GIFTS,
        "active_usernames": [chat.username] if chat.username else None,
        "description": chat.description,
        "pinned_message": pinned.message if pinned else None,
    }
    if chat.is_group:
        denied = chat.denied | {"can_edit_tag"}
        full["permissions"] = {name: name not in denied for name in chats.PERMISSIONS}
    if chat.is_private:
        full |= _about(world, world.people[chat.id])
    return compact(full)


def _about(world: World, person: Person) -> Json:
    about: Json = {}
    if person.username:
        about["active_usernames"] = [person.username]
    if person.bio:
        about["bio"] = person.bio
    if person.photos:
        sizes = world.files.shown_by_id(person.photos[-1])
        small, big = sizes[0], sizes[-1]
        about["photo"] = {
            "small_file_id": small["file_id"],
            "small_file_unique_id": small["file_unique_id"],
            "big_file_id": big["file_id"],
            "big_file_unique_id": big["file_unique_id"],
        }
    if person.audios:
        about["first_profile_audio"] = world.files.shown_by_id(person.audios[-1])
    return about


async def get_chat_member(world: World, call: GetChatMember) -> Json:
    chat = reachable(world, call.chat_id)
    if call.user_id != world.bot_id and call.user_id not in world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    if chat.is_channel and not chat.is_admin(world.bot_id):
        raise bad("member list is inaccessible")
    return world.member(chat, call.user_id)


async def get_chat_administrators(world: World, call: GetChatAdministrators) -> list[Json]:
    chat = reachable(world, call.chat_id)
    if chat.is_private:
        raise bad("there are no administrators in the private chat")
    people = [id for id in chat.members if chat.is_admin(id) and id != world.bot_id]
    return [world.member(chat, id) for id in people]  # other bots are left out; so is this one


async def get_chat_member_count(world: World, call: GetChatMemberCount) -> int:
    chat = reachable(world, call.chat_id)
    return 2 if chat.is_private else sum(1 for id in chat.members if chat.has(id))


async def leave_chat(world: World, call: LeaveChat) -> bool:
    chat = reachable(world, call.chat_id)
    if chat.is_private:
        raise bad("chat member status can't be changed in private chats")
    chats.change_member(world, chat, world.bot_id, "left", {}, world.bot_id)
    return True


async def get_user_profile_photos(world: World, call: GetUserProfilePhotos) -> Json:
    photos = [world.files.shown_by_id(id) for id in reversed(_person(world, call.user_id).photos)]
    return {"total_count": len(photos), "photos": _page(photos, call.offset, call.limit)}


async def get_user_profile_audios(world: World, call: GetUserProfileAudios) -> Json:
    audios = [world.files.shown_by_id(id) for id in reversed(_person(world, call.user_id).audios)]
    return {"total_count": len(audios), "audios": _page(audios, call.offset, call.limit)}


def _person(world: World, user_id: int) -> Person:
    if user_id not in world.people:
        raise bad("user not found")
    return world.people[user_id]


def _page(items: list[Json], offset: int | None, limit: int | None) -> list[Json]:
    start = max(offset or 0, 0)
    return items[start : start + min(max(100 if limit is None else limit, 1), 100)]


# Pins


def _pinnable(world: World, chat: Chat) -> None:
    right = "can_edit_messages" if chat.is_channel else "can_pin_messages"
    if not chat.is_private and not chat.allows(world.bot_id, right):
        raise bad("not enough rights to manage pinned messages in the chat")


async def pin_chat_message(world: World, call: PinChatMessage) -> bool:
    chat = reachable(world, call.chat_id)
    _pinnable(world, chat)
    kept = world.messages.get(chat.id, call.message_id)
    if kept is None:
        raise bad("message to pin not found")
    pinned = (*(id for id in chat.pinned if id != kept.id), kept.id)
    world.put_chat(dataclasses.replace(chat, pinned=pinned))
    world.post(world.chats[chat.id], world.bot_id, {"pinned_message": kept.message})
    return True


async def unpin_chat_message(world: World, call: UnpinChatMessage) -> bool:
    chat = reachable(world, call.chat_id)
    _pinnable(world, chat)
    message_id = call.message_id or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad("message to unpin not found")
    pinned = tuple(id for id in chat.pinned if id != message_id)
    world.put_chat(dataclasses.replace(chat, pinned=pinned))
    return True


async def unpin_all_chat_messages(world: World, call: UnpinAllChatMessages) -> bool:
    chat = reachable(world, call.chat_id)
    _pinnable(world, chat)
    world.put_chat(dataclasses.replace(chat, pinned=()))
    return True


# Reactions


async def set_message_reaction(world: World, call: SetMessageReaction) -> bool:
    chat = reachable(world, call.chat_id)
    kept = world.messages.get(chat.id, call.message_id)
    if kept is None:
        raise bad("message to react not found")
    reactions = [dumped(reaction) for reaction in call.reaction or ()]
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(r["type"] != "emoji" or r["emoji"] not in _EMOJI for r in reactions):
        raise bad("REACTION_INVALID")
    world.react(kept, world.bot_id, reactions)
    return True


def may_react(emoji: str) -> bool:
    return emoji in _EMOJI


# Topics


def _forum(world: World, chat_id: int | str) -> Chat:
    chat = reachable(world, chat_id)
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    if not chat.allows(world.bot_id, "can_manage_topics"):
        raise bad("not enough rights to manage topics in the chat")
    return chat


def _topic(chat: Chat, thread: int) -> Topic:
    if thread not in chat.topics:
        raise bad("message thread not found")
    return chat.topics[thread]


async def create_forum_topic(world: World, call: CreateForumTopic) -> Json:
    chat = _forum(world, call.chat_id)
    if not 1 <= len(call.name) <= 128:
        raise bad("TOPIC_TITLE_EMPTY" if not call.name else "TOPIC_TITLE_TOO_LONG")
    if call.icon_color is not None and call.icon_color not in chats.TOPIC_COLOURS:
        raise bad("invalid icon color specified")
    topic = chats.create_topic(
        world,
        chat,
        call.name,
        world.bot_id,
        colour=call.icon_color or 0,
        emoji=call.icon_custom_emoji_id,
    )
    return compact(
        {
            "message_thread_id": topic.message_thread_id,
            "name": topic.name,
            "icon_color": topic.icon_color,
            "icon_custom_emoji_id": topic.icon_custom_emoji_id,
        }
    )


async def edit_forum_topic(world: World, call: EditForumTopic) -> bool:
    chat = _forum(world, call.chat_id)
    topic = _topic(chat, call.message_thread_id)
    changes = {"name": call.name, "icon_custom_emoji_id": call.icon_custom_emoji_id}
    given = {name: value for name, value in changes.items() if value is not None}
    if all(getattr(topic, name) == value for name, value in given.items()):
        raise bad("TOPIC_NOT_MODIFIED")
    chats.change_topic(world, chat, topic, world.bot_id, **given)
    return True


async def close_forum_topic(world: World, call: CloseForumTopic | ReopenForumTopic) -> bool:
    """closeForumTopic, reopenForumTopic."""
    chat = _forum(world, call.chat_id)
    topic = _topic(chat, call.message_thread_id)
    closed = isinstance(call, CloseForumTopic)
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    chats.change_topic(world, chat, topic, world.bot_id, closed=closed)
    return True


async def delete_forum_topic(world: World, call: DeleteForumTopic) -> bool:
    chat = _forum(world, call.chat_id)
    chats.delete_topic(world, chat, _topic(chat, call.message_thread_id))
    return True
