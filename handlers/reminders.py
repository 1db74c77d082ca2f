"""What those who come to a concert are told: that it is near, that it has changed, thanks."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from handlers import shows
from handlers.desk import Desk
from handlers.errors import NotYet
from handlers.gifts import give_key
from handlers.screen import Screen, say
from handlers.visit import name_of, readable
from storage import GOING, Concert, Show, Told, agenda, choices, ladder, moments, showtime

Body = Mapping[str, Any]

_TOGETHER = timedelta(hours=3)  # reminders that are so near each other are one message
_MOST = 8  # concerts that one message tells of


def _about(body: Body) -> tuple[str, str]:
    """Return whose concert a notice is about, and which."""
    _, artist, id = str(body["about"]).split(":")
    return artist, id


# Reminders -------------------------------------------------------------------------------------


class _Due(NamedTuple):
    """A concert of which somebody is to be reminded."""

    concert: Concert
    answer: str
    start: datetime
    step: ladder.Step
    notice: str
    """The id of the notice that reminds of it."""


async def reminder(desk: Desk, body: Body) -> Told | None:
    """Remind somebody of a concert, and of others of that day of which they are to be reminded."""
    artist, id = _about(body)
    due = await _due(desk, artist, id, body["step"])
    if due is None or moments.ms(due.start) != body["start"]:
        return None
    if "history" in body and await _hears_anyway(desk, body, due):
        return None
    others = await _others(desk, due)
    if others and not await desk.attendance.leads(
        desk.me, f"{body['step']}:{due.concert.date}", body["notice"]
    ):
        raise NotYet(body["notice"])
    if await desk.outbox.told(body["notice"]) is not None:
        return None  # with another; that is marked before the other is, so it is asked last
    silent = bool(body.get("silent")) or body["step"] == ladder.WEEK
    told = await say(desk, await _reminder_screen(desk, [due, *others]), silent=silent)
    if others:
        await desk.outbox.tell_of([other.notice for other in others], told)
    return told


async def _hears_anyway(desk: Desk, body: Body, due: _Due) -> bool:
    """Tell whether somebody hears of a change after the hour of this step: it tells when it is."""
    heard = await desk.attendance.heard(desk.me, due.concert.owner, due.concert.id)
    if heard is not None and heard >= due.step.at:
        return True
    return await _heard(desk, body, due.concert) is not None


async def _due(desk: Desk, artist: str, id: str, name: str) -> _Due | None:
    """Return a concert if whoever is told is to be reminded of it by this step, now or soon."""
    concert, answer, since = await asyncio.gather(
        readable(desk.records.find(Concert, artist, id)),
        desk.attendance.answered(desk.me, artist, id),
        desk.attendance.since(desk.me, artist, id),
    )
    start = showtime.starts(concert) if concert else None
    if concert is None or answer is None or start is None:
        return None
    step = ladder.due(
        concert, name, answer=answer, chosen=desk.person.ladder, since=since, now=desk.now
    )
    if step is None:
        return None
    notice = f"{agenda.reminder_of(artist, id, name, moments.ms(start))}:{desk.me}"
    return _Due(concert, answer, start, step, notice)


async def _others(desk: Desk, due: _Due) -> list[_Due]:
    """Return what else is on that day of which somebody would be reminded within hours."""
    here = due.concert.owner, due.concert.id
    outings = await desk.attendance.outings(desk.me)
    places = [(one.artist, one.concert) for one in outings if one[:2] != here]
    found = await asyncio.gather(*(_due(desk, *place, due.step.name) for place in places))
    same_day = [one for one in found if one and one.concert.date == due.concert.date]
    others = [one for one in same_day if await _joins(desk, one)]
    return sorted(others, key=lambda one: one.start)[: _MOST - 1]


async def _joins(desk: Desk, other: _Due) -> bool:
    """Tell whether another concert goes into this message: it is time, and nobody has told."""
    if desk.now < other.step.at - _TOGETHER or await desk.outbox.told(other.notice) is not None:
        return False
    artist, id = other.concert.owner, other.concert.id
    body = {
        "topic": choices.REMINDERS,
        "to": desk.me,
        "artist": artist,
        "about": f"concert:{artist}:{id}",
        "campaign": other.notice.partition(":")[0],
    }
    return not (await desk.gate.ask(body, now=desk.now)).drop


async def _reminder_screen(desk: Desk, due: Sequence[_Due]) -> Screen:
    due = sorted(due, key=lambda one: one.start)
    names = await asyncio.gather(*(name_of(one.concert.owner, desk) for one in due))
    told = [
        (one.concert, name, one.answer, shows.ahead(one.start, desk.now, _zones(desk, one.concert)))
        for one, name in zip(due, names, strict=True)
    ]
    return shows.reminder(desk.t, told, zone=desk.person.zone)


def _zones(desk: Desk, concert: Concert) -> list[ZoneInfo]:
    """Return by whose calendars something is today or tomorrow: the venue's and the reader's."""
    return [ZoneInfo(zone) for zone in (concert.zone, desk.person.zone) if zone]


# Changes ---------------------------------------------------------------------------------------


async def news(desk: Desk, body: Body) -> Told | None:
    """Tell somebody who comes what has become of a concert since they last heard of it."""
    artist, id = _about(body)
    concert, answer = await asyncio.gather(
        readable(desk.records.find(Concert, artist, id)),
        desk.attendance.answered(desk.me, artist, id),
    )
    heard = await _heard(desk, body, concert) if answer else None
    if heard is None:
        return None
    kind, old = heard
    name, zone = await name_of(artist, desk), desk.person.zone
    if concert is None:
        screen = shows.gone(desk.t, artist, old, name)
    elif kind == "concert-off":
        screen = shows.off(desk.t, concert, old, name)
    elif kind == "concert-on":
        screen = shows.back_on(desk.t, concert, old, name, zone=zone, answer=answer)
    else:
        screen = shows.changed(desk.t, concert, old, name, zone=zone, answer=answer)
    told = await say(desk, screen, silent=bool(body.get("silent")))
    if concert is not None:
        await desk.attendance.hears(desk.me, concert, now=desk.now)
    return told


async def _heard(desk: Desk, body: Body, concert: Concert | None) -> tuple[str, Show] | None:
    """Return what whoever is told hears of a change, and what they know; None: nothing."""
    saw = await desk.attendance.saw(desk.me, *_about(body))
    return agenda.heard(body, concert, saw=saw, now=desk.now)


# Afterwards ------------------------------------------------------------------------------------


async def encore(desk: Desk, body: Body) -> Told | None:
    """Thank somebody who was at a concert, in the artist's words."""
    artist, id = _about(body)
    concert, answer, wanted, support = await asyncio.gather(
        readable(desk.records.find(Concert, artist, id)),
        desk.attendance.answered(desk.me, artist, id),
        desk.encores.get(artist, id),
        desk.giving.support(artist),
    )
    if concert is None or concert.cancelled or concert.date.isoformat() != body["date"]:
        return None
    if answer != GOING or not wanted.on:
        return None
    pays = [] if support.paused else [give_key(desk.t, artist, f"concert:{id}")]
    screen = shows.encore(desk.t, concert, await name_of(artist, desk), wanted.words, pays)
    return await say(desk, screen, silent=True)
