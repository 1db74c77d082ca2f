"""What goes wrong, and when."""

import dataclasses

from aiogram.types import Message
from aiohttp import web

from sandbox import payments
from sandbox.control.body import ID, Body, answer, id_of
from sandbox.errors import Json, missing, wrong
from sandbox.faults import KINDS as FAULTS
from sandbox.faults import Faults, Flood
from sandbox.updates import KINDS as UPDATES
from sandbox.world import World

_FAULT = {
    "method": str,
    "chat": str,
    "kind": str,
    "code": int,
    "description": str,
    "retry_after": int,
    "after": bool,
    "delay_s": float,
    "times": int,
    "probability": float,
}
_LOSABLE = UPDATES | frozenset(Message.model_fields)
_FLOOD = {"enabled": bool, "per_second": int, "per_chat_second": int, "per_group_minute": int}


class Trouble:
    """The section “Make trouble” of docs/sandbox.md."""

    def __init__(self, world: World, faults: Faults, flood: Flood) -> None:
        self.world = world
        self.faults = faults
        self.flood = flood

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/sandbox/faults", self.add_fault),
            web.delete("/sandbox/faults", self.remove_faults),
            web.delete(f"/sandbox/faults/{ID}", self.remove_fault),
            web.post("/sandbox/flood", self.set_flood),
            web.post("/sandbox/redeliver", self.redeliver),
            web.post("/sandbox/lose", self.lose),
            web.post("/sandbox/raw", self.raw),
            web.post("/sandbox/clock", self.move_clock),
            web.patch("/sandbox", self.change_settings),
        ]

    async def add_fault(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        unknown = body.fields.keys() - _FAULT.keys()
        if unknown:
            raise wrong(f"a fault has no {', '.join(sorted(unknown))}")
        if body.text("kind") not in FAULTS:
            raise wrong(f"a fault is one of {', '.join(FAULTS)}")
        if isinstance(body.fields.get("chat"), int):
            body.fields["chat"] = str(body.fields["chat"])
        what = {k: v for k, v in body.among(_FAULT).items() if v is not None}
        return answer({"id": self.faults.add(**what)})

    async def remove_faults(self, _request: web.Request) -> web.Response:
        self.faults.remove()
        return answer({})

    async def remove_fault(self, request: web.Request) -> web.Response:
        if not self.faults.remove(id_of(request)):
            raise missing("fault")
        return answer({})

    async def set_flood(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        for name, type in _FLOOD.items():
            setattr(self.flood, name, body.get(name, type, getattr(self.flood, name)))
        return answer({name: getattr(self.flood, name) for name in _FLOOD})

    async def redeliver(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        last = body.get("last", int, 0)
        return answer(
            {
                "updates": self.world.updates.redeliver(
                    last=last, update_id=body.maybe_number("update_id")
                )
            }
        )

    async def lose(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        what, times = body.text("what"), body.maybe_number("times")
        if what not in _LOSABLE:
            raise wrong(f"there is no update with {what}")
        if times is not None:
            if times < 0:
                raise wrong('"times" is negative')
            self.world.updates.lose(what, times)
        return answer({"times": self.world.updates.losing(what)})

    async def raw(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        return answer(self.world.updates.add_raw(body.get("update", Json)))

    async def move_clock(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        self.world.advance(body.get("advance_s", float))
        payments.renew_due(self.world)
        return answer({"time": self.world.clock.now()})

    async def change_settings(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        settings = self.world.settings
        types = {field.name: field.type for field in dataclasses.fields(settings)}
        unknown = body.fields.keys() - types.keys()
        if unknown:
            raise wrong(f"there is no setting {', '.join(sorted(unknown))}")
        for name in body.fields:
            setattr(settings, name, body.exactly(name, types[name]))
        return answer(dataclasses.asdict(settings))
