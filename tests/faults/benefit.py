"""A benefit: many fans give to many artists, and meanwhile everything breaks that can.

What was paid is written down here as it happens, and compared in the end with what the ledger
holds and with what everybody was told. Each fan pays each artist each amount once at the most, so
a notice that names the three is about one donation and no other.
"""

import asyncio
import json
import os
import random
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError

from sandbox import Sandbox
from storage import NOWHERE, STARS, Donation, Giving, Ledger, Outbox, Profile, Records, keys, money
from storage.journal import Journal
from storage.server import EmbeddedServer
from tests.conftest import TOKEN
from tests.control import Json
from tests.faults.bots import Hurry, Killable, store_pid, whole
from tests.people import Person, Town, buttons, words

NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)
IN_HAND = 5
"""Notices that are on their way at once, so that many may be told again after a kill."""

_PAYING = 24  # fans who pay at the same time
_RICH = 10**9
_VISITORS = 8

_ALERT = re.compile(r"💛 (Fan\d+) gave you (\d+) ⭐\n")
_TOGETHER = re.compile(r"💛 (\d+) donations?, ")
_TOGETHER_LINE = re.compile(r"(Fan\d+) · (\d+) ⭐")
_MORE = re.compile(r"and (\d+) more")
_THANKS = re.compile(r"(?:↩ )?(\d+) ⭐ for (Band\d+)")


class Gift(NamedTuple):
    """Who gives whom how much."""

    fan: str
    artist: str
    stars: int


class Trouble(NamedTuple):
    """How much goes wrong."""

    bot_kills: int
    store_kills: int
    freezes: int
    """Of the bot, and so many of the store."""
    long_freezes: int = 0
    """Of the store, until the bot has given up what it asked."""
    redelivered: float = 0.05
    """Which share of the updates comes again."""
    lost: float = 0.01
    """Which share of the payments the bot is never told of."""
    refunded: float = 0.04
    """Which share the artists give back."""


class Told(NamedTuple):
    """What people were told of donations."""

    missing: list[Gift]
    """Those that somebody should have been told of and was not."""
    foreign: list[Gift]
    """Those that nobody made."""
    again: int
    """Messages that said nothing new."""


