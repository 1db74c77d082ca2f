"""Dates and times as people type them."""

import time as clock
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handlers.when import (
    AHEAD,
    LONGEST,
    Unreadable,
    When,
    month,
    offered_times,
    read_when,
    turns,
)

TODAY = date(2026, 7, 8)  # a Wednesday

READ = """
15 июля 20:00 | 2026-07-15 | 20:00
15 июля в 8 вечера | 2026-07-15 | 20:00
15.07.2026 19:30 | 2026-07-15 | 19:30
15.07 | 2026-07-15 |
15/07/26 | 2026-07-15 |
2026-07-15 20:00 | 2026-07-15 | 20:00
July 15 8pm | 2026-07-15 | 20:00
15 July at 20:00 | 2026-07-15 | 20:00
jul 15th, 8:30 pm | 2026-07-15 | 20:30
next Friday 8pm | 2026-07-17 | 20:00
в пятницу в 20 | 2026-07-10 | 20:00
в следующую субботу в 19:00 | 2026-07-18 | 19:00
завтра 20:00 | 2026-07-09 | 20:00
послезавтра | 2026-07-10 |
tomorrow 7 pm | 2026-07-09 | 19:00
сегодня в 21:00 | 2026-07-08 | 21:00
через 2 недели | 2026-07-22 |
in 10 days | 2026-07-18 |
через неделю в пятницу | 2026-07-17 |
Friday | 2026-07-10 |
пятница | 2026-07-10 |
20:00 |  | 20:00
8pm |  | 20:00
20.00 |  | 20:00
в полдень |  | 12:00
noon |  | 12:00
midnight |  | 00:00
15 июля | 2026-07-15 |
15 июль | 2026-07-15 |
1 января | 2027-01-01 |
31 декабря 23:00 | 2026-12-31 | 23:00
8 июля | 2026-07-08 |
7 июля | 2027-07-07 |
3 мар | 2027-03-03 |
3 мар. 19:00 | 2027-03-03 | 19:00
12 сент. 2026 г. | 2026-09-12 |
12 сентября 2026 года в 20:00 | 2026-09-12 | 20:00
12 сен 2026, 20:00 | 2026-09-12 | 20:00
5 мая 2027 | 2027-05-05 |
15-го июля в 20:00 | 2026-07-15 | 20:00
15го июля | 2026-07-15 |
сб 15 августа 19:00 | 2026-08-15 | 19:00
суббота, 15 августа, 19:00 | 2026-08-15 | 19:00
15 августа (суббота) 19:00 | 2026-08-15 | 19:00
15 августа в 19.30 | 2026-08-15 | 19:30
15 августа 19-30 | 2026-08-15 | 19:30
15.08 19.30 | 2026-08-15 | 19:30
15.08 в 20.10 | 2026-08-15 | 20:10
15.08 20.10 | 2026-08-15 | 20:10
20.10 15.08.2026 | 2026-08-15 | 20:10
15.08.26 в 19 | 2026-08-15 | 19:00
15-08-2026 | 2026-08-15 |
15/08/2026 19:00 | 2026-08-15 | 19:00
2026.08.15 | 2026-08-15 |
2026/08/15 19:00 | 2026-08-15 | 19:00
2026-08-15T19:00 | 2026-08-15 | 19:00
1.9 | 2026-09-01 |
01.09 20:00 | 2026-09-01 | 20:00
20:00 15.08 | 2026-08-15 | 20:00
в 20:00 15 августа | 2026-08-15 | 20:00
20:00, 15 августа 2026 | 2026-08-15 | 20:00
8 вечера 15 августа | 2026-08-15 | 20:00
15 августа в 7 утра | 2026-08-15 | 07:00
15 августа в 2 часа дня | 2026-08-15 | 14:00
15 августа в 11 ночи | 2026-08-15 | 23:00
16 августа в 2 часа ночи | 2026-08-16 | 02:00
15 августа в 12 дня | 2026-08-15 | 12:00
15 августа в 12 ночи | 2026-08-15 | 00:00
15 августа, 20 часов | 2026-08-15 | 20:00
15 августа в 20 ч | 2026-08-15 | 20:00
15 августа в 20ч30 | 2026-08-15 | 20:30
15 августа в 20 часов 30 минут | 2026-08-15 | 20:30
в полночь 31 декабря | 2026-12-31 | 00:00
завтра | 2026-07-09 |
завтра в полдень | 2026-07-09 | 12:00
завтра в 8 вечера | 2026-07-09 | 20:00
завтра вечером в 8 | 2026-07-09 | 20:00
сегодня в 9 вечера | 2026-07-08 | 21:00
сегодня | 2026-07-08 |
послезавтра в 19 | 2026-07-10 | 19:00
пт 20:00 | 2026-07-10 | 20:00
в пт в 20 | 2026-07-10 | 20:00
в субботу | 2026-07-11 |
во вторник 19:00 | 2026-07-14 | 19:00
в среду | 2026-07-15 |
в эту пятницу | 2026-07-10 |
в эту среду | 2026-07-08 |
в ближайшую пятницу в 20:00 | 2026-07-10 | 20:00
в следующую пятницу | 2026-07-17 |
в следующий вторник | 2026-07-14 |
в следующее воскресенье | 2026-07-19 |
в след. пятницу в 20:00 | 2026-07-17 | 20:00
на следующей неделе в четверг | 2026-07-16 |
в четверг на следующей неделе в 20:00 | 2026-07-16 | 20:00
через неделю | 2026-07-15 |
через две недели | 2026-07-22 |
через 10 дней в 20:00 | 2026-07-18 | 20:00
через 3 дня | 2026-07-11 |
через месяц | 2026-08-08 |
через 2 месяца в 19:00 | 2026-09-08 | 19:00
через год | 2027-07-08 |
через две недели в субботу в 20:00 | 2026-07-25 | 20:00
15 числа | 2026-07-15 |
5-го числа в 20:00 | 2026-08-05 | 20:00
July 15 | 2026-07-15 |
15 July | 2026-07-15 |
15th of July | 2026-07-15 |
the 15th of July at 8 pm | 2026-07-15 | 20:00
July 15th 2026 | 2026-07-15 |
July 15, 2026 8:00 PM | 2026-07-15 | 20:00
July 15, 2026 at 8 p.m. | 2026-07-15 | 20:00
Jul 15 20:00 | 2026-07-15 | 20:00
Sept 12 7:30pm | 2026-09-12 | 19:30
12 Sep 2026 | 2026-09-12 |
March 3 | 2027-03-03 |
on March 3rd at noon | 2027-03-03 | 12:00
Saturday 15 August 7pm | 2026-08-15 | 19:00
Sat, Aug 15, 7 PM | 2026-08-15 | 19:00
Sat 8pm | 2026-07-11 | 20:00
on Friday at 8 | 2026-07-10 | 08:00
friday at 8 in the evening | 2026-07-10 | 20:00
this Friday 8pm | 2026-07-10 | 20:00
this Wednesday | 2026-07-08 |
Wednesday | 2026-07-15 |
next Tuesday | 2026-07-14 |
next Wednesday at 19:00 | 2026-07-15 | 19:00
next week on Thursday | 2026-07-16 |
Thursday next week, 8pm | 2026-07-16 | 20:00
tomorrow | 2026-07-09 |
tomorrow at noon | 2026-07-09 | 12:00
today at 9pm | 2026-07-08 | 21:00
tonight at 9 pm | 2026-07-08 | 21:00
the day after tomorrow at 8pm | 2026-07-10 | 20:00
in a week | 2026-07-15 |
in two weeks | 2026-07-22 |
in 2 weeks on Friday | 2026-07-24 |
in 3 months | 2026-10-08 |
8 pm tomorrow | 2026-07-09 | 20:00
20h30 |  | 20:30
20h |  | 20:00
8:30pm |  | 20:30
8.30 pm |  | 20:30
12 am |  | 00:00
12 pm |  | 12:00
12:30 am |  | 00:30
at 20 |  | 20:00
в 20 |  | 20:00
в 20-00 |  | 20:00
8 вечера |  | 20:00
20:00:00 |  | 20:00
00:00 |  | 00:00
0:30 |  | 00:30
в час дня |  | 13:00
the 15th at 8pm | 2026-07-15 | 20:00
29 февраля 2028 | 2028-02-29 |
15 ИЮЛЯ 20:00 | 2026-07-15 | 20:00
Пятница, 10 июля, 20:00 | 2026-07-10 | 20:00
начало 15 июля в 20:00 | 2026-07-15 | 20:00
13 pm |  | 13:00
15 |  | 15:00
20 |  | 20:00
ср 15.07 20:00 | 2026-07-15 | 20:00
15.07.2026г. в 20:00 | 2026-07-15 | 20:00
15.07.2026 г. 20:00 часов | 2026-07-15 | 20:00
this coming Friday 8pm | 2026-07-10 | 20:00
следующая пятница | 2026-07-17 |
сегодня в полночь | 2026-07-09 | 00:00
tonight at 12 | 2026-07-09 | 00:00
tomorrow night at 8:30 | 2026-07-09 | 20:30
tonight at 8 | 2026-07-08 | 20:00
July 15 - 20:00 | 2026-07-15 | 20:00
завтра в девять вечера | 2026-07-09 | 21:00
@8pm |  | 20:00
31 числа | 2026-07-31 |
в 20 30 |  | 20:30
15–00 |  | 15:00
"""

