"""Notations, entities, limits of texts."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import ApiError
from sandbox.text import formatted, length
from tests.sandbox.client import Client

Json = dict[str, Any]
EMOJI = "🏟"  # two UTF-16 units, four bytes


async def sent(tg: Client, anna: int, text: str, mode: str | None = "HTML") -> tuple[str, Any]:
    message = await tg.bot("sendMessage", chat_id=anna, text=text, parse_mode=mode)
    return message["text"], message.get("entities", [])


def entity(type: str, offset: int, length: int, **more: object) -> Json:
    return {"type": type, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("tag", "type"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ('span class="tg-spoiler"', "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("blockquote expandable", "expandable_blockquote"),
        ("B", "bold"),
    ],
)
async def test_a_tag_becomes_an_entity_in_utf16_units(
    tg: Client, anna: int, tag: str, type: str
) -> None:
    text = f"{EMOJI} <{tag}>é{EMOJI}</{tag.split()[0]}>"
    assert await sent(tg, anna, text) == (f"{EMOJI} é{EMOJI}", [entity(type, 3, 3)])


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            '<a href="https://promo.music/?a=1&amp;b=2">x</a>',
            [entity("text_link", 0, 1, url="https://promo.music/?a=1&b=2")],
        ),
        ("<a href=promo.music>x</a>", [entity("text_link", 0, 1, url="http://promo.music/")]),
        ('<a href="nowhere">x</a>', []),
        (
            '<pre><code class="language-python">x</code></pre>',
            [entity("pre", 0, 1, language="python")],
        ),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")],
        ),
        (
            '<tg-time unix="1647531900" format="wDT">tomorrow</tg-time>',
            [entity("date_time", 0, 8, unix_time=1647531900, date_time_format="wDT")],
        ),
        ("<b>a<i>b</i></b>", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<b>a</b><b>b</b>", [entity("bold", 0, 2)]),
        ("<code>a<b>b</b></code>", [entity("code", 0, 2)]),
        ("<b></b>x", []),
    ],
)
async def test_html_is_understood_as_telegram_does(
    tg: Client, anna: int, text: str, entities: list[Json]
) -> None:
    assert (await sent(tg, anna, text))[1] == entities


async def test_a_link_to_a_person_is_a_mention(tg: Client, anna: int) -> None:
    _, [mention] = await sent(tg, anna, f'<a href="tg://user?id={anna}">her</a>')
    assert mention["type"] == "text_mention"
    assert mention["user"]["first_name"] == "Anna"
    assert await sent(tg, anna, '<a href="tg://user?id=5">nobody</a>') == ("nobody", [])


async def test_character_references_are_resolved_and_strange_ones_stay(
    tg: Client, anna: int
) -> None:
    strange = "&nbsp; &#0; &#0000000065; AT&T"
    text, _ = await sent(tg, anna, f"&lt;&gt;&amp;&quot;&#1078;&#x1F3DF; {strange}")
    assert text == f'<>&"ж🏟 {strange}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{EMOJI}<foo>x</foo>", 'Unsupported start tag "foo" at byte offset 4'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("жx</b>", "Unexpected end tag at byte offset 3"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("1 <2 >", 'Unsupported start tag "2" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b =x>y</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<a href=x,>y</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>y', "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<tg-emoji emoji-id=x>y</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix=0>y</tg-time>", "Invalid date specified"),
        ("<tg-time unix=2147483648>y</tg-time>", "Invalid date specified"),  # more than 32 bits
        ("<tg-time unix=9 format=rt>y</tg-time>", "Invalid date-time format specified"),
    ],
)
async def test_broken_html_is_refused_with_its_byte(
    tg: Client, anna: int, text: str, words: str
) -> None:
    refusal = await tg.refused("sendMessage", chat_id=anna, text=text, parse_mode="HTML")
    assert refusal == f"400 Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("text", "plain", "entities"),
    [
        ("*b* _i_ __u__ ~s~ ||p|| `c`", "b i u s p c", None),
        ("*bold _italic_*", "bold italic", [entity("bold", 0, 11), entity("italic", 5, 6)]),
        ("1\\.5 \\- \\!", "1.5 - !", []),
        (
            "[x](https://a.bc/\\))",
            "x",
            [entity("text_link", 0, 1, url="https://a.bc/)")],
        ),
        ("```python\nx=1```", "x=1", [entity("pre", 0, 3, language="python")]),
        ("```\nx\n```", "x", [entity("pre", 0, 1)]),
        (">one\n>two\nthree", "one\ntwo\nthree", [entity("blockquote", 0, 8)]),
        (">one\n>two||", "one\ntwo", [entity("expandable_blockquote", 0, 7)]),
        (
            ">one\n**>two",
            "one\ntwo",
            [entity("blockquote", 0, 4), entity("blockquote", 4, 3)],
        ),
        (
            "![👍](tg://emoji?id=5)",
            "👍",
            [entity("custom_emoji", 0, 2, custom_emoji_id="5")],
        ),
        (
            "![then](tg://time?unix=1647531900&format=t)",
            "then",
            [entity("date_time", 0, 4, unix_time=1647531900, date_time_format="t")],
        ),
    ],
)
async def test_markdown_v2_is_understood(
    tg: Client, anna: int, text: str, plain: str, entities: list[Json] | None
) -> None:
    got = await sent(tg, anna, text, "MarkdownV2")
    assert got[0] == plain
    if entities is not None:
        assert got[1] == entities
    else:
        kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "code"]
        assert [e["type"] for e in got[1]] == kinds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("Hi!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("ж *x", "Can't find end of Bold entity at byte offset 3"),
        ("_x", "Can't find end of Italic entity at byte offset 0"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("```py x", "Can't find end of PreCode entity at byte offset 0"),
        ("[x](a.bc", "Can't find end of a URL at byte offset 4"),
        ("![x]", "Custom emoji entity must contain a tg://emoji URL"),
    ],
)
async def test_broken_markdown_v2_is_refused(tg: Client, anna: int, text: str, words: str) -> None:
    refusal = await tg.refused("sendMessage", chat_id=anna, text=text, parse_mode="MarkdownV2")
    assert refusal == f"400 Bad Request: can't parse entities: {words}"


async def test_legacy_markdown_is_understood(tg: Client, anna: int) -> None:
    text = "*b* _i_ `c` [t](http://a.bc/) \\* a.b! ```py\nx```"
    plain, entities = await sent(tg, anna, text, "Markdown")
    assert plain == "b i c t * a.b! x"
    assert [e["type"] for e in entities] == ["bold", "italic", "code", "text_link", "pre"]
    assert entities[-1]["language"] == "py"
    words = await tg.refused("sendMessage", chat_id=anna, text="a_b", parse_mode="Markdown")
    assert words.endswith("Can't find end of the entity starting at byte offset 1")


@pytest.mark.parametrize("mode", ["html", "HTML", "Html"])
async def test_the_case_of_a_notation_does_not_matter(tg: Client, anna: int, mode: str) -> None:
    assert await sent(tg, anna, "<b>x</b>", mode) == ("x", [entity("bold", 0, 1)])


async def test_an_unknown_notation_is_refused(tg: Client, anna: int) -> None:
    words = await tg.refused("sendMessage", chat_id=anna, text="x", parse_mode="BBCode")
    assert words == "400 Bad Request: unsupported parse_mode"


async def test_entities_may_be_given_instead_of_a_notation(tg: Client, anna: int) -> None:
    given = [entity("bold", 2, 1), entity("italic", 0, 99)]
    message = await tg.bot("sendMessage", chat_id=anna, text=f"{EMOJI}b", entities=given)
    assert message["entities"] == [entity("italic", 0, 3), entity("bold", 2, 1)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (entity("sarcasm", 0, 1), "can't parse MessageEntity: Unsupported type specified"),
        (entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
    ],
)
async def test_a_bad_entity_is_refused(tg: Client, anna: int, given: Json, words: str) -> None:
    refusal = await tg.refused("sendMessage", chat_id=anna, text="x", entities=[given])
    assert refusal == f"400 Bad Request: {words}"


async def test_a_mention_names_a_known_person(tg: Client, anna: int) -> None:
    someone = {"id": anna, "is_bot": False, "first_name": "Wrong"}
    given = [entity("text_mention", 0, 1, user=someone)]
    message = await tg.bot("sendMessage", chat_id=anna, text="x", entities=given)
    assert message["entities"][0]["user"]["first_name"] == "Anna"


async def test_what_nobody_marked_is_found(tg: Client, anna: int) -> None:
    text = f"{EMOJI} /go @anna #live $XTR a@b.com https://a.bc/x?y=1. promo.music +7 999 123-45-67"
    _, entities = await sent(tg, anna, text, None)
    found = {e["type"]: text.encode("utf-16-le")[e["offset"] * 2 :][: e["length"] * 2].decode(
        "utf-16-le") for e in reversed(entities)}  # fmt: skip
    assert found == {
        "bot_command": "/go",
        "mention": "@anna",
        "hashtag": "#live",
        "cashtag": "$XTR",
        "email": "a@b.com",
        "url": "https://a.bc/x?y=1",
        "phone_number": "+7 999 123-45-67",
    }
    assert [e["type"] for e in entities].count("url") == 2


async def test_nothing_is_found_inside_code(tg: Client, anna: int) -> None:
    assert await sent(tg, anna, "<code>/go @anna</code>") == (
        "/go @anna",
        [entity("code", 0, 9)],
    )


async def test_spaces_around_a_text_are_cut(tg: Client, anna: int) -> None:
    assert await sent(tg, anna, "\n\n <b> x </b>\n") == (" x", [entity("bold", 0, 2)])
    assert await sent(tg, anna, "  x  ", None) == ("x", [])
    assert await sent(tg, anna, "x <b>y  </b>  ") == ("x y", [entity("bold", 2, 1)])
    assert await sent(tg, anna, "a <b> </b> b") == ("a   b", [])


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_an_empty_text_is_refused(tg: Client, anna: int, text: str) -> None:
    words = await tg.refused("sendMessage", chat_id=anna, text=text)
    assert words == "400 Bad Request: message text is empty"


async def test_a_text_of_markup_only_is_refused(tg: Client, anna: int) -> None:
    words = await tg.refused("sendMessage", chat_id=anna, text="<b></b>", parse_mode="HTML")
    assert words == "400 Bad Request: text must be non-empty"


async def test_a_text_has_4096_characters_after_parsing(tg: Client, anna: int) -> None:
    text, _ = await sent(tg, anna, f"<b>{EMOJI * 4096}</b>")
    assert len(text) == 4096
    words = await tg.refused("sendMessage", chat_id=anna, text="x" * 4097)
    assert words == "400 Bad Request: message is too long"
    words = await tg.refused("sendMessage", chat_id=anna, text="x" * 32769)
    assert words == "400 Bad Request: text is too long"


TEXTS = st.text("ab жé🏟<>&\"' ", max_size=6)


@st.composite
def marked(draw: st.DrawFn, depth: int = 3) -> tuple[str, str]:
    """HTML and the text that it shows."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        plain = draw(TEXTS)
        source = html.escape(plain)
        if depth and draw(st.booleans()):
            source, plain = draw(marked(depth - 1))
        tag = draw(st.sampled_from(["", "b", "i", "u", "code", "tg-spoiler"]))
        parts.append((f"<{tag}>{source}</{tag}>" if tag else source, plain))
    return "".join(source for source, _ in parts), "".join(plain for _, plain in parts)


