import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from storage import (
    ENTITIES,
    FAMILIES,
    Action,
    Balance,
    Concert,
    Donation,
    Entity,
    Kind,
    News,
    Profile,
    Track,
    UnknownEntity,
    Video,
    keys,
    kind_of,
    model_of,
    new_id,
)
from tests.storage.samples import ALL, SPECIFIED

NOW = datetime(2024, 1, 25, 12, 2, 3, 456000, tzinfo=UTC)


def read(key: str, text: str) -> Entity:
    place = keys.address(key)
    assert place is not None
    id = place.owner if place.member is None else keys.id_of(place.family, place.member)
    return model_of(place.family).from_wire(text, owner=place.owner, id=id)


def track(**values: Any) -> Track:
    return Track.new("42", now=NOW, **{"title": "Night"} | values)


def concert(**values: Any) -> Concert:
    fits = {
        "title": "Tour",
        "venue": "Club",
        "city": "Kazan",
        "date": "2024-02-29",
        "time": "19:30",
    }
    return Concert.new("42", now=NOW, **fits | values)


def exactly(text: str) -> Any:
    """JSON with its order, and with 1 and 1.0 and true told apart."""
    return json.loads(
        text,
        object_pairs_hook=list,
        parse_int=lambda digits: ("int", digits),
        parse_float=lambda digits: ("float", digits),
    )


@pytest.mark.parametrize("key", ALL)
def test_a_stored_sample_is_written_back_as_it_was(key: str) -> None:
    record = read(key, ALL[key])
    assert exactly(record.wire()) == exactly(ALL[key])
    assert record.key == key


@pytest.mark.parametrize("key", ALL)
def test_a_changed_record_keeps_the_order_of_its_fields(key: str) -> None:
    if "updatedAt" in ALL[key]:
        changed = exactly(read(key, ALL[key]).changed(updated_at=NOW).wire())
        assert [name for name, _ in changed] == [name for name, _ in exactly(ALL[key])]
        assert dict(changed)["updatedAt"] == "2024-01-25T12:02:03.456Z"


def test_all_nine_families_of_the_specification_have_a_model() -> None:
    specified = {place.family for key in SPECIFIED if (place := keys.address(key))}
    assert specified == set(FAMILIES)
    assert len(specified) == 9


def test_a_family_of_another_release_is_unknown() -> None:
    with pytest.raises(UnknownEntity, match="hologram"):
        model_of("hologram")


def test_unknown_fields_survive_a_change() -> None:
    text = '{"id":"1","title":"A","mood":{"tags":[],"score":123456789012345678901},"userId":"42"}'
    changed = Track.from_wire(text, owner="42", id="1").changed(title="B")
    assert json.loads(changed.wire()) == json.loads(text) | {"title": "B"}


def test_a_null_that_was_read_is_written_and_an_absent_field_stays_absent() -> None:
    text = '{"id":"1","title":"A","album":null,"userId":"42"}'
    record = Track.from_wire(text, owner="42", id="1")
    assert record.wire() == text
    assert record.changed(genre=None).wire() == text
    assert "album" in json.loads(record.changed(album="B").changed(album=None).wire())


def test_an_optional_value_that_does_not_fit_is_kept_until_somebody_changes_it() -> None:
    text = '{"id":"1","duration":"4:05","title":"A","coverUrl":"javascript:x","userId":"42"}'
    record = Track.from_wire(text, owner="42", id="1")
    assert (record.duration, record.cover_url) == (None, None)
    assert record.wire() == record.changed().wire() == text
    changed = record.changed(title="B", duration=245)
    assert changed.wire() == text.replace('"A"', '"B"').replace('"4:05"', "245")
    with pytest.raises(ValidationError):
        Track.from_wire(text.replace('"A"', "null"), owner="42", id="1")


def test_a_new_record_has_the_fields_of_the_specification_s_example() -> None:
    made = json.loads(track(artist="Anna").wire())
    assert list(made) == [
        "id", "title", "artist", "plays", "likes", "downloads", "createdAt", "updatedAt", "userId",
    ]  # fmt: skip
    assert made["createdAt"] == made["updatedAt"] == "2024-01-25T12:02:03.456Z"
    assert made["plays"] == 0


