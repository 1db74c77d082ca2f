"""Connected chats: whose they are, what is told there, once each."""

import asyncio
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import CHAT_KINDS, Chats, Connected, Off, Topic

CHAT = -1001


@pytest.fixture
def chats(redis: Redis) -> Chats:
    return Chats(redis)


async def connect(chats: Chats, artist: str, now: datetime, chat: int = CHAT) -> Connected:
    made = Connected(chat=chat, title="Band", type="group", by=artist, since=now)
    kept = await chats.change(artist, chat, lambda was: was or made)
    assert kept is not None
    return kept


async def test_a_chat_is_of_all_who_connected_it(
    chats: Chats, me: str, fan: str, now: datetime
) -> None:
    first = await connect(chats, me, now)
    await connect(chats, fan, now + timedelta(seconds=1))
    await connect(chats, me, now + timedelta(hours=1))
    assert await chats.of(me) == [first]
    assert await chats.artists(CHAT) == [me, fan]
    assert await chats.drop(me, CHAT) == first
    assert await chats.drop(me, CHAT) is None
    assert (await chats.of(me), await chats.artists(CHAT)) == ([], [fan])
    assert await chats.get(me, CHAT) is None


async def test_changes_at_the_same_time_are_all_kept(chats: Chats, me: str, now: datetime) -> None:
    await connect(chats, me, now)

    async def drop(kind: str) -> None:
        await chats.change(me, CHAT, lambda was: was and was.wanting(kind, on=False))

    await asyncio.gather(*map(drop, CHAT_KINDS))
    [chat] = await chats.of(me)
    assert chat.wants == ()
    assert await chats.change(me, -5, lambda was: was and was.went_off(Off.GONE)) is None
    assert await chats.get(me, -5) is None


async def test_what_is_off_takes_nothing(chats: Chats, me: str, now: datetime) -> None:
    chat = await connect(chats, me, now)
    assert chat.takes("track")
    assert not chat.takes("donation"), "only if the artist says so"
    assert not chat.went_off(Off.RIGHTS).takes("track")
    assert not chat.model_copy(update={"paused": True}).takes("track")
    again = chat.went_off(Off.RIGHTS).went_off(Off.GONE)
    assert (again.off, again.turns) == (Off.GONE, 1)
    assert Connected.model_validate_json(again.model_dump_json()) == again


async def test_a_group_that_moved_keeps_its_settings_and_moves_once(
    chats: Chats, me: str, fan: str, now: datetime
) -> None:
    for artist in (me, fan):
        await connect(chats, artist, now)
    await chats.change(me, CHAT, lambda was: was and was.wanting("donation", on=True))
    await chats.move(CHAT, -2002)
    await chats.change(me, -2002, lambda was: was and was.wanting("track", on=False))
    await chats.move(CHAT, -2002)
    moved = await chats.get(me, -2002)
    assert moved is not None
    assert moved.type == "supergroup"
    assert (moved.takes("donation"), moved.takes("track")) == (True, False)
    assert await chats.get(me, CHAT) == moved
    await chats.change(me, CHAT, lambda was: was and was.wanting("news", on=False))
    assert (await chats.artists(CHAT), await chats.artists(-2002)) == ([], sorted([me, fan]))
    await chats.drop(fan, CHAT)
    assert await chats.artists(-2002) == [me]
    await chats.move(-2002, -3003)
    again = await chats.get(me, CHAT)
    assert again is not None
    assert again.chat == -3003
    await chats.drop(me, CHAT)
    assert await chats.get(me, -2002) is None


async def test_whose_rights_nobody_looked_at_is_found(chats: Chats, me: str, now: datetime) -> None:
    await connect(chats, me, now)
    assert await chats.unchecked(before=now) == []
    later = now + timedelta(days=1)
    assert await chats.unchecked(before=later) == [(me, CHAT)]
    await chats.checked(me, CHAT, now=later)
    assert await chats.unchecked(before=later) == []
    await chats.drop(me, CHAT)
    await chats.checked(me, CHAT, now=now)
    assert await chats.unchecked(before=later) == [], "what is dropped is not looked at"


