"""A concert and its fans through edits, moves, sleep and clocks gone wrong, in virtual time.

The world below knows nothing of how the agenda plans. It lets time pass, does what the agenda says,
and holds what people are told against the clock on the wall: no reminder is missed, none comes
twice, none at a wrong hour, and nobody is left with what is not true any more.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from storage import Concert, Show, agenda, ladder, wire
from storage.ladder import GOING, INTERESTED
from storage.show import differ

PLACE = ("7", "show")
ZONES = """
    Europe/Berlin Europe/London Europe/Moscow America/New_York America/St_Johns America/Santiago
    Africa/Casablanca Asia/Gaza Asia/Tehran Asia/Kolkata Asia/Almaty Australia/Lord_Howe
    Pacific/Apia Pacific/Chatham Antarctica/Troll Pacific/Kiritimati UTC
""".split()  # noqa: SIM905
YEARS = [2011, 2024, 2025, 2026]
SECOND, MINUTE, HOUR, DAY = (
    timedelta(**{f"{unit}s": 1}) for unit in ["second", "minute", "hour", "day"]
)
GRACE, SETTLES = 6 * SECOND, agenda.SETTLES + SECOND
HALF = {"7d": 84 * HOUR, "1d": 12 * HOUR, "3h": 90 * MINUTE}
BASE = {"7d": {INTERESTED}, "1d": {INTERESTED, GOING}, "3h": {GOING}}


def wall(day: date, clock: time, zone: str) -> datetime:
    """Return when it is that wall time: the first of two; pushed on if the clocks skip it."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


@cache
def turns(zone: str) -> list[datetime]:
    """Return wall times of these years that the clocks of a zone skip or show twice."""
    found, place = [], ZoneInfo(zone)

    def turn(start: datetime, step: timedelta) -> bool:
        return start.astimezone(place).utcoffset() != (start + step).astimezone(place).utcoffset()

    for year in YEARS:
        start = datetime(year, 1, 1, tzinfo=UTC)
        for day in (start + n * DAY for n in range(365)):
            if turn(day, DAY):
                hour = next(h for n in range(24) if turn(h := day + n * HOUR, HOUR))
                last = next(m for n in range(60) if turn(m := hour + n * MINUTE, MINUTE))
                before, after = last.astimezone(place), (last + MINUTE).astimezone(place)
                first = min(one.replace(tzinfo=None) for one in (before + MINUTE, after))
                found.append(first + 15 * MINUTE)
    return found


class Fan:
    def __init__(self, chosen: str | None) -> None:
        self.chosen = chosen
        self.answer: str | None = None
        self.since: datetime | None = None
        self.firm: datetime | None = None
        """Since when the answer is what it is, by the latest clock there has been."""
        self.view: Show | None = None
        """What they know of the concert."""
        self.saw: str | None = None
        self.noted: datetime | None = None
        """What the bot has kept of the two."""
        self.heard: datetime | None = None
        """When they last heard of a change, which says when it is by now."""
        self.reminded: list[tuple[datetime, str]] = []


