"""The ledger without somebody who left: whatever names them names a pseudonym.

An entry of a stream cannot be changed, so the journal is copied, with the entries as they are
called, and the copy takes its place. All that must be called as in the journal is renamed in that
same step: the ids of postings, balances, what is counted of gifts. So no posting and no audit ever
sees a half of it, and none has to wait: what is posted while the journal is copied is copied, too,
before the step is taken. Broken off before it, it begins anew; after it, there is nothing to do.

A fingerprint is made of the id, and with some patience the id could be found from it. So those
postings have none any more, and are known by their id alone (`post.lua`): a charge that Telegram
names again, with the real id, is the one that was booked, and is neither booked twice nor taken
for another. No posting can come under such an id that is not that very one: charges are Telegram's
own, and the rest was made once, for somebody who is gone.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from redis.asyncio import Redis

from storage import keys, wire
from storage.errors import Conflict
from storage.lua import script
from storage.models import CoinTx, Donation
from storage.money import REWARDS
from storage.posting import COINS, STARS, Posted
from storage.returning import Returning
from storage.traces import CHARGES, Person

_PAGE = 250
_ATTEMPTS = 100  # at a stream to which others add while it is copied


class Books:
    """All streams that are kept for good. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis, returning: Returning) -> None:
        self._redis = redis
        self._returning = returning
        self._look = script(redis, "look")
        self._transcribe = script(redis, "transcribe")
        self._replace = script(redis, "replace")
        self._rename = script(redis, "rename")
        self._swap = script(redis, "swap")

    async def forget(self, person: Person, gone: str) -> None:
        """Let the ledger name somebody by a pseudonym."""
        await self.rewrite(keys.LEDGER_JOURNAL, Names(person, gone), self._clear)

    async def rewrite(self, stream: str, names: "Names", clear: "Clear | None" = None) -> None:
        """Let the entries of a stream name somebody by a pseudonym, if any of them names them.

        Raises:
            Conflict: others change it too fast.
        """
        if not await self._names(stream, names.person):
            return
        copy = f"{stream}:{names.gone}"
        edition = [keys.LEDGER_EDITION] if stream == keys.LEDGER_JOURNAL else []
        for _ in range(_ATTEMPTS):
            length = await self._redis.xlen(stream)
            await self._redis.unlink(copy)
            last = await self._copy(stream, copy, names, "-")
            if not names.found:
                await self._redis.unlink(copy)
                return
            if clear is not None:
                await clear(names)
            while await self._redis.xlen(copy) >= length:  # else some were cut off meanwhile
                renamed = wire.dumps(names.renamed())
                if await self._replace(keys=[stream, copy, *edition], args=[renamed]):
                    return
                before, last = last, await self._copy(stream, copy, names, last)
                if last == before:
                    break
                if clear is not None:
                    await clear(names)
        raise Conflict(stream)

    async def rename(
        self,
        *,
        keys: Iterable[list[str]] = (),
        fields: Iterable[list[str]] = (),
        members: Iterable[list[str]] = (),
    ) -> None:
        """Rename things of the books, as renaming.lua has it."""
        names = {"keys": [*keys], "fields": [*fields], "members": [*members]}
        await self._rename(args=[wire.dumps(names)])

    async def _names(self, stream: str, person: Person) -> bool:
        """Tell whether any entry names somebody; reading is much cheaper than copying."""
        last = "-"
        while last:
            last, found = await self._look(keys=[stream], args=[last, person.id, _PAGE])
            if any(person.is_in(text) for _, flat in found for text in flat):
                return True
        return False

    async def _copy(self, stream: str, copy: str, names: "Names", after: str) -> str:
        """Copy entries after one; return which was the last."""
        while True:
            last, found = await self._look(keys=[stream], args=[after, names.person.id, _PAGE])
            if not last:
                return after
            changed: dict[str, list[str]] = {}
            for entry, flat in found:
                values = names.entry(dict(zip(flat[::2], flat[1::2], strict=True)))
                changed[entry] = [text for pair in values.items() for text in pair]
            await self._transcribe(keys=[stream, copy], args=[after, last, wire.dumps(changed)])
            after = last

    async def _clear(self, names: "Names") -> None:
        """Take away what others were told of the gifts of somebody, and keep what is given once."""
        await self._returning.given(names.rewards)
        gifts, rows = set(names.gifts), set(names.rows)
        for key in gifts:
            place = keys.address(key)
            assert place is not None
            await self._redis.unlink(keys.gift_cards(place.owner, place.member or ""))
        if gifts:
            ids = [key.rpartition(":")[2] for key in gifts]
            async for key in self._redis.scan_iter(f"{keys.CHAT_GIFT_WORDS}*", count=_PAGE):
                await self._redis.hdel(key, *ids)
        for key in rows:
            await self.change(key, lambda row: row.pop("description", None))
        names.rewards.clear()
        names.gifts.clear()
        names.rows.clear()

    async def change(self, key: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the JSON object under a key, whoever else changes it meanwhile."""
        for _ in range(_ATTEMPTS):
            text: Any = await self._redis.get(key)
            value = wire.object_in(text)
            if value is None:
                return
            change(value)
            changed = wire.dumps(value)
            if changed == text or await self._swap(keys=[key], args=[text, changed]):
                return
        raise Conflict(key)


class Names:
    """What is called otherwise once somebody is gone; it learns that from the entries."""

    def __init__(self, person: Person, gone: str) -> None:
        self.person, self.gone = person, gone
        self.found = False
        self.gifts: list[str] = []
        """What they gave, by key."""
        self.rows: list[str] = []
        """Histories of coins that may tell their name."""
        self.rewards: list[str] = []
        """What they were given, or others for them, that is given once."""
        self._keys: dict[str, str] = {}
        self._fields: dict[tuple[str, str], str] = {}
        self._members: dict[tuple[str, str], str] = {}
        self._of_ledger = False

    def entry(self, values: dict[str, str]) -> dict[str, str]:
        """Return the values of an entry without them."""
        if not any(self.person.is_in(text) for text in values.values()):
            return values
        self.found = True
        changed = {name: self._changed(name, text) for name, text in values.items()}
        if "print" not in values:
            return changed
        self._of_ledger = True
        posted = Posted.read("0-1", values)
        if posted.kind in REWARDS and self.person.is_in(posted.id):
            self.rewards.append(posted.id)
        self._learn(posted, changed)
        by_them = values["by"] == self.person.id
        note = "" if by_them or self.person.is_in(values["note"]) else values["note"]
        return {**changed, "print": "", "note": note}

    def _changed(self, name: str, text: str) -> str:
        """Return a value; numbers of lines stay what they are, whatever the id."""
        if name == "lines":
            return "\n".join(
                " ".join((self._said(account), *rest))
                for account, *rest in (line.split(" ") for line in text.splitlines())
            )
        if name in ("at", "n") or (name in ("id", "step") and text.startswith(CHARGES)):
            return text
        return self._said(text)

    def _said(self, text: str) -> str:
        return self.person.replaced(text, self.gone)

    def _learn(self, posted: Posted, changed: dict[str, str]) -> None:
        self._fields[keys.LEDGER_POSTINGS, posted.id] = changed["id"]
        if posted.step:
            thing = posted.step.partition(" ")[0]
            self._fields[keys.LEDGER_STATES, thing] = changed["step"].partition(" ")[0]
        for key in posted.records:
            self._keys[key] = self._said(key)
            if key.startswith(f"{CoinTx.family}:"):
                self.rows.append(key)
        place = posted.donation
        if place is not None and place.family == Donation.family and posted.kind == "donation":
            if posted.by == self.person.id:
                self.gifts.append(keys.at(place))
            for currency in (COINS, STARS):
                for end in ("", ":n"):
                    key = keys.givers(place.owner, currency)
                    self._fields[key, f"{self.person.id}{end}"] = f"{self.gone}{end}"
        if posted.kind == "payout":
            id = posted.id.removeprefix("payout:")
            for key in (keys.LEDGER_PAYOUTS, keys.payouts(posted.by)):
                self._members[key, id] = self._said(id)

    def renamed(self) -> dict[str, list[list[str]]]:
        """Return what renaming.lua takes: fields and members first lie under their old keys."""
        if not self._of_ledger:
            return {"fields": [], "members": [], "keys": []}
        id, gone = self.person.id, self.gone
        pairs = dict(self._keys)
        for name in (
            keys.coins,
            keys.stars,
            keys.maturing,
            keys.payouts,
            keys.payments,
            keys.given,
            keys.given_back,
        ):
            pairs[name(id)] = name(gone)
        for currency in (COINS, STARS):
            pairs[keys.givers(id, currency)] = keys.givers(gone, currency)
        for family in (Donation.family, CoinTx.family):
            pairs[keys.index(family, id)] = keys.index(family, gone)
        members = {**self._members, (keys.LEDGER_ARTISTS, id): gone}
        return {
            "fields": [[*at, new] for at, new in self._fields.items() if at[1] != new],
            "members": [[*at, new] for at, new in members.items() if at[1] != new],
            "keys": [[old, new] for old, new in pairs.items() if old != new],
        }


Clear = Callable[[Names], Awaitable[None]]
