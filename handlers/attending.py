"""Coming to concerts, and being reminded of them; what an artist does with one besides."""

import asyncio
from typing import Annotated, ClassVar

from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from pydantic import Field

from handlers import edits, forms, invoices, origins, pages, posted, shows, views, visit
from handlers.callbacks import (
    After,
    AfterAlways,
    AfterOn,
    AfterWords,
    CancelShow,
    HoldShow,
    Outings,
    Reminders,
    RemindMe,
    Rsvp,
    Work,
)
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values
from handlers.forms import Aside
from handlers.keyboards import PAGE, offset
from handlers.screen import Screen, redraw, show
from handlers.table import Routes, campaign_of
from storage import GOING, INTERACTIVE, INTERESTED, Concert, Prose, ladder, showtime

_ANSWERS = {GOING: "rsvp-said-going", INTERESTED: "rsvp-said-interested", None: "rsvp-said-none"}


# Coming ----------------------------------------------------------------------------------------


async def rsvp(query: CallbackQuery, callback_data: Rsvp, desk: Desk) -> Toast:
    """Keep what somebody answers to a concert, wherever its card is."""
    artist, id, place = callback_data.artist, callback_data.id, callback_data.place
    if callback_data.answer not in shows.ANSWERS:
        raise Refused("outdated")
    answer = shows.ANSWERS[callback_data.answer]
    concert, before = await asyncio.gather(
        desk.records.get(Concert, artist, id), desk.attendance.answered(desk.me, artist, id)
    )
    if answer is not None:
        _open_to(concert, desk)
    turnout = await desk.attendance.answer(desk.me, concert, answer, now=desk.now)
    concert = concert.changed(going=turnout.going, interested=turnout.interested)
    await posted.renew(
        desk, concert.family, artist, id, urgency=INTERACTIVE, look=posted.CARD
    )  # a thousand followers need not see each who comes
    if place == pages.CARD:
        work = Work(artist=artist, family=concert.family, id=id)
        await visit.work(query, work, desk)  # wholly: it may be an old one
    elif place != pages.SHARED or not await edits.pressed(desk, query, concert.family, artist, id):
        buttons = await _buttons(desk, query, concert, place, answer)
        await redraw(desk.bot, query, buttons)
    if place == pages.SHARED and answer is not None:
        if answer == before:
            return Toast(desk.t.plain("rsvp-again"))
        if not await visit.reachable(desk):
            source = await origins.of_press(query, artist, desk)
            return Toast(url=desk.links.to(artist, concert.family, id, source=source))
    return Toast(desk.t.plain(_ANSWERS[answer]))


def _open_to(concert: Concert, desk: Desk) -> None:
    """Let a concert be answered that is still to come.

    Raises:
        Refused: it is not.

    """
    if concert.cancelled:
        raise Refused("rsvp-off")
    if _over(concert, desk):
        raise Refused("rsvp-over")


async def _buttons(
    desk: Desk, query: CallbackQuery, concert: Concert, place: str, answer: str | None
) -> InlineKeyboardMarkup:
    """Return the buttons of a notice, or of a card that many read, as they are now."""
    if place == pages.PUSHED:
        support = await desk.giving.support(concert.owner)
        return pages.work_buttons(
            *(desk.t, concert, desk.links, place),
            welcome=not support.paused,
            campaign=campaign_of(query.message),
            answer=answer,
        )
    if place != pages.SHARED:
        return shows.notice_keys(desk.t, concert, answer)
    source = await origins.of_press(query, concert.owner, desk)
    pays = await invoices.card_keys(desk, concert, await visit.name_of(concert.owner, desk), source)
    return pages.work_buttons(desk.t, concert, desk.links, place, gifts=pays, source=source)


