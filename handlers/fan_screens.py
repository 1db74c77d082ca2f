"""The screens of an artist's fans and of the top of them: data in, markup out."""

from collections.abc import Sequence
from typing import NamedTuple

from handlers import keyboards as keys
from handlers.callbacks import Artist, FanList, Home, OwnFans, TopFans, TopShown
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import POINTS_SHOW, RECENT_DAYS, SEEN_FROM, Parts, Top, fans

_NAME = 40  # characters of a fan's name
_TOWNS = 6

PERIODS = (fans.RECENT, fans.ALL)


class Known(NamedTuple):
    """One of the top fans, as others see them."""

    name: str
    points: int
    supporter: bool


def own(t: Texts, parts: Parts, towns: Sequence[tuple[str, int]], artist: str) -> Screen:
    """Return how many followers an artist has, and of what kinds; `towns` by name."""
    if not parts.all:
        return Screen(t("fans-nobody"), keys.only_home(t))
    places = [t("fans-town", city=city, n=n) for city, n in towns[:_TOWNS]]
    return Screen(
        paragraphs(
            t("fans-head", n=parts.all),
            lines(t("fans-donors", n=parts.donors), t("fans-lapsed", n=parts.lapsed)),
            lines(t("fans-towns"), *places) if places else t("fans-no-towns"),
            t("fans-list"),
        ),
        keys.markup(
            [keys.button(t.plain("top-fans"), TopFans(artist=artist, period=fans.RECENT, page=0))],
            [
                keys.button(t.plain("file-csv"), FanList(format="csv")),
                keys.button(t.plain("file-json"), FanList(format="json")),
            ],
            [keys.button(t.plain("home"), Home())],
        ),
    )


def top(
    t: Texts,
    artist: str,
    name: str,
    period: str,
    found: Top,
    known: Sequence[Known],
    *,
    page: int,
    mine: bool,
    is_shown: bool,
) -> Screen:
    """Return the top fans of an artist; `mine`: to the artist, `is_shown`: the reader is by name.

    `known` are those on this page who want to be seen; few of them are seen by the artist only.
    """
    sees = mine or found.shown >= SEEN_FROM
    rows: list[keys.Row] = [
        [
            keys.choice(
                t,
                t.plain(f"top-{one}", n=RECENT_DAYS),
                TopFans(artist=artist, period=one, page=0),
                chosen=one == period,
            )
            for one in PERIODS
        ]
    ]
    if sees:
        pager = keys.pager(
            t, page, found.shown, lambda n: TopFans(artist=artist, period=period, page=n)
        )
        rows.append(pager)
    if not mine and (found.place or is_shown):
        other = TopShown(artist=artist, period=period, on=not is_shown)
        rows.append([keys.toggle(t, t.plain("top-show"), other, on=is_shown)])
    back = OwnFans() if mine else Artist(artist=artist)
    rows.append([keys.button(t.plain("back" if mine else "artist-page"), back)])
    return Screen(
        paragraphs(
            t("top-head", name=name),
            _list(t, found, known) if sees else t("top-few", n=SEEN_FROM),
            None if mine else _place(t, found, is_shown=is_shown),
            t("top-rule", n=POINTS_SHOW),
        ),
        keys.markup(*rows),
    )


def _list(t: Texts, found: Top, known: Sequence[Known]) -> Html:
    more = found.total - found.shown
    if not found.total:
        return t("top-nobody")
    return lines(
        *(
            t("top-supporter" if one.supporter else "top-fan", name=one.name, n=one.points)
            for one in known
        ),
        t("top-unseen", n=more) if more else None,
    )


def _place(t: Texts, found: Top, *, is_shown: bool) -> Html:
    if not found.place:
        return t("top-no-place")
    seen = t("top-seen" if is_shown else "top-not-seen")
    return lines(t("top-place", nth=found.place, n=found.total), seen)


def clipped(name: str) -> str:
    return keys.clip(name, _NAME)
