import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as StoreDown

from storage import server as server_module
from storage.server import DirectoryInUse, EmbeddedServer, ServerError, connect, problems
from tests.patience import within

# Starts a server on a directory, says so, and waits to be killed.
_OWNER = """
import asyncio, sys
from storage.server import EmbeddedServer

async def main():
    server = await EmbeddedServer(sys.argv[1]).start()
    async with server.client() as redis:
        await redis.set("kept", "yes")
    print(server.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def owner(data_dir: Path) -> tuple[subprocess.Popen[str], int]:
    """Start another process that owns the directory; return it and its server's pid."""
    process = subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(data_dir)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # A zombie whose parent is not us: an orphan nobody has reaped yet.
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    return state == "Z"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.set("song", "Ночь")
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        assert await redis.get("song") == "Ночь"


async def test_the_embedded_server_keeps_what_it_acknowledges(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        assert await problems(redis) == []
        asked = ("appendonly", "appendfsync", "maxmemory-policy", "aof-use-rdb-preamble", "save")
        assert await redis.config_get(*asked) == {
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
            "aof-use-rdb-preamble": "no",
            "save": "",
        }


async def test_nobody_else_on_the_machine_can_reach_it(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)  # noqa: PTH101
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        assert (await redis.config_get("port"))["port"] == "0"
        assert mode(tmp_path) == 0o700
        assert mode(server.socket) == 0o700


@pytest.mark.parametrize("name", ["with space", "дата", "per%20cent?#", "quote\"'"])
async def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    async with EmbeddedServer(tmp_path / name) as server, server.client() as redis:
        assert await redis.ping()
        assert (tmp_path / name / "appendonlydir").is_dir()


async def test_a_path_longer_than_a_socket_can_have_will_do(tmp_path: Path) -> None:
    deep = tmp_path / ("д" * 60) / ("а" * 60)
    async with EmbeddedServer(deep) as server, server.client() as redis:
        assert len(os.fsencode(server.socket)) <= 100
        assert await redis.ping()
        assert (deep / "appendonlydir").is_dir()
        assert mode(server.socket.parent) == 0o700


async def test_a_second_owner_is_told_who_the_first_is(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path), EmbeddedServer(tmp_path / "other"):
        with pytest.raises(DirectoryInUse) as refused:
            await EmbeddedServer(tmp_path).start()
        assert refused.value.directory == tmp_path
        assert refused.value.pid == os.getpid()
        assert str(tmp_path) in str(refused.value)
        assert "\n" not in str(refused.value)


async def test_a_server_that_outlived_its_bot_is_stopped_and_replaced(tmp_path: Path) -> None:
    process, orphan = await asyncio.to_thread(owner, tmp_path)
    process.kill()
    process.communicate()
    assert not gone(orphan)
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        assert await redis.get("kept") == "yes"
        assert server.pid != orphan
        assert gone(orphan)


async def test_an_orphan_that_does_not_answer_is_killed(tmp_path: Path) -> None:
    process, orphan = await asyncio.to_thread(owner, tmp_path)
    process.kill()
    process.communicate()
    os.kill(orphan, signal.SIGSTOP)
    async with EmbeddedServer(tmp_path, grace_s=0.2) as server, server.client() as redis:
        assert await redis.get("kept") == "yes"
        assert gone(orphan)


async def test_clients_do_not_notice_that_the_server_died(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.set("song", "1")
        for _ in range(3):
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            assert await redis.get("song") == "1"


async def test_no_acknowledged_write_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        acknowledged = []

        async def write(writer: int) -> None:
            for n in range(60):
                await redis.set(f"{writer}:{n}", "x" * 100)
                acknowledged.append(f"{writer}:{n}")
                if writer == 0 and n in (10, 30):
                    assert server.pid is not None
                    os.kill(server.pid, signal.SIGKILL)

        await asyncio.gather(*map(write, range(10)))
        assert len(acknowledged) == 600
        assert None not in await redis.mget(acknowledged)


async def test_a_file_cut_off_in_mid_write_is_loaded_up_to_there(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.set("whole", "1")
        await redis.set("torn", "2")
    [log] = (tmp_path / "appendonlydir").glob("*.incr.aof")
    os.truncate(log, log.stat().st_size - 4)
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        assert await redis.get("whole") == "1"
        assert await redis.get("torn") is None


async def test_a_spoilt_file_is_refused_with_the_reason_and_the_log(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.mset({str(n): "x" * 100 for n in range(100)})
    [log] = (tmp_path / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(b"*3\r\nno such thing" + log.read_bytes()[20:])
    with pytest.raises(ServerError, match=r"does not start: .*Bad file format.*valkey\.log"):
        await EmbeddedServer(tmp_path).start()
    # The directory is free again.
    log.unlink()
    (tmp_path / "appendonlydir" / "appendonly.aof.manifest").unlink()
    async with EmbeddedServer(tmp_path):
        pass


async def test_a_server_that_loads_long_is_waited_for(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.config_set("appendfsync", "no")  # to write much in little time
        big = {f"k{n}": "x" * 1000 for n in range(20_000)}
        await redis.mset(big)
    aof = next((tmp_path / "appendonlydir").glob("*.incr.aof"))
    assert aof.stat().st_size > 20_000_000
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        assert await redis.dbsize() == 20_000


async def test_ctrl_c_does_not_reach_the_server(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server:
        assert server.pid is not None
        assert os.getpgid(server.pid) != os.getpgid(0)


async def test_a_server_that_is_killed_while_it_starts_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "_RESTART_PAUSES_S", (0.0, 0.01))
    server = EmbeddedServer(tmp_path)

    async def started(kills: int) -> None:
        starting, killed = asyncio.create_task(server.start()), set[int]()
        while not starting.done() and len(killed) < kills:
            if server.pid is not None and server.pid not in killed:
                killed.add(server.pid)
                os.kill(server.pid, signal.SIGKILL)
            await asyncio.sleep(0)
        await starting

    await started(2)
    async with server.client() as redis:
        assert await redis.ping()
    await server.stop()
    with pytest.raises(ServerError, match="does not start"):
        await started(3)


async def test_stopping_leaves_no_process_and_no_client(tmp_path: Path) -> None:
    server = await EmbeddedServer(tmp_path).start()
    pid = server.pid
    assert pid is not None
    async with server.client() as redis:
        await redis.ping()
        await server.stop()
        assert gone(pid)
        with pytest.raises(StoreDown):
            await redis.ping()
    await server.stop()  # twice is fine


async def test_stopping_while_the_server_comes_back_leaves_no_process(tmp_path: Path) -> None:
    server = await EmbeddedServer(tmp_path).start()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    await server.stop()
    async with EmbeddedServer(tmp_path):
        pass


async def test_a_read_that_waits_is_not_cut_short(tmp_path: Path) -> None:
    async with (
        EmbeddedServer(tmp_path) as server,
        connect(f"{server.url}?socket_timeout=0.1", blocking=True) as waiting,
        connect(f"{server.url}?socket_timeout=0.1") as impatient,
    ):
        assert await waiting.blpop(["nothing"], timeout=0.4) is None
        assert impatient.connection_pool.connection_kwargs["socket_timeout"] == 0.1


async def test_the_url_cannot_change_the_shape_of_answers(tmp_path: Path) -> None:
    async with (
        EmbeddedServer(tmp_path) as server,
        connect(f"{server.url}?protocol=3&legacy_responses=no") as redis,
    ):
        await redis.xadd("stream", {"a": "b"}, id="1-1")
        assert await redis.xread({"stream": "0"}) == [["stream", [("1-1", {"a": "b"})]]]


async def test_a_burst_waits_for_connections_instead_of_failing(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client(max_connections=4) as redis:
        await asyncio.gather(*(redis.set(f"{n}", n) for n in range(500)))
        assert await redis.dbsize() == 500


async def test_unsafe_settings_are_named(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.config_set("appendfsync", "everysec")
        await redis.config_set("maxmemory-policy", "allkeys-lru")
        everysec, eviction = await problems(redis)
        assert everysec.startswith("appendfsync is everysec")
        assert eviction.startswith("maxmemory-policy is allkeys-lru")
        await redis.config_set("appendonly", "no")
        assert (await problems(redis))[0].startswith("appendonly is off")


async def test_a_server_that_hides_its_settings_is_doubted(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as server, server.client() as redis:
        await redis.acl_setuser(
            "hosted", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-config"]
        )
        async with server.client(username="hosted", password="any") as hosted:
            [line] = await problems(hosted)
        assert "CONFIG is forbidden" in line


@pytest.mark.parametrize(
    ("about", "refusal"),
    [
        ({"redis_version": "7.0.15"}, "Redis 7.0.15 is too old: 7.2"),
        ({"redis_version": "7.2.4", "valkey_version": "7.2.9"}, "Valkey 7.2.9 is too old: 8.0"),
        ({}, "Redis of unknown version is too old"),
        ({"redis_version": "8.0.0", "role": "slave"}, "replica"),
        ({"redis_version": "8.0.0", "redis_mode": "cluster"}, "cluster"),
    ],
)
def test_a_server_that_will_not_do_is_refused(about: dict[str, str], refusal: str) -> None:
    with pytest.raises(ServerError, match=refusal):
        server_module._check_kind(about)


@pytest.mark.parametrize(
    "about",
    [
        {"redis_version": "7.2.0", "role": "master", "redis_mode": "standalone"},
        {"redis_version": "7.2.4", "server_name": "valkey", "valkey_version": "8.0.1"},
        {"redis_version": "10.1.0"},
    ],
)
def test_a_server_that_will_do_is_taken(about: dict[str, str]) -> None:
    server_module._check_kind(about)


async def test_a_platform_without_a_server_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(ServerError, match="riscv64: set REDIS_URL"):
        await EmbeddedServer(tmp_path).start()


async def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(ServerError, match=r"cannot keep data in .*file"):
        await EmbeddedServer(blocked).start()


async def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "valkey.log").write_bytes(b"x" * (1 << 21))
    async with EmbeddedServer(tmp_path) as server:
        assert server.log.stat().st_size < 100_000
    assert (tmp_path / "valkey.log.1").stat().st_size == 1 << 21


async def test_forks_of_a_killed_server_do_not_keep_it_from_coming_back(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, grace_s=600) as server, server.client() as redis:
        await redis.mset({str(n): "x" * 1000 for n in range(1000)})
        await redis.config_set("rdb-key-save-delay", "100000")  # a rewrite takes long
        await redis.bgrewriteaof()
        while not (await redis.info("persistence"))["aof_rewrite_in_progress"]:
            pass
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        assert await within(redis.dbsize()) == 1000
