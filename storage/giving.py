"""How an artist is supported: what they settled about it, what they were given, and by whom.

What was given is counted by the postings themselves (`money.py`), so these numbers are exact and
cost one look, however many donations there were.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, TypedDict, cast

from redis.asyncio import Redis
from typing_extensions import Unpack

from storage import keys, moments, money, wire
from storage.errors import Conflict, Malformed, NotFound
from storage.lua import script
from storage.models import Donation
from storage.monthly import Monthly
from storage.outbox import DUTY, MONEY, SEEN_S
from storage.posting import COINS, STARS
from storage.records import read_record

ALONE = 5
"""Donations a minute of which an artist is told one by one; more are told together."""

WINDOW = timedelta(minutes=1)

_BATCH_S = 60 * 86400  # as long as a notice can be edited
_ATTEMPTS = 20  # at monthly support that changes between reading and writing it
_BRIEF_S = 3600
_MOST_LINKS = 20_000  # of one artist, some 3 MB
_CARDS_S = 365 * 86400  # after that nobody scrolls back to a card
_UNTHANKED = 3  # nobody wants to hear of more at once
_PAGE = 500
_LOOKED_AT = 500  # gifts of one donor without the name; of whoever gave more, nothing is added up


LinkKind = Literal["gifts", "coins"]
"""Of what an invoice link is."""


class Support(NamedTuple):
    """What an artist settled about being supported."""

    thanks: str | None = None
    """Their words to whoever gave."""
    goal: str | None = None
    """What they are collecting for."""
    goal_stars: int = 0
    goal_from: int = 0
    """Stars they had been given in all when the goal was set."""
    paused: bool = False
    """They want nothing at present, or are blocked."""
    pay_to: str | None = None
    """How the artist is paid out, in words for the operator; nobody else reads them."""
    warned_of: str | None = None
    """The month of the oldest Stars of which the artist was told that they will be lost."""
    goal_id: str = ""
    """Of this goal and no other; a goal that is changed keeps it."""
    goal_told: int = 0
    """The last of its milestones that the artist heard of, in percent."""


class Settled(TypedDict, total=False):
    """What `Giving.settle` can change; None takes it back."""

    thanks: str | None
    goal: str | None
    goal_stars: int | None
    goal_from: int | None
    paused: bool
    pay_to: str | None
    warned_of: str | None
    goal_id: str | None
    goal_told: int | None


class Given(NamedTuple):
    """So much in so many donations; what was refunded is not in it."""

    amount: int = 0
    n: int = 0


class Supporter(NamedTuple):
    """Somebody on an artist's wall, with what they gave under their name, if that is known."""

    name: str
    stars: int = 0
    coins: int = 0


