"""The postings of promo.music: everything that can happen to coins and Stars here.

A charge is one payment in Stars by Telegram. It is posted once, as `pay:{charge}`, and can be
given back: held first (`refund:{charge}`), so that nobody spends what Telegram is being asked to
return, then either done (`refunded:{charge}`) or released (`released:{charge}`) and perhaps
held again (`refund-2:{charge}`). What Telegram takes back by itself is a chargeback.

Stars that fans give an artist are owed to the artist at once. For 21 days Telegram may still
take them back, and so long they cannot be paid out. No job moves them from one state to the
other: beside the balance stand the days from which its parts can be had (`matures`), at most
22 at a time, and whoever asks for a payout gets what no day in the future claims.
"""

import dataclasses
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import quote

from storage import keys, moments
from storage.errors import OutOfStep
from storage.models import Donation
from storage.posting import (
    COINS,
    STARS,
    Account,
    Lease,
    Leg,
    Mark,
    Posted,
    Posting,
    Quota,
    Revision,
    Row,
    Step,
    Tally,
    checked_amount,
    owed,
    wallet,
)

_UNQUOTED = "!\"#$&'()*+,/:;<=>?@[\\]^`{|}~"  # of what an id can have, all but a percent sign

TELEGRAM: Final = Account(STARS, "@telegram")
"""Below zero by what the bot's Star balance at Telegram is."""

HOUSE: Final = Account(STARS, "@house")
"""What coins were sold for."""

SUSPENSE: Final = Account(STARS, "@suspense")
"""Paid by somebody for nobody knows what; a person has to look."""

PAYOUTS: Final = Account(STARS, "@payouts")
"""Asked for by artists and not yet paid."""

OPERATOR: Final = Account(STARS, "@operator")
"""Paid to artists, less what the operator has withdrawn from Telegram."""

MINT: Final = Account(COINS, "@mint")
"""Below zero by the coins that came into being."""

PROMOTION: Final = Account(COINS, "@promotion")
"""Spent on promotion."""

OPENING: Final = Account(COINS, "@opening")
"""Below zero by the coins that were there before the ledger."""

HELD: Final = {currency: Account(currency, "@refund-hold") for currency in (COINS, STARS)}
"""Taken from somebody while Telegram is asked to return it to somebody else."""

LOST: Final = {currency: Account(currency, "@lost") for currency in (COINS, STARS)}
"""Below zero by what the house gave for those who had it no more."""

NOBODY: Final = "0"
"""Who did what no user did: Telegram has no such id."""

_SOURCE: Final = {COINS: MINT, STARS: TELEGRAM}

MATURING: Final = timedelta(days=21)
"""So long Telegram may take Stars back."""

PROMOTED: Final = timedelta(days=1)
"""So long lasts a promoted place."""

PENDING: Final = "pending"
COMPLETED: Final = "completed"
REFUNDED: Final = "refunded"
FAILED: Final = "failed"

_SET_BY_SCRIPT = 1  # which of a donor's gifts it is: post.lua alone knows, and writes that instead

_PAYMENT, _ASSIGNMENT, _PAYOUT = "pay:", "assign:", "payout:"
_HELD, _RELEASED, _ASSIGNED = "held", "released", "assigned"
_SUSPENDED = "suspense"
_REQUESTED, PAID, _REJECTED = "requested", "paid", "rejected"


class Charge(NamedTuple):
    """A payment of Telegram and what became of it."""

    id: str
    credit: Posted
    """The posting that put its Stars where they are, or were until they were given back."""
    state: str = ""
    """Empty, `held 1`, `released 1`, `held 2`, ... or `refunded`; or `assigned`, after a hold that
    was released `assigned 1`."""
    hold: Posted | None = None
    """The last hold, if there was any."""

    @property
    def holds(self) -> int:
        """How often it was held."""
        return holds_in(self.state)

    @property
    def is_held(self) -> bool:
        return self.state.startswith(_HELD)

    @property
    def is_refunded(self) -> bool:
        return self.state == REFUNDED

    @property
    def is_refused(self) -> bool:
        """Telegram would not return it, the last time it was asked."""
        return self.state.startswith(_RELEASED)

    @property
    def is_suspended(self) -> bool:
        """Nobody knows yet what it is for, and it is not given back."""
        return not self.is_refunded and any(
            line.account == SUSPENSE and line.delta > 0 for line in self.credit.lines
        )

    @property
    def stars(self) -> int:
        """What was paid."""
        sources = (TELEGRAM, SUSPENSE)
        return -sum(
            line.delta for line in self.credit.lines if line.account in sources and line.delta < 0
        )


