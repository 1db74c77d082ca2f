"""A copy is made while the store works, and the bot starts from it."""

import asyncio
import io
import os
import resource
import secrets
import shutil
import signal
import sys
import tarfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import backup, restore
from bot.key import new_key
from bot.settings import Settings
from sandbox import Sandbox
from storage import Ledger, Records, Track, money
from storage.server import EmbeddedServer, ServerError
from storage.upgrades import upgrade
from tests.conftest import TOKEN
from tests.patience import within
from tests.storage import test_old_stores

NOW = datetime(2026, 1, 25, 3, tzinfo=UTC)


async def test_a_copy_of_a_store_that_works_can_be_started_from(tmp_path: Path) -> None:
    writing, written, copied = True, 0, tmp_path / "copied"
    async with EmbeddedServer(tmp_path / "bot") as server, server.client() as redis:
        ledger = Ledger(redis)

        async def write() -> None:
            nonlocal written
            while writing:
                await redis.set(f"a{written}", "x" * 1000)
                await ledger.post(money.carried(f"u{written}", "7", coins=1, now=NOW))
                written += 1

        writer = asyncio.create_task(write())
        while written < 50:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await redis.bgrewriteaof()
        before = written
        await backup.copy(redis, server.dir, copied)
        after, writing = written, False
        await writer
        assert (await redis.config_get("auto-aof-rewrite-percentage")) == {
            "auto-aof-rewrite-percentage": "100"
        }
    async with backup.opened(copied) as redis:
        audit = await Ledger(redis).audit()
        assert audit.ok
        assert before <= audit.postings <= after + 1
        assert await Ledger(redis).coins("7") == audit.postings
        assert len(await redis.keys("a*")) - audit.postings in (0, 1)


