"""A fan gives Stars; the artist hears of it; nothing moves that should not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.app import App
from handlers.fields import short_day
from handlers.screen import HEART
from handlers.support import without_links
from handlers.texts import Library
from storage import Donation, Gift, Giving, Ledger, Records, Signer, Supporter, Track, money
from storage import keys as stored
from tests.people import Person, Town, buttons, buttons_of, labels, words

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)


@pytest.fixture
async def fan(town: Town) -> Person:
    """Somebody with Stars who reads English."""
    return await town.newcomer("Boris", language="en", stars=1000)


@pytest.fixture
def ledger(app: App) -> Ledger:
    return Ledger(app.redis)


async def given(app: App, artist: Person) -> list[Donation]:
    return (await Records(app.redis).page(Donation, str(artist.id))).records


async def test_a_donation_takes_four_taps_from_a_link(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger, library: Library
) -> None:
    await fan.opens(f"https://t.me/x?start=a_{anna.id}")  # 1: the link, 2: START
    await fan.pays("⭐ 50")  # 3: the amount, 4: Telegram's own question
    thanks = await fan.receives("50 ⭐ for Anna Sings")
    assert "✍ Add a message" in labels(thanks)
    assert thanks["effect_id"] == HEART
    told = await anna.receives("50 ⭐")
    [donation] = await given(app, anna)
    assert donation.created_at is not None
    day = short_day(library["ru"], money.matures_on(donation.created_at))
    assert words(told).splitlines() == [
        "💛 Boris дарит тебе 50 ⭐",
        "Впервые",
        f"≈ 0,65 $, можно получить с {day}",
        "Откуда: твоя страница",
        "Без слов",
    ]
    assert labels(told) == ["🙏 Сказать спасибо", "📣 Показать в чате", "🧾 Чек", "↩ Вернуть"]
    [receipt] = [button["copy_text"]["text"] for button in buttons(told) if "copy_text" in button]
    assert receipt == donation.charge_id
    assert (donation.amount, donation.status, donation.donor_id) == (50, "completed", str(fan.id))
    assert donation.source == "page"
    audit = await ledger.audit()
    assert audit.violations == ()


async def test_a_donation_takes_two_taps_from_a_shared_card(
    app: App, anna: Person, fan: Person, song: Track, town: Town
) -> None:
    chat = await town.group(anna)
    await town.post(f"/chats/{chat}/members", user=fan.id, status="member", by=anna.id)
    card = await anna.shares(f"t_{anna.id}_{song.id}", chat=chat)
    await fan.pays("⭐ 50", on=card)  # 1: the amount, 2: Telegram's own question
    told = await anna.receives("50 ⭐")
    assert "Откуда: 🎵 Трек «Paper Boats»" in words(told)


async def test_a_message_comes_after_and_makes_no_second_sound(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    await fan.pays("⭐ 25")
    await fan.receives("25 ⭐ for Anna Sings")
    told = await anna.receives("25 ⭐")
    before = len(anna.received)
    await fan.presses("✍ Add a message")
    await fan.says("Play it again! https://spam.example")
    assert "Play it again!" in fan.text
    told = await anna.notices(told, "Play it again!")
    assert "spam" not in words(told)
    [said] = [one for one in told["entities"] if one["type"] == "expandable_blockquote"]
    assert words(told)[said["offset"] - 1 :][: said["length"]] == "Play it again!"
    assert len(anna.received) == before
    [donation] = await given(app, anna)
    assert donation.message == "Play it again!"


async def test_a_notice_that_arrived_nobody_knows_where_is_told_anew_without_a_sound(
    town: Town, app: App, anna: Person, fan: Person, song: Track
) -> None:
    lost = {"method": "sendMessage", "chat": str(anna.id), "kind": "garbage", "after": True}
    await town.post("/faults", times=1, **lost)
    await fan.starts(f"a_{anna.id}")
    await fan.pays("⭐ 25")
    await fan.receives("25 ⭐ for Anna Sings")
    told = await anna.receives("25 ⭐")
    await fan.presses("✍ Add a message")
    await fan.says("Play it again!")
    anew = await anna.receives("Play it again!")
    assert anew["message_id"] != told["message_id"]
    sent = await town.calls("sendMessage")
    assert sent[-1]["params"]["disable_notification"] is True
    await fan.presses("Hide my name")
    await anna.notices(anew, "Кто-то дарит тебе 25 ⭐")


async def test_new_words_reach_an_artist_who_has_deleted_the_notice(
    town: Town, app: App, anna: Person, fan: Person, song: Track
) -> None:
    await gave(fan, anna)
    told = await anna.receives("дарит тебе 50 ⭐")
    await town.post("/delete", person=anna.id, chat=anna.id, messages=[told["message_id"]])
    await fan.presses("Hide my name")
    await app.courier.idle()
    await anna.sees()
    assert not [m for m in anna.received if "50 ⭐" in words(m)], "it was told once"
    await fan.presses("Add a message")
    await fan.says("Play it again!")
    anew = await anna.receives("Play it again!")
    assert words(anew).startswith("💛 Кто-то дарит тебе 50 ⭐")
    assert (await town.calls("sendMessage"))[-1]["params"]["disable_notification"] is True
    await fan.presses("Change the message")
    await fan.says("Once more!")
    await anna.notices(anew, "Once more!")
    await anna.presses("Скрыть слова", on=anna.seen(anew))
    await town.post("/delete", person=anna.id, chat=anna.id, messages=[anew["message_id"]])
    await fan.presses("Change the message")
    await fan.says("And again!")
    await app.courier.idle()
    await anna.sees()
    assert not [m for m in anna.received if "50 ⭐" in words(m)], "she hid what this fan says"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("See https://spam.example/a?b now", "See now"),
        ("Buy at spam.ru/x, please", "Buy at please"),
        ("tg://resolve?domain=spam and t.me/spam", "and"),
        ("Write to me@spam.com", "Write to"),
        ("Заходи: музыка.рф", "Заходи:"),
        ("HTTP://SPAM www.spam", ""),
        ("Как же хорошо.Спасибо! 5.5 из 5 :)", "Как же хорошо.Спасибо! 5.5 из 5 :)"),
        ("So good...Thank you @anna, no.1 e.g.", "So good...Thank you @anna, no.1 e.g."),
    ],
)
def test_a_message_has_no_links(said: str, kept: str) -> None:
    assert without_links(said) == kept


# After a donation ------------------------------------------------------------------------------


async def gave(fan: Person, artist: Person, stars: int = 50) -> dict[str, Any]:
    """Give Stars from the artist's page; return the thanks."""
    await fan.starts(f"a_{artist.id}")
    await fan.pays(f"⭐ {stars}")
    return await fan.receives(f"{stars} ⭐ for Anna Sings")