class Giving:
    """Support of artists. `redis` must be made with `decode_responses=True`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._monthly = script(redis, "monthly")
        self._alone = script(redis, "alone")
        self._batch = script(redis, "batch")
        self._keep_links = script(redis, "keep_links")
        self._milestone = script(redis, "milestone")
        self._monthly_stop = script(redis, "monthly_stop")
        self._unnamed = script(redis, "unnamed")
        self._untold = script(redis, "untold")

    async def support(self, artist: str) -> Support:
        stored: Any = await self._redis.hgetall(keys.giving(artist))
        return Support(
            thanks=stored.get("thanks"),
            goal=stored.get("goal"),
            goal_stars=int(stored.get("goal_stars", 0)),
            goal_from=int(stored.get("goal_from", 0)),
            paused="1" in (stored.get("paused"), stored.get("blocked")),
            pay_to=stored.get("pay_to"),
            warned_of=stored.get("warned_of"),
            goal_id=stored.get("goal_id", ""),
            goal_told=int(stored.get("goal_told", 0)),
        )

    async def settle(self, artist: str, **changes: Unpack[Settled]) -> Support:
        """Change what an artist settled; return all of it."""
        kept: dict[str, str | int] = {}
        dropped: list[str] = []
        for name, value in changes.items():
            if name not in Settled.__annotations__:
                raise TypeError(f"nobody settles {name}")
            if value is None or value is False:
                dropped.append(name)
            else:
                kept[name] = "1" if value is True else cast("str | int", value)
        async with self._redis.pipeline(transaction=True) as pipe:
            if kept:
                pipe.hset(keys.giving(artist), mapping=cast("Any", kept))
            if dropped:
                pipe.hdel(keys.giving(artist), *dropped)
            await pipe.execute()
        return await self.support(artist)

    async def pass_milestone(self, artist: str, goal: Support, percent: int) -> None:
        """Have an artist told, once, that a goal has come so far; later milestones include it."""
        id = f"goal:{artist}:{goal.goal_id}:{goal.goal_stars}:{percent}"
        about = {"kind": "goal", "to": artist, "goal": goal.goal_id, "percent": percent}
        await self._milestone(
            keys=[keys.giving(artist), keys.outbox_seen(id), keys.outbox(MONEY)],
            args=[goal.goal_id, goal.goal_stars, percent, id, wire.dumps(about), SEEN_S],
        )

    async def given(self, artist: str, currency: str = STARS) -> Given:
        """Return what an artist was given in all."""
        return await self._given(keys.given(artist), currency)

    async def months(self, artist: str, currency: str = STARS) -> dict[str, Given]:
        """Return what an artist was given by month, `2026-11`, the latest first."""
        return _months(cast("Any", await self._redis.hgetall(keys.given(artist))), currency)

    async def went_back(self, artist: str) -> tuple[Given, dict[str, Given]]:
        """Return how many Stars went back to their donors in all, and of those of each month."""
        stored: Any = await self._redis.hgetall(keys.given_back(artist))
        in_all = Given(int(stored.get(STARS, 0)), int(stored.get(f"{STARS}:n", 0)))
        return in_all, _months(stored, STARS)

    async def oldest(self, artist: str, stars: int) -> str | None:
        """Return the month in which the oldest came of the last `stars` Stars of an artist."""
        oldest = None
        for month, given in (await self.months(artist)).items():
            if stars <= 0:
                break
            oldest, stars = month, stars - given.amount
        return oldest

    async def giver(self, artist: str, donor: str, currency: str = STARS) -> Given:
        """Return what one donor gave an artist; of nobody, nothing is known."""
        return await self._given(keys.givers(artist, currency), donor)

    async def _given(self, key: str, field: str) -> Given:
        amount, n = await self._redis.hmget(key, [field, f"{field}:n"])
        return Given(int(amount or 0), int(n or 0))

    # The wall ----------------------------------------------------------------------------------

    async def hang(self, artist: str, donor: str, name: str | None) -> None:
        """Show a donor on an artist's wall under a name; None: show them no more."""
        if name is None:
            await self._redis.hdel(keys.wall(artist), keys.checked(donor))
        else:
            await self._redis.hset(keys.wall(artist), keys.checked(donor), name)

    async def hangs(self, artist: str, donor: str) -> bool:
        return bool(await self._redis.hexists(keys.wall(artist), keys.checked(donor)))

    async def on_wall(self, artist: str) -> int:
        """Return how many want to be seen."""
        return int(await self._redis.hlen(keys.wall(artist)))

    async def wall(self, artist: str) -> list[Supporter]:
        """Return who wants to be seen, whoever gave most first: Stars, then coins."""
        names: Any = await self._redis.hgetall(keys.wall(artist))
        if not names:
            return []
        async with self._redis.pipeline(transaction=False) as pipe:
            for currency in (STARS, COINS):
                pipe.hmget(keys.givers(artist, currency), list(names))
            given = await pipe.execute()
        unnamed = await self._without_name(artist, list(names))
        there = []
        for (donor, name), *sums in zip(names.items(), *given, strict=True):
            stars, coins = (int(amount or 0) for amount in sums)
            hidden = unnamed.get(donor, [])
            if hidden is not None:
                stars -= _sum(hidden, STARS).amount
                coins -= _sum(hidden, COINS).amount
            if stars > 0 or coins > 0:
                sums = [stars, coins] if hidden is not None else []
                there.append(Supporter(name, *sums))
        return sorted(there, key=lambda one: (-one.stars, -one.coins))

    async def hung(self, artist: str, donors: list[str]) -> set[str]:
        """Return which of some people are on an artist's wall."""
        if not donors:
            return set()
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(keys.wall(artist), donors)
            for currency in (STARS, COINS):
                pipe.hmget(keys.givers(artist, currency), donors)
            rows = zip(donors, *await pipe.execute(), strict=True)
        return {
            donor
            for donor, name, stars, coins in rows
            if name is not None and (int(stars or 0) > 0 or int(coins or 0) > 0)
        }

    # Thanks ------------------------------------------------------------------------------------

    async def owe_thanks(self, donor: str, artist: str, id: str, *, now: datetime) -> None:
        """Remember that a donor could not be told of a donation: the last few, for a while."""
        key = keys.unthanked(donor)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(key, {f"{keys.checked(artist)}:{keys.checked(id)}": moments.ms(now)})
            pipe.zremrangebyrank(key, 0, -_UNTHANKED - 1)
            pipe.expire(key, _BATCH_S)
            await pipe.execute()

    async def thanks_owed(self, donor: str) -> list[tuple[str, str]]:
        """Return the artist and the id of those donations, oldest first."""
        owed = cast("list[str]", await self._redis.zrange(keys.unthanked(donor), 0, -1))
        return [(artist, id) for artist, _, id in (one.partition(":") for one in owed)]

    async def thanked(self, donor: str, artist: str, id: str) -> None:
        await self._redis.zrem(keys.unthanked(donor), f"{artist}:{id}")

    # Without a name ----------------------------------------------------------------------------

    async def hide(self, artist: str, donor: str, gift: str) -> None:
        """Remember that a donor gave an artist something without their name.

        It is then in no number that stands beside the name, nor missing from one: either would
        give it away.
        """
        first, last = _of_donor(donor)
        await self._unnamed(
            keys=[keys.unnamed(artist), keys.unnamed_gifts(artist)],
            args=[keys.checked(donor), first, last, f"{donor}:{keys.checked(gift)}"],
        )

    async def without_name(self, artist: str, donor: str) -> list[Donation] | None:
        """Return what a donor gave an artist without their name, and has not put it to since.

        None: nobody knows of all of it.
        """
        return (await self._without_name(artist, [donor])).get(donor, [])

    async def _without_name(
        self, artist: str, donors: list[str]
    ) -> dict[str, list[Donation] | None]:
        """Return the same of those of some donors who ever did."""
        did: Any = await self._redis.smismember(keys.unnamed(artist), donors)
        those = [donor for donor, ever in zip(donors, did, strict=True) if ever]
        if not those:
            return {}
        async with self._redis.pipeline(transaction=False) as pipe:
            for donor in those:
                first, last = _of_donor(donor)
                pipe.zrange(
                    keys.unnamed_gifts(artist), first, last, bylex=True, offset=0, num=_LOOKED_AT
                )
            found: Any = await pipe.execute()
        gifts = {
            donor: [member.rpartition(":")[2] for member in members]
            for donor, members in zip(those, found, strict=True)
        }
        stored = await self.gifts(artist, [id for ids in gifts.values() for id in ids])
        return {
            donor: [stored[id] for id in ids if id in stored and stored[id].anonymous]
            if 0 < len(ids) < _LOOKED_AT
            else None
            for donor, ids in gifts.items()
        }

    async def gifts(self, artist: str, ids: list[str]) -> dict[str, Donation]:
        """Return those of some donations, however many, that are there and can be read."""
        there: dict[str, Donation] = {}
        for first in range(0, len(ids), _PAGE):
            some = ids[first : first + _PAGE]
            texts: Any = await self._redis.mget(
                [keys.record(Donation.family, artist, id) for id in some]
            )
            for id, text in zip(some, texts, strict=True):
                with suppress(NotFound, Malformed):
                    there[id] = read_record(Donation, artist, id, text, [])
        return there

    # Cards of donations in chats ---------------------------------------------------------------

    async def keep_card(self, artist: str, id: str, card: str, message: str) -> None:
        """Remember a message that shows a donation in a chat, and the words it shows."""
        key = keys.gift_cards(artist, id)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(key, card, message)
            pipe.expire(key, _CARDS_S)
            await pipe.execute()

    async def cards(self, artist: str, id: str) -> dict[str, str]:
        """Return the messages that show a donation, with the words that each shows."""
        cards: Any = await self._redis.hgetall(keys.gift_cards(artist, id))
        return cast("dict[str, str]", cards)

    # Bursts ------------------------------------------------------------------------------------

    async def alone(self, artist: str, id: str, *, now: datetime) -> str | None:
        """Say that an artist is about to hear of a donation; five a minute are told on their own.

        None: tell it; else it gathers with others, in the batch of that name.
        """
        batch = await self._alone(
            keys=[keys.alerts(artist), keys.burst(artist)],
            args=[id, moments.ms(now), ALONE, int(WINDOW.total_seconds() * 1000)],
        )
        return str(batch) or None

    async def batch(self, artist: str, batch: str) -> list[str]:
        """Return the donations of a batch, in which none gathers any more."""
        taken = await self._batch(
            keys=[keys.burst(artist), keys.burst(artist, batch)], args=[batch, _BATCH_S]
        )
        return [str(id) for id in taken]

    async def owe_alerts(self, artist: str, ids: Iterable[str], *, now: datetime) -> None:
        """Remember that an artist could not be told of some donations."""
        key = keys.untold(artist)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(key, {keys.checked(id): moments.ms(now) for id in ids})
            pipe.expire(key, _BATCH_S)
            await pipe.execute()

    async def alert_late(self, artist: str, *, now: datetime) -> bool:
        """Have an artist told of those donations, as a batch; False: there are none."""
        batch = f"late-{moments.ms(now)}"
        id, body = burst_notice(artist, batch)
        put = await self._untold(
            keys=[
                keys.untold(artist),
                keys.burst(artist, batch),
                keys.outbox_seen(id),
                keys.outbox(MONEY),
            ],
            args=[id, wire.dumps(body), SEEN_S, _BATCH_S],
        )
        return bool(put)

    # Invoice links -----------------------------------------------------------------------------

    async def links(
        self, kind: LinkKind, whose: str, edition: str, fields: list[str]
    ) -> dict[str, str]:
        """Return those of some invoice links that were kept, if they are of this edition."""
        kept, *found = cast(
            "list[str | None]",
            await self._redis.hmget(keys.invoice_links(kind, whose), ["edition", *fields]),
        )
        if kept != edition:
            return {}
        return {field: link for field, link in zip(fields, found, strict=True) if link}

    async def keep_links(
        self, kind: LinkKind, whose: str, edition: str, links: dict[str, str]
    ) -> None:
        """Keep invoice links; those of another edition are dropped, and very many."""
        if links:
            flat = [text for pair in links.items() for text in pair]
            await self._keep_links(
                keys=[keys.invoice_links(kind, whose)], args=[edition, _MOST_LINKS, *flat]
            )

    async def brief_links(self, artist: str, edition: str, fields: list[str]) -> dict[str, str]:
        """Return those of some invoice links that were kept for an hour."""
        found: Any = await self._redis.mget([_brief(artist, edition, one) for one in fields])
        return {field: link for field, link in zip(fields, found, strict=True) if link}

    async def keep_brief_links(self, artist: str, edition: str, links: dict[str, str]) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for field, link in links.items():
                pipe.set(_brief(artist, edition, field), link, ex=_BRIEF_S)
            await pipe.execute()

    # Monthly -----------------------------------------------------------------------------------

    async def monthly(self, artist: str, donor: str) -> Monthly | None:
        """Return somebody's monthly support of an artist, running or over."""
        stored = await self._redis.hget(keys.monthly(artist), keys.checked(donor))
        return Monthly.model_validate_json(stored) if stored else None

    async def change_monthly(
        self, artist: str, donor: str, change: Callable[[Monthly | None], Monthly | None]
    ) -> Monthly | None:
        """Make of somebody's monthly support what `change` says, and return that."""
        key = keys.monthly(artist)
        for _ in range(_ATTEMPTS):
            stored = await self._redis.hget(key, keys.checked(donor))
            changed = change(Monthly.model_validate_json(stored) if stored else None)
            if changed is None:
                return None
            kept = await self._monthly(
                keys=[key, keys.supporting(donor)],
                args=[
                    donor,
                    artist,
                    stored or "",
                    changed.model_dump_json(),
                    moments.ms(changed.since),
                ],
            )
            if kept:
                return changed
        raise Conflict(key)

    async def order_stop(self, id: str, body: Mapping[str, Any]) -> None:
        """Put the notice that has Telegram asked to renew a subscription no more."""
        await self._monthly_stop(
            keys=[keys.outbox_seen(id), keys.outbox(DUTY), keys.MONTHLY_STOPS],
            args=[id, wire.dumps(body), SEEN_S],
        )

    async def ordered_stops(self) -> dict[str, dict[str, Any]]:
        """Return those notices of which it is not known that they were done."""
        stored: Any = await self._redis.hgetall(keys.MONTHLY_STOPS)
        return {id: wire.loads(text) for id, text in stored.items()}

    async def settle_stop(self, id: str) -> None:
        """Forget such a notice: it was done, or nobody needs it."""
        await self._redis.hdel(keys.MONTHLY_STOPS, id)

    async def monthlies(self, artist: str) -> list[tuple[str, Monthly]]:
        """Return everybody who supports an artist monthly, or did; for artists have hundreds."""
        stored: Any = await self._redis.hgetall(keys.monthly(artist))
        return [(donor, Monthly.model_validate_json(text)) for donor, text in stored.items()]

    async def takes(self, artist: str) -> bool:
        """Tell whether an artist is there and takes support."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.exists(keys.record("profile", artist, artist))
            pipe.hget(keys.giving(artist), "paused")
            there, paused = await pipe.execute()
        return bool(there) and paused != "1"

    async def supporting(self, donor: str) -> list[tuple[str, Monthly]]:
        """Return the artists whom somebody supports monthly, or did, the latest first."""
        artists = cast(
            "list[str]", await self._redis.zrange(keys.supporting(donor), 0, 99, desc=True)
        )
        async with self._redis.pipeline(transaction=False) as pipe:
            for artist in artists:
                pipe.hget(keys.monthly(artist), donor)
            stored = await pipe.execute()
        return [
            (artist, Monthly.model_validate_json(text))
            for artist, text in zip(artists, stored, strict=True)
            if text
        ]


def _brief(artist: str, edition: str, field: str) -> str:
    """Return the key of a link; what a link is for may be anybody's words."""
    what = hashlib.blake2b(f"{edition} {field}".encode(), digest_size=12).hexdigest()
    return keys.brief_link(artist, what)


