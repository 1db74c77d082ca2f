"""The screens of an import: pure functions from what a file brings to text and buttons."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from aiogram.types import InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.callbacks import ImportAdd, ImportMove, ImportTemplate
from handlers.fields import clock, short_day
from handlers.incoming import LARGEST, Problem, likely
from handlers.screen import Screen
from handlers.sheet import MOST, Unusable
from handlers.texts import Html, Texts, Value, lines, paragraphs, quoted
from handlers.views import back_to
from storage import Concert, showtime

PROBLEMS = 8
"""Problems that the screen tells; if there are more, all are in a file."""

_SHOWS = 5  # that the screen tells
_WORDS = 60  # characters of what people wrote
_SUGGESTED = 20  # problems for which a likely city is looked for, which takes a while
_MEGABYTE = 1_000_000

_TEMPLATE = ("title", "venue", "city", "date", "time", "price", "tickets", "description")


def how(t: Texts) -> Screen:
    return Screen(t("import-how", most=str(MOST), size=str(LARGEST // _MEGABYTE)), _buttons(t))


def _buttons(t: Texts, *first: keys.Row) -> InlineKeyboardMarkup:
    template = keys.button(t.plain("import-template"), ImportTemplate())
    return keys.markup(*first, [template], [back_to(t, Concert)])


def template(t: Texts, *, day: date) -> list[list[str]]:
    """Return the lines of a table to fill in; what is in it can be imported as it is."""
    head = [t.plain(f"import-column-{name}") for name in _TEMPLATE]
    show = {"date": day.isoformat(), "time": "20:00", "tickets": "https://example.com/tickets"}
    sample = [show.get(name) or t.plain(f"import-sample-{name}") for name in _TEMPLATE]
    return [head, sample]


def unusable(t: Texts, error: Unusable) -> Screen:
    """Return why nothing of a file can be read."""
    args = dict(error.args_of_text)
    if columns := args.get("columns"):
        names = (t.plain(f"import-column-{name}") for name in str(columns).split())
        args["columns"] = ", ".join(names)
    return Screen(t(error.key, **args), _buttons(t))


def said(t: Texts, problems: Sequence[Problem]) -> list[str]:
    """Return each problem in a line of words."""
    return [_problem(t, problem, look=n < _SUGGESTED) for n, problem in enumerate(problems)]


def _problem(t: Texts, problem: Problem, *, look: bool) -> str:
    key, args = problem.key, dict(problem.args)
    if key == "import-city-unknown" and look and (like := likely(t, str(args["city"]))):
        key, args = "import-city-like", args | {"like": like}
    why = t.plain(key, **{name: _short(value) for name, value in args.items()})
    line = str(problem.line)
    if problem.field is None:
        return t.plain("import-problem", line=line, why=why)
    column = t.plain(f"import-column-{problem.field}")
    return t.plain("import-problem-at", line=line, column=column, why=why)


def _short(value: Value) -> Value:
    return keys.clip(value, _WORDS * 2) if isinstance(value, str) else value


def preview(
    t: Texts,
    new: Sequence[Concert],
    *,
    moves: Sequence[tuple[Concert, Concert]],
    addable: int,
    there: int,
    problems: Sequence[str],
    day_first: bool,
    intent: str | None,
    now: datetime,
) -> Screen:
    """Return what would be added, and what of the file would not, with the reasons.

    `moves` are shows as they are and as the file has them; all but those with the id of a show on
    the page are `addable` as new ones, too.
    """
    given = [*new, *(to for _, to in moves)]
    over = sum(1 for c in given if (starts := showtime.starts(c)) is not None and starts < now)
    bad: list[Html] = []
    if problems:
        bad = [t("import-problems", n=len(problems)), *map(quoted, problems[:PROBLEMS])]
        if len(problems) > PROBLEMS:
            bad.append(t("import-problems-more", n=len(problems) - PROBLEMS))
    text = paragraphs(
        t("import-found", n=len(new)) if new else None if moves else t("import-found-none"),
        _listed(t, (_show(t, concert) for concert in new), len(new)) or None,
        lines(t("import-moved"), _listed(t, (_move(t, *move) for move in moves), len(moves)))
        if moves
        else None,
        t("import-day-first") if given and day_first else None,
        t("import-over", n=over) if over else None,
        t("import-there", n=there) if there else None,
        lines(*bad) or None,
        t("import-again") if problems else None,
    )
    if intent is None:
        return Screen(text, _buttons(t))
    add, move = ImportAdd(intent=intent), ImportMove(intent=intent)
    if not moves:
        label = t.plain("import-add", n=addable)
        return Screen(text, _buttons(t, [keys.button(label, add, style="success")]))
    label = t.plain("import-move-add" if new else "import-move", n=len(moves), more=len(new))
    rows: list[keys.Row] = [[keys.button(label, move, style="success")]]
    if addable:
        rows.append([keys.button(t.plain("import-add-all", n=addable), add)])
    return Screen(text, _buttons(t, *rows))


def _listed(t: Texts, shows: Iterable[Html], n: int) -> Html:
    """Return the first of `n` shows, and how many more there are."""
    more = t("import-more", n=n - _SHOWS) if n > _SHOWS else None
    return lines(*islice(shows, _SHOWS), more)


def _show(t: Texts, concert: Concert) -> Html:
    wall = showtime.shown(concert.date, concert.time, concert.zone)
    return t(
        "import-show",
        day=short_day(t, wall.date()),
        clock=clock(t, wall.time()),
        city=keys.clip(concert.city, _WORDS),
        title=keys.clip(concert.title, _WORDS),
    )


def _move(t: Texts, was: Concert, to: Concert) -> Html:
    return t(
        "import-show-moved",
        day=short_day(t, was.date),
        clock=clock(t, was.time),
        newday=short_day(t, to.date),
        newclock=clock(t, to.time),
        city=keys.clip(was.city, _WORDS),
        title=keys.clip(was.title, _WORDS),
    )


def added(t: Texts, n: int, *, there: int, moved: int = 0) -> Screen:
    text = paragraphs(
        t("import-has-moved", n=moved) if moved else None,
        t("import-added", n=n) if n else None,
        t("import-there", n=there) if there else None,
    )
    return Screen(text, keys.markup([back_to(t, Concert)]))
