"""An artist's links: where they are shown, the poster, and who came by them."""

from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.app import App
from handlers import poster
from handlers.links import Links
from storage import Profile, Records, Sources, Track
from storage.sources import MOST
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, picture

LINK = "https://t.me/promo_music_bot?start="


def copied(person: Person) -> str:
    """Return the link that a button of the screen copies."""
    [text] = [key["copy_text"]["text"] for key in buttons(person.screen) if "copy_text" in key]
    return str(text)


async def test_a_link_gets_a_tag_by_one_tap_and_loses_it_by_another(
    anna: Person, boris: Person, song: Track
) -> None:
    await anna.says("/tracks")
    await anna.presses("Paper Boats")
    await anna.presses("Ссылки и QR")
    plain = f"{LINK}t_{anna.id}_{song.id}"
    assert plain in anna.text
    assert copied(anna) == plain
    assert "Где её увидят?" in anna.text
    await anna.presses("Афиша")
    assert copied(anna) == f"{plain}__poster"
    assert "Метка: Афиша" in anna.text
    [share] = [key["url"] for key in buttons(anna.screen) if "Поделиться" in key["text"]]
    assert share.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fpromo_music_bot")
    await boris.opens(copied(anna))
    assert "audio" in boris.screen
    await anna.presses("✓ Афиша")
    assert copied(anna) == plain
    await anna.presses("‹ Назад")
    assert "audio" in anna.screen


@pytest.mark.parametrize(
    ("way", "letter"), [(["/profile", "Ссылки и QR"], "a"), (["/donations", "⚙", "Моя"], "d")]
)
async def test_the_page_and_support_have_links_with_ones_own_words(
    anna: Person, boris: Person, song: Track, way: list[str], letter: str
) -> None:
    command, *presses = way
    await anna.says(command)
    for label in presses:
        await anna.presses(label)
    await anna.presses("Своя метка")
    await anna.says("🎸🎸🎸")
    assert "Нужны буквы или цифры" in anna.text
    await anna.says("Афиша на Мира")
    assert "Метка: Афиша на Мира" in anna.text
    link = copied(anna)
    assert link == f"{LINK}{letter}_{anna.id}__afisha-na-mira"
    await boris.opens(link)
    assert "Anna Sings" in boris.text
    await anna.presses("‹ Назад")
    await anna.says("/profile")
    await anna.presses("Ссылки и QR")
    await anna.presses("Афиша на Мира")
    assert copied(anna) == f"{LINK}a_{anna.id}__afisha-na-mira"


async def test_chats_are_offered_by_name_and_words_come_to_an_end(
    app: App, town: Town, anna: Person, song: Track
) -> None:
    await anna.says("/chats")
    await anna.picks("📣 Канал", await town.chat(anna, "Anna news", type="channel"))
    for n in range(MOST - 1):
        assert await Sources(app.redis).keep(str(anna.id), f"w-{n}", f"W {n}", now=NOW)
    await anna.says("/profile")
    await anna.presses("Ссылки и QR")
    assert len(anna.labels) < 24
    await anna.presses_data("lkf:profile::anna-news")
    assert copied(anna) == f"{LINK}a_{anna.id}__anna-news"
    await anna.presses("Своя метка")
    await anna.says("One more")
    assert f"Своих меток уже {MOST}" in anna.text


async def test_nobody_makes_links_of_what_is_anothers(
    anna: Person, boris: Person, song: Track
) -> None:
    await boris.starts()
    for data in (f"lk:track:{song.id}", f"lkp:track:{song.id}:poster", f"lkw:track:{song.id}"):
        await boris.presses_data(data)
        assert boris.alert == "This is gone."
    for data in ("lk:profile:", "lkp:donation::", "lkf:profile::poster"):
        await boris.presses_data(data)
        assert boris.alert is not None
        assert boris.alert.startswith("Publish something first")
    await anna.starts()
    await anna.presses_data("lkp:profile::made-up")
    assert anna.alert == "Кнопка устарела. Открой меню: /start"


# The poster ------------------------------------------------------------------------------------


async def file_of(town: Town, file: dict[str, Any]) -> Image.Image:
    """Return a picture that the bot sent."""
    async with town._files.get(f"/sandbox/files/{file['file_id']}") as reply:
        assert reply.ok
        return Image.open(BytesIO(await reply.read())).convert("RGB")


