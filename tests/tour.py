"""Walks through the bot and prints every screen, to be read as a person would.

``python -m tests.tour ru`` (or ``en``). What is pressed is said in keys of the texts, so the tour
takes the same way in both languages.
"""

import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import App, utc_now
from bot.settings import Settings
from handlers.keyboards import clip
from handlers.texts import Library, Texts
from sandbox import Sandbox
from storage import NEVER, NEWS, Concert, Gate, Ledger, News, Outbox, People, Records, money
from tests.control import Json
from tests.people import Person, Town, words

_TOKEN = "42:TOUR-only-no-secret"
_ADMIN = 900_001


class Tourist(Person):
    """A person whose chat is printed as it goes."""

    t: Texts

    async def _look(self) -> None:
        before = {m["message_id"]: _shown(m) for m in self.chat}
        await super()._look()
        for message in self.chat:
            if before.get(message["message_id"]) != _shown(message):
                _say(f"{self._mark(message, before)}{_shown(message)}\n")
        if gone := before.keys() - {m["message_id"] for m in self.chat}:
            _say(f"      (removed: {', '.join(map(str, sorted(gone)))})\n")

    def _mark(self, message: Json, before: dict[int, str]) -> str:
        if not message["from"]["is_bot"]:
            return f"  {self.user['first_name']}: "
        return "  BOT (edits): " if message["message_id"] in before else "  BOT: "

    async def taps(self, key: str, *, on: Json | None = None, **args: Any) -> None:
        """Press the button that says what this key of the texts says."""
        await self.presses(self._label(key, args), on=on)

    def _label(self, key: str, args: dict[str, Any]) -> str:
        return clip(self.t.plain(key, **args))

    async def taps_to_pay(self, key: str, **args: Any) -> None:
        """Press the button that opens a payment, and agree to it."""
        label = self._label(key, args)
        _say(f"  {self.user['first_name']} pays [{label}]\n")
        await self.pays(label)

    async def presses(self, label: str, *, on: Json | None = None) -> Json:
        _say(f"  {self.user['first_name']} presses [{label}]\n")
        answer = await super().presses(label, on=on)
        if self.alert:
            _say(f"      (toast: {self.alert})\n")
        return answer


def _shown(message: Json) -> str:
    media = [kind for kind in ("photo", "audio", "video", "sticker") if kind in message]
    lines = [f"<{media[0]}>"] if media else []
    lines += words(message).splitlines()
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    lines += ["  ".join(f"[{b['text']}]" for b in row) for row in rows]
    return "\n        ".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _head(text: str) -> None:
    _say(f"=== {text} {'=' * (70 - len(text))}\n")


async def _artist(anna: Tourist) -> None:
    _head("an artist: the first song")
    await anna.starts()
    await anna.taps("studio")
    await anna.sends_song()
    await anna.taps("edit")
    await anna.taps("track.genre")
    await anna.taps("genre-indie")
    await anna.taps("publish")
    _head("the same song again; cancelling an edit; deleting and undoing")
    await anna.taps("edit")
    await anna.taps("track.title")
    await anna.taps("cancel")
    await anna.taps("delete")
    await anna.taps("undo")
    await anna.taps("delete")
    await anna.taps("undo")
    await anna.taps("numbers")
    await anna.taps("stats-all")
    await anna.taps("stats-by-track")
    _head("a concert")
    await anna.says("/concerts")
    await anna.taps("concert.new")
    await anna.says("Весна в Питере")
    await anna.says("Клуб «Космонавт»")
    await anna.says("Бирмингем")
    await anna.taps("form-back")
    await anna.says("Верхние Котлы")
    await anna.says("Нигдебург")
    await anna.taps("form-back")
    await anna.says("Питер")
    await anna.says("когда-нибудь")
    await anna.says("31 июня")
    await anna.taps("page-on")
    await anna.says("15 июля")
    await anna.presses(anna.labels[7])
    await anna.taps("more")
    await anna.says("дорого")
    await anna.says("1500")
    await anna.presses("₽ RUB")
    await anna.taps("skip")
    await anna.sends_photo()
    await anna.says("18+. На разогреве сюрприз.\nПриходите раньше.")
    await anna.taps("publish")
    await anna.taps("as-seen")
    _head("a photo, a video, a link, a story, and what is useless")
    await anna.sends_photo("Новый альбом уже доступен!\n\nСлушайте его здесь.")
    await anna.taps("news")
    await anna.taps("publish")
    await anna.sends_photo()
    await anna.taps("avatar")
    await anna.sends_video("Клип")
    await anna.taps("video")
    await anna.taps("publish")
    await anna.says("https://youtube.com/watch?v=dQw4w9WgXcQ")
    await anna.taps("video")
    await anna.says("Интервью")
    await anna.taps("discard")
    await anna.taps("discard-sure")
    await anna.sends("dice")
    await anna.sends_file("document", b"RIFF" * 99, "song.wav")
    await anna.says("/profile")
    await anna.taps("profile.bio")
    await anna.says("Пою про поезда и реки.")
    await anna.taps("profile.links")
    await anna.says("vk.com/anna\nне ссылка")
    await anna.says("vk.com/anna https://anna.example.com")
    _head("home, coins, donations, settings")
    await anna.says("/me")
    await anna.taps("studio-more")
    await anna.taps("coins")
    await anna.taps("home")
    await anna.taps("donations")
    await anna.taps("home")
    await anna.taps("settings")
    await anna.taps("set-city")
    await anna.says("Екатеринбург")
    await anna.says("/help")
    await anna.says("/dance")
    await anna.says("/cancel")


