"""How the sandbox refuses: Telegram's words for a bot, plain sentences for pages and tests."""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal that a Bot API client gets, in Telegram's words."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def reply(self) -> Json:
        reply: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            reply["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to is not None:
            reply["parameters"] = {"migrate_to_chat_id": self.migrate_to}
        return reply


class ControlError(Exception):
    """A refusal that the chat page or a test gets from the control API."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def bad(words: str) -> ApiError:
    return ApiError(400, f"Bad Request: {words}")


def forbidden(words: str) -> ApiError:
    return ApiError(403, f"Forbidden: {words}")


def strict(words: str) -> ApiError:
    """Refuse what Telegram may let pass, ignoring what it does not know."""
    return bad(f"[the sandbox is stricter than Telegram] {words}")


def unmodelled(what: str) -> ApiError:
    return ApiError(501, f"Not Implemented: the sandbox knows {what} but does not model it")


def wrong(words: str) -> ControlError:
    return ControlError(400, words)


def missing(what: str) -> ControlError:
    return ControlError(404, f"no such {what}")


def conflict(words: str) -> ControlError:
    return ControlError(409, words)


QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
