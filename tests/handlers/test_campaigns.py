"""Artists tell their followers, and followers are told as each of them wants it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from storage import (
    INTERACTIVE,
    NEVER,
    Audience,
    Campaign,
    Campaigns,
    Concert,
    News,
    Outbox,
    People,
    Quiet,
    Records,
    Release,
    Releases,
    Track,
    announcement,
    campaigns,
    keys,
    moments,
)
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons, labels, words

NIGHT_NOW = Quiet(datetime.now(UTC).hour, (datetime.now(UTC).hour + 2) % 24)  # noqa: TID251


async def follows(app: App, fan: Person, artist: Person, *, quiet: Quiet = NEVER) -> None:
    """Follow an artist; whether it is night for the fan must not depend on when the tests run."""
    await fan.starts()
    await People(app.redis).settle(str(fan.id), quiet=str(quiet), zone="UTC")
    await Audience(app.redis).follow(str(fan.id), str(artist.id), now=NOW)


async def lives_in_almaty(app: App, anna: Person) -> None:
    await anna.starts()
    await People(app.redis).settle(str(anna.id), zone="Asia/Almaty", city="Almaty")


async def only(app: App, artist: Person) -> Campaign:
    [campaign], total = await Campaigns(app.redis).announcements(str(artist.id))
    assert total == 1
    return campaign


async def later(app: App) -> None:
    """Let two days pass for what waits."""
    await Outbox(app.redis).pump(upto=datetime.now(UTC) + timedelta(days=2))  # noqa: TID251


def adds_up(campaign: Campaign) -> None:
    assert campaign.people == campaign.taken == sum(campaign.became.values())


@pytest.fixture
async def clara(town: Town) -> Person:
    """Another who listens, and reads Russian."""
    return await town.newcomer("Clara", language="ru")


@pytest.fixture
async def news(anna: Person, records: Records) -> News:
    news = News.new(str(anna.id), now=NOW, title="On tour", content="From May on.")
    await records.add(news)
    return news


async def offers_to_tell(anna: Person, family: str, id: str) -> None:
    await anna.starts()
    await anna.presses_data(f"c:{family}:{id}")
    await anna.presses("Рассказать подписчикам")


async def test_a_published_song_is_told_to_followers_each_in_their_language(
    app: App, anna: Person, boris: Person, clara: Person
) -> None:
    await follows(app, boris, anna)
    await follows(app, clara, anna)
    await anna.sends_song()
    await anna.presses("Опубликовать")
    assert "📣 Рассказать подписчикам · 2" in anna.labels
    await anna.presses("Рассказать подписчикам")
    assert "Кому: 2 подписчика" in anna.text
    assert "меньше минуты" in anna.text
    await anna.presses("Отправить сейчас")
    told = await boris.receives("Anna has a new song")
    assert told["audio"]
    assert told["has_protected_content"], "what plays is not to be saved"
    assert "новая песня" in words(await clara.receives("Anna"))
    report = await anna.receives("Подписчики знают!")
    assert "✅ Дошло: 2" in words(report)
    assert "▰▰▰▰▰▰▰▰▰▰ 2 из 2" in words(report)
    adds_up(await only(app, anna))


async def test_an_announcement_stays_where_it_is_and_counts_who_tapped(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await follows(app, boris, anna)
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("Отправить сейчас")
    told = await boris.receives("On tour")
    await boris.presses("👤 Artist", on=told)
    assert "Nameless" in boris.text
    assert words(boris.seen(told)) == words(told)
    await boris.presses("♡", on=boris.seen(told))
    await boris.presses("♥", on=boris.seen(told))
    assert "👤 Artist" in labels(boris.seen(told))
    assert [label for label in labels(boris.seen(told)) if "🔕" in label]
    assert (await only(app, anna)).tapped == 1
    await boris.presses_data(f"r:{anna.id}:news:{news.id}")
    report = await anna.receives("Подписчики знают!")
    await anna.presses("Обновить", on=report)
    assert "👆 Нажали кнопку: 1" in words(anna.seen(report))


async def test_nothing_is_sent_before_it_is_asked_for(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await follows(app, boris, anna)
    before = len(boris.received)
    await offers_to_tell(anna, "news", news.id)
    assert "Звук: нет" in anna.text
    await anna.presses("Со звуком")
    assert "Звук: есть" in anna.text
    await anna.presses("Показать мне")
    look, again = anna.received[-2:]
    assert "<b>" not in words(look)
    assert "Anna: новости" in words(look).replace("Без имени", "Anna")
    assert "On tour" in words(look)
    assert "Вот что придёт" in words(again)
    await boris.sees()
    assert len(boris.received) == before
    assert (await Campaigns(app.redis).announcements(str(anna.id))).total == 0


async def test_pressed_twice_it_is_told_once_and_told_again_only_if_asked(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await follows(app, boris, anna)
    await offers_to_tell(anna, "news", news.id)
    asked = anna.screen
    [send] = [b["callback_data"] for b in buttons(asked) if "Отправить" in b["text"]]
    await anna.presses_data(send)
    await anna.receives("Подписчики знают!")
    await anna.presses_data(send)
    assert (await only(app, anna)).became == {"sent": 1}
    await offers_to_tell(anna, "news", news.id)
    assert "Об этом уже рассказано" in anna.text
    assert "1 человек" in anna.text
    await anna.presses("Ещё раз")
    await anna.presses("Отправить сейчас")
    assert (await Campaigns(app.redis).announcements(str(anna.id))).total == 2
    await boris.receives("On tour")
    assert len([m for m in boris.received if "On tour" in words(m)]) == 1, "one a day"


async def test_nobody_is_told_of_what_is_over_or_has_no_followers(
    app: App, anna: Person, boris: Person, news: News, records: Records
) -> None:
    await offers_to_tell(anna, "news", news.id)
    assert anna.alert == "Подписчиков пока нет. Сначала поделись ссылкой!"
    await follows(app, boris, anna)
    past = Concert.new(
        str(anna.id),
        now=NOW,
        title="Past",
        venue="V",
        city="Kazan",
        date="2024-01-01",
        time="20:00",
        zone="Europe/Moscow",
    )
    await records.add(past)
    await offers_to_tell(anna, "concert", past.id)
    assert anna.alert == "Это уже прошло."

    off = past.changed(date="2030-06-01", cancelled=True)
    await records.replace(off)
    await anna.presses_data(f"an:concert:{off.id}")
    assert anna.alert == "Этот концерт отменён."
    await anna.presses_data(f"c:concert:{off.id}")
    assert "📣 Рассказать подписчикам" not in anna.labels


async def test_who_blocked_sleeps_or_wants_nothing_is_told_apart_in_the_report(
    app: App, town: Town, anna: Person, boris: Person, clara: Person, news: News
) -> None:
    dora, egor = [await town.newcomer(name, language="en") for name in ("Dora", "Egor")]
    await follows(app, boris, anna)
    await follows(app, clara, anna)
    await follows(app, dora, anna, quiet=NIGHT_NOW)
    await follows(app, egor, anna)
    await Audience(app.redis).follow("demo-user", str(anna.id), now=NOW)  # of the web product
    await town.patch(f"/people/{clara.id}", deactivated=True)  # the bot is not told
    await app.redis.hset(f"bot:choices:{egor.id}", f"{anna.id}", "off")
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("Отправить сейчас")
    report = await anna.receives("Подписчики узнают.")
    assert "4 из 5" in words(report)
    for line in (
        "✅ Дошло: 1",
        "🌙 Утром или когда подойдёт очередь: 1",
        "🔕 Не хотят",
        "✕ Поздно",
        "🚫 Заблокировали бота: 1",
    ):
        assert line in words(report)
    await People(app.redis).settle(str(dora.id), quiet=str(NEVER))
    await later(app)
    await dora.receives("On tour")
    whole = await anna.notices(report, "5 из 5")
    assert "✅ Дошло: 2" in words(whole)
    assert "Конец:" in words(whole)
    assert [words(m) for m in anna.received if "Подписчики знают!" in words(m)] == [words(whole)]
    adds_up(await only(app, anna))


async def test_what_is_deleted_or_cancelled_meanwhile_is_told_to_nobody(
    app: App, anna: Person, boris: Person, news: News, concert: Concert, records: Records
) -> None:
    await follows(app, boris, anna, quiet=NIGHT_NOW)
    reports = []
    for record in (news, concert):
        await offers_to_tell(anna, record.family, record.id)
        await anna.presses("Отправить сейчас")
        reports.append(await anna.receives(f"📣 {record.title}\nОтправлено всем, кроме"))
    await records.delete(News, str(anna.id), news.id, now=NOW)
    await records.replace(concert.changed(cancelled=True))
    await People(app.redis).settle(str(boris.id), quiet=str(NEVER))
    await later(app)
    for report in reports:
        done = await anna.notices(report, "✕ Поздно или уже не нужно: 1")
        assert words(done).startswith("Никто из подписчиков не узнал.")
    said = "".join(map(words, boris.received))
    assert news.title not in said
    assert concert.title not in said


async def test_a_telling_that_the_bot_slept_through_is_reported_as_it_is(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await anna.starts()
    await follows(app, boris, anna)
    hour_ago = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251
    await Campaigns(app.redis).plan(
        announcement("news", str(anna.id), news.id, 1),
        str(anna.id),
        {"kind": "announce", "about": news.key, "topic": "news"},
        at=hour_ago,
        expires=hour_ago,
        tells=news,
    )
    report = await anna.receives("Никто из подписчиков не узнал.")
    assert "Не отправлено: было уже поздно или некому." in words(report)
    assert "▱" not in words(report)


async def test_what_is_planned_can_be_called_off_and_what_runs_stopped(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await lives_in_almaty(app, anna)
    await follows(app, boris, anna, quiet=NIGHT_NOW)
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("завтра, 10:00")
    assert "Когда: завтра, 10:00" in anna.text
    await anna.presses("Запланировать")
    assert "Начнётся: завтра, 10:00" in anna.text
    await offers_to_tell(anna, "news", news.id)
    assert "Начнётся" in anna.text, "it is planned already"
    await anna.presses("Не отправлять")
    assert "Остановлено." in anna.text
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("Отправить сейчас")
    report = await anna.receives("🌙")
    await anna.presses("Остановить", on=report)
    assert anna.alert == "Остановлено. Больше никому не придёт."
    await People(app.redis).settle(str(boris.id), quiet=str(NEVER))
    await later(app)
    await anna.receives("⏹ Не отправлено из-за остановки: 1")
    assert "On tour" not in "".join(map(words, boris.received))
    await anna.says("/campaigns")
    assert [label[0] for label in anna.labels][:2] == ["⏹", "⏹"]


async def test_what_was_called_off_in_time_is_still_new_to_followers(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await lives_in_almaty(app, anna)
    await follows(app, boris, anna)
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("завтра, 10:00")
    await anna.presses("Запланировать")
    await anna.presses("Не отправлять")
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("Отправить сейчас")
    assert "has news" in words(await boris.receives("On tour"))


async def test_who_is_told_hears_it_once_though_the_store_keeps_not_where(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await follows(app, boris, anna)
    await app.redis.set(keys.posts("news", str(anna.id), news.id), "another hand wrote this")
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("Отправить сейчас")
    await boris.receives("On tour")
    report = await anna.receives("Подписчики знают!")
    assert "✅ Дошло: 1" in words(report)
    assert sum("On tour" in words(message) for message in boris.received) == 1


async def test_nobody_sees_or_stops_anothers_campaign(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await follows(app, boris, anna, quiet=NIGHT_NOW)
    await offers_to_tell(anna, "news", news.id)
    await anna.presses("Отправить сейчас")
    one = await only(app, anna)
    await boris.starts()
    for data in (f"anc:{one.id}", f"anx:{one.id}", f"an:news:{news.id}"):
        await boris.presses_data(data)
        assert boris.alert == "This is gone."
    assert (await only(app, anna)).state != campaigns.STOPPED


async def test_another_time_is_asked_by_the_clock_of_a_city(
    app: App, anna: Person, boris: Person, news: News
) -> None:
    await follows(app, boris, anna)
    await offers_to_tell(anna, "news", news.id)
    assert not [label for label in anna.labels if "завтра" in label], "whose tomorrow?"
    await anna.presses("Другое время")
    await anna.says("Новосибирск")
    await anna.says("1 января 2020 20:00")
    assert anna.text == "Это время уже прошло. Выбери позже."
    await anna.says("завтра в 03:30")
    assert "Когда: завтра, 03:30" in anna.text
    await anna.presses("Запланировать")
    at = (await only(app, anna)).at
    assert (at.hour, at.minute) == (20, 30), "in Novosibirsk it is seven hours later"


# Coming out at a time --------------------------------------------------------------------------


async def drafted(anna: Person) -> str:
    """Make a draft of a song; return its id."""
    await anna.sends_song()
    [publish] = [b["callback_data"] for b in buttons(anna.screen) if b["text"] == "Опубликовать"]
    return str(publish.split(":")[2])


async def test_a_draft_comes_out_at_its_time_and_followers_hear_of_it(
    app: App, anna: Person, boris: Person, records: Records
) -> None:
    await lives_in_almaty(app, anna)
    await follows(app, boris, anna)
    id = await drafted(anna)
    await anna.presses("Опубликовать позже")
    await anna.presses("завтра, 10:00")
    assert "Подписчики сразу узнают." in anna.text
    await anna.presses("Запланировать")
    assert "Запланировано" in anna.text
    await anna.presses("Со звуком")
    assert "Запланировано" in anna.text
    await anna.presses("Назад")
    assert "Выйдет: завтра, 10:00" in anna.text
    await anna.says("/campaigns")
    assert [label for label in anna.labels if "выйдет завтра, 10:00" in label]
    assert await records.find(Track, str(anna.id), id) is None
    for _ in range(2):
        await later(app)
        await anna.receives("Вышло, как и было задумано!")
    await boris.receives("has a new song")
    await app.courier.idle()
    campaign = await only(app, anna)
    assert campaign.became == {"sent": 1}
    assert campaign.body["silent"] is False
    assert len([m for m in anna.received if "Вышло" in words(m)]) == 1
    await anna.says("/campaigns")
    assert not [label for label in anna.labels if "выйдет" in label]


async def test_what_was_due_while_the_bot_was_down_comes_out_late_and_says_so(
    app: App, anna: Person, records: Records
) -> None:
    me, id = str(anna.id), await drafted(anna)
    hour_ago = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251
    due = Release("track", me, id, hour_ago, tell=True, loud=False, post=False)
    await Releases(app.redis).put(due)
    body = {"kind": "release", "to": me, "family": "track", "id": id, "at": moments.ms(hour_ago)}
    await Outbox(app.redis).put(due.notice, INTERACTIVE, body, not_before=hour_ago)
    await anna.receives("Вышло позже срока")
    assert await records.find(Track, me, id) is not None
    assert await Releases(app.redis).of(me) == []


async def test_a_planned_draft_that_was_dropped_moved_or_published_does_not_come_out_again(
    app: App, anna: Person, records: Records
) -> None:
    await lives_in_almaty(app, anna)
    id = await drafted(anna)
    await anna.presses("Опубликовать позже")
    await anna.presses("завтра, 10:00")
    await anna.presses("Запланировать")
    await anna.presses("Отменить публикацию")
    assert "Когда это выйдет?" in anna.text
    await later(app)
    await app.courier.idle()
    assert await records.find(Track, str(anna.id), id) is None
    await anna.presses_data(f"p:track:{id}")
    assert "Опубликовано" in anna.text
    await anna.sees()
    assert not [m for m in anna.received if "Вышло" in words(m)]
