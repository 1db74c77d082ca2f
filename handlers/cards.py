"""A record as a card: what every screen that shows one is made of."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.fields import clock, day, fields_of, kind, shown
from handlers.screen import CAPTION, TEXT, Media, MediaKind, Screen
from handlers.texts import Html, Texts, paragraphs, quoted
from storage import Entity, Kind, showtime

_TAG = re.compile(r"<[^>]*>")
_SENT_AS: Mapping[Kind, MediaKind] = {
    Kind.VIDEO: "video",
    Kind.PICTURE: "photo",
    Kind.AUDIO: "audio",
}
_FACTS = (300, 100, 40)  # characters of a fact, fewer and fewer until the card fits
_LEAST_STORY = 40  # characters of a story that are worth showing
_CLOCK = range(1, 2**31)  # seconds since 1970 that Telegram shows by the reader's clock


def above(record: Entity, first: Kind = Kind.VIDEO) -> tuple[Media | None, str | None]:
    """Return what stands above a card: a file that Telegram has, else the address of a picture.

    Of several files the video goes `first`; a cover goes before the song, which brings one too.
    """
    model = type(record)
    for wanted in (first, Kind.VIDEO, Kind.PICTURE, Kind.AUDIO):
        for name in fields_of(model, wanted):
            file = model.file_of(name)
            if file and getattr(record, file):
                return Media(_SENT_AS[wanted], getattr(record, file)), None
    for name in fields_of(model, Kind.PICTURE, Kind.VIDEO):
        address = getattr(record, name)
        if address and keys.opens(address):
            return None, address
    return None, None


def card_text(
    t: Texts,
    record: Entity,
    *,
    limit: int,
    note: Html | None = None,
    foot: Html | None = None,
    public: bool = False,
    zone: str | None = None,
) -> Html:
    """Return a record as a person reads it: title, facts, story; cut to what Telegram takes.

    Where it is `public` its links are buttons, and not said again. `zone` is the reader's.
    """
    story = _story(record)
    title = (
        None if story and story.startswith(record.label) else t("card-title", title=record.label)
    )
    if getattr(record, "cancelled", None):
        note = paragraphs(note, t("card-cancelled"))
    whole: list[Html] = []
    room = 0
    for longest in _FACTS:
        facts = Html("\n".join(_facts(t, record, longest, public=public, zone=zone)))
        whole = [part for part in (note, title, facts, foot) if part]
        room = limit - visible("\n\n".join(whole)) - len("\n\n")
        if room >= 0:
            break
    if story and (room >= _LEAST_STORY or not whole):
        whole.insert(len(whole) - (foot is not None), _told(t, record, clip(story, room)))
    return Html("\n\n".join(whole))


def whose(t: Texts, record: Entity, name: str) -> Html | None:
    """Return the line of a card that says whose it is; None: that is among its facts."""
    return None if getattr(record, "artist", None) == name else t("card-by", name=name)


def _told(t: Texts, record: Entity, story: str) -> Html:
    """Return the story, with the title in bold if it begins with it."""
    if not story.startswith(record.label):
        return quoted(story)
    return Html(t("card-title", title=record.label) + quoted(story[len(record.label) :]))


def _story(record: Entity) -> str | None:
    name = next(fields_of(type(record), Kind.PROSE), None)
    return getattr(record, name) if name else None


_UNTOLD = frozenset(
    {
        *(Kind.PROSE, Kind.PICTURE, Kind.AUDIO, Kind.VIDEO),  # have places of their own
        *(Kind.TIME, Kind.ZONE, Kind.CURRENCY),  # told with the day and the price
    }
)


def _facts(t: Texts, record: Entity, longest: int, *, public: bool, zone: str | None) -> list[Html]:
    """Return the lines of a card besides title and story, and what stands above says itself."""
    model, lines = type(record), []
    title = next(iter(model.own_fields()))
    media, _ = above(record)
    has_player = media is not None and media.kind != "photo"
    for name in model.own_fields():
        if name == title or kind(model, name) in _UNTOLD:
            continue
        if public and kind(model, name) in (Kind.LINK, Kind.LINKS):
            continue
        if has_player and kind(model, name) is Kind.DURATION:
            continue
        if kind(model, name) is Kind.CITY and next(fields_of(model, Kind.TIME), None):
            continue  # told with the time
        value = shown(t, record, name)
        if value is None:
            continue
        if kind(model, name) is Kind.DATE:
            lines += _when(t, record, value, zone, longest)
        else:
            label = t(f"{model.family}.{name}")
            lines.append(t("card-line", label=label, value=clip(value, longest)))
    return lines


def _when(t: Texts, record: Entity, day_said: str, zone: str | None, longest: int) -> list[Html]:
    """Return when a show is by the clock of its city, and by the reader's own.

    The reader's Telegram knows the reader's zone. What an old one shows instead is in the zone that
    we know of, and says whose it is if that is not the reader's.
    """
    kinds = (Kind.DATE, Kind.TIME, Kind.CITY, Kind.ZONE)
    day_, time, city, its_zone = (_first(record, wanted) for wanted in kinds)
    if time is None or city is None:
        return [t("card-day", day=day_said)]
    city = clip(city, longest)
    wall = showtime.shown(day_, time, its_zone)
    if wall.date() != day_:
        day_said = day(t, wall.date())
    lines = [t("card-when", day=day_said, clock=clock(t, wall.time()), city=city)]
    starts = showtime.start_of(day_, time, its_zone)
    if starts is None or (unix := int(starts.timestamp())) not in _CLOCK:
        return lines
    there = starts.astimezone(ZoneInfo(zone or its_zone))
    text = {"day": day(t, there.date()), "clock": clock(t, there.time())}
    if zone:
        plain = t.plain("moment-here", **text)
    else:
        plain = t.plain("moment-there", **text, city=city, offset=_offset(there))
    return [*lines, t("card-your-time", unix=str(unix), shown=plain)]


def times(t: Texts, concert: Entity, zone: str | None) -> list[Html]:
    """Return when a show is, as its card says it; `zone` is the reader's."""
    return _when(t, concert, day(t, _first(concert, Kind.DATE)), zone, _FACTS[1])


