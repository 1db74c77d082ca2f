"""What tests share: a real store, a sandbox, the real bot in it."""

# ruff: noqa: E402
import gc

gc.disable()  # until all is imported: a fifth of that would go into looking for garbage

import ssl
from collections.abc import AsyncIterator
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from redis.asyncio import Redis

from sandbox import Sandbox
from storage.server import EmbeddedServer
from tests.control import Control

TOKEN = "42:TEST-only-no-secret"

# However slow the machine is. And the same examples each time: what fails must fail for whoever
# broke it, and again when it is looked at. `make faults` looks for new ones.
_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("new", deadline=None, suppress_health_check=_SLOW)
settings.register_profile("same", settings.get_profile("new"), derandomize=True, database=None)
settings.load_profile("same")

vars(ssl)["create_default_context"] = cache(ssl.create_default_context)  # each bot makes one


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


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
