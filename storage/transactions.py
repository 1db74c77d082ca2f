"""How far Telegram's own list of the bot's Stars was read, and what is known of it besides."""

from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys


class Bookmark(NamedTuple):
    """Where reading the list ended the last time."""

    seen: int
    """How many transactions were looked at, from the oldest on."""
    last: str
    """The id of the last of them; empty: there was none."""


class Drift(NamedTuple):
    """How Telegram's balance differs from ours."""

    stars: int = 0
    """Telegram has so many more, or fewer."""
    times: int = 0
    """How often in a row it was found to be that."""


class Transactions:
    """What is remembered from one look at the list to the next."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def mark(self) -> Bookmark | None:
        """Return how far the list was read; None: it never was, as far as this store knows."""
        found: Any = await self._redis.hmget(keys.TRANSACTIONS, ["seen", "last"])
        seen, last = found
        return None if seen is None else Bookmark(int(seen), last or "")

    async def keep(self, mark: Bookmark) -> None:
        await self._redis.hset(
            keys.TRANSACTIONS, mapping={"seen": str(mark.seen), "last": mark.last}
        )

    async def is_afresh(self) -> bool:
        """Tell whether this store has begun to read the list, and never came to its end."""
        return bool(await self._redis.hexists(keys.TRANSACTIONS, "afresh"))

    async def begin_afresh(self) -> None:
        """Remember that what the store lacks need not be new, until the list is read to its end."""
        await self._redis.hset(keys.TRANSACTIONS, "afresh", "1")

    async def end_afresh(self) -> None:
        await self._redis.hdel(keys.TRANSACTIONS, "afresh")

    async def drift(self) -> Drift:
        stars, times = await self._redis.hmget(keys.TRANSACTIONS, ["drift", "times"])
        return Drift(int(stars or 0), int(times or 0))

    async def keep_drift(self, drift: Drift) -> None:
        found: Any = {"drift": str(drift.stars), "times": str(drift.times)}
        await self._redis.hset(keys.TRANSACTIONS, mapping=found)

    async def keep_fraction(self, transaction: str, nanostars: int) -> None:
        """Remember the billionths of a Star in a transaction: the ledger has whole ones only."""
        await self._redis.hset(keys.TRANSACTIONS_FRACTIONS, transaction, str(nanostars))

    async def fractions(self) -> int:
        """Return all billionths together."""
        found: Any = await self._redis.hvals(keys.TRANSACTIONS_FRACTIONS)
        return sum(map(int, found))
