"""Whether somebody may pay, and what becomes of payments that nobody expected."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import App, utc_now
from handlers.house import EDITION
from handlers.texts import Library
from storage import Gift, Giving, Ledger, Order, Outbox, People, Purchase, Signer, Track, money
from storage.posting import STARS
from tests.patience import PATIENCE_S
from tests.people import Person, Town, labels, words

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)

_ids = itertools.count(1)


@pytest.fixture
def ledger(app: App) -> Ledger:
    return Ledger(app.redis)


@pytest.fixture
def signer(app: App) -> Signer:
    return Signer(app.settings.signing_keys)


@pytest.fixture
async def fan(town: Town) -> Person:
    return await town.newcomer("Boris", language="en", stars=1000)


async def asks(
    town: Town, who: Person, payload: str, *, stars: int = 50, currency: str = STARS
) -> dict[str, Any]:
    """Have Telegram ask whether somebody may pay; return what it is answered."""
    id = f"asked-{next(_ids)}"
    await town.raw(
        pre_checkout_query={
            "id": id,
            "from": who.user,
            "currency": currency,
            "total_amount": stars,
            "invoice_payload": payload,
        }
    )
    answer: dict[str, Any]
    [answer] = [
        call["params"]
        for call in await town.calls("answerPreCheckoutQuery")
        if call["params"]["pre_checkout_query_id"] == id
    ]
    return answer


Case = Callable[["Counter"], Awaitable[dict[str, Any]]]


class Counter:
    """Where one pays."""

    def __init__(self, app: App, town: Town, payer: Person, artist: Person) -> None:
        self.app, self.town, self.payer = app, town, payer
        self.artist = str(artist.id)
        self.signer = Signer(app.settings.signing_keys)

    async def asks(self, order: Order, **how: Any) -> dict[str, Any]:
        return await asks(self.town, self.payer, self.signer.sign(order), **how)

    async def agrees(self) -> None:
        await self.payer.starts()
        await People(self.app.redis).settle(str(self.payer.id), terms=EDITION)

    async def junk(self) -> dict[str, Any]:
        return await asks(self.town, self.payer, "d.42.50.кто.здесь🎵.?")

    async def forged(self) -> dict[str, Any]:
        return await asks(self.town, self.payer, Signer([b"x" * 32]).sign(Gift(self.artist, 50)))

    async def another_amount(self) -> dict[str, Any]:
        return await self.asks(Gift(self.artist, 50), stars=1)

    async def another_currency(self) -> dict[str, Any]:
        return await self.asks(Gift(self.artist, 50), currency="USD")

    async def maintenance(self) -> dict[str, Any]:
        ledger = Ledger(self.app.redis)
        await ledger.close("moving house")
        try:
            return await self.asks(Gift(self.artist, 50))
        finally:
            await ledger.open()

    async def anothers(self) -> dict[str, Any]:
        await self.agrees()
        return await self.asks(Purchase("1", 50, 100))

    async def no_terms(self) -> dict[str, Any]:
        return await self.asks(Purchase(str(self.payer.id), 50, 100))

    async def older_prices(self) -> dict[str, Any]:
        await self.agrees()
        return await self.asks(Purchase(str(self.payer.id), 50, 1000))

    async def oneself(self) -> dict[str, Any]:
        return await self.asks(Gift(str(self.payer.id), 50))

    async def nobody(self) -> dict[str, Any]:
        return await self.asks(Gift("nobody", 50))

    async def paused(self) -> dict[str, Any]:
        giving = Giving(self.app.redis)
        await giving.settle(self.artist, paused=True)
        try:
            return await self.asks(Gift(self.artist, 50))
        finally:
            await giving.settle(self.artist, paused=False)


CASES: dict[str, tuple[Case, str]] = {
    "junk": (Counter.junk, "pay-outdated"),
    "another's signature": (Counter.forged, "pay-outdated"),
    "another amount": (Counter.another_amount, "pay-changed"),
    "another currency": (Counter.another_currency, "pay-changed"),
    "maintenance": (Counter.maintenance, "pay-closed"),
    "another's offer": (Counter.anothers, "pay-anothers"),
    "no terms": (Counter.no_terms, "pay-terms"),
    "older prices": (Counter.older_prices, "pay-prices"),
    "oneself": (Counter.oneself, "pay-self"),
    "no artist": (Counter.nobody, "pay-no-artist"),
    "paused": (Counter.paused, "pay-paused"),
}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("case", CASES)
async def test_what_cannot_be_had_is_declined_with_a_sentence(
    app: App, town: Town, library: Library, anna: Person, song: Track, case: str, language: str
) -> None:
    payer = await town.newcomer("Boris", language=language)
    ask, key = CASES[case]
    answer = await ask(Counter(app, town, payer, anna))
    assert answer["ok"] is False
    assert answer["error_message"] == library[language].plain(key, name="Anna Sings")


async def test_what_is_to_be_had_may_be_paid(
    town: Town, anna: Person, fan: Person, song: Track, signer: Signer
) -> None:
    """The query is unknown to this Telegram, as one that is too old: that is no error."""
    answer = await asks(town, fan, signer.sign(Gift(str(anna.id), 50)))
    assert answer == {"pre_checkout_query_id": answer["pre_checkout_query_id"], "ok": True}


async def test_coins_may_be_bought_by_who_agreed_to_the_terms(
    app: App, town: Town, fan: Person, anna: Person
) -> None:
    counter = Counter(app, town, fan, anna)
    await counter.agrees()
    assert (await counter.asks(Purchase(str(fan.id), 50, 100)))["ok"] is True


async def test_who_never_pressed_start_can_pay(
    app: App, town: Town, anna: Person, song: Track, ledger: Ledger, signer: Signer
) -> None:
    chat = await town.group(anna)
    stranger = await town.newcomer("Vera", language="en", stars=100)
    await town.post(f"/chats/{chat}/members", user=stranger.id, status="member", by=anna.id)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=chat)
    paid = await stranger.pays("⭐ 50", on=card)
    assert paid["paid"], paid
    told = await anna.receives("50 ⭐")
    assert "Vera" in words(told)
    person = await People(app.redis).get(str(stranger.id))
    assert person is not None
    assert person.terms == EDITION, "the invoice says that paying is agreeing"


# What came all the same --------------------------------------------------------------------------


def paid(who: Person, payload: str, charge: str, **more: Any) -> dict[str, Any]:
    return {
        "message_id": 1,
        "date": 1_769_335_200,
        "chat": {"id": who.id, "type": "private", "first_name": "Boris"},
        "from": who.user,
        "successful_payment": {
            "currency": STARS,
            "total_amount": 50,
            "invoice_payload": payload,
            "telegram_payment_charge_id": charge,
            "provider_payment_charge_id": "",
        }
        | more,
    }


async def test_a_payment_in_a_group_is_booked_and_the_group_hears_nothing(
    town: Town, anna: Person, fan: Person, song: Track, ledger: Ledger, signer: Signer
) -> None:
    await fan.starts()
    group = await town.group(anna)
    payload = signer.sign(Gift(str(anna.id), 50))
    said = paid(fan, payload, f"group-{fan.id}")
    said["chat"] = {"id": group, "type": "supergroup", "title": "Band"}
    await town.raw(message=said)
    await anna.receives("50 ⭐")
    await fan.receives("50 ⭐ for Anna Sings")
    assert [one for one in await town.messages(group) if "text" in one] == []
    charge = await ledger.charge(f"group-{fan.id}")
    assert charge.credit.by == str(fan.id)


async def test_who_has_closed_the_bot_hears_of_what_was_given_when_they_come_back(
    app: App, town: Town, anna: Person, fan: Person, song: Track, signer: Signer
) -> None:
    for person in (anna, fan):
        await person.starts()
        await person.blocks()
    for n in range(7):
        payload = signer.sign(Gift(str(anna.id), 50 + n))
        said = paid(fan, payload, f"closed-{fan.id}-{n}", total_amount=50 + n)
        await town.raw(message=said)
        await app.courier.idle()
    await Outbox(app.redis).pump(upto=FAR)  # those that gathered
    await app.courier.idle()
    await anna.blocks(blocked=False)
    await fan.blocks(blocked=False)
    for _ in range(2):
        for person in (anna, fan):
            await person.starts()
            await app.courier.idle()
            await person.sees()
        thanks = [words(m) for m in fan.received if "It has arrived" in words(m)]
        assert {text.partition(" ")[0] for text in thanks} == {"54", "55", "56"}, "the last few"
        assert len(thanks) == 3
        alerts = [words(m) for m in anna.received if "донат" in words(m) and "💛" in words(m)]
        assert [text.partition("\n")[0] for text in alerts] == ["💛 7 донатов, 371 ⭐"]
    await fan.presses("Add a message", on=await fan.receives("56 ⭐ for Anna Sings"))
    await fan.says("Here I am again!")
    await anna.receives("«Here I am again!»")


async def test_what_was_paid_to_an_artist_whose_page_is_gone_meanwhile_is_theirs(
    app: App, town: Town, anna: Person, fan: Person, song: Track, signer: Signer, ledger: Ledger
) -> None:
    await fan.starts()
    payload = signer.sign(Gift(str(anna.id), 50))
    await app.redis.delete(f"profile:{anna.id}")
    await town.raw(message=paid(fan, payload, f"gone-page-{fan.id}"))
    await anna.receives("Boris дарит тебе 50 ⭐")
    thanks = await fan.receives("It has arrived")
    assert not {"⭐ 50", "🔁 Every month"} & set(labels(thanks))
    await fan.presses("Add a message", on=thanks)
    await fan.says("Come back!")
    await anna.receives("Come back!")
    assert (await ledger.stars(str(anna.id), now=NOW)).total == 50


async def test_a_payment_delivered_twice_is_booked_and_told_once(
    app: App, town: Town, anna: Person, fan: Person, song: Track, ledger: Ledger, signer: Signer
) -> None:
    await fan.starts()
    said = paid(fan, signer.sign(Gift(str(anna.id), 50)), f"twice-{fan.id}")
    await town.raw(message=said)
    await town.raw(message=said)
    await fan.receives("50 ⭐ for Anna Sings")
    await app.courier.idle()
    await fan.sees()
    assert len([one for one in fan.received if "50 ⭐ for Anna Sings" in words(one)]) == 1
    assert (await Giving(app.redis).given(str(anna.id))) == (50, 1)


async def test_two_payments_from_one_link_are_two_donations(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    await fan.pays("⭐ 25", on=page)
    await fan.pays("⭐ 25", on=page)
    assert (await Giving(app.redis).given(str(anna.id))) == (50, 2)


async def test_a_refund_of_a_charge_that_we_never_heard_of_is_booked_whole(
    town: Town, app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, signer: Signer
) -> None:
    await fan.starts()
    said = paid(fan, signer.sign(Gift(str(anna.id), 50)), f"unheard-{fan.id}")
    said["refunded_payment"] = said.pop("successful_payment")
    await town.raw(message=said)
    charge = await ledger.charge(f"unheard-{fan.id}")
    assert charge.is_refunded
    assert (await Giving(app.redis).given(str(anna.id))) == (0, 0)
    assert (await ledger.stars(str(anna.id), now=NOW)).total == 0


# Who is told, and who cannot be ------------------------------------------------------------------


async def test_who_has_blocked_the_bot_is_known_to_have_until_they_write(
    app: App, town: Town, anna: Person, fan: Person, song: Track
) -> None:
    people = People(app.redis)
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    await anna.starts()
    await anna.blocks()
    await people.settle(str(anna.id), blocked=False)  # as if that had not been heard
    await fan.pays("⭐ 25", on=page)
    await app.courier.idle()
    person = await people.get(str(anna.id))
    assert person is not None
    assert person.blocked
    await anna.blocks(blocked=False)
    await people.settle(str(anna.id), blocked=True)
    await anna.says("hello")
    person = await people.get(str(anna.id))
    assert person is not None
    assert not person.blocked


@pytest.fixture
async def donated(anna: Person, fan: Person, song: Track) -> Person:
    """An artist who looks at a donation."""
    await anna.starts()
    await fan.starts(f"a_{anna.id}")
    await fan.pays("⭐ 25")
    await anna.receives("25 ⭐")
    return anna


async def gives_back(artist: Person) -> None:
    await artist.presses("Вернуть")
    await artist.presses("Да, вернуть")


async def state_of(ledger: Ledger, artist: Person) -> str:
    """Return how far the one donation of an artist has come."""
    [posted] = [
        posted
        async for posted in ledger.journal()
        if posted.kind == "donation" and posted.donation and posted.donation.owner == str(artist.id)
    ]
    return await ledger.state(money.charge_thing(posted.id.removeprefix("pay:")))


async def becomes(ledger: Ledger, artist: Person, state: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await state_of(ledger, artist) != state:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def faulted(town: Town, method: str) -> None:
    """Wait until a fault has struck."""
    async with asyncio.timeout(PATIENCE_S):
        while not any(call["fault"] for call in await town.calls(method)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_refund_whose_answer_cannot_be_read_is_asked_for_again(
    app: App, town: Town, donated: Person, fan: Person, ledger: Ledger
) -> None:
    await town.post("/faults", method="refundStarPayment", kind="garbage", times=1)
    await gives_back(donated)
    await faulted(town, "refundStarPayment")
    assert await state_of(ledger, donated) == "held 1"
    await app.courier.idle()
    await Outbox(app.redis).pump(upto=FAR)
    await becomes(ledger, donated, "refunded")
    await fan.receives("25 ⭐ are back with you")


async def test_a_refund_that_telegram_forbids_is_released(
    town: Town, donated: Person, ledger: Ledger
) -> None:
    fault = {"kind": "error", "code": 403, "description": "Forbidden: user is deactivated"}
    await town.post("/faults", method="refundStarPayment", times=1, **fault)
    await gives_back(donated)
    await becomes(ledger, donated, "released 1")
    assert (await ledger.stars(str(donated.id), now=NOW)).total == 25


async def test_more_than_five_a_minute_are_told_together(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await anna.starts()
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    giving, artist = Giving(app.redis), str(anna.id)
    for n in range(5):
        assert await giving.alone(artist, f"before-{n}", now=utc_now()) is None
    for _ in range(3):
        await fan.pays("⭐ 25", on=page)
    await app.courier.idle()
    assert not any("25 ⭐" in words(one) for one in anna.received)
    assert await Outbox(app.redis).pump(upto=FAR)
    told = await anna.receives("3 доната, 75 ⭐")
    assert words(told).count("Boris") == 3
