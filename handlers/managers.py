"""Managers of an artist: inviting one by a link, what each may do, and working for somebody."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from aiogram.types import CallbackQuery, Message

from handlers import behalf, deeds, manager_screens, needs
from handlers.callbacks import (
    Invite,
    InviteAccept,
    InviteDrop,
    InviteLink,
    Leave,
    ManagerCard,
    ManagerMay,
    ManagerRemove,
    Managers,
    Whose,
    WorkFor,
    WorkForMyself,
)
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.screen import Screen, say, send, show
from handlers.table import Routes
from handlers.visit import name_of, readable
from storage import INTERACTIVE, Deed, Invitation, Manager, NotFound, Right, Told, moments

INVITED: Final = "m_"
"""What the payload of an invitation's link begins with; its token follows."""


async def names(desk: Desk, people: Iterable[str]) -> dict[str, str]:
    """Return what people are called now, by id."""
    ids = sorted({*people})
    found = await asyncio.gather(*(desk.people.get(id) for id in ids))
    nobody = desk.t.plain("somebody")
    return {id: (person and person.name) or nobody for id, person in zip(ids, found, strict=True)}


async def _name(desk: Desk, person: str) -> str:
    return (await names(desk, [person]))[person]


# For artists -----------------------------------------------------------------------------------


async def managers(event: CallbackQuery | Message, desk: Desk) -> None:
    await show(desk.bot, event, await _screen(desk))


async def _screen(desk: Desk, *, note: str | None = None) -> Screen:
    if await readable(desk.records.profile(desk.me)) is None:
        raise Refused("no-page")
    there, waiting = await asyncio.gather(
        desk.managers.of(desk.me), desk.managers.waiting(desk.me, now=desk.now)
    )
    called = await names(desk, (one.id for one in there))
    said = desk.t(note) if note else None
    return manager_screens.managers(desk.t, there, called, waiting, clock_of(desk), note=said)


async def invite(query: CallbackQuery, callback_data: Invite, desk: Desk) -> None:
    await show(desk.bot, query, manager_screens.invite(desk.t, callback_data.rights))


async def make_link(query: CallbackQuery, callback_data: InviteLink, desk: Desk) -> None:
    rights = manager_screens.unmask(callback_data.rights)
    if not rights:
        raise Refused("outdated")
    if await readable(desk.records.profile(desk.me)) is None:
        raise Refused("no-page")
    token = await desk.managers.invite(desk.me, rights, now=desk.now)
    invitation = token and await desk.managers.invited(token, now=desk.now)
    if not token or not invitation:
        raise Refused("invitations-many")
    await deeds.note(desk, "invited", once=query.id, new=" ".join(sorted(rights)))
    url = desk.links.starting(f"{INVITED}{token}")
    await show(desk.bot, query, manager_screens.link(desk.t, url, invitation, clock_of(desk)))


async def drop_invitation(query: CallbackQuery, callback_data: InviteDrop, desk: Desk) -> None:
    was = await desk.managers.revoke(desk.me, callback_data.id)
    if was:
        await deeds.note(desk, "uninvited", once=query.id)
    note = "invitation-dropped" if was else "invitation-over"
    await show(desk.bot, query, await _screen(desk, note=note))


async def _mine(desk: Desk, person: str) -> Manager:
    """Return a manager of whoever acts.

    Raises:
        NotFound: they are none, or none any more.

    """
    found = await desk.managers.get(desk.me, person)
    if found is None:
        raise NotFound(person)
    return found


async def card(query: CallbackQuery, callback_data: ManagerCard, desk: Desk) -> None:
    await _show_card(query, desk, callback_data.person)


async def _show_card(query: CallbackQuery, desk: Desk, person: str) -> None:
    one = await _mine(desk, person)
    screen = manager_screens.manager(desk.t, one, await _name(desk, person), clock_of(desk))
    await show(desk.bot, query, screen)


async def let(query: CallbackQuery, callback_data: ManagerMay, desk: Desk) -> None:
    person = callback_data.person
    with suppress(ValueError):
        right = {Right(callback_data.right)}
        one = await _mine(desk, person)
        rights = one.rights | right if callback_data.on else one.rights - right
        if rights != one.rights and await desk.managers.entrust(desk.me, person, rights):
            new = " ".join(sorted(rights))
            await deeds.note(desk, "rights", once=query.id, who=person, new=new)
            await _tell(desk, person, "managing-changed", artist=desk.me)
        await _show_card(query, desk, person)
        return
    raise Refused("outdated")


async def remove(query: CallbackQuery, callback_data: ManagerRemove, desk: Desk) -> None:
    person = callback_data.person
    if not callback_data.sure:
        await _mine(desk, person)
        await show(
            desk.bot, query, manager_screens.remove(desk.t, person, await _name(desk, person))
        )
        return
    if await desk.managers.remove(desk.me, person):
        await deeds.note(desk, "removed", once=query.id, who=person)
        await _tell(desk, person, "managing-ended", artist=desk.me)
    await show(desk.bot, query, await _screen(desk, note="manager-removed"))


async def _tell(desk: Desk, to: str, kind: str, **about: str) -> None:
    at = moments.ms(desk.now)
    body = {"kind": kind, "to": to, **about}
    id = ":".join([kind, to, *about.values(), str(at)])
    await desk.outbox.put(id, INTERACTIVE, body)


# An invitation ---------------------------------------------------------------------------------


