"""The screens of reports and of what admins decide: pure functions from matters to text."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handlers import keyboards as keys
from handlers.callbacks import (
    Artist,
    AskVerified,
    Console,
    Donations,
    Find,
    Home,
    Listing,
    MatterAct,
    MatterCard,
    MatterLook,
    Matters,
    MatterSure,
    MatterWhy,
    MatterWords,
    ModerationFile,
    ModerationLog,
    ObjectTo,
    Rules,
    StandingBlock,
    StandingCard,
    StandingLift,
    StandingSign,
    TakenCard,
    TakenList,
)
from handlers.cards import framed
from handlers.clock import Clock
from handlers.payouts import key as payout_key
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import (
    STRIKES,
    Block,
    Decision,
    Entity,
    Matter,
    MatterStep,
    Page,
    Profile,
    Removal,
    Report,
    Why,
    reports,
)

_STEPS = 4  # of a matter that one screen shows
_REPORTS = 4  # of the latest
_WORDS = 300  # characters of the words in each
_NAME = 40

REQUEST = "verify"
"""The first word of what an artist's wish to be verified is called."""


class Background(NamedTuple):
    """What there is to know about a matter, but for the matter."""

    title: str
    """What the thing is called."""
    person: str
    """Who made it."""
    name: str
    username: str | None
    strikes: int
    limit: int
    block: Block | None
    is_verified: bool
    said: Sequence[Report]
    names: Mapping[str, str]


def why(t: Texts, reason: str) -> str:
    """Return a reason in words, as part of a sentence."""
    return t.plain(f"why-{reason}" if reason in (*reports.REASONS, STRIKES) else "why-other")


def kind(t: Texts, subject: str) -> str:
    family = subject.partition(":")[0]
    return t.plain(f"kind-{family}") if f"kind-{family}" in t else t.plain(family)


# For admins ------------------------------------------------------------------------------------


def matter_list(
    t: Texts, found: Page[Matter], titles: Sequence[str], clock: Clock, *, page: int
) -> Screen:
    rows: list[keys.Row] = [
        [keys.button(_entry(t, one, title), MatterCard(id=one.id))]
        for one, title in zip(found.records, titles, strict=True)
    ]
    rows.append(keys.pager(t, page, found.total, lambda n: Matters(page=n)))
    rows.append([keys.button(t.plain("moderation-log"), ModerationLog(before=""))])
    head = t("matters-head", n=found.total) if found.total else t("matters-none")
    return Screen(head, keys.markup(*rows, [keys.button(t.plain("home"), Home())]))


def _entry(t: Texts, one: Matter, title: str) -> str:
    last = one.steps[-1].what if one.steps else ""
    if last in (reports.OBJECTED, reports.ASKED) and not one.reports:
        return t.plain(f"matter-key-{last}", title=title)
    return t.plain("matter-key", n=one.reports, title=title)


def matter_card(t: Texts, one: Matter, about: Background, clock: Clock) -> Screen:
    """Return all that an admin has to know to decide."""
    hidden = len(one.steps) - _STEPS
    reasons = [
        t("matter-reason", reason=t.plain(f"report-{reason}"), n=n)
        for reason, n in sorted(one.reasons.items(), key=lambda pair: -pair[1])
    ]
    text = paragraphs(
        t(
            "matter-head" if one.is_open else "matter-head-closed",
            kind=kind(t, one.subject),
            title=keys.clip(about.title, 100),
        ),
        lines(_person(t, about.person, about.name, about.username), _standing(t, about)),
        lines(*reasons) if one.is_open and reasons else None,
        *(_said(t, report, about.names, clock) for report in about.said[:_REPORTS]),
        t("case-hidden", n=hidden) if hidden > 0 else None,
        *(_step(t, step, about.names, clock) for step in one.steps[-_STEPS:]),
    )
    look = keys.button(t.plain("matter-look"), MatterLook(id=one.id))
    standing = keys.button(t.plain("matter-artist"), StandingCard(person=about.person))
    back = keys.button(t.plain("matters-back"), Matters(page=0))
    return Screen(text, keys.markup(*_moves(t, one), [look, standing], [back]))


