"""What the bot does when somebody says or presses something."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.methods import SetMyCommands
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)

from handlers import (
    admin,
    attending,
    campaigns,
    cases,
    chart,
    chats,
    choices,
    cities,
    comments,
    discography,
    discover,
    donations,
    earnings,
    errors,
    face,
    fans,
    forms,
    groups,
    imports,
    inline,
    leaving,
    listen,
    log,
    managers,
    menus,
    moderation,
    monthly,
    moving,
    nearby,
    objections,
    offers,
    operator,
    outing,
    payments,
    profile_songs,
    profiles,
    received,
    releases,
    reporting,
    rules,
    settings,
    sharing,
    start,
    stats,
    support,
    teasers,
    together,
    visit,
    wallet,
)
from handlers.table import Table
from handlers.texts import Library, Texts
from storage import ENTITIES

ALLOWED_UPDATES = [
    "message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "pre_checkout_query",
    "subscription",
]
"""What Telegram is asked to send; it sends nothing else."""


def table() -> Table:
    """Return what answers every command, button and kind of message."""
    modules = (
        start,
        forms,
        profiles,
        together,
        offers,
        visit,
        discover,
        outing,
        listen,
        stats,
        support,
        received,
        monthly,
        earnings,
        wallet,
        donations,
        settings,
        sharing,
        chats,
        groups,
        imports,
        moving,
        rules,
        cases,
        attending,
        nearby,
        operator,
        admin,
        choices,
        comments,
        campaigns,
        releases,
        managers,
        log,
        fans,
        face,
        reporting,
        moderation,
        objections,
        discography,
        profile_songs,
        teasers,
        leaving,
    )
    return Table([menus.routes(), *(module.ROUTES for module in modules)], answer=comments.reply)


def setup() -> Router:
    """Return one router with every handler."""
    router, answers = Router(name=__name__), table()
    router.message.middleware(errors.words)
    router.callback_query.middleware(errors.press)
    router.message.register(answers.message)
    router.callback_query.register(answers.button)
    router.inline_query.register(inline.offer)
    router.chosen_inline_result.register(inline.chosen)
    router.my_chat_member.register(start.membership, F.chat.type == ChatType.PRIVATE)
    router.my_chat_member.register(chats.membership)
    router.pre_checkout_query.register(payments.confirm)
    router.subscription.register(monthly.changed)
    return router


def warm() -> None:
    """Load what somebody would wait for: the table of cities, the drawing of charts.

    Takes a second or two; nothing fails without it.
    """
    cities.load()
    chart.warm()


def commands(library: Library) -> list[SetMyCommands]:
    """Return what tells Telegram the menu of commands, for each language and kind of chat."""
    private = [
        *("start", "me"),
        *(model.plural for model in ENTITIES),
        *("profile", "stats", "campaigns", "coins", "donations", "payout", "chats", "managers"),
        *("find", "following", "going", "supporting"),
        *("settings", "language", "help", "cancel"),
        *("paysupport", "terms", "privacy", "mydata", "deletemydata"),
    ]
    scopes = (
        (BotCommandScopeDefault(), ["start", "help"]),
        (BotCommandScopeAllPrivateChats(), private),
        (BotCommandScopeAllGroupChats(), ["concerts", "donate", "artist", "find", "help"]),
    )
    return [
        SetMyCommands(
            commands=[BotCommand(command=name, description=_says(t, name)) for name in names],
            scope=scope,
            language_code=None if t.locale == "en" else t.locale,
        )
        for t in library
        for scope, names in scopes
    ]


def _says(t: Texts, command: str) -> str:
    """Return what a command does; those of the kinds of record say so with the kind."""
    of_kind = next((model for model in ENTITIES if model.plural == command), None)
    return t.plain(f"{of_kind.family}.all" if of_kind else f"command-{command}")


__all__ = ["ALLOWED_UPDATES", "commands", "setup", "table", "warm"]
