"""What is told to many: to whom, how far it has come, and what became of it.

A campaign walks its audience in the order of people's numbers. One script puts some of them into
the outbox and moves the cursor in the same step, and waits while too many wait there, or sleep: a
million followers cost a few megabytes, and no crash skips anybody or takes them twice. Whether
somebody wants it, and when, is asked at delivery (`gate.py`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as StoreDown
from redis.exceptions import TimeoutError as StoreSlow

from storage import keys, moments, wire
from storage.entity import Entity
from storage.lua import script
from storage.outbox import NEWS
from storage.records import Page
from storage.segments import GOING, LAPSED, last_seen, walked

PLANNED, RUNNING, STOPPED, FINISHED = "planned", "running", "stopped", "done"

_KEPT_S = 400 * 86400  # whoever plans the autumn may look how last year's went
_AT_A_TIME = 200
_MOST_WAITING = 30_000  # people of one campaign of news who sleep, or wait their turn: 12 MB
_TURNS = 10**12  # below it is the turn of one that runs, above it (since 2001) when one starts
_HIGH_WATER = 2000  # notices of one class that may wait to be sent: about a minute and a half

SENT, BLOCKED, FAILED = "sent", "blocked", "failed"
OUTCOMES = (SENT, "unclear", BLOCKED, FAILED, "off", "digest", "moot", "expired", "stopped")
"""What can become of one recipient, each counted once."""


class Campaign(NamedTuple):
    """Something that is told to an artist's followers, or to others who want to hear it."""

    id: str
    artist: str
    body: dict[str, Any]
    """Of every notice; each gets its `to`."""
    concert: str | None
    """Told to those who come to it; None: to all followers."""
    urgency: str
    state: str
    at: datetime
    """When it starts."""
    expires: datetime | None
    taken: int
    """People whose notice was put into the outbox."""
    became: Mapping[str, int]
    """How many of them ended in which of `OUTCOMES`."""
    tapped: int
    about: str
    """The record that it tells of, `{family}:{artist}:{id}`; empty: of none."""
    people: int
    """How many there were to tell when it took the first."""
    begun: datetime | None
    """When it took the first."""
    ended: datetime | None
    """When nobody was left of whom it was unknown what became."""
    segment: str = ""
    """Which of the followers are told, as `segments.py` has it; empty: all."""

    @property
    def waiting(self) -> int:
        """People who are taken, and whose notice is on its way or waits for a decent hour."""
        return self.taken - sum(self.became.values())

    @property
    def runs(self) -> bool:
        return self.state in (PLANNED, RUNNING)


def announcement(family: str, artist: str, id: str, n: int) -> str:
    """Return the id of the campaign by which an artist tells of a record for the nth time.

    It is short, for buttons carry it.
    """
    text = f"{family}:{artist}:{id}:{n}"
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def next_telling(record: Entity, told: Sequence[Campaign]) -> int:
    """Return how often a record is told of with the next time; the first may be forgotten."""
    known, thing = {one.id for one in told}, (record.family, record.owner, record.id)
    return next(n for n in count(len(told) + 1) if announcement(*thing, n) not in known)


