"""What people are told though they did not ask: each kind of notice, and how it is delivered.

A notice keeps only what it is about. Its words are made when it goes out, of what is true by then,
in the language of whoever is told.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
)

from handlers import (
    blocking,
    campaigns,
    cases,
    chats,
    comments,
    digests,
    discography,
    donations,
    earnings,
    gifts,
    invoices,
    leaving,
    letters,
    managers,
    moderation,
    monthly,
    months,
    nearby,
    pages,
    payouts,
    posted,
    posting,
    received,
    releases,
    reminders,
    rewards,
    support,
    teasers,
    wallet,
)
from handlers.clock import clock_of
from handlers.desk import Desk
from handlers.errors import NotYet, Unclear
from handlers.keyboards import clip, only_home
from handlers.links import Links
from handlers.person import stranger, texts_of
from handlers.screen import HEART, Screen, rewrite, rewrite_shared, say
from handlers.texts import Library
from handlers.visit import name_of, public
from storage import (
    COINS,
    FAILED,
    MONEY,
    NOWHERE,
    STARS,
    STOPPED,
    WINDOW,
    Concert,
    Donation,
    Gate,
    Monthly,
    NotFound,
    OutOfStep,
    People,
    Told,
    Verdict,
    burst_notice,
    is_gone,
    money,
    showtime,
    under_name,
)

_TOLD_BY_NOW = timedelta(hours=4)  # or given up: the courier tries for three

Body = Mapping[str, Any]
Kind = Callable[[Desk, Body], Awaitable[Told | None]]


class Post:
    """Delivers notices. What it raises is for whoever sends to judge."""

    def __init__(
        self,
        bot: Bot,
        library: Library,
        parts: Mapping[str, Any],
        *,
        username: str,
        now: Callable[[], datetime],
    ) -> None:
        """`parts` are those of a `Desk` that belong to nobody."""
        self._bot = bot
        self._library = library
        self._parts = parts
        self._links = Links(username)
        self._now = now

    async def deliver(self, id: str, body: Body) -> Told | None:
        """Deliver the notice of an id; return where it is, None if there is nothing to tell.

        Raises:
            KeyError: there is no such kind.

        """
        to = str(body["to"])
        if is_gone(to) and body["kind"] != "refund":
            return None
        desk = await self._desk(str(body.get("behalf") or to))
        try:
            return await KINDS[body["kind"]](desk, {**body, "notice": id})
        except TelegramForbiddenError:
            people: People = self._parts["people"]
            with suppress(NotFound):  # we never met, or it is no person
                await people.settle(to, blocked=True)
            raise

    async def judge(self, body: Body) -> Verdict:
        """Tell whether whoever a notice is for wants it, and when.

        What is told together with others is not told now; that is seen to.
        """
        if body.get("kind") == "donation" and await _gathers(
            await self._desk(str(body["to"])), body
        ):
            return Verdict(drop="gathered")
        gate: Gate = self._parts["gate"]
        if body.get("kind") not in HUSHED | PATIENT:
            return await gate.ask(body, now=self._now())
        artist = str(body["artist"]) if "artist" in body else None
        wakes = await gate.calm(str(body["to"]), artist, now=self._now())
        if body["kind"] in PATIENT:
            return Verdict(until=wakes)
        return Verdict(silent=wakes is not None)

    async def _desk(self, to: str) -> Desk:
        """Return the desk of whoever is told, or on whose behalf others are."""
        people: People = self._parts["people"]
        now = self._now()
        person = await people.get(to) or stranger(to, now)
        own = {
            "bot": self._bot,
            "t": texts_of(person, self._library),
            "me": to,
            "actor": to,
            "behalf": None,
            "person": person,
            "now": now,
            "links": self._links,
        }
        given = {**self._parts, **own}
        return Desk(**{part.name: given[part.name] for part in fields(Desk)})


async def say_anew(
    desk: Desk, ids: Sequence[str], told: Told, screen: Screen, *, insist: bool = False
) -> None:
    """Let a message by which some notices were told say what is true now; no sound.

    Where that message is may be unknown: then there is another, which is theirs from now on. So
    there is, if we `insist`, for one that was deleted.
    """
    if told.message != NOWHERE:
        is_there = await rewrite(desk.bot, told.chat, told.message, screen)
        if is_there or not insist:
            return
    again = await say(desk, screen, silent=True)
    await desk.outbox.tell_of(ids, again._replace(batch=told.batch))


async def tell(desk: Desk, body: Body, screen: Screen) -> Told:
    """Tell whoever a notice is for, without a sound if it is to make none."""
    return await say(desk, screen, silent=bool(body.get("silent")))


# Giving ----------------------------------------------------------------------------------------


async def _gathers(desk: Desk, body: Body) -> bool:
    """Put a donation to others if an artist has been told of too many a moment ago."""
    artist = body["artist"]
    given = await desk.ledger.donation(artist, body["id"])
    await posting.gave(desk, given)
    if given.donor_id is not None:
        await desk.segments.seen(given.donor_id, artist, now=desk.now)
    if await desk.outbox.told(f"{given.posting}/artist") is not None:
        return True  # told with others already, before somebody died
    batch = await desk.giving.alone(artist, given.id, now=desk.now)
    if batch is None:
        return False
    id, about = burst_notice(artist, batch)
    await desk.outbox.put(id, MONEY, about, not_before=desk.now + WINDOW)
    return True


async def donation(desk: Desk, body: Body) -> Told | None:
    """Tell an artist of a donation; one who has closed the bot, when they start it."""
    given = await desk.ledger.donation(body["artist"], body["id"])
    if given.currency == STARS:
        await donations.tell_of_goal(desk, given.owner)
    try:
        return await tell(desk, body, await received.notice_screen(desk, given))
    except TelegramForbiddenError:
        await desk.giving.owe_alerts(given.owner, [given.id], now=desk.now)
        raise


async def burst(desk: Desk, body: Body) -> Told | None:
    """Tell an artist of several donations together."""
    artist, batch = body["artist"], body["batch"]
    together = await _batch(desk, artist, batch)
    if not any(one.status == money.COMPLETED for one in together):
        return None
    if any(one.currency == STARS for one in together):
        await donations.tell_of_goal(desk, artist)
    if len(together) == 1:
        screen, batch = await received.notice_screen(desk, together[0]), ""
    else:
        screen = gifts.burst(desk.t, together)
    try:
        told = await tell(desk, body, screen)
    except TelegramForbiddenError:
        await desk.giving.owe_alerts(artist, [one.id for one in together], now=desk.now)
        raise
    await desk.outbox.tell_of(_told_by(together), told._replace(batch=batch))
    return told


def _told_by(together: Sequence[Donation]) -> list[str]:
    """Return the notices of some donations."""
    return [f"{one.posting}/artist" for one in together]


async def _batch(desk: Desk, artist: str, batch: str) -> list[Donation]:
    ids = await desk.giving.batch(artist, batch)
    return list((await desk.giving.gifts(artist, ids)).values())


async def donation_renewed(desk: Desk, body: Body) -> Told | None:
    """Let the notice of a donation say what that says now; no sound.

    New words of the donor reach the artist though that notice is gone, or long forgotten.
    """
    artist, original = body["artist"], str(body["original"])
    told = await desk.outbox.told(original)
    given = await desk.ledger.donation(artist, body["id"])
    insist = bool(body.get("words")) and bool(given.message) and not given.hidden
    if told is None:
        made = given.created_at
        if made is None or desk.now - made < _TOLD_BY_NOW:
            raise NotYet(original)
        if not insist:
            return None  # it was told, and nobody knows any more where, or never can be
        told = Told(int(desk.actor), NOWHERE)
    if told.batch:
        together = await _batch(desk, artist, told.batch)
        ids, screen = _told_by(together), gifts.burst(desk.t, together)
    else:
        ids, screen = [original], await received.notice_screen(desk, given)
    await say_anew(desk, ids, told, screen, insist=insist)
    return None


async def goal(desk: Desk, body: Body) -> Told | None:
    """Tell an artist how far their goal is."""
    screen = await donations.milestone_screen(desk, body["goal"], body["percent"])
    return None if screen is None else await tell(desk, body, screen)


async def gift_card(desk: Desk, body: Body) -> Told | None:
    """Let a card that shows a donation in a chat show it as it is now."""
    artist, id, card = body["artist"], body["id"], body["card"]
    given, cards = await asyncio.gather(
        desk.ledger.donation(artist, id), desk.giving.cards(artist, id)
    )
    screen = await received.card_screen(desk, given, cards.get(card, ""))
    await rewrite_shared(desk.bot, card, screen)
    return None


async def thanks(desk: Desk, body: Body) -> Told | None:
    """Thank a donor; one who has closed the bot, or never opened it, when they start it."""
    given = await desk.ledger.donation(body["artist"], body["id"])
    is_renewal = (given.month or 1) > 1  # then nobody waits for it
    effect = HEART if given.status == money.COMPLETED and not is_renewal else None
    try:
        return await say(desk, await support.thanks_screen(desk, given), effect=effect)
    except TelegramForbiddenError:
        await desk.giving.owe_thanks(desk.me, given.owner, given.id, now=desk.now)
        raise


async def thanked(desk: Desk, body: Body) -> Told | None:
    """Tell a donor of the artist's thanks, unless they want to hear nothing of them."""
    wishes, name = await asyncio.gather(
        desk.choices.of(desk.me, body["artist"]), name_of(body["artist"], desk)
    )
    if wishes.silent:
        return None
    return await tell(desk, body, gifts.thanked(desk.t, name, body["artist"]))


