"""What an admin takes away is nowhere, and comes back as it went."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import (
    ENTITIES,
    KV,
    AlreadyThere,
    Blocked,
    Concert,
    Counters,
    Drafts,
    Giving,
    News,
    NotFound,
    Profile,
    Records,
    Removals,
    Search,
    Standing,
    TakenAway,
    Track,
    Video,
    Why,
    keys,
    model_of,
)
from tests.storage import catalogue

THEN = {"kind": "hide-page", "to": "42"}
_PASSING = ("bot:sent:", "bot:outbox:")
WHY = Why("rights", "It is by somebody else.")


@pytest.fixture
def records(redis: Redis) -> Records:
    return Records(redis)


@pytest.fixture
def removals(redis: Redis) -> Removals:
    return Removals(redis)


@pytest.fixture
def standing(redis: Redis) -> Standing:
    return Standing(redis)


@pytest.fixture
async def song(records: Records, me: str, now: datetime) -> Track:
    song = Track.new(me, now=now, title="Paper Boats", audio_file="f1", audio_unique="u1")
    await records.add(song)
    return song


async def everything(redis: Redis) -> dict[str, Any]:
    """Return all that is stored, but for what is only there for a moment, or a log.

    Of the catalogue it returns what that says: its words may have got other numbers.
    """
    found: dict[str, Any] = {"catalogue": await catalogue.there(redis)}
    for key in map(str, await redis.keys("*")):
        if key.startswith(("bot:listeners:", "bot:find")):
            continue  # no text; looked at above
        match await redis.type(key):
            case "string":
                found[key] = await redis.get(key)
            case "hash":
                found[key] = await redis.hgetall(key)
            case "zset":
                found[key] = await redis.zrange(key, 0, -1, withscores=True)
            case "set":
                found[key] = await redis.smembers(key)
    return {k: v for k, v in found.items() if k != keys.CHANGED and not k.startswith(_PASSING)}


async def test_what_was_taken_is_nowhere_and_comes_back_the_same(
    redis: Redis, records: Records, removals: Removals, song: Track, me: str, now: datetime
) -> None:
    counters, search = Counters(redis), Search(redis)
    await counters.listen(me, song.id, "7", now=now)
    await counters.like("track", me, song.id, "7", tap="1", now=now)
    await counters.fold(now=now)
    before = await everything(redis)
    for _ in range(2):
        assert (await removals.take(Track, me, song.id, why=WHY, now=now)).likes == 1
    assert await records.find(Track, me, song.id) is None
    assert await records.page(Track, me) == ([], 0)
    assert await search.find("paper") == []
    assert (await counters.totals(me)).plays == 0
    with pytest.raises(NotFound):
        await counters.like("track", me, song.id, "8", tap="2", now=now)
    [taken], total = await removals.page(Track, me)
    assert (taken.record.plays, taken.at, taken.why, total) == (1, now, WHY, 1)
    assert taken == await removals.get(Track, me, song.id)
    for _ in range(2):
        assert (await removals.give_back(Track, me, song.id, now=now)).plays == 1
    assert await everything(redis) == before
    with pytest.raises(NotFound):
        await removals.get(Track, me, song.id)


async def test_an_edit_and_a_takedown_at_once_lose_nothing(
    records: Records, removals: Removals, me: str, now: datetime
) -> None:
    """Whichever comes first: what was taken is never public, and no edit that was told is lost."""
    for n in range(20):
        song = Track.new(me, now=now, title="Before", id=str(n))
        await records.add(song)
        edited, taken = await asyncio.gather(
            records.replace(song.changed(title="After")),
            removals.take(Track, me, song.id, why=WHY, now=now),
            return_exceptions=True,
        )
        assert isinstance(taken, Track)
        assert await records.find(Track, me, song.id) is None
        kept = (await removals.get(Track, me, song.id)).record
        assert kept.title == ("Before" if isinstance(edited, NotFound) else "After")


async def test_what_was_taken_is_not_published_again_by_its_artist(
    redis: Redis, records: Records, removals: Removals, song: Track, me: str, fan: str,
    now: datetime,
) -> None:  # fmt: skip
    drafts = Drafts(redis)
    await removals.take(Track, me, song.id, why=WHY, now=now, file=song.recording)
    again = Track.new(me, now=now, title="Ours", audio_file="f2", audio_unique="u1")
    await drafts.put(again)
    with pytest.raises(TakenAway):
        await drafts.publish(Track, me, again.id, now=now)
    with pytest.raises(TakenAway):
        await records.add(again)
    other = Track.new(me, now=now, title="Other", audio_unique="u2")
    await records.add(other)
    with pytest.raises(TakenAway):
        await records.replace(other.changed(audio_unique="u1"))
    theirs = Track.new(fan, now=now, title="Mine", audio_unique="u1")
    await records.add(theirs)  # whoever it was stolen from
    await removals.give_back(Track, me, song.id, now=now)
    assert (await drafts.publish(Track, me, again.id, now=now)).title == "Ours"


async def test_strikes_are_what_was_taken_and_not_given_back(
    records: Records, removals: Removals, standing: Standing, me: str, now: datetime
) -> None:
    old = now - timedelta(days=366)
    for n, at in enumerate((old, now, now)):
        await records.add(News.new(me, now=now, title="N", content="N", id=str(n)))
        await removals.take(News, me, str(n), why=WHY, now=at)
    assert await standing.strikes(me, now=now) == 2
    await removals.give_back(News, me, "1", now=now)
    assert await standing.strikes(me, now=now) == 1


async def test_its_artist_stores_no_other_record_in_its_place(
    redis: Redis, records: Records, removals: Removals, song: Track, me: str, now: datetime
) -> None:
    await removals.take(Track, me, song.id, why=WHY, now=now)
    other = Track.new(me, now=now, title="Other", id=song.id)
    with pytest.raises(TakenAway):
        await records.add(other)
    drafts = Drafts(redis)
    await drafts.put(other)
    with pytest.raises(TakenAway):
        await drafts.publish(Track, me, song.id, now=now)
    assert await records.find(Track, me, song.id) is None


async def test_another_record_in_its_place_stays(
    redis: Redis, records: Records, removals: Removals, song: Track, me: str, now: datetime
) -> None:
    await removals.take(Track, me, song.id, why=WHY, now=now)
    other = Track.new(me, now=now, title="Other", id=song.id)
    await KV(redis).set(other.key, other.wire())
    with pytest.raises(AlreadyThere):
        await removals.give_back(Track, me, song.id, now=now)
    assert (await records.get(Track, me, song.id)).title == "Other"
    assert (await removals.get(Track, me, song.id)).record.title == "Paper Boats"


async def hide_all(removals: Removals, standing: Standing, who: str, now: datetime) -> None:
    block = await standing.blocked(who)
    assert block is not None
    while some := await removals.public(who, limit=2):
        for family, id in some:
            assert await removals.hide(model_of(family), who, id, since=block.at, now=now)


async def show_all(removals: Removals, who: str) -> int:
    shown = 0
    while some := await removals.hidden(who, limit=2):
        for family, id in some:
            assert await removals.unhide(model_of(family), who, id)
        shown += len(some)
    return shown


async def test_all_of_a_blocked_artist_is_hidden_and_comes_back(
    redis: Redis, records: Records, removals: Removals, standing: Standing, song: Track, me: str,
    now: datetime,
) -> None:  # fmt: skip
    await records.add(Profile.new(me, now=now, name="Anna Sings"))
    for n in range(4):
        await records.add(News.new(me, now=now, title=f"N{n}", content="N", id=f"n{n}"))
    await records.add(Video.new(me, now=now, title="Clip", id="v"))
    await records.add(
        Concert.new(
            me, now=now, title="T", venue="V", city="C", date="2024-02-29", time="19:30", id="c"
        )
    )
    await Counters(redis).like("news", me, "n3", "7", tap="1", now=now)
    await redis.delete(keys.CONCERTS_TOUCHED)
    before = await everything(redis)
    await removals.take(News, me, "n3", why=WHY, now=now)

    first = await standing.block(me, by="901", then=THEN, reason="spam", words="Stop", now=now)
    again = await standing.block(
        me, by="902", then=THEN, reason="rights", now=now + timedelta(hours=1)
    )
    assert again == first == await standing.blocked(me)
    assert await records.profile(me) is None, "at once"
    hidden = await removals.hidden_profile(me)
    assert hidden is not None
    assert hidden.name == "Anna Sings"
    assert await Search(redis).find("anna") == []
    assert (await Giving(redis).support(me)).paused
    await hide_all(removals, standing, me, now)
    assert [await records.count(model, me) for model in ENTITIES] == [0, 0, 0, 0]
    assert (await standing.all_blocked()).records == [me]
    with pytest.raises(Blocked):
        await records.add(Profile.new(me, now=now, name="Anna Again"))
    for _ in range(2):
        given_back = await removals.give_back(News, me, "n3", now=now)
        assert (given_back.title, given_back.likes) == ("N3", 1)
    assert await records.find(News, me, "n3") is None, "it comes back with the rest"
    assert await standing.strikes(me, now=now) == 0
    with pytest.raises(Blocked):
        await standing.check(me)

    assert await standing.lift(me, then=THEN, now=now)
    assert not await standing.lift(me, then=THEN, now=now)
    await standing.check(me)
    assert (await records.get(Profile, me, me)).name == "Anna Sings"
    assert await show_all(removals, me) == 7
    await redis.delete(keys.CONCERTS_TOUCHED)
    assert await everything(redis) == before


async def test_a_block_that_was_lifted_hides_nothing_any_more(
    records: Records, removals: Removals, standing: Standing, song: Track, me: str, now: datetime
) -> None:
    block = await standing.block(me, by="901", then=THEN, reason="spam", now=now)
    await standing.lift(me, then=THEN, now=now)
    await standing.block(me, by="901", then=THEN, reason="spam", now=now + timedelta(seconds=1))
    assert not await removals.hide(Track, me, song.id, since=block.at, now=now)
    assert await records.find(Track, me, song.id) == song
    await hide_all(removals, standing, me, now)
    assert not await removals.unhide(Track, me, song.id), "while they are blocked"
    assert await records.find(Track, me, song.id) is None


async def test_who_is_blocked_publishes_no_draft_and_undoes_no_deletion(
    redis: Redis, records: Records, standing: Standing, song: Track, me: str, now: datetime
) -> None:
    drafts = Drafts(redis)
    draft = Track.new(me, now=now, title="Soon")
    await drafts.put(draft)
    await records.delete(Track, me, song.id, now=now)
    await standing.block(me, by="901", then=THEN, reason="spam", now=now)
    with pytest.raises(Blocked):
        await drafts.publish(Track, me, draft.id, now=now)
    with pytest.raises(Blocked):
        await records.restore(Track, me, song.id)
    await standing.lift(me, then=THEN, now=now)
    await drafts.publish(Track, me, draft.id, now=now)
    await records.restore(Track, me, song.id)


async def test_only_an_admin_gives_a_name_its_sign(
    records: Records, standing: Standing, me: str, fan: str, now: datetime
) -> None:
    for who in (me, fan):
        await records.add(Profile.new(who, now=now, name="Anna ✔️ Sings ✓"))
    await standing.verify(me, now=now)
    labels = [(await records.get(Profile, who, who)).label for who in (me, fan)]
    assert labels == ["Anna Sings ✓", "Anna Sings"]
    assert await standing.verified([fan, me]) == {me}
    profile = await records.get(Profile, me, me)
    await records.replace(profile.changed(bio="New"))
    assert "✓" not in (await records.get(Profile, me, me)).wire(), "it is kept elsewhere"
    await standing.revoke(me)
    assert (await records.get(Profile, me, me)).label == "Anna Sings"


async def test_hiding_a_page_comes_to_its_end_though_a_record_is_listed_that_is_gone(
    redis: Redis, removals: Removals, standing: Standing, song: Track, me: str, now: datetime
) -> None:
    await redis.delete(song.key)  # past us
    block = await standing.block(me, by="9", reason="spam", then=THEN, now=now)
    assert await removals.hide(Track, me, song.id, since=block.at, now=now)
    assert await removals.public(me, limit=5) == []