class Payout(NamedTuple):
    """Stars that an artist asked to be paid, and what came of it."""

    request: Posted
    settled: Posted | None = None
    """The posting that they were paid or rejected by."""

    @property
    def id(self) -> str:
        return self.request.id.removeprefix(_PAYOUT)

    @property
    def artist(self) -> str:
        return self.request.by

    @property
    def stars(self) -> int:
        return _set_aside(self.request)

    @property
    def to(self) -> str:
        """How the artist wanted to be paid when they asked."""
        return self.request.note

    @property
    def is_paid(self) -> bool:
        return self.settled is not None and self.settled.kind == PAID


def holds_in(state: str) -> int:
    """Return how often a charge in this state was held."""
    word, _, count = state.partition(" ")
    return int(count or 0) if word in (_HELD, _RELEASED, _ASSIGNED) else 0


def is_unfinished(state: str) -> bool:
    """Tell whether a charge or a payout in this state waits for Telegram or the operator."""
    return state.startswith(_HELD) or is_asked_for(state)


def is_asked_for(state: str) -> bool:
    """Tell whether this is the state of a payout that is not settled."""
    return state == _REQUESTED


def payment_id(charge: str) -> str:
    return f"{_PAYMENT}{charge}"


def gift_id(intent: str) -> str:
    """Return the id of a donation in coins."""
    return f"don:{intent}"


def promotion_id(intent: str) -> str:
    return f"promo:{intent}"


def assignment_id(charge: str) -> str:
    return f"{_ASSIGNMENT}{charge}"


def charge_in(posting: str) -> str | None:
    """Return the charge that the posting of this id put where its Stars are, if it is such."""
    for prefix in (_PAYMENT, _ASSIGNMENT):
        if posting.startswith(prefix):
            return posting.removeprefix(prefix)
    return None


def paid_charge(posting: str) -> str | None:
    """Return the charge that the posting of this id booked as it came, if it did."""
    return posting.removeprefix(_PAYMENT) if posting.startswith(_PAYMENT) else None


def hold_id(charge: str, hold: int) -> str:
    return f"{_numbered('refund', hold)}:{charge}"


def reversal_ids(charge: str) -> tuple[str, str]:
    """Return the ids of a refund that we asked for, and of one that we did not."""
    return f"refunded:{charge}", f"chargeback:{charge}"


def payout_ids(id: str) -> tuple[str, str, str]:
    """Return the ids of the postings that ask for a payout, settle it and decline it."""
    return f"{_PAYOUT}{id}", f"paid:{id}", f"rejected:{id}"


def suspended_in(posting: Posted) -> str | None:
    """Return the charge that a posting put into suspense, if one did."""
    return paid_charge(posting.id) if posting.kind == _SUSPENDED else None


def settled_in(posting: str) -> str | None:
    """Return the charge of which somebody knows what to do by the posting of this id, if so."""
    if posting.startswith(_ASSIGNMENT):
        return posting.removeprefix(_ASSIGNMENT)
    return reversed_in(posting)


def settlement_ids(charge: str) -> tuple[str, str, str]:
    """Return the ids of the postings by which a charge leaves suspense."""
    return assignment_id(charge), *reversal_ids(charge)


def reversed_in(posting: str) -> str | None:
    """Return the charge that went back with the posting of this id, if one did."""
    word, _, charge = posting.partition(":")
    return charge if word in ("refunded", "chargeback") else None


def withdrawal_ids(id: str) -> tuple[str, str]:
    """Return the ids of a withdrawal, and of its failure."""
    return f"withdrawal:{id}", f"withdrawal-failed:{id}"


def charge_thing(charge: str) -> str:
    """Return what the states of a charge are kept under."""
    return f"charge:{charge}"


def matures_on(at: datetime) -> date:
    """Return the first (UTC) day on which Stars given at that time can be paid out."""
    return moments.day(at + MATURING) + timedelta(days=1)


