"""Answers to pressed buttons and inline queries."""

from collections.abc import Callable
from typing import Any

from aiogram.methods import AnswerCallbackQuery, AnswerInlineQuery

from sandbox import markup
from sandbox.errors import QUERY_TOO_OLD, Json, bad, unmodelled
from sandbox.markup import dumped
from sandbox.methods import payments
from sandbox.methods.media import captioned
from sandbox.methods.messages import contact, location, said, venue
from sandbox.world import World, compact

_MOST_RESULTS = 50


async def answer_callback_query(world: World, call: AnswerCallbackQuery) -> bool:
    if len(call.text or "") > 200:
        raise bad("MESSAGE_TOO_LONG")
    if call.url and not _opens_bot(world, call.url):
        raise bad("URL_INVALID")
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


def _opens_bot(world: World, url: str) -> bool:
    """A press may open a start link of the bot itself (or a game, which is not modelled)."""
    start = f"t.me/{world.username}?start=".lower()
    return url.lower().removeprefix("https://").startswith(start)


async def answer_inline_query(world: World, call: AnswerInlineQuery) -> bool:
    if call.switch_pm_text is not None or call.switch_pm_parameter is not None:
        raise unmodelled('the parameter "switch_pm_text"')
    if len(call.results) > _MOST_RESULTS:
        raise bad("too many inline query results specified")
    if len((call.next_offset or "").encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    _check_button(call.button)
    results = [InlineResult(world, result) for result in call.results]
    ids = [result.id for result in results]
    if len(set(ids)) < len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    query = world.open_queries.take(call.inline_query_id, "inline")
    if query is None:
        raise bad(QUERY_TOO_OLD)
    query.answer(
        {
            "results": {result.id: result for result in results},
            "next_offset": call.next_offset or "",
            "button": dumped(call.button) if call.button else None,
        }
    )
    return True


def _check_button(button: Any) -> None:
    if button is None:
        return
    if button.web_app is not None:
        raise unmodelled('the button field "web_app"')
    parameter = button.start_parameter or ""
    proper = all(c.isascii() and (c.isalnum() or c in "_-") for c in parameter)
    if not 1 <= len(parameter) <= 64 or not proper:
        raise bad("START_PARAM_INVALID")


_PLACES: dict[str, Callable[[Any], Json]] = {
    "venue": venue,
    "location": lambda given: {"location": location(given)},
    "contact": lambda given: {"contact": contact(given)},
}


class InlineResult:
    """One inline result, checked: what it shows, and the message it becomes."""

    def __init__(self, world: World, result: Any) -> None:
        if not 1 <= len(result.id.encode()) <= 64:
            raise bad("RESULT_ID_INVALID")
        self.id: str = result.id
        self.keyboard = markup.inline(result.reply_markup)
        self.invoice: str | None = None
        self._world = world
        self._result = result
        self._kind, self._given = self._media()
        self.content = self._content()

    @property
    def shown(self) -> Json:
        """As the bot gave it, with the file it names."""
        shown = dumped(self._result)
        file = self._world.files.get(str(self._given))
        return {**shown, "file": self._world.files.shown(file)} if file else shown

    def _media(self) -> tuple[str, str | None]:
        """The kind of file, and its id or URL."""
        kind = {"gif": "animation", "mpeg4_gif": "animation"}.get(
            self._result.type, str(self._result.type)
        )
        for name in ("audio", "document", "gif", "mpeg4", "photo", "sticker", "video", "voice"):
            for end in ("_file_id", "_url"):
                given = getattr(self._result, name + end, None)
                if given is not None:
                    self._check_file(kind, given, cached=end == "_file_id")
                    return kind, str(given)
        return kind, None

    def _check_file(self, kind: str, given: str, *, cached: bool) -> None:
        if not cached:
            if not given.startswith(("http://", "https://")):
                raise bad("WEBDOCUMENT_URL_INVALID")
            return
        file = self._world.files.get(given)
        if file is None or file.kind != kind:
            raise bad("PHOTO_INVALID" if kind == "photo" else "DOCUMENT_INVALID")

    def _content(self) -> Json | None:
        """What the message says; None when that is a file yet to be taken."""
        given = getattr(self._result, "input_message_content", None)
        if given is not None:
            return self._written(type(given).__name__, given)
        maker = _PLACES.get(self._result.type)
        if maker is not None:
            return maker(self._result)
        if self._given is None:
            raise unmodelled(f"the inline result {self._result.type}")
        self._caption = captioned(self._world, self._result)
        return None

    def _written(self, name: str, given: Any) -> Json:
        if name == "InputTextMessageContent":
            return compact(said(self._world, given.message_text, given))
        if name == "InputInvoiceMessageContent":
            invoice = payments.checked(self._world, given)
            self.invoice = invoice.slug
            return {"invoice": invoice.shown()}
        kind = name.removeprefix("Input").removesuffix("MessageContent").lower()
        if kind not in _PLACES:
            raise unmodelled(f"the content {name}")
        return _PLACES[kind](given)

    async def message(self) -> Json:
        """The content of the message, its file fetched."""
        if self.content is not None:
            return self.content
        facts = {
            "duration": getattr(self._result, "audio_duration", None),
            "performer": getattr(self._result, "performer", None),
            "title": getattr(self._result, "title", None) if self._kind == "audio" else None,
        }
        file = await self._world.files.take(self._kind, str(self._given), facts)
        return {file.kind: self._world.files.shown(file), **self._caption}
