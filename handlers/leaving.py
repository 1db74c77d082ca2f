"""All that is kept about somebody: to have it, and to have it deleted.

It is the actor's own affair, whomever they work for at the moment.
"""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from aiogram.types import CallbackQuery, Message

from handlers import blocking, monthly, posted
from handlers import keyboards as keys
from handlers.callbacks import Home, LeaveAsk, LeaveStay, LeaveSure, MyData
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.parts import LARGEST, File, Parts, send_parts
from handlers.screen import Screen, say, show
from handlers.table import Routes
from handlers.texts import Texts, paragraphs
from storage import INTERACTIVE, REMINDERS, Told, moments, wire

_AT_ONCE = 50  # records that one notice deletes

# To have it --------------------------------------------------------------------------------------


async def my_data(event: CallbackQuery | Message, desk: Desk) -> None:
    """Have everything parts and sent, once an hour: it is looked for in the whole store."""
    id = f"my-data:{desk.actor}:{desk.now:%Y-%m-%dT%H}"
    new = await desk.outbox.put(id, REMINDERS, {"kind": "my-data", "to": desk.actor})
    said = desk.t("my-data-begun") if new else desk.t("my-data-again")
    await show(desk.bot, event, Screen(said, keys.only_home(desk.t)))


async def send_data(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Send somebody all that is kept about them, in as many files as it takes."""
    await send_parts(desk, files(desk.t, desk), desk.t("my-data-file"))
    return None


async def files(t: Texts, desk: Desk, *, largest: int = LARGEST) -> AsyncGenerator[File]:
    about = {
        "id": desk.actor,
        "madeAt": moments.iso(desk.now),
        "meaning": t.plain("my-data-meaning"),
    }
    head = wire.dumps(about).removesuffix("}").encode() + b',"entries":[\n'
    name = t.plain("my-data-name", day=f"{moments.day(desk.now)}")
    parts = Parts(f"{name}.json", largest, head=head, joint=b",\n", tail=b"\n]}\n")
    async for entry in desk.holdings.of(desk.actor):
        if full := parts.add(wire.dumps(entry).encode()):
            yield full
    yield parts.end()


# To have it deleted ------------------------------------------------------------------------------


async def ask(event: CallbackQuery | Message, desk: Desk) -> None:
    """Say what would be deleted, or that it will be."""
    due = await desk.leaving.due(desk.actor)
    if due is not None:
        await show(desk.bot, event, await _waiting(desk))
        return
    why = await _hindrance(desk)
    t = desk.t
    buttons = keys.markup(
        [] if why else [keys.button(t.plain("leave-sure"), LeaveSure())],
        [keys.button(t.plain("my-data-key"), MyData())],
        [keys.button(t.plain("home"), Home())],
    )
    text = paragraphs(t("leave-head"), t("leave-goes"), t("leave-stays"), why or t("leave-day"))
    await show(desk.bot, event, Screen(text, buttons))


async def sure(query: CallbackQuery, desk: Desk) -> None:
    """Have everything deleted in a day; pressed twice, it is the same day."""
    if await _hindrance(desk) is not None:
        await ask(query, desk)
        return
    await desk.leaving.ask(desk.actor, now=desk.now)
    await show(desk.bot, query, await _waiting(desk))


async def stay(query: CallbackQuery, desk: Desk) -> None:
    """Keep everything."""
    if not await desk.leaving.stay(desk.actor):
        raise Refused("leave-late")
    await show(desk.bot, query, Screen(desk.t("leave-kept"), keys.only_home(desk.t)))


async def _waiting(desk: Desk) -> Screen:
    due = await desk.leaving.due(desk.actor)
    t = desk.t
    at = clock_of(desk).says(t, due or desk.now)
    return Screen(
        t("leave-waits", at=at),
        keys.markup(
            [keys.button(t.plain("leave-stay"), LeaveStay())],
            [keys.button(t.plain("my-data-key"), MyData())],
            [keys.button(t.plain("home"), Home())],
        ),
    )


async def _hindrance(desk: Desk) -> Any:
    """Return what somebody has to do first, in words; None: nothing.

    Stars that can be paid out would be lost, and a payout that is asked for would find nobody.
    What is less than the least payout stays in the books with nobody's name.
    """
    owed = await desk.ledger.stars(desk.actor, now=desk.now)
    if await desk.ledger.is_asking(desk.actor):
        return desk.t("leave-payout")
    if owed.total >= desk.house.payout_stars:
        return desk.t("leave-stars", n=owed.total)
    return None


async def leave(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Delete what everybody sees of somebody whose day is over, some of it at a time.

    Cards in chats are told first that it is gone, monthly support is stopped at Telegram, and they
    are told last, while we still know whom.
    """
    going = await desk.leaving.is_going(desk.me)
    if not going:
        if await desk.leaving.due(desk.me) is None:
            return None
        if (why := await _hindrance(desk)) is not None:
            await desk.leaving.stay(desk.me)
            return await say(
                desk, Screen(paragraphs(desk.t("leave-not"), why), keys.only_home(desk.t))
            )
        if not await desk.leaving.begin(desk.me, now=desk.now):
            return None
    if works := await desk.leaving.public(desk.me, limit=_AT_ONCE):
        for family, id in works:
            await posted.renew(desk, family, desk.me, id, urgency=INTERACTIVE)
        await desk.leaving.delete(desk.me, works)
        await blocking.go_on(desk, body)
        return None
    await _stop_monthly(desk)
    await desk.leaving.ready(desk.me, now=desk.now)  # before: they may hear nothing of us any more
    return await say(desk, Screen(desk.t("leave-done")))


async def _stop_monthly(desk: Desk) -> None:
    """Have Telegram asked to take no more Stars of them each month, nor for them."""
    cashier = desk.house.cashier
    for artist, kept in await desk.giving.supporting(desk.me):
        if kept.is_running(desk.now) and kept.may_renew:
            await cashier.stop_monthly(artist, desk.me, kept.charge, why="left", now=desk.now)
    for donor, kept in await monthly.running(desk, desk.me):
        await cashier.stop_monthly(desk.me, donor, kept.charge, why="closed", now=desk.now)


ROUTES = Routes(
    commands={"mydata": my_data, "deletemydata": ask},
    menus={LeaveSure: sure, LeaveStay: stay, MyData: my_data, LeaveAsk: ask},
)
