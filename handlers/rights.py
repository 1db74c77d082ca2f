"""Who may have things told in a chat of many, and whether we can: Telegram is asked each time."""

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUnion,
)

from storage import Off

ANONYMOUS = 1087968824
"""As whom anonymous admins of a group write; when they press a button, they are themselves."""

_SAID = {
    Off.RIGHTS: (
        "not enough rights",
        "have no rights",
        "need administrator rights",
        "chat_write_forbidden",
        "chat_admin_required",
        "member list is inaccessible",
    ),
    Off.TOPIC: ("message thread not found", "topic_closed", "topic_deleted"),
    Off.GONE: (
        "chat not found",
        "group chat was deactivated",
        "peer_id_invalid",
        "channel_private",
    ),
}


def trouble(error: TelegramAPIError) -> Off | None:
    """Return why nothing can be told in a chat, if that is what Telegram says; else None."""
    if isinstance(error, TelegramForbiddenError):
        return Off.REMOVED
    if not isinstance(error, TelegramBadRequest):
        return None
    said = error.message.lower()
    return next((why for why, words in _SAID.items() if any(word in said for word in words)), None)


def of_bot(type: str, member: ChatMemberUnion) -> Off | None:
    """Return why we, being this member, cannot write in a chat of that type; None: we can."""
    match member:
        case ChatMemberOwner():
            can = True
        case ChatMemberAdministrator():
            can = type != ChatType.CHANNEL or bool(member.can_post_messages)
        case ChatMemberMember():
            can = type != ChatType.CHANNEL
        case ChatMemberRestricted(is_member=True):
            can = member.can_send_messages
        case _:
            return Off.REMOVED
    return None if can else Off.RIGHTS


def of_person(type: str, member: ChatMemberUnion) -> Off | None:
    """Return why this member may not have things told there: an admin may, who can post."""
    match member:
        case ChatMemberOwner():
            return None
        case ChatMemberAdministrator():
            return None if type != ChatType.CHANNEL or member.can_post_messages else Off.PERSON
    return Off.PERSON


async def examine(bot: Bot, chat: int, type: str, person: str) -> Off | None:
    """Return why nothing can be told in a chat at a person's wish; None: it can.

    Raises:
        TelegramMigrateToChat: it has another id now.
        TelegramAPIError: Telegram says nothing of it at present.

    """
    try:
        member = await bot.get_chat_member(chat, bot.id)
        why = of_bot(type, member)
        if why is None and isinstance(member, ChatMemberMember):
            why = await _of_members(bot, chat)
    except TelegramMigrateToChat:
        raise
    except TelegramAPIError as error:
        why = trouble(error)
        if why is None:
            raise
    return why or await _examine_person(bot, chat, type, person)


async def _of_members(bot: Bot, chat: int) -> Off | None:
    """Return why members like us cannot write in a group: only its admins may."""
    may = (await bot.get_chat(chat)).permissions
    return Off.RIGHTS if may is not None and not may.can_send_messages else None


async def _examine_person(bot: Bot, chat: int, type: str, person: str) -> Off | None:
    try:
        return of_person(type, await bot.get_chat_member(chat, int(person)))
    except TelegramMigrateToChat:
        raise
    except TelegramBadRequest as error:
        said = error.message.lower()
        if "participant_id_invalid" in said or "user not found" in said:
            return Off.PERSON
        raise
