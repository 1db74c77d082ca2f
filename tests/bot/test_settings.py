from pathlib import Path

import pytest

from bot.errors import CannotRun
from bot.settings import Settings

TOKEN = "123456789:AAE-not-a-real-token_of_any_bot0123"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def refused(**given: str) -> tuple[str, ...]:
    with pytest.raises(CannotRun) as error:
        Settings.read(**{"bot_token": TOKEN} | given)
    assert error.value.__cause__ is None
    return error.value.lines


def test_a_token_is_enough() -> None:
    settings = Settings.read(bot_token=TOKEN)
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.redis_url is None
    assert settings.webhook_host == "127.0.0.1"


def test_a_missing_token_is_named_with_the_way_to_one() -> None:
    with pytest.raises(CannotRun) as error:
        Settings.read()
    [line] = error.value.lines
    assert line.startswith("BOT_TOKEN is not set")
    assert "@BotFather" in line
    assert "make demo" in line


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("ADMIN_IDS", "")
    assert Settings.read().redis_url is None


def test_settings_come_from_a_file_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        f"BOT_TOKEN={TOKEN}\nADMIN_IDS=1, 22 333\nDEFAULT_LANGUAGE=ru\nSOMEBODY_ELSES=1\n", "utf-8"
    )
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    settings = Settings.read()
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.admin_ids == {1, 22, 333}
    assert settings.default_language == "en"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bot_token", "not a token"),
        ("bot_token", "١٢٣٤٥٦٧٨٩:AAE-not-a-real-token"),
        ("bot_api_url", "api.telegram.org"),
        ("bot_api_url", "ftp://api.telegram.org"),
        ("bot_api_url", "http://127.0.0.1:99999"),
        ("redis_url", "localhost:6379"),
        ("redis_url", "redis://localhost?colour=red"),
        ("redis_url", "redis://localhost:port"),
        ("admin_ids", "anna"),
        ("admin_ids", "١٢٣"),
        ("payment_keys", "too-short"),
        ("payment_keys", f"{'k' * 32}, short"),
        ("payment_keys", "ключ" * 10),
        ("payment_keys", "k" * 257),
        ("coin_packs", "100"),
        ("coin_packs", "100:50:1"),
        ("coin_packs", "0:50"),
        ("coin_packs", "100:0"),
        ("coin_packs", "-100:50"),
        ("coin_packs", "١٠٠:50"),
        ("coin_packs", ","),
        ("coin_packs", "100:50 " * 11),
        ("coin_rewards", "10, 1"),
        ("coin_rewards", "10, 1, 20, 5"),
        ("coin_rewards", "10, 1, -20"),
        ("coin_rewards", "ten, 1, 20"),
        ("promotion_coins", "0"),
        ("promotion_coins", "1000001"),
        ("promotion_coins", "many"),
        ("promotion_coins", "1.5"),
        ("default_language", "de"),
        ("log_level", "LOUD"),
        ("log_format", "xml"),
        ("webhook_url", "http://bot.example.com/hook"),
        ("webhook_secret", "short"),
        ("webhook_secret", "пятнадцать-букв-и-ещё"),
        ("webhook_port", "70000"),
        ("webhook_port", "eighty"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(name: str, value: str) -> None:
    [line] = refused(**{name: value})
    assert line.startswith(f"{name.upper()} ")
    assert "\n" not in line


def test_every_wrong_value_gets_its_line() -> None:
    lines = refused(log_level="LOUD", default_language="de", bot_token="x")
    assert sorted(line.split()[0] for line in lines) == [
        "BOT_TOKEN",
        "DEFAULT_LANGUAGE",
        "LOG_LEVEL",
    ]


def test_a_refusal_quotes_no_secret() -> None:
    secrets = {
        "bot_token": "123:wrong token with words",
        "redis_url": "mongo://user:hunter2@host",
        "webhook_secret": "hunter2",
        "payment_keys": "hunter2",
    }
    said = "\n".join(refused(**secrets))
    assert "hunter2" not in said
    assert "words" not in said


def test_a_webhook_demands_a_secret() -> None:
    [line] = refused(webhook_url="https://bot.example.com/hook")
    assert line.startswith("WEBHOOK_SECRET is not set")


def test_a_server_of_ones_own_may_call_a_plain_address() -> None:
    settings = Settings.read(
        bot_token=TOKEN,
        bot_api_url="http://127.0.0.1:8081/",
        webhook_url="http://127.0.0.1:8080/hook",
        webhook_secret="a-secret-of-some-length",
    )
    assert settings.bot_api_url == "http://127.0.0.1:8081"


def test_settings_do_not_show_secrets() -> None:
    settings = Settings.read(bot_token=TOKEN, redis_url="redis://:hunter2@localhost")
    assert TOKEN not in repr(settings)
    assert "hunter2" not in repr(settings)
    assert settings.secrets == [TOKEN, "hunter2"]
    encoded = Settings.read(bot_token=TOKEN, redis_url="redis://:a%2Fb-hunter@localhost")
    assert encoded.secrets == [TOKEN, "a%2Fb-hunter", "a/b-hunter"]


def test_money_is_settled_by_a_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("PAYMENT_KEYS", f"{'n' * 32}, {'o' * 40}")
    monkeypatch.setenv("COIN_PACKS", "100:50, 500:230")
    monkeypatch.setenv("COIN_REWARDS", "0 2 30")
    monkeypatch.setenv("PROMOTION_COINS", "7")
    settings = Settings.read()
    assert settings.coin_packs == ((100, 50), (500, 230))
    assert settings.coin_rewards == (0, 2, 30)
    assert settings.promotion_coins == 7
    assert settings.signing_keys[:2] == [b"n" * 32, b"o" * 40]
    assert {"n" * 32, "o" * 40} <= set(settings.secrets)
    assert "n" * 32 not in repr(settings)


def test_without_keys_of_its_own_invoices_are_signed_by_one_that_follows_from_the_token() -> None:
    [key] = Settings.read(bot_token=TOKEN).signing_keys
    assert len(key) == 32
    [same] = Settings.read(bot_token=TOKEN).signing_keys
    [other] = Settings.read(bot_token=f"{TOKEN}x").signing_keys
    assert key == same != other
    *_, last = Settings.read(bot_token=TOKEN, payment_keys="k" * 32).signing_keys
    assert last == key, "what was signed before there were keys is believed"


def test_the_readme_lists_every_setting() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    missing = [name for name in Settings.model_fields if f"`{name.upper()}`" not in readme]
    assert missing == []
