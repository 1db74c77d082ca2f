"""What a handler works with."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from aiogram import Bot

from handlers.house import House
from handlers.links import Links
from handlers.texts import Texts
from storage import (
    Agenda,
    Albums,
    Attendance,
    Audience,
    Baggage,
    Campaigns,
    Cases,
    Chats,
    Choices,
    Comments,
    Counters,
    Deeds,
    Digests,
    Discovery,
    Drafts,
    Encores,
    Fans,
    Forms,
    Gate,
    Giving,
    Holdings,
    Intents,
    Leaving,
    Ledger,
    Managers,
    Outbox,
    People,
    Person,
    Posts,
    Records,
    Releases,
    Removals,
    Reports,
    Returning,
    Search,
    Segments,
    Sounds,
    Sources,
    Standing,
    Statistics,
    Teasers,
    Towns,
)


class Behalf(NamedTuple):
    """The artist for whom somebody works as a manager, and what they may do there."""

    artist: str
    name: str
    rights: frozenset[str]
    need: frozenset[str]
    """What they needed of that for what they do now."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is talking, in which words, when, and the parts of storage.

    One of these is made for each update, and handlers hand it on to each other. They could ask for
    every part by name, but names are matched only when the bot runs, and these are checked before.
    """

    bot: Bot
    t: Texts
    me: str
    """The id of whoever's things these are: of whoever acts, or of the artist they act for."""
    actor: str
    """The id of whoever acts: they are answered, and fill in forms; their chat has the same id."""
    person: Person
    now: datetime
    links: Links
    records: Records
    drafts: Drafts
    counters: Counters
    audience: Audience
    people: People
    forms: Forms
    search: Search
    ledger: Ledger
    giving: Giving
    outbox: Outbox
    intents: Intents
    house: House
    cases: Cases
    campaigns: Campaigns
    gate: Gate
    choices: Choices
    digests: Digests
    releases: Releases
    attendance: Attendance
    agenda: Agenda
    encores: Encores
    towns: Towns
    chats: Chats
    posts: Posts
    segments: Segments
    fans: Fans
    sources: Sources
    discovery: Discovery
    albums: Albums
    sounds: Sounds
    teasers: Teasers
    baggage: Baggage
    holdings: Holdings
    leaving: Leaving
    returning: Returning
    managers: Managers
    deeds: Deeds
    statistics: Statistics
    comments: Comments
    reports: Reports
    removals: Removals
    standing: Standing
    behalf: Behalf | None
    """None: whoever acts does so for themselves, and `me` is who they are."""

    def may(self, right: str) -> bool:
        """Tell whether whoever acts may do something on the page of `me`."""
        return self.behalf is None or right in self.behalf.rights
