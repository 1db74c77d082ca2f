"""Messages that need no file, messages from other chats, and signs of life."""

import random
from itertools import pairwise
from typing import Any

from aiogram.methods import (
    CopyMessage,
    CopyMessages,
    ForwardMessage,
    ForwardMessages,
    SendChatAction,
    SendContact,
    SendDice,
    SendLocation,
    SendMessage,
    SendPoll,
    SendVenue,
    StopPoll,
)
from aiogram.types import EphemeralMessageParameters, InputPollOption

from sandbox import markup
from sandbox.errors import Json, bad, strict, unmodelled
from sandbox.markup import dumped
from sandbox.methods.envelope import Envelope, reachable
from sandbox.queries import new_id
from sandbox.text import MAX_CAPTION, formatted
from sandbox.world import CONTENT, Chat, Kept, World, compact

_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note",
        "upload_video_note",
    }
)  # fmt: skip
_WHISPERED_S = 15.0  # after a press
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def said(world: World, text: str | None, more: Any) -> Json:
    """The content of a text message; `more` is the method or content object with the rest."""
    given = [dumped(entity) for entity in more.entities or ()]
    plain, entities = formatted(text or "", more.parse_mode, given, user=world.find_user)
    if not plain:
        blank = not (text or "").strip()
        raise bad("message text is empty" if blank else "text must be non-empty")
    preview = dumped(more.link_preview_options) if more.link_preview_options else None
    if getattr(more, "disable_web_page_preview", None):
        preview = {"is_disabled": True}
    return {"text": plain, "entities": entities or None, "link_preview_options": preview}


async def send_message(world: World, call: SendMessage) -> Json:
    if call.ephemeral_message_parameters is not None:
        return _whisper(world, call, call.ephemeral_message_parameters)
    envelope = Envelope.of(world, call)
    return envelope.post(said(world, call.text, call)).message


def _whisper(world: World, call: SendMessage, to: EphemeralMessageParameters) -> Json:
    """Show a message to one person in a group: at any time as an administrator, else after a press.

    Which words Telegram refuses with is not known.
    """
    if to.replace_callback_query_message:
        raise unmodelled('the field "replace_callback_query_message"')
    envelope = Envelope.of(world, call)
    chat = envelope.chat
    if not chat.is_group:
        raise strict("ephemeral messages are for groups and supergroups")
    if to.receiver_user_id not in world.people or not chat.has(to.receiver_user_id):
        raise bad("PARTICIPANT_ID_INVALID")
    pressed = world.open_queries.asked_of_late(
        to.callback_query_id or "", to.receiver_user_id, within_s=_WHISPERED_S
    )
    if not pressed and not chat.is_admin(world.bot_id):
        raise strict("not enough rights to send ephemeral messages")
    if envelope.keyboard is not None:
        raise strict("an ephemeral message has no keyboard but an inline one")
    whisper = world.whispers.add(
        compact(
            {
                "from": world.bot,
                "chat": world.chat(chat),
                "date": world.clock.now(),
                "message_thread_id": envelope.thread,
                "receiver_user": world.user(to.receiver_user_id),
                "reply_markup": envelope.inline,
                **said(world, call.text, call),
            }
        )
    )
    world.events.publish("whisper", person=to.receiver_user_id, chat=chat.id, message=whisper)
    return whisper