REFUSED = """
30 февраля | impossible | 30 февраля
31 апреля 20:00 | impossible | 31 апреля
30.02.2026 | impossible | 30.02.2026
Feb 30 | impossible | feb 30
29 февраля | impossible | 29 февраля
29.02.2027 | impossible | 29.02.2027
32 июля | impossible | 32 июля
15.13.2026 | impossible | 15.13.2026
2026-13-01 | impossible | 2026-13-01
25:00 | impossible | 25:00
20:60 | impossible | 20:60
24:00 | impossible | 24:00
a week from Friday | unclear | a week
15 июля 25:00 | impossible | 25:00
скоро | unclear | скоро
soon | unclear | soon
весной | unclear | весной
Москва | unclear | москва
15 июля 20:00 мск | unclear | мск
July 15 8pm EST | unclear | est
15 16 июля | unclear | 15
15-16 июля | twice | 15-16 июля
15 июля 16 июля | twice | 16 июля
20:00-22:00 | unclear | 20:00-22:00
с 20:00 до 22:00 | twice | 22:00
15 июля 20 | unclear | 20
July 15 20 | unclear | 20
every Friday | unclear | every
каждую пятницу | unclear | каждую
вчера | unclear | вчера
yesterday | unclear | yesterday
3 days ago | unclear | 3 days ago
next | unclear | next
в следующую | unclear | следующую
next week | unclear | next week
на следующей неделе | unclear | следующей неделе
через | unclear | через
через пятницу | unclear | через
in | unclear | in
two weeks from today | unclear | two weeks
июль | unclear | июль
July | unclear | july
july 2026 | unclear | july 2026
15 июля 2026 2027 | unclear | 2027
пятница 15 июля | contradiction | пятница
Monday July 15 | contradiction | monday
в пятницу в субботу | twice | субботу
завтра послезавтра | twice | послезавтра
١٥ июля ٢٠:٠٠ | unclear | ١٥ июля ٢٠:٠٠
15 июля ٢٠:٠٠ | unclear | ٢٠:٠٠
١٥.٠٧.٢٠٢٦ | unclear | ١٥.٠٧.٢٠٢٦
2026-07-15 20:00 and bring beer | unclear | and bring beer
концерт 15 июля в 20:00 в клубе | unclear | концерт клубе
07/15/2026 | impossible | 07/15/2026
15.07.2026.08 | unclear | 15.07.2026.08
1500 июля | unclear | 1500 июля
20:00:61 | unclear | 20:00:61
-5 | unclear | 5
1e5 | unclear | 1e5
20.07.15.30 | unclear | 20.07.15.30
мая | unclear | мая
может в мае | unclear | может мае
May be | unclear | may be
march on | unclear | march
sat nav | unclear | nav
second of never | unclear | second never
"""


