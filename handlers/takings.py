"""The screens of an artist's donations: the list, the months, and what is settled about support."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from handlers import gifts, months
from handlers import keyboards as keys
from handlers.callbacks import (
    DonationCard,
    DonationMonths,
    Donations,
    DropGoal,
    DropGratitude,
    Gratitude,
    Home,
    PauseAsk,
    PauseSupport,
    SetGoal,
    SetGratitude,
    Statement,
    SupportLink,
    SupportSettings,
    Wall,
)
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import Donation, Given, Support, money

YEAR = 12
"""Months on one page."""

_NAME = 16  # characters in the list, where the day and the state stand behind
_SAMPLE = 50  # Stars, to show how thanks look


class Sum(NamedTuple):
    """Stars and coins, which are never added up."""

    stars: Given = Given()
    coins: Given = Given()
    back: Given = Given()
    """Stars that were given, too, and went back."""

    @property
    def n(self) -> int:
        """How many donations they came in, without those that went back."""
        return self.stars.n + self.coins.n

    def said(self, t: Texts) -> Html:
        return gifts.amounts(t, self.stars.amount, self.coins.amount)


class Totals(NamedTuple):
    """What an artist was given."""

    ever: Sum
    months: Mapping[str, Sum]
    """By (UTC) month, `2026-11`, the latest first."""

    def month(self, day: date) -> Sum:
        return self.months.get(f"{day:%Y-%m}", Sum())


# The list --------------------------------------------------------------------------------------


def donations(
    t: Texts,
    given: Sequence[Donation],
    totals: Totals,
    support: Support,
    *,
    today: date,
    page: int,
    total: int,
) -> Screen:
    """Return one page of donations under the totals."""
    settle = [
        months.key(t),
        keys.button(t.plain("support-settings"), SupportSettings()),
    ]
    home = [keys.button(t.plain("home"), Home())]
    paused = t("support-paused") if support.paused else None
    goal = gifts.goal(t, support, totals.ever.stars)
    if not total:
        empty = paragraphs(t("donations-empty"), goal, paused)
        return Screen(empty, keys.markup(settle, home))
    rows: list[keys.Row] = [
        [keys.button(_entry(t, one), DonationCard(id=one.id, page=page))] for one in given
    ]
    more = [
        keys.button(t.plain("donation-months"), DonationMonths(page=0)),
        keys.button(t.plain("statement"), Statement()),
    ]
    return Screen(
        paragraphs(t("donations-head"), _totals(t, totals, today), goal, paused),
        keys.markup(
            *rows,
            keys.pager(t, page, total, lambda n: Donations(page=n)),
            more if totals.months else more[1:],
            settle,
            home,
        ),
    )


def _totals(t: Texts, totals: Totals, today: date) -> Html | None:
    back = totals.ever.back
    if not totals.ever.n and not back.n:
        return None
    before = totals.month(_month_before(today))
    rows = [t("donations-month", amount=totals.month(today).said(t))]
    if before.n:
        rows.append(t("donations-last-month", amount=before.said(t)))
    rows.append(t("donations-ever", amount=totals.ever.said(t), n=totals.ever.n))
    if back.n:
        rows.append(t("donations-returned", amount=t("amount-stars", n=back.amount), n=back.n))
    return lines(*rows)


def _month_before(day: date) -> date:
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def _entry(t: Texts, donation: Donation) -> str:
    """Return a donation in one line: how much, from whom, when, first words or its state."""
    made = donation.created_at
    parts = [str(gifts.stars(t, donation)), keys.clip(gifts.donor(t, donation), _NAME)]
    if made is not None:
        parts.append(t.plain("donation-day", day=str(made.day), month=made.month))
    if donation.status in (money.PENDING, money.FAILED, money.REFUNDED):
        parts.append(t.plain(f"status-{donation.status}"))
    elif donation.message and not donation.hidden:
        parts.append(t.plain("donation-words", text=keys.clip(donation.message)))
    return " · ".join(parts)


def by_month(t: Texts, totals: Totals, *, page: int) -> Screen:
    """Return what came by month, a year a page."""
    all_months = list(totals.months.items())
    first = min(max(page, 0), max(len(all_months) - 1, 0) // YEAR) * YEAR
    rows = [
        _of_month(t, t("month", month=int(month[5:]), year=month[:4]), given)
        for month, given in all_months[first : first + YEAR]
    ]
    return Screen(
        paragraphs(
            t("donation-months-head"),
            lines(*rows) if rows else t("donation-months-empty"),
        ),
        keys.markup(
            keys.pager(
                t, first // YEAR, len(all_months), lambda n: DonationMonths(page=n), size=YEAR
            ),
            [keys.button(t.plain("donations-back"), Donations(page=0))],
        ),
    )


def _of_month(t: Texts, month: Html, given: Sum) -> Html:
    said = t("donations-of-month", month=month, amount=given.said(t), n=given.n)
    if not given.back.n:
        return said
    amount = t("amount-stars", n=given.back.amount)
    return lines(said, t("donations-returned", amount=amount, n=given.back.n))


# What is settled about support -----------------------------------------------------------------


def settings(
    t: Texts, artist: str, support: Support, given: Given, *, new_goal: str, supporters: int
) -> Screen:
    """Return what an artist settled; `new_goal` is the id of a goal that may be set."""
    goal = gifts.goal(t, support, given)
    is_reached = goal is not None and given.amount - support.goal_from >= support.goal_stars
    if goal is None or is_reached:
        first = keys.button(t.plain("goal-set"), SetGoal(id=new_goal))
    else:
        first = keys.button(t.plain("goal-change"), SetGoal(id=support.goal_id))
    drop = [keys.button(t.plain("goal-drop"), DropGoal())] if goal else []
    wall = [keys.button(t.plain("wall", n=supporters), Wall(artist=artist))] if supporters else []
    if support.paused:
        pause = keys.button(t.plain("support-resume"), PauseSupport(on=False))
    else:
        pause = keys.button(t.plain("support-pause"), PauseAsk())
    return Screen(
        paragraphs(
            t("support-settings-head"),
            goal or t("goal-none"),
            t("support-paused") if support.paused else None,
        ),
        keys.markup(
            [first, *drop],
            [keys.button(t.plain("gratitude"), Gratitude())],
            [keys.button(t.plain("support-link"), SupportLink())],
            wall,
            [pause],
            [keys.button(t.plain("donations-back"), Donations(page=0))],
        ),
    )


def pause_sure(t: Texts, loss: Html) -> Screen:
    """Return the question before a pause that costs something."""
    return Screen(
        loss,
        keys.markup(
            [keys.button(t.plain("support-pause"), PauseSupport(on=True), style="danger")],
            [keys.button(t.plain("back"), SupportSettings())],
        ),
    )


def gratitude(t: Texts, name: str, words: str | None) -> Screen:
    """Return an artist's thanks as a donor sees them."""
    drop = [keys.button(t.plain("gratitude-drop"), DropGratitude())] if words else []
    write = t.plain("gratitude-change" if words else "gratitude-set")
    return Screen(
        paragraphs(
            t("gratitude-head"),
            t("thanks", name=name, amount=t("amount-stars", n=_SAMPLE)),
            quoted(words) if words else t("thanks-default"),
        ),
        keys.markup(
            [keys.button(write, SetGratitude(), style="primary"), *drop],
            [keys.button(t.plain("back"), SupportSettings())],
        ),
    )


def milestone(t: Texts, percent: int, goal: Html) -> Screen:
    """Return what an artist is told when so much of a goal is there."""
    return Screen(
        paragraphs(t(f"goal-at-{percent}"), goal),
        keys.markup([keys.button(t.plain("donations"), Donations(page=0))]),
    )
