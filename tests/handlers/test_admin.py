"""Whoever runs the bot sees how it is doing, and can silence it."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from handlers.console import ago
from handlers.texts import Library
from storage import NEWS, URGENCIES, Campaigns, Journal, Outbox, Track, keys
from tests.handlers.test_refunds import gives, stars
from tests.people import Person, Town, labels

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)


@pytest.fixture
async def outbox(app: App) -> AsyncIterator[Outbox]:
    """The outbox, without dead letters of other tests; sending goes on afterwards."""
    outbox = Outbox(app.redis)
    await app.redis.delete("bot:outbox:dead", "bot:journal:dead")
    yield outbox
    await outbox.resume()
    await app.redis.delete("bot:outbox:dead", "bot:journal:dead")
    await app.courier.idle()


async def bury(app: App, outbox: Outbox, *ids: str, to: Person) -> None:
    """Let notices of a kind that this release does not know be given up."""
    for id in ids:
        text = f'{{"kind":"riddle","to":"{to.id}"}}'
        entry = await app.redis.xadd("bot:outbox:news", {"id": id, "text": text, "tries": "5"})
        assert entry
    await app.courier.idle()


async def opens(admin: Person) -> str:
    await admin.says("/admin")
    return admin.text


async def test_nobody_but_admins_knows_the_command(anna: Person) -> None:
    for command in ("/admin", "/retry"):
        await anna.says(command)
        assert anna.text.startswith("Такой команды я не знаю"), command


async def test_an_admin_sees_how_the_bot_is_doing(olga: Person, outbox: Outbox, app: App) -> None:
    await app.courier.idle()
    text = await opens(olga)
    assert "Nothing waits to be sent" in text
    assert "Still to be handled" not in text, "but for what is answered here"
    assert "asked for no pause in a day" in text
    assert re.search(
        r"(agree with Telegram|against our books); checked: (just now|\d+ min ago)", text
    )
    assert "NOTHING IS BEING SENT" not in text
    assert "Undelivered" not in text
    assert labels(olga.screen)[-3:] == ["⚙ Jobs", "⏸ Stop all sending", "🏠 Home"]
    await olga.presses("⚙ Jobs")
    assert re.search(r"✓ Compare with Telegram's Stars: (just now|\d+ min ago)", olga.text)
    await olga.presses("Back")
    await olga.presses("🔄 Refresh")
    assert "How the bot is doing" in olga.text
    await app.redis.hdel("bot:jobs", "reconcile/ended", "audit/ended")
    text = await opens(olga)
    assert "yet to be compared" in text
    assert "yet to be checked" in text


async def test_nobody_hears_anything_while_all_is_stopped_and_nothing_is_lost(
    app: App, anna: Person, olga: Person, oleg: Person, song: Track, outbox: Outbox, town: Town
) -> None:
    fan = await town.newcomer("Boris", language="en", stars=1000)
    charge, _ = await gives(fan, anna)
    await anna.receives("Boris дарит тебе 50 ⭐")

    await opens(olga)
    await olga.presses("⏸ Stop all sending")
    assert "NOTHING IS BEING SENT" in olga.text
    assert "Olga, just now" in olga.text
    await outbox.put(f"news {anna.id}", NEWS, {"kind": "thanked", "to": str(fan.id), "artist": "1"})
    await fan.says("/paysupport")
    assert "Help with a payment" in fan.text, "what somebody asks for is answered"

    await oleg.says(f"/refund {charge}")
    await oleg.presses("Yes, give 50 ⭐ back")
    while await stars(town, fan) < 1000:  # noqa: ASYNC110  # of another program
        await asyncio.sleep(0.01)
    text = await opens(oleg)
    assert "Olga" in text
    assert "money: 2" in text, "both sides have yet to hear of the refund"
    assert "news: 1" in text
    assert all("are back with you" not in str(message) for message in fan.received)

    await oleg.presses("▶ Send again")
    assert "NOTHING IS BEING SENT" not in oleg.text
    await fan.receives("50 ⭐ are back with you")
    await anna.receives("донат возвращён")
    await app.courier.idle()


async def test_what_could_not_be_delivered_is_looked_at_tried_again_and_dropped(
    app: App, anna: Person, olga: Person, oleg: Person, outbox: Outbox
) -> None:
    await bury(app, outbox, f"a{anna.id}", f"b{anna.id}", to=anna)
    assert "Undelivered: 2" in await opens(olga)
    await olga.presses("✉ Undelivered · 2")
    [first, second, *_] = await outbox.dead()
    await olga.presses_data(f"adc:o:{first.entry}")
    assert "Undelivered: riddle" in olga.text
    assert f"To {anna.id}, just now" in olga.text
    assert "KeyError" in olga.text

    await olga.presses("🗑 Drop")
    assert len(await outbox.dead()) == 2, "only asked"
    await olga.presses("🗑 Drop for good")
    assert "Undelivered · 1" in olga.text
    await oleg.starts()
    for data in (f"adr:o:{first.entry}", f"adx:o:{first.entry}:1", "adc:o:-"):
        await oleg.presses_data(data)
        assert oleg.alert == "This is gone.", data

    await olga.presses_data(f"adr:o:{second.entry}")
    assert olga.alert == "Trying it again."
    assert "Everything is delivered" in olga.text


async def test_all_dead_letters_are_tried_again_by_a_word(
    app: App, anna: Person, olga: Person, outbox: Outbox
) -> None:
    await bury(app, outbox, f"c{anna.id}", f"d{anna.id}", to=anna)
    raw = f'{{"update_id":7,"message":{{"chat":{{"id":{anna.id}}}}}}}'
    await app.redis.xadd("bot:journal:dead", {"id": "7", "raw": raw, "reason": "no"})
    [update] = await Journal(app.redis).dead()
    await opens(olga)
    await olga.presses("✉ Undelivered · 3")
    await olga.presses_data(f"adc:j:{update.id}")
    assert "Not handled: message" in olga.text
    assert f"From {anna.id}" in olga.text
    await olga.presses("🗑 Drop")
    await olga.presses("🗑 Drop for good")
    letter, _ = await outbox.dead()
    await olga.says(f"/retry {letter.entry}")
    assert olga.text == "Trying it again."
    await olga.says("/retry nothing")
    assert olga.text == "This is gone."
    await outbox.stop("1", now=NOW)
    await olga.says("/retry")
    assert olga.text.startswith("Trying ")
    assert await outbox.dead() == []
    await outbox.resume()


async def test_an_admin_stops_a_campaign(
    app: App, anna: Person, olga: Person, song: Track, outbox: Outbox
) -> None:
    campaigns, id = Campaigns(app.redis), f"stop-me-{anna.id}"
    later = datetime(2100, 1, 1, tzinfo=UTC)
    await app.redis.delete(keys.CAMPAIGNS)  # those of other tests start before
    body = {"kind": "announce"}
    for n in range(8):
        await campaigns.plan(f"{id}-{n}", str(anna.id), body, at=later, urgency=NEWS)
    await campaigns.plan(id, str(anna.id), body, at=later + timedelta(days=1), urgency=NEWS)
    await opens(olga)
    await olga.presses("📣 Broadcasts · 9")
    assert "8. Anna Sings, announcement: 1 Jan 2100, 12:00 am" in olga.text
    await olga.presses("›")
    assert "9. Anna Sings, announcement: 2 Jan 2100, 12:00 am" in olga.text
    await olga.presses("⏹ Stop 9 ·")
    assert "announcement: 2 Jan 2100" in olga.text
    running = await campaigns.get(id)
    assert running is not None
    assert running.runs, "it is only asked"
    await olga.presses("Yes, stop it")
    assert olga.alert == "Stopped."
    stopped = await campaigns.get(id)
    assert stopped is not None
    assert not stopped.runs
    for again in ("adh", "ady"):
        await olga.presses_data(f"{again}:{id}")
        assert olga.alert == "That's done already."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "just now"), (59, "just now"), (61, "1 min ago"), (7300, "2 h ago"), (2e5, "2 d ago")],
)
def test_how_long_ago(library: Library, seconds: float, said: str) -> None:
    assert ago(library["en"], NOW - timedelta(seconds=seconds), NOW) == said
    assert ago(library["en"], None, NOW) == "not yet"


def test_every_class_has_a_name(library: Library) -> None:
    for t in library:
        assert [name for name in URGENCIES if f"console-class-{name}" not in t] == []
