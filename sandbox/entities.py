"""Text as Telegram stores it: plain, with entities counted in UTF-16 code units.

Three notations become that (HTML, MarkdownV2, legacy Markdown), refused in the words of the
server where they are malformed. Then the text is cleaned and trimmed, overlaps are sorted out, and
addresses, commands and tags that nobody marked are found.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from aiogram.client.default import Default

from sandbox.errors import Json, bad

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_RAW_BYTES = 32768

_SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_VERBATIM = frozenset({"code", "pre"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})


def length(text: str) -> int:
    """How many UTF-16 code units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


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
    text, marked = _trimmed(text, _untangled(marked))
    if len(text) > limit:
        raise bad("message is too long" if limit == MAX_TEXT else "message caption is too long")
    return text, _sorted([*marked, *_found(text, marked)])


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_INVISIBLE = re.compile("[\r\u202a-\u202e\u0333\u033f\u030a]")


def _cleaned(text: str) -> str:
    return _INVISIBLE.sub("", _CONTROL.sub(" ", text))


_TYPES = frozenset(
    {
        *_SPLITTABLE, *_VERBATIM, *_QUOTES, "mention", "hashtag", "cashtag", "bot_command", "url",
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


# Notations


@dataclass(slots=True)
class _Open:
    """An entity that has begun."""

    kind: str
    argument: str
    offset: int  # where it begins in the result, in UTF-16 units
    at: int  # where it begins in the source, in characters
    begin: int  # where it begins in the result, in characters


@dataclass(slots=True)
class _Result:
    """A text in the making."""

    parts: list[str] = field(default_factory=list)
    units: int = 0
    size: int = 0
    entities: list[Json] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.units += length(text)
        self.size += len(text)

    def begin(self, kind: str, argument: str, at: int) -> None:
        self.open.append(_Open(kind, argument, self.units, at, self.size))

    def since(self, begin: int) -> str:
        return "".join(self.parts)[begin:]

    def mark(self, kind: str, opened: _Open, **more: object) -> None:
        if self.units > opened.offset:
            covered = self.units - opened.offset
            entity = {"type": kind, "offset": opened.offset, "length": covered, **more}
            self.entities.append(entity)

    def done(self) -> tuple[str, list[Json]]:
        return "".join(self.parts), self.entities


def _refuse(words: str) -> Exception:
    return bad(f"can't parse entities: {words}")


def _byte(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogatepass"))


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
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or len(match[0].rstrip(";")) >= 10:
        return match[0]
    if 0xD800 <= code <= 0xDFFF:
        raise _refuse(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        )
    return chr(code)


def _parse_html(text: str) -> tuple[str, list[Json]]:
    result = _Result()
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
        raise _refuse(f'Can\'t find end tag corresponding to start tag "{name}"')
    return result.done()


def _start_tag(text: str, tag: int, result: _Result) -> int:
    """Read `<name attribute="value">`; return where it ends."""
    at = _skip(_NAME_END, text, tag + 1)
    if at >= len(text):
        raise _refuse(f"Unclosed start tag at byte offset {_byte(text, tag)}")
    name = text[tag + 1 : at].lower()
    if name not in _TAGS:
        raise _refuse(f'Unsupported start tag "{name}" at byte offset {_byte(text, tag)}')
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
    offset = _byte(text, tag)
    end = _past(_ATTRIBUTE, text, at)
    key = text[at:end]
    if not key:
        raise _refuse(f'Empty attribute name in the tag "{name}" at byte offset {offset}')
    at = _past(_SPACE, text, end)
    if text[at : at + 1] != "=":
        if at >= len(text):
            raise _refuse(f'Unclosed start tag "{name}" at byte offset {offset}')
        attributes[key] = ""
        return at
    at = _past(_SPACE, text, at + 1)
    if at >= len(text):
        raise _refuse(f'Unclosed start tag "{name}" at byte offset {offset}')
    if text[at] in "'\"":
        end = text.find(text[at], at + 1)
        value, at = text[at + 1 : end], end + 1
        if end < 0 or at >= len(text):
            raise _refuse(f"Unclosed start tag at byte offset {offset}")
        value = _REFERENCE.sub(_unreferenced, value)
    else:
        end = _past(_TOKEN, text, at)
        if not re.match(r"[\s>]", text[end : end + 1]):
            raise _refuse(f"Unexpected end of name token at byte offset {_byte(text, at)}")
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
        offset = _byte(text, tag)
        raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    return ""


def _end_tag(text: str, tag: int, result: _Result) -> int:
    """Read `</name>`; return where it ends."""
    offset = _byte(text, tag)
    if not result.open:
        raise _refuse(f"Unexpected end tag at byte offset {offset}")
    end = _skip(_NAME_END, text, tag + 2)
    name = text[tag + 2 : end].lower()
    at = _past(_SPACE, text, end)
    if text[at : at + 1] != ">":
        raise _refuse(f"Unclosed end tag at byte offset {offset}")
    opened = result.open.pop()
    if name and name != opened.kind:
        raise _refuse(
            f'Unmatched end tag at byte offset {offset}, expected "</{opened.kind}>",'
            f' found "</{name}>"'
        )
    _close_html(opened, result)
    return at + 1


def _close_html(opened: _Open, result: _Result) -> None:
    kind = _TAGS[opened.kind]
    if kind == "text_link":
        result.mark(kind, opened, url=opened.argument or result.since(opened.begin))
    elif kind == "custom_emoji":
        result.mark(kind, opened, custom_emoji_id=_custom_emoji(opened.argument))
    elif kind == "date_time":
        unix, _, how = opened.argument.partition(" ")
        result.mark(kind, opened, **_date_time(unix, how))
    elif kind == "blockquote" and opened.argument:
        result.mark("expandable_blockquote", opened)
    elif kind in _VERBATIM:
        _close_verbatim(kind, opened, result)
    else:
        result.mark(kind, opened)


def _close_verbatim(kind: str, opened: _Open, result: _Result) -> None:
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


def _custom_emoji(id: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,19}", id) or not int(id):
        raise _refuse("Invalid custom emoji identifier specified")
    return id


def _date_time(unix: str, how: str) -> Json:
    if not re.fullmatch(r"[0-9]{1,10}", unix):
        raise _refuse("Invalid date specified")
    if not re.fullmatch(r"r|w?[dD]?[tT]?", how):
        raise _refuse("Invalid date-time format specified")
    return {"unix_time": int(unix), **({"date_time_format": how} if how else {})}


_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler",
    "`": "code", "```": "pre", "[": "text_link", "![": "custom_emoji",
}  # fmt: skip
_TYPE_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "pre_code": "PreCode",
    "text_link": "TextUrl", "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
}  # fmt: skip


class _MarkdownV2:
    """A reader of MarkdownV2; each method reads one thing and moves `at` past it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.result = _Result()
        self.quoted = False

    def read(self) -> tuple[str, list[Json]]:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\\" and self._next() and ord(self._next()) <= 126:
                self.result.add(self._next())
                self.at += 2
            elif not self._is_reserved(char):
                self.result.add(char)
                self.at += 1
            elif self.quoted and char == "\n" and self._next() != ">":
                self._end_quote()
            elif (mark := self._closing()) is not None:
                self._end(mark)
            else:
                self._begin(char)
        self._finish()
        return self.result.done()

    def _next(self) -> str:
        return self.text[self.at + 1 : self.at + 2]

    def _is_reserved(self, char: str) -> bool:
        if self.result.open and self.result.open[-1].kind in ("code", "pre", "pre_code"):
            return char == "`"
        return char in _RESERVED or char == "\n"

    def _closing(self) -> str | None:
        """The mark here that ends the innermost entity."""
        kind = self.result.open[-1].kind if self.result.open else ""
        here = self.text[self.at : self.at + 3]
        if kind == "italic":
            return "_" if here[0] == "_" and here[1:2] != "_" else None
        marks = {
            "bold": "*", "underline": "__", "strikethrough": "~", "spoiler": "||", "code": "`",
            "pre": "```", "pre_code": "```", "text_link": "]", "custom_emoji": "]",
        }  # fmt: skip
        mark = marks.get(kind)
        return mark if mark and here.startswith(mark) else None

    def _begin(self, char: str) -> None:
        here = self.text[self.at : self.at + 3]
        at = self.at
        if char == "\n":
            self._line()
        elif char == ">" and self._starts_line():
            self._begin_quote()
            self.at += 1
        elif here == "```":
            self._begin_pre()
        else:
            pair = here[:2] if here[:2] in ("__", "||", "![") else char
            if pair not in _MARKS:
                raise _refuse(
                    f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
                )
            self.at += len(pair)
            self.result.begin(_MARKS[pair], "", at)

    def _starts_line(self) -> bool:
        """Whether a quotation may begin here; `**`, an empty bold, parts it from one before."""
        if self.quoted or self.result.open:
            return False
        written = self.result.parts[-1] if self.result.parts else "\n"
        return written == "\n"

    def _line(self) -> None:
        self.result.add("\n")
        self.at += 1
        if self.text[self.at : self.at + 1] == ">":
            if not self.quoted:
                self._begin_quote()
            self.at += 1

    def _begin_quote(self) -> None:
        self.quoted = True
        self.result.begin("blockquote", "", self.at)

    def _begin_pre(self) -> None:
        at = self.at
        self.at += 3
        language = re.compile(r"[^\s`]*").match(self.text, self.at)
        end = language.end() if language else self.at
        kind, argument = "pre", ""
        if end > self.at and end < len(self.text) and self.text[end] != "`":
            kind, argument = "pre_code", self.text[self.at : end]
            self.at = end
        if self.text[self.at : self.at + 1] == "\n":
            self.at += 1
        self.result.begin(kind, argument, at)

    def _end(self, mark: str) -> None:
        opened = self.result.open.pop()
        self.at += len(mark)
        if opened.kind == "text_link":
            url = self._url("URL") if self._here() == "(" else self.result.since(opened.begin)
            self.result.mark("text_link", opened, url=url)
        elif opened.kind == "custom_emoji":
            self._end_custom(opened)
        elif opened.kind == "pre_code":
            self.result.mark("pre", opened, language=opened.argument)
        else:
            self.result.mark(opened.kind, opened)

    def _here(self) -> str:
        return self.text[self.at : self.at + 1]

    def _end_custom(self, opened: _Open) -> None:
        if self._here() != "(":
            raise _refuse("Custom emoji entity must contain a tg://emoji URL")
        url = self._url("custom emoji URL")
        if time := re.fullmatch(r"tg://time\?unix=([0-9]+)(?:&format=(\w*))?", url):
            self.result.mark("date_time", opened, **_date_time(time[1], time[2] or ""))
            return
        emoji = re.fullmatch(r"tg://emoji\?id=([0-9]+)", url)
        if emoji is None:
            raise _refuse("Custom emoji URL must have an emoji identifier")
        self.result.mark("custom_emoji", opened, custom_emoji_id=_custom_emoji(emoji[1]))

    def _url(self, name: str) -> str:
        self.at += 1
        begin = self.at
        url = ""
        while self._here() not in (")", ""):
            if self._here() == "\\" and self._next() and ord(self._next()) <= 126:
                self.at += 1
            url += self._here()
            self.at += 1
        if not self._here():
            article = "a custom emoji" if name.startswith("custom") else "a"
            raise _refuse(
                f"Can't find end of {article} URL at byte offset {_byte(self.text, begin)}"
            )
        self.at += 1
        return url

    def _end_quote(self) -> None:
        self._take_expander()
        if self.result.open[-1].kind != "blockquote":
            raise self._unclosed()
        self.result.add("\n")
        self.at += 1
        self._close_quote()

    def _take_expander(self) -> None:
        """`||` that ends a quotation makes it expandable; it has just opened an empty spoiler."""
        innermost = self.result.open[-1]
        if innermost.kind == "spoiler" and innermost.offset == self.result.units:
            self.result.open.pop()
            self.result.open[-1].argument = "expandable_blockquote"

    def _close_quote(self) -> None:
        self.quoted = False
        opened = self.result.open.pop()
        self.result.mark(opened.argument or "blockquote", opened)

    def _finish(self) -> None:
        if self.quoted:
            self._take_expander()
            if self.result.open[-1].kind == "blockquote":
                self._close_quote()
        if self.result.open:
            raise self._unclosed()

    def _unclosed(self) -> Exception:
        opened = self.result.open[-1]
        where = _byte(self.text, opened.at)
        kind = _TYPE_NAMES[opened.kind]
        return _refuse(f"Can't find end of {kind} entity at byte offset {where}")


def _parse_markdown_v2(text: str) -> tuple[str, list[Json]]:
    return _MarkdownV2(text).read()


def _parse_markdown(text: str) -> tuple[str, list[Json]]:
    """The legacy notation, in which nothing nests."""
    result = _Result()
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\" and text[at + 1 : at + 2] in tuple("_*`["):
            result.add(text[at + 1])
            at += 2
        elif char in "_*`[":
            at = _legacy_entity(text, at, result)
        else:
            result.add(char)
            at += 1
    return result.done()


def _legacy_entity(text: str, at: int, result: _Result) -> int:
    begin, char = at, text[at]
    mark = "```" if text.startswith("```", at) else char
    at += len(mark)
    language = ""
    if mark == "```" and (named := re.compile(r"([^\s`]+)(?=[\s])").match(text, at)):
        language, at = named[1], named.end()
    if mark == "```" and text[at : at + 1] == "\n":
        at += 1
    end = text.find("]" if char == "[" else mark, at)
    if end < 0:
        raise _refuse(f"Can't find end of the entity starting at byte offset {_byte(text, begin)}")
    result.begin("", "", begin)
    opened = result.open.pop()
    result.add(text[at:end])
    after = end + len(mark)
    if char == "[":
        url = text[at:end]
        if text[after : after + 1] == "(":
            close = text.find(")", after)
            close = len(text) if close < 0 else close
            url, after = text[after + 1 : close], close + 1
        result.mark("text_link", opened, url=url)
    elif mark == "```" and language:
        result.mark("pre", opened, language=language)
    else:
        result.mark(_MARKS[mark], opened)
    return after


_PARSERS: dict[str, Callable[[str], tuple[str, list[Json]]]] = {
    "html": _parse_html,
    "markdownv2": _parse_markdown_v2,
    "markdown": _parse_markdown,
}


# Overlaps, spaces, order


def _end(entity: Json) -> int:
    return int(entity["offset"] + entity["length"])


def _untangled(entities: list[Json]) -> list[Json]:
    """Without what Telegram does not nest: nothing lives in code, styles of a kind merge."""
    verbatim = _apart(e for e in entities if e["type"] in _VERBATIM)
    for entity in verbatim:
        if entity["type"] == "code":
            entity.pop("language", None)
    quotes = _apart(e for e in entities if e["type"] in _QUOTES)
    others = _apart(
        e
        for e in entities
        if e["type"] not in _SPLITTABLE | _VERBATIM | _QUOTES
        and not any(_overlap(e, v) for v in verbatim)
    )
    styles: list[Json] = []
    for kind in _SPLITTABLE:
        spans = [(e["offset"], _end(e)) for e in entities if e["type"] == kind]
        for begin, end in _outside(_joined(spans), verbatim):
            for first, last in _cut(begin, end, [*quotes, *others]):
                styles.append({"type": kind, "offset": first, "length": last - first})
    return [*verbatim, *quotes, *others, *styles]


def _apart(entities: Iterable[Json]) -> list[Json]:
    """The entities that do not overlap an earlier one."""
    kept: list[Json] = []
    for entity in _sorted(entities):
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _outside(spans: list[tuple[int, int]], verbatim: list[Json]) -> Iterator[tuple[int, int]]:
    for begin, end in spans:
        for block in verbatim:
            if block["offset"] >= end or _end(block) <= begin:
                continue
            if begin < block["offset"]:
                yield begin, block["offset"]
            begin = max(begin, _end(block))
        if begin < end:
            yield begin, end


def _cut(begin: int, end: int, others: list[Json]) -> Iterator[tuple[int, int]]:
    """Split a style where it enters or leaves an entity without covering it whole."""
    for other in sorted(others, key=lambda e: int(e["offset"])):
        start, stop = other["offset"], _end(other)
        for edge in (start, stop):
            crosses = not (begin <= start and stop <= end) and not (start <= begin and end <= stop)
            if begin < edge < end and crosses:
                yield begin, edge
                begin = edge
    yield begin, end


_PRIORITY = ("expandable_blockquote", "blockquote", "pre", "code", "text_link")


def _sorted(entities: Iterable[Json]) -> list[Json]:
    def order(entity: Json) -> tuple[int, int, int, str]:
        kind = entity["type"]
        rank = _PRIORITY.index(kind) if kind in _PRIORITY else len(_PRIORITY)
        return entity["offset"], -entity["length"], rank, kind

    return sorted(entities, key=order)


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut the spaces around a text; those in front stay where an entity begins in them."""
    total = length(text)
    kept = [
        {**e, "length": min(_end(e), total) - e["offset"]}
        for e in entities
        if 0 <= e["offset"] < total and e["length"] > 0
    ]
    body = text.rstrip()
    end = length(body)
    kept = [{**e, "length": min(_end(e), end) - e["offset"]} for e in kept if e["offset"] < end]
    kept = [e for e in kept if e["type"] in _VERBATIM or _covered(body, e).strip()]
    start = length(body) - length(body.lstrip())
    start = min([start, *(e["offset"] for e in kept)])
    return body[start:], [{**e, "offset": e["offset"] - start} for e in kept]


def _covered(text: str, entity: Json) -> str:
    if text.isascii():
        return text[entity["offset"] : _end(entity)]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[entity["offset"] * 2 : _end(entity) * 2].decode("utf-16-le", "replace")


# What nobody marked

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


def _found(text: str, marked: list[Json]) -> list[Json]:
    if not _HINT.search(text):
        return []
    taken = [e for e in marked if e["type"] not in _SPLITTABLE | _QUOTES]
    found: list[Json] = []
    for kind, rule in _FIND.items():
        for match in rule.finditer(text):
            word = match[0].rstrip(".,:;!?'\")]}*") if kind == "url" else match[0]
            offset = length(text[: match.start()])
            entity = {"type": kind, "offset": offset, "length": length(word)}
            if not any(_overlap(entity, other) for other in [*taken, *found]):
                found.append(entity)
    return found
