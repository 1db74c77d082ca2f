"""Announcing what comes out at a time; and who wants to be told when it is out, is told once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiogram.types import CallbackQuery

from handlers import (
    ahead,
    campaigns,
    drafting,
    edits,
    origins,
    pages,
    posted,
    posting,
    teaser_screens,
)
from handlers.callbacks import Ahead, Await, TeaserAs, TeaserLook, TeaserSure
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.forms import allowed
from handlers.screen import Screen, redraw, say, show
from handlers.table import Routes
from handlers.tellings import POST, TELL
from handlers.visit import name_of, public, reachable, readable
from storage import (
    INTERACTIVE,
    NOWHERE,
    REMINDERS,
    Action,
    Entity,
    NotFound,
    Post,
    Told,
    announcement,
)

_LASTS = timedelta(days=8)  # who could not be told by then has seen it elsewhere
_ANSWERS: Mapping[str, bool | None] = {"y": True, "n": False, "t": None}


# The artist ------------------------------------------------------------------------------------


async def look(query: CallbackQuery, callback_data: TeaserLook, desk: Desk) -> None:
    draft = await _draft(desk, callback_data.family, callback_data.id)
    await show(desk.bot, query, await _screen(desk, draft, TELL | POST))


async def turn(query: CallbackQuery, callback_data: TeaserAs, desk: Desk) -> None:
    draft = await _draft(desk, callback_data.family, callback_data.id)
    await show(desk.bot, query, await _screen(desk, draft, callback_data.how))


async def _draft(desk: Desk, family: str, id: str) -> Entity:
    """Return a draft of whoever acts that can be announced.

    Raises:
        Refused: it is of no recording, or nobody knows when it comes out.

    """
    draft = await desk.drafts.get(allowed(family, Action.CREATE), desk.me, id)
    if not ahead.announces(draft):
        raise Refused("outdated")
    if await desk.releases.get(family, desk.me, id) is None:
        raise Refused("teaser-when")
    return draft


async def _screen(desk: Desk, draft: Entity, how: int) -> Screen:
    one = await ahead.find(desk, draft.family, desk.me, draft.id)
    if one is not None:
        return teaser_screens.announced(desk.t, one, desk.links)
    release = await desk.releases.get(draft.family, desk.me, draft.id)
    name = await name_of(desk.me, desk)
    songs = 1 + len(release.others) if release else 1
    one = ahead.Ahead(ahead.bare(draft), name, release and release.at, songs, 0, waits=False)
    return teaser_screens.setup(
        desk.t,
        one,
        how,
        followers=await campaigns.reachable(desk),
        chats=await drafting.chats_of(desk, draft),
    )


async def sure(query: CallbackQuery, callback_data: TeaserSure, desk: Desk) -> None:
    """Let everybody see what comes, and have chats and followers told of it."""
    how = callback_data.how
    draft = await _draft(desk, callback_data.family, callback_data.id)
    await desk.teasers.announce(draft.family, desk.me, draft.id, now=desk.now)
    if how & POST:
        await posting.announce(desk, draft, what="teaser")
    if how & TELL:
        await _tell(desk, draft)
    await show(desk.bot, query, await _screen(desk, draft, how))


async def _tell(desk: Desk, draft: Entity) -> None:
    release = await desk.releases.get(draft.family, desk.me, draft.id)
    if release is None:
        return
    about = {"topic": draft.family, "about": draft.key, "silent": True}
    id = announcement(draft.family, desk.me, draft.id, 0)
    await desk.campaigns.plan(
        id, desk.me, {"kind": "teaser", **about}, at=desk.now, expires=release.at
    )


async def teaser(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Tell a follower what is announced, if it is not out yet."""
    family, artist, id = str(body["about"]).split(":", 2)
    screen = await ahead.screen(desk, family, artist, id, pages.PUSHED)
    if screen is None:
        raise NotFound(id)
    told = await say(desk, screen, silent=bool(body.get("silent")))
    if told.message != NOWHERE:
        post = Post(told.chat, str(told.message), desk.me, _LOOK)
        await desk.posts.add_told(family, artist, id, post, now=desk.now)
    return told


_LOOK = "ahead"


async def _look(desk: Desk, family: str, artist: str, id: str, post: Post) -> Screen | None:
    """Return what a follower was told of, as it is now: out, perhaps."""
    screen = await ahead.screen(desk, family, artist, id, pages.PUSHED)
    if screen is not None:
        return screen
    record = await readable(desk.records.find(public(family), artist, id))
    if record is None:
        return await posted.card(desk, family, artist, id, post)
    return await campaigns.pushed_screen(desk, record)


