"""Bots and stores are killed at random moments; people go on talking."""

import asyncio
import os
import random
import re
import signal
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from sandbox import Sandbox
from storage import MONEY, Outbox
from storage.server import EmbeddedServer
from tests.conftest import TOKEN
from tests.control import Control
from tests.faults.bots import Hurry, Killable, end_store, ours, stock, store_pid, whole
from tests.patience import within

PEOPLE = 20
Start = Callable[[], Killable]


class Scene:
    """People who talk to a bot that is being killed."""

    def __init__(self, control: Control, home: Path, **env: str) -> None:
        self.control = control
        self.record = home / "record"
        self.record.touch()
        self.all_said = False
        self.data_dir = home / "bot"
        self.env = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": control.url,
            "DATA_DIR": str(self.data_dir),
        } | env

    async def people_say(self, updates: int) -> None:
        """Have everybody count up, all at the same time."""

        async def count(person: int) -> None:
            for number in range(updates // PEOPLE):
                await self.control.says(person, str(number))

        await asyncio.gather(*(count(1 + n) for n in range(PEOPLE)))
        self.all_said = True

    async def nothing_comes(self) -> bool:
        """Tell whether the bot has taken all that it will ever be told."""
        return self.all_said and not (await self.control.get("/pending"))["updates"]

    def handled(self) -> dict[int, list[int]]:
        """Return the numbers that the bot heard, by person, in the order it heard them."""
        heard = defaultdict(list)
        for line in self.record.read_text().splitlines():
            person, number = line.split()
            heard[int(person)].append(int(number))
        return heard

    def count(self) -> int:
        """Return how many different messages were handled."""
        return sum(len(set(numbers)) for numbers in self.handled().values())

    async def handles(
        self, updates: int, *, alive: Killable, within_s: float = 300, losing: bool = False
    ) -> None:
        """Wait until so many have been handled; of a `losing` bot, that or all have been taken."""

        async def watch() -> None:
            while self.count() < updates and not (losing and await self.nothing_comes()):
                assert alive.alive, (self.data_dir / "bot.log").read_text()[-3000:]
                await asyncio.sleep(0.01)

        try:
            await asyncio.wait_for(watch(), within_s)
        except TimeoutError:
            log = (self.data_dir / "bot.log").read_text()
            pytest.fail(
                f"{self.count()} of {updates} handled in time; the bot says:\n{log[-5000:]}"
            )

    async def kill_and_restart(self, start: Start, *, times: int, losing: bool = False) -> Killable:
        """Kill the bot, sometimes while it starts, sometimes later; return the last one."""
        for _ in range(times):
            bot = start()
            if random.random() < 0.3:
                await asyncio.sleep(random.uniform(0.0, 0.4))
            else:
                before = self.count()
                await self.handles(before + random.randint(1, 40), alive=bot, losing=losing)
            await bot.kill()
        return start()

    def lost(self, updates: int) -> int:
        return updates - self.count()

    def assert_in_order(self) -> None:
        """What is handled twice is what was under way, so nothing ever steps back."""
        for person, numbers in self.handled().items():
            assert numbers == sorted(numbers), f"person {person}"


@pytest.fixture
async def scene(box: Sandbox, control: Control, tmp_path: Path) -> AsyncIterator[Scene]:
    for n in range(PEOPLE):
        await control.person(1 + n)
    scene = Scene(control, tmp_path)
    yield scene
    await end_store(scene.data_dir)


async def together(*work: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*work))


async def kill_store(scene: Scene, bot: Killable, *, times: int) -> None:
    for _ in range(times):
        before = scene.count()
        await scene.handles(before + random.randint(1, 60), alive=bot)
        while (pid := store_pid(scene.data_dir)) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        os.kill(pid, signal.SIGKILL)


async def killed_at_random(scene: Scene, start: Start, *, updates: int, kills: int) -> None:
    """Have people talk while the bot is killed; leave no bot running."""
    _, last = await together(scene.people_say(updates), scene.kill_and_restart(start, times=kills))
    try:
        await scene.handles(updates, alive=last)
    finally:
        await last.kill()


async def test_nothing_is_lost_when_the_bot_is_killed(scene: Scene) -> None:
    await killed_at_random(scene, partial(ours, scene.env, scene.record), updates=600, kills=5)
    assert scene.lost(600) == 0
    scene.assert_in_order()


async def test_aiograms_own_polling_does_lose_updates(scene: Scene) -> None:
    """So the test above is known to bite.

    The first is killed while all but one of those who spoke wait for their answer, however slow the
    machine is.
    """
    start = partial(stock, scene.env, scene.record, slow_s=0.2)

    async def trouble() -> Killable:
        first = start()
        await scene.handles(1, alive=first, losing=True)
        await first.kill()
        return await scene.kill_and_restart(start, times=2, losing=True)

    _, last = await together(scene.people_say(300), trouble())
    await scene.control.taken()
    last.asked_to_stop()
    await last.ended()
    assert scene.lost(300) > 0


