"""When a concert is: against the clock on the wall, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Concert
from storage.showtime import starts, utc_of

ZONES = """
    Europe/Berlin Europe/London Europe/Dublin Europe/Moscow America/New_York America/St_Johns
    America/Santiago Africa/Casablanca Asia/Gaza Asia/Tehran Asia/Kolkata Asia/Almaty
    Australia/Lord_Howe Pacific/Apia Pacific/Chatham Antarctica/Troll UTC
"""

NOW = datetime(2026, 7, 8, tzinfo=UTC)


def concert(day: date, at: time, zone: str | None) -> Concert:
    return Concert.new(
        "7", now=NOW, title="Spring", venue="Hall", city="There", date=day, time=at, zone=zone
    )


def shown(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def clocks(wall: datetime, zone: str) -> tuple[datetime, bool]:
    """Find when it is that wall time by looking at the clock on the wall.

    Also tells whether that wall time exists.
    """
    minute = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    before = shown(minute, zone)
    for _ in range(2 * 15 * 60):
        at = shown(minute, zone)
        if at == wall:
            return minute, True
        if before < wall < at:  # the clocks skip it: go on by as much as was left
            return minute + (wall - before) - timedelta(minutes=1), False
        before, minute = at, minute + timedelta(minutes=1)
    raise AssertionError(wall)


def turns(zone: str) -> list[datetime]:
    """Return when the clocks of a zone are turned, to the minute, from 2005 to 2037."""
    place, found = ZoneInfo(zone), []
    hour = datetime(2005, 1, 1, tzinfo=UTC)
    while hour.year < 2037:
        later = hour + timedelta(days=5)
        if hour.astimezone(place).utcoffset() != later.astimezone(place).utcoffset():
            least, most = hour, later
            while most - least > timedelta(minutes=1):
                middle = least + (most - least) // 2
                same = middle.astimezone(place).utcoffset() == hour.astimezone(place).utcoffset()
                least, most = (middle, most) if same else (least, middle)
            found.append(most.replace(second=0, microsecond=0))
        hour = later
    return found


TURNS = [(zone, turn) for zone in ZONES.split() for turn in turns(zone)]


@given(
    st.dates(date(2000, 1, 1), date(2037, 12, 31)),
    st.integers(0, 24 * 4 - 1).map(lambda n: time(n // 4, n % 4 * 15)),
    st.sampled_from(ZONES.split()),
)
@settings(max_examples=150)
def test_a_wall_time_is_the_first_moment_that_shows_it(day: date, at: time, zone: str) -> None:
    assert starts(concert(day, at, zone)) == clocks(datetime.combine(day, at), zone)[0]


@given(st.sampled_from(TURNS), st.integers(-180, 180))
@settings(max_examples=200)
def test_around_a_turn_of_the_clocks_too(place: tuple[str, datetime], minutes: int) -> None:
    zone, turn = place
    wall = shown(turn, zone) + timedelta(minutes=minutes)
    expected, exists = clocks(wall, zone)
    moment = starts(concert(wall.date(), wall.time(), zone))
    assert moment == expected
    assert moment.tzinfo is UTC
    assert (shown(moment, zone) == wall) is exists
    assert exists or shown(moment, zone) > wall
    assert utc_of(wall.date(), wall.time().replace(fold=1), zone) == moment


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("Europe/Moscow", "2026-12-05 20:00", "2026-12-05 17:00"),  # Kazan
        ("America/New_York", "2026-03-08 01:59", "2026-03-08 06:59"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),  # skipped: 3:30 on the wall
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),  # twice
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),  # by half an hour
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Pacific/Apia", "2011-12-30 20:00", "2011-12-31 06:00"),  # a day that was not
        ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30"),  # Ramadan: back, twice
        ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:30"),  # and on: skipped
        ("America/Santiago", "2026-09-06 00:30", "2026-09-06 04:30"),  # at midnight
    ],
)
def test_clocks_of_places(zone: str, wall: str, utc: str) -> None:
    at = datetime.fromisoformat(wall)
    moment = starts(concert(at.date(), at.time(), zone))
    assert moment == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment == clocks(at, zone)[0]


def test_without_a_zone_nobody_knows() -> None:
    assert starts(concert(date(2026, 12, 5), time(20), None)) is None


def test_nor_at_the_ends_of_the_calendar() -> None:
    assert starts(concert(date(1, 1, 1), time(0), "Asia/Tokyo")) is None
    assert starts(concert(date(9999, 12, 31), time(23), "America/New_York")) is None
