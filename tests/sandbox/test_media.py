"""Files: what Telegram finds out about them, their ids, limits, albums, downloads."""

import io
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from PIL import Image
from tinytag import TinyTag

from tests.sandbox.client import Client, File
from tests.sandbox.pictures import SONG, photo, song


async def test_a_photo_comes_in_sizes_that_can_be_downloaded(tg: Client, anna: int) -> None:
    message = await tg.bot("sendPhoto", chat_id=anna, photo=photo(2000, 1000), caption="x")
    sizes = [(size["width"], size["height"]) for size in message["photo"]]
    assert sizes == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    for size in message["photo"]:
        path = (await tg.bot("getFile", file_id=size["file_id"]))["file_path"]
        async with tg.http.get(f"{tg.files}/{path}") as answer:
            picture = Image.open(io.BytesIO(await answer.read()))
        assert picture.format == "JPEG"
        assert picture.size == (size["width"], size["height"])


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (photo(5001, 5000), "PHOTO_INVALID_DIMENSIONS"),
        (photo(1, 21), "PHOTO_INVALID_DIMENSIONS"),
        (File(b"not a picture", "x.jpg", "image/jpeg"), "IMAGE_PROCESS_FAILED"),
        (File(b"", "x.jpg"), "file must be non-empty"),
        (
            File(bytes(10 * 1024 * 1024 + 1), "x.jpg"),
            "file of size 10485761 bytes is too big for a photo;"
            " the maximum size is 10485760 bytes",
        ),
    ],
    ids=["too large", "too narrow", "no picture", "empty", "too heavy"],
)
async def test_a_bad_photo_is_refused(tg: Client, anna: int, picture: File, words: str) -> None:
    refusal = await tg.refused("sendPhoto", chat_id=anna, photo=picture)
    assert refusal == f"400 Bad Request: {words}"


async def test_the_tags_and_the_cover_of_a_song_are_read(tg: Client, anna: int) -> None:
    tags = TinyTag.get(SONG)
    audio = (await tg.bot("sendAudio", chat_id=anna, audio=song()))["audio"]
    assert audio["title"] == tags.title
    assert audio["performer"] == tags.artist
    assert audio["duration"] == round(tags.duration or 0)
    assert audio["file_name"] == "paper-boats.mp3"
    assert audio["mime_type"] == "audio/mpeg"
    assert audio["file_size"] == SONG.stat().st_size
    assert max(audio["thumbnail"]["width"], audio["thumbnail"]["height"]) == 320


async def test_what_the_bot_says_of_a_song_goes_before_its_tags(tg: Client, anna: int) -> None:
    facts = {"title": "T", "performer": "P", "duration": 7}
    audio = (
        await tg.bot("sendAudio", chat_id=anna, audio=song(), **facts, thumbnail=photo(90, 90))
    )["audio"]
    assert {name: audio[name] for name in facts} == facts
    assert audio["thumbnail"]["width"] == 90


async def test_what_is_no_song_becomes_a_document(tg: Client, anna: int) -> None:
    message = await tg.bot("sendAudio", chat_id=anna, audio=File(b"words", "words.txt"))
    assert "audio" not in message
    assert message["document"]["file_name"] == "words.txt"
    message = await tg.bot("sendAudio", chat_id=anna, audio=File(b"noise", "noise.mp3"))
    assert message["audio"]["duration"] == 0


async def test_every_kind_of_file_is_sent(tg: Client, anna: int) -> None:
    for method, kind in (
        ("sendVideo", "video"),
        ("sendDocument", "document"),
        ("sendVoice", "voice"),
        ("sendAnimation", "animation"),
        ("sendVideoNote", "video_note"),
    ):
        message = await tg.bot(method, chat_id=anna, **{kind: File(b"bytes", "file.mp4")})
        file_id = message[kind]["file_id"]
        again = await tg.bot(method, chat_id=anna, **{kind: file_id})
        assert again[kind] == message[kind]
    sticker = await tg.bot("sendSticker", chat_id=anna, sticker=photo(), emoji="🔥")
    assert sticker["sticker"]["emoji"] == "🔥"


async def test_an_id_is_sent_as_what_it_is(tg: Client, anna: int) -> None:
    audio = (await tg.bot("sendAudio", chat_id=anna, audio=song()))["audio"]
    picture = (await tg.bot("sendPhoto", chat_id=anna, photo=photo()))["photo"]
    again = await tg.bot("sendAudio", chat_id=anna, audio=audio["file_id"], title="ignored")
    assert again["audio"] == audio
    again = await tg.bot("sendPhoto", chat_id=anna, photo=picture[0]["file_id"])
    assert again["photo"] == picture
    words = await tg.refused("sendPhoto", chat_id=anna, photo=audio["file_id"])
    assert words == "400 Bad Request: can't use file of type Audio as Photo"
    words = await tg.refused("sendDocument", chat_id=anna, document=picture[0]["file_id"])
    assert words == "400 Bad Request: can't use file of type Photo as Document"
    words = await tg.refused("sendAudio", chat_id=anna, audio="AgADnonsense")
    assert words == "400 Bad Request: wrong file identifier/HTTP URL specified"


