### Кнопки, всплывающие ответы и прочее, где нет разметки.

## Куда идти

home = 🏠 Домой
back = ‹ Назад
back-to = ‹ { $what }
find = 🔎 Найти
following = ♥ Подписки
studio = 🎸 Моя музыка
studio-more = ⋯ Ещё

coins = 🪙 Коины
donations = 💛 Донаты
settings = ⚙ Настройки
page = { $page } из { $pages }
toggle-on = ✅ { $what }
toggle-off = ▫️ { $what }
chosen = ✓ { $what }
page-back = ‹
page-on = ›
page-first = «
page-last = »

## Своё

edit = ✎ Изменить
numbers = 📈 Цифры
as-seen = 👁 Для фанов
delete = 🗑 Удалить
undo = ↩ Вернуть
share = ↗ Поделиться
copy-link = 🔗 Ссылка
publish = Опубликовать
publish-all = Опубликовать все { $n }
more = + Подробности
discard = 🗑 Выбросить
discard-sure = Да, выбросить
drafts = 📝 Черновики · { $n }
drafts-look = 📝 Посмотреть
avatar = 👤 Моё фото в профиле
nameless = Без имени
untitled = Без названия

## Форма

form-back = ‹ Назад
skip = Пропустить
clear = Убрать
done = Хватит
cancel = Отмена
city-as-typed = Ничего из этого: { $city }
city-in = { $city }, { $country }
city-in-state = { $city }, { $region }, { $country }
no-day = ·

## Что видят все

listen = ▶ Слушать
play-title = ▶ { $title }
next = ⏭ Дальше
download = ⬇ Скачать
like = ♡ { $n }
liked = ♥ { $n }
follow = + Подписаться
unfollow = ✓ В подписках
artist-page = 👤 Артист
artist-one = Страница артиста
open = Открыть
kind-total = { $kind } · { $n }
found-artist = 👤 { $name }
found-track = ▶ { $title } · { $artist }
inline-nothing = Ничего не нашлось. Открыть бота

## Поддержка

give = ⭐ Поддержать
give-stars = ⭐ { $n }
give-monthly-stars = ⭐ { $n } в месяц
give-other = Другая сумма
give-monthly = 🔁 Каждый месяц
wall = 🏅 Кто поддержал · { $n }
receipt = 🧾 Чек
gift-words = ✍ Добавить пару слов
gift-words-again = ✍ Изменить слова
gift-named = 🙈 Скрыть имя
gift-unnamed = 👤 Показать имя
gift-on-wall = 🏅 Убрать со стены
gift-off-wall = 🏅 На стену
gift-thank = 🙏 Сказать спасибо
gift-show = 📣 Показать в чате
gift-hide = 🙈 Скрыть слова
gift-unhide = 👁 Показать слова
gift-refund = ↩ Вернуть
gift-refund-sure = Да, вернуть { $n } ⭐
phrase-thanks = Спасибо за музыку!
phrase-more = Ещё, пожалуйста!
phrase-love = У меня это на повторе ♥
phrase-luck = Удачи с новыми песнями!
somebody = Кто-то
source-page = твоя страница
source-card = карточка в чате
source-link = твоя ссылка для поддержки
source-record = { $kind } «{ $title }»
invoice-gift = Поддержать: { $name }
invoice-gift-about = Получит { $name }. Спасибо! Оплачивая, ты соглашаешься с условиями: /terms в @{ $bot }. Вопросы: /paysupport.
invoice-monthly = { $name }: каждый месяц
invoice-monthly-about = Получит { $name }, каждые 30 дней, пока не отменишь. Оплачивая, ты соглашаешься с условиями: /terms в @{ $bot }. Вопросы: /paysupport.
invoice-coins = { $n ->
        [one] { $n } коин
        [few] { $n } коина
       *[many] { $n } коинов
    }
invoice-coins-about = Коины, чтобы дарить артистам и тратить в @{ $bot }. Обратно в деньги их не превратить. Вопросы: /paysupport.

gift-unnamed-on = Артист увидит «Кто-то». Твой id хранится только на случай возврата.
gift-unnamed-off = Артист увидит твоё имя.
gift-shown-on = Теперь ты на стене: там видно, кто поддержал.
gift-shown-off = Тебя больше нет на стене.
gift-shown-unnamed = На стене нужно имя. Сначала нажми «Показать имя».
gift-thanked = Спасибо отправлено.
gift-thanked-already = За этот донат спасибо уже сказано.
gift-nobody = Спасибо отправить некуда: этот донат пришёл не через бота.

pay-outdated = Эта кнопка оплаты устарела. Открой страницу артиста, там будет новая.
pay-changed = Сумма не та, что предлагалась. Открой страницу артиста и выбери заново.
pay-closed = Сейчас мы не принимаем платежи: идут работы. Попробуй через несколько минут.
pay-anothers = Это предложение для другого человека. Своё — здесь: /coins
pay-terms = Перед первой покупкой нужно согласиться с условиями: /coins
pay-prices = Цены изменились, новые здесь: /coins. Деньги не списаны.
pay-self = Это твоя собственная страница.
pay-no-artist = Этого артиста здесь больше нет. Деньги не списаны.
pay-paused = { $name } сейчас не принимает поддержку. Деньги не списаны.
refund-not-enough = Эти звёзды уже выплачены или скоро будут. Напиши нам: /paysupport

