"""Nobody's menus read or change what is another's.

Boris presses every button there is, forged to name Anna and her things; and sends every command.
Afterwards all that Anna has is as it was, and nothing private of hers was ever shown.
"""

import json
from collections.abc import AsyncIterator, Iterator
from itertools import product
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.app import App
from handlers import callbacks
from handlers.house import EDITION
from storage import (
    ENTITIES,
    KV,
    Balance,
    CoinTx,
    Concert,
    Donation,
    Drafts,
    Profile,
    Records,
    Track,
    announcement,
)
from tests.handlers.conftest import NOW
from tests.patience import PATIENCE_S
from tests.people import Person, labels, words

SECRET = "Kestrel"
"""A word that stands in all that is private of Anna's."""

BUTTONS = sorted(
    (
        c
        for c in vars(callbacks).values()
        if isinstance(c, type) and issubclass(c, CallbackData) and c is not CallbackData
    ),
    key=lambda c: c.__name__,
)


AT_ONCE = 5
"""Buttons between two looks at what there is; what they show are fewer messages than one sees."""


@pytest.fixture
async def draft(anna: Person, drafts: Drafts) -> Track:
    draft = Track.new(str(anna.id), now=NOW, title=f"{SECRET} draft")
    await drafts.put(draft)
    return draft


@pytest.fixture
async def riches(
    app: App, anna: Person, records: Records, song: Track, concert: Concert
) -> AsyncIterator[None]:
    """Money that Anna seems to have: the ledger knows nothing of it, so it goes with the test."""
    me = str(anna.id)
    had = (
        Balance(id=me, owner=me, coins=777_001),
        CoinTx(id="tx", owner=me, amount=5, type="reward", description=SECRET, created_at=NOW),
        Donation(
            id="gift", owner=me, donor_name=SECRET, amount=9, status="completed", created_at=NOW
        ),
    )
    for record in had:
        await records.add(record)
    yield
    await KV(app.redis).mdelete(record.key for record in had)


def forged(
    button: type[CallbackData], anna: str, things: list[tuple[str, str]]
) -> Iterator[CallbackData]:
    """Yield a button about each of Anna's things, with every combination of its other fields."""
    families = [*(model.family for model in ENTITIES), "donation", "profile", "vinyl"]
    values: dict[str, list[Any]] = {
        "artist": [anna],
        "family": families,
        "id": [id for _, id in things],
        "page": [0, 10**6],
        "field": ["title", "owner"],
        "value": ["0", "2000"],
        "month": ["2030-01", "0000-13"],
        "code": ["ru", "zz"],
        "album": [anna, "1"],
        "place": ["c", "p", "i", "?"],
        "sure": [True, False],
        "edition": [EDITION, "1999-01"],
        "coins": [0, -5, 1, 10**12],
        "on": [True, False],
        "stars": [1000, 10**15],
        "intent": ["Ab3-_xYz", "0123456789abcdef", "../../.."],
        "entry": ["", "1706184123456-0"],
        "case": [""],
        "n": [1],
        "cover": [True, False],
        "topic": ["news", "vinyl"],
        "level": ["digest", "loud"],
        "hours": ["0-0", "25-9"],
        "at": [0, 10**12],
        "loud": [True, False],
        "how": [0, 7],
        "campaign": ["", announcement("track", anna, things[0][1], 1)],
        "answer": ["g", "i", "n", "?"],
        "step": ["7d", "?"],
        "chat": [int(anna), -1001, 10**15],
        "kind": ["track", "vinyl"],
        "thread": [0, 7],
        "tap": ["1"],
        "keep": [True, False],
        "what": ["concerts", "vinyl"],
        "rights": [0, 15, -1],
        "token": ["A" * 22, "../.."],
        "person": [anna, "nobody"],
        "right": ["content", "owner"],
        "before": ["", "1706184123456-0", "+"],
        "source": ["", "poster", "made-up"],
        "days": [7, 10**6, -1],
        "genre": ["0a1b2c3d4e5f", "../*"],
        "to": ["a", "d", "t0a1b2c3d", "g0a1b2c3d", "?"],
        "format": ["csv", "json", "exe"],
        "period": ["recent", "vinyl"],
        "comment": ["Ab3dEf7H"],
        "reason": ["spam", "?"],
        "look": ["light", "?"],
    }

    names = list(button.model_fields)
    if not {"family", "id"} <= {*names}:
        for chosen in product(*(values[name] for name in names)):
            yield button(**dict(zip(names, chosen, strict=True)))
        return
    others = [name for name in names if name not in ("family", "id")]
    for family, id in things:
        for chosen in product(*(values[name] for name in others)):
            yield button(family=family, id=id, **dict(zip(others, chosen, strict=True)))
    for family in families:  # most of what these name is nothing
        if (family, things[0][1]) not in things:
            one_each = {name: values[name][0] for name in others}
            yield button(family=family, id=things[0][1], **one_each)


