"""Comments: once each, counted as they stand, gone and back with their record."""

from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import (
    COMMENTS_A_DAY,
    COMMENTS_A_MINUTE,
    KV,
    Analytics,
    Comments,
    Counters,
    News,
    NotFound,
    Records,
    StorageError,
    Thread,
    Track,
    Unwelcome,
    keys,
)


@pytest.fixture
def comments(redis: Redis) -> Comments:
    return Comments(redis)


@pytest.fixture
async def thread(redis: Redis, me: str, now: datetime) -> Thread:
    await Records(redis).add(Track.new(me, now=now, id="t", title="Boats"))
    return Thread("track", me, "t")


async def counted(redis: Redis, thread: Thread) -> tuple[int, int]:
    """Return the comments of a record and, for a track, of its artist's tracks together."""
    counters = Counters(redis)
    numbers = await counters.numbers(*thread)
    return numbers.comments, (await counters.totals(thread.artist)).comments


async def test_a_comment_that_comes_twice_is_written_once(
    comments: Comments, redis: Redis, thread: Thread, fan: str, now: datetime
) -> None:
    first = await comments.write(thread, fan, "Lovely", tap="m1", now=now)
    again = await comments.write(thread, fan, "Lovely", tap="m1", now=now + timedelta(hours=9))
    assert (first.is_new, again.is_new) == (True, False)
    assert again.comment == first.comment
    assert (first.comment.by, first.comment.text, first.comment.at) == (fan, "Lovely", now)
    assert await counted(redis, thread) == (1, 1)


async def test_a_deleted_comment_that_comes_again_stays_deleted(
    comments: Comments, redis: Redis, thread: Thread, fan: str, now: datetime
) -> None:
    comment = (await comments.write(thread, fan, "Lovely", tap="m1", now=now)).comment
    for _ in range(2):
        assert await comments.delete(thread, comment.id, by=fan) == comment
    assert await counted(redis, thread) == (0, 0)
    with pytest.raises(NotFound):
        await comments.write(thread, fan, "Lovely", tap="m1", now=now)
    assert (await comments.page(thread)).total == 0


async def test_whoever_deleted_a_comment_puts_it_back_where_it_was(
    comments: Comments, redis: Redis, thread: Thread, fan: str, now: datetime
) -> None:
    said = [
        (await comments.write(thread, fan, f"Number {n}", tap=f"m{n}", now=now)).comment
        for n in range(3)
    ]
    answered = await comments.reply(thread, said[1].id, "Thanks", now=now)
    await comments.delete(thread, said[1].id, by=thread.artist)
    with pytest.raises(NotFound):
        await comments.restore(thread, said[1].id, by=fan)
    for _ in range(2):
        assert await comments.restore(thread, said[1].id, by=thread.artist) == answered
    assert (await comments.page(thread)).records == [said[2], answered, said[0]]
    assert await counted(redis, thread) == (3, 3)


async def test_only_the_author_says_something_else(
    comments: Comments, thread: Thread, fan: str, now: datetime
) -> None:
    comment = (await comments.write(thread, fan, "Lovly", tap="m1", now=now)).comment
    with pytest.raises(NotFound):
        await comments.edit(thread, comment.id, thread.artist, "Awful")
    edited = await comments.edit(thread, comment.id, fan, "Lovely")
    assert (edited.text, edited.edited, edited.at) == ("Lovely", True, now)


async def test_comments_go_with_their_record_and_come_back_with_it(
    comments: Comments, redis: Redis, thread: Thread, fan: str, now: datetime
) -> None:
    comment = (await comments.write(thread, fan, "Lovely", tap="m1", now=now)).comment
    records = Records(redis)
    await records.delete(Track, thread.artist, "t", now=now)
    assert (await comments.page(thread)).total == 0
    for call in (
        comments.write(thread, fan, "Still there?", tap="m2", now=now),
        comments.delete(thread, comment.id, by=fan),
        comments.edit(thread, comment.id, fan, "No"),
    ):
        with pytest.raises(NotFound):
            await call
    await records.restore(Track, thread.artist, "t")
    assert await comments.page(thread) == ([comment], 1)
    assert await counted(redis, thread) == (1, 1)


async def test_a_record_of_the_same_name_begins_without_comments(
    comments: Comments, redis: Redis, thread: Thread, fan: str, now: datetime
) -> None:
    await comments.write(thread, fan, "Lovely", tap="m1", now=now)
    await KV(redis).delete(keys.record(*thread))
    await Records(redis).add(Track.new(thread.artist, now=now, id="t", title="Another"))
    assert (await comments.page(thread)).total == 0
    assert await counted(redis, thread) == (0, 0)


async def test_what_a_record_came_with_stays_counted(
    comments: Comments, redis: Redis, thread: Thread, fan: str, now: datetime
) -> None:
    """Comments of the web product are in its number, and nowhere else."""
    await KV(redis).set(
        f"analytics:{thread.artist}:track:t",
        Analytics(id="t", owner=thread.artist, comments=7).wire(),
    )
    comment = (await comments.write(thread, fan, "Lovely", tap="m1", now=now)).comment
    assert await counted(redis, thread) == (8, 8)
    await Counters(redis).fold(now=now)
    await comments.delete(thread, comment.id, by=fan)
    await Counters(redis).fold(now=now)
    told = await Records(redis).get(Analytics, thread.artist, "t")
    assert (told.comments, await counted(redis, thread)) == (7, (7, 7))