def rows(table: str) -> list[list[str]]:
    return [[*map(str.strip, row.split("|")), "", ""][:3] for row in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "day", "hour"), rows(READ))
def test_what_people_type_is_read(text: str, day: str, hour: str) -> None:
    expected = When(
        date.fromisoformat(day) if day else None, time.fromisoformat(hour) if hour else None
    )
    assert read_when(text, today=TODAY) == expected
    assert read_when(f"  {text.upper()}\n", today=TODAY) == expected


@pytest.mark.parametrize(("text", "reason", "part"), rows(REFUSED))
def test_what_says_nothing_clear_is_refused_and_the_piece_is_named(
    text: str, reason: str, part: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read_when(text, today=TODAY)
    assert (caught.value.reason, caught.value.part) == (reason, part)


@pytest.mark.parametrize("text", ["", " ", "\n", "...", "-", "🎸", "в", "at the", "начало"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_when(text, today=TODAY)


def test_a_number_alone_is_what_was_asked_for() -> None:
    assert read_when("15", today=TODAY) == When(None, time(15))
    assert read_when("15", today=TODAY, alone="day") == When(date(2026, 7, 15), None)
    assert read_when("7", today=TODAY, alone="day") == When(date(2026, 8, 7), None)
    assert read_when("8", today=TODAY, alone="day") == When(TODAY, None)
    with pytest.raises(Unreadable, match="impossible"):
        read_when("32", today=TODAY, alone="day")
    with pytest.raises(Unreadable, match="impossible"):
        read_when("32", today=TODAY)
    for text in ("20:00", "8pm", "15.07", "в 15"):
        assert read_when(text, today=TODAY, alone="day") == read_when(text, today=TODAY)


def test_a_long_text_is_refused_unread() -> None:
    assert read_when("20:00".ljust(LONGEST), today=TODAY) == When(None, time(20))
    with pytest.raises(Unreadable) as caught:
        read_when("20:00".ljust(LONGEST + 1), today=TODAY)
    assert caught.value.reason == "long"


MONTHS = (
    ("января", "янв", "January", "Jan"),
    ("февраля", "фев", "February", "Feb"),
    ("марта", "мар", "March", "Mar"),
    ("апреля", "апр", "April", "Apr"),
    ("мая", "мая", "May", "May"),
    ("июня", "июн", "June", "Jun"),
    ("июля", "июл", "July", "Jul"),
    ("августа", "авг", "August", "Aug"),
    ("сентября", "сент.", "September", "Sept"),
    ("октября", "окт", "October", "Oct"),
    ("ноября", "нояб.", "November", "Nov"),
    ("декабря", "дек", "December", "Dec"),
)
WEEKDAYS = (
    ("понедельник", "пн", "Monday", "Mon"),
    ("вторник", "вт", "Tuesday", "Tue"),
    ("среду", "ср", "Wednesday", "Wed"),
    ("четверг", "чт", "Thursday", "Thu"),
    ("пятницу", "пт", "Friday", "Fri"),
    ("субботу", "сб", "Saturday", "Sat"),
    ("воскресенье", "вс", "Sunday", "Sun"),
)


def in_words(day: date, pattern: str) -> str:
    """Fill a pattern: d and th, the day; ru, янв, en, jan, the month; dow, its weekday; y."""
    ru, short_ru, en, short_en = MONTHS[day.month - 1]
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(day.day if day.day < 14 else day.day % 10, "th")
    names = {"ru": ru, "янв": short_ru, "en": en, "jan": short_en, "y": day.year, "d": day.day}
    пн, mon = WEEKDAYS[day.weekday()][1::2]
    return pattern.format(**names, th=f"{day.day}{ordinal}", пн=пн, mon=mon)


WITH_A_YEAR: list[Callable[[date], str]] = [
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%d.%m.%Y}г.",
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y.%m.%d}",
    *(
        lambda day, pattern=pattern: in_words(day, pattern)
        for pattern in (
            *("{d} {ru} {y}", "{d} {ru} {y} г.", "{d} {ru} {y} года", "{d} {янв} {y}"),
            *("{d}-го {ru} {y}", "{пн}, {d} {ru} {y}", "{пн} {d}.{янв} {y}"),
            *("{en} {d}, {y}", "{jan} {d} {y}", "{en} {th}, {y}", "{d} {en} {y}"),
            *(
                "{th} of {en} {y}",
                "the {th} of {en}, {y}",
                "{mon}, {jan} {d}, {y}",
                "{d} {jan} {y}",
            ),
        )
    ),
]
WITHOUT_A_YEAR: list[Callable[[date], str]] = [
    lambda day: f"{day:%d.%m}",
    lambda day: f"{day.day}.{day.month}",
    lambda day: f"{day:%d/%m}",
    *(
        lambda day, pattern=pattern: in_words(day, pattern)
        for pattern in (
            *("{d} {ru}", "{d} {янв}", "{d}го {ru}", "{пн} {d} {ru}", "{d} {ru} ({пн})"),
            *("{en} {d}", "{jan} {th}", "{d} {jan}", "{th} of {en}", "{mon} {d} {en}"),
        )
    ),
]
TIMES: list[Callable[[time], str]] = [
    lambda at: f"{at:%H:%M}",
    lambda at: f"{at:%H:%M:00}",
    lambda at: f"в {at.hour}:{at:%M}",
    lambda at: f"в {at:%H.%M}",
    lambda at: f"в {at:%H-%M}",
    lambda at: f"в {at:%H %M}",
    lambda at: f"{at.hour} ч {at:%M} мин",
    lambda at: f"{at.hour}h{at:%M}",
    lambda at: f"at {at:%H:%M}",
    lambda at: f"{at:%I:%M %p}",
    lambda at: f"at {at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}",
    lambda at: f"{at.hour % 12 or 12}.{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}",
]

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)), st.sampled_from(WITH_A_YEAR), st.data())
@settings(max_examples=500)
def test_every_date_with_its_year_reads_back_as_itself(
    day: date, form: Callable[[date], str], data: st.DataObject
) -> None:
    assert read_when(form(day), today=TODAY) == When(day, None)
    at, say = data.draw(times), data.draw(st.sampled_from(TIMES))
    assert read_when(f"{form(day)} {say(at)}", today=TODAY) == When(day, at)
    assert read_when(f"{say(at)}, {form(day)}", today=TODAY) == When(day, at)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("./-"))