def buy_coins(
    charge: str,
    *,
    user: str,
    stars: int,
    coins: int,
    now: datetime,
    description: str | None = None,
    note: str = "",
) -> Posting:
    """Give a user coins for Stars.

    How many coins must come from the invoice, not from today's prices: a charge that comes again
    with other coins is a conflict.
    """
    return Posting(
        id=payment_id(charge),
        kind="purchase",
        by=user,
        at=now,
        legs=(
            Leg(TELEGRAM, -checked_amount(stars)),
            Leg(HOUSE, stars),
            Leg(MINT, -checked_amount(coins)),
            Leg(wallet(user), coins, row=Row("purchase", description)),
        ),
        note=note,
        is_payment=True,
    )


def donate_stars(
    charge: str,
    *,
    donor: str,
    artist: str,
    stars: int,
    donor_name: str,
    now: datetime,
    message: str | None = None,
    anonymous: bool = False,
    source: str | None = None,
    month: int | None = None,
    pledge: str | None = None,
    note: str = "",
) -> Posting:
    """Give an artist a donor's Stars.

    `donor_name` is what the artist is to see; the donor's id is kept even of the anonymous, for
    a refund. `pledge` is the id of a pending donation that this pays for, if nothing has yet.
    """
    posting = Posting(
        id=payment_id(charge),
        kind="donation",
        by=donor,
        at=now,
        legs=(
            Leg(TELEGRAM, -checked_amount(stars)),
            Leg(owed(artist), stars, matures=matures_on(now)),
        ),
        pledge=pledge,
        tallies=(
            *gift_tallies(artist, donor, STARS, stars, now),
            _day_tally(artist, stars, now),
        ),
        touches=_giver(artist, donor),
        marks=(Mark(keys.LEDGER_ARTISTS, artist, now),),
        note=note,
        is_payment=True,
    )
    donation = posting.record(
        Donation,
        artist,
        {"donor_name": donor_name, "message": message, "source": source},
        amount=stars,
        currency=STARS,
        status=COMPLETED,
        donor_id=donor,
        charge_id=charge,
        anonymous=anonymous or None,
        nth=_SET_BY_SCRIPT,
        month=month,
    )
    return dataclasses.replace(posting, donation=donation)


def donate_coins(
    intent: str,
    *,
    donor: str,
    artist: str,
    coins: int,
    donor_name: str,
    now: datetime,
    message: str | None = None,
    anonymous: bool = False,
    source: str | None = None,
    donor_description: str | None = None,
    artist_description: str | None = None,
) -> Posting:
    """Give an artist coins of a donor, who must have them.

    `intent` is made when the confirming button is drawn, so that two presses are one donation.
    """
    posting = Posting(
        id=gift_id(intent),
        kind="donation",
        by=donor,
        at=now,
        legs=(
            Leg(
                wallet(donor), -checked_amount(coins), floor=0, row=Row("spend", donor_description)
            ),
            Leg(wallet(artist), coins, row=Row("reward", artist_description)),
        ),
        tallies=gift_tallies(artist, donor, COINS, coins, now),
        touches=_giver(artist, donor),
    )
    donation = posting.record(
        Donation,
        artist,
        {"donor_name": donor_name, "message": message, "source": source},
        amount=coins,
        currency=COINS,
        status=COMPLETED,
        donor_id=donor,
        anonymous=anonymous or None,
        nth=_SET_BY_SCRIPT,
    )
    return dataclasses.replace(posting, donation=donation)


def promote(
    intent: str, *, user: str, coins: int, now: datetime, description: str | None = None
) -> Posting:
    """Spend coins on a promoted place in the search for a day; `intent` as in `donate_coins`.

    Bought again while it lasts, it lasts a day longer.
    """
    return Posting(
        id=promotion_id(intent),
        kind="promotion",
        by=user,
        at=now,
        legs=(
            Leg(wallet(user), -checked_amount(coins), floor=0, row=Row("spend", description)),
            Leg(PROMOTION, coins),
        ),
        lease=Lease(keys.PROMOTED, user, PROMOTED),
    )


REWARDS: Final = ("welcome", "follower")
"""Kinds of postings that give coins, once to whom their ids name."""


def welcome(user: str, *, coins: int, now: datetime, description: str | None = None) -> Posting:
    """Give a newcomer coins; there is one welcome a user, whatever it was worth at the time."""
    return _reward(f"welcome:{user}", "welcome", user, coins, now, description)


def reward_follower(
    artist: str,
    fan: str,
    *,
    coins: int,
    a_day: int,
    now: datetime,
    description: str | None = None,
) -> Posting:
    """Give an artist coins for a fan who followed and stayed a day: once a fan, `a_day` a day."""
    posting = _reward(f"follower:{artist}:{fan}", "follower", artist, coins, now, description)
    return dataclasses.replace(posting, quota=Quota(f"follower:{artist}", a_day))


