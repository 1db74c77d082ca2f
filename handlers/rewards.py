"""Coins that are given away: to newcomers, and to an artist for a follower who stays a day."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from handlers.desk import Desk
from storage import NEWS, Capped, moments, money

STAY = timedelta(days=1)


async def welcome(desk: Desk) -> None:
    """Give whoever acts the coins of a newcomer, if they have not had them."""
    coins = desk.house.rewards.newcomer
    if coins:
        words = desk.t.plain("coins-welcome")
        reward = money.welcome(desk.me, coins=coins, now=desk.now, description=words)
        if not await desk.returning.was_given(reward.id):
            await desk.ledger.post(reward)


async def expect(desk: Desk, artist: str) -> None:
    """Have an artist rewarded for whoever acts, should they still follow after a day.

    It is asked for on every press: one that was handled halfway must not lose the reward.
    """
    since = await desk.audience.since(desk.me, artist)
    if since is None or not desk.house.rewards.follower:
        return
    began = moments.ms(since)
    body = {"kind": "follower", "to": desk.me, "artist": artist, "since": began}
    await desk.outbox.put(
        f"follower:{desk.me}-{artist}-{began}", NEWS, body, not_before=since + STAY
    )


async def follower(desk: Desk, body: Mapping[str, Any]) -> None:
    """Reward an artist if whoever this is for has stayed; who left and came back starts anew.

    It is addressed to the follower, to whom nothing is sent: an artist may have thousands of these
    on one day, and a chat takes one notice a second.
    """
    artist, rewards = str(body["artist"]), desk.house.rewards
    since = await desk.audience.since(desk.me, artist)
    if since is None or moments.ms(since) != body["since"] or not rewards.follower:
        return
    posting = money.reward_follower(
        artist,
        desk.me,
        coins=rewards.follower,
        a_day=rewards.followers_a_day,
        now=desk.now,
    )
    if await desk.returning.was_given(posting.id):
        return
    with suppress(Capped):
        await desk.ledger.post(posting)
