"""Invoice links, made beforehand, so that a shared card carries ready ⭐ buttons.

A link can be paid by many and again; each payment is a donation of its own. What we offer ourselves
is kept by artist, language, amount and source, and made anew when the artist's name or the key that
signs changes. What anybody may make up, an amount or a word in a link, is kept for an hour only.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from aiogram.types import InlineKeyboardButton, LabeledPrice

from handlers import keyboards as keys
from handlers.desk import Desk
from handlers.screen import REFUSALS
from storage import Entity, Gift, Order, Profile, Purchase, sources

PRESETS = (25, 50, 100, 250)
"""Stars that the buttons of a page offer."""

ON_CARD = PRESETS[:3]
"""And those of a card in somebody's chat, where there is less room."""

MONTHLY = (50, 100, 250, 500)
_OFFERED = {False: frozenset(PRESETS), True: frozenset(MONTHLY)}

MOST = 100_000
"""Stars that Telegram takes at once."""

PAGE, CARD = "page", sources.CARD
"""Where a donor came from, if not from a record: the artist's page, or a shared card of it."""

LINK, CHAT = "link", "chat"
"""Or a support link, perhaps one with a source, `link:poster`; or a card in a chat of theirs."""

ON_CARD_OF = f"{CARD}-"
"""What goes before the family of a record whose card somebody sent."""

_MONTH_S = 2_592_000  # the only period that Telegram knows
_TITLE = 32
_CURRENCY = "XTR"


def _of_card(record: Entity, source: str) -> str:
    """Return how a card in a chat is named as the source of a donation."""
    if source != CARD:
        return f"{CHAT}:{source}"
    return CARD if isinstance(record, Profile) else f"{ON_CARD_OF}{record.family}:{record.id}"


async def gift_keys(
    desk: Desk,
    artist: str,
    name: str,
    source: str,
    amounts: Sequence[int] = PRESETS,
    *,
    monthly: bool = False,
    make: bool = True,
) -> list[InlineKeyboardButton]:
    """Return a button that pays an artist for each amount; fewer if Telegram gives no link.

    Without `make` only links that there are: where nobody can wait.
    """
    gifts = [Gift(artist, stars, source, monthly) for stars in amounts]
    making = (lambda n: _make(desk, gifts[n], name)) if make else None
    fields = [_field(desk, gift) for gift in gifts]
    edition = _edition(name, desk.house.signer.mark)
    keep = desk.giving
    if source.startswith(f"{LINK}:") or not _OFFERED[monthly].issuperset(amounts):
        links = await _kept(
            fields,
            making,
            partial(keep.brief_links, artist, edition),
            partial(keep.keep_brief_links, artist, edition),
        )
    else:
        links = await _kept(
            fields,
            making,
            partial(keep.links, "gifts", artist, edition),
            partial(keep.keep_links, "gifts", artist, edition),
        )
    word = "give-monthly-stars" if monthly else "give-stars"
    return [
        keys.link(desk.t.plain(word, n=gift.stars), link)
        for gift, link in zip(gifts, links, strict=True)
        if link
    ]


async def card_keys(
    desk: Desk, record: Entity, name: str, source: str = CARD, *, make: bool = True
) -> list[InlineKeyboardButton]:
    """Return the buttons that pay from a record's card in a chat; none if support is paused.

    `source` is the chat that we posted it to, else `CARD`.
    """
    if (await desk.giving.support(record.owner)).paused:
        return []
    return await welcome_keys(desk, record, name, source, make=make)


async def welcome_keys(
    desk: Desk, record: Entity, name: str, source: str = CARD, *, make: bool = True
) -> list[InlineKeyboardButton]:
    """Return the same of an artist whose support is known not to be paused."""
    artist = record.owner
    own = _of_card(record, source)
    found = await gift_keys(desk, artist, name, own, ON_CARD, make=make)
    return found or await gift_keys(desk, artist, name, CARD, ON_CARD, make=False)


async def are_ready(desk: Desk, record: Entity, name: str) -> bool:
    """Return whether the card of a record that somebody sent has all buttons it may have."""
    if (await desk.giving.support(record.owner)).paused:
        return True
    own = _of_card(record, CARD)
    return bool(await gift_keys(desk, record.owner, name, own, ON_CARD, make=False))


