"""The only module that spells a key.

The nine families of promo.music are `{family}:{user}:{id}` and their few exceptions; they
are shared with the web product. Everything of our own lives under `bot:`.

Ids are checked here, so that no text of a person, and no id from a forged button, can
reach into another key.
"""

import re
import zlib
from datetime import date
from typing import NamedTuple

from storage.errors import BadId, UnknownEntity

ID_PATTERN = r"[A-Za-z0-9_-]{1,64}"
OURS = "bot:"

CATALOG = "bot:find"
"""Sorted set, all scores 0, of `{word}\\0{its number}`: the words of the catalogue.

What else the catalogue keeps begins with this key (scripts/catalog.lua): `:at:{number}` are the
records with a word, by weight; `:typos:{bucket}` `{what is left of a word}\\0{word}`; and the lists
below.
"""

CHANGED = "bot:changed"
"""Sorted set of record keys whose counters moved since they were folded, oldest first."""

JOURNAL = "bot:journal"
"""Stream of updates as Telegram sent them, until they are handled."""

JOURNAL_TRIES = "bot:journal:tries"
"""Hash from an entry of the journal to how often handling it ended badly."""

JOURNAL_DEAD = "bot:journal:dead"
"""Stream of updates that could not be handled, with the reason."""

TURNED = "bot:turned"
"""Sorted set of the people who closed the bot, opened it again or moved to another city, by when
(milliseconds), until it is noted where they follow."""

SCHEMA = "bot:schema"
"""How many of the upgrades this store has seen."""

CARDS = "bot:words:"
"""What the keys of cards begin with."""

_EPOCH = date(1970, 1, 1)
_ID = re.compile(ID_PATTERN)
_FAMILY = re.compile(r"[a-z]+|coins:[a-z]+")
_NESTED = frozenset({"coins"})  # families of two words: coins:tx, coins:balance
_DRAFT = "draft:"
_TRACK = "track:"  # what an analytics member begins with: analytics:{user}:track:{id}
_STARS, _HOUSE = "bot:ledger:stars:", "bot:ledger:house:"
_SINGLE = frozenset({"profile", "coins:balance"})  # one record for each user, without an id


class Address(NamedTuple):
    """Where a key of the specification points; `member` is None where a user has just one."""

    family: str
    owner: str
    member: str | None


def checked(id: str) -> str:
    """Return `id` if a user or a record can have it.

    Raises:
        BadId: it has other characters than `A-Za-z0-9_-`, or more than 64.
    """
    if not fits(id):
        raise BadId(id)
    return id


def fits(id: str) -> bool:
    """Tell whether a user or a record can have an id."""
    return _ID.fullmatch(id) is not None


def _known(family: str) -> str:
    if _FAMILY.fullmatch(family) is None or OURS.startswith(f"{family}:"):
        raise UnknownEntity(family)
    return family


def address(key: str) -> Address | None:
    """Return where a key points, or None if it has not the form `{family}:{user}[:{id}]`.

    The user and the member may be any text: the web product decides what it stores.
    """
    family, _, rest = key.partition(":")
    if family in _NESTED:
        word, _, rest = rest.partition(":")
        family = f"{family}:{word}"
    owner, colon, member = rest.partition(":")
    if not owner:
        return None
    if not colon:
        return Address(family, owner, None) if family in _SINGLE else None
    return Address(family, owner, member)


def single(family: str) -> bool:
    """Tell whether a user has just one record of this family."""
    return family in _SINGLE


def member(family: str, id: str) -> str:
    """Return what follows `{family}:{user}:` in the key of a record."""
    return _TRACK + checked(id) if family == "analytics" else checked(id)


def id_of(family: str, member: str) -> str:
    """Return the record's id in a member."""
    return member.removeprefix(_TRACK) if family == "analytics" else member


def counted(place: Address) -> Address:
    """Return the place that the counters stated at `place` are about: analytics, of a track."""
    if place.family == "analytics" and place.member is not None:
        return Address("track", place.owner, id_of("analytics", place.member))
    return place


def analytics_of(place: Address) -> Address:
    """Return the place of the analytics of a track."""
    return Address("analytics", place.owner, f"{_TRACK}{place.member}")


def at(place: Address) -> str:
    """Return the key that points to a place, whatever it is made of."""
    return ":".join(part for part in place if part is not None)


def prefix(family: str, owner: str) -> str:
    """Return what the keys of one user's records of one family begin with."""
    return f"{_known(family)}:{checked(owner)}:"


def record(family: str, owner: str, id: str) -> str:
    if family in _SINGLE:
        return f"{family}:{checked(owner)}"
    return prefix(family, owner) + member(family, id)


def index(family: str, owner: str) -> str:
    """Sorted set of the members of one user's family, by time of creation in milliseconds."""
    return f"bot:index:{family}:{owner}"


def cards(family: str, owner: str) -> str:
    """Hash from member to its card in the catalogue: see catalog.py."""
    return f"{CARDS}{family}:{owner}"


def stats(family: str, owner: str, id: str) -> str:
    """Hash of the counters of one record."""
    return f"bot:stats:{family}:{owner}:{id}"


def totals(owner: str) -> str:
    """Hash of the counters of one artist."""
    return f"bot:totals:{owner}"


def likes(family: str, owner: str, id: str) -> str:
    """Hash from a fan who likes the record to when (milliseconds)."""
    return f"bot:likes:{family}:{owner}:{id}"


