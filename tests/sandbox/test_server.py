"""Who may ask, what the page gets, what survives a kill."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.store import InUse
from tests.faults import bots
from tests.faults.bots import Killable
from tests.patience import within
from tests.sandbox.client import Client, File
from tests.sandbox.pictures import song

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost.evil.example:8081"}, 403),
        ({"Host": "10.0.0.1"}, 403),
        ({"Host": "localhost"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({}, 200),
    ],
)
async def test_foreign_pages_are_refused(tg: Client, headers: dict[str, str], status: int) -> None:
    async with tg.http.get(f"{tg.url}/sandbox", headers=headers) as answer:
        assert answer.status == status


async def test_a_foreign_page_may_link_to_the_page_but_not_call_the_bot_api(tg: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with tg.http.get(tg.url, headers=headers) as answer:
        assert answer.status == 200
    async with tg.http.get(f"{tg.root}/getMe", headers=headers) as answer:
        assert answer.status == 403


async def test_an_uploaded_page_cannot_act(tg: Client, anna: int) -> None:
    page = File(b"<script>alert(1)</script>", "page.html", "text/html")
    sent = await tg.bot("sendDocument", chat_id=anna, document=page)
    url = f"{tg.url}/sandbox/files/{sent['document']['file_id']}"
    async with tg.http.get(url) as answer:
        assert answer.headers["Content-Security-Policy"] == "sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_itself_may_ask(tg: Client) -> None:
    headers = {"Origin": tg.url}
    body = {"first_name": "Anna"}
    async with tg.http.post(f"{tg.url}/sandbox/people", json=body, headers=headers) as answer:
        assert answer.status == 200


async def test_a_named_host_may_be_allowed() -> None:
    box = Sandbox(token="42:TEST", hosts=("sandbox",))
    url = await box.start()
    headers = {"Host": "sandbox:8081"}
    async with Client(url, "42:TEST") as tg, tg.http.get(f"{url}/sandbox", headers=headers) as got:
        assert got.status == 200
    await box.stop()


async def test_the_page_is_served_and_asked_for_anew(tg: Client) -> None:
    for path in ("/", "/page/app.js", "/page/app.css"):
        async with tg.http.get(tg.url + path) as answer:
            assert answer.status == 200
            assert answer.headers["Cache-Control"] == "no-cache"
    for path in ("/page/nothing.js", "/page/..%2Fserver.py", "/page/%2e%2e/server.py", "/page/"):
        async with tg.http.get(tg.url + path) as answer:
            assert answer.status == 404


async def test_a_token_must_look_like_one() -> None:
    for token in ("", "x", "42", "42:", "0:x", "42:a b"):
        with pytest.raises(ValueError, match="token"):
            Sandbox(token=token)


async def test_ids_of_a_later_sandbox_are_higher(tg: Client, anna: int) -> None:
    await tg.people("/send", person=anna, chat=anna, text="x")
    [update] = await tg.updates()
    later = Sandbox(token="42:TEST")
    async with Client(await later.start(), "42:TEST") as other:
        await other.people("/people", id=7, first_name="Boris")
        await other.people("/start", person=7)
        [after] = await other.updates()
    await later.stop()
    assert after["update_id"] > update["update_id"]


async def test_a_client_under_a_foreign_name_is_told_why(tg: Client) -> None:
    async with tg.http.get(f"{tg.root}/getMe", headers={"Host": "box:8081"}) as answer:
        assert answer.status == 403
        reply = await answer.json()
    assert (reply["ok"], reply["error_code"]) == (False, 403)
    assert reply["description"] == "box:8081 is not allowed: see --allow-host"


async def test_a_page_that_listens_does_not_hold_the_sandbox_up(tmp_path: Path) -> None:
    box = Sandbox(token="42:TEST", data_dir=tmp_path)
    url = await box.start()
    async with Client(url, "42:TEST") as tg, tg.http.get(f"{url}/sandbox/events") as events:
        await within(box.stop())
        assert await events.content.read() == b""


# What survives


@asynccontextmanager
async def process(folder: Path, token: str = "42:TEST") -> AsyncIterator[tuple[Client, Killable]]:
    """`python -m sandbox` on a folder; killed at the end."""
    said = folder / "said"
    said.unlink(missing_ok=True)
    child = bots.sandbox(said, "--port", "0", "--data", str(folder / "data"), "--token", token)
    try:
        async with Client(await within(_listens(child, said)), token) as client:
            yield client, child
    finally:
        await child.kill()


async def test_everything_survives_a_kill(tmp_path: Path) -> None:
    async with process(tmp_path) as (tg, child):
        anna = await tg.person(1001, "Anna", stars=100)
        made = await tg.people("/people", first_name="Boris")
        forum = (
            await tg.people("/chats", type="supergroup", title="F", owner=anna, is_forum=True)
        )["id"]
        topic = await tg.people(f"/chats/{forum}/topics", name="T")
        audio = (await tg.bot("sendAudio", chat_id=anna, audio=song()))["audio"]
        commands = [{"command": "go", "description": "x"}]
        await tg.bot("setMyCommands", commands=commands)
        link = await tg.bot(
            "createInvoiceLink",
            title="T",
            description="D",
            payload="P",
            currency="XTR",
            prices=[{"label": "x", "amount": 30}],
        )
        paying = asyncio.ensure_future(tg.people("/pay", person=anna, slug=link))
        query = await tg.update("pre_checkout_query")
        await tg.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
        charge = (await paying)["charge"]
        for i in range(12):
            await tg.people("/send", person=anna, chat=anna, text=f"message {i}")
        before = await tg.bot("getUpdates")  # what came earlier is confirmed
        messages = await tg.messages(anna)
        await child.kill()
    async with process(tmp_path) as (tg, _):
        assert await tg.bot("getUpdates") == before
        assert await tg.messages(anna) == messages
        [person, _boris] = (await tg.get())["people"]
        assert person["stars"] == 70
        assert await tg.bot("getMyStarBalance") == {"amount": 30}
        assert await tg.get(f"/chats/{forum}/topics") == [topic]
        assert await tg.bot("getMyCommands") == commands
        path = (await tg.bot("getFile", file_id=audio["file_id"]))["file_path"]
        async with tg.http.get(f"{tg.files}/{path}") as answer:
            assert await answer.read() == song().data
        about = {"user_id": anna, "telegram_payment_charge_id": charge}
        assert await tg.bot("refundStarPayment", **about) is True
        sent = await tg.bot("sendMessage", chat_id=anna, text="again")
        assert sent["message_id"] == messages[-1]["message_id"] + 2  # the refund is between
        assert (await tg.people("/people", first_name="Carl"))["id"] > made["id"]
        await tg.people("/send", person=anna, chat=anna, text="next")
        ids = [update["update_id"] for update in await tg.bot("getUpdates")]
        assert ids == sorted(ids)
        assert ids[: len(before)] == [update["update_id"] for update in before]


async def test_a_folder_serves_one_sandbox_after_another(tmp_path: Path) -> None:
    for text in ("a", "b"):
        box = Sandbox(token="42:TEST", data_dir=tmp_path)
        async with Client(await box.start(), "42:TEST") as tg:
            if text == "a":
                await tg.person(1001)
            await tg.bot("sendDocument", chat_id=1001, document=File(text.encode(), f"{text}.txt"))
        await box.stop()
    box = Sandbox(token="42:TEST", data_dir=tmp_path)
    async with Client(await box.start(), "42:TEST") as tg:
        names = [m["document"]["file_name"] for m in (await tg.messages(1001))[1:]]
        assert names == ["a.txt", "b.txt"]
    await box.stop()


async def test_a_folder_serves_one_sandbox_at_a_time(tmp_path: Path) -> None:
    box = Sandbox(token="42:TEST", data_dir=tmp_path)
    with pytest.raises(InUse):
        Sandbox(token="42:TEST", data_dir=tmp_path)
    await box.start()
    await box.stop()
    again = Sandbox(token="42:TEST", data_dir=tmp_path)
    await again.start()
    await again.stop()


async def test_the_moved_clock_and_reactions_are_kept(tmp_path: Path) -> None:
    box = Sandbox(token="42:TEST", data_dir=tmp_path)
    async with Client(await box.start(), "42:TEST") as tg:
        anna = await tg.person(1001)
        now = (await tg.people("/clock", advance_s=1000))["time"]
        sent = await tg.bot("sendMessage", chat_id=anna, text="x")
        about = {"chat": anna, "message": sent["message_id"], "emoji": "🔥"}
        await tg.people("/react", person=anna, **about)
    await box.stop()
    box = Sandbox(token="42:TEST", data_dir=tmp_path)
    async with Client(await box.start(), "42:TEST") as tg:
        overview = await tg.get()
        assert overview["time"] >= now
        await tg.updates(allowed_updates=["message_reaction"])
        await tg.people("/react", person=anna, **{**about, "emoji": "👍"})
        change = await tg.update("message_reaction")
        assert change["old_reaction"] == [{"type": "emoji", "emoji": "🔥"}]
    await box.stop()


async def test_it_warns_when_it_listens_beyond_this_machine(tmp_path: Path) -> None:
    said = tmp_path / "said"
    child = bots.sandbox(said, "--port", "0", "--host", "0.0.0.0")
    await within(_listens(child, said))
    child.asked_to_stop()
    assert await child.ended() == 0
    assert "listening beyond this machine" in _read(said)


async def _listens(child: Killable, said: Path) -> str:
    """Return where a sandbox listens, once it says so."""
    found: re.Match[str] | None = None
    while found is None:
        assert child.alive
        await asyncio.sleep(0.005)
        found = re.search(r"http://\S+?(?=,)", _read(said))
    return found[0]


def _read(said: Path) -> str:
    return said.read_text() if said.exists() else ""
