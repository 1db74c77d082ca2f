"""Benchmarks: `python -m tests.bench`. Each prints ratios against its peers in the same run.

A benchmark is a module `bench_….py` here with `async def main() -> None`, done within a minute
unless `--large` (or BENCH_LARGE=1) asks for more.
"""