class Place:
    """A data directory, and commands on it."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.dir = folder
        self.settings = Settings.read(
            bot_token="42:TEST", data_dir=folder, _env_file=None, **settings
        )

    async def back_up(self, now: datetime = NOW) -> int:
        return await restore.back_up(self.settings, now=now)

    async def restore(self, name: str | None = None, *, only_try: bool = False) -> int:
        return await restore.restore(self.settings, name, now=NOW, only_try=only_try)

    async def gives(self, coins: int) -> None:
        """Give somebody coins, by a posting."""
        async with EmbeddedServer(self.dir) as server, server.client() as redis:
            await Ledger(redis).post(money.carried(f"u{coins}", "7", coins=coins, now=NOW))

    async def has(self) -> int:
        async with EmbeddedServer(self.dir) as server, server.client() as redis:
            return await Ledger(redis).coins("7")

    def names(self) -> list[str]:
        return sorted(path.name for path in (self.dir / "backups").iterdir())


SECRET, PUBLIC = new_key()


def put_back(folder: Path) -> None:
    """Undo a restore by hand."""
    [aside] = folder.glob("replaced-*")
    shutil.rmtree(folder / backup.LOG)
    aside.rename(folder / backup.LOG)


@pytest.mark.parametrize("settings", [{}, {"backup_key": SECRET}])
async def test_one_goes_back_to_a_backup(tmp_path: Path, settings: dict[str, str]) -> None:
    place = Place(tmp_path, **settings)
    await place.gives(5)
    assert await place.back_up() == 0
    await place.gives(8)
    assert await place.has() == 13
    assert await place.restore(only_try=True) == 0
    assert await place.has() == 13
    assert await place.restore() == 0
    assert await place.has() == 5
    put_back(tmp_path)
    assert await place.has() == 13


async def test_an_encrypted_backup_says_nothing_without_its_key(tmp_path: Path) -> None:
    place = Place(tmp_path, backup_key=SECRET)
    await place.gives(5)
    assert await place.back_up() == 0
    [name] = place.names()
    assert name == "2026-01-25-030000.tar.gz.age"
    raw = (tmp_path / "backups" / name).read_bytes()
    assert raw.startswith(b"age-encryption.org/v1")
    assert (tmp_path / "backups" / name).stat().st_mode & 0o077 == 0
    assert await Place(tmp_path).restore() == 2
    assert await Place(tmp_path, backup_key=new_key()[0]).restore() == 2
    assert await place.has() == 5


async def test_a_public_key_makes_backups_that_its_secret_reads(tmp_path: Path) -> None:
    await Place(tmp_path).gives(5)
    public = Place(tmp_path, backup_key=PUBLIC)
    assert await public.back_up() == 0
    assert await public.restore() == 2
    assert await Place(tmp_path, backup_key=SECRET).restore() == 0
    assert await public.has() == 5


async def test_a_damaged_backup_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(tmp_path, backup_key=SECRET)
    await place.gives(5)
    await place.back_up()
    [name] = place.names()
    path = tmp_path / "backups" / name
    raw = bytearray(path.read_bytes())
    other = io.BytesIO()
    with tarfile.open(fileobj=other, mode="w:gz") as tar:
        tar.add(__file__, arcname="photos")
    (tmp_path / "backups" / "photos.tar.gz").write_bytes(other.getvalue())
    assert await place.restore("photos.tar.gz") == 2
    assert "there is no store in it" in capsys.readouterr().err
    for cut in (
        raw[: len(raw) // 2],
        raw[:-1],
        bytes(raw[:200]) + bytes([raw[200] ^ 1]) + raw[201:],
    ):
        path.write_bytes(cut)
        assert await place.restore() == 2
        assert name in capsys.readouterr().err
        assert await place.has() == 5


async def test_no_backup_is_restored_under_a_bot_that_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(tmp_path)
    await place.gives(5)
    async with EmbeddedServer(tmp_path):
        assert await place.back_up() == 0
        assert await place.restore() == 2
        assert "in use" in capsys.readouterr().err
        assert await place.restore("none.tar.gz") == 2


async def test_a_backup_that_does_not_add_up_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path)
    await place.gives(5)
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.set("coins:balance:7", "1000")
    assert await place.back_up() == 1
    assert await place.restore(only_try=True) == 1


@pytest.mark.parametrize("step", ["_pack", "_unpack"])
async def test_whoever_stops_waits_for_a_piece_of_it_only_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    loop, begun, ended = asyncio.get_running_loop(), asyncio.Event(), []
    work = getattr(backup, step)

    def watched(*args: Any) -> None:
        loop.call_soon_threadsafe(begun.set)
        args[-1].wait()  # until somebody stops
        try:
            work(*args)
        except Exception as error:
            ended.append(type(error).__name__)
            raise

    monkeypatch.setattr(backup, step, watched)
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.set("a", secrets.token_hex(100_000))
        making = asyncio.create_task(backup.make(redis, tmp_path, now=NOW, key=None, days=3))
        await within(begun.wait())
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making
    assert ended == ["_Told"]
    assert list((tmp_path / "backups").iterdir()) == []


async def test_days_are_kept_and_nothing_half_done(tmp_path: Path) -> None:
    place = Place(tmp_path, backup_days=3)
    (tmp_path / "backups" / "2026-01-01-030000.part").mkdir(parents=True)
    (tmp_path / "backups" / "photos.tar.gz").touch()
    for days in range(6):
        assert await place.back_up(NOW + timedelta(days=days)) == 0
    kept = [f"2026-01-{day}-030000.tar.gz" for day in (27, 28, 29, 30)]
    assert place.names() == [*kept, "photos.tar.gz"]
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.set("coins:balance:7", "1000")
    assert await place.back_up(NOW + timedelta(days=99)) == 1
    assert kept[-1] in place.names(), "the last that adds up"


@pytest.mark.parametrize(("settings", "more"), [({}, -50), ({"backup_key": PUBLIC}, 100)])
async def test_nothing_is_left_of_one_for_which_there_is_no_room(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    more: int,
) -> None:
    place = Place(tmp_path, **settings)
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.set("noise", secrets.token_bytes(200_000))
        assert await Place(tmp_path).back_up() == 0
        [made] = (tmp_path / "backups").iterdir()
        packed = made.stat().st_size
        most = resource.getrlimit(resource.RLIMIT_FSIZE)
        try:
            for room in (100_000, packed + more):  # when it is full: copying, packing or encrypting
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, most[1]))
                assert await place.back_up(NOW + timedelta(days=1)) == 2
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)
        full = shutil.disk_usage(tmp_path)._replace(free=500_000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
        assert await place.back_up(NOW + timedelta(days=2)) == 2
        assert "0 MB are free" in capsys.readouterr().err
    assert place.names() == [made.name]


async def test_a_backup_of_an_earlier_release_is_brought_up(tmp_path: Path) -> None:
    place = Place(tmp_path)
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        for row in test_old_stores.lines(test_old_stores.STORES[0]):
            await test_old_stores.put(redis, *row)
        assert await place.back_up() == 0
        await redis.flushall()
    assert await place.restore() == 0
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        assert await upgrade(redis, "test", now=NOW)
        [song] = (await Records(redis).page(Track, test_old_stores.ANNA)).records
        assert song.title == "Бумажные корабли"


async def test_a_restore_whose_words_nobody_reads_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path)
    await place.gives(5)
    await place.back_up()
    with open("/dev/full", "w", buffering=1) as full:  # noqa: ASYNC230, PTH123
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(OSError, match="No space"):
            await place.restore()
        monkeypatch.undo()
        with pytest.raises(OSError, match="No space"):
            full.close()
    assert await place.has() == 5


async def test_a_restore_that_was_broken_off_is_noticed(tmp_path: Path) -> None:
    place = Place(tmp_path)
    await place.gives(5)
    await place.back_up()
    (tmp_path / backup.LOG).rename(tmp_path / "replaced-now")  # as if killed between two renames
    (tmp_path / "restoring").mkdir()
    with pytest.raises(ServerError, match="begin it again"):
        await EmbeddedServer(tmp_path).start()
    assert await place.restore() == 0
    assert await place.has() == 5


async def test_two_that_are_made_at_once_are_both_good(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path / "bot") as server, server.client() as redis:
        for n in range(50):
            await redis.set(f"a{n}", "x" * 10_000)
        await redis.config_set("auto-aof-rewrite-percentage", "0")  # left so by one that was killed
        made = await asyncio.gather(
            *(
                backup.make(redis, server.dir, now=NOW + timedelta(seconds=n), key=None, days=5)
                for n in range(2)
            )
        )
        assert backup.found(server.dir) == [one.path for one in made]
        usual = await redis.config_get("auto-aof-rewrite-percentage")
        assert usual["auto-aof-rewrite-percentage"] == "100"


class Program:
    """The program in a process of its own, to be ended as its operator or the system ends it."""

    def __init__(self, place: Path, *command: str, url: str = "") -> None:
        self.place = place
        self.command = command
        self.env = os.environ | {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": url or "http://127.0.0.1:9",
            "DATA_DIR": str(place),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }

    async def ends(self, number: signal.Signals, *, at: str) -> int:
        """Start it, send it a signal once such a file is among the backups, and wait."""
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _AT_ONCE, *self.command),
            env=self.env,
            cwd=self.place,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(60):
                while not list(self.place.glob(f"backups/{at}")):
                    assert program.returncode is None
                    await asyncio.sleep(0.005)
            program.send_signal(number)
            async with asyncio.timeout(10):  # some systems kill then
                return await program.wait()
        finally:
            with suppress(ProcessLookupError):
                program.kill()


_AT_ONCE = """
import sys
from bot import __main__, schedule
schedule.Schedule._alone.__kwdefaults__["look_s"] = 0.1
sys.exit(__main__.main(sys.argv[1:]))
"""


def servers_under(place: Path) -> list[str]:
    """Return the directories there in which a server works."""
    working = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            where = (process / "cwd").readlink()
            if where.is_relative_to(place) and b"valkey" in (process / "cmdline").read_bytes():
                working.append(where.name)
    return working


@pytest.mark.long
@pytest.mark.parametrize("command", ["run", "backup"])
async def test_nothing_is_left_of_a_large_one_that_is_ended_in_its_middle(
    tmp_path: Path, box: Sandbox, command: str
) -> None:
    place = Place(tmp_path)
    await place.gives(5)
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        for first in range(0, 200_000, 2000):
            async with redis.pipeline(transaction=False) as pipe:
                for n in range(first, first + 2000):
                    pipe.set(f"a{n}", secrets.token_hex(200))
                await pipe.execute()
        await redis.hset("bot:jobs", "copy the store/due", "0")
    program = Program(tmp_path, command, url=box.url)
    stopped = 0 if command == "run" else 130
    for stage in ("*.part", "*.tar.gz.part", "*-tried.part/server.pid"):
        assert await program.ends(signal.SIGTERM, at=stage) == stopped
        assert (place.names(), servers_under(tmp_path)) == ([], [])
    assert await program.ends(signal.SIGKILL, at="*-tried.part/server.pid") == -9
    assert "bot" not in servers_under(tmp_path)
    assert len(servers_under(tmp_path)) == 2, "of the store, and of the one that was tried"
    assert await program.ends(signal.SIGTERM, at="*.tar.gz") in (stopped, 0)
    [made] = place.names()
    assert servers_under(tmp_path) == []
    assert await place.restore(made) == 0
