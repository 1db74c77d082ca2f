"""The words that search compares: the same however a name is spelled.

Case, accents and the alphabet are folded away, so that `Кино`, `KINO` and `kino` are one
word. Cyrillic becomes Latin the way people type it; spellings that differ only in what they
take for one Russian letter (`tsoy`, `tsoi`) come out alike.
"""

import re
import unicodedata

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
_ONE_SOUND = (
    (re.compile("shch|sch"), "sh"),  # щ
    (re.compile("kh"), "h"),  # х
    (re.compile("tz"), "ts"),  # ц
    (re.compile("j"), "dzh"),  # jazz is джаз
    (re.compile("c(?!h)"), "k"),  # rock is рок
    (re.compile(r"(.)\1+"), r"\1"),
)
_APOSTROPHES = re.compile("['’ʼ`´]")
_WORD = re.compile(r"[^\W_]+")

WORDS_LIMIT = 16
"""Words of one record or one question that count; the rest is not looked at."""

_LETTERS_LIMIT = 32


def fold(text: str) -> list[str]:
    """Return the words of a text, each once, ready to compare."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", text[:1000]).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    folded: dict[str, None] = {}
    for word in _WORD.findall(plain):
        latin = word.translate(_LATIN)
        for spelling, sound in _ONE_SOUND:
            latin = spelling.sub(sound, latin)
        if latin:
            folded[latin[:_LETTERS_LIMIT]] = None
        if len(folded) == WORDS_LIMIT:
            break
    return list(folded)
