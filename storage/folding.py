"""Counters into JSON, so that other readers of the store see them at most a minute late."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from storage import keys, moments, wire
from storage.choices import MONDAY
from storage.daystats import merged, pairs
from storage.facts import counted, facts, keys_of, made_at, stated
from storage.lua import script
from storage.models import Analytics, Profile, Track

logger = logging.getLogger(__name__)

_ATTEMPTS = 5  # at a record that somebody is writing; after that the next minute

_AT_ONCE = 16  # records; they share the server's fsync

Json = dict[str, Any]


class Folding:
    """Takes records whose counters moved from a set of them, oldest first.

    A record leaves the set in the step that stores its numbers, so a crash loses none. Nothing
    is stored over what somebody wrote since it was read: then it is read again. The cost is by
    what changed, not by what there is.
    """

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._unfolded = script(redis, "unfolded")
        self._profile = script(redis, "profile")
        self._fold = script(redis, "fold")
        self._fold_profile = script(redis, "fold_profile")
        self._put = script(redis, "put")
        self._forget = script(redis, "forget")

    async def fold(self, *, now: datetime, limit: int) -> int:
        """See `Counters.fold`."""
        changed = [str(key) for key in await self._redis.zrange(keys.CHANGED, 0, limit - 1)]
        await self._each(changed, now)
        return len(changed)

    async def fold_these(self, wanted: Sequence[str], *, now: datetime) -> None:
        """Fold those of some records whose counters moved."""
        moved: Any = await self._redis.zmscore(keys.CHANGED, list(wanted)) if wanted else []
        await self._each(
            [key for key, at in zip(wanted, moved, strict=True) if at is not None], now
        )

    async def _each(self, changed: Sequence[str], now: datetime) -> None:
        for start in range(0, len(changed), _AT_ONCE):
            some = changed[start : start + _AT_ONCE]
            await asyncio.gather(*(self._one(key, now) for key in some))

    async def _one(self, key: str, now: datetime) -> None:
        place = keys.address(key) or keys.Address("", key, None)
        step = self._artist if place.family == Profile.family else self._record
        try:
            for _ in range(_ATTEMPTS):
                if await step(key, place, now):
                    break
        except (ResponseError, UnicodeDecodeError) as error:  # a value of another type, say
            logger.warning("%s cannot be folded: %s", key, error)
            seconds, microseconds = await self._redis.time()  # the clock of `mark_changed`
            last = seconds * 1_000_000 + microseconds
            await self._redis.zadd(keys.CHANGED, {key: last}, xx=True)

    async def _record(self, key: str, place: keys.Address, now: datetime) -> bool:
        """Fold one record; return False if it must be read again."""
        family, owner, id = place.family, place.owner, place.member or ""
        about = keys.analytics_of(place)
        touched = [key, keys.stats(family, owner, id), keys.at(about), keys.track_days(owner, id)]
        value, flat, about_value, flat_days = await self._unfolded(keys=touched)
        counters, days = pairs(flat), pairs(flat_days)
        record, analytics = wire.object_in(value), wire.object_in(about_value)
        if record is None:
            return await self._leave(key, value)
        if await self._overlooked(key, value, record, counters):
            return False

        numbers = _shown(record, counters, counted(family))
        new, new_analytics = _with(record, numbers, now), None
        if family == Track.family:
            if analytics and await self._overlooked(
                keys.at(about), about_value, analytics, counters
            ):
                return False
            all_numbers = {name: counters.get(name, 0) for name in Analytics.counters()}
            if analytics or days or any(all_numbers.values()):
                numbers |= all_numbers
                new_analytics = {"trackId": id, **(analytics or {}), **all_numbers}
                new_analytics["dailyStats"] = merged(new_analytics.get("dailyStats"), days)
        try:
            texts = [
                value,
                value if new == record else wire.dumps(new),
                about_value or "",
                "" if new_analytics in (None, analytics) else wire.dumps(new_analytics),
            ]
        except ValueError:
            return await self._leave(key, value)
        about_analytics = {
            "member": about.member,
            "score": made_at(about.member or "", {}) or moments.ms(now),
            "numbers": numbers,
            "days": days,
            "of": id,
        }
        return bool(
            await self._fold(
                keys=[
                    *touched,
                    keys.CHANGED,
                    keys.index(about.family, owner),
                    keys.CATALOG,
                    keys.cards(family, owner),
                ],
                args=[*texts, wire.dumps(about_analytics)],
            )
        )

    async def _artist(self, key: str, place: keys.Address, now: datetime) -> bool:
        """Fold one profile, as `_record`."""
        totals, tracks = keys.totals(place.owner), keys.index(Track.family, place.owner)
        answer = await self._profile(keys=[key, totals, tracks])
        record = wire.object_in(answer[0]) if answer else None
        if record is None:
            return await self._leave(key, answer and answer[0])
        value, *counts = answer
        total_tracks, subscribers, plays, running, json_subscribers, json_plays = (
            int(count or 0) for count in counts
        )
        total_plays = max(plays, running)
        if await self._overlooked(
            key,
            value,
            record,
            {"subscribers.json": json_subscribers, "totalPlays.json": json_plays},
        ):
            return False
        live = {"subscribers": subscribers, "totalPlays": total_plays, "totalTracks": total_tracks}
        new = _with(record, _shown(record, live, list(live)), now)
        try:
            text = value if new == record else wire.dumps(new)
        except ValueError:
            return await self._leave(key, value)
        return bool(
            await self._fold_profile(
                keys=[
                    *(key, totals, keys.CHANGED, tracks, keys.digests(MONDAY)),
                    *(keys.CATALOG, keys.cards(place.family, place.owner)),
                ],
                args=[
                    *(value, text, subscribers, total_plays, total_tracks),
                    *(place.owner, moments.ms(now)),
                ],
            )
        )

    async def _overlooked(
        self, key: str, value: str, record: Json, counters: dict[str, int]
    ) -> bool:
        """Take up numbers that somebody stated past `KV`; return whether there were any."""
        place = keys.address(key)
        assert place is not None
        numbers = stated(place.family, record)
        if all(count <= counters.get(f"{name}.json", 0) for name, count in numbers.items()):
            return False
        await self._put(
            keys=[keys.CATALOG, keys.CHANGED, *keys_of(key, place)],
            args=["adopt", value, facts(place, value)],
        )
        return True

    async def _leave(self, key: str, value: str | None) -> bool:
        """Forget a record that is gone, or no JSON object: its counters stay beside it."""
        if value is not None:
            logger.warning("%s takes no numbers: it is no JSON object", key)
        await self._forget(keys=[keys.CHANGED, key], args=[value or ""])
        return True


def _shown(record: Json, counters: dict[str, int], names: list[str]) -> dict[str, int]:
    """Return the numbers that a record shall state: no zeros which it did not state before."""
    live = {name: counters.get(name, 0) for name in names}
    return {name: count for name, count in live.items() if count or name in record}


def _with(record: Json, numbers: dict[str, int], now: datetime) -> Json:
    """Return the record with other numbers, and the time of the change if it keeps one."""
    if all(record.get(name) == count for name, count in numbers.items()):
        return record
    new = record | numbers
    if "updatedAt" in record:
        new["updatedAt"] = moments.iso(now)
    return new
