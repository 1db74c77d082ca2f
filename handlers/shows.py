"""The screens of who comes to a concert, and of what they are told: data in, markup out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers.callbacks import (
    After,
    AfterAlways,
    AfterOn,
    AfterWords,
    Artist,
    CancelShow,
    Card,
    HoldShow,
    Home,
    NearAdd,
    NearDrop,
    NearMe,
    NearOnly,
    OnMap,
    Outings,
    Reminders,
    RemindMe,
    Rsvp,
    Settings,
    Work,
)
from handlers.cards import clip, entry, times
from handlers.fields import clock, day
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import (
    EVERYBODY,
    GOING,
    INTERESTED,
    REMINDERS,
    Concert,
    Encore,
    Nearby,
    Show,
    Town,
    ladder,
    showtime,
)

NOTICE = "r"
"""A message about a concert that nobody asked for; on the wire, see `Rsvp`."""

ANSWERS: Mapping[str, str | None] = {"g": GOING, "i": INTERESTED, "n": None}
"""What the answers of buttons mean."""

_WORDS = 900  # characters of what an artist says after a concert
_FACT = 100  # characters of a venue
_SOON = timedelta(hours=6)
_TWO_DAYS = timedelta(days=2)


# Coming ----------------------------------------------------------------------------------------


def rsvp(t: Texts, concert: Concert, place: str, answer: str | None = None) -> keys.Row:
    """Return the buttons that say whether one comes; none where nobody can.

    `answer` is the reader's own, where one person alone reads it: the button of it takes it back.
    """
    if concert.cancelled:
        return []
    return [
        _answer(t, concert, place, "g", "going", concert.going, on=answer == GOING),
        _answer(t, concert, place, "i", "interested", concert.interested, on=answer == INTERESTED),
    ]


def _answer(
    t: Texts, concert: Concert, place: str, code: str, word: str, n: int, *, on: bool
) -> InlineKeyboardButton:
    pressed = "n" if on else code
    data = Rsvp(place=place, artist=concert.owner, id=concert.id, answer=pressed)
    return keys.button(t.plain(f"rsvp-{word}-on" if on else f"rsvp-{word}", n=n), data)


def outings(t: Texts, shows: Sequence[tuple[Concert, str]], *, page: int, total: int) -> Screen:
    """Return the concerts somebody comes to, or may: the next one first."""
    rows: list[keys.Row] = [
        [
            keys.button(
                t.plain(f"outing-{answer}", title=entry(t, concert)),
                Work(artist=concert.owner, family=concert.family, id=concert.id),
            )
        ]
        for concert, answer in shows
    ]
    rows.append(keys.pager(t, page, total, lambda n: Outings(page=n)))
    last = [keys.button(t.plain("reminders"), Reminders()), keys.button(t.plain("home"), Home())]
    return Screen(t("outings", n=total) if total else t("outings-none"), keys.markup(*rows, last))


def own_rows(t: Texts, concert: Concert) -> list[keys.Row]:
    """Return what an artist can do with a concert besides what can be done with any record."""
    if concert.cancelled:
        return [[keys.button(t.plain("hold-show"), HoldShow(id=concert.id))]]
    return [
        [
            keys.button(t.plain("after-show"), After(id=concert.id)),
            keys.button(t.plain("cancel-show"), CancelShow(id=concert.id, sure=False)),
        ]
    ]


def cancel(t: Texts, concert: Concert) -> InlineKeyboardMarkup:
    sure = CancelShow(id=concert.id, sure=True)
    return keys.markup(
        [keys.button(t.plain("cancel-show-sure"), sure, style="danger")],
        [keys.button(t.plain("back"), Card(family=concert.family, id=concert.id))],
    )


# Settings --------------------------------------------------------------------------------------


def reminders(t: Texts, chosen: str | None) -> Screen:
    """Return when somebody is reminded, each step a switch."""
    wanted = ladder.choice(chosen)
    rows = [
        [
            keys.toggle(
                t,
                t.plain(f"step-{step}"),
                RemindMe(step=step, on=step not in wanted),
                on=step in wanted,
            )
        ]
        for step in ladder.STEPS
    ]
    text = paragraphs(
        t("reminders-text"), t("reminders-usual" if chosen is None else "reminders-chosen")
    )
    return Screen(text, keys.markup(*rows, [keys.button(t.plain("back"), Settings())]))


def nearby(t: Texts, here: Nearby, code: Mapping[Town, str]) -> Screen:
    """Return where somebody goes to concerts; `code` is what the button of a city carries."""
    only = keys.toggle(t, t.plain("near-only"), NearOnly(on=not here.only), on=here.only)
    towns = [
        keys.button(t.plain("near-drop", city=town.name), NearDrop(code=code[town]))
        for town in here.towns
    ]
    return Screen(
        t("near-text") if here.towns else t("near-none"),
        keys.markup(
            *keys.grid(towns, 2),
            [keys.button(t.plain("near-add"), NearAdd())],
            [only],
            [keys.button(t.plain("back"), Settings())],
        ),
    )


def settings_row(t: Texts) -> keys.Row:
    """Return the ways from the settings to those of concerts."""
    return [
        keys.button(t.plain("reminders"), Reminders()),
        keys.button(t.plain("near-me"), NearMe()),
    ]


def after(t: Texts, concert: Concert, encore: Encore) -> Screen:
    """Return what those who were at a concert are told the day after, and whether they are."""
    id = concert.id
    said = quoted(encore.words) if encore.words else t("encore-default")
    on, always = AfterOn(id=id, on=not encore.on), AfterAlways(id=id, on=not encore.always)
    return Screen(
        paragraphs(t("after-text", title=concert.title), t("after-words"), said),
        keys.markup(
            [keys.toggle(t, t.plain("after-on"), on, on=encore.on)],
            [keys.toggle(t, t.plain("after-always"), always, on=encore.always)],
            [keys.button(t.plain("after-say"), AfterWords(id=id))],
            [keys.button(t.plain("back"), Card(family=concert.family, id=id))],
        ),
    )


# Notices ---------------------------------------------------------------------------------------


def ahead(start: datetime, now: datetime, zones: Iterable[ZoneInfo]) -> tuple[str, int]:
    """Return how far a start is: a unit of `remind-ahead`, and how many of it.

    “Today” and “tomorrow” are said where they are true by the calendar of each zone: that of the
    venue and that of the reader.
    """
    left = start - now
    if left < timedelta(minutes=100):
        return "minutes", max(round(left / timedelta(minutes=1)), 1)
    hours = round(left / timedelta(hours=1))
    if left < _SOON:
        return "hours", hours
    days = {(start.astimezone(z).date() - now.astimezone(z).date()).days for z in zones}
    if len(days) == 1:
        n = days.pop()
        return {0: "today", 1: "tomorrow", 7: "week"}.get(n, "days"), n
    return ("hours", hours) if left < _TWO_DAYS else ("days", round(left / timedelta(days=1)))


def reminder(
    t: Texts,
    shows: Sequence[tuple[Concert, str, str, tuple[str, int]]],
    *,
    zone: str | None,
) -> Screen:
    """Return a reminder of one show, or of several of one day.

    Of each: the artist's name, what the reader has answered, how far it is.
    """
    [(concert, name, answer, (unit, n)), *others] = shows
    left = t.plain("remind-ahead", unit=unit, n=n)
    if not others:
        head = t("remind-head", title=concert.title, ahead=left)
        text = paragraphs(lines(head, t("card-by", name=name)), facts(t, concert, zone))
        return Screen(text, notice_keys(t, concert, answer))
    parts = [
        lines(t("remind-one", title=one.title, name=name), facts(t, one, zone))
        for one, name, *_ in shows
    ]
    head = t("remind-several", ahead=left, shows=len(shows))
    concerts = [one for one, *_ in shows]
    return Screen(
        paragraphs(head, *parts),
        keys.markup(*([_open(t, one)] for one in concerts), [_less(t, *concerts)]),
    )


def notice_keys(t: Texts, concert: Concert, answer: str | None) -> InlineKeyboardMarkup:
    """Return the buttons of a notice about one concert."""
    return keys.markup(
        ways(t, concert),
        rsvp(t, concert, NOTICE, answer),
        [_open(t, concert)],
        [_less(t, concert)],
    )


def facts(t: Texts, concert: Concert, zone: str | None) -> Html:
    """Return when and where a concert is; `zone` is the reader's."""
    venue = t("remind-venue", venue=clip(concert.venue, _FACT))
    return lines(*times(t, concert, zone), venue)