COUNTED = {
    *("plays", "likes", "downloads", "views", "comments", "shares", "dailyStats", "updatedAt"),
    *("subscribers", "totalPlays", "totalTracks", "going", "interested"),
}
"""What fans move, and what a job writes into records from time to time."""


PASSING = ("analytics:", "bot:listeners:", "bot:source-people:", "bot:concert-plan:")
"""What the keys begin with of what fans move besides."""


async def snapshot(app: App, anna: Person) -> dict[str, Any]:
    """Return every value stored under a key that names Anna, without what fans move."""
    found: dict[str, Any] = {}
    async for key in app.redis.scan_iter(f"*:{anna.id}*", count=1000, _type="string"):
        if not key.startswith(PASSING):
            value = json.loads(await app.redis.get(key) or "null")
            found[key] = (
                {k: v for k, v in value.items() if k not in COUNTED}
                if isinstance(value, dict)
                else value
            )
    return found


async def test_no_button_reaches_what_is_anothers(
    app: App,
    anna: Person,
    boris: Person,
    song: Track,
    concert: Concert,
    draft: Track,
    riches: None,
) -> None:
    things = [*((one.family, one.id) for one in (song, concert, draft)), ("donation", "gift")]
    await boris.starts()
    home = boris.screen
    before = await snapshot(app, anna)
    pressed = set()
    for n in range(0, len(BUTTONS), AT_ONCE):
        some = BUTTONS[n : n + AT_ONCE]
        for button in some:
            for forgery in forged(button, str(anna.id), things):
                answer = await boris.town.post(
                    "/tap",
                    person=boris.id,
                    chat=boris.id,
                    message=home["message_id"],
                    data=forgery.pack(),
                    wait_s=PATIENCE_S,
                )
                assert answer["answered"], forgery
                assert SECRET not in (answer["text"] or ""), forgery
            pressed.add(button)
        await boris.sees()
        shown = [words(message) for message in boris.received]
        shown += [label for message in boris.received for label in labels(message)]
        assert SECRET not in "\n".join(shown), some
        assert "777" not in "\n".join(shown).replace("\u00a0", ""), some
        assert await snapshot(app, anna) == before, some
    assert pressed == set(BUTTONS)


async def test_no_link_reaches_what_is_private(
    app: App, anna: Person, boris: Person, song: Track, draft: Track, riches: None
) -> None:
    before = await snapshot(app, anna)
    for payload in (
        f"d_{anna.id}_gift",
        f"donation_{anna.id}_gift",
        f"t_{anna.id}_{draft.id}",
        f"p_{anna.id}_{anna.id}",
        f"profile_{anna.id}_{anna.id}",
        f"a_{anna.id}",
    ):
        await boris.starts(payload)
        assert SECRET not in boris.text
        assert "777" not in boris.text
    await boris.says(SECRET)
    assert "Nothing found" in boris.text
    assert (await boris.asks(SECRET))["results"] == []
    assert await snapshot(app, anna) == before


async def test_an_answer_to_a_forged_question_changes_ones_own_things_only(
    app: App, anna: Person, boris: Person, song: Track, concert: Concert
) -> None:
    await boris.starts()
    before = await snapshot(app, anna)
    await boris.presses_data(f"e:concert:{concert.id}:venue")
    assert boris.alert == "This is gone."
    await boris.says("Somewhere else")
    await boris.presses_data("oe:name")
    await boris.says("Boris Sings")
    assert await snapshot(app, anna) == before
    profile = await Records(app.redis).profile(str(boris.id))
    assert profile is not None
    assert profile.name == "Boris Sings"


async def test_a_family_that_artists_do_not_keep_has_no_menu(
    anna: Person, riches: None, app: App
) -> None:
    """Not even one's own money is edited or deleted through the menus of records."""
    await anna.starts()
    me = str(anna.id)
    for data in (
        "l:donation:0",
        "c:donation:gift",
        "f:donation:gift",
        "e:donation:gift:donor_name",
        "d:donation:gift",
        "d:profile:" + me,
        "n:donation",
        "n:profile",
        "mk:donation",
        "p:donation:gift",
        "x:donation:gift:1",
        "u:donation:gift",
    ):
        await anna.presses_data(data)
        assert anna.alert in {"Кнопка устарела. Открой меню: /start", "Этого больше нет."}, data
    assert await KV(app.redis).get(f"donation:{me}:gift") is not None
    assert await KV(app.redis).get(f"profile:{me}") is not None
    assert Profile.family not in {model.family for model in ENTITIES}
