"""The screens of cases and refunds: pure functions from what was asked and done to text."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from aiogram.types import InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.callbacks import (
    AdminCase,
    AdminCases,
    Assign,
    CaseAbout,
    CaseAnswer,
    CaseClose,
    CaseWrite,
    Console,
    Home,
    OwnCase,
    PaySupport,
    RefundLook,
    RefundNow,
    Suspended,
    SuspenseFor,
)
from handlers.clock import Clock
from handlers.fields import short_day
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import Case, CaseStep, Posted, cases, is_gone, money

WORDS = 500
"""Characters of a letter: a text takes arguments of 2,500, and `&` becomes five."""

_STEPS = 6  # of a case that one screen shows
_OWN = 5  # cases of a person that one screen shows


class Paid(NamedTuple):
    """A payment, as people are told of it."""

    entry: str
    """Of the journal."""
    charge: str
    stars: int
    what: str
    """For what, in words."""
    day: date
    state: str
    """`given`, `held`, `returned` or `refused`."""
    is_unclear: bool = False
    """Nobody knows yet what it is for."""


def _payment(t: Texts, paid: Paid) -> Html:
    return t("paid", n=paid.stars, what=paid.what, day=short_day(t, paid.day))


def _state(case: Case) -> str:
    """Return the state of a case, as the keys of its texts have it."""
    if not case.is_open:
        return "closed"
    return "waits" if case.waits else "answered"


# For people ------------------------------------------------------------------------------------


def pay_support(
    t: Texts, mine: Sequence[Case], payments: Sequence[Paid], *, page: int, total: int
) -> Screen:
    """Return somebody's cases, and the payments that a new one can be about."""
    rows: list[keys.Row] = [
        [
            keys.button(
                t.plain("case-key", id=case.id, state=t.plain(f"case-state-{_state(case)}")),
                OwnCase(id=case.id),
            )
        ]
        for case in mine[:_OWN]
    ]
    for paid in payments:
        key = "paid-key-returned" if paid.state == "returned" else "paid-key"
        label = t.plain(key, n=paid.stars, what=paid.what, day=short_day(t, paid.day))
        rows.append([keys.button(label, CaseAbout(entry=paid.entry))])
    rows += [
        keys.pager(t, page, total, lambda n: PaySupport(page=n)),
        [keys.button(t.plain("case-other"), CaseAbout(entry=""))],
        [keys.button(t.plain("home"), Home())],
    ]
    which = t("pay-support-which") if payments else t("pay-support-none")
    return Screen(paragraphs(t("pay-support-text"), which), keys.markup(*rows))


def own_case(t: Texts, case: Case, paid: Paid | None, clock: Clock, *, new: bool) -> Screen:
    """Return a case as its person sees it: admins have no names there."""
    steps = [_own_step(t, step, clock) for step in case.steps[-_STEPS:]]
    return Screen(
        paragraphs(
            t("case-new" if new else f"case-head-{_state(case)}", id=case.id),
            _payment(t, paid) if paid else None,
            *(step for step in steps if step),
        ),
        keys.markup(
            [keys.button(t.plain("case-write"), CaseWrite(id=case.id))],
            [keys.button(t.plain("back"), PaySupport(page=0))],
        ),
    )


def _own_step(t: Texts, step: CaseStep, clock: Clock) -> Html:
    when = _when(t, step, clock)
    match step.what:
        case cases.WROTE:
            return t("case-you", when=when, text=quoted(step.text))
        case cases.ANSWERED:
            return t("case-we", when=when, text=quoted(step.text))
    return t(f"case-step-{step.what}", when=when)


def _when(t: Texts, step: CaseStep, clock: Clock) -> str:
    return t.plain("case-when", day=clock.day(t, step.at), clock=clock.time(t, step.at))


def told(t: Texts, case: Case, n: int) -> Screen:
    """Return what somebody hears of step `n` of their case."""
    step = case.steps[n - 1]
    if step.what == cases.ANSWERED:
        text = t("case-answer", id=case.id, text=quoted(step.text))
    else:
        text = t("case-closed", id=case.id)
    return Screen(
        text,
        keys.markup(
            [
                keys.button(t.plain("case-write"), CaseWrite(id=case.id)),
                keys.button(t.plain("case-open"), OwnCase(id=case.id)),
            ]
        ),
    )


# For admins ------------------------------------------------------------------------------------


def case_list(
    t: Texts, found: Sequence[Case], names: Mapping[str, str], *, page: int, total: int
) -> Screen:
    rows: list[keys.Row] = [
        [
            keys.button(
                t.plain(
                    "case-key-admin",
                    id=case.id,
                    name=names.get(case.person, case.person),
                    state=t.plain(f"case-state-{_state(case)}"),
                ),
                AdminCase(id=case.id),
            )
        ]
        for case in found
    ]
    rows.append(keys.pager(t, page, total, lambda n: AdminCases(page=n)))
    head = t("cases-head", n=total) if total else t("cases-none")
    return Screen(head, keys.markup(*rows, [keys.button(t.plain("home"), Home())]))


