"""bot → handlers → storage, never back; who may know which library; who may spell a key."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("bot", "exchange", "handlers", "storage", "sandbox")

FORBIDDEN = {
    "storage": {
        "bot",
        "handlers",
        "sandbox",
        "tests",
        "aiogram",
        "aiohttp",
        "apscheduler",
        "fluent",
        "exchange",
    },
    "exchange": {"bot", "handlers", "sandbox", "tests", "aiogram", "aiohttp", "apscheduler"},
    "handlers": {"bot", "sandbox", "tests", "redis", "apscheduler", "aiohttp"},
    "bot": {"sandbox", "tests"},
    "sandbox": {"bot", "handlers", "storage", "tests", "redis"},
}
ALLOWED = {"bot/demo.py": {"sandbox"}}


@cache
def modules(package: str) -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


@cache
def imports(tree: ast.Module) -> set[str]:
    """Return the top-level names a module imports, wherever in it."""
    names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    names += [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("package", OURS)
def test_a_package_knows_only_what_is_below_it(package: str) -> None:
    strangers = {
        name: found
        for name, tree in modules(package)
        if (found := imports(tree) & FORBIDDEN[package] - ALLOWED.get(name, set()))
    }
    assert strangers == {}


def test_handlers_know_the_storage_by_its_front_door() -> None:
    by_the_back = {
        name: node.module
        for name, tree in modules("handlers")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storage.")
    }
    assert by_the_back == {}


def test_one_module_spells_keys() -> None:
    """`bot:…` is how all keys of our own begin; Lua scripts are given theirs."""
    spelled = {}
    for package in OURS:
        for name, tree in modules(package):
            if name == "storage/keys.py":
                continue
            said = {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith("bot:")
            }
            if said:
                spelled[name] = said
    for path in (ROOT / "storage" / "scripts").glob("*.lua"):
        code = re.sub(r"--.*", "", path.read_text("utf-8"))
        if found := re.findall(r"""['"]bot:[^'"]*""", code):
            spelled[path.name] = set(found)
    assert spelled == {}


def test_one_file_of_the_bot_knows_the_sandbox() -> None:
    knows = [name for name, tree in modules("bot") if "sandbox" in imports(tree)]
    assert knows == ["bot/demo.py"]


def test_the_container_holds_what_the_bot_imports() -> None:
    """The image has no sandbox and no tests; only the demo would need them."""
    copied = set(
        re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    )
    needed = {
        name
        for package in ("bot", "handlers", "storage")
        for module, tree in modules(package)
        if module != "bot/demo.py"
        for name in imports(tree) & {*OURS, "tests"}
    }
    assert needed <= copied
