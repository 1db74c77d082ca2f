"""One's own records: home, lists of any length, cards, deleting and undoing."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from handlers.texts import Library
from storage import Balance, CoinTx, Concert, News, Records, Track, new_id
from tests.handlers.conftest import NOW
from tests.people import Person, labels, words


async def test_a_newcomer_hears_two_sentences_and_the_first_thing_to_do(boris: Person) -> None:
    await boris.starts()
    assert "Send me a song" in boris.text
    assert len(boris.text) < 300
    assert boris.labels == [
        *("🔎 Find", "♥ Following"),
        *("🎫 I'm going to", "🪙 Coins"),
        *("🎸 My music", "⚙ Settings"),
    ]


async def test_an_artist_comes_home_to_the_numbers(anna: Person, song: Track) -> None:
    await anna.starts()
    assert "Anna Sings" in anna.text
    assert "0 прослушиваний · 0 лайков · 0 подписчиков" in anna.text
    assert "1 трек · 0 коинов" in anna.text


async def test_every_command_has_its_button(anna: Person, song: Track) -> None:
    """Nobody needs to know a command."""
    for command, way in {
        "/tracks": ["🎵 Треки"],
        "/concerts": ["🎤 Концерты"],
        "/videos": ["🎬 Видео"],
        "/news": ["📰 Новости"],
        "/profile": ["👤 Профиль"],
        "/stats": ["📈 Цифры"],
        "/coins": ["⋯ Ещё", "🪙 Коины"],
        "/donations": ["💛 Донаты"],
        "/payout": ["⋯ Ещё", "💸 Выплата"],
        "/find": ["🔎 Найти"],
        "/following": ["♥ Подписки"],
        "/going": ["⋯ Ещё", "🎫 Куда я иду"],
        "/managers": ["⋯ Ещё", "🤝 Менеджеры"],
        "/chats": ["💬 Чаты"],
        "/campaigns": ["📣 Рассылки"],
        "/settings": ["⚙ Настройки"],
        "/language": ["⚙ Настройки"],
    }.items():
        await anna.says(command)
        said = anna.text
        await anna.says("/me")
        for label in way:
            await anna.presses(label)
        assert anna.text == said, command


async def test_an_empty_list_says_what_to_do(anna: Person) -> None:
    await anna.says("/concerts")
    assert "Концертов пока нет" in anna.text
    assert anna.labels == ["📥 Импорт", "‹ Назад", "+ Новый концерт"]


async def test_a_list_of_a_thousand_turns_its_pages(anna: Person, records: Records) -> None:
    await anna.starts()
    posts = [
        News.new(str(anna.id), now=NOW + timedelta(minutes=n), title=f"Post {n}", content="…")
        for n in range(1, 1001)
    ]
    for start in range(0, 1000, 50):
        await asyncio.gather(*map(records.add, posts[start : start + 50]))
    await anna.says("/news")
    assert "1\u00a0000 новостей" in anna.text
    assert anna.labels[:8] == [f"Post {n}" for n in range(1000, 992, -1)]
    assert anna.labels[8:11] == ["1 из 125", "›", "»"]
    await anna.presses("›")
    assert anna.labels[0] == "Post 992"
    await anna.presses("»")
    assert anna.labels[:8] == [f"Post {n}" for n in range(8, 0, -1)]
    assert anna.labels[8:11] == ["«", "‹", "125 из 125"]
    await anna.presses("«")
    assert anna.labels[0] == "Post 1000"


async def test_a_page_that_is_no_more_is_empty_and_leads_back(anna: Person, song: Track) -> None:
    await anna.says("/tracks")
    await anna.presses_data("l:track:40")
    assert "1 трек" in anna.text
    await anna.presses_data("l:track:-3")
    assert "Paper Boats" in anna.labels
    await anna.presses_data(f"l:track:{10**30}")
    assert anna.alert is None


async def test_pressing_what_is_shown_already_is_quiet(anna: Person, song: Track) -> None:
    await anna.says("/tracks")
    before = len(anna.received)
    await anna.presses_data("l:track:0")
    assert anna.alert is None
    assert len(anna.received) == before


async def test_a_record_is_deleted_at_once_and_comes_back_within_a_minute(
    anna: Person, song: Track, records: Records
) -> None:
    await anna.says("/tracks")
    await anna.presses("Paper Boats")
    await anna.presses("Удалить")
    assert anna.text == "Удалено: Paper Boats"
    assert (await records.page(Track, str(anna.id))).total == 0
    await anna.presses("Вернуть")
    assert "Вернул на место" in anna.text
    assert (await records.get(Track, str(anna.id), song.id)).title == "Paper Boats"


async def test_undoing_what_was_not_deleted_says_so(anna: Person, song: Track) -> None:
    await anna.starts()
    await anna.presses_data(f"u:track:{new_id(NOW)}")
    assert anna.alert == "Этого больше нет."


async def test_the_card_of_what_is_gone_says_so(anna: Person, concert: Concert) -> None:
    await anna.says("/concerts")
    lists = anna.screen
    await anna.presses("Spring")
    await anna.presses("Удалить")
    await anna.presses_data(f"c:concert:{concert.id}", on=lists)
    assert anna.alert == "Этого больше нет."


async def test_a_draft_is_thrown_away_only_when_that_is_sure(anna: Person) -> None:
    await anna.sends_song()
    await anna.presses("Выбросить")
    await anna.presses("‹ Назад")
    assert "Опубликовать" in anna.labels
    await anna.presses("Выбросить")
    await anna.presses("Да, выбросить")
    await anna.says("/tracks")
    assert not any("Черновики" in label for label in anna.labels)


async def test_drafts_wait_in_the_list(anna: Person) -> None:
    await anna.sends_song()
    await anna.sends_song("last-tram")
    await anna.says("/tracks")
    await anna.presses("Черновики · 2")
    assert anna.labels[:2] == ["Последний трамвай", "Бумажные корабли"]
    await anna.presses("Бумажные")
    assert "audio" in anna.screen


async def test_buttons_of_forgotten_releases_and_forged_ones_say_so(anna: Person) -> None:
    await anna.starts()
    for data in (
        "zz:1:2",
        "c:track",
        "c:vinyl:1",
        "l:track:x",
        "c:track:../..",
        "",
        "d:donation:1",
    ):
        if data:
            await anna.presses_data(data)
            assert anna.alert in {"Кнопка устарела. Открой меню: /start", "Этого больше нет."}, data


async def test_an_old_menu_that_cannot_be_edited_is_answered_below(anna: Person) -> None:
    await anna.starts()
    await anna.town.raw(
        callback_query={
            "id": "77777",
            "from": {"id": anna.id, "is_bot": False, "first_name": "Anna", "language_code": "ru"},
            "chat_instance": "1",
            "data": "s",
            "message": {
                "chat": {"id": anna.id, "type": "private"},
                "message_id": 1,
                "date": 0,
            },
        }
    )
    await anna.sees()
    assert "Настройки" in anna.text


async def test_the_fields_of_a_card_too_old_to_change_are_shown_below(
    anna: Person, song: Track
) -> None:
    await anna.starts()
    await anna.town.raw(
        callback_query={
            "id": "77778",
            "from": {"id": anna.id, "is_bot": False, "first_name": "Anna", "language_code": "ru"},
            "chat_instance": "1",
            "data": f"f:track:{song.id}",
            "message": {"chat": {"id": anna.id, "type": "private"}, "message_id": 1, "date": 0},
        }
    )
    await anna.sees()
    assert "Paper Boats" in anna.text
    assert "Жанр" in anna.labels


async def test_coins_and_what_moved_them(anna: Person, records: Records) -> None:
    me = str(anna.id)
    await records.add(Balance(id=me, owner=me, coins=1500))
    for n, (amount, kind) in enumerate([(2000, "purchase"), (-500, "spend")]):
        tx = CoinTx(id=f"tx{n}", owner=me, amount=amount, type=kind, created_at=NOW + timedelta(n))
        await records.add(tx)
    await anna.says("/coins")
    assert "1\u00a0510 коинов" in anna.text, "with ten to begin with"
    assert "−500 · Трата" in anna.text
    assert "+2\u00a0000 · Покупка" in anna.text
    assert "25 января 2026" in anna.text


async def test_the_profile_is_edited_field_by_field(anna: Person, records: Records) -> None:
    await anna.says("/profile")
    await anna.presses("О себе")
    await anna.says("Пою про реки")
    await anna.presses("Ссылки")
    await anna.presses("Добавить")
    await anna.says("vk.com/anna\nhttps://anna.example.com/~a_b?x=1")
    await anna.presses("Назад")
    await anna.presses("Имя")
    await anna.says("Анна <3")
    profile = await records.profile(str(anna.id))
    assert profile is not None
    assert (profile.name, profile.bio) == ("Анна <3", "Пою про реки")
    assert profile.links == ("https://vk.com/anna", "https://anna.example.com/~a_b?x=1")


async def test_looking_at_ones_profile_makes_nobody_an_artist(
    boris: Person, records: Records
) -> None:
    await boris.says("/profile")
    assert boris.labels[:4] == ["Name", "Photo", "About", "Links"]
    assert "🔗 Copy link" not in boris.labels
    await boris.presses("Name")
    await boris.presses("Cancel")
    assert await records.profile(str(boris.id)) is None
    await boris.presses("About")
    await boris.says("I listen")
    assert "🔗 Copy link" in boris.labels
    profile = await records.profile(str(boris.id))
    assert profile is not None
    assert (profile.name, profile.bio) == ("Boris", "I listen")


async def test_a_photo_can_be_the_face_of_the_page(anna: Person, records: Records) -> None:
    await anna.starts()
    sent = await anna.sends_photo()
    await anna.presses("Моё фото в профиле")
    profile = await records.profile(str(anna.id))
    assert profile is not None
    assert profile.avatar_file == sent["photo"][-1]["file_id"]
    assert "photo" in anna.screen


@pytest.mark.parametrize("locale", ["ru", "en"])
async def test_a_language_is_spoken_from_the_very_answer_on(
    boris: Person, library: Library, locale: str
) -> None:
    await boris.says("/language")
    name = {"ru": "Русский", "en": "English"}[locale]
    await boris.presses(name)
    assert library[locale].plain("set-city") in boris.labels
    await boris.starts()
    assert boris.labels[0] == library[locale].plain("find")


async def test_a_language_nobody_speaks_is_refused(boris: Person) -> None:
    await boris.says("/language")
    await boris.presses_data("sg:xx")
    assert boris.alert == "This button is out of date. Open the menu: /start"


async def test_what_is_offered_fits_what_was_sent(anna: Person) -> None:
    await anna.sends_photo()
    assert anna.labels == ["🎤 Концерт", "📰 Новость", "👤 Моё фото в профиле"]
    await anna.sends_video()
    assert anna.labels == ["🎬 Видео"]
    await anna.says("https://youtu.be/x")
    assert anna.labels == ["🎵 Трек", "🎬 Видео"]
    await anna.says("Длинная история о том, как мы писали альбом в деревне.\n\nИ как потом пели.")
    assert anna.labels == ["📰 Новость"]


async def test_a_photo_with_words_is_news_in_two_taps(anna: Person, records: Records) -> None:
    sent = await anna.sends_photo("Альбом вышел!\n\nСлушайте везде.")
    await anna.presses("Новость")
    await anna.presses("Опубликовать")
    [news], _ = await records.page(News, str(anna.id))
    assert news.title == "Альбом вышел!"
    assert news.content == "Альбом вышел!\n\nСлушайте везде."
    assert news.image_file == sent["photo"][-1]["file_id"]
    assert anna.text.count("Альбом вышел!") == 1


async def test_several_photos_at_once_are_offered_once(anna: Person) -> None:
    await anna.sends_photo(media_group_id="555")
    await anna.sends_photo(media_group_id="555")
    await anna.says("/help")
    assert sum("Что из этого сделать?" in words(m) for m in anna.received) == 1


async def test_an_offer_works_while_another_thing_is_done(anna: Person) -> None:
    await anna.sends_photo("Первое")
    offer = anna.screen
    await anna.sends_photo("Второе")
    await anna.presses("Новость", on=offer)
    assert "Первое" in anna.text
    assert "Опубликовать" in labels(anna.screen)


async def test_home_is_one_press_away_from_every_dead_end(anna: Person) -> None:
    for said in ("/help", "/unknown", "/cancel", "/find", "nothing-like-this"):
        await anna.says(said)
        assert "🏠 Домой" in anna.labels, said


async def test_created_moments_are_those_of_people(anna: Person, records: Records) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)  # noqa: TID251
    await anna.sends_song()
    await anna.presses("Опубликовать")
    [track], _ = await records.page(Track, str(anna.id))
    assert track.created_at is not None
    assert track.created_at > before
