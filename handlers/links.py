"""Links that open the bot at a place: ``t.me/bot?start=…`` and what comes back after START.

A payload is a letter, the artist's id, for a record its id, and at will where the link was seen:
``a_42``, ``t_42_1706184123456-abc123xyz``, ``c_42_1706184200000-xyz789abc__poster``. The letter is
the first of the family's name (the whole name, where another family has that letter); ``a`` is the
artist's page, ``d_42`` the ways to support the artist, ``l_42_0a1b2c3d4e5f`` an album; a ``k``
before a record's letter, ``kt_…``, stands for the comments on it. An id may hold an underscore
itself (records of the web product may): then the letter is a capital and the length of the
artist's id goes first, ``T_09_demo_user_track_1``, and with it that of the source,
``T_0906_demo_user_track_1_poster``.

A payload says where to go and no more: anybody may make one up, and it opens what everybody sees.
"""

import re
import unicodedata
from typing import NamedTuple

from storage import ENTITIES

LONGEST = 64  # characters of A-Za-z0-9_- that Telegram takes

LONGEST_SOURCE = 20
"""Characters of a source; with ids of ours a payload has room for them."""

CONNECT = "connect"
"""What the link carries that brings us into a group to connect it."""

_ARTIST = "a"
_SUPPORT = "d"
_ALBUM = "l"
_TAKEN = (_ARTIST, _SUPPORT, _ALBUM)
_COMMENTS = "k"
"""Goes before the letter of a record: what people say of it."""

ALBUM = "album"
"""What `Place.family` says of an album, which is no record: it is all tracks that name it."""

_PLAIN = re.compile(r"([a-z]+)_([A-Za-z0-9-]+)(?:_([A-Za-z0-9-]+))?(?:__([A-Za-z0-9-]+))?")
_COUNTED = re.compile(r"([A-Z]+)_([0-9]{2})([0-9]{2})?_([A-Za-z0-9_-]+)")
_SOURCE = re.compile(r"[A-Za-z0-9-]+")

_LEAST = 3  # characters of a source that still say something

_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
        "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
        "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u",
        "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i",
    }
)  # fmt: skip


def slug(words: str, longest: int = LONGEST_SOURCE) -> str:
    """Return words as a link can carry them, ``Афиша на Мира`` as ``afisha-na-mira``.

    Empty if no letter or digit of theirs can be written so.
    """
    composed = unicodedata.normalize("NFC", words.casefold()).translate(_LATIN)
    plain = unicodedata.normalize("NFKD", composed)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(whole) <= longest:
        return whole
    kept = whole[: longest + 1].rpartition("-")[0]  # whole words, if that leaves enough
    return kept if len(kept) > longest // 2 else whole[:longest].strip("-")


class Place(NamedTuple):
    """What a link opens. `family` and `id` are None for what is the artist's as a whole."""

    artist: str
    family: str | None = None
    id: str | None = None
    source: str | None = None
    support: bool = False
    """The ways to support the artist, not the page."""
    comments: bool = False
    """What people say of the record, not the record."""


def _codes() -> dict[str, str]:
    """Return what stands for each family."""
    codes: dict[str, str] = {}
    for model in ENTITIES:
        letter = model.family[0]
        taken = letter in _TAKEN or letter in codes.values()
        codes[model.family] = model.family if taken else letter
    return codes


def pack(
    artist: str, family: str | None = None, id: str | None = None, *, source: str | None = None
) -> str | None:
    """Return the payload of a place, None if no payload can hold it.

    Of a `source`, where the link is shown, only so much is said as there is room for.
    """
    code = _ARTIST if family is None else _codes()[family]
    return _joined(code, [artist] if id is None else [artist, id], source)


def pack_support(artist: str, *, source: str | None = None) -> str | None:
    """Return the payload of the ways to support an artist, None if no payload can hold it."""
    return _joined(_SUPPORT, [artist], source)


def pack_album(artist: str, album: str, *, source: str | None = None) -> str | None:
    """Return the payload of an album, None if no payload can hold it."""
    return _joined(_ALBUM, [artist, album], source)


def pack_comments(artist: str, family: str, id: str, *, source: str | None = None) -> str | None:
    """Return the payload of the comments on a record, None if no payload can hold it."""
    return _joined(_COMMENTS + _codes()[family], [artist, id], source)


def _joined(code: str, parts: list[str], source: str | None) -> str | None:
    counted = any("_" in part for part in parts)
    bare = "_".join([code.upper(), f"{len(parts[0]):02}", *parts] if counted else [code, *parts])
    if len(bare) > LONGEST:
        return None
    room = LONGEST - len(bare) - (3 if counted else 2)
    said = (source or "")[: max(room, 0)].strip("-")
    if not _SOURCE.fullmatch(said) or len(said) < min(_LEAST, len(source or "")):
        return bare
    if not counted:
        return f"{bare}__{said}"
    return "_".join([code.upper(), f"{len(parts[0]):02}{len(said):02}", *parts, said])


def unpack(payload: str) -> Place | None:
    """Return the place a payload names, None if it names none."""
    id: str | None
    source: str | None
    if len(payload) > LONGEST:
        return None
    if match := _PLAIN.fullmatch(payload):
        code, artist, id, source = match.groups()
    elif match := _COUNTED.fullmatch(payload):
        code, length, rest = match[1].lower(), int(match[2]), match[4]
        if match[3]:
            rest, source = _parted(rest, int(match[3]))
        else:
            source = None
        artist, id = rest[:length], rest[length + 1 :] or None
        if len(artist) != length or rest[length : length + 1] not in ("", "_") or source == "":
            return None
    else:
        return None
    if code == _ALBUM:
        return Place(artist, ALBUM, id, source) if id else None
    if code in _TAKEN:
        return Place(artist, source=source, support=code == _SUPPORT) if id is None else None
    families = {code: family for family, code in _codes().items()}
    said = families.get(code.removeprefix(_COMMENTS)) if code not in families else None
    family = said or families.get(code)
    if family is None or id is None:
        return None
    return Place(artist, family, id, source, comments=said is not None)


def _parted(rest: str, length: int) -> tuple[str, str]:
    """Return what stands before a source of that length, and the source; nothing if none is."""
    before, source = rest[: -length - 1], rest[-length:] if length else ""
    well = rest[-length - 1 : -length] == "_" and _SOURCE.fullmatch(source)
    return (before, source) if length and well else (rest, "")


class Links:
    """Links of one bot."""

    def __init__(self, username: str) -> None:
        self.username = username

    @property
    def home(self) -> str:
        return f"https://t.me/{self.username}?start"

    def to(
        self,
        artist: str,
        family: str | None = None,
        id: str | None = None,
        *,
        source: str | None = None,
    ) -> str:
        """Return the link to an artist's page or record, which says where it was shown.

        One that no link can hold is found on the page of its artist, or else in the bot.
        """
        place = pack(artist, family, id, source=source)
        return self._with(place or pack(artist, source=source))

    def to_comments(self, artist: str, family: str, id: str, *, source: str | None = None) -> str:
        """Return the link to what people say of a record."""
        return self._with(pack_comments(artist, family, id, source=source))

    def to_support(self, artist: str, *, source: str | None = None) -> str:
        """Return the link to the ways to support an artist."""
        return self._with(pack_support(artist, source=source))

    def to_album(self, artist: str, album: str, *, source: str | None = None) -> str:
        return self._with(pack_album(artist, album, source=source))

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
