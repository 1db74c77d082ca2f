"""The screens of telling followers and of publishing at a time: pure functions."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import NamedTuple

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    AnnounceAs,
    CampaignCard,
    CampaignList,
    CampaignStop,
    Card,
    Home,
    PublishAs,
    PublishAt,
    PublishLater,
    PublishNever,
    PublishSure,
    Sketch,
    TeaserLook,
    TellAs,
    TellAt,
    TellLook,
    TellSend,
    TellWhom,
)
from handlers.cards import framed
from handlers.clock import Clock
from handlers.later import seconds
from handlers.links import Links
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from handlers.views import own_buttons, to_chats
from storage import Campaign, Entity, Release, campaigns, pace

TELL, LOUD, POST = 1, 2, 4
"""What `how` of the buttons of a release adds up."""

ALL = "a"
"""All followers, as buttons carry it; see `callbacks`."""

_BAR = 10  # marks
_TITLE = 60  # characters of a title in the head of a screen
_ENTRY = 24  # and in a list, which says when as well
_MINUTE, _HOUR = 60, 3600


class Telling(NamedTuple):
    """How followers are to be told."""

    at: datetime | None
    """None: now."""
    loud: bool
    to: str = ALL
    """Whom of them, as buttons carry it."""


class People(NamedTuple):
    """Whom an artist may choose to tell."""

    to: str
    """As buttons carry it."""
    label: str
    n: int
    segment: str = ""
    concert: str | None = None
    """As campaigns know it."""


# Before they are told --------------------------------------------------------------------------


def setup(
    t: Texts,
    record: Entity,
    how: Telling,
    clock: Clock,
    *,
    people: People,
    queued: int,
    offered: Sequence[datetime],
    n: int,
    note: Html | None = None,
) -> Screen:
    """Return how followers would be told of a record, for the nth time, and ways to change that.

    `queued`: so many messages go out before.
    """
    family, id, (at, loud, to) = record.family, record.id, how
    about = lines(
        _to(t, people),
        t("announce-at", when=clock.says(t, at)) if at else t("announce-now"),
        t("announce-loud" if loud else "announce-silent"),
        _takes(t, people.n + queued),
    )

    def then(moment: datetime | None) -> TellAs:
        return TellAs(family=family, id=id, at=seconds(moment), loud=loud, to=to)

    times = [keys.choice(t, t.plain("at-now"), then(None), chosen=at is None)]
    times += [keys.choice(t, clock.says(t, one), then(one), chosen=one == at) for one in offered]
    if at and at not in offered:
        times.append(keys.choice(t, clock.says(t, at), then(at), chosen=True))
    times.append(keys.button(t.plain("at-other"), TellAt(family=family, id=id, loud=loud, to=to)))
    sound = TellAs(family=family, id=id, at=seconds(at), loud=not loud, to=to)
    look = TellLook(family=family, id=id, at=seconds(at), loud=loud, to=to)
    send = TellSend(family=family, id=id, at=seconds(at), loud=loud, to=to, n=n)
    choose = TellWhom(family=family, id=id, at=seconds(at), loud=loud, to=to)
    return Screen(
        paragraphs(note, _head(t, "announce-head", record), about, t("announce-how")),
        keys.markup(
            [keys.button(t.plain("announce-whom", whom=people.label), choose)],
            *keys.grid(times, 2),
            [
                keys.toggle(t, t.plain("sound"), sound, on=loud),
                keys.button(t.plain("announce-look"), look),
            ],
            [
                keys.button(
                    t.plain("announce-plan" if at else "announce-send"), send, style="success"
                )
            ],
            [keys.button(t.plain("back"), Card(family=family, id=id))],
        ),
    )


def _to(t: Texts, people: People) -> Html:
    if people.to == ALL:
        return t("announce-who", n=people.n)
    return t("announce-some", whom=people.label, n=people.n)


def whom(t: Texts, record: Entity, how: Telling, people: Sequence[People]) -> Screen:
    """Return the question which of the followers to tell of a record."""

    def choose(one: People) -> keys.Row:
        as_ = TellAs(
            family=record.family, id=record.id, at=seconds(how.at), loud=how.loud, to=one.to
        )
        label = t.plain("announce-part", whom=one.label, n=one.n)
        return [keys.choice(t, label, as_, chosen=one.to == how.to)]

    back = TellAs(family=record.family, id=record.id, at=seconds(how.at), loud=how.loud, to=how.to)
    return Screen(
        paragraphs(_head(t, "announce-head", record), t("announce-parts")),
        keys.markup(*map(choose, people), [keys.button(t.plain("back"), back)]),
    )


def _head(t: Texts, key: str, record: Entity) -> Html:
    return t(key, title=keys.clip(record.label, _TITLE))


def _takes(t: Texts, messages: int) -> Html:
    """Return how long so many messages take, at the pace that all share."""
    wait_s = messages / pace.ALL.per_second
    if wait_s < _MINUTE:
        return t("announce-moment")
    if wait_s < 2 * _HOUR:
        return t("announce-minutes", n=ceil(wait_s / _MINUTE))
    return t("announce-hours", n=ceil(wait_s / _HOUR))


def before(t: Texts, record: Entity, last: Campaign, clock: Clock) -> Screen:
    """Return the question whether to tell once more of what followers were told of."""
    family, id = record.family, record.id
    again = AnnounceAs(family=family, id=id, at=0, loud=False)
    when = clock.says(t, last.begun or last.at)
    return Screen(
        paragraphs(
            _head(t, "announce-head", record), t("announced-before", when=when, n=last.taken)
        ),
        keys.markup(
            [keys.button(t.plain("campaign-open"), CampaignCard(id=last.id))],
            [keys.button(t.plain("announce-again"), again)],
            [keys.button(t.plain("back"), Card(family=family, id=id))],
        ),
    )


# While they are told, and after ----------------------------------------------------------------


def campaign(
    t: Texts,
    one: Campaign,
    title: str,
    clock: Clock,
    *,
    to: str | None = None,
    report: bool = False,
) -> Screen:
    """Return how it goes to tell followers; what became of them adds up to how many they are.

    `to`: which of them, if not all.
    """
    state, numbers = _state(one, clock), _numbers(one)
    settled, wanted = one.taken - one.waiting, one.taken + _left(one)
    full = _BAR * settled // wanted if wanted else 0
    bar = "▰" * full + "▱" * (_BAR - full)
    times = lines(
        t("campaign-began", when=clock.says(t, one.begun)) if one.begun else None,
        t("campaign-ended", when=clock.says(t, one.ended)) if one.ended else None,
    )
    ways = [keys.button(t.plain("campaign-refresh"), CampaignCard(id=one.id))]
    if state in ("planned", "running", "waits"):
        word = "campaign-cancel" if state == "planned" else "campaign-stop"
        ways.insert(0, keys.button(t.plain(word), CampaignStop(id=one.id), style="danger"))
    return Screen(
        paragraphs(
            t(_outcome(one)) if report else None,
            lines(
                t("campaign-head", title=keys.clip(title, _TITLE)),
                t("campaign-to", whom=to) if to else None,
                t(f"campaign-{state}", when=clock.says(t, one.at)),
            ),
            t("campaign-bar", bar=bar, n=settled, wanted=wanted) if one.begun and wanted else None,
            lines(*(t(f"campaign-{what}", n=n) for what, n in numbers.items() if n)) or None,
            times or None,
        ),
        keys.markup(ways, [keys.button(t.plain("campaigns-back"), CampaignList(page=0))]),
    )


def _state(one: Campaign, clock: Clock) -> str:
    match one.state:
        case campaigns.PLANNED:
            return "planned" if one.at > clock.now else "running"
        case campaigns.FINISHED if not one.taken:
            return "nobody"
        case campaigns.FINISHED:
            return "waits" if one.waiting else "done"
    return one.state


def _outcome(one: Campaign) -> str:
    """Return what tells an artist in a sentence what has come of telling followers."""
    if one.state == campaigns.FINISHED and one.waiting:
        return "campaign-report-waits"
    if one.became.get("sent") or one.became.get("unclear"):
        return "campaign-report"
    return "campaign-report-waits" if one.became.get("digest") else "campaign-report-nobody"


def _left(one: Campaign) -> int:
    """Return how many have not been taken; some may have gone, or come, since it began."""
    return 0 if one.state == campaigns.FINISHED else max(one.people - one.taken, 0)


def _numbers(one: Campaign) -> dict[str, int]:
    """Return what became of how many, by how that is called."""
    became, left, runs = one.became.get, _left(one), one.runs
    is_stopped = one.state == campaigns.STOPPED
    return {
        "sent": became("sent", 0),
        "tapped": one.tapped,
        "unclear": became("unclear", 0),
        "left": left + one.waiting if runs else 0,
        "waiting": 0 if runs else one.waiting,
        "off": became("off", 0),
        "digest": became("digest", 0),
        "blocked": became("blocked", 0),
        "failed": became("failed", 0),
        "moot": became("moot", 0) + became("expired", 0),
        "untold": became("stopped", 0) + (left if is_stopped else 0),
    }


def listing(
    t: Texts,
    coming: Sequence[tuple[Release, str]],
    told: Sequence[tuple[Campaign, str]],
    clock: Clock,
    *,
    page: int,
    total: int,
) -> Screen:
    """Return what comes out at a time, and what followers were told or will be; with its titles."""
    rows: list[keys.Row] = []
    for release, title in coming:
        label = t.plain(
            "campaign-entry-release",
            title=keys.clip(title, _ENTRY),
            when=clock.says(t, release.at),
        )
        rows.append([keys.button(label, PublishLater(family=release.family, id=release.id))])
    for one, title in told:
        label = t.plain(
            f"campaign-entry-{one.state}",
            title=keys.clip(title, _ENTRY),
            when=clock.says(t, one.begun or one.at),
        )
        rows.append([keys.button(label, CampaignCard(id=one.id))])
    rows.append(keys.pager(t, page, total, lambda n: CampaignList(page=n)))
    rows.append([keys.button(t.plain("home"), Home())])
    text = paragraphs(t("campaigns-head"), None if coming or total else t("campaigns-none"))
    return Screen(text, keys.markup(*rows))


# Coming out at a time --------------------------------------------------------------------------


def later(
    t: Texts,
    draft: Entity,
    at: datetime | None,
    how: int,
    clock: Clock,
    *,
    offered: Sequence[datetime],
    followers: int,
    chats: Sequence[str],
    is_kept: bool = False,
    announced: int | None = None,
    more: int = 0,
    note: Html | None = None,
) -> Screen:
    """Return when and how a draft comes out, or may, and ways to change that.

    `chats` want its kind; `more` come out with it; `announced`: so many wait for it,
    0 also if nobody knows of it yet, None if it cannot be announced.
    """
    family, id = draft.family, draft.id

    def choose(one: datetime) -> InlineKeyboardButton:
        then = _later(draft, one, how)
        return keys.choice(t, clock.says(t, one), then, chosen=one == at)

    times = [choose(one) for one in offered]
    if at and at not in offered:
        times.append(choose(at))
    other = t.plain("at-other" if times else "at-choose")
    times.append(keys.button(other, PublishAt(family=family, id=id, how=how)))
    rows = keys.grid(times, 2)
    if at:
        rows += _switches(t, draft, at, how, followers=followers, has_chats=bool(chats))
        if not is_kept:
            sure = PublishSure(family=family, id=id, at=seconds(at), how=how)
            rows.append([keys.button(t.plain("later-sure"), sure, style="success")])
    if is_kept and announced is not None:
        word = t.plain("teaser-open", n=announced) if announced else t.plain("teaser-key")
        rows.append([keys.button(word, TeaserLook(family=family, id=id))])
    if is_kept:
        never = PublishNever(family=family, id=id)
        rows.append([keys.button(t.plain("later-drop"), never, style="danger")])
    rows.append([keys.button(t.plain("back"), Sketch(family=family, id=id))])
    told = "later-untold"
    if how & TELL and followers:
        told = "later-told-loud" if how & LOUD else "later-told"
    about = (
        lines(
            t("later-at", when=clock.says(t, at)),
            t(told) if followers else None,
            to_chats(t, chats) if how & POST else None,
        )
        if at
        else t("later-when")
    )
    return Screen(
        paragraphs(
            note,
            lines(_head(t, "later-head", draft), t("later-more", n=more) if more else None),
            about,
        ),
        keys.markup(*rows),
    )


def _switches(
    t: Texts, draft: Entity, at: datetime, how: int, *, followers: int, has_chats: bool
) -> list[keys.Row]:
    switches = {"later-tell": TELL} if followers else {}
    if followers and how & TELL:
        switches["sound"] = LOUD
    if has_chats:
        switches["to-chats"] = POST
    return [
        [keys.toggle(t, t.plain(word), _later(draft, at, how ^ what), on=bool(how & what))]
        for word, what in switches.items()
    ]


def _later(draft: Entity, at: datetime, how: int) -> PublishAs:
    return PublishAs(family=draft.family, id=draft.id, at=seconds(at), how=how)


def released(
    t: Texts,
    record: Entity,
    links: Links,
    *,
    late: str | None,
    campaign: str,
    followers: int,
    zone: str | None,
) -> Screen:
    """Return what an artist is told when a draft has come out; `late`: when it should have."""
    buttons = own_buttons(t, record, links, followers=0 if campaign else followers)
    if campaign:
        follow = [keys.button(t.plain("campaign-open"), CampaignCard(id=campaign))]
        buttons = keys.markup(follow, *buttons.inline_keyboard)
    return framed(
        t,
        record,
        buttons,
        note=t("released") if late is None else t("released-late", when=late),
        foot=t("card-link", link=links.to(record.owner, record.family, record.id)),
        zone=zone,
    )
