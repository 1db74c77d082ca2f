"""Drafts that come out at a time: choosing it, and what happens then."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiogram.types import CallbackQuery

from handlers import (
    ahead,
    campaigns,
    deeds,
    drafting,
    invoices,
    later,
    posting,
    profiles,
    teasers,
    tellings,
    together,
    visit,
)
from handlers.callbacks import (
    AlbumLater,
    PublishAs,
    PublishAt,
    PublishLater,
    PublishNever,
    PublishSure,
)
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.forms import allowed
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.tellings import LOUD, POST, TELL, Telling
from handlers.texts import Html
from storage import (
    INTERACTIVE,
    Action,
    Blocked,
    Entity,
    NotFound,
    Release,
    Right,
    TakenAway,
    moments,
    showtime,
)

_LATE = timedelta(minutes=2)


async def _draft(desk: Desk, family: str, id: str) -> Entity:
    return await desk.drafts.get(allowed(family, Action.CREATE), desk.me, id)


async def look_together(query: CallbackQuery, callback_data: AlbumLater, desk: Desk) -> None:
    """Show when drafts that came together come out; it is planned for the first of them."""
    family, [first, *_] = await together.kept_as(desk, callback_data.album)
    await look(query, PublishLater(family=family, id=first), desk)


async def look(query: CallbackQuery, callback_data: PublishLater, desk: Desk) -> None:
    draft = await _draft(desk, callback_data.family, callback_data.id)
    kept = await desk.releases.get(draft.family, desk.me, draft.id)
    if kept is None:
        screen = await _screen(desk, draft, None, TELL | POST)
    else:
        screen = await _kept_screen(desk, draft, kept)
    await show(desk.bot, query, screen)


async def _screen(
    desk: Desk, draft: Entity, at: datetime | None, how: int, *, note: Html | None = None
) -> Screen:
    return tellings.later(
        desk.t,
        draft,
        at,
        how,
        clock_of(desk),
        offered=later.offered(desk),
        followers=await campaigns.reachable(desk),
        chats=await drafting.chats_of(desk, draft),
        more=len(await together.others(desk, draft.id)),
        note=note,
    )


async def _kept_screen(desk: Desk, draft: Entity, kept: Release) -> Screen:
    return tellings.later(
        desk.t,
        draft,
        kept.at,
        _how(kept),
        clock_of(desk),
        offered=later.offered(desk),
        followers=await campaigns.reachable(desk),
        chats=await drafting.chats_of(desk, draft),
        is_kept=True,
        announced=await _waiting(desk, draft),
        more=len(kept.others),
        note=desk.t("later-kept"),
    )


def _how(kept: Release) -> int:
    return kept.tell * TELL + kept.loud * LOUD + kept.post * POST


async def _waiting(desk: Desk, draft: Entity) -> int | None:
    """Return how many wait for a draft; None: it is of no kind that can be announced."""
    if not ahead.announces(draft):
        return None
    teaser = await desk.teasers.look(desk.me, draft.family, desk.me, draft.id)
    return teaser.waiting if teaser else 0


async def turn(query: CallbackQuery, callback_data: PublishAs, desk: Desk) -> None:
    """Show what it would be like; what is planned already is so from now on."""
    draft = await _draft(desk, callback_data.family, callback_data.id)
    at = later.moment_in(callback_data.at, desk.now)
    await show(desk.bot, query, await _turned(desk, draft, at, callback_data.how))


async def _turned(desk: Desk, draft: Entity, at: datetime | None, how: int) -> Screen:
    kept = await desk.releases.get(draft.family, desk.me, draft.id)
    if kept is None:
        return await _screen(desk, draft, at, how)
    return await _kept_screen(
        desk, draft, kept if at is None else await _keep(desk, draft, at, how)
    )


async def ask_when(query: CallbackQuery, callback_data: PublishAt, desk: Desk) -> None:
    draft = await _draft(desk, callback_data.family, callback_data.id)
    await later.ask(query, desk, _WHEN, f"{draft.family} {draft.id} {callback_data.how}")


async def _at(desk: Desk, about: str, at: datetime | None) -> Screen:
    family, id, how = about.split(" ")
    return await _turned(desk, await _draft(desk, family, id), at, int(how))


_WHEN = "release"
later.THEN[_WHEN] = _at


async def sure(query: CallbackQuery, callback_data: PublishSure, desk: Desk) -> None:
    """Let a draft come out at a time; one that has passed meanwhile is now."""
    draft = await _draft(desk, callback_data.family, callback_data.id)
    at = later.moment_in(callback_data.at, desk.now) or desk.now
    await desk.standing.check(desk.me)
    await drafting.confirm(desk)
    kept = await _keep(desk, draft, at, callback_data.how)
    await show(desk.bot, query, await _kept_screen(desk, draft, kept))


async def _keep(desk: Desk, draft: Entity, at: datetime, how: int) -> Release:
    """Let a draft come out at a time; those told of it stay as they are for who may not tell."""
    before = await desk.releases.get(draft.family, desk.me, draft.id)
    if not desk.may(Right.ANNOUNCE):
        how = _how(before) if before else 0
    release = Release(
        draft.family,
        desk.me,
        draft.id,
        at,
        bool(how & TELL),
        bool(how & LOUD),
        bool(how & POST),
        before.others if before else await together.others(desk, draft.id),
    )
    body = {
        "kind": "release",
        "to": desk.me,
        "family": draft.family,
        "id": draft.id,
        "at": moments.ms(at),
    }
    await desk.releases.put(release)
    await desk.outbox.put(release.notice, INTERACTIVE, body, not_before=at)
    about = {"family": draft.family, "id": draft.id, "title": draft.label}
    await deeds.note(desk, "planned", once=f"{draft.id}:{moments.ms(desk.now)}", **about)
    await teasers.moved(desk, draft)
    return release


async def never(query: CallbackQuery, callback_data: PublishNever, desk: Desk) -> None:
    draft = await _draft(desk, callback_data.family, callback_data.id)
    await desk.releases.drop(draft.family, desk.me, draft.id)
    await teasers.moved(desk, draft)
    screen = await _screen(desk, draft, None, TELL | POST, note=desk.t("later-dropped"))
    await show(desk.bot, query, screen)


# When the time has come ------------------------------------------------------------------------


async def release(desk: Desk, body: Mapping[str, Any]) -> None:
    """Publish a draft whose time has come, with all that is to follow; twice is as once."""
    family, id = str(body["family"]), str(body["id"])
    kept = await desk.releases.get(family, desk.me, id)
    if kept is None or moments.ms(kept.at) != body["at"]:
        return  # published, dropped or moved
    try:
        [record, *others] = await together.publish_together(
            desk, visit.public(family), [id, *kept.others]
        )
    except NotFound:  # thrown away
        await desk.releases.drop(family, desk.me, id)
        raise
    except (Blocked, TakenAway):  # of which the artist has been told
        await desk.releases.drop(family, desk.me, id)
        return
    profile = await profiles.ensure(desk)
    if kept.post:
        await posting.announce(desk, record, what="album" if others else "new")
    campaign = ""
    is_news = showtime.is_news(record, now=desk.now)
    if kept.tell and is_news and await campaigns.reachable(desk):
        how = Telling(None, loud=kept.loud)
        campaign = await campaigns.plan(desk, record, how, n=1, album=bool(others))
    await teasers.out(desk, record, album=bool(others))
    about = {**body, "kind": "released", "id": record.id, "told": campaign}
    del about["notice"]
    await desk.outbox.put(f"{kept.notice}/told", INTERACTIVE, about)
    await desk.releases.drop(family, desk.me, id)
    await invoices.prepare(desk, record, profile.label)


async def released_screen(desk: Desk, body: Mapping[str, Any]) -> Screen:
    """Return what an artist is told when a draft has come out."""
    record = await campaigns.own(desk, str(body["family"]), str(body["id"]))
    planned, came = moments.from_ms(int(body["at"])), record.created_at
    is_late = came is not None and came - planned > _LATE
    return tellings.released(
        desk.t,
        record,
        desk.links,
        late=clock_of(desk).says(desk.t, planned) if is_late else None,
        campaign=str(body["told"]),
        followers=await campaigns.reachable(desk),
        zone=desk.person.zone,
    )


ROUTES = Routes(
    menus={
        PublishLater: look,
        AlbumLater: look_together,
        PublishAs: turn,
        PublishAt: ask_when,
        PublishSure: sure,
        PublishNever: never,
    }
)
