"""Answers to pressed buttons and inline queries."""

from aiogram.methods import AnswerCallbackQuery

from sandbox.errors import QUERY_TOO_OLD, bad
from sandbox.world import World


async def answer_callback_query(world: World, call: AnswerCallbackQuery) -> bool:
    if len(call.text or "") > 200:
        raise bad("MESSAGE_TOO_LONG")
    press = world.open_queries.take(call.callback_query_id, "callback")
    if press is None:
        raise bad(QUERY_TOO_OLD)
    answer = {
        "text": call.text or None,
        "show_alert": bool(call.show_alert),
        "url": call.url or None,
    }
    press.answer(answer)
    world.events.publish("answer", person=press.person, query=call.callback_query_id, **answer)
    return True
