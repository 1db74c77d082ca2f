"""The table of routes."""

import pytest

import handlers
from handlers import start
from handlers.table import Routes, Table


def test_two_handlers_for_one_thing_are_refused() -> None:
    with pytest.raises(ValueError, match="start"):
        Table([Routes(commands={"start": start.start}), start.ROUTES], answer=start.home)


def test_a_router_can_be_made_twice() -> None:
    assert handlers.setup() is not handlers.setup()
