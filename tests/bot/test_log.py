import json
import logging
import sys
from collections.abc import Callable, Iterator

import pytest
from aiohttp import ClientSession
from aiohttp.http_exceptions import InvalidURLError
from pydantic import BaseModel, ValidationError

from bot import log

TOKEN = "123456789:AAE-not-a-real-token_of_any_bot0123"
OTHER = "987654321:AAF-somebody-elses_token_0123456789"
HALF = TOKEN.partition(":")[2]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., str]]:
    """Set logging up as asked the first time; then return what was written since."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook
    ready = False

    def lines(**options: str) -> str:
        nonlocal ready
        if not ready:
            log.setup(secrets=[TOKEN, "hunter2"], **options)  # type: ignore[arg-type]  # of the test
            ready = True
        return capsys.readouterr().err

    yield lines
    root.handlers[:], sys.excepthook = before[0], before[2]
    root.setLevel(before[1])
    logging.captureWarnings(False)


@pytest.mark.parametrize("style", ["console", "json"])
@pytest.mark.parametrize(
    "said",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"http://127.0.0.1/bot{TOKEN.replace(':', '%3A')}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg",
        f"bot{OTHER}",
        "redis://:hunter2@store:6379",
    ],
)
def test_no_secret_is_logged(logged: Callable[..., str], style: str, said: str) -> None:
    logged(style=style)
    logger = logging.getLogger("test")
    logger.warning("plain %s", said)
    logger.warning("extra", extra={"url": said})
    try:
        raise InvalidURLError(said)
    except InvalidURLError as error:
        logger.exception("failed")
        logger.warning("failed with %s", error)
    lines = logged()
    assert lines.count("***") >= 4
    for secret in (HALF, OTHER.partition(":")[2], "hunter2"):
        assert secret not in lines


async def test_an_address_that_aiohttp_refuses_does_not_show_the_token(
    logged: Callable[..., str],
) -> None:
    logged()
    async with ClientSession() as http:
        try:
            await http.get(f"http://:::/bot{TOKEN}/getMe")
        except Exception:
            logging.getLogger("test").exception("failed")
    lines = logged()
    assert "bot123456789:***" in lines
    assert HALF not in lines


@pytest.mark.parametrize("style", ["console", "json"])
def test_an_error_does_not_quote_what_people_wrote(logged: Callable[..., str], style: str) -> None:
    class Model(BaseModel):
        age: int

    logged(style=style)
    try:
        Model(age="my secret diary, input_type=1")
    except ValidationError:
        logging.getLogger("test").exception("update 7 failed")
    lines = logged()
    assert "update 7 failed" in lines
    assert "diary" not in lines.replace("my secret diary, input_type=1", "", 1)


def test_an_uncaught_error_is_redacted_too(logged: Callable[..., str]) -> None:
    logged()
    try:
        raise RuntimeError(f"at {TOKEN}")
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
    assert "RuntimeError: at 123456789:***" in logged()


def test_json_lines_are_json(logged: Callable[..., str]) -> None:
    logged(style="json")
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        logging.getLogger("bot.worker").exception("update %d failed", 7)
    [line] = logged().splitlines()
    record = json.loads(line)
    assert record["event"] == "update 7 failed"
    assert (record["level"], record["logger"]) == ("error", "bot.worker")
    assert "ZeroDivisionError" in record["exception"]


def test_no_line_is_written_for_every_update_and_request(logged: Callable[..., str]) -> None:
    logged(level="DEBUG")
    for name in ("aiogram.event", "aiohttp.access", "apscheduler.executors.default"):
        logging.getLogger(name).info("again")
    logging.getLogger("bot.app").info("running")
    [line] = logged().splitlines()
    assert "running" in line
