"""Groups and channels in which artists are told of, and what each artist wants told there."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, model_validator
from redis.asyncio import Redis

from storage import keys, moments
from storage.errors import Conflict
from storage.lua import script
from storage.models import ENTITIES, Donation
from storage.pace import ANSWERS

_RECORDS = tuple(model.family for model in ENTITIES)
CHAT_KINDS = (*_RECORDS, Donation.family)
"""What can be told in a chat."""

_ATTEMPTS = 20  # at a chat that changes between reading and writing it
_TOPICS = 90  # of one chat that are remembered: there may be 100 buttons under a message
_ANSWERS_TO_ONE = 4  # a minute: nobody takes all that a chat gets
_MINUTE_MS = 60_000
_GIFTS_S = 60 * 86400  # as long as a notice can be edited


class Off(StrEnum):
    """Why nothing can be told in a chat."""

    RIGHTS = "rights"
    """We may not write there."""
    REMOVED = "removed"
    """We are not in it."""
    TOPIC = "topic"
    """The topic is closed, or gone: only of what goes there."""
    GONE = "gone"
    """It is gone itself."""
    PERSON = "person"
    """Whoever connected it has no say there any more."""


class Connected(BaseModel):
    """A chat in which an artist is told of."""

    model_config = ConfigDict(frozen=True)

    chat: int
    title: str
    type: str
    """As Telegram has it: `group`, `supergroup` or `channel`."""
    by: str
    """Who connected it."""
    since: datetime
    wants: tuple[str, ...] = _RECORDS
    """Which `CHAT_KINDS` are told there; of donations, only when the artist says so."""
    min_stars: int = 1
    """Donations of fewer are not told there."""
    is_forum: bool = False
    topic: int | None = None
    """Where in a forum; None: where everybody writes."""
    topics: dict[str, int | None] = {}
    """Where in a forum those kinds are told that are told elsewhere."""
    shut: tuple[int | None, ...] = ()
    """Which of these topics are closed, or gone."""
    paused: bool = False
    """The artist wants nothing told there for the time being."""
    off: Off | None = None
    turns: int = 0
    """How often it went off, or a topic of it was shut."""

    @model_validator(mode="before")
    @classmethod
    def _when_there_was_one_topic(cls, stored: Any) -> Any:
        """Read what was stored when a chat was off with its only topic."""
        if isinstance(stored, dict) and stored.get("off") == Off.TOPIC:
            return {**stored, "off": None, "shut": [stored.get("topic")]}
        return stored

    @property
    def is_on(self) -> bool:
        return self.off is None and not self.paused

    @property
    def places(self) -> set[int | None]:
        return {self.topic, *self.topics.values()}

    @property
    def lost(self) -> list[str]:
        """Which kinds are wanted, but cannot be told where they should be."""
        return [kind for kind in self.wants if self.place(kind) in self.shut]

    @property
    def is_channel(self) -> bool:
        return self.type == "channel"

    def place(self, kind: str) -> int | None:
        """Return the topic for a kind; None: where everybody writes."""
        return self.topics.get(kind, self.topic)

    def reaches(self, kind: str) -> bool:
        """Tell whether something of a kind can be told there now."""
        return self.is_on and self.place(kind) not in self.shut

    def takes(self, kind: str) -> bool:
        """Tell whether something of a kind is told there now."""
        return kind in self.wants and self.reaches(kind)

    def wanting(self, kind: str, *, on: bool) -> "Connected":
        wants = tuple(one for one in CHAT_KINDS if (on if one == kind else one in self.wants))
        return self.model_copy(update={"wants": wants})

    def placed(self, topic: int | None) -> "Connected":
        """Have all kinds told in one topic."""
        return self.model_copy(update={"topic": topic, "topics": {}, "shut": ()})

    def placing(self, kind: str, topic: int | None) -> "Connected":
        """Have a kind told in a topic; all others stay where they are."""
        topics = {one: at for one, at in self.topics.items() if one != kind}
        if topic != self.topic:
            topics[kind] = topic
        there = {self.topic, *topics.values()} - {topic}
        shut = tuple(one for one in self.shut if one in there)
        return self.model_copy(update={"topics": topics, "shut": shut})

    def shutting(self, topic: int | None, *, shut: bool) -> "Connected":
        if (topic in self.shut) is shut:
            return self
        others = tuple(one for one in self.shut if one != topic)
        update = {"shut": (*others, topic) if shut else others, "turns": self.turns + shut}
        return self.model_copy(update=update)

    def went_off(self, why: Off) -> "Connected":
        turns = self.turns if self.off else self.turns + 1
        return self.model_copy(update={"off": why, "turns": turns})


class Topic(BaseModel):
    """A topic of a forum, as far as we heard of it: Telegram gives no list of them."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    closed: bool = False


