"""JSON as the store keeps it."""

import json
from typing import Any


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def loads(text: str) -> Any:
    """Return what a JSON text says.

    Raises:
        ValueError: it is no JSON; NaN and Infinity are none, nor is a thousand brackets.
    """
    try:
        return json.loads(text, parse_constant=_refused)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def dumps(value: object) -> str:
    """Return the JSON text of a value, as JavaScript's `JSON.stringify` writes it.

    Raises:
        ValueError: it holds a number that JSON cannot, or half of a character.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text.encode()
    return text


def object_in(text: str | None) -> dict[str, Any] | None:
    """Return the object that a JSON text is, or None if it is anything else."""
    try:
        value = None if text is None else loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
