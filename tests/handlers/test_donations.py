"""What an artist sees of donations, settles about them, and shows of them."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.app import App, utc_now
from handlers import statement
from handlers.texts import Library
from storage import (
    COINS,
    MONEY,
    STARS,
    Donation,
    Giving,
    Ledger,
    Outbox,
    Records,
    Track,
    keys,
    money,
    pace,
)
from storage.pace import Rate
from tests.handlers.conftest import NOW
from tests.patience import PATIENCE_S
from tests.people import Person, Town, buttons, labels, words

SOON = timedelta(minutes=2)


@pytest.fixture
async def fan(town: Town) -> Person:
    """Somebody with Stars who reads English."""
    return await town.newcomer("Boris", language="en", stars=10_000)


@pytest.fixture
def giving(app: App) -> Giving:
    return Giving(app.redis)


@pytest.fixture
def ledger(app: App) -> Ledger:
    return Ledger(app.redis)


@pytest.fixture
def _swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages to one chat need not be a second apart."""
    monkeypatch.setattr(pace, "CHAT", Rate(500))


async def gives(fan: Person, artist: Person, stars: int = 50) -> None:
    """Give Stars from the artist's page."""
    await fan.starts(f"a_{artist.id}")
    await fan.pays(f"⭐ {stars}")


async def latest(app: App, artist: Person) -> Donation:
    return (await Records(app.redis).page(Donation, str(artist.id))).records[0]


def imported(artist: Person, n: int = 0, **values: Any) -> Donation:
    given = {"donor_name": "Иван <Петров>", "amount": 500 + n, "status": "completed"}
    made = NOW + timedelta(days=n)
    return Donation(id=f"d{n}", owner=str(artist.id), created_at=made, **given | values)


# The list --------------------------------------------------------------------------------------


async def test_the_list_says_how_much_from_whom_when_and_what(
    anna: Person, records: Records
) -> None:
    await anna.says("/donations")
    assert "Пока нет" in anna.text
    await records.add(imported(anna, message="Спасибо за музыку!"))
    long = "Иван Иванович Константинопольский-Заречный"
    await records.add(imported(anna, 1, status="refunded", currency=STARS, donor_name=long))
    await records.add(imported(anna, 2, status="pending", anonymous=True, currency=COINS))
    await anna.says("/donations")
    assert anna.labels[:3] == [
        "502 🪙 · Кто-то · 27 янв · ⏳ не оплачен",
        "501 ⭐ · Иван Иванович К… · 26 янв · ↩ возвращён",
        "500 · Иван <Петров> · 25 янв · «Спасибо за музы…",
    ]
    await anna.presses("500 ·")
    assert "Иван <Петров> дарит тебе 500\n25 января 2026\nСпасибо за музыку!" in anna.text
    await anna.presses("‹ Донаты")
    assert len(anna.labels) > 3


async def test_totals_keep_stars_and_coins_apart(
    anna: Person, ledger: Ledger, app: App, song: Track
) -> None:
    me, now = str(anna.id), datetime.now(UTC)  # noqa: TID251
    before = now.replace(day=1) - timedelta(days=1)
    await ledger.post(money.welcome("9001", coins=70, now=now))
    for n, (stars, at) in enumerate([(50, now), (25, now), (1200, before)]):
        await ledger.post(
            money.donate_stars(
                f"{me}-{n}", donor="9001", artist=me, stars=stars, donor_name="B", now=at
            )
        )
    await ledger.post(
        money.donate_coins(f"{me}", donor="9001", artist=me, coins=70, donor_name="B", now=now)
    )
    await anna.says("/donations")
    assert "В этом месяце: 75 ⭐ + 70 🪙\nВ прошлом: 1\u00a0200 ⭐\n" in anna.text
    assert "За всё время: 1\u00a0275 ⭐ + 70 🪙, 4 доната" in anna.text
    assert "Возвращено" not in anna.text
    await ledger.refunded(f"{me}-1", now=now)
    await anna.presses("По месяцам")
    lines = anna.text.splitlines()
    assert lines[2].endswith(f" {now.year}: 50 ⭐ + 70 🪙, 2 доната")
    assert lines[3] == "↩ Возвращено: 25 ⭐, 1 донат"
    assert lines[4].endswith(f" {before.year}: 1\u00a0200 ⭐, 1 донат")
    assert len(lines) == 5
    await anna.presses("‹ Донаты")
    assert "50 ⭐ + 70 🪙, 3 доната\n↩ Возвращено: 25 ⭐, 1 донат" in anna.text


