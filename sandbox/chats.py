"""Groups, channels, who is in them and what they may; topics."""

import dataclasses
from typing import Any

from aiogram.types import ChatAdministratorRights, ChatPermissions

from sandbox.errors import Json, conflict, missing, wrong
from sandbox.world import Chat, Kept, Topic, World

STATUSES = ("administrator", "member", "restricted", "left", "kicked")
RIGHTS = tuple(ChatAdministratorRights.model_fields)
PERMISSIONS = tuple(ChatPermissions.model_fields)
_RIGHTS_OF_CHANNELS = {"can_post_messages", "can_edit_messages", "can_manage_direct_messages"}
_RIGHTS_OF_GROUPS = {"can_pin_messages", "can_manage_topics", "can_manage_tags"}
_ALWAYS_SAID = set(RIGHTS) - _RIGHTS_OF_CHANNELS - _RIGHTS_OF_GROUPS
_FIRST_GROUP = 5_000_001
_FIRST_SUPERGROUP = 1_000_000_000_001
TOPIC_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def create(world: World, kind: str, title: str, creator: int, **more: Any) -> Chat:
    if kind not in ("group", "supergroup", "channel"):
        raise wrong("a chat is a group, a supergroup or a channel")
    if more.get("username") and world.by_username(more["username"]):
        raise conflict("the username is taken")
    chat = Chat(
        id=_new_id(world, kind),
        type=kind,
        title=title,
        members={creator: _member(kind, "creator", {})},
        **more,
    )
    world.put_chat(chat)
    created = {"group": "group_chat_created", "supergroup": "supergroup_chat_created"}
    world.post(chat, creator, {created.get(kind, "channel_chat_created"): True})
    return chat


def _new_id(world: World, kind: str) -> int:
    if kind == "group":
        return -world.counters.next("group", _FIRST_GROUP)
    return -world.counters.next("supergroup", _FIRST_SUPERGROUP)


def _member(kind: str, status: str, rights: Json) -> Json:
    """A ChatMember of a chat of this kind, without its user."""
    if status == "creator":
        return {"status": status, "is_anonymous": bool(rights.get("is_anonymous", False))}
    if status == "administrator":
        return {"status": status, "can_be_edited": False, **_rights(kind, rights)}
    if status == "restricted":
        allowed = {name: bool(rights.get(name, False)) for name in PERMISSIONS}
        is_member = bool(rights.get("is_member", True))
        return {"status": status, "is_member": is_member, **allowed, "until_date": 0}
    if status == "kicked":
        return {"status": status, "until_date": 0}
    return {"status": status}


def _rights(kind: str, rights: Json) -> Json:
    """What an administrator may; without a list, what people usually give to one."""
    usual = set(RIGHTS) - {"is_anonymous", "can_promote_members"}
    given = {name for name, on in rights.items() if on} if rights else usual
    may = _ALWAYS_SAID | (_RIGHTS_OF_CHANNELS if kind == "channel" else _RIGHTS_OF_GROUPS)
    return {name: name in given or name == "can_manage_chat" for name in RIGHTS if name in may}


def change_member(
    world: World, chat: Chat, user_id: int, status: str, rights: Json, by: int | None
) -> Json:
    """Let somebody in, out or up; the bot is told of itself, and of others if it asked to be."""
    if status not in STATUSES:
        raise wrong(f"a status is one of {', '.join(STATUSES)}")
    if user_id != world.bot_id and user_id not in world.people:
        raise missing("person")
    by = by or (owner(chat) if user_id == world.bot_id else user_id)
    if chat.member(user_id)["status"] == "creator":
        raise conflict("the owner stays the owner")
    was_in = chat.has(user_id)
    old = world.member(chat, user_id)
    members = {**chat.members, user_id: _member(chat.type, status, rights)}
    chat = dataclasses.replace(chat, members=members)
    world.put_chat(chat)
    _announce(world, chat, user_id, by, was_in=was_in)
    update = {
        "chat": world.chat(chat),
        "from": world.user(by),
        "date": world.clock.now(),
        "old_chat_member": old,
        "new_chat_member": world.member(chat, user_id),
    }
    if user_id == world.bot_id:
        world.updates.add("my_chat_member", update)
    elif chat.is_admin(world.bot_id):
        world.updates.add("chat_member", update)
    return world.member(chat, user_id)


