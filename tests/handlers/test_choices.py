"""People say what they want to hear, and that is what they hear, at an hour that they can bear.

The clock of this bot is the tests' own: `Time.passes` moves it, and hands out what fell due.
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import app as bot_app
from bot import jobs
from bot.app import App
from bot.settings import Settings
from handlers import keyboards, notices, shows
from handlers.callbacks import Less
from handlers.desk import Desk
from handlers.screen import Screen, say
from handlers.texts import Html, Library
from sandbox import Sandbox
from storage import (
    FRIDAY,
    GOING,
    INTERACTIVE,
    MONDAY,
    REMINDERS,
    Audience,
    Campaigns,
    Choices,
    Concert,
    Counters,
    Digests,
    Ledger,
    Outbox,
    People,
    Records,
    Show,
    Told,
    Track,
    money,
)
from storage import News as NewsRecord
from tests.conftest import TOKEN
from tests.handlers.conftest import NOW
from tests.people import Person, Town, labels, words

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
"""A Wednesday, long after what is real, so that no test meets another's days."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Time:
    """The bot's clock."""

    def __init__(self) -> None:
        self.now = NOON
        self.app: App

    def __call__(self) -> datetime:
        return self.now

    async def passes(self, *, until: datetime) -> None:
        """Let time pass; what has waited in the outbox by then is told."""
        self.now = until
        ahead = datetime.now(UTC) + 30 * DAY  # noqa: TID251  # the outbox asks the server's clock
        await Outbox(self.app.redis).pump(upto=ahead)
        await self.app.courier.idle()

    async def digests(self) -> None:
        """Do what the bot does each twenty seconds."""
        digests, outbox = Digests(self.app.redis), Outbox(self.app.redis)
        for which in (MONDAY, FRIDAY):
            await jobs.send_digests(digests, outbox, which, now=self.now)
        await self.app.courier.idle()


@pytest.fixture(scope="module")
def clock() -> Time:
    return Time()


@pytest.fixture(scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory, clock: Time) -> AsyncIterator[App]:
    box = Sandbox(token=TOKEN)
    url = await box.start()
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=url,
        data_dir=tmp_path_factory.mktemp("calm"),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot_app, "utc_now", clock)
        patch.setattr("handlers.person.clock", clock)
        patch.setitem(notices.KINDS, "test-told", told)
        async with App(settings) as app:
            clock.app = app
            yield app
    await box.stop()


@pytest.fixture(scope="module")
async def town(app: App) -> AsyncIterator[Town]:
    async with Town(app.settings.bot_api_url, app.worker.idle) as town:
        yield town


@pytest.fixture(autouse=True)
async def _noon(app: App, clock: Time) -> None:
    clock.now = NOON
    await app.redis.delete("bot:digests:friday", "bot:digests:monday")  # of other tests


@pytest.fixture
def choices(app: App) -> Choices:
    return Choices(app.redis)


async def told(desk: Desk, body: notices.Body) -> Told:
    """Tell something of a topic, as all that artists announce is told."""
    keys = keyboards.markup([keyboards.less(desk.t, body["artist"], body["topic"])])
    silent = bool(body.get("silent"))
    return await say(desk, Screen(Html(body["says"]), keys), silent=silent)


class Stage:
    """What an artist tells."""

    def __init__(self, app: App, artist: Person) -> None:
        self.app = app
        self.artist = str(artist.id)
        self.campaigns = Campaigns(app.redis)
        self.n = 0

    async def tells(self, says: str, topic: str = "news", about: str = "", **more: Any) -> str:
        """Tell all followers; return the campaign."""
        self.n += 1
        id = f"{self.artist}-{self.n}"
        about = about or f"{topic}:{self.artist}:{self.n}"
        body = {"kind": "test-told", "topic": topic, "about": about, "says": says} | more
        now = bot_app.utc_now()
        await self.campaigns.plan(id, self.artist, body, at=now)
        while await self.campaigns.feed(now=now):
            pass
        await self.app.courier.idle()
        return id

    async def became(self, id: str) -> dict[str, int]:
        campaign = await self.campaigns.get(id)
        assert campaign is not None
        return dict(campaign.became)