## Каждый месяц

supporting = 🔁 Моя поддержка
monthlies = 🔁 Каждый месяц
monthly-stop = ✋ Остановить
monthly-stop-sure = Да, остановить
monthly-resume = ▶ Всё-таки продолжить
monthly-stopped = Больше не продлится. Оплаченное остаётся.
monthly-over = Это уже закончилось.
monthly-silent = Telegram не отвечает, и неясно, получилось ли. Попробуй через минуту.
monthly-refused = Telegram не даёт мне это изменить. Это можно сделать и без меня: Настройки Telegram → Мои звёзды.
pay-monthly-already = { $name }: ежемесячная поддержка уже есть, { $n } ⭐, оплачено до { $day }. Изменить: /supporting. Деньги не списаны.

## Донаты артиста

donations-back = ‹ Донаты
donation-months = 📅 По месяцам
donation-day = { $day } { $month ->
        [1] янв
        [2] фев
        [3] мар
        [4] апр
        [5] мая
        [6] июн
        [7] июл
        [8] авг
        [9] сен
        [10] окт
        [11] ноя
       *[12] дек
    }
donation-words = «{ $text }»
status-pending = ⏳ не оплачен
status-failed = ✕ не прошёл
status-refunded = ↩ возвращён
statement = 🧾 Выписка CSV
statement-file = донаты-{ $day }
statement-delimiter = ;
statement-decimal = ,
statement-date = Дата (UTC)
statement-donor = От кого
statement-amount = Сумма
statement-currency = Валюта
statement-usd = ≈ USD
statement-status = Статус
statement-message = Слова
statement-source = Откуда
statement-receipt = Чек
support-settings = ⚙ Поддержка
support-pause = ⏸ Поставить на паузу
support-resume = ▶ Возобновить поддержку
support-paused-toast = Кнопок с ⭐ больше никто не видит.
support-resumed = Поддержка снова открыта.
support-link = 🔗 Моя ссылка для поддержки
support-no-page = Сначала опубликуй песню или заполни профиль: ссылка ведёт на твою страницу.
goal-set = 🎯 Поставить цель
goal-change = ✎ Изменить цель
goal-drop = ✕ Убрать цель
goal-dropped = Цели больше нет.
gratitude = 🙏 Мои слова благодарности
gratitude-set = ✍ Написать свои
gratitude-change = ✍ Изменить
gratitude-drop = ✕ Убрать
give-paused = { $name } сейчас не принимает поддержку.
source-link-named = твоя ссылка ({ $name })
shown-title = 💛 { $name } · { $amount }

## Настройки

language-en = English
language-ru = Русский
set-city = 📍 Мой город

## Ответы на нажатие

like-on = ♥
like-off = Лайк снят
follow-on = Подписка есть: { $name }. Расскажу обо всём новом, а сделать потише можно по 🔔 на странице.
follow-off = Подписки больше нет: { $name }
follow-self = Это же ты!

## Отказы

gone = Этого больше нет.
outdated = Кнопка устарела. Открой меню: /start
already = Это уже сделано.
broken = Запись повреждена, показать её не получится.
too-long = Эта запись пришла с именем, которое не влезает в кнопку Telegram.
only-private = Давай в личке: открой чат со мной.
no-artist = Здесь больше никого нет.
no-page = Сначала нужна страница: пришли песню, и она появится.
only-track = Это пока единственный трек.
no-sound = У этой песни пропал звук. Скажи артисту!
trouble = У нас что-то сломалось. Попробуй через минуту.

## Команды

command-start = Меню
command-me = Моя страница и цифры
command-profile = Мой профиль
command-stats = Цифры и графики
command-coins = Мои коины
command-donations = Кто меня поддержал
command-payout = Попросить выплату
command-find = Найти артиста или песню
command-following = Мои подписки
command-supporting = Кого я поддерживаю каждый месяц
command-settings = Язык, город, уведомления
command-language = Язык
command-help = Что умеет этот бот
command-cancel = Бросить начатое

## Цифры

