"""Who acts for an artist: managers, what each of them may do, and invitations to become one.

An invitation is a secret that is known to whoever has its link: it is kept as a digest, so that
nobody who reads the store can use it. It is good once, and for two days.
"""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Literal, NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments
from storage.lua import script

MOST_MANAGERS = 10
"""Of one artist; also, how many invitations wait."""

INVITED = timedelta(hours=48)

_TRIES = 10
_TRIED = timedelta(hours=1)
_TOKEN_BYTES = 16
_MILLISECOND = timedelta(milliseconds=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


class Right(StrEnum):
    """What a manager may do on an artist's page, in the order in which it is asked."""

    CONTENT = "content"
    ANNOUNCE = "announce"
    NUMBERS = "numbers"
    MONEY = "money"


class Manager(NamedTuple):
    """Somebody who may act for an artist."""

    id: str
    rights: frozenset[Right]
    since: datetime


class Invitation(NamedTuple):
    """A way to become one, for whoever takes it first."""

    id: str
    artist: str
    rights: frozenset[Right]
    until: datetime
    taken: str | None = None


Outcome = Literal["accepted", "already", "own", "used", "full", "gone"]


class Managers:
    """The managers of all artists."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._invite = script(redis, "invite")
        self._accept = script(redis, "accept")
        self._entrust = script(redis, "entrust")
        self._often = script(redis, "often")

    async def get(self, artist: str, person: str) -> Manager | None:
        """Return what a person is to an artist; None: nothing, or nothing any more."""
        kept = await self._redis.hget(keys.managers(artist), person)
        return _manager(person, cast("str", kept)) if kept else None

    async def of(self, artist: str) -> list[Manager]:
        """Return the managers of an artist, those who came first before the others."""
        kept: dict[Any, Any] = await self._redis.hgetall(keys.managers(artist))
        there = [_manager(person, value) for person, value in kept.items()]
        return sorted(there, key=lambda manager: (manager.since, manager.id))

    async def pages(self, person: str) -> list[str]:
        """Return the artists whom a person acts for."""
        return cast("list[str]", await self._redis.zrange(keys.managed(person), 0, -1))

    async def entrust(self, artist: str, person: str, rights: Collection[Right]) -> bool:
        """Let a manager do this and nothing else; tell whether they are one."""
        done = await self._entrust(keys=[keys.managers(artist)], args=[person, _packed(rights)])
        return bool(done)

    async def remove(self, artist: str, person: str) -> bool:
        """Let somebody be no manager any more, at once; tell whether they were one."""
        async with self._redis.pipeline(transaction=True) as both:
            both.hdel(keys.managers(artist), person)
            both.zrem(keys.managed(person), artist)
            was, _ = await both.execute()
        return bool(was)

    # Invitations -------------------------------------------------------------------------------

    async def invite(self, artist: str, rights: Collection[Right], *, now: datetime) -> str | None:
        """Return the token of a new invitation; None: too many wait already."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        id = _digest(token)
        until = moments.ms(now + INVITED)
        kept = await self._invite(
            keys=[keys.invitation(id), keys.invitations(artist)],
            args=[id, artist, _packed(rights), moments.ms(now), until, MOST_MANAGERS],
        )
        return token if kept else None

    async def invited(self, token: str, *, now: datetime) -> Invitation | None:
        """Return the invitation of a token, used or not; None: there is none, or it is over."""
        if _TOKEN.fullmatch(token) is None:
            return None
        found = await self._invitation(_digest(token))
        return found if found and found.until > now else None

    async def _invitation(self, id: str) -> Invitation | None:
        kept: dict[Any, Any] = await self._redis.hgetall(keys.invitation(id))
        if not kept:
            return None
        return Invitation(
            id,
            kept["artist"],
            _rights(kept["rights"]),
            moments.from_ms(int(kept["until"])),
            kept.get("taken"),
        )

    async def accept(self, invitation: Invitation, person: str, *, now: datetime) -> Outcome:
        """Make a person a manager by an invitation; return what came of it."""
        artist = invitation.artist
        outcome = await self._accept(
            keys=[
                keys.invitation(invitation.id),
                keys.invitations(artist),
                keys.managers(artist),
                keys.managed(person),
            ],
            args=[invitation.id, artist, person, moments.ms(now), MOST_MANAGERS],
        )
        return cast("Outcome", outcome)

    async def waiting(self, artist: str, *, now: datetime) -> list[Invitation]:
        """Return the invitations that nobody has taken yet, those that end first before others."""
        ids = await self._redis.zrangebyscore(
            keys.invitations(artist), f"({moments.ms(now)}", "+inf"
        )
        found = [await self._invitation(cast("str", id)) for id in ids]
        return [invitation for invitation in found if invitation]

    async def revoke(self, artist: str, id: str) -> bool:
        """Let nobody take an invitation of an artist; tell whether it was still to be taken."""
        if await self._redis.zscore(keys.invitations(artist), id) is None:
            return False
        async with self._redis.pipeline(transaction=True) as both:
            both.zrem(keys.invitations(artist), id)
            both.delete(keys.invitation(id))
            was, _ = await both.execute()
        return bool(was)

    async def may_try(self, person: str, token: str, *, now: datetime) -> bool:
        """Tell whether somebody may still try a token; nobody finds one by trying."""
        allowed = await self._often(
            keys=[keys.invitation_tries(person)],
            args=[_digest(token), moments.ms(now), _TRIED // _MILLISECOND, _TRIES],
        )
        return bool(allowed)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()[:32]


def _packed(rights: Collection[Right]) -> str:
    return " ".join(right for right in Right if right in rights)


def _rights(packed: str) -> frozenset[Right]:
    known = set(Right)
    return frozenset(Right(word) for word in packed.split() if word in known)


def _manager(person: str, kept: str) -> Manager:
    since, _, rights = kept.partition(" ")
    return Manager(person, _rights(rights), moments.from_ms(int(since)))