@pytest.fixture
async def stage(app: App, anna: Person, boris: Person, song: Track) -> Stage:
    """Anna's, with Boris before it."""
    await anna.starts()
    await boris.starts(f"a_{anna.id}")
    await boris.presses("+ Follow")
    return Stage(app, anna)


async def heard(person: Person) -> list[str]:
    """Return what somebody was told by the stage."""
    await person.sees()
    return [words(one) for one in person.received if "🔕" in labels(one)]


async def silently(town: Town, person: Person, part: str) -> bool:
    """Tell whether what says `part` came without a sound."""
    calls = await town.calls("sendMessage")
    [call] = [
        one["params"]
        for one in calls
        if int(one["params"]["chat_id"]) == person.id
        and part in re.sub("<.*?>", "", one["params"]["text"])
    ]
    return bool(call.get("disable_notification"))


async def at(stage: Stage, person: Person, zone: str, quiet: str | None = None) -> None:
    await stage.app.worker.idle()
    people = People(stage.app.redis)
    await people.settle(str(person.id), zone=zone, quiet=quiet)


# What to hear ----------------------------------------------------------------------------------


async def test_a_follower_hears_all_and_learns_how_to_hear_less(
    boris: Person, stage: Stage
) -> None:
    assert (
        boris.alert
        == "You follow Anna Sings. I'll tell you what's new; for less, tap 🔔 on the page."
    )
    id = await stage.tells("A new song")
    push = await boris.receives("A new song")
    assert await stage.became(id) == {"sent": 1}
    await boris.presses("🔕", on=push)
    assert boris.seen(push) == push
    assert boris.text.startswith("Anna Sings: what should I tell you?\nThis came under 📰 News.\n")
    assert boris.labels[:5] == [
        "🎵 Tracks · 🔔 at once",
        "🎤 Concerts · 🔔 at once",
        "🎬 Videos · 🔔 at once",
        "📰 News · 🔔 at once",
        "⏰ Reminders · 🔔 at once",
    ]
    assert "“Stop all” is only about messages: you still follow." in boris.text


async def test_a_topic_goes_off_and_comes_back(boris: Person, stage: Stage) -> None:
    await stage.tells("First")
    await boris.presses("🔕", on=await boris.receives("First"))
    await boris.presses("News")
    assert "📰 News · 🔕 off" in boris.labels
    id = await stage.tells("Muted")
    assert await stage.became(id) == {"off": 1}
    assert await heard(boris) == ["First"]
    await boris.presses("News")
    assert boris.alert == "It will come on Fridays at 6 pm, with everything else for the digest."
    await boris.presses("News")
    assert "📰 News · 🔔 at once" in boris.labels
    await boris.presses("Reminders")
    assert "⏰ Reminders · 🔕 off" in boris.labels  # a reminder in a digest would be too late


async def test_one_tap_stops_an_artist_and_another_takes_that_back(
    boris: Person, stage: Stage
) -> None:
    await stage.tells("First")
    await boris.presses("🔕", on=await boris.receives("First"))
    await boris.presses("Videos")
    await boris.presses("Stop all from Anna Sings")
    assert "Nothing comes from Anna Sings any more." in boris.text
    assert "You are still a follower." in boris.text
    for topic in ("news", "reminders"):
        assert await stage.became(await stage.tells("Muted", topic)) == {"off": 1}
    await boris.presses("Undo")
    assert "🎬 Videos · 🔕 off" in boris.labels
    assert await stage.became(await stage.tells("Remember", "reminders")) == {"sent": 1}
    assert await heard(boris) == ["First", "Remember"]


async def test_who_follows_anew_wants_to_hear_again(
    anna: Person, boris: Person, stage: Stage
) -> None:
    await boris.presses("🔔")
    await boris.presses("Stop all")
    await boris.starts(f"a_{anna.id}")
    await boris.presses("✓ Following")
    await boris.presses("+ Follow")
    assert await stage.became(await stage.tells("Hello again")) == {"sent": 1}


