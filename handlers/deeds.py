"""Noting who did what on an artist's page, for its log: after a button did it, and after a form."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from aiogram.filters.callback_data import CallbackData

from handlers import callbacks as on
from handlers.desk import Desk
from storage import Concert, Deed, Entity, StorageError, model_of

BY_BUTTON: Final[Mapping[type[CallbackData], str]] = {
    on.Publish: "published",
    on.PublishTo: "published",
    on.PublishAll: "published-all",
    on.PublishAllTo: "published-all",
    on.PublishNever: "unplanned",
    on.Discard: "discarded",
    on.Delete: "deleted",
    on.Undo: "restored",
    on.MakeAvatar: "avatar",
    on.ImportAdd: "imported",
    on.ImportMove: "imported",
    on.PageAdd: "moved",
    on.CancelShow: "cancelled",
    on.HoldShow: "held",
    on.AfterOn: "encore",
    on.AfterAlways: "encore",
    on.AnnounceSend: "announced",
    on.TellSend: "announced",
    on.CampaignStop: "stopped",
    on.ChatWants: "chat-changed",
    on.ChatLeast: "chat-changed",
    on.ChatTopic: "chat-changed",
    on.ChatPut: "chat-changed",
    on.ChatPause: "chat-changed",
    on.ChatDrop: "chat-dropped",
    on.ChatGoal: "chat-goal",
    on.GiftThank: "thanked",
    on.GiftHide: "gift-hidden",
    on.GiftRefund: "refunded",
    on.DropGoal: "goal-dropped",
    on.DropGratitude: "gratitude",
    on.PayoutSure: "payout",
    on.TeaserSure: "teaser",
    on.AlbumMove: "album-moved",
    on.CommentDelete: "comment-deleted",
    on.CommentUndo: "comment-restored",
    on.CommentBan: "comment-ban",
    on.CommentsPardon: "comment-ban",
    on.CommentsHere: "comments-switched",
    on.CommentsWanted: "comments-switched-all",
}
"""What pressing these does to a page; what takes more than a press is noted where it is done."""

_OF_ANY_PAGE: Final = (on.CommentDelete, on.CommentUndo)
_OF_CONCERTS: Final = frozenset({on.CancelShow, on.HoldShow, on.AfterOn, on.AfterAlways})


async def about(desk: Desk, button: CallbackData) -> Deed | None:
    """Return what pressing a button is about to do to a page; None: nothing that is noted."""
    code = BY_BUTTON.get(type(button))
    if code is None or not getattr(button, "sure", True):
        return None
    if isinstance(button, _OF_ANY_PAGE) and button.artist != desk.me:
        return None  # their own, on somebody else's page
    family = getattr(button, "family", "")
    if type(button) in _OF_CONCERTS:
        family = Concert.family
    id = str(getattr(button, "id", ""))
    title = await _title(desk, family, id) if family else ""
    if isinstance(button, on.CampaignStop):
        campaign = await desk.campaigns.get(id)
        if campaign and campaign.artist == desk.me and campaign.about:
            family, _, id = campaign.about.split(":", 2)
            title = await _title(desk, family, id)
    if (chat := getattr(button, "chat", None)) is not None:
        connected = await desk.chats.get(desk.me, chat)
        title = connected.title if connected else ""
    return Deed(desk.now, desk.actor, code, family=family, id=id if family else "", title=title)


async def _title(desk: Desk, family: str, id: str) -> str:
    """Return what a record or a draft is called; a forged button names anything."""
    with suppress(StorageError):
        model = model_of(family)
        record = await desk.records.find(model, desk.me, id)
        return record.label if record else (await desk.drafts.get(model, desk.me, id)).label
    return ""


async def note(desk: Desk, code: str, *, once: object, **about: str) -> None:
    """Note what whoever acts did to the page of `me`, once by `once`."""
    await desk.deeds.add(
        desk.me, Deed(desk.now, desk.actor, code, **about), once=f"{desk.actor}:{code}:{once}"
    )


async def note_edit(desk: Desk, was: Entity, now: Entity, *, once: object) -> None:
    """Note which fields of a record have another value, in no language: others read the log."""
    before, after = was.model_dump(mode="json"), now.model_dump(mode="json")
    for name in type(now).own_fields():
        file = type(now).file_of(name)
        if all(before.get(one) == after.get(one) for one in (name, file) if one):
            continue
        await note(
            desk,
            "edited",
            once=f"{once}:{name}",
            family=now.family,
            id=now.id,
            title=was.label,
            field=name,
            old=_plain(before.get(name)),
            new=_plain(after.get(name)),
        )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else " ".join(str(value).split())
