"""Dates and times as people type them, in Russian and English, and the calendar to tap instead.

A parser of our own: of the 174 phrases in its test `dateparser` reads 104 and misreads 22 ("в 20"
is the 20th, "15.07" is 15:07); of 66 that say nothing clear it takes 28 ("32 июля" is in 2032).
Here every word must be understood, or the whole is refused.

How the ambiguous is read; show the weekday back, so that a misreading is seen at once:

- A date without a year that has passed this year is next year's.
- "Friday" is the coming one, never today; "this Friday" may be today; "next Friday" is the Friday
  of the next week, Monday first, and so are "Friday next week" and "через неделю в пятницу".
- "15.07" is a date and "20.00" a time; after "at", or beside another date, "15.07" is a time too.
- "15/07" is day first. An hour without "pm" is on the 24-hour clock: "at 8" is in the morning.
- A number alone is an hour, or the coming such day of a month, as the question was.
- Midnight "today" or "tonight" is the coming one.
"""

import re
from calendar import Calendar, monthrange
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from typing import Literal, NamedTuple

LONGEST = 100  # characters; nobody needs more to say when
AHEAD = 24  # months the calendar can be turned forward

Reason = Literal["unclear", "impossible", "twice", "contradiction", "long"]


class When(NamedTuple):
    """What was said; what was not said is None."""

    date: date | None
    time: time | None


class Unreadable(ValueError):
    """A text that does not say when.

    `part` is the piece to blame, as typed but in lower case. `unclear`: not understood;
    `impossible`: there is no such date or time; `twice`: a second date or time; `contradiction`:
    that date is another weekday or in another week; `long`: more than LONGEST characters.
    """

    def __init__(self, reason: Reason, part: str) -> None:
        super().__init__(f"{reason}: {part}")
        self.reason: Reason = reason
        self.part = part


def _numbered(rows: str) -> dict[str, int]:
    """Give each word the number of its row, from 1."""
    lines = enumerate(rows.strip().splitlines(), 1)
    return {word: number for number, line in lines for word in line.split()}


_MONTHS = _numbered("""
    январь января янв january jan
    февраль февраля февр фев february feb
    март марта мар march mar
    апрель апреля апр april apr
    май мая may
    июнь июня июн june jun
    июль июля июл july jul
    август августа авг august aug
    сентябрь сентября сент сен september sept sep
    октябрь октября окт october oct
    ноябрь ноября нояб ноя november nov
    декабрь декабря дек december dec
""")
_WEEKDAYS = _numbered("""
    понедельник пн monday mon
    вторник вт tuesday tues tue
    среда среду ср wednesday wed
    четверг чт thursday thurs thur thu
    пятница пятницу пт friday fri
    суббота субботу сб saturday sat
    воскресенье вс sunday sun
""")
_NUMBERS = _numbered("""
    один одну час one a an
    два две two
    три three
    четыре four
    пять five
    шесть six
    семь seven
    восемь eight
    девять nine
    десять ten
    одиннадцать eleven
    двенадцать twelve
""")
_UNITS = _numbered("""
    день дня дней day days
    неделю недели недель week weeks
    месяц месяца месяцев month months
    год года лет year years
""")
_DAYS_AHEAD = {"сегодня": 0, "today": 0, "tonight": 0, "завтра": 1, "tomorrow": 1}
_DAYS_AHEAD |= {"послезавтра": 2, "day after tomorrow": 2}
_NAMED_HOURS = {"полдень": 12, "noon": 12, "midday": 12, "полночь": 0, "midnight": 0}
_PARTS: dict[str, Iterable[int]] = {  # of the day: the hours that a word goes with
    **dict.fromkeys(("am", "a.m.", "a.m"), range(12)),
    **dict.fromkeys(("pm", "p.m.", "p.m"), range(12, 24)),
    **dict.fromkeys(("утра", "утром", "in the morning", "morning"), range(1, 12)),
    **dict.fromkeys(("дня", "днем", "in the afternoon", "afternoon"), range(10, 18)),
    **dict.fromkeys(("вечера", "вечером", "in the evening", "evening"), range(15, 24)),
    **dict.fromkeys(("ночи", "ночью", "at night", "night", "tonight"), (*range(6), *range(20, 24))),
}
_NOISE = frozenset(["в", "во", "на", "с", "начало", "г", "года", "ч", "часов"])
_NOISE |= {"at", "on", "the", "of", "this", "from", "begins", "starts"}


