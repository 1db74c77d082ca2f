"""Text as Telegram stores it: plain, with entities counted in UTF-16 code units.

Three notations become that (HTML, MarkdownV2, legacy Markdown), refused in the words of the
server where they are malformed. Then the text is cleaned and trimmed, overlaps are sorted out, and
addresses, commands and tags that nobody marked are found.
"""

import re
from collections.abc import Callable, Iterable

from aiogram.client.default import Default

from sandbox.errors import Json, bad
from sandbox.text.automatic import found
from sandbox.text.html import parse_html
from sandbox.text.markdown import parse_markdown, parse_markdown_v2
from sandbox.text.notation import QUOTES, SPLITTABLE, VERBATIM, length
from sandbox.text.overlaps import covered, ordered, trimmed, untangled

__all__ = ["MAX_CAPTION", "MAX_TEXT", "covered", "formatted", "length"]

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_RAW_BYTES = 32768

_PARSERS: dict[str, Callable[[str], tuple[str, list[Json]]]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}


def formatted(
    text: str,
    parse_mode: str | Default | None,
    entities: Iterable[Json] | None = None,
    *,
    limit: int = MAX_TEXT,
    user: Callable[[int], Json | None] = lambda _: None,
) -> tuple[str, list[Json]]:
    """The stored form of a text that a client sent; `user` finds whom `tg://user?id=` means.

    Raises:
        ApiError: the markup is malformed, or the text is too long.
    """
    if len(text.encode("utf-8", "replace")) > _MAX_RAW_BYTES:
        raise bad("text is too long")
    text = _cleaned(text)
    mode = parse_mode.lower() if isinstance(parse_mode, str) else ""
    if mode in ("", "none"):
        marked = [_checked(entity) for entity in entities or ()]
    elif mode in _PARSERS:
        text, marked = _PARSERS[mode](text)
    else:
        raise bad("unsupported parse_mode")
    marked = [entity for entity in (_resolved(e, user) for e in marked) if entity]
    text, marked = trimmed(text, untangled(marked))
    if len(text) > limit:
        raise bad("message is too long" if limit == MAX_TEXT else "message caption is too long")
    return text, ordered([*marked, *found(text, marked)])


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_INVISIBLE = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")


def _cleaned(text: str) -> str:
    return _INVISIBLE.sub("", _CONTROL.sub(" ", text))


_TYPES = frozenset(
    {
        *SPLITTABLE, *VERBATIM, *QUOTES, "mention", "hashtag", "cashtag", "bot_command", "url",
        "email", "phone_number", "text_link", "text_mention", "custom_emoji", "date_time",
    }
)  # fmt: skip


def _checked(entity: Json) -> Json:
    """An entity that a client gave, if it is one."""
    if entity["type"] not in _TYPES:
        raise bad("can't parse MessageEntity: Unsupported type specified")
    for name in ("offset", "length"):
        if entity[name] < 0:
            raise bad(f"receive an entity with incorrect {name} {entity[name]}")
    return dict(entity)


_PERSON_LINK = re.compile(r"tg:(?://)?/?user\?id=([0-9]+)", re.IGNORECASE)
_HOST = r"(?:[^\s/?#@:]+\.)+[^\s/?#@:.]{2,}|localhost|[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
_LINK = re.compile(rf"(?:(https?|ftp|tonsite|ton|tg)://)?({_HOST}|[^\s/?#]+)(.*)", re.IGNORECASE)


def _resolved(entity: Json, user: Callable[[int], Json | None]) -> Json | None:
    """A link to a person becomes a mention of them; a link to nowhere is dropped."""
    if entity["type"] == "text_mention":
        known = user(int(entity["user"]["id"]))
        return {**entity, "user": known} if known else None
    if entity["type"] != "text_link":
        return entity
    url = str(entity.get("url", ""))
    if person := _PERSON_LINK.fullmatch(url):
        known = user(int(person[1]))
        if known is None:
            return None
        return {**_bare(entity), "type": "text_mention", "user": known}
    checked = _checked_link(url)
    return {**entity, "url": checked} if checked else None


def _bare(entity: Json) -> Json:
    return {"type": entity["type"], "offset": entity["offset"], "length": entity["length"]}


def _checked_link(url: str) -> str:
    """The link as Telegram keeps it: with a protocol and a path; empty if it is none."""
    url = url.strip()
    match = _LINK.fullmatch(url)
    if match is None:
        return ""
    protocol, host, rest = match[1], match[2], match[3]
    if protocol and protocol.lower() in ("tg", "ton", "tonsite"):
        return url
    if not re.fullmatch(_HOST, host.rpartition("@")[2].partition(":")[0], re.IGNORECASE):
        return ""
    path = rest if rest.startswith("/") else f"/{rest}"
    return f"{(protocol or 'http').lower()}://{host.lower()}{path}"
