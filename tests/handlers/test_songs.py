"""A song sent at any time is one tap from being a public page."""

import pytest

from handlers.texts import Library
from storage import Drafts, Profile, Records, Track
from tests.control import Json
from tests.people import Person, Town, words


async def test_a_song_is_public_after_one_message_and_two_taps(
    anna: Person, records: Records
) -> None:
    await anna.starts()
    sent = await anna.sends_song()
    await anna.presses("Опубликовать")
    [track], _ = await records.page(Track, str(anna.id))
    assert (track.title, track.artist, track.duration) == ("Бумажные корабли", "Мила Орлова", 29)
    assert track.audio_file == sent["audio"]["file_id"]


async def test_the_draft_is_the_song_itself_with_its_cover(anna: Person) -> None:
    sent = await anna.sends_song()
    assert anna.screen["audio"] == sent["audio"]
    assert "thumbnail" in anna.screen["audio"]


async def test_a_draft_is_nobodys_business(town: Town, anna: Person, boris: Person) -> None:
    await anna.starts()
    await town.raw(message=song(anna, 1, title="Kingfisher"))
    await boris.starts(f"a_{anna.id}")
    assert "nobody here" in boris.text
    await boris.says("Kingfisher")
    assert "Nothing found" in boris.text
    await anna.sees()
    await anna.presses("Опубликовать")
    await boris.says("Kingfisher")
    assert boris.labels[0].startswith("▶ Kingfisher")


async def test_the_first_publication_makes_a_page_with_the_name_from_telegram(
    anna: Person, records: Records
) -> None:
    await anna.sends_song()
    assert await records.profile(str(anna.id)) is None
    await anna.presses("Опубликовать")
    profile = await records.profile(str(anna.id))
    assert profile is not None
    assert profile.name == "Anna"
    assert "Пришли фото" in anna.text
    await anna.sends_song("last-tram")
    await anna.presses("Опубликовать")
    assert "Пришли фото" not in anna.text


async def test_the_published_song_has_a_link_and_a_way_to_share_it(anna: Person) -> None:
    await anna.sends_song()
    await anna.presses("Опубликовать")
    assert f"?start=t_{anna.id}_" in anna.text
    shared = await anna.presses("Поделиться")
    assert shared["kind"] == "switch_inline_query"
    assert shared["query"].startswith(f"t_{anna.id}_")
    copied = await anna.presses("Ссылка")
    assert copied["text"] in anna.text


async def test_publishing_twice_makes_one_track(anna: Person, records: Records) -> None:
    await anna.sends_song()
    draft = anna.screen
    await anna.presses("Опубликовать", on=draft)
    await anna.presses_data(_data(draft, "Опубликовать"), on=draft)
    assert (await records.page(Track, str(anna.id))).total == 1


async def test_a_song_that_comes_twice_is_one_draft(
    town: Town, anna: Person, drafts: Drafts
) -> None:
    sent = await anna.sends_song()
    await town.raw(message=sent)
    assert (await drafts.page(Track, str(anna.id))).total == 1


async def test_a_song_that_comes_again_after_it_was_published_changes_nothing(
    town: Town, anna: Person, records: Records, drafts: Drafts
) -> None:
    sent = await anna.sends_song()
    await anna.presses("Опубликовать")
    await town.raw(message=sent)
    assert (await records.page(Track, str(anna.id))).total == 1
    assert (await drafts.page(Track, str(anna.id))).total == 0


def song(anna: Person, number: int, **audio: object) -> Json:
    """Return a message with a song that says little of itself."""
    file = {"file_id": f"song-{number}", "file_unique_id": f"u{number}", "duration": 200}
    return {
        "message_id": 900_000 + number,
        "date": 1_790_000_000,
        "chat": {"id": anna.id, "type": "private", "first_name": "Anna"},
        "from": {"id": anna.id, "is_bot": False, "first_name": "Anna", "language_code": "ru"},
        "audio": file | audio,
    }


