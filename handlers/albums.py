"""Several messages sent at once, which Telegram delivers one by one: answered by one message.

What is known of them is kept beside the forms, and for as long.
"""

import re
from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from handlers import drafting, forms, profiles, views
from handlers.callbacks import AlbumChats, PublishAll, PublishAllTo
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.posting import announce
from handlers.screen import Screen, renew, show
from handlers.table import Routes
from storage import Action, Entity

_GROUP = re.compile("[A-Za-z0-9_-]{1,40}")


class Album(BaseModel):
    """Messages of one group: the drafts that songs among them became, and what answers them."""

    family: str = ""
    ids: list[str] = []
    titles: list[str] = []
    screen: int | None = None


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


async def _screen(desk: Desk, group: str, album: Album, *, to_chats: bool) -> Screen:
    chats = await drafting.chats(desk, album.family)
    return views.album(desk.t, album.titles, group, album.family, chats=chats, told=to_chats)


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
    for place, id in enumerate(reversed(album.ids)):  # lists show the newest first
        moment = desk.now + timedelta(milliseconds=place)
        record = await desk.drafts.publish(model, desk.me, id, now=moment)
        await desk.releases.drop(model.family, desk.me, id)
    await drafting.confirm(desk)
    await profiles.ensure(desk)
    what = "new" if len(album.ids) == 1 else "album"
    chats = await announce(desk, record, what=what) if to_chats else []  # the first came last
    screen = views.album_published(desk.t, model, len(album.ids), desk.me, desk.links, chats=chats)
    await show(desk.bot, query, screen)


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


ROUTES = Routes(menus={PublishAll: publish_all, PublishAllTo: publish_all_to, AlbumChats: to_chats})
