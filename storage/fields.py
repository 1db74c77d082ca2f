"""The types of fields that records are made of: what each takes, and what kind it is."""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from enum import Enum, auto
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints
from pydantic.fields import FieldInfo

from storage import keys, moments
from storage.names import plain_name


class Kind(Enum):
    """What a field is to a person; whoever asks for one or shows one decides by this."""

    LINE = auto()
    PROSE = auto()
    GENRE = auto()
    VENUE = auto()
    CITY = auto()
    DATE = auto()
    TIME = auto()
    DURATION = auto()
    PRICE = auto()
    AMOUNT = auto()
    CURRENCY = auto()
    LINK = auto()
    LINKS = auto()
    PICTURE = auto()
    AUDIO = auto()
    VIDEO = auto()
    ZONE = auto()
    COUNT = auto()
    MOMENT = auto()
    FILE = auto()
    WORD = auto()


def kind_of(field: FieldInfo) -> Kind | None:
    """Return the kind of a field, looking through `X | None`; None: no person sees it."""
    kinds = [mark for mark in field.metadata if isinstance(mark, Kind)]
    options = () if kinds else get_args(field.annotation)  # those of a tuple are of its items
    for option in options:
        kinds += [mark for mark in getattr(option, "__metadata__", ()) if isinstance(mark, Kind)]
    return kinds[-1] if kinds else None


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROLS_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CLEARLY_VISIBLE = re.compile(r"[!-~А-яЁё]")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by their class, yet unseen


def _visible(char: str) -> bool:
    return unicodedata.category(char)[0] not in "ZCM" and char not in _BLANK_LETTERS


def is_seen(text: str) -> bool:
    """Tell whether there is anything to see in a text."""
    return _CLEARLY_VISIBLE.search(text) is not None or any(map(_visible, text))


def _line(text: str) -> str:
    if _CONTROLS.search(text):
        raise ValueError("a control character")
    if not is_seen(text):
        raise ValueError("nothing to see")
    return text


def _prose(text: str) -> str:
    if _CONTROLS_BUT_LINES.search(text):
        raise ValueError("a control character")
    return text


_NOT_IN_LINKS = re.compile(r'[\s<>"\\]')
_LABEL = r"(?:[A-Za-z0-9_-]|[^\x00-\x7f])+"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\]")


def _url(text: str) -> str:
    if _NOT_IN_LINKS.search(text) or not text.isprintable():
        raise ValueError("a character that no link has")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or text[len(parts.scheme) :][:3] != "://":
        raise ValueError("not http:// or https://")
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    if _HOST.fullmatch(host.rstrip(":")) is None:
        raise ValueError("no host")  # nor a name before one: https://promo.music@elsewhere.example
    return text


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")


def _date(value: Any) -> date:
    if type(value) is date:  # not a datetime, which is a date as well
        return value
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise ValueError("not YYYY-MM-DD")
    return date.fromisoformat(value)


def _time(value: Any) -> time:
    if isinstance(value, time):
        if value.tzinfo is not None or value.second or value.microsecond:
            raise ValueError("more than hours and minutes")
        return value
    if not isinstance(value, str) or _TIME.fullmatch(value) is None:
        raise ValueError("not HH:MM")
    return time.fromisoformat(value)


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("not a time with its offset")
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        raise ValueError("not a time of the years 1 to 9999") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _price(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    return value


_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")


def _zone(name: str) -> str:
    if _ZONE.fullmatch(name) is None:
        raise ValueError("not the name of a time zone")
    try:
        ZoneInfo(name)
    except (OSError, KeyError) as error:  # a folder of zones is an OSError, a stranger a KeyError
        raise ValueError("not a time zone") from error
    return name


_Stripped = StringConstraints(strict=True, strip_whitespace=True)

Line = Annotated[
    str, _Stripped, Field(min_length=1, max_length=200), AfterValidator(_line), Kind.LINE
]
"""One line of text with something to see in it, 1..200 characters."""

Name = Annotated[Line, AfterValidator(plain_name)]
"""What somebody is called, without signs that would pass for ours."""

Prose = Annotated[str, _Stripped, Field(max_length=4000), AfterValidator(_prose), Kind.PROSE]
"""Free text in paragraphs, up to 4000 characters."""

Genre = Annotated[Line, Kind.GENRE]
Venue = Annotated[Line, Kind.VENUE]
City = Annotated[Line, Kind.CITY]

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
"""Degrees; no person reads them, a map shows them."""

Date = Annotated[date, BeforeValidator(_date), Kind.DATE]
"""A day of a calendar on a wall; `2024-07-15` in the store."""

LocalTime = Annotated[
    time,
    BeforeValidator(_time),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str, when_used="json"),
    Kind.TIME,
]
"""What a clock on a wall shows, to the minute; `20:00` in the store."""

Duration = Annotated[int, Field(strict=True, ge=0, le=1_000_000), Kind.DURATION]
"""Whole seconds."""

Price = Annotated[
    int | float, BeforeValidator(_price), Field(ge=0, le=1_000_000_000_000), Kind.PRICE
]
"""Money in whole units of its currency; 2500 and 2500.5 stay what they are. No NaN: not >= 0."""

Amount = Annotated[int, Field(strict=True), Kind.AMOUNT]
"""Whole coins or Stars."""

Currency = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}\z"), Kind.CURRENCY]
"""Three letters of ISO 4217."""

HttpsUrl = Annotated[str, _Stripped, Field(max_length=2048), AfterValidator(_url), Kind.LINK]
"""A link that a browser opens, kept letter by letter as it was given."""

Picture = Annotated[HttpsUrl, Kind.PICTURE]
Audio = Annotated[HttpsUrl, Kind.AUDIO]
VideoLink = Annotated[HttpsUrl, Kind.VIDEO]
Links = Annotated[tuple[HttpsUrl, ...], Field(max_length=10), Kind.LINKS]

Zone = Annotated[str, StringConstraints(strict=True), AfterValidator(_zone), Kind.ZONE]
"""The IANA name of a time zone."""

Count = Annotated[int, Field(strict=True, ge=0, lt=2**53), Kind.COUNT]
"""How often something happened; counted by the bot, never typed."""

Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(moments.iso, return_type=str, when_used="json"),
    Kind.MOMENT,
]
"""A moment in UTC, to the millisecond; `2024-01-25T10:00:00.000Z` in the store."""

FileId = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{1,256}\z"), Kind.FILE
]
"""A file that Telegram keeps; the companion of a link to the same thing."""

Word = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{1,32}\z"), Kind.WORD]
"""One of a few words that programs agree on; a new release may bring another."""

Id = Annotated[str, StringConstraints(strict=True, pattern=rf"^{keys.ID_PATTERN}\z")]
"""Of a user or a record: safe in a key, a button and a link."""
