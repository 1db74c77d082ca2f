"""The days of which numbers are told, and the row that chooses them."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from handlers import keyboards as keys
from handlers.texts import Texts
from storage import PERIODS

USUAL = 30
"""Days, until a reader chooses others."""


def known(days: int) -> int:
    """Return a period that there is; a forged button may name any."""
    return days if days in PERIODS else USUAL


def row(t: Texts, days: int, to: Callable[[int], CallbackData]) -> keys.Row:
    """Return a button for each period; `to` says where it leads."""
    return [keys.choice(t, t.plain(f"period-{n}"), to(n), chosen=n == days) for n in PERIODS]
