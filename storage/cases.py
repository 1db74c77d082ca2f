"""What people ask about their payments, and what admins did about it: who, when, what.

A case is a list of steps that only grows. A step has an id and is taken once by it. What an admin
does names the last step the admin has seen: if another admin has done something since, it is
refused, so nobody is answered twice by accident.
"""

import secrets
from datetime import datetime
from typing import Any, NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.errors import Conflict, NotFound
from storage.lua import script

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"  # none is taken for another one
_LENGTH = 5  # 24 million cases: short enough to be said aloud
_SHOWN = 100  # cases of one person

WROTE, ANSWERED, CLOSED = "wrote", "answered", "closed"
REFUND, RETURNED, KEPT = "refund", "returned", "kept"
"""An admin asked Telegram to return the payment; it has; it will not."""


class Overtaken(Conflict):
    """Another admin has done something about the case `key` meanwhile."""


class CaseStep(NamedTuple):
    """One thing that was done."""

    n: int
    by: str
    """Empty: nobody in particular, it happened."""
    at: datetime
    what: str
    text: str = ""


class Case(NamedTuple):
    """What somebody asked."""

    id: str
    person: str
    charge: str
    """Empty: it is about no payment."""
    is_open: bool
    steps: tuple[CaseStep, ...]

    @property
    def n(self) -> int:
        """The number of its last step."""
        return self.steps[-1].n

    @property
    def waits(self) -> bool:
        """Tell whether its person wrote last and nobody has answered."""
        said = [step.what for step in self.steps if step.what in (WROTE, ANSWERED)]
        return self.is_open and said[-1] == WROTE


class Cases:
    """All cases. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._step = script(redis, "case")

    async def free_id(self) -> str:
        """Return an id that no case has."""
        while True:
            id = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
            if not await self._redis.exists(keys.case(id)):
                return id

    async def open(self, id: str, *, person: str, charge: str, text: str, now: datetime) -> Case:
        """Open a case, or find that it was opened by the same person before.

        Raises:
            Conflict: somebody else has a case of this id.
        """
        await self._take(
            id, person, charge, step="open", by=person, what=WROTE, text=text, now=now, is_open=True
        )
        return await self.get(id)

    async def write(self, case: Case, *, step: str, text: str, now: datetime) -> int:
        """Add what its person wrote, which opens a closed case again; return the step's number."""
        return await self._take(
            *(case.id, case.person, case.charge),
            step=step,
            by=case.person,
            what=WROTE,
            text=text,
            now=now,
            is_open=True,
        )

    async def act(
        self,
        case: Case,
        *,
        step: str,
        admin: str,
        what: str,
        now: datetime,
        text: str = "",
        seen: int | None = None,
    ) -> int:
        """Add what an admin did; return the step's number.

        Raises:
            Overtaken: another step of an admin came after the one that was `seen` last.
        """
        return await self._take(
            *(case.id, case.person, case.charge),
            step=step,
            by=admin,
            what=what,
            text=text,
            now=now,
            seen=seen,
            is_admin=True,
            is_open=False if what == CLOSED else None,
        )

    async def note(self, charge: str, person: str, *, what: str, step: str, now: datetime) -> None:
        """Add what happened to a payment to the cases that are about it."""
        for case in await self.of(person):
            if case.charge == charge:
                await self._take(
                    *(case.id, person, charge), step=step, by="", what=what, text="", now=now
                )

    async def get(self, id: str) -> Case:
        """Return a case.

        Raises:
            NotFound: there is none.
        """
        [case] = await self._read([keys.checked(id)])
        return case

    async def of(self, person: str) -> list[Case]:
        """Return the cases that somebody opened, the latest first."""
        ids = await self._redis.zrange(keys.cases(person), 0, _SHOWN - 1, desc=True)
        return await self._read(cast("list[str]", ids))

    async def page(self, *, offset: int = 0, limit: int = 8) -> tuple[list[Case], int]:
        """Return open cases, those that nobody wrote in for longest first, and how many."""
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(keys.CASES_OPEN, offset, offset + limit - 1)
            both.zcard(keys.CASES_OPEN)
            ids, total = await both.execute()
        return await self._read(ids), int(total)

    async def _take(
        self,
        id: str,
        person: str,
        charge: str,
        *,
        step: str,
        by: str,
        what: str,
        text: str,
        now: datetime,
        seen: int | None = None,
        is_admin: bool = False,
        is_open: bool | None = None,
    ) -> int:
        at = moments.ms(now)
        n = await self._step(
            keys=[keys.case(id), keys.CASES_OPEN, keys.cases(person)],
            args=[
                *(id, person, charge, step),
                wire.dumps({"by": by, "at": at, "what": what, "text": text}),
                at,
                int(is_admin),
                "" if seen is None else seen,
                "" if is_open is None else int(is_open),
            ],
        )
        if n == 0:
            raise Overtaken(keys.case(id))
        if n < 0:
            raise Conflict(keys.case(id))
        return int(n)

    async def _read(self, ids: list[str]) -> list[Case]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids:
                pipe.hgetall(keys.case(id))
            found = await pipe.execute()
        return [_case(id, stored) for id, stored in zip(ids, found, strict=True)]


def _case(id: str, stored: dict[str, Any]) -> Case:
    if not stored:
        raise NotFound(keys.case(id))
    steps = []
    for n in range(1, int(stored["n"]) + 1):
        step = wire.loads(stored[f"log:{n}"])
        steps.append(
            CaseStep(n, step["by"], moments.from_ms(step["at"]), step["what"], step["text"])
        )
    return Case(id, stored["person"], stored["charge"], stored["open"] == "1", tuple(steps))