def _first(record: Entity, wanted: Kind) -> Any:
    """Return the value of the first field of a kind; None: it has none."""
    name = next(fields_of(type(record), wanted), None)
    return getattr(record, name) if name else None


def _offset(moment: datetime) -> str:
    """Return how far a clock is from UTC: `+3`, `−3:30`, nothing at all."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    if minutes == 0:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def utc(t: Texts, moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return t.plain("moment-utc", day=day(t, moment.date()), clock=clock(t, moment.time()))


def counts(t: Texts, record: Entity, names: Iterable[str]) -> Html:
    """Return a record's numbers in words, in one line."""
    return Html(
        " · ".join(t(f"{record.family}.{name}", n=getattr(record, name) or 0) for name in names)
    )


def visible(text: str) -> int:
    """Return how long Telegram takes an HTML text to be: in UTF-16, the most it may count."""
    return len(unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def clip(text: str, room: int) -> str:
    """Return what fits into `room` UTF-16 units, with an ellipsis if that is not all."""
    if _length(text) <= room:
        return text
    kept = text.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", "ignore")
    return kept.rstrip() + "…"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def framed(
    t: Texts,
    record: Entity,
    buttons: InlineKeyboardMarkup,
    *,
    note: Html | None = None,
    foot: Html | None = None,
    public: bool = False,
    zone: str | None = None,
) -> Screen:
    """Return a card: the record's picture, song or video, its text, and buttons.

    `zone` is the reader's, if it is known.
    """
    media, picture = above(record)
    limit = TEXT if media is None else CAPTION
    text = card_text(t, record, limit=limit, note=note, foot=foot, public=public, zone=zone)
    return Screen(text, buttons, media, picture)


def told(record: Entity, name: str) -> bool:
    file = record.file_of(name)
    return getattr(record, name) is not None or bool(file and getattr(record, file))


def entry(t: Texts, record: Entity, *, with_city: bool = True) -> str:
    """Return what a list says of a record: its title, and its day and city if it has them.

    The shows of a tour differ in their cities only; leave them out where there is no room.
    """
    value: date | None = _first(record, Kind.DATE)
    if value is None:
        return record.label
    city = _first(record, Kind.CITY) if with_city else None
    title = record.label if city is None else t.plain("entry-at", city=city, title=record.label)
    said = t.plain(
        "entry-dated",
        day=str(value.day),
        month=value.month,
        year=str(value.year),
        title=title,
    )
    return t.plain("entry-cancelled", entry=said) if getattr(record, "cancelled", None) else said
