"""Numbers by day: `{day}:{counter}` in our hashes, `dailyStats` in analytics."""

from typing import Any

from storage import wire

COUNTED = ("plays", "likes", "downloads", "shares", "comments", "again", "often")
"""What is counted of a track by day. Those of `dailyStats` that the specification does not know are
there on days that have any."""

_STATED = ("plays", "likes")


def pairs(flat: list[str]) -> dict[str, int]:
    """Return the numbers of a hash that a script returned flat."""
    return {name: int(count) for name, count in zip(flat[::2], flat[1::2], strict=True)}


def days_of(analytics: str | None, unfolded: dict[str, int]) -> dict[str, int]:
    """Return all days of a track: those in its analytics and those not yet there."""
    object_ = wire.object_in(analytics) or {}
    return {
        f"{stat.get('date')}:{name}": stat[name]
        for stat in merged(object_.get("dailyStats"), unfolded)
        if isinstance(stat, dict)
        for name in COUNTED
        if type(stat.get(name)) is int
    }


def merged(stats: Any, unfolded: dict[str, int]) -> list[Any]:
    """Return dailyStats with the unfolded numbers added, new days in order at the end."""
    days = list(stats) if isinstance(stats, list) else []
    where = {
        stat["date"]: i
        for i, stat in enumerate(days)
        if isinstance(stat, dict) and isinstance(stat.get("date"), str)
    }
    for field in sorted(unfolded):
        date, _, name = field.rpartition(":")
        if date not in where:
            where[date] = len(days)
            days.append({"date": date, **dict.fromkeys(_STATED, 0)})
        day = days[where[date]]
        before = day.get(name)
        count = before if type(before) is int else 0
        days[where[date]] = {**day, name: max(0, count + unfolded[field])}
    return days
