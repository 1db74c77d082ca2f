"""Pressed buttons, reply keyboards, inline queries."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.client import Client, Refusal
from tests.sandbox.pictures import photo, song

Json = dict[str, Any]
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Go", "callback_data": "go"}, {"text": "Stop", "callback_data": "stop"}],
        [{"text": "Site", "url": "https://promo.music/"}],
        [{"text": "Copy", "copy_text": {"text": "code"}}],
        [{"text": "Here", "switch_inline_query_current_chat": "song"}],
        [{"text": "There", "switch_inline_query": "song"}],
    ]
}


async def keyboard(tg: Client, chat: int, markup: Json = KEYBOARD) -> int:
    message = await tg.bot("sendMessage", chat_id=chat, text="Choose", reply_markup=markup)
    return int(message["message_id"])


async def tap(tg: Client, anna: int, message: int, **how: Any) -> Json:
    """Press without waiting for an answer."""
    how = {"text": "Go", **how}
    answer: Json = await tg.people("/tap", person=anna, chat=anna, message=message, wait_s=0, **how)
    return answer


async def test_a_press_brings_its_data_its_message_and_who_pressed(tg: Client, anna: int) -> None:
    message = await keyboard(tg, anna)
    await tg.people("/tap", person=anna, chat=anna, message=message, row=0, col=1, wait_s=0)
    query = await tg.update("callback_query")
    assert query["data"] == "stop"
    assert query["from"]["id"] == anna
    assert query["message"]["message_id"] == message
    assert query["message"]["reply_markup"] == KEYBOARD
    assert query["chat_instance"]


async def test_the_answer_reaches_the_one_who_pressed(tg: Client, anna: int) -> None:
    message = await keyboard(tg, anna)
    pressing = asyncio.ensure_future(
        tg.people("/tap", person=anna, chat=anna, message=message, text="Go", wait_s=10)
    )
    query = await tg.update("callback_query")
    name = (await tg.bot("getMe"))["username"]
    about = {"text": "Done", "show_alert": True, "url": f"https://t.me/{name}?start=1"}
    assert await tg.bot("answerCallbackQuery", callback_query_id=query["id"], **about) is True
    assert await pressing == {
        "kind": "callback",
        "query": query["id"],
        "answered": True,
        **about,
    }


async def test_a_press_is_answered_once(tg: Client, anna: int) -> None:
    pressed = await tap(tg, anna, await keyboard(tg, anna))
    assert pressed["answered"] is False
    await tg.bot("answerCallbackQuery", callback_query_id=pressed["query"])
    for query in (pressed["query"], "12345", "nonsense"):
        words = await tg.refused("answerCallbackQuery", callback_query_id=query)
        assert words == TOO_OLD


async def test_a_press_is_answered_in_time(tg: Client, anna: int) -> None:
    await tg.people("", "PATCH", query_timeout_s=30)
    pressed = await tap(tg, anna, await keyboard(tg, anna))
    await tg.people("/clock", advance_s=31)
    words = await tg.refused("answerCallbackQuery", callback_query_id=pressed["query"])
    assert words == TOO_OLD


async def test_an_answer_has_200_characters(tg: Client, anna: int) -> None:
    pressed = await tap(tg, anna, await keyboard(tg, anna))
    about = {"callback_query_id": pressed["query"]}
    words = await tg.refused("answerCallbackQuery", **about, text="ж" * 201)
    assert words == "400 Bad Request: MESSAGE_TOO_LONG"
    assert await tg.bot("answerCallbackQuery", **about, text="ж" * 200) is True


async def test_an_answer_opens_nothing_but_the_bot(tg: Client, anna: int) -> None:
    pressed = await tap(tg, anna, await keyboard(tg, anna))
    about = {"callback_query_id": pressed["query"], "url": "https://promo.music/"}
    words = await tg.refused("answerCallbackQuery", **about)
    assert words == "400 Bad Request: URL_INVALID"


async def test_other_buttons_open_what_they_hold(tg: Client, anna: int) -> None:
    message = await keyboard(tg, anna)
    opened = [await tap(tg, anna, message, text=t) for t in ("Site", "Copy", "Here", "There")]
    assert opened == [
        {"kind": "url", "url": "https://promo.music/"},
        {"kind": "copy_text", "text": "code"},
        {"kind": "switch_inline_query", "query": "song", "where": "here"},
        {"kind": "switch_inline_query", "query": "song", "where": "other"},
    ]
    assert await tg.updates() == []


async def test_data_can_be_forged(tg: Client, anna: int) -> None:
    await tap(tg, anna, await keyboard(tg, anna), text=None, data="forged")
    assert (await tg.update("callback_query"))["data"] == "forged"


async def test_a_button_of_a_deleted_message_comes_with_an_inaccessible_one(
    tg: Client, anna: int
) -> None:
    message = await keyboard(tg, anna)
    await tg.bot("deleteMessage", chat_id=anna, message_id=message)
    await tap(tg, anna, message, text=None, data="go")
    query = await tg.update("callback_query")
    assert query["message"] == {
        "chat": {"id": anna, "type": "private", "first_name": "Anna", "username": "anna"},
        "message_id": message,
        "date": 0,
    }


async def test_old_messages_become_inaccessible_when_asked_for(tg: Client, anna: int) -> None:
    await tg.people("", "PATCH", inaccessible_after_s=3600)
    message = await keyboard(tg, anna)
    await tg.people("/clock", advance_s=3600)
    await tap(tg, anna, message)
    assert (await tg.update("callback_query"))["message"]["date"] == 0


async def test_there_is_no_button_where_there_is_none(tg: Client, anna: int) -> None:
    message = await keyboard(tg, anna)
    for how in ({"text": "Nothing"}, {"row": 9, "col": 0}, {"row": 0, "col": -1}):
        status, _ = await tg.control("/tap", person=anna, chat=anna, message=message, **how)
        assert status == 404
    status, _ = await tg.control("/tap", person=anna, chat=anna, message=999, text="Go")
    assert status == 404


# Reply keyboards


async def ask(tg: Client, anna: int, *buttons: Json, **more: Any) -> None:
    markup = {"keyboard": [list(buttons)], **more}
    await tg.bot("sendMessage", chat_id=anna, text="Well?", reply_markup=markup)


async def test_a_key_sends_its_text(tg: Client, anna: int) -> None:
    await ask(tg, anna, {"text": "Yes"}, {"text": "No"}, one_time_keyboard=True)
    await tg.people("/keyboard", person=anna, chat=anna, text="No")
    assert (await tg.update("message"))["text"] == "No"
    [chat] = await tg.get(f"/people/{anna}/chats")
    assert chat["keyboard"] is None


async def test_a_key_shares_a_contact_or_a_place(tg: Client, anna: int) -> None:
    await ask(tg, anna, {"text": "Phone", "request_contact": True})
    await tg.people("/keyboard", person=anna, chat=anna, row=0, col=0)
    contact = (await tg.update("message"))["contact"]
    assert (contact["user_id"], contact["first_name"]) == (anna, "Anna")
    await ask(tg, anna, {"text": "Place", "request_location": True})
    place = {"latitude": 1.5, "longitude": 2.5}
    await tg.people("/keyboard", person=anna, chat=anna, text="Place", share=place)
    assert (await tg.update("message"))["location"] == place


async def test_a_key_shares_people(tg: Client, anna: int) -> None:
    await tg.people("/people", id=7, first_name="Boris", username="boris")
    users = {"request_id": 3, "request_name": True, "request_username": True, "max_quantity": 2}
    await ask(tg, anna, {"text": "Who?", "request_users": users})
    await tg.people("/keyboard", person=anna, chat=anna, text="Who?", share=[7])
    shared = (await tg.update("message"))["users_shared"]
    assert shared["request_id"] == 3
    assert shared["users"] == [{"user_id": 7, "first_name": "Boris", "username": "boris"}]


# Inline mode


def article(id: str = "1", **more: Any) -> Json:
    content = {"message_text": f"<b>{id}</b>", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": id,
        "title": f"Result {id}",
        "input_message_content": content,
        **more,
    }


async def inline(tg: Client, anna: int, text: str = "song", **answer: Any) -> Json:
    """Ask `@bot text` and let the bot answer."""
    asking = asyncio.ensure_future(
        tg.people("/inline", person=anna, chat=anna, query=text, wait_s=10)
    )
    query = await tg.update("inline_query")
    answer = {"results": [article()], **answer}
    try:
        await tg.bot("answerInlineQuery", inline_query_id=query["id"], **answer)
    except Refusal:
        asking.cancel()
        raise
    found: Json = await asking
    return found


async def test_an_inline_query_brings_what_was_typed_and_where(tg: Client, anna: int) -> None:
    await tg.people("/inline", person=anna, chat=anna, query="so", offset="5", wait_s=0)
    query = await tg.update("inline_query")
    assert (query["query"], query["offset"], query["chat_type"]) == ("so", "5", "sender")
    assert query["from"]["id"] == anna


async def test_results_come_back_and_a_chosen_one_is_sent(tg: Client, anna: int) -> None:
    button = {"text": "Add a song", "start_parameter": "add"}
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    results = [article("1", reply_markup=markup), article("2")]
    found = await inline(tg, anna, results=results, next_offset="50", button=button)
    assert [result["title"] for result in found["results"]] == ["Result 1", "Result 2"]
    assert (found["next_offset"], found["button"]) == ("50", button)
    about = {"person": anna, "chat": anna, "query_id": found["query_id"]}
    sent = await tg.people("/inline/choose", **about, result_id="1")
    assert sent["text"] == "1"
    assert sent["via_bot"]["is_bot"] is True
    assert await tg.update("message") == sent
    chosen = await tg.update("chosen_inline_result")
    assert (chosen["result_id"], chosen["query"]) == ("1", "song")
    assert chosen["inline_message_id"]
    await tg.people("/inline/choose", **about, result_id="2")
    await tg.update("message")
    assert "inline_message_id" not in await tg.update("chosen_inline_result")


async def test_an_inline_message_is_pressed_and_edited_by_its_inline_id(
    tg: Client, anna: int
) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    found = await inline(tg, anna, results=[article(reply_markup=markup)])
    about = {"person": anna, "chat": anna, "query_id": found["query_id"]}
    sent = await tg.people("/inline/choose", **about, result_id="1")
    await tg.updates()
    await tap(tg, anna, sent["message_id"])
    query = await tg.update("callback_query")
    assert "message" not in query
    inline_id = query["inline_message_id"]
    assert await tg.bot("editMessageText", inline_message_id=inline_id, text="new") is True
    assert (await tg.messages(anna))[-1]["text"] == "new"
    words = await tg.refused("editMessageText", inline_message_id="nothing", text="x")
    assert words == "400 Bad Request: MESSAGE_ID_INVALID"
    words = await tg.refused(
        "editMessageText", chat_id=anna, message_id=sent["message_id"], text="x"
    )
    assert words == "400 Bad Request: message can't be edited"


async def test_songs_and_pictures_are_results(tg: Client, anna: int) -> None:
    audio = (await tg.bot("sendAudio", chat_id=anna, audio=song()))["audio"]
    picture = (await tg.bot("sendPhoto", chat_id=anna, photo=photo()))["photo"]
    results = [
        {"type": "audio", "id": "a", "audio_file_id": audio["file_id"], "caption": "Hear"},
        {"type": "photo", "id": "p", "photo_file_id": picture[-1]["file_id"], "title": "See"},
    ]
    found = await inline(tg, anna, results=results)
    assert found["results"][0]["file"] == audio
    about = {"person": anna, "chat": anna, "query_id": found["query_id"]}
    sent = await tg.people("/inline/choose", **about, result_id="a")
    assert (sent["audio"], sent["caption"]) == (audio, "Hear")
    sent = await tg.people("/inline/choose", **about, result_id="p")
    assert sent["photo"] == picture


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"results": [article(str(i)) for i in range(51)]},
            "too many inline query results specified",
        ),
        ({"results": [article("1"), article("1")]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [article("ж" * 33)]}, "RESULT_ID_INVALID"),
        ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        (
            {"results": [{"type": "audio", "id": "1", "audio_file_id": "x"}]},
            "DOCUMENT_INVALID",
        ),
        (
            {"results": [article(input_message_content={"message_text": "x" * 4097})]},
            "message is too long",
        ),
    ],
)
async def test_bad_results_are_refused(tg: Client, anna: int, answer: Json, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        await inline(tg, anna, **answer)
    assert refusal.value.words == f"Bad Request: {words}"


async def test_fifty_results_are_taken_and_answered_once(tg: Client, anna: int) -> None:
    found = await inline(tg, anna, results=[article(str(i)) for i in range(50)])
    assert len(found["results"]) == 50
    words = await tg.refused("answerInlineQuery", inline_query_id=found["query_id"], results=[])
    assert words == TOO_OLD


async def test_feedback_and_inline_mode_can_be_switched_off(tg: Client, anna: int) -> None:
    await tg.people("", "PATCH", inline_feedback=False)
    found = await inline(tg, anna)
    await tg.people(
        "/inline/choose", person=anna, chat=anna, query_id=found["query_id"], result_id="1"
    )
    await tg.update("message")
    assert await tg.updates() == []
    await tg.people("", "PATCH", inline_mode=False)
    status, _ = await tg.control("/inline", person=anna, query="x")
    assert status == 409
    assert (await tg.bot("getMe"))["supports_inline_queries"] is False