async def test_everything_can_be_stopped_at_once(boris: Person, stage: Stage) -> None:
    await boris.says("/settings")
    await boris.presses("Notifications")
    assert "No artist writes to you more than once a day or 3 times a week." in boris.text
    await boris.presses("Tracks")
    assert await stage.became(await stage.tells("A song", "track")) == {"off": 1}
    await boris.presses("Stop everything")
    assert "No artist tells you anything now." in boris.text
    assert await stage.became(await stage.tells("Some news")) == {"off": 1}
    await boris.says("/following")
    await boris.presses("Notifications")
    await boris.presses("Undo")
    assert "🎵 Tracks · 🔕 off" in boris.labels
    assert await stage.became(await stage.tells("More news")) == {"sent": 1}


async def test_an_artist_goes_before_everybody(boris: Person, stage: Stage) -> None:
    await boris.presses("🔔")
    await boris.presses("News")
    await boris.presses("All artists")
    await boris.presses("News")
    await boris.starts(f"a_{stage.artist}")
    await boris.presses("🔔")
    await boris.presses("News")
    await boris.presses("News")
    assert "📰 News · 🔔 at once" in boris.labels
    assert await stage.became(await stage.tells("For me")) == {"sent": 1}


def test_whatever_is_told_of_a_concert_unasked_leads_to_how_to_hear_less(
    library: Library,
) -> None:
    t = library["en"]
    plan = {"venue": "Club", "city": "Kazan", "date": "2026-06-20", "time": "20:00"}
    [one, other, elsewhere] = [
        Concert.new(artist, now=NOW, title="Live", zone="Europe/Moscow", **plan)
        for artist in ("1", "1", "2")
    ]
    old = Show.of(one.changed(venue="Park"))

    def reminder(*concerts: Concert) -> Screen:
        due = [(concert, "Anna", GOING, ("hours", 3)) for concert in concerts]
        return shows.reminder(t, due, zone=None)

    for screen, artist in (
        (reminder(one), "1"),
        (reminder(one, other), "1"),
        (reminder(one, elsewhere), "*"),
        (shows.changed(t, one, old, "Anna", zone=None, answer=GOING), "1"),
        (shows.back_on(t, one, old, "Anna", zone=None, answer=GOING), "1"),
        (shows.off(t, one, old, "Anna"), "1"),
        (shows.gone(t, "1", old, "Anna"), "1"),
        (shows.encore(t, one, "Anna", None, []), "1"),
    ):
        assert screen.buttons is not None
        data = [key.callback_data for row in screen.buttons.inline_keyboard for key in row]
        assert Less(artist=artist, topic=REMINDERS).pack() in data


async def test_who_stopped_an_artist_is_not_thanked_either(
    app: App, anna: Person, boris: Person, stage: Stage
) -> None:
    outbox = Outbox(app.redis)
    for stopped in (False, True):
        await Choices(app.redis).stop(str(boris.id), stage.artist, stop=stopped)
        body = {"kind": "thanked", "to": str(boris.id), "artist": stage.artist, "id": "d"}
        await outbox.put(f"thank:{stage.artist}:{stopped}", INTERACTIVE, body)
        await app.courier.idle()
    await boris.sees()
    [thanks] = [one for one in boris.received if "thanks you" in words(one)]
    assert "🔕" in labels(thanks)


# When to hear it -------------------------------------------------------------------------------


async def test_at_night_it_waits_for_the_morning_of_the_readers_city(
    boris: Person, stage: Stage, clock: Time
) -> None:
    clock.now = NOON + 11 * HOUR  # 23:00 UTC, 1:00 in Berlin
    await boris.says("/settings")
    await boris.presses("Notifications")
    await boris.presses("Quiet")
    assert "Quiet from 10:00 pm to 9:00 am" in boris.text
    assert "I don't know where you are yet, so I go by the artist's clock." in boris.text
    await boris.presses("My city")
    await boris.says("Berlin")
    assert "By the clock of Berlin: it's 1:00 am there." in boris.text
    id = await stage.tells("Good morning")
    assert await stage.became(id) == {}
    await clock.passes(until=datetime(2026, 6, 4, 6, 59, tzinfo=UTC))  # 8:59 in Berlin
    assert await stage.became(id) == {}
    await clock.passes(until=datetime(2026, 6, 4, 7, tzinfo=UTC))
    assert await stage.became(id) == {"sent": 1}


