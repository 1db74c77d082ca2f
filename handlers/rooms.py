"""The screens of groups and channels: those that set them up, and what is said in them."""

from collections.abc import Mapping, Sequence

from aiogram.types import (
    ChatAdministratorRights,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
)

from handlers import gifts as given_screens
from handlers import keyboards as keys
from handlers.callbacks import (
    ChatCard,
    ChatConnect,
    ChatConnectHere,
    ChatDrop,
    ChatGoal,
    ChatLeast,
    ChatMend,
    ChatPause,
    ChatPick,
    ChatPlace,
    ChatPlaces,
    ChatPut,
    Chats,
    ChatTest,
    ChatTestEnd,
    ChatTopic,
    ChatTopics,
    ChatWants,
    Home,
    InChat,
)
from handlers.cards import entry
from handlers.links import Links
from handlers.posted import GOAL
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import CHAT_KINDS, COINS, Connected, Donation, Entity, Off, Topic, money

GROUP, CHANNEL = 1, 2
"""Requests of the keys that pick a chat."""

LEAST = (1, 25, 50, 100, 250, 500)
"""Stars of the smallest donation that a chat is told of."""

ALL = "all"
"""What stands for all kinds."""

_TOLD = 20  # donations in one message
_WORDS = 60  # characters of a donor's words in a chat
_TITLE = 30  # of a chat in a line or on a button

RIGHTS_IN = {
    GROUP: ("can_pin_messages",),
    CHANNEL: ("can_post_messages", "can_edit_messages"),
}
"""What we ask to be allowed where: to pin the goal's card, for which a channel wants an editor."""


def _rights(names: Sequence[str]) -> ChatAdministratorRights:
    required = {
        name: name in names
        for name, field in ChatAdministratorRights.model_fields.items()
        if field.is_required() or name in names
    }
    return ChatAdministratorRights.model_validate(required)


def picker(t: Texts) -> ReplyKeyboardMarkup:
    """Return the keys with which Telegram lets one pick a chat, and gives us rights there."""
    keys_ = [
        KeyboardButton(
            text=t.plain(word),
            request_chat=KeyboardButtonRequestChat(
                request_id=request,
                chat_is_channel=request == CHANNEL,
                user_administrator_rights=_rights(RIGHTS_IN[request]),
                bot_administrator_rights=_rights(RIGHTS_IN[request]),
                request_title=True,
            ),
        )
        for request, word in ((GROUP, "chats-pick-group"), (CHANNEL, "chats-pick-channel"))
    ]
    return ReplyKeyboardMarkup(keyboard=[keys_], resize_keyboard=True, one_time_keyboard=True)


# In private --------------------------------------------------------------------------------------


def title(chat: Connected) -> str:
    return keys.clip(chat.title, _TITLE)


def connected(t: Texts, chats: Sequence[Connected], links: Links) -> Screen:
    """Return the list of chats, or what they are good for; with the ways to connect one."""
    rows: list[keys.Row] = [
        [keys.button(_entry(t, chat), ChatCard(chat=chat.chat))] for chat in chats
    ]
    if chats:
        rows.append([keys.button(t.plain("chats-add"), ChatPick(), style="primary")])
    rows.append(
        [
            keys.link(t.plain("chats-link-group"), links.into_group),
            keys.link(t.plain("chats-link-channel"), links.into_channel),
        ]
    )
    text = t("chats-list", n=len(chats)) if chats else t("chats-none")
    return Screen(text, keys.markup(*rows, [keys.button(t.plain("home"), Home())]))


def _entry(t: Texts, chat: Connected) -> str:
    troubled = chat.off or chat.lost
    word = "chat-entry-off" if troubled else "chat-entry-paused" if chat.paused else "chat-entry"
    return t.plain(word, title=title(chat))


