"""The control API: people, their chats, the events that the page hears."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.sandbox.client import Client
from tests.sandbox.pictures import photo

Json = dict[str, Any]


async def test_people_are_made_and_changed(tg: Client) -> None:
    anna = await tg.people("/people", first_name="Anna", username="anna", stars=5)
    assert anna["id"] > 0
    assert (anna["stars"], anna["blocked"], anna["is_bot"]) == (5, False, False)
    boris = await tg.people("/people", id=7, first_name="Boris")
    assert boris["id"] == 7
    about = {"last_name": "B", "username": "b", "language_code": "ru", "stars": 9}
    changed = await tg.people("/people/7", "PATCH", **about)
    assert {name: changed[name] for name in about} == about
    changed = await tg.people("/people/7", "PATCH", last_name=None)
    assert "last_name" not in changed
    fan = await tg.people("/people", first_name="Fan", unseen=True)
    await tg.bot("sendMessage", chat_id=fan["id"], text="to one of a crowd, who wrote once")
    overview = await tg.get()
    assert [person["id"] for person in overview["people"]] == [anna["id"], 7]
    assert overview["bot"]["username"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"first_name": 5}, 400),
        ({"first_name": "x", "id": 1001}, 409),
        ({"first_name": "x", "id": 42}, 409),
        ({"first_name": "x", "id": -5}, 400),
        ({"first_name": "x", "stars": "many"}, 400),
    ],
)
async def test_bad_people_are_refused(tg: Client, anna: int, body: Json, status: int) -> None:
    got, answer = await tg.control("/people", **body)
    assert got == status
    assert answer["error"]


async def test_what_does_not_exist_is_404(tg: Client, anna: int) -> None:
    for path, body in (
        ("/start", {"person": 5}),
        ("/send", {"person": anna, "chat": 5, "text": "x"}),
        ("/edit", {"person": anna, "chat": anna, "message": 99, "text": "x"}),
        ("/pay", {"person": anna, "slug": "x"}),
        ("/chats/5/migrate", {}),
    ):
        status, _ = await tg.control(path, **body)
        assert status == 404
    for path in ("/people/5/chats", "/chats/5/messages", "/files/x", "/invoices/x"):
        status, _ = await tg.control(path, "GET")
        assert status == 404


async def test_start_carries_its_payload(tg: Client) -> None:
    anna = await tg.person(1001, start=False)
    await tg.people("/start", person=anna, payload="a_42")
    message = await tg.update("message")
    assert message["text"] == "/start a_42"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    for payload in ("x" * 65, "a b", "ж"):
        status, _ = await tg.control("/start", person=anna, payload=payload)
        assert status == 400


async def test_who_blocked_the_bot_writes_nothing_to_it(tg: Client, anna: int) -> None:
    await tg.people(f"/people/{anna}", "PATCH", blocked=True)
    status, _ = await tg.control("/send", person=anna, chat=anna, text="Hi")
    assert status == 409


async def test_nobody_writes_into_anothers_chat(tg: Client, anna: int) -> None:
    await tg.people("/people", id=7, first_name="Boris")
    status, _ = await tg.control("/send", person=7, chat=anna, text="Hi")
    assert status == 400


async def test_a_person_edits_and_deletes_what_they_said(tg: Client, anna: int) -> None:
    sent = await tg.people("/send", person=anna, chat=anna, text="one")
    await tg.update("message")
    about: Json = {"person": anna, "chat": anna}
    edited = await tg.people("/edit", **about, message=sent["message_id"], text="two")
    assert await tg.update("edited_message") == edited
    assert edited["edit_date"]
    await tg.people("/delete", **about, messages=[sent["message_id"]])
    assert await tg.updates() == []
    bots = await tg.bot("sendMessage", chat_id=anna, text="mine")
    status, _ = await tg.control("/edit", **about, message=bots["message_id"], text="x")
    assert status == 409


async def test_a_caption_is_edited_by_its_author(tg: Client, anna: int) -> None:
    sent = await tg.people("/send", person=anna, chat=anna, kind="photo", file=photo(), caption="a")
    about = {"person": anna, "chat": anna, "message": sent["message_id"]}
    edited = await tg.people("/edit", **about, text="b")
    assert edited["caption"] == "b"
    assert "text" not in edited


async def test_a_file_can_be_sent_again_by_its_id(tg: Client, anna: int) -> None:
    sent = await tg.bot("sendPhoto", chat_id=anna, photo=photo())
    again = await tg.people(
        "/send", person=anna, chat=anna, kind="photo", file_id=sent["photo"][0]["file_id"]
    )
    assert again["photo"] == sent["photo"]


async def test_messages_are_shown_page_by_page(tg: Client, anna: int) -> None:
    for i in range(5):
        await tg.people("/send", person=anna, chat=anna, text=str(i))
    last = await tg.get(f"/chats/{anna}/messages", limit=2)
    assert [m["text"] for m in last] == ["3", "4"]
    before = await tg.get(f"/chats/{anna}/messages", limit=2, before=last[0]["message_id"])
    assert [m["text"] for m in before] == ["1", "2"]
    assert await tg.get(f"/chats/{anna}/messages", limit=0) == []


async def test_a_person_sees_the_private_chat_first_then_the_others(tg: Client, anna: int) -> None:
    group = await tg.people("/chats", type="group", title="G", owner=anna)
    await tg.people("/people", id=7, first_name="Boris")
    await tg.people("/chats", type="group", title="Other", owner=7)
    private, other = await tg.get(f"/people/{anna}/chats")
    assert private["chat"]["id"] == anna
    assert private["last"]["text"] == "/start"
    assert private["can_post"] is True
    assert other["chat"] == group


async def test_commands_are_those_of_the_narrowest_scope(tg: Client, anna: int) -> None:
    async def shown() -> list[str]:
        [chat] = await tg.get(f"/people/{anna}/chats")
        return [command["command"] for command in chat["commands"]]

    def commands(name: str) -> list[Json]:
        return [{"command": name, "description": "x"}]

    await tg.bot("setMyCommands", commands=commands("all"))
    assert await shown() == ["all"]
    private = {"type": "all_private_chats"}
    await tg.bot("setMyCommands", commands=commands("private"), scope=private)
    assert await shown() == ["private"]
    await tg.bot("setMyCommands", commands=commands("en"), scope=private, language_code="en")
    assert await shown() == ["en"]
    own = {"type": "chat", "chat_id": anna}
    await tg.bot("setMyCommands", commands=commands("own"), scope=own)
    assert await shown() == ["own"]
    assert await tg.bot("getMyCommands", scope=own) == commands("own")
    await tg.bot("deleteMyCommands", scope=own)
    assert await shown() == ["en"]


# Events


@asynccontextmanager
async def listening(tg: Client, **how: Any) -> AsyncIterator[AsyncIterator[Json]]:
    async with tg.http.get(f"{tg.url}/sandbox/events", **how) as answer:
        assert answer.content_type == "text/event-stream"

        async def events() -> AsyncIterator[Json]:
            async for line in answer.content:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

        yield events()


async def heard(tg: Client, since: int, count: int) -> list[Json]:
    found: list[Json] = []
    async with listening(tg, params={"since": since}) as events:
        async for event in events:
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_the_page_hears_what_happens(tg: Client, anna: int) -> None:
    seq = (await tg.get())["seq"]
    sent = await tg.bot("sendMessage", chat_id=anna, text="x")
    about = {"chat_id": anna, "message_id": sent["message_id"]}
    edited = await tg.bot("editMessageText", **about, text="y")
    await tg.people("/react", person=anna, chat=anna, message=sent["message_id"], emoji="🔥")
    await tg.bot("deleteMessage", **about)
    await tg.bot("sendChatAction", chat_id=anna, action="typing")
    await tg.people(f"/people/{anna}", "PATCH", stars=1)
    events = await heard(tg, seq, 6)
    assert [event.pop("seq") - seq for event in events] == [1, 2, 3, 4, 5, 6]
    person = events.pop()["person"]
    assert (person["id"], person["stars"]) == (anna, 1)
    assert events == [
        {"type": "message", "chat": anna, "message": sent},
        {"type": "edited", "chat": anna, "message": edited},
        {
            "type": "reaction",
            "chat": anna,
            "message": sent["message_id"],
            "reactions": [{"type": {"type": "emoji", "emoji": "🔥"}, "total_count": 1}],
        },
        {"type": "deleted", "chat": anna, "messages": [sent["message_id"]]},
        {"type": "typing", "chat": anna, "action": "typing"},
    ]


async def test_a_page_that_was_away_hears_the_rest_or_is_told_to_load_anew(
    tg: Client, anna: int
) -> None:
    seq = (await tg.get())["seq"]
    for text in "abc":
        await tg.bot("sendMessage", chat_id=anna, text=text)
    async with listening(tg, headers={"Last-Event-ID": str(seq + 1)}) as events:
        assert (await anext(events))["message"]["text"] == "b"
    for strange in (1, seq + 1000):
        [event] = await heard(tg, strange, 1)
        assert event["type"] == "reset"


async def test_the_page_hears_whether_the_bot_is_there(tg: Client) -> None:
    overview = await tg.get()
    assert overview["online"] is False
    await tg.bot("getUpdates")
    [event] = await heard(tg, overview["seq"], 1)
    assert (event["type"], event["online"]) == ("bot", True)
    assert (await tg.get())["online"] is True


async def test_an_answer_is_heard_too(tg: Client, anna: int) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await tg.bot("sendMessage", chat_id=anna, text="x", reply_markup=markup)
    seq = (await tg.get())["seq"]
    pressed = await tg.people(
        "/tap", person=anna, chat=anna, message=sent["message_id"], text="Go", wait_s=0
    )
    await tg.bot("answerCallbackQuery", callback_query_id=pressed["query"], text="Done")
    [event] = await heard(tg, seq, 1)
    assert (event["type"], event["person"], event["text"]) == ("answer", anna, "Done")


# The bot's face


async def test_names_and_descriptions_are_kept_by_language(tg: Client) -> None:
    for method, name in (
        ("Name", "name"),
        ("Description", "description"),
        ("ShortDescription", "short_description"),
    ):
        await tg.bot(f"setMy{method}", **{name: "Promo"})
        await tg.bot(f"setMy{method}", **{name: "Промо"}, language_code="ru")
        assert await tg.bot(f"getMy{method}", language_code="ru") == {name: "Промо"}
        assert await tg.bot(f"getMy{method}", language_code="de") == {name: "Promo"}
        await tg.bot(f"setMy{method}", language_code="ru")
        assert await tg.bot(f"getMy{method}", language_code="ru") == {name: "Promo"}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "Ж", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "a" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "a-b", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "a", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "a", "description": "x" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_bad_command_is_refused(tg: Client, command: Json, words: str) -> None:
    refusal = await tg.refused("setMyCommands", commands=[command])
    assert refusal == f"400 Bad Request: {words}"


async def test_there_are_up_to_100_commands(tg: Client) -> None:
    commands = [{"command": f"c{i}", "description": "x"} for i in range(101)]
    assert await tg.bot("setMyCommands", commands=commands[:100]) is True
    assert (await tg.refused("setMyCommands", commands=commands)).startswith("400 ")


async def test_the_menu_button_is_set_for_all_and_for_one(tg: Client, anna: int) -> None:
    await tg.bot("setChatMenuButton", menu_button={"type": "commands"})
    await tg.bot("setChatMenuButton", chat_id=anna, menu_button={"type": "default"})
    assert await tg.bot("getChatMenuButton") == {"type": "commands"}
    assert await tg.bot("getChatMenuButton", chat_id=anna) == {"type": "default"}


async def test_default_rights_are_kept(tg: Client) -> None:
    rights = await tg.bot("getMyDefaultAdministratorRights")
    assert rights["can_post_messages"] is False
    await tg.bot(
        "setMyDefaultAdministratorRights",
        rights={**rights, "can_post_messages": True},
        for_channels=True,
    )
    kept = await tg.bot("getMyDefaultAdministratorRights", for_channels=True)
    assert kept["can_post_messages"] is True


async def test_settings_are_checked(tg: Client) -> None:
    status, _ = await tg.control("", "PATCH", unknown=1)
    assert status == 400
    for wrong in ("soon", None):
        status, _ = await tg.control("", "PATCH", query_timeout_s=wrong)
        assert status == 400
    settings = await tg.people("", "PATCH", inaccessible_after_s=None)
    assert settings["inaccessible_after_s"] is None
    settings = await tg.people("", "PATCH", query_timeout_s=5)
    assert settings["query_timeout_s"] == 5


async def test_sample_songs_are_offered(tg: Client) -> None:
    samples = await tg.get("/samples")
    assert {"file", "title", "performer", "duration"} == samples[0].keys()
    async with tg.http.get(f"{tg.url}/sandbox/samples/{samples[0]['file']}") as answer:
        assert answer.content_type == "audio/mpeg"
    for name in ("make.py", "..%2Fserver.py", "nothing.mp3"):
        async with tg.http.get(f"{tg.url}/sandbox/samples/{name}") as answer:
            assert answer.status == 404
