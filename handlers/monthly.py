"""Monthly support: starting and stopping it, what Telegram says of it, and who gives it.

Telegram renews it by itself. We can only tell it to renew no more, or that the fan, who alone can,
may have it renewed after all: they do that in Telegram's own settings, and we hear of it.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Annotated, NamedTuple

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
)
from aiogram.types import BotSubscriptionUpdated, CallbackQuery, Message
from pydantic import Field

from handlers import forms, invoices, months
from handlers import keyboards as keys
from handlers.callbacks import (
    GiveMonthly,
    GiveMonthlyOther,
    Monthlies,
    Supporting,
    SupportingOne,
    SupportResume,
    SupportStop,
)
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values
from handlers.forms import Aside
from handlers.months import Patron, Supported
from handlers.screen import Screen, redraw, show
from handlers.table import Routes
from handlers.texts import Html
from handlers.visit import name_of, welcoming
from storage import (
    ACTIVE,
    ALLOWED,
    CANCELED,
    DUTY,
    FAILED,
    MONEY,
    STOPPED,
    Amount,
    Forged,
    Gift,
    Malformed,
    Monthly,
    NotFound,
    moments,
    money,
)

logger = logging.getLogger(__name__)

MOST = 10_000
"""Stars a month that Telegram takes."""

_PATIENCE_S = 8  # somebody waits for the answer


# Starting --------------------------------------------------------------------------------------


async def give(query: CallbackQuery, callback_data: GiveMonthly, desk: Desk) -> None:
    await show(desk.bot, query, await amounts_screen(desk, callback_data.artist))


async def amounts_screen(desk: Desk, artist: str) -> Screen:
    """Return the amounts to choose from; to whoever supports the artist already, that.

    Raises:
        Refused: the artist is gone, wants nothing at present, or is who asks.

    """
    kept = await desk.giving.monthly(artist, desk.me)
    if kept is not None and kept.is_running(desk.now):
        return await one_screen(desk, artist, kept)
    profile, _ = await welcoming(artist, desk)
    buttons = await invoices.gift_keys(
        desk, artist, profile.label, invoices.PAGE, invoices.MONTHLY, monthly=True
    )
    return months.amounts(desk.t, profile, buttons)


class OwnMonthly(Aside, family="own-monthly"):
    """How many Stars somebody wants to give each month."""

    stars: Annotated[Amount, Field(ge=1, le=MOST)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        profile, _ = await welcoming(about, desk)
        stars = values["stars"]
        gift = Gift(about, stars, invoices.PAGE, monthly=True)
        link = await invoices.gift_link(desk, profile.label, gift)
        return months.own_amount(desk.t, profile, stars, link)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await amounts_screen(desk, about)


async def give_other(query: CallbackQuery, callback_data: GiveMonthlyOther, desk: Desk) -> None:
    artist = callback_data.artist
    kept = await desk.giving.monthly(artist, desk.me)
    if kept is not None and kept.is_running(desk.now):
        await show(desk.bot, query, await one_screen(desk, artist, kept))
        return
    await welcoming(artist, desk)
    await forms.ask(query, desk, OwnMonthly, about=artist)


async def judge(desk: Desk, gift: Gift, name: str) -> None:
    """Look whether somebody may begin to pay each month; no renewal ever asks.

    Raises:
        Refused: they do already.

    """
    kept = await desk.giving.monthly(gift.artist, desk.me)
    if kept is not None and kept.is_running(desk.now):
        day = clock_of(desk).day(desk.t, kept.until)
        raise Refused("pay-monthly-already", name=keys.clip(name), n=kept.stars, day=day)


# What a fan pays -------------------------------------------------------------------------------


async def supporting(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    """Show whom the person supports, or did, those first whom they still do."""
    kept = await desk.giving.supporting(desk.me)
    kept.sort(key=lambda one: not one[1].is_running(desk.now))
    shown = kept[keys.offset(page) : keys.offset(page) + keys.PAGE]
    names = await asyncio.gather(*(name_of(artist, desk) for artist, _ in shown))
    screen = months.supporting(
        desk.t,
        [Supported(artist, name, one) for (artist, one), name in zip(shown, names, strict=True)],
        clock_of(desk),
        page=page,
        total=len(kept),
        stars=sum(one.stars for _, one in kept if one.renews(desk.now)),
    )
    await show(desk.bot, event, screen)


async def turn_supporting(query: CallbackQuery, callback_data: Supporting, desk: Desk) -> None:
    await supporting(query, desk, callback_data.page)


async def one_screen(desk: Desk, artist: str, kept: Monthly) -> Screen:
    name, given = await asyncio.gather(name_of(artist, desk), desk.giving.giver(artist, desk.me))
    return months.one(desk.t, Supported(artist, name, kept), clock_of(desk), given)


async def one(query: CallbackQuery, callback_data: SupportingOne, desk: Desk) -> None:
    artist = callback_data.artist
    await show(desk.bot, query, await one_screen(desk, artist, await _own(desk, artist)))


async def _own(desk: Desk, artist: str) -> Monthly:
    kept = await desk.giving.monthly(artist, desk.me)
    if kept is None:
        raise NotFound(artist)
    return kept


async def stop(query: CallbackQuery, callback_data: SupportStop, desk: Desk) -> Toast | None:
    """Have the presser's support of an artist run out; the first press only asks."""
    artist = callback_data.artist
    kept = await _own(desk, artist)
    if not kept.is_running(desk.now):
        raise Refused("monthly-over")
    if not callback_data.sure:
        otherwise = await one_screen(desk, artist, kept)
        await redraw(desk.bot, query, months.stop(desk.t, artist), otherwise=otherwise)
        return None
    if kept.state in (ACTIVE, ALLOWED):
        await _ask_telegram(desk, kept, canceled=True)
        kept = await _turn(desk, artist, kept, STOPPED)
    if kept.state == STOPPED:
        await tell_artist(desk, artist, kept)
    await show(desk.bot, query, await one_screen(desk, artist, kept))
    return Toast(desk.t.plain("monthly-stopped"))