def test_a_year_of_two_digits_is_of_this_century(day: date, sep: str) -> None:
    assert read_when(f"{day:%d{sep}%m{sep}%y}", today=TODAY) == When(day, None)


@given(
    st.dates(date(2020, 1, 1), date(2050, 12, 31)),
    st.integers(0, 364),
    st.sampled_from(WITHOUT_A_YEAR),
)
@settings(max_examples=500)
def test_a_date_without_a_year_is_the_next_such_day(
    today: date, ahead: int, form: Callable[[date], str]
) -> None:
    day = today + timedelta(ahead)
    assert read_when(form(day), today=today) == When(day, None)


@given(times, st.sampled_from(TIMES))
@settings(max_examples=500)
def test_every_time_reads_back_as_itself(at: time, say: Callable[[time], str]) -> None:
    assert read_when(say(at), today=TODAY) == When(None, at)


@given(st.dates(date(2020, 1, 1), date(2050, 12, 31)), st.integers(0, 6), st.integers(0, 3))
@settings(max_examples=200)
def test_a_weekday_is_the_coming_one_and_next_is_of_the_next_week(
    today: date, number: int, form: int
) -> None:
    name = WEEKDAYS[number][form]
    this, next_ = ("this", "next") if form > 1 else ("эту", "следующую")
    coming = read_when(name, today=today).date
    nearest = read_when(f"{this} {name}", today=today).date
    following = read_when(f"{next_} {name} 20:00", today=today).date
    assert coming
    assert nearest
    assert following
    assert {day.weekday() for day in (coming, nearest, following)} == {number}
    assert timedelta(1) <= coming - today <= timedelta(7)
    assert timedelta(0) <= nearest - today <= timedelta(6)
    monday = today - timedelta(today.weekday())
    assert timedelta(7) <= following - monday <= timedelta(13)