async def page_keys(desk: Desk, artist: str, name: str) -> list[InlineKeyboardButton]:
    """Return the buttons that pay from a card which is of no single record."""
    if (await desk.giving.support(artist)).paused:
        return []
    return await gift_keys(desk, artist, name, CARD, ON_CARD)


async def prepare(desk: Desk, record: Entity, name: str) -> None:
    """Make the links of a record's card before anybody shares it."""
    await gift_keys(desk, record.owner, name, _of_card(record, CARD), ON_CARD)
    await gift_keys(desk, record.owner, name, CARD, ON_CARD)


async def gift_link(desk: Desk, name: str, gift: Gift) -> str:
    """Return a new link that pays a gift."""
    return await _make(desk, gift, name)


async def purchase_link(desk: Desk, purchase: Purchase) -> str:
    """Return a new link that buys coins for whoever acts."""
    t = desk.t
    return await _create(
        desk,
        purchase,
        title=t.plain("invoice-coins", n=purchase.coins),
        description=t.plain("invoice-coins-about", bot=desk.links.username),
    )


async def purchase_keys(desk: Desk) -> list[InlineKeyboardButton]:
    """Return a button that buys coins for each pack; fewer if Telegram gives no link.

    The links are of whoever acts, and kept beside those that pay them.
    """
    packs = [Purchase(desk.me, pack.stars, pack.coins) for pack in desk.house.packs]
    edition = _edition(*(f"{pack.coins} {pack.stars}" for pack in packs), desk.house.signer.mark)
    links = await _kept(
        [f"{desk.t.locale} {pack.coins} {pack.stars}" for pack in packs],
        lambda n: purchase_link(desk, packs[n]),
        partial(desk.giving.links, "coins", desk.me, edition),
        partial(desk.giving.keep_links, "coins", desk.me, edition),
    )
    return [
        keys.link(desk.t.plain("pack", n=pack.coins, price=pack.stars), link)
        for pack, link in zip(packs, links, strict=True)
        if link
    ]


async def _kept(
    fields: list[str],
    make: Callable[[int], Awaitable[str]] | None,
    find: Callable[[list[str]], Awaitable[dict[str, str]]],
    keep: Callable[[dict[str, str]], Awaitable[None]],
) -> list[str | None]:
    """Return the links that are kept in some fields; `make` makes the one of a number."""
    kept = await find(fields)
    missing = [n for n, field in enumerate(fields) if field not in kept]
    if missing and make:
        made = await asyncio.gather(*map(make, missing), return_exceptions=True)
        new: dict[str, str] = {}
        for n, link in zip(missing, made, strict=True):
            if isinstance(link, str):
                new[fields[n]] = link
            elif not isinstance(link, REFUSALS):
                raise link
        await keep(new)
        kept |= new
    return [kept.get(field) for field in fields]


def _field(desk: Desk, gift: Gift) -> str:
    kind = "monthly" if gift.monthly else "once"
    return f"{desk.t.locale} {kind} {gift.stars} {gift.source}"


def _edition(*words: str) -> str:
    """Return what changes when all links of somebody have to be made anew."""
    return hashlib.blake2b("\0".join(words).encode(), digest_size=6).hexdigest()


async def _make(desk: Desk, gift: Gift, name: str) -> str:
    t, said = desk.t, "invoice-monthly" if gift.monthly else "invoice-gift"
    return await _create(
        desk,
        gift,
        title=t.plain(said, name=name),
        description=t.plain(f"{said}-about", name=keys.clip(name, 100), bot=desk.links.username),
    )


async def _create(desk: Desk, order: Order, *, title: str, description: str) -> str:
    monthly = isinstance(order, Gift) and order.monthly
    return await desk.bot.create_invoice_link(
        title=keys.clip(title, _TITLE),
        description=description,
        payload=desk.house.signer.sign(order),
        currency=_CURRENCY,
        prices=[LabeledPrice(label=keys.clip(title, _TITLE), amount=order.stars)],
        subscription_period=_MONTH_S if monthly else None,
    )
