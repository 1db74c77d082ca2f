"""Reports: one matter for each thing, counted once for each who reports, decided once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import BadId, NotFound, Overtaken, Reports, TooOften, reports

ADMIN, OTHER_ADMIN = "901", "902"


@pytest.fixture
def box(redis: Redis) -> Reports:
    return Reports(redis)


@pytest.fixture
def song(me: str) -> str:
    return f"track:{me}:1706184123456-k3v9x0q2a"


async def test_reports_of_one_thing_are_one_matter(box: Reports, song: str, now: datetime) -> None:
    fans = [str(n) for n in range(20)]

    async def file(fan: str) -> bool:
        reason = reports.SPAM if int(fan) < 5 else reports.RIGHTS
        _, new = await box.file(song, by=fan, reason=reason, words=fan, now=now)
        return new

    assert all(await asyncio.gather(*map(file, fans)))
    assert not any(await asyncio.gather(*map(file, fans))), "each counts once"
    [matter], total = await box.page()
    assert (matter.subject, matter.reports, total) == (song, 20, 1)
    assert (matter.reasons, matter.reason) == ({"spam": 5, "rights": 15}, "rights")
    said = await box.reporters(matter.id, since=matter.opened)
    assert {one.by: one.words for one in said} == {fan: fan for fan in fans}
    assert await box.get(matter.id) == matter == await box.find(song)
    assert [one.id for one in await box.of(matter.artist)] == [matter.id]


async def test_the_older_and_the_more_reported_comes_first(
    box: Reports, me: str, now: datetime
) -> None:
    old, new = f"news:{me}:1", f"news:{me}:2"
    await box.file(old, by="1", reason=reports.SPAM, now=now)
    later = now + timedelta(hours=7)
    await box.file(new, by="1", reason=reports.SPAM, now=later)
    assert [one.subject for one in (await box.page()).records] == [old, new]
    for fan in ("2", "3"):
        await box.file(new, by=fan, reason=reports.SPAM, now=later)
    page = await box.page(limit=1)
    assert ([one.subject for one in page.records], page.total) == ([new], 2)


async def test_of_two_decisions_at_once_one_is_taken(
    box: Reports, song: str, now: datetime
) -> None:
    await box.file(song, by="1", reason=reports.RIGHTS, now=now)

    async def decides(admin: str, what: str) -> int:
        return await box.decide(
            song, what, step=f"{what}:0", admin=admin, reason=reports.RIGHTS, seen=0, now=now
        )

    done = await asyncio.gather(
        decides(ADMIN, reports.TAKEN), decides(OTHER_ADMIN, reports.DISMISSED),
        return_exceptions=True,
    )  # fmt: skip
    assert sorted(isinstance(one, Overtaken) for one in done) == [False, True]
    matter = await box.find(song)
    assert matter is not None
    assert (matter.is_open, matter.n) == (False, 1)
    assert (await box.page()).total == 0
    step = matter.steps[0]
    assert await decides(step.by, step.what) == 1, "a repetition is answered as the first time"
    [logged] = await box.log()
    assert (logged.by, logged.what, logged.subject) == (step.by, step.what, song)


async def test_what_comes_after_a_decision_counts_anew(
    box: Reports, song: str, me: str, now: datetime
) -> None:
    for fan in ("1", "2"):
        await box.file(song, by=fan, reason=reports.ADULT, now=now)
    await box.decide(song, reports.TAKEN, step="take:0", admin=ADMIN, words="No", now=now)
    n = await box.answer(song, reports.OBJECTED, step="object:1", by=me, words="Yes!", now=now)
    assert n == await box.answer(
        song, reports.OBJECTED, step="object:1", by=me, words="Yes!", now=now
    )
    [matter], _ = await box.page()
    assert (matter.reports, matter.reasons) == (0, {})
    assert [step.what for step in matter.steps] == [reports.TAKEN, reports.OBJECTED]
    assert await box.reporters(matter.id, since=matter.opened) == []
    await box.file(song, by="1", reason=reports.SPAM, now=now)
    [matter], _ = await box.page()
    assert (matter.reports, matter.reasons) == (1, {"spam": 1})
    assert [one.by for one in await box.reporters(matter.id, since=matter.opened)] == ["1"]
    await box.decide(song, reports.RESTORED, step="restore:2", admin=ADMIN, seen=n, now=now)
    assert [one.what for one in await box.log()] == [reports.RESTORED, reports.TAKEN]
    first, last = [one async for one in box.decisions()]
    assert (first.what, first.words, last.what) == (reports.TAKEN, "No", reports.RESTORED)
    assert await box.log(before=last.entry) == [first]


async def test_nobody_reports_everything(box: Reports, me: str, fan: str, now: datetime) -> None:
    for n in range(reports.A_DAY):
        await box.file(f"news:{me}:{n}", by=fan, reason=reports.SPAM, now=now)
    with pytest.raises(TooOften):
        await box.file(f"news:{me}:more", by=fan, reason=reports.SPAM, now=now)
    assert await box.find(f"news:{me}:more") is None
    _, new = await box.file(f"news:{me}:1", by=fan, reason=reports.SPAM, now=now)
    assert not new, "to say it again is no more"
    tomorrow = now + timedelta(days=1, seconds=1)
    _, new = await box.file(f"news:{me}:more", by=fan, reason=reports.SPAM, now=tomorrow)
    assert new


async def test_only_a_thing_can_be_reported(box: Reports, fan: str, now: datetime) -> None:
    for wrong in ("", "track", "track:", "track:42:*", "track:42:1:2:3:4:5", "Tr:1:2", "a:b\n:c"):
        with pytest.raises(BadId):
            await box.file(wrong, by=fan, reason=reports.SPAM, now=now)
    with pytest.raises(ValueError, match="dull"):
        await box.file("track:42:1", by=fan, reason="dull", now=now)
    for unknown in ("0123456789abcdef", "*", ""):
        with pytest.raises(NotFound):
            await box.get(unknown)