def _months(stored: Mapping[str, str], currency: str) -> dict[str, Given]:
    prefix = f"{currency}:"
    months = {
        month: Given(int(amount), int(stored.get(f"{prefix}{month}:n", 0)))
        for field, amount in stored.items()
        if field.startswith(prefix)
        and (month := field.removeprefix(prefix)) != "n"
        and not month.endswith(":n")
    }
    return {month: months[month] for month in sorted(months, reverse=True) if months[month].n}


def burst_notice(artist: str, batch: str) -> tuple[str, dict[str, Any]]:
    """Return the id and the body of the notice that tells an artist of a batch."""
    body = {"kind": "burst", "to": artist, "artist": artist, "batch": batch}
    return f"burst:{artist}:{batch}", body


def under_name(given: Given, unnamed: Iterable[Donation], currency: str) -> Given:
    """Return what of all that somebody gave has their name to it."""
    hidden = _sum(unnamed, currency)
    return Given(given.amount - hidden.amount, given.n - hidden.n)


def _sum(donations: Iterable[Donation], currency: str) -> Given:
    there = [
        one.amount
        for one in donations
        if one.status == money.COMPLETED and one.currency == currency
    ]
    return Given(sum(there), len(there))


def _of_donor(donor: str) -> tuple[str, str]:
    """Return what is before the first and after the last of what a donor gave without a name."""
    return f"[{donor}:", f"[{donor};"
