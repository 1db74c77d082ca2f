"""A song sent at any time is one tap from being a public page."""

from storage import Records, Track
from tests.people import Person


async def test_a_song_is_public_after_one_message_and_two_taps(
    anna: Person, records: Records
) -> None:
    await anna.starts()
    await anna.sends_song()
    assert anna.screen["audio"]["title"] == "Paper Boats"
    await anna.presses("Опубликовать")
    [track], total = await records.page(Track, str(anna.id))
    assert (track.title, total) == ("Paper Boats", 1)
