"""What happens unasked: plain functions of what they need, ticked by `schedule.py`."""

import hashlib
import logging
from datetime import UTC, datetime, timedelta

from storage import (
    FRIDAY,
    INTERACTIVE,
    MONDAY,
    MONEY,
    NEWS,
    REMINDERS,
    TIMES,
    Audit,
    Campaigns,
    Cashier,
    Chats,
    Digests,
    Giving,
    Leaving,
    Ledger,
    Outbox,
    Violation,
    moments,
)

logger = logging.getLogger(__name__)

_AT_A_TIME = 100
_HIGH_WATER = 2000  # notices that may wait to be sent while digests are put behind them
_LATE = timedelta(hours=12)  # after its time a digest is put no more
_LASTS = timedelta(days=1)  # and sent no more
_CHECKED_EVERY = timedelta(days=1)
_CHATS_AT_ONCE = 1000
_QUOTED = 200  # characters of what was found: it may be anything
_WARNED_AFTER = 33  # months; Telegram's Stars are lost after three years


async def warn_of_old_stars(
    ledger: Ledger, giving: Giving, outbox: Outbox, *, now: datetime
) -> int:
    """Tell artists whose oldest Stars will be lost in three months or less; return how many.

    Which Stars are the oldest is known to the month: of what was given, the last so many as the
    artist is still owed. They are told once of the same month.
    """
    month = now.year * 12 + now.month - _WARNED_AFTER  # counted from 0, the one after the last old
    young = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
    warned = 0
    async for artist in ledger.given_before(young):
        owed = await ledger.stars(artist, now=now)
        oldest = await giving.oldest(artist, owed.total)
        if oldest is None or oldest >= f"{young:%Y-%m}":
            continue
        if oldest == (await giving.support(artist)).warned_of:
            continue
        about = {"kind": "old-stars", "to": artist, "month": oldest}
        warned += await outbox.put(f"old-stars:{artist}:{oldest}", MONEY, about)
        await giving.settle(artist, warned_of=oldest)
    return warned


async def send_digests(digests: Digests, outbox: Outbox, digest: str, *, now: datetime) -> int:
    """Put the digests that are due (`FRIDAY`, `MONDAY`) into the outbox; return how many.

    Whoever had to wait since the bot was down gets theirs, if that was not long; nobody gets that
    of one week twice, whenever this is killed.
    """
    time, put = TIMES[digest], 0
    while (await outbox.depth()).queued < _HIGH_WATER:
        due = await digests.due(digest, now=now, limit=_AT_A_TIME)
        if not due:
            break
        for reader in due:
            at = time.last(now, reader.zone)
            week = at.astimezone(reader.zone).date()
            if not reader.wants or now - at > _LATE:
                continue
            if digest == MONDAY and not await digests.anything(reader.id, week, reader.zone):
                continue
            body = {
                "kind": _DIGESTS[digest],
                "to": reader.id,
                "week": str(week),
                "expires": moments.ms(at + _LASTS),
            }
            put += await outbox.put(f"{_DIGESTS[digest]}:{reader.id}:{week}", NEWS, body)
        await digests.again(digest, {one.id: time.next(now, one.zone) for one in due})
    return put


_DIGESTS = {FRIDAY: "digest", MONDAY: "week"}
"""What the notices are called."""


async def report(campaigns: Campaigns, outbox: Outbox, *, now: datetime) -> None:
    """Tell artists how telling their followers went, once all who could be told at once have been.

    Some are asleep, or are told later for another reason: when the last of them is settled, the
    same message says so.
    """
    for campaign, rests in await campaigns.to_report():
        if campaign.waiting and not await outbox.passed(campaign.urgency, rests):
            continue
        if not campaign.waiting:
            await campaigns.end(campaign.id, now=now)
        id = f"report:{campaign.id}"
        about = {"kind": "report", "to": campaign.artist, "of": campaign.id}
        is_first = await outbox.put(id, INTERACTIVE, about)
        if campaign.waiting:
            continue
        if not is_first:
            await outbox.put(f"{id}/settled", INTERACTIVE, about | {"original": id})
        await campaigns.reported(campaign.id)


