"""What admins do about reports: take things away and give them back, warn, block, verify.

A decision is a step of its matter, written first and once; then it is carried out, which twice is
as once. So of two admins who decide at the same moment one is told that the other was faster, and a
press that is handled again finishes what it began. The table lets nobody else in here; questions
are checked once more, since a form outlives a role.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Annotated, Any, Final

from aiogram.types import BufferedInputFile, CallbackQuery, Message
from pydantic import Field

from handlers import blocking, cells, edits, forms, posted, report_screens, visit
from handlers.callbacks import (
    MatterAct,
    MatterCard,
    MatterLook,
    Matters,
    MatterSure,
    MatterWhy,
    MatterWords,
    ModerationFile,
    ModerationLog,
    StandingBlock,
    StandingCard,
    StandingLift,
    StandingSign,
)
from handlers.cases import names_of
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values
from handlers.forms import Aside
from handlers.keyboards import PAGE, offset
from handlers.links import unpack
from handlers.report_screens import Background
from handlers.reporting import SUBJECTS, WORDS, Subject, subject_of
from handlers.screen import Screen, send, show
from handlers.subjects import REQUEST, profile_of
from handlers.table import Routes
from storage import (
    INTERACTIVE,
    NEWS,
    STRIKES,
    Malformed,
    Matter,
    NotFound,
    Overtaken,
    Profile,
    Prose,
    Told,
    Why,
    moments,
    new_id,
    reports,
)

_TOLD_AT_ONCE = 100  # reporters
_LOGGED = 10  # decisions that one screen shows
_PAST = 5  # matters of somebody that one screen shows

_DECIDED: Mapping[str, frozenset[str]] = {
    Profile.family: frozenset({reports.BLOCKED, reports.LIFTED, reports.WARNED, reports.DISMISSED}),
    report_screens.REQUEST: frozenset({reports.VERIFIED, reports.REFUSED, reports.REVOKED}),
}
"""What can be decided of things of a kind; of all others, this:"""
_OF_ANY: Final = frozenset({reports.TAKEN, reports.RESTORED, reports.WARNED, reports.DISMISSED})

_HEARD: Final = frozenset({reports.TAKEN, reports.BLOCKED, reports.WARNED, reports.DISMISSED})
"""Of what reporters are told."""


# What was reported -----------------------------------------------------------------------------


async def matter_list(event: Message | CallbackQuery, desk: Desk, page: int = 0) -> None:
    found = await desk.reports.page(offset=offset(page), limit=PAGE)
    titles = await _titles(desk, (one.subject for one in found.records))
    screen = report_screens.matter_list(desk.t, found, titles, clock_of(desk), page=page)
    await show(desk.bot, event, screen)


async def turn(query: CallbackQuery, callback_data: Matters, desk: Desk) -> None:
    await matter_list(query, desk, callback_data.page)


async def card(query: CallbackQuery, callback_data: MatterCard, desk: Desk) -> None:
    await _show_card(query, desk, await desk.reports.get(callback_data.id))


async def _show_card(query: CallbackQuery, desk: Desk, matter: Matter) -> None:
    await show(desk.bot, query, await card_screen(desk, matter))


async def card_screen(desk: Desk, matter: Matter) -> Screen:
    about = await _background(desk, matter)
    return report_screens.matter_card(desk.t, matter, about, clock_of(desk))


async def look(query: CallbackQuery, callback_data: MatterLook, desk: Desk) -> None:
    """Send the thing as people see it below the matter, which stays."""
    matter = await desk.reports.get(callback_data.id)
    screen = await _subject(matter).look(desk, matter.subject)
    await send(desk.bot, desk.actor, screen)


def _subject(matter: Matter) -> Subject:
    return REQUEST if _family(matter) == report_screens.REQUEST else subject_of(matter.subject)


def _family(matter: Matter) -> str:
    return matter.subject.partition(":")[0]


async def title_of(desk: Desk, subject: str) -> str:
    """Return what a thing is called, or was."""
    known = SUBJECTS.get(subject.partition(":")[0], REQUEST)
    try:
        return await known.title(desk, subject)
    except (NotFound, Malformed):
        return desk.t.plain("untitled")


async def _titles(desk: Desk, subjects: Iterable[str]) -> list[str]:
    return await asyncio.gather(*(title_of(desk, subject) for subject in subjects))


async def _background(desk: Desk, matter: Matter) -> Background:
    said = []
    if matter.is_open and matter.reports:
        said = await desk.reports.reporters(matter.id, since=matter.opened, limit=20)
    person = await whose(desk, matter)
    people = [person, *(one.by for one in said), *(step.by for step in matter.steps)]
    title, names, about = await asyncio.gather(
        title_of(desk, matter.subject), names_of(desk, people), _person(desk, person)
    )
    return about._replace(title=title, said=[one for one in said if one.words], names=names)


async def whose(desk: Desk, matter: Matter) -> str:
    """Return who made a thing; of one that is gone, whose page it was on."""
    try:
        return await _subject(matter).whose(desk, matter.subject)
    except NotFound:
        return matter.artist


async def _person(desk: Desk, person: str) -> Background:
    met, profile, strikes, block, verified = await asyncio.gather(
        desk.people.get(person),
        profile_of(desk, person),
        desk.standing.strikes(person, now=desk.now),
        desk.standing.blocked(person),
        desk.standing.verified([person]),
    )
    name = profile.name if profile else met.name if met else person
    return Background(
        title=name,
        person=person,
        name=name,
        username=met.username if met else None,
        strikes=strikes,
        limit=desk.house.takedowns,
        block=block,
        is_verified=bool(verified),
        said=(),
        names={},
    )


# Deciding --------------------------------------------------------------------------------------


async def act(query: CallbackQuery, callback_data: MatterAct, desk: Desk) -> None:
    matter, what = await _known(desk, callback_data.id, callback_data.what)
    title = await _subject(matter).title(desk, matter.subject)
    await show(desk.bot, query, report_screens.reasons(desk.t, matter, title, what))


async def why(query: CallbackQuery, callback_data: MatterWhy, desk: Desk) -> None:
    matter, what = await _known(desk, callback_data.id, callback_data.what)
    title = await _subject(matter).title(desk, matter.subject)
    await show(
        desk.bot, query, report_screens.sure(desk.t, matter, title, what, callback_data.reason)
    )


async def sure(query: CallbackQuery, callback_data: MatterSure, desk: Desk) -> Toast:
    matter, what = await _known(desk, callback_data.id, callback_data.what)
    try:
        because = Why(callback_data.reason)
        await _decide(desk, matter, what, because, seen=callback_data.n)
    except Overtaken:
        await _show_card(query, desk, await desk.reports.get(matter.id))
        raise Refused("matter-overtaken") from None
    await _show_card(query, desk, await desk.reports.get(matter.id))
    return Toast(desk.t.plain(f"done-{what}"))


class Verdict(Aside, family="verdict"):
    """What an admin says about a decision."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        _admins_only(desk)
        id, seen, what, reason = about.split(" ")
        matter, what = await _known(desk, id, what)
        try:
            because = Why(reason, values["words"])
            await _decide(desk, matter, what, because, seen=int(seen))
        except Overtaken:
            raise Refused("matter-overtaken") from None
        return await card_screen(desk, await desk.reports.get(id))

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        _admins_only(desk)
        return await card_screen(desk, await desk.reports.get(about.partition(" ")[0]))


