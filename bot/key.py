"""Keys of age, with which backups are encrypted."""

from typing import NamedTuple

import pyrage

_SECRET = "AGE-SECRET-KEY-"  # what a secret key begins with


class Unusable(Exception):
    """A backup, or a key, cannot be used; the message says why."""


class Key(NamedTuple):
    """A key of age: with the secret half backups can be read, without it only made."""

    public: pyrage.x25519.Recipient
    secret: pyrage.x25519.Identity | None

    @classmethod
    def read(cls, text: str) -> "Key":
        """Read `AGE-SECRET-KEY-1…` or, to make backups that are read elsewhere, `age1…`.

        Raises:
            Unusable: it is neither.
        """
        try:
            if text.startswith(_SECRET):
                secret = pyrage.x25519.Identity.from_str(text)
                return cls(secret.to_public(), secret)
            return cls(pyrage.x25519.Recipient.from_str(text), None)
        except (pyrage.IdentityError, pyrage.RecipientError):
            raise Unusable("the key is neither AGE-SECRET-KEY-1… nor age1…") from None


def new_key() -> tuple[str, str]:
    """Return a new key: the secret one, and the public one of it."""
    secret = pyrage.x25519.Identity.generate()
    return str(secret), str(secret.to_public())
