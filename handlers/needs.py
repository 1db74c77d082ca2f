"""What somebody who acts for an artist must be allowed, for every route that is about a page.

What stands here is done to the page of whoever somebody acts for; what does not stand here
everybody does for themselves, whomever they act for otherwise. A test names the latter, so that a
new route is put on one side or the other.
"""

from collections.abc import Mapping
from typing import Final

from aiogram.filters.callback_data import CallbackData

from handlers import callbacks as on
from storage import ENTITIES, Right

Need = frozenset[str]
Route = type[CallbackData] | str
"""A button, a command with its slash, or what a plain message contains."""

ANY: Final[Need] = frozenset()
"""Every manager may."""
OWNER: Final[Need] = frozenset({"owner"})
"""No manager may: a right that nobody can be given."""

CONTENT: Final[Need] = frozenset({Right.CONTENT})
ANNOUNCE: Final[Need] = frozenset({Right.ANNOUNCE})
NUMBERS: Final[Need] = frozenset({Right.NUMBERS})
MONEY: Final[Need] = frozenset({Right.MONEY})

_NEEDS: Final[Mapping[Need, tuple[Route, ...]]] = {
    ANY: (
        *(on.Home, on.Studio, "/me", on.Listing, on.Card),
        *(on.LinkTo, on.LinkFrom, on.LinkWord, on.LinkPoster),
    ),
    CONTENT: (
        *("audio", "photo", "video", "document", "/profile"),
        *(on.New, on.Make, on.MakeAvatar, on.Fields, on.Edit, on.More),
        *(on.Sketches, on.Sketch, on.SketchFields, on.SketchEdit, on.Discard),
        *(on.Publish, on.PublishAll, on.Delete, on.Undo, on.OwnProfile, on.ProfileEdit),
        *(on.PublishLater, on.PublishAs, on.PublishAt, on.PublishSure, on.PublishNever),
        *(on.OwnAlbums, on.OwnAlbum, on.AlbumMove, on.NameAlbum, on.AlbumLater),
        *(on.Import, on.ImportTemplate, on.ImportAdd, on.ImportMove),
        *(on.CancelShow, on.HoldShow),
        on.PageAdd,
        *(on.OwnLinks, on.LinkAdd, on.LinkUp, on.LinkDrop),
        *(on.FromTelegram, on.TakeFrom, on.ProfileLook),
        *(on.TakenList, on.TakenCard),
        *(on.Comments, on.CommentsPage, on.CommentCard, on.CommentDelete, on.CommentUndo),
        *(on.CommentAnswer, on.CommentBan, on.CommentsHere, on.CommentsSet, on.CommentsWanted),
        *(on.CommentsBanned, on.CommentsPardon),
    ),
    CONTENT | ANNOUNCE: (
        *(on.PublishTo, on.PublishAllTo, on.SketchChats, on.AlbumChats),
        *(on.TeaserLook, on.TeaserAs, on.TeaserSure),
    ),
    ANNOUNCE: (
        *("/campaigns", on.Announce, on.AnnounceAs, on.AnnounceAt, on.AnnounceLook),
        *(on.AnnounceSend, on.CampaignList, on.CampaignCard, on.CampaignStop),
        *(on.After, on.AfterOn, on.AfterAlways, on.AfterWords),
        *("/chats", "chat_shared", on.Chats, on.ChatPick, on.ChatConnect, on.ChatCard),
        *(on.ChatWants, on.ChatLeast, on.ChatTopics, on.ChatTopic, on.ChatPause, on.ChatMend),
        *(on.ChatPlaces, on.ChatPlace, on.ChatPut),
        *(on.ChatDrop, on.ChatGoal, on.ChatTest, on.ChatTestEnd),
        *(on.TellWhom, on.TellAs, on.TellAt, on.TellLook, on.TellSend),
    ),
    NUMBERS: (
        *("/stats", on.Stats, on.StatsTracks, on.StatsTrack, on.NumbersBelow),
        *(on.StatsPeriod, on.StatsTrackPeriod, on.StatsPick, on.StatsMeaning),
        *(on.StatsLook, on.StatsFile, on.Origins, on.OwnFans),
    ),
    MONEY: (
        *("/donations", on.Donations, on.DonationCard, on.DonationMonths, on.Statement),
        *(on.GiftCard, on.GiftThank, on.GiftHide, on.Monthlies, on.SupportLink),
    ),
    OWNER: (
        *(on.ObjectTo, on.AskVerified, on.CommentsTold, on.PageFile),
        *(on.ProfileSongs, on.ProfileSong, on.ProfileAll, on.ProfilePublish, on.ProfileDrafts),
        *(on.GiftRefund, on.SupportSettings, on.SetGoal, on.DropGoal, on.Gratitude),
        *(on.SetGratitude, on.DropGratitude, on.PauseAsk, on.PauseSupport),
        *("/payout", on.Payout, on.PayoutAsk, on.PayoutSure, on.PayoutOther, on.PayoutWay),
        *(on.PayoutHistory, on.FanList),
        *("/managers", on.Managers, on.Invite, on.InviteLink, on.InviteDrop),
        *(on.ManagerCard, on.ManagerMay, on.ManagerRemove, on.Log, on.LogPeople, on.LogFile),
    ),
}

BY_ROUTE: Final[Mapping[Route, Need]] = {
    **{route: need for need, routes in _NEEDS.items() for route in routes},
    **{f"/{model.plural}": ANY for model in ENTITIES},
}

LEADS_TO_WORK: Final = frozenset({on.Home, on.Studio})
"""Buttons that lead to the page of whoever one works for now, whosever page they stand under."""
