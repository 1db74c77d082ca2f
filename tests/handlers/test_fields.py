"""What people type, read into values; and values, as people read them."""

from datetime import date, time
from typing import Any

import pytest
from aiogram.types import Chat, Message

from handlers.fields import Asked, Unfit, clock, day, duration, line, link_in, price, read
from handlers.texts import Library, Texts
from storage import Concert, Entity, Profile, Track
from tests.handlers.conftest import NOW

TODAY = date(2026, 7, 1)


def asks(t: Texts, model: type[Entity], name: str, text: str) -> dict[str, Any]:
    said = Message(message_id=1, date=NOW, chat=Chat(id=1, type="private"), text=text)
    return read(Asked(t, model, name, TODAY), said).values


@pytest.fixture
def t(library: Library) -> Texts:
    return library["ru"]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("2500", 2500, None),
        ("2 500 ₽", 2500, "RUB"),
        ("1500 руб.", 1500, "RUB"),
        ("$25.50", 25.5, "USD"),
        ("25,5 EUR", 25.5, "EUR"),
        ("12 000 тенге", 12000, "KZT"),
        ("300 uah", 300, "UAH"),
        ("1\u00a0500", 1500, None),
    ],
)
def test_prices(t: Texts, text: str, amount: float, currency: str | None) -> None:
    values = asks(t, Concert, "ticket_price", text)
    assert values["ticket_price"] == amount
    assert values.get("ticket_currency") == currency


@pytest.mark.parametrize("text", ["бесплатно", "Free", "вход свободный", "0"])
def test_a_free_show_costs_nothing(t: Texts, text: str) -> None:
    assert asks(t, Concert, "ticket_price", text)["ticket_price"] == 0


@pytest.mark.parametrize("text", ["дорого", "-5", "5 попугаев", "1e9", "10**400", "٢٥"])
def test_what_is_no_price(t: Texts, text: str) -> None:
    with pytest.raises(Unfit):
        asks(t, Concert, "ticket_price", text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("3:45", 225), ("1:02:03", 3723), ("225", 225), ("0:05", 5)]
)
def test_durations(t: Texts, text: str, seconds: int) -> None:
    assert asks(t, Track, "duration", text) == {"duration": seconds}


@pytest.mark.parametrize("text", ["3:75", "long", "-1", "1:2", "٣:٤٥", "9" * 30])
def test_what_is_no_duration(t: Texts, text: str) -> None:
    with pytest.raises(Unfit):
        asks(t, Track, "duration", text)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://Example.com/Path?a=%20b#c", "https://Example.com/Path?a=%20b#c"),
        ("here: http://example.com/x, see", "http://example.com/x,"),
        ("example.com/x", "https://example.com/x"),
        ("vk.com", "https://vk.com"),
        ("javascript:alert(1)", None),
        ("ftp://example.com", None),
        ("hello", None),
        ("hello world.", None),
    ],
)
def test_links(text: str, link: str | None) -> None:
    assert link_in(text) == link


def test_links_of_a_profile(t: Texts) -> None:
    assert asks(t, Profile, "links", "vk.com/a\nhttps://b.example") == {
        "links": ["https://vk.com/a", "https://b.example"]
    }
    for text in ("vk.com/a no-link", "https://" + "a" * 3000 + ".com", "a.com " * 11):
        with pytest.raises(Unfit):
            asks(t, Profile, "links", text)


def test_a_genre_is_one_of_ours_or_any_words(t: Texts) -> None:
    assert asks(t, Track, "genre", "Дрим-поп") == {"genre": "Дрим-поп"}
    assert asks(t, Track, "genre", "  рок  \n энд ролл ") == {"genre": "рок энд ролл"}


def test_a_date_may_bring_its_time_and_a_time_its_date(t: Texts) -> None:
    both = {"date": "2026-07-15", "time": "20:00"}
    assert asks(t, Concert, "date", "15 июля 20:00") == both
    assert asks(t, Concert, "time", "15 июля 20:00") == both
    assert asks(t, Concert, "time", "8pm") == {"time": "20:00"}


def test_a_city_is_called_as_the_reader_calls_it(library: Library) -> None:
    assert asks(library["ru"], Concert, "city", "moscow")["city"] == "Москва"
    assert asks(library["en"], Concert, "city", "Москва") == {
        "city": "Moscow",
        "zone": "Europe/Moscow",
    }


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a \n b ", "a b"),
        ("\u200b", None),
        ("", None),
        ("x" * 300, "x" * 200),
        ("a\u0000b", None),
    ],
)
def test_a_line_made_of_any_text(text: str, clean: str | None) -> None:
    assert line(text) == clean


def test_values_are_shown_in_the_readers_language(library: Library) -> None:
    ru, en = library["ru"], library["en"]
    assert day(ru, date(2026, 7, 15)) == "среда, 15 июля 2026"
    assert day(en, date(2026, 7, 15)) == "Wednesday, 15 July 2026"
    assert (clock(ru, time(0, 5)), clock(en, time(0, 5))) == ("00:05", "12:05 am")
    assert (clock(ru, time(20)), clock(en, time(12))) == ("20:00", "12:00 pm")
    assert (duration(225), duration(3723), duration(5)) == ("3:45", "1:02:03", "0:05")
    assert price(ru, 2500, "RUB") == "2\u00a0500 ₽"
    assert price(en, 25.5, "USD") == "$25.5"
    assert price(en, 2500, "GEL") == "2,500 ₾"
    assert price(en, 300, "UAH") == "300 UAH"
    assert (price(ru, 0, "RUB"), price(en, 12, None)) == ("бесплатно", "12")