class Chats:
    """Connected chats. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._keep = script(redis, "chat")
        self._gather = script(redis, "gather")
        self._gathered = script(redis, "gathered")
        self._often = script(redis, "often")

    async def of(self, artist: str) -> list[Connected]:
        """Return the chats of an artist, in the order they were connected."""
        stored: Any = await self._redis.hgetall(keys.chats(artist))
        chats = [Connected.model_validate_json(text) for text in stored.values()]
        return sorted(chats, key=lambda one: (one.since, one.chat))

    async def taking(self, artist: str, kind: str) -> list[Connected]:
        """Return the chats of an artist in which something of a kind is told."""
        return [one for one in await self.of(artist) if one.takes(kind)]

    async def get(self, artist: str, chat: int) -> Connected | None:
        """Return a chat of an artist; one that has moved by its old id, too."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hget(keys.chats(artist), str(chat))
            pipe.hget(keys.CHATS_MOVED, str(chat))
            stored, moved = await pipe.execute()
        if not stored and moved:
            stored = await self._stored(artist, await self._moved_to(int(moved)))
        return Connected.model_validate_json(stored) if stored else None

    async def artists(self, chat: int) -> list[str]:
        """Return whose chat it is, whoever connected it first, first."""
        return cast("list[str]", await self._redis.zrange(keys.chat_artists(chat), 0, -1))

    async def change(
        self, artist: str, chat: int, change: Callable[[Connected | None], Connected | None]
    ) -> Connected | None:
        """Make of a chat what `change` says, and return that; None: it is as it was."""
        chat = await self._moved_to(chat)
        for _ in range(_ATTEMPTS):
            stored = await self._stored(artist, chat)
            before = Connected.model_validate_json(stored) if stored else None
            after = change(before)
            if after is None or after == before:
                return after
            if await self._put(artist, chat, stored, after):
                return after
        raise Conflict(keys.chats(artist))

    async def drop(self, artist: str, chat: int) -> Connected | None:
        """Tell of an artist in a chat no more; return what it was."""
        return await self._drop(artist, await self._moved_to(chat))

    async def _drop(self, artist: str, chat: int) -> Connected | None:
        for _ in range(_ATTEMPTS):
            stored = await self._stored(artist, chat)
            if not stored:
                return None
            if await self._put(artist, chat, stored, None):
                return Connected.model_validate_json(stored)
        raise Conflict(keys.chats(artist))

    async def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup of another id; all that was settled stays.

        What is on its way there still says the old id, as do the buttons of screens.
        """
        artists = await self.artists(old)
        if artists:
            await self._redis.hset(keys.CHATS_MOVED, str(old), str(new))
        for artist in artists:
            stored = await self._stored(artist, old)
            if stored:
                was = Connected.model_validate_json(stored)
                await self.change(artist, new, partial(_moved, was, new))
            await self._drop(artist, old)

    async def _moved_to(self, chat: int) -> int:
        for _ in range(_ATTEMPTS):  # once, as far as Telegram says
            to = await self._redis.hget(keys.CHATS_MOVED, str(chat))
            if not to:
                break
            chat = int(to)
        return chat

    async def _stored(self, artist: str, chat: int) -> str | None:
        return cast("str | None", await self._redis.hget(keys.chats(artist), str(chat)))

    async def _put(
        self, artist: str, chat: int, before: str | None, after: Connected | None
    ) -> bool:
        """Keep a chat if it is still what it is to replace."""
        kept = await self._keep(
            keys=[keys.chats(artist), keys.chat_artists(chat), keys.CHATS_CHECKED],
            args=[
                chat,
                artist,
                before or "",
                after.model_dump_json() if after else "",
                moments.ms(after.since) if after else 0,
            ],
        )
        return bool(kept)

    # Checking ----------------------------------------------------------------------------------

    async def unchecked(self, *, before: datetime, limit: int = 100) -> list[tuple[str, int]]:
        """Return chats whose rights nobody has looked at since then: artists and chats."""
        found = await self._redis.zrange(
            keys.CHATS_CHECKED, "-inf", f"({moments.ms(before)}", byscore=True, offset=0, num=limit
        )
        pairs = [str(member).split(" ") for member in found]
        return [(artist, int(chat)) for artist, chat in pairs]

    async def checked(self, artist: str, chat: int, *, now: datetime) -> None:
        """Remember that a chat was looked at, if it is still there."""
        at = {f"{artist} {chat}": moments.ms(now)}
        await self._redis.zadd(keys.CHATS_CHECKED, at, xx=True)

    # Topics ------------------------------------------------------------------------------------

    async def topics(self, chat: int) -> list[Topic]:
        """Return the topics that we heard of, in the order they were made."""
        stored: Any = await self._redis.hgetall(keys.chat_topics(chat))
        found = sorted(map(Topic.model_validate_json, stored.values()), key=lambda one: one.id)
        return found[-_TOPICS:]

    async def keep_topic(self, chat: int, topic: Topic) -> None:
        """Remember a topic; of too many, one that is closed is forgotten, or the oldest."""
        key, there = keys.chat_topics(chat), await self.topics(chat)
        if len(there) == _TOPICS and topic.id not in {one.id for one in there}:
            least = min(there, key=lambda one: (not one.closed, one.id))
            await self._redis.hdel(key, str(least.id))
        await self._redis.hset(key, str(topic.id), topic.model_dump_json())

    async def forget_topics(self, chat: int) -> None:
        await self._redis.delete(keys.chat_topics(chat))

    async def close_topic(self, chat: int, id: int, *, closed: bool = True) -> None:
        """Remember that nobody writes in a topic any more, or that people do again."""
        for one in await self.topics(chat):
            if one.id == id:
                await self.keep_topic(chat, one.model_copy(update={"closed": closed}))

    # Donations that are told in a chat together --------------------------------------------------

    async def gather(self, artist: str, chat: int, id: str, *, now: datetime) -> str:
        """Let a donation be told with others of the same moments; return of which batch it is."""
        batch = await self._gather(
            keys=[keys.chat_gifts(artist, chat), keys.chat_gifts_open(artist, chat)],
            args=[id, moments.ms(now), _GIFTS_S, keys.chat_gift_batch(artist, chat)],
        )
        return str(batch)

    async def gathered(self, artist: str, chat: int, batch: str) -> list[str]:
        """Return the donations of a batch, in which none gathers any more."""
        found = await self._gathered(
            keys=[
                keys.chat_gifts(artist, chat),
                keys.chat_gifts_open(artist, chat),
                keys.chat_gift_batch(artist, chat, batch),
            ],
            args=[batch, _GIFTS_S],
        )
        return [str(id) for id in found]

    async def keep_words(self, artist: str, chat: int, batch: str, words: dict[str, str]) -> None:
        """Remember what a chat was told that donors say: what they write later is not shown."""
        key = keys.chat_gift_words(artist, chat, batch)
        async with self._redis.pipeline(transaction=True) as pipe:
            for id, said in words.items():
                pipe.hsetnx(key, id, said)
            pipe.expire(key, _GIFTS_S)
            await pipe.execute()

    async def words(self, artist: str, chat: int, batch: str) -> dict[str, str]:
        stored: Any = await self._redis.hgetall(keys.chat_gift_words(artist, chat, batch))
        return cast("dict[str, str]", stored)

    # Answers -----------------------------------------------------------------------------------

    async def may_answer(self, chat: int, person: str, id: str, *, now: datetime) -> bool:
        """Tell whether a message of somebody's in a chat is to be answered, and count it if so."""
        for key, most in (
            (keys.chat_answers(chat, person), _ANSWERS_TO_ONE),
            (keys.chat_answers(chat), ANSWERS),
        ):
            if not await self._often(keys=[key], args=[id, moments.ms(now), _MINUTE_MS, most]):
                return False
        return True


def _moved(was: Connected, to: int, there: Connected | None) -> Connected:
    return there or was.model_copy(update={"chat": to, "type": "supergroup"})
