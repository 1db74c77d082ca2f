"""How an artist's numbers are shown: the caption, the picture, what each number means."""

from collections.abc import Callable
from datetime import time
from typing import cast
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton

from handlers import chart, exports, link_screens, periods
from handlers import keyboards as keys
from handlers.callbacks import (
    Card,
    Home,
    StatsFile,
    StatsLook,
    StatsMeaning,
    StatsPeriod,
    StatsPick,
    StatsTrackPeriod,
)
from handlers.chart import Line, Panel
from handlers.fields import clock
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import Dashboard, Sums, Track

_NAME = 30  # characters of a name or a title above the numbers


def caption(t: Texts, board: Dashboard, days: int, zone: ZoneInfo, where: str | None) -> Html:
    """Return the numbers in words: of the period, of all time, and what a play is."""
    head = t("stats", name=keys.clip(board.title, _NAME), days=days)
    return paragraphs(
        head,
        lines(
            *_lately(t, board),
            _best(t, board, zone, where),
        ),
        lines(t("stats-ever-head"), *_ever(t, board)),
        t("stats-since", day=_day(t, board)) if board.since else None,
        t("stats-play-is"),
    )


def track_caption(t: Texts, board: Dashboard, days: int) -> Html:
    head = t("stats", name=keys.clip(board.title, _NAME), days=days)
    return paragraphs(
        head,
        lines(*_of_tracks(t, board.period)),
        lines(t("stats-ever-head"), *_of_tracks_ever(t, board.ever)),
        t("stats-since", day=_day(t, board)) if board.since else None,
        t("stats-play-is"),
    )


def _lately(t: Texts, board: Dashboard) -> list[Html | None]:
    of = board.period
    other = any((of.other_views, of.other_likes, of.other_shares, of.other_comments))
    return [
        *_of_tracks(t, of),
        t("stats-followers", n=board.followers, gained=of.gained, lost=of.lost),
        t("stats-away", n=board.away) if board.away else None,
        t("stats-stars", n=of.stars) if of.stars else None,
        t(
            "stats-other",
            views=of.other_views,
            likes=of.other_likes,
            shares=of.other_shares,
            comments=of.other_comments,
        )
        if other
        else None,
    ]


def _of_tracks(t: Texts, of: Sums) -> list[Html | None]:
    return [
        t("stats-plays", n=of.plays),
        t("stats-listeners", n=of.listeners or 0),
        t("stats-discarded", n=of.discarded, again=of.again, often=of.often)
        if of.discarded
        else None,
        t("stats-likes", n=of.likes, downloads=of.downloads),
        t("stats-shares", n=of.shares, comments=of.comments),
    ]


def _ever(t: Texts, board: Dashboard) -> list[Html]:
    return [
        *_of_tracks_ever(t, board.ever),
        t("stats-tracks", n=board.tracks),
        *([t("stats-coins", n=board.coins)] if board.coins else []),
    ]


def _of_tracks_ever(t: Texts, of: Sums) -> list[Html]:
    return [
        t("stats-plays", n=of.plays),
        *([t("stats-ever-discarded", n=of.discarded)] if of.discarded else []),
        t("stats-likes", n=of.likes, downloads=of.downloads),
        t("stats-shares", n=of.shares, comments=of.comments),
    ]


def _best(t: Texts, board: Dashboard, zone: ZoneInfo, where: str | None) -> Html | None:
    """Return when most is listened to, by the reader's clock, in the order of the week."""
    times = [
        t(
            "stats-best-time",
            weekday=t.plain("weekday-short", weekday=best.weekday + 1),
            clock=clock(t, time(best.hour)),
        )
        for best in sorted(board.best_times(zone))
    ]
    if not times:
        return None
    return t("stats-best", times=Html(", ".join(times)), where=keys.clip(where or zone.key, _NAME))


def _day(t: Texts, board: Dashboard) -> str:
    assert board.since is not None
    day = board.since
    return t.plain("date", day=str(day.day), month=day.month, year=str(day.year))


# The picture -----------------------------------------------------------------------------------


def drawing(t: Texts, board: Dashboard, look: str, *, of_track: bool) -> Callable[[], bytes]:
    """Return what draws the numbers, for a thread."""

    def line(name: chart.Color) -> Line:
        values = [getattr(bin.sums, name) or 0 for bin in board.bins]
        return Line(t.plain(f"chart-{name}"), getattr(board.period, name) or 0, values, name)

    panels = [Panel(line("plays"), inside=line("listeners")), Panel(line("likes"))]
    panels.append(
        Panel(line("downloads")) if of_track else Panel(line("gained"), down=line("lost"))
    )

    def draw() -> bytes:
        return chart.draw(
            board.bins,
            panels,
            title=board.title,
            locale=cast("chart.Locale", t.locale),
            look=look_of(look),
        )

    return draw


def look_of(look: str | None) -> chart.Look:
    return "light" if look == "light" else "dark"


# Buttons ---------------------------------------------------------------------------------------


def buttons(t: Texts, days: int, look: str) -> list[keys.Row]:
    """Return the rows under the numbers of all; whatever else tells of listeners gets a row."""
    return [
        periods.row(t, days, lambda n: StatsPeriod(days=n)),
        [
            keys.button(t.plain("stats-by-track"), StatsPick(page=0, days=days)),
            _other_look(t, look, "", days),
        ],
        [
            keys.button(t.plain(f"file-{format}"), StatsFile(format=format))
            for format in exports.FORMATS
        ],
        link_screens.origins_row(t, days),
        [keys.button(t.plain("stats-meaning-key"), StatsMeaning(id="", days=days))],
        [keys.button(t.plain("home"), Home())],
    ]


def track_buttons(t: Texts, id: str, days: int, look: str) -> list[keys.Row]:
    return [
        periods.row(t, days, lambda n: StatsTrackPeriod(id=id, days=n)),
        [
            keys.button(t.plain("stats-all"), StatsPeriod(days=days)),
            keys.button(t.plain("open"), Card(family=Track.family, id=id)),
        ],
        [keys.button(t.plain("stats-meaning-key"), StatsMeaning(id=id, days=days))],
        [_other_look(t, look, id, days), keys.button(t.plain("home"), Home())],
    ]


def _other_look(t: Texts, look: str, id: str, days: int) -> InlineKeyboardButton:
    [other] = [one for one in chart.LOOKS if one != look_of(look)]
    return keys.button(t.plain(f"stats-look-{other}"), StatsLook(look=other, id=id, days=days))


def picking(t: Texts, records: list[Track], *, page: int, total: int, days: int) -> Screen:
    """Return a list of tracks to choose from."""
    rows: list[keys.Row] = [
        [
            keys.button(
                t.plain("stats-track", title=record.title, n=record.plays),
                StatsTrackPeriod(id=record.id, days=days),
            )
        ]
        for record in records
    ]
    rows.append(keys.pager(t, page, total, lambda n: StatsPick(page=n, days=days)))
    rows.append([keys.button(t.plain("back"), StatsPeriod(days=days))])
    return Screen(t("stats-tracks-head"), keys.markup(*rows))


def meaning(t: Texts, bot: str, id: str, days: int) -> Screen:
    back = StatsTrackPeriod(id=id, days=days) if id else StatsPeriod(days=days)
    return Screen(t("stats-meaning", bot=bot), keys.markup([keys.button(t.plain("back"), back)]))