async def words(query: CallbackQuery, callback_data: MatterWords, desk: Desk) -> None:
    matter, what = await _known(desk, callback_data.id, callback_data.what)
    about = f"{matter.id} {callback_data.n} {what} {callback_data.reason}"
    await forms.ask(query, desk, Verdict, about=about)


def _admins_only(desk: Desk) -> None:
    if desk.actor not in desk.house.admins:
        raise Refused("outdated")


async def _known(desk: Desk, id: str, what: str) -> tuple[Matter, str]:
    """Return a matter, and what is to be decided if that can be of such a thing."""
    matter = await desk.reports.get(id)
    if what not in _DECIDED.get(_family(matter), _OF_ANY):
        raise Refused("outdated")
    return matter, what


async def _decide(desk: Desk, matter: Matter, what: str, because: Why, *, seen: int) -> None:
    """Write a decision down, carry it out, and tell everybody whom it concerns.

    Raises:
        NotFound: what is to be taken away is gone.
        Overtaken: another admin was faster.

    """
    if what == reports.TAKEN:
        await _subject(matter).title(desk, matter.subject)
    n = await desk.reports.decide(
        matter.subject,
        what,
        step=f"{what}:{seen}:{desk.actor}",
        admin=desk.actor,
        reason=because.reason,
        words=because.words,
        seen=seen,
        now=desk.now,
    )
    matter = await desk.reports.get(matter.id)
    person = await whose(desk, matter)
    await _carry_out(desk, matter, what, because, person)
    await _tell(desk, matter, n, person)
    if what == reports.TAKEN:
        await _count(desk, matter, n, person)
    elif what == reports.RESTORED:
        await _uncount(desk, person)


