"""Telling followers of a record: how it will be, the message itself, and what became of it."""

import asyncio
from datetime import datetime, timedelta

from aiogram.types import CallbackQuery, Message

from handlers import later, pages, posted, recipients, tellings, visit
from handlers.callbacks import (
    Announce,
    AnnounceAs,
    AnnounceAt,
    AnnounceLook,
    AnnounceSend,
    CampaignCard,
    CampaignList,
    CampaignStop,
    TellAs,
    TellAt,
    TellLook,
    TellSend,
    TellWhom,
)
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.keyboards import PAGE, offset
from handlers.screen import Screen, lower, send, show
from handlers.table import Routes
from handlers.tellings import ALL, Telling
from handlers.texts import Html
from storage import (
    Campaign,
    Concert,
    Entity,
    NotFound,
    Post,
    Right,
    Told,
    announcement,
    model_of,
    next_telling,
    showtime,
)

_LASTS = timedelta(days=8)  # a turn comes within a week; what is older is no news


async def own(desk: Desk, family: str, id: str) -> Entity:
    """Return a record of whoever acts."""
    return await desk.records.get(visit.public(family), desk.me, id)


async def reachable(desk: Desk) -> int:
    """Return how many would be told if whoever acts told followers now, as far as they may."""
    if not desk.may(Right.ANNOUNCE):
        return 0
    return await desk.audience.reachable_count(desk.me)


def _ends(record: Entity, begins: datetime) -> datetime:
    """Return until when it makes sense to tell of a record."""
    starts = showtime.starts(record) if isinstance(record, Concert) else None
    return starts or begins + _LASTS


# Before ----------------------------------------------------------------------------------------


async def ask(query: CallbackQuery, callback_data: Announce, desk: Desk) -> None:
    """Show how followers would be told; if they were, or are being, that first."""
    record = await own(desk, callback_data.family, callback_data.id)
    told = await desk.campaigns.announced(record)
    last = next((one for one in told if one.taken or one.runs), None)
    if last is None:
        screen = await setup_screen(desk, record, Telling(None, loud=False))
    elif last.runs:
        screen = await card_screen(desk, last)
    else:
        screen = tellings.before(desk.t, record, last, clock_of(desk))
    await show(desk.bot, query, screen)


async def setup_screen(
    desk: Desk, record: Entity, how: Telling, *, note: Html | None = None
) -> Screen:
    """Return how followers would be told of a record.

    Raises:
        Refused: there are none, or none of those chosen, or it is nothing to tell of.

    """
    everybody, people, depth, told = await asyncio.gather(
        reachable(desk),
        recipients.choose(desk, how.to),
        desk.outbox.depth(),
        desk.campaigns.announced(record),
    )
    if not everybody and not people.n:
        raise Refused("announce-nobody")
    if not people.n:
        raise Refused("announce-nobody-there")
    _allow(record, how, desk)
    return tellings.setup(
        desk.t,
        record,
        how,
        clock_of(desk),
        people=people,
        queued=depth.queued,
        offered=later.offered(desk),
        n=next_telling(record, told),
        note=note,
    )


def _allow(record: Entity, how: Telling, desk: Desk) -> None:
    """Let followers be told of what is still to be told of.

    Raises:
        Refused: it is over by then, or cancelled.

    """
    if isinstance(record, Concert) and record.cancelled:
        raise Refused("rsvp-off")
    if _ends(record, desk.now) <= (how.at or desk.now):
        raise Refused("announce-past")


_As = AnnounceAs | TellAs
_Look = AnnounceLook | TellLook
_Send = AnnounceSend | TellSend


def _how(button: _As | _Look | _Send | TellWhom, desk: Desk) -> Telling:
    """Return how to tell followers; buttons of an earlier release tell all."""
    at = later.moment_in(button.at, desk.now)
    return Telling(at, loud=button.loud, to=getattr(button, "to", ALL))