def artist_days(owner: str) -> str:
    """Hash of `{day}:{counter}` of one artist, all days."""
    return f"bot:days:artist:{owner}"


def track_days(owner: str, id: str) -> str:
    """Hash of `{day}:{counter}` of one track: what is not yet in its dailyStats."""
    return f"bot:days:track:{owner}:{id}"


def artist_listeners(owner: str, day: date) -> str:
    """HyperLogLog of the fans who listened to an artist on one day."""
    return f"{artist_listeners_prefix(owner)}{day:%Y-%m-%d}"


def artist_listeners_prefix(owner: str) -> str:
    return f"bot:listeners:artist:{checked(owner)}:"


def track_listeners(owner: str, id: str, day: date) -> str:
    """HyperLogLog of the fans who listened to a track on one day."""
    return f"{track_listeners_prefix(owner, id)}{day:%Y-%m-%d}"


def track_listeners_prefix(owner: str, id: str) -> str:
    return f"bot:listeners:track:{checked(owner)}:{checked(id)}:"


def heard(fan: str, owner: str) -> str:
    """Hash of what one fan heard of one artist, and when."""
    return f"bot:heard:{checked(owner)}:{checked(fan)}"


def sent(token: str) -> str:
    """Mark of a command that was carried out a moment ago."""
    return f"bot:sent:{token}"


def taps(fan: str) -> str:
    """Sorted set of what one fan pressed in the last two days, by time."""
    return f"bot:taps:{checked(fan)}"


TRASH, TAKEN, HIDDEN = "trash", "taken", "hidden"
"""Where a record goes that nobody is to see: deleted, it waits there for its minute to pass; taken
away by an admin, or hidden with its artist, until it is given back."""


def moved(where: str, key: str) -> str:
    """What was under a key until it was taken to one of these places."""
    return f"bot:{where}:{key}"


def moved_label(where: str, key: str) -> str:
    """Hash of what the record of a key needs to be listed again, and of why it is there."""
    return f"bot:{where}-label:{key}"


def moved_index(where: str, family: str, owner: str) -> str:
    """Sorted set of an artist's records in one of these places, by since when (milliseconds)."""
    return f"bot:{where}-index:{family}:{checked(owner)}"


def draft(family: str, owner: str, id: str) -> str:
    return f"{drafts_prefix(family, owner)}{checked(id)}"


def draft_row(key: str) -> str:
    """Return under what the draft of a record goes along with its page: no key of the table."""
    return f"{_DRAFT}{key}"


def drafted(key: str) -> str | None:
    """Return the key of the record that a row is a draft of; None: it is none."""
    return key.removeprefix(_DRAFT) if key.startswith(_DRAFT) else None


def drafts_prefix(family: str, owner: str) -> str:
    return f"bot:draft:{family}:{checked(owner)}:"


def drafts(family: str, owner: str) -> str:
    """Sorted set of one artist's drafts, by time of creation in milliseconds."""
    return f"bot:drafts:{family}:{checked(owner)}"


def person(id: str) -> str:
    return f"bot:person:{checked(id)}"


def form(person: str) -> str:
    return f"bot:form:{checked(person)}"


def followers(artist: str) -> str:
    """Sorted set of an artist's followers by their number, so that a walk never shifts.

    Those who have closed the bot are in `away` instead.
    """
    return f"bot:followers:{checked(artist)}"


def followers_since(artist: str) -> str:
    """Sorted set of all followers by when they came (milliseconds)."""
    return f"bot:followers-since:{checked(artist)}"


def away(artist: str) -> str:
    """Sorted set of the followers, by their number, who have closed the bot."""
    return f"bot:away:{checked(artist)}"


def following(fan: str) -> str:
    """Sorted set of the artists a fan follows, by since when (milliseconds)."""
    return f"bot:following:{checked(fan)}"


def journal_seen(block: int) -> str:
    """Bitmap of the update ids of one block that are in the journal, or were."""
    return f"bot:journal:seen:{block}"


# The ledger: no key of these ever expires, but for `rewarded`.

LEDGER_JOURNAL = "bot:ledger:journal"
"""Stream of all postings there ever were; never trimmed."""

LEDGER_EDITION = "bot:ledger:edition"
"""How often the journal was put in the place of a former one."""

LEDGER_POSTINGS = "bot:ledger:postings"
"""Hash from the id of a posting to its entry in the journal."""

LEDGER_STATES = "bot:ledger:states"
"""Hash from a charge or a payout to how far it has come."""

LEDGER_CONFLICTS = "bot:ledger:conflicts"
"""Hash from `{id of a posting} {fingerprint}` to the posting that was refused as another one."""

LEDGER_PAYOUTS = "bot:ledger:payouts"
"""Sorted set of the payouts that are asked for and not settled, by since when (milliseconds)."""

LEDGER_SUSPENSE = "bot:ledger:suspense"
"""Sorted set of the charges of which nobody knows what they are for, by when they came (ms)."""

LEDGER_ARTISTS = "bot:ledger:artists"
"""Sorted set of all artists who were given Stars, by when the first came (milliseconds)."""

LEDGER_STOPPED = "bot:ledger:stopped"
"""Why no payouts are taken; missing: they are."""

