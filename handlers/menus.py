"""Lists, cards, drafts, publishing and deleting: one set of handlers for every kind of record."""

import asyncio

from aiogram.types import CallbackQuery, Message

from handlers import campaigns, drafting, invoices, posted, profiles, teasers, views
from handlers.callbacks import (
    Card,
    Delete,
    Discard,
    Fields,
    Listing,
    Publish,
    PublishTo,
    Sketch,
    SketchChats,
    Sketches,
    SketchFields,
    Undo,
)
from handlers.cards import told
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.forms import allowed
from handlers.keyboards import PAGE, offset
from handlers.posting import announce
from handlers.screen import redraw, show
from handlers.table import Handler, Routes
from storage import ENTITIES, Action, Entity, NotFound, model_of


def listed(family: str) -> type[Entity]:
    """Return the model of a family that has a list and cards.

    Raises:
        UnknownEntity: there is no such family.
        Refused: there is, but it is shown otherwise.

    """
    model = model_of(family)
    if model not in ENTITIES:
        raise Refused("outdated")
    return model


async def turn(query: CallbackQuery, callback_data: Listing, desk: Desk) -> None:
    await listing(query, listed(callback_data.family), callback_data.page, desk)


async def listing(
    event: CallbackQuery | Message, model: type[Entity], page: int, desk: Desk
) -> None:
    (records, total), drafts, taken, albums = await asyncio.gather(
        desk.records.page(model, desk.me, offset=offset(page), limit=PAGE),
        desk.drafts.page(model, desk.me, limit=0),
        desk.removals.count(model, desk.me),
        desk.albums.count(desk.me),
    )
    screen = views.listing(
        desk.t,
        model,
        records,
        page=page,
        total=total,
        drafts=drafts.total,
        taken=taken,
        albums=albums if "album" in model.own_fields() else None,
    )
    await show(desk.bot, event, screen)


async def card(query: CallbackQuery, callback_data: Card, desk: Desk) -> None:
    record = await desk.records.get(listed(callback_data.family), desk.me, callback_data.id)
    await show(desk.bot, query, views.own(desk.t, record, desk.links, zone=desk.person.zone))


async def fields(query: CallbackQuery, callback_data: Fields, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.EDIT)
    record = await desk.records.get(model, desk.me, callback_data.id)
    card = views.own(desk.t, record, desk.links, zone=desk.person.zone)
    await redraw(desk.bot, query, views.fields(desk.t, record, draft=False), otherwise=card)


async def delete(query: CallbackQuery, callback_data: Delete, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.DELETE)
    record = await desk.records.delete(model, desk.me, callback_data.id, now=desk.now)
    if record is None:
        raise Refused("gone")
    await posted.renew(desk, record.family, record.owner, record.id)
    await show(desk.bot, query, views.deleted(desk.t, record))


async def undo(query: CallbackQuery, callback_data: Undo, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.DELETE)
    record = await desk.records.restore(model, desk.me, callback_data.id)
    await posted.renew(desk, record.family, record.owner, record.id)
    await show(
        desk.bot,
        query,
        views.own(desk.t, record, desk.links, note="restored", zone=desk.person.zone),
    )


# Drafts ----------------------------------------------------------------------------------------


async def sketches(query: CallbackQuery, callback_data: Sketches, desk: Desk) -> None:
    model, page = allowed(callback_data.family, Action.CREATE), callback_data.page
    drafts, total = await desk.drafts.page(model, desk.me, offset=offset(page), limit=PAGE)
    await show(desk.bot, query, views.sketches(desk.t, model, drafts, page=page, total=total))


async def sketch(query: CallbackQuery, callback_data: Sketch, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.CREATE)
    draft, release = await asyncio.gather(
        desk.drafts.get(model, desk.me, callback_data.id),
        desk.releases.get(model.family, desk.me, callback_data.id),
    )
    when = release and clock_of(desk).says(desk.t, release.at)
    note = desk.t("draft-planned", when=when) if when else None
    await show(desk.bot, query, await drafting.screen(desk, draft, note=note))


async def sketch_fields(query: CallbackQuery, callback_data: SketchFields, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.CREATE)
    draft = await desk.drafts.get(model, desk.me, callback_data.id)
    card = await drafting.screen(desk, draft)
    await redraw(desk.bot, query, views.fields(desk.t, draft, draft=True), otherwise=card)


async def discard(query: CallbackQuery, callback_data: Discard, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.CREATE)
    try:
        draft = await desk.drafts.get(model, desk.me, callback_data.id)
    except NotFound:
        if not callback_data.sure:
            raise
        await listing(query, model, 0, desk)  # thrown away by a press that nothing was shown for
        return
    if not callback_data.sure:
        card = await drafting.screen(desk, draft)
        await redraw(desk.bot, query, views.discard(desk.t, draft), otherwise=card)
        return
    await desk.drafts.delete(model, desk.me, draft.id)
    await desk.releases.drop(model.family, desk.me, draft.id)
    await teasers.dropped(desk, draft)
    await show(desk.bot, query, views.discarded(desk.t, draft))


async def publish(query: CallbackQuery, callback_data: Publish, desk: Desk) -> None:
    """Make a draft public; the first one brings the artist a page with their name on it."""
    await _publish(query, callback_data, desk, to_chats=False)


async def publish_to(query: CallbackQuery, callback_data: PublishTo, desk: Desk) -> None:
    """Make a draft public, and have the chats told of it that the draft named."""
    await _publish(query, callback_data, desk, to_chats=True)


async def _publish(
    query: CallbackQuery, callback_data: Publish | PublishTo, desk: Desk, *, to_chats: bool
) -> None:
    model = allowed(callback_data.family, Action.CREATE)
    record = await desk.drafts.publish(model, desk.me, callback_data.id, now=desk.now)
    await drafting.confirm(desk)
    await desk.releases.drop(model.family, desk.me, record.id)
    first = await desk.records.profile(desk.me) is None
    profile = await profiles.ensure(desk)
    chats = await announce(desk, record) if to_chats else []
    await teasers.out(desk, record)
    screen = views.published(
        desk.t,
        record,
        desk.links,
        first=first,
        has_photo=told(profile, "avatar"),
        followers=await campaigns.reachable(desk),
        chats=chats,
        zone=desk.person.zone,
    )
    await show(desk.bot, query, screen)
    await invoices.prepare(desk, record, profile.label)


async def sketch_chats(query: CallbackQuery, callback_data: SketchChats, desk: Desk) -> None:
    """Show a draft with its chats to be told of it, or not; its Publish button does as it says."""
    model = allowed(callback_data.family, Action.CREATE)
    draft = await desk.drafts.get(model, desk.me, callback_data.id)
    screen = await drafting.screen(desk, draft, to_chats=callback_data.on)
    await show(desk.bot, query, screen)


def _command(model: type[Entity]) -> Handler:
    async def command(message: Message, desk: Desk) -> None:
        await listing(message, model, 0, desk)

    return command


def routes() -> Routes:
    """Return what this module answers to; a command for each kind there is."""
    return Routes(
        menus={
            Listing: turn,
            Card: card,
            Fields: fields,
            Delete: delete,
            Undo: undo,
            Sketches: sketches,
            Sketch: sketch,
            SketchFields: sketch_fields,
            Discard: discard,
            Publish: publish,
            PublishTo: publish_to,
            SketchChats: sketch_chats,
        },
        commands={model.plural: _command(model) for model in ENTITIES},
    )