async def turn(query: CallbackQuery, callback_data: _As, desk: Desk) -> None:
    record = await own(desk, callback_data.family, callback_data.id)
    await show(desk.bot, query, await setup_screen(desk, record, _how(callback_data, desk)))


async def ask_whom(query: CallbackQuery, callback_data: TellWhom, desk: Desk) -> None:
    record, how = await own(desk, callback_data.family, callback_data.id), _how(callback_data, desk)
    await show(desk.bot, query, tellings.whom(desk.t, record, how, await recipients.choices(desk)))


async def ask_when(query: CallbackQuery, callback_data: AnnounceAt | TellAt, desk: Desk) -> None:
    record = await own(desk, callback_data.family, callback_data.id)
    to = getattr(callback_data, "to", ALL)
    await later.ask(query, desk, _WHEN, f"{record.family} {record.id} {callback_data.loud:d} {to}")


async def _at(desk: Desk, about: str, at: datetime | None) -> Screen:
    family, id, loud, *to = about.split(" ")  # a question of an earlier release says no `to`
    how = Telling(at, loud=loud == "1", to=to[0] if to else ALL)
    return await setup_screen(desk, await own(desk, family, id), how)


_WHEN = "announce"
later.THEN[_WHEN] = _at


async def look(query: CallbackQuery, callback_data: _Look, desk: Desk) -> None:
    """Send the presser what followers would get, and the question below it again."""
    record, how = await own(desk, callback_data.family, callback_data.id), _how(callback_data, desk)
    again = await setup_screen(desk, record, how, note=desk.t("announce-looked"))
    screen = await pushed_screen(desk, record)
    await send(desk.bot, desk.actor, screen, silent=not how.loud, sealed=pages.played(record))
    await lower(desk.bot, query, again)


async def start(query: CallbackQuery, callback_data: _Send, desk: Desk) -> None:
    """Tell followers, and show how that goes."""
    record, how = await own(desk, callback_data.family, callback_data.id), _how(callback_data, desk)
    _allow(record, how, desk)
    id = await plan(desk, record, how, n=callback_data.n)
    await show(desk.bot, query, await card_screen(desk, await own_campaign(desk, id)))


async def plan(desk: Desk, record: Entity, how: Telling, *, n: int, album: bool = False) -> str:
    """Have followers told of a record for the nth time; return which campaign does it.

    `album`: it is the first song of one that came out as a whole.
    """
    people, told = await asyncio.gather(
        recipients.choose(desk, how.to), desk.campaigns.announced(record)
    )
    if how.to != ALL and not people.n:
        raise Refused("announce-nobody-there")
    id = announcement(record.family, record.owner, record.id, n)
    again = any(one.taken for one in told if one.id != id)  # not if it was called off in time
    at = how.at or desk.now
    body = {
        "kind": "announce",
        "topic": record.family,
        "about": record.key,
        "again": again,
        "silent": not how.loud,
        "album": album,
        "first": not again,
    }
    await desk.campaigns.plan(
        id,
        record.owner,
        body,
        at=at,
        expires=_ends(record, at),
        tells=record,
        segment=people.segment,
        concert=people.concert,
    )
    return id


# The message -----------------------------------------------------------------------------------


async def pushed_screen(
    desk: Desk, record: Entity, *, campaign: str = "", again: bool = False, why: str = ""
) -> Screen:
    """Return what somebody gets when an artist tells of a record, `why` if not as a follower."""
    name, [liked], support, answer, album, said = await asyncio.gather(
        visit.name_of(record.owner, desk),
        desk.counters.liked(desk.me, [(record.family, record.owner, record.id)]),
        desk.giving.support(record.owner),
        visit.answered(record, desk),
        desk.albums.of(record.owner, record.id),
        desk.comments.shown(record),
    )
    return pages.pushed(
        desk.t,
        record,
        desk.links,
        name=name,
        liked=liked,
        welcome=not support.paused,
        answer=answer,
        campaign=campaign,
        again=again,
        why=why,
        album=album if why == ALBUM else None,
        zone=desk.person.zone,
        comments=said,
    )


