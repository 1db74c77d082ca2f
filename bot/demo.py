"""The demo: the sandbox with its chat page, and the bot in it, on this machine alone.

The bot is a process of its own, so that killing it is part of the play: it comes back and goes on
where it was. An artist with songs and a concert is there to look at from the start.
"""

import asyncio
import os
import random
import signal
import sys
import webbrowser
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from redis.asyncio import Redis

import sandbox
from sandbox import Sandbox
from storage import (
    Audience,
    Comments,
    Concert,
    Counters,
    News,
    People,
    Profile,
    Records,
    Sounds,
    Sources,
    Track,
    new_id,
    thread_of,
)
from storage.server import EmbeddedServer

TOKEN = "42:sandbox-only-no-secret"
_ROOT = Path(__file__).parent.parent
_SAMPLES = Path(sandbox.__file__).parent / "samples"
_PATIENCE_S = 15.0  # for the bot to stop; it needs ten to drain


def main(*, data_dir: Path, port: int, browse: bool = True) -> int:
    """Run until Ctrl-C; return the exit code."""
    home = data_dir.resolve() / "demo"
    return asyncio.run(_run(home, fresh=not _furnished(home).exists(), port=port, browse=browse))


async def _run(home: Path, *, fresh: bool, port: int, browse: bool) -> int:
    box = Sandbox(token=TOKEN, data_dir=home / "sandbox")
    try:
        url = await box.start(port=port)
    except OSError:
        url = await box.start(port=0)  # somebody else listens there
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        if fresh:
            await _furnish(url, home)
            await asyncio.to_thread(_furnished(home).touch)
        _say(f"\n  promo.music is at {url}\n  Ctrl-C stops it; what you did is kept in {home}\n")
        if browse:
            await asyncio.to_thread(webbrowser.open, url)
        await _keep_running(url, home, stop)
    finally:
        await box.stop()
    return 0


