"""Putting a screen in front of a person. The only module that touches a button's message."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeVar

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAudio,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)

from handlers.desk import Desk
from handlers.texts import Html, paragraphs
from storage import NOWHERE, Told

T = TypeVar("T")

REFUSALS = (TelegramAPIError, ClientDecodeError)
"""Any failure of a request. That of mere decoration is let go, lest what was done be repeated."""

TEXT = 4096
CAPTION = 1024
"""Characters that Telegram takes after the markup is read."""


HEART = "5159385139981059251"
"""The effect that Telegram's clients show as hearts."""


MediaKind = Literal["photo", "audio", "video"]


class Media(NamedTuple):
    """A file above the text: one that Telegram has, by its id, or one to upload."""

    kind: MediaKind
    file: str | InputFile


@dataclass(frozen=True, slots=True)
class Screen:
    """A text and the buttons under it, perhaps with a file above.

    `picture` is the address of a picture on the web, shown through the link preview: that never
    fails, where sending by address fails with the site.
    """

    text: Html
    buttons: InlineKeyboardMarkup | None = None
    media: Media | None = None
    picture: str | None = None


class Stamp(NamedTuple):
    """What stands on every screen that somebody sees while they act for another.

    Its button says whose page the screen is of, and what is pressed there is about that page.
    """

    chat: str
    """Of whoever acts; what others are sent meanwhile is no business of theirs."""
    head: Html
    key: InlineKeyboardButton


_STAMP: ContextVar[Stamp | None] = ContextVar("stamp", default=None)
"""That of the update at hand. It goes with the update, not from hand to hand, so that no screen of
somebody else's page can be shown without it."""


def stamp(one: Stamp) -> None:
    _STAMP.set(one)


@contextmanager
def unstamped() -> Iterator[None]:
    """Handle an update that begins without a stamp, and leaves none."""
    token = _STAMP.set(None)
    try:
        yield
    finally:
        _STAMP.reset(token)


def _stamped(chat: int | str, screen: Screen) -> Screen:
    """Return a screen with the stamp of the update, if it is for whoever acts; twice is as once."""
    one = _STAMP.get()
    if one is None or str(chat) != one.chat:
        return screen
    text, longest = screen.text, TEXT if screen.media is None else CAPTION
    if not text.startswith(one.head) and len(one.head) + 2 + len(text) <= longest:
        text = paragraphs(one.head, text)
    return replace(screen, text=text, buttons=_stamped_keys(chat, screen.buttons))


def _stamped_keys(
    chat: int | str, buttons: InlineKeyboardMarkup | None
) -> InlineKeyboardMarkup | None:
    one = _STAMP.get()
    if one is None or str(chat) != one.chat:
        return buttons
    rows = buttons.inline_keyboard if buttons is not None else []
    if any(one.key in row for row in rows):
        return buttons
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [one.key]])


async def show(bot: Bot, event: Message | CallbackQuery, screen: Screen) -> int:
    """Show `screen` in place of the pressed menu where Telegram still allows, else below.

    A song that plays, which is what is protected, stays where it is. Return the id of the message
    that shows the screen.
    """
    if isinstance(event, Message):
        return (await send(bot, event.chat.id, screen)).message_id
    old = event.message
    if not isinstance(old, Message):  # too old to be edited, or shared through inline mode
        return (await send(bot, event.from_user.id, screen)).message_id
    if old.has_protected_content:
        return (await send(bot, old.chat.id, screen)).message_id
    screen = _stamped(old.chat.id, screen)
    if (old.text is None) is (screen.media is None):  # a text cannot take a file's place
        sent = await send(bot, old.chat.id, screen)
        await _remove(bot, old)
        return sent.message_id
    try:
        await with_links(lambda buttons: _edit(bot, old, screen, buttons), screen.buttons)
    except TelegramBadRequest as error:
        if "message is not modified" not in error.message:
            return (await send(bot, old.chat.id, screen)).message_id
    return old.message_id