def suspend(charge: str, *, user: str, stars: int, now: datetime, note: str = "") -> Posting:
    """Keep a payment of which nobody knows what it is for; `note` is what its invoice said."""
    return Posting(
        id=payment_id(charge),
        kind=_SUSPENDED,
        by=user,
        at=now,
        legs=(Leg(TELEGRAM, -checked_amount(stars)), Leg(SUSPENSE, stars)),
        marks=(Mark(keys.LEDGER_SUSPENSE, charge, now),),
        note=note,
        is_payment=True,
    )


def assign(charge: Charge, meant: Posting, *, admin: str = "") -> Posting:
    """Do with a suspended payment what `meant` would have done with it as it came.

    Two admins may mean different things at once: one of them is out of step.

    Raises:
        ValueError: it was not suspended, or is of other Stars.
        OutOfStep: it has been assigned or given back.
    """
    is_free = charge.state == "" or (charge.is_refused and charge.is_suspended)
    step = _step(charge, is_free, f"{_ASSIGNED} {charge.holds}" if charge.holds else _ASSIGNED)
    legs = tuple(
        leg._replace(account=SUSPENSE) if leg.account == TELEGRAM else leg for leg in meant.legs
    )
    paid = {line.account: line.delta for line in charge.credit.lines}
    if paid.get(SUSPENSE) not in [-leg.delta for leg in legs if leg.account == SUSPENSE]:
        raise ValueError(f"{charge.id}: not a suspended payment of so many Stars")
    id, donation = assignment_id(charge.id), meant.donation
    if isinstance(donation, Donation):
        donation = donation.changed(posting=id)
    return dataclasses.replace(
        meant,
        id=id,
        legs=legs,
        donation=donation,
        step=step,
        marks=(*meant.marks, Mark(keys.LEDGER_SUSPENSE, charge.id, None)),
        admin=admin,
        is_choice=True,
        is_payment=False,
    )


def hold(
    charge: Charge, *, now: datetime, cover: bool = False, description: str | None = None
) -> Posting:
    """Take back what a charge gave, so that Telegram can be asked to return its Stars.

    It needs the coins not to be spent and the Stars not to be paid out, or `cover`: then the
    house gives what is missing.

    Raises:
        OutOfStep: it is held or given back.
    """
    number = charge.holds + 1
    is_free = not charge.is_held and not charge.is_refunded
    return Posting(
        id=hold_id(charge.id, number),
        kind="hold",
        by=charge.credit.by,
        at=now,
        legs=_taken(charge.credit, HELD, cover=cover, description=description),
        step=_step(charge, is_free, f"{_HELD} {number}"),
    )


def refund(charge: Charge, *, now: datetime) -> Posting:
    """Telegram has returned the Stars of a charge that is held.

    Raises:
        OutOfStep: it is not held.
    """
    step = _step(charge, charge.is_held, REFUNDED)
    legs: list[Leg] = []
    for line in charge.hold.lines if charge.hold else ():
        if line.account in HELD.values():
            legs += [
                Leg(line.account, -line.delta),
                Leg(_SOURCE[line.account.currency], line.delta),
            ]
    return Posting(
        id=reversal_ids(charge.id)[0],
        kind="refund",
        by=charge.credit.by,
        at=now,
        legs=tuple(legs),
        donation=_refunded(charge),
        step=step,
        marks=_unlisted(charge),
        tallies=_taken_back(charge),
        touches=_taken_from(charge),
    )


def release(
    charge: Charge, *, now: datetime, description: str | None = None, note: str = ""
) -> Posting:
    """Telegram will not return the Stars of a charge that is held: whoever had them has them.

    Raises:
        OutOfStep: it is not held.
    """
    step = _step(charge, charge.is_held, f"{_RELEASED} {charge.holds}")
    return Posting(
        id=f"{_numbered('released', charge.holds)}:{charge.id}",
        kind="release",
        by=charge.credit.by,
        at=now,
        legs=_mirrored(charge.hold, description) if charge.hold else (),
        step=step,
        note=note,
    )