async def _keep_running(url: str, home: Path, stop: asyncio.Event) -> None:
    """Run the bot, again whenever it dies, until `stop`."""
    while not stop.is_set():
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=home,  # away from a .env that names a real store
            env={
                **{k: v for k, v in os.environ.items() if k not in _NOT_FOR_THE_DEMO},
                "PYTHONPATH": str(_ROOT),
                "BOT_TOKEN": TOKEN,
                "BOT_API_URL": url,
                "DATA_DIR": str(home / "bot"),
                "ADMIN_IDS": str(_VERA),
            },
            start_new_session=True,  # Ctrl-C is ours; we tell the bot to stop
        )
        died = asyncio.create_task(bot.wait())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({died, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if bot.returncode is None:
            bot.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(died, _PATIENCE_S)
        elif bot.returncode > 0:
            raise SystemExit(bot.returncode)  # it has said why
        else:
            _say(f"  The bot was killed (signal {-bot.returncode}). It comes back by itself.")


_NOT_FOR_THE_DEMO = {"REDIS_URL", "WEBHOOK_URL", "WEBHOOK_SECRET"}


def _furnished(home: Path) -> Path:
    """Return the mark that `_furnish` has come to its end."""
    return home / "furnished"


_ANNA, _BORIS, _MILA, _VERA = 1001, 1002, 1003, 1004


async def _furnish(url: str, home: Path) -> None:
    """Bring people, and the page of one who is not new here; go on where it broke off.

    That one has pressed START, so she hears of donations; the last one runs the bot.
    """
    language = "ru" if os.environ.get("LANG", "").startswith("ru") else "en"
    people = {
        _ANNA: ("Anna", "anna"),
        _BORIS: ("Boris", "boris"),
        _MILA: (_PROFILE["name"], "mila"),
        _VERA: ("Vera", "vera"),
    }
    async with aiohttp.ClientSession(url, raise_for_status=True) as http:
        async with http.get("/sandbox") as reply:
            known = {person["id"] for person in (await reply.json())["people"]}
        for id in sorted(people.keys() - known):
            name, username = people[id]
            person = {"id": id, "first_name": name, "username": username, "stars": 1000}
            await http.post("/sandbox/people", json=person | {"language_code": language})
        if _MILA not in known:
            await http.post("/sandbox/start", json={"person": _MILA})
        for fan in _CROWD:
            one = {"id": fan, "first_name": "Fan", "unseen": True}
            await http.post("/sandbox/people", json=one, raise_for_status=False)  # perhaps there
        songs = [await _upload(http, name, song) for name, song in _samples()]

    async with EmbeddedServer(home / "bot") as server, server.client() as redis:
        records, sources = Records(redis), Sources(redis)
        hers = [song for song in songs if song["performer"] == _PROFILE["name"]]
        if await _publish(records, Sounds(redis), hers):
            await _let_listen(records, Counters(redis))
            await _let_come(records, sources, Counters(redis), Audience(redis))
        await _talk(redis)


def _samples() -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(_SAMPLES.glob("*.mp3"))]


async def _upload(http: aiohttp.ClientSession, name: str, song: bytes) -> dict[str, Any]:
    """Put a song into Mila's Telegram profile; return its `Audio`."""
    form = aiohttp.FormData()
    form.add_field("file", song, filename=name, content_type="audio/mpeg")
    async with http.post(f"/sandbox/people/{_MILA}/audios", data=form) as reply:
        audio: dict[str, Any] = await reply.json()
    return audio


async def _publish(records: Records, sounds: Sounds, songs: list[dict[str, Any]]) -> bool:
    """Make what Mila has public; return whether that is new."""
    if await records.find(Profile, str(_MILA), str(_MILA)):
        return False
    now = datetime.now(UTC)  # noqa: TID251  (a person starts the demo at some real moment)
    about = {"owner": str(_MILA), "created_at": now, "updated_at": now}
    for song in songs:
        track = Track(
            **about,
            id=new_id(now),
            title=song["title"],
            artist=song["performer"],
            album=_ALBUM,
            genre="Indie",
            duration=song["duration"],
            audio_file=song["file_id"],
        )
        await records.add(track)
        await sounds.keep(str(_MILA), song["file_unique_id"], track.id)
    saturday = now.date() + timedelta(days=21 + (5 - now.weekday()) % 7)
    await records.add(Concert(**about, id=new_id(now), date=saturday, time=time(20), **_CONCERT))
    await records.add(News(**about, id=new_id(now), **_NEWS))
    await records.add(Profile(**about, id=str(_MILA), **_PROFILE))
    return True


async def _let_listen(records: Records, counters: Counters) -> None:
    """Let some people have listened in the last months, so that there are numbers to look at."""
    me, now = str(_MILA), datetime.now(UTC)  # noqa: TID251  (as above)
    songs, dice = (await records.page(Track, me)).records, random.Random(7)
    for ago in range(_LISTENED_DAYS, 0, -1):
        evening = (now - timedelta(days=ago)).replace(hour=dice.choice(_LISTENED_AT))
        for _ in range(dice.randrange(8 if evening.weekday() < 5 else 16)):
            fan, song = str(dice.randrange(1, 90)), dice.choice(songs).id
            await counters.listen(me, song, fan, now=evening)
            if dice.random() < 0.1:
                await counters.like("track", me, song, fan, tap=f"demo-{ago}", now=evening)


_CROWD = range(2000, 2036)
_LISTENED_DAYS = 120
_LISTENED_AT = (16, 17, 17, 18, 18, 18, 19)  # UTC


async def _let_come(
    records: Records, sources: Sources, counters: Counters, audience: Audience
) -> None:
    """Let people have come to Mila by her links; who has listened has stayed."""
    me, now = str(_MILA), datetime.now(UTC)  # noqa: TID251  (as above)
    [newest], _ = await records.page(Track, me, limit=1)
    came_by = ["bio", "poster", *_LINKS, "bio", None, "bio"]
    for name, label in _LINKS.items():
        await sources.keep(me, name, label, now=now)
    for n, fan in enumerate(map(str, _CROWD)):
        at = now - timedelta(hours=17 * n + 1)
        await sources.touch(me, fan, came_by[n % len(came_by)], tap=f"{n}", now=at)
        if n % 3:
            await counters.listen(me, newest.id, fan, now=at)
            await audience.follow(fan, me, now=at)


async def _talk(redis: Redis) -> None:
    """Let those who listened say something of the newest song, and its artist answer."""
    now = datetime.now(UTC)  # noqa: TID251
    for id, name in ((_ANNA, "Anna"), (_BORIS, "Boris")):
        about = {"username": name.lower(), "language_code": None}
        await People(redis).seen(str(id), name=name, **about, now=now)
    [song], _ = await Records(redis).page(Track, str(_MILA), limit=1)
    comments = Comments(redis)
    for ago, (by, text, answer) in zip((26, 3), _SAID, strict=True):
        at = now - timedelta(hours=ago)
        said = await comments.write(thread_of(song), str(by), text, tap="demo", now=at)
        if answer:
            await comments.reply(thread_of(song), said.comment.id, answer, now=at)


# What people wrote, not words of the bot.
_SAID = (
    (_BORIS, "Слушаю третий вечер подряд. Спасибо!", "Это лучшее, что можно услышать вечером 🕯"),
    (_ANNA, "Будет на концерте в Казани?", None),
)
_PROFILE = {
    "name": "Мила Орлова",
    "bio": "Тихие песни для громких городов. Пишу дома, играю в клубах.",
    "links": ("https://music.yandex.ru/artist/1", "https://vk.com/mila", "https://mila.example"),
}
_LINKS = {"afisha-u-kluba": "Афиша у клуба", "vizitka": "Визитка"}
_ALBUM = "Тихий свет"
_CONCERT = {
    "title": "Тихий свет: концерт при свечах",
    "venue": "Клуб «Шестнадцать»",
    "city": "Казань",
    "zone": "Europe/Moscow",
    "ticket_price": 900,
    "ticket_currency": "RUB",
    "description": "Весь альбом и две новые песни. Двери в 19:00.",
}
_NEWS = {
    "title": "Альбом вышел",
    "content": "«Тихий свет» теперь целиком здесь. Послушайте «Северное окно» первым.",
}


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
