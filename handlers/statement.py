"""All that an artist was given, as files that a spreadsheet opens.

What people wrote stands in the cells, so no cell may be a formula. Excel knows UTF-8 by the mark at
the beginning, and wants the delimiter and the decimal comma of the reader's country.
"""

import csv
import re
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from io import StringIO
from typing import Final

from handlers.gifts import USD_PER_STAR
from handlers.parts import LARGEST, File, Parts, in_parts
from handlers.texts import Texts
from storage import STARS, Donation, money

_COLUMNS: Final = (
    *("date", "donor", "amount", "currency", "usd", "status", "message", "source", "receipt"),
)
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
MARK: Final = "\ufeff".encode()
"""What a file for Excel begins with."""


def files(
    t: Texts, name: str, pages: AsyncIterable[Sequence[Donation]], *, largest: int = LARGEST
) -> AsyncGenerator[File]:
    """Yield the statement, which has a name."""
    head = MARK + written(t, [[t.plain(f"statement-{name}") for name in _COLUMNS]])

    def rows(donations: Sequence[Donation]) -> bytes:
        return written(t, [_row(t, donation) for donation in donations])

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


def written(t: Texts, rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows of a table as the reader's spreadsheet takes them, none of them a formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=t.plain("statement-delimiter"), quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