async def _carry_out(desk: Desk, matter: Matter, what: str, because: Why, person: str) -> None:
    match what:
        case reports.TAKEN:
            with suppress(NotFound):  # deleted between the look and the step
                await _subject(matter).take(desk, matter.subject, because)
        case reports.RESTORED:
            await _subject(matter).bring_back(desk, matter.subject)
        case reports.BLOCKED:
            await blocking.block(desk, person, because, by=desk.actor)
        case reports.LIFTED:
            await blocking.lift(desk, person)
        case reports.VERIFIED:
            await desk.standing.verify(person, now=desk.now)
            await posted.renew(desk, Profile.family, person, person)
        case reports.REVOKED:
            await desk.standing.revoke(person)
            await posted.renew(desk, Profile.family, person, person)


async def _tell(desk: Desk, matter: Matter, n: int, person: str) -> None:
    """Tell whose a thing is what was decided by step `n`, and who reported it."""
    step = matter.steps[n - 1]
    before = matter.steps[n - 2].what if n > 1 else ""
    heard = step.what != reports.DISMISSED or before == reports.OBJECTED
    if heard and person.isdecimal():  # or it is nobody's id at Telegram
        body = {"kind": "judged", "to": person, "matter": matter.id, "n": n}
        await desk.outbox.put(f"judged:{matter.id}:{n}", INTERACTIVE, body)
    if matter.reports and step.what in _HEARD and matter.closed is not None:
        body = {
            "kind": "outcomes",
            "to": person,
            "paces": edits.lane(matter.id),
            "matter": matter.id,
            "what": step.what,
            "since": moments.ms(matter.opened),
            "until": moments.ms(matter.closed),
            "skip": 0,
        }
        await desk.outbox.put(f"outcomes:{matter.id}:{n}:0", NEWS, body)


# What a decision does --------------------------------------------------------------------------


async def _count(desk: Desk, matter: Matter, of: int, person: str) -> None:
    """Block an artist from whom too much was taken of late."""
    strikes = await desk.standing.strikes(person, now=desk.now)
    if strikes < desk.house.takedowns or await desk.standing.blocked(person):
        return
    page = reports.page(person)
    n = await desk.reports.note(
        page,
        reports.BLOCKED,
        step=f"strikes:{matter.id}:{of}",
        reason=STRIKES,
        now=desk.now,
    )
    await _tell(desk, await desk.reports.get(reports.matter_of(page)), n, person)
    await blocking.block(desk, person, Why(STRIKES), by="")


async def _uncount(desk: Desk, person: str) -> None:
    """Block an artist no more whose block followed from what was given back now."""
    blocked, strikes = await asyncio.gather(
        desk.standing.blocked(person), desk.standing.strikes(person, now=desk.now)
    )
    if blocked is None or blocked.reason != STRIKES or strikes >= desk.house.takedowns:
        return
    page = reports.page(person)
    n = await desk.reports.note(
        page, reports.LIFTED, step=f"lift:{moments.ms(blocked.at)}", now=desk.now
    )
    await _tell(desk, await desk.reports.get(reports.matter_of(page)), n, person)
    await blocking.lift(desk, person)


# How somebody stands ---------------------------------------------------------------------------


async def standing_screen(desk: Desk, person: str) -> Screen:
    """Return how somebody stands.

    Raises:
        NotFound: nobody knows them.

    """
    about, found, page = await asyncio.gather(
        _person(desk, person),
        desk.reports.of(person, limit=_PAST),
        visit.readable(desk.records.profile(person)),
    )
    if about.name == person and not found and not about.block:
        raise NotFound(person)
    titles = await _titles(desk, (one.subject for one in found))
    past = list(zip(found, titles, strict=True))
    return report_screens.standing_card(desk.t, about, past, has_page=page is not None)