def chargeback(charge: Charge, *, now: datetime, description: str | None = None) -> Posting:
    """Telegram has taken the Stars of a charge back and did not ask.

    Nobody ends below zero: of what was spent or paid out meanwhile, the house bears the loss.

    Raises:
        OutOfStep: it is held (`refund` then says what happened) or given back.
    """
    is_free = not charge.is_held and not charge.is_refunded
    return Posting(
        id=reversal_ids(charge.id)[1],
        kind="chargeback",
        by=charge.credit.by,
        at=now,
        legs=_taken(charge.credit, _SOURCE, cover=True, description=description),
        donation=_refunded(charge),
        step=_step(charge, is_free, REFUNDED),
        marks=_unlisted(charge),
        tallies=_taken_back(charge),
        touches=_taken_from(charge),
    )


def request_payout(id: str, *, artist: str, stars: int, now: datetime, note: str = "") -> Posting:
    """Set aside Stars that an artist wants to be paid; they must have matured.

    `note` says how to pay. It stays what it is, so that nobody can turn a payment elsewhere.
    """
    thing, *_ = payout_ids(id)
    return Posting(
        id=thing,
        kind="payout",
        by=artist,
        at=now,
        legs=(Leg(owed(artist), -checked_amount(stars), floor=0), Leg(PAYOUTS, stars)),
        step=Step(thing, "", _REQUESTED),
        marks=(Mark(keys.LEDGER_PAYOUTS, id, now), Mark(keys.payouts(artist), id, now)),
        note=note,
        is_choice=True,  # a forged button says another number under the same id
        is_payout=True,
    )


def pay_out(request: Posted, *, now: datetime, admin: str = "", note: str = "") -> Posting:
    """The operator has paid what an artist asked for; `note` says how, for the accounts."""
    id, stars = request.id.removeprefix(_PAYOUT), _set_aside(request)
    return Posting(
        id=payout_ids(id)[1],
        kind=PAID,
        by=request.by,
        at=now,
        legs=(Leg(PAYOUTS, -stars), Leg(OPERATOR, stars)),
        step=Step(request.id, _REQUESTED, PAID),
        marks=(Mark(keys.LEDGER_PAYOUTS, id, None),),
        admin=admin,
        note=note,
    )


def reject_payout(request: Posted, *, now: datetime, admin: str = "", note: str = "") -> Posting:
    """Give back to the artist what was set aside for a payout; `note` says why."""
    id = request.id.removeprefix(_PAYOUT)
    return Posting(
        id=payout_ids(id)[2],
        kind=_REJECTED,
        by=request.by,
        at=now,
        legs=_mirrored(request),
        step=Step(request.id, _REQUESTED, _REJECTED),
        marks=(Mark(keys.LEDGER_PAYOUTS, id, None),),
        admin=admin,
        note=note,
    )


def withdraw(id: str, *, operator: str, stars: int, now: datetime, note: str = "") -> Posting:
    """The operator has taken Stars out of the bot's balance at Telegram, or spent them there."""
    return Posting(
        id=withdrawal_ids(id)[0],
        kind="withdrawal",
        by=operator,
        at=now,
        legs=(Leg(OPERATOR, -checked_amount(stars)), Leg(TELEGRAM, stars)),
        note=note,
    )


def withdrawal_failed(
    id: str, *, operator: str, stars: int, now: datetime, note: str = ""
) -> Posting:
    """Telegram has put back what the operator had taken out or spent."""
    return Posting(
        id=withdrawal_ids(id)[1],
        kind="withdrawal-failed",
        by=operator,
        at=now,
        legs=(Leg(TELEGRAM, -checked_amount(stars)), Leg(OPERATOR, stars)),
        note=note,
    )


def opening(user: str, *, coins: int, now: datetime) -> Posting:
    """Make coins that were stored before there was a ledger part of it; the balance stays."""
    return Posting(
        id=f"open:{user}",
        kind="opening",
        by=user,
        at=now,
        legs=(Leg(OPENING, -checked_amount(coins)), Leg(wallet(user), coins, adopted=True)),
    )


def carried_id(source: str) -> str:
    """Return the id of the posting that brings the coins of `source`."""
    return f"import:{quote(source, safe=_UNQUOTED)}"


def carried(source: str, user: str, *, coins: int, now: datetime) -> Posting:
    """Bring a user the coins that `source`, a user elsewhere, has there; once for each of these."""
    return Posting(
        id=carried_id(source),
        kind="opening",
        by=user,
        at=now,
        legs=(Leg(OPENING, -checked_amount(coins)), Leg(wallet(user), coins, brought=True)),
    )