async def test_the_way_back_from_a_card_leads_to_its_page(anna: Person, records: Records) -> None:
    for n in range(9):
        await records.add(imported(anna, n))
    await anna.says("/donations")
    await anna.presses("›")
    await anna.presses("500 ·")
    await anna.presses("‹ Донаты")
    assert "2 из 2" in anna.labels


async def test_nobody_opens_anothers_donation(anna: Person, fan: Person, records: Records) -> None:
    await records.add(imported(anna, message="Secret"))
    await fan.says("/donations")
    for data in ("$dc:d0:0", "di:d0", "dt:d0", "dh:d0:1", "dr:d0:1"):
        await fan.presses_data(data)
        assert fan.alert == "This is gone.", data
    assert "Secret" not in "".join(map(words, fan.received))


# The statement ---------------------------------------------------------------------------------

HOSTILE = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "a;\"b\",'c'", "；=1", "＝1"]


async def sent_file(town: Town, message: dict[str, Any]) -> str:
    file = message["document"]["file_id"]
    async with ClientSession() as http, http.get(f"{town.url}/sandbox/files/{file}") as reply:
        return (await reply.read()).decode("utf-8")


async def test_a_statement_holds_everything_and_no_formula(
    town: Town, anna: Person, records: Records
) -> None:
    for n, text in enumerate(HOSTILE):
        await records.add(imported(anna, n, donor_name=text, message=f"{text}\n=2;\r\nend"))
    await records.add(
        imported(anna, 8, currency=STARS, charge_id="stx-1", anonymous=True, source="track:1-a")
    )
    await records.add(imported(anna, 9, currency=STARS, status="refunded"))
    await records.add(imported(anna, 10, currency=COINS, hidden=True, message="m"))
    await anna.says("/donations")
    await anna.presses("Выписка")
    text = await sent_file(town, anna.screen)
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert head[:3] == ["Дата (UTC)", "От кого", "Сумма"]
    day = "2026-02-0{} 10:00:00"
    assert rows[0] == [
        *(day.format(4), "Иван <Петров>", "510", "coins", "", "completed", "", "", "")
    ]
    assert rows[1] == [*(day.format(3), "Иван <Петров>", "509", "XTR", "", "refunded", "", "", "")]
    assert rows[2] == [
        *(day.format(2), "", "508", "XTR", "6,604", "completed", "", "track:1-a", "stx-1")
    ]
    for row, text in zip(reversed(rows[3:]), HOSTILE, strict=True):
        shield = "'" if text[0] in "=+-@＝" else ""
        assert row[1] == shield + text
        assert row[6] == f"{shield}{text}\n=2;\r\nend"
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r＝")]


async def test_a_name_is_hidden_from_the_records_long_after_its_notice_can_be_found(
    app: App, town: Town, anna: Person, fan: Person, song: Track, ledger: Ledger, giving: Giving
) -> None:
    await fan.starts()
    artist, then = str(anna.id), utc_now() - timedelta(days=61)
    posted = await ledger.post(
        money.donate_stars(
            f"old-{artist}",
            donor=str(fan.id),
            artist=artist,
            stars=50,
            donor_name="Boris",
            now=then,
        )
    )
    await giving.hang(artist, str(fan.id), "Boris")
    assert posted.donation is not None
    await fan.presses_data(f"du:{artist}:{posted.donation.member}:1")
    assert fan.alert == "The artist sees “Someone”. We keep your id for a refund only."
    await app.courier.idle()
    waiting = await app.redis.hkeys(keys.OUTBOX_WAITING)
    assert not [id for id in waiting if posted.id in str(id)], "nobody looks for the notice"
    assert await giving.wall(artist) == []
    await anna.says("/donations")
    assert "Кто-то" in "".join(anna.labels)
    await anna.presses("Выписка")
    assert "Boris" not in "".join(anna.labels) + await sent_file(town, anna.screen)
    await fan.presses_data(f"dw:{artist}:{posted.donation.member}")
    await fan.says("Still the best!")
    told = await anna.receives("Still the best!")
    assert words(told).startswith("💛 Кто-то дарит тебе 50 ⭐")


