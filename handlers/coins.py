"""Donations: what there is. Read only; money is moved elsewhere."""

from collections.abc import Sequence

from aiogram.types import CallbackQuery, Message

from handlers import keyboards as keys
from handlers import months
from handlers.callbacks import Donations, Home
from handlers.cards import clip
from handlers.desk import Desk
from handlers.fields import short_day
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.texts import Html, Texts
from storage import Donation

_MESSAGE = 150  # characters of a donor's message shown in a list


async def donations(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    given, total = await desk.records.page(
        Donation, desk.me, offset=keys.offset(page), limit=keys.PAGE
    )
    await show(desk.bot, event, donations_screen(desk.t, given, page=page, total=total))


async def turn_donations(query: CallbackQuery, callback_data: Donations, desk: Desk) -> None:
    await donations(query, desk, callback_data.page)


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
    menus={Donations: turn_donations},
    commands={"donations": donations},
)
