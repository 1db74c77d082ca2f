"""An artist tells some of the followers; fans see the top, and who of them wants to be seen."""

import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from bot.app import App
from handlers import fanlist
from handlers.cities import town_of
from handlers.texts import Library
from storage import (
    Attendance,
    Audience,
    Concert,
    Counters,
    Fans,
    Listed,
    News,
    People,
    Records,
    Segments,
    Track,
    segments,
)
from storage.posting import STARS
from tests.handlers.conftest import NOW
from tests.handlers.test_campaigns import follows, offers_to_tell, only
from tests.people import Person, Town, words

TODAY = datetime.now(UTC)  # noqa: TID251


async def placed(app: App) -> None:
    while await Segments(app.redis).place(town_of, now=TODAY):
        pass


@pytest.fixture
async def kazan(town: Town, app: App, anna: Person) -> list[Person]:
    """Five followers in one city, as each of them calls it."""
    fans = [await town.newcomer(f"Kay {n}") for n in range(5)]
    for fan, city in zip(fans, ("Kazan", "Казань", "kazan", "Kasan", "Казань"), strict=True):
        await follows(app, fan, anna)
        await People(app.redis).settle(str(fan.id), city=city, zone="Europe/Moscow")
    while await Audience(app.redis).note_turned():
        pass
    await placed(app)
    return fans


@pytest.fixture
async def news(anna: Person, records: Records) -> News:
    news = News.new(str(anna.id), now=NOW, title="On tour", content="From May on.")
    await records.add(news)
    return news


async def tells(anna: Person, news: News, whom: str) -> None:
    """Choose whom to tell, and tell them; a report on others may come between."""
    await anna.presses_data(f"fw:news:{news.id}:0:0:a")
    await anna.presses(whom, on=await anna.receives("Кому рассказать?"))
    await anna.presses("Отправить сейчас", on=await anna.receives("Когда: сейчас"))


async def test_a_city_is_told_and_others_are_not(
    app: App, anna: Person, boris: Person, kazan: list[Person], news: News
) -> None:
    await follows(app, boris, anna)
    await placed(app)
    await offers_to_tell(anna, "news", news.id)
    assert "Кому: 6 подписчиков" in anna.text
    await anna.presses("Кому: всем подписчикам")
    assert anna.labels[:-1] == ["✓ всем подписчикам · 6", "📍 Казань · 5"]
    await anna.presses("Казань")
    assert "Кому: 📍 Казань · 5" in anna.text
    await anna.presses("Показать мне")
    await anna.presses("Отправить сейчас")
    assert "Кому: 📍 Казань" in anna.text
    for fan in kazan:
        assert "On tour" in words(await fan.receives("On tour"))
    assert boris.received == [] or "On tour" not in words(boris.received[-1])
    campaign = await only(app, anna)
    assert campaign.taken == campaign.people == 5


async def test_those_who_gave_who_are_quiet_and_who_come_are_told(
    app: App, town: Town, anna: Person, news: News, records: Records
) -> None:
    giver, quiet, goer, other = [await town.newcomer(name) for name in "ABCD"]
    me, soon = str(anna.id), datetime.now(UTC) + timedelta(days=9)  # noqa: TID251
    show = Concert.new(
        me, now=NOW, title="Live", venue="x", city="Berlin", date=soon.date(), time="20:00",
        zone="Europe/Berlin",
    )  # fmt: skip
    await records.add(show)
    for fan in (giver, quiet, goer, other):
        await follows(app, fan, anna)
    await app.redis.hset(f"bot:givers:{STARS}:{me}", str(giver.id), "50")
    await Attendance(app.redis).answer(str(goer.id), show, "going", now=TODAY)
    await placed(app)
    long_ago = (TODAY - segments.LAPSED_AFTER - timedelta(hours=1)).timestamp() * 1000
    await app.redis.zadd(f"bot:fans:active:{me}", {str(quiet.id): int(long_ago)})

    await anna.starts()
    for whom, fan in (("донатил", giver), ("пропал", quiet), ("идёт на «Live»", goer)):
        await tells(anna, news, whom)
        await fan.receives("On tour")
    told = [fan for fan in (giver, quiet, goer, other) for m in fan.received if "tour" in words(m)]
    assert told == [giver, quiet, goer]
    await quiet.starts(f"a_{anna.id}")  # and is quiet no more
    await anna.presses_data(f"fwa:news:{news.id}:0:0:l")
    assert anna.alert == "Таких уже нет. Выбери других."


