"""Rows into the store: whatever is good, once, however often it is tried.

What is there already stays as it is. Coins come as an opening posting of the ledger, so that the
audit adds up; a balance and the transactions beside it that disagree are reported. What came of
each batch is noted in the store, so a run that was broken off goes on where it was.
"""

import asyncio
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from redis.asyncio import Redis

from exchange.rows import Bad, Good, Ids, Row, judged
from storage import KV, Balance, CoinTx, Conflict, Imports, Ledger, Mark, money

BATCH = 500

NEW, SAME, OTHER, BAD = "new", "same", "other", "bad"
"""What becomes of a row: it comes, or was there, or another value was there and stays, or it is
not taken."""

_STAYS = "another value is there and stays"
_REFUSED = {"blocked": "its artist is blocked", "taken": "it was taken from its artist"}
_AT_ONCE = 50  # postings; they share the server's fsync


class Outcome(NamedTuple):
    """What became of the rows of a source."""

    counts: Mapping[str, int]
    """By what became of them, and how many of each kind are new."""
    disagreeing: int
    """Users whose balance is not the sum of their transactions."""


class Import:
    """One run over the rows of a source."""

    def __init__(
        self,
        redis: Redis,
        *,
        ids: Ids,
        report: Path,
        now: datetime,
        dry: bool,
        id: str | None = None,
        passed: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Without an `id` it begins at the beginning, and nobody can go on with it.

        A `dry` run writes a report and nothing else. `passed` is told of rows that are dealt with.
        """
        self._redis, self._ids, self._report, self._now = redis, ids, report, now
        self._dry, self._id, self._passed = dry, None if dry else id, passed
        self._kv, self._ledger, self._imports = KV(redis), Ledger(redis), Imports(redis)
        self._counts: Counter[str] = Counter()
        self._coins = _Coins()

    async def run(self, rows: Iterator[Row | Bad]) -> Outcome:
        """Take all rows.

        Raises:
            Broken: the source cannot be read to its end; what was read before is dealt with.
        """
        mark = await self._imports.mark(self._id) if self._id else Mark()
        self._counts.update(mark.counts)
        self._report.touch()
        os.truncate(self._report, mark.reported)
        with closing(self._coins), self._report.open("ab") as report:
            self._skip(rows, mark.rows)
            done = mark.rows
            while batch := list(islice(rows, BATCH)):
                await self._take(batch, report)
                done += len(batch)
                if self._id:
                    report.flush()
                    os.fsync(report.fileno())
                    counts = dict(self._counts)
                    await self._imports.note(self._id, Mark(done, counts, report.tell()))
                self._passed(len(batch))
            disagreeing = 0
            for line in self._coins.disagreeing():
                disagreeing += 1
                _tell(report, line)
        if self._id:
            await self._imports.end(self._id)
        return Outcome(self._counts, disagreeing)

    def _skip(self, rows: Iterator[Row | Bad], count: int) -> None:
        """Pass what is dealt with already; its coins are added up all the same."""
        for row in islice(rows, count):
            if isinstance(row, Row) and row.key.startswith("coins:"):
                good = judged(row, self._ids)
                if isinstance(good, Good):
                    self._coins.add(good)
        if count:
            self._passed(count)

    async def _take(self, batch: Iterable[Row | Bad], report: BinaryIO) -> None:
        coins: list[Good] = []
        others: list[Good] = []
        for row in batch:
            found: Good | Bad = judged(row, self._ids) if isinstance(row, Row) else row
            if isinstance(found, Bad):
                self._counts[BAD] += 1
                _tell(report, found)
                continue
            self._coins.add(found)
            if found.note:
                _tell(report, Bad(found.key, found.value, found.at, found.note))
            (coins if found.family == Balance.family else others).append(found)
        became = await self._put(others)
        for start in range(0, len(coins), _AT_ONCE):
            some = coins[start : start + _AT_ONCE]
            became += await asyncio.gather(*(self._carry(balance) for balance in some))
        for good, word in zip(others + coins, became, strict=True):
            if why := _REFUSED.get(word):
                self._counts[BAD] += 1
                _tell(report, Bad(good.key, good.value, good.at, why))
                continue
            self._counts[word] += 1
            if word == NEW:
                self._counts[good.family] += 1
            elif word == OTHER:
                _tell(report, Bad(good.key, good.value, good.at, _STAYS))

    async def _put(self, rows: list[Good]) -> list[str]:
        return [*await self._kv.madd([(row.key, row.value) for row in rows], dry=self._dry)]

    async def _carry(self, row: Good) -> str:
        """Bring the coins of a balance, which were never here before, by a posting."""
        coins = row.coins
        posting = money.carried(row.was, row.owner, coins=coins, now=self._now) if coins else None
        there = await self._kv.get(row.key)
        if posting and (known := await self._ledger.find(posting.id)):
            brought = max(line.delta for line in known.lines)
            return SAME if brought == coins else OTHER
        if there is not None and (row.was == row.owner or posting is None):
            return SAME if posting is None or there == row.value else OTHER
        if self._dry:
            return NEW
        if posting is None:
            [word] = await self._kv.madd([(row.key, row.value)])
            return word
        try:
            posted = await self._ledger.post(posting)
        except Conflict:
            return OTHER
        return NEW if posted.new else SAME


def _tell(report: BinaryIO, what: Bad) -> None:
    report.write(f"{what.line()}\n".encode())


class _Coins:
    """What users have, and what their transactions add up to; on disk if there are many."""

    def __init__(self) -> None:
        self._sums = sqlite3.connect("")
        self._sums.execute(
            "CREATE TABLE coins (user TEXT PRIMARY KEY, balance INTEGER, at TEXT,"
            " total INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"
        )

    def close(self) -> None:
        self._sums.close()

    def add(self, row: Good) -> None:
        if row.family == Balance.family:
            self._sums.execute(
                "INSERT INTO coins (user, balance, at) VALUES (?, ?, ?) ON CONFLICT (user)"
                " DO UPDATE SET balance = excluded.balance, at = excluded.at",
                (row.was, row.coins, row.at),
            )
        elif row.family == CoinTx.family:
            self._sums.execute(
                "INSERT INTO coins (user, total) VALUES (?, ?) ON CONFLICT (user)"
                " DO UPDATE SET total = total + excluded.total",
                (row.was, row.coins),
            )

    def disagreeing(self) -> Iterator[Bad]:
        """Yield what a report says of those whose balance is not the sum of transactions."""
        found = self._sums.execute(
            "SELECT user, balance, total, at FROM coins WHERE balance IS NOT total ORDER BY user"
        )
        for user, balance, total, at in found:
            says = "no balance" if balance is None else f"the balance is {balance}"
            reason = f"{says}, and the transactions add up to {total}"
            yield Bad(f"coins:balance:{user}", str(balance or ""), at or "", reason)
