"""Fans come to concerts, and hear of them in time, once, and by the right clock.

The clock of this bot is the tests' own: `Clock.passes` moves it, and has done what falls due.
"""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app as bot_app
from bot.app import App
from bot.settings import Settings
from handlers import nearby, shows
from sandbox import Sandbox
from storage import (
    NEVER,
    Agenda,
    Campaigns,
    Concert,
    Outbox,
    People,
    Profile,
    Records,
    Town,
    Towns,
    keys,
    moments,
    new_id,
)
from tests.conftest import TOKEN
from tests.handlers.conftest import NOW
from tests.handlers.test_chats import connected
from tests.people import Person, buttons, labels, words
from tests.people import Town as Place

KAZAN = ZoneInfo("Europe/Moscow")
FIRST = datetime(2031, 7, 1, 9, tzinfo=UTC)
"""Noon in Kazan, long after what is real: the store forgets by its own clock."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def kazan(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of July by the clocks of Kazan."""
    return datetime(2031, 7, day, hour, minute, tzinfo=KAZAN).astimezone(UTC)


class Clock:
    """The bot's clock."""

    def __init__(self) -> None:
        self.now = FIRST
        self.app: App

    def __call__(self) -> datetime:
        return self.now

    async def passes(self, until: datetime, *, asleep: bool = False) -> None:
        """Let time pass with the bot running, or asleep until then."""
        while self.now < until:
            self.now = until if asleep else await self._next(until)
            await self.works()

    async def _next(self, until: datetime) -> datetime:
        """Return when there is something to do next."""
        least = f"({moments.ms(self.now)}"
        for key in (keys.CAMPAIGNS, keys.CONCERTS_DUE):
            found: Any = await self.app.redis.zrangebyscore(
                key, least, moments.ms(until), start=0, num=1, withscores=True
            )
            until = min([until, *(moments.from_ms(int(score)) for _, score in found)])
        return until

    async def works(self) -> None:
        """Do what the bot does every few seconds."""
        agenda, campaigns = Agenda(self.app.redis), Campaigns(self.app.redis)
        await agenda.look(now=self.now)
        while await campaigns.feed(now=self.now):
            pass
        ahead = datetime.now(UTC) + timedelta(days=3000)  # noqa: TID251  # the outbox asks the server
        await Outbox(self.app.redis).pump(upto=ahead)
        await self.app.courier.idle()


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> AsyncIterator[App]:
    box = Sandbox(token=TOKEN)
    url = await box.start()
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=url,
        data_dir=tmp_path_factory.mktemp("concerts"),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot_app, "utc_now", clock)
        async with App(settings) as app:
            clock.app = app
            yield app
    await box.stop()


@pytest.fixture(scope="module")
async def town(app: App) -> AsyncIterator[Place]:
    async with Place(app.settings.bot_api_url, app.worker.idle) as town:
        yield town


@pytest.fixture(autouse=True)
async def _first(app: App, clock: Clock) -> None:
    clock.now = FIRST


Announce = Callable[..., Any]


@pytest.fixture
def announce(anna: Person, records: Records, clock: Clock) -> Announce:
    """A way for Anna to have a show in Kazan."""

    async def announce(
        title: str = "Summer", day: int = 15, time: str = "20:00", **more: Any
    ) -> Concert:
        if await records.profile(str(anna.id)) is None:
            await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
        fields = {
            "venue": "Ermitazh",
            "city": "Kazan",
            "zone": "Europe/Moscow",
            "ticket_url": "https://tickets.example.com/1",
        }
        concert = Concert.new(
            str(anna.id),
            now=clock.now,
            id=new_id(clock.now),
            title=title,
            **{"date": f"2031-07-{day:02}", "time": time} | fields | more,
        )
        await records.add(concert)
        await clock.works()
        return concert

    return announce


@pytest.fixture
async def fan(app: App, boris: Person) -> Person:
    """Boris, who lives in Berlin and reads English."""
    await boris.starts()
    await People(app.redis).settle(str(boris.id), zone="Europe/Berlin", city="Berlin")
    return boris


async def goes(fan: Person, concert: Concert, label: str = "✓ Going") -> None:
    await fan.starts(f"c_{concert.owner}_{concert.id}")
    await fan.presses(label)


