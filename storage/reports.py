"""What people say is wrong with public things, and what admins decided about each.

All reports of one thing are one matter. It is open from the first report until an admin decides,
and opens again with what comes after: a new report, or what the artist objects. A step has an id
and is taken once by it. What an admin does names the last step the admin has seen: if another
admin has done something since, it is refused, so nothing is decided twice by accident.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, moments, wire
from storage.cases import Overtaken
from storage.errors import BadId, NotFound, StorageError
from storage.lua import script
from storage.models import Profile
from storage.records import Page

RIGHTS, SPAM, INSULT, ADULT, OTHER = "rights", "spam", "insult", "adult", "other"
REASONS = (RIGHTS, SPAM, INSULT, ADULT, OTHER)
"""What can be wrong with a thing: it is somebody else's, …"""

TAKEN, DISMISSED, WARNED, RESTORED = "taken", "dismissed", "warned", "restored"
BLOCKED, LIFTED = "blocked", "lifted"
VERIFIED, REFUSED, REVOKED = "verified", "refused", "revoked"
"""What an admin decides: of a thing, of an artist, of an artist's name."""

OBJECTED, ASKED = "objected", "asked"
"""What an artist does: objects to a decision, asks to be verified."""

A_DAY = 10
"""Things that one person may report within a day."""

_DAY = timedelta(days=1)
_URGENCY = timedelta(hours=6)  # how much older a report makes its matter in the list
_SUBJECT = re.compile(rf"[a-z]+(?::{keys.ID_PATTERN}){{1,5}}")
_WALKED = 500
_ENTRY = re.compile(r"[0-9]{1,16}-[0-9]{1,10}", re.ASCII)


class TooOften(StorageError):
    """The person `key` has reported enough for today."""


class Report(NamedTuple):
    """What somebody says of a thing."""

    by: str
    reason: str
    words: str
    at: datetime


class MatterStep(NamedTuple):
    """One thing that was done."""

    n: int
    by: str
    """Empty: nobody in particular, it happened."""
    at: datetime
    what: str
    reason: str = ""
    words: str = ""


class Matter(NamedTuple):
    """All about one thing that people reported."""

    id: str
    subject: str
    """The key of a record, `profile:{artist}`, or what other modules call theirs alike."""
    is_open: bool
    opened: datetime
    closed: datetime | None
    """When it was last decided."""
    reports: int
    """How many people reported it since it was opened."""
    reasons: Mapping[str, int]
    steps: tuple[MatterStep, ...]

    @property
    def artist(self) -> str:
        """Whose page the thing is on."""
        return artist_of(self.subject)

    @property
    def n(self) -> int:
        """The number of its last step."""
        return self.steps[-1].n if self.steps else 0

    @property
    def reason(self) -> str:
        """The reason that most gave."""
        return max(self.reasons, key=lambda one: self.reasons[one], default=OTHER)

    def last(self, *what: str) -> MatterStep | None:
        """Return the last step of some kinds."""
        return next((step for step in reversed(self.steps) if step.what in what), None)


class Decision(NamedTuple):
    """What an admin did, as the log has it."""

    entry: str
    subject: str
    matter: str
    by: str
    at: datetime
    what: str
    reason: str
    words: str


def subject(family: str, artist: str, id: str) -> str:
    """Return what a public record is called as a thing to be reported."""
    return f"{family}:{artist}:{id}"


def page(artist: str) -> str:
    """Return what an artist's page is called as a thing to be reported."""
    return f"{Profile.family}:{artist}"


def request(artist: str) -> str:
    """Return what an artist's wish to be verified is called; it is decided like a report."""
    return f"verify:{artist}"


def matter_of(subject: str) -> str:
    """Return the id of the matter of a thing; it is short, for buttons carry it."""
    return hashlib.blake2b(subject.encode(), digest_size=8).hexdigest()


