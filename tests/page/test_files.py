"""Sending and receiving files: music above all."""

import pytest
from playwright.async_api import Page, expect

from tests.control import Control
from tests.page.conftest import ANNA, BORIS, Bot, Opens
from tests.page.things import File, picture, tone

pytestmark = [pytest.mark.page, pytest.mark.usefixtures("people")]


async def attach(page: Page, *files: File) -> None:
    await page.get_by_test_id("file-input").set_input_files([file.payload() for file in files])


async def playing(page: Page, *, past: float) -> None:
    await page.wait_for_function(
        "past => { const sound = document.getElementById('sound');"
        "return !sound.paused && sound.currentTime > past; }",
        arg=past,
    )


async def test_a_song_is_sent_and_plays_where_it_arrives(
    bot: Bot, control: Control, tab: Opens
) -> None:
    page = await tab(ANNA)
    await attach(page, tone("song.wav", seconds=30))
    await expect(page.get_by_test_id("tray")).to_contain_text("song.wav")
    await page.get_by_test_id("composer").fill("My first")
    await page.keyboard.press("Enter")
    message = await bot.next("message")
    assert (message["caption"], message["audio"]["file_name"]) == ("My first", "song.wav")
    await bot.call("sendAudio", chat_id=BORIS, audio=message["audio"]["file_id"])

    other = await tab(BORIS)
    track = other.get_by_test_id("track")
    await track.get_by_test_id("play").click()
    await playing(other, past=0.2)
    duration = await other.evaluate("document.getElementById('sound').duration")
    assert duration == pytest.approx(30, abs=0.1)
    await track.get_by_role("slider").fill("500")
    await playing(other, past=14)
    await track.get_by_role("button", name="Pause").click()
    await expect(track.get_by_role("button", name="Play")).to_be_visible()
    assert await other.evaluate("document.getElementById('sound').paused")


async def test_music_goes_on_in_another_chat_and_one_song_plays_at_a_time(
    bot: Bot, control: Control, tab: Opens
) -> None:
    group = await control.post("/chats", type="group", title="Band", owner=ANNA)
    for name in ("one.wav", "two.wav"):
        await bot.call("sendAudio", chat_id=ANNA, audio=tone(name, seconds=30), title=name)
    page = await tab(ANNA)
    first, second = page.get_by_test_id("track").nth(0), page.get_by_test_id("track").nth(1)
    await first.get_by_test_id("play").click()
    await playing(page, past=0)
    await second.get_by_test_id("play").click()
    await expect(first.get_by_role("button", name="Play")).to_be_visible()
    await expect(second.get_by_role("button", name="Pause")).to_be_visible()
    await page.get_by_test_id(f"chat-{group['id']}").click()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Band")
    await expect(page.get_by_test_id("player")).to_contain_text("two.wav")
    at = await page.evaluate("document.getElementById('sound').currentTime")
    await playing(page, past=at + 0.2)
    await page.get_by_test_id("player-stop").click()
    await expect(page.get_by_test_id("player")).to_be_hidden()


async def test_the_next_song_follows(bot: Bot, tab: Opens) -> None:
    for name in ("one.wav", "two.wav"):
        await bot.call("sendAudio", chat_id=ANNA, audio=tone(name, seconds=1), title=name)
    page = await tab(ANNA)
    await page.get_by_test_id("track").first.get_by_test_id("play").click()
    await expect(page.get_by_test_id("player")).to_contain_text("two.wav")
    await expect(page.get_by_test_id("player")).to_be_hidden()  # after the last one it is over


async def test_a_sample_song_is_one_press_away(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await page.get_by_test_id("attach").click()
    await page.get_by_test_id("sample-paper-boats.mp3").click()
    audio = (await bot.next("message"))["audio"]
    assert audio["title"] == "Бумажные корабли"
    assert "thumbnail" in audio
    await expect(page.get_by_test_id("track").locator("img")).to_be_visible()


async def test_pictures_are_sent_together_as_an_album(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    await attach(page, picture("a.png"), picture("b.png"), picture("c.png"))
    await page.get_by_test_id("send").click()
    sent = [await bot.next("message") for _ in range(3)]
    assert len({message["media_group_id"] for message in sent}) == 1
    album = page.get_by_test_id("message").last
    await expect(album.get_by_test_id("photo")).to_have_count(3)
    await expect(page.locator(".album")).to_have_count(1)


async def test_a_picture_can_go_as_a_file_and_comes_back_byte_for_byte(
    bot: Bot, tab: Opens
) -> None:
    page = await tab(ANNA)
    file = picture("poster.png", size=200)
    await attach(page, file)
    await page.get_by_role("button", name="Send as file").click()
    await page.get_by_test_id("send").click()
    assert (await bot.next("message"))["document"]["file_name"] == "poster.png"
    async with page.expect_download() as downloading:
        await page.get_by_test_id("file").click()
    download = await downloading.value
    assert download.suggested_filename == "poster.png"
    path = await download.path()
    assert path.read_bytes() == file.content


async def test_files_can_be_dropped_and_pasted(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    carried = """kind => {
      const carrier = new DataTransfer();
      carrier.items.add(new File(["words"], `${kind}.txt`, { type: "text/plain" }));
      return carrier;
    }"""
    dropped = await page.evaluate_handle(carried, "dropped")
    await page.locator("#chat").dispatch_event("dragover", {"dataTransfer": dropped})
    await expect(page.get_by_text("Drop files here")).to_be_visible()
    await page.locator("#chat").dispatch_event("drop", {"dataTransfer": dropped})
    await expect(page.get_by_text("Drop files here")).to_be_hidden()
    pasted = await page.evaluate_handle(carried, "pasted")
    await page.get_by_test_id("composer").evaluate(
        """(field, carrier) => field.dispatchEvent(
          new ClipboardEvent("paste", { clipboardData: carrier, bubbles: true }))""",
        pasted,
    )
    await page.get_by_test_id("send").click()
    names = {(await bot.next("message"))["document"]["file_name"] for _ in range(2)}
    assert names == {"dropped.txt", "pasted.txt"}


async def test_what_the_sandbox_refuses_is_said(control: Control, tab: Opens) -> None:
    page = await tab(ANNA)
    await attach(page, File("broken.png", "image/png", b"no picture"))
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("broken.png")


async def test_a_message_is_forwarded_with_its_origin(
    bot: Bot, control: Control, tab: Opens
) -> None:
    group = await control.post("/chats", type="group", title="Fans", owner=ANNA)
    await bot.call("sendAudio", chat_id=ANNA, audio=tone(), title="Forward me")
    page = await tab(ANNA)
    await page.get_by_test_id("track").click(button="right")
    await page.get_by_test_id("forward").click()
    await page.get_by_test_id(f"pick-{group['id']}").click()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Fans")
    await expect(page.get_by_test_id("message")).to_contain_text("Forwarded from promo.music")


async def test_a_place_with_a_name_is_sent_as_a_venue(bot: Bot, tab: Opens) -> None:
    page = await tab(ANNA)
    for name in ("", "The Garage"):
        await page.get_by_test_id("attach").click()
        await page.get_by_role("menuitem", name="Location").click()
        await page.get_by_label("Name of the place").fill(name)
        await page.get_by_test_id("submit").click()
        message = await bot.next("message")
        assert message["location"] == {"latitude": 59.9343, "longitude": 30.3351}
        assert message.get("venue", {}).get("title") == (name or None)
