"""What somebody chose holds at the moment when they would be told."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from storage import (
    DIGEST,
    EVERYBODY,
    FRIDAY,
    NIGHT,
    OFF,
    ON,
    TOPICS,
    Audience,
    Campaigns,
    Choices,
    Digests,
    Gate,
    Outbox,
    People,
    Quiet,
    Told,
    Verdict,
    moments,
)
from storage.outbox import NEWS

NOON = datetime(2026, 1, 25, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=11)
DAY = timedelta(days=1)
ZONES = ("UTC", "Europe/Berlin", "Asia/Vladivostok", "America/New_York", "Australia/Lord_Howe")

Ask = Callable[..., Awaitable[Verdict]]


@pytest.fixture
async def fan(redis: Redis, fan: str) -> str:
    await People(redis).seen(fan, name="Boris", username=None, language_code=None, now=NOON)
    return fan


@pytest.fixture
def ask(redis: Redis, me: str, fan: str) -> Ask:
    async def ask(now: datetime = NOON, topic: str = "news", **more: Any) -> Verdict:
        body = {"to": fan, "artist": me, "topic": topic, "about": f"news:{me}:n1"} | more
        return await Gate(redis).ask(body, now=now)

    return ask


async def test_by_default_all_is_told_by_day(ask: Ask) -> None:
    verdict = await ask()
    assert (verdict.drop, verdict.until, verdict.silent) == ("", None, False)


async def test_what_is_off_is_not_told(redis: Redis, ask: Ask, me: str, fan: str) -> None:
    choices = Choices(redis)
    await choices.choose(fan, me, "news", OFF)
    assert (await ask()).drop == "off"
    assert (await ask(topic="concert")).drop == ""
    await choices.choose(fan, me, "news", ON)
    assert (await ask()).drop == ""
    await choices.choose(fan, EVERYBODY, "news", OFF)
    assert (await ask()).drop == "off"
    await choices.choose(fan, me, "news", ON)
    assert (await ask()).drop == ""


@pytest.mark.parametrize("everybody", [False, True])
async def test_a_stop_goes_before_all_that_was_chosen_and_leaves_it(
    redis: Redis, ask: Ask, me: str, fan: str, everybody: bool
) -> None:
    choices, artist = Choices(redis), EVERYBODY if everybody else me
    await choices.choose(fan, EVERYBODY, "news", OFF)
    await choices.choose(fan, me, "news", ON)
    await choices.choose(fan, me, "track", OFF)
    await choices.stop(fan, artist)
    for topic in TOPICS:
        assert (await ask(topic=topic)).drop == "off"
    assert (await choices.of(fan, me)).stopped_all is everybody
    await choices.stop(fan, artist, stop=False)
    assert (await ask()).drop == ""
    assert (await ask(topic="track")).drop == "off"


async def test_what_goes_into_the_digest_is_kept_for_it(
    redis: Redis, ask: Ask, me: str, fan: str
) -> None:
    choices, digests = Choices(redis), Digests(redis)
    for topic in ("news", "reminders"):
        await choices.choose(fan, me, topic, DIGEST)
    assert (await ask()).drop == "off"  # nobody would ever send it
    await choices.want(fan, FRIDAY, on=True)
    for n in range(120):
        verdict = await ask(NOON + timedelta(seconds=n), about=f"news:{me}:n{n}")
        assert verdict.drop == "digest"
    assert (await ask(topic="reminders")).drop == ""
    kept = await digests.take(fan, NOON.date())
    assert kept == [f"news:{me}:n{n}" for n in range(20, 120)]
    await ask(about=f"news:{me}:late")
    assert await digests.take(fan, NOON.date()) == kept
    assert await digests.take(fan, NOON.date() + DAY) == [f"news:{me}:late"]
    await ask(about=f"news:{me}:old")
    await ask(NOON + 10 * DAY, about=f"news:{me}:new")
    assert await digests.take(fan, NOON.date() + 20 * DAY) == [f"news:{me}:new"]


async def test_whoever_closed_the_bot_is_told_nothing(redis: Redis, ask: Ask, fan: str) -> None:
    await People(redis).settle(fan, blocked=True)
    assert (await ask()).drop == "blocked"


async def test_whoever_closed_the_bot_before_that_was_noted_is_walked_once_more_at_most(
    redis: Redis, ask: Ask, me: str, fan: str
) -> None:
    audience = Audience(redis)
    await audience.follow(fan, me, now=NOON)
    await redis.hset(f"bot:person:{fan}", "blocked", "1")
    await ask()
    assert await audience.note_turned() == 1
    assert await audience.reachable_count(me) == 0


async def test_whoever_has_stopped_following_is_told_no_more_of_what_followers_are(
    redis: Redis, ask: Ask, me: str, fan: str
) -> None:
    audience, campaigns = Audience(redis), Campaigns(redis)
    await audience.follow(fan, me, now=NOON)
    await campaigns.plan("followers", me, {"kind": "x"}, at=NOON)
    await campaigns.plan("guests", me, {"kind": "x"}, at=NOON, concert="c1")
    assert (await ask(campaign="followers")).drop == ""
    await audience.unfollow(fan, me, now=NOON)
    assert (await ask(campaign="followers")).drop == "off"
    assert (await ask(campaign="guests")).drop == ""


async def test_at_night_it_waits_for_the_readers_morning(
    redis: Redis, ask: Ask, me: str, fan: str
) -> None:
    await People(redis).seen(me, name="Anna", username=None, language_code=None, now=NOON)
    await People(redis).settle(me, zone="Europe/Moscow")
    assert (await ask(EVENING)).until == datetime(2026, 1, 26, 6, tzinfo=UTC)  # as the artist's
    await People(redis).settle(fan, zone="Europe/Berlin")
    assert (await ask(EVENING)).until == datetime(2026, 1, 26, 8, tzinfo=UTC)
    await People(redis).settle(fan, quiet="0-0")
    assert (await ask(EVENING)).until is None


async def test_what_cannot_wait_goes_by_the_artists_clock_until_the_readers_is_known(
    redis: Redis, me: str, fan: str
) -> None:
    gate = Gate(redis)
    await People(redis).seen(me, name="Anna", username=None, language_code=None, now=NOON)
    assert await gate.calm(fan, me, now=EVENING) is None
    await People(redis).settle(me, zone="Europe/Moscow")
    assert await gate.calm(fan, me, now=EVENING) == datetime(2026, 1, 26, 6, tzinfo=UTC)
    assert await gate.calm(fan, now=EVENING) is None
    await People(redis).settle(fan, zone="America/New_York")
    assert await gate.calm(fan, me, now=EVENING) is None


async def test_a_reminder_that_cannot_wait_makes_no_sound(ask: Ask) -> None:
    starts = EVENING + timedelta(hours=3)
    verdict = await ask(EVENING, "reminders", expires=moments.ms(starts))
    assert verdict == Verdict(silent=True)
    verdict = await ask(EVENING, "reminders", expires=moments.ms(starts + DAY))
    assert verdict.until == datetime(2026, 1, 26, 9, tzinfo=UTC)


async def test_an_artist_writes_once_a_day_and_three_times_a_week(
    redis: Redis, ask: Ask, me: str, fan: str
) -> None:
    outbox = Outbox(redis)
    await redis.delete("bot:outbox:news")
    await outbox.open()

    async def tell(now: datetime) -> None:
        verdict = await ask(now)
        assert verdict.counts is not None
        await outbox.put(f"n{now}", NEWS, {"to": fan})
        [entry] = await outbox.take(1, wait_ms=1)
        await outbox.done(entry, Told(int(fan), 1), counts=verdict.counts)

    await tell(NOON)
    assert (await ask(NOON + timedelta(hours=1))).until == datetime(2026, 1, 26, 9, tzinfo=UTC)
    assert (await ask(NOON, "reminders")).until is None
    await tell(NOON + DAY)
    await tell(NOON + 3 * DAY)
    assert (await ask(NOON + 4 * DAY)).until == datetime(2026, 2, 1, 9, tzinfo=UTC)
    await tell(NOON + 7 * DAY)


async def test_chats_and_what_has_no_topic_pass(ask: Ask) -> None:
    assert await ask(EVENING, to="-100500") == Verdict()
    assert await ask(EVENING, topic=None) == Verdict()


@given(
    st.integers(0, 4 * 365 * 24 * 4),
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_quiet_hours_end_soon_and_by_the_readers_clock(
    quarters: int, name: str, start: int, end: int
) -> None:
    zone, quiet = ZoneInfo(name), Quiet(start, end)
    now = datetime(2024, 1, 1, tzinfo=UTC) + quarters * timedelta(minutes=15)
    until = quiet.until(now, zone)
    hour = now.astimezone(zone).hour
    if until is None:
        assert not (start <= hour < end if start <= end else hour >= start or hour < end)
        return
    assert now <= until <= now + DAY
    assert quiet.until(until, zone) is None or until == now
    assert until.astimezone(zone).hour == end or name != "UTC"


def test_quiet_hours_are_read_as_they_are_kept() -> None:
    assert Quiet.parse(str(Quiet(23, 8))) == Quiet(23, 8)
    assert Quiet.parse(None) == Quiet.parse("nonsense") == NIGHT
