"""Coins and donations: what there is and what moved it. Read only; money is moved elsewhere."""

import asyncio
from collections.abc import Sequence

from aiogram.types import CallbackQuery, Message

from handlers import keyboards as keys
from handlers import months
from handlers.callbacks import Coins, Donations, Home
from handlers.cards import clip
from handlers.desk import Desk
from handlers.fields import short_day
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.texts import Html, Texts
from storage import Balance, CoinTx, Donation

_MESSAGE = 150  # characters of a donor's message shown in a list


async def coins(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    balance, (moves, total) = await asyncio.gather(
        desk.records.find(Balance, desk.me, desk.me),
        desk.records.page(CoinTx, desk.me, offset=keys.offset(page), limit=keys.PAGE),
    )
    screen = coins_screen(desk.t, balance.coins if balance else 0, moves, page=page, total=total)
    await show(desk.bot, event, screen)


async def turn_coins(query: CallbackQuery, callback_data: Coins, desk: Desk) -> None:
    await coins(query, desk, callback_data.page)


async def donations(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    given, total = await desk.records.page(
        Donation, desk.me, offset=keys.offset(page), limit=keys.PAGE
    )
    await show(desk.bot, event, donations_screen(desk.t, given, page=page, total=total))


async def turn_donations(query: CallbackQuery, callback_data: Donations, desk: Desk) -> None:
    await donations(query, desk, callback_data.page)


def coins_screen(
    t: Texts, balance: int, moves: Sequence[CoinTx], *, page: int, total: int
) -> Screen:
    lines = [t("coins-balance", n=balance)]
    lines += [_move(t, move) for move in moves] or [t("coins-empty")]
    return Screen(
        Html("\n\n".join(lines)),
        keys.markup(
            keys.pager(t, page, total, lambda n: Coins(page=n)),
            [keys.button(t.plain("home"), Home())],
        ),
    )


def _move(t: Texts, move: CoinTx) -> Html:
    """Return one line of the history: when, how many, what for."""
    when = short_day(t, move.created_at.date()) if move.created_at else ""
    known = f"coins-{move.type}"
    what = move.description or (t.plain(known) if known in t else move.type)
    key = "coins-came" if move.amount > 0 else "coins-went"
    return t(key, n=abs(move.amount), what=clip(what, _MESSAGE), when=when)


def donations_screen(t: Texts, given: Sequence[Donation], *, page: int, total: int) -> Screen:
    lines = [t("donations-head", n=total) if total else t("donations-empty")]
    lines += [_donation(t, donation) for donation in given]
    return Screen(
        Html("\n\n".join(lines)),
        keys.markup(
            keys.pager(t, page, total, lambda n: Donations(page=n)),
            [months.key(t)],
            [keys.button(t.plain("home"), Home())],
        ),
    )


def _donation(t: Texts, donation: Donation) -> Html:
    when = short_day(t, donation.created_at.date()) if donation.created_at else ""
    line = t("donation-line", name=donation.donor_name, n=donation.amount, when=when)
    if not donation.message:
        return line
    return Html(f"{line}\n{t('donation-message', text=clip(donation.message, _MESSAGE))}")


ROUTES = Routes(
    menus={Coins: turn_coins, Donations: turn_donations},
    commands={"coins": coins, "donations": donations},
)
