"""Addresses, commands and tags that nobody marked."""

import re

from sandbox.errors import Json
from sandbox.text.notation import QUOTES, SPLITTABLE, length
from sandbox.text.overlaps import overlap

_TLD = r"(?:[a-z]{2,24}|xn--[a-z0-9]{4,59}|рф|укр|бел|рус|онлайн|сайт|дети|москва)"
_AUTOMATIC = {
    "bot_command": r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])",
    "email": r"(?<![\w.+\-@])[A-Za-z0-9][\w.+\-]{0,63}@(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,24}\b",
    "url": (
        r"(?<![\w@/.])(?:(?:https?|ftp|tg|ton|tonsite)://[^\s<>«»\"]+"
        rf"|(?:[\w\-]+\.)+{_TLD}(?![\w@])(?::[0-9]{{1,5}})?(?:[/?#][^\s<>«»\"]*)?)"
    ),
    "mention": r"(?<![\w@/])@[A-Za-z0-9_]{2,32}(?![\w@])",
    "hashtag": r"(?<![\w/#])#(?=[\w·]*[^\W\d_])[\w·]{1,256}(?:@[A-Za-z0-9_]{3,32})?(?![\w#])",
    "cashtag": r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?:@[A-Za-z0-9_]{3,32})?(?![\w$])",
    "phone_number": r"(?<![\w+])\+[1-9](?:[ \-()]{0,2}[0-9]){8,14}(?![\w])",
}
_FIND = {kind: re.compile(rule, re.IGNORECASE if kind == "url" else 0) for kind, rule in
         _AUTOMATIC.items()}  # fmt: skip
_HINT = re.compile(r"[/@.:#$+]")


def found(text: str, marked: list[Json]) -> list[Json]:
    if not _HINT.search(text):
        return []
    taken = [e for e in marked if e["type"] not in SPLITTABLE | QUOTES]
    found: list[Json] = []
    for kind, rule in _FIND.items():
        for match in rule.finditer(text):
            word = match[0].rstrip(".,:;!?'\")]}*") if kind == "url" else match[0]
            offset = length(text[: match.start()])
            entity = {"type": kind, "offset": offset, "length": length(word)}
            if not any(overlap(entity, other) for other in [*taken, *found]):
                found.append(entity)
    return found