# Giving back -----------------------------------------------------------------------------------


async def refund(desk: Desk, body: Body) -> Told | None:
    """Ask Telegram to return a payment that is held; asked again, it is returned once."""
    charge = await desk.ledger.charge(body["charge"])
    if charge.is_refunded:  # perhaps by one of us who died before the end
        await desk.house.cashier.uncount(charge, now=desk.now)
    if not charge.is_held:
        return None
    if is_gone(charge.credit.by):  # nobody knows any more whose Stars these were
        await _release(desk, charge, by=str(body.get("by", "")), why="the payer has left")
        return None
    try:
        await desk.bot.refund_star_payment(int(charge.credit.by), charge.id)
    except ClientDecodeError as error:
        raise Unclear(charge.id) from error
    except _REFUSALS as error:
        if "CHARGE_ALREADY_REFUNDED" not in error.message:
            await _release(desk, charge, by=str(body.get("by", "")), why=error.message)
            return None
    await desk.house.cashier.returned(charge, now=desk.now)
    return None


_REFUSALS = (TelegramBadRequest, TelegramForbiddenError)
"""Answers to the request for a refund that will not be others the next time.

None is a 404: that is of a server which is the wrong one, or too old to know the method.
"""


async def _release(desk: Desk, charge: money.Charge, *, by: str, why: str) -> None:
    """Give what was held back to whoever had it: Telegram will not return it."""
    posting = money.release(charge, now=desk.now, note=why)
    with suppress(OutOfStep):  # released before, or returned after all
        await desk.ledger.post(posting.telling(*desk.house.cashier.refusal(charge, by=by, why=why)))
    await cases.kept(desk, charge)


