"""The time of whoever reads, and moments in their words."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.desk import Desk
from handlers.fields import clock, short_day
from handlers.texts import Texts


class Clock(NamedTuple):
    """The reader's time."""

    now: datetime
    zone: ZoneInfo
    known: bool
    """Whether the zone is the reader's; else their time is told in UTC, and said to be."""

    def date_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def day(self, t: Texts, moment: datetime) -> str:
        """Return the day of a moment in words."""
        return short_day(t, self.date_of(moment))

    def time(self, t: Texts, moment: datetime) -> str:
        """Return the time of day of a moment in words."""
        at = clock(t, moment.astimezone(self.zone).time())
        return at if self.known else t.plain("clock-utc", clock=at)

    def says(self, t: Texts, moment: datetime) -> str:
        """Return a moment in words: `tomorrow, 10:00`."""
        at = self.time(t, moment)
        match (self.date_of(moment) - self.date_of(self.now)).days:
            case 0:
                return t.plain("at-today", clock=at)
            case 1:
                return t.plain("at-tomorrow", clock=at)
            case -1:
                return t.plain("at-yesterday", clock=at)
        return t.plain("at-day", day=self.day(t, moment), clock=at)


def clock_of(desk: Desk) -> Clock:
    zone = desk.person.zone
    return Clock(desk.now, ZoneInfo(zone or "UTC"), known=zone is not None)
