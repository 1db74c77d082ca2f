"""getUpdates and webhooks."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.types import Update
from aiohttp import web

from sandbox import Sandbox
from tests.patience import within
from tests.sandbox.client import Client, File, Refusal
from tests.sandbox.pictures import photo, song

Json = dict[str, Any]
TWO_POLLERS = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)


async def says(tg: Client, anna: int, *texts: str) -> None:
    for text in texts:
        await tg.people("/send", person=anna, chat=anna, text=text)


async def texts(tg: Client, **params: Any) -> list[str]:
    return [u["message"]["text"] for u in await tg.bot("getUpdates", **params)]


async def test_updates_come_again_until_they_are_confirmed(tg: Client, anna: int) -> None:
    await says(tg, anna, "a", "b", "c")
    first = await tg.bot("getUpdates")
    assert [u["update_id"] - first[0]["update_id"] for u in first] == [0, 1, 2]
    assert await texts(tg) == ["a", "b", "c"]
    assert await texts(tg, offset=first[1]["update_id"]) == ["b", "c"]
    assert await texts(tg) == ["b", "c"]
    assert (await tg.get("/pending")) == {"updates": 2}
    assert await texts(tg, offset=first[2]["update_id"] + 1) == []
    assert (await tg.get("/pending")) == {"updates": 0}


async def test_a_negative_offset_counts_from_the_end(tg: Client, anna: int) -> None:
    await says(tg, anna, "a", "b", "c")
    assert await texts(tg, offset=-2) == ["b", "c"]
    assert await texts(tg, offset=-99) == ["b", "c"]
    assert await texts(tg, offset=-1) == ["c"]


async def test_the_limit_is_clamped(tg: Client, anna: int) -> None:
    await says(tg, anna, *"abc")
    assert await texts(tg, limit=2) == ["a", "b"]
    assert await texts(tg, limit=0) == ["a"]
    assert await texts(tg, limit=1000) == ["a", "b", "c"]


async def test_a_poll_waits_for_the_next_update(tg: Client, anna: int) -> None:
    polling = asyncio.ensure_future(tg.updates(wait_s=50))
    async with tg.http.get(f"{tg.url}/sandbox/events") as events:
        await says(tg, anna, "late")
        assert await events.content.readline()
    [update] = await polling
    assert update["message"]["text"] == "late"


async def test_a_poll_ends_empty_when_its_time_is_over(tg: Client) -> None:
    begin = time.monotonic()
    assert await within(tg.updates(wait_s=1)) == []
    assert time.monotonic() - begin > 0.9


async def test_the_earlier_of_two_pollers_is_told_to_go(tg: Client, anna: int) -> None:
    async def poll() -> Any:
        return await tg.updates(wait_s=50)

    polls = {asyncio.ensure_future(poll()) for _ in range(2)}
    [earlier], [later] = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    refusal = earlier.exception()
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.words) == (409, TWO_POLLERS)
    await says(tg, anna, "x")
    assert len(await later) == 1


async def test_allowed_updates_are_remembered(tg: Client, anna: int) -> None:
    sent = await tg.bot("sendMessage", chat_id=anna, text="x")
    about = {"person": anna, "chat": anna, "message": sent["message_id"]}
    assert await tg.updates(allowed_updates=["message_reaction"]) == []
    await says(tg, anna, "not wanted")
    await tg.people("/react", **about, emoji="🔥")
    assert "message_reaction" in (await tg.updates())[0]
    await tg.people("/react", **about, emoji="👍")
    assert len(await tg.updates()) == 1
    assert await tg.updates(allowed_updates=[]) == []
    await says(tg, anna, "wanted")
    await tg.people("/react", **about, emoji="🔥")
    assert [u.keys() - {"update_id"} for u in await tg.updates()] == [{"message"}]


async def test_an_update_nobody_takes_is_dropped(tg: Client, anna: int) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await tg.bot("sendMessage", chat_id=anna, text="x", reply_markup=markup)
    about = {"person": anna, "chat": anna, "message": sent["message_id"], "wait_s": 0}
    await says(tg, anna, "hello")
    await tg.people("/tap", **about, text="Go")
    await tg.people("/clock", advance_s=151)
    assert await texts(tg) == ["hello"]
    await tg.people("/clock", advance_s=24 * 3600)
    assert await texts(tg) == []


async def test_confirmed_updates_can_be_sent_again(tg: Client, anna: int) -> None:
    await says(tg, anna, "a", "b")
    before = await tg.updates()
    assert await tg.updates() == []
    again = await tg.people("/redeliver", last=1)
    assert again == {"updates": [before[1]["update_id"]]}
    assert await tg.updates() == [before[1]]
    assert await tg.updates() == []
    await tg.people("/redeliver", update_id=before[0]["update_id"])
    assert await tg.updates() == [before[0]]


async def test_updates_are_lost_on_request(tg: Client, anna: int) -> None:
    assert await tg.people("/lose", what="message", times=1) == {"times": 1}
    assert await tg.people("/lose", what="video", times=1) == {"times": 1}
    await says(tg, anna, "a", "b")
    [update] = await tg.updates()
    assert update["message"]["text"] == "b"
    assert await tg.people("/lose", what="message") == {"times": 0}
    assert await tg.people("/lose", what="video") == {"times": 1}
    assert await tg.people("/lose", what="video", times=0) == {"times": 0}
    assert (await tg.control("/lose", what="luck"))[0] == 400
    assert (await tg.control("/lose", what="video", times=-1))[0] == 400


async def test_anything_can_be_an_update(tg: Client, anna: int) -> None:
    raw = await tg.people("/raw", update={"thought": {"of": "tomorrow"}})
    assert await tg.updates() == [raw]
    old = {"update_id": 5, "message": None}
    await tg.people("/raw", update=old)
    assert await tg.bot("getUpdates", offset=raw["update_id"] + 1) == [old]
    far = {"update_id": raw["update_id"] + 100, "x": 1}
    await tg.people("/raw", update=far)
    assert await tg.bot("getUpdates", offset=raw["update_id"] + 1) == [far]
    await says(tg, anna, "next")
    assert (await tg.bot("getUpdates"))[-1]["update_id"] == far["update_id"] + 1


# Webhooks


class Hook:
    """A bot that listens."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[Json] = []
        self.headers: list[Any] = []
        self.status = 200
        self.answer: Json | None = None
        self.news = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        async with self.news:
            self.got.append(await request.json())
            self.headers.append(request.headers)
            self.news.notify_all()
        if self.answer is not None and self.status == 200:
            return web.json_response(self.answer)
        return web.Response(status=self.status)

    async def has(self, count: int) -> list[Json]:
        async with self.news:
            await within(self.news.wait_for(lambda: len(self.got) >= count))
        return self.got


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(tg: Client, anna: int, hook: Hook) -> None:
    await says(tg, anna, "before")
    assert await tg.bot("setWebhook", url=hook.url, secret_token="s-1_A") is True
    await says(tg, anna, "after")
    got = await hook.has(2)
    assert [update["message"]["text"] for update in got] == ["before", "after"]
    assert {h["X-Telegram-Bot-Api-Secret-Token"] for h in hook.headers} == {"s-1_A"}
    await _delivered(tg)
    info = await tg.bot("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (hook.url, 0)
    assert (await tg.get())["online"] is True


async def _delivered(tg: Client) -> None:
    assert await tg.get("/pending", wait_s=60) == {"updates": 0}


async def test_what_is_not_answered_with_200_comes_again_in_order(
    tg: Client, anna: int, hook: Hook
) -> None:
    await tg.people("", "PATCH", webhook_retry_s=0.01)
    hook.status = 500
    await tg.bot("setWebhook", url=hook.url)
    await says(tg, anna, "a", "b")
    got = await hook.has(3)
    assert {update["message"]["text"] for update in got} == {"a"}
    info = await tg.bot("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    assert info["pending_update_count"] == 2
    assert (await tg.get())["online"] is False
    hook.status = 200
    await _delivered(tg)
    assert [update["message"]["text"] for update in hook.got][-2:] == ["a", "b"]


async def test_a_chat_that_waits_does_not_stop_others(tg: Client, anna: int, hook: Hook) -> None:
    boris = await tg.person(1002, "Boris")
    await tg.people("", "PATCH", webhook_retry_s=60)
    hook.status = 500
    await tg.bot("setWebhook", url=hook.url)
    await says(tg, anna, "a")
    await hook.has(1)
    hook.status = 200
    await says(tg, boris, "b")
    assert (await hook.has(2))[-1]["message"]["text"] == "b"
    assert (await tg.get("/pending"))["updates"] == 1


async def test_a_webhook_may_answer_with_a_method(tg: Client, anna: int, hook: Hook) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": anna, "text": "Hello"}
    await tg.bot("setWebhook", url=hook.url)
    await says(tg, anna, "Hi")
    await _delivered(tg)
    assert (await tg.messages(anna))[-1]["text"] == "Hello"
    hook.answer = {"method": "deleteWebhook"}
    await says(tg, anna, "Bye")
    await _delivered(tg)
    assert (await tg.bot("getWebhookInfo"))["url"] == ""


async def test_polling_and_a_webhook_exclude_each_other(
    box: Sandbox, tg: Client, anna: int, hook: Hook
) -> None:
    polling = asyncio.ensure_future(tg.updates(wait_s=50))
    while not box.world.updates._polling:  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(0)
    await tg.bot("setWebhook", url=hook.url)
    with pytest.raises(Refusal) as refusal:
        await polling
    assert refusal.value.words == "Conflict: terminated by setWebhook request"
    words = await tg.refused("getUpdates")
    assert words == (
        "409 Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    assert await tg.bot("deleteWebhook") is True
    await says(tg, anna, "x")
    assert await texts(tg) == ["x"]
    assert await tg.bot("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }


async def test_pending_updates_can_be_dropped(tg: Client, anna: int) -> None:
    await says(tg, anna, "x")
    await tg.bot("deleteWebhook", drop_pending_updates=True)
    assert await tg.updates() == []


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"url": "nowhere"}, "invalid webhook URL specified"),
        (
            {"url": "http://promo.music/"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://promo.music/"},
            "bad webhook: Failed to resolve host: the sandbox reaches loopback only",
        ),
        ({"url": "http://127.0.0.1/", "secret_token": "x" * 257}, "secret token is too long"),
        (
            {"url": "http://127.0.0.1/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_a_bad_webhook_is_refused(tg: Client, about: Json, words: str) -> None:
    assert await tg.refused("setWebhook", **about) == f"400 Bad Request: {words}"


async def test_the_bot_logs_out_for_ten_minutes(tg: Client) -> None:
    assert await tg.bot("logOut") is True
    assert await tg.refused("getMe") == "400 Logged out"
    await tg.people("/clock", advance_s=600)
    await tg.bot("getMe")


async def test_the_bot_closes_ten_minutes_after_its_launch(tg: Client) -> None:
    with pytest.raises(Refusal) as refusal:
        await tg.bot("close")
    assert refusal.value.code == 429
    assert refusal.value.parameters["retry_after"] in range(590, 602)
    await tg.people("/clock", advance_s=600)
    assert await tg.bot("close") is True


# What updates look like


async def test_every_update_is_one_that_aiogram_reads(tg: Client, anna: int) -> None:
    """One of each kind the sandbox makes, unknown and missing fields refused."""
    kinds = [name for name in Update.model_fields if name != "update_id"]
    await tg.updates(allowed_updates=kinds)
    me = (await tg.bot("getMe"))["id"]
    channel = (await tg.people("/chats", type="channel", title="C", owner=anna))["id"]
    group = (await tg.people("/chats", type="group", title="G", owner=anna))["id"]
    forum = (await tg.people("/chats", type="supergroup", title="F", owner=anna, is_forum=True))[
        "id"
    ]
    for chat in (channel, group, forum):
        await tg.people(f"/chats/{chat}/members", user=me, status="administrator")
    await tg.people("/people", id=7, first_name="Boris", last_name="B", is_premium=True)
    for status in ("member", "restricted", "left", "kicked"):
        await tg.people(f"/chats/{forum}/members", user=7, status=status)
    thread = (await tg.people(f"/chats/{forum}/topics", name="T"))["message_thread_id"]
    await tg.people("/send", person=anna, chat=forum, text="in", topic=thread)
    things: dict[str, Json] = {
        "location": {"latitude": 1, "longitude": 2},
        "venue": {"latitude": 1, "longitude": 2, "title": "T", "address": "A"},
        "contact": {"first_name": "B", "phone_number": "+1"},
        "poll": {"question": "Q?", "options": ["a", "b"]},
        "dice": {},
        "text": {"text": "/go @anna https://a.bc"},
    }
    for kind, fields in things.items():
        sent = await tg.people("/send", person=anna, chat=anna, kind=kind, **fields)
    about = {"person": anna, "chat": anna, "message": sent["message_id"]}
    await tg.people("/edit", **about, text="edited")
    await tg.people("/react", **about, emoji="🔥")
    post = await tg.people("/send", person=anna, chat=channel, text="post")
    in_channel = {"person": anna, "chat": channel, "message": post["message_id"]}
    await tg.people("/edit", **in_channel, text="edited")
    await tg.people("/react", **in_channel, emoji="🔥")
    files = {"photo": photo(), "sticker": photo(), "audio": song()}
    for kind in ("video", "voice", "document", "animation", "video_note", *files):
        file = files.get(kind, File(b"bytes", "file.bin"))
        await tg.people("/send", person=anna, chat=anna, kind=kind, file=file)
    await tg.people("/inline", person=anna, chat=anna, query="x", wait_s=0)
    await tg.people("/tap", **about, data="forged", wait_s=0)
    poll = await tg.bot(
        "sendPoll", chat_id=anna, question="?", options=["a", "b"], is_anonymous=False
    )
    await tg.people("/vote", person=anna, chat=anna, message=poll["message_id"], options=[0])
    invoice = {
        "title": "T",
        "description": "D",
        "payload": "P",
        "currency": "XTR",
        "prices": [{"label": "x", "amount": 1}],
        "subscription_period": 2_592_000,
    }
    link = await tg.bot("createInvoiceLink", **invoice)
    paying = asyncio.ensure_future(tg.people("/pay", person=anna, slug=link))
    got: list[Json] = []
    while not any("pre_checkout_query" in update for update in got):
        got += await tg.updates()
    query = next(u for u in got if "pre_checkout_query" in u)["pre_checkout_query"]
    await tg.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    charge = (await paying)["charge"]
    await tg.people("/subscriptions/cancel", charge=charge)
    await tg.bot("refundStarPayment", user_id=anna, telegram_payment_charge_id=charge)
    await tg.people(f"/chats/{group}/migrate")
    await tg.people(f"/people/{anna}", "PATCH", blocked=True)
    while new := await tg.updates():
        got += new
    seen = set()
    for update in got:
        Update.model_validate(update, extra="forbid")
        seen |= update.keys() - {"update_id"}
    assert seen == {
        "message", "edited_message", "channel_post", "edited_channel_post",
        "message_reaction", "message_reaction_count", "inline_query", "callback_query",
        "pre_checkout_query", "poll", "poll_answer", "my_chat_member", "chat_member",
        "subscription",
    }  # fmt: skip
