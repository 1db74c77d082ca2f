"""Whatever is written, in whatever order and by whichever API: lists, search and sums agree.

The model is a plain dict from key to value beside the few rules on counters.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from storage import (
    KV,
    AlreadyThere,
    Counters,
    Entity,
    News,
    NotFound,
    Records,
    Track,
)
from tests.storage import catalogue

START = datetime(2024, 1, 25, 10, tzinfo=UTC)
OWNERS = ("1", "2")
MODELS: tuple[type[Entity], ...] = (Track, News)

owners = st.sampled_from(OWNERS)
ids = st.sampled_from(["1706184123456-a", "1706184123457-b", "legacy", "x:y"])
good_ids = st.sampled_from(["1706184123456-a", "1706184123457-b", "legacy"])
titles = st.sampled_from(["Night", "Ночь", "Red Moon", "Moon", "Night 2"])
moments = st.integers(0, 3).map(lambda days: START + timedelta(days=days))
numbers = st.sampled_from([None, 0, 1, 7, 100])

steps = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(MODELS), owners, ids, titles, moments, numbers),
    st.tuples(st.just("junk"), st.sampled_from(MODELS), owners, ids),
    st.tuples(st.just("delete_by_key"), st.sampled_from(MODELS), owners, ids),
    st.tuples(st.just("add"), st.sampled_from(MODELS), owners, good_ids, titles, moments),
    st.tuples(st.just("replace"), st.sampled_from(MODELS), owners, good_ids, titles),
    st.tuples(st.just("delete"), st.sampled_from(MODELS), owners, good_ids),
    st.tuples(st.just("restore"), st.sampled_from(MODELS), owners, good_ids),
    st.tuples(st.just("listen"), owners, good_ids),
    st.tuples(st.just("like"), st.sampled_from(MODELS), owners, good_ids),
    st.tuples(st.just("fold")),
)


@dataclass
class Stored:
    """What there should be under one key."""

    title: str | None = None
    """None: the value is junk."""
    made: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    stated: dict[str, int] = field(default_factory=dict)
    """By the JSON, as far as it was counted from."""
    before: dict[str, int] = field(default_factory=dict)
    """By the JSON before we last stated them ourselves."""

    def state(self, name: str, number: int) -> None:
        """The rule of `storage.kv`."""
        stated = self.stated.get(name, 0)
        before = self.before.get(name, stated)
        count = self.counts.get(name, 0)
        if before <= number < stated:
            self.counts[name], self.before[name] = count + number - before, number
        elif number > stated or (number < stated and name == "likes"):
            self.counts[name] = max(0, count + number - stated)
            self.stated[name] = self.before[name] = number


class Model:
    """Does each step to the store and to the dict, and compares."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.kv = KV(redis)
        self.records = Records(redis)
        self.counters = Counters(redis)
        self.stored: dict[str, Stored] = {}
        self.trash: dict[str, Stored] = {}
        self.fans = 0

    async def set(
        self,
        model: type[Entity],
        owner: str,
        id: str,
        title: str,
        made: datetime,
        number: int | None,
    ) -> None:
        key = f"{model.family}:{owner}:{id}"
        stated = {} if number is None else {"likes": number}
        text = json.dumps(
            {
                "id": id,
                "title": title,
                "content": "C",
                "createdAt": made.isoformat(),
                "userId": owner,
            }
            | stated
        )
        await self.kv.set(key, text)
        record = self.stored.setdefault(key, Stored())
        record.title, record.made = title, int(made.timestamp() * 1000)
        for name, count in stated.items():
            record.state(name, count)

    async def junk(self, model: type[Entity], owner: str, id: str) -> None:
        key = f"{model.family}:{owner}:{id}"
        await self.kv.set(key, "junk")
        record = self.stored.setdefault(key, Stored())
        record.title = None
        if id != "legacy" and id != "x:y":
            record.made = int(id[:13])
        elif not record.made:
            record.made = int(await self.redis.zscore(f"bot:index:{model.family}:{owner}", id) or 0)

    async def delete_by_key(self, model: type[Entity], owner: str, id: str) -> None:
        await self.kv.delete(f"{model.family}:{owner}:{id}")
        self.stored.pop(f"{model.family}:{owner}:{id}", None)

    async def add(
        self, model: type[Entity], owner: str, id: str, title: str, made: datetime
    ) -> None:
        content = {"content": "C"} if model is News else {}
        record = model.new(owner, now=made, id=id, title=title, **content)
        try:
            await self.records.add(record)
        except AlreadyThere:
            assert record.key in self.stored
        else:
            assert record.key not in self.stored
            self.stored[record.key] = Stored(title, int(made.timestamp() * 1000))

    async def replace(self, model: type[Entity], owner: str, id: str, title: str) -> None:
        key = f"{model.family}:{owner}:{id}"
        there = self.stored.get(key)
        if there is None or there.title is None:
            return
        record = await self.records.get(model, owner, id)
        await self.records.replace(record.changed(title=title))
        there.title = title
        for name in ("plays", "likes") if model is Track else ("likes",):
            self._state_ourselves(there, name)

    def _state_ourselves(self, record: Stored, name: str) -> None:
        count, stated = record.counts.get(name, 0), record.stated.get(name, 0)
        if count > stated:
            record.before[name], record.stated[name] = stated, count
        elif count < stated:
            record.before[name] = count

    async def delete(self, model: type[Entity], owner: str, id: str) -> None:
        key = f"{model.family}:{owner}:{id}"
        there = self.stored.pop(key, None)
        if there is not None:
            self.trash[key] = there
            if there.title is None:
                with pytest.raises(Exception, match=key):
                    await self.records.delete(model, owner, id, now=START)
                return
        deleted = await self.records.delete(model, owner, id, now=START) if there else None
        assert (deleted is None) == (there is None)

    async def restore(self, model: type[Entity], owner: str, id: str) -> None:
        key = f"{model.family}:{owner}:{id}"
        if key not in self.trash and key not in self.stored:
            with pytest.raises(NotFound):
                await self.records.restore(model, owner, id)
        elif key in self.trash and key in self.stored:
            with pytest.raises(AlreadyThere):
                await self.records.restore(model, owner, id)
        elif key in self.trash:
            self.stored[key] = self.trash.pop(key)
            if self.stored[key].title is None:
                with pytest.raises(Exception, match=key):
                    await self.records.restore(model, owner, id)
            else:
                restored = await self.records.restore(model, owner, id)
                assert restored.label == self.stored[key].title

    async def listen(self, owner: str, id: str) -> None:
        self.fans += 1
        there = self.stored.get(f"track:{owner}:{id}")
        try:
            await self.counters.listen(owner, id, f"fan{self.fans}", now=START)
        except NotFound:
            assert there is None
        else:
            assert there is not None
            there.counts["plays"] = there.counts.get("plays", 0) + 1

    async def like(self, model: type[Entity], owner: str, id: str) -> None:
        self.fans += 1
        there = self.stored.get(f"{model.family}:{owner}:{id}")
        fan = f"fan{self.fans}"
        try:
            await self.counters.like(model.family, owner, id, fan, tap="1", now=START)
        except NotFound:
            assert there is None
        else:
            assert there is not None
            there.counts["likes"] = there.counts.get("likes", 0) + 1

    async def fold(self) -> None:
        changed = {str(key) for key in await self.redis.zrange("bot:changed", 0, -1)}
        await self.counters.fold(now=START)
        for key in changed & self.stored.keys():
            record = self.stored[key]
            if record.title is not None:
                for name in ("plays", "likes") if key.startswith("track") else ("likes",):
                    count, stated = record.counts.get(name, 0), record.stated.get(name, 0)
                    if count != stated:
                        record.before[name], record.stated[name] = stated, count

    async def compare(self) -> None:
        await self._compare_values()
        await self._compare_lists()
        await catalogue.compare(self.redis)
        await self._compare_sums()

    async def _compare_values(self) -> None:
        values = {key: json_or_none(text) async for key, text in self.kv.scan_prefix("")}
        titles = {key: value and value["title"] for key, value in values.items()}
        told = {key: titles.pop(key) for key in list(titles) if key.startswith("analytics:")}
        assert titles == {key: record.title for key, record in self.stored.items()}
        assert set(told.values()) <= {None}

    async def _compare_lists(self) -> None:
        for model in MODELS:
            for owner in OWNERS:
                prefix = f"{model.family}:{owner}:"
                mine = {key: r for key, r in self.stored.items() if key.startswith(prefix)}
                order = sorted(mine, key=lambda key: (mine[key].made, key), reverse=True)
                assert await self.kv.get_by_prefix(prefix) == await self.kv.mget(order)
                page = await self.records.page(model, owner, limit=100)
                assert page.total == len(mine)
                readable = [k for k in order if mine[k].title is not None and "x:y" not in k]
                assert [record.key for record in page.records] == readable
                for record in page.records:
                    for name in record.counters():
                        expected = mine[record.key].counts.get(name, 0)
                        assert getattr(record, name) == expected, (record.key, name)

    async def _compare_sums(self) -> None:
        for owner in OWNERS:
            mine = [r for key, r in self.stored.items() if key.startswith(f"track:{owner}:")]
            totals = await self.counters.totals(owner)
            assert totals.tracks == len(mine)
            for name in ("plays", "likes"):
                assert getattr(totals, name) == sum(r.counts.get(name, 0) for r in mine), name
        kept = {f"bot:stats:{key}" for key in self.stored}
        assert set(map(str, await self.redis.keys("bot:stats:*"))) <= kept
        likes = {f"bot:likes:{key}" for key in self.stored}
        assert set(map(str, await self.redis.keys("bot:likes:*"))) <= likes


def json_or_none(text: str) -> Any:
    return None if text == "junk" else {"title": None} | json.loads(text)


@settings(max_examples=100)
@given(script=st.lists(steps, max_size=25))
async def test_lists_search_and_sums_agree_with_what_was_written(
    redis: Redis, script: list[tuple[Any, ...]]
) -> None:
    await redis.flushall()
    model = Model(redis)
    for name, *args in script:
        await getattr(model, name)(*args)
    await model.compare()
    while await model.counters.fold(now=START):
        pass
    for key, record in model.stored.items():
        value = json_or_none(await model.kv.get(key) or "junk")
        if value is not None:
            assert value.get("likes", 0) == record.counts.get("likes", 0)
            assert value.get("plays", 0) == record.counts.get("plays", 0)