async def test_a_number_that_falls_elsewhere_falls_here(
    comments: Comments, redis: Redis, me: str, fan: str, now: datetime
) -> None:
    news = News.new(me, now=now, id="n", title="Out", content="Now", comments=7)
    await Records(redis).add(news)
    await comments.write(Thread("news", me, "n"), fan, "Yes", tap="1", now=now)
    await Counters(redis).fold(now=now)
    for _ in range(2):
        await KV(redis).set(news.key, news.changed(comments=6).wire())
        assert (await Records(redis).get(News, me, "n")).comments == 6


async def test_too_many_comments_are_refused_and_so_is_the_same_again(
    comments: Comments, thread: Thread, fan: str, now: datetime
) -> None:
    async def refusal(text: str, at: datetime, by: str = fan) -> str:
        try:
            await comments.write(thread, by, text, tap=f"{text}{at}", now=at)
        except Unwelcome as error:
            return error.reason
        return ""

    assert [await refusal(t, now) for t in ("Hey", " hey ", "HEY")] == ["", "same", "same"]
    for n in range(1, COMMENTS_A_MINUTE):
        assert await refusal(f"Number {n}", now) == ""
    assert await refusal("One more", now) == "minute"
    for n in range(COMMENTS_A_MINUTE, COMMENTS_A_DAY):
        assert await refusal(f"Number {n}", now + n * timedelta(minutes=1)) == ""
    assert await refusal("One more", now + timedelta(hours=2)) == "day"
    assert await refusal("One more", now + timedelta(days=1, seconds=1)) == ""
    for n in range(COMMENTS_A_MINUTE + 1):
        assert await refusal("At home", now + n * timedelta(seconds=1), thread.artist) == ""


async def test_a_short_text_may_be_said_of_several_records(
    comments: Comments, redis: Redis, thread: Thread, fan: str, now: datetime
) -> None:
    other = Thread("news", thread.artist, "n")
    await Records(redis).add(News.new(thread.artist, now=now, id="n", title="A", content="B"))
    for place in (thread, other):
        await comments.write(place, fan, "🔥", tap="1", now=now)
    await comments.write(thread, fan, "Come and buy my things", tap="2", now=now)
    with pytest.raises(Unwelcome, match="news"):
        await comments.write(other, fan, "come and buy  MY things", tap="3", now=now)


async def test_comments_are_refused_where_nobody_wants_them(
    comments: Comments, thread: Thread, fan: str, now: datetime
) -> None:
    async def refusal(tap: str) -> str:
        try:
            await comments.write(thread, fan, f"Lovely {tap}", tap=tap, now=now)
        except Unwelcome as error:
            return error.reason
        return ""

    await comments.want_here(thread, on=False)
    assert (await refusal("1"), (await comments.state(thread)).on) == ("off", False)
    await comments.want_here(thread, on=True)
    await comments.want(thread.artist, on=False)
    assert (await refusal("2"), (await comments.state(thread)).here) == ("off", True)
    await comments.want(thread.artist, on=True)
    await comments.ban(thread.artist, fan, now=now)
    assert (await refusal("3"), await comments.banned(thread.artist)) == ("banned", ([fan], 1))
    await comments.pardon(thread.artist, fan)
    assert await refusal("4") == ""
    assert await comments.state(thread) == (1, True, True)


async def test_an_artist_is_told_of_each_comment_once_and_not_of_their_own(
    comments: Comments, thread: Thread, fan: str, now: datetime
) -> None:
    first = await comments.write(thread, fan, "One", tap="1", now=now)
    assert (first.told, first.told_at) == (0, None)
    for _ in range(2):  # a notice may be delivered twice
        n, latest = await comments.fresh(thread, notice="a", now=now)
        assert (n, latest and latest.text) == (1, "One")
    gone = await comments.write(thread, fan, "Two", tap="2", now=now)
    await comments.write(thread, fan, "Three", tap="3", now=now)
    mine = await comments.write(thread, thread.artist, "Mine", tap="4", now=now)
    assert (mine.told, mine.told_at) == (1, now)
    await comments.delete(thread, gone.comment.id, by=fan)
    n, latest = await comments.fresh(thread, notice="b", now=now)
    assert (n, latest and latest.text) == (1, "Three")
    assert await comments.fresh(thread, notice="c", now=now) == (0, None)


@pytest.mark.parametrize("family", ["concert", "profile", "donation", "x:y"])
async def test_only_tracks_and_news_have_comments(
    comments: Comments, me: str, fan: str, now: datetime, family: str
) -> None:
    thread = Thread(family, me, "t")
    for call in (
        comments.write(thread, fan, "Hm", tap="1", now=now),
        comments.page(thread),
        comments.state(thread),
        comments.get(thread, "c"),
    ):
        with pytest.raises(StorageError):
            await call
