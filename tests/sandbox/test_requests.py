"""How a request may be packed, and what is refused before any method runs."""

import json

import pytest
from aiohttp import FormData

from tests.sandbox.client import Client, File
from tests.sandbox.pictures import photo, song

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def test_a_json_body_may_hold_native_values(tg: Client, anna: int) -> None:
    message = await tg.raw(
        "sendMessage", json={"chat_id": anna, "text": "Hi", "reply_markup": KEYBOARD}
    )
    assert message["text"] == "Hi"
    assert message["reply_markup"] == KEYBOARD


async def test_a_json_body_may_hold_everything_as_text(tg: Client, anna: int) -> None:
    body = {"chat_id": str(anna), "text": "Hi", "protect_content": "True"}
    message = await tg.raw("sendMessage", json={**body, "reply_markup": json.dumps(KEYBOARD)})
    assert message["has_protected_content"] is True
    assert message["reply_markup"] == KEYBOARD


@pytest.mark.parametrize("true", ["true", "True", "1", "yes", 1, True])
async def test_a_flag_may_be_written_in_many_ways(tg: Client, anna: int, true: object) -> None:
    body = {"chat_id": anna, "text": "Hi", "protect_content": true}
    assert (await tg.raw("sendMessage", json=body))["has_protected_content"] is True


async def test_an_urlencoded_body_is_read(tg: Client, anna: int) -> None:
    data = {"chat_id": str(anna), "text": "a+b & ж", "reply_markup": json.dumps(KEYBOARD)}
    message = await tg.raw("sendMessage", data=data)
    assert message["text"] == "a+b & ж"
    assert message["reply_markup"] == KEYBOARD


async def test_a_query_string_is_read_by_get_and_by_post(tg: Client, anna: int) -> None:
    query = {"chat_id": str(anna), "text": "Hi"}
    for verb in ("GET", "POST"):
        assert (await tg.raw("sendMessage", verb, params=query))["text"] == "Hi"


async def test_a_multipart_body_is_read(tg: Client, anna: int) -> None:
    form = FormData(default_to_multipart=True)
    form.add_field("chat_id", str(anna))
    form.add_field("text", "Привет")
    form.add_field("reply_markup", json.dumps(KEYBOARD))
    message = await tg.raw("sendMessage", data=form)
    assert message["text"] == "Привет"
    assert message["reply_markup"] == KEYBOARD


async def test_a_chunked_body_is_read(tg: Client, anna: int) -> None:
    async def body() -> object:
        yield json.dumps({"chat_id": anna, "text": "in"}).encode()[:10]
        yield json.dumps({"chat_id": anna, "text": "in"}).encode()[10:]

    headers = {"Content-Type": "application/json"}
    assert (await tg.raw("sendMessage", data=body(), headers=headers))["text"] == "in"


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME", "gEtMe"])
async def test_the_case_of_a_method_does_not_matter(tg: Client, name: str) -> None:
    assert (await tg.raw(name))["is_bot"] is True


async def test_a_file_may_come_under_its_own_parameter(tg: Client, anna: int) -> None:
    message = await tg.bot("sendPhoto", chat_id=anna, photo=photo())
    assert message["photo"][-1]["width"] == 400


async def test_a_file_may_come_under_attach(tg: Client, anna: int) -> None:
    message = await tg.bot("sendPhoto", chat_id=anna, photo="attach://p1", p1=photo())
    assert message["photo"][-1]["height"] == 300


async def test_files_of_an_album_come_under_attach(tg: Client, anna: int) -> None:
    media = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}]
    messages = await tg.bot("sendMediaGroup", chat_id=anna, media=media, a=photo(), b=photo(200))
    assert [m["photo"][-1]["width"] for m in messages] == [400, 200]
    assert messages[0]["media_group_id"] == messages[1]["media_group_id"]


async def test_a_thumbnail_that_is_not_uploaded_is_ignored(tg: Client, anna: int) -> None:
    audio = song()
    message = await tg.bot("sendAudio", chat_id=anna, audio=audio, thumbnail="http://localhost/x")
    assert message["audio"]["thumbnail"]["width"] == 320  # the cover in the tags


async def test_a_file_that_nothing_refers_to_is_refused(tg: Client, anna: int) -> None:
    words = await tg.refused("sendMessage", chat_id=anna, text="Hi", stray=photo())
    assert "stricter" in words
    assert '"stray"' in words


async def test_a_reference_to_no_file_is_refused(tg: Client, anna: int) -> None:
    words = await tg.refused("sendPhoto", chat_id=anna, photo="attach://nothing")
    assert words == "400 Bad Request: wrong file identifier/HTTP URL specified"


async def test_an_unknown_parameter_is_refused(tg: Client, anna: int) -> None:
    words = await tg.refused("sendMessage", chat_id=anna, text="Hi", parsemode="HTML")
    assert words.startswith("400 Bad Request: [the sandbox is stricter than Telegram]")
    assert '"parsemode"' in words


async def test_an_unknown_nested_field_is_refused_by_its_path(tg: Client, anna: int) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go", "colour": "red"}]]}
    words = await tg.refused("sendMessage", chat_id=anna, text="Hi", reply_markup=keyboard)
    assert '"reply_markup.inline_keyboard[0][0].colour"' in words


async def test_an_unknown_field_of_an_inline_result_is_refused(tg: Client) -> None:
    content = {"message_text": "x"}
    result = {"type": "article", "id": "1", "title": "T", "input_message_content": content}
    words = await tg.refused("answerInlineQuery", inline_query_id="1", results=[{**result, "x": 1}])
    assert '"results[0].x"' in words