async def test_thanks_arrive_though_telegram_has_no_such_effect_any_more(
    town: Town, anna: Person, fan: Person, song: Track
) -> None:
    fault = {"kind": "error", "code": 400, "description": "Bad Request: EFFECT_ID_INVALID"}
    await fan.starts(f"a_{anna.id}")
    await town.post("/faults", method="sendMessage", chat=str(fan.id), times=1, **fault)
    await fan.pays("⭐ 50")
    assert "effect_id" not in await fan.receives("50 ⭐ for Anna Sings")


async def test_an_artist_thanks_with_one_tap_once(anna: Person, fan: Person, song: Track) -> None:
    await gave(fan, anna)
    told = await anna.receives("дарит тебе 50 ⭐")
    [[thank], *_] = buttons_of(told)
    await anna.presses("Сказать спасибо", on=told)
    assert anna.alert == "Спасибо отправлено."
    await fan.receives("Anna Sings thanks you")
    told = await anna.notices(told, "Спасибо сказано")
    assert labels(told) == ["📣 Показать в чате", "🧾 Чек", "↩ Вернуть", "‹ Донаты"]
    before = len(fan.received)
    await anna.presses_data(thank["callback_data"], on=told)
    assert anna.alert == "За этот донат спасибо уже сказано."
    await fan.sees()
    assert len(fan.received) == before


