"""Trouble on request: faults and flood limits."""

import asyncio
from functools import partial
from typing import Any

import aiohttp
import pytest

from tests.patience import until
from tests.sandbox.client import Client, Refusal

Json = dict[str, Any]


async def fault(tg: Client, kind: str, **more: Any) -> int:
    return int((await tg.people("/faults", kind=kind, **more))["id"])


async def sent(tg: Client, anna: int) -> list[str]:
    return [m["text"] for m in await tg.messages(anna)][1:]


async def send(tg: Client, anna: int, text: str = "Hi") -> Any:
    return await tg.bot("sendMessage", chat_id=anna, text=text)


async def test_an_error_comes_instead_of_the_effect(tg: Client, anna: int) -> None:
    await fault(tg, "error", method="sendMessage", code=502, description="Bad Gateway", times=1)
    with pytest.raises(Refusal) as refusal:
        await send(tg, anna)
    assert (refusal.value.code, refusal.value.words) == (502, "Bad Gateway")
    assert await sent(tg, anna) == []
    await send(tg, anna)


async def test_an_error_comes_after_the_effect(tg: Client, anna: int) -> None:
    await fault(tg, "error", method="sendMessage", after=True, times=1)
    with pytest.raises(Refusal) as refusal:
        await send(tg, anna)
    assert refusal.value.code == 500
    assert await sent(tg, anna) == ["Hi"]
    entry = (await tg.get("/journal", method="sendMessage"))[-1]
    assert entry["fault"] == "error"
    assert entry["reply"]["ok"] is True


async def test_a_flood_error_says_how_long(tg: Client, anna: int) -> None:
    await fault(tg, "error", method="*", retry_after=7, times=1)
    async with tg.http.post(f"{tg.root}/getMe") as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "7"
        assert await answer.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_breaks(tg: Client, anna: int, after: bool) -> None:
    await fault(tg, "disconnect", method="sendMessage", after=after, times=1)
    with pytest.raises(aiohttp.ClientError):
        await send(tg, anna)
    assert await sent(tg, anna) == (["Hi"] if after else [])


@pytest.mark.parametrize("after", [False, True])
async def test_an_answer_does_not_come(tg: Client, anna: int, after: bool) -> None:
    await fault(tg, "timeout", method="sendMessage", after=after, times=1)
    sending = asyncio.ensure_future(send(tg, anna))
    await until(partial(tg.get, "/journal", method="sendMessage"))
    assert await sent(tg, anna) == (["Hi"] if after else [])
    assert not sending.done()
    sending.cancel()
    [entry] = await tg.get("/journal", method="sendMessage")
    assert (entry["fault"], entry["status"]) == ("timeout", 0)
    assert (entry["reply"] is not None) == after


async def test_an_answer_is_late(tg: Client, anna: int) -> None:
    await fault(tg, "delay", method="sendMessage", delay_s=0.2, times=1)
    begin = asyncio.get_running_loop().time()
    await send(tg, anna)
    assert asyncio.get_running_loop().time() - begin >= 0.2


async def test_an_answer_is_garbage(tg: Client, anna: int) -> None:
    await fault(tg, "garbage", method="sendMessage", after=True)
    async with tg.http.post(f"{tg.root}/sendMessage", json={"chat_id": anna, "text": "x"}) as reply:
        assert reply.status == 200
        assert "nginx" in await reply.text()
    assert await sent(tg, anna) == ["x"]


async def test_a_fault_may_mean_one_method_and_one_chat(tg: Client, anna: int) -> None:
    boris = await tg.person(1002, "Boris")
    await fault(tg, "error", method="sendMessage", chat=boris, code=403, description="Forbidden: x")
    await tg.bot("getMe")
    await send(tg, anna)
    assert await tg.refused("sendMessage", chat_id=boris, text="x") == "403 Forbidden: x"
    assert await tg.refused("sendMessage", chat_id=str(boris), text="x") == "403 Forbidden: x"


async def test_faults_are_taken_back(tg: Client, anna: int) -> None:
    one = await fault(tg, "error", method="getMe")
    await fault(tg, "error", method="sendMessage")
    await tg.people(f"/faults/{one}", "DELETE")
    await tg.bot("getMe")
    status, _ = await tg.control(f"/faults/{one}", "DELETE")
    assert status == 404
    await tg.people("/faults", "DELETE")
    await send(tg, anna)


async def test_a_fault_may_be_a_matter_of_chance(tg: Client) -> None:
    await fault(tg, "error", method="getMe", probability=0)
    for _ in range(20):
        await tg.bot("getMe")


async def test_a_fault_that_does_not_exist_is_refused(tg: Client) -> None:
    for wrong in ({"kind": "flu"}, {"kind": "error", "cod": 5}, {}):
        status, _ = await tg.control("/faults", **wrong)
        assert status == 400


# Flood limits


async def test_there_are_no_flood_limits_until_asked_for(tg: Client, anna: int) -> None:
    for i in range(40):
        await send(tg, anna, str(i))


async def test_a_chat_takes_a_message_a_second(tg: Client, anna: int) -> None:
    boris = await tg.person(1002, "Boris")
    await tg.people("/flood", enabled=True)
    await send(tg, anna)
    words = await tg.refused("sendMessage", chat_id=anna, text="x")
    assert words == "429 Too Many Requests: retry after 1"
    await send(tg, boris)
    await tg.bot("sendChatAction", chat_id=anna, action="typing")
    await tg.people("/clock", advance_s=1)
    await send(tg, anna)


async def test_a_group_takes_twenty_messages_a_minute(tg: Client, anna: int) -> None:
    group = (await tg.people("/chats", type="supergroup", title="G", owner=anna))["id"]
    me = (await tg.bot("getMe"))["id"]
    await tg.people(f"/chats/{group}/members", user=me, status="member")
    await tg.people("/flood", enabled=True)
    for i in range(20):
        await send(tg, group, str(i))
        await tg.people("/clock", advance_s=1)
    with pytest.raises(Refusal) as refusal:
        await send(tg, group)
    assert refusal.value.parameters["retry_after"] in range(35, 42)
    await tg.people("/clock", advance_s=41)
    await send(tg, group)


async def test_all_chats_take_thirty_messages_a_second(tg: Client, anna: int) -> None:
    people = [await tg.person(2000 + i) for i in range(5)]
    flood = await tg.people("/flood", enabled=True, per_second=4)
    assert flood == {
        "enabled": True,
        "per_second": 4,
        "per_chat_second": 1,
        "per_group_minute": 20,
    }
    for person in people[:4]:
        await send(tg, person)
    words = await tg.refused("sendMessage", chat_id=people[4], text="x")
    assert words == "429 Too Many Requests: retry after 1"
    await tg.people("/flood", enabled=False)
    await send(tg, people[4])
