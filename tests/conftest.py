"""What tests share: a real store, a sandbox, the real bot in it."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from sandbox import Sandbox
from storage.server import EmbeddedServer
from tests.control import Control

TOKEN = "42:TEST-only-no-secret"


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedServer]:
    """A store for all tests; for one that kills or stops its store, make another."""
    async with EmbeddedServer(tmp_path_factory.mktemp("store")) as server:
        yield server


@pytest.fixture(scope="session")
async def _redis(server: EmbeddedServer) -> AsyncIterator[Redis]:
    async with server.client() as redis:
        yield redis


@pytest.fixture
async def redis(_redis: Redis) -> Redis:
    """A client of an empty store."""
    await _redis.flushall()
    return _redis


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    """A Telegram of one's own."""
    box = Sandbox(token=TOKEN)
    await box.start()
    yield box
    await box.stop()


@pytest.fixture
async def control(box: Sandbox) -> AsyncIterator[Control]:
    """What people do in `box`."""
    async with Control(box.url) as control:
        yield control
