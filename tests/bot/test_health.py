import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import health


def asked(data_dir: Path, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "health"],
        env=os.environ | {"DATA_DIR": str(data_dir)} | env,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert "aiogram" not in done.stderr, "health is asked twice a minute: it must be light"
    return done.returncode, done.stdout


def test_a_bot_that_beats_is_well(tmp_path: Path) -> None:
    health.beat(tmp_path)
    before = time.time()
    code, said = asked(tmp_path)
    told = re.fullmatch(r"last seen well ([0-9]+) s ago\n", said)
    assert code == 0
    assert told is not None
    assert int(told[1]) <= time.time() - before + 1


def test_a_bot_that_never_ran_is_not_well(tmp_path: Path) -> None:
    assert asked(tmp_path) == (1, "not running\n")


def test_a_bot_that_stopped_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    health.beat(tmp_path)
    health.rest(tmp_path)
    assert health.main() == 1


def test_a_bot_that_has_not_beaten_for_a_minute_is_not_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    health.beat(tmp_path)
    minute_ago = time.time() - 60
    os.utime(health.heartbeat(tmp_path), (minute_ago, minute_ago))
    assert health.main() == 1


def test_the_data_directory_may_come_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATA_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DATA_DIR=here\n")
    (tmp_path / "here").mkdir()
    health.beat(tmp_path / "here")
    assert health.main() == 0
