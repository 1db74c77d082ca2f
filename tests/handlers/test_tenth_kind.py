"""Another kind of record needs its class and its words, and no other change."""

import ast
import asyncio
import sys
from pathlib import Path

import handlers
from storage import ENTITIES

ROOT = Path(handlers.__file__).parents[1]


async def test_a_tenth_kind_has_its_command_menus_form_page_and_cards() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.handlers.tenth_kind"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    assert (process.returncode, said) == (0, b"sold\n"), complained.decode()


def test_only_songs_are_named_by_their_kind() -> None:
    """Playing and counting know tracks, time and place concerts; nothing else knows a kind."""
    kinds = {model.__name__ for model in ENTITIES}
    named = {
        (path.name, node.id)
        for path in (ROOT / "handlers").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id in kinds
    }
    assert {kind for _, kind in named} == {"Track", "Concert"}
    songs = {name for name, kind in named if kind == "Track"}
    on_albums = {
        "discography.py",
        "album_screens.py",
        "profile_songs.py",
        "profile_songs_screen.py",
    }
    on_numbers = {"digests.py", "numbers.py", "stats.py"}
    assert songs == on_albums | on_numbers | {"listen.py", "pages.py", "visit.py"}
