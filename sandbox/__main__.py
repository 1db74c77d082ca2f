"""`python -m sandbox`: the sandbox on a port of its own."""

import argparse
import asyncio
import logging
import signal
import sys

from sandbox.loopback import is_loopback
from sandbox.server import Sandbox
from sandbox.store import InUse


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Telegram of your own")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--data", metavar="DIR", help="keep people, chats and files here")
    parser.add_argument("--token", default="42:SANDBOX", help="the bot's token")
    parser.add_argument("--username", default="promo_music_bot", help="the bot's username")
    parser.add_argument("--name", default="promo.music", help="the bot's name")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which others reach it, such as that of a container",
    )
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    try:
        box = Sandbox(
            arguments.token,
            data_dir=arguments.data,
            username=arguments.username,
            name=arguments.name,
            hosts=tuple(arguments.allow_host),
        )
    except (InUse, ValueError) as error:
        sys.exit(str(error))
    if not is_loopback(arguments.host):
        logging.warning(
            "listening beyond this machine: whoever reaches %s can do everything here",
            arguments.host,
        )
    url = await box.start(port=arguments.port, host=arguments.host)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    sys.stdout.write(f"The sandbox is at {url}, its bot's token is {box.token}\n")
    sys.stdout.flush()
    await stopped.wait()
    await box.stop()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    asyncio.run(_serve(_arguments()))
