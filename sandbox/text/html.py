"""HTML, as the Bot API understands it."""

import re

from sandbox.errors import Json
from sandbox.text.notation import (
    VERBATIM,
    Opened,
    Result,
    byte_offset,
    custom_emoji_id,
    date_time,
    refused,
)

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_NAME_END = re.compile(r"[\s>]|$")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACE = re.compile(r"\s*")


def _unreferenced(match: re.Match[str]) -> str:
    """A character reference as its character; an unknown one stays as it is."""
    hexadecimal, decimal, name = match.groups()
    if name:
        return _CHARACTERS.get(name, match[0])
    if len(match[0].rstrip(";")) >= 10:
        return match[0]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF:
        return match[0]
    if 0xD800 <= code <= 0xDFFF:
        raise refused(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        )
    return chr(code)


def parse_html(text: str) -> tuple[str, list[Json]]:
    result = Result()
    at = 0
    while at < len(text):
        tag = text.find("<", at)
        plain = text[at:] if tag < 0 else text[at:tag]
        result.add(_REFERENCE.sub(_unreferenced, plain))
        if tag < 0:
            break
        at = (
            _end_tag(text, tag, result)
            if text[tag + 1 : tag + 2] == "/"
            else _start_tag(text, tag, result)
        )
    if result.open:
        name = result.open[-1].kind
        raise refused(f'Can\'t find end tag corresponding to start tag "{name}"')
    return result.done()


def _start_tag(text: str, tag: int, result: Result) -> int:
    """Read `<name attribute="value">`; return where it ends."""
    at = _skip(_NAME_END, text, tag + 1)
    if at >= len(text):
        raise refused(f"Unclosed start tag at byte offset {byte_offset(text, tag)}")
    name = text[tag + 1 : at].lower()
    if name not in _TAGS:
        raise refused(f'Unsupported start tag "{name}" at byte offset {byte_offset(text, tag)}')
    attributes: dict[str, str] = {}
    while True:
        at = _past(_SPACE, text, at)
        if text[at : at + 1] == ">":
            break
        at = _attribute(text, tag, name, at, attributes)
    result.begin(name, _argument(text, tag, name, attributes), tag)
    return at + 1


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where the pattern next begins."""
    found = pattern.search(text, at)
    return found.start() if found else len(text)


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a match that begins here ends."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _attribute(text: str, tag: int, name: str, at: int, attributes: dict[str, str]) -> int:
    offset = byte_offset(text, tag)
    end = _past(_ATTRIBUTE, text, at)
    key = text[at:end]
    if not key:
        raise refused(f'Empty attribute name in the tag "{name}" at byte offset {offset}')
    at = _past(_SPACE, text, end)
    if text[at : at + 1] != "=":
        if at >= len(text):
            raise refused(f'Unclosed start tag "{name}" at byte offset {offset}')
        attributes[key] = ""
        return at
    at = _past(_SPACE, text, at + 1)
    if at >= len(text):
        raise refused(f'Unclosed start tag "{name}" at byte offset {offset}')
    if text[at] in "'\"":
        end = text.find(text[at], at + 1)
        value, at = text[at + 1 : end], end + 1
        if end < 0 or at >= len(text):
            raise refused(f"Unclosed start tag at byte offset {offset}")
        value = _REFERENCE.sub(_unreferenced, value)
    else:
        end = _past(_TOKEN, text, at)
        if not re.match(r"[\s>]", text[end : end + 1]):
            raise refused(f"Unexpected end of name token at byte offset {byte_offset(text, at)}")
        value, at = text[at:end].lower(), end
    attributes[key] = value
    return at


def _argument(text: str, tag: int, name: str, attributes: dict[str, str]) -> str:
    """What of a tag's attributes Telegram takes notice of."""
    if name == "a":
        return attributes.get("href", "")
    if name == "code" and attributes.get("class", "").startswith("language-"):
        return attributes["class"].removeprefix("language-")
    if name == "blockquote" and "expandable" in attributes:
        return "expandable"
    if name == "tg-emoji":
        return attributes.get("emoji-id", "")
    if name == "tg-time":
        return f"{attributes.get('unix', '')} {attributes.get('format', '')}"
    if name == "span" and attributes.get("class") != "tg-spoiler":
        offset = byte_offset(text, tag)
        raise refused(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    return ""


def _end_tag(text: str, tag: int, result: Result) -> int:
    """Read `</name>`; return where it ends."""
    offset = byte_offset(text, tag)
    if not result.open:
        raise refused(f"Unexpected end tag at byte offset {offset}")
    end = _skip(_NAME_END, text, tag + 2)
    name = text[tag + 2 : end].lower()
    at = _past(_SPACE, text, end)
    if text[at : at + 1] != ">":
        raise refused(f"Unclosed end tag at byte offset {offset}")
    opened = result.open.pop()
    if name and name != opened.kind:
        raise refused(
            f'Unmatched end tag at byte offset {offset}, expected "</{opened.kind}>",'
            f' found "</{name}>"'
        )
    _close(opened, result)
    return at + 1


def _close(opened: Opened, result: Result) -> None:
    kind = _TAGS[opened.kind]
    if kind == "text_link":
        result.mark(kind, opened, url=opened.argument or result.since(opened.begin))
    elif kind == "custom_emoji":
        result.mark(kind, opened, custom_emoji_id=custom_emoji_id(opened.argument))
    elif kind == "date_time":
        unix, _, how = opened.argument.partition(" ")
        result.mark(kind, opened, **date_time(unix, how))
    elif kind == "blockquote" and opened.argument:
        result.mark("expandable_blockquote", opened)
    elif kind in VERBATIM:
        _close_verbatim(kind, opened, result)
    else:
        result.mark(kind, opened)


def _close_verbatim(kind: str, opened: Opened, result: Result) -> None:
    """`<pre><code class="language-x">`, in either order, is one block in a language."""
    covered = result.units - opened.offset
    last = result.entities[-1] if result.entities else {}
    same = last.get("offset") == opened.offset and last.get("length") == covered
    if same and kind == "pre" and last["type"] == "code" and last.get("language"):
        last["type"] = "pre"
    elif same and kind == "code" and last["type"] == "pre" and opened.argument:
        last["language"] = opened.argument
    elif opened.argument:
        result.mark(kind, opened, language=opened.argument)
    else:
        result.mark(kind, opened)
