"""What was posted, as it is now: cards in chats, shared or announced, change with their record.

All changes of some seconds make one edit of each message. Of a thing that was posted a thousand
times those seconds are minutes, so that editing never takes what Telegram allows from the rest.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.types import InlineKeyboardButton

from handlers import ahead, edits, invoices, origins, pages
from handlers import keyboards as keys
from handlers.cards import above, card_text, whose
from handlers.desk import Desk
from handlers.errors import Unclear
from handlers.links import ALBUM, Links
from handlers.screen import CAPTION, TEXT, Screen, revise
from handlers.texts import Html, Texts
from handlers.visit import name_of, public, readable
from storage import INLINE, INTERACTIVE, NEWS, Entity, Kind, Post, Profile, Told, moments, sources

WITHIN = timedelta(seconds=4)
"""Changes of so long make one edit."""

_EACH = timedelta(milliseconds=200)  # and so much longer for each message that shows the thing

Look = Callable[[Desk, str, str, str, Post], Awaitable[Screen | None]]
"""How a thing (its family, artist and id) is shown in a post now; None: it stays as it is."""

CARD = "card"
"""The look of a record's card; with a word after a colon, under a line that says what is new."""

GOAL = "goal"
"""The look, and the family, of what shows how far a goal is."""


# Cards -----------------------------------------------------------------------------------------


def shared(
    t: Texts,
    record: Entity,
    links: Links,
    name: str,
    gifts: Sequence[InlineKeyboardButton],
    *,
    source: str = sources.CARD,
    note: Html | None = None,
    bare: bool = False,
    comments: int | None = None,
) -> Screen:
    """Return the card of a record or an artist for somebody's chat; `bare`: without its file.

    `gifts` are buttons that pay the artist, who is called `name`; its links say the `source`; so
    many `comments` there are, None: there are to be none.
    """
    foot: Html | None
    if isinstance(record, Profile):
        foot, buttons = (
            pages.artist_numbers(t, record),
            pages.shared_artist(t, record, links, gifts, source=source),
        )
    else:
        foot = whose(t, record, name)
        buttons = pages.work_buttons(
            *(t, record, links, pages.SHARED), gifts=gifts, source=source, comments=comments
        )
    media, picture = above(record, first=Kind.AUDIO)
    if bare:
        media = None
    limit = TEXT if media is None else CAPTION
    text = card_text(t, record, limit=limit, note=note, foot=foot, public=True)
    return Screen(text, buttons, media, picture)


async def chat_card(desk: Desk, record: Entity, chat: int, *, note: str = "") -> Screen:
    """Return the card of a record as a chat shows it now, perhaps with a note above: its text.

    In whichever chats somebody sent it through inline mode, it is `INLINE`.
    """
    source = await source_of(desk, record.owner, chat)
    name = await name_of(record.owner, desk)
    pays = await invoices.card_keys(desk, record, name, source)
    news = desk.t(f"chat-note-{note}") if f"chat-note-{note}" in desk.t else None
    said = await desk.comments.shown(record)
    return shared(desk.t, record, desk.links, name, pays, source=source, note=news, comments=said)


async def source_of(desk: Desk, artist: str, chat: int) -> str:
    """Return what a card in a chat is as a source."""
    return sources.CARD if chat == INLINE else await origins.of_chat(desk, artist, chat)


async def card(desk: Desk, family: str, artist: str, id: str, post: Post) -> Screen | None:
    model = Profile if family == Profile.family else public(family)
    record = await readable(desk.records.find(model, artist, id))
    if record is not None:
        return await chat_card(desk, record, post.chat, note=post.look.partition(":")[2])
    is_card = post.look.partition(":")[0] == CARD  # and not what a follower was told
    source = await source_of(desk, artist, post.chat) if is_card else None
    if model is not Profile:
        soon = await ahead.chat_card(desk, family, artist, id, source=source)
        if soon is not None:
            return soon
    page = keys.link(desk.t.plain("artist-page"), desk.links.to(artist, source=source))
    return Screen(desk.t("card-gone", name=await name_of(artist, desk)), keys.markup([page]))


