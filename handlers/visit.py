"""What everybody may see and do: an artist's page and records, likes, following.

Buttons here carry the artist's id, so nothing here changes a record or shows a private one: only
the kinds that artists publish are looked up, and only published records.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers import edits, invoices, listen, origins, pages, rewards
from handlers.callbacks import (
    Artist,
    Follow,
    Following,
    Like,
    Pushed,
    Work,
    WorkBelow,
    Works,
)
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.gifts import goal
from handlers.keyboards import PAGE, clip, offset
from handlers.links import Place
from handlers.screen import REFUSALS, Screen, redraw, send, show
from handlers.table import Routes, campaign_of
from storage import (
    ENTITIES,
    Concert,
    Entity,
    Malformed,
    NotFound,
    Profile,
    Support,
    Track,
    model_of,
    showtime,
)

E = TypeVar("E", bound=Entity)

COMING = 3
"""Announced things on an artist's page."""

_SHOWS = 500  # of an artist that are looked through, the newest


def public(family: str) -> type[Entity]:
    """Return the model of a family that everybody may see.

    Raises:
        UnknownEntity: there is no such family.
        Refused: there is, but it is private.

    """
    model = model_of(family)
    if model not in ENTITIES:
        raise Refused("outdated")
    return model


async def open_place(message: Message, place: Place, desk: Desk) -> None:
    """Open what a link leads to; a link to a song plays it."""
    await desk.segments.seen(desk.me, place.artist, now=desk.now)
    if place.family is None or place.id is None:
        await _artist(message, place.artist, desk)
        return
    record = await desk.records.get(public(place.family), place.artist, place.id)
    if isinstance(record, Track) and pages.playable(record):
        await listen.play(record, desk)
    else:
        await _work(message, record, desk, tap=f"m{message.message_id}")


async def artist(query: CallbackQuery, callback_data: Artist, desk: Desk) -> None:
    await _artist(query, callback_data.artist, desk)


async def _artist(event: Message | CallbackQuery, id: str, desk: Desk) -> None:
    await show(desk.bot, event, await artist_screen(id, desk))


async def pushed(query: CallbackQuery, callback_data: Pushed, desk: Desk) -> None:
    """Show an artist below the announcement, which stays."""
    await send(desk.bot, desk.actor, await artist_screen(callback_data.artist, desk))


async def artist_screen(id: str, desk: Desk, *, as_fan: bool = False) -> Screen:
    """Return an artist's page for whoever acts; `as_fan`, though it is their own, for a fan.

    Raises:
        Refused: there is no such artist.

    """
    others = [model for model in ENTITIES if model is not Track]
    profile, albums, tracks, follows, counts = await asyncio.gather(
        desk.records.profile(id),
        desk.albums.count(id),
        desk.records.page(Track, id, limit=1),
        desk.audience.follows(desk.me, id),
        asyncio.gather(*(desk.records.count(model, id) for model in others)),
    )
    totals = {model.family: count for model, count in zip(others, counts, strict=True)}
    totals |= {Track.family: tracks.total}
    if profile is None:
        if not any(totals.values()):
            raise Refused("no-artist")
        profile = Profile.new(id, now=desk.now, name=desk.t.plain("nameless"))
    support, given, supporters, top = await asyncio.gather(
        desk.giving.support(id),
        desk.giving.given(id),
        desk.giving.on_wall(id),
        desk.fans.can_see(id, desk.me),
    )
    mine, welcome = id == desk.me and not as_fan, not support.paused
    shop: list[InlineKeyboardButton] = []
    if welcome and not mine:
        shop = await invoices.gift_keys(desk, id, profile.label, invoices.PAGE)
    return pages.artist(
        desk.t,
        profile,
        desk.links,
        totals={model.family: totals[model.family] for model in ENTITIES},
        newest=tracks.records[0] if tracks.records else None,
        follows=follows,
        mine=mine,
        gifts=shop,
        welcome=welcome,
        goal=goal(desk.t, support, given) if welcome else None,
        supporters=supporters,
        top=top,
        albums=albums,
        coming=await _coming(id, desk),
    )