def _person(t: Texts, person: str, name: str, username: str | None) -> Html:
    known = f"@{username}" if username else t.plain("case-no-username")
    return t("case-from", name=keys.clip(name, _NAME), username=known, user=person)


def _standing(t: Texts, about: Background) -> Html:
    return lines(
        t("standing-strikes", n=about.strikes, most=about.limit) if about.strikes else None,
        t("standing-blocked", why=why(t, about.block.reason)) if about.block else None,
        t("standing-verified") if about.is_verified else None,
    )


def _said(t: Texts, report: Report, names: Mapping[str, str], clock: Clock) -> Html | None:
    if not report.words:
        return None
    name, when = _name(names, report.by), clock.says(t, report.at)
    return t("case-said", name=name, when=when, text=_quote(report.words))


def _name(names: Mapping[str, str], person: str) -> str:
    return keys.clip(names.get(person, person), _NAME)


def _quote(words: str) -> Html:
    return quoted(words if len(words) <= _WORDS else words[:_WORDS].rstrip() + "…")


def _step(t: Texts, step: MatterStep, names: Mapping[str, str], clock: Clock) -> Html:
    said = t(f"did-{step.what}", why=why(t, step.reason))
    when = clock.says(t, step.at)
    head = t("did", name=_name(names, step.by), when=when, did=said)
    if not step.by:
        head = t("did-itself", when=when, did=said)
    return lines(head, t("quote", text=_quote(step.words)) if step.words else None)


def _moves(t: Texts, one: Matter) -> list[keys.Row]:
    """Return what can be decided now."""
    family, n = one.subject.partition(":")[0], one.n

    def choose(what: str, style: str | None = None) -> keys.Row:
        text = t.plain(f"do-{what}")
        return [keys.button(text, MatterAct(id=one.id, n=n, what=what), style=style)]

    def at_once(what: str, word: str = "", style: str | None = None) -> keys.Row:
        sure = MatterSure(id=one.id, n=n, what=what, reason="")
        return [keys.button(t.plain(word or f"do-{what}"), sure, style=style)]

    if family == REQUEST:
        if not one.is_open:
            return []
        refuse = MatterWords(id=one.id, n=n, what=reports.REFUSED, reason="")
        return [
            at_once(reports.VERIFIED, style="success"),
            [keys.button(t.plain("do-refused"), refuse)],
        ]
    down, up = (
        (reports.BLOCKED, reports.LIFTED)
        if family == Profile.family
        else (reports.TAKEN, reports.RESTORED)
    )
    if is_down(one):
        keep = at_once(reports.DISMISSED, "do-keep-down") if one.is_open else []
        return [at_once(up, style="success"), keep]
    rest = [choose(reports.WARNED), at_once(reports.DISMISSED)] if one.is_open else []
    return [choose(down, "danger"), *rest]


_DOWN = (reports.TAKEN, reports.BLOCKED)
_UP = (reports.RESTORED, reports.LIFTED)
_AGAINST = (*_DOWN, reports.WARNED, reports.DISMISSED)


def is_down(one: Matter) -> bool:
    """Tell whether a thing was taken away, or a page blocked, and not given back."""
    last = one.last(*_DOWN, *_UP)
    return last is not None and last.what in _DOWN


def may_object(one: Matter) -> bool:
    """Tell whether whose a thing is may object to what was decided: once each time."""
    last = one.last(*_DOWN, *_UP, reports.WARNED, reports.OBJECTED)
    return last is not None and last.what in (*_DOWN, reports.WARNED)


def objection_waits(one: Matter) -> bool:
    """Tell whether somebody objected and nobody has decided since."""
    return one.is_open and bool(one.steps) and one.steps[-1].what == reports.OBJECTED


