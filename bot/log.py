"""Logs: lines for a person or JSON for a machine, and never a secret or anybody's words."""

import logging
import re
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Literal

import structlog

# A token of any bot, whole; ours is also known by its secret half.
_TOKEN = re.compile(r"(?<![0-9])([0-9]{5,}(?::|%3[Aa]))[A-Za-z0-9_-]{30,}")
_SECRET_HALF = re.compile(r"[0-9]+:([A-Za-z0-9_-]{8,})")
# pydantic quotes what it refuses, and that is what people wrote.
_QUOTED = re.compile(r"input_value=.*?(?=, input_type=\w+\])", re.DOTALL)
_HIDDEN = "***"


class Redactor:
    """Blackens secrets, and what pydantic quotes, in a line."""

    def __init__(self, secrets: Iterable[str]) -> None:
        words = set()
        for secret in secrets:
            half = _SECRET_HALF.fullmatch(secret)
            words.add(half[1] if half else secret)
        longest_first = sorted(map(re.escape, filter(None, words)), key=len, reverse=True)
        self._secrets = re.compile("|".join(longest_first)) if longest_first else None

    def __call__(self, line: str) -> str:
        line = _QUOTED.sub(f"input_value={_HIDDEN}", line)
        line = _TOKEN.sub(rf"\1{_HIDDEN}", line)
        return self._secrets.sub(_HIDDEN, line) if self._secrets else line


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Cleans the finished line, so nothing slips by in an exception or a URL."""

    def __init__(self, secrets: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self._redact = Redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def setup(
    level: str = "INFO",
    style: Literal["console", "json"] = "console",
    *,
    secrets: Iterable[str] = (),
) -> None:
    """Send every log record, warning and uncaught exception of the process to stderr, redacted."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if style == "json":
        ending: list[structlog.typing.Processor] = [
            structlog.processors.format_exc_info,  # plain text: never the variables of a frame
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        ending = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Redacting(
            secrets,
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    # These tell of every update, request and tick.
    for name in ("aiogram.event", "aiohttp.access", "apscheduler"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(__name__).critical("the bot died", exc_info=(kind, error, traceback))