def artist_of(subject: str) -> str:
    """Return whose page a thing is on.

    Raises:
        BadId: it is no thing to be reported.
    """
    if _SUBJECT.fullmatch(subject) is None:
        raise BadId(subject)
    return subject.split(":")[1]


class Reports:
    """All reports. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._report = script(redis, "report")
        self._step = script(redis, "matter_step")

    async def file(
        self, subject: str, *, by: str, reason: str, now: datetime, words: str = ""
    ) -> tuple[Matter, bool]:
        """Put somebody's report into the matter of a thing; return it, and whether it is new.

        Whoever reports a thing again while its matter is open has reported it once.

        Raises:
            TooOften: they have reported too many things of late.
        """
        if reason not in REASONS:
            raise ValueError(reason)
        id, at = matter_of(subject), moments.ms(now)
        answer = await self._report(
            keys=[
                keys.matter(id),
                keys.reporters(id),
                keys.reported(id),
                keys.MATTERS_OPEN,
                keys.matters(artist_of(subject)),
                keys.reported_by(by),
            ],
            args=[
                *(id, subject, by, wire.dumps({"reason": reason, "words": words}), reason, at),
                _URGENCY // timedelta(milliseconds=1),
                A_DAY,
                _DAY // timedelta(milliseconds=1),
            ],
        )
        if answer is None:
            raise TooOften(by)
        return await self.get(id), answer[1] == 1

    async def decide(
        self,
        subject: str,
        what: str,
        *,
        step: str,
        admin: str,
        now: datetime,
        reason: str = "",
        words: str = "",
        seen: int | None = None,
    ) -> int:
        """Add what an admin decided, which closes the matter; return the step's number.

        Raises:
            Overtaken: another admin did something after the step that was `seen` last.
        """
        n = await self._take(
            subject,
            what,
            step=step,
            by=admin,
            now=now,
            reason=reason,
            words=words,
            seen=seen,
            is_admin=True,
            is_open=False,
        )
        if n == 0:
            raise Overtaken(subject)
        return n

    async def answer(
        self, subject: str, what: str, *, step: str, by: str, words: str, now: datetime
    ) -> int:
        """Add what an artist says, which opens the matter again; return the step's number."""
        return await self._take(subject, what, step=step, by=by, now=now, words=words, is_open=True)

    async def note(
        self, subject: str, what: str, *, step: str, now: datetime, reason: str = ""
    ) -> int:
        """Add what followed from decisions by itself; return the step's number."""
        return await self._take(subject, what, step=step, by="", now=now, reason=reason)

    async def knows(self, subject: str, step: str) -> bool:
        """Tell whether a step of the matter of a thing was taken, by its id."""
        return bool(await self._redis.hexists(keys.matter(matter_of(subject)), f"step:{step}"))

    async def get(self, id: str) -> Matter:
        """Return a matter.

        Raises:
            NotFound: there is none.
        """
        [found] = await self._read([keys.checked(id)])
        if found is None:
            raise NotFound(keys.matter(id))
        return found

    async def find(self, subject: str) -> Matter | None:
        """Return the matter of a thing, if there ever was one."""
        [found] = await self._read([matter_of(subject)])
        return found

    async def page(self, *, offset: int = 0, limit: int = 8) -> Page[Matter]:
        """Return open matters, the oldest first; each report makes its matter older."""
        async with self._redis.pipeline(transaction=True) as both:
            both.zrange(keys.MATTERS_OPEN, offset, offset + limit - 1)
            both.zcard(keys.MATTERS_OPEN)
            ids, total = await both.execute()
        return Page([one for one in await self._read(ids) if one is not None], int(total))

    async def waiting(self) -> int:
        """Return how many matters are to be decided."""
        return int(await self._redis.zcard(keys.MATTERS_OPEN))

    async def of(self, artist: str, *, limit: int = 20) -> list[Matter]:
        """Return the matters of what is on an artist's page, the latest first."""
        ids: Any = await self._redis.zrange(keys.matters(artist), 0, limit - 1, desc=True)
        return [one for one in await self._read(ids) if one is not None]

    async def reporters(
        self,
        id: str,
        *,
        since: datetime,
        until: datetime | None = None,
        offset: int = 0,
        limit: int = 100,
    ) -> list[Report]:
        """Return who reported the thing of a matter in a time, the latest first."""
        found: Any = await self._redis.zrange(
            keys.reporters(id),
            "+inf" if until is None else moments.ms(until),
            moments.ms(since),
            desc=True,
            byscore=True,
            offset=offset,
            num=limit,
            withscores=True,
        )
        if not found:
            return []
        said: Any = await self._redis.hmget(keys.reported(id), [by for by, _ in found])
        return [_report(by, text, at) for (by, at), text in zip(found, said, strict=True)]

    async def log(self, *, before: str = "", limit: int = 10) -> list[Decision]:
        """Return what admins decided, the latest first; `before` an entry, or of all."""
        last = f"({before}" if _ENTRY.fullmatch(before) else "+"
        found: Any = await self._redis.xrevrange(keys.MODERATION, max=last, count=limit)
        return [_decision(entry, values) for entry, values in found]

    async def decisions(self) -> AsyncIterator[Decision]:
        """Yield everything that admins ever decided, the oldest first."""
        first = "-"
        while True:
            found: Any = await self._redis.xrange(keys.MODERATION, min=first, count=_WALKED)
            if not found:
                return
            for entry, values in found:
                yield _decision(entry, values)
            first = f"({found[-1][0]}"

    async def _take(
        self,
        subject: str,
        what: str,
        *,
        step: str,
        by: str,
        now: datetime,
        reason: str = "",
        words: str = "",
        seen: int | None = None,
        is_admin: bool = False,
        is_open: bool | None = None,
    ) -> int:
        id = matter_of(subject)
        return int(
            await self._step(
                keys=[
                    keys.matter(id),
                    keys.MATTERS_OPEN,
                    keys.matters(artist_of(subject)),
                    keys.MODERATION,
                ],
                args=[
                    *(id, subject, step, moments.ms(now), int(is_admin)),
                    "" if seen is None else seen,
                    "" if is_open is None else int(is_open),
                    *(by, what, reason, words),
                ],
            )
        )

    async def _read(self, ids: list[str]) -> list[Matter | None]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids:
                pipe.hgetall(keys.matter(id))
            found = await pipe.execute()
        return [_matter(id, stored) for id, stored in zip(ids, found, strict=True)]