def _reward(
    id: str, kind: str, user: str, coins: int, now: datetime, description: str | None
) -> Posting:
    return Posting(
        id=id,
        kind=kind,
        by=user,
        at=now,
        legs=(
            Leg(MINT, -checked_amount(coins)),
            Leg(wallet(user), coins, row=Row("reward", description)),
        ),
        once=True,
    )


def _set_aside(request: Posted) -> int:
    """Return how many Stars a payout is of."""
    (stars,) = (line.delta for line in request.lines if line.account == PAYOUTS)
    return stars


def _taken(
    credit: Posted, into: dict[str, Account], *, cover: bool, description: str | None
) -> tuple[Leg, ...]:
    """Return the legs that take what a posting gave; users end at nothing at worst."""
    legs = []
    for line in credit.lines:
        if line.delta > 0:
            is_user = line.account.user is not None
            legs += [
                Leg(
                    line.account,
                    -line.delta,
                    floor=0 if is_user else None,
                    cover=LOST[line.account.currency] if is_user and cover else None,
                    matures=line.matures,
                    row=_row(line.account, description),
                ),
                Leg(into[line.account.currency], line.delta),
            ]
    return tuple(legs)


def _mirrored(posted: Posted, description: str | None = None) -> tuple[Leg, ...]:
    return tuple(
        Leg(
            line.account,
            -line.delta,
            matures=line.matures,
            row=_row(line.account, description),
        )
        for line in posted.lines
    )


def _row(account: Account, description: str | None) -> Row | None:
    """A purchase taken back is a purchase of less than nothing; a release is one again."""
    return Row("purchase", description) if account.is_wallet else None


def _step(charge: Charge, possible: bool, after: str) -> Step:
    if not possible:
        raise OutOfStep(charge_thing(charge.id), charge.state)
    return Step(charge_thing(charge.id), charge.state, after)


def _unlisted(charge: Charge) -> tuple[Mark, ...]:
    return (Mark(keys.LEDGER_SUSPENSE, charge.id, None),) if charge.is_suspended else ()


def _refunded(charge: Charge) -> Revision | None:
    place = charge.credit.donation
    if place is None or place.member is None:
        return None
    return Revision(place.owner, place.member, {"status": REFUNDED})


def gift_tallies(
    artist: str, donor: str, currency: str, amount: int, at: datetime, sign: int = 1
) -> tuple[Tally, ...]:
    """Return what counts a gift: of the artist in all and by (UTC) month, and of the donor."""
    given, givers = keys.given(artist), keys.givers(artist, currency)
    counted = (
        (given, currency),
        (given, f"{currency}:{moments.day(at):%Y-%m}"),
        (givers, donor),
    )
    return _counted(counted, amount, sign)


def back_tallies(artist: str, stars: int, at: datetime) -> tuple[Tally, ...]:
    """Return what counts that a gift of that time went back: in all and by its month."""
    back, month = keys.given_back(artist), f"{STARS}:{moments.day(at):%Y-%m}"
    return _counted(((back, STARS), (back, month)), stars)


def _counted(names: tuple[tuple[str, str], ...], amount: int, sign: int = 1) -> tuple[Tally, ...]:
    return tuple(
        Tally(key, field, sign * delta)
        for key, name in names
        for field, delta in ((name, amount), (f"{name}:n", 1))
    )


def _taken_back(charge: Charge) -> tuple[Tally, ...]:
    """Return what uncounts the gift that a charge was, if it was one, and counts it as gone."""
    credit, place = charge.credit, charge.credit.donation
    if place is None:
        return ()
    amount = max(line.delta for line in credit.lines)
    return (
        *gift_tallies(place.owner, credit.by, STARS, amount, credit.at, sign=-1),
        *back_tallies(place.owner, amount, credit.at),
        _day_tally(place.owner, -amount, credit.at),
    )


def _day_tally(artist: str, stars: int, at: datetime) -> Tally:
    """Return what counts Stars by (UTC) day, among an artist's other numbers."""
    return Tally(keys.artist_days(keys.checked(artist)), f"{moments.day(at)}:stars", stars)


def _giver(artist: str, donor: str) -> tuple[tuple[str, str], ...]:
    return ((keys.FANS_TOUCHED, keys.fan_of(artist, donor)),)


def _taken_from(charge: Charge) -> tuple[tuple[str, str], ...]:
    place = charge.credit.donation
    return _giver(place.owner, charge.credit.by) if place else ()


def _numbered(word: str, number: int) -> str:
    return word if number == 1 else f"{word}-{number}"
