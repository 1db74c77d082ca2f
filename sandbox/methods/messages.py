"""Messages that need no file: texts, places, contacts, polls, dice; and signs of life."""

from aiogram.methods import SendMessage

from sandbox.entities import formatted
from sandbox.errors import Json, bad
from sandbox.markup import dumped
from sandbox.methods.envelope import Envelope
from sandbox.world import World, compact


async def send_message(world: World, call: SendMessage) -> Json:
    envelope = Envelope.of(world, call)
    given = [dumped(entity) for entity in call.entities or ()]
    text, entities = formatted(call.text, call.parse_mode, given, user=world.find_user)
    if not text:
        raise bad("message text is empty" if not call.text.strip() else "text must be non-empty")
    preview = dumped(call.link_preview_options) if call.link_preview_options else None
    if call.disable_web_page_preview:
        preview = {"is_disabled": True}
    content = {"text": text, "entities": entities or None, "link_preview_options": preview}
    return envelope.post(compact(content)).message
