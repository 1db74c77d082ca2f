"""Sending, keyboards, replies, edits, deletions, forwards; who can be written to."""

from typing import Any

import pytest

from tests.sandbox.client import Client
from tests.sandbox.pictures import photo, song

Json = dict[str, Any]
NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)


def keys(*rows: list[Json]) -> Json:
    return {"inline_keyboard": list(rows)}


def key(text: str = "Go", **action: Any) -> Json:
    return {"text": text, **(action or {"callback_data": "go"})}


async def text(tg: Client, anna: int, words: str = "Hi", **more: Any) -> Json:
    message: Json = await tg.bot("sendMessage", chat_id=anna, text=words, **more)
    return message


# Whom


async def test_a_stranger_is_not_found(tg: Client) -> None:
    for chat in (5, "5", "@nobody", "nobody"):
        words = await tg.refused("sendMessage", chat_id=chat, text="Hi")
        assert words == "400 Bad Request: chat not found"


async def test_a_person_who_never_started_the_bot_cannot_be_written_to(tg: Client) -> None:
    boris = await tg.person(1002, "Boris", start=False)
    words = await tg.refused("sendMessage", chat_id=boris, text="Hi")
    assert words == "403 Forbidden: bot can't initiate conversation with a user"
    await tg.people("/send", person=boris, chat=boris, text="Hello")
    await text(tg, boris)


async def test_a_person_who_blocked_the_bot_cannot_be_written_to(tg: Client, anna: int) -> None:
    await tg.people(f"/people/{anna}", "PATCH", blocked=True)
    change = await tg.update("my_chat_member")
    assert change["new_chat_member"]["status"] == "kicked"
    words = await tg.refused("sendMessage", chat_id=anna, text="Hi")
    assert words == "403 Forbidden: bot was blocked by the user"
    await tg.people("/start", person=anna)
    change = await tg.update("my_chat_member")
    assert change["new_chat_member"]["status"] == "member"
    assert (await tg.update("message"))["text"] == "/start"
    await text(tg, anna)


async def test_a_person_who_is_gone_cannot_be_written_to(tg: Client, anna: int) -> None:
    await tg.people(f"/people/{anna}", "PATCH", deactivated=True)
    words = await tg.refused("sendMessage", chat_id=anna, text="Hi")
    assert words == "403 Forbidden: user is deactivated"


# Keyboards


