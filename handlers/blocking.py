"""Blocking somebody: all that they made public is hidden, some of it at a time, and shown again.

The first step, which hides their profile, puts the notice that has the rest hidden; so nobody is
left half hidden, however much there is and whenever the bot dies.
"""

from collections.abc import Mapping
from typing import Any

from handlers import edits, posted, visit
from handlers.desk import Desk
from storage import DUTY, INTERACTIVE, Block, Profile, Told, Why, moments

_AT_ONCE = 50  # records that one notice hides or shows
_BROADCASTS = 100  # the latest, of which some may still run
_ANNOUNCED = 100  # drafts, the latest


async def block(desk: Desk, person: str, because: Why, *, by: str) -> None:
    """Block somebody, and have all that they made public hidden; twice is as once."""
    await desk.standing.block(
        person,
        by=by,
        reason=because.reason,
        words=because.words,
        then={"kind": "hide-page", **_walk(person)},
        now=desk.now,
    )


async def lift(desk: Desk, person: str) -> None:
    """Let somebody publish again, and have all that was hidden shown again; twice is as once."""
    then = {"kind": "show-page", **_walk(person)}
    await desk.standing.lift(person, then=then, now=desk.now)


async def know_again(desk: Desk) -> None:
    """Let whoever acts stand as they did when they left: somebody blocked comes back blocked.

    Not while they are still being deleted: what they are given back now would go with the rest.
    """
    left = await desk.returning.back(desk.actor)
    if left is None or await desk.leaving.is_going(desk.actor):
        return
    if left.blocked:
        await block(desk, desk.actor, Why(left.blocked), by="")
    await desk.returning.settled(desk.actor, left)


def _walk(person: str) -> dict[str, Any]:
    return {"to": person, "paces": edits.lane(person)}


async def hide_page(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Hide some records of an artist who is blocked, and have the rest hidden."""
    block = await desk.standing.blocked(desk.me)
    if block is None:
        return None
    if "turn" not in body:
        await _stop_all(desk, block)
    some = await desk.removals.public(desk.me, limit=_AT_ONCE)
    for family, id in some:
        await posted.renew(desk, family, desk.me, id)
        model = visit.public(family)
        if not await desk.removals.hide(model, desk.me, id, since=block.at, now=desk.now):
            return None
    if some:
        await go_on(desk, body)
    return None


async def show_page(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Show some records of an artist again who is blocked no more, and have the rest shown."""
    if "turn" not in body:
        await _renew_ahead(desk)
        await posted.renew(desk, Profile.family, desk.me, desk.me)
    some = await desk.removals.hidden(desk.me, limit=_AT_ONCE)
    for family, id in some:
        await posted.renew(desk, family, desk.me, id)
        if not await desk.removals.unhide(visit.public(family), desk.me, id):
            return None
    if some:
        await go_on(desk, body)
    return None


async def go_on(desk: Desk, body: Mapping[str, Any]) -> None:
    """Have the next records of a page hidden, or shown."""
    first, turn = str(body.get("first", body["notice"])), int(body.get("turn", 0)) + 1
    again = {name: value for name, value in body.items() if name != "notice"}
    await desk.outbox.put(f"{first}/{turn}", INTERACTIVE, {**again, "first": first, "turn": turn})


async def _stop_all(desk: Desk, block: Block) -> None:
    """Stop what runs for an artist who is blocked: monthly support, broadcasts."""
    await desk.outbox.put(
        f"monthly-close:{desk.me}:{moments.ms(block.at)}",
        DUTY,
        {"kind": "monthly-close", "to": desk.me},
    )
    told, _ = await desk.campaigns.announcements(desk.me, limit=_BROADCASTS)
    for one in told:
        if one.runs:
            await desk.campaigns.stop(one.id)
    await _renew_ahead(desk)
    await posted.renew(desk, Profile.family, desk.me, desk.me)


async def _renew_ahead(desk: Desk) -> None:
    """Let the cards of what an artist has announced show it, or not any more."""
    for family, id in await desk.teasers.of(desk.me, limit=_ANNOUNCED):
        await posted.renew(desk, family, desk.me, id)
