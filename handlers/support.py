"""Giving an artist Stars: how much, and afterwards a message, one's name, a place on the wall.

A press of an amount opens Telegram's own payment; all the rest is optional and comes after it.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from pydantic import AfterValidator, Field

from handlers import forms, gifts, invoices, received
from handlers.callbacks import (
    GiftShown,
    GiftUnnamed,
    GiftWords,
    Give,
    GiveCoins,
    GiveCoinsOther,
    GiveOther,
    GiveSomeCoins,
    Wall,
)
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values, line
from handlers.forms import Aside
from handlers.links import Place
from handlers.screen import Screen, redraw, send, show
from handlers.table import Routes
from handlers.visit import name_of, readable, welcoming
from storage import (
    COINS,
    ENTITIES,
    MONEY,
    NAMELESS,
    Amount,
    Donation,
    Gift,
    NotFound,
    Prose,
    moments,
    money,
)

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEEN = 24  # characters of where a link was seen, which have to fit a button
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+"
    r"|(?<![\w.-])(?:[\w.+-]+@)?(?:"
    r"(?:[\w-]+\.)+(?:com|net|org|info|biz|ru|su|рф|by|kz|ua|io|co|app|dev|xyz|top|site|online"
    r"|shop|store|club|live|link|page|fm|tv|gg|ai|cc|ly|uz|am|de|uk|eu|us)"
    r"|(?:[\w-]+\.)?(?:t|telegram|wa|vk)\.me)(?!\w)(?::[0-9]+)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
"""An address, or what Telegram makes one of; a full stop without a space behind it is none."""


def without_links(text: str) -> str:
    """Return a message to an artist without the links in it: what is given is no advertisement."""
    return re.sub(r"[^\S\n]{2,}", " ", _LINK.sub("", text)).strip()


# How much --------------------------------------------------------------------------------------


async def give(query: CallbackQuery, callback_data: Give, desk: Desk) -> None:
    """Show the ways to support an artist below what the presser looks at, a playing song say."""
    artist, source = callback_data.artist, source_of(callback_data)
    await send(desk.bot, desk.actor, await support_screen(desk, artist, source))


async def support_screen(desk: Desk, artist: str, source: str) -> Screen:
    """Return the ways to support an artist.

    Raises:
        Refused: the artist is gone, wants nothing at present, or is who asks.

    """
    (profile, support), given, supporters, source = await asyncio.gather(
        welcoming(artist, desk),
        desk.giving.given(artist),
        desk.giving.on_wall(artist),
        _known(desk, artist, source),
    )
    amounts = await invoices.gift_keys(desk, artist, profile.label, source)
    return gifts.support(
        desk.t, profile, support, given, amounts, source=source, supporters=supporters
    )


_SOURCES = {invoices.LINK, *(model.family for model in ENTITIES)}


def source_of(button: Give | GiveOther | GiveCoins | GiveCoinsOther | GiveSomeCoins) -> str:
    """Return where a donor came from; of a forged button, the page."""
    if button.family == invoices.LINK and not button.id:
        return invoices.LINK
    known = button.family in _SOURCES and _ID.fullmatch(button.id)
    return f"{button.family}:{button.id}" if known else invoices.PAGE


async def _known(desk: Desk, artist: str, source: str) -> str:
    """Return where a donor came from; the page, if that is a record that is not there."""
    family, _, id = source.rpartition(":")
    if not family or family == invoices.LINK:
        return source
    return source if await received.record_of(desk, artist, family, id) else invoices.PAGE


class OwnAmount(Aside, family="own-amount"):
    """How many Stars somebody wants to give."""

    stars: Annotated[Amount, Field(ge=1, le=invoices.MOST)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        artist, _, source = about.partition(" ")
        (profile, _), source = await asyncio.gather(
            welcoming(artist, desk), _known(desk, artist, source)
        )
        stars = values["stars"]
        link = await invoices.gift_link(desk, profile.label, Gift(artist, stars, source))
        return gifts.own_amount(desk.t, profile, stars, link, source)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        artist, _, source = about.partition(" ")
        return await support_screen(desk, artist, source)


async def give_other(query: CallbackQuery, callback_data: GiveOther, desk: Desk) -> None:
    await welcoming(callback_data.artist, desk)
    about = f"{callback_data.artist} {source_of(callback_data)}"
    await forms.ask(query, desk, OwnAmount, about=about)


# What was given --------------------------------------------------------------------------------


async def own_gift(desk: Desk, artist: str, id: str) -> Donation:
    """Return a donation of whoever acts.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    donation = await desk.ledger.donation(artist, id)
    if donation.donor_id != desk.me:
        raise NotFound(donation.key)
    return donation


async def thanks_screen(desk: Desk, donation: Donation) -> Screen:
    """Return what a donor is told: thanks, and what may be added."""
    artist = donation.owner
    profile, support, shown = await asyncio.gather(
        readable(desk.records.profile(artist)),
        desk.giving.support(artist),
        desk.giving.hangs(artist, desk.me),
    )
    name = profile.label if profile else desk.t.plain("nameless")
    source, amount = donation.source or invoices.PAGE, donation.amount
    welcome = profile is not None and not support.paused
    again: list[InlineKeyboardButton] = []
    if welcome and donation.currency == COINS:
        again = [gifts.coins_key(desk.t, artist, amount, source)]
    elif welcome:
        again = await invoices.gift_keys(desk, artist, name, source, [amount])
    return gifts.thanks(desk.t, donation, name, support, again, shown=shown, welcome=welcome)


