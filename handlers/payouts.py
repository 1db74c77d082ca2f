"""The screens of payouts: pure functions from Stars owed to text and buttons."""

from collections.abc import Mapping, Sequence
from datetime import date

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    Home,
    Payout,
    PayoutAsk,
    PayoutCard,
    PayoutHistory,
    PayoutOther,
    PayoutPaid,
    PayoutReject,
    Payouts,
    PayoutSure,
    PayoutWay,
)
from handlers.fields import short_day
from handlers.gifts import usd
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import Owed, money

RECENT = 3
"""Payouts that stand below what can be had; the others have a list of their own."""

_DAYS = 3  # days from which Stars mature that are told one by one
_NOTE = 120  # characters of a reference or a reason in a list
_WHY = 400  # characters of why payouts are stopped: what the audit found may be long


def key(t: Texts) -> InlineKeyboardButton:
    """Return the button that shows what the presser is owed."""
    return keys.button(t.plain("payout"), Payout())


# For artists -----------------------------------------------------------------------------------


def owed(
    t: Texts,
    stars: Owed,
    recent: Sequence[money.Payout],
    *,
    least: int,
    pay_to: str | None,
    total: int,
    stopped: bool,
) -> Screen:
    """Return what an artist is owed; `least` can be asked for, `total` payouts there were."""
    enough = stars.available >= least
    asks: list[keys.Row] = []
    if enough and not stopped:
        ask = PayoutAsk(stars=stars.available)
        asks = [
            [keys.button(t.plain("payout-ask", n=stars.available), ask, style="primary")],
            [keys.button(t.plain("payout-other"), PayoutOther())],
        ]
    more = []
    if total > len(recent):
        more = [keys.button(t.plain("payout-history", n=total), PayoutHistory(page=0))]
    way = t.plain("payout-way" if pay_to is None else "payout-way-again")
    return Screen(
        paragraphs(
            t("payout-head"),
            _available(t, stars.available),
            None if enough else t("payout-least", n=least),
            _pending(t, stars),
            t("payout-stopped-note") if stopped else None,
            t("payout-to", to=quoted(pay_to)) if pay_to else None,
            lines(t("payout-recent"), *(_line(t, one) for one in recent)) if recent else None,
        ),
        keys.markup(
            *asks,
            [keys.button(way, PayoutWay()), *more],
            [keys.button(t.plain("home"), Home())],
        ),
    )


def _available(t: Texts, stars: int) -> Html:
    if stars <= 0:
        return t("payout-available-none")
    return t("payout-available", n=stars, usd=usd(t, stars))


def _pending(t: Texts, stars: Owed) -> Html | None:
    """Return from when what is not available yet will be: the next days, and the rest in one."""
    if not stars.maturing:
        return None
    days = list(stars.maturing.items())
    shown = days if len(days) <= _DAYS + 1 else days[:_DAYS]
    rows = [t("payout-matures", day=short_day(t, day), n=n) for day, n in shown]
    if rest := days[len(shown) :]:
        last = short_day(t, rest[-1][0])
        rows.append(t("payout-matures-rest", day=last, n=sum(n for _, n in rest)))
    return lines(t("payout-pending", n=stars.pending), *rows)


def _line(t: Texts, payout: money.Payout) -> Html:
    day, settled = short_day(t, payout.request.at.date()), payout.settled
    if settled is None:
        return t("payout-line-open", n=payout.stars, day=day)
    word = "payout-line-paid" if payout.is_paid else "payout-line-rejected"
    return t(word, n=payout.stars, day=day, note=keys.clip(settled.note, _NOTE))


def history(t: Texts, payouts: Sequence[money.Payout], *, page: int, total: int) -> Screen:
    return Screen(
        paragraphs(t("payout-all", n=total), *(_line(t, payout) for payout in payouts)),
        keys.markup(
            keys.pager(t, page, total, lambda n: PayoutHistory(page=n)),
            [keys.button(t.plain("back"), Payout())],
        ),
    )


