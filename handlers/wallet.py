"""Coins: what there is, buying them with Stars, and spending them.

Nothing is spent without a question, and what was asked is kept by us. Its id is on the button that
answers, so a press does what was shown and nothing else, and two presses are one.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from pydantic import Field

from handlers import forms, invoices, purse, rewards, support
from handlers import keyboards as keys
from handlers.callbacks import (
    AgreeToBuy,
    BuyCoins,
    Coins,
    GiveCoins,
    GiveCoinsOther,
    GiveSomeCoins,
    Promote,
    Spend,
)
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.house import EDITION
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.visit import name_of, readable, welcoming
from storage import (
    MONEY,
    Amount,
    CoinTx,
    Donation,
    NotEnough,
    NotFound,
    Notice,
    Posting,
    money,
    wire,
)

MOST = 1_000_000
"""Coins that can be given at once."""

Asked = dict[str, Any]


async def coins(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    await rewards.welcome(desk)
    balance, (moves, total), profile = await asyncio.gather(
        desk.ledger.coins(desk.me),
        desk.records.page(CoinTx, desk.me, offset=keys.offset(page), limit=keys.PAGE),
        readable(desk.records.profile(desk.me)),
    )
    screen = purse.wallet(
        desk.t,
        balance,
        moves,
        await _gifts(desk, moves),
        page=page,
        total=total,
        has_page=profile is not None,
    )
    await show(desk.bot, event, screen)


async def turn(query: CallbackQuery, callback_data: Coins, desk: Desk) -> None:
    await coins(query, desk, callback_data.page)


async def _gifts(desk: Desk, moves: Sequence[CoinTx]) -> dict[str, Donation]:
    """Return those of some changes that are donations to whoever acts; they have the same id."""
    ids = [move.id for move in moves if move.type == "reward" and move.amount > 0]
    found = await asyncio.gather(
        *(readable(desk.records.find(Donation, desk.me, id)) for id in ids)
    )
    return {gift.id: gift for gift in found if gift is not None}


# Buying ----------------------------------------------------------------------------------------


async def buy(query: CallbackQuery, desk: Desk) -> None:
    if desk.person.terms == EDITION:
        await show(desk.bot, query, await _prices(desk))
    else:
        await show(desk.bot, query, purse.terms(desk.t, EDITION))


async def agree(query: CallbackQuery, callback_data: AgreeToBuy, desk: Desk) -> None:
    """Take the consent to the terms that were shown; other ones are to be read first."""
    if callback_data.edition != EDITION:
        await buy(query, desk)
        return
    await desk.people.settle(desk.me, terms=EDITION)
    await show(desk.bot, query, await _prices(desk))


async def _prices(desk: Desk) -> Screen:
    balance, packs = await asyncio.gather(desk.ledger.coins(desk.me), invoices.purchase_keys(desk))
    if not packs:
        raise Refused("trouble")
    return purse.prices(desk.t, balance, packs)


# Giving ----------------------------------------------------------------------------------------


async def give(query: CallbackQuery, callback_data: GiveCoins, desk: Desk) -> None:
    await show(
        desk.bot,
        query,
        await _amounts(desk, callback_data.artist, support.source_of(callback_data)),
    )


async def _amounts(desk: Desk, artist: str, source: str) -> Screen:
    profile, _ = await welcoming(artist, desk)
    await rewards.welcome(desk)
    return purse.amounts(desk.t, profile, await desk.ledger.coins(desk.me), source)


async def give_some(query: CallbackQuery, callback_data: GiveSomeCoins, desk: Desk) -> None:
    artist, source = callback_data.artist, support.source_of(callback_data)
    await show(desk.bot, query, await _ask_to_give(desk, artist, callback_data.coins, source))


class CoinAmount(Aside, family="coin-amount"):
    """How many coins somebody wants to give."""

    coins: Annotated[Amount, Field(ge=1, le=MOST)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        artist, _, source = about.partition(" ")
        return await _ask_to_give(desk, artist, values["coins"], source)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        artist, _, source = about.partition(" ")
        return await _amounts(desk, artist, source)


async def give_other(query: CallbackQuery, callback_data: GiveCoinsOther, desk: Desk) -> None:
    await welcoming(callback_data.artist, desk)
    about = f"{callback_data.artist} {support.source_of(callback_data)}"
    await forms.ask(query, desk, CoinAmount, about=about)


async def _ask_to_give(desk: Desk, artist: str, coins: int, source: str) -> Screen:
    """Return the question whether to give; a forged amount is none."""
    if not 1 <= coins <= MOST:
        raise Refused("outdated")
    profile, _ = await welcoming(artist, desk)
    balance = await desk.ledger.coins(desk.me)
    asked = {"kind": _GIFT, "coins": coins, "artist": artist, "source": source}
    if coins > balance:
        return await _short_of(desk, asked, balance)
    intent = await desk.intents.draw(desk.me, asked)
    return purse.sure_to_give(desk.t, profile, coins, balance, intent, source)


async def _give(desk: Desk, intent: str, asked: Asked) -> Screen:
    """Give what was asked about, unless that is done; return the thanks."""
    given = await desk.ledger.find(money.gift_id(intent))
    if given is None:
        try:
            given = await desk.ledger.post(await _gift(desk, intent, asked))
        except NotEnough as error:
            return await _short_of(desk, asked, error.free)
    place = given.donation
    if place is None or place.member is None:
        raise NotFound(given.id)
    donation = await desk.ledger.donation(place.owner, place.member)
    return await support.thanks_screen(desk, donation)


async def _short_of(desk: Desk, asked: Asked, balance: int) -> Screen:
    """Return that somebody has not the coins for it, and keep it for when they have bought some."""
    await desk.intents.want(desk.me, {**asked, "kind": _WANTED})
    back = purse.back_to_amounts(asked["artist"], asked["source"])
    return purse.short(desk.t, asked["coins"], balance, back)


async def bought_screen(desk: Desk, coins: int) -> Screen:
    """Return what somebody is told who has bought coins, with the way back to what they are for."""
    balance, asked = await asyncio.gather(desk.ledger.coins(desk.me), desk.intents.wanted(desk.me))
    wanted: InlineKeyboardButton | None = None
    if asked and asked["coins"] <= balance:
        artist = asked["artist"]
        name = await name_of(artist, desk)
        wanted = purse.wanted_key(desk.t, artist, name, asked["coins"], asked["source"])
    return purse.bought(desk.t, coins, balance, wanted)


async def _gift(desk: Desk, intent: str, asked: Asked) -> Posting:
    artist = asked["artist"]
    await _check_open(desk)
    profile, _ = await welcoming(artist, desk)
    unnamed = desk.person.anonymous
    posting = money.donate_coins(
        intent,
        donor=desk.me,
        artist=artist,
        coins=asked["coins"],
        donor_name=desk.house.cashier.nobody if unnamed else desk.person.name,
        now=desk.now,
        anonymous=unnamed,
        source=asked["source"],
        donor_description=desk.t.plain("coins-for", name=profile.name),
    )
    if unnamed:
        await desk.giving.hide(artist, desk.me, posting.record_id)
    body = {"kind": "donation", "to": artist, "artist": artist, "id": posting.record_id}
    return posting.telling(Notice("artist", MONEY, wire.dumps(body)))


async def _check_open(desk: Desk) -> None:
    if await desk.ledger.why_closed() is not None:
        raise Refused("pay-closed")


# A promoted place ------------------------------------------------------------------------------


async def promote(query: CallbackQuery, desk: Desk) -> None:
    await _check_page(desk)
    price = desk.house.promotion_coins
    balance, until = await asyncio.gather(
        desk.ledger.coins(desk.me), desk.search.promoted_until(desk.me, now=desk.now)
    )
    if price > balance:
        screen = purse.short(desk.t, price, balance, Coins(page=0))
    else:
        intent = await desk.intents.draw(desk.me, {"kind": _PLACE, "coins": price})
        screen = purse.sure_to_promote(desk.t, price, balance, intent, until)
    await show(desk.bot, query, screen)


async def _check_page(desk: Desk) -> None:
    """See that there is something to promote.

    Raises:
        Refused: there is not.

    """
    if await readable(desk.records.profile(desk.me)) is None:
        raise Refused("no-page")


async def _take_place(desk: Desk, intent: str, asked: Asked) -> Screen:
    """Take the place that was asked about, unless that is done; return until when it lasts."""
    if await desk.ledger.find(money.promotion_id(intent)) is None:
        await _check_open(desk)
        await _check_page(desk)
        words, price = desk.t.plain("coins-place"), asked["coins"]
        posting = money.promote(intent, user=desk.me, coins=price, now=desk.now, description=words)
        try:
            await desk.ledger.post(posting)
        except NotEnough as error:
            return purse.short(desk.t, price, error.free, Coins(page=0))
    until = await desk.search.promoted_until(desk.me, now=desk.now)
    if until is None:
        raise Refused("already")
    return purse.promoted(desk.t, until)


# Confirming ------------------------------------------------------------------------------------

_GIFT, _PLACE = "gift", "place"
_WANTED = "wanted gift"  # which nothing confirms


async def spend(query: CallbackQuery, callback_data: Spend, desk: Desk) -> None:
    """Do what the presser was asked to confirm."""
    asked = await desk.intents.get(desk.me, callback_data.intent)
    do = asked and {_GIFT: _give, _PLACE: _take_place}.get(asked["kind"])
    if not asked or not do:
        raise Refused("outdated")
    await show(desk.bot, query, await do(desk, callback_data.intent, asked))


ROUTES = Routes(
    menus={
        Coins: turn,
        BuyCoins: buy,
        AgreeToBuy: agree,
        GiveCoins: give,
        GiveCoinsOther: give_other,
        GiveSomeCoins: give_some,
        Promote: promote,
        Spend: spend,
    },
    commands={"coins": coins},
)