async def refund_refused(desk: Desk, body: Body) -> Told | None:
    """Tell an artist that Telegram does not return what they wanted to give back."""
    charge = await desk.ledger.charge(body["charge"])
    return await tell(desk, body, gifts.refund_refused(desk.t, charge.id, charge.stars))


async def returned(desk: Desk, body: Body) -> Told | None:
    """Tell a payer that their Stars are back."""
    charge = await desk.ledger.charge(body["charge"])
    await cases.returned(desk, charge)
    return await tell(desk, body, gifts.returned(desk.t, charge.id, charge.stars))


async def taken_back(desk: Desk, body: Body) -> Told | None:
    """Tell an artist that a donation went back, and let its notice say so."""
    given = await desk.ledger.donation(body["artist"], body["id"])
    await support.renew_notice(desk, given)
    await received.renew_cards(desk, given)
    await posting.goal_moved(desk, given.owner)
    if given.donor_id is not None:
        await _take_down(desk, given.owner, given.donor_id)
    return await tell(desk, body, gifts.taken_back(desk.t, given, asked=bool(body["asked"])))


# Monthly support -------------------------------------------------------------------------------


async def monthly_close(desk: Desk, body: Body) -> Told | None:
    """Have all monthly support of an artist stopped who takes none any more."""
    if await desk.giving.takes(desk.me):
        return None
    for donor, kept in await monthly.running(desk, desk.me):
        await desk.house.cashier.stop_monthly(
            desk.me, donor, kept.charge, why="closed", now=desk.now, when=body["notice"]
        )
    return None


