"""Somebody asks about a payment, admins answer and give it back, and each step is seen by both."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

import handlers
from bot.app import App, open_house
from handlers.callbacks import (
    AdminCase,
    Assign,
    CaseAnswer,
    CaseClose,
    RefundLook,
    RefundNow,
    Suspended,
)
from handlers.texts import Library
from storage import Cases, Donation, Ledger, Outbox, Payment, Records, Track, money
from storage import owed as owed_to
from tests.handlers.conftest import NOW
from tests.handlers.test_refunds import gives, pays_raw, stars
from tests.people import Person, Town, labels, words


@pytest.fixture
async def fan(town: Town) -> Person:
    """Somebody with Stars who reads English."""
    return await town.newcomer("Boris", language="en", stars=1000)


@pytest.fixture
async def ledger(app: App) -> AsyncIterator[Ledger]:
    """The ledger, which a test must leave open, and as sound as it was."""
    ledger = Ledger(app.redis)
    before = (await ledger.audit()).violations
    yield ledger
    await ledger.open()
    assert set((await ledger.audit()).violations) <= set(before)


async def asks(fan: Person, text: str, payment: str = "50 ⭐ · Anna Sings") -> str:
    """Let a fan ask about a payment; return the id of the case."""
    await fan.says("/paysupport")
    await fan.presses(payment)
    await fan.says(text)
    found = re.search(r"We've got it: case (\w{5})", fan.text)
    assert found is not None, fan.text
    return found[1]


def said(person: Person, part: str) -> list[str]:
    return [words(message) for message in person.received if part in words(message)]


async def entry_of(ledger: Ledger, charge: str) -> str:
    posted = await ledger.find(f"pay:{charge}")
    assert posted is not None
    return posted.entry


async def suspended(app: App, town: Town, fan: Person, olga: Person) -> tuple[str, dict[str, Any]]:
    """Let a payment come that nobody can read; return its charge and an admin's notice of it."""
    await fan.starts()
    charge = f"lost-{fan.id}"
    await pays_raw(town, fan, charge, "who knows")
    await fan.receives("we can't tell what it was for")
    return charge, await olga.receives(charge)


async def opens_unclear(admin: Person, payment: str) -> None:
    """Let an admin find a payment that nobody could read."""
    await admin.says("/admin")
    await admin.presses("⚠ Unclear payments · 1")
    await admin.presses(payment)


# From a question to its end


async def test_a_case_goes_from_a_question_to_its_end(
    app: App,
    anna: Person,
    fan: Person,
    song: Track,
    olga: Person,
    oleg: Person,
    ledger: Ledger,
    town: Town,
) -> None:
    await gives(fan, anna)
    case = await asks(fan, "I pressed it by <mistake>")
    assert "50 ⭐ · Anna Sings" in fan.text
    assert "I pressed it by <mistake>" in fan.text
    assert " UTC" in fan.text, "nobody knows where they are"
    await oleg.receives(case)
    told = await olga.receives(case)
    assert f"Boris · no username · {fan.id}" in words(told)
    assert "I pressed it by <mistake>" in words(told)

    await olga.presses("✍ Answer", on=told)
    await olga.says("It's on its way back")
    answer = await fan.receives(f"Case {case}: our answer")
    assert "It's on its way back" in words(answer)
    assert "Olga" not in words(answer)

    await olga.presses("↩ Refund")
    assert "Give 50 ⭐ back to Boris" in olga.text
    assert "Taken from: Anna Sings, 50 ⭐ of 50 ⭐." in olga.text
    assert await stars(town, fan) == 950
    await olga.presses("Yes, give 50 ⭐ back")
    await fan.receives("50 ⭐ are back with you")
    await anna.receives("Boris · 50 ⭐: донат возвращён.")
    assert await stars(town, fan) == 1000

    await olga.presses_data(AdminCase(id=case).pack())
    assert "Telegram has returned the Stars" in olga.text
    assert "↩ Refund" not in labels(olga.screen)
    assert [step.what for step in (await Cases(app.redis).get(case)).steps] == [
        *("wrote", "answered", "refund", "returned"),
    ]
    await olga.presses("✓ Close")
    assert "closed" in olga.text
    await fan.says("/paysupport")
    await fan.presses(f"✉ {case} · closed")
    assert "Olga" not in fan.text
    assert said(fan, "is closed") == []  # it was answered: no need for another sound

    await fan.presses("✍ Write more")
    await fan.says("Thank you!")
    again = await oleg.receives("Thank you!")
    assert "waiting for us" in words(again)
    assert "Olga" in words(again)
    await oleg.says("/admin")
    await oleg.presses("✉ Cases · ")
    assert "Open cases" in oleg.text


