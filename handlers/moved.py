"""The screens of a page that moves: pure functions from what a file brings to text and buttons."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from aiogram.types import InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.callbacks import OwnProfile, PageAdd
from handlers.pagefile import Found, Part, Problem
from handlers.screen import Screen
from handlers.sheet import Unusable
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import ENTITIES, Brought, Profile, Sorted, Unfit, baggage, model_of

PROBLEMS: Final = 8
"""Problems that the screen tells; if there are more, all are in a file."""

_KEY: Final = 60  # characters of a key that somebody wrote


class Looked(NamedTuple):
    """What would become of all that a file brings."""

    new: list[Brought]
    there: int
    problems: list[Problem]
    has_files: bool
    """Some of what is new is heard or seen by a file that Telegram keeps."""
    without_files: bool
    profile: Profile | None
    fills: tuple[str, ...] | None
    """The fields of the profile that are open still; None: there is no profile yet."""

    @property
    def sets_profile(self) -> bool:
        return self.profile is not None and self.fills != ()

    @property
    def adds(self) -> int:
        return len(self.new) + self.sets_profile


def looked(found: Found, sorted_: Sorted, profile: Profile | None, own: Profile | None) -> Looked:
    taken = [Problem(one.record.key, Unfit.TAKEN) for one in sorted_.taken]
    fills = None if own is None else _open(own, profile)
    return Looked(
        new=sorted_.new,
        there=len(sorted_.there) + (profile is not None and fills == ()),
        problems=[*found.problems, *taken],
        has_files=any(baggage.files_of(one.record) for one in sorted_.new),
        without_files=sorted_.without_files,
        profile=profile,
        fills=fills,
    )


def _open(own: Profile, profile: Profile | None) -> tuple[str, ...]:
    """Return the fields that a profile lacks and another has; a picture is a link or a file."""
    fills: list[str] = []
    for name in profile.own_fields() if profile else ():
        fields = [name, *([file] if (file := Profile.file_of(name)) else [])]
        if not any(getattr(own, field) for field in fields):
            fills += [field for field in fields if getattr(profile, field)]
    return tuple(fills)


def caption(t: Texts, part: Part) -> Html | None:
    if part.number > 1:
        return t("page-part-last" if part.last else "page-part", n=part.number)
    return paragraphs(t("page-what"), None if part.last else t("page-parts"))


def unusable(t: Texts, error: Unusable) -> Screen:
    """Return why nothing of a file can be read."""
    return Screen(t(error.key, **error.args_of_text), _to_profile(t))


def _to_profile(t: Texts, *first: keys.Row) -> InlineKeyboardMarkup:
    return keys.markup(*first, [keys.button(t.plain("profile"), OwnProfile())])


def said(t: Texts, problems: Iterable[Problem]) -> list[str]:
    """Return each problem in a line of words."""
    return [
        t.plain(
            "page-problem",
            key=keys.clip(problem.key, _KEY),
            why=t.plain(f"page-unfit-{problem.why}", field=_named(t, problem)),
        )
        for problem in problems
    ]


def _named(t: Texts, problem: Problem) -> str:
    """Return what people call the field that does not fit; what it is called there, if nobody."""
    families = (part for part in problem.key.split(":") if part in _KINDS)
    if family := next(families, None):
        model = model_of(family)
        for name in model.own_fields():
            if model.wire_name(name) == problem.field:
                return t.plain(f"{family}.{name.replace('_', '-')}")
    return keys.clip(problem.field, _KEY)


_KINDS: Final = frozenset({Profile.family, *(model.family for model in ENTITIES)})


def preview(t: Texts, looked: Looked, *, problems: Sequence[str], intent: str | None) -> Screen:
    """Return what would be added, what stays as it is, and what is not taken, with the reasons."""
    bad: list[Html] = []
    if problems:
        bad = [t("page-problems", n=len(problems)), *map(quoted, problems[:PROBLEMS])]
        if len(problems) > PROBLEMS:
            bad.append(t("page-problems-more", n=len(problems) - PROBLEMS))
    text = paragraphs(
        t("page-found", n=looked.adds) if looked.adds else t("page-found-none"),
        lines(*_kinds(t, looked.new), _profile(t, looked)) or None,
        t("page-there", n=looked.there) if looked.there else None,
        t("page-numbers") if looked.new else None,
        lines(*bad) or None,
        t("page-rights") if intent else None,
    )
    if intent is None:
        return Screen(text, _to_profile(t))
    add = keys.button(t.plain("page-add", n=looked.adds), PageAdd(intent=intent), style="success")
    return Screen(text, _to_profile(t, [add]))


def _kinds(t: Texts, records: Iterable[Brought]) -> list[Html]:
    """Return how many there are of each kind, and of drafts."""
    counts = Counter("" if is_draft else record.family for record, is_draft in records)
    told = [(t.plain(f"{model.family}.all"), counts[model.family]) for model in ENTITIES]
    told.append((t.plain("page-drafts"), counts[""]))
    return [t("page-kind", what=what, n=n) for what, n in told if n]


def _profile(t: Texts, looked: Looked) -> Html | None:
    if not looked.sets_profile:
        return None
    if looked.fills is None:
        return t("page-profile")
    named = [t.plain(f"profile.{n}").lower() for n in Profile.own_fields() if n in _whole(looked)]
    return t("page-profile-fills", what=", ".join(named))


def _whole(looked: Looked) -> set[str]:
    """Return the fields that are filled in; a file goes by the name of its link."""
    fills = set(looked.fills or ())
    return {n for n in Profile.own_fields() if n in fills or Profile.file_of(n) in fills}


def added(t: Texts, looked: Looked, added: Sequence[Brought], *, is_set: bool) -> Screen:
    """Return what is on the page now, and what is to be done about songs that stay silent."""
    n = len(added) + is_set
    there = looked.there + len(looked.new) - len(added)
    text = paragraphs(
        t("page-added", n=n) if n else None,
        lines(*_kinds(t, added), _profile(t, looked) if is_set else None) or None,
        t("page-there", n=there) if there else None,
        _files(t, looked) if added else None,
    )
    return Screen(text or t("page-found-none"), _to_profile(t))


def _files(t: Texts, looked: Looked) -> Html | None:
    if looked.without_files:
        return t("page-without-files")
    return t("page-files") if looked.has_files else None
