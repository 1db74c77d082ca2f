"""Every number of the dashboard and of the exports, against a recount of what went over the wire.

Some fans press at random, some of it twice, and Telegram delivers some of it again. The recount
knows the definitions and the sandbox's journal (what the bot was told, what it sent) and nothing of
the bot: who pressed what is read off the buttons that people saw.
"""

import asyncio
import csv
import io
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from storage import Records, Track, counters
from tests.control import Json
from tests.handlers.conftest import NOW
from tests.handlers.test_stats import file_of
from tests.people import Person, Town, buttons, words

PRESSES = 70
OFTEN = 2  # plays of a fan on a day that count, so that some do not
PAUSE_S = 30 * 60

Number = dict[str, int]


@pytest.fixture
async def songs(anna: Person, song: Track, records: Records) -> list[Track]:
    """Three songs of Anna's."""
    more = []
    for name in ("northern-window", "last-tram"):
        sent = await anna.sends_song(name)
        file = sent["audio"]["file_id"]
        more.append(Track.new(str(anna.id), now=NOW, title=name, duration=29, audio_file=file))
        await records.add(more[-1])
    return [song, *more]


@dataclass
class Fan:
    """What a person has on the screen to press."""

    person: Person
    page: Json
    links: list[str]
    players: list[Json] = field(default_factory=list)


async def play_about(town: Town, anna: Person, group: int, songs: list[Track]) -> None:
    """Let four fans press at random, the same in every run."""
    dice, fans = random.Random(5), []
    for name in ("Boris", "Vera", "Gleb", "Dina"):
        person = await town.newcomer(name, language="en", stars=1000)
        await person.starts(f"a_{anna.id}")
        await town.let(group, person.id, by=anna)
        links = [f"t_{anna.id}_{song.id}" for song in songs]
        fans.append(Fan(person, person.screen, links))
    deeds: list[Callable[..., Awaitable[None]]] = [
        listen,
        listen,
        like,
        like,
        download,
        follow,
        share,
        give,
    ]
    for n in range(PRESSES):
        fan, twice = dice.choice(fans), dice.random() < 0.25
        deed = dice.choice(deeds) if fan.players else listen
        await deed(fan, dice, group=group, twice=twice)
        if n % 20 == 10:
            await town.post("/redeliver", last=5)
            await town.settled()


async def press(fan: Fan, label: str, on: Json, *, twice: bool) -> None:
    presses = [fan.person.presses(label, on=on) for _ in range(2 if twice else 1)]
    await asyncio.gather(*presses)


async def listen(fan: Fan, dice: random.Random, *, twice: bool, **_: Any) -> None:
    """Listen by the button of the page, that of a player, or a link."""
    if (way := dice.randrange(3)) == 0:
        await press(fan, "▶", fan.person.seen(fan.page), twice=twice)
    elif way == 1 and fan.players:
        await press(fan, "Next", player(fan, dice), twice=twice)
    else:
        await fan.person.starts(dice.choice(fan.links))
    fan.players.append(next(m for m in reversed(fan.person.received) if "audio" in m))


def player(fan: Fan, dice: random.Random) -> Json:
    return fan.person.seen(dice.choice(fan.players))


async def like(fan: Fan, dice: random.Random, *, twice: bool, **_: Any) -> None:
    shown = player(fan, dice)
    [label] = [b["text"] for b in buttons(shown) if b["text"][0] in "♡♥"]
    await press(fan, label, shown, twice=twice)


async def download(fan: Fan, dice: random.Random, *, twice: bool, **_: Any) -> None:
    await press(fan, "Download", player(fan, dice), twice=twice)


async def follow(fan: Fan, dice: random.Random, *, twice: bool, **_: Any) -> None:
    page = fan.person.seen(fan.page)
    await press(fan, "Follow", page, twice=twice)


async def share(fan: Fan, dice: random.Random, *, group: int, **_: Any) -> None:
    shown = player(fan, dice)
    [query] = [b["switch_inline_query"] for b in buttons(shown) if "switch_inline_query" in b]
    await fan.person.shares(query, chat=group)


