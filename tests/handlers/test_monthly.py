"""A fan supports an artist each month, stops, goes on; and nobody pays for what nobody wants."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import jobs
from bot.app import App, open_house, utc_now
from handlers.texts import Library
from storage import MONEY, Donation, Gift, Giving, Ledger, Outbox, Records, Signer, Track, keys
from tests.control import Json
from tests.people import Person, Town, labels, words

CANCELED = "the subscription is canceled"


@pytest.fixture
async def fan(town: Town) -> Person:
    """Somebody with Stars who reads English."""
    return await town.newcomer("Boris", language="en", stars=1000)


@pytest.fixture
def giving(app: App) -> Giving:
    return Giving(app.redis)


@pytest.fixture(autouse=True)
async def _money_adds_up(app: App, anna: Person, fan: Person) -> AsyncIterator[None]:
    """Hold after every test that the ledger finds nothing wrong with these people."""
    yield
    await app.courier.idle()
    audit = await Ledger(app.redis).audit()
    people = {str(anna.id), str(fan.id)}
    wrong = [one for one in audit.violations if any(id in one.about for id in people)]
    assert wrong == []


async def begins(fan: Person, artist: Person, label: str = "⭐ 100 a month") -> str:
    """Begin to support an artist; return the charge by which Telegram knows it."""
    await fan.starts(f"a_{artist.id}")
    await fan.presses("⭐ Support")
    await fan.presses("🔁 Every month")
    paid = await fan.pays(label)
    assert paid["paid"], paid
    await fan.receives("⭐ for Anna Sings, every month")
    return str(paid["charge"])


async def looks(fan: Person) -> None:
    """Look at the one artist that is supported."""
    await fan.says("/supporting")
    await fan.presses("Anna Sings")


async def stops(fan: Person) -> None:
    await looks(fan)
    await fan.presses("✋ Stop")
    await fan.presses("Yes, stop it")


async def state(giving: Giving, artist: Person, fan: Person) -> str:
    kept = await giving.monthly(str(artist.id), str(fan.id))
    assert kept is not None
    return kept.state


def said(person: Person, part: str) -> list[Json]:
    """Return the messages that say `part`."""
    return [message for message in person.received if part in words(message)]


async def test_support_begins_in_three_taps_and_is_seen_by_both(
    anna: Person, fan: Person, song: Track
) -> None:
    await begins(fan, anna)
    told = await anna.receives("Boris дарит тебе 100 ⭐")
    assert "Ежемесячная поддержка, 1-й месяц" in words(told)
    await fan.says("/supporting")
    assert fan.text.startswith("You support every month · 100 ⭐\n\n")
    assert "\n\nAnna Sings · 100 ⭐ a month\nRenews on " in fan.text
    await fan.presses("Anna Sings")
    assert "1 month paid since" in fan.text
    assert "100 ⭐ to this artist in all" in fan.text
    await anna.says("/donations")
    await anna.presses("🔁 Каждый месяц")
    assert anna.text.startswith("Каждый месяц · 100 ⭐ за ближайшие 30 дней, от 1 человека")
    assert "Boris · 100 ⭐ · 1 месяц\nПродлится" in anna.text


async def test_a_renewal_is_told_as_the_next_month_and_counts_once(
    app: App, anna: Person, fan: Person, song: Track, town: Town
) -> None:
    charge = await begins(fan, anna)
    assert (await town.post("/subscriptions/renew", charge=charge))["paid"]
    await anna.receives("2-й месяц")
    await fan.receives("100 ⭐ for Anna Sings, month 2")
    await town.post("/redeliver", last=1)
    await town.settled()
    await app.courier.idle()
    donations = (await Records(app.redis).page(Donation, str(anna.id))).records
    assert {donation.month for donation in donations} == {1, 2}
    assert len(donations) == 2
    await anna.sees()
    assert len(said(anna, "2-й месяц")) == 1
    await looks(fan)
    assert "2 months paid" in fan.text
    assert "200 ⭐ to this artist in all" in fan.text


async def test_any_amount_up_to_ten_thousand(town: Town, anna: Person, song: Track) -> None:
    fan = await town.newcomer("Boris", language="en", stars=1000)
    await fan.starts(f"a_{anna.id}")
    await fan.presses("⭐ Support")
    await fan.presses("🔁 Every month")
    await fan.presses("Another amount")
    await fan.says("10001")
    assert "from 1 to 10,000" in fan.text
    await fan.says("77")
    assert fan.text == "77 ⭐ every month for Anna Sings"
    assert fan.labels == ["⭐ 77 a month", "‹ Back"]
    assert (await fan.pays("⭐ 77 a month"))["paid"]
    assert "77 ⭐" in words(await anna.receives("1-й месяц"))


async def test_whoever_supports_already_is_shown_that(
    anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    await fan.presses("⭐ Support")
    await fan.presses("🔁 Every month")
    offer = fan.screen
    await begins(fan, anna)
    await fan.starts(f"a_{anna.id}")
    await fan.presses("⭐ Support")
    await fan.presses("🔁 Every month")
    assert fan.text.startswith("Anna Sings: 100 ⭐ a month\n\nRenews on ")
    await fan.presses("Another amount", on=offer)
    assert fan.text.startswith("Anna Sings: 100 ⭐ a month\n\nRenews on ")
    paid = await fan.pays("⭐ 250 a month", on=offer)
    assert not paid["paid"]
    assert paid["error"].startswith("You support Anna Sings every month already: 100 ⭐")
    assert "/supporting" in paid["error"]
    assert (await fan.pays("⭐ 50", on=fan.received[0]))["paid"]  # once is another matter


async def test_a_fan_stops_and_the_artist_hears_of_it_softly_and_once(
    app: App, anna: Person, fan: Person, song: Track, town: Town
) -> None:
    charge = await begins(fan, anna)
    await looks(fan)
    await fan.presses("✋ Stop")
    sure = fan.screen
    assert labels(sure) == ["Yes, stop it", "‹ Back"]
    await fan.presses("Yes, stop it")
    assert fan.alert == "It will not renew. What is paid stays paid."
    assert "will not renew" in fan.text
    await fan.presses_data(f"mx:{anna.id}:1", on=sure)
    left = await anna.receives("больше не продлевает")
    await app.courier.idle()
    [sent] = [
        call["params"]
        for call in await town.get("/journal", method="sendMessage", chat=anna.id)
        if "больше не продлевает" in call["params"]["text"]
    ]
    assert sent["disable_notification"] is True
    assert words(left).startswith("Boris больше не продлевает ежемесячную поддержку, 100 ⭐.")
    calls = await town.get("/journal", method="editUserStarSubscription")
    [asked] = [c["params"] for c in calls if c["params"]["telegram_payment_charge_id"] == charge]
    assert asked["is_canceled"] is True
    await anna.says("/donations")
    await anna.presses("🔁 Каждый месяц")
    assert "пока никто не продлевает" in anna.text
    assert "дальше не продлится" in anna.text


async def test_a_fan_goes_on_after_all(
    anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    charge = await begins(fan, anna)
    await stops(fan)
    await fan.presses("▶ Go on after all")
    assert "Settings → My Stars" in fan.text
    assert "✋ Stop" in labels(fan.screen)
    assert await state(giving, anna, fan) == "allowed"
    await town.post("/subscriptions/resume", charge=charge)  # in Telegram's settings
    await looks(fan)
    assert "Renews on" in fan.text
    assert (await town.post("/subscriptions/renew", charge=charge))["paid"]
    await anna.receives("2-й месяц")


async def test_what_a_fan_does_in_telegram_is_known_here(
    anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    charge = await begins(fan, anna)
    page = fan.received[0]
    for once in ("25 ⭐", "50 ⭐"):
        await town.post("/subscriptions/cancel", charge=charge)
        await town.settled()
        assert await state(giving, anna, fan) == "canceled"
        await anna.receives("больше не продлевает")
        await fan.pays(f"⭐ {once.split()[0]}", on=page)
        await anna.receives(once)  # whatever was told before it has come
        await town.post("/subscriptions/resume", charge=charge)
        await town.settled()
        assert await state(giving, anna, fan) == "active"
    assert len(said(anna, "больше не продлевает")) == 1


async def test_a_payment_that_fails_is_told_to_both_and_can_be_begun_anew(
    anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    charge = await begins(fan, anna, "⭐ 500 a month")
    assert (await town.post("/subscriptions/renew", charge=charge))["paid"]
    await anna.receives("2-й месяц")
    assert not (await town.post("/subscriptions/renew", charge=charge))["paid"]
    told = await fan.receives("could not take 500 ⭐ for Anna Sings")
    assert labels(told) == ["⭐ 500 a month", "🔁 My monthly support"]
    await anna.receives("Boris: 500 ⭐ за месяц списать не удалось")
    await fan.says("/supporting")
    assert "Telegram could not take the Stars" in fan.text
    await town.patch(f"/people/{fan.id}", stars=500)
    assert (await fan.pays("⭐ 500 a month", on=told))["paid"]
    await anna.receives("3-й месяц")
    assert await state(giving, anna, fan) == "active"


async def test_who_gives_without_a_name_is_not_named_anywhere(
    app: App, anna: Person, fan: Person, song: Track, town: Town
) -> None:
    charge = await begins(fan, anna)
    await fan.presses("🙈 Hide my name")
    await town.post("/subscriptions/renew", charge=charge)
    thanks = await fan.receives("month 2")
    await app.courier.idle()
    second = await anna.receives("Кто-то дарит тебе 100 ⭐\nЕжемесячная поддержка\n")
    assert "месяц" not in words(second)
    await anna.says("/donations")
    await anna.presses("🔁 Каждый месяц")
    assert "Кто-то · 100 ⭐\n" in anna.text
    await fan.presses("Show my name", on=thanks)
    second = await anna.notices(second, "Boris дарит тебе 100 ⭐")
    assert "1-й месяц" in words(second), "the one without the name neither counts nor is missed"
    await anna.presses_data("mv:0")
    assert "Boris · 100 ⭐ · 1 месяц\n" in anna.text
    await stops(fan)
    left = words(await anna.receives("больше не продлевает"))
    assert left.startswith("Boris больше")
    assert left.endswith("всего 1 месяц.")


async def test_whoever_begins_anew_without_a_name_is_not_named(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await begins(fan, anna)
    told = await anna.receives("1-й месяц")
    await anna.presses("↩ Вернуть", on=told)
    await anna.presses("Да, вернуть", on=anna.seen(told))
    await fan.receives("will not renew either")
    await fan.starts(f"a_{anna.id}")
    await fan.pays("⭐ 25")
    await fan.receives("25 ⭐ for Anna Sings")
    await fan.presses("🙈 Hide my name")
    await begins(fan, anna)
    await anna.receives("Кто-то дарит тебе 100 ⭐")
    donations = (await Records(app.redis).page(Donation, str(anna.id))).records
    [anew] = [one for one in donations if one.month and one.status == "completed"]
    assert anew.donor_name == "Someone"


async def test_when_an_artist_pauses_nobody_pays_on(
    app: App, anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    charge = await begins(fan, anna)
    await giving.settle(str(anna.id), paused=True)
    method = "editUserStarSubscription"
    await town.post("/faults", method=method, kind="error", code=502, times=1)
    body = {"kind": "monthly-close", "to": str(anna.id)}
    await Outbox(app.redis).put(f"monthly-close:{anna.id}:1", MONEY, body)
    told = await fan.receives("Anna Sings has stopped taking support.")
    assert await state(giving, anna, fan) == "stopped"
    assert await town.refused("/subscriptions/renew", charge=charge) == CANCELED
    await fan.presses("🔁 My monthly support", on=told)
    await fan.presses("▶ Go on after all")
    assert fan.alert is not None
    assert "is not taking support" in fan.alert
    await app.courier.idle()
    await anna.sees()
    assert said(anna, "больше не продлевает") == []


async def test_support_that_nobody_asks_to_stop_any_more_is_asked_for_again(
    app: App, anna: Person, fan: Person, olga: Person, song: Track, town: Town, giving: Giving
) -> None:
    """Telegram was out of reach for so long that the order went to the dead letters."""
    charge = await begins(fan, anna)
    await giving.settle(str(anna.id), paused=True)
    cashier, now = open_house(app.redis, app.settings, Library()).cashier, utc_now()
    await town.post("/faults", method="editUserStarSubscription", kind="error", code=502)
    await cashier.stop_monthly(str(anna.id), str(fan.id), charge, why="closed", now=now)
    await app.courier.idle()
    await town.delete("/faults")
    await app.redis.delete(keys.OUTBOX_DUE, keys.OUTBOX_WAITING)
    assert await jobs.stop_again(cashier, now=now + timedelta(hours=3)) == 0, "the courier asks"
    for _ in range(2):
        await jobs.stop_again(cashier, now=now + timedelta(hours=5))
    await fan.receives("Anna Sings has stopped taking support.")
    assert await state(giving, anna, fan) == "stopped"
    assert await town.refused("/subscriptions/renew", charge=charge) == CANCELED
    await olga.receives(f"whether it stops subscription {charge}")
    assert await jobs.stop_again(cashier, now=now + timedelta(hours=9)) == 0


async def test_a_renewal_that_slips_through_a_pause_is_the_last(
    anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    charge = await begins(fan, anna)
    await giving.settle(str(anna.id), paused=True)
    assert (await town.post("/subscriptions/renew", charge=charge))["paid"]
    await fan.receives("Anna Sings has stopped taking support.")
    assert await town.refused("/subscriptions/renew", charge=charge) == CANCELED


async def test_admins_hear_of_support_that_telegram_forbids_to_stop(
    app: App, anna: Person, fan: Person, olga: Person, song: Track, town: Town, giving: Giving
) -> None:
    charge = await begins(fan, anna)
    await giving.settle(str(anna.id), paused=True)
    method, why = "editUserStarSubscription", "Forbidden: user is deactivated"
    await town.post("/faults", method=method, kind="error", code=403, description=why, times=1)
    body = {"kind": "monthly-close", "to": str(anna.id)}
    await Outbox(app.redis).put(f"monthly-close:{anna.id}:1", MONEY, body)
    told = await olga.receives(f"Telegram will not stop subscription {charge}")
    assert why.lower() in words(told).lower()


@pytest.mark.parametrize("lost", [0, 1], ids=["said", "unsaid"])
async def test_whoever_gets_a_month_back_pays_no_more(
    anna: Person, fan: Person, song: Track, town: Town, giving: Giving, lost: int
) -> None:
    """Whether Telegram's own word of it comes or is lost."""
    charge = await begins(fan, anna)
    told = await anna.receives("1-й месяц")
    await town.post("/lose", what="refunded_payment", times=lost)
    await anna.presses("↩ Вернуть", on=told)
    await anna.presses("Да, вернуть", on=anna.seen(told))
    await fan.receives("100 ⭐ are back with you")
    await fan.receives("will not renew either")
    assert await town.refused("/subscriptions/renew", charge=charge) == CANCELED
    await looks(fan)
    assert "Ended on" in fan.text
    assert "🔁 Every month" in labels(fan.screen)