def ways(t: Texts, concert: Concert) -> keys.Row:
    """Return the ways to a concert: tickets, and the map."""
    on_map = keys.button(t.plain("map"), OnMap(artist=concert.owner, id=concert.id))
    url = concert.ticket_url
    if url is None or not keys.opens(url):
        return [on_map]
    return [keys.link(t.plain("concert.go-ticket_url"), url), on_map]


def changed(
    t: Texts, concert: Concert, old: Show, name: str, *, zone: str | None, answer: str | None
) -> Screen:
    """Return what has changed for those who come."""
    head = lines(t("change-head", title=concert.title), t("card-by", name=name))
    return Screen(
        paragraphs(head, *_changes(t, concert, old, zone)), notice_keys(t, concert, answer)
    )


def _changes(t: Texts, concert: Concert, old: Show, zone: str | None) -> list[Html]:
    """Return when and where a concert is, and was if that is not the same."""
    new = Show.of(concert)
    parts = [lines(*times(t, concert, zone))]
    if (old.day, old.clock, old.city, old.zone) != (new.day, new.clock, new.city, new.zone):
        parts[0] = lines(t("change-was", was=_when(t, old)), parts[0])
    if old.venue == new.venue:
        parts.append(t("remind-venue", venue=clip(new.venue, _FACT)))
    else:
        venues = {"was": clip(old.venue, _FACT), "venue": clip(new.venue, _FACT)}
        parts.append(t("change-venue", **venues))
    return parts