def reasons(t: Texts, one: Matter, title: str, what: str) -> Screen:
    """Ask for which reason to decide so; the one that most gave comes first."""
    ordered = sorted(reports.REASONS, key=lambda reason: -one.reasons.get(reason, 0))
    rows = [
        [
            keys.button(
                t.plain(f"report-{reason}"),
                MatterWhy(id=one.id, n=one.n, what=what, reason=reason),
            )
        ]
        for reason in ordered
    ]
    back = [keys.button(t.plain("back"), MatterCard(id=one.id))]
    return Screen(t(f"ask-why-{what}", title=keys.clip(title, 100)), keys.markup(*rows, back))


def sure(t: Texts, one: Matter, title: str, what: str, reason: str) -> Screen:
    """Show what whose it is would be told, and ask whether to decide so."""
    about = {"id": one.id, "n": one.n, "what": what, "reason": reason}
    word = t.plain(f"sure-{what}")
    return Screen(
        paragraphs(
            t("ask-sure"),
            t("quote", text=_verdict(t, title, what, reason)),
        ),
        keys.markup(
            [keys.button(word, MatterSure(**about), style="danger")],
            [keys.button(t.plain("sure-words"), MatterWords(**about))],
            [keys.button(t.plain("back"), MatterCard(id=one.id))],
        ),
    )


def _verdict(t: Texts, title: str, what: str, reason: str) -> Html:
    return t(f"told-{what}", title=keys.clip(title, 100), why=why(t, reason))


def standing_card(
    t: Texts, about: Background, past: Sequence[tuple[Matter, str]], *, has_page: bool
) -> Screen:
    """Return how somebody stands, and what can be done about that."""
    person = about.person
    if about.block:
        lift = StandingLift(person=person)
        block = keys.button(t.plain("do-lifted"), lift, style="success")
    else:
        block = keys.button(t.plain("do-blocked"), StandingBlock(person=person), style="danger")
    sign = StandingSign(person=person, on=not about.is_verified)
    word = "do-revoked" if about.is_verified else "do-verified"
    rows: list[keys.Row] = [
        [keys.button(_past(t, one, title), MatterCard(id=one.id))] for one, title in past
    ]
    return Screen(
        paragraphs(
            t("standing-head"),
            lines(
                _person(t, person, about.name, about.username),
                _standing(t, about) or t("standing-fine"),
            ),
            t("quote", text=_quote(about.block.words))
            if about.block and about.block.words
            else None,
            t("standing-past") if past else None,
        ),
        keys.markup(
            *rows,
            [block],
            [keys.button(t.plain(word), sign)],
            [keys.button(t.plain("artist-page"), Artist(artist=person))] if has_page else [],
            [keys.button(t.plain("matters-back"), Matters(page=0))],
        ),
    )


def _past(t: Texts, one: Matter, title: str) -> str:
    if one.is_open or not one.steps:
        return t.plain("matter-key", n=one.reports, title=title)
    return t.plain("matter-key-done", did=t.plain(f"done-{one.steps[-1].what}"), title=title)


def ban_how(t: Texts, blocked: Sequence[tuple[str, str]], total: int) -> Screen:
    """Say how to block somebody, and who is blocked: their ids and names."""
    rows = [[keys.button(name, StandingCard(person=id))] for id, name in blocked]
    text = paragraphs(t("ban-how"), t("ban-blocked", n=total) if total else None)
    return Screen(text, keys.markup(*rows, [keys.button(t.plain("home"), Home())]))


def log(
    t: Texts,
    found: Sequence[Decision],
    titles: Sequence[str],
    names: Mapping[str, str],
    clock: Clock,
    *,
    more: bool,
) -> Screen:
    """Return what admins decided; `more`: there are earlier decisions."""
    said = [
        t(
            "decision-line",
            when=clock.says(t, one.at),
            name=_name(names, one.by) if one.by else t.plain("decision-itself"),
            did=t(f"did-{one.what}", why=why(t, one.reason)),
            title=keys.clip(title, _NAME),
        )
        for one, title in zip(found, titles, strict=True)
    ]
    rows: list[keys.Row] = []
    if more:
        rows.append([keys.button(t.plain("decisions-more"), ModerationLog(before=found[-1].entry))])
    if found:
        rows.append([keys.button(t.plain("file-csv"), ModerationFile())])
    rows.append([keys.button(t.plain("back"), Console())])
    head = t("decisions-head") if found else t("decisions-none")
    return Screen(paragraphs(head, *said), keys.markup(*rows))


