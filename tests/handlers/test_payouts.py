"""An artist asks for Stars, an admin pays; each Star is asked for once and settled once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from bot import jobs
from bot.app import App, utc_now
from handlers.callbacks import Payout, PayoutAsk, PayoutPaid, PayoutReject, Payouts, PayoutSure
from storage import Giving, Ledger, Outbox, Track, money
from tests.control import Json
from tests.people import Person, buttons, labels, words

WALLET = "TON UQAnna"
HERE = "💸 Выплата"

Give = Callable[..., Awaitable[None]]


@pytest.fixture
async def ledger(app: App) -> AsyncIterator[Ledger]:
    """The ledger, which must be sound when the test is over, but for what others broke before."""
    ledger = Ledger(app.redis)
    broken = set((await ledger.audit()).violations)
    yield ledger
    await ledger.allow_payouts(now=utc_now())
    assert set((await ledger.audit()).violations) <= broken


@pytest.fixture
def give(anna: Person, song: Track, ledger: Ledger) -> Give:
    """A way to let Anna have been given Stars some days ago."""
    charges = iter(range(1000))

    async def give(stars: int, *, days: int = 30) -> None:
        charge = f"payouts-{anna.id}-{next(charges)}"
        ago = utc_now() - timedelta(days=days)
        await ledger.post(
            money.donate_stars(
                charge, donor="5", artist=str(anna.id), stars=stars, donor_name="F", now=ago
            )
        )

    return give


async def drawn(anna: Person, stars: str) -> Json:
    """Let Anna ask for all she can have, up to the last question; return that."""
    await anna.says("/payout")
    await anna.presses(f"Попросить {stars} ⭐")
    if "Куда тебе платить?" in anna.text:
        await anna.says(WALLET)
    return anna.screen


def sure(question: Json) -> str:
    """Return what the last question's button carries."""
    return str(buttons(question)[0]["callback_data"])


async def asked(anna: Person, stars: str) -> None:
    question = await drawn(anna, stars)
    await anna.presses("Да, ", on=question)


async def open_ids(ledger: Ledger, anna: Person) -> list[str]:
    found, _ = await ledger.payouts(str(anna.id))
    return [payout.id for payout in found if payout.settled is None]


def about(anna: Person) -> str:
    """Return what stands in every card of a payout of Anna's."""
    return f"{anna.id}-"


async def test_stars_are_pending_for_21_days_and_then_can_be_had(anna: Person, give: Give) -> None:
    await give(900, days=0)
    await give(200, days=1)
    await anna.says("/payout")
    assert "Пока получать нечего." in anna.text
    assert "Ещё 1 100 ⭐ дозревают" in anna.text.replace("\u00a0", " ")
    assert anna.text.count("\nс ") == 2
    assert not any("Попросить" in label for label in labels(anna.screen))
    await give(1500, days=22)
    await anna.presses_data(Payout().pack())
    assert "Можно получить: 1 500 ⭐ ≈ 19,50 $" in anna.text.replace("\u00a0", " ")
    assert "Попросить 1 500 ⭐" in labels(anna.screen)


async def test_many_days_are_told_in_a_few_lines(anna: Person, give: Give) -> None:
    for days in range(7):
        await give(10, days=days)
    await anna.says("/payout")
    assert anna.text.count("\nс ") == 3
    assert "остальное до" in anna.text
    assert ": 40 ⭐" in anna.text