async def test_until_a_readers_clock_is_known_it_is_the_artists(
    anna: Person, boris: Person, stage: Stage, clock: Time
) -> None:
    await at(stage, anna, "Asia/Vladivostok")
    clock.now = NOON + HOUR  # 13:00 UTC, 23:00 in Vladivostok
    id = await stage.tells("Hello")
    assert await stage.became(id) == {}
    await clock.passes(until=datetime(2026, 6, 3, 23, tzinfo=UTC))  # 9:00 there
    assert await stage.became(id) == {"sent": 1}


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("23-7", "11:00 pm to 7:00 am"),
        ("с 23:00 до 7", "11:00 pm to 7:00 am"),
        ("11pm – 7 am", "11:00 pm to 7:00 am"),
        ("0–6", "12:00 am to 6:00 am"),
    ],
)
async def test_own_quiet_hours(boris: Person, stage: Stage, said: str, hours: str) -> None:
    await boris.says("/settings")
    await boris.presses("Notifications")
    await boris.presses("Quiet")
    await boris.presses("Other hours")
    for nonsense in ("25-7", "at night", "22:30-9"):
        await boris.says(nonsense)
        assert "Two whole hours, please" in boris.text
    await boris.says(said)
    assert f"Quiet from {hours}" in boris.text


async def test_without_quiet_hours_it_comes_at_night(
    boris: Person, stage: Stage, clock: Time
) -> None:
    clock.now = NOON + 11 * HOUR
    await boris.presses("🔔")
    await boris.presses("Quiet")
    await boris.presses("11:00 pm – 8:00 am")
    assert "✓ 11:00 pm – 8:00 am" in boris.labels
    await boris.presses("never")
    assert "No quiet hours" in boris.text
    assert await stage.became(await stage.tells("Boo")) == {"sent": 1}


async def test_a_place_gives_its_citys_clock_and_is_not_kept(
    app: App, town: Town, boris: Person, stage: Stage
) -> None:
    await boris.presses("🔔")
    await boris.presses("Quiet")
    await boris.presses("Where I am")
    place = {"latitude": 55.79, "longitude": 49.11}
    await town.post(
        "/keyboard", person=boris.id, chat=boris.id, text="🧭 Share where I am", share=place
    )
    await boris.sees()
    assert words(boris.received[-2]).startswith("Kazan, and it's 3:00 pm.")
    assert "By the clock of Kazan: it's 3:00 pm there." in boris.text
    stored = await app.redis.hgetall(f"bot:person:{boris.id}")
    assert (stored["city"], stored["zone"]) == ("Kazan", "Europe/Moscow")
    assert "55" not in str(stored.values())
    await boris.sends("location", latitude=-48.9, longitude=-123.4)  # the middle of the ocean
    assert boris.text.startswith("I know no city near there.")


async def test_a_capped_reader_hears_the_second_thing_the_next_morning(
    boris: Person, stage: Stage, clock: Time
) -> None:
    await at(stage, boris, "Europe/Moscow")
    assert await stage.became(await stage.tells("One")) == {"sent": 1}
    two = await stage.tells("Two")
    assert await stage.became(await stage.tells("Remember", "reminders")) == {"sent": 1}
    await clock.passes(until=NOON + 8 * HOUR)
    assert await stage.became(two) == {}
    await clock.passes(until=datetime(2026, 6, 4, 6, tzinfo=UTC))  # 9:00 in Moscow
    assert await heard(boris) == ["One", "Remember", "Two"]


async def test_a_donation_at_night_comes_at_once_and_wakes_nobody(
    app: App, town: Town, anna: Person, stage: Stage, clock: Time
) -> None:
    await at(stage, anna, "Europe/Moscow")
    for name, hour in (("Lev", NOON), ("Mia", NOON + 8 * HOUR)):  # 15:00 and 23:00
        clock.now = hour
        fan = await town.newcomer(name, language="en", stars=100)
        await fan.starts(f"a_{anna.id}")
        await fan.pays("⭐ 50")
        await anna.receives(f"{name} дарит тебе 50 ⭐")
    assert not await silently(town, anna, "Lev дарит")
    assert await silently(town, anna, "Mia дарит")


# Digests ---------------------------------------------------------------------------------------

