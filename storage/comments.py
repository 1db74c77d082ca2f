"""What people say under tracks and news.

A comment is kept in one step with its place in the thread and the record's counter, once by the
message or the question that it answers. The counter is those that stand here and those that the
record came with, if it was imported: it falls when a comment is deleted. A record in the trash has
its thread there with it.

Comments are numbered as they come, so pages do not depend on anybody's clock.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments
from storage.counters import counted_at, folded
from storage.entity import Entity
from storage.errors import Blocked, NotFound, Unwelcome
from storage.lua import script
from storage.models import News, Track
from storage.records import Page

COMMENTED = frozenset({Track.family, News.family})
"""The families of what can be commented on."""

COMMENT_LENGTH = 1000
"""Characters of a comment, and of the answer to one."""

COMMENTS_A_MINUTE, COMMENTS_A_DAY = 5, 50
"""How many comments somebody may write, deleted or not; on their own page any number."""

UNDO = timedelta(minutes=1)
"""How long a deleted comment can be put back."""

COMMENTS_PAUSE = timedelta(hours=1)
"""Between two messages that tell an artist of comments on one record."""

_LATELY = timedelta(days=2)  # as long as an update may be delivered again
_LAST = timedelta(days=1)
_TOLD = timedelta(days=31)  # a little longer than the outbox knows a notice
_SHORT = 16  # characters; so short a text may be meant for each of several records
_MANY = 1000  # new comments of which an artist is told by number
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 8  # 62**8 ids in a thread; also the budget that callback data counts on


class Thread(NamedTuple):
    """The comments on one record."""

    family: str
    artist: str
    id: str


def thread_of(record: Entity) -> Thread:
    return Thread(record.family, record.owner, record.id)


class Comment(NamedTuple):
    """What somebody said, and what the artist answered."""

    id: str
    by: str
    text: str
    at: datetime
    edited: bool = False
    reply: str | None = None
    replied: datetime | None = None


class Talk(NamedTuple):
    """How a thread is: how many comments there are, and whether they are wanted."""

    n: int
    on: bool
    here: bool
    """The artist has not switched them off for this record."""


class Written(NamedTuple):
    """A comment that is there now, and when its artist is to hear of it."""

    comment: Comment
    is_new: bool
    told: int
    """How often the artist was told of comments on the record; numbers what tells them next."""
    told_at: datetime | None
    """When they last were."""


class Comments:
    """Comments on all records; every call that changes something is one script."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._write = script(redis, "comment")
        self._delete = script(redis, "comment_delete")
        self._restore = script(redis, "comment_restore")
        self._change = script(redis, "comment_change")
        self._page = script(redis, "comments_page")
        self._told = script(redis, "comments_told")
        self._here = script(redis, "comments_here")
        self._newest = script(redis, "newest")

    # Writing -----------------------------------------------------------------------------------

    async def write(
        self, thread: Thread, by: str, text: str, *, tap: str, now: datetime
    ) -> Written:
        """Write a comment, once by `tap`: what the text came with.

        Raises:
            NotFound: there is no such record, or the comment was deleted since.
            Blocked: whoever writes publishes nothing.
            Unwelcome: `off`, `banned`, `same` as the one before, too many in a `minute` or a `day`.
        """
        comment, place = _id(thread, by, tap), _place(thread)
        answer = await self._write(
            keys=[
                *place,
                keys.comments_off(thread.artist),
                keys.comments_banned(thread.artist),
                keys.comments_told(*thread),
                keys.commented_lately(by),
                keys.commented_last(by),
                keys.commented(by),
                keys.block(by),
                keys.artist_days(thread.artist),
                keys.track_days(thread.artist, thread.id),
            ],
            args=[
                *(comment, by, text, moments.ms(now), _named(thread, comment)),
                *(_digest(thread, text), int(by == thread.artist)),
                *(COMMENTS_A_MINUTE, COMMENTS_A_DAY),
                *map(_ms, (_LATELY, _LAST, _TOLD)),
                *_counts(thread),
                str(moments.day(now)),
            ],
        )
        if not answer:
            raise NotFound(place[0])
        word, times, at = answer
        if word == "gone":
            raise NotFound(_named(thread, comment))
        if word == "blocked":
            raise Blocked(keys.block(by))
        if word not in ("written", "there"):
            raise Unwelcome(place[0], word)
        return Written(
            await self.get(thread, comment),
            word == "written",
            int(times or 0),
            moments.from_ms(int(at)) if at else None,
        )

    async def edit(self, thread: Thread, comment: str, by: str, text: str) -> Comment:
        """Let an author say something else, which their comment tells.

        Raises:
            NotFound: it is not there, or somebody else's.
        """
        await self._set(thread, comment, by, {"text": text, "edited": "1"})
        return await self.get(thread, comment)

    async def reply(self, thread: Thread, comment: str, text: str, *, now: datetime) -> Comment:
        """Let the artist answer a comment, or answer something else; '' takes the answer away.

        Raises:
            NotFound: it is not there.
        """
        replied = str(moments.ms(now)) if text else ""
        await self._set(thread, comment, "", {"reply": text, "replied": replied})
        return await self.get(thread, comment)

    async def _set(self, thread: Thread, comment: str, by: str, values: dict[str, str]) -> None:
        flat = [text for pair in values.items() for text in pair]
        done = await self._change(
            keys=[keys.thread(*_checked(thread)), keys.comments(*thread)],
            args=[keys.checked(comment), by, *flat],
        )
        if not done:
            raise NotFound(_named(thread, comment))

    async def delete(
        self, thread: Thread, comment: str, *, by: str, keep: timedelta = UNDO
    ) -> Comment:
        """Take a comment away, which can be undone for so long as it is kept; return it.

        Who may, is for the caller to say. Deleted twice within that time, it is returned twice.

        Raises:
            NotFound: it is not there.
        """
        found = await self.last_known(thread, comment)
        if await self._delete(
            keys=_moved(thread, found),
            args=[
                *(comment, found.by, by, _named(thread, comment), _ms(keep)),
                *_counts(thread),
            ],
        ):
            return found
        raise NotFound(_named(thread, comment))

    async def restore(self, thread: Thread, comment: str, *, by: str) -> Comment:
        """Put back what `by` has deleted, or find that it was put back already.

        Raises:
            NotFound: its time has passed, or somebody else deleted it.
        """
        found = await self._trashed(thread, comment) or await self._find(thread, comment)
        if found is not None and await self._restore(
            keys=_moved(thread, found),
            args=[comment, found.by, by, _named(thread, comment), *_counts(thread)],
        ):
            return found
        raise NotFound(_named(thread, comment))

    # Reading -----------------------------------------------------------------------------------

    async def get(self, thread: Thread, comment: str) -> Comment:
        """Return one comment.

        Raises:
            NotFound: it was deleted, or never was.
        """
        found = await self._find(thread, comment)
        if found is None:
            raise NotFound(_named(thread, comment))
        return found

    async def last_known(self, thread: Thread, comment: str) -> Comment:
        """Return a comment even if it was deleted, as long as it can be put back.

        Raises:
            NotFound: nothing is known of it.
        """
        found = await self._find(thread, comment) or await self._trashed(thread, comment)
        if found is None:
            raise NotFound(_named(thread, comment))
        return found

    async def _find(self, thread: Thread, comment: str) -> Comment | None:
        fields = [f"{keys.checked(comment)}:{what}" for what in _WHAT]
        found: Any = await self._redis.hmget(keys.comments(*_checked(thread)), fields)
        return _comment(comment, found)

    async def _trashed(self, thread: Thread, comment: str) -> Comment | None:
        found: Any = await self._redis.hmget(keys.comment_trash(*thread, comment), _WHAT)
        return _comment(comment, found)

    async def page(self, thread: Thread, *, offset: int = 0, limit: int = 5) -> Page[Comment]:
        """Return up to `limit` comments, newest first, and how many there are in all."""
        total, *rows = await self._page(
            keys=[keys.thread(*_checked(thread)), keys.comments(*thread)],
            args=[max(offset, 0), limit],
        )
        found = [_comment(id, kept) for id, kept in rows]
        return Page([comment for comment in found if comment is not None], total)

    async def place(self, thread: Thread, comment: str) -> int:
        """Return how many comments there are newer than one; 0 also if it is not there."""
        found: Any = await self._redis.zrevrank(keys.thread(*_checked(thread)), comment)
        return int(found or 0)

    async def state(self, thread: Thread) -> Talk:
        [state] = await self.states([thread])
        return state

    async def states(self, threads: Iterable[Thread]) -> list[Talk]:
        """Return how each of some threads is."""
        async with self._redis.pipeline(transaction=False) as asked:
            for thread in threads:
                asked.zcard(keys.thread(*_checked(thread)))
                asked.exists(keys.comments_off(thread.artist))
                asked.hexists(keys.stats(*thread), "comments.off")
            found = await asked.execute()
        rows = zip(found[::3], found[1::3], found[2::3], strict=True)
        return [Talk(int(n), not off and not here, not here) for n, off, here in rows]

    async def shown(self, record: Entity) -> int | None:
        """Return how many comments a card tells of; None: nobody comments on it."""
        [n] = await self.all_shown([record])
        return n

    async def all_shown(self, records: Sequence[Entity]) -> list[int | None]:
        """Return the same for each of some records."""
        threads = [thread_of(record) for record in records if record.family in COMMENTED]
        found = iter(await self.states(threads) if threads else [])
        talks = (next(found) if record.family in COMMENTED else None for record in records)
        return [talk.n if talk is not None and talk.on else None for talk in talks]

    # The artist --------------------------------------------------------------------------------

    async def wanted(self, artist: str) -> bool:
        """Tell whether an artist wants comments at all."""
        return not await self._redis.exists(keys.comments_off(artist))

    async def want(self, artist: str, *, on: bool) -> None:
        if on:
            await self._redis.delete(keys.comments_off(artist))
        else:
            await self._redis.set(keys.comments_off(artist), "1")

    async def want_here(self, thread: Thread, *, on: bool) -> None:
        """Let there be comments on one record, or not.

        Raises:
            NotFound: there is no such record.
        """
        record = keys.record(*thread)
        if not await self._here(keys=[record, keys.stats(*thread)], args=[int(on)]):
            raise NotFound(record)

    async def ban(self, artist: str, person: str, *, now: datetime) -> None:
        """Let somebody comment no more on what is an artist's; what they wrote stays."""
        key = keys.comments_banned(artist)
        await self._redis.zadd(key, {keys.checked(person): moments.ms(now)}, nx=True)

    async def pardon(self, artist: str, person: str) -> None:
        await self._redis.zrem(keys.comments_banned(artist), person)

    async def is_banned(self, artist: str, person: str) -> bool:
        return await self._redis.zscore(keys.comments_banned(artist), person) is not None

    async def banned(self, artist: str, *, offset: int = 0, limit: int = 10) -> Page[str]:
        """Return some of those whom an artist has banned, the last first."""
        total, *people = await self._newest(
            keys=[keys.comments_banned(artist)], args=[max(offset, 0), limit]
        )
        return Page(people, total)

    async def fresh(
        self, thread: Thread, *, notice: str, now: datetime
    ) -> tuple[int, Comment | None]:
        """Return how many comments of others came since the artist was last told, and the latest.

        From now on these are what the artist was told, by the notice of that id; it gets them again
        if it asks again.
        """
        place = keys.thread(*_checked(thread))
        start, upto = await self._told(
            keys=[place, keys.comments_told(*thread)],
            args=[notice, moments.ms(now), _ms(_TOLD)],
        )
        ids: Any = await self._redis.zrange(
            place, upto, f"({start}", desc=True, byscore=True, offset=0, num=_MANY
        )
        if not ids:
            return 0, None
        authors: Any = await self._redis.hmget(
            keys.comments(*thread), [f"{comment}:by" for comment in ids]
        )
        others = [c for c, by in zip(ids, authors, strict=True) if by != thread.artist]
        return len(others), await self._find(thread, others[0]) if others else None


