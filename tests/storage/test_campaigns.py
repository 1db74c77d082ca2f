"""A campaign takes everybody once, whatever comes between."""

from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import Audience, Campaign, Campaigns, News, Outbox, Told, announcement, next_telling
from storage.outbox import NEWS

HOUR = timedelta(hours=1)


async def empty(redis: Redis) -> Outbox:
    await redis.flushall()
    outbox = Outbox(redis)
    await outbox.open()
    return outbox


async def follow(redis: Redis, artist: str, fans: range, now: datetime) -> None:
    for fan in fans:
        await Audience(redis).follow(str(fan), artist, now=now)


async def sent(outbox: Outbox) -> list[str]:
    """Take what is queued, and tell everybody."""
    told = []
    while entries := await outbox.take(100, wait_ms=1):
        for entry in entries:
            told.append(str(entry.body["to"]))
            await outbox.done(entry, Told(int(told[-1]), 1), became="sent")
    return told


async def of(campaigns: Campaigns, id: str) -> Campaign:
    found = await campaigns.get(id)
    assert found is not None
    return found


async def test_every_follower_is_taken_once(redis: Redis, me: str, now: datetime) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 1001), now)
    assert await campaigns.plan("c", me, {"kind": "x"}, at=now)
    told: list[str] = []
    while await campaigns.feed(now=now):
        told += await sent(outbox)
    assert sorted(map(int, told)) == list(range(1, 1001))
    campaign = await of(campaigns, "c")
    assert (campaign.state, campaign.taken, campaign.became) == ("done", 1000, {"sent": 1000})
    assert campaign.waiting == 0
    assert not (await campaigns.running()).records


async def test_it_waits_while_many_wait_to_be_sent(redis: Redis, me: str, now: datetime) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 2401), now)
    await campaigns.plan("c", me, {"kind": "x"}, at=now)
    while await campaigns.feed(now=now):
        pass
    assert (await of(campaigns, "c")).taken == 2000
    await sent(outbox)
    while await campaigns.feed(now=now):
        pass
    assert (await of(campaigns, "c")).taken == 2400


async def test_campaigns_take_turns_whatever_the_clock_says(
    redis: Redis, me: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.campaigns._HIGH_WATER", 100)
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 1001), now)
    for id in "abc":
        await campaigns.plan(id, me, {"kind": "x"}, at=now - (id == "a") * HOUR)
    await campaigns.plan("later", me, {"kind": "x"}, at=now + HOUR)
    for time in range(6):  # after the first three it is set back, and again
        assert await campaigns.feed(now=now - time // 3 * 2 * HOUR) == 100
        await sent(outbox)
    assert [(await of(campaigns, id)).taken for id in "abc"] == [200, 200, 200]
    assert [one.id for one in (await campaigns.running()).records] == ["a", "b", "c", "later"]


async def test_it_waits_while_many_of_it_sleep(
    redis: Redis, me: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.campaigns._MOST_WAITING", 300)
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 1001), now)
    await campaigns.plan("c", me, {"kind": "x"}, at=now)
    while await campaigns.feed(now=now):
        for entry in await outbox.take(1000, wait_ms=1):
            await outbox.later(entry, HOUR)
    campaign = await of(campaigns, "c")
    assert (campaign.taken, campaign.waiting, campaign.state) == (300, 300, "running")
    await outbox.pump(upto=datetime.max.replace(tzinfo=UTC))
    assert len(await sent(outbox)) == 200, "as many as are pumped at once"
    told = 0
    while await campaigns.feed(now=now):
        told += len(await sent(outbox))
    assert told == 700
    assert (await of(campaigns, "c")).waiting == 100


