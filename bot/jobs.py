"""What happens unasked: plain functions of what they need, ticked by `schedule.py`."""

from datetime import UTC, datetime

from storage import MONEY, Giving, Ledger, Outbox

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
