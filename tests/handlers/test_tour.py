"""The tour takes its whole way in both languages, and every screen of it is in one of them."""

import re

import pytest

from tests import tour

LATIN_IS_FINE = re.compile(
    r"https?://\S+|@\w+|/\w+|Telegram|YouTube|VK|MP3|M4A|English|R&B|UTC|RUB|USD|EUR|KZT|BYN|GEL|AL"
    r"|Instagram|Spotify|JSON|Apple|Google|CSV|TON|QR|\bid\b|promo\.music|afisha|Lev|Vera"
    r"|\b\d+-[\w-]{8}|[A-Za-z0-9_-]{16,}|\b[A-Z2-9]{5}\b"  # ids of payouts, charges and cases
    r"|Br|vk\.com|anna\.example\.com|Anna|Boris|Mila|bumazh|nobody at all|Music"
)


@pytest.mark.parametrize("locale", ["ru", "en"])
async def test_the_tour_goes_to_its_end(
    locale: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await tour.tour(locale)
    said = capsys.readouterr().out
    assert "=== an album of songs" in said
    bot = "\n".join(re.findall(r"^  BOT[^:]*: (.*?)\n\n(?=  |=)", said, re.DOTALL | re.MULTILINE))
    assert len(bot) > 10_000
    assert [record.getMessage() for record in caplog.records if record.name == "bot.worker"] == []
    if locale == "ru":
        strange = set(re.findall(r"[A-Za-z]{2,}", LATIN_IS_FINE.sub("", bot)))
        assert strange <= {"photo", "audio", "video"}
