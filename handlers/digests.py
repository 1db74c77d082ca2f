"""What is told once a week: to artists how it went, to fans what is new and what is on nearby."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers import nearby, switches
from handlers.callbacks import DigestStop, Less, Listen, NumbersBelow, WorkBelow
from handlers.cards import entry
from handlers.desk import Desk
from handlers.pages import playable
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from handlers.visit import name_of, readable, shows_ahead
from storage import (
    ENTITIES,
    EVERYBODY,
    MONDAY,
    OFF,
    Concert,
    Entity,
    Profile,
    Track,
    Week,
    counted_until,
    model_of,
    moments,
    showtime,
)

_ITEMS = 10
_SHOWS = 4  # of them at most, if there is more
_AHEAD = timedelta(days=14)
_FOLLOWED = 100  # artists whose shows are looked at, those followed last

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_FAMILIES = {model.family for model in ENTITIES}


# How an artist's week was ----------------------------------------------------------------------


async def artist_screen(desk: Desk, monday: date) -> Screen | None:
    """Return how the week before a Monday was; None if nothing happened, or nobody wants it."""
    until = counted_until(monday, moments.zone(desk.person.zone))
    wants, profile, (week, before) = await asyncio.gather(
        desk.choices.wants(desk.me, MONDAY),
        readable(desk.records.profile(desk.me)),
        desk.digests.weeks(desk.me, until),
    )
    if not wants or not any(week):
        return None
    best, concert = await asyncio.gather(_best(desk, until), _next_show(desk))
    return week_screen(desk.t, profile, until, week, before, best=best, concert=concert)


async def _best(desk: Desk, until: date) -> tuple[Track, int] | None:
    """Return the track that was played most in the week before a day, and how often."""
    best: tuple[Track, int] | None = None
    days = (moments.day(desk.now) - until).days + 8
    async for tracks in desk.records.walk(Track, desk.me):
        counted = await asyncio.gather(
            *(desk.counters.daily(desk.me, one.id, days=days, now=desk.now) for one in tracks)
        )
        for track, found in zip(tracks, counted, strict=True):
            plays = sum(day.plays for day in found if day.date < until)
            if plays > (best[1] if best else 0):
                best = track, plays
    return best


async def _next_show(desk: Desk) -> Concert | None:
    shows = await shows_ahead(desk.me, desk)
    return min((one for one in shows if _in(desk, one)), key=_start, default=None)


def _start(concert: Concert) -> datetime:
    """Return when a concert starts; if nobody knows, long ago."""
    return showtime.starts(concert) or _LONG_AGO


def _in(desk: Desk, concert: Concert, at_most: timedelta = timedelta.max) -> bool:
    """Tell whether a concert to come is known to begin in so much time."""
    return timedelta() < _start(concert) - desk.now <= at_most


def week_screen(
    t: Texts,
    profile: Profile | None,
    until: date,
    week: Week,
    before: Week,
    *,
    best: tuple[Track, int] | None,
    concert: Concert | None,
) -> Screen:
    first, last = until - timedelta(days=7), until - timedelta(days=1)
    numbers = [
        t(f"week-{name}", n=now, change=_change(t, now - then))
        for name, now, then in (
            ("plays", week.plays, before.plays),
            ("listeners", week.listeners, before.listeners),
            ("likes", week.likes, before.likes),
            ("gained", week.gained, before.gained),
            ("lost", week.lost, before.lost),
            ("stars", week.stars, before.stars),
        )
        if now or then
    ]
    more = lines(
        t("week-best", title=best[0].title, n=best[1]) if best else None,
        t("week-show", show=entry(t, concert), venue=concert.venue) if concert else None,
    )
    name = profile.name if profile else t.plain("nameless")
    head = t("week", name=name, since=_day(t, first), until=_day(t, last))
    text = paragraphs(head, lines(*numbers), more or None, t("week-compared"))
    return Screen(
        text,
        keys.markup(
            [keys.button(t.plain("numbers"), NumbersBelow())],
            [keys.button(t.plain("digest-no-more"), DigestStop(code=switches.ARTIST))],
        ),
    )


def _change(t: Texts, more: int) -> Html:
    if not more:
        return Html("")
    return t("week-more" if more > 0 else "week-less", n=abs(more))


def _day(t: Texts, day: date) -> str:
    return t.plain("donation-day", day=str(day.day), month=day.month)


# What is new, for a fan ------------------------------------------------------------------------


class Place(NamedTuple):
    """What a digest tells of, by its name in `storage.digests`."""

    family: str
    artist: str
    id: str


@dataclass
class Weekly:
    """A fan's digest."""

    new: dict[str, list[Entity]] = field(default_factory=dict)
    """By artist, in the order in which they first had something."""
    shows: Sequence[Concert] = ()
    names: dict[str, str] = field(default_factory=dict)
    more: int = 0
    """Things that there is no room for."""


