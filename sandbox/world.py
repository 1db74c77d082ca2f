"""The sandbox's Telegram: who there is, what was said where, and what of it the bot is told."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from sandbox.clock import Clock
from sandbox.errors import Json
from sandbox.events import Events
from sandbox.files import Files
from sandbox.money import Money
from sandbox.queries import Queries
from sandbox.store import Counters, Store, Table
from sandbox.text import covered
from sandbox.updates import Updates

if TYPE_CHECKING:
    from sandbox.webhook import Webhook

GENERAL_TOPIC = 1
_ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
_FIRST_PERSON = 1001


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who chats; `stars` is what they can pay with."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False
    stars: int = 0
    blocked: bool = False  # has blocked the bot
    deactivated: bool = False  # has deleted the account
    started: bool = False  # has written to the bot, which may write back from then on
    bio: str | None = None
    photos: tuple[str, ...] = ()  # of the profile, the newest last
    audios: tuple[str, ...] = ()
    unseen: bool = False  # one of a crowd whom nobody plays

    def user(self) -> Json:
        return compact(
            {
                "id": self.id,
                "is_bot": False,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "username": self.username,
                "language_code": self.language_code,
                "is_premium": self.is_premium or None,
            }
        )

    def shown(self) -> Json:
        return {**self.user(), "stars": self.stars, "blocked": self.blocked}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of a forum; its id is that of the message that began it."""

    message_thread_id: int
    name: str
    icon_color: int = 7322096
    icon_custom_emoji_id: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat of any type; a private one is the bot's with the person of the same id."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    description: str | None = None
    denied: frozenset[str] = frozenset()  # permissions that its members do not have
    members: dict[int, Json] = field(default_factory=dict)  # ChatMember without its user
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: tuple[int, ...] = ()
    keyboard: Json | None = None  # the reply keyboard that the people see
    migrated_to: int | None = None
    deleted: bool = False

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    @property
    def is_channel(self) -> bool:
        return self.type == "channel"

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup")

    def member(self, user_id: int) -> Json:
        return self.members.get(user_id, {"status": "left"})

    def has(self, user_id: int) -> bool:
        if self.is_private:
            return True
        member = self.member(user_id)
        if member["status"] == "restricted":
            return bool(member["is_member"])
        return member["status"] not in ("left", "kicked")

    def allows(self, user_id: int, right: str) -> bool:
        """Whether the user is the owner or an administrator with that right."""
        member = self.member(user_id)
        if member["status"] == "creator":
            return True
        return member["status"] == "administrator" and bool(member.get(right))

    def is_admin(self, user_id: int) -> bool:
        return self.member(user_id)["status"] in ("creator", "administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A message with what Telegram knows about it beyond what it shows to the bot."""

    message: Json
    author: int
    inline_id: str | None = None  # by which the bot edits a message sent via it
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    votes: dict[int, list[int]] = field(default_factory=dict)
    invoice: str | None = None  # the slug of what can be paid here
    receipt: int | None = None  # the message that says it was paid

    @property
    def id(self) -> int:
        return int(self.message["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.message["chat"]["id"])


@dataclass(slots=True, kw_only=True)
class Settings:
    """What a test or a reader of the page may turn."""

    query_timeout_s: float = 60.0
    pre_checkout_timeout_s: float = 10.0
    privacy_mode: bool = True
    inline_mode: bool = True
    inline_feedback: bool = True  # chosen_inline_result is sent; BotFather's /setinlinefeedback
    inaccessible_after_s: float | None = None  # when a pressed message is no longer shown
    webhook_retry_s: float = 1.0  # the first pause; it doubles up to a minute


# The fields of a message that somebody wrote or sent; without any of them it is a service message.
CONTENT = frozenset(
    {
        "animation", "audio", "caption", "caption_entities", "contact", "dice", "document",
        "entities", "has_media_spoiler", "invoice", "link_preview_options", "location", "photo",
        "poll", "show_caption_above_media", "sticker", "text", "venue", "video", "video_note",
        "voice",
    }
)  # fmt: skip


def compact(fields: Json) -> Json:
    """Without what is absent, as Telegram writes objects."""
    return {name: value for name, value in fields.items() if value is not None}


class Messages:
    """Messages of all chats, in order."""

    def __init__(self, store: Store) -> None:
        self._all: Table[str, Kept] = Table(store, "message", str, TypeAdapter(Kept))
        self._by_chat: dict[int, dict[int, Kept]] = {}
        self._by_inline_id: dict[str, tuple[int, int]] = {}
        for kept in self._all.values():
            self._index(kept)

    def _index(self, kept: Kept) -> None:
        self._by_chat.setdefault(kept.chat_id, {})[kept.id] = kept
        if kept.inline_id:
            self._by_inline_id[kept.inline_id] = (kept.chat_id, kept.id)

    def put(self, kept: Kept) -> None:
        self._all[f"{kept.chat_id}/{kept.id}"] = kept
        self._index(kept)

    def get(self, chat_id: int, message_id: int) -> Kept | None:
        return self._by_chat.get(chat_id, {}).get(message_id)

    def by_inline_id(self, inline_id: str) -> Kept | None:
        return self.get(*self._by_inline_id.get(inline_id, (0, 0)))

    def of(self, chat_id: int) -> dict[int, Kept]:
        return self._by_chat.get(chat_id, {})

    def last(self, chat_id: int) -> Kept | None:
        return next(reversed(self.of(chat_id).values()), None)

    def delete(self, kept: Kept) -> None:
        del self._all[f"{kept.chat_id}/{kept.id}"]
        del self._by_chat[kept.chat_id][kept.id]


class Whispers:
    """Ephemeral messages: each is seen by one person, and forgotten with the process."""

    def __init__(self) -> None:
        self._all: dict[int, Json] = {}

    def add(self, message: Json) -> Json:
        number = len(self._all) + 1
        self._all[number] = whisper = {**message, "message_id": 0, "ephemeral_message_id": number}
        return whisper

    def get(self, number: int, person_id: int) -> Json | None:
        whisper = self._all.get(number)
        return whisper if whisper and whisper["receiver_user"]["id"] == person_id else None

    def of(self, person_id: int, chat_id: int) -> list[Json]:
        """What a person was shown in a chat, oldest first."""
        return [
            whisper
            for whisper in self._all.values()
            if whisper["receiver_user"]["id"] == person_id and whisper["chat"]["id"] == chat_id
        ]


class World:
    """All state, and the few changes to it that everything else is made of."""

    def __init__(self, token: str, *, folder: Path | None, username: str, name: str) -> None:
        self.token = token
        self.store = Store(folder)
        self.profile: Table[str, Json] = Table(self.store, "profile", str, TypeAdapter(Json))
        self.clock = Clock(self.profile.get("clock", {}).get("ahead_s", 0.0))
        self.events = Events()
        self.settings = Settings()
        self.counters = Counters(self.store)
        self.updates = Updates(self.store, self.counters, self.clock, self._tell_presence)
        self.people: Table[int, Person] = Table(self.store, "person", int, TypeAdapter(Person))
        self.chats: Table[int, Chat] = Table(self.store, "chat", int, TypeAdapter(Chat))
        self.messages = Messages(self.store)
        self.files = Files(self.store, self.counters)
        self.money = Money(self.store, self.counters)
        self.open_queries = Queries(self.clock)
        self.whispers = Whispers()
        self.bot_id = int(token.partition(":")[0])
        self.username = username
        self.name = name
        self.webhook: Webhook  # the server's; it runs methods, so it is made after them
        self.webhook_url = ""
        self.launched = self.clock.time()
        self.logged_out_until = 0.0
        self.webhook_alive = False
        self._online = False

    def advance(self, seconds: float) -> None:
        """Move the time, for good."""
        self.clock.advance(seconds)
        self.profile["clock"] = {"ahead_s": self.clock.ahead_s}

    # Who

    @property
    def bot(self) -> Json:
        """The bot as others see it."""
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def user(self, user_id: int) -> Json:
        return self.bot if user_id == self.bot_id else self.people[user_id].user()

    def find_user(self, user_id: int) -> Json | None:
        return self.user(user_id) if user_id == self.bot_id or user_id in self.people else None

    def member(self, chat: Chat, user_id: int) -> Json:
        """The ChatMember."""
        member = {"status": "member"} if chat.is_private else chat.member(user_id)
        return {"status": member["status"], "user": self.user(user_id), **member}

    def add_person(self, person_id: int | None, fields: Json) -> Person:
        if person_id is None:
            person_id = self.counters.next("person", _FIRST_PERSON)
            while person_id in self.people or person_id == self.bot_id:
                person_id = self.counters.next("person", _FIRST_PERSON)
        person = Person(id=person_id, **fields)
        self.put_person(person)
        self.put_chat(Chat(id=person_id, type="private"), quiet=True)
        return person

    def put_person(self, person: Person) -> None:
        self.people[person.id] = person
        if not person.unseen:
            self.events.publish("person", person=person.shown())

    # Where

    def put_chat(self, chat: Chat, *, quiet: bool = False) -> None:
        self.chats[chat.id] = chat
        if not quiet:
            self.events.publish("chat", chat=self.chat(chat))

    def chat(self, chat: Chat) -> Json:
        """The chat as the bot sees it."""
        if chat.is_private:
            person = self.people[chat.id]
            return compact(
                {
                    "id": chat.id,
                    "type": "private",
                    "first_name": person.first_name,
                    "last_name": person.last_name,
                    "username": person.username,
                }
            )
        return compact(
            {
                "id": chat.id,
                "type": chat.type,
                "title": chat.title,
                "username": chat.username,
                "is_forum": chat.is_forum or None,
            }
        )

    def by_username(self, username: str) -> Chat | None:
        name = username.removeprefix("@").lower()
        return next(
            (c for c in self.chats.values() if c.username and c.username.lower() == name), None
        )

    def chats_of(self, person_id: int) -> Iterator[Chat]:
        yield self.chats[person_id]
        for chat in self.chats.values():
            gone = chat.migrated_to or chat.deleted
            if not chat.is_private and not gone and chat.has(person_id):
                yield chat

    # What is said

    def post(
        self,
        chat: Chat,
        author: int,
        content: Json,
        *,
        thread: int | None = None,
        reply_to: Kept | None = None,
        via_bot: bool = False,
        inline_id: str | None = None,
        invoice: str | None = None,
    ) -> Kept:
        """Put a message into a chat and tell everybody who may know."""
        message = {
            "message_id": self._next_message_id(chat),
            **self._sender(chat, author),
            "chat": self.chat(chat),
            "date": self.clock.now(),
        }
        if "forum_topic_created" in content:  # it begins the topic that has its id
            thread = message["message_id"]
        if thread is not None and thread != GENERAL_TOPIC:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None:
            inner = {k: v for k, v in reply_to.message.items() if k != "reply_to_message"}
            message["reply_to_message"] = inner
        if via_bot:
            message["via_bot"] = self.bot
        message |= compact(content)
        kept = Kept(message=message, author=author, inline_id=inline_id, invoice=invoice)
        self.messages.put(kept)
        self.events.publish("message", chat=chat.id, message=message)
        is_service = CONTENT.isdisjoint(message)
        if (author != self.bot_id or is_service) and self._sees(chat, kept):
            self.updates.add("channel_post" if chat.is_channel else "message", message)
        return kept

    def show_keyboard(self, chat_id: int, keyboard: Json | None) -> None:
        """Show another reply keyboard, or none."""
        self.put_chat(dataclasses.replace(self.chats[chat_id], keyboard=keyboard), quiet=True)

    def origin(self, kept: Kept) -> Json:
        """Where a forwarded or quoted message comes from."""
        message = kept.message
        if "forward_origin" in message:
            return dict(message["forward_origin"])
        date = message["date"]
        if message["chat"]["type"] == "channel":
            chat = message["chat"]
            return {"type": "channel", "date": date, "chat": chat, "message_id": kept.id}
        if "sender_chat" in message:
            return {"type": "chat", "date": date, "sender_chat": message["sender_chat"]}
        return {"type": "user", "date": date, "sender_user": message["from"]}

    def change(self, kept: Kept, message: Json, *, by: int) -> Kept:
        """Replace what a message says; tell the bot unless it did that itself."""
        kept = dataclasses.replace(kept, message=message)
        self.messages.put(kept)
        self.events.publish("edited", chat=kept.chat_id, message=message)
        chat = self.chats[kept.chat_id]
        if by != self.bot_id and self._sees(chat, kept):
            kind = "edited_channel_post" if chat.is_channel else "edited_message"
            self.updates.add(kind, message)
        return kept

    def react(self, kept: Kept, actor: int, reactions: list[Json]) -> None:
        """Replace somebody's reactions; tell the bot where it may know."""
        old = kept.reactions.get(actor, [])
        all_reactions = {**kept.reactions, actor: reactions}
        if not reactions:
            del all_reactions[actor]
        self.messages.put(dataclasses.replace(kept, reactions=all_reactions))
        counted: dict[str, int] = {}
        for reaction in (r for given in all_reactions.values() for r in given):
            counted[reaction["emoji"]] = counted.get(reaction["emoji"], 0) + 1
        shown = [
            {"type": {"type": "emoji", "emoji": emoji}, "total_count": n}
            for emoji, n in counted.items()
        ]
        self.events.publish("reaction", chat=kept.chat_id, message=kept.id, reactions=shown)
        chat = self.chats[kept.chat_id]
        if actor == self.bot_id or not (chat.is_private or chat.is_admin(self.bot_id)):
            return
        about = {"chat": self.chat(chat), "message_id": kept.id, "date": self.clock.now()}
        if chat.is_channel:
            self.updates.add("message_reaction_count", {**about, "reactions": shown})
        else:
            change = {"old_reaction": old, "new_reaction": reactions}
            self.updates.add("message_reaction", {**about, "user": self.user(actor), **change})

    def delete(self, chat: Chat, messages: list[Kept]) -> None:
        for kept in messages:
            self.messages.delete(kept)
        if messages:
            self.events.publish("deleted", chat=chat.id, messages=[kept.id for kept in messages])

    def _next_message_id(self, chat: Chat) -> int:
        # One sequence for all private chats and groups of an account, one per supergroup or channel
        own = chat.type in ("supergroup", "channel")
        return self.counters.next(f"message/{chat.id}" if own else "message")

    def _sender(self, chat: Chat, author: int) -> Json:
        if chat.is_channel:
            return {"sender_chat": self.chat(chat)}
        if chat.member(author).get("is_anonymous"):
            return {"from": _ANONYMOUS, "sender_chat": self.chat(chat)}
        return {"from": self.user(author)}

    def _sees(self, chat: Chat, kept: Kept) -> bool:
        """Whether the bot is told; group privacy hides what is not meant for it."""
        if chat.is_private:
            return not self.people[chat.id].blocked
        if not chat.has(self.bot_id):
            return bool(kept.message.get("left_chat_member", {}).get("id") == self.bot_id)
        if chat.is_channel or chat.is_admin(self.bot_id) or not self.settings.privacy_mode:
            return True
        return self._is_meant_for_bot(kept.message)

    def _is_meant_for_bot(self, message: Json) -> bool:
        if CONTENT.isdisjoint(message):
            return True  # a service message
        if message.get("via_bot", {}).get("id") == self.bot_id:
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot_id:
            return True
        return any(self._addresses_bot(message, e) for e in _entities(message))

    def _addresses_bot(self, message: Json, entity: Json) -> bool:
        word = covered(message.get("text") or message.get("caption") or "", entity)
        if entity["type"] == "bot_command":
            _, _, addressee = word.partition("@")
            return addressee.lower() in ("", self.username.lower())
        if entity["type"] == "mention":
            return word[1:].lower() == self.username.lower()
        if entity["type"] == "text_mention":
            return bool(entity["user"]["id"] == self.bot_id)
        return False

    # Whether the bot is there

    @property
    def online(self) -> bool:
        return self.webhook_alive if self.webhook_url else self.updates.polled

    def _tell_presence(self) -> None:
        if self.online != self._online:
            self._online = self.online
            self.events.publish("bot", online=self._online)

    def webhook_answers(self, alive: bool) -> None:
        self.webhook_alive = alive
        self._tell_presence()


def _entities(message: Json) -> list[Json]:
    entities: list[Json] = message.get("entities") or message.get("caption_entities") or []
    return entities
