"""What one user may reach with an id of their own making: nothing of another's."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import (
    KV,
    Audience,
    Counters,
    Drafts,
    Forms,
    Malformed,
    NotFound,
    People,
    Profile,
    Records,
    Search,
    Track,
    UnknownEntity,
    keys,
)

ANNA, EVE = "42", "43"


@pytest.fixture
async def anna(redis: Redis, now: datetime) -> None:
    """Has a record, a draft, a form and settings."""
    await Records(redis).add(Track.new(ANNA, now=now, id="t", title="Secret"))
    await Drafts(redis).put(Track.new(ANNA, now=now, id="d", title="Secret"))
    await Forms(redis).put(ANNA, {"values": "secret"})
    await People(redis).seen(ANNA, name="Anna", username=None, language_code=None, now=now)


async def snapshot(redis: Redis) -> dict[str, Any]:
    """All values that are text: records, drafts, forms."""
    return {
        str(key): await redis.get(key)
        for key in await redis.keys("*")
        if await redis.type(key) == "string" and not str(key).startswith("bot:sent:")
    }


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("id", ["t", "d", f"../{ANNA}:t", f"{ANNA}:t", "*", "t:", ":t", "track:t"])
async def test_an_id_reaches_only_what_is_one_s_own(redis: Redis, now: datetime, id: str) -> None:
    records, drafts = Records(redis), Drafts(redis)
    before = await snapshot(redis)
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: records.get(Track, EVE, id),
        lambda: records.restore(Track, EVE, id),
        lambda: drafts.get(Track, EVE, id),
        lambda: drafts.publish(Track, EVE, id, now=now),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            await call()
    assert await records.find(Track, EVE, id) is None
    for delete in (records.delete(Track, EVE, id, now=now), drafts.delete(Track, EVE, id)):
        with suppress(NotFound):
            assert await delete is None
    assert await snapshot(redis) == before


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("owner", [f"{ANNA}:t", f"{ANNA}:", "*", "4?", f"{EVE}:..:{ANNA}", ""])
async def test_an_owner_is_an_id_and_no_path(redis: Redis, now: datetime, owner: str) -> None:
    for call in (
        Records(redis).page(Track, owner),
        Records(redis).count(Track, owner),
        Records(redis).profile(owner),
        Drafts(redis).page(Track, owner),
        Forms(redis).get(owner),
        People(redis).get(owner),
        Audience(redis).followers(owner),
        Counters(redis).totals(owner),
        Counters(redis).daily(owner, None, days=1, now=now),
        Counters(redis).daily(owner, "t", days=1, now=now),
        Counters(redis).numbers("track", owner, "t"),
        Counters(redis).listen(owner, "t", EVE, now=now),
        Counters(redis).listen(ANNA, "t", owner, now=now),
        Counters(redis).like("track", ANNA, "t", owner, tap="1", now=now),
    ):
        with pytest.raises(NotFound):
            await call


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("family", ["bot", "bot:draft", "bot:draft:track", "track:42", "*", ""])
async def test_a_family_is_a_word_and_no_path(redis: Redis, now: datetime, family: str) -> None:
    counters = Counters(redis)
    for call in (
        counters.share(family, ANNA, "d", EVE, tap="1", now=now),
        counters.like(family, ANNA, "d", EVE, tap="1", now=now),
    ):
        with pytest.raises(UnknownEntity):
            await call


@pytest.mark.usefixtures("anna")
async def test_lists_are_of_one_user(redis: Redis) -> None:
    assert await Records(redis).page(Track, EVE) == ([], 0)
    assert await Drafts(redis).page(Track, EVE) == ([], 0)
    assert await Forms(redis).get(EVE) is None
    assert await KV(redis).get_by_prefix(f"track:{EVE}:") == []
    assert len(await KV(redis).get_by_prefix(f"track:{ANNA}:")) == 1


@pytest.mark.usefixtures("anna")
async def test_drafts_forms_and_settings_are_in_no_search_and_no_listing(redis: Redis) -> None:
    assert [found.id for found in await Search(redis).find("secret")] == ["t"]
    assert len(await KV(redis).get_by_prefix("")) == 1


async def test_json_cannot_claim_somebody_else_s_record(redis: Redis, now: datetime) -> None:
    """A record stored under Eve's key that says it is Anna's would be replaced under Anna's."""
    await Records(redis).add(Track.new(ANNA, now=now, id="t", title="Anna's"))
    forged = Track.new(ANNA, now=now, id="t", title="Eve's").wire()
    await KV(redis).set(f"track:{EVE}:t", forged)
    with pytest.raises(Malformed):
        await Records(redis).get(Track, EVE, "t")
    await KV(redis).set(f"profile:{EVE}", Profile.new(ANNA, now=now, name="Eve").wire())
    with pytest.raises(Malformed):
        await Records(redis).profile(EVE)


def test_no_key_of_ours_can_meet_one_of_the_specification() -> None:
    for key in (
        keys.index("track", ANNA),
        keys.stats("track", ANNA, "t"),
        keys.totals(ANNA),
        keys.draft("track", ANNA, "t"),
        keys.moved(keys.TRASH, "track:42:t"),
        keys.form(ANNA),
        keys.person(ANNA),
        keys.followers(ANNA),
        keys.CATALOG,
        keys.CHANGED,
    ):
        assert key.startswith(keys.OURS)
