"""Entities set in order: what overlaps, what surrounds, what is empty."""

from collections.abc import Iterable, Iterator

from sandbox.errors import Json
from sandbox.text.notation import QUOTES, SPLITTABLE, VERBATIM, length


def _end(entity: Json) -> int:
    return int(entity["offset"] + entity["length"])


def untangled(entities: list[Json]) -> list[Json]:
    """Without what Telegram does not nest: nothing lives in code, styles of a kind merge."""
    verbatim = _apart(e for e in entities if e["type"] in VERBATIM)
    for entity in verbatim:
        if entity["type"] == "code":
            entity.pop("language", None)
    quotes = _apart(e for e in entities if e["type"] in QUOTES)
    others = _apart(
        e
        for e in entities
        if e["type"] not in SPLITTABLE | VERBATIM | QUOTES
        and not any(overlap(e, v) for v in verbatim)
    )
    styles: list[Json] = []
    for kind in SPLITTABLE:
        spans = [(e["offset"], _end(e)) for e in entities if e["type"] == kind]
        for begin, end in _outside(_joined(spans), verbatim):
            for first, last in _cut(begin, end, [*quotes, *others]):
                styles.append({"type": kind, "offset": first, "length": last - first})
    return [*verbatim, *quotes, *others, *styles]


def _apart(entities: Iterable[Json]) -> list[Json]:
    """The entities that do not overlap an earlier one."""
    kept: list[Json] = []
    for entity in ordered(entities):
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


def overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _outside(spans: list[tuple[int, int]], verbatim: list[Json]) -> Iterator[tuple[int, int]]:
    for begin, end in spans:
        for block in verbatim:
            if block["offset"] >= end or _end(block) <= begin:
                continue
            if begin < block["offset"]:
                yield begin, block["offset"]
            begin = max(begin, _end(block))
        if begin < end:
            yield begin, end


def _cut(begin: int, end: int, others: list[Json]) -> Iterator[tuple[int, int]]:
    """Split a style where it enters or leaves an entity without covering it whole."""
    for other in sorted(others, key=lambda e: int(e["offset"])):
        start, stop = other["offset"], _end(other)
        for edge in (start, stop):
            crosses = not (begin <= start and stop <= end) and not (start <= begin and end <= stop)
            if begin < edge < end and crosses:
                yield begin, edge
                begin = edge
    yield begin, end


_PRIORITY = ("expandable_blockquote", "blockquote", "pre", "code", "text_link")


def ordered(entities: Iterable[Json]) -> list[Json]:
    def order(entity: Json) -> tuple[int, int, int, str]:
        kind = entity["type"]
        rank = _PRIORITY.index(kind) if kind in _PRIORITY else len(_PRIORITY)
        return entity["offset"], -entity["length"], rank, kind

    return sorted(entities, key=order)


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut the spaces around a text; those in front stay where an entity begins in them."""
    total = length(text)
    kept = [
        {**e, "length": min(_end(e), total) - e["offset"]}
        for e in entities
        if 0 <= e["offset"] < total and e["length"] > 0
    ]
    body = text.rstrip()
    end = length(body)
    kept = [{**e, "length": min(_end(e), end) - e["offset"]} for e in kept if e["offset"] < end]
    kept = [e for e in kept if e["type"] in VERBATIM or covered(body, e).strip()]
    start = length(body) - length(body.lstrip())
    start = min([start, *(e["offset"] for e in kept)])
    return body[start:], [{**e, "offset": e["offset"] - start} for e in kept]


def covered(text: str, entity: Json) -> str:
    if text.isascii():
        return text[entity["offset"] : _end(entity)]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[entity["offset"] * 2 : _end(entity) * 2].decode("utf-16-le", "replace")
