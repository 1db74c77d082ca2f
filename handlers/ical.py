"""Concerts as files for calendars, and calendars read for the concerts in them.

The start of a concert is written in UTC: the one form that Google, Apple and Outlook all read
alike. A zone by name would keep to a new law of clocks, but needs a definition beside it, and of
those Outlook reads only some. So the description says the time by the clock of the city, and a file
fetched anew is right again: the id of an event never changes and its number of changes grows, so it
replaces what it brought before. A concert that is off says so.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vDatetime, vDDDTypes, vGeo

from handlers.cards import clip
from handlers.fields import clock, day, link_in
from handlers.sheet import MOST, Show, Unusable
from handlers.texts import Texts
from storage import Concert, showtime

_PRODUCT = "-//promo.music//Telegram bot//EN"
_LASTS = timedelta(hours=2)  # nobody says how long a concert is, and some calendars hide a moment
_SLUG = 40  # characters of a title in the name of a file
_STORY = 500  # characters of the description of a concert


def uid(concert: Concert) -> str:
    """Return the id of a concert in every calendar; no change of the concert changes it."""
    return f"{concert.id}-{concert.owner}@promo.music"


def event_file(t: Texts, concert: Concert, *, artist: str, link: str) -> bytes | None:
    """Return a concert as a calendar file; None: nobody knows when it starts."""
    starts = showtime.starts(concert)
    if starts is None:
        return None
    off = bool(getattr(concert, "cancelled", None))
    made = concert.created_at or starts
    changed = concert.updated_at or made
    event = Event()
    event.add("UID", uid(concert))
    event.add("SEQUENCE", max(int((changed - made).total_seconds()), 0))
    event.add("DTSTAMP", _moment(changed))
    event.add("LAST-MODIFIED", _moment(changed))
    event.add("DTSTART", _moment(starts))
    event.add("DTEND", _moment(starts + _LASTS))
    key = "calendar-title-off" if off else "calendar-title"
    event.add("SUMMARY", t.plain(key, title=concert.title, artist=artist))
    event.add("LOCATION", t.plain("calendar-place", venue=concert.venue, city=concert.city))
    event.add("DESCRIPTION", _description(t, concert, link))
    event.add("URL", concert.ticket_url or link)
    event.add("STATUS", "CANCELLED" if off else "CONFIRMED")
    if concert.latitude is not None and concert.longitude is not None:
        event.add("GEO", (concert.latitude, concert.longitude))
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _moment(moment: datetime) -> vDatetime:
    return vDatetime(moment.astimezone(UTC).replace(microsecond=0))


def _description(t: Texts, concert: Concert, link: str) -> str:
    wall = showtime.shown(concert.date, concert.time, concert.zone)
    when = t.plain(
        "calendar-when",
        day=day(t, wall.date()),
        clock=clock(t, wall.time()),
        city=concert.city,
    )
    tickets = concert.ticket_url and t.plain("calendar-tickets", url=concert.ticket_url)
    story = concert.description and clip(concert.description, _STORY)
    return "\n".join(part for part in (when, tickets, link, story) if part)


def file_name(concert: Concert) -> str:
    """Return a name that every system takes for a file: letters, digits and lines."""
    title = unicodedata.normalize("NFKC", concert.title).casefold()
    slug = re.sub(r"[\W_]+", "-", title).strip("-")[:_SLUG].rstrip("-")
    return f"{slug or 'concert'}-{concert.date:%Y-%m-%d}.ics"


# Reading ---------------------------------------------------------------------------------------

_BEGINS = re.compile(r"\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_FOLD = re.compile(r"(?:\r?\n)+[ \t]")
_SPLIT = re.compile(rb"(?<=[\x80-\xf4])\r?\n[ \t](?=[\x80-\xbf])")
_ZONE = re.compile("VTIMEZONE", re.IGNORECASE)
_EVENT = "VEVENT"
_UNSEEN = dict.fromkeys(range(0x2066, 0x206A))  # around names from right to left, in ours, too


def mended(data: bytes) -> bytes:
    """Return a file; if it is a calendar, without the folds that programs make within a letter.

    What follows such a fold is a byte that no letter of UTF-8 begins with.
    """
    return _SPLIT.sub(b"", data) if data.lstrip(b"\xef\xbb\xbf \r\n")[:5] == b"BEGIN" else data


def is_calendar(text: str) -> bool:
    return _BEGINS.match(text) is not None


def shows(text: str) -> list[Show]:
    """Return what each event of a calendar says; what repeats or has no time is refused.

    Raises:
        Unusable: it is no calendar, or has too many events.

    """
    lines = list(_lines_of_events(text))
    if len(lines) > MOST:
        raise Unusable("import-many", most=MOST)
    try:
        calendars: list[Any] = Calendar.from_ical(_without_zones(text), multiple=True)
    except (ValueError, RecursionError):
        raise Unusable("import-no-calendar") from None
    events = [e for calendar in calendars for e in calendar.subcomponents if e.name == _EVENT]
    if len(events) != len(lines):
        raise Unusable("import-no-calendar")
    return [_show(line, event) for line, event in zip(lines, events, strict=True)]


def _without_zones(text: str) -> str:
    """Return a calendar whose own definitions of time zones are read as of things unknown.

    The library keeps each for every file that comes after, whoever sends it, and works out all the
    changes of its clock, however many those are. The zones that people live in it knows by name.
    """
    return _ZONE.sub("X-TIMEZONE", _FOLD.sub("", text))


def _lines_of_events(text: str) -> Iterator[int]:
    """Yield the numbers of the lines where events begin that are in no other thing."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        word, _, thing = line.rstrip().upper().partition(":")  # one with a space goes on
        if word == "BEGIN":
            if depth == 1 and thing == _EVENT:
                yield number
            depth += 1
        elif word == "END":
            depth -= 1