@pytest.mark.parametrize(
    ("audio", "title"),
    [
        ({"title": "Night", "file_name": "x.mp3"}, "Night"),
        ({"file_name": "My best song.final.mp3"}, "My best song.final"),
        ({"title": "\u200b\u2060", "file_name": "shown.mp3"}, "shown"),
        ({}, "Без названия"),
        ({"title": "t" * 500}, "t" * 200),
    ],
)
async def test_a_song_without_a_title_takes_the_name_of_its_file(
    town: Town, anna: Person, drafts: Drafts, audio: Json, title: str
) -> None:
    await town.raw(message=song(anna, 1, **audio))
    [draft], _ = await drafts.page(Track, str(anna.id))
    assert draft.title == title


async def test_a_song_without_a_performer_is_the_artists_own(
    town: Town, anna: Person, drafts: Drafts, records: Records
) -> None:
    await town.raw(message=song(anna, 1, title="One"))
    [one], _ = await drafts.page(Track, str(anna.id))
    assert one.artist == "Anna"
    await records.add(Profile.new(str(anna.id), now=one.created_at, name="Anna Sings"))
    await town.raw(message=song(anna, 2, title="Two"))
    [two, _], _ = await drafts.page(Track, str(anna.id))
    assert two.artist == "Anna Sings"


async def test_a_song_of_any_size_is_taken_without_being_downloaded(
    town: Town, anna: Person, drafts: Drafts
) -> None:
    before = await town.calls("getFile")
    await town.raw(message=song(anna, 1, title="Long", file_size=1_900_000_000))
    assert (await drafts.page(Track, str(anna.id))).total == 1
    assert await town.calls("getFile") == before


@pytest.mark.parametrize(
    ("mime_type", "warned"),
    [("audio/mpeg", False), ("audio/mp4", False), ("audio/flac", True), ("audio/x-wav", True)],
)
async def test_a_format_that_some_players_lack_is_pointed_out(
    town: Town, anna: Person, mime_type: str, warned: bool
) -> None:
    sent = await anna.sends_song()
    message = song(anna, 1, title="S", mime_type=mime_type, file_id=sent["audio"]["file_id"])
    await town.raw(message=message)
    await anna.says("/help")
    said = words(anna.received[-2])
    assert ("MP3 или M4A" in said) is warned


async def test_a_song_sent_as_a_file_is_asked_for_as_music(anna: Person) -> None:
    await anna.sends_file("document", b"RIFF" * 50, "demo.wav")
    assert "Отправь как музыку" in anna.text


async def test_an_album_is_answered_once_and_published_at_once(
    anna: Person, records: Records, drafts: Drafts
) -> None:
    songs = ("last-tram", "northern-window", "paper-boats")
    for name in songs:
        await anna.sends_song(name, media_group_id="100500", look=name == songs[-1])
    assert len(anna.received) == 1
    assert "3 песни готовы" in anna.text
    await anna.presses("Опубликовать все 3")
    tracks, total = await records.page(Track, str(anna.id))
    assert total == 3
    assert [t.title for t in tracks] == ["Последний трамвай", "Северное окно", "Бумажные корабли"]
    assert (await drafts.page(Track, str(anna.id))).total == 0


async def test_an_album_survives_a_walk_through_the_menu(anna: Person, records: Records) -> None:
    for name in ("last-tram", "northern-window"):
        await anna.sends_song(name, media_group_id="100501", look=name == "northern-window")
    album = anna.screen
    await anna.says("/settings")
    await anna.presses("Опубликовать все", on=album)
    assert (await records.page(Track, str(anna.id))).total == 2


async def test_publish_all_of_an_album_nobody_sent_is_refused(
    anna: Person, records: Records, library: Library
) -> None:
    await anna.starts()
    for album in ("424242", "a", "-"):
        await anna.presses_data(f"pa:{album}")
        assert anna.alert == library["ru"].plain("outdated")


def _data(message: Json, label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    [data] = [b["callback_data"] for row in rows for b in row if b["text"] == label]
    return str(data)
