"""What is planned for each concert, and follows it wherever it is moved.

Each write of a concert puts it among the touched in the step that stores it, whoever writes; a job
looks at those, and at each concert to come once a day besides. A look compares the concert with
what those who come know of it, and plans: the ladder of reminders at once, the news of a change
when the artist has stopped editing, that of a deletion when it cannot be undone any more. A look
that is cut off is had again, and whatever it plans has an id that is made of what it is about.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, ladder, moments, wire
from storage.attendance import Attendance, kept_until
from storage.campaigns import Campaigns
from storage.choices import REMINDERS as TOPIC
from storage.encores import Encores
from storage.errors import Malformed
from storage.kv import KV
from storage.lua import script
from storage.models import Concert
from storage.outbox import REMINDERS
from storage.records import Records
from storage.show import Show, differ

logger = logging.getLogger(__name__)

SETTLES = timedelta(minutes=2)
"""So long after the last edit people are told: an artist may be at it still."""

GONE = timedelta(seconds=90)
"""So long after it was deleted; for a minute of that it can be brought back."""

_PRESSING = timedelta(hours=12)  # before the start; then a change is told at night too
_GRACE = timedelta(seconds=5)  # for what was pressed at the last moment and is still being written
_LOOK = timedelta(days=1)
_LOOK_AFTER = timedelta(hours=1)  # on the day after, when the artist may still want to say thanks
_MOMENT = timedelta(seconds=1)
_AT_ONCE = 200
_HISTORY = 12  # versions of a concert; somebody may have slept through some

Body = dict[str, Any]


def news(old: Show, new: Show | None, *, now: datetime) -> str | None:
    """Return the kind of notice that tells of a change; None: nobody has to hear of it."""
    if new is None:
        return None if old.cancelled or old.over(now) else "concert-gone"
    if new.cancelled:
        told = old.cancelled or (old.over(now) and new.over(now))
        return None if told else "concert-off"
    if new.over(now) and (old.cancelled or old.over(now)):
        return None
    if old.cancelled:
        return "concert-on"
    return "concert-changed" if differ(old, new) else None


class Plan(NamedTuple):
    """What is planned for a concert, and what those who come know of it."""

    known: Show
    since: int
    """Since when they know of this start (milliseconds)."""
    history: tuple[Show, ...]
    """What it was and is, in order."""
    changed: int | None = None
    """When it was last changed, if they do not know of that yet."""
    steps: tuple[str, ...] = ()
    """The campaigns of its reminders."""

    def dump(self) -> str:
        return wire.dumps(self._asdict())

    @classmethod
    def load(cls, text: str | None) -> "Plan | None":
        found = wire.object_in(text)
        if found is None:
            return None
        try:
            known, steps = Show(*found.pop("known")), tuple(found.pop("steps"))
            return cls(known=known, steps=steps, history=_shows(found.pop("history")), **found)
        except (KeyError, TypeError, ValueError):  # of another release
            return None


def _shows(rows: Iterable[Any]) -> tuple[Show, ...]:
    """Return shows as they are kept; with each the release before this one kept what told of it."""
    return tuple(Show(*(row[0] if isinstance(row[0], list) else row)) for row in rows)


class Call(NamedTuple):
    """Something to tell those who come."""

    campaign: str
    body: Body
    at: datetime
    expires: datetime


class Next(NamedTuple):
    """What follows from a look at a concert."""

    plan: Plan | None
    """None: nothing is to be remembered."""
    again: datetime | None
    """When to look again; None: never, unless it is written."""
    calls: tuple[Call, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Campaigns that must not begin."""


def follow(
    place: tuple[str, str],
    concert: Concert | None,
    plan: Plan | None,
    *,
    now: datetime,
    edited: bool,
    thanks: bool,
) -> Next:
    """Return what follows from a concert as it is, and from what those who come know of it.

    `place` is whose it is, and which; `edited`: it was written since the last look; `thanks`: the
    artist wants to say them.
    """
    if concert is None:
        return Next(None, None) if plan is None else _let_go(place, plan, now, edited=edited)
    show, ends, calls = Show.of(concert), ladder.ends(concert), []
    ends = ends if ends and now <= ends else None
    if plan is None:
        if ends is None:
            return Next(None, None)
        since = moments.ms(concert.created_at or moments.from_ms(0))
        plan = Plan(show, since, (show,))
    else:
        plan, call = _tell(place, plan, show, now, edited=edited)
        calls += [call] if call else []
    reminders = _climb(place, concert, plan, now)
    steps = tuple(call.campaign for call in reminders)
    withdrawn = tuple(step for step in plan.steps if step not in steps)
    plan = plan._replace(steps=steps)
    calls += reminders
    if ends is None and plan.changed is None:
        return Next(plan, None, tuple(calls), withdrawn)
    looks = [(ends or now + _LOOK) + _MOMENT, now + _LOOK]
    if plan.changed is not None:
        looks.append(moments.from_ms(plan.changed) + SETTLES)
    if (step := ladder.encore(concert)) and not concert.cancelled and now <= step.expires:
        if now < step.at:
            looks.append(step.at)
        else:
            looks.append(now + _LOOK_AFTER)
            calls += [_thanks(place, concert, step, now)] if thanks else []
    return Next(plan, min(looks), tuple(calls), withdrawn)


