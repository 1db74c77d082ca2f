"""Search and `@bot words` with 100,000 tracks of 10,000 artists, against the ways without an index.

Peers, on the same records in the same run: a sorted set of `word\\0record`, read by beginnings (no
order, no errors forgiven), which is what a store without search can do at best; and a look at every
record, which is the only other way to forgive errors.
"""

import asyncio
import gc
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from redis.asyncio import Redis

from bot.app import App, warm
from bot.settings import Settings
from sandbox import Sandbox
from storage import KV, Counters, Search, fold, keys
from storage.server import EmbeddedServer
from storage.upgrades import UPGRADES
from storage.words import apart
from tests.bench.figures import say
from tests.people import Town

ARTISTS, TRACKS_OF_EACH = 10_000, 10
TIMES = 60  # of each question
_AT_ONCE = 100  # artists
NOW = datetime(2026, 1, 25, 10, tzinfo=UTC)

_COMMON = """
    love night любовь ночь я ты мой the me you baby dance снова дождь город heart time life
    сердце прощай remix summer лето blue
""".split()  # noqa: SIM905
_LATIN = "ka lo mi ne ro sta vel dra win thor sil ben mar ju gra phi que ash ton el"
_RUSSIAN = "ка ло ми не ро ста вел дра жу шо ци хле щу ба тон ря ву ние ёр ча"
_SYLLABLES = (_LATIN.split(), _RUSSIAN.split())

QUESTIONS = {
    "one letter": ["k", "с", "l", "я", "m"],
    "two letters": ["ka", "ст", "лю", "мо", "th"],
    "a common word": ["love", "любовь", "ты", "night", "dance"],
    "two common words": ["love night", "я ты", "сердце любовь", "the life", "baby dance"],
    "a beginning": ["lov", "каро", "milov", "drasta", "сердц"],
    "artist and title": [],
    "an error": [],
    "two words with errors": [],
    "the other alphabet": ["lyubov", "сердtse", "лайф", "гард", "prashchay"],
    "the other layout": ["k.,jdm", "yjxm", "дщму", "тшпре", "cthlwt"],
    "nothing": ["zzyzzyx", "ъъъъъ", "qwertyuiopasdf", "👍", "nothing like this"],
    "256 characters": [
        " ".join(["love"] * 51),
        "я" * 256,
        "k " * 128,
        "любовь ночь " * 21,
        "a" * 256,
    ],
}


async def main() -> None:
    fill_with_names()
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        async with (
            EmbeddedServer(Path(directory) / "store") as server,
            server.client() as redis,
        ):
            before = await memory(redis)
            start = time.perf_counter()
            await fill(redis)
            taken = time.perf_counter() - start
            await sizes(redis, before, taken)
            await peer_index(redis)
            await in_the_store(redis)
            await peers(redis)
            start = time.perf_counter()
            renewed = await Search(redis).renew()
            taken = time.perf_counter() - start
            say(f"{renewed:,} records looked at once more, as at an upgrade: {taken:.0f} s")
            await folded(redis)
            await through_the_bot(redis, server.url, Path(directory))


# The records -------------------------------------------------------------------------------------


def words(chance: random.Random) -> Iterator[str]:
    """Yield words as titles have them: some that are everywhere, many that are rare."""
    while True:
        if chance.random() < 0.35:
            yield chance.choice(_COMMON)
        else:
            syllables = chance.choice(_SYLLABLES)
            count = chance.choice([2, 2, 3, 3, 4])
            yield "".join(chance.choice(syllables) for _ in range(count))


def named(artist: int) -> tuple[str, list[str]]:
    """Return an artist's name and titles; the same ones whenever it is asked for."""
    chance = random.Random(artist)
    some = words(chance)

    def text(count: int) -> str:
        return " ".join(next(some) for _ in range(count)).title()

    return text(chance.choice([1, 2])), [
        text(chance.choice([1, 2, 3, 4])) for _ in range(TRACKS_OF_EACH)
    ]


def fill_with_names() -> None:
    """Make the questions that need to know what there is."""
    for n in (7, 77, 777, 5_555, 9_999):
        name, titles = named(n)
        long = max(" ".join([name, *titles]).split(), key=len)
        QUESTIONS["artist and title"].append(f"{titles[0]} {name}")
        QUESTIONS["an error"].append(misspelt(long))
        QUESTIONS["two words with errors"].append(f"{misspelt(long)} {misspelt(name.split()[0])}")


