"""Times as the store keeps them: milliseconds since 1970, and `2024-01-25T10:00:00.000Z`."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def ms(moment: datetime) -> int:
    """Return milliseconds since 1970, rounded down; a naive datetime is a TypeError."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(value: int) -> datetime:
    return _EPOCH + value * _MILLISECOND


def iso(moment: datetime) -> str:
    """Return the moment as JavaScript's `toISOString` writes it."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"


def day(moment: datetime) -> date:
    """Return the UTC day: the one that daily numbers are counted by."""
    return moment.astimezone(UTC).date()


def last_days(now: datetime, count: int) -> list[date]:
    """Return the last UTC days up to today, in order."""
    today = day(now)
    return [today - timedelta(days=ago) for ago in reversed(range(count))]


def zone(*names: str | None) -> ZoneInfo:
    """Return the first of some zones that is known here, else UTC."""
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError):
            continue
    return ZoneInfo("UTC")
