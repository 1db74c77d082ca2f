"""What the catalogue has to say of the records there are, worked out without it."""

import hashlib
import json
from collections import Counter, defaultdict
from typing import Any

from redis.asyncio import Redis

from storage import KV, keys
from storage.catalog import card
from storage.facts import made_at
from storage.words import shortened

Lists = dict[str, Any]


async def there(redis: Redis) -> Lists:
    """Return all that the catalogue keeps, with words in place of their numbers."""
    lines = [str(line).split("\0") for line in await redis.zrange("bot:find", 0, -1)]
    words = {number: word for word, number in lines}
    assert len(words) == len(lines) == len(set(words.values()))
    found: Lists = {"words": defaultdict(set), "typos": set()}
    for key in map(str, await redis.keys("bot:find:*")):
        name = key.removeprefix("bot:find:")
        if name.startswith("at:"):
            found["words"][words.pop(name[3:])] = set(await redis.zrange(key, 0, -1))
        elif name.startswith("typos:"):
            for line in map(str, await redis.zrange(key, 0, -1)):
                assert hashlib.sha1(line.split("\0")[0].encode()).hexdigest()[:4] == name[6:]
                found["typos"].add(tuple(line.split("\0")))
        elif name.endswith((":counts", "-names")):
            found[name] = await redis.hgetall(key)
        elif name != "last":
            rows: Any = await redis.zrange(key, 0, -1, withscores=True)
            found[name] = dict(rows)
    assert words == {}
    return found


async def due(redis: Redis) -> Lists:
    """Return what that has to be."""
    found: Lists = {"words": defaultdict(set), "typos": set()}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    async for key, text in KV(redis).scan_prefix(""):
        place = keys.address(key)
        values = _object(text)
        if place is None or values is None:
            continue
        made = made_at(place.member or "", values) or 0
        first, _, rest = card(*place, values, made).partition("\n")
        for token in first.split():
            if token != "/":
                found["words"][token.partition(":")[0]].add(key)
        more = json.loads(rest or "{}")
        if (made := more.get("made")) is not None:
            found.setdefault("new:track", {})[key] = made
            found.setdefault("new:artist", {})[place.owner] = True
        if genre := more.get("genre"):
            code = genre["code"]
            found.setdefault(f"genre:{code}", {})[key] = made
            counts[code][place.owner] += 1
        if town := more.get("town"):
            found.setdefault(f"town:{town['code']}", {})[key] = town["starts"]
            found.setdefault("town-names", {})[town["code"]] = town["city"]
            of = found.setdefault(f"towns:{town['zone']}", Counter())
            of[town["code"]] += 1
    for word in found["words"]:
        found["typos"] |= {(text, word) for text in shortened(word)}
    for code, owners in counts.items():
        found[f"genre:{code}:counts"] = {owner: str(n) for owner, n in owners.items()}
        found[f"genre:{code}:artists"] = dict.fromkeys(owners, True)
        found.setdefault("genres", {})[code] = owners.total()
    return found


async def compare(redis: Redis) -> None:
    """Hold that the catalogue says of the records there are what it has to, and nothing else.

    When artists came, and when they last had something new, is not looked at: that is remembered
    of what is gone.
    """
    kept, wanted = await there(redis), await due(redis)
    names = kept.pop("genre-names", {})
    assert set(names) == set(kept.get("genres", {}))
    for lists in (kept, wanted):
        for name in lists:
            if name == "new:artist" or name.endswith(":artists"):
                lists[name] = set(lists[name])
    assert kept == wanted


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
