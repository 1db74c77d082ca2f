"""What goes wrong on the way to Telegram, or came in with the data, spoils nothing else."""

import json
from typing import Any

import pytest

from bot.app import App
from handlers.texts import Library
from storage import KV, Audience, Concert, Counters, News, Profile, Records, Track, Video
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, labels

FLOOD: dict[str, Any] = {"kind": "error", "retry_after": 1}
BAD_GATEWAY: dict[str, Any] = {"kind": "error", "code": 502, "description": "Bad Gateway"}
GARBAGE: dict[str, Any] = {"kind": "garbage", "after": True}


def refused(description: str) -> dict[str, Any]:
    return {"kind": "error", "code": 400, "description": f"Bad Request: {description}"}


# What is done is not done again because of decoration ------------------------------------------


@pytest.mark.parametrize("fault", [FLOOD, BAD_GATEWAY, GARBAGE])
async def test_an_answer_to_a_press_that_fails_repeats_nothing(
    town: Town, boris: Person, song: Track, counters: Counters, fault: dict[str, Any]
) -> None:
    await boris.starts(f"a_{song.owner}")
    heard = len(boris.received)
    await town.post("/faults", method="answerCallbackQuery", times=1, **fault)
    await town.post(
        "/tap",
        person=boris.id,
        chat=boris.id,
        message=boris.screen["message_id"],
        data=f"td:{song.owner}:{song.id}",
        wait_s=0,
    )
    await boris.sees()
    assert len(boris.received) == heard + 1
    numbers = await counters.numbers("track", song.owner, song.id)
    assert numbers.downloads == 1


@pytest.mark.parametrize("fault", [FLOOD, BAD_GATEWAY])
async def test_an_old_screen_that_cannot_be_removed_brings_no_second_new_one(
    town: Town, anna: Person, fault: dict[str, Any]
) -> None:
    await anna.sends_song()
    draft = anna.screen
    await town.post("/faults", method="deleteMessage", times=1, **fault)
    await anna.presses_data("h")
    assert anna.received[-2:] == [anna.seen(draft), anna.screen]


@pytest.mark.parametrize("fault", [FLOOD, BAD_GATEWAY])
async def test_buttons_that_cannot_be_changed_hold_nobody(
    town: Town, anna: Person, boris: Person, song: Track, fault: dict[str, Any]
) -> None:
    group = await town.group(anna)
    card = await anna.shares(f"t_{song.owner}_{song.id}", chat=group)
    await town.post("/faults", method="editMessageReplyMarkup", times=1, **fault)
    await boris.presses_shared_data(f"y:i:track:{song.owner}:{song.id}", card)
    assert boris.alert is not None
    edits = [call["status"] for call in await town.calls("editMessageReplyMarkup")]
    assert edits[-1] != 200


async def test_photos_sent_together_are_answered_though_the_first_try_failed(
    town: Town, anna: Person
) -> None:
    await town.post("/faults", method="sendMessage", chat=str(anna.id), times=1, **FLOOD)
    await anna.sends_photo(media_group_id=f"{anna.id}")
    await anna.sends_photo(media_group_id=f"{anna.id}")
    assert len(anna.received) == 1


async def test_a_draft_whose_end_was_not_shown_is_thrown_away(town: Town, anna: Person) -> None:
    await anna.sends_song()
    draft = anna.screen
    ask = next(b["callback_data"] for b in buttons(draft) if b["callback_data"].startswith("x:"))
    await anna.presses_data(ask)
    await town.post("/faults", method="sendMessage", chat=str(anna.id), times=1, **FLOOD)
    await anna.presses_data(ask[:-1] + "1", on=draft)
    assert anna.alert is None
    assert "+ Новый трек" in anna.labels


# What Telegram does not take is left out -------------------------------------------------------


@pytest.mark.parametrize("said", ["invalid file_id", "PHOTO_INVALID_DIMENSIONS"])
async def test_a_card_opens_without_a_picture_that_telegram_refuses(
    town: Town, anna: Person, records: Records, said: str
) -> None:
    photo = (await anna.sends_photo())["photo"][-1]["file_id"]
    news = News.new(str(anna.id), now=NOW, title="T", content="Story", image_file=photo)
    await records.add(news)
    await anna.starts()
    await town.post("/faults", method="sendPhoto", chat=str(anna.id), times=1, **refused(said))
    await anna.presses_data(f"c:news:{news.id}")
    assert "Story" in anna.text
    assert "✎ Изменить" in anna.labels


@pytest.mark.parametrize("said", ["BUTTON_URL_INVALID", "URL 'x' is invalid: Wrong HTTP URL"])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_a_page_opens_without_links_that_telegram_refuses(
    town: Town, anna: Person, boris: Person, records: Records, method: str, said: str
) -> None:
    links = ["https://site.example.com/"]
    await records.add(Profile.new(str(anna.id), now=NOW, name="Anna Sings", links=links))
    await boris.starts()
    await town.post("/faults", method=method, chat=str(boris.id), times=1, **refused(said))
    if method == "sendMessage":
        await boris.starts(f"a_{anna.id}")
    else:
        await boris.presses_data(f"a:{anna.id}")
    assert "Anna Sings" in boris.text
    assert labels(boris.screen)
    assert not any("url" in button for button in buttons(boris.screen))