def settings(
    t: Texts,
    chat: Connected,
    topics: Sequence[Topic],
    kinds: Sequence[str],
    *,
    by_reader: bool,
    note: Html | None = None,
) -> Screen:
    """Return what is told in a chat, each kind a switch; `by_reader`: they connected it.

    `kinds` have a place there: what is wanted, and the goal if there is one.
    """
    id = chat.chat
    switches = [
        keys.toggle(
            t,
            _kind(t, kind),
            ChatWants(chat=id, kind=kind, on=kind not in chat.wants),
            on=kind in chat.wants,
        )
        for kind in CHAT_KINDS
    ]
    rows: list[keys.Row] = keys.grid(switches, 2)
    if Donation.family in chat.wants:
        n = chat.min_stars
        label = t.plain("chat-least", n=n) if n > 1 else t.plain("chat-least-any")
        rows.append([keys.button(label, ChatLeast(chat=id, stars=_next_least(n)))])
    if chat.is_forum or topics:
        rows.append([keys.button(_where(t, chat, topics, kinds), ChatTopics(chat=id))])
    if chat.off or chat.lost:
        rows.append([keys.button(t.plain("chat-mend"), ChatMend(chat=id), style="primary")])
    is_lost = bool(chat.wants) and len(chat.lost) == len(chat.wants)
    if chat.is_on and not is_lost:
        more = [keys.button(t.plain("chat-test"), ChatTest(chat=id))]
        if GOAL in kinds and chat.reaches(GOAL):
            more.append(keys.button(t.plain("chat-goal"), ChatGoal(chat=id)))
        rows.append(more)
    pause = t.plain("chat-resume" if chat.paused else "chat-pause")
    rows.append(
        [
            keys.button(pause, ChatPause(chat=id, on=not chat.paused)),
            keys.button(t.plain("chat-drop"), ChatDrop(chat=id, sure=False)),
        ]
    )
    head = t("chat-head-channel" if chat.is_channel else "chat-head-group", title=chat.title)
    return Screen(
        paragraphs(note, head, _state(t, chat, topics, kinds, by_reader=by_reader)),
        keys.markup(*rows, [keys.button(t.plain("chats-back"), Chats())]),
    )


def _kind(t: Texts, kind: str) -> str:
    if kind == GOAL:
        return t.plain("goal")
    return t.plain("donations" if kind == Donation.family else f"{kind}.all")


def _where(t: Texts, chat: Connected, topics: Sequence[Topic], kinds: Sequence[str]) -> str:
    places = dict.fromkeys(map(chat.place, kinds)) or [chat.topic]
    names = ", ".join(_topic(t, one, topics) for one in places)
    if len(places) == 1:
        return t.plain("chat-topic-key", name=names)
    return t.plain("chat-topics-key", names=keys.clip(names, _TITLE))


def _next_least(stars: int) -> int:
    return next((one for one in LEAST if one > stars), LEAST[0])


def _topic(t: Texts, id: int | None, topics: Sequence[Topic]) -> str:
    if id is None:
        return t.plain("chat-topic-general")
    name = next((one.name for one in topics if one.id == id), None)
    return keys.clip(name, _TITLE) if name else t.plain("chat-topic-unnamed", id=str(id))


_WHY_OFF = {
    Off.RIGHTS: "chat-off-rights",
    Off.REMOVED: "chat-off-removed",
    Off.TOPIC: "chat-off-topic",
    Off.GONE: "chat-off-gone",
    Off.PERSON: "chat-off-person",
}


def _why_off(t: Texts, why: Off, *, by_reader: bool) -> Html:
    return t("chat-off-other" if why is Off.PERSON and not by_reader else _WHY_OFF[why])


def _state(
    t: Texts, chat: Connected, topics: Sequence[Topic], kinds: Sequence[str], *, by_reader: bool
) -> Html:
    if chat.off:
        return _why_off(t, chat.off, by_reader=by_reader)
    if chat.paused:
        return t("chat-is-paused")
    if chat.lost and not chat.topics:
        return _why_off(t, Off.TOPIC, by_reader=by_reader)
    lost = {one: [kind for kind in kinds if chat.place(kind) == one] for one in chat.shut}
    if any(lost.values()):
        return lines(*(_topic_off(t, one, those, topics) for one, those in lost.items() if those))
    return t("chat-is-on") if chat.wants else t("chat-wants-nothing")


def _topic_off(t: Texts, topic: int | None, kinds: Sequence[str], topics: Sequence[Topic]) -> Html:
    there = ", ".join(_kind(t, kind) for kind in kinds)
    return t("chat-topic-off", topic=_topic(t, topic, topics), kinds=there)


def topics(
    t: Texts, chat: Connected, topics: Sequence[Topic], bot: str, kind: str | None = None
) -> Screen:
    """Return the topics to choose from, for a kind or for all: those that we have heard of."""
    id, is_split = chat.chat, bool(chat.topics)
    rows: list[keys.Row] = []
    for one in (None, *(topic.id for topic in topics if not topic.closed)):
        to = one or 0
        pressed = ChatPut(chat=id, kind=kind, thread=to) if kind else ChatTopic(chat=id, thread=to)
        chosen = chat.place(kind) == one if kind else chat.topic == one and not is_split
        rows.append([keys.choice(t, _topic(t, one, topics), pressed, chosen=chosen)])
    if topics and not kind and not is_split:
        rows.append([keys.button(t.plain("chat-split"), ChatPlaces(chat=id))])
    back = ChatPlaces(chat=id) if kind or is_split else ChatCard(chat=id)
    head = t("chat-topic-of", kind=_kind(t, kind)) if kind else t("chat-topic-which")
    return Screen(
        paragraphs(head, t("chat-topics", bot=bot)),
        keys.markup(*rows, [keys.button(t.plain("back"), back)]),
    )


