"""Every word the bot says, one folder per language."""

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LOCALES = ("en", "ru")

_HERE = Path(__file__).parent

Value = str | int | float


class Html(str):
    """Text already safe to send as HTML; `Texts` does not escape it again."""

    __slots__ = ()


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _apart(words: Value) -> Value:
    """Return words with a direction of their own: a Hebrew name moves no number beside it."""
    if not isinstance(words, str) or not _RIGHT_TO_LEFT.search(words):
        return words
    if "\n" in words or "://" in words or words.startswith("\u2068"):
        return words
    return type(words)(f"\u2068{words}\u2069")


def quoted(words: str) -> Html:
    """Return a person's own words as HTML: those too long to be an argument of a text.

    Fluent takes arguments of up to 2,500 characters, which are five times fewer before escaping.
    """
    return Html(escape(words, quote=False))


def paragraphs(*parts: Html | None) -> Html:
    """Return texts with a line between them, those that there are."""
    return Html("\n\n".join(part for part in parts if part))


def lines(*parts: Html | None) -> Html:
    """Return texts one below the other, those that there are."""
    return Html("\n".join(part for part in parts if part))


@cache  # half a second of reading, for what never changes
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=False)
    for path in sorted((_HERE / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle


class Texts:
    """The bot's words in one language.

    ``t("concert.venue")`` is the attribute ``venue`` of the message ``concert``. A `str` argument
    is escaped for HTML here, and only here. Buttons, alerts and titles are not HTML: those are
    said with `plain`.
    """

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._bundle = _bundle(locale)

    def __call__(self, key: str, /, **args: Value) -> Html:
        """Return the text as HTML.

        Raises:
            KeyError: no such message or attribute, or an argument it needs is missing.

        """
        safe = {
            name: quoted(value) if isinstance(value, str) and not isinstance(value, Html) else value
            for name, value in args.items()
        }
        return Html(self._format(key, safe))

    def plain(self, key: str, /, **args: Value) -> str:
        """Return the text for a place without markup: a button, an alert, a title."""
        return self._format(key, args)

    def __contains__(self, key: str) -> bool:
        name, _, attribute = key.partition(".")
        if not self._bundle.has_message(name):
            return False
        return not attribute or attribute in self._bundle.get_message(name).attributes

    def _format(self, key: str, args: dict[str, Any]) -> str:
        name, _, attribute = key.partition(".")
        message = self._bundle.get_message(name)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            raise KeyError(key)
        apart = {name: _apart(value) for name, value in args.items()}
        text, errors = self._bundle.format_pattern(pattern, apart)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(text)


class Library:
    """The words in all languages."""

    def __init__(self, default: str = "en") -> None:
        """`default` is for people whose language Telegram does not tell."""
        self._texts = {locale: Texts(locale) for locale in LOCALES}
        self._default = self._texts[default]

    def __getitem__(self, language_code: str | None) -> Texts:
        """Return the texts for a Telegram language code, such as ``ru`` or ``pt-br``.

        A language that we do not speak is answered in English.
        """
        if not language_code:
            return self._default
        return self._texts.get(language_code.partition("-")[0].lower(), self._texts["en"])

    def __iter__(self) -> Iterator[Texts]:
        return iter(self._texts.values())
