"""Whole stores as earlier releases left them, opened by this one.

In each of `stores/`, made by the demo of that day, Anna (1000001) published a song; Ваня (1000002)
followed her and Mila (1003), listened to both and liked what he heard. A line is a key, its type
and what is in it. Append new ones; never edit one.
"""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import (
    ENTITIES,
    KV,
    Audience,
    Campaigns,
    Counters,
    Ledger,
    News,
    Outbox,
    Profile,
    Records,
    Search,
    Track,
)
from storage.upgrades import UPGRADES, upgrade

ANNA, VANYA, MILA = "1000001", "1000002", "1003"
STORES = sorted((Path(__file__).parent / "stores").glob("*.ndjson"))


@pytest.fixture(params=STORES, ids=lambda path: path.stem)
async def old(request: pytest.FixtureRequest, redis: Redis) -> Redis:
    """A store of an earlier release, after it was opened by this one."""
    for key, kind, value in lines(request.param):
        await put(redis, key, kind, value)
    await upgrade(redis, "test", now=datetime.now(UTC))  # noqa: TID251
    return redis


def lines(path: Path) -> Iterator[tuple[str, str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line, object_hook=lambda said: base64.b64decode(said["base64"]))


async def put(redis: Redis, key: str, kind: str, value: Any) -> None:
    match kind:
        case "string":
            await redis.set(key, value)
        case "hash":
            await redis.hset(key, mapping=dict(value))
        case "zset":
            await redis.zadd(key, dict(value))
        case "set":
            await redis.sadd(key, *value)
        case "list":
            await redis.rpush(key, *value)
        case "stream":
            for id, fields in value:
                await redis.xadd(key, dict(fields), id=id)


async def test_everything_is_listed_and_reads(old: Redis) -> None:
    records = Records(old)
    for model in ENTITIES:
        for artist in (ANNA, MILA):
            page = await records.page(model, artist, limit=50)
            assert len(page.records) == page.total
    [song] = (await records.page(Track, ANNA)).records
    assert (song.title, song.plays, song.likes) == ("Бумажные корабли", 1, 1)
    assert (await records.get(Profile, MILA, MILA)).subscribers == 1


async def test_everything_is_found(old: Redis) -> None:
    found = [(one.family, one.artist) for one in await Search(old).find("бумажные корабли")]
    assert sorted(found) == [("track", ANNA), ("track", MILA)]
    first, *_ = await Search(old).find("мила")
    assert first.family == "profile"


async def test_numbers_go_on_from_where_they_were(old: Redis) -> None:
    counters, now = Counters(old), datetime(2026, 12, 1, tzinfo=UTC)
    [song] = (await Records(old).page(Track, ANNA)).records
    assert (await counters.listen(ANNA, song.id, VANYA, now=now)).plays == 2
    liked = await counters.like("track", ANNA, song.id, VANYA, tap="new", now=now)
    assert liked == (False, 0)
    await counters.fold(now=now)
    stored = json.loads(await KV(old).get(song.key) or "")
    assert (stored["plays"], stored["likes"]) == (2, 0)


async def test_followers_are_told(old: Redis) -> None:
    audience, now = Audience(old), datetime(2026, 12, 1, tzinfo=UTC)
    assert set((await audience.following(VANYA)).records) == {ANNA, MILA}
    campaigns = Campaigns(old)
    news = News.new(MILA, now=now, title="Новость", content="Скоро")
    body = {"kind": "campaign", "artist": MILA, "topic": "news", "about": news.key}
    await campaigns.plan("news", MILA, body, at=now)
    while await campaigns.feed(now=now):
        pass
    assert (await Outbox(old).depth()).queued == 1
    await audience.unfollow(VANYA, MILA, now=now)
    assert (await Records(old).get(Profile, MILA, MILA)).subscribers == 0


async def test_the_ledger_adds_up(old: Redis) -> None:
    assert (await Ledger(old).audit()).ok


async def test_it_is_brought_up_once(old: Redis) -> None:
    assert await upgrade(old, "again", now=datetime(2026, 12, 1, tzinfo=UTC)) == []
    assert int(await old.get("bot:schema") or 0) == len(UPGRADES)