# For whose it is -------------------------------------------------------------------------------


def told(t: Texts, one: Matter, title: str, step: MatterStep) -> Screen:
    """Return what somebody hears of what was decided about a thing of theirs."""
    text = paragraphs(
        _verdict(t, title, step.what, step.reason),
        t("quote", text=quoted(step.words)) if step.words else None,
        t("told-object") if may_object(one) and one.n == step.n else None,
    )
    rows: list[keys.Row] = []
    if may_object(one) and one.n == step.n:
        rows.append([keys.button(t.plain("object"), ObjectTo(id=one.id))])
    if step.what in _AGAINST:
        rows.append([keys.button(t.plain("rules-terms"), Rules(code="terms"))])
    else:
        rows.append([keys.button(t.plain("home"), Home())])
    return Screen(text, keys.markup(*rows))


def outcome(t: Texts, title: str, what: str) -> Screen:
    """Return what somebody hears who reported a thing."""
    return Screen(t(f"outcome-{what}", title=keys.clip(title, 100)))


def taken_list(t: Texts, model: type[Entity], found: Page[Removal[Entity]], *, page: int) -> Screen:
    family = model.family
    rows: list[keys.Row] = [
        [keys.button(one.record.label, TakenCard(family=family, id=one.record.id))]
        for one in found.records
    ]
    rows.append(keys.pager(t, page, found.total, lambda n: TakenList(family=family, page=n)))
    rows.append([keys.button(t.plain("back"), Listing(family=family, page=0))])
    text = t("taken-head", n=found.total) if found.total else t("taken-none")
    return Screen(text, keys.markup(*rows))


def taken_card(t: Texts, one: Removal[Entity], matter: Matter | None, clock: Clock) -> Screen:
    """Return a record that was taken from whoever reads, and why."""
    record = one.record
    rows: list[keys.Row] = []
    if matter is not None and may_object(matter):
        rows.append([keys.button(t.plain("object"), ObjectTo(id=matter.id), style="primary")])
    rows.append([keys.button(t.plain("back"), TakenList(family=record.family, page=0))])
    waits = matter is not None and objection_waits(matter)
    note = paragraphs(
        _removed(t, one.why, clock.day(t, one.at)), t("taken-objected") if waits else None
    )
    return framed(t, record, keys.markup(*rows), note=note)


def _removed(t: Texts, because: Why, day: str) -> Html:
    said = t("taken-why", day=day, why=why(t, because.reason))
    return paragraphs(said, t("quote", text=quoted(because.words)) if because.words else None)


def blocked(t: Texts, block: Block, matter: Matter | None, clock: Clock) -> Screen:
    """Return the home of an artist who is blocked: why, and what is still theirs."""
    waits = matter is not None and objection_waits(matter)
    rows: list[keys.Row] = []
    if matter is not None and may_object(matter):
        rows.append([keys.button(t.plain("object"), ObjectTo(id=matter.id), style="primary")])
    rows += [
        [keys.button(t.plain("donations"), Donations(page=0)), payout_key(t)],
        [keys.button(t.plain("find"), Find())],
        [keys.button(t.plain("rules-terms"), Rules(code="terms"))],
    ]
    return Screen(
        paragraphs(
            t("blocked-home", day=clock.day(t, block.at), why=why(t, block.reason)),
            t("quote", text=quoted(block.words)) if block.words else None,
            t("blocked-objected") if waits else t("blocked-still"),
        ),
        keys.markup(*rows),
    )


def objected(t: Texts) -> Screen:
    return Screen(t("objected"), keys.only_home(t))


def verify_asked(t: Texts) -> Screen:
    return Screen(t("verify-asked"), keys.only_home(t))


def verify_key(t: Texts) -> keys.Row:
    return [keys.button(t.plain("verify-ask"), AskVerified())]
