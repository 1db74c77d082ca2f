"""Cities by name, in Russian and English, with their time zones: GeoNames, see data/LICENSE.md.

`data/cut_cities.py` makes the table: every city of 10,000 people and more, and of 1,000 and more in
the countries that were the Soviet Union. It is loaded when first asked for. A search runs through
three texts that have a city a line: a millisecond, and far less memory than an index of the names.
"""

import gzip
import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from babel import Locale

from storage import segments

_TABLE = Path(__file__).with_name("data") / "cities.gz"
_MOST = 8  # cities returned; nobody reads more buttons
_KNOWN = 60_000  # the names of many a smaller one are words, too: Сада, Дом, Бар
_RIVAL = 10  # a namesake this many times smaller needs no question
_CLOSE = 0.7  # likeness, of 1, from which a misspelling is worth offering
_NEAR_KM = 150  # further away, another country is as likely
_DEGREE_KM = 111.2  # of latitude
_LETTERS = (  # that are not decomposed, and one that must not be
    *(("и\u0306", "й"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ı", "i")),
    *(("æ", "ae"), ("œ", "oe"), ("ð", "d"), ("þ", "th")),
)
# what people call countries beside the names that Babel has
_COUNTRIES = {
    "usa": "US",
    "сша": "US",
    "америка": "US",
    "uk": "GB",
    "england": "GB",
    "англия": "GB",
}
_COUNTRIES |= dict.fromkeys(
    ("greatbritain", "britain", "scotland", "wales", "northernireland", "шотландия", "уэльс"), "GB"
)
_COUNTRIES |= {"holland": "NL", "голландия": "NL", "czechrepublic": "CZ", "корея": "KR"}
_COUNTRIES |= {"uae": "AE", "оаэ": "AE", "рф": "RU", "белоруссия": "BY", "turkey": "TR"}
_CASES = (  # how Russian names end in a sentence, and how in the table: "в Казани" is Казань
    *(("ии", "ия"), ("и", "ь"), ("е", ""), ("е", "а"), ("е", "ь"), ("е", "о"), ("у", "а")),
    *(("ах", "ы"), ("ах", "и"), ("ом", "ый"), ("ом", "ий")),
)


class City(NamedTuple):
    """A place with a time zone."""

    name_en: str
    name_ru: str  # the English one where no Russian one is known
    country: str  # ISO 3166-1 alpha-2
    region: str  # the letters of a state of the USA, else ""
    zone: str  # IANA
    population: int  # to two digits
    lat: float  # degrees, to 6 km
    lon: float


class _Table(NamedTuple):
    groups: list[tuple[str, str, str]]  # country, region, zone
    ends: list[int]  # the row after each group
    english: list[str]
    russian: list[str]
    numbers: list[str]  # population, latitude, longitude
    texts: tuple[str, str, str]  # folded: English, Russian, other names; between line ends or "/"


def fold(text: str) -> str:
    """Return what the spellings of a name have in common: small plain letters, digits, lines."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    for letter, plainer in _LETTERS:  # each pass is fast; str.translate takes four times as long
        plain = plain.replace(letter, plainer)
    return re.sub(r"[^\w\n]+|_", "", plain)


@cache
def _table() -> _Table:
    groups, english, russian, others, numbers = (
        gzip.decompress(_TABLE.read_bytes()).decode().split("\f")
    )
    rows = [row.split(" ") for row in groups.split("\n")]
    return _Table(
        [(country, region.strip("-"), zone) for country, region, zone, _ in rows],
        list(accumulate(int(row[3]) for row in rows)),
        english.split("\n"),
        russian.split("\n"),
        numbers.split("\n"),
        (f"\n{fold(english)}\n", f"\n{fold(russian)}\n", "/" + others.replace("\n", "/\n/") + "/"),
    )


def load() -> None:
    """Read the table now (a tenth of a second), not at the first question."""
    _table()


def find_city(name: str, *, strict: bool = False) -> list[City]:
    """Return the cities of that name, the most populous first; a few at most.

    A country or a state of the USA may follow after a comma: "Birmingham, UK", "Portland, ME". If
    it has no such city, those elsewhere are meant, unless that is `strict`. Of namesakes in one
    country, state and zone only the greatest is given: which of them is meant changes no clock.
    """
    name, _, where = name.partition(",")
    found: dict[tuple[str, str, str], City] = {}
    cities = [_city(row) for row in _rows(_key(name))] or _in_sentence(_key(name))
    for city in sorted(cities, key=lambda city: (-city.population, city.name_en)):
        found.setdefault((city.country, city.region, city.zone), city)
    there = [city for city in found.values() if _is_in(city, where)] if where.strip() else []
    if where.strip() and (there or strict):
        return there[:_MOST]
    return list(found.values())[:_MOST]


def ambiguous(cities: list[City]) -> bool:
    """Tell whether to ask which is meant: another is not tiny beside the first, in other time."""
    return any(
        city.population * _RIVAL >= cities[0].population and city.zone != cities[0].zone
        for city in cities[1:]
    )


def alike(name: str, *, most: int = 5) -> list[City]:
    """Return cities whose names look like it, likeliest first: "did you mean?"."""
    key = _key(name.partition(",")[0])
    if not 4 <= len(key) <= 40:
        return []
    likeness = SequenceMatcher(autojunk=False)
    likeness.set_seq2(key)
    scores: dict[City, float] = {}
    for row, other in _like(key):
        likeness.set_seq1(other)
        if likeness.quick_ratio() >= _CLOSE and (score := likeness.ratio()) >= _CLOSE:
            city = _city(row)
            score += 0.03 * math.log10(city.population + 1)  # ten times the people, 3 % likelier
            scores[city] = max(score, scores.get(city, 0))
    return sorted(scores, key=lambda city: -scores[city])[:most]


def namesakes(name: str, zone: str | None) -> list[City]:
    """Return the cities that a name may mean: if some are in the zone, those."""
    found = find_city(name)
    return [city for city in found if city.zone == zone] or found


@lru_cache(10_000)  # a store of people of one city asks for it again and again
def town_of(name: str, zone: str | None) -> str:
    """Return the city that a name means, the same for all its names; `UNKNOWN` if none."""
    found = namesakes(name, zone)
    if not found:
        return segments.UNKNOWN
    city = found[0]
    return f"{city.name_en}, {city.region or city.country}\n{city.zone}"


def town(town: str) -> City | None:
    """Return the city that `town_of` said; None, if a newer table has lost it."""
    name, _, zone = town.partition("\n")
    return next(iter(namesakes(name, zone)), None)


def apart_km(one: City, other: City) -> float:
    """Return how far two cities are apart, as the crow flies, if that is not far."""
    squeeze = math.cos(math.radians((one.lat + other.lat) / 2))
    east = ((one.lon - other.lon + 180) % 360 - 180) * squeeze
    return math.hypot(one.lat - other.lat, east) * _DEGREE_KM


def nearest(lat: float, lon: float) -> City | None:
    """Return the city nearest to a place; None, if none is within `_NEAR_KM`.

    It looks at all of them, which takes some hundredths of a second.
    """
    best, row = float(_NEAR_KM), -1
    squeeze = max(math.cos(math.radians(lat)), 0.01)
    for n, numbers in enumerate(_table().numbers):
        _, its_lat, its_lon = numbers.split(" ")
        north = (float(its_lat) - lat) * _DEGREE_KM
        if abs(north) < best:
            east = ((float(its_lon) - lon + 180) % 360 - 180) * squeeze * _DEGREE_KM
            if (away := math.hypot(north, east)) < best:
                best, row = away, n
    return None if row < 0 else _city(row)


def country_name(code: str, locale: str) -> str:
    name: str = Locale.parse(locale).territories.get(code, code)
    return name


def is_country(name: str) -> bool:
    """Tell whether people call a country so."""
    key = fold(name)
    return key in _COUNTRIES or key in _country_names()


@cache
def _country_names() -> frozenset[str]:
    codes = {country for country, _, _ in _table().groups}
    return frozenset(fold(country_name(code, at)) for code in codes for at in ("ru", "en"))


def _key(name: str) -> str:
    said = re.sub(r"^\s*(?:во?\s+)?(?:г\.|г\s|городе?\s|city of\s)?", "", name.casefold())
    return fold(said).replace("\n", "")


def _in_sentence(key: str) -> list[City]:
    """Return the cities that a name in a Russian sentence may mean; "в саду" means none of them."""
    found = [_city(row) for row in {row for base in _bases(key) for row in _rows(base)}]
    return [city for city in found if city.population >= _KNOWN]


def _bases(key: str) -> list[str]:
    """Return what a name that stands in a Russian sentence may be by itself."""
    return [key.removesuffix(end) + base for end, base in _CASES if key[2:].endswith(end)]


@lru_cache(4096)  # a file names a city in each of its lines, and there with its country and alone
def _rows(key: str) -> frozenset[int]:
    """Return the rows of the cities that have exactly this name."""
    found = set()
    for text, edge in zip(_table().texts, "\n\n/", strict=True):
        at = text.find(edge + key + edge) if key else -1
        while at >= 0:
            found.add(text.count("\n", 0, at + 1) - (edge == "\n"))
            at = text.find(edge + key + edge, at + 1)
    return frozenset(found)


def _like(key: str) -> Iterator[tuple[int, str]]:
    """Yield the rows and names that begin or end like the key and are about as long."""
    least, most = max(len(key) - 3, 1), len(key) + 1
    alike = re.compile(
        rf"^(?:{key[0]}\w{{{least},{most}}}|\w{{{least},{most}}}{key[-2:]})$", re.MULTILINE
    )
    for text in _table().texts[:2]:
        row, at = -1, 0
        for match in alike.finditer(text):
            row, at = row + text.count("\n", at, match.start()), match.start()
            yield row, match[0]


def _city(row: int) -> City:
    table = _table()
    english, russian = table.english[row], table.russian[row]
    country, region, zone = table.groups[bisect_right(table.ends, row)]
    people, lat, lon = table.numbers[row].split(" ")
    return City(
        name_en=english,
        name_ru=russian or english,
        country=country,
        region=region,
        zone=zone,
        population=int(people),
        lat=float(lat),
        lon=float(lon),
    )


def _is_in(city: City, where: str) -> bool:
    """Tell whether a country or a state, as people call it, is the city's."""
    key = fold(where)
    names = {city.country, city.region, *(country_name(city.country, at) for at in ("ru", "en"))}
    return key in map(fold, names) or _COUNTRIES.get(key) == city.country
