"""What a fan sees and does: a page by link or search, songs in the chat, likes, following."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from storage import Audience, Concert, Counters, News, People, Profile, Records, Track, Video
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, words


async def test_a_link_opens_the_artists_page_at_once(
    anna: Person, boris: Person, song: Track, concert: Concert
) -> None:
    await boris.starts(f"a_{anna.id}")
    assert "Anna Sings" in boris.text
    assert "0 followers · 0 plays · 1 track" in boris.text
    assert boris.labels[:3] == ["▶ Paper Boats", "+ Follow", "↗ Share"]
    assert boris.labels[3:7] == ["⭐ 25", "⭐ 50", "⭐ 100", "⭐ 250"]
    assert boris.labels[7:9] == ["⭐ Support", "🎵 Tracks · 1"]
    assert "🎤 Concerts · 1" in boris.labels


async def test_a_link_to_a_song_plays_it(anna: Person, boris: Person, song: Track) -> None:
    await boris.starts(f"t_{anna.id}_{song.id}")
    assert boris.screen["audio"]["file_id"] == song.audio_file
    assert boris.text == "Paper Boats · Anna"


async def test_a_link_may_say_where_it_was_seen(anna: Person, boris: Person, song: Track) -> None:
    await boris.starts(f"t_{anna.id}_{song.id}__poster")
    assert "audio" in boris.screen


@pytest.mark.parametrize(
    "payload", ["a_404404", "t_404404_1", "t_404404_1-x", "z_1_2", "hello", "a"]
)
async def test_a_link_to_nothing_says_so(boris: Person, payload: str) -> None:
    await boris.starts(payload)
    said = boris.text
    assert "nobody here" in said or "leads nowhere" in said


async def test_a_song_that_plays_is_sealed_and_a_download_is_not(
    anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await boris.starts(f"t_{anna.id}_{song.id}")
    assert boris.screen["has_protected_content"]
    await boris.presses("Download")
    assert "has_protected_content" not in boris.screen
    assert boris.screen["audio"]["file_id"] == song.audio_file
    assert (await counters.totals(str(anna.id))).downloads == 1


async def test_a_play_is_counted_once_in_half_an_hour(
    anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await boris.starts(f"a_{anna.id}")
    page = boris.screen
    for _ in range(3):
        await boris.presses("▶", on=page)
    totals = await counters.totals(str(anna.id))
    assert (totals.plays, totals.discarded) == (1, 2)
    assert sum("audio" in message for message in boris.received) == 3


async def test_a_song_that_does_not_arrive_is_not_a_play(
    anna: Person, boris: Person, song: Track, records: Records, counters: Counters
) -> None:
    await records.replace(song.changed(audio_file="gone-from-telegram"))
    await boris.starts(f"a_{anna.id}")
    await boris.presses("▶")
    assert boris.alert == "This song is missing its sound. Tell the artist!"
    assert (await counters.totals(str(anna.id))).plays == 0


async def test_a_like_is_given_and_taken_back(
    anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await boris.starts(f"t_{anna.id}_{song.id}")
    await boris.presses("♡ 0")
    assert boris.alert == "♥"
    assert "♥ 1" in boris.labels
    await boris.presses("♥ 1")
    assert boris.alert == "Like taken back"
    assert "♡ 0" in boris.labels
    assert (await counters.totals(str(anna.id))).likes == 0


async def test_likes_of_many_at_once_are_all_counted(
    town: Town, anna: Person, song: Track, counters: Counters
) -> None:
    fans = [await town.newcomer(f"Fan {n}", language="en") for n in range(10)]
    await asyncio.gather(*(fan.starts(f"t_{anna.id}_{song.id}") for fan in fans))
    await asyncio.gather(*(fan.presses("♡") for fan in fans))
    assert (await counters.totals(str(anna.id))).likes == 10


def another(song: Track, title: str, moment: datetime) -> Track:
    return Track.new(song.owner, now=moment, title=title, audio_file=song.audio_file)


async def test_the_next_song_follows_and_after_the_last_comes_the_first(
    anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await records.add(another(song, "Older", NOW - timedelta(days=1)))
    await boris.starts(f"t_{anna.id}_{song.id}")
    await boris.presses("Next")
    assert boris.text.startswith("Older")
    await boris.presses("Next")
    assert boris.text.startswith("Paper Boats")


async def test_the_only_song_has_no_next(anna: Person, boris: Person, song: Track) -> None:
    await boris.starts(f"t_{anna.id}_{song.id}")
    await boris.presses("Next")
    assert boris.alert == "That's the only track so far."


async def test_a_song_goes_on_playing_when_the_artists_page_is_opened(
    anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts(f"t_{anna.id}_{song.id}")
    player = boris.screen
    await boris.presses("Artist")
    assert "Anna Sings" in boris.text
    assert "audio" in boris.seen(player)


async def test_following_and_unfollowing(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    audience = Audience(app.redis)
    await boris.starts(f"a_{anna.id}")
    await boris.presses("+ Follow")
    assert boris.alert is not None
    assert boris.alert.startswith("You follow Anna Sings.")
    assert "1 follower ·" in boris.text
    assert await audience.follows(str(boris.id), str(anna.id))
    await boris.says("/following")
    await boris.presses("Anna Sings")
    await boris.presses("✓ Following")
    assert not await audience.follows(str(boris.id), str(anna.id))
    await boris.says("/following")
    assert "nobody yet" in boris.text


async def test_one_does_not_follow_oneself_or_nobody(anna: Person, song: Track) -> None:
    await anna.starts(f"a_{anna.id}")
    assert "✎ Изменить" in anna.labels
    await anna.presses_data(f"g:{anna.id}:1")
    assert anna.alert == "Это же ты!"
    await anna.presses_data("g:404404:1")
    assert anna.alert == "Здесь больше никого нет."


async def test_private_numbers_are_not_shown_to_fans(
    anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await counters.download(str(anna.id), song.id, str(boris.id), tap="1", now=NOW)
    await boris.starts(f"a_{anna.id}")
    for label in ("🎵", "Artist"):
        await boris.presses(label)
    await boris.presses_data(f"r:{anna.id}:track:{song.id}")
    shown = "\n".join(words(message) for message in boris.received)
    for private in ("download", "share", "coin", "donation"):
        assert private not in shown.lower(), private
    assert not any("✎" in label or "📈" in label for label in boris.labels)


@pytest.mark.parametrize("spelled", ["Zhanna Sings", "zhanna", "ZHANNA SI", "жанна"])
async def test_an_artist_is_found_however_the_name_is_spelled(
    anna: Person, boris: Person, song: Track, records: Records, spelled: str
) -> None:
    page = await records.profile(str(anna.id))  # of many an Anna, only some fit a screen
    assert page is not None
    await records.replace(page.changed(name="Zhanna Sings"))
    await boris.says(spelled)
    assert any("Zhanna Sings" in label for label in boris.labels)


async def test_find_takes_words_with_the_command_or_after_it(
    anna: Person, boris: Person, records: Records
) -> None:
    me = str(anna.id)
    await records.add(Profile.new(me, now=NOW, name="Zvonkelberg"))
    for said in (["/find zvonk"], ["/find", "zvonk"]):
        for text in said:
            await boris.says(text)
        assert boris.labels[0] == "👤 Zvonkelberg"
    await boris.presses("Zvonkelberg")
    assert "Zvonkelberg" in boris.text


async def test_a_concert_shows_its_tickets_and_both_clocks(
    anna: Person, boris: Person, concert: Concert, records: Records
) -> None:
    await records.replace(
        concert.changed(ticket_url="https://tickets.example.com/1", ticket_price=25.5)
    )
    await boris.starts(f"c_{anna.id}_{concert.id}")
    assert "Monday, 15 July 2030, 8:00 pm · Saint Petersburg" in boris.text
    assert "Ticket: 25.5" in boris.text
    assert {"text": "🎟 Tickets", "url": "https://tickets.example.com/1"} in buttons(boris.screen)
    by_there = "Monday, 15 July 2030, 8:00 pm, Saint Petersburg (UTC+3)"
    assert clock_of(boris.screen) == (int(EIGHT_PM.timestamp()), by_there)


EIGHT_PM = datetime(2030, 7, 15, 17, tzinfo=UTC)


def clock_of(message: Json) -> tuple[int, str]:
    """Return the moment that Telegram shows by the reader's clock, and what an old one shows."""
    [entity] = [e for e in message["entities"] if e["type"] == "date_time"]
    text = words(message).encode("utf-16-le")
    start = entity["offset"] * 2
    return entity["unix_time"], text[start : start + entity["length"] * 2].decode("utf-16-le")


