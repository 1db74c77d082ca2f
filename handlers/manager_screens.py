"""Screens about managers: those of an artist, invitations, and for whom somebody works."""

from collections.abc import Collection, Mapping, Sequence

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import (
    CampaignList,
    Chats,
    Donations,
    Home,
    Invite,
    InviteAccept,
    InviteDrop,
    InviteLink,
    Leave,
    Listing,
    Log,
    ManagerCard,
    ManagerMay,
    ManagerRemove,
    Managers,
    OwnFans,
    OwnProfile,
    Stats,
    Whose,
    WorkFor,
    WorkForMyself,
)
from handlers.clock import Clock
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import ENTITIES, Invitation, Manager, Right

_ORDER = tuple(Right)
AT_FIRST = frozenset({Right.CONTENT, Right.ANNOUNCE})
"""What is chosen when an invitation begins."""


def mask(rights: Collection[str]) -> int:
    """Return rights as buttons carry them."""
    return sum(1 << place for place, right in enumerate(_ORDER) if right in rights)


def unmask(rights: int) -> frozenset[Right]:
    return frozenset(right for place, right in enumerate(_ORDER) if rights >> place & 1)


def allowed(t: Texts, rights: Collection[str]) -> str:
    """Return what a manager may do, in one line."""
    named = [t.plain(f"right-{right}") for right in _ORDER if right in rights]
    return " · ".join(named) or t.plain("right-none")


def _listed(t: Texts, rights: Collection[str]) -> Html:
    return lines(
        *(t("may-do", what=t.plain(f"right-{right}")) for right in _ORDER if right in rights)
    )


# For artists -----------------------------------------------------------------------------------


def managers(
    t: Texts,
    there: Sequence[Manager],
    names: Mapping[str, str],
    waiting: Sequence[Invitation],
    clock: Clock,
    *,
    note: Html | None = None,
) -> Screen:
    """Return the managers of an artist, and the invitations that nobody has taken."""
    told = [
        t(
            "manager-line",
            name=names[one.id],
            since=clock.day(t, one.since),
            rights=allowed(t, one.rights),
        )
        for one in there
    ]
    return Screen(
        paragraphs(note, t("managers-head" if there else "managers-none"), *told),
        keys.markup(
            *([_card_key(names[one.id], one.id)] for one in there),
            *(
                [
                    keys.button(
                        t.plain("invitation-drop", when=clock.says(t, one.until)),
                        InviteDrop(id=one.id),
                    )
                ]
                for one in waiting
            ),
            [
                keys.button(
                    t.plain("manager-invite"), Invite(rights=mask(AT_FIRST)), style="success"
                )
            ],
            [keys.button(t.plain("log"), Log(person="", before=""))],
            [keys.button(t.plain("home"), Home())],
        ),
    )


def _card_key(name: str, person: str) -> InlineKeyboardButton:
    return keys.button(name, ManagerCard(person=person))


def invite(t: Texts, rights: int) -> Screen:
    """Return the question what a manager to be may do."""
    chosen = unmask(rights)
    toggles = [
        keys.toggle(
            t, t.plain(f"right-{right}"), Invite(rights=mask(chosen ^ {right})), on=right in chosen
        )
        for right in _ORDER
    ]
    link = keys.button(t.plain("invitation-link"), InviteLink(rights=mask(chosen)), style="success")
    return Screen(
        t("invite"),
        keys.markup(*([one] for one in toggles), [link] if chosen else [], [_back(t)]),
    )


def _back(t: Texts) -> InlineKeyboardButton:
    return keys.button(t.plain("back"), Managers())


def link(t: Texts, url: str, invitation: Invitation, clock: Clock) -> Screen:
    return Screen(
        t(
            "invitation-ready",
            link=url,
            when=clock.says(t, invitation.until),
            rights=_listed(t, invitation.rights),
        ),
        keys.markup(
            keys.copies(t.plain("copy-link"), url),
            [keys.button(t.plain("invitation-drop-this"), InviteDrop(id=invitation.id))],
            [_back(t)],
        ),
    )


def manager(t: Texts, one: Manager, name: str, clock: Clock) -> Screen:
    toggles = [
        keys.toggle(
            t,
            t.plain(f"right-{right}"),
            ManagerMay(person=one.id, right=right, on=right not in one.rights),
            on=right in one.rights,
        )
        for right in _ORDER
    ]
    return Screen(
        t("manager", name=name, since=clock.day(t, one.since)),
        keys.markup(
            *([key] for key in toggles),
            [keys.button(t.plain("log-of"), Log(person=one.id, before=""))],
            [keys.button(t.plain("manager-remove"), ManagerRemove(person=one.id, sure=False))],
            [_back(t)],
        ),
    )