LEDGER_ALLOWED = "bot:ledger:allowed"
"""When payouts were last allowed by a person (milliseconds)."""

LEDGER_CLOSED = "bot:ledger:closed"
"""Why no payments are taken; missing: they are."""

PROMOTED = "bot:promoted"
"""Sorted set of the artists who have a promoted place, by until when (milliseconds)."""


COIN_BALANCES = "coins:balance:*"
DONATIONS = "donation:*"
ACCOUNTS = "bot:ledger:[hs]*:*"
"""Patterns, for the audit: it looks for what came into the store past the ledger."""


def coins(user: str) -> str:
    """How many coins a user has."""
    return record("coins:balance", user, user)


def stars(artist: str) -> str:
    """How many Stars an artist is owed."""
    return f"{_STARS}{checked(artist)}"


def maturing(artist: str) -> str:
    """Hash from a day to how many of those Stars can be paid out from that day on."""
    return f"bot:ledger:maturing:{checked(artist)}"


def payouts(artist: str) -> str:
    """Sorted set of the payouts that an artist asked for, by when (milliseconds)."""
    return f"bot:ledger:payouts:{checked(artist)}"


def house(currency: str, name: str) -> str:
    """What is in an account that is no user's."""
    return f"{_HOUSE}{currency}:{name}"


def house_at(key: str) -> tuple[str, str] | None:
    """Return the currency and the name of the account of the house that a key is of."""
    currency, _, name = key.removeprefix(_HOUSE).partition(":")
    return (currency, name) if key.startswith(_HOUSE) else None


def stars_at(key: str) -> str | None:
    """Return the artist whose Stars a key is of."""
    return key.removeprefix(_STARS) if key.startswith(_STARS) else None


def rewarded(day: date) -> str:
    """Hash from an artist to how many rewards of a kind came on one day; kept for two."""
    return f"bot:ledger:rewarded:{day:%Y-%m-%d}"


def payments(user: str) -> str:
    """Sorted set of the entries in the journal of what a user paid, by when (milliseconds)."""
    return f"bot:ledger:payments:{checked(user)}"


# Cases: what people ask about their payments, and what admins did about it.

CASES_OPEN = "bot:cases:open"
"""Sorted set of the cases that are not closed, by when their person last wrote (milliseconds)."""


def case(id: str) -> str:
    """Hash of one case: whose it is, about which charge, and its numbered steps as JSON."""
    return f"bot:case:{checked(id)}"


def cases(person: str) -> str:
    """Sorted set of the cases that one person opened, by when (milliseconds)."""
    return f"bot:cases:of:{checked(person)}"


# The outbox: what is to be told, or done at Telegram, without anybody waiting for it.

OUTBOX_DUE = "bot:outbox:due"
"""Sorted set of ids of notices that wait, by when they are due (milliseconds)."""

OUTBOX_WAITING = "bot:outbox:waiting"
"""Hash from the id of a notice that waits to what it is."""

OUTBOX_PAUSED = "bot:outbox:paused"
"""Sorted set of those that wait for a while, not until a time, by since when (milliseconds)."""

OUTBOX_BEGUN = "bot:outbox:begun"
"""Hash from the class and the entry of a notice on its way to how often it has been, with this."""

OUTBOX_DEAD = "bot:outbox:dead"
"""Stream of notices that could not be delivered, with the reason."""

OUTBOX_STOPPED = "bot:outbox:stopped"
"""`{when in milliseconds} {who}` while an admin wants nobody to be told anything."""

PACE = "bot:pace:all"
"""When the next message may go out, to anybody (microseconds)."""

PACE_PAUSE = "bot:pace:pause"
"""Until when Telegram wants to hear nothing from us (microseconds)."""

PACE_LATEST = "bot:pace:latest"
"""List of when the latest messages went out, newest first (microseconds)."""

PACE_MONEY = "bot:pace:money"
"""Until when news wait, since money does (microseconds)."""

PACE_REFUSED = "bot:pace:refused"
"""Sorted set of the times Telegram refused to be told so much, by when (microseconds)."""


def outbox(urgency: str) -> str:
    """Stream of notices of one class (`money`, `reminders`, …) to deliver."""
    return f"bot:outbox:{urgency}"


def outbox_seen(id: str) -> str:
    """Mark of a notice that was put into the outbox; kept for a month."""
    return f"bot:outbox:seen:{id}"


def told(id: str) -> str:
    """`{chat} {message} {batch}` of a delivered notice; kept as long as it may be edited."""
    return f"bot:told:{id}"


def pace(chat: str) -> str:
    """When the next message may go out to a chat (microseconds)."""
    return f"bot:pace:chat:{chat}"


def pace_pause(chat: str) -> str:
    """Until when Telegram wants to hear nothing from us in a chat (microseconds)."""
    return f"bot:pace:pause:{chat}"


def pace_turns(chat: str) -> str:
    """When the next of those who wait for a chat may ask again (microseconds)."""
    return f"bot:pace:turns:{chat}"


# Comments: what people say under tracks and news.


def thread(family: str, owner: str, id: str) -> str:
    """Sorted set of the comments on a record that stand, in the order in which they came."""
    return f"bot:thread:{family}:{owner}:{id}"


def comments(family: str, owner: str, id: str) -> str:
    """Hash of `{comment}:{what}`: who said it, what and when; and `n`, how many there ever were."""
    return f"bot:comments:{family}:{owner}:{id}"