async def test_a_long_statement_comes_in_parts(library: Library) -> None:
    async def pages() -> AsyncIterator[list[Donation]]:
        for n in range(10):
            yield [
                Donation(id=f"d{n}", owner="1", donor_name="B", amount=n + 1, status="completed")
            ] * 50

    made = statement.files(library["en"], "all", pages(), largest=9_000)
    files = [file.data async for file in made]
    assert len(files) > 1
    assert all(len(file) < 10_000 for file in files)
    rows = [
        row
        for file in files
        for row in list(csv.reader(StringIO(file.decode("utf-8-sig"), newline="")))[1:]
    ]
    assert [int(row[2]) for row in rows] == [n + 1 for n in range(10) for _ in range(50)]


# The goal --------------------------------------------------------------------------------------


async def sets_a_goal(artist: Person, what: str, stars: int) -> None:
    await artist.says("/donations")
    await artist.presses("⚙ Поддержка")
    await artist.presses("цель")
    await artist.says(what)
    await artist.says(str(stars))


async def test_a_goal_counts_from_when_it_is_set_and_is_seen_by_fans(
    anna: Person, fan: Person, song: Track
) -> None:
    await gives(fan, anna, 100)
    await anna.receives("100 ⭐")
    await sets_a_goal(anna, "Сведение <b>", 200)
    assert "▱▱▱▱▱▱▱▱▱▱ 0 из 200 ⭐\nСведение <b>" in anna.text
    await gives(fan, anna, 50)
    await anna.receives("▰▰▱▱▱▱▱▱▱▱ 50 из 200 ⭐")
    await fan.starts(f"a_{anna.id}")
    assert "▰▰▱▱▱▱▱▱▱▱ 50 of 200 ⭐\nСведение <b>" in fan.text
    await fan.presses("⭐ Support")
    assert "50 of 200 ⭐" in fan.text


async def test_a_goal_that_is_changed_keeps_what_came_and_one_set_anew_does_not(
    anna: Person, fan: Person, song: Track, giving: Giving
) -> None:
    await sets_a_goal(anna, "Альбом", 40)
    await gives(fan, anna, 25)
    await anna.receives("Половина цели")
    await anna.receives("дарит тебе 25 ⭐")
    await anna.presses_data("$do")
    await anna.presses("Изменить цель")
    await anna.says("Мастеринг")
    await anna.says("50")
    assert "25 из 50 ⭐\nМастеринг" in anna.text
    await gives(fan, anna, 25)
    await anna.receives("Цель достигнута")
    await anna.receives("Уже во 2-й раз")
    await anna.presses_data("$do")
    await anna.presses("Поставить цель")
    await anna.says("Мастеринг")
    await anna.says("50")
    assert "▱ 0 из 50 ⭐" in anna.text
    await anna.presses("Убрать цель")
    assert "Цели пока нет" in anna.text
    assert (await giving.support(str(anna.id))).goal_told == 0


