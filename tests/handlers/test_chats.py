"""An artist's groups and channels: connected in three taps, told what is wanted, never more."""

from datetime import timedelta

import pytest

from bot import jobs
from bot.app import App, utc_now
from handlers import chats, edits, posted, posting
from storage import Chats, Concert, News, Outbox, Profile, Records, Track, keys, pace
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.handlers.test_campaigns import follows, later, lives_in_almaty
from tests.people import Person, Town, buttons, labels, words

BOT = "https://t.me/promo_music_bot"
POSTS = {"can_post_messages": True, "can_edit_messages": True}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody in these tests wait for what gathers."""
    monkeypatch.setattr(posting, "GATHERED", timedelta())
    monkeypatch.setattr(posted, "WITHIN", timedelta(milliseconds=10))
    monkeypatch.setattr(posted, "_EACH", timedelta(milliseconds=1))


@pytest.fixture
def kept(app: App) -> Chats:
    return Chats(app.redis)


@pytest.fixture
async def fan(town: Town) -> Person:
    return await town.newcomer("Boris", language="en", stars=1000)


@pytest.fixture
async def channel(town: Town, anna: Person, song: Track) -> int:
    """Anna's channel, connected."""
    return await connected(town, anna, "channel", "Anna news")


@pytest.fixture
async def group(town: Town, anna: Person, song: Track) -> int:
    """Anna's group, connected."""
    return await connected(town, anna, "supergroup", "Anna fans")


async def connected(town: Town, artist: Person, type: str, title: str, **more: bool) -> int:
    chat = await town.chat(artist, title, type=type, **more)
    await artist.says("/chats")
    if "+ Подключить ещё" in artist.labels:
        await artist.presses("Подключить ещё")
    await artist.picks("📣 Канал" if type == "channel" else "👥 Группа", chat)
    assert "О чём там рассказывать?" in artist.text, artist.text
    return chat


async def publishes(artist: Person, title: str = "News of mine") -> None:
    """Write some news and publish it, with the chats that it names."""
    await artist.says("/news")
    await artist.presses("+ Новость")
    await artist.says(title)
    await artist.says("It is true.")
    await artist.presses("Опубликовать")


# Connecting --------------------------------------------------------------------------------------


async def test_a_channel_is_connected_with_three_taps_and_no_message(
    town: Town, anna: Person, song: Track, kept: Chats
) -> None:
    channel = await town.chat(anna, "Anna news", type="channel")
    await anna.starts()
    await anna.presses("💬 Чаты")  # 1
    assert "Выбери кнопкой внизу" in anna.text
    await anna.picks("📣 Канал", channel)  # 2: the key, 3: the channel; its rights come along
    assert "«Anna news»: готово, чат подключён." in words(anna.received[-2])
    assert anna.text.startswith("📣 Anna news")
    rows = await town.get(f"/people/{anna.id}/chats")
    assert rows[0]["keyboard"] is None
    [chat] = await kept.of(str(anna.id))
    assert (chat.chat, chat.title, chat.type, chat.is_on) == (channel, "Anna news", "channel", True)
    assert await town.heard(channel) == []


async def test_links_bring_the_bot_into_chats_and_ask_once(
    app: App, town: Town, anna: Person, song: Track, kept: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "_OFFERED", timedelta(hours=1))  # whoever is slower than this
    await anna.says("/chats")
    links = {b["text"]: b["url"] for m in anna.received[-2:] for b in buttons(m) if "url" in b}
    group = await town.chat(anna, "Fans")
    await anna.adds(links["Добавить в группу"], group)
    answer = await town.hears(group, "Anna Sings: новые песни, концерты и новости будут здесь.")
    await anna.opens(buttons(answer)[0]["url"])
    assert "💬 Чаты" not in anna.text
    assert "Fans" in anna.labels

    channel = await town.chat(anna, "Anna news", type="channel")
    await anna.adds(links["Добавить в канал"], channel)
    await later(app)
    await anna.receives("Я теперь в «Anna news».")
    assert [one.chat for one in await kept.of(str(anna.id))] == [group]
    await anna.presses("Подключить")
    assert {one.chat for one in await kept.of(str(anna.id))} == {group, channel}
    assert not [m for m in anna.received if "Я теперь в «Fans»" in words(m)]