async def _fan(boris: Tourist, anna: Tourist) -> None:
    _head("a fan: the artist's page by link")
    await boris.starts(f"a_{anna.id}")
    await boris.taps("follow")
    play = next(label for label in boris.labels if label.startswith("▶"))
    await boris.presses(play)
    await boris.taps("like", n=0)
    await boris.taps("download")
    await boris.taps("artist-page", on=boris.received[-2])
    await boris.presses("🎵")
    await boris.taps("artist-page")
    await boris.presses("🎤")
    await boris.presses("·")
    await boris.taps("artist-page")
    await boris.presses("🎬")
    await boris.presses("Клип")
    await boris.taps("artist-page")
    await boris.presses("📰")
    await boris.presses("альбом")
    await boris.taps("like", n=0)
    _head("a fan: coins for the artist")
    await boris.taps("artist-page")
    await boris.taps("give")
    await boris.taps("give-coins")
    await boris.taps("give-some-coins", n=10)
    await boris.taps("give-coins-yes", n=10)
    await boris.taps("give-some-coins", n=10)
    await boris.taps("buy-coins")
    await boris.taps("agree-to-buy")
    await boris.taps_to_pay("pack", n=500, price=230)
    await boris.receives("+500")
    await boris.says("/coins")
    _head("an artist: a place in search")
    await anna.receives("10 🪙")
    await anna.says("/coins")
    await anna.taps("promote")
    await anna.taps("buy-coins")
    await anna.taps("agree-to-buy")
    await anna.taps_to_pay("pack", n=500, price=230)
    await anna.receives("+500")
    await anna.says("/coins")
    await anna.taps("promote")
    await anna.taps("promote-yes", n=100)
    await anna.taps("coins")
    await anna.taps("promote")
    _head("a fan: search, following")
    await boris.says("/find")
    await boris.says("bumazh")
    await boris.says("nobody at all")
    await boris.says("/following")
    await boris.says("/start")
    await boris.starts("t_1_2")


async def _choices(boris: Tourist, anna: Tourist, app: App) -> None:
    _head("a fan: what to hear, and when")
    await boris.starts(f"a_{anna.id}")
    await boris.taps("bell")
    for _ in ("off", "digest"):
        await boris.presses("📰")
    await boris.presses(boris.t.plain("topic-reminders"))
    await boris.taps("hush", name="Anna")
    await boris.taps("hush-undo")
    await boris.presses("🌙")
    await boris.taps("calm-other")
    await boris.says("поздно")
    await boris.says("23-8")
    await boris.taps("calm-place")
    await boris.sends("location", latitude=-48.9, longitude=-123.4)
    await boris.sends("location", latitude=56.84, longitude=60.6)
    await boris.taps("wants-all")
    await boris.taps("hush-all")
    await boris.taps("hush-undo")
    await boris.says("/settings")
    _head("digests: of what was put off, and of an artist's week")
    news = (await Records(app.redis).page(News, str(anna.id))).records[0]
    about = {"to": str(boris.id), "artist": str(anna.id), "topic": "news", "about": news.key}
    await Gate(app.redis).ask(about, now=utc_now())
    soon = (utc_now() + timedelta(days=5)).date()
    show = Concert.new(
        str(anna.id),
        now=utc_now(),
        title="Летник",
        venue="Дом печати",
        city="Екатеринбург",
        date=str(soon),
        time="20:00",
        zone="Asia/Yekaterinburg",
    )
    await Records(app.redis).add(show)
    monday = utc_now().date() + timedelta(days=1)  # of whatever day this is
    await People(app.redis).settle(str(boris.id), quiet=str(NEVER))
    await People(app.redis).settle(str(anna.id), quiet=str(NEVER))
    for kind, person in (("digest", boris), ("week", anna)):
        body = {"kind": kind, "to": str(person.id), "week": str(monday)}
        await Outbox(app.redis).put(kind, NEWS, body)
    await boris.taps("digest-no-more", on=await boris.receives("Летник"))
    await boris.starts(f"a_{anna.id}")
    await boris.taps("bell")
    await anna.taps("digest-no-more", on=await anna.receives("📊"))
    await anna.taps("wants-all")