ALBUM = "album"
"""Why somebody is told of a song: a whole album is out."""


async def keep_pushed(
    desk: Desk, record: Entity, told: Told, *, campaign: str, again: bool, why: str = ""
) -> None:
    """Remember where a follower was told of a record, for what they see follows that."""
    post = Post(told.chat, str(told.message), desk.me, f"{_PUSHED}:{campaign}:{again:d}:{why}")
    await desk.posts.add_told(record.family, record.owner, record.id, post, now=desk.now)


_PUSHED = "push"


async def _pushed_look(desk: Desk, family: str, artist: str, id: str, post: Post) -> Screen | None:
    record = await visit.readable(desk.records.find(visit.public(family), artist, id))
    if record is None:
        return await posted.card(desk, family, artist, id, post)
    _, campaign, again, *why = post.look.split(":")
    return await pushed_screen(
        desk, record, campaign=campaign, again=again == "1", why="".join(why)
    )


posted.LOOKS[_PUSHED] = _pushed_look


# While, and after ------------------------------------------------------------------------------


async def own_campaign(desk: Desk, id: str) -> Campaign:
    """Return a campaign of whoever acts.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    found = await desk.campaigns.get(id)
    if found is None or found.artist != desk.me or not found.about:
        raise NotFound(id)
    return found


async def card_screen(desk: Desk, one: Campaign, *, report: bool = False) -> Screen:
    title, to = await asyncio.gather(_title(desk, one.about), recipients.named(desk, one))
    return tellings.campaign(desk.t, one, title, clock_of(desk), to=to, report=report)


async def _title(desk: Desk, about: str) -> str:
    """Return what a campaign tells of."""
    family, artist, id = about.split(":", 2)
    record = await visit.readable(desk.records.find(model_of(family), artist, id))
    return record.label if record else desk.t.plain("untitled")


async def card(query: CallbackQuery, callback_data: CampaignCard, desk: Desk) -> None:
    await show(desk.bot, query, await card_screen(desk, await own_campaign(desk, callback_data.id)))


async def stop(query: CallbackQuery, callback_data: CampaignStop, desk: Desk) -> Toast:
    one = await own_campaign(desk, callback_data.id)
    if not one.runs and not one.waiting:
        raise Refused("campaign-over")
    await desk.campaigns.stop(one.id)
    await show(desk.bot, query, await card_screen(desk, await own_campaign(desk, one.id)))
    return Toast(desk.t.plain("campaign-stopped-toast"))


async def listing(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    coming, (told, total) = await asyncio.gather(
        desk.releases.of(desk.me),
        desk.campaigns.announcements(desk.me, offset=offset(page), limit=PAGE),
    )
    drafts = await asyncio.gather(*(_draft_title(desk, one.family, one.id) for one in coming))
    titles = await asyncio.gather(*(_title(desk, one.about) for one in told))
    there = [(one, title) for one, title in zip(coming, drafts, strict=True) if title]
    screen = tellings.listing(
        desk.t,
        there[:PAGE] if page == 0 else [],
        list(zip(told, titles, strict=True)),
        clock_of(desk),
        page=page,
        total=total,
    )
    await show(desk.bot, event, screen)


async def _draft_title(desk: Desk, family: str, id: str) -> str | None:
    try:
        return (await desk.drafts.get(visit.public(family), desk.me, id)).label
    except NotFound:
        return None


async def turn_listing(query: CallbackQuery, callback_data: CampaignList, desk: Desk) -> None:
    await listing(query, desk, callback_data.page)


ROUTES = Routes(
    menus={
        Announce: ask,
        AnnounceAs: turn,
        AnnounceAt: ask_when,
        AnnounceLook: look,
        AnnounceSend: start,
        CampaignCard: card,
        CampaignStop: stop,
        CampaignList: turn_listing,
        TellWhom: ask_whom,
        TellAs: turn,
        TellAt: ask_when,
        TellLook: look,
        TellSend: start,
    },
    commands={"campaigns": listing},
)