async def test_no_campaign_waits_for_one_that_is_broken(
    redis: Redis, me: str, now: datetime
) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 301), now)
    for id in "abc":
        await campaigns.plan(id, me, {"kind": "x"}, at=now)
    await redis.hdel("bot:campaign:a", "urgency")
    await redis.delete("bot:campaign:b")
    assert [await campaigns.feed(now=now) for _ in range(2)] == [200, 100]
    with pytest.raises(ExceptionGroup, match="cannot go on"):
        await campaigns.feed(now=now)
    assert (await of(campaigns, "c")).state == "done"
    assert len(await sent(outbox)) == 300
    assert await redis.zrange("bot:campaigns", 0, -1) == ["a"]


async def test_two_who_feed_at_once_take_nobody_twice(redis: Redis, me: str, now: datetime) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 501), now)
    await campaigns.plan("c", me, {"kind": "x"}, at=now)
    stale = {str(k): str(v) for k, v in (await redis.hgetall("bot:campaign:c")).items()}
    await campaigns.feed(now=now)
    assert await campaigns._take("c", stale, now) == 0
    while await campaigns.feed(now=now):
        pass
    assert len(await sent(outbox)) == 500


async def test_before_its_time_it_does_not_start_and_may_be_moved(
    redis: Redis, me: str, now: datetime
) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 4), now)
    await campaigns.plan("c", me, {"kind": "x", "n": 1}, at=now + HOUR)
    assert await campaigns.plan("c", me, {"kind": "x", "n": 2}, at=now + 2 * HOUR)
    assert await campaigns.feed(now=now + HOUR) == 0
    assert await campaigns.feed(now=now + 2 * HOUR) == 3
    assert not await campaigns.plan("c", me, {"kind": "x"}, at=now + 3 * HOUR)
    [first, *_] = await outbox.take(3, wait_ms=1)
    assert first.body == {"kind": "x", "n": 2, "artist": me, "campaign": "c", "to": "1"}


async def test_stopped_midway_it_takes_no_more(redis: Redis, me: str, now: datetime) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 501), now)
    await campaigns.plan("c", me, {"kind": "x"}, at=now)
    await campaigns.feed(now=now)
    assert await campaigns.stop("c")
    assert not await campaigns.stop("c")
    assert await campaigns.feed(now=now) == 0
    assert len(await sent(outbox)) == 200
    assert (await of(campaigns, "c")).state == "stopped"


async def test_what_has_expired_takes_nobody(redis: Redis, me: str, now: datetime) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 4), now)
    await campaigns.plan("c", me, {"kind": "x"}, at=now, expires=now + HOUR)
    assert await campaigns.feed(now=now + 2 * HOUR) == 0
    assert await sent(outbox) == []
    assert (await of(campaigns, "c")).state == "done"


async def test_each_outcome_is_counted_once(redis: Redis, me: str, now: datetime) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 4), now)
    await campaigns.plan("c", me, {"kind": "x"}, at=now)
    await campaigns.feed(now=now)
    one, two, three = await outbox.take(3, wait_ms=1)
    for _ in range(2):  # a reply was lost
        await outbox.done(one, Told(1, 1), became="sent")
        await outbox.bury(two, "poison")
    await outbox.later(three, HOUR)
    campaign = await of(campaigns, "c")
    assert campaign.became == {"sent": 1, "failed": 1}
    assert campaign.waiting == 1
    [dead] = await outbox.dead()
    await outbox.requeue(dead)
    assert (await of(campaigns, "c")).became == {"sent": 1, "failed": 0}


async def test_a_tap_counts_once_per_person(redis: Redis, me: str, now: datetime) -> None:
    await empty(redis)
    campaigns = Campaigns(redis)
    await campaigns.plan("c", me, {"kind": "x"}, at=now, urgency=NEWS)
    for person in ("7", "8", "7"):
        await campaigns.tap("c", person)
    assert (await of(campaigns, "c")).tapped == 2
    [listed], total = await campaigns.page(me)
    assert (listed.id, total) == ("c", 1)


