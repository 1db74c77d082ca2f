"""Rows into the store: whatever is good, once, however often it is tried.

What is there already stays as it is. Coins come as an opening posting of the ledger, so that the
audit adds up; a balance and the transactions beside it that disagree are reported. What came of
each batch is noted in the store, so a run that was broken off goes on where it was.
"""

import asyncio
import fcntl
import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from redis.asyncio import Redis

from exchange.rows import Bad, Broken, Good, Ids, Row, is_telegrams, judged, sources_of
from storage import KV, Balance, CoinTx, Conflict, Imports, Ledger, Malformed, Mark, TooMuch, money

BATCH = 500

NEW, SAME, OTHER, BAD = "new", "same", "other", "bad"
"""What becomes of a row: it comes, or was there, or another value was there and stays, or it is
not taken."""

PARTLY = "partly"
"""Rows, whatever became of them, that the bot reads without some of their fields."""

_STAYS = "another value is there and stays"
_REFUSED = {
    "blocked": "its artist is blocked",
    "taken": "it was taken from its artist",
    "much": "with those that are there these are more coins than anybody can have",
    "malformed": "what is there is no balance",
}
_AT_ONCE = 50  # postings; they share the server's fsync
_LONG = 4 << 20  # characters of a batch, however few rows these are
_TURN = 25  # rows that are judged before what is being stored has its turn


