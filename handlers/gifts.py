"""The screens of giving: pure functions from what was given to text and buttons."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.callbacks import (
    Artist,
    Coins,
    Donations,
    GiftCard,
    GiftHide,
    GiftRefund,
    GiftShown,
    GiftThank,
    GiftUnnamed,
    GiftWords,
    Give,
    GiveCoins,
    GiveMonthly,
    GiveOther,
    GiveSomeCoins,
    SupportingOne,
    Wall,
)
from handlers.fields import price, short_day
from handlers.invoices import PAGE
from handlers.screen import Screen
from handlers.texts import Html, Texts, quoted
from storage import COINS, STARS, Donation, Given, Profile, Support, Supporter, money

USD_PER_STAR = 0.013
"""What Telegram pays out for a Star."""

_BAR = 10  # marks of a goal's bar
_ON_WALL = 50  # names that one screen shows
_TOGETHER = 25  # donations that one notice lists
_WORDS = 60  # characters of a message in such a list


def stars(t: Texts, donation: Donation) -> Html:
    """Return an amount with its unit."""
    return _in(t, donation.currency, donation.amount)


def _in(t: Texts, currency: str | None, n: int) -> Html:
    return t("amount-coins" if currency == COINS else "amount-stars", n=n)


def _sum(t: Texts, sums: Mapping[str, int]) -> Html:
    """Return amounts of several currencies as one."""
    return Html(" + ".join(_in(t, currency, n) for currency, n in sums.items() if n))


def goal(t: Texts, support: Support, given: Given) -> Html | None:
    """Return how far an artist's goal is; None: there is none."""
    if not support.goal or not support.goal_stars:
        return None
    reached = max(given.amount - support.goal_from, 0)
    full = min(_BAR * reached // support.goal_stars, _BAR)
    return t(
        "goal-line",
        bar="▰" * full + "▱" * (_BAR - full),
        reached=reached,
        wanted=support.goal_stars,
        goal=support.goal,
    )


def lines(*parts: Html | None) -> Html:
    """Return paragraphs, those that there are."""
    return Html("\n\n".join(part for part in parts if part))


# For fans --------------------------------------------------------------------------------------


def give_key(t: Texts, artist: str, source: str = PAGE) -> InlineKeyboardButton:
    """Return the button that shows how to support an artist."""
    family, _, id = source.rpartition(":")
    return keys.button(t.plain("give"), Give(artist=artist, family=family, id=id if family else ""))


def coins_key(t: Texts, artist: str, coins: int, source: str = PAGE) -> InlineKeyboardButton:
    """Return the button that asks whether to give an artist so many coins."""
    family, _, id = source.rpartition(":")
    some = GiveSomeCoins(artist=artist, coins=coins, family=family, id=id if family else "")
    return keys.button(t.plain("give-some-coins", n=coins), some)


def support(
    t: Texts,
    profile: Profile,
    support: Support,
    given: Given,
    amounts: Sequence[InlineKeyboardButton],
    *,
    source: str,
    supporters: int,
) -> Screen:
    """Return the ways to support an artist."""
    artist = profile.owner
    family, _, id = source.rpartition(":")
    more = [
        keys.button(
            t.plain("give-other"),
            GiveOther(artist=artist, family=family, id=id if family else ""),
        ),
        keys.button(t.plain("give-monthly"), GiveMonthly(artist=artist)),
    ]
    coins = [
        keys.button(
            t.plain("give-coins"),
            GiveCoins(artist=artist, family=family, id=id if family else ""),
        )
    ]
    wall = [keys.button(t.plain("wall", n=supporters), Wall(artist=artist))] if supporters else []
    return Screen(
        lines(t("support-head", name=profile.name), goal(t, support, given), t("support-terms")),
        keys.markup(
            *keys.grid(amounts, 4),
            more,
            coins,
            wall,
            [keys.button(t.plain("artist-page"), Artist(artist=artist))],
        ),
    )


def own_amount(t: Texts, name: str, stars: int, link: str) -> Screen:
    return Screen(
        t("own-amount-ready", name=name, n=stars),
        keys.markup([keys.link(t.plain("give-stars", n=stars), link)]),
    )


def thanks(
    t: Texts,
    donation: Donation,
    name: str,
    support: Support,
    again: Sequence[InlineKeyboardButton],
    *,
    shown: bool,
) -> Screen:
    """Return what a donor is told; `again` pays the same once more, `shown`: is on the wall."""
    artist, id = donation.owner, donation.id
    amount = stars(t, donation)
    if donation.status == money.REFUNDED:
        return Screen(t("thanks-refunded", name=name, amount=amount), keys.only_home(t))
    said = None
    if donation.message:
        said = t("thanks-message", text=quoted(donation.message))
    words = quoted(support.thanks) if support.thanks else t("thanks-default")
    hidden = bool(donation.anonymous)
    switches = [
        keys.button(
            t.plain("gift-unnamed" if hidden else "gift-named"),
            GiftUnnamed(artist=artist, id=id, on=not hidden),
        )
    ]
    if not hidden:
        switches.append(
            keys.button(
                t.plain("gift-on-wall" if shown else "gift-off-wall"),
                GiftShown(artist=artist, id=id, on=not shown),
            )
        )
    write = t.plain("gift-words-again" if donation.message else "gift-words")
    if donation.month:
        head = t("thanks-monthly", name=name, amount=amount, months=donation.month)
    else:
        head = t("thanks", name=name, amount=amount)
    return Screen(
        lines(head, words, said),
        keys.markup(
            [keys.button(write, GiftWords(artist=artist, id=id), style="primary")],
            switches,
            [*again, *_monthly_key(t, donation)],
            [*_receipt(t, donation), keys.button(t.plain("artist-page"), Artist(artist=artist))],
        ),
    )


def _monthly_key(t: Texts, donation: Donation) -> list[InlineKeyboardButton]:
    if donation.currency == COINS:
        return []
    if donation.month:
        return [keys.button(t.plain("monthly-look"), SupportingOne(artist=donation.owner))]
    return [keys.button(t.plain("give-monthly"), GiveMonthly(artist=donation.owner))]


def _receipt(t: Texts, donation: Donation) -> list[InlineKeyboardButton]:
    charge = donation.charge_id
    if charge is None or len(charge) > 256:
        return []
    return [InlineKeyboardButton(text=t.plain("receipt"), copy_text=CopyTextButton(text=charge))]


def wall(t: Texts, artist: str, name: str, supporters: Sequence[Supporter]) -> Screen:
    """Return who supports an artist and wants to be seen."""
    rows = [
        t("wall-line", name=one.name, amount=_sum(t, {STARS: one.stars, COINS: one.coins}))
        for one in supporters[:_ON_WALL]
    ]
    more = len(supporters) - len(rows)
    return Screen(
        lines(
            t("wall-head", name=name, n=len(supporters)),
            Html("\n".join(rows)) if rows else t("wall-empty"),
            t("wall-more", n=more) if more > 0 else None,
        ),
        keys.markup(
            [give_key(t, artist)], [keys.button(t.plain("artist-page"), Artist(artist=artist))]
        ),
    )


# For artists -----------------------------------------------------------------------------------


class Told(NamedTuple):
    """What a notice of a donation says besides the donation."""

    nth: int
    """Which of this donor's donations it is."""
    giver: Given
    """What this donor gave in all."""
    matures: date | None
    """From when it can be paid out."""
    source: str | None
    """What the donor came from, in words."""
    goal: Html | None


def notice(t: Texts, donation: Donation, told: Told) -> Screen:
    """Return what an artist is told of a donation."""
    return Screen(
        Html(
            "\n".join(
                part
                for part in (
                    _who(t, donation),
                    _rank(t, donation, told),
                    _worth(t, donation, told),
                    t("gift-from", source=told.source) if told.source else None,
                    _message(t, donation),
                    told.goal,
                    t("gift-refunded") if donation.status == money.REFUNDED else None,
                )
                if part
            )
        ),
        notice_keys(t, donation),
    )


def _who(t: Texts, donation: Donation) -> Html:
    amount = stars(t, donation)
    if donation.anonymous:
        return t("gift-head-unnamed", amount=amount)
    return t("gift-head", name=donation.donor_name, amount=amount)


def _rank(t: Texts, donation: Donation, told: Told) -> Html | None:
    if donation.month:
        return t("gift-month", n=donation.month)
    if donation.anonymous:
        return None
    if told.nth == 1:
        return t("gift-first")
    total = _in(t, donation.currency, told.giver.amount)
    return t("gift-nth", nth=told.nth, amount=total)


def _worth(t: Texts, donation: Donation, told: Told) -> Html | None:
    if told.matures is None:
        return None
    usd = price(t, round(donation.amount * USD_PER_STAR, 2), "USD")
    return t("gift-worth", usd=usd, day=short_day(t, told.matures))


def _message(t: Texts, donation: Donation) -> Html:
    if donation.hidden:
        return t("gift-message-hidden")
    if not donation.message:
        return t("gift-no-message")
    return t("gift-message", text=quoted(donation.message))


def notice_keys(t: Texts, donation: Donation) -> InlineKeyboardMarkup:
    id = donation.id
    if donation.status == money.REFUNDED:
        return keys.markup(_receipt(t, donation))
    show = InlineKeyboardButton(text=t.plain("gift-show"), switch_inline_query=f"gift {id}")
    hide = []
    if donation.message:
        word = t.plain("gift-unhide" if donation.hidden else "gift-hide")
        hide = [keys.button(word, GiftHide(id=id, on=not donation.hidden))]
    back = []
    if donation.charge_id:
        back = [keys.button(t.plain("gift-refund"), GiftRefund(id=id, sure=False))]
    return keys.markup(
        [keys.button(t.plain("gift-thank"), GiftThank(id=id), style="primary")],
        [show, *hide],
        [*_receipt(t, donation), *back],
    )


def refund_keys(t: Texts, donation: Donation) -> InlineKeyboardMarkup:
    """Return the buttons of a notice that ask whether to give it back."""
    id = donation.id
    return keys.markup(
        [
            keys.button(
                t.plain("gift-refund-sure", n=donation.amount),
                GiftRefund(id=id, sure=True),
                style="danger",
            )
        ],
        [keys.button(t.plain("back"), GiftCard(id=id))],
    )


def burst(t: Texts, donations: Sequence[Donation]) -> Screen:
    """Return what an artist is told of several donations together."""
    there = [one for one in donations if one.status != money.REFUNDED]
    if not there:
        return Screen(t("gift-refunded"))
    sums = {
        currency: sum(one.amount for one in there if (one.currency == COINS) is (currency == COINS))
        for currency in (STARS, COINS)
    }
    rows = [_burst_line(t, one) for one in there[:_TOGETHER]]
    more = len(there) - len(rows)
    if more > 0:
        rows.append(t("burst-more", n=more))
    return Screen(
        lines(
            t("burst-head", n=len(there), amount=_sum(t, sums)),
            t("burst-list", list=Html("\n".join(rows))),
        ),
        keys.markup([keys.button(t.plain("donations"), Donations(page=0))]),
    )


def _burst_line(t: Texts, donation: Donation) -> Html:
    name = t("somebody") if donation.anonymous else donation.donor_name
    amount = stars(t, donation)
    if not donation.message or donation.hidden:
        return t("burst-line", name=name, amount=amount)
    words = keys.clip(donation.message, _WORDS)
    return t("burst-line-said", name=name, amount=amount, text=words)


def thanked(t: Texts, name: str, artist: str) -> Screen:
    return Screen(
        t("thanked", name=name),
        keys.markup([keys.button(t.plain("artist-page"), Artist(artist=artist))]),
    )


# Given back ------------------------------------------------------------------------------------


def returned(t: Texts, charge: str, n: int) -> Screen:
    receipt = InlineKeyboardButton(text=t.plain("receipt"), copy_text=CopyTextButton(text=charge))
    return Screen(t("returned", n=n), keys.markup([receipt]))


def refund_refused(t: Texts, charge: str, n: int) -> Screen:
    receipt = InlineKeyboardButton(text=t.plain("receipt"), copy_text=CopyTextButton(text=charge))
    return Screen(t("refund-failed", n=n, charge=charge), keys.markup([receipt]))


def taken_back(t: Texts, donation: Donation, *, asked: bool) -> Screen:
    name = t("somebody") if donation.anonymous else donation.donor_name
    key = "taken-back" if asked else "charged-back"
    return Screen(
        t(key, name=name, amount=stars(t, donation)),
        keys.markup([keys.button(t.plain("donations"), Donations(page=0))]),
    )


def coins_bought(t: Texts, coins: int, balance: int) -> Screen:
    return Screen(
        t("coins-bought", n=coins, balance=balance),
        keys.markup([keys.button(t.plain("coins"), Coins(page=0))]),
    )
