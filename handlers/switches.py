"""The screens on which people say what they want to be told, and when."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    Artist,
    Calm,
    CalmCity,
    CalmHours,
    CalmOther,
    CalmPlace,
    CommentsSet,
    Digest,
    Hush,
    Settings,
    Want,
    Wanted,
)
from handlers.fields import clock
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import (
    A_WEEK,
    DIGEST,
    EVERYBODY,
    LEVELS,
    NEVER,
    NIGHT,
    OFF,
    ON,
    REMINDERS,
    TOPICS,
    Person,
    Quiet,
    Wishes,
)

FAN, ARTIST = "fan", "artist"
"""Whose digest it is, on the wire."""

_PRESETS = (NIGHT, Quiet(23, 8), Quiet(0, 7), NEVER)


def topic_name(t: Texts, topic: str) -> str:
    return t.plain("topic-reminders" if topic == REMINDERS else f"{topic}.all")


def _next(topic: str, level: str) -> str:
    """Return the level that a press on this one leads to: off first, for a digest is joined."""
    if topic == REMINDERS:
        return ON if level == OFF else OFF
    return LEVELS[(LEVELS.index(level) + 1) % len(LEVELS)]


def _topics(t: Texts, artist: str, wishes: Wishes) -> list[keys.Row]:
    rows: list[keys.Row] = []
    for topic in TOPICS:
        level = wishes.levels[topic]
        if topic == REMINDERS and level == DIGEST:  # they are told all the same
            level = ON
        words = t.plain("want", topic=topic_name(t, topic), level=t.plain(f"level-{level}"))
        want = Want(artist=artist, topic=topic, level=_next(topic, level))
        rows.append([keys.button(words, want)])
    return rows


def _no_digest(t: Texts, wishes: Wishes) -> Html | None:
    """Return that what is to come in the digest comes not at all, if so."""
    return t("wants-no-friday") if DIGEST in wishes.levels.values() and not wishes.friday else None


def artist(
    t: Texts,
    id: str,
    name: str,
    wishes: Wishes,
    person: Person,
    *,
    follows: bool,
    was: str = "",
) -> Screen:
    """Return what somebody wants to hear of one artist; `was` is the topic of what they heard."""
    rows: list[keys.Row] = []
    if wishes.stopped_all:
        text = t("wants-stopped-all", name=name)
    elif wishes.stopped:
        follows_on = t("wants-still-follows") if follows else None
        text = paragraphs(t("wants-stopped", name=name), follows_on)
        undo = keys.button(t.plain("hush-undo"), Hush(artist=id, on=False), style="success")
        rows.append([undo])
    else:
        aside = t("wants-unfollow") if follows else None
        here = t("wants-was", topic=topic_name(t, was)) if was in TOPICS else None
        head = lines(t("wants", name=name), here)
        text = paragraphs(head, t("wants-levels"), _no_digest(t, wishes), aside)
        stop = keys.button(t.plain("hush", name=name), Hush(artist=id, on=True), style="danger")
        rows += [*_topics(t, id, wishes), [stop]]
    rows.append([_calm(t, person)])
    rows.append(
        [
            keys.button(t.plain("wants-all"), Wanted(artist=EVERYBODY)),
            keys.button(t.plain("artist-page"), Artist(artist=id)),
        ]
    )
    return Screen(text, keys.markup(*rows))


def everybody(t: Texts, wishes: Wishes, person: Person, *, monday: bool | None) -> Screen:
    """Return what somebody wants to be told by all artists; `monday` is None for who is none."""
    rows: list[keys.Row] = []
    if wishes.stopped:
        text = t("wants-nothing")
        undo = Hush(artist=EVERYBODY, on=False)
        rows.append([keys.button(t.plain("hush-undo"), undo, style="success")])
    else:
        cap = t("wants-of-all", a_week=A_WEEK)
        text = paragraphs(cap, t("wants-levels"), _no_digest(t, wishes))
        rows += _topics(t, EVERYBODY, wishes)
        stop = Hush(artist=EVERYBODY, on=True)
        rows.append([keys.button(t.plain("hush-all"), stop, style="danger")])
        rows.append([_switch(t, FAN, on=wishes.friday)])
    if monday is not None:
        rows.append([_switch(t, ARTIST, on=monday)])
        rows.append([keys.button(t.plain("comments-set"), CommentsSet())])
    rows += [[_calm(t, person)], [keys.button(t.plain("settings"), Settings())]]
    return Screen(text, keys.markup(*rows))


def _switch(t: Texts, code: str, *, on: bool) -> InlineKeyboardButton:
    word = t.plain(f"digest-of-{code}", level=t.plain("switch-on" if on else "switch-off"))
    return keys.button(word, Digest(code=code, on=not on))


def digest_stopped(t: Texts, code: str) -> Screen:
    """Return the answer to the button under a digest."""
    back = keys.button(t.plain("hush-undo"), Digest(code=code, on=True))
    return Screen(
        t(f"digest-{code}-stopped"),
        keys.markup([back], [keys.button(t.plain("wants-all"), Wanted(artist=EVERYBODY))]),
    )


# Quiet hours -----------------------------------------------------------------------------------


def hours(t: Texts, quiet: Quiet) -> str:
    if quiet.start == quiet.end:
        return t.plain("calm-never")
    return t.plain("calm-hours", start=_hour(t, quiet.start), end=_hour(t, quiet.end))


def _hour(t: Texts, hour: int) -> str:
    return clock(t, time(hour))


def _calm(t: Texts, person: Person) -> InlineKeyboardButton:
    return keys.button(t.plain("calm", hours=hours(t, Quiet.parse(person.quiet))), Calm())


def calm(t: Texts, person: Person, now: datetime) -> Screen:
    """Return when somebody wants quiet, and by which clock."""
    chosen = Quiet.parse(person.quiet)
    where = _where(t, person, now)
    if chosen.start == chosen.end:
        text = paragraphs(t("calm-off"), where)
    else:
        start, end = _hour(t, chosen.start), _hour(t, chosen.end)
        text = paragraphs(t("calm-on", start=start, end=end), t("calm-what"), where)
    presets = [
        keys.choice(t, hours(t, one), CalmHours(hours=str(one)), chosen=one == chosen)
        for one in _PRESETS
    ]
    return Screen(
        text,
        keys.markup(
            *keys.grid(presets, 2),
            [keys.button(t.plain("calm-other"), CalmOther())],
            [
                keys.button(t.plain("set-city"), CalmCity()),
                keys.button(t.plain("calm-place"), CalmPlace()),
            ],
            [keys.button(t.plain("wants-all"), Wanted(artist=EVERYBODY))],
        ),
    )


def _where(t: Texts, person: Person, now: datetime) -> Html:
    if person.zone is None:
        return t("calm-nowhere")
    here = clock(t, now.astimezone(ZoneInfo(person.zone)).time())
    if person.city:
        return t("calm-city", city=person.city, time=here)
    return t("calm-zone", time=here)
