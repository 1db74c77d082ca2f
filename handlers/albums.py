"""Several messages sent at once, which Telegram delivers one by one: answered by one message.

What is known of them is kept beside the forms, and for as long.
"""

import re
from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from handlers import forms, profiles, views
from handlers.callbacks import PublishAll
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.screen import renew, show
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
    screen = views.album(desk.t, album.titles, group, draft.family)
    album.screen = await renew(desk.bot, desk.me, album.screen, screen)
    await _keep(desk, group, album)


async def publish_all(query: CallbackQuery, callback_data: PublishAll, desk: Desk) -> None:
    album = await _album(desk, callback_data.album)
    if album is None or not album.ids:
        raise Refused("outdated")
    model = forms.allowed(album.family, Action.CREATE)
    for place, id in enumerate(reversed(album.ids)):  # lists show the newest first
        moment = desk.now + timedelta(milliseconds=place)
        await desk.drafts.publish(model, desk.me, id, now=moment)
        await desk.releases.drop(model.family, desk.me, id)
    await profiles.ensure(desk)
    screen = views.album_published(desk.t, model, len(album.ids), desk.me, desk.links)
    await show(desk.bot, query, screen)


async def _album(desk: Desk, group: str) -> Album | None:
    if _GROUP.fullmatch(group) is None:
        raise Refused("outdated")
    kept = await desk.forms.get(f"{desk.me}-{group}")
    return None if kept is None else Album.model_validate(kept)


async def _keep(desk: Desk, group: str, album: Album) -> None:
    await desk.forms.put(f"{desk.me}-{group}", album.model_dump(mode="json"))


ROUTES = Routes(menus={PublishAll: publish_all})
