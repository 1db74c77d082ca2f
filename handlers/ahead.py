"""What is announced and not out yet, as everybody sees it: what it is called and when it comes.

The song itself is nobody's business until then: whatever plays is taken from a draft before
anything is made of it, its file no less than its address.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
from handlers.callbacks import Artist, Await, Home
from handlers.cards import above, utc
from handlers.desk import Desk
from handlers.fields import fields_of, lead
from handlers.links import Links, pack
from handlers.pages import CARD, PUSHED, SHARED
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from handlers.visit import name_of, public
from storage import Entity, Kind, NotFound, sources

_TITLE = 100  # characters


class Ahead(NamedTuple):
    """Something that is announced."""

    draft: Entity
    """Without anything that plays."""
    name: str
    """The artist's."""
    at: datetime | None
    """None: nobody knows yet."""
    songs: int
    """How many come out together."""
    waiting: int
    waits: bool
    """Who looks wants to be told."""

    @property
    def title(self) -> str:
        album = getattr(self.draft, "album", None) if self.songs > 1 else None
        return str(album or self.draft.label)


def announces(draft: Entity) -> bool:
    """Tell whether a draft can be announced: one of a recording."""
    return lead(type(draft)) is not None


async def find(desk: Desk, family: str, artist: str, id: str) -> Ahead | None:
    """Return what is announced, as whoever acts sees it; None: it is not, or it is out."""
    model = public(family)
    teaser = await desk.teasers.look(desk.me, family, artist, id)
    if teaser is None:
        return None
    try:
        draft = await desk.drafts.get(model, artist, id)
    except NotFound:
        return None
    release, name = await asyncio.gather(
        desk.releases.get(family, artist, id), name_of(artist, desk)
    )
    songs = 1 + len(release.others) if release else 1
    return Ahead(bare(draft), name, release and release.at, songs, *teaser)


def bare(draft: Entity) -> Entity:
    """Return a draft without anything that plays."""
    model = type(draft)
    hidden: dict[str, None] = {}
    for name in fields_of(model, Kind.AUDIO, Kind.VIDEO):
        hidden[name] = None
        if file := model.file_of(name):
            hidden[file] = None
    return draft.changed(**hidden)


# Screens ---------------------------------------------------------------------------------------


def told(t: Texts, one: Ahead, *, note: Html | None = None) -> Html:
    """Return what is said of it."""
    if one.at is None:
        when = t("ahead-postponed")
    else:
        unix = str(int(one.at.timestamp()))
        when = t("ahead-when", unix=unix, shown=utc(t, one.at))
    what = t("ahead-album", n=one.songs) if one.songs > 1 else None
    head = t("ahead-head", title=keys.clip(one.title, _TITLE))
    return paragraphs(note, lines(head, t("card-by", name=one.name), what), when)


def _framed(one: Ahead, text: Html, *rows: keys.Row) -> Screen:
    media, picture = above(one.draft)
    return Screen(text, keys.markup(*rows), media, picture)


def shared(t: Texts, one: Ahead, links: Links, *, source: str | None = sources.CARD) -> Screen:
    """Return its card for somebody's chat, which is a `source`; the button is for all there."""
    page = keys.link(t.plain("artist-page"), links.to(one.draft.owner, source=source))
    return _framed(one, told(t, one), [bell(t, one, SHARED)], [page])


def own(t: Texts, one: Ahead, place: str, *, mine: bool = False) -> Screen:
    """Return its card for one reader."""
    draft = one.draft
    query = pack(draft.owner, draft.family, draft.id)
    last = [keys.button(t.plain("artist-page"), Artist(artist=draft.owner))]
    if place == PUSHED:
        last.append(keys.less(t, draft.owner, draft.family))
    return _framed(
        one,
        told(t, one, note=t("ahead-pushed", name=one.name) if place == PUSHED else None),
        [] if mine else [bell(t, one, place)],
        [keys.share(t, query)] if query else [],
        last if place == PUSHED else [*last, keys.button(t.plain("home"), Home())],
    )


def bell(t: Texts, one: Ahead, place: str) -> InlineKeyboardButton:
    """Return the button by which one is told when it is out."""
    draft = one.draft
    if place == SHARED:
        answer, word = "t", "await"
    else:
        answer, word = ("n", "await-on") if one.waits else ("y", "await")
    data = Await(place=place, family=draft.family, artist=draft.owner, id=draft.id, answer=answer)
    return keys.button(t.plain(word, n=one.waiting), data)


async def screen(desk: Desk, family: str, artist: str, id: str, place: str = CARD) -> Screen | None:
    """Return what is announced for whoever acts; None: it is not, or it is out."""
    one = await find(desk, family, artist, id)
    return one and own(desk.t, one, place, mine=artist == desk.me)


async def chat_card(
    desk: Desk, family: str, artist: str, id: str, *, source: str | None
) -> Screen | None:
    """Return what is announced for a chat, which is a `source`; None: it is not, or it is out."""
    one = await find(desk, family, artist, id)
    return one and shared(desk.t, one, desk.links, source=source)


async def coming(desk: Desk, artist: str, *, limit: int) -> Sequence[Ahead]:
    """Return some of what an artist has announced."""
    places = await desk.teasers.of(artist, limit=limit)
    found = await asyncio.gather(*(find(desk, family, artist, id) for family, id in places))
    return [one for one in found if one]
