"""The edit of one message that shows something, and when it is made.

In a group or channel each message is edited once in some seconds at most, whatever happens: of what
Telegram takes from us there, most is left for what is new.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from aiogram.types import CallbackQuery

from handlers.desk import Desk
from storage import INLINE, INTERACTIVE, Post, moments

IN_CHATS = timedelta(seconds=12)


def lane(text: str) -> int:
    """Return what stands for a chat where edits are paced that nobody's chat has to wait for."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") + 1


def renewal(family: str, artist: str, id: str, post: Post) -> dict[str, Any]:
    """Return the notice that has one message show a thing as it is."""
    return {
        "kind": "card-renewed",
        "to": artist if post.chat == INLINE else str(post.chat),
        "behalf": post.whose,
        "paces": lane(post.message) if post.chat == INLINE else post.chat,
        "family": family,
        "artist": artist,
        "id": id,
        "post": list(post),
    }


async def put(
    desk: Desk, family: str, artist: str, id: str, post: Post, *, urgency: str, turn: datetime
) -> None:
    """Have one message show a thing as it is; put again before the `turn`, that is done once.

    Chats of many have turns of their own: at once, if there was no edit in this one, else in the
    next. However much happens, of each message there one edit waits: more would hold up the news.
    """
    body = renewal(family, artist, id, post)
    if post.chat < 0:
        name = f"card:{urgency}:{family}:{artist}:{id}:{post.chat}:{post.message}"
        end = end_of_span(desk.now, IN_CHATS)
        await desk.outbox.put_again(name, urgency, body, turn=end, span=IN_CHATS)
    else:
        name = f"card:{family}:{artist}:{id}:{moments.ms(turn)}:{post.chat}:{post.message}"
        await desk.outbox.put(name, urgency, body)


async def pressed(desk: Desk, query: CallbackQuery, family: str, artist: str, id: str) -> bool:
    """Have the card that was pressed in a chat of many show its thing, in its own words.

    False: it is none that we posted there.
    """
    message = query.message
    if message is None or message.chat.id > 0:
        return False
    place = message.chat.id, str(message.message_id)
    for post in await desk.posts.of(family, artist, id):
        if (post.chat, post.message) == place:
            await put(desk, family, artist, id, post, urgency=INTERACTIVE, turn=desk.now)
            return True
    return False


def end_of_span(now: datetime, span: timedelta) -> datetime:
    """Return when the span ends that all changes of the moment share."""
    length = span // timedelta(milliseconds=1)
    return moments.from_ms((moments.ms(now) // length + 1) * length)