stats-by-track = 🎵 По трекам
stats-all = 📈 Все треки
stats-track = { $title } · { $n }
period-7 = 7 д
period-30 = 30 д
period-90 = 90 д
period-365 = Год
stats-meaning-key = ❓ Что значат цифры
stats-look-light = ☀️ Светлая
stats-look-dark = 🌙 Тёмная
file-csv = ⬇ CSV
file-json = ⬇ JSON
stats-file-days = цифры-{ $day }
stats-file-tracks = треки-{ $day }
stats-all-tracks = Все вместе
stats-column-date = Дата (UTC)
stats-column-track = Трек
stats-column-id = ID
stats-column-listeners = Слушатели
stats-column-plays = Прослушивания
stats-column-likes = Лайки
stats-column-downloads = Скачивания
stats-column-shares = Пересылки
stats-column-comments = Комментарии
stats-column-again = Не засчитано: слишком скоро
stats-column-often = Не засчитано: сверх 50 за день
stats-column-gained = Подписались
stats-column-lost = Отписались
stats-column-stars = Звёзды
stats-column-other-views = Видео, новости, концерты: просмотры
stats-column-other-likes = Видео, новости, концерты: лайки
stats-column-other-shares = Видео, новости, концерты: пересылки
stats-column-other-comments = Видео, новости, концерты: комментарии
stats-meaning-file = Прослушивание — нажатие «Слушать» или «Дальше» либо открытая ссылка на песню, в ответ на которые песня пришла; один человек слушает трек раз в полчаса и до 50 раз в день, остальное не засчитывается (discarded). Слушатели (listeners) — люди хотя бы с одним прослушиванием, погрешность около 1 %; null — слишком давно. Лайк, снятый в тот же день, не в счёт. Lost — отписались. Звёзды (stars) — без возвращённых. Other — видео, новости и концерты.
chart-plays = прослушивания
chart-listeners = слушатели
chart-likes = лайки
chart-downloads = скачивания
chart-gained = подписались
chart-lost = отписались

## Выплаты

payout = 💸 Выплата
payout-ask = Попросить { $n } ⭐
payout-other = Другая сумма
payout-way = ✍ Куда платить
payout-way-again = ✎ Куда платить
payout-history = 🧾 Все запросы · { $n }
payout-sure = Да, { $n } ⭐
payouts = 💸 Кто ждёт выплаты
payout-entry = { $n } ⭐ · { $name }
payout-pay = ✅ Выплачено
payout-reject = ✖ Отказать
payout-copy = 📋 Скопировать, куда платить
payout-few = Выплаты — от { $n } ⭐.
payout-not-enough = Сейчас можно попросить не больше { $n } ⭐.
payout-stopped = Выплаты на паузе: сверяем счета. Твои звёзды на месте, попробуй позже.
payout-settled = Этот запрос уже решён: { $name }.

## Коины

buy-coins = 🪙 Купить коины
agree-to-buy = Принимаю условия, к ценам
pack = 🪙 { $n } · ⭐ { $price }
give-coins = 🪙 Коинами
give-some-coins = 🪙 { $n }
give-coins-other = Другая сумма
give-wanted = Подарить { $n } 🪙: { $name }
give-coins-yes = Подарить { $n } 🪙
promote = 📢 Место в поиске
promote-yes = 📢 Занять за { $n } 🪙
found-promoted = 📢 { $name } · реклама

coins-for = Донат: { $name }
coins-from = Донат от слушателя: { $name }
coins-welcome = Подарок на знакомство
coins-follower = Новый подписчик
coins-place = Место в поиске на сутки
coins-refunded = Возврат покупки

## Правила и помощь с платежом

rules-terms = 📄 Условия
rules-privacy = 🔒 Что мы храним
pay-support = 🛟 Помощь с платежом
paid-key = { $n } ⭐ · { $what } · { $day }
paid-key-returned = ↩ { $n } ⭐ · { $what } · { $day }
paid-coins = { $n ->
        [one] { $n } коин
        [few] { $n } коина
       *[many] { $n } коинов
    }
paid-for-nothing = непонятно за что
case-key = ✉ { $id } · { $state }
case-key-admin = { $id } · { $name } · { $state }
case-state-waits = ждёт ответа
case-state-answered = есть ответ
case-state-closed = закрыто
case-other = 💬 Другой вопрос
case-write = ✍ Дописать
case-open = Всё обращение
case-when = { $day }, { $clock }
case-no-username = без имени пользователя
case-answer-key = ✍ Ответить
case-refund = ↩ Вернуть
case-close = ✓ Закрыть
cases = ‹ Все обращения
refund-now = Да, вернуть { $n } ⭐
refund-cover = Вернуть, недостающее за наш счёт
suspended = ‹ Все неясные платежи
suspended-entry = { $n } ⭐ · { $name } · { $day }
suspended-nobody = плательщик неизвестен
suspense-for = Это было за…
assign-sure = ✓ Всё верно
assign-nobody = Отдать коины некому: того, кто платил, здесь больше нет, или Telegram его не назвал.
case-enough = У тебя уже пять открытых обращений. Допиши в одно из них: /paysupport
case-news = Здесь появилось новое: сначала посмотри.
case-overtaken = Обращением { $id } тем временем занялся другой администратор, твой ответ не отправлен. Посмотри: /cases
refund-asked = Просим Telegram вернуть. Это займёт мгновение.
refund-short = Осталось только { $n }. «За наш счёт» добавит недостающее.

command-paysupport = Помощь с платежом
command-terms = Условия
command-privacy = Что обо мне хранится

## Концерты: файлы и карта

calendar = 📅 В календарь
map = 🗺 На карте
map-city = { $city } · знаю только город
map-unknown = Не нахожу «{ $city }» на карте.
calendar-no-zone = Артист не указал, по чьим часам это время, так что в календарь не добавить.
calendar-title = { $title } · { $artist }
calendar-title-off = Отменён: { $title } · { $artist }
calendar-place = { $venue }, { $city }
calendar-when = { $day }, { $clock } · { $city }
calendar-tickets = Билеты: { $url }
import-template = 📄 Шаблон
import-add = { $n ->
        [one] Добавить { $n } концерт
        [few] Добавить { $n } концерта
       *[many] Добавить { $n } концертов
    }
