"""Public records and artists' pages as things to be reported: see `reporting.Subject`."""

from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest

from handlers import blocking, pages, posted, visit
from handlers.cards import framed
from handlers.desk import Desk
from handlers.fields import fields_of
from handlers.keyboards import only_home
from handlers.reporting import SUBJECTS, Subject
from handlers.screen import Screen
from storage import ENTITIES, Entity, Kind, NotFound, Profile, Why, reports


async def profile_of(desk: Desk, artist: str) -> Profile | None:
    """Return an artist's profile, also of one who is blocked."""
    return await visit.readable(desk.records.profile(artist)) or await visit.readable(
        desk.removals.hidden_profile(artist)
    )


def _record(subject: str) -> tuple[type[Entity], str, str]:
    family, artist, id = subject.split(":", 2)
    return visit.public(family), artist, id


async def _anywhere(desk: Desk, subject: str) -> Entity:
    """Return a record, also one that was taken away, or hidden with its artist."""
    place = _record(subject)
    found = await desk.records.find(*place) or await desk.removals.hidden_record(*place)
    return found or (await desk.removals.get(*place)).record


async def _record_title(desk: Desk, subject: str) -> str:
    return (await _anywhere(desk, subject)).label


async def _record_look(desk: Desk, subject: str) -> Screen:
    record = await _anywhere(desk, subject)
    name = await visit.name_of(record.owner, desk)
    return pages.evidence(desk.t, record, name, desk.person.zone)


async def _owner(desk: Desk, subject: str) -> str:
    return reports.artist_of(subject)


async def _record_take(desk: Desk, subject: str, because: Why) -> None:
    model, artist, id = _record(subject)
    record = await desk.records.find(model, artist, id)
    file = await _recording(desk, record) if record else None
    record = await desk.removals.take(model, artist, id, why=because, now=desk.now, file=file)
    for one in await desk.campaigns.announced(record):
        if one.runs:
            await desk.campaigns.stop(one.id)
    await posted.renew(desk, model.family, artist, id)


async def _recording(desk: Desk, record: Entity) -> str | None:
    """Return what Telegram calls the recording of a record, whoever sends it."""
    if record.recording:
        return record.recording
    for name in fields_of(type(record), Kind.AUDIO, Kind.VIDEO):
        field = type(record).file_of(name)
        file = getattr(record, field) if field else None
        with suppress(TelegramBadRequest):  # too large, or of another bot
            if file:
                return (await desk.bot.get_file(file)).file_unique_id
    return None


async def _record_back(desk: Desk, subject: str) -> None:
    model, artist, id = _record(subject)
    await desk.removals.give_back(model, artist, id, now=desk.now)
    await posted.renew(desk, model.family, artist, id)


_RECORD = Subject(_record_title, _record_look, _owner, _record_take, _record_back)


async def _page_title(desk: Desk, subject: str) -> str:
    artist = reports.artist_of(subject)
    if profile := await profile_of(desk, artist):
        return profile.name
    if person := await desk.people.get(artist):
        return person.name
    raise NotFound(subject)


async def _page_look(desk: Desk, subject: str) -> Screen:
    artist = reports.artist_of(subject)
    if await visit.readable(desk.records.profile(artist)):
        return await visit.artist_screen(artist, desk)
    profile = await profile_of(desk, artist)
    if profile is None:
        raise NotFound(subject)
    return framed(desk.t, profile, only_home(desk.t), public=True)


async def _page_take(desk: Desk, subject: str, because: Why) -> None:
    await blocking.block(desk, reports.artist_of(subject), because, by=desk.actor)


async def _page_back(desk: Desk, subject: str) -> None:
    await blocking.lift(desk, reports.artist_of(subject))


_PAGE = Subject(_page_title, _page_look, _owner, _page_take, _page_back)
REQUEST = _PAGE
"""An artist's wish to be verified is about their page, too."""

SUBJECTS.update({model.family: _RECORD for model in ENTITIES})
SUBJECTS[Profile.family] = _PAGE
