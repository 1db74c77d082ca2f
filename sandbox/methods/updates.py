"""getUpdates."""

from aiogram.methods import GetUpdates

from sandbox.errors import ApiError, Json
from sandbox.world import World


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
