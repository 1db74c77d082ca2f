"""`/admin`: how the bot is doing, what could not be delivered, and the switch that silences it.

The table lets nobody else in here.
"""

import asyncio
from typing import Any

from aiogram.types import CallbackQuery, Message

from handlers import console
from handlers.callbacks import (
    CampaignHalt,
    CampaignHaltSure,
    CampaignsPage,
    Console,
    DeadDrop,
    DeadLetter,
    DeadLetters,
    DeadRetry,
    DeadRetryAll,
    JobRuns,
    RunningCampaigns,
    SendSwitch,
)
from handlers.cases import names_of
from handlers.clock import clock_of
from handlers.console import Letter, State, Waiting
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.keyboards import PAGE, offset, only_home
from handlers.screen import Screen, show
from handlers.table import Routes
from handlers.visit import name_of
from storage import NotFound, wire

_ALL = 11_000  # dead letters: more than both lists keep

_OUTBOX, _JOURNAL = "o", "j"


async def admin(event: Message | CallbackQuery, desk: Desk) -> None:
    await show(desk.bot, event, console.console(desk.t, await _state(desk), desk.now))


async def again(query: CallbackQuery, desk: Desk) -> None:
    await admin(query, desk)


async def _state(desk: Desk) -> State:
    works = desk.house.workings
    stopped, updates = await desk.outbox.stopped(), await works.journal.depth()
    depth, by = await desk.outbox.depth(), stopped.by if stopped else ""
    names = await names_of(desk, [by])
    _, cases = await desk.cases.page(limit=1)
    _, payouts = await desk.ledger.open_payouts(limit=1)
    _, suspended = await desk.ledger.suspended(limit=1)
    return State(
        stopped=stopped and stopped.at,
        stopped_by=names.get(by, by),
        queue=Waiting(depth.queued, depth.oldest),
        classes=await desk.outbox.queues(),
        due=depth.due,
        updates=Waiting(updates.waiting + updates.taken - 1, updates.oldest),  # but this one
        refusals=await works.pace.refusals(now=desk.now),
        dead=depth.dead + updates.dead,
        drift=await works.transactions.drift(),
        runs={run.name: run for run in await works.jobs.known()},
        payouts_stopped=await desk.ledger.why_stopped() is not None,
        campaigns=await desk.campaigns.how_many(),
        matters=await desk.reports.waiting(),
        cases=cases,
        payouts=payouts,
        suspended=suspended,
    )


async def switch(query: CallbackQuery, callback_data: SendSwitch, desk: Desk) -> None:
    """Let nobody be told anything unasked, or let them be told again: all processes obey."""
    if callback_data.on:
        await desk.outbox.resume()
    else:
        await desk.outbox.stop(desk.me, now=desk.now)
    await admin(query, desk)


# What could not be delivered or handled ----------------------------------------------------------


async def dead_letters(query: CallbackQuery, callback_data: DeadLetters, desk: Desk) -> None:
    await _show_letters(query, desk, callback_data.page)


async def _show_letters(query: CallbackQuery, desk: Desk, page: int = 0) -> None:
    journal, begin = desk.house.workings.journal, min(offset(page), _ALL)
    notices, updates, outbox, updates_depth = await asyncio.gather(
        desk.outbox.dead(limit=begin + PAGE),
        journal.dead(limit=begin + PAGE),
        desk.outbox.depth(),
        journal.depth(),
    )
    found = [_notice(one.entry, one.text, one.reason, one.at) for one in notices]
    found += [_update(one.id, one.raw, one.reason, one.at) for one in updates]
    found.sort(key=lambda one: one.at, reverse=True)
    total = outbox.dead + updates_depth.dead
    shown = found[begin : begin + PAGE]
    screen = console.letters(desk.t, shown, desk.now, page=page, total=total)
    await show(desk.bot, query, screen)


async def _letter(desk: Desk, place: str, entry: str) -> Letter:
    """Return a dead letter.

    Raises:
        NotFound: it is gone; another admin was faster.

    """
    if place == _OUTBOX and (notice := await desk.outbox.letter(entry)):
        return _notice(entry, notice.text, notice.reason, notice.at)
    if place == _JOURNAL and (update := await desk.house.workings.journal.letter(entry)):
        return _update(entry, update.raw, update.reason, update.at)
    raise NotFound(entry)


def _notice(entry: str, text: str, reason: str, at: Any) -> Letter:
    body = wire.object_in(text) or {}
    return Letter(_OUTBOX, entry, str(body.get("kind", "?")), str(body.get("to", "?")), reason, at)


def _update(entry: str, raw: str, reason: str, at: Any) -> Letter:
    """Return what is said of an update: of what kind it is, and where; not its words."""
    update = wire.object_in(raw) or {}
    kind = next((name for name in update if name != "update_id"), "?")
    event = update.get(kind)
    about = event if isinstance(event, dict) else {}
    where = about.get("chat") or about.get("from") or {}
    to = where.get("id", "?") if isinstance(where, dict) else "?"
    return Letter(_JOURNAL, entry, kind, str(to), reason, at)


