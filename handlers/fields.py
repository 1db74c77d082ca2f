"""How a person is asked for each kind of field, how the answer is read, how a value is shown.

Values are read into what a form keeps between messages: JSON that fits the model's field, by the
field's name. An answer may fill more than the field asked: "15 July 20:00" is a date and a time, a
city brings its zone, a song its title and duration.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from pathlib import PurePath
from typing import Annotated, Any

from aiogram.types import Audio as SentAudio
from aiogram.types import Message, PhotoSize
from aiogram.types import Video as SentVideo
from pydantic import BaseModel, TypeAdapter

from handlers.cities import City, alike, ambiguous, country_name, find_city
from handlers.texts import Texts, Value
from handlers.when import Unreadable, read_when
from storage import Entity, Kind, Line, kind_of

Values = dict[str, Any]
"""JSON values by field name; None empties a field."""

GENRES = {
    "pop": "Pop",
    "rock": "Rock",
    "indie": "Indie",
    "hip-hop": "Hip-Hop",
    "electronic": "Electronic",
    "rnb": "R&B",
    "jazz": "Jazz",
    "folk": "Folk",
    "metal": "Metal",
    "punk": "Punk",
    "classical": "Classical",
    "ambient": "Ambient",
}
"""What is stored for the genres that buttons offer; another one may be typed."""

CURRENCIES = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸", "BYN": "Br", "GEL": "₾"}
"""The signs of the currencies that buttons offer; any code of three letters may be typed."""

SPOT = ("latitude", "longitude")
"""The fields that a venue brings along when it is shown on the map."""

_TITLE = 200  # characters of a Line
_STORY = 4000  # characters of a Prose
_LINE: TypeAdapter[str] = TypeAdapter(Line)

_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BARE_URL = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?", re.IGNORECASE)
_DURATION = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])|([0-9]{1,6})")
_PRICE = re.compile(r"([0-9][0-9 \u00a0\u202f']{0,30})(?:[.,]([0-9]{1,2}))?")
_AMOUNT = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9][0-9 \u00a0\u202f']{0,15})"
    r" ?(?:⭐️?|★|XTR|stars?|зв[её]зд[а-я]{0,2}|🪙|coins?|коин[а-я]{0,2})?",
    re.IGNORECASE,
)
_FREE = frozenset({"free", "бесплатно", "вход свободный", "свободный вход", "0"})
_CURRENCY_WORDS = {
    **{sign: code for code, sign in CURRENCIES.items()},
    **{code.lower(): code for code in CURRENCIES},
    **dict.fromkeys(("р", "р.", "руб", "руб.", "рублей", "рубля", "рубль"), "RUB"),
    **dict.fromkeys(("dollar", "dollars", "доллар", "доллара", "долларов"), "USD"),
    **dict.fromkeys(("euro", "euros", "евро"), "EUR"),
    **dict.fromkeys(("тенге", "tenge", "тг", "тг."), "KZT"),
    **dict.fromkeys(("лари", "lari"), "GEL"),
}


class Unfit(ValueError):
    """An answer that cannot be taken; `key` is the text that says why, with its arguments."""

    def __init__(self, key: str, **args: Value) -> None:
        super().__init__(key)
        self.key = key
        self.args_of_text = args


class Choice(BaseModel):
    """One thing that an answer may mean."""

    label: str
    values: Values


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read: `values` replace, `hints` fill what is still empty, `choices` ask which."""

    values: Values = field(default_factory=dict)
    hints: Values = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """The field that was asked; `today` is the day where the thing takes place."""

    t: Texts
    model: type[Entity]
    name: str
    today: date

    def sibling(self, kind: Kind) -> str | None:
        """Return the first field of another kind in the same model."""
        return next(fields_of(self.model, kind), None)


# Reading ---------------------------------------------------------------------------------------


def kind(model: type[Entity], name: str) -> Kind:
    """Return the kind of a field that people see.

    Raises:
        KeyError: the model has no such field; a button of another release, say.

    """
    found = kind_of(model.own_fields()[name])
    if found is None:
        raise KeyError(name)
    return found


def fields_of(model: type[Entity], *kinds: Kind) -> Iterator[str]:
    """Return the names of the fields of these kinds, in declared order."""
    return (name for name, field in model.own_fields().items() if kind_of(field) in kinds)


def required(model: type[Entity]) -> list[str]:
    return [name for name, field in model.own_fields().items() if field.is_required()]