async def tell_late(desk: Desk) -> None:
    """Have whoever acts told of what was given while we could not write to them, by or to them."""
    _, owed = await asyncio.gather(
        desk.giving.alert_late(desk.actor, now=desk.now), desk.giving.thanks_owed(desk.actor)
    )
    for artist, id in owed:
        body = {"kind": "thanks", "to": desk.actor, "artist": artist, "id": id}
        put = f"thanks:{desk.actor}:{artist}:{id}:{desk.now:%Y-%m-%dT%H:%M}"
        await desk.outbox.put(put, MONEY, body)
        await desk.giving.thanked(desk.actor, artist, id)


class Words(Aside, family="gift-note"):
    """What a donor wants to say with a donation."""

    ready: ClassVar[Mapping[str, Sequence[str]]] = {
        "message": ("phrase-thanks", "phrase-more", "phrase-love", "phrase-luck")
    }

    message: Annotated[Prose, AfterValidator(without_links), Field(min_length=1, max_length=255)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        artist, _, id = about.partition(" ")
        donation = await own_gift(desk, artist, id)
        if donation.status == money.REFUNDED:  # meanwhile
            return await thanks_screen(desk, donation)
        message = without_links(values["message"])
        donation = await desk.ledger.amend(artist, id, message=message)
        await renew_notice(desk, donation, words=True)
        return await thanks_screen(desk, donation)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        artist, _, id = about.partition(" ")
        return await thanks_screen(desk, await own_gift(desk, artist, id))


async def words(query: CallbackQuery, callback_data: GiftWords, desk: Desk) -> None:
    donation = await own_gift(desk, callback_data.artist, callback_data.id)
    if donation.status == money.REFUNDED:
        await show(desk.bot, query, await thanks_screen(desk, donation))
        return
    await forms.ask(query, desk, Words, about=f"{callback_data.artist} {callback_data.id}")


async def unnamed(query: CallbackQuery, callback_data: GiftUnnamed, desk: Desk) -> Toast:
    """Take the presser's name from a donation, or put it there; and so for the next ones.

    The artist's list, statement and wall follow at once. So does what they were told, for 60 days;
    after that an old notice cannot be found, and goes on saying what it said, as does a copy that
    somebody forwarded.
    """
    donation = await own_gift(desk, callback_data.artist, callback_data.id)
    hide = callback_data.on
    name = line(desk.person.name) or NAMELESS
    if hide:
        await desk.giving.hide(donation.owner, desk.me, donation.id)
    donation = await desk.ledger.amend(
        donation.owner,
        donation.id,
        anonymous=hide,
        donor_name=desk.house.cashier.nobody if hide else name,
    )
    await desk.people.settle(desk.me, anonymous=hide)
    if hide:
        await desk.giving.hang(donation.owner, desk.me, None)
    await renew_notice(desk, donation)
    await received.renew_cards(desk, donation)
    screen = await thanks_screen(desk, donation)
    await show(desk.bot, query, screen)
    return Toast(desk.t.plain("gift-unnamed-on" if hide else "gift-unnamed-off"))


async def shown(query: CallbackQuery, callback_data: GiftShown, desk: Desk) -> Toast | None:
    """Show the presser on the artist's wall, or take them off."""
    donation = await own_gift(desk, callback_data.artist, callback_data.id)
    if donation.status == money.REFUNDED:
        await show(desk.bot, query, await thanks_screen(desk, donation))
        return None
    name = line(desk.person.name) if callback_data.on else None
    if callback_data.on and donation.anonymous:
        raise Refused("gift-shown-unnamed")
    await desk.giving.hang(donation.owner, desk.me, name)
    screen = await thanks_screen(desk, donation)
    if screen.buttons is not None:
        await redraw(desk.bot, query, screen.buttons, otherwise=screen)
    return Toast(desk.t.plain("gift-shown-on" if name else "gift-shown-off"))


async def renew_notice(desk: Desk, donation: Donation, *, words: bool = False) -> None:
    """Have the artist's notice say what the donation says now, without another sound.

    `words`: those of the donor are new, and are to be seen in any case.
    """
    if donation.posting is None:
        return
    body = {
        "kind": "donation-renewed",
        "to": donation.owner,
        "artist": donation.owner,
        "id": donation.id,
        "original": f"{donation.posting}/artist",
        "words": words,
    }
    await desk.outbox.put(f"{donation.posting}/renewed-{moments.ms(desk.now)}", MONEY, body)


async def wall(query: CallbackQuery, callback_data: Wall, desk: Desk) -> None:
    artist = callback_data.artist
    name, supporters = await asyncio.gather(name_of(artist, desk), desk.giving.wall(artist))
    screen = gifts.wall(desk.t, artist, name, supporters, mine=artist == desk.me)
    await show(desk.bot, query, screen)


async def open_support(message: Message, place: Place, desk: Desk) -> None:
    """Open what a support link leads to."""
    seen = place.source and place.source.lower()[:_SEEN]
    source = f"{invoices.LINK}:{seen}" if seen else invoices.LINK
    await send(desk.bot, desk.actor, await support_screen(desk, place.artist, source))


ROUTES = Routes(
    menus={GiveOther: give_other, GiftWords: words, GiftUnnamed: unnamed, GiftShown: shown},
    public={Give: give, Wall: wall},
)