async def test_an_old_telegram_shows_a_concert_by_the_clock_of_the_reader_s_city(
    app: App, anna: Person, boris: Person, concert: Concert
) -> None:
    await boris.starts()
    await People(app.redis).settle(str(boris.id), zone="America/New_York", city="New York")
    await boris.starts(f"c_{anna.id}_{concert.id}")
    here = "Monday, 15 July 2030, 1:00 pm"
    assert clock_of(boris.screen) == (int(EIGHT_PM.timestamp()), here)
    shared = await boris.shares(f"c_{anna.id}_{concert.id}", chat=await anna.town.group(boris))
    assert clock_of(shared)[1].endswith("8:00 pm, Saint Petersburg (UTC+3)")  # many read it


@pytest.mark.parametrize("day", ["1969-12-31", "2038-01-20"])
async def test_a_concert_out_of_telegram_s_clock_shows_that_of_its_city(
    anna: Person, boris: Person, concert: Concert, records: Records, day: str
) -> None:
    await records.replace(concert.changed(date=day))
    await boris.starts(f"c_{anna.id}_{concert.id}")
    assert "8:00 pm · Saint Petersburg" in boris.text
    assert "clock" not in boris.text


async def test_a_link_that_telegram_would_refuse_spoils_no_card(
    anna: Person, boris: Person, concert: Concert, records: Records
) -> None:
    await records.replace(
        concert.changed(ticket_url="http://localhost/1", image_url="http://intranet/x.png")
    )
    await boris.starts(f"c_{anna.id}_{concert.id}")
    assert "Spring" in boris.text
    assert "🎟 Tickets" not in boris.labels


