"""The screens of giving: pure functions from what was given to text and buttons."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.callbacks import (
    Artist,
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
    SupportSettings,
    Wall,
)
from handlers.cards import clip
from handlers.fields import short_day
from handlers.invoices import LINK, PAGE
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import COINS, STARS, Donation, Given, Profile, Support, Supporter, money

USD_PER_STAR = 0.013
"""What Telegram pays out for a Star."""

_BAR = 10  # marks of a goal's bar
_ON_WALL = 50  # names that one screen shows
_NOT_THERE = {
    money.PENDING: "gift-pending",
    money.FAILED: "gift-failed",
    money.REFUNDED: "gift-refunded",
}
"""What is said of donations that are not, or no more, with the artist."""
_TOGETHER = 25  # donations that one notice lists
_WORDS = 60  # characters of a message in such a list
_NAME = 40  # and of a name in any list, lest the whole be too long to send
_MESSAGE = 490  # characters of a message on its own: what a text takes when all are escaped
_LIST = 2400  # characters of escaped lines that a text takes


def stars(t: Texts, donation: Donation) -> Html:
    """Return an amount with its unit; of an imported donation nobody knows that."""
    unit = {STARS: "amount-stars", COINS: "amount-coins"}.get(donation.currency or "", "amount")
    return t(unit, n=donation.amount)


def amounts(t: Texts, stars: int, coins: int) -> Html:
    """Return what there is of both; if there is neither, no Stars."""
    parts = [t("amount-stars", n=stars)] if stars or not coins else []
    if coins:
        parts.append(t("amount-coins", n=coins))
    return Html(" + ".join(parts))


def usd(t: Texts, stars: int) -> str:
    """Return what Stars are worth, to the cent."""
    return t.plain("price-usd", price=round(stars * USD_PER_STAR, 2))


def donor(t: Texts, donation: Donation) -> str:
    """Return who gave, if they want to be named, in a few words."""
    return keys.clip(donation.donor, _NAME) if donation.donor else t.plain("somebody")


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


# For fans --------------------------------------------------------------------------------------


def way(source: str) -> dict[str, str]:
    """Return where a donor came from as buttons say it; `support.source_of` reads it."""
    if source == LINK:
        return {"family": LINK, "id": ""}
    family, _, id = source.rpartition(":")
    return {"family": family, "id": id if family else ""}


def give_key(t: Texts, artist: str, source: str = PAGE) -> InlineKeyboardButton:
    """Return the button that shows how to support an artist."""
    return keys.button(t.plain("give"), Give(artist=artist, **way(source)))


def coins_key(t: Texts, artist: str, coins: int, source: str = PAGE) -> InlineKeyboardButton:
    """Return the button that asks whether to give an artist so many coins."""
    some = GiveSomeCoins(artist=artist, coins=coins, **way(source))
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
    more = [
        keys.button(t.plain("give-other"), GiveOther(artist=artist, **way(source))),
        keys.button(t.plain("give-monthly"), GiveMonthly(artist=artist)),
    ]
    coins = [keys.button(t.plain("give-coins"), GiveCoins(artist=artist, **way(source)))]
    wall = [keys.button(t.plain("wall", n=supporters), Wall(artist=artist))] if supporters else []
    return Screen(
        paragraphs(
            t("support-head", name=profile.label), goal(t, support, given), t("support-terms")
        ),
        keys.markup(
            *keys.grid(amounts, 4),
            more,
            coins,
            wall,
            [keys.button(t.plain("artist-page"), Artist(artist=artist))],
        ),
    )


def own_amount(t: Texts, profile: Profile, stars: int, link: str, source: str) -> Screen:
    return Screen(
        t("own-amount-ready", name=profile.label, n=stars),
        keys.markup(
            [keys.link(t.plain("give-stars", n=stars), link)],
            [keys.button(t.plain("back"), Give(artist=profile.owner, **way(source)))],
        ),
    )


def thanks(
    t: Texts,
    donation: Donation,
    name: str,
    support: Support,
    again: Sequence[InlineKeyboardButton],
    *,
    shown: bool,
    welcome: bool,
) -> Screen:
    """Return what a donor is told; `again` pays the same once more.

    `shown`: the donor is on the wall; `welcome`: the artist takes more.
    """
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
        paragraphs(head, words, said),
        keys.markup(
            [keys.button(write, GiftWords(artist=artist, id=id), style="primary")],
            switches,
            [*again, *_monthly_key(t, donation, welcome=welcome)],
            [
                *_receipt(t, donation.charge_id),
                keys.button(t.plain("artist-page"), Artist(artist=artist)),
            ],
        ),
    )


def _monthly_key(t: Texts, donation: Donation, *, welcome: bool) -> list[InlineKeyboardButton]:
    if donation.month:
        return [keys.button(t.plain("supporting"), SupportingOne(artist=donation.owner))]
    if donation.currency == COINS or not welcome:
        return []
    return [keys.button(t.plain("give-monthly"), GiveMonthly(artist=donation.owner))]


def _receipt(t: Texts, charge: str | None) -> keys.Row:
    return keys.copies(t.plain("receipt"), charge)


def _on_wall(t: Texts, one: Supporter) -> Html:
    name = keys.clip(one.name, _NAME)
    if not one.stars and not one.coins:
        return t("wall-line-bare", name=name)
    return t("wall-line", name=name, amount=amounts(t, one.stars, one.coins))


def wall(
    t: Texts, artist: str, name: str, supporters: Sequence[Supporter], *, mine: bool = False
) -> Screen:
    """Return who supports an artist and wants to be seen; `mine`: to the artist."""
    rows = [_on_wall(t, one) for one in supporters[:_ON_WALL]]
    if mine:
        ways = [[keys.button(t.plain("back"), SupportSettings())]]
    else:
        page = keys.button(t.plain("artist-page"), Artist(artist=artist))
        ways = [[give_key(t, artist)], [page]]
    more = len(supporters) - len(rows)
    return Screen(
        paragraphs(
            t("wall-head", name=name, n=len(supporters)),
            lines(*rows) if rows else t("wall-empty"),
            t("wall-more", n=more) if more > 0 else None,
        ),
        keys.markup(*ways),
    )


def shown(
    t: Texts,
    donation: Donation,
    name: str,
    message: str,
    amounts: Sequence[InlineKeyboardButton],
    link: str,
) -> Screen:
    """Return a donation as an artist shows it in a chat; if it went back, thanks to all."""
    ways = keys.markup(amounts, [keys.link(t.plain("artist-page"), link)])
    if donation.status != money.COMPLETED:
        return Screen(t("shown-neutral", artist=name), ways)
    amount = stars(t, donation)
    if donation.donor is None:
        head = t("shown-unnamed", amount=amount, artist=name)
    else:
        head = t("shown", name=donation.donor, amount=amount, artist=name)
    said = t("thanks-message", text=quoted(clip(message, _MESSAGE))) if message else None
    return Screen(lines(head, said), ways)


# For artists -----------------------------------------------------------------------------------


class Standing(NamedTuple):
    """How a donation stands among those that its donor gave under their name."""

    nth: int
    amount: int
    """Of all of them."""
    month: int
    """Of monthly support; 0: it is none."""


class Told(NamedTuple):
    """What a notice of a donation says besides the donation."""

    standing: Standing | None
    """None: nobody knows, or is told."""
    matures: date | None
    """From when it can be paid out."""
    source: str | None
    """What the donor came from, in words."""
    goal: Html | None
    day: date | None
    """When it was given, if that has to be said."""


def notice(t: Texts, donation: Donation, told: Told, *, page: int | None = None) -> Screen:
    """Return what an artist is told of a donation; from that page of the list, with a way back."""
    return Screen(
        lines(
            _who(t, donation),
            t("gift-day", day=short_day(t, told.day)) if told.day else None,
            _rank(t, donation, told),
            _worth(t, donation, told),
            t("gift-from", source=told.source) if told.source else None,
            _message(t, donation),
            told.goal,
            t("gift-thanked-for") if donation.thanked else None,
            _state(t, donation),
        ),
        notice_keys(t, donation, page=page),
    )


def _state(t: Texts, donation: Donation) -> Html | None:
    said = _NOT_THERE.get(donation.status)
    return t(said) if said else None


def _who(t: Texts, donation: Donation) -> Html:
    amount = stars(t, donation)
    if donation.donor is None:
        return t("gift-head-unnamed", amount=amount)
    return t("gift-head", name=donation.donor, amount=amount)


def _rank(t: Texts, donation: Donation, told: Told) -> Html | None:
    standing = told.standing
    if donation.month:
        return t("gift-month", n=standing.month) if standing else t("gift-monthly")
    if standing is None or not standing.nth:
        return None
    in_coins = donation.currency == COINS
    if standing.nth == 1:
        return t("gift-first-coins" if in_coins else "gift-first")
    total = t("amount-coins" if in_coins else "amount-stars", n=standing.amount)
    return t("gift-nth", nth=standing.nth, total=total)


def _worth(t: Texts, donation: Donation, told: Told) -> Html | None:
    if told.matures is None:
        return None
    return t("gift-worth", usd=usd(t, donation.amount), day=short_day(t, told.matures))


def _message(t: Texts, donation: Donation) -> Html:
    if donation.hidden:
        return t("gift-message-hidden")
    if not donation.message:
        return t("gift-no-message")
    return t("gift-message", text=quoted(clip(donation.message, _MESSAGE)))


def notice_keys(t: Texts, donation: Donation, *, page: int | None = None) -> InlineKeyboardMarkup:
    id = donation.id
    ways = [] if page is None else [keys.button(t.plain("donations-back"), Donations(page=page))]
    if donation.status in _NOT_THERE:
        return keys.markup(_receipt(t, donation.charge_id), ways)
    show = InlineKeyboardButton(text=t.plain("gift-show"), switch_inline_query=f"gift {id}")
    hide = []
    if donation.message:
        word = t.plain("gift-unhide" if donation.hidden else "gift-hide")
        hide = [keys.button(word, GiftHide(id=id, on=not donation.hidden))]
    back = []
    if donation.charge_id:
        back = [keys.button(t.plain("gift-refund"), GiftRefund(id=id, sure=False))]
    thank = [keys.button(t.plain("gift-thank"), GiftThank(id=id), style="primary")]
    return keys.markup(
        [] if donation.thanked else thank,
        [show, *hide],
        [*_receipt(t, donation.charge_id), *back],
        ways,
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
    """Return what an artist is told of several donations together, those with words first."""
    there = [one for one in donations if one.status not in _NOT_THERE]
    ways = keys.markup([keys.button(t.plain("donations"), Donations(page=0))])
    if not there:
        return Screen(t("burst-refunded"), ways)
    sums = {
        is_coins: sum(one.amount for one in there if (one.currency == COINS) is is_coins)
        for is_coins in (False, True)
    }
    said_first = sorted(there, key=lambda one: not one.message or bool(one.hidden))
    rows: list[Html] = []
    room = _LIST
    for one in said_first[:_TOGETHER]:
        row = _burst_line(t, one)
        room -= len(row) + 1
        if room < 0:
            break
        rows.append(row)
    if more := len(there) - len(rows):
        rows.append(t("burst-more", n=more))
    return Screen(
        lines(
            t("burst-head", n=len(there), amount=amounts(t, sums[False], sums[True])),
            t("burst-list", list=lines(*rows)),
        ),
        ways,
    )


def _burst_line(t: Texts, donation: Donation) -> Html:
    name, amount = donor(t, donation), stars(t, donation)
    if not donation.message or donation.hidden:
        return t("burst-line", name=name, amount=amount)
    words = keys.clip(donation.message, _WORDS)
    return t("burst-line-said", name=name, amount=amount, text=words)


def thanked(t: Texts, name: str, artist: str) -> Screen:
    return Screen(
        t("thanked", name=name),
        keys.markup(
            [keys.button(t.plain("artist-page"), Artist(artist=artist)), keys.less(t, artist, "")]
        ),
    )


# Given back ------------------------------------------------------------------------------------


def returned(t: Texts, charge: str, n: int) -> Screen:
    return Screen(t("returned", n=n), keys.markup(_receipt(t, charge)))


def refund_refused(t: Texts, charge: str, n: int) -> Screen:
    return Screen(t("refund-failed", n=n, charge=charge), keys.markup(_receipt(t, charge)))


def taken_back(t: Texts, donation: Donation, *, asked: bool) -> Screen:
    key = "taken-back" if asked else "charged-back"
    return Screen(
        t(key, name=donor(t, donation), amount=stars(t, donation)),
        keys.markup([keys.button(t.plain("donations"), Donations(page=0))]),
    )
