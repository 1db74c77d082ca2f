from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import Forms, NotFound, People, Person
from storage.server import EmbeddedServer
from tests.storage.relay import Relay


@pytest.fixture
def people(redis: Redis) -> People:
    return People(redis)


async def test_a_person_is_what_telegram_says_and_what_they_settle(
    people: People, me: str, now: datetime
) -> None:
    assert await people.get(me) is None
    anna = await people.seen(me, name="Anna", username="anna", language_code="ru", now=now)
    assert anna == Person(me, "Anna", "anna", "ru", None, None, None, False, now)
    later = now + timedelta(days=1)
    settled = await people.settle(me, language="en", zone="Europe/Moscow", city="Казань")
    assert settled == anna._replace(language="en", zone="Europe/Moscow", city="Казань")
    again = await people.seen(me, name="Anna K", username=None, language_code=None, now=later)
    assert again == settled._replace(name="Anna K", username=None, language_code=None)
    assert await people.get(me) == again
    back = await people.settle(me, language=None, city=None, blocked=True)
    assert back == again._replace(language=None, city=None, blocked=True)
    assert await people.settle(me, blocked=False) == back._replace(blocked=False)


async def test_nobody_settles_for_a_stranger(people: People, me: str, redis: Redis) -> None:
    with pytest.raises(NotFound):
        await people.settle(me, language="en")
    assert await redis.keys("*") == []


async def test_only_choices_are_settled(people: People, me: str, now: datetime) -> None:
    await people.seen(me, name="Anna", username=None, language_code=None, now=now)
    wrong: Any = {"since": "0"}
    with pytest.raises(TypeError, match="since"):
        await people.settle(me, **wrong)


async def test_seeing_somebody_again_is_one_command_that_writes_nothing(
    server: EmbeddedServer, redis: Redis, tmp_path: Path, me: str, now: datetime
) -> None:
    relay = Relay(server, tmp_path / "relay")
    async with relay.open() as client:
        people = People(client)
        await people.seen(me, name="Anna", username="a", language_code="ru", now=now)
        written = (await redis.info("persistence"))["rdb_changes_since_last_save"]
        relay.sent.clear()
        await people.seen(me, name="Anna", username="a", language_code="ru", now=now)
        assert relay.sent == ["EVALSHA"]
        assert (await redis.info("persistence"))["rdb_changes_since_last_save"] == written
        await people.seen(me, name="Anna", username="b", language_code="ru", now=now)
        assert (await redis.info("persistence"))["rdb_changes_since_last_save"] == written + 1


async def test_a_form_is_kept_for_a_week(redis: Redis, me: str, fan: str) -> None:
    forms = Forms(redis)
    assert await forms.get(me) is None
    filled = {"model": "track", "values": {"title": "Ночь", "album": None}, "asked": [1, 2.5, []]}
    await forms.put(me, filled)
    assert await forms.get(me) == filled
    assert await forms.get(fan) is None
    assert 7 * 86400 - 60 < await redis.ttl(f"bot:form:{me}") <= 7 * 86400
    await forms.put(me, {})
    assert await forms.get(me) == {}
    await forms.drop(me)
    await forms.drop(me)
    assert await forms.get(me) is None
