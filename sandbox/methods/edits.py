"""Changing and removing what has been said."""

from typing import Any

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
)

from sandbox import markup
from sandbox.errors import NOT_MODIFIED, Json, bad, unmodelled
from sandbox.methods.envelope import reachable
from sandbox.methods.media import captioned, media
from sandbox.methods.messages import said
from sandbox.world import Chat, Kept, World, compact

_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_FILES = ("photo", "audio", "video", "document", "animation", "has_media_spoiler")
_DELETABLE_S = 48 * 3600


async def edit_message_text(world: World, call: EditMessageText) -> Json | bool:
    if call.rich_message is not None:
        raise unmodelled('the parameter "rich_message"')
    kept = _editable(world, call)
    if "text" not in kept.message:
        raise bad("there is no text in the message to edit")
    return _edited(world, call, kept, _TEXT, said(world, call.text, call))


async def edit_message_caption(world: World, call: EditMessageCaption) -> Json | bool:
    kept = _editable(world, call)
    if "text" in kept.message or not set(kept.message) & {*_FILES, "voice"}:
        raise bad("there is no caption in the message to edit")
    caption = captioned(world, call)
    if call.show_caption_above_media:
        caption["show_caption_above_media"] = True
    return _edited(world, call, kept, _CAPTION, caption)


async def edit_message_media(world: World, call: EditMessageMedia) -> Json | bool:
    kept = _editable(world, call)
    old = next((kind for kind in _FILES[:5] if kind in kept.message), None)
    if old is None and "text" not in kept.message:
        raise bad("message can't be edited")
    album = kept.message.get("media_group_id")
    kind = call.media.type
    if album and kind != old and {kind, old} & {"audio", "document", "animation"}:
        raise bad("can't use the media of the specified type in the album")
    if call.inline_message_id and not isinstance(call.media.media, str):
        raise bad("can't upload a new file to an inline message")
    content = await media(world, kind, call.media.media, call.media)
    kept = _editable(world, call)  # it may have changed meanwhile
    return _edited(world, call, kept, (*_FILES, *_CAPTION, *_TEXT), content)


async def edit_message_reply_markup(world: World, call: EditMessageReplyMarkup) -> Json | bool:
    return _edited(world, call, _editable(world, call), (), {})


def _editable(world: World, call: Any) -> Kept:
    """The message that an edit means, if the bot may change it."""
    if call.inline_message_id:
        kept = world.messages.by_inline_id(call.inline_message_id)
        if kept is None:
            raise bad("MESSAGE_ID_INVALID")
        return kept
    chat = reachable(world, call.chat_id)
    if call.message_id is None:
        raise bad("message identifier is not specified")
    kept = world.messages.get(chat.id, call.message_id)
    if kept is None:
        raise bad("message to edit not found")
    if not _may_edit(world, chat, kept):
        raise bad("message can't be edited")
    return kept


def _may_edit(world: World, chat: Chat, kept: Kept) -> bool:
    if "forward_origin" in kept.message or "via_bot" in kept.message:
        return False
    if chat.is_channel and kept.author != world.bot_id:
        return chat.allows(world.bot_id, "can_edit_messages")
    return kept.author == world.bot_id


def _edited(world: World, call: Any, kept: Kept, gone: tuple[str, ...], new: Json) -> Json | bool:
    """Put new content and keyboard in place of the old; without a keyboard there is none."""
    pays = "invoice" in kept.message
    keyboard = markup.inline(call.reply_markup, pays=pays)
    old = kept.message
    rest = {k: v for k, v in old.items() if k not in (*gone, "reply_markup", "edit_date")}
    message = {**rest, **compact({**new, "reply_markup": keyboard})}
    if message == {k: v for k, v in old.items() if k != "edit_date"}:
        raise bad(NOT_MODIFIED)
    message["edit_date"] = world.clock.now()
    world.change(kept, message, by=world.bot_id)
    return True if call.inline_message_id else message


async def delete_message(world: World, call: DeleteMessage) -> bool:
    chat = reachable(world, call.chat_id)
    kept = world.messages.get(chat.id, call.message_id)
    if kept is None:
        raise bad("message to delete not found")
    if not _may_delete(world, chat, kept):
        raise bad("message can't be deleted")
    world.delete(chat, [kept])
    return True


async def delete_messages(world: World, call: DeleteMessages) -> bool:
    """What cannot be deleted is skipped."""
    chat = reachable(world, call.chat_id)
    if not 1 <= len(call.message_ids) <= 100:
        raise bad("there must be 1-100 message identifiers")
    found = [world.messages.get(chat.id, message_id) for message_id in call.message_ids]
    world.delete(chat, [kept for kept in found if kept and _may_delete(world, chat, kept)])
    return True


def _may_delete(world: World, chat: Chat, kept: Kept) -> bool:
    if chat.is_group and chat.allows(world.bot_id, "can_delete_messages"):
        return True
    if chat.is_channel and kept.author != world.bot_id:
        return chat.allows(world.bot_id, "can_delete_messages")
    if not chat.is_private and kept.author != world.bot_id:
        return False
    return bool(world.clock.now() - kept.message["date"] < _DELETABLE_S)
