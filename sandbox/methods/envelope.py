"""Where a message goes, whether it may go there, and what every kind of message can carry."""

from dataclasses import dataclass, field
from typing import Any

from aiogram.types import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyParameters

from sandbox import markup
from sandbox.errors import ApiError, Json, bad, forbidden
from sandbox.text import formatted, length
from sandbox.world import GENERAL_TOPIC, Chat, Kept, World

_MAX_QUOTE = 1024
_NAMES = {"group": "group", "supergroup": "supergroup", "channel": "channel"}


def find_chat(world: World, chat_id: int | str | None) -> Chat:
    """The chat that a request names.

    Raises:
        ApiError: there is none, or the bot cannot know of it.
    """
    if chat_id in (None, ""):
        raise bad("chat_id is empty")
    chat = world.by_username(chat_id) if isinstance(chat_id, str) else world.chats.get(chat_id or 0)
    if chat is None or chat.deleted or (isinstance(chat_id, str) and not chat_id.startswith("@")):
        raise bad("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to=chat.migrated_to,
        )
    return chat


def reachable(world: World, chat_id: int | str | None) -> Chat:
    """A chat in which the bot can do something."""
    chat = find_chat(world, chat_id)
    if chat.is_private:
        person = world.people[chat.id]
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif not chat.has(world.bot_id):
        kicked = chat.member(world.bot_id)["status"] == "kicked"
        how = "was kicked from" if kicked else "is not a member of"
        raise forbidden(f"bot {how} the {_NAMES[chat.type]} chat")
    return chat


def writable(world: World, chat_id: int | str | None, what: str = "can_send_messages") -> Chat:
    """A chat into which the bot may put a message; `what` is the permission a group may deny."""
    chat = reachable(world, chat_id)
    if chat.is_channel and not chat.allows(world.bot_id, "can_post_messages"):
        raise bad("need administrator rights in the channel chat")
    member = chat.member(world.bot_id)
    restricted = member["status"] == "restricted" and not member.get(what)
    if restricted or (member["status"] in ("member", "restricted") and what in chat.denied):
        raise bad(f"not enough rights to send {_WHAT.get(what, 'messages')} to the chat")
    return chat


_WHAT = {
    "can_send_messages": "text messages",
    "can_send_audios": "music",
    "can_send_documents": "documents",
    "can_send_photos": "photos",
    "can_send_videos": "videos",
    "can_send_video_notes": "video notes",
    "can_send_voice_notes": "voice notes",
    "can_send_polls": "polls",
}


@dataclass(slots=True)
class Envelope:
    """Everything about a message but what it says."""

    world: World
    chat: Chat
    thread: int | None = None
    reply_to: Kept | None = None
    keyboard: Json | None = None
    inline: Json | None = None
    fields: Json = field(default_factory=dict)

    @classmethod
    def of(
        cls, world: World, call: Any, *, what: str = "can_send_messages", pays: bool = False
    ) -> "Envelope":
        """Take it from a send method, whichever it is."""
        chat = writable(world, call.chat_id, what)
        envelope = cls(world, chat)
        envelope.thread = _thread(world, chat, call.message_thread_id)
        envelope._reply(_reply_parameters(call))
        envelope._mark(getattr(call, "reply_markup", None), pays=pays)
        effect = getattr(call, "message_effect_id", None)
        if effect and not chat.is_private:
            raise bad("EFFECT_CHAT_INVALID")
        envelope.fields |= {
            "effect_id": effect,
            "has_protected_content": call.protect_content or None,
        }
        return envelope

    def _reply(self, to: ReplyParameters | None) -> None:
        if to is None or to.message_id is None:
            return
        chat = self.chat if to.chat_id is None else reachable(self.world, to.chat_id)
        kept = self.world.messages.get(chat.id, to.message_id)
        if kept is None:
            if to.allow_sending_without_reply:
                return
            raise bad("message to be replied not found")
        if chat.id != self.chat.id:
            self.fields["external_reply"] = _external(self.world, chat, kept)
        else:
            self.reply_to = kept
            if self.thread is None:  # an answer stays in the topic
                self.thread = kept.message.get("message_thread_id")
        if to.quote:
            self.fields["quote"] = _quote(kept, to)

    def _mark(self, given: markup.Markup | None, *, pays: bool) -> None:
        if isinstance(given, InlineKeyboardMarkup):
            self.inline = markup.inline(given, pays=pays)
        elif given is None:
            return
        elif self.chat.is_channel:
            raise bad("inline keyboard expected")
        elif isinstance(given, ReplyKeyboardMarkup):
            self.keyboard = markup.reply(given)
            asks = any(
                button.keys() & {"request_contact", "request_location", "request_chat"}
                for row in self.keyboard["keyboard"]
                for button in row
            )
            if asks and not self.chat.is_private:
                raise bad("phone number can be requested in private chats only")
        elif isinstance(given, ForceReply):
            self.keyboard = {**markup.dumped(given), "force_reply": True}
        else:
            self.keyboard = {}

    def post(self, content: Json, *, invoice: str | None = None) -> Kept:
        """Send it."""
        kept = self.world.post(
            self.chat,
            self.world.bot_id,
            {**content, **self.fields, "reply_markup": self.inline},
            thread=self.thread,
            reply_to=self.reply_to,
            invoice=invoice,
        )
        if self.keyboard is not None:
            self.world.show_keyboard(self.chat.id, self.keyboard or None)
        return kept


def _thread(world: World, chat: Chat, thread: int | None) -> int | None:
    if thread is None or thread == 0:
        return None
    if thread == GENERAL_TOPIC and chat.is_forum:
        return thread
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad("message thread not found")
    if topic.closed and not chat.allows(world.bot_id, "can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return thread


def _reply_parameters(call: Any) -> ReplyParameters | None:
    """Today's reply_parameters, or yesterday's two parameters."""
    given: ReplyParameters | None = getattr(call, "reply_parameters", None)
    if given is not None:
        return given
    message_id = getattr(call, "reply_to_message_id", None)
    if not message_id:
        return None
    lenient = bool(getattr(call, "allow_sending_without_reply", None))
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=lenient)


def _quote(kept: Kept, to: ReplyParameters) -> Json:
    given = [markup.dumped(entity) for entity in to.quote_entities or ()]
    quote, entities = formatted(to.quote or "", to.quote_parse_mode, given, limit=_MAX_QUOTE)
    text = kept.message.get("text") or kept.message.get("caption") or ""
    position = text.find(quote)
    if position < 0:
        raise bad("QUOTE_TEXT_INVALID")
    shown: Json = {"text": quote, "position": length(text[:position]), "is_manual": True}
    return {**shown, "entities": entities} if entities else shown


def _external(world: World, chat: Chat, kept: Kept) -> Json:
    origin = world.origin(kept)
    shown: Json = {"origin": origin}
    if not chat.is_private:
        shown |= {"chat": world.chat(chat), "message_id": kept.id}
    return shown
