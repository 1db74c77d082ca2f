"""What an artist was given: the notice of a donation, and what can be done about it."""

import asyncio
from contextlib import suppress
from typing import Any

from aiogram.types import CallbackQuery, InlineKeyboardButton

from handlers import gifts, invoices, origins, posted
from handlers.callbacks import GiftCard, GiftHide, GiftRefund, GiftThank
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.screen import Screen, redraw, show
from handlers.table import Routes
from handlers.visit import public, readable
from storage import (
    DUTY,
    INTERACTIVE,
    MONEY,
    STARS,
    Donation,
    Entity,
    NotEnough,
    Notice,
    OutOfStep,
    StorageError,
    moments,
    money,
    sources,
    under_name,
    wire,
)


async def notice_screen(desk: Desk, donation: Donation, *, page: int | None = None) -> Screen:
    """Return what an artist is told of a donation, as it is now.

    With a `page` of the list it has a way back there.
    """
    artist, currency = donation.owner, donation.currency or STARS
    support, given, standing, source = await asyncio.gather(
        desk.giving.support(artist),
        desk.giving.given(artist),
        _standing(desk, donation, currency),
        _source(desk, donation),
    )
    given_on = moments.day(donation.created_at) if donation.created_at else None
    matures = None
    if donation.charge_id and donation.created_at:
        matures = money.matures_on(donation.created_at)
    told = gifts.Told(
        standing=standing,
        matures=matures,
        source=source,
        goal=gifts.goal(desk.t, support, given) if currency == STARS else None,
        day=given_on if page is not None or given_on != moments.day(desk.now) else None,
    )
    return gifts.notice(desk.t, donation, told, page=page)


async def _standing(desk: Desk, donation: Donation, currency: str) -> gifts.Standing | None:
    """Return how a donation stands among those that its donor gave under their name.

    None: nobody knows, or is to be told.
    """
    artist, donor = donation.owner, donation.donor_id
    if donation.anonymous or donor is None:
        return None
    giver, unnamed = await asyncio.gather(
        desk.giving.giver(artist, donor, currency), desk.giving.without_name(artist, donor)
    )
    if unnamed is None:
        return None
    named, nth = under_name(giver, unnamed, currency), donation.nth or giver.n
    before = [one for one in unnamed if one.currency == currency and (one.nth or 0) < nth]
    month = donation.month and donation.month - sum(
        one.month < donation.month for one in unnamed if one.month
    )
    rank = max(nth - len(before), 1) if nth else 0
    return gifts.Standing(rank, named.amount, month or 0)


async def _source(desk: Desk, donation: Donation) -> str | None:
    """Return what a donor came from, and by which link or card before that, in words.

    None if nothing is known of it any more.
    """
    where, artist, donor = await _where(desk, donation), donation.owner, donation.donor_id
    if where is None or sources.tag_of(donation.source):  # which says all
        return where
    if donor is None or donation.created_at is None or donation.currency != STARS:
        return where
    source = await desk.sources.of_gift(artist, donor, donation.id, at=donation.created_at)
    if source is None or source == sources.DIRECT:
        return where
    label = (await desk.sources.names(artist)).get(source)
    return desk.t.plain("source-by", where=where, name=origins.named(desk.t, source, label))


async def _where(desk: Desk, donation: Donation) -> str | None:
    family, _, id = (donation.source or "").rpartition(":")
    if not family:
        key = f"source-{id}"
        return desk.t.plain(key) if id and key in desk.t else None
    if family in (invoices.LINK, invoices.CHAT):
        label = (await desk.sources.names(donation.owner)).get(id)
        return desk.t.plain(f"source-{family}-named", name=origins.named(desk.t, id, label))
    family = family.removeprefix(invoices.ON_CARD_OF)
    record = await record_of(desk, donation.owner, family, id)
    if record is None:
        return None
    return desk.t.plain("source-record", kind=desk.t.plain(family), title=record.label)


async def record_of(desk: Desk, artist: str, family: str, id: str) -> Entity | None:
    """Return the record that a donor came from, if it is there; a forged button says anything."""
    try:
        return await readable(desk.records.find(public(family), artist, id))
    except (Refused, StorageError):
        return None


async def _mine(desk: Desk, id: str) -> Donation:
    return await desk.ledger.donation(desk.me, id)


async def card(query: CallbackQuery, callback_data: GiftCard, desk: Desk) -> None:
    await _show_again(query, desk, await _mine(desk, callback_data.id))


