"""The bot knows where listeners came from: by which link, from which card."""

import pytest

from bot.app import App
from handlers.links import Links
from storage import Profile, Records, Source, Sources, Track
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons


@pytest.fixture
async def boris(town: Town) -> Person:
    """Somebody who listens, and has Stars."""
    return await town.newcomer("Boris", language="en", stars=1000)


async def found(app: App, anna: Person) -> dict[str, Source]:
    """Return what came to Anna from each source today."""
    now = NOW.now(NOW.tzinfo)
    of = await Sources(app.redis).of(str(anna.id), days=2, now=now)
    return {source.name: source for source in of}


async def test_who_opens_a_link_listens_follows_and_gives_by_it(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    link = Links("bot").to(str(anna.id), "track", song.id, source="poster")
    await boris.opens(link)
    assert "audio" in boris.screen
    await boris.starts(f"a_{anna.id}__bio")
    await boris.starts(f"a_{anna.id}")
    await boris.presses("+ Follow")
    await anna.starts()
    await boris.pays("⭐ 50")
    await anna.receives("Откуда: твоя страница, через «Био»")
    assert await found(app, anna) == {
        "poster": Source("poster", taps=1, people=1, plays=1),
        "bio": Source("bio", taps=1, people=1, follows=1, stars=50),
        "direct": Source("direct", taps=1, people=1),
    }
    touch = await Sources(app.redis).touched(str(anna.id), str(boris.id))
    assert touch is not None
    assert (touch.first, touch.last) == ("poster", "bio")


async def test_what_an_artist_opens_herself_counts_for_nothing(
    app: App, anna: Person, song: Track
) -> None:
    await anna.starts(f"a_{anna.id}__bio")
    assert await found(app, anna) == {}


async def test_a_shared_card_plays_is_followed_and_takes_stars(
    app: App, town: Town, anna: Person, boris: Person, song: Track
) -> None:
    await anna.starts()
    group = await town.group(anna)
    await town.post(f"/chats/{group}/members", user=boris.id, status="member", by=anna.id)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=group)
    await boris.presses_shared("Подписаться", card)
    [listen] = [key["url"] for key in buttons(card) if "Слушать" in key["text"]]
    await boris.opens(listen)
    assert "audio" in boris.screen
    [pay] = [key["url"] for key in buttons(card) if key["text"] == "⭐ 25"]
    await boris.pays_link(pay)
    expected = Source("card", taps=2, people=1, plays=1, follows=1, stars=25)
    assert await found(app, anna) == {"card": expected}
    notice = await anna.receives("25 ⭐")
    assert "Трек «Paper Boats»" in notice["text"]


async def test_a_card_in_a_connected_chat_counts_for_that_chat(
    app: App, town: Town, anna: Person, boris: Person, records: Records
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings"))
    channel = await town.chat(anna, "Клуб «Шестнадцать»", type="channel")
    await anna.says("/chats")
    await anna.picks("📣 Канал", channel)
    await anna.says("/news")
    await anna.presses("+ Новость")
    await anna.says("Paper Boats")
    await anna.says("It is out.")
    await anna.presses("Опубликовать")
    card = await town.hears(channel, "Paper Boats")
    await town.post(f"/chats/{channel}/members", user=boris.id, status="member", by=anna.id)
    await boris.presses_shared("Подписаться", card)
    [pay] = [key["url"] for key in buttons(card) if key["text"] == "⭐ 25"]
    await boris.pays_link(pay)
    [source] = (await found(app, anna)).values()
    assert source.name == "klub-shestnadtsat"
    assert source.label == "Клуб «Шестнадцать»"
    assert (source.taps, source.follows, source.stars) == (1, 1, 25)
    notice = await anna.receives("25 ⭐")
    assert "карточка в чате «Клуб «Шестнадцать»»" in notice["text"]


async def test_a_link_to_what_is_gone_leads_to_its_artist(
    anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await records.delete(Track, str(anna.id), song.id, now=NOW)
    await boris.starts(f"t_{anna.id}_{song.id}__poster")
    assert "not here any more" in boris.text
    await boris.presses("👤 Artist")
    assert "Anna Sings" in boris.text


async def test_a_forged_link_gives_no_rights_and_no_trace(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    whole = f"t_{anna.id}_{song.id}__poster"
    for payload in (whole[:5], whole[:-12], whole + "_x", "d_404", "A_9999_1", "x" * 64, "a_1__-"):
        await boris.starts(payload)
        said = boris.text
        assert any(
            words in said for words in ("leads nowhere", "nobody here", "not here any more")
        ), (payload, said)
    await boris.starts(f"a_{anna.id}__made-up-by-boris")
    assert (await found(app, anna)).keys() == {"direct", "other"}
