"""One look-up from a button, a command or a kind of message to what answers it.

Trying sixty handlers one after another costs a millisecond a tap. So each module ends with its
`Routes`, and one `Table` of all of them is asked for every update.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram.dispatcher.event.handler import CallableObject
from aiogram.enums import ChatType
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from handlers import behalf, deeds, origins
from handlers.callbacks import Pushed
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.links import Links

Handler = Callable[..., Any]

EVENTS = (
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
)
"""What a chat of many says of itself, as far as it is listened to."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Routes:
    """What a module answers to.

    `menus`: buttons that walk through one's own things. They live in private chats, and walking
    away through one of them, or through a command, abandons a half-filled form.
    `questions`: buttons of the form itself.
    `public`: buttons of public things. They work wherever the message is, and leave a form alone.
    `commands` get what follows the command as `args`; `groups` are those for chats of many.
    `events`: what chats of many say of themselves, one of `EVENTS` each.
    `contents`: plain messages in private, by content type; ``*`` takes the rest.
    `admin_menus` and `admin_commands` are there for admins; for others there is no such thing.
    """

    menus: Mapping[type[CallbackData], Handler] = field(default_factory=dict)
    questions: Mapping[type[CallbackData], Handler] = field(default_factory=dict)
    public: Mapping[type[CallbackData], Handler] = field(default_factory=dict)
    commands: Mapping[str, Handler] = field(default_factory=dict)
    groups: Mapping[str, Handler] = field(default_factory=dict)
    events: Mapping[str, Handler] = field(default_factory=dict)
    contents: Mapping[str, Handler] = field(default_factory=dict)
    admin_menus: Mapping[type[CallbackData], Handler] = field(default_factory=dict)
    admin_commands: Mapping[str, Handler] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Button:
    model: type[CallbackData]
    handler: CallableObject
    public: bool
    leaves_form: bool
    for_admins: bool = False


