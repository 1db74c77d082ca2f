"""Links that open the bot at a place: ``t.me/bot?start=…`` and what comes back after START.

A payload is a letter, the artist's id, for a record its id, and at will where the link was seen:
``a_42``, ``t_42_1706184123456-abc123xyz``, ``c_42_1706184200000-xyz789abc__poster``. The letter is
the first of the family's name (the whole name, where another family has that letter); ``a`` is the
artist's page, ``d_42`` the ways to support the artist, ``l_42_0a1b2c3d4e5f`` an album. An id may
hold an underscore itself (records of the web product may): then the letter is a capital and the
length of the artist's id goes first, ``T_09_demo_user_track_1``.
"""

import re
from typing import NamedTuple

from storage import ENTITIES

LONGEST = 64  # characters of A-Za-z0-9_- that Telegram takes

CONNECT = "connect"
"""What the link carries that brings us into a group to connect it."""

_ARTIST = "a"
_SUPPORT = "d"
_ALBUM = "l"
_TAKEN = (_ARTIST, _SUPPORT, _ALBUM)

ALBUM = "album"
"""What `Place.family` says of an album, which is no record: it is all tracks that name it."""

_PLAIN = re.compile(r"([a-z]+)_([A-Za-z0-9-]+)(?:_([A-Za-z0-9-]+))?(?:__([A-Za-z0-9-]+))?")
_COUNTED = re.compile(r"([A-Z]+)_([0-9]{2})_([A-Za-z0-9_-]+)")


class Place(NamedTuple):
    """What a link opens. `family` and `id` are None for what is the artist's as a whole."""

    artist: str
    family: str | None = None
    id: str | None = None
    source: str | None = None
    support: bool = False
    """The ways to support the artist, not the page."""


def _codes() -> dict[str, str]:
    """Return what stands for each family."""
    codes: dict[str, str] = {}
    for model in ENTITIES:
        letter = model.family[0]
        taken = letter in _TAKEN or letter in codes.values()
        codes[model.family] = model.family if taken else letter
    return codes


def pack(artist: str, family: str | None = None, id: str | None = None) -> str | None:
    """Return the payload of a place, None if no payload can hold it."""
    code = _ARTIST if family is None else _codes()[family]
    return _joined(code, [artist] if id is None else [artist, id])


def pack_support(artist: str) -> str | None:
    """Return the payload of the ways to support an artist, None if no payload can hold it."""
    return _joined(_SUPPORT, [artist])


def pack_album(artist: str, album: str) -> str | None:
    """Return the payload of an album, None if no payload can hold it."""
    return _joined(_ALBUM, [artist, album])


def _joined(code: str, parts: list[str]) -> str | None:
    if any("_" in part for part in parts):
        code, parts = code.upper(), [f"{len(parts[0]):02}", *parts]
    payload = "_".join([code, *parts])
    return payload if len(payload) <= LONGEST else None


def unpack(payload: str) -> Place | None:
    """Return the place a payload names, None if it names none."""
    if match := _PLAIN.fullmatch(payload):
        code, artist, id, source = match.groups()
    elif match := _COUNTED.fullmatch(payload):
        code, length, rest = match[1].lower(), int(match[2]), match[3]
        artist, id, source = rest[:length], rest[length + 1 :] or None, None
        if len(artist) != length or rest[length : length + 1] not in ("", "_"):
            return None
    else:
        return None
    if code == _ALBUM:
        return Place(artist, ALBUM, id, source) if id else None
    if code in _TAKEN:
        return Place(artist, source=source, support=code == _SUPPORT) if id is None else None
    family = next((family for family, taken in _codes().items() if taken == code), None)
    return Place(artist, family, id, source) if family and id else None


class Links:
    """Links of one bot."""

    def __init__(self, username: str) -> None:
        self.username = username

    @property
    def home(self) -> str:
        return f"https://t.me/{self.username}?start"

    def to(self, artist: str, family: str | None = None, id: str | None = None) -> str:
        """Return the link to an artist's page or record, to the bot itself if none can hold it."""
        return self._with(pack(artist, family, id))

    def to_support(self, artist: str) -> str:
        """Return the link to the ways to support an artist."""
        return self._with(pack_support(artist))

    def to_album(self, artist: str, album: str) -> str:
        return self._with(pack_album(artist, album))

    def starting(self, payload: str) -> str:
        """Return the link that starts the bot with a payload."""
        return f"https://t.me/{self.username}?start={payload}"

    @property
    def into_group(self) -> str:
        """The link that brings the bot into a group of one's choice."""
        return f"https://t.me/{self.username}?startgroup={CONNECT}&admin=pin_messages"

    @property
    def into_channel(self) -> str:
        return f"https://t.me/{self.username}?startchannel&admin=post_messages+edit_messages"

    def _with(self, payload: str | None) -> str:
        return self.home if payload is None else self.starting(payload)