async def test_a_caption_has_1024_characters(tg: Client, anna: int) -> None:
    message = await tg.bot("sendAudio", chat_id=anna, audio=song(), caption="🏟" * 1024)
    assert len(message["caption"]) == 1024
    again = {"chat_id": anna, "audio": message["audio"]["file_id"]}
    words = await tg.refused("sendAudio", **again, caption="x" * 1025)
    assert words == "400 Bad Request: message caption is too long"


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """A web site on loopback."""

    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=photo().data, content_type="image/png")

    app = web.Application()

    async def big(_request: web.Request) -> web.Response:
        return web.Response(body=bytes(5_000_000), content_type="application/zip")

    async def away(_request: web.Request) -> web.Response:
        raise web.HTTPFound("/photo.png")

    app.router.add_get("/photo.png", picture)
    app.router.add_get("/big.zip", big)
    app.router.add_get("/away.png", away)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_url_on_loopback_is_fetched(tg: Client, anna: int, site: str) -> None:
    message = await tg.bot("sendPhoto", chat_id=anna, photo=f"{site}/photo.png")
    assert message["photo"][-1]["width"] == 400
    message = await tg.bot("sendDocument", chat_id=anna, document=f"{site}/big.zip")
    assert message["document"]["file_size"] == 5_000_000
    assert message["document"]["file_name"] == "big.zip"
    strange = ("https://promo.music/photo.png", "http://127.0.0.1:1/", "http://[::")
    for url in (f"{site}/nothing", f"{site}/away.png", *strange):
        words = await tg.refused("sendPhoto", chat_id=anna, photo=url)
        assert words == "400 Bad Request: failed to get HTTP URL content"


async def test_a_file_larger_than_20_megabytes_cannot_be_downloaded(tg: Client, anna: int) -> None:
    size = 20 * 1024 * 1024
    for extra, works in ((0, True), (1, False)):
        file = File(bytes(size + extra), "big.bin")
        message = await tg.bot("sendDocument", chat_id=anna, document=file)
        file_id = message["document"]["file_id"]
        if works:
            assert (await tg.bot("getFile", file_id=file_id))["file_size"] == size
        else:
            words = await tg.refused("getFile", file_id=file_id)
            assert words == "400 Bad Request: file is too big"


async def test_an_unknown_file_is_refused(tg: Client) -> None:
    assert await tg.refused("getFile", file_id="x") == "400 Bad Request: invalid file_id"
    async with tg.http.get(f"{tg.files}/photos/file_99.jpg") as answer:
        assert answer.status == 404


async def test_a_persons_song_reaches_the_bot_and_can_be_downloaded(tg: Client, anna: int) -> None:
    sent = await tg.people("/send", person=anna, chat=anna, kind="audio", file=song(), caption="!")
    message = await tg.update("message")
    assert message == sent
    assert message["audio"]["performer"]
    path = (await tg.bot("getFile", file_id=message["audio"]["file_id"]))["file_path"]
    assert path.startswith("music/")
    async with tg.http.get(f"{tg.files}/{path}") as answer:
        assert await answer.read() == SONG.read_bytes()


async def test_the_page_gets_a_part_of_a_file(tg: Client, anna: int) -> None:
    sent = await tg.people("/send", person=anna, chat=anna, kind="audio", file=song())
    url = f"{tg.url}/sandbox/files/{sent['audio']['file_id']}"
    whole = SONG.read_bytes()
    for wanted, begin, end in (("bytes=0-9", 0, 10), ("bytes=-5", len(whole) - 5, len(whole))):
        async with tg.http.get(url, headers={"Range": wanted}) as answer:
            assert answer.status == 206
            assert answer.content_type == "audio/mpeg"
            assert await answer.read() == whole[begin:end]
            said = f"bytes {begin}-{end - 1}/{len(whole)}"
            assert answer.headers["Content-Range"] == said
    async with tg.http.get(url, headers={"Range": f"bytes={len(whole)}-"}) as answer:
        assert answer.status == 416


# Albums


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["photo"], "too few media to send as an album"),
        (["photo"] * 11, "too many media to send as an album"),
        ([], "media must be non-empty"),
        (["photo", "audio"], "can't use the media of the specified type in the album"),
        (["video", "document"], "can't use the media of the specified type in the album"),
    ],
)
async def test_a_bad_album_is_refused(tg: Client, anna: int, kinds: list[str], words: str) -> None:
    media = [{"type": kind, "media": "x"} for kind in kinds]
    refusal = await tg.refused("sendMediaGroup", chat_id=anna, media=media)
    assert refusal == f"400 Bad Request: {words}"


async def test_an_album_that_fails_sends_nothing(tg: Client, anna: int) -> None:
    before = await tg.messages(anna)
    media = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "nonsense"}]
    await tg.refused("sendMediaGroup", chat_id=anna, media=media, a=photo())
    assert await tg.messages(anna) == before


async def test_songs_make_an_album(tg: Client, anna: int) -> None:
    media = [
        {"type": "audio", "media": "attach://a", "title": "One"},
        {"type": "audio", "media": "attach://b", "title": "Two", "caption": "both"},
    ]
    messages = await tg.bot("sendMediaGroup", chat_id=anna, media=media, a=song(), b=song())
    assert [m["audio"]["title"] for m in messages] == ["One", "Two"]
    assert len({m["media_group_id"] for m in messages}) == 1
    assert messages[1]["caption"] == "both"
