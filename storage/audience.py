"""Who follows whom."""

import hashlib
import re
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from redis.asyncio import Redis

from storage import keys, moments, sources
from storage.lua import script
from storage.records import Page

_PAGE = 500
_NUMBER = re.compile(r"[1-9][0-9]{0,14}")  # below 2**53, so exact as a score


class Growth(NamedTuple):
    """Followers who came and went on one UTC day."""

    date: date
    gained: int
    lost: int


class Audience:
    """Followers of artists; every call is one command or one script."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._follow = script(redis, "follow")
        self._unfollow = script(redis, "unfollow")
        self._turn = script(redis, "turn")
        self._noted = script(redis, "noted")
        self._newest = script(redis, "newest")
        self._walk = script(redis, "walk")

    async def follow(self, fan: str, artist: str, *, now: datetime) -> bool:
        """Let a fan follow an artist; return whether that is new."""
        touched, args = _change(fan, artist, now)
        return bool(await self._follow(keys=touched, args=args))

    async def unfollow(self, fan: str, artist: str, *, now: datetime) -> bool:
        """Let a fan follow an artist no more; return whether the fan did."""
        touched, args = _change(fan, artist, now)
        return bool(await self._unfollow(keys=touched, args=args))

    async def follows(self, fan: str, artist: str) -> bool:
        score = await self._redis.zscore(keys.followers_since(artist), keys.checked(fan))
        return score is not None

    async def since(self, fan: str, artist: str) -> datetime | None:
        """Return since when a fan has followed an artist; None: the fan does not."""
        score = await self._redis.zscore(keys.followers_since(artist), keys.checked(fan))
        return None if score is None else moments.from_ms(int(score))

    async def followers_count(self, artist: str) -> int:
        return int(await self._redis.zcard(keys.followers_since(artist)))

    async def reachable_count(self, artist: str) -> int:
        """Return how many followers can be told something: all but those who closed the bot."""
        return int(await self._redis.zcard(keys.followers(artist)))

    async def note_turned(self, *, limit: int = 100) -> int:
        """Note, where they follow, of some people that they closed the bot, opened it or moved.

        Return of how many. Whoever closed it stays a follower, and is walked by no campaign.
        """
        turned: Any = await self._redis.zrange(keys.TURNED, 0, limit - 1, withscores=True)
        for fan, at in turned:
            await self._note(fan)
            await self._noted(keys=[keys.TURNED], args=[fan, f"{at:.0f}"])
        return len(turned)

    async def _note(self, fan: str) -> None:
        key, begin = keys.following(fan), 0
        while artists := cast("list[str]", await self._redis.zrange(key, begin, begin + _PAGE - 1)):
            for artist in artists:
                since, away = keys.followers_since(artist), keys.away(artist)
                await self._turn(
                    keys=[keys.followers(artist), since, away, keys.person(fan), keys.FANS_TOUCHED],
                    args=[fan, number(fan), artist],
                )
            begin += _PAGE

    async def followers(self, artist: str, *, offset: int = 0, limit: int = 10) -> Page[str]:
        """Return some followers, the latest first."""
        return await self._page(keys.followers_since(artist), offset, limit)

    async def following(self, fan: str, *, offset: int = 0, limit: int = 10) -> Page[str]:
        """Return some of the artists a fan follows, the latest first."""
        return await self._page(keys.following(fan), offset, limit)

    async def walk(
        self, artist: str, *, after: str = "", limit: int = 1000
    ) -> tuple[list[str], str]:
        """Return about `limit` followers after a cursor, and the next cursor; empty: the end.

        Those who closed the bot are left out.

        Whoever follows from the first call to the last is returned once, whoever else comes or
        goes meanwhile: followers are walked by their number, which does not shift.
        """
        cursor, found = await self._walk(
            keys=[keys.followers(artist)], args=[after or "-inf", max(limit, 1)]
        )
        return found, cursor

    async def growth(self, artist: str, *, days: int, now: datetime) -> list[Growth]:
        """Return the last days up to today, in order."""
        dates = moments.last_days(now, days)
        fields = [f"{day}:{name}" for day in dates for name in ("gained", "lost")]
        if not fields:
            return []
        found = await self._redis.hmget(keys.artist_days(keys.checked(artist)), fields)
        counts = [int(count or 0) for count in found]
        return [Growth(*row) for row in zip(dates, counts[::2], counts[1::2], strict=True)]

    async def _page(self, key: str, offset: int, limit: int) -> Page[str]:
        total, *ids = await self._newest(keys=[key], args=[max(offset, 0), limit])
        return Page(ids, total)


def _change(fan: str, artist: str, now: datetime) -> tuple[list[str], list[str | int]]:
    """Return what follow.lua and unfollow.lua take."""
    return (
        [
            keys.followers(artist),
            keys.followers_since(artist),
            keys.following(fan),
            keys.totals(artist),
            keys.artist_days(artist),
            keys.CHANGED,
            keys.away(artist),
            keys.touches(fan),
            keys.source_day(artist, moments.day(now)),
            keys.CATALOG,
            keys.FANS_TOUCHED,
        ],
        [
            fan,
            artist,
            number(fan),
            moments.ms(now),
            str(moments.day(now)),
            keys.record("profile", artist, artist),
            sources.LASTS_MS,
            sources.KEPT_S,
        ],
    )


def number(fan: str) -> int:
    """Return what people are walked by: the Telegram id, or below zero for other ids."""
    if _NUMBER.fullmatch(fan):
        return int(fan)
    return -1 - int.from_bytes(hashlib.sha256(fan.encode()).digest()[:6], "big")