def remove(t: Texts, person: str, name: str) -> Screen:
    sure = ManagerRemove(person=person, sure=True)
    return Screen(
        t("manager-remove-ask", name=name),
        keys.markup(
            [keys.button(t.plain("manager-remove-sure"), sure, style="danger")],
            [keys.button(t.plain("back"), ManagerCard(person=person))],
        ),
    )


def accepted(t: Texts, one: Manager, name: str) -> Screen:
    """Return what an artist is told when somebody has become a manager of theirs."""
    return Screen(
        t("manager-accepted", name=name, rights=_listed(t, one.rights)),
        keys.markup(
            [
                keys.button(t.plain("manager-rights"), ManagerCard(person=one.id)),
                keys.button(t.plain("manager-remove"), ManagerRemove(person=one.id, sure=False)),
            ]
        ),
    )


def left(t: Texts, name: str) -> Screen:
    return Screen(
        t("manager-left", name=name), keys.markup([keys.button(t.plain("managers"), Managers())])
    )


# For managers ----------------------------------------------------------------------------------


def invitation(t: Texts, one: Invitation, name: str, token: str) -> Screen:
    """Return an invitation for whoever opened its link."""
    return Screen(
        t("invitation", name=name, rights=_listed(t, one.rights)),
        keys.markup(
            [keys.button(t.plain("invitation-accept"), InviteAccept(token=token), style="success")],
            [keys.button(t.plain("invitation-decline"), Home())],
        ),
    )


def welcome(t: Texts, artist: str, name: str) -> Screen:
    return Screen(
        t("invitation-accepted", name=name),
        keys.markup(
            [keys.button(t.plain("work-for", name=name), WorkFor(artist=artist), style="success")],
            [keys.button(t.plain("home"), Home())],
        ),
    )


def studio(t: Texts, name: str, rights: Collection[str]) -> Screen:
    """Return the home of a manager on the page of an artist: what they may do there."""
    kinds = [
        keys.button(t.plain(f"{m.family}.all"), Listing(family=m.family, page=0)) for m in ENTITIES
    ]
    more: list[keys.Row] = []
    if Right.CONTENT in rights:
        more.append([keys.button(t.plain("profile"), OwnProfile())])
    if Right.ANNOUNCE in rights:
        more.append(
            [
                keys.button(t.plain("campaigns"), CampaignList(page=0)),
                keys.button(t.plain("chats"), Chats()),
            ]
        )
    last: list[InlineKeyboardButton] = []
    if Right.NUMBERS in rights:
        last.append(keys.button(t.plain("numbers"), Stats()))
        last.append(keys.button(t.plain("own-fans"), OwnFans()))
    if Right.MONEY in rights:
        last.append(keys.button(t.plain("donations"), Donations(page=0)))
    send = t("work-send") if Right.CONTENT in rights else None
    return Screen(
        paragraphs(t("work", rights=_listed(t, rights)), send),
        keys.markup(*keys.grid(kinds, 2), *more, last),
    )


def whose(t: Texts, pages: Mapping[str, str], acting: str | None) -> Screen:
    """Return the choice for whom somebody works; `pages` are the artists, by name."""
    rows: list[keys.Row] = [
        [keys.choice(t, t.plain("work-for", name=name), WorkFor(artist=id), chosen=id == acting)]
        for id, name in pages.items()
    ]
    rows.append([keys.choice(t, t.plain("work-for-me"), WorkForMyself(), chosen=acting is None)])
    rows += [
        [keys.button(t.plain("manager-leave", name=name), Leave(artist=id, sure=False))]
        for id, name in pages.items()
        if id == acting or len(pages) == 1
    ]
    return Screen(
        t("whose" if pages else "whose-nobody"),
        keys.markup(*(rows if pages else []), [keys.button(t.plain("home"), Home())]),
    )


def for_myself(t: Texts) -> Screen:
    return Screen(t("work-for-me-now"), keys.only_home(t))


def leave(t: Texts, artist: str, name: str) -> Screen:
    sure = Leave(artist=artist, sure=True)
    return Screen(
        t("manager-leave-ask", name=name),
        keys.markup(
            [keys.button(t.plain("manager-leave-sure"), sure, style="danger")],
            [keys.button(t.plain("back"), Whose(artist=artist))],
        ),
    )


def gone(t: Texts, name: str) -> Screen:
    return Screen(t("managing-ended", name=name), keys.only_home(t))


def changed(t: Texts, artist: str, name: str, rights: Collection[str]) -> Screen:
    """Return what a manager is told when they may do something else than before."""
    return Screen(
        t("managing-changed", name=name, rights=_listed(t, rights) or t("right-nothing")),
        keys.markup([keys.button(t.plain("work-for", name=name), WorkFor(artist=artist))]),
    )
