"""What the operator decided, as far as people meet it: prices, rewards, who is an admin."""

from dataclasses import dataclass

from storage import Cashier, Jobs, Journal, Pace, Pack, Rewards, Signer, Transactions

EDITION = "2026-11-26"
"""Of the terms, the day they are of; whoever agreed to an older one is asked again."""


@dataclass(frozen=True, slots=True)
class Workings:
    """What an admin looks at to see how the bot is doing."""

    journal: Journal
    pace: Pace
    jobs: Jobs
    transactions: Transactions


@dataclass(frozen=True, slots=True)
class House:
    """The operator's side of the counter."""

    signer: Signer
    cashier: Cashier
    admins: frozenset[str]
    packs: tuple[Pack, ...]
    rewards: Rewards
    promotion_coins: int
    """The price of a promoted place for a day."""
    payout_stars: int
    """The least that an artist can ask for."""
    takedowns: int
    """So many within a year, and an artist is blocked."""
    workings: Workings