async def monthly_stop(desk: Desk, body: Body) -> Told | None:
    """Ask Telegram to renew somebody's monthly support no more; asked again, it is stopped once."""
    original = str(body.get("original", body["notice"]))
    await _stop(desk, body, original)
    await desk.giving.settle_stop(original)
    return None


async def _stop(desk: Desk, body: Body, original: str) -> None:
    artist, charge, why = body["artist"], body["charge"], body["why"]
    kept = await desk.giving.monthly(artist, desk.me)
    is_latest = kept is not None and kept.charge == charge
    if why == "closed" and await desk.giving.takes(artist):
        return
    if kept is not None and is_latest and not kept.may_renew:
        return
    try:
        await monthly.renew(desk, charge, canceled=True)
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        await desk.house.cashier.alarm("monthly", charge, charge=charge, why=error.message)
        return
    if why not in ("replaced", "left"):
        about = {"kind": "monthly-stopped", "to": desk.me, "artist": artist, "why": why}
        await desk.outbox.put(f"{original}/told", MONEY, about)

    def stopped(now: Monthly | None) -> Monthly | None:
        return now.turned(STOPPED) if now and now.charge == charge else None

    await desk.giving.change_monthly(artist, desk.me, stopped)


async def monthly_stopped(desk: Desk, body: Body) -> Told | None:
    artist = body["artist"]
    return await tell(
        desk, body, months.stopped(desk.t, artist, await name_of(artist, desk), str(body["why"]))
    )


async def monthly_failed(desk: Desk, body: Body) -> Told | None:
    """Tell a fan that Telegram could not take their Stars, and how to go on."""
    artist = body["artist"]
    kept = await desk.giving.monthly(artist, desk.me)
    if kept is None or kept.state != FAILED:  # paid since
        return None
    name, takes = await asyncio.gather(name_of(artist, desk), desk.giving.takes(artist))
    again = await invoices.gift_keys(
        desk, artist, name, invoices.PAGE, [kept.stars] if takes else [], monthly=True
    )
    return await tell(desk, body, months.unpaid(desk.t, name, kept, again))


async def monthly_left(desk: Desk, body: Body) -> Told | None:
    """Tell an artist, without a sound, that somebody's monthly support will not go on."""
    kept = await desk.giving.monthly(desk.me, body["donor"])
    if kept is None or kept.renews(desk.now):  # they have changed their mind
        return None
    patron = await monthly.patron(desk, body["donor"], kept)
    return await say(desk, months.ended(desk.t, patron, clock_of(desk)), silent=True)


async def _take_down(desk: Desk, artist: str, donor: str) -> None:
    """Take somebody from an artist's wall of whose donations, with the name, none is left."""
    unnamed = await desk.giving.without_name(artist, donor) or []
    for currency in (STARS, COINS):
        given = await desk.giving.giver(artist, donor, currency)
        if under_name(given, unnamed, currency).n:
            return
    await desk.giving.hang(artist, donor, None)


def _stars(charge: money.Charge) -> int:
    return -sum(line.delta for line in charge.credit.lines if line.account == money.TELEGRAM)


# What an artist tells ---------------------------------------------------------------------------


async def announce(desk: Desk, body: Body) -> Told | None:
    """Tell a follower of a record, if it is still there."""
    family, artist, id = str(body["about"]).split(":", 2)
    record = await desk.records.get(public(family), artist, id)
    if not showtime.is_news(record, now=desk.now):
        return None
    if isinstance(record, Concert) and not await nearby.wanted(desk, record):
        return None
    campaign, again = str(body["campaign"]), bool(body.get("again"))
    if body.get("first") and await desk.teasers.waits(desk.me, family, artist, id):
        return None  # they are told as one who waits for it
    why = campaigns.ALBUM if body.get("album") else ""
    screen = await campaigns.pushed_screen(desk, record, campaign=campaign, again=again, why=why)
    silent = bool(body.get("silent"))
    told = await say(desk, screen, silent=silent, sealed=pages.played(record))
    if told.message != NOWHERE:
        await campaigns.keep_pushed(desk, record, told, campaign=campaign, again=again, why=why)
    return told


