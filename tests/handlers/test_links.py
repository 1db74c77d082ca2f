"""Links come back to where they were made for, whatever the ids."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.links import LONGEST, LONGEST_SOURCE, Links, Place, pack, pack_support, slug, unpack
from storage import ENTITIES

ids = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
families = st.sampled_from([model.family for model in ENTITIES])
sources = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,18}[A-Za-z0-9])?", fullmatch=True)


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


@given(ids, st.none() | families, ids, sources, st.booleans())
def test_a_source_is_found_again_as_far_as_there_is_room(
    artist: str, family: str | None, id: str, source: str, support: bool
) -> None:
    if support:
        payload, bare = pack_support(artist, source=source), pack_support(artist)
        place = Place(artist, support=True)
    else:
        about = (artist, family, id) if family else (artist,)
        payload, bare = pack(*about, source=source), pack(*about)
        place = Place(*about)
    assert (payload is None) is (bare is None), "a source costs nobody the link"
    if payload is None or bare is None:
        return
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    found = unpack(payload)
    assert found is not None
    assert found._replace(source=None) == place
    if len(bare) + 3 + len(source) <= LONGEST:
        assert found.source == source
    else:
        assert found.source is None or source.startswith(found.source)


@given(ids, families, ids, sources, st.data())
def test_a_link_that_was_cut_off_or_changed_opens_a_place_that_all_see_or_none(
    artist: str, family: str, id: str, source: str, data: st.DataObject
) -> None:
    payload = pack(artist, family, id, source=source) or "t_42_1__poster"
    cut = payload[: data.draw(st.integers(0, len(payload)))]
    at = data.draw(st.integers(0, len(payload) - 1))
    changed = payload[:at] + data.draw(st.sampled_from("aZ0_-й.\0")) + payload[at + 1 :]
    for forged in (cut, changed, payload + payload):
        place = unpack(forged)
        if place is not None:
            assert len(forged) <= LONGEST
            for part in (place.artist, place.id, place.source):
                assert part is None or re.fullmatch("[A-Za-z0-9_-]{1,64}", part)
            assert place.family in {None, *(model.family for model in ENTITIES)}


def test_a_source_of_ours_always_fits_ids_of_ours() -> None:
    for model in ENTITIES:
        payload = pack("9" * 15, model.family, "1706184123456-k3v9x0q2a", source="x" * 20)
        assert payload is not None
        assert payload.endswith(f"__{'x' * LONGEST_SOURCE}")


def test_a_source_gives_way_to_ids_that_leave_no_room() -> None:
    assert pack("9" * 50, source="leningrad") == f"a_{'9' * 50}__leningrad"
    assert pack("9" * 56, source="leningrad") == f"a_{'9' * 56}__leni"
    assert pack("9" * 58, source="leningrad") == f"a_{'9' * 58}"
    assert pack("9" * 58, source="x") == f"a_{'9' * 58}__x"
    assert pack("demo_user", source="bio") == "A_0903_demo_user_bio"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Афиша на Мира", "afisha-na-mira"),
        ("Ёжик, Щегол & Юла!", "ezhik-schegol-yula"),
        ("Café № 5", "cafe-no-5"),
        ("Концерт в клубе «Шестнадцать тонн»", "kontsert-v-klube"),
        ("x" * 40, "x" * 20),
        ("🎸 ♪ 東京", ""),
        ("--__--", ""),
    ],
)
def test_words_become_what_a_link_can_carry(words: str, said: str) -> None:
    assert slug(words) == said


@given(st.text())
def test_whatever_is_typed_becomes_a_source_or_nothing(words: str) -> None:
    said = slug(words)
    assert re.fullmatch(r"([a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?)?", said)
    if said:
        assert unpack(str(pack("42", source=said))) == Place("42", source=said)


def test_ids_of_telegram_and_of_the_web_product_fit() -> None:
    assert pack("123456789012345", "track", "1706184123456-k3v9x0q2a") is not None
    assert pack("demo_user", "concert", "track_1") == "C_09_demo_user_track_1"
    assert pack("9" * 40, "track", "9" * 40) is None


@given(st.text(max_size=LONGEST * 2))
def test_any_payload_is_a_place_or_none(payload: str) -> None:
    place = unpack(payload)
    assert place is None or (place.family is None) is (place.id is None)


@pytest.mark.parametrize(
    "payload",
    [
        *("", "a", "a_", "t_42", "x_42_1", "A_99_42", "T_02_42", "a_42_1", "t__1", "T_00_x"),
        *("a_42__", "A_0900_demo_user", "A_0903_demo_user", "A_0999_demo_user_bio", "a" * 65),
    ],
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
    assert links.to("42", "track", "1", source="bio").endswith("?start=t_42_1__bio")
    assert links.to("42", "track", "9" * 64, source="bio").endswith("?start=a_42__bio")


def test_no_two_kinds_share_a_letter() -> None:
    payloads = [pack("1", model.family, "2") for model in ENTITIES]
    assert len(set(payloads)) == len(payloads)
    assert not {"a", "d"} & {str(payload).partition("_")[0] for payload in payloads}
