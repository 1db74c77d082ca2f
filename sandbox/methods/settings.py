"""The bot's own face: who it is, its commands, names and descriptions, the menu button."""

import re
from typing import Any

from aiogram.methods import (
    DeleteMyCommands,
    GetChatMenuButton,
    GetMyCommands,
    GetMyDefaultAdministratorRights,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDefaultAdministratorRights,
)
from aiogram.types import BotCommandScopeDefault

from sandbox.chats import RIGHTS
from sandbox.errors import Json, bad, unmodelled
from sandbox.markup import dumped
from sandbox.methods.envelope import find_chat, reachable
from sandbox.world import Chat, World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")


async def get_me(world: World, _call: object) -> Json:
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not world.settings.privacy_mode,
        "supports_guest_queries": False,
        "supports_inline_queries": world.settings.inline_mode,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def _language(code: str | None) -> str:
    if code and not _LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code or ""


def _scope(world: World, scope: Any) -> str:
    """The scope as a key: its type, chat and user."""
    if scope is None:
        return str(BotCommandScopeDefault().type.value)
    parts = [scope.type]
    if hasattr(scope, "chat_id"):
        parts.append(str(reachable(world, scope.chat_id).id))
    if hasattr(scope, "user_id"):
        parts.append(str(scope.user_id))
    return "/".join(parts)


async def set_my_commands(world: World, call: SetMyCommands) -> bool:
    if len(call.commands) > 100:
        raise bad("too many commands specified")
    commands = []
    for command in call.commands:
        name = command.command.strip().removeprefix("/").lower()
        if not _COMMAND.fullmatch(name):
            raise bad("BOT_COMMAND_INVALID")
        description = command.description.strip()
        if not 1 <= len(description) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        if command.is_ephemeral:
            raise unmodelled('the command field "is_ephemeral"')
        commands.append({"command": name, "description": description})
    key = f"commands/{_scope(world, call.scope)}/{_language(call.language_code)}"
    world.profile[key] = {"commands": commands}
    return True


async def get_my_commands(world: World, call: GetMyCommands) -> list[Json]:
    key = f"commands/{_scope(world, call.scope)}/{_language(call.language_code)}"
    commands: list[Json] = world.profile.get(key, {}).get("commands", [])
    return commands


async def delete_my_commands(world: World, call: DeleteMyCommands) -> bool:
    key = f"commands/{_scope(world, call.scope)}/{_language(call.language_code)}"
    world.profile.pop(key, None)
    return True


def commands_for(world: World, chat: Chat, person_id: int, language: str | None) -> list[Json]:
    """What the person's menu shows in the chat: the narrowest scope that has commands."""
    if chat.is_private:
        scopes = [f"chat/{chat.id}", "all_private_chats", "default"]
    else:
        admin = chat.is_admin(person_id)
        scopes = [
            f"chat_member/{chat.id}/{person_id}",
            *([f"chat_administrators/{chat.id}"] if admin else []),
            f"chat/{chat.id}",
            *(["all_chat_administrators"] if admin else []),
            "all_group_chats",
            "default",
        ]
    languages = [(language or "")[:2], ""]
    for scope in scopes:
        for code in languages:
            commands: list[Json] = world.profile.get(f"commands/{scope}/{code}", {}).get(
                "commands", []
            )
            if commands:
                return commands
    return []


# method → the text's name, its limit
_TEXTS = {
    "MyName": ("name", 64),
    "MyDescription": ("description", 512),
    "MyShortDescription": ("short_description", 120),
}


def _text(call: object) -> tuple[str, int]:
    return _TEXTS[type(call).__name__[3:]]


async def set_my_text(world: World, call: Any) -> bool:
    """setMyName, setMyDescription, setMyShortDescription."""
    name, limit = _text(call)
    value = getattr(call, name) or ""
    if len(value) > limit:
        raise bad(f"BOT_{'TITLE' if name == 'name' else 'ABOUT'}_INVALID")
    key = f"{name}/{_language(call.language_code)}"
    if value:
        world.profile[key] = {name: value}
    else:
        world.profile.pop(key, None)
    return True


async def get_my_text(world: World, call: Any) -> Json:
    """Their getters; a language without a text of its own has the common one."""
    name, _ = _text(call)
    usual = {name: world.name if name == "name" else ""}
    common = world.profile.get(f"{name}/", usual)
    return world.profile.get(f"{name}/{_language(call.language_code)}", common)


async def set_chat_menu_button(world: World, call: SetChatMenuButton) -> bool:
    chat_id = find_chat(world, call.chat_id).id if call.chat_id else ""
    button = dumped(call.menu_button) if call.menu_button else {"type": "default"}
    if button["type"] == "web_app":
        raise unmodelled("the web app menu button")
    world.profile[f"menu/{chat_id}"] = button
    return True


async def get_chat_menu_button(world: World, call: GetChatMenuButton) -> Json:
    common = world.profile.get("menu/", {"type": "commands"})
    if not call.chat_id:
        return common
    return world.profile.get(f"menu/{find_chat(world, call.chat_id).id}", common)


async def set_my_default_rights(world: World, call: SetMyDefaultAdministratorRights) -> bool:
    key = f"rights/{'channels' if call.for_channels else 'groups'}"
    if call.rights is None:
        world.profile.pop(key, None)
    else:
        world.profile[key] = dumped(call.rights)
    return True


async def get_my_default_rights(world: World, call: GetMyDefaultAdministratorRights) -> Json:
    key = f"rights/{'channels' if call.for_channels else 'groups'}"
    nothing = dict.fromkeys(RIGHTS, False)
    return world.profile.get(key, nothing)