posted.LOOKS[_LOOK] = _look


# The fans --------------------------------------------------------------------------------------


async def card(query: CallbackQuery, callback_data: Ahead, desk: Desk) -> None:
    family, artist, id = callback_data.family, callback_data.artist, callback_data.id
    screen = await ahead.screen(desk, family, artist, id)
    if screen is None:
        raise Refused("await-over")
    await show(desk.bot, query, screen)


async def wait(query: CallbackQuery, callback_data: Await, desk: Desk) -> Toast:
    """Keep whether somebody wants to be told when it is out, wherever its card is."""
    artist, place = callback_data.artist, callback_data.place
    family, id = public(callback_data.family).family, callback_data.id
    if callback_data.answer not in _ANSWERS:
        raise Refused("outdated")
    wants = _ANSWERS[callback_data.answer]
    if wants is not False and (await desk.choices.of(desk.me, artist)).silent:
        raise Refused("await-stopped")
    seen = await desk.teasers.wait(desk.me, family, artist, id, wants, tap=query.id, now=desk.now)
    one = seen and await ahead.find(desk, family, artist, id)
    if one is None or seen is None:
        raise Refused("await-over")
    await posted.renew(desk, family, artist, id, urgency=INTERACTIVE, look=posted.CARD)
    is_shared = place == pages.SHARED
    source = None
    if is_shared:
        source = await origins.of_press(query, artist, desk)
        card = ahead.shared(desk.t, one, desk.links, source=source)
    else:
        card = ahead.own(desk.t, one, place)
    in_its_words = is_shared and await edits.pressed(desk, query, family, artist, id)
    if card.buttons is not None and not in_its_words:
        await redraw(desk.bot, query, card.buttons)
    if is_shared and seen.waits and not await reachable(desk):
        return Toast(url=desk.links.to(artist, family, id, source=source))
    return Toast(desk.t.plain("await-said" if seen.waits else "await-taken-back"))


# When it is out, or not ------------------------------------------------------------------------


async def out(desk: Desk, record: Entity, *, album: bool = False) -> None:
    """Let the cards of a record, which is out now, show it, and tell those who wait for it.

    `album`: it is the first song of one. Done again, nobody is told again.
    """
    family, artist, id = record.family, record.owner, record.id
    await posted.renew(desk, family, artist, id)
    if await desk.teasers.look(desk.me, family, artist, id) is None:
        return
    body = {"kind": "awaited", "about": record.key, "album": album}
    await desk.campaigns.plan(
        announcement(f"{family}.out", artist, id, 1),
        artist,
        body,
        at=desk.now,
        waiting=(family, id),
        urgency=REMINDERS,
        expires=desk.now + _LASTS,
    )
    await desk.teasers.out(family, artist, id)


async def awaited(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Tell somebody that what they wait for is out: with the song itself."""
    family, artist, id = str(body["about"]).split(":", 2)
    if (await desk.choices.of(desk.me, artist)).silent:
        return None
    record = await desk.records.get(public(family), artist, id)
    why, campaign = campaigns.ALBUM if body.get("album") else "awaited", str(body["campaign"])
    screen = await campaigns.pushed_screen(desk, record, campaign=campaign, why=why)
    silent = bool(body.get("silent"))
    told = await say(desk, screen, silent=silent, sealed=pages.played(record))
    if told.message != NOWHERE:
        await campaigns.keep_pushed(desk, record, told, campaign=campaign, again=False, why=why)
    return told


async def moved(desk: Desk, draft: Entity) -> None:
    """Let the cards of a draft say when it comes out by now, if it is announced."""
    if await desk.teasers.look(desk.me, draft.family, desk.me, draft.id) is not None:
        await posted.renew(desk, draft.family, desk.me, draft.id)


async def dropped(desk: Desk, draft: Entity) -> None:
    """Let the cards of a draft that was thrown away say so, and nobody wait for it."""
    if await desk.teasers.drop(draft.family, desk.me, draft.id):
        await posted.renew(desk, draft.family, desk.me, draft.id)


ROUTES = Routes(
    menus={TeaserLook: look, TeaserAs: turn, TeaserSure: sure},
    public={Await: wait, Ahead: card},
)
