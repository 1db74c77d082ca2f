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


class Conflict(StorageError):
    """What is stored under `key` changed again and again while it was being written."""


class Malformed(StorageError):
    """The value under `key` is not what its kind of record looks like."""


class UnknownEntity(StorageError):
    """No model has the family `key`; it comes from another release."""