async def test_who_was_not_answered_hears_that_the_case_is_closed(
    anna: Person, fan: Person, olga: Person
) -> None:
    await fan.starts()
    case = await asks(fan, "What are coins?", payment="💬 Something else")
    told = await olga.receives(case)
    assert "About no payment in particular." in words(told)
    assert "↩ Refund" not in labels(told)
    await olga.presses("✓ Close", on=told)
    await fan.receives(f"Case {case} is closed.")
    await olga.presses("✓ Close", on=told)
    assert len(said(fan, "is closed")) == 1


async def test_a_letter_that_comes_twice_is_told_once(
    app: App, fan: Person, olga: Person, town: Town
) -> None:
    await fan.starts()
    case = await asks(fan, "Hello?", payment="💬 Something else")
    await olga.receives(case)
    await town.post("/redeliver", last=1)
    await fan.sees()
    await olga.sees()
    assert len(said(olga, case)) == 1
    assert (await Cases(app.redis).get(case)).n == 1


async def test_a_payment_that_is_asked_about_has_one_open_case(
    anna: Person, fan: Person, song: Track
) -> None:
    await gives(fan, anna)
    case = await asks(fan, "Why?")
    await fan.says("/paysupport")
    await fan.presses("50 ⭐ · Anna Sings")
    assert f"Case {case} · waiting for our answer" in fan.text


async def test_nobody_has_more_than_five_open_cases(fan: Person) -> None:
    await fan.starts()
    for n in range(5):
        await asks(fan, f"Question {n}", payment="💬 Something else")
    await fan.says("/paysupport")
    await fan.presses("💬 Something else")
    assert fan.alert == "You have five open cases already. Add to one of them: /paysupport"


async def test_a_letter_that_is_too_long_is_asked_for_again(fan: Person) -> None:
    await fan.starts()
    await fan.says("/paysupport")
    await fan.presses("💬 Something else")
    await fan.says("x" * 501)
    assert "up to 500 characters" in fan.text
    await fan.says("&" * 500)
    assert "We've got it" in fan.text