async def test_an_unknown_method_is_not_found(tg: Client) -> None:
    assert await tg.refused("sendTelepathy") == "404 Not Found: method not found"


async def test_a_method_that_is_not_modelled_says_so(tg: Client, anna: int) -> None:
    words = await tg.refused("sendGame", chat_id=anna, game_short_name="chess")
    assert words.startswith("501 ")
    assert "sendGame" in words


async def test_a_parameter_that_is_not_modelled_says_so(tg: Client, anna: int) -> None:
    words = await tg.refused("sendMessage", chat_id=anna, text="Hi", business_connection_id="b")
    assert words.startswith("501 ")
    assert "business_connection_id" in words


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": "Hi"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "", "text": "Hi"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1001}, "message text is empty"),
        ("sendPhoto", {"chat_id": 1001}, "there is no photo in the request"),
        ("sendVideoNote", {"chat_id": 1001}, "there is no video note in the request"),
        ("editMessageText", {"chat_id": 1001, "text": "x"}, "message identifier is not specified"),
        ("getFile", {}, "file_id not specified"),
        ("sendInvoice", {"chat_id": 1001}, 'parameter "title" is required'),
    ],
)
async def test_what_is_missing_is_named(
    tg: Client, anna: int, method: str, params: dict[str, object], words: str
) -> None:
    assert await tg.refused(method, **params) == f"400 Bad Request: {words}"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("reply_markup", "{", "can't parse reply keyboard markup JSON object"),
        ("reply_markup", "[]", "object expected as reply markup"),
        ("entities", "[{", "can't parse entities JSON object"),
    ],
)
async def test_broken_json_is_named(
    tg: Client, anna: int, name: str, value: str, words: str
) -> None:
    params = {"chat_id": anna, "text": "Hi", name: value}
    assert await tg.refused("sendMessage", **params) == f"400 Bad Request: {words}"


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("application/json", b"{", "can't parse request JSON object"),
        ("application/json", b"[]", "expected JSON object"),
        ("application/json", b"\xff", "can't parse request JSON object"),
        ("application/json", b'{"text": "\\ud83d"}', "strings must be encoded in UTF-8"),
        ("multipart/form-data", b"x", "can't parse the request"),
        ("multipart/form-data; boundary=b", b"x", "can't parse the request"),
    ],
)
async def test_a_broken_request_is_refused(
    tg: Client, anna: int, kind: str, body: bytes, words: str
) -> None:
    url = f"{tg.root}/sendMessage?chat_id={anna}"
    async with tg.http.post(url, data=body, headers={"Content-Type": kind}) as answer:
        assert answer.status == 400
        assert (await answer.json())["description"] == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        (
            "sendMediaGroup",
            {"media": [{"media": "x"}, {"media": "y"}]},
            "can't parse InputMediaAudio: Can't find field \"type\"",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"chat_id": 1001}},
            None,
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [{"id": "1", "photo_file_id": "x"}]},
            None,
        ),
    ],
)
async def test_what_has_no_type_is_refused(
    tg: Client, anna: int, method: str, params: dict[str, object], words: str | None
) -> None:
    about = {"chat_id": anna} if method.startswith("send") else {}
    refusal = await tg.refused(method, **about, **params)
    assert refusal.startswith("400 ")
    if words:
        assert refusal == f"400 Bad Request: {words}"


async def test_a_wrong_token_is_unauthorized(tg: Client) -> None:
    for token, words in (
        ("42:OTHER", "Unauthorized"),
        ("nonsense", "Unauthorized: invalid token specified"),
    ):
        async with tg.http.get(f"{tg.url}/bot{token}/getMe") as answer:
            assert answer.status == 401
            assert await answer.json() == {"ok": False, "error_code": 401, "description": words}


async def test_other_paths_are_not_found(tg: Client) -> None:
    for path in ("/bot", "/bot42:X", "/nothing", "/getMe"):
        async with tg.http.get(tg.url + path) as answer:
            assert answer.status == 404
            assert (await answer.json())["description"] == "Not Found"


async def test_fifty_megabytes_may_be_uploaded_and_no_more(tg: Client, anna: int) -> None:
    size = 50 * 1024 * 1024
    document = File(bytes(size), "big.bin")
    message = await tg.bot("sendDocument", chat_id=anna, document=document)
    assert message["document"]["file_size"] == size
    bigger = File(bytes(size + 1), "bigger.bin")
    words = await tg.refused("sendDocument", chat_id=anna, document=bigger)
    assert words == "413 Request Entity Too Large"


async def test_every_request_is_in_the_journal(tg: Client, anna: int) -> None:
    since = (await tg.get("/journal"))[-1]["seq"]
    await tg.bot("sendphoto", chat_id=anna, photo=photo())
    await tg.refused("sendMessage", chat_id=anna, text="<b>", parse_mode="HTML")
    sent, refused = await tg.get("/journal", since=since)
    assert sent["method"] == "sendPhoto"
    assert sent["params"]["photo"] == {"file": "photo.png", "size": len(photo().data)}
    assert sent["reply"]["result"]["photo"]
    assert (refused["status"], refused["params"]["parse_mode"]) == (400, "HTML")
    assert refused["reply"]["ok"] is False
    assert len(await tg.get("/journal", since=since, method="SENDMESSAGE")) == 1
    assert await tg.get("/journal", since=since, chat="5") == []
