"""`python -m bot import | export | …`: what an operator sees, and what is left alone."""

import asyncio
import gzip
import io
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from redis.asyncio import Redis

from bot.__main__ import main
from bot.settings import Settings
from storage import KV
from storage.server import EmbeddedServer
from tests.exchange.test_export import stored

PROFILES = {f"profile:{n}": json.dumps({"userId": str(n), "name": f"N{n}"}) for n in range(1, 4)}


class Told(NamedTuple):
    code: int
    said: str
    complained: str


Command = Callable[..., Awaitable[Told]]


@pytest.fixture(autouse=True)
def _log_goes_on() -> Iterator[None]:
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def bot(
    server: EmbeddedServer,
    redis: Redis,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Command:
    """Run a command on an empty store, in an empty folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("BOT_TOKEN", "42:TEST")
    monkeypatch.setenv("REDIS_URL", server.url)
    monkeypatch.chdir(tmp_path)

    async def run(*command: str) -> Told:
        capfd.readouterr()
        code = await asyncio.to_thread(main, list(command))
        return Told(code, *capfd.readouterr())

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "rows.json", json.dumps(PROFILES))


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


async def test_an_import_tries_first_and_then_writes(
    bot: Command, source: Path, redis: Redis
) -> None:
    tried = await bot("import", source.name)
    assert "3  new" in tried.said
    assert "trial" in tried.said
    assert tried.complained == ""  # no bar where nobody looks
    assert await redis.dbsize() == 0
    assert (await bot("import", source.name, "--write")).code == 0
    assert await stored(KV(redis)) == PROFILES


async def test_whoever_looks_sees_how_far_it_is(
    bot: Command, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("COLUMNS", "80")
    await bot("import", source.name)
    assert "100%|" in screen.getvalue()
    assert "3.00/3.00" in screen.getvalue()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("import nowhere.json", "nowhere.json: No such file"),
        ("import rows.txt", "rows.txt: what format is it? --format takes one of"),
        ("import . ", "has no files of NDJSON"),
        ("import rows.json --report no/where", "no/where: No such file"),
        ("import rows.json --map anna", "anna is neither was=is nor a file"),
        ("import rows.json --map a=@anna", "@anna is no id of Telegram"),
        ("import rows.json --map a=007", "007 is no id of Telegram"),
        ("import rows.json --map =7", "'=7' is not was=is"),
        ("import rows.json --map a=1 --map a=2", "a cannot become both 1 and 2"),
        ("import rows.json --map latin", "latin is not UTF-8"),
        ("import cut.json", "the JSON ends or breaks here: lexical error: invalid bytes"),
        ("import postgresql://x:secret@127.0.0.1:9/kv", "127.0.0.1/kv: connection failed"),
        ("import postgresql://x:secret@[kv", "no address of PostgreSQL"),
        ("verify host=127.0.0.1|port=9|password=secret", "127.0.0.1/: connection failed"),
        ("export no/where.csv", "No such file"),
        ("export /dev/full --format csv", "No space left"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_line(
    command: str, says: str, bot: Command, source: Path, redis: Redis
) -> None:
    source.with_name("latin").write_bytes(b"\xe9=1\n")
    source.with_name("cut.json").write_bytes(b'{"profile:1": "\xe9"}')
    await KV(redis).mset(PROFILES)
    told = await bot(*(word.replace("|", " ") for word in command.split()))
    assert told.code == 2
    assert says in told.complained
    assert "secret" not in told.complained
    assert "Traceback" not in told.complained


async def test_a_file_of_pairs_says_who_is_who(bot: Command, source: Path, redis: Redis) -> None:
    write(source.with_name("pairs"), "\ufeff# of the web\n1 = 71\n\n2=72\n3=72\n")
    told = await bot("import", source.name, "--map", "pairs", "--write")
    assert "2, 3 became one: 72" in told.said
    assert set(await stored(KV(redis))) == {"profile:71", "profile:72"}


async def test_who_is_nobody_in_telegram_is_named(bot: Command, source: Path) -> None:
    write(source, '{"profile:anna": {"name": "x"}}')
    assert "such as anna are not of Telegram" in (await bot("import", source.name)).said
    assert "not of" not in (await bot("import", source.name, "--map", "anna=7")).said


async def test_a_report_is_not_lost_to_the_import_of_itself(bot: Command, tmp_path: Path) -> None:
    mended = '{"key":"profile:1","value":{"name":"mended"}}\n'
    report = write(tmp_path / "import-report.ndjson", mended)
    refused = await bot("import", report.name)
    assert (refused.code, "--report names another" in refused.complained) == (2, True)
    assert (await bot("import", report.name, "--report", "second", "--write")).said.startswith(
        "1 rows"
    )


async def test_an_export_to_a_folder_is_imported_from_it(
    bot: Command, source: Path, redis: Redis
) -> None:
    await bot("import", source.name, "--write")
    await bot("export", "out/")
    await redis.flushall()
    told = await bot("import", "out", "--write")
    assert "3  profiles" in told.said
    assert await stored(KV(redis)) == PROFILES


async def test_nothing_of_another_time_stays_in_a_folder(bot: Command, redis: Redis) -> None:
    await KV(redis).mset(PROFILES)
    await bot("export", "out/")
    await KV(redis).mdelete(PROFILES)
    await bot("export", "out/")
    assert (await bot("import", "out/")).said.startswith("0 rows")


async def test_rows_come_through_a_pipe(
    bot: Command, source: Path, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(source.with_name("import-report.ndjson"), "that of another run\n")
    with source.open(encoding="utf-8") as pipe:
        monkeypatch.setattr("sys.stdin", pipe)
        await bot("import", "-", "--format", "json", "--write")
    assert await stored(KV(redis)) == PROFILES


async def test_an_export_can_go_into_a_pipe(bot: Command, redis: Redis) -> None:
    await KV(redis).mset(PROFILES)
    told = await bot("export", "-", "--format", "copy")
    assert dict(line.split("\t") for line in told.said.splitlines()) == PROFILES
    assert "3 rows" in told.complained


async def test_a_run_that_was_broken_off_is_known_by_its_source_and_its_report(
    bot: Command, source: Path, redis: Redis
) -> None:
    write(source, '{"profile:1": {"name": "x"}, "profile:2": {"name":')
    for _ in range(2):
        assert (await bot("import", source.name, "--write")).code == 2
    assert set(await stored(KV(redis))) == {"profile:1"}
    [one] = await redis.keys("bot:import:*")
    await bot("import", source.name, "--write", "--report", "another")
    assert len(await redis.keys("bot:import:*")) == 2
    write(source, json.dumps(PROFILES))
    await bot("import", source.name, "--write")
    assert await redis.exists(one)  # it is not this one that came to its end


async def test_what_was_read_in_a_wrong_format_is_not_skipped_in_the_right_one(
    bot: Command, tmp_path: Path, redis: Redis
) -> None:
    last = "".join(f"{n:>99}\n" for n in range(5000))
    rows = "\n".join(json.dumps([key, value]) for key, value in PROFILES.items())
    packed = gzip.compress(f"{rows}\n{last}".encode())
    source = tmp_path / "rows.gz"
    source.write_bytes(packed[:-4])  # so it is broken off
    for format in ("copy", "ndjson"):
        assert (await bot("import", source.name, "--format", format, "--write")).code == 2
    assert await stored(KV(redis)) == PROFILES
