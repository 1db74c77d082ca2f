"""Two bots on one store: one works, the other stands by."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.app import App
from bot.settings import Settings
from storage import MONEY, Outbox, pace
from tests.bot.test_app import changed
from tests.control import Control
from tests.patience import within

PEOPLE = range(2001, 2013)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for rate in ("ALL", "CHAT"):
        monkeypatch.setattr(pace, rate, pace.Rate(1000, burst=10))


@pytest.fixture
async def crowd(control: Control) -> None:
    for person in PEOPLE:
        await control.person(person)
        await control.post("/start", person=person)


@pytest.fixture
async def apps(settings: Settings, crowd: None) -> AsyncIterator[tuple[App, App]]:
    second = changed(settings, data_dir=settings.data_dir.with_name("second"))
    async with App(settings) as here, App(second) as there:
        yield here, there


async def tell(app: App, *names: str) -> None:
    for name in names:
        for person in PEOPLE:
            body = {"kind": "alarm", "to": str(person), "what": "currency", "currency": name}
            await Outbox(app.redis).put(f"{name} {person}", MONEY, body)


async def told(control: Control) -> Counter[tuple[int, str]]:
    """Return how often each person was told of each name."""
    calls = await control.calls("sendMessage")
    return Counter(
        (int(call["params"]["chat_id"]), name)
        for call in calls
        for name in ("Ruby", "Opal", "Jade")
        if name in call["params"]["text"]
    )


async def test_each_is_told_once_whoever_delivers_and_whoever_leaves(
    apps: tuple[App, App], control: Control
) -> None:
    here, there = apps
    await within(control.taken())
    await within(here.worker.idle())
    await tell(here, "Ruby")
    await tell(there, "Opal")
    await within(there.courier.idle())
    assert await here.redis.get("bot:lease:courier") == here.name
    await tell(there, "Jade")
    await here.stop()
    assert await there.redis.get("bot:lease:courier") in (None, there.name)
    while (await Outbox(there.redis).depth())[:2] != (0, 0):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    expected = {(person, name): 1 for person in PEOPLE for name in ("Ruby", "Opal", "Jade")}
    assert await told(control) == expected


async def test_whoever_writes_is_answered_once_and_still_when_one_leaves(
    apps: tuple[App, App], control: Control
) -> None:
    here, there = apps
    await within(control.taken())
    await within(here.worker.idle())
    before = len(await control.calls("sendMessage"))
    assert before == len(PEOPLE)
    await here.stop()
    for person in PEOPLE:
        await control.says(person, "/help")
    await within(control.taken())
    await within(there.worker.idle())
    assert len(await control.calls("sendMessage")) == 2 * len(PEOPLE)