async def dead_letter(query: CallbackQuery, callback_data: DeadLetter, desk: Desk) -> None:
    letter = await _letter(desk, callback_data.place, callback_data.entry)
    await show(desk.bot, query, console.letter(desk.t, letter, desk.now))


async def retry_one(query: CallbackQuery, callback_data: DeadRetry, desk: Desk) -> Toast:
    letter = await _letter(desk, callback_data.place, callback_data.entry)
    await _put_back(desk, letter)
    await _show_letters(query, desk)
    return Toast(desk.t.plain("console-retried"))


async def drop(query: CallbackQuery, callback_data: DeadDrop, desk: Desk) -> None:
    letter = await _letter(desk, callback_data.place, callback_data.entry)
    if not callback_data.sure:
        await show(desk.bot, query, console.letter(desk.t, letter, desk.now, dropping=True))
        return
    if letter.place == _JOURNAL:
        await desk.house.workings.journal.drop(letter.entry)
    elif (notice := await desk.outbox.letter(letter.entry)) is not None:
        await desk.outbox.drop(notice)
    await _show_letters(query, desk)


async def retry_all(query: CallbackQuery, desk: Desk) -> Toast:
    n = await _put_all_back(desk)
    await _show_letters(query, desk)
    return Toast(desk.t.plain("console-retried-all", n=n))


async def retry(message: Message, desk: Desk, args: str) -> None:
    """Give all dead letters another chance, or the one that is named."""
    entry = args.strip()
    if not entry:
        text = desk.t("console-retried-all", n=await _put_all_back(desk))
    else:
        for place in (_OUTBOX, _JOURNAL):
            try:
                await _put_back(desk, await _letter(desk, place, entry))
                break
            except NotFound:
                continue
        else:
            raise Refused("gone")
        text = desk.t("console-retried")
    await show(desk.bot, message, Screen(text, only_home(desk.t)))


async def _put_back(desk: Desk, letter: Letter) -> None:
    if letter.place == _JOURNAL:
        await desk.house.workings.journal.requeue(letter.entry)
    elif (notice := await desk.outbox.letter(letter.entry)) is not None:
        await desk.outbox.requeue(notice)


async def _put_all_back(desk: Desk) -> int:
    """Give all that is there now another chance; what fails again meanwhile is not asked twice."""
    journal = desk.house.workings.journal
    notices, updates = await desk.outbox.dead(limit=_ALL), await journal.dead(limit=_ALL)
    moved = await desk.outbox.requeue(*notices[::-1])
    return moved + await journal.requeue(*(update.id for update in reversed(updates)))


# What runs ---------------------------------------------------------------------------------------


async def job_runs(query: CallbackQuery, desk: Desk) -> None:
    runs = await desk.house.workings.jobs.known()
    await show(desk.bot, query, console.job_runs(desk.t, runs, desk.now))


async def campaigns(query: CallbackQuery, desk: Desk) -> None:
    await _show_campaigns(query, desk)


async def campaigns_page(query: CallbackQuery, callback_data: CampaignsPage, desk: Desk) -> None:
    await _show_campaigns(query, desk, callback_data.page)


async def _show_campaigns(query: CallbackQuery, desk: Desk, page: int = 0) -> None:
    found, total = await desk.campaigns.running(offset=offset(page), limit=PAGE)
    artists = list(dict.fromkeys(one.artist for one in found))
    names = await asyncio.gather(*(name_of(artist, desk) for artist in artists))
    called = dict(zip(artists, names, strict=True))
    screen = console.campaigns(desk.t, found, called, clock_of(desk), page=page, total=total)
    await show(desk.bot, query, screen)


async def ask_to_halt(query: CallbackQuery, callback_data: CampaignHalt, desk: Desk) -> None:
    one = await desk.campaigns.get(callback_data.id)
    if one is None or not one.runs:
        raise Refused("already")
    name = await name_of(one.artist, desk)
    await show(desk.bot, query, console.halt(desk.t, one, name, clock_of(desk)))


async def halt(query: CallbackQuery, callback_data: CampaignHaltSure, desk: Desk) -> Toast:
    stopped = await desk.campaigns.stop(callback_data.id)
    await _show_campaigns(query, desk)
    return Toast(desk.t.plain("console-halted" if stopped else "already"))


ROUTES = Routes(
    admin_commands={"admin": admin, "retry": retry},
    admin_menus={
        Console: again,
        SendSwitch: switch,
        DeadLetters: dead_letters,
        DeadLetter: dead_letter,
        DeadRetry: retry_one,
        DeadDrop: drop,
        DeadRetryAll: retry_all,
        JobRuns: job_runs,
        RunningCampaigns: campaigns,
        CampaignsPage: campaigns_page,
        CampaignHalt: ask_to_halt,
        CampaignHaltSure: halt,
    },
)