async def report(desk: Desk, body: Body) -> Told | None:
    """Tell an artist how it went, without a sound: a long campaign may end at night.

    Later the same message says what became of the last.
    """
    one = await campaigns.own_campaign(desk, body["of"])
    screen = await campaigns.card_screen(desk, one, report=True)
    if "original" not in body:
        return await say(desk, screen, silent=True)
    told = await desk.outbox.told(body["original"])
    if told is None:
        raise NotYet(body["original"])
    await say_anew(desk, [body["original"]], told, screen)
    return None


async def released(desk: Desk, body: Body) -> Told | None:
    """Tell an artist that a draft has come out."""
    return await say(desk, await releases.released_screen(desk, body))


# What only a person can settle -----------------------------------------------------------------


async def coins_bought(desk: Desk, body: Body) -> Told | None:
    posted = await desk.ledger.find(body["posting"])
    if posted is None:
        return None
    [coins] = [line.delta for line in posted.lines if line.account.is_wallet]
    return await say(desk, await wallet.bought_screen(desk, coins))


async def unclear_payment(desk: Desk, body: Body) -> Told | None:
    charge = str(body["posting"]).removeprefix("pay:")
    return await say(desk, Screen(desk.t("unclear-payment", charge=charge), only_home(desk.t)))


async def suspense(desk: Desk, body: Body) -> Told | None:
    posted = await desk.ledger.find(body["posting"])
    if posted is None:
        return None
    [stars] = [line.delta for line in posted.lines if line.account == money.SUSPENSE]
    text = desk.t(
        "admin-suspense",
        charge=posted.id.removeprefix("pay:"),
        user=posted.by,
        n=stars,
        payload=posted.note[:200],
    )
    return await say(desk, Screen(text, letters.suspense_keys(desk.t, posted)))


_SAID = 400  # characters of what an alarm quotes: nobody knows how long it is


async def alarm(desk: Desk, body: Body) -> Told | None:
    said = {name: str(value) for name, value in body.items() if name not in _ENVELOPE}
    args = {name: clip(text, _SAID) for name, text in said.items()}
    what, choices = body["what"], None
    if what == "income" and (posted := await desk.ledger.find(money.payment_id(said["charge"]))):
        choices = letters.suspense_keys(desk.t, posted)
    return await say(desk, Screen(desk.t(f"alarm-{what}", **args), choices))


async def chargeback(desk: Desk, body: Body) -> Told | None:
    return await say(desk, Screen(desk.t("alarm-chargeback", charge=str(body["charge"]))))


# Payouts ---------------------------------------------------------------------------------------


async def payout_asked(desk: Desk, body: Body) -> Told | None:
    """Tell an admin that an artist wants to be paid."""
    return await say(desk, await earnings.card_screen(desk, body["payout"]))


async def payout_renewed(desk: Desk, body: Body) -> Told | None:
    """Let what an admin was told of a payout say how that was settled; no sound."""
    asked, *_ = money.payout_ids(body["payout"])
    original = f"{asked}/admin-{desk.me}"
    told = await desk.outbox.told(original)
    if told is None:
        raise NotYet(original)
    await say_anew(desk, [original], told, await earnings.card_screen(desk, body["payout"]))
    return None


async def payout_settled(desk: Desk, body: Body) -> Told | None:
    """Tell an artist that they were paid, or why not."""
    payout = await desk.ledger.payout(body["payout"])
    return await tell(desk, body, payouts.answered(desk.t, payout))


async def old_stars(desk: Desk, body: Body) -> Told | None:
    """Warn an artist of Stars that will be lost, unless they were asked for meanwhile."""
    stars = await desk.ledger.stars(desk.me, now=desk.now)
    month = await desk.giving.oldest(desk.me, stars.total)
    if month != body["month"]:
        return None
    since = date.fromisoformat(f"{month}-01")
    least = desk.house.payout_stars
    return await tell(desk, body, payouts.old_stars(desk.t, since, stars, least=least))


# Cases -----------------------------------------------------------------------------------------


async def case(desk: Desk, body: Body) -> Told | None:
    """Tell an admin that somebody has written about a payment."""
    if desk.actor not in desk.house.admins:
        return None
    return await say(desk, await cases.admin_screen(desk, await desk.cases.get(body["case"])))


async def case_answer(desk: Desk, body: Body) -> Told | None:
    """Tell somebody what they were answered, or that their case is closed."""
    found = await desk.cases.get(body["case"])
    return await tell(desk, body, letters.told(desk.t, found, int(body["n"])))