@pytest.mark.usefixtures("_swift")
async def test_milestones_are_told_once_each(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await sets_a_goal(anna, "Альбом", 100)
    for stars, heard in ((25, ""), (25, "Половина"), (50, "Цель достигнута"), (25, "")):
        await gives(fan, anna, stars)
        await app.courier.idle()
        await anna.sees()
        notices = [text for text in map(words, anna.received) if text.startswith(("🎯", "🎉"))]
        notices = [text for text in notices if "!" in text]
        assert heard in "".join(notices)
    assert [text.partition("\n")[0] for text in notices] == [
        "🎯 Половина цели собрана!",
        "🎉 Цель достигнута!",
    ]


@pytest.mark.usefixtures("_swift")
async def test_a_milestone_is_not_told_again_after_a_refund(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    await sets_a_goal(anna, "Альбом", 50)
    await gives(fan, anna, 25)
    await anna.receives("Половина")
    given = await latest(app, anna)
    await ledger.refunded(str(given.charge_id), now=given.created_at or NOW)
    await gives(fan, anna, 25)
    await app.courier.idle()
    await anna.sees()
    assert sum("Половина" in words(message) for message in anna.received) == 1


async def test_what_comes_while_a_goal_is_set_may_reach_it(
    anna: Person, song: Track, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle: Any = Giving.settle

    async def late(giving: Giving, artist: str, **changes: Any) -> Any:
        gift = money.donate_stars(f"meanwhile-{artist}", donor="5", artist=artist, stars=30,
                                  donor_name="Zoe", now=NOW)  # fmt: skip
        await ledger.post(gift)
        return await settle(giving, artist, **changes)

    await anna.presses_data("$do")
    await anna.presses("цель")
    await anna.says("Альбом")
    monkeypatch.setattr(Giving, "settle", late)
    await anna.says("50")
    await anna.receives("Половина цели")


async def test_a_forged_goal_counts_from_now(anna: Person, fan: Person, song: Track) -> None:
    await gives(fan, anna, 50)
    await anna.receives("50 ⭐")
    await anna.presses_data("$dg:")
    await anna.says("Альбом")
    await anna.says("много")
    assert "Нужно целое число звёзд" in anna.text
    await anna.says("100")
    assert "▱ 0 из 100 ⭐" in anna.text


# Words of thanks, pause, link, wall --------------------------------------------------------------


async def test_an_artists_own_thanks_reach_the_donor(
    anna: Person, fan: Person, song: Track
) -> None:
    await anna.says("/donations")
    await anna.presses("⚙ Поддержка")
    await anna.presses("Мои слова")
    assert "Спасибо! Всё дошло" in anna.text
    await anna.presses("Написать свои")
    await anna.says("x" * 501)
    assert "до 500 знаков" in anna.text
    await anna.says("Обнимаю, <i>друг</i>!")
    assert "50 ⭐ → Anna Sings\n\nОбнимаю, <i>друг</i>!" in anna.text
    await gives(fan, anna)
    thanks = await fan.receives("50 ⭐ for Anna Sings")
    assert "Обнимаю, <i>друг</i>!" in words(thanks)
    preview = next(message for message in anna.received if "друг" in words(message))
    await anna.presses("Убрать", on=preview)
    assert "Спасибо! Всё дошло" in words(anna.seen(preview))


async def test_a_pause_takes_the_buttons_from_page_cards_and_players(
    town: Town, anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    await anna.says("/donations")
    await anna.presses("⚙ Поддержка")
    await anna.presses("Поставить на паузу")
    assert "на паузе" in anna.text
    for place in (f"a_{anna.id}", f"t_{anna.id}_{song.id}"):
        await fan.starts(place)
        assert not [label for label in fan.labels if "⭐" in label], place
        [card] = (await anna.asks(place))["results"]
        assert "⭐" not in str(card)
    paid = await fan.pays("⭐ 50", on=page)
    assert "not taking support" in str(paid)
    for data in (f"gv:{anna.id}::", f"go:{anna.id}::"):
        await fan.presses_data(data)
        assert fan.alert == "Anna Sings is not taking support at the moment."
    await anna.presses("Возобновить")
    await fan.starts(f"a_{anna.id}")
    assert "⭐ 50" in fan.labels


async def test_a_like_leaves_the_star_buttons_on_a_shared_card(
    town: Town, anna: Person, fan: Person, song: Track
) -> None:
    group = await town.group(anna)
    await town.post(f"/chats/{group}/members", user=fan.id, status="member", by=anna.id)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=group)
    await fan.presses_shared("♡", card)
    again = (await town.messages(group))[-1]
    assert "♡ 1" in labels(again)
    assert "⭐ 50" in labels(again)


async def test_a_support_link_opens_the_amounts_and_says_where_it_was_seen(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await anna.says("/donations")
    await anna.presses("⚙ Поддержка")
    await anna.presses("Моя ссылка")
    [copied] = [b["copy_text"]["text"] for b in buttons(anna.screen) if "copy_text" in b]
    assert copied.endswith(f"?start=d_{anna.id}")
    shared = await anna.presses("Поделиться")
    [card] = (await anna.asks(shared["query"]))["results"]
    assert card["title"] == "Anna Sings"
    await fan.opens(f"{copied}__afisha")
    assert fan.text.startswith("Support Anna Sings")
    await fan.pays("⭐ 100")
    await anna.receives("Откуда: твоя ссылка (afisha)")
    await fan.opens(copied)
    await fan.pays("⭐ 50")
    await anna.receives("Откуда: твоя ссылка для поддержки")
    await fan.opens(copied)
    await fan.presses("Another amount")
    await fan.says("60")
    await fan.pays("⭐ 60")
    told = await anna.receives("дарит тебе 60 ⭐")
    assert "Откуда: твоя ссылка для поддержки" in words(told)


async def test_links_to_pay_are_kept_of_what_we_offer_and_only_of_the_artists_name_now(
    app: App, anna: Person, fan: Person, song: Track, records: Records
) -> None:
    kept = keys.invoice_links("gifts", str(anna.id))
    await fan.starts(f"d_{anna.id}")
    assert "⭐ 50" in fan.labels
    offered = await app.redis.hkeys(kept)
    for n in range(3):
        await fan.starts(f"d_{anna.id}__word{n}")
        await fan.presses_data(f"gv:{anna.id}:track:made-up-{n}")
        await fan.presses_data(f"go:{anna.id}:track:made-up-{n}")
        await fan.says("50")
        await fan.pays("⭐ 50")
        await anna.receives("Откуда: твоя страница")
    await fan.presses("✍", on=await fan.receives("It has arrived"))
    on_page = [str(field).replace(" link", " page") for field in offered]
    assert sorted(await app.redis.hkeys(kept)) == sorted({*offered, *on_page})
    brief = [key async for key in app.redis.scan_iter(f"bot:invoice:{anna.id}:*")]
    assert len(brief) == 3 * 4
    for key in brief:
        assert 0 < await app.redis.ttl(key) <= 3600

    profile = await records.profile(str(anna.id))
    assert profile is not None
    await records.replace(profile.changed(name="Anna Alone"))
    await fan.starts(f"d_{anna.id}")
    assert sorted(await app.redis.hkeys(kept)) == sorted(offered)


async def test_a_link_needs_a_page(anna: Person) -> None:
    await anna.says("/donations")
    await anna.presses("⚙ Поддержка")
    await anna.presses("Моя ссылка")
    assert anna.alert is not None
    assert "Сначала опубликуй" in anna.alert


async def test_the_wall_is_on_the_page_as_soon_as_somebody_is_on_it(
    anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    assert not [label for label in fan.labels if "Supporters" in label]
    await gives(fan, anna)
    await fan.receives("50 ⭐ for Anna Sings")
    await fan.presses("wall")
    await fan.starts(f"a_{anna.id}")
    await fan.presses("🏅 Supporters · 1")
    assert "Boris · 50 ⭐" in fan.text
    await anna.says("/donations")
    await anna.presses("⚙ Поддержка")
    await anna.presses("Кто поддержал · 1")
    assert "Boris · 50 ⭐" in anna.text
    assert "⭐ Поддержать" not in anna.labels
    await anna.presses("‹ Назад")
    assert "Как тебя поддерживают" in anna.text


# In a chat ---------------------------------------------------------------------------------------


async def shown_in(town: Town, anna: Person, told: dict[str, Any]) -> dict[str, Any]:
    """Press [Show in a chat] under a notice and send the card; return it."""
    group = await town.group(anna)
    query = (await anna.presses("Показать в чате", on=told))["query"]
    return await anna.shares(query, chat=group)


async def test_a_donation_is_shown_in_a_chat_with_ways_to_give(
    town: Town, app: App, anna: Person, fan: Person, song: Track
) -> None:
    await gives(fan, anna)
    told = await anna.receives("50 ⭐")
    card = await shown_in(town, anna, told)
    assert words(card) == "💛 Boris дарит 50 ⭐ → Anna Sings"
    assert [label for label in labels(card) if "⭐" in label] == ["⭐ 25", "⭐ 50", "⭐ 100"]
    given = await latest(app, anna)
    for query in (f"gift {given.id}", "gift 1-a"):
        assert (await fan.asks(query))["results"] == []


@pytest.mark.usefixtures("_swift")
async def test_words_are_shown_as_they_were_and_not_if_hidden(
    town: Town, app: App, anna: Person, fan: Person, song: Track
) -> None:
    await gives(fan, anna)
    told = await anna.receives("50 ⭐")
    thanks = await fan.receives("50 ⭐ for Anna Sings")
    await fan.presses("Add a message", on=thanks)
    await fan.says("Play it again!")
    told = await anna.notices(told, "Play it again!")
    card = await shown_in(town, anna, told)
    assert words(card).endswith("\nPlay it again!")
    await fan.presses("Change the message")
    await fan.says("Something nasty")
    await fan.presses("Hide my name")
    group = card["chat"]["id"]
    await anna.notices(told, "Something nasty")
    assert await _says(town, group, "Кто-то") == (
        "💛 Кто-то дарит 50 ⭐ → Anna Sings\nPlay it again!"
    )
    await anna.presses("Скрыть слова", on=anna.seen(told))
    await app.courier.idle()
    assert words((await town.messages(group))[-1]) == "💛 Кто-то дарит 50 ⭐ → Anna Sings"
    [offered] = (await anna.asks(f"gift {(await latest(app, anna)).id}"))["results"]
    assert "nasty" not in str(offered)


async def test_a_card_of_a_donation_that_went_back_thanks_everybody(
    town: Town, app: App, anna: Person, fan: Person, song: Track
) -> None:
    await gives(fan, anna)
    told = await anna.receives("50 ⭐")
    card = await shown_in(town, anna, told)
    await anna.presses("Вернуть", on=told)
    await anna.presses("Да, вернуть", on=anna.seen(told))
    assert anna.alert is not None
    assert anna.alert.startswith("Просим Telegram вернуть")
    await fan.receives("50 ⭐ are back with you")
    text = await _says(town, card["chat"]["id"], "спасибо всем")
    assert "Boris" not in text
    given = await latest(app, anna)
    assert given.status == "refunded"
    assert (await anna.asks(f"gift {given.id}"))["results"] == []


async def _says(town: Town, chat: int, part: str) -> str:
    """Wait until the last message of a chat says something; return all it says."""
    async with asyncio.timeout(PATIENCE_S), town.events() as events:
        while part not in (text := words((await town.messages(chat))[-1])):
            await anext(events)
    return text


# Bursts ------------------------------------------------------------------------------------------


async def pump(app: App) -> None:
    """Let what is due in a while be due now."""
    await app.courier.idle()
    await Outbox(app.redis).pump(upto=datetime.now(UTC) + SOON)  # noqa: TID251
    await app.courier.idle()


@pytest.mark.usefixtures("_swift")
async def test_more_than_five_a_minute_are_five_notices_and_one_for_the_rest(
    town: Town, app: App, anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    for _ in range(8):
        await fan.pays("⭐ 25", on=page)
    await pump(app)
    await anna.sees()
    told = [words(message) for message in anna.received]
    assert sum("дарит тебе 25 ⭐" in text for text in told) == 5
    [merged] = [text for text in told if "3 доната, 75 ⭐" in text]
    assert merged.count("Boris · 25 ⭐") == 3

    gathered = await _gathered(app, anna)
    assert len(gathered) == 3
    before = len(anna.received)
    await fan.presses_data(f"dw:{anna.id}:{gathered[0].id}")
    await fan.says("Bravo!")
    notice = next(m for m in anna.received if "3 доната" in words(m))
    await anna.notices(notice, "Boris · 25 ⭐ · «Bravo!»")
    assert len(anna.received) == before

    await town.raw(message=_refunded(fan, str(gathered[1].charge_id), 25))
    await anna.notices(notice, "2 доната, 50 ⭐")


@pytest.mark.usefixtures("_swift")
async def test_one_that_gathered_alone_is_told_as_any_other(
    app: App, anna: Person, fan: Person, song: Track, giving: Giving
) -> None:
    await _five(giving, anna)
    await gives(fan, anna)
    await pump(app)
    told = await anna.receives("Boris дарит тебе 50 ⭐")
    await fan.presses_data(f"dw:{anna.id}:{(await latest(app, anna)).id}")
    await fan.says("Bravo!")
    await anna.notices(told, "Bravo!")


@pytest.mark.usefixtures("_swift")
async def test_a_burst_that_went_back_before_it_was_told_is_not(
    town: Town, app: App, anna: Person, fan: Person, song: Track, giving: Giving
) -> None:
    await _five(giving, anna)
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    for _ in range(2):
        await fan.pays("⭐ 25", on=page)
    await app.courier.idle()
    for one in (await Records(app.redis).page(Donation, str(anna.id))).records:
        await town.raw(message=_refunded(fan, str(one.charge_id), 25))
    await pump(app)
    await anna.sees()
    told = [words(message) for message in anna.received]
    assert not [text for text in told if "донат" in text and "отменил" not in text]
    assert sum("Telegram отменил" in text for text in told) == 2


@pytest.mark.usefixtures("_swift")
async def test_a_notice_handed_out_again_after_its_burst_is_not_told_again(
    app: App, anna: Person, fan: Person, song: Track, giving: Giving
) -> None:
    await _five(giving, anna)
    await gives(fan, anna)
    await gives(fan, anna, 25)
    await pump(app)
    await anna.receives("2 доната, 75 ⭐")
    given = await latest(app, anna)
    before = len(anna.received)
    body = {"kind": "donation", "to": given.owner, "artist": given.owner, "id": given.id}
    again: Any = {"id": f"{given.posting}/artist", "text": json.dumps(body)}
    await app.redis.xadd(keys.outbox(MONEY), again)
    await pump(app)
    await anna.sees()
    assert len(anna.received) == before


async def _gathered(app: App, artist: Person) -> list[Donation]:
    """Return the donations that were told together."""
    page = await Records(app.redis).page(Donation, str(artist.id))
    told = [await Outbox(app.redis).told(f"{one.posting}/artist") for one in page.records]
    return [one for one, there in zip(page.records, told, strict=True) if there and there.batch]


async def _five(giving: Giving, artist: Person) -> None:
    """Let five donations have been told a moment ago."""
    for n in range(5):
        now = datetime.now(UTC)  # noqa: TID251
        assert await giving.alone(str(artist.id), f"x{n}", now=now) is None


def _refunded(payer: Person, charge: str, stars: int) -> dict[str, Any]:
    """Return what Telegram says when it takes a payment back by itself."""
    return {
        "message_id": 9_000_000,
        "date": int(NOW.timestamp()),
        "chat": {"id": payer.id, "type": "private", "first_name": "Boris"},
        "from": {"id": payer.id, "is_bot": False, "first_name": "Boris"},
        "refunded_payment": {
            "currency": "XTR",
            "total_amount": stars,
            "invoice_payload": "?",
            "telegram_payment_charge_id": charge,
        },
    }
