"""`python -m bot audit`."""

from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from bot import audit
from bot.audit import _MEANING
from bot.settings import Settings
from storage import Conflict, Ledger, keys, money, wallet
from storage.auditor import KINDS
from storage.server import EmbeddedServer
from tests.bot.test_app import changed

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)


async def traded(redis: Redis) -> Ledger:
    ledger = Ledger(redis)
    await ledger.post(money.buy_coins("c1", user="42", stars=50, coins=12_345, now=NOW))
    gift = money.donate_stars("c2", donor="42", artist="7", stars=100, donor_name="B", now=NOW)
    await ledger.post(gift)
    return ledger


async def test_a_sound_ledger_is_shown_and_sound(
    settings: Settings, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    await traded(redis)
    assert await audit.main(settings) == 0
    assert capsys.readouterr().out.splitlines() == [
        "the store at REDIS_URL: 2 postings",
        "",
        "coins",
        "  users                         12,345",
        "  @mint                        -12,345",
        "  sum                                0",
        "",
        "XTR",
        "  users                            100",
        "  @house                            50",
        "  @telegram                       -150",
        "  sum                                0",
        "",
        "  ok    everything follows from the journal",
    ]


async def test_what_is_wrong_is_listed_with_what_to_do(
    settings: Settings, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = await traded(redis)
    await redis.incr(wallet("42").key)
    await ledger.stop_payouts("the audit found something")
    with pytest.raises(Conflict):
        await ledger.post(money.suspend("c1", user="42", stars=1, now=NOW))
    before = {str(key): await redis.dump(key) for key in await redis.keys()}
    assert await audit.main(settings) == 1
    said = capsys.readouterr().out
    assert "WRONG balance coins:42: 12345 follows from the journal, 12346 is there" in said
    assert "note  1 postings came again as something else and were refused: pay:c1" in said
    assert "note  payouts are stopped: the audit found something" in said
    assert "balance: somebody wrote past the ledger" in said
    assert "1. Copy the store at REDIS_URL" in said
    assert {str(key): await redis.dump(key) for key in await redis.keys()} == before


async def test_books_that_are_none_are_said_to_be(
    settings: Settings, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    await traded(redis)
    await redis.xadd(keys.LEDGER_JOURNAL, {"note": "hello"})
    assert await audit.main(settings) == 1
    assert "posting" in capsys.readouterr().out
    await redis.set(keys.LEDGER_CONFLICTS, "none")
    assert await audit.main(settings) == 1
    said = capsys.readouterr().out
    assert f"WRONG type {keys.LEDGER_CONFLICTS}: hash follows from the journal, string" in said
    assert "nothing more was looked at" in said


async def test_a_store_of_our_own_is_audited_while_the_bot_runs(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    own = changed(settings, redis_url=None)
    async with EmbeddedServer(settings.data_dir) as server, server.client() as redis:
        await traded(redis)
        assert await audit.main(own) == 0
    assert f"the store in {settings.data_dir}: 2 postings" in capsys.readouterr().out
    assert await audit.main(own) == 0, "and while it does not"
    assert "2 postings" in capsys.readouterr().out


async def test_an_empty_store_is_not_said_to_be_sound(
    settings: Settings, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await audit.main(settings) == 0
    said = capsys.readouterr().out
    assert "note  nothing was ever posted here: is it the right store?" in said
    assert "ok" not in said.split()


async def test_a_store_that_does_not_answer_is_a_wrong_set_up(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await audit.main(changed(settings, redis_url="redis://127.0.0.1:9")) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("the store: ")


def test_every_kind_of_violation_is_explained() -> None:
    assert _MEANING.keys() == KINDS
