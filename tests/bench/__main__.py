"""Run benchmarks, all of them or those named: `python -m tests.bench [--large] [storage …]`."""

import argparse
import asyncio
import importlib
import os
from pathlib import Path

from tests.bench.figures import heading

NAMES = sorted(
    path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench")
    arguments.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    arguments.add_argument(
        "--large", action="store_true", help="with a million keys; takes minutes"
    )
    chosen = arguments.parse_args()
    if unknown := set(chosen.names) - set(NAMES):
        arguments.error(f"no benchmark called {', '.join(sorted(unknown))}")
    if chosen.large:
        os.environ["BENCH_LARGE"] = "1"
    for name in chosen.names or NAMES:
        heading(name)
        asyncio.run(importlib.import_module(f"tests.bench.bench_{name}").main())


if __name__ == "__main__":
    main()