def optional(model: type[Entity], name: str) -> bool:
    """Tell whether a field may be left empty; a zone is asked only where it must be known."""
    return not model.own_fields()[name].is_required() and kind(model, name) is not Kind.ZONE


def lead(model: type[Entity]) -> str | None:
    """Return the field with the recording that a record is about, if it is about one."""
    return next(fields_of(model, Kind.AUDIO, Kind.VIDEO), None)


def read(asked: Asked, message: Message) -> Answer:
    """Read an answer.

    Raises:
        Unfit: it does not fit; the error says what would.

    """
    answer = _READERS[kind(asked.model, asked.name)](asked, message)
    return Answer(fitting(asked.model, answer.values), answer.hints, answer.choices)


def fitting(model: type[Entity], values: Values) -> Values:
    """Return the values if each fits its field.

    Raises:
        Unfit: one does not.

    """
    for name, value in values.items():
        try:
            _adapter(model, name).validate_python(value)
        except ValueError:
            raise Unfit(f"unfit-{_word(model, name)}") from None
    return values


@lru_cache(maxsize=256)
def _adapter(model: type[Entity], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    return TypeAdapter(
        Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    )


def _word(model: type[Entity], name: str) -> str:
    found = kind_of(model.model_fields[name])
    return (found or Kind.LINE).name.lower()


def _text(asked: Asked, message: Message) -> str:
    if message.text is None:
        raise Unfit(f"unfit-{_word(asked.model, asked.name)}")
    return message.text.strip()


def _line(asked: Asked, message: Message) -> Answer:
    return Answer({asked.name: " ".join(_text(asked, message).split())})


def _prose(asked: Asked, message: Message) -> Answer:
    return Answer({asked.name: (message.caption or _text(asked, message)).replace("\r", "")})


def _venue(asked: Asked, message: Message) -> Answer:
    """Read a name, or a place on the map, which brings a name if it is known there."""
    place = message.venue.location if message.venue else message.location
    if place is None:
        return _line(asked, message)
    spot = dict(zip(SPOT, (place.latitude, place.longitude), strict=True))
    name = line(message.venue.title) if message.venue else None
    return Answer(spot | ({asked.name: name} if name else {}))


def _city(asked: Asked, message: Message) -> Answer:
    text = " ".join(_text(asked, message).split())
    unknown = _place(asked, text, None)
    clear = find_city(text, strict=True)
    found = clear or find_city(text)  # there is none in "Paris, Texas" that we know to be there
    if found and not ambiguous(found) and (clear or len(found) == 1):
        return Answer(_place(asked, city_name(asked.t, found[0]), found[0].zone))
    choices = [
        Choice(
            label=_where(asked.t, city),
            values=_place(asked, city_name(asked.t, city), city.zone),
        )
        for city in found or alike(text)
    ]
    if not choices:
        return Answer(unknown)
    fitting(asked.model, unknown)
    as_typed = Choice(label=asked.t.plain("city-as-typed", city=text), values=unknown)
    return Answer(choices=[*choices, as_typed])


def _place(asked: Asked, city: str, zone: str | None) -> Values:
    field = asked.sibling(Kind.ZONE)
    return {asked.name: city} | ({field: zone} if field else {})


def city_name(t: Texts, city: City) -> str:
    return city.name_ru if t.locale == "ru" else city.name_en


def _where(t: Texts, city: City) -> str:
    country = country_name(city.country, t.locale)
    name = city_name(t, city)
    if city.region:
        return t.plain("city-in-state", city=name, region=city.region, country=country)
    return t.plain("city-in", city=name, country=country)


def _zone(asked: Asked, message: Message) -> Answer:
    text = " ".join(_text(asked, message).split())
    found = find_city(text)
    return Answer({asked.name: found[0].zone if found else text})  # or the zone's own name


def _when(asked: Asked, message: Message) -> Answer:
    try:
        when = read_when(_text(asked, message), today=asked.today)
    except Unreadable as error:
        raise Unfit(f"unfit-when-{error.reason}", part=error.part) from None
    values: Values = {}
    if when.date is not None and (day := asked.sibling(Kind.DATE)):
        values[day] = when.date.isoformat()
    if when.time is not None and (clock := asked.sibling(Kind.TIME)):
        values[clock] = f"{when.time:%H:%M}"
    if not values:
        raise Unfit(f"unfit-{_word(asked.model, asked.name)}")
    return Answer(values)


def _duration(asked: Asked, message: Message) -> Answer:
    match = _DURATION.fullmatch(_text(asked, message))
    if match is None:
        raise Unfit("unfit-duration")
    hours, minutes, rest, seconds = (int(part or 0) for part in match.groups())
    return Answer({asked.name: hours * 3600 + minutes * 60 + rest + seconds})


def _price(asked: Asked, message: Message) -> Answer:
    price, code = price_in(_text(asked, message))
    currency = asked.sibling(Kind.CURRENCY)
    if code is None:
        return Answer({asked.name: price})
    if currency is None:
        raise Unfit("unfit-price")
    return Answer({asked.name: price, currency: code})


def price_in(text: str) -> tuple[int | float, str | None]:
    """Return a price and its currency, if that is said.

    Raises:
        Unfit: it is no price.

    """
    text = text.lower()
    if text in _FREE:
        return 0, None
    match = _PRICE.search(text)
    if match is None:
        raise Unfit("unfit-price")
    whole, cents = int(re.sub("[^0-9]", "", match[1])), match[2]
    price = whole + int(cents.ljust(2, "0")) / 100 if cents else whole
    around = (text[: match.start()] + text[match.end() :]).strip()
    code = currency_in(around) if around else None
    if around and code is None:
        raise Unfit("unfit-price")
    return price, code


def _currency(asked: Asked, message: Message) -> Answer:
    code = currency_in(_text(asked, message).lower())
    if code is None:
        raise Unfit("unfit-currency")
    return Answer({asked.name: code})


def _amount(asked: Asked, message: Message) -> Answer:
    match = _AMOUNT.fullmatch(_text(asked, message))
    if match is None:
        raise Unfit("unfit-amount")
    return Answer({asked.name: int(re.sub("[^0-9]", "", match[0]))})


def currency_in(word: str) -> str | None:
    """Return the code of a currency by what people call it, in small letters."""
    if re.fullmatch("[a-z]{3}", word):
        return word.upper()
    return _CURRENCY_WORDS.get(word)


def _link(asked: Asked, message: Message) -> Answer:
    return Answer({asked.name: link_in(_text(asked, message))})


def _links(asked: Asked, message: Message) -> Answer:
    return Answer({asked.name: [link_in(word) for word in _text(asked, message).split()]})


def link_in(text: str) -> str | None:
    """Return the first link in a text, with https:// before it if it was typed without."""
    if match := _URL.search(text):
        return match[0]
    match = _BARE_URL.fullmatch(text.strip())
    return f"https://{match[0]}" if match else None


def _picture(asked: Asked, message: Message) -> Answer:
    if message.photo:
        return _filed(asked, largest(message.photo))
    return _linked(asked, message)


def _audio(asked: Asked, message: Message) -> Answer:
    if message.audio is None:
        return _linked(asked, message)
    return _filed(asked, message.audio, gathered(asked.model, message))


def _video(asked: Asked, message: Message) -> Answer:
    if message.video is None:
        return _linked(asked, message)
    return _filed(asked, message.video, gathered(asked.model, message))


def _filed(
    asked: Asked, sent: PhotoSize | SentAudio | SentVideo, hints: Values | None = None
) -> Answer:
    file = asked.model.file_of(asked.name)
    if file is None:
        raise Unfit("unfit-link")
    hints = hints or {}
    lengths = {name: hints[name] for name in fields_of(asked.model, Kind.DURATION) if name in hints}
    return Answer({asked.name: None, **_file(asked.model, asked.name, sent), **lengths}, hints)


def _file(model: type[Entity], name: str, sent: PhotoSize | SentAudio | SentVideo) -> Values:
    """Return what is kept of a file that was sent for a field."""
    kept = {model.file_of(name): sent.file_id, model.unique_of(name): sent.file_unique_id}
    return {field: value for field, value in kept.items() if field}


def _linked(asked: Asked, message: Message) -> Answer:
    file = asked.model.file_of(asked.name)
    link = link_in(_text(asked, message))
    if link is None:
        raise Unfit(f"unfit-{_word(asked.model, asked.name)}")
    files = (file, asked.model.unique_of(asked.name))
    return Answer({asked.name: link} | {field: None for field in files if field})


_READERS: Mapping[Kind, Callable[[Asked, Message], Answer]] = {
    Kind.LINE: _line,
    Kind.PROSE: _prose,
    Kind.GENRE: _line,
    Kind.VENUE: _venue,
    Kind.CITY: _city,
    Kind.DATE: _when,
    Kind.TIME: _when,
    Kind.DURATION: _duration,
    Kind.PRICE: _price,
    Kind.CURRENCY: _currency,
    Kind.AMOUNT: _amount,
    Kind.LINK: _link,
    Kind.LINKS: _links,
    Kind.PICTURE: _picture,
    Kind.AUDIO: _audio,
    Kind.VIDEO: _video,
    Kind.ZONE: _zone,
}
"""Every kind that a person can type; tests hold it against the kinds there are."""


# What a message that nobody asked for can fill --------------------------------------------------


def largest(photo: list[PhotoSize]) -> PhotoSize:
    return max(photo, key=lambda size: size.width * size.height)


def gathered(model: type[Entity], message: Message) -> Values:
    """Return what a message says about a record of this kind: the recording, a title, a story.

    What does not fit is left out, so that it is asked.
    """
    values: Values = {}
    text = message.text or message.caption or ""
    for name in model.own_fields():
        file = model.file_of(name)
        match kind(model, name):
            case Kind.AUDIO if file and message.audio:
                values |= _file(model, name, message.audio)
            case Kind.VIDEO if file and message.video:
                values |= _file(model, name, message.video)
            case Kind.PICTURE if file and message.photo:
                values[file] = largest(message.photo).file_id
            case Kind.VIDEO | Kind.AUDIO if message.text and (link := link_in(text)):
                values[name] = link
            case Kind.DURATION if (media := message.audio or message.video) and media.duration:
                values[name] = media.duration
    values |= _titled(model, message, text)
    return {name: value for name, value in values.items() if _fits(model, name, value)}


def _titled(model: type[Entity], message: Message, text: str) -> Values:
    """Return the title and the story."""
    values: Values = {}
    title = next(fields_of(model, Kind.LINE), None)
    story = next(fields_of(model, Kind.PROSE), None)
    audio = message.audio
    words = [line for line in text.splitlines() if line.strip() and link_in(line) != line.strip()]
    if title and audio:
        values[title] = line(audio.title or "") or line(PurePath(audio.file_name or "").stem)
        values |= {"artist": line(audio.performer or "")} if "artist" in model.model_fields else {}
    elif title and words:
        values[title] = line(words[0])
    if story and words and (len(words) > 1 or story in required(model)):
        values[story] = text.strip()[:_STORY]
    return values


def _fits(model: type[Entity], name: str, value: object) -> bool:
    try:
        fitting(model, {name: value})
    except Unfit:
        return False
    return value is not None


def line(text: str) -> str | None:
    """Return a text as one line that a record takes, None if there is nothing to see in it."""
    try:
        return _LINE.validate_python(" ".join(text.split())[:_TITLE])
    except ValueError:
        return None


# Showing ---------------------------------------------------------------------------------------


def day(t: Texts, value: date) -> str:
    """Return a date with its weekday."""
    return t.plain(
        "day",
        weekday=value.isoweekday(),
        day=str(value.day),
        month=value.month,
        year=str(value.year),
    )


def short_day(t: Texts, value: date) -> str:
    """Return a date without its weekday."""
    return t.plain("date", day=str(value.day), month=value.month, year=str(value.year))


def clock(t: Texts, value: time) -> str:
    return t.plain(
        "clock",
        hour=f"{value.hour:02}",
        hour12=str(value.hour % 12 or 12),
        minute=f"{value.minute:02}",
        half="am" if value.hour < 12 else "pm",
    )


def duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def genre(t: Texts, value: str) -> str:
    """Return a genre in the reader's language if it is one that buttons offer."""
    code = next((code for code, stored in GENRES.items() if stored.lower() == value.lower()), None)
    return value if code is None else t.plain(f"genre-{code}")


def price(t: Texts, value: float, currency: str | None) -> str:
    if value == 0:
        return t.plain("price-free")
    if currency is None:
        return t.plain("price-bare", price=value)
    return t.plain("price", price=value, code=currency, sign=CURRENCIES.get(currency, currency))


def shown(t: Texts, record: Entity, name: str) -> str | None:
    """Return a value as a person reads it, without markup; None if there is nothing."""
    value = getattr(record, name)
    if value is None:
        file = record.file_of(name)
        return t.plain("in-telegram") if file and getattr(record, file) else None
    match kind(type(record), name):
        case Kind.DATE:
            return day(t, value)
        case Kind.TIME:
            return clock(t, value)
        case Kind.DURATION:
            return duration(value)
        case Kind.GENRE:
            return genre(t, value)
        case Kind.PRICE:
            currency = next(fields_of(type(record), Kind.CURRENCY), None)
            return price(t, value, getattr(record, currency) if currency else None)
        case Kind.LINKS:
            return "\n".join(value)
    return str(value)