async def test_of_what_tells_of_a_record_its_artist_is_to_hear(
    redis: Redis, me: str, now: datetime
) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 4), now)
    news = News.new(me, now=now, title="On tour", content="Soon")
    first, second = (announcement("news", me, news.id, n) for n in (1, 2))
    await campaigns.plan("reminder", me, {"kind": "x"}, at=now)
    await campaigns.plan(first, me, {"kind": "x"}, at=now, tells=news)
    await campaigns.plan(second, me, {"kind": "x"}, at=now + HOUR, tells=news)
    while await campaigns.feed(now=now):
        pass
    assert [c.id for c in await campaigns.announced(news)] == [second, first]
    assert (await campaigns.announcements(me)).total == 2
    [(told, rests)] = await campaigns.to_report()
    assert (told.id, told.people, told.about) == (first, 3, news.key)
    assert not await outbox.passed(NEWS, rests)
    await sent(outbox)
    assert await outbox.passed(NEWS, rests)
    await campaigns.stop(second)
    assert len(await campaigns.to_report()) == 1, "called off, there is nothing to hear of"
    await campaigns.reported(first)
    assert await campaigns.to_report() == []


async def test_where_each_of_many_was_told_is_not_kept(
    redis: Redis, me: str, now: datetime
) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    await follow(redis, me, range(1, 2), now)
    await campaigns.plan("c", me, {"kind": "x"}, at=now)
    await campaigns.feed(now=now)
    await sent(outbox)
    assert await outbox.told("c:1") is None


YEAR_S = 365 * 86400


async def test_it_is_forgotten_a_year_after_it_started_and_not_before(
    redis: Redis, me: str
) -> None:
    outbox, campaigns = await empty(redis), Campaigns(redis)
    seconds, _ = await redis.time()
    now = datetime.fromtimestamp(seconds, UTC)
    soon = now + timedelta(days=100)
    await follow(redis, me, range(1, 2), now)
    news = News.new(me, now=now, title="On tour", content="Soon")
    await campaigns.plan("c", me, {"kind": "x"}, at=soon, tells=news)
    await campaigns.plan("c", me, {"kind": "x"}, at=now, tells=news)
    await campaigns.plan("old", me, {"kind": "x"}, at=now - timedelta(days=401), tells=news)
    await campaigns.plan("new", me, {"kind": "x"}, at=soon, tells=news)
    await campaigns.tap("c", "7")
    assert [one.id for one in await campaigns.announced(news)] == ["new", "c"]
    assert await redis.ttl("bot:campaign:new") > YEAR_S + 99 * 86400
    assert YEAR_S < await redis.ttl("bot:campaign:c") < YEAR_S + 50 * 86400
    kept = await redis.keys("bot:announce*") + await redis.keys("bot:campaign*:*")
    assert [key for key in kept if await redis.ttl(key) < YEAR_S] == []

    await campaigns.feed(now=now)
    await redis.delete("bot:campaign:c")
    await sent(outbox)
    assert await redis.exists("bot:campaign:c") == 0, "nobody asks any more what became of it"


async def test_what_an_earlier_release_kept_is_forgotten_too(redis: Redis) -> None:
    await empty(redis)
    await redis.hset("bot:campaign:c", "state", "done")
    await redis.pfadd("bot:campaign:taps:c", "7")
    await Campaigns(redis).forget_some_day()
    for key in ("bot:campaign:c", "bot:campaign:taps:c"):
        assert await redis.ttl(key) > YEAR_S


async def test_to_tell_again_is_another_campaign_though_the_first_is_forgotten(
    redis: Redis, me: str, now: datetime
) -> None:
    await empty(redis)
    campaigns, news = Campaigns(redis), News.new(me, now=now, title="On tour", content="Soon")
    for time in (1, 2, 3):
        assert next_telling(news, await campaigns.announced(news)) == time
        id = announcement("news", me, news.id, time)
        await campaigns.plan(id, me, {"kind": "x"}, at=now, tells=news)
    await redis.delete(f"bot:campaign:{announcement('news', me, news.id, 1)}")
    assert next_telling(news, await campaigns.announced(news)) == 4
