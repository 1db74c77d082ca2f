"""Comments on tracks and news: reading, writing, answering, taking away.

A comment is written by a reply to a card, or through the button under a thread. Its author and the
artist may delete it; everybody may report it. Where comments are switched off nobody but the artist
sees those that there are.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from math import ceil
from typing import Annotated, Any

from aiogram.types import CallbackQuery, Message
from pydantic import AfterValidator, Field

from handlers import behalf, deeds, forms, needs, reporting, threads
from handlers.callbacks import (
    CommentAnswer,
    CommentBan,
    CommentBelow,
    CommentCard,
    CommentDelete,
    CommentEdit,
    CommentReport,
    Comments,
    CommentsBanned,
    CommentsHere,
    CommentsHush,
    CommentsPage,
    CommentsPardon,
    CommentsSet,
    CommentsTold,
    CommentsWanted,
    CommentUndo,
    CommentWrite,
)
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.fields import Values
from handlers.forms import Aside
from handlers.keyboards import PAGE, offset
from handlers.links import Place
from handlers.plain import one_line, tidy
from handlers.posted import renew
from handlers.screen import Screen, say, send, show
from handlers.table import Routes
from handlers.visit import name_of, public
from storage import (
    COMMENT_LENGTH,
    COMMENTED,
    COMMENTS,
    COMMENTS_A_DAY,
    COMMENTS_A_MINUTE,
    COMMENTS_PAUSE,
    INTERACTIVE,
    Comment,
    Entity,
    NotFound,
    Prose,
    Thread,
    Told,
    Unwelcome,
    Why,
    Written,
    is_seen,
    moments,
)

_GLIMPSE = 40  # characters of a comment that stand for it
_PAGES = 10**6  # a forged button may name any
_OPERATOR = "operator"
"""Who has taken away what was reported; no person is called so."""
_TAKEN = timedelta(days=365)  # so long can an admin bring it back


# Reading ---------------------------------------------------------------------------------------


async def _record(desk: Desk, thread: Thread) -> Entity:
    """Return what a thread is about.

    Raises:
        Refused: nobody comments on such things.

    """
    model = public(thread.family)
    if thread.family not in COMMENTED:
        raise Refused("outdated")
    return await desk.records.get(model, thread.artist, thread.id)


async def _reader(desk: Desk, thread: Thread, shown: Iterable[Comment]) -> threads.Reader:
    artist, names = await asyncio.gather(
        name_of(thread.artist, desk), desk.people.names({comment.by for comment in shown})
    )
    return threads.Reader(desk.t, clock_of(desk), desk.me, artist, names)


async def thread_screen(
    desk: Desk, thread: Thread, page: int = 0, *, note: str | None = None
) -> Screen:
    """Return one page of the comments on a record, the last one if there are not so many.

    Raises:
        Refused: the artist does not want them to be read.

    """
    page, size = min(max(page, 0), _PAGES), threads.PAGE
    record, talk, found = await asyncio.gather(
        _record(desk, thread),
        desk.comments.state(thread),
        desk.comments.page(thread, offset=page * size, limit=size),
    )
    if not talk.on and thread.artist != desk.me:
        raise Refused("comments-off")
    if not found.records and found.total:
        page = ceil(found.total / size) - 1
        found = await desk.comments.page(thread, offset=page * size, limit=size)
    reader = await _reader(desk, thread, found.records)
    return threads.thread(reader, record, talk, found, page=page, note=note)


async def comments(query: CallbackQuery, callback_data: Comments, desk: Desk) -> None:
    """Show a thread below the card, which stays: a song goes on playing."""
    await send(desk.bot, desk.actor, await thread_screen(desk, _thread(callback_data)))


async def turn(query: CallbackQuery, callback_data: CommentsPage, desk: Desk) -> None:
    screen = await thread_screen(desk, _thread(callback_data), callback_data.page)
    await show(desk.bot, query, screen)


async def open_thread(message: Message, place: Place, desk: Desk) -> None:
    """Open what a link to a thread leads to."""
    thread = Thread(place.family or "", place.artist, place.id or "")
    await send(desk.bot, desk.actor, await thread_screen(desk, thread))


def _thread(button: Any) -> Thread:
    """Return the thread that a button names."""
    return Thread(button.family, button.artist, button.id)


async def card_screen(desk: Desk, thread: Thread, id: str) -> Screen:
    """Return one comment for whoever acts."""
    record, talk, comment, at = await asyncio.gather(
        _record(desk, thread),
        desk.comments.state(thread),
        desk.comments.get(thread, id),
        desk.comments.place(thread, id),
    )
    if not talk.on and thread.artist != desk.me:
        raise Refused("comments-off")
    reader, banned = await asyncio.gather(
        _reader(desk, thread, [comment]), desk.comments.is_banned(thread.artist, comment.by)
    )
    page = at // threads.PAGE
    return threads.card(reader, thread, record.label, comment, page=page, banned=banned)


async def card(query: CallbackQuery, callback_data: CommentCard, desk: Desk) -> None:
    screen = await card_screen(desk, _thread(callback_data), callback_data.comment)
    await show(desk.bot, query, screen)


async def card_below(query: CallbackQuery, callback_data: CommentBelow, desk: Desk) -> None:
    screen = await card_screen(desk, _thread(callback_data), callback_data.comment)
    await send(desk.bot, desk.actor, screen)


# Writing ---------------------------------------------------------------------------------------


def _said(text: str) -> str:
    """Return what somebody wrote, as it is kept.

    Raises:
        ValueError: there is nothing to see in it, or too much.
    """
    text = tidy(text)
    if not is_seen(text) or len(text) > COMMENT_LENGTH:
        raise ValueError(text)
    return text


class CommentWords(Aside, family="comment-words"):
    """What somebody says of a record."""

    text: Annotated[Prose, AfterValidator(_said), Field(min_length=1)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        *where, tap = about.split(" ")
        thread = Thread(*where)
        await _write(desk, thread, _said(values["text"]), tap)
        return await thread_screen(desk, thread, note="comment-added")

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        *where, _ = about.split(" ")
        return await thread_screen(desk, Thread(*where))


async def write(query: CallbackQuery, callback_data: CommentWrite, desk: Desk) -> None:
    thread = _thread(callback_data)
    await _record(desk, thread)
    if not (await desk.comments.state(thread)).on:
        raise Refused("comments-off")
    if await desk.comments.is_banned(thread.artist, desk.me):
        raise Refused("comments-not-yours")
    await forms.ask(query, desk, CommentWords, about=" ".join((*thread, f"q{query.id}")))


_REFUSALS = {
    "off": "comments-off",
    "banned": "comments-not-yours",
    "same": "comments-same",
    "minute": "comments-minute",
    "day": "comments-day",
}


async def _write(desk: Desk, thread: Thread, text: str, tap: str) -> Written:
    """Write a comment of whoever acts, once by `tap`, and let its artist hear of it.

    Raises:
        Refused: the artist does not want it, or it is one too many.

    """
    await _record(desk, thread)
    try:
        written = await desk.comments.write(
            thread, desk.me, text, tap=f"{desk.actor} {tap}", now=desk.now
        )
    except Unwelcome as error:
        key = _REFUSALS[error.reason]
        if error.reason == "minute":
            raise Refused(key, n=COMMENTS_A_MINUTE) from None
        if error.reason == "day":
            raise Refused(key, n=COMMENTS_A_DAY) from None
        raise Refused(key) from None
    if desk.me != thread.artist:
        await _tell_artist(desk, thread, written)
    return written


async def _tell_artist(desk: Desk, thread: Thread, written: Written) -> None:
    """Have the artist told, together with what comes until then: once an hour of each record."""
    family, artist, id = thread
    await desk.outbox.put(
        f"comments:{family}:{artist}:{id}:{written.told}",
        INTERACTIVE,
        {"kind": "comments", "to": artist, "family": family, "artist": artist, "id": id},
        not_before=written.told_at and written.told_at + COMMENTS_PAUSE,
    )


class CommentAgain(Aside, family="comment-again"):
    """What somebody's comment says instead."""

    text: Annotated[Prose, AfterValidator(_said), Field(min_length=1)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        *where, id = about.split(" ")
        thread = Thread(*where)
        await desk.comments.edit(thread, id, desk.me, _said(values["text"]))
        return await card_screen(desk, thread, id)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        *where, id = about.split(" ")
        return await card_screen(desk, Thread(*where), id)


async def edit(query: CallbackQuery, callback_data: CommentEdit, desk: Desk) -> None:
    thread = _thread(callback_data)
    comment = await desk.comments.get(thread, callback_data.comment)
    if comment.by != desk.me:
        raise Refused("outdated")
    await forms.ask(query, desk, CommentAgain, about=" ".join((*thread, comment.id)))


class CommentReply(Aside, family="comment-reply"):
    """What an artist answers to a comment."""

    text: Annotated[Prose, AfterValidator(_said), Field(min_length=1)]

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        family, id, comment = about.split(" ")
        thread = Thread(family, desk.me, id)
        await _answer(desk, thread, comment, _said(values["text"]))
        return await card_screen(desk, thread, comment)

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        family, id, comment = about.split(" ")
        return await card_screen(desk, Thread(family, desk.me, id), comment)


async def answer(query: CallbackQuery, callback_data: CommentAnswer, desk: Desk) -> None:
    thread = _own(callback_data, desk)
    comment = await desk.comments.get(thread, callback_data.comment)
    about = f"{thread.family} {thread.id} {comment.id}"
    await forms.ask(query, desk, CommentReply, about=about)


async def _answer(desk: Desk, thread: Thread, id: str, text: str) -> Comment:
    """Let whoever acts answer a comment on what is theirs; its author hears of the first answer."""
    record = await _record(desk, thread)
    comment = await desk.comments.reply(thread, id, text, now=desk.now)
    about = {"family": record.family, "id": record.id, "title": record.label}
    await deeds.note(desk, "comment-answered", once=f"{id}:{moments.ms(desk.now)}", **about)
    if comment.by != desk.me:
        body = {"kind": "comment-answer", "to": comment.by, **thread._asdict(), "comment": id}
        await desk.outbox.put(f"comment-answer:{':'.join(thread)}:{id}", INTERACTIVE, body)
    return comment


def _own(button: CommentAnswer | CommentBan | CommentsHere, desk: Desk) -> Thread:
    """Return the thread that a button names on what is of whoever acts."""
    return Thread(button.family, desk.me, button.id)


# A reply to a message --------------------------------------------------------------------------


async def reply(message: Message, desk: Desk) -> bool:
    """Take a reply to a card, a thread or a notice for a comment; leave all else to the form.

    Say whether either took it. A form that is open stays so.
    """
    buttons = _buttons(message.reply_to_message)
    spot = next((b for b in buttons if isinstance(b, _SPOTS)), None)
    if spot is None or message.text is None:
        return await forms.answer(message, desk)
    try:
        text = _said(message.text)
    except ValueError:
        raise Refused("comments-unfit", n=COMMENT_LENGTH) from None
    screen = await _replied(message, spot, text, desk)
    await send(desk.bot, desk.actor, screen, reply_to=message.message_id)
    return True


_SPOTS = (CommentBelow, CommentAnswer, CommentWrite, Comments)


async def _replied(
    message: Message,
    spot: CommentBelow | CommentAnswer | CommentWrite | Comments,
    text: str,
    desk: Desk,
) -> Screen:
    if isinstance(spot, CommentAnswer):
        desk = await behalf.resumed(desk, behalf.whose(message.reply_to_message), needs.CONTENT)
        spot = CommentBelow(family=spot.family, artist=desk.me, id=spot.id, comment=spot.comment)
    thread = _thread(spot)
    if isinstance(spot, CommentBelow) and spot.artist == desk.me:
        return threads.answered(desk.t, thread, await _answer(desk, thread, spot.comment, text))
    written = await _write(desk, thread, text, f"m{message.message_id}")
    talk = await desk.comments.state(thread)
    return threads.added(desk.t, thread, written.comment, talk.n)


_BY_PREFIX = {button.__prefix__: button for button in _SPOTS}


def _buttons(message: Message | None) -> list[Any]:
    """Return those buttons under a message that say what a reply to it is about."""
    if message is None or message.reply_markup is None:
        return []
    data = [key.callback_data or "" for row in message.reply_markup.inline_keyboard for key in row]
    known = ((_BY_PREFIX.get(one.partition(":")[0]), one) for one in data)
    return [button.unpack(one) for button, one in known if button is not None]


# Taking away -----------------------------------------------------------------------------------


async def delete(query: CallbackQuery, callback_data: CommentDelete, desk: Desk) -> None:
    thread = _thread(callback_data)
    comment = await desk.comments.last_known(thread, callback_data.comment)
    if desk.me not in (comment.by, thread.artist):
        raise Refused("outdated")
    await desk.comments.delete(thread, comment.id, by=desk.me)
    await show(desk.bot, query, threads.deleted(desk.t, thread, comment))


async def undo(query: CallbackQuery, callback_data: CommentUndo, desk: Desk) -> None:
    thread = _thread(callback_data)
    comment = await desk.comments.restore(thread, callback_data.comment, by=desk.me)
    await show(desk.bot, query, await card_screen(desk, thread, comment.id))


async def ban(query: CallbackQuery, callback_data: CommentBan, desk: Desk) -> Toast:
    """Let an author comment no more on what is of whoever acts, or again."""
    thread = _own(callback_data, desk)
    comment = await desk.comments.get(thread, callback_data.comment)
    if comment.by == desk.me:
        raise Refused("outdated")
    if callback_data.on:
        await desk.comments.ban(desk.me, comment.by, now=desk.now)
    else:
        await desk.comments.pardon(desk.me, comment.by)
    await show(desk.bot, query, await card_screen(desk, thread, comment.id))
    return Toast(desk.t.plain("comment-banned" if callback_data.on else "comment-pardoned"))


async def report(query: CallbackQuery, callback_data: CommentReport, desk: Desk) -> None:
    thread = _thread(callback_data)
    comment = await desk.comments.get(thread, callback_data.comment)
    if comment.by == desk.me:
        raise Refused("report-self")
    await reporting.start(desk, _key(thread, comment))


def _key(thread: Thread, comment: Comment) -> str:
    """Return the key by which a comment is reported."""
    return f"comment:{thread.artist}:{thread.family}:{thread.id}:{comment.id}"


def _named(key: str) -> tuple[Thread, str]:
    """Return the comment that such a key names.

    Raises:
        NotFound: none can.
    """
    _, *where = key.split(":")
    if len(where) != 4:
        raise NotFound(key)
    artist, family, id, comment = where
    return Thread(family, artist, id), comment


async def _reported(desk: Desk, key: str) -> Comment:
    """Return a comment that was reported, also one that was taken away."""
    return await desk.comments.last_known(*_named(key))


async def _title(desk: Desk, key: str) -> str:
    return one_line((await _reported(desk, key)).text, _GLIMPSE)


async def _look(desk: Desk, key: str) -> Screen:
    thread, _ = _named(key)
    record, comment = await asyncio.gather(_record(desk, thread), _reported(desk, key))
    reader = await _reader(desk, thread, [comment])
    return threads.evidence(reader, thread, record.label, comment)


async def _whose(desk: Desk, key: str) -> str:
    return (await _reported(desk, key)).by


async def _take(desk: Desk, key: str, because: Why) -> None:
    thread, comment = _named(key)
    await desk.comments.delete(thread, comment, by=_OPERATOR, keep=_TAKEN)


async def _bring_back(desk: Desk, key: str) -> None:
    thread, comment = _named(key)
    await desk.comments.restore(thread, comment, by=_OPERATOR)


reporting.SUBJECTS["comment"] = reporting.Subject(_title, _look, _whose, _take, _bring_back)


# What the artist settles -----------------------------------------------------------------------


async def here(query: CallbackQuery, callback_data: CommentsHere, desk: Desk) -> None:
    """Let there be comments on a record, or not; its cards in chats show which."""
    thread = _own(callback_data, desk)
    await _record(desk, thread)
    await desk.comments.want_here(thread, on=callback_data.on)
    await renew(desk, *thread)
    await show(desk.bot, query, await thread_screen(desk, thread))


async def settings_screen(desk: Desk, *, note: str | None = None) -> Screen:
    wanted, told, banned = await asyncio.gather(
        desk.comments.wanted(desk.me),
        desk.choices.wants(desk.me, COMMENTS),
        desk.comments.banned(desk.me, limit=0),
    )
    return threads.settings(desk.t, wanted=wanted, told=told, banned=banned.total, note=note)


async def settings(query: CallbackQuery, callback_data: CommentsSet, desk: Desk) -> None:
    await show(desk.bot, query, await settings_screen(desk))


async def wanted(query: CallbackQuery, callback_data: CommentsWanted, desk: Desk) -> None:
    await desk.comments.want(desk.me, on=callback_data.on)
    await show(desk.bot, query, await settings_screen(desk))


async def told(query: CallbackQuery, callback_data: CommentsTold, desk: Desk) -> None:
    await desk.choices.want(desk.me, COMMENTS, on=callback_data.on)
    await show(desk.bot, query, await settings_screen(desk))


async def hush(query: CallbackQuery, callback_data: CommentsHush, desk: Desk) -> None:
    """Answer the button under a notice, which stays where it is."""
    await desk.choices.want(desk.me, COMMENTS, on=False)
    await send(desk.bot, desk.actor, await settings_screen(desk, note="comments-hushed"))


async def banned(query: CallbackQuery, callback_data: CommentsBanned, desk: Desk) -> None:
    await show(desk.bot, query, await _banned_screen(desk, callback_data.page))


async def _banned_screen(desk: Desk, page: int) -> Screen:
    people, total = await desk.comments.banned(desk.me, offset=offset(page), limit=PAGE)
    names = await desk.people.names(people)
    return threads.banned(desk.t, people, names, page=page, total=total)


async def pardon(query: CallbackQuery, callback_data: CommentsPardon, desk: Desk) -> None:
    await desk.comments.pardon(desk.me, callback_data.person)
    await show(desk.bot, query, await _banned_screen(desk, 0))


# Notices ---------------------------------------------------------------------------------------


async def fresh(desk: Desk, body: Any) -> Told | None:
    """Tell an artist, without a sound, of the comments that came since they last were."""
    thread = Thread(body["family"], body["artist"], body["id"])
    n, latest = await desk.comments.fresh(thread, notice=body["notice"], now=desk.now)
    if latest is None or not await desk.choices.wants(desk.me, COMMENTS):
        return None
    record = await _record(desk, thread)
    reader, talk = await asyncio.gather(
        _reader(desk, thread, [latest]), desk.comments.state(thread)
    )
    return await say(
        desk, threads.fresh(reader, thread, record.label, n, latest, talk.n), silent=True
    )


async def answer_came(desk: Desk, body: Any) -> Told | None:
    """Tell an author, without a sound, what the artist answered, unless they want none."""
    thread = Thread(body["family"], body["artist"], body["id"])
    record, comment, wishes, talk = await asyncio.gather(
        _record(desk, thread),
        desk.comments.get(thread, body["comment"]),
        desk.choices.of(desk.me, thread.artist),
        desk.comments.state(thread),
    )
    if not comment.reply or not talk.on or wishes.silent:
        return None
    reader = await _reader(desk, thread, [comment])
    return await say(desk, threads.answer(reader, thread, record.label, comment), silent=True)


ROUTES = Routes(
    menus={
        CommentWrite: write,
        CommentEdit: edit,
        CommentDelete: delete,
        CommentUndo: undo,
        CommentAnswer: answer,
        CommentBan: ban,
        CommentsHere: here,
        CommentsSet: settings,
        CommentsWanted: wanted,
        CommentsTold: told,
        CommentsBanned: banned,
        CommentsPardon: pardon,
    },
    public={
        Comments: comments,
        CommentsPage: turn,
        CommentCard: card,
        CommentBelow: card_below,
        CommentReport: report,
        CommentsHush: hush,
    },
)
