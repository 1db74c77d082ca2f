"""The screens of monthly support: pure functions from what is paid to text and buttons."""

from collections.abc import Sequence
from typing import NamedTuple

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.callbacks import (
    Artist,
    Donations,
    Give,
    GiveMonthly,
    GiveMonthlyOther,
    Home,
    Monthlies,
    Supporting,
    SupportingOne,
    SupportResume,
    SupportStop,
)
from handlers.clock import Clock
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import ACTIVE, ALLOWED, CANCELED, FAILED, STOPPED, Given, Monthly, Profile


class Supported(NamedTuple):
    """An artist whom the reader supports, or did."""

    artist: str
    name: str
    kept: Monthly


class Patron(NamedTuple):
    """Somebody who supports the reader; None: they are not named."""

    name: str | None
    kept: Monthly
    months: int
    """How many they have paid under that name; 0: nobody is told."""


# For fans --------------------------------------------------------------------------------------


def amounts(t: Texts, profile: Profile, buttons: Sequence[InlineKeyboardButton]) -> Screen:
    """Return the amounts of monthly support for an artist."""
    artist = profile.owner
    return Screen(
        t("monthly-head", name=profile.label),
        keys.markup(
            *keys.grid(buttons, 2),
            [keys.button(t.plain("give-other"), GiveMonthlyOther(artist=artist))],
            [keys.button(t.plain("back"), Give(artist=artist, family="", id=""))],
        ),
    )


def own_amount(t: Texts, profile: Profile, stars: int, link: str) -> Screen:
    return Screen(
        t("own-monthly-ready", name=profile.label, n=stars),
        keys.markup(
            [keys.link(t.plain("give-monthly-stars", n=stars), link)],
            [keys.button(t.plain("back"), GiveMonthly(artist=profile.owner))],
        ),
    )


def supporting(
    t: Texts, rows: Sequence[Supported], clock: Clock, *, page: int, total: int, stars: int
) -> Screen:
    """Return whom the reader supports; `stars` is what that comes to each month."""
    pager = keys.pager(t, page, total, lambda n: Supporting(page=n))
    home = [keys.button(t.plain("home"), Home())]
    if not rows:
        return Screen(t("supporting-nobody"), keys.markup(pager, home))
    head = t("supporting-head", n=stars) if stars else t("supporting-over")
    said = [
        t(
            "supporting-line",
            name=row.name,
            n=row.kept.stars,
            state=_state(t, row.kept, clock),
        )
        for row in rows
    ]
    buttons = [keys.button(row.name, SupportingOne(artist=row.artist)) for row in rows]
    return Screen(paragraphs(head, *said), keys.markup(*keys.grid(buttons, 2), pager, home))


def one(t: Texts, row: Supported, clock: Clock, given: Given) -> Screen:
    """Return what the reader pays an artist; `given` is what they gave in all."""
    artist, kept = row.artist, row.kept
    how = t("monthly-how") if kept.state in (CANCELED, ALLOWED) else None
    paid = t(
        "monthly-paid",
        months=kept.months,
        day=clock.day(t, kept.since),
        n=given.amount,
    )
    deeds = []
    if not kept.is_running(clock.now):
        deeds = [keys.button(t.plain("give-monthly"), GiveMonthly(artist=artist), style="primary")]
    elif kept.state in (ACTIVE, ALLOWED):
        deeds = [keys.button(t.plain("monthly-stop"), SupportStop(artist=artist, sure=False))]
    elif kept.state == STOPPED:
        deeds = [keys.button(t.plain("monthly-resume"), SupportResume(artist=artist))]
    return Screen(
        paragraphs(
            t("monthly-one", name=row.name, n=kept.stars),
            lines(_state(t, kept, clock), paid),
            how if kept.is_running(clock.now) else None,
        ),
        keys.markup(
            deeds,
            [
                keys.button(t.plain("supporting"), Supporting(page=0)),
                keys.button(t.plain("artist-page"), Artist(artist=artist)),
            ],
        ),
    )


def stop(t: Texts, artist: str) -> InlineKeyboardMarkup:
    """Return the buttons that ask whether to stop."""
    return keys.markup(
        [
            keys.button(
                t.plain("monthly-stop-sure"), SupportStop(artist=artist, sure=True), style="danger"
            )
        ],
        [keys.button(t.plain("back"), SupportingOne(artist=artist))],
    )


def _state(t: Texts, kept: Monthly, clock: Clock) -> Html:
    day = clock.day(t, kept.until)
    if kept.state == FAILED:
        return t("monthly-unpaid")
    if not kept.is_running(clock.now):
        return t("monthly-ended", day=day)
    return t("monthly-renews" if kept.state == ACTIVE else "monthly-runs-out", day=day)


def unpaid(t: Texts, name: str, kept: Monthly, again: Sequence[InlineKeyboardButton]) -> Screen:
    """Return what a fan is told of a month that could not be paid; `again` starts anew."""
    return Screen(
        t("monthly-failed", name=name, n=kept.stars),
        keys.markup(again, [keys.button(t.plain("supporting"), Supporting(page=0))]),
    )


def stopped(t: Texts, artist: str, name: str, why: str) -> Screen:
    """Return what a fan is told of support that we have stopped."""
    return Screen(
        t(f"monthly-stopped-{why}", name=name),
        keys.markup([keys.button(t.plain("supporting"), SupportingOne(artist=artist))]),
    )


# For artists -----------------------------------------------------------------------------------


def key(t: Texts) -> InlineKeyboardButton:
    """Return the button that shows who supports the presser each month."""
    return keys.button(t.plain("monthlies"), Monthlies(page=0))


def patrons(
    t: Texts, rows: Sequence[Patron], clock: Clock, *, page: int, total: int, n: int, stars: int
) -> Screen:
    """Return who supports the reader each month; `n` of them will pay `stars` within a month."""
    back = [keys.button(t.plain("donations-back"), Donations(page=0))]
    pager = keys.pager(t, page, total, lambda n: Monthlies(page=n))
    if not rows:
        return Screen(t("monthlies-nobody"), keys.markup(pager, back))
    said = [_line(t, row, clock) for row in rows]
    head = t("monthlies-head", supporters=n, n=stars) if n else t("monthlies-head-none")
    return Screen(paragraphs(head, *said), keys.markup(pager, back))


def _line(t: Texts, row: Patron, clock: Clock) -> Html:
    name, stars = row.name or t.plain("somebody"), row.kept.stars
    state = _state(t, row.kept, clock)
    if not row.months:
        return t("monthlies-line-bare", name=name, n=stars, state=state)
    return t("monthlies-line", name=name, n=stars, months=row.months, state=state)


def ended(t: Texts, patron: Patron, clock: Clock) -> Screen:
    """Return what an artist is told of support that will not go on."""
    if patron.months:
        said = "monthly-left-unpaid" if patron.kept.state == FAILED else "monthly-left"
    else:
        said = "monthly-left-unpaid-bare" if patron.kept.state == FAILED else "monthly-left-bare"
    return Screen(
        t(
            said,
            name=patron.name or t.plain("somebody"),
            n=patron.kept.stars,
            months=patron.months,
            day=clock.day(t, patron.kept.until),
        ),
        keys.markup([key(t)]),
    )


def before_pause(t: Texts, n: int, stars: int) -> Html | None:
    """Return what an artist should know before pausing support; None: nothing."""
    return t("monthlies-pause", supporters=n, n=stars) if n else None
