"""Rows as the web product has them: artists with all that is theirs, as many as one wants."""

import json
import random
from collections.abc import Iterator

_MADE = "2024-01-25T10:00:00.000Z"
_SONGS = 4

EACH = 22
"""Rows of one artist: a profile, 4 tracks with analytics, a concert, a video, a news item, 5
donations, a balance and 4 transactions."""


def rows(artists: int, *, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield the rows of so many artists, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(artists):
        yield from (
            (key, json.dumps(value, ensure_ascii=False)) for key, value in _of(number, chance)
        )


def _of(number: int, chance: random.Random) -> Iterator[tuple[str, object]]:
    me, stamp = f"artist-{number}", f"{1706184000000 + number}"
    times = {"createdAt": _MADE, "updatedAt": _MADE, "userId": me}
    plays = [chance.randrange(10**5) for _ in range(_SONGS)]
    yield (
        f"profile:{me}",
        {
            "userId": me,
            "name": f"Артист {number}",
            "bio": "Музыка для тёплых вечеров",
            "subscribers": chance.randrange(10**4),
            "totalPlays": sum(plays),
            "totalTracks": _SONGS,
            "updatedAt": _MADE,
        },
    )
    for song, played in enumerate(plays):
        id = f"{stamp}-song{song}"
        counts = {"plays": played, "likes": played // 40, "downloads": played // 100}
        track = {"id": id, "title": f"Песня {song}", "artist": f"Артист {number}"}
        yield f"track:{me}:{id}", {**track, "genre": "Folk", "duration": 245, **counts, **times}
        days = [{"date": f"2024-01-{day}", "plays": day, "likes": 1} for day in (24, 25, 26)]
        more = {"shares": 4, "comments": 2, "dailyStats": days}
        yield f"analytics:{me}:track:{id}", {"trackId": id, **counts, **more}
    yield (
        f"concert:{me}:{stamp}-show",
        {
            "id": f"{stamp}-show",
            "title": "Весенний концерт",
            "venue": "Дом культуры",
            "city": "Казань",
            "date": "2024-07-15",
            "time": "20:00",
            "ticketPrice": 1500.5,
            **times,
        },
    )
    video = {"id": f"{stamp}-clip", "title": "Клип", "videoUrl": "https://example.com/v"}
    yield f"video:{me}:{stamp}-clip", {**video, "duration": 200, "views": 10, "likes": 3, **times}
    news = {"id": f"{stamp}-news", "title": "Новость", "content": "Скоро альбом"}
    yield f"news:{me}:{stamp}-news", {**news, "likes": 1, "comments": 0, **times}
    for gift in range(5):
        id = f"{stamp}-gift{gift}"
        said = {"donorName": "Иван", "amount": chance.randrange(1, 5000), "message": "Спасибо!"}
        status = {"status": "completed", "artistId": me, "createdAt": _MADE}
        yield f"donation:{me}:{id}", {"id": id, **said, **status}
    coins = [chance.randrange(1, 1000) for _ in range(4)]
    yield f"coins:balance:{me}", sum(coins)
    for part, amount in enumerate(coins):
        id = f"{stamp}-coins{part}"
        bought = {"amount": amount, "type": "purchase", "description": "Купил коины"}
        yield f"coins:tx:{me}:{id}", {"id": id, "userId": me, **bought, "createdAt": _MADE}
