"""What a posting is: money that moves between accounts, and what is written in the same step.

Coins and Stars are counted in whole ones. Money is neither made nor lost: what one account gets,
others give, so the changes of a posting add up to zero in each currency, and so does everything
there is. Where money comes from outside, an account of the house says how much by being below
zero.
"""

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, Self, TypeVar

from pydantic import ValidationError

from storage import keys, moments, wire
from storage.errors import BadId
from storage.models import CoinTx, Donation
from storage.names import NAMELESS

R = TypeVar("R", CoinTx, Donation)

COINS: Final = "coins"
STARS: Final = "XTR"

AMOUNT_LIMIT = 10**12
"""Of one change; the balances, up to 9·10¹⁵, then stay below 2⁵³, where Lua's numbers are exact."""

_ID = re.compile(r"[!-~]{1,512}")  # Telegram does not say what a charge id is made of
_ID_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NOTE_LIMIT = 1000


def checked_amount(amount: int) -> int:
    """Return `amount` if so many coins or Stars can move.

    Raises:
        ValueError: it is a float or a bool, less than 1, or more than 10¹².
    """
    if type(amount) is not int or not 1 <= amount <= AMOUNT_LIMIT:
        raise ValueError(f"{amount!r} is no amount of coins or Stars")
    return amount


class Account(NamedTuple):
    """Where money is: a user's, or, where the holder begins with `@`, one of the house."""

    currency: str
    holder: str

    def __str__(self) -> str:
        return f"{self.currency}:{self.holder}"

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the account that `str` gave this name."""
        currency, _, holder = name.partition(":")
        return cls(currency, holder)

    @property
    def user(self) -> str | None:
        return None if self.holder.startswith("@") else self.holder

    @property
    def is_wallet(self) -> bool:
        """Coins that a user can spend."""
        return self.currency == COINS and self.user is not None

    @property
    def is_owed(self) -> bool:
        """Stars that an artist was given and not yet paid."""
        return self.currency == STARS and self.user is not None

    @property
    def key(self) -> str:
        """Where its balance is.

        Raises:
            BadId: its holder is nobody.
        """
        if self.user is None:
            return keys.house(self.currency, self.holder[1:])
        return keys.coins(self.user) if self.is_wallet else keys.stars(self.user)


def wallet(user: str) -> Account:
    """The coins that a user can spend."""
    return Account(COINS, keys.checked(user))


def owed(artist: str) -> Account:
    """The Stars that an artist was given and not yet paid."""
    return Account(STARS, keys.checked(artist))


class Row(NamedTuple):
    """What a user's history of coins says of a change."""

    type: str
    """`purchase`, `spend` or `reward`."""
    description: str | None = None


class Leg(NamedTuple):
    """What a posting changes in one account."""

    account: Account
    delta: int
    floor: int | None = None
    """What must be left; Stars that have not matured do not count."""
    cover: Account | None = None
    """Who gives what the account lacks above its floor. Without one, the posting is refused."""
    matures: date | None = None
    """The day from which an artist can have these Stars."""
    adopted: bool = False
    """The balance has it already: it was stored before there was a ledger."""
    brought: bool = False
    """Its history was written elsewhere and comes by itself."""
    row: Row | None = None
    """Every change of a wallet has one, except what was adopted or brought."""


class Step(NamedTuple):
    """How far a charge or a payout comes by a posting, so that it takes each way only once."""

    thing: str
    before: str
    """Empty: it is at its beginning."""
    after: str


class Quota(NamedTuple):
    """At most so many postings of one name a (UTC) day."""

    name: str
    limit: int


class Notice(NamedTuple):
    """Something to tell somebody; whoever delivers it knows what the text means.

    In the outbox its id is `{id of the posting}/{name}`: a posting is applied once, so no two
    entries of the outbox have one id.
    """

    name: str
    urgency: str
    """`money`, `interactive`, `reminders` or `news`."""
    text: str


class Tally(NamedTuple):
    """A number that counts postings, in a hash; it changes in the same step."""

    key: str
    field: str
    delta: int


class Mark(NamedTuple):
    """A place in a sorted set, by which things are found; it changes in the same step."""

    key: str
    member: str
    at: datetime | None
    """None takes it out; of two times the earlier one stays."""


class Lease(NamedTuple):
    """Time that is bought: from now on, or from the end of what was bought before."""

    key: str
    """A sorted set of who has such time, by until when (milliseconds)."""
    holder: str
    lasts: timedelta


