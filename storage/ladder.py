"""When people are reminded of a concert. Pure: a concert and a time in, steps out.

Noon is by the clock of the concert's city. A step that is late by no more than half of what it is
ahead is still told, with the time that is really left; later than that it would only annoy.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from storage.models import Concert
from storage.showtime import starts, utc_of

GOING, INTERESTED = "going", "interested"
ANSWERS = (GOING, INTERESTED)
"""What somebody may say to a concert."""

WEEK, DAY, HOURS = "7d", "1d", "3h"
STEPS = (WEEK, DAY, HOURS)

_WHO: Mapping[str, frozenset[str]] = {
    WEEK: frozenset({INTERESTED}),  # whoever goes knows by then
    DAY: frozenset(ANSWERS),
    HOURS: frozenset({GOING}),
}
_CHOSEN: Mapping[str, frozenset[str]] = {**_WHO, WEEK: frozenset(ANSWERS)}
"""Who is reminded, of those who have settled nothing, and of those who want this step."""

_NOON = time(12)
_AHEAD = timedelta(hours=3)
_NEVER = "-"
_YEARS = range(1971, 9000)  # away from both ends of the calendar, where sums of times fail


class Step(NamedTuple):
    """One reminder of a concert."""

    name: str
    at: datetime
    expires: datetime


def steps(concert: Concert) -> list[Step]:
    """Return the reminders of a concert, in order; none if nobody knows when it starts."""
    start = starts(concert)
    if start is None or start.year not in _YEARS:
        return []
    days = ((WEEK, timedelta(days=7)), (DAY, timedelta(days=1)))
    ahead = [(name, _noon(concert, -away), away) for name, away in days]
    ahead.append((HOURS, start - _AHEAD, _AHEAD))
    return [
        Step(name, at, min(at + away / 2, start))
        for name, at, away in ahead
        if at is not None and at < start
    ]


def ladder(concert: Concert, *, now: datetime) -> list[Step]:
    """Return the reminders of a concert that are still to be told."""
    if concert.cancelled:
        return []
    return [step for step in steps(concert) if step.expires >= now]


def encore(concert: Concert) -> Step | None:
    """Return when the artist's thanks are due: at noon of the day after, for half a day."""
    at = _noon(concert, timedelta(days=1))
    return None if at is None else Step("encore", at, at + timedelta(hours=12))


def _noon(concert: Concert, away: timedelta) -> datetime | None:
    if concert.zone is None or concert.date.year not in _YEARS:
        return None
    return utc_of(concert.date + away, _NOON, concert.zone)


def ends(concert: Concert) -> datetime | None:
    """Return when nothing is left to be told of a concert; None: nobody ever is told."""
    if concert.date.year not in _YEARS:
        return None
    step = encore(concert)
    return step.expires if step else utc_of(concert.date, concert.time, "Etc/GMT+12")


def wants(chosen: str | None, step: str, answer: str | None) -> bool:
    """Tell whether somebody who has given this answer is to be reminded by a step."""
    if chosen is None:
        return answer in _WHO[step]
    return step in chosen.split(",") and answer in _CHOSEN[step]


def due(
    concert: Concert,
    name: str,
    *,
    answer: str | None,
    chosen: str | None,
    since: datetime | None,
    now: datetime,
) -> Step | None:
    """Return the step by that name if it has to remind somebody who means to come `since` then.

    Whoever answered after its hour has just read the card, and hears of the next step.
    """
    step = next((step for step in steps(concert) if step.name == name), None)
    if step is None or concert.cancelled or not wants(chosen, name, answer):
        return None
    return step if (since is None or since <= step.at) and now <= step.expires else None


def choice(chosen: str | None) -> list[str]:
    """Return the steps that somebody wants."""
    return [step for step in STEPS if chosen is None or step in chosen.split(",")]


def chosen(wanted: Collection[str]) -> str:
    """Return a choice of steps as it is kept."""
    return ",".join(step for step in STEPS if step in wanted) or _NEVER