async def test_nothing_is_lost_when_the_store_is_killed(scene: Scene) -> None:
    bot = ours(scene.env, scene.record)
    await together(scene.people_say(600), kill_store(scene, bot, times=5))
    await scene.handles(600, alive=bot)
    await bot.kill()
    assert scene.lost(600) == 0
    scene.assert_in_order()


async def test_sigterm_finishes_what_runs_and_leaves_the_rest(scene: Scene) -> None:
    bot = ours(scene.env, scene.record, slow_s=0.5)
    await scene.people_say(60)
    await scene.handles(1, alive=bot)
    bot.asked_to_stop()
    assert await within(bot.ended()) == 0
    assert 0 < scene.lost(60) < 60
    assert store_pid(scene.data_dir) is None
    bot = ours(scene.env, scene.record)
    await scene.handles(60, alive=bot)
    bot.asked_to_stop()
    assert await bot.ended() == 0
    for numbers in scene.handled().values():
        assert numbers == [0, 1, 2], "each once: nothing was cut off"


async def test_when_the_bot_that_delivers_is_killed_another_goes_on(
    scene: Scene, server: EmbeddedServer, redis: Redis
) -> None:
    env = scene.env | {"REDIS_URL": server.url}
    hurry = Hurry(times=4, patience_s=5)
    for person in range(1, 1 + PEOPLE):
        await scene.control.post("/start", person=person)
    bots = [
        whole(env | {"DATA_DIR": str(scene.data_dir.with_name(f"bot {n}"))}, hurry=hurry)
        for n in range(2)
    ]
    outbox, notices = Outbox(redis), 15 * PEOPLE
    for n in range(notices):
        about = {"what": "currency", "currency": f"<{n}>"}
        await outbox.put(str(n), MONEY, {"kind": "alarm", "to": str(1 + n % PEOPLE), **about})

    async def told() -> list[str]:
        calls = await scene.control.calls("sendMessage")
        texts = [call["params"]["text"] for call in calls]
        return [found[1] for text in texts if (found := re.search(r"&lt;(\d+)&gt;", text))]

    async def until_told(n: int) -> None:
        while len(set(await told())) < n:  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    try:
        await within(until_told(40))
        owner = str(await redis.get("bot:lease:courier"))
        [first] = [bot for bot in bots if owner.startswith(f"{bot.pid}-")]
        await first.kill()
        await within(until_told(notices), 300)
        assert not str(await redis.get("bot:lease:courier")).startswith(f"{first.pid}-")
    finally:
        for bot in bots:
            await bot.kill()
    assert len(await told()) - notices <= 5, "what was on its way"


# The same at length ------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
async def test_nothing_is_lost_however_often_the_bot_is_killed(scene: Scene, seed: int) -> None:
    random.seed(seed)
    start = partial(ours, scene.env, scene.record, slow_s=0.03)
    await killed_at_random(scene, start, updates=1200, kills=25)
    assert scene.lost(1200) == 0
    scene.assert_in_order()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_when_a_bot_with_a_webhook_is_killed(
    scene: Scene, box: Sandbox, seed: int
) -> None:
    random.seed(seed)
    box.world.settings.webhook_retry_s = 0.05
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scene.env |= {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "WEBHOOK_SECRET": "a-secret-of-some-length",
        "WEBHOOK_PORT": str(port),
    }
    await killed_at_random(scene, partial(ours, scene.env, scene.record), updates=600, kills=12)
    assert scene.lost(600) == 0
    scene.assert_in_order()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_when_bot_and_store_are_killed_in_turn(
    scene: Scene, seed: int
) -> None:
    random.seed(seed)

    async def trouble() -> Killable:
        for _ in range(6):
            bot = ours(scene.env, scene.record)
            await kill_store(scene, bot, times=2)
            await bot.kill()
        return ours(scene.env, scene.record)

    _, last = await together(scene.people_say(1200), trouble())
    await scene.handles(1200, alive=last)
    await last.kill()
    assert scene.lost(1200) == 0
    scene.assert_in_order()


@pytest.mark.long
async def test_a_handler_that_never_ends_does_not_keep_the_bot_from_stopping(scene: Scene) -> None:
    bot = ours(scene.env, scene.record, slow_s=0.01)
    await scene.people_say(20)
    await scene.handles(20, alive=bot)
    bot.asked_to_stop()
    assert await bot.ended() == 0
    bot = ours(scene.env, scene.record, slow_s=10_000)
    await scene.people_say(20)
    await scene.control.taken()
    began = asyncio.get_running_loop().time()
    bot.asked_to_stop()
    assert await bot.ended() == 0
    assert 7 < asyncio.get_running_loop().time() - began < 10