class Benefit:
    """Fans, artists, and a bot that is being killed."""

    def __init__(self, box: Sandbox, data_dir: Path, hurry: Hurry) -> None:
        self.box = box
        self.data_dir = data_dir
        self.given: dict[str, Gift] = {}
        """By charge: what was paid."""
        self.returned: dict[str, tuple[int, Json]] = {}
        """Charges that their artists gave back, and below which notice."""
        self.refusals: Counter[str] = Counter()
        """Why payments did not take place, at the first try."""
        self.blows: Counter[str] = Counter()
        self.repeated = 0
        self.unheard = 0
        self.spoiled = 0
        """Messages that arrived though the bot was told otherwise, at most."""
        self._town: Town
        self._fans: dict[str, int] = {}
        self._artists: dict[str, int] = {}
        self._links: dict[tuple[str, int], str] = {}
        self._env = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": box.url,
            "DATA_DIR": str(data_dir),
            "ADMIN_IDS": "",
        }
        self._hurry = hurry
        self._bot: Killable

    # Before -----------------------------------------------------------------------------------

    @asynccontextmanager
    async def open(self, *, fans: int, artists: int) -> AsyncIterator[None]:
        """Have everybody come, and the links to pay by shown."""
        async with Town(self.box.url) as self._town:
            self._bot = self._start()
            try:
                await self._come(fans, artists)
                yield
            finally:
                if self._bot.alive:
                    await self._bot.kill()

    async def _come(self, fans: int, artists: int) -> None:
        for n in range(fans):
            fan = await self._town.newcomer(f"Fan{n}", language="en", stars=_RICH)
            self._fans[f"Fan{n}"] = fan.id
        for n in range(artists):
            artist = await self._town.newcomer(f"Band{n}", language="en")
            await self._town.post("/start", person=artist.id)
            self._artists[f"Band{n}"] = artist.id
        await self._town.taken()
        async with self.store() as redis:
            for name, id in self._artists.items():
                await Records(redis).add(Profile.new(str(id), now=NOW, name=name))
        names = iter(self._artists)
        async with asyncio.TaskGroup() as visits:
            for n in range(_VISITORS):
                visitor = await self._town.newcomer(f"Visitor{n}", language="en")
                visits.create_task(self._look_at_pages(visitor, names))

    async def _look_at_pages(self, visitor: Person, names: Iterator[str]) -> None:
        """Open the pages of artists and take down what their ⭐ buttons lead to."""
        for name in names:
            await visitor.opens(f"https://t.me/x?start=a_{self._artists[name]}")
            for button in buttons(await visitor.receives(name)):
                if "/$" in button.get("url", ""):
                    stars = int(button["text"].removeprefix("⭐ "))
                    self._links[name, stars] = button["url"].rpartition("$")[2]

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Redis]:
        """Look into the store of the running bot."""
        async with EmbeddedServer(self.data_dir).client() as redis:
            yield redis

    def _start(self) -> Killable:
        return whole(self._env, hurry=self._hurry)

    # While it lasts ---------------------------------------------------------------------------

    async def lasts(self, donations: int, trouble: Trouble) -> None:
        """Have so many donations paid, in trouble."""
        gifts = iter(self._wishes(donations))
        await self._spoil_requests(donations)
        self.box.world.settings.pre_checkout_timeout_s = 2
        async with asyncio.TaskGroup() as work:
            for _ in range(_PAYING):
                work.create_task(self._pay(gifts, donations, trouble))
            work.create_task(self._strike(donations, trouble))
            work.create_task(self._give_back(donations, trouble))
        self.box.faults.remove()
        self.unheard -= (await self._town.post("/lose", what="successful_payment"))["times"]
        await self._town.post("/lose", what="successful_payment", times=0)

    def _wishes(self, donations: int) -> list[Gift]:
        wishes = [Gift(fan, artist, stars) for fan in self._fans for artist, stars in self._links]
        return random.sample(wishes, donations)

    async def _pay(self, gifts: Iterator[Gift], donations: int, trouble: Trouble) -> None:
        for gift in gifts:
            if random.random() < trouble.lost:
                self.unheard += 1
                left = (await self._town.post("/lose", what="successful_payment"))["times"]
                await self._town.post("/lose", what="successful_payment", times=left + 1)
            await self._insist(gift)
            if random.random() < trouble.redelivered:  # a payment is two updates
                again = await self._town.post("/redeliver", last=2)
                self.repeated += len(again["updates"])

    async def _insist(self, gift: Gift) -> None:
        """Try to pay until it is paid: the bot may be dead."""
        slug = self._links[gift.artist, gift.stars]
        while True:
            paid = await self._town.post("/pay", person=self._fans[gift.fan], slug=slug)
            if paid["paid"]:
                assert paid["charge"] not in self.given
                self.given[paid["charge"]] = gift
                return
            self.refusals[paid["error"]] += 1
            await asyncio.sleep(0.1)

    async def _spoil_requests(self, donations: int) -> None:
        """Make the Bot API unreliable; what takes effect all the same does so a few times."""
        few = max(donations // 200, 1)
        say, confirm = "sendMessage", "answerPreCheckoutQuery"
        back, link = "refundStarPayment", "createInvoiceLink"
        bad_gateway = {"kind": "error", "code": 502, "description": "Bad Gateway"}
        for method, probability in (("*", 0.01), (confirm, 0.02), (link, 0.1)):
            await self._fault(method, probability, **bad_gateway)
        await self._fault("*", 0.01, kind="disconnect")
        for method in (say, back, link):
            await self._fault(method, 0.005, kind="error", retry_after=1)
        for method, probability in ((say, 0.05), (confirm, 0.05), (back, 0.2)):
            await self._fault(method, probability, times=few, **bad_gateway)
            await self._fault(method, probability, times=few, kind="timeout")
            for kind in ("timeout", "disconnect", "garbage"):
                await self._fault(method, probability, kind=kind, after=True, times=few)
            await self._fault(method, probability, after=True, times=few, **bad_gateway)
        self.spoiled = 3 * few  # of `say`, after the effect; what comes as garbage has come

    async def _fault(self, method: str, probability: float, **what: Any) -> None:
        await self._town.post("/faults", method=method, probability=probability, **what)

    # Artists give back ------------------------------------------------------------------------

    async def _give_back(self, donations: int, trouble: Trouble) -> None:
        """Have artists press Refund under what they were told, and confirm it twice at once."""
        names = list(self._artists)
        wanted = int(donations * trouble.refunded)
        while len(self.returned) < wanted:
            artist = self._artists[random.choice(names)]
            notices = [
                message
                for message in await self._town.messages(artist)
                if _ALERT.match(words(message))
                and "↩ Refund" in [button["text"] for button in buttons(message)]
                and _charge(message) not in self.returned
            ]
            if notices and len(self.returned) < wanted * len(self.given) / donations:
                await self._refund(artist, random.choice(notices))
            await asyncio.sleep(0.02)

    async def _refund(self, artist: int, notice: Json) -> None:
        where = {"person": artist, "chat": artist, "message": notice["message_id"]}
        await self._town.post("/tap", **where, text="↩ Refund", wait_s=2)
        [now] = [
            message
            for message in await self._town.messages(artist)
            if message["message_id"] == notice["message_id"]
        ]
        sure = [button["text"] for button in buttons(now) if button["text"].startswith("Yes")]
        if sure:
            tap = self._town.post("/tap", **where, text=sure[0], wait_s=0)
            again = self._town.post("/tap", **where, text=sure[0], wait_s=0)
            await asyncio.gather(tap, again, return_exceptions=True)
            self.returned[_charge(notice)] = artist, notice

    # Blows ------------------------------------------------------------------------------------

    async def _strike(self, donations: int, trouble: Trouble) -> None:
        """Kill and freeze, all through the benefit."""
        blows: list[Callable[[], Awaitable[None]]] = [
            *[self._kill_bot] * trouble.bot_kills,
            *[self._kill_store] * trouble.store_kills,
            *[self._freeze_bot, self._freeze_store] * trouble.freezes,
            *[self._freeze_store_long] * trouble.long_freezes,
        ]
        random.shuffle(blows)
        for n, blow in enumerate(blows):
            await self._paid(donations * (n + random.random()) / len(blows))
            self.blows[blow.__name__] += 1
            await blow()
            if random.random() < 0.2:  # the next one while the bot gets up
                await asyncio.sleep(random.uniform(0, 0.5))
        await self._paid(donations)

    async def _paid(self, donations: float) -> None:
        while len(self.given) < donations:
            self._hold_alive()
            await asyncio.sleep(0.01)

    async def _kill_bot(self) -> None:
        await self._bot.kill()
        self._bot = self._start()

    async def _kill_store(self) -> None:
        os.kill(await self._store_pid(), signal.SIGKILL)

    async def _freeze_bot(self) -> None:
        await _freeze(self._bot.pid, random.uniform(0.2, 1.5))

    async def _freeze_store(self) -> None:
        await _freeze(await self._store_pid(), random.uniform(0.2, 1.5))

    async def _freeze_store_long(self) -> None:
        await _freeze(await self._store_pid(), 12)

    async def _store_pid(self) -> int:
        while (pid := store_pid(self.data_dir)) is None:
            self._hold_alive()
            await asyncio.sleep(0.005)
        return pid

    def _hold_alive(self) -> None:
        """Hold that the bot runs, whatever was done to its store."""
        assert self._bot.alive, self.log()[-3000:]

    def log(self) -> str:
        return (self.data_dir / "bot.log").read_text()

    # Afterwards -------------------------------------------------------------------------------

    async def ends(self, *, within_s: float) -> None:
        """Start the bot once more and let it finish in peace; then stop it."""
        await self._kill_bot()
        async with asyncio.timeout(within_s):
            await self._settle()
            for charge, (artist, notice) in list(self.returned.items()):
                if not self.box.world.money.payments[charge].refunded:  # its press went under
                    await self._refund(artist, notice)
            await self._settle()
        self._bot.asked_to_stop()
        assert await self._bot.ended() == 0

    async def _settle(self) -> None:
        await self._town.taken()
        while not await self._is_settled():
            self._hold_alive()
            await asyncio.sleep(0.1)

    async def _is_settled(self) -> bool:
        """Tell whether every payment is booked and nothing is left to do."""
        with suppress(RedisError, OSError):
            async with self.store() as redis:
                journal, outbox = await Journal(redis).depth(), await Outbox(redis).depth()
                waiting: Any = await redis.hkeys(keys.OUTBOX_WAITING)
                late = [id for id in waiting if not _is_edit(id)]
                if journal.waiting or journal.taken or outbox.queued or late:
                    return False
                ledger = Ledger(redis)
                charges = [money.payment_id(charge) for charge in self.given]
                return None not in await ledger.find_all(*charges)
        return False

    # What came of it --------------------------------------------------------------------------

    async def alerts(self) -> Told:
        """Return what the artists were told."""
        told = await self._told(self._artists, _alert)
        async with EmbeddedServer(self.data_dir) as server, server.client() as redis:
            for artist in {gift.artist for gift in told.missing}:
                told = told._replace(missing=await self._unlisted(redis, artist, told.missing))
        return told

    async def _unlisted(self, redis: Redis, artist: str, missing: list[Gift]) -> list[Gift]:
        """Return what is missing but for what a notice of many counts without a line: "3 more"."""
        id = self._artists[artist]
        charges = {charge: gift for charge, gift in self.given.items() if gift.artist == artist}
        texts = {one["message_id"]: words(one) for one in await self._town.messages(id)}
        batches: dict[tuple[str, int], set[str]] = {}
        for charge in charges:
            told = await Outbox(redis).told(f"{money.payment_id(charge)}/artist")
            if told is not None and told.batch:
                batches.setdefault((told.batch, told.message), set()).add(charge)
        for (_, message), together in batches.items():
            kept = together - self.returned.keys()
            where = texts.values() if message == NOWHERE else [texts[message]]
            if any((m := _TOGETHER.match(said)) and int(m[1]) >= len(kept) for said in where):
                missing = [gift for gift in missing if gift not in map(charges.get, together)]
        return missing

    async def thanks(self) -> Told:
        """Return what the fans were told."""
        return await self._told(self._fans, _thanked)

    async def _told(
        self, people: dict[str, int], gifts_in: Callable[[str, str], list[Gift]]
    ) -> Told:
        told: set[Gift] = set()
        again = 0
        for name, chat in people.items():
            for message in await self._town.messages(chat):
                if message["from"]["is_bot"] and (gifts := gifts_in(name, words(message))):
                    again += told.issuperset(gifts)
                    told.update(gifts)
        given = set(self.given.values())
        return Told(sorted(given - told), sorted(told - given), again)

    async def assert_booked(self) -> None:
        """See that the store holds what was paid, all of it and nothing else."""
        async with EmbeddedServer(self.data_dir) as server, server.client() as redis:
            await self._assert_ledger(redis)
            await self._assert_donations(redis)
            assert await Outbox(redis).dead() == []
            dead = [json.loads(update.raw) for update in await Journal(redis).dead()]
            assert [update for update in dead if "callback_query" not in update] == []

    async def _assert_ledger(self, redis: Redis) -> None:
        ledger = Ledger(redis)
        audit = await ledger.audit()
        assert audit.violations == ()
        assert audit.conflicts == 0
        house = [n for account, n in audit.house.items() if account.startswith(f"{STARS}:")]
        assert sum(house) + audit.users[STARS] == 0
        payments = self.box.world.money.payments
        stars = sum(paid.invoice.amount for paid in payments.values() if not paid.refunded)
        assert -(await ledger.balance(money.TELEGRAM)) == stars
        assert await ledger.balance(money.SUSPENSE) == 0
        assert await ledger.balance(money.HELD[STARS]) == 0
        assert await ledger.unfinished() == {}
        names = {str(id): name for name, id in (self._fans | self._artists).items()}
        booked: Counter[tuple[str, Gift]] = Counter()
        async for posted in ledger.journal():
            if posted.kind == "donation":
                charge = money.charge_in(posted.id) or ""
                [line] = [line for line in posted.lines if line.account.is_owed]
                gift = Gift(names[posted.by], names[line.account.holder], line.delta)
                booked[charge, gift] += 1
        assert booked == Counter(self.given.items()), "lost or doubled"
        assert self.given.keys() == payments.keys()

    async def _assert_donations(self, redis: Redis) -> None:
        records, giving = Records(redis), Giving(redis)
        refunded = {id for id, paid in self.box.world.money.payments.items() if paid.refunded}
        assert refunded == self.returned.keys()
        kept = {charge: gift for charge, gift in self.given.items() if charge not in refunded}
        for artist, id in self._artists.items():
            donations = (await records.page(Donation, str(id), limit=len(self.given))).records
            found = {
                (one.charge_id, one.donor_name, one.donor_id, one.amount, one.status)
                for one in donations
            }
            paid = {
                (charge, gift.fan, str(self._fans[gift.fan]), gift.stars, status)
                for charge, gift in self.given.items()
                if gift.artist == artist
                for status in [money.REFUNDED if charge in refunded else money.COMPLETED]
            }
            assert found == paid
            assert len(donations) == len(paid)
            mine = [gift for gift in kept.values() if gift.artist == artist]
            assert await giving.given(str(id)) == (sum(gift.stars for gift in mine), len(mine))
            for fan in {gift.fan for gift in mine}:
                from_fan = [gift.stars for gift in mine if gift.fan == fan]
                given = await giving.giver(str(id), str(self._fans[fan]))
                assert given == (sum(from_fan), len(from_fan))


def _is_edit(notice: str) -> bool:
    """Tell whether it edits another: where the answer was garbage, nobody knows which message."""
    return "/renewed-" in notice


async def _freeze(pid: int, seconds: float) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            os.kill(pid, signal.SIGCONT)


def _charge(notice: Json) -> str:
    """Return the charge that a notice names on its receipt."""
    [charge] = [b["copy_text"]["text"] for b in buttons(notice) if "copy_text" in b]
    return str(charge)


def _alert(artist: str, text: str) -> list[Gift]:
    """Return the donations that an artist is told of."""
    if alone := _ALERT.match(text):
        return [Gift(alone[1], artist, int(alone[2]))]
    if together := _TOGETHER.match(text):
        lines = [Gift(m[1], artist, int(m[2])) for m in _TOGETHER_LINE.finditer(text)]
        more = _MORE.search(text)
        assert len(lines) + (int(more[1]) if more else 0) == int(together[1])
        return lines
    return []


def _thanked(fan: str, text: str) -> list[Gift]:
    """Return the donation that a fan is thanked for, or told that it is back."""
    return [Gift(fan, m[2], int(m[1]))] if (m := _THANKS.match(text)) else []