async def test_an_artist_hides_a_message_and_shows_it_again(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await gave(fan, anna)
    told = await anna.receives("дарит тебе 50 ⭐")
    assert "🙈 Скрыть слова" not in labels(told)
    await fan.presses("Add a message")
    await fan.says("Play it again!")
    told = await anna.notices(told, "Play it again!")
    await anna.presses("Скрыть слова", on=told)
    assert "Play it again!" not in words(anna.seen(told))
    assert "Слова скрыты" in words(anna.seen(told))
    await anna.says("/donations")
    assert "again" not in "".join(anna.labels)
    await anna.presses("Показать слова", on=anna.seen(told))
    assert "Play it again!" in words(anna.seen(told))


async def test_who_has_no_name_to_see_is_somebody_in_the_artists_language(
    town: Town, app: App, anna: Person, song: Track
) -> None:
    unseen = await town.newcomer("\u3164", language="en", stars=1000)
    thanks = await gave(unseen, anna)
    told = await anna.receives("Кто-то дарит тебе 50 ⭐")
    await unseen.presses("Hide my name", on=thanks)
    await unseen.presses("Show my name", on=unseen.seen(thanks))
    await unseen.presses("Add a message", on=unseen.seen(thanks))
    await unseen.says("Play it again!")
    told = await anna.notices(told, "Play it again!")
    assert words(told).startswith("💛 Кто-то дарит тебе 50 ⭐")
    await anna.says("/donations")
    assert any("Кто-то" in label for label in anna.labels)


async def test_a_name_is_hidden_everywhere_and_from_the_next_one_too(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    thanks = await gave(fan, anna)
    told = await anna.receives("Boris дарит тебе 50 ⭐")
    await fan.presses("wall", on=thanks)
    assert fan.alert == "You are on the wall, among the supporters."
    await fan.presses("Hide my name", on=fan.seen(thanks))
    told = await anna.notices(told, "Кто-то дарит тебе 50 ⭐")
    assert "Boris" not in words(told)
    assert await Giving(app.redis).wall(str(anna.id)) == []
    assert not [label for label in labels(fan.seen(thanks)) if "wall" in label]
    await fan.presses_data(f"ds:{anna.id}:{(await given(app, anna))[0].id}:1")
    assert fan.alert == "The wall needs a name. Tap “Show my name” first."
    assert await Giving(app.redis).wall(str(anna.id)) == []

    again = await gave(fan, anna, 25)
    told = await anna.receives("Кто-то дарит тебе 25 ⭐")
    assert "Впервые" not in words(told)
    assert "раз" not in words(told)
    assert {one.donor_name for one in await given(app, anna)} == {"Someone"}
    await fan.presses("Show my name", on=again)
    await anna.notices(told, "Boris дарит тебе 25 ⭐")


async def test_a_wall_lasts_until_nothing_is_left_of_what_was_given(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    thanks = await gave(fan, anna)
    told = await anna.receives("дарит тебе 50 ⭐")
    await fan.presses("wall", on=thanks)
    assert await Giving(app.redis).on_wall(str(anna.id)) == 1
    await anna.presses("Вернуть", on=told)
    await anna.presses("Да, вернуть", on=anna.seen(told))
    await anna.receives("донат возвращён")
    assert await Giving(app.redis).on_wall(str(anna.id)) == 0


async def test_nothing_is_added_to_a_donation_that_went_back(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    thanks = await gave(fan, anna)
    await fan.presses("Add a message", on=thanks)
    [donation] = await given(app, anna)
    await anna.receives("дарит тебе 50 ⭐")
    await anna.presses_data(f"dr:{donation.id}:1")
    await anna.receives("донат возвращён")
    await fan.says("Play it again!")
    back = "↩ 50 ⭐ for Anna Sings: it is all back with you."
    assert fan.text == back
    for key in ("dw", "ds"):
        await fan.presses_data(f"{key}:{anna.id}:{donation.id}{':1' if key == 'ds' else ''}")
        assert fan.text == back
    assert (await given(app, anna))[0].message is None
    assert await Giving(app.redis).on_wall(str(anna.id)) == 0


# Any amount ------------------------------------------------------------------------------------


async def test_an_own_amount_is_asked_and_paid(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"t_{anna.id}_{song.id}")
    await fan.presses("⭐ Support")
    await fan.presses("Another amount")
    for no in ("nothing", "0", "-5", "1.5", "1,5", "1e3", "٥٠", "50 x", "100001", "100,001 ⭐"):
        await fan.says(no)
        assert "A whole number of Stars" in fan.text, no
    for yes in ("77 ⭐", "77 stars", "77 звёзд"):
        await fan.says(yes)
        assert "⭐ 77" in fan.labels, yes
        await fan.presses_data(f"go:{anna.id}:track:{song.id}")
    await fan.says("1,000 Stars")
    assert fan.labels == ["⭐ 1,000", "‹ Back"]
    await fan.presses("‹ Back")
    await fan.presses("Another amount")
    await fan.says("77")
    await fan.pays("⭐ 77")
    await anna.receives("дарит тебе 77 ⭐")
    [donation] = await given(app, anna)
    assert (donation.amount, donation.source) == (77, f"track:{song.id}")


async def test_an_amount_for_an_artist_who_pauses_meanwhile_is_not_offered(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    thanks = await gave(fan, anna)
    assert {"⭐ 50", "🔁 Every month"} <= set(labels(thanks))
    await fan.starts(f"a_{anna.id}")
    await fan.presses("⭐ Support")
    await fan.presses("Another amount")
    await Giving(app.redis).settle(str(anna.id), paused=True)
    await fan.says("77")
    assert fan.text == "Anna Sings is not taking support at the moment."
    await fan.presses("Hide my name", on=thanks)
    assert not {"⭐ 50", "🔁 Every month"} & set(labels(fan.seen(thanks)))
    await Giving(app.redis).settle(str(anna.id), paused=False)
    await fan.presses_data(f"go:{anna.id}::")
    await fan.says("78")
    assert "⭐ 78" in fan.labels


# What must not be ------------------------------------------------------------------------------


async def test_nobody_pays_oneself_or_the_vanished(
    app: App, town: Town, anna: Person, fan: Person, song: Track
) -> None:
    await fan.starts(f"a_{anna.id}")
    page = fan.screen
    link = next(b["url"] for b in buttons(page) if b["text"] == "⭐ 50")
    for data in (f"gv:{anna.id}::", f"go:{anna.id}::"):
        await anna.starts()
        await anna.presses_data(data)
        assert anna.alert == "Это твоя собственная страница."
    async with ClientSession(town.url) as http:
        await http.patch(f"/sandbox/people/{anna.id}", json={"stars": 100})
    assert "собственная страница" in str(await anna.pays_link(link))
    await app.redis.delete(f"profile:{anna.id}")
    assert "is not here any more" in str(await fan.pays_link(link))
    for data in (f"gv:{anna.id}::", f"go:{anna.id}::"):
        await fan.presses_data(data)
        assert fan.alert == "There is nobody here any more."
    await fan.starts(f"d_{anna.id}")
    assert fan.text == "There is nobody here any more."
    assert await given(app, anna) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("invoice_payload", "d.{artist}.50.x.page.AAAAAAAAAAAAAAAAAAAAAA"),
        ("invoice_payload", ""),
        ("invoice_payload", "🎵"),
        ("total_amount", 1),
        ("currency", "USD"),
    ],
)
async def test_a_forged_payment_is_declined(
    app: App, town: Town, anna: Person, fan: Person, song: Track, field: str, value: str | int
) -> None:
    payload = app_payload(app, anna)
    query = {
        "id": f"forged-{field}-{value}",
        "from": {"id": fan.id, "is_bot": False, "first_name": "Boris", "language_code": "en"},
        "currency": "XTR",
        "total_amount": 50,
        "invoice_payload": payload,
    }
    if isinstance(value, str):
        value = value.format(artist=anna.id)
    since = len(await town.calls("answerPreCheckoutQuery"))
    await town.raw(pre_checkout_query=query)
    await town.raw(pre_checkout_query=query | {"id": f"{query['id']}-2", field: value})
    whole, forged = (await town.calls("answerPreCheckoutQuery"))[since:]
    assert whole["params"]["ok"] is True
    assert forged["params"]["ok"] is False
    assert forged["params"]["error_message"]
    assert await given(app, anna) == []


def app_payload(app: App, artist: Person) -> str:
    """Return the payload of an invoice for 50 Stars."""
    return Signer(app.settings.signing_keys).sign(Gift(str(artist.id), 50, "page"))


async def test_buttons_of_a_gift_move_nothing_of_anothers(
    app: App, town: Town, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    thanks = await gave(fan, anna)
    await fan.presses("Add a message", on=thanks)
    await fan.says("Kestrel")
    await anna.receives("Kestrel")
    [donation] = await given(app, anna)
    stranger = await town.newcomer("Clara", language="en", stars=100)
    await stranger.starts()
    home = stranger.screen
    for artist in (anna.id, stranger.id, fan.id):
        for id in (donation.id, "1-a", "x" * 30):
            for data in (
                *(f"dw:{artist}:{id}", f"du:{artist}:{id}:1", f"ds:{artist}:{id}:1"),
                *(f"di:{id}", f"dt:{id}", f"dh:{id}:1", f"dr:{id}:0", f"dr:{id}:1", f"$dc:{id}:0"),
            ):
                await stranger.presses_data(data, on=home)
                assert stranger.alert == "This is gone.", data
    assert "Kestrel" not in "".join(map(words, stranger.received))
    assert await given(app, anna) == [donation]
    assert (await ledger.stars(str(anna.id), now=NOW)).total == 50
    assert await Giving(app.redis).wall(str(anna.id)) == []
    # The donor's own buttons do not let the donor do what is the artist's.
    for data in (f"dh:{donation.id}:1", f"dr:{donation.id}:1", f"dt:{donation.id}"):
        await fan.presses_data(data, on=thanks)
        assert fan.alert == "This is gone.", data
    # Nor the artist what is the donor's.
    for data in (f"dw:{anna.id}:{donation.id}", f"du:{anna.id}:{donation.id}:1"):
        await anna.presses_data(data)
        assert anna.alert == "Этого больше нет.", data


@pytest.mark.parametrize("where", ["vinyl:1-a", "profile:1", "X.Y:1", "track:a.b", "track:"])
async def test_a_forged_source_is_the_page(
    app: App, anna: Person, fan: Person, song: Track, where: str
) -> None:
    """Else the payload could not be read when it is paid, or the notice not be told."""
    await fan.starts()
    await fan.presses_data(f"gv:{anna.id}:{where}")
    await fan.pays("⭐ 50")
    await anna.receives("Откуда: твоя страница")


async def test_what_was_given_without_a_name_neither_counts_beside_the_name_nor_is_missed(
    app: App, anna: Person, fan: Person, song: Track, ledger: Ledger
) -> None:
    """All that is said beside the name is as if the rest had been given by nobody we know."""
    giving, artist = Giving(app.redis), str(anna.id)
    await fan.presses("Hide my name", on=await gave(fan, anna))
    second = await gave(fan, anna, 25)
    await fan.presses("Show my name", on=second)
    told = await anna.receives("25 ⭐")
    assert "\nВпервые\n" in words(await anna.notices(told, "Boris"))
    await fan.presses("Join the wall", on=fan.seen(second))
    assert await giving.wall(artist) == [Supporter("Boris", 25)]
    await fan.presses_data(f"gw:{anna.id}")
    assert "Boris · 25 ⭐" in fan.text
    await gave(fan, anna, 100)
    told = await anna.receives("Boris дарит тебе 100 ⭐")
    assert "\nУже во 2-й раз, всего 125 ⭐\n" in words(told)
    assert await giving.wall(artist) == [Supporter("Boris", 125)]

    for amount in (25, 100):  # then there is nothing left under the name
        [one] = [one for one in await given(app, anna) if one.amount == amount]
        await anna.presses_data(f"dr:{one.id}:1")
        await anna.receives(f"Boris · {amount} ⭐: донат возвращён")
    assert await giving.on_wall(artist) == 0
    assert await giving.given(artist) == (50, 1)


async def test_of_whom_an_earlier_release_knew_that_some_was_without_a_name_no_number_is_told(
    app: App, anna: Person, fan: Person, song: Track
) -> None:
    await app.redis.sadd(stored.unnamed(str(anna.id)), str(fan.id))
    await fan.presses("Join the wall", on=await gave(fan, anna))
    told = await anna.receives("Boris дарит тебе 50 ⭐")
    assert "Впервые" not in words(told)
    assert await Giving(app.redis).wall(str(anna.id)) == [Supporter("Boris")]
    await fan.presses_data(f"gw:{anna.id}")
    assert fan.text.endswith("· 1\n\nBoris")
    [donation] = await given(app, anna)
    await anna.presses_data(f"dr:{donation.id}:1")
    await anna.receives("донат возвращён")
    assert await Giving(app.redis).on_wall(str(anna.id)) == 0