def misspelt(word: str) -> str:
    return word[:2] + word[3] + word[2] + word[4:] if len(word) > 4 else word


async def fill(redis: Redis) -> None:
    kv = KV(redis)
    for start in range(0, ARTISTS, _AT_ONCE):
        values = {}
        for artist in range(start, start + _AT_ONCE):
            name, titles = named(artist)
            values[f"profile:{artist}"] = json.dumps({"name": name, "subscribers": artist % 997})
            for n, title in enumerate(titles):
                values[f"track:{artist}:t{n}"] = json.dumps(
                    {
                        "id": f"t{n}",
                        "title": title,
                        "artist": name,
                        "likes": (artist * n) % 97,
                        "createdAt": "2024-01-25T10:00:00.000Z",
                        "userId": str(artist),
                    },
                    ensure_ascii=False,
                )
        await kv.mset(values)
    while (await redis.info("persistence"))["aof_rewrite_in_progress"]:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def folded(redis: Redis) -> None:
    """Have the numbers of all records folded, so that the bot does not do that beside."""
    start = time.perf_counter()
    counters, records = Counters(redis), 0
    while some := await counters.fold(now=NOW):
        records += some
    say(f"the numbers of {records:,} records folded: {time.perf_counter() - start:.0f} s")


async def memory(redis: Redis) -> int:
    return int((await redis.info("memory"))["used_memory"])


async def sizes(redis: Redis, before: int, taken: float) -> None:
    used = await memory(redis) - before
    distinct = await redis.zcard("bot:find")
    of_index = 0
    sampled: dict[str, list[int]] = {}
    counted: dict[str, int] = {}
    chance = random.Random(1)
    async for key in redis.scan_iter("bot:*", count=5000):
        kind = ":".join(str(key).split(":")[:3]) if "find" in str(key) else "bot:words"
        if not str(key).startswith(("bot:find", "bot:words")):
            continue
        counted[kind] = counted.get(kind, 0) + 1
        if chance.random() < 0.02 or kind == "bot:find":
            size = await redis.memory_usage(key, samples=0)
            sampled.setdefault(kind, []).append(int(size or 0))
    for kind, sizes_ in sampled.items():
        of_index += int(sum(sizes_) / len(sizes_) * counted[kind])
    records = ARTISTS * (TRACKS_OF_EACH + 1)
    say(
        f"{records:,} records, {distinct:,} words: written in {taken:.0f} s,"
        f" {taken / records * 1e6:.0f} µs each; {used / 2**20:.0f} MiB in all,"
        f" about {of_index / 2**20:.0f} of them the catalogue's"
    )


# In the store ------------------------------------------------------------------------------------

Call = Callable[[str], Awaitable[object]]


