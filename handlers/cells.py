"""Tables as files that a spreadsheet opens.

What people wrote stands in the cells, so no cell may be a formula. Excel knows UTF-8 by the mark at
the beginning, and wants the delimiter and the decimal comma of the reader's country.
"""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from typing import Final

from handlers.texts import Texts

MARK: Final = "\ufeff".encode()
"""What a file for Excel begins with."""

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def written(t: Texts, rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows of a table as the reader's spreadsheet takes them, none of them a formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=t.plain("statement-delimiter"), quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