async def test_a_nameless_admin_presses_to_be_known(
    town: Town, anna: Person, boris: Person, song: Track, kept: Chats
) -> None:
    group = await town.group(boris, "Fans")
    await town.let(group, anna.id, "administrator", by=boris, is_anonymous=True)
    await anna.says("/start@promo_music_bot connect", chat=group)
    asked = await town.hears(group, "so that I see who you are")
    assert await kept.artists(group) == []
    stranger = await town.newcomer("Clara", language="en")
    await town.let(group, stranger.id, by=boris)
    await Records(kept._redis).add(Profile.new(str(stranger.id), now=NOW, name="Clara"))
    await stranger.presses_shared("Connect", asked)
    assert (
        stranger.alert == "Only an admin of the chat can do that: in a channel, one who may post."
    )
    await anna.presses_shared("Connect", asked)
    await town.hears(group, "Anna Sings: новые песни")
    assert await kept.artists(group) == [str(anna.id)]


async def test_who_has_no_say_or_no_page_connects_nothing(
    town: Town, anna: Person, boris: Person, song: Track, kept: Chats
) -> None:
    channel = await town.chat(boris, "News", type="channel")
    await town.let(channel, await town.bot_id(), "administrator", by=boris)
    await town.let(channel, anna.id, "administrator", by=boris, can_edit_messages=True)
    await anna.starts()
    await anna.presses_data(f"chy:{channel}")
    assert str(anna.alert).startswith("Это может только админ чата")
    alone = await town.chat(anna, "Alone")
    for nowhere in (alone, -1, anna.id, 10**15):
        await anna.presses_data(f"chy:{nowhere}")
        assert anna.alert == "Не нахожу этот чат. Я точно там?"
    await boris.starts()
    await boris.presses_data(f"chy:{channel}")
    assert boris.alert == "You need a page first: send me a song, and there it is."
    assert await kept.artists(channel) == []


async def test_settings_are_switches_of_ones_own(
    town: Town, anna: Person, boris: Person, group: int, kept: Chats
) -> None:
    await anna.presses("Треки")
    assert "Донаты любые" not in anna.labels
    await anna.presses("Донаты")
    await anna.presses("Донаты любые")
    await anna.presses("Донаты от 25 ⭐")
    assert "Донаты от 50 ⭐" in anna.labels
    await anna.presses("Пауза")
    assert "На паузе" in anna.text
    [chat] = await kept.of(str(anna.id))
    assert "track" not in chat.wants
    assert (chat.min_stars, chat.is_on) == (50, False)
    await boris.starts()
    for data in ("chc", "chr", "chg", "chs", "cht"):
        await boris.presses_data(f"{data}:{group}")
        assert boris.alert == "This is gone.", data
    for data in (f"chw:{group}:track:1", f"chm:{group}:1", f"chi:{group}:0", f"chp:{group}:0"):
        await boris.presses_data(data)
        assert boris.alert == "This is gone.", data
    await boris.presses_data(f"chx:{group}:1")
    assert await kept.of(str(anna.id)) == [chat]
    await anna.presses("Отключить")
    await anna.presses("Да, отключить")
    assert await kept.of(str(anna.id)) == []
    assert await kept.artists(group) == []


async def test_a_test_is_kept_or_deleted(app: App, town: Town, anna: Person, channel: int) -> None:
    await anna.presses("Пробный пост")
    asked = anna.screen
    await town.hears(channel, "Anna Sings: здесь будет всё новое")
    await app.courier.idle()
    await anna.presses("🗑 Удалить", on=asked)
    assert anna.alert == "Готово, удалено."
    assert await town.heard(channel) == []
    await anna.presses("Пробный пост")
    asked = anna.screen
    await town.hears(channel, "здесь будет всё новое")
    await app.courier.idle()
    await anna.presses("Оставить", on=asked)
    assert len(await town.heard(channel)) == 1


# Telling -----------------------------------------------------------------------------------------


async def test_what_is_published_is_told_where_it_says(
    town: Town, anna: Person, channel: int, group: int
) -> None:
    await anna.sends_song()
    assert "Появится и в чатах: «Anna news», «Anna fans»" in anna.text
    await anna.presses("Опубликовать")
    assert "Отправляю в чаты: «Anna news», «Anna fans»" in anna.text
    for chat in (channel, group):
        card = await town.hears(chat, "Anna")
        assert card["audio"]
        assert {"⭐ 25", "⭐ 50", "♡ 0"} <= set(labels(card))

    await anna.says("/chats")
    await anna.presses("Anna fans")
    await anna.presses("Новости")
    await anna.says("/news")
    await anna.presses("+ Новость")
    await anna.says("For the channel")
    await anna.says("It is true.")
    assert "Появится и в чатах: «Anna news»" in anna.text
    assert "fans" not in anna.text
    await anna.presses("Опубликовать")
    await town.hears(channel, "For the channel")
    assert len(await town.heard(group)) == 1


