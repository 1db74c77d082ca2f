"""The screens of comments: what people say of a track or news, one of them, what the artist set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aiogram.types import InlineKeyboardButton

from handlers import keyboards as keys
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
    OwnProfile,
    Work,
)
from handlers.cards import clip
from handlers.clock import Clock
from handlers.plain import one_line, unlinked
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs, quoted
from storage import Comment, Entity, Page, Talk, Thread, thread_of

PAGE = 5
"""Comments on one page: what a phone shows, and what one message takes."""

_NAME = 40  # characters of a name
_SAID, _ANSWERED = 360, 240  # of a comment and its answer in a thread; more is on its own screen
_LINES = 6  # of either
_WHOLE = 1900  # of either on its own screen; with what keeps links dead it may be longer than told
_GLIMPSE = 500  # of one in a notice


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads comments: in which words, when, and whose page it is."""

    t: Texts
    clock: Clock
    me: str
    artist: str
    """What the artist is called."""
    names: Mapping[str, str]
    """What the authors are called."""

    def when(self, comment: Comment) -> Html:
        seconds = str(int(comment.at.timestamp()))
        shown = self.clock.says(self.t, comment.at)
        return self.t("comment-when", unix=seconds, shown=shown)

    def name(self, thread: Thread, comment: Comment) -> Html:
        """Return what the author is called; the artist by the name of the page, with a mark."""
        if comment.by == thread.artist:
            return self.artist_name
        name = one_line(self.names.get(comment.by, ""), _NAME) or self.t.plain("nameless")
        return self.t("comment-name", name=name)

    @property
    def artist_name(self) -> Html:
        return self.t("comment-artist", name=one_line(self.artist, _NAME))

    def told(self, thread: Thread, comment: Comment, head: Html, said: int, answered: int) -> Html:
        """Return a comment and the answer to it, cut to so many characters."""
        answer = None
        if comment.reply:
            words = Html(_cut(comment.reply, answered))
            answer = self.t("comment-answered", name=self.artist_name, words=words)
        return lines(head, _cut(comment.text, said), answer)

    def head(self, thread: Thread, comment: Comment) -> Html:
        edited = self.t("comment-edited") if comment.edited else Html("")
        name, when = self.name(thread, comment), self.when(comment)
        return self.t("comment-head", name=name, when=when, edited=edited)


def _cut(text: str, length: int) -> Html:
    if length < _WHOLE and len(rows := text.split("\n")) > _LINES:
        text = "\n".join(rows[:_LINES]) + "…"
    return quoted(clip(unlinked(text), length))


def key(t: Texts, record: Entity, n: int) -> InlineKeyboardButton:
    """Return the button of a card that leads to its comments."""
    return keys.button(t.plain("comments", n=n), Comments(**thread_of(record)._asdict()))


def thread(
    reader: Reader,
    record: Entity,
    talk: Talk,
    found: Page[Comment],
    *,
    page: int,
    note: str | None = None,
) -> Screen:
    """Return one page of the comments on a record."""
    t, place = reader.t, thread_of(record)
    mine, where = place.artist == reader.me, place._asdict()
    rows: list[keys.Row] = []
    said: list[Html] = []
    for n, comment in enumerate(found.records, page * PAGE + 1):
        head = t("comment-nth", n=n, head=reader.head(place, comment))
        said.append(reader.told(place, comment, head, _SAID, _ANSWERED))
    rows.append(
        [
            keys.button(t.plain("comment-nth-key", n=n), CommentCard(**where, comment=comment.id))
            for n, comment in enumerate(found.records, page * PAGE + 1)
        ]
    )
    turn = keys.pager(t, page, found.total, lambda to: CommentsPage(**where, page=to), size=PAGE)
    rows.append(turn)
    if talk.on:
        write = t.plain("comment-write")
        rows.append([keys.button(write, CommentWrite(**where), style="primary")])
    if mine:
        rows.append([_here(t, place, talk)])
    work = Work(artist=place.artist, family=place.family, id=place.id)
    rows.append([keys.button(t.plain("back-to", what=record.label), work)])
    head = t("comments-head", title=one_line(record.label, 100), n=found.total)
    if not talk.on:
        said.insert(0, t("comments-off-here" if not talk.here else "comments-off-all"))
    elif not found.total:
        said.append(t("comments-none-mine" if mine else "comments-none"))
    return Screen(paragraphs(t(note) if note else None, head, *said), keys.markup(*rows))


def _here(t: Texts, place: Thread, talk: Talk) -> InlineKeyboardButton:
    """Return the switch of a record's comments; where there are none at all, the way to that."""
    if not talk.on and talk.here:
        return keys.button(t.plain("comments-set"), CommentsSet())
    switch = CommentsHere(family=place.family, id=place.id, on=not talk.here)
    return keys.toggle(t, t.plain("comments-here"), switch, on=talk.here)


