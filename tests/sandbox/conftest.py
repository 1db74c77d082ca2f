"""A client of a fresh sandbox."""

from collections.abc import AsyncIterator

import pytest

from sandbox import Sandbox
from tests.sandbox.client import Client


@pytest.fixture
async def tg(box: Sandbox) -> AsyncIterator[Client]:
    async with Client(box.url, box.token) as client:
        yield client


@pytest.fixture
async def anna(tg: Client) -> int:
    """A person who has started the bot."""
    return await tg.person(1001, "Anna", username="anna", language_code="en", stars=100)
