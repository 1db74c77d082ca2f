"""What people write for others to read, as nothing but words.

Telegram makes links of addresses, names, tags and numbers by itself, also in what a bot sends. A
word joiner, which nobody sees, keeps it from that.
"""

import re
import unicodedata

_JOINER = "\u2060"
_MARKS = 3  # accents on one letter; no language needs more than that
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[ \n]*\n")
_SPACES = re.compile(r"[^\S\n]+")
_FLAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,7}\U000e007f)")  # of England, say
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})  # not Cn: those may be emoji of next year
_KEPT = frozenset("\n\u200c\u200d")  # what some scripts and emoji are joined with

_ADDRESS = re.compile(r"\.(?=\w)|:(?=//)|[@#$/](?=\w)|\+(?=[0-9(])")
_NUMBER = re.compile(r"[0-9](?:[ \-()]{0,3}[0-9]){6,}")
_DIGIT = re.compile(r"(?<=[0-9])(?=[ \-()]*[0-9])")


def tidy(text: str) -> str:
    """Return a text without what is not to be seen or spoils what is around it.

    Those are control characters, such as turn the rest of a line round, blank lines in a row, and
    accents in heaps.
    """
    text = _SPACES.sub(" ", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)))
    pieces = _FLAG.split(text)
    pieces[::2] = ["".join(_tamed(piece)) for piece in pieces[::2]]
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _tamed(text: str) -> list[str]:
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if category in _UNSEEN and char not in _KEPT:
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(char)
    return kept


def unlinked(text: str) -> str:
    """Return a text that looks the same, of which Telegram makes no links."""
    text = _ADDRESS.sub(lambda found: found[0] + _JOINER, text)
    return _NUMBER.sub(lambda found: _DIGIT.sub(_JOINER, found[0]), text)


def one_line(text: str, length: int) -> str:
    """Return somebody's name, say, as part of a line: short, no link, with its own direction."""
    line = " ".join(tidy(text).split())
    line = unlinked(line if len(line) <= length else line[: length - 1].rstrip() + "…")
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in line):
        return f"\u2068{line}\u2069"
    return line
