"""What tests of the store share; each has users of its own."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

_users = itertools.count(1000)


@pytest.fixture
def somebody() -> Callable[[], str]:
    """A maker of user ids that no other test has."""
    return lambda: str(next(_users))


@pytest.fixture
def me(somebody: Callable[[], str]) -> str:
    return somebody()


@pytest.fixture
def fan(somebody: Callable[[], str]) -> str:
    return somebody()


@pytest.fixture
def now() -> datetime:
    return datetime(2024, 1, 25, 10, 0, tzinfo=UTC)
