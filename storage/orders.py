"""What an invoice is for, in the words that Telegram gives back with the payment.

`d.{artist}.{stars}.{intent}.{source}.{signature}` is a donation, `m.…` the same each month, and
`c.{user}.{stars}.{coins}.{intent}.{signature}` a purchase of coins. The signature keeps anybody
else from making orders: what it stands under was offered by us, for that many Stars.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from storage import keys
from storage.errors import BadId
from storage.posting import checked_amount

_LONGEST = 128  # bytes of a payload that Telegram takes
_SIGNED = 22  # characters of a signature: 132 bits
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")
_SOURCE = re.compile(r"(?:[a-z]+(?:-[a-z]+)?:)?[A-Za-z0-9_-]{0,64}")


class Gift(NamedTuple):
    """Stars for an artist."""

    artist: str
    stars: int
    source: str = ""
    """From where: a record, `track:1706184123456-abc123xyz`, or a word such as `page`."""
    monthly: bool = False


class Purchase(NamedTuple):
    """Coins for a user."""

    user: str
    stars: int
    coins: int


Order = Gift | Purchase


class Forged(ValueError):
    """A payload that none of our keys has signed."""


class Signer:
    """Writes orders and reads them back. The first key signs, all of them are believed."""

    def __init__(self, signing_keys: Sequence[bytes]) -> None:
        self._keys = list(signing_keys)

    @property
    def mark(self) -> str:
        """What changes with the key that signs, and tells nothing of it."""
        return self._signature("", self._keys[0])[:8]

    def sign(self, order: Order) -> str:
        """Return the payload of a new invoice, 1..128 bytes; two are never the same.

        A source that is too long, or none, is left out: it is worth less than the gift.

        Raises:
            BadId, ValueError: nobody can have this id; that is no amount.
        """
        intent = secrets.token_urlsafe(6)
        checked_amount(order.stars)
        match order:
            case Gift(artist, stars, source, monthly):
                words = ["m" if monthly else "d", keys.checked(artist), str(stars), intent, source]
                is_long = len(".".join(words)) + 1 + _SIGNED > _LONGEST
                if is_long or not _SOURCE.fullmatch(source):
                    words[-1] = ""
            case Purchase(user, stars, coins):
                words = ["c", keys.checked(user), str(stars), str(checked_amount(coins)), intent]
        text = ".".join(words)
        return f"{text}.{self._signature(text, self._keys[0])}"

    def read(self, payload: str) -> Order:
        """Return what an invoice was for.

        Raises:
            Forged: none of our keys signed that.
        """
        text, _, signature = payload.rpartition(".")
        given = signature.encode("utf-8", "surrogatepass")
        known = [self._signature(text, key).encode() for key in self._keys]
        if not any(hmac.compare_digest(given, one) for one in known):
            raise Forged(payload)
        return _order(text)

    def seals(self, text: str) -> list[str]:
        """Return what stands for a text that nobody is to read, by each key in order."""
        return [self._signature(f"seal\0{text}", key) for key in self._keys]

    @staticmethod
    def _signature(text: str, key: bytes) -> str:
        digest = hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode()[:_SIGNED]


def _order(text: str) -> Order:
    """Return what is written in a payload; what cannot be read was not written by us."""
    words = text.split(".")
    try:
        kind, whose, amount, fourth, fifth = words
        keys.checked(whose)
        if kind == "c":
            return Purchase(whose, _stars(amount), _stars(fourth))
        if kind in ("d", "m") and _SOURCE.fullmatch(fifth):
            return Gift(whose, _stars(amount), fifth, kind == "m")
    except (ValueError, BadId):
        pass
    raise Forged(text)


def _stars(text: str) -> int:
    if not _AMOUNT.fullmatch(text):
        raise ValueError(text)
    return checked_amount(int(text))
