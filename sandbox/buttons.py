"""What people do with buttons: under messages, and instead of letters."""

import dataclasses
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox import chats, people
from sandbox.errors import Json, conflict, missing, wrong
from sandbox.queries import Query
from sandbox.world import Chat, Kept, Person, World, compact


def find(rows: list[list[Json]], *, text: str | None, row: int, col: int) -> Json:
    """The button that says `text`, or the one in that place."""
    if text is None:
        if 0 <= row < len(rows) and 0 <= col < len(rows[row]):
            return rows[row][col]
        raise missing("button")
    for button in (button for row_ in rows for button in row_):
        if button["text"] == text:
            return button
    raise missing(f"button «{text}»")


# Under messages


def press(world: World, who: Person, where: Chat, kept: Kept | Json | int, data: str) -> Query:
    """Press a button that carries data: the bot gets a callback query.

    `kept` is the message, one that only this person sees, or the id of one that is gone.
    """
    query = world.open_queries.ask("callback", who.id, lasts_s=world.settings.query_timeout_s)
    about: Json = {"id": query.id, "from": who.user()}
    if isinstance(kept, int):
        about["message"] = {"chat": world.chat(where), "message_id": kept, "date": 0}
    elif isinstance(kept, dict):
        about["message"] = kept
    elif kept.inline_id:
        about["inline_message_id"] = kept.inline_id
    elif _is_too_old(world, kept):
        about["message"] = {"chat": world.chat(where), "message_id": kept.id, "date": 0}
    else:
        about["message"] = kept.message
    about |= {"chat_instance": str(where.id * 7919), "data": data}
    world.updates.add("callback_query", about)
    return query


def _is_too_old(world: World, kept: Kept) -> bool:
    limit_s = world.settings.inaccessible_after_s
    return limit_s is not None and world.clock.now() - kept.message["date"] >= limit_s


def opens(world: World, kept: Kept | Json, button: Json) -> Json | None:
    """What a button opens in the app; None when it asks the bot."""
    if "url" in button:
        return {"kind": "url", "url": button["url"]}
    if "copy_text" in button:
        return {"kind": "copy_text", "text": button["copy_text"]["text"]}
    if "switch_inline_query_current_chat" in button:
        return _switch(button["switch_inline_query_current_chat"], "here")
    if "switch_inline_query" in button:
        return _switch(button["switch_inline_query"], "other")
    if "switch_inline_query_chosen_chat" in button:
        chosen = button["switch_inline_query_chosen_chat"]
        return {**_switch(chosen.get("query", ""), "other"), "chats": chosen}
    if button.get("pay") and not isinstance(kept, dict):
        invoice = world.money.invoices[kept.invoice or ""]
        return {"kind": "pay", "invoice": invoice.offered()}
    return None


def _switch(query: str, where: str) -> Json:
    return {"kind": "switch_inline_query", "query": query, "where": where}


# Instead of letters


def use(world: World, who: Person, where: Chat, button: Json, share: Any) -> Json:
    """Press a key of a reply keyboard; some of them send something other than their text."""
    if "request_contact" in button:
        content = _contact(who)
    elif "request_location" in button:
        content = _location(share)
    elif "request_chat" in button:
        content = _share_chat(world, who, button["request_chat"], share)
    elif "request_users" in button:
        content = _share_users(world, button["request_users"], share)
    elif "request_poll" in button:
        raise wrong("send a poll instead")
    else:
        content = people.written(button["text"])
    keyboard = world.chats[where.id].keyboard or {}
    message = people.send(world, who, world.chats[where.id], content)
    if keyboard.get("one_time_keyboard"):
        world.show_keyboard(where.id, None)
    return message


def _contact(who: Person) -> Json:
    shared = {
        "phone_number": people.phone(who),
        "first_name": who.first_name,
        "last_name": who.last_name,
        "user_id": who.id,
    }
    return {"contact": compact(shared)}


def _location(share: Any) -> Json:
    if not isinstance(share, dict):
        share = {"latitude": 55.7558, "longitude": 37.6173}  # Moscow, when nobody says where
    try:
        place = {name: float(share[name]) for name in ("latitude", "longitude")}
    except (KeyError, TypeError, ValueError):
        raise wrong('"share" is {"latitude", "longitude"}') from None
    return {"location": place}


def _share_chat(world: World, who: Person, asked: Json, share: Any) -> Json:
    if not isinstance(share, int):
        raise wrong('"share" is the id of a chat')
    chat = people.chat(world, share)
    reason = _unsuitable(world, who, chat, asked)
    if reason:
        raise conflict(f"this chat does not suit: {reason}")
    _let_bot_in(world, who, chat, asked)
    shared = {"request_id": asked["request_id"], "chat_id": chat.id}
    if asked.get("request_title"):
        shared["title"] = chat.title
    if asked.get("request_username"):
        shared["username"] = chat.username
    return {"chat_shared": compact(shared)}


