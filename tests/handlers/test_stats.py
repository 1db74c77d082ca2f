"""The dashboard: an artist's numbers, with a picture, for nobody else."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from handlers import chart, exports, numbers
from handlers.screen import CAPTION, TEXT
from handlers.texts import LOCALES, Library
from storage import (
    PERIODS,
    Balance,
    Bin,
    Counters,
    Dashboard,
    People,
    Records,
    Right,
    Statistics,
    Sums,
    Track,
    moments,
)
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.handlers.test_managers import hires, lets
from tests.people import Person, Town


async def test_the_numbers_add_up(
    town: Town, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await records.add(Balance(id=str(anna.id), owner=str(anna.id), coins=42))
    vera = await town.newcomer("Vera", language="en")
    for fan in (boris, vera):
        await fan.starts(f"a_{anna.id}")
        await fan.presses("+ Follow")
        await fan.presses("▶")
    await boris.presses("♡")
    await boris.presses("Download")
    await vera.starts(f"a_{anna.id}")
    await vera.presses("Following")
    await anna.says("/stats")
    assert "photo" in anna.screen
    assert "Anna Sings · последние 30 дней" in anna.text
    lately, ever = anna.text.split("За всё время")
    for line in (
        "Прослушивания: 2\nСлушатели: 2",
        "Лайки: 1 · скачивания: 1",
        "Пересылки: 0 · комментарии: 0",
        "Подписчики: +2 −1, всего 1",
    ):
        assert line in lately
    for line in ("Прослушивания: 2", "Лайки: 1", "Треки: 1", "Коины: 42"):
        assert line in ever


async def test_what_a_play_is_and_what_was_not_counted_is_said(
    anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts(f"a_{anna.id}")
    page = boris.screen
    await boris.presses("▶", on=page)
    await boris.presses("▶", on=page)
    await anna.says("/stats")
    assert (
        "Прослушивание — песня, которая пришла после «Слушать», «Дальше» или по ссылке."
        in anna.text
    )
    assert "Не засчитано: 1 (1 — слишком скоро, 0 — сверх 50 за день)" in anna.text
    await anna.presses("Что значат цифры")
    assert "Кто закрыл бота, не отписался" in anna.text
    await anna.presses("Назад")
    assert "photo" in anna.screen


async def test_each_track_has_its_own_numbers(
    anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await counters.listen(str(anna.id), song.id, str(boris.id), now=NOW)
    await anna.says("/stats")
    await anna.presses("По трекам")
    await anna.presses("Paper Boats · 1")
    assert "photo" in anna.screen
    assert "Paper Boats · последние 30 дней" in anna.text
    assert "За всё время\nПрослушивания: 1" in anna.text
    before = anna.screen["photo"]
    await anna.presses("Все треки")
    assert anna.screen["photo"] != before
    assert "Anna Sings" in anna.text


async def test_a_period_is_chosen_and_kept_on_the_way_to_a_track(
    app: App, anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await anna.says("/stats")
    today = moments.from_ms(anna.screen["date"] * 1000)
    for ago in (300, 60, 20, 0):
        at = today - timedelta(days=ago)
        await counters.listen(str(anna.id), song.id, str(boris.id), now=at)
    for label, plays in (("7 д", 1), ("30 д", 2), ("90 д", 3), ("Год", 4)):
        await anna.presses(label)
        assert f"Прослушивания: {plays}\nСлушатели: 1" in anna.text
        assert f"✓ {label}" in anna.labels
    await anna.presses("По трекам")
    await anna.presses("Paper Boats")
    assert "Прослушивания: 4" in anna.text
    assert "✓ Год" in anna.labels
    await anna.presses("7 д")
    assert "Прослушивания: 1\n" in anna.text
    await anna.presses("Что значат цифры")
    await anna.presses("Назад")
    assert "Paper Boats · последние 7 дней" in anna.text


async def test_a_look_is_chosen_once(app: App, anna: Person, song: Track) -> None:
    await anna.says("/stats")
    dark = anna.screen["photo"]
    await anna.presses("Светлая")
    assert anna.screen["photo"] != dark
    person = await People(app.redis).get(str(anna.id))
    assert person is not None
    assert person.look == "light"
    await anna.says("/stats")
    assert "🌙 Тёмная" in anna.labels


async def test_without_a_song_there_is_nothing_to_count(boris: Person) -> None:
    await boris.says("/stats")
    assert "nothing to count yet" in boris.text


async def test_the_numbers_of_anothers_track_are_not_there(
    anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts()
    for data in (f"sc:{song.id}", f"spt:{song.id}:30", f"spv:light:{song.id}:30"):
        await boris.presses_data(data)
        assert boris.alert == "This is gone."


async def test_a_look_at_the_numbers_is_one_command(app: App, anna: Person, song: Track) -> None:
    await anna.says("/stats")
    buttons = {"nothing": "s", "all": "sp:365", "track": f"spt:{song.id}:365"}
    asked = {}
    for what, data in buttons.items():
        await anna.says("/settings")
        async with app.redis.monitor() as monitor:
            await anna.presses_data(data)
            await anna.town.settled()
            await app.redis.echo("enough")
            asked[what] = 0
            async for said in monitor.listen():
                if said["command"] == "ECHO enough":
                    break
                about_anna = f":{anna.id}" in said["command"] and "XADD" not in said["command"]
                asked[what] += about_anna and said["client_type"] != "lua"
    assert asked["all"] == asked["track"] == asked["nothing"] + 1


GREAT = 10**9 + 345


@pytest.mark.parametrize("locale", LOCALES)
def test_a_caption_fits_whatever_the_numbers(library: Library, locale: str) -> None:
    t, sums = library[locale], Sums(*([GREAT] * len(Sums._fields)))
    board = Dashboard(
        title="Ж<" * 100,
        bins=(Bin(date(2026, 1, 1), date(2026, 1, 1), True, sums),),
        period=sums,
        ever=sums,
        since=date(2026, 11, 26),
        followers=GREAT,
        away=GREAT,
        tracks=GREAT,
        coins=GREAT,
        hours={date(2026, 1, day): [day] * 24 for day in range(1, 29)},
    )
    where = "Петропавловск-Камчатский, Россия"
    said = numbers.caption(t, board, 365, ZoneInfo("Asia/Kamchatka"), where)
    assert "<i>" in said
    assert len(plain(said)) <= CAPTION
    assert len(plain(numbers.track_caption(t, board, 365))) <= CAPTION
    assert len(numbers.meaning(t, "a" * 32, "", 7).text) <= TEXT


def plain(html: str) -> str:
    for tag in ("<b>", "</b>", "<i>", "</i>"):
        html = html.replace(tag, "")
    return html.replace("&lt;", "<").replace("&amp;", "&")


async def file_of(town: Town, message: Json) -> tuple[str, bytes]:
    """Return the name and the bytes of a document that the bot sent."""
    document = message["document"]
    async with town._files.get(f"/sandbox/files/{document['file_id']}") as reply:
        return document["file_name"], await reply.read()


async def test_all_numbers_come_as_tables_and_no_cell_is_a_formula(
    town: Town, anna: Person, boris: Person, song: Track, records: Records, counters: Counters
) -> None:
    await records.replace(song.changed(title='=HYPERLINK("http://evil")'))
    now = datetime.now(UTC)  # noqa: TID251  # days are kept for a year
    await counters.listen(str(anna.id), song.id, str(boris.id), now=now)
    await anna.says("/stats")
    await anna.presses("CSV")
    files = dict([await file_of(town, message) for message in anna.received[-2:]])
    [days, tracks] = [
        list(csv.reader(io.StringIO(f.decode("utf-8-sig")), delimiter=";")) for f in files.values()
    ]
    assert [name[:6] for name in files] == ["цифры-", "треки-"]
    assert days[0][:5] == ["Дата (UTC)", "Трек", "ID", "Слушатели", "Прослушивания"]
    title = '\'=HYPERLINK("http://evil")'
    assert [row[:5] for row in days[1:]] == [
        [f"{now:%F}", "Все вместе", "", "1", "1"],
        [f"{now:%F}", title, song.id, "1", "1"],
    ]
    assert tracks[1][:3] == [title, song.id, "1"]


async def test_all_numbers_come_as_json(
    town: Town, anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    now = datetime.now(UTC)  # noqa: TID251
    await counters.listen(str(anna.id), song.id, str(boris.id), now=now)
    await anna.says("/stats")
    await anna.presses("JSON")
    name, data = await file_of(town, anna.screen)
    assert name.endswith(".json")
    said = json.loads(data)
    assert (said["artist"], said["daysAreIn"]) == (str(anna.id), "UTC")
    assert [(day["date"], day["plays"], day["listeners"]) for day in said["days"]] == [
        (f"{now:%F}", 1, 1)
    ]
    [track] = said["tracks"]
    assert (track["id"], track["title"], track["total"]["plays"]) == (song.id, "Paper Boats", 1)
    assert track["days"][0]["plays"] == 1


@pytest.mark.parametrize("format", exports.FORMATS)
async def test_what_does_not_fit_into_one_file_comes_in_parts(
    app: App, library: Library, anna: Person, song: Track, records: Records, format: str
) -> None:
    for n in range(45):
        track = Track.new(str(anna.id), now=NOW, title=f"Song {n}", plays=n)
        await records.add(track)
    made = exports.files(
        library["en"], Statistics(app.redis), str(anna.id), format, now=NOW, largest=1500
    )
    files = [file async for file in made]
    kinds: dict[str, list[Any]] = {}
    for file in files:
        kinds.setdefault(file.name.partition("-")[0], []).append(file)
    parts = kinds["tracks" if format == "csv" else "numbers"]
    assert len(parts) > 1
    assert [file.part for file in parts] == [*range(1, len(parts) + 1)]
    assert [file.last for file in parts] == [False] * (len(parts) - 1) + [True]
    assert len({file.name for file in files}) == len(files)
    titles: list[str] = []
    for file in parts:
        if format == "json":
            said = json.loads(file.data)
            titles += [track["title"] for track in said["tracks"]]
            assert ("days" in said) is (file.part == 1)  # nothing is there twice
        else:
            _, *rows = csv.reader(io.StringIO(file.data.decode("utf-8-sig")))
            titles += [row[0] for row in rows]
    assert sorted(titles) == sorted(["Paper Boats", *(f"Song {n}" for n in range(45))])


def test_every_period_and_look_has_a_name(library: Library) -> None:
    for t in library:
        assert all(f"period-{days}" in t for days in PERIODS)
        assert all(f"stats-look-{look}" in t for look in chart.LOOKS)


async def test_a_manager_sees_stars_only_with_the_right_to(
    town: Town, app: App, anna: Person, boris: Person, song: Track
) -> None:
    vera = await town.newcomer("Vera", language="en", stars=100)
    await vera.starts(f"a_{anna.id}")
    await vera.pays("⭐ 25")
    await anna.receives("25 ⭐")
    await hires(anna, boris)
    for rights, sees in (((Right.NUMBERS,), False), ((Right.NUMBERS, Right.MONEY), True)):
        await lets(app, anna, boris, *rights)
        await boris.says("/stats")
        assert ("Stars: 25 ⭐" in boris.text) is sees
        await boris.presses("JSON")
        _, data = await file_of(town, boris.screen)
        assert ("stars" in json.loads(data)["days"][0]) is sees
