"""Hours in which nobody is woken."""

import re
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_HOURS = re.compile(r"([01]?[0-9]|2[0-3])-([01]?[0-9]|2[0-3])", re.ASCII)


class Quiet(NamedTuple):
    """From one whole hour to another by somebody's clock; the same twice: never."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str | None) -> "Quiet":
        """Read `22-9`; what is no such text, or none, is what holds for everybody."""
        match = _HOURS.fullmatch(text or "")
        return cls(int(match[1]), int(match[2])) if match else NIGHT

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return when they end, in UTC, if it is within them now; None: it is not."""
        here = now.astimezone(zone)
        if not self._holds(here.hour):
            return None
        day = here.date() + timedelta(days=here.hour >= self.end)
        end = datetime.combine(day, time(self.end), zone)
        return max(end.astimezone(now.tzinfo), now)  # clocks may jump over the end

    def _holds(self, hour: int) -> bool:
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


NIGHT = Quiet(22, 9)
NEVER = Quiet(0, 0)
