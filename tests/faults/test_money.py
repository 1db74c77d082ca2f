"""No kill, retry, redelivery or lost update loses money, doubles it or leaves anybody unaware."""

import logging
import random
import time
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.faults.benefit import IN_HAND, Benefit, Trouble
from tests.faults.bots import Hurry, end_store

logger = logging.getLogger(__name__)


async def hold(
    box: Sandbox,
    data_dir: Path,
    donations: int,
    trouble: Trouble,
    *,
    fans: int,
    artists: int,
    hurry: Hurry,
    within_s: float,
) -> None:
    """Hold a benefit and see that all is as it should be."""
    benefit = Benefit(box, data_dir, hurry)
    began = time.monotonic()
    try:
        async with benefit.open(fans=fans, artists=artists):
            opened = time.monotonic()
            await benefit.lasts(donations, trouble)
            paid = time.monotonic()
            await benefit.ends(within_s=within_s)
            ended = time.monotonic()
            alerts, thanks = await benefit.alerts(), await benefit.thanks()
    finally:
        await end_store(data_dir)
    await benefit.assert_booked()
    again = alerts.again + thanks.again
    logger.info(
        "%d donations (%d updates repeated, %d payments unheard of), %d refunds, %s; tries that"
        " failed: %s; alerts told again: %d, thanks: %d; %.0f s to open, %.0f to pay, %.0f to end",
        *(len(benefit.given), benefit.repeated, benefit.unheard, len(benefit.returned)),
        *(dict(benefit.blows), dict(benefit.refusals), alerts.again, thanks.again),
        *(opened - began, paid - opened, ended - paid),
    )
    assert alerts.missing == []
    assert thanks.missing == []
    assert alerts.foreign == thanks.foreign == []
    assert again <= IN_HAND * (trouble.bot_kills + 1) + benefit.spoiled


async def test_no_money_is_lost_or_doubled(box: Sandbox, tmp_path: Path) -> None:
    await hold(
        box,
        tmp_path / "bot",
        60,
        Trouble(bot_kills=2, store_kills=1, freezes=1, lost=0.05),
        fans=20,
        artists=8,
        hurry=Hurry(times=30, patience_s=2),
        within_s=300,
    )


@pytest.mark.long
async def test_no_money_is_lost_or_doubled_among_ten_thousand_donations(
    box: Sandbox, tmp_path: Path
) -> None:
    random.seed(1)
    await hold(
        box,
        tmp_path / "bot",
        10_000,
        Trouble(bot_kills=40, store_kills=20, freezes=10, long_freezes=2),
        fans=100,
        artists=250,
        hurry=Hurry(times=5, patience_s=5),
        within_s=600,
    )