class Campaigns:
    """All campaigns there are; every call is one command, one script or one pipeline."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._plan = script(redis, "campaign_plan")
        self._feed = script(redis, "campaign_feed")
        self._stop = script(redis, "campaign_stop")
        self._withdraw = script(redis, "campaign_withdraw")

    async def plan(
        self,
        id: str,
        artist: str,
        body: Mapping[str, Any],
        *,
        at: datetime,
        concert: str | None = None,
        waiting: tuple[str, str] | None = None,
        urgency: str = NEWS,
        expires: datetime | None = None,
        tells: Entity | None = None,
        segment: str = "",
    ) -> bool:
        """Plan a campaign; planned again, it starts at the new time; False: it has begun.

        It is told to those who come to a `concert`, or who are `waiting` for the record of a family
        and an id; else to all followers, or to a `segment` of them (of `GOING`: those who come to
        the concert). `tells`: the record that an artist tells of by it, who is to hear how it went.
        """
        text = {**body, "artist": artist, "campaign": keys.checked(id)}
        if expires is not None:
            text["expires"] = moments.ms(expires)
        stored = {
            "artist": artist,
            "body": wire.dumps(text),
            "concert": concert or "",
            "waiting": ":".join(waiting) if waiting else "",
            "urgency": urgency,
            "expires": "" if expires is None else str(moments.ms(expires)),
            "about": tells.key if tells else "",
            "segment": segment,
            "upto": str(last_seen(at)) if segment == LAPSED else "",
        }
        flat = [part for pair in stored.items() for part in pair]
        planned = await self._plan(
            keys=[
                keys.campaign(id),
                keys.CAMPAIGNS,
                keys.campaigns(artist),
                *_lists(tells),
            ],
            args=[id, moments.ms(at), _KEPT_S, *flat],
        )
        return bool(planned)

    async def feed(self, *, now: datetime) -> int:
        """Put the notices of what is due to some more people into the outbox; return how many.

        No campaign waits for one with which it fails.

        Raises:
            ExceptionGroup: it failed with some.
        """
        async with self._redis.pipeline(transaction=False) as pipe:  # who has just started is first
            pipe.zrangebyscore(keys.CAMPAIGNS, _TURNS, moments.ms(now))
            pipe.zrangebyscore(keys.CAMPAIGNS, "-inf", f"({_TURNS}")
            started, others = await pipe.execute()
        fed, failures = 0, list[Exception]()
        for id in (*started, *others):
            try:
                stored: dict[Any, Any] = await self._redis.hgetall(keys.campaign(id))
                if stored:
                    fed += await self._take(id, stored, now)
                else:  # it is forgotten
                    await self._redis.zrem(keys.CAMPAIGNS, id)
            except (StoreDown, StoreSlow):
                raise
            except Exception as error:
                error.add_note(f"campaign {id}")
                failures.append(error)
        if failures and not fed:
            raise ExceptionGroup("some campaigns cannot go on", failures)
        return fed

    async def _take(self, id: str, stored: dict[str, str], now: datetime) -> int:
        artist, concert = stored["artist"], stored["concert"]
        segment = stored.get("segment", "")
        people = walked(artist, segment, concert)
        if awaited := stored.get("waiting"):
            family, _, record = awaited.partition(":")
            people = keys.waiting(family, artist, record)
        taken = await self._feed(
            keys=[
                keys.campaign(id),
                people,
                keys.CAMPAIGNS,
                keys.outbox(stored["urgency"]),
                keys.CAMPAIGNS_TO_REPORT,
                *([keys.concert_going(artist, concert)] if segment == GOING else []),
            ],
            args=[
                *(id, stored.get("cursor", ""), _AT_A_TIME, _HIGH_WATER, moments.ms(now)),
                stored.get("upto") or "+inf",
                _MOST_WAITING if stored["urgency"] == NEWS else "",  # a reminder would be late
                *OUTCOMES,
            ],
        )
        return int(taken or 0)

    async def stop(self, id: str) -> bool:
        """Stop a campaign, also in the middle; False: there is nothing to stop."""
        stopped = await self._stop(
            keys=[keys.campaign(id), keys.CAMPAIGNS, keys.CAMPAIGNS_TO_REPORT],
            args=[id],
        )
        return bool(stopped)

    async def withdraw(self, id: str, artist: str) -> bool:
        """Forget a campaign that has not begun, so that it can be planned anew; False: it has."""
        withdrawn = await self._withdraw(
            keys=[keys.campaign(id), keys.CAMPAIGNS, keys.campaigns(artist)], args=[id]
        )
        return bool(withdrawn)

    async def get(self, id: str) -> Campaign | None:
        async with self._redis.pipeline(transaction=False) as pipe:
            _look(pipe, id)
            stored, tapped = await pipe.execute()
        return _campaign(id, stored, tapped) if stored else None

    async def running(self, *, offset: int = 0, limit: int = 8) -> Page[Campaign]:
        """Return some of what is planned or runs: what runs, then whatever starts first."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zcard(keys.CAMPAIGNS)
            pipe.zrange(keys.CAMPAIGNS, offset, offset + limit - 1)
            total, ids = await pipe.execute()
        return Page(await self._read(ids) if ids else [], total)

    async def how_many(self) -> int:
        """Return how many are planned or run."""
        return int(await self._redis.zcard(keys.CAMPAIGNS))

    async def page(self, artist: str, *, offset: int = 0, limit: int = 8) -> Page[Campaign]:
        """Return some of an artist's campaigns, the latest first."""
        return await self._page(keys.campaigns(artist), offset, limit)

    async def _page(self, key: str, offset: int, limit: int) -> Page[Campaign]:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zcard(key)
            pipe.zrange(key, max(offset, 0), max(offset, 0) + limit - 1, desc=True)
            total, ids = await pipe.execute()
        return Page(await self._read(ids), total)

    async def announcements(
        self, artist: str, *, offset: int = 0, limit: int = 8
    ) -> Page[Campaign]:
        """Return some of the campaigns by which an artist tells of records, the latest first."""
        return await self._page(keys.announcements(artist), offset, limit)

    async def announced(self, record: Entity) -> list[Campaign]:
        """Return the campaigns that tell of a record, the latest first."""
        key = keys.announced(record.family, record.owner, record.id)
        ids: Any = await self._redis.zrange(key, 0, -1, desc=True)
        return await self._read(ids)

    async def to_report(self) -> list[tuple[Campaign, datetime]]:
        """Return the campaigns whose artist is to hear how they went, and since when they rest.

        That is since the last was taken, or since they were stopped.
        """
        found: Any = await self._redis.zrange(keys.CAMPAIGNS_TO_REPORT, 0, -1, withscores=True)
        rests = {id: moments.from_ms(int(at)) for id, at in found}
        return [(c, rests[c.id]) for c in await self._read(list(rests))]

    async def end(self, id: str, *, now: datetime) -> None:
        """Remember since when a campaign has nobody left to tell."""
        await self._redis.hsetnx(keys.campaign(id), "ended", str(moments.ms(now)))

    async def reported(self, id: str) -> None:
        """Forget that an artist is to hear how a campaign went."""
        await self._redis.zrem(keys.CAMPAIGNS_TO_REPORT, id)

    async def tap(self, id: str, person: str) -> None:
        """Remember that somebody pressed a button of a campaign's message."""
        key = keys.campaign_taps(id)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.pfadd(key, keys.checked(person))
            pipe.expire(key, _KEPT_S, nx=True)
            await pipe.execute()

    async def forget_some_day(self) -> None:
        """Forget in time what an earlier release would have kept for ever."""
        async for key in self._redis.scan_iter(match=f"{keys.CAMPAIGN}*", count=1000):
            await self._redis.expire(key, _KEPT_S, nx=True)

    async def _read(self, ids: list[str]) -> list[Campaign]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for id in ids:
                _look(pipe, id)
            found = await pipe.execute()
        rows = zip(ids, found[::2], found[1::2], strict=True)
        return [_campaign(id, stored, tapped) for id, stored, tapped in rows if stored]


