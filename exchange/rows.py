"""A row of the key-value table, and whether it is one of ours."""

import base64
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

_PEOPLE = ("userId", "artistId", "donorId")
"""The fields that name a user."""


def judged(row: Row, ids: Ids) -> Good | Bad:
    """Return a row as it is stored here, or why it is not."""

    def bad(reason: str) -> Bad:
        return Bad(row.key, row.value, row.at, reason)

    place = keys.address(row.key)
    if place is None or place.family not in FAMILIES:
        return bad("no key of promo.music")
    owner = ids.get(place.owner, place.owner)
    if not keys.fits(owner):
        return bad("a user's id has 1 to 64 of A-Z a-z 0-9 _ -")
    model, member = FAMILIES[place.family], place.member
    if (member is None) is not keys.single(place.family):
        return bad("no key of promo.music")
    id = owner if member is None else keys.id_of(place.family, member)
    if not keys.fits(id) or (member is not None and keys.member(place.family, id) != member):
        return bad("an id has 1 to 64 of A-Z a-z 0-9 _ -")
    try:
        value = _settled(row.value, ids)
    except (ValueError, RecursionError):
        return bad("no JSON")
    try:
        record = model.from_wire(value, owner=owner, id=id)
    except ValueError as error:
        return bad(_reason(error))
    coins = _coins(record)
    if abs(coins) > AMOUNT_LIMIT:
        return bad(f"more than {AMOUNT_LIMIT} coins")
    if isinstance(record, Balance) and coins < 0:
        return bad("a balance below zero")
    return Good(
        keys.at(place._replace(owner=owner)),
        value,
        row.at,
        place.family,
        owner,
        place.owner,
        coins=coins,
        note=_note(record, value),
    )


def _coins(record: Entity) -> int:
    match record:
        case Balance(coins=coins) | CoinTx(amount=coins):
            return coins
    return 0


def _note(record: Entity, text: str) -> str | None:
    left = unread(record, text)
    return f"read without {', '.join(left)}" if left else None


def unread(record: Entity, text: str) -> dict[str, Any]:
    """Return what of a value the bot leaves alone, since it does not fit its field."""
    values = wire.object_in(text) or {}
    known = {record.wire_name(name): name for name in type(record).model_fields}
    return {
        name: value
        for name, value in values.items()
        if value is not None and name in known and known[name] not in record.model_fields_set
    }


def _settled(text: str, ids: Ids) -> str:
    """Return a value with its users as they are called here; untouched if nothing changes.

    A value that is a JSON text in a JSON text is taken out of it: some clients encode twice.
    """
    value = wire.loads(text)
    if isinstance(value, str):
        text, value = value, wire.loads(value)
    if not ids or not isinstance(value, dict):
        return text
    named = {name: who for name in _PEOPLE if isinstance(who := value.get(name), str)}
    people = {name: ids[who] for name, who in named.items() if who in ids}
    return wire.dumps({**value, **people}) if people else text


def _reason(error: ValueError) -> str:
    """Return the first line of what is wrong with a value."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    first = errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
