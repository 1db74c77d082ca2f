"""Money comes first, and nobody waits for a store that does not answer."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import LabeledPrice, Update

from bot import intake
from bot.app import App, create_dispatcher, open_house, storage_parts
from bot.settings import Settings
from handlers import payments
from handlers.texts import Library
from storage import Gift, Giving, Ledger, Profile, Records, Signer
from storage.outbox import Outbox
from storage.server import EmbeddedServer
from tests.bot.test_app import changed
from tests.control import Control
from tests.patience import until, within

ANNA, BORIS, ADMIN = 1001, 1002, 9
NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
PRICE = LabeledPrice(label="x", amount=50)
TROUBLE = Library()["en"].plain("trouble")


@pytest.fixture
async def people(control: Control) -> None:
    for id in (ANNA, BORIS, ADMIN):
        await control.post("/people", id=id, first_name=f"P{id}", language_code="en", stars=1000)
        await control.post("/start", person=id)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    """A store that can be frozen."""
    async with EmbeddedServer(tmp_path / "store") as store:
        yield store


@contextmanager
def frozen(store: EmbeddedServer) -> Iterator[None]:
    assert store.pid is not None
    os.kill(store.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(store.pid, signal.SIGCONT)


async def seen(control: Control, person: int) -> list[str]:
    """Return what the bot has said to somebody of payments."""
    messages = await control.get(f"/chats/{person}/messages")
    texts = [one["text"] for one in messages if one["from"]["is_bot"] and "text" in one]
    return [text for text in texts if "payment" in text or "⭐" in text]


def test_all_the_patience_there_is_ends_before_telegrams() -> None:
    assert intake._PATIENCE_S + payments._PATIENCE_S < 8


async def invoice(app: App, settings: Settings) -> str:
    """Return the slug of an invoice for Anna."""
    await Records(app.redis).add(Profile.new(str(ANNA), now=NOW, name="Anna Sings"))
    link = await app.bot.create_invoice_link(
        title="x",
        description="x",
        payload=Signer(settings.signing_keys).sign(Gift(str(ANNA), 50)),
        currency="XTR",
        prices=[PRICE],
    )
    return link.rpartition("$")[2]


async def test_who_pays_while_the_store_is_frozen_is_told_so_in_time(
    settings: Settings,
    control: Control,
    people: None,
    store: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake, "_PATIENCE_S", 0.3)
    async with App(changed(settings, redis_url=store.url)) as app:
        slug = await invoice(app, settings)
        await control.taken()
        with frozen(store):
            answer = await within(control.post("/pay", person=BORIS, slug=slug), 8)
        assert answer == {"paid": False, "error": TROUBLE}
        await within(control.taken(), 20)
        await within(app.worker.idle(), 20)
        assert await app.journal.dead() == []
        answer = await within(control.post("/pay", person=BORIS, slug=slug), 20)
        assert answer["paid"]
        assert len(await control.calls("answerPreCheckoutQuery")) == 3, "the late one does no harm"


async def test_a_store_that_freezes_meanwhile_declines_in_the_payers_language(
    settings: Settings, control: Control, store: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payments, "_PATIENCE_S", 0.3)
    library = Library()
    async with store.client() as redis, App(settings) as app:
        house = open_house(redis, settings, library)
        dispatcher = create_dispatcher(storage_parts(redis, house), library)
        asked = {
            "id": "1",
            "from": {"id": BORIS, "is_bot": False, "first_name": "B", "language_code": "ru"},
            "currency": "XTR",
            "total_amount": 50,
            "invoice_payload": "x",
        }
        update = Update.model_validate(
            {"update_id": 1, "pre_checkout_query": asked}, context={"bot": app.bot}
        )
        with frozen(store):
            await within(dispatcher.feed_update(app.bot, update, attempt=1, last=False), 5)
    [call] = await control.calls("answerPreCheckoutQuery")
    assert call["params"]["error_message"] == library["ru"].plain("trouble")


async def test_what_nobody_can_read_waits_in_suspense_and_is_told_once(
    settings: Settings, control: Control, people: None
) -> None:
    async with App(changed(settings, admin_ids=frozenset({ADMIN}))) as app:
        await control.taken()
        said = paid("nobody knows")
        for id in (700_001, 700_002):
            await control.post("/raw", update={"update_id": id, "message": said})
        await within(control.taken())
        await within(app.worker.idle())
        await until(Outbox(app.redis).empty)
        charge = await Ledger(app.redis).charge("charge-1")
        assert charge.credit.kind == "suspense"
        [to_payer] = await seen(control, BORIS)
        assert "we can't tell what it was for" in to_payer
        [to_admin] = await seen(control, ADMIN)
        assert "50 ⭐ paid for nobody knows what" in to_admin
        assert "nobody knows" in to_admin
        assert (await Ledger(app.redis).audit()).violations == ()


async def test_a_payment_for_another_amount_is_not_what_we_offered(
    settings: Settings, control: Control, people: None
) -> None:
    async with App(settings) as app:
        payload = Signer(settings.signing_keys).sign(Gift(str(ANNA), 5000))
        await control.post("/raw", update={"update_id": 700_001, "message": paid(payload)})
        await within(control.taken())
        await within(app.worker.idle())
        assert (await Ledger(app.redis).charge("charge-1")).credit.kind == "suspense"
        assert (await Giving(app.redis).given(str(ANNA))) == (0, 0)


async def test_a_payment_in_another_currency_alarms_the_admins_once(
    settings: Settings, control: Control, people: None
) -> None:
    async with App(changed(settings, admin_ids=frozenset({ADMIN}))) as app:
        said = paid("x", currency="USD")
        await control.post("/raw", update={"update_id": 700_001, "message": said})
        await within(control.taken())
        await within(app.worker.idle())
        await until(Outbox(app.redis).empty)
        [alarm] = await seen(control, ADMIN)
        assert "A payment in USD came" in alarm
        assert [posted async for posted in Ledger(app.redis).journal()] == []


async def test_a_payment_from_nobody_in_particular_is_of_whose_chat_it_is(
    settings: Settings, control: Control, people: None
) -> None:
    async with App(settings) as app:
        said = paid(Signer(settings.signing_keys).sign(Gift(str(ANNA), 50)))
        del said["from"]
        await control.post("/raw", update={"update_id": 700_001, "message": said})
        await within(control.taken())
        await within(app.worker.idle())
        assert (await Ledger(app.redis).charge("charge-1")).credit.by == str(BORIS)


async def test_what_is_put_while_the_bot_stops_is_told_after_the_next_start(
    settings: Settings, control: Control, people: None
) -> None:
    async with App(settings) as app:
        await control.taken()
        await app.worker.idle()
        await app.courier.stop()
        await control.post("/raw", update={"update_id": 700_001, "message": paid("unclear")})
        await within(control.taken())
        await within(app.worker.idle())
    assert await seen(control, BORIS) == []
    async with App(settings) as app:
        await until(lambda: seen(control, BORIS))


def paid(payload: str, *, currency: str = "XTR") -> dict[str, Any]:
    return {
        "message_id": 1,
        "date": 1_769_335_200,
        "chat": {"id": BORIS, "type": "private", "first_name": "B"},
        "from": {"id": BORIS, "is_bot": False, "first_name": "B", "language_code": "en"},
        "successful_payment": {
            "currency": currency,
            "total_amount": 50,
            "invoice_payload": payload,
            "telegram_payment_charge_id": "charge-1",
            "provider_payment_charge_id": "",
        },
    }
