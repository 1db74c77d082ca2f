"""When a concert is: its wall time in the zone of its city, as a moment. The only such place."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from storage.entity import Entity
from storage.models import Concert

_LAST = "Etc/GMT+12"  # where a day ends last


def starts(concert: Concert) -> datetime | None:
    """Return when a concert starts, in UTC; None: nobody knows, for its zone is not known."""
    return start_of(concert.date, concert.time, concert.zone)


def start_of(day: date, clock: time, zone: str | None) -> datetime | None:
    try:
        return utc_of(day, clock, zone) if zone else None
    except OverflowError:  # at either end of the calendar, where a day has no UTC
        return None


def shown(day: date, clock: time, zone: str | None) -> datetime:
    """Return what the clock there shows when a show starts: not a time that is skipped that day."""
    start = start_of(day, clock, zone)
    if start is None or zone is None:
        return datetime.combine(day, clock)
    return start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def comes(concert: Concert, *, now: datetime) -> bool:
    """Tell whether a concert is still to be held."""
    return not concert.cancelled and not begun(concert.date, concert.time, concert.zone, now=now)


def is_news(record: Entity, *, now: datetime) -> bool:
    """Tell whether people can still be told of a record: of a concert, until it is over or off."""
    return not isinstance(record, Concert) or comes(record, now=now)


def begun(day: date, clock: time, zone: str | None, *, now: datetime) -> bool:
    """Tell whether a show has begun; of one without a zone, wherever on earth it may be."""
    start = start_of(day, clock, zone or _LAST)
    return day.year < now.year if start is None else start <= now


def utc_of(day: date, clock: time, zone: str) -> datetime:
    """Return when it is that wall time in an IANA zone.

    A time that the clocks skip that day moves forward by what they skip; one that they show twice
    is the first.
    """
    wall = datetime.combine(day, clock.replace(fold=0), ZoneInfo(zone))  # fold=0 is both rules
    return wall.astimezone(UTC)
