"""Cases: what is done twice is written once, and no admin overtakes another by accident."""

import asyncio
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from storage import Cases, Conflict, Ledger, NotFound, Overtaken, cases, money


@pytest.fixture
def box(redis: Redis) -> Cases:
    return Cases(redis)


async def test_a_case_is_opened_once(box: Cases, me: str, fan: str, now: datetime) -> None:
    id = await box.free_id()
    for text in ("It's broken", "again"):
        case = await box.open(id, person=me, charge="c1", text=text, now=now)
    assert (case.id, case.person, case.charge, case.is_open, case.n) == (id, me, "c1", True, 1)
    assert case.steps == (cases.CaseStep(1, me, now, cases.WROTE, "It's broken"),)
    assert case.waits
    with pytest.raises(Conflict):
        await box.open(id, person=fan, charge="", text="mine", now=now)
    assert await box.of(fan) == []
    assert await box.of(me) == [case]
    for unknown in ("ZZZZZ", "x:y", "é"):
        with pytest.raises(NotFound):
            await box.get(unknown)


async def test_of_two_answers_at_once_one_is_written(box: Cases, me: str, now: datetime) -> None:
    case = await box.open("K7MQ4", person=me, charge="", text="?", now=now)

    async def answers(admin: str) -> int:
        return await box.act(
            case,
            step=f"answer:{admin}",
            admin=admin,
            what=cases.ANSWERED,
            text=admin,
            seen=1,
            now=now,
        )

    done = await asyncio.gather(*map(answers, ("1", "2", "3")), return_exceptions=True)
    [n] = [one for one in done if isinstance(one, int)]
    assert sum(isinstance(one, Overtaken) for one in done) == 2
    case = await box.get(case.id)
    assert (case.n, n, case.waits) == (2, 2, False)
    assert await answers(case.steps[1].by) == 2, "a repetition is answered as the first time"
    assert await box.get(case.id) == case


async def test_what_its_person_adds_does_not_stop_an_answer(
    box: Cases, me: str, now: datetime
) -> None:
    case = await box.open("K7MQ4", person=me, charge="", text="?", now=now)
    for _ in range(2):
        assert await box.write(case, step="write:a", text="Hello?", now=now) == 2
    about = {"admin": "1", "what": cases.ANSWERED, "text": "Yes", "now": now}
    assert await box.act(case, step="answer:a", seen=1, **about) == 3  # type: ignore[arg-type]


async def test_a_closed_case_is_listed_no_more_and_opens_again_with_a_letter(
    box: Cases, me: str, fan: str, now: datetime
) -> None:
    old = await box.open("AAAAA", person=me, charge="", text="?", now=now)
    new = await box.open("BBBBB", person=fan, charge="", text="?", now=now + timedelta(hours=1))
    assert await box.page() == ([old, new], 2)
    assert await box.page(offset=1, limit=1) == ([new], 2)
    await box.act(old, step="close:1", admin="1", what=cases.CLOSED, seen=1, now=now)
    assert await box.page() == ([new], 1)
    closed = await box.get(old.id)
    assert (closed.is_open, closed.waits) == (False, False)
    await box.write(closed, step="write:a", text="Still!", now=now + timedelta(hours=2))
    found, total = await box.page()
    assert ([case.id for case in found], total) == (["BBBBB", "AAAAA"], 2)
    assert found[1].waits


async def test_what_happens_to_a_payment_is_written_into_its_cases(
    box: Cases, me: str, now: datetime
) -> None:
    await box.open("AAAAA", person=me, charge="c1", text="?", now=now)
    await box.open("BBBBB", person=me, charge="c2", text="?", now=now)
    for _ in range(2):
        await box.note("c1", me, what=cases.RETURNED, step="returned", now=now)
    assert [step.what for step in (await box.get("AAAAA")).steps] == [cases.WROTE, cases.RETURNED]
    assert (await box.get("AAAAA")).waits
    assert (await box.get("BBBBB")).n == 1


async def test_payments_are_listed_by_who_paid(
    redis: Redis, me: str, fan: str, now: datetime
) -> None:
    ledger = Ledger(redis)
    bought = money.buy_coins("c1", user=fan, stars=50, coins=100, now=now)
    given = money.donate_stars(
        "c2", donor=fan, artist=me, stars=20, donor_name="B", now=now + timedelta(hours=1)
    )
    unclear = money.suspend("c3", user=fan, stars=7, now=now + timedelta(hours=2), note="?")
    for posting in (bought, given, unclear, bought):
        await ledger.post(posting)
    paid, total = await ledger.payments(fan, limit=2)
    assert ([one.id for one in paid], total) == (["pay:c3", "pay:c2"], 3)
    assert await ledger.at(paid[1].entry) == paid[1]
    order = money.donate_stars("c3", donor=fan, artist=me, stars=7, donor_name="B", now=now)
    await ledger.post(money.assign(await ledger.charge("c3"), order))
    await ledger.post(money.hold(await ledger.charge("c1"), now=now))
    assert (await ledger.payments(fan))[1] == 3, "a payment stays one payment"
    assert await ledger.payments(me) == ([], 0)
    assert [(await ledger.charge(id)).stars for id in ("c1", "c2", "c3")] == [50, 20, 7]
    for unknown in ("1-1", "-", "+", "", "pay:c1"):
        with pytest.raises(NotFound):
            await ledger.at(unknown)
