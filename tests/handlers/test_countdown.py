"""What comes out at a time is announced before, and who waits for it is told once."""

from datetime import timedelta

import pytest

from bot.app import App
from handlers import posted
from handlers.callbacks import Hush
from storage import (
    Campaigns,
    Drafts,
    Records,
    Releases,
    Search,
    Teasers,
    Track,
)
from tests.control import Json
from tests.handlers.test_campaigns import follows, later, lives_in_almaty
from tests.people import Person, Town, buttons, labels, words


@pytest.fixture
async def clara(town: Town) -> Person:
    """Another who listens, and reads Russian."""
    return await town.newcomer("Clara", language="ru")


async def plans(app: App, anna: Person) -> str:
    """Let a song of Anna's come out tomorrow; return its id."""
    await lives_in_almaty(app, anna)
    await anna.sends_song()
    await anna.presses("Опубликовать позже")
    await anna.presses("завтра")
    await anna.presses("Запланировать")
    [release] = await Releases(app.redis).of(str(anna.id))
    return release.id


async def announces(app: App, anna: Person) -> str:
    id = await plans(app, anna)
    await anna.presses("Объявить дату")
    await anna.presses("📣 Объявить")
    assert "Дата объявлена" in anna.text
    return f"t_{anna.id}_{id}"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for the seconds in which changes of cards gather."""
    monkeypatch.setattr(posted, "WITHIN", timedelta(milliseconds=50))


def sounds(message: Json) -> bool:
    return "audio" in message


async def told(fan: Person) -> list[Json]:
    """Return what somebody was told of the song when it was out."""
    await fan.sees()
    return [m for m in fan.received if sounds(m)]


async def test_what_is_announced_is_seen_and_nothing_of_it_is_heard(
    app: App, town: Town, anna: Person, boris: Person, records: Records
) -> None:
    await follows(app, boris, anna)
    link = await announces(app, anna)
    teaser = await boris.receives("has set the date")
    assert "Бумажные корабли" in words(teaser)
    assert {"bold", "date_time"} <= {entity["type"] for entity in teaser["entities"]}
    await boris.opens(f"?start={link}")
    assert "Tell me when it's out" in boris.labels[0]
    await boris.starts(f"a_{anna.id}")
    group = await town.group(boris)
    card = await boris.shares(link, chat=group)
    assert not any(sounds(message) for message in [*boris.received, card])
    [page] = [key["url"] for key in buttons(card) if "url" in key]
    assert page.endswith(f"a_{anna.id}__card")
    found = await Search(app.redis).find("Бумажные", limit=1000)
    assert not [place for place in found if place.artist == str(anna.id)]
    assert (await records.page(Track, str(anna.id))).total == 0


async def test_who_waits_is_told_once_and_the_cards_become_the_song(
    app: App, town: Town, anna: Person, boris: Person, clara: Person
) -> None:
    await follows(app, boris, anna)
    link = await announces(app, anna)
    teaser = await boris.receives("has set the date")
    await boris.presses("🔔", on=teaser)
    assert boris.alert == "You'll get it the moment it's out!"
    assert "🔕 Don't tell me · 1" in labels(boris.seen(teaser))
    await clara.starts()
    group = await town.group(clara)
    card = await clara.shares(link, chat=group)
    await clara.presses_shared("🔔", card)
    assert clara.alert == "Пришлю, как только выйдет!"
    await anna.presses("Назад")
    await anna.presses("Объявлено, ждут: 2")
    assert "Ждут 2 человека" in anna.text

    await later(app)
    push = await clara.receives("Вот и вышло")
    assert push["has_protected_content"]
    assert sounds(push)
    await boris.receives("It's out, as you wanted to know")
    await anna.receives("Вышло")
    await app.courier.idle()
    again = [m for m in await told(boris) if m["message_id"] != teaser["message_id"]]
    assert len(again) == 1, "a follower who waits gets one message"
    assert len(await told(clara)) == 1
    shown = await town.hears(group, "Anna")
    assert sounds(shown)
    assert shown["message_id"] == card["message_id"], "in place"
    assert sounds(await boris.notices(teaser, "Anna has a new song"))


async def test_a_second_press_takes_it_back_and_a_repeated_one_is_one(
    app: App, town: Town, anna: Person, boris: Person
) -> None:
    link = await announces(app, anna)
    await boris.starts(link)
    await boris.presses("🔔")
    await boris.presses("🔕")
    assert boris.alert == "OK, I won't tell you."
    assert "🔔 Tell me when it's out" in boris.labels
    await later(app)
    await anna.receives("Вышло")
    assert await told(boris) == []


async def test_whoever_stopped_the_artist_meanwhile_is_told_nothing(
    app: App, town: Town, anna: Person, boris: Person
) -> None:
    link = await announces(app, anna)
    await boris.starts(link)
    await boris.presses("🔔")
    await boris.presses_data(Hush(artist=str(anna.id), on=True).pack())
    await boris.starts(link)
    await boris.presses("🔕")
    await boris.presses("🔔")
    assert str(boris.alert).startswith("You've stopped everything from this artist.")
    await boris.presses_data(Hush(artist=str(anna.id), on=False).pack())
    await boris.starts(link)
    await boris.presses("🔔")
    assert boris.alert == "You'll get it the moment it's out!"
    await boris.presses_data(Hush(artist=str(anna.id), on=True).pack())
    await later(app)
    await anna.receives("Вышло")
    await app.courier.idle()
    assert await told(boris) == []


async def test_a_new_date_is_said_on_the_cards_and_without_one_it_is_postponed(
    app: App, town: Town, anna: Person, boris: Person
) -> None:
    link = await announces(app, anna)
    await boris.starts()
    group = await town.group(boris)
    card = await boris.shares(link, chat=group)
    await boris.presses_shared("🔔", card)
    await anna.presses("Назад")
    await anna.presses("Отменить публикацию")
    postponed = await town.hears(group, "Postponed")
    assert labels(postponed)[0] == "🔔 Tell me when it's out · 1"
    await anna.presses("завтра")
    await anna.presses("Запланировать")
    await town.hears(group, "Out on")
    await later(app)
    await boris.receives("It's out, as you wanted to know")


async def test_published_by_hand_it_is_out_for_those_who_wait(
    app: App, anna: Person, boris: Person
) -> None:
    link = await announces(app, anna)
    await boris.starts(link)
    await boris.presses("🔔")
    await anna.presses("Назад")
    await anna.presses("Назад")
    await anna.presses("Опубликовать")
    await boris.receives("It's out, as you wanted to know")
    await boris.presses_data(
        f"aw:c:track:{anna.id}:{link.rpartition('_')[2]}:y", on=boris.received[0]
    )
    assert boris.alert is not None
    assert "It's out already" in boris.alert


async def test_thrown_away_it_is_gone_for_everybody(
    app: App, town: Town, anna: Person, boris: Person
) -> None:
    link = await announces(app, anna)
    await boris.starts()
    group = await town.group(boris)
    await boris.shares(link, chat=group)
    await anna.presses("Назад")
    await anna.presses("Назад")
    await anna.presses("Выбросить")
    await anna.presses("Да")
    await town.hears(group, "isn't here any more")
    await boris.starts(link)
    assert "🔔" not in "".join(boris.labels)


async def test_what_somebody_announced_who_is_blocked_is_nowhere_until_they_are_free(
    app: App, town: Town, anna: Person, boris: Person, olga: Person
) -> None:
    link = await announces(app, anna)
    await boris.starts()
    await boris.presses_data("h")
    group = await town.group(boris)
    card = await boris.shares(link, chat=group)
    id = link.rpartition("_")[2]
    await olga.says(f"/ban {anna.id} Spam")
    await town.hears(group, "isn't here any more")
    await boris.starts(link)
    assert "🔔" not in "".join(boris.labels)
    await boris.presses_shared_data(f"aw:s:track:{anna.id}:{id}:t", card)
    assert "It's out already" in (boris.alert or "")
    assert not await Teasers(app.redis).waits(str(boris.id), "track", str(anna.id), id)
    await olga.says(f"/unban {anna.id}")
    await town.hears(group, "Out on")
    await boris.starts(link)
    assert "Tell me when it's out" in boris.labels[0]


async def test_nothing_is_announced_that_has_no_date(
    app: App, anna: Person, drafts: Drafts
) -> None:
    await anna.sends_song()
    [draft], _ = await drafts.page(Track, str(anna.id))
    await anna.presses_data(f"ahs:track:{draft.id}:5")
    assert anna.alert == "Сначала выбери, когда это выйдет."


async def test_an_album_comes_out_at_its_time_as_one(
    app: App, anna: Person, boris: Person, records: Records
) -> None:
    await follows(app, boris, anna)
    await lives_in_almaty(app, anna)
    for name in ("last-tram", "northern-window"):
        await anna.sends_song(name, media_group_id="100888", look=name == "northern-window")
    await anna.presses("Это альбом")
    await anna.says("Тихий свет")
    await anna.presses("Опубликовать позже")
    assert "ещё 1 песня" in anna.text
    await anna.presses("завтра")
    await anna.presses("Запланировать")
    assert "ещё 1 песня" in anna.text
    await later(app)
    push = await boris.receives("has a new album")
    tracks, total = await records.page(Track, str(anna.id))
    assert [track.title for track in tracks] == ["Последний трамвай", "Северное окно"]
    assert total == 2
    await boris.presses("💿 Album", on=push)
    assert "1. Последний трамвай" in boris.text
    assert await Releases(app.redis).of(str(anna.id)) == []
    [campaign], _ = await Campaigns(app.redis).announcements(str(anna.id))
    assert campaign.taken == 1
