"""What is planned for each concert, and follows it wherever it is moved.

Each write of a concert puts it among the touched in the step that stores it, whoever writes; a job
looks at those, and at each concert to come once a day besides. A look compares the concert with
what those who come know of it, and plans: the ladder of reminders at once, the news of a change
when the artist has stopped editing, that of a deletion when it cannot be undone any more. A look
that is cut off is had again, and whatever it plans has an id that is made of what it is about.
"""

import hashlib
import logging
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from redis.asyncio import Redis

from storage import keys, ladder, moments, wire
from storage.attendance import Attendance, kept_until
from storage.campaigns import Campaigns
from storage.encores import Encores
from storage.errors import Malformed
from storage.gate import REMINDERS as TOPIC
from storage.kv import KV
from storage.lua import script
from storage.models import Concert
from storage.outbox import REMINDERS
from storage.records import Records
from storage.showtime import utc_of

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
_CHAIN = 5  # changes that somebody may have slept through

Body = dict[str, Any]


class Show(NamedTuple):
    """What those who come know of a concert."""

    title: str
    venue: str
    city: str
    day: str
    clock: str
    zone: str
    """Empty: nobody knows."""
    cancelled: bool = False

    @classmethod
    def of(cls, concert: Concert) -> "Show":
        return cls(
            concert.title,
            concert.venue,
            concert.city,
            concert.date.isoformat(),
            f"{concert.time:%H:%M}",
            concert.zone or "",
            bool(concert.cancelled),
        )

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)

    @property
    def wall(self) -> time:
        return time.fromisoformat(self.clock)

    @property
    def starts(self) -> datetime | None:
        try:
            return utc_of(self.on, self.wall, self.zone) if self.zone else None
        except OverflowError:
            return None

    def over(self, now: datetime) -> bool:
        return ladder.over(self.on, self.wall, self.zone or None, now=now)


def differ(old: Show, new: Show) -> bool:
    """Tell whether those who come have to know of a difference: a title may change as it likes."""
    return old._replace(title="") != new._replace(title="")


def news(old: Show, new: Show | None, *, now: datetime) -> str | None:
    """Return the kind of notice that tells of a change; None: nobody has to hear of it."""
    if new is None:
        return None if old.cancelled or old.over(now) else "concert-gone"
    if new.cancelled:
        told = old.cancelled or (old.over(now) and new.over(now))
        return None if told else "concert-off"
    if new.over(now):
        return None
    if old.cancelled:
        return "concert-on"
    return "concert-changed" if differ(old, new) else None