async def send(
    bot: Bot,
    chat: int | str,
    screen: Screen,
    *,
    reply_to: int | None = None,
    silent: bool = False,
    sealed: bool = False,
    topic: int | None = None,
    effect: str | None = None,
) -> Message:
    """Send `screen` as a new message; a `silent` one makes no sound, a `sealed` one stays there.

    A file that Telegram does not take (of another bot, say) is left out. `topic` is one of a forum.
    An `effect`, for a text in a private chat, is left out if Telegram does not know it.
    """
    screen = _stamped(chat, screen)
    media = screen.media
    how = {
        "message_thread_id": topic,
        "disable_notification": silent or None,
        "protect_content": sealed or None,
    }
    if media is not None:
        with suppress(TelegramBadRequest):
            return await with_links(
                lambda buttons: _send_media(bot, chat, screen, media, buttons, how), screen.buttons
            )

    def send_text(effect: str | None) -> Awaitable[Message]:
        return with_links(
            lambda buttons: bot.send_message(
                chat,
                screen.text,
                reply_markup=buttons,
                message_thread_id=topic,
                reply_parameters=_reply(reply_to),
                link_preview_options=preview(screen),
                disable_notification=silent or None,
                message_effect_id=effect,
            ),
            screen.buttons,
        )

    try:
        return await send_text(effect)
    except TelegramBadRequest as error:
        if effect is None or "effect" not in error.message.lower():
            raise
    return await send_text(None)


async def say(
    desk: Desk,
    screen: Screen,
    *,
    silent: bool = False,
    sealed: bool = False,
    effect: str | None = None,
) -> Told:
    """Tell whoever it is for."""
    how: dict[str, Any] = {"silent": silent, "sealed": sealed, "effect": effect}
    try:
        message = await send(desk.bot, desk.actor, screen, **how)
    except ClientDecodeError:  # it has arrived, all the same
        return Told(int(desk.actor), NOWHERE)
    return Told(message.chat.id, message.message_id)


async def lower(bot: Bot, query: CallbackQuery, screen: Screen) -> None:
    """Show `screen` below all that was sent since the pressed message, instead of that."""
    await send(bot, query.from_user.id, screen)
    if isinstance(query.message, Message):
        await _remove(bot, query.message)


async def with_links(
    act: Callable[[InlineKeyboardMarkup | None], Awaitable[T]],
    buttons: InlineKeyboardMarkup | None,
) -> T:
    """Return what `act` does with the buttons; without links if Telegram refuses one of them."""
    try:
        return await act(buttons)
    except TelegramBadRequest as error:
        if buttons is None or not any(word in error.message.lower() for word in _NO_ADDRESS):
            raise
    rows = [[key for key in row if key.url is None] for row in buttons.inline_keyboard]
    return await act(InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row]))


_NO_ADDRESS = ("button_url_invalid", "wrong http url")
"""What Telegram says of an address that it does not take for a button."""


async def renew(bot: Bot, chat: int | str, old: int | None, screen: Screen) -> int:
    """Show a text in place of message `old` where that can be, else as a new message."""
    screen = _stamped(chat, screen)
    if old is not None:
        try:
            await bot.edit_message_text(
                screen.text, chat_id=chat, message_id=old, reply_markup=screen.buttons
            )
        except TelegramBadRequest as error:
            if "message is not modified" not in error.message:
                return (await send(bot, chat, screen)).message_id
        return old
    return (await send(bot, chat, screen)).message_id


async def rewrite(bot: Bot, chat: int, message: int, screen: Screen) -> bool:
    """Change a message that nobody has pressed, and nobody hears of it; False: it is not there."""
    try:
        await bot.edit_message_text(
            screen.text,
            chat_id=chat,
            message_id=message,
            reply_markup=screen.buttons,
            link_preview_options=preview(screen),
        )
    except TelegramBadRequest as error:
        return "message is not modified" in error.message
    return True


async def rewrite_shared(bot: Bot, inline_message_id: str, screen: Screen) -> None:
    """Change a message that somebody sent through inline mode, if it is still there."""
    with suppress(TelegramBadRequest):  # deleted, or as it should be already
        await bot.edit_message_text(
            screen.text,
            inline_message_id=inline_message_id,
            reply_markup=screen.buttons,
            link_preview_options=preview(screen),
        )


