"""The profile of whoever acts: there from the first publication, or edit, on."""

from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from handlers import views
from handlers.callbacks import OwnProfile
from handlers.desk import Desk
from handlers.fields import largest, line
from handlers.screen import Screen, show
from handlers.table import Routes
from storage import Profile


def artist_name(desk: Desk) -> str:
    """Return what Telegram calls the person, or something to see if that cannot be seen."""
    return line(desk.person.name) or desk.t.plain("nameless")


def new(desk: Desk) -> Profile:
    """Return the profile that somebody would begin with: with the name from Telegram."""
    return Profile.new(desk.me, now=desk.now, name=artist_name(desk))


async def ensure(desk: Desk) -> Profile:
    """Return the person's profile; if there is none, they have one from now on, and a page.

    It begins with their photo from Telegram, if that can be seen.
    """
    profile = await desk.records.profile(desk.me)
    if profile is None:
        profile = new(desk).changed(avatar_file=await photo(desk))
        await desk.records.add(profile)
    return profile


async def photo(desk: Desk) -> str | None:
    """Return the photo of the artist's Telegram profile, if there is one to see."""
    if not desk.me.isdecimal():
        return None
    try:
        found = await desk.bot.get_user_profile_photos(int(desk.me), limit=1)
    except TelegramAPIError:  # nobody is to wait for it
        return None
    return largest(found.photos[0]).file_id if found.photos and found.photos[0] else None


async def screen(desk: Desk, *, note: str | None = None) -> Screen:
    """Return the person's profile to edit, or the one they would begin with."""
    profile = await desk.records.profile(desk.me)
    return views.own_profile(
        desk.t, profile or new(desk), desk.links, note=note, is_public=profile is not None
    )


async def show_own(event: CallbackQuery | Message, desk: Desk) -> None:
    await show(desk.bot, event, await screen(desk))


ROUTES = Routes(menus={OwnProfile: show_own}, commands={"profile": show_own})
