"""A concert as a file for a calendar.

Its start is written in UTC: the one form that Google, Apple and Outlook all read alike. A zone by
name would keep to a new law of clocks, but needs a definition beside it, and of those Outlook reads
only some. So the description says the time by the clock of the city, and a file fetched anew is
right again: the id of an event never changes and its number of changes grows, so it replaces what
it brought before. A concert that is off says so.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vDatetime

from handlers.cards import clip
from handlers.fields import clock, day
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
    when = t.plain(
        "calendar-when",
        day=day(t, concert.date),
        clock=clock(t, concert.time),
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