class Table:
    """Every route of the bot, and the three handlers that aiogram sees."""

    def __init__(self, modules: Iterable[Routes], answer: Handler) -> None:
        """`answer` is asked first about a plain message and says whether a form took it."""
        self._buttons: dict[str, _Button] = {}
        self._commands: dict[str, CallableObject] = {}
        self._admin_commands: dict[str, CallableObject] = {}
        self._groups: dict[str, CallableObject] = {}
        self._events: dict[str, CallableObject] = {}
        self._contents: dict[str, CallableObject] = {}
        self._answer = CallableObject(answer)
        for routes in modules:
            self._add(routes)

    def _add(self, routes: Routes) -> None:
        for buttons, public, leaves_form in (
            (routes.menus, False, True),
            (routes.questions, False, False),
            (routes.public, True, False),
        ):
            for model, handler in buttons.items():
                button = _Button(model, CallableObject(handler), public, leaves_form)
                _put(self._buttons, model.__prefix__, button)
        for model, handler in routes.admin_menus.items():
            button = _Button(model, CallableObject(handler), False, True, for_admins=True)
            _put(self._buttons, model.__prefix__, button)
        for table, handlers in (
            (self._commands, routes.commands),
            (self._admin_commands, routes.admin_commands),
            (self._groups, routes.groups),
            (self._events, routes.events),
            (self._contents, routes.contents),
        ):
            for name, handler in handlers.items():
                _put(table, name, CallableObject(handler))

    @property
    def buttons(self) -> set[type[CallbackData]]:
        """Every button that is answered."""
        return {button.model for button in self._buttons.values()}

    @property
    def routes(self) -> set[type[CallbackData] | str]:
        """Every button, command and kind of plain message, as `needs` names them."""
        commands = {f"/{name}" for name in (*self._commands, *self._admin_commands)}
        return {*self.buttons, *commands, *self._contents}

    @property
    def for_admins(self) -> tuple[set[type[CallbackData]], set[str]]:
        """The buttons and the commands that only admins have."""
        buttons = {button.model for button in self._buttons.values() if button.for_admins}
        return buttons, set(self._admin_commands)

    @property
    def handlers(self) -> list[CallableObject]:
        """Every handler there is."""
        buttons = [button.handler for button in self._buttons.values()]
        tables = (self._commands, self._admin_commands, self._groups)
        texts = (h for table in tables for h in table.values())
        return [*buttons, self._answer, *texts, *self._events.values(), *self._contents.values()]

    async def button(self, query: CallbackQuery, desk: Desk, **data: Any) -> Any:
        """Answer a pressed button.

        Raises:
            Refused: it is of another release, or forged, or not for this chat.

        """
        pressed = query.data or ""
        button = self._buttons.get(pressed.partition(":")[0])
        try:
            callback_data = button.model.unpack(pressed) if button else None
        except (TypeError, ValueError):
            callback_data = None
        if button is None or callback_data is None:
            raise Refused("outdated")
        if button.for_admins and desk.actor not in desk.house.admins:
            raise Refused("outdated")
        if not button.public and not _in_private(query.message):
            raise Refused("only-private")
        if button.leaves_form:
            await desk.forms.drop(desk.actor)
        if campaign := campaign_of(query.message):
            await desk.campaigns.tap(campaign, desk.me)
        if artist := getattr(callback_data, "artist", None):
            await desk.segments.seen(desk.actor, artist, now=desk.now)
            if not _in_private(query.message):
                await origins.pressed(query, artist, desk)
        desk = await behalf.pressed(desk, button.model, query)
        deed = await deeds.about(desk, callback_data)
        answer = await button.handler.call(query, callback_data=callback_data, desk=desk, **data)
        if deed is not None:
            await desk.deeds.add(desk.me, deed, once=query.id)
        return answer

    async def message(self, message: Message, desk: Desk, **data: Any) -> Any:
        """Answer a message, if it is one to answer: a card of ours that somebody sends is none."""
        if message.via_bot is not None and message.via_bot.id == desk.bot.id:
            return None
        name, args = _command(message, desk.links)
        if message.chat.type != ChatType.PRIVATE:
            if happened := event(message):
                return await self._events[happened].call(message, desk=desk, **data)
            addressed = "@" in (message.text or "").partition(" ")[0]
            handler = self._groups.get(name) if addressed else None
            return handler and await handler.call(message, args=args, desk=desk, **data)
        if name:
            await desk.forms.drop(desk.actor)
            handler = self._commands.get(name)
            if desk.actor in desk.house.admins:
                handler = self._admin_commands.get(name, handler)
            handler = handler or self._commands["*"]
            desk = await behalf.said(desk, f"/{name}")
            return await handler.call(message, args=args, desk=desk, **data)
        if await self._answer.call(message, desk=desk, **data):
            return None
        handler = self._contents.get(message.content_type) or self._contents["*"]
        desk = await behalf.said(desk, message.content_type)
        return await handler.call(message, desk=desk, **data)


def event(message: Message) -> str | None:
    """Return what a chat of many says of itself with a message; None: somebody wrote it."""
    return next((name for name in EVENTS if getattr(message, name) is not None), None)


def _in_private(message: MaybeInaccessibleMessageUnion | None) -> bool:
    return message is not None and message.chat.type == ChatType.PRIVATE


def campaign_of(message: MaybeInaccessibleMessageUnion | None) -> str:
    """Return the campaign that a message is of, or nothing; see `Pushed`."""
    if not isinstance(message, Message) or message.reply_markup is None:
        return ""
    said = [key.callback_data or "" for row in message.reply_markup.inline_keyboard for key in row]
    mark = next((data for data in said if data.startswith(f"{Pushed.__prefix__}:")), None)
    return "" if mark is None else Pushed.unpack(mark).campaign


def _put(table: dict[str, Any], name: str, value: object) -> None:
    if name in table:
        msg = f"two handlers for {name!r}"
        raise ValueError(msg)
    table[name] = value


def _command(message: Message, links: Links) -> tuple[str, str]:
    """Return the command's name and what follows it; ``*`` if it is for another bot."""
    match = _COMMAND.fullmatch(message.text or "")
    if match is None:
        return "", ""
    name, bot, args = match.groups()
    if bot is not None and bot.lower() != links.username.lower():
        return "*", ""
    return name.lower(), args or ""
