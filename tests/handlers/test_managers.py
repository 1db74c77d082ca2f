"""Managers: an artist invites them, they work on the page within their rights, all is logged."""

import asyncio
import csv
from datetime import UTC, datetime
from io import StringIO

import handlers
from bot.app import App
from handlers import needs
from handlers.callbacks import (
    ChatConnect,
    CommentCard,
    CommentDelete,
    CommentsTold,
    GiftRefund,
    Log,
    ManagerMay,
    ManagerRemove,
    Origins,
    OwnProfile,
    Payout,
    PublishTo,
    Stats,
    StatsTracks,
)
from storage import (
    Chats,
    Comments,
    Deeds,
    Drafts,
    Managers,
    Profile,
    Records,
    Right,
    Sources,
    Thread,
    Track,
)
from tests.handlers.test_chats import connected
from tests.handlers.test_donations import sent_file
from tests.people import Person, Town, labels, words

HEAD = "🎸 Page: Anna Sings"


async def link_from(anna: Person, *switched: str) -> str:
    """Invite somebody, with the rights as they are offered but for those `switched`."""
    await anna.says("/managers")
    await anna.presses("Пригласить")
    for right in switched:
        await anna.presses(right)
    await anna.presses("Получить ссылку")
    return next(word for word in anna.text.split() if "start=m_" in word)


async def hires(anna: Person, boris: Person, *switched: str) -> None:
    """Let Boris become a manager of Anna's and turn to her page."""
    await boris.opens(await link_from(anna, *switched))
    await boris.presses("Accept")
    await boris.presses("Anna Sings")


async def lets(app: App, anna: Person, boris: Person, *rights: Right) -> None:
    assert await Managers(app.redis).entrust(str(anna.id), str(boris.id), rights)


ONES_OWN = {
    *("Album", "Albums", "AlbumSongs", "Ahead", "Await"),
    # the way in, the form, settings
    *("/start", "/help", "/cancel", "/*", "/settings", "/language", "/terms", "/privacy"),
    *("TooLong", "Skip", "Done", "Clear", "Back", "Pick", "Month", "Cancel"),
    *("StudioMore", "Settings", "Language", "SetCity", "Rules"),
    # listening, following, searching; what one is told
    *("/find", "/donate", "/artist", "/following", "text", "location", "*"),
    *("Find", "Following", "Artist", "Pushed"),
    *("Works", "Work", "WorkBelow", "Like", "Follow", "Listen", "Next", "Download"),
    *("Wanted", "Want", "Hush", "Calm", "CalmHours", "CalmOther", "CalmCity", "CalmPlace"),
    *("Digest", "Less", "DigestStop", "InChat", "TopFans", "TopShown", "CityShown"),
    *("Report", "ReportFor", "CommentWrite", "CommentEdit", "CommentReport", "CommentBelow"),
    "CommentsHush",
    # concerts that one goes to
    *("/going", "Outings", "Reminders", "RemindMe", "Rsvp", "CalendarFile", "OnMap"),
    *("NearMe", "NearOnly", "NearAdd", "NearDrop"),
    *("NewTracks", "NewArtists", "Rising", "Genres", "GenreTracks", "GenreArtists"),
    *("NearHere", "NearAsk"),
    # giving and paying
    *("Give", "GiveOther", "GiveMonthly", "GiveMonthlyOther", "Wall", "GiftWords", "GiftUnnamed"),
    *("GiftShown", "/supporting", "Supporting", "SupportingOne", "SupportStop", "SupportResume"),
    *("/coins", "Coins", "BuyCoins", "AgreeToBuy", "GiveCoins", "GiveCoinsOther"),
    *("GiveSomeCoins", "Promote", "Spend"),
    *("/mydata", "/deletemydata", "MyData", "LeaveAsk", "LeaveSure", "LeaveStay"),
    *("/paysupport", "PaySupport", "CaseAbout", "OwnCase", "CaseWrite"),
    # a group is connected by whoever presses there, to their own page
    "ChatConnectHere",
    # being a manager
    *("Whose", "WorkFor", "WorkForMyself", "Leave", "InviteAccept"),
    # running the bot
    *("/payouts", "Payouts", "PayoutCard", "PayoutPaid", "PayoutReject"),
}
"""What everybody does for themselves alone, whomever they work for."""


def test_every_route_is_about_a_page_or_ones_own() -> None:
    table = handlers.table()
    buttons, commands = table.for_admins
    there = table.routes - buttons - {f"/{name}" for name in commands}
    assert needs.BY_ROUTE.keys() <= there
    rest = there - needs.BY_ROUTE.keys()
    assert {route if isinstance(route, str) else route.__name__ for route in rest} == ONES_OWN


