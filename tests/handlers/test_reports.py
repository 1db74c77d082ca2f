"""What should not be there is reported, looked at, taken down, objected to and put back."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from handlers.house import EDITION
from storage import (
    Audience,
    Campaigns,
    Counters,
    Giving,
    News,
    Outbox,
    People,
    Profile,
    Records,
    Reports,
    Standing,
    Track,
    announcement,
    reports,
)
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, words

LATER = datetime(2040, 1, 1, tzinfo=UTC)


@pytest.fixture
async def clara(town: Town) -> Person:
    """Another one who listens."""
    return await town.newcomer("Clara", language="en")


async def settled(app: App, *people: Person) -> None:
    """Wait until everybody was told what they are to hear."""
    for _ in range(3):  # a notice may put another one
        await app.courier.idle()
    for person in people:
        await person.sees()


async def reports_it(fan: Person, artist: Person, song: Track, why: str = "Not theirs") -> None:
    await fan.starts()
    await fan.presses_data(f"r:{artist.id}:track:{song.id}")
    await fan.presses("⚑")
    await fan.presses(why)


async def opens(admin: Person, subject: str) -> None:
    """Show an admin the matter of a thing."""
    await admin.says("/reports")
    await admin.presses_data(f"rpc:{reports.matter_of(subject)}")


async def takes_down(admin: Person, song: Track, reason: str = "Not theirs") -> None:
    await opens(admin, song.key)
    await admin.presses("Take down")
    await admin.presses(reason)
    await admin.presses("Yes, take it down")


def said(person: Person, part: str) -> list[str]:
    return [words(message) for message in person.received if part in words(message)]


async def test_a_song_is_reported_taken_down_objected_to_and_put_back(
    app: App, anna: Person, boris: Person, clara: Person, olga: Person, oleg: Person, song: Track,
    town: Town,
) -> None:  # fmt: skip
    await anna.starts()
    await boris.starts()
    await boris.presses_data(f"t:{anna.id}:{song.id}")
    await boris.presses("♡", on=boris.screen)
    before = await Records(app.redis).get(Track, song.owner, song.id)

    await reports_it(boris, anna, song)
    assert "Thank you!" in boris.text
    await reports_it(boris, anna, song, "Spam")
    await reports_it(clara, anna, song, "Something else")
    await clara.says("I wrote it, and Anna knows.")
    assert "Thank you!" in clara.text
    await settled(app, olga, oleg)
    for admin in (olga, oleg):
        assert len(said(admin, "Paper Boats")) == 1, "merged into one"
    assert "Boris" not in anna.text

    await opens(oleg, song.key)
    assert "Not theirs: 1\nSomething else: 1" in oleg.text
    assert "I wrote it" in oleg.text
    await oleg.presses("Show it")
    assert oleg.screen["audio"]
    stale = oleg.received[-2]
    await takes_down(olga, song)
    assert "Olga" in olga.text
    assert "taken down (somebody else's work" in olga.text
    await oleg.presses("Leave it", on=stale)
    assert oleg.alert == "Another admin has decided meanwhile: have a look."
    await olga.presses_data(f"rps:{reports.matter_of(song.key)}:0:taken:rights")
    await settled(app, anna, boris, clara)
    [notice] = said(anna, "снято")
    assert "«Paper Boats» — снято: это чужое и без разрешения." in notice
    assert "Boris" not in notice
    for fan in (boris, clara):
        assert len(said(fan, "You reported “Paper Boats”. We looked and took it down.")) == 1

    await boris.presses_data(f"t:{anna.id}:{song.id}")
    assert boris.alert == "This is gone."
    await boris.says("Paper Boats")
    found = [button.get("callback_data") for button in buttons(boris.screen)]
    assert f"t:{anna.id}:{song.id}" not in found
    await anna.says("/tracks")
    await anna.presses("Снято · 1")
    await anna.presses("Paper Boats")
    assert "это чужое и без разрешения" in words(anna.screen)
    await anna.presses("Возразить")
    await anna.says("Вот договор: https://example.com")
    assert "Принято" in anna.text
    await anna.presses_data(f"rto:{reports.matter_of(song.key)}")
    assert anna.alert == "Возражение уже у нас, или возражать не на что."
    await settled(app, olga)
    assert "https://example.com" in olga.text
    await olga.presses("Put back")
    await settled(app, anna)
    assert "снова на месте" in anna.text
    assert await Records(app.redis).get(Track, song.owner, song.id) == before
    assert before.likes == 1
    assert (await Counters(app.redis).liked(str(boris.id), [("track", song.owner, song.id)])) == [
        True
    ]
    await boris.presses_data(f"t:{anna.id}:{song.id}")
    assert boris.screen["audio"]


async def test_a_press_that_is_handled_again_finishes_what_it_began(
    app: App, anna: Person, boris: Person, olga: Person, song: Track, records: Records
) -> None:
    """As when the bot died after the decision was written down."""
    await anna.starts()
    await reports_it(boris, anna, song)
    await opens(olga, song.key)
    await Reports(app.redis).decide(
        song.key,
        reports.TAKEN,
        step=f"taken:0:{olga.id}",
        admin=str(olga.id),
        reason=reports.RIGHTS,
        seen=0,
        now=NOW,
    )
    for _ in range(2):
        await olga.presses_data(f"rps:{reports.matter_of(song.key)}:0:taken:rights")
    await settled(app, anna, boris)
    assert await records.find(Track, song.owner, song.id) is None
    assert len(said(anna, "снято")) == len(said(boris, "You reported")) == 1
    logged = await Reports(app.redis).log(limit=100)
    assert len([one for one in logged if one.subject == song.key]) == 1


async def test_an_objection_may_be_declined(
    app: App, anna: Person, boris: Person, olga: Person, song: Track
) -> None:
    await anna.starts()
    await reports_it(boris, anna, song)
    await takes_down(olga, song)
    await settled(app, anna)
    await anna.presses("Возразить")
    await anna.says("Моё!")
    await settled(app, olga)
    await olga.presses("Leave it down")
    await settled(app, anna, boris)
    assert "решение прежнее" in anna.text
    assert await Records(app.redis).find(Track, song.owner, song.id) is None
    assert len(said(boris, "You reported")) == 1, "they heard of it before"
    await boris.presses_data(f"rto:{reports.matter_of(song.key)}")
    assert boris.alert == "This is gone.", "it is not theirs to object"


async def test_a_warning_and_no_fault(
    app: App, anna: Person, boris: Person, olga: Person, song: Track, records: Records
) -> None:
    await anna.starts()
    news = News.new(song.owner, now=NOW, title="Soon", content="A new album")
    await records.add(news)
    await boris.starts()
    await boris.presses_data(f"r:{anna.id}:news:{news.id}")
    await boris.presses("⚑")
    await boris.presses("Insults")
    await reports_it(boris, anna, song)
    await opens(olga, news.key)
    await olga.presses("Warn")
    await olga.presses("Insults")
    await olga.presses("Add words")
    await olga.says("Just the second line.")
    await opens(olga, song.key)
    await olga.presses("Leave it")
    assert olga.alert == "Left as it is"
    await settled(app, anna, boris)
    [warning] = said(anna, "Предупреждение")
    assert warning.endswith(
        "Just the second line.\n\nЕсли мы ошиблись, возрази: человек посмотрит ещё раз."
    )
    assert not said(anna, "Paper Boats")
    assert said(boris, "warned the artist")
    assert said(boris, "it can stay")
    assert await records.find(Track, song.owner, song.id) is not None


async def test_a_recording_that_was_taken_down_is_not_published_again(
    app: App, anna: Person, boris: Person, olga: Person
) -> None:
    await anna.sends_song()
    assert "Публикуя, ты подтверждаешь, что права твои: /terms" in anna.text
    await anna.presses("Опубликовать")
    person = await People(app.redis).get(str(anna.id))
    assert person is not None
    assert (person.rights or "").startswith(f"{EDITION} ")
    [song] = (await Records(app.redis).page(Track, str(anna.id))).records
    await reports_it(boris, anna, song)
    await takes_down(olga, song)
    copy = next(m for m in anna.chat if m.get("audio") and not m["from"]["is_bot"])
    await anna.town.post(
        "/send", person=anna.id, chat=anna.id, kind="audio", file_id=copy["audio"]["file_id"]
    )
    await anna.sees()
    await anna.presses("Опубликовать")
    assert anna.alert is not None
    assert anna.alert.startswith("Эту запись уже сняли")
    assert (await Records(app.redis).page(Track, str(anna.id))).total == 0


async def test_three_takedowns_block_an_artist_and_giving_one_back_frees_them(
    app: App, anna: Person, boris: Person, olga: Person, song: Track, records: Records
) -> None:
    await anna.starts()
    me = str(anna.id)
    await Audience(app.redis).follow(str(boris.id), me, now=NOW)
    kept = Track.new(me, now=NOW, title="Kept", audio_file=song.audio_file)
    await records.add(kept)
    several = [Track.new(me, now=NOW, title=f"T{n}", audio_file=song.audio_file) for n in range(3)]
    for one in several:
        await records.add(one)
        await reports_it(boris, anna, one)
        await takes_down(olga, one)
    await settled(app, anna, boris)
    told = [message["text"] for message in anna.chat[-2:]]  # in any order, as they go side by side
    assert any(text.startswith("«T2» — снято") for text in told)
    assert any("слишком много снято за год" in text for text in told)
    assert await records.profile(me) is None
    assert await records.count(Track, me) == 0, "whatever else there was is hidden, too"
    assert not await Giving(app.redis).takes(me)
    await boris.opens(f"?start=a_{me}")
    assert boris.text == "There is nobody here any more."
    await boris.says("Anna Sings")
    assert f"a:{me}" not in [button.get("callback_data") for button in buttons(boris.screen)]
    await anna.starts()
    assert "Твоя страница заблокирована" in anna.text
    assert "💸 Выплата" in anna.labels
    await anna.sends_song()
    await anna.presses("Опубликовать")
    assert anna.alert is not None
    assert anna.alert.startswith("Твоя страница заблокирована")
    await anna.presses_data("oe:name")
    await anna.says("Анна снова")
    assert "Твоя страница заблокирована" in anna.text
    assert (await anna.asks())["results"] == []

    await opens(olga, several[0].key)
    assert "Takedowns within a year: 3" in olga.text
    await olga.presses("Put back")
    await settled(app, anna)
    assert said(anna, "Твоя страница вернулась")
    profile = await records.profile(me)
    assert profile is not None
    assert profile.name == "Anna Sings"
    titles = {one.title for one in (await records.page(Track, me)).records}
    assert titles == {"Paper Boats", "Kept", "T0"}
    assert await Standing(app.redis).strikes(me, now=NOW) == 2


async def test_an_admin_blocks_whoever_it_may_be_and_lets_them_back(
    app: App, anna: Person, boris: Person, olga: Person, song: Track, records: Records
) -> None:
    await anna.starts()
    await olga.says(f"/ban {anna.id}")
    assert "Nothing against them." in olga.text
    await olga.says(f"/ban {anna.id} Somebody else's name")
    assert "Blocked: it breaks the rules" in olga.text
    await settled(app, anna)
    assert "Somebody else's name" in anna.text
    assert await records.find(Track, song.owner, song.id) is None
    await anna.presses("Возразить")
    await anna.says("Это моё имя")
    await settled(app, olga)
    assert "Это моё имя" in olga.text
    await olga.says("/ban")
    assert "Anna Sings" in olga.labels
    await olga.says(f"/unban {anna.id}")
    await settled(app, anna)
    assert await records.find(Track, song.owner, song.id) == song
    assert "Твоя страница вернулась" in anna.text
    await olga.says("/ban 31337 nobody knows them")
    assert olga.text == "This is gone."
    await boris.says(f"/ban {anna.id} haha")
    assert "I don't know this command" in boris.text


async def test_a_reported_page_is_blocked(
    app: App, anna: Person, boris: Person, olga: Person, song: Track, records: Records
) -> None:
    await anna.starts()
    await boris.opens(f"?start=a_{anna.id}")
    await boris.presses("⚑")
    await boris.presses("Spam")
    await settled(app, olga)
    await olga.presses("Block")
    await olga.presses("Spam")
    assert "Your page is blocked: spam or a scam." in olga.text
    await olga.presses("Yes, block")
    await settled(app, anna, boris)
    assert await records.profile(str(anna.id)) is None
    assert said(boris, "blocked the page")
    await olga.presses("Unblock")
    await settled(app)
    assert await records.profile(str(anna.id)) is not None


async def test_a_name_is_verified_and_nobody_fakes_the_sign(
    app: App, anna: Person, boris: Person, olga: Person, oleg: Person, song: Track,
    records: Records,
) -> None:  # fmt: skip
    me = str(anna.id)
    await records.add(Profile.new(str(boris.id), now=NOW, name="Vesna Sings ✓"))
    await records.replace((await records.get(Profile, me, me)).changed(name="Vesna Sings"))
    await anna.says("/profile")
    await anna.presses("Подтвердить имя")
    await anna.says("https://anna.example")
    assert "Принято" in anna.text
    await anna.says("/profile")
    await anna.presses("Подтвердить имя")
    assert anna.alert == "Просьба уже у нас: человек посмотрит."
    await settled(app, olga, oleg)
    assert "https://anna.example" in olga.text
    await olga.presses("Verify")
    await oleg.presses("Decline")
    await oleg.says("Who is that?")
    assert "Another admin has decided meanwhile" in oleg.text
    await settled(app, anna)
    assert "Твоё имя подтверждено" in anna.text
    await boris.says("Vesna")
    assert {"👤 Vesna Sings", "👤 Vesna Sings ✓"} <= set(boris.labels)
    await boris.presses("👤 Vesna Sings ✓")
    assert boris.text.startswith("Vesna Sings ✓")
    [card] = (await boris.asks(f"a_{me}"))["results"]
    assert card["title"] == "Vesna Sings ✓"
    await olga.says(f"/verify {anna.id}")
    await olga.presses("Take the ✓ away")
    await settled(app, anna)
    assert "больше нет ✓" in anna.text
    assert "✓" not in (await records.get(Profile, me, me)).label


async def test_what_was_taken_down_is_announced_to_nobody(
    app: App, anna: Person, boris: Person, clara: Person, olga: Person, song: Track
) -> None:
    await anna.starts()
    await clara.starts()
    await Audience(app.redis).follow(str(clara.id), str(anna.id), now=NOW)
    id, body = announcement("track", song.owner, song.id, 1), {"kind": "announce"}
    await Campaigns(app.redis).plan(id, song.owner, body, at=LATER, tells=song)
    [one], _ = await Campaigns(app.redis).announcements(str(anna.id))
    assert one.runs
    await reports_it(boris, anna, song)
    await takes_down(olga, song)
    [one], _ = await Campaigns(app.redis).announcements(str(anna.id))
    assert not one.runs


async def test_a_card_in_a_chat_follows(
    app: App, anna: Person, boris: Person, olga: Person, song: Track, town: Town
) -> None:
    await anna.starts()
    group = await town.group(anna)
    shared = await anna.shares(f"t_{anna.id}_{song.id}", chat=group)
    await reports_it(boris, anna, song)
    await takes_down(olga, song)
    await Outbox(app.redis).pump(upto=LATER)
    await settled(app)
    [card] = await town.heard(group)
    assert card["message_id"] == shared["message_id"]
    assert "больше нет" in words(card)


async def test_all_decisions_are_in_the_log(
    app: App, anna: Person, boris: Person, olga: Person, song: Track
) -> None:
    await reports_it(boris, anna, song)
    await takes_down(olga, song)
    await olga.says("/admin")
    await olga.presses("What was decided")
    assert "Paper Boats — taken down (somebody else's work, used without permission)" in olga.text
    assert "Olga" in olga.text
    await olga.presses("CSV")
    assert olga.screen["document"]["file_name"] == "moderation.csv"


async def test_nobody_floods_with_reports_or_reports_what_is_theirs(
    app: App, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await boris.starts()
    for n in range(reports.A_DAY):
        await Reports(app.redis).file(
            f"news:1:{n}", by=str(boris.id), reason=reports.SPAM, now=NOW.now(NOW.tzinfo)
        )
    await reports_it(boris, anna, song)
    assert boris.alert == "That's 10 reports today, thank you. Go on tomorrow."
    await anna.starts()
    await anna.presses_data(f"rp:track:{anna.id}:{song.id}")
    assert anna.alert == "Это твоё. Если что-то не так, исправь или удали."
    await boris.presses_data(f"rp:profile:{boris.id + 1}:{boris.id + 1}")
    assert boris.alert == "There is nobody here any more.", "not even what they are called"
    await boris.presses_data("rpf:0123456789abcdef:spam")
    assert boris.alert == "This button is out of date. Open the menu: /start"
