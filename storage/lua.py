"""Scripts of the store, each loaded once and called by its digest."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

_FOLDER = Path(__file__).parent / "scripts"
_INCLUDE = re.compile(r"^-- include (\w+)$", re.MULTILINE)
_PAGE = 500

Call = tuple[Sequence[str], Sequence[str]]
"""Keys and arguments of a script."""


@cache
def source(name: str) -> str:
    """Return the text of `scripts/{name}.lua`, each line `-- include x` replaced by x.lua."""
    text = (_FOLDER / f"{name}.lua").read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda line: source(line[1]), text)


def script(redis: Redis, name: str) -> AsyncScript:
    """Return a script to call with `keys` and `args`; a server that forgot it gets it again."""
    return redis.register_script(source(name))


async def each(redis: Redis, script: AsyncScript, calls: Sequence[Call]) -> list[Any]:
    """Call a script many times, some at a time; return its answers."""
    answers: list[Any] = []
    for first in range(0, len(calls), _PAGE):
        async with redis.pipeline(transaction=False) as pipe:
            for keys, args in calls[first : first + _PAGE]:
                await script(keys=keys, args=args, client=pipe)
            answers += await pipe.execute()
    return answers
