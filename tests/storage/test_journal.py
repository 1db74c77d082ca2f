import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from storage import journal as journal_module
from storage.journal import Entry, Journal
from storage.server import EmbeddedServer
from tests.patience import within


@pytest.fixture
async def journal(redis: Redis, server: EmbeddedServer) -> AsyncIterator[Journal]:
    async with server.client(blocking=True) as waiting:
        journal = Journal(redis, waiting)
        await journal.open()
        yield journal


def updates(*ids: int) -> list[tuple[int, str]]:
    return [(id, f'{{"update_id":{id}}}') for id in ids]


def ids(entries: list[Entry]) -> list[int]:
    return [entry.update_id for entry in entries]


async def test_updates_are_read_in_the_order_they_came(journal: Journal) -> None:
    assert await journal.append(updates(3, 1, 2)) == 3
    entries = await journal.read()
    assert ids(entries) == [3, 1, 2]
    assert entries[0].raw == '{"update_id":3}'
    assert (entries[0].tries, entries[0].again) == (0, False)


async def test_nothing_to_append_is_fine(journal: Journal) -> None:
    assert await journal.append([]) == 0


async def test_an_update_that_comes_twice_is_kept_once(journal: Journal) -> None:
    assert await journal.append(updates(7, 8)) == 2
    assert await journal.append(updates(7, 8, 9, 9)) == 1
    assert ids(await journal.read()) == [7, 8, 9]


async def test_an_update_that_comes_again_after_it_was_handled_is_known(journal: Journal) -> None:
    await journal.append(updates(7))
    [entry] = await journal.read()
    await journal.done(entry.id)
    assert await journal.append(updates(7)) == 0
    assert await journal.empty()


async def test_ids_far_apart_do_not_pass_for_each_other(journal: Journal) -> None:
    far = [5, 5 + 8192, 5 + 8192 * 2, 8191, 8192, 2**31 + 5, 2**52]
    assert await journal.append(updates(*far)) == len(far)
    assert await journal.append(updates(*far)) == 0


async def test_ids_are_forgotten_after_two_days_and_not_before(
    journal: Journal, redis: Redis
) -> None:
    await journal.append(updates(7))
    [key] = [key async for key in redis.scan_iter("bot:journal:seen:*")]
    assert 47.9 * 3600 < await redis.ttl(key) <= 48 * 3600


async def test_a_reader_that_waits_gets_what_is_appended(journal: Journal) -> None:
    reading = asyncio.create_task(journal.read(wait_ms=600_000))
    await journal.append(updates(1))
    assert ids(await within(reading)) == [1]


async def test_a_reader_gives_up_when_nothing_comes(journal: Journal) -> None:
    assert await journal.read(wait_ms=10) == []


async def test_what_was_given_is_not_given_to_the_next_reader(journal: Journal) -> None:
    await journal.append(updates(1, 2))
    assert ids(await journal.read(limit=1)) == [1]
    assert ids(await journal.read()) == [2]
    assert await journal.read(wait_ms=10) == []


async def test_what_was_given_and_is_not_done_is_left_for_a_restarted_worker(
    journal: Journal,
) -> None:
    await journal.append(updates(1, 2, 3))
    first, *_ = await journal.read(limit=2)
    await journal.done(first.id)
    left = await journal.left()
    assert ids(left) == [2]
    assert left[0].again
    assert ids(await journal.read()) == [3]


async def test_everything_left_is_found_however_much(journal: Journal) -> None:
    many = list(range(1, 1203))
    await journal.append(updates(*many))
    assert len(await journal.read(limit=5000)) == 1202
    assert ids(await journal.left()) == many


async def test_tries_are_remembered_until_the_update_is_done(
    journal: Journal, redis: Redis
) -> None:
    await journal.append(updates(1, 2))
    entry, _ = await journal.read()
    await journal.tried(entry.id, 3)
    assert [left.tries for left in await journal.left()] == [3, 0]
    await journal.done(entry.id)
    assert await redis.hgetall("bot:journal:tries") == {}


async def test_an_entry_cut_out_by_hand_blocks_nobody(journal: Journal, redis: Redis) -> None:
    await journal.append(updates(1, 2))
    cut, _ = await journal.read()
    await redis.xdel("bot:journal", cut.id)
    assert ids(await journal.left()) == [2]
    assert (await journal.depth()).taken == 1


async def test_a_dead_letter_keeps_the_update_and_the_reason(journal: Journal) -> None:
    await journal.append(updates(1, 2))
    entry, _ = await journal.read()
    await journal.tried(entry.id, 5)
    await journal.bury(entry.id, "failed five times")
    await journal.bury(entry.id, "failed five times")  # sent again after a lost reply
    [dead] = await journal.dead()
    assert (dead.update_id, dead.raw) == (1, '{"update_id":1}')
    assert dead.reason == "failed five times"
    assert ids(await journal.left()) == [2]


async def test_a_dead_letter_gets_another_chance_once(journal: Journal) -> None:
    await journal.append(updates(1))
    [entry] = await journal.read()
    await journal.tried(entry.id, 5)
    await journal.bury(entry.id, "failed five times")
    [dead] = await journal.dead()
    assert await journal.requeue(dead.id)
    assert await journal.requeue(dead.id) == 0
    [again] = await journal.read()
    assert (again.update_id, again.raw, again.tries) == (1, '{"update_id":1}', 0)
    assert await journal.dead() == []


async def test_dead_letters_are_bounded_and_the_newest_come_first(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "_DEAD_KEPT", 10)
    await journal.append(updates(*range(1, 14)))
    for entry in await journal.read():
        await journal.bury(entry.id, "no")
    assert [dead.update_id for dead in await journal.dead()] == [*range(13, 3, -1)]
    assert [dead.update_id for dead in await journal.dead(limit=2)] == [13, 12]


async def test_depth_counts_what_waits_what_is_taken_and_what_is_dead(journal: Journal) -> None:
    assert await journal.depth() == (0, 0, 0, None)
    await journal.append(updates(1, 2, 3, 4))
    first, second = await journal.read(limit=2)
    await journal.bury(first.id, "no")
    depth = await journal.depth()
    assert depth[:3] == (2, 1, 1)
    assert depth.oldest is not None
    await journal.done(second.id)
    assert not await journal.empty()


async def test_opening_twice_loses_nothing(journal: Journal) -> None:
    await journal.append(updates(1))
    await journal.open()
    assert ids(await journal.read()) == [1]


async def test_a_stream_that_is_none_forgets_no_update(journal: Journal, redis: Redis) -> None:
    await redis.delete("bot:journal")
    await redis.set("bot:journal", "not a stream")
    with pytest.raises(Exception, match="WRONGTYPE"):
        await journal.append(updates(1))
    await redis.delete("bot:journal")
    assert await journal.append(updates(1)) == 1