async def test_a_video_is_watched_here_or_by_its_link_and_counted_as_seen(
    anna: Person, boris: Person, records: Records
) -> None:
    video = Video.new(str(anna.id), now=NOW, title="Clip", video_url="https://youtu.be/x")
    await records.add(video)
    await boris.starts(f"v_{anna.id}_{video.id}")
    assert "▶ Watch" in boris.labels
    assert (await records.get(Video, str(anna.id), video.id)).views == 1
    await anna.starts(f"v_{anna.id}_{video.id}")
    assert (await records.get(Video, str(anna.id), video.id)).views == 1


async def test_news_are_read_and_liked(anna: Person, boris: Person, records: Records) -> None:
    news = News.new(str(anna.id), now=NOW, title="Album", content="Album\n\nOut on Friday <3")
    await records.add(news)
    await boris.starts(f"n_{anna.id}_{news.id}")
    assert "Out on Friday <3" in boris.text
    await boris.presses("♡")
    assert (await records.get(News, str(anna.id), news.id)).likes == 1


async def test_the_songs_of_an_artist_turn_their_pages(
    anna: Person, boris: Person, song: Track, records: Records
) -> None:
    for n in range(20):
        await records.add(another(song, f"Song {n}", NOW + timedelta(minutes=n + 1)))
    await boris.starts(f"a_{anna.id}")
    await boris.presses("🎵")
    assert boris.labels[0] == "▶ Song 19"
    await boris.presses("»")
    assert "▶ Paper Boats" in boris.labels


async def test_somebody_who_blocked_the_bot_disturbs_nobody(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts()
    await boris.blocks()
    person = await People(app.redis).get(str(boris.id))
    assert person is not None
    assert person.blocked
    await boris.starts()
    person = await People(app.redis).get(str(boris.id))
    assert person is not None
    assert not person.blocked
