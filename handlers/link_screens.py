"""The screens of an artist's links, and of who came by them: from data to text and buttons."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers import periods
from handlers.callbacks import (
    Card,
    LinkFrom,
    LinkPoster,
    LinkTo,
    LinkWord,
    Origins,
    OwnProfile,
    Stats,
    SupportSettings,
)
from handlers.origins import named
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import Donation, Profile, Source, sources

PAGE, SUPPORT = Profile.family, Donation.family
"""What a link leads to besides records: the artist's page, the ways to support them."""

OFFERED = (sources.POSTER, sources.BIO, sources.CHAT, sources.FRIEND)
"""Sources that every artist may choose."""

_OWN = 8  # of an artist's own that are offered, those last used
_TOLD = 12  # sources that a screen tells of one by one


def links_key(t: Texts, family: str, id: str = "") -> InlineKeyboardButton:
    """Return the button that shows a link, with all that can be done with it."""
    return keys.button(t.plain("links"), LinkTo(family=family, id=id))


def origins_row(t: Texts, days: int = periods.USUAL) -> keys.Row:
    """Return the row with the way to where listeners came from."""
    return [keys.button(t.plain("origins"), Origins(days=days))]


def link(
    t: Texts,
    family: str,
    id: str,
    address: str,
    *,
    title: str,
    query: str | None,
    source: str = "",
    own: Mapping[str, str],
) -> Screen:
    """Return a link, from `source` if it says one, and what can be done with it.

    `title` is the record's, `own` the artist's sources with their labels, the last used first;
    `query` offers the same in a chat.
    """
    some = [*OFFERED, *list(own)[:_OWN]]
    if source and source not in some:
        some.append(source)
    choices = [
        keys.choice(
            t,
            keys.clip(named(t, one, own.get(one)), 24),
            LinkTo(family=family, id=id)
            if one == source
            else LinkFrom(family=family, id=id, source=one),
            chosen=one == source,
        )
        for one in some
    ]
    if family in (PAGE, SUPPORT):
        head = t(f"link-{family}")
    else:
        head = t("link-record", kind=t(family), title=title)
    said = t("link-source", name=named(t, source, own.get(source))) if source else t("link-ask")
    poster = LinkPoster(family=family, id=id, source=source)
    return Screen(
        paragraphs(head, t("link-address", link=address), said),
        keys.markup(
            *keys.grid(choices, 2),
            [keys.button(t.plain("link-word"), LinkWord(family=family, id=id))],
            [_share(t, address, None if source else query), keys.copy(t, address)],
            [keys.button(t.plain("link-poster"), poster)],
            origins_row(t),
            [keys.button(t.plain("back"), _above(family, id))],
        ),
    )


def _share(t: Texts, address: str, query: str | None) -> InlineKeyboardButton:
    """Return the button that passes a link on: as a card, or as it is if it says its source."""
    if query:
        return keys.share(t, query)
    return keys.link(t.plain("share"), f"https://t.me/share/url?{urlencode({'url': address})}")


def _above(family: str, id: str) -> Card | OwnProfile | SupportSettings:
    if family == PAGE:
        return OwnProfile()
    return SupportSettings() if family == SUPPORT else Card(family=family, id=id)


# Who came --------------------------------------------------------------------------------------


def origins(t: Texts, came: Sequence[Source], *, days: int) -> Screen:
    """Return where listeners came from in the last days, that with the most plays first."""
    ways = keys.markup(
        periods.row(t, days, lambda n: Origins(days=n)),
        [links_key(t, PAGE)],
        [keys.button(t.plain("back"), Stats())],
    )
    head = t("origins-head", n=days)
    if not came:
        return Screen(paragraphs(head, t("origins-none")), ways)
    totals = Source(
        "",
        plays=sum(one.plays for one in came),
        follows=sum(one.follows for one in came),
        stars=sum(one.stars for one in came),
    )
    told = came if len(came) <= _TOLD else came[: _TOLD - 1]
    rows = [_row(t, named(t, one.name, one.label), one, totals) for one in told]
    if rest := came[len(told) :]:
        merged = Source(
            "",
            taps=sum(one.taps for one in rest),
            plays=sum(one.plays for one in rest),
            follows=sum(one.follows for one in rest),
            stars=sum(one.stars for one in rest),
        )
        rows.append(_row(t, t.plain("origins-rest", n=len(rest)), merged, totals))
    return Screen(paragraphs(head, *rows, t("origins-meaning")), ways)


def _row(t: Texts, name: str, one: Source, totals: Source) -> Html:
    parts = [
        t(f"origins-{what}", n=n, share=_share_of(n, total))
        for what, n, total in (
            ("plays", one.plays, totals.plays),
            ("follows", one.follows, totals.follows),
            ("stars", one.stars, totals.stars),
        )
        if n
    ]
    came = None
    if one.taps and one.people:
        came = t("origins-came", n=one.taps, people=one.people)
    elif one.taps:
        came = t("origins-taps", n=one.taps)
    return lines(
        t("origins-name", name=keys.clip(name)), came, Html(" · ".join(parts)) if parts else None
    )


def _share_of(n: int, total: int) -> str:
    """Return a part in percent, as a person says it."""
    percent = round(100 * n / total)
    return str(percent) if percent else "<1"
