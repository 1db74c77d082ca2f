"""All that is in a store, looked through as nobody else does: byte by byte."""

import re
from typing import Any

from redis.asyncio import Redis


async def everything(redis: Redis) -> list[tuple[bytes, bytes]]:
    """Return every key of the store with each text that is in it."""
    at = redis.connection_pool.connection_kwargs | {"decode_responses": False}
    at = {name: at[name] for name in ("path", "host", "port", "db", "password") if name in at}
    raw: Any = Redis(unix_socket_path=at.pop("path"), **at) if "path" in at else Redis(**at)
    found: list[tuple[bytes, bytes]] = []
    async for key in raw.scan_iter(count=1000):
        match (await raw.type(key)).decode():
            case "string":
                inside = [await raw.get(key)]
            case "hash":
                inside = [text for pair in (await raw.hgetall(key)).items() for text in pair]
            case "set":
                inside = list(await raw.smembers(key))
            case "zset":
                rows = await raw.zrange(key, 0, -1, withscores=True)
                inside = [text for m, score in rows for text in (m, b"%.0f" % score)]
            case "list":
                inside = await raw.lrange(key, 0, -1)
            case "stream":
                rows = await raw.xrange(key)
                inside = [t for _, values in rows for pair in values.items() for t in pair]
        found += [(key, text) for text in (key, *inside)]
    await raw.aclose()
    return found


async def said_of(redis: Redis, id: str, name: str) -> list[tuple[bytes, bytes]]:
    """Return where the store has an id, as a whole word, or a name."""
    person = re.compile(rb"(?<![0-9A-Za-z])%s(?![0-9A-Za-z])" % id.encode())
    named = re.compile(name.encode(), re.IGNORECASE)
    return [(k, t) for k, t in await everything(redis) if person.search(t) or named.search(t)]
