"""The screens of coins: pure functions from what there is to text and buttons."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    AgreeToBuy,
    BuyCoins,
    Coins,
    Give,
    GiveCoins,
    GiveCoinsOther,
    GiveSomeCoins,
    Home,
    Promote,
    Spend,
)
from handlers.cards import utc
from handlers.fields import short_day
from handlers.gifts import coins_key, way
from handlers.screen import Screen
from handlers.texts import Html, Texts, paragraphs
from storage import CoinTx, Donation, Profile

AMOUNTS = (10, 50, 100, 500)
"""Coins that buttons offer to give."""

_WHAT = 150  # characters of what a change was for


def wallet(
    t: Texts,
    balance: int,
    moves: Sequence[CoinTx],
    gifts: Mapping[str, Donation],
    *,
    page: int,
    total: int,
    has_page: bool,
) -> Screen:
    """Return what somebody has, and one page of what moved it.

    `gifts` are the donations among it, by their id.
    """
    history = [_move(t, move, gifts.get(move.id)) for move in moves] or [t("coins-empty")]
    place = [keys.button(t.plain("promote"), Promote())] if has_page else []
    return Screen(
        paragraphs(t("coins-balance", n=balance), t("coins-are"), *history),
        keys.markup(
            [keys.button(t.plain("buy-coins"), BuyCoins()), *place],
            keys.pager(t, page, total, lambda n: Coins(page=n)),
            [keys.button(t.plain("home"), Home())],
        ),
    )


def _move(t: Texts, move: CoinTx, gift: Donation | None) -> Html:
    """Return one line of the history: when, how many, what for."""
    when = short_day(t, move.created_at.date()) if move.created_at else ""
    key = "coins-came" if move.amount > 0 else "coins-went"
    what = keys.clip(_what(t, move, gift), _WHAT)
    return t(key, n=abs(move.amount), what=what, when=when)


def _what(t: Texts, move: CoinTx, gift: Donation | None) -> str:
    if gift is not None:
        return t.plain("coins-from", name=gift.donor or t.plain("somebody"))
    if (move.posting or "").startswith("follower:"):
        return t.plain("coins-follower")
    if move.description:
        return move.description
    if move.type == "purchase" and move.amount < 0:
        return t.plain("coins-refunded")
    known = f"coins-{move.type}"
    return t.plain(known) if known in t else move.type


# Buying ----------------------------------------------------------------------------------------


def terms(t: Texts, edition: str) -> Screen:
    """Return what is to be agreed to before the first purchase."""
    return Screen(
        t("coins-terms"),
        keys.markup(
            [keys.button(t.plain("agree-to-buy"), AgreeToBuy(edition=edition), style="success")],
            [keys.button(t.plain("back"), Coins(page=0))],
        ),
    )


def prices(t: Texts, balance: int, packs: Sequence[InlineKeyboardButton]) -> Screen:
    """Return what coins cost; each of `packs` opens a payment."""
    return Screen(
        t("coins-prices", n=balance),
        keys.markup(*keys.grid(packs, 1), [keys.button(t.plain("back"), Coins(page=0))]),
    )


def wanted_key(t: Texts, artist: str, name: str, coins: int, source: str) -> InlineKeyboardButton:
    """Return the button that asks again what somebody had not the coins for."""
    some = GiveSomeCoins(artist=artist, coins=coins, **way(source))
    label = t.plain("give-wanted", n=coins, name=keys.clip(name))
    return keys.button(label, some, style="primary")


def bought(t: Texts, coins: int, balance: int, wanted: InlineKeyboardButton | None) -> Screen:
    """Return what somebody is told who has bought coins; `wanted` is what they are for."""
    return Screen(
        t("coins-bought", n=coins, balance=balance),
        keys.markup([wanted] if wanted else [], [keys.button(t.plain("coins"), Coins(page=0))]),
    )


def short(t: Texts, coins: int, balance: int, back: CallbackData) -> Screen:
    """Return that somebody has not so many coins."""
    return Screen(
        t("coins-short", n=coins, balance=balance),
        keys.markup(
            [keys.button(t.plain("buy-coins"), BuyCoins(), style="primary")],
            [keys.button(t.plain("back"), back)],
        ),
    )


# Giving ----------------------------------------------------------------------------------------


def amounts(t: Texts, profile: Profile, balance: int, source: str) -> Screen:
    """Return how many coins can be given to an artist: none that one does not have."""
    artist = profile.owner
    some = [coins_key(t, artist, coins, source) for coins in AMOUNTS if coins <= balance]
    other = []
    if balance:
        other = [
            keys.button(t.plain("give-coins-other"), GiveCoinsOther(artist=artist, **way(source)))
        ]
    return Screen(
        t("give-coins-how-many", name=profile.label, n=balance),
        keys.markup(
            some,
            [*other, keys.button(t.plain("buy-coins"), BuyCoins())],
            [keys.button(t.plain("back"), Give(artist=artist, **way(source)))],
        ),
    )


def sure_to_give(
    t: Texts, profile: Profile, coins: int, balance: int, intent: str, source: str
) -> Screen:
    """Ask whether to give an artist so many coins."""
    return Screen(
        t("give-coins-sure", name=profile.label, n=coins, balance=balance),
        keys.markup(
            [
                keys.button(
                    t.plain("give-coins-yes", n=coins), Spend(intent=intent), style="success"
                )
            ],
            [keys.button(t.plain("back"), back_to_amounts(profile.owner, source))],
        ),
    )


def back_to_amounts(artist: str, source: str) -> GiveCoins:
    return GiveCoins(artist=artist, **way(source))


# A promoted place ------------------------------------------------------------------------------


def sure_to_promote(
    t: Texts, coins: int, balance: int, intent: str, until: datetime | None
) -> Screen:
    """Ask whether to spend coins on a place; `until`: how long there is one already."""
    return Screen(
        paragraphs(
            t("promote-sure", n=coins, balance=balance),
            t("promote-longer", until=_moment(t, until)) if until else None,
        ),
        keys.markup(
            [keys.button(t.plain("promote-yes", n=coins), Spend(intent=intent), style="success")],
            [keys.button(t.plain("back"), Coins(page=0))],
        ),
    )


def promoted(t: Texts, until: datetime) -> Screen:
    return Screen(
        t("promote-done", until=_moment(t, until)),
        keys.markup([keys.button(t.plain("coins"), Coins(page=0))]),
    )


def _moment(t: Texts, moment: datetime) -> Html:
    """Return a moment as the reader's Telegram shows it."""
    return t("moment-local", unix=str(int(moment.timestamp())), utc=utc(t, moment))