async def _month_ago(anna: Tourist, ledger: Ledger) -> None:
    """Let an artist have been given Stars long enough ago for a payout."""
    artist, ago = str(anna.id), utc_now() - timedelta(days=30)
    await ledger.post(
        money.donate_stars("1", donor="5", artist=artist, stars=1500, donor_name="Lev", now=ago)
    )


async def _donation(boris: Tourist, anna: Tourist) -> None:
    _head("a fan: Stars of one's own amount, with a message, unnamed, on the wall")
    await boris.starts(f"a_{anna.id}")
    await boris.taps("give")
    await boris.taps("give-other")
    await boris.says("35")
    await boris.taps_to_pay("give-stars", n=35)
    await boris.receives(boris.t.plain("thanks-default"))
    await boris.taps("gift-words")
    await boris.taps("phrase-love")
    await boris.taps("gift-named")
    await boris.taps("gift-unnamed")
    await boris.taps("gift-off-wall")
    await boris.taps("artist-page")
    await boris.taps("give")
    await boris.taps("wall", n=1)
    _head("an artist: what is told of it, and what can be done")
    told = await anna.receives(anna.t.plain("phrase-love"))
    await anna.taps("gift-thank", on=told)
    await anna.taps("gift-hide", on=anna.seen(told))
    await anna.taps("gift-refund", on=anna.seen(told))
    await anna.taps("back", on=anna.seen(told))
    _head("an artist: the list, a goal, words of thanks, a link")
    await anna.says("/donations")
    await anna.presses("35 ⭐")
    await anna.taps("donations-back")
    await anna.taps("donation-months")
    await anna.taps("donations-back")
    await anna.taps("support-settings")
    await anna.taps("goal-set")
    await anna.says("Запись альбома")
    await anna.says("200")
    await anna.taps("gratitude")
    await anna.taps("gratitude-set")
    await anna.says("Обнимаю! Это на новую песню.")
    await anna.taps("back")
    await anna.taps("support-link")
    _head("an artist: where a link is shown, a poster, who came")
    await anna.taps("from-poster")
    await anna.taps("link-word")
    await anna.says("🎸")
    await anna.says("Афиша на Мира")
    await anna.taps("origins")
    await anna.taps("links")
    await anna.taps("link-poster")


async def _monthly(boris: Tourist, anna: Tourist) -> None:
    _head("a fan: monthly support")
    await boris.says("/supporting")
    await boris.starts(f"a_{anna.id}")
    await boris.taps("give")
    await boris.taps("give-monthly")
    await boris.taps_to_pay("give-monthly-stars", n=100)
    await boris.receives("100 ⭐")
    _head("an artist: who supports every month; a pause would end that")
    await anna.receives("100 ⭐")
    await anna.says("/donations")
    await anna.taps("monthlies")
    await anna.taps("donations-back")
    await anna.taps("support-settings")
    await anna.taps("support-pause")
    await anna.taps("back")
    _head("a fan: stopping it")
    await boris.says("/supporting")
    await boris.presses("Anna")
    await boris.taps("monthly-stop")
    await boris.taps("monthly-stop-sure")
    await boris.taps("monthly-resume")
    await anna.taps("monthlies", on=await anna.receives("100 ⭐."))


async def _payout(anna: Tourist, vera: Tourist) -> None:
    _head("an artist: a payout, and an admin who pays it")
    await anna.says("/payout")
    await anna.taps("payout-ask", n=1500)
    await anna.says("На карту, номер пришлю.")
    await anna.taps("payout-sure", n=1500)
    await vera.receives("Anna")
    await vera.taps("payout-pay")
    await vera.says("Перевод 42")
    await vera.says("/payouts")
    await anna.receives("Перевод 42")
    await anna.says("/payout")