def places(t: Texts, chat: Connected, topics: Sequence[Topic], kinds: Sequence[str]) -> Screen:
    """Return which kind goes to which topic of a forum."""
    rows: list[keys.Row] = []
    for kind in kinds:
        at = chat.place(kind)
        word = "chat-place-off" if at in chat.shut else "chat-place"
        label = t.plain(word, kind=_kind(t, kind), topic=_topic(t, at, topics))
        rows.append([keys.button(label, ChatPlace(chat=chat.chat, kind=kind))])
    if chat.topics:
        all_ = ChatPlace(chat=chat.chat, kind=ALL)
        rows.append([keys.button(t.plain("chat-unsplit"), all_)])
    back = keys.button(t.plain("back"), ChatCard(chat=chat.chat))
    text = t("chat-places") if kinds else t("chat-wants-nothing")
    return Screen(text, keys.markup(*rows, [back]))


def testing(t: Texts, chat: Connected, tap: str) -> Screen:
    """Return what is asked about a test: whether it stays."""
    ends = [
        keys.button(t.plain("chat-test-keep"), ChatTestEnd(chat=chat.chat, tap=tap, keep=True)),
        keys.button(t.plain("chat-test-delete"), ChatTestEnd(chat=chat.chat, tap=tap, keep=False)),
    ]
    back = keys.button(t.plain("chats-back"), ChatCard(chat=chat.chat))
    return Screen(t("chat-testing", title=chat.title), keys.markup(ends, [back]))


def drop(t: Texts, chat: Connected) -> Screen:
    sure = keys.button(
        t.plain("chat-drop-sure"), ChatDrop(chat=chat.chat, sure=True), style="danger"
    )
    back = keys.button(t.plain("back"), ChatCard(chat=chat.chat))
    return Screen(t("chat-drop-ask", title=chat.title), keys.markup([sure], [back]))


def dropped(t: Texts, title: str) -> Screen:
    return Screen(
        t("chat-dropped", title=title), keys.markup([keys.button(t.plain("chats-back"), Chats())])
    )


def offer(t: Texts, chat: int, title: str, *, mute: bool = False) -> Screen:
    """Return what somebody is asked who has let us into a chat; `mute`: but not write there."""
    key = t.plain("chat-mend" if mute else "chat-connect")
    text = t("chat-offer-mute" if mute else "chat-offer", title=title)
    return Screen(text, keys.markup([keys.button(key, ChatConnect(chat=chat), style="primary")]))


def went_off(t: Texts, chat: Connected, why: Off, links: Links, *, by_reader: bool) -> Screen:
    """Return what an artist is told of a chat that went off, with a button to mend it."""
    rows: list[keys.Row] = []
    if why is Off.REMOVED:
        into = links.into_channel if chat.is_channel else links.into_group
        rows.append([keys.link(t.plain("chat-add-again"), into)])
    elif why is Off.TOPIC:
        rows.append([keys.button(t.plain("chat-choose-topic"), ChatTopics(chat=chat.chat))])
    rows.append([keys.button(t.plain("chat-mend"), ChatMend(chat=chat.chat))])
    rows.append([keys.button(t.plain("chat-open"), ChatCard(chat=chat.chat))])
    text = paragraphs(t("chat-went-off", title=chat.title), _why_off(t, why, by_reader=by_reader))
    return Screen(text, keys.markup(*rows))


def topic_off(
    t: Texts, chat: Connected, topic: int | None, kinds: Sequence[str], topics: Sequence[Topic]
) -> Screen:
    """Return what an artist is told of a topic that was shut, while others are open."""
    text = paragraphs(t("chat-head-group", title=chat.title), _topic_off(t, topic, kinds, topics))
    choose = keys.button(t.plain("chat-choose-topic"), ChatTopics(chat=chat.chat))
    open_ = keys.button(t.plain("chat-open"), ChatCard(chat=chat.chat))
    return Screen(text, keys.markup([choose], [open_]))


def topic_on(
    t: Texts, chat: Connected, topic: int | None, kinds: Sequence[str], topics: Sequence[Topic]
) -> Screen:
    there = ", ".join(_kind(t, kind) for kind in kinds)
    open_ = keys.button(t.plain("chat-open"), ChatCard(chat=chat.chat))
    on = t("chat-topic-on", topic=_topic(t, topic, topics), kinds=there)
    return Screen(paragraphs(t("chat-head-group", title=chat.title), on), keys.markup([open_]))