def _tell(
    place: tuple[str, str], plan: Plan, show: Show, now: datetime, *, edited: bool
) -> tuple[Plan, Call | None]:
    """Tell those who come what is new, once the artist has stopped editing."""
    if plan.changed is None and not differ(plan.known, show):
        return plan._replace(known=show), None
    if differ(plan.history[-1], show):
        plan = plan._replace(history=(*plan.history, show)[-_HISTORY:])
    changed = plan.changed
    if changed is None or edited or changed > moments.ms(now):  # clocks are turned back, too
        changed = moments.ms(now)
    if now < moments.from_ms(changed) + SETTLES:
        return plan._replace(changed=changed), None
    kind, settled = _kind(plan, show, now), plan._replace(known=show, changed=None)
    if kind is None:
        return settled, None
    call = _announcement(place, kind, plan, show, changed, now)
    moved = kind != "concert-off" and plan.known.starts != show.starts
    since = moments.ms(now) if moved or kind == "concert-on" else plan.since
    return settled._replace(since=since), call


def _kind(plan: Plan, show: Show | None, now: datetime) -> str | None:
    """Return the kind of notice if anybody has to hear of it: some may know what it was between."""
    lately = plan.history if plan.changed is not None else ()
    kinds = (news(old, show, now=now) for old in (plan.known, *reversed(lately)))
    return next((kind for kind in kinds if kind), None)


def _let_go(place: tuple[str, str], plan: Plan, now: datetime, *, edited: bool) -> Next:
    """Tell those who come of a deletion, once it cannot be undone."""
    changed = moments.ms(now) if edited or plan.changed is None else plan.changed
    if now < (again := moments.from_ms(changed) + GONE):
        return Next(plan._replace(changed=changed, steps=()), again, withdrawn=plan.steps)
    kind = _kind(plan, None, now)
    calls = (_announcement(place, kind, plan, None, changed, now),) if kind else ()
    return Next(None, None, calls, plan.steps)


def _announcement(
    place: tuple[str, str], kind: str, plan: Plan, new: Show | None, changed: int, now: datetime
) -> Call:
    old = plan.known
    body = _body(kind, place) | {"history": plan.history, "new": new}
    starts = [show.starts for show in (old, new) if show and show.starts]
    ahead = [start for start in starts if start > now]
    if ahead:
        body["pressing"] = moments.ms(min(ahead) - _PRESSING)
    campaign = named(kind, *place, old, new, changed)
    return Call(campaign, body, now, max(ahead, default=now + _LOOK))


def _climb(place: tuple[str, str], concert: Concert, plan: Plan, now: datetime) -> list[Call]:
    """Return the reminders of a concert as it is."""
    show = Show.of(concert)
    if (starts := show.starts) is None:
        return []
    since, settled = moments.from_ms(plan.since), True
    if plan.changed is not None and (plan.known.cancelled or plan.known.starts != starts):
        since, settled = moments.from_ms(plan.changed) + SETTLES, False
    calls = []
    for step in ladder.ladder(concert, now=now):
        body = _body("reminder", place) | {"step": step.name, "start": moments.ms(starts)}
        if step.at <= since:
            if not settled:
                continue
            # Whoever hears of a change by now, hears when it is.
            body |= {"history": (*plan.history[:-1], show), "new": show}
        campaign = reminder_of(*place, step.name, moments.ms(starts))
        calls.append(Call(campaign, body, step.at + _GRACE, step.expires))
    return calls


def _thanks(place: tuple[str, str], concert: Concert, step: ladder.Step, now: datetime) -> Call:
    day = concert.date.isoformat()
    body = _body("encore", place) | {"date": day, "silent": True}
    return Call(named("encore", *place, day), body, now, step.expires)


def _body(kind: str, place: tuple[str, str]) -> Body:
    return {"kind": kind, "topic": TOPIC, "about": f"concert:{place[0]}:{place[1]}"}


