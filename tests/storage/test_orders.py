"""Payloads of invoices: what we signed is read back, and nothing else is."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import BadId
from storage.orders import Forged, Gift, Order, Purchase, Signer
from storage.posting import AMOUNT_LIMIT

OURS = Signer([b"k" * 32])

IDS = st.text(f"{string.ascii_letters}{string.digits}_-", min_size=1, max_size=64)
STARS = st.integers(1, AMOUNT_LIMIT)
SOURCES = st.one_of(
    st.just(""), IDS, st.builds("{}:{}".format, st.text("abcxyz", min_size=1, max_size=20), IDS)
)
LETTERS = "aZ09-_.:=+ ё٠"
ANYTHING = st.text("ab1.:-_ \0\nёЖ🎵\ud83d\udc80", max_size=90)
GIFTS = st.builds(Gift, IDS, STARS, SOURCES, st.booleans())
ORDERS = st.one_of(GIFTS, st.builds(Purchase, IDS, STARS, STARS))


@given(ORDERS)
def test_what_was_signed_is_read_back(order: Order) -> None:
    payload = OURS.sign(order)
    assert 1 <= len(payload.encode()) <= 128
    read = OURS.read(payload)
    assert read == order or read == order._replace(source="")  # type: ignore[call-arg]  # of a gift


@given(st.builds(Gift, st.integers(1, 2**52).map(str), st.integers(1, 100_000), SOURCES))
def test_the_source_of_a_gift_to_somebody_at_telegram_is_kept(gift: Gift) -> None:
    if len(gift.source) <= 60:
        assert OURS.read(OURS.sign(gift)) == gift


@given(ANYTHING, st.booleans())
def test_a_source_that_cannot_be_read_is_left_out(source: str, monthly: bool) -> None:
    payload = OURS.sign(Gift("42", 50, source, monthly))
    assert len(payload.encode()) <= 128
    read = OURS.read(payload)
    assert isinstance(read, Gift)
    assert (read.artist, read.stars, read.monthly) == ("42", 50, monthly)
    assert read.source in ("", source)


def test_two_payloads_are_never_the_same() -> None:
    assert len({OURS.sign(Gift("42", 50)) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "order",
    [
        Gift("42", 0),
        Gift("42", -50),
        Gift("42", AMOUNT_LIMIT + 1),
        Gift("", 50),
        Gift("4.2", 50),
        Gift("4" * 65, 50),
        Purchase("42", 0, 100),
        Purchase("42", 50, 0),
        Purchase("4 2", 50, 100),
    ],
)
def test_what_nobody_can_pay_is_not_signed(order: Order) -> None:
    with pytest.raises((ValueError, BadId)):
        OURS.sign(order)


@settings(max_examples=30)
@given(ORDERS, st.data())
def test_no_character_can_be_changed_left_out_or_put_in(order: Order, data: st.DataObject) -> None:
    payload = OURS.sign(order)
    place = data.draw(st.integers(0, len(payload) - 1))
    other = data.draw(st.sampled_from(sorted(set(LETTERS) - {payload[place]})))
    before, after = payload[:place], payload[place + 1 :]
    for forged in (before + other + after, before + other + payload[place:]):
        with pytest.raises(Forged):
            OURS.read(forged)
    shorter = before + after
    with pytest.raises(Forged):
        OURS.read(shorter)


def test_every_byte_counts() -> None:
    payload = OURS.sign(Gift("42", 50, "track:1706184123456-abc123xyz"))
    for place, old in enumerate(payload):
        for new in {"A", "a", "1", "-", "."} - {old}:
            with pytest.raises(Forged):
                OURS.read(payload[:place] + new + payload[place + 1 :])


@given(ANYTHING)
def test_what_comes_from_outside_is_refused_whatever_it_is(payload: str) -> None:
    for given_ in (payload, f"d.42.50.intent..{payload}", f"{payload}.{OURS.mark}"):
        with pytest.raises(Forged):
            OURS.read(given_)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "d",
        "x.42.50.abc.page",
        "d.42.050.abc.page",
        "d.42.0.abc.page",
        "d.42.5٠.abc.page",
        "d.42.9999999999999.abc.page",
        "d.4:2.50.abc.page",
        "d.42.50.abc.coins:tx:1",
        "d.42.50.abc.page.more",
        "c.42.50.0.abc",
        "c.42.50.1e3.abc",
    ],
)
def test_what_we_would_not_write_is_refused_even_if_it_is_signed(text: str) -> None:
    signed = f"{text}.{OURS._signature(text, b'k' * 32)}"
    with pytest.raises(Forged):
        OURS.read(signed)


def test_an_old_key_is_believed_and_the_new_one_signs() -> None:
    old, new = b"o" * 32, b"n" * 32
    rotated = Signer([new, old])
    gift = Gift("42", 50, "page")
    assert rotated.read(Signer([old]).sign(gift)) == gift
    assert Signer([new]).read(rotated.sign(gift)) == gift
    with pytest.raises(Forged):
        Signer([old]).read(rotated.sign(gift))
    with pytest.raises(Forged):
        rotated.read(OURS.sign(gift))


def test_the_mark_changes_with_the_key_that_signs_and_signs_nothing() -> None:
    old, new = Signer([b"o" * 32]), Signer([b"n" * 32, b"o" * 32])
    assert old.mark != new.mark
    assert Signer([b"n" * 32]).mark == new.mark
    with pytest.raises(Forged):
        old.read(f".{old.mark}")
