"""The face of an artist's page: a photo and words from Telegram, links, and how fans see it."""

import pytest

from storage import Profile, Records, Track
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, labels, picture, words


async def has_photo(town: Town, person: Person) -> str:
    shown = await town.upload(f"/people/{person.id}/photos", picture(), "me.png")
    file: str = shown[-1]["file_id"] if isinstance(shown, list) else shown["photo"][-1]["file_id"]
    return file


@pytest.fixture
async def profile(anna: Person, records: Records) -> Profile:
    profile = Profile.new(str(anna.id), now=NOW, name="Anna Sings")
    await records.add(profile)
    return profile


async def of(records: Records, person: Person) -> Profile:
    found = await records.profile(str(person.id))
    assert found is not None
    return found


async def test_the_first_publication_takes_the_photo_from_telegram(
    town: Town, anna: Person, records: Records
) -> None:
    await has_photo(town, anna)
    await anna.sends_song()
    await anna.presses("Опубликовать")
    assert "Её лицо — твоё фото из Telegram" in anna.text
    assert (await of(records, anna)).avatar_file
    await anna.says("/profile")
    assert "photo" in anna.screen
    assert "Фото пока нет" not in anna.text
    assert "О тебе пока ни слова" in anna.text


async def test_words_and_photo_are_taken_from_telegram_only_by_a_tap(
    town: Town, anna: Person, records: Records, profile: Profile
) -> None:
    await anna.says("/profile")
    await anna.presses("Взять из Telegram")
    assert anna.alert == "Взять нечего: ни фото, ни «О себе» мне не видно."
    await has_photo(town, anna)
    await town.patch(f"/people/{anna.id}", bio="Songs & rivers")
    await anna.presses("Взять из Telegram")
    assert "Songs & rivers" in anna.text
    assert (await of(records, anna)).bio is None
    await anna.presses("Взять «О себе»")
    assert (await of(records, anna)).bio == "Songs & rivers"
    await anna.presses("Взять из Telegram")
    await anna.presses("Взять это фото")
    assert (await of(records, anna)).avatar_file
    assert "📥 Взять из Telegram" not in anna.labels


async def test_links_are_named_moved_and_taken_away(
    anna: Person, boris: Person, records: Records, profile: Profile
) -> None:
    await anna.says("/profile")
    await anna.presses("Ссылки")
    await anna.presses("Добавить")
    await anna.says("instagram.com/anna\nhttps://anna.example.com/\nhttp://old.example.com")
    assert "Добавил не всё" in anna.text
    await anna.presses("Добавить")
    await anna.says("https://music.yandex.ru/artist/1 https://www.instagram.com/anna")
    assert "Instagram: https://www.instagram.com/anna" in anna.text
    assert labels(anna.screen)[:3] == ["✕ Instagram", "⬆ anna.example.com", "✕ anna.example.com"]
    ways = [key["callback_data"] for key in buttons(anna.screen) if key["text"][0] == "⬆"]
    await anna.presses_data(ways[1])
    await anna.presses_data(ways[1])
    await anna.presses_data(ways[1])
    assert anna.alert  # it is the first by now
    drops = [key["callback_data"] for key in buttons(anna.screen) if key["text"][0] == "✕"]
    await anna.presses_data(drops[1])
    assert (await of(records, anna)).links == (
        "https://music.yandex.ru/artist/1",
        "https://anna.example.com/",
        "https://www.instagram.com/anna",
    )
    await boris.starts(f"a_{anna.id}")
    assert [key for key in labels(boris.screen) if key[0] in "YIa"] == [
        *("Yandex Music", "anna.example.com", "Instagram"),
    ]


async def test_no_more_links_than_anybody_looks_through(
    anna: Person, records: Records, profile: Profile
) -> None:
    await anna.says("/profile")
    await anna.presses("Ссылки")
    await anna.presses("Добавить")
    await anna.says("\n".join(f"https://{n}.example.com" for n in range(9)))
    assert "Поместилось только 8" in anna.text
    assert len((await of(records, anna)).links or ()) == 8
    assert "+ Добавить" not in anna.labels
    await anna.presses_data("pra")
    assert anna.alert == "Больше не поместится. Сначала убери какую-нибудь."


async def test_an_artist_sees_the_page_just_as_fans_do(
    anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts(f"a_{anna.id}")
    await anna.says("/profile")
    await anna.presses("Для фанов")
    page, below = anna.received[-2:]
    assert [key.get("callback_data") for key in buttons(page)] == [
        key.get("callback_data") for key in buttons(boris.screen)
    ]
    assert "Так твою страницу видят фаны" in words(below)