async def heard(fan: Person, *marks: str) -> list[str]:
    """Return what somebody was told unasked, of one kind or of all."""
    await fan.sees()
    marks = marks or ("🔔", "✏️", "❌ Cancelled:", "🎉", "Taken down", "🙏")
    told = [one for one in fan.received if words(one).startswith(marks)]
    assert all("🔕" in labels(one) for one in told)
    return [words(one) for one in told]


# Coming ----------------------------------------------------------------------------------------


async def test_a_fan_in_berlin_hears_of_a_show_in_kazan_and_is_reminded(
    app: App, town: Place, anna: Person, fan: Person, records: Records, clock: Clock
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    channel = await connected(town, anna, "channel", "Anna news")
    homebody = await town.newcomer("Clara", language="en")
    await Towns(app.redis).put(str(homebody.id), [Town("Paris", "Europe/Paris")])
    await Towns(app.redis).only(str(homebody.id), on=True)
    for follower in (fan, homebody):
        await follower.starts(f"a_{anna.id}")
        await follower.presses("Follow")
    await anna.says("/concerts")
    await anna.presses("Новый концерт")
    for answer in ("Summer", "Ermitazh", "в Казани", "15 июля в 20:00"):
        await anna.says(answer)
    await anna.presses("Изменить")
    await anna.presses("Билеты")
    await anna.says("https://tickets.example.com/1")
    await anna.presses("Опубликовать")
    await clock.works()
    [post] = await town.heard(channel)
    assert words(post).startswith("Summer")
    assert "вторник, 15 июля 2031, 20:00 · Казань" in words(post)
    await anna.presses("Рассказать подписчикам")
    await anna.presses("Отправить сейчас")
    await clock.works()
    assert "🎤 Anna Sings is playing live" not in await homebody.sees()
    assert "🎤 Anna Sings is playing live" in await fan.sees()
    await fan.presses("✓ Going")
    assert fan.alert == "You're going! I'll remind you in time."
    assert "✅ Going · 1" in fan.labels
    await clock.works()
    [post] = await town.heard(channel)
    assert "✓ Иду · 1" in labels(post)
    await clock.passes(kazan(14, 11, 59))
    assert await heard(fan) == []
    await clock.passes(kazan(14, 12, 1))  # 11 o'clock in Berlin
    [told] = await heard(fan)
    assert told.startswith("🔔 Tomorrow: Summer\nby Anna Sings")
    assert "Tuesday, 15 July 2031, 8:00 pm · Казань" in told
    assert "On your clock: Tuesday, 15 July 2031, 7:00 pm" in told
    assert "📍 Ermitazh" in told
    [entity] = [e for e in fan.screen["entities"] if e["type"] == "date_time"]
    assert entity["unix_time"] == kazan(15, 20).timestamp()
    await clock.passes(kazan(15, 16, 59))
    assert len(await heard(fan)) == 1
    await clock.passes(kazan(15, 17, 1))
    _, told = await heard(fan)
    assert told.startswith("🔔 In 3 hours: Summer")
    assert {"text": "🎟 Tickets", "url": "https://tickets.example.com/1"} in buttons(fan.screen)
    assert "🗺 Map" in fan.labels
    await clock.passes(kazan(18, 20))
    assert len(await heard(fan)) == 2


# the zone, the show by its clocks, its reminders in UTC, and what a card says: what the clocks show
# twice is the first, what they skip is what they show instead
STRANGE = """
    Europe/Moscow       | 07-20 00:30 | 07-19T09:00 | 07-19T18:30 | 20 July 2031, 12:30 am
    Europe/Moscow       | 07-20 23:59 | 07-19T09:00 | 07-20T17:59 | 20 July 2031, 11:59 pm
    Europe/Berlin       | 10-26 02:30 | 10-25T10:00 | 10-25T21:30 | 26 October 2031, 2:30 am
    Antarctica/Troll    | 10-26 01:30 | 10-25T10:00 | 10-25T20:30 | 26 October 2031, 1:30 am
    Australia/Lord_Howe | 10-05 02:15 | 10-04T01:30 | 10-04T12:45 | 5 October 2031, 2:45 am
"""


@pytest.mark.parametrize(
    ("zone", "at", "day_before", "three_before", "says"),
    [[*map(str.strip, row.split("|"))] for row in STRANGE.strip().splitlines()],
)
async def test_at_strange_hours_reminders_come_by_the_clock_on_the_wall(
    app: App,
    announce: Announce,
    fan: Person,
    clock: Clock,
    zone: str,
    at: str,
    day_before: str,
    three_before: str,
    says: str,
) -> None:
    await People(app.redis).settle(str(fan.id), quiet=str(NEVER))
    day, time = at.split(" ")
    hours = [datetime.fromisoformat(f"2031-{hour}:00+00:00") for hour in (day_before, three_before)]
    clock.now = hours[0] - timedelta(days=1)
    await goes(fan, await announce(zone=zone, city="Somewhere", date=f"2031-{day}", time=time))
    for told, hour in enumerate(hours):
        await clock.passes(hour - MINUTE)
        assert len(await heard(fan)) == told
        await clock.passes(hour + MINUTE)
        assert len(await heard(fan)) == told + 1
        assert f"{says} · Somewhere" in fan.text
    start = hours[1] + 3 * HOUR
    [entity] = [e for e in fan.screen["entities"] if e["type"] == "date_time"]
    assert entity["unix_time"] == start.timestamp()


async def test_who_sleeps_through_a_reminder_gets_it_late_or_not_at_all(
    announce: Announce, fan: Person, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    await clock.passes(kazan(14, 22), asleep=True)  # ten hours late, and still the day before
    [told] = await heard(fan)
    assert told.startswith("🔔 Tomorrow: Summer")
    await clock.passes(kazan(15, 18, 45), asleep=True)  # later than half of three hours
    assert len(await heard(fan)) == 1


async def test_an_interested_fan_is_reminded_a_week_and_a_day_before(
    announce: Announce, fan: Person, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert, "☆ Interested")
    assert "★ Interested · 1" in fan.labels
    await clock.passes(kazan(16, 12))
    week, day = await heard(fan)
    assert week.startswith("🔔 In a week: Summer")
    assert day.startswith("🔔 Tomorrow: Summer")


async def test_one_answer_counts_once_and_is_taken_back(
    announce: Announce, anna: Person, fan: Person, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert, "☆ Interested")
    await fan.presses("✓ Going")
    for _ in range(2):
        await fan.presses_data(f"rv:c:{anna.id}:{concert.id}:g")
    assert {"✅ Going · 1", "☆ Interested"} <= set(fan.labels)
    await anna.says("/concerts")
    await anna.presses("Summer")
    assert "идут: 1 · интересно: 0" in anna.text
    await fan.says("/going")
    assert fan.labels[0].startswith("✅")
    await fan.presses("Summer")
    await fan.presses("✅ Going · 1")
    assert fan.alert == "Off your list."
    assert {"✓ Going", "☆ Interested"} <= set(fan.labels)
    await fan.says("/going")
    assert "None yet" in fan.text
    await clock.passes(kazan(16, 12))
    assert await heard(fan) == []


async def test_a_list_begins_with_the_next_show_and_ends_with_the_last(
    announce: Announce, fan: Person, clock: Clock
) -> None:
    for title, day in (("Third", 20), ("First", 5), ("Second", 12)):
        await goes(fan, await announce(title, day))
    await fan.says("/going")
    assert [label.split()[-1] for label in fan.labels[:3]] == ["First", "Second", "Third"]
    await clock.passes(kazan(6, 12))
    await fan.says("/going")
    assert [label.split()[-1] for label in fan.labels[:2]] == ["Second", "Third"]


async def test_a_shared_card_counts_for_all_and_leads_a_stranger_to_the_bot(
    announce: Announce, anna: Person, fan: Person, town: Place
) -> None:
    concert = await announce()
    chat = await town.group(anna)
    stranger = await town.newcomer("Vera", language="en")
    for person in (fan, stranger):
        await town.post(f"/chats/{chat}/members", user=person.id, status="member", by=anna.id)
    card = await anna.shares(f"c_{anna.id}_{concert.id}", chat=chat)

    async def shown() -> list[str]:
        [message] = [m for m in await town.messages(chat) if m["message_id"] == card["message_id"]]
        return labels(message)

    await fan.presses_shared("✓ Иду", card)
    assert fan.alert == "You're going! I'll remind you in time."
    assert "✓ Going · 1" in await shown()
    await fan.presses_shared_data(f"rv:i:{anna.id}:{concert.id}:g", card)
    assert "You said so already" in (fan.alert or "")
    answer = await stranger.presses_shared_data(f"rv:i:{anna.id}:{concert.id}:i", card)
    assert f"start=c_{anna.id}_{concert.id}" in answer["url"]
    assert "☆ Interested · 1" in await shown()


async def test_a_show_that_has_begun_takes_no_answer(
    announce: Announce, fan: Person, clock: Clock
) -> None:
    concert = await announce()
    await fan.starts(f"c_{concert.owner}_{concert.id}")
    await clock.passes(kazan(15, 20), asleep=True)
    await fan.presses("✓ Going")
    assert fan.alert == "This concert has already begun, or is over."


async def test_a_fan_chooses_when_to_be_reminded(
    announce: Announce, fan: Person, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    await fan.says("/settings")
    await fan.presses("⏰ Reminders")
    assert fan.labels[:3] == ["✅ A week before", "✅ The day before", "✅ Three hours before"]
    assert "A week before, I remind you if you're interested;" in fan.text
    await fan.presses("The day before")
    assert fan.labels[:3] == ["✅ A week before", "▫️ The day before", "✅ Three hours before"]
    assert "A week before, I remind you" not in fan.text
    await clock.passes(kazan(16, 12))
    assert [told.partition(":")[0] for told in await heard(fan)] == [
        "🔔 In a week",
        "🔔 In 3 hours",
    ]


async def test_two_shows_of_a_day_are_one_message(
    announce: Announce, fan: Person, clock: Clock
) -> None:
    late = await announce("Night", 15, "22:00")
    for concert in (late, await announce("Evening", 15, "19:00"), await announce("Next", 16)):
        await goes(fan, concert)
    await clock.passes(kazan(14, 12, 1))
    [told] = await heard(fan)
    assert told.startswith("🔔 Tomorrow: 2 concerts\n\nEvening")
    assert told.index("Evening") < told.index("Night")
    await clock.passes(kazan(14, 20))
    assert len(await heard(fan)) == 1


async def test_if_whoever_was_to_tell_of_both_died_the_other_does(
    app: App, announce: Announce, fan: Person, clock: Clock
) -> None:
    for title, time in (("Evening", "19:00"), ("Night", "22:00")):
        await goes(fan, await announce(title, 15, time))
    key = keys.together(str(fan.id), "1d:2031-07-15")
    await app.redis.set(key, "a notice that never went out")
    await clock.passes(kazan(14, 12, 1))
    assert await heard(fan) == []
    await app.redis.delete(key)  # its minute is over
    await clock.works()
    [told] = await heard(fan)
    assert told.startswith("🔔 Tomorrow: 2 concerts")


# Changes ---------------------------------------------------------------------------------------


async def test_several_edits_are_one_notice_from_the_first_to_the_last(
    announce: Announce, anna: Person, fan: Person, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    for venue, day in (("Arena", "16 июля 2031 20:00"), ("Bar", "17 июля 2031 21:00")):
        await anna.says("/concerts")
        await anna.presses("Summer")
        await anna.presses("Изменить")
        await anna.presses("Площадка")
        await anna.says(venue)
        await anna.presses("Изменить")
        await anna.presses("Дата")
        await anna.says(day)
        clock.now += MINUTE
        await clock.works()
    assert await heard(fan) == []
    clock.now += 2 * MINUTE
    await clock.works()
    [told] = await heard(fan)
    assert told.startswith("✏️ Changed: Summer\nby Anna Sings")
    assert "📅 Tuesday, 15 July 2031, 8:00 pm · Kazan" in told
    assert "📅 Thursday, 17 July 2031, 9:00 pm · Kazan" in told
    assert "📍 Ermitazh → Bar" in told
    await clock.passes(kazan(18, 12))
    assert [one.partition(":")[0] for one in (await heard(fan))[1:]] == [
        "🔔 Tomorrow",
        "🔔 In 3 hours",
    ]


async def test_an_edit_that_is_taken_back_tells_nobody_and_loses_no_reminder(
    announce: Announce, fan: Person, records: Records, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    clock.now = kazan(14, 11, 59)
    await records.replace(concert.changed(date="2031-07-25"))
    await clock.works()
    clock.now = kazan(14, 12, 0)
    await records.replace(concert)
    await clock.works()
    await clock.passes(kazan(14, 13))
    [told] = await heard(fan)
    assert told.startswith("🔔 Tomorrow: Summer")


async def test_a_change_lets_sleepers_sleep_until_it_presses_and_then_tells_all_of_it(
    announce: Announce, fan: Person, records: Records, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    clock.now = kazan(10, 23, 30)
    first = concert.changed(venue="Arena")
    await records.replace(first)
    await clock.works()
    clock.now += 3 * MINUTE
    await clock.works()
    clock.now += HOUR
    await records.replace(first.changed(venue="Bar"))
    await clock.works()
    clock.now += 3 * MINUTE
    await clock.works()
    assert await heard(fan) == []
    await clock.passes(kazan(11, 11))  # past nine in Berlin
    [told] = await heard(fan)
    assert "📍 Ermitazh → Bar" in told
    clock.now = kazan(15, 8, 30)  # 7:30 in Berlin, but the show is today
    await records.replace(first.changed(venue="Roof"))
    await clock.works()
    clock.now += 3 * MINUTE
    await clock.works()
    assert "📍 Bar → Roof" in (await heard(fan, "✏️"))[-1]


async def test_a_show_is_cancelled_in_two_taps_and_held_after_all(
    announce: Announce, anna: Person, fan: Person, records: Records, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    await anna.says("/concerts")
    await anna.presses("Summer")
    await anna.presses("Отменить концерт")
    await anna.presses("Да, отменить")
    assert "❌ Концерт отменён" in anna.text
    clock.now += 3 * MINUTE
    await clock.works()
    clock.now += 3 * MINUTE
    await clock.works()
    [told] = await heard(fan)
    assert told.startswith("❌ Cancelled: Summer")
    await fan.starts(f"c_{anna.id}_{concert.id}")
    assert "❌ Cancelled" in fan.text
    assert "✓ Going" not in fan.labels
    await clock.passes(kazan(14, 20))
    assert await heard(fan, "🔔") == []
    await records.replace(concert.changed(venue="Arena", cancelled=True))
    await anna.presses("Концерт состоится")
    await clock.works()
    clock.now += 3 * MINUTE
    await clock.works()
    told = (await heard(fan))[-1]
    assert told.startswith("🎉 It's on again: Summer")
    assert "📍 Ermitazh → Arena" in told
    await clock.passes(kazan(15, 18))
    assert [one.partition(":")[0] for one in await heard(fan, "🔔")] == ["🔔 In 3 hours"]


async def test_who_left_a_cancelled_show_and_came_back_hears_when_it_is_cancelled_again(
    announce: Announce, fan: Person, records: Records, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    for answer, cancelled in (("n", True), ("g", None), ("g", True)):
        await records.replace(concert.changed(cancelled=cancelled))
        for _ in range(2):
            await clock.works()
            clock.now += 3 * MINUTE
        await fan.presses_data(f"rv:r:{concert.owner}:{concert.id}:{answer}")
    assert [one[:11] for one in await heard(fan)] == ["❌ Cancelled"] * 2


async def test_a_deleted_show_is_taken_from_those_who_come_unless_it_comes_back(
    announce: Announce, anna: Person, fan: Person, clock: Clock
) -> None:
    concert = await announce()
    await goes(fan, concert)
    await anna.says("/concerts")
    await anna.presses("Summer")
    await anna.presses("Удалить")
    await clock.works()
    await anna.presses("Вернуть")
    assert "идут: 1" in anna.text
    await clock.works()
    clock.now += 5 * MINUTE
    await clock.works()
    assert await heard(fan) == []
    await anna.presses("Удалить")
    await clock.works()
    clock.now += 2 * MINUTE
    await clock.works()
    [told] = await heard(fan)
    assert told.startswith("Taken down: Summer\nAnna Sings took this concert off the page")
    await clock.passes(kazan(16, 12))
    assert len(await heard(fan)) == 1


# Near, and afterwards --------------------------------------------------------------------------


async def test_a_fan_says_in_which_cities_they_go_out(
    app: App, announce: Announce, fan: Person
) -> None:
    concert = await announce()
    await fan.says("/settings")
    await fan.presses("📍 Near me")
    await fan.presses("Only concerts near me")
    assert fan.alert == "Add a city first."
    await fan.presses("+ City")
    await fan.says("Набережные Челны")
    await fan.presses("+ City")
    await fan.says("Paris")
    if "Paris" not in fan.text and "✅ Only concerts near me" not in fan.labels:
        await fan.presses(fan.labels[0])
    assert "✅ Only concerts near me" in fan.labels
    chelny = Town("Naberezhnyye Chelny", "Europe/Moscow")
    assert not nearby.near((chelny,), concert)  # 200 km away
    assert nearby.near((chelny, Town("Казань", "Europe/Moscow")), concert)
    await fan.presses("✕ Paris")
    assert "✕ Paris" not in fan.labels


@pytest.mark.parametrize(
    ("mine", "theirs", "is_near"),
    [
        (Town("Казань", "Europe/Moscow"), "Kazan", True),
        (Town("Zelenodolsk", "Europe/Moscow"), "Казань", True),  # 35 km
        (Town("Ulyanovsk", "Europe/Ulyanovsk"), "Kazan", False),  # 170 km
        (Town("Nowhereville", ""), "nowhereville", True),  # on no map, but called the same
        (Town("Nowhereville", ""), "Kazan", False),
    ],
)
def test_a_show_is_near_by_name_or_by_map(mine: Town, theirs: str, is_near: bool) -> None:
    concert = Concert.new(
        "1",
        now=FIRST,
        title="x",
        venue="y",
        city=theirs,
        zone="Europe/Moscow",
        date="2031-07-15",
        time="20:00",
    )
    assert nearby.near((mine,), concert) is is_near


async def test_an_artist_thanks_on_the_day_after_only_if_they_want_to(
    announce: Announce, anna: Person, fan: Person, clock: Clock
) -> None:
    quiet = await announce("Quiet", 8)
    concert = await announce()
    for show in (quiet, concert):
        await goes(fan, show)
    await anna.says("/concerts")
    await anna.presses("Summer")
    await anna.presses("После концерта")
    assert "▫️ Спасибо после этого концерта" in anna.labels
    await anna.presses("Своими словами")
    await anna.says("You sang along to all of it!")
    assert "✅ Спасибо после этого концерта" in anna.labels
    await clock.passes(kazan(16, 11, 59))
    assert await heard(fan, "🙏") == []
    await clock.passes(kazan(16, 12, 1))
    await clock.passes(kazan(18, 12))
    [told] = await heard(fan, "🙏")
    assert told == "🙏 Anna Sings · Summer\n\nYou sang along to all of it!"
    assert any("⭐" in label for label in labels(fan.screen))


# Words -----------------------------------------------------------------------------------------

PLACES = [
    ZoneInfo(name)
    for name in ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati")
]


@given(
    st.timedeltas(timedelta(), timedelta(days=1000)).map(lambda after: FIRST + after),
    st.timedeltas(MINUTE, timedelta(days=12)),
    st.lists(st.sampled_from(PLACES), min_size=1, max_size=2),
)
@settings(max_examples=500)
def test_tomorrow_is_said_only_where_it_is_tomorrow(
    start: datetime, left: timedelta, zones: list[ZoneInfo]
) -> None:
    now = start - left
    unit, n = shows.ahead(start, now, zones)
    days = {(start.astimezone(z).date() - now.astimezone(z).date()).days for z in zones}
    match unit:
        case "today" | "tomorrow" | "week":
            assert days == {{"today": 0, "tomorrow": 1, "week": 7}[unit]}
        case "days":
            assert abs(left - timedelta(days=n)) <= timedelta(hours=24)
            assert n > 1
        case "hours":
            assert abs(left - n * HOUR) <= HOUR / 2
        case _:
            assert unit == "minutes"
            assert abs(left - n * MINUTE) <= MINUTE / 2
