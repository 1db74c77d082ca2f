"""Whatever comes gets a sensible answer or silence, and no update fails."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.texts import Library
from storage import Records, Track
from tests.control import Json
from tests.people import Person, Town

FILE = {"file_id": "AgACAgIAAxkBAAI", "file_unique_id": "AQADu"}
THUMB = FILE | {"width": 90, "height": 90}
USER = {"id": 5, "is_bot": False, "first_name": "X"}
PLACE = {"latitude": 55.7, "longitude": 37.6}
DATE = 1_790_000_000

CONTENTS: dict[str, Json] = {
    "text": {"text": "hello"},
    "a very long text": {"text": "слово " * 1700},
    "a text of spaces": {"text": "  \n\u00a0 "},
    "zero-width marks": {"text": "\u200b\u200d\u2060\ufeff"},
    "right-to-left marks": {"text": "\u202eabc\u202c \u2066x\u2069"},
    "half of an emoji family": {"text": "👩\u200d👩\u200d"},
    "markup": {"text": "<b>bold</b> & <a href='x'>link</a> </i> *x* _y_"},
    "a command": {"text": "/start"},
    "a command with much after it": {"text": "/start " + "a" * 500},
    "a command of nobody": {"text": "/hack ../../etc"},
    "a slash": {"text": "/"},
    "a mention": {"text": "@promo_music_bot"},
    "a link": {"text": "https://пример.рф/путь?x=1#y"},
    "no link": {"text": "javascript:alert(1) http:// https://"},
    "audio": {"audio": FILE | {"duration": 1}},
    "audio without end": {"audio": FILE | {"duration": 10**9, "title": "\u202e" * 50}},
    "photo": {"photo": [THUMB], "caption": "c" * 1024},
    "photo with blank caption": {"photo": [THUMB], "caption": "\u200b\n\u200b"},
    "video": {"video": FILE | {"width": 1, "height": 1, "duration": 0}},
    "video_note": {"video_note": FILE | {"length": 240, "duration": 3}},
    "voice": {"voice": FILE | {"duration": 3}},
    "document": {"document": FILE},
    "document of nothing": {"document": FILE | {"mime_type": "", "file_name": ""}},
    "animation": {
        "animation": FILE | {"width": 1, "height": 1, "duration": 1},
        "document": FILE,
    },
    "sticker": {
        "sticker": FILE
        | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    },
    "contact": {"contact": {"phone_number": "1", "first_name": "\u200b"}},
    "location": {"location": PLACE},
    "venue": {"venue": {"location": PLACE, "title": "t", "address": "a"}, "location": PLACE},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "game": {"game": {"title": "g", "description": "d", "photo": [THUMB]}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
    "story": {"story": {"chat": {"id": 5, "type": "private"}, "id": 1}},
    "paid media": {"paid_media": {"star_count": 1, "paid_media": []}},
    "nothing at all": {},
    "new members": {"new_chat_members": [USER]},
    "left member": {"left_chat_member": USER},
    "new title": {"new_chat_title": "t"},
    "new photo": {"new_chat_photo": [THUMB]},
    "deleted photo": {"delete_chat_photo": True},
    "pinned": {
        "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}
    },
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    "access": {"write_access_allowed": {}},
    "website": {"connected_website": "example.com"},
    "users shared": {"users_shared": {"request_id": 1, "users": [{"user_id": 5}]}},
    "chat shared": {"chat_shared": {"request_id": 1, "chat_id": -5}},
    "web app": {"web_app_data": {"data": "{}", "button_text": "b"}},
    "video chat": {"video_chat_started": {}},
    "boost": {"boost_added": {"boost_count": 1}},
    "via another bot": {"text": "hi", "via_bot": {"id": 9, "is_bot": True, "first_name": "b"}},
    "a reply to nothing": {"text": "hi", "reply_to_message": None},
    "forwarded": {
        "audio": FILE | {"duration": 1, "title": "t"},
        "forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "s"},
    },
}

NAMES = ["\u200b", "\u3164", "<b>", "A" * 64, "👩‍👩‍👧‍👦", "%s{0}{name}", "\u202eevil"]


def message(person: Person, number: int, content: Json, name: str = "Anna") -> Json:
    return {
        "message_id": 700_000 + number,
        "date": DATE,
        "chat": {"id": person.id, "type": "private", "first_name": name},
        "from": {"id": person.id, "is_bot": False, "first_name": name, "language_code": "ru"},
        **content,
    }


async def test_every_kind_of_message_is_answered_or_passed_over(town: Town, anna: Person) -> None:
    await anna.starts()
    for number, content in enumerate(CONTENTS.values()):
        await town.raw(message=message(anna, number, content))
    await anna.says("/help")
    assert "Если ты слушаешь" in anna.text


async def test_every_kind_of_message_amid_a_form(town: Town, anna: Person) -> None:
    await anna.says("/concerts")
    await anna.presses("Новый концерт")
    for number, content in enumerate(CONTENTS.values()):
        if not str(content.get("text", "")).startswith("/"):
            await town.raw(message=message(anna, number, content))
    await anna.says("/help")


async def test_every_message_that_people_send_is_answered(town: Town, anna: Person) -> None:
    await anna.starts()
    silent = set()
    for number, (name, content) in enumerate(CONTENTS.items()):
        before = len(anna.received)
        await town.raw(message=message(anna, number, content))
        await anna.sees()
        if len(anna.received) == before:
            silent.add(name)
    assert silent == {
        *("new members", "left member", "new title", "new photo", "deleted photo", "pinned"),
        *("timer", "access", "website", "users shared", "web app", "video chat"),
        "boost",
    }


@pytest.mark.parametrize("name", NAMES)
async def test_any_name_can_be_an_artists(
    town: Town, anna: Person, records: Records, name: str
) -> None:
    await anna.starts()
    sent = await anna.sends_song()
    audio = {"file_id": sent["audio"]["file_id"], "file_unique_id": "u", "duration": 5}
    await town.raw(message=message(anna, 1, {"audio": audio}, name))
    await anna.sees()
    assert "Опубликовать" in anna.labels
    data = anna.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    query = {
        "id": f"{anna.id}",
        "from": {"id": anna.id, "is_bot": False, "first_name": name, "language_code": "ru"},
        "chat_instance": "1",
        "data": data,
        "message": anna.screen,
    }
    await town.raw(callback_query=query)
    profile = await records.profile(str(anna.id))
    assert profile is not None
    assert profile.name in {name, "Без имени"}
    await anna.starts(f"a_{anna.id}")
    assert "▶ Без названия" in anna.labels


CHAT = {"id": -100500, "type": "channel", "title": "c"}
MEMBER = {"user": USER, "status": "member"}
UPDATES: dict[str, Json] = {
    "edited_message": {"message_id": 1, "date": DATE, "chat": USER | {"type": "private"}},
    "channel_post": {"message_id": 1, "date": DATE, "chat": CHAT, "text": "/start"},
    "edited_channel_post": {"message_id": 1, "date": DATE, "chat": CHAT, "text": "x"},
    "poll": CONTENTS["poll"]["poll"],
    "poll_answer": {"poll_id": "1", "user": USER, "option_ids": [0], "option_persistent_ids": []},
    "shipping_query": {
        "id": "1",
        "from": USER,
        "invoice_payload": "p",
        "shipping_address": {
            "country_code": "US",
            "state": "s",
            "city": "c",
            "street_line1": "1",
            "street_line2": "2",
            "post_code": "p",
        },
    },
    "chat_join_request": {"chat": CHAT, "from": USER, "user_chat_id": 5, "date": DATE},
    "message_reaction": {
        "chat": CHAT,
        "message_id": 1,
        "date": DATE,
        "user": USER,
        "old_reaction": [],
        "new_reaction": [],
    },
    "message_reaction_count": {"chat": CHAT, "message_id": 1, "date": DATE, "reactions": []},
    "chat_member": {
        "chat": CHAT,
        "from": USER,
        "date": DATE,
        "old_chat_member": MEMBER,
        "new_chat_member": MEMBER,
    },
    "my_chat_member": {
        "chat": CHAT,
        "from": USER,
        "date": DATE,
        "old_chat_member": MEMBER,
        "new_chat_member": MEMBER,
    },
    "inline_query": {"id": "1", "from": USER, "query": "\u200b", "offset": "-1"},
    "chosen_inline_result": {"result_id": "x", "from": USER, "query": ""},
}


async def test_every_kind_of_update_is_passed_over_or_handled(town: Town, anna: Person) -> None:
    for kind, update in UPDATES.items():
        await town.raw(**{kind: update})
    await anna.says("/help")
    assert "Если ты слушаешь" in anna.text


PRESSES: dict[str, Json] = {
    "no data": {"game_short_name": "g"},
    "no message": {"data": "h"},
    "of inline mode": {"data": "h", "inline_message_id": "x"},
    "a like of inline mode": {"data": "y:i:track:1:2", "inline_message_id": "x"},
    "too much data": {"data": "h:1:2:3:4"},
    "no prefix": {"data": ":::"},
    "unprintable": {"data": "\u0000\u200b"},
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES.keys())
async def test_every_odd_press_is_refused_in_words(
    town: Town, anna: Person, press: Json, library: Library
) -> None:
    await anna.starts()
    since = (await town.get())["seq"]
    query = {
        "id": "1",
        "from": {"id": anna.id, "is_bot": False, "first_name": "A", "language_code": "ru"},
        "chat_instance": "1",
    }
    await town.raw(callback_query=query | press)
    answers = await town.calls("answerCallbackQuery", since=0)
    t = library["ru"]
    assert since
    assert answers[-1]["params"]["text"] in {
        t.plain("outdated"),
        t.plain("only-private"),
        t.plain("gone"),
    }


text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=300
) | st.sampled_from(["/start a_1", "/find", "15 июля", "https://x.y", "25 EUR", "Москва"])
pieces = st.sampled_from(
    [
        "h",
        "l",
        "c",
        "e",
        "p",
        "v",
        "k",
        "b",
        "y",
        "track",
        "concert",
        "1",
        "-",
        "",
        "2000",
        "ru",
        "0",
    ]
)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("says"), text),
        st.tuples(st.just("presses"), st.lists(pieces, min_size=1, max_size=5).map(":".join)),
        st.tuples(st.just("asks"), text),
        st.tuples(st.just("sends"), st.sampled_from(sorted(CONTENTS))),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, derandomize=True)
@given(done=deeds)
async def test_any_sequence_of_deeds_leaves_the_bot_answering(
    town: Town, anna: Person, caplog: pytest.LogCaptureFixture, done: list[tuple[str, Any]]
) -> None:
    for number, (deed, what) in enumerate(done):
        person = {"id": anna.id, "is_bot": False, "first_name": "A", "language_code": "en"}
        match deed:
            case "says":
                await town.raw(message=message(anna, number, {"text": what}))
            case "sends":
                await town.raw(message=message(anna, number, CONTENTS[what]))
            case "presses":
                private = {"message_id": 1, "date": 0, "chat": {"id": anna.id, "type": "private"}}
                query = {"id": "1", "from": person, "chat_instance": "1", "message": private}
                await town.raw(callback_query=query | {"data": what[:64] or "x"})
            case "asks":
                await town.raw(
                    inline_query={"id": "1", "from": person, "query": what[:256], "offset": ""}
                )
    assert [r.getMessage() for r in caplog.records if r.name == "bot.worker"] == []


async def test_a_text_of_ten_thousand_characters_is_offered_as_news(
    town: Town, anna: Person, records: Records
) -> None:
    await anna.starts()
    await town.raw(message=message(anna, 1, {"text": "Слово. " * 1500}))
    await anna.sees()
    assert anna.labels == ["📰 Новость"]
    assert (await records.page(Track, str(anna.id))).total == 0