def owner(chat: Chat) -> int:
    return next(id for id, member in chat.members.items() if member["status"] == "creator")


def _announce(world: World, chat: Chat, user_id: int, by: int, *, was_in: bool) -> None:
    """Groups say who comes and goes."""
    if not chat.is_group or was_in == chat.has(user_id):
        return
    user = world.user(user_id)
    if was_in:
        world.post(chat, by, {"left_chat_member": user})
    else:
        world.post(chat, by, {"new_chat_members": [user]})


def migrate(world: World, group: Chat) -> Chat:
    """Turn a group into a supergroup, as Telegram does when it grows."""
    if group.type != "group":
        raise conflict("only a group becomes a supergroup")
    supergroup = dataclasses.replace(group, id=_new_id(world, "supergroup"), type="supergroup")
    world.put_chat(supergroup)
    world.post(group, owner(group), {"migrate_to_chat_id": supergroup.id})
    world.put_chat(dataclasses.replace(group, migrated_to=supergroup.id))
    world.post(supergroup, owner(group), {"migrate_from_chat_id": group.id})
    return supergroup


def settle(world: World, group: Chat, *, is_forum: bool | None, permissions: Json) -> Chat:
    """Change what a group is, and what its members may there; without topics, there are none."""
    if not group.is_group:
        raise wrong("only a group has topics and permissions")
    if unknown := permissions.keys() - set(PERMISSIONS):
        raise wrong(f"there is no permission {min(unknown)}")
    denied = {name for name in PERMISSIONS if not permissions.get(name, name not in group.denied)}
    group = dataclasses.replace(group, denied=frozenset(denied))
    if is_forum is not None:
        topics = group.topics if is_forum else {}
        group = dataclasses.replace(group, is_forum=is_forum, topics=topics)
    world.put_chat(group)
    return group


def delete(world: World, chat: Chat) -> None:
    """Delete a group or channel for everybody."""
    if chat.is_private:
        raise wrong("a private chat is not deleted")
    world.put_chat(dataclasses.replace(chat, deleted=True))


# Topics


def topic_of(chat: Chat, thread: int) -> Topic:
    if thread not in chat.topics:
        raise missing("topic")
    return chat.topics[thread]


def create_topic(
    world: World, chat: Chat, name: str, by: int, *, colour: int = 0, emoji: str | None = None
) -> Topic:
    colour = colour or TOPIC_COLOURS[0]
    said = {"name": name, "icon_color": colour, "icon_custom_emoji_id": emoji}
    kept = world.post(
        chat, by, {"forum_topic_created": {k: v for k, v in said.items() if v is not None}}
    )
    topic = Topic(
        message_thread_id=kept.id, name=name, icon_color=colour, icon_custom_emoji_id=emoji
    )
    _put_topic(world, chat, topic)
    return topic


def change_topic(world: World, chat: Chat, topic: Topic, by: int, **changes: Any) -> Topic:
    """Close, reopen or rename a topic; the topic says so."""
    changed = dataclasses.replace(topic, **changes)
    if changed == topic:
        return topic
    _put_topic(world, chat, changed)
    if "closed" in changes:
        said: Json = {"forum_topic_closed" if changed.closed else "forum_topic_reopened": {}}
    else:
        said = {"forum_topic_edited": {k: v for k, v in changes.items() if v is not None}}
    world.post(world.chats[chat.id], by, said, thread=topic.message_thread_id)
    return changed


def delete_topic(world: World, chat: Chat, topic: Topic) -> None:
    topics = {k: v for k, v in chat.topics.items() if k != topic.message_thread_id}
    world.put_chat(dataclasses.replace(chat, topics=topics))
    gone: list[Kept] = [
        kept
        for kept in world.messages.of(chat.id).values()
        if kept.message.get("message_thread_id") == topic.message_thread_id
    ]
    world.delete(chat, gone)


def _put_topic(world: World, chat: Chat, topic: Topic) -> None:
    topics = {**chat.topics, topic.message_thread_id: topic}
    world.put_chat(dataclasses.replace(chat, topics=topics))