class _Said:
    """What has been read so far. A method takes one match; False says that it is none after all."""

    def __init__(self, text: str, today: date, alone: Literal["hour", "day"]) -> None:
        self.text = text
        self.today = today
        self.alone = alone  # what a number alone is
        self.day: date | None = None
        self.weekday: re.Match[str] | None = None
        self.week: tuple[date, re.Match[str]] | None = None  # any day of the week that is meant
        self.clock: time | None = None
        self.hours: set[int] = set()  # that `clock` may mean: "8" is 8:00 or 20:00
        self.parts: list[str] = []  # of the day, beside the hour or apart from it

    def full_date(self, m: re.Match[str]) -> bool:
        year = int(m["y"]) + (2000 if len(m["y"]) == 2 else 0)
        return self._set_day(m, year, int(m["m"]), int(m["d"]))

    def named_month(self, m: re.Match[str]) -> bool:
        year = int(m["y"]) if m["y"] else None
        return self._set_day(m, year, _MONTHS[m["m"]], int(m["d"]))

    def several_days(self, m: re.Match[str]) -> bool:
        raise Unreadable("twice", m[0])

    def day_and_month(self, m: re.Match[str]) -> bool:
        return self._set_day(m, None, int(m["m"]), int(m["d"]))

    def day_of_month(self, m: re.Match[str]) -> bool:
        day = int(re.sub("[^0-9]", "", m[0]))
        return self._set_day(m, *_month_from(self.today, int(day < self.today.day)), day)

    def days_ahead(self, m: re.Match[str]) -> bool:
        if m["word"] == "tonight":
            self.parts.append("tonight")
        day = self.today + timedelta(_DAYS_AHEAD[m["word"]])
        return self._set_day(m, day.year, day.month, day.day)

    def units_ahead(self, m: re.Match[str]) -> bool:
        unit, n = _UNITS[m["unit"]], m["n"] or "1"
        count = _NUMBERS.get(n) or int(n)
        if unit == _UNITS["week"]:
            return self._set_week(m, self.today + timedelta(weeks=count))
        if unit == _UNITS["day"]:
            day = self.today + timedelta(count)
            # "через день" is every other day, not tomorrow
            return bool(m["n"]) and self._set_day(m, day.year, day.month, day.day)
        year, month = _month_from(self.today, count * (12 if unit == _UNITS["year"] else 1))
        return self._set_day(m, year, month, min(self.today.day, monthrange(year, month)[1]))

    def named_week(self, m: re.Match[str]) -> bool:
        return self._set_week(m, self.today + timedelta(weeks=1 if m["next"] else 0))

    def named_weekday(self, m: re.Match[str]) -> bool:
        if self.weekday:
            raise Unreadable("twice", m[0])
        self.weekday = m
        return True

    def named_hour(self, m: re.Match[str]) -> bool:
        hour = _NAMED_HOURS[m["word"]]
        return self._set_clock(m, hour, 0, {hour})

    def hour(self, m: re.Match[str]) -> bool:
        hour, minute = _NUMBERS.get(m["h"]) or int(m["h"]), int(m["min"] or 0)
        if not (m["at"] or m["unit"] or m["part"]):  # nothing yet calls it a time
            if m["sep"] in (None, " ") and m[0] != self.text:
                return False
            if m[0].isdigit() and self.alone == "day":
                return self.day_of_month(m)
            if m["sep"] in (".", "-") and self.day is None and hour and 1 <= minute <= 12:
                return self._set_day(m, None, minute, hour)
        if m["part"]:
            self.parts.append(m["part"])
        either = {hour % 12, hour % 12 + 12} if 1 <= hour <= 12 else {hour}
        return self._set_clock(m, hour, minute, either)

    def part_of_day(self, m: re.Match[str]) -> bool:
        self.parts.append(m["part"])
        return True

    def _set_day(self, m: re.Match[str], year: int | None, month: int, day: int) -> bool:
        if self.day is not None:
            raise Unreadable("twice", m[0])
        if year is None:
            year = self.today.year + ((month, day) < (self.today.month, self.today.day))
        try:
            self.day = date(year, month, day)
        except ValueError:
            raise Unreadable("impossible", m[0]) from None
        return True

    def _set_week(self, m: re.Match[str], day: date) -> bool:
        if self.week:
            raise Unreadable("twice", m[0])
        self.week = day, m
        return True

    def _set_clock(self, m: re.Match[str], hour: int, minute: int, hours: set[int]) -> bool:
        if self.clock is not None:
            raise Unreadable("twice", m[0])
        try:
            self.clock, self.hours = time(hour, minute), hours
        except ValueError:
            raise Unreadable("impossible", m[0]) from None
        return True

    def nothing(self) -> bool:
        return not (self.day or self.weekday or self.week or self.clock or self.parts)

    def when(self) -> When:
        day, clock = self._day(), self._clock()
        if day == self.today and clock == time(0) and re.search("сегодня|today|tonight", self.text):
            day += timedelta(1)
        return When(day, clock)

    def _day(self) -> date | None:
        day = self.day
        number = _WEEKDAYS[self.weekday["word"]] - 1 if self.weekday else None
        if self.week:
            in_week, m = self.week
            monday = in_week - timedelta(in_week.weekday())
            if day is None and number is not None:
                day = monday + timedelta(number)
            elif day is None:
                if "unit" not in m.groupdict():  # "next week" is no day, "in a week" is one
                    raise Unreadable("unclear", m[0])
                day = in_week
            if not timedelta(0) <= day - monday < timedelta(7):
                raise Unreadable("contradiction", m[0])
        if self.weekday and number is not None:
            ahead = (number - self.today.weekday()) % 7
            if self.weekday["next"]:
                ahead = 7 + number - self.today.weekday()
            elif not self.weekday["this"]:
                ahead = ahead or 7
            day = day or self.today + timedelta(ahead)
            if day.weekday() != number:
                raise Unreadable("contradiction", self.weekday[0])
        return day

    def _clock(self) -> time | None:
        if not self.parts:
            return self.clock
        hours = self.hours.intersection(*(_PARTS[part] for part in self.parts))
        if self.clock is None or not hours:
            raise Unreadable("impossible" if self.clock else "unclear", self.parts[-1])
        return self.clock.replace(hour=hours.pop())


