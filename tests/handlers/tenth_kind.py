"""A bot with one kind of record more: run by test_tenth_kind.py, in a process of its own.

The kind is added where STYLE says and nowhere else: its class, listed among the models, and a block
in each entities.ftl. That has to come before anything imports them, hence the process.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from shutil import copytree

from storage import models
from storage.entity import Entity
from storage.fields import FileId, HttpsUrl, Line, Picture, Price, Prose


class Cap(Entity, family="cap"):
    """Something for the merch table."""

    title: Line
    price: Price
    shop_url: HttpsUrl | None = None
    image_url: Picture | None = None
    description: Prose | None = None
    image_file: FileId | None = None


WORDS = """
cap = 🧢 Cap
    .all = 🧢 Caps
    .new = + New cap
    .count = { $n } caps
    .empty = No caps yet.
    .title = Name
    .price = Price
    .shop_url = Shop
    .image_url = Picture
    .description = About
"""


async def walk(folder: Path) -> None:
    from bot.app import App
    from bot.settings import Settings
    from sandbox import Sandbox
    from tests.people import Town

    box = Sandbox(token="42:CAP-only-no-secret")
    settings = Settings(
        _env_file=None, bot_token=box.token, bot_api_url=await box.start(), data_dir=folder
    )
    async with App(settings) as app, Town(settings.bot_api_url, app.worker.idle) as town:
        anna = await town.newcomer("Anna", language="en")
        boris = await town.newcomer("Boris", language="en")
        await anna.says("/caps")
        assert "No caps yet." in anna.text
        await anna.presses("New cap")
        await anna.says("Red cap")
        await anna.says("twenty")
        assert "I need a number" in anna.text
        await anna.says("20")
        await anna.presses("Details")
        await anna.says("shop.example.com/red")
        await anna.sends_photo()
        await anna.presses("Skip")
        await anna.presses("Publish")
        assert "It's out" in anna.text
        assert "photo" in anna.screen
        link = (await anna.presses("Copy link"))["text"]
        await boris.opens(link)
        assert "Red cap" in boris.text
        assert "Price: 20" in boris.text
        assert "Shop" in boris.labels
        await boris.presses("Artist")
        assert "🧢 Caps · 1" in boris.labels
        await anna.presses("Edit")
        await anna.presses("Name")
        await anna.says("Blue cap")
        assert "Saved" in anna.text
        await anna.says("/me")
        await anna.presses("🧢 Caps")
        await anna.presses("Blue cap")
        await anna.presses("Delete")
        await anna.presses("Undo")
        assert "It's back" in anna.text
        assert [card["title"] for card in (await anna.asks())["results"]] == ["Anna", "Blue cap"]
        await anna.sends_photo("Green cap")
        await anna.presses("🧢 Cap")
        await anna.says("15")
        assert "Green cap" in anna.text
        assert "Publish" in anna.labels
        commands = (await town.get(f"/people/{anna.id}/chats"))[0]["commands"]
        assert "caps" in [command["command"] for command in commands]
        depth = await app.journal.depth()
        assert depth.dead == 0, depth
    await box.stop()
    sys.stdout.write("sold\n")


def main() -> None:
    models.ENTITIES = (*models.ENTITIES, Cap)
    models.FAMILIES[Cap.family] = Cap
    import storage

    storage.ENTITIES = models.ENTITIES
    with tempfile.TemporaryDirectory() as folder:
        from handlers import texts

        words = Path(folder, "texts")
        copytree(Path(texts.__file__).parent, words)
        for locale in texts.LOCALES:
            path = words / locale / "entities.ftl"
            path.write_text(path.read_text("utf-8") + WORDS, "utf-8")
        texts._HERE = words
        asyncio.run(walk(Path(folder, "data")))


if __name__ == "__main__":
    main()
