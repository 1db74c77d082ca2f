"""The artist's side of donations: the list and its totals, the statement, the goal, the thanks."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, ClassVar

from aiogram.types import CallbackQuery, Message
from pydantic import Field

from handlers import (
    deeds,
    forms,
    gifts,
    monthly,
    posting,
    profiles,
    received,
    sharing,
    statement,
    takings,
)
from handlers import keyboards as keys
from handlers.callbacks import (
    DonationCard,
    DonationMonths,
    Donations,
    DropGoal,
    DropGratitude,
    Gratitude,
    PauseAsk,
    PauseSupport,
    SetGoal,
    SetGratitude,
    Statement,
    SupportLink,
    SupportSettings,
)
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values
from handlers.forms import Aside
from handlers.parts import send_parts
from handlers.screen import Screen, show
from handlers.table import Routes
from storage import (
    COINS,
    Amount,
    Donation,
    Given,
    Line,
    Prose,
    Support,
    moments,
    new_id,
)

MILESTONES = (50, 90, 100)
"""Percents of a goal of which an artist is told."""

# What was given --------------------------------------------------------------------------------


async def donations(event: CallbackQuery | Message, desk: Desk, page: int = 0) -> None:
    (given, total), totals, support = await asyncio.gather(
        desk.records.page(Donation, desk.me, offset=keys.offset(page), limit=keys.PAGE),
        _totals(desk),
        desk.giving.support(desk.me),
    )
    screen = takings.donations(
        desk.t, given, totals, support, today=moments.day(desk.now), page=page, total=total
    )
    await show(desk.bot, event, screen)


async def turn(query: CallbackQuery, callback_data: Donations, desk: Desk) -> None:
    await donations(query, desk, callback_data.page)


async def _totals(desk: Desk) -> takings.Totals:
    stars, coins, stars_by_month, coins_by_month, (back, back_by_month) = await asyncio.gather(
        desk.giving.given(desk.me),
        desk.giving.given(desk.me, COINS),
        desk.giving.months(desk.me),
        desk.giving.months(desk.me, COINS),
        desk.giving.went_back(desk.me),
    )
    months = {*stars_by_month, *coins_by_month, *back_by_month}
    return takings.Totals(
        takings.Sum(stars, coins, back),
        {
            month: takings.Sum(
                _of(stars_by_month, month), _of(coins_by_month, month), _of(back_by_month, month)
            )
            for month in sorted(months, reverse=True)
        },
    )


def _of(months: Mapping[str, Given], month: str) -> Given:
    return months.get(month, Given())


async def card(query: CallbackQuery, callback_data: DonationCard, desk: Desk) -> None:
    donation = await desk.ledger.donation(desk.me, callback_data.id)
    page = max(callback_data.page, 0)
    await show(desk.bot, query, await received.notice_screen(desk, donation, page=page))


async def by_month(query: CallbackQuery, callback_data: DonationMonths, desk: Desk) -> None:
    screen = takings.by_month(desk.t, await _totals(desk), page=callback_data.page)
    await show(desk.bot, query, screen)


async def state(query: CallbackQuery, callback_data: Statement, desk: Desk) -> None:
    """Send everything that the presser was given, as files."""
    name = desk.t.plain("statement-file", day=f"{moments.day(desk.now)}")
    pages = desk.records.walk(Donation, desk.me)
    await send_parts(desk, statement.files(desk.t, name, pages))


# What is settled about support -----------------------------------------------------------------


async def settings_screen(desk: Desk) -> Screen:
    support, given, supporters = await asyncio.gather(
        desk.giving.support(desk.me), desk.giving.given(desk.me), desk.giving.on_wall(desk.me)
    )
    new_goal = new_id(desk.now)
    return takings.settings(
        desk.t, desk.me, support, given, new_goal=new_goal, supporters=supporters
    )


async def settings(query: CallbackQuery, desk: Desk) -> None:
    await show(desk.bot, query, await settings_screen(desk))


async def ask_pause(query: CallbackQuery, desk: Desk) -> Toast | None:
    """Pause support, unless somebody pays monthly: that ends with a pause, so ask first."""
    loss = await monthly.before_pause(desk)
    if loss is None:
        return await pause(query, PauseSupport(on=True), desk)
    await show(desk.bot, query, takings.pause_sure(desk.t, loss))
    return None


async def pause(query: CallbackQuery, callback_data: PauseSupport, desk: Desk) -> Toast:
    await desk.giving.settle(desk.me, paused=callback_data.on)
    await deeds.note(desk, "paused" if callback_data.on else "resumed", once=query.id)
    if callback_data.on:
        await monthly.close(desk)
    await settings(query, desk)
    return Toast(desk.t.plain("support-paused-toast" if callback_data.on else "support-resumed"))


async def link(query: CallbackQuery, desk: Desk) -> None:
    if await desk.records.profile(desk.me) is None:
        raise Refused("support-no-page")
    await show(desk.bot, query, await sharing.link_screen(desk, Donation.family))


class Goal(Aside, family="goal"):
    """What an artist collects Stars for."""

    deed: ClassVar[str] = "goal"

    what: Annotated[Line, Field(max_length=100)]
    stars: Annotated[Amount, Field(ge=1, le=10**6)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        """Set the goal of the id `about`; if it is there, change it: what came for it stays."""
        support, given = await asyncio.gather(
            desk.giving.support(desk.me), desk.giving.given(desk.me)
        )
        is_same = support.goal is not None and support.goal_id == about
        before = support.goal_id
        wanted = Support(
            goal=values["what"],
            goal_stars=values["stars"],
            goal_from=support.goal_from if is_same else given.amount,
            goal_id=about,
        )
        await desk.giving.settle(
            desk.me,
            goal=wanted.goal,
            goal_stars=wanted.goal_stars,
            goal_from=wanted.goal_from,
            goal_id=about,
            goal_told=_milestone(wanted, given),
        )
        await tell_of_goal(desk, desk.me)  # what came a moment ago was told of the goal before
        for goal in {before, about}:
            await posting.goal_moved(desk, desk.me, goal)
        return await settings_screen(desk)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await settings_screen(desk)


async def set_goal(query: CallbackQuery, callback_data: SetGoal, desk: Desk) -> None:
    await forms.ask(query, desk, Goal, about=callback_data.id)


async def drop_goal(query: CallbackQuery, desk: Desk) -> Toast:
    before = (await desk.giving.support(desk.me)).goal_id
    await desk.giving.settle(
        desk.me, goal=None, goal_stars=None, goal_from=None, goal_id=None, goal_told=None
    )
    await posting.goal_moved(desk, desk.me, before)
    await settings(query, desk)
    return Toast(desk.t.plain("goal-dropped"))


async def tell_of_goal(desk: Desk, artist: str) -> None:
    """Have an artist told, once, that what they were given brought the goal past a milestone."""
    support, given = await asyncio.gather(desk.giving.support(artist), desk.giving.given(artist))
    reached = _milestone(support, given)
    if reached > support.goal_told:
        await desk.giving.pass_milestone(artist, support, reached)


def _milestone(support: Support, given: Given) -> int:
    """Return the last milestone that was passed, 0 if none was."""
    if not support.goal or not support.goal_stars:
        return 0
    percent = 100 * (given.amount - support.goal_from) // support.goal_stars
    return max((passed for passed in MILESTONES if passed <= percent), default=0)


async def milestone_screen(desk: Desk, goal_id: str, percent: int) -> Screen | None:
    """Return what is told of a milestone; None: the goal is another by now."""
    support, given = await asyncio.gather(desk.giving.support(desk.me), desk.giving.given(desk.me))
    goal = gifts.goal(desk.t, support, given)
    if goal is None or support.goal_id != goal_id or percent not in MILESTONES:
        return None
    return takings.milestone(desk.t, percent, goal)


class Thanks(Aside, family="gratitude-words"):
    """What an artist says to whoever gave."""

    deed: ClassVar[str] = "gratitude"

    words: Annotated[Prose, Field(min_length=1, max_length=500)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        await desk.giving.settle(desk.me, thanks=values["words"])
        return await gratitude_screen(desk)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return await gratitude_screen(desk)


async def gratitude_screen(desk: Desk) -> Screen:
    profile, support = await asyncio.gather(
        desk.records.profile(desk.me), desk.giving.support(desk.me)
    )
    name = profile.name if profile else profiles.artist_name(desk)
    return takings.gratitude(desk.t, name, support.thanks)


async def gratitude(query: CallbackQuery, desk: Desk) -> None:
    await show(desk.bot, query, await gratitude_screen(desk))


async def set_gratitude(query: CallbackQuery, desk: Desk) -> None:
    await forms.ask(query, desk, Thanks)


async def drop_gratitude(query: CallbackQuery, desk: Desk) -> None:
    await desk.giving.settle(desk.me, thanks=None)
    await gratitude(query, desk)


ROUTES = Routes(
    menus={
        Donations: turn,
        DonationCard: card,
        DonationMonths: by_month,
        Statement: state,
        SupportSettings: settings,
        SetGoal: set_goal,
        DropGoal: drop_goal,
        Gratitude: gratitude,
        SetGratitude: set_gratitude,
        DropGratitude: drop_gratitude,
        PauseAsk: ask_pause,
        PauseSupport: pause,
        SupportLink: link,
    },
    commands={"donations": donations},
)
