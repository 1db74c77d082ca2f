"""What artists are called: a sign after the name says that an admin knows it to be theirs."""

import re
from typing import Final

VERIFIED_SIGN: Final = "✓"

NAMELESS: Final = "♪"
"""The stored name of somebody in whose own there is nothing to see."""

_SIGNS = re.compile("[✓✔☑✅⍻🗸🗹]\ufe0f?|√(?!\\w)")
_GAPS = re.compile(r"\s{2,}")


def plain_name(name: str) -> str:
    """Return a name without signs that somebody may take for ours."""
    return _GAPS.sub(" ", _SIGNS.sub("", name)).strip() or NAMELESS
