"""Concerts out of a file that an artist sends: believed line by line, or refused with the reason.

Nothing is filled in for what a line does not say, the hour least of all, and a city that has a
namesake by another clock is asked for again. The id of a concert comes from what identifies the
line, so the same file brings the same concerts, however often it comes.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from handlers import ical, sheet
from handlers.cities import City, alike, ambiguous, country_name, find_city, fold, is_country
from handlers.fields import (
    SPOT,
    Unfit,
    Values,
    city_name,
    currency_in,
    fitting,
    link_in,
    price_in,
)
from handlers.sheet import Show, Unusable
from handlers.texts import Texts, Value
from handlers.when import Unreadable, read_when
from storage import Concert

LARGEST = 1_000_000
"""Bytes of a file that is read."""

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_EPOCH_MS = 10**12  # ids out of files are of 2001 to 2004, where no concert of the bot is
_MIDNIGHT = re.compile(r"[ T]00:00(?::00)?$")  # how spreadsheets write a day
_SLASHED = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?=(?:/(?:[0-9]{2}){1,2})?(?![0-9/]))")
_CODE = re.compile(r"\S*[0-9]\S*")  # of a post, or the number of a house
_DAYS = {"date", "when"}  # the columns
_MONTHS = 12
_LIKE = 3  # cities that an unknown one may be


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line is no concert; `field` is the column to blame."""

    line: int
    key: str
    args: Mapping[str, Value]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file brings: concerts in the order of their days, and the lines that are none."""

    concerts: Sequence[Concert]
    problems: Sequence[Problem]
    day_first: bool = False
    """Some days could as well be read with the month first, and nothing says which it is."""
    named: frozenset[str] = frozenset()
    """Ids of the concerts that a calendar names: they stay the same when a concert is moved."""


class _Bad(Exception):
    def __init__(self, field: str | None, key: str, **args: Value) -> None:
        super().__init__(key)
        self.field, self.key, self.args_of_text = field, key, args


def concerts_in(data: bytes, t: Texts, *, artist: str, now: datetime) -> Incoming:
    """Read a file; the concerts are the artist's, and made `now`.

    Raises:
        Unusable: nothing of it can be read.

    """
    if len(data) > LARGEST:
        raise Unusable("import-large")
    text = sheet.decoded(ical.mended(data))
    shows = ical.shows(text) if ical.is_calendar(text) else sheet.shows(text)
    if not shows:
        raise Unusable("import-empty")
    concerts: dict[str, tuple[int, Concert]] = {}
    problems, named = list[Problem](), set[str]()
    shows, day_first = _day_first(shows)
    for show in shows:
        try:
            concert = _concert(show, t, artist, now)
            if twin := concerts.get(concert.id):
                raise _Bad(None, "import-twice", other=str(twin[0]))
            concerts[concert.id] = (show.line, concert)
            if "uid" in show.cells:
                named.add(concert.id)
        except _Bad as bad:
            problems.append(Problem(show.line, bad.key, bad.args_of_text, bad.field))
    found = [concert for _, concert in concerts.values()]
    return Incoming(sorted(found, key=_starts), problems, day_first, frozenset(named))


def _concert(show: Show, t: Texts, artist: str, now: datetime) -> Concert:
    if show.refused:
        raise _Bad(None, show.refused, **show.args)
    cells = {name: _cell(name, cell) for name, cell in show.cells.items()}
    if "title" not in cells:
        raise _Bad("title", "import-nothing")
    values: Values = {"title": " ".join(cells["title"].split())}
    venue, city = _whereabouts(cells)
    values["venue"] = venue
    place = _place(t, city, cells.get("zone"))
    values |= place
    day, clock = _when(show, cells, place["zone"], now)
    values |= {"date": day, "time": clock}
    values |= _more(cells)
    if show.spot:
        values |= dict(zip(SPOT, show.spot, strict=True))
    for name, value in values.items():
        try:
            fitting(Concert, {name: value})
        except Unfit as unfit:
            raise _Bad(_COLUMN.get(name, name), _SAID.get(name, unfit.key)) from None
    id = _own_id(cells.get("uid"), artist) or _id(artist, *_identity(cells, values, city))
    return Concert.new(artist, now=now, id=id, **values)


def _cell(name: str, cell: str) -> str:
    if cell.startswith("=") and name != "uid":
        raise _Bad(name, "import-formula")
    return cell


# Where -----------------------------------------------------------------------------------------


def _whereabouts(cells: Mapping[str, str]) -> tuple[str, str]:
    """Return the venue, and the city with its country if that is said."""
    venue, city = cells.get("venue"), cells.get("city")
    if city and "country" in cells and "," not in city:
        city = f"{city}, {cells['country']}"
    if "location" in cells and not (venue and city):
        there, that = _parted(cells["location"])
        venue, city = venue or there, city or that
    if not venue:
        raise _Bad("venue", "import-nothing")
    if not city:
        raise _Bad("city", "import-nothing")
    return " ".join(venue.split()), " ".join(city.split())


def _parted(location: str) -> tuple[str | None, str | None]:
    """Part an address: the venue comes first, the city somewhere after it, the country last."""
    venue, *rest = [part.strip() for part in re.split(r"[,;\n]", location)]
    named = (" ".join(_CODE.sub("", part).split()) for part in rest)
    parts = [part for part in named if part][::-1]
    if not parts:
        return venue or None, None
    pairs = [f"{part}, {after}" for after, part in pairwise(parts)]
    alone = sorted(parts, key=is_country)  # Singapore is both
    found = (city for city in (*pairs, *alone) if _cities(city))
    return venue or None, next(found, alone[0])


@lru_cache(maxsize=1024)
def _cities(text: str) -> tuple[City, ...]:
    return tuple(find_city(text, strict=True))


def _place(t: Texts, text: str, zone: str | None) -> dict[str, str]:
    """Return a city and its zone; a zone that is told is believed."""
    found = list(_cities(text))
    if zone:
        [city] = [city_name(t, city) for city in found[:1]] or [text]
        return {"city": city, "zone": zone}
    if not found:
        raise _Bad("city", "import-city-unknown", city=text)
    if ambiguous(found):
        raise _Bad("city", "import-city-which", city=text, example=_examples(t, found))
    return {"city": city_name(t, found[0]), "zone": found[0].zone}


def _examples(t: Texts, found: Sequence[City]) -> str:
    """Return how to write which of namesakes is meant."""
    written = [
        f"{city_name(t, city)}, {city.region or country_name(city.country, t.locale)}"
        for city in found
    ]
    clear = [text for text in written if not ambiguous(list(_cities(text)))]
    if len(clear) > 1:
        return t.plain("import-or", one=clear[0], other=clear[1])
    return t.plain("import-one", one=(clear or written)[0])


def likely(t: Texts, city: str) -> str | None:
    """Return which cities an unknown one may be; it takes a while to look."""
    names = dict.fromkeys(city_name(t, other) for other in alike(city))
    return ", ".join([*names][:_LIKE]) or None


# When ------------------------------------------------------------------------------------------


def _day_first(shows: Sequence[Show]) -> tuple[list[Show], bool]:
    """Write the days of a file with the day first, if one of them shows that the month is.

    Return besides whether some could be either and none shows which.
    """
    said = [
        (int(one), int(other))
        for show in shows
        for name in _DAYS & show.cells.keys()
        for one, other in _SLASHED.findall(show.cells[name])
    ]
    is_day_first = any(one > _MONTHS for one, _ in said)
    if is_day_first or all(other <= _MONTHS for _, other in said):
        return [*shows], not is_day_first and any(one != other for one, other in said)
    return [
        replace(
            show,
            cells={
                name: _SLASHED.sub(r"\2/\1", cell) if name in _DAYS else cell
                for name, cell in show.cells.items()
            },
        )
        for show in shows
    ], False


def _when(show: Show, cells: Mapping[str, str], zone: str, now: datetime) -> tuple[str, str]:
    """Return the day and the time by the clock of the city."""
    if show.starts is not None:
        wall = show.starts.replace(second=0, microsecond=0)
        if wall.tzinfo is not None:
            wall = wall.astimezone(_zone(zone))
        return wall.date().isoformat(), f"{wall:%H:%M}"
    today = now.astimezone(_zone(zone)).date()
    said = {name: cells[name] for name in ("date", "time", "when") if name in cells}
    if "time" in said and "date" in said:
        said["date"] = _MIDNIGHT.sub("", said["date"])
    day = clock = None
    for name, text in said.items():
        read_day, read_clock = _read(name, text, today)
        if (day and read_day) or (clock and read_clock):
            raise _Bad(name, "unfit-when-twice", part=text)
        day, clock = day or read_day, clock or read_clock
    if day is None:
        raise _Bad("date", "import-nothing")
    if clock is None:
        raise _Bad("time", "import-no-time")
    return day, clock


def _read(name: str, text: str, today: date) -> tuple[str | None, str | None]:
    try:
        when = read_when(text, today=today, alone="hour" if name == "time" else "day")
    except Unreadable as error:
        raise _Bad(name, f"unfit-when-{error.reason}", part=error.part) from None
    return (
        when.date.isoformat() if when.date else None,
        f"{when.time:%H:%M}" if when.time else None,
    )


def _zone(name: str) -> ZoneInfo:
    try:
        fitting(Concert, {"zone": name})
    except Unfit:
        raise _Bad("zone", "import-strange-zone", zone=name) from None
    return ZoneInfo(name)


# What else ---------------------------------------------------------------------------------------

_COLUMN = {"ticket_price": "price", "ticket_currency": "currency", "ticket_url": "tickets"}
_COLUMN |= {"image_url": "image"}
_SAID = {"venue": "unfit-line", "image_url": "unfit-link"}
"""Why a value does not fit, where a form asks for more than a file can hold."""


def _more(cells: Mapping[str, str]) -> Values:
    values: Values = {}
    if "price" in cells:
        try:
            values["ticket_price"], code = price_in(cells["price"])
        except Unfit as unfit:
            raise _Bad("price", unfit.key) from None
        values |= {"ticket_currency": code} if code else {}
    if "currency" in cells:
        values["ticket_currency"] = currency_in(cells["currency"].lower())
        if values["ticket_currency"] is None:
            raise _Bad("currency", "unfit-currency")
    for name, column in (("ticket_url", "tickets"), ("image_url", "image")):
        if column in cells and (link := link_in(cells[column])) is None:
            raise _Bad(column, "unfit-link")
        if column in cells:
            values[name] = link
    if "description" in cells:
        values["description"] = cells["description"].replace("\r", "")
    return values


# Ids -------------------------------------------------------------------------------------------


def _identity(cells: Mapping[str, str], values: Values, city: str) -> list[str]:
    """Return what identifies a show: its id in a calendar, or else where and when it is."""
    if uid := cells.get("uid"):
        return ["uid", uid]
    found = _cities(city)
    where = f"{found[0].name_en}/{found[0].country}" if found else fold(city)
    return ["show", values["date"], values["time"], where, fold(values["venue"])]


def _id(artist: str, *identity: str) -> str:
    """Return the id of a concert out of a file: the same for the same, as long as it is."""
    text = "\0".join((artist, *identity))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    number, ms = divmod(number, 10**11)
    tail = ""
    for _ in range(9):
        number, digit = divmod(number, 36)
        tail += _BASE36[digit]
    return f"{_EPOCH_MS + ms}-{tail}"


def _own_id(uid: str | None, artist: str) -> str | None:
    """Return the id of the artist's concert that the bot itself has put into a calendar."""
    match = re.fullmatch(r"([0-9]{13}-[0-9a-z]{1,16})-(.+)@promo\.music", uid or "")
    return match[1] if match and match[2] == artist else None