def _month_from(day: date, months: int) -> tuple[int, int]:
    return day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1


def _cut(
    pattern: re.Pattern[str], read: Callable[[_Said, re.Match[str]], bool], said: _Said, text: str
) -> str:
    """Return the text without what the reader took."""
    return pattern.sub(lambda m: " | " if read(said, m) else m[0], text)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_D = r"(?P<d>[0-9]{1,2})"
_M = r"(?P<m>[0-9]{1,2})"
_Y = r"(?P<y>[12][0-9]{3})"
_MONTH = rf"(?P<m>{_any(_MONTHS)})\b\.?"
_MAYBE_YEAR = rf"(?:,? {_Y}(?: ?(?:года|г))?)?"
_TH = "(?:-?(?:го|е)|st|nd|rd|th)"
_NEXT = r"(?P<next>next|следующ(?:ий|ая|ую|ее|ей)|след\.?)"
_THIS = r"(?P<this>(?:this )?coming|this|эт(?:от|а|у|о|ой)|ближайш(?:ий|ая|ую|ее))"
_COUNT = f"(?P<n>[0-9]{{1,3}}|{_any(_NUMBERS)})"
_HOUR = f"(?P<h>[0-9]{{1,2}}|{_any(_NUMBERS.keys() - {'a', 'an'})})"
_HOURS = r" ?(?:часов|часа|час|ч|o'clock|h)(?![a-zа-я])\.?"
_MINUTE = rf"(?P<sep>[:. -]|{_HOURS} ?)(?P<min>[0-9]{{2}})(?::00| ?мин(?:ут)?)?"
_PART = f"(?P<part>{_any(_PARTS)})"

