"""`/find`: words, and what is new, rising, of a genre or on nearby."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from storage import Audience, Concert, Discovery, People, Profile, Records, Track
from tests.people import Person, Town, buttons

NOW = datetime.now(UTC)  # noqa: TID251  (lists of what is new go by the clock of the bot)


@pytest.fixture(autouse=True)
async def _empty(app: App) -> None:
    """Let nobody else be in the lists that are of everybody."""
    for key in map(str, await app.redis.keys("bot:find:[gnrt]*")):
        if not key.startswith("bot:find:typos"):
            await app.redis.delete(key)


async def publishes(records: Records, who: Person, title: str, ago: int = 0, **more: str) -> Track:
    made = NOW - timedelta(minutes=ago)
    track = Track.new(str(who.id), now=made, title=title, **more)
    await records.add(track)
    return track


async def test_find_shows_the_ways_to_find_something(boris: Person) -> None:
    await boris.says("/find")
    assert boris.labels[-5:] == ["🆕 New", "🚀 Rising", "🎼 Genres", "📍 Near me", "🏠 Home"]
    for label, says in (
        ("🆕 New", "Your song can be the first"),
        ("🚀 Rising", "Nobody has pulled ahead"),
        ("🎼 Genres", "No track has a genre yet"),
        ("📍 Near me", "Which city shall I look in?"),
    ):
        await boris.presses(label)
        assert says in boris.text
        await boris.presses("🔎 Find")


async def test_what_is_not_found_leads_on(boris: Person) -> None:
    await boris.says("qzxwvut")
    assert "Nothing found for “qzxwvut”" in boris.text
    await boris.presses("🎼 Genres")
    assert "Genres" in boris.text


async def test_a_misspelt_name_in_the_wrong_alphabet_is_found(
    anna: Person, boris: Person, records: Records
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name="Свиристель"))
    await publishes(records, anna, "Рябиновый снег", artist="Свиристель")
    for typed in ("svirestel", "свирсителъ", "cdbhbcntkm", "сниг рябиновый", "свиристель ряб"):
        await boris.says(typed)
        assert any("Свиристель" in label for label in boris.labels), typed


async def test_more_of_what_is_found_is_in_inline_mode(
    anna: Person, boris: Person, records: Records
) -> None:
    for n in range(12):
        await publishes(records, anna, f"Oriole {n}")
    await boris.says("oriole")
    assert len([label for label in boris.labels if "Oriole" in label]) == 10
    [more] = [key for key in buttons(boris.screen) if key["text"] == "Show more"]
    assert more["switch_inline_query_current_chat"] == "oriole"
    first = await boris.asks("oriole")
    rest = await boris.asks("oriole", offset=first["next_offset"])
    assert len(first["results"] + rest["results"]) == 12


async def test_nobody_floods_what_is_new(
    town: Town, anna: Person, boris: Person, records: Records
) -> None:
    mila = await town.newcomer("Mila")
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna"))
    await records.add(Profile.new(str(mila.id), now=NOW, name="Mila"))
    for n in range(9):
        await publishes(records, anna, f"Flood {n}", ago=n)
    await publishes(records, mila, "Drop", ago=30)
    await boris.says("/find")
    await boris.presses("🆕 New")
    assert boris.labels[:3] == ["Flood 0 · Anna", "Flood 1 · Anna", "Drop · Mila"]
    await boris.presses("›")
    assert boris.labels[:2] == ["Flood 2 · Anna", "Flood 3 · Anna"]
    await boris.presses("Artists")
    assert boris.labels[:2] == ["👤 Anna", "👤 Mila"]
    await boris.presses("👤 Mila")
    assert "Mila" in boris.text


async def test_a_genre_has_its_tracks_and_artists(
    anna: Person, boris: Person, records: Records
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    first = await publishes(records, anna, "Cloud", ago=9, genre="Рок")
    await publishes(records, anna, "River", genre="Rock", artist="Anna")
    await publishes(records, anna, "Yodel", genre="Yodelling")
    await boris.says("/find")
    await boris.presses("🎼 Genres")
    assert boris.labels[:2] == ["Rock · 2", "Yodelling · 1"]
    await boris.presses("Rock")
    assert "Rock · 2 tracks" in boris.text
    assert boris.labels[:2] == ["River · Anna", "Cloud · Anna Sings"]
    await boris.presses("Artists")
    assert "Rock · 1 artist" in boris.text
    assert boris.labels[0] == "👤 Anna Sings"
    await records.delete(Track, first.owner, first.id, now=NOW)
    await boris.presses("Tracks")
    assert boris.labels[0] == "River · Anna"
    await boris.presses("‹ 🎼 Genres")
    assert boris.labels[0] == "Rock · 1" or boris.labels[1] == "Rock · 1"


async def test_a_genre_of_which_nothing_is_left_says_so(boris: Person) -> None:
    await boris.starts()
    await boris.presses_data("zgt:0a1b2c3d4e5f:0")
    assert boris.alert == "This is gone."


async def test_who_gains_followers_rises_and_plays_do_not_count(
    app: App, anna: Person, boris: Person, records: Records
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    await records.add(Profile.new("77", now=NOW, name="Much Played", total_plays=10**6))
    for fan in range(5):
        await Audience(app.redis).follow(str(800_000 + fan), str(anna.id), now=NOW)
    await Discovery(app.redis).rise(now=NOW)
    await boris.says("/donate")  # as in a group; here there are many to give to
    await boris.presses("🚀 Rising")
    assert "Plays don't count" in boris.text
    assert boris.labels == ["👤 Anna Sings", "🔎 Find", "🏠 Home"]


async def test_concerts_nearby_ask_for_a_city_once(
    anna: Person, boris: Person, concert: Concert, records: Records
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    far = concert.model_dump() | {"id": "far", "city": "Kazan", "title": "Far"}
    await records.add(Concert.model_validate(far))
    await boris.says("/find")
    await boris.presses("📍 Near me")
    await boris.presses("📍 Choose a city")
    await boris.says("Пушкин")  # twenty kilometres from there
    assert "100 km around" in boris.text
    assert [label for label in boris.labels if "Spring" in label or "Far" in label] == [
        "🎤 Anna Sings · 15 Jul 2030 · Spring"
    ]
    await boris.presses("Spring")
    assert "Cosmonaut" in boris.text
    await boris.says("/find")
    await boris.presses("📍 Near me")
    assert any("Spring" in label for label in boris.labels)
    await records.replace(concert.changed(cancelled=True))
    await boris.says("/find")
    await boris.presses("📍 Near me")
    assert "nothing yet" in boris.text


async def test_concerts_nearby_know_where_one_lives(
    app: App, boris: Person, concert: Concert
) -> None:
    await boris.starts()
    await People(app.redis).settle(str(boris.id), zone="Europe/Moscow", city="Санкт-Петербург")
    await boris.presses_data("zk:0")
    assert any("Spring" in label for label in boris.labels)


async def test_the_screens_speak_russian(anna: Person) -> None:
    await anna.says("/find")
    assert "Опечатки и чужая раскладка не страшны" in anna.text
    await anna.presses("🚀 Набирают ход")
    assert "Пока никто не вырвался вперёд" in anna.text