def test_a_new_record_of_each_kind_reads_back_equal() -> None:
    for record in (
        track(duration=245, cover_file="AgACAgIAAxk"),
        concert(zone="Europe/Moscow", ticket_price=0, ticket_currency="RUB"),
        Video.new("42", now=NOW, title="Clip", video_url="https://youtu.be/x"),
        News.new("42", now=NOW, title="Soon", content="One.\n\nTwo."),
        Donation.new("42", now=NOW, donor_name="Ivan", amount=50, status="completed"),
        Profile.new("42", now=NOW, name="Kino", links=("https://kino.example",)),
        Balance(owner="42", coins=-5),
    ):
        again = type(record).from_wire(record.wire(), owner=record.owner, id=record.id)
        assert again == record
        assert hash(again) == hash(record)
        assert again.wire() == record.wire()


def test_donations_name_the_artist_and_keep_no_time_of_change() -> None:
    made = json.loads(
        Donation.new("42", now=NOW, donor_name="Ivan", amount=50, status="completed").wire()
    )
    assert made["artistId"] == "42"
    assert not {"userId", "updatedAt", "message"} & made.keys()


def test_an_id_is_the_time_and_nine_characters() -> None:
    ids = {new_id(NOW) for _ in range(100)}
    assert len(ids) == 100
    for id in ids:
        time, tail = id.split("-")
        assert time == "1706184123456"
        assert len(tail) == 9
        assert tail.isascii()
        assert tail == tail.lower()
        assert tail.isalnum()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "   "),
        ("title", "\u200b\u200d\ufeff"),
        ("title", "\u3164\u2800"),
        ("title", "\u0301"),
        ("title", "one\ntwo"),
        ("title", "bell\x07"),
        ("title", "half \ud83d"),
        ("title", "x" * 201),
        ("title", "x" * 10_000),
        ("title", 7),
        ("title", None),
        ("album", "two\u2028lines"),
        ("duration", "abc"),
        ("duration", "245"),
        ("duration", -1),
        ("duration", True),
        ("duration", 2.5),
        ("cover_url", "javascript:alert(1)"),
        ("cover_url", "data:text/html,x"),
        ("cover_url", "ftp://example.com/x"),
        ("cover_url", "//example.com/x"),
        ("cover_url", "https:/example.com"),
        ("cover_url", "https://"),
        ("cover_url", "https:///path"),
        ("cover_url", "https://.example"),
        ("cover_url", "https://a b.example"),
        ("cover_url", "https://example.com/\u202egpj.exe"),
        ("cover_url", "https://example.com\\@evil.example"),
        ("cover_url", "https://promo.music@evil.example"),
        ("cover_url", "https://example.com:port/"),
        ("cover_url", "https://[::1/"),
        ("cover_url", "https://example.com/" + "x" * 2048),
        ("cover_file", "../etc"),
        ("plays", -1),
        ("plays", True),
        ("plays", "7"),
        ("id", "a:b"),
        ("id", ""),
        ("id", "x" * 65),
        ("id", "тест"),
        ("id", "id\n"),
        ("created_at", "2024-01-25T10:00:00"),
        ("created_at", "yesterday"),
        ("created_at", 1706184123456),
    ],
)
def test_a_track_refuses_what_does_not_fit_and_names_the_field(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        track(**{field: value})
    assert [error["loc"][0] for error in refusal.value.errors()] == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2024-02-30"),
        ("date", "2023-02-29"),
        ("date", "15.07.2024"),
        ("date", "20240715"),
        ("date", "2024-07-15T00:00:00"),
        ("date", "٢٠٢٤-٠٧-١٥"),
        ("date", 1706184123),
        ("date", NOW),
        ("time", "24:00"),
        ("time", "9:30"),
        ("time", "20:00:00"),
        ("time", "٢٠:٠٠"),
        ("ticket_price", -1),
        ("ticket_price", -0.01),
        ("ticket_price", float("nan")),
        ("ticket_price", float("inf")),
        ("ticket_price", True),
        ("ticket_price", "2500"),
        ("ticket_currency", "rub"),
        ("zone", "Mars/Olympus"),
        ("zone", "Europe"),
        ("zone", "../../etc/passwd"),
        ("zone", ""),
        ("description", "x" * 4001),
        ("description", "bell\x07"),
        ("city", "\u200b"),
    ],
)
def test_a_concert_refuses_what_does_not_fit_and_names_the_field(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        concert(**{field: value})
    assert {error["loc"][0] for error in refusal.value.errors()} == {field}


@pytest.mark.parametrize("text", ["NaN", "Infinity", '{"title":NaN}', "[" * 100_000, "7", "[]", ""])
def test_what_is_no_object_is_no_record(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (whatever the reason)
        Track.from_wire(text, owner="42", id="1")


@pytest.mark.parametrize("id", ["demo-user", "track-1", "1706184123456-abc123", "A_z-9", "7"])
def test_ids_of_the_web_product_are_taken(id: str) -> None:
    assert track(id=id).id == id
    assert Track.new(id, now=NOW, title="A").owner == id


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://EXAMPLE.com:80/a/../b?x=%2f&y=ё#Z",
        "HTTPS://example.com/",
        "https://xn--e1afmkfd.example/",
        "https://кино.рф/песня",
        "https://example.com/?q=a|b",
        "https://[2001:db8::1]:8080/",
        "https://example.com./",
    ],
)
def test_a_link_is_kept_letter_by_letter(url: str) -> None:
    assert json.loads(track(cover_url=url).wire())["coverUrl"] == url