_READERS = tuple(
    (re.compile(rf"(?<!\w)(?<![0-9][.:/-])(?:{pattern})(?!\w)(?![.:/-][0-9])"), read)
    for pattern, read in (  # the surer before the likelier; what is read is cut out
        (rf"{_Y}(?P<sep>[-./]){_M}(?P=sep){_D}", _Said.full_date),
        (rf"{_D}(?P<sep>[-./]){_M}(?P=sep)(?P<y>[12][0-9]{{3}}|[0-9]{{2}})г?", _Said.full_date),
        (rf"[0-9]{{1,2}} ?- ?{_D} ?{_MONTH}", _Said.several_days),
        (rf"{_D}{_TH}?\.? ?(?:of )?{_MONTH}{_MAYBE_YEAR}", _Said.named_month),
        (rf"{_MONTH} ?{_D} ?- ?[0-9]{{1,2}}", _Said.several_days),
        (rf"{_MONTH} ?{_D}{_TH}?{_MAYBE_YEAR}", _Said.named_month),
        (rf"{_D}(?:/|\.(?=[0-9]\b)){_M}", _Said.day_and_month),
        (rf"{_D}(?:{_TH}? числа|{_TH})", _Said.day_of_month),
        (rf"(?P<word>{_any(_DAYS_AHEAD)})", _Said.days_ahead),
        (rf"(?:через|in) (?:{_COUNT} )?(?P<unit>{_any(_UNITS)})", _Said.units_ahead),
        (rf"(?:{_NEXT}|{_THIS}) (?:неделе|week)", _Said.named_week),
        (rf"(?:(?:{_NEXT}|{_THIS}) )?(?P<word>{_any(_WEEKDAYS)})", _Said.named_weekday),
        (rf"(?:12 )?(?P<word>{_any(_NAMED_HOURS)})", _Said.named_hour),
        (
            rf"(?P<at>(?:в|at|@) ?)?{_HOUR}(?:{_MINUTE}|(?P<unit>{_HOURS}))?(?: ?{_PART})?",
            _Said.hour,
        ),
        (_PART, _Said.part_of_day),
    )
)


def read_when(text: str, *, today: date, alone: Literal["hour", "day"] = "hour") -> When:
    """Read a date, a time or both; `today` is the day where the person is.

    `alone` is what was asked for, and so what a number alone must be.

    Raises:
        Unreadable: some of it is not understood, or does not exist.

    """
    if len(text) > LONGEST:
        raise Unreadable("long", text[:LONGEST])
    rest = " ".join(re.sub("[\u2010-\u2015]", "-", text.lower().replace("ё", "е")).split())
    rest = re.sub(r"(?<=[0-9])t(?=[0-9])", " ", rest)  # 2026-07-15T20:00
    said = _Said(rest, today, alone)
    for pattern, read in _READERS:
        rest = _cut(pattern, read, said, rest)
    words = (word.strip(".,;:!?()|-") for word in re.findall(r"\S*\w\S*", rest))
    unknown = [word for word in words if word not in _NOISE]
    if unknown or said.nothing():
        raise Unreadable("unclear", " ".join(unknown) or said.text)
    return said.when()


def month(year: int, month: int, *, first: date) -> list[list[date | None]]:
    """Return the weeks of a month, Monday first, without those that end before `first`.

    None stands for a day of another month or before `first`.
    """
    weeks = Calendar().monthdatescalendar(year, month)
    return [
        [day if day.month == month and day >= first else None for day in week]
        for week in weeks
        if week[-1] >= first
    ]


def turns(
    year: int, month: int, *, first: date
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return the month before and the month after, as year and month; None is out of bounds."""
    since_first = (year - first.year) * 12 + month - first.month
    here = date(year, month, 1)
    return (
        _month_from(here, -1) if since_first > 0 else None,
        _month_from(here, 1) if since_first < AHEAD else None,
    )


def offered_times() -> tuple[time, ...]:
    """Return the times at which shows usually start, earliest first: three rows of four."""
    return tuple(
        time(*divmod(minutes, 60))
        for minutes in (720, 900, 1020, 1080, 1110, 1140, 1170, 1200, 1230, 1260, 1320, 1380)
    )