def _show(line: int, event: Event) -> Show:
    cells = {
        "title": _said(event, "SUMMARY"),
        "location": _said(event, "LOCATION").replace("\n", ","),
        "description": _said(event, "DESCRIPTION"),
        "tickets": link_in(_said(event, "URL")) or "",
        "uid": " ".join(filter(None, (_said(event, "UID"), _said(event, "RECURRENCE-ID")))),
    }
    cells = {name: cell for name, cell in cells.items() if cell}
    begins = event.get("DTSTART")
    starts = begins.dt if isinstance(begins, vDDDTypes) else None  # else broken, or said twice
    if _said(event, "STATUS").upper() == "CANCELLED":
        return Show(line, cells, refused="import-cancelled")
    if "RRULE" in event or "RDATE" in event:
        return Show(line, cells, refused="import-repeats")
    if isinstance(starts, date) and not isinstance(starts, datetime):  # a datetime is one, too
        return Show(line, cells, refused="import-all-day")
    if not isinstance(starts, datetime):
        return Show(line, cells, refused="import-no-start")
    zone = begins.params.get("TZID")
    if zone and starts.tzinfo is None:
        return Show(line, cells, refused="import-strange-zone", args={"zone": clip(str(zone), 60)})
    return Show(line, cells, starts=starts, spot=_spot(event))


def _said(event: Event, name: str) -> str:
    value = event.get(name)
    if isinstance(value, list):  # said twice
        value = value[0]
    if name == "RECURRENCE-ID" and value is not None:
        return str(value.to_ical().decode())
    return str(value or "").translate(_UNSEEN).strip()


def _spot(event: Event) -> tuple[float, float] | None:
    """Return where it is; some programs write zeros for what they do not know."""
    geo = event.get("GEO")
    if not isinstance(geo, vGeo) or not (geo.latitude or geo.longitude):
        return None
    if not (abs(geo.latitude) <= 90 and abs(geo.longitude) <= 180):
        return None
    return geo.latitude, geo.longitude