WORDS = """
    в на через in at next this след. 1 2 15 20 31 99 2026 20:00 15.07 30.02 00 8pm am вечера вечером
    июля may пятницу fri неделю недели weeks the 15th числа завтра today полдень noon . , : - / | a
    час ч h @ of 07/15 99:99 32 0 13 день
"""
words = st.sampled_from(WORDS.split())


@given(
    st.text(max_size=LONGEST + 10)
    | st.text("0123456789.:-/ вatpm", max_size=30)
    | st.lists(words, max_size=12).map(" ".join)
    | st.lists(words, max_size=12).map("".join)
)
@settings(max_examples=500)
def test_no_text_does_anything_but_read_or_be_refused(text: str) -> None:
    try:
        day, at = read_when(text, today=TODAY)
    except Unreadable:
        return
    assert day or at is not None


@given(st.sampled_from([row[0] for row in rows(READ)]), st.data())
@settings(max_examples=300)
def test_digits_of_other_scripts_are_refused_not_misread(text: str, data: st.DataObject) -> None:
    places = [n for n, c in enumerate(text) if c.isdigit()]
    assume(places)
    n = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from("٠١٢٣٤٥٦٧٨٩۰۱۲३४५๑๒０１²①"))
    with pytest.raises(Unreadable):
        read_when(text[:n] + other + text[n + 1 :], today=TODAY)


