"""The pieces keyboards are made of. Data in, markup out."""

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from urllib.parse import urlsplit

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.callbacks import Home, Less, TooLong
from handlers.texts import Texts

PAGE = 8
"""Records on one page of a list."""

_LABEL = 48  # characters a phone shows of a wide button

_COPIED = 256  # characters that Telegram lets a button copy

_LAST = 10**6  # page; a forged button may name any

Row = Sequence[InlineKeyboardButton]


def button(text: str, pressed: CallbackData, *, style: str | None = None) -> InlineKeyboardButton:
    """Return a button; `style` is ``primary``, ``success`` or ``danger``."""
    try:
        data = pressed.pack()
    except ValueError:
        data = TooLong().pack()
    return InlineKeyboardButton(text=clip(text), callback_data=data, style=style)


def link(text: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=clip(text), url=url)


def opens(address: str) -> bool:
    """Tell whether Telegram takes an address for a button: it refuses a host without a dot."""
    return "." in (urlsplit(address).hostname or "").strip(".")


_SITES = {
    "instagram.com": "instagram",
    "open.spotify.com": "spotify",
    "spotify.link": "spotify",
    "music.yandex.ru": "yandex",
    "music.yandex.com": "yandex",
    "vk.com": "vk",
    "vk.ru": "vk",
    "youtube.com": "youtube",
    "m.youtube.com": "youtube",
    "youtu.be": "youtube",
    "music.youtube.com": "youtube-music",
    "tiktok.com": "tiktok",
    "soundcloud.com": "soundcloud",
    "music.apple.com": "apple",
    "deezer.com": "deezer",
    "boosty.to": "boosty",
    "patreon.com": "patreon",
    "facebook.com": "facebook",
    "x.com": "x",
    "twitter.com": "x",
    "t.me": "telegram",
}
"""Sites that people call otherwise than by their address."""


def site(t: Texts, address: str) -> str:
    """Return how a person calls a site."""
    host = (urlsplit(address).hostname or address).removeprefix("www.")
    if host.endswith(".bandcamp.com"):
        return t.plain("site-bandcamp")
    return t.plain(f"site-{_SITES[host]}") if host in _SITES else host


def share(t: Texts, query: str) -> InlineKeyboardButton:
    """Return a button that offers `query` of the inline mode in a chat of one's choice."""
    return InlineKeyboardButton(text=t.plain("share"), switch_inline_query=query)


def copy(t: Texts, text: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=t.plain("copy-link"), copy_text=CopyTextButton(text=text))


def copies(label: str, text: str | None) -> Row:
    """Return a row with a button that copies a text; empty if there is none, or too much of it."""
    if not text or len(text) > _COPIED:
        return []
    return [InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=text))]


def toggle(t: Texts, what: str, pressed: CallbackData, *, on: bool) -> InlineKeyboardButton:
    """Return a button that shows whether something is so; `pressed` makes it otherwise."""
    return button(t.plain("toggle-on" if on else "toggle-off", what=what), pressed)


def choice(t: Texts, what: str, pressed: CallbackData, *, chosen: bool) -> InlineKeyboardButton:
    """Return one of some buttons of which one is chosen."""
    return button(t.plain("chosen", what=what) if chosen else what, pressed)


def markup(*rows: Row) -> InlineKeyboardMarkup:
    """Return the keyboard of `rows`, without the empty ones."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def only_home(t: Texts) -> InlineKeyboardMarkup:
    """Return the keyboard of a screen that leads nowhere else."""
    return markup([button(t.plain("home"), Home())])


def less(t: Texts, artist: str, topic: str) -> InlineKeyboardButton:
    """Return the button under whatever an artist tells unasked: it leads to how to hear less."""
    return button(t.plain("less"), Less(artist=artist, topic=topic))


def grid(buttons: Iterable[InlineKeyboardButton], width: int) -> list[Row]:
    """Return the buttons in rows of `width`."""
    row = list(buttons)
    return [row[start : start + width] for start in range(0, len(row), width)]


def pager(
    t: Texts, page: int, total: int, turn: Callable[[int], CallbackData], *, size: int = PAGE
) -> Row:
    """Return the row that turns pages: to the ends too when there are many; empty for one page."""
    last = max(ceil(total / size) - 1, 0)
    if last == 0:
        return []
    page = min(page, last)
    row = [button(t.plain("page", page=page + 1, pages=last + 1), turn(page))]
    if page > 0:
        row.insert(0, button(t.plain("page-back"), turn(page - 1)))
    if page > 1:
        row.insert(0, button(t.plain("page-first"), turn(0)))
    if page < last:
        row.append(button(t.plain("page-on"), turn(page + 1)))
    if page < last - 1:
        row.append(button(t.plain("page-last"), turn(last)))
    return row


def offset(page: int) -> int:
    """Return how many records come before a page."""
    return min(max(page, 0), _LAST) * PAGE


def clip(text: str, length: int = _LABEL) -> str:
    """Return `text` in one line of at most `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