import-add-all = Добавить как новые: { $n }
import-move = Перенести: { $n }
import-move-add = Перенести: { $n }, добавить: { $more }
import-file = концерты
import-problems-file = что-поправить
import-column-title = Название
import-column-venue = Площадка
import-column-city = Город
import-column-country = Страна
import-column-location = Место
import-column-date = Дата
import-column-time = Время
import-column-when = Начало
import-column-zone = Часовой пояс
import-column-price = Цена
import-column-currency = Валюта
import-column-tickets = Билеты
import-column-image = Афиша
import-column-description = Описание
import-column-uid = UID
import-sample-title = Зимний тур
import-sample-venue = Космонавт
import-sample-city = Санкт-Петербург
import-sample-price = 1500 RUB
import-sample-description = Двери в 19:00
import-one = «{ $one }»
import-or = «{ $one }» или «{ $other }»
import-problem = Строка { $line }: { $why }
import-problem-at = Строка { $line }, { $column }: { $why }
import-nothing = Тут пусто.
import-no-time = Во сколько начало? Напиши время, например 20:00.
import-formula = Это формула, а нужен сам текст.
import-city-unknown = Не знаю «{ $city }». Напиши город покрупнее рядом.
import-city-like = Не знаю «{ $city }». Может быть, { $like }? Или напиши город покрупнее рядом.
import-city-which = Таких несколько. Напиши { $example }.
import-twice = Тот же концерт, что в строке { $other }.
import-cancelled = Отменён, пропускаю.
import-repeats = Событие повторяется. Впиши каждый концерт отдельно.
import-all-day = Событие на весь день, а мне нужно время начала.
import-no-start = Не могу разобрать, когда начало.
import-strange-zone = Не знаю часового пояса «{ $zone }».

## Как дела у бота, для администраторов

console-refresh = 🔄 Обновить
console-stop = ⏸ Остановить отправку
console-resume = ▶ Снова отправлять
console-dead-key = ✉ Не доставлено · { $n }
console-jobs-key = ⚙ Задачи
console-campaigns-key = 📣 Рассылки · { $n }
console-letter-key = { $kind } · { $ago }
console-retry = ↻ Ещё раз
console-retry-all = ↻ Всё ещё раз · { $n }
console-retried = Пробую ещё раз.
console-retried-all = Пробую ещё раз: { $n }.
console-drop = 🗑 Выбросить
console-drop-sure = 🗑 Выбросить навсегда
console-halt = ⏹ Остановить { $place } · { $name }
console-kind-announce = новость
console-kind-teaser = анонс
console-kind-awaited = уже вышло
console-kind-reminder = напоминание
console-kind-encore = спасибо
console-kind-concert-changed = концерт изменился
console-kind-concert-off = концерт отменён
console-kind-concert-on = концерт состоится
console-kind-concert-gone = концерт удалён
console-halt-sure = ⏹ Да, остановить насовсем
console-halted = Остановлено.
ago-never = ещё ни разу
ago-now = только что
ago-min = { $n } мин назад
ago-h = { $n } ч назад
ago-d = { $n } дн. назад
job-fold-counters = Сложить счётчики
job-warn-of-old-stars = Предупредить о старых звёздах
job-reconcile = Сверить звёзды с Telegram
job-audit = Проверить книги
job-ask-again = Ещё раз попросить о возвратах
job-note-who-is-away = Отметить, кто заблокировал бота
job-place-fans = Разложить подписчиков по городам и донатам
job-copy-the-store = Скопировать хранилище
job-send-digests = Разослать дайджесты
job-check-chats = Проверить чаты
job-let-people-go = Удалить данные тех, кто попросил
job-look-at-concerts = Посмотреть на концерты

## О чём рассказывать

less = 🔕
bell = 🔔
level-on = 🔔 сразу
level-digest = 🗞 по пятницам
level-off = 🔕 нет
want = { $topic } · { $level }
want-digest = Придёт в пятницу в 18:00, одним сообщением со всем остальным.
topic-reminders = ⏰ Напоминания
wants-key = 🔔 Уведомления
wants-all = 🔔 Все артисты
hush = 🔕 Выключить всё: { $name }
hush-all = 🔕 Ничего ни от кого
hush-undo = ↩ Вернуть
switch-on = вкл.
switch-off = выкл.
digest-of-fan = 🗞 Дайджест по пятницам: { $level }
digest-of-artist = 📊 Итоги по понедельникам: { $level }
digest-no-more = 🔕 Больше не присылать
calm = 🌙 Тихие часы: { $hours }
calm-never = нет
calm-hours = { $start } – { $end }
calm-other = ✎ Другие часы
calm-place = 🧭 Где я сейчас
place-share = 🧭 Показать, где я

## Рассказать подписчикам и опубликовать в срок