async def resume(query: CallbackQuery, callback_data: SupportResume, desk: Desk) -> None:
    """Let the presser have their support renewed; they do that in Telegram's settings."""
    artist = callback_data.artist
    kept = await _own(desk, artist)
    if not kept.is_running(desk.now):
        raise Refused("monthly-over")
    await welcoming(artist, desk)
    if kept.state == STOPPED:
        await _ask_telegram(desk, kept, canceled=False)
        kept = await _turn(desk, artist, kept, ALLOWED)
    await show(desk.bot, query, await one_screen(desk, artist, kept))


async def _ask_telegram(desk: Desk, kept: Monthly, *, canceled: bool) -> None:
    """Change the presser's subscription at Telegram, while they wait.

    Raises:
        Refused: Telegram would not, or it is not known whether it has.

    """
    try:
        await renew(desk, kept.charge, canceled=canceled)
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        logger.warning("Telegram leaves subscription %s as it is: %s", kept.charge, error.message)
        raise Refused("monthly-refused") from error
    except TelegramAPIError as error:
        raise Refused("monthly-silent") from error


async def renew(desk: Desk, charge: str, *, canceled: bool) -> None:
    """Tell Telegram whether a subscription of whoever acts may be renewed; twice is once."""
    with suppress(ClientDecodeError):  # after it was done
        await desk.bot.edit_user_star_subscription(
            int(desk.me), charge, is_canceled=canceled, request_timeout=_PATIENCE_S
        )


async def _turn(desk: Desk, artist: str, kept: Monthly, state: str) -> Monthly:
    """Keep that a subscription is in another state, if it is still the latest."""
    changed = await desk.giving.change_monthly(
        artist,
        desk.me,
        lambda now: now.turned(state) if now and now.charge == kept.charge else now,
    )
    return changed or kept


# What Telegram says ----------------------------------------------------------------------------


