"""Whether somebody wants to be told something, and when.

It is asked for each notice that has a `topic` when that is about to go out, so what people choose
holds for what was put before. From a moment on that is `pressing`, no night is quiet enough to let
it wait.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from redis.asyncio import Redis

from storage import choices, keys, moments
from storage.choices import DIGEST, OFF, REMINDERS
from storage.outbox import Promo
from storage.quiet import Quiet

A_WEEK = 3
"""Messages that an artist may send unasked to one person in seven days, and one a day at most."""

_DAYS = 7
_DIGEST_ITEMS = 100  # more than a digest tells
_DIGEST_S = 30 * 86400


class Verdict(NamedTuple):
    """What to do with a notice: tell it if neither is set."""

    drop: str = ""
    """It is not told; why, as campaigns count it."""
    until: datetime | None = None
    """It has to wait until then."""
    silent: bool = False
    """It may be told now, without a sound."""
    counts: Promo | None = None
    """Told, it counts as one that the artist sent."""


OPEN = Verdict()


class Gate:
    """What people want to be told."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis

    async def ask(self, body: Mapping[str, Any], *, now: datetime) -> Verdict:
        """Judge a notice; it costs one round trip, a second if it may be one too many."""
        topic, fan = body.get("topic"), str(body["to"])
        if topic is None or not fan.isdecimal():
            return OPEN
        artist, campaign = str(body["artist"]), body.get("campaign")
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(keys.person(fan), ["blocked", "zone", "quiet"])
            pipe.hget(keys.person(artist), "zone")
            pipe.hmget(keys.choices(fan), choices.fields(artist, topic))
            pipe.hmget(keys.campaign(campaign or "none"), ["state", "concert"])
            pipe.zscore(keys.followers_since(artist), fan)
            found = await pipe.execute()
        (blocked, zone, quiet), theirs, chosen, (state, concert), since = found
        level = choices.level(chosen, topic)
        if blocked == "1":  # which is not noted where they follow, or this would not be asked
            await self._redis.zadd(keys.TURNED, {fan: moments.ms(now)}, nx=True)
            return Verdict(drop="blocked")
        if state == "stopped":
            return Verdict(drop="stopped")
        if level == OFF or (concert == "" and since is None):  # follows no more
            return Verdict(drop="off")
        if level == DIGEST:
            await self._keep(fan, str(body["about"]), now)
            return Verdict(drop="digest")
        return await self._when(body, Quiet.parse(quiet), moments.zone(zone, theirs), now)

    async def calm(
        self, person: str, artist: str | None = None, *, now: datetime
    ) -> datetime | None:
        """Return until when somebody wants quiet, if they do now.

        Of whom no clock is known, that of the artist whom it is about is; None also without one.
        """
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(keys.person(person), ["quiet", "zone"])
            pipe.hget(keys.person(artist or person), "zone")
            (quiet, zone), theirs = await pipe.execute()
        known = zone or theirs
        return Quiet.parse(quiet).until(now, moments.zone(zone, theirs)) if known else None

    async def _keep(self, fan: str, about: str, now: datetime) -> None:
        """Keep something for somebody's digest, which tells the last of too much."""
        key = keys.digest(fan)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zadd(key, {about: moments.ms(now)})
            pipe.zremrangebyrank(key, 0, -_DIGEST_ITEMS - 1)
            pipe.expire(key, _DIGEST_S)
            await pipe.execute()

    async def _when(
        self, body: Mapping[str, Any], quiet: Quiet, zone: ZoneInfo, now: datetime
    ) -> Verdict:
        wakes = quiet.until(now, zone)
        if wakes and (pressing := body.get("pressing")):
            wakes = min(wakes, max(moments.from_ms(pressing), now))
            wakes = wakes if wakes > now else None
        if body["topic"] == REMINDERS:
            if wakes and body.get("expires") and moments.ms(wakes) >= body["expires"]:
                return Verdict(silent=True)  # later it would be too late
            return Verdict(until=wakes)
        if wakes:
            return Verdict(until=wakes)
        return await self._most(str(body["artist"]), str(body["to"]), quiet, zone, now)

    async def _most(
        self, artist: str, fan: str, quiet: Quiet, zone: ZoneInfo, now: datetime
    ) -> Verdict:
        """Let an artist write to somebody once a day, and three times in seven days."""
        today = now.astimezone(zone).date()
        days = [today - timedelta(days=ago) for ago in range(_DAYS)]
        async with self._redis.pipeline(transaction=False) as pipe:
            for day in days:
                pipe.sismember(keys.promoted_to(artist, day, fan), fan)
            told = [day for day, was in zip(days, await pipe.execute(), strict=True) if was]
        free = today
        if len(told) >= A_WEEK:
            free = told[A_WEEK - 1] + timedelta(days=_DAYS)
        elif today in told:
            free = today + timedelta(days=1)
        if free > today:
            midnight = datetime.combine(free, datetime.min.time(), zone).astimezone(now.tzinfo)
            return Verdict(until=quiet.until(midnight, zone) or midnight)
        return Verdict(counts=Promo(keys.promoted_to(artist, today, fan), fan))