async def _coming(artist: str, desk: Desk) -> list[tuple[str, str, str]]:
    """Return the family, the id and the title of what an artist has announced lately."""
    found = []
    for family, id in await desk.teasers.of(artist, limit=COMING):
        with suppress(NotFound):
            draft = await desk.drafts.get(public(family), artist, id)
            release = await desk.releases.get(family, artist, id)
            album = getattr(draft, "album", None) if release and release.others else None
            found.append((family, id, album or draft.label))
    return found


async def works(query: CallbackQuery, callback_data: Works, desk: Desk) -> None:
    model, id, page = public(callback_data.family), callback_data.artist, callback_data.page
    name, (records, total) = await asyncio.gather(
        name_of(id, desk), desk.records.page(model, id, offset=offset(page), limit=PAGE)
    )
    screen = pages.works(desk.t, model, records, artist=id, name=name, page=page, total=total)
    await show(desk.bot, query, screen)


async def readable(record: Awaitable[E | None]) -> E | None:
    """Return a record for a list, which one that cannot be read must not spoil."""
    try:
        return await record
    except Malformed:
        return None


async def newest_song(artist: str, desk: Desk) -> Track | None:
    """Return what an artist has published last, if it is there and can be read."""
    return next(iter((await desk.records.page(Track, artist, limit=1)).records), None)


async def name_of(artist: str, desk: Desk) -> str:
    profile = await readable(desk.records.profile(artist))
    return profile.label if profile else desk.t.plain("nameless")


async def shows_ahead(artist: str, desk: Desk) -> list[Concert]:
    """Return the shows that an artist is still to play, in order; an import adds whole tours."""
    page = await desk.records.page(Concert, artist, limit=_SHOWS)
    ahead = [show for show in page.records if showtime.comes(show, now=desk.now)]
    return sorted(ahead, key=lambda show: (show.date, show.time))


async def welcoming(artist: str, desk: Desk) -> tuple[Profile, Support]:
    """Return an artist who takes support from whoever acts, and what they settled about it.

    Raises:
        Refused: the artist is gone, wants nothing at present, or is who asks.

    """
    if artist == desk.me:
        raise Refused("pay-self")
    profile, support = await asyncio.gather(
        readable(desk.records.profile(artist)), desk.giving.support(artist)
    )
    if profile is None:
        raise Refused("no-artist")
    if support.paused:
        raise Refused("give-paused", name=clip(profile.label))
    return profile, support


async def work(query: CallbackQuery, callback_data: Work, desk: Desk) -> None:
    model = public(callback_data.family)
    record = await desk.records.get(model, callback_data.artist, callback_data.id)
    await _work(query, record, desk, tap=query.id)


async def work_below(query: CallbackQuery, callback_data: WorkBelow, desk: Desk) -> None:
    """Show a record that a message of several names; that stays as it is."""
    model = public(callback_data.family)
    record = await desk.records.get(model, callback_data.artist, callback_data.id)
    await _work(None, record, desk, tap=query.id)


async def _work(
    event: Message | CallbackQuery | None, record: Entity, desk: Desk, *, tap: str
) -> None:
    name, liked, answer, support, said = await asyncio.gather(
        name_of(record.owner, desk),
        _liked(record, desk),
        answered(record, desk),
        desk.giving.support(record.owner),
        desk.comments.shown(record),
    )
    mine, welcome = record.owner == desk.me, not support.paused
    screen = pages.work(
        desk.t,
        record,
        desk.links,
        name=name,
        liked=liked,
        mine=mine,
        welcome=welcome,
        zone=desk.person.zone,
        answer=answer,
        comments=said,
    )
    if event is None:
        await send(desk.bot, desk.actor, screen)
    else:
        await show(desk.bot, event, screen)
    if "views" in record.counters() and not mine:
        await desk.counters.view(
            record.family, record.owner, record.id, desk.me, tap=tap, now=desk.now
        )


