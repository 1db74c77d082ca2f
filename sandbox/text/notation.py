"""What the notations have in common: a text in the making, and how it is refused."""

import re
from dataclasses import dataclass, field

from sandbox.errors import ApiError, Json, bad

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
VERBATIM = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})


def length(text: str) -> int:
    """How many UTF-16 code units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class Opened:
    """An entity that has begun."""

    kind: str
    argument: str
    offset: int  # where it begins in the result, in UTF-16 units
    at: int  # where it begins in the source, in characters
    begin: int  # where it begins in the result, in characters


@dataclass(slots=True)
class Result:
    """A text in the making."""

    parts: list[str] = field(default_factory=list)
    units: int = 0
    size: int = 0
    entities: list[Json] = field(default_factory=list)
    open: list[Opened] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.units += length(text)
        self.size += len(text)

    def begin(self, kind: str, argument: str, at: int) -> None:
        self.open.append(Opened(kind, argument, self.units, at, self.size))

    def since(self, begin: int) -> str:
        return "".join(self.parts)[begin:]

    def mark(self, kind: str, opened: Opened, **more: object) -> None:
        if self.units > opened.offset:
            covered = self.units - opened.offset
            entity = {"type": kind, "offset": opened.offset, "length": covered, **more}
            self.entities.append(entity)

    def done(self) -> tuple[str, list[Json]]:
        return "".join(self.parts), self.entities


def refused(words: str) -> ApiError:
    return bad(f"can't parse entities: {words}")


def byte_offset(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogatepass"))


def custom_emoji_id(id: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,19}", id) or not int(id):
        raise refused("Invalid custom emoji identifier specified")
    return id


def date_time(unix: str, how: str) -> Json:
    if not re.fullmatch(r"[0-9]{1,10}", unix) or not 0 < int(unix) < 2**31:  # an int of 32 bits
        raise refused("Invalid date specified")
    if not re.fullmatch(r"r|w?[dD]?[tT]?", how):
        raise refused("Invalid date-time format specified")
    return {"unix_time": int(unix), **({"date_time_format": how} if how else {})}