@pytest.mark.parametrize("price", [2500, 2500.0, 2500.5, 0])
def test_a_price_stays_the_number_it_is(price: float) -> None:
    stored = json.loads(concert(ticket_price=price).wire())["ticketPrice"]
    assert (type(stored), stored) == (type(price), price)


@pytest.mark.parametrize("title", ["👩‍🎤", "مرحبا", "A", "§", "½"])
def test_a_title_of_any_script_is_taken(title: str) -> None:
    assert track(title=f"  {title} ").title == title


def test_moments_are_utc_and_milliseconds() -> None:
    made = track(created_at=datetime(2024, 1, 25, 13, 0, 0, 999999, timezone(timedelta(hours=3))))
    assert made.created_at == datetime(2024, 1, 25, 10, 0, 0, 999000, tzinfo=UTC)
    assert json.loads(made.wire())["createdAt"] == "2024-01-25T10:00:00.999Z"


def test_a_field_nobody_declared_is_a_mistake_in_code() -> None:
    with pytest.raises(TypeError, match="titel"):
        track(titel="A")
    with pytest.raises(TypeError, match="titel"):
        track().changed(titel="A")


def test_a_change_moves_no_record_to_somebody_else() -> None:
    for field in ("owner", "id"):
        with pytest.raises(TypeError, match=field):
            track().changed(**{field: "43"})


def test_a_change_is_validated() -> None:
    with pytest.raises(ValidationError):
        track().changed(duration=-1)


def test_json_that_names_somebody_else_is_refused() -> None:
    text = track().wire()
    id = json.loads(text)["id"]
    with pytest.raises(ValueError, match="userId"):
        Track.from_wire(text, owner="43", id=id)
    with pytest.raises(ValueError, match="id"):
        Track.from_wire(text, owner="42", id="other")


def test_a_stranger_in_json_cannot_pose_as_a_field_of_ours() -> None:
    text = '{"id":"1","title":"A","owner":"evil","created_at":"x","userId":"42"}'
    record = Track.from_wire(text, owner="42", id="1")
    assert record.owner == "42"
    assert record.created_at is None
    assert record.changed().wire() == text


def test_own_fields_are_what_a_person_types_in_the_order_of_the_specification() -> None:
    assert list(Track.own_fields()) == [
        "title", "artist", "album", "genre", "duration", "cover_url", "audio_url",
    ]  # fmt: skip
    assert list(Concert.own_fields()) == [
        "title", "venue", "city", "date", "time", "zone",
        "ticket_price", "ticket_currency", "ticket_url", "image_url", "description",
    ]  # fmt: skip
    assert list(Profile.own_fields()) == ["name", "avatar", "bio", "links"]


def test_every_field_of_a_menu_has_a_kind() -> None:
    models: list[type[Entity]] = [*ENTITIES, Profile]
    for model in models:
        for name, field in model.own_fields().items():
            assert isinstance(kind_of(field), Kind), name
    kinds = {name: kind_of(field) for name, field in Concert.own_fields().items()}
    assert kinds["date"] is Kind.DATE
    assert kinds["zone"] is Kind.ZONE
    assert kinds["image_url"] is Kind.PICTURE
    assert kinds["ticket_url"] is Kind.LINK


def test_links_have_companions_that_telegram_keeps() -> None:
    assert Track.file_of("audio_url") == "audio_file"
    assert Profile.file_of("avatar") == "avatar_file"
    assert Concert.file_of("ticket_url") is None


def test_a_tenth_kind_is_one_class() -> None:
    class Merch(Entity, family="merch", plural="merch", actions=Action.CREATE):
        title: str
        sold: int = 0

    made = Merch.new("42", now=NOW, title="Shirt")
    assert made.key == f"merch:42:{made.id}"
    assert list(Merch.own_fields()) == []  # plain types are not for people: give them a kind
    assert Merch.from_wire(made.wire(), owner="42", id=made.id) == made