async def revise(bot: Bot, where: Mapping[str, Any], screen: Screen) -> None:
    """Let a message that was sent a while ago show `screen`, with a file above or without.

    `where` is what Telegram calls the message by: `chat_id` and `message_id`, or
    `inline_message_id`. What it refuses is for the caller to judge.
    """

    async def edit(buttons: InlineKeyboardMarkup | None) -> None:
        if screen.media is not None:
            made = _AS_MEDIA[screen.media.kind](media=screen.media.file, caption=screen.text)
            await bot.edit_message_media(made, **where, reply_markup=buttons)
            return
        try:
            await bot.edit_message_text(
                screen.text, **where, reply_markup=buttons, link_preview_options=preview(screen)
            )
        except TelegramBadRequest as error:
            if "no text in the message" not in error.message:
                raise
            await bot.edit_message_caption(**where, caption=screen.text, reply_markup=buttons)

    await with_links(edit, screen.buttons)


_AS_MEDIA: Mapping[MediaKind, Any] = {
    "photo": InputMediaPhoto,
    "audio": InputMediaAudio,
    "video": InputMediaVideo,
}


async def redraw(
    bot: Bot, query: CallbackQuery, buttons: InlineKeyboardMarkup, otherwise: Screen | None = None
) -> None:
    """Change nothing but the buttons of the pressed message.

    If it cannot be changed any more, show the screen `otherwise` with these buttons.
    """
    old = query.message
    if old is not None:
        buttons = _stamped_keys(old.chat.id, buttons) or buttons
    try:
        await with_links(
            lambda buttons: bot.edit_message_reply_markup(
                inline_message_id=query.inline_message_id,
                chat_id=old.chat.id if old else None,
                message_id=old.message_id if old else None,
                reply_markup=buttons,
            ),
            buttons,
        )
    except TelegramBadRequest as error:
        if otherwise is not None and "message is not modified" not in error.message:
            await send(bot, query.from_user.id, replace(otherwise, buttons=buttons))
    except REFUSALS:
        if otherwise is not None:  # then this is all that was pressed for
            raise


async def retract(bot: Bot, chat: int, message: int) -> None:
    """Delete a message that we have sent, if it is still there."""
    with suppress(*REFUSALS):
        await bot.delete_message(chat, message)


async def strip(bot: Bot, chat: int, message: int) -> None:
    """Take the buttons from a message that has done its work."""
    with suppress(*REFUSALS):  # gone, or it had none
        await bot.edit_message_reply_markup(chat_id=chat, message_id=message)


async def _edit(
    bot: Bot, old: Message, screen: Screen, buttons: InlineKeyboardMarkup | None
) -> None:
    if screen.media is None:
        await bot.edit_message_text(
            screen.text,
            chat_id=old.chat.id,
            message_id=old.message_id,
            reply_markup=buttons,
            link_preview_options=preview(screen),
        )
        return
    await bot.edit_message_media(
        _AS_MEDIA[screen.media.kind](media=screen.media.file, caption=screen.text),
        chat_id=old.chat.id,
        message_id=old.message_id,
        reply_markup=buttons,
    )


async def _send_media(
    bot: Bot,
    chat: int | str,
    screen: Screen,
    media: Media,
    buttons: InlineKeyboardMarkup | None,
    how: Mapping[str, Any],
) -> Message:
    to: dict[str, Any] = {
        **how,
        "chat_id": chat,
        media.kind: media.file,
        "caption": screen.text,
        "reply_markup": buttons,
    }
    match media.kind:
        case "photo":
            return await bot.send_photo(**to)
        case "audio":
            return await bot.send_audio(**to)
        case "video":
            return await bot.send_video(**to)


def _reply(to: int | None) -> ReplyParameters | None:
    return ReplyParameters(message_id=to, allow_sending_without_reply=True) if to else None


async def _remove(bot: Bot, message: Message) -> None:
    with suppress(*REFUSALS):  # gone already, or too old to be deleted
        await bot.delete_message(message.chat.id, message.message_id)


def preview(screen: Screen) -> LinkPreviewOptions:
    """Return how Telegram is to show the picture of a text: above it, or no link at all."""
    if screen.picture is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=screen.picture, prefer_large_media=True, show_above_text=True)