def came_on(t: Texts, chat: Connected) -> Screen:
    open_ = keys.button(t.plain("chat-open"), ChatCard(chat=chat.chat))
    return Screen(t("chat-came-on", title=chat.title), keys.markup([open_]))


# In chats ----------------------------------------------------------------------------------------


def test(t: Texts, name: str, page: str) -> Screen:
    return Screen(
        t("chat-first-line", name=name), keys.markup([keys.link(t.plain("artist-page"), page)])
    )


def gifts(
    t: Texts,
    given: Sequence[Donation],
    words: Mapping[str, str],
    name: str,
    ways: Sequence[InlineKeyboardButton],
    page: str,
) -> Screen:
    """Return donations as a chat is told of them; `words` are what their donors said then."""
    if len(given) == 1:
        [one] = given
        said = "" if one.hidden else words.get(one.id, "")
        return given_screens.shown(t, one, name, said, ways, page)
    there = [one for one in given if one.status == money.COMPLETED]
    if not there:
        return thanks_to_all(t, name, ways, page)
    sums = {
        is_coins: sum(one.amount for one in there if (one.currency == COINS) is is_coins)
        for is_coins in (False, True)
    }
    rows = [_gift(t, one, words) for one in there[:_TOLD]]
    if more := len(there) - len(rows):
        rows.append(t("burst-more", n=more))
    total = given_screens.amounts(t, sums[False], sums[True])
    text = paragraphs(t("chat-gifts", n=len(there), amount=total, artist=name), lines(*rows))
    return Screen(text, _supporting(t, ways, page))


def _gift(t: Texts, one: Donation, words: Mapping[str, str]) -> Html:
    who, amount = given_screens.donor(t, one), given_screens.stars(t, one)
    said = "" if one.hidden else words.get(one.id, "")
    if not said:
        return t("burst-line", name=who, amount=amount)
    return t("burst-line-said", name=who, amount=amount, text=keys.clip(said, _WORDS))


def _supporting(t: Texts, ways: Sequence[InlineKeyboardButton], page: str) -> InlineKeyboardMarkup:
    return keys.markup(ways, [keys.link(t.plain("artist-page"), page)])


def thanks_to_all(t: Texts, name: str, ways: Sequence[InlineKeyboardButton], page: str) -> Screen:
    return Screen(t("shown-neutral", artist=name), _supporting(t, ways, page))


def goal(
    t: Texts, name: str, line: Html, ways: Sequence[InlineKeyboardButton], page: str
) -> Screen:
    """Return how far an artist's goal is, with the ways to help."""
    return Screen(lines(t("chat-goal-head", name=name), line), _supporting(t, ways, page))


def connect_here(t: Texts) -> Screen:
    """Return what is asked in a group where an admin wrote without a name."""
    yes = keys.button(t.plain("chat-connect"), ChatConnectHere(), style="primary")
    return Screen(t("chat-connect-here"), keys.markup([yes]))


def connected_here(t: Texts, name: str, settings: str) -> Screen:
    return Screen(
        t("chat-connected-here", name=name),
        keys.markup([keys.link(t.plain("settings"), settings)]),
    )


def which(t: Texts, what: str, artists: Mapping[str, str]) -> Screen:
    """Return the question whom a command is about; `artists` are names by id."""
    ways = [keys.button(name, InChat(what=what, artist=artist)) for artist, name in artists.items()]
    return Screen(t("chat-which"), keys.markup(*keys.grid(ways, 2)))


def nobody(t: Texts, home: str) -> Screen:
    return Screen(t("chat-nobody"), keys.markup([keys.link(t.plain("open"), home)]))


def concerts(
    t: Texts, name: str, coming: Sequence[Entity], links: Links, artist: str, source: str
) -> Screen:
    """Return an artist's next shows; each opens in private, from a chat that is the `source`."""
    rows: list[keys.Row] = [
        [keys.link(entry(t, one), links.to(artist, one.family, one.id, source=source))]
        for one in coming
    ]
    if not coming:
        rows = [[keys.link(t.plain("artist-page"), links.to(artist, source=source))]]
    return Screen(
        t("chat-concerts" if coming else "chat-no-concerts", name=name), keys.markup(*rows)
    )


def donate(
    t: Texts, name: str, goal: Html | None, ways: Sequence[InlineKeyboardButton], more: str
) -> Screen:
    """Return the ways to support an artist from a chat."""
    return Screen(
        paragraphs(t("chat-donate", name=name), goal),
        keys.markup(ways, [keys.link(t.plain("chat-donate-more"), more)]),
    )


def paused(t: Texts, name: str, page: str) -> Screen:
    return Screen(
        t("chat-donate-paused", name=name),
        keys.markup([keys.link(t.plain("artist-page"), page)]),
    )