LOOKS: dict[str, Look] = {CARD: card}
"""How posts show their thing, by the first word of their look; modules add their own."""


# Renewing --------------------------------------------------------------------------------------


async def renew(
    desk: Desk,
    family: str,
    artist: str,
    id: str,
    *,
    urgency: str = NEWS,
    look: str = "",
    left: str | None = None,
) -> None:
    """Have every message that shows a thing show it as it is; no sound, and in a moment.

    Cards of the album that a track is on are among them, and of one it has `left`. `look`: only
    those that look so.
    """
    for album in filter(None, {await desk.albums.last_of(artist, id), left}):
        await renew(desk, ALBUM, artist, album, urgency=urgency)
    shown = await desk.posts.count(family, artist, id)
    if not shown:
        return
    at = _turn(shown, desk.now)
    body = {
        "kind": "cards-renewed",
        "to": artist,
        "paces": edits.lane(f"{family}:{artist}:{id}"),
        "family": family,
        "artist": artist,
        "id": id,
        "urgency": urgency,
        "look": look,
        "at": moments.ms(at),
    }
    put = f"cards:{family}:{artist}:{id}:{moments.ms(at)}{look}"
    await desk.outbox.put(put, urgency, body, not_before=at)


def _turn(shown: int, now: datetime) -> datetime:
    """Return when the changes of this moment are shown: at the end of a span they share."""
    return edits.end_of_span(now, max(WITHIN, shown * _EACH))


async def cards_renewed(desk: Desk, body: Any) -> Told | None:
    """Have each message that shows a thing edited, in a notice of its own.

    Those notices are named by the next turn: what waits twice in a long queue is done once.
    """
    family, artist, id = body["family"], body["artist"], body["id"]
    posts = await desk.posts.of(family, artist, id)
    posts = [post for post in posts if post.look.startswith(body.get("look", ""))]
    now = max(desk.now, moments.from_ms(body.get("at", 0)))  # not before by any clock
    turn = _turn(len(posts), now)
    for post in posts:
        await edits.put(*(desk, family, artist, id, post), urgency=body["urgency"], turn=turn)
    return None


async def complete(desk: Desk, family: str, artist: str, id: str, post: Post) -> None:
    """Have a card show the buttons that pay, if it was sent before there were links for them."""
    model = Profile if family == Profile.family else public(family)
    record = await readable(desk.records.find(model, artist, id))
    if record is None or await invoices.are_ready(desk, record, await name_of(artist, desk)):
        return
    put = f"card:{family}:{artist}:{id}:pays:{post.chat}:{post.message}"
    await desk.outbox.put(put, INTERACTIVE, edits.renewal(family, artist, id, post))


async def card_renewed(desk: Desk, body: Any) -> Told | None:
    """Let one message show its thing as it is; one that is gone is forgotten."""
    thing = body["family"], body["artist"], body["id"]
    post = Post(*body["post"])
    screen = await LOOKS[post.look.partition(":")[0]](desk, *thing, post)
    if screen is None:
        return None
    try:
        await revise(desk.bot, _address(post), screen)
    except TelegramMigrateToChat:  # its messages have other ids now
        if body["family"] != GOAL:  # of a goal there will be another card
            await desk.posts.forget(*thing, post)
    except TelegramBadRequest as error:  # as it is already, or not ours to edit any more
        if any(words in error.message.lower() for words in _GONE):
            await desk.posts.forget(*thing, post)
    except (TelegramNetworkError, TelegramServerError) as error:
        raise Unclear(post.message) from error
    return None


_GONE = ("message to edit not found", "message_id_invalid", "chat not found")


def _address(post: Post) -> dict[str, Any]:
    if post.chat == INLINE:
        return {"inline_message_id": post.message}
    return {"chat_id": post.chat, "message_id": int(post.message)}
