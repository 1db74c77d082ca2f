"""Updates posted to the bot: in order within a chat, side by side across chats, until answered."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from pydantic import TypeAdapter

from sandbox.decode import Form
from sandbox.errors import Json, bad
from sandbox.loopback import is_loopback
from sandbox.store import Table
from sandbox.world import World, compact

_ANSWER_S = 60.0
_LONGEST_PAUSE_S = 60.0
_USUAL_CONNECTIONS = 40

Call = Callable[[str, Form], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where updates go."""

    url: str
    secret: str = ""
    connections: int = _USUAL_CONNECTIONS
    certificate: bool = False
    ip: str | None = None


class Webhook:
    """Delivers updates while a hook is set; `call` runs a method that the bot answers with."""

    def __init__(self, world: World, call: Call) -> None:
        self._world = world
        self._call = call
        self._hooks: Table[str, Hook] = Table(world.store, "webhook", str, TypeAdapter(Hook))
        self._lanes: dict[str, deque[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(_USUAL_CONNECTIONS)
        self._error: Json = {}

    @property
    def hook(self) -> Hook | None:
        return self._hooks.get("")

    def info(self) -> Json:
        hook = self.hook
        if hook is None:
            shown: Json = {"url": "", "has_custom_certificate": False}
        else:
            shown = {
                "url": hook.url,
                "has_custom_certificate": hook.certificate,
                "max_connections": hook.connections,
                "ip_address": hook.ip or "127.0.0.1",
            }
        allowed = self._world.updates.allowed or None
        shown["pending_update_count"] = len(self._world.updates)
        return compact({**shown, **self._error, "allowed_updates": allowed})

    async def set(self, hook: Hook | None) -> None:
        """Begin, change or stop delivering."""
        await self.stop()
        self._error = {}
        if hook is None:
            self._hooks.pop("", None)
        else:
            self._hooks[""] = hook
            self._world.updates.interrupt("setWebhook request")
        self.resume()

    def resume(self) -> None:
        """Deliver what has gathered, now and after a restart."""
        hook = self.hook
        self._world.webhook_url = hook.url if hook else ""
        self._world.webhook_answers(hook is not None)
        if hook is None:
            self._world.updates.on_add = None
            return
        self._room = asyncio.Semaphore(hook.connections)
        pending = self._world.updates.pending()
        self._world.updates.on_add = self._add
        for update in pending:
            self._add(update)

    async def stop(self) -> None:
        self._world.updates.on_add = None
        others = self._tasks - {asyncio.current_task()}  # a bot may answer with deleteWebhook
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._tasks.clear()
        self._lanes.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _add(self, update: Json) -> None:
        lane = _lane(update)
        if lane in self._lanes:
            self._lanes[lane].append(update)
            return
        self._lanes[lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drive(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, lane: str) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        self._lanes.pop(lane, None)

    async def _deliver(self, update: Json) -> None:
        pause_s = self._world.settings.webhook_retry_s
        while not self._world.updates.is_late(update):
            async with self._room:
                error = await self._post(update)
            self._world.webhook_answers(error is None)
            if error is None:
                self._error = {}
                break
            self._error = {
                "last_error_date": self._world.clock.now(),
                "last_error_message": error,
            }
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
        self._world.updates.confirm(update["update_id"])
        self._world.store.commit()

    async def _post(self, update: Json) -> str | None:
        """Post one update; return what went wrong, in Telegram's words."""
        hook = self.hook
        if hook is None:
            return "no webhook"
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            # On loopback a certificate proves nothing; Telegram checks the one that was uploaded.
            async with self._session.post(
                hook.url, json=update, headers=headers, ssl=False
            ) as answer:
                if answer.status != 200:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
                body = await answer.read()
                kind = answer.content_type
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError as error:
            refused = isinstance(error, aiohttp.ClientConnectorError)
            return "Connection refused" if refused else f"Connection failed: {error}"
        await self._answered(body, kind)
        return None

    async def _answered(self, body: bytes, kind: str) -> None:
        """Run the method with which a bot may answer an update."""
        form = Form.of_body(body, kind)
        method = form.fields.pop("method", None) if form else None
        if form is not None and isinstance(method, str):
            await self._call(method, form)


def _lane(update: Json) -> str:
    """Updates of a lane are delivered one after another."""
    kind, what = next(((k, v) for k, v in update.items() if isinstance(v, dict)), ("", {}))
    if "chat" in what:
        return f"chat {what['chat'].get('id')}"
    return f"{kind} {(what.get('from') or what.get('user') or {}).get('id')}"


def checked_url(url: str) -> str:
    """The address of a hook.

    Raises:
        ApiError: Telegram could not post there, or the sandbox, which never leaves the machine.
    """
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host:
            raise bad("invalid webhook URL specified")
        if is_loopback(host):
            return url
        if parts.scheme == "http":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        raise bad("bad webhook: Failed to resolve host: the sandbox reaches loopback only")
    raise bad("invalid webhook URL specified")