async def _liked(record: Entity, desk: Desk) -> bool:
    [liked] = await desk.counters.liked(desk.me, [(record.family, record.owner, record.id)])
    return liked


async def answered(record: Entity, desk: Desk) -> str | None:
    """Return what whoever acts answered to a concert."""
    if not isinstance(record, Concert):
        return None
    return await desk.attendance.answered(desk.me, record.owner, record.id)


async def like(query: CallbackQuery, callback_data: Like, desk: Desk) -> Toast:
    model = public(callback_data.family)
    record = await desk.records.get(model, callback_data.artist, callback_data.id)
    if "likes" not in record.counters():
        raise Refused("outdated")
    on, likes = await desk.counters.like(
        record.family, record.owner, record.id, desk.me, tap=query.id, now=desk.now
    )
    done = Toast(desk.t.plain("like-on" if on else "like-off"))
    is_shared = callback_data.place == pages.SHARED
    if is_shared and await edits.pressed(desk, query, record.family, record.owner, record.id):
        return done
    support, said = await asyncio.gather(
        desk.giving.support(record.owner), desk.comments.shown(record)
    )
    following = None
    if callback_data.place == pages.PLAYER:
        following = await listen.following(record, desk)
    shop: list[InlineKeyboardButton] = []
    source = None
    if is_shared:
        source = await origins.of_press(query, record.owner, desk)
        name = await name_of(record.owner, desk)
        shop = await invoices.card_keys(desk, record, name, source)
    buttons = pages.work_buttons(
        desk.t,
        record.changed(likes=likes),
        desk.links,
        callback_data.place,
        liked=on and not is_shared,
        mine=record.owner == desk.me,
        gifts=shop,
        welcome=not support.paused,
        campaign=campaign_of(query.message),
        source=source,
        following=following,
        comments=said,
    )
    await redraw(desk.bot, query, buttons)
    return done


async def follow(query: CallbackQuery, callback_data: Follow, desk: Desk) -> Toast:
    id = callback_data.artist
    if id == desk.me:
        raise Refused("follow-self")
    profile = await desk.records.profile(id)
    if profile is None:
        raise Refused("no-artist")
    if callback_data.on:
        if not await desk.audience.follows(desk.me, id):
            await desk.choices.stop(desk.me, id, stop=False)  # they want to hear of them again
        await desk.audience.follow(desk.me, id, now=desk.now)
        await rewards.expect(desk, id)
    else:
        await desk.audience.unfollow(desk.me, id, now=desk.now)
    if query.message is not None and query.message.chat.type == ChatType.PRIVATE:
        await _artist(query, id, desk)
    elif callback_data.on and not await reachable(desk):
        source = await origins.of_press(query, id, desk)
        return Toast(url=desk.links.to(id, source=source))  # there they can let us write to them
    word = "follow-on" if callback_data.on else "follow-off"
    return Toast(desk.t.plain(word, name=clip(profile.label)))


async def reachable(desk: Desk) -> bool:
    """Tell whether somebody who pressed in another chat can be written to: a stranger cannot."""
    try:
        await desk.bot.send_chat_action(int(desk.actor), "typing")
    except (TelegramForbiddenError, TelegramBadRequest):
        return False
    except REFUSALS:  # who knows
        return True
    return True


async def following(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    ids, total = await desk.audience.following(desk.me, offset=offset(page), limit=PAGE)
    profiles = await asyncio.gather(*(readable(desk.records.profile(id)) for id in ids))
    known = [profile for profile in profiles if profile is not None]
    await show(desk.bot, event, pages.following(desk.t, known, page=page, total=total))


async def turn_following(query: CallbackQuery, callback_data: Following, desk: Desk) -> None:
    await following(query, desk, callback_data.page)


ROUTES = Routes(
    commands={"following": following},
    menus={Following: turn_following},
    public={
        Artist: artist,
        Pushed: pushed,
        Works: works,
        Work: work,
        WorkBelow: work_below,
        Like: like,
        Follow: follow,
    },
)