async def standing(query: CallbackQuery, callback_data: StandingCard, desk: Desk) -> None:
    await show(desk.bot, query, await standing_screen(desk, callback_data.person))


async def _decide_of(
    desk: Desk, person: str, subject: str, what: str, *, of: str, so: bool, words: str = ""
) -> bool:
    """Decide something of a person that nobody need have asked for; return whether it was.

    `so`: it is so already, perhaps by this very decision, which `of` is once by.
    """
    step = f"{what}:{of}:{desk.actor}"
    if so and not await desk.reports.knows(subject, step):
        return False
    await standing_screen(desk, person)
    n = await desk.reports.decide(
        subject,
        what,
        step=step,
        admin=desk.actor,
        reason=reports.OTHER if words else "",
        words=words,
        now=desk.now,
    )
    matter = await desk.reports.get(reports.matter_of(subject))
    await _carry_out(desk, matter, what, Why(reports.OTHER, words), person)
    await _tell(desk, matter, n, person)
    return True


async def _block_for(desk: Desk, person: str, words: str, *, of: str) -> bool:
    so = await desk.standing.blocked(person) is not None
    page = reports.page(person)
    return await _decide_of(desk, person, page, reports.BLOCKED, of=of, so=so, words=words)


async def _unblock(desk: Desk, person: str, *, of: str) -> bool:
    so = await desk.standing.blocked(person) is None
    return await _decide_of(desk, person, reports.page(person), reports.LIFTED, of=of, so=so)


async def _sign(desk: Desk, person: str, *, on: bool, of: str) -> bool:
    so = bool(await desk.standing.verified([person])) is on
    what = reports.VERIFIED if on else reports.REVOKED
    return await _decide_of(desk, person, reports.request(person), what, of=of, so=so)