def comment_trash(family: str, owner: str, id: str, comment: str) -> str:
    """Hash of a deleted comment, for its minute; as it was, with its place and who deleted it."""
    return f"bot:comment-trash:{family}:{owner}:{id}:{checked(comment)}"


def comments_told(family: str, artist: str, id: str) -> str:
    """Hash of how far an artist was told of the comments on a record, and when."""
    return f"bot:comments-told:{_known(family)}:{checked(artist)}:{checked(id)}"


def comments_off(artist: str) -> str:
    """Mark of an artist who wants no comments."""
    return f"bot:comments-off:{checked(artist)}"


def comments_banned(artist: str) -> str:
    """Sorted set of the people who may not comment on what is an artist's, by since when (ms)."""
    return f"bot:comments-banned:{checked(artist)}"


def commented(person: str) -> str:
    """Sorted set of `{family}:{artist}:{id}:{comment}` of what somebody wrote, by when (ms).

    Those that went with their record are among them.
    """
    return f"bot:commented:{checked(person)}"


def commented_lately(person: str) -> str:
    """Sorted set of the same of the last two days, by when, those that were deleted among them."""
    return f"bot:commented-lately:{checked(person)}"


def commented_last(person: str) -> str:
    """A digest of what somebody wrote last; kept for a day."""
    return f"bot:commented-last:{checked(person)}"


# Giving: how an artist is supported, and who did.


def giving(artist: str) -> str:
    """Hash of what an artist settled about support: words of thanks, a goal, a pause."""
    return f"bot:giving:{checked(artist)}"


def given(artist: str) -> str:
    """Hash of what an artist was given: `{currency}`, `{currency}:{month}`, and `…:n` how often."""
    return f"bot:given:{checked(artist)}"


def given_back(artist: str) -> str:
    """Hash of what of that went back, in the same way, by the month in which it was given."""
    return f"bot:given-back:{checked(artist)}"


def givers(artist: str, currency: str) -> str:
    """Hash from a donor to what they gave an artist in one currency, `{donor}:n` how often."""
    return f"bot:givers:{currency}:{checked(artist)}"


def wall(artist: str) -> str:
    """Hash from a donor who wants to be seen among an artist's supporters to their name."""
    return f"bot:wall:{checked(artist)}"


def untold(artist: str) -> str:
    """Sorted set of the donations that an artist could not be told of, by when."""
    return f"bot:untold:{checked(artist)}"


def unthanked(donor: str) -> str:
    """Sorted set of what a donor gave and could not be thanked for, `{artist}:{id}`, by when."""
    return f"bot:unthanked:{checked(donor)}"


def unnamed(artist: str) -> str:
    """Set of the donors who ever gave an artist something without their name."""
    return f"bot:unnamed:{checked(artist)}"


def unnamed_gifts(artist: str) -> str:
    """Sorted set, all of one score, of what they gave so: `{donor}:{donation}`."""
    return f"{unnamed(artist)}:gifts"


def monthly(artist: str) -> str:
    """Hash from a donor to their monthly support, as JSON."""
    return f"bot:monthly:{checked(artist)}"


MONTHLY_STOPS = "bot:monthly-stops"
"""Hash from the id of a notice that has Telegram asked to stop monthly support to its text."""


def supporting(donor: str) -> str:
    """Sorted set of the artists somebody supports monthly, by since when (milliseconds)."""
    return f"bot:supporting:{checked(donor)}"


def invoice_links(kind: str, whose: str) -> str:
    """Hash from `{language} {amount} {source}` to an invoice link made beforehand.

    All are of one `edition`. Those of `gifts` are an artist's, those of `coins` a buyer's.
    """
    return f"bot:invoices:{kind}:{checked(whose)}"


def brief_link(artist: str, what: str) -> str:
    """An invoice link of an artist that is kept for an hour, by a digest of what it pays."""
    return f"bot:invoice:{checked(artist)}:{what}"


def gift_cards(artist: str, donation: str) -> str:
    """Hash from a message (its inline id) that shows a donation in a chat to the words it shows."""
    return f"bot:gift-cards:{checked(artist)}:{checked(donation)}"


def alerts(artist: str) -> str:
    """Sorted set of the donations of which an artist was told a moment ago, by when (ms)."""
    return f"bot:alerts:{checked(artist)}"


def burst(artist: str, batch: str = "") -> str:
    """Sorted set of the donations of which an artist is told together, by when (milliseconds).

    Those of a batch are on their way, or were told; without one, they still gather.
    """
    return f"bot:burst:{checked(artist)}:{checked(batch) if batch else ''}"


# Spending coins.


def intent(person: str, id: str) -> str:
    """What somebody was asked to confirm, as JSON; forgotten after a week."""
    return f"bot:intent:{checked(person)}:{checked(id)}"


def intents(person: str) -> str:
    """Sorted set of the large ones of these, by when they were asked (milliseconds)."""
    return f"bot:intents:{checked(person)}"


# Reconciliation: how far Telegram's own list of the bot's Stars was compared with the ledger.

TRANSACTIONS = "bot:statement"
"""Hash of how far the list was read, and of how its balance differs from ours."""

TRANSACTIONS_FRACTIONS = "bot:statement:fractions"
"""Hash from a transaction to its billionths of a Star, below zero if they went out."""


# What is told to many, and what each of them wants to be told.