FRIDAY_EVENING = datetime(2026, 6, 5, 15, tzinfo=UTC)
"""18:00 in Moscow."""


@pytest.fixture
async def friday(app: App, boris: Person, stage: Stage, records: Records) -> list[NewsRecord]:
    """Boris in Moscow has put off Anna's news, of which there are two; one is deleted."""
    await at(stage, boris, "Europe/Moscow")
    await boris.presses("🔔")
    await boris.presses("News")
    await boris.presses("News")  # off goes before
    news = [
        NewsRecord.new(stage.artist, now=NOW, title=title, content="…") for title in ("Old", "New")
    ]
    for one in news:
        await records.add(one)
        id = await stage.tells(one.title, about=f"news:{stage.artist}:{one.id}")
        assert await stage.became(id) == {"digest": 1}
    await records.delete(NewsRecord, stage.artist, news[0].id, now=NOW)
    return news


async def digests_of(person: Person, title: str = "Your week") -> int:
    await person.sees()
    return sum(title in words(one) for one in person.received)


async def test_what_was_put_off_comes_on_friday_once(
    town: Town, boris: Person, friday: list[NewsRecord], clock: Time
) -> None:
    clock.now = FRIDAY_EVENING - timedelta(minutes=1)
    await clock.digests()
    assert await digests_of(boris) == 0
    clock.now = FRIDAY_EVENING
    await clock.digests()
    digest = await boris.receives("Your week")
    assert words(digest) == "🗞 Your week\n\nAnna Sings\n📰 News: New"
    assert labels(digest) == ["New", "🔕 No more of these", "🔔 Notifications"]
    assert await silently(town, boris, "Your week")
    for label, part in (("New", "by Anna Sings"), ("Notifications", "All artists")):
        await boris.presses(label, on=digest)
        assert part in boris.text
        assert boris.seen(digest) == digest
    for later in (HOUR, 7 * DAY):  # then there is nothing to tell
        clock.now = FRIDAY_EVENING + later
        await clock.digests()
    assert await digests_of(boris) == 1


async def test_one_tap_stops_the_digest(
    boris: Person, stage: Stage, friday: list[NewsRecord], clock: Time
) -> None:
    clock.now = FRIDAY_EVENING
    await clock.digests()
    digest = await boris.receives("Your week")
    await boris.presses("No more of these", on=digest)
    assert boris.seen(digest) == digest
    assert boris.text.startswith("OK, no more Friday digests.")
    assert await stage.became(await stage.tells("Lost")) == {"off": 1}
    await boris.presses("All artists")
    assert "🗞 Friday digest: off" in boris.labels
    await boris.starts(f"a_{stage.artist}")
    await boris.presses("🔔")
    assert "you have switched it off, so what says 🗞 isn't told at all." in boris.text
    await boris.presses("All artists")
    await boris.presses("Friday digest: off")
    assert "🗞 Friday digest: on" in boris.labels
    assert await stage.became(await stage.tells("Kept")) == {"digest": 1}


async def test_what_is_off_by_friday_is_left_out(
    boris: Person, friday: list[NewsRecord], clock: Time
) -> None:
    await boris.presses("Stop all from Anna Sings")
    clock.now = FRIDAY_EVENING
    await clock.digests()
    assert await digests_of(boris) == 0


async def test_who_is_followed_no_more_by_friday_is_left_out(
    boris: Person, friday: list[NewsRecord], stage: Stage, clock: Time
) -> None:
    await boris.presses_data(f"g:{stage.artist}:0")
    clock.now = FRIDAY_EVENING
    await clock.digests()
    assert await digests_of(boris) == 0


async def test_shows_nearby_are_in_the_digest(
    boris: Person, stage: Stage, records: Records, clock: Time
) -> None:
    await boris.says("/settings")
    await boris.presses("My city")
    await boris.says("Москва")
    await boris.presses("Notifications")
    await boris.presses("Friday digest: off")
    cities = ("Khimki", "Казань", *("Москва",) * 60)  # the last ones of a long tour
    for n, city in enumerate(cities):
        day = "2026-06-10" if n < 2 else "2026-09-01"
        show = Concert.new(
            stage.artist,
            now=NOW,
            title=f"Live in {city}",
            venue="Club",
            city=city,
            date=day,
            time="20:00",
            zone="Europe/Moscow",
        )
        await records.add(show)
    clock.now = FRIDAY_EVENING
    await clock.digests()
    digest = await boris.receives("Near you")
    assert "10 Jun 2026 · Khimki · Live in Khimki · Anna Sings, Club" in words(digest)
    assert "Казань" not in words(digest)
    assert "Москва" not in words(digest)