async def test_telegram_that_does_not_answer_is_not_taken_for_a_yes(
    anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    await begins(fan, anna)
    await looks(fan)
    await fan.presses("✋ Stop")
    for kind in ({"code": 502}, {"code": 429, "retry_after": 3}):
        method = "editUserStarSubscription"
        await town.post("/faults", method=method, kind="error", times=1, **kind)
        await fan.presses("Yes, stop it")
        assert fan.alert is not None
        assert fan.alert.startswith("Telegram isn't answering")
        assert await state(giving, anna, fan) == "active"
    await fan.presses("Yes, stop it")
    assert await state(giving, anna, fan) == "stopped"


async def test_of_two_at_once_the_older_is_stopped(
    app: App, anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    """As when both were agreed to before either was paid."""
    charge = await begins(fan, anna)
    gift = Gift(str(anna.id), 250, "page", monthly=True)
    now = int(datetime.now(UTC).timestamp())  # noqa: TID251  # as Telegram's
    another = {
        "currency": "XTR",
        "total_amount": 250,
        "invoice_payload": Signer(app.settings.signing_keys).sign(gift),
        "subscription_expiration_date": now + 30 * 86400,
        "is_recurring": True,
        "is_first_recurring": True,
        "telegram_payment_charge_id": f"stx-another-{fan.id}",
        "provider_payment_charge_id": "1",
    }
    chat = {"id": fan.id, "type": "private", "first_name": "Boris"}
    message = {"message_id": 999_999, "date": now + 60, "chat": chat, "from": fan.user}
    await town.raw(message=message | {"successful_payment": another})
    await fan.receives("You had two monthly supports for Anna Sings")
    assert await town.refused("/subscriptions/renew", charge=charge) == CANCELED
    assert await state(giving, anna, fan) == "active"
    await looks(fan)
    assert fan.text.startswith("Anna Sings: 250 ⭐ a month")


async def test_nobody_stops_or_sees_what_another_pays(
    town: Town, anna: Person, fan: Person, song: Track, giving: Giving
) -> None:
    await begins(fan, anna)
    vera = await town.newcomer("Vera", language="en", stars=1000)
    await vera.starts()
    for data in (f"mx:{anna.id}:1", f"mx:{anna.id}:0", f"mr:{anna.id}", f"mc:{anna.id}"):
        await vera.presses_data(data)
        assert vera.alert == "This is gone."
    await vera.presses_data("mv:0")
    assert "Nobody supports you every month yet" in vera.text
    assert await state(giving, anna, fan) == "active"


async def test_a_subscription_that_is_none_of_ours_changes_nothing(
    app: App, anna: Person, fan: Person, song: Track, town: Town, giving: Giving
) -> None:
    await begins(fan, anna)
    kept = await giving.monthly(str(anna.id), str(fan.id))
    assert kept is not None
    signer = Signer(app.settings.signing_keys)
    other = signer.sign(Gift(str(anna.id), 100, "page", monthly=True))
    for payload, told in ((other, "failed"), ("d.1.2", "failed"), (kept.payload, "melted")):
        about = {"user": fan.user, "invoice_payload": payload, "state": told}
        await town.raw(subscription=about)
    assert await state(giving, anna, fan) == "active"