class Revision(NamedTuple):
    """Fields of a stored donation that change; all others stay as they are by then."""

    artist: str
    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Posting:
    """Money to move, whole or not at all, once and for all by this id."""

    id: str
    kind: str
    by: str
    """The user who pays, asks or gets; the one to give a refund to."""
    at: datetime
    legs: tuple[Leg, ...]
    donation: Donation | Revision | None = None
    pledge: str | None = None
    """The id of a pending donation that `donation` completes, if it still can."""
    step: Step | None = None
    quota: Quota | None = None
    notices: tuple[Notice, ...] = ()
    tallies: tuple[Tally, ...] = ()
    marks: tuple[Mark, ...] = ()
    touches: tuple[tuple[str, str], ...] = ()
    """Sorted sets of what is to be looked at, and what of them this changes."""
    lease: Lease | None = None
    admin: str = ""
    """Who of the operator's people decided it, where one did."""
    note: str = ""
    """For people who read the journal: an invoice's payload, the reason of a refusal."""
    once: bool = False
    """A repetition is the same posting whatever it moves: there is only one welcome."""
    is_choice: bool = False
    """A person chose what it does: who chooses otherwise after that is out of step."""
    is_payout: bool = False
    """Refused while payouts are stopped."""
    is_payment: bool = False
    """It goes to the list of what `by` has paid."""

    def __post_init__(self) -> None:
        if _ID.fullmatch(self.id) is None:
            raise BadId(self.id)
        keys.checked(self.by)
        sums = dict.fromkeys((leg.account.currency for leg in self.legs), 0)
        for leg in self.legs:
            checked_amount(-leg.delta if leg.delta < 0 else leg.delta)
            sums[leg.account.currency] += leg.delta
            has_history = leg.adopted or leg.brought
            if (leg.row is not None) != (leg.account.is_wallet and not has_history):
                raise ValueError(f"{self.id}: a change of a wallet has a row, and no other")
            if leg.matures is not None and not leg.account.is_owed:
                raise ValueError(f"{self.id}: only what an artist is owed matures")
        if not sums or any(sums.values()):
            raise ValueError(f"{self.id}: the legs do not add up to zero")
        accounts = [leg.account for leg in self.legs]
        accounts += [leg.cover for leg in self.legs if leg.cover is not None]
        if len(set(accounts)) < len(accounts):
            raise ValueError(f"{self.id}: two legs of one account")
        if len({notice.name for notice in self.notices}) < len(self.notices):
            raise ValueError(f"{self.id}: two notices of one name")

    def telling(self, *notices: Notice) -> Self:
        """Return the same posting with notices, which go out if and only if it is applied."""
        return dataclasses.replace(self, notices=self.notices + notices)

    @property
    def fingerprint(self) -> str:
        """What two postings of one id must have in common; not the time, nor what is said."""
        legs = [] if self.once else [[str(leg.account), leg.delta] for leg in self.legs]
        text = wire.dumps([self.kind, self.by, legs])
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    @property
    def short_note(self) -> str:
        return self.note[:_NOTE_LIMIT].encode(errors="replace").decode()

    @property
    def record_id(self) -> str:
        """The id of the records that come with it, made like all ids of the specification."""
        digest = hashlib.blake2b(self.id.encode(), digest_size=9).digest()
        tail = "".join(_ID_LETTERS[byte % len(_ID_LETTERS)] for byte in digest)
        return f"{moments.ms(self.at)}-{tail}"

    def record(
        self, model: type[R], owner: str, words: Mapping[str, str | None], **values: Any
    ) -> R:
        """Return a record to go with this posting.

        Money does not wait for words: those among `words` that do not fit are left out.
        """
        values |= {"id": self.record_id, "posting": self.id}
        try:
            return model.new(owner, now=self.at, **values, **words)
        except ValidationError as error:
            unfit = {str(problem["loc"][0]) for problem in error.errors()} & words.keys()
            if not unfit:
                raise
        for name in words:
            fallback = NAMELESS if model.model_fields[name].is_required() else None
            values[name] = fallback if name in unfit else words[name]
        return model.new(owner, now=self.at, **values)


class Line(NamedTuple):
    """A leg as it was posted."""

    account: Account
    delta: int
    balance: int
    """Of the account, after it."""
    matures: date | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a line of the journal: `XTR:42 50 750 2024-02-16`, the day being optional."""
        name, delta, balance, *day = text.split(" ")
        matures = date.fromisoformat(day[0]) if day else None
        return cls(Account.named(name), int(delta), int(balance), matures)


class Posted(NamedTuple):
    """A posting in the journal."""

    entry: str
    id: str
    kind: str
    by: str
    at: datetime
    lines: tuple[Line, ...]
    records: tuple[str, ...]
    """Keys of what was written with it."""
    step: str
    """`{thing} {state}` if it brought something further."""
    note: str
    fingerprint: str
    admin: str = ""
    new: bool = False
    """It was applied just now; else it had been before, and this is the answer of then."""

    @classmethod
    def read(cls, entry: str, fields: Mapping[str, str], *, new: bool = False) -> Self:
        return cls(
            entry=entry,
            id=fields["id"],
            kind=fields["kind"],
            by=fields["by"],
            at=moments.from_ms(int(fields["at"])),
            lines=tuple(map(Line.read, fields["lines"].splitlines())),
            records=tuple(fields["records"].split()),
            step=fields["step"],
            note=fields["note"],
            fingerprint=fields["print"],
            admin=fields.get("admin", ""),
            new=new,
        )

    @property
    def donation(self) -> keys.Address | None:
        """Where the donation is that was written with it."""
        for key in self.records:
            place = keys.address(key)
            if place is not None and place.family == Donation.family:
                return place
        return None

    def balance(self, account: Account) -> int:
        """Return what the account had right after it; one it did not change is a KeyError."""
        return {line.account: line.balance for line in self.lines}[account]
