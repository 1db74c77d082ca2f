"""MarkdownV2, and the legacy Markdown before it."""

import re

from sandbox.errors import ApiError, Json
from sandbox.text.notation import Opened, Result, byte_offset, custom_emoji_id, date_time, refused

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
        self.result = Result()
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
                raise refused(
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

    def _end_custom(self, opened: Opened) -> None:
        if self._here() != "(":
            raise refused("Custom emoji entity must contain a tg://emoji URL")
        url = self._url("custom emoji URL")
        if time := re.fullmatch(r"tg://time\?unix=([0-9]+)(?:&format=(\w*))?", url):
            self.result.mark("date_time", opened, **date_time(time[1], time[2] or ""))
            return
        emoji = re.fullmatch(r"tg://emoji\?id=([0-9]+)", url)
        if emoji is None:
            raise refused("Custom emoji URL must have an emoji identifier")
        self.result.mark("custom_emoji", opened, custom_emoji_id=custom_emoji_id(emoji[1]))

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
            raise refused(
                f"Can't find end of {article} URL at byte offset {byte_offset(self.text, begin)}"
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

    def _unclosed(self) -> ApiError:
        opened = self.result.open[-1]
        where = byte_offset(self.text, opened.at)
        kind = _TYPE_NAMES[opened.kind]
        return refused(f"Can't find end of {kind} entity at byte offset {where}")


def parse_markdown_v2(text: str) -> tuple[str, list[Json]]:
    return _MarkdownV2(text).read()


def parse_markdown(text: str) -> tuple[str, list[Json]]:
    """The legacy notation, in which nothing nests."""
    result = Result()
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


def _legacy_entity(text: str, at: int, result: Result) -> int:
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
        raise refused(
            f"Can't find end of the entity starting at byte offset {byte_offset(text, begin)}"
        )
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