def test_a_kind_is_told_in_one_topic(me: str, now: datetime) -> None:
    made = Connected(chat=CHAT, title="Band", type="supergroup", by=me, since=now)
    split = made.placed(7).placing("news", 3).placing("track", None).placing("video", 3)
    assert [split.place(kind) for kind in ("news", "track", "concert")] == [3, None, 7]
    shut = split.shutting(3, shut=True)
    assert (shut.lost, shut.takes("news"), shut.takes("track")) == (["video", "news"], False, True)
    assert shut.shutting(3, shut=True) == shut
    assert shut.placing("news", 7).lost == ["video"]
    assert shut.placing("news", 7).placing("video", 7).shut == ()
    assert shut.placing("news", 3).lost == [], "it was chosen, so it is open"
    assert Connected.model_validate_json(shut.model_dump_json()) == shut


def test_what_was_off_with_its_only_topic_still_is(me: str, now: datetime) -> None:
    made = Connected(chat=CHAT, title="Band", type="supergroup", by=me, since=now, topic=7)
    old = made.model_dump(mode="json", exclude={"topics", "shut"}) | {"off": "topic", "turns": 1}
    read = Connected.model_validate(old)
    assert (read.off, read.shut, read.takes("news")) == (None, (7,), False)


async def test_topics_are_known_by_their_last_name(chats: Chats) -> None:
    for topic in (Topic(id=7, name="News"), Topic(id=3, name="All"), Topic(id=7, name="Gigs")):
        await chats.keep_topic(CHAT, topic)
    await chats.close_topic(CHAT, 7)
    await chats.close_topic(CHAT, 9)
    assert await chats.topics(CHAT) == [
        Topic(id=3, name="All"),
        Topic(id=7, name="Gigs", closed=True),
    ]


async def test_of_too_many_topics_closed_ones_are_forgotten_then_old_ones(chats: Chats) -> None:
    for id in range(2, 92):
        await chats.keep_topic(CHAT, Topic(id=id, name="Topic", closed=id == 50))
    for id in (91, 100, 101):
        await chats.keep_topic(CHAT, Topic(id=id, name="Another"))
    there = [one.id for one in await chats.topics(CHAT)]
    assert there == [*range(3, 50), *range(51, 92), 100, 101]


async def test_donations_gather_until_their_batch_is_told(
    chats: Chats, me: str, now: datetime, redis: Redis
) -> None:
    batch = await chats.gather(me, CHAT, "a", now=now)
    assert await chats.gather(me, CHAT, "b", now=now + timedelta(seconds=9)) == batch
    assert sorted(await chats.gathered(me, CHAT, batch)) == ["a", "b"]
    later = now + timedelta(minutes=1)
    assert await chats.gather(me, CHAT, "a", now=later) == batch, "it is told already"
    other = await chats.gather(me, CHAT, "c", now=later)
    assert other != batch
    assert sorted(await chats.gathered(me, CHAT, batch)) == ["a", "b"]
    assert await chats.gathered(me, CHAT, other) == ["c"]
    assert await chats.gathered(me, CHAT, "1") == []
    latest = await chats.gather(me, CHAT, "d", now=later + timedelta(minutes=1))
    await redis.delete(*await redis.keys("bot:chat-gift-batch:*"))  # as an earlier release has it
    assert await chats.gather(me, CHAT, "e", now=later) == latest
    assert sorted(await chats.gathered(me, CHAT, latest)) == ["d", "e"]
    assert sorted(await chats.gathered(me, CHAT, batch)) == ["a", "b"]


async def test_words_are_those_of_the_first_time(chats: Chats, me: str) -> None:
    for said in ("", "more"):
        await chats.keep_words(me, CHAT, "1", {"a": said})
    assert await chats.words(me, CHAT, "1") == {"a": ""}


async def test_a_sliding_minute_sees_so_many_answers(chats: Chats, now: datetime) -> None:
    async def asks(person: str, id: str, seconds: float) -> bool:
        return await chats.may_answer(CHAT, person, id, now=now + timedelta(seconds=seconds))

    assert [await asks("5", id, 0) for id in "abcde"] == [True, True, True, True, False]
    assert [await asks("6", id, 50) for id in "fg"] == [True, True]
    assert not await asks("7", "h", 55), "the chat has had its share"
    assert await asks("6", "g", 56), "as the first time"
    assert await asks("5", "i", 61)
