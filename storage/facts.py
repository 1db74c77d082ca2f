"""What the scripts must know of a value, so that they need not decode it.

Lua's cjson would turn `[]` into `{}` and lose digits; so a value is read here, and the
script gets the value as text and these facts beside it.
"""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from storage import catalog, keys, moments, wire
from storage.models import FAMILIES

_ID_WITH_MS = re.compile(r"(?:track:)?([0-9]{13})(?![0-9])")

_COUNT_LIMIT = 10**12
"""A number beyond this is nonsense and not counted from: sums must stay exact in Lua."""

_STATED_ELSEWHERE = {
    "analytics": {"plays", "likes", "downloads"},  # by the track itself
    "profile": {"totalTracks"},  # by the index
}

_LONGEST_ALBUM = 200  # characters of a name; what is longer is no name

_TOUCHES = {"concert": {"touches": keys.CONCERTS_TOUCHED}}
"""Where a script remembers that a record was written, of families that something is planned for."""


def keys_of(key: str, place: keys.Address) -> list[str]:
    """Return the keys which a write to `key` touches, in the order the scripts expect."""
    family, owner, id = keys.counted(place)
    id = id or ""
    stats = keys.totals(owner) if family == "profile" else keys.stats(family, owner, id)
    return [
        key,
        keys.index(place.family, owner),
        keys.cards(place.family, owner),
        stats,
        keys.totals(owner),
        keys.likes(family, owner, id),
        keys.track_days(owner, id),
    ]


def facts(place: keys.Address, text: str | None, **more: str) -> str:
    """Return the facts of a value, or of its absence, for `put.lua` and `erase.lua`."""
    values = wire.object_in(text) or {}
    family, owner, member = place
    made = None if member is None else made_at(member, values)
    return wire.dumps(
        {
            "family": family,
            "member": member,
            "score": made,
            "card": catalog.card(family, owner, member, values, made or 0),
            "counted": counted(family),
            "numbers": stated(family, values),
            "file": _file(family, values),
            **more,
            **_TOUCHES.get(family, {}),
            **_album(family, owner, member, values),
            "changed": keys.at(keys.counted(place)),
            "profile": keys.at(keys.Address("profile", owner, None)),
        }
    )


def album_facts(place: keys.Address, text: str) -> str:
    """Return those facts of a value that `old_album.lua` takes, for many values in a row."""
    family, owner, member = place
    found = _album(family, owner, member, wire.object_in(text) or {})
    return wire.dumps({"member": member, **found})


def counted(family: str) -> list[str]:
    """Return the counters, by wire name, that the JSON of a family states."""
    model = FAMILIES.get(family)
    if model is None:
        return []
    elsewhere = _STATED_ELSEWHERE.get(family, set())
    return [name for c in model.counters() if (name := model.wire_name(c)) not in elsewhere]


def stated(family: str, values: dict[str, Any]) -> dict[str, int]:
    """Return the counters that a JSON object states, without what is no number."""
    counts = {name: _count(values.get(name)) for name in counted(family)}
    return {name: count for name, count in counts.items() if count is not None}


def made_at(member: str, values: dict[str, Any]) -> int | None:
    """When a record was made, in milliseconds; None: nobody knows."""
    stated = values.get("createdAt")
    if isinstance(stated, str):
        try:
            moment = datetime.fromisoformat(stated)
            return moments.ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        except (ValueError, OverflowError):
            pass
    found = _ID_WITH_MS.match(member)
    return int(found[1]) if found else None


def _file(family: str, values: dict[str, Any]) -> str | None:
    """Return what Telegram calls the recording of a record, whoever sends it."""
    model = FAMILIES.get(family)
    found = values.get(model.wire_name(model.unique)) if model and model.unique else None
    return found if isinstance(found, str) else None


def album_id(name: str) -> str:
    """Return the id of an album: the same however its name is written, in small letters or large.

    It is short, for buttons and links carry it.
    """
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return hashlib.blake2b(folded.encode(), digest_size=6).hexdigest() if folded else ""


def _album(
    family: str, owner: str, member: str | None, values: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """Return where a track is listed by its album."""
    if family != "track" or member is None or not (keys.fits(owner) and keys.fits(member)):
        return {}
    name = values.get("album")
    known = isinstance(name, str) and len(name) <= _LONGEST_ALBUM
    return {
        "album": {
            "id": album_id(str(name)) if known else "",
            "of": keys.album_of(owner),
            "all": keys.albums(owner),
            "prefix": keys.albums_prefix(owner),
        }
    }


def _count(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _COUNT_LIMIT else None