async def check_chats(chats: Chats, outbox: Outbox, *, now: datetime) -> int:
    """Have Telegram asked about chats of which it was not for a day; return of how many.

    Rights may be lost, and titles changed, without our hearing of it.
    """
    due = await chats.unchecked(before=now - _CHECKED_EVERY, limit=_CHATS_AT_ONCE)
    for artist, chat in due:
        about = {"kind": "chat-check", "to": str(chat), "behalf": artist}
        id = f"chat-check:{artist}:{chat}:{now:%Y-%m-%d}"
        await outbox.put(id, REMINDERS, about)
        await chats.checked(artist, chat, now=now)
    return len(due)


async def let_go(leaving: Leaving, giving: Giving, *, now: datetime) -> int:
    """Delete the rest of what is kept about people whose day is over; return of how many.

    Whoever Telegram has yet to be told of to take no more Stars each month waits for that. Nobody
    waits for somebody with whom it fails.

    Raises:
        ExceptionGroup: it failed with some, and is to be tried again.
    """
    await leaving.call_again(now=now)
    gone, failures = 0, list[Exception]()
    for person in await leaving.waiting(now=now):
        stops = (await giving.ordered_stops()).values()
        if any(person in (str(body["to"]), str(body["artist"])) for body in stops):
            continue
        try:
            gone += await leaving.finish(person, now=now)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("of some people not all could be deleted", failures)
    return gone


async def ask_again(ledger: Ledger, cashier: Cashier, *, now: datetime) -> int:
    """Ask Telegram again for refunds of which nobody does any more; return of how many.

    The admins are told of each, once: it was out of reach for hours.
    """
    asked = 0
    for thing in await ledger.unfinished():
        kind, _, id = thing.partition(":")
        if kind != "charge":
            continue
        if await cashier.ask_again(await ledger.charge(id), by="", now=now):
            asked += 1
            await cashier.alarm("refund-slow", id, charge=id)
    return asked


async def stop_again(cashier: Cashier, *, now: datetime) -> int:
    """Ask Telegram again to stop monthly support, as `ask_again` does; return of how many.

    Otherwise a fan would go on paying for what we have told them is over.
    """
    charges = await cashier.stop_again(now=now)
    for charge in charges:
        await cashier.alarm("monthly-slow", charge, charge=charge)
    return len(charges)


async def audit(ledger: Ledger, cashier: Cashier) -> Audit:
    """Look whether the ledger adds up; if not, stop payouts and tell the admins, once.

    It never allows payouts again: that is for a person, who has looked. If the same is wrong after
    that, payouts are stopped again and the admins told again.
    """
    found = await ledger.audit()
    if found.ok:
        return found
    first = in_words(found.violations[0])
    logger.error("the ledger does not add up in %d places, the first: %s", found.violated, first)
    if await ledger.why_stopped() is None:
        await ledger.stop_payouts(
            f"the audit found {found.violated} violations, the first: {first}"
        )
    allowed = await ledger.allowed_at()
    about = f"{_which(found)}:{moments.iso(allowed)}" if allowed else _which(found)
    await cashier.alarm("audit", about, count=found.violated, first=first)
    return found


def in_words(violation: Violation) -> str:
    """Return a violation for the operator."""
    what, about, *said = violation
    expected, found = (f"{text[:_QUOTED]}…" if len(text) > _QUOTED else text for text in said)
    return f"{what} {about}: {expected} follows from the journal, {found} is there"


def _which(audit: Audit) -> str:
    """Return a name of what is violated, whatever the numbers are by now."""
    places = sorted(f"{one.what} {one.about}" for one in audit.violations)
    return hashlib.blake2b("\n".join(places).encode(), digest_size=9).hexdigest()