async def give(fan: Fan, dice: random.Random, **_: Any) -> None:
    await fan.person.pays("⭐ 25", on=fan.person.seen(fan.page))


# The recount -----------------------------------------------------------------------------------


class Recount:
    """What happened to each song, by its file, and to the artist."""

    def __init__(self, journal: list[Json], fans: set[int]) -> None:
        self.fans = fans
        self.tracks: dict[str, Counter[str]] = defaultdict(Counter)
        self.listeners: dict[str, set[int]] = defaultdict(set)
        self.artist: Counter[str] = Counter()
        self.followers: set[int] = set()
        self._liked: set[tuple[int, str]] = set()
        self._counted_at: dict[tuple[int, str], float] = {}
        self._counted: Counter[int] = Counter()
        self._offered: dict[str, str] = {}
        for entry in journal:
            if entry["status"] == 200:
                self._count_request(entry["method"], entry["params"], entry["at"])
        for update in updates(journal).values():
            self._count_update(update)
        for _, file in self._liked:
            self.tracks[file]["likes"] += 1

    def _count_request(self, method: str, params: Json, at: float) -> None:
        if method == "answerInlineQuery":
            results = params["results"]
            for result in json.loads(results) if isinstance(results, str) else results:
                self._offered[result["id"]] = result.get("audio_file_id", "")
        elif method == "sendAudio" and int(params["chat_id"]) in self.fans:
            fan, file = int(params["chat_id"]), params["audio"]
            if not params.get("protect_content"):
                self.tracks[file]["downloads"] += 1
            elif at - self._counted_at.get((fan, file), -PAUSE_S) < PAUSE_S:
                self.tracks[file]["again"] += 1
            elif self._counted[fan] >= OFTEN:
                self.tracks[file]["often"] += 1
            else:
                self._counted_at[fan, file] = at
                self._counted[fan] += 1
                self.tracks[file]["plays"] += 1
                self.listeners[file].add(fan)

    def _count_update(self, update: Json) -> None:
        if chosen := update.get("chosen_inline_result"):
            self.tracks[self._offered[chosen["result_id"]]]["shares"] += 1
        if paid := update.get("message", {}).get("successful_payment"):
            self.artist["stars"] += paid["total_amount"]
        if query := update.get("callback_query"):
            shown = buttons(query["message"])
            [label] = [b["text"] for b in shown if b.get("callback_data") == query["data"]]
            self._count_press(query["from"]["id"], label, query["message"])

    def _count_press(self, fan: int, label: str, message: Json) -> None:
        if label[0] in "♡♥":
            self._liked ^= {(fan, message["audio"]["file_id"])}
        elif label == "+ Follow":
            self.artist["gained"] += fan not in self.followers
            self.followers.add(fan)
        elif label == "✓ Following":
            self.artist["lost"] += fan in self.followers
            self.followers.discard(fan)


def updates(journal: list[Json]) -> dict[int, Json]:
    """Return all that the bot was told, each once, however often it was delivered."""
    polls = [e for e in journal if e["method"] == "getUpdates" and e["status"] == 200]
    return {u["update_id"]: u for e in polls for u in e["reply"]["result"]}


# What the bot says -----------------------------------------------------------------------------

LINES = {
    "plays": r"^Plays: ([\d,]+)$",
    "listeners": r"^Listeners: ([\d,]+)$",
    "again": r"\(([\d,]+) too soon",
    "often": r"too soon, ([\d,]+) over 50 a day\)",
    "likes": r"^Likes: ([\d,]+)",
    "downloads": r"downloads: ([\d,]+)$",
    "shares": r"^Shares: ([\d,]+)",
    "gained": r"^Followers: \+([\d,]+)",
    "lost": r"^Followers: \+[\d,]+ −([\d,]+)",
    "followers": r"^Followers: .*, ([\d,]+) now",
    "stars": r"^Stars: ([\d,]+) ⭐",
}


