"""How the bot gets its updates."""

import re

from aiogram.methods import Close, DeleteWebhook, GetUpdates, GetWebhookInfo, LogOut, SetWebhook

from sandbox.errors import ApiError, Json, bad
from sandbox.faults import too_many
from sandbox.webhook import Hook, checked_url
from sandbox.world import World

_PAUSE_AFTER_LOG_OUT_S = 600
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_updates(world: World, call: GetUpdates) -> list[Json]:
    if world.webhook_url:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
        )
    world.updates.allow(call.allowed_updates)
    limit = 100 if call.limit is None else min(max(call.limit, 1), 100)
    return await world.updates.poll(
        offset=call.offset or 0, limit=limit, timeout_s=min(max(call.timeout or 0, 0), 50)
    )


async def set_webhook(world: World, call: SetWebhook) -> bool:
    if not call.url:
        return await _unhook(world, drop=bool(call.drop_pending_updates))
    secret = call.secret_token or ""
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    hook = Hook(
        url=checked_url(call.url),
        secret=secret,
        connections=min(max(call.max_connections or 40, 1), 100),
        certificate=call.certificate is not None,
        ip=call.ip_address,
    )
    world.updates.allow(call.allowed_updates)
    if call.drop_pending_updates:
        world.updates.drop()
    if world.webhook.hook != hook:
        await world.webhook.set(hook)
    return True


async def delete_webhook(world: World, call: DeleteWebhook) -> bool:
    return await _unhook(world, drop=bool(call.drop_pending_updates))


async def _unhook(world: World, *, drop: bool) -> bool:
    if world.webhook.hook is not None:
        await world.webhook.set(None)
    if drop:
        world.updates.drop()
    return True


async def get_webhook_info(world: World, _call: GetWebhookInfo) -> Json:
    return world.webhook.info()


async def log_out(world: World, _call: LogOut) -> bool:
    """The bot may come back in ten minutes."""
    world.logged_out_until = world.clock.time() + _PAUSE_AFTER_LOG_OUT_S
    world.updates.interrupt("logOut request")
    return True


async def close(world: World, _call: Close) -> bool:
    """Telegram lets a bot instance be closed ten minutes after its launch, not before."""
    left = world.launched + _PAUSE_AFTER_LOG_OUT_S - world.clock.time()
    if left > 0:
        raise too_many(int(left) + 1)
    world.launched = world.clock.time()
    world.updates.interrupt("close request")
    return True
