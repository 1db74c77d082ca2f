"""The screens of `/admin`: pure functions from what is known of the bot to text."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from handlers import keyboards as keys
from handlers.callbacks import (
    AdminCases,
    CampaignHalt,
    CampaignHaltSure,
    CampaignsPage,
    Console,
    DeadDrop,
    DeadLetter,
    DeadLetters,
    DeadRetry,
    DeadRetryAll,
    Home,
    JobRuns,
    Matters,
    ModerationLog,
    Payouts,
    RunningCampaigns,
    SendSwitch,
    Suspended,
)
from handlers.clock import Clock
from handlers.screen import Screen
from handlers.texts import Html, Texts, lines, paragraphs
from storage import PLANNED, Campaign, Drift, Refusals, Run

_REASON = 500  # characters of why something could not be delivered

_RECONCILE, _AUDIT = "reconcile", "audit"  # jobs


class Waiting(NamedTuple):
    """What waits in a queue."""

    n: int
    oldest: datetime | None


class Letter(NamedTuple):
    """What could not be delivered, or handled."""

    place: str
    """`o` of the outbox, `j` of the journal."""
    entry: str
    kind: str
    to: str
    """The chat."""
    reason: str
    at: datetime


class State(NamedTuple):
    """How the bot is doing."""

    stopped: datetime | None
    """Since when nobody is told anything unasked."""
    stopped_by: str
    """A name."""
    queue: Waiting
    classes: Mapping[str, int]
    due: int
    updates: Waiting
    refusals: Refusals
    dead: int
    drift: Drift
    runs: Mapping[str, Run]
    payouts_stopped: bool
    campaigns: int
    matters: int
    """Things that were reported and are to be decided."""
    cases: int
    """Letters about payments that are open."""
    payouts: int
    """Payouts that artists wait for."""
    suspended: int
    """Payments of which nobody knows what they are for."""


def ago(t: Texts, then: datetime | None, now: datetime) -> str:
    """Return how long ago something was, roughly."""
    if then is None:
        return t.plain("ago-never")
    passed = max(now - then, timedelta())
    for key, unit in (("ago-d", _DAY), ("ago-h", _HOUR), ("ago-min", _MINUTE)):
        if passed >= unit:
            return t.plain(key, n=passed // unit)
    return t.plain("ago-now")


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def console(t: Texts, state: State, now: datetime) -> Screen:
    ill = [run for run in state.runs.values() if run.is_ill]
    jobs = t("console-jobs-ill", n=len(ill)) if ill else t("console-jobs-well")
    text = paragraphs(
        t("console-head"),
        t("console-stopped", name=state.stopped_by, ago=ago(t, state.stopped, now))
        if state.stopped
        else None,
        _queues(t, state, now),
        lines(_stars(t, state, now), _books(t, state, now), jobs),
    )
    switch = keys.button(t.plain("console-stop"), SendSwitch(on=False), style="danger")
    if state.stopped:
        switch = keys.button(t.plain("console-resume"), SendSwitch(on=True), style="success")
    letters = keys.button(t.plain("console-dead-key", n=state.dead), DeadLetters(page=0))
    campaigns = t.plain("console-campaigns-key", n=state.campaigns)
    suspended = t.plain("console-suspended-key", n=state.suspended)
    return Screen(
        text,
        keys.markup(
            [keys.button(t.plain("console-refresh"), Console())],
            [letters] if state.dead else [],
            [keys.button(campaigns, RunningCampaigns())] if state.campaigns else [],
            [
                keys.button(t.plain("console-matters-key", n=state.matters), Matters(page=0)),
                keys.button(t.plain("moderation-log"), ModerationLog(before="")),
            ],
            [
                keys.button(t.plain("console-cases-key", n=state.cases), AdminCases(page=0)),
                keys.button(t.plain("console-payouts-key", n=state.payouts), Payouts(page=0)),
            ],
            [keys.button(suspended, Suspended(page=0))] if state.suspended else [],
            [keys.button(t.plain("console-jobs-key"), JobRuns())],
            [switch],
            [keys.button(t.plain("home"), Home())],
        ),
    )


def _queues(t: Texts, state: State, now: datetime) -> Html:
    queue, updates = state.queue, state.updates
    classes = [t(f"console-class-{name}", n=n) for name, n in state.classes.items() if n]
    return lines(
        t("console-queue", n=queue.n, ago=ago(t, queue.oldest, now))
        if queue.n
        else t("console-empty"),
        *classes,
        t("console-due", n=state.due),
        t("console-updates", n=updates.n, ago=ago(t, updates.oldest, now)) if updates.n else None,
        t("console-dead", n=state.dead) if state.dead else None,
        t("console-refusals", n=state.refusals.last_hour, often=state.refusals.last_day)
        if state.refusals.last_day
        else t("console-no-refusals"),
    )


def _stars(t: Texts, state: State, now: datetime) -> Html:
    looked = ago(t, _ended(state, _RECONCILE), now)
    if state.drift.stars:
        return t("console-drift", stars=f"{state.drift.stars:+d}", ago=looked)
    if _ended(state, _RECONCILE) is None:
        return t("console-stars-new")
    return t("console-no-drift", ago=looked)


def _books(t: Texts, state: State, now: datetime) -> Html:
    run = state.runs.get(_AUDIT)
    looked = ago(t, _ended(state, _AUDIT), now)
    wrong = int(run.said) if run and run.said.isdecimal() else 0
    if wrong:
        found = t("console-audit-wrong", n=wrong, ago=looked)
    elif _ended(state, _AUDIT) is None:
        found = t("console-audit-new")
    else:
        found = t("console-audit", ago=looked)
    return lines(found, t("console-payouts-stopped") if state.payouts_stopped else None)


def _ended(state: State, job: str) -> datetime | None:
    run = state.runs.get(job)
    return run and run.ended


def letters(t: Texts, found: Sequence[Letter], now: datetime, *, page: int, total: int) -> Screen:
    rows: list[keys.Row] = [
        [
            keys.button(
                t.plain("console-letter-key", kind=one.kind, ago=ago(t, one.at, now)),
                DeadLetter(place=one.place, entry=one.entry),
            )
        ]
        for one in found
    ]
    rows.append(keys.pager(t, page, total, lambda n: DeadLetters(page=n)))
    if total:
        rows.append([keys.button(t.plain("console-retry-all", n=total), DeadRetryAll())])
    head = t("console-letters", n=total) if total else t("console-letters-none")
    return Screen(head, keys.markup(*rows, _back(t)))


def letter(t: Texts, one: Letter, now: datetime, *, dropping: bool = False) -> Screen:
    text = t(
        "console-letter" if one.place == "o" else "console-letter-update",
        kind=one.kind,
        to=one.to,
        ago=ago(t, one.at, now),
        reason=one.reason[:_REASON],
        entry=one.entry,
    )
    place = {"place": one.place, "entry": one.entry}
    drop = keys.button(t.plain("console-drop"), DeadDrop(**place, sure=False))
    if dropping:
        drop = keys.button(
            t.plain("console-drop-sure"), DeadDrop(**place, sure=True), style="danger"
        )
    retry = keys.button(t.plain("console-retry"), DeadRetry(**place), style="primary")
    back = keys.button(t.plain("back"), DeadLetters(page=0))
    return Screen(text, keys.markup([retry, drop], [back]))


def job_runs(t: Texts, runs: Sequence[Run], now: datetime) -> Screen:
    rows = []
    for run in runs:
        key = f"job-{run.name.replace(' ', '-').lower()}"
        name = t.plain(key) if key in t else run.name
        if run.is_ill:
            failed = ago(t, run.failed, now)
            rows.append(t("console-job-ill", name=name, why=run.why, ago=failed))
        else:
            text = "console-job" if run.ended else "console-job-new"
            rows.append(t(text, name=name, ago=ago(t, run.ended, now)))
    return Screen(paragraphs(t("console-jobs"), lines(*rows)), keys.markup(_back(t)))


def campaigns(
    t: Texts,
    shown: Sequence[Campaign],
    names: Mapping[str, str],
    clock: Clock,
    *,
    page: int,
    total: int,
) -> Screen:
    rows, halts = list[Html](), list[keys.Row]()
    for place, one in enumerate(shown, keys.offset(page) + 1):
        campaign = _campaign(t, one, names[one.artist], clock)
        rows.append(t("console-campaign-numbered", place=str(place), campaign=campaign))
        label = t.plain("console-halt", place=str(place), name=names[one.artist])
        halts.append([keys.button(label, CampaignHalt(id=one.id))])
    head = t("console-campaigns", n=total) if total else t("console-campaigns-none")
    turn = keys.pager(t, page, total, lambda n: CampaignsPage(page=n))
    return Screen(paragraphs(head, lines(*rows)), keys.markup(*halts, turn, _back(t)))


def halt(t: Texts, one: Campaign, name: str, clock: Clock) -> Screen:
    """Ask whether to stop a campaign: what is below a finger changes when one is stopped."""
    sure = CampaignHaltSure(id=one.id)
    return Screen(
        paragraphs(t("console-halt-ask"), _campaign(t, one, name, clock)),
        keys.markup(
            [keys.button(t.plain("console-halt-sure"), sure, style="danger")],
            [keys.button(t.plain("back"), RunningCampaigns())],
        ),
    )


def _campaign(t: Texts, one: Campaign, name: str, clock: Clock) -> Html:
    about = {"name": keys.clip(name, 40), "kind": _kind(t, one)}
    if one.state == PLANNED:
        return t("console-campaign-planned", **about, when=clock.says(t, one.at))
    return t("console-campaign", **about, n=one.taken, left=one.waiting)


def _kind(t: Texts, campaign: Campaign) -> str:
    """Return what a campaign tells, in words if there are any."""
    kind = str(campaign.body.get("kind", ""))
    key = f"console-kind-{kind}"
    return t.plain(key) if key in t else kind


def _back(t: Texts) -> keys.Row:
    return [keys.button(t.plain("back"), Console())]
