"""What coins cost and what they are given away for."""

from typing import NamedTuple


class Pack(NamedTuple):
    """Coins that are sold together."""

    coins: int
    stars: int


class Rewards(NamedTuple):
    """Coins that are given away."""

    newcomer: int = 10
    follower: int = 1
    """To an artist, for a follower who stays a day."""
    followers_a_day: int = 20
    """For so many at most."""
