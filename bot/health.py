"""Is the bot alive? It touches a file while it and its store answer; no need to load the bot."""

import os
import time
from pathlib import Path

from dotenv import dotenv_values

BEAT_EVERY_S = 10.0
_STALE_AFTER_S = 45.0  # several beats: a store that loads or syncs slowly is not dead


def heartbeat(data_dir: Path) -> Path:
    return data_dir / "heartbeat"


def beat(data_dir: Path) -> None:
    """Say that all is well at this moment."""
    heartbeat(data_dir).touch(mode=0o600)


def rest(data_dir: Path) -> None:
    """Say that the bot has stopped."""
    heartbeat(data_dir).unlink(missing_ok=True)


def main() -> int:
    """Print how the bot does; return 0 if well, 1 if not."""
    data_dir = os.environ.get("DATA_DIR") or dotenv_values(".env").get("DATA_DIR") or "data"
    try:
        age_s = time.time() - heartbeat(Path(data_dir)).stat().st_mtime
    except OSError:
        print("not running")  # noqa: T201
        return 1
    print(f"last seen well {age_s:.0f} s ago")  # noqa: T201
    return int(age_s > _STALE_AFTER_S)
