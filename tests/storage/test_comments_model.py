"""Comments against a plain picture of them, with several people at once.

Whatever they do, the number is that of the comments that stand, each comment stands where it came,
and pages neither skip one nor show one twice.
"""

import asyncio
import itertools
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from storage import Comment, Comments, Counters, NotFound, Records, Thread, Track, Unwelcome

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
FANS = ("7", "8", "9")
THREAD = Thread("track", "42", "t")
SIZE = 3

Step = tuple[str, int]
STEP = st.tuples(
    st.sampled_from(
        ["write", "write", "write", "again", "edit", "delete", "sweep", "undo", "reply", "twice"]
    ),
    st.integers(0, 9),
)
DAYS = st.lists(  # what each of three people does, one after another; the three at once
    st.lists(STEP, max_size=7), min_size=3, max_size=3
)


class Fan:
    """Somebody who writes; knows what of it must stand, whatever the others do."""

    def __init__(self, redis: Redis, id: str, numbers: "itertools.count[int]") -> None:
        self.id = id
        self.comments = Comments(redis)
        self.numbers = numbers
        self.written: list[tuple[str, Comment]] = []
        self.stands: dict[str, str] = {}
        """Comments that stand, and what they say."""
        self.deleted: list[str] = []

    async def live(self, steps: list[Step]) -> None:
        for what, n in steps:
            await self.step(what, n)

    async def step(self, what: str, n: int) -> None:
        comments, own = self.comments, sorted(self.stands)
        some = own[n % len(own)] if own else None
        match what:
            case "write" | "twice":
                number = next(self.numbers)
                times = range(2 if what == "twice" else 1)
                await asyncio.gather(*(self.write(f"text {number}", f"m{number}") for _ in times))
            case "again" if self.written:
                tap, comment = self.written[n % len(self.written)]
                try:
                    again = await comments.write(THREAD, self.id, comment.text, tap=tap, now=NOW)
                    assert not again.is_new
                    assert comment.id in self.stands
                except NotFound:
                    assert comment.id not in self.stands
            case "edit" if some:
                await comments.edit(THREAD, some, self.id, f"edited {n}")
                self.stands[some] = f"edited {n}"
            case "delete" | "sweep" if some:
                by = self.id if what == "delete" else THREAD.artist
                both = (comments.delete(THREAD, some, by=by) for _ in range(2))
                await asyncio.gather(*both)
                del self.stands[some]
                if what == "delete":
                    self.deleted.append(some)
            case "undo" if self.deleted:
                back = self.deleted.pop()
                both = (comments.restore(THREAD, back, by=self.id) for _ in range(2))
                put_back, _ = await asyncio.gather(*both)
                self.stands[back] = put_back.text
            case "reply" if some:
                await comments.reply(THREAD, some, "thanks", now=NOW)

    async def write(self, text: str, tap: str) -> None:
        try:
            written = await self.comments.write(THREAD, self.id, text, tap=tap, now=NOW)
        except Unwelcome:
            assert len({tap for tap, _ in self.written}) >= 5
            return
        self.written.append((tap, written.comment))
        self.stands[written.comment.id] = text


@given(DAYS)
@settings(max_examples=60)
async def test_the_number_is_that_of_the_comments_that_stand(
    redis: Redis, days: list[list[Step]]
) -> None:
    await redis.flushall()
    comments, numbers = Comments(redis), itertools.count(1)
    await Records(redis).add(Track.new("42", now=NOW, id="t", title="Boats"))
    fans = [Fan(redis, id, numbers) for id in FANS]
    await asyncio.gather(*(fan.live(day) for fan, day in zip(fans, days, strict=True)))

    stands = {comment: text for fan in fans for comment, text in fan.stands.items()}
    pages = [
        await comments.page(THREAD, offset=offset, limit=SIZE)
        for offset in range(0, len(stands) + SIZE, SIZE)
    ]
    seen = [comment for page in pages for comment in page.records]
    assert {comment.id: comment.text for comment in seen} == stands
    assert len(seen) == len(stands)
    assert {page.total for page in pages} == {len(stands)}
    assert (await Counters(redis).numbers(*THREAD)).comments == len(stands)
    assert (await Counters(redis).totals("42")).comments == len(stands)
    for fan in fans:
        mine = [comment.id for comment in reversed(seen) if comment.by == fan.id]
        came = dict.fromkeys(comment.id for _, comment in fan.written)
        assert mine == [id for id in came if id in fan.stands]
        assert int(await redis.zcard(f"bot:commented:{fan.id}")) == len(mine)
    assert [await comments.place(THREAD, comment.id) for comment in seen] == list(range(len(seen)))
