"""Several messages sent at once, which Telegram delivers one by one: answered by one message.

What is known of them is kept beside the forms, and for as long.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from handlers import drafting, forms, profiles, teasers, views
from handlers.callbacks import AlbumChats, NameAlbum, PublishAll, PublishAllTo
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import Values
from handlers.forms import Aside
from handlers.posting import announce
from handlers.screen import Screen, renew, show
from handlers.table import Routes
from storage import Action, AlreadyThere, Entity, Line, NotFound

E = TypeVar("E", bound=Entity)

_GROUP = re.compile("[A-Za-z0-9_-]{1,40}")


class Album(BaseModel):
    """Messages of one group: the drafts that songs among them became, and what answers them."""

    family: str = ""
    ids: list[str] = []
    titles: list[str] = []
    screen: int | None = None
    name: str = ""
    """What the album is called; empty: it is none, as far as we know."""


async def is_answered(message: Message, desk: Desk) -> bool:
    """Tell whether another message of the group was answered already, for all of them."""
    group = message.media_group_id
    return group is not None and await _album(desk, group) is not None


async def answered(message: Message, desk: Desk) -> None:
    """Remember that a message was answered, for all of its group."""
    if message.media_group_id is not None:
        await _keep(desk, message.media_group_id, Album())


async def gather(message: Message, draft: Entity, desk: Desk) -> None:
    """Add a draft to the answer to its album."""
    group = message.media_group_id or ""
    album = await _album(desk, group) or Album(family=draft.family)
    if draft.id not in album.ids:
        album.ids.append(draft.id)
        album.titles.append(draft.label)
    album.screen = await renew(
        desk.bot, desk.actor, album.screen, await _screen(desk, group, album, to_chats=True)
    )
    await _keep(desk, group, album)


async def together(desk: Desk, group: str, drafts: Sequence[Entity]) -> Screen:
    """Return drafts that were made together, to be published together."""
    [first, *_] = drafts
    album = Album(
        family=first.family,
        ids=[draft.id for draft in drafts],
        titles=[draft.label for draft in drafts],
    )
    await _keep(desk, group, album)
    return await _screen(desk, group, album, to_chats=True)


async def _screen(desk: Desk, group: str, album: Album, *, to_chats: bool) -> Screen:
    chats = await drafting.chats(desk, album.family)
    return views.album(
        desk.t, album.titles, group, album.family, name=album.name, chats=chats, told=to_chats
    )


async def to_chats(query: CallbackQuery, callback_data: AlbumChats, desk: Desk) -> None:
    """Show an album with the chats to be told of it, or not; its Publish button does as it says."""
    group = callback_data.album
    screen = await _screen(desk, group, await _drafts(desk, group), to_chats=callback_data.on)
    await show(desk.bot, query, screen)


async def publish_all(query: CallbackQuery, callback_data: PublishAll, desk: Desk) -> None:
    await _publish(query, callback_data.album, desk, to_chats=False)


async def publish_all_to(query: CallbackQuery, callback_data: PublishAllTo, desk: Desk) -> None:
    await _publish(query, callback_data.album, desk, to_chats=True)


async def _publish(query: CallbackQuery, group: str, desk: Desk, *, to_chats: bool) -> None:
    """Make an album public; chats are told once: of its first song, and that there are more."""
    album = await _drafts(desk, group)
    model = forms.allowed(album.family, Action.CREATE)
    [record, *others] = await publish_together(desk, model, album.ids)
    for id in album.ids:
        await desk.releases.drop(model.family, desk.me, id)
    await drafting.confirm(desk)
    await profiles.ensure(desk)
    what = "album" if others else "new"
    chats = await announce(desk, record, what=what) if to_chats else []
    await teasers.out(desk, record, album=bool(others))
    for one in others:
        await teasers.out(desk, one)
    screen = views.album_published(
        desk.t,
        model,
        1 + len(others),
        desk.me,
        desk.links,
        album=await desk.albums.of(desk.me, record.id),
        chats=chats,
    )
    await show(desk.bot, query, screen)


async def publish_together(desk: Desk, model: type[E], ids: Sequence[str]) -> list[E]:
    """Make drafts public, in order, and return them without those that were thrown away.

    The first is the newest, for lists show that first.

    Raises:
        NotFound: all of them were thrown away.

    """
    records = []
    for place, id in enumerate(ids):
        moment = desk.now + timedelta(milliseconds=len(ids) - place)
        with suppress(NotFound):
            records.append(await desk.drafts.publish(model, desk.me, id, now=moment))
    if not records:
        raise NotFound(model.family)
    return records


class Disc(Aside, family="disc"):
    """What an album is called."""

    title: Line

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        album = (await _drafts(desk, about)).model_copy(update={"name": values["title"]})
        model = forms.allowed(album.family, Action.CREATE)
        for id in album.ids:
            with suppress(NotFound, AlreadyThere):  # thrown away, or public by now
                draft = await desk.drafts.get(model, desk.me, id)
                await desk.drafts.put(draft.changed(album=album.name))
        await _keep(desk, about, album)
        return await _screen(desk, about, album, to_chats=True)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await _screen(desk, about, await _drafts(desk, about), to_chats=True)


async def ask_name(query: CallbackQuery, callback_data: NameAlbum, desk: Desk) -> None:
    await _drafts(desk, callback_data.album)
    await forms.ask(query, desk, Disc, about=callback_data.album)


async def _drafts(desk: Desk, group: str) -> Album:
    """Return an album that songs came with.

    Raises:
        Refused: nobody sent it, or so long ago that it is forgotten.
    """
    album = await _album(desk, group)
    if album is None or not album.ids:
        raise Refused("outdated")
    return album


async def _album(desk: Desk, group: str) -> Album | None:
    if _GROUP.fullmatch(group) is None:
        raise Refused("outdated")
    kept = await desk.forms.get(f"{desk.actor}-{group}")
    return None if kept is None else Album.model_validate(kept)


async def _keep(desk: Desk, group: str, album: Album) -> None:
    await desk.forms.put(f"{desk.actor}-{group}", album.model_dump(mode="json"))


async def kept_as(desk: Desk, group: str) -> tuple[str, list[str]]:
    """Return of which family the drafts are that came together, and their ids.

    What is kept is kept for the first of them as well, so that it can be said when they come out.
    """
    album = await _drafts(desk, group)
    await _keep(desk, album.ids[0], album)
    return album.family, album.ids


async def others(desk: Desk, first: str) -> tuple[str, ...]:
    """Return what came together with a draft that is the first of them."""
    album = await _album(desk, first)
    return tuple(album.ids[1:]) if album and album.ids[:1] == [first] else ()


ROUTES = Routes(
    menus={
        PublishAll: publish_all,
        PublishAllTo: publish_all_to,
        AlbumChats: to_chats,
        NameAlbum: ask_name,
    }
)
