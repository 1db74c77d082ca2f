"""Where somebody came from: the link they opened, the card they pressed.

What they do next counts for that source (`storage/sources.py`). An artist's own presses count for
nothing.
"""

from aiogram.types import CallbackQuery, Message

from handlers.desk import Desk
from handlers.links import Place, slug
from handlers.texts import Texts
from storage import sources

UNSAID = frozenset({sources.DIRECT, sources.OTHER})
"""What no link says: what is counted of all that have no name of their own."""

_KNOWN = sources.WELL_KNOWN | UNSAID


async def arrived(message: Message, place: Place, desk: Desk) -> None:
    """Note that whoever acts opened a link."""
    source = place.source and place.source.lower()
    await _touch(desk, place.artist, source, f"m{message.message_id}")


async def pressed(query: CallbackQuery, artist: str, desk: Desk) -> None:
    """Note that whoever acts pressed a card of an artist's in a chat that is not theirs with us."""
    if artist != desk.me:
        await _touch(desk, artist, await of_press(query, artist, desk), query.id)


async def _touch(desk: Desk, artist: str, source: str | None, tap: str) -> None:
    if artist != desk.me:
        await desk.sources.touch(artist, desk.me, source, tap=tap, now=desk.now)


async def of_press(query: CallbackQuery, artist: str, desk: Desk) -> str:
    """Return what a card is as a source: the chat that we posted it to, or one somebody sent."""
    if query.message is None:
        return sources.CARD
    return await of_chat(desk, artist, query.message.chat.id)


async def of_chat(desk: Desk, artist: str, chat: int) -> str:
    """Return an artist's chat as a source: by its name, if they have not too many of those."""
    connected = await desk.chats.get(artist, chat)
    name = slug(connected.title) if connected else ""
    if connected is None or not name or name in UNSAID:
        return sources.CHAT
    kept = name in sources.WELL_KNOWN or name in await desk.sources.names(artist)
    kept = kept or await desk.sources.keep(artist, name, connected.title, now=desk.now)
    return name if kept else sources.CHAT


def named(t: Texts, name: str, label: str | None) -> str:
    """Return what a source is called: what its artist calls it, if it is one of their own."""
    return t.plain(f"from-{name}") if name in _KNOWN else label or name
