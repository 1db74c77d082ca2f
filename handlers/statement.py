"""All that an artist was given, as files that a spreadsheet opens."""

from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from typing import Final

from handlers import cells
from handlers.gifts import USD_PER_STAR
from handlers.parts import LARGEST, File, Parts, in_parts
from handlers.texts import Texts
from storage import STARS, Donation, money

_COLUMNS: Final = (
    *("date", "donor", "amount", "currency", "usd", "status", "message", "source", "receipt"),
)


def files(
    t: Texts, name: str, pages: AsyncIterable[Sequence[Donation]], *, largest: int = LARGEST
) -> AsyncGenerator[File]:
    """Yield the statement, which has a name."""
    head = cells.MARK + cells.written(t, [[t.plain(f"statement-{name}") for name in _COLUMNS]])

    def rows(donations: Sequence[Donation]) -> bytes:
        return cells.written(t, [_row(t, donation) for donation in donations])

    return in_parts(pages, rows, Parts(f"{name}.csv", largest, head=head))


def _row(t: Texts, donation: Donation) -> list[str]:
    made, charge = donation.created_at, donation.charge_id or donation.posting
    usd = ""
    if donation.currency == STARS and donation.status == money.COMPLETED:
        usd = f"{donation.amount * USD_PER_STAR:.3f}".replace(".", t.plain("statement-decimal"))
    return [
        f"{made:%Y-%m-%d %H:%M:%S}" if made else "",
        donation.donor or "",
        str(donation.amount),
        donation.currency or "",
        usd,
        donation.status,
        "" if donation.hidden else donation.message or "",
        donation.source or "",
        charge or "",
    ]
