"""Songs on an artist's Telegram profile are taken in one press, or one by one."""

from storage import Albums, Drafts, Records, Track
from tests.control import Json
from tests.people import Person, Town, song_file, words


async def has_songs(town: Town, anna: Person, n: int = 3) -> None:
    """Put songs on a profile: the last is the first there, as at Telegram."""
    names = ("paper-boats", "northern-window", "last-tram")
    for number in range(n):
        await town.upload(
            f"/people/{anna.id}/audios", song_file(names[number % 3]), f"song {number}.mp3"
        )


async def titles(records: Records, anna: Person) -> list[str]:
    found, _ = await records.page(Track, str(anna.id), limit=1000)
    return [track.title for track in found]


async def test_a_newcomer_with_songs_on_the_profile_publishes_them_in_one_press(
    town: Town, anna: Person, records: Records
) -> None:
    await has_songs(town, anna)
    await anna.says("/me")
    await anna.presses("Взять песни из профиля · 3")
    assert "нашлось 3 песни" in anna.text
    await anna.presses("Опубликовать все 3")
    assert "3 песни опубликованы" in anna.text
    assert await titles(records, anna) == ["Последний трамвай", "Северное окно", "Бумажные корабли"]
    assert await records.profile(str(anna.id)) is not None


async def test_nobody_is_offered_what_is_not_there(town: Town, anna: Person) -> None:
    await anna.says("/me")
    assert not [label for label in anna.labels if "профиля" in label]
    await anna.says("/tracks")
    await anna.presses("Из профиля")
    assert anna.alert is not None
    assert "Музыки в твоём профиле Telegram нет" in anna.alert


async def test_songs_are_chosen_one_by_one_and_those_that_are_here_are_skipped(
    town: Town, anna: Person, records: Records, drafts: Drafts
) -> None:
    await has_songs(town, anna)
    await anna.says("/tracks")
    await anna.presses("Из профиля")
    await anna.presses("Последний трамвай")
    await anna.presses("Северное окно")
    await anna.presses("Опубликовать")
    assert await titles(records, anna) == ["Бумажные корабли"]
    await anna.says("/tracks")
    await anna.presses("Из профиля")
    assert "1 уже здесь" in anna.text
    assert [label for label in anna.labels if "уже здесь" in label]
    await anna.presses("Только в черновики")
    assert "2 песни готовы" in anna.text
    assert (await drafts.page(Track, str(anna.id))).total == 2
    await anna.says("/tracks")
    await anna.presses("Из профиля")
    assert "Всё уже здесь" in anna.text


async def test_a_song_that_was_sent_is_known_on_the_profile(town: Town, anna: Person) -> None:
    audio = await town.upload(f"/people/{anna.id}/audios", song_file("last-tram"), "tram.mp3")
    await anna.sends("audio", file_id=audio["file_id"])
    await anna.says("/tracks")
    await anna.presses("Из профиля")
    assert "1 уже здесь" in anna.text


async def test_choosing_none_and_then_one_takes_that_one(
    town: Town, anna: Person, records: Records
) -> None:
    await has_songs(town, anna)
    await anna.says("/tracks")
    await anna.presses("Из профиля")
    await anna.presses("Сбросить выбор")
    assert not [label for label in anna.labels if "Опубликовать" in label]
    await anna.presses("Северное окно")
    await anna.presses("Опубликовать")
    assert await titles(records, anna) == ["Северное окно"]


async def test_more_songs_than_telegram_gives_at_once_are_taken_once(
    town: Town, anna: Person, records: Records
) -> None:
    await has_songs(town, anna, 104)
    await anna.says("/me")
    await anna.presses("Взять песни из профиля · 104")
    pressed = anna.screen
    data = _data(pressed, "Опубликовать все 104")
    await anna.presses_data(data, on=pressed)
    await anna.presses_data(data, on=pressed)
    assert (await records.page(Track, str(anna.id))).total == 104


async def test_songs_sent_together_become_an_album_with_a_name(
    anna: Person, boris: Person, records: Records, albums: Albums
) -> None:
    for name in ("last-tram", "northern-window"):
        await anna.sends_song(name, media_group_id="100777", look=name == "northern-window")
    await anna.presses("Это альбом")
    await anna.says("Тихий свет")
    assert "Тихий свет" in anna.text
    await anna.presses("Опубликовать все 2")
    assert "Альбом вышел: 2 песни!" in anna.text
    await boris.opens(next(word for word in words(anna.screen).split() if "start=l_" in word))
    assert "1. Последний трамвай" in boris.text


def _data(message: Json, label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    [data] = [b["callback_data"] for row in rows for b in row if b["text"].endswith(label)]
    return str(data)
