"""What `post.lua` is told of a posting: the keys it touches, with their types, and the texts."""

from datetime import timedelta
from typing import Any, NamedTuple

from storage import keys, moments, wire
from storage.facts import made_at
from storage.models import CoinTx, Donation
from storage.posting import Leg, Mark, Notice, Posting


class Write(NamedTuple):
    """A record to store in place of what was read; nothing was there, if that is empty."""

    record: CoinTx | Donation
    read: str = ""
    leg: int | None = None
    """The number of the leg whose change the amount is: a cover may leave less of it, or none."""
    tally: int | None = None
    """The number of the tally that knows which of its donor's gifts this one is."""

    def halves(self) -> tuple[str, str]:
        """Return the text as it is up to the number that the script knows, and from there on."""
        text = self.record.wire()
        number: int | None
        if self.leg is not None:
            name, number = "amount", self.record.amount
        elif self.tally is not None and isinstance(self.record, Donation):
            name, number = "nth", self.record.nth
        else:
            return text, ""
        field = f'"{name}":'  # and nothing else: in a text the quotes would be escaped
        before, _, after = text.partition(f"{field}{number}")
        return before + field, after


class Plan:
    """A posting that is ready to be sent."""

    def __init__(self, posting: Posting, writes: list[Write]) -> None:
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
            "legs": [self._leg(leg) for leg in posting.legs],
            "records": [self._record(write) for write in writes],
            "notices": [self._notice(posting, notice) for notice in posting.notices],
            "tallies": [
                {**tally._asdict(), "key": self._key(tally.key, "hash")}
                for tally in posting.tallies
            ],
            "marks": [self._mark(mark) for mark in posting.marks],
            "touches": [
                {"key": self._key(key, "zset"), "member": member} for key, member in posting.touches
            ],
            "admin": posting.admin,
            **self._conditions(posting),
        }
        self._texts = [text for write in writes for text in (write.read, *write.halves())]
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
        if leg.cover is not None:
            planned["cover"] = {
                "name": str(leg.cover),
                "key": self._key(leg.cover.key, "string"),
            }
        if leg.matures is not None:
            planned["matures"] = leg.matures.isoformat()
        if leg.adopted:
            planned["adopted"] = True
        if leg.account.is_owed:
            planned["maturing"] = self._key(keys.maturing(leg.account.holder), "hash")
        return planned

    def _record(self, write: Write) -> dict[str, Any]:
        """Neither kind is searched or counted, so its place in a list is all it has besides."""
        record = write.record
        made = record.created_at and moments.iso(record.created_at)
        planned: dict[str, Any] = {
            "id": record.id,
            "key": self._key(record.key, "string"),
            "index": self._key(keys.index(record.family, record.owner), "zset"),
            "made": str(made_at(record.id, {"createdAt": made}) or 0),
        }
        numbers = {"leg": write.leg, "tally": write.tally}
        return planned | {name: n for name, n in numbers.items() if n is not None}

    def _notice(self, posting: Posting, notice: Notice) -> dict[str, Any]:
        id = f"{posting.id}/{notice.name}"
        return {
            "id": id,
            "outbox": self._key(keys.outbox(notice.urgency), "stream"),
            "seen": self._key(keys.outbox_seen(id), "string"),
        }

    def _mark(self, mark: Mark) -> dict[str, Any]:
        planned = {"key": self._key(mark.key, "zset"), "member": mark.member}
        return planned if mark.at is None else {**planned, "at": str(moments.ms(mark.at))}

    def _conditions(self, posting: Posting) -> dict[str, Any]:
        conditions: dict[str, Any] = {}
        if posting.step is not None:
            conditions["step"] = posting.step._asdict()
        if posting.is_choice:
            conditions["chosen"] = True
        if posting.is_payment:
            conditions["payments"] = self._key(keys.payments(posting.by), "zset")
        if posting.is_payout:
            conditions["stopped"] = self._key(keys.LEDGER_STOPPED, "string")
        if posting.quota is not None:
            today = self._key(keys.rewarded(moments.day(posting.at)), "hash")
            conditions["quota"] = {"key": today, **posting.quota._asdict()}
        if posting.lease is not None:
            key, holder, lasts = posting.lease
            lasts_ms = str(lasts // timedelta(milliseconds=1))
            conditions["lease"] = {"key": self._key(key, "zset"), "holder": holder, "ms": lasts_ms}
        return conditions
