"""The store, for commands beside the running bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from redis.asyncio import Redis

from bot.settings import Settings
from storage.server import DirectoryInUse, EmbeddedServer, connect


class Opened(NamedTuple):
    """A store that answers."""

    redis: Redis
    name: str
    running: str = ""
    """It is the bot's own, and this says who uses it."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Opened]:
    """Open the store of the settings; the bot's own is started, or shared with the bot that runs.

    Raises:
        ServerError: our own store does not start.
    """
    if settings.redis_url:
        async with connect(settings.redis_url.get_secret_value()) as redis:
            yield Opened(redis, "the store at REDIS_URL")
        return
    server = EmbeddedServer(settings.data_dir)
    name = f"the store in {server.dir}"
    try:
        await server.start()
    except DirectoryInUse as error:
        async with server.client() as redis:  # its store answers us too
            yield Opened(redis, name, str(error))
        return
    try:
        async with server.client() as redis:
            yield Opened(redis, name)
    finally:
        await server.stop()