async def changed(event: BotSubscriptionUpdated, desk: Desk) -> None:
    """Keep that somebody has cancelled, taken up again or not been able to pay."""
    try:
        order = desk.house.signer.read(event.invoice_payload)
    except Forged:
        order = None
    state = event.state
    if not isinstance(order, Gift) or state not in (ACTIVE, CANCELED, FAILED):
        logger.warning("a subscription of none of ours, or in a state unknown to us, has changed")
        return
    kept = await desk.giving.monthly(order.artist, desk.me)
    if kept is None or kept.payload != event.invoice_payload:
        return  # one that another has followed
    kept = await _turn(desk, order.artist, kept, state)
    if kept.state == FAILED:
        body = {"kind": "monthly-failed", "to": desk.me, "artist": order.artist}
        await desk.outbox.put(f"monthly-failed:{kept.paid}", MONEY, body)
    if kept.state in (CANCELED, FAILED):
        await tell_artist(desk, order.artist, kept)


async def tell_artist(desk: Desk, artist: str, kept: Monthly) -> None:
    """Have an artist told, once a month, that the support of whoever acts will not go on."""
    body = {"kind": "monthly-left", "to": artist, "donor": desk.me}
    await desk.outbox.put(f"monthly-left:{kept.paid}", MONEY, body)


# What an artist is given -----------------------------------------------------------------------


class Expected(NamedTuple):
    """What will be paid to an artist within a month, if nobody changes their mind."""

    supporters: int
    stars: int


async def running(desk: Desk, artist: str) -> list[tuple[str, Monthly]]:
    """Return who supports an artist each month, those who pay next first."""
    everybody = await desk.giving.monthlies(artist)
    kept = [(donor, one) for donor, one in everybody if one.is_running(desk.now)]
    return sorted(kept, key=lambda one: one[1].until)


async def expected(desk: Desk, artist: str) -> Expected:
    stars = [kept.stars for _, kept in await running(desk, artist) if kept.renews(desk.now)]
    return Expected(len(stars), sum(stars))


async def patrons(query: CallbackQuery, callback_data: Monthlies, desk: Desk) -> None:
    kept, page = await running(desk, desk.me), callback_data.page
    shown = kept[keys.offset(page) : keys.offset(page) + keys.PAGE]
    rows = await asyncio.gather(*(patron(desk, donor, one) for donor, one in shown))
    stars = [one.stars for _, one in kept if one.renews(desk.now)]
    screen = months.patrons(
        desk.t, rows, clock_of(desk), page=page, total=len(kept), n=len(stars), stars=sum(stars)
    )
    await show(desk.bot, query, screen)


async def patron(desk: Desk, donor: str, kept: Monthly) -> Patron:
    """Return a supporter of whoever acts, as the latest donation names them."""
    name, unnamed = await asyncio.gather(
        _name(desk, kept), desk.giving.without_name(desk.me, donor)
    )
    if name is None or unnamed is None:
        return Patron(name, kept, 0)
    hidden = [one for one in unnamed if one.month and one.status == money.COMPLETED]
    return Patron(name, kept, max(kept.months - len(hidden), 0))


async def _name(desk: Desk, kept: Monthly) -> str | None:
    try:
        place = (await desk.ledger.charge(kept.paid)).credit.donation
        if place is None or place.member is None:
            return None
        return (await desk.ledger.donation(place.owner, place.member)).donor
    except (NotFound, Malformed):
        return None


async def before_pause(desk: Desk) -> Html | None:
    """Return what an artist should know before pausing support; None: nothing."""
    return months.before_pause(desk.t, *await expected(desk, desk.me))


async def close(desk: Desk) -> None:
    """Have all monthly support of an artist stopped who has just paused support.

    Nobody is to pay for what nobody wants; what is paid stays paid.
    """
    body = {"kind": "monthly-close", "to": desk.me}
    await desk.outbox.put(f"monthly-close:{desk.me}:{moments.ms(desk.now)}", DUTY, body)


ROUTES = Routes(
    menus={
        GiveMonthlyOther: give_other,
        Supporting: turn_supporting,
        SupportingOne: one,
        SupportStop: stop,
        SupportResume: resume,
        Monthlies: patrons,
    },
    public={GiveMonthly: give},
    commands={"supporting": supporting},
)
