"""Whoever leaves is nowhere in the store any more, and nobody else's numbers are wrong for it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from bot import jobs
from bot.app import App, utc_now
from storage import (
    INTERACTIVE,
    Audience,
    Comments,
    Concert,
    Counters,
    Giving,
    Leaving,
    Ledger,
    Outbox,
    Payment,
    Profile,
    Records,
    Reports,
    Returning,
    Signer,
    Standing,
    Track,
    keys,
    moments,
    money,
    thread_of,
)
from storage.reports import subject
from tests import scan
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.handlers.test_monthly import CANCELED
from tests.handlers.test_stats import file_of
from tests.people import Person, Town, words

NAME = "Zephyrine"


@pytest.fixture
async def zoe(town: Town) -> Person:
    """Somebody with a name that nothing else has in it, with Stars, who reads English."""
    return await town.newcomer(NAME, language="en", stars=1000, username="zephyrine_sings")


@pytest.fixture
def leaving(app: App) -> Leaving:
    return leaving_of(app)


async def asks_to_leave(person: Person) -> None:
    await person.says("/deletemydata")
    await person.presses("Yes, delete everything")


async def a_day_passes(app: App, person: Person) -> None:
    """Let the day pass, and all be done that is to be done then."""
    id = str(person.id)
    await app.redis.zadd(keys.LEAVING, {id: 1}, xx=True)
    await Outbox(app.redis).put(f"day-of:{id}", INTERACTIVE, {"kind": "leave", "to": id})
    await app.courier.idle()
    await Outbox(app.redis).pump(upto=utc_now() + timedelta(minutes=10))
    await app.courier.idle()


async def the_rest_goes(app: App) -> int:
    return await jobs.let_go(
        leaving_of(app), Giving(app.redis), now=utc_now() + timedelta(minutes=10)
    )


def leaving_of(app: App) -> Leaving:
    return Leaving(app.redis, Returning(app.redis, Signer(app.settings.signing_keys)))


async def said_of(redis: Redis, person: Person) -> list[tuple[bytes, bytes]]:
    return await scan.said_of(redis, str(person.id), person.user["first_name"])


async def lives(app: App, zoe: Person, anna: Person, boris: Person, song: Track) -> dict[str, Any]:
    """Let Zoe do everything, as a fan and as an artist; return what came of it."""
    town, redis, id = zoe.town, app.redis, str(zoe.id)
    records, ledger = Records(redis), Ledger(redis)
    # a fan
    await zoe.starts(f"t_{anna.id}_{song.id}")
    player = zoe.screen
    await zoe.presses("♡")
    await zoe.sends("text", text="Wonderful, says Zoe", reply_to=player["message_id"])
    await zoe.starts(f"a_{anna.id}")
    await zoe.presses("Follow")
    show = Concert.new(
        str(anna.id), now=NOW, title="Zoo", venue="Hall", city="Riga", date="2030-01-01",
        time="20:00", zone="Europe/Riga",
    )  # fmt: skip
    await records.add(show)
    await zoe.starts(f"c_{anna.id}_{show.id}")
    await zoe.presses("✓ Going")
    await zoe.starts(f"a_{anna.id}")
    await zoe.presses("⭐ Support")
    paid = await zoe.pays("⭐ 50")
    await zoe.receives("⭐ for Anna Sings")
    await zoe.presses("Add a message")
    await zoe.says("With love, Zephyrine")
    await zoe.starts(f"a_{anna.id}")
    await zoe.presses("⭐ Support")
    await zoe.presses("🔁 Every month")
    monthly = await zoe.pays("⭐ 100 a month")
    await zoe.receives("every month")
    await zoe.says("/coins")  # welcome
    await ledger.post(
        money.donate_coins(
            "of-zoe", donor=id, artist=str(anna.id), coins=5, donor_name=NAME, now=utc_now(),
            artist_description=f"From {NAME}", donor_description="For Anna",
        )
    )  # fmt: skip
    await Giving(redis).hang(str(anna.id), id, NAME)
    await zoe.says("/paysupport")
    await zoe.presses("Something else")
    await zoe.says("Where is my money?")
    await Reports(redis).file(
        subject("track", str(anna.id), song.id), by=id, reason="spam", now=utc_now(), words="Hm"
    )
    # an artist
    sent = await zoe.sends_song()
    mine = Track.new(id, now=NOW, title="Zero", artist=NAME, audio_file=sent["audio"]["file_id"])
    await records.add(mine)
    await records.add(Profile.new(id, now=NOW, name=f"{NAME} Sings"))
    await boris.starts(f"t_{zoe.id}_{mine.id}")
    await boris.presses("♡")
    await boris.starts(f"a_{zoe.id}")
    await boris.presses("Follow")
    carl = await town.newcomer("Carl", language="en", stars=1000)
    await carl.starts(f"a_{zoe.id}")
    await carl.presses("⭐ Support")
    await carl.pays("⭐ 50")
    await carl.starts(f"a_{zoe.id}")
    await carl.presses("⭐ Support")
    await carl.presses("🔁 Every month")
    theirs = await carl.pays("⭐ 100 a month")
    await carl.receives("every month")
    group = await town.group(boris, "Zoo")
    card = await boris.shares("Zero", chat=group)
    await zoe.sends_photo("A draft")
    await town.settled()
    await app.courier.idle()
    return {
        "show": show,
        "mine": mine,
        "paid": paid,
        "monthly": monthly,
        "card": card,
        "group": group,
        "carl": carl,
        "theirs": theirs,
    }


async def shown(town: Town, group: int, card: Json) -> Json:
    return next(m for m in await town.messages(group) if m["message_id"] == card["message_id"])


async def test_whoever_leaves_is_nowhere_in_the_store(
    app: App, town: Town, zoe: Person, anna: Person, boris: Person, song: Track, leaving: Leaving
) -> None:
    redis, ledger = app.redis, Ledger(app.redis)
    before = set((await ledger.audit()).violations)
    did = await lives(app, zoe, anna, boris, song)
    paid = (await ledger.charge(did["paid"]["charge"])).credit
    await asks_to_leave(zoe)
    assert "will be deleted" in zoe.text
    due = await leaving.due(str(zoe.id))
    await zoe.presses_data("lv")  # pressed twice, it is the same day
    assert await leaving.due(str(zoe.id)) == due

    await a_day_passes(app, zoe)
    assert "Your page is gone" in await zoe.sees()
    assert await the_rest_goes(app) == 1
    assert await said_of(redis, zoe) == []
    assert set((await ledger.audit()).violations) <= before

    counters, giving = Counters(redis), Giving(redis)
    assert (await counters.numbers("track", str(anna.id), song.id)).likes == 0
    assert (await Comments(redis).state(thread_of(song))).n == 0
    assert await Audience(redis).followers_count(str(anna.id)) == 0
    assert await giving.given(str(anna.id)) == (150, 2)
    assert await giving.on_wall(str(anna.id)) == 0
    kept = await Records(redis).find(Concert, str(anna.id), did["show"].id)
    assert kept is not None
    assert kept.going == 0
    assert (await Audience(redis).following(str(boris.id))).total == 0
    assert "Zero" not in words(await shown(town, did["group"], did["card"]))

    for charge in (did["monthly"]["charge"], did["theirs"]["charge"]):
        assert await town.refused("/subscriptions/renew", charge=charge) == CANCELED

    # Telegram still knows who paid, and nothing is booked twice for it.
    postings = (await ledger.audit()).postings
    await app.reconcile()
    charge = did["paid"]["charge"]
    again = Payment(charge, str(zoe.id), NAME, 50, paid.note, paid.at)
    booked = await app._cashier.book(again)
    assert booked is not None
    assert not booked.new
    assert (await ledger.audit()).postings == postings
    assert await ledger.conflicts() == []
    await app._cashier.give_back(again)  # a chargeback
    await app.courier.idle()
    assert await giving.given(str(anna.id)) == (100, 1)
    assert set((await ledger.audit()).violations) <= before
    assert await said_of(redis, zoe) == []

    await zoe.starts()  # as a stranger
    assert "/deletemydata" not in zoe.text
    assert await ledger.coins(str(zoe.id)) == 0


async def test_whoever_closes_the_bot_leaves_all_the_same(app: App, town: Town) -> None:
    quinn = await town.newcomer("Quinnella", language="en")
    await asks_to_leave(quinn)
    await quinn.blocks()
    await a_day_passes(app, quinn)
    assert await the_rest_goes(app) == 1
    assert await said_of(app.redis, quinn) == []


async def test_whoever_was_blocked_comes_back_blocked_and_is_given_nothing_twice(
    app: App, town: Town, anna: Person
) -> None:
    zoe = await town.newcomer("Quintilla", language="en")
    id, ledger, standing = str(zoe.id), Ledger(app.redis), Standing(app.redis)
    await zoe.says("/coins")
    assert await ledger.coins(id) == 10
    reward = money.reward_follower(str(anna.id), id, coins=1, a_day=9, now=utc_now())
    await ledger.post(reward)
    then = {"kind": "hide-page", "to": id, "paces": 1}
    await standing.block(id, by="1", reason="rights", then=then, now=utc_now(), words="Quintilla")
    await app.redis.zadd(keys.strikes(id), {"track:1:2": moments.ms(utc_now())})
    for _ in range(2):
        await asks_to_leave(zoe)
        await a_day_passes(app, zoe)
        assert await the_rest_goes(app) == 1
        assert await said_of(app.redis, zoe) == []
        assert await standing.blocked(id) is None
        await zoe.starts()
        block = await standing.blocked(id)
        assert block is not None
        assert (block.reason, block.words) == ("rights", "")
        assert await standing.strikes(id, now=utc_now()) == 1
        await zoe.says("/coins")
        assert await ledger.coins(id) == 0
    assert await Returning(app.redis, Signer(app.settings.signing_keys[-1:])).was_given(reward.id)
    assert not await Returning(app.redis, Signer([b"x" * 32])).was_given(reward.id)

    await standing.lift(id, then={**then, "kind": "show-page"}, now=utc_now())
    await zoe.starts()
    assert await standing.blocked(id) is None


async def test_whoever_writes_while_they_go_comes_back_blocked_all_the_same(
    app: App, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = await town.newcomer("Quintilla", language="en")
    id, standing = str(zoe.id), Standing(app.redis)
    await zoe.says("/coins")
    then = {"kind": "hide-page", "to": id, "paces": 1}
    await standing.block(id, by="1", reason="rights", then=then, now=utc_now())
    await asks_to_leave(zoe)
    await a_day_passes(app, zoe)
    sweep: Any = Leaving._sweep
    wrote = False

    async def interrupted(self: Leaving, *args: Any) -> int:
        nonlocal wrote
        swept: int = await sweep(self, *args)
        if not wrote:
            wrote = True
            await zoe.starts()
        return swept

    monkeypatch.setattr(Leaving, "_sweep", interrupted)
    assert await the_rest_goes(app) == 1
    assert wrote
    await zoe.starts()
    assert await standing.blocked(id) is not None


async def test_whoever_thinks_better_of_it_keeps_everything(
    app: App, town: Town, zoe: Person, anna: Person, boris: Person, song: Track, leaving: Leaving
) -> None:
    await lives(app, zoe, anna, boris, song)
    await app.courier.idle()
    while await Counters(app.redis).fold(now=utc_now()):  # or a job may, and leave no such key
        pass
    mine = {key for key, _ in await scan.everything(app.redis) if str(zoe.id).encode() in key}
    await asks_to_leave(zoe)
    assert "👌 Keep everything" in zoe.labels
    await zoe.presses("Keep everything")
    await town.post("/redeliver", last=1)
    await town.settled()
    assert await leaving.due(str(zoe.id)) is None
    await a_day_passes(app, zoe)
    assert await the_rest_goes(app) == 0
    there = {key for key, _ in await scan.everything(app.redis)}
    assert {
        key for key in mine - there if not key.startswith((b"bot:pace:", b"bot:form:"))
    } == set()
    assert (await Records(app.redis).profile(str(zoe.id))) is not None


async def test_whoever_is_owed_stars_takes_them_first(
    app: App, zoe: Person, records: Records, leaving: Leaving
) -> None:
    id, ledger = str(zoe.id), Ledger(app.redis)
    await zoe.starts()
    least = 1000
    await ledger.post(
        money.donate_stars(
            f"gift-{NAME}", donor="77", artist=id, stars=least, donor_name="X", now=utc_now()
        )
    )
    await zoe.says("/deletemydata")
    assert "is owed 1,000 Stars" in zoe.text
    assert not any("Yes" in label for label in zoe.labels)
    await zoe.presses_data("lv")
    assert await leaving.due(id) is None

    # Stars that come within the day stop it, too, and nothing is deleted.
    await app.redis.zadd(keys.LEAVING, {id: 1})
    await a_day_passes(app, zoe)
    assert "kept it all" in await zoe.sees()
    assert await leaving.due(id) is None


async def test_all_that_is_kept_comes_as_a_file_and_nothing_of_others(
    app: App, town: Town, zoe: Person, anna: Person, boris: Person, song: Track
) -> None:
    did = await lives(app, zoe, anna, boris, song)
    await zoe.says("/mydata")
    await zoe.receives("belongs to them")
    [document] = [m for m in zoe.received if "document" in m]
    _, sent = await file_of(town, document)
    text = sent.decode()
    data = json.loads(text)
    assert data["id"] == str(zoe.id)
    by_key = {entry["key"]: entry for entry in data["entries"] if "key" in entry}
    assert by_key[f"bot:person:{zoe.id}"]["value"]["name"] == NAME
    assert by_key[f"profile:{zoe.id}"]["value"]["name"] == f"{NAME} Sings"
    assert str(anna.id) in by_key[f"bot:following:{zoe.id}"]["value"]
    assert by_key[f"bot:followers-since:{zoe.id}"]["count"] == 1
    assert str(zoe.id) in by_key[f"bot:likes:track:{anna.id}:{song.id}"]["yours"]
    assert "Wonderful, says Zoe" in text
    assert "Where is my money?" in text
    assert "With love" in text
    for other in (boris, did["carl"]):
        told = [one for one in text.splitlines() if re.search(rf"(?<![0-9]){other.id}(?!\d)", one)]
        assert told == []
        assert other.user["first_name"] not in text
    await zoe.says("/mydata")
    assert "within this hour" in zoe.text