def _matter(id: str, stored: dict[str, Any]) -> Matter | None:
    if not stored:
        return None
    steps = tuple(
        MatterStep(
            n,
            stored[f"by:{n}"],
            moments.from_ms(int(stored[f"at:{n}"])),
            stored[f"what:{n}"],
            stored[f"why:{n}"],
            stored[f"words:{n}"],
        )
        for n in range(1, int(stored.get("n", 0)) + 1)
    )
    prefix = "reason:"
    reasons = {name: int(n) for name, n in stored.items() if name.startswith(prefix)}
    closed = stored.get("closed")
    return Matter(
        id=id,
        subject=stored["subject"],
        is_open=stored.get("open") == "1",
        opened=moments.from_ms(int(stored.get("opened", 0))),
        closed=moments.from_ms(int(closed)) if closed else None,
        reports=int(stored.get("reports", 0)),
        reasons={name.removeprefix(prefix): n for name, n in reasons.items()},
        steps=steps,
    )


def _report(by: str, text: str | None, at: float) -> Report:
    said = wire.object_in(text) or {}
    return Report(
        by, str(said.get("reason", OTHER)), str(said.get("words", "")), moments.from_ms(int(at))
    )


def _decision(entry: str, values: Mapping[str, str]) -> Decision:
    return Decision(
        entry=entry,
        subject=values["subject"],
        matter=values["matter"],
        by=values["by"],
        at=moments.from_ms(int(values["at"])),
        what=values["what"],
        reason=values["why"],
        words=values["words"],
    )