async def test_a_bot_that_was_down_for_long_sends_no_digest_of_yesterday(
    boris: Person, friday: list[NewsRecord], clock: Time
) -> None:
    clock.now = FRIDAY_EVENING + 16 * HOUR  # Saturday, 10:00
    await clock.digests()
    assert await digests_of(boris) == 0
    clock.now = FRIDAY_EVENING + 7 * DAY + 2 * HOUR  # back in time
    await clock.digests()
    assert await digests_of(boris) == 1


MONDAY_MORNING = datetime(2026, 6, 8, 7, tzinfo=UTC)
"""10:00 in Moscow."""


async def test_an_artist_hears_on_monday_how_the_week_was(
    app: App, town: Town, anna: Person, boris: Person, song: Track, stage: Stage, clock: Time
) -> None:
    await at(stage, anna, "Europe/Moscow")
    counters, me = Counters(app.redis), stage.artist
    await counters.listen(me, song.id, "31", now=NOON - 7 * DAY)
    for fan in ("31", "32", "33"):
        await counters.listen(me, song.id, fan, now=NOON)
    await Audience(app.redis).follow("31", me, now=NOON)
    await Audience(app.redis).unfollow("31", me, now=NOON)
    gift = money.donate_stars("w", donor="5", artist=me, stars=77, donor_name="L", now=NOON)
    await Ledger(app.redis).post(gift)
    while await counters.fold(now=NOON):
        pass
    clock.now = MONDAY_MORNING - HOUR
    await clock.digests()
    assert await digests_of(anna, "твоя неделя") == 0
    clock.now = MONDAY_MORNING
    await clock.digests()
    summary = await anna.receives("твоя неделя")
    assert words(summary) == (
        "📊 Anna Sings: твоя неделя\n1 июн – 7 июн\n\n"
        "▶ Прослушивания: 3 ↑ 2\n👂 Слушатели: 3 ↑ 2\n👤 Новые подписчики: 2 ↑ 2\n"
        "👋 Отписались: 1 ↑ 1\n⭐ Звёзды: 77 ↑ 77\n\n🔥 Чаще всего: Paper Boats · 3\n\n"
        "↑ и ↓ — по сравнению с неделей до неё"
    )
    assert await silently(town, anna, "твоя неделя")
    await anna.presses("Цифры", on=summary)
    assert "photo" in anna.screen
    assert anna.seen(summary) == summary
    await anna.presses("Больше не присылать", on=summary)
    assert "итогов по понедельникам больше не будет" in anna.text
    clock.now += 7 * DAY
    await counters.listen(me, song.id, "31", now=clock.now - DAY)
    while await counters.fold(now=clock.now):
        pass
    await clock.digests()
    assert await digests_of(anna, "твоя неделя") == 1


async def test_in_the_far_east_no_hour_is_lost_between_two_weeks(
    app: App, anna: Person, song: Track, stage: Stage, clock: Time
) -> None:
    await at(stage, anna, "Asia/Kamchatka")
    counters = Counters(app.redis)
    await counters.listen(stage.artist, song.id, "31", now=datetime(2026, 6, 7, 23, tzinfo=UTC))
    while await counters.fold(now=NOON):
        pass
    clock.now = datetime(2026, 6, 14, 22, tzinfo=UTC)  # Monday, 10:00 there
    await clock.digests()
    summary = words(await anna.receives("твоя неделя"))
    assert "7 июн – 13 июн" in summary
    assert "Прослушивания: 1" in summary


async def test_of_a_week_without_anything_nothing_is_told(
    app: App, anna: Person, stage: Stage, clock: Time
) -> None:
    while await Counters(app.redis).fold(now=NOON):
        pass
    clock.now = MONDAY_MORNING + 14 * DAY
    await clock.digests()
    assert await digests_of(anna, "твоя неделя") == 0
