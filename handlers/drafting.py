"""A draft as its artist sees it, with the chats to be told; and what publishing it confirms."""

from handlers import views
from handlers.desk import Desk
from handlers.house import EDITION
from handlers.screen import Screen
from handlers.texts import Html
from storage import Entity, Right, moments, showtime


async def chats(desk: Desk, family: str) -> list[str]:
    """Return what those chats are called that want a kind, if whoever acts may have them told."""
    if not desk.may(Right.ANNOUNCE):
        return []
    return [chat.title for chat in await desk.chats.taking(desk.me, family)]


async def chats_of(desk: Desk, draft: Entity) -> list[str]:
    """Return what the chats are called that would be told of a draft."""
    return await chats(desk, draft.family) if showtime.is_news(draft, now=desk.now) else []


async def confirm(desk: Desk) -> None:
    """Remember that whoever publishes was told what they confirm by it, and when they first did."""
    confirmed, _, _ = (desk.person.rights or "").partition(" ")
    if confirmed != EDITION:
        await desk.people.settle(desk.actor, rights=f"{EDITION} {moments.ms(desk.now)}")


async def screen(
    desk: Desk, draft: Entity, *, note: Html | None = None, to_chats: bool = True
) -> Screen:
    named = await chats_of(desk, draft)
    return views.draft(desk.t, draft, note=note, chats=named, told=to_chats, zone=desk.person.zone)
