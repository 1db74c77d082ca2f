"""What a fan takes along from a concert's card: a file for the calendar, a place on the map."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from icalendar import Calendar

from handlers import ical
from handlers.texts import Library
from storage import Concert, Drafts, Profile, Records
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.people import Person, words


async def content(person: Person, message: Json) -> bytes:
    """Return the file that a message brought."""
    url = f"{person.town.url}/sandbox/files/{message['document']['file_id']}"
    async with ClientSession() as session, session.get(url) as reply:
        return await reply.read()


async def event(person: Person) -> Any:
    """Return the event of the calendar file on the screen."""
    [found] = Calendar.from_ical(await content(person, person.screen)).walk("VEVENT")
    return found


async def test_a_concert_goes_into_a_calendar(
    anna: Person, boris: Person, concert: Concert, records: Records
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    await boris.starts(f"c_{anna.id}_{concert.id}")
    card = boris.screen
    await boris.presses("📅 Calendar")
    assert boris.screen["document"]["file_name"] == "spring-2030-07-15.ics"
    assert boris.screen["document"]["mime_type"] == "text/calendar"
    first = await event(boris)
    assert first["DTSTART"].dt == datetime(2030, 7, 15, 17, tzinfo=UTC)
    assert str(first["SUMMARY"]) == "Spring · Anna Sings"
    assert str(first["LOCATION"]) == "Cosmonaut, Saint Petersburg"
    assert "Monday, 15 July 2030, 8:00 pm · Saint Petersburg" in first["DESCRIPTION"]
    assert str(first["URL"]).endswith(f"?start=c_{anna.id}_{concert.id}")

    moved = concert.changed(time="19:00", updated_at=NOW + timedelta(days=1))
    await records.replace(moved)
    await boris.presses("📅 Calendar", on=card)
    second = await event(boris)
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["LAST-MODIFIED"].dt > first["LAST-MODIFIED"].dt
    assert second["DTSTART"].dt == first["DTSTART"].dt - timedelta(hours=1)


def test_a_concert_that_is_off_says_so(library: Library, concert: Concert) -> None:
    off = concert.changed(cancelled=True)
    file = ical.event_file(library["en"], off, artist="Anna", link="https://t.me/bot")
    assert file is not None
    assert b"STATUS:CANCELLED" in file
    assert b"SUMMARY:Cancelled: Spring" in file


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Весна в «Космонавте»!", "весна-в-космонавте-2030-07-15.ics"),
        ("../../etc/passwd", "etc-passwd-2030-07-15.ics"),
        ("🎉🎉", "concert-2030-07-15.ics"),
        ("CON", "con-2030-07-15.ics"),
        ("x" * 200, f"{'x' * 40}-2030-07-15.ics"),
    ],
)
def test_the_name_of_the_file_is_harmless(concert: Concert, title: str, name: str) -> None:
    assert ical.file_name(concert.changed(title=title)) == name


async def test_a_concert_without_a_zone_has_no_moment_to_put_into_a_calendar(
    anna: Person, boris: Person, concert: Concert, records: Records
) -> None:
    await boris.starts(f"c_{anna.id}_{concert.id}")
    await records.replace(concert.changed(zone=None))
    await boris.presses("📅 Calendar")
    assert "can't go into a calendar" in (boris.alert or "")
    await boris.starts(f"c_{anna.id}_{concert.id}")
    assert "📅 Calendar" not in boris.labels


async def test_the_map_shows_the_city_and_says_that_it_is_only_that(
    anna: Person, boris: Person, concert: Concert, records: Records
) -> None:
    await records.replace(concert.changed(city="Birmingham", zone="America/Chicago"))
    await boris.starts(f"c_{anna.id}_{concert.id}")
    card = boris.screen
    await boris.presses("🗺 Map")
    venue = boris.screen["venue"]
    assert venue["title"] == "Cosmonaut"
    assert venue["address"] == "Birmingham · I only know the city"
    assert venue["location"]["longitude"] == pytest.approx(-86.8, abs=0.2)  # in Alabama

    await records.replace(concert.changed(city="Middle of Nowhere"))
    await boris.presses("🗺 Map", on=card)
    assert "Middle of Nowhere" in (boris.alert or "")


async def test_a_venue_can_be_told_on_the_map(
    anna: Person, boris: Person, drafts: Drafts, records: Records
) -> None:
    await anna.says("/concerts")
    await anna.presses("Новый концерт")
    await anna.says("Весна")
    await anna.sends("location", latitude=59.91, longitude=30.31)
    assert "Точка есть" in anna.text
    for answer in ("Космонавт", "Питер", "15 июля 2030, 20:00"):
        await anna.says(answer)
    await anna.presses("Опубликовать")
    [concert] = (await records.page(Concert, str(anna.id))).records
    assert (concert.venue, concert.latitude, concert.longitude) == ("Космонавт", 59.91, 30.31)

    await boris.starts(f"c_{anna.id}_{concert.id}")
    card = boris.screen
    await boris.presses("🗺 Map")
    assert boris.screen["venue"]["address"] == "Санкт-Петербург"
    assert boris.screen["location"] == {"latitude": 59.91, "longitude": 30.31}

    await anna.presses("Изменить")
    await anna.presses("Площадка")
    spot: dict[str, Any] = {"latitude": 59.94, "longitude": 30.35}
    await anna.sends("venue", title="Эрарта", address="29-я линия, 2", **spot)
    assert "Эрарта" in anna.text
    await boris.presses("🗺 Map", on=card)
    assert boris.screen["location"] == spot

    await anna.presses("Изменить")
    await anna.presses("Площадка")
    await anna.says("Где-то ещё")  # the spot was that of the venue before
    await boris.presses("🗺 Map", on=card)
    assert boris.screen["venue"]["title"] == "Где-то ещё"
    assert boris.screen["venue"]["address"] == "Санкт-Петербург · I only know the city"


async def test_a_fan_in_a_group_gets_the_file_in_private(
    anna: Person, boris: Person, concert: Concert
) -> None:
    stranger = await anna.town.newcomer("Vera", language="en")
    group = await anna.town.group(boris)
    await anna.town.post(f"/chats/{group}/members", user=stranger.id, status="member", by=boris.id)
    shared = await boris.shares(f"c_{anna.id}_{concert.id}", chat=group)
    answer = await stranger.presses_shared_data(f"ic:{anna.id}:{concert.id}", shared)
    assert f"c_{anna.id}_{concert.id}" in (answer.get("url") or "")
    await boris.starts()
    await boris.presses_shared_data(f"ic:{anna.id}:{concert.id}", shared)
    assert "document" in boris.screen
    assert "Spring" in words(boris.screen)