def heard(
    body: Mapping[str, Any], concert: Concert | None, *, saw: str | None, now: datetime
) -> tuple[str, Show] | None:
    """Return what somebody who comes is told of a change, and what they know; None: nothing.

    They know what they `saw` (its mark) when they answered, or were told since; they may have slept
    through the rest.
    """
    new = Show(*body["new"]) if body["new"] else None
    show = Show.of(concert) if concert else None
    if (show is None) != (new is None) or (show and new and differ(show, new)):
        return None  # changed again; another notice tells
    versions = _shows(body["history"])
    known = next((version for version in versions if version.mark == saw), versions[0])
    kind = news(known, show, now=now)
    return None if kind is None else (kind, known)


class Agenda:
    """Plans what is told of concerts. One job at a time does."""

    def __init__(self, redis: Redis) -> None:
        """`redis` must be made with `decode_responses=True`."""
        self._redis = redis
        self._records = Records(redis)
        self._campaigns = Campaigns(redis)
        self._attendance = Attendance(redis)
        self._encores = Encores(redis)
        self._settled = script(redis, "settled")

    async def touch(self, key: str, *, now: datetime) -> None:
        """Have a concert looked at; a write of it does that by itself."""
        await self._redis.zadd(keys.CONCERTS_TOUCHED, {key: moments.ms(now)}, gt=True)

    async def find_old(self, *, now: datetime) -> None:
        """Have the concerts looked at that a release before this one stored."""
        async for some in KV(self._redis).walk("concert:"):
            for key, _ in some:
                await self.touch(key, now=now)

    async def look(self, *, now: datetime) -> int:
        """Look at some of what was touched and of what is due; return at how many concerts."""
        touched: Any = await self._redis.zrange(
            keys.CONCERTS_TOUCHED, 0, _AT_ONCE - 1, withscores=True
        )
        for key, score in touched:
            await self._look_at(key, now, edited=True)
            await self._settled(keys=[keys.CONCERTS_TOUCHED], args=[key, int(score)])
        due: Any = await self._redis.zrangebyscore(
            keys.CONCERTS_DUE, "-inf", moments.ms(now), start=0, num=_AT_ONCE
        )
        for key in due:
            await self._look_at(key, now, edited=False)
        return len(touched) + len(due)

    async def _look_at(self, key: str, now: datetime, *, edited: bool) -> None:
        place, again = keys.address(key), None
        if place and place.member and keys.fits(place.owner) and keys.fits(place.member):
            try:
                again = await self._follow((place.owner, place.member), now, edited=edited)
            except Malformed:
                logger.warning("%s is no concert: nobody is reminded of it", key)
        if again is None:
            await self._redis.zrem(keys.CONCERTS_DUE, key)
        else:
            await self._redis.zadd(keys.CONCERTS_DUE, {key: moments.ms(again)})

    async def _follow(
        self, place: tuple[str, str], now: datetime, *, edited: bool
    ) -> datetime | None:
        """Do what follows from a concert as it is; return when to look again."""
        artist, id = place
        concert = await self._records.find(Concert, artist, id)
        stored: Any = await self._redis.get(keys.concert_plan(artist, id))
        thanks = await self._encores.wanted(artist, id)
        after = follow(place, concert, Plan.load(stored), now=now, edited=edited, thanks=thanks)
        for campaign in after.withdrawn:
            await self._campaigns.withdraw(campaign, artist)
        anybody = await self._attendance.anybody(artist, id)
        for call in after.calls:
            if call.at <= now and not anybody:
                continue  # whoever answers from now on has just read the card
            await self._campaigns.plan(
                call.campaign,
                artist,
                call.body,
                at=call.at,
                concert=id,
                urgency=REMINDERS,
                expires=call.expires,
            )
        if after.plan is None:
            await self._redis.delete(keys.concert_plan(artist, id))
            return None
        until = now + _LOOK if concert is None else kept_until(concert, now)
        if concert is not None:
            await self._attendance.keep(artist, id, until=until)
        text, until_ms = after.plan.dump(), moments.ms(until)
        await self._redis.set(keys.concert_plan(artist, id), text, pxat=until_ms)
        return after.again


def reminder_of(artist: str, id: str, step: str, start: int) -> str:
    """Return the campaign that reminds of a concert which starts then (milliseconds)."""
    return named("remind", artist, id, step, start)


def named(kind: str, *about: object) -> str:
    """Return the id of the campaign that is about all this."""
    return f"{kind}-{hashlib.blake2b(wire.dumps(about).encode(), digest_size=12).hexdigest()}"