@given(marked())
def test_html_keeps_its_text_and_entities_lie_within_it(case: tuple[str, str]) -> None:
    source, plain = case
    text, entities = formatted(source, "HTML")
    reference, _ = formatted(plain, None)
    assert text.strip() == reference
    for found in entities:
        assert 0 <= found["offset"] < found["offset"] + found["length"] <= length(text)


def check(text: str, mode: str) -> None:
    """A text is parsed into entities that lie within it, or refused in Telegram's words."""
    refusal = ""
    try:
        plain, entities = formatted(text, mode)
    except ApiError as error:
        refusal = error.description
    if refusal:
        assert refusal.startswith("Bad Request: can't parse entities: ")
    else:
        assert all(0 < e["length"] <= length(plain) - e["offset"] for e in entities)


@given(st.text(max_size=60), st.sampled_from(["HTML", "MarkdownV2", "Markdown"]))
def test_any_text_is_parsed_or_refused_in_telegrams_words(text: str, mode: str) -> None:
    check(text.encode("utf-8", "ignore").decode(), mode)


@given(st.text(st.sampled_from("ab<>&*_`[]()!|~\\\n/@#.1"), max_size=40))
def test_any_markup_is_parsed_or_refused_in_telegrams_words(text: str) -> None:
    for mode in ("HTML", "MarkdownV2", "Markdown"):
        check(text, mode)
