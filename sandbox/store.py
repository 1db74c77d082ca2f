"""What the sandbox remembers, in memory and, when a folder is given, on disk.

Every table is a dict that also writes through to SQLite. Values are never changed in place, only
replaced, so what was put is what is stored. The server commits before it answers a request:
whatever a client has seen survives a kill -9.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

K = TypeVar("K")
V = TypeVar("V")

_SCHEMA = """
create table if not exists kept (
    kind text not null, key text not null, value blob not null, unique (kind, key)
)
"""
# An update keeps the row's place, as a dict does.
_PUT = """
insert into kept values (?, ?, ?) on conflict (kind, key) do update set value = excluded.value
"""


class InUse(Exception):
    """The folder belongs to another sandbox."""


class Store:
    """The SQLite file and the folder of uploaded bytes, or their likeness in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._files: dict[str, bytes] = {}
        self._folder = folder / "files" if folder else None
        self._db: sqlite3.Connection | None = None
        if folder:
            (folder / "files").mkdir(parents=True, exist_ok=True)
            self._db = self._opened(folder)

    def _opened(self, folder: Path) -> sqlite3.Connection:
        db = sqlite3.connect(folder / "sandbox.sqlite3", isolation_level="DEFERRED", timeout=1)
        try:
            db.execute("pragma locking_mode = exclusive")
            # A killed process loses nothing of a WAL; only a power cut may, and this is a sandbox.
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = normal")
            db.execute(_SCHEMA)
            db.commit()
        except sqlite3.OperationalError as error:
            db.close()
            raise InUse(f"{folder} belongs to a sandbox that is running: {error}") from None
        return db

    @property
    def durable(self) -> bool:
        return self._db is not None

    def rows(self, kind: str) -> list[tuple[str, bytes]]:
        if self._db is None:
            return []
        query = "select key, value from kept where kind = ? order by rowid"
        return self._db.execute(query, (kind,)).fetchall()

    def put(self, kind: str, key: str, value: bytes) -> None:
        if self._db is not None:
            self._db.execute(_PUT, (kind, key, value))

    def drop(self, kind: str, key: str) -> None:
        if self._db is not None:
            self._db.execute("delete from kept where kind = ? and key = ?", (kind, key))

    def commit(self) -> None:
        if self._db is not None and self._db.in_transaction:
            self._db.commit()

    def close(self) -> None:
        if self._db is not None:
            self._db.commit()
            self._db.close()

    def write_file(self, data: bytes) -> str:
        """Keep bytes; return the name under which they are found."""
        name = hashlib.sha256(data).hexdigest()
        if self._folder is None:
            self._files[name] = data
        elif not (path := self._folder / name).exists():
            new = path.with_suffix(".new")
            new.write_bytes(data)
            new.replace(path)
        return name

    def read_file(self, name: str) -> bytes:
        return self._files[name] if self._folder is None else (self._folder / name).read_bytes()


class Table(MutableMapping[K, V], Generic[K, V]):
    """A dict of one kind of value."""

    def __init__(
        self, store: Store, kind: str, read_key: Callable[[str], K], values: TypeAdapter[V] | Any
    ) -> None:
        self._store = store
        self._kind = kind
        self._values: TypeAdapter[V] = values
        self._items: dict[K, V] = {
            read_key(key): self._values.validate_json(value) for key, value in store.rows(kind)
        }

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __setitem__(self, key: K, value: V) -> None:
        self._items[key] = value
        if self._store.durable:
            self._store.put(self._kind, str(key), self._values.dump_json(value))

    def __delitem__(self, key: K) -> None:
        del self._items[key]
        self._store.drop(self._kind, str(key))

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items


class Counters(Table[str, int]):
    """Numbers that only grow."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "counter", str, TypeAdapter(int))

    def next(self, name: str, first: int = 1) -> int:
        self[name] = number = max(self.get(name, first - 1) + 1, first)
        return number
