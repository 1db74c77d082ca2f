"""An artist takes the page along as a file, and brings it to a page again."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from exchange import files
from exchange.importing import NEW, Import
from handlers import pagefile
from storage import (
    KV,
    Concert,
    Counters,
    Donation,
    Drafts,
    Records,
    Removals,
    Right,
    Standing,
    Track,
    Why,
)
from storage.server import EmbeddedServer, connect
from tests.handlers.conftest import NOW
from tests.handlers.test_managers import hires, lets
from tests.handlers.test_outing import content
from tests.people import Person

LATER = datetime(2040, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


async def taken_along(person: Person) -> Json:
    """Press the button, and return what is in the file."""
    await person.says("/profile")
    await person.presses("💾")
    page: Json = json.loads(await content(person, person.screen))
    return page


async def sends(person: Person, page: Json | bytes, name: str = "my-page.json") -> None:
    data = page if isinstance(page, bytes) else json.dumps(page).encode()
    await person.sends_file("document", data, name)


def track(owner: Person | str, id: str, **more: Any) -> Json:
    who = owner if isinstance(owner, str) else str(owner.id)
    return {f"track:{who}:{id}": {"id": id, "userId": who, "title": f"Song {id}", **more}}


def draft_in(page: Json) -> str:
    """Return the key of the only draft of a page."""
    [key] = [key for key in page if key.startswith("draft:track:")]
    return key


@pytest.fixture
async def page(anna: Person, app: App, song: Track, concert: Concert) -> Json:
    """What is on Anna's page, with numbers, the draft of the song that she has sent, and a video
    of which the bot does not know all."""
    me = str(anna.id)
    await Counters(app.redis).download(me, song.id, "77", tap="1", now=NOW)
    more = {"videoUrl": "https://example.com/v", "views": 7, "mood": [1, 2.5, {"deep": None}, "☀"]}
    video = {"id": "v1", "userId": me, "title": "Clip", **more}
    await KV(app.redis).set(f"video:{me}:v1", json.dumps(video))
    return await taken_along(anna)


async def test_all_of_a_page_goes_along_with_the_numbers_of_now(
    anna: Person, app: App, song: Track, concert: Concert, page: Json
) -> None:
    me = str(anna.id)
    assert set(page) == {
        f"profile:{me}",
        f"track:{me}:{song.id}",
        f"concert:{me}:{concert.id}",
        f"video:{me}:v1",
        draft_in(page),
        f"analytics:{me}:track:{song.id}",
    }
    assert page[f"track:{me}:{song.id}"]["downloads"] == 1
    assert page[f"track:{me}:{song.id}"]["audioFile"] == song.audio_file
    assert page[f"video:{me}:v1"]["mood"] == [1, 2.5, {"deep": None}, "☀"]
    assert "Чужого в нём нет" in anna.screen["caption"]
    for key, values in page.items():
        if not key.startswith("draft:"):
            assert json.loads(await KV(app.redis).get(key) or "") == values


async def test_the_command_line_reads_the_same_file(
    page: Json, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / "page.json").write_text(json.dumps(page), "utf-8")
    other = EmbeddedServer(tmp_path_factory.mktemp("other"))
    async with other as server, connect(server.url) as redis:
        with files.opened(str(tmp_path / "page.json")) as stream:
            run = Import(redis, ids={}, report=tmp_path / "report", now=NOW, dry=False)
            outcome = await run.run(files.read(stream, "json"))
        there = {key: await KV(redis).get(key) for key in page}
    assert outcome.counts[NEW] == 5
    assert "no key of promo.music" in (tmp_path / "report").read_text("utf-8")
    kept = {key: json.loads(text) for key, text in there.items() if text}
    assert kept == {key: values for key, values in page.items() if not key.startswith("draft:")}


async def test_a_page_comes_to_another_account_without_its_numbers(
    boris: Person, app: App, song: Track, page: Json, records: Records, drafts: Drafts
) -> None:
    me = str(boris.id)
    await sends(boris, page)
    assert "5 things to bring" in boris.text
    assert "🎵 Tracks: 1\n🎤 Concerts: 1\n🎬 Videos: 1\n📝 Drafts: 1\n👤 Profile" in boris.text
    assert "start from zero" in boris.text
    assert "the rights are yours" in boris.text
    assert await records.count(Track, me) == 0
    preview = boris.screen
    await boris.presses("Add 5 things")
    assert "5 things are on your page" in boris.text
    assert "another bot" in boris.text
    button = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await asyncio.gather(boris.presses_data(button), boris.presses_data(button))
    assert "left as is: 5" in boris.text

    brought = await records.get(Track, me, song.id)
    assert (brought.title, brought.downloads, brought.audio_file) == (
        "Paper Boats",
        0,
        song.audio_file,
    )
    video = json.loads(await KV(app.redis).get(f"video:{me}:v1") or "")
    assert video["mood"] == [1, 2.5, {"deep": None}, "☀"]
    assert (video["userId"], video["views"]) == (me, 0)
    assert await KV(app.redis).get(f"analytics:{me}:track:{song.id}") is None
    id = draft_in(page).rpartition(":")[2]
    assert (await drafts.get(Track, me, id)).title == page[draft_in(page)]["title"]
    profile = await records.profile(me)
    assert profile is not None
    assert (profile.name, profile.total_plays, profile.total_tracks) == ("Anna Sings", 0, 1)


async def test_what_is_there_stays_with_its_numbers(
    anna: Person, app: App, song: Track, page: Json, records: Records
) -> None:
    me = str(anna.id)
    lost = page[f"video:{me}:v1"]
    await KV(app.redis).delete(f"video:{me}:v1")
    page[f"track:{me}:{song.id}"] |= {"title": "Mine", "downloads": 10**6}
    page[f"profile:{me}"] |= {"name": "Other", "bio": "I sing.", "subscribers": 10**6}
    await sends(anna, page)
    assert "Можно добавить на страницу: 2" in anna.text
    assert "👤 Профиль: о себе" in anna.text
    await anna.presses("Добавить 2 записи")
    kept = await records.get(Track, me, song.id)
    assert (kept.title, kept.downloads) == ("Paper Boats", 1)
    profile = await records.profile(me)
    assert profile is not None
    assert (profile.name, profile.bio, profile.subscribers) == ("Anna Sings", "I sing.", 0)
    video = json.loads(await KV(app.redis).get(f"video:{me}:v1") or "")
    assert {**video, "views": 7, "updatedAt": 0} == {**lost, "updatedAt": 0}


async def test_nobody_writes_numbers_or_money_to_themselves(
    boris: Person, app: App, records: Records
) -> None:
    me = str(boris.id)
    page = {
        f"profile:{me}": {"userId": me, "name": "B", "subscribers": 9, "totalPlays": 9},
        **track(boris, "a", plays=9, likes=10**30, downloads="9", createdAt="2999-01-01T00:00:00Z"),
        **track(boris, "9999999999999-x"),
        f"analytics:{me}:track:a": {"trackId": "a", "plays": 9, "shares": 9, "comments": 9},
        f"donation:{me}:d": {"id": "d", "artistId": me, "donorName": "X", "amount": 9},
        f"coins:balance:{me}": 10**6,
        **track("555", "b"),
        f"track:{me}:c": {"id": "c", "userId": "555", "title": "C"},
        f"track:{me}:d": {"id": "d", "userId": me},
    }
    await sends(boris, page)
    assert "3 things to bring" in boris.text
    assert "5 entries I can't take" in boris.text
    assert f"coins:balance:{me}: money and numbers don't move" in boris.text
    assert "track:555:b: from somebody else's page" in boris.text
    assert f"track:{me}:c: names another owner" in boris.text
    assert f"track:{me}:d: something is wrong with “Title”" in boris.text
    await boris.presses("Add 3 things")
    await Counters(app.redis).fold(now=NOW)
    for id in ("a", "9999999999999-x"):
        song = await records.get(Track, me, id)
        assert (song.plays, song.likes, song.downloads) == (0, 0, 0)
        assert song.created_at is not None
        assert song.created_at < LATER
    profile = await records.profile(me)
    assert profile is not None
    assert (profile.subscribers, profile.total_plays) == (0, 0)
    assert await records.count(Donation, me) == 0
    assert await KV(app.redis).get(f"coins:balance:{me}") is None


async def test_what_was_taken_down_stays_down(
    anna: Person, boris: Person, app: App, song: Track, page: Json, records: Records
) -> None:
    me, removals = str(anna.id), Removals(app.redis)
    await removals.take(Track, me, song.id, why=Why("rights"), now=NOW, file="AQAD-known")
    page |= track(anna, "again", audioFile="x1", audioUnique="AQAD-known")
    page |= track(anna, "disguised", audioFile="x1", audioUnique="AQAD-other")
    page |= {f"draft:track:{me}:{song.id}": page[f"track:{me}:{song.id}"]}
    await sends(anna, page)
    assert anna.text.count("было снято") == 3
    await anna.presses("Добавить 1 запись")
    assert "уже снимали запись" in anna.text
    assert await records.find(Track, me, song.id) is None
    assert (await records.get(Track, me, "disguised")).audio_file is None

    await sends(boris, track(boris, "x"))
    await Standing(app.redis).block(
        str(boris.id), by="1", reason="rights", then={"kind": "nothing"}, now=NOW
    )
    await boris.presses("Add 1 thing")
    assert "Your page is blocked" in (boris.alert or "")
    await sends(boris, track(boris, "x"))
    assert "Your page is blocked" in boris.text
    assert await records.count(Track, str(boris.id)) == 0


async def test_what_was_broken_off_goes_on(boris: Person, app: App, records: Records) -> None:
    me = str(boris.id)
    page: Json = {}
    for n in range(60):
        page |= track("777", f"s{n}", number=10**25)
    await sends(boris, page)
    for n in range(0, 60, 2):
        await records.add(Track.new(me, now=NOW, id=f"s{n}", title="There"))
    await boris.presses("Add 60 things")
    assert "30 things are on your page" in boris.text
    assert await records.count(Track, me) == 60
    assert json.loads(await KV(app.redis).get(f"track:{me}:s1") or "")["number"] == 10**25


async def test_hostile_files_are_refused_in_a_sentence(boris: Person) -> None:
    long = b'{"track:1:a":{"id":"a","userId":"1","title":"' + b"x" * 10_000_000 + b'"}}'
    many = b"{" + b",".join(b'"track:1:%d":1' % n for n in range(6000)) + b"}"
    for data, why in (
        (b" ", "not a page of mine"),
        (b"\xff\xfe{\x00}\x00", "not a page of mine"),
        (b'[["track:1:a", {}]]', "not a page of mine"),
        (b"{}", "nothing of an artist's page"),
        (b'{"hello":"world"}', "nothing of an artist's page"),
        (b'{"track:1:a":{}', "damaged at line 1"),
        (b'{"track:1:a":"x}', "damaged at line 1"),
        (b'{"track:1:a":1}\n}', "damaged at line 2"),
        (b'{"track:1:a":' + b"[" * 1000 + b"]" * 1000 + b"}", "too much inside"),
        (b'{"track:1:a":[' + b"[],[],[]," * 2_200_000 + b"0]}", "too much inside"),
        (many, "more than 5,000 entries"),
        (b" " * 22_000_000, "over 20 MB"),
    ):
        await sends(boris, data)
        assert why in boris.text, data[:40]
        assert len(boris.text.splitlines()) == 1
    for data, why in (
        (long, "track:1:a: too long"),
        (b'{"track:1:a":{"id":"a","title":"\x00"}}', "track:1:a: damaged"),
        (b'{"track:1:a":{"id":"a","title":"\xff"}}', "track:1:a: damaged"),
        (b'{"track:1:a":{"id":"a","title":"\\u0000"}}', "wrong with “Title”"),
        (b'{"track:1:a":{"title":"A","x":NaN}}', "track:1:a: damaged"),
        (b'{"track:1:a":{"title":"A"},"track:1:a":{}}', "track:1:a: twice in the file"),
        (b'{"track:1:a b":{"title":"A"}}', "I don't know what this is"),
    ):
        await sends(boris, data)
        assert why in boris.text, data[:40]
    await sends(boris, b"\xef\xbb\xbf" + json.dumps(track(boris, "a", title="🎸" * 9)).encode())
    assert "1 thing to bring" in boris.text


async def test_nobody_adds_what_another_looked_through(anna: Person, boris: Person) -> None:
    await sends(anna, track(anna, "a"))
    button = anna.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await boris.starts()
    await boris.presses_data(button)
    assert "out of date" in (boris.alert or "")


async def test_a_manager_brings_to_the_page_they_work_on(
    anna: Person, boris: Person, app: App, song: Track, records: Records
) -> None:
    await hires(anna, boris)
    me, title = str(anna.id), "</b> <i>Loud & clear"
    page = track("555", "a", title=title) | {"track:555:<u>": {}, "track:555:b": {"<s>": -1}}
    await sends(boris, page)
    assert "track:555:<u>: I don't know what this is" in boris.text
    await boris.presses("Add 1 thing")
    assert (await records.get(Track, me, "a")).title == title
    assert await records.count(Track, str(boris.id)) == 0
    button = boris.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await boris.presses_data(button)
    assert "Anna Sings" in boris.text, "her profile"
    await boris.starts(f"t_{me}_a")
    assert title in boris.screen.get("caption", boris.text)

    await lets(app, anna, boris, Right.ANNOUNCE)
    await sends(boris, track("555", "c"))
    assert await records.find(Track, me, "c") is None
    assert not any("Add" in label for label in boris.labels)


async def test_a_large_page_is_several_files_and_each_of_them_works() -> None:
    async def rows() -> AsyncIterator[list[tuple[str, str]]]:
        yield [("track:1:a", '{"title":"A","number":1e999}'), ("track:1:b", "[]")]
        yield []
        yield [("track:1:c", '{"title":"C"}')]

    made = [part async for part in pagefile.files(rows(), most=2)]
    assert [(part.number, part.last) for part in made] == [(1, False), (2, True)]
    assert json.loads(made[0].data) == {  # what JSON cannot say stays the text that it is
        "track:1:a": '{"title":"A","number":1e999}',
        "track:1:b": "[]",
    }
    [one] = pagefile.read(made[1].data, artist="2", now=NOW).brought
    assert one.record.key == "track:2:c"
    assert len([part async for part in pagefile.files(rows(), full=1)]) == 3


async def test_an_empty_page_is_no_file(boris: Person) -> None:
    await boris.says("/profile")
    await boris.presses("💾")
    assert boris.alert == "Your page is empty so far."