async def test_silence_in_a_group_where_the_bot_may_not_write(town: Town, anna: Person) -> None:
    group = await town.group(anna)
    rights = refused("not enough rights to send text messages to the chat")
    await town.post("/faults", method="sendMessage", chat=str(group), **rights)
    await anna.says("/help@promo_music_bot", chat=group)
    await town.delete("/faults")
    assert not any(m.get("text") for m in await town.messages(group) if m["from"]["is_bot"])


async def test_who_blocks_the_bot_is_refused_in_silence(town: Town, anna: Person) -> None:
    await anna.starts()
    blocked = {"code": 403, "description": "Forbidden: bot was blocked by the user"}
    await town.post(
        "/faults", method="sendMessage", chat=str(anna.id), kind="error", times=1, **blocked
    )
    await anna.starts("t_1_nothing")
    assert len(anna.received) == 1


# What came in with the data --------------------------------------------------------------------


@pytest.mark.parametrize("unfit", [{"avatar": "", "subscribers": "many"}, {"name": ""}])
async def test_a_bad_profile_is_nobody_else_s_trouble(
    app: App, town: Town, boris: Person, records: Records, unfit: dict[str, str]
) -> None:
    bad, good = await town.newcomer("Bad"), await town.newcomer("Good")
    herd = f"Zebra{good.id}"
    for artist, name in ((bad, f"{herd} Bad"), (good, f"{herd} Good")):
        await records.add(Profile.new(str(artist.id), now=NOW, name=name))
        await Audience(app.redis).follow(str(boris.id), str(artist.id), now=NOW)
    stored = {"userId": str(bad.id), "name": f"{herd} Bad"} | unfit
    await KV(app.redis).set(f"profile:{bad.id}", json.dumps(stored))
    await KV(app.redis).set(f"track:{bad.id}:1", json.dumps({"title": f"{herd} Song"}))
    readable = "name" not in unfit
    for text in (herd, "/following"):
        await boris.says(text)
        shown = "".join(boris.labels)
        assert f"{herd} Good" in shown
        assert (f"{herd} Bad" in shown) is readable
    assert len((await boris.asks())["results"]) == 2 + readable
    assert len((await boris.asks(herd))["results"]) == 2 + readable
    await bad.starts()
    assert "🎵 Треки" in bad.labels or "🔎 Найти" in bad.labels
    if readable:
        await bad.says("/profile")
        assert herd in bad.text


@pytest.mark.parametrize("prefix", ["l:track", "ls:track", "sl", "$", "$d", "gl", "w:1:track"])
async def test_a_page_beyond_all_bounds_fails_nothing(anna: Person, prefix: str) -> None:
    await anna.starts()
    await anna.presses_data(f"{prefix}:99999999999999999999")
    await anna.presses_data(f"{prefix}:-99999999999999999999")


@pytest.mark.parametrize("data", ["vm:date:9999-12", "vm:date:0001-01", "v:date:9999-12-31"])
async def test_a_day_that_is_on_no_calendar_is_refused(
    anna: Person, library: Library, data: str
) -> None:
    await anna.starts()
    await anna.presses_data("n:concert")
    for text in ("Title", "Venue", "Москва"):
        await anna.says(text)
    asked = anna.text
    await anna.presses_data(data)
    assert anna.alert == library["ru"].plain("outdated")
    assert await anna.sees() == asked


@pytest.mark.parametrize(
    ("day", "zone"), [("0001-01-01", "Europe/Moscow"), ("9999-12-31", "America/New_York")]
)
async def test_a_show_at_the_end_of_time_opens(
    anna: Person, records: Records, day: str, zone: str
) -> None:
    concert = Concert.new(
        str(anna.id), now=NOW, title="T", venue="V", city="C", date=day, time="23:00"
    )
    concert = concert.changed(zone=zone, time="00:00" if day < "1" else "23:00")
    await records.add(concert)
    await anna.starts()
    await anna.presses_data(f"c:concert:{concert.id}")
    assert "T" in anna.text
    assert "По твоим часам" not in anna.text


async def test_a_form_about_what_is_gone_takes_one_message_and_no_more(
    anna: Person, records: Records, library: Library
) -> None:
    video = Video.new(str(anna.id), now=NOW, title="v", video_url="https://e.com/v")
    await records.add(video)
    await anna.starts()
    await anna.presses_data(f"e:video:{video.id}:title")
    await records.delete(Video, str(anna.id), video.id, now=NOW)
    await anna.says("one")
    assert anna.text == library["ru"].plain("gone")
    await anna.says("two")
    assert anna.text != library["ru"].plain("gone")


@pytest.mark.parametrize("text", ["/play@other_bot", "/start", "/"])
async def test_a_stranger_who_speaks_to_others_is_not_remembered(
    app: App, town: Town, anna: Person, text: str
) -> None:
    group, stranger = await town.group(anna), await town.newcomer("Stranger")
    for said, known in ((text, False), ("/help@Promo_Music_bot", True)):
        await town.raw(
            message={
                "message_id": 5001 + known,
                "date": 1_790_000_000,
                "chat": {"id": group, "type": "supergroup", "title": "Band"},
                "from": {"id": stranger.id, "is_bot": False, "first_name": "S"},
                "text": said,
            }
        )
        assert (await app.redis.exists(f"bot:person:{stranger.id}") == 1) is known
