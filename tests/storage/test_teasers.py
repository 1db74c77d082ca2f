"""Who waits for what is announced; the same tap twice is one."""

from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from storage import REMINDERS, Audience, Campaigns, Outbox, Teaser, Teasers, keys

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
SONG = ("track", "42", "1706184123456-abc123xyz")


async def test_one_waits_only_for_what_is_announced(redis: Redis) -> None:
    teasers = Teasers(redis)
    assert await teasers.wait("7", *SONG, True, tap="1", now=NOW) is None
    assert await teasers.look("7", *SONG) is None
    assert await teasers.announce(*SONG, now=NOW)
    assert not await teasers.announce(*SONG, now=NOW)
    assert await teasers.wait("7", *SONG, True, tap="1", now=NOW) == Teaser(1, waits=True)
    assert await teasers.look("8", *SONG) == Teaser(1, waits=False)
    assert await teasers.of("42", limit=3) == [("track", SONG[2])]


async def test_a_tap_turns_it_once_and_another_turns_it_back(redis: Redis) -> None:
    teasers = Teasers(redis)
    await teasers.announce(*SONG, now=NOW)
    for _ in range(2):
        assert await teasers.wait("7", *SONG, None, tap="1", now=NOW) == Teaser(1, waits=True)
    assert await teasers.wait("7", *SONG, None, tap="2", now=NOW) == Teaser(0, waits=False)


async def test_when_it_is_out_a_campaign_walks_those_who_wait_and_nobody_else(redis: Redis) -> None:
    teasers, campaigns, outbox = Teasers(redis), Campaigns(redis), Outbox(redis)
    await outbox.open()
    await Audience(redis).follow("9", "42", now=NOW)
    await teasers.announce(*SONG, now=NOW)
    for fan in ("7", "8"):
        await teasers.wait(fan, *SONG, True, tap=fan, now=NOW)
    awaited = {"kind": "awaited"}
    await campaigns.plan("c", "42", awaited, at=NOW, waiting=(SONG[0], SONG[2]), urgency=REMINDERS)
    await teasers.out(*SONG)
    assert await teasers.wait("9", *SONG, True, tap="3", now=NOW) is None, "it is out"
    assert await campaigns.feed(now=NOW) == 2
    told = await outbox.take(9, bulk=9, wait_ms=0)
    assert {entry.body["to"] for entry in told} == {"7", "8"}
    assert await teasers.waits("7", *SONG), "or they would be told twice"
    assert 0 < await redis.ttl(keys.waiting(*SONG)) <= timedelta(days=31).total_seconds()


async def test_what_is_dropped_is_forgotten_with_those_who_wait(redis: Redis) -> None:
    teasers = Teasers(redis)
    await teasers.announce(*SONG, now=NOW)
    await teasers.wait("7", *SONG, True, tap="1", now=NOW)
    assert await teasers.drop(*SONG)
    assert not await teasers.drop(*SONG)
    assert not await teasers.waits("7", *SONG)