campaigns = 📣 Рассылки
campaigns-back = ‹ Рассылки
command-campaigns = Рассылки подписчикам
announce = 📣 Рассказать подписчикам
announce-n = 📣 Рассказать подписчикам · { $n }
announce-again = 📣 Ещё раз
announce-send = 📣 Отправить сейчас
announce-plan = 🕒 Запланировать
announce-look = 👁 Показать мне
announce-nobody = Подписчиков пока нет. Сначала поделись ссылкой!
announce-past = Это уже прошло.
campaign-open = 📊 Как прошло
campaign-entry-planned = 🕒 { $title } · { $when }
campaign-entry-running = ▶ { $title } · { $when }
campaign-entry-stopped = ⏹ { $title } · { $when }
campaign-entry-done = ✓ { $title } · { $when }
campaign-entry-release = 🕒 { $title } · выйдет { $when }
campaign-stop = ⏹ Остановить
campaign-cancel = ✕ Не отправлять
campaign-refresh = 🔄 Обновить
campaign-stopped-toast = Остановлено. Больше никому не придёт.
campaign-over = Останавливать уже нечего.
at-now = Сейчас
at-today = сегодня, { $clock }
at-tomorrow = завтра, { $clock }
at-yesterday = вчера, { $clock }
at-day = { $day }, { $clock }
at-other = 🗓 Другое время
at-choose = 🗓 Выбрать время
sound = Со звуком
time-passed = Это время уже прошло. Выбери позже.
time-far = До этого больше года. Выбери время поближе.
later = 🕒 Опубликовать позже
later-tell = Рассказать подписчикам
later-sure = 🕒 Запланировать
later-drop = ✕ Отменить публикацию

## Комментарии

comments = 💬 { $n }
comments-all = ‹ Все комментарии
comments-all-n = 💬 Все · { $n }
comments-open = 💬 К комментариям
comments-set = 💬 Комментарии
comments-here = Комментарии здесь
comments-wanted = Комментарии у меня
comments-told = Сообщать о новых
comments-banned = 🚫 Заблокированы · { $n }
comments-pardon = ✓ Разблокировать: { $name }
kind-comment = комментарий
comment-nth-key = ⋯ { $n }
comment-write = ✍ Написать
comment-open = 💬 Открыть комментарий
comment-answer = ↩ Ответить
comment-answer-again = ↩ Другой ответ
comment-ban = 🚫 Заблокировать
comment-pardon = ✓ Разблокировать
comment-report = ⚑ Пожаловаться
comment-banned = Больше не сможет комментировать у тебя. Написанное останется, пока не удалишь.
comment-pardoned = Снова может комментировать у тебя.
comments-off = Здесь комментарии выключены.
comments-not-yours = Артист не принимает от тебя комментарии.
comments-same = Такой комментарий у тебя только что был.
comments-minute = Уже { $n } комментариев за минуту. Передохни и продолжай.
comments-day = Уже { $n } комментариев за день. Продолжим завтра.
comments-unfit = Комментарий — это текст, от 1 до { $n } символов.

## Концерты

rsvp-going = { $n ->
        [0] ✓ Иду
       *[other] ✓ Иду · { $n }
    }
rsvp-going-on = ✅ Иду · { $n }
rsvp-interested = { $n ->
        [0] ☆ Интересно
       *[other] ☆ Интересно · { $n }
    }
rsvp-interested-on = ★ Интересно · { $n }
rsvp-said-going = Отлично! Напомню вовремя.
rsvp-said-interested = Хорошо, напомню вовремя.
rsvp-said-none = Вычёркиваю.
rsvp-again = Уже отмечено. Передумать можно в самом боте: «Открыть».
rsvp-over = Этот концерт уже начался или прошёл.
rsvp-off = Этот концерт отменён.
my-concerts = 🎫 Куда я иду
entry-cancelled = ❌ { $entry }
outing-going = ✅ { $title }
outing-interested = ★ { $title }
open-show = { $title } ›
show-when = { $day }, { $clock } · { $city }
after-show = 🙏 После концерта
cancel-show = ✕ Отменить концерт
cancel-show-sure = Да, отменить концерт
hold-show = ↩ Концерт состоится
reminders = ⏰ Напоминания
near-me = 📍 Рядом
step-7d = За неделю
step-1d = Накануне
step-3h = За три часа
near-only = Только концерты рядом
near-add = + Город
near-drop = ✕ { $city }
near-first = Сначала добавь город.
near-enough = Уже десять городов. Сначала убери какой-нибудь.
after-on = Спасибо после этого концерта
after-always = После каждого концерта
after-say = ✍ Своими словами
command-going = Концерты, на которые я иду

## Группы и каналы