async def test_a_button_of_an_earlier_release_tells_all(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await follows(app, boris, anna)
    await anna.starts()
    await anna.presses_data(f"ana:news:{news.id}:0:0")
    await anna.presses_data(f"ans:news:{news.id}:0:0:1")
    await boris.receives("On tour")
    assert (await only(app, anna)).segment == ""


# Fans ------------------------------------------------------------------------------------------


async def test_an_artist_sees_how_many_fans_of_what_kinds(
    app: App, anna: Person, kazan: list[Person]
) -> None:
    await anna.starts()
    await anna.presses_data("fa")
    assert "Можно написать 5 подписчикам" in anna.text
    assert "Казань: 5" in anna.text
    await anna.presses("CSV")
    assert anna.screen["document"]["file_name"].endswith(".csv")
    await anna.presses_data("fal:json")
    assert anna.screen["document"]["file_name"].endswith(".json")


async def test_a_list_is_parted_where_it_grows_too_large() -> None:
    day = NOW.date()

    async def pages() -> AsyncIterator[list[Listed]]:
        yield [Listed(day, "=Boris", "Kazan"), Listed(day, "", "")]
        yield []
        yield [Listed(day, "Clara", "")]

    t = Library("ru")["ru"]
    whole = [file.data async for file in fanlist.csv(t, "fans", pages())]
    rows = list(csv.reader(StringIO(whole[0].decode("utf-8-sig")), delimiter=";"))
    assert (len(whole), len(rows)) == (1, 4)
    assert rows[1] == [f"{day}", "'=Boris", "Kazan"]
    assert rows[2] == [f"{day}", "", ""]
    files = [file async for file in fanlist.json("fans", pages(), largest=1)]
    assert [file.name for file in files] == ["fans-1.json", "fans-2.json"]
    assert [json.loads(file.data) for file in files] == [
        [{"since": f"{day}", "name": "=Boris", "city": "Kazan"}, {"since": f"{day}"}],
        [{"since": f"{day}", "name": "Clara"}],
    ]


async def test_artists_see_a_city_only_of_whom_lets_them(app: App, boris: Person) -> None:
    await boris.starts()
    await People(app.redis).settle(str(boris.id), city="Kazan")
    await boris.says("/settings")
    await boris.presses("Artists see my city")
    person = await People(app.redis).get(str(boris.id))
    assert person is not None
    assert person.shows_city
    await boris.presses("Artists see my city")
    person = await People(app.redis).get(str(boris.id))
    assert person is not None
    assert not person.shows_city


# The top ---------------------------------------------------------------------------------------


async def listens(app: App, fan: Person, song: Track, days: int) -> None:
    for n in range(days):
        at = TODAY - timedelta(days=days - 1 - n)
        await Counters(app.redis).listen(song.owner, song.id, str(fan.id), now=at)


async def test_a_fan_sees_their_place_and_others_only_whom_wants_to_be_seen(
    app: App, town: Town, anna: Person, boris: Person, song: Track
) -> None:
    others = [await town.newcomer(name) for name in ("Cleo", "Dan", "Eva")]
    for n, fan in enumerate(others):
        await fan.starts()
        await listens(app, fan, song, n + 2)
    await boris.starts(f"a_{anna.id}")
    assert "🏆 Top fans" not in boris.labels
    await boris.presses("▶")
    await boris.starts(f"a_{anna.id}")
    await boris.presses("Top fans")
    assert "Names appear once 3 fans want to be seen" in boris.text
    assert "You're number 4 of 4." in boris.text
    await boris.presses("Show me by name")
    assert boris.alert == "You're on the list!"
    assert "Names appear once" in boris.text

    for fan in others[:2]:
        await Fans(app.redis).show(song.owner, str(fan.id), on=True)
    await boris.presses("All time")
    assert boris.text.index("Dan · 3") < boris.text.index("Cleo · 2") < boris.text.index("Boris")
    assert "and 1 more who keeps their name private" in boris.text
    assert "Eva" not in boris.text
    await boris.presses("Show me by name")
    assert boris.alert == "Your name is off the list."
    assert "Boris" not in boris.text
    assert "You're number 4 of 4." in boris.text

    await anna.starts()
    await anna.presses_data(f"fat:{anna.id}:recent:0")  # two are seen by the artist alone
    assert "Dan · 3" in anna.text
    assert "Твоё место" not in anna.text
    assert not any("имя" in label for label in anna.labels)


async def test_nobody_is_shown_who_has_no_points(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts()
    await boris.presses_data(f"fas:{anna.id}:all:1")
    assert boris.alert
    assert not await Fans(app.redis).is_shown(str(anna.id), str(boris.id))
    await anna.starts()
    await listens(app, anna, song, 1)  # one's own songs make nobody a fan
    assert (await Fans(app.redis).top(str(anna.id), "all", str(anna.id))).total == 0
