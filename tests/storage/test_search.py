import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from storage import KV, Audience, Counters, Entity, Found, Profile, Records, Search, Track, fold
from storage.words import apart, asked, edits, named, other_layout, shortened
from tests.storage import catalogue


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


async def test_songs_are_found_by_their_album(search: Search, redis: Redis, now: datetime) -> None:
    for id, title, album in (
        ("a", "Sun", "Winter"),
        ("b", "Winter", None),
        ("c", "Rain", "Winter"),
    ):
        await Records(redis).add(Track.new("1", now=now, id=id, title=title, album=album))
    assert [found.id for found in await search.find("winter")] == ["b", "a", "c"]
    assert [found.id for found in await search.find("winter rain")] == ["c"]


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


async def calls(redis: Redis) -> Counter[str]:
    """Return how often each command was called so far, in scripts too."""
    stats: Any = await redis.info("commandstats")
    return Counter({name.removeprefix("cmdstat_"): it["calls"] for name, it in stats.items()})


async def test_what_thousands_have_is_cheap(search: Search, redis: Redis, now: datetime) -> None:
    """A word, a beginning, and words that are all frequent: few records of them are looked at."""
    await KV(redis).mset(
        (f"track:{n % 40}:t{n}", f'{{"title": "Love Night {n}", "likes": {n}}}')
        for n in range(5_000)
    )
    for question in ("love", "lov", "l", "night love", "love n 777"):
        before = await calls(redis)
        found = await search.find(question, limit=10)
        after = await calls(redis) - before
        assert after["hget"] <= 200, question
        assert after["zinter"] == 0, question
        assert found[0].id == ("t777" if "777" in question else "t4999")


async def test_only_so_many_records_are_intersected(search: Search, redis: Redis) -> None:
    await KV(redis).mset((f"track:1:t{n}", '{"title": "Love Night"}') for n in range(150))
    before = await calls(redis)
    assert len(await search.find("love night", limit=200)) == 150
    assert (await calls(redis) - before)["zinter"] > 0
    for word in ("love", "night"):
        at = await number(redis, word)
        await redis.zadd(at, {f"track:{n}:{word}": -1 for n in range(1, 30_000)})
    before = await calls(redis)
    assert len(await search.find("love night", limit=200)) == 150  # still the best of them
    after = await calls(redis) - before
    assert after["zinter"] == after["zintercard"] == 0


async def number(redis: Redis, word: str) -> str:
    """Return the key of the records that have a word."""
    (line,) = await redis.zrange("bot:find", f"[{word}\0", f"({word}\1", bylex=True)
    return f"bot:find:at:{str(line).partition(chr(0))[2]}"


LETTERS = "abdefghiklmnoprs"


async def test_the_longer_cards_and_questions_the_fewer_are_looked_at(
    search: Search, redis: Redis
) -> None:
    title = " ".join((letter + "alomine" * 4)[: n + 9] for n, letter in enumerate(LETTERS))
    await KV(redis).mset(
        (f"track:1:t{n}", json.dumps({"title": title, "likes": n})) for n in range(300)
    )
    before = await calls(redis)
    assert await search.find(title, limit=1) == [Found("track", "1", "t299")]
    assert 10 < (await calls(redis) - before)["hget"] < 60


async def test_only_so_many_misspellings_are_looked_at(search: Search, redis: Redis) -> None:
    near = [f"kalo{one}mi{other}ne" for one in LETTERS for other in LETTERS]
    await KV(redis).mset((f"track:1:t{n}", f'{{"title": "{word}"}}') for n, word in enumerate(near))
    before = await calls(redis)
    await search.find(" ".join(f"kalo{letter}mi{letter}ne" for letter in LETTERS))
    assert (await calls(redis) - before)["zrange"] < 3_000


