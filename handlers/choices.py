"""What people want to be told, and when: by artist and topic, in digests, and their quiet hours."""

import asyncio
import re
from typing import Annotated
from zoneinfo import ZoneInfo

from aiogram.types import (
    CallbackQuery,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from pydantic import AfterValidator

from handlers import cities, forms, switches
from handlers.callbacks import (
    Calm,
    CalmCity,
    CalmHours,
    CalmOther,
    CalmPlace,
    Digest,
    DigestStop,
    Hush,
    Less,
    Want,
    Wanted,
)
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values, clock
from handlers.forms import Aside, Whereabouts
from handlers.screen import Screen, send, show
from handlers.table import Routes
from handlers.visit import name_of, readable
from storage import DIGEST, EVERYBODY, FRIDAY, LEVELS, MONDAY, TOPICS, Line, Quiet

_DIGESTS = {switches.FAN: FRIDAY, switches.ARTIST: MONDAY}


# Artists and topics ----------------------------------------------------------------------------


async def less(query: CallbackQuery, callback_data: Less, desk: Desk) -> None:
    """Answer the button under what an artist told, which stays where it is."""
    screen = await _screen(desk, callback_data.artist, was=callback_data.topic)
    await send(desk.bot, desk.actor, screen)


async def wanted(query: CallbackQuery, callback_data: Wanted, desk: Desk) -> None:
    await show(desk.bot, query, await _screen(desk, callback_data.artist))


async def want(query: CallbackQuery, callback_data: Want, desk: Desk) -> Toast | None:
    artist, topic, level = callback_data.artist, callback_data.topic, callback_data.level
    if topic not in TOPICS or level not in LEVELS:
        raise Refused("outdated")
    await desk.choices.choose(desk.me, artist, topic, level)
    if level == DIGEST:
        await _join(desk, switches.FAN, on=True)
    await show(desk.bot, query, await _screen(desk, artist))
    return Toast(desk.t.plain("want-digest")) if level == DIGEST else None


async def hush(query: CallbackQuery, callback_data: Hush, desk: Desk) -> None:
    artist = callback_data.artist
    await desk.choices.stop(desk.me, artist, stop=callback_data.on)
    await show(desk.bot, query, await _screen(desk, artist))


async def _screen(desk: Desk, artist: str, *, was: str = "") -> Screen:
    """Return what the presser wants of an artist; `was` is the topic of what they heard."""
    if artist == EVERYBODY:
        return await _everybody(desk)
    wishes, name, follows = await asyncio.gather(
        desk.choices.of(desk.me, artist),
        name_of(artist, desk),
        desk.audience.follows(desk.me, artist),
    )
    return switches.artist(desk.t, artist, name, wishes, desk.person, follows=follows, was=was)


async def _everybody(desk: Desk) -> Screen:
    wishes, monday, profile = await asyncio.gather(
        desk.choices.of(desk.me),
        desk.choices.wants(desk.me, MONDAY),
        readable(desk.records.profile(desk.me)),
    )
    return switches.everybody(desk.t, wishes, desk.person, monday=monday if profile else None)


# Digests ---------------------------------------------------------------------------------------


async def digest(query: CallbackQuery, callback_data: Digest, desk: Desk) -> None:
    await _join(desk, callback_data.code, on=callback_data.on)
    await show(desk.bot, query, await _everybody(desk))


async def digest_stop(query: CallbackQuery, callback_data: DigestStop, desk: Desk) -> None:
    """Answer the button under a digest, which stays where it is."""
    await _join(desk, callback_data.code, on=False)
    await send(desk.bot, desk.actor, switches.digest_stopped(desk.t, callback_data.code))


async def _join(desk: Desk, code: str, *, on: bool) -> None:
    which = _DIGESTS.get(code)
    if which is None:
        raise Refused("outdated")
    await desk.choices.want(desk.me, which, on=on)
    if on:
        await desk.digests.join(which, desk.me, now=desk.now, zone=desk.person.zone)
    else:
        await desk.digests.leave(which, desk.me)


# Quiet hours -----------------------------------------------------------------------------------


async def calm(query: CallbackQuery, callback_data: Calm, desk: Desk) -> None:
    await show(desk.bot, query, switches.calm(desk.t, desk.person, desk.now))


async def calm_hours(query: CallbackQuery, callback_data: CalmHours, desk: Desk) -> None:
    quiet = Quiet.parse(callback_data.hours)
    person = await desk.people.settle(desk.me, quiet=str(quiet))
    await show(desk.bot, query, switches.calm(desk.t, person, desk.now))


_HOURS = re.compile(
    r"\D*([0-9]{1,2})(?::00)?\s*([ap]m)?\D+?([0-9]{1,2})(?::00)?\s*([ap]m)?\D*",
    re.ASCII | re.IGNORECASE,
)


def quiet_of(text: str) -> str:
    """Return the quiet hours that somebody typed, as they are kept.

    Raises:
        ValueError: they are not two whole hours.
    """
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    start, end = _hour(match[1], match[2]), _hour(match[3], match[4])
    return str(Quiet(start, end))


def _hour(digits: str, half: str | None) -> int:
    hour = int(digits) % 24 if digits == "24" else int(digits)
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError(digits)
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    if hour > 23:
        raise ValueError(digits)
    return hour


class CalmTime(Aside, family="calm-time"):
    """From when to when somebody wants quiet."""

    hours: Annotated[Line, AfterValidator(quiet_of)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        person = await desk.people.settle(desk.me, quiet=quiet_of(values["hours"]))
        return switches.calm(desk.t, person, desk.now)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return switches.calm(desk.t, desk.person, desk.now)


async def calm_other(query: CallbackQuery, callback_data: CalmOther, desk: Desk) -> None:
    await forms.ask(query, desk, CalmTime)


async def calm_city(query: CallbackQuery, callback_data: CalmCity, desk: Desk) -> None:
    await forms.ask(query, desk, Whereabouts, about=Whereabouts.FOR_QUIET)


async def calm_place(query: CallbackQuery, callback_data: CalmPlace, desk: Desk) -> None:
    """Ask for the place by Telegram's own button, which stands where one types."""
    here = KeyboardButton(text=desk.t.plain("place-share"), request_location=True)
    rows = [[here], [KeyboardButton(text="/cancel")]]
    await desk.bot.send_message(
        desk.actor,
        desk.t("place-ask"),
        reply_markup=ReplyKeyboardMarkup(
            keyboard=rows, resize_keyboard=True, one_time_keyboard=True
        ),
    )


async def place(message: Message, desk: Desk) -> None:
    """Take the clock of the nearest city; where exactly somebody is, is not kept."""
    where = message.location
    assert where is not None
    city = await asyncio.to_thread(cities.nearest, where.latitude, where.longitude)
    if city is None:
        text = desk.t("place-nowhere")
        await desk.bot.send_message(desk.actor, text, reply_markup=ReplyKeyboardRemove())
        return
    name = city.name_ru if desk.t.locale == "ru" else city.name_en
    person = await desk.people.settle(desk.me, city=name, zone=city.zone)
    here = clock(desk.t, desk.now.astimezone(ZoneInfo(city.zone)).time())
    text = desk.t("place-found", city=name, time=here)
    await desk.bot.send_message(desk.actor, text, reply_markup=ReplyKeyboardRemove())
    await send(desk.bot, desk.actor, switches.calm(desk.t, person, desk.now))


ROUTES = Routes(
    menus={
        Wanted: wanted,
        Want: want,
        Hush: hush,
        Calm: calm,
        CalmHours: calm_hours,
        CalmOther: calm_other,
        CalmCity: calm_city,
        CalmPlace: calm_place,
        Digest: digest,
    },
    public={Less: less, DigestStop: digest_stop},
    contents={"location": place},
)