chats = 💬 Чаты
chats-add = + Подключить ещё
chats-pick-group = 👥 Группа
chats-pick-channel = 📣 Канал
chats-link-group = Добавить в группу
chats-link-channel = Добавить в канал
chats-back = ‹ Чаты
chats-many = Больше чатов к одной странице не подключить. Сначала отключи какой-нибудь.
chat-entry = { $title }
chat-entry-off = ⚠ { $title }
chat-entry-paused = ⏸ { $title }
chat-least = Донаты от { $n } ⭐
chat-least-any = Донаты любые
chat-topic-key = Тема: { $name }
chat-topic-general = Общая
chat-topic-unnamed = #{ $id }
chat-topics-key = Темы: { $names }
chat-split = Разные темы
chat-unsplit = Одна тема для всего
chat-place = { $kind } → { $topic }
chat-place-off = ⚠ { $kind } → { $topic }
chat-test = 👁 Пробный пост
chat-test-keep = Оставить
chat-test-delete = 🗑 Удалить
chat-test-kept = Пусть остаётся.
chat-test-deleted = Готово, удалено.
chat-test-none = Его там ещё нет. Подожди секунду.
chat-goal = 🎯 Показать цель
chat-goal-posted = Отправляю. Дальше она обновляется сама.
chat-no-goal = Цели пока нет: /donations → Поддержка.
chat-pause = ⏸ Пауза
chat-resume = ▶ Продолжить
chat-mend = 🔄 Проверить
chat-mended = Всё работает.
chat-drop = Отключить
chat-drop-sure = Да, отключить
chat-connect = ✓ Подключить
chat-open = Настройки
chat-add-again = Добавить меня снова
chat-choose-topic = Выбрать тему
chat-donate-more = Другие способы
chat-refused-rights = Мне нельзя туда писать. Сделай меня админом с правом публикации и попробуй ещё раз.
chat-refused-removed = Меня нет в этом чате. Сначала добавь меня.
chat-refused-topic = Эта тема закрыта или удалена. Выбери другую.
chat-refused-gone = Не нахожу этот чат. Я точно там?
chat-refused-person = Это может только админ чата, а в канале — админ, который может публиковать.
chat-busy = Слишком часто. Попробуй через минуту.
to-chats = Рассказать в чатах

command-chats = Твои группы и каналы
command-concerts = Ближайшие концерты
command-donate = Поддержать артиста
command-artist = Об артисте

## Менеджеры

command-managers = Кто помогает с твоей страницей
managers = 🤝 Менеджеры
manager-invite = + Пригласить
manager-rights = Права
manager-remove = Убрать
manager-remove-sure = Да, убрать
manager-leave = Больше не помогать: { $name }
manager-leave-sure = Да, выйти
invitation-link = 🔗 Получить ссылку
invitation-drop = ✕ Приглашение до: { $when }
invitation-drop-this = ✕ Отозвать
invitation-accept = ✓ Принять
invitation-decline = Не сейчас
invitation-tries = Слишком много попыток. Подожди час и открой ссылку ещё раз.
invitation-gone = Приглашение не работает: прошло два дня, его отозвали или ссылка скопирована не целиком. Попроси новую.
invitation-own = Это твоё собственное приглашение. Перешли ссылку тому, кто будет помогать.
invitation-used = По этому приглашению уже кто-то вошёл. Попроси новую ссылку.
invitation-already = Ты уже помогаешь этому артисту. Права меняет он сам.
invitation-full = У этого артиста уже десять менеджеров, больше нельзя.
invitations-many = Десять приглашений уже ждут. Отзови лишнее.
right-content = Треки, концерты, видео, новости
right-announce = Рассылки и чаты
right-numbers = Цифры
right-money = Донаты: видеть и благодарить
right-none = пока ничего
whose-page = 🔄 Чья страница
work-for = 🎸 { $name }
work-for-me = 👤 Моя страница
acting-for = 🔄 { $name } · сменить
acting-over = Ты больше не помогаешь с этой страницей. Дальше всё снова про твою: /start
acting-owner = Это может только { $name }. Чтобы сделать это у себя, переключись на свою страницу: /start
acting-not-allowed = Такого права у тебя нет. Его может дать { $name }.

## Кто что сделал

log = 📜 Кто что сделал
log-of = 📜 Что сделано
log-people = 👤 Выбрать, кто
log-everybody = Все
log-file-name = журнал-{ $day }
log-older = Раньше ›
log-newest = « Новые
log-nothing = пусто
log-something = Изменение
log-published = Публикация: «{ $title }»
log-published-all = Публикация альбома
log-planned = Выход по времени: «{ $title }»
log-unplanned = Выход по времени отменён: «{ $title }»
log-discarded = Черновик выброшен: «{ $title }»
log-deleted = Удаление: «{ $title }»
log-restored = Возвращено: «{ $title }»
log-edited = «{ $title }» · { $field }: { $old } → { $new }
log-avatar = Новое фото в профиле
log-imported = Концерты из файла
log-moved = Страница из файла
log-cancelled = Отмена концерта: «{ $title }»
log-held = Концерт всё-таки будет: «{ $title }»
log-encore = Спасибо после концерта: настройки
log-announced = Рассылка: «{ $title }»
log-stopped = Рассылка остановлена: «{ $title }»
log-chat-connected = Подключён чат «{ $title }»
log-chat-changed = Настройки чата «{ $title }»
log-chat-dropped = Отключён чат «{ $title }»
log-chat-goal = Карточка цели в чате «{ $title }»
log-thanked = Спасибо за донат
log-gift-hidden = Сообщение доната скрыто или показано
log-refunded = Возврат доната
log-paused = Донаты на паузе
log-resumed = Донаты снова включены
log-goal = Цель сбора
log-goal-dropped = Цель сбора снята
log-gratitude = Слова благодарности
log-payout = Запрос выплаты
log-invited = Приглашение менеджера. Права: { $new }
log-uninvited = Приглашение отозвано
log-accepted = Приглашение принято. Права: { $new }
log-rights = Новые права. { $who }: { $new }
log-removed = Больше не менеджер: { $who }
log-left = Менеджер ушёл сам
log-teaser = Анонс: «{ $title }»
log-album-moved = Новый порядок в альбоме
log-comment-answered = Ответ на комментарий: «{ $title }»
log-comment-deleted = Комментарий удалён: «{ $title }»
log-comment-restored = Комментарий возвращён: «{ $title }»
log-comment-ban = Кому-то закрыты или снова открыты комментарии
log-comments-switched = Комментарии включены или выключены: «{ $title }»
log-comments-switched-all = Комментарии включены или выключены
log-column-at = Когда (UTC)
log-column-by = Кто
log-column-by-id = Telegram id
log-column-what = Что
log-column-title = Название
log-column-field = Поле
log-column-old = Было
log-column-new = Стало

