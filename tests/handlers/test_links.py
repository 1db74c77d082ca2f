"""Links come back to where they were made for, whatever the ids."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.links import LONGEST, Links, Place, pack, pack_support, unpack
from storage import ENTITIES

ids = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
families = st.sampled_from([model.family for model in ENTITIES])


@given(ids)
def test_an_artist_is_found_again(artist: str) -> None:
    payload = pack(artist)
    if payload is not None:
        assert unpack(payload) == Place(artist)


@given(ids)
def test_a_support_link_is_found_again_and_is_no_page(artist: str) -> None:
    payload = pack_support(artist)
    if payload is not None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
        assert unpack(payload) == Place(artist, support=True)
        assert payload != pack(artist)


@given(ids, families, ids)
def test_a_record_is_found_again(artist: str, family: str, id: str) -> None:
    payload = pack(artist, family, id)
    if payload is not None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
        assert unpack(payload) == Place(artist, family, id)


def test_ids_of_telegram_and_of_the_web_product_fit() -> None:
    assert pack("123456789012345", "track", "1706184123456-k3v9x0q2a") is not None
    assert pack("demo_user", "concert", "track_1") == "C_09_demo_user_track_1"
    assert pack("9" * 40, "track", "9" * 40) is None


@given(st.text(max_size=LONGEST * 2))
def test_any_payload_is_a_place_or_none(payload: str) -> None:
    place = unpack(payload)
    assert place is None or (place.family is None) is (place.id is None)


@pytest.mark.parametrize(
    "payload", ["", "a", "a_", "t_42", "x_42_1", "A_99_42", "T_02_42", "a_42_1", "t__1", "T_00_x"]
)
def test_a_payload_that_we_never_make_is_no_place(payload: str) -> None:
    assert unpack(payload) is None


def test_a_link_says_where_it_was_seen() -> None:
    assert unpack("t_42_1-x__poster") == Place("42", "track", "1-x", "poster")
    assert unpack("d_42__poster") == Place("42", source="poster", support=True)


@pytest.mark.parametrize("payload", ["d", "d_", "d_42_1", "D_02_42_1", "donation_42_1"])
def test_a_support_link_leads_to_nothing_else(payload: str) -> None:
    assert unpack(payload) is None


def test_what_no_link_can_hold_leads_to_the_bot() -> None:
    links = Links("promo_music_bot")
    assert links.to("9" * 64, "track", "1") == "https://t.me/promo_music_bot?start"
    assert links.to("42") == "https://t.me/promo_music_bot?start=a_42"
    assert links.to_support("42") == "https://t.me/promo_music_bot?start=d_42"


def test_no_two_kinds_share_a_letter() -> None:
    payloads = [pack("1", model.family, "2") for model in ENTITIES]
    assert len(set(payloads)) == len(payloads)
    assert not {"a", "d"} & {str(payload).partition("_")[0] for payload in payloads}