class Blocking(Aside, family="blocking"):
    """Why somebody is blocked."""

    words: Annotated[Prose, Field(min_length=1, max_length=WORDS)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        _admins_only(desk)
        person, token = about.split(" ")
        await _block_for(desk, person, values["words"], of=token)
        return await standing_screen(desk, person)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        _admins_only(desk)
        return await standing_screen(desk, about.partition(" ")[0])


async def ask_block(query: CallbackQuery, callback_data: StandingBlock, desk: Desk) -> None:
    await standing_screen(desk, callback_data.person)
    about = f"{callback_data.person} {new_id(desk.now)}"
    await forms.ask(query, desk, Blocking, about=about)


async def unblock(query: CallbackQuery, callback_data: StandingLift, desk: Desk) -> Toast:
    done = await _unblock(desk, callback_data.person, of=query.id)
    await show(desk.bot, query, await standing_screen(desk, callback_data.person))
    return Toast(desk.t.plain("done-lifted" if done else "already"))


async def sign(query: CallbackQuery, callback_data: StandingSign, desk: Desk) -> Toast:
    person, on = callback_data.person, callback_data.on
    done = await _sign(desk, person, on=on, of=query.id)
    await show(desk.bot, query, await standing_screen(desk, person))
    word = "done-verified" if on else "done-revoked"
    return Toast(desk.t.plain(word if done else "already"))


_LINK = re.compile(r"\S*[?&]start=([A-Za-z0-9_-]+)")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _whom(args: str) -> tuple[str, str]:
    """Return whom a command is about, by id or by a link, and what else it says.

    Raises:
        Refused: nobody.

    """
    first, _, rest = args.strip().partition(" ")
    match = _LINK.fullmatch(first)
    place = unpack(match[1]) if match else None
    person = place.artist if place else first
    if _ID.fullmatch(person) is None:
        raise Refused("ban-nobody")
    return person, rest.strip()[:WORDS]


async def ban(message: Message, desk: Desk, args: str) -> None:
    """Block somebody, if it is said why; without that show how they stand."""
    if not args.strip():
        blocked, total = await desk.standing.all_blocked(limit=PAGE)
        names = [(await _person(desk, id)).name for id in blocked]
        screen = report_screens.ban_how(desk.t, list(zip(blocked, names, strict=True)), total)
        await show(desk.bot, message, screen)
        return
    person, said = _whom(args)
    if said:
        await _block_for(desk, person, said, of=f"m{message.message_id}")
    await show(desk.bot, message, await standing_screen(desk, person))


async def unban(message: Message, desk: Desk, args: str) -> None:
    person, _ = _whom(args)
    await _unblock(desk, person, of=f"m{message.message_id}")
    await show(desk.bot, message, await standing_screen(desk, person))


async def verify(message: Message, desk: Desk, args: str) -> None:
    person, _ = _whom(args)
    await _sign(desk, person, on=True, of=f"m{message.message_id}")
    await show(desk.bot, message, await standing_screen(desk, person))


# The log ---------------------------------------------------------------------------------------


async def log(query: CallbackQuery, callback_data: ModerationLog, desk: Desk) -> None:
    found = await desk.reports.log(before=callback_data.before, limit=_LOGGED + 1)
    shown = found[:_LOGGED]
    titles, names = await asyncio.gather(
        _titles(desk, (one.subject for one in shown)), names_of(desk, (one.by for one in shown))
    )
    more = len(found) > _LOGGED
    screen = report_screens.log(desk.t, shown, titles, names, clock_of(desk), more=more)
    await show(desk.bot, query, screen)


async def log_file(query: CallbackQuery, desk: Desk) -> None:
    head = ("at", "admin", "decision", "subject", "reason", "words")
    rows = [
        (f"{one.at:%Y-%m-%d %H:%M:%S}", one.by, one.what, one.subject, one.reason, one.words)
        async for one in desk.reports.decisions()
    ]
    table = cells.MARK + await asyncio.to_thread(cells.written, desk.t, [head, *rows])
    await desk.bot.send_document(desk.actor, BufferedInputFile(table, "moderation.csv"))


# Notices ---------------------------------------------------------------------------------------


async def asked(desk: Desk, body: Mapping[str, Any]) -> Screen | None:
    """Return what tells an admin that something is to be decided; None: it is."""
    matter = await desk.reports.get(body["matter"])
    if desk.actor not in desk.house.admins or not matter.is_open:
        return None
    return await card_screen(desk, matter)


async def judged(desk: Desk, body: Mapping[str, Any]) -> Screen:
    """Return what tells somebody what was decided about a thing of theirs."""
    matter = await desk.reports.get(body["matter"])
    step = matter.steps[int(body["n"]) - 1]
    title = await title_of(desk, matter.subject)
    return report_screens.told(desk.t, matter, title, step)


async def outcomes(desk: Desk, body: Mapping[str, Any]) -> Told | None:
    """Have some of those who reported a thing told what came of it, and then the rest."""
    skip = int(body["skip"])
    said = await desk.reports.reporters(
        body["matter"],
        since=moments.from_ms(body["since"]),
        until=moments.from_ms(body["until"]),
        offset=skip,
        limit=_TOLD_AT_ONCE,
    )
    of = f"{body['matter']}:{body['until']}"
    for one in said:
        about = {
            "kind": "outcome",
            "to": one.by,
            "matter": body["matter"],
            "what": body["what"],
        }
        await desk.outbox.put(f"outcome:{of}/{one.by}", NEWS, about)
    if len(said) == _TOLD_AT_ONCE:
        following = skip + _TOLD_AT_ONCE
        again = {name: value for name, value in body.items() if name != "notice"}
        await desk.outbox.put(f"outcomes:{of}:{following}", NEWS, {**again, "skip": following})
    return None


async def outcome(desk: Desk, body: Mapping[str, Any]) -> Screen:
    """Return what tells somebody what came of their report."""
    matter = await desk.reports.get(body["matter"])
    return report_screens.outcome(desk.t, await title_of(desk, matter.subject), str(body["what"]))


ROUTES = Routes(
    admin_commands={"reports": matter_list, "ban": ban, "unban": unban, "verify": verify},
    admin_menus={
        Matters: turn,
        MatterCard: card,
        MatterLook: look,
        MatterAct: act,
        MatterWhy: why,
        MatterSure: sure,
        MatterWords: words,
        StandingCard: standing,
        StandingBlock: ask_block,
        StandingLift: unblock,
        StandingSign: sign,
        ModerationLog: log,
        ModerationFile: log_file,
    },
)
