"""A record's card in the catalogue: where it stands so that people find it.

The first line has the words it is found by, those of its name before a `/`: each reading, with
what was written after a colon if that is not the same. `k*` is what the name of an artist begins
with, for questions of a letter or two. The second line, if there is one, is JSON: when it was
`made`, its `genre`, its `town`. Scripts alone write and read cards, and keep what follows of them.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from storage import keys, moments, wire
from storage.errors import BadId
from storage.fields import City, Date, LocalTime, Zone
from storage.models import FAMILIES, Concert, Profile, Track
from storage.showtime import start_of
from storage.words import Word, fold, named

_SHORT = 2  # letters of a question that too many words begin with
_GENRE = 40  # characters


class _Show(BaseModel):
    """What of a concert says where and when it is."""

    city: City
    date: Date
    time: LocalTime
    zone: Zone | None = None


def card(family: str, owner: str, member: str | None, values: dict[str, Any], made: int) -> str:
    """Return the card of a record; empty: it stands nowhere.

    `made` is when it was, in milliseconds.
    """
    try:
        keys.checked(owner)
        keys.checked(owner if member is None else member)
    except BadId:
        return ""  # nobody could open what is found
    words, more = _words(family, values), _more(family, values, made)
    return words + ("\n" + wire.dumps(more) if more else "")


def code(*words: str) -> str:
    """Return what stands for words of people in keys and buttons."""
    said = "\n".join(" ".join(fold(text)) or text for text in words)
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def _words(family: str, values: dict[str, Any]) -> str:
    model = FAMILIES.get(family)
    names = [values.get(model.wire_name(name)) for name in model.searchable] if model else []
    texts = [name if isinstance(name, str) else "" for name in names]
    if not "".join(texts).strip():
        return ""
    first = named(texts[0])
    rest = [word for word in named(" ".join(texts[1:])) if word not in first]
    tokens = [*_tokens(first), *(["/", *_tokens(rest)] if rest else [])]
    if family == Profile.family:
        begun = (reading[:n] for word in first for reading in word.readings for n in (1, _SHORT))
        tokens += [f"{beginning}*" for beginning in dict.fromkeys(begun)]
    return " ".join(tokens)


def _tokens(words: list[Word]) -> list[str]:
    return [
        reading if reading == word.written else f"{reading}:{word.written}"
        for word in words
        for reading in word.readings
    ]


def _more(family: str, values: dict[str, Any], made: int) -> dict[str, Any]:
    if family == Track.family and isinstance(values.get("title"), str):
        genre = values.get("genre")
        of = {}
        if isinstance(genre, str) and (name := " ".join(genre.split())[:_GENRE]):
            of = {"genre": {"code": code(name), "name": name}}
        return {"made": made, **of}
    if family == Concert.family and not values.get("cancelled"):
        return _town(values)
    return {}


def _town(values: dict[str, Any]) -> dict[str, Any]:
    """Return where a concert is to be, and when it starts; of one without a zone, the day."""
    try:
        show = _Show.model_validate(values)
    except ValidationError:
        return {}
    zone = show.zone or ""
    start = start_of(show.date, show.time, show.zone) or datetime.combine(show.date, show.time, UTC)
    town = {"code": code(show.city, zone), "city": show.city, "zone": zone}
    return {"town": town | {"starts": moments.ms(start)}}
