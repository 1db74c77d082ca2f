"""Asking somebody when something is to happen: two ready answers, or a day and a time of their own.

All of it is by their clock. Whose clock that is has to be known first, so whoever has told no city
is asked for it along with the day.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiogram.types import CallbackQuery

from handlers import forms
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.screen import Screen
from storage import City, Date, LocalTime, Zone, showtime

FARTHEST = timedelta(days=366)
_EVENING, _MORNING = time(19), time(10)
_SOON = timedelta(minutes=10)  # too near to be planned


def offered(desk: Desk) -> list[datetime]:
    """Return the ready answers, the nearest first: this evening and tomorrow morning."""
    zone = desk.person.zone
    if zone is None:
        return []
    today = desk.now.astimezone(ZoneInfo(zone)).date()
    moments = (
        showtime.utc_of(today, _EVENING, zone),
        showtime.utc_of(today + timedelta(days=1), _MORNING, zone),
    )
    return [moment for moment in moments if moment - desk.now > _SOON]


def seconds(moment: datetime | None) -> int:
    """Return a moment as buttons carry it; 0 is now."""
    return 0 if moment is None else int(moment.timestamp())


def moment_in(value: int, now: datetime) -> datetime | None:
    """Return the moment that a button carries; None is now, as is any that has passed.

    Raises:
        Refused: it is forged.

    """
    if value > (now + FARTHEST).timestamp() or value < 0:
        raise Refused("outdated")
    moment = datetime.fromtimestamp(value, UTC)
    return moment if moment > now else None


# Any other time --------------------------------------------------------------------------------

Then = Callable[[Desk, str, datetime | None], Awaitable[Screen]]

THEN: dict[str, Then] = {}
"""What shows the screen for which a time was asked, by its name; it gets no time if none was told.
"""


async def ask(query: CallbackQuery, desk: Desk, then: str, about: str) -> None:
    """Ask for a day and a time; `THEN[then]` goes on, with `about`."""
    aside = AtATime if desk.person.zone else AtATimeThere
    await forms.ask(query, desk, aside, about=f"{then} {about}")


async def _go_on(desk: Desk, about: str, moment: datetime | None) -> Screen:
    then, _, about = about.partition(" ")
    return await THEN[then](desk, about, moment)


def _moment(desk: Desk, values: Values, zone: str) -> datetime:
    try:
        day, at = date.fromisoformat(values["date"]), time.fromisoformat(values["time"])
        moment = showtime.utc_of(day, at, zone)
    except OverflowError:
        raise Refused("time-far") from None
    if moment <= desk.now:
        raise Refused("time-passed")
    if moment > desk.now + FARTHEST:
        raise Refused("time-far")
    return moment


class AtATime(Aside, family="at"):
    """When something is to happen."""

    date: Date
    time: LocalTime

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        return await _go_on(desk, about, _moment(desk, values, desk.person.zone or "UTC"))

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await _go_on(desk, about, None)


class AtATimeThere(Aside, family="at-there"):
    """The same, and where whoever says it lives."""

    city: City
    zone: Zone | None = None
    date: Date
    time: LocalTime

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        moment = _moment(desk, values, values.get("zone") or "UTC")
        home = await desk.people.settle(desk.actor, city=values["city"], zone=values.get("zone"))
        return await _go_on(replace(desk, person=home), about, moment)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await _go_on(desk, about, None)