def card(
    reader: Reader, place: Thread, title: str, comment: Comment, *, page: int, banned: bool = False
) -> Screen:
    """Return one comment, whole, and what whoever reads may do about it."""
    t, where = reader.t, place._asdict()
    at = where | {"comment": comment.id}
    mine, own = place.artist == reader.me, comment.by == reader.me
    delete = keys.button(t.plain("delete"), CommentDelete(**at))
    rows: list[keys.Row] = []
    if mine and not own:
        about = {"family": place.family, "id": place.id, "comment": comment.id}
        word = t.plain("comment-answer-again" if comment.reply else "comment-answer")
        rows.append([keys.button(word, CommentAnswer(**about)), delete])
        ban = t.plain("comment-pardon" if banned else "comment-ban")
        rows.append(
            [
                keys.button(ban, CommentBan(**about, on=not banned)),
                keys.button(t.plain("report"), CommentReport(**at)),
            ]
        )
    elif own:
        rows.append([keys.button(t.plain("edit"), CommentEdit(**at)), delete])
    else:
        rows.append([keys.button(t.plain("comment-report"), CommentReport(**at))])
    rows.append([keys.button(t.plain("comments-all"), CommentsPage(**where, page=page))])
    head = t("comment-on", title=one_line(title, 100), head=reader.head(place, comment))
    return Screen(reader.told(place, comment, head, _WHOLE, _WHOLE), keys.markup(*rows))


def evidence(reader: Reader, place: Thread, title: str, comment: Comment) -> Screen:
    """Return one comment for whoever has to judge it."""
    return replace(card(reader, place, title, comment, page=0), buttons=None)


def added(t: Texts, place: Thread, comment: Comment, n: int) -> Screen:
    """Return what is said of a comment that came as a reply to a card."""
    where = place._asdict()
    return Screen(
        t("comment-added"),
        keys.markup(
            [
                keys.button(t.plain("undo"), CommentDelete(**where, comment=comment.id)),
                keys.button(t.plain("comments", n=n), Comments(**where)),
            ]
        ),
    )


def answered(t: Texts, place: Thread, comment: Comment) -> Screen:
    """Return what is said of an answer that came as a reply to a notice."""
    at = CommentCard(**place._asdict(), comment=comment.id)
    return Screen(t("comment-answer-sent"), keys.markup([keys.button(t.plain("comment-open"), at)]))


def deleted(t: Texts, place: Thread, comment: Comment) -> Screen:
    where = place._asdict()
    return Screen(
        t("comment-deleted"),
        keys.markup(
            [keys.button(t.plain("undo"), CommentUndo(**where, comment=comment.id))],
            [keys.button(t.plain("comments-all"), CommentsPage(**where, page=0))],
        ),
    )


# Notices ---------------------------------------------------------------------------------------


def fresh(reader: Reader, place: Thread, title: str, n: int, latest: Comment, total: int) -> Screen:
    """Return what an artist is told of the comments that came."""
    t, where = reader.t, place._asdict()
    title = one_line(title, 100)
    head = t("comments-new", n=n, title=title)
    name = t("comment-latest", name=reader.name(place, latest)) if n > 1 else None
    said = lines(name or reader.name(place, latest), _cut(latest.text, _GLIMPSE))
    below = CommentBelow(**where, comment=latest.id)
    return Screen(
        paragraphs(head, said, t("comments-new-how", n=n)),
        keys.markup(
            [keys.button(t.plain("comment-open"), below)],
            [
                keys.button(t.plain("comments-all-n", n=total), Comments(**where)),
                keys.button(t.plain("less"), CommentsHush()),
            ],
        ),
    )


def answer(reader: Reader, place: Thread, title: str, comment: Comment) -> Screen:
    """Return what an author is told of the artist's answer."""
    t, where = reader.t, place._asdict()
    head = t("comment-answer-came", name=reader.artist_name, title=one_line(title, 100))
    yours = t("comment-yours", words=_cut(comment.text, _GLIMPSE))
    return Screen(
        paragraphs(head, _cut(comment.reply or "", _WHOLE), yours),
        keys.markup(
            [
                keys.button(t.plain("comments-open"), Comments(**where)),
                keys.less(t, place.artist, ""),
            ]
        ),
    )


# What the artist settled -----------------------------------------------------------------------


def settings(t: Texts, *, wanted: bool, told: bool, banned: int, note: str | None = None) -> Screen:
    """Return what an artist settled about comments."""
    text = t("comments-settings" if wanted else "comments-settings-off")
    rows = [
        [keys.toggle(t, t.plain("comments-wanted"), CommentsWanted(on=not wanted), on=wanted)],
        [keys.toggle(t, t.plain("comments-told"), CommentsTold(on=not told), on=told)],
    ]
    if banned:
        rows.append([keys.button(t.plain("comments-banned", n=banned), CommentsBanned(page=0))])
    rows.append([keys.button(t.plain("profile"), OwnProfile())])
    return Screen(paragraphs(t(note) if note else None, text), keys.markup(*rows))


def banned(
    t: Texts, people: Sequence[str], names: Mapping[str, str], *, page: int, total: int
) -> Screen:
    """Return those who may not comment; each is a button that pardons."""
    rows: list[keys.Row] = []
    for person in people:
        name = one_line(names.get(person, ""), _NAME) or t.plain("nameless")
        rows.append(
            [keys.button(t.plain("comments-pardon", name=name), CommentsPardon(person=person))]
        )
    rows.append(keys.pager(t, page, total, lambda to: CommentsBanned(page=to)))
    rows.append([keys.button(t.plain("comments-set"), CommentsSet())])
    return Screen(
        t("comments-banned-some" if total else "comments-banned-none"), keys.markup(*rows)
    )