CAMPAIGNS = "bot:campaigns"
"""Sorted set of the campaigns that are planned, by when they start (ms), or run: by their turns."""

CAMPAIGN = "bot:campaign:"
"""What the keys of campaigns begin with, and of the taps on their messages."""

_BUCKETS = 8192  # of people who were told something: small sets take a tenth of the memory


def campaign(id: str) -> str:
    """Hash of a campaign: what, to whom, how far it has come, what became of it."""
    return f"{CAMPAIGN}{checked(id)}"


def campaigns(artist: str) -> str:
    """Sorted set of all campaigns of an artist, by when they start (milliseconds)."""
    return f"bot:campaigns:of:{checked(artist)}"


CAMPAIGNS_TO_REPORT = "bot:campaigns:to-report"
"""Sorted set of the campaigns whose artist is to be told how they went, by when they took the last
follower (milliseconds)."""


def announcements(artist: str) -> str:
    """Sorted set of the campaigns by which an artist tells of a record, by when they start (ms)."""
    return f"bot:announcements:of:{checked(artist)}"


def announced(family: str, artist: str, id: str) -> str:
    """Sorted set of those among them that tell of one record."""
    return f"bot:announced:{family}:{checked(artist)}:{checked(id)}"


def campaign_taps(id: str) -> str:
    """HyperLogLog of the people who pressed a button of a campaign's message."""
    return f"{CAMPAIGN}taps:{checked(id)}"


def attending(artist: str, concert: str) -> str:
    """Sorted set of the people who come to a concert, or may, by their number."""
    return f"bot:attending:{checked(artist)}:{checked(concert)}"


def choices(person: str) -> str:
    """Hash of what somebody wants to be told: `{artist}`, `{artist}:{topic}`, or `*` for all."""
    return f"bot:choices:{checked(person)}"


def digest(person: str, week: date | None = None) -> str:
    """Sorted set of the records that somebody wants to hear of in a digest, by when (ms).

    With a week, those that were taken for that; without, those that still gather.
    """
    return f"bot:digest:{checked(person)}{f':{week}' if week else ''}"


def digests(digest: str) -> str:
    """Sorted set of the people who get a digest, by when their next is due (milliseconds)."""
    return f"bot:digests{digest}"


def promoted_to(artist: str, day: date, person: str) -> str:
    """Set of some of those to whom an artist has written on one day of theirs; kept for eight."""
    bucket = zlib.crc32(person.encode()) % _BUCKETS
    return f"bot:promoted:{checked(artist)}:{day:%Y-%m-%d}:{bucket}"


# Several processes on one store: who does what, and what was done when.

JOBS = "bot:jobs"
"""Hash of `{job}/{what}`: when a job is due, when it ran, what came of it."""


def lease(name: str) -> str:
    """Who alone does something now; gone when they have not said so for a while."""
    return f"bot:lease:{name}"


# What comes out at a time.


def releases(artist: str) -> str:
    """Hash from `{family}:{id}` of an artist's draft to when and how it comes out, as JSON."""
    return f"bot:releases:{checked(artist)}"


# Concerts: who comes, and what is planned for each.

CONCERTS_TOUCHED = "bot:concerts:touched"
"""Sorted set of the keys of concerts that were written since they were planned for."""

CONCERTS_DUE = "bot:concerts:due"
"""Sorted set of the keys of concerts to come, by when to look at them next (milliseconds)."""


def concert_going(artist: str, concert: str) -> str:
    """Set of those in `attending` who come; the others may."""
    return f"bot:going:{checked(artist)}:{checked(concert)}"


def concert_seen(artist: str, concert: str) -> str:
    """Hash from those in `attending` to the mark of what they know the concert to be.

    That is what it was when they answered, or what they were told since, and when (milliseconds).
    """
    return f"bot:concert-seen:{checked(artist)}:{checked(concert)}"


def concert_plan(artist: str, concert: str) -> str:
    """What is planned for a concert, and what those who come know of it, as JSON."""
    return f"bot:concert-plan:{checked(artist)}:{checked(concert)}"


def encore(artist: str, concert: str = "") -> str:
    """Hash of what an artist says after a concert, or after all of them: `on`, `words`."""
    return f"bot:encore:{checked(artist)}:{checked(concert) if concert else ''}"


def outings(fan: str) -> str:
    """Sorted set of `{artist}:{concert}` a fan comes to, or may, by since when (milliseconds)."""
    return f"bot:outings:{checked(fan)}"


def together(fan: str, what: str) -> str:
    """Which of several reminders tells of them all; kept for a minute."""
    return f"bot:together:{checked(fan)}:{what}"


def nearby(fan: str) -> str:
    """Hash of where a fan goes to concerts: `only`, and `cities` as JSON."""
    return f"bot:nearby:{checked(fan)}"


# Chats of many, and where things were told.

CHATS_CHECKED = "bot:chats-checked"
"""Sorted set of `{artist} {chat}` of the connected chats, by when their rights were looked at."""

CHATS_MOVED = "bot:chats-moved"
"""Hash from a connected group that became a supergroup to what its id has been since."""


def posts(family: str, artist: str, id: str) -> str:
    """Sorted set of the messages that show a thing, by when they were posted (milliseconds).

    Those in chats of many come after all others.
    """
    return f"bot:posts:{_known(family)}:{checked(artist)}:{checked(id)}"