@pytest.mark.parametrize(
    ("button", "words"),
    [
        (
            {"text": "Go"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            key(callback_data=""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (key(" "), "inline keyboard button text must be non-empty"),
        (key(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (key(callback_data="ж" * 33), "BUTTON_DATA_INVALID"),
        (key(url="nowhere"), "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        (
            key(url="ftp://a.bc"),
            "inline keyboard button URL 'ftp://a.bc' is invalid: Unsupported URL protocol",
        ),
        (key(pay=True), "BUTTON_TYPE_INVALID"),
        (key(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    ],
)
async def test_a_bad_button_is_refused(tg: Client, anna: int, button: Json, words: str) -> None:
    refusal = await tg.refused("sendMessage", chat_id=anna, text="Hi", reply_markup=keys([button]))
    assert refusal == f"400 Bad Request: {words}"


async def test_callback_data_has_64_bytes(tg: Client, anna: int) -> None:
    markup = keys([key(callback_data="ж" * 32)], [key(callback_data="x" * 64)])
    assert (await text(tg, anna, reply_markup=markup))["reply_markup"] == markup


async def test_every_modelled_button_comes_back_as_it_was(tg: Client, anna: int) -> None:
    markup = keys(
        [key(url="https://promo.music/")],
        [key(url="tg://user?id=5")],
        [key(switch_inline_query="")],
        [key(switch_inline_query_current_chat="song")],
        [key(switch_inline_query_chosen_chat={"query": "q", "allow_user_chats": True})],
        [key(copy_text={"text": "code"})],
        [key(callback_data="a", style="danger")],
    )
    assert (await text(tg, anna, reply_markup=markup))["reply_markup"] == markup


async def test_the_first_action_of_a_button_wins(tg: Client, anna: int) -> None:
    markup = keys([key(callback_data="a", url="https://a.bc/")])
    message = await text(tg, anna, reply_markup=markup)
    assert message["reply_markup"] == keys([key(url="https://a.bc/")])


async def test_a_keyboard_has_100_buttons_and_8_in_a_row(tg: Client, anna: int) -> None:
    await text(tg, anna, reply_markup=keys(*[[key()] * 8] * 12, [key()] * 4))
    for rows in ([[key()] * 9], [[key()] * 8] * 12 + [[key()] * 5]):
        words = await tg.refused("sendMessage", chat_id=anna, text="Hi", reply_markup=keys(*rows))
        assert words == "400 Bad Request: reply markup is too long"


async def test_an_empty_keyboard_is_none(tg: Client, anna: int) -> None:
    assert "reply_markup" not in await text(tg, anna, reply_markup=keys())
    nothings: tuple[object, ...] = ({}, "{}", "")
    for nothing in nothings:
        assert "reply_markup" not in await text(tg, anna, reply_markup=nothing)
    [chat] = await tg.get(f"/people/{anna}/chats")
    assert chat["keyboard"] is None


async def test_a_reply_keyboard_is_shown_until_it_is_removed(tg: Client, anna: int) -> None:
    keyboard = {"keyboard": [[{"text": "Yes"}, {"text": "No"}]], "resize_keyboard": True}
    message = await text(tg, anna, reply_markup=keyboard)
    assert "reply_markup" not in message
    [chat] = await tg.get(f"/people/{anna}/chats")
    assert chat["keyboard"] == keyboard
    await text(tg, anna, "other")
    [chat] = await tg.get(f"/people/{anna}/chats")
    assert chat["keyboard"] == keyboard
    await text(tg, anna, reply_markup={"remove_keyboard": True})
    [chat] = await tg.get(f"/people/{anna}/chats")
    assert chat["keyboard"] is None


# Replies, flags


async def test_a_reply_shows_what_it_answers_once(tg: Client, anna: int) -> None:
    first = await text(tg, anna, "one")
    second = await text(tg, anna, "two", reply_parameters={"message_id": first["message_id"]})
    assert second["reply_to_message"] == first
    third = await text(tg, anna, "three", reply_to_message_id=second["message_id"])
    assert "reply_to_message" not in third["reply_to_message"]


async def test_a_reply_to_nothing_is_refused_unless_allowed(tg: Client, anna: int) -> None:
    words = await tg.refused(
        "sendMessage", chat_id=anna, text="Hi", reply_parameters={"message_id": 99}
    )
    assert words == "400 Bad Request: message to be replied not found"
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await text(tg, anna, reply_parameters=lenient)


async def test_a_quote_must_be_in_the_message(tg: Client, anna: int) -> None:
    first = await text(tg, anna, "🏟 two three")
    about = {"message_id": first["message_id"]}
    message = await text(tg, anna, "x", reply_parameters={**about, "quote": "two"})
    assert message["quote"] == {"text": "two", "position": 3, "is_manual": True}
    wrong = {**about, "quote": "four"}
    words = await tg.refused("sendMessage", chat_id=anna, text="x", reply_parameters=wrong)
    assert words == "400 Bad Request: QUOTE_TEXT_INVALID"


async def test_options_of_a_message_come_back(tg: Client, anna: int) -> None:
    message = await text(
        tg,
        anna,
        "promo.music",
        protect_content=True,
        message_effect_id="5104841245755180586",
        link_preview_options={"is_disabled": True},
        disable_notification=True,
    )
    assert message["has_protected_content"] is True
    assert message["effect_id"] == "5104841245755180586"
    assert message["link_preview_options"] == {"is_disabled": True}


# Edits


async def test_an_edit_changes_text_and_keyboard_and_says_when(tg: Client, anna: int) -> None:
    sent = await text(tg, anna, "one", reply_markup=keys([key()]))
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    markup = keys([key("Stop")])
    edited = await tg.bot("editMessageText", **about, text="two", reply_markup=markup)
    assert (edited["text"], edited["reply_markup"]) == ("two", markup)
    assert edited["edit_date"] >= edited["date"]
    assert (await tg.messages(anna))[-1] == edited
    assert await tg.updates() == []


async def test_an_edit_without_a_keyboard_removes_it(tg: Client, anna: int) -> None:
    sent = await text(tg, anna, "one", reply_markup=keys([key()]))
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    assert "reply_markup" not in await tg.bot("editMessageText", **about, text="one")


async def test_an_edit_that_changes_nothing_is_refused(tg: Client, anna: int) -> None:
    sent = await text(tg, anna, "<b>x</b>", parse_mode="HTML", reply_markup=keys([key()]))
    about = {"chat_id": anna, "message_id": sent["message_id"], "reply_markup": keys([key()])}
    same = {"text": " *x* ", "parse_mode": "MarkdownV2"}
    assert await tg.refused("editMessageText", **about, **same) == NOT_MODIFIED
    assert await tg.refused("editMessageReplyMarkup", **about) == NOT_MODIFIED
    await tg.bot("editMessageText", **about, text="x")
    assert await tg.refused("editMessageText", **about, text="x") == NOT_MODIFIED


async def test_only_an_inline_keyboard_can_be_edited_in(tg: Client, anna: int) -> None:
    sent = await text(tg, anna)
    words = await tg.refused(
        "editMessageReplyMarkup",
        chat_id=anna,
        message_id=sent["message_id"],
        reply_markup={"keyboard": [[{"text": "x"}]]},
    )
    assert words.startswith("400 Bad Request: ")


async def test_what_cannot_be_edited_is_refused(tg: Client, anna: int) -> None:
    words = await tg.refused("editMessageText", chat_id=anna, message_id=99, text="x")
    assert words == "400 Bad Request: message to edit not found"
    hers = await tg.people("/send", person=anna, chat=anna, text="mine")
    about = {"chat_id": anna, "message_id": hers["message_id"]}
    words = await tg.refused("editMessageText", **about, text="x")
    assert words == "400 Bad Request: message can't be edited"
    picture = await tg.bot("sendPhoto", chat_id=anna, photo=photo())
    about = {"chat_id": anna, "message_id": picture["message_id"]}
    words = await tg.refused("editMessageText", **about, text="x")
    assert words == "400 Bad Request: there is no text in the message to edit"
    sent = await text(tg, anna)
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    words = await tg.refused("editMessageCaption", **about, caption="x")
    assert words == "400 Bad Request: there is no caption in the message to edit"


async def test_a_caption_is_edited_and_taken_away(tg: Client, anna: int) -> None:
    sent = await tg.bot("sendPhoto", chat_id=anna, photo=photo(), caption="one")
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    edited = await tg.bot("editMessageCaption", **about, caption="<i>two</i>", parse_mode="HTML")
    assert edited["caption"] == "two"
    assert edited["caption_entities"] == [{"type": "italic", "offset": 0, "length": 3}]
    assert edited["photo"] == sent["photo"]
    assert "caption" not in await tg.bot("editMessageCaption", **about)


async def test_media_is_replaced_by_media_of_another_kind(tg: Client, anna: int) -> None:
    sent = await tg.bot("sendPhoto", chat_id=anna, photo=photo(), caption="picture")
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    media = {"type": "audio", "media": "attach://song", "caption": "song"}
    edited = await tg.bot("editMessageMedia", **about, media=media, song=song())
    assert "photo" not in edited
    assert edited["audio"]["title"]
    assert edited["caption"] == "song"
    audio = {"type": "audio", "media": edited["audio"]["file_id"], "caption": "song"}
    assert await tg.refused("editMessageMedia", **about, media=audio) == NOT_MODIFIED


async def test_text_becomes_media(tg: Client, anna: int) -> None:
    sent = await text(tg, anna, "<b>x</b>", parse_mode="HTML")
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    media = {"type": "photo", "media": "attach://p"}
    edited = await tg.bot("editMessageMedia", **about, media=media, p=photo())
    assert "text" not in edited
    assert "entities" not in edited
    assert edited["photo"]


# Deletions


async def test_a_message_is_deleted_once(tg: Client, anna: int) -> None:
    sent = await text(tg, anna)
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    assert await tg.bot("deleteMessage", **about) is True
    assert sent["message_id"] not in [m["message_id"] for m in await tg.messages(anna)]
    words = await tg.refused("deleteMessage", **about)
    assert words == "400 Bad Request: message to delete not found"


async def test_a_message_older_than_two_days_cannot_be_deleted(tg: Client, anna: int) -> None:
    sent = await text(tg, anna)
    await tg.people("/clock", advance_s=48 * 3600)
    words = await tg.refused("deleteMessage", chat_id=anna, message_id=sent["message_id"])
    assert words == "400 Bad Request: message can't be deleted"


async def test_messages_are_deleted_together_and_unknown_ones_skipped(
    tg: Client, anna: int
) -> None:
    ids = [(await text(tg, anna, str(i)))["message_id"] for i in range(3)]
    assert await tg.bot("deleteMessages", chat_id=anna, message_ids=[*ids[:2], 999]) is True
    assert [m["text"] for m in await tg.messages(anna)] == ["/start", "2"]
    words = await tg.refused("deleteMessages", chat_id=anna, message_ids=[])
    assert words.startswith("400 ")


# Forwards and copies


async def test_a_forward_names_its_origin(tg: Client, anna: int) -> None:
    hers = await tg.people("/send", person=anna, chat=anna, text="mine")
    boris = await tg.person(1002, "Boris")
    forward = await tg.bot(
        "forwardMessage", chat_id=boris, from_chat_id=anna, message_id=hers["message_id"]
    )
    assert forward["text"] == "mine"
    assert forward["forward_origin"]["type"] == "user"
    assert forward["forward_origin"]["sender_user"]["id"] == anna


async def test_a_copy_hides_its_origin_and_drops_the_keyboard(tg: Client, anna: int) -> None:
    sent = await tg.bot(
        "sendPhoto", chat_id=anna, photo=photo(), caption="one", reply_markup=keys([key()])
    )
    about = {"chat_id": anna, "from_chat_id": anna, "message_id": sent["message_id"]}
    copy = await tg.bot("copyMessage", **about, caption="<b>two</b>", parse_mode="HTML")
    assert copy.keys() == {"message_id"}
    shown = (await tg.messages(anna))[-1]
    assert shown["photo"] == sent["photo"]
    assert shown["caption"] == "two"
    assert not shown.keys() & {"forward_origin", "reply_markup"}


async def test_several_messages_are_copied_and_forwarded_in_order(tg: Client, anna: int) -> None:
    ids = [(await text(tg, anna, str(i)))["message_id"] for i in range(3)]
    about = {"chat_id": anna, "from_chat_id": anna}
    for method in ("copyMessages", "forwardMessages"):
        new = await tg.bot(method, **about, message_ids=[*ids, 999])
        shown = (await tg.messages(anna))[-3:]
        assert [m["text"] for m in shown] == ["0", "1", "2"]
        assert [m["message_id"] for m in shown] == [m["message_id"] for m in new]
        words = await tg.refused(method, **about, message_ids=ids[::-1])
        assert "strictly increasing order" in words


async def test_protected_content_stays(tg: Client, anna: int) -> None:
    sent = await text(tg, anna, protect_content=True)
    about = {"chat_id": anna, "from_chat_id": anna, "message_id": sent["message_id"]}
    words = await tg.refused("forwardMessage", **about)
    assert words == "400 Bad Request: message can't be forwarded"
    words = await tg.refused("copyMessage", **about)
    assert words == "400 Bad Request: message can't be copied"


# Other kinds


async def test_places_and_contacts_are_sent(tg: Client, anna: int) -> None:
    place = {"latitude": 55.75, "longitude": 37.61}
    assert (await tg.bot("sendLocation", chat_id=anna, **place))["location"] == place
    message = await tg.bot("sendVenue", chat_id=anna, **place, title="Hall", address="1 Main St")
    assert message["venue"] == {"location": place, "title": "Hall", "address": "1 Main St"}
    contact = {"phone_number": "+15550001", "first_name": "Anna"}
    assert (await tg.bot("sendContact", chat_id=anna, **contact))["contact"] == contact
    words = await tg.refused("sendLocation", chat_id=anna, latitude=91, longitude=0)
    assert words.startswith("400 ")


async def test_dice_fall_within_their_range(tg: Client, anna: int) -> None:
    for emoji, most in (("🎲", 6), ("🏀", 5), ("🎰", 64)):
        dice = (await tg.bot("sendDice", chat_id=anna, emoji=emoji))["dice"]
        assert dice["emoji"] == emoji
        assert 1 <= dice["value"] <= most
    assert (await tg.refused("sendDice", chat_id=anna, emoji="🥔")).startswith("400 ")


async def test_a_poll_is_answered_and_stopped(tg: Client, anna: int) -> None:
    message = await tg.bot(
        "sendPoll", chat_id=anna, question="Which?", options=["A", {"text": "B"}],
        is_anonymous=False,
    )  # fmt: skip
    await tg.people("/vote", person=anna, chat=anna, message=message["message_id"], options=[1])
    poll = await tg.update("poll")
    assert [option["voter_count"] for option in poll["options"]] == [0, 1]
    answer = await tg.update("poll_answer")
    assert (answer["user"]["id"], answer["option_ids"]) == (anna, [1])
    stopped = await tg.bot("stopPoll", chat_id=anna, message_id=message["message_id"])
    assert stopped["is_closed"] is True
    status, _ = await tg.control(
        "/vote", person=anna, chat=anna, message=message["message_id"], options=[0]
    )
    assert status == 409


async def test_an_action_is_seen_by_the_page(tg: Client, anna: int) -> None:
    assert await tg.bot("sendChatAction", chat_id=anna, action="upload_photo") is True
    words = await tg.refused("sendChatAction", chat_id=anna, action="dancing")
    assert words == "400 Bad Request: wrong parameter action in request"


async def test_messages_can_be_pinned(tg: Client, anna: int) -> None:
    sent = await text(tg, anna)
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    assert await tg.bot("pinChatMessage", **about) is True
    assert (await tg.update("message"))["pinned_message"]["text"] == "Hi"
    assert (await tg.bot("getChat", chat_id=anna))["pinned_message"]["text"] == "Hi"
    assert await tg.bot("unpinChatMessage", chat_id=anna) is True
    assert "pinned_message" not in await tg.bot("getChat", chat_id=anna)
    words = await tg.refused("unpinChatMessage", chat_id=anna)
    assert words == "400 Bad Request: message to unpin not found"


async def test_the_bot_reacts_with_one_emoji(tg: Client, anna: int) -> None:
    sent = await text(tg, anna)
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    fire = {"type": "emoji", "emoji": "🔥"}
    assert await tg.bot("setMessageReaction", **about, reaction=[fire]) is True
    words = await tg.refused("setMessageReaction", **about, reaction=[fire, fire])
    assert words == "400 Bad Request: REACTIONS_TOO_MANY"
    wrong = [{"type": "emoji", "emoji": "🥔"}]
    words = await tg.refused("setMessageReaction", **about, reaction=wrong)
    assert words == "400 Bad Request: REACTION_INVALID"