async def test_nobody_sees_anothers_payments_and_cases(
    app: App, anna: Person, boris: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    charge, _ = await gives(fan, anna)
    case = await asks(fan, "A secret")
    entry = await entry_of(ledger, charge)
    await boris.says("/paysupport")
    assert labels(boris.screen) == ["💬 Something else", "🏠 Home"]
    for data in (f"ja:{entry}", f"jo:{case}", f"jw:{case}"):
        await boris.presses_data(data)
        assert boris.alert == "This is gone.", data
    assert (await Cases(app.redis).get(case)).n == 1


# Two admins


async def test_two_admins_do_not_answer_twice_by_accident(
    fan: Person, olga: Person, oleg: Person
) -> None:
    await fan.starts()
    case = await asks(fan, "Hello?", payment="💬 Something else")
    of_olga, of_oleg = await olga.receives(case), await oleg.receives(case)
    await olga.presses("✍ Answer", on=of_olga)
    await oleg.presses("✍ Answer", on=of_oleg)
    await olga.says("Hello from us")
    await fan.receives("Hello from us")
    await oleg.says("Good day")
    assert f"Another admin has dealt with case {case} meanwhile" in oleg.text
    assert said(fan, "Good day") == []
    await oleg.presses_data(CaseAnswer(id=case, n=1).pack())
    assert oleg.alert == "Something new is here: look first."
    assert "Hello from us" in oleg.text
    await oleg.presses("✍ Answer")  # now that it is meant
    await oleg.says("Good day")
    await fan.receives("Good day")


async def test_two_admins_give_back_once(
    app: App,
    anna: Person,
    fan: Person,
    song: Track,
    olga: Person,
    oleg: Person,
    town: Town,
    ledger: Ledger,
) -> None:
    charge, _ = await gives(fan, anna)
    case = await asks(fan, "Please")
    of_olga, of_oleg = await olga.receives(case), await oleg.receives(case)
    now = RefundNow(entry=await entry_of(ledger, charge), case=case, cover=False).pack()
    await asyncio.gather(
        olga.presses_data(now, on=of_olga),
        oleg.presses_data(now, on=of_oleg),
    )
    await fan.receives("50 ⭐ are back with you")
    assert await stars(town, fan) == 1000
    calls = await town.calls("refundStarPayment")
    assert sum(call["params"]["telegram_payment_charge_id"] == charge for call in calls) == 1
    assert len(said(fan, "are back with you")) == 1
    steps = [step.what for step in (await Cases(app.redis).get(case)).steps]
    assert steps.count("refund") == 1


# Giving back


async def test_what_the_artist_has_no_more_the_house_can_cover(
    anna: Person, fan: Person, song: Track, olga: Person, ledger: Ledger, town: Town
) -> None:
    charge, _ = await gives(fan, anna)
    await olga.says(f"/refund {charge}")
    full = olga.screen
    assert "Taken from: Anna Sings, 50 ⭐ of 50 ⭐." in words(full)
    assert labels(full) == ["Yes, give 50 ⭐ back"], "nothing is missing"
    later = (await ledger.charge(charge)).credit.at + money.MATURING * 2
    await ledger.post(money.request_payout(f"p{charge}", artist=str(anna.id), stars=40, now=later))
    lost = await ledger.balance(money.LOST["XTR"])
    await olga.says(f"/refund {charge}")
    assert "Taken from: Anna Sings, 50 ⭐ of 10 ⭐." in olga.text
    assert labels(olga.screen) == ["Give back, we cover what is missing"]
    await olga.presses("Yes, give 50 ⭐ back", on=full)
    assert "They have no more than 10 of it left" in (olga.alert or "")
    assert "Give back, we cover what is missing" in labels(olga.seen(full))
    assert await stars(town, fan) == 950
    await olga.presses("Give back, we cover what is missing")
    await fan.receives("50 ⭐ are back with you")
    assert await ledger.balance(owed_to(str(anna.id))) == 0
    assert await ledger.balance(money.LOST["XTR"]) == lost - 40
    await olga.says(f"/refund {charge}")
    assert "↩ Refunded" in olga.text
    assert labels(olga.screen) == []


async def test_a_charge_is_named_to_be_given_back(olga: Person) -> None:
    await olga.says("/refund")
    assert "/refund CHARGE" in olga.text
    await olga.says("/refund <nothing>")
    assert "There is no charge <nothing> here." in olga.text


# What nobody can read


async def test_a_payment_that_nobody_could_read_reaches_its_artist(
    app: App, anna: Person, fan: Person, song: Track, olga: Person, ledger: Ledger, town: Town
) -> None:
    """Its notice may be lost: the payment waits in a list."""
    charge, _ = await suspended(app, town, fan, olga)
    await opens_unclear(olga, "50 ⭐ · Boris · ")
    asked = olga.text
    assert "Give 50 ⭐ back to Boris" in asked
    assert charge in asked
    assert asked.count("what for") == 1
    await olga.says(f"/refund {charge}")
    assert olga.text == asked
    await olga.presses("‹ All unclear payments")
    assert "Nobody knows what for · 1" in olga.text
    await olga.presses("50 ⭐ · Boris · ")
    await olga.presses("It was for…")
    await olga.says("what?")
    assert "I need an artist's link" in olga.text
    await olga.says("1")
    assert "There is no such artist here." in olga.text
    await olga.presses("It was for…")
    await olga.says(f"https://t.me/promo_bot?start=a_{anna.id}")
    assert "50 ⭐ to Anna Sings" in olga.text
    sure = olga.screen
    await olga.presses("✓ That's right")
    assert "50 ⭐ are where they belong: Anna Sings" in olga.text
    await anna.receives("Boris дарит тебе 50 ⭐")
    await fan.receives("50 ⭐ for Anna Sings")
    await olga.presses_data(f"ji:{await entry_of(ledger, charge)}:0:{anna.id}", on=sure)
    assert olga.alert == "That's done already."
    await olga.presses("‹ All unclear payments")
    assert "Every payment has found its place." in olga.text
    await olga.presses("Back")
    assert not any("Unclear" in label for label in olga.labels)
    assert await ledger.balance(owed_to(str(anna.id))) == 50
    [given] = (await Records(app.redis).page(Donation, str(anna.id))).records
    assert (given.amount, given.donor_id, given.charge_id) == (50, str(fan.id), charge)
    await fan.says("/paysupport")
    assert any(label.startswith("50 ⭐ · Anna Sings") for label in fan.labels)


async def test_a_payment_that_nobody_could_read_may_have_been_for_coins(
    app: App, fan: Person, olga: Person, ledger: Ledger, town: Town
) -> None:
    """Also where Telegram would not return it."""
    _, told = await suspended(app, town, fan, olga)
    await town.post(
        "/faults",
        method="refundStarPayment",
        kind="error",
        code=400,
        description="Bad Request: CHARGE_NOT_FOUND",
        times=1,
    )
    await olga.presses("↩ Refund", on=told)
    await olga.presses("Yes, give 50 ⭐ back")
    await olga.receives("Telegram will not return charge")
    await opens_unclear(olga, "50 ⭐ · Boris · ")
    assert "Paid; Telegram would not refund it" in olga.text
    await olga.presses("It was for…")
    await olga.says("coins 120")
    assert "120 coins for 50 ⭐ to whoever paid" in olga.text
    await olga.presses("✓ That's right")
    await fan.receives("+120 coins")
    assert await ledger.coins(str(fan.id)) == 120


@pytest.mark.parametrize("payer", [money.NOBODY, "gone-0123456789ab"])
async def test_there_are_no_coins_for_nobody(
    app: App, town: Town, olga: Person, ledger: Ledger, payer: str
) -> None:
    charge = f"{payer}-{olga.id}"
    house = open_house(app.redis, app.settings, Library())
    await house.cashier.book(Payment(charge, payer, "", 50, "who knows", NOW))
    told = await olga.receives(charge)
    assert labels(told) == ["It was for…"], "nor is there anybody to give it back to"
    await olga.presses("It was for…", on=told)
    await olga.says("coins 120")
    await olga.presses_data(f"ji:{await entry_of(ledger, charge)}:120:")
    assert "There is nobody to give coins to" in (olga.alert or "")
    assert await ledger.coins(payer) == 0
    await opens_unclear(olga, "50 ⭐ · payer unknown · ")
    assert "There is nobody to give it back to" in olga.text
    assert olga.labels == ["It was for…", "‹ All unclear payments"]
    await ledger.refunded(charge, now=NOW)


async def test_a_payment_that_nobody_could_read_goes_back(
    app: App, anna: Person, fan: Person, song: Track, olga: Person, ledger: Ledger, town: Town
) -> None:
    charge, told = await suspended(app, town, fan, olga)
    await olga.presses("↩ Refund", on=told)
    assert "Taken from nobody" in olga.text
    await town.post(
        "/faults",
        method="refundStarPayment",
        kind="error",
        code=400,
        description="Bad Request: CHARGE_ALREADY_REFUNDED",
        times=1,
    )
    await olga.presses("Yes, give 50 ⭐ back")
    await fan.receives("50 ⭐ are back with you")
    await olga.presses_data(f"ji:{await entry_of(ledger, charge)}:0:{anna.id}")
    assert olga.alert == "That's done already."


# The till


async def test_a_closed_till_takes_nothing(
    anna: Person, fan: Person, song: Track, olga: Person, ledger: Ledger, town: Town
) -> None:
    await fan.starts(f"a_{anna.id}")
    await olga.says("/maintenance on moving to a <new> server")
    assert "We are taking no payments: moving to a <new> server" in olga.text
    paid = await fan.pays("⭐ 50")
    assert paid["error"].startswith("We are taking no payments right now")
    await olga.says("/maintenance")
    assert "moving to a <new> server" in olga.text
    await olga.says("/maintenance off")
    assert "We are taking payments." in olga.text
    assert (await fan.pays("⭐ 50"))["paid"]


# Strangers


async def test_nobody_but_admins_reaches_what_is_theirs(
    app: App, anna: Person, boris: Person, fan: Person, song: Track, ledger: Ledger, town: Town
) -> None:
    charge, _ = await gives(fan, anna)
    case = await asks(fan, "Please")
    entry = await entry_of(ledger, charge)
    values: dict[str, list[Any]] = {
        "page": [0],
        "id": [case],
        "n": [1],
        "entry": [entry],
        "case": ["", case],
        "cover": [False, True],
        "coins": [0, 100],
        "artist": [str(boris.id)],
        "place": ["o", "j"],
        "on": [False, True],
        "sure": [False, True],
        "what": ["taken"],
        "reason": ["spam"],
        "person": [str(anna.id)],
        "before": [""],
    }
    buttons, commands = handlers.table().for_admins
    assert buttons >= {AdminCase, CaseAnswer, CaseClose, RefundLook, RefundNow, Suspended, Assign}
    assert commands >= {"cases", "refund", "maintenance"}
    for person in (boris, fan):
        await person.starts()
        for button in buttons:
            for forgery in _each(button, values):
                await person.presses_data(forgery.pack())
                assert person.alert == "This button is out of date. Open the menu: /start"
        for command in commands:
            for args in ("", f" {charge}", " on for fun"):
                await person.says(f"/{command}{args}")
                assert person.text.startswith("I don't know this command."), command
    assert (await ledger.charge(charge)).state == ""
    assert await ledger.why_closed() is None
    assert await Outbox(app.redis).stopped() is None
    assert (await Cases(app.redis).get(case)).n == 1
    assert await stars(town, fan) == 950


def _each(button: Any, values: dict[str, list[Any]]) -> list[Any]:
    """Return a button with everything that its fields can be."""
    made: list[dict[str, Any]] = [{}]
    for name in button.model_fields:
        made = [one | {name: value} for one in made for value in values[name]]
    return [button(**one) for one in made]


# The rules


@pytest.mark.parametrize(
    ("command", "heads"),
    [
        ("terms", ("The terms of promo.music", "Условия promo.music")),
        ("privacy", ("What promo.music knows about you", "Что promo.music знает о тебе")),
    ],
)
async def test_the_rules_are_said_in_both_languages(
    anna: Person, boris: Person, command: str, heads: tuple[str, str]
) -> None:
    for person, head, day in (
        (boris, heads[0], "26 Nov 2026"),
        (anna, heads[1], "26 ноября 2026"),
    ):
        await person.says(f"/{command}")
        assert person.text.startswith(head)
        assert day in person.text.splitlines()[1]
        assert len(person.text) < 4096
        await person.presses("🔒" if command == "terms" else "📄")
        assert not person.text.startswith(head)


async def test_what_is_kept_names_how_payouts_are_paid(anna: Person, boris: Person) -> None:
    """The books are for ever, and hold what an artist wrote about that."""
    for person, part in ((boris, "how you want them paid"), (anna, "как ты хочешь их получать")):
        await person.says("/privacy")
        assert part in person.text


async def test_help_leads_to_the_rules(boris: Person) -> None:
    await boris.says("/help")
    assert {"/paysupport", "/terms", "/privacy"} <= set(boris.text.split())