async def _telling(boris: Tourist, anna: Tourist) -> None:
    _head("an artist: telling followers, and what comes out later")
    await anna.says("/tracks")
    await anna.presses("Бумажные корабли")
    await anna.taps("announce")
    await anna.taps("announce-look")
    await anna.taps("sound")
    await anna.taps("announce-send")
    await boris.taps("less", on=await boris.receives("🎵 Anna"))
    await anna.receives(anna.t("campaign-sent", n=1))  # the report, which could come amid the rest
    await anna.taps("campaign-refresh")
    await anna.taps("campaigns-back")
    await anna.sends_song("last-tram")
    await anna.taps("later")
    await anna.presses(anna.labels[0])  # this evening, or, once that has come, tomorrow morning
    await anna.taps("later-sure")
    await anna.taps("back")
    await anna.says("/campaigns")


async def _concerts(boris: Tourist, anna: Tourist, app: App) -> None:
    _head("a fan: coming to a concert, which moves, and is cancelled")
    show = (await Records(app.redis).page(Concert, str(anna.id))).records[0]
    await boris.starts(f"c_{anna.id}_{show.id}")
    await boris.taps("rsvp-going", n=0)
    await boris.says("/going")
    await boris.says("/settings")
    await boris.taps("reminders")
    await boris.taps("back")
    await boris.taps("near-me")
    await boris.taps("near-add")
    await boris.says("Екатеринбург")
    await anna.says("/concerts")
    await anna.presses(show.title)
    await anna.taps("after-show")
    await anna.taps("back")
    await anna.taps("cancel-show")
    await anna.taps("cancel-show-sure")


async def _chats(town: Town, anna: Tourist) -> None:
    _head("an artist: a channel")
    channel = await town.chat(anna, "Песни Анны", type="channel")
    await anna.says("/chats")
    await anna.picks(anna.t.plain("chats-pick-channel"), channel)
    await anna.taps("chat-test")
    await anna.taps("chat-test-delete")
    await anna.says("/news")
    await anna.taps("news.new")
    await anna.says("Туру быть")
    await anna.says("Весной.")
    await anna.taps("publish")


async def _console(vera: Tourist) -> None:
    _head("an admin: how the bot is doing")
    await vera.says("/admin")
    await vera.taps("console-jobs-key")
    await vera.taps("back")
    await vera.taps("console-stop")
    await vera.taps("console-resume")


async def _help(boris: Tourist, vera: Tourist) -> None:
    _head("the terms, what is kept, and help with a payment")
    await boris.says("/terms")
    await boris.says("/privacy")
    await boris.says("/paysupport")
    await boris.presses("35 ⭐")
    await boris.says("Нажал случайно.")
    await vera.receives("Нажал случайно.")
    await vera.taps("case-answer-key")
    await vera.says("Сейчас вернём.")
    await boris.receives("Сейчас вернём.")
    await vera.says("/cases")
    await vera.presses("Boris")
    await vera.taps("case-refund")
    await vera.taps("refund-now", n=35)
    await boris.says("/paysupport")


async def _album(mila: Tourist) -> None:
    _head("an album of songs")
    for song in ("last-tram", "northern-window", "paper-boats"):
        await mila.sends_song(song, media_group_id="777", look=song == "paper-boats")
    await mila.presses("3")


async def tour(locale: str) -> None:
    box = Sandbox(token=_TOKEN)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            bot_token=_TOKEN,
            bot_api_url=await box.start(),
            data_dir=Path(folder),
            log_level="ERROR",
            admin_ids=frozenset({_ADMIN}),
        )
        async with App(settings) as app, Town(settings.bot_api_url, app.worker.idle) as town:
            anna, boris, mila = [await _tourist(town, n, locale) for n in ("Anna", "Boris", "Mila")]
            await _artist(anna)
            await _fan(boris, anna)
            await _choices(boris, anna, app)
            vera = await _tourist(town, "Vera", locale, id=_ADMIN)
            await vera.starts()
            await _month_ago(anna, Ledger(app.redis))
            await _donation(boris, anna)
            await _monthly(boris, anna)
            await _payout(anna, vera)
            await _help(boris, vera)
            await _telling(boris, anna)
            await _concerts(boris, anna, app)
            await _chats(town, anna)
            await _console(vera)
            await _album(mila)
    await box.stop()


async def _tourist(town: Town, name: str, locale: str, **more: Any) -> Tourist:
    person = await town.newcomer(name, language=locale, stars=1000, **more)
    tourist = Tourist(town, person.user)
    tourist.t = Library()[locale]
    return tourist


if __name__ == "__main__":
    asyncio.run(tour(sys.argv[1] if len(sys.argv) > 1 else "en"))