async def test_what_more_people_like_comes_first(
    search: Search, redis: Redis, now: datetime
) -> None:
    records, counters = Records(redis), Counters(redis)
    for id in "abc":
        await records.add(Track.new("1", now=now, id=id, title="Wagtail", artist="Anna"))
        await records.add(Profile.new(id, now=now, name="Nightjar"))
    await counters.like("track", "1", "b", "fan", tap="1", now=now)
    await Audience(redis).follow("fan", "c", now=now)
    await counters.fold(now=now)
    assert [found.id for found in await search.find("wagtail")] == ["b", "a", "c"]
    assert [found.id for found in await search.find("nightjar")] == ["c", "a", "b"]


async def test_the_nearest_comes_first(search: Search, redis: Redis, now: datetime) -> None:
    for n, name in enumerate(("Vino", "Кинотеатр", "Kinoteatr", "Kino", "Кино и немцы", "Кино")):
        await Records(redis).add(Profile.new(str(n), now=now, name=name))
    await Records(redis).add(Track.new("9", now=now, id="t", title="Кино", artist="Кто-то"))
    whole_and_begun = ["5", "4", "t", "3", "1", "2"]
    assert [found.id for found in await search.find("кино")] == whole_and_begun
    assert [found.id for found in await search.find("kino")][:1] == ["3"]


async def test_errors_and_the_other_layout_are_forgiven_only_if_hardly_anything_is_found(
    search: Search, redis: Redis, now: datetime
) -> None:
    for n, name in enumerate(("Кино", "Вино", "Земфира", "Лимонадный", "Мак")):
        await Records(redis).add(Profile.new(str(n), now=now, name=name))
    for question, ids in (
        ("кино", ["0", "1"]),
        ("rbyj", ["0"]),
        ("лштщ", ["0"]),
        ("зимфира", ["2"]),
        ("зефмира", ["2"]),
        ("земфирра", ["2"]),
        ("лемонадный", ["3"]),
        ("лимандный", ["3"]),
        ("лимандные", []),  # three
        ("мах", []),  # too short
        ("zemfira кено", []),
    ):
        assert [found.id for found in await search.find(question)] == ids, question


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("Queen", "квин"),
        ("Green Moon", "грин мун"),
        ("City", "сити"),
        ("Цой", "coj"),
        ("Ёлка", "yolka"),
        ("Елена", "yelena"),
        ("Хлеб", "xleb"),
        ("Красный", "krasnyj"),
        ("Юля", "julja"),
    ],
)
async def test_a_word_is_found_by_its_other_readings(
    search: Search, redis: Redis, now: datetime, name: str, question: str
) -> None:
    await Records(redis).add(Profile.new("1", now=now, name=name))
    assert await search.find(question) == [Found("profile", "1", "1")]


def test_the_other_layout_is_both_ways() -> None:
    assert other_layout(other_layout("Привет, Ёж")) == "привет, ёж"


letters = st.text(alphabet="abcd", min_size=1, max_size=11)


def with_errors(word: str) -> st.SearchStrategy[str]:
    once = st.sampled_from(with_an_error(word))
    return st.one_of(letters, once, once.flatmap(lambda it: st.sampled_from(with_an_error(it))))


@given(pair=letters.flatmap(lambda word: st.tuples(st.just(word), with_errors(word))))
@settings(max_examples=60)
def test_words_as_near_as_errors_go_share_what_is_left_of_them(pair: tuple[str, str]) -> None:
    one, other = pair
    distance, fewest = apart(one, other), fewest_errors(one, other)
    assert distance == apart(other, one)
    if distance is None:
        assert fewest in (None, 2)  # the same letters in error twice count as more
    else:
        assert fewest == distance
        if edits(min(len(one), len(other))):
            assert set(shortened(one)) & set(shortened(other))


def fewest_errors(one: str, other: str) -> int | None:
    """Return the fewest errors that make one of another, found by making them."""
    made = {one}
    for errors in range(edits(min(len(one), len(other))) + 1):
        if other in made:
            return errors
        made = {again for word in made for again in with_an_error(word)}
    return None


def with_an_error(word: str) -> list[str]:
    made = set()
    for n in range(len(word) + 1):
        before, after = word[:n], word[n:]
        made |= {before + letter + after for letter in "abcd"}
        made |= {before + letter + after[1:] for letter in ("", *"abcd") if after}
        if len(after) > 1:
            made.add(before + after[1] + after[0] + after[2:])
    return sorted(made)


