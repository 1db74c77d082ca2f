"""What somebody wants to be told: of each artist and topic, at once, in the digest or not at all.

A topic is the family of what an artist announces, or `REMINDERS` of a concert that somebody means
to come to. What is chosen for one artist goes before what is chosen for all; an artist who is
stopped tells nothing, and what was chosen before holds again when the stop is taken back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys
from storage.lua import script
from storage.models import ENTITIES

REMINDERS = "reminders"
"""Of concerts that somebody means to come to; they asked for them, so they do not count."""

TOPICS = (*(model.family for model in ENTITIES), REMINDERS)

ON, DIGEST, OFF = "on", "digest", "off"
LEVELS = (ON, OFF, DIGEST)

EVERYBODY = "*"
"""Stands for all artists; no id is so."""

FRIDAY = ":friday"
"""The digest for fans, which they switch on."""
MONDAY = ":monday"
"""The digest for artists, which they can switch off."""
COMMENTS = ":comments"
"""What tells artists of new comments, which they can switch off."""
_BY_ITSELF = {FRIDAY: OFF, MONDAY: ON, COMMENTS: ON}


class Wishes(NamedTuple):
    """What somebody wants to be told by an artist, or by all."""

    levels: Mapping[str, str]
    """By topic."""
    stopped: bool
    """Nothing at all, whatever the levels say."""
    stopped_all: bool
    """Nothing by anybody."""
    friday: bool
    """There is a digest for what is to be in it; without one, that is told not at all."""

    @property
    def silent(self) -> bool:
        """That artist tells nothing."""
        return self.stopped or self.stopped_all


class Choices:
    """What people chose; every call is one command or one script."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._choose = script(redis, "choose")

    async def of(self, fan: str, artist: str = EVERYBODY) -> Wishes:
        """Return what somebody wants to be told by an artist."""
        asked = {field: None for topic in TOPICS for field in fields(artist, topic)}
        found: Any = await self._redis.hmget(keys.choices(fan), list(asked))
        chosen = dict(zip(asked, found, strict=True))
        return Wishes(
            levels={
                topic: chosen[f"{artist}:{topic}"] or chosen[f"{EVERYBODY}:{topic}"] or ON
                for topic in TOPICS
            },
            stopped=chosen[artist] == OFF,
            stopped_all=chosen[EVERYBODY] == OFF,
            friday=chosen[FRIDAY] == ON,
        )

    async def choose(self, fan: str, artist: str, topic: str, level: str) -> None:
        """Set the level of a topic; as long as it is that for everybody, it follows that."""
        if topic not in TOPICS or level not in LEVELS:
            raise ValueError(f"{topic} {level}")
        await self._choose(
            keys=[keys.choices(fan)],
            args=[_named(artist, topic), _named(EVERYBODY, topic), level, ON],
        )

    async def stop(self, fan: str, artist: str = EVERYBODY, *, stop: bool = True) -> None:
        """Let an artist tell somebody nothing; or take that back."""
        if stop:
            await self._redis.hset(keys.choices(fan), _named(artist), OFF)
        else:
            await self._redis.hdel(keys.choices(fan), _named(artist))

    async def wants(self, person: str, digest: str) -> bool:
        """Tell whether somebody wants a digest, `FRIDAY` or `MONDAY`, or to hear of `COMMENTS`."""
        return is_wanted(digest, await self._redis.hget(keys.choices(person), digest))

    async def want(self, person: str, digest: str, *, on: bool) -> None:
        await self._redis.hset(keys.choices(person), digest, ON if on else OFF)


def is_wanted(digest: str, chosen: Any) -> bool:
    """Tell whether a digest is wanted by whoever chose this, or nothing."""
    return bool((chosen or _BY_ITSELF[digest]) == ON)


def fields(artist: str, topic: str) -> tuple[str, ...]:
    """Return the fields of `keys.choices` that `level` reads."""
    return artist, EVERYBODY, _named(artist, topic), _named(EVERYBODY, topic), FRIDAY


def level(chosen: Sequence[Any], topic: str) -> str:
    """Return the level that those fields come to."""
    stopped, stopped_all, own, of_all, friday = chosen
    if OFF in (stopped, stopped_all):
        return OFF
    found: str = own or of_all or ON
    if found != DIGEST:
        return found
    if topic == REMINDERS:  # they would come too late
        return ON
    return DIGEST if friday == ON else OFF


def _named(artist: str, topic: str = "") -> str:
    name = artist if artist == EVERYBODY else keys.checked(artist)
    return f"{name}:{topic}" if topic else name