def chats(artist: str) -> str:
    """Hash from a chat to what an artist wants told there, as JSON."""
    return f"bot:chats:{checked(artist)}"


def chat_artists(chat: int) -> str:
    """Sorted set of the artists that are told of in a chat, by since when (milliseconds)."""
    return f"bot:chat-artists:{chat}"


def chat_topics(chat: int) -> str:
    """Hash from a topic of a forum to what we know of it, as JSON."""
    return f"bot:chat-topics:{chat}"


def chat_answers(chat: int, person: str | None = None) -> str:
    """Sorted set of a chat's or a person's messages there that were answered a moment ago (ms)."""
    return f"bot:chat-answers:{chat}" + (f":{checked(person)}" if person else "")


def chat_gifts(artist: str, chat: int) -> str:
    """Hash from a donation to the batch in which a chat is told of it."""
    return f"bot:chat-gifts:{checked(artist)}:{chat}"


def chat_gifts_open(artist: str, chat: int) -> str:
    """The batch in which donations gather that a chat is told of together."""
    return f"bot:chat-gifts-open:{checked(artist)}:{chat}"


def chat_gift_batch(artist: str, chat: int, batch: str | None = None) -> str:
    """Set of the donations in a batch; or what the batch is put to."""
    return f"bot:chat-gift-batch:{checked(artist)}:{chat}:{'' if batch is None else checked(batch)}"


CHAT_GIFT_WORDS = "bot:chat-gift-words:"
"""What the keys of such words begin with."""


def chat_gift_words(artist: str, chat: int, batch: str) -> str:
    """Hash from a donation to its words as a chat was told them."""
    return f"{CHAT_GIFT_WORDS}{checked(artist)}:{chat}:{checked(batch)}"


# Managers, and who did what -----------------------------------------------------------------------


def managers(artist: str) -> str:
    """Hash from a manager to since when (milliseconds) and what they may do, in words."""
    return f"bot:managers:{checked(artist)}"


def managed(person: str) -> str:
    """Sorted set of the artists whom a person acts for, by since when."""
    return f"bot:managed:{checked(person)}"


def invitation(id: str) -> str:
    """Hash of an invitation, by the digest of its token."""
    return f"bot:invitation:{checked(id)}"


def invitations(artist: str) -> str:
    """Sorted set of an artist's invitations that wait, by when they are over (milliseconds)."""
    return f"bot:invitations:{checked(artist)}"


def invitation_tries(person: str) -> str:
    """Sorted set of the digests that a person tried lately, by when."""
    return f"bot:invitation-tries:{checked(person)}"


def deeds(artist: str) -> str:
    """Stream of who did what on an artist's page."""
    return f"bot:deeds:{checked(artist)}"


def deed_mark(artist: str, once: str) -> str:
    """Mark of an update by which something was done there."""
    return f"bot:deed:{checked(artist)}:{once}"


# Rows from elsewhere.


def imported(id: str) -> str:
    """Hash of how far an import has come: `rows`, `reported`, and how many became what."""
    return f"bot:import:{checked(id)}"


# Where listeners came from.


def source_names(artist: str) -> str:
    """Hash from a source of an artist's own to `{when last used, in ms} {what it is called}`."""
    return f"bot:source-names:{artist}"


def source_day(artist: str, day: date) -> str:
    """Hash of `{source}:{counter}` of one artist on one day."""
    return f"bot:sources:{artist}:{day:%Y-%m-%d}"


def source_people(artist: str, day: date, source: str) -> str:
    """HyperLogLog of the fans who came to an artist by a source on one day."""
    return f"bot:source-people:{artist}:{day:%Y-%m-%d}:{source}"


def source_gift(artist: str, donation: str) -> str:
    """`{source} {Stars}` that a donation is counted by; `-`: it went back."""
    return f"bot:source-gift:{checked(artist)}:{checked(donation)}"


def touches(fan: str) -> str:
    """Hash from an artist to where from a fan came first and last, and when (milliseconds)."""
    return f"bot:touches:{checked(fan)}"


# The catalogue: where records stand so that people find them; bot:find and what begins with it.

CATALOG_OLD = ("bot:search",)
"""What earlier releases searched in."""

GENRES = "bot:find:genres"
"""Sorted set of the codes of genres, by how many tracks there are."""

GENRE_NAMES = "bot:find:genre-names"
"""Hash from the code of a genre to what it is called."""

TOWN_NAMES = "bot:find:town-names"
"""Hash from the code of a town to what it is called."""

RISING = "bot:find:rising"
"""Sorted set of the artists whom many have begun to follow, by how fast they grow."""


def newest(what: str) -> str:
    """Sorted set of the newest tracks (`track`, their keys) or artists, by when (milliseconds).

    An artist is as new as their first track. Only so many are kept: scripts/catalog.lua.
    """
    return f"bot:find:new:{what}"


def genre(code: str) -> str:
    """Sorted set of the keys of the tracks of a genre, by when they were made (milliseconds)."""
    return f"bot:find:genre:{checked(code)}"


def genre_artists(code: str) -> str:
    """Sorted set of the artists with tracks of a genre, by when the newest was made (ms)."""
    return f"{genre(code)}:artists"


def towns(zone: str) -> str:
    """Sorted set of the codes of towns in a time zone, by how many concerts are to come there."""
    return f"bot:find:towns:{zone}"