async def fan_screen(desk: Desk, week: date) -> Screen | None:
    """Return what is new and what is on; None if that is nothing, or nobody wants it."""
    wishes, about, shows = await asyncio.gather(
        desk.choices.of(desk.me),
        desk.digests.take(desk.me, week),
        _shows(desk),
    )
    if wishes.stopped or not wishes.friday:
        return None
    shows = shows[: max(_SHOWS, _ITEMS - len(about))]
    told = {show.key for show in shows}
    places = [Place(*one.split(":", 2)) for one in about if one.count(":") == 2]
    found = await asyncio.gather(*(_wanted(desk, place) for place in places))
    new = [
        record for record in found if record and record.key not in told and _to_come(desk, record)
    ]
    digest = Weekly(shows=shows, more=max(0, len(new) + len(shows) - _ITEMS))
    for record in new[digest.more :]:
        digest.new.setdefault(record.owner, []).append(record)
    artists = {*digest.new, *(show.owner for show in shows)}
    names = await asyncio.gather(*(name_of(artist, desk) for artist in artists))
    digest.names = dict(zip(artists, names, strict=True))
    return digest_screen(desk.t, digest) if artists else None


def _to_come(desk: Desk, record: Entity) -> bool:
    return showtime.is_news(record, now=desk.now)


async def _wanted(desk: Desk, place: Place) -> Entity | None:
    """Return a record if it is still there, and its artist is followed and not off by now."""
    if place.family not in _FAMILIES:
        return None
    record, wishes, follows = await asyncio.gather(
        readable(desk.records.find(model_of(place.family), place.artist, place.id)),
        desk.choices.of(desk.me, place.artist),
        desk.audience.follows(desk.me, place.artist),
    )
    off = not follows or wishes.stopped or wishes.levels[place.family] == OFF
    return None if off else record


async def _shows(desk: Desk) -> list[Concert]:
    """Return the shows of followed artists near a fan in the next days, the first before others."""
    towns = await nearby.towns(desk)
    if not towns:
        return []
    artists, _ = await desk.audience.following(desk.me, limit=_FOLLOWED)
    ahead = await asyncio.gather(*(shows_ahead(artist, desk) for artist in artists))
    soon = [show for shows in ahead for show in shows if _in(desk, show, _AHEAD)]
    near = await asyncio.to_thread(lambda: [show for show in soon if nearby.near(towns, show)])
    wished = await asyncio.gather(
        *(_wanted(desk, Place(show.family, show.owner, show.id)) for show in near)
    )
    return sorted((show for show in wished if isinstance(show, Concert)), key=_start)


def digest_screen(t: Texts, digest: Weekly) -> Screen:
    parts: list[Html | None] = [t("digest")]
    rows: list[keys.Row] = []
    for artist, records in digest.new.items():
        head = t("digest-artist", name=digest.names[artist])
        told = [t("digest-item", kind=t.plain(one.family), title=entry(t, one)) for one in records]
        parts.append(lines(head, *told))
        rows += [[_open(t, one)] for one in records]
    if digest.shows:
        told = [
            t("digest-show", show=entry(t, s), name=digest.names[s.owner], venue=s.venue)
            for s in digest.shows
        ]
        parts.append(lines(t("digest-near"), *told))
        rows += [[_open(t, show)] for show in digest.shows]
    if digest.more:
        parts.append(t("digest-more", n=digest.more))
    last = [
        keys.button(t.plain("digest-no-more"), DigestStop(code=switches.FAN)),
        keys.button(t.plain("wants-key"), Less(artist=EVERYBODY, topic="")),
    ]
    return Screen(paragraphs(*parts), keys.markup(*rows, last))


def _open(t: Texts, record: Entity) -> InlineKeyboardButton:
    artist, id = record.owner, record.id
    if playable(record):
        return keys.button(t.plain("play-title", title=record.label), Listen(artist=artist, id=id))
    below = WorkBelow(artist=artist, family=record.family, id=id)
    return keys.button(entry(t, record), below)