def _unsuitable(world: World, who: Person, chat: Chat, asked: Json) -> str:
    """Why the app would not offer the chat; empty when it would."""
    wanted = asked.get("user_administrator_rights") or {}
    checks = {
        "it is not of the kind asked for": chat.is_private
        or chat.is_channel != asked["chat_is_channel"],
        "it is no forum, or is one": asked.get("chat_is_forum") not in (None, chat.is_forum),
        "it has a username, or has none": asked.get("chat_has_username")
        not in (None, bool(chat.username)),
        "it is not the person's own": asked.get("chat_is_created")
        and chat.member(who.id)["status"] != "creator",
        "the bot is not in it": asked.get("bot_is_member") and not chat.has(world.bot_id),
        "the person is not in it": not chat.has(who.id),
        "the person lacks rights": any(
            on and name != "is_anonymous" and not chat.allows(who.id, name)
            for name, on in wanted.items()
        ),
        "the person cannot add administrators": (
            asked.get("bot_administrator_rights") is not None
            and not chat.is_admin(world.bot_id)
            and not chat.allows(who.id, "can_promote_members")
        ),
    }
    return next((reason for reason, applies in checks.items() if applies), "")


def _let_bot_in(world: World, who: Person, chat: Chat, asked: Json) -> None:
    """Sharing a chat adds the bot with the rights that it asked for."""
    rights = asked.get("bot_administrator_rights")
    if rights is None:
        return
    given = {name: on for name, on in rights.items() if on}
    if all(chat.allows(world.bot_id, name) for name in given) and chat.is_admin(world.bot_id):
        return
    old = chat.member(world.bot_id)
    held = {name: True for name in chats.RIGHTS if old.get(name)}
    chats.change_member(
        world,
        chat,
        world.bot_id,
        "administrator",
        {"can_manage_chat": True, **held, **given},
        who.id,
    )


_ADD_RIGHTS = re.compile(r"[ +]")


def add_bot(world: World, who: Person, chat: Chat, url: str) -> None:
    """Follow a `startgroup` or `startchannel` link of the bot into a chat that was picked."""
    link = urlsplit(url)
    query = dict(parse_qsl(link.query, keep_blank_values=True))
    into = {"startgroup", "startchannel"} & query.keys()
    if link.path.removeprefix("/").lower() != world.username.lower() or len(into) != 1:
        raise wrong("this link does not add the bot to a chat")
    names = [f"can_{name}" for name in _ADD_RIGHTS.split(query.get("admin", "")) if name]
    if unknown := [name for name in names if name not in chats.RIGHTS]:
        raise wrong(f"there is no right {unknown[0]}")
    if chat.is_private or chat.is_channel != ("startchannel" in into):
        raise conflict("the chat is not of the kind that the link is for")
    if chat.is_channel and not names:
        raise wrong("a link into channels says which rights the bot wants")
    if names:
        rights = dict.fromkeys(names, True)
        asked = {"chat_is_channel": chat.is_channel, "bot_administrator_rights": rights}
        if reason := _unsuitable(world, who, chat, asked):
            raise conflict(f"this chat does not suit: {reason}")
        _let_bot_in(world, who, chat, asked)
    elif not chat.has(world.bot_id):
        chats.change_member(world, chat, world.bot_id, "member", {}, who.id)
    if payload := query.get("startgroup"):
        said = people.written(f"/start@{world.username} {payload}")
        people.send(world, who, world.chats[chat.id], said)


def _share_users(world: World, asked: Json, share: Any) -> Json:
    ids = share if isinstance(share, list) else [share]
    if not 1 <= len(ids) <= asked.get("max_quantity", 1):
        raise wrong(f'"share" is a list of up to {asked.get("max_quantity", 1)} people')
    users = []
    for id in ids:
        person = people.person(world, id)
        shared: Json = {"user_id": person.id}
        if asked.get("request_name"):
            shared |= {"first_name": person.first_name, "last_name": person.last_name}
        if asked.get("request_username"):
            shared["username"] = person.username
        users.append(compact(shared))
    return {
        "users_shared": {
            "request_id": asked["request_id"],
            "users": users,
            "user_ids": [user["user_id"] for user in users],
        }
    }


def vote(world: World, who: Person, kept: Kept, options: list[int]) -> Json:
    """Answer a poll, or take the answer back with no options; return the poll."""
    poll = kept.message.get("poll")
    if poll is None or poll["is_closed"]:
        raise conflict("there is no open poll in this message")
    if any(not 0 <= option < len(poll["options"]) for option in options):
        raise missing("option")
    if len(options) > 1 and not poll["allows_multiple_answers"]:
        raise conflict("the poll takes one answer")
    if who.id in kept.votes and not poll["allows_revoting"]:
        raise conflict("the poll takes no second answer")
    votes = {**kept.votes, who.id: options}
    if not options:
        del votes[who.id]
    counted = [sum(i in chosen for chosen in votes.values()) for i in range(len(poll["options"]))]
    shown = [
        {**option, "voter_count": count}
        for option, count in zip(poll["options"], counted, strict=True)
    ]
    poll = {**poll, "options": shown, "total_voter_count": len(votes)}
    message = {**kept.message, "poll": poll}
    world.change(dataclasses.replace(kept, votes=votes), message, by=world.bot_id)
    if kept.author == world.bot_id:
        world.updates.add("poll", poll)
        if not poll["is_anonymous"]:
            ids = [shown[option]["persistent_id"] for option in options]
            answer = {
                "poll_id": poll["id"],
                "user": who.user(),
                "option_ids": options,
                "option_persistent_ids": ids,
            }
            world.updates.add("poll_answer", answer)
    return dict(poll)
