"""One real server for all tests of the store; each test has users of its own."""

import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from storage.server import EmbeddedServer


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedServer]:
    directory: Path = tmp_path_factory.mktemp("store")
    async with EmbeddedServer(directory) as server:
        yield server


@pytest.fixture(scope="session")
async def redis(server: EmbeddedServer) -> AsyncIterator[Redis]:
    client = server.client()
    yield client
    await client.aclose()


_users = itertools.count(1000)


@pytest.fixture
def somebody() -> Callable[[], str]:
    """A maker of user ids that no other test has."""
    return lambda: str(next(_users))


@pytest.fixture
def me(somebody: Callable[[], str]) -> str:
    return somebody()


@pytest.fixture
def now() -> datetime:
    return datetime(2024, 1, 25, 10, 0, tzinfo=UTC)