async def measured(call: Call, questions: list[str], times: int) -> list[float]:
    """Return how many milliseconds each call took, sorted."""
    taken = []
    for question in questions:
        await call(question)
    for _ in range(times // len(questions)):
        for question in questions:
            start = time.perf_counter()
            await call(question)
            taken.append((time.perf_counter() - start) * 1e3)
    return sorted(taken)


def middle_and_worst(taken: list[float]) -> tuple[float, float]:
    hundredths = quantiles(taken, n=100, method="inclusive")
    return hundredths[49], hundredths[98]


def figures(taken: list[float]) -> str:
    half, worst = middle_and_worst(taken)
    return f"p50 {half:6.1f}  p99 {worst:6.1f}  max {max(taken):6.1f}"


@asynccontextmanager
async def every_command_logged(redis: Redis) -> AsyncIterator[None]:
    """Let the server remember how long its commands take."""
    await redis.config_set("slowlog-log-slower-than", 0)
    await redis.config_set("slowlog-max-len", 100_000)
    yield
    await redis.config_set("slowlog-log-slower-than", -1)


async def longest(redis: Redis) -> float:
    """Return how many milliseconds the longest script took; forget them all."""
    log = await redis.slowlog_get(100_000)
    await redis.slowlog_reset()
    scripts = (entry for entry in log if entry["command"].startswith(b"EVALSHA"))
    return max((entry["duration"] / 1e3 for entry in scripts), default=0.0)


async def in_the_store(redis: Redis) -> None:
    say(
        f"twenty results, in ms ({TIMES} calls a line); of the server the time on its processor,"
        " and its longest script"
    )
    search = Search(redis)
    async with every_command_logged(redis):
        for kind, questions in QUESTIONS.items():
            found = [len(await search.find(question, limit=20)) for question in questions]
            await redis.slowlog_reset()
            before = await busy(redis)
            taken = await measured(lambda text: search.find(text, limit=20), questions, TIMES)
            server = (await busy(redis) - before) / len(taken)
            say(
                f"  {kind:22} {figures(taken)}  server {server:5.2f},"
                f" script {await longest(redis):5.1f}  found {found}"
            )


async def busy(redis: Redis) -> float:
    """Return how many milliseconds the server has worked."""
    about = await redis.info("cpu")
    return (float(about["used_cpu_user"]) + float(about["used_cpu_sys"])) * 1e3


# Peers -------------------------------------------------------------------------------------------


async def peer_index(redis: Redis) -> None:
    for start in range(0, ARTISTS, _AT_ONCE):
        lines: dict[str, float] = {}
        for artist in range(start, start + _AT_ONCE):
            name, titles = named(artist)
            lines |= {f"{word}\0profile:{artist}": 0 for word in fold(name)}
            for n, title in enumerate(titles):
                lines |= {f"{word}\0track:{artist}:t{n}": 0 for word in fold(f"{title} {name}")}
        await redis.zadd("peer", lines)


async def by_beginnings(redis: Redis, text: str) -> object:
    """The rarest word's records by beginning; others are not even compared."""
    best: list[object] = []
    for word in fold(text)[:1]:
        best = list(
            await redis.zrange("peer", f"[{word}", f"[{word}\xff", bylex=True, offset=0, num=20)
        )
    return best


async def by_every_record(redis: Redis, text: str) -> object:
    asked, found = fold(text), []
    for start in range(0, ARTISTS, 1000):
        async with redis.pipeline(transaction=False) as pipe:
            for artist in range(start, start + 1000):
                pipe.hvals(f"bot:words:track:{artist}")
            for cards in await pipe.execute():
                for card in cards:
                    its = [token.partition(":")[0] for token in card.partition("\n")[0].split()]
                    if all(any(apart(word, it) is not None for it in its) for word in asked):
                        found.append(card)
    return found


async def peers(redis: Redis) -> None:
    search = Search(redis)
    for kind in ("a beginning", "a common word", "an error"):
        questions = QUESTIONS[kind]
        ours, _ = middle_and_worst(
            await measured(lambda text: search.find(text, limit=20), questions, TIMES)
        )
        begun, _ = middle_and_worst(
            await measured(lambda text: by_beginnings(redis, text), questions, TIMES)
        )
        start = time.perf_counter()
        await by_every_record(redis, questions[0])
        walked = (time.perf_counter() - start) * 1e3
        say(
            f"{kind}: {ours:.2f} ms; beginnings only, unordered {begun:.2f} ms"
            f" (×{ours / begun:.1f} of it); every record looked at {walked:,.0f} ms:"
            f" {walked / ours:,.0f} times slower"
        )


# Through the bot ---------------------------------------------------------------------------------


async def through_the_bot(redis: Redis, url: str, directory: Path) -> None:
    """From `@bot words` being typed to its cards, through HTTP, the journal and the dispatcher.

    A third of it is the sandbox, which reads the cards as strictly as Telegram does.
    """
    token = "42:BENCH-only-no-secret"
    box = Sandbox(token=token)
    settings = Settings(
        _env_file=None,
        bot_token=token,
        bot_api_url=await box.start(),
        redis_url=url,
        data_dir=directory / "bot",
        log_level="ERROR",
    )
    await redis.set(keys.SCHEMA, len(UPGRADES))  # or the bot would fill the catalogue beside
    say(f"`@bot words` through the whole bot, in ms ({TIMES} queries a line); the longest script")
    try:
        async with (
            every_command_logged(redis),
            App(settings) as app,
            Town(settings.bot_api_url, app.worker.idle) as town,
        ):
            fan = await town.newcomer("Fan")
            await fan.starts()
            gc.collect()
            warm()  # as when the bot runs
            every: list[float] = []
            for kind, questions in {"nothing typed": [""], **QUESTIONS}.items():
                await redis.slowlog_reset()
                taken = await measured(fan.asks, questions, TIMES)
                every += taken
                say(f"  {kind:22} {figures(taken)}  script {await longest(redis):5.1f}")
            say(f"  {'all of them':22} {figures(every)}; Telegram's users wait 300")
    finally:
        await box.stop()
