"""Everybody who ever wrote to the bot, and what they settled."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypedDict

from redis.asyncio import Redis
from typing_extensions import Unpack

from storage import keys, moments
from storage.errors import NotFound
from storage.lua import script


class Person(NamedTuple):
    """A Telegram user; what Telegram says of them, and what they chose."""

    id: str
    name: str
    username: str | None
    language_code: str | None
    """As Telegram has it."""
    language: str | None
    """As the person chose it."""
    zone: str | None
    """IANA name of the time zone."""
    city: str | None
    blocked: bool
    """Has closed the bot; cannot be written to."""
    since: datetime
    anonymous: bool = False
    """Wanted, the last time, not to be named to whom they gave money."""
    terms: str | None = None
    """The edition of the terms that was agreed to."""
    quiet: str | None = None
    """When not to make a sound, as `Quiet` has it; None: as for everybody."""
    ladder: str | None = None
    """Which reminders of concerts are wanted, as `ladder.chosen` has it; None: as for everybody."""
    acting: str | None = None
    """The artist for whom they chose to work as a manager; whether they may is not said here."""
    shows_city: bool = False
    """Wants the artists they follow to see their city."""
    rights: str | None = None
    """By which edition of the terms they confirmed that what they publish is theirs to publish,
    and when they first did (milliseconds): `2026-11-26 1795651200000`."""
    look: str | None = None
    """How pictures of numbers are drawn: `light` or `dark`; None: as for everybody."""


class Settings(TypedDict, total=False):
    """What `People.settle` can change."""

    language: str | None
    zone: str | None
    city: str | None
    blocked: bool
    anonymous: bool
    terms: str | None
    quiet: str | None
    ladder: str | None
    acting: str | None
    shows_city: bool
    rights: str | None
    look: str | None


class People:
    """Persons by Telegram user id."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._seen = script(redis, "seen")
        self._settle = script(redis, "settle")

    async def seen(
        self,
        id: str,
        *,
        name: str,
        username: str | None,
        language_code: str | None,
        now: datetime,
    ) -> Person:
        """Remember what Telegram says of a person, if it is news; return all we know."""
        told = {"name": name, "username": username or "", "language_code": language_code or ""}
        flat = [text for pair in told.items() for text in pair]
        stored = await self._seen(keys=[keys.person(id)], args=[moments.ms(now), *flat])
        return _person(id, stored)

    async def get(self, id: str) -> Person | None:
        stored: dict[Any, Any] = await self._redis.hgetall(keys.person(id))
        return _person(id, [text for pair in stored.items() for text in pair]) if stored else None

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Return what Telegram calls some people, by id; nobody unknown is among them."""
        wanted = list(ids)
        async with self._redis.pipeline(transaction=False) as asked:
            for id in wanted:
                asked.hget(keys.person(id), "name")
            found = await asked.execute() if wanted else []
        return {id: name for id, name in zip(wanted, found, strict=True) if name}

    async def settle(self, id: str, **changes: Unpack[Settings]) -> Person:
        """Change what a person chose; None takes a choice back.

        Raises:
            NotFound: nobody of this id was ever seen.
        """
        flat: list[str] = []
        for name, value in changes.items():
            if name not in Settings.__annotations__:
                raise TypeError(f"nobody settles {name}")
            flat += [name, "1" if value is True else str(value or "")]
        stored = await self._settle(keys=[keys.person(id), keys.TURNED], args=[id, *flat])
        if not stored:
            raise NotFound(keys.person(id))
        return _person(id, stored)


def _person(id: str, flat: list[str]) -> Person:
    stored = dict(zip(flat[::2], flat[1::2], strict=True))
    return Person(
        id=id,
        name=stored.get("name", ""),
        username=stored.get("username") or None,
        language_code=stored.get("language_code") or None,
        language=stored.get("language") or None,
        zone=stored.get("zone") or None,
        city=stored.get("city") or None,
        blocked=stored.get("blocked") == "1",
        since=moments.from_ms(int(stored["since"])),
        anonymous=stored.get("anonymous") == "1",
        terms=stored.get("terms") or None,
        quiet=stored.get("quiet") or None,
        ladder=stored.get("ladder") or None,
        acting=stored.get("acting") or None,
        shows_city=stored.get("shows_city") == "1",
        rights=stored.get("rights") or None,
        look=stored.get("look") or None,
    )