class Outcome(NamedTuple):
    """What became of the rows of a source."""

    counts: Mapping[str, int]
    """By what became of them, and how many of each kind are new."""
    disagreeing: int
    """Users whose balance is not the sum of their transactions."""
    stranger: str | None
    """One of the users, if any, whose id is none of Telegram."""


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
        self._ids, self._report, self._now = ids, report, now
        self._sources = sources_of(ids)
        self._dry, self._id, self._passed = dry, None if dry else id, passed
        self._kv, self._ledger, self._imports = KV(redis), Ledger(redis), Imports(redis)
        self._counts: Counter[str] = Counter()
        self._stranger: str | None = None
        self._coins, self._trial = _Coins(), _Trial()
        self._broken: Broken | OSError | None = None

    async def run(self, rows: Iterator[Row | Bad]) -> Outcome:
        """Take all rows; while some are being stored the next are read.

        Raises:
            Broken, OSError: the source cannot be read to its end, and what was read before is
                dealt with; or the report cannot be written, or another run writes it.
        """
        mark = await self._imports.mark(self._id) if self._id else Mark()
        with closing(self._coins), closing(self._trial), _alone(self._report) as report:
            if report.tell() < mark.reported:
                mark = Mark()  # the report of what is dealt with is gone
            if report.tell() > mark.reported:
                report.truncate(mark.reported)
            self._counts.update(mark.counts)
            self._skip(rows, mark.rows)
            done = mark.rows
            batch = await self._judged(rows)
            while batch:
                _, following = await asyncio.gather(self._take(batch, report), self._judged(rows))
                done += len(batch)
                if self._id:
                    report.flush()
                    await self._imports.note(self._id, Mark(done, self._counts, report.tell()))
                self._passed(len(batch))
                batch = following
            if self._broken:
                raise self._broken
            disagreeing = 0
            for line in self._coins.disagreeing():
                disagreeing += 1
                _tell(report, line)
        if self._id:
            await self._imports.end(self._id)
        return Outcome(self._counts, disagreeing, self._stranger)

    def _skip(self, rows: Iterator[Row | Bad], count: int) -> None:
        """Pass what is dealt with already; its coins are added up all the same."""
        for row in islice(rows, count):
            if isinstance(row, Row) and row.key.startswith("coins:"):
                good = judged(row, self._ids)
                if isinstance(good, Good):
                    self._coins.add(good)
        if count:
            self._passed(count)

    async def _judged(self, rows: Iterator[Row | Bad]) -> list[Good | Bad]:
        """Return the next rows, judged; none at the end, or where the source breaks."""
        batch, length = list[Good | Bad](), 0
        if self._broken:
            return batch
        try:
            for row in islice(rows, BATCH):
                batch.append(judged(row, self._ids) if isinstance(row, Row) else row)
                length += len(row.value)
                if length > _LONG:
                    break
                if len(batch) % _TURN == 0:
                    await asyncio.sleep(0)
        except (Broken, OSError) as error:
            self._broken = error
        return batch

    async def _take(self, batch: Iterable[Good | Bad], report: BinaryIO) -> None:
        coins: list[Good] = []
        others: list[Good] = []
        for row in batch:
            if isinstance(row, Bad):
                self._counts[BAD] += 1
                _tell(report, row)
                continue
            self._coins.add(row)
            if not is_telegrams(row.owner):
                self._stranger = row.owner
            if row.note:
                self._counts[PARTLY] += 1
                _tell(report, Bad(row.key, row.value, row.at, row.note))
            (coins if row.family == Balance.family else others).append(row)
        pairs = [(row.key, row.value) for row in others]
        coins.sort(key=_joins)
        became = [*await self._kv.madd(pairs, dry=self._dry), *await self._carry_all(coins)]
        for row, word in zip(others + coins, became, strict=True):
            if self._dry and word == NEW:
                word = self._trial.put(row)
            if why := _REFUSED.get(word):
                self._counts[BAD] += 1
                _tell(report, Bad(row.key, row.value, row.at, why))
                continue
            self._counts[word] += 1
            if word == NEW:
                self._counts[row.family] += 1
            elif word == OTHER:
                _tell(report, Bad(row.key, row.value, row.at, _STAYS))

    async def _carry_all(self, rows: list[Good]) -> list[str]:
        """Bring the coins of balances, in turns of one of each user: the next finds the first."""
        turns: list[list[int]] = []
        of_user: Counter[str] = Counter()
        for number, row in enumerate(rows):
            if of_user[row.owner] == len(turns):
                turns.append([])
            turns[of_user[row.owner]].append(number)
            of_user[row.owner] += 1
        became: dict[int, str] = {}
        for turn in turns:
            words = await self._carry([rows[number] for number in turn])
            became.update(zip(turn, words, strict=True))
        return [became[number] for number in range(len(rows))]

    async def _carry(self, rows: list[Good]) -> list[str]:
        """Bring the coins of balances that were never brought before, by postings.

        Those of users who had another id join what is there. Those of a user who had the same
        are what is there, unless it came from others.
        """
        if not rows:
            return []
        stored = await self._kv.mget(row.key for row in rows)
        ids = {id for row in rows for id in (money.carried_id(row.was), *self._joined(row))}
        found = dict(zip(ids, await self._ledger.find_all(*ids), strict=True))
        became = list[str]()
        for row, there in zip(rows, stored, strict=True):
            if brought := found[money.carried_id(row.was)]:
                coins = max(line.delta for line in brought.lines)
                same = (coins, brought.by) == (row.coins, row.owner)
                became.append(SAME if same else OTHER)
            elif there is None:
                became.append(NEW)
            elif _joins(row) or any(found[id] for id in self._joined(row)):
                became.append(NEW if row.coins else SAME)
            else:
                became.append(SAME if there == row.value else OTHER)
        if not self._dry:
            new = [number for number, word in enumerate(became) if word == NEW]
            for start in range(0, len(new), _AT_ONCE):
                some = new[start : start + _AT_ONCE]
                words = await asyncio.gather(*(self._open(rows[number]) for number in some))
                for number, word in zip(some, words, strict=True):
                    became[number] = word
        return became

    def _joined(self, row: Good) -> list[str]:
        """Return the postings of other users' coins that those of a row may find there."""
        if _joins(row):
            return []
        sources = self._sources.get(row.owner, [])
        return [money.carried_id(was) for was in sources if was != row.was]

    async def _open(self, row: Good) -> str:
        """Post the coins of a balance; without any, store that there are none."""
        if not row.coins:
            [word] = await self._kv.madd([(row.key, row.value)])
            return word
        try:
            posting = money.carried(row.was, row.owner, coins=row.coins, now=self._now)
            posted = await self._ledger.post(posting)
        except Conflict:
            return OTHER
        except TooMuch:
            return "much"
        except Malformed:
            return "malformed"
        return NEW if posted.new else SAME


def _joins(row: Good) -> bool:
    """Tell whether a row is of somebody who had another id, so that theirs may be two."""
    return row.was != row.owner


@contextmanager
def _alone(report: Path) -> Iterator[BinaryIO]:
    """Open a report at its end.

    Raises:
        Broken: another run has it open.
    """
    with report.open("ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Broken(f"{report}: another import writes it; --report names another") from None
        yield stream


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


class _Trial:
    """What a trial would have stored, so that it says what an import would; on disk as well."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")
        self._rows.execute("CREATE TABLE rows (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")

    def close(self) -> None:
        self._rows.close()

    def put(self, row: Good) -> str:
        """Return what would become of a row after those that were put before."""
        is_balance = row.family == Balance.family
        key = money.carried_id(row.was) if is_balance else row.key
        value = hashlib.blake2b(row.value.encode(), digest_size=16).digest()
        if self._rows.execute("INSERT OR IGNORE INTO rows VALUES (?, ?)", (key, value)).rowcount:
            return NEW
        [before] = self._rows.execute("SELECT value FROM rows WHERE key = ?", (key,)).fetchone()
        return SAME if before == value else OTHER
