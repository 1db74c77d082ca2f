"""An artist sends a file of concerts, looks it through, and adds them."""

import re

from storage import Concert, News, Profile, Records
from tests.handlers.conftest import NOW
from tests.handlers.test_outing import content
from tests.people import Person, buttons

TABLE = """Название;Площадка;Город;Дата;Время
Тур;Зал;Казань;2030-12-05;20:00
Тур;Клуб;Бирмингем;2030-12-06;20:00
Тур;Клуб;Уфа;2030-12-07;
Тур;Ангар;Берлин;2030-12-04;19:00
"""


async def sends(person: Person, file: str | bytes, name: str = "tour.csv") -> None:
    data = file if isinstance(file, bytes) else file.encode()
    await person.sends_file("document", data, name)


async def test_an_artist_adds_the_concerts_of_a_file(
    anna: Person, boris: Person, records: Records
) -> None:
    await anna.says("/concerts")
    await anna.presses("📥 Импорт")
    assert "До 1000 концертов" in anna.text
    await sends(anna, TABLE)
    assert "Новых концертов: 2" in anna.text
    assert "4 декабря 2030, 19:00 · Берлин · Тур\n5 декабря 2030, 20:00 · Казань · Тур" in anna.text
    assert "Не удалось взять 2 строки" in anna.text
    assert "Строка 3, Город: Таких несколько. Напиши «Бирмингем, Великобритания»" in anna.text
    assert "Строка 4, Время: Во сколько начало?" in anna.text
    assert await records.count(Concert, str(anna.id)) == 0

    preview = anna.screen
    await anna.presses("Добавить 2 концерта")
    assert "2 концерта уже на твоей странице" in anna.text
    await anna.presses_data(preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert anna.text == "Уже есть на странице: 2"
    page = await records.page(Concert, str(anna.id))
    assert [c.city for c in page.records] == ["Берлин", "Казань"]  # the soonest first
    assert [c.zone for c in page.records] == ["Europe/Berlin", "Europe/Moscow"]
    assert all(re.fullmatch(r"[0-9]{13}-[0-9a-z]{9}", c.id) for c in page.records)
    assert await records.find(Profile, str(anna.id), str(anna.id))
    await boris.starts(f"a_{anna.id}")
    assert "🎤 Concerts · 2" in boris.labels

    await sends(anna, TABLE.replace("Бирмингем", "Лондон"))
    assert "Новых концертов: 1" in anna.text
    assert "Уже есть на странице: 2" in anna.text
    await anna.presses("Добавить 1 концерт")
    assert await records.count(Concert, str(anna.id)) == 3
    assert await records.count(News, str(anna.id)) == 0


async def test_a_show_that_the_file_has_at_another_time_is_moved(
    anna: Person, records: Records
) -> None:
    table = "Название;Площадка;Город;Дата;Время\nТур;Зал;Казань;2030-12-05;20:00\n"
    await sends(anna, table)
    await anna.presses("Добавить 1 концерт")
    [show] = (await records.page(Concert, str(anna.id))).records

    later = table.replace("12-05;20", "12-08;19") + "Тур;Клуб;Уфа;2030-12-09;20:00\n"
    await sends(anna, later)
    assert "Новых концертов: 1\n\n9 декабря 2030, 20:00 · Уфа · Тур" in anna.text
    assert "Похоже, изменились дата или время" in anna.text
    assert "5 декабря 2030, 20:00 → 8 декабря 2030, 19:00 · Казань · Тур" in anna.text
    assert "Добавить как новые: 2" in anna.labels
    preview = anna.screen
    await anna.presses("Перенести: 1, добавить: 1")
    assert "1 концерт перенесён." in anna.text
    assert "1 концерт уже на твоей странице!" in anna.text
    page = await records.page(Concert, str(anna.id))
    assert {(c.id == show.id, c.city, str(c.date), f"{c.time:%H:%M}") for c in page.records} == {
        (True, "Казань", "2030-12-08", "19:00"),
        (False, "Уфа", "2030-12-09", "20:00"),
    }
    await anna.presses_data(buttons(preview)[0]["callback_data"])
    assert anna.text == "Уже есть на странице: 2"
    await sends(anna, later)
    assert "Уже есть на странице: 2" in anna.text
    assert "Похоже" not in anna.text

    await sends(anna, later.replace("12-08;19", "12-10;19"))
    await records.delete(Concert, str(anna.id), show.id, now=NOW)
    await anna.presses("Перенести: 1")
    assert anna.text == "1 концерт уже на твоей странице!"
    assert await records.count(Concert, str(anna.id)) == 2

    every = "".join(f"Тур;Зал;Казань;2030-12-{day};19:00\n" for day in (15, 22))
    await sends(anna, later.split("\n")[0] + "\n" + every)
    assert "Похоже" not in anna.text, "any of them may be the one, or none"


async def test_a_show_has_its_name_in_a_calendar_whenever_it_is(
    anna: Person, records: Records
) -> None:
    def calendar(*days: str) -> str:
        events = "".join(
            f"BEGIN:VEVENT\r\nUID:{n}@tour\r\nSUMMARY:Tour\r\nLOCATION:Hall\\, Kazan\r\n"
            f"DTSTART:{day}T170000Z\r\nEND:VEVENT\r\n"
            for n, day in enumerate(days)
        )
        return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"

    await sends(anna, calendar("20301205", "20301212"), "tour.ics")
    await anna.presses("Добавить 2 концерта")
    await sends(anna, calendar("20301206", "20301213"), "tour.ics")
    assert "13 декабря 2030, 20:00 · Казань · Tour" in anna.text
    assert "Добавить" not in " ".join(anna.labels)
    await anna.presses("Перенести: 2")
    assert anna.text.startswith("2 концерта перенесены.")
    page = await records.page(Concert, str(anna.id))
    assert sorted(c.date.day for c in page.records) == [6, 13]

    await sends(anna, calendar("20301207"), "tour.ics")
    for one in page.records:
        await records.delete(Concert, str(anna.id), one.id, now=NOW)
    await anna.presses("Перенести: 1")
    assert "1 концерт уже на твоей странице!" in anna.text


async def test_a_template_is_filled_in_and_sent_back(anna: Person, records: Records) -> None:
    await anna.says("/concerts")
    await anna.presses("📥 Импорт")
    await anna.presses("📄 Шаблон")
    assert anna.screen["document"]["file_name"] == "концерты.csv"
    await sends(anna, await content(anna, anna.screen), "tour.csv")
    await anna.presses("Добавить 1 концерт")
    assert await records.count(Concert, str(anna.id)) == 1


async def test_a_year_that_may_be_wrong_is_asked_about(boris: Person) -> None:
    await sends(boris, "title,venue,city,date,time\nT,V,Kazan,2020-12-05,20:00\n")
    assert "1 concert to add" in boris.text
    assert "day/month" not in boris.text
    assert "Over already: 1. Is the year right?" in boris.text
    await sends(boris, "title,venue,city,date,time\nT,V,Kazan,7/4/2030,20:00\n")
    assert "I read the dates as day/month." in boris.text


async def test_many_bad_lines_are_told_in_a_file(boris: Person) -> None:
    await sends(boris, "title,venue,city,date,time\n" + "T,V,Kazan,2030-12-05,\n" * 50)
    assert "Nothing new to add" in boris.text
    assert "50 lines I couldn't take" in boris.text
    assert "… and 42 more" in boris.text
    told = (await content(boris, boris.received[-2])).decode().splitlines()
    assert told[-1] == "Line 51, Time: When does it start? Write the time, such as 20:00."
    assert len(told) == 50


async def test_what_cannot_be_read_is_refused_in_a_sentence(boris: Person) -> None:
    for file, name, why in (
        (b"x" * 10_000_000, "tour.csv", "too big"),
        (b"title\x00", "tour.csv", "as text"),
        (b"PK\x03\x04", "tour.xlsx", "Save it as CSV"),
        (b"hello", "tour.ics", "name the columns"),
    ):
        await sends(boris, file, name)
        assert why in boris.text
        assert len(boris.text.splitlines()) == 1
        assert "📄 Template" in boris.labels
    await sends(boris, b"%PDF-1.7", "rider.pdf")
    assert "can't make anything of it" in boris.text


async def test_a_file_larger_than_was_said_of_it_is_not_read_to_its_end(boris: Person) -> None:
    sent = await boris.sends_file("document", b"x" * 3_000_000, "rider.pdf")
    document = {**sent["document"], "file_name": "tour.csv", "file_size": 10}
    await boris.town.raw(message={**sent, "message_id": 10**6, "document": document})
    assert "too big" in await boris.sees()


async def test_nobody_adds_what_another_looked_through(
    anna: Person, boris: Person, records: Records
) -> None:
    await sends(anna, TABLE)
    button = anna.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await boris.starts()
    await boris.presses_data(button)
    assert "out of date" in (boris.alert or "")
    assert await records.count(Concert, str(boris.id)) == 0
    await anna.presses_data(button.replace("ia:", "$s:"))  # that which spends coins
    assert "устарела" in (anna.alert or "")
