"""Files of concerts, read: tables of any program, calendars, and what is neither."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import ical, imported, sheet
from handlers.incoming import LARGEST, Incoming, concerts_in
from handlers.sheet import COLUMNS, Unusable
from handlers.texts import Library, Texts
from storage import Concert

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def t(library: Library) -> Texts:
    return library["en"]


def read(t: Texts, file: str | bytes) -> Incoming:
    data = file if isinstance(file, bytes) else file.encode()
    return concerts_in(data, t, artist="42", now=NOW)


def told(t: Texts, found: Incoming) -> Sequence[str]:
    return imported.said(t, found.problems)


SHOW = "Tour,The Garage,Kazan,2026-12-05,20:00"
HEAD = "title,venue,city,date,time"
TABLE = f"{HEAD}\n{SHOW}\n"


def shows(concerts: Sequence[Concert]) -> list[tuple[str, date, time, str | None]]:
    return [(c.city, c.date, c.time, c.zone) for c in concerts]


KAZAN = ("Kazan", date(2026, 12, 5), time(20), "Europe/Moscow")

RUSSIAN = "Дата;Время;Город;Площадка;Название;Цена\n05.12.2026;20:00;Казань;Зал;Тур;1 500 руб\n"


@pytest.mark.parametrize(
    "file",
    [
        TABLE.encode(),
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace("\n", "\r\n").encode(),
        b"sep=,\r\n" + TABLE.encode(),
        f"\n,,,,\n{TABLE}\n,,,,\n".encode(),
        RUSSIAN.encode(),
        RUSSIAN.encode("cp1251"),
        RUSSIAN.encode("utf-16"),
        b"Time,Nothing we know,City,Country,Date,Venue,Show\n8pm,x,Kazan,Russia,5 Dec 2026,V,T\n",
        b'name,location,start\nTour,"The Garage, Kazan, Russia",2026-12-05T20:00\n',
        b"title,venue,city,date,time\nT,V,Kazan,2026-12-05 00:00:00,20:00:00\n",
    ],
)
def test_a_table_of_any_program_is_read(t: Texts, file: bytes) -> None:
    found = read(t, file)
    assert told(t, found) == []
    assert shows(found.concerts) == [KAZAN]


@pytest.mark.parametrize(
    ("days", "months", "unsure"),
    [
        ("7/4/2027 7/25/27", [7, 7], False),
        ("7/4/2027 25/7/2027", [4, 7], False),
        ("7/4/2027 8/4/2027", [4, 4], True),
        ("4/4/2027 2027-07-25", [4, 7], False),
        ("7.4.2027 8.4.2027", [4, 4], False),
        ("7/4 7/25", [7, 7], False),
        ("7/4 7/25/2027 2027/05/06", [5, 7, 7], False),
        ("7/4 25/7", [4, 7], False),
        ("7/4 8/4/2027", [4, 4], True),
    ],
)
def test_the_month_comes_first_in_a_file_that_shows_it(
    t: Texts, days: str, months: list[int], unsure: bool
) -> None:
    rows = "".join(f"Tour,The Garage,Kazan,{day},20:00\n" for day in days.split())
    found = read(t, f"{HEAD}\n{rows}")
    assert (sorted(c.date.month for c in found.concerts), found.day_first) == (months, unsure)


def test_all_that_a_table_can_say_is_kept(t: Texts) -> None:
    [concert] = read(
        t,
        "Описание;Билеты;Цена;Афиша;title;venue;city;date;time\n"
        '"Двери\nв 19";tickets.example.com/1;"25,50 EUR";https://example.com/a.png;T;V;Казань;'
        "5 декабря 2026;20:00\n",
    ).concerts
    assert concert.description == "Двери\nв 19"
    assert concert.ticket_url == "https://tickets.example.com/1"
    assert (concert.ticket_price, concert.ticket_currency) == (25.5, "EUR")
    assert concert.image_url == "https://example.com/a.png"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("T,V,Kazan,2026-12-05,", "Time: When does it start? Write the time, such as 20:00."),
        ("T,V,Kazan,,20:00", "Date: It's empty."),
        (",V,Kazan,2026-12-05,20:00", "Title: It's empty."),
        ("T,,Kazan,2026-12-05,20:00", "Venue: It's empty."),
        ("T,V,,2026-12-05,20:00", "City: It's empty."),
        ("T,V,Kazan,2026-02-30,20:00", "Date: There is no such thing as “2026-02-30”."),
        ("T,V,Kazan,2026-12-05,25:00", "Time: There is no such thing as “25:00”."),
        ("T,V,Kazan,soon,20:00", "Date: I don't understand “soon”."),
        ("T,V,Kazan,5 Dec at 19:00,20:00", "Time: “20:00” is the second one."),
        ("T,V,Kazzan,2026-12-05,20:00", "City: I don't know “Kazzan”. Is it Kazan"),
        ("T,V,Qqqqqqqq,2026-12-05,20:00", "City: I don't know “Qqqqqqqq”. Write a bigger"),
        (
            "T,V,Birmingham,2026-12-05,20:00",
            "City: There are several. Write “Birmingham, United Kingdom” or “Birmingham, AL”.",
        ),
        ('T,V,"Kazan, Germany",2026-12-05,20:00', "City: I don't know “Kazan, Germany”."),
        ("=HYPERLINK(0),V,Kazan,2026-12-05,20:00", "Title: That's a formula."),
        (f"{'x' * 201},V,Kazan,2026-12-05,20:00", "Title: That should be one line of text"),
        (f"T,{'x' * 201},Kazan,2026-12-05,20:00", "Venue: That should be one line of text"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_spoils_no_other(
    t: Texts, line: str, why: str
) -> None:
    found = read(t, f"{HEAD}\n\n{line}\n{SHOW}\n")
    assert shows(found.concerts) == [KAZAN]
    [problem] = told(t, found)
    assert problem.startswith(f"Line 3, {why}")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("price", "a lot"),
        ("price", "9" * 5000),
        ("price", "9" * 400 + ".50"),
        ("currency", "gold"),
        ("tickets", "at the door"),
    ],
)
def test_what_is_optional_is_not_dropped_in_silence(t: Texts, column: str, cell: str) -> None:
    found = read(t, f"{HEAD},{column}\n{SHOW},{cell}\n")
    assert found.concerts == []
    assert len(found.problems) == 1


def test_what_a_problem_says_to_write_is_understood(t: Texts) -> None:
    for city in ("Birmingham, United Kingdom", "Birmingham, AL", "Birmingham, Great Britain"):
        found = read(t, f'{HEAD}\nT,V,"{city}",2026-12-05,20:00\n')
        assert [c.city for c in found.concerts] == ["Birmingham"]


def test_a_zone_that_is_told_helps_a_town_that_nobody_knows(t: Texts) -> None:
    found = read(t, f"{HEAD},time zone\nT,V,Qqqqqqqq,2026-12-05,20:00,Asia/Omsk\n")
    assert shows(found.concerts) == [("Qqqqqqqq", date(2026, 12, 5), time(20), "Asia/Omsk")]
    [problem] = told(t, read(t, f"{HEAD},time zone\n{SHOW},Mars/Base\n"))
    assert problem == "Line 2, Time zone: I don't know the time zone “Mars/Base”."


def test_the_same_show_twice_is_one(t: Texts) -> None:
    found = read(t, f"{TABLE}{SHOW.replace('Kazan', 'Казань')}\n")
    assert len(found.concerts) == 1
    assert told(t, found) == ["Line 3: The same concert as in line 2."]


def test_ids_are_the_same_again_and_those_of_the_specification(library: Library) -> None:
    [first] = read(library["en"], TABLE).concerts
    changed = TABLE.replace("Tour", "Winter Tour").replace("Kazan", "Казань")
    [again] = concerts_in(
        changed.encode(), library["ru"], artist="42", now=NOW + timedelta(days=9)
    ).concerts
    assert again.id == first.id
    assert again.title == "Winter Tour"
    [others] = concerts_in(TABLE.encode(), library["en"], artist="43", now=NOW).concerts
    assert others.id != first.id
    ms, tail = first.id.split("-")
    assert (len(ms), len(tail)) == (13, 9)
    assert tail.isascii()
    assert tail.isalnum()


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (b"", "import-no-head"),
        (b"\x00" * 1000, "import-no-text"),
        (b"title\x00,venue\n", "import-no-text"),
        (b"%PDF-1.7\n\x01\x02", "import-no-text"),
        (b"\xff\xfe\x00", "import-no-text"),
        (b"hello, dear friend\n", "import-no-head"),
        (HEAD.encode(), "import-empty"),
        (b"title,venue,city,time\nT,V,Kazan,20:00\n", "import-lacks"),
        (f'{TABLE}"T,V,Kazan,2026-12-05,20:00\n'.encode(), "import-quote"),
        (f"{HEAD}\n{'x' * 200_000},V,Kazan\n".encode(), "import-quote"),
        ((f"{HEAD}\n" + "a,b,c,d,e\n" * 100_000).encode(), "import-many"),
        (b"x" * (LARGEST + 1), "import-large"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "import-no-calendar"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "import-empty"),
        (b"BEGIN:VCALENDAR\n" * 5_000 + b"END:VCALENDAR\n" * 5_000, "import-empty"),
    ],
)
def test_what_is_no_file_of_concerts_is_refused_in_a_sentence(
    t: Texts, monkeypatch: pytest.MonkeyPatch, file: bytes, key: str
) -> None:
    if key == "import-many":
        monkeypatch.setattr("handlers.incoming.LARGEST", len(file))
    with pytest.raises(Unusable) as error:
        read(t, file)
    assert error.value.key == key
    assert imported.unusable(t, error.value).text


def calendar(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"


CELLS = [
    "T",
    "V",
    "Kazan",
    "Birmingham",
    "2026-12-05",
    "20:00",
    "",
    "=1",
    '"',
    '""',
    "\u200b",
    "9" * 9,
]
CELLS += [
    "tomorrow",
    "24:00",
    "31.02",
    "-1",
    "Казань",
    "x" * 300,
    "Mars/Base",
    "https://",
    "\r",
    "é",
]


@given(
    st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.lists(st.lists(st.sampled_from(CELLS), max_size=9).map(",".join), max_size=5).map(
            lambda rows: "\n".join((",".join(COLUMNS[:9]), *rows)).encode()
        ),
        st.lists(st.sampled_from(calendar("X;Y=Z:Q", "DTSTART:9", "GEO:999;x").split())).map(
            lambda lines: "\n".join(("BEGIN:VCALENDAR", *lines)).encode()
        ),
    ),
    st.sampled_from(["", TABLE]),
)
@settings(max_examples=150)
def test_any_file_is_read_or_refused(t: Texts, data: bytes, before: str) -> None:
    try:
        found = read(t, before.encode() + data)
    except Unusable as error:
        refused = error
    else:
        assert all(told(t, found))
        return
    assert imported.unusable(t, refused).text


# Calendars -------------------------------------------------------------------------------------


def event(start: str, *more: str, uid: str = "1@example.com") -> str:
    lines = (f"UID:{uid}", "SUMMARY:Tour", "LOCATION:The Garage\\, Kazan", start, *more)
    return "\r\n".join(lines)


@pytest.mark.parametrize(
    ("start", "wall"),
    [
        ("DTSTART:20261205T170000Z", "2026-12-05 20:00"),
        ("DTSTART;TZID=Europe/Moscow:20261205T200000", "2026-12-05 20:00"),
        ("DTSTART;TZID=America/New_York:20261205T200000", "2026-12-06 04:00"),
        ("DTSTART;TZID=Russian Standard Time:20261205T200000", "2026-12-05 20:00"),  # Outlook
        ("DTSTART:20261205T200000", "2026-12-05 20:00"),  # by the clock of wherever it is
    ],
)
def test_an_event_of_a_calendar_is_read_by_the_clock_of_its_city(
    t: Texts, start: str, wall: str
) -> None:
    at = datetime.fromisoformat(wall)
    found = read(t, calendar(event(start)))
    assert shows(found.concerts) == [("Kazan", at.date(), at.time(), "Europe/Moscow")]


@pytest.mark.parametrize(
    ("start", "more", "why"),
    [
        ("DTSTART;VALUE=DATE:20261205", "", "It's all day long."),
        ("DTSTART:20261205T170000Z", "RRULE:FREQ=DAILY", "It repeats."),
        ("DTSTART:20261205T170000Z", "STATUS:CANCELLED", "Cancelled"),
        ("DTSTART;TZID=Mars/Base:20261205T170000", "", "I don't know the time zone “Mars/Base”."),
        ("DTSTART:20269905T170000", "", "I can't read when it starts."),
        ("DESCRIPTION:no start", "", "I can't read when it starts."),
    ],
)
def test_an_event_without_one_start_is_refused(t: Texts, start: str, more: str, why: str) -> None:
    good = event("DTSTART:20261205T170000Z", uid="2@example.com")
    found = read(t, calendar(event(start, *filter(None, [more])), good))
    assert shows(found.concerts) == [KAZAN]
    [problem] = told(t, found)
    assert problem.startswith(f"Line 3: {why}")


def test_what_a_file_calls_a_time_zone_is_believed_in_no_file(t: Texts) -> None:
    def zone(name: str) -> str:
        rule = "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+1000\r\n"
        rule += "TZOFFSETTO:+1000\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD"
        begin, end = "BEGIN:VTIME\r\n ZONE", "END:vtimezone"
        return f"{begin}\r\nTZID:{name}\r\n{rule}\r\n{rule}\r\n{end}\r\n"

    own = event("DTSTART;TZID=Own:20261205T170000", uid="2@example.com")
    outlook = event("DTSTART;TZID=Russian Standard Time:20261205T200000")
    file = calendar(outlook, own).replace(
        "BEGIN:VEVENT", zone("Russian Standard Time") + zone("Own") + "BEGIN:VEVENT", 1
    )
    for one in (file, calendar(outlook, own)):
        found = read(t, one)
        assert shows(found.concerts) == [KAZAN]
        [problem] = told(t, found)
        assert "I don't know the time zone “Own”." in problem


def test_an_event_moved_keeps_its_id(t: Texts) -> None:
    [first] = read(t, calendar(event("DTSTART:20261205T170000Z"))).concerts
    [moved] = read(t, calendar(event("DTSTART:20261206T180000Z", "SEQUENCE:1"))).concerts
    assert moved.id == first.id


def test_an_event_without_a_city_asks_for_one(t: Texts) -> None:
    found = read(t, calendar(event("DTSTART:20261205T200000").replace("\\, Kazan", "")))
    assert told(t, found) == ["Line 3, City: It's empty."]


@pytest.mark.parametrize(
    ("address", "city", "zone"),
    [
        ("Doug Fir, 830 E Burnside St, Portland, OR 97214, USA", "Portland", "America/Los_Angeles"),
        ("O2 Academy, 16 Horsefair, Birmingham B1 1DB, UK", "Birmingham", "Europe/London"),
        ("SO36, Oranienstraße 190, 10999 Berlin, Germany", "Berlin", "Europe/Berlin"),
        ("Эрмитаж, ул. Баумана, 1, Казань, Татарстан, Россия, 420111", "Kazan", "Europe/Moscow"),
        ("Esplanade, 1 Esplanade Dr, Singapore 038981", "Singapore", "Asia/Singapore"),
    ],
)
def test_a_city_is_found_in_an_address(t: Texts, address: str, city: str, zone: str) -> None:
    place = address.replace(",", "\\,")
    found = read(
        t, calendar(event("DTSTART:20261205T200000").replace("The Garage\\, Kazan", place))
    )
    assert [(c.venue, c.city, c.zone) for c in found.concerts] == [
        (address.partition(",")[0], city, zone)
    ]


def test_a_line_folded_within_a_letter_is_whole_again(t: Texts) -> None:
    file = calendar(event("DTSTART:20261205T170000Z")).replace("Tour", "Тур").encode()
    split = "Ту".encode()[:3]
    [concert] = read(t, file.replace(split, split + b"\r\n ")).concerts
    assert concert.title == "Тур"


def test_an_event_inside_of_another_thing_is_none(t: Texts) -> None:
    nested = "BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Inner\r\nEND:VEVENT"
    found = read(t, calendar(event("DTSTART:20261205T170000Z", nested)))
    assert [c.title for c in found.concerts] == ["Tour"]


def test_our_own_calendar_file_is_known_again(t: Texts) -> None:
    [concert] = read(t, TABLE).concerts
    file = ical.event_file(t, concert, artist="Anna", link="https://t.me/bot?start=x")
    assert file is not None
    found = read(t, file)
    assert [c.id for c in found.concerts] == [concert.id]
    assert shows(found.concerts) == [KAZAN]
    file = ical.event_file(t, concert.changed(venue="מועדון"), artist="Anna", link="https://t.me/b")
    assert file is not None
    assert read(t, file).concerts[0].venue == "מועדון", "and nothing unseen around it"


# The template ----------------------------------------------------------------------------------


def test_columns_are_read_by_the_names_that_they_are_told_by(library: Library) -> None:
    for t in library:
        for name in COLUMNS:
            assert sheet.column(t.plain(f"import-column-{name}")) == name


def test_the_template_can_be_imported(library: Library) -> None:
    for t in library:
        rows = imported.template(t, day=date(2026, 12, 5))
        file = "\n".join(";".join(row) for row in rows)
        found = read(t, file)
        assert told(t, found) == []
        assert len(found.concerts) == 1