def back_on(
    t: Texts, concert: Concert, old: Show, name: str, *, zone: str | None, answer: str | None
) -> Screen:
    """Return that a concert which was cancelled is held after all."""
    head = lines(t("on-head", title=concert.title), t("card-by", name=name))
    return Screen(
        paragraphs(head, *_changes(t, concert, old, zone)), notice_keys(t, concert, answer)
    )


def off(t: Texts, concert: Concert, old: Show, name: str) -> Screen:
    """Return that a concert is cancelled."""
    parts = [t("off-head", title=concert.title, name=name), t("off-was", was=_when(t, old))]
    if concert.ticket_url:
        parts.append(t("off-tickets"))
    ways_on = [_page(t, concert.owner), _less(t, concert)]
    return Screen(paragraphs(*parts), keys.markup([_open(t, concert)], ways_on))


def gone(t: Texts, artist: str, old: Show, name: str) -> Screen:
    """Return that a concert was taken down."""
    text = paragraphs(t("gone-head", title=old.title, name=name), t("off-was", was=_when(t, old)))
    return Screen(text, keys.markup([_page(t, artist), keys.less(t, artist, REMINDERS)]))


def _when(t: Texts, show: Show) -> str:
    wall = showtime.shown(show.on, show.wall, show.zone)
    return t.plain(
        "show-when",
        day=day(t, wall.date()),
        clock=clock(t, wall.time()),
        city=clip(show.city, _FACT),
    )


def encore(t: Texts, concert: Concert, name: str, words: str | None, support: keys.Row) -> Screen:
    """Return an artist's thanks to those who were at a concert."""
    head = t("encore-head", title=concert.title, name=name)
    said = quoted(clip(words, _WORDS)) if words else t("encore-default")
    return Screen(
        paragraphs(head, said), keys.markup(support, [_page(t, concert.owner), _less(t, concert)])
    )


def _open(t: Texts, concert: Concert) -> InlineKeyboardButton:
    title = t.plain("open-show", title=concert.title)
    return keys.button(title, Work(artist=concert.owner, family=concert.family, id=concert.id))


def _less(t: Texts, *concerts: Concert) -> InlineKeyboardButton:
    """Return the button that leads to how to hear less of whoever plays these."""
    artists = {one.owner for one in concerts}
    return keys.less(t, artists.pop() if len(artists) == 1 else EVERYBODY, REMINDERS)


def _page(t: Texts, artist: str) -> InlineKeyboardButton:
    return keys.button(t.plain("artist-page"), Artist(artist=artist))
