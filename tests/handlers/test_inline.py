"""`@bot` in any chat: cards to share, with the song in them."""

import pytest

from bot.app import App
from storage import Audience, Concert, Counters, Drafts, News, Profile, Records, Track
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, labels, words


async def test_nothing_typed_shows_ones_own_and_whom_one_follows(
    anna: Person, boris: Person, song: Track, concert: Concert
) -> None:
    mine = (await anna.asks())["results"]
    assert [card["type"] for card in mine] == ["article", "audio", "article"]
    assert mine[0]["title"] == "Anna Sings"
    await boris.starts(f"a_{anna.id}")
    await boris.presses("+ Follow")
    followed = (await boris.asks())["results"]
    assert [card["type"] for card in followed] == ["article", "audio"]
    assert followed[0]["title"] == "Anna Sings"


async def test_words_search(anna: Person, boris: Person, records: Records) -> None:
    await records.add(Track.new(str(anna.id), now=NOW, title="Zimorodok", artist="Anna"))
    results = (await boris.asks("zimor"))["results"]
    assert [card["title"] for card in results] == ["Zimorodok"]


async def test_a_share_button_finds_exactly_its_thing(
    anna: Person, boris: Person, song: Track
) -> None:
    await anna.says("/tracks")
    await anna.presses("Paper Boats")
    shared = await anna.presses("Поделиться")
    [card] = (await anna.asks(shared["query"]))["results"]
    assert card["type"] == "audio"
    assert card["id"] == f"t_{anna.id}_{song.id}"


async def test_nothing_found_leads_to_the_bot(boris: Person) -> None:
    for query in ("nothing-like-this", "t_404_404", "c_404_1-x", "a_404"):
        offered = await boris.asks(query)
        assert offered["results"] == []
        assert offered["button"]["start_parameter"]


async def test_a_card_in_a_group_plays_in_private_and_is_liked_on_the_spot(
    town: Town, anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    group = await town.group(anna)
    await town.post(f"/chats/{group}/members", user=boris.id, status="member", by=anna.id)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=group)
    assert card["audio"]["file_id"] == song.audio_file
    assert (await counters.numbers("track", str(anna.id), song.id)).shares == 1

    await boris.presses_shared("♡", card)
    assert boris.alert == "♥"
    again = (await town.messages(group))[-1]
    assert "♡ 1" in [button["text"] for button in buttons(again)]

    opened = await boris.presses_shared("▶", again)
    await boris.opens(opened["url"])
    assert boris.screen["audio"]["file_id"] == song.audio_file


@pytest.mark.parametrize("what", ["a_{anna}", "t_{anna}_{song}"])
async def test_an_artist_is_followed_from_a_shared_card_in_one_tap(
    town: Town, anna: Person, boris: Person, song: Track, records: Records, what: str
) -> None:
    chat = await town.chat(anna)
    await town.let(chat, boris.id, by=anna)  # the bot is not there
    await boris.starts()
    said = len(boris.chat)
    card = await anna.shares(what.format(anna=anna.id, song=song.id), chat=chat)
    await boris.presses_shared("Подписаться", card)
    assert boris.alert is not None
    assert boris.alert.startswith("You follow Anna Sings.")
    profile = await records.profile(str(anna.id))
    assert profile is not None
    assert profile.subscribers == 1
    assert len(boris.chat) == said


async def test_a_stranger_who_follows_from_a_card_is_led_to_where_we_may_write_to_them(
    town: Town, app: App, anna: Person, boris: Person, song: Track
) -> None:
    group = await town.group(anna)
    await town.let(group, boris.id, by=anna)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=group)
    answer = await boris.presses_shared("Подписаться", card)
    assert await Audience(app.redis).follows(str(boris.id), str(anna.id))
    await boris.opens(answer["url"])
    assert "✓ Following" in boris.labels


async def test_a_song_in_a_chat_where_the_bot_is_not_takes_stars(
    town: Town, anna: Person, song: Track
) -> None:
    fan = await town.newcomer("Fan", stars=100)
    chat = await town.chat(anna)
    await town.let(chat, fan.id, by=anna)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=chat)
    assert labels(card)[:6] == ["♡ 0", "▶ Слушать", "💬 0", "⭐ 25", "⭐ 50", "⭐ 100"]
    assert (await fan.pays("⭐ 50", on=card))["paid"]