@pytest.mark.parametrize(
    "piece",
    ["1", "1.", "1 ", "1:", "в ", "через ", "a", "20 ", "15 июля ", "next ", "8 p.m. ", "-"],
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    started = clock.process_time()
    for tail in ("", "x", "!"):
        with pytest.raises(Unreadable):
            read_when(text[: LONGEST - 1] + tail, today=TODAY)
    assert clock.process_time() - started < 0.1


@given(st.dates(date(2024, 1, 1), date(2050, 12, 1)), st.integers(0, AHEAD))
def test_a_month_shows_each_of_its_days_once_from_the_first_on(first: date, ahead: int) -> None:
    year, number = divmod(first.year * 12 + first.month - 1 + ahead, 12)
    weeks = month(year, number + 1, first=first)
    days = [day for week in weeks for day in week if day]
    assert all(len(week) == 7 and any(week) for week in weeks)
    assert all(day.weekday() == n for week in weeks for n, day in enumerate(week) if day)
    assert days == sorted(set(days))
    assert days[0] == max(first, date(year, number + 1, 1))
    assert (days[-1] + timedelta(1)).day == 1
    assert {(day.year, day.month) for day in days} == {(year, number + 1)}


def test_the_calendar_turns_neither_into_the_past_nor_for_ever() -> None:
    assert turns(2026, 7, first=TODAY) == (None, (2026, 8))
    assert turns(2026, 12, first=TODAY) == ((2026, 11), (2027, 1))
    assert turns(2027, 1, first=TODAY) == ((2026, 12), (2027, 2))
    assert turns(2028, 7, first=TODAY) == ((2028, 6), None)
    assert turns(2031, 1, first=TODAY) == ((2030, 12), None)
    assert turns(2020, 1, first=TODAY) == (None, (2020, 2))


def test_the_times_offered_are_those_of_shows() -> None:
    offered = offered_times()
    assert len(offered) == 12
    assert list(offered) == sorted(set(offered))
    assert {time(19), time(19, 30), time(20)} <= set(offered)