# What is on the page already --------------------------------------------------------------------


def compare(found: Incoming, ahead: Sequence[Concert]) -> tuple[set[str], dict[str, Concert]]:
    """Return which concerts of a file are among the shows `ahead`, and what the moved ones were.

    Both go by the ids of the file's concerts. A concert that a calendar names has moved if it is
    there by that name. Any other has if it is the only new one of its title, venue and city, and
    the page has just one of these that is not in the file.
    """
    there = {show.id: show for show in ahead}
    planned = set(map(_what_and_when, ahead))
    same = {concert.id for concert in found.concerts if _what_and_when(concert) in planned}
    rest = [concert for concert in found.concerts if concert.id not in same]
    moved = {
        concert.id: there[concert.id]
        for concert in rest
        if concert.id in found.named & there.keys() and _what(concert) == _what(there[concert.id])
    }
    new = _alike(concert for concert in rest if concert.id not in there)
    ids, listed = {c.id for c in found.concerts}, set(map(_what_and_when, found.concerts))
    gone = _alike(
        show for show in ahead if show.id not in ids and _what_and_when(show) not in listed
    )
    for what in new.keys() & gone.keys():
        if len(new[what]) == len(gone[what]) == 1:
            moved[new[what][0].id] = gone[what][0]
    return same, moved


def _alike(shows: Iterable[Concert]) -> dict[object, list[Concert]]:
    alike = defaultdict(list)
    for show in shows:
        alike[_what(show)].append(show)
    return alike


def _what(show: Concert) -> object:
    return fold(show.title), fold(show.venue), fold(show.city)


def _what_and_when(show: Concert) -> object:
    return _what(show), _starts(show)


def _starts(show: Concert) -> tuple[date, time]:
    return show.date, show.time
