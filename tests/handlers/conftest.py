"""The real bot in a sandbox, for all tests; each test brings people of its own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.settings import Settings
from handlers import edits
from handlers.texts import Library
from sandbox import Sandbox
from storage import Albums, Concert, Counters, Drafts, Profile, Records, Track, new_id, pace
from tests.conftest import TOKEN
from tests.people import Person, Town

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
"""When records of tests were made; what people do happens now."""

ADMINS = (900_001, 900_002)
"""Who runs the bot: the same people in all tests."""


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody in these tests wait for the pace at which Telegram takes messages."""
    for rate in ("ALL", "CHAT", "GROUP"):
        monkeypatch.setattr(pace, rate, pace.Rate(10_000, burst=100))
    monkeypatch.setattr(edits, "IN_CHATS", timedelta(milliseconds=10))


@pytest.fixture(scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    box = Sandbox(token=TOKEN)
    url = await box.start()
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=url,
        data_dir=tmp_path_factory.mktemp("bot"),
        admin_ids=frozenset(ADMINS),
    )
    with pytest.MonkeyPatch.context() as patch:
        for often in ("_FEED_EVERY_S", "_REPORT_EVERY_S"):
            patch.setattr(f"bot.app.{often}", 0.2)
        async with App(settings) as app:
            yield app
    await box.stop()


@pytest.fixture(scope="session")
async def town(app: App) -> AsyncIterator[Town]:
    async with Town(app.settings.bot_api_url, app.worker.idle) as town:
        yield town


@pytest.fixture(autouse=True)
async def _nothing_fails(app: App, caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Hold in every test that no update failed, not even once."""
    yield
    await app.worker.idle()
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    assert [record.getMessage() for record in records if record.name == "bot.worker"] == []


@pytest.fixture
async def anna(town: Town) -> Person:
    """Somebody who makes music and reads Russian."""
    return await town.newcomer("Anna", language="ru")


@pytest.fixture
async def boris(town: Town) -> Person:
    """Somebody who listens and reads English."""
    return await town.newcomer("Boris", language="en")


@pytest.fixture(scope="session")
async def admins(town: Town) -> tuple[Person, Person]:
    """Olga and Oleg, who run the bot and read English; the same two in every test."""
    olga = await town.newcomer("Olga", language="en", id=ADMINS[0])
    oleg = await town.newcomer("Oleg", language="en", id=ADMINS[1])
    for admin in (olga, oleg):
        await admin.starts()
    return olga, oleg


@pytest.fixture
def olga(town: Town, admins: tuple[Person, Person]) -> Person:
    """Somebody who runs the bot."""
    return Person(town, admins[0].user)


@pytest.fixture
def oleg(town: Town, admins: tuple[Person, Person]) -> Person:
    """Another one who runs the bot."""
    return Person(town, admins[1].user)


@pytest.fixture
async def song(anna: Person, records: Records) -> Track:
    """A song of Anna's that can be heard."""
    sent = await anna.sends_song()
    track = Track.new(
        str(anna.id),
        now=NOW,
        title="Paper Boats",
        artist="Anna",
        duration=29,
        audio_file=sent["audio"]["file_id"],
    )
    await records.add(track)
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    return track


@pytest.fixture
async def concert(anna: Person, records: Records) -> Concert:
    """A show of Anna's in St Petersburg."""
    concert = Concert.new(
        str(anna.id),
        now=NOW,
        id=new_id(NOW),
        title="Spring",
        venue="Cosmonaut",
        city="Saint Petersburg",
        date="2030-07-15",
        time="20:00",
        zone="Europe/Moscow",
    )
    await records.add(concert)
    return concert


@pytest.fixture
def records(app: App) -> Records:
    return Records(app.redis)


@pytest.fixture
def drafts(app: App) -> Drafts:
    return Drafts(app.redis)


@pytest.fixture
def albums(app: App) -> Albums:
    return Albums(app.redis)


@pytest.fixture
def counters(app: App) -> Counters:
    return Counters(app.redis)


@pytest.fixture(scope="session")
def library() -> Library:
    return Library()