async def test_an_artist_is_paid(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    olga, oleg = admins
    await give(1500)
    question = await drawn(anna, "1 500")
    assert "Попросить 1\u00a0500 ⭐? Это ≈ 19,50 $." in words(question)
    assert WALLET in words(question)
    await anna.presses("Да, 1 500 ⭐")
    assert "Запрос на 1\u00a0500 ⭐ отправлен" in anna.text
    assert (await ledger.stars(str(anna.id), now=utc_now())).total == 0

    told = await olga.receives(about(anna))
    also = await oleg.receives(about(anna))
    assert words(told).startswith("💸 Anna Sings asks for 1,500 ⭐ ≈ $19.50")
    assert WALLET in words(told)
    await olga.presses("✅ Paid", on=told)
    await olga.says("hash 0xabc")
    assert "Paid by Olga" in olga.text
    paid = await anna.receives("1\u00a0500 ⭐ выплачены")
    assert "hash 0xabc" in words(paid)
    for admin, notice in ((olga, told), (oleg, also)):
        renewed = await admin.notices(notice, "Paid by Olga")
        assert "hash 0xabc" in words(renewed)
        assert "✅ Paid" not in labels(renewed)
    await anna.says("/payout")
    assert "✅ 1\u00a0500 ⭐" in anna.text
    assert "hash 0xabc" in anna.text
    assert await ledger.state(f"payout:{(await ledger.payouts(str(anna.id)))[0][0].id}") == "paid"


async def test_a_double_tap_is_one_request(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    await give(3000)
    await anna.says("/payout")
    await anna.presses("Другая сумма")
    await anna.says(WALLET)
    await anna.presses("Другая сумма")
    await anna.says("1000")
    question = anna.screen
    await asyncio.gather(*(anna.presses_data(sure(question), on=question) for _ in range(2)))
    await anna.presses_data(sure(question), on=question)
    assert "Запрос на 1\u00a0000 ⭐ отправлен" in anna.text
    assert len(await open_ids(ledger, anna)) == 1
    assert (await ledger.stars(str(anna.id), now=utc_now())).total == 2000
    await admins[0].receives(about(anna))
    assert sum(about(anna) in words(message) for message in admins[0].received) == 1


async def test_stars_are_not_asked_for_twice(anna: Person, give: Give, ledger: Ledger) -> None:
    await give(1500)
    first, second = await drawn(anna, "1 500"), await drawn(anna, "1 500")
    answers = await asyncio.gather(
        *(anna.presses_data(sure(question), on=question) for question in (first, second))
    )
    alerts = [answer.get("text") for answer in answers]
    assert sorted(alerts, key=str) == [None, "Сейчас можно попросить не больше 0 ⭐."]
    assert len(await open_ids(ledger, anna)) == 1
    assert (await ledger.stars(str(anna.id), now=utc_now())).total == 0


async def test_a_rejected_request_gives_the_stars_back_at_once(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    await give(1500)
    await asked(anna, "1 500")
    told = await admins[0].receives(about(anna))
    await admins[0].presses("Decline", on=told)
    await admins[0].says("No such wallet")
    rejected = await anna.receives("выплатить не вышло")
    assert "No such wallet" in words(rejected)
    await admins[1].notices(await admins[1].receives(about(anna)), "Declined by Olga")
    assert (await ledger.stars(str(anna.id), now=utc_now())).available == 1500
    await asked(anna, "1 500")
    assert "отправлен" in anna.text


async def test_an_admin_may_think_better_of_it(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    await give(1500)
    await asked(anna, "1 500")
    told = await admins[0].receives(about(anna))
    await admins[0].presses("✅ Paid", on=told)
    await admins[0].presses("Cancel", on=admins[0].seen(told))
    assert "✅ Paid" in labels(admins[0].seen(told))
    await admins[0].says("hash")
    assert len(await open_ids(ledger, anna)) == 1


async def test_of_two_admins_at_once_one_is_first(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    olga, oleg = admins
    await give(1500)
    await asked(anna, "1 500")
    await olga.presses("✅ Paid", on=await olga.receives(about(anna)))
    await oleg.presses("Decline", on=await oleg.receives(about(anna)))
    await asyncio.gather(olga.says("hash"), oleg.says("no"))
    payouts, _ = await ledger.payouts(str(anna.id))
    assert payouts[0].settled is not None
    late = oleg if payouts[0].is_paid else olga
    first = "Olga" if payouts[0].is_paid else "Oleg"
    assert f"Already settled by {first}" in late.text
    await anna.receives("hash" if payouts[0].is_paid else "no")
    told = [m for m in anna.received if "выплачены" in words(m) or "не вышло" in words(m)]
    assert len(told) == 1


async def test_of_two_admins_who_paid_the_second_is_told(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    olga, oleg = admins
    await give(1500)
    await asked(anna, "1 500")
    told = await olga.receives(about(anna))
    await oleg.presses("✅ Paid", on=await oleg.receives(about(anna)))
    await olga.presses("✅ Paid", on=told)
    await oleg.says("oleg's hash")
    await olga.says("olga's hash")
    assert "Already settled by Oleg" in olga.text
    assert "oleg's hash" in olga.text
    await olga.presses_data(PayoutReject(id=(await ledger.payouts(str(anna.id)))[0][0].id).pack())
    assert olga.alert == "Already settled by Oleg."
    assert await ledger.balance(money.PAYOUTS) == sum(
        payout.stars for payout in (await ledger.open_payouts(limit=1000))[0]
    )


async def test_an_admin_finds_what_waits(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    await give(1234)
    await asked(anna, "1 234")
    olga = admins[0]
    total = (await ledger.open_payouts())[1]
    await olga.says("/admin")
    await olga.presses(f"💸 Payouts · {total}")
    assert "Waiting to be paid" in olga.text
    if total > 8:  # of the other tests
        await olga.presses_data(Payouts(page=(total - 1) // 8).pack())
    await olga.presses("1,234 ⭐ · Anna Sings")
    assert about(anna) in olga.text
    assert "✅ Paid" in labels(olga.screen)


async def test_whoever_is_no_admin_settles_nothing(
    anna: Person, boris: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    await give(1500)
    await asked(anna, "1 500")
    [id] = await open_ids(ledger, anna)
    await boris.starts()
    for one in (anna, boris):
        for button in (PayoutPaid(id=id), PayoutReject(id=id), Payouts(page=0)):
            await one.presses_data(button.pack())
            assert one.alert in {
                "This button is out of date. Open the menu: /start",
                "Кнопка устарела. Открой меню: /start",
            }
        await one.says("hash")
        await one.says("/payouts allow")
    assert HERE in anna.text  # their own, not everybody's
    assert await open_ids(ledger, anna) == [id]


async def test_nobody_asks_for_what_is_anothers(
    anna: Person, boris: Person, give: Give, ledger: Ledger
) -> None:
    await give(1500)
    question = await drawn(anna, "1 500")
    await boris.says("/payout")
    await boris.presses("How to pay me")
    await boris.says("TON UQBoris")
    await boris.presses_data(sure(question))
    assert boris.alert == "You can have up to 0 ⭐ paid out right now."
    await boris.presses_data(PayoutSure(intent="Ab3-_xY!", stars=1500).pack())
    assert boris.alert == "This button is out of date. Open the menu: /start"
    await anna.presses("Да, ", on=question)
    assert "отправлен" in anna.text
    intent = sure(question).split(":")[1]
    await anna.presses_data(PayoutSure(intent=intent, stars=1001).pack())
    assert anna.alert == "Кнопка устарела. Открой меню: /start"
    assert await ledger.conflicts() == []


async def test_stopped_payouts_move_nothing_until_an_admin_allows_them(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    await give(1500)
    question = await drawn(anna, "1 500")
    await ledger.stop_payouts("the books differ by <2> " + "&" * 5000)
    await anna.presses("Да, ", on=question)
    assert anna.alert is not None
    assert anna.alert.startswith("Выплаты на паузе")
    assert (await ledger.stars(str(anna.id), now=utc_now())).available == 1500
    await anna.says("/payout")
    assert "⏸ Выплаты на паузе" in anna.text
    assert not any("Попросить" in label for label in labels(anna.screen))
    await admins[0].says("/payouts")
    assert "the books differ by <2>" in admins[0].text
    await admins[0].says("/payouts allow")
    assert "Payouts are allowed again." in admins[0].text
    await anna.presses_data(sure(question), on=question)
    assert "отправлен" in words(anna.seen(question))


async def test_less_than_the_least_is_not_paid_out(
    anna: Person, give: Give, ledger: Ledger
) -> None:
    await give(999)
    await anna.says("/payout")
    assert "Выплаты — от 1\u00a0000 ⭐." in anna.text
    assert not any("Попросить" in label for label in labels(anna.screen))
    await anna.presses_data(PayoutAsk(stars=999).pack())
    await anna.says(WALLET)
    await anna.presses_data(PayoutSure(intent="Ab3-_xYz", stars=999).pack())
    assert anna.alert == "Выплаты — от 1\u00a0000 ⭐."
    await give(501)
    await anna.says("/payout")
    await anna.presses("Другая сумма")
    await anna.says("5")
    assert anna.text == "Выплаты — от 1\u00a0000 ⭐."
    await anna.says("2000")
    assert anna.text == "Сейчас можно попросить не больше 1\u00a0500 ⭐."
    await anna.says("1200")
    assert "Попросить 1\u00a0200 ⭐?" in anna.text
    assert await open_ids(ledger, anna) == []


async def test_a_request_is_paid_as_was_said_when_it_was_made(
    anna: Person, admins: tuple[Person, Person], give: Give, ledger: Ledger
) -> None:
    await give(1500)
    await asked(anna, "1 500")
    await anna.presses("💸 Выплата")
    await anna.presses("Куда платить")
    await anna.says("TON <another>")
    assert "TON <another>" in anna.text
    assert WALLET in words(await admins[0].receives(about(anna)))


async def test_requests_of_old_have_a_list(anna: Person, give: Give, ledger: Ledger) -> None:
    await give(9000)
    for number in range(9):
        id = f"{anna.id}-history{number}"
        at = utc_now() - timedelta(minutes=10 - number)
        request = money.request_payout(id, artist=str(anna.id), stars=1000 - number, now=at)
        posted = await ledger.post(request)
        await ledger.post(money.pay_out(posted, now=at, admin="1", note=f"hash {number}"))
    await anna.says("/payout")
    assert "hash 8" in anna.text
    assert "hash 5" not in anna.text
    await anna.presses("Все запросы · 9")
    assert "hash 1" in anna.text
    await anna.presses("›")
    assert "hash 0" in anna.text


# Old Stars


async def warned(app: App) -> int:
    """Run the job; return how many it warned, of whom none is of another test."""
    parts = Ledger(app.redis), Giving(app.redis), Outbox(app.redis)
    return await jobs.warn_of_old_stars(*parts, now=utc_now())


async def test_an_artist_is_warned_once_of_stars_that_will_be_lost(
    app: App, anna: Person, give: Give
) -> None:
    await anna.starts()
    await give(600, days=34 * 31)
    await give(700, days=2 * 365)
    assert await warned(app) == 1
    warning = await anna.receives("сгорают")
    assert "Лучше забрать их сейчас." in words(warning)
    async for key in app.redis.scan_iter("bot:outbox:seen:old-stars:*"):
        await app.redis.delete(key)  # a month passes
    assert await warned(app) == 0
    await anna.presses("💸 Выплата", on=warning)
    assert "Можно получить: 1\u00a0300 ⭐" in anna.text


async def test_nobody_is_warned_whose_old_stars_were_paid(
    app: App, anna: Person, give: Give
) -> None:
    await give(1000, days=34 * 31)
    await give(50, days=2 * 365)
    await asked(anna, "1 050")
    assert await warned(app) == 0
    await give(700, days=30)
    assert await warned(app) == 0


async def test_too_few_old_stars_are_not_promised(app: App, anna: Person, give: Give) -> None:
    await anna.starts()
    await give(600, days=34 * 31)
    assert await warned(app) == 1
    assert "/paysupport" in words(await anna.receives("сгорают"))
