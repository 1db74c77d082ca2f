"""The command line: ``python -m bot run | demo | check | audit | health``.

What a command needs is imported when it runs: ``health`` is asked twice a minute.
"""

import argparse
import asyncio
import signal
import sys
from contextlib import suppress

_WRONG_SETUP = 2


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
    wanted = parser.parse_args(argv)
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
        case _:
            return _run()


def _run() -> int:
    from bot.errors import CannotRun
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
    except CannotRun as error:
        return _refuse(*error.lines)
    except ServerError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 130
    return 0


def _check() -> int:
    from bot.errors import CannotRun
    from bot.settings import Settings

    try:
        settings = Settings.read()
    except CannotRun as error:
        return _refuse(*error.lines)

    from bot import check

    return asyncio.run(check.main(settings))


def _audit() -> int:
    from bot.errors import CannotRun
    from bot.settings import Settings

    try:
        settings = Settings.read()
    except CannotRun as error:
        return _refuse(*error.lines)

    from bot import audit

    return asyncio.run(audit.main(settings))


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
