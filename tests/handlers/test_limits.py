"""The longest of everything still fits what Telegram takes; the sandbox refuses what does not."""

from datetime import timedelta

import pytest

from handlers.cards import clip, visible
from handlers.fields import CURRENCIES
from storage import CoinTx, Concert, Donation, News, Profile, Records, Track, Video, new_id
from tests.handlers.conftest import NOW
from tests.people import Person, words

LINE = "Ш&<" * 66 + "оё"  # 200 characters, of which HTML makes many more
STORY = ("<Ёж> & «ёлка» 🎄\n" * 400)[:4000]
LINK = "https://example.com/" + "a" * 2000


def everything(owner: str, photo: str | None, song: str | None) -> list[Concert | News | Track]:
    return [
        Concert.new(
            owner,
            now=NOW,
            title=LINE,
            venue=LINE,
            city=LINE,
            date="2030-07-15",
            time="20:00",
            zone="Europe/Moscow",
            ticket_price=10**12,
            ticket_currency=next(iter(CURRENCIES)),
            ticket_url=LINK,
            image_url=LINK,
            image_file=photo,
            description=STORY,
        ),
        News.new(owner, now=NOW, title=LINE, content=STORY, image_file=photo),
        News.new(owner, now=NOW, title="short", content="short\n" + STORY[:3900]),
        Track.new(
            owner,
            now=NOW,
            title=LINE,
            artist=LINE,
            album=LINE,
            genre=LINE,
            duration=10**6,
            cover_url=LINK,
            audio_url=LINK,
            audio_file=song,
        ),
        Video.new(owner, now=NOW, title=LINE, description=STORY, video_url=LINK),  # type: ignore[list-item]
    ]


@pytest.mark.parametrize("with_files", [True, False])
async def test_every_card_fits(
    anna: Person, boris: Person, records: Records, *, with_files: bool
) -> None:
    me = str(anna.id)
    photo = (await anna.sends_photo())["photo"][-1]["file_id"] if with_files else None
    song = (await anna.sends_song())["audio"]["file_id"] if with_files else None
    links = [f"https://{n}.example.com/{'x' * 2000}" for n in range(10)]
    await records.add(
        Profile.new(me, now=NOW, name=LINE, bio=STORY, links=links, avatar_file=photo)
    )
    for record in everything(me, photo, song):
        await records.add(record)
        await anna.starts()
        await anna.presses_data(f"c:{record.family}:{record.id}")
        assert anna.alert is None
        await anna.presses("Изменить")
        await anna.presses_data(f"e:{record.family}:{record.id}:title")
        await anna.presses("Отмена")
        await boris.starts(f"{record.family[0]}_{me}_{record.id}")
        assert "gone" not in boris.text
        assert (await anna.asks(f"{record.family[0]}_{me}_{record.id}"))["results"]
    await boris.starts(f"a_{me}")
    assert "Ш&<" in boris.text
    for label in ("🎵", "Artist", "🎤", "Artist", "📰"):
        await boris.presses(label)
    for command in ("/me", "/profile", "/tracks", "/concerts", "/videos", "/news", "/stats"):
        await anna.says(command)
    await anna.says(LINE[:60])
    assert all(len(words(message)) <= 4096 for message in anna.received + boris.received)


async def test_long_histories_fit(anna: Person, records: Records) -> None:
    me = str(anna.id)
    for n in range(9):
        moment = NOW + timedelta(minutes=n)
        about = {"id": new_id(moment), "owner": me, "created_at": moment}
        await records.add(CoinTx(**about, amount=10**9, type="reward", description=STORY))
        await records.add(
            Donation(**about, donor_name=LINE, amount=10**9, message=STORY, status="completed")
        )
    for command in ("/coins", "/donations"):
        await anna.says(command)
        assert "1 из 2" in anna.labels
        await anna.presses("›")
        assert "2 из 2" in anna.labels


async def test_a_toast_about_a_long_name_fits(
    anna: Person, boris: Person, records: Records
) -> None:
    await records.add(Profile.new(str(anna.id), now=NOW, name=LINE))
    await records.add(Track.new(str(anna.id), now=NOW, title="T"))
    await boris.starts(f"a_{anna.id}")
    await boris.presses("+ Follow")
    assert boris.alert is not None
    assert boris.alert.startswith("You follow Ш&<")


async def test_ids_that_no_button_can_hold_lock_nobody_out(
    anna: Person, boris: Person, records: Records
) -> None:
    me, long = str(anna.id), "x" * 64
    for id in (long, "short"):
        await records.add(Concert.new(me, now=NOW, id=id, title=id, venue="v", city="c",
                                      date="2030-01-01", time="20:00"))  # fmt: skip
    await anna.says("/concerts")
    await anna.presses("xxx")
    assert anna.alert is not None
    assert "не влезает" in anna.alert
    await anna.presses("short")
    assert "short" in anna.text
    await boris.starts(f"a_{me}")
    assert "nobody" not in boris.text
    await boris.presses("🎤")
    await boris.presses("short")
    assert "short" in boris.text


def test_what_telegram_counts_is_without_markup() -> None:
    assert visible("<b>a &amp; b</b> <i>🎄</i>") == len("a & b ") + 2


def test_a_text_is_cut_between_characters() -> None:
    assert clip("🎄🎄🎄", 5) == "🎄🎄…"
    assert clip("🎄🎄", 4) == "🎄🎄"
    assert clip("abc", 2) == "a…"