async def test_a_card_sent_before_there_were_links_to_pay_gets_them_at_once(
    town: Town, app: App, anna: Person, song: Track
) -> None:
    chat = await town.chat(anna)
    card = await anna.shares("", chat=chat, card=1)  # of several, so nobody waits for links
    assert not any("⭐" in label for label in labels(card))
    await app.courier.idle()
    card = (await town.messages(chat))[-1]
    assert labels(card)[3:6] == ["⭐ 25", "⭐ 50", "⭐ 100"]


async def test_a_card_sent_to_the_bot_itself_is_no_upload_and_answers_no_question(
    anna: Person, song: Track, drafts: Drafts
) -> None:
    await anna.says("/tracks")
    await anna.presses("Paper Boats")
    await anna.presses("✎")
    await anna.presses("Название")
    before = (await drafts.page(Track, str(anna.id))).total, len(anna.chat)
    await anna.shares(f"t_{anna.id}_{song.id}", chat=anna.id)
    after = (await drafts.page(Track, str(anna.id))).total, len(anna.chat) - 1
    assert after == before
    await anna.says("Tin Boats")
    assert "Tin Boats" in anna.text


async def test_the_same_choice_told_twice_is_one_share(
    town: Town, anna: Person, song: Track, counters: Counters
) -> None:
    result = {
        "result_id": f"t_{anna.id}_{song.id}",
        "from": {"id": anna.id, "is_bot": False, "first_name": "Anna"},
        "query": "",
    }
    await town.raw(chosen_inline_result=result)
    assert (await counters.numbers("track", str(anna.id), song.id)).shares == 1
    for odd in ("", "a_1", "x", f"d_{anna.id}_1", f"t_{anna.id}_gone"):
        await town.raw(chosen_inline_result=result | {"result_id": odd})
    assert (await counters.numbers("track", str(anna.id), song.id)).shares == 1


async def test_a_card_carries_the_picture_it_has(anna: Person, records: Records) -> None:
    photo = (await anna.sends_photo())["photo"][-1]["file_id"]
    me = str(anna.id)
    await records.add(Profile.new(me, now=NOW, name="Anna", avatar_file=photo))
    news = News.new(me, now=NOW, title="Album", content="Out!", image_file=photo)
    await records.add(news)
    assert [card["type"] for card in (await anna.asks())["results"]] == ["photo", "photo"]


async def test_a_file_that_telegram_lost_spoils_no_other_card(
    anna: Person, song: Track, records: Records
) -> None:
    await records.add(
        Track.new(str(anna.id), now=NOW, title="Lost", audio_file="gone-from-telegram")
    )
    results = (await anna.asks())["results"]
    assert {card["title"] for card in results} == {"Anna Sings", "Paper Boats", "Lost"}
    assert {card["type"] for card in results} == {"article"}


async def test_a_long_search_turns_its_pages(anna: Person, boris: Person, records: Records) -> None:
    for n in range(25):
        await records.add(Track.new(str(anna.id), now=NOW, title=f"Wagtail {n}"))
    titles, offset = [], ""
    for n in (10, 10, 5):
        page = await boris.asks("wagtail", offset=offset)
        assert len(page["results"]) == n
        titles += [card["title"] for card in page["results"]]
        offset = page["next_offset"]
    assert not offset
    assert len(set(titles)) == 25
    for odd in ("nonsense", "-1", "1e3", "٣", "9" * 30):
        assert (await boris.asks("wagtail", offset=odd))["results"]
    assert (await boris.asks("wagtail", offset="999999"))["results"] == []


@pytest.mark.parametrize(
    "query", ["x" * 256, "👍🎉", "\u202eשלום عليكم", "nul\0byte", "\ufffd", "🎵" * 128, ". , ! ?"]
)
async def test_odd_questions_find_nothing_and_harm_nothing(boris: Person, query: str) -> None:
    assert (await boris.asks(query))["results"] == []


async def test_private_things_are_not_offered(anna: Person, boris: Person) -> None:
    await anna.sends_song()
    assert (await anna.asks())["results"] == []
    assert words(anna.screen)
