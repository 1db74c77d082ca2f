"""The command line: ``python -m bot COMMAND``; ``--help`` lists them.

What a command needs is imported when it runs: ``health`` is asked twice a minute.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from bot.errors import CannotRun

_DSN = "postgresql://user:password@host/database"
_WRONG_SETUP = 2
_STOPPED = 130  # as shells have it


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot", description="promo.music, in Telegram")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run against Telegram")
    demo = commands.add_parser("demo", help="try it in a browser, without a token")
    demo.add_argument("--port", type=int, default=8081)
    demo.add_argument("--no-browser", action="store_true", help="only print the address")
    commands.add_parser("check", help="say what is wrong with the settings, the token or the store")
    commands.add_parser("audit", help="say whether the ledger adds up, and what to do if not")
    commands.add_parser("health", help="exit with 0 if the running bot is well")
    commands.add_parser("backup", help="copy the bot's own store, be the bot running or not")
    restoring = commands.add_parser("restore", help="go back to a backup; the bot must not run")
    restoring.add_argument("backup", nargs="?", help="its name or path; else the latest")
    restoring.add_argument("--check", action="store_true", help="only see that it can be restored")
    commands.add_parser("new-key", help="make a key to encrypt backups with")
    _add_exchange(commands)
    try:
        return _command(parser.parse_args(argv))
    except CannotRun as error:
        return _refuse(*error.lines)


def _command(wanted: argparse.Namespace) -> int:
    match wanted.command:
        case "health":
            from bot import health

            return health.main()
        case "demo":
            return _demo(wanted.port, browse=not wanted.no_browser)
        case "check":
            return _check()
        case "audit":
            return _audit()
        case "backup" | "restore":
            return _backups(wanted)
        case "new-key":
            return _new_key()
        case "import" | "export" | "export-sql" | "verify":
            return _exchange(wanted)
        case _:
            return _run()


def _add_exchange(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands that move rows."""
    importing = commands.add_parser("import", help="take the rows of a key-value table")
    place = f"a file, a folder/, - or {_DSN}"
    importing.add_argument("place", metavar="SOURCE", help=place)
    importing.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="WAS=IS",
        help="user ids to change: a pair, or a file with one on each line",
    )
    importing.add_argument(
        "--report",
        default="import-report.ndjson",
        help="where it says what was not taken: %(default)s",
    )
    importing.add_argument("--write", action="store_true", help="import; without it, only try")
    exporting = commands.add_parser("export", help="write every row there is")
    exporting.add_argument("place", metavar="TARGET", help=place)
    tables = commands.add_parser("export-sql", help="fill SQL tables with what is stored")
    tables.add_argument("place", metavar="DSN", help=_DSN)
    tables.add_argument(
        "--report",
        default="export-report.ndjson",
        help="where it says what was refused: %(default)s",
    )
    verifying = commands.add_parser("verify", help="compare SQL tables with what is stored")
    verifying.add_argument("place", metavar="DSN", help=_DSN)
    for command in (importing, exporting):
        command.add_argument(
            "--format",
            choices=("json", "ndjson", "csv", "copy", "sql"),
            help="of a file whose name does not say it",
        )
        command.add_argument(
            "--table", default="kv_store_84730125", help="in PostgreSQL or a dump: %(default)s"
        )


def _exchange(wanted: argparse.Namespace) -> int:
    from datetime import UTC, datetime
    from pathlib import Path

    from bot import exchange
    from bot.settings import Settings

    settings = Settings.read()
    now = datetime.now(UTC)  # noqa: TID251
    place = wanted.place
    match wanted.command:
        case "export":
            run = exchange.give(settings, place, wanted.format, wanted.table, now=now)
        case "export-sql":
            run = exchange.give_tables(settings, place, Path(wanted.report), now=now)
        case "verify":
            run = exchange.verify(settings, place)
        case _:
            ids, report = tuple(wanted.map), Path(wanted.report)
            asked = exchange.Wanted(place, wanted.format, wanted.table, ids, report, wanted.write)
            run = exchange.take(settings, asked, now=now)
    return _carry_out(run)


def _carry_out(work: Coroutine[Any, Any, int]) -> int:
    """Do what a command does; told to stop, let it put away what it has begun."""
    from bot.tasks import end

    async def heeding() -> int:
        told = asyncio.Event()
        with suppress(RuntimeError):  # signals reach the main thread only
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
        doing, stopping = asyncio.create_task(work), asyncio.create_task(told.wait())
        try:
            await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end(doing, stopping)
        return doing.result()

    try:
        return asyncio.run(heeding())
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("stopped; it can be run again", file=sys.stderr)  # noqa: T201
        return _STOPPED


def _backups(wanted: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot import restore
    from bot.settings import Settings

    settings = Settings.read()
    now = datetime.now(UTC)  # noqa: TID251
    if wanted.command == "backup":
        return _carry_out(restore.back_up(settings, now=now))
    return _carry_out(restore.restore(settings, wanted.backup, now=now, only_try=wanted.check))


def _new_key() -> int:
    from bot.key import new_key

    secret, public = new_key()
    print(f"# the key of backups; with {public} in its place they can be made, not read")  # noqa: T201
    print(f"BACKUP_KEY={secret}")  # noqa: T201
    return 0


def _run() -> int:
    from bot.settings import Settings
    from storage.server import ServerError

    try:
        settings = Settings.read()

        from bot import log

        log.setup(settings.log_level, settings.log_format, secrets=settings.secrets)

        from bot.app import App

        async def run() -> None:
            starting = asyncio.current_task()
            assert starting is not None
            loop = asyncio.get_running_loop()
            with suppress(RuntimeError):  # signals reach the main thread only
                loop.add_signal_handler(signal.SIGTERM, starting.cancel)  # until `run` listens
            async with App(settings) as app:
                await app.run()

        asyncio.run(run())
    except asyncio.CancelledError:  # told to stop before it was up
        return 0
    except ServerError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _STOPPED
    return 0


def _check() -> int:
    from bot import check
    from bot.settings import Settings

    return asyncio.run(check.main(Settings.read()))


def _audit() -> int:
    from bot import audit
    from bot.settings import Settings

    return _carry_out(audit.main(Settings.read()))


def _demo(port: int, *, browse: bool) -> int:
    import os
    from pathlib import Path

    from bot import demo

    data_dir = Path(os.environ.get("DATA_DIR") or "data")
    return demo.main(data_dir=data_dir, port=port, browse=browse)


def _refuse(*lines: str) -> int:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201
    return _WRONG_SETUP


if __name__ == "__main__":
    sys.exit(main())