def sure(t: Texts, stars: int, pay_to: str, intent: str) -> Screen:
    """Return the question before Stars are asked for."""
    yes = t.plain("payout-sure", n=stars)
    return Screen(
        paragraphs(
            t("payout-question", n=stars, usd=usd(t, stars)),
            t("payout-to", to=quoted(pay_to)),
        ),
        keys.markup(
            [keys.button(yes, PayoutSure(intent=intent, stars=stars), style="primary")],
            [keys.button(t.plain("payout-way-again"), PayoutWay())],
            [keys.button(t.plain("back"), Payout())],
        ),
    )


def answered(t: Texts, payout: money.Payout) -> Screen:
    """Return what an artist is told of a payout: that it waits, or how it was settled."""
    settled, stars = payout.settled, payout.stars
    if settled is None:
        text = t("payout-asked", n=stars)
    elif payout.is_paid:
        text = t("payout-paid", n=stars, usd=usd(t, stars), note=quoted(settled.note))
    else:
        text = t("payout-rejected", n=stars, note=quoted(settled.note))
    return Screen(text, keys.markup([key(t)]))


def old_stars(t: Texts, since: date, stars: Owed, *, least: int) -> Screen:
    """Return the warning of Stars that Telegram will take; `since` is their month."""
    enough = stars.available >= least
    return Screen(
        paragraphs(
            t("old-stars", month=since.month, year=str(since.year)),
            t("old-stars-ask") if enough else t("old-stars-few", n=least),
        ),
        keys.markup([key(t)]),
    )


# For admins ------------------------------------------------------------------------------------


def card(
    t: Texts,
    payout: money.Payout,
    *,
    name: str,
    admin: str | None = None,
    late: bool = False,
    stopped: str | None = None,
) -> Screen:
    """Return a payout as admins see it.

    `name` is the artist's, `admin` that of who settled it; `late` if the reader tried to as well.
    """
    settled, stars = payout.settled, payout.stars
    end = None
    if settled is not None:
        end = t(
            "admin-payout-paid" if payout.is_paid else "admin-payout-rejected",
            day=short_day(t, settled.at.date()),
            admin=admin or settled.admin,
            note=quoted(settled.note),
        )
    elif stopped is not None:
        end = t("admin-payout-stopped", why=keys.clip(stopped, _WHY))
    facts = t("admin-payout-facts", payout=payout.id, day=short_day(t, payout.request.at.date()))
    return Screen(
        paragraphs(
            t("admin-payout-late", admin=admin or "") if late else None,
            t("admin-payout", id=payout.artist, name=name, n=stars, usd=usd(t, stars)),
            t("admin-payout-to", to=quoted(payout.to)),
            facts,
            end,
        ),
        keys.markup(*_choices(t, payout), [keys.button(t.plain("payouts"), Payouts(page=0))]),
    )


def _choices(t: Texts, payout: money.Payout) -> list[keys.Row]:
    if payout.settled is not None:
        return []
    return [
        keys.copies(t.plain("payout-copy"), payout.to),
        [
            keys.button(t.plain("payout-pay"), PayoutPaid(id=payout.id), style="success"),
            keys.button(t.plain("payout-reject"), PayoutReject(id=payout.id), style="danger"),
        ],
    ]


def waiting(
    t: Texts,
    payouts: Sequence[money.Payout],
    names: Mapping[str, str],
    *,
    page: int,
    total: int,
    stopped: str | None,
    allowed: bool = False,
) -> Screen:
    """Return one page of the payouts that wait; `allowed` if they were allowed just now."""
    open_ = [
        [
            keys.button(
                t.plain("payout-entry", n=payout.stars, name=names[payout.artist]),
                PayoutCard(id=payout.id),
            )
        ]
        for payout in payouts
    ]
    return Screen(
        paragraphs(
            t("admin-payouts-allowed") if allowed else None,
            t("admin-payouts-stopped", why=keys.clip(stopped, _WHY))
            if stopped is not None
            else None,
            t("admin-payouts", n=total) if total else t("admin-payouts-none"),
        ),
        keys.markup(
            *open_,
            keys.pager(t, page, total, lambda n: Payouts(page=n)),
            [keys.button(t.plain("home"), Home())],
        ),
    )
