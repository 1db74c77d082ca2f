"""An artist's numbers, with a picture of the last days. Nobody else's are shown here."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import cast

from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from handlers import chart, handouts
from handlers import keyboards as keys
from handlers.callbacks import Card, Home, NumbersBelow, Stats, StatsTrack, StatsTracks
from handlers.desk import Desk
from handlers.screen import Media, Screen, show
from handlers.table import Routes
from handlers.texts import Html, Texts
from storage import Balance, Day, Numbers, Totals, Track

DAYS = 30

_OF_ALL = ("plays", "likes", "downloads", "shares", "comments", "followers", "tracks")
_OF_ONE = ("plays", "likes", "downloads", "shares", "comments")


async def stats(event: CallbackQuery | Message, desk: Desk) -> None:
    """Show the numbers of all tracks together."""
    me, t = desk.me, desk.t
    profile, totals, balance, days, listeners = await asyncio.gather(
        desk.records.profile(me),
        desk.counters.totals(me),
        desk.records.find(Balance, me, me),
        desk.counters.daily(me, None, days=DAYS, now=desk.now),
        desk.counters.listeners(me, None, days=DAYS, now=desk.now),
    )
    if profile is None:
        await show(desk.bot, event, Screen(t("stats-empty"), keys.markup(_home(t))))
        return
    lines = [t(f"stats-{name}", n=getattr(totals, name)) for name in _OF_ALL]
    lines.append(t("stats-coins", n=balance.coins if balance else 0))
    by_track = keys.button(t.plain("stats-by-track"), StatsTracks(page=0))
    await _show(
        event,
        desk,
        profile.name,
        days,
        text(t, profile.name, days, listeners, lines, totals),
        keys.markup([by_track], handouts.origins_row(t), _home(t)),
    )


async def below(query: CallbackQuery, desk: Desk) -> None:
    """Show them below the message that leads here, which stays."""
    await stats(query.message if isinstance(query.message, Message) else query, desk)


async def tracks(query: CallbackQuery, callback_data: StatsTracks, desk: Desk) -> None:
    """Show a list of tracks to choose from."""
    page, t = callback_data.page, desk.t
    records, total = await desk.records.page(
        Track, desk.me, offset=keys.offset(page), limit=keys.PAGE
    )
    rows: list[keys.Row] = [
        [
            keys.button(
                t.plain("stats-track", title=record.title, n=record.plays),
                StatsTrack(id=record.id),
            )
        ]
        for record in records
    ]
    rows.append(keys.pager(t, page, total, lambda n: StatsTracks(page=n)))
    rows.append([keys.button(t.plain("back"), Stats())])
    await show(desk.bot, query, Screen(t("stats-tracks-head"), keys.markup(*rows)))


async def track(query: CallbackQuery, callback_data: StatsTrack, desk: Desk) -> None:
    """Show the numbers of one track of whoever pressed."""
    me, id, t = desk.me, callback_data.id, desk.t
    record, numbers, days, listeners = await asyncio.gather(
        desk.records.get(Track, me, id),
        desk.counters.numbers(Track.family, me, id),
        desk.counters.daily(me, id, days=DAYS, now=desk.now),
        desk.counters.listeners(me, id, days=DAYS, now=desk.now),
    )
    lines = [t(f"stats-{name}", n=getattr(numbers, name)) for name in _OF_ONE]
    row = [
        keys.button(t.plain("stats-all"), Stats()),
        keys.button(t.plain("open"), Card(family=Track.family, id=id)),
    ]
    await _show(
        query,
        desk,
        record.title,
        days,
        text(t, record.title, days, listeners, lines, numbers),
        keys.markup(row, _home(t)),
    )


def text(
    t: Texts,
    name: str,
    days: Sequence[Day],
    listeners: int,
    lines: Iterable[Html],
    counted: Totals | Numbers,
) -> Html:
    """Return the numbers in words: of the last days, of all time, and what was not counted."""
    lately = t(
        "stats",
        name=name,
        days=len(days),
        plays=sum(day.plays for day in days),
        likes=sum(day.likes for day in days),
        listeners=listeners,
    )
    parts = [Html("\n".join([lately, *lines])), t("stats-play-is")]
    if counted.discarded:
        parts.append(
            t("stats-discarded", n=counted.discarded, again=counted.again, often=counted.often)
        )
    return Html("\n\n".join(parts))


async def _show(
    event: CallbackQuery | Message,
    desk: Desk,
    title: str,
    days: Sequence[Day],
    text: Html,
    buttons: InlineKeyboardMarkup,
) -> None:
    """Draw the days off the event loop, and show the picture."""
    picture = await asyncio.to_thread(
        chart.draw,
        days,
        title=title,
        plays_label=desk.t.plain("chart-plays"),
        likes_label=desk.t.plain("chart-likes"),
        locale=cast("chart.Locale", desk.t.locale),
    )
    file = BufferedInputFile(picture, filename="numbers.png")
    await show(desk.bot, event, Screen(text, buttons, Media("photo", file)))


def _home(t: Texts) -> keys.Row:
    return [keys.button(t.plain("home"), Home())]


ROUTES = Routes(
    questions={NumbersBelow: below},
    menus={Stats: stats, StatsTracks: tracks, StatsTrack: track},
    commands={"stats": stats},
)
