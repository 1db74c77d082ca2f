"""``python -m bot audit``: whether the ledger adds up, be the bot running or not."""

import sys

from redis.exceptions import RedisError

from bot.check import Report
from bot.jobs import in_words
from bot.log import Redactor
from bot.settings import Settings
from bot.store import opened
from storage import COINS, STARS, Audit, Clash, Ledger
from storage.server import ServerError

_CLEAN, _VIOLATED, _WRONG_SETUP = 0, 1, 2
_LISTED = 10  # conflicts

_MEANING = {
    "balance": "somebody wrote past the ledger, or the store lost something or was restored",
    "negative": "a user has less than nothing: somebody wrote past the ledger",
    "sum": "a posting makes money out of nothing: somebody wrote into the journal",
    "maturing": "Stars of an artist may be paid out too early or too late",
    "state": "a charge or a payout is not where the journal says",
    "payout": "a payout that waits is not listed, or one is listed that does not wait",
    "suspense": "a payment for nobody knows what is not listed, or one is listed that is settled",
    "posting": "an entry of the journal is there twice, under no id, or is no posting",
    "postings": "entries were cut out of the journal, or the store lost some",
    "donation": "a donation was changed, deleted or made up past the ledger",
    "type": "something else lies where the books are; nothing more was looked at",
    "tally": "what an artist was given is counted wrong; no money is",
}
"""What each kind of violation says."""


async def main(settings: Settings) -> int:
    """Print what is found; return 0 if all adds up, 1 if not, 2 if the store does not answer."""
    redact = Redactor(settings.secrets)
    try:
        async with opened(settings) as store:
            ledger = Ledger(store.redis)
            audit = await ledger.audit()
            stopped = await ledger.why_stopped()
            conflicts = await ledger.conflicts() if audit.conflicts else []
    except (ServerError, RedisError, ValueError) as error:
        print(redact(f"the store: {error}"), file=sys.stderr)  # noqa: T201
        return _WRONG_SETUP
    report = Report(redact)
    _say(f"{store.name}: {audit.postings:,} postings")
    for currency in (COINS, STARS):
        _sums(audit, currency)
    _say()
    _findings(audit, report)
    _conflicts(conflicts, audit.conflicts, report)
    if stopped is not None:
        report.doubtful(f"payouts are stopped: {stopped}")
    if audit.ok:
        return _CLEAN
    _advice(audit, store.name)
    return _VIOLATED


def _sums(audit: Audit, currency: str) -> None:
    """Print who has what of a currency: together it is nothing."""
    rows = {"users": audit.users[currency]}
    for name, balance in audit.house.items():
        prefix, _, holder = name.partition(":")
        if prefix == currency:
            rows[holder] = balance
    rows["sum"] = sum(rows.values())
    _say()
    _say(currency)
    for name, balance in rows.items():
        _say(f"  {name:<14}{balance:>22,}")


def _findings(audit: Audit, report: Report) -> None:
    if audit.ok and not audit.postings:
        report.doubtful("nothing was ever posted here: is it the right store?")
    elif audit.ok:
        report.good("everything follows from the journal")
    for violation in audit.violations:
        report.bad(in_words(violation))
    if more := audit.violated - len(audit.violations):
        report.bad(f"and {more:,} more")


def _conflicts(conflicts: list[Clash], number: int, report: Report) -> None:
    if number:
        ids = ", ".join(clash.id for clash in conflicts[:_LISTED])
        report.doubtful(f"{number:,} postings came again as something else and were refused: {ids}")


def _advice(audit: Audit, store: str) -> None:
    _say()
    for what in dict.fromkeys(violation.what for violation in audit.violations):
        _say(f"{what}: {_MEANING[what]}")
    _say()
    _say("What to do:")
    _say(f"  1. Copy {store} before anything else changes it.")
    _say("  2. Leave payouts stopped; the running bot stops them by itself within the hour.")
    _say("  3. Find out who wrote there. The journal (bot:ledger:journal) says what should be.")
    _say("  4. Put right what is wrong, run this again, and let an admin allow payouts.")


def _say(line: str = "") -> None:
    print(line)  # noqa: T201
