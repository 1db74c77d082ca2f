"""The dashboard: an artist's numbers, with a picture, for nobody else."""

from storage import Balance, Counters, Records, Track
from tests.handlers.conftest import NOW
from tests.people import Person, Town


async def test_the_numbers_add_up(
    town: Town, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await records.add(Balance(id=str(anna.id), owner=str(anna.id), coins=42))
    fans = [boris, await town.newcomer("Vera", language="en")]
    for fan in fans:
        await fan.starts(f"a_{anna.id}")
        await fan.presses("+ Follow")
        await fan.presses("▶")
    await boris.presses("♡")
    await boris.presses("Download")
    await anna.says("/stats")
    assert "photo" in anna.screen
    assert "2 прослушивания, 1 лайк, 2 слушателя" in anna.text
    for line in (
        "Прослушивания: 2",
        "Лайки: 1",
        "Скачивания: 1",
        "Пересылки: 0",
        "Комментарии: 0",
        "Подписчики: 2",
        "Треки: 1",
        "Коины: 42",
    ):
        assert line in anna.text


async def test_what_a_play_is_and_what_was_not_counted_is_said(
    anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts(f"a_{anna.id}")
    page = boris.screen
    await boris.presses("▶", on=page)
    await boris.presses("▶", on=page)
    await anna.says("/stats")
    assert "Прослушивание — это нажатие «Слушать»" in anna.text
    assert "Ещё 1 нажатие не засчитано: 1 — слишком скоро" in anna.text


async def test_each_track_has_its_own_numbers(
    anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await counters.listen(str(anna.id), song.id, str(boris.id), now=NOW)
    await anna.says("/stats")
    await anna.presses("По трекам")
    await anna.presses("Paper Boats · 1")
    assert "photo" in anna.screen
    assert "Paper Boats · последние 30 дней" in anna.text
    assert "Прослушивания: 1" in anna.text
    before = anna.screen["photo"]
    await anna.presses("Все треки")
    assert anna.screen["photo"] != before
    assert "Anna Sings" in anna.text


async def test_without_a_song_there_is_nothing_to_count(boris: Person) -> None:
    await boris.says("/stats")
    assert "nothing to count yet" in boris.text


async def test_the_numbers_of_anothers_track_are_not_there(
    anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts()
    await boris.presses_data(f"sc:{song.id}")
    assert boris.alert == "This is gone."
