"""A row of the key-value table, and whether it is one of ours."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from storage import FAMILIES, Balance, CoinTx, Entity, keys, wire
from storage.posting import AMOUNT_LIMIT

LONGEST = 64 << 20
"""Bytes of one row; whatever is longer is no row."""


class Broken(Exception):
    """Nothing more can be read; the message says where and why."""


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines; of one that is too long only the beginning."""
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        yield number, line
        while not line.endswith(b"\n") and len(line) == LONGEST:
            line = stream.readline(LONGEST)


class Row(NamedTuple):
    """A key and its value as they were found, and where: a line of a file, say."""

    key: str
    value: str
    at: str


class Bad(NamedTuple):
    """Something that is not taken, with the reason; `value` is what was found, untouched.

    `key` is None where not even that could be read.
    """

    key: str | None
    value: str | bytes
    at: str
    reason: str

    def line(self) -> str:
        """Return the line of a report: JSON, which can be mended and imported itself."""
        said: dict[str, Any] = {"at": self.at, "reason": self.reason, "key": self.key}
        try:
            text = self.value if isinstance(self.value, str) else self.value.decode()
            return wire.dumps({**said, "value": text})
        except ValueError:  # not UTF-8, or half of a character
            raw = self.value
            if isinstance(raw, str):
                raw = raw.encode("utf-8", "surrogatepass")
            key = self.key and self.key.encode("utf-8", "backslashreplace").decode()
            return wire.dumps({**said, "key": key, "base64": base64.b64encode(raw).decode()})


class Good(NamedTuple):
    """A row to take: under the key and with the value that it has here."""

    key: str
    value: str
    at: str
    family: str
    owner: str
    was: str
    """The owner's id where the row comes from."""
    coins: int = 0
    """Of a balance or a transaction."""
    note: str | None = None
    """What the bot will read it without."""


Ids = Mapping[str, str]
"""From the user ids of a source to those they have here."""


def sources_of(ids: Ids) -> dict[str, list[str]]:
    """Return who becomes each user."""
    sources: dict[str, list[str]] = {}
    for was, is_ in ids.items():
        sources.setdefault(is_, []).append(was)
    return sources


_PEOPLE = ("userId", "artistId", "donorId")
"""The fields that name a user."""

_TELEGRAMS = re.compile(r"[1-9][0-9]{0,15}")


def is_telegrams(id: str) -> bool:
    """Tell whether an id is one that a user of Telegram can have."""
    return _TELEGRAMS.fullmatch(id) is not None


def judged(row: Row, ids: Ids) -> Good | Bad:
    """Return a row as it is stored here, or why it is not."""
    try:
        return _good(row, ids)
    except ValueError as error:
        return Bad(row.key, row.value, row.at, _reason(error))


def _good(row: Row, ids: Ids) -> Good:
    """Return a row as it is stored here.

    Raises:
        ValueError: it is none of ours.
    """
    was, id = _placed(row.key)
    place = was._replace(owner=ids.get(was.owner, was.owner))
    if not keys.fits(place.owner):
        raise ValueError("a user's id has 1 to 64 of A-Z a-z 0-9 _ -")
    value = _settled(row.value, ids)
    model = FAMILIES[place.family]
    record = model.from_wire(value, owner=place.owner, id=id or place.owner)
    coins = _coins(record) if place.family in _OF_COINS else 0
    if place.family == Balance.family:
        value = record.wire()  # the ledger reads a number, not JSON
    unfit = record.unfit
    note = f"read without {', '.join(unfit)}" if unfit else None
    return Good(keys.at(place), value, row.at, place.family, place.owner, was.owner, coins, note)


_OF_COINS = {Balance.family, CoinTx.family}


def _coins(record: Entity) -> int:
    """Return the coins of a balance or a transaction.

    Raises:
        ValueError: nobody has or moves so many.
    """
    match record:
        case Balance(coins=coins) if coins < 0:
            raise ValueError("a balance below zero")
        case Balance(coins=coins) | CoinTx(amount=coins) if abs(coins) <= AMOUNT_LIMIT:
            return coins
    raise ValueError(f"more than {AMOUNT_LIMIT} coins")


def _placed(key: str) -> tuple[keys.Address, str | None]:
    """Return where a key points, and the id there, if it has one.

    Raises:
        ValueError: it is no key of a record.
    """
    place = keys.address(key)
    if place is None or place.family not in FAMILIES:
        raise ValueError("no key of promo.music")
    if (place.member is None) is not keys.single(place.family):
        raise ValueError("no key of promo.music")
    if place.member is None:
        return place, None
    id = keys.id_of(place.family, place.member)
    if not keys.fits(id) or keys.member(place.family, id) != place.member:
        raise ValueError("an id has 1 to 64 of A-Z a-z 0-9 _ -")
    return place, id


def _settled(text: str, ids: Ids) -> str:
    """Return a value with its users as they are called here; untouched if nothing changes.

    A value that is a JSON text in a JSON text is taken out of it: some clients encode twice.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        value = wire.loads(text)
        if isinstance(value, str):
            text, value = value, wire.loads(value)
        if not ids or not isinstance(value, dict):
            return text
        named = {name: who for name in _PEOPLE if isinstance(who := value.get(name), str)}
        people = {name: ids[who] for name, who in named.items() if who in ids}
        return wire.dumps({**value, **people}) if people else text
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None


def _reason(error: ValueError) -> str:
    """Return the first line of what is wrong with a value."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    first = errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