async def test_a_manager_publishes_on_the_page_of_whoever_invited_them(
    anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await boris.opens(await link_from(anna, "Цифры"))
    assert "Anna Sings wants you as a manager" in boris.text
    assert "Numbers" in boris.text
    assert "Donations" not in boris.text
    await boris.presses("Accept")
    await anna.receives("Boris теперь помогает тебе")
    await boris.presses("Anna Sings")
    assert boris.text.startswith(HEAD)
    assert {"📈 Numbers", "🔄 Anna Sings · switch"} <= {*boris.labels}
    assert "Donations" not in "".join(boris.labels)

    await boris.sends_song()
    assert boris.text.startswith(HEAD)
    await boris.presses("Publish")
    assert boris.text.startswith(HEAD)
    tracks, total = await records.page(Track, str(anna.id))
    assert total == 2
    assert tracks[0].owner == str(anna.id)
    assert await records.profile(str(boris.id)) is None
    await boris.presses("Delete")
    assert (await records.page(Track, str(anna.id))).total == 1


async def test_each_right_opens_what_it_names_and_nothing_else(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    await hires(anna, boris)
    opens = {
        Right.CONTENT: "/profile",
        Right.ANNOUNCE: "/campaigns",
        Right.NUMBERS: "/stats",
        Right.MONEY: "/donations",
    }
    for right in Right:
        await lets(app, anna, boris, right)
        for other, command in opens.items():
            await boris.says(command)
            refused = "You're not allowed to do this. Anna Sings can change that."
            assert (boris.text == refused) is (other is not right), (right, command)
    await lets(app, anna, boris, *Right)
    for command in ("/payout", "/managers"):
        await boris.says(command)
        assert boris.text.startswith("Only Anna Sings can do this.")
    await boris.says("/tracks")
    for forged in (
        Payout(),
        GiftRefund(id="gift", sure=True),
        ManagerMay(person=str(boris.id), right="money", on=True),
        ManagerRemove(person=str(boris.id), sure=True),
    ):
        await boris.presses_data(forged.pack())
        assert (boris.alert or "").startswith("Only Anna Sings can do this.")


async def test_who_may_not_announce_publishes_without_telling_anybody(
    town: Town, app: App, anna: Person, boris: Person, song: Track, drafts: Drafts, records: Records
) -> None:
    await connected(town, anna, "channel", "Anna news")
    await hires(anna, boris, "Рассылки и чаты")
    draft = Track.new(str(anna.id), now=song.created_at, title="Kino")  # type: ignore[arg-type]
    await drafts.put(draft)
    await boris.says("/tracks")
    await boris.presses_data(PublishTo(family="track", id=draft.id).pack())
    assert (boris.alert or "").startswith("You're not allowed to do this.")
    await boris.presses("Drafts")
    await boris.presses("Kino")
    assert "Anna news" not in boris.text
    await boris.presses("Publish")
    assert "Anna news" not in boris.text
    assert "followers" not in "".join(boris.labels)
    assert await records.get(Track, str(anna.id), draft.id)


async def test_whoever_is_removed_finishes_nothing_they_began(
    anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await hires(anna, boris)
    await boris.says("/tracks")
    hers = boris.screen
    await boris.says("/profile")
    await boris.presses("About")
    await anna.says("/managers")
    await anna.presses("Boris")
    await anna.presses("Убрать")
    await anna.presses("Да, убрать")
    await boris.receives("You're not helping with the page of Anna Sings")
    await boris.says("All mine now")
    assert boris.text.startswith("You're not helping with that page any more.")
    profile = await records.profile(str(anna.id))
    assert profile is not None
    assert profile.bio is None
    assert await records.profile(str(boris.id)) is None
    await boris.presses_data(Stats().pack(), on=hers)
    assert (boris.alert or "").startswith("You're not helping with that page any more.")
    await boris.says("/stats")
    assert "Anna Sings" not in boris.text


async def test_a_button_is_about_the_page_of_its_message_whatever_is_chosen_by_then(
    app: App, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await boris.starts()
    await records.add(Profile.new(str(boris.id), now=song.created_at, name="Boris Sings"))  # type: ignore[arg-type]
    await boris.says("/profile")
    own = boris.screen
    await hires(anna, boris, "Цифры")
    await boris.says("/profile")
    hers = boris.screen
    await boris.says("/me")
    studio = boris.screen
    await boris.presses("Name", on=own)
    await boris.says("Boris Plays")
    assert "Anna" not in boris.text
    await boris.says("/start")
    await boris.presses("🔄")
    await boris.presses("My own page")
    await boris.presses("Name", on=hers)
    assert words(boris.seen(hers)).startswith(HEAD)
    await boris.says("Anna Plays")
    assert boris.text.startswith("🎸 Page: Anna Sings")
    for person, name in ((anna, "Anna Plays"), (boris, "Boris Plays")):
        profile = await records.profile(str(person.id))
        assert profile is not None
        assert profile.name == name
    for screen, page in ((studio, "Anna Plays"), (own, "Boris Plays")):
        await boris.presses_data(StatsTracks(page=0).pack(), on=screen)
        assert ("Paper Boats" in "".join(labels(boris.seen(screen)))) is (page == "Anna Plays")


async def test_a_button_so_old_that_nobody_knows_its_page_does_nothing_for_managers(
    town: Town, anna: Person, boris: Person, song: Track
) -> None:
    await hires(anna, boris)
    for person, shown in ((boris, False), (anna, True)):
        data = OwnProfile().pack()
        before = person.screen["message_id"]
        chat = {"id": person.id, "type": "private", "first_name": "A"}
        message = {"chat": chat, "message_id": before, "date": 0}
        about = {"id": str(person.id), "from": person.user, "chat_instance": "1"}
        await town.raw(callback_query={**about, "message": message, "data": data})
        await person.sees()
        assert (person.screen["message_id"] != before) is shown


async def test_where_listeners_come_from_tells_of_stars_only_who_may_see_them(
    app: App, anna: Person, boris: Person, song: Track
) -> None:
    artist, sources = str(anna.id), Sources(app.redis)
    now = datetime.now(UTC)  # noqa: TID251
    await sources.touch(artist, "5", "poster", tap="1", now=now)
    await sources.gave(artist, "5", "gift-1", None, 50, at=now)
    await sources.gave(artist, "6", "gift-2", "card", 70, at=now)
    await hires(anna, boris)
    await lets(app, anna, boris, Right.NUMBERS)
    await boris.says("/stats")
    await boris.presses_data(Origins(days=30).pack())
    assert "Poster" in boris.text
    assert not {"50", "70"} & {*boris.text.split()}
    await lets(app, anna, boris, Right.NUMBERS, Right.MONEY)
    await boris.presses_data(Origins(days=7).pack())
    assert {"50", "70"} <= {*boris.text.split()}, boris.text


async def test_a_manager_keeps_order_among_comments_and_the_log_tells(
    app: App, town: Town, anna: Person, boris: Person, song: Track
) -> None:
    thread, comments = Thread("track", song.owner, song.id), Comments(app.redis)
    vera = await town.newcomer("Vera", language="en")
    for text in ("Great song!", "Buy followers"):
        await vera.starts(f"kt_{anna.id}_{song.id}")
        await vera.presses("Write")
        await vera.says(text)
    await hires(anna, boris)
    await lets(app, anna, boris, Right.CONTENT)
    spam, praise = (await comments.page(thread)).records
    about = {"family": "track", "artist": song.owner, "id": song.id}

    await boris.says("/tracks")
    await boris.presses_data(CommentCard(**about, comment=praise.id).pack())
    assert boris.text.startswith(HEAD)
    await boris.sends("text", text="Thanks!", reply_to=boris.screen["message_id"])
    assert (await comments.get(thread, praise.id)).reply == "Thanks!"
    assert boris.text.startswith(HEAD)
    await boris.says("/tracks")
    await boris.presses_data(CommentDelete(**about, comment=spam.id).pack())
    await boris.presses_data(CommentsTold(on=False).pack(), on=boris.screen)
    assert "Only Anna Sings can do this." in (boris.alert or "")
    assert [one.id for one in (await comments.page(thread)).records] == [praise.id]

    await vera.presses_data(CommentDelete(**about, comment=praise.id).pack())
    await anna.says("/managers")
    await anna.presses_data(Log(person="", before="").pack())
    assert "Комментарий удалён: «Paper Boats»" in anna.text
    assert "Ответ на комментарий: «Paper Boats»" in anna.text
    done, _ = await Deeds(app.redis).page(str(anna.id), limit=50)
    told = [deed.by for deed in done if deed.code.startswith("comment-")]
    assert told == [str(boris.id)] * 2
    assert (await Deeds(app.redis).page(str(vera.id), limit=50))[0] == []


async def test_a_manager_is_a_fan_as_themselves(
    app: App, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await hires(anna, boris)
    await boris.starts(f"t_{anna.id}_{song.id}")
    await boris.presses("♡")
    await boris.presses("Paper Boats" if "Paper Boats" in boris.labels else "♥")
    await boris.says("/coins")
    assert HEAD not in boris.text
    await boris.says("/settings")
    assert HEAD not in boris.text
    await boris.says("/me")
    assert boris.text.startswith(HEAD)


async def test_an_invitation_is_for_one_and_tells_others_nothing(
    town: Town, anna: Person, boris: Person, song: Track
) -> None:
    vera = await town.newcomer("Vera", language="en")
    link = await link_from(anna)
    await anna.opens(link)
    assert anna.text.startswith("Это твоё собственное приглашение.")
    await boris.opens(link)
    await vera.opens(link)
    await asyncio.gather(boris.presses("Accept"), vera.presses("Accept"))
    done = ["Done!" in person.text for person in (boris, vera)]
    assert sorted(done) == [False, True]
    late = vera if done[0] else boris
    assert (late.alert or "").startswith("Somebody has used this invitation already.")
    await late.opens(link)
    assert late.text.startswith("Somebody has used this invitation already.")
    await late.opens(link[:-1])
    assert late.text.startswith("This invitation doesn't work")
    for guess in range(8):
        await late.opens(f"{link[:-2]}{guess}x")
    assert "Anna" not in late.text
    await late.opens(f"{link[:-2]}zz")
    assert late.text.startswith("Too many tries.")


async def test_an_invitation_can_be_taken_back(anna: Person, boris: Person, song: Track) -> None:
    link = await link_from(anna)
    await anna.presses("Отозвать")
    assert "Приглашение отозвано" in anna.text
    await boris.opens(link)
    assert boris.text.startswith("This invitation doesn't work")


async def test_a_manager_hears_of_other_rights_and_can_leave(
    anna: Person, boris: Person, song: Track
) -> None:
    await hires(anna, boris)
    await anna.says("/managers")
    await anna.presses("Boris")
    await anna.presses("Цифры")
    await boris.receives("Anna Sings changed what you may do.")
    await boris.says("/me")
    await boris.presses("🔄")
    await boris.presses("My own page")
    await boris.starts()
    await boris.presses("Whose page")
    await boris.presses("🎸 Anna Sings")
    assert boris.text.startswith(HEAD)
    await boris.presses("🔄")
    await boris.presses("Stop helping")
    await boris.presses("Yes, leave")
    await anna.receives("Boris больше не помогает")
    await boris.says("/me")
    assert HEAD not in boris.text


async def test_a_chat_is_connected_by_a_manager_who_has_a_say_there(
    app: App, town: Town, anna: Person, boris: Person, song: Track
) -> None:
    group = await town.group(anna, "Anna fans")
    await hires(anna, boris)
    await boris.says("/tracks")
    tracks = boris.screen
    await boris.presses_data(ChatConnect(chat=group).pack())
    assert (boris.alert or "").startswith("Only an admin of the chat can do that")
    await town.let(group, boris.id, "administrator", by=anna)
    await boris.presses_data(ChatConnect(chat=group).pack())
    assert words(boris.seen(tracks)).startswith(HEAD)
    kept = await Chats(app.redis).get(str(anna.id), group)
    assert kept is not None
    assert kept.by == str(boris.id)


async def test_an_artist_reads_who_did_what(
    town: Town, anna: Person, boris: Person, song: Track, records: Records
) -> None:
    await hires(anna, boris)
    await boris.says("/tracks")
    await boris.presses("Paper Boats")
    await boris.presses("Edit")
    await boris.presses("Title")
    await boris.says("=Kino()")
    await anna.says("/profile")
    await anna.presses("Имя")
    await anna.says("Анна")
    await anna.says("/managers")
    await anna.presses("Кто что сделал")
    assert "Boris" in anna.text
    assert "«=Kino()» · Название: Paper Boats → =Kino()" in anna.text
    assert "Anna Sings → Анна" in anna.text
    assert "Приглашение принято. Права: Треки, концерты, видео, новости · Рассылки" in anna.text
    await anna.presses("Выбрать, кто")
    await anna.presses("Boris")
    assert "Anna Sings → Анна" not in anna.text
    assert "Paper Boats → =Kino()" in anna.text
    await anna.presses("CSV")
    text = await sent_file(town, anna.screen)
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    [edit] = [row for row in rows if row[1] == "Boris" and row[6] == "Paper Boats"]
    assert edit[7] == "'=Kino()"
    assert edit[2] == str(boris.id)


async def test_who_has_no_page_invites_nobody(boris: Person) -> None:
    await boris.starts()
    await boris.says("/managers")
    assert "You need a page first" in boris.text
