"""Scripts of the store, each loaded once and called by its digest."""

import re
from functools import cache
from pathlib import Path

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

_FOLDER = Path(__file__).parent / "scripts"
_INCLUDE = re.compile(r"^-- include (\w+)$", re.MULTILINE)


@cache
def source(name: str) -> str:
    """Return the text of `scripts/{name}.lua`, each line `-- include x` replaced by x.lua."""
    text = (_FOLDER / f"{name}.lua").read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda line: source(line[1]), text)


def script(redis: Redis, name: str) -> AsyncScript:
    """Return a script to call with `keys` and `args`; a server that forgot it gets it again."""
    return redis.register_script(source(name))
