"""The real bot in a sandbox, for all tests; each test brings people of its own."""

from collections.abc import AsyncIterator

import pytest

from bot.app import App
from bot.settings import Settings
from handlers.texts import Library
from sandbox import Sandbox
from storage import Records
from tests.conftest import TOKEN
from tests.people import Person, Town


@pytest.fixture(scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    box = Sandbox(token=TOKEN)
    url = await box.start()
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=url,
        data_dir=tmp_path_factory.mktemp("bot"),
    )
    async with App(settings) as app:
        yield app
    await box.stop()


@pytest.fixture(scope="session")
async def town(app: App) -> AsyncIterator[Town]:
    async with Town(app.settings.bot_api_url, app.worker.idle) as town:
        yield town


@pytest.fixture
async def anna(town: Town) -> Person:
    """Somebody who makes music and reads Russian."""
    return await town.newcomer("Anna", language="ru")


@pytest.fixture
async def boris(town: Town) -> Person:
    """Somebody who listens and reads English."""
    return await town.newcomer("Boris", language="en")


@pytest.fixture
def records(app: App) -> Records:
    return Records(app.redis)


@pytest.fixture(scope="session")
def library() -> Library:
    return Library()
