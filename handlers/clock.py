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

    def date_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def day(self, t: Texts, moment: datetime) -> str:
        """Return the day of a moment in words."""
        return short_day(t, self.date_of(moment))

    def says(self, t: Texts, moment: datetime) -> str:
        """Return a moment in words: `tomorrow, 10:00`."""
        at = clock(t, moment.astimezone(self.zone).time())
        match (self.date_of(moment) - self.date_of(self.now)).days:
            case 0:
                return t.plain("at-today", clock=at)
            case 1:
                return t.plain("at-tomorrow", clock=at)
            case -1:
                return t.plain("at-yesterday", clock=at)
        return t.plain("at-day", day=self.day(t, moment), clock=at)


def clock_of(desk: Desk) -> Clock:
    return Clock(desk.now, ZoneInfo(desk.person.zone or "UTC"))
