"""Comments on tracks and news: by reply and by button, answered, deleted, reported, shut off."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from storage import Comments, Counters, News, Outbox, Records, Reports, Track, thread_of
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.people import Person, Town, buttons_of, labels, words


@pytest.fixture
def comments(app: App) -> Comments:
    return Comments(app.redis)


@pytest.fixture
async def news(anna: Person, records: Records) -> News:
    news = News.new(str(anna.id), now=NOW, title="Album", content="Out on Friday")
    await records.add(news)
    return news


async def plays(fan: Person, song: Track) -> Json:
    """Let a fan open the link of a song; return the song that plays."""
    await fan.starts(f"t_{song.owner}_{song.id}")
    return fan.screen


async def replies(person: Person, text: str, to: Json) -> Json:
    return await person.sends("text", text=text, reply_to=to["message_id"])


async def opens(app: App, anna: Person, song: Track) -> None:
    """Let the artist open the thread of a song, when she has heard of what is in it."""
    await app.courier.idle()
    await anna.starts(f"t_{anna.id}_{song.id}")
    await anna.presses("💬 1")


async def pump(app: App) -> None:
    """Let what waits for its time go out."""
    await app.courier.idle()
    soon = datetime.now(UTC) + timedelta(hours=2)  # noqa: TID251
    await Outbox(app.redis).pump(upto=soon)
    await app.courier.idle()


async def test_a_reply_to_a_song_that_plays_is_a_comment(
    app: App, anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    player = await plays(boris, song)
    await replies(boris, "What a song!", player)
    assert boris.text == "Comment added."
    assert labels(boris.screen) == ["↩ Undo", "💬 1"]
    await boris.presses("💬 1")
    assert boris.text.startswith("💬 Paper Boats · 1 comment\n\n1. Boris · ")
    assert boris.text.endswith("\nWhat a song!")
    assert (await counters.totals(str(anna.id))).comments == 1
    await boris.starts(f"t_{song.owner}_{song.id}")
    assert "💬 1" in boris.labels


async def test_a_comment_is_taken_back_at_once(
    anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    player = await plays(boris, song)
    await replies(boris, "What a sing!", player)
    await boris.presses("↩ Undo")
    assert boris.text == "Comment deleted."
    assert (await counters.totals(str(anna.id))).comments == 0
    await boris.presses("↩ Undo")
    assert "What a sing!" in boris.text
    assert (await counters.totals(str(anna.id))).comments == 1


async def test_a_reply_that_comes_twice_is_one_comment(
    town: Town, boris: Person, song: Track, comments: Comments
) -> None:
    sent = await replies(boris, "Once", await plays(boris, song))
    await town.raw(message=sent)
    assert (await comments.state(thread_of(song))).n == 1


async def test_news_are_commented_on_through_the_button(
    anna: Person, boris: Person, news: News, records: Records
) -> None:
    await boris.starts(f"n_{anna.id}_{news.id}")
    await boris.presses("💬 0")
    assert "Be the first!" in boris.text
    await boris.presses("✍ Write a comment")
    await boris.says("x" * 1001)
    assert "from 1 to 1,000" in boris.text
    await boris.says("Friday it is\n\n\n\nsee you")
    assert boris.text.startswith("Comment added.\n\n💬 Album · 1 comment")
    assert boris.text.endswith("Friday it is\n\nsee you")
    assert (await records.get(News, str(anna.id), news.id)).comments == 1
    await boris.presses("⋯ 1")
    await boris.presses("✎ Edit")
    await boris.says("Saturday it is")
    assert "· edited" in boris.text
    assert "Saturday it is" in boris.text


async def test_a_reply_to_a_card_leaves_an_open_form_alone(
    boris: Person, song: Track, comments: Comments
) -> None:
    player = await plays(boris, song)
    await boris.presses("⭐ Support")
    await boris.presses("Another amount")
    question = boris.screen
    await replies(boris, "By the way: lovely", player)
    assert boris.text == "Comment added."
    await replies(boris, "77", question)
    assert "77" in boris.text
    assert (await comments.page(thread_of(song))).records[0].text == "By the way: lovely"


async def test_a_reply_to_anything_else_is_no_comment(
    boris: Person, song: Track, comments: Comments
) -> None:
    await boris.starts(f"a_{song.owner}")
    await replies(boris, "Paper", boris.screen)
    assert boris.labels[0].startswith("▶ Paper Boats")
    player = await plays(boris, song)
    await boris.sends_photo("look", reply_to=player["message_id"])
    assert (await comments.state(thread_of(song))).n == 0


HOSTILE = (
    "\u202eevil\u202c t.me/spam https://spam.example/x?y=1 spam.example @spam_bot #spam $SPAM "
    "/start tg://resolve?domain=spam mail@spam.example +7 900 123-45-67 8 800 555 35 35 "
    "<b>bold</b> &amp; *bold* _it_ z" + "\u0301" * 60
)


async def test_hostile_words_and_names_are_nothing_but_words(
    town: Town, song: Track, comments: Comments
) -> None:
    eve = await town.newcomer("\u202eEve @spam_bot t.me/spam <b>" + "\u0301" * 9, language="en")
    await replies(eve, HOSTILE, await plays(eve, song))
    [comment] = (await comments.page(thread_of(song))).records
    assert "\u202e" not in comment.text
    assert comment.text.count("\u0301") == 3
    await eve.presses("💬 1")
    thread = eve.screen
    await eve.presses("⋯ 1")
    for screen in (thread, eve.screen):
        shown = words(screen).replace("\u2060", "")
        assert "https://spam.example/x?y=1" in shown
        assert "<b>bold</b> &amp; *bold*" in shown
        assert "Eve @spam_bot t.me/spam <b>" in shown
        assert {e["type"] for e in screen["entities"]} == {"bold", "date_time"}
        assert screen["link_preview_options"]["is_disabled"]


@pytest.mark.parametrize("text", ["\u2800", "\u200b\u200d", "\u3164", "a" * 4096])
async def test_what_is_no_comment_is_refused(
    boris: Person, song: Track, comments: Comments, text: str
) -> None:
    await replies(boris, text, await plays(boris, song))
    assert boris.text == "A comment is text, from 1 to 1,000 characters."
    assert (await comments.state(thread_of(song))).n == 0


async def test_emoji_are_a_comment_and_the_longest_fits_every_screen(
    boris: Person, song: Track, comments: Comments
) -> None:
    player = await plays(boris, song)
    for text in ("❤️‍🔥", "1.a/@" * 199, "\n".join("abcdefgh" * 60), "<&>" * 333, "x" * 1000):
        await replies(boris, text, player)
        assert boris.text == "Comment added."
    for comment in (await comments.page(thread_of(song))).records:
        await comments.reply(thread_of(song), comment.id, "1.a/@" * 199, now=NOW)
    await boris.presses("💬 5")
    thread = boris.screen
    assert "5. Boris" in words(thread)
    for n in range(1, 6):
        await boris.presses_data(data_of(thread, f"⋯ {n}"), on=boris.screen)
        assert "Paper Boats" in boris.text
        assert boris.labels[-1] == "‹ All comments"


def data_of(message: Json, label: str) -> str:
    [data] = [b["callback_data"] for row in buttons_of(message) for b in row if b["text"] == label]
    return str(data)


async def test_too_many_comments_and_the_same_again_are_refused(boris: Person, song: Track) -> None:
    player = await plays(boris, song)
    await replies(boris, "First!", player)
    await replies(boris, "first! ", player)
    assert boris.text == "You have just said that."
    for n in range(4):
        await replies(boris, f"Number {n}", player)
    await replies(boris, "One too many", player)
    assert boris.text.startswith("That's 5 comments in a minute.")


async def test_a_thread_turns_its_pages(
    anna: Person, boris: Person, song: Track, comments: Comments
) -> None:
    for n in range(12):
        at = NOW + timedelta(hours=n)
        await comments.write(thread_of(song), str(boris.id), f"Said {n:02}", tap=str(n), now=at)
    await plays(boris, song)
    await boris.presses("💬 12")
    seen = []
    for label in ("›", "›", ""):
        seen += [line for line in boris.text.splitlines() if line.startswith("Said")]
        if label:
            await boris.presses(label)
    assert seen == [f"Said {n:02}" for n in reversed(range(12))]
    await boris.presses("⋯ 11")
    await boris.presses("‹ All comments")
    assert boris.text.splitlines()[-1] == "Said 00"


async def test_an_artist_hears_of_comments_once_an_hour_and_answers_by_a_reply(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    await anna.starts()
    player = await plays(boris, song)
    await replies(boris, "One", player)
    await app.courier.idle()
    assert (await anna.sees()).startswith("💬 1 новый комментарий к «Paper Boats»\n\nBoris\nOne")
    for text in ("Two", "Three", "Four"):
        await replies(boris, text, player)
    await app.courier.idle()
    assert "Boris\nOne" in await anna.sees()
    await pump(app)
    assert (await anna.sees()).startswith("💬 3 новых комментария к «Paper Boats»")
    assert "Последний, Boris:\nFour" in anna.text

    await replies(anna, "Спасибо!", anna.screen)
    assert anna.text == "Ответ под комментарием."
    await app.courier.idle()
    assert "Anna Sings answered your comment on “Paper Boats”:\n\nСпасибо!" in await boris.sees()
    assert "🔕" in boris.labels
    await boris.presses("💬 Open the comments")
    assert "Four\n🎸 Anna Sings\nСпасибо!" in boris.text


async def test_an_artist_who_wants_no_messages_gets_none(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    await anna.starts()
    player = await plays(boris, song)
    await replies(boris, "One", player)
    await app.courier.idle()
    await anna.sees()
    await anna.presses("🔕")
    assert "больше не пишу" in anna.text
    await replies(boris, "Two", player)
    await pump(app)
    assert "больше не пишу" in await anna.sees()
    await anna.presses("Сообщать о новых")
    await replies(boris, "Three", player)
    await pump(app)
    assert "1 новый комментарий" in await anna.sees()


async def test_the_artist_comments_under_the_name_of_the_page_and_hears_nothing_of_it(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    await anna.starts(f"t_{anna.id}_{song.id}")
    await replies(anna, "Спрашивай", anna.screen)
    await app.courier.idle()
    assert await anna.sees() == "Комментарий добавлен."
    await plays(boris, song)
    await boris.presses("💬 1")
    assert "1. 🎸 Anna Sings · " in boris.text


async def test_only_the_author_and_the_artist_delete_a_comment(
    app: App, town: Town, anna: Person, boris: Person, song: Track, comments: Comments
) -> None:
    eve = await town.newcomer("Eve", language="en")
    await replies(boris, "Mine", await plays(boris, song))
    [comment] = (await comments.page(thread_of(song))).records
    at = f"track:{song.owner}:{song.id}:{comment.id}"
    await eve.starts()
    own = f"track:{song.id}:{comment.id}"
    for forged in (
        f"zcd:{at}",
        f"zce:{at}",
        f"zcr:{own}",
        f"zcb:{own}:1",
        f"zch:track:{song.id}:0",
    ):
        await eve.presses_data(forged)
        assert eve.alert is not None
    await eve.says("Changed!")
    assert (await comments.page(thread_of(song))).records == [comment]

    await opens(app, anna, song)
    await anna.presses("⋯ 1")
    await anna.presses("🗑 Удалить")
    assert (await comments.state(thread_of(song))).n == 0
    await boris.presses_data(f"zcu:{at}")
    assert boris.alert == "This is gone."
    await anna.presses("↩ Вернуть")
    assert (await comments.page(thread_of(song))).records == [comment]


async def test_whoever_is_blocked_comments_no_more_until_pardoned(
    app: App, anna: Person, boris: Person, song: Track, comments: Comments
) -> None:
    player = await plays(boris, song)
    await replies(boris, "Awful", player)
    await opens(app, anna, song)
    await anna.presses("⋯ 1")
    await anna.presses("🚫 Заблокировать")
    await replies(boris, "Still awful", player)
    assert boris.text == "The artist doesn't take comments from you."
    await boris.presses_data(f"zcw:track:{song.owner}:{song.id}")
    assert boris.alert == "The artist doesn't take comments from you."
    await anna.says("/profile")
    await anna.presses("💬 Комментарии")
    await anna.presses("🚫 Заблокированы · 1")
    await anna.presses("✓ Разблокировать: Boris")
    await replies(boris, "Better now", player)
    assert (await comments.state(thread_of(song))).n == 2


async def test_an_artist_switches_comments_off(
    app: App, anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    player = await plays(boris, song)
    await replies(boris, "One", player)
    await boris.presses("💬 1")
    thread = boris.screen
    await app.courier.idle()
    await anna.says("/profile")
    await anna.presses("💬 Комментарии")
    await anna.presses("Комментарии у меня")
    for message, label in ((player, "💬"), (thread, "⋯ 1"), (thread, "✍")):
        await boris.presses(label, on=message)
        assert boris.alert == "Comments are off here."
    await replies(boris, "Two", player)
    assert boris.text == "Comments are off here."
    await boris.starts(f"kt_{song.owner}_{song.id}")
    assert boris.text == "Comments are off here."
    await plays(boris, song)
    assert not any("💬" in label for label in boris.labels)
    assert (await counters.totals(str(anna.id))).comments == 1
    await anna.presses("Комментарии у меня")
    await plays(boris, song)
    assert "💬 1" in boris.labels


async def test_an_artist_switches_comments_off_for_one_track(
    app: App, anna: Person, boris: Person, song: Track, news: News
) -> None:
    await replies(boris, "One", await plays(boris, song))
    await opens(app, anna, song)
    await anna.presses("Комментарии здесь")
    assert "их видишь только ты" in anna.text
    assert "One" in anna.text
    await plays(boris, song)
    assert not any("💬" in label for label in boris.labels)
    await boris.starts(f"n_{anna.id}_{news.id}")
    assert "💬 0" in boris.labels


async def test_a_shared_card_leads_to_the_thread(
    town: Town, anna: Person, boris: Person, song: Track
) -> None:
    await replies(boris, "One", await plays(boris, song))
    group = await town.group(boris)
    shared = await boris.shares(f"t_{anna.id}_{song.id}", chat=group)
    [link] = [b["url"] for row in buttons_of(shared) for b in row if b["text"] == "💬 1"]
    assert link.endswith("__card")
    await boris.opens(link)
    assert boris.text.startswith("💬 Paper Boats · 1 comment")
    await boris.presses("‹ Paper Boats")
    assert "Paper Boats" in boris.text


async def test_a_deleted_track_brings_its_comments_back(
    app: App, anna: Person, boris: Person, song: Track, counters: Counters
) -> None:
    await replies(boris, "One", await plays(boris, song))
    await app.courier.idle()
    await anna.starts()
    await anna.presses_data(f"d:track:{song.id}")
    await boris.presses("💬 1")
    assert boris.alert == "This is gone."
    assert (await counters.totals(str(anna.id))).comments == 0
    await anna.presses("↩ Вернуть")
    await boris.presses("💬 1")
    assert "One" in boris.text
    assert (await counters.totals(str(anna.id))).comments == 1


async def test_a_comment_is_reported(
    app: App, town: Town, anna: Person, boris: Person, song: Track, comments: Comments
) -> None:
    eve = await town.newcomer("Eve", language="en")
    await replies(eve, "Come to t.me/spam", await plays(eve, song))
    await eve.presses("💬 1")
    await eve.presses("⋯ 1")
    assert "⚑ Report" not in eve.labels
    await plays(boris, song)
    await boris.presses("💬 1")
    await boris.presses("⋯ 1")
    await boris.presses("⚑ Report")
    assert not any(entity["type"] == "url" for entity in boris.screen["entities"])
    await boris.presses("Spam or a scam")
    assert "Thank you!" in boris.text
    [comment] = (await comments.page(thread_of(song))).records
    key = f"comment:{song.owner}:track:{song.id}:{comment.id}"
    matter = await Reports(app.redis).find(key)
    assert matter is not None
    assert matter.is_open


async def test_an_admin_takes_a_comment_away_and_brings_it_back(
    app: App, boris: Person, olga: Person, news: News, records: Records, comments: Comments
) -> None:
    await boris.starts(f"n_{news.owner}_{news.id}")
    await replies(boris, "Awful, awful", boris.screen)
    [comment] = (await comments.page(thread_of(news))).records
    at = f"news:{news.owner}:{news.id}:{comment.id}"
    await olga.starts()
    await olga.presses_data(f"zcf:{at}")
    await olga.presses("Insults or hate")
    await app.courier.idle()
    await olga.sees()
    [matter] = [message for message in olga.received if "⛔ Take down" in labels(message)][-1:]
    for label in ("⛔ Take down", "Insults or hate", "⛔ Yes, take it down"):
        await olga.presses(label, on=olga.seen(matter))
    assert (await comments.state(thread_of(news))).n == 0
    assert (await records.get(News, news.owner, news.id)).comments == 0
    await app.courier.idle()
    assert "“Awful, awful” was taken down" in await boris.sees()
    await boris.presses_data(f"zcu:{at}")
    assert boris.alert == "This is gone."
    await olga.presses("👁 Show it", on=olga.seen(matter))
    assert any(words(message).endswith("\nAwful, awful") for message in olga.received)
    await olga.presses("↩ Put back", on=olga.seen(matter))
    assert (await comments.page(thread_of(news))).records == [comment]