def location(call: Any) -> Json:
    """The location that a method or a content object describes."""
    if not (-90 <= call.latitude <= 90 and -180 <= call.longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    if getattr(call, "live_period", None):
        raise unmodelled('the parameter "live_period"')
    return compact(
        {
            "latitude": call.latitude,
            "longitude": call.longitude,
            "horizontal_accuracy": getattr(call, "horizontal_accuracy", None),
        }
    )


def venue(call: Any) -> Json:
    """A venue, with its location beside it for clients that know no venues."""
    if not call.title or not call.address:
        raise bad(f'parameter "{"title" if not call.title else "address"}" is required')
    place = location(call)
    names = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    more = {name: getattr(call, name) for name in names}
    what = {"location": place, "title": call.title, "address": call.address, **more}
    return {"venue": compact(what), "location": place}


def contact(call: Any) -> Json:
    if not call.phone_number or not call.first_name:
        name = "first_name" if call.phone_number else "phone_number"
        raise bad(f'parameter "{name}" is required')
    names = ("phone_number", "first_name", "last_name", "vcard")
    return compact({name: getattr(call, name) for name in names})


async def send_location(world: World, call: SendLocation) -> Json:
    envelope = Envelope.of(world, call)
    return envelope.post({"location": location(call)}).message


async def send_venue(world: World, call: SendVenue) -> Json:
    envelope = Envelope.of(world, call)
    return envelope.post(venue(call)).message


async def send_contact(world: World, call: SendContact) -> Json:
    envelope = Envelope.of(world, call)
    return envelope.post({"contact": contact(call)}).message


async def send_dice(world: World, call: SendDice) -> Json:
    emoji = call.emoji or "🎲"
    if emoji not in _DICE:
        raise bad("wrong dice emoji specified")
    envelope = Envelope.of(world, call, what="can_send_other_messages")
    value = random.randint(1, _DICE[emoji])
    return envelope.post({"dice": {"emoji": emoji, "value": value}}).message


# Polls

_POLL_UNMODELLED = (
    "media", "explanation_media", "description", "open_period", "close_date", "country_codes",
    "members_only", "allow_adding_options", "hide_results_until_closes", "shuffle_options",
)  # fmt: skip


async def send_poll(world: World, call: SendPoll) -> Json:
    for name in _POLL_UNMODELLED:
        if getattr(call, name) is not None:
            raise unmodelled(f'the parameter "{name}"')
    envelope = Envelope.of(world, call, what="can_send_polls")
    return envelope.post({"poll": _poll(world, call)}).message


def _poll(world: World, call: SendPoll) -> Json:
    given = [dumped(entity) for entity in call.question_entities or ()]
    question, entities = formatted(
        call.question, call.question_parse_mode, given, limit=MAX_CAPTION, user=world.find_user
    )
    if not 1 <= len(question) <= 300:
        raise bad("poll question length must not exceed 300" if question else
                  "poll question must be non-empty")  # fmt: skip
    if not 1 <= len(call.options) <= 12:
        raise bad("poll can't have more than 12 options" if call.options else
                  "poll must have at least 1 option")  # fmt: skip
    kind = call.type or "regular"
    correct = call.correct_option_ids
    if correct is None and call.correct_option_id is not None:
        correct = [call.correct_option_id]
    if kind == "quiz" and not (correct and all(0 <= i < len(call.options) for i in correct)):
        raise bad("wrong correct option ID specified")
    poll = {
        "id": new_id(),
        "question": question,
        "question_entities": entities or None,
        "options": [_option(world, option) for option in call.options],
        "total_voter_count": 0,
        "is_closed": bool(call.is_closed),
        "is_anonymous": call.is_anonymous is not False,
        "type": kind,
        "allows_multiple_answers": bool(call.allows_multiple_answers),
        "allows_revoting": call.allows_revoting is not False and kind != "quiz",
        "members_only": False,
        "correct_option_ids": correct if kind == "quiz" else None,
        "correct_option_id": correct[0] if kind == "quiz" and correct else None,
    }
    if kind == "quiz" and call.explanation:
        given = [dumped(entity) for entity in call.explanation_entities or ()]
        text, marks = formatted(call.explanation, call.explanation_parse_mode, given, limit=200)
        poll |= {"explanation": text, "explanation_entities": marks or None}
    return compact(poll)


def _option(world: World, option: InputPollOption | str) -> Json:
    if isinstance(option, str):
        option = InputPollOption(text=option, text_parse_mode=None)
    if option.media is not None:
        raise unmodelled('the option field "media"')
    given = [dumped(entity) for entity in option.text_entities or ()]
    text, entities = formatted(option.text, option.text_parse_mode, given, user=world.find_user)
    if not 1 <= len(text) <= 100:
        raise bad("poll options length must not exceed 100" if text else
                  "poll option must be non-empty")  # fmt: skip
    shown = {"persistent_id": new_id(), "text": text, "voter_count": 0}
    return {**shown, "text_entities": entities} if entities else shown


async def stop_poll(world: World, call: StopPoll) -> Json:
    chat = reachable(world, call.chat_id)
    kept = world.messages.get(chat.id, call.message_id)
    if kept is None or "poll" not in kept.message:
        raise bad("message with poll to stop not found")
    if kept.author != world.bot_id:
        raise bad("poll can't be stopped")
    if kept.message["poll"]["is_closed"]:
        raise bad("poll has already been closed")
    poll: Json = {**kept.message["poll"], "is_closed": True}
    message = {k: v for k, v in kept.message.items() if k != "reply_markup"}
    keyboard = {"reply_markup": markup.inline(call.reply_markup)}
    world.change(kept, compact({**message, "poll": poll, **keyboard}), by=world.bot_id)
    return poll


# From other chats


def _source(world: World, chat_id: int | str, message_id: int, what: str) -> tuple[Chat, Kept]:
    chat = reachable(world, chat_id)
    kept = world.messages.get(chat.id, message_id)
    if kept is None:
        raise bad(f"message to {what} not found")
    if not CONTENT & kept.message.keys() or kept.message.get("has_protected_content"):
        raise bad(f"message can't be {'copied' if what == 'copy' else 'forwarded'}")
    return chat, kept


def content_of(kept: Kept) -> Json:
    """What a message says, without where and by whom."""
    return {k: v for k, v in kept.message.items() if k in CONTENT}


def forwarded(world: World, kept: Kept) -> Json:
    """The content of a forward; of its buttons only that of an invoice goes along."""
    content = {"forward_origin": world.origin(kept), **content_of(kept)}
    if kept.invoice:
        content["reply_markup"] = kept.message.get("reply_markup")
    return content


async def forward_message(world: World, call: ForwardMessage) -> Json:
    envelope = Envelope.of(world, call)
    _, kept = _source(world, call.from_chat_id, call.message_id, "forward")
    return envelope.post(forwarded(world, kept), invoice=kept.invoice).message


async def forward_messages(world: World, call: ForwardMessages) -> list[Json]:
    ids = _in_order(call.message_ids)
    return [
        {"message_id": Envelope.of(world, call).post(forwarded(world, kept)).id}
        for kept in _found(world, call.from_chat_id, ids, "forward")
    ]


async def copy_message(world: World, call: CopyMessage) -> Json:
    envelope = Envelope.of(world, call)
    _, kept = _source(world, call.from_chat_id, call.message_id, "copy")
    content = _copied(kept)
    if call.caption is not None and "text" not in content:
        given = [dumped(entity) for entity in call.caption_entities or ()]
        caption, entities = formatted(
            call.caption, call.parse_mode, given, limit=MAX_CAPTION, user=world.find_user
        )
        content |= {"caption": caption or None, "caption_entities": entities or None}
    if call.show_caption_above_media:
        content["show_caption_above_media"] = True
    return {"message_id": envelope.post(content).id}


async def copy_messages(world: World, call: CopyMessages) -> list[Json]:
    ids = _in_order(call.message_ids)
    bare = ("caption", "caption_entities") if call.remove_caption else ()
    return [
        {
            "message_id": Envelope.of(world, call)
            .post({k: v for k, v in _copied(kept).items() if k not in bare})
            .id
        }
        for kept in _found(world, call.from_chat_id, ids, "copy")
    ]


def _copied(kept: Kept) -> Json:
    if "invoice" in kept.message:
        raise bad("message can't be copied")
    return content_of(kept)


def _in_order(ids: list[int]) -> list[int]:
    if not 1 <= len(ids) <= 100:
        raise bad("there must be 1-100 message identifiers")
    if any(a >= b for a, b in pairwise(ids)):
        raise bad("message identifiers must be in a strictly increasing order")
    return ids


def _found(world: World, chat_id: int | str, ids: list[int], what: str) -> list[Kept]:
    """What cannot be found or taken is skipped, unless nothing is left."""
    chat = reachable(world, chat_id)
    known = [world.messages.get(chat.id, id) for id in ids]
    found = [
        kept
        for kept in known
        if kept
        and CONTENT & kept.message.keys()
        and not kept.message.get("has_protected_content")
        and not (what == "copy" and "invoice" in kept.message)
    ]
    if not found:
        raise bad(f"messages to {what} not found")
    return found


# Signs of life


async def send_chat_action(world: World, call: SendChatAction) -> bool:
    chat = reachable(world, call.chat_id)
    if call.action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    world.events.publish("typing", chat=chat.id, action=call.action)
    return True