async def _show_again(query: CallbackQuery, desk: Desk, donation: Donation) -> None:
    """Show a donation where it stood, with a way to the list: it may have been opened there."""
    await show(desk.bot, query, await notice_screen(desk, donation, page=0))


async def thank(query: CallbackQuery, callback_data: GiftThank, desk: Desk) -> Toast:
    """Thank whoever gave, once."""
    donation = await _mine(desk, callback_data.id)
    if donation.donor_id is None:
        raise Refused("gift-nobody")
    if donation.thanked:
        await _show_again(query, desk, donation)
        return Toast(desk.t.plain("gift-thanked-already"))
    body: dict[str, Any] = {
        "kind": "thanked",
        "to": donation.donor_id,
        "artist": donation.owner,
        "id": donation.id,
    }
    new = await desk.outbox.put(f"thank:{donation.owner}:{donation.id}", MONEY, body)
    await _show_again(query, desk, await desk.ledger.amend(desk.me, donation.id, thanked=True))
    return Toast(desk.t.plain("gift-thanked" if new else "gift-thanked-already"))


async def hide(query: CallbackQuery, callback_data: GiftHide, desk: Desk) -> None:
    donation = await desk.ledger.amend(desk.me, callback_data.id, hidden=callback_data.on)
    await renew_cards(desk, donation)
    await _show_again(query, desk, donation)


async def renew_cards(desk: Desk, donation: Donation) -> None:
    """Have the messages that show a donation in chats show it as it is now."""
    await posted.renew(desk, donation.family, donation.owner, donation.id, urgency=INTERACTIVE)
    for card in await desk.giving.cards(donation.owner, donation.id):
        body = {
            "kind": "gift-card",
            "to": donation.owner,
            "artist": donation.owner,
            "id": donation.id,
            "card": card,
        }
        await desk.outbox.put(f"card:{card}:{moments.ms(desk.now)}", MONEY, body)


async def card_screen(desk: Desk, donation: Donation, message: str) -> Screen:
    """Return a donation as its artist shows it in a chat, with no other words than `message`.

    What a donor writes later is for the artist to see first.
    """
    profile, support = await asyncio.gather(
        readable(desk.records.profile(desk.me)), desk.giving.support(desk.me)
    )
    name = profile.label if profile else desk.t.plain("nameless")
    ways: list[InlineKeyboardButton] = []
    if profile is not None and not support.paused:
        ways = await invoices.gift_keys(desk, desk.me, name, invoices.CARD, invoices.ON_CARD)
    said = "" if donation.hidden else message
    page = desk.links.to(desk.me, source=invoices.CARD)
    return gifts.shown(desk.t, donation, name, said, ways, page)


async def refund(query: CallbackQuery, callback_data: GiftRefund, desk: Desk) -> Toast | None:
    """Give a donation back, if that is still the artist's to give."""
    donation = await _mine(desk, callback_data.id)
    if donation.charge_id is None:
        raise Refused("outdated")
    if not callback_data.sure:
        await redraw(
            desk.bot,
            query,
            gifts.refund_keys(desk.t, donation),
            otherwise=await notice_screen(desk, donation, page=0),
        )
        return None
    try:
        charge = await give_back(desk, donation.charge_id)
    except NotEnough as error:
        raise Refused("refund-not-enough") from error
    await _show_again(query, desk, donation)
    return Toast(desk.t.plain("already" if charge.is_refunded else "refund-asked"))


async def give_back(desk: Desk, charge_id: str, *, cover: bool = False) -> money.Charge:
    """Hold what a charge gave, and have Telegram asked to return it; asked twice, once.

    With `cover` the house gives what those who had it have no more. Return the charge as it was.

    Raises:
        NotFound: there is no such charge.
        NotEnough: they have it no more.

    """
    charge = await desk.ledger.charge(charge_id)
    body = {"kind": "refund", "to": charge.credit.by, "charge": charge_id, "by": desk.me}
    await desk.house.cashier.ask_again(charge, by=desk.me, now=desk.now)
    if charge.is_held or charge.is_refunded:
        return charge
    posting = money.hold(charge, now=desk.now, cover=cover)
    with suppress(OutOfStep):  # somebody else was faster
        await desk.ledger.post(posting.telling(Notice("refund", DUTY, wire.dumps(body))))
    return charge


ROUTES = Routes(
    menus={GiftCard: card, GiftThank: thank, GiftHide: hide, GiftRefund: refund},
)
