"""Settings of a bot in a sandbox of its own, with a store that others do not use."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.settings import Settings
from sandbox import Sandbox
from storage.server import EmbeddedServer
from tests.conftest import TOKEN


@pytest.fixture
def settings(box: Sandbox, server: EmbeddedServer, redis: Redis, tmp_path: Path) -> Settings:
    """Of a bot in `box` on the store of the tests."""
    return Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=box.url,
        redis_url=server.url,
        data_dir=tmp_path / "data",
    )
