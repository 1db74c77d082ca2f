"""Language and whereabouts of a person."""

from aiogram.types import CallbackQuery, Message

from handlers import views
from handlers.callbacks import Language, Settings
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.screen import show
from handlers.table import Routes
from handlers.texts import LOCALES, Library


async def settings(event: CallbackQuery | Message, desk: Desk) -> None:
    await show(desk.bot, event, views.settings(desk.t, desk.person))


async def speak(
    query: CallbackQuery, callback_data: Language, desk: Desk, library: Library
) -> None:
    """Speak the chosen language from the very answer on."""
    if callback_data.code not in LOCALES:
        raise Refused("outdated")
    person = await desk.people.settle(desk.me, language=callback_data.code)
    await show(desk.bot, query, views.settings(library[callback_data.code], person))


ROUTES = Routes(
    menus={Settings: settings, Language: speak},
    commands={"settings": settings, "language": settings},
)
