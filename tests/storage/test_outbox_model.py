"""The outbox against a plain picture of it: each notice is in one place, whatever happens."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from storage.outbox import URGENCIES, Entry, Outbox

FAR = datetime(2100, 1, 1, tzinfo=UTC)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 9), st.sampled_from(URGENCIES), st.booleans()),
        st.tuples(st.just("take"), st.integers(1, 4)),
        st.tuples(st.sampled_from(["done", "later", "bury", "crash in later"]), st.integers(0, 9)),
        st.tuples(st.sampled_from(["pump", "crash", "requeue"])),
    ),
    max_size=40,
)


class Picture:
    """Where each notice should be: `queued`, `hand`, `due`, `dead` or `gone`."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.outbox = Outbox(redis)
        self.places: dict[str, str] = {}
        self.urgency: dict[str, str] = {}
        self.hand: dict[str, Entry] = {}

    async def step(self, what: str, *how: Any) -> None:
        match what:
            case "put":
                n, urgency, waits = how
                id = str(n)
                new = await self.outbox.put(
                    id, urgency, {"to": id}, not_before=FAR if waits else None
                )
                assert new is (id not in self.places)
                if new:
                    self.places[id] = "due" if waits else "queued"
                    self.urgency[id] = urgency
            case "take":
                entries = await self.outbox.take(how[0], wait_ms=1)
                waiting = sorted(URGENCIES.index(self.urgency[id]) for id in self.at("queued"))
                got = [URGENCIES.index(entry.urgency) for entry in entries]
                assert got == waiting[: how[0]], "the most urgent first, and as many as there are"
                self.holds(entries)
            case "done" | "later" | "bury" | "crash in later":
                if not self.hand:
                    return
                entry = sorted(self.hand.items())[how[0] % len(self.hand)][1]
                await self.settle(what, entry)
            case "pump":
                assert await self.outbox.pump(upto=FAR) == len(self.at("due"))
                self.move("due", "queued")
            case "requeue":
                for dead in await self.outbox.dead():
                    assert await self.outbox.requeue(dead)
                self.move("dead", "queued")
            case "crash":
                await self.crash()

    async def settle(self, what: str, entry: Entry) -> None:
        del self.hand[entry.id]
        if what == "done":
            await self.outbox.done(entry)
            self.places[entry.id] = "gone"
        elif what == "bury":
            await self.outbox.bury(entry, "no")
            self.places[entry.id] = "dead"
        else:
            await self.outbox.later(entry, timedelta(hours=1))
            self.places[entry.id] = "due"
            if what == "crash in later":  # as it was not heard that it was done
                await self.crash()
                await self.outbox.later(entry, timedelta(hours=1))

    async def crash(self) -> None:
        self.outbox = Outbox(self.redis)
        await self.outbox.open()
        left = await self.outbox.left()
        assert {entry.id for entry in left} == self.at("hand")
        self.holds(left)

    def holds(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.hand[entry.id] = entry
            self.places[entry.id] = "hand"

    def at(self, place: str) -> set[str]:
        return {id for id, where in self.places.items() if where == place}

    def move(self, place: str, to: str) -> None:
        self.places |= dict.fromkeys(self.at(place), to)

    async def compare(self) -> None:
        depth = await self.outbox.depth()
        queued = self.at("queued") | self.at("hand")
        assert depth[:3] == (len(queued), len(self.at("due")), len(self.at("dead")))
        assert set(await self.redis.hkeys("bot:outbox:waiting")) == self.at("due")


@settings(max_examples=25)
@given(steps=STEPS)
async def test_a_notice_is_in_one_place(redis: Redis, steps: list[tuple[Any, ...]]) -> None:
    await redis.flushall()
    picture = Picture(redis)
    await picture.outbox.open()
    for step in steps:
        await picture.step(*step)
        await picture.compare()