# Reports ---------------------------------------------------------------------------------------


async def matter(desk: Desk, body: Body) -> Told | None:
    """Tell an admin that something was reported, or that somebody objects."""
    screen = await moderation.asked(desk, body)
    return None if screen is None else await say(desk, screen)


async def judged(desk: Desk, body: Body) -> Told | None:
    """Tell somebody what was decided about a thing of theirs."""
    return await tell(desk, body, await moderation.judged(desk, body))


async def outcome(desk: Desk, body: Body) -> Told | None:
    """Tell somebody, without a sound, what came of their report."""
    return await say(desk, await moderation.outcome(desk, body), silent=True)


# Once a week -----------------------------------------------------------------------------------


async def week(desk: Desk, body: Body) -> Told | None:
    """Tell an artist, without a sound, how their week was."""
    screen = await digests.artist_screen(desk, date.fromisoformat(body["week"]))
    return None if screen is None else await say(desk, screen, silent=True)


async def digest(desk: Desk, body: Body) -> Told | None:
    """Tell a fan, without a sound, what they wanted to hear once a week."""
    screen = await digests.fan_screen(desk, date.fromisoformat(body["week"]))
    return None if screen is None else await say(desk, screen, silent=True)


_ENVELOPE = {"kind", "to", "what", "notice", "expires"}

HUSHED = frozenset(
    {
        *("donation", "burst", "goal", "taken-back", "refund-refused", "old-stars"),
        *("payout-settled", "returned", "thanked", "monthly-stopped", "monthly-failed"),
        *("case-answer", "judged", "awaited"),
    }
)
"""Kinds that are told at once at any hour, without a sound in quiet hours.

What answers something that somebody has just done is none of them, nor is what admins are told.
"""

PATIENT = frozenset({"week", "digest"})
"""Kinds that wait for the end of quiet hours."""

KINDS: Mapping[str, Kind] = {
    "donation": donation,
    "donation-renewed": donation_renewed,
    "burst": burst,
    "goal": goal,
    "gift-card": gift_card,
    "thanks": thanks,
    "thanked": thanked,
    "refund": refund,
    "refund-refused": refund_refused,
    "returned": returned,
    "taken-back": taken_back,
    "coins-bought": coins_bought,
    "unclear-payment": unclear_payment,
    "suspense": suspense,
    "chargeback": chargeback,
    "alarm": alarm,
    "payout-asked": payout_asked,
    "payout-renewed": payout_renewed,
    "payout-settled": payout_settled,
    "old-stars": old_stars,
    "follower": rewards.follower,
    "monthly-close": monthly_close,
    "monthly-stop": monthly_stop,
    "monthly-stopped": monthly_stopped,
    "monthly-failed": monthly_failed,
    "monthly-left": monthly_left,
    "reminder": reminders.reminder,
    "concert-changed": reminders.news,
    "concert-off": reminders.news,
    "concert-on": reminders.news,
    "concert-gone": reminders.news,
    "encore": reminders.encore,
    "case": case,
    "case-answer": case_answer,
    "matter": matter,
    "judged": judged,
    "outcomes": moderation.outcomes,
    "outcome": outcome,
    "hide-page": blocking.hide_page,
    "show-page": blocking.show_page,
    "week": week,
    "digest": digest,
    "announce": announce,
    "report": report,
    "release": releases.release,
    "released": released,
    "chat-post": posting.post,
    "chat-gifts": posting.told_gifts,
    "chat-goal": posting.goal_card,
    "chat-test": posting.test,
    "chat-check": posting.check,
    "chat-off": posting.went_off,
    "chat-on": posting.came_on,
    "chat-offer": chats.offer,
    "cards-renewed": posted.cards_renewed,
    "card-renewed": posted.card_renewed,
    "manager-accepted": managers.told_accepted,
    "manager-left": managers.told_left,
    "managing-changed": managers.told_changed,
    "managing-ended": managers.told_ended,
    "album-songs": discography.songs,
    "teaser": teasers.teaser,
    "awaited": teasers.awaited,
    "comments": comments.fresh,
    "comment-answer": comments.answer_came,
    "my-data": leaving.send_data,
    "leave": leaving.leave,
}