## Ссылки и откуда пришли слушатели

source-chat-named = карточка в чате «{ $name }»
source-by = { $where }, через «{ $name }»
from-poster = Афиша
from-bio = Био
from-chat = Чат
from-friend = Друзья
from-card = Пересланные карточки
from-direct = Напрямую
from-other = Другое
links = 🏷 Ссылки и QR
link-word = ✍ Своя метка
link-poster = 🖨 QR-афиша
link-no-page = Сначала опубликуй что-нибудь: тогда ссылке будет куда вести.
link-words-enough = Своих меток уже { $n }, больше не различить. Возьми одну из них.
poster-file = афиша
poster-track = Наведи камеру и слушай
poster-concert = Наведи камеру и приходи
poster-video = Наведи камеру и смотри
poster-news = Наведи камеру и читай
poster-profile = Наведи камеру и слушай
poster-donation = Наведи камеру и поддержи
origins = 🧭 Откуда приходят
origins-rest = { $n ->
        [one] Ещё { $n } источник
        [few] Ещё { $n } источника
       *[many] Ещё { $n } источников
    }

## Поиск

find-new = 🆕 Новое
find-rising = 🚀 Набирают ход
find-genres = 🎼 Жанры
find-artists = Артисты
found-more = Показать ещё
found-work = { $title } · { $artist }
found-show = 🎤 { $artist } · { $show }
near-ask = 📍 Указать город
job-bring-the-store-up = Обновить хранилище
job-see-who-rises = Посмотреть, кто набирает ход

## Фаны

own-fans = 👥 Фаны
top-fans = 🏆 Топ фанов
top-recent = { $n } дней
top-all = За всё время
top-show = Показывать моё имя
top-shown = Ты в списке!
top-hidden = Имени в списке больше нет.
fan-list-file = подписчики-{ $day }
fan-list-since = Подписка с
fan-list-name = Имя
fan-list-city = Город
city-shown = Артистам виден мой город
announce-whom = 👥 Кому: { $whom }
announce-part = { $whom } · { $n }
announce-nobody-there = Таких уже нет. Выбери других.
whom-all = всем подписчикам
whom-donors = ⭐ тем, кто донатил
whom-lapsed = 🌙 тем, кто пропал
whom-elsewhere = 🗺 другим городам
whom-town = 📍 { $city }
whom-town-gone = 📍 город
whom-going = 🎤 тем, кто идёт на «{ $title }»

## Профиль

from-telegram = 📥 Взять из Telegram
take-photo = Взять это фото
take-bio = Взять «О себе»
telegram-nothing = Взять нечего: ни фото, ни «О себе» мне не видно.
link-add = + Добавить
link-up = ⬆ { $name }
link-drop = ✕ { $name }
links-enough = Больше не поместится. Сначала убери какую-нибудь.
site-instagram = Instagram
site-spotify = Spotify
site-yandex = Яндекс Музыка
site-vk = ВКонтакте
site-youtube = YouTube
site-youtube-music = YouTube Music
site-tiktok = TikTok
site-soundcloud = SoundCloud
site-apple = Apple Music
site-deezer = Deezer
site-boosty = Boosty
site-patreon = Patreon
site-facebook = Facebook
site-x = X
site-telegram = Telegram
site-bandcamp = Bandcamp

## Права и жалобы