def town(code: str) -> str:
    """Sorted set of the keys of the concerts in a town, by when they start (milliseconds)."""
    return f"bot:find:town:{checked(code)}"


def gained(day: date) -> str:
    """Sorted set of the artists by how many followers they gained on a day and still have."""
    return f"bot:find:gained:{(day - _EPOCH).days}"


# Fans: what an artist can choose of their followers by, and who are the top of them.

FANS_TOUCHED = "bot:fans:touched"
"""Sorted set of `{artist}:{fan}` whose place among an artist's fans may have changed, by when (ms),
until it is seen to."""

FANS_OLD = "bot:fans:old"
"""Sorted set of the artists whose followers were there before fans had places, by the number of the
last one that was seen to."""

FAN_POINTS_DUE = "bot:fan-points:due"
"""Sorted set of `{artist}:{day}` whose points are to leave the last days, by when (ms)."""


def fan_of(artist: str, fan: str) -> str:
    """Return what a fan of an artist is called in `FANS_TOUCHED`."""
    return f"{checked(artist)}:{checked(fan)}"


def donors(artist: str) -> str:
    """Sorted set of the followers, by their number, who gave an artist something.

    In this and the next, those who closed the bot are left out.
    """
    return f"bot:fans:donors:{checked(artist)}"


def fans_active(artist: str) -> str:
    """Sorted set of the followers by when they were last seen at an artist's things (ms)."""
    return f"bot:fans:active:{checked(artist)}"


def fans_elsewhere(artist: str) -> str:
    """Sorted set of the followers, by their number, in cities where an artist has but a few."""
    return f"bot:fans:elsewhere:{checked(artist)}"


def fan_towns(artist: str) -> str:
    """Sorted set of the codes of the cities of an artist's followers, by how many live there."""
    return f"bot:fans:towns:{checked(artist)}"


def fan_town_names(artist: str) -> str:
    """Hash from the code of such a city to which it is."""
    return f"bot:fans:town-names:{checked(artist)}"


def fan_homes(artist: str) -> str:
    """Hash from a follower to the code of their city."""
    return f"bot:fans:homes:{checked(artist)}"


def fans_in(artist: str, code: str = "") -> str:
    """Sorted set of the followers, by their number, in one city; or what its code is put to."""
    return f"bot:fans:in:{checked(artist)}:{checked(code) if code else ''}"


def fan_points(artist: str, day: date | None = None) -> str:
    """Sorted set of fans by the points they got on one day; or what the day is put to."""
    return f"bot:fan-points:{checked(artist)}:{'' if day is None else day}"


def top_fans(artist: str, period: str) -> str:
    """Sorted set of all fans who have points, by these."""
    return f"bot:top-fans:{_known(period)}:{checked(artist)}"


def top_fans_shown(artist: str, period: str) -> str:
    """Sorted set of those among them who want to be seen."""
    return f"bot:top-fans-shown:{_known(period)}:{checked(artist)}"


def fan_shows(artist: str, concert: str) -> str:
    """Hash from a fan who comes to a concert to the day that gave them points for it."""
    return f"bot:fan-shows:{checked(artist)}:{checked(concert)}"


# Reports: what people say is wrong with a thing, and what admins decided.

MATTERS_OPEN = "bot:matters:open"
"""Sorted set of the matters to be decided, by since when; each report makes one older (ms)."""

MODERATION = "bot:moderation"
"""Stream of all that admins ever decided; never trimmed."""


def matter(id: str) -> str:
    """Hash of one matter: its subject, the reasons and how often, its numbered steps."""
    return f"bot:matter:{checked(id)}"


def matters(artist: str) -> str:
    """Sorted set of the matters of what is on an artist's page, by when they moved (ms)."""
    return f"bot:matters:of:{checked(artist)}"


def reporters(matter: str) -> str:
    """Sorted set of the people who reported a thing, by when (milliseconds)."""
    return f"bot:reporters:{checked(matter)}"


def reported(matter: str) -> str:
    """Hash from a person to what they said of a thing, as JSON."""
    return f"bot:reported:{checked(matter)}"


def reported_by(person: str) -> str:
    """Sorted set of the matters that one person reported in a day, by when (milliseconds)."""
    return f"bot:reported-by:{checked(person)}"


# Standing: who is blocked, whose name is verified.

BLOCKED = "bot:blocked"
"""Sorted set of everybody who is blocked, by since when (milliseconds)."""

VERIFIED = "bot:verified"
"""Sorted set of the artists whose name an admin has verified, by when (milliseconds)."""


def block(person: str) -> str:
    """Hash of since when somebody is blocked, by whom, and why; missing: they are not."""
    return f"bot:block:{checked(person)}"


def strikes(artist: str) -> str:
    """Sorted set of the keys of what was taken from an artist, by when (milliseconds)."""
    return f"bot:strikes:{checked(artist)}"


def taken_files(artist: str) -> str:
    """Hash from a file that was taken from an artist to the key of its record."""
    return f"bot:taken-files:{checked(artist)}"


# Albums, and the songs of an artist as Telegram knows them.


def albums(owner: str) -> str:
    """Sorted set of an artist's albums of two songs and more, by when the newest was made (ms)."""
    return f"bot:albums:{owner}"


