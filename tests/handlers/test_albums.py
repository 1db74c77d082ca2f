"""Songs of one album are a set: shown, played in order, sent at once, shared."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.app import App
from handlers import posted
from handlers.discography import grouped
from handlers.texts import Library
from storage import Profile, Records, Sources, Track, album_id
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, words

HARBOUR = album_id("Harbour")


@pytest.fixture
async def harbour(anna: Person, records: Records) -> list[Track]:
    """An album of Anna's of three songs, with a single after it."""
    tracks = []
    for name, title in (
        ("last-tram", "Last Tram"),
        ("northern-window", "Window"),
        ("paper-boats", "Boats"),
    ):
        sent = await anna.sends_song(name)
        tracks.append(
            Track.new(
                str(anna.id),
                now=NOW,
                title=title,
                artist="Anna",
                album="Harbour",
                genre="Folk",
                duration=29,
                audio_file=sent["audio"]["file_id"],
            )
        )
    for track in tracks:
        await records.add(track)
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    return tracks


async def opens_album(fan: Person, anna: Person) -> None:
    await fan.starts(f"a_{anna.id}")
    await fan.presses("Albums · 1")
    await fan.presses("Harbour · 3")


async def test_an_album_says_what_is_on_it_and_plays_from_the_first(
    anna: Person, boris: Person, harbour: list[Track]
) -> None:
    await opens_album(boris, anna)
    assert "Harbour" in boris.text
    assert "Folk · 3 songs · 1:27" in boris.text
    assert "1. Last Tram · 0:29\n2. Window · 0:29\n3. Boats · 0:29" in boris.text
    await boris.presses("▶ Play")
    assert boris.screen["audio"]["file_id"] == harbour[0].audio_file
    for before, after in pairwise(harbour):
        assert f"⏭ {after.title}" in boris.labels, before.title
        await boris.presses(f"⏭ {after.title}")
        assert boris.screen["audio"]["file_id"] == after.audio_file
    await boris.presses("⏭ Next")
    assert boris.alert is not None
    assert "The album is over" in boris.alert


async def test_a_like_leaves_the_next_song_named(
    anna: Person, boris: Person, harbour: list[Track]
) -> None:
    await opens_album(boris, anna)
    await boris.presses("▶ Play")
    await boris.presses("♡ 0")
    assert "⏭ Window" in boris.labels


async def test_all_songs_come_as_one_group_and_each_is_a_play(
    app: App, anna: Person, boris: Person, harbour: list[Track], records: Records
) -> None:
    await opens_album(boris, anna)
    album = boris.screen
    for _ in range(2):
        await boris.presses("Send all 3", on=album)
        await app.courier.idle()
    assert "Anna Sings · 3 songs" in await boris.sees()
    groups = [m for m in boris.received if "media_group_id" in m]
    assert [m["audio"]["file_id"] for m in groups] == [t.audio_file for t in harbour] * 2
    assert all(m["has_protected_content"] for m in groups)
    found, _ = await records.page(Track, str(anna.id))
    assert [track.plays for track in found] == [1, 1, 1]


async def test_a_file_that_is_gone_does_not_spoil_the_others(
    anna: Person, boris: Person, harbour: list[Track], records: Records
) -> None:
    await records.replace(harbour[1].changed(audio_file="gone"))
    await opens_album(boris, anna)
    await boris.presses("Send all 3")
    await boris.receives("Anna Sings · 3 songs")
    sent = [m["audio"]["file_id"] for m in boris.received if "audio" in m]
    assert sent == [harbour[0].audio_file, harbour[2].audio_file]
    found, _ = await records.page(Track, str(anna.id))
    assert sum(track.plays for track in found) == 2


def test_no_song_is_left_alone_in_its_group() -> None:
    track = Track.new("42", now=NOW, title="One")
    sizes = {n: [len(group) for group in grouped([track] * n)] for n in (0, 1, 10, 11, 25)}
    assert sizes == {0: [], 1: [1], 10: [10], 11: [5, 6], 25: [8, 8, 9]}


async def test_the_artist_puts_the_songs_in_order(anna: Person, harbour: list[Track]) -> None:
    await anna.says("/tracks")
    await anna.presses("Альбомы · 1")
    await anna.presses("Harbour · 3")
    down = next(b["callback_data"] for b in buttons(anna.screen) if b["text"] == "⬇")
    album = anna.screen
    for _ in range(2):
        await anna.presses_data(down, on=album)
        assert anna.labels[0] == "1. Window"
    await anna.presses("Для фанов")
    assert "1. Window · 0:29\n2. Last Tram" in anna.text


async def test_nobody_moves_songs_of_another(
    anna: Person, boris: Person, harbour: list[Track]
) -> None:
    await boris.starts()
    await boris.presses_data(f"alm:{HARBOUR}:{harbour[2].id}:0")
    assert boris.alert is not None
    await opens_album(boris, anna)
    assert "1. Last Tram" in boris.text


async def test_an_album_is_shared_as_a_card_that_leads_to_it(
    app: App, town: Town, anna: Person, boris: Person, harbour: list[Track]
) -> None:
    group = await town.group(boris)
    card = await boris.shares(f"l_{anna.id}_{HARBOUR}", chat=group)
    assert "💿 Harbour" in words(card)
    link = next(b["url"] for b in buttons(card) if b["text"] == "▶ Listen")
    await boris.opens(link)
    assert "1. Last Tram" in boris.text
    touch = await Sources(app.redis).touched(str(anna.id), str(boris.id))
    assert touch
    assert touch.last == "card"


@pytest.fixture
async def group(
    town: Town,
    anna: Person,
    boris: Person,
    harbour: list[Track],
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """A group with a card of the album, which follows it in a moment."""
    monkeypatch.setattr(posted, "WITHIN", timedelta(milliseconds=50))
    group = await town.group(boris)
    await boris.shares(f"l_{anna.id}_{HARBOUR}", chat=group)
    return group


async def test_the_card_of_an_album_follows_a_song_that_goes_and_comes_back(
    town: Town, anna: Person, harbour: list[Track], group: int
) -> None:
    await anna.starts()
    await anna.presses_data(f"d:track:{harbour[1].id}")
    await town.hears(group, "2. Boats")
    await anna.presses("Вернуть")
    await town.hears(group, "3. Boats")


async def test_the_card_of_an_album_follows_a_song_that_joins_it_or_leaves_for_another(
    town: Town, anna: Person, group: int
) -> None:
    await anna.sends_song()
    await anna.presses("✎ Изменить")
    await anna.presses("Альбом")
    await anna.says("Harbour")
    await anna.presses("Опубликовать")
    await town.hears(group, "4 songs")
    await anna.presses("✎ Изменить")
    await anna.presses("Альбом")
    await anna.says("Elsewhere")
    await town.hears(group, "3 songs")


async def test_a_link_to_an_album_that_is_gone_says_so(
    boris: Person, anna: Person, library: Library
) -> None:
    await boris.starts(f"l_{anna.id}_{HARBOUR}")
    assert boris.text == library["en"]("no-artist")


async def test_albums_have_a_page_of_their_own_in_the_studio_even_before_there_are_any(
    anna: Person, song: Track
) -> None:
    await anna.says("/tracks")
    await anna.presses("Альбомы · 0")
    assert "Пока ни одного" in anna.text
