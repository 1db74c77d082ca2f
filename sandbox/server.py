"""The HTTP server: the Bot API, the control API and the chat page on one port."""

import asyncio
import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox import control
from sandbox.decode import CLASSES, Form, decode, read_form
from sandbox.errors import ApiError, ControlError, Json, unmodelled
from sandbox.faults import Fault, Faults, Flood
from sandbox.journal import Journal
from sandbox.loopback import is_address, is_loopback
from sandbox.methods import METHODS
from sandbox.webhook import Webhook
from sandbox.world import World

log = logging.getLogger("sandbox")

_PAGE = (Path(__file__).parent / "page").resolve()
_TOKEN = re.compile(r"[1-9][0-9]{0,18}:[A-Za-z0-9_-]{1,60}")
_CONTROL_LIMIT = 64 * 1024 * 1024
_GOODBYE_S = 0.1  # for requests that are under way when the sandbox stops
_NEVER_S = 3600.0  # longer than any client waits


class Sandbox:
    """One bot's Telegram.

    `data_dir` keeps people, chats, messages, files and balances across restarts; without it they
    live as long as the object does.
    """

    def __init__(
        self,
        token: str = "42:SANDBOX",
        *,
        data_dir: str | Path | None = None,
        username: str = "promo_music_bot",
        name: str = "promo.music",
        hosts: tuple[str, ...] = (),
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise ValueError("a token is a number, a colon and letters")
        self.token = token
        self.world = World(
            token, folder=Path(data_dir) if data_dir else None, username=username, name=name
        )
        self.world.webhook = Webhook(self.world, self._call_from_webhook)
        self.journal = Journal()
        self.faults = Faults()
        self.flood = Flood(self.world.clock)
        self.url = ""
        self._hosts = frozenset(hosts)
        self._is_everywhere = False
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> str:
        """Listen; return the address, which is where a Bot API client should look for Telegram."""
        app = web.Application(
            middlewares=[self._guard, self._commit], client_max_size=_CONTROL_LIMIT
        )
        app.router.add_route("*", "/bot{token:[^/]*}/{method}", self._bot_api)
        app.router.add_get("/file/bot{token:[^/]*}/{path:.+}", self._download)
        app.router.add_get("/", self._page)
        app.router.add_get("/page/{path:.+}", self._page)
        app.add_routes(control.routes(self.world, self.journal, self.faults, self.flood))
        app.router.add_route("*", "/{path:.*}", self._nowhere)
        # A request whose client has gone is given up while it waits, not in the middle of a change:
        # changes do not await.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=_GOODBYE_S
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.world.webhook.resume()
        self._hosts |= {host}
        self._is_everywhere = host in ("0.0.0.0", "::")
        port = self._runner.addresses[0][1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        return self.url

    async def stop(self) -> None:
        await self.world.webhook.stop()
        self.world.events.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self.world.store.close()

    # Who may ask

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Refuse foreign web pages: they come by their own name, or by one made to point here."""
        if not self._is_ours(request.host):
            return _refusal(403, f"{request.host} is not allowed: see --allow-host")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in (
            f"http://{request.host}",
            f"https://{request.host}",
        ):
            return _refusal(403, "foreign pages may not use the sandbox")
        site = request.headers.get("Sec-Fetch-Site", "none")
        if site not in ("none", "same-origin") and not _is_page(request.path):
            return _refusal(403, "foreign pages may not use the sandbox")
        try:
            response: web.StreamResponse = await handler(request)
        except ControlError as error:
            return _refusal(error.status, error.words)
        return response

    def _is_ours(self, address: str) -> bool:
        try:
            host = urlsplit(f"//{address}").hostname or ""
        except ValueError:
            return False
        if host in self._hosts or is_loopback(host):
            return True
        # A name may be rebound to us, an address may not: any will do once we listen on all.
        return self._is_everywhere and is_address(host)

    @web.middleware
    async def _commit(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """What a client has seen is stored."""
        try:
            response: web.StreamResponse = await handler(request)
        finally:
            self.world.store.commit()
        return response

    # The Bot API

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        name = _proper(request.match_info["method"])
        form = Form()
        try:
            self._check_token(request.match_info["token"])
            form = await read_form(request)
            fault = self.faults.strike(name, str(form.fields.get("chat_id", "")))
            if fault is None:
                return self._said(name, form, await self._answer(name, form))
            if fault.kind == "delay":
                await asyncio.sleep(fault.delay_s or 0)
                return self._said(name, form, await self._answer(name, form), fault)
        except ApiError as error:
            return self._said(name, form, error.reply())
        answer = await self._answer(name, form) if fault.after else None
        self._note(name, form, fault.status, answer, fault)
        self.world.store.commit()
        return await self._spoiled(fault, request)

    def _said(
        self, name: str, form: Form, answer: Json, fault: Fault | None = None
    ) -> web.StreamResponse:
        """Note a request that is answered; return the answer."""
        status = answer.get("error_code", 200)
        self._note(name, form, status, answer, fault)
        return _reply(answer, status)

    async def _answer(self, name: str, form: Form) -> Json:
        try:
            result = await self.call(name, form)
        except ApiError as error:
            return error.reply()
        except Exception as error:
            log.exception("%s failed", name)
            return ApiError(500, f"Internal Server Error: sandbox failure: {error!r}").reply()
        return {"ok": True, "result": result, **_described(name)}

    async def call(self, name: str, form: Form) -> Any:
        """Do what a method does and return its result.

        Raises:
            ApiError: as Telegram would.
        """
        if self.world.logged_out_until > self.world.clock.time():
            raise ApiError(400, "Logged out")
        self.flood.check(name, str(form.fields.get("chat_id", "")))
        method = decode(name, form)
        function = METHODS.get(type(method))
        if function is None:
            raise unmodelled(f"the method {method.__api_method__}")
        return await function(self.world, method)

    async def _call_from_webhook(self, name: str, form: Form) -> None:
        """Run the method with which the bot answered an update; nobody hears the result."""
        answer = await self._answer(name, form)
        self._note(_proper(name), form, answer.get("error_code", 200), answer, None)

    def _note(
        self, name: str, form: Form, status: int, reply: Json | None, fault: Fault | None
    ) -> None:
        self.journal.add(
            at=self.world.clock.time(),
            method=name,
            params=form.shown(),
            status=status,
            reply=reply,
            fault=fault.kind if fault else None,
        )

    async def _spoiled(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        """What the fault puts in the place of the answer."""
        endless_s = _NEVER_S if fault.kind == "timeout" else 0
        await asyncio.sleep(fault.delay_s if fault.delay_s is not None else endless_s)
        if fault.kind == "error":
            error = fault.error()
            return _reply(error.reply(), error.code)
        if fault.kind == "garbage":
            return web.Response(text="<html>nginx says hello</html>", content_type="text/html")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        if token != self.token:
            raise ApiError(401, "Unauthorized")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
            file = self.world.files.by_path(request.match_info["path"])
            if file is None:
                raise ApiError(404, "Not Found")
        except ApiError as error:
            return _reply(error.reply(), error.code)
        return control.ranged(request, self.world.files.read(file), "application/octet-stream")

    # Everything else

    async def _page(self, request: web.Request) -> web.StreamResponse:
        path = (_PAGE / request.match_info.get("path", "index.html")).resolve()
        if not path.is_relative_to(_PAGE) or not path.is_file():
            return _refusal(404, "no such page")
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def _nowhere(self, _request: web.Request) -> web.StreamResponse:
        return _reply(ApiError(404, "Not Found").reply(), 404)


def _is_page(path: str) -> bool:
    return path == "/" or path.startswith("/page/")


def _proper(name: str) -> str:
    cls = CLASSES.get(name.lower())
    return cls.__api_method__ if cls else name


def _described(name: str) -> Json:
    """The words that Telegram adds to some successes."""
    words = {"setWebhook": "Webhook was set", "deleteWebhook": "Webhook was deleted"}
    return {"description": words[name]} if name in words else {}


def _reply(reply: Json, status: int) -> web.Response:
    headers = {}
    if "retry_after" in reply.get("parameters", {}):
        headers["Retry-After"] = str(reply["parameters"]["retry_after"])
    return web.json_response(reply, status=status, headers=headers)


def _refusal(status: int, words: str) -> web.Response:
    """For the page, the tests and, when it is the guard's, for Bot API clients."""
    error = {"error": words, "ok": False, "error_code": status, "description": words}
    return web.json_response(error if status == 403 else {"error": words}, status=status)