class Plan(NamedTuple):
    """What is planned for a concert, and what those who come know of it."""

    known: Show
    since: int
    """Since when they know of this start (milliseconds)."""
    changed: int | None = None
    """When it was changed in a way that they do not know of yet."""
    steps: tuple[str, ...] = ()
    """The campaigns of its reminders."""
    told: tuple[tuple[str, Show, int], ...] = ()
    """The campaigns of its last changes, each with what was known before, and until when."""

    def dump(self) -> str:
        return wire.dumps(self._asdict())

    @classmethod
    def load(cls, text: str | None) -> "Plan | None":
        found = wire.object_in(text)
        if found is None:
            return None
        found["known"] = Show(*found["known"])
        found["steps"] = tuple(found["steps"])
        found["told"] = tuple((id, Show(*old), at) for id, old, at in found["told"])
        return cls(**found)


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

    async def touch(self, keys_: Iterable[str], *, now: datetime) -> None:
        """Have concerts looked at; a write of one does it by itself."""
        if touched := dict.fromkeys(keys_, moments.ms(now)):
            await self._redis.zadd(keys.CONCERTS_TOUCHED, touched, gt=True)

    async def find_old(self, *, now: datetime) -> None:
        """Have the concerts looked at that a release before this one stored; once ever."""
        if await self._redis.exists(keys.CONCERTS_WALKED):
            return
        async for key, _ in KV(self._redis).scan_prefix("concert:"):
            await self.touch([key], now=now)
        await self._redis.set(keys.CONCERTS_WALKED, "1")

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
        place = keys.address(key)
        if place is None or place.member is None or not keys.fits(place.owner + place.member):
            await self._redis.zrem(keys.CONCERTS_DUE, key)
            return
        artist, id = place.owner, place.member
        try:
            concert = await self._records.find(Concert, artist, id)
            again = await self._follow(artist, id, concert, now, edited=edited)
        except Malformed:
            logger.warning("%s is no concert: nobody is reminded of it", key)
            again = None
        if again is None:
            await self._redis.zrem(keys.CONCERTS_DUE, key)
        else:
            await self._redis.zadd(keys.CONCERTS_DUE, {key: moments.ms(again)})

    async def _follow(
        self, artist: str, id: str, concert: Concert | None, now: datetime, *, edited: bool
    ) -> datetime | None:
        """Plan what follows from a concert as it is; return when to look again."""
        stored: Any = await self._redis.get(keys.concert_plan(artist, id))
        plan = Plan.load(stored)
        if concert is None:
            if plan is None:
                return None
            return await self._let_go(artist, id, plan, now, edited=edited)
        show = Show.of(concert)
        if plan is None:
            if _ends(concert, now) is None:
                return None
            plan = Plan(show, moments.ms(concert.created_at or moments.from_ms(0)))
        else:
            plan = await self._tell(artist, id, plan, show, now, edited=edited)
        plan = await self._climb(concert, plan, now)
        await self._attendance.keep(concert, now=now)
        await self._keep(artist, id, plan, kept_until(concert, now))
        ends = _ends(concert, now)
        if ends is None and plan.changed is None:
            return None
        looks = [(ends or now + _LOOK) + _MOMENT, now + _LOOK]
        if plan.changed is not None:
            looks.append(moments.from_ms(plan.changed) + SETTLES)
        if (thanks := await self._thank(concert, now)) is not None:
            looks.append(thanks)
        return min(looks)

    async def _tell(
        self, artist: str, id: str, plan: Plan, show: Show, now: datetime, *, edited: bool
    ) -> Plan:
        """Tell those who come what is new, once the artist has stopped editing."""
        if not differ(plan.known, show):
            return plan._replace(known=show, changed=None)
        changed = plan.changed
        if changed is None or edited:
            changed = moments.ms(now)
        if now < moments.from_ms(changed) + SETTLES:
            return plan._replace(changed=changed)
        kind = news(plan.known, show, now=now)
        told = plan.told
        if kind is not None:
            body = {"kind": kind, "new": show, "since": changed, "before": told}
            campaign = await self._announce(artist, id, body, plan.known, show, now)
            told = (*told, (campaign, plan.known, changed))[-_CHAIN:]
        moved = (
            kind is not None
            and kind != "concert-off"
            and (kind == "concert-on" or plan.known.starts != show.starts)
        )
        since = moments.ms(now) if moved else plan.since
        return Plan(show, since, None, plan.steps, told)

    async def _let_go(
        self, artist: str, id: str, plan: Plan, now: datetime, *, edited: bool
    ) -> datetime | None:
        """Tell those who come of a deletion, once it cannot be undone."""
        for step in plan.steps:
            await self._campaigns.withdraw(step, artist)
        changed = moments.ms(now) if edited or plan.changed is None else plan.changed
        if now < (again := moments.from_ms(changed) + GONE):
            await self._keep(artist, id, plan._replace(changed=changed, steps=()), now + _LOOK)
            return again
        if kind := news(plan.known, None, now=now):
            body = {"kind": kind, "since": changed, "before": plan.told}
            await self._announce(artist, id, body, plan.known, None, now)
        await self._redis.delete(keys.concert_plan(artist, id))
        return None

    async def _announce(
        self, artist: str, id: str, body: Body, old: Show, new: Show | None, now: datetime
    ) -> str:
        """Tell those who come; return the campaign, which need not be if there is nobody."""
        campaign = named(body["kind"], artist, id, old, new, body["since"])
        starts = [show.starts for show in (old, new) if show and show.starts]
        ahead = [start for start in starts if start > now]
        if not await self._attendance.count(artist, id):
            return campaign
        about = {**body, "topic": TOPIC, "about": f"concert:{artist}:{id}", "old": old}
        if ahead:
            about["pressing"] = moments.ms(min(ahead) - _PRESSING)
        await self._campaigns.plan(
            campaign,
            artist,
            about,
            at=now,
            concert=id,
            urgency=REMINDERS,
            expires=max(ahead, default=now + _LOOK),
        )
        return campaign

    async def _climb(self, concert: Concert, plan: Plan, now: datetime) -> Plan:
        """Plan the reminders of a concert as it is, and withdraw those of what it was."""
        artist, id, show = concert.owner, concert.id, Show.of(concert)
        since = moments.from_ms(plan.since)
        if plan.changed is not None and (plan.known.cancelled or plan.known.starts != show.starts):
            since = moments.from_ms(plan.changed) + SETTLES
        starts, planned = show.starts, []
        for step in ladder.ladder(concert, since=since, now=now):
            assert starts is not None
            campaign = named("remind", artist, id, step.name, moments.ms(starts))
            body = {
                "kind": "reminder",
                "topic": TOPIC,
                "about": f"concert:{artist}:{id}",
                "step": step.name,
                "start": moments.ms(starts),
                "at": moments.ms(step.at),
            }
            await self._campaigns.plan(
                campaign,
                artist,
                body,
                at=step.at + _GRACE,
                concert=id,
                urgency=REMINDERS,
                expires=step.expires,
            )
            planned.append(campaign)
        for campaign in plan.steps:
            if campaign not in planned:
                await self._campaigns.withdraw(campaign, artist)
        return plan._replace(steps=tuple(planned))

    async def _thank(self, concert: Concert, now: datetime) -> datetime | None:
        """Let the artist say thanks on the day after, if they want to; return when to look."""
        step = ladder.encore(concert)
        if step is None or concert.cancelled or now > step.expires:
            return None
        if now < step.at:
            return step.at
        artist, id = concert.owner, concert.id
        if await self._encores.wanted(artist, id):
            body = {
                "kind": "encore",
                "topic": TOPIC,
                "about": f"concert:{artist}:{id}",
                "silent": True,
                "date": concert.date.isoformat(),
            }
            await self._campaigns.plan(
                named("encore", artist, id, concert.date.isoformat()),
                artist,
                body,
                at=now,
                concert=id,
                urgency=REMINDERS,
                expires=step.expires,
            )
        return min(now + _LOOK_AFTER, step.expires + _MOMENT)

    async def _keep(self, artist: str, id: str, plan: Plan, until: datetime) -> None:
        key = keys.concert_plan(artist, id)
        await self._redis.set(key, plan.dump(), pxat=moments.ms(until))


def campaign_of(artist: str, id: str, step: str, start: int) -> str:
    """Return the id of the campaign that reminds of a concert which starts then (milliseconds)."""
    return named("remind", artist, id, step, start)


def named(kind: str, *parts: object) -> str:
    """Return the id of a campaign that is about all this."""
    text = wire.dumps(parts)
    return f"{kind}-{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"


def _ends(concert: Concert, now: datetime) -> datetime | None:
    """Return when nothing is to be planned for a concert any more; None: that has passed."""
    step = ladder.encore(concert)
    if step is not None:
        ends = step.expires
    else:
        try:
            ends = utc_of(concert.date, concert.time, "Etc/GMT+12") + _LOOK
        except OverflowError:
            return None
    return ends if now <= ends else None