async def test_a_poster_comes_to_look_at_and_to_print_and_its_code_opens_the_link(
    town: Town, anna: Person, song: Track, records: Records
) -> None:
    photo = await anna.sends_file("photo", picture("#c81e5a"), "me.png")
    profile = await records.profile(str(anna.id))
    assert profile is not None
    await records.replace(profile.changed(avatar_file=photo["photo"][-1]["file_id"]))
    await anna.says("/tracks")
    await anna.presses("Paper Boats")
    await anna.presses("Ссылки и QR")
    await anna.presses("Афиша")
    link = copied(anna)
    await anna.presses("QR-афиша")
    look, file = anna.received[-2:]
    assert "photo" in look
    assert "A6" in file["caption"]
    assert file["document"]["file_name"] == "афиша.png"
    image = await file_of(town, file["document"])
    assert image.size == (poster.WIDTH, poster.HEIGHT)
    seen = image.getpixel((poster.WIDTH // 2, poster._BAND))
    assert isinstance(seen, tuple)
    assert all(abs(a - b) < 4 for a, b in zip(seen, (200, 30, 90), strict=True))
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [link]


async def test_a_poster_without_a_picture_that_can_be_had_has_initials(
    anna: Person, song: Track, records: Records
) -> None:
    profile = await records.profile(str(anna.id))
    assert profile is not None
    await records.replace(profile.changed(avatar_file="gone-from-telegram"))
    await anna.says("/profile")
    await anna.presses("Ссылки и QR")
    await anna.presses("QR-афиша")
    assert "document" in anna.screen


def read(png: bytes) -> list[str]:
    image = Image.open(BytesIO(png))
    small = image.convert("L").resize((poster.WIDTH // 2, poster.HEIGHT // 2))
    return [code.text for code in zxingcpp.read_barcodes(small)]


@settings(max_examples=6)
@given(st.text(max_size=60), st.text(max_size=120), st.binary(max_size=60))
def test_whatever_an_artist_is_called_the_code_can_be_read(
    name: str, title: str, face: bytes
) -> None:
    link = Links("promo_music_bot").to("9" * 15, "track", "1-abc", source="afisha-na-mira")
    assert read(poster.draw(link, poster.Words(name, title, "Scan"), face)) == [link]


def test_a_code_bears_a_thumb_on_it() -> None:
    link = Links("promo_music_bot").to("9" * 15, source="bio")
    image = Image.open(BytesIO(poster.draw(link, poster.Words("Ёжик 🎸", "", "Scan"))))
    [code] = zxingcpp.read_barcodes(image)
    middle = (code.position.top_left.x + code.position.bottom_right.x) // 2
    centre = (code.position.top_left.y + code.position.bottom_right.y) // 2
    image.paste("#ffffff", (middle - 80, centre - 80, middle + 80, centre + 80))
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [link]


# Who came --------------------------------------------------------------------------------------


async def test_an_artist_sees_where_listeners_came_from(
    town: Town, anna: Person, song: Track
) -> None:
    await anna.says("/stats")
    await anna.presses("Откуда приходят")
    assert "За это время никто не приходил" in anna.text
    for n, source in enumerate(["poster", "poster", "poster", "bio", "made-up"]):
        fan = await town.newcomer(f"Fan {n}", language="en", stars=1000)
        await fan.starts(f"t_{anna.id}_{song.id}__{source}")
        await fan.starts(f"a_{anna.id}")
        if source == "poster":
            await fan.presses("+ Follow")
    await fan.pays("⭐ 50")
    await anna.says("/stats")
    await anna.presses("Откуда приходят")
    poster, bio = anna.text.index("Афиша"), anna.text.index("Био")
    assert poster < bio
    for line in (
        "3 перехода, 3 человека\n▶ 3 (60 %) · 👥 +3 (100 %)",
        "Био\n1 переход, 1 человек\n▶ 1 (20 %)",
        "Другое\n1 переход, 1 человек\n▶ 1 (20 %) · ⭐ 50 (100 %)",
        "Напрямую\n5 переходов, 5 человек",
        "Переход — открытая ссылка",
    ):
        assert line in anna.text
    for label in ("7 д", "90 д", "Год"):
        await anna.presses(label)
        assert "Афиша" in anna.text
    await anna.presses_data("lko:3650")
    assert "Последние 30 дней" in anna.text


async def test_fifty_sources_fit_a_screen(
    app: App, anna: Person, boris: Person, records: Records
) -> None:
    me, sources = str(anna.id), Sources(app.redis)
    await records.add(Profile.new(me, now=NOW, name="Anna"))
    now = NOW.now(NOW.tzinfo)
    for n in range(MOST):
        await sources.keep(me, f"w-{n}", f"{'Ж' * 30} {n}", now=now)
        await sources.touch(me, str(boris.id), f"w-{n}", tap=f"{n}", now=now)
    await anna.starts()
    await anna.presses_data("lko:30")
    assert "Ещё 39 источников" in anna.text
    assert "39 переходов" in anna.text
