from datetime import datetime
from typing import Any

import pytest
from redis.asyncio import Redis

from storage import Found, Profile, Records, Search, Track, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Кино", "kino"),
        ("КИНО", "Kino"),
        ("Цой", "tsoy"),
        ("Цой", "tsoi"),
        ("Ёлка", "елка"),
        ("рок", "rock"),
        ("джаз", "jazz"),
        ("Хит", "khit"),
        ("Хит", "hit"),
        ("Щука", "shchuka"),
        ("Щука", "schuka"),
        ("Юля", "yulya"),
        ("Объект", "obekt"),
        ("Beyoncé", "beyonce"),
        ("Björk", "bjork"),
        ("Motörhead", "Motorhead"),
        ("Sigur Rós", "sigur ros"),
        ("Д'Артаньян", "дартаньян"),
        ("ＤＪ", "dj"),
        ("straße", "STRASSE"),
        ("Łona", "lona"),
        ("Океан Ельзи", "okean elzi"),
        ("Віктор", "viktor"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != []


def test_words_are_told_apart() -> None:
    assert fold("Мумий Тролль") != fold("Мумия")
    assert fold("Би-2") == ["bi", "2"]
    assert fold("love, LOVE; love!") == ["love"]
    assert fold("") == fold(" -_-!👍 ") == []
    assert fold("米津玄師") == ["米津玄師"]
    assert len(fold(" ".join(map(str, range(100))))) == 16
    assert len(fold("ab" * 9_000)[0]) == 32


@pytest.fixture
def search(redis: Redis) -> Search:
    return Search(redis)


@pytest.fixture
async def shelf(redis: Redis, now: datetime) -> None:
    records = Records(redis)
    for artist, name, titles in (
        ("1", "Кино", ("Группа крови", "Звезда по имени Солнце")),
        ("2", "Kinoteatr", ("Кино", "Love Lovely")),
        ("3", "Земфира", ("Хочешь?", "Группа")),
    ):
        await records.add(Profile.new(artist, now=now, name=name))
        for n, title in enumerate(titles):
            await records.add(Track.new(artist, now=now, id=f"t{n}", title=title, artist=name))


@pytest.mark.usefixtures("shelf")
async def test_records_are_found_by_beginnings_of_their_words(search: Search) -> None:
    assert await search.find("zem") == [
        Found("profile", "3", "3"),
        Found("track", "3", "t0"),
        Found("track", "3", "t1"),
    ]
    assert await search.find("кров гру") == [Found("track", "1", "t0")]
    assert await search.find("группа кино") == [Found("track", "1", "t0")]
    assert await search.find("gruppa krovi kino") == [Found("track", "1", "t0")]
    assert await search.find("группа земфира любовь") == []
    assert await search.find("ино") == []
    assert await search.find("…") == []


@pytest.mark.usefixtures("shelf")
async def test_whole_words_and_artists_come_first(search: Search) -> None:
    found = await search.find("кино")
    assert found[0] == Found("profile", "1", "1")
    whole = {Found("track", "1", "t0"), Found("track", "1", "t1"), Found("track", "2", "t0")}
    assert set(found[1:4]) == whole
    assert found[4] == Found("profile", "2", "2")


@pytest.mark.usefixtures("shelf")
async def test_a_record_with_two_such_words_is_found_once(search: Search) -> None:
    assert await search.find("lov") == [Found("track", "2", "t1")]


@pytest.mark.usefixtures("shelf")
async def test_pages_of_what_is_found_do_not_overlap(search: Search) -> None:
    every = await search.find("k", limit=100)
    assert len(every) == len(set(every)) > 4
    pages = [await search.find("k", limit=2, offset=n) for n in range(0, 10, 2)]
    assert [found for page in pages for found in page] == every
    assert await search.find("k", limit=0) == []


async def test_every_word_is_a_beginning(search: Search, redis: Redis, now: datetime) -> None:
    for id, title in (("a", "Supernova Red"), ("b", "Nova"), ("c", "Nova 2")):
        await Records(redis).add(Track.new("1", now=now, id=id, title=title))
    assert await search.find("nova red") == []
    assert [found.id for found in await search.find("red super")] == ["a"]


async def test_a_common_beginning_is_cheap(search: Search, redis: Redis) -> None:
    await redis.zadd("bot:search", {f"love{n:05}\0track:{n}:1": 0 for n in range(20_000)})
    before: Any = await redis.info("commandstats")
    assert len(await search.find("lov", limit=10)) == 10
    assert await search.find("lov lo", limit=10) == []
    after: Any = await redis.info("commandstats")
    looked_up = after["cmdstat_hget"]["calls"] - before.get("cmdstat_hget", {"calls": 0})["calls"]
    assert looked_up <= 2000


@pytest.mark.parametrize("text", ["100%", "[live]", "a.b", "live\x00"])
async def test_what_is_typed_is_no_pattern(
    search: Search, redis: Redis, now: datetime, text: str
) -> None:
    await Records(redis).add(Track.new("1", now=now, title="100% [live] a.b*"))
    await Records(redis).add(Track.new("1", now=now, title="other"))
    assert len(await search.find(text)) == 1


@pytest.mark.parametrize("text", ["%", "[", "*", "\x00", "((", "+inf", "ÿ"])
async def test_odd_questions_find_nothing(
    search: Search, redis: Redis, now: datetime, text: str
) -> None:
    await Records(redis).add(Track.new("1", now=now, title="100% [live] a.b*"))
    assert await search.find(text) == []
