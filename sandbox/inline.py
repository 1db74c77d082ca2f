"""Inline mode: `@bot query` in any chat, and choosing a result."""

import dataclasses
import secrets
from typing import Any

from sandbox.errors import ApiError, Json, conflict, missing, wrong
from sandbox.people import can_post
from sandbox.queries import Query
from sandbox.world import Chat, Person, World

_KEPT = 1000  # answers from which somebody may still choose
_LASTS_S = 150.0  # how long the server keeps an inline query


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What an answered query was."""

    text: str
    results: Json


class Inline:
    """Queries whose results may still be chosen."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._answered: dict[str, Asked] = {}

    def ask(self, who: Person, where: Chat | None, text: str, offset: str) -> Query:
        world = self._world
        if not world.settings.inline_mode:
            raise conflict("inline mode is off")
        if len(text) > 256:
            raise wrong("an inline query has up to 256 characters")
        query = world.open_queries.ask("inline", who.id, lasts_s=_LASTS_S, about=text)
        update = {"id": query.id, "from": who.user(), "query": text, "offset": offset}
        if where is not None:
            update["chat_type"] = "sender" if where.is_private else where.type
        world.updates.add("inline_query", update)
        return query

    def answered(self, query: Query) -> Json:
        """The answer as a person sees it."""
        reply = query.reply
        self._answered[query.id] = Asked(query.about, reply["results"])
        if len(self._answered) > _KEPT:
            del self._answered[next(iter(self._answered))]
        return {
            "query_id": query.id,
            "results": [result.shown for result in reply["results"].values()],
            "next_offset": reply["next_offset"],
            "button": reply["button"],
        }

    async def choose(self, who: Person, where: Chat, query_id: str, result_id: str) -> Json:
        """Send a result into a chat."""
        world = self._world
        asked = self._answered.get(query_id)
        result: Any = asked.results.get(result_id) if asked else None
        if asked is None or result is None:
            raise missing("inline result")
        if not can_post(where, who.id):
            raise wrong(f"{who.first_name} cannot post in this chat")
        try:
            content = await result.message()
        except ApiError as error:
            raise conflict(error.description) from None
        # Only a message with buttons gets an id by which the bot can edit it.
        inline_id = secrets.token_urlsafe(20) if result.keyboard else None
        kept = world.post(
            world.chats[where.id],
            who.id,
            {**content, "reply_markup": result.keyboard},
            via_bot=True,
            inline_id=inline_id,
            invoice=result.invoice,
        )
        if world.settings.inline_feedback:
            chosen = {"result_id": result_id, "from": who.user(), "query": asked.text}
            more = {"inline_message_id": inline_id} if inline_id else {}
            world.updates.add("chosen_inline_result", {**chosen, **more})
        return kept.message