class World:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.zone = chance.choice(ZONES)
        day = date(chance.choice(YEARS), 1, 1) + chance.randrange(365) * DAY
        at = time(chance.randrange(24), chance.choice([0, 30]))
        if (strange := turns(self.zone)) and chance.random() < 0.25:
            wall_time = chance.choice(strange)
            day, at = wall_time.date(), wall_time.time()
        self.now = wall(day, time(12), "UTC") - chance.randrange(1, 12) * DAY
        self.high = self.now
        """The latest that the bot's clock has ever shown."""
        self.concert: Concert | None = Concert.new(
            PLACE[0],
            id=PLACE[1],
            now=self.now,
            title="Spring",
            venue="Hall",
            city="There",
            date=day,
            time=at,
            zone=self.zone,
        )
        self.trash: tuple[Concert, datetime] | None = None
        self.plan: str | None = None
        self.again: datetime | None = None
        self.touched = True
        self.campaigns: dict[str, tuple[agenda.Call, bool]] = {}
        self.ticks: list[tuple[datetime, bool]] = []
        """When the bot was awake, and whether the artist was not at it then."""
        self.stable = self.now
        """Since when the concert starts when it starts, and takes place."""
        self.fans = [
            Fan(chance.choice([None, None, "7d,1d,3h", "3h", "1d", "-"])) for _ in range(3)
        ]

        self.tick()

    # What the bot does -------------------------------------------------------------------------

    def tick(self) -> None:
        self.high = max(self.high, self.now)
        if self.touched:
            self.look(edited=True)
        if self.again is not None and self.again <= self.now:
            self.look(edited=False)
        for id, (call, begun) in list(self.campaigns.items()):
            if not begun and call.at <= self.now:
                self.campaigns[id] = (call, True)
                for fan in self.fans:
                    if fan.answer and self.now <= call.expires:
                        self.deliver(fan, call)
        plan = agenda.Plan.load(self.plan)
        self.ticks.append((self.now, plan is not None and plan.changed is None))

    def look(self, *, edited: bool) -> None:
        dies = self.chance.random() < 0.1
        for _ in range(1 + dies):  # cut off before anything is kept, and had again
            after = agenda.follow(
                PLACE,
                self.concert,
                agenda.Plan.load(self.plan),
                now=self.now,
                edited=edited,
                thanks=False,
            )
            for id in after.withdrawn:
                if id in self.campaigns and not self.campaigns[id][1]:
                    del self.campaigns[id]
            for call in after.calls:
                if not self.campaigns.get(call.campaign, (call, False))[1]:
                    self.campaigns[call.campaign] = (call, False)
        self.plan = after.plan.dump() if after.plan else None
        self.again = after.again
        assert after.again is None or after.again > self.now
        if edited:
            self.touched = False

    def deliver(self, fan: Fan, call: agenda.Call) -> None:
        body: Any = wire.loads(wire.dumps(call.body))
        if body["kind"] == "reminder":
            start = Show.of(self.concert).starts if self.concert else None
            if not start or int(start.timestamp() * 1000) != body["start"]:
                return
            assert self.concert is not None
            step = ladder.due(
                self.concert,
                body["step"],
                answer=fan.answer,
                chosen=fan.chosen,
                since=fan.since,
                now=self.now,
            )
            if step is not None and not ("history" in body and self.hears_anyway(fan, body, step)):
                self.remind(fan, body["step"], start)
            return
        heard = self.heard(fan, body)
        if heard is None:
            return
        _, old = heard
        show = Show.of(self.concert) if self.concert else None
        assert show is None or differ(old, show), "nothing is new"
        fan.view, fan.heard = show, self.now
        if show is not None:
            fan.saw, fan.noted = show.mark, self.now

    def heard(self, fan: Fan, body: Any) -> tuple[str, Show] | None:
        return agenda.heard(body, self.concert, saw=fan.saw, now=self.now)

    def hears_anyway(self, fan: Fan, body: Any, step: ladder.Step) -> bool:
        late = fan.noted is not None and fan.noted >= step.at
        return late or self.heard(fan, body) is not None

    def remind(self, fan: Fan, step: str, start: datetime) -> None:
        assert (start, step) not in fan.reminded, "twice"
        fan.reminded.append((start, step))
        at = self.hour(step)
        assert at <= self.now <= at + HALF[step], "at a wrong hour"
        assert self.now <= start, "too late"
        assert fan.answer in (BASE[step] if step == "3h" or not fan.chosen else {GOING, INTERESTED})
        assert fan.chosen is None or step in fan.chosen.split(",")

    def hour(self, step: str) -> datetime:
        """Return when a reminder is due, by the clock on the wall."""
        concert = self.concert
        assert concert is not None
        assert concert.zone is not None
        if step == "3h":
            return wall(concert.date, concert.time, concert.zone) - 3 * HOUR
        days = 7 if step == "7d" else 1
        return wall(concert.date - days * DAY, time(12), concert.zone)

    # What people do ----------------------------------------------------------------------------

    def wakes(self, until: datetime) -> None:
        """Let time pass with the bot awake."""
        while self.now < until:
            waits = [call.at for call, begun in self.campaigns.values() if not begun]
            waits += [self.again] if self.again else []
            ahead = [at for at in waits if at > self.now]
            self.now = min([until, *ahead])
            self.tick()

    def writes(self, concert: Concert | None) -> None:
        before = Show.of(self.concert) if self.concert else None
        after = Show.of(concert) if concert else None
        if (
            before is None
            or after is None
            or ((before.starts, before.cancelled) != (after.starts, after.cancelled))
        ):
            self.stable = max(self.high, self.now)
        self.concert, self.touched = concert, True

    def edits(self) -> None:
        concert, chance = self.concert, self.chance
        if concert is None:
            return
        away = chance.choice([-1, 1, 2, 7])
        match chance.randrange(6):
            case 0:
                self.writes(concert.changed(date=concert.date + away * DAY))
            case 1:
                self.writes(concert.changed(time=time(chance.randrange(24))))
            case 2:
                self.writes(concert.changed(venue=chance.choice(["Hall", "Bar", "Roof"])))
            case 3:
                self.writes(concert.changed(zone=chance.choice(ZONES)))
            case 4:
                self.writes(concert.changed(cancelled=None if concert.cancelled else True))
            case 5:
                self.writes(concert.changed(title=chance.choice(["Spring", "Fall"])))

    def deletes(self) -> None:
        if self.concert is not None:
            self.trash = (self.concert, max(self.high, self.now))
            self.writes(None)

    def restores(self) -> None:
        if self.trash and self.concert is None and self.high - self.trash[1] <= MINUTE:
            self.writes(self.trash[0])

    def answers(self) -> None:
        fan, answer = self.chance.choice(self.fans), self.chance.choice([GOING, INTERESTED, None])
        self.tick()  # it looks every two seconds
        if self.concert is None:
            return
        show = Show.of(self.concert)
        if answer and (self.concert.cancelled or show.over(self.now)):
            return
        if answer != fan.answer:
            fan.firm = max(self.high, self.now)
        if answer is None:
            fan.since = fan.view = fan.noted = None
        elif fan.answer is None:
            fan.since, fan.view, fan.saw = self.now, show, show.mark
        fan.answer = answer

    def lives(self) -> None:
        chance = self.chance
        for _ in range(chance.randrange(4, 16)):
            self.now += timedelta(milliseconds=1)
            pause = chance.choice([SECOND, MINUTE, HOUR, DAY]) * chance.randrange(1, 4)
            match chance.randrange(12):
                case 0 | 1 | 2:
                    self.answers()
                case 3 | 4 | 5:
                    self.edits()
                case 6:
                    self.deletes()
                case 7:
                    self.restores()
                case 8:  # asleep
                    self.now += pause * chance.choice([1, 1, 5])
                    self.tick()
                case 9:  # somebody turns the clock back
                    self.now -= min(pause, 2 * HOUR)
                case _:
                    self.wakes(self.now + pause)
            if chance.random() < 0.5:
                self.tick()

    # What must be true -------------------------------------------------------------------------

    def ends(self) -> None:
        self.now = max(self.now, self.high)
        self.tick()
        self.wakes(self.now + 2 * agenda.SETTLES)
        show = Show.of(self.concert) if self.concert else None
        for fan in self.fans:
            if fan.answer and fan.view is not None:
                kind = agenda.news(fan.view, show, now=self.now)
                assert kind is None, f"left with what was: {kind}"
        if show is None or show.starts is None or self.concert is None or show.cancelled:
            return
        self.wakes(max(self.now, show.starts + 2 * DAY))
        for fan in self.fans:
            for step in ladder.STEPS:
                if ladder.wants(fan.chosen, step, fan.answer) and self.must(fan, step, show.starts):
                    assert (show.starts, step) in fan.reminded, f"missed {step}"

    def must(self, fan: Fan, step: str, start: datetime) -> bool:
        """Tell whether a reminder had to come: all was settled before, and the bot was awake."""
        at = self.hour(step)
        assert fan.firm is not None
        if (
            (fan.heard and fan.heard >= at)
            or fan.firm > at
            or self.stable + SETTLES > at
            or at >= start
        ):
            return False
        last = min(at + HALF[step], start)
        for tick, settled in self.ticks:
            if tick > last:
                return False  # too late, if only by a clock that is put right later
            if settled and tick >= at + GRACE:
                return True
        return False


def worlds(seed: int, number: int) -> Iterator[tuple[int, World]]:
    for n in range(seed, seed + number):
        yield n, World(random.Random(n))


def live(seed: int, number: int) -> None:
    reminded = 0
    for n, world in worlds(seed, number):
        try:
            world.lives()
            world.ends()
        except AssertionError as error:
            raise AssertionError(f"world {n}: {error}") from error
        reminded += sum(len(fan.reminded) for fan in world.fans)
    assert reminded > number / 4, "the worlds are too quiet to prove anything"


def test_no_reminder_is_missed_or_doubled_and_nobody_is_left_with_what_was() -> None:
    live(0, 2000)


@pytest.mark.long
def test_fifty_thousand_times() -> None:
    live(2000, 48_000)
