"""A real browser on the chat page, and a bot that answers as a test tells it to."""

import json
import shutil
from collections.abc import AsyncIterator
from typing import Any, Literal, Protocol

import pytest
from aiohttp import ClientSession, FormData
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from sandbox import Sandbox
from tests.control import Control, Json
from tests.page.things import File

ANNA = 1001
BORIS = 1002

WIDE = (1280, 800)
NARROW = (390, 844)

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PATIENCE_MS = 60_000  # a slow machine may take its time


Theme = Literal["light", "dark"]


class Bot:
    """A bot over raw HTTP, one step at a time."""

    def __init__(self, url: str, token: str) -> None:
        self._root = f"{url}/bot{token}"
        self._http = ClientSession()
        self._offset = 0
        self._waiting: list[Json] = []

    async def close(self) -> None:
        await self._http.close()

    async def call(self, method: str, **params: Any) -> Any:
        """Call a method; a `File` is uploaded."""
        form = FormData()
        for name, value in params.items():
            if isinstance(value, File):
                form.add_field(name, value.content, filename=value.name, content_type=value.mime)
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self._http.post(f"{self._root}/{method}", data=form) as reply:
            answer = await reply.json()
            assert answer["ok"], answer
            return answer["result"]

    async def says(self, chat: int, text: str, **params: Any) -> Json:
        message: Json = await self.call("sendMessage", chat_id=chat, text=text, **params)
        return message

    async def next(self, kind: str) -> Json:
        """Wait for an update of that kind; the others before it are taken, too."""
        while True:
            while self._waiting:
                update = self._waiting.pop(0)
                if kind in update:
                    found: Json = update[kind]
                    return found
            self._waiting = await self.call("getUpdates", offset=self._offset, timeout=10)
            if self._waiting:
                self._offset = self._waiting[-1]["update_id"] + 1


@pytest.fixture
async def bot(box: Sandbox) -> AsyncIterator[Bot]:
    bot = Bot(box.url, box.token)
    yield bot
    await bot.close()


@pytest.fixture
async def people(control: Control, bot: Bot) -> None:
    """Anna and Boris, who have started the bot, and the bot that has seen it."""
    await control.post("/people", id=ANNA, first_name="Anna", language_code="en", stars=100)
    await control.post("/people", id=BORIS, first_name="Boris", language_code="ru", stars=10)
    for person in (ANNA, BORIS):
        await control.post("/start", person=person)
        await bot.next("message")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=_PATIENCE_MS)
    async with async_playwright() as playwright:
        names = (*_NAMES, playwright.chromium.executable_path)
        path = next(filter(None, map(shutil.which, names)), None)
        if path is None:
            pytest.fail("no Chromium: install your system's package of it")
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        await browser.close()


class Opens(Protocol):
    """Opens the page as a person."""

    async def __call__(
        self,
        person: int | None = ANNA,
        size: tuple[int, int] = WIDE,
        *,
        locale: str = "en-GB",
        theme: Theme = "light",
        beside: Page | None = None,
        at: str | None = None,
        **place: str | int,
    ) -> Page: ...


@pytest.fixture
async def tab(box: Sandbox, browser: Browser) -> AsyncIterator[Opens]:
    """Open tabs, each in a browser of its own unless it is to be `beside` another.

    `at` is an address other than the sandbox's own.

    An error in a page fails the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    async def opens(
        person: int | None = ANNA,
        size: tuple[int, int] = WIDE,
        *,
        locale: str = "en-GB",
        theme: Theme = "light",
        beside: Page | None = None,
        at: str | None = None,
        **place: str | int,
    ) -> Page:
        if beside is None:
            width, height = size
            context = await browser.new_context(
                viewport={"width": width, "height": height},
                locale=locale,
                color_scheme=theme,
                timezone_id="Europe/Moscow",
                permissions=["clipboard-read", "clipboard-write"],
            )
            context.set_default_timeout(_PATIENCE_MS)
            contexts.append(context)
        else:
            context = beside.context
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if person is not None:
            place = {"as": person, **place}
        query = "&".join(f"{name}={value}" for name, value in place.items())
        await page.goto(f"{at or box.url}/?{query}")
        await page.locator("body[data-ready]").wait_for()
        return page

    yield opens
    for context in contexts:
        await context.close()
    assert errors == []
