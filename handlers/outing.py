"""What a fan takes along from a concert's card: a file for the calendar, a place on the map."""

from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers import cities, ical
from handlers import keyboards as keys
from handlers.callbacks import CalendarFile, OnMap
from handlers.cards import clip
from handlers.desk import Desk
from handlers.errors import Refused, Toast
from handlers.table import Routes
from handlers.visit import name_of
from storage import Concert

_NAME = 128  # characters of a name or an address that a map shows


async def calendar(query: CallbackQuery, callback_data: CalendarFile, desk: Desk) -> Toast | None:
    concert = await desk.records.get(Concert, callback_data.artist, callback_data.id)
    link = desk.links.to(concert.owner, Concert.family, concert.id)
    file = ical.event_file(desk.t, concert, artist=await name_of(concert.owner, desk), link=link)
    if file is None:
        raise Refused("calendar-no-zone")
    document = BufferedInputFile(file, ical.file_name(concert))
    try:
        await desk.bot.send_document(
            desk.actor, document, caption=desk.t("calendar-how", title=concert.title)
        )
    except TelegramForbiddenError:  # pressed in a chat by somebody whom the bot cannot write to
        return Toast(url=link)
    return None


async def on_map(query: CallbackQuery, callback_data: OnMap, desk: Desk) -> Toast | None:
    """Send the place: that of the venue if the artist has shown it, else that of its city."""
    concert = await desk.records.get(Concert, callback_data.artist, callback_data.id)
    city = clip(concert.city, _NAME)
    if concert.latitude is not None and concert.longitude is not None:
        spot, address = (concert.latitude, concert.longitude), city
    else:
        found = cities.namesakes(concert.city, concert.zone)
        if not found:
            raise Refused("map-unknown", city=keys.clip(concert.city))
        spot, address = (found[0].lat, found[0].lon), desk.t.plain("map-city", city=city)
    try:
        await desk.bot.send_venue(
            desk.actor, *spot, title=clip(concert.venue, _NAME), address=address
        )
    except TelegramForbiddenError:
        return Toast(url=desk.links.to(concert.owner, Concert.family, concert.id))
    return None


ROUTES = Routes(public={CalendarFile: calendar, OnMap: on_map})
