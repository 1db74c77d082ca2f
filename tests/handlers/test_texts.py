"""Both languages say the same things, wholly, and nothing that Telegram refuses."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import handlers
from handlers import texts
from handlers.fields import _READERS, GENRES, kind
from handlers.forms import _WAKES_WITH, Aside
from handlers.texts import LOCALES, Library, Texts
from storage import ENTITIES, Entity, Kind, Profile, kind_of

CODE = Path(handlers.__file__).parent
FOLDER = Path(texts.__file__).parent
PLAIN = {"buttons.ftl", "entities.ftl", "words.ftl"}
"""Files of texts that stand in buttons and alerts; all others are HTML."""

NUMBERS = frozenset(
    {
        *("n", "plays", "likes", "followers", "tracks", "coins", "days", "listeners", "again"),
        *("often", "price", "step", "steps", "weekday", "month", "page", "pages"),
        *("reached", "wanted", "nth", "balance"),
        *("months", "supporters"),
        *("left", "stars"),
        "a_week",
        *("shows",),
        "people",
        *("shows", "most"),
        *("gained", "lost", "downloads", "shares", "comments", "views"),
    }
)
"""Arguments that are given as numbers; all others are strings."""


def messages(locale: str) -> dict[str, ftl.Pattern]:
    """Return every text by its key."""
    found: dict[str, ftl.Pattern] = {}
    for path in sorted((FOLDER / locale).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path}: {entry.content}"
            if not isinstance(entry, ftl.Message):
                continue
            name = entry.id.name
            named = [(name, entry.value)] if entry.value else []
            named += [(f"{name}.{part.id.name}", part.value) for part in entry.attributes]
            for key, pattern in named:
                assert key not in found, f"{key} is said twice"
                found[key] = pattern
    return found


class Arguments(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.choices: list[list[str]] = []

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802
        keys = [
            str(getattr(v.key, "name", None) or getattr(v.key, "value", "")) for v in node.variants
        ]
        self.choices.append(keys)
        self.generic_visit(node)


def arguments(pattern: ftl.Pattern) -> Arguments:
    found = Arguments()
    found.visit(pattern)
    return found


def test_languages_have_the_same_keys() -> None:
    assert messages("ru").keys() == messages("en").keys()


def test_languages_take_the_same_arguments() -> None:
    english = messages("en")
    for key, pattern in messages("ru").items():
        if key not in {"clock", "price"}:  # told by other parts in each language
            assert arguments(pattern).names == arguments(english[key]).names, key


@pytest.mark.parametrize("locale", LOCALES)
def test_every_count_is_said_in_every_plural(locale: str) -> None:
    wanted = {"ru": ["one", "few", "many"], "en": ["one", "other"]}[locale]
    for key, pattern in messages(locale).items():
        for choices in arguments(pattern).choices:
            if {"one", "few", "many", "two"} & set(choices):
                assert choices == wanted, key


class Balance(HTMLParser):
    TAGS = frozenset("b i u s a code pre blockquote tg-spoiler tg-time".split())  # noqa: SIM905

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in self.TAGS, tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def given(pattern: ftl.Pattern, number: int) -> dict[str, str | int]:
    return {name: number if name in NUMBERS else "<x> & y" for name in arguments(pattern).names}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_renders_as_html_that_telegram_takes(library: Library, locale: str) -> None:
    t = library[locale]
    for key, pattern in messages(locale).items():
        for number in (0, 1, 2, 5, 11, 21, 1234567):
            said = t(key, **given(pattern, number))
            balance = Balance()
            balance.feed(said)
            assert not balance.open, said
            assert "<x>" not in said, key
            assert "???" not in said, key


@pytest.mark.parametrize("locale", LOCALES)
def test_texts_of_buttons_and_alerts_have_no_markup(library: Library, locale: str) -> None:
    for path in (FOLDER / locale).glob("*.ftl"):
        if path.name in PLAIN:
            assert not re.search(r"</?[a-z-]+>|&[a-z]+;", path.read_text("utf-8")), path.name


def test_a_missing_argument_is_an_error(library: Library) -> None:
    with pytest.raises(KeyError):
        library["ru"]("deleted")


def test_strings_are_escaped_once_and_only_for_html(library: Library) -> None:
    t = library["en"]
    assert t("card-title", title="R&B <3") == "<b>R&amp;B &lt;3</b>"
    assert t.plain("play-title", title="R&B <3") == "▶ R&B <3"


def test_words_from_right_to_left_move_nothing_beside_them(library: Library) -> None:
    line = library["ru"]("wall-line", name="דנה & 3", amount="50 ⭐")
    assert line == "\u2068דנה &amp; 3\u2069 · 50 ⭐"
    assert library["ru"].plain("wall-line", name="Дана", amount="50 ⭐") == "Дана · 50 ⭐"


@pytest.mark.parametrize(
    ("n", "words"), [(1, "1 трек"), (3, "3 трека"), (11, "11 треков"), (21, "21 трек")]
)
def test_russian_counts(library: Library, n: int, words: str) -> None:
    assert library["ru"]("track.count", n=n) == words


@pytest.mark.parametrize(
    ("code", "locale"),
    [("ru", "ru"), ("ru-RU", "ru"), ("en", "en"), ("pt-br", "en"), ("be", "en"), (None, "ru")],
)
def test_a_language_code_finds_its_texts(code: str | None, locale: str) -> None:
    assert Library("ru")[code].locale == locale


ASKED: list[type[Entity]] = [*ENTITIES, Profile, *Aside.asides.values()]


@pytest.mark.parametrize("model", ASKED, ids=lambda m: m.family)
def test_every_kind_of_record_is_named_and_can_be_asked(
    library: Library, model: type[Entity]
) -> None:
    wanted = {model.family} | {f"{model.family}.{name}" for name in model.own_fields()}
    if model in ENTITIES:
        wanted |= {f"{model.family}.{word}" for word in ("all", "new", "count", "empty")}
        wanted |= {f"{model.family}.{name}" for name in model.counters()}
    for t in library:
        assert {key for key in wanted if key not in t} == set()
        for name in model.own_fields():
            word = kind(model, name).name.lower()
            assert f"ask-{word}" in t
            assert f"unfit-{word}" in t


def test_every_kind_of_field_of_every_record_can_be_read() -> None:
    kinds = {kind_of(field) for model in ASKED for field in model.own_fields().values()}
    assert kinds <= _READERS.keys()
    assert {*_WAKES_WITH, *_WAKES_WITH.values()} <= kinds | {Kind.ZONE, Kind.CURRENCY}


def keys_in_code() -> set[str]:
    """Return the keys that the code says word for word."""
    found = set()
    for path in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = ast.unparse(node.func)
            if re.search(r"(^|\.)t(\.plain)?$", name) or name in {"Refused", "Unfit"}:
                found |= {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found


FORMED = re.compile(
    r"(unfit|ask|genre|command|language|stats|period|coins|file|chart|unfit-when|source|alarm)-[a-z0-9-]+"
    r"|[\w-]+\.[\w-]+|invoice-[a-z]+-about|monthly-stopped-[a-z]+"
    r"|(rules|case-state|case-head|case-step|case-admin|case-did)-[a-z]+"
    r"|import-(column|sample)-[a-z]+|page-unfit-[a-z]+"
    r"|(console-class|console-kind|job)-[a-z-]+"
    r"|(level|switch|digest|week)-[a-z-]+"
    r"|(campaign|campaign-entry|pushed)-[a-z]+"
    r"|paid-(given|held|returned|refused)|(status|statement|goal-at)-[a-z0-9-]+"
    r"|rsvp-[a-z-]+|outing-[a-z]+|step-[0-9a-z]+"
    r"|chat-(refused|note)-[a-z]+"
    r"|(log|right|invitation)-[a-z-]+"
    r"|from-[a-z]+|link-(profile|donation)|poster-[a-z]+|origins-(plays|follows|stars)"
    r"|(whom|fan-list|profile-lacks|site)-[a-z-]+|top-(recent|all)"
    r"|report-[a-z]+"
    r"|(report|why|kind|told|outcome|did|do|done|sure|ask-why|matter-key)-[a-z-]+"
)
"""Keys that the code puts together."""


def test_the_code_says_no_key_that_is_not_there(library: Library) -> None:
    pieces = {"unfit-", "ask-", "genre-", "command-", "language-", "stats-", "coins-", "file-", "."}
    pieces |= {"source-", "alarm-"}
    pieces |= {"import-column-", "import-sample-", "page-unfit-"}
    pieces |= {"monthly-stopped-"}
    pieces |= {"console-class-", "console-kind-", "job-"}
    pieces |= {"chat-refused-", "chat-note-"}
    pieces |= {"log-", "log-column-", "right-", "invitation-"}
    pieces |= {"from-", "link-", "poster-", "origins-"}
    pieces |= {"whom-", "fan-list-", "top-", "profile-lacks-", "site-"}
    pieces |= {"report-", "why-", "kind-", "told-", "outcome-", "did-", "do-", "done-", "sure-"}
    pieces |= {"ask-why-", "matter-key-"}
    pieces |= {"period-", "stats-look-", "stats-file-", "stats-column-", "chart-"}
    asked = {key for key in keys_in_code() if re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", key)}
    there = set(messages("en"))
    assert {key for key in asked - there if not any(key + p in pieces for p in ("", "-"))} == set()


def test_no_text_is_there_for_nobody(library: Library) -> None:
    code = "\n".join(path.read_text("utf-8") for path in CODE.glob("*.py"))
    said = set(re.findall(r"""(?=["']([\w.-]+)["'])""", code))
    kinds = {model.family for model in ENTITIES} | {Profile.family, *Aside.asides}
    idle = {
        key
        for key in messages("en")
        if key not in said and not FORMED.fullmatch(key) and key not in kinds
    }
    assert idle == set()


def test_genres_are_named(library: Library) -> None:
    for t in library:
        assert all(f"genre-{code}" in t for code in GENRES)


def test_commands_fit_and_are_described_in_both_languages(library: Library) -> None:
    menus = handlers.commands(library)
    assert len(menus) == 3 * len(LOCALES)
    for menu in menus:
        for command in menu.commands:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", command.command)
            assert 1 <= len(command.description) <= 256


def test_texts_know_which_keys_they_have() -> None:
    t = Texts("en")
    assert "track" in t
    assert "track.title" in t
    assert "track.nothing" not in t
    assert "nothing.title" not in t


def test_every_job_that_admins_see_has_a_name(library: Library) -> None:
    app = (CODE.parent / "bot" / "app.py").read_text("utf-8")
    jobs = re.findall(r'schedule\.(?:every|daily)\(.*name="([^"]+)"', app)
    assert len(jobs) > 8
    keys = {f"job-{name.replace(' ', '-').lower()}" for name in jobs}
    assert {key for key in keys for t in library if key not in t} == set()
