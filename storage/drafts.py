"""Records that nobody sees yet."""

from datetime import datetime
from typing import TypeVar, cast

from redis.asyncio import Redis

from storage import keys, moments
from storage.entity import Entity
from storage.errors import AlreadyThere, Conflict, NotFound
from storage.facts import facts, keys_of
from storage.lua import script
from storage.records import Page, Records, read_record, read_rows, refuse

E = TypeVar("E", bound=Entity)

_ATTEMPTS = 10  # at a draft that is edited again and again while it is published


class Drafts:
    """Drafts of all artists; no list, search or profile shows them."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._records = Records(redis)
        self._put = script(redis, "draft")
        self._page = script(redis, "page")
        self._publish = script(redis, "publish")

    async def put(self, entity: Entity) -> None:
        """Store a draft, new or changed.

        Raises:
            AlreadyThere: it has been published; it is a record now.
        """
        if not await self._stored(entity, over=True):
            raise AlreadyThere(entity.key)

    async def add(self, entity: Entity) -> None:
        """Store a new draft.

        Raises:
            AlreadyThere: there is one, or a record, under its key.
        """
        if not await self._stored(entity, over=False):
            raise AlreadyThere(entity.key)

    async def _stored(self, entity: Entity, *, over: bool) -> bool:
        made = moments.ms(entity.created_at) if entity.created_at else 0
        stored = await self._put(
            keys=[
                entity.key,
                keys.draft(entity.family, entity.owner, entity.id),
                keys.drafts(entity.family, entity.owner),
            ],
            args=[entity.wire(), entity.id, made, int(over)],
        )
        return bool(stored)

    async def get(self, model: type[E], owner: str, id: str) -> E:
        """Return one draft.

        Raises:
            NotFound: it was published or deleted, or never was.
        """
        key = keys.draft(model.family, owner, id)
        value = await self._redis.get(key)
        if value is None:
            raise NotFound(key)
        return read_record(model, owner, id, cast("str", value), [])

    async def page(
        self, model: type[E], owner: str, *, offset: int = 0, limit: int = 10
    ) -> Page[E]:
        """Return up to `limit` drafts, newest first, and how many there are in all."""
        prefix = keys.drafts_prefix(model.family, owner)
        total, *rows = await self._page(
            keys=[keys.drafts(model.family, owner)], args=[max(offset, 0), limit, prefix, "", 0]
        )
        return Page(read_rows(model, owner, rows), total)

    async def delete(self, model: type[Entity], owner: str, id: str) -> None:
        """Forget a draft; forgetting twice is no error."""
        async with self._redis.pipeline(transaction=True) as both:
            both.delete(keys.draft(model.family, owner, id))
            both.zrem(keys.drafts(model.family, owner), id)
            await both.execute()

    async def publish(self, model: type[E], owner: str, id: str, *, now: datetime) -> E:
        """Make a draft a record dated now, in one step; published already, it is returned.

        Raises:
            NotFound: there is neither draft nor record.
            Blocked: the artist publishes nothing.
            TakenAway: it was taken from them, or its file before.
        """
        key, draft = keys.record(model.family, owner, id), keys.draft(model.family, owner, id)
        place = keys.address(key)
        assert place is not None
        for _ in range(_ATTEMPTS):
            published, value = await self._redis.mget(key, draft)
            if published is not None:
                return await self._records.get(model, owner, id)
            if value is None:
                raise NotFound(draft)
            entity = read_record(model, owner, id, cast("str", value), [])
            record = entity.changed(created_at=now, updated_at=now).wire()
            done = await self._publish(
                keys=[
                    keys.CATALOG,
                    keys.CHANGED,
                    *keys_of(key, place),
                    draft,
                    keys.drafts(model.family, owner),
                    keys.block(owner),
                    keys.taken_files(owner),
                    keys.moved(keys.TAKEN, key),
                ],
                args=[cast("str", value), record, facts(place, record)],
            )
            refuse(key, done)
            if done:
                return await self._records.get(model, owner, id)
        raise Conflict(draft)