async def test_a_draft_can_be_published_without_its_chats(
    app: App, town: Town, anna: Person, channel: int
) -> None:
    await anna.sends_song()
    await anna.presses("✅ Рассказать в чатах")
    assert "Появится" not in anna.text
    await anna.presses("Опубликовать")
    assert "Отправляю в чаты" not in anna.text
    await anna.says("/concerts")
    await anna.presses("Новый концерт")
    for answer in ("A show of old", "Hall", "Казань", "1 марта 2020 20:00"):
        await anna.says(answer)
    assert "Появится" not in anna.text, "it is over"
    await anna.presses("Опубликовать")
    await app.courier.idle()
    assert await town.heard(channel) == []


async def test_a_draft_that_comes_out_later_is_told_as_its_switch_says(
    app: App, town: Town, anna: Person, channel: int
) -> None:
    await lives_in_almaty(app, anna)
    for song, told in (("paper-boats", False), ("last-tram", True)):
        await anna.sends_song(song)
        await anna.presses("Опубликовать позже")
        await anna.presses("завтра, 10:00")
        assert "Появится и в чатах: «Anna news»" in anna.text
        if not told:
            await anna.presses("✅ Рассказать в чатах")
            assert "Появится" not in anna.text
        await anna.presses("Запланировать")
        assert ("✅ Рассказать в чатах" in anna.labels) is told
        await later(app)
        await anna.receives("Вышло, как и было задумано!")
        await app.courier.idle()
        assert len(await town.heard(channel)) == told


async def test_of_an_album_chats_are_told_once(
    app: App, town: Town, anna: Person, channel: int
) -> None:
    for name in ("last-tram", "northern-window"):
        await anna.sends_song(name, media_group_id="100502", look=name == "northern-window")
    assert "Появится и в чатах: «Anna news»" in anna.text
    await anna.presses("✅ Рассказать в чатах")
    assert "Появится" not in anna.text
    await anna.presses("▫️ Рассказать в чатах")
    album = anna.screen
    for _ in range(2):
        await anna.presses("Опубликовать все 2", on=album)
        assert "Отправляю в чаты: «Anna news»" in anna.text
    await app.courier.idle()
    [post] = await town.heard(channel)
    assert "Новые песни!" in words(post)
    assert "Последний трамвай" in words(post)


async def test_a_press_that_comes_twice_tells_once(
    app: App, town: Town, anna: Person, channel: int, records: Records
) -> None:
    await publishes(anna)
    await town.hears(channel, "News of mine")
    [news] = (await records.page(News, str(anna.id))).records
    await anna.presses_data(f"pc:news:{news.id}")
    assert "Отправляю в чаты" in anna.text
    await app.courier.idle()
    assert len(await town.heard(channel)) == 1


async def test_every_posted_card_follows_its_record(
    town: Town, anna: Person, fan: Person, channel: int
) -> None:
    await publishes(anna)
    card = await town.hears(channel, "News of mine")
    elsewhere = await town.group(fan, "Elsewhere")
    link = next(b["url"] for b in buttons(card) if b["text"] == "Открыть")
    await fan.shares(link.partition("=")[2], chat=elsewhere)

    await anna.says("/news")
    await anna.presses("News of mine")
    await anna.presses("Изменить")
    await anna.presses("Текст")
    await anna.says("It was a mistake.")
    assert "It was a mistake." in words(await town.hears(channel, "mistake"))
    assert "♡ 0" in labels(await town.hears(channel, "mistake"))
    shared = await town.hears(elsewhere, "mistake")
    assert "Open" in labels(shared), "in the words of whoever shared it"

    await anna.says("/news")
    await anna.presses("News of mine")
    await anna.presses("Удалить")
    await town.hears(channel, "этой публикации больше нет")
    await town.hears(elsewhere, "this isn't here any more")
    await anna.presses("Вернуть")
    await town.hears(channel, "It was a mistake.")
    assert len(await town.heard(channel)) == 1


async def test_a_card_in_a_chat_keeps_its_words_and_its_peace_however_many_press(
    app: App,
    town: Town,
    anna: Person,
    fan: Person,
    channel: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edits, "IN_CHATS", timedelta(days=1))
    await publishes(anna)
    card = await town.hears(channel, "News of mine")

    async def shown() -> set[str]:
        await app.courier.idle()
        return {"Открыть", "♡ 0", "♡ 1"} & set(labels(await town.hears(channel, "News of mine")))

    await fan.presses_shared("♡ 0", card)
    assert fan.alert
    assert await shown() == {"Открыть", "♡ 1"}
    await fan.presses_shared_data(buttons(card)[0]["callback_data"], card)
    assert await shown() == {"Открыть", "♡ 1"}
    await Outbox(app.redis).pump(upto=utc_now() + timedelta(days=1))
    assert await shown() == {"Открыть", "♡ 0"}