_WHAT = ("by", "text", "at", "edited", "reply", "replied")


def _comment(id: str, kept: Sequence[str | None]) -> Comment | None:
    by, text, at, edited, reply, replied = kept
    if by is None or text is None or at is None:
        return None
    when = moments.from_ms(int(replied)) if replied else None
    return Comment(id, by, text, moments.from_ms(int(at)), edited is not None, reply, when)


def _id(thread: Thread, by: str, tap: str) -> str:
    """Return the id of a comment that came with a tap: the same again if that comes again."""
    seed = " ".join((*thread, by, tap)).encode()
    number = int.from_bytes(hashlib.blake2b(seed, digest_size=8).digest(), "big")
    digits = ""
    for _ in range(_ID_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits += _DIGITS[digit]
    return digits


def _digest(thread: Thread, text: str) -> str:
    """Return a mark of what was said: of something short, that it was said there."""
    said = " ".join(text.casefold().split())
    where = keys.record(*thread) if len(said) <= _SHORT else ""
    return hashlib.blake2b(f"{where} {said}".encode(), digest_size=16).hexdigest()


def _checked(thread: Thread) -> Thread:
    """Return a thread that there can be.

    Raises:
        BadId: it has an id that no record has.
        NotFound: it is on what nobody comments on.
    """
    if thread.family not in COMMENTED:
        raise NotFound(keys.record(*thread))
    return Thread(thread.family, keys.checked(thread.artist), keys.checked(thread.id))


def _place(thread: Thread) -> list[str]:
    """Return the keys with which the scripts that count comments begin."""
    return [*counted_at(*_checked(thread)), keys.thread(*thread), keys.comments(*thread)]


def _moved(thread: Thread, comment: Comment) -> list[str]:
    """Return the keys that comment_delete.lua and comment_restore.lua take."""
    trash = keys.comment_trash(*thread, comment.id)
    return [*_place(thread), trash, keys.commented(comment.by)]


def _counts(thread: Thread) -> tuple[int, int]:
    """Return whether it is a track, and whether its comments are folded."""
    return int(thread.family == Track.family), int(folded(thread.family, "comments"))


def _named(thread: Thread, comment: str) -> str:
    """Return what the lists of an author call a comment."""
    return f"{':'.join(thread)}:{comment}"


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
