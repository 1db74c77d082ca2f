"""A Telegram of one's own, on loopback: a strict Bot API server, a chat page and a control API.

See docs/sandbox.md. In tests:

    box = Sandbox(token="42:TEST")
    url = await box.start()
    ...
    await box.stop()
"""

from sandbox.server import Sandbox

__all__ = ["Sandbox"]