def admin_case(
    t: Texts,
    case: Case,
    paid: Paid | None,
    names: Mapping[str, str],
    username: str | None,
    clock: Clock,
) -> Screen:
    """Return a case as admins see it: who, when, what."""
    name = keys.clip(names.get(case.person, case.person))
    known = f"@{username}" if username else t.plain("case-no-username")
    hidden = len(case.steps) - _STEPS
    moves = []
    if paid and paid.state not in ("returned", "held"):
        moves.append(
            keys.button(t.plain("case-refund"), RefundLook(entry=paid.entry, case=case.id))
        )
    if case.is_open:
        moves.append(keys.button(t.plain("case-close"), CaseClose(id=case.id, n=case.n)))
    answer = keys.button(
        t.plain("case-answer-key"), CaseAnswer(id=case.id, n=case.n), style="primary"
    )
    return Screen(
        paragraphs(
            t(f"case-admin-{_state(case)}", id=case.id),
            t("case-from", name=name, username=known, user=case.person),
            charge(t, paid) if paid else t("case-no-payment"),
            t("case-hidden", n=hidden) if hidden > 0 else None,
            *(_admin_step(t, step, names, clock) for step in case.steps[-_STEPS:]),
        ),
        keys.markup([answer], moves, [keys.button(t.plain("cases"), AdminCases(page=0))]),
    )


def charge(t: Texts, paid: Paid) -> Html:
    """Return a payment as admins are told of it."""
    state = None if paid.is_unclear and paid.state == "given" else t(f"paid-{paid.state}")
    return lines(_payment(t, paid), state, t("paid-charge", charge=paid.charge[:200]))


def _admin_step(t: Texts, step: CaseStep, names: Mapping[str, str], clock: Clock) -> Html:
    when, name = _when(t, step, clock), keys.clip(names.get(step.by, step.by))
    match step.what:
        case cases.WROTE | cases.ANSWERED:
            return t("case-said", name=name, when=when, text=quoted(step.text))
        case cases.REFUND | cases.CLOSED:
            return t(f"case-did-{step.what}", name=name, when=when)
    return t(f"case-step-{step.what}", when=when)


def is_nobody(payer: str) -> bool:
    """Tell whether there is nobody any more, or never was, to have something back."""
    return payer == money.NOBODY or is_gone(payer)


class Holder(NamedTuple):
    """Whoever has what a payment gave."""

    name: str
    amount: int
    """What would be taken from them."""
    left: int
    """What they have of its kind in all."""
    missing: int
    """What they have no more of it; nothing can be taken of what others gave a moment ago."""
    coins: bool


def refund(
    t: Texts, paid: Paid, payer: str, user: str, holder: Holder | None, *, case: str
) -> Screen:
    """Return what giving a payment back would take from whom, and ask whether to."""
    known = not is_nobody(user)
    head = t("refund-look", n=paid.stars, name=payer, user=user) if known else None
    takes = t("refund-from-house" if known else "refund-nobody")
    if holder is not None:
        key = "refund-from-coins" if holder.coins else "refund-from-artist"
        takes = t(key, name=holder.name, n=holder.amount, left=holder.left)
    rows: list[keys.Row] = []
    short = holder is not None and holder.missing > 0
    if paid.state != "returned" and known:
        rows = [
            [
                keys.button(
                    t.plain("refund-cover") if short else t.plain("refund-now", n=paid.stars),
                    RefundNow(entry=paid.entry, case=case, cover=short),
                    style="danger",
                )
            ],
        ]
    if paid.is_unclear and paid.state != "held":
        rows.append([keys.button(t.plain("suspense-for"), SuspenseFor(entry=paid.entry))])
    if case:
        rows.append([keys.button(t.plain("back"), AdminCase(id=case))])
    elif paid.is_unclear:
        rows.append(_all_unclear(t))
    return Screen(paragraphs(head, charge(t, paid), takes), keys.markup(*rows))


def suspended(
    t: Texts, payments: Sequence[Paid], payers: Sequence[str], *, page: int, total: int
) -> Screen:
    """Return one page of the payments that are for nobody knows what; a payer '' is nobody."""
    rows: list[keys.Row] = []
    for paid, payer in zip(payments, payers, strict=True):
        name = keys.clip(payer) if payer else t.plain("suspended-nobody")
        label = t.plain("suspended-entry", n=paid.stars, name=name, day=short_day(t, paid.day))
        rows.append([keys.button(label, RefundLook(entry=paid.entry, case=""))])
    rows.append(keys.pager(t, page, total, lambda n: Suspended(page=n)))
    head = t("suspended-head", n=total) if total else t("suspended-none")
    return Screen(head, keys.markup(*rows, [keys.button(t.plain("back"), Console())]))


def _all_unclear(t: Texts) -> keys.Row:
    return [keys.button(t.plain("suspended"), Suspended(page=0))]


def suspense_keys(t: Texts, posted: Posted) -> InlineKeyboardMarkup:
    entry, back = posted.entry, []
    if not is_nobody(posted.by):
        back = [keys.button(t.plain("case-refund"), RefundLook(entry=entry, case=""))]
    return keys.markup(
        [keys.button(t.plain("suspense-for"), SuspenseFor(entry=entry), style="primary"), *back]
    )


def assign(t: Texts, paid: Paid, *, artist: str = "", name: str = "", coins: int = 0) -> Screen:
    """Ask whether a suspended payment was for an artist, or for so many coins."""
    if coins:
        text = t("assign-coins", stars=paid.stars, n=coins)
    else:
        text = t("assign-artist", n=paid.stars, name=name, artist=artist)
    sure = Assign(entry=paid.entry, coins=coins, artist=artist)
    return Screen(
        paragraphs(text, charge(t, paid)),
        keys.markup(
            [keys.button(t.plain("assign-sure"), sure, style="primary")],
            [keys.button(t.plain("suspense-for"), SuspenseFor(entry=paid.entry))],
        ),
    )


def assigned(t: Texts, paid: Paid) -> Screen:
    text = t("assign-done", what=paid.what, n=paid.stars)
    return Screen(text, keys.markup(_all_unclear(t)))


def assign_unknown(t: Texts, entry: str) -> Screen:
    return Screen(
        t("assign-unknown"),
        keys.markup([keys.button(t.plain("suspense-for"), SuspenseFor(entry=entry))]),
    )
