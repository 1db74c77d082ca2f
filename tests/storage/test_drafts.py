import asyncio
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import KV, AlreadyThere, Drafts, Malformed, News, NotFound, Records, Search, Track

MINUTE = timedelta(minutes=1)


@pytest.fixture
def drafts(redis: Redis) -> Drafts:
    return Drafts(redis)


@pytest.fixture
def draft(me: str, now: datetime) -> Track:
    return Track.new(me, now=now, id="t", title="Night", plays=0)


async def test_a_draft_is_seen_by_nobody(
    drafts: Drafts, redis: Redis, me: str, draft: Track
) -> None:
    await drafts.put(draft)
    assert await drafts.get(Track, me, "t") == draft
    assert await Records(redis).find(Track, me, "t") is None
    assert await Records(redis).count(Track, me) == 0
    assert await Search(redis).find("night") == []
    assert await KV(redis).get_by_prefix("") == []


async def test_drafts_are_edited_listed_and_deleted(drafts: Drafts, me: str, now: datetime) -> None:
    for n in range(3):
        await drafts.put(News.new(me, now=now + n * MINUTE, id=f"n{n}", title="A", content="B"))
    edited = (await drafts.get(News, me, "n1")).changed(title="C")
    await drafts.put(edited)
    page = await drafts.page(News, me, limit=2)
    assert [record.id for record in page.records] == ["n2", "n1"]
    assert (page.total, page.records[1]) == (3, edited)
    for _ in range(2):
        await drafts.delete(News, me, "n2")
    assert [record.id for record in (await drafts.page(News, me)).records] == ["n1", "n0"]
    with pytest.raises(NotFound):
        await drafts.get(News, me, "n2")


async def test_a_published_draft_is_a_record_of_that_moment(
    drafts: Drafts, redis: Redis, me: str, draft: Track, now: datetime
) -> None:
    records = Records(redis)
    await records.add(Track.new(me, now=now + MINUTE, id="newer", title="Day"))
    await drafts.put(draft)
    later = now + 5 * MINUTE
    published = await drafts.publish(Track, me, "t", now=later)
    assert published == draft.changed(created_at=later, updated_at=later)
    assert [record.id for record in (await records.page(Track, me)).records] == ["t", "newer"]
    assert await drafts.page(Track, me) == ([], 0)
    assert len(await Search(redis).find("night")) == 1


async def test_publishing_again_gives_the_record(
    drafts: Drafts, redis: Redis, me: str, draft: Track, now: datetime
) -> None:
    await drafts.put(draft)
    published = await drafts.publish(Track, me, "t", now=now)
    edited = published.changed(title="Edited since")
    await Records(redis).replace(edited)
    assert await drafts.publish(Track, me, "t", now=now + MINUTE) == edited
    with pytest.raises(AlreadyThere):
        await drafts.put(draft)
    assert await drafts.page(Track, me) == ([], 0)


async def test_what_is_no_draft_is_not_published(
    drafts: Drafts, redis: Redis, me: str, fan: str, draft: Track, now: datetime
) -> None:
    with pytest.raises(NotFound):
        await drafts.publish(Track, me, "t", now=now)
    await drafts.put(draft)
    with pytest.raises(NotFound):
        await drafts.publish(Track, fan, "t", now=now)
    await redis.set(f"bot:draft:track:{me}:odd", "[")
    with pytest.raises(Malformed):
        await drafts.publish(Track, me, "odd", now=now)


async def test_many_taps_publish_once(
    drafts: Drafts, redis: Redis, me: str, draft: Track, now: datetime
) -> None:
    await drafts.put(draft)
    published = await asyncio.gather(
        *(drafts.publish(Track, me, "t", now=now + n * MINUTE) for n in range(20))
    )
    assert len({record.created_at for record in published}) == 1
    assert await Records(redis).count(Track, me) == 1


async def test_an_edit_while_publishing_is_published_or_refused(
    drafts: Drafts, redis: Redis, me: str, draft: Track, now: datetime
) -> None:
    await drafts.put(draft)

    async def edit() -> str:
        title = "Night"
        for n in range(5):
            try:
                await drafts.put(draft.changed(title=f"Night {n}"))
            except AlreadyThere:
                break
            title = f"Night {n}"
        return title

    title, published = await asyncio.gather(edit(), drafts.publish(Track, me, "t", now=now))
    assert published.title == title
    assert await drafts.page(Track, me) == ([], 0)