def _lists(record: Entity | None) -> list[str]:
    """Return where a campaign that tells of a record is listed."""
    if record is None:
        return []
    family, artist, id = record.family, record.owner, record.id
    return [keys.announcements(artist), keys.announced(family, artist, id)]


def _look(pipe: Any, id: str) -> None:
    pipe.hgetall(keys.campaign(id))
    pipe.pfcount(keys.campaign_taps(id))


def _campaign(id: str, stored: dict[str, str], tapped: int) -> Campaign:
    expires = stored["expires"]
    return Campaign(
        id=id,
        artist=stored["artist"],
        body=wire.object_in(stored["body"]) or {},
        concert=stored["concert"] or None,
        urgency=stored["urgency"],
        state=stored["state"],
        at=moments.from_ms(int(stored["at"])),
        expires=moments.from_ms(int(expires)) if expires else None,
        taken=int(stored.get("taken", 0)),
        became={name: int(stored[name]) for name in OUTCOMES if name in stored},
        tapped=tapped,
        about=stored.get("about", ""),
        people=int(stored.get("people", 0)),
        begun=_moment(stored, "begun"),
        ended=_moment(stored, "ended"),
        segment=stored.get("segment", ""),
    )


def _moment(stored: dict[str, str], name: str) -> datetime | None:
    return moments.from_ms(int(stored[name])) if name in stored else None