async def open_invitation(message: Message, token: str, desk: Desk) -> None:
    """Show an invitation to whoever opened its link."""
    invitation = await _invitation(desk, token)
    name = await name_of(invitation.artist, desk)
    await send(desk.bot, desk.actor, manager_screens.invitation(desk.t, invitation, name, token))


async def _invitation(desk: Desk, token: str) -> Invitation:
    """Return the invitation of a token, if the reader may take it.

    Raises:
        Refused: they may not, with the reason; of one that never was no more is said than of one
            that is over.

    """
    if not await desk.managers.may_try(desk.actor, token, now=desk.now):
        raise Refused("invitation-tries")
    found = await desk.managers.invited(token, now=desk.now)
    if found is None or await readable(desk.records.profile(found.artist)) is None:
        raise Refused("invitation-gone")
    if found.artist == desk.actor:
        raise Refused("invitation-own")
    if found.taken not in (None, desk.actor):
        raise Refused("invitation-used")
    return found


async def accept(query: CallbackQuery, callback_data: InviteAccept, desk: Desk) -> None:
    """Take an invitation; its artist hears of it."""
    invitation = await _invitation(desk, callback_data.token)
    artist = invitation.artist
    outcome = await desk.managers.accept(invitation, desk.actor, now=desk.now)
    if outcome != "accepted":
        raise Refused(f"invitation-{outcome}")
    new = " ".join(sorted(invitation.rights))
    deed = Deed(desk.now, desk.actor, "accepted", new=new)
    await desk.deeds.add(artist, deed, once=f"accepted:{invitation.id}")
    body = {"kind": "manager-accepted", "to": artist, "person": desk.actor}
    await desk.outbox.put(f"manager-accepted:{invitation.id}", INTERACTIVE, body)
    await show(
        desk.bot, query, manager_screens.welcome(desk.t, artist, await name_of(artist, desk))
    )


# Working for somebody --------------------------------------------------------------------------


async def studio(event: CallbackQuery | Message, desk: Desk) -> None:
    """Show what somebody may do on the page they work on."""
    assert desk.behalf is not None
    await show(
        desk.bot, event, manager_screens.studio(desk.t, desk.behalf.name, desk.behalf.rights)
    )


async def whose(event: CallbackQuery | Message, desk: Desk) -> None:
    """Let whoever acts choose for whom they work."""
    pages = await _pages(desk)
    acting = desk.person.acting if desk.person.acting in pages else None
    await show(desk.bot, event, manager_screens.whose(desk.t, pages, acting))


async def _pages(desk: Desk) -> Mapping[str, str]:
    artists = await desk.managers.pages(desk.actor)
    called = await asyncio.gather(*(name_of(artist, desk) for artist in artists))
    return dict(zip(artists, called, strict=True))


async def work_for(query: CallbackQuery, callback_data: WorkFor, desk: Desk) -> None:
    artist = callback_data.artist
    there = await behalf.resumed(desk, artist, needs.ANY)
    if there.behalf is None:
        raise Refused("outdated")
    person = await desk.people.settle(desk.actor, acting=artist)
    await studio(query, replace(there, person=person))


async def work_for_myself(query: CallbackQuery, desk: Desk) -> None:
    await desk.people.settle(desk.actor, acting=None)
    await show(desk.bot, query, manager_screens.for_myself(desk.t))


async def leave(query: CallbackQuery, callback_data: Leave, desk: Desk) -> None:
    artist = callback_data.artist
    name = await name_of(artist, desk)
    if not callback_data.sure:
        if await desk.managers.get(artist, desk.actor) is None:
            raise Refused("acting-over")
        await show(desk.bot, query, manager_screens.leave(desk.t, artist, name))
        return
    if await desk.managers.remove(artist, desk.actor):
        await desk.deeds.add(artist, Deed(desk.now, desk.actor, "left"), once=query.id)
        await _tell(desk, artist, "manager-left", person=desk.actor)
    if desk.person.acting == artist:
        await desk.people.settle(desk.actor, acting=None)
    await show(desk.bot, query, manager_screens.gone(desk.t, name))


# Notices ---------------------------------------------------------------------------------------


async def told_accepted(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Tell an artist who is a manager of theirs now."""
    person = str(body["person"])
    one = await desk.managers.get(desk.me, person)
    if one is None:
        return None
    return await say(desk, manager_screens.accepted(desk.t, one, await _name(desk, person)))


async def told_left(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    return await say(desk, manager_screens.left(desk.t, await _name(desk, str(body["person"]))))


async def told_changed(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Tell a manager what they may do now."""
    artist = str(body["artist"])
    one = await desk.managers.get(artist, desk.me)
    if one is None:
        return None
    name = await name_of(artist, desk)
    return await say(desk, manager_screens.changed(desk.t, artist, name, one.rights), silent=True)


async def told_ended(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Tell somebody that they are no manager any more."""
    artist = str(body["artist"])
    if await desk.managers.get(artist, desk.me) is not None:  # they are again
        return None
    return await say(desk, manager_screens.gone(desk.t, await name_of(artist, desk)))


ROUTES = Routes(
    commands={"managers": managers},
    menus={
        Managers: managers,
        Invite: invite,
        InviteLink: make_link,
        InviteDrop: drop_invitation,
        InviteAccept: accept,
        ManagerCard: card,
        ManagerMay: let,
        ManagerRemove: remove,
        Whose: whose,
        WorkFor: work_for,
        WorkForMyself: work_for_myself,
        Leave: leave,
    },
)
