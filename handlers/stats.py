"""An artist's numbers, with a picture of a period. Nobody else's are shown here."""

import asyncio

from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers import exports, numbers, periods
from handlers import keyboards as keys
from handlers.callbacks import (
    NumbersBelow,
    Stats,
    StatsFile,
    StatsLook,
    StatsMeaning,
    StatsPeriod,
    StatsPick,
    StatsTrack,
    StatsTrackPeriod,
    StatsTracks,
)
from handlers.chart import LOOKS
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.parts import send_parts
from handlers.screen import Media, Screen, show
from handlers.table import Routes
from handlers.texts import Html
from storage import Dashboard, Right, Track, moments


async def stats(
    event: CallbackQuery | Message,
    desk: Desk,
    days: int = periods.USUAL,
    look: str | None = None,
) -> None:
    """Show the numbers of all that whoever acts has."""
    t, look = desk.t, look or numbers.look_of(desk.person.look)
    board = await desk.statistics.of_artist(desk.me, days=days, now=desk.now)
    if board is None:
        await show(desk.bot, event, Screen(t("stats-empty"), keys.only_home(t)))
        return
    board = _shown(board, desk)
    zone, where = moments.zone(desk.person.zone), desk.person.city
    text = numbers.caption(t, board, days, zone, where)
    await _show(event, desk, board, text, numbers.buttons(t, days, look), look, of_track=False)


def _shown(board: Dashboard, desk: Desk) -> Dashboard:
    """Leave out what a manager may not see: Stars without the right to, coins in any case."""
    if not desk.may(Right.MONEY):
        board = board._replace(period=board.period._replace(stars=0))
    return board if desk.behalf is None else board._replace(coins=0)


async def below(query: CallbackQuery, desk: Desk) -> None:
    """Show them below the message that leads here, which stays."""
    await stats(query.message if isinstance(query.message, Message) else query, desk)


async def of_period(query: CallbackQuery, callback_data: StatsPeriod, desk: Desk) -> None:
    await stats(query, desk, periods.known(callback_data.days))


async def tracks(query: CallbackQuery, callback_data: StatsTracks, desk: Desk) -> None:
    await _pick(query, desk, callback_data.page, periods.USUAL)


async def pick(query: CallbackQuery, callback_data: StatsPick, desk: Desk) -> None:
    await _pick(query, desk, callback_data.page, periods.known(callback_data.days))


async def _pick(query: CallbackQuery, desk: Desk, page: int, days: int) -> None:
    records, total = await desk.records.page(
        Track, desk.me, offset=keys.offset(page), limit=keys.PAGE
    )
    screen = numbers.picking(desk.t, records, page=page, total=total, days=days)
    await show(desk.bot, query, screen)


async def track(query: CallbackQuery, callback_data: StatsTrack, desk: Desk) -> None:
    await _track(query, desk, callback_data.id)


async def track_of_period(
    query: CallbackQuery, callback_data: StatsTrackPeriod, desk: Desk
) -> None:
    await _track(query, desk, callback_data.id, periods.known(callback_data.days))


async def _track(
    query: CallbackQuery,
    desk: Desk,
    id: str,
    days: int = periods.USUAL,
    look: str | None = None,
) -> None:
    """Show the numbers of one track of whoever acts."""
    t, look = desk.t, look or numbers.look_of(desk.person.look)
    board = await desk.statistics.of_track(desk.me, id, days=days, now=desk.now)
    text = numbers.track_caption(t, board, days)
    rows = numbers.track_buttons(t, id, days, look)
    await _show(query, desk, board, text, rows, look, of_track=True)


async def _show(
    event: CallbackQuery | Message,
    desk: Desk,
    board: Dashboard,
    text: Html,
    rows: list[keys.Row],
    look: str,
    *,
    of_track: bool,
) -> None:
    """Draw the numbers off the event loop, and show the picture."""
    picture = await asyncio.to_thread(numbers.drawing(desk.t, board, look, of_track=of_track))
    file = BufferedInputFile(picture, filename="numbers.png")
    await show(desk.bot, event, Screen(text, keys.markup(*rows), Media("photo", file)))


async def meaning(query: CallbackQuery, callback_data: StatsMeaning, desk: Desk) -> None:
    id, days = callback_data.id, periods.known(callback_data.days)
    await show(desk.bot, query, numbers.meaning(desk.t, desk.links.username, id, days))


async def choose_look(query: CallbackQuery, callback_data: StatsLook, desk: Desk) -> None:
    """Draw dark or light from now on, beginning with what is shown."""
    look, days = callback_data.look, periods.known(callback_data.days)
    if look not in LOOKS:
        raise Refused("outdated")
    await desk.people.settle(desk.actor, look=look)
    if callback_data.id:
        await _track(query, desk, callback_data.id, days, look)
    else:
        await stats(query, desk, days, look)


async def send_files(query: CallbackQuery, callback_data: StatsFile, desk: Desk) -> None:
    """Send every day and every track there is, as files."""
    if callback_data.format not in exports.FORMATS:
        raise Refused("outdated")
    stars = desk.may(Right.MONEY)
    files = exports.files(
        desk.t, desk.statistics, desk.me, callback_data.format, now=desk.now, stars=stars
    )
    await send_parts(desk, files)


ROUTES = Routes(
    questions={NumbersBelow: below},
    menus={
        Stats: stats,
        StatsPeriod: of_period,
        StatsTracks: tracks,
        StatsPick: pick,
        StatsTrack: track,
        StatsTrackPeriod: track_of_period,
        StatsMeaning: meaning,
        StatsLook: choose_look,
        StatsFile: send_files,
    },
    commands={"stats": stats},
)