def said(text: str) -> Number:
    """Return the numbers of the period in a caption."""
    lately = text.partition("All time")[0]
    found = {name: re.search(line, lately, re.MULTILINE) for name, line in LINES.items()}
    return {name: int(match[1].replace(",", "")) for name, match in found.items() if match}


OF_TRACKS = ("plays", "again", "often", "likes", "downloads", "shares")
COLUMNS = {
    "Plays": "plays",
    "Listeners": "listeners",
    "Likes": "likes",
    "Downloads": "downloads",
    "Shares": "shares",
    "Not counted: too soon": "again",
    "Not counted: over 50 a day": "often",
    "Followers gained": "gained",
    "Followers lost": "lost",
    "Stars": "stars",
}
WIRE = {
    "discardedAgain": "again",
    "discardedOften": "often",
    "followersGained": "gained",
    "followersLost": "lost",
}


def nonzero(numbers: Number) -> Number:
    return {name: n for name, n in numbers.items() if n}


async def test_every_number_is_what_a_recount_of_the_wire_finds(
    town: Town, anna: Person, songs: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "OFTEN", OFTEN)
    group = await town.group(anna)
    begin = max(entry["seq"] for entry in await town.calls())
    await play_about(town, anna, group, songs)
    everybody = {m["user"]["id"] for m in await town.get(f"/chats/{group}/members")} - {anna.id}
    found = Recount(await town.calls(since=begin), everybody)

    of_tracks = {
        song.id: nonzero({**found.tracks[file], "listeners": len(found.listeners[file])})
        for song in songs
        if (file := song.audio_file)
    }
    of_all = {name: sum(n.get(name, 0) for n in of_tracks.values()) for name in OF_TRACKS}
    of_all |= found.artist | {"listeners": len(set.union(*found.listeners.values()))}
    assert min(of_all.values()) > 0  # of everything there was some

    await town.patch(f"/people/{anna.id}", language_code="en")
    await anna.says("/stats")
    assert said(words(board(anna))) == of_all | {"followers": len(found.followers)}
    await anna.presses("Year", on=board(anna))  # by month
    assert said(words(board(anna))) == of_all | {"followers": len(found.followers)}
    for song in songs:
        await anna.presses_data(f"spt:{song.id}:30", on=board(anna))
        assert nonzero(said(words(board(anna)))) == of_tracks[song.id]

    await anna.presses("All tracks", on=board(anna))
    await anna.presses("CSV", on=board(anna))
    tables = [await file_of(town, message) for message in documents(anna)]
    days, tracks = [
        list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))) for _, data in tables
    ]
    for id, numbers in {"": of_all, **of_tracks}.items():
        [row] = [row for row in days if row["ID"] == id]  # all of it happened today
        assert nonzero({name: int(row[of] or 0) for of, name in COLUMNS.items()}) == numbers
    for row in tracks:
        ever = {name: int(row[of]) for of, name in COLUMNS.items() if of in row}
        assert nonzero(ever) == without_people(of_tracks[row["ID"]])

    await anna.presses("JSON", on=board(anna))
    _, data = await file_of(town, documents(anna)[-1])
    told = json.loads(data)
    [day] = told["days"]
    assert in_wire(day) == of_all
    for track in told["tracks"]:
        [day] = track["days"]
        assert in_wire(day) == of_tracks[track["id"]]
        assert in_wire(track["total"]) == without_people(of_tracks[track["id"]])


def board(anna: Person) -> Json:
    """Return the dashboard; donations are told below it when they please."""
    return next(m for m in reversed(anna.received) if "photo" in m)


def documents(anna: Person) -> list[Json]:
    return [message for message in anna.received if "document" in message]


def without_people(numbers: Number) -> Number:
    return {name: n for name, n in numbers.items() if name != "listeners"}


def in_wire(stated: Json) -> Number:
    return nonzero({WIRE.get(name, name): n for name, n in stated.items() if name != "date"})