async def test_what_followers_were_sent_follows_its_record_too(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await follows(app, fan, anna)
    await publishes(anna)
    await anna.presses("Рассказать подписчикам")
    await anna.presses("Отправить сейчас")
    card = await fan.receives("News of mine")
    await anna.says("/news")
    await anna.presses("News of mine")
    await anna.presses("Изменить")
    await anna.presses("Текст")
    await anna.says("It was a mistake.")
    await fan.notices(card, "It was a mistake.")
    assert labels(fan.seen(card)) == labels(card)


async def test_a_concert_that_followers_were_sent_says_that_it_is_cancelled(
    app: App, anna: Person, fan: Person, concert: Concert
) -> None:
    await follows(app, fan, anna)
    await anna.starts()
    await anna.presses_data(f"an:concert:{concert.id}")
    await anna.presses("Отправить сейчас")
    card = await fan.receives(concert.title)
    await fan.presses("✓ Going", on=card)
    await anna.presses_data(f"rvx:{concert.id}:1")
    await fan.notices(card, "❌")


async def test_a_group_is_not_told_more_than_telegram_takes(
    app: App, town: Town, anna: Person, group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "GROUP", pace.Rate(0.001, burst=2))
    for n in range(3):
        await publishes(anna, f"News {n}")
    await town.hears(group, "News 1")
    await app.courier.idle()
    assert len(await town.heard(group)) == 2
    assert (await Outbox(app.redis).depth()).due >= 1


# Donations ---------------------------------------------------------------------------------------


async def gives(fan: Person, artist: Person, stars: int) -> Json:
    await fan.starts(f"a_{artist.id}")
    await fan.pays(f"⭐ {stars}")
    return await fan.receives(f"{stars} ⭐ for Anna Sings")


async def test_a_chat_is_told_of_a_donation_with_a_name(
    app: App, town: Town, anna: Person, fan: Person, group: int
) -> None:
    await anna.presses("Донаты")
    thanks = await gives(fan, anna, 50)
    told = await town.hears(group, "Boris дарит 50 ⭐ → Anna Sings")
    assert "⭐ 25" in labels(told)
    await fan.presses("Hide my name", on=thanks)
    assert "Boris" not in words(await town.hears(group, "Кто-то дарит 50 ⭐"))
    await gives(fan, anna, 25)  # without a name from now on
    await anna.receives("25 ⭐")
    await app.courier.idle()
    assert len(await town.heard(group)) == 1
    gift = await anna.receives("50 ⭐")
    await anna.presses("Вернуть", on=gift)
    await anna.presses("Да, вернуть", on=anna.seen(gift))
    neutral = await town.hears(group, "спасибо всем, кто поддерживает")
    assert "50" not in words(neutral)


async def test_donations_of_the_same_moments_are_told_together(
    app: App, town: Town, anna: Person, group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "GATHERED", timedelta(hours=1))
    await anna.presses("Донаты")
    fans = [await town.newcomer(name, language="en", stars=100) for name in ("Vera", "Gleb")]
    for fan, stars in zip(fans, (25, 50), strict=True):
        thanks = await gives(fan, anna, stars)
        await fan.presses("Add a message", on=thanks)
        await fan.says(f"From {fan.user['first_name']}")
    await app.courier.idle()
    await Outbox(app.redis).pump(upto=utc_now() + timedelta(hours=2))
    told = await town.hears(group, "2 доната · 75 ⭐ → Anna Sings")
    assert "Vera · 25 ⭐ · «From Vera»\nGleb · 50 ⭐ · «From Gleb»" in words(told)
    assert len(await town.heard(group)) == 1


# The goal ----------------------------------------------------------------------------------------


async def test_a_goal_in_a_chat_is_one_message_that_moves(
    app: App, town: Town, anna: Person, fan: Person, channel: int
) -> None:
    await anna.presses_data(f"chg:{channel}")
    assert str(anna.alert).startswith("Цели пока нет")
    await anna.presses_data("$dg:goal-1")
    await anna.says("A new guitar")
    await anna.says("100")
    await anna.presses_data(f"chg:{channel}")
    card = await town.hears(channel, "0 из 100 ⭐")
    await app.courier.idle()
    shown = (await town.messages(channel))[-1]
    assert shown["pinned_message"]["message_id"] == card["message_id"]
    await gives(fan, anna, 25)
    assert "A new guitar" in words(await town.hears(channel, "25 из 100 ⭐"))
    await anna.presses_data("$dgx")
    await town.hears(channel, "спасибо всем, кто поддерживает")
    assert len(await town.heard(channel)) == 1


# Troubles ----------------------------------------------------------------------------------------


async def off(kept: Chats, anna: Person) -> list[str | None]:
    return [one.off for one in await kept.of(str(anna.id))]


async def test_lost_rights_turn_a_chat_off_once_and_on_again(
    app: App, town: Town, anna: Person, channel: int, kept: Chats
) -> None:
    bot = await town.bot_id()
    await town.let(channel, bot, "administrator", by=anna, can_edit_messages=True)
    notice = await anna.receives("«Anna news»: больше ничего не могу туда отправить.")
    assert "Мне нельзя туда писать" in words(notice)
    assert await off(kept, anna) == ["rights"]
    await anna.presses("Проверить", on=notice)
    assert str(anna.alert).startswith("Мне нельзя туда писать. Сделай меня админом")
    before = len(anna.received)
    await publishes(anna)
    assert "Отправляю" not in anna.text
    await app.courier.idle()
    assert not [m for m in anna.received[before:] if "больше ничего" in words(m)]

    await town.let(channel, bot, "administrator", by=anna, **POSTS)
    await anna.receives("«Anna news»: снова всё работает.")
    assert await off(kept, anna) == [None]
    assert await town.heard(channel) == []


async def test_who_lets_the_bot_in_without_letting_it_write_is_told_so(
    town: Town, anna: Person, song: Track, kept: Chats
) -> None:
    await anna.starts()
    channel = await town.chat(anna, "Anna news", type="channel")
    bot = await town.bot_id()
    await town.let(channel, bot, "administrator", by=anna, can_edit_messages=True)
    asked = await anna.receives("писать там мне нельзя")
    await anna.presses("Проверить", on=asked)
    assert str(anna.alert).startswith("Мне нельзя туда писать")
    await town.let(channel, bot, "administrator", by=anna, **POSTS)
    await anna.receives("Рассказывать там о том, что ты публикуешь?")
    await anna.presses("Проверить", on=asked)
    assert [one.is_on for one in await kept.of(str(anna.id))] == [True]


@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_a_bot_that_is_thrown_out_says_how_to_bring_it_back(
    app: App, town: Town, anna: Person, group: int, kept: Chats, status: str
) -> None:
    await town.let(group, await town.bot_id(), status, by=anna)
    notice = await anna.receives("Меня там больше нет")
    link = next(b["url"] for b in buttons(notice) if "url" in b)
    await anna.adds(link, group)  # which connects it anew
    await town.hears(group, "новые песни, концерты и новости будут здесь")
    assert await off(kept, anna) == [None]

    await anna.says("/chats")
    await anna.presses_data(f"chx:{group}:1")
    assert await kept.of(str(anna.id)) == []
    await anna.adds(link, group)
    assert await off(kept, anna) == [None]
    await town.let(group, await town.bot_id(), status, by=anna)
    await app.courier.idle()
    await anna.sees()
    assert len([m for m in anna.received if "Меня там больше нет" in words(m)]) == 2


async def test_who_has_no_say_any_more_tells_nothing(
    app: App, town: Town, anna: Person, boris: Person, song: Track, kept: Chats
) -> None:
    channel = await town.chat(boris, "News", type="channel")
    await town.let(channel, anna.id, "administrator", by=boris, can_promote_members=True, **POSTS)
    await anna.says("/chats")
    await anna.picks("📣 Канал", channel)
    await town.let(channel, anna.id, "member", by=boris)
    await publishes(anna)
    notice = await anna.receives("Ты там больше не админ")
    assert await off(kept, anna) == ["person"]
    assert await town.heard(channel) == []

    await kept.change(str(anna.id), channel, lambda was: was and was.model_copy(update={"by": "5"}))
    await anna.presses("Настройки", on=notice)
    assert "Тот, кто подключил этот чат, там больше не админ" in anna.text
    await anna.presses("Проверить")
    assert str(anna.alert).startswith("Это может только админ чата")
    await town.let(channel, anna.id, "administrator", by=boris, **POSTS)
    await anna.presses("Проверить")
    assert anna.alert == "Всё работает."
    [chat] = await kept.of(str(anna.id))
    assert (chat.by, chat.off) == (str(anna.id), None)


async def test_where_only_admins_write_a_bot_that_is_none_tells_nothing_until_it_may(
    app: App, town: Town, anna: Person, song: Track, kept: Chats
) -> None:
    group = await town.group(anna, "Fans")
    mute = {"can_send_messages": False}
    await town.patch(f"/chats/{group}", permissions=mute)
    await anna.starts()
    await anna.presses_data(f"chy:{group}")
    assert str(anna.alert).startswith("Мне нельзя туда писать")
    await town.patch(f"/chats/{group}", permissions={"can_send_messages": True})
    await anna.presses_data(f"chy:{group}")
    await town.patch(f"/chats/{group}", permissions=mute)
    await publishes(anna)
    notice = await anna.receives("Мне нельзя туда писать")
    await jobs.check_chats(kept, Outbox(app.redis), now=utc_now() + timedelta(hours=25))
    await app.courier.idle()
    await anna.presses("Проверить", on=notice)
    assert str(anna.alert).startswith("Мне нельзя туда писать")
    assert await off(kept, anna) == ["rights"]
    assert not [m for m in anna.received if "снова всё работает" in words(m)]


async def test_what_is_lost_unheard_is_found_when_something_is_told(
    app: App, town: Town, anna: Person, group: int, channel: int, kept: Chats
) -> None:
    await town.post("/lose", what="my_chat_member", times=1)
    await town.let(channel, await town.bot_id(), "left", by=anna)
    await town.delete(f"/chats/{group}")
    await publishes(anna)
    await anna.receives("Меня там больше нет")
    await anna.receives("Этого чата больше нет")
    assert set(await off(kept, anna)) == {"removed", "gone"}


async def test_a_day_later_rights_are_looked_at(
    app: App, town: Town, anna: Person, group: int, kept: Chats
) -> None:
    await town.post("/lose", what="my_chat_member", times=1)
    await town.let(group, await town.bot_id(), "left", by=anna)
    outbox, now = Outbox(app.redis), utc_now()
    assert await jobs.check_chats(kept, outbox, now=now) == 0
    for _ in range(2):
        await jobs.check_chats(kept, outbox, now=now + timedelta(hours=25))
    await anna.receives("Меня там больше нет")
    assert await off(kept, anna) == ["removed"]


@pytest.mark.parametrize("heard", [True, False])
async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(
    town: Town, anna: Person, song: Track, kept: Chats, heard: bool
) -> None:
    old = await connected(town, anna, "group", "Anna fans")
    await anna.presses("Концерты")
    [before] = await kept.of(str(anna.id))
    if not heard:
        for what in ("migrate_to_chat_id", "migrate_from_chat_id"):
            await town.post("/lose", what=what, times=1)
    new = (await town.post(f"/chats/{old}/migrate"))["id"]
    await town.settled()
    await publishes(anna)
    await town.hears(new, "News of mine")
    [after] = await kept.of(str(anna.id))
    assert after == before.model_copy(update={"chat": new, "type": "supergroup"})
    assert await kept.artists(old) == []


async def test_what_is_on_its_way_to_a_group_that_moves_arrives_there(
    app: App,
    town: Town,
    anna: Person,
    fan: Person,
    song: Track,
    kept: Chats,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = await connected(town, anna, "group", "Anna fans")
    await anna.presses("Донаты")
    await anna.presses_data("$dg:goal-1")
    await anna.says("A new guitar")
    await anna.says("100")
    with monkeypatch.context() as slow:
        slow.setattr(pace, "GROUP", pace.Rate(0.001))
        slow.setattr(posting, "GATHERED", timedelta(hours=1))
        await anna.presses_data(f"chg:{old}")
        await town.hears(old, "0 из 100 ⭐")
        await gives(fan, anna, 25)
        await anna.receives("25 ⭐")
        await publishes(anna)
        await app.courier.idle()
        new = (await town.post(f"/chats/{old}/migrate"))["id"]
        await town.settled()
    await app.redis.delete(keys.pace(str(old)), keys.pace(str(new)))  # hours pass for these, too
    await Outbox(app.redis).pump(upto=utc_now() + timedelta(hours=2))
    await app.courier.idle()
    said = "\n".join(map(words, await town.heard(new)))
    for part in ("News of mine", "Boris дарит 25 ⭐", "25 из 100 ⭐"):
        assert part in said
    await gives(fan, anna, 50)
    await Outbox(app.redis).pump(upto=utc_now() + timedelta(hours=2))
    await app.courier.idle()
    assert "75 из 100 ⭐" in "\n".join(map(words, await town.heard(new)))
    await anna.presses_data(f"chp:{old}:1")  # an old button
    assert [(one.chat, one.paused) for one in await kept.of(str(anna.id))] == [(new, True)]


# Topics ------------------------------------------------------------------------------------------


@pytest.fixture
async def forum(town: Town, anna: Person, song: Track) -> int:
    return await connected(town, anna, "supergroup", "Forum", is_forum=True)


async def lost(kept: Chats, anna: Person) -> list[str]:
    [chat] = await kept.of(str(anna.id))
    return chat.lost


async def test_a_topic_is_chosen_and_followed(
    app: App, town: Town, anna: Person, forum: int, kept: Chats
) -> None:
    topics = f"/chats/{forum}/topics"
    thread = (await town.post(topics, name="News"))["message_thread_id"]
    await anna.presses("Тема: Общая")
    assert "/chats@promo_music_bot" in anna.text
    await anna.says("/chats")
    await anna.presses("Forum")
    await anna.presses("Тема: Общая")
    await anna.presses("News")
    assert "Тема: News" in anna.labels
    await publishes(anna)
    assert (await town.hears(forum, "News of mine"))["message_thread_id"] == thread

    await town.patch(f"{topics}/{thread}", closed=True)
    await anna.receives("Тема, куда я пишу, закрыта или удалена")
    assert await lost(kept, anna)
    await town.patch(f"{topics}/{thread}", closed=False)
    await anna.receives("«Forum»: снова всё работает.")

    await town.delete(f"{topics}/{thread}")
    await publishes(anna, "More")
    await app.courier.idle()
    assert "Тема, куда я пишу" in await anna.sees()
    await anna.presses("Выбрать тему")
    assert "News" not in anna.labels
    await anna.presses("Общая")
    assert not await lost(kept, anna)


async def test_each_kind_may_go_to_a_topic_of_its_own(
    app: App, town: Town, anna: Person, fan: Person, forum: int, kept: Chats
) -> None:
    topics = f"/chats/{forum}/topics"
    await anna.presses("Тема: Общая")
    assert "Разные темы" not in anna.labels, "there is one topic"
    names = ("Press", "Gifts")
    press, gifts = [(await town.post(topics, name=one))["message_thread_id"] for one in names]
    await anna.presses_data(f"chc:{forum}")
    await anna.presses("Донаты")
    await anna.presses_data("$dg:goal-1")
    await anna.says("A new guitar")
    await anna.says("100")
    await anna.presses_data(f"cht:{forum}")
    await anna.presses("Разные темы")
    for kind, topic, there in (
        ("🎯 Цель", "Gifts", "Общая, Gifts"),
        ("📰 Новости", "Press", "Общая, Press, Gifts"),
        ("💛 Донаты", "Gifts", "Общая, Press, Gifts"),
    ):
        await anna.presses(f"{kind} → Общая")
        assert f"{kind}: в какую тему?" in anna.text
        await anna.presses(topic)
        assert f"{kind} → {topic}" in anna.labels
        await anna.presses("Назад")
        assert f"Темы: {there}" in anna.labels
        await anna.presses("Темы: ")
    await anna.presses("Назад")
    await anna.presses("Показать цель")
    assert (await town.hears(forum, "0 из 100 ⭐"))["message_thread_id"] == gifts
    await publishes(anna)
    assert (await town.hears(forum, "News of mine"))["message_thread_id"] == press
    await gives(fan, anna, 25)
    assert (await town.hears(forum, "Boris дарит 25 ⭐"))["message_thread_id"] == gifts

    await town.patch(f"{topics}/{press}", closed=True)
    notice = await anna.receives("Тема «Press» закрыта или удалена")
    assert "туда больше не попадают: 📰 Новости." in words(notice)
    await gives(fan, anna, 50)
    assert (await town.hears(forum, "Boris дарит 50 ⭐"))["message_thread_id"] == gifts
    await publishes(anna, "Unheard")
    assert "Отправляю" not in anna.text
    await anna.says("/chats")
    await anna.presses("⚠ Forum")
    assert "Тема «Press» закрыта или удалена" in anna.text
    await anna.presses("Проверить")
    assert anna.alert == "Эта тема закрыта или удалена. Выбери другую."
    await town.patch(f"{topics}/{press}", closed=False)
    await anna.receives("Тема «Press» снова работает: 📰 Новости.")
    assert await lost(kept, anna) == []

    await town.delete(f"{topics}/{press}")
    await publishes(anna, "Nowhere")
    await app.courier.idle()
    assert "Тема «Press» закрыта или удалена" in await anna.sees()
    await anna.presses("Выбрать тему")
    await anna.presses("⚠ 📰 Новости → Press")
    await anna.presses("Gifts")
    assert await lost(kept, anna) == []
    await anna.sends("text", text="/chats@promo_music_bot", chat=forum, topic=gifts)
    await town.hears(forum, "будут здесь")
    [chat] = await kept.of(str(anna.id))
    assert (chat.topic, chat.place("news")) == (None, gifts), "nothing moves by itself"
    await anna.presses("Одна тема для всего")
    await anna.presses("Gifts")
    assert "Тема: Gifts" in anna.labels
    await town.patch(f"{topics}/{gifts}", closed=True)
    await anna.receives("Тема, куда я пишу, закрыта")
    await anna.presses_data(f"chg:{forum}")
    assert "Тема, куда я пишу, закрыта" in anna.text, "no goal is on its way"
    assert "🎯 Показать цель" not in anna.labels


async def test_who_lets_us_write_again_hears_which_topics_are_closed(
    town: Town, anna: Person, forum: int
) -> None:
    topics = f"/chats/{forum}/topics"
    thread = (await town.post(topics, name="News"))["message_thread_id"]
    await anna.presses_data(f"cht:{forum}")
    await anna.presses("News")
    bot = await town.bot_id()
    await town.let(forum, bot, "restricted", by=anna, can_send_messages=False)
    await anna.receives("Мне нельзя туда писать")
    await town.patch(f"{topics}/{thread}", closed=True)
    await town.let(forum, bot, "member", by=anna)
    await anna.receives("Тема, куда я пишу, закрыта")
    assert not [m for m in anna.received if "снова всё работает" in words(m)]


async def test_a_forum_that_is_none_any_more_is_told_as_any_group(
    town: Town, anna: Person, forum: int, kept: Chats
) -> None:
    await town.post(f"/chats/{forum}/topics", name="News")
    await anna.presses_data(f"chc:{forum}")
    await anna.presses("Тема: Общая")
    await anna.presses("News")
    await town.patch(f"/chats/{forum}", is_forum=False)
    await publishes(anna)
    await town.hears(forum, "News of mine")
    [chat] = await kept.of(str(anna.id))
    assert (chat.topic, chat.is_forum, chat.off) == (None, False, None)
    assert await kept.topics(forum) == []

    await town.patch(f"/chats/{forum}", is_forum=True)
    thread = (await town.post(f"/chats/{forum}/topics", name="Gigs"))["message_thread_id"]
    await anna.presses_data(f"cht:{forum}")
    await anna.presses("Разные темы")
    await anna.presses("Концерты")
    await anna.presses("Gigs")
    await town.patch(f"/chats/{forum}/topics/{thread}", closed=True)
    await anna.receives("Тема «Gigs» закрыта")
    await town.patch(f"/chats/{forum}", is_forum=False)
    await anna.presses("Настройки")
    await anna.presses("Проверить")
    assert anna.alert == "Всё работает."
    assert await lost(kept, anna) == []


async def test_where_everybody_writes_is_closed_and_opened_like_a_topic(
    town: Town, anna: Person, forum: int, kept: Chats
) -> None:
    says = {
        "date": 1_790_000_000,
        "chat": {"id": forum, "type": "supergroup", "title": "Forum", "is_forum": True},
        "from": {"id": anna.id, "is_bot": False, "first_name": "Anna"},
    }
    await town.raw(message={**says, "message_id": 5000, "forum_topic_closed": {}})
    await anna.receives("Тема, куда я пишу, закрыта")
    assert await lost(kept, anna)
    await town.raw(message={**says, "message_id": 5001, "forum_topic_reopened": {}})
    await anna.receives("«Forum»: снова всё работает.")


async def test_a_command_in_a_topic_chooses_it(
    town: Town, anna: Person, boris: Person, forum: int, kept: Chats
) -> None:
    thread = (await town.post(f"/chats/{forum}/topics", name="Here"))["message_thread_id"]
    await town.let(forum, boris.id, by=anna)
    await boris.says("/chats@promo_music_bot", chat=forum)
    await anna.sends("text", text="/chats@promo_music_bot", chat=forum, topic=thread)
    answer = await town.hears(forum, "будут здесь")
    assert answer["message_thread_id"] == thread
    [chat] = await kept.of(str(anna.id))
    assert chat.topic == thread
    assert len(await town.heard(forum)) == 1
