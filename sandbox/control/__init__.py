"""The control API, which docs/sandbox.md describes: for the chat page and for tests."""

from aiohttp import web

from sandbox.control.body import ranged
from sandbox.control.do import Do
from sandbox.control.look import Look
from sandbox.control.trouble import Trouble
from sandbox.faults import Faults, Flood
from sandbox.journal import Journal
from sandbox.world import World

__all__ = ["ranged", "routes"]


def routes(world: World, journal: Journal, faults: Faults, flood: Flood) -> list[web.RouteDef]:
    return [
        *Look(world, journal).routes(),
        *Do(world).routes(),
        *Trouble(world, faults, flood).routes(),
    ]
