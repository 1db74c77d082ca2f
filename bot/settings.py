"""What the operator decides: environment variables, or the same names in ``.env``.

README.md lists them; a test holds the two together.
"""

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic import model_validator as whole
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from redis.asyncio import Redis

from bot.errors import CannotRun
from bot.key import Key, Unusable
from storage.prices import Pack, Rewards

TELEGRAM = "https://api.telegram.org"

_PACK = re.compile(r"[1-9][0-9]{0,6}:[1-9][0-9]{0,4}", re.ASCII)
_PACKS = (Pack(100, 50), Pack(500, 230), Pack(1000, 430))


class Settings(BaseSettings):
    """See README.md for what each one means."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    bot_token: SecretStr
    bot_api_url: str = TELEGRAM
    redis_url: SecretStr | None = None  # may carry a password
    data_dir: Path = Path("data")
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    default_language: Literal["ru", "en"] = "en"
    payment_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    coin_packs: Annotated[tuple[Pack, ...], NoDecode] = _PACKS
    coin_rewards: Annotated[Rewards, NoDecode] = Rewards()
    promotion_coins: int = Field(default=100, ge=1, le=10**6)
    payout_min_stars: int = Field(default=1000, ge=1, le=10**6)
    backup_key: SecretStr | None = None  # a secret key, or the public one of it
    backup_days: int = Field(default=7, ge=1, le=3650)
    takedowns_to_block: int = Field(default=3, ge=1, le=1000)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=0, le=65535)

    @classmethod
    def read(cls, **given: Any) -> Self:
        """Return the settings of this process.

        Raises:
            CannotRun: a variable is missing or makes no sense.
        """
        try:
            return cls(**given)
        except ValidationError as error:
            raise CannotRun(*_in_words(error)) from None  # the cause may quote a secret

    @property
    def secrets(self) -> list[str]:
        """What must never be seen in a log."""
        found = [key.get_secret_value() for key in (self.bot_token, *self.payment_keys)]
        if self.backup_key:
            found.append(self.backup_key.get_secret_value())
        if self.webhook_secret:
            found.append(self.webhook_secret.get_secret_value())
        if self.redis_url and (password := urlsplit(self.redis_url.get_secret_value()).password):
            found += [password, unquote(password)]
        return list(dict.fromkeys(found))

    @field_validator("bot_token")
    @classmethod
    def _token(cls, token: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value(), re.ASCII):
            raise ValueError("is not a token: @BotFather gives one like 123456789:AbC…")
        return token

    @field_validator("bot_api_url")
    @classmethod
    def _http(cls, url: str) -> str:
        parts = urlsplit(url)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or not _has_port(url)
        ):
            raise ValueError(f"is not the address of a Bot API server: {TELEGRAM} is Telegram's")
        return url.rstrip("/")

    @field_validator("redis_url")
    @classmethod
    def _store(cls, url: SecretStr) -> SecretStr:
        try:
            Redis.from_url(url.get_secret_value()).connection_pool.make_connection()  # type: ignore[no-untyped-call]  # of redis-py
        except (ValueError, TypeError):
            raise ValueError(
                "is not the address of a store: redis://host:6379/0, rediss:// or unix://"
            ) from None
        return url

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _ids(cls, ids: object) -> object:
        if not isinstance(ids, str):
            return ids
        words = ids.replace(",", " ").split()
        if not all(re.fullmatch(r"[0-9]{1,15}", word, re.ASCII) for word in words):
            raise ValueError("is not a list of Telegram user ids: 123456789, 987654321")
        return frozenset(map(int, words))

    @field_validator("payment_keys", mode="before")
    @classmethod
    def _signing_keys(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        words = given.replace(",", " ").split()
        if not all(re.fullmatch(r"[!-~]{32,256}", word) for word in words):
            raise ValueError("is not a list of secrets of 32 or more letters and digits")
        return words

    @field_validator("coin_packs", mode="before")
    @classmethod
    def _price_list(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        words = given.replace(",", " ").split()
        if not 1 <= len(words) <= 10 or not all(map(_PACK.fullmatch, words)):
            raise ValueError("is not a price list of coins for Stars: 100:50, 500:230, 1000:430")
        return tuple(Pack(*map(int, word.split(":"))) for word in words)

    @field_validator("coin_rewards", mode="before")
    @classmethod
    def _rewards(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        words = given.replace(",", " ").split()
        if len(words) != len(Rewards._fields) or not all(
            re.fullmatch(r"[0-9]{1,6}", word, re.ASCII) for word in words
        ):
            raise ValueError(
                "is not three numbers: coins for a newcomer, for a new follower,"
                " and for how many followers a day: 10, 1, 20"
            )
        return Rewards(*map(int, words))

    @property
    def signing_keys(self) -> list[bytes]:
        """Return the keys of invoices; the first signs, all are believed.

        One that follows from the token is always among them, and signs where there is no other.
        """
        given = [key.get_secret_value().encode() for key in self.payment_keys]
        token = self.bot_token.get_secret_value().encode()
        return [*given, hashlib.sha256(b"invoices of promo.music\0" + token).digest()]

    @field_validator("backup_key")
    @classmethod
    def _age(cls, key: SecretStr) -> SecretStr:
        try:
            Key.read(key.get_secret_value())
        except Unusable as error:
            raise ValueError(str(error).replace("the key is", "is")) from None
        return key

    @property
    def backup_age_key(self) -> Key | None:
        """Return the key of backups; None: they are not encrypted."""
        return Key.read(self.backup_key.get_secret_value()) if self.backup_key else None

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("webhook_url")
    @classmethod
    def _https(cls, url: str, info: ValidationInfo) -> str:
        parts = urlsplit(url)
        own_server = info.data.get("bot_api_url") != TELEGRAM  # those may call plain HTTP
        if not parts.hostname or parts.scheme not in ("https", *(["http"] if own_server else [])):
            raise ValueError("is not an https:// address that Telegram can call")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value(), re.ASCII):
            raise ValueError("must be 16 to 256 of A-Z a-z 0-9 _ -")
        return secret

    @whole(mode="after")
    def _webhook_is_complete(self) -> Self:
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("WEBHOOK_SECRET is not set: without it anybody can pass for Telegram")
        return self


def _has_port(url: str) -> bool:
    """Tell whether the port of an address, if it names one, can be one."""
    try:
        _ = urlsplit(url).port
    except ValueError:
        return False
    return True


def _in_words(error: ValidationError) -> list[str]:
    lines = []
    for one in error.errors(include_input=False, include_url=False):
        name = str(one["loc"][0]).upper() if one["loc"] else ""
        match one["type"]:
            case "missing":
                says = "is not set"
                if name == "BOT_TOKEN":
                    says += ": get a token from @BotFather, or try `make demo` without one"
            case "literal_error":
                says = f"must be {one['ctx']['expected']}"
            case "value_error":
                says = str(one["ctx"]["error"])
            case _:
                says = one["msg"]
        lines.append(f"{name} {says}".strip())
    return lines