def album_of(owner: str) -> str:
    """Hash from a track to the album it is on."""
    return f"bot:album-of:{owner}"


def albums_prefix(owner: str) -> str:
    return f"bot:album:{owner}:"


def album(owner: str, id: str) -> str:
    """Sorted set of the tracks of one album, in order."""
    return f"{albums_prefix(checked(owner))}{checked(id)}"


def sounds(artist: str) -> str:
    """Hash from a file, as Telegram tells it from others, to the track or draft it became."""
    return f"bot:sounds:{checked(artist)}"


# What is announced before it is out.


def teasers(artist: str) -> str:
    """Hash from an announced draft, `{family}:{id}`, to since when (milliseconds)."""
    return f"bot:teasers:{checked(artist)}"


def waiting(family: str, artist: str, id: str) -> str:
    """Sorted set of the fans who want to be told when a draft is out, by their number."""
    return f"bot:waiting:{_known(family)}:{checked(artist)}:{checked(id)}"


# Who leaves.

LEAVING = "bot:leaving"
"""Sorted set of the people who want all about them deleted, by when it is to be (milliseconds)."""

LEAVING_NOW = "bot:leaving:now"
"""Hash from somebody whose day is over to the pseudonym that is to stand in the books."""

LEAVING_READY = "bot:leaving:ready"
"""Sorted set of those of them of whom all but the store was told, by since when (milliseconds)."""

LEFT = "bot:left"
"""Hash from a seal of somebody who left to how they stood, as JSON; it holds if they come back."""

LEFT_GIVEN = "bot:left:given"
"""Set of seals of the rewards that people were given who left."""

# Who is named where, for those who ask what is kept about them, or leave (`storage/traces.py`).

KEPT = (
    *("bot:ledger:", "coins:balance:", "coins:tx:", "donation:"),
    *("bot:index:coins:tx:", "bot:index:donation:", "bot:given:", "bot:given-back:"),
    *("bot:givers:", "bot:unnamed:"),
    *("bot:case:", "bot:cases:", "bot:matter:", "bot:matters:", "bot:moderation"),
    *("bot:reporters:", "bot:reported:"),
)

KEPT_OF_OTHERS = ("bot:deeds:", "bot:block:", "bot:outbox:stopped")
"""Dropped where they are the person's own, and kept where others own them."""

MARKS_OF_NOTICES = ("bot:outbox:seen:", "bot:told:")

NUMBERED = ("bot:journal:seen:", "bot:find")
"""Keys that have numbers of their own."""

DONE_BY_OTHERS = (
    *("bot:followers:", "bot:followers-since:", "bot:away:", "bot:likes:", "bot:attending:"),
    *("bot:going:", "bot:concert-seen:", "bot:fans:", "bot:fan-points:", "bot:top-fans:"),
    *("bot:top-fans-shown:", "bot:fan-shows:", "bot:wall:", "bot:givers:", "bot:unnamed:"),
    *("bot:monthly:", "bot:waiting:", "bot:comments-banned:", "bot:reporters:", "bot:reported:"),
    *("bot:promoted:", "bot:deeds:", "bot:comments:", "bot:thread:", "bot:chat-gift"),
    *("bot:gift-cards:", "bot:posts:", "bot:matters:", "bot:source-gift:", "bot:invoice"),
)
"""What others did at somebody's things: of these they see their own part, and how much there is."""

ABOUT_PEOPLE = (
    *(
        "donation:",
        "bot:managers:",
        "bot:chat-artists:",
        "bot:block:",
        "bot:case:",
        "bot:campaign:",
    ),
    *("bot:invitation:", "bot:verified", "bot:blocked", "bot:promoted", "bot:comment-trash:"),
    *("bot:digests", "bot:find:", "bot:concerts:"),
)
"""What is not called after somebody and still is about them."""

WORKINGS = (
    *("bot:outbox:", "bot:journal", "bot:pace:", "bot:told:", "bot:words:", "bot:deed:"),
    *("bot:listeners:", "bot:source-people:", "bot:changed", "bot:moderation", "bot:statement"),
    *("bot:fans:touched", "bot:fans:old", "bot:fan-points:due", "bot:turned", "bot:unthanked:"),
    "bot:untold:",
)
"""How the bot works: messages on their way, marks of what was done. There is nothing to tell."""

MOVED = ("bot:trash:", "bot:taken:", "bot:hidden:")

HEARD, COMMENTS, THREADS, LIKES = "bot:heard:", "bot:comments:", "bot:thread:", "bot:likes:"
COUNTED, LEDGER, CONNECTED = "bot:stats:", "bot:ledger:", "bot:chats:"
"""What the keys of some things begin with."""

WHOLE = ("bot:campaign:", "bot:invitation:", "bot:comment-trash:")
"""What goes altogether with whoever it is about."""

TOLD_OF = ("bot:case:", "bot:campaign:", "bot:invitation:")
"""What whoever it is about sees altogether."""

WORDLESS = ("bot:find:typos:", "bot:journal:seen:", "bot:left")
"""What names nobody."""

WORDS_OF_OTHERS = ("bot:draft:", "bot:source-names:", "bot:giving:", "bot:encore:")
"""What artists wrote: whom they name there is theirs to say."""


def moved_of(family: str) -> tuple[str, ...]:
    """Return what the keys of records begin with that are out of sight."""
    return tuple(f"{where}{family}:" for where in MOVED)
