"""What people agree to, and what is kept about them."""

from datetime import date

from aiogram.types import CallbackQuery, Message

from handlers import keyboards as keys
from handlers.callbacks import Home, LeaveAsk, MyData, PaySupport, Rules
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import short_day
from handlers.house import EDITION
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.texts import Texts, paragraphs

TERMS, PRIVACY = "terms", "privacy"

_PARTS = {
    TERMS: (
        *("terms-head", "terms-what", "terms-age", "terms-stars", "terms-gifts", "terms-coins"),
        *("terms-refunds", "terms-artists", "terms-reports", "terms-payouts", "terms-conduct"),
        *("terms-liability", "terms-changes"),
    ),
    PRIVACY: (
        *("privacy-head", "privacy-what", "privacy-not", "privacy-why", "privacy-who"),
        *("privacy-long", "privacy-rights"),
    ),
}


async def terms(message: Message, desk: Desk) -> None:
    await show(desk.bot, message, rules_screen(desk.t, TERMS))


async def privacy(message: Message, desk: Desk) -> None:
    await show(desk.bot, message, rules_screen(desk.t, PRIVACY))


async def turn(query: CallbackQuery, callback_data: Rules, desk: Desk) -> None:
    if callback_data.code not in _PARTS:
        raise Refused("outdated")
    await show(desk.bot, query, rules_screen(desk.t, callback_data.code))


def rules_screen(t: Texts, which: str) -> Screen:
    """Return the terms or the privacy policy, whole: each fits a message."""
    day = short_day(t, date.fromisoformat(EDITION))
    head, *parts = _PARTS[which]
    text = paragraphs(t(head, day=day), *(t(part) for part in parts))
    other = PRIVACY if which == TERMS else TERMS
    return Screen(
        text,
        keys.markup(
            [
                keys.button(t.plain(f"rules-{other}"), Rules(code=other)),
                keys.button(t.plain("pay-support"), PaySupport(page=0)),
            ],
            *([_yours(t)] if which == PRIVACY else []),
            [keys.button(t.plain("home"), Home())],
        ),
    )


def _yours(t: Texts) -> keys.Row:
    return [
        keys.button(t.plain("my-data-key"), MyData()),
        keys.button(t.plain("leave-key"), LeaveAsk()),
    ]


ROUTES = Routes(commands={TERMS: terms, PRIVACY: privacy}, menus={Rules: turn})
