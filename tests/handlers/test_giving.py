"""A fan gives Stars; the artist hears of it; nothing moves that should not."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from storage import Donation, Ledger, Records, Track
from tests.people import Person, Town, labels, words

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)


@pytest.fixture
async def fan(town: Town) -> Person:
    """Somebody with Stars who reads English."""
    return await town.newcomer("Boris", language="en", stars=1000)


@pytest.fixture
def ledger(app: App) -> Ledger:
    return Ledger(app.redis)


async def given(app: App, artist: Person) -> list[Donation]:
    return (await Records(app.redis).page(Donation, str(artist.id))).records


async def test_a_donation_takes_four_taps_from_a_link(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await fan.opens(f"https://t.me/x?start=a_{anna.id}")  # 1: the link, 2: START
    await fan.pays("⭐ 50")  # 3: the amount, 4: Telegram's own question
    thanks = await fan.receives("50 ⭐ for Anna Sings")
    assert "✍ Add a message" in labels(thanks)
    told = await anna.receives("50 ⭐")
    assert words(told).startswith("💛 Boris: 50 ⭐ для тебя\nВпервые\n≈ 0,65 $, можно вывести с ")
    [donation] = await given(app, anna)
    assert (donation.amount, donation.status, donation.donor_id) == (50, "completed", str(fan.id))
    assert donation.source == "page"
    audit = await ledger.audit()
    assert audit.violations == ()


async def test_a_donation_takes_two_taps_from_a_shared_card(
    app: App, anna: Person, fan: Person, song: Track, town: Town
) -> None:
    chat = await town.group(anna)
    await town.post(f"/chats/{chat}/members", user=fan.id, status="member", by=anna.id)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=chat)
    await fan.pays("⭐ 50", on=card)  # 1: the amount, 2: Telegram's own question
    told = await anna.receives("50 ⭐")
    assert "Откуда: 🎵 Трек «Paper Boats»" in words(told)


async def test_a_message_comes_after_and_makes_no_second_sound(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    await fan.pays("⭐ 25")
    await fan.receives("25 ⭐ for Anna Sings")
    told = await anna.receives("25 ⭐")
    before = len(anna.received)
    await fan.presses("✍ Add a message")
    await fan.says("Play it again! https://spam.example")
    assert "Play it again!" in fan.text
    await anna.notices(told, "Play it again!")
    assert "spam" not in words(anna.seen(told))
    assert len(anna.received) == before
    [donation] = await given(app, anna)
    assert donation.message == "Play it again!"
