"""Keyboards under messages and under the field where one types."""

from typing import Any

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from sandbox.errors import Json, bad, unmodelled

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply

_MAX_BUTTONS = 100
_MAX_ROW = 8
# In the order in which Telegram looks for what a button does; the first wins.
_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_UNMODELLED = ("callback_game", "login_url", "web_app", "disabled")
_MAY_BE_EMPTY = frozenset({"switch_inline_query", "switch_inline_query_current_chat"})


def dumped(model: Any) -> Json:
    fields: Json = model.model_dump(mode="json", exclude_none=True)
    return fields


def inline(markup: InlineKeyboardMarkup | None, *, pays: bool = False) -> Json | None:
    """The keyboard as it appears in a message; None when there is none.

    Raises:
        ApiError: a button does nothing, says nothing or carries too much.
    """
    if markup is None:
        return None
    rows = [row for row in markup.inline_keyboard if row]
    if not rows:
        return None
    _check_size(rows)
    for i, row in enumerate(rows):
        for j, button in enumerate(row):
            _check(button, pays=pays and i == j == 0)
    return {"inline_keyboard": [[_shown(button) for button in row] for row in rows]}


def _check_size(rows: list[list[Any]]) -> None:
    if sum(map(len, rows)) > _MAX_BUTTONS or max(map(len, rows)) > _MAX_ROW:
        raise bad("reply markup is too long")


def _action(button: InlineKeyboardButton) -> str | None:
    for name in _ACTIONS:
        value = getattr(button, name)
        if value is not None and (value not in ("", False) or name in _MAY_BE_EMPTY):
            return name
    return None


def _check(button: InlineKeyboardButton, *, pays: bool) -> None:
    if not button.text.strip():
        raise bad("inline keyboard button text must be non-empty")
    for name in _UNMODELLED:
        if getattr(button, name) is not None:
            raise unmodelled(f'the button field "{name}"')
    action = _action(button)
    if action is None:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if action == "callback_data" and len((button.callback_data or "").encode()) > 64:
        raise bad("BUTTON_DATA_INVALID")
    if action == "url":
        _check_url(button)
    if action == "copy_text" and button.copy_text and not 1 <= len(button.copy_text.text) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if action == "pay" and not pays:
        raise bad("BUTTON_TYPE_INVALID")


def _check_url(button: InlineKeyboardButton) -> None:
    url = button.url or ""
    host = url.partition("://")[2].partition("/")[0]
    if url.startswith("tg://") or (url.startswith(("http://", "https://")) and "." in host):
        return
    if url.startswith(("http://", "https://")) and not host.startswith("localhost"):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if "://" in url and not url.startswith(("http://", "https://", "ton://", "tonsite://")):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if "." not in url:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _shown(button: InlineKeyboardButton) -> Json:
    """The button as the bot gets it back: what it does, once."""
    action = _action(button)
    fields = dumped(button)
    for name in _ACTIONS:
        if name != action:
            fields.pop(name, None)
    if action == "url" and "://" not in fields["url"]:
        fields["url"] = f"http://{fields['url']}"
    return fields


def reply(markup: ReplyKeyboardMarkup) -> Json:
    """The keyboard that people see instead of letters."""
    rows = [row for row in markup.keyboard if row]
    if not rows:
        raise bad("reply keyboard must have at least one button")
    if sum(map(len, rows)) > 300 or max(map(len, rows)) > 12:
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check_key(button)
    return {**dumped(markup), "keyboard": [[dumped(button) for button in row] for row in rows]}


def _check_key(button: KeyboardButton) -> None:
    if not button.text.strip():
        raise bad("keyboard button text must be non-empty")
    for name in ("web_app", "request_managed_bot", "request_user"):
        if getattr(button, name) is not None:
            raise unmodelled(f'the button field "{name}"')


def inline_only(markup: Markup | None) -> InlineKeyboardMarkup | None:
    """For edits and for messages that take no other keyboard."""
    if markup is None or isinstance(markup, InlineKeyboardMarkup):
        return markup
    raise bad("inline keyboard expected")
