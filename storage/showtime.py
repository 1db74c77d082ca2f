"""When a concert is: its wall time in the zone of its city, as a moment. The only such place."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from storage.models import Concert


def starts(concert: Concert) -> datetime | None:
    """Return when a concert starts, in UTC; None: nobody knows, for its zone is not known."""
    if concert.zone is None:
        return None
    try:
        return utc_of(concert.date, concert.time, concert.zone)
    except OverflowError:  # at either end of the calendar, where a day has no UTC
        return None


def utc_of(day: date, clock: time, zone: str) -> datetime:
    """Return when it is that wall time in an IANA zone.

    A time that the clocks skip that day moves forward by what they skip; one that they show twice
    is the first.
    """
    wall = datetime.combine(day, clock.replace(fold=0), ZoneInfo(zone))  # fold=0 is both rules
    return wall.astimezone(UTC)