async def outings(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    """Show the concerts to come that somebody answered to, the next one first."""
    answered = await desk.attendance.outings(desk.me)
    found = await asyncio.gather(
        *(visit.readable(desk.records.find(Concert, one.artist, one.concert)) for one in answered)
    )
    to_come = [
        (concert, one.answer)
        for concert, one in zip(found, answered, strict=True)
        if concert and not _over(concert, desk)
    ]
    to_come.sort(key=lambda one: (_moment(one[0]), one[0].key))
    start = offset(page)
    screen = shows.outings(desk.t, to_come[start : start + PAGE], page=page, total=len(to_come))
    await show(desk.bot, event, screen)


def _over(concert: Concert, desk: Desk) -> bool:
    return showtime.begun(concert.date, concert.time, concert.zone, now=desk.now)


def _moment(concert: Concert) -> str:
    """Return what concerts are put in order by: when they start, else what the calendar says."""
    start = showtime.starts(concert)
    return f"{start or concert.date:%Y-%m-%d} {start or concert.time:%H:%M}"


async def turn(query: CallbackQuery, callback_data: Outings, desk: Desk) -> None:
    await outings(query, desk, callback_data.page)


# When to be reminded ---------------------------------------------------------------------------


async def reminders(event: CallbackQuery | Message, desk: Desk) -> None:
    await show(desk.bot, event, shows.reminders(desk.t, desk.person.ladder))


async def remind_me(query: CallbackQuery, callback_data: RemindMe, desk: Desk) -> None:
    if callback_data.step not in ladder.STEPS:
        raise Refused("outdated")
    wanted = set(ladder.choice(desk.person.ladder)) - {callback_data.step}
    if callback_data.on:
        wanted.add(callback_data.step)
    person = await desk.people.settle(desk.me, ladder=ladder.chosen(wanted))
    await show(desk.bot, query, shows.reminders(desk.t, person.ladder))


# What an artist does ---------------------------------------------------------------------------


async def cancel(query: CallbackQuery, callback_data: CancelShow, desk: Desk) -> None:
    """Cancel a concert: its card stays and says so, and those who come are told."""
    concert = await desk.records.get(Concert, desk.me, callback_data.id)
    card = views.own(desk.t, concert, desk.links, zone=desk.person.zone)
    if not callback_data.sure:
        await redraw(desk.bot, query, shows.cancel(desk.t, concert), otherwise=card)
        return
    await _hold(query, desk, concert, held=False)


async def hold(query: CallbackQuery, callback_data: HoldShow, desk: Desk) -> None:
    concert = await desk.records.get(Concert, desk.me, callback_data.id)
    await _hold(query, desk, concert, held=True)


async def _hold(query: CallbackQuery, desk: Desk, concert: Concert, *, held: bool) -> None:
    if bool(concert.cancelled) is held:
        concert = concert.changed(cancelled=None if held else True, updated_at=desk.now)
        await desk.records.replace(concert)
    await posted.renew(desk, concert.family, concert.owner, concert.id)
    note = "show-held" if held else "show-cancelled"
    screen = views.own(desk.t, concert, desk.links, note=note, zone=desk.person.zone)
    await show(desk.bot, query, screen)


async def after(query: CallbackQuery, callback_data: After, desk: Desk) -> None:
    await show(desk.bot, query, await _after_screen(desk, callback_data.id))


async def _after_screen(desk: Desk, id: str) -> Screen:
    concert, encore = await asyncio.gather(
        desk.records.get(Concert, desk.me, id), desk.encores.get(desk.me, id)
    )
    return shows.after(desk.t, concert, encore)


async def after_on(query: CallbackQuery, callback_data: AfterOn, desk: Desk) -> None:
    concert = await desk.records.get(Concert, desk.me, callback_data.id)
    await desk.encores.switch(desk.me, concert.id, on=callback_data.on)
    await desk.agenda.touch(concert.key, now=desk.now)
    await show(desk.bot, query, await _after_screen(desk, concert.id))


async def after_always(query: CallbackQuery, callback_data: AfterAlways, desk: Desk) -> None:
    concert = await desk.records.get(Concert, desk.me, callback_data.id)
    await desk.encores.switch(desk.me, "", on=callback_data.on)
    await show(desk.bot, query, await _after_screen(desk, concert.id))


class Thanks(Aside, family="encore-words"):
    """What an artist says to those who were at a concert."""

    deed: ClassVar[str] = "encore"

    words: Annotated[Prose, Field(min_length=1, max_length=900)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        concert = await desk.records.get(Concert, desk.me, about)
        await desk.encores.say(desk.me, concert.id, values["words"])
        await desk.encores.switch(desk.me, concert.id, on=True)
        await desk.agenda.touch(concert.key, now=desk.now)
        return await _after_screen(desk, concert.id)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await _after_screen(desk, about)


async def after_words(query: CallbackQuery, callback_data: AfterWords, desk: Desk) -> None:
    concert = await desk.records.get(Concert, desk.me, callback_data.id)
    await forms.ask(query, desk, Thanks, about=concert.id)


async def command(message: Message, desk: Desk) -> None:
    await outings(message, desk)


ROUTES = Routes(
    commands={"going": command},
    menus={
        Outings: turn,
        Reminders: reminders,
        RemindMe: remind_me,
        CancelShow: cancel,
        HoldShow: hold,
        After: after,
        AfterOn: after_on,
        AfterAlways: after_always,
        AfterWords: after_words,
    },
    public={Rsvp: rsvp},
)