names = st.lists(
    st.sampled_from(
        ["Кино", "kino", "Kinoteatr", "vino", "Zemfira", "Земфира", "zimfira", "Ночь", "noch", "я"]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)
writes = st.tuples(
    st.sampled_from(["write", "write", "delete", "restore", "erase"]),
    st.sampled_from(["profile:1", "track:1:a", "track:1:b", "track:2:a"]),
    names,
    names,
)


@settings(max_examples=60)
@given(script=st.lists(writes, max_size=12), question=names, cut=st.integers(0, 3))
async def test_search_finds_what_a_look_at_every_record_finds(
    redis: Redis, script: list[tuple[str, str, str, str]], question: str, cut: int
) -> None:
    await redis.flushall()
    kv, records = KV(redis), Records(redis)
    there: dict[str, Entity] = {}
    trash: dict[str, Entity] = {}
    for step, key, title, artist in script:
        _, owner, *ids = key.split(":")
        made = datetime(2024, 1, 25, 10, tzinfo=UTC)
        record: Entity = Profile.new(owner, now=made, name=title)
        if ids:
            record = Track.new(owner, now=made, id=ids[0], title=title, artist=artist)
        if step == "write":
            await kv.set(key, record.wire())
            there[key] = record
        elif step == "erase":
            await kv.delete(key)
            there.pop(key, None)
        elif ids and step == "delete" and key in there:
            await records.delete(Track, owner, ids[0], now=made)
            trash[key] = there.pop(key)
        elif ids and step == "restore" and key in trash and key not in there:
            await records.restore(Track, owner, ids[0])
            there[key] = trash.pop(key)
    await catalogue.compare(redis)
    asked_for = question[: len(question) - cut] or question
    found = await Search(redis).find(asked_for, limit=100)
    said = {
        f"{at.family}:{at.artist}" + (f":{at.id}" if at.family == "track" else "") for at in found
    }
    assert said == everything_for(asked_for, there)


def everything_for(question: str, there: dict[str, Entity]) -> set[str]:
    """Return the keys that search is to find, by looking at every record."""

    def hits(words: Iterable[Any], *, errors: bool) -> set[str]:
        words = list(words)
        return {key for key, record in there.items() if words and answers(record, words, errors)}

    found = hits(asked(question), errors=False)
    if not found and (found := hits(asked(other_layout(question)), errors=False)):
        return found
    return found if len(found) >= 3 else hits(asked(question), errors=True)


def answers(record: Entity, words: list[Any], errors: bool) -> bool:
    texts = [getattr(record, name, None) or "" for name in type(record).searchable]
    readings = {reading for word in named(" ".join(texts)) for reading in word.readings}

    def is_answer(word: Any, its: str) -> bool:
        if any(its.startswith(reading) for reading in word.readings):
            return True
        near = (apart(reading, its) is not None for reading in word.readings)
        return errors and re.fullmatch("[a-z]+", its) is not None and any(near)

    return all(any(is_answer(word, its) for its in readings) for word in words)


async def test_an_old_store_is_put_into_the_catalogue(
    search: Search, redis: Redis, now: datetime
) -> None:
    """What an earlier release searched in goes away; to do it again changes nothing."""
    for n in range(30):
        await Records(redis).add(Track.new(str(n % 3), now=now, title=f"Wagtail {n}", genre="Folk"))
    await Records(redis).add(Profile.new("1", now=now, name="Nightjar"))
    kept = await catalogue.there(redis)
    for key in await redis.keys("bot:find*"):
        await redis.delete(key)
    for key in await redis.keys("bot:words:*"):
        await redis.hset(key, mapping=dict.fromkeys(await redis.hkeys(key), "vagtail 1"))
    await redis.zadd("bot:search", {"vagtail\0track:1:1": 0})
    assert await search.find("wagtail") == []
    assert await search.renew() == 31
    assert await redis.exists("bot:search") == 0
    await catalogue.compare(redis)
    assert (await catalogue.there(redis))["words"] == kept["words"]
    assert await search.renew() == 31
    await catalogue.compare(redis)


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
