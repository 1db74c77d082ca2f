"""Who acts for an artist, and by which invitation."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from storage import INVITED, MOST_MANAGERS, Invitation, Manager, Managers, Right

SOME = frozenset({Right.CONTENT, Right.MONEY})


async def invited(managers: Managers, artist: str, now: datetime) -> Invitation:
    token = await managers.invite(artist, SOME, now=now)
    assert token is not None
    found = await managers.invited(token, now=now)
    assert found is not None
    return found


async def test_of_two_who_take_an_invitation_at_once_one_is_a_manager(
    redis: Redis, me: str, somebody: Callable[[], str], now: datetime
) -> None:
    managers, boris, vera = Managers(redis), somebody(), somebody()
    invitation = await invited(managers, me, now)
    took = await asyncio.gather(
        *(managers.accept(invitation, person, now=now) for person in (boris, vera))
    )
    assert sorted(took) == ["accepted", "used"]
    there = await managers.of(me)
    assert there == [Manager((boris, vera)[took.index("accepted")], SOME, now)]
    assert await managers.accept(invitation, there[0].id, now=now) == "accepted"
    assert await managers.waiting(me, now=now) == []


async def test_an_invitation_is_good_for_two_days_and_kept_without_its_token(
    redis: Redis, me: str, fan: str, now: datetime
) -> None:
    managers = Managers(redis)
    token = await managers.invite(me, SOME, now=now)
    assert token is not None
    kept = [key async for key in redis.scan_iter("bot:invitation*")]
    kept += [str(await redis.hgetall(key)) for key in kept if key.startswith("bot:invitation:")]
    assert token not in "".join(kept)
    found = await managers.invited(token, now=now)
    assert found is not None
    assert await managers.invited(token[:-1], now=now) is None
    assert await managers.invited(token, now=now + INVITED) is None
    assert await managers.accept(found, fan, now=now + INVITED) == "gone"
    assert await managers.waiting(me, now=now + INVITED) == []
    [key] = [key async for key in redis.scan_iter(f"bot:invitation:{found.id}")]
    assert 0 < await redis.ttl(key) <= INVITED.total_seconds()


async def test_what_was_taken_back_is_no_invitation_and_nobody_takes_back_anothers(
    redis: Redis, me: str, fan: str, now: datetime
) -> None:
    managers = Managers(redis)
    invitation = await invited(managers, me, now)
    assert not await managers.revoke(fan, invitation.id)
    assert await managers.waiting(me, now=now) == [invitation]
    assert await managers.revoke(me, invitation.id)
    assert await managers.accept(invitation, fan, now=now) == "gone"


async def test_whoever_was_removed_is_no_manager_whatever_follows(
    redis: Redis, me: str, fan: str, now: datetime
) -> None:
    managers = Managers(redis)
    invitation = await invited(managers, me, now)
    assert await managers.accept(invitation, me, now=now) == "own"
    assert await managers.accept(invitation, fan, now=now) == "accepted"
    assert await managers.accept(await invited(managers, me, now), fan, now=now) == "already"
    assert await managers.pages(fan) == [me]
    assert await managers.entrust(me, fan, {Right.NUMBERS})
    assert await managers.get(me, fan) == Manager(fan, frozenset({Right.NUMBERS}), now)
    assert await managers.remove(me, fan)
    assert not await managers.entrust(me, fan, set(Right))
    assert await managers.accept(invitation, fan, now=now) == "used"
    assert await managers.get(me, fan) is None
    assert await managers.pages(fan) == []


async def test_there_are_no_more_managers_and_invitations_than_ten(
    redis: Redis, me: str, somebody: Callable[[], str], now: datetime
) -> None:
    managers = Managers(redis)
    waiting = [await invited(managers, me, now) for _ in range(MOST_MANAGERS)]
    assert await managers.invite(me, SOME, now=now) is None
    for invitation in waiting:
        assert await managers.accept(invitation, somebody(), now=now) == "accepted"
    one_more = await invited(managers, me, now)
    assert await managers.accept(one_more, somebody(), now=now) == "full"


async def test_whoever_tries_tokens_is_stopped_for_an_hour(
    redis: Redis, fan: str, now: datetime
) -> None:
    managers, hour = Managers(redis), timedelta(hours=1)
    tried = [await managers.may_try(fan, f"guess {n}", now=now) for n in range(12)]
    assert tried == [True] * 10 + [False] * 2
    assert await managers.may_try(fan, "guess 0", now=now)  # the same again says nothing new
    assert await managers.may_try(fan, "guess 12", now=now + hour)
