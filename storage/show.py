"""What those who come know of a concert, and whether they have to know more."""

import hashlib
from datetime import date, datetime, time
from typing import NamedTuple

from storage import wire
from storage.models import Concert
from storage.showtime import begun, start_of


class Show(NamedTuple):
    """What those who come know of a concert."""

    title: str
    venue: str
    city: str
    day: str
    clock: str
    zone: str
    """Empty: nobody knows."""
    cancelled: bool = False

    @classmethod
    def of(cls, concert: Concert) -> "Show":
        return cls(
            concert.title,
            concert.venue,
            concert.city,
            concert.date.isoformat(),
            f"{concert.time:%H:%M}",
            concert.zone or "",
            bool(concert.cancelled),
        )

    @property
    def mark(self) -> str:
        """What tells it from what it was before, in few letters: a title may change as it likes."""
        text = wire.dumps(self._replace(title=""))
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)

    @property
    def wall(self) -> time:
        return time.fromisoformat(self.clock)

    @property
    def starts(self) -> datetime | None:
        return start_of(self.on, self.wall, self.zone)

    def over(self, now: datetime) -> bool:
        return begun(self.on, self.wall, self.zone, now=now)


def differ(old: Show, new: Show) -> bool:
    """Tell whether those who come have to know of a difference."""
    return old._replace(title="") != new._replace(title="")
