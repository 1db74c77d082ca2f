"""The words that search compares: the same however a name is spelled.

Case, accents and the alphabet are folded away, so that `Кино`, `KINO` and `kino` are one
word. Cyrillic becomes Latin the way people type it; spellings that differ only in what they
take for one Russian letter (`tsoy`, `tsoi`) come out alike. A Latin word has other readings
beside: as it stands, as English sounds (`Queen` is квин), and, in a question, as Russian is
written by the book (`coj` is Цой, `yolka` ёлка).
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
        "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts",
        "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
        "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u",
        "y": "i", "w": "v", "q": "k", "x": "ks", "ß": "ss", "ø": "o", "ł": "l", "đ": "d",
        "æ": "e", "œ": "e", "ı": "i",
    }
)  # fmt: skip
Sounds = tuple[tuple[re.Pattern[str], str], ...]

_ONE_SOUND: Sounds = (
    (re.compile("shch|sch"), "sh"),  # щ
    (re.compile("kh"), "h"),  # х
    (re.compile("tz"), "ts"),  # ц
    (re.compile("j"), "dzh"),  # jazz is джаз
    (re.compile("c(?!h)"), "k"),  # rock is рок
    (re.compile(r"([^\W\d])\1"), r"\1"),  # of more, nobody knows what they mean
)
_ENGLISH: Sounds = (
    (re.compile("ee"), "i"),  # green is грин
    (re.compile("oo"), "u"),  # moon is мун
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("qu"), "kv"),
    (re.compile("c(?=[eiy])"), "s"),  # city is сити
)
_BY_THE_BOOK: Sounds = (
    (re.compile("[yj](?=e)"), ""),  # Yelena is Елена
    (re.compile("j"), "i"),
    (re.compile("c(?!h)"), "ts"),
    (re.compile("x"), "h"),
)
_NORTHERN: Sounds = ((re.compile("j"), "i"),)  # Björn is бьорн
_YO = re.compile("[yj]o")  # yozh is ёж, and ё is е

_APOSTROPHES = re.compile("['’ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
_IS_LATIN = re.compile("[a-z]+")

WORDS_LIMIT = 16
"""Words of one record or one question that count; the rest is not looked at."""

_LETTERS_LIMIT = 32
_ASKED_LIMIT = 1000  # characters

_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_OTHER_KEYS = str.maketrans(_RUSSIAN_KEYS + _ENGLISH_KEYS, _ENGLISH_KEYS + _RUSSIAN_KEYS)


class Word(NamedTuple):
    """A word as it was written, without case and accents, and its readings, the plainest first."""

    written: str
    readings: tuple[str, ...]


def fold(text: str) -> list[str]:
    """Return the words of a text, each once, ready to compare."""
    return list(dict.fromkeys(_folded(word) for word in _written(text) if _folded(word)))


def named(text: str) -> list[Word]:
    """Return the words of a name, each with the readings by which it shall be found."""
    return _words(text, lambda word: [_sounding(word, _ENGLISH), _sounding(word, _NORTHERN)])


def asked(text: str) -> list[Word]:
    """Return the words of a question, each with the readings that may be meant."""
    return _words(
        text,
        lambda word: [
            _sounding(word, _ENGLISH),
            _sounding(word, _BY_THE_BOOK),
            _sounding(_YO.sub("e", word), _BY_THE_BOOK),
        ],
    )


def other_layout(text: str) -> str:
    """Return what the same keys write in the other layout: `rbyj` is кино."""
    return text[:_ASKED_LIMIT].casefold().translate(_OTHER_KEYS)


def _words(text: str, ways: Callable[[str], list[str]]) -> list[Word]:
    found: dict[str, Word] = {}
    for written in _written(text):
        readings = [_folded(written)]
        if _IS_LATIN.fullmatch(written):
            readings += [*map(_folded, ways(written)), written[:_LETTERS_LIMIT]]
        if readings[0]:
            kept = tuple(dict.fromkeys(readings))
            found.setdefault(written, Word(written[:_LETTERS_LIMIT], kept))
    return list(found.values())


def _written(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:_ASKED_LIMIT]).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = dict.fromkeys(_WORD.findall(_APOSTROPHES.sub("", plain)))
    return list(words)[:WORDS_LIMIT]


def _sounding(word: str, way: Sounds) -> str:
    for spelling, sound in way:
        word = spelling.sub(sound, word)
    return word


def _folded(word: str) -> str:
    plain = word.replace("ьо", "ио").translate(_LATIN)
    return _sounding(plain, _ONE_SOUND)[:_LETTERS_LIMIT]


# Misspellings ------------------------------------------------------------------------------------

# Typing errors are made in letters, of which some have become two. The same as in
# scripts/catalog.lua, as is the number of letters that misspelt words are looked up by.
_ONE_LETTER = (("zh", "J"), ("ts", "C"), ("ch", "Q"), ("sh", "W"), ("iu", "X"), ("ia", "Y"))
_HEAD = 7


def edits(length: int) -> int:
    """Return how many errors a word of so many letters may have."""
    return 0 if length < 4 else 1 if length < 8 else 2


def lettered(word: str) -> str:
    """Return a reading with a character for each letter it may have been written with."""
    for two, one in _ONE_LETTER:
        word = word.replace(two, one)
    return word


def shortened(reading: str) -> set[str]:
    """Return what is left of the head of a word without as many letters as it may have errors.

    Of two words as near as that, some of these are the same. Others than Latin letters, once
    folded, are not looked at: a digit more or less is another number.
    """
    word = lettered(reading)
    if not _IS_LATIN.fullmatch(reading) or not edits(len(word)):
        return set()
    found = left = {word[:_HEAD]}
    for _ in range(edits(len(word))):
        left = {text[:n] + text[n + 1 :] for text in left for n in range(len(text))}
        found |= left
    return found


def apart(one: str, other: str) -> int | None:
    """Return how many errors make one reading of another; None: more than words may have.

    An error is a letter too many, too few or another one, or two neighbours that changed places.
    """
    one, other = lettered(one), lettered(other)
    return _errors(one, other, edits(min(len(one), len(other))))


def _errors(one: str, other: str, most: int) -> int | None:
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most or not most:
        return None
    while one[:1] == other[:1]:
        one, other = one[1:], other[1:]
    ways = [(one[1:], other), (one, other[1:]), (one[1:], other[1:])]
    if one[:2] == other[1::-1]:
        ways.append((one[2:], other[2:]))
    left = [errors for way in ways if (errors := _errors(*way, most - 1)) is not None]
    return min(left) + 1 if left else None
