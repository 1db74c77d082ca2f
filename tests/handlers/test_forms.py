"""The one form: it asks little, forgives much, and takes nothing twice."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from handlers.fields import day
from handlers.texts import Library
from storage import Concert, Drafts, Forms, News, People, Records, Track, Video
from tests.people import Person, Town, words


async def begins(anna: Person, what: str = "/concerts", new: str = "Новый концерт") -> None:
    await anna.says(what)
    await anna.presses(new)


async def only(drafts: Drafts, anna: Person) -> Concert:
    drawn, total = await drafts.page(Concert, str(anna.id))
    assert total == 1
    return drawn[0]


async def test_a_concert_takes_four_answers(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    assert "1 из 4" in anna.text
    await anna.says("Весна")
    await anna.says("Космонавт")
    await anna.says("Питер")
    await anna.says("15 июля 2030, 20:00")
    draft = await only(drafts, anna)
    assert (draft.title, draft.venue, draft.city) == ("Весна", "Космонавт", "Санкт-Петербург")
    assert (draft.date, draft.time, draft.zone) == (date(2030, 7, 15), time(20), "Europe/Moscow")
    assert "понедельник, 15 июля 2030, 20:00" in anna.text
    assert "Черновик" in anna.text


async def test_the_same_in_english(boris: Person, drafts: Drafts) -> None:
    await begins(boris, new="New concert")
    for answer in ("Spring", "Cosmonaut", "Berlin", "July 15 2030 at 8pm"):
        await boris.says(answer)
    draft = await only(drafts, boris)
    assert (draft.date, draft.time, draft.zone) == (date(2030, 7, 15), time(20), "Europe/Berlin")
    assert "Monday, 15 July 2030, 8:00 pm" in boris.text
    [entity] = [e for e in boris.screen["entities"] if e["type"] == "date_time"]
    assert entity["unix_time"] == int(datetime(2030, 7, 15, 18, tzinfo=UTC).timestamp())
    assert entity["date_time_format"] == "wDt"


async def test_a_day_is_tapped_in_a_calendar_and_said_back_with_its_weekday(
    anna: Person, drafts: Drafts, library: Library
) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва"):
        await anna.says(answer)
    await anna.presses("›")
    await anna.presses("15")
    today = datetime.now(ZoneInfo("Europe/Moscow"))  # noqa: TID251
    year, month = today.year + today.month // 12, today.month % 12 + 1
    assert day(library["ru"], date(year, month, 15)) in anna.text
    await anna.presses("20:00")
    draft = await only(drafts, anna)
    assert (draft.date, draft.time) == (date(year, month, 15), time(20))


async def test_the_calendar_has_no_past(anna: Person) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва"):
        await anna.says(answer)
    assert "‹" not in anna.labels
    for _ in range(30):
        if "›" not in anna.labels:
            break
        await anna.presses("›")
    assert "›" not in anna.labels
    await anna.presses("‹")
    assert "›" in anna.labels


async def test_a_day_without_a_time_asks_for_the_time(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва", "15 июля 2030"):
        await anna.says(answer)
    assert "Записал: понедельник, 15 июля 2030." in anna.text
    await anna.says("8 вечера")
    assert (await only(drafts, anna)).time == time(20)


@pytest.mark.parametrize(
    ("answer", "excuse"),
    [
        ("когда-нибудь", "Не понимаю «когда-нибудь»"),
        ("31 июня 2030", "«31 июня 2030» не бывает"),
        ("15 июля и 16 июля", "второе"),
        ("вторник, 15 июля 2030", "другой день недели"),
        ("x" * 200, "Слишком длинно"),
        ("20:00", "Нужен день"),
    ],
)
async def test_a_date_that_makes_no_sense_is_asked_again(
    anna: Person, drafts: Drafts, answer: str, excuse: str
) -> None:
    await begins(anna)
    for good in ("Весна", "Космонавт", "Москва"):
        await anna.says(good)
    await anna.says(answer)
    if answer == "20:00":  # a time alone is kept, and the day still asked
        assert "Когда?" in anna.text
    else:
        assert excuse in anna.text
    await anna.says("15 июля 2030 20:00")
    assert (await only(drafts, anna)).date == date(2030, 7, 15)


async def test_a_city_of_which_there_are_two_is_asked_about(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Paris, Texas"):  # which is not the great one
        await anna.says(answer)
    assert "Париж, Франция" in anna.labels
    assert "Парис, TX, Соединенные Штаты" in anna.labels
    await anna.says("Birmingham")
    assert "Что из этого?" in anna.text
    await anna.presses("AL, ")
    await anna.says("15 июля 2030 20:00")
    assert (await only(drafts, anna)).zone == "America/Chicago"


async def test_a_city_nobody_knows_is_asked_for_its_time(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Qqqqqqq"):
        await anna.says(answer)
    assert "Этого города я не знаю" in anna.text
    await anna.says("Zzzzzzz")
    assert "И этого не знаю" in anna.text
    assert "Пропустить" not in anna.labels
    await anna.says("Екатеринбург")
    await anna.says("15 июля 2030 20:00")
    draft = await only(drafts, anna)
    assert (draft.city, draft.zone) == ("Qqqqqqq", "Asia/Yekaterinburg")


async def test_back_asks_the_question_before_and_keeps_the_rest(
    anna: Person, drafts: Drafts
) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва"):
        await anna.says(answer)
    await anna.presses("‹ Назад")
    assert "В каком городе?" in anna.text
    await anna.presses("‹ Назад")
    assert "Где играешь" in anna.text
    await anna.says("Шестнадцать тонн")
    await anna.says("15 июля 2030 20:00")
    draft = await only(drafts, anna)
    assert (draft.title, draft.venue, draft.city) == ("Весна", "Шестнадцать тонн", "Москва")


async def test_cancel_leaves_nothing(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    await anna.says("Весна")
    await anna.presses("Отмена")
    await anna.says("Космонавт-которого-нет")
    assert "ничего не нашлось" in anna.text
    assert (await drafts.page(Concert, str(anna.id))).total == 0


@pytest.mark.parametrize("way_out", ["/start", "/cancel", "/tracks", "/nonsense"])
async def test_a_command_leaves_the_form(anna: Person, way_out: str) -> None:
    await begins(anna)
    await anna.says(way_out)
    await anna.says("Весна-которой-нет")
    assert "ничего не нашлось" in anna.text


async def test_a_menu_leaves_the_form(anna: Person) -> None:
    await anna.starts()
    menu = anna.screen
    await begins(anna)
    await anna.presses("Настройки", on=menu)
    await anna.says("Весна-которой-нет")
    assert "ничего не нашлось" in anna.text


async def test_listening_and_liking_leave_the_form_as_it_is(
    anna: Person, boris: Person, song: Track, drafts: Drafts
) -> None:
    await boris.starts(f"a_{anna.id}")
    page = boris.screen
    await begins(boris, new="New concert")
    await boris.says("Spring")
    await boris.presses("▶", on=page)
    await boris.presses("♡", on=boris.screen)
    await boris.says("Cosmonaut")
    await boris.says("Berlin")
    await boris.says("15 July 2030 20:00")
    assert (await only(drafts, boris)).venue == "Cosmonaut"


async def test_a_song_sent_amid_a_form_becomes_a_draft_and_the_form_waits(
    anna: Person, drafts: Drafts
) -> None:
    await begins(anna)
    await anna.says("Весна")
    await anna.sends_song()
    assert (await drafts.page(Track, str(anna.id))).total == 1
    await anna.says("Космонавт")
    assert "В каком городе?" in anna.text


async def test_a_second_tap_on_skip_skips_nothing_else(anna: Person, drafts: Drafts) -> None:
    await anna.sends_song()
    await anna.presses("Подробности")
    question = anna.screen
    assert "альбома" in anna.text
    await anna.presses("Пропустить", on=question)
    assert "жанр" in anna.text
    await anna.presses_data("k:album", on=anna.screen)
    assert anna.alert == "Кнопка устарела. Открой меню: /start"
    assert "жанр" in anna.text


async def test_what_is_required_cannot_be_skipped(anna: Person) -> None:
    await begins(anna)
    assert "Пропустить" not in anna.labels
    await anna.presses_data("k:title")
    assert anna.alert == "Кнопка устарела. Открой меню: /start"
    await anna.presses_data("kd:title")
    assert anna.alert == "Кнопка устарела. Открой меню: /start"


async def test_a_message_that_comes_twice_answers_one_question(
    town: Town, anna: Person, drafts: Drafts
) -> None:
    await begins(anna)
    said = await anna.says("Весна")
    await town.raw(message=said)
    await anna.sees()
    assert "2 из 4" in anna.text
    for answer in ("Космонавт", "Москва"):
        await anna.says(answer)
    last = await anna.says("15 июля 2030 20:00")
    before = len(anna.received)
    await town.raw(message=last)
    await anna.sees()
    assert len(anna.received) == before
    await only(drafts, anna)


async def test_the_buttons_of_an_answered_question_are_gone(anna: Person) -> None:
    await begins(anna)
    question = anna.screen
    await anna.says("Весна")
    assert "reply_markup" not in anna.seen(question)


async def test_more_asks_what_is_untold_and_enough_ends_it(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва", "15 июля 2030 20:00"):
        await anna.says(answer)
    await anna.presses("Подробности")
    await anna.says("1500 ₽")
    assert "Где продаются билеты?" in anna.text
    await anna.says("tickets.example.com/42")
    await anna.presses("Хватит")
    draft = await only(drafts, anna)
    assert (draft.ticket_price, draft.ticket_currency) == (1500, "RUB")
    assert draft.ticket_url == "https://tickets.example.com/42"
    assert "1\u00a0500 ₽" in anna.text


async def test_a_price_without_its_currency_asks_for_it(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва", "15 июля 2030 20:00"):
        await anna.says(answer)
    await anna.presses("Подробности")
    await anna.says("25")
    assert "В какой валюте?" in anna.text
    await anna.presses("EUR")
    await anna.presses("Хватит")
    assert (await only(drafts, anna)).ticket_currency == "EUR"


async def test_a_poster_is_a_photo_or_a_link_and_not_a_file(anna: Person, drafts: Drafts) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва", "15 июля 2030 20:00"):
        await anna.says(answer)
    await anna.presses("Изменить")
    await anna.presses("Афиша")
    await anna.says("нет ссылки")
    assert "Нужно фото" in anna.text
    sent = await anna.sends_photo()
    draft = await only(drafts, anna)
    assert draft.image_file == sent["photo"][-1]["file_id"]
    assert "photo" in anna.screen
    await anna.presses("Изменить")
    await anna.presses("Афиша")
    await anna.says("https://example.com/poster.jpg")
    draft = await only(drafts, anna)
    assert (draft.image_url, draft.image_file) == ("https://example.com/poster.jpg", None)
    await anna.presses("Изменить")
    await anna.presses("Афиша")
    await anna.presses("Убрать")
    assert (await only(drafts, anna)).image_url is None


async def test_editing_shows_what_is_there_and_cancelling_changes_nothing(
    anna: Person, concert: Concert, records: Records
) -> None:
    await anna.says("/concerts")
    await anna.presses("Spring")
    await anna.presses("Изменить")
    await anna.presses("Площадка")
    assert "Сейчас: Cosmonaut" in anna.text
    await anna.presses("Отмена")
    assert "Площадка: Cosmonaut" in anna.text
    await anna.presses("Изменить")
    await anna.presses("Площадка")
    await anna.says("Dom")
    assert "Сохранено" in anna.text
    assert (await records.get(Concert, str(anna.id), concert.id)).venue == "Dom"


async def test_another_city_brings_its_zone_along(
    anna: Person, concert: Concert, records: Records
) -> None:
    await anna.says("/concerts")
    await anna.presses("Spring")
    await anna.presses("Изменить")
    await anna.presses("Город")
    await anna.says("Владивосток")
    changed = await records.get(Concert, str(anna.id), concert.id)
    assert (changed.city, changed.zone) == ("Владивосток", "Asia/Vladivostok")


async def test_editing_what_was_deleted_meanwhile_says_so(
    anna: Person, concert: Concert, records: Records
) -> None:
    await anna.says("/concerts")
    await anna.presses("Spring")
    await anna.presses("Изменить")
    await anna.presses("Площадка")
    await records.delete(Concert, str(anna.id), concert.id, now=datetime.now(UTC))  # noqa: TID251
    await anna.says("Dom")
    assert anna.text == "Этого больше нет."
    await anna.says("Дом-которого-нет")
    assert "ничего не нашлось" in anna.text


async def test_another_price_keeps_its_currency(
    anna: Person, concert: Concert, records: Records
) -> None:
    await records.replace(concert.changed(ticket_price=10, ticket_currency="EUR"))
    await anna.starts()
    await anna.presses_data(f"e:concert:{concert.id}:ticket_price")
    assert "Сейчас: 10 €" in anna.text
    await anna.says("25")
    changed = await records.get(Concert, str(anna.id), concert.id)
    assert (changed.ticket_price, changed.ticket_currency) == (25, "EUR")


async def test_a_city_nobody_knows_makes_the_zone_before_void(
    anna: Person, concert: Concert, records: Records
) -> None:
    await anna.starts()
    await anna.presses_data(f"e:concert:{concert.id}:city")
    await anna.says("Qqqqqqq")
    assert "Этого города я не знаю" in anna.text
    assert "Хватит" not in anna.labels
    await anna.presses_data("kd:zone")
    assert anna.alert == "Кнопка устарела. Открой меню: /start"
    await anna.says("Тбилиси")
    changed = await records.get(Concert, str(anna.id), concert.id)
    assert (changed.city, changed.zone) == ("Qqqqqqq", "Asia/Tbilisi")


async def test_a_calendar_turned_beyond_all_bounds_is_refused(anna: Person) -> None:
    await begins(anna)
    for answer in ("Весна", "Космонавт", "Москва"):
        await anna.says(answer)
    for month in ("9999-12", "1999-01", "2030-13", "x"):
        await anna.presses_data(f"vm:date:{month}")
        assert anna.alert == "Кнопка устарела. Открой меню: /start"


async def test_a_form_of_another_release_is_as_good_as_none(app: App, anna: Person) -> None:
    await anna.starts()
    for kept in ({"nonsense": 1}, {"target": "new", "family": "vinyl", "id": "1", "ask": ["x"]}):
        await Forms(app.redis).put(str(anna.id), kept)
        await anna.says("Что-то-чего-нет")
        assert "ничего не нашлось" in anna.text


async def test_a_video_by_link_needs_only_its_title(anna: Person, drafts: Drafts) -> None:
    await begins(anna, "/videos", "Новое видео")
    assert "Пришли видео" in anna.text
    await anna.says("https://youtu.be/dQw4w9WgXcQ")
    await anna.says("Клип")
    [draft], _ = await drafts.page(Video, str(anna.id))
    assert (draft.title, draft.video_url) == ("Клип", "https://youtu.be/dQw4w9WgXcQ")


async def test_a_new_track_asks_for_the_song_which_tells_the_rest(
    anna: Person, drafts: Drafts
) -> None:
    await begins(anna, "/tracks", "Новый трек")
    await anna.sends_song()
    [draft], _ = await drafts.page(Track, str(anna.id))
    assert draft.title == "Бумажные корабли"
    assert "Опубликовать" in anna.labels


async def test_another_recording_of_a_track_leaves_its_title(
    anna: Person, song: Track, records: Records
) -> None:
    await anna.starts()
    await anna.presses_data(f"e:track:{song.id}:audio_url")
    sent = await anna.sends_song("last-tram")
    changed = await records.get(Track, str(anna.id), song.id)
    assert (changed.title, changed.artist) == ("Paper Boats", "Anna")
    assert changed.audio_file == sent["audio"]["file_id"]
    assert changed.duration == sent["audio"]["duration"] != song.duration


async def test_news_take_a_headline_and_a_story(anna: Person, records: Records) -> None:
    await begins(anna, "/news", "Новость")
    await anna.says("Альбом готов")
    await anna.says("Выходит в пятницу.\n\nСлушайте!")
    await anna.presses("Опубликовать")
    [news], _ = await records.page(News, str(anna.id))
    assert (news.title, news.content) == ("Альбом готов", "Выходит в пятницу.\n\nСлушайте!")


@pytest.mark.parametrize("title", ["\u200b\u200b", "\u3164", "x" * 201])
async def test_a_title_that_nobody_could_read_is_asked_again(
    town: Town, anna: Person, title: str
) -> None:
    await begins(anna)
    sender = {"id": anna.id, "is_bot": False, "first_name": "Anna", "language_code": "ru"}
    await town.raw(
        message={
            "message_id": anna.screen["message_id"] + 100,
            "date": 1_790_000_000,
            "chat": {"id": anna.id, "type": "private", "first_name": "Anna"},
            "from": sender,
            "text": title,
        }
    )
    await anna.sees()
    assert "Нужна одна строка" in anna.text


async def test_the_city_of_a_person_sets_their_zone(app: App, anna: Person) -> None:
    await anna.says("/settings")
    await anna.presses("Мой город")
    await anna.says("Екатеринбург")
    assert "Твой город: Екатеринбург" in anna.text
    person = await People(app.redis).get(str(anna.id))
    assert person is not None
    assert (person.city, person.zone) == ("Екатеринбург", "Asia/Yekaterinburg")


async def test_a_sticker_is_no_answer(anna: Person) -> None:
    await begins(anna)
    await anna.sends("dice")
    assert "сделать из этого ничего не могу" in words(anna.screen)
    await anna.says("Весна")
    assert "2 из 4" in anna.text
