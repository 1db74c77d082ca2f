"""What `post.lua` is told of a posting: the keys it touches, with their types, and the texts."""

from typing import Any, NamedTuple

from storage import keys, moments, wire
from storage.facts import made_at
from storage.models import CoinTx, Donation
from storage.posting import STARS, Leg, Notice, Posting


class Write(NamedTuple):
    """A record to store in place of what was read; nothing was there, if that is empty."""

    record: CoinTx | Donation
    read: str = ""


class Plan:
    """A posting that is ready to be sent; `legs` are its own or, where they are covered, parts."""

    def __init__(self, posting: Posting, legs: list[Leg], writes: list[Write]) -> None:
        self._types = {
            keys.LEDGER_JOURNAL: "stream",
            keys.LEDGER_POSTINGS: "hash",
            keys.LEDGER_STATES: "hash",
            keys.LEDGER_CONFLICTS: "hash",
        }
        self._body: dict[str, Any] = {
            "id": posting.id,
            "print": posting.fingerprint,
            "kind": posting.kind,
            "by": posting.by,
            "at": str(moments.ms(posting.at)),
            "today": moments.day(posting.at).isoformat(),
            "note": posting.short_note,
            "legs": [self._leg(leg) for leg in legs],
            "records": [self._record(write.record) for write in writes],
            "notices": [self._notice(posting, notice) for notice in posting.notices],
            **self._conditions(posting),
        }
        self._texts = [text for write in writes for text in (write.read, write.record.wire())]
        self._texts += [notice.text for notice in posting.notices]

    @property
    def keys(self) -> list[str]:
        return list(self._types)

    @property
    def args(self) -> list[str]:
        return [wire.dumps(self._body | {"types": list(self._types.values())}), *self._texts]

    def _key(self, key: str, type: str) -> str:
        self._types[key] = type
        return key

    def _leg(self, leg: Leg) -> dict[str, Any]:
        planned: dict[str, Any] = {
            "name": str(leg.account),
            "key": self._key(leg.account.key, "string"),
            "delta": leg.delta,
        }
        if leg.floor is not None:
            planned["floor"] = leg.floor
        if leg.matures is not None:
            planned["matures"] = leg.matures.isoformat()
        if leg.adopted:
            planned["adopted"] = True
        if leg.account.currency == STARS and leg.account.user is not None:
            planned["maturing"] = self._key(keys.maturing(leg.account.user), "hash")
        return planned

    def _record(self, record: CoinTx | Donation) -> dict[str, Any]:
        """Neither kind is searched or counted, so its place in a list is all it has besides."""
        made = record.created_at and moments.iso(record.created_at)
        return {
            "id": record.id,
            "key": self._key(record.key, "string"),
            "index": self._key(keys.index(record.family, record.owner), "zset"),
            "made": str(made_at(record.id, {"createdAt": made}) or 0),
        }

    def _notice(self, posting: Posting, notice: Notice) -> dict[str, Any]:
        outbox = self._key(keys.outbox(notice.urgency), "stream")
        return {"outbox": outbox, "id": f"{posting.id}/{notice.name}"}

    def _conditions(self, posting: Posting) -> dict[str, Any]:
        conditions: dict[str, Any] = {}
        if posting.step is not None:
            conditions["step"] = posting.step._asdict()
        if posting.is_payout:
            conditions["stopped"] = self._key(keys.LEDGER_STOPPED, "string")
        if posting.quota is not None:
            today = self._key(keys.rewarded(moments.day(posting.at)), "hash")
            conditions["quota"] = {"key": today, **posting.quota._asdict()}
        return conditions
