"""JSON as the store keeps it."""

import json
from typing import Any

from pydantic_core import from_json

_WRITER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loads(text: str) -> Any:
    """Return what a JSON text says; integers of any length stay what they are.

    Raises:
        ValueError: it is no JSON; NaN and Infinity are none, nor are a thousand brackets.
    """
    return from_json(text, allow_inf_nan=False)


def dumps(value: object) -> str:
    """Return the JSON text of a value, as JavaScript's `JSON.stringify` writes it.

    Raises:
        ValueError: it holds a number that JSON cannot, or half of a character.
    """
    text = _WRITER.encode(value)
    text.encode()
    return text


def object_in(text: str | None) -> dict[str, Any] | None:
    """Return the object that a JSON text is, or None if it is anything else."""
    try:
        value = None if text is None else loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
