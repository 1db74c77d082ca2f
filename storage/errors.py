"""Refusals of the storage layer. Each names the thing refused, never a text for people."""


class StorageError(Exception):
    """Base of every refusal; `key` names what it is about."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotFound(StorageError):
    """Nothing is stored under `key`."""


class BadId(NotFound):
    """`key` is no id that a record or a person can have: a forged link or button."""


class AlreadyThere(StorageError):
    """A value is stored under `key` and was not meant to be replaced."""


class Blocked(StorageError):
    """Whoever `key` is of is blocked, and publishes nothing."""


class TakenAway(StorageError):
    """The file of the record `key` was taken from its artist, who may not publish it again."""


class Conflict(StorageError):
    """Something else is stored under `key` than what was written or known before."""


class Malformed(StorageError):
    """The value under `key` is not what its kind of record looks like."""


class UnknownEntity(StorageError):
    """No model has the family `key`; it comes from another release."""


class NotEnough(StorageError):
    """The account `key` cannot give that much; `free` is what it can."""

    def __init__(self, key: str, free: int) -> None:
        super().__init__(key)
        self.free = free


class OutOfStep(StorageError):
    """The charge or payout `key` is not where that step begins; `state` is where it is."""

    def __init__(self, key: str, state: str) -> None:
        super().__init__(key)
        self.state = state


class Capped(StorageError):
    """`key` had its rewards for today."""


class Stopped(StorageError):
    """No payouts are taken, for the reason `key`."""


class TooMuch(StorageError):
    """The account `key` would hold more than numbers are exact for."""


class Unwelcome(StorageError):
    """`key` takes no comment of that person now; `reason` is why, in one of a few words."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(key)
        self.reason = reason