report = ⚑
report-rights = Чужое, без спроса
report-spam = Спам или обман
report-insult = Оскорбления, травля
report-adult = Только для взрослых
report-other = Другое
report-self = Это твоё. Если что-то не так, исправь или удали.
report-often = Жалоб за сегодня уже { $n }, спасибо. Продолжим завтра.
why-rights = это чужое и без разрешения
why-spam = это спам или обман
why-insult = это оскорбления или травля
why-adult = это только для взрослых
why-other = это против правил
why-strikes = слишком много снято за год
kind-profile = страница
kind-verify = просит ✓
blocked = Твоя страница заблокирована, поэтому публиковать нельзя. Почему и как возразить: /start
taken-file = Эту запись уже сняли, поэтому опубликовать её снова нельзя. Почему и как возразить: /tracks
taken = ⛔ Снято · { $n }
object = ✋ Возразить
object-not = Возражение уже у нас, или возражать не на что.
verify-ask = ✓ Подтвердить имя
verify-waits = Просьба уже у нас: человек посмотрит.
matter-key = ⚑ { $n } · { $title }
matter-key-objected = ✋ { $title }
matter-key-asked = ✓ { $title }
matter-key-done = { $title } · { $did }
matter-look = 👁 Показать
matter-artist = 👤 Кто это
matter-overtaken = Другой админ уже решил: взгляни.
matters-back = ‹ Жалобы
do-taken = ⛔ Снять
do-dismissed = Оставить
do-keep-down = Не возвращать
do-warned = ⚠ Предупредить
do-restored = ↩ Вернуть
do-blocked = 🚫 Заблокировать
do-lifted = ↩ Разблокировать
do-verified = ✓ Подтвердить
do-refused = Отказать…
do-revoked = Убрать ✓
sure-taken = ⛔ Да, снять
sure-warned = ⚠ Да, предупредить
sure-blocked = 🚫 Да, заблокировать
sure-words = ✍ Добавить от себя
done-taken = Снято
done-dismissed = Оставлено
done-warned = Предупреждение отправлено
done-restored = Возвращено
done-blocked = Блокировка
done-lifted = Блокировка снята
done-verified = Имя подтверждено
done-refused = Отказано
done-revoked = ✓ больше нет
done-objected = Возражение
done-asked = Просит ✓
ban-nobody = Нужен id или ссылка на страницу.
moderation-log = 📜 Что решено
console-matters-key = ⚑ Жалобы · { $n }
console-cases-key = ✉ Обращения · { $n }
console-payouts-key = 💸 Выплаты · { $n }
console-suspended-key = ⚠ Неясные платежи · { $n }
decision-itself = само
decisions-more = Раньше

## Альбомы

albums = 💿 Альбомы
albums-n = 💿 Альбомы · { $n }
album-entry = 💿 { $title } · { $n }
album-play = ▶ Слушать
album-send = 💿 Прислать все { $n }
album-coming = Присылаю: { $n }
album-open = 💿 Альбом
album-order = ↕ Порядок песен
album-song-key = { $number }. { $title }
album-up = ⬆
album-down = ⬇
album-over = Альбом закончился, и это пока вся музыка артиста.
next-title = ⏭ { $title }
album-name = 💿 Это альбом
album-rename = 💿 Название
album-more = …и ещё { $n }
shelf-key = 🎧 Из профиля
shelf-found = 🎧 Взять песни из профиля · { $n }
shelf-own = Песни из профиля может взять только сам артист.
shelf-none = Музыки в твоём профиле Telegram нет, или мне её не видно: проверь настройки приватности. А можно просто прислать песни сюда.
shelf-nothing = Ничего не выбрано.
shelf-all = ☑ Выбрать все
shelf-none-of-them = ☐ Сбросить выбор
shelf-drafts = 📝 Только в черновики
shelf-known = ✔ уже здесь: { $what }
shelf-song = { $title } · { $artist }

## Скоро выйдет

await = { $n ->
        [0] 🔔 Сообщить, когда выйдет
       *[other] 🔔 Сообщить, когда выйдет · { $n }
    }
await-on = { $n ->
        [0] 🔕 Не сообщать
       *[other] 🔕 Не сообщать · { $n }
    }
await-said = Пришлю, как только выйдет!
await-taken-back = Хорошо, не буду сообщать.
await-over = Это уже вышло, или артист передумал.
await-stopped = Все сообщения от этого артиста выключены. Сначала верни их: 🔔 на его странице.
ahead-key = 🔜 { $title }
teaser-key = 📣 Объявить дату
teaser-open = 🔜 Объявлено, ждут: { $n }
teaser-sure = 📣 Объявить
teaser-when = Сначала выбери, когда это выйдет.

## Страница файлом

page-take = 💾 Моя страница файлом
page-file = моя-страница-{ $day }
page-empty = На странице пока ничего нет.
page-drafts = 📝 Черновики
page-add = { $n ->
        [one] Добавить { $n } запись
        [few] Добавить { $n } записи
       *[many] Добавить { $n } записей
    }
page-problem = { $key }: { $why }
page-unfit-unknown = не знаю, что это
page-unfit-foreign = с чужой страницы
page-unfit-money = деньги и цифры со страницей не переезжают
page-unfit-long = слишком длинно
page-unfit-json = повреждено
page-unfit-owner = указан другой владелец
page-unfit-field = что-то не так с полем «{ $field }»
page-unfit-twice = дважды в файле
page-unfit-taken = было снято

## Всё о себе

command-mydata = Всё, что обо мне хранится, файлом
command-deletemydata = Удалить всё обо мне
my-data-key = 📦 Все мои данные файлом
my-data-name = my-data-{ $day }
leave-key = 🗑 Удалить всё
leave-sure = 🗑 Да, удалить всё через сутки
leave-stay = 👌 Оставить всё
leave-late = Уже поздно: всё удаляется.
