"""The profile of whoever acts: there from the first publication, or edit, on."""

from aiogram.types import CallbackQuery, Message

from handlers import views
from handlers.callbacks import OwnProfile
from handlers.desk import Desk
from handlers.fields import line
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
    """Return the person's profile; if there is none, they have one from now on, and a page."""
    profile = await desk.records.profile(desk.me)
    if profile is None:
        profile = new(desk)
        await desk.records.add(profile)
    return profile


async def screen(desk: Desk) -> Screen:
    """Return the person's profile to edit, or the one they would begin with."""
    profile = await desk.records.profile(desk.me)
    return views.own_profile(
        desk.t, profile or new(desk), desk.links, is_public=profile is not None
    )


async def show_own(event: CallbackQuery | Message, desk: Desk) -> None:
    await show(desk.bot, event, await screen(desk))


ROUTES = Routes(menus={OwnProfile: show_own}, commands={"profile": show_own})
