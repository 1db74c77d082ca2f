"""What people write for others is shown as nothing but words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plain import one_line, tidy, unlinked
from sandbox.text.automatic import found

JOINER = "\u2060"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\u202eevil\u202c b", "aevil b"),
        ("one\r\n\r\n\n \n\ttwo\u2028three", "one\n\ntwo\nthree"),
        ("  a\u00a0\u00a0 b  ", "a b"),
        ("z" + "\u0301" * 40 + "!", "ź" + "\u0301" * 3 + "!"),
        ("nul\x00 and \x07bell", "nul and bell"),
        ("👨‍👩‍👧 ❤️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", None),
        ("می‌خواهم", None),
        ("hidden\U000e0068\U000e0069", "hidden"),
    ],
)
def test_a_text_is_tidied(written: str, kept: str | None) -> None:
    assert tidy(written) == (written if kept is None else kept)


PIECES = st.sampled_from(
    [*"@#$/.:+-_ \n()", "http://", "tg://", "t.me/", "x", "Я", "spam", ".com", ".рф", "7", "900"]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_has_a_live_link_and_each_looks_the_same(text: str) -> None:
    dead = unlinked(text)
    assert dead.replace(JOINER, "") == text
    assert found(dead, []) == []


def test_a_name_is_one_short_line_with_a_direction_of_its_own() -> None:
    assert one_line("Eve\n@spam\u202e" + "x" * 99, 12) == f"Eve @{JOINER}spamxx…"
    assert one_line("שלום", 40) == "\u2068שלום\u2069"
