"""Coins: bought with Stars, given to artists, spent on a place, and never more than there are."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app import App, utc_now
from handlers.house import EDITION
from handlers.rewards import STAY
from storage import (
    KV,
    Audience,
    CoinTx,
    Donation,
    Giving,
    Ledger,
    Outbox,
    People,
    Profile,
    Records,
    Track,
    money,
)
from storage import keys as stored
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, labels, words


@pytest.fixture
async def fan(town: Town) -> Person:
    """Somebody with Stars who reads English."""
    return await town.newcomer("Boris", language="en", stars=1000)


@pytest.fixture
def ledger(app: App) -> Ledger:
    return Ledger(app.redis)


@pytest.fixture(autouse=True)
async def _sound(app: App, ledger: Ledger) -> AsyncIterator[None]:
    """Hold in every test that the ledger is as sound as before, and promote nobody afterwards.

    Other tests store balances that no posting made.
    """
    before = await ledger.audit()
    yield
    await app.worker.idle()
    audit = await ledger.audit()
    assert {one.about for one in audit.violations} <= {one.about for one in before.violations}
    assert audit.conflicts == before.conflicts
    await app.redis.delete(stored.PROMOTED)


async def rich(ledger: Ledger, person: Person, coins: int) -> None:
    """Let somebody have bought coins."""
    charge = f"bought-{person.id}-{coins}"
    await ledger.post(
        money.buy_coins(charge, user=str(person.id), stars=50, coins=coins, now=utc_now())
    )


async def coins(ledger: Ledger, person: Person) -> int:
    return await ledger.coins(str(person.id))


async def given(app: App, artist: Person) -> list[Donation]:
    return (await Records(app.redis).page(Donation, str(artist.id))).records


async def history(app: App, person: Person) -> list[tuple[int, str]]:
    moves, _ = await Records(app.redis).page(CoinTx, str(person.id))
    return [(move.amount, move.type) for move in moves]


async def opens_support(fan: Person, artist: Person) -> None:
    await fan.starts(f"a_{artist.id}")
    await fan.presses("⭐ Support")


async def asked(fan: Person, artist: Person, amount: str) -> None:
    """Go as far as the question whether to give so many coins."""
    await opens_support(fan, artist)
    await fan.presses("🪙 With coins")
    await fan.presses(amount)


# What there is ---------------------------------------------------------------------------------


async def test_whoever_opens_their_coins_is_welcome_once(
    app: App, fan: Person, ledger: Ledger
) -> None:
    for _ in range(2):
        await fan.says("/coins")
        assert "10 coins" in fan.text
        assert "+10 · A welcome gift" in fan.text
    assert "never cash" in fan.text
    assert await history(app, fan) == [(10, "reward")]


async def test_history_says_what_came_and_what_went(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await fan.says("/coins")
    me, now = str(fan.id), utc_now()
    then = now + timedelta(milliseconds=1)
    await ledger.post(money.buy_coins("h1", user=me, stars=50, coins=100, now=now))
    await ledger.refunded("h1", now=then)
    await rich(ledger, fan, 500)
    await asked(fan, anna, "🪙 50")
    await fan.presses("Give 50 🪙")
    await fan.says("/coins")
    lines = [line for line in fan.text.splitlines() if line.startswith(("+", "−"))]
    assert lines == [
        "−50 · Donation to Anna Sings",
        "+500 · Bought",
        "−100 · Purchase refunded",
        "+100 · Bought",
        "+10 · A welcome gift",
    ]
    await anna.says("/coins")
    assert "+50 · Донат от слушателя: Boris" in anna.text


async def test_history_turns_its_pages(fan: Person, ledger: Ledger) -> None:
    for n in range(9):
        await ledger.post(
            money.buy_coins(f"p{n}", user=str(fan.id), stars=1, coins=n + 1, now=utc_now())
        )
    await fan.says("/coins")
    assert "55 coins" in fan.text, "45, and ten to begin with"
    assert "1 of 2" in fan.labels
    await fan.presses("›")
    assert "+1 · Bought" in fan.text
    assert "never cash" in fan.text


# Buying ----------------------------------------------------------------------------------------


async def test_coins_are_bought_after_the_terms_are_agreed_to(
    app: App, fan: Person, ledger: Ledger
) -> None:
    await fan.says("/coins")
    await fan.presses("Buy coins")
    assert "/terms" in fan.text
    assert not any("url" in button for button in buttons(fan.screen))
    await fan.presses("I agree")
    assert fan.labels[:3] == ["🪙 100 · ⭐ 50", "🪙 500 · ⭐ 230", "🪙 1,000 · ⭐ 430"]
    paid = await fan.pays("🪙 100 · ⭐ 50")
    assert paid["paid"]
    await fan.receives("+100 coins. You have 110.")
    assert await coins(ledger, fan) == 110
    person = await People(app.redis).get(str(fan.id))
    assert person is not None
    assert person.terms == EDITION
    await fan.says("/coins")
    assert "+100 · Bought" in fan.text


async def test_who_has_agreed_is_not_asked_again(app: App, fan: Person) -> None:
    await fan.starts()
    await People(app.redis).settle(str(fan.id), terms=EDITION)
    await fan.says("/coins")
    await fan.presses("Buy coins")
    assert "🪙 100 · ⭐ 50" in fan.labels


async def test_an_older_edition_of_the_terms_is_not_agreed_to(app: App, fan: Person) -> None:
    await fan.says("/coins")
    await fan.presses_data("$t:1999-01")
    assert "I agree, show the prices" in fan.labels
    person = await People(app.redis).get(str(fan.id))
    assert person is not None
    assert person.terms is None


async def test_links_are_made_once(app: App, town: Town, fan: Person) -> None:
    await fan.says("/coins")
    await fan.presses("Buy coins")
    await fan.presses("I agree")
    links = [button.get("url") for button in buttons(fan.screen)]
    await fan.presses("Back")
    await fan.presses("Buy coins")
    assert [button.get("url") for button in buttons(fan.screen)] == links


async def test_a_link_sells_to_nobody_else(
    app: App, town: Town, fan: Person, ledger: Ledger
) -> None:
    await fan.says("/coins")
    await fan.presses("Buy coins")
    await fan.presses("I agree")
    link = buttons(fan.screen)[0]["url"]
    stranger = await town.newcomer("Clara", language="en", stars=1000)
    await stranger.starts()
    await People(app.redis).settle(str(stranger.id), terms=EDITION)
    refusal = await stranger.pays_link(link)
    assert refusal == {
        "paid": False,
        "error": "This offer is for somebody else. Make your own: /coins",
    }
    assert await coins(ledger, stranger) == 0


async def test_without_consent_nothing_is_sold(app: App, fan: Person, ledger: Ledger) -> None:
    await fan.says("/coins")
    await fan.presses("Buy coins")
    await fan.presses("I agree")
    await People(app.redis).settle(str(fan.id), terms="1999-01")
    refusal = await fan.pays("🪙 100 · ⭐ 50")
    assert not refusal["paid"]
    assert "agree to the terms" in refusal["error"]
    assert await coins(ledger, fan) == 10


# Giving ----------------------------------------------------------------------------------------


async def test_coins_are_given_to_an_artist(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, fan, 120)
    await opens_support(fan, anna)
    await fan.presses("🪙 With coins")
    assert "You have 130 coins" in fan.text
    assert fan.labels[:4] == ["🪙 10", "🪙 50", "🪙 100", "Another amount"]
    await fan.presses("🪙 50")
    assert "50 🪙 for Anna Sings?" in fan.text
    await fan.presses("Give 50 🪙")
    assert "50 🪙 for Anna Sings" in fan.text
    assert "✍ Add a message" in fan.labels
    assert "🪙 50" in fan.labels, "once more"
    told = await anna.receives("50 🪙")
    assert (
        words(told) == "💛 Boris дарит тебе 50 🪙\nКоинами впервые\nОткуда: твоя страница\nБез слов"
    )
    assert labels(told) == ["🙏 Сказать спасибо", "📣 Показать в чате"], "and nothing to return"
    [donation] = await given(app, anna)
    assert (donation.amount, donation.currency, donation.status) == (50, "coins", "completed")
    assert (donation.donor_id, donation.source) == (str(fan.id), "page")
    assert await coins(ledger, fan) == 80
    assert await coins(ledger, anna) == 50


async def test_a_song_is_named_as_where_coins_came_from(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await fan.starts(f"t_{anna.id}_{song.id}")
    await fan.presses("⭐ Support")
    await fan.presses("🪙 With coins")
    await fan.presses("🪙 10")
    await fan.presses("Give 10 🪙")
    told = await anna.receives("10 🪙")
    assert "Откуда: 🎵 Трек «Paper Boats»" in words(told)


async def test_two_presses_are_one_donation(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, fan, 200)
    await asked(fan, anna, "🪙 50")
    question = fan.screen
    spend = buttons(question)[0]["callback_data"]
    await asyncio.gather(*(fan.presses_data(spend, on=question) for _ in range(3)))
    await fan.presses_data(spend, on=question)
    assert "50 🪙 for Anna Sings" in fan.text
    assert len(await given(app, anna)) == 1
    assert (await coins(ledger, fan), await coins(ledger, anna)) == (160, 50)
    assert (await Giving(app.redis).given(str(anna.id), "coins")).n == 1
    await asked(fan, anna, "🪙 50")
    await fan.presses("Give 50 🪙")
    assert len(await given(app, anna)) == 2, "asked again, it is another"
    await anna.receives("Уже во 2-й раз, всего 100 🪙")


async def test_an_own_amount_of_coins(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, fan, 200)
    await asked(fan, anna, "Another amount")
    for nonsense in ("0", "-5", "1.5", "many", "1000001"):
        await fan.says(nonsense)
        assert "whole number of coins" in fan.text, nonsense
    await fan.says("77")
    assert "77 🪙 for Anna Sings?" in fan.text
    await fan.presses("Give 77 🪙")
    assert await coins(ledger, anna) == 77


async def test_what_one_has_not_cannot_be_given(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await opens_support(fan, anna)
    await fan.presses("🪙 With coins")
    assert fan.labels[:2] == ["🪙 10", "Another amount"], "no more than one has"
    await fan.presses("Another amount")
    await fan.says("11")
    assert "It takes 11 🪙, and you have 10 🪙." in fan.text
    assert await coins(ledger, fan) == 10
    await fan.presses("Buy coins")
    await fan.presses("I agree")
    await fan.pays("🪙 100 · ⭐ 50")
    bought = await fan.receives("+100 coins. You have 110.")
    assert labels(bought) == ["Give 11 🪙 to Anna Sings", "🪙 Coins"]
    await fan.presses("Give 11 🪙", on=bought)
    await fan.presses("Give 11 🪙")
    assert (await coins(ledger, fan), await coins(ledger, anna)) == (99, 11)
    await fan.presses_data("$s:wanted")
    assert fan.alert is not None
    assert "out of date" in fan.alert


async def test_coins_spent_meanwhile_are_missed_and_nobody_ends_below_zero(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, fan, 90)
    questions = []
    for _ in range(3):
        await asked(fan, anna, "🪙 50")
        questions.append(fan.screen)
    for question in questions:
        await fan.presses("Give 50 🪙", on=question)
    said = [words(fan.seen(question)) for question in questions]
    assert "Thank you!" in said[0]
    assert "Thank you!" in said[1]
    assert "It takes 50 🪙, and you have 0 🪙." in said[2]
    assert (await coins(ledger, fan), await coins(ledger, anna)) == (0, 100)


async def test_forged_amounts_move_nothing(
    anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, fan, 100)
    await asked(fan, anna, "🪙 50")
    for forged in ("0", "-50", "1000001", "9" * 30, "1.5", "x"):
        await fan.presses_data(f"$a:{anna.id}:{forged}::")
        assert fan.alert == "This button is out of date. Open the menu: /start", forged
    await fan.presses_data(f"$a:{anna.id}:111::")
    assert "It takes 111 🪙" in fan.text
    assert (await coins(ledger, fan), await coins(ledger, anna)) == (110, 0)


async def test_anothers_question_cannot_be_answered(
    town: Town, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await asked(fan, anna, "🪙 10")
    spend = buttons(fan.screen)[0]["callback_data"]
    clara = await town.newcomer("Clara", language="en")
    await clara.says("/coins")
    for forged in (spend, "$s:0123456789abcdef", "$s:*"):
        await clara.presses_data(forged)
        assert clara.alert is not None, forged
    assert (await coins(ledger, clara), await coins(ledger, fan)) == (10, 10)
    assert await coins(ledger, anna) == 0


async def test_an_artist_who_wants_nothing_or_is_gone_is_given_no_coins(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    giving, artist = Giving(app.redis), str(anna.id)
    await asked(fan, anna, "🪙 10")
    question = fan.screen
    await giving.settle(artist, paused=True)
    await fan.presses("Give 10 🪙", on=question)
    assert fan.alert == "Anna Sings is not taking support at the moment."
    await fan.presses_data(f"$g:{artist}::")
    assert fan.alert == "Anna Sings is not taking support at the moment."
    await giving.settle(artist, paused=False)
    await KV(app.redis).delete(f"profile:{artist}")
    await fan.presses("Give 10 🪙", on=question)
    assert fan.alert == "There is nobody here any more."
    assert await coins(ledger, fan) == 10


async def test_nobody_gives_coins_to_themselves(anna: Person, song: Track, ledger: Ledger) -> None:
    await anna.says("/coins")
    for forged in (f"$g:{anna.id}::", f"$a:{anna.id}:5::", f"$o:{anna.id}::"):
        await anna.presses_data(forged)
        assert anna.alert == "Это твоя собственная страница.", forged
    assert await coins(ledger, anna) == 10


async def test_nothing_is_spent_during_maintenance(
    anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await asked(fan, anna, "🪙 10")
    await ledger.close("for a test")
    try:
        await fan.presses("Give 10 🪙")
    finally:
        await ledger.open()
    assert fan.alert is not None
    assert "maintenance" in fan.alert
    assert await coins(ledger, fan) == 10


async def test_words_and_names_go_with_coins_as_with_stars(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await asked(fan, anna, "🪙 10")
    await fan.presses("Give 10 🪙")
    told = await anna.receives("Boris дарит тебе 10 🪙")
    await fan.presses("Join the wall")
    await fan.presses("Add a message")
    await fan.says("Play it again!")
    await anna.notices(told, "Play it again!")
    await opens_support(fan, anna)
    await fan.presses("Supporters · 1")
    assert "Boris · 10 🪙" in fan.text
    thanks = await fan.receives("Play it again!")
    await fan.presses("Hide my name", on=thanks)
    await anna.notices(told, "Кто-то дарит тебе 10 🪙")
    await anna.says("/coins")
    assert "Boris" not in anna.text
    assert "Донат от слушателя: Кто-то" in anna.text


async def test_a_forged_source_does_not_keep_the_artist_from_hearing(
    anna: Person, fan: Person, song: Track
) -> None:
    await fan.says("/coins")
    for forged in ("vinyl:1", "track:x y", "track:nothing"):
        await fan.presses_data(f"$a:{anna.id}:1:{forged}")
        await fan.presses("Give 1 🪙")
    await anna.receives("всего 3 🪙")


# A promoted place ------------------------------------------------------------------------------


async def takes_a_place(artist: Person) -> None:
    await artist.says("/coins")
    await artist.presses("Место в поиске")
    await artist.presses("Занять за 100 🪙")


async def test_a_promoted_artist_is_found_first_and_labelled(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, anna, 100)
    await anna.says("/coins")
    await anna.presses("Место в поиске")
    assert "пометкой «реклама»" in anna.text
    assert "Стоит 100 🪙, у тебя 110 🪙" in anna.text
    await anna.presses("Занять за 100 🪙")
    assert "Место твоё!" in anna.text
    assert await coins(ledger, anna) == 10
    await fan.says("/find")
    assert fan.labels[0] == "📢 Anna Sings · promoted"
    assert "Promoted: this place was bought" in fan.text
    await fan.says("Paper")
    assert fan.labels[0] == "📢 Anna Sings · promoted"
    assert any("Paper Boats" in label for label in fan.labels[1:])
    await fan.presses("📢 Anna Sings · promoted")
    assert "0 followers · 0 plays" in fan.text, "and it makes neither"
    await anna.says("/coins")
    assert "−100 · Место в поиске на сутки" in anna.text


async def test_a_place_is_over_after_a_day(
    anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, anna, 100)
    yesterday = utc_now() - timedelta(days=1)
    await ledger.post(money.promote("over", user=str(anna.id), coins=100, now=yesterday))
    await fan.says("/find")
    assert not any("promoted" in label for label in fan.labels)
    assert "Promoted" not in fan.text


async def test_two_presses_are_one_place_and_another_question_another_day(
    app: App, anna: Person, song: Track, ledger: Ledger
) -> None:
    await rich(ledger, anna, 300)
    await anna.says("/coins")
    await anna.presses("Место в поиске")
    question = anna.screen
    spend = buttons(question)[0]["callback_data"]
    await asyncio.gather(*(anna.presses_data(spend, on=question) for _ in range(2)))
    assert await coins(ledger, anna) == 210
    first = await app.redis.zscore(stored.PROMOTED, str(anna.id))
    assert first is not None
    await anna.says("/coins")
    await anna.presses("Место в поиске")
    assert "Место у тебя уже есть" in anna.text
    await anna.presses("Занять за 100 🪙")
    assert await coins(ledger, anna) == 110
    second = await app.redis.zscore(stored.PROMOTED, str(anna.id))
    assert second == first + 86_400_000


async def test_a_place_needs_a_page_and_the_coins(
    anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await fan.says("/coins")
    assert "📢 A place in search" not in fan.labels
    await fan.presses_data("$p")
    assert fan.alert == "You need a page first: send me a song, and there it is."
    await anna.says("/coins")
    await anna.presses("Место в поиске")
    assert "Нужно 100 🪙, а у тебя 10 🪙." in anna.text
    assert await coins(ledger, anna) == 10


async def test_a_few_are_promoted_and_the_rest_wait(
    app: App, town: Town, fan: Person, records: Records, ledger: Ledger
) -> None:
    for n in range(6):
        artist = await town.newcomer(f"Artist {n}")
        await records.add(Profile.new(str(artist.id), now=NOW, name=f"{'Long ' * 12}{n}"))
        await rich(ledger, artist, 100)
        await ledger.post(money.promote(f"few-{n}", user=str(artist.id), coins=100, now=utc_now()))
        if n > 3:  # and the page is gone meanwhile: such a place is lost on nobody
            await KV(app.redis).delete(f"profile:{artist.id}")
    await fan.says("/find")
    shown = [label for label in fan.labels if label.startswith("📢")]
    assert len(shown) == 3
    assert all(label.endswith(" · promoted") for label in shown), "however long a name is"


# Rewards ---------------------------------------------------------------------------------------


async def a_day_passes(app: App) -> None:
    await Outbox(app.redis).pump(upto=utc_now() + STAY)
    await app.courier.idle()


async def test_a_follower_who_stays_a_day_is_rewarded_once(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    await fan.presses("+ Follow", on=page)
    assert await coins(ledger, anna) == 0
    await a_day_passes(app)
    assert await coins(ledger, anna) == 1
    await fan.presses_data(f"g:{anna.id}:0", on=page)
    await fan.presses_data(f"g:{anna.id}:1", on=page)
    await a_day_passes(app)
    assert await coins(ledger, anna) == 1, "coming back is not coming"
    await anna.says("/coins")
    assert "+1 · Новый подписчик" in anna.text


async def test_who_leaves_is_no_reward_and_who_comes_back_has_to_stay(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    await fan.presses_data(f"g:{anna.id}:1", on=page)
    await fan.presses_data(f"g:{anna.id}:0", on=page)
    await a_day_passes(app)
    assert await coins(ledger, anna) == 0
    await fan.presses_data(f"g:{anna.id}:1", on=page)
    assert await coins(ledger, anna) == 0
    await a_day_passes(app)
    assert await coins(ledger, anna) == 1


async def test_who_left_and_came_back_has_not_stayed(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    await fan.presses_data(f"g:{anna.id}:1", on=page)
    first = await Audience(app.redis).since(str(fan.id), str(anna.id))
    assert first is not None
    await fan.presses_data(f"g:{anna.id}:0", on=page)
    await fan.presses_data(f"g:{anna.id}:1", on=page)
    assert await Outbox(app.redis).pump(upto=first + STAY)
    await app.courier.idle()
    assert await coins(ledger, anna) == 0


async def test_rewards_are_capped_and_the_rest_is_simply_not_given(
    app: App,
    anna: Person,
    fan: Person,
    song: Track,
    ledger: Ledger,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for n in range(20):
        await ledger.post(
            money.reward_follower(str(anna.id), f"fan-{n}", coins=1, a_day=20, now=utc_now())
        )
    await fan.starts(f"a_{anna.id}")
    await fan.presses("+ Follow")
    await a_day_passes(app)
    assert await coins(ledger, anna) == 20
    assert [record for record in caplog.records if record.name == "bot.courier"] == []


@pytest.mark.parametrize("where", ["link:Buy at t.me/spam", "<b>:x", "profile:1"])
async def test_a_forged_source_of_coins_is_the_page(
    anna: Person, fan: Person, song: Track, ledger: Ledger, where: str
) -> None:
    """Else anybody could write to an artist where no message is looked at or hidden."""
    await rich(ledger, fan, 50)
    await fan.starts()
    await fan.presses_data(f"$a:{anna.id}:10:{where}")
    await fan.presses("Give 10")
    await anna.receives("Откуда: твоя страница")
